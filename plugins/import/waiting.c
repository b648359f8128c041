/* SPDX-License-Identifier: MPL-2.0 */
/* What waits for a person: lines that could not be booked, and booked ones that look odd. */
#include <stdio.h>

#include "import/internal.h"
#include "import/said.h"

enum { WAITING_MAX = 200 };

void money_say(struct glane_self *s, struct glane_value *into, const char *key, int64_t cents)
{
	if (cents == MISSING)
		s->host->value->null(into, key);
	else
		s->host->value->quantity(into, key, cents, GLANE_U_CENTS);
}

void days_say(struct glane_self *s, struct glane_call *c, struct glane_value *into, const struct line *l)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *args = v->make(c);
	if (l->day == 0) {
		v->null(into, "day");
		v->text(into, "when", s->host->call->tr(c, "when.unknown", NULL));
		return;
	}
	v->quantity(into, "day", l->day, GLANE_U_DAY);
	v->quantity(into, "day_to", l->day_to, GLANE_U_DAY);
	v->quantity(args, "from", l->day, GLANE_U_DAY);
	v->quantity(args, "to", l->day_to, GLANE_U_DAY);
	v->text(into, "when", s->host->call->tr(c, l->day_to > l->day ? "when.between" : "when.day", args));
}

/* Why somebody should look: the reason, or each doubt. */
static void say_why(struct glane_self *s, struct glane_call *c, struct glane_value *o, const struct line *l, int64_t record)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *list = v->array(o, "why");
	if (!record) {
		v->text(o, "reason", glane_cstr(reason_names[l->outcome]));
		v->text(v->object(list, NULL), "words", word(s, c, "reason.", glane_cstr(reason_names[l->outcome])));
	}
	for (uint32_t d = 0; record && d < DOUBT_COUNT; d++)
		if (l->doubts & 1u << d) {
			struct glane_value *w = v->object(list, NULL);
			v->text(w, "doubt", glane_cstr(doubt_names[d]));
			v->text(w, "words", word(s, c, "doubt.", glane_cstr(doubt_names[d])));
		}
}

void line_say(struct glane_self *s, struct glane_call *c, struct glane_value *o, int64_t file, const struct line *l, int64_t record)
{
	const struct glane_value_api *v = s->host->value;
	v->integer(o, "file", file);
	v->integer(o, "line", l->line);
	v->text(o, "label", l->label);
	if (l->grams)
		v->quantity(o, "grams", l->grams, GLANE_U_GRAMS);
	else
		v->null(o, "grams");
	v->boolean(o, "estimated", l->estimated);
	days_say(s, c, o, l);
	money_say(s, o, "total", l->total);
	money_say(s, o, "price", l->price);
	money_say(s, o, "donation", l->donation);
	money_say(s, o, "fee", l->fee);
	if (l->pieces)
		v->integer(o, "pieces", l->pieces);
	else
		v->null(o, "pieces");
	v->text(o, "payment", l->payment);
	v->text(o, "place", l->place);
	v->text(o, "note", l->note);
	v->text(o, "remark", l->remark);
	v->boolean(o, "booked", record != 0);
	if (record)
		v->integer(o, "record", record);
	say_why(s, c, o, l, record);
}

int get_waiting(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	const struct glane_value *in = s->host->call->inputs(c);
	struct glane_value *root = s->host->reply->root(c), *list = v->array(root, "lines");
	int64_t file = v->as_integer(v->get(in, "file"), 0), record, count = 0, last = 0, last_file = 0;
	int64_t after_file = v->as_integer(v->get(in, "after_file"), 0), after = v->as_integer(v->get(in, "after"), 0);
	struct glane_rows *rows;
	int rc = db->query(c, SQL_WAITING, (struct glane_val[]){ glane_int(file), glane_int(after_file), glane_int(after), glane_int(WAITING_MAX + 1) }, 4, &rows);
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1) {
		struct line l;
		if (count++ == WAITING_MAX) {
			struct glane_value *o = v->object(root, "next");
			v->integer(o, "after_file", last_file);
			v->integer(o, "after", last);
			break;
		}
		int64_t of = db->col(rows, L_FILE).u.i;
		book_read(s, c, rows, &l, &record);
		struct glane_value *o = v->object(list, NULL);
		line_say(s, c, o, of, &l, record);
		v->text(o, "name", db->col(rows, L_COUNT).u.s);
		last = l.line;
		last_file = of;
	}
	db->close(rows);
	if (rc < 0)
		return rc;
	int64_t all = 0;
	rc = waiting_count(s, c, file, &all);
	v->integer(root, "count", all);
	v->boolean(root, "none", all == 0);
	if (file)
		v->integer(root, "file", file);
	v->text(root, "title", s->host->call->tr(c, "waiting.title", NULL));
	return rc;
}

int waiting_count(struct glane_self *s, struct glane_call *c, int64_t file, int64_t *ret)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_WAITING_COUNT, (struct glane_val[]){ glane_int(file) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	*ret = rc == 1 ? db->col(rows, 0).u.i : 0;
	db->close(rows);
	return rc < 0 ? rc : 0;
}
