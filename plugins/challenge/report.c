/* SPDX-License-Identifier: MPL-2.0 */
/* The report of a challenge, for those who paid for it: who took part, how much was weighed, how the results spread, how they
 * came about and what they do not say.
 *
 * It leaves the house, so what it says of waste are published figures (group.c) and nothing else; of who took part it says
 * numbers of households, and reasons to leave only where three at least had them.  It stays the same when the households
 * themselves are deleted six months after the end (challenge_tally). */
#include <stdio.h>
#include <string.h>

#include "challenge/anonymous.h"
#include "challenge/report.h"
#include "challenge/results.h"
#include "report/chart.h"
#include "report/send.h"

enum { REASONS_MAX = 16 };
enum { FINISHED, COVERED, DUE, DAYS, FULL, SUMS }; /* of challenge_tally */
static const char *const sum_names[SUMS] = { "finished", "covered", "due", "days", "full" };

struct report { /* what is being filled */
	struct glane_self *s;
	struct glane_call *c;
	const struct challenge *ch;
	struct doc doc;
	const struct glane_value *group;   /* as group_say() says it */
	int64_t states[SCORE_STATES], sums[SUMS];
	struct glane_str reasons[REASONS_MAX]; /* to leave, and how many had them */
	size_t left[REASONS_MAX], reason_count;
};

static struct glane_str tr(struct report *r, const char *key)
{
	return r->s->host->call->tr(r->c, key, NULL);
}

static int64_t leaf(struct report *r, const struct glane_value *of, const char *key)
{
	return r->s->host->value->as_integer(r->s->host->value->get(of, key), 0);
}

/* --- who took part ---------------------------------------------------------------------------------------- */
static int read_tally(struct report *r)
{
	const struct glane_db_api *db = r->s->host->db;
	struct glane_rows *rows;
	int rc = db->query(r->c, SQL_TALLY, (struct glane_val[]){ glane_int(r->ch->id) }, 1, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		struct glane_str kind = db->col(rows, 0).u.s, name = db->col(rows, 1).u.s;
		int64_t n = db->col(rows, 2).u.i;
		for (int i = 0; i < SCORE_STATES; i++)
			if (text_is(kind, "state") && text_is(name, score_state_names[i]))
				r->states[i] = n;
		for (int i = 0; i < SUMS; i++)
			if (text_is(kind, "sum") && text_is(name, sum_names[i]))
				r->sums[i] = n;
		if (text_is(kind, "left") && r->reason_count < REASONS_MAX) {
			r->reasons[r->reason_count] = copied(r->s, r->c, name);
			r->left[r->reason_count++] = (size_t)n;
		}
	}
	return rc;
}

static void count_row(struct report *r, struct glane_value *section, struct glane_str words, int64_t n)
{
	struct glane_value *row = doc_row(&r->doc, section);
	doc_cell_text(&r->doc, row, words);
	doc_cell(&r->doc, row, DOC_COUNT, n);
}

static struct glane_value *counts(struct report *r, const char *id, const char *title, const char *note, const char *head)
{
	struct glane_value *section = doc_section(&r->doc, id, tr(r, title), tr(r, note));
	doc_column(&r->doc, section, tr(r, head), DOC_TEXT, -1);
	doc_column(&r->doc, section, tr(r, "report.households"), DOC_COUNT, -1);
	return section;
}

/* Reasons that fewer than three had are told together; when that would be one or two, the smallest of the others joins them. */
static void say_reasons(struct report *r, int64_t left)
{
	uint8_t shown[REASONS_MAX];
	int64_t others = left;
	if (!left)
		return;
	for (size_t i = 0; i < r->reason_count; i++) {
		shown[i] = r->left[i] >= ANONYMOUS_LEAST;
		others -= (int64_t)r->left[i];
	}
	anonymous_teams(r->left, r->reason_count, others > 0 ? (size_t)others : 0, shown);
	others = left;
	struct glane_value *section = counts(r, "left", "report.left_title", "report.left_note", "household.reason");
	for (size_t i = 0; i < r->reason_count; i++)
		if (shown[i]) {
			count_row(r, section, word(r->s, r->c, "left.", r->reasons[i]), (int64_t)r->left[i]);
			others -= (int64_t)r->left[i];
		}
	if (others)
		count_row(r, section, tr(r, "report.left_others"), others);
	doc_total(&r->doc, section, tr(r, "report.total"));
}

static void say_states(struct report *r)
{
	char key[40];
	struct glane_value *section = counts(r, "states", "report.states_title", "report.states_note", "report.state");
	for (int i = 0; i < SCORE_STATES; i++)
		if (r->states[i]) {
			snprintf(key, sizeof(key), "report.state_%s", score_state_names[i]);
			count_row(r, section, tr(r, key), r->states[i]);
		}
	doc_total(&r->doc, section, tr(r, "report.total"));
}

/* --- what was weighed: published figures --------------------------------------------------------------------- */
static int say_weeks(struct report *r)
{
	const struct glane_value_api *v = r->s->host->value;
	struct group_week figures[WEEKS_MAX];
	int rc = group_weeks(r->s, r->c, r->ch, figures);
	const struct glane_value *weeks = v->get(r->group, "weeks");
	struct glane_value *section = doc_section(&r->doc, "weeks", tr(r, "report.weeks_title"), tr(r, "report.weeks_note"));
	doc_chart(&r->doc, section, "line", tr(r, "report.weeks_summary"));
	doc_column(&r->doc, section, tr(r, "report.week"), DOC_TEXT, -1);
	doc_column(&r->doc, section, tr(r, "report.from_day"), DOC_DATE, -1);
	doc_column(&r->doc, section, tr(r, "report.households"), DOC_COUNT, -1);
	doc_column(&r->doc, section, tr(r, "report.per_day"), DOC_GRAMS, CHART_ENTRIES);
	doc_column(&r->doc, section, tr(r, "report.reference"), DOC_GRAMS, CHART_STOCK);
	for (uint32_t i = 0; rc >= 0 && i < v->count(weeks) && i < WEEKS_MAX; i++) {
		const struct glane_value *w = v->at(weeks, i);
		struct glane_value *row = doc_row(&r->doc, section);
		char number[12], words[60];
		snprintf(number, sizeof(number), "%lld", (long long)leaf(r, w, "number"));
		const char *kind = leaf(r, w, "first") ? "report.week_first" : leaf(r, w, "neutral") ? "report.week_neutral" : leaf(r, w, "baseline") ? "report.week_baseline" : NULL;
		snprintf(words, sizeof(words), kind ? "%s (%.40s)" : "%s", number, kind ? tr(r, kind).p : "");
		doc_cell_text(&r->doc, row, glane_cstr(words));
		doc_cell(&r->doc, row, DOC_DATE, leaf(r, w, "day"));
		if (leaf(r, w, "shown")) {
			doc_cell(&r->doc, row, DOC_COUNT, leaf(r, w, "n"));
			doc_cell(&r->doc, row, DOC_GRAMS, ratio_scaled(ratio_of(figures[i].grams, figures[i].days), 1));
		} else {
			doc_cell_unknown(&r->doc, row);
			doc_cell_unknown(&r->doc, row);
		}
		doc_cell(&r->doc, row, DOC_GRAMS, r->ch->mu);
		doc_chart_row(&r->doc, section, glane_cstr(number), 0);
	}
	return rc;
}

static void say_bands(struct report *r)
{
	const struct glane_value_api *v = r->s->host->value;
	const struct glane_value *bands = v->get(r->group, "bands");
	if (!v->count(bands))
		return;
	struct glane_value *section = doc_section(&r->doc, "bands", tr(r, "report.bands_title"), tr(r, "report.bands_note"));
	doc_chart(&r->doc, section, "bars", tr(r, "report.bands_summary"));
	doc_column(&r->doc, section, tr(r, "report.band"), DOC_TEXT, -1);
	doc_column(&r->doc, section, tr(r, "report.households"), DOC_COUNT, CHART_ENTRIES);
	for (uint32_t i = 0; i < v->count(bands); i++) {
		struct glane_str words = v->as_text(v->get(v->at(bands, i), "words"));
		count_row(r, section, words, leaf(r, v->at(bands, i), "n"));
		doc_chart_row(&r->doc, section, words, 0);
	}
	doc_total(&r->doc, section, tr(r, "report.total"));
}

static void say_teams(struct report *r)
{
	const struct glane_value_api *v = r->s->host->value;
	const struct glane_value *teams = v->get(r->group, "teams");
	if (!v->count(teams))
		return;
	struct glane_value *section = doc_section(&r->doc, "teams", tr(r, "report.teams_title"), tr(r, "report.teams_note"));
	doc_column(&r->doc, section, tr(r, "report.team"), DOC_TEXT, -1);
	doc_column(&r->doc, section, tr(r, "report.households"), DOC_COUNT, -1);
	doc_column(&r->doc, section, tr(r, "report.change"), DOC_PERCENT, -1);
	for (uint32_t i = 0; i < v->count(teams); i++) {
		const struct glane_value *t = v->at(teams, i);
		struct glane_value *row = doc_row(&r->doc, section);
		doc_cell_text(&r->doc, row, v->as_text(v->get(t, "name")));
		doc_cell(&r->doc, row, DOC_COUNT, leaf(r, t, "n"));
		doc_cell(&r->doc, row, DOC_PERCENT, leaf(r, t, "change") * (leaf(r, t, "exact") ? 10 : 100));
	}
}

static void say_facts(struct report *r, int64_t joined, int64_t left)
{
	const struct glane_value_api *v = r->s->host->value;
	const struct glane_value *final = v->get(r->group, "final"), *running = v->get(r->group, "running");
	const struct glane_value *shown = final ? final : running;
	doc_fact(&r->doc, tr(r, "report.joined"), DOC_COUNT, joined, glane_cstr(""));
	doc_fact(&r->doc, tr(r, "report.left"), DOC_COUNT, left, glane_cstr(""));
	doc_fact(&r->doc, tr(r, "report.scored"), DOC_COUNT, r->states[SCORED], tr(r, "report.scored_note"));
	if (shown)
		doc_fact(&r->doc, tr(r, "report.change"), DOC_PERCENT, leaf(r, shown, "change") * 10, tr(r, final ? "report.change_final" : "report.change_running"));
	else
		doc_fact_unknown(&r->doc, tr(r, "report.change"), DOC_PERCENT, tr(r, "report.change_none"));
	if (running)
		doc_fact(&r->doc, tr(r, "report.less"), DOC_GRAMS, leaf(r, running, "avoided"), tr(r, "report.less_note"));
	if (r->sums[DUE] > 0)
		doc_fact(&r->doc, tr(r, "report.covered"), DOC_PERCENT, ratio_scaled(ratio_of(r->sums[COVERED], r->sums[DUE]), 10000), tr(r, "report.covered_note"));
	if (r->sums[FULL] > 0)
		doc_fact(&r->doc, tr(r, "report.presence"), DOC_PERCENT, ratio_scaled(ratio_of(r->sums[DAYS], r->sums[FULL]), 10000), tr(r, "report.presence_note"));
}

/* --- how it came about ------------------------------------------------------------------------------------------- */
static int say_method(struct report *r)
{
	static const char *const terms[] = { "baseline", "covered", "change", "shrink", "bands", "team", "anonymous" };
	const struct glane_value_api *v = r->s->host->value;
	struct scoring k;
	struct glane_val label[2];
	struct glane_value *args = v->make(r->c);
	int rc = scoring_load(r->s, r->c, r->ch->scoring, &k);
	if (rc >= 0)
		rc = first_row(r->s, r->c, SQL_REFERENCE, (struct glane_val[]){ glane_int(r->ch->id) }, 1, label, 2);
	if (rc < 0)
		return rc;
	v->integer(args, "k", k.k);
	v->integer(args, "mu", k.mu);
	v->integer(args, "coverage", k.coverage_pct);
	v->integer(args, "half", k.half_coverage_pct);
	v->integer(args, "baseline", k.baseline_coverage_pct);
	v->integer(args, "low", -k.clamp_low);
	v->integer(args, "high", k.clamp_high);
	v->integer(args, "team", r->ch->team_min);
	v->text(args, "fractions", fractions_named(r->s, r->c, r->ch->scored));
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		char term[40], text[40];
		snprintf(term, sizeof(term), "method.%s", terms[i]);
		snprintf(text, sizeof(text), "method.%s_text", terms[i]);
		doc_definition(&r->doc, tr(r, term), r->s->host->call->tr(r->c, text, args), tr(r, "method.source"));
	}
	if (rc == 1)
		doc_definition(&r->doc, tr(r, "report.reference"), label[0].u.s, label[1].u.s);
	static const char *const limits[] = { "limit.volunteers", "limit.selves", "limit.season", "limit.moved" };
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		doc_footnote(&r->doc, tr(r, limits[i]));
	return GLANE_OK;
}

/* --- the document ------------------------------------------------------------------------------------------------------ */
static int make_report(struct glane_self *s, struct glane_call *c, const struct challenge *ch, struct glane_value *into)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *group = v->make(c), *args = v->make(c);
	struct report r = { .s = s, .c = c, .ch = ch, .group = group };
	struct glane_val n[5];
	int running = text_is(ch->state, "open") || text_is(ch->state, "draft");
	v->quantity(args, "from", ch->first_day, GLANE_U_DAY);
	v->quantity(args, "to", week_day(ch, ch->weeks) - 1, GLANE_U_DAY);
	r.doc = doc_begin(v, into, &(struct doc_head){
		.title = ch->name, .subtitle = tr(&r, running ? "report.so_far" : "report.final"), .place = ch->commune,
		.period = s->host->call->tr(c, "report.period", args), .from = ch->first_day, .to = week_day(ch, ch->weeks) - 1,
		.made_ms = s->host->call->now_ms(c), .draft = running });
	int rc = group_say(s, c, ch, group);
	if (rc >= 0)
		rc = read_tally(&r);
	if (rc >= 0)
		rc = first_row(s, c, SQL_COUNTS, (struct glane_val[]){ glane_int(ch->id) }, 1, n, 5);
	if (rc < 0)
		return rc;
	int64_t joined = n[0].u.i + n[1].u.i + n[2].u.i, left = joined - r.sums[FINISHED];
	say_facts(&r, joined, left);
	rc = say_weeks(&r);
	say_bands(&r);
	say_teams(&r);
	say_states(&r);
	say_reasons(&r, left);
	return rc < 0 ? rc : say_method(&r);
}

struct asked {
	struct challenge ch;
	struct glane_value *doc;
	char name[80];
};

static int fill(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct asked *a = arg;
	int rc = challenge_by_id(s, c, in_int(s, c, "id", 0), &a->ch);
	if (rc >= 0)
		snprintf(a->name, sizeof(a->name), "glane-defi-%lld", (long long)a->ch.id);
	return rc < 0 ? rc : make_report(s, c, &a->ch, a->doc);
}

static int send(struct glane_self *s, struct glane_call *c, struct glane_str form)
{
	struct asked a = { .doc = s->host->value->make(c) };
	int rc = s->host->call->within(c, GLANE_READ, fill, &a);
	return rc < 0 ? rc : report_send(s->host, c, form, a.name, a.doc, NULL, NULL);
}

const char *const report_forms[5] = { "pdf", "xlsx", "csv", "json", NULL };

int get_report(struct glane_self *s, struct glane_call *c)
{
	struct glane_str form = in_text(s, c, "form");
	return send(s, c, form.n ? form : glane_cstr("pdf"));
}

int report_command(struct glane_self *s, struct glane_call *c)
{
	struct glane_str form;
	int rc = report_form(s->host, c, report_forms, &form);
	return rc < 0 ? rc : send(s, c, form);
}
