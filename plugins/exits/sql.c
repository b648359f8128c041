/* SPDX-License-Identifier: MPL-2.0 */
/* sql.c: all statements of this plugin. */
#include "exits/internal.h"

#define CATEGORY                                                                                                       \
	"SELECT k.id, coalesce(k.parent, 0), k.code, CASE WHEN ?2 THEN k.name_en ELSE k.name_fr END, k.stream,"        \
	" coalesce(u.grams, k.default_grams, 0) FROM core_v1_category k"                                               \
	" LEFT JOIN intake_v1_usual u ON u.category = k.id AND u.weighings >= 20" /* own weighings that count more than a table */
#define OUTLET                                                                                                         \
	"SELECT o.id, o.name, o.class, o.active, a.valid_from, a.valid_to FROM core_v1_outlet o"                       \
	" LEFT JOIN exits_v1_agreement a ON a.outlet = o.id"
#define EXIT                                                                                                           \
	"x.record, x.class, x.category, x.item, x.whole, x.gross, x.container, x.tare, x.net, x.pieces, x.measured, x.usual, x.account,"     \
	" x.outlet, x.ultime, x.price_cents, x.payment, x.at_ms, x.day, x.corrects, x.replaced_by, x.undone"

/* Exits to a civic amenity site of which something is not declared yet. */
#define CIVIC(record, item, title, outlet, outlet_name, rows)                                                          \
	"SELECT " record ", x.day, x.category, CASE WHEN ?5 THEN k.name_en ELSE k.name_fr END,"                        \
	" x.net - coalesce((SELECT sum(d.grams) FROM exits_declared d WHERE d.source = " record " AND d.undone = 0), 0) AS rest, x.net, "  \
	item ", " title ", " outlet ", " outlet_name ", r.happened_from, r.happened_to, x.measured FROM " rows         \
	" JOIN core_v1_record r ON r.seq = " record " JOIN core_v1_category k ON k.id = x.category"                    \
	" WHERE x.class = 'civic' AND x.day BETWEEN ?1 AND ?2 AND (?3 = 0 OR x.category = ?3 OR k.parent = ?3) AND rest > 0"
#define CIVIC_ORDER " ORDER BY x.day, x.record"

const char *const statements[SQL_COUNT] = {
	[SQL_CATEGORY] = CATEGORY " WHERE k.id = ?1",
	[SQL_CATEGORY_BY_CODE] = "SELECT id FROM core_v1_category WHERE code = upper(?1)",
	[SQL_CATEGORIES] = "SELECT k.id, coalesce(k.parent, 0), k.code, CASE WHEN ?1 THEN k.name_en ELSE k.name_fr END AS name, k.stream,"
	                   " coalesce(CASE WHEN ?1 THEN p.name_en ELSE p.name_fr END, CASE WHEN ?1 THEN k.name_en ELSE k.name_fr END) AS above"
	                   " FROM core_v1_category k LEFT JOIN core_v1_category p ON p.id = k.parent WHERE k.active AND coalesce(p.active, 1)"
	                   " AND k.code <> 'REFUSED' AND coalesce(p.code, '') <> 'REFUSED'"
	                   " ORDER BY above COLLATE NOCASE, coalesce(p.id, k.id), k.parent IS NOT NULL, name COLLATE NOCASE",
	[SQL_CONTAINER] = "SELECT name, tare_grams, active FROM core_v1_container WHERE id = ?1",
	[SQL_CONTAINERS] = "SELECT id, name, tare_grams, active FROM core_v1_container WHERE active OR ?1 ORDER BY active DESC, tare_grams, id",
	[SQL_PLACE] = "SELECT 1 FROM core_v1_place WHERE code = ?1",
	[SQL_PLACES] = "SELECT code, CASE WHEN ?1 THEN name_en ELSE name_fr END FROM core_v1_place WHERE active ORDER BY id",
	[SQL_OUTLET] = OUTLET " WHERE o.id = ?1",
	[SQL_OUTLET_BY_NAME] = "SELECT id FROM core_v1_outlet WHERE active AND class = ?1 AND (name = ?2 OR id = CAST(?2 AS INTEGER)) ORDER BY name = ?2 DESC LIMIT 1",
	[SQL_OUTLETS] = OUTLET " WHERE (?1 = '' OR o.class = ?1) AND (o.active OR ?2) ORDER BY o.active DESC, o.class, o.name COLLATE NOCASE, o.id",
	[SQL_OUTLET_SEEDED] = "SELECT 1 FROM core_v1_outlet LIMIT 1",
	/* 1: it takes this category: no list at all, the category or the one above, its stream, or a stream of what is below. */
	[SQL_ACCEPTS] = "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM exits_accepted WHERE outlet = ?1)"
	                " OR EXISTS (SELECT 1 FROM exits_accepted WHERE outlet = ?1 AND category IN (?2, ?3) AND category <> 0)"
	                " OR EXISTS (SELECT 1 FROM exits_accepted a JOIN core_v1_category k ON k.stream = a.stream"
	                " WHERE a.outlet = ?1 AND a.category = 0 AND (k.id = ?2 OR k.parent = ?2))",
	[SQL_ACCEPTED] = "SELECT a.category, a.stream, coalesce(CASE WHEN ?2 THEN k.name_en ELSE k.name_fr END,"
	                 " (SELECT CASE WHEN ?2 THEN t.name_en ELSE t.name_fr END FROM core_v1_stream t WHERE t.code = a.stream ORDER BY t.valid_from DESC LIMIT 1),"
	                 " a.stream) AS name FROM exits_accepted a LEFT JOIN core_v1_category k ON k.id = a.category WHERE a.outlet = ?1 ORDER BY a.category = 0, name",
	[SQL_STREAMS] = "SELECT code, max(CASE WHEN ?1 THEN name_en ELSE name_fr END) AS name FROM core_v1_stream GROUP BY code ORDER BY name COLLATE NOCASE",
	[SQL_ITEM] = "SELECT i.id, i.code, coalesce(i.short, ''), i.title, coalesce(i.category, 0), i.grams, i.pieces, i.price_cents, i.state, i.account,"
	             " CASE WHEN ?2 THEN p.name_en ELSE p.name_fr END FROM core_v1_item i LEFT JOIN core_v1_place p ON p.account = i.account WHERE i.id = ?1",
	/* How an item came to where it is: its last move that stands. */
	[SQL_LAST_MOVE] = "SELECT m.seq, r.at_ms, coalesce(p.name, ''), m.grams, m.pieces, m.from_account, r.plugin FROM core_v1_movement m"
	                  " JOIN core_v1_record r ON r.seq = m.seq LEFT JOIN core_v1_person p ON p.id = r.person"
	                  " WHERE m.item = ?1 AND r.reverses IS NULL AND r.reversed_by IS NULL ORDER BY m.seq DESC, m.n DESC LIMIT 1",
	[SQL_ADD] = "INSERT INTO exits_exit (record, class, category, item, whole, gross, container, tare, net, pieces, measured, usual, account, outlet,"
	            " ultime, price_cents, payment, at_ms, day, corrects)"
	            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
	[SQL_SCALE] = "SELECT name, sells_until, purpose FROM scale_v1_device WHERE id = ?1 AND present",
	[SQL_SCALES] = "SELECT id, name FROM scale_v1_device WHERE sells_until >= ?1 ORDER BY name",
	[SQL_LOAD] = "SELECT " EXIT ", r.happened_from, r.happened_to, coalesce(json_extract(r.line, '$.body.note'), ''),"
	             " json_extract(r.line, '$.body.scale'), coalesce(json_extract(r.line, '$.body.raw'), ''), json_extract(r.line, '$.body.per_kilo')"
	             " FROM exits_exit x JOIN core_v1_record r ON r.seq = x.record WHERE x.record = ?1",
	[SQL_UNDONE] = "UPDATE exits_exit SET undone = 1 WHERE record = ?1",
	[SQL_REPLACED] = "UPDATE exits_exit SET replaced_by = ?2 WHERE record = ?1",
	[SQL_OWN_RECORD] = "SELECT at_ms FROM core_v1_record WHERE seq = ?1 AND plugin = 'exits' AND reverses IS NULL",
	/* The newest lines first, and only of those the names and the texts of their records. */
	[SQL_DAY] = "SELECT d.*, k.code, CASE WHEN ?2 THEN k.name_en ELSE k.name_fr END, n.name, o.name, i.code, i.title,"
	            " coalesce(json_extract(r.line, '$.body.note'), '') FROM (SELECT " EXIT " FROM exits_exit x WHERE x.day = ?1 ORDER BY x.record DESC LIMIT 500) d"
	            " LEFT JOIN core_v1_category k ON k.id = d.category LEFT JOIN core_v1_container n ON n.id = d.container"
	            " LEFT JOIN core_v1_outlet o ON o.id = d.outlet LEFT JOIN core_v1_item i ON i.id = d.item"
	            " LEFT JOIN core_v1_record r ON r.seq = d.record ORDER BY d.record DESC",
	[SQL_DAY_TOTAL] = "SELECT count(*), coalesce(sum(net), 0), coalesce(sum(CASE measured WHEN 0 THEN net END), 0), coalesce(sum(price_cents), 0)"
	                  " FROM exits_exit WHERE day = ?1 AND undone = 0",
	/* What a place holds of a family: what comes in is weighed by family, what leaves often by type. */
	[SQL_FAMILY] = "SELECT coalesce(sum(b.grams), 0) FROM core_v1_balance b JOIN core_v1_category k ON k.id = b.category"
	               " WHERE b.account = ?1 AND coalesce(k.parent, k.id) = ?2",
	[SQL_SHORT] = "SELECT p.code, CASE WHEN ?1 THEN p.name_en ELSE p.name_fr END, f.id, CASE WHEN ?1 THEN f.name_en ELSE f.name_fr END, sum(b.grams) AS g"
	              " FROM core_v1_balance b JOIN core_v1_place p ON p.account = b.account JOIN core_v1_category k ON k.id = b.category"
	              " JOIN core_v1_category f ON f.id = coalesce(k.parent, k.id) GROUP BY p.id, f.id HAVING g < 0 ORDER BY g",
	[SQL_AGREEMENT_SET] = "INSERT INTO exits_agreement (outlet, valid_from, valid_to, record) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (outlet)"
	                      " DO UPDATE SET valid_from = excluded.valid_from, valid_to = excluded.valid_to, record = excluded.record",
	[SQL_ACCEPT_ADD] = "INSERT INTO exits_accepted (outlet, category, stream, record) VALUES (?1, ?2, ?3, ?4)"
	                   " ON CONFLICT (outlet, category, stream) DO UPDATE SET record = excluded.record",
	[SQL_MADE_ADD] = "INSERT INTO exits_made (record, item, source, grams, day) VALUES (?1, ?2, ?3, ?4, ?5)",
	[SQL_MADE_UNDONE] = "UPDATE exits_made SET undone = 1 WHERE record = ?1",
	[SQL_MADE_FROM] = "SELECT i.code FROM exits_made m JOIN core_v1_item i ON i.id = m.item WHERE m.source = ?1 AND m.undone = 0 LIMIT 1",
	[SQL_MADE_SOURCE] = "SELECT x.net, coalesce((SELECT sum(m.grams) FROM exits_made m WHERE m.source = x.record AND m.undone = 0), 0)"
	                    " FROM exits_exit x WHERE x.record = ?1 AND x.class = 'transform' AND x.undone = 0",
	[SQL_MADE_SOURCES] = "SELECT x.record, x.day, x.net, coalesce(i.title, ''), CASE WHEN ?1 THEN k.name_en ELSE k.name_fr END"
	                     " FROM exits_exit x LEFT JOIN core_v1_category k ON k.id = x.category LEFT JOIN core_v1_item i ON i.id = x.item"
	                     " WHERE x.class = 'transform' AND x.undone = 0 ORDER BY x.record DESC LIMIT 50",
	/* An object that came back from there is not open. */
	[SQL_CIVIC] = (CIVIC("x.record", "CASE x.whole WHEN 1 THEN x.item END", "i.title", "x.outlet", "o.name",
	                     "exits_exit x LEFT JOIN core_v1_item i ON i.id = x.item LEFT JOIN core_v1_outlet o ON o.id = x.outlet")
	               " AND x.undone = 0 AND (?4 = 0 OR x.outlet = ?4) AND (x.whole = 0 OR i.account = 'out:civic')" CIVIC_ORDER),
	[SQL_CIVIC_IMPORTED] = (CIVIC("x.seq", "NULL", "NULL", "NULL", "NULL", "(SELECT seq, seq AS record, class, category, grams AS net, measured, day FROM import_v1_exit) x")
	                        " AND ?4 = 0" CIVIC_ORDER),
	[SQL_DECLARED_ADD] = "INSERT INTO exits_declared (record, batch, source, class, category, grams, day) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[SQL_DECLARED_UNDONE] = "UPDATE exits_declared SET undone = 1 WHERE record = ?1",
	[SQL_DECLARED_BATCH] = "SELECT record FROM exits_declared WHERE batch = ?1 AND undone = 0 ORDER BY record DESC",
	[SQL_DECLARED_OF] = "SELECT json_extract(r.line, '$.body.receipt') FROM exits_declared d JOIN core_v1_record r ON r.seq = d.record"
	                    " WHERE d.source = ?1 AND d.undone = 0 LIMIT 1",
	[SQL_DECLARED] = "SELECT d.batch, d.class, d.grams, d.n, d.undone, r.at_ms, coalesce(p.name, '–'), coalesce(json_extract(r.line, '$.body.said_by'), ''),"
	                 " coalesce(json_extract(r.line, '$.body.said_on'), d.last), coalesce(json_extract(r.line, '$.body.receipt'), ''), d.first, d.last FROM"
	                 " (SELECT batch, class, sum(grams) AS grams, count(*) AS n, min(undone) AS undone, min(day) AS first, max(day) AS last"
	                 " FROM exits_declared GROUP BY batch, class ORDER BY batch DESC LIMIT ?1) d"
	                 " JOIN core_v1_record r ON r.seq = d.batch LEFT JOIN core_v1_person p ON p.id = r.person ORDER BY d.batch DESC",
	[SQL_COUNT_OPEN] = "SELECT id FROM exits_count WHERE place = ?1 AND closed_ms IS NULL",
	[SQL_COUNT_ADD] = "INSERT INTO exits_count (place, opened_ms, opened_seq) VALUES (?1, ?2, (SELECT max(seq) FROM core_v1_record))",
	[SQL_COUNT_LOAD] = "SELECT c.place, c.opened_ms, c.opened_seq, c.closed_ms, c.record, CASE WHEN ?2 THEN p.name_en ELSE p.name_fr END, c.undone"
	                   " FROM exits_count c JOIN core_v1_place p ON p.code = c.place WHERE c.id = ?1",
	[SQL_COUNTS] = "SELECT c.id, c.opened_ms, c.closed_ms, c.record, CASE WHEN ?1 THEN p.name_en ELSE p.name_fr END, c.undone,"
	               " (SELECT count(*) FROM exits_count_seen s WHERE s.count = c.id)"
	               " FROM exits_count c JOIN core_v1_place p ON p.code = c.place ORDER BY c.closed_ms IS NOT NULL, c.id DESC LIMIT 30",
	[SQL_COUNT_CLOSE] = "UPDATE exits_count SET closed_ms = ?2, record = ?3 WHERE id = ?1",
	[SQL_COUNT_UNDONE] = "UPDATE exits_count SET undone = 1 WHERE record = ?1",
	[SQL_SEEN_ADD] = "INSERT INTO exits_count_seen (count, item) VALUES (?1, ?2) ON CONFLICT (count, item) DO NOTHING",
	[SQL_SEEN_TAKE] = "DELETE FROM exits_count_seen WHERE count = ?1 AND item = ?2",
	[SQL_SEEN_TOTAL] = "SELECT count(*) FROM exits_count_seen WHERE count = ?1",
	/* Of the books and not seen; seen and elsewhere in the books. What was changed while people counted is not missed. */
	[SQL_DIFFERENCES] = "SELECT d.what, i.id, i.code, coalesce(i.short, ''), i.title, i.category, i.grams, i.pieces, i.account, k.code,"
	                    " CASE WHEN ?4 THEN k.name_en ELSE k.name_fr END, CASE WHEN ?4 THEN p.name_en ELSE p.name_fr END FROM ("
	                    "SELECT 'missing' AS what, m.id AS item FROM core_v1_item m WHERE m.account = ?2 AND m.changed_seq <= ?3"
	                    " AND NOT EXISTS (SELECT 1 FROM exits_count_seen s WHERE s.count = ?1 AND s.item = m.id)"
	                    " UNION ALL SELECT CASE WHEN o.account = 'adjust:loss' THEN 'found' WHEN o.place IS NOT NULL THEN 'moved' ELSE 'out' END, o.id"
	                    " FROM exits_count_seen s JOIN core_v1_item o ON o.id = s.item WHERE s.count = ?1 AND o.account <> ?2) d"
	                    " JOIN core_v1_item i ON i.id = d.item LEFT JOIN core_v1_category k ON k.id = i.category"
	                    " LEFT JOIN core_v1_place p ON p.account = i.account ORDER BY d.what, i.id",
	[SQL_BULK_ADD] = "INSERT INTO exits_count_bulk (count, category, grams) VALUES (?1, ?2, ?3)"
	                 " ON CONFLICT (count, category) DO UPDATE SET grams = grams + excluded.grams",
	[SQL_BULK_TAKE] = "DELETE FROM exits_count_bulk WHERE count = ?1 AND category = ?2",
	/* What the books have of a family without its labelled objects, which are counted by themselves. */
	[SQL_BULK] = "SELECT b.category, CASE WHEN ?3 THEN f.name_en ELSE f.name_fr END, b.grams,"
	             " coalesce((SELECT sum(x.grams) FROM core_v1_balance x JOIN core_v1_category k ON k.id = x.category"
	             " WHERE x.account = ?2 AND coalesce(k.parent, k.id) = b.category), 0)"
	             " - coalesce((SELECT sum(i.grams) FROM core_v1_item i JOIN core_v1_category k ON k.id = i.category"
	             " WHERE i.account = ?2 AND coalesce(k.parent, k.id) = b.category), 0)"
	             " FROM exits_count_bulk b JOIN core_v1_category f ON f.id = b.category WHERE b.count = ?1 ORDER BY b.category",
	[SQL_ACCEPT_TAKE] = "DELETE FROM exits_accepted WHERE outlet = ?1 AND category = ?2 AND stream = ?3",
};
