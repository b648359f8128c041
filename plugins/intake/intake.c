/* SPDX-License-Identifier: MPL-2.0 */
/* intake: what comes in is weighed by category, or turned away with a reason. */

#include "intake/internal.h"
#include "intake_embedded.h"

#define CATEGORY_COLUMNS                                                                                               \
	"SELECT k.id, coalesce(k.parent, 0), k.code, k.name_fr, k.name_en, k.stream, coalesce(u.grams, k.default_grams, 0)," \
	" k.active AND coalesce(p.active, 1)"
#define CATEGORY_JOINS                                                                                                 \
	" FROM core_v1_category k LEFT JOIN core_v1_category p ON p.id = k.parent"                                     \
	" LEFT JOIN intake_usual u ON u.category = k.id AND u.weighings >= 20" /* OWN_WEIGHINGS */
static const char *const statements[SQL_COUNT] = {
	/* Who weighed is in the journal, not here: of the newest weighings those of the person ?2 are counted. */
	[SQL_CATEGORIES] = (CATEGORY_COLUMNS ", coalesce(f.n, 0), coalesce(o.n, 0)" CATEGORY_JOINS
		" LEFT JOIN (SELECT category, count(*) AS n FROM intake_weighing WHERE day >= ?1 AND undone = 0 GROUP BY category) f"
		" ON f.category = k.id"
		" LEFT JOIN (SELECT w.category, count(*) AS n FROM (SELECT record, category FROM intake_weighing"
		" WHERE day >= ?1 AND undone = 0 ORDER BY record DESC LIMIT 2000) w" /* OWN_RECORDS */
		" JOIN core_v1_record r ON r.seq = w.record WHERE ?2 AND r.person = ?2 GROUP BY w.category) o ON o.category = k.id"),
	[SQL_CATEGORY] = (CATEGORY_COLUMNS ", 0, 0" CATEGORY_JOINS " WHERE k.id = ?1"),
	[SQL_CONTAINERS] = "SELECT id, name, tare_grams FROM core_v1_container WHERE active ORDER BY tare_grams, id",
	[SQL_CONTAINER] = "SELECT name, tare_grams, active FROM core_v1_container WHERE id = ?1",
	[SQL_DONATION] = "SELECT channel, origin FROM intake_donation WHERE record = ?1 AND undone = 0",
	[SQL_DONATION_ADD] = "INSERT INTO intake_donation (record, channel, origin, at_ms, day) VALUES (?1, ?2, ?3, ?4, ?5)",
	[SQL_DONATION_UNDO] = "UPDATE intake_donation SET undone = 1 WHERE record = ?1",
	[SQL_DONATION_USED] = "SELECT record FROM intake_weighing WHERE donation = ?1 AND undone = 0 LIMIT 1",
	[SQL_WEIGHING_ADD] = ("INSERT INTO intake_weighing (record, donation, category, gross, container, tare, net, pieces, usual, manual,"
		" imported, channel, origin, account, at_ms, day, corrects)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)"),
	[SQL_WEIGHING] = ("SELECT w.donation, w.category, w.gross, w.container, w.tare, w.net, w.pieces, w.usual, w.manual, w.imported, w.channel,"
		" w.origin, w.account, w.day, w.undone, w.corrects, w.at_ms, r.happened_from, r.happened_to, json_extract(r.line, '$.body.note'),"
		" json_extract(r.line, '$.body.scale'), json_extract(r.line, '$.body.raw')"
		" FROM intake_weighing w JOIN core_v1_record r ON r.seq = w.record WHERE w.record = ?1"),
	[SQL_WEIGHING_UNDO] = "UPDATE intake_weighing SET undone = 1 WHERE record = ?1",
	[SQL_WEIGHING_REPLACED] = "UPDATE intake_weighing SET replaced_by = ?2 WHERE record = ?1",
	[SQL_WEIGHING_CATEGORY] = "SELECT category FROM intake_weighing WHERE record = ?1 AND pieces > 0",
	/* The newest 200 are enough to know what a chair weighs, and keep the writer short. */
	[SQL_USUAL_REFRESH] = ("WITH newest AS (SELECT net / pieces AS g FROM intake_weighing"
		" WHERE category = ?1 AND pieces > 0 AND undone = 0 ORDER BY record DESC LIMIT 200)"
		" INSERT INTO intake_usual (category, grams, weighings)"
		" SELECT ?1, coalesce((SELECT g FROM newest ORDER BY g LIMIT 1 OFFSET (SELECT count(*) / 2 FROM newest)), 0),"
		" (SELECT count(*) FROM newest) WHERE true"
		" ON CONFLICT (category) DO UPDATE SET grams = excluded.grams, weighings = excluded.weighings"),
	[SQL_REFUSAL_ADD] = "INSERT INTO intake_refusal (record, category, reason, pieces, at_ms, day) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[SQL_REFUSAL_UNDO] = "UPDATE intake_refusal SET undone = 1 WHERE record = ?1",
	[SQL_OWN_RECORD] = "SELECT seq FROM core_v1_record WHERE seq = ?1 AND plugin = 'intake' AND reverses IS NULL",
	/* The newest lines first, and only of those the texts of their records. */
	[SQL_DAY] = ("SELECT d.*, CASE d.refused WHEN 0 THEN json_extract(r.line, '$.body.note') END FROM ("
		"SELECT w.record, 0 AS refused, w.at_ms, w.category, k.code, k.name_fr, k.name_en, w.gross, w.tare, w.net,"
		" w.container, n.name, w.pieces, w.manual, w.undone, '', w.usual, w.imported, w.corrects, w.replaced_by"
		" FROM intake_weighing w LEFT JOIN core_v1_category k ON k.id = w.category"
		" LEFT JOIN core_v1_container n ON n.id = w.container WHERE w.day = ?1"
		" UNION ALL SELECT x.record, 1, x.at_ms, x.category, k.code, k.name_fr, k.name_en, 0, 0, 0, NULL, NULL, x.pieces, 1, x.undone,"
		" x.reason, 0, 0, NULL, NULL FROM intake_refusal x LEFT JOIN core_v1_category k ON k.id = x.category WHERE x.day = ?1"
		" ORDER BY 1 DESC LIMIT 500) d LEFT JOIN core_v1_record r ON r.seq = d.record ORDER BY d.record DESC"),
	[SQL_DAY_TOTAL] = "SELECT count(*), coalesce(sum(net), 0) FROM intake_weighing WHERE day = ?1 AND undone = 0",
	[SQL_DAY_MEASURED] = "SELECT count(*), coalesce(sum(net), 0) FROM intake_weighing WHERE day = ?1 AND undone = 0 AND imported = 0",
	[SQL_PACE_ADD] = "INSERT INTO intake_pace (flow, day, ms, objects, touches) VALUES (?1, ?2, ?3, ?4, ?5)",
	/* Weeks begin on Monday; the first of January 1970 was a Thursday. */
	[SQL_PACE] = ("SELECT flow, day - (day + 3) % 7, ms, objects, touches FROM intake_pace WHERE day >= ?1 ORDER BY flow DESC, 2 DESC, ms LIMIT 50000"),
	[SQL_PACE_EXPIRE] = "DELETE FROM intake_pace WHERE day < ?1",
};
static const struct glane_view views[] = {
	{ "core_v1_category" }, { "core_v1_container" }, { "core_v1_movement" }, { "core_v1_record" },
};

/* Identifiers of the source accounts, in the order in which they are offered. */
const char *const channels[] = { "drop_off", "home_collection", "reuse_area", "business", "kerbside_round", "event", NULL };
/* Why goods are turned away: safety covers car seats, helmets and other protective equipment, standards cots, high chairs
 * and pushchairs that miss today's norms, dangerous also what has a stream of its own. */
const char *const reasons[] = { "safety", "hygiene", "dangerous", "standards", "incomplete", "not_handled", "no_room", "other", NULL };

/* What is timed: weighed with a label for each object, or in bulk. */
static const char *const flows[] = { "label", "deposit", NULL };

#define WEIGH "intake.weigh"
#define PACE "intake.pace"
#define ID_MAX (INT64_C(1) << 53)
#define FIRST_DAY 10957 /* 2000-01-01 */

#define IN_CATEGORY { .name = "category", .type = GLANE_F_INT, .required = 1, .min = 1, .max = ID_MAX }
#define IN_PIECES { .name = "pieces", .type = GLANE_F_INT, .min = 1, .max = PIECES_MAX }
#define IN_CHANNEL(need) { .name = "channel", .type = GLANE_F_CHOICE, .required = need, .choices = channels }
#define IN_CLOCK { .name = "happened_ms", .type = GLANE_F_INT, .min = 1, .max = ID_MAX } /* when it was, by a screen that may send it late */
#define SAY_CLOCK { .name = "clock", .type = GLANE_F_INT } /* what such a screen said that cannot be right */
/* Of a weight that a scale said: which one (scale_v1_device.id), and the frame as it came. */
#define IN_SCALE { .name = "scale", .type = GLANE_F_INT, .min = 1, .max = ID_MAX }, { .name = "raw", .type = GLANE_F_TEXT, .max = RAW_MAX }
#define IN_ORIGIN { .name = "origin", .type = GLANE_F_TEXT, .max = ORIGIN_MAX }

static const struct glane_input in_page[] = { { .name = "recorded", .type = GLANE_F_INT, .min = 1, .max = ID_MAX } };
static const struct glane_input in_day[] = { { .name = "day", .type = GLANE_F_DATE, .min = FIRST_DAY } };
static const struct glane_input in_weighing[] = {
	IN_CATEGORY,
	{ .name = "gross", .type = GLANE_F_GRAMS, .required = 1, .min = 1 },
	{ .name = "container", .type = GLANE_F_INT, .min = 1, .max = ID_MAX },
	IN_PIECES,
	IN_CHANNEL(0),
	IN_ORIGIN,
	{ .name = "donation", .type = GLANE_F_INT, .min = 1, .max = ID_MAX },
	{ .name = "happened", .type = GLANE_F_DATE, .min = FIRST_DAY },
	{ .name = "manual", .type = GLANE_F_BOOL },
	{ .name = "note", .type = GLANE_F_TEXT, .max = NOTE_MAX },
	IN_CLOCK,
	IN_SCALE,
};
static const struct glane_input in_correction[] = {
	{ .name = "record", .type = GLANE_F_INT, .required = 1, .min = 1, .max = ID_MAX },
	{ .name = "gross", .type = GLANE_F_GRAMS, .min = 1 },
	{ .name = "category", .type = GLANE_F_INT, .min = 1, .max = ID_MAX },
	{ .name = "container", .type = GLANE_F_INT, .min = 0, .max = ID_MAX }, /* 0: none */
	{ .name = "pieces", .type = GLANE_F_INT, .min = 0, .max = PIECES_MAX }, /* 0: not counted */
	{ .name = "manual", .type = GLANE_F_BOOL },
};
static const struct glane_input in_correct_form[] = { { .name = "record", .type = GLANE_F_INT, .min = 1, .max = ID_MAX } };
static const struct glane_input in_pace[] = {
	{ .name = "flow", .type = GLANE_F_CHOICE, .required = 1, .choices = flows },
	{ .name = "ms", .type = GLANE_F_INT, .required = 1, .min = 1, .max = 3600000 },
	{ .name = "objects", .type = GLANE_F_INT, .required = 1, .min = 1, .max = 500 },
	{ .name = "touches", .type = GLANE_F_INT, .required = 1, .min = 0, .max = 10000 },
};
static const struct glane_input in_donation[] = { IN_CHANNEL(1), IN_ORIGIN };
static const struct glane_input in_refusal[] = {
	IN_CATEGORY,
	{ .name = "reason", .type = GLANE_F_CHOICE, .required = 1, .choices = reasons },
	IN_PIECES,
	IN_CLOCK,
};
static const struct glane_input in_undo[] = { { .name = "record", .type = GLANE_F_INT, .required = 1, .min = 1, .max = ID_MAX } };
#define READS .method = GLANE_GET, .mode = GLANE_READ, .permission = WEIGH
#define WRITES .method = GLANE_POST, .mode = GLANE_WRITE, .permission = WEIGH
static const struct glane_route routes[] = {
	{ READS, .path = "/", .template_name = "intake", .summary = "What a weighing screen needs: categories, containers, the day", .run = get_intake, .inputs = GLANE_LIST(in_page) },
	{ READS, .path = "/day", .template_name = "day", .summary = "Weighings and refusals of a day, newest first", .run = get_day, .inputs = GLANE_LIST(in_day) },
	{ READS, .path = "/refusals", .template_name = "refusals", .summary = "What can be turned away, and why", .run = get_refusals, .inputs = GLANE_LIST(in_page) },
	{ WRITES, .path = "/weighings", .template_name = "intake", .form = "/", .summary = "Record a weighing", .run = post_weighing, .inputs = GLANE_LIST(in_weighing) },
	{ WRITES, .path = "/donations", .summary = "Record an arrival to which weighings can belong", .run = post_donation, .inputs = GLANE_LIST(in_donation) },
	{ WRITES, .path = "/refusals", .template_name = "refusals", .form = "/refusals", .summary = "Record goods that were turned away", .run = post_refusal, .inputs = GLANE_LIST(in_refusal) },
	{ READS, .path = "/correct", .template_name = "correct", .summary = "What a weighing was, to correct it", .run = get_correct, .inputs = GLANE_LIST(in_correct_form) },
	{ WRITES, .path = "/correct", .template_name = "correct", .form = "/correct", .summary = "Weigh again in the place of a weighing, at any time", .run = post_correct, .inputs = GLANE_LIST(in_correction) },
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/today", .summary = "What was weighed today", .run = get_today, .cache_s = 30 },
	{ .method = GLANE_GET, .mode = GLANE_READ, .permission = PACE, .path = "/pace", .template_name = "pace", .summary = "How long bags take, by week, without names", .run = get_pace },
	{ WRITES, .path = "/pace", .summary = "Note how long a bag took, without a name", .run = post_pace, .inputs = GLANE_LIST(in_pace) },
	{ WRITES, .path = "/undo", .template_name = "intake", .form = "/", .summary = "Take back a weighing or a refusal, up to ten minutes later", .run = post_undo, .inputs = GLANE_LIST(in_undo) },
};

#define SAY_GRAMS(n) { .name = n, .type = GLANE_F_GRAMS, .required = 1 }
static const struct glane_input weighed_fields[] = {
	IN_CATEGORY,
	SAY_GRAMS("gross"),
	SAY_GRAMS("tare"),
	SAY_GRAMS("net"),
	{ .name = "container", .type = GLANE_F_INT },
	IN_PIECES,
	IN_CHANNEL(1),
	IN_ORIGIN,
	{ .name = "donation", .type = GLANE_F_INT },
	{ .name = "manual", .type = GLANE_F_BOOL, .required = 1 },
	{ .name = "note", .type = GLANE_F_TEXT, .max = NOTE_MAX },
	{ .name = "corrects", .type = GLANE_F_INT }, /* the record in whose place it came */
	SAY_CLOCK,
	IN_SCALE,
};
static const struct glane_input refused_fields[] = {
	IN_CATEGORY,
	{ .name = "reason", .type = GLANE_F_CHOICE, .required = 1, .choices = reasons },
	IN_PIECES,
	SAY_CLOCK,
};
static const struct glane_kind kinds[] = {
	{ "donated", "Somebody brought something", GLANE_LIST(in_donation) },
	{ "weighed", "Goods of a category were weighed in", GLANE_LIST(weighed_fields) },
	{ "refused", "Goods were turned away", GLANE_LIST(refused_fields) },
};
static const struct glane_sub subs[] = { { "intake.*", GLANE_WRITE, GLANE_BEFORE, on_own } };

static const struct glane_permission permissions[] = {
	{ WEIGH, "permission.weigh", "day volunteer staff manager administrator" },
	{ PACE, "permission.pace", "manager administrator reader" },
};
static const struct glane_setting settings[] = {
	{ .key = "origins", .type = GLANE_F_TEXT, .initial = "", .title_key = "setting.origins" },
};
enum { JOB_PACE_EXPIRE };
static const struct glane_job jobs[] = {
	[JOB_PACE_EXPIRE] = { .name = "pace_expire", .mode = GLANE_WRITE, .at_minute = 215, .attempts = 5, .run = expire_pace },
};
static const struct glane_topic topics[] = { [TOPIC_DAY] = { "intake.day", WEIGH } };
static const struct glane_panel panels[] = {
	{ .slot = "screen", .kind = "element", .title_key = "title", .source = "/", .tag = "glane-x-intake-weigh", .module = "weigh.js",
	  .permission = WEIGH, .order = 10 },
	{ .slot = "weigh", .kind = "element", .title_key = "title", .tag = "glane-x-intake-weigh", .module = "weigh.js", .permission = WEIGH, .order = 11 },
	{ .slot = "idle.slide", .kind = "gauge", .title_key = "today.title", .source = "/today", .order = 12 },
	{ .slot = "nav", .kind = "link", .title_key = "pace.title", .source = "/pace", .permission = PACE, .order = 90 },
};
static const struct glane_check checks[] = {
	{ "a weighing is not what its record moved",
	  "SELECT w.record FROM intake_weighing w LEFT JOIN core_v1_movement m ON m.seq = w.record AND m.n = 0 WHERE m.seq IS NULL"
	  " OR m.grams <> w.net OR m.pieces <> w.pieces OR m.category <> w.category OR m.day <> w.day"
	  " OR m.from_account <> 'source:' || w.channel OR m.to_account <> w.account" },
	{ "a weighing is taken back on one side only",
	  "SELECT w.record FROM intake_weighing w JOIN core_v1_record r ON r.seq = w.record WHERE w.undone <> (r.reversed_by IS NOT NULL)" },
	{ "a refusal is taken back on one side only",
	  "SELECT x.record FROM intake_refusal x LEFT JOIN core_v1_record r ON r.seq = x.record"
	  " WHERE r.seq IS NULL OR x.undone <> (r.reversed_by IS NOT NULL)" },
	{ "an arrival is taken back on one side only",
	  "SELECT d.record FROM intake_donation d LEFT JOIN core_v1_record r ON r.seq = d.record"
	  " WHERE r.seq IS NULL OR d.undone <> (r.reversed_by IS NOT NULL)" },
	{ "a record that no table knows",
	  "SELECT r.seq FROM core_v1_record r WHERE r.plugin = 'intake' AND r.reverses IS NULL"
	  " AND NOT EXISTS (SELECT 1 FROM intake_weighing w WHERE w.record = r.seq)"
	  " AND NOT EXISTS (SELECT 1 FROM intake_refusal x WHERE x.record = r.seq)"
	  " AND NOT EXISTS (SELECT 1 FROM intake_donation d WHERE d.record = r.seq)" },
	{ "a corrected weighing that still stands",
	  "SELECT w.record FROM intake_weighing w LEFT JOIN intake_weighing n ON n.record = w.replaced_by"
	  " WHERE w.replaced_by IS NOT NULL AND (w.undone = 0 OR n.record IS NULL)" },
};

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "intake",
	.version = "1.0.0",
	.title_key = "title",
	.license = "MPL-2.0",
	.init = self_init,
	.fini = self_fini,
	.views = GLANE_LIST(views),
	.statements = GLANE_LIST(statements),
	.checks = GLANE_LIST(checks),
	.routes = GLANE_LIST(routes),
	.subs = GLANE_LIST(subs),
	.kinds = GLANE_LIST(kinds),
	.jobs = GLANE_LIST(jobs),
	.topics = GLANE_LIST(topics),
	.permissions = GLANE_LIST(permissions),
	.settings = GLANE_LIST(settings),
	.panels = GLANE_LIST(panels),
	.migrations = EMBEDDED_SCHEMA,
	.templates = EMBEDDED_PAGES,
	.assets = EMBEDDED_UI,
	.catalogues = EMBEDDED_I18N,
};
