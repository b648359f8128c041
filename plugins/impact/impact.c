/* SPDX-License-Identifier: MPL-2.0 */
/* impact: what came in, what left and where it went: balance, rates and what they are over. */
#include <string.h>

#include "impact/return.h"
#include "impact_embedded.h"

static const struct glane_view views[] = {
	{ "core_v1_movement" }, { "core_v1_record" }, { "core_v1_place" }, { "core_v1_balance" }, { "core_v1_category" }, { "core_v1_category_stream" },
	{ "core_v1_outlet" }, { "core_v1_item" }, { "core_v1_stream" }, { "core_v1_person" }, { "import_v1_waiting" },
};
static const struct glane_dep depends[] = { { "import", 2, 1 } }; /* what waits there, where there is one */
static const struct glane_check checks[] = {
	{ "the roll-up and core's balances differ",
	  "SELECT account, category, sum(grams) AS g FROM (SELECT to_account AS account, category, grams FROM impact_total WHERE level = 4"
	  " UNION ALL SELECT from_account, category, -grams FROM impact_total WHERE level = 4"
	  " UNION ALL SELECT account, category, -grams FROM core_v1_balance) WHERE (SELECT seq FROM impact_reached WHERE name = 'total') >="
	  " (SELECT coalesce(max(seq), 0) FROM core_v1_record) GROUP BY 1, 2 HAVING g <> 0" },
	{ "a category with an official class is not there",
	  "SELECT category FROM impact_class WHERE category NOT IN (SELECT id FROM core_v1_category)" },
	{ "the levels of the roll-up differ",
	  "SELECT level FROM (SELECT level, sum(grams) AS g, sum(pieces) AS p, sum(n) AS k, sum(uncounted) AS u, sum(cents) AS c, sum(priced) AS q"
	  " FROM impact_total GROUP BY level) t WHERE (g, p, k, u, c, q) IS NOT (SELECT sum(grams), sum(pieces), sum(n), sum(uncounted), sum(cents),"
	  " sum(priced) FROM impact_total WHERE level = 0)" },
};
static const char *const equivalents[] = { "car_km", "train_km", NULL };
static const struct glane_input in_view[] = {
	{ .name = "period", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "place", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "equivalent", .type = GLANE_F_CHOICE, .choices = equivalents },
};
static const struct glane_input in_movements[] = {
	{ .name = "figure", .type = GLANE_F_CHOICE, .required = 1, .choices = figure_names },
	{ .name = "period", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "place", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "category", .type = GLANE_F_INT, .max = INT64_C(1) << 53 },
	{ .name = "stream", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "before", .type = GLANE_F_TEXT, .max = 80 },
};
static const char *const report_forms[] = { "html", "pdf", "xlsx", "csv", "json", NULL }, *const separators[] = { "semicolon", "comma", NULL };
static const struct glane_input in_report[] = {
	{ .name = "period", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "place", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "form", .type = GLANE_F_CHOICE, .choices = report_forms },
	{ .name = "separator", .type = GLANE_F_CHOICE, .choices = separators },
};
static const struct glane_input in_report_command[] = {
	{ .name = "from", .type = GLANE_F_DATE },
	{ .name = "to", .type = GLANE_F_DATE },
	{ .name = "period", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "place", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "format", .type = GLANE_F_CHOICE, .choices = report_forms },
	{ .name = "separator", .type = GLANE_F_CHOICE, .choices = separators },
	{ .name = "out", .type = GLANE_F_OUTPUT },
};
static const struct glane_input in_co2[] = {
	{ .name = "period", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "place", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "factors", .type = GLANE_F_TEXT, .max = 60 },
	{ .name = "equivalent", .type = GLANE_F_CHOICE, .choices = equivalents },
};
static const char *const stream_figures[] = { "entries", "reuse", "recycle", "exits", NULL };
static const struct glane_input in_streams[] = {
	{ .name = "period", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "place", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "figure", .type = GLANE_F_CHOICE, .choices = stream_figures },
};
static const struct glane_topic topics[] = { [TOPIC_TODAY] = { "impact.today", SEE } };
static const struct glane_input in_item[] = { { .name = "code", .type = GLANE_F_TEXT, .required = 1, .min = 1, .max = 160 } };
static const struct glane_input in_lock[] = { { .name = "period", .type = GLANE_F_TEXT, .required = 1, .max = 30 } };
static const struct glane_input in_unlock[] = { { .name = "record", .type = GLANE_F_INT, .required = 1, .min = 1, .max = INT64_C(1) << 53 } };
static const struct glane_input locked_fields[] = { /* grams; days since 1970 */
	{ .name = "from_day", .type = GLANE_F_INT, .required = 1 }, { .name = "to_day", .type = GLANE_F_INT, .required = 1 },
	{ .name = "factors", .type = GLANE_F_TEXT, .required = 1 }, { .name = "entries", .type = GLANE_F_INT },
	{ .name = "reuse", .type = GLANE_F_INT }, { .name = "s_out", .type = GLANE_F_INT }, { .name = "co2_low", .type = GLANE_F_INT },
	{ .name = "co2_central", .type = GLANE_F_INT }, { .name = "co2_high", .type = GLANE_F_INT },
};
static const char *const return_steps[] = { "draft", "submitted", "accepted", "refused", NULL }, *const return_ways[] = { "measured", "counted", NULL };
#define IN_RETURN                                                                                                              \
	{ .name = "stream", .type = GLANE_F_TEXT, .required = 1, .max = 30 }, { .name = "quarter", .type = GLANE_F_TEXT, .required = 1, .max = 30 }
static const struct glane_input in_return[] = {
	IN_RETURN,
	{ .name = "form", .type = GLANE_F_CHOICE, .choices = report_forms },
	{ .name = "separator", .type = GLANE_F_CHOICE, .choices = separators },
};
static const struct glane_input in_return_command[] = {
	{ .name = "stream", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "quarter", .type = GLANE_F_TEXT, .max = 30 },
	{ .name = "format", .type = GLANE_F_CHOICE, .choices = report_forms },
	{ .name = "separator", .type = GLANE_F_CHOICE, .choices = separators },
	{ .name = "out", .type = GLANE_F_OUTPUT },
};
static const struct glane_input in_return_step[] = {
	IN_RETURN,
	{ .name = "status", .type = GLANE_F_CHOICE, .required = 1, .choices = return_steps },
	{ .name = "how", .type = GLANE_F_CHOICE, .choices = return_ways },
	{ .name = "note", .type = GLANE_F_TEXT, .max = 180 },
};
static const struct glane_input in_class[] = {
	{ .name = "category", .type = GLANE_F_INT, .required = 1, .min = 1, .max = INT64_C(1) << 53 },
	{ .name = "class", .type = GLANE_F_TEXT, .max = 59 },
	{ .name = "from", .type = GLANE_F_DATE, .required = 1 },
};
#define IN_COUNT(n) { .name = n, .type = GLANE_F_INT, .min = 0, .max = 10000000 }
#define IN_COUNTS IN_COUNT("permanent"), IN_COUNT("insertion"), IN_COUNT("volunteers"), IN_COUNT("hours"), IN_COUNT("insertion_hours"), IN_COUNT("workshops"), IN_COUNT("visitors")
static const struct glane_input in_year[] = { { .name = "year", .type = GLANE_F_INT, .min = 1970, .max = 2999 } };
static const struct glane_input in_year_said[] = {
	{ .name = "year", .type = GLANE_F_INT, .required = 1, .min = 1970, .max = 2999 }, IN_COUNTS, { .name = "sales", .type = GLANE_F_CENTS },
	{ .name = "words", .type = GLANE_F_LINES, .max = 4000 },
};
static const struct glane_input year_fields[] = {
	{ .name = "year", .type = GLANE_F_INT, .required = 1 }, IN_COUNTS, { .name = "sales_cents", .type = GLANE_F_INT },
	{ .name = "words", .type = GLANE_F_LINES, .max = 4000 },
};
static const struct glane_input return_line_fields[] = {
	{ .name = "class", .type = GLANE_F_TEXT }, { .name = "figure", .type = GLANE_F_INT }, { .name = "grams", .type = GLANE_F_INT },
	{ .name = "estimated", .type = GLANE_F_INT },
};
static const struct glane_input return_fields[] = {
	{ .name = "stream", .type = GLANE_F_TEXT, .required = 1 }, { .name = "from_day", .type = GLANE_F_INT, .required = 1 },
	{ .name = "status", .type = GLANE_F_TEXT, .required = 1 }, { .name = "how", .type = GLANE_F_TEXT, .required = 1 },
	{ .name = "note", .type = GLANE_F_TEXT }, { .name = "lines", .type = GLANE_F_LIST, .inner = GLANE_LIST(return_line_fields), .max = 1000 },
};
static const struct glane_input class_fields[] = {
	{ .name = "category", .type = GLANE_F_INT, .required = 1 }, { .name = "from_day", .type = GLANE_F_INT, .required = 1 },
	{ .name = "class", .type = GLANE_F_TEXT },
};
static const struct glane_input factors_fields[] = {
	{ .name = "name", .type = GLANE_F_TEXT, .required = 1 }, { .name = "from", .type = GLANE_F_INT, .required = 1 },
	{ .name = "to", .type = GLANE_F_INT }, { .name = "sha256", .type = GLANE_F_TEXT },
};
static const struct glane_input in_factors[] = {
	{ .name = "file", .type = GLANE_F_FILE, .required = 1, .max = 1 << 20 },
	{ .name = "name", .type = GLANE_F_TEXT, .required = 1, .min = 1, .max = 40 },
	{ .name = "from", .type = GLANE_F_DATE, .required = 1 },
	{ .name = "to", .type = GLANE_F_DATE },
	{ .name = "source", .type = GLANE_F_TEXT, .required = 1, .min = 3, .max = 400 },
};
static const struct glane_kind kinds[] = {
	[KIND_FACTORS] = { "factors", "A version of CO2 factors came", GLANE_LIST(factors_fields) },
	[KIND_LOCKED] = { "locked", "A period was closed", GLANE_LIST(locked_fields) },
	{ "return", "A quarterly return was begun, submitted, accepted or refused", GLANE_LIST(return_fields) },
	{ "year", "What the centre says of a year", GLANE_LIST(year_fields) },
	{ "class", "A category got an official class", GLANE_LIST(class_fields) },
};
static const struct glane_job jobs[] = {
	[JOB_CATCH_UP] = { .name = "catch_up", .mode = GLANE_POOL, .at_minute = -1, .attempts = 100, .run = rollup_job },
};
#define READS .method = GLANE_GET, .mode = GLANE_READ, .permission = SEE
static const struct glane_route routes[] = {
	{ READS, .path = "/", .template_name = "dashboard", .summary = "What came in, what left and where it went, in a period", .run = get_dashboard,
	  .inputs = GLANE_LIST(in_view) },
	{ READS, .path = "/movements", .template_name = "movements", .summary = "The movements behind a figure", .run = get_movements,
	  .inputs = GLANE_LIST(in_movements) },
	{ .method = GLANE_GET, .mode = GLANE_POOL, .permission = SEE, .path = "/report", .template_name = "report",
	  .summary = "The report of a period, as a page or a file", .run = get_report, .inputs = GLANE_LIST(in_report) },
	{ READS, .path = "/screens", .template_name = "screens", .summary = "What is undone at once, typed by hand or sold unscanned, without names", .run = get_screens },
	{ READS, .path = "/co2", .template_name = "co2", .summary = "CO2 avoided in a period, as a range, with its factors", .run = get_co2, .inputs = GLANE_LIST(in_co2) },
	{ READS, .path = "/today", .summary = "What came in and left today", .run = get_today },
	{ READS, .path = "/streams", .template_name = "streams", .summary = "Filières by month", .run = get_streams, .inputs = GLANE_LIST(in_streams) },
	{ READS, .path = "/returns", .template_name = "returns", .summary = "Quarterly returns, their deadlines and what became of them", .run = get_returns },
	{ .method = GLANE_GET, .mode = GLANE_POOL, .permission = SEE, .path = "/return", .template_name = "return",
	  .summary = "The return of a quarter, as a page or a file", .run = get_return, .inputs = GLANE_LIST(in_return) },
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .permission = MANAGE, .path = "/return", .template_name = "return", .form = "/return",
	  .summary = "Say what became of a return", .run = post_return, .inputs = GLANE_LIST(in_return_step) },
	{ READS, .path = "/year", .template_name = "year", .summary = "What no scale knows of a year", .run = get_year, .inputs = GLANE_LIST(in_year) },
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .permission = MANAGE, .path = "/year", .template_name = "year", .form = "/year",
	  .summary = "Say it, for the activity report", .run = post_year, .inputs = GLANE_LIST(in_year_said) },
	{ READS, .path = "/classes", .template_name = "classes", .summary = "Official classes of categories", .run = get_classes },
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .permission = MANAGE, .path = "/classes", .template_name = "classes", .form = "/classes",
	  .summary = "Give a category an official class from a day on", .run = post_class, .inputs = GLANE_LIST(in_class) },
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/items/{code}/co2", .template_name = "item",
	  .summary = "What taking an object in the place of a new one avoids", .run = get_item, .inputs = GLANE_LIST(in_item), .cache_s = 60 },
	{ READS, .path = "/locks", .template_name = "locks", .summary = "Closed periods", .run = get_locks },
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .permission = MANAGE, .path = "/locks", .template_name = "locks", .form = "/locks",
	  .summary = "Close a period", .run = post_lock, .inputs = GLANE_LIST(in_lock) },
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .permission = MANAGE, .path = "/locks/undo", .template_name = "locks", .form = "/locks",
	  .summary = "Take back the closing of a period, within ten minutes", .run = post_unlock, .inputs = GLANE_LIST(in_unlock) },
};
static const struct glane_sub subs[] = {
	{ "*", GLANE_WRITE, GLANE_AFTER, on_record },
	{ "core.category_set", GLANE_WRITE, GLANE_AFTER, on_category },
	{ "impact.locked", GLANE_WRITE, GLANE_BEFORE, on_lock },
	{ "impact.factors", GLANE_WRITE, GLANE_BEFORE, on_factors },
	{ "impact.return", GLANE_WRITE, GLANE_BEFORE, on_return },
	{ "impact.year", GLANE_WRITE, GLANE_BEFORE, on_year },
	{ "impact.class", GLANE_WRITE, GLANE_BEFORE, on_class },
};
static const struct glane_permission permissions[] = {
	{ SEE, "permission.see", "staff manager administrator reader" },
	{ MANAGE, "permission.manage", "manager administrator" },
};
static const struct glane_panel panels[] = {
	{ .slot = "nav", .kind = "link", .title_key = "title", .source = "/", .permission = SEE, .order = 60 },
	{ .slot = "item.section", .kind = "page", .title_key = "co2.title", .source = "/items/{code}/co2", .order = 10 },
};
static const struct glane_command commands[] = {
	{ .words = "impact rebuild", .summary = "Add all movements up again from the journal, and compare", .permission = MANAGE, .mode = GLANE_POOL,
	  .timeout_ms = 3600000, .run = rebuild_command },
	{ .words = "impact factors", .summary = "Take a new version of CO2 factors (CSV: code, co2_kg_per_item, avg_weight_kg, per, co2_source)", .permission = MANAGE,
	  .mode = GLANE_WRITE, .run = factors_command, .inputs = GLANE_LIST(in_factors) },
	{ .words = "impact report", .summary = "The report of a period into a file", .permission = SEE, .mode = GLANE_POOL, .run = report_command,
	  .inputs = GLANE_LIST(in_report_command) },
	{ .words = "return show", .summary = "The return of a quarter into a file, --stream EA --quarter 2026-T1", .permission = SEE, .mode = GLANE_POOL,
	  .run = return_command, .inputs = GLANE_LIST(in_return_command) },
};

struct glane_str report_style(const char *name)
{
	for (size_t i = 0; i < sizeof(embedded_ui) / sizeof(embedded_ui[0]); i++)
		if (strcmp(embedded_ui[i].name, name) == 0)
			return (struct glane_str){ embedded_ui[i].p, embedded_ui[i].n };
	return glane_cstr("");
}

static int start(struct glane_self *s, struct glane_call *c)
{
	int rc = category_start(s, c);
	return rc < 0 ? rc : rollup_start(s, c);
}

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "impact",
	.version = "1.0.0",
	.title_key = "title",
	.license = "MPL-2.0",
	.init = self_init,
	.start = start,
	.fini = self_fini,
	.depends = GLANE_LIST(depends),
	.views = GLANE_LIST(views),
	.statements = { statements, SQL_COUNT, sizeof(statements[0]) },
	.checks = GLANE_LIST(checks),
	.routes = GLANE_LIST(routes),
	.subs = GLANE_LIST(subs),
	.kinds = GLANE_LIST(kinds),
	.jobs = GLANE_LIST(jobs),
	.topics = GLANE_LIST(topics),
	.permissions = GLANE_LIST(permissions),
	.panels = GLANE_LIST(panels),
	.commands = GLANE_LIST(commands),
	.migrations = EMBEDDED_SCHEMA,
	.templates = EMBEDDED_PAGES,
	.assets = EMBEDDED_UI,
	.catalogues = EMBEDDED_I18N,
};
