/* SPDX-License-Identifier: MPL-2.0 */
/* The declaration: a table to read from top to bottom. */
#include "host/own.h"

#include "core_embedded.h"

static const struct glane_permission permissions[] = {
	{ "core.see", "permission.see", "volunteer staff cashier manager administrator" },
	{ "core.manage", "permission.manage", "manager administrator" },
};

static const char *const langs[] = { "fr", "en", NULL };
static const struct glane_input in_lang[] = { { .name = "lang", .type = GLANE_F_CHOICE, .required = 1, .choices = langs } };
static const struct glane_input in_l[] = { { .name = "l", .type = GLANE_F_CHOICE, .choices = langs } };
static const struct glane_input in_events[] = { { .name = "topic", .type = GLANE_F_TEXT, .max = 60 } };
static const struct glane_input in_category[] = {
	{ .name = "id", .type = GLANE_F_INT, .min = 0, .max = INT64_C(1) << 53 },
	{ .name = "parent", .type = GLANE_F_INT, .min = 0, .max = INT64_C(1) << 53 },
	{ .name = "code", .type = GLANE_F_TEXT, .required = 1, .min = 2, .max = 40 },
	{ .name = "name_fr", .type = GLANE_F_TEXT, .required = 1, .max = 100 },
	{ .name = "name_en", .type = GLANE_F_TEXT, .required = 1, .max = 100 },
	{ .name = "stream", .type = GLANE_F_TEXT, .max = 20 },
	{ .name = "default_grams", .type = GLANE_F_GRAMS, .max = 2000000 },
	{ .name = "active", .type = GLANE_F_BOOL },
};
static const struct glane_input in_stream[] = {
	{ .name = "id", .type = GLANE_F_INT, .min = 0, .max = INT64_C(1) << 53 },
	{ .name = "code", .type = GLANE_F_TEXT, .required = 1, .min = 2, .max = 20 },
	{ .name = "name_fr", .type = GLANE_F_TEXT, .required = 1, .max = 100 },
	{ .name = "name_en", .type = GLANE_F_TEXT, .required = 1, .max = 100 },
	{ .name = "valid_from", .type = GLANE_F_DATE },
	{ .name = "valid_to", .type = GLANE_F_DATE },
	{ .name = "organisations", .type = GLANE_F_TEXT, .max = 300 },
	{ .name = "declaration", .type = GLANE_F_TEXT, .max = 100 },
	{ .name = "legal_ref", .type = GLANE_F_TEXT, .max = 100 },
	{ .name = "scope_fr", .type = GLANE_F_TEXT, .max = 1000 },
	{ .name = "support_in", .type = GLANE_F_CENTS, .max = 100000000 },
	{ .name = "support_reuse", .type = GLANE_F_CENTS, .max = 100000000 },
	{ .name = "support_waste", .type = GLANE_F_CENTS, .max = 100000000 },
	{ .name = "support_note", .type = GLANE_F_TEXT, .max = 1000 },
	{ .name = "source", .type = GLANE_F_TEXT, .max = 300 },
};
static const struct glane_input in_place[] = {
	{ .name = "id", .type = GLANE_F_INT, .min = 0, .max = INT64_C(1) << 53 },
	{ .name = "code", .type = GLANE_F_TEXT, .required = 1, .min = 2, .max = 30 },
	{ .name = "name_fr", .type = GLANE_F_TEXT, .required = 1, .max = 60 },
	{ .name = "name_en", .type = GLANE_F_TEXT, .required = 1, .max = 60 },
	{ .name = "active", .type = GLANE_F_BOOL },
};
static const struct glane_input in_container[] = {
	{ .name = "id", .type = GLANE_F_INT, .min = 0, .max = INT64_C(1) << 53 },
	{ .name = "name", .type = GLANE_F_TEXT, .required = 1, .max = 60 },
	{ .name = "tare", .type = GLANE_F_GRAMS, .required = 1, .max = 500000 },
	{ .name = "active", .type = GLANE_F_BOOL },
};
static const struct glane_input in_setting[] = {
	{ .name = "key", .type = GLANE_F_TEXT, .required = 1, .max = 60 },
	{ .name = "value", .type = GLANE_F_TEXT, .max = 200 },
};
static const struct glane_input in_setting_command[] = {
	{ .name = "key", .type = GLANE_F_TEXT, .required = 1, .max = 60 },
	{ .name = "value", .type = GLANE_F_TEXT, .required = 1, .max = 200 },
};
static const struct glane_input in_setting_key[] = { { .name = "key", .type = GLANE_F_TEXT, .required = 1, .max = 60 } };
static const struct glane_input in_plugin[] = { { .name = "name", .type = GLANE_F_TEXT, .required = 1, .max = 16 } };
static const struct glane_input in_check[] = { { .name = "path", .type = GLANE_F_TEXT, .required = 1, .max = 4000 } };
static const struct glane_input in_backup[] = {
	{ .name = "path", .type = GLANE_F_TEXT, .required = 1, .max = 4000 },
	{ .name = "replace", .type = GLANE_F_BOOL },
};

#define READS .method = GLANE_GET, .mode = GLANE_READ
#define WRITES .method = GLANE_POST, .mode = GLANE_WRITE
static const struct glane_route routes[] = {
	{ READS, .path = "/", .template_name = "home", .summary = "The kiosk, or the public welcome page", .run = own_home, .inputs = GLANE_LIST(in_l) },
	{ READS, .path = "/ui/panels.json", .permission = "core.see", .summary = "Panels of all plugins that this person may use", .run = own_panels, .inputs = GLANE_LIST(in_l) },
	{ READS, .path = "/ui/text/{lang}", .permission = "core.see", .summary = "Words of all plugins in a language", .run = own_words, .inputs = GLANE_LIST(in_lang) },
	{ READS, .path = "/events", .permission = "core.see", .summary = "Server-sent events; ?topic=... may be repeated", .run = own_events, .inputs = GLANE_LIST(in_events) },
	{ READS, .path = "/api/openapi.json", .summary = "This document", .run = own_openapi },
	{ READS, .path = "/metrics", .permission = "core.see", .summary = "Counters and gauges as text", .run = own_metrics },
	{ READS, .path = "/healthz", .summary = "Is the daemon well?", .run = own_health },
	{ READS, .path = "/manage/categories", .permission = "core.manage", .template_name = "categories", .summary = "Categories, streams and usual weights", .run = own_categories, .inputs = GLANE_LIST(in_l) },
	{ WRITES, .path = "/manage/categories", .permission = "core.manage", .template_name = "categories", .summary = "Add or change a category", .form = "/manage/categories", .run = own_category_set, .inputs = GLANE_LIST(in_category) },
	{ READS, .path = "/manage/streams", .permission = "core.manage", .template_name = "streams", .summary = "Streams (filières) with their periods and support", .run = own_streams, .inputs = GLANE_LIST(in_l) },
	{ WRITES, .path = "/manage/streams", .permission = "core.manage", .template_name = "streams", .summary = "Add a stream, or change one", .form = "/manage/streams", .run = own_stream_set, .inputs = GLANE_LIST(in_stream) },
	{ READS, .path = "/manage/places", .permission = "core.manage", .template_name = "places", .summary = "Places and containers", .run = own_places, .inputs = GLANE_LIST(in_l) },
	{ WRITES, .path = "/manage/places", .permission = "core.manage", .template_name = "places", .summary = "Add or change a place", .form = "/manage/places", .run = own_place_set, .inputs = GLANE_LIST(in_place) },
	{ WRITES, .path = "/manage/containers", .permission = "core.manage", .template_name = "places", .summary = "Add or change a container and its tare", .form = "/manage/places", .run = own_container_set, .inputs = GLANE_LIST(in_container) },
	{ READS, .path = "/manage/settings", .permission = "core.manage", .template_name = "settings", .summary = "Settings", .run = own_settings, .inputs = GLANE_LIST(in_l) },
	{ WRITES, .path = "/manage/settings", .permission = "core.manage", .template_name = "settings", .summary = "Change a setting", .form = "/manage/settings", .run = own_setting_set, .inputs = GLANE_LIST(in_setting) },
	{ READS, .path = "/manage/plugins", .permission = "core.manage", .template_name = "plugins", .summary = "Plugins and their state", .run = own_plugins, .inputs = GLANE_LIST(in_l) },
};

static const struct glane_command commands[] = {
	{ .words = "verify", .summary = "Recompute the hash chain, the mass accounts and all projections from the journal", .mode = GLANE_POOL, .timeout_ms = 3600000, .run = own_verify },
	{ .words = "backup", .summary = "Write a checked copy of the database to a file", .mode = GLANE_POOL, .timeout_ms = 3600000, .run = own_backup, .inputs = GLANE_LIST(in_backup) },
	{ .words = "plugin list", .summary = "List the plugins with their state and reason", .mode = GLANE_READ, .run = own_plugins, .template_name = "cli_plugins" },
	{ .words = "plugin describe", .summary = "Show what a plugin declares", .mode = GLANE_READ, .run = own_plugin_describe, .inputs = GLANE_LIST(in_plugin), .template_name = "cli_describe" },
	{ .words = "plugin enable", .summary = "Trust a plugin's file as it is now, from the next start on", .mode = GLANE_WRITE, .run = own_plugin_enable, .inputs = GLANE_LIST(in_plugin) },
	{ .words = "plugin disable", .summary = "Do not start a plugin any more", .mode = GLANE_WRITE, .run = own_plugin_disable, .inputs = GLANE_LIST(in_plugin) },
	{ .words = "plugin check", .summary = "Check a plugin's file: contract, names, declaration (opening it runs its constructors)", .mode = GLANE_POOL, .run = own_plugin_check, .inputs = GLANE_LIST(in_check) },
	{ .words = "plugin reset", .summary = "Forget all data of a plugin, in a demonstration directory only; it starts anew", .mode = GLANE_WRITE, .run = own_plugin_reset, .inputs = GLANE_LIST(in_plugin) },
	{ .words = "setting list", .summary = "List the settings", .mode = GLANE_READ, .run = own_settings, .template_name = "cli_settings" },
	{ .words = "setting set", .summary = "Change a setting", .mode = GLANE_WRITE, .run = own_setting_set, .inputs = GLANE_LIST(in_setting_command) },
	{ .words = "setting clear", .summary = "Empty a setting", .mode = GLANE_WRITE, .run = own_setting_set, .inputs = GLANE_LIST(in_setting_key) },
	{ .words = "help commands", .summary = "All commands, for the program's help", .mode = GLANE_READ, .run = own_commands },
};

static const struct glane_job jobs[] = {
	{ .name = "forget_answers", .mode = GLANE_WRITE, .at_minute = 3 * 60, .run = own_forget }, /* kept 30 days for repeats */
};

const struct glane_plugin own_plugin = {
	GLANE_PLUGIN_HEAD,
	.name = "core",
	.version = "",
	.license = "MPL-2.0",
	.permissions = GLANE_LIST(permissions),
	.routes = GLANE_LIST(routes),
	.commands = GLANE_LIST(commands),
	.jobs = GLANE_LIST(jobs),
	.templates = EMBEDDED_PAGES,
	.catalogues = EMBEDDED_I18N,
};
