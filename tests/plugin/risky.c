/* SPDX-License-Identifier: MPL-2.0 */
/* risky: what only the real daemon shows: crashes, a service's thread, constructors, a command. */
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "area.h"

/* Code that runs before anybody asked: RISKY_MARK names the file that it leaves behind. */
__attribute__((constructor)) static void mark(void)
{
	const char *path = getenv("RISKY_MARK");
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;
	if (fd >= 0)
		close(fd);
}

enum { SQL_ADD, SQL_SUM };
static const char *const statements[] = {
	[SQL_ADD] = "INSERT INTO risky_row (n) VALUES (?1)",
	[SQL_SUM] = "SELECT coalesce(sum(n), 0), count(*) FROM risky_row",
};
static const char schema[] = "CREATE TABLE risky_row (n INTEGER NOT NULL) STRICT;";
static const struct glane_file migrations[] = { FILE_OF("0001_rows.sql", "application/sql", schema) };
enum { SERVICE_COUNTER };
static _Atomic int asked; /* by a route, taken by the service */
static volatile int *volatile nowhere;

/* A real fault, which the sanitizers of the build leave alone. */
__attribute__((no_sanitize("undefined"), no_sanitize("address"))) static void fall(void)
{
	*nowhere = 1;
}

static int crash(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	(void)c;
	fall();
	return GLANE_OK;
}

static int deep(struct glane_self *self, struct glane_call *c);
static int (*volatile again)(struct glane_self *, struct glane_call *) = deep;
static int deep(struct glane_self *self, struct glane_call *c)
{
	volatile char room[4096];
	room[0] = 1;
	return again(self, c) + room[0];
}

static int add(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	return h->db->exec(c, SQL_ADD, VALS(glane_int(*(int64_t *)arg)), NULL);
}

/* Sleeps until it is woken, then books what was asked. */
static int count(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct pollfd p = { h->call->wake_fd(c), POLLIN, 0 };
	while (!h->call->cancelled(c)) { /* empties wake_fd */
		int64_t n = asked;
		if (n == 0) {
			poll(&p, 1, -1);
			continue;
		}
		asked = 0;
		if (n == -1)
			fall();
		if (n == -2)
			return h->call->fail(c, GLANE_EIO, "the cable is out"); /* started again after restart_ms */
		int rc = h->call->within(c, GLANE_WRITE, add, &n);
		if (rc < 0)
			return rc;
	}
	return GLANE_OK;
}
static const struct glane_service services[] = { [SERVICE_COUNTER] = { .name = "counter", .restart_ms = 10, .run = count } };

static int wake(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	asked = (int)in_int(c, "n");
	h->call->wake(c, SERVICE_COUNTER);
	return GLANE_OK;
}

static int sum(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_rows *rows;
	int rc = h->db->query(c, SQL_SUM, NULL, 0, &rows);
	if (rc == GLANE_OK && (rc = h->db->next(rows)) == 1)
		h->value->integer(h->reply->root(c), "sum", h->db->col(rows, 0).u.i);
	return rc < 0 ? rc : GLANE_OK;
}

static const struct glane_input in_n[] = { { .name = "n", .type = GLANE_F_INT } };
#define USE "risky.use"
static const struct glane_route routes[] = {
	{ POSTS, .path = "/crash", .permission = USE, .run = crash },
	{ POSTS, .path = "/deep", .permission = USE, .run = deep },
	{ POSTS, .path = "/wake", .permission = USE, .run = wake, .inputs = GLANE_LIST(in_n) },
	{ GETS, .path = "/sum", .run = sum },
};
static const struct glane_permission permissions[] = { { USE, "may", "staff" } };
static const struct glane_command commands[] = {
	{ .words = "risky sum", .summary = "The sum", .permission = USE, .mode = GLANE_READ, .run = sum },
};

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "risky",
	.version = "1.0.0",
	.license = "MPL-2.0",
	.init = keep_host,
	.migrations = GLANE_LIST(migrations),
	.statements = GLANE_LIST(statements),
	.routes = GLANE_LIST(routes),
	.services = GLANE_LIST(services),
	.permissions = GLANE_LIST(permissions),
	.commands = GLANE_LIST(commands),
};
