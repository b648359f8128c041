/* SPDX-License-Identifier: MPL-2.0 */
/* exits: what leaves, where it goes and who takes it, by the kilo and by the object; a simple sale; what managers set for it. */

#include "exits/internal.h"
#include "exits_embedded.h"

static const struct glane_view views[] = {
	{ "core_v1_balance" }, { "core_v1_category" }, { "core_v1_container" }, { "core_v1_item" }, { "core_v1_movement" }, { "core_v1_outlet" },
	{ "core_v1_person" }, { "core_v1_place" }, { "core_v1_record" }, { "core_v1_stream" }, { "import_v1_exit" }, { "intake_v1_usual" },
	{ "scale_v1_device" },
};
static const struct glane_dep depends[] = { { "intake", 3, 0 }, { "import", 3, 1 } /* goods of the past whose end is declared */,
	{ "scale", 1, 1 } /* which scale may make a price */ };

#define FIRST_DAY 10957 /* 2000-01-01 */
#define LAST_DAY 47481  /* 2099-12-31 */
static const char *const weights[] = { "measured", "item", "estimated", NULL };

#define IN_CLASS(need) { .name = "class", .type = GLANE_F_CHOICE, .required = need, .choices = class_ids }
#define IN_ID(n, need) { .name = n, .type = GLANE_F_INT, .required = need, .min = 1, .max = ID_MAX }
#define IN_PIECES { .name = "pieces", .type = GLANE_F_INT, .min = 1, .max = PIECES_MAX }
#define IN_GROSS { .name = "gross", .type = GLANE_F_GRAMS, .min = 1 }
#define IN_PRICE { .name = "price", .type = GLANE_F_CENTS }
#define IN_PER_KILO { .name = "per_kilo", .type = GLANE_F_CENTS, .min = 1, .max = 1000000 } /* in the place of a price */
/* Of a weight that a scale said: which one (scale_v1_device.id), and the frame as it came. */
#define IN_SCALE IN_ID("scale", 0), { .name = "raw", .type = GLANE_F_TEXT, .max = RAW_MAX }
#define IN_PAYMENT { .name = "payment", .type = GLANE_F_CHOICE, .choices = payments }
#define IN_NOTE { .name = "note", .type = GLANE_F_TEXT, .max = NOTE_MAX }
#define IN_CODE(need) { .name = "code", .type = GLANE_F_TEXT, .required = need, .min = 1, .max = 160 }
#define IN_DAY { .name = "happened", .type = GLANE_F_DATE, .min = FIRST_DAY }
#define IN_CLOCK IN_ID("happened_ms", 0) /* when it was, by a screen that may send it late */
#define IN_FLAG(n) { .name = n, .type = GLANE_F_BOOL }
#define IN_NAME { .name = "name", .type = GLANE_F_TEXT, .required = 1, .min = 1, .max = 200 }

static const struct glane_input in_page[] = { IN_CLASS(0), IN_FLAG("recorded") };
static const struct glane_input in_day[] = { { .name = "day", .type = GLANE_F_DATE, .min = FIRST_DAY } };
static const struct glane_input in_out[] = {
	IN_CLASS(1), IN_ID("category", 1), IN_GROSS, IN_ID("container", 0), IN_PIECES, IN_ID("outlet", 0), IN_FLAG("ultime"),
	{ .name = "place", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "channel", .type = GLANE_F_CHOICE, .choices = channels }, /* in the place of a place: it never entered the stock */
	IN_PRICE, IN_PAYMENT, IN_NOTE, IN_DAY, IN_CLOCK, IN_PER_KILO, IN_SCALE,
};
static const struct glane_input in_item_page[] = { IN_CODE(0), IN_CLASS(0), IN_FLAG("again") };
static const struct glane_input in_item[] = {
	IN_CODE(1), IN_CLASS(1), IN_GROSS, IN_ID("container", 0), IN_PIECES, IN_ID("outlet", 0), IN_FLAG("ultime"), IN_PRICE, IN_PAYMENT,
	IN_NOTE, IN_DAY, IN_CLOCK, IN_FLAG("again"), /* sold all the same, although it had left */
};
static const struct glane_input in_record[] = { IN_ID("record", 1) };
static const struct glane_input in_correct_page[] = { IN_ID("record", 0) };
static const struct glane_input in_correct[] = {
	IN_ID("record", 1), IN_GROSS, IN_ID("category", 0),
	{ .name = "container", .type = GLANE_F_INT, .min = 0, .max = ID_MAX },  /* 0: none */
	{ .name = "outlet", .type = GLANE_F_INT, .min = 0, .max = ID_MAX },     /* 0: not said */
	{ .name = "pieces", .type = GLANE_F_INT, .min = 0, .max = PIECES_MAX }, /* 0: not counted */
	IN_FLAG("manual"),
};
static const struct glane_input in_settings[] = { IN_FLAG("saved") };
static const struct glane_input in_outlet_page[] = { IN_ID("id", 0), IN_CLASS(0), IN_FLAG("saved") };
static const struct glane_input in_outlet[] = {
	IN_ID("id", 0), IN_NAME, IN_CLASS(1), IN_FLAG("active"),
	{ .name = "from", .type = GLANE_F_DATE, .min = FIRST_DAY, .max = LAST_DAY }, { .name = "to", .type = GLANE_F_DATE, .min = FIRST_DAY, .max = LAST_DAY },
};
static const struct glane_input in_accept[] = {
	IN_ID("id", 1), IN_ID("category", 0), { .name = "stream", .type = GLANE_F_TEXT, .max = 40 }, IN_FLAG("takes"),
};
static const struct glane_input in_container_page[] = { IN_ID("id", 0) };
static const struct glane_input in_container[] = {
	IN_ID("id", 0), IN_NAME, { .name = "tare", .type = GLANE_F_GRAMS, .required = 1, .max = 2000000 }, IN_FLAG("active"),
};
static const struct glane_input in_made[] = {
	IN_ID("source", 0), IN_ID("category", 1), { .name = "grams", .type = GLANE_F_GRAMS, .required = 1, .min = 1 },
	{ .name = "title", .type = GLANE_F_TEXT, .max = 1000 }, IN_PRICE, { .name = "place", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "blank", .type = GLANE_F_CODE },
};
#define IN_LIMIT(n) { .name = n, .type = GLANE_F_DATE, .min = FIRST_DAY, .max = LAST_DAY }
#define IN_WORDS(n, most) { .name = n, .type = GLANE_F_TEXT, .required = 1, .min = 1, .max = most }
static const struct glane_input in_civic_page[] = { IN_FLAG("recorded") };
static const struct glane_input in_civic[] = {
	{ .name = "class", .type = GLANE_F_CHOICE, .required = 1, .choices = declared_ids }, IN_WORDS("said_by", NOTE_MAX), IN_LIMIT("said_on"),
	IN_WORDS("receipt", 100), { .name = "grams", .type = GLANE_F_GRAMS, .min = 1 }, /* absent: all of it */
	IN_LIMIT("from"), IN_LIMIT("to"), IN_ID("category", 0), IN_ID("outlet", 0),
};
static const struct glane_input in_count_page[] = { IN_ID("id", 0) };
static const struct glane_input in_count[] = { { .name = "place", .type = GLANE_F_TEXT, .required = 1, .max = 30 } };
static const struct glane_input in_count_id[] = { IN_ID("id", 1) };
static const struct glane_input in_seen[] = { IN_ID("id", 1), IN_CODE(1), IN_FLAG("take") /* it was not this one */ };
static const struct glane_input in_bulk[] = { IN_ID("id", 1), IN_ID("category", 1), IN_GROSS, IN_ID("container", 0), IN_FLAG("take") };
static const struct glane_input in_add[] = {
	IN_CLASS(1), { .name = "category", .type = GLANE_F_TEXT, .required = 1, .max = 60 }, { .name = "grams", .type = GLANE_F_INT, .min = 1, .max = 1000000000 },
	{ .name = "outlet", .type = GLANE_F_TEXT, .max = 200 }, { .name = "place", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "channel", .type = GLANE_F_CHOICE, .choices = channels }, IN_PIECES, IN_FLAG("ultime"), IN_PRICE, IN_PAYMENT, IN_NOTE, IN_DAY,
};

#define READS(p) .method = GLANE_GET, .mode = GLANE_READ, .permission = p
#define WRITES(p) .method = GLANE_POST, .mode = GLANE_WRITE, .permission = p
static const struct glane_route routes[] = {
	{ READS(RECORD), .path = "/", .template_name = "exits", .summary = "What a screen of exits needs: classes with who takes them, the day", .run = get_exits, .inputs = GLANE_LIST(in_page) },
	{ READS(RECORD), .path = "/day", .template_name = "day", .summary = "What left on a day, newest first", .run = get_day, .inputs = GLANE_LIST(in_day) },
	{ WRITES(RECORD), .path = "/out", .template_name = "exits", .form = "/", .summary = "Record goods that leave in bulk", .run = post_out, .inputs = GLANE_LIST(in_out) },
	{ READS(RECORD), .path = "/item", .template_name = "item", .summary = "An object that may leave, or how it left", .run = get_item, .inputs = GLANE_LIST(in_item_page) },
	{ WRITES(RECORD), .path = "/item", .template_name = "item", .form = "/item", .summary = "Record an object, or some pieces of it, that leaves", .run = post_item, .inputs = GLANE_LIST(in_item) },
	{ WRITES(RECORD), .path = "/undo", .template_name = "exits", .form = "/", .summary = "Take back an exit, up to ten minutes later", .run = post_undo, .inputs = GLANE_LIST(in_record) },
	{ READS(RECORD), .path = "/correct", .template_name = "correct", .summary = "What an exit was, to correct it", .run = get_correct, .inputs = GLANE_LIST(in_correct_page) },
	{ WRITES(RECORD), .path = "/correct", .template_name = "correct", .form = "/correct", .summary = "Record an exit in bulk again in the place of another, at any time", .run = post_correct, .inputs = GLANE_LIST(in_correct) },
	{ WRITES(CORRECT), .path = "/reverse", .template_name = "exits", .form = "/", .summary = "Reverse an exit at any time", .run = post_reverse, .inputs = GLANE_LIST(in_record) },
	{ READS(SETTINGS), .path = "/settings", .template_name = "settings", .summary = "Who takes what, and containers", .run = get_settings, .inputs = GLANE_LIST(in_settings) },
	{ READS(SETTINGS), .path = "/outlet", .template_name = "outlet", .summary = "The form of an outlet", .run = get_outlet, .inputs = GLANE_LIST(in_outlet_page) },
	{ WRITES(SETTINGS), .path = "/outlet", .template_name = "outlet", .form = "/outlet", .summary = "Set an outlet and its agreement", .run = post_outlet, .inputs = GLANE_LIST(in_outlet) },
	{ WRITES(SETTINGS), .path = "/accept", .template_name = "outlet", .form = "/outlet", .summary = "A category or a stream that an outlet takes, or no longer takes", .run = post_accept, .inputs = GLANE_LIST(in_accept) },
	{ READS(SETTINGS), .path = "/container", .template_name = "container", .summary = "The form of a container", .run = get_container, .inputs = GLANE_LIST(in_container_page) },
	{ WRITES(SETTINGS), .path = "/container", .template_name = "container", .form = "/container", .summary = "Set a container and its empty weight", .run = post_container, .inputs = GLANE_LIST(in_container) },
	{ READS(RECORD), .path = "/made", .template_name = "made", .summary = "The form of an object that was made by upcycling", .run = get_made },
	{ WRITES(RECORD), .path = "/made", .template_name = "made", .form = "/made", .summary = "Make an object, with its code, of upcycled goods", .run = post_made, .inputs = GLANE_LIST(in_made) },
	{ READS(CORRECT), .path = "/civic", .template_name = "civic", .summary = "Goods at civic amenity sites whose end nobody has declared, and what was", .run = get_civic, .inputs = GLANE_LIST(in_civic_page) },
	{ WRITES(CORRECT), .path = "/civic", .template_name = "civic", .form = "/civic", .summary = "Declare what became of such goods, with the receipt", .run = post_civic, .inputs = GLANE_LIST(in_civic) },
	{ WRITES(CORRECT), .path = "/civic/reverse", .template_name = "civic", .form = "/civic", .summary = "Take back a declaration as a whole", .run = post_civic_reverse, .inputs = GLANE_LIST(in_record) },
	{ READS(CORRECT), .path = "/counts", .template_name = "counts", .summary = "Stock-takes, those that go on first", .run = get_counts },
	{ WRITES(CORRECT), .path = "/counts", .template_name = "counts", .form = "/counts", .summary = "Begin to count a place, or go on", .run = post_count, .inputs = GLANE_LIST(in_count) },
	{ READS(CORRECT), .path = "/count", .template_name = "count", .summary = "A stock-take: what was seen, and what differs from the books", .run = get_count, .inputs = GLANE_LIST(in_count_page) },
	{ WRITES(CORRECT), .path = "/count/seen", .template_name = "count", .form = "/count", .summary = "An object is there", .run = post_seen, .inputs = GLANE_LIST(in_seen) },
	{ WRITES(CORRECT), .path = "/count/bulk", .template_name = "count", .form = "/count", .summary = "So much of a family stands there without labels", .run = post_bulk, .inputs = GLANE_LIST(in_bulk) },
	{ WRITES(CORRECT), .path = "/count/confirm", .template_name = "count", .form = "/count", .summary = "The differences become losses and corrections", .run = post_confirm, .inputs = GLANE_LIST(in_count_id) },
	{ WRITES(CORRECT), .path = "/count/give-up", .template_name = "count", .form = "/count", .summary = "End a stock-take without changing anything", .run = post_give_up, .inputs = GLANE_LIST(in_count_id) },
};

#define SAY_GRAMS(n) { .name = n, .type = GLANE_F_GRAMS, .required = 1 }
#define SAY_LEAVING                                                                                                        \
	IN_ID("category", 1), SAY_GRAMS("gross"), SAY_GRAMS("tare"), SAY_GRAMS("net"), IN_ID("container", 0), IN_PIECES,   \
	{ .name = "weight", .type = GLANE_F_CHOICE, .required = 1, .choices = weights },                                   \
	{ .name = "from", .type = GLANE_F_TEXT, .required = 1 }, /* account: "stock:shop" */                               \
	IN_ID("outlet", 0), { .name = "ultime", .type = GLANE_F_BOOL, .required = 1 }, IN_NOTE,                            \
	IN_ID("corrects", 0), /* the record in whose place it came */                                                      \
	{ .name = "clock", .type = GLANE_F_INT }, /* what a screen said that cannot be right */                            \
	IN_SCALE
static const struct glane_input out_fields[] = { IN_CLASS(1), SAY_LEAVING };
static const struct glane_input sale_fields[] = {
	SAY_LEAVING, { .name = "price_cents", .type = GLANE_F_CENTS, .required = 1 }, /* of the whole line */
	IN_PER_KILO,
	{ .name = "payment", .type = GLANE_F_CHOICE, .required = 1, .choices = payments },
};
static const struct glane_input agreement_fields[] = { IN_ID("outlet", 1), { .name = "from", .type = GLANE_F_INT }, { .name = "to", .type = GLANE_F_INT } }; /* days */
static const struct glane_input accepted_fields[] = {
	IN_ID("outlet", 1), IN_ID("category", 0), { .name = "stream", .type = GLANE_F_TEXT, .max = 40 }, { .name = "takes", .type = GLANE_F_BOOL, .required = 1 },
};
static const struct glane_input made_fields[] = { IN_ID("category", 1), SAY_GRAMS("net"), IN_ID("source", 0) };
static const struct glane_input declared_fields[] = {
	{ .name = "source", .type = GLANE_F_INT, .required = 1 }, { .name = "class", .type = GLANE_F_CHOICE, .required = 1, .choices = declared_ids },
	IN_ID("category", 1), SAY_GRAMS("net"), IN_WORDS("said_by", NOTE_MAX), { .name = "said_on", .type = GLANE_F_INT, .required = 1 }, /* day */
	IN_WORDS("receipt", 100),
};
static const struct glane_input counted_fields[] = { IN_ID("count", 1), { .name = "place", .type = GLANE_F_TEXT, .required = 1 } };
static const struct glane_kind kinds[] = {
	{ "out", "Goods left for good, and were not sold", GLANE_LIST(out_fields) },
	{ "sale", "Goods were sold", GLANE_LIST(sale_fields) },
	{ "made", "An object was made by upcycling", GLANE_LIST(made_fields) },
	{ "declared", "What became of goods at a civic amenity site", GLANE_LIST(declared_fields) },
	{ "counted", "What a stock-take found different from the books", GLANE_LIST(counted_fields) },
	{ "agreement_set", "The days of an agreement with an outlet", GLANE_LIST(agreement_fields) },
	{ "accepted_set", "What an outlet takes or no longer takes", GLANE_LIST(accepted_fields) },
};
static const struct glane_sub subs[] = { { "exits.out", GLANE_WRITE, GLANE_BEFORE, on_own }, { "exits.sale", GLANE_WRITE, GLANE_BEFORE, on_own },
	{ "exits.made", GLANE_WRITE, GLANE_BEFORE, on_made }, { "exits.declared", GLANE_WRITE, GLANE_BEFORE, on_declared },
	{ "import.exit", GLANE_WRITE, GLANE_BEFORE, on_imported }, { "exits.counted", GLANE_WRITE, GLANE_BEFORE, on_counted } };

static const struct glane_permission permissions[] = {
	{ RECORD, "permission.record", "volunteer staff cashier manager" },
	{ CORRECT, "permission.correct", "staff manager" },
	{ SETTINGS, "permission.settings", "manager" },
};
static const struct glane_setting settings[] = {
	{ .key = "max_price", .type = GLANE_F_INT, .initial = "2000", .title_key = "setting.max_price" },
};
static const struct glane_topic topics[] = { [TOPIC_DAY] = { "exits.day", RECORD } };
static const struct glane_panel panels[] = {
	{ .slot = "screen", .kind = "element", .title_key = "title", .source = "/", .tag = "glane-x-exits-out", .module = "exits.js",
	  .permission = RECORD, .order = 30 },
	{ .slot = "screen", .kind = "element", .title_key = "count.title", .source = "/counts", .tag = "glane-x-exits-count", .module = "count.js",
	  .permission = CORRECT, .order = 60 },
	{ .slot = "nav", .kind = "link", .title_key = "title", .source = "/", .permission = RECORD, .order = 40 },
};
static const struct glane_command commands[] = {
	{ .words = "exit add", .summary = "Record goods that left: a class, a category's code, grams", .permission = RECORD, .mode = GLANE_WRITE,
	  .run = add_command, .inputs = GLANE_LIST(in_add), .template_name = "add" },
};
static const struct glane_check checks[] = {
	{ "an exit is not what its record moved",
	  "SELECT x.record FROM exits_exit x LEFT JOIN core_v1_movement m ON m.seq = x.record AND m.to_account = 'out:' || x.class WHERE m.seq IS NULL"
	  " OR m.grams <> x.net OR m.pieces <> x.pieces OR m.category <> x.category OR m.day <> x.day OR m.measured <> x.measured"
	  " OR m.from_account <> x.account OR m.outlet IS NOT x.outlet OR m.item IS NOT CASE x.whole WHEN 1 THEN x.item END" },
	{ "an exit is taken back on one side only",
	  "SELECT x.record FROM exits_exit x JOIN core_v1_record r ON r.seq = x.record WHERE x.undone <> (r.reversed_by IS NOT NULL)" },
	{ "a record that no table knows",
	  "SELECT r.seq FROM core_v1_record r WHERE r.kind IN ('exits.out', 'exits.sale') AND r.reverses IS NULL"
	  " AND NOT EXISTS (SELECT 1 FROM exits_exit x WHERE x.record = r.seq)" },
	{ "a corrected exit that still stands",
	  "SELECT x.record FROM exits_exit x LEFT JOIN exits_exit n ON n.record = x.replaced_by"
	  " WHERE x.replaced_by IS NOT NULL AND (x.undone = 0 OR n.record IS NULL)" },
	{ "what was made is not what its record moved",
	  "SELECT x.record FROM exits_made x LEFT JOIN core_v1_movement m ON m.seq = x.record AND m.from_account = 'made:transform'"
	  " LEFT JOIN core_v1_record r ON r.seq = x.record WHERE m.seq IS NULL OR m.grams <> x.grams OR m.item <> x.item OR x.undone <> (r.reversed_by IS NOT NULL)" },
	{ "made of something that did not leave",
	  "SELECT m.record FROM exits_made m LEFT JOIN exits_exit x ON x.record = m.source WHERE m.source IS NOT NULL AND m.undone = 0 AND (x.record IS NULL OR x.undone)" },
	{ "a declaration is not what its record moved",
	  "SELECT x.record FROM exits_declared x LEFT JOIN core_v1_movement m ON m.seq = x.record AND m.from_account = 'out:civic' AND m.to_account = 'out:' || x.class"
	  " LEFT JOIN core_v1_record r ON r.seq = x.record WHERE m.seq IS NULL OR m.grams <> x.grams OR m.category <> x.category OR m.day <> x.day"
	  " OR x.undone <> (r.reversed_by IS NOT NULL)" },
	{ "more is declared than went there",
	  "SELECT d.source FROM exits_declared d JOIN core_v1_movement m ON m.seq = d.source AND m.to_account = 'out:civic' WHERE d.undone = 0"
	  " GROUP BY d.source HAVING sum(d.grams) > m.grams" },
	{ "declared of something that did not leave",
	  "SELECT d.record FROM exits_declared d LEFT JOIN core_v1_record r ON r.seq = d.source WHERE d.undone = 0 AND (r.seq IS NULL OR r.reversed_by IS NOT NULL)" },
	{ "a stock-take is taken back on one side only",
	  "SELECT c.id FROM exits_count c LEFT JOIN core_v1_record r ON r.seq = c.record WHERE c.record IS NOT NULL AND (r.seq IS NULL OR c.undone <> (r.reversed_by IS NOT NULL))" },
	{ "an agreement with nobody", "SELECT a.outlet FROM exits_agreement a LEFT JOIN core_v1_outlet o ON o.id = a.outlet WHERE o.id IS NULL" },
};

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "exits",
	.version = "1.0.0",
	.title_key = "title",
	.license = "MPL-2.0",
	.init = self_init,
	.start = seed_outlets,
	.fini = self_fini,
	.depends = GLANE_LIST(depends),
	.views = GLANE_LIST(views),
	.statements = { statements, SQL_COUNT, sizeof(statements[0]) },
	.checks = GLANE_LIST(checks),
	.routes = GLANE_LIST(routes),
	.subs = GLANE_LIST(subs),
	.kinds = GLANE_LIST(kinds),
	.topics = GLANE_LIST(topics),
	.permissions = GLANE_LIST(permissions),
	.settings = GLANE_LIST(settings),
	.panels = GLANE_LIST(panels),
	.commands = GLANE_LIST(commands),
	.migrations = EMBEDDED_SCHEMA,
	.templates = EMBEDDED_PAGES,
	.assets = EMBEDDED_UI,
	.catalogues = EMBEDDED_I18N,
};
