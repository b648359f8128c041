/* SPDX-License-Identifier: MPL-2.0 */
/* The report of a period: the few figures, the balance, where it went, with what each rate is over. */
#include <stdio.h>
#include <string.h>

#include "report/chart.h"
#include "impact/report.h"

struct glane_str report_word(const struct report *r, const char *prefix, const char *name)
{
	char key[60];
	snprintf(key, sizeof(key), "%s.%s", prefix, name);
	return r->s->host->call->tr(r->c, key, NULL);
}

struct glane_str report_keep(const struct report *r, struct glane_str s)
{
	char *p = r->s->host->call->alloc(r->c, s.n + 1);
	return p ? (struct glane_str){ memcpy(p, s.p, s.n), s.n } : glane_cstr("");
}

struct glane_str report_named(const struct report *r, const char *key)
{
	return r->s->host->call->tr(r->c, key, NULL);
}

void report_link(const struct report *r, struct glane_value *links, enum figure figure, const struct period *p, const char *more)
{
	char text[200], period[PERIOD_TEXT];
	if (figure == FIGURES)
		text[0] = 0;
	else
		snprintf(text, sizeof(text), "figure=%s&period=%s&place=%.40s%.60s", figure_names[figure], period_text(p, period), r->place.p, more);
	r->d.v->text(links, NULL, glane_cstr(text));
}

/* --- the head ----------------------------------------------------------------------------------- */
static int place_name(const struct report *r, struct glane_str *ret)
{
	struct glane_rows *rows;
	struct glane_val args[] = { glane_text(r->place), glane_int(is_english(r->s, r->c)) };
	*ret = report_named(r, "whole");
	if (!r->place.n)
		return GLANE_OK;
	int rc = r->s->host->db->query(r->c, SQL_PLACE_NAME, args, 2, &rows);
	if (rc < 0)
		return rc;
	rc = r->s->host->db->next(rows);
	if (rc == 1)
		*ret = report_keep(r, r->s->host->db->col(rows, 0).u.s);
	r->s->host->db->close(rows);
	return rc < 0 ? rc : GLANE_OK;
}

static int head(struct report *r, struct glane_value *into)
{
	const struct glane_call_api *call = r->s->host->call;
	struct glane_val days[] = { glane_int(r->period.from), glane_int(r->period.to) };
	int64_t closed;
	struct doc_head h = {
		.title = report_named(r, r->period.kind == PERIOD_YEAR ? "report.title_year" : "report.title"), .subtitle = call->setting(r->c, "site.name"), .period = period_label(r->s, r->c, &r->period),
		.from = r->period.from, .to = r->period.to, .made_ms = call->now_ms(r->c),
	};
	int rc = place_name(r, &h.place);
	if (rc >= 0)
		rc = one_int(r->s, r->c, SQL_IS_CLOSED, days, 2, &closed);
	if (rc < 0)
		return rc;
	h.draft = closed == 0;
	r->d = doc_begin(r->s->host->value, into, &h);
	if (h.draft)
		doc_footnote(&r->d, report_named(r, "report.draft_note"));
	return GLANE_OK;
}

/* --- the few figures ------------------------------------------------------------------------------ */
static struct glane_str note(const struct report *r, const char *means, const char *past)
{
	const struct glane_value_api *v = r->s->host->value;
	struct glane_value *args = v->make(r->c);
	struct period before = period_year_before(&r->period);
	v->text(args, "means", report_word(r, "means", means));
	v->text(args, "period", period_label(r->s, r->c, &before));
	v->text(args, "past", glane_cstr(past));
	return r->s->host->call->tr(r->c, "report.note", args);
}

static struct doc_words figures(const struct report *r)
{
	return (struct doc_words){ is_english(r->s, r->c) };
}

static void mass_fact(const struct report *r, enum figure figure, const char *label)
{
	char past[DOC_WORDS];
	doc_figure_alone(figures(r), DOC_GRAMS, figure_of(&r->before, figure), past);
	doc_fact(&r->d, report_word(r, label, figure_names[figure]), DOC_GRAMS, figure_of(&r->now, figure), note(r, figure_names[figure], past));
}

static void rate_fact(const struct report *r, enum rate rate)
{
	struct fraction now = rate_of(&r->now, rate), before = rate_of(&r->before, rate);
	int64_t points = basis_points(now.part, now.whole), past_points = basis_points(before.part, before.whole);
	char past[DOC_WORDS] = "–";
	if (past_points >= 0)
		doc_figure_alone(figures(r), DOC_PERCENT, past_points, past);
	struct glane_str label = report_word(r, "rate", rate_names[rate]), said = note(r, rate_names[rate], past);
	if (points >= 0)
		doc_fact(&r->d, label, DOC_PERCENT, points, said);
	else
		doc_fact_unknown(&r->d, label, DOC_PERCENT, said);
}

/* --- sections that are one column of lines ---------------------------------------------------------- */
static void share(const struct report *r, struct glane_value *row, int64_t part, int64_t whole)
{
	int64_t points = basis_points(part, whole);
	if (points >= 0)
		doc_cell(&r->d, row, DOC_PERCENT, points);
	else
		doc_cell_unknown(&r->d, row);
}

/* `figure` FIGURES: one that no list of movements is behind. */
static void line(const struct report *r, struct glane_value *section, const char *name, enum figure figure, int64_t grams)
{
	struct glane_value *row = doc_row(&r->d, section), *links = doc_links(&r->d, section);
	doc_cell_text(&r->d, row, report_word(r, "balance", name));
	doc_cell(&r->d, row, DOC_GRAMS, grams);
	report_link(r, links, FIGURES, &r->period, "");
	report_link(r, links, figure, &r->period, "");
	if (!r->now.counts)
		return;
	if (figure == FIGURE_COUNTED) /* what is missing, as a share of what came in */
		share(r, row, grams, figure_of(&r->now, FIGURE_ENTRIES));
	else
		doc_cell_unknown(&r->d, row);
}

static void balance(const struct report *r)
{
	static const enum figure lines[] = { FIGURE_ENTRIES, FIGURE_RETURNS, FIGURE_TRANSFERS, FIGURE_LOSS, FIGURE_RECATEGORISED };
	const struct balance *b = &r->now;
	struct glane_value *s = doc_section(&r->d, "balance", report_named(r, "section.balance"), report_named(r, b->counts ? "balance.what" : "balance.uncounted"));
	doc_column(&r->d, s, report_named(r, "report.line"), DOC_TEXT, -1);
	doc_column(&r->d, s, report_named(r, "report.mass"), DOC_GRAMS, -1);
	if (b->counts)
		doc_column(&r->d, s, report_named(r, "share_in"), DOC_PERCENT, -1);
	line(r, s, "opening", FIGURES, balance_opening(b));
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		int64_t grams = figure_of(b, lines[i]);
		if (grams || lines[i] == FIGURE_ENTRIES || lines[i] == FIGURE_LOSS)
			line(r, s, figure_names[lines[i]], lines[i], grams);
	}
	line(r, s, "exits", FIGURE_EXITS, -figure_of(b, FIGURE_EXITS));
	line(r, s, "expected", FIGURES, balance_expected(b));
	if (b->counts) {
		line(r, s, "counted", FIGURES, balance_counted(b));
		line(r, s, "residual", FIGURE_COUNTED, balance_expected(b) - balance_counted(b));
	}
}

static void destinations(const struct report *r)
{
	const struct doc *d = &r->d;
	struct glane_value *s = doc_section(d, "destinations", report_named(r, "section.destinations"), report_named(r, "report.destinations"));
	int64_t all = figure_of(&r->now, FIGURE_S_OUT);
	struct period past = period_year_before(&r->period);
	doc_column(d, s, report_named(r, "destination"), DOC_TEXT, -1);
	doc_column(d, s, report_named(r, "report.mass"), DOC_GRAMS, -1);
	doc_column(d, s, report_named(r, "estimated"), DOC_GRAMS, -1);
	doc_column(d, s, report_named(r, "share_out"), DOC_PERCENT, -1);
	doc_column(d, s, period_label(r->s, r->c, &past), DOC_GRAMS, -1);
	for (int k = FIGURE_SALE; k <= FIGURE_MADE_OUT; k++) {
		int64_t now = figure_of(&r->now, (enum figure)k), before = figure_of(&r->before, (enum figure)k);
		if (!now && !before && k != FIGURE_SALE)
			continue; /* a destination that nobody used */
		struct glane_value *row = doc_row(d, s), *links = doc_links(d, s);
		const enum figure behind[] = { FIGURES, (enum figure)k, FIGURES, FIGURES, (enum figure)k };
		for (int i = 0; i < 5; i++)
			report_link(r, links, behind[i], i < 4 ? &r->period : &past, "");
		doc_cell_text(d, row, report_word(r, "figure", figure_names[k]));
		doc_cell(d, row, DOC_GRAMS, now);
		doc_cell(d, row, DOC_GRAMS, figure_estimated(&r->now, (enum figure)k));
		if (k == FIGURE_CIVIC || k == FIGURE_MADE_OUT)
			doc_cell_unknown(d, row);
		else
			share(r, row, now, all);
		doc_cell(d, row, DOC_GRAMS, before);
	}
	doc_total(d, s, report_named(r, "figure.exits"));
	struct glane_value *links = doc_links(d, s);
	const enum figure behind[] = { FIGURES, FIGURE_EXITS, FIGURES, FIGURES, FIGURE_EXITS };
	for (int i = 0; i < 5; i++)
		report_link(r, links, behind[i], i < 4 ? &r->period : &past, "");
}

static void rates(const struct report *r)
{
	const struct doc *d = &r->d;
	struct glane_value *s = doc_section(d, "rates", report_named(r, "section.rates"), report_named(r, "rates.caption"));
	doc_column(d, s, report_named(r, "rate"), DOC_TEXT, -1);
	doc_column(d, s, report_named(r, "report.part"), DOC_GRAMS, -1);
	doc_column(d, s, report_named(r, "rate.over"), DOC_TEXT, -1);
	doc_column(d, s, report_named(r, "report.whole"), DOC_GRAMS, -1);
	doc_column(d, s, report_named(r, "report.percent"), DOC_PERCENT, -1);
	for (int k = 0; k < RATES; k++) {
		struct fraction f = rate_of(&r->now, (enum rate)k);
		struct glane_value *row = doc_row(d, s), *links = doc_links(d, s);
		const enum figure behind[] = { FIGURES, f.of, FIGURES, f.over };
		for (int i = 0; i < 4; i++)
			report_link(r, links, behind[i], &r->period, "");
		doc_cell_text(d, row, report_word(r, "rate", rate_names[k]));
		doc_cell(d, row, DOC_GRAMS, f.part);
		doc_cell_text(d, row, report_word(r, "over", figure_names[f.over]));
		doc_cell(d, row, DOC_GRAMS, f.whole);
		share(r, row, f.part, f.whole);
		doc_definition(d, report_word(r, "rate", rate_names[k]), report_word(r, "means", rate_names[k]), report_named(r, "report.source"));
	}
}

static void quality(const struct report *r)
{
	const struct doc *d = &r->d;
	static const char *const names[] = { "in", "out" };
	const struct quality *both[] = { &r->now.in, &r->now.out };
	struct glane_value *s = doc_section(d, "quality", report_named(r, "section.quality"), report_named(r, "quality.caption"));
	doc_column(d, s, report_named(r, "quality.of"), DOC_TEXT, -1);
	static const char *const columns[] = { "weighed", "item", "estimated", "undated", "to_confirm" };
	for (size_t k = 0; k < 5; k++)
		doc_column(d, s, report_word(r, "quality", columns[k]), DOC_PERCENT, -1);
	for (size_t i = 0; i < 2; i++) {
		const struct quality *q = both[i];
		const int64_t parts[] = { q->weighed, q->item, q->estimated, q->undated, r->waiting[i].grams };
		struct glane_value *row = doc_row(d, s);
		doc_cell_text(d, row, report_word(r, "quality", names[i]));
		for (size_t k = 0; k < 5; k++)
			share(r, row, parts[k], q->all);
	}
	int64_t late = r->now.in.late - r->now.out.late;
	if (r->now.in.late || r->now.out.late) {
		struct glane_value *args = d->v->make(r->c);
		d->v->quantity(args, "late", late, GLANE_U_GRAMS);
		doc_footnote(d, r->s->host->call->tr(r->c, "late", args));
	}
}

int impact_period_report(struct glane_self *s, struct glane_call *c, const struct period *p, struct glane_str place, struct glane_value *into)
{
	struct report *r = s->host->call->alloc(c, sizeof(*r));
	if (!r)
		return GLANE_ENOMEM;
	r->s = s;
	r->c = c;
	r->period = *p;
	r->place = place;
	struct period past = period_year_before(p);
	int rc = figures_balance(s, c, p, place, &r->now);
	if (rc >= 0)
		rc = figures_balance(s, c, &past, place, &r->before);
	if (rc >= 0)
		rc = figures_waiting(s, c, p, place, r->waiting);
	if (rc >= 0)
		rc = head(r, into);
	if (rc < 0)
		return rc;
	mass_fact(r, FIGURE_ENTRIES, "number");
	mass_fact(r, FIGURE_DIVERTED, "figure");
	rate_fact(r, RATE_REUSE);
	rate_fact(r, RATE_RECYCLE);
	rate_fact(r, RATE_RESIDUAL);
	rc = report_year(r);
	if (rc >= 0)
		rc = report_months(r);
	destinations(r);
	rates(r);
	balance(r);
	if (rc >= 0)
		rc = report_flows(r);
	if (rc >= 0)
		rc = report_streams(r);
	if (rc >= 0)
		rc = report_categories(r);
	if (rc >= 0)
		rc = report_changes(r);
	if (rc >= 0)
		rc = report_sales(r);
	quality(r);
	report_waiting(r);
	if (rc >= 0)
		rc = report_co2(r);
	static const enum figure sums[] = { FIGURE_DIVERTED, FIGURE_NOT_RESIDUAL, FIGURE_S_OUT };
	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++)
		doc_definition(&r->d, report_word(r, "figure", figure_names[sums[i]]), report_word(r, "means", figure_names[sums[i]]),
		               report_named(r, "report.source"));
	doc_footnote(&r->d, report_named(r, "report.civic_note"));
	return rc < 0 ? rc : GLANE_OK;
}
