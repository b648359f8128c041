/* SPDX-License-Identifier: MPL-2.0 */
/* How the printers are now: in memory, told to the screens. */
#include <stdio.h>
#include <string.h>

#include "labels/internal.h"
#include "labels/printers.h"

void printer_live(struct glane_self *self, uint32_t slot, struct printer_live *ret)
{
	pthread_mutex_lock(&self->lock);
	*ret = self->live[slot];
	pthread_mutex_unlock(&self->lock);
}

int printer_live_still(struct glane_self *self, int64_t job)
{
	struct printer_live live = { .job = 0 };
	for (uint32_t slot = 1; slot <= PRINTER_SLOTS && live.job != job; slot++)
		printer_live(self, slot, &live);
	return live.job == job && live.status.trouble == DEVICE_SLOW;
}

int printer_live_set(struct glane_self *self, uint32_t slot, const struct printer_live *now)
{
	pthread_mutex_lock(&self->lock);
	const struct device_status *a = &self->live[slot].status, *b = &now->status;
	int differs = a->trouble != b->trouble || a->low != b->low || self->live[slot].job != now->job || strcmp(a->model, b->model) != 0 ||
	              a->media_known != b->media_known || a->media_w_mm != b->media_w_mm || a->media_h_mm != b->media_h_mm;
	self->live[slot] = *now;
	pthread_mutex_unlock(&self->lock);
	return differs;
}

static int waiting(struct glane_self *self, struct glane_call *c, const struct printers *all, int64_t id, int64_t *ret)
{
	const struct glane_db_api *db = labels_host->db;
	struct glane_rows *row;
	int rc = db->query(c, SQL_SPOOL_QUEUES, NULL, 0, &row);
	*ret = 0;
	if (rc < 0)
		return rc;
	while ((rc = db->next(row)) == 1) {
		const struct printer *to = printers_choose(self, all, db->col(row, 0).u.i, db->col(row, 1).u.s);
		if ((to ? to->id : 0) == id)
			*ret += db->col(row, 2).u.i;
	}
	db->close(row);
	return rc;
}

int printers_waiting(struct glane_self *self, struct glane_call *c, int64_t id, int64_t *ret)
{
	struct printers all;
	int rc = printers_all(c, &all);
	return rc ? rc : waiting(self, c, &all, id, ret);
}

struct glane_str trouble_words(struct glane_call *c, struct glane_str name)
{
	char key[40];
	snprintf(key, sizeof(key), "trouble.%.*s", (int)name.n, name.p);
	return name.n ? labels_host->call->tr(c, key, NULL) : glane_cstr("");
}

static void fill_row(struct glane_value *o, const struct printer *p)
{
	const struct glane_value_api *v = labels_host->value;
	v->integer(o, "printer", p->id);
	v->integer(o, "slot", p->slot);
	v->text(o, "name", glane_cstr(p->name));
	v->text(o, "port", glane_cstr(p->port));
	v->text(o, "language", glane_cstr(p->language));
	v->text(o, "model", glane_cstr(p->model));
	v->integer(o, "dpi", p->dpi);
	v->text(o, "media", glane_cstr(p->media));
	v->integer(o, "rank", p->rank);
	v->boolean(o, "folder", printer_is_folder(p));
	v->boolean(o, "paused", p->paused);
}

static int fill(struct glane_self *self, struct glane_call *c, const struct printers *all, const struct printer *p, struct glane_value *o)
{
	const struct glane_value_api *v = labels_host->value;
	struct printer_live live;
	int64_t n;
	int rc = waiting(self, c, all, p->id, &n);
	if (rc < 0)
		return rc;
	printer_live(self, p->slot, &live);
	struct glane_str trouble = glane_cstr(device_trouble_names[live.status.trouble]);
	fill_row(o, p);
	v->text(o, "trouble", trouble);
	v->text(o, "words", trouble_words(c, p->paused && !trouble.n ? glane_cstr("resting") : trouble));
	v->boolean(o, "low", live.status.low);
	v->integer(o, "waiting", n);
	v->integer(o, "job", live.job);
	if (live.known_ms)
		v->quantity(o, "known_ms", live.known_ms, GLANE_U_TIME_MS);
	if (live.status.media_known) {
		v->integer(o, "roll_w_mm", live.status.media_w_mm);
		v->integer(o, "roll_h_mm", live.status.media_h_mm);
	}
	v->text(o, "says", glane_cstr(live.status.model));
	return GLANE_OK;
}

int printers_fill(struct glane_self *self, struct glane_call *c, const struct printer *p, struct glane_value *into)
{
	struct printers all;
	int rc = printers_all(c, &all);
	return rc ? rc : fill(self, c, &all, p, into);
}

int printers_tell(struct glane_self *self, struct glane_call *c, uint32_t slot)
{
	struct printer p;
	int rc = printers_in_slot(c, slot, &p);
	if (rc != 1)
		return rc;
	struct glane_value *v = labels_host->value->make(c);
	rc = printers_fill(self, c, &p, v);
	if (rc == GLANE_OK)
		labels_host->live->publish(c, TOPIC_PRINTER, v);
	return rc;
}

int printers_show(struct glane_self *self, struct glane_call *c)
{
	struct glane_value *list = labels_host->value->array(labels_host->reply->root(c), "printers");
	struct printers all;
	int rc = printers_all(c, &all);
	for (uint32_t i = 0; rc == GLANE_OK && i < all.count; i++)
		rc = fill(self, c, &all, &all.at[i], labels_host->value->object(list, NULL));
	return rc;
}
