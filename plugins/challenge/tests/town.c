/* SPDX-License-Identifier: MPL-2.0 */
#include "challenge/tests/town.h"

#include <math.h>

enum { DAY_MS = 86400000 };

/* --- chance ------------------------------------------------------------------------------------------- */
static uint64_t next(struct town *w)
{
	w->seed = w->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return w->seed >> 33;
}

int64_t town_any(struct town *w, int64_t low, int64_t high)
{
	return low + (int64_t)(next(w) % (uint64_t)(high - low + 1));
}

double town_normal(struct town *w)
{
	double sum = 0;
	for (int i = 0; i < 12; i++)
		sum += (double)next(w) / 2147483648.0;
	return sum - 6;
}

/* --- statements that wait: one commit for many ------------------------------------------------------------ */
static void say(struct town *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct town *w, const char *format, ...)
{
	va_list ap;
	if (w->sql_room - w->sql_n < 1000) {
		w->sql_room = w->sql_room * 2 + 4000;
		w->sql = realloc(w->sql, w->sql_room);
		assert_non_null(w->sql);
	}
	va_start(ap, format);
	w->sql_n += (size_t)vsnprintf(w->sql + w->sql_n, w->sql_room - w->sql_n, format, ap);
	va_end(ap);
}

#define COLUMNS "household, week, person_days, full_days, declared, omr, tri, verre, bio, textile, weighed, covered"
void town_flush(struct town *w)
{
	if (!w->sql_n)
		return;
	say(w, "DELETE FROM challenge_week; INSERT INTO challenge_week (" COLUMNS ") SELECT " COLUMNS " FROM challenge_week_now; COMMIT;");
	char *all = malloc(w->sql_n + 20);
	assert_non_null(all);
	snprintf(all, w->sql_n + 20, "BEGIN; %s", w->sql);
	glane_test_exec(w->t, all);
	free(all);
	w->sql_n = 0;
}

int64_t town_sql(struct town *w, const char *format, ...)
{
	char text[1000];
	va_list ap;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	return glane_test_sql(w->t, text);
}

void town_get(struct town *w, const char *format, ...)
{
	char target[300];
	va_list ap;
	va_start(ap, format);
	vsnprintf(target, sizeof(target), format, ap);
	va_end(ap);
	int status = glane_test_get(w->t, target);
	if (status != 200)
		fail_msg("%s: %d %s", target, status, glane_test_body(w->t, NULL));
}

/* --- the challenge --------------------------------------------------------------------------------------------- */
struct town *town_open(int baseline, int weeks, int teams, int64_t mu, uint64_t seed)
{
	struct town *w = calloc(1, sizeof(*w));
	assert_non_null(w);
	w->t = glane_test_open(PLUGINS "/challenge.so", NULL);
	w->baseline = baseline;
	w->weeks = weeks;
	w->teams = teams;
	w->seed = seed * 7919 + 1;
	w->neutral_first = 1;
	w->k = (struct scoring){
		.k = 14, .mu = mu, .clamp_low = -20, .clamp_high = 60, .bands = { 10, 20, 30, 40 }, .bands_n = 4, .baseline_weeks_min = 3,
		.baseline_coverage_pct = 70, .coverage_pct = 75, .half_coverage_pct = 60, .sobriety_pct = 50, .inflation_pct = 250, .glass_weeks = 4,
	};
	say(w, "INSERT INTO challenge_challenge (id, name, form, state, first_day, baseline_weeks, weeks, unit, child_milli, commune, place, invitation, consent,"
	       " created_ms) VALUES (1, 'Défi', 'three_months', 'open', %d, %d, %d, 'kg', 1000, '', '', '', '', 0);", TOWN_FIRST_DAY, baseline, weeks);
	for (int f = 0; f < 3; f++)
		say(w, "INSERT INTO challenge_fraction VALUES (1, %d, 1);", f);
	say(w, "INSERT INTO challenge_scoring (id, challenge, version, k, mu, mu_label, mu_source, mu_reference, mu_year_g, clamp_low, clamp_high, bands,"
	       " baseline_weeks_min, baseline_coverage_pct, coverage_pct, half_coverage_pct, sobriety_pct, inflation_pct, glass_weeks, heavy_g, week_times,"
	       " team_min, created_ms, person, why) VALUES (1, 1, 1, 14, %lld, 'Ménages', 'MODECOM, 2017', 'own', 0, -20, 60, '10,20,30,40', 3, 70, 75, 60, 50, 250, 4, 15000, 4, 3,"
	       " 0, 0, '');", (long long)mu);
	for (int i = 1; i <= teams; i++)
		say(w, "INSERT INTO challenge_team VALUES (%d, 1, 'Équipe %d');", i, i);
	town_week(w, 0);
	return w;
}

void town_close(struct town *w)
{
	town_flush(w);
	const char *difference = glane_test_verify(w->t);
	if (*difference)
		fail_msg("verify: %s", difference);
	glane_test_close(w->t);
	free(w->sql);
	free(w);
}

void town_neutral(struct town *w, int first, int last)
{
	w->neutral_first = first;
	w->neutral_last = last;
	say(w, "UPDATE challenge_scoring SET neutral_from = %d, neutral_to = %d;", TOWN_FIRST_DAY + 7 * first, TOWN_FIRST_DAY + 7 * last + 6);
}

int town_join(struct town *w, int persons, int start, int team)
{
	int id = ++w->n;
	assert_true(id < TOWN_MOST);
	w->homes[id] = (struct home){ .exists = 1, .persons = persons, .start = start, .team = team };
	say(w, "INSERT INTO challenge_household (id, challenge, number, pseudonym, commune, start_week, consent, code, created_ms, team) VALUES"
	       " (%d, 1, %d, 'Foyer %d', '', %d, '', '%026d', 0, nullif(%d, 0));", id, id, id, start, id, team);
	say(w, "INSERT INTO challenge_size VALUES (%d, 0, %d, 0);", id, persons);
	return id;
}

void town_note(struct town *w, int household, int week, int days, int64_t omr, int64_t tri, int64_t glass)
{
	int full = 7 * w->homes[household].persons;
	int64_t grams[3] = { omr, tri, glass };
	w->homes[household].weeks[week] = (struct cell){ 1, days, full, { omr, tri, glass } };
	say(w, "UPDATE challenge_weighing SET ended_ms = 1, ended_why = 'typing' WHERE household = %d AND week = %d AND ended_ms IS NULL;", household, week);
	for (int f = 0; f < 3; f++)
		for (int64_t left = grams[f], part; left >= 0; left = part < left ? left - part : -1) {
			part = left > 90000 ? 90000 : left;
			say(w, "INSERT INTO challenge_weighing (household, day, week, fraction, grams, source, typed, entered_ms) VALUES (%d, %d, %d, %d, %lld, 'page', '',"
			       " 0);", household, TOWN_FIRST_DAY + 7 * week + 3, week, f, (long long)part);
		}
	say(w, "UPDATE challenge_presence SET ended_ms = 1 WHERE household = %d AND week = %d AND ended_ms IS NULL;", household, week);
	if (days != full)
		say(w, "INSERT INTO challenge_presence (household, week, heads, source, entered_ms) VALUES (%d, %d, %d, 'page', 0);", household, week, days);
}

void town_erase(struct town *w, int household)
{
	w->homes[household].exists = 0;
	say(w, "DELETE FROM challenge_household WHERE id = %d;", household);
}

void town_week(struct town *w, int until)
{
	w->until = until;
	glane_test_clock(w->t, ((int64_t)TOWN_FIRST_DAY + 7 * until) * DAY_MS + 9 * 3600000);
}

void town_finish(struct town *w)
{
	town_flush(w);
	w->closed = 1;
	assert_int_equal(glane_test_post(w->t, "/p/challenge/c/1/state", "{\"act\":\"close\"}"), 200);
	glane_test_settle(w->t);
}

void town_publish(struct town *w)
{
	town_flush(w);
	int status = glane_test_post(w->t, "/p/challenge/c/1/publish", "{}");
	if (status != 200)
		fail_msg("publish: %d %s", status, glane_test_body(w->t, NULL));
	glane_test_settle(w->t);
}

struct score town_score(const struct town *w, int household)
{
	const struct home *h = &w->homes[household];
	struct period p = { .start_week = h->start, .baseline_weeks = w->baseline, .weeks = w->weeks, .scored = 7, .neutral_first = w->neutral_first,
		.neutral_last = w->neutral_last, .until = w->until < w->weeks ? w->until : w->weeks };
	struct week weeks[TOWN_WEEKS];
	struct score r;
	size_t n = 0;
	for (int i = 0; i < w->weeks; i++)
		if (h->weeks[i].noted)
			weeks[n++] = (struct week){ .week = i, .person_days = h->weeks[i].days, .full_days = h->weeks[i].full, .weighed = 7, .covered = h->weeks[i].days > 0,
				.grams = { h->weeks[i].grams[0], h->weeks[i].grams[1], h->weeks[i].grams[2] } };
	score_household(&w->k, &p, weeks, n, &r);
	return r;
}
