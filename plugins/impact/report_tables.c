/* SPDX-License-Identifier: MPL-2.0 */
/* Tables of a report that have a row for each month, filière or category, and the charts over them. */
#include <stdio.h>
#include <string.h>

#include "report/chart.h"
#include "impact/report.h"

/* --- what a row adds up ----------------------------------------------------------------------------- */
enum { CLASSES = FIGURE_RESIDUAL - FIGURE_SALE + 1, COLUMNS = CLASSES + 1 /* and the entries */, GROUPS_MAX = 120 };
struct group {
	int64_t id;
	struct glane_str name;
	struct period period; /* with `more`: the movements behind it; all 0: they cannot be listed */
	char more[48];
	int64_t grams[COLUMNS]; /* FIGURE_ENTRIES, then FIGURE_SALE ... FIGURE_RESIDUAL */
};
struct groups {
	struct report *r;
	uint32_t count;
	struct group list[GROUPS_MAX];
};

static enum figure figure_at(int column)
{
	return column ? (enum figure)(FIGURE_SALE + column - 1) : FIGURE_ENTRIES;
}

static void add(struct group *g, const struct report *r, const char *from, const char *to, int made, int64_t grams)
{
	int weights[FIGURE_PLAIN];
	figure_weights(from, to, made, r->place.p, weights);
	for (int k = 0; k < COLUMNS; k++)
		g->grams[k] += weights[figure_at(k)] * grams;
}

static struct groups *groups_new(struct report *r)
{
	struct groups *g = r->s->host->call->alloc(r->c, sizeof(*g));
	if (g)
		g->r = r;
	return g;
}

/* The last one gathers whatever is too many. */
static struct group *group_of(struct groups *g, int64_t id, struct glane_str name)
{
	for (uint32_t i = 0; i < g->count; i++)
		if ((g->list[i].id == id && g->list[i].name.n == name.n && memcmp(g->list[i].name.p, name.p, name.n) == 0) || i == GROUPS_MAX - 1)
			return &g->list[i];
	struct group *one = &g->list[g->count++];
	one->id = id;
	one->name = g->count == GROUPS_MAX ? report_named(g->r, "report.others") : report_keep(g->r, name);
	return one;
}

/* `grams` NULL: of the total.  Nothing is behind a zero. */
static void put_links(const struct groups *g, struct glane_value *section, const int used[COLUMNS], const struct period *p, const char *more,
                      const int64_t *grams)
{
	struct glane_value *links = doc_links(&g->r->d, section);
	report_link(g->r, links, FIGURES, p, more);
	for (int k = 0; k < COLUMNS; k++)
		if (used[k])
			report_link(g->r, links, p->to && (!grams || grams[k]) ? figure_at(k) : FIGURES, p, more);
}

/* The columns that anything is in, and the entries. */
static void put(const struct groups *g, struct glane_value *section, const char *first_column, int charted)
{
	const struct doc *d = &g->r->d;
	int used[COLUMNS] = { !charted || 1 };
	for (uint32_t i = 0; i < g->count; i++)
		for (int k = 0; k < COLUMNS; k++)
			used[k] |= g->list[i].grams[k] != 0;
	doc_column(d, section, report_named(g->r, first_column), DOC_TEXT, -1);
	for (int k = 0; k < COLUMNS; k++)
		if (used[k])
			doc_column(d, section, report_word(g->r, k ? "figure" : "number", figure_names[figure_at(k)]), DOC_GRAMS, k && charted ? k - 1 : -1);
	for (uint32_t i = 0; i < g->count; i++) {
		struct glane_value *row = doc_row(d, section);
		doc_cell_text(d, row, g->list[i].name);
		for (int k = 0; k < COLUMNS; k++)
			if (used[k])
				doc_cell(d, row, DOC_GRAMS, g->list[i].grams[k]);
		put_links(g, section, used, &g->list[i].period, g->list[i].more, g->list[i].grams);
	}
	doc_total(d, section, report_named(g->r, "report.total"));
	put_links(g, section, used, &g->r->period, "", NULL);
}

/* --- by month --------------------------------------------------------------------------------------- */
static int64_t month_index(int64_t day)
{
	struct date d = date_of_day(day);
	return (int64_t)d.year * 12 + d.month - 1;
}

static void add_month(void *arg, int64_t start, const struct flow *f)
{
	struct groups *g = arg;
	int64_t k = month_index(start) - month_index(g->r->period.from);
	if (k >= 0 && k < g->count)
		add(&g->list[k], g->r, f->from, f->to, f->made, f->grams);
}

/* What the bars say, for those who do not see them: how many, and which is the highest. */
static struct glane_str summary(const struct groups *g)
{
	const struct glane_value_api *v = g->r->s->host->value;
	struct glane_value *args = v->make(g->r->c);
	int64_t most = -1;
	struct glane_str which = glane_cstr("");
	for (uint32_t i = 0; i < g->count; i++) {
		int64_t all = 0;
		for (int k = 1; k < COLUMNS; k++)
			all += g->list[i].grams[k];
		if (all > most) {
			most = all;
			which = g->list[i].name;
		}
	}
	v->integer(args, "n", g->count);
	v->text(args, "most", which);
	v->quantity(args, "mass", most, GLANE_U_GRAMS);
	return g->r->s->host->call->tr(g->r->c, "report.months_summary", args);
}

int report_months(struct report *r)
{
	int64_t first = month_index(r->period.from), count = month_index(r->period.to) - first + 1;
	if (count < 2 || count > GROUPS_MAX / 2)
		return GLANE_OK; /* one month is what the other tables show */
	struct groups *g = groups_new(r);
	if (!g)
		return GLANE_ENOMEM;
	for (int64_t k = first; k < first + count; k++) {
		struct period month = period_of(PERIOD_MONTH, day_of_date((struct date){ (int)(k / 12), (int)(k % 12) + 1, 1 }));
		g->list[g->count++] = (struct group){ .id = k, .name = period_label(r->s, r->c, &month), .period = period_within(&month, &r->period) };
	}
	int rc = figures_flows(r->s, r->c, r->period.from, r->period.to, UNIT_MONTH, add_month, g);
	if (rc < 0)
		return rc;
	struct glane_value *s = doc_section(&r->d, "months", report_named(r, "section.months"), report_named(r, "report.months"));
	put(g, s, "month", 1);
	doc_chart(&r->d, s, "bars", summary(g));
	for (int64_t k = first; k < first + count; k++) {
		char key[20];
		snprintf(key, sizeof(key), "month.short.%d", (int)(k % 12) + 1);
		doc_chart_row(&r->d, s, report_named(r, key), -1);
	}
	return GLANE_OK;
}

/* --- of a year: from where to where ------------------------------------------------------------------- */
enum { CHANNELS_MAX = 12, CHANNELS_SHOWN = 4 };
static const struct { /* destinations as bands: at most CHART_LINKS_MAX with those of the channels and the stock */
	const char *name;
	enum figure parts[2];
	enum chart_style style;
} bands[] = {
	{ "sale", { FIGURE_SALE, FIGURES }, CHART_SALE },
	{ "gift", { FIGURE_GIFT, FIGURE_PARTNER }, CHART_GIFT },
	{ "internal", { FIGURE_INTERNAL, FIGURE_TRANSFORM }, CHART_INTERNAL },
	{ "recycle", { FIGURE_RECYCLE, FIGURES }, CHART_RECYCLE },
	{ "energy", { FIGURE_ENERGY, FIGURES }, CHART_ENERGY },
	{ "residual", { FIGURE_RESIDUAL, FIGURES }, CHART_RESIDUAL },
	{ "civic", { FIGURE_CIVIC, FIGURES }, CHART_CIVIC },
};
struct channels {
	const struct report *r;
	uint32_t count;
	struct {
		char code[24];
		int64_t grams;
	} list[CHANNELS_MAX];
};

static void add_channel(void *arg, int64_t start, const struct flow *f)
{
	struct channels *ch = arg;
	(void)start;
	int64_t grams = figure_weight(FIGURE_ENTRIES, f->from, f->to, f->made, ch->r->place.p) * f->grams;
	if (!grams || strncmp(f->from, "source:", 7) != 0)
		return;
	uint32_t i = 0;
	while (i < ch->count && strncmp(ch->list[i].code, f->from + 7, sizeof(ch->list[i].code) - 1) != 0)
		i++;
	if (i == CHANNELS_MAX)
		i--;
	else if (i == ch->count)
		snprintf(ch->list[ch->count++].code, sizeof(ch->list[i].code), "%s", f->from + 7);
	ch->list[i].grams += grams;
}

static void by_mass(struct channels *ch) /* largest first; equal ones by code */
{
	for (uint32_t i = 1; i < ch->count; i++)
		for (uint32_t k = i; k && (ch->list[k].grams > ch->list[k - 1].grams ||
		                           (ch->list[k].grams == ch->list[k - 1].grams && strcmp(ch->list[k].code, ch->list[k - 1].code) < 0));
		     k--) {
			__typeof__(ch->list[0]) was = ch->list[k];
			ch->list[k] = ch->list[k - 1];
			ch->list[k - 1] = was;
		}
}

static void band(const struct report *r, struct glane_value *section, struct glane_str from, struct glane_str to, int64_t grams, enum chart_style style)
{
	if (grams <= 0)
		return;
	struct glane_value *row = doc_row(&r->d, section);
	doc_cell_text(&r->d, row, from);
	doc_cell_text(&r->d, row, to);
	doc_cell(&r->d, row, DOC_GRAMS, grams);
	doc_chart_row(&r->d, section, glane_cstr(""), (int)style);
}

int report_flows(struct report *r)
{
	struct channels ch = { .r = r };
	if (r->period.kind != PERIOD_YEAR)
		return GLANE_OK; /* good on a poster, poor for comparing months */
	int rc = figures_flows(r->s, r->c, r->period.from, r->period.to, UNIT_YEAR, add_channel, &ch);
	if (rc < 0)
		return rc;
	by_mass(&ch);
	const struct doc *d = &r->d;
	struct glane_value *s = doc_section(d, "flows", report_named(r, "section.flows"), report_named(r, "report.flows"));
	struct glane_str centre = r->s->host->call->setting(r->c, "site.name");
	if (!centre.n)
		centre = report_named(r, "report.centre");
	doc_column(d, s, report_named(r, "report.from"), DOC_TEXT, -1);
	doc_column(d, s, report_named(r, "report.to"), DOC_TEXT, -1);
	doc_column(d, s, report_named(r, "report.mass"), DOC_GRAMS, -1);
	doc_chart(d, s, "sankey", report_named(r, "report.flows_summary"));
	int64_t entries = figure_of(&r->now, FIGURE_ENTRIES), exits = 0, shown = 0;
	for (uint32_t i = 0; i < ch.count && i < CHANNELS_SHOWN - (ch.count > CHANNELS_SHOWN); i++) {
		band(r, s, report_word(r, "channel", ch.list[i].code), centre, ch.list[i].grams, CHART_ENTRIES);
		shown += ch.list[i].grams;
	}
	band(r, s, report_named(r, "channel.others"), centre, entries - shown, CHART_ENTRIES);
	for (size_t i = 0; i < sizeof(bands) / sizeof(bands[0]); i++)
		for (int p = 0; p < 2 && bands[i].parts[p] != FIGURES; p++)
			exits += figure_of(&r->now, bands[i].parts[p]);
	band(r, s, report_named(r, "report.from_stock"), centre, exits - entries, CHART_STOCK);
	for (size_t i = 0; i < sizeof(bands) / sizeof(bands[0]); i++) {
		int64_t grams = 0;
		for (int p = 0; p < 2 && bands[i].parts[p] != FIGURES; p++)
			grams += figure_of(&r->now, bands[i].parts[p]);
		band(r, s, centre, report_word(r, "column", bands[i].name), grams, bands[i].style);
	}
	band(r, s, centre, report_named(r, "report.into_stock"), entries - exits, CHART_STOCK);
	return GLANE_OK;
}

/* --- by filière and by category --------------------------------------------------------------------- */
/* Without those that nothing happened to, largest entries first. */
static void tidy(struct groups *g)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < g->count; i++) {
		int64_t any = 0;
		for (int k = 0; k < COLUMNS; k++)
			any |= g->list[i].grams[k];
		if (any)
			g->list[kept++] = g->list[i];
	}
	g->count = kept;
	for (uint32_t i = 1; i < g->count; i++)
		for (uint32_t k = i; k && g->list[k].grams[0] > g->list[k - 1].grams[0]; k--) {
			struct group was = g->list[k];
			g->list[k] = g->list[k - 1];
			g->list[k - 1] = was;
		}
}

static void add_stream(void *arg, int64_t start, struct glane_str stream, const struct flow *f)
{
	struct groups *g = arg;
	(void)start;
	add(group_of(g, 0, stream), g->r, f->from, f->to, f->made, f->grams);
}

/* Their codes become their names. */
static int name_streams(struct groups *g)
{
	const struct glane_db_api *db = g->r->s->host->db;
	int rc = GLANE_OK;
	for (uint32_t i = 0; rc >= 0 && i < g->count; i++) {
		struct glane_val args[] = { glane_text(g->list[i].name), glane_int(is_english(g->r->s, g->r->c)), glane_int(g->r->period.to) };
		struct glane_rows *rows;
		rc = g->list[i].name.n ? db->query(g->r->c, SQL_STREAM_NAME, args, 3, &rows) : GLANE_OK;
		if (rc < 0)
			return rc;
		if (!g->list[i].name.n) {
			g->list[i].name = report_named(g->r, "report.no_stream");
			continue;
		}
		rc = db->next(rows);
		if (rc == 1 && i < GROUPS_MAX - 1) {
			g->list[i].period = g->r->period;
			snprintf(g->list[i].more, sizeof(g->list[i].more), "&stream=%.30s", g->list[i].name.p);
		}
		if (rc == 1)
			g->list[i].name = report_keep(g->r, db->col(rows, 0).u.s);
		db->close(rows);
	}
	return rc < 0 ? rc : GLANE_OK;
}

int report_streams(struct report *r)
{
	struct groups *g = groups_new(r);
	if (!g)
		return GLANE_ENOMEM;
	int rc = figures_streams(r->s, r->c, &r->period, 0, UNIT_YEAR, add_stream, g);
	tidy(g);
	if (rc >= 0)
		rc = name_streams(g);
	if (rc < 0)
		return rc;
	put(g, doc_section(&r->d, "streams", report_named(r, "section.streams"), report_named(r, "report.streams")), "stream", 0);
	return GLANE_OK;
}

int report_categories(struct report *r)
{
	const struct glane_db_api *db = r->s->host->db;
	struct groups *g = groups_new(r);
	struct stretch part[STRETCHES];
	int parts = period_stretches(r->period.from, r->period.to, UNIT_YEAR, part), rc = g ? GLANE_OK : GLANE_ENOMEM;
	for (int i = 0; rc >= 0 && i < parts; i++) { /* id, name, from, to, made, grams */
		struct glane_val args[] = { glane_int(level_of(part[i].unit, 0)), glane_int(part[i].from), glane_int(part[i].to), glane_int(is_english(r->s, r->c)) };
		struct glane_rows *rows;
		rc = db->query(r->c, SQL_CATEGORY_FLOWS, args, 4, &rows);
		if (rc < 0)
			return rc;
		while ((rc = db->next(rows)) == 1)
			add(group_of(g, db->col(rows, 0).u.i, db->col(rows, 1).u.s), r, db->col(rows, 2).u.s.p, db->col(rows, 3).u.s.p,
			    (int)db->col(rows, 4).u.i, db->col(rows, 5).u.i);
		db->close(rows);
	}
	if (rc < 0)
		return rc;
	for (uint32_t i = 0; i < g->count && i < GROUPS_MAX - 1; i++) {
		g->list[i].period = r->period;
		snprintf(g->list[i].more, sizeof(g->list[i].more), "&category=%lld", (long long)g->list[i].id);
	}
	tidy(g);
	put(g, doc_section(&r->d, "categories", report_named(r, "section.categories"), report_named(r, "report.categories")), "category", 0);
	return GLANE_OK;
}
