/* SPDX-License-Identifier: MPL-2.0 */
/* checks.h: what `glane verify` asks of these tables, and what they know of people: how it is shown, erased, when it goes. */
#ifndef CHALLENGE_CHECKS_H
#define CHALLENGE_CHECKS_H

#include "challenge/internal.h"

#define WEEK "household, week, person_days, full_days, declared, omr, tri, verre, bio, textile, weighed, covered"
/* Computed anew in SQL, apart from score.c: of the versions in force. */
#define NEUTRAL_WEEK(day) "((" day " - c.first_day + 7000) / 7 - 1000)"
#define LEAN "v.k * v.mu"
#define BEFORE "((r.days + v.k) * (r.baseline_grams + " LEAN "))"
#define LESS "(" BEFORE " - (r.grams + " LEAN ") * (r.baseline_days + v.k))"
#define IN_FORCE                                                                                                       \
	" FROM challenge_result r JOIN challenge_household h ON h.id = r.household JOIN challenge_challenge c ON c.id = h.challenge" \
	" JOIN challenge_scoring v ON v.id = r.scoring AND v.version = (SELECT max(version) FROM challenge_scoring WHERE challenge = c.id)"
static const struct glane_check checks[] = {
	{ "a score does not stand on the weeks",
	  "SELECT r.household" IN_FORCE " WHERE (r.baseline_grams, r.baseline_days, r.baseline_covered, r.grams, r.days, r.covered) IS NOT"
	  " (SELECT coalesce(sum(x.g * x.base), 0), coalesce(sum(x.d * x.base), 0), coalesce(sum(x.base), 0), coalesce(sum(x.g * (1 - x.base)), 0),"
	  " coalesce(sum(x.d * (1 - x.base)), 0), coalesce(sum(1 - x.base), 0) FROM (SELECT w.person_days AS d, w.week < h.start_week + c.baseline_weeks AS base,"
	  " (SELECT coalesce(sum(CASE f.fraction WHEN 0 THEN w.omr WHEN 1 THEN w.tri ELSE w.verre END), 0) FROM challenge_fraction f"
	  " WHERE f.challenge = c.id AND f.scored) AS g FROM challenge_week w WHERE w.household = h.id AND w.covered AND w.week > h.start_week"
	  " AND w.week < min(r.until, c.weeks) AND (v.neutral_from IS NULL OR w.week NOT BETWEEN " NEUTRAL_WEEK("v.neutral_from") " AND "
	  NEUTRAL_WEEK("v.neutral_to") ")) x)" },
	{ "a score is not what its sums give",
	  "SELECT r.household" IN_FORCE " WHERE r.ppm IS NOT CASE WHEN r.baseline_grams > 0 AND r.baseline_days > 0 AND r.days > 0 THEN"
	  " max(v.clamp_low * 10000, min(v.clamp_high * 10000, (2000000 * " LESS " + iif(" LESS " < 0, -1, 1) * " BEFORE ") / (2 * " BEFORE "))) END" },
	{ "a published figure is over fewer households than it may be",
	  "SELECT p.id FROM challenge_published p WHERE p.value <> '' AND (SELECT count(*) FROM challenge_member m WHERE m.published = p.id) <"
	  " iif(p.figure LIKE 'team:%', 3, 4)" },
	{ "a week that is not what its weigh-ins, presence and size say",
	  "SELECT household, week FROM (SELECT " WEEK " FROM challenge_week_now EXCEPT SELECT " WEEK " FROM challenge_week)"
	  " UNION SELECT household, week FROM (SELECT " WEEK " FROM challenge_week EXCEPT SELECT " WEEK " FROM challenge_week_now)" },
	{ "a weigh-in in another week than that of its day",
	  "SELECT w.id FROM challenge_weighing w JOIN challenge_household h ON h.id = w.household JOIN challenge_challenge c ON c.id = h.challenge"
	  " WHERE w.day < c.first_day OR w.week <> (w.day - c.first_day) / 7 OR w.week >= c.weeks" },
	{ "a corrected weigh-in that still counts",
	  "SELECT w.id FROM challenge_weighing w JOIN challenge_weighing r ON r.replaces = w.id WHERE w.ended_ms IS NULL OR r.household <> w.household" },
	{ "a household of which nobody said how many live there",
	  "SELECT h.id FROM challenge_household h WHERE NOT EXISTS (SELECT 1 FROM challenge_size z WHERE z.household = h.id AND z.from_week = 0)" },
	{ "a household with the team of another challenge",
	  "SELECT h.id FROM challenge_household h JOIN challenge_team t ON t.id = h.team WHERE t.challenge <> h.challenge" },
	{ "a challenge without constants, or that scores what it does not weigh",
	  "SELECT c.id FROM challenge_challenge c WHERE NOT EXISTS (SELECT 1 FROM challenge_scoring v WHERE v.challenge = c.id)"
	  " OR NOT EXISTS (SELECT 1 FROM challenge_fraction f WHERE f.challenge = c.id AND f.scored AND f.fraction < 2)" },
};
/* Who of the team typed what; households themselves are no persons of the house. */
#define OVER "(first_day + 7 * weeks + 183) * 86400000 < ?1" /* six months after the end */
static const struct glane_personal personal[] = {
	{ .table = "challenge_challenge", .purpose_key = "personal.count",
	  .expire_sql = "UPDATE challenge_challenge SET erased = erased + (SELECT count(*) FROM challenge_household h WHERE h.challenge = challenge_challenge.id)"
	                " WHERE " OVER,
	  .forget_sql = "UPDATE challenge_challenge SET erased = erased + 1 WHERE id = (SELECT challenge FROM challenge_household WHERE uid = ?1)" },
	{ .table = "challenge_tally", .purpose_key = "personal.count",
	  .expire_sql = "INSERT INTO challenge_tally (challenge, kind, word, n) SELECT challenge, kind, word, n FROM challenge_tally_now WHERE challenge IN"
	                " (SELECT id FROM challenge_challenge WHERE " OVER ") AND (kind <> 'left' OR n >= 3)"
	                " ON CONFLICT (challenge, kind, word) DO UPDATE SET n = n + excluded.n" },
	{ .table = "challenge_household", .purpose_key = "personal.household",
	  .expire_sql = "DELETE FROM challenge_household WHERE challenge IN (SELECT id FROM challenge_challenge WHERE " OVER ")",
	  .forget_sql = "DELETE FROM challenge_household WHERE uid = ?1" },
	{ "challenge_weighing", "personal.entry", "SELECT day, entered_ms FROM challenge_weighing WHERE person = ?1",
	  "UPDATE challenge_weighing SET person = CASE WHEN person <> ?1 THEN person END, ended_person = CASE WHEN ended_person <> ?1 THEN ended_person END"
	  " WHERE ?1 IN (person, ended_person)", NULL },
	{ "challenge_presence", "personal.entry", "SELECT week, entered_ms FROM challenge_presence WHERE person = ?1",
	  "UPDATE challenge_presence SET person = NULL WHERE person = ?1", NULL },
	{ "challenge_answer", "personal.entry", "SELECT week, at_ms FROM challenge_answer WHERE person = ?1",
	  "UPDATE challenge_answer SET person = NULL WHERE person = ?1", NULL },
	{ "challenge_scoring", "personal.entry", "SELECT version, created_ms FROM challenge_scoring WHERE person = ?1",
	  "UPDATE challenge_scoring SET person = NULL WHERE person = ?1", NULL },
};

#endif
