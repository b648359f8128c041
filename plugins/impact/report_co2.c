/* SPDX-License-Identifier: MPL-2.0 */
/* CO2 avoided, as a range with the version of its factors, and what no factor says anything about. */
#include "impact/report.h"

static void ranges(const struct report *r, const struct co2_figures *f)
{
	static const char *const names[] = { "co2.low", "co2.central", "co2.high" };
	const struct doc *d = &r->d;
	struct glane_value *args = d->v->make(r->c);
	d->v->text(args, "factors", f->factors.name);
	if (f->factors.since)
		d->v->quantity(args, "since", f->factors.since, GLANE_U_DAY);
	d->v->text(args, "source", f->factors.source);
	d->v->text(args, "shares", f->factors.displacement_source);
	struct glane_value *s = doc_section(d, "co2", report_named(r, "co2.title"), report_named(r, "co2.what"));
	doc_column(d, s, report_named(r, "co2.case"), DOC_TEXT, -1);
	doc_column(d, s, report_named(r, "co2.new"), DOC_CO2, -1);
	doc_column(d, s, report_named(r, "co2.share"), DOC_PERCENT, -1);
	doc_column(d, s, report_named(r, "co2.title"), DOC_CO2, -1);
	for (int k = 0; k < 3; k++) {
		struct glane_value *row = doc_row(d, s);
		doc_cell_text(d, row, report_named(r, names[k]));
		doc_cell(d, row, DOC_CO2, scaled(f->sum.new_mg, 1, 1000));
		doc_cell(d, row, DOC_PERCENT, f->factors.permille[k] * 10);
		doc_cell(d, row, DOC_CO2, scaled(f->avoided[k], 1, 1000));
	}
	d->v->text(s, "factors", f->factors.name); /* for programs: the version */
	doc_footnote(d, r->s->host->call->tr(r->c, f->factors.since ? "co2.version_since" : "co2.version", args));
}

/* What counts for zero: { name, grams, why } */
static void missed(const struct report *r, const struct glane_value *list)
{
	const struct doc *d = &r->d;
	if (!d->v->count(list))
		return;
	struct glane_value *s = doc_section(d, "co2-missed", report_named(r, "co2.not_estimated"), report_named(r, "co2.not_estimated_what"));
	doc_column(d, s, report_named(r, "category"), DOC_TEXT, -1);
	doc_column(d, s, report_named(r, "report.mass"), DOC_GRAMS, -1);
	doc_column(d, s, report_named(r, "co2.why"), DOC_TEXT, -1);
	for (uint32_t i = 0; i < d->v->count(list); i++) {
		const struct glane_value *one = d->v->at(list, i);
		struct glane_value *row = doc_row(d, s);
		doc_cell_text(d, row, d->v->as_text(d->v->get(one, "name")));
		doc_cell(d, row, DOC_GRAMS, d->v->as_integer(d->v->get(one, "grams"), 0));
		doc_cell_text(d, row, d->v->as_text(d->v->get(one, "why")));
	}
	doc_total(d, s, report_named(r, "report.total"));
}

int report_co2(struct report *r)
{
	const struct glane_value_api *v = r->d.v;
	struct glane_value *lists = v->make(r->c), *said = v->make(r->c);
	struct co2_figures f;
	int rc = figures_co2(r->s, r->c, &r->period, r->place, 0, &f, lists);
	if (rc < 0)
		return rc;
	co2_say(r->s, r->c, &f, said);
	if (f.sum.estimated) {
		ranges(r, &f);
		doc_fact(&r->d, report_named(r, "co2.title"), DOC_CO2, scaled(f.avoided[1], 1, 1000), v->as_text(v->get(said, "words")));
		if (v->as_integer(v->get(said, "doubtful"), 0))
			doc_footnote(&r->d, v->as_text(v->get(said, "doubt")));
	}
	missed(r, v->get(lists, "missed"));
	return GLANE_OK;
}
