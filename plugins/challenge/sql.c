/* SPDX-License-Identifier: MPL-2.0 */
/* sql.c: all statements of this plugin. */
#include "challenge/internal.h"

#define CHALLENGE                                                                                                      \
	"SELECT c.id, c.name, c.form, c.state, coalesce(c.state_before, ''), c.first_day, c.baseline_weeks, c.weeks, c.unit = 'g', c.child_milli," \
	" c.commune, c.place, c.invitation, c.consent, v.id, v.mu, v.heavy_g, v.week_times, v.glass_weeks, v.team_min, v.neutral_from, v.neutral_to" \
	" FROM challenge_challenge c LEFT JOIN challenge_scoring v ON v.challenge = c.id"                              \
	" AND v.version = (SELECT max(version) FROM challenge_scoring WHERE challenge = c.id)"
/* ?2: the local day, whose week says how many live there now. */
#define HOUSEHOLD                                                                                                      \
	"SELECT h.id, h.challenge, h.number, coalesce(h.team, 0), h.start_week, coalesce(h.left_week, 60), z.persons, z.children," \
	" h.state = 'active', h.wall, h.card, h.pseudonym, h.commune, coalesce(h.email, ''), h.code FROM challenge_household h" \
	" JOIN challenge_challenge c ON c.id = h.challenge JOIN challenge_size z ON z.household = h.id"                \
	" AND z.from_week = (SELECT max(from_week) FROM challenge_size WHERE household = h.id AND from_week <= max(0, (?2 - c.first_day) / 7))"

const char *const statements[SQL_COUNT] = {
	[SQL_CHALLENGE] = CHALLENGE " WHERE c.id = ?1",
	[SQL_CHALLENGES] = "SELECT c.id, c.name, c.state, c.first_day, c.weeks, c.commune, (SELECT count(*) FROM challenge_household h WHERE h.challenge = c.id"
	                   " AND h.state = 'active') FROM challenge_challenge c ORDER BY c.state = 'archived', c.first_day DESC, c.id DESC",
	[SQL_FRACTIONS] = "SELECT fraction, scored FROM challenge_fraction WHERE challenge = ?1",
	[SQL_SIZE] = "SELECT persons, children FROM challenge_size WHERE household = ?1 AND from_week <= ?2 ORDER BY from_week DESC LIMIT 1",
	[SQL_HOUSEHOLD_BY_ID] = HOUSEHOLD " WHERE h.id = ?1",
	[SQL_HOUSEHOLD_BY_CODE] = HOUSEHOLD " WHERE h.code = ?1",
	[SQL_WEEK_SUMS] = "SELECT fraction, sum(grams) FROM challenge_weighing WHERE household = ?1 AND week = ?2 AND ended_ms IS NULL GROUP BY fraction",
	[SQL_WEEK_HEADS] = "SELECT heads FROM challenge_presence WHERE household = ?1 AND week = ?2 AND ended_ms IS NULL",
	[SQL_WEEK_SET] = "INSERT OR REPLACE INTO challenge_week (household, week, person_days, full_days, declared, omr, tri, verre, bio, textile, weighed, covered)"
	                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
	[SQL_WEEK_NONE] = "DELETE FROM challenge_week WHERE household = ?1 AND week = ?2",
};
