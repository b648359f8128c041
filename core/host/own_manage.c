/* SPDX-License-Identifier: MPL-2.0 */
/* Managers' pages: categories, places, containers, settings, plugins.  Each change is a record of the journal. */
#include "host/internal.h"
#include "host/own.h"

static struct glane_value *root_of(struct glane_call *c)
{
	return reply_api.root(c);
}

static const char *state_word(const struct plugin *p)
{
	static const char *const words[] = { "found", "running", "disabled", "new", "failed" };
	return words[p->state];
}

int own_plugins(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_value *list = value_add_array(root_of(c), "plugins");
	for (uint32_t i = 1; i < c->host->plugin_count; i++) {
		const struct plugin *p = c->host->plugins[i];
		struct glane_value *v = value_add_object(list, NULL);
		value_add_text(v, "name", str_c(p->name));
		value_add_text(v, "version", str_c(p->version));
		value_add_text(v, "state", str_c(state_word(p)));
		value_add_text(v, "state_text", call_api.tr(c, arena_printf(c->arena, "plugin.state.%s", state_word(p)).p, NULL));
		int64_t starts;
		int rc = conn_int(c->conn, "SELECT coalesce((SELECT enabled FROM core_plugin WHERE name = ?1), 1)",
		                  VALS(glane_text(str_c(p->name))), &starts, &c->error);
		if (rc < 0)
			return rc;
		bool running = p->state == PLUGIN_RUNNING;
		value_add_bool(v, "running", running);
		value_add_bool(v, "starts", starts);
		value_add_text(v, "reason", running && !starts ? call_api.tr(c, "plugin.stops", NULL) : str_c(p->reason));
		value_add_text(v, "file", str_c(p->file));
	}
	return 0;
}

/* --- reference data --------------------------------------------------------------------------- */
static int add_rows(struct glane_call *c, const char *sql, const char *name, const char *const *columns, unsigned grams_column)
{
	struct stmt *s;
	int rc = conn_prepare(c->conn, sql, &s, &c->error);
	if (rc < 0)
		return rc;
	struct glane_value *list = value_add_array(root_of(c), name);
	while ((rc = stmt_step(s, &c->error)) == 1) {
		struct glane_value *v = value_add_object(list, NULL);
		for (int i = 0; columns[i]; i++) {
			struct glane_val col = stmt_col(s, i);
			if (col.type == GLANE_INT && (grams_column & (1u << i))) {
				value_add_quantity(v, columns[i], col.u.i, GLANE_U_GRAMS);
				value_add_decimal(v, "kilograms", col.u.i, 3); /* as its form field wants it */
			}
			else if (col.type == GLANE_INT) {
				value_add_int(v, columns[i], col.u.i);
			} else if (col.type == GLANE_TEXT) {
				value_add_text(v, columns[i], col.u.s);
			} else {
				value_add_null(v, columns[i]);
			}
		}
		struct glane_val last = stmt_col(s, stmt_columns(s) - 1);
		value_add_bool(v, "active", last.type == GLANE_INT && last.u.i);
	}
	stmt_reset(s);
	return rc;
}

int own_categories(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	static const char *const columns[] = { "id", "parent", "code", "name_fr", "name_en", "stream", "default_grams", "level", NULL };
	static const char *const streams[] = { "code", "name", NULL };
	int rc = add_rows(c, "SELECT k.id, k.parent, k.code, k.name_fr, k.name_en, k.stream, k.default_grams, k.level, k.active"
	                     " FROM core_v1_category k LEFT JOIN core_v1_category p ON p.id = k.parent"
	                     " ORDER BY coalesce(p.name_fr, k.name_fr), k.parent IS NOT NULL, k.name_fr",
	                  "categories", columns, 1u << 6);
	if (rc == 0)
		rc = add_rows(c, "SELECT DISTINCT code, name_fr, 1 FROM core_v1_stream ORDER BY code", "streams", streams, 0);
	return rc;
}

int own_category_set(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	const struct glane_value *in = c->inputs;
	struct category_edit edit = {
		.id = value_get_int(in, "id", 0),
		.parent = value_get_int(in, "parent", 0),
		.code = value_get_text(in, "code"),
		.name_fr = value_get_text(in, "name_fr"),
		.name_en = value_get_text(in, "name_en"),
		.stream = value_get_text(in, "stream"),
		.default_grams = value_get_int(in, "default_grams", 0),
		.active = value_get_int(in, "active", 0),
	};
	int64_t id = 0;
	int rc = inventory_category_set(call_inventory(c), &edit, &id);
	value_add_int(root_of(c), "id", id);
	reply_api.see_other(c, STR("/manage/categories"));
	return rc;
}

int own_streams(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct stmt *s;
	int rc = conn_prepare(c->conn, "SELECT id, code, name_fr, name_en, valid_from, valid_to, organisations, declaration,"
	                               " support_in_cents, support_reuse_cents, support_waste_cents, support_note, source, legal_ref, scope_fr"
	                               " FROM core_stream ORDER BY code, valid_from", &s, &c->error);
	if (rc < 0)
		return rc;
	static const char *const names[] = { "id", "code", "name_fr", "name_en", "valid_from", "valid_to", "organisations", "declaration",
		                             "support_in", "support_reuse", "support_waste", "support_note", "source", "legal_ref", "scope_fr" };
	struct glane_value *list = value_add_array(root_of(c), "streams");
	while ((rc = stmt_step(s, &c->error)) == 1) {
		struct glane_value *v = value_add_object(list, NULL);
		for (int i = 0; i < (int)COUNT_OF(names); i++) {
			if (stmt_is_null(s, i))
				value_add_null(v, names[i]);
			else if (i == 4 || i == 5)
				value_add_quantity(v, names[i], stmt_int(s, i), GLANE_U_DAY);
			else if (i >= 8 && i <= 10)
				value_add_quantity(v, names[i], stmt_int(s, i), GLANE_U_CENTS);
			else if (i == 0)
				value_add_int(v, names[i], stmt_int(s, i));
			else
				value_add_text(v, names[i], stmt_text(s, i));
		}
	}
	stmt_reset(s);
	return rc;
}

int own_stream_set(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	const struct glane_value *in = c->inputs;
	struct stream_edit edit = {
		.id = value_get_int(in, "id", 0),
		.code = value_get_text(in, "code"),
		.name_fr = value_get_text(in, "name_fr"),
		.name_en = value_get_text(in, "name_en"),
		.legal_ref = value_get_text(in, "legal_ref"),
		.scope_fr = value_get_text(in, "scope_fr"),
		.organisations = value_get_text(in, "organisations"),
		.declaration = value_get_text(in, "declaration"),
		.support_note = value_get_text(in, "support_note"),
		.source = value_get_text(in, "source"),
		.valid_from = value_get_int(in, "valid_from", -1),
		.valid_to = value_get_int(in, "valid_to", -1),
		.support_in_cents = value_get_int(in, "support_in", -1),
		.support_reuse_cents = value_get_int(in, "support_reuse", -1),
		.support_waste_cents = value_get_int(in, "support_waste", -1),
	};
	int64_t id = 0;
	int rc = inventory_stream_set(call_inventory(c), &edit, &id);
	value_add_int(root_of(c), "id", id);
	reply_api.see_other(c, STR("/manage/streams"));
	return rc;
}

int own_places(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	static const char *const places[] = { "id", "code", "name_fr", "name_en", NULL };
	static const char *const containers[] = { "id", "name", "tare_grams", NULL };
	int rc = add_rows(c, "SELECT id, code, name_fr, name_en, active FROM core_v1_place ORDER BY id", "places", places, 0);
	if (rc == 0)
		rc = add_rows(c, "SELECT id, name, tare_grams, active FROM core_v1_container ORDER BY name", "containers", containers, 1u << 2);
	return rc;
}

int own_place_set(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	const struct glane_value *in = c->inputs;
	struct place_edit edit = { value_get_int(in, "id", 0), value_get_text(in, "code"), value_get_text(in, "name_fr"),
		                   value_get_text(in, "name_en"), value_get_int(in, "active", 0) };
	int64_t id = 0;
	int rc = inventory_place_set(call_inventory(c), &edit, &id);
	value_add_int(root_of(c), "id", id);
	reply_api.see_other(c, STR("/manage/places"));
	return rc;
}

int own_container_set(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	const struct glane_value *in = c->inputs;
	struct container_edit edit = { value_get_int(in, "id", 0), value_get_text(in, "name"), value_get_int(in, "tare", 0),
		                       value_get_int(in, "active", 0) };
	int64_t id = 0;
	int rc = inventory_container_set(call_inventory(c), &edit, &id);
	value_add_int(root_of(c), "id", id);
	reply_api.see_other(c, STR("/manage/places"));
	return rc;
}

/* --- settings ------------------------------------------------------------------------------------ */
static void add_setting(struct glane_call *c, struct glane_value *list, const char *owner, const char *key, const char *title_key)
{
	struct glane_value *v = value_add_object(list, NULL);
	struct glane_str full = arena_printf(c->arena, "%s.%s", owner, key);
	struct buf b;
	buf_init(&b, 1000);
	value_add_text(v, "key", full);
	value_add_text(v, "value", settings_get(c->host->settings, owner, strcmp(owner, "site") == 0 ? full.p : key, c->arena));
	catalogue_text(c->host->catalogue, strcmp(owner, "site") == 0 ? "core" : owner, c->caller.lang, str_c(title_key), NULL,
	               c->host->zone, &b);
	value_add_text(v, "title", buf_get(&b));
	buf_fini(&b);
}

int own_settings(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_value *list = value_add_array(root_of(c), "settings");
	add_setting(c, list, "site", "name", "setting.site_name");
	add_setting(c, list, "site", "host", "setting.site_host");
	add_setting(c, list, "site", "zone", "setting.site_zone");
	add_setting(c, list, "site", "notice", "setting.site_notice");
	add_setting(c, list, "site", "closes", "setting.site_closes");
	add_setting(c, list, "site", "max_grams", "setting.site_max_grams");
	add_setting(c, list, "site", "lock_intake", "setting.site_lock_intake");
	add_setting(c, list, "site", "lock_till", "setting.site_lock_till");
	add_setting(c, list, "site", "lock_workshop", "setting.site_lock_workshop");
	add_setting(c, list, "site", "lock_manager", "setting.site_lock_manager");
	add_setting(c, list, "site", "lock_elsewhere", "setting.site_lock_elsewhere");
	add_setting(c, list, "site", "police_register", "setting.site_police_register");
	add_setting(c, list, "site", "tax_receipts", "setting.site_tax_receipts");
	add_setting(c, list, "site", "donor_identity", "setting.site_donor_identity");
	for (uint32_t i = 1; i < c->host->plugin_count; i++) {
		const struct plugin *p = c->host->plugins[i];
		for (uint32_t k = 0; p->state == PLUGIN_RUNNING && k < p->decl.setting_count; k++)
			add_setting(c, list, p->name, p->decl.settings[k].key,
			            p->decl.settings[k].title_key ? p->decl.settings[k].title_key : p->decl.settings[k].key);
	}
	return 0;
}

bool own_host_name(struct glane_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char ch = s.p[i];
		if (!((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || strchr("-.:[]", ch)))
			return false;
	}
	return s.n <= 100;
}

/* "19:00", or nothing. */
static bool time_of_day(struct glane_str s)
{
	static const char least[] = "00:00", most[] = "29:59";
	for (size_t i = 0; i < s.n && s.n == 5; i++)
		if (s.p[i] < least[i] || s.p[i] > most[i])
			return false;
	return s.n == 0 || (s.n == 5 && strcmp(s.p, "24:00") < 0);
}

int own_setting_set(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_str key = value_get_text(c->inputs, "key"), value = value_get_text(c->inputs, "value");
	int64_t n;
	if (value.n == 0 && str_starts(key, STR("site.lock_"))) /* emptied: as at first */
		value = str_c(settings_initial(c->host->settings, key.p));
	if (str_is(key, "site.host") && !own_host_name(value))
		return error_input(&c->error, STR("value"), "setting.bad_host", NULL);
	if (str_is(key, "site.zone") && strcmp(value.p, "UTC") != 0 && zone_get(value.p) == zone_get("UTC"))
		return error_input(&c->error, STR("value"), "setting.bad_zone", NULL);
	if (str_starts(key, STR("site.lock_")) && (str_int(value, &n) < 0 || n < 1 || n > 86400))
		return error_input(&c->error, STR("value"), "setting.bad_lock", NULL);
	if (str_is(key, "site.closes") && !time_of_day(value))
		return error_input(&c->error, STR("value"), "setting.bad_closes", NULL);
	bool is_switch = str_is(key, "site.police_register") || str_is(key, "site.tax_receipts") || str_is(key, "site.donor_identity");
	if (is_switch && !str_is(value, "0") && !str_is(value, "1"))
		return error_input(&c->error, STR("value"), "setting.bad_switch", NULL);
	if (str_is(key, "site.max_grams") && (str_int(value, &n) < 0 || n < 1000 || n > 100000000))
		return error_input(&c->error, STR("value"), "setting.bad_max_grams", NULL);
	int rc = settings_set(c->host->settings, call_inventory(c), key, value);
	if (rc == 0)
		after_commit_add(c, &(struct after_commit){ .what = AFTER_SETTING, .topic = key, .json = value });
	value_add_text(root_of(c), "key", key);
	value_add_text(root_of(c), "value", value);
	reply_api.see_other(c, STR("/manage/settings"));
	return rc;
}
