/* SPDX-License-Identifier: MPL-2.0 */
/* Closed periods.  What is written later about one counts on the day when it is written, so that its figures stay what
 * they were; the closing keeps them, and the version of the CO2 factors, in its record. */

#include "impact/internal.h"

static void say_row(struct glane_self *s, struct glane_call *c, struct glane_rows *r, struct glane_value *o)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct period p = { PERIOD_DAYS, db->col(r, 1).u.i, db->col(r, 2).u.i };
	char text[PERIOD_TEXT];
	for (int kind = PERIOD_YEAR; kind < PERIOD_DAYS; kind++) { /* as it was named, if it has a name */
		struct period named = period_of((enum period_kind)kind, p.from);
		if (named.from == p.from && named.to == p.to)
			p = named;
	}
	v->integer(o, "record", db->col(r, 0).u.i);
	v->text(o, "period", glane_cstr(period_text(&p, text)));
	v->text(o, "label", period_label(s, c, &p));
	v->text(o, "factors", db->col(r, 3).u.s);
	v->quantity(o, "entries", db->col(r, 4).u.i, GLANE_U_GRAMS);
	v->quantity(o, "reuse", db->col(r, 5).u.i, GLANE_U_GRAMS);
	v->quantity(o, "s_out", db->col(r, 6).u.i, GLANE_U_GRAMS);
	v->quantity(o, "co2_low", db->col(r, 7).u.i, GLANE_U_CO2_GRAMS);
	v->quantity(o, "co2_central", db->col(r, 8).u.i, GLANE_U_CO2_GRAMS);
	v->quantity(o, "co2_high", db->col(r, 9).u.i, GLANE_U_CO2_GRAMS);
	v->quantity(o, "at", db->col(r, 10).u.i, GLANE_U_TIME_MS);
	v->text(o, "by", db->col(r, 11).u.s);
	v->boolean(o, "fresh", s->host->call->now_ms(c) - db->col(r, 10).u.i < INT64_C(600000));
}

int lock_say(struct glane_self *s, struct glane_call *c, const struct period *p, struct glane_value *into, int *ret)
{
	struct glane_rows *r;
	struct glane_val args[] = { glane_int(p->from), glane_int(p->to) };
	int rc = s->host->db->query(c, SQL_LOCK_OF, args, 2, &r);
	if (rc < 0)
		return rc;
	rc = s->host->db->next(r);
	*ret = rc == 1;
	if (rc == 1)
		say_row(s, c, r, into);
	s->host->db->close(r);
	return rc < 0 ? rc : GLANE_OK;
}

int get_locks(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c), *list = v->array(root, "locks");
	struct period last = period_of(PERIOD_MONTH, period_of(PERIOD_MONTH, s->host->call->day(c, s->host->call->now_ms(c))).from - 1);
	char text[PERIOD_TEXT];
	struct glane_rows *r;
	v->text(root, "title", s->host->call->tr(c, "locks.title", NULL));
	v->text(root, "proposed", glane_cstr(period_text(&last, text)));
	v->boolean(root, "may_manage", s->host->call->may(c, MANAGE));
	int rc = s->host->db->query(c, SQL_LOCKS, NULL, 0, &r);
	if (rc < 0)
		return rc;
	while ((rc = s->host->db->next(r)) == 1)
		say_row(s, c, r, v->object(list, NULL));
	s->host->db->close(r);
	return rc;
}

static int fill(struct glane_self *s, struct glane_call *c, const struct period *p, struct glane_value *body)
{
	static const char *const names[] = { "co2_low", "co2_central", "co2_high" };
	const struct glane_value_api *v = s->host->value;
	struct balance b;
	struct co2_figures co2;
	int rc = rollup_catch_up(s, c);
	if (rc >= 0)
		rc = figures_balance(s, c, p, glane_cstr(""), &b);
	if (rc >= 0)
		rc = figures_co2(s, c, p, glane_cstr(""), 0, &co2, NULL);
	if (rc < 0)
		return rc;
	v->integer(body, "from_day", p->from);
	v->integer(body, "to_day", p->to);
	v->text(body, "factors", co2.factors.name);
	v->integer(body, "entries", figure_of(&b, FIGURE_ENTRIES));
	v->integer(body, "reuse", figure_of(&b, FIGURE_REUSE));
	v->integer(body, "s_out", figure_of(&b, FIGURE_S_OUT));
	for (int k = 0; k < 3; k++)
		v->integer(body, names[k], scaled(co2.avoided[k], 1, 1000));
	return GLANE_OK;
}

int post_lock(struct glane_self *s, struct glane_call *c)
{
	struct glane_value *body = s->host->value->make(c);
	struct glane_entry entry = { .size = sizeof(entry), .kind = "locked", .body = body };
	struct period p;
	int64_t same, record;
	int rc = ask_period(s, c, &p);
	if (rc < 0)
		return rc;
	if (p.to >= s->host->call->day(c, s->host->call->now_ms(c)))
		return s->host->call->refuse_input(c, "period", "bad.lock_open", NULL);
	rc = one_int(s, c, SQL_LOCK_SAME, (struct glane_val[]){ glane_int(p.from), glane_int(p.to) }, 2, &same);
	if (rc >= 0 && same)
		return s->host->call->refuse_input(c, "period", "bad.lock_same", NULL);
	if (rc >= 0)
		rc = fill(s, c, &p, body);
	if (rc >= 0)
		rc = s->host->inventory->append(c, &entry, &record);
	if (rc < 0)
		return rc;
	s->host->value->integer(s->host->reply->root(c), "record", record);
	s->host->reply->status(c, 201);
	s->host->reply->see_other(c, glane_cstr("/p/impact/locks"));
	return GLANE_OK;
}

int post_unlock(struct glane_self *s, struct glane_call *c)
{
	int64_t record = s->host->value->as_integer(s->host->value->get(s->host->call->inputs(c), "record"), 0), count, ours;
	struct glane_val seq = glane_int(record);
	int rc = one_int(s, c, SQL_LOCK_IS, &seq, 1, &ours);
	if (rc < 0)
		return rc;
	if (!ours)
		return s->host->call->refuse(c, GLANE_ENOENT, "bad.lock_unknown", NULL);
	s->host->reply->see_other(c, glane_cstr("/p/impact/locks"));
	return s->host->inventory->undo(c, record, &count);
}

int on_lock(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	static const char *const numbers[] = { "entries", "reuse", "s_out", "co2_low", "co2_central", "co2_high" };
	const struct glane_value_api *v = s->host->value;
	struct glane_val args[10] = { glane_int(r->seq), glane_int(v->as_integer(v->get(r->body, "from_day"), 0)),
		                      glane_int(v->as_integer(v->get(r->body, "to_day"), 0)), glane_text(v->as_text(v->get(r->body, "factors"))) };
	if (r->reversed)
		return s->host->db->exec(c, SQL_LOCK_UNDO, (struct glane_val[]){ glane_int(r->reverses), glane_int(r->seq) }, 2, NULL);
	for (size_t i = 0; i < 6; i++)
		args[4 + i] = glane_int(v->as_integer(v->get(r->body, numbers[i]), 0));
	return s->host->db->exec(c, SQL_LOCK_ADD, args, 10, NULL);
}
