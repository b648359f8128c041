/* SPDX-License-Identifier: MPL-2.0 */
/* All statements: what the roll-up adds, what pages ask it. */
#include "impact/internal.h"

#define KEY "level, start, category, from_account, to_account, outlet, measured, undated, late, made"
/* As the movement was before it was taken back: core writes the opposite way, we subtract. */
#define WAS(a, b) "CASE WHEN r.reverses IS NULL THEN m." a " ELSE m." b " END"
#define SIGNED(x) "sum(CASE WHEN r.reverses IS NULL THEN " x " ELSE -(" x ") END)"
/* When only between two moments: more than the longest day, 25 hours. */
#define UNDATED "r.happened_to - r.happened_from > 93600000"
/* What upcycling made: an item that came from there once.  Later undoing does not change that for what was before. */
#define MADE "(m.item IS NOT NULL AND EXISTS (SELECT 1 FROM core_v1_movement x WHERE x.item = m.item AND x.seq <= m.seq AND x.from_account LIKE 'made:%'))"
/* What was paid for it, and its pieces: an object that nobody counted is one. */
#define PIECES "iif(m.pieces = 0 AND m.item IS NOT NULL, 1, m.pieces)"
/* A row of sums of a day, at all levels: level / 2 is its unit, level % 2 says whether its categories are together. */
#define SUMS "grams, pieces, n, uncounted, cents, priced, priced_grams, priced_pieces, pieces_cents"
#define IN_DAYS_OR_ALL(column) "iif(v.level = 0 OR v.level % 2, b." column ", 0), "
#define ADD_TO(table)                                                                                                         \
	"INSERT INTO " table " (" KEY ", " SUMS ")"                                                                            \
	" SELECT v.level, CASE v.level / 2 WHEN 0 THEN b.day WHEN 1 THEN unixepoch(b.day * 86400, 'unixepoch', 'start of month') / 86400" \
	" ELSE unixepoch(b.day * 86400, 'unixepoch', 'start of year') / 86400 END, iif(v.level % 2, 0, b.category), b.a, b.z,"   \
	" iif(v.level = 0, b.outlet, 0), " IN_DAYS_OR_ALL("measured") IN_DAYS_OR_ALL("undated") IN_DAYS_OR_ALL("late") "b.made, " SUMS \
	" FROM (SELECT 0 AS level UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) v,"   \
	" (SELECT coalesce(l.day, m.day) AS day, m.category, " WAS("from_account", "to_account") " AS a, "                         \
	WAS("to_account", "from_account") " AS z, coalesce(m.outlet, 0) AS outlet, m.measured, " UNDATED " AS undated,"            \
	" l.day IS NOT NULL AS late, " MADE " AS made, " SIGNED("m.grams") " AS grams, " SIGNED("m.pieces") " AS pieces, " SIGNED("1") \
	" AS n, " SIGNED("iif(m.pieces = 0, m.grams, 0)") " AS uncounted, " SIGNED("coalesce(p.cents, 0)") " AS cents, "            \
	SIGNED("p.seq IS NOT NULL") " AS priced, " SIGNED("iif(p.seq IS NULL, 0, m.grams)") " AS priced_grams, "                    \
	SIGNED("iif(p.seq IS NULL, 0, " PIECES ")") " AS priced_pieces, " SIGNED("iif(p.seq IS NULL OR " PIECES " = 0, 0, p.cents)") \
	" AS pieces_cents FROM core_v1_movement m JOIN core_v1_record r ON r.seq = m.seq LEFT JOIN impact_late l ON l.seq = m.seq"  \
	" LEFT JOIN impact_price p ON p.seq = m.seq AND p.n = m.n WHERE m.seq > ?1 AND m.seq <= ?2 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9) b" \
	" WHERE true ON CONFLICT DO UPDATE SET grams = grams + excluded.grams, pieces = pieces + excluded.pieces, n = n + excluded.n," \
	" uncounted = uncounted + excluded.uncounted, cents = cents + excluded.cents, priced = priced + excluded.priced,"           \
	" priced_grams = priced_grams + excluded.priced_grams, priced_pieces = priced_pieces + excluded.priced_pieces,"             \
	" pieces_cents = pieces_cents + excluded.pieces_cents"
/* `cents` of the records after ?1 and up to ?2 that moved goods along `way`, on the first, or for those taken back the last, of their moves. */
#define PRICES(end, way, cents, source)                                                                                       \
	"INSERT INTO impact_price (seq, n, cents) SELECT m.seq, " end "(m.n), " cents " AS paid FROM core_v1_movement m JOIN core_v1_record r" \
	" ON r.seq = m.seq" source " WHERE m.seq > ?1 AND m.seq <= ?2 AND " way " AND paid IS NOT NULL GROUP BY m.seq ON CONFLICT DO NOTHING"

/* The stream of a category on a day; which movements or sums are of a category or of those below it. */
#define STREAM_OF(category, day)                                                                                               \
	"coalesce((SELECT y.stream FROM core_v1_category_stream y WHERE y.category = " category " AND y.valid_from <= " day            \
	" AND (y.valid_to IS NULL OR y.valid_to >= " day ")), '')"
#define WITHIN(category, wanted) "(" wanted " = 0 OR " category " IN (SELECT id FROM core_v1_category WHERE id = " wanted " OR parent = " wanted "))"
/* The official class of a category on a day: its own, else that of the category above it. */
#define CLASS_FROM(category, day)                                                                                              \
	"(SELECT z.class FROM impact_class z WHERE z.category = " category " AND z.valid_from <= " day " ORDER BY z.valid_from DESC LIMIT 1)"
#define CLASS_OF(category, day)                                                                                                \
	"coalesce(" CLASS_FROM(category, day) ", " CLASS_FROM("(SELECT parent FROM core_v1_category WHERE id = " category ")", day) ", '')"
/* Categories that were in a stream once: few, so that all others are passed over quickly. */
#define ONCE_IN(category, stream) category " IN (SELECT category FROM core_v1_category_stream WHERE stream = " stream ")"
#define EVIDENCE(day, rows)                                                                                                    \
	"SELECT " day ", m.seq, m.n, CASE WHEN " ONCE_IN("m.category", "?2") " AND " STREAM_OF("m.category", day) " = ?2 THEN "       \
	CLASS_OF("m.category", day) " END, CASE WHEN ?3 THEN k.name_en ELSE k.name_fr END, " WAS("from_account", "to_account") ", "    \
	WAS("to_account", "from_account") ", iif(r.reverses IS NULL, m.grams, -m.grams), m.measured, " MADE " FROM " rows               \
	" JOIN core_v1_record r ON r.seq = m.seq JOIN core_v1_category k ON k.id = m.category WHERE " day " <= ?1 AND m.seq <= ?4"     \
	" AND (" day ", m.seq, m.n) > (?5, ?6, ?7)"
#define EVIDENCE_ORDER(day) " ORDER BY " day ", m.seq, m.n LIMIT ?8"
#define LISTED(day, rows)                                                                                                      \
	"SELECT " day ", m.seq, m.n, " WAS("from_account", "to_account") ", " WAS("to_account", "from_account") ", " MADE             \
	", iif(r.reverses IS NULL, m.grams, -m.grams), iif(r.reverses IS NULL, m.pieces, -m.pieces), r.reverses, " WITHIN("m.category", "?5") \
	" AND (?6 = '' OR (" ONCE_IN("m.category", "?6") " AND ?6 = " STREAM_OF("m.category", day) ")) FROM " rows                      \
	" JOIN core_v1_record r ON r.seq = m.seq WHERE " day " >= ?1 AND (" day ", m.seq, m.n) < (?2, ?3, ?4)"
#define LISTED_ORDER(day) " ORDER BY " day " DESC, m.seq DESC, m.n DESC"

#define LOCK_ROW                                                                                                               \
	"SELECT k.seq, k.from_day, k.to_day, f.name, k.entries, k.reuse, k.s_out, k.co2_low, k.co2_central, k.co2_high, r.at_ms,"      \
	" coalesce(p.name, '') FROM impact_lock k JOIN core_v1_record r ON r.seq = k.seq LEFT JOIN impact_factor_set f"               \
	" ON f.id = k.factor_set LEFT JOIN core_v1_person p ON p.id = r.person WHERE k.undone_seq IS NULL"

const char *const statements[SQL_COUNT] = {
	[SQL_REACHED] = "SELECT seq FROM impact_reached WHERE name = ?1",
	[SQL_REACH] = "UPDATE impact_reached SET seq = ?2 WHERE name = ?1",
	[SQL_BATCH_END] = "SELECT max(seq) FROM (SELECT seq FROM core_v1_record WHERE seq > ?1 ORDER BY seq LIMIT ?2)",
	[SQL_LATE_ADD] = "INSERT INTO impact_late (seq, day) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
	[SQL_LATE_FIND] = "SELECT DISTINCT m.seq, r.at_ms FROM impact_lock k JOIN core_v1_movement m ON m.day BETWEEN k.from_day AND k.to_day"
	                  " AND m.seq > k.seq AND (k.undone_seq IS NULL OR m.seq < k.undone_seq) JOIN core_v1_record r ON r.seq = m.seq"
	                  " WHERE m.seq > ?1 AND m.seq <= ?2",
	[SQL_PRICES] = PRICES("min", "m.to_account = 'out:sale' AND r.reverses IS NULL",
	                      "iif(json_type(r.line, '$.body.price_cents') = 'integer', json_extract(r.line, '$.body.price_cents'), NULL)", ""),
	[SQL_PRICES_BACK] = PRICES("max", "m.from_account = 'out:sale'", "b.cents", " JOIN impact_price b ON b.seq = r.reverses"),
	[SQL_REPAIRS] = "SELECT r.seq, r.at_ms, r.happened_from, (SELECT count(*) FROM json_each(r.line, '$.changes') x WHERE"
	                " json_extract(x.value, '$.set.state') = 'repaired' AND json_extract(x.value, '$.was.state') <> 'repaired'), NULL"
	                " FROM core_v1_record r WHERE r.seq > ?1 AND r.seq <= ?2 AND r.item IS NOT NULL AND r.reverses IS NULL"
	                " AND instr(r.line, '\"state\":\"repaired\"') AND NOT EXISTS (SELECT 1 FROM core_v1_movement m WHERE m.seq = r.seq)",
	[SQL_REPAIRS_BACK] = "SELECT r.seq, r.at_ms, r.happened_from, -b.items, b.day FROM core_v1_record r JOIN impact_repair b ON b.seq = r.reverses"
	                     " WHERE r.seq > ?1 AND r.seq <= ?2",
	[SQL_WAS_CLOSED] = "SELECT 1 FROM impact_lock WHERE ?1 BETWEEN from_day AND to_day AND seq < ?2 AND (undone_seq IS NULL OR undone_seq > ?2) LIMIT 1",
	[SQL_REPAIR_ADD] = "INSERT INTO impact_repair (seq, day, items) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
	[SQL_REPAIRED] = "SELECT coalesce(sum(items), 0) FROM impact_repair WHERE day BETWEEN ?1 AND ?2",
	[SQL_ADD_TOTAL] = (ADD_TO("impact_total")),
	[SQL_ADD_FRESH] = (ADD_TO("impact_fresh")),
	[SQL_FRESH_CLEAR] = "DELETE FROM impact_fresh",
	[SQL_SLICE] = "SELECT level, start FROM (SELECT * FROM (SELECT level, start FROM impact_fresh WHERE (level, start) > (?1, ?2) ORDER BY level, start LIMIT 1)"
	              " UNION ALL SELECT * FROM (SELECT level, start FROM impact_total WHERE (level, start) > (?1, ?2) ORDER BY level, start LIMIT 1))"
	              " ORDER BY level, start LIMIT 1",
	[SQL_SLICE_DIFFERS] = "SELECT (SELECT count(*) FROM (SELECT * FROM impact_fresh WHERE level = ?1 AND start = ?2 EXCEPT"
	                      " SELECT * FROM impact_total WHERE level = ?1 AND start = ?2)) +"
	                      " (SELECT count(*) FROM (SELECT * FROM impact_total WHERE level = ?1 AND start = ?2 EXCEPT"
	                      " SELECT * FROM impact_fresh WHERE level = ?1 AND start = ?2))",
	[SQL_SLICE_CLEAR] = "DELETE FROM impact_total WHERE level = ?1 AND start = ?2",
	[SQL_SLICE_TAKE] = "INSERT INTO impact_total SELECT * FROM impact_fresh WHERE level = ?1 AND start = ?2",
	[SQL_SLICE_DONE] = "DELETE FROM impact_fresh WHERE level = ?1 AND start = ?2",
	[SQL_TOTAL_MOVEMENTS] = "SELECT coalesce(sum(n), 0) FROM impact_total WHERE level = 5",
	[SQL_FLOWS] = "SELECT start, from_account, to_account, measured, undated, late, made, grams, n, priced, cents, priced_grams,"
	              " priced_pieces, pieces_cents FROM impact_total WHERE level = ?1 AND start BETWEEN ?2 AND ?3",
	[SQL_STREAM_FLOWS] = ("SELECT t.category, t.start, t.from_account, t.to_account, t.made, t.grams, t.n FROM impact_total t"
	                      " WHERE t.level = ?1 AND t.start BETWEEN ?2 AND ?3 AND " WITHIN("t.category", "?4")),
	[SQL_SPELLS] = "SELECT category, stream, valid_from, coalesce(valid_to, 9999999) FROM core_v1_category_stream ORDER BY category, valid_from",
	[SQL_LIST] = (LISTED("m.day", "core_v1_movement m") " AND NOT EXISTS (SELECT 1 FROM impact_late l WHERE l.seq = m.seq)" LISTED_ORDER("m.day")),
	[SQL_LIST_LATE] = (LISTED("l.day", "impact_late l JOIN core_v1_movement m ON m.seq = l.seq") LISTED_ORDER("l.day")),
	[SQL_MOVEMENT] = "SELECT CASE WHEN ?3 THEN k.name_en ELSE k.name_fr END, r.at_ms, r.kind, r.reversed_by, coalesce(o.name, ''),"
	                 " coalesce(i.code, ''), m.measured, (SELECT p.cents FROM impact_price p WHERE p.seq = m.seq AND p.n = m.n)"
	                 " FROM core_v1_movement m JOIN core_v1_record r ON r.seq = m.seq LEFT JOIN core_v1_category k ON k.id = m.category LEFT JOIN core_v1_outlet o ON o.id = m.outlet"
	                 " LEFT JOIN core_v1_item i ON i.id = m.item WHERE m.seq = ?1 AND m.n = ?2",
	[SQL_CATEGORY_FLOWS] = "SELECT p.id, CASE WHEN ?4 THEN p.name_en ELSE p.name_fr END, t.from_account, t.to_account, t.made, sum(t.grams)"
	                       " FROM impact_total t JOIN core_v1_category k ON k.id = t.category JOIN core_v1_category p ON p.id = coalesce(k.parent, k.id)"
	                       " WHERE t.level = ?1 AND t.start BETWEEN ?2 AND ?3 GROUP BY 1, 3, 4, 5 ORDER BY 1, 3, 4, 5",
	[SQL_CATEGORY_SALES] = "SELECT p.id, CASE WHEN ?4 THEN p.name_en ELSE p.name_fr END, t.from_account, sum(t.cents), sum(t.priced), sum(t.priced_grams),"
	                       " sum(t.priced_pieces), sum(t.pieces_cents), sum(t.n), sum(t.grams) FROM impact_total t JOIN core_v1_category k ON k.id = t.category"
	                       " JOIN core_v1_category p ON p.id = coalesce(k.parent, k.id) WHERE t.level = ?1 AND t.start BETWEEN ?2 AND ?3"
	                       " AND t.to_account = 'out:sale' GROUP BY 1, 3 ORDER BY 1, 3",
	[SQL_SCREENS] = "SELECT r.kind, count(*) AS n, coalesce(sum(b.at_ms - r.at_ms <= ?3), 0), coalesce(sum(b.at_ms - r.at_ms > ?3), 0),"
	                " sum(coalesce(json_extract(r.line, '$.body.manual'), 0)), sum(json_extract(r.line, '$.moves[0].item') IS NULL), min(r.at_ms)"
	                " FROM core_v1_record r LEFT JOIN core_v1_record b ON b.reverses = r.seq WHERE r.seq > (SELECT max(seq) FROM core_v1_record) - ?1"
	                " AND r.at_ms >= ?2 AND r.reverses IS NULL AND r.kind IN ('intake.weighed', 'items.created', 'items.edited', 'items.moved',"
	                " 'items.state_set', 'exits.sale', 'exits.out', 'exits.made', 'exits.declared') GROUP BY 1 ORDER BY n DESC, 1",
	[SQL_WAITING] = "SELECT w.way, w.seq IS NOT NULL, w.day IS NULL, count(*), coalesce(sum(w.grams), 0), sum(w.grams IS NULL) FROM import_v1_waiting w"
	                " LEFT JOIN impact_late l ON l.seq = w.seq WHERE (w.day IS NULL OR CASE WHEN w.seq IS NULL THEN w.day <= ?2 AND w.day_to >= ?1"
	                " ELSE coalesce(l.day, w.day) BETWEEN ?1 AND ?2 END) AND (?3 = '' OR ?3 = w.place) GROUP BY 1, 2, 3",
	[SQL_STREAM_NAME] = "SELECT CASE WHEN ?2 THEN name_en ELSE name_fr END FROM core_v1_stream WHERE code = ?1"
	                    " ORDER BY coalesce(valid_from, 0) <= ?3 DESC, valid_from DESC LIMIT 1",
	[SQL_STREAMS] = "SELECT code, CASE WHEN ?1 THEN name_en ELSE name_fr END, organisations FROM core_v1_stream WHERE organisations <> ''"
	                " AND coalesce(valid_from, 0) <= ?2 AND (valid_to IS NULL OR valid_to >= ?2) GROUP BY code ORDER BY declaration = '', 2",
	[SQL_CATEGORIES] = "SELECT id, CASE WHEN ?1 THEN name_en ELSE name_fr END, code FROM core_v1_category WHERE active ORDER BY 2",
	[SQL_CATEGORY_KNOWN] = "SELECT 1 FROM core_v1_category WHERE id = ?1",
	[SQL_CATEGORIES_SEEN] = "INSERT INTO impact_category (category, seq, name_fr, name_en, parent, active) SELECT id, (SELECT coalesce(max(seq), 0) FROM core_v1_record),"
	                        " name_fr, name_en, coalesce(parent, 0), active FROM core_v1_category WHERE true ON CONFLICT DO NOTHING",
	[SQL_CATEGORY_CHANGED] = "INSERT INTO impact_category_change (seq, day, category, name_fr, name_en, parent, active, now_fr, now_en, now_parent, now_active)"
	                         " SELECT ?1, ?2, category, name_fr, name_en, parent, active, ?4, ?5, ?6, ?7 FROM impact_category WHERE category = ?3 AND seq < ?1"
	                         " AND (name_fr, name_en, parent, active) IS NOT (?4, ?5, ?6, ?7)",
	[SQL_CATEGORY_SEEN] = "INSERT INTO impact_category (category, seq, name_fr, name_en, parent, active) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
	                      " ON CONFLICT DO UPDATE SET seq = excluded.seq, name_fr = excluded.name_fr, name_en = excluded.name_en, parent = excluded.parent,"
	                      " active = excluded.active WHERE excluded.seq > seq",
	[SQL_CATEGORY_CHANGES] = "SELECT x.day, CASE WHEN ?3 THEN x.name_en ELSE x.name_fr END, coalesce((SELECT CASE WHEN ?3 THEN p.name_en ELSE p.name_fr END"
	                         " FROM core_v1_category p WHERE p.id = x.parent), ''), x.active, CASE WHEN ?3 THEN x.now_en ELSE x.now_fr END,"
	                         " coalesce((SELECT CASE WHEN ?3 THEN p.name_en ELSE p.name_fr END FROM core_v1_category p WHERE p.id = x.now_parent), ''),"
	                         " x.now_active FROM impact_category_change x WHERE x.day BETWEEN ?1 AND ?2 ORDER BY x.day, x.seq LIMIT 200",
	[SQL_CLASSES] = "SELECT CASE WHEN ?1 THEN k.name_en ELSE k.name_fr END, z.class, z.valid_from FROM impact_class z"
	                " JOIN core_v1_category k ON k.id = z.category ORDER BY 1, 3",
	[SQL_CLASS_OTHER] = "SELECT 1 FROM impact_class WHERE category = ?1 AND valid_from = ?2",
	[SQL_CLASS_ADD] = "INSERT INTO impact_class (category, valid_from, class) VALUES (?1, ?2, ?3)",
	[SQL_CLASS_REMOVE] = "DELETE FROM impact_class WHERE category = ?1 AND valid_from = ?2",
	[SQL_RETURN_STATE] = "SELECT seq, status, how, note, at_ms FROM impact_return WHERE stream = ?1 AND quarter = ?2 AND undone_seq IS NULL"
	                     " ORDER BY seq DESC LIMIT 1",
	[SQL_RETURN_LIVE] = ("SELECT " CLASS_OF("t.category", "t.start") ", t.from_account, t.to_account, t.made, t.measured, sum(t.grams)"
	                     " FROM impact_total t WHERE t.level = 0 AND t.start BETWEEN ?1 AND ?2 AND " ONCE_IN("t.category", "?3")
	                     " AND " STREAM_OF("t.category", "t.start") " = ?3"
	                     " GROUP BY 1, 2, 3, 4, 5 ORDER BY 1"),
	[SQL_RETURN_FROZEN] = "SELECT class, figure, grams, estimated FROM impact_return_line WHERE seq = (SELECT max(seq) FROM impact_return"
	                      " WHERE stream = ?1 AND quarter = ?2 AND status = 'submitted' AND undone_seq IS NULL) ORDER BY class, figure",
	[SQL_RETURN_EVIDENCE] = (EVIDENCE("m.day", "core_v1_movement m") " AND NOT EXISTS (SELECT 1 FROM impact_late l WHERE l.seq = m.seq)"
	                         EVIDENCE_ORDER("m.day")),
	[SQL_RETURN_EVIDENCE_LATE] = (EVIDENCE("l.day", "impact_late l JOIN core_v1_movement m ON m.seq = l.seq") EVIDENCE_ORDER("l.day")),
	[SQL_YEAR] = "SELECT seq, permanent, insertion, volunteers, hours, insertion_hours, workshops, visitors, sales_cents, words FROM impact_year"
	             " WHERE year = ?1 AND undone_seq IS NULL ORDER BY seq DESC LIMIT 1",
	[SQL_YEAR_ADD] = "INSERT INTO impact_year (seq, year, permanent, insertion, volunteers, hours, insertion_hours, workshops, visitors, sales_cents, words)"
	                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
	[SQL_YEAR_UNDO] = "UPDATE impact_year SET undone_seq = ?2 WHERE seq = ?1",
	[SQL_RETURN_ADD] = "INSERT INTO impact_return (seq, stream, quarter, status, how, note, at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[SQL_RETURN_LINE_ADD] = "INSERT INTO impact_return_line (seq, class, figure, grams, estimated) VALUES (?1, ?2, ?3, ?4, ?5)",
	[SQL_RETURN_UNDO] = "UPDATE impact_return SET undone_seq = ?2 WHERE seq = ?1",
	[SQL_IS_CLOSED] = "SELECT 1 FROM impact_lock WHERE undone_seq IS NULL AND from_day <= ?1 AND to_day >= ?2 LIMIT 1",
	[SQL_FACTORS] = "SELECT f.id, f.name, f.source, f.low_permille, f.central_permille, f.high_permille, f.displacement_source, f.valid_from FROM impact_factor_set f"
	                " ORDER BY f.id = ?1 DESC, ?1 = 0 AND f.id IS (SELECT k.factor_set FROM impact_lock k WHERE k.undone_seq IS NULL"
	                " AND k.from_day = ?2 AND k.to_day = ?3) DESC, f.valid_from <= ?3 DESC, abs(f.valid_from - ?3) LIMIT 1",
	[SQL_FACTOR_SETS] = "SELECT id, name, valid_from, valid_to, source FROM impact_factor_set ORDER BY valid_from DESC",
	[SQL_FACTOR_SET_ID] = "SELECT id FROM impact_factor_set WHERE name = ?1",
	[SQL_CATEGORY_OF] = "SELECT id FROM core_v1_category WHERE code = ?1",
	[SQL_FACTOR_LAST] = "SELECT name, valid_from, valid_to FROM impact_factor_set ORDER BY valid_from DESC LIMIT 1",
	[SQL_FACTOR_ADD] = "INSERT INTO impact_factor (factor_set, code, co2_grams, item_grams, per, lifetime_permille, source) VALUES (?1, ?2, ?3, ?4, ?5, 1000, ?6)"
	                   " ON CONFLICT DO NOTHING",
	[SQL_FACTOR_SET_END] = "UPDATE impact_factor_set SET valid_to = ?1 WHERE valid_to IS NULL",
	[SQL_FACTOR_SET_ADD] = "INSERT INTO impact_factor_set (name, valid_from, valid_to, source, low_permille, central_permille, high_permille,"
	                       " displacement_source, record) SELECT ?1, ?2, ?3, ?4, low_permille, central_permille, high_permille, displacement_source, ?5"
	                       " FROM impact_factor_set ORDER BY valid_from DESC LIMIT 1",
	[SQL_FACTOR_SET_USED] = "SELECT k.seq FROM impact_lock k JOIN impact_factor_set f ON f.id = k.factor_set WHERE f.record = ?1 AND k.undone_seq IS NULL",
	[SQL_FACTOR_DROP] = "DELETE FROM impact_factor WHERE factor_set = (SELECT id FROM impact_factor_set WHERE record = ?1)",
	[SQL_FACTOR_SET_DROP] = "DELETE FROM impact_factor_set WHERE record = ?1",
	[SQL_FACTOR_SET_REOPEN] = "UPDATE impact_factor_set SET valid_to = NULL WHERE valid_to = ?1",
	[SQL_EQUIVALENTS] = "SELECT code, co2_mg, version, source FROM impact_equivalent WHERE valid_from <= ?1 AND (valid_to IS NULL OR valid_to >= ?1)"
	                    " ORDER BY code = ?2 DESC, code",
	[SQL_GOODS] = "SELECT category, from_account, to_account, made, grams, pieces, uncounted FROM impact_total WHERE level = ?1"
	              " AND start BETWEEN ?2 AND ?3 AND (to_account IN ('out:sale', 'out:gift') OR from_account IN ('out:sale', 'out:gift'))",
	[SQL_CATEGORY_FACTORS] = "SELECT k.id, coalesce(f.co2_grams, 0), coalesce(f.item_grams, 0), f.lifetime_permille, coalesce(f.per, ''), k.code,"
	                         " CASE WHEN ?2 THEN k.name_en ELSE k.name_fr END, coalesce(f.source, '') FROM core_v1_category k"
	                         " LEFT JOIN impact_factor f ON f.factor_set = ?1 AND f.code = k.code ORDER BY k.id",
	[SQL_ITEM_FACTOR] = "SELECT i.state, i.grams, i.pieces, f.co2_grams, coalesce(f.item_grams, 0), f.lifetime_permille, f.per FROM core_v1_item i"
	                    " JOIN core_v1_category k ON k.id = i.category JOIN impact_factor f ON f.factor_set = ?2 AND f.code = k.code WHERE i.id = ?1",
	[SQL_LOCK_ADD] = "INSERT INTO impact_lock (seq, from_day, to_day, factor_set, entries, reuse, s_out, co2_low, co2_central, co2_high)"
	                 " SELECT ?1, ?2, ?3, (SELECT id FROM impact_factor_set WHERE name = ?4), ?5, ?6, ?7, ?8, ?9, ?10",
	[SQL_LOCK_UNDO] = "UPDATE impact_lock SET undone_seq = ?2 WHERE seq = ?1",
	[SQL_LOCK_SAME] = "SELECT seq FROM impact_lock WHERE from_day = ?1 AND to_day = ?2 AND undone_seq IS NULL",
	[SQL_LOCK_IS] = "SELECT seq FROM impact_lock WHERE seq = ?1",
	[SQL_LOCKS] = (LOCK_ROW " ORDER BY k.from_day DESC, k.seq DESC"),
	[SQL_LOCK_OF] = (LOCK_ROW " AND k.from_day = ?1 AND k.to_day = ?2"),
	[SQL_BEHIND] = "SELECT (SELECT coalesce(max(seq), 0) FROM core_v1_record) - seq FROM impact_reached WHERE name = 'total'",
	[SQL_PLACE_NAME] = "SELECT CASE WHEN ?2 THEN name_en ELSE name_fr END FROM core_v1_place WHERE code = ?1",
	[SQL_PLACE] = "SELECT id FROM core_v1_place WHERE code = ?1",
	[SQL_PLACES] = "SELECT code, CASE WHEN ?1 THEN name_en ELSE name_fr END FROM core_v1_place ORDER BY id",
};
