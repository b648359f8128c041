/* SPDX-License-Identifier: MPL-2.0 */
/* One line that waits: confirmed as it is, corrected, or refused. */
#include <stdio.h>

#include "import/internal.h"
#include "import/said.h"
#include "text/site.h"
#include "text/text.h"

struct asked { /* the line of the address, and the file that it is of */
	struct line line;
	int64_t file, record;
	struct booking booking;
	struct glane_str name, format;
	struct category_list categories;
};

static int load(struct glane_self *s, struct glane_call *c, struct asked *a)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	const struct glane_value *in = s->host->call->inputs(c);
	struct glane_rows *rows;
	*a = (struct asked){ .file = v->as_integer(v->get(in, "id"), 0) };
	int rc = db->query(c, SQL_FILE, (struct glane_val[]){ glane_int(a->file) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	if (rc == 1) {
		a->booking = (struct booking){ .file = a->file, .sha256 = copied(s, c, db->col(rows, F_SHA256).u.s),
			.channel = copied(s, c, db->col(rows, F_CHANNEL).u.s), .place = copied(s, c, db->col(rows, F_PLACE).u.s) };
		a->name = copied(s, c, db->col(rows, F_NAME).u.s);
		a->format = copied(s, c, db->col(rows, F_FORMAT).u.s);
	}
	db->close(rows);
	if (rc == 1) {
		int64_t line = v->as_integer(v->get(in, "line"), 0);
		rc = db->query(c, SQL_LINE, (struct glane_val[]){ glane_int(a->file), glane_int(line) }, 2, &rows);
		if (rc < 0)
			return rc;
		rc = db->next(rows);
		if (rc == 1)
			book_read(s, c, rows, &a->line, &a->record);
		db->close(rows);
	}
	if (rc == 0)
		return s->host->call->refuse(c, GLANE_ENOENT, "bad.line", NULL);
	return rc < 0 ? rc : category_load(s, c, c, &a->categories);
}

/* --- the page ------------------------------------------------------------------------------------------------- */
static void say_destination(struct glane_self *s, struct glane_value *root, const struct line *l)
{
	const struct glane_value_api *v = s->host->value;
	int in = l->flow == FLOW_IN || l->flow == FLOW_DOOR;
	v->boolean(root, "is_intake", in);
	v->boolean(root, "is_sale", l->flow == FLOW_SALE || l->flow == FLOW_FEE);
	v->boolean(root, "has_goods", l->flow != FLOW_FEE);
	v->boolean(root, "to_recycling", l->flow == FLOW_DOOR);
	v->boolean(root, "is_item", l->flow == FLOW_ITEM);
}

int get_line(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct asked a;
	int rc = load(s, c, &a);
	if (rc < 0)
		return rc;
	struct glane_value *root = s->host->reply->root(c), *o = v->object(root, "row");
	line_say(s, c, o, a.file, &a.line, a.record);
	const struct category *k = category_by_id(&a.categories, a.line.category);
	if (k)
		category_say(s, o, "category", k);
	v->text(root, "name", a.name);
	say_destination(s, root, &a.line);
	v->boolean(root, "correctable", !(a.line.flow == FLOW_ITEM && a.record) && a.line.outcome != REASON_REFUND);
	/* What the form begins with: as it was typed, or as it is written. */
	int64_t chosen = typed_number(s, c, "category");
	category_groups(s, root, "groups", &a.categories, chosen ? chosen : a.line.category);
	char text[40], point = is_english(s, c) ? '.' : ',';
	struct glane_value *was = v->object(root, "was");
	if (a.line.grams > 0) {
		text_from_kilos(a.line.grams, point, text);
		v->text(was, "grams", glane_cstr(text));
	}
	const char *const names[] = { "price", "donation", "fee" };
	const int64_t cents[] = { a.line.price, a.line.donation, a.line.fee };
	for (int i = 0; i < 3; i++)
		if (cents[i] != MISSING) {
			snprintf(text, sizeof(text), "%lld%c%02d", (long long)(cents[i] / 100), point, (int)(cents[i] % 100));
			v->text(was, names[i], glane_cstr(text));
		}
	if (a.line.day) {
		text_from_day(a.line.day, text);
		v->text(was, "day", glane_cstr(text));
	}
	if (a.line.day && a.line.day_to > a.line.day) {
		text_from_day(a.line.day_to, text);
		v->text(was, "day_to", glane_cstr(text));
	}
	if (a.line.pieces)
		v->integer(was, "pieces", a.line.pieces);
	v->text(root, "title", s->host->call->tr(c, "line.title", NULL));
	return 0;
}

/* --- the answer -------------------------------------------------------------------------------------------------- */
/* Who looked at it, and what they said: a fact of its own. */
static int note(struct glane_self *s, struct glane_call *c, const struct asked *a, const char *answer)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *body = v->make(c);
	struct glane_entry e = { .size = sizeof(e), .kind = "checked", .body = body };
	int64_t seq;
	v->text(body, "file", a->booking.sha256);
	v->integer(body, "line", a->line.line);
	v->text(body, "answer", glane_cstr(answer));
	if (a->record)
		v->integer(body, "record", a->record);
	return s->host->inventory->append(c, &e, &seq);
}

static int set_answer(struct glane_self *s, struct glane_call *c, const struct asked *a, const char *answer, const char *reason)
{
	return s->host->db->exec(c, SQL_LINE_ANSWER,
		(struct glane_val[]){ glane_int(a->file), glane_int(a->line.line), glane_text(glane_cstr(answer)), glane_text(glane_cstr(reason)) }, 4, NULL);
}

static int confirm(struct glane_self *s, struct glane_call *c, const struct asked *a)
{
	if (!a->record)
		return s->host->call->refuse(c, GLANE_ECONFLICT, "bad.confirm", NULL);
	int rc = note(s, c, a, "confirmed");
	return rc < 0 ? rc : set_answer(s, c, a, "confirmed", "");
}

static int take_out(struct glane_self *s, struct glane_call *c, const struct asked *a)
{
	int rc = note(s, c, a, "refused");
	if (rc == 0 && a->record)
		rc = s->host->inventory->reverse(c, a->record, "import.refused", NULL);
	return rc < 0 ? rc : set_answer(s, c, a, "refused", "refused");
}

static int fault(struct glane_self *s, struct glane_call *c, const char *field, const char *key, int rc)
{
	int bad = s->host->call->refuse_input(c, field, key, NULL);
	return rc < 0 ? rc : bad;
}

/* What was typed, over what was written; all that is wrong is said at once. */
static int read_typed(struct glane_self *s, struct glane_call *c, struct asked *a)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_value *in = s->host->call->inputs(c);
	struct line *l = &a->line;
	int64_t today = s->host->call->day(c, s->host->call->now_ms(c));
	int rc = 0, goods = l->flow != FLOW_FEE;
	struct glane_str to = v->as_text(v->get(in, "to"));
	if (to.n)
		l->flow = text_is(to, "recycle") ? FLOW_DOOR : FLOW_IN;
	else if (l->outcome == REASON_DESTINATION)
		rc = fault(s, c, "to", "bad.to", rc);
	if (v->get(in, "category"))
		l->category = v->as_integer(v->get(in, "category"), 0);
	if (goods && !category_by_id(&a->categories, l->category))
		rc = fault(s, c, "category", "bad.category", rc);
	if (v->get(in, "grams")) {
		l->estimated &= v->as_integer(v->get(in, "grams"), 0) == l->grams;
		l->grams = v->as_integer(v->get(in, "grams"), 0);
	}
	if (goods && (l->grams <= 0 || l->grams > site_max_grams(s->host->call, c)))
		rc = fault(s, c, "grams", "bad.grams", rc);
	l->day = v->as_integer(v->get(in, "day"), l->day);
	l->day_to = v->get(in, "day") ? v->as_integer(v->get(in, "day_to"), l->day) : l->day_to;
	if (l->day == 0 && l->flow != FLOW_ITEM)
		rc = fault(s, c, "day", "bad.day", rc);
	else if (l->day > today || l->day_to > today)
		rc = fault(s, c, "day", "reason.future", rc);
	else if (l->day_to < l->day)
		rc = fault(s, c, "day_to", "bad.day_to", rc);
	l->pieces = v->as_integer(v->get(in, "pieces"), v->get(in, "whole") ? 0 : l->pieces);
	/* A whole form says of each amount that it is missing, when it is empty. */
	int64_t *cents[] = { &l->price, &l->donation, &l->fee };
	static const char *const names[] = { "price", "donation", "fee" };
	for (int i = 0; i < 3; i++)
		*cents[i] = v->as_integer(v->get(in, names[i]), v->get(in, "whole") ? MISSING : *cents[i]);
	return rc;
}

static int correct(struct glane_self *s, struct glane_call *c, struct asked *a)
{
	int64_t record;
	if (a->line.outcome == REASON_REFUND)
		return s->host->call->refuse(c, GLANE_ECONFLICT, "bad.refund", NULL);
	if (a->line.flow == FLOW_ITEM && a->record)
		return s->host->call->refuse(c, GLANE_ECONFLICT, "bad.item", NULL);
	int rc = read_typed(s, c, a);
	if (rc < 0)
		return rc;
	if (a->line.flow == FLOW_ITEM) {
		rc = book_code_is_free(s, c, &a->line);
		if (rc == 0)
			a->line.code = (struct glane_str){ "", 0 }; /* the code on it is no use: it gets a new one */
		if (rc < 0)
			return rc;
	}
	rc = a->record ? s->host->inventory->reverse(c, a->record, "import.corrected", NULL) : 0;
	if (rc < 0)
		return rc;
	a->line.outcome = a->line.reason = TAKEN;
	a->line.doubts = 0;
	return book_line(s, c, &a->booking, &a->line, a->record, "corrected", &record);
}

int post_line(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_str answer = v->as_text(v->get(s->host->call->inputs(c), "answer"));
	struct asked a;
	char path[80];
	int rc = load(s, c, &a);
	if (rc < 0)
		return rc;
	rc = text_is(answer, "confirmed") ? confirm(s, c, &a) : text_is(answer, "refused") ? take_out(s, c, &a) : correct(s, c, &a);
	if (rc < 0)
		return rc;
	struct glane_str lang = s->host->call->lang(c);
	int n = snprintf(path, sizeof(path), "/p/import/waiting?file=%lld&l=%.*s", (long long)a.file, lang.n < 8 ? (int)lang.n : 8, lang.p);
	v->text(s->host->reply->root(c), "answer", answer);
	s->host->reply->see_other(c, (struct glane_str){ path, (size_t)n });
	return 0;
}
