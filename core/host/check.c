/* SPDX-License-Identifier: MPL-2.0 */
/* The file itself.  After a stop that was not clean its pages are looked through in the background, while the house works.
 * What is found is noted in DIR/damaged and ends the process: the next start looks first and is the rescue. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "host/internal.h"

void host_broken(struct host *h)
{
	if (!atomic_exchange(&h->broken, true) && h->config.broken)
		h->config.broken(h->config.broken_ctx);
}

static void marker(const struct host *h, char out[4096])
{
	snprintf(out, 4096, "%s/damaged", h->config.dir);
}

int check_open(struct host *h, struct conn *w, struct error *e)
{
	char path[4096];
	struct arena a;
	struct glane_str complaint = STR_NONE;
	marker(h, path);
	if (access(path, F_OK) != 0)
		return 0;
	arena_init(&a, 4096);
	int rc = conn_integrity(w, false, &a, &complaint, e);
	if (rc == 0 && complaint.n)
		rc = error_fail(e, GLANE_EIO, "%s is damaged: %s", store_path(h->store), complaint.p);
	arena_fini(&a);
	if (rc == 0) { /* a backup was put in its place */
		store_checked(h->store);
		unlink(path);
	}
	return rc;
}

struct check {
	struct task task; /* first */
	struct host *host;
};

static void found(struct host *h, struct glane_str complaint)
{
	char path[4096];
	marker(h, path);
	log_error("the database is damaged: %s", complaint.p);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || fsync(fd) < 0)
		log_error("%s could not be written", path);
	if (fd >= 0)
		close(fd);
	host_broken(h);
}

static void check_run(struct task *t, void *thread)
{
	(void)thread;
	struct host *h = CONTAINER_OF(t, struct check, task)->host;
	struct conn *c = NULL;
	struct error e;
	struct arena a;
	struct glane_str complaint = STR_NONE;
	arena_init(&a, 4096);
	error_init(&e, NULL);
	int rc = conn_open(h->store, CONN_READER, &c, &e);
	if (rc == 0) {
		conn_deadline(c, 0, &h->leaving);
		rc = conn_integrity(c, false, &a, &complaint, &e);
	}
	conn_close(c);
	if (rc == 0 && complaint.n)
		found(h, complaint);
	else if (rc == 0)
		store_checked(h->store);
	else if (!atomic_load(&h->leaving)) /* else the next start does it */
		log_warning("the database could not be looked through: %s", e.text);
	arena_fini(&a);
}

static void check_done(struct task *t)
{
	free(CONTAINER_OF(t, struct check, task));
}

void check_start(struct host *h)
{
	if (h->inline_calls || store_clean(h->store))
		return;
	struct check *c = xcalloc(1, sizeof(*c));
	c->host = h;
	c->task.lane = LANE_POOL;
	c->task.run = check_run;
	c->task.done = check_done;
	c->task.done_here = true;
	if (executor_submit(h->executor, &c->task) < 0)
		free(c);
}
