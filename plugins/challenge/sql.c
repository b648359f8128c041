/* SPDX-License-Identifier: MPL-2.0 */
/* sql.c: all statements of this plugin. */
#include "challenge/internal.h"

#define CHALLENGE                                                                                                      \
	"SELECT c.id, c.name, c.form, c.state, coalesce(c.state_before, ''), c.first_day, c.baseline_weeks, c.weeks, c.unit = 'g', c.child_milli," \
	" c.commune, c.place, c.invitation, c.consent, v.id, v.mu, v.heavy_g, v.week_times, v.glass_weeks, v.team_min, v.neutral_from, v.neutral_to" \
	" FROM challenge_challenge c LEFT JOIN challenge_scoring v ON v.challenge = c.id"                              \
	" AND v.version = (SELECT max(version) FROM challenge_scoring WHERE challenge = c.id)"
/* The number of persons in the week of a local day: the table is then called z. */
#define SIZE_ON(day)                                                                                                   \
	" JOIN challenge_size z ON z.household = h.id AND z.from_week = (SELECT max(from_week) FROM challenge_size"    \
	" WHERE household = h.id AND from_week <= max(0, h.start_week, (" day " - c.first_day) / 7))"
#define HOUSEHOLD                                                                                                      \
	"SELECT h.id, h.challenge, h.number, coalesce(h.team, 0), h.start_week, coalesce(h.left_week, 60), z.persons, z.children," \
	" h.state = 'active', h.wall, h.card, h.pseudonym, h.commune, coalesce(h.email, ''), h.code, coalesce(h.left_reason, '')," \
	" coalesce(h.consent_ms, 0), y.persons, y.children FROM challenge_household h JOIN challenge_challenge c ON c.id = h.challenge" \
	" JOIN challenge_size y ON y.household = h.id AND y.from_week = 0" SIZE_ON("?2")
#define SCORING                                                                                                        \
	"INSERT INTO challenge_scoring (challenge, version, mu, mu_label, mu_source, mu_reference, mu_year_g, neutral_from, neutral_to, created_ms," \
	" person, why, k, clamp_low, clamp_high, bands, baseline_weeks_min, baseline_coverage_pct, coverage_pct, half_coverage_pct, sobriety_pct," \
	" inflation_pct, glass_weeks, heavy_g, week_times, team_min) "
#define WEEK_COLUMNS "household, week, person_days, full_days, declared, omr, tri, verre, bio, textile, weighed, covered"

#define RESULT                                                                                                         \
	"SELECT h.id, h.number, coalesce(h.team, 0), h.state = 'active', h.pseudonym, r.until, r.state, r.baseline_grams, r.baseline_days," \
	" r.baseline_full, r.baseline_covered, r.baseline_due, r.grams, r.days, r.full, r.covered, r.due, r.first_covered, r.first_due, r.glass_seen," \
	" r.glass_due FROM challenge_household h JOIN challenge_result r ON r.household = h.id"

const char *const statements[SQL_COUNT] = {
	/* set-up */
	[SQL_CHALLENGE] = CHALLENGE " WHERE c.id = ?1",
	[SQL_CHALLENGES] = "SELECT c.id, c.name, c.state, c.first_day, c.weeks, c.commune, (SELECT count(*) FROM challenge_household h WHERE h.challenge = c.id"
	                   " AND h.state = 'active') FROM challenge_challenge c ORDER BY c.state = 'archived', c.first_day DESC, c.id DESC",
	[SQL_CHALLENGE_ADD] = "INSERT INTO challenge_challenge (id, name, first_day, baseline_weeks, weeks, unit, child_milli, commune, place, invitation, consent,"
	                      " form, copied_from, created_ms, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, 'draft')",
	[SQL_CHALLENGE_SET] = "UPDATE challenge_challenge SET name = ?2, first_day = ?3, baseline_weeks = ?4, weeks = ?5, unit = ?6, child_milli = ?7, commune = ?8,"
	                      " place = ?9, invitation = ?10, consent = ?11 WHERE id = ?1",
	[SQL_STATE_SET] = "UPDATE challenge_challenge SET state = ?2, state_before = ?3 WHERE id = ?1",
	[SQL_COUNTS] = "SELECT coalesce(sum(h.state = 'active'), 0), coalesce(sum(h.state = 'left'), 0), c.erased, coalesce(sum(h.state = 'active' AND h.consent_ms IS NULL), 0),"
	               " (SELECT count(*) FROM challenge_weighing w JOIN challenge_household o ON o.id = w.household WHERE o.challenge = c.id AND w.ended_ms IS NULL)"
	               " FROM challenge_challenge c LEFT JOIN challenge_household h ON h.challenge = c.id WHERE c.id = ?1 GROUP BY c.id",
	[SQL_FRACTIONS] = "SELECT fraction, scored FROM challenge_fraction WHERE challenge = ?1",
	[SQL_FRACTIONS_CLEAR] = "DELETE FROM challenge_fraction WHERE challenge = ?1",
	[SQL_FRACTION_ADD] = "INSERT INTO challenge_fraction (challenge, fraction, scored) VALUES (?1, ?2, ?3)",
	[SQL_REFERENCE] = "SELECT mu_label, mu_source, mu_reference, mu_year_g, EXISTS (SELECT 1 FROM challenge_household h JOIN challenge_weighing w"
	                  " ON w.household = h.id WHERE h.challenge = ?1) FROM challenge_scoring WHERE challenge = ?1 ORDER BY version DESC LIMIT 1",
	[SQL_SCORING_ADD] = SCORING "VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, '', 14, -20, 60, '10,20,30,40', 3, 70, 75, 60, 50, 250, 4, 15000, 4, 3)",
	/* Like those of another challenge. */
	[SQL_SCORING_COPY] = SCORING "SELECT ?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, '', k, clamp_low, clamp_high, bands, baseline_weeks_min,"
	                     " baseline_coverage_pct, coverage_pct, half_coverage_pct, sobriety_pct, inflation_pct, glass_weeks, heavy_g, week_times, team_min"
	                     " FROM challenge_scoring WHERE challenge = ?11 ORDER BY version DESC LIMIT 1",
	[SQL_SCORING_SET] = "UPDATE challenge_scoring SET mu = ?2, mu_label = ?3, mu_source = ?4, mu_reference = ?5, mu_year_g = ?6, neutral_from = ?7,"
	                    " neutral_to = ?8 WHERE challenge = ?1 AND version = (SELECT max(version) FROM challenge_scoring WHERE challenge = ?1)",
	[SQL_GESTURES] = "SELECT code FROM challenge_gesture WHERE challenge = ?1",
	[SQL_GESTURES_CLEAR] = "DELETE FROM challenge_gesture WHERE challenge = ?1",
	[SQL_GESTURE_ADD] = "INSERT INTO challenge_gesture (challenge, code) VALUES (?1, ?2)",
	[SQL_TEAMS] = "SELECT id, name FROM challenge_team WHERE challenge = ?1 ORDER BY name COLLATE NOCASE, id",
	[SQL_TEAM_NAMES] = "SELECT name FROM challenge_team WHERE challenge = ?1 ORDER BY name COLLATE NOCASE, id",
	[SQL_TEAMS_CLEAR] = "DELETE FROM challenge_team WHERE challenge = ?1 AND NOT EXISTS (SELECT 1 FROM challenge_household h WHERE h.team = challenge_team.id)",
	[SQL_TEAM_ADD] = "INSERT INTO challenge_team (challenge, name) VALUES (?1, ?2) ON CONFLICT (challenge, name) DO NOTHING",
	[SQL_TEAM_OF] = "SELECT 1 FROM challenge_team WHERE id = ?1 AND challenge = ?2",
	[SQL_TEAM_BY_NAME] = "SELECT id FROM challenge_team WHERE challenge = ?1 AND name = ?2",
	[SQL_LAST_WEEK] = "SELECT max(w.week) FROM challenge_week w JOIN challenge_household h ON h.id = w.household WHERE h.challenge = ?1",

	/* households */
	[SQL_HOUSEHOLD_BY_ID] = HOUSEHOLD " WHERE h.id = ?1",
	[SQL_HOUSEHOLD_BY_CODE] = HOUSEHOLD " WHERE h.code = ?1",
	[SQL_HOUSEHOLD_NAMED] = "SELECT id FROM challenge_household WHERE challenge = ?1 AND pseudonym = ?2 ORDER BY id LIMIT 1",
	[SQL_HOUSEHOLD_NUMBERED] = "SELECT id FROM challenge_household WHERE challenge = ?1 AND number = ?2",
	[SQL_HOUSEHOLDS] = "SELECT h.id, h.number, h.pseudonym, h.commune, z.persons, z.children, coalesce(t.name, ''), h.state = 'active', h.start_week,"
	                   " coalesce(h.left_week, 0), coalesce(h.left_reason, ''), h.consent_ms, h.email IS NOT NULL,"
	                   " (SELECT max(w.week) FROM challenge_week w WHERE w.household = h.id AND w.weighed),"
	                   " (SELECT count(*) FROM challenge_week w WHERE w.household = h.id AND w.covered)"
	                   " FROM challenge_household h JOIN challenge_challenge c ON c.id = h.challenge LEFT JOIN challenge_team t ON t.id = h.team" SIZE_ON("?2")
	                   " WHERE h.challenge = ?1 ORDER BY h.state = 'left', h.number",
	[SQL_OTHERS] = "SELECT id, number, pseudonym FROM challenge_household WHERE challenge = ?1 AND id <> ?2 AND state = 'active' ORDER BY number",
	[SQL_NEXT_HOUSEHOLD] = "SELECT (SELECT id FROM challenge_household WHERE challenge = ?1 AND number > ?2 AND state = 'active' ORDER BY number LIMIT 1),"
	                       " (SELECT pseudonym FROM challenge_household WHERE challenge = ?1 AND number > ?2 AND state = 'active' ORDER BY number LIMIT 1)",
	[SQL_NUMBER_TAKE] = "UPDATE challenge_challenge SET last_number = last_number + 1 WHERE id = ?1",
	[SQL_NUMBER] = "SELECT last_number FROM challenge_challenge WHERE id = ?1",
	[SQL_HOUSEHOLD_ADD] = "INSERT INTO challenge_household (challenge, number, pseudonym, commune, email, team, start_week, consent, consent_ms, code, came_from,"
	                      " created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
	/* ?6: it has agreed, to the text ?7; what it agreed to before stays as it was. */
	[SQL_HOUSEHOLD_SET] = "UPDATE challenge_household SET pseudonym = ?2, commune = ?3, email = ?4, team = ?5,"
	                      " consent = CASE WHEN NOT ?6 THEN '' WHEN consent_ms IS NULL THEN ?7 ELSE consent END,"
	                      " consent_ms = CASE WHEN NOT ?6 THEN NULL WHEN consent_ms IS NULL THEN ?8 ELSE consent_ms END, start_week = ?9 WHERE id = ?1",
	[SQL_FIRST_WEEK] = "SELECT min(week) FROM challenge_week WHERE household = ?1",
	[SQL_LEAVE] = "UPDATE challenge_household SET state = 'left', left_week = ?2, left_reason = ?3 WHERE id = ?1 AND state = 'active'",
	[SQL_RETURN] = "UPDATE challenge_household SET state = 'active', left_week = NULL, left_reason = NULL WHERE id = ?1",
	[SQL_CODE_SET] = "UPDATE challenge_household SET code = ?2, card = card + 1 WHERE id = ?1",
	[SQL_SIZE] = "SELECT persons, children FROM challenge_size WHERE household = ?1 AND from_week <= ?2 ORDER BY from_week DESC LIMIT 1",
	[SQL_SIZES] = "SELECT from_week, persons, children FROM challenge_size WHERE household = ?1 ORDER BY from_week",
	[SQL_SIZE_SET] = "INSERT INTO challenge_size (household, from_week, persons, children) VALUES (?1, ?2, ?3, ?4)"
	                 " ON CONFLICT (household, from_week) DO UPDATE SET persons = excluded.persons, children = excluded.children",

	/* weigh-ins, presence, weeks, doubts */
	[SQL_WEIGHING] = "SELECT household, day, week, fraction, grams, source, typed, ended_ms FROM challenge_weighing WHERE id = ?1",
	[SQL_WEIGHINGS] = "SELECT id, day, week, fraction, grams, source, typed, ended_ms, coalesce(ended_why, '') FROM challenge_weighing WHERE household = ?1"
	                  " ORDER BY day DESC, id DESC LIMIT 300",
	[SQL_WEIGHING_ADD] = "INSERT INTO challenge_weighing (household, day, week, fraction, grams, source, typed, entered_ms, person, replaces)"
	                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
	[SQL_WEIGHING_END] = "UPDATE challenge_weighing SET ended_ms = ?2, ended_person = ?3, ended_why = ?4 WHERE id = ?1 AND ended_ms IS NULL",
	[SQL_WEIGHED] = "SELECT 1 FROM challenge_weighing WHERE household = ?1 AND week = ?2 AND fraction = ?3 AND ended_ms IS NULL LIMIT 1",
	[SQL_TWICE] = "SELECT 1 FROM challenge_weighing WHERE household = ?1 AND week IN (SELECT (?2 - c.first_day) / 7 FROM challenge_household h"
	              " JOIN challenge_challenge c ON c.id = h.challenge WHERE h.id = ?1) AND fraction = ?3 AND day = ?2 AND grams = ?4 AND ended_ms IS NULL"
	              " AND entered_ms > ?5 LIMIT 1",
	[SQL_CELLS] = "SELECT week, fraction, sum(grams), count(*), max(id) FROM challenge_weighing WHERE household = ?1 AND week BETWEEN ?2 AND ?3"
	              " AND ended_ms IS NULL GROUP BY week, fraction",
	[SQL_CELL_END] = "UPDATE challenge_weighing SET ended_ms = ?4, ended_person = ?5, ended_why = 'typing' WHERE household = ?1 AND week = ?2 AND fraction = ?3"
	                 " AND ended_ms IS NULL",
	[SQL_HEADS] = "SELECT week, heads FROM challenge_presence WHERE household = ?1 AND week BETWEEN ?2 AND ?3 AND ended_ms IS NULL",
	[SQL_SEEN] = "SELECT (SELECT coalesce(max(id), 0) + count(ended_ms) FROM challenge_weighing WHERE household = ?1 AND week BETWEEN ?2 AND ?3)"
	             " + (SELECT coalesce(max(id), 0) + count(ended_ms) FROM challenge_presence WHERE household = ?1 AND week BETWEEN ?2 AND ?3)",
	[SQL_PRESENCE] = "SELECT heads FROM challenge_presence WHERE household = ?1 AND week = ?2 AND ended_ms IS NULL",
	[SQL_PRESENCE_ADD] = "INSERT INTO challenge_presence (household, week, heads, source, entered_ms, person) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[SQL_PRESENCE_END] = "UPDATE challenge_presence SET ended_ms = ?3 WHERE household = ?1 AND week = ?2 AND ended_ms IS NULL",
	[SQL_PRESENCE_KNOWN] = "SELECT 1 FROM challenge_presence WHERE household = ?1 AND week = ?2 AND heads = ?3 LIMIT 1",
	[SQL_IMPORTED] = "SELECT count(*) FROM challenge_weighing WHERE household = ?1 AND day = ?2 AND fraction = ?3 AND grams = ?4 AND source = 'import'",
	[SQL_ONLY_ONE] = "SELECT min(id), count(*) FROM challenge_challenge WHERE state IN ('draft', 'open')",
	[SQL_WEEKS] = "SELECT week, person_days, full_days, declared, omr, tri, verre, bio, textile, weighed, covered FROM challenge_week WHERE household = ?1"
	              " ORDER BY week",
	[SQL_WEEK_CLEAR] = "DELETE FROM challenge_week WHERE household = ?1 AND week BETWEEN ?2 AND ?3",
	[SQL_WEEK_TAKE] = "INSERT INTO challenge_week (" WEEK_COLUMNS ") SELECT " WEEK_COLUMNS " FROM challenge_week_now WHERE household = ?1"
	                  " AND week BETWEEN ?2 AND ?3",
	[SQL_HEAVY] = "SELECT w.week, w.id, w.grams, w.fraction, 0 FROM challenge_weighing w WHERE w.household = ?1 AND w.ended_ms IS NULL AND w.grams > ?2"
	              " AND NOT EXISTS (SELECT 1 FROM challenge_answer a WHERE a.household = w.household AND a.doubt = 'heavy' AND a.weighing = w.id"
	              " AND a.value = w.grams) ORDER BY w.week, w.id",
	[SQL_MUCH_PRESENCE] = "SELECT p.week, 0, p.heads, 0, 7 * z.persons FROM challenge_presence p JOIN challenge_size z ON z.household = p.household"
	                      " AND z.from_week = (SELECT max(from_week) FROM challenge_size WHERE household = p.household AND from_week <= p.week)"
	                      " WHERE p.household = ?1 AND p.ended_ms IS NULL AND p.heads > ?2 * 7 * z.persons AND NOT EXISTS (SELECT 1 FROM challenge_answer a"
	                      " WHERE a.household = p.household AND a.doubt = 'presence' AND a.week = p.week AND a.value = p.heads) ORDER BY p.week",
	[SQL_ANSWERED] = "SELECT 1 FROM challenge_answer WHERE household = ?1 AND doubt = ?2 AND week = ?3 AND weighing = ?4 AND value = ?5 LIMIT 1",
	[SQL_ANSWER_ADD] = "INSERT INTO challenge_answer (household, doubt, week, weighing, value, answer, at_ms, person) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",

	/* scores and what others may see */
	[SQL_SCORING] = "SELECT k, mu, clamp_low, clamp_high, bands, baseline_weeks_min, baseline_coverage_pct, coverage_pct, half_coverage_pct, sobriety_pct,"
	                " inflation_pct, glass_weeks FROM challenge_scoring WHERE id = ?1",
	[SQL_SCORINGS] = "SELECT v.id, v.version, v.created_ms, coalesce(p.name, ''), v.why, (SELECT count(*) FROM challenge_result r WHERE r.scoring = v.id)"
	                 " FROM challenge_scoring v LEFT JOIN core_v1_person p ON p.id = v.person WHERE v.challenge = ?1 ORDER BY v.version DESC",
	[SQL_SCORING_LIKE] = "SELECT id, version, k, mu, mu_label, mu_source, clamp_low, clamp_high, bands, baseline_weeks_min, baseline_coverage_pct, coverage_pct,"
	                     " half_coverage_pct, sobriety_pct, inflation_pct, glass_weeks, heavy_g, week_times, team_min, neutral_from, neutral_to"
	                     " FROM challenge_scoring WHERE challenge = ?1 ORDER BY version DESC LIMIT 1",
	[SQL_SCORING_SOURCE] = "SELECT mu_label, mu_source FROM challenge_scoring WHERE id = ?1",
	[SQL_SCORING_VERSION] = "SELECT version FROM challenge_scoring WHERE id = ?1 AND challenge = ?2",
	[SQL_SCORING_NEXT] = "INSERT INTO challenge_scoring (mu_reference, mu_year_g, challenge, version, k, mu, mu_label, mu_source, clamp_low, clamp_high, bands, baseline_weeks_min,"
	                     " baseline_coverage_pct, coverage_pct, half_coverage_pct, sobriety_pct, inflation_pct, glass_weeks, heavy_g, week_times, team_min,"
	                     " neutral_from, neutral_to, created_ms, person, why) SELECT iif(mu = ?4, mu_reference, 'own'), iif(mu = ?4, mu_year_g, 365 * ?4), challenge, ?2 + 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,"
	                     " ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24 FROM challenge_scoring WHERE id = ?1",
	[SQL_CHALLENGE_OF] = "SELECT challenge FROM challenge_household WHERE id = ?1",
	[SQL_SCORE_WEEKS] = "SELECT h.id, h.start_week, r.until, w.week, w.person_days, w.full_days, w.omr, w.tri, w.verre, w.weighed, w.covered"
	              " FROM (SELECT id, start_week FROM challenge_household WHERE challenge = ?1 AND id > ?2 ORDER BY id LIMIT ?3) h"
	              " LEFT JOIN challenge_result r ON r.household = h.id AND r.scoring = ?4 LEFT JOIN challenge_week w ON w.household = h.id ORDER BY h.id",
	[SQL_RESULT_SET] = "INSERT OR REPLACE INTO challenge_result VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
	                   " ?19, ?20, ?21, ?22, ?23)",
	[SQL_RESULT] = RESULT " WHERE h.id = ?1 AND r.scoring = ?2",
	[SQL_RESULTS] = RESULT " WHERE h.challenge = ?1 AND r.scoring = ?2 ORDER BY h.number",
	[SQL_HOUSEHOLD_COUNT] = "SELECT count(*) FROM challenge_household WHERE challenge = ?1",
	[SQL_WEEK_MEMBERS] = "SELECT h.id, w.person_days, w.omr, w.tri, w.verre FROM challenge_household h JOIN challenge_week w ON w.household = h.id"
	                     " AND w.week = ?2 WHERE h.challenge = ?1 AND h.start_week = 0 AND w.covered ORDER BY h.id",
	[SQL_TEAM_NAME] = "SELECT name FROM challenge_team WHERE id = ?1",
	[SQL_VERSIONS] = "SELECT p.id, p.value, (SELECT count(*) FROM challenge_member m WHERE m.published = p.id) FROM challenge_published p"
	                 " WHERE p.challenge = ?1 AND p.figure = ?2 ORDER BY p.id",
	[SQL_MEMBERS] = "SELECT household, digest FROM challenge_member WHERE published = ?1 ORDER BY household",
	[SQL_PUBLISH] = "INSERT INTO challenge_published (challenge, figure, scoring, until, at_ms, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[SQL_MEMBER_ADD] = "INSERT INTO challenge_member (published, household, digest) VALUES (?1, ?2, ?3)",
	[SQL_FIGURES] = "SELECT figure, value, scoring, until, at_ms, max(id) FROM challenge_published WHERE challenge = ?1 GROUP BY figure",
	[SQL_RUNNING] = "SELECT c.id, min(c.weeks, (?1 - c.first_day) / 7) > coalesce((SELECT max(p.until) FROM challenge_published p WHERE p.challenge = c.id), 0),"
	                " ?1 >= c.first_day + 7 * (c.weeks + 8) FROM challenge_challenge c WHERE c.state = 'open' AND c.first_day < ?1",

	/* the household's page, its card and booklet */
	[SQL_GESTURES_DONE] = "SELECT g.code, d.day IS NOT NULL FROM challenge_gesture g LEFT JOIN challenge_done d ON d.household = ?2 AND d.gesture = g.code"
	                      " WHERE g.challenge = ?1",
	[SQL_DONE_ADD] = "INSERT OR IGNORE INTO challenge_done (household, gesture, day) SELECT ?1, code, ?3 FROM challenge_gesture WHERE challenge = ?4 AND code = ?2",
	[SQL_DONE_CLEAR] = "DELETE FROM challenge_done WHERE household = ?1 AND gesture = ?2",
	[SQL_WORKSHOPS_OF] = "SELECT count(*) FROM challenge_attended WHERE household = ?1",
	[SQL_MAIL_STOPPED] = "SELECT mail_stop FROM challenge_household WHERE id = ?1",
	[SQL_CHOICES_SET] = "UPDATE challenge_household SET wall = CASE WHEN ?2 < 0 THEN wall ELSE ?2 END, mail_stop = CASE WHEN ?3 < 0 THEN mail_stop ELSE ?3 END"
	                    " WHERE id = ?1",
	[SQL_NOTED_SINCE] = "SELECT (SELECT count(*) FROM challenge_weighing WHERE household = ?1 AND source = 'page' AND entered_ms > ?2)"
	                    " + (SELECT count(*) FROM challenge_presence WHERE household = ?1 AND source = 'page' AND entered_ms > ?2)"
	                    " + (SELECT count(*) FROM challenge_answer WHERE household = ?1 AND at_ms > ?2)",
	[SQL_CARD] = "SELECT code FROM challenge_household WHERE id = ?1",
	[SQL_CARDS] = "SELECT id, number, code FROM challenge_household WHERE challenge = ?1 AND state = 'active' ORDER BY number",
	/* Of challenges that run; no row where two begin alike. */
	[SQL_CODE_BEGINS] = "SELECT min(h.code) FROM challenge_household h JOIN challenge_challenge c ON c.id = h.challenge WHERE h.code >= ?1 AND h.code < ?1 || '~'"
	                    " AND c.state = 'open' HAVING count(*) = 1",
	[SQL_NOTED_AT_KIOSK] = "SELECT entered_ms FROM challenge_weighing WHERE household = ?1 AND id = ?2 AND source = 'kiosk' AND ended_ms IS NULL",
	[SQL_UID] = "SELECT uid FROM challenge_household WHERE id = ?1",
	[SQL_KNOWN_HOUSEHOLD] = "SELECT c.name, h.number, h.pseudonym, h.commune, h.email, t.name, h.consent, h.consent_ms, h.wall, h.mail_stop, h.state, h.left_week,"
	                        " h.left_reason, h.created_ms FROM challenge_household h JOIN challenge_challenge c ON c.id = h.challenge"
	                        " LEFT JOIN challenge_team t ON t.id = h.team WHERE h.id = ?1",
	[SQL_KNOWN_SIZES] = "SELECT from_week, persons, children FROM challenge_size WHERE household = ?1 ORDER BY from_week",
	[SQL_KNOWN_WEIGHINGS] = "SELECT date(day * 86400, 'unixepoch'), week, CASE fraction WHEN 0 THEN 'omr' WHEN 1 THEN 'tri' WHEN 2 THEN 'verre' WHEN 3 THEN 'bio'"
	                        " ELSE 'textile' END, grams, typed, source, entered_ms, ended_ms, ended_why FROM challenge_weighing WHERE household = ?1 ORDER BY day, id",
	[SQL_KNOWN_PRESENCE] = "SELECT week, heads, source, entered_ms, ended_ms FROM challenge_presence WHERE household = ?1 ORDER BY week, id",
	[SQL_KNOWN_ANSWERS] = "SELECT doubt, week, value, answer, at_ms FROM challenge_answer WHERE household = ?1 ORDER BY id",
	[SQL_KNOWN_GESTURES] = "SELECT gesture, date(day * 86400, 'unixepoch') FROM challenge_done WHERE household = ?1 ORDER BY day, gesture",
	[SQL_KNOWN_WORKSHOPS] = "SELECT w.title, date(w.day * 86400, 'unixepoch') FROM challenge_attended a JOIN challenge_workshop w ON w.id = a.workshop"
	                        " WHERE a.household = ?1 ORDER BY w.day",
	[SQL_WALL_CHALLENGE] = "SELECT id FROM challenge_challenge WHERE state IN ('open', 'closed') ORDER BY state = 'closed', first_day DESC, id DESC LIMIT 1",
	[SQL_WALL_NAMES] = "SELECT h.pseudonym, r.band FROM challenge_household h JOIN challenge_result r ON r.household = h.id AND r.scoring = ?2"
	                   " WHERE h.challenge = ?1 AND h.wall AND h.state = 'active' AND r.band IS NOT NULL ORDER BY h.pseudonym",
	[SQL_WALL_SCORED] = "SELECT count(*) - count(CASE WHEN h.wall THEN 1 END) FROM challenge_household h JOIN challenge_result r ON r.household = h.id"
	                    " AND r.scoring = ?2 WHERE h.challenge = ?1 AND h.state = 'active' AND r.band IS NOT NULL",

	/* reports, reminders */
	[SQL_TALLY] = "SELECT kind, word, sum(n) FROM (SELECT * FROM challenge_tally UNION ALL SELECT * FROM challenge_tally_now) WHERE challenge = ?1"
	              " GROUP BY kind, word ORDER BY 3 DESC, word",
	[SQL_FOLLOW] = "SELECT h.id, h.number, h.pseudonym, coalesce(h.email, ''), h.mail_stop, h.code, h.start_week,"
	               " (SELECT max(w.week) FROM challenge_week w WHERE w.household = h.id AND w.weighed),"
	               " coalesce((SELECT w.weighed FROM challenge_week w WHERE w.household = h.id AND w.week = ?2), 0),"
	               " (SELECT p.heads FROM challenge_presence p WHERE p.household = h.id AND p.week = ?2 AND p.ended_ms IS NULL),"
	               " coalesce(r.covered, 0), coalesce(r.due, 0) FROM challenge_household h LEFT JOIN challenge_result r ON r.household = h.id"
	               " AND r.scoring = ?3 WHERE h.challenge = ?1 AND h.state = 'active' ORDER BY h.number",
	[SQL_LEFT] = "SELECT id, number, pseudonym, left_week, left_reason FROM challenge_household WHERE challenge = ?1 AND state = 'left'"
	             " ORDER BY left_week DESC, number LIMIT ?2",
	[SQL_MAILER] = "SELECT url, login, password, sender, weekly FROM challenge_mailer",
	[SQL_MAILER_SET] = "INSERT INTO challenge_mailer (id, url, login, password, sender, weekly) VALUES (1, ?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO UPDATE"
	                   " SET url = ?1, login = ?2, password = ?3, sender = ?4, weekly = ?5",
	[SQL_MAILER_CLEAR] = "DELETE FROM challenge_mailer",
	[SQL_MAIL_ADD] = "INSERT INTO challenge_mail (household, week, queued_ms) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
	[SQL_MAIL_NEXT] = "SELECT m.household, m.week, h.challenge, m.tries, coalesce(w.weighed, 0), p.heads, h.email FROM challenge_mail m"
	                  " JOIN challenge_household h ON h.id = m.household LEFT JOIN challenge_week w ON w.household = m.household AND w.week = m.week"
	                  " LEFT JOIN challenge_presence p ON p.household = m.household AND p.week = m.week AND p.ended_ms IS NULL"
	                  " WHERE m.sent_ms IS NULL AND m.retry_ms <= ?1 AND (m.tries = 0 OR m.error = 'later') AND h.state = 'active' AND h.email IS NOT NULL"
	                  " AND NOT h.mail_stop ORDER BY m.retry_ms, m.queued_ms, m.household LIMIT 1",
	[SQL_MAIL_BEGIN] = "UPDATE challenge_mail SET tries = tries + 1, error = '' WHERE household = ?1 AND week = ?2 AND tries = ?3 AND sent_ms IS NULL"
	                   " AND EXISTS (SELECT 1 FROM challenge_household h WHERE h.id = ?1 AND h.state = 'active' AND NOT h.mail_stop)",
	[SQL_MAIL_END] = "UPDATE challenge_mail SET sent_ms = ?3, error = ?4, retry_ms = ?5 WHERE household = ?1 AND week = ?2",
	[SQL_MAIL_COUNTS] = "SELECT EXISTS (SELECT 1 FROM challenge_mailer), coalesce(sum(m.sent_ms IS NOT NULL), 0),"
	                    " coalesce(sum(m.sent_ms IS NULL AND (m.tries = 0 OR m.error = 'later')), 0),"
	                    " coalesce(sum(m.sent_ms IS NULL AND m.tries > 0 AND m.error IN ('', 'refused')), 0)"
	                    " FROM challenge_mail m JOIN challenge_household h ON h.id = m.household WHERE h.challenge = ?1 AND m.week = ?2",
	[SQL_WORKSHOPS] = "SELECT w.id, w.title, w.day, (SELECT count(*) FROM challenge_attended a WHERE a.workshop = w.id) FROM challenge_workshop w"
	                  " WHERE w.challenge = ?1 ORDER BY w.day DESC, w.id DESC",
	[SQL_WORKSHOP] = "SELECT id, challenge, title, day FROM challenge_workshop WHERE id = ?1",
	[SQL_WORKSHOP_ADD] = "INSERT INTO challenge_workshop (challenge, title, day) VALUES (?1, ?2, ?3)",
	[SQL_WORKSHOP_DROP] = "DELETE FROM challenge_workshop WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM challenge_attended WHERE workshop = ?1)",
	[SQL_ATTENDED] = "SELECT h.id, h.number, h.pseudonym FROM challenge_attended a JOIN challenge_household h ON h.id = a.household WHERE a.workshop = ?1"
	                 " ORDER BY h.number",
	[SQL_ATTEND] = "INSERT INTO challenge_attended (household, workshop) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
	[SQL_NOT_ATTENDED] = "DELETE FROM challenge_attended WHERE household = ?1 AND workshop = ?2",
};
