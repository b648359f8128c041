/* SPDX-License-Identifier: MPL-2.0 */
/* The constants of the score.  They are never changed: a next version is made, with a reason, and all is scored by it; what was
 * scored by a former one stays as it was. */
#include <stdio.h>
#include <string.h>

#include "challenge/anonymous.h"
#include "challenge/results.h"

enum { L_ID, L_VERSION, L_K, L_MU, L_LABEL, L_SOURCE, L_LOW, L_HIGH, L_BANDS, L_MIN, L_BASE, L_COVER, L_HALF, L_SOBER, L_INFLATED, L_GLASS, L_HEAVY,
	L_TIMES, L_TEAM, L_FROM, L_TO, L_COLUMNS };
/* Inputs that are whole numbers, where they stand in a row, and what is said about them. */
static const struct {
	const char *name;
	int column, unit; /* unit: 0 none, 1 percent, 2 grams */
} numbers[] = {
	{ "k", L_K, 0 }, { "mu", L_MU, 2 }, { "clamp_low", L_LOW, 1 }, { "clamp_high", L_HIGH, 1 }, { "baseline_weeks_min", L_MIN, 0 },
	{ "baseline_coverage_pct", L_BASE, 1 }, { "coverage_pct", L_COVER, 1 }, { "half_coverage_pct", L_HALF, 1 }, { "sobriety_pct", L_SOBER, 1 },
	{ "inflation_pct", L_INFLATED, 1 }, { "glass_weeks", L_GLASS, 0 }, { "heavy_g", L_HEAVY, 2 }, { "week_times", L_TIMES, 0 },
	{ "team_min", L_TEAM, 0 },
};
enum { NUMBERS = sizeof(numbers) / sizeof(numbers[0]), BANDS_ROOM = 8 * SCORE_BANDS_MAX };

static int like(struct glane_self *s, struct glane_call *c, int64_t challenge, struct glane_val v[L_COLUMNS])
{
	int rc = first_row(s, c, SQL_SCORING_LIKE, (struct glane_val[]){ glane_int(challenge) }, 1, v, L_COLUMNS);
	return rc == 0 ? s->host->call->refuse(c, GLANE_ENOENT, "scoring.unknown", NULL) : rc;
}

static int say_versions(struct glane_self *s, struct glane_call *c, int64_t challenge, struct glane_value *root)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *list = v->array(root, "versions");
	struct glane_rows *rows;
	int rc = db->query(c, SQL_SCORINGS, (struct glane_val[]){ glane_int(challenge) }, 1, &rows);
	for (int first = 1; rc >= 0 && (rc = db->next(rows)) == 1; first = 0) {
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "scoring", db->col(rows, 0).u.i);
		v->integer(o, "version", db->col(rows, 1).u.i);
		v->quantity(o, "at", db->col(rows, 2).u.i, GLANE_U_TIME_MS);
		v->text(o, "by", db->col(rows, 3).u.s);
		v->text(o, "why", db->col(rows, 4).u.s);
		v->integer(o, "n", db->col(rows, 5).u.i);
		v->boolean(o, "current", first);
	}
	return rc;
}

int get_scoring(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c), *list;
	struct glane_val row[L_COLUMNS];
	struct challenge ch;
	char day[11];
	int rc = challenge_by_id(s, c, in_int(s, c, "id", 0), &ch);
	if (rc >= 0)
		rc = like(s, c, ch.id, row);
	if (rc < 0)
		return rc;
	const struct glane_value *typed = v->get(root, "input"), *fault = v->get(root, "fault");
	v->integer(root, "id", ch.id);
	v->text(root, "name", ch.name);
	v->text(root, "title", s->host->call->tr(c, "scoring.title", NULL));
	v->boolean(root, "changes", text_is(ch.state, "open"));
	list = v->array(root, "numbers");
	for (int i = 0; i < NUMBERS; i++) {
		struct glane_value *o = v->object(list, NULL);
		struct glane_str again = v->as_text(v->get(typed, numbers[i].name)), wrong = v->as_text(v->get(fault, numbers[i].name));
		v->text(o, "name", glane_cstr(numbers[i].name));
		v->text(o, "label", word(s, c, "constant.", glane_cstr(numbers[i].name)));
		v->integer(o, "now", row[numbers[i].column].u.i);
		if (again.n)
			v->text(o, "typed", again);
		else
			v->integer(o, "typed", row[numbers[i].column].u.i);
		v->text(o, "unit", numbers[i].unit ? glane_cstr(numbers[i].unit == 1 ? "%" : "g") : glane_cstr(""));
		if (wrong.n)
			v->text(o, "wrong", wrong);
	}
	v->text(root, "bands", row[L_BANDS].u.s);
	v->text(root, "mu_label", row[L_LABEL].u.s);
	v->text(root, "mu_source", row[L_SOURCE].u.s);
	if (row[L_FROM].type == GLANE_INT) {
		text_from_day(row[L_FROM].u.i, day);
		v->text(root, "neutral_from", glane_cstr(day));
		text_from_day(row[L_TO].u.i, day);
		v->text(root, "neutral_to", glane_cstr(day));
	}
	return say_versions(s, c, ch.id, root);
}

/* "10, 20,30" -> "10,20,30": rising, within the clamp. */
static int read_bands(struct glane_str typed, int64_t low, int64_t high, char out[BANDS_ROOM])
{
	int64_t last = low, n = 0;
	size_t at = 0;
	for (size_t i = 0, end; i <= typed.n; i = end + 1) {
		int64_t bound;
		for (end = i; end < typed.n && typed.p[end] != ','; end++)
			;
		struct glane_str one = text_trim((struct glane_str){ typed.p + i, end - i });
		if (text_decimal(one, 0, &bound) != GLANE_OK || bound <= last || bound > high || ++n > SCORE_BANDS_MAX)
			return GLANE_EINVAL;
		at += (size_t)snprintf(out + at, BANDS_ROOM - at, "%s%lld", at ? "," : "", (long long)bound);
		last = bound;
	}
	return GLANE_OK;
}

static int check(struct glane_self *s, struct glane_call *c, struct challenge ch, const struct glane_val v[L_COLUMNS], int mu_changed)
{
	const struct glane_call_api *call = s->host->call;
	int rc = GLANE_OK;
	if (v[L_LOW].u.i >= v[L_HIGH].u.i)
		rc = call->refuse_input(c, "clamp_high", "scoring.bad_clamp", NULL);
	if (v[L_HALF].u.i > v[L_COVER].u.i)
		rc = call->refuse_input(c, "half_coverage_pct", "scoring.bad_half", NULL);
	if (mu_changed && (!in_text(s, c, "mu_label").n || !in_text(s, c, "mu_source").n))
		rc = call->refuse_input(c, "mu_source", "scoring.bad_source", NULL);
	if ((v[L_FROM].type == GLANE_INT) != (v[L_TO].type == GLANE_INT) || (v[L_TO].type == GLANE_INT && v[L_TO].u.i < v[L_FROM].u.i))
		rc = call->refuse_input(c, "neutral_to", "scoring.bad_neutral", NULL);
	else if (v[L_FROM].type == GLANE_INT) {
		ch.neutral_from = v[L_FROM].u.i;
		ch.neutral_to = v[L_TO].u.i;
		int many = neutral_check(s, c, &ch, (int)v[L_MIN].u.i - 1);
		rc = many < 0 ? many : rc;
	}
	return rc;
}

static struct glane_val day_input(struct glane_self *s, struct glane_call *c, const char *name)
{
	int64_t day = in_int(s, c, name, INT64_MIN);
	return day == INT64_MIN ? glane_null() : glane_int(day);
}

static int note(struct glane_self *s, struct glane_call *c, int64_t challenge, int64_t version)
{
	struct glane_value *body = s->host->value->make(c);
	int64_t seq;
	s->host->value->integer(body, "challenge", challenge);
	s->host->value->integer(body, "scoring", version);
	struct glane_entry e = { .size = sizeof(e), .kind = "scored", .body = body };
	return s->host->inventory->append(c, &e, &seq);
}

int post_scoring(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct glane_val v[L_COLUMNS];
	struct glane_str bands = in_text(s, c, "bands");
	char kept[BANDS_ROOM], path[80];
	int rc = challenge_by_id(s, c, in_int(s, c, "id", 0), &ch);
	if (rc >= 0 && !text_is(ch.state, "open"))
		rc = s->host->call->refuse(c, GLANE_ECONFLICT, "scoring.bad_state", NULL);
	if (rc >= 0)
		rc = like(s, c, ch.id, v);
	if (rc < 0)
		return rc;
	int64_t mu = v[L_MU].u.i;
	for (int i = 0; i < NUMBERS; i++)
		v[numbers[i].column] = glane_int(in_int(s, c, numbers[i].name, v[numbers[i].column].u.i));
	v[L_FROM] = day_input(s, c, "neutral_from");
	v[L_TO] = day_input(s, c, "neutral_to");
	if (v[L_MU].u.i != mu) {
		v[L_LABEL] = glane_text(in_text(s, c, "mu_label"));
		v[L_SOURCE] = glane_text(in_text(s, c, "mu_source"));
	}
	if (bands.n && read_bands(bands, v[L_LOW].u.i, v[L_HIGH].u.i, kept) != GLANE_OK)
		rc = s->host->call->refuse_input(c, "bands", "scoring.bad_bands", NULL);
	else if (bands.n)
		v[L_BANDS] = glane_text(copied(s, c, glane_cstr(kept)));
	if (rc >= 0)
		rc = check(s, c, ch, v, v[L_MU].u.i != mu);
	if (rc < 0)
		return rc;
	struct glane_val args[L_COLUMNS + 3];
	memcpy(args, v, sizeof(v));
	args[L_COLUMNS] = glane_int(s->host->call->now_ms(c));
	args[L_COLUMNS + 1] = glane_int(s->host->call->person(c));
	args[L_COLUMNS + 2] = glane_text(in_text(s, c, "why"));
	rc = s->host->db->exec(c, SQL_SCORING_NEXT, args, L_COLUMNS + 3, NULL);
	if (rc >= 0)
		rc = note(s, c, ch.id, v[L_VERSION].u.i + 1);
	if (rc >= 0)
		rc = publish_ask(s, c, ch.id);
	snprintf(path, sizeof(path), "/p/challenge/c/%lld/scoring", (long long)ch.id);
	if (rc >= 0)
		back(s, c, path, "");
	return rc;
}
