/* SPDX-License-Identifier: MPL-2.0 */
/* The activity of a year as a Département asks for it: people, workshops, sales, in the words of the centre. */
#include <stdio.h>
#include <string.h>

#include "impact/report.h"

enum { COUNTS = 7 };
static const char *const counts[COUNTS] = { "permanent", "insertion", "volunteers", "hours", "insertion_hours", "workshops", "visitors" };
struct year {
	int64_t seq; /* 0: nobody said anything */
	struct glane_val counts[COUNTS], sales;
	struct glane_str words;
};

static int year_of(struct glane_self *s, struct glane_call *c, int64_t year, struct year *ret)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_val arg = glane_int(year);
	struct glane_rows *rows;
	*ret = (struct year){ .words = { "", 0 } };
	int rc = db->query(c, SQL_YEAR, &arg, 1, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	if (rc == 1) {
		struct glane_str words = db->col(rows, 2 + COUNTS).u.s;
		char *kept = s->host->call->alloc(c, words.n + 1);
		ret->seq = db->col(rows, 0).u.i;
		for (uint32_t k = 0; k < COUNTS; k++)
			ret->counts[k] = db->col(rows, 1 + k);
		ret->sales = db->col(rows, 1 + COUNTS);
		if (kept)
			ret->words = (struct glane_str){ memcpy(kept, words.p, words.n), words.n };
	}
	db->close(rows);
	return rc < 0 ? rc : GLANE_OK;
}

static void count(const struct report *r, struct glane_value *section, const char *name, int64_t n)
{
	struct glane_value *row = doc_row(&r->d, section);
	doc_cell_text(&r->d, row, report_word(r, "year", name));
	doc_cell(&r->d, row, DOC_COUNT, n);
}

int report_year(struct report *r)
{
	const struct doc *d = &r->d;
	struct year y;
	if (r->period.kind != PERIOD_YEAR || r->place.n)
		return GLANE_OK;
	int64_t repaired;
	int rc = year_of(r->s, r->c, date_of_day(r->period.from).year, &y);
	if (rc >= 0)
		rc = figures_repaired(r->s, r->c, &r->period, &repaired);
	if (rc < 0 || (!y.seq && !repaired))
		return rc;
	if (y.sales.type == GLANE_INT)
		doc_fact(d, report_word(r, "year", "sales"), DOC_CENTS, y.sales.u.i, report_word(r, "year", "said"));
	struct glane_value *s = doc_section(d, "activity", report_word(r, "year", "activity"), y.words);
	doc_column(d, s, report_word(r, "report", "line"), DOC_TEXT, -1);
	doc_column(d, s, report_word(r, "year", "count"), DOC_COUNT, -1);
	for (int k = 0; k < COUNTS; k++)
		if (y.counts[k].type == GLANE_INT)
			count(r, s, counts[k], y.counts[k].u.i);
	if (repaired)
		count(r, s, "repaired", repaired);
	return GLANE_OK;
}

/* --- its page ------------------------------------------------------------------------------------------------------ */
static int64_t asked_year(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	int64_t last = date_of_day(s->host->call->day(c, s->host->call->now_ms(c))).year - 1; /* reports look back */
	return v->as_integer(v->get(s->host->call->inputs(c), "year"), last);
}

int get_year(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c), *list = v->array(root, "counts");
	const struct glane_value *typed = v->get(root, "input");
	int64_t year = asked_year(s, c);
	struct year y;
	char key[40], digits[24];
	int rc = year_of(s, c, year, &y);
	if (rc < 0)
		return rc;
	v->text(root, "title", s->host->call->tr(c, "year.title", NULL));
	snprintf(digits, sizeof(digits), "%lld", (long long)year);
	v->text(root, "year", glane_cstr(digits)); /* a year is no amount */
	v->text(root, "words", typed ? v->as_text(v->get(typed, "words")) : y.words);
	for (int k = 0; k < COUNTS; k++) {
		struct glane_value *o = v->object(list, NULL);
		snprintf(key, sizeof(key), "year.%s", counts[k]);
		v->text(o, "name", glane_cstr(counts[k]));
		v->text(o, "label", s->host->call->tr(c, key, NULL));
		snprintf(digits, sizeof(digits), "%lld", (long long)y.counts[k].u.i);
		v->text(o, "value", typed ? v->as_text(v->get(typed, counts[k])) : glane_cstr(y.counts[k].type == GLANE_INT ? digits : ""));
	}
	snprintf(digits, sizeof(digits), "%lld,%02lld", (long long)y.sales.u.i / 100, (long long)y.sales.u.i % 100);
	v->text(root, "sales", typed ? v->as_text(v->get(typed, "sales")) : glane_cstr(y.sales.type == GLANE_INT ? digits : ""));
	v->boolean(root, "said", y.seq != 0);
	v->boolean(root, "may_manage", s->host->call->may(c, MANAGE));
	return GLANE_OK;
}

static void take(struct glane_self *s, struct glane_call *c, const char *name, struct glane_value *body, const char *as)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_value *in = v->get(s->host->call->inputs(c), name);
	if (in && v->type(in) != GLANE_V_NULL)
		v->integer(body, as, v->as_integer(in, 0));
}

int post_year(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *body = v->make(c);
	struct glane_entry entry = { .size = sizeof(entry), .kind = "year", .body = body };
	int64_t record, year = asked_year(s, c);
	char path[60];
	v->integer(body, "year", year);
	for (int k = 0; k < COUNTS; k++)
		take(s, c, counts[k], body, counts[k]);
	take(s, c, "sales", body, "sales_cents");
	v->text(body, "words", v->as_text(v->get(s->host->call->inputs(c), "words")));
	int rc = s->host->inventory->append(c, &entry, &record);
	if (rc < 0)
		return rc;
	snprintf(path, sizeof(path), "/p/impact/report?period=%lld", (long long)year);
	v->integer(s->host->reply->root(c), "record", record);
	s->host->reply->status(c, 201);
	s->host->reply->see_other(c, glane_cstr(path));
	return GLANE_OK;
}

int on_year(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	const struct glane_value_api *v = s->host->value;
	if (r->reversed)
		return s->host->db->exec(c, SQL_YEAR_UNDO, (struct glane_val[]){ glane_int(r->reverses), glane_int(r->seq) }, 2, NULL);
	struct glane_val args[4 + COUNTS] = { glane_int(r->seq), glane_int(v->as_integer(v->get(r->body, "year"), 0)) };
	for (int k = 0; k <= COUNTS; k++) {
		const struct glane_value *n = v->get(r->body, k < COUNTS ? counts[k] : "sales_cents");
		args[2 + k] = n ? glane_int(v->as_integer(n, 0)) : glane_null();
	}
	args[3 + COUNTS] = glane_text(v->as_text(v->get(r->body, "words")));
	return s->host->db->exec(c, SQL_YEAR_ADD, args, 4 + COUNTS, NULL);
}
