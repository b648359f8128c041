/* SPDX-License-Identifier: MPL-2.0 */
/* What waits, what became of the labels of today, and how one looks. */
#include <stdio.h>
#include <string.h>

#include "labels/internal.h"

/* GET /jobs: the newest of each code, of today or still open. */
int spool_jobs(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	const struct glane_db_api *db = labels_host->db;
	struct glane_value *list = labels_host->value->array(labels_host->reply->root(c), "jobs");
	int64_t now = labels_host->call->now_ms(c), today = labels_host->call->day(c, now);
	struct glane_rows *row;
	int rc = db->query(c, SQL_SPOOL_DAY, (struct glane_val[]){ glane_int(now - 26 * SPOOL_HOUR_MS) }, 1, &row); /* the longest day has 25 hours */
	while (rc >= 0 && (rc = db->next(row)) == 1)
		if (db->col(row, 8).u.i || labels_host->call->day(c, db->col(row, 7).u.i) == today)
			spool_fill(c, labels_host->value->object(list, NULL), row);
	return rc;
}

static int fill_queue(struct glane_self *self, struct glane_call *c, void *arg)
{
	const struct glane_value_api *v = labels_host->value;
	const struct glane_db_api *db = labels_host->db;
	struct glane_value *list = v->array(arg, "jobs");
	struct glane_rows *row;
	(void)self;
	int rc = db->query(c, SQL_SPOOL_QUEUE, NULL, 0, &row);
	while (rc >= 0 && (rc = db->next(row)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		spool_fill(c, o, row);
		v->quantity(o, "at_ms", db->col(row, 7).u.i, GLANE_U_TIME_MS);
	}
	return rc;
}

/* GET /queue: all labels that are open, in their order. */
int spool_queue(struct glane_self *self, struct glane_call *c)
{
	return fill_queue(self, c, labels_host->reply->root(c));
}

static int asked(struct glane_call *c, const char *name, int64_t *ret)
{
	*ret = in_int(c, name, 0);
	return *ret != 0;
}

static int change_queue(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct spool_row r;
	int64_t id;
	(void)arg;
	int rc = asked(c, "again", &id) ? spool_get(c, id, &r) : 2;
	if (rc == 0 || (rc == 1 && strcmp(r.state, "queued") != 0))
		return labels_host->call->refuse(c, GLANE_ENOENT, "job_gone", NULL);
	if (rc == 1)
		rc = spool_retry(self, c, &r);
	return rc < 0 ? rc : GLANE_OK;
}

/* glane printer queue */
int command_queue(struct glane_self *self, struct glane_call *c)
{
	struct spool_row r;
	int rc = labels_host->call->within(c, GLANE_WRITE, change_queue, NULL);
	if (rc == GLANE_OK && asked(c, "cancel", &r.id))
		rc = spool_give_up(self, c, &r);
	return rc ? rc : labels_host->call->within(c, GLANE_READ, fill_queue, labels_host->reply->root(c));
}

/* GET /job/{job}/picture.png: as it was drawn for its printer, for people who look whether it came out. */
int spool_picture(struct glane_self *self, struct glane_call *c)
{
	int64_t job = in_int(c, "job", 0);
	struct glane_rows *row;
	(void)self;
	int rc = spool_first(c, SQL_PAYLOAD_PICTURE, (struct glane_val[]){ glane_int(job) }, 1, &row);
	if (rc < 0)
		return rc;
	struct glane_str picture = rc ? labels_host->db->col(row, 0).u.s : glane_cstr("");
	if (rc == 0 || picture.n < 8 || memcmp(picture.p, "\x89PNG", 4) != 0)
		return labels_host->call->refuse(c, GLANE_ENOENT, "picture_gone", NULL);
	char name[40];
	snprintf(name, sizeof(name), "%lld.png", (long long)job);
	rc = labels_host->reply->file(c, "image/png", name);
	if (rc == GLANE_OK)
		rc = labels_host->reply->write(c, picture.p, picture.n);
	labels_host->db->close(row);
	return rc;
}
