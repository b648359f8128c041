/* SPDX-License-Identifier: MPL-2.0 */
/* The declaration: a table to read from top to bottom. */
#include "host/own.h"

#include "loop/executor.h"

#include "core_embedded.h"

static const struct glane_permission permissions[] = {
	{ "core.see", "permission.see", "day volunteer staff cashier manager administrator reader" },
	{ "core.manage", "permission.manage", "manager administrator" },
	{ "core.people", "permission.people", "manager administrator" },
	{ "core.unlock", "permission.unlock", "staff manager administrator" },
	{ "core.roles", "permission.roles", "administrator" },
	{ "core.log", "permission.log", "manager administrator" },
	{ "core.privacy", "permission.privacy", "manager administrator" },
};

static const char *const langs[] = { "fr", "en", "ar", NULL };
static const struct glane_input in_lang[] = { { .name = "lang", .type = GLANE_F_CHOICE, .required = 1, .choices = langs } };
static const struct glane_input in_l[] = { { .name = "l", .type = GLANE_F_CHOICE, .choices = langs } };
static const struct glane_input in_call[] = { { .name = "answer", .type = GLANE_F_BOOL } };
static const struct glane_input in_home[] = {
	{ .name = "l", .type = GLANE_F_CHOICE, .choices = langs },
	{ .name = "safe", .type = GLANE_F_BOOL }, /* for the kiosk: without parts of plugins */
};
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
static const struct glane_input in_again[] = { { .name = "name", .type = GLANE_F_TEXT, .required = 1, .max = 16 }, { .name = "again", .type = GLANE_F_BOOL } };
static const struct glane_input in_check[] = { { .name = "path", .type = GLANE_F_TEXT, .required = 1, .max = 4000 } };
static const struct glane_input in_backup[] = {
	{ .name = "path", .type = GLANE_F_TEXT, .required = 1, .max = 4000 },
	{ .name = "replace", .type = GLANE_F_BOOL },
};

/* --- the door -------------------------------------------------------------------------- */
static const char *const purposes[] = { "intake", "till", "workshop", "manager", NULL };
#define ID(name_, required_) { .name = name_, .type = GLANE_F_INT, .required = required_, .min = 1, .max = INT64_C(1) << 53 }
#define WORD(name_, required_, max_) { .name = name_, .type = GLANE_F_TEXT, .required = required_, .max = max_ }
#define FLAG(name_) { .name = name_, .type = GLANE_F_BOOL }
#define SECRET(name_, required_) { .name = name_, .type = GLANE_F_SECRET, .required = required_, .max = 200 }
static const struct glane_input in_sign_in[] = { ID("person", 0), WORD("next", 0, 2000), { .name = "password", .type = GLANE_F_BOOL } };
static const struct glane_input in_pin[] = { ID("person", 1), SECRET("pin", 0), WORD("next", 0, 2000) };
static const struct glane_input in_badge[] = { SECRET("badge", 1), WORD("next", 0, 2000) };
static const struct glane_input in_password[] = { WORD("login", 1, 60), SECRET("password", 1), SECRET("totp", 0), WORD("next", 0, 2000) };
static const struct glane_input in_sign_out[] = { WORD("next", 0, 2000) };
static const struct glane_input in_enrol[] = { SECRET("code", 1) };
static const struct glane_input in_first_run[] = {
	SECRET("code", 1), WORD("site_name", 1, 100), WORD("site_host", 0, 100), WORD("name", 1, 160), WORD("picture", 0, 20),
	SECRET("pin", 1), WORD("login", 0, 40), SECRET("password", 0), WORD("device_name", 1, 60),
	{ .name = "purpose", .type = GLANE_F_CHOICE, .required = 1, .choices = purposes },
};
static const struct glane_input in_me[] = { WORD("picture", 0, 20), WORD("language", 0, 2), { .name = "left_handed", .type = GLANE_F_BOOL } };
static const struct glane_input in_me_pin[] = { SECRET("old", 0), SECRET("pin", 1) };
static const struct glane_input in_me_password[] = { SECRET("old", 1), SECRET("password", 1) };
static const struct glane_input in_totp[] = { SECRET("key", 1), SECRET("digits", 1) };
static const struct glane_input in_totp_off[] = { SECRET("digits", 1) };
/* --- people, devices, roles -------------------------------------------------------------- */
static const struct glane_input in_person[] = {
	ID("id", 0), WORD("name", 1, 160), WORD("picture", 0, 20), WORD("role", 1, 40), WORD("place", 0, 40), WORD("language", 0, 2),
	SECRET("pin", 0), WORD("login", 0, 40), SECRET("password", 0),
};
static const struct glane_input in_person_id[] = { ID("id", 1) };
static const struct glane_input in_person_add[] = { WORD("name", 1, 160), WORD("role", 1, 40), WORD("picture", 0, 20), WORD("place", 0, 40), WORD("login", 0, 40), SECRET("secret", 1) };
static const struct glane_input in_person_reset[] = { WORD("name", 1, 160), SECRET("secret", 1) };
static const struct glane_input in_person_name[] = { WORD("name", 1, 160) };
static const struct glane_input in_device_code[] = { WORD("name", 1, 160), { .name = "purpose", .type = GLANE_F_CHOICE, .required = 1, .choices = purposes }, WORD("place", 0, 40) };
static const struct glane_input in_device[] = { ID("id", 1), WORD("name", 1, 160), { .name = "purpose", .type = GLANE_F_CHOICE, .required = 1, .choices = purposes }, WORD("place", 0, 40) };
static const struct glane_input in_role[] = {
	WORD("code", 1, 40), WORD("name", 0, 160), WORD("purposes", 0, 60), FLAG("pin"), FLAG("active"),
	FLAG("on_intake"), FLAG("on_till"), FLAG("on_workshop"), FLAG("on_manager"), FLAG("new"),
};
static const char *const grants[] = { "yes", "no", "default", NULL };
static const struct glane_input in_role_permission[] = {
	WORD("role", 1, 40), WORD("permission", 1, 60), { .name = "grant", .type = GLANE_F_CHOICE, .required = 1, .choices = grants },
};
static const struct glane_input in_log[] = {
	ID("before", 0), ID("person", 0), ID("device", 0), WORD("item", 0, 200), { .name = "day", .type = GLANE_F_DATE }, WORD("kind", 0, 60),
};
/* --- what is known of people ---------------------------------------------------------------- */
static const struct glane_input in_privacy_erase[] = { ID("id", 1), WORD("confirm", 0, 160) }; /* who may not learns that first */
static const struct glane_input in_person_erase[] = { WORD("name", 1, 160), WORD("confirm", 1, 160) };
static const struct glane_input in_person_export[] = { WORD("name", 1, 160), { .name = "out", .type = GLANE_F_OUTPUT, .required = 1 } };

#define HASHES .method = GLANE_POST, .mode = LANE_HASH
#define READS .method = GLANE_GET, .mode = GLANE_READ
#define WRITES .method = GLANE_POST, .mode = GLANE_WRITE
static const struct glane_route routes[] = {
	{ READS, .path = "/", .template_name = "home", .summary = "The kiosk, or the public welcome page", .run = own_home, .inputs = GLANE_LIST(in_home) },
	{ READS, .path = "/ui/panels.json", .permission = "core.see", .summary = "Panels of all plugins that this person may use", .run = own_panels, .inputs = GLANE_LIST(in_l) },
	{ READS, .path = "/ui/text/{lang}", .permission = "core.see", .summary = "Words of all plugins in a language", .run = own_words, .inputs = GLANE_LIST(in_lang) },
	{ READS, .path = "/sw.js", .summary = "The kiosk's service worker, with the list of what it keeps", .run = own_worker },
	{ .method = GLANE_POST, .mode = GLANE_READ, .path = "/ui/call", .permission = "core.see", .summary = "Call somebody to this screen, or answer that somebody comes", .run = own_call, .inputs = GLANE_LIST(in_call) },
	{ READS, .path = "/events", .permission = "core.see", .summary = "Server-sent events; ?topic=... may be repeated", .run = own_events, .inputs = GLANE_LIST(in_events) },
	{ READS, .path = "/api/openapi.json", .summary = "This document", .run = own_openapi },
	{ READS, .path = "/metrics", .permission = "core.see", .summary = "Counters and gauges as text", .run = own_metrics },
	{ READS, .path = "/healthz", .summary = "Is the daemon well?", .run = own_health },
	{ READS, .path = "/session", .summary = "Who is there on this device, what they may, and who else could be", .run = own_session, .inputs = GLANE_LIST(in_l) },
	{ READS, .path = "/sign-in", .template_name = "sign_in", .summary = "Who are you?", .run = own_sign_in_page, .inputs = GLANE_LIST(in_sign_in) },
	{ HASHES, .path = "/sign-in/pin", .template_name = "sign_in", .form = "/sign-in", .summary = "Sign in with a PIN, on an enrolled device", .run = own_sign_in_pin, .inputs = GLANE_LIST(in_pin) },
	{ HASHES, .path = "/sign-in/badge", .template_name = "sign_in", .form = "/sign-in", .summary = "Sign in with a badge, on an enrolled device", .run = own_sign_in_badge, .inputs = GLANE_LIST(in_badge) },
	{ HASHES, .path = "/sign-in/password", .template_name = "sign_in", .form = "/sign-in", .summary = "Sign in with a password, from anywhere", .run = own_sign_in_password, .inputs = GLANE_LIST(in_password) },
	{ WRITES, .path = "/sign-out", .template_name = "sign_in", .summary = "End the session", .run = own_sign_out, .inputs = GLANE_LIST(in_sign_out) },
	{ READS, .path = "/enrol", .template_name = "enrol", .summary = "Make this device one of the centre's", .run = own_enrol_page, .inputs = GLANE_LIST(in_l) },
	{ WRITES, .path = "/enrol", .template_name = "enrol", .form = "/enrol", .summary = "Enrol this device with a code that an administrator shows", .run = own_enrol, .inputs = GLANE_LIST(in_enrol) },
	{ READS, .path = "/first-run", .template_name = "first_run", .summary = "Found the centre", .run = own_first_run_page, .inputs = GLANE_LIST(in_l) },
	{ HASHES, .path = "/first-run", .template_name = "first_run", .form = "/first-run", .summary = "Found the centre: its name, the first administrator, this device", .run = own_first_run, .inputs = GLANE_LIST(in_first_run) },
	{ READS, .path = "/me", .permission = "core.see", .template_name = "me", .summary = "Oneself", .run = own_me, .inputs = GLANE_LIST(in_l) },
	{ WRITES, .path = "/me", .permission = "core.see", .template_name = "me", .form = "/me", .summary = "Change one's picture, language, hand", .run = own_me_set, .inputs = GLANE_LIST(in_me) },
	{ HASHES, .path = "/me/pin", .permission = "core.see", .template_name = "me", .form = "/me", .summary = "Change one's PIN", .run = own_me_pin, .inputs = GLANE_LIST(in_me_pin) },
	{ HASHES, .path = "/me/password", .permission = "core.see", .template_name = "me", .form = "/me", .summary = "Change one's password", .run = own_me_password, .inputs = GLANE_LIST(in_me_password) },
	{ READS, .path = "/me/totp", .permission = "core.see", .template_name = "totp", .summary = "A fresh key for the phone's six digits", .run = own_me_totp, .inputs = GLANE_LIST(in_l) },
	{ HASHES, .path = "/me/totp", .permission = "core.see", .template_name = "totp", .form = "/me/totp", .summary = "Ask for six digits of this key from now on", .run = own_me_totp_set, .inputs = GLANE_LIST(in_totp) },
	{ HASHES, .path = "/me/totp/off", .permission = "core.see", .template_name = "me", .form = "/me", .summary = "Ask for six digits no more", .run = own_me_totp_off, .inputs = GLANE_LIST(in_totp_off) },
	{ READS, .path = "/manage/people", .permission = "core.unlock", .template_name = "people", .summary = "People", .run = own_people, .inputs = GLANE_LIST(in_l) },
	{ HASHES, .path = "/manage/people", .permission = "core.people", .template_name = "people", .form = "/manage/people", .summary = "Add or change a person", .run = own_person_set, .inputs = GLANE_LIST(in_person) },
	{ WRITES, .path = "/manage/people/disable", .permission = "core.people", .template_name = "people", .form = "/manage/people", .summary = "A person does not come any more", .run = own_person_disable, .inputs = GLANE_LIST(in_person_id) },
	{ WRITES, .path = "/manage/people/enable", .permission = "core.people", .template_name = "people", .form = "/manage/people", .summary = "A person comes again", .run = own_person_enable, .inputs = GLANE_LIST(in_person_id) },
	{ WRITES, .path = "/manage/people/unlock", .permission = "core.unlock", .template_name = "people", .form = "/manage/people", .summary = "Let a person try her PIN again", .run = own_person_unlock, .inputs = GLANE_LIST(in_person_id) },
	{ WRITES, .path = "/manage/people/badge", .permission = "core.people", .template_name = "badge", .form = "/manage/people", .summary = "Make a badge; its code is shown once", .run = own_person_badge, .inputs = GLANE_LIST(in_person_id) },
	{ READS, .path = "/manage/devices", .permission = "core.people", .template_name = "devices", .summary = "Devices", .run = own_devices, .inputs = GLANE_LIST(in_l) },
	{ WRITES, .path = "/manage/devices/code", .permission = "core.people", .template_name = "device_code", .form = "/manage/devices", .summary = "Make a code that enrols a device, once, within ten minutes", .run = own_device_code, .inputs = GLANE_LIST(in_device_code) },
	{ WRITES, .path = "/manage/devices", .permission = "core.people", .template_name = "devices", .form = "/manage/devices", .summary = "Change a device", .run = own_device_set, .inputs = GLANE_LIST(in_device) },
	{ WRITES, .path = "/manage/devices/revoke", .permission = "core.people", .template_name = "devices", .form = "/manage/devices", .summary = "Revoke a device", .run = own_device_revoke, .inputs = GLANE_LIST(in_person_id) },
	{ READS, .path = "/manage/roles", .permission = "core.roles", .template_name = "roles", .summary = "Roles and what they may", .run = own_roles, .inputs = GLANE_LIST(in_l) },
	{ WRITES, .path = "/manage/roles", .permission = "core.roles", .template_name = "roles", .form = "/manage/roles", .summary = "Add or change a role", .run = own_role_set, .inputs = GLANE_LIST(in_role) },
	{ WRITES, .path = "/manage/roles/permission", .permission = "core.roles", .template_name = "roles", .form = "/manage/roles", .summary = "Grant or take one permission", .run = own_role_permission, .inputs = GLANE_LIST(in_role_permission) },
	{ READS, .path = "/manage/log", .permission = "core.log", .template_name = "log", .summary = "Who did what, the latest first", .run = own_log, .inputs = GLANE_LIST(in_log) },
	{ READS, .path = "/manage/privacy", .permission = "core.privacy", .template_name = "privacy", .summary = "What is known of people, why, for how long", .run = own_privacy, .inputs = GLANE_LIST(in_l) },
	{ READS, .path = "/manage/privacy/export", .permission = "core.privacy", .summary = "All that is known of a person, as a file", .run = own_person_export, .inputs = GLANE_LIST(in_person_id) },
	{ WRITES, .path = "/manage/privacy/erase", .permission = "core.privacy", .template_name = "privacy", .form = "/manage/privacy", .summary = "Erase a person, for ever", .run = own_person_erase, .inputs = GLANE_LIST(in_privacy_erase) },
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
	{ WRITES, .path = "/manage/plugins/again", .permission = "core.manage", .template_name = "plugins", .form = "/manage/plugins", .summary = "Whether a plugin that runs now starts again", .run = own_plugin_again, .inputs = GLANE_LIST(in_again) },
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
	{ .words = "person add", .summary = "Add a person; asks for a PIN of 4 to 6 digits, or a password", .mode = LANE_HASH, .run = own_person_add, .inputs = GLANE_LIST(in_person_add) },
	{ .words = "person list", .summary = "List the people with their roles", .mode = GLANE_READ, .run = own_people, .template_name = "cli_people" },
	{ .words = "person disable", .summary = "A person does not come any more; sessions end at once", .mode = GLANE_WRITE, .run = own_person_disable, .inputs = GLANE_LIST(in_person_name) },
	{ .words = "person enable", .summary = "A person comes again", .mode = GLANE_WRITE, .run = own_person_enable, .inputs = GLANE_LIST(in_person_name) },
	{ .words = "person unlock", .summary = "Let a person try her PIN again", .mode = GLANE_WRITE, .run = own_person_unlock, .inputs = GLANE_LIST(in_person_name) },
	{ .words = "person reset", .summary = "Give a person a new PIN or password; asks for it", .mode = LANE_HASH, .run = own_person_reset, .inputs = GLANE_LIST(in_person_reset) },
	{ .words = "person export", .summary = "Write all that is known of a person to a file", .mode = GLANE_READ, .run = own_person_export, .inputs = GLANE_LIST(in_person_export) },
	{ .words = "person erase", .summary = "Erase a person, for ever: the name is typed twice", .mode = GLANE_WRITE, .run = own_person_erase, .inputs = GLANE_LIST(in_person_erase) },
	{ .words = "device enrol", .summary = "Make a code that enrols a device, once, within ten minutes", .mode = GLANE_WRITE, .run = own_device_code, .inputs = GLANE_LIST(in_device_code), .template_name = "cli_device_code" },
	{ .words = "device list", .summary = "List the devices", .mode = GLANE_READ, .run = own_devices, .template_name = "cli_devices" },
	{ .words = "device revoke", .summary = "Revoke a device; its session ends at once", .mode = GLANE_WRITE, .run = own_device_revoke, .inputs = GLANE_LIST(in_person_id) },
	{ .words = "role list", .summary = "List the roles and what they may", .mode = GLANE_READ, .run = own_roles, .template_name = "cli_roles" },
	{ .words = "role set", .summary = "Grant or take one permission of a role: yes, no, default", .mode = GLANE_WRITE, .run = own_role_permission, .inputs = GLANE_LIST(in_role_permission) },
	{ .words = "help commands", .summary = "All commands, for the program's help", .mode = GLANE_READ, .run = own_commands },
};

static const struct glane_topic topics[] = { [OWN_TOPIC_CALLED] = { "core.called", "core.see" } };

static const struct glane_job jobs[] = {
	{ .name = "forget_answers", .mode = GLANE_WRITE, .at_minute = 3 * 60, .run = own_forget }, /* kept 30 days for repeats */
	{ .name = "forget_people", .mode = GLANE_WRITE, .at_minute = 3 * 60 + 10, .run = own_forget_people },
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
	.topics = GLANE_LIST(topics),
	.templates = EMBEDDED_PAGES,
	.catalogues = EMBEDDED_I18N,
};
