/* SPDX-License-Identifier: MPL-2.0 */
/* How long bags take from the first touch to the last line: noted without a name, shown to managers as two numbers a week. */
#include "intake/internal.h"
#include "text/text.h"

#define WEEKS 12

int post_pace(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_value *in = s->host->call->inputs(c);
	int rc = s->host->db->exec(c, SQL_PACE_ADD,
		(struct glane_val[]){ glane_text(v->as_text(v->get(in, "flow"))), glane_int(s->host->call->day(c, s->host->call->now_ms(c))),
			glane_int(v->as_integer(v->get(in, "ms"), 0)), glane_int(v->as_integer(v->get(in, "objects"), 0)),
			glane_int(v->as_integer(v->get(in, "touches"), 0)) },
		5, NULL);
	if (rc == 0)
		s->host->reply->status(c, 201);
	return rc;
}

int expire_pace(struct glane_self *s, struct glane_call *c, const struct glane_value *args)
{
	(void)args;
	int64_t first = s->host->call->day(c, s->host->call->now_ms(c)) - PACE_KEEP_DAYS;
	return s->host->db->exec(c, SQL_PACE_EXPIRE, (struct glane_val[]){ glane_int(first) }, 1, NULL);
}

/* "1 min 22 s" */
static struct glane_str seconds(struct glane_self *s, struct glane_call *c, int64_t ms)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *args = v->make(c);
	int64_t all = (ms + 500) / 1000;
	v->integer(args, "minutes", all / 60);
	v->integer(args, "seconds", all % 60);
	return s->host->call->tr(c, all < 60 ? "pace.seconds" : "pace.minutes", args);
}

struct week {
	int64_t monday, bags, objects, touches, ms;
	uint32_t first; /* in the list of times */
};

static void say_week(struct glane_self *s, struct glane_call *c, struct glane_value *list, const struct week *w, const int64_t *times)
{
	const struct glane_value_api *v = s->host->value;
	/* The nearest rank: so many of the bags took no longer. */
	int64_t half = times[w->first + (uint32_t)((w->bags * 50 + 99) / 100) - 1];
	int64_t most = times[w->first + (uint32_t)((w->bags * 90 + 99) / 100) - 1];
	struct glane_value *o = v->object(list, NULL);
	char iso[11];
	text_from_day(w->monday, iso);
	v->text(o, "week", glane_cstr(iso));
	v->quantity(o, "from", w->monday, GLANE_U_DAY);
	v->integer(o, "bags", w->bags);
	v->integer(o, "objects", w->objects);
	v->integer(o, "p50_ms", half);
	v->integer(o, "p90_ms", most);
	v->integer(o, "object_ms", w->ms / w->objects);
	v->decimal(o, "touches", (w->touches * 10 + w->objects / 2) / w->objects, 1);
	v->text(o, "p50", seconds(s, c, half));
	v->text(o, "p90", seconds(s, c, most));
	v->text(o, "per_object", seconds(s, c, w->ms / w->objects));
}

int get_pace(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	enum { MOST = 50000 };
	int64_t today = s->host->call->day(c, s->host->call->now_ms(c)), monday = today - (today + 3) % 7;
	int64_t *times = s->host->call->alloc(c, MOST * sizeof(*times));
	struct glane_value *flows = v->array(s->host->reply->root(c), "flows"), *weeks = NULL;
	struct glane_str flow = glane_cstr("");
	struct week w = { 0 };
	struct glane_rows *rows;
	uint32_t n = 0;
	if (!times)
		return GLANE_ENOMEM;
	int rc = db->query(c, SQL_PACE, (struct glane_val[]){ glane_int(monday - 7 * (WEEKS - 1)) }, 1, &rows);
	if (rc < 0)
		return rc;
	while (n < MOST && (rc = db->next(rows)) == 1) {
		struct glane_str is = db->col(rows, 0).u.s;
		int other = !text_is(is, flow.p);
		if (w.bags && (other || db->col(rows, 1).u.i != w.monday)) {
			say_week(s, c, weeks, &w, times);
			w = (struct week){ 0 };
		}
		if (other) {
			flow = copied(s, c, is);
			struct glane_value *o = v->object(flows, NULL);
			v->text(o, "flow", flow);
			v->text(o, "name", word(s, c, "pace.", flow));
			weeks = v->array(o, "weeks");
		}
		if (w.bags == 0)
			w = (struct week){ .monday = db->col(rows, 1).u.i, .first = n };
		times[n++] = db->col(rows, 2).u.i;
		w.ms += db->col(rows, 2).u.i;
		w.objects += db->col(rows, 3).u.i;
		w.touches += db->col(rows, 4).u.i;
		w.bags++;
	}
	db->close(rows);
	if (rc >= 0 && w.bags)
		say_week(s, c, weeks, &w, times);
	return rc < 0 ? rc : 0;
}
