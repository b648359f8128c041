/* SPDX-License-Identifier: MPL-2.0 */
/* The manager's page: four numbers with last year's beside them, the balance with what is missing, where it all went. */
#include <stdio.h>
#include <string.h>

#include "impact/report.h"

enum { AMBER_PER_MILLE = 50 }; /* of entries: from so much missing on, the page warns */

struct view { /* one page */
	struct glane_self *s;
	struct glane_call *c;
	const struct glane_value_api *v;
	struct glane_value *root;
	struct period period, past;
	struct glane_str place;
	struct balance now, before; /* of the period; of the same a year earlier */
	struct waiting waiting[2];
};

static struct glane_str named(const struct view *w, const char *prefix, const char *name)
{
	char key[60];
	snprintf(key, sizeof(key), "%s.%s", prefix, name);
	return w->s->host->call->tr(w->c, key, NULL);
}

static void put_percent(const struct view *w, struct glane_value *into, const char *key, int64_t part, int64_t whole)
{
	if (whole > 0)
		w->v->quantity(into, key, scaled(part, 1000, whole), GLANE_U_PER_MILLE);
	else
		w->v->null(into, key); /* a rate over nothing is none */
}

/* Where the movements behind a figure are listed. */
static void put_link(const struct view *w, struct glane_value *into, enum figure figure)
{
	char path[160], period[PERIOD_TEXT];
	snprintf(path, sizeof(path), "/p/impact/movements?figure=%s&period=%s&place=%.30s", figure_names[figure], period_text(&w->period, period), w->place.p);
	w->v->text(into, "link", glane_cstr(path));
}

/* { name, label, grams, estimated, before, link } */
static struct glane_value *put_figure(const struct view *w, struct glane_value *list, enum figure figure)
{
	struct glane_value *o = w->v->object(list, NULL);
	w->v->text(o, "name", glane_cstr(figure_names[figure]));
	w->v->text(o, "label", named(w, "figure", figure_names[figure]));
	w->v->quantity(o, "grams", figure_of(&w->now, figure), GLANE_U_GRAMS);
	w->v->quantity(o, "estimated", figure_estimated(&w->now, figure), GLANE_U_GRAMS);
	w->v->quantity(o, "before", figure_of(&w->before, figure), GLANE_U_GRAMS);
	put_link(w, o, figure);
	return o;
}

/* { name, label, means, part, whole, over, percent, basis_points, before } */
static struct glane_value *put_rate(const struct view *w, struct glane_value *list, enum rate rate)
{
	struct fraction now = rate_of(&w->now, rate), past = rate_of(&w->before, rate);
	struct glane_value *o = w->v->object(list, NULL);
	w->v->text(o, "name", glane_cstr(rate_names[rate]));
	w->v->text(o, "label", named(w, "rate", rate_names[rate]));
	w->v->text(o, "means", named(w, "means", rate_names[rate]));
	w->v->quantity(o, "part", now.part, GLANE_U_GRAMS);
	w->v->quantity(o, "whole", now.whole, GLANE_U_GRAMS);
	w->v->text(o, "over", named(w, "over", figure_names[now.over]));
	w->v->integer(o, "basis_points", basis_points(now.part, now.whole));
	put_percent(w, o, "percent", now.part, now.whole);
	put_percent(w, o, "before", past.part, past.whole);
	put_link(w, o, now.of);
	return o;
}

/* --- sections ---------------------------------------------------------------------------------- */
static void put_numbers(const struct view *w)
{
	static const enum rate shares[] = { RATE_REUSE, RATE_RECYCLE, RATE_RESIDUAL };
	struct glane_value *list = w->v->array(w->root, "numbers");
	struct glane_value *o = put_figure(w, list, FIGURE_ENTRIES);
	char tonnes[DOC_WORDS];
	doc_figure_alone((struct doc_words){ is_english(w->s, w->c) }, DOC_GRAMS, figure_of(&w->now, FIGURE_ENTRIES), tonnes);
	w->v->put(o, "value", w->v->get(o, "grams"));
	w->v->text(o, "words", glane_cstr(tonnes));
	w->v->text(o, "label", named(w, "number", "entries"));
	w->v->text(o, "means", named(w, "means", "entries"));
	for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
		o = put_rate(w, list, shares[i]);
		w->v->put(o, "value", w->v->get(o, "percent"));
		w->v->put(o, "words", w->v->get(o, "percent"));
		w->v->text(o, "label", named(w, "number", rate_names[shares[i]]));
	}
	list = w->v->array(w->root, "rates");
	for (int k = 0; k < RATES; k++)
		put_rate(w, list, (enum rate)k);
}

static struct glane_value *put_line(const struct view *w, struct glane_value *list, const char *name, int64_t grams)
{
	struct glane_value *o = w->v->object(list, NULL);
	w->v->text(o, "name", glane_cstr(name));
	w->v->text(o, "label", named(w, "balance", name));
	w->v->quantity(o, "grams", grams, GLANE_U_GRAMS);
	return o;
}

static void put_balance(const struct view *w)
{
	static const enum figure lines[] = { FIGURE_ENTRIES, FIGURE_RETURNS, FIGURE_TRANSFERS, FIGURE_LOSS, FIGURE_RECATEGORISED, FIGURE_EXITS };
	const struct balance *b = &w->now;
	struct glane_value *o = w->v->object(w->root, "balance"), *list = w->v->array(o, "lines");
	put_line(w, list, "opening", balance_opening(b));
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		int64_t grams = figure_of(b, lines[i]);
		int usual = lines[i] == FIGURE_ENTRIES || lines[i] == FIGURE_EXITS || lines[i] == FIGURE_LOSS;
		if (grams || usual)
			put_link(w, put_line(w, list, figure_names[lines[i]], lines[i] == FIGURE_EXITS ? -grams : grams), lines[i]);
	}
	w->v->boolean(put_line(w, list, "expected", balance_expected(b)), "strong", 1);
	int64_t residual = balance_expected(b) - balance_counted(b), size = residual < 0 ? -residual : residual;
	w->v->boolean(o, "is_counted", b->counts > 0);
	if (b->counts > 0) {
		put_line(w, list, "counted", balance_counted(b));
		struct glane_value *line = put_line(w, list, "residual", residual);
		w->v->boolean(line, "strong", 1);
		put_link(w, line, FIGURE_COUNTED);
		put_percent(w, o, "share", residual, figure_of(b, FIGURE_ENTRIES));
		struct glane_value *args = w->v->make(w->c);
		w->v->quantity(args, "residual", residual, GLANE_U_GRAMS);
		put_percent(w, args, "share", residual, figure_of(b, FIGURE_ENTRIES));
		w->v->text(o, "gap", w->s->host->call->tr(w->c, figure_of(b, FIGURE_ENTRIES) > 0 ? "balance.gap" : "balance.gap_alone", args));
		w->v->boolean(o, "amber", size * 1000 > AMBER_PER_MILLE * figure_of(b, FIGURE_ENTRIES));
	}
	w->v->quantity(o, "opening", balance_opening(b), GLANE_U_GRAMS);
	w->v->quantity(o, "expected", balance_expected(b), GLANE_U_GRAMS);
	w->v->quantity(o, "counted", balance_counted(b), GLANE_U_GRAMS);
	w->v->quantity(o, "residual", residual, GLANE_U_GRAMS);
}

static void put_destinations(const struct view *w)
{
	static const enum figure sums[] = { FIGURE_REUSE, FIGURE_DIVERTED, FIGURE_NOT_RESIDUAL, FIGURE_S_OUT };
	static const char *const meanings[] = { "reused", "diverted", "not_residual", "s_out" };
	struct glane_value *list = w->v->array(w->root, "destinations");
	int64_t all = figure_of(&w->now, FIGURE_S_OUT);
	for (int k = FIGURE_SALE; k <= FIGURE_RESIDUAL; k++) {
		struct glane_value *o = put_figure(w, list, (enum figure)k);
		if (k != FIGURE_CIVIC)
			put_percent(w, o, "percent", figure_of(&w->now, (enum figure)k), all);
		else
			w->v->null(o, "percent");
	}
	if (figure_of(&w->now, FIGURE_MADE_OUT) || figure_of(&w->before, FIGURE_MADE_OUT))
		w->v->null(put_figure(w, list, FIGURE_MADE_OUT), "percent");
	list = w->v->array(w->root, "sums");
	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++) {
		struct glane_value *o = put_figure(w, list, sums[i]);
		put_percent(w, o, "percent", figure_of(&w->now, sums[i]), all);
		w->v->text(o, "means", named(w, "means", meanings[i]));
	}
}

/* { ..., to_confirm: { lines, grams, percent }, kept: { lines, grams, blank, undatable } } */
static void put_waiting(const struct view *w, struct glane_value *o, const struct waiting *x, int64_t all)
{
	struct glane_value *part = w->v->object(o, "to_confirm");
	w->v->integer(part, "lines", x->lines);
	w->v->quantity(part, "grams", x->grams, GLANE_U_GRAMS);
	put_percent(w, part, "percent", x->grams, all);
	part = w->v->object(o, "kept");
	w->v->integer(part, "lines", x->kept);
	w->v->quantity(part, "grams", x->kept_grams, GLANE_U_GRAMS);
	w->v->integer(part, "blank", x->kept_blank);
	w->v->integer(part, "undatable", x->undatable);
}

static void put_quality(const struct view *w)
{
	const struct quality *both[] = { &w->now.in, &w->now.out };
	static const char *const names[] = { "in", "out" };
	struct glane_value *list = w->v->array(w->root, "quality"), *waiting = w->v->array(w->root, "waiting");
	for (size_t i = 0; i < 2; i++) {
		const struct quality *q = both[i];
		const struct {
			const char *key;
			int64_t grams;
		} parts[] = { { "weighed", q->weighed }, { "item", q->item }, { "estimated", q->estimated }, { "undated", q->undated }, { "late", q->late } };
		struct glane_value *o = w->v->object(list, NULL);
		w->v->text(o, "name", glane_cstr(names[i]));
		w->v->text(o, "label", named(w, "quality", names[i]));
		w->v->quantity(o, "all", q->all, GLANE_U_GRAMS);
		for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++) {
			struct glane_value *part = w->v->object(o, parts[k].key);
			w->v->quantity(part, "grams", parts[k].grams, GLANE_U_GRAMS);
			put_percent(w, part, "percent", parts[k].grams, q->all);
		}
		put_waiting(w, o, &w->waiting[i], q->all);
		waiting_say(w->s, w->c, &w->waiting[i], named(w, "quality", names[i]), waiting);
	}
	w->v->boolean(w->root, "some_waiting", waiting_any(w->waiting));
	w->v->boolean(w->root, "may_confirm", w->s->host->call->may(w->c, "import.run"));
	w->v->boolean(w->root, "has_late", w->now.in.late || w->now.out.late);
	struct glane_value *args = w->v->make(w->c);
	w->v->quantity(args, "late", w->now.in.late - w->now.out.late, GLANE_U_GRAMS);
	w->v->text(w->root, "late", w->s->host->call->tr(w->c, "late", args));
}

static int put_co2(const struct view *w)
{
	struct co2_figures co2;
	int closed, rc = figures_co2(w->s, w->c, &w->period, w->place, 0, &co2, NULL);
	if (rc >= 0)
		rc = lock_say(w->s, w->c, &w->period, w->v->object(w->root, "closed"), &closed);
	if (rc < 0)
		return rc;
	w->v->boolean(w->root, "is_closed", closed);
	co2_say(w->s, w->c, &co2, w->v->object(w->root, "co2"));
	return equivalent_say(w->s, w->c, &co2, &w->period, w->root);
}

/* --- by month: the report's own section, as a page shows it ---------------------------------------- */
static int put_picture(const struct view *w)
{
	struct report *r = w->s->host->call->alloc(w->c, sizeof(*r));
	if (!r)
		return GLANE_ENOMEM;
	struct glane_value *doc = w->v->make(w->c);
	struct doc_head head = { .from = w->period.from, .to = w->period.to };
	*r = (struct report){ .s = w->s, .c = w->c, .period = w->period, .place = w->place, .d = doc_begin(w->v, doc, &head), .now = w->now, .before = w->before };
	w->v->text(doc, "links", glane_cstr(REPORT_LINKS));
	int rc = report_year(r);
	if (rc >= 0)
		rc = report_months(r);
	if (rc >= 0)
		rc = report_flows(r);
	if (rc >= 0)
		form_page(w->v, (struct doc_words){ is_english(w->s, w->c) }, doc, w->v->object(w->root, "picture"));
	return rc;
}

struct adding_today {
	int64_t entries, exits, reuse;
};

static void add_today(void *arg, int64_t start, const struct flow *f)
{
	struct adding_today *t = arg;
	(void)start;
	t->entries += figure_weight(FIGURE_ENTRIES, f->from, f->to, f->made, "") * f->grams;
	t->exits += figure_weight(FIGURE_EXITS, f->from, f->to, f->made, "") * f->grams;
	t->reuse += figure_weight(FIGURE_REUSE, f->from, f->to, f->made, "") * f->grams;
}

/* --- today --------------------------------------------------------------------------------------------- */
int today_say(struct glane_self *s, struct glane_call *c, struct glane_value *into)
{
	const struct glane_value_api *v = s->host->value;
	int64_t day = s->host->call->day(c, s->host->call->now_ms(c));
	struct adding_today t = { 0, 0, 0 };
	int rc = figures_flows(s, c, day, day, UNIT_DAY, add_today, &t);
	v->quantity(into, "day", day, GLANE_U_DAY);
	v->quantity(into, "entries", t.entries, GLANE_U_GRAMS);
	v->quantity(into, "exits", t.exits, GLANE_U_GRAMS);
	v->quantity(into, "reuse", t.reuse, GLANE_U_GRAMS);
	return rc;
}

int get_today(struct glane_self *s, struct glane_call *c)
{
	return today_say(s, c, s->host->reply->root(c));
}

/* --- the page -------------------------------------------------------------------------------------- */
static int put_places(const struct view *w)
{
	struct glane_rows *r;
	struct glane_val lang = glane_int(is_english(w->s, w->c));
	struct glane_value *list = w->v->array(w->root, "places");
	int rc = w->s->host->db->query(w->c, SQL_PLACES, &lang, 1, &r);
	if (rc < 0)
		return rc;
	while ((rc = w->s->host->db->next(r)) == 1) {
		struct glane_value *o = w->v->object(list, NULL);
		struct glane_str code = w->s->host->db->col(r, 0).u.s;
		int here = code.n == w->place.n && memcmp(code.p, w->place.p, code.n) == 0;
		w->v->text(o, "code", code);
		w->v->text(o, "label", w->s->host->db->col(r, 1).u.s);
		w->v->boolean(o, "here", here);
		if (here)
			w->v->text(w->root, "place_name", w->s->host->db->col(r, 1).u.s);
	}
	w->s->host->db->close(r);
	return rc;
}

/* Periods that are a click away: those around this one, and the usual ones. */
static void put_ways(const struct view *w)
{
	int64_t today = w->s->host->call->day(w->c, w->s->host->call->now_ms(w->c));
	struct period ways[5];
	int n = 0;
	if (w->period.kind != PERIOD_DAYS)
		ways[n++] = period_of(w->period.kind, w->period.from - 1);
	if (w->period.kind != PERIOD_DAYS && w->period.to < today)
		ways[n++] = period_of(w->period.kind, w->period.to + 1);
	for (int kind = PERIOD_YEAR; kind <= PERIOD_MONTH; kind++) {
		ways[n] = period_of((enum period_kind)kind, today);
		int known = 0;
		for (int i = 0; i < n; i++)
			known = known || (ways[i].from == ways[n].from && ways[i].to == ways[n].to);
		n += !known;
	}
	struct glane_value *list = w->v->array(w->root, "ways");
	for (int i = 0; i < n; i++) {
		char text[PERIOD_TEXT];
		struct glane_value *o = w->v->object(list, NULL);
		w->v->text(o, "period", glane_cstr(period_text(&ways[i], text)));
		w->v->text(o, "label", period_label(w->s, w->c, &ways[i]));
		w->v->boolean(o, "here", ways[i].from == w->period.from && ways[i].to == w->period.to);
	}
}

int get_dashboard(struct glane_self *s, struct glane_call *c)
{
	struct view w = { .s = s, .c = c, .v = s->host->value, .root = s->host->reply->root(c) };
	char text[PERIOD_TEXT];
	int rc = ask_period(s, c, &w.period);
	if (rc >= 0)
		rc = ask_place(s, c, &w.place);
	if (rc < 0)
		return rc;
	w.past = period_year_before(&w.period);
	rc = figures_balance(s, c, &w.period, w.place, &w.now);
	if (rc >= 0)
		rc = figures_balance(s, c, &w.past, w.place, &w.before);
	if (rc >= 0)
		rc = figures_waiting(s, c, &w.period, w.place, w.waiting);
	if (rc >= 0)
		rc = put_places(&w);
	if (rc < 0)
		return rc;
	w.v->text(w.root, "title", s->host->call->tr(c, "title", NULL));
	w.v->text(w.root, "period", glane_cstr(period_text(&w.period, text)));
	w.v->text(w.root, "period_label", period_label(s, c, &w.period));
	w.v->text(w.root, "past_label", period_label(s, c, &w.past));
	w.v->text(w.root, "place", w.place);
	w.v->boolean(w.root, "empty", w.now.movements == 0);
	put_ways(&w);
	put_numbers(&w);
	put_balance(&w);
	put_destinations(&w);
	put_quality(&w);
	struct glane_value *sales = w.v->object(w.root, "sales");
	sales_say(s, c, &w.now, sales);
	w.v->boolean(w.root, "some_sales", w.now.sales.count != 0);
	w.v->quantity(sales, "before", w.before.sales.cents, GLANE_U_CENTS);
	rc = put_co2(&w);
	if (rc >= 0 && w.place.n == 0)
		rc = today_say(s, c, w.v->object(w.root, "today"));
	return rc < 0 ? rc : put_picture(&w);
}
