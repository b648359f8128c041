/* SPDX-License-Identifier: MPL-2.0 */
/* items: the page behind each QR code, for the team and for shoppers; making, changing, finding and undoing items. */
#include <string.h>

#include "items/internal.h"
#include "items_embedded.h"

#define ITEM_COLUMNS                                                                                                   \
	"i.id, i.code, i.short, i.title, i.category, i.grams, i.pieces, i.price_cents, i.state, i.place,"              \
	" k.name_fr, k.name_en, p.name_fr, p.name_en, o.source, o.record, o.at_ms, i.changed_seq,"                     \
	" d.condition, d.story, d.until"
#define ITEM_JOINS                                                                                                     \
	" LEFT JOIN core_v1_category k ON k.id = i.category LEFT JOIN core_v1_place p ON p.code = i.place"             \
	" LEFT JOIN items_detail d ON d.item = i.id"
static const char *const statements[SQL_COUNT] = {
	[SQL_ITEM] = "SELECT " ITEM_COLUMNS " FROM core_v1_item i" ITEM_JOINS " LEFT JOIN items_item o ON o.item = i.id WHERE i.id = ?1",
	[SQL_BY_DAY] = "SELECT " ITEM_COLUMNS " FROM items_item o JOIN core_v1_item i ON i.id = o.item" ITEM_JOINS
	               " WHERE o.day = ?1 ORDER BY o.item DESC LIMIT 500",
	[SQL_SEARCH] = "SELECT " ITEM_COLUMNS " FROM (SELECT item FROM core_v1_item_search WHERE query MATCH ?1 ORDER BY item DESC LIMIT 20) q"
	               " JOIN core_v1_item i ON i.id = q.item" ITEM_JOINS " LEFT JOIN items_item o ON o.item = i.id"
	               " WHERE i.state <> 10 /* void, and the index does not know yet */ ORDER BY i.id DESC",
	[SQL_CATEGORY] = "SELECT id FROM core_v1_category WHERE id = ?1 AND active",
	[SQL_CATEGORY_BY_CODE] = "SELECT id FROM core_v1_category WHERE code = ?1 AND active",
	[SQL_CATEGORIES] = "SELECT c.id, CASE WHEN ?1 THEN c.name_en ELSE c.name_fr END AS name, p.id, CASE WHEN ?1 THEN p.name_en ELSE p.name_fr END AS above"
	                   " FROM core_v1_category c JOIN core_v1_category p ON p.id = c.parent WHERE c.active AND p.active"
	                   " ORDER BY above COLLATE NOCASE, p.id, name COLLATE NOCASE",
	[SQL_PLACE] = "SELECT active FROM core_v1_place WHERE code = ?1",
	[SQL_PLACES] = "SELECT code, name_fr, name_en, id FROM core_v1_place WHERE active AND code <> 'sorting' ORDER BY id",
	[SQL_SOURCE] = "SELECT seq FROM core_v1_record WHERE seq = ?1 AND kind = 'intake.weighed' AND reverses IS NULL AND reversed_by IS NULL",
	/* What a record set; a recategorised item comes back to where it was, which is no news. */
	[SQL_HISTORY] = "SELECT r.seq, r.at_ms, r.kind, r.reversed_by, json_extract(r.line, '$.changes[0].set.title'),"
	                " json_extract(r.line, '$.changes[0].set.price'), json_extract(r.line, '$.changes[0].set.state'),"
	                " k.name_fr, k.name_en, p.name_fr, p.name_en, json_extract(r.line, '$.body.condition'),"
	                " json_extract(r.line, '$.body.story'), json_extract(r.line, '$.body.until') FROM core_v1_record r"
	                " LEFT JOIN core_v1_category k ON k.id = json_extract(r.line, '$.changes[0].set.category')"
	                " LEFT JOIN core_v1_place p ON p.account = json_extract(r.line, '$.moves[0].to')"
	                " WHERE r.item = ?1 AND r.reverses IS NULL AND r.kind <> 'core.item_drawn' ORDER BY r.seq DESC LIMIT 100",
	[SQL_FRESH] = "SELECT seq FROM core_v1_record WHERE seq = ?1 AND at_ms >= ?2 AND plugin = 'items' AND reverses IS NULL",
	[SQL_RECORD] = "SELECT item FROM core_v1_record WHERE seq = ?1 AND plugin = 'items'",
	[SQL_CODE] = "SELECT code FROM core_v1_item WHERE id = ?1",
	[SQL_ADD] = "INSERT INTO items_item (item, source, record, day, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
	[SQL_FORGET] = "DELETE FROM items_item WHERE item = ?1",
	[SQL_SET_CONDITION] = "INSERT INTO items_detail (item, condition) VALUES (?1, ?2) ON CONFLICT (item) DO UPDATE SET condition = ?2",
	[SQL_SET_STORY] = "INSERT INTO items_detail (item, story) VALUES (?1, ?2) ON CONFLICT (item) DO UPDATE SET story = ?2",
	[SQL_SET_UNTIL] = "INSERT INTO items_detail (item, until) VALUES (?1, ?2) ON CONFLICT (item) DO UPDATE SET until = ?2",
	/* The last time it went on after a test, and that stands. */
	[SQL_TESTED] = "SELECT max(r.at_ms) FROM core_v1_record r WHERE r.item = ?1 AND r.reverses IS NULL AND r.reversed_by IS NULL"
	               " AND json_extract(r.line, '$.changes[0].was.state') = 'to_test'"
	               " AND json_extract(r.line, '$.changes[0].set.state') IN ('repaired', 'on_sale')",
	[SQL_ROOT_CODE] = "SELECT coalesce(p.code, k.code) FROM core_v1_category k LEFT JOIN core_v1_category p ON p.id = k.parent WHERE k.id = ?1",
	[SQL_USUAL_CATEGORIES] = "SELECT id, coalesce(parent, 0), code FROM core_v1_category WHERE active ORDER BY id",
	/* Prices of the last 20,000 objects: those of one category, then those of all that is below one. */
	[SQL_USUAL_PRICES] = "SELECT category, price_cents, count(*) AS n FROM core_v1_item WHERE price_cents IS NOT NULL AND state <> 10"
	                     " AND id > (SELECT max(id) FROM core_v1_item) - 20000 GROUP BY 1, 2 ORDER BY 1, n DESC, 2",
	[SQL_USUAL_ABOVE] = "SELECT k.parent, i.price_cents, count(*) AS n FROM core_v1_item i JOIN core_v1_category k ON k.id = i.category"
	                    " WHERE i.price_cents IS NOT NULL AND i.state <> 10 AND k.parent IS NOT NULL"
	                    " AND i.id > (SELECT max(id) FROM core_v1_item) - 20000 GROUP BY 1, 2 ORDER BY 1, n DESC, 2",
	[SQL_REPORT_ADD] = "INSERT INTO items_report (item, text, at_ms) VALUES (?1, ?2, ?3)",
	[SQL_REPORT_WAITING] = "SELECT count(*) FROM items_report WHERE item = ?1 AND done_ms IS NULL",
	[SQL_REPORT_OF] = "SELECT r.id, r.text, r.at_ms, r.done_ms, i.code, i.short, i.title, k.name_fr, k.name_en FROM items_report r"
	                  " JOIN core_v1_item i ON i.id = r.item LEFT JOIN core_v1_category k ON k.id = i.category"
	                  " WHERE r.item = ?1 ORDER BY r.id DESC LIMIT 50",
	[SQL_REPORTS] = "SELECT r.id, r.text, r.at_ms, r.done_ms, i.code, i.short, i.title, k.name_fr, k.name_en FROM items_report r"
	                " JOIN core_v1_item i ON i.id = r.item LEFT JOIN core_v1_category k ON k.id = i.category"
	                " ORDER BY r.done_ms IS NOT NULL, r.id DESC LIMIT 200",
	[SQL_REPORT_DONE] = "UPDATE items_report SET done_ms = ?2, done_by = ?3 WHERE id = ?1",
	[SQL_FROM_SOURCE] = "SELECT i.short FROM items_item o JOIN core_v1_item i ON i.id = o.item WHERE o.source = ?1 LIMIT 1",
	[SQL_SIMILAR] = ("SELECT i.code, i.title, i.price_cents FROM core_v1_item i WHERE i.category = ?1 AND i.state = 4 /* on sale */ AND i.place IS NOT NULL AND i.id <> ?2"
	                " AND i.id > ?2 - 5000 ORDER BY i.id DESC LIMIT 3"),
};

static const struct glane_view views[] = {
	{ "core_v1_item" }, { "core_v1_item_search" }, { "core_v1_category" }, { "core_v1_place" }, { "core_v1_record" },
};
static const struct glane_ref refs[] = { { "core_item", "id" } };

#define SEE "items.see"
#define EDIT "items.edit"
#define REPORTS "items.reports"
#define ID_MAX (INT64_C(1) << 53)
static const char *const stock_states[] = { "pending", "to_test", "repaired", "on_sale", "reserved", NULL };
#define IN_CODE { .name = "code", .type = GLANE_F_TEXT, .required = 1, .min = 1, .max = 160 }

static const struct glane_input in_code[] = { IN_CODE };
static const struct glane_input in_day[] = { { .name = "day", .type = GLANE_F_DATE } };
static const struct glane_input in_search[] = { { .name = "q", .type = GLANE_F_TEXT, .max = 160 } };
static const struct glane_input in_find[] = { { .name = "q", .type = GLANE_F_TEXT, .required = 1, .max = 160 } };
static const struct glane_input in_create[] = {
	{ .name = "category", .type = GLANE_F_INT, .required = 1, .min = 1, .max = ID_MAX },
	{ .name = "grams", .type = GLANE_F_GRAMS, .required = 1, .min = 1, .max = 2000000 },
	{ .name = "title", .type = GLANE_F_TEXT, .max = TITLE_BYTES_MAX },
	{ .name = "price", .type = GLANE_F_CENTS, .max = 10000000 },
	{ .name = "source", .type = GLANE_F_INT, .min = 1, .max = ID_MAX },
	{ .name = "blank", .type = GLANE_F_CODE },
	{ .name = "place", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "pieces", .type = GLANE_F_INT, .min = 1, .max = 100000 }, /* in each */
	{ .name = "condition", .type = GLANE_F_INT, .min = 1, .max = 3 },
	{ .name = "copies", .type = GLANE_F_INT, .min = 1, .max = COPIES_MAX }, /* so many objects share the weight */
	{ .name = "label", .type = GLANE_F_BOOL }, /* to be printed */
};
static const struct glane_input in_create_command[] = {
	{ .name = "category", .type = GLANE_F_TEXT, .required = 1, .max = 60 },
	{ .name = "weight", .type = GLANE_F_GRAMS, .required = 1, .min = 1, .max = 2000000 },
	{ .name = "title", .type = GLANE_F_TEXT, .max = TITLE_BYTES_MAX },
	{ .name = "price", .type = GLANE_F_CENTS, .max = 10000000 },
	{ .name = "blank", .type = GLANE_F_CODE },
	{ .name = "place", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "pieces", .type = GLANE_F_INT, .min = 1, .max = 100000 },
};
static const struct glane_input in_blanks[] = { { .name = "n", .type = GLANE_F_INT, .required = 1, .min = 1, .max = 500 } };
static const struct glane_input in_state[] = { IN_CODE, { .name = "state", .type = GLANE_F_CHOICE, .required = 1, .choices = stock_states },
	{ .name = "until", .type = GLANE_F_DATE } /* of what is reserved */ };
static const struct glane_input in_place[] = { IN_CODE, { .name = "place", .type = GLANE_F_TEXT, .required = 1, .max = 30 } };
static const struct glane_input in_edit[] = {
	IN_CODE,
	{ .name = "title", .type = GLANE_F_TEXT, .max = TITLE_BYTES_MAX },
	{ .name = "price", .type = GLANE_F_CENTS, .max = 10000000 },
	{ .name = "category", .type = GLANE_F_INT, .min = 1, .max = ID_MAX },
	{ .name = "condition", .type = GLANE_F_INT, .min = 1, .max = 3 },
	{ .name = "story", .type = GLANE_F_LINES, .max = STORY_BYTES_MAX },
	{ .name = "whole", .type = GLANE_F_BOOL }, /* what is empty is taken away */
};
static const struct glane_input in_report_form[] = { IN_CODE, { .name = "sent", .type = GLANE_F_BOOL } };
static const struct glane_input in_report[] = {
	IN_CODE,
	{ .name = "text", .type = GLANE_F_LINES, .required = 1, .min = 1, .max = REPORT_BYTES_MAX },
};
static const struct glane_input in_report_done[] = {
	{ .name = "id", .type = GLANE_F_INT, .required = 1, .min = 1, .max = ID_MAX },
	{ .name = "done", .type = GLANE_F_BOOL, .required = 1 },
};
static const struct glane_input in_new[] = { { .name = "blank", .type = GLANE_F_CODE } };
static const struct glane_input in_undo[] = { { .name = "record", .type = GLANE_F_INT, .required = 1, .min = 1, .max = ID_MAX } };

#define READS .method = GLANE_GET, .mode = GLANE_READ
#define WRITES .method = GLANE_POST, .mode = GLANE_WRITE, .permission = EDIT
static const struct glane_route routes[] = {
	{ READS, .path = "/o/{code}", .template_name = "shopper", .summary = "An item's page for shoppers", .run = show_shopper, .inputs = GLANE_LIST(in_code), .cache_s = 60 },
	{ READS, .path = "/items/{code}", .permission = SEE, .template_name = "item", .summary = "An item for the team, with its history", .run = show_item, .inputs = GLANE_LIST(in_code) },
	{ READS, .path = "/day", .permission = SEE, .summary = "The items that were labelled on a day", .run = show_day, .inputs = GLANE_LIST(in_day) },
	{ READS, .path = "/usual", .permission = SEE, .summary = "The usual prices of each category, by the place's own labels", .run = show_usual, .cache_s = 60 },
	{ READS, .path = "/report/{code}", .template_name = "report", .summary = "The form that tells the team of a problem with an item", .run = report_form, .inputs = GLANE_LIST(in_report_form) },
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/report/{code}", .template_name = "report", .form = "/report/{code}", .open_post = 1, .summary = "Tell the team of a problem with an item", .run = report_send, .inputs = GLANE_LIST(in_report) },
	{ READS, .path = "/reports", .permission = REPORTS, .template_name = "reports", .summary = "What shoppers reported", .run = report_list },
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/reports/{id}", .permission = REPORTS, .template_name = "reports", .form = "/reports", .summary = "Say that a report was dealt with, or that it is open again", .run = report_done, .inputs = GLANE_LIST(in_report_done) },
	{ READS, .path = "/what", .permission = SEE, .summary = "What a code stands for: item, blank, void, unknown or misread, in words", .run = show_what, .inputs = GLANE_LIST(in_code) },
	{ READS, .path = "/search", .permission = SEE, .template_name = "search", .summary = "Find items by code, shop number or words", .run = show_search, .inputs = GLANE_LIST(in_search) },
	{ READS, .path = "/new", .permission = EDIT, .template_name = "new", .summary = "The form that makes an item, with a blank label or without", .run = create_form, .inputs = GLANE_LIST(in_new) },
	{ READS, .path = "/blanks", .permission = EDIT, .template_name = "blanks", .summary = "The form that draws codes for blank labels", .run = blanks_form },
	{ WRITES, .path = "/items", .template_name = "item", .form = "/new", .summary = "Make an item with its code", .run = create_item, .inputs = GLANE_LIST(in_create) },
	{ WRITES, .path = "/blanks", .template_name = "blanks", .form = "/blanks", .summary = "Draw codes for blank labels", .run = create_blanks, .inputs = GLANE_LIST(in_blanks) },
	{ WRITES, .path = "/items/{code}/state", .template_name = "item", .form = "/items/{code}", .summary = "Change an item's state while it is in stock", .run = change_state, .inputs = GLANE_LIST(in_state) },
	{ WRITES, .path = "/items/{code}/place", .template_name = "item", .form = "/items/{code}", .summary = "Bring an item to another place", .run = change_place, .inputs = GLANE_LIST(in_place) },
	{ WRITES, .path = "/items/{code}/edit", .template_name = "item", .form = "/items/{code}", .summary = "Change an item's title, price, category, condition or story", .run = change_edit, .inputs = GLANE_LIST(in_edit) },
	{ WRITES, .path = "/undo", .template_name = "undone", .summary = "Take back the whole request that made a record", .run = change_undo, .inputs = GLANE_LIST(in_undo) },
};
static const struct glane_letter letters[] = { { 'O', 0, "/o/{code}" } };

static const struct glane_input created_fields[] = {
	{ .name = "source", .type = GLANE_F_INT },
	{ .name = "code", .type = GLANE_F_CODE, .required = 1 },
	{ .name = "condition", .type = GLANE_F_INT },
	{ .name = "label", .type = GLANE_F_BOOL }, /* whoever prints, prints it */
};
static const struct glane_input edited_fields[] = { /* 0: none */
	{ .name = "condition", .type = GLANE_F_INT },
	{ .name = "was_condition", .type = GLANE_F_INT },
	{ .name = "story", .type = GLANE_F_LINES, .max = STORY_BYTES_MAX },
	{ .name = "was_story", .type = GLANE_F_LINES, .max = STORY_BYTES_MAX },
};
static const struct glane_input state_fields[] = { /* local days, 0: none */
	{ .name = "until", .type = GLANE_F_INT },
	{ .name = "was_until", .type = GLANE_F_INT },
};
static const struct glane_input blanks_fields[] = { { .name = "n", .type = GLANE_F_INT, .required = 1 } };
static const struct glane_kind kinds[] = {
	[KIND_CREATED] = { "created", "An object got a code, a title and a place", GLANE_LIST(created_fields) },
	[KIND_EDITED] = { "edited", "Title, price, category, condition or story were changed", GLANE_LIST(edited_fields) },
	[KIND_MOVED] = { "moved", "An item was brought to another place", { 0, 0, 0 } },
	[KIND_STATE] = { "state_set", "An item's state was changed", GLANE_LIST(state_fields) },
	[KIND_BLANKS] = { "blanks_drawn", "Codes were drawn for blank labels", GLANE_LIST(blanks_fields) },
};
static const struct glane_sub subs[] = {
	{ "items.*", GLANE_WRITE, GLANE_BEFORE, on_own },
	{ "intake.weighed", GLANE_WRITE, GLANE_BEFORE, on_weighing },
};
static const struct glane_permission permissions[] = {
	{ SEE, "permission.see", "volunteer staff cashier manager administrator reader" },
	{ EDIT, "permission.edit", "volunteer staff manager administrator" },
	{ REPORTS, "permission.reports", "staff manager administrator" },
};
static const struct glane_setting settings[] = {
	{ .key = "guarantee_days", .type = GLANE_F_INT, .initial = "0", .title_key = "setting.guarantee_days" },
};
static const struct glane_topic topics[] = { [TOPIC_CHANGED] = { "items.changed", SEE }, [TOPIC_REPORTED] = { "items.reported", REPORTS } };
static const struct glane_panel panels[] = {
	{ .slot = "intake.line", .kind = "element", .title_key = "ui.label_it", .tag = "glane-x-items-tag", .module = "label.js", .permission = EDIT },
	{ .slot = "screen", .kind = "element", .title_key = "ui.label_it", .tag = "glane-x-items-label", .module = "label.js", .permission = EDIT, .order = 20 },
	{ .slot = "screen", .kind = "element", .title_key = "search.title", .tag = "glane-x-items-find", .module = "find.js", .permission = SEE, .order = 40 },
	{ .slot = "nav", .kind = "link", .title_key = "search.title", .source = "/search", .permission = SEE },
	{ .slot = "nav", .kind = "link", .title_key = "reports.title", .source = "/reports", .permission = REPORTS },
};
static const struct glane_label_field fields[] = {
	{ "url", "field.url", "HTTPS://LAPAGAILLE.ORG/O/7K2PW93MDR4T8", field_url },
	{ "code", "field.code", "7K2PW93MDR4T8", field_code },
	{ "short", "field.short", "123457", field_short },
	{ "title", "field.title", "Bouilloire", field_title },
	{ "price", "field.price", "5,00 €", field_price },
	{ "category", "field.category", "petit électroménager", field_category },
	{ "weight", "field.weight", "1,84 kg", field_weight },
};
static const struct glane_command commands[] = {
	{ .words = "item find", .summary = "Find items by code, shop number or words", .permission = SEE, .mode = GLANE_READ, .run = find_command, .inputs = GLANE_LIST(in_find), .template_name = "find" },
	{ .words = "item show", .summary = "Show an item with its history", .permission = SEE, .mode = GLANE_READ, .run = show_command, .inputs = GLANE_LIST(in_code), .template_name = "show" },
	{ .words = "item create", .summary = "Make an item of a category (its code), weighing so many kilograms", .permission = EDIT, .mode = GLANE_WRITE, .run = create_command, .inputs = GLANE_LIST(in_create_command), .template_name = "show" },
};
static const struct glane_check checks[] = {
	{ "an item that core does not know", "SELECT o.item FROM items_item o LEFT JOIN core_v1_item i ON i.id = o.item WHERE i.id IS NULL" },
	{ "a detail or a report of an item that core does not know",
	  "SELECT d.item FROM (SELECT item FROM items_detail UNION ALL SELECT item FROM items_report) d"
	  " LEFT JOIN core_v1_item i ON i.id = d.item WHERE i.id IS NULL" },
	{ "an undone item that is still listed", "SELECT o.item FROM items_item o JOIN core_v1_item i ON i.id = o.item WHERE i.state = 10" },
};

static const struct glane_personal personal[] = {
	{ "items_report", "personal.report", "SELECT at_ms, done_ms FROM items_report WHERE done_by = ?1",
	  "UPDATE items_report SET done_by = NULL WHERE done_by = ?1", "DELETE FROM items_report WHERE at_ms < ?1 - 31536000000" /* a year */ },
};

static const char *const state_words[] = {
	[GLANE_STATE_PENDING] = "pending",   [GLANE_STATE_TO_TEST] = "to_test",   [GLANE_STATE_REPAIRED] = "repaired",
	[GLANE_STATE_ON_SALE] = "on_sale",   [GLANE_STATE_RESERVED] = "reserved", [GLANE_STATE_SOLD] = "sold",
	[GLANE_STATE_GIVEN] = "given",       [GLANE_STATE_RECYCLED] = "recycled", [GLANE_STATE_SCRAPPED] = "scrapped",
	[GLANE_STATE_VOID] = "void",
};

const char *state_word(uint32_t state)
{
	return state < sizeof(state_words) / sizeof(state_words[0]) ? state_words[state] : NULL;
}

uint32_t state_from_word(struct glane_str word)
{
	for (uint32_t i = 1; i < sizeof(state_words) / sizeof(state_words[0]); i++)
		if (strlen(state_words[i]) == word.n && memcmp(state_words[i], word.p, word.n) == 0)
			return i;
	return 0;
}

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "items",
	.version = "1.0.0",
	.title_key = "title",
	.license = "MPL-2.0",
	.init = self_init,
	.fini = self_fini,
	.views = GLANE_LIST(views),
	.refs = GLANE_LIST(refs),
	.statements = GLANE_LIST(statements),
	.checks = GLANE_LIST(checks),
	.personal = GLANE_LIST(personal),
	.routes = GLANE_LIST(routes),
	.letters = GLANE_LIST(letters),
	.subs = GLANE_LIST(subs),
	.kinds = GLANE_LIST(kinds),
	.topics = GLANE_LIST(topics),
	.permissions = GLANE_LIST(permissions),
	.settings = GLANE_LIST(settings),
	.panels = GLANE_LIST(panels),
	.label_fields = GLANE_LIST(fields),
	.commands = GLANE_LIST(commands),
	.migrations = EMBEDDED_SCHEMA,
	.templates = EMBEDDED_PAGES,
	.assets = EMBEDDED_UI,
	.catalogues = EMBEDDED_I18N,
};
