/* SPDX-License-Identifier: MPL-2.0 */
/* What becomes of a return: draft, submitted, accepted or refused.  Each step is a record; what was submitted stays as it was. */
#include <stdio.h>
#include <string.h>

#include "impact/return.h"

enum { QUARTERS = 4 }; /* the list: this one and those before */

/* none -> draft or submitted; draft -> submitted; submitted -> accepted or refused; refused -> draft or submitted */
static int may_follow(const char *from, const char *to)
{
	int sent = strcmp(from, "submitted") == 0;
	if (strcmp(from, "accepted") == 0)
		return 0;
	if (strcmp(to, "accepted") == 0 || strcmp(to, "refused") == 0)
		return sent;
	return !sent;
}

static void say(struct glane_self *s, struct glane_call *c, const struct asked_return *a, const struct return_state *state, struct glane_value *o)
{
	const struct glane_value_api *v = s->host->value;
	char text[PERIOD_TEXT], key[40];
	int64_t deadline = return_deadline(&a->quarter), today = s->host->call->day(c, s->host->call->now_ms(c));
	int open = strcmp(state->status, "submitted") != 0 && strcmp(state->status, "accepted") != 0;
	v->text(o, "stream", glane_cstr(a->stream));
	v->text(o, "quarter", glane_cstr(period_text(&a->quarter, text)));
	v->text(o, "label", period_label(s, c, &a->quarter));
	v->text(o, "status", glane_cstr(state->status));
	snprintf(key, sizeof(key), "return.status.%s", state->status);
	v->text(o, "says", s->host->call->tr(c, key, NULL));
	v->quantity(o, "deadline", deadline, GLANE_U_DAY);
	v->boolean(o, "late", open && today > deadline);
	v->boolean(o, "due", open && today > a->quarter.to && today <= deadline);
}

int get_returns(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *root = s->host->reply->root(c), *list = v->array(root, "streams");
	struct period now = period_of(PERIOD_QUARTER, s->host->call->day(c, s->host->call->now_ms(c)));
	struct glane_val args[] = { glane_int(is_english(s, c)), glane_int(now.to) };
	struct glane_rows *rows; /* code, name, organisations */
	v->text(root, "title", s->host->call->tr(c, "returns.title", NULL));
	int rc = db->query(c, SQL_STREAMS, args, 2, &rows);
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL), *quarters;
		struct asked_return a = { .quarter = now };
		snprintf(a.stream, sizeof(a.stream), "%s", db->col(rows, 0).u.s.p);
		v->text(o, "name", db->col(rows, 1).u.s);
		v->text(o, "organisations", db->col(rows, 2).u.s);
		quarters = v->array(o, "quarters");
		for (int k = 0; k < QUARTERS; k++) {
			struct return_state state;
			rc = return_state_of(s, c, &a, &state);
			if (rc < 0)
				break;
			say(s, c, &a, &state, v->object(quarters, NULL));
			a.quarter = period_of(PERIOD_QUARTER, a.quarter.from - 1);
		}
		if (rc < 0)
			break;
	}
	db->close(rows);
	return rc < 0 ? rc : GLANE_OK;
}

static void keep_lines(struct glane_self *s, struct glane_value *body, const struct return_lines *l)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *list = v->array(body, "lines");
	for (uint32_t i = 0; i < l->count; i++)
		for (int f = 0; f < RETURN_FIGURES; f++) {
			if (!l->list[i].grams[f])
				continue;
			struct glane_value *o = v->object(list, NULL);
			v->text(o, "class", glane_cstr(l->list[i].name));
			v->integer(o, "figure", f);
			v->integer(o, "grams", l->list[i].grams[f]);
			v->integer(o, "estimated", l->list[i].estimated[f]);
		}
}

int post_return(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_call_api *call = s->host->call;
	const struct glane_value *in = call->inputs(c);
	struct glane_value *body = v->make(c);
	struct glane_entry entry = { .size = sizeof(entry), .kind = "return", .body = body };
	struct glane_str status = v->as_text(v->get(in, "status")), how = v->as_text(v->get(in, "how"));
	struct return_lines *lines = call->alloc(c, sizeof(*lines));
	struct asked_return a;
	struct return_state state;
	char path[120], text[PERIOD_TEXT];
	int64_t record;
	if (!lines)
		return GLANE_ENOMEM;
	int rc = return_asked(s, c, &a);
	if (rc >= 0)
		rc = return_state_of(s, c, &a, &state);
	if (rc < 0)
		return rc;
	if (!may_follow(state.status, status.p))
		return call->refuse(c, GLANE_ECONFLICT, "return.bad_step", NULL);
	int drafted = strcmp(status.p, "draft") == 0, submitted = strcmp(status.p, "submitted") == 0;
	if (!drafted && a.quarter.to >= call->day(c, call->now_ms(c)))
		return call->refuse_input(c, "status", "return.not_over", NULL);
	if (!how.n || (!drafted && !submitted))
		how = glane_cstr(state.how); /* frozen with what was submitted */
	v->text(body, "stream", glane_cstr(a.stream));
	v->integer(body, "from_day", a.quarter.from);
	v->text(body, "status", status);
	v->text(body, "how", how);
	v->text(body, "note", v->as_text(v->get(in, "note")));
	if (submitted) {
		rc = rollup_catch_up(s, c);
		if (rc >= 0)
			rc = return_live(s, c, &a, lines);
		if (rc < 0)
			return rc;
		keep_lines(s, body, lines);
	}
	rc = s->host->inventory->append(c, &entry, &record);
	if (rc < 0)
		return rc;
	snprintf(path, sizeof(path), "/p/impact/return?stream=%s&quarter=%s", a.stream, period_text(&a.quarter, text));
	v->integer(s->host->reply->root(c), "record", record);
	s->host->reply->status(c, 201);
	s->host->reply->see_other(c, glane_cstr(path));
	return GLANE_OK;
}

int on_return(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	const struct glane_value_api *v = s->host->value;
	if (r->reversed)
		return s->host->db->exec(c, SQL_RETURN_UNDO, (struct glane_val[]){ glane_int(r->reverses), glane_int(r->seq) }, 2, NULL);
	struct glane_val args[] = { glane_int(r->seq), glane_text(v->as_text(v->get(r->body, "stream"))),
		                    glane_int(v->as_integer(v->get(r->body, "from_day"), 0)), glane_text(v->as_text(v->get(r->body, "status"))),
		                    glane_text(v->as_text(v->get(r->body, "how"))), glane_text(v->as_text(v->get(r->body, "note"))), glane_int(r->at_ms) };
	const struct glane_value *lines = v->get(r->body, "lines");
	int rc = s->host->db->exec(c, SQL_RETURN_ADD, args, 7, NULL);
	for (uint32_t i = 0; rc >= 0 && i < v->count(lines); i++) {
		const struct glane_value *l = v->at(lines, i);
		struct glane_val line[] = { glane_int(r->seq), glane_text(v->as_text(v->get(l, "class"))), glane_int(v->as_integer(v->get(l, "figure"), 0)),
			                    glane_int(v->as_integer(v->get(l, "grams"), 0)), glane_int(v->as_integer(v->get(l, "estimated"), 0)) };
		rc = s->host->db->exec(c, SQL_RETURN_LINE_ADD, line, 5, NULL);
	}
	return rc;
}
