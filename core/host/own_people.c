/* SPDX-License-Identifier: MPL-2.0 */
/* People, devices and roles, for managers' pages and the command line.  Nobody gives more than she has: a person whose
 * role may something that the caller may not is out of her reach, and so is that role. */
#include <stdio.h>

#include "host/internal.h"
#include "host/own.h"
#include "inventory/people.h"

static struct glane_value *root_of(struct glane_call *c)
{
	return reply_api.root(c);
}

static struct glane_str input(struct glane_call *c, const char *name)
{
	return value_get_text(c->inputs, name);
}

static void say(struct glane_call *c, const char *key, struct glane_str name)
{
	struct glane_value *args = value_object(c->arena);
	value_add_text(args, "name", name);
	value_add_text(root_of(c), "text", call_api.tr(c, key, args));
}

static bool in_reach(struct glane_call *c, const char *role)
{
	struct access *a = c->host->access;
	for (uint32_t i = 0; i < access_count(a); i++)
		if (access_role_may(a, role, access_name(a, i)) && !caller_may(&c->caller, access_name(a, i)))
			return false;
	return true;
}

static int reach(struct glane_call *c, struct glane_str role)
{
	return in_reach(c, role.p) ? 0 : error_refuse(&c->error, GLANE_EDENIED, "person.above", NULL);
}

/* --- who is meant ----------------------------------------------------------------------------------- */

static int choose(struct glane_call *c, const char *sql, struct glane_val which, struct chosen *ret, int *ret_found)
{
	struct stmt *s;
	int rc = conn_prepare(c->conn, sql, &s, &c->error);
	if (rc < 0)
		return rc;
	stmt_bind(s, 1, which);
	*ret_found = 0;
	while ((rc = stmt_step(s, &c->error)) == 1) {
		++*ret_found;
		*ret = (struct chosen){ .id = stmt_int(s, 0), .name = arena_str(c->arena, stmt_text(s, 1)),
			                .picture = arena_str(c->arena, stmt_text(s, 2)), .role = arena_str(c->arena, stmt_text(s, 3)),
			                .place = arena_str(c->arena, stmt_text(s, 4)), .language = arena_str(c->arena, stmt_text(s, 5)),
			                .left_handed = stmt_int(s, 6) != 0, .active = stmt_int(s, 7) != 0 };
	}
	stmt_reset(s);
	return rc;
}

#define PERSON_COLUMNS "SELECT id, name, picture, role, place, language, left_handed, active FROM core_person WHERE erased_ms = 0 AND "

/* By number on pages, by name or number on the command line; two of one name are told apart by number. */
int own_the_person(struct glane_call *c, const struct glane_value *in, struct chosen *ret)
{
	int64_t id = value_get_int(in, "id", 0);
	struct glane_str name = value_get_text(in, "name");
	int found = 0, rc = 0;
	if (id == 0 && str_int(name, &id) < 0)
		rc = choose(c, PERSON_COLUMNS "name = ?1 COLLATE NOCASE", glane_text(name), ret, &found);
	else
		rc = choose(c, PERSON_COLUMNS "id = ?1", glane_int(id), ret, &found);
	if (rc < 0)
		return rc;
	if (found == 0)
		return error_refuse(&c->error, GLANE_ENOENT, "person.unknown", NULL);
	if (found > 1)
		return error_refuse(&c->error, GLANE_ECONFLICT, "person.several", NULL);
	return reach(c, ret->role);
}

/* --- people ----------------------------------------------------------------------------------------- */

struct glane_str own_role_name(struct glane_call *c, struct glane_str code)
{
	struct buf b;
	struct glane_str key = arena_printf(c->arena, "role.%s", code.p);
	buf_init(&b, 1000);
	catalogue_text(c->host->catalogue, "core", c->caller.lang, key, NULL, c->host->zone, &b);
	struct glane_str word = arena_str(c->arena, buf_get(&b));
	buf_fini(&b);
	return str_eq(word, key) ? code : word;
}

static int add_roles(struct glane_call *c, struct glane_value *list)
{
	struct stmt *s;
	int rc = conn_prepare(c->conn, "SELECT code, name, pin, purposes, active FROM core_role"
	                               " ORDER BY name <> '', instr('day volunteer staff cashier manager administrator reader', code), code", &s, &c->error);
	if (rc < 0)
		return rc;
	while ((rc = stmt_step(s, &c->error)) == 1) {
		struct glane_value *v = value_add_object(list, NULL);
		struct glane_str code = arena_str(c->arena, stmt_text(s, 0));
		value_add_text(v, "code", code);
		value_add_text(v, "name", stmt_text(s, 1).n ? stmt_text(s, 1) : own_role_name(c, code));
		value_add_bool(v, "built_in", stmt_text(s, 1).n == 0);
		value_add_bool(v, "pin", stmt_int(s, 2) != 0);
		own_choose_purpose(c, v, "on", arena_str(c->arena, stmt_text(s, 3)));
		value_add_text(v, "purposes", stmt_text(s, 3));
		value_add_bool(v, "active", stmt_int(s, 4) != 0);
		value_add_bool(v, "fixed", str_is(code, ROLE_ADMINISTRATOR));
		value_add_bool(v, "in_reach", in_reach(c, code.p));
		value_add_bool(v, "opened", own_opened(c, "code", code) && !own_typed(c, "new").n);
	}
	stmt_reset(s);
	return rc;
}

static int add_places(struct glane_call *c, struct glane_value *list)
{
	struct stmt *s;
	int rc = conn_prepare(c->conn, "SELECT code, CASE ?1 WHEN 'en' THEN name_en ELSE name_fr END FROM core_place WHERE active ORDER BY id", &s, &c->error);
	if (rc < 0)
		return rc;
	stmt_bind(s, 1, glane_text(str_c(c->caller.lang)));
	while ((rc = stmt_step(s, &c->error)) == 1) {
		struct glane_value *v = value_add_object(list, NULL);
		value_add_text(v, "code", stmt_text(s, 0));
		value_add_text(v, "name", stmt_text(s, 1));
	}
	stmt_reset(s);
	return rc;
}

/* Of roles, those that the caller may give and that the centre uses. */
static const struct glane_value *givable(struct glane_call *c, const struct glane_value *roles)
{
	struct glane_value *list = value_array(c->arena);
	for (uint32_t i = 0; i < value_count(roles); i++) {
		const struct glane_value *r = value_at(roles, i);
		if (value_truthy(value_get(r, "active")) && value_truthy(value_get(r, "in_reach")))
			value_add_copy(list, NULL, r);
	}
	return list;
}

static struct glane_str name_of(const struct glane_value *list, struct glane_str code)
{
	for (uint32_t i = 0; i < value_count(list); i++)
		if (str_eq(value_get_text(value_at(list, i), "code"), code))
			return value_get_text(value_at(list, i), "name");
	return code;
}

/* What the form of this person or device says at first: as it is, or as it was typed. */
static void add_form(struct glane_call *c, struct glane_value *v, const struct glane_value *roles, const struct glane_value *places)
{
	bool opened = own_opened(c, "id", arena_printf(c->arena, "%lld", (long long)value_get_int(v, "id", 0)));
	value_add_bool(v, "opened", opened);
	value_add_text(v, "place_name", name_of(places, value_get_text(v, "place")));
	own_choose(v, "place_choices", places, opened ? own_typed(c, "place") : value_get_text(v, "place"));
	if (roles) {
		own_choose(v, "role_choices", roles, opened ? own_typed(c, "role") : value_get_text(v, "role"));
		own_choose_language(v, "language_choices", opened ? own_typed(c, "language") : value_get_text(v, "language"));
	} else {
		own_choose_purpose(c, v, "purpose_choices", opened ? own_typed(c, "purpose") : value_get_text(v, "purpose"));
	}
}

/* "adding": what was typed belongs into the form below, which adds one. */
static bool adding(struct glane_call *c)
{
	bool is = value_get(root_of(c), "input") && own_typed(c, "id").n == 0;
	value_add_bool(root_of(c), "adding", is);
	return is;
}

int own_people(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct stmt *s;
	struct glane_value *all = value_array(c->arena), *places = value_add_array(root_of(c), "places");
	int made = add_roles(c, all);
	if (made >= 0)
		made = add_places(c, places);
	if (made < 0)
		return made;
	const struct glane_value *roles = givable(c, all);
	int rc = conn_prepare(c->conn, "SELECT p.id, p.name, p.picture, p.role, r.name, p.place, p.active, p.pin <> '', p.login, p.password <> '',"
	                               " p.totp IS NOT NULL, p.badge IS NOT NULL, p.failures, p.seen_day, p.language FROM core_person p"
	                               " JOIN core_role r ON r.code = p.role WHERE p.erased_ms = 0 ORDER BY p.active DESC, p.name, p.id", &s, &c->error);
	if (rc < 0)
		return rc;
	struct glane_value *list = value_add_array(root_of(c), "people");
	while ((rc = stmt_step(s, &c->error)) == 1) {
		struct glane_value *v = value_add_object(list, NULL);
		struct glane_str role = arena_str(c->arena, stmt_text(s, 3));
		value_add_int(v, "id", stmt_int(s, 0));
		value_add_text(v, "name", stmt_text(s, 1));
		value_add_text(v, "picture", stmt_text(s, 2));
		value_add_text(v, "role", role);
		value_add_text(v, "role_name", stmt_text(s, 4).n ? stmt_text(s, 4) : own_role_name(c, role));
		value_add_text(v, "place", stmt_text(s, 5));
		value_add_bool(v, "active", stmt_int(s, 6) != 0);
		value_add_bool(v, "has_pin", stmt_int(s, 7) != 0);
		value_add_text(v, "login", stmt_text(s, 8));
		value_add_bool(v, "has_password", stmt_int(s, 9) != 0);
		value_add_bool(v, "has_totp", stmt_int(s, 10) != 0);
		value_add_bool(v, "has_badge", stmt_int(s, 11) != 0);
		value_add_bool(v, "locked", stmt_int(s, 12) >= FAILURES_LOCK);
		if (stmt_int(s, 13))
			value_add_quantity(v, "seen", stmt_int(s, 13), GLANE_U_DAY);
		value_add_text(v, "language", stmt_text(s, 14));
		value_add_bool(v, "in_reach", in_reach(c, role.p));
		add_form(c, v, roles, places);
	}
	stmt_reset(s);
	value_add_copy(root_of(c), "roles", all);
	own_choose(root_of(c), "role_choices", roles, adding(c) ? own_typed(c, "role") : STR("volunteer"));
	value_add_bool(root_of(c), "edits", caller_may(&c->caller, "core.people"));
	return rc;
}

struct writing { /* a person with new secrets, on the way to the writer */
	struct person_edit edit;
	bool reset;             /* only the secrets of a person that is there */
	char pin[SECRET_HASH_MAX], password[SECRET_HASH_MAX];
	struct glane_str login;
	int64_t id;
};

static int put_secrets(struct inventory *inv, struct writing *w)
{
	int rc = w->pin[0] ? inventory_person_key(inv, w->id, KEY_PIN, str_c(w->pin), NULL) : 0;
	if (rc == 0 && w->login.n)
		rc = inventory_person_login(inv, w->id, w->login);
	if (rc == 0 && w->password[0])
		rc = inventory_person_key(inv, w->id, KEY_PASSWORD, str_c(w->password), NULL);
	return rc;
}

static int write_person(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	struct writing *w = arg;
	struct inventory *inv = call_inventory(c);
	struct chosen was = { 0 };
	int rc = 0;
	access_changed(c->host->access);
	if (w->edit.id || w->reset) {
		struct glane_value *which = value_object(c->arena);
		value_add_int(which, "id", w->edit.id);
		value_add_text(which, "name", w->edit.name);
		rc = own_the_person(c, which, &was);
		w->id = was.id;
	}
	if (rc == 0 && !w->reset) {
		rc = reach(c, w->edit.role);
		w->edit.active = w->edit.id ? was.active : 1;
		w->edit.left_handed = was.left_handed;
		if (w->edit.picture.n == 0)
			w->edit.picture = was.picture;
		if (rc == 0)
			rc = inventory_person_set(inv, &w->edit, &w->id);
	}
	if (rc == 0 && w->password[0] && w->login.n == 0) {
		int64_t has = 0;
		rc = conn_int(c->conn, "SELECT login <> '' FROM core_person WHERE id = ?1", VALS(glane_int(w->id)), &has, &c->error);
		if (rc == 0 && !has)
			w->login = inventory_login_for(inv, w->reset ? was.name : w->edit.name);
	}
	return rc == 0 ? put_secrets(inv, w) : rc;
}

static bool digits(struct glane_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

static int hash_secrets(struct glane_call *c, struct writing *w, const char *pin_input, struct glane_str pin, const char *password_input, struct glane_str password)
{
	if (pin.n && (!digits(pin) || pin.n < PIN_LEAST || pin.n > PIN_MOST))
		return error_input(&c->error, str_c(pin_input), "pin.shape", NULL);
	if (password.n && password.n < PASSWORD_LEAST)
		return error_input(&c->error, str_c(password_input), "password.short", NULL);
	int rc = pin.n ? secret_hash(pin, w->pin) : 0;
	if (rc == 0 && password.n)
		rc = secret_hash(password, w->password);
	return rc < 0 ? error_fail(&c->error, rc, "no memory for a digest") : 0;
}

int own_person_set(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct writing w = { .edit = { .id = value_get_int(c->inputs, "id", 0), .name = input(c, "name"), .picture = input(c, "picture"),
		                       .role = input(c, "role"), .place = input(c, "place"), .language = input(c, "language") },
		             .login = input(c, "login") };
	if (w.edit.id == 0 && input(c, "pin").n == 0 && input(c, "password").n == 0 && !str_is(w.edit.role, "day"))
		return error_input(&c->error, STR("pin"), "person.needs_key", NULL);
	int rc = hash_secrets(c, &w, "pin", input(c, "pin"), "password", input(c, "password"));
	if (rc == 0)
		rc = call_api.within(c, GLANE_WRITE, write_person, &w);
	secret_wipe(w.pin, sizeof(w.pin));
	secret_wipe(w.password, sizeof(w.password));
	value_add_int(root_of(c), "id", w.id);
	reply_api.see_other(c, STR("/manage/people"));
	return rc;
}

/* On the command line one secret is asked for: digits of a PIN's length are a PIN, anything else a password. */
static int secret_from_terminal(struct glane_call *c, struct writing *w)
{
	struct glane_str s = input(c, "secret");
	if (digits(s))
		return hash_secrets(c, w, "secret", s, "secret", STR_NONE);
	return hash_secrets(c, w, "secret", STR_NONE, "secret", s);
}

int own_person_add(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct writing w = { .edit = { .name = input(c, "name"), .picture = input(c, "picture"), .role = input(c, "role"), .place = input(c, "place") },
		             .login = input(c, "login") };
	int rc = secret_from_terminal(c, &w);
	if (rc == 0)
		rc = call_api.within(c, GLANE_WRITE, write_person, &w);
	value_add_int(root_of(c), "id", w.id);
	value_add_text(root_of(c), "login", w.password[0] ? w.login : STR_NONE);
	say(c, "person.added", w.edit.name);
	return rc;
}

int own_person_reset(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct writing w = { .edit = { .name = input(c, "name") }, .reset = true };
	int rc = secret_from_terminal(c, &w);
	if (rc == 0)
		rc = call_api.within(c, GLANE_WRITE, write_person, &w);
	value_add_int(root_of(c), "id", w.id);
	say(c, "person.was_reset", w.edit.name);
	return rc;
}

static int set_active(struct glane_call *c, bool active)
{
	struct chosen p;
	int rc = own_the_person(c, c->inputs, &p);
	if (rc < 0)
		return rc;
	struct person_edit e = { .id = p.id, .name = p.name, .picture = p.picture, .role = p.role, .place = p.place, .language = p.language,
		                 .left_handed = p.left_handed, .active = active };
	rc = inventory_person_set(call_inventory(c), &e, NULL);
	access_changed(c->host->access);
	value_add_int(root_of(c), "id", p.id);
	say(c, active ? "person.enabled" : "person.disabled", p.name);
	reply_api.see_other(c, STR("/manage/people"));
	return rc;
}

int own_person_disable(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	return set_active(c, false);
}

int own_person_enable(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	return set_active(c, true);
}

int own_person_unlock(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct chosen p;
	int found = 0;
	int64_t id = value_get_int(c->inputs, "id", 0);
	/* A colleague may be let in again by whoever is responsible now, whatever her role: nothing is given but another try. */
	int rc = id ? choose(c, PERSON_COLUMNS "id = ?1", glane_int(id), &p, &found) : own_the_person(c, c->inputs, &p);
	if (rc >= 0 && id && found == 0)
		return error_refuse(&c->error, GLANE_ENOENT, "person.unknown", NULL);
	if (rc >= 0)
		rc = inventory_person_unlock(call_inventory(c), p.id);
	access_changed(c->host->access);
	if (rc >= 0)
		say(c, "person.unlocked", p.name);
	reply_api.see_other(c, STR("/manage/people"));
	return rc;
}

/* Plugins that print what a badge says: panels of the slot "badge". */
static void add_printers(struct glane_call *c)
{
	struct host *h = c->host;
	struct glane_value *list = value_add_array(root_of(c), "printers");
	for (uint32_t i = 0; i < h->plugin_count; i++) {
		const struct plugin *p = h->plugins[i];
		for (uint32_t k = 0; p->state == PLUGIN_RUNNING && k < p->decl.panel_count; k++) {
			const struct glane_panel *panel = &p->decl.panels[k];
			if (strcmp(panel->slot, "badge") != 0 || !caller_may(&c->caller, panel->permission))
				continue;
			struct glane_value *v = value_add_object(list, NULL);
			struct buf title;
			buf_init(&title, 1000);
			catalogue_text(h->catalogue, p->name, c->caller.lang, str_c(panel->title_key), NULL, h->zone, &title);
			value_add_text(v, "title", buf_get(&title));
			value_add_text(v, "path", arena_printf(c->arena, "/p/%s%s", p->name, panel->source));
			buf_fini(&title);
		}
	}
}

/* The code is shown now and never again; the database keeps its digest. */
int own_person_badge(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct chosen p;
	char code[SECRET_BADGE_SYMBOLS + 1];
	int rc = own_the_person(c, c->inputs, &p);
	if (rc < 0)
		return rc;
	secret_make_code(code, SECRET_BADGE_SYMBOLS);
	struct sha256 d = sha256_of(code, SECRET_BADGE_SYMBOLS);
	rc = inventory_person_key(call_inventory(c), p.id, KEY_BADGE, (struct glane_str){ (const char *)d.b, sizeof(d.b) }, NULL);
	access_changed(c->host->access);
	struct glane_str host = settings_get(c->host->settings, "site", "site.host", c->arena);
	if (host.n == 0)
		host = settings_get(c->host->settings, "site", "site.listening", c->arena);
	value_add_text(root_of(c), "name", p.name);
	value_add_text(root_of(c), "picture", p.picture);
	value_add_text(root_of(c), "badge", arena_printf(c->arena, "HTTPS://%s/B/%s", host.p, code));
	value_add_text(root_of(c), "code", str_c(code));
	add_printers(c);
	c->unkept = true;
	return rc;
}

/* --- devices ------------------------------------------------------------------------------------------ */

int own_devices(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct stmt *s;
	struct glane_value *places = value_add_array(root_of(c), "places");
	int made = add_places(c, places);
	if (made < 0)
		return made;
	int rc = conn_prepare(c->conn, "SELECT d.id, d.name, d.purpose, d.place, d.active, d.seen_day, d.created_ms, p.name FROM core_device d"
	                               " LEFT JOIN core_session s ON s.device = d.id LEFT JOIN core_person p ON p.id = s.person"
	                               " ORDER BY d.active DESC, d.name, d.id", &s, &c->error);
	if (rc < 0)
		return rc;
	struct glane_value *list = value_add_array(root_of(c), "devices");
	while ((rc = stmt_step(s, &c->error)) == 1) {
		struct glane_value *v = value_add_object(list, NULL);
		struct glane_str purpose = arena_str(c->arena, stmt_text(s, 2));
		value_add_int(v, "id", stmt_int(s, 0));
		value_add_text(v, "name", stmt_text(s, 1));
		value_add_text(v, "purpose", purpose);
		value_add_text(v, "purpose_name", call_api.tr(c, arena_printf(c->arena, "purpose.%s", purpose.p).p, NULL));
		value_add_text(v, "place", stmt_text(s, 3));
		value_add_bool(v, "active", stmt_int(s, 4) != 0);
		if (stmt_int(s, 5))
			value_add_quantity(v, "seen", stmt_int(s, 5), GLANE_U_DAY);
		value_add_quantity(v, "since", stmt_int(s, 6), GLANE_U_TIME_MS);
		value_add_text(v, "person", stmt_text(s, 7));
		value_add_bool(v, "this", stmt_int(s, 0) == c->caller.device);
		add_form(c, v, NULL, places);
	}
	stmt_reset(s);
	own_choose_purpose(c, root_of(c), "purposes", adding(c) ? own_typed(c, "purpose") : STR("intake"));
	return rc;
}

int own_device_code(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	char code[9];
	struct device_edit e = { .name = input(c, "name"), .purpose = input(c, "purpose"), .place = input(c, "place"), .active = 1 };
	secret_make_code(code, 8);
	struct sha256 d = sha256_of(code, 8);
	int rc = inventory_enrolment_add(call_inventory(c), &d, &e);
	struct glane_str host = settings_get(c->host->settings, "site", "site.host", c->arena);
	value_add_text(root_of(c), "name", e.name);
	value_add_text(root_of(c), "code", arena_printf(c->arena, "%.4s-%.4s", code, code + 4));
	value_add_text(root_of(c), "address", host.n ? arena_printf(c->arena, "https://%s/enrol", host.p)
	                                             : arena_printf(c->arena, "http://%s/enrol", settings_get(c->host->settings, "site", "site.listening", c->arena).p));
	value_add_int(root_of(c), "minutes", ENROLMENT_MS / 60000);
	return rc;
}

static int the_device(struct glane_call *c, struct device_edit *ret)
{
	struct stmt *s;
	int rc = conn_prepare(c->conn, "SELECT name, purpose, place FROM core_device WHERE id = ?1 AND active", &s, &c->error);
	if (rc < 0)
		return rc;
	ret->id = value_get_int(c->inputs, "id", 0);
	stmt_bind(s, 1, glane_int(ret->id));
	rc = stmt_step(s, &c->error);
	if (rc == 1) {
		ret->name = arena_str(c->arena, stmt_text(s, 0));
		ret->purpose = arena_str(c->arena, stmt_text(s, 1));
		ret->place = arena_str(c->arena, stmt_text(s, 2));
	}
	stmt_reset(s);
	return rc == 0 ? error_refuse(&c->error, GLANE_ENOENT, "device.unknown", NULL) : rc < 0 ? rc : 0;
}

int own_device_set(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct device_edit e = { .id = value_get_int(c->inputs, "id", 0), .name = input(c, "name"), .purpose = input(c, "purpose"),
		                 .place = input(c, "place"), .active = 1 };
	int rc = inventory_device_set(call_inventory(c), &e);
	access_changed(c->host->access);
	value_add_int(root_of(c), "id", e.id);
	reply_api.see_other(c, STR("/manage/devices"));
	return rc;
}

int own_device_revoke(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct device_edit e = { 0 };
	int rc = the_device(c, &e);
	if (rc == 0)
		rc = inventory_device_set(call_inventory(c), &e);
	access_changed(c->host->access);
	value_add_int(root_of(c), "id", e.id);
	if (rc == 0)
		say(c, "device.revoked", e.name);
	reply_api.see_other(c, STR("/manage/devices"));
	return rc;
}

/* --- roles -------------------------------------------------------------------------------------------- */

static struct glane_str permission_title(struct glane_call *c, const struct plugin *p, const struct glane_permission *permission)
{
	struct buf b;
	buf_init(&b, 1000);
	catalogue_text(c->host->catalogue, p->name, c->caller.lang, str_c(permission->title_key ? permission->title_key : permission->name), NULL, c->host->zone, &b);
	struct glane_str s = arena_str(c->arena, buf_get(&b));
	buf_fini(&b);
	return s;
}

struct glane_str own_permission_title(struct glane_call *c, struct glane_str name)
{
	for (uint32_t i = 0; name.n && i < c->host->plugin_count; i++) {
		const struct plugin *p = c->host->plugins[i];
		for (uint32_t k = 0; k < p->decl.permission_count; k++)
			if (str_is(name, p->decl.permissions[k].name))
				return permission_title(c, p, &p->decl.permissions[k]);
	}
	return name;
}

struct glane_str own_plugin_title(struct glane_call *c, const struct plugin *p)
{
	struct buf b;
	bool own = catalogue_has(c->host->catalogue, p->name, "fr", STR("title"));
	if (!own)
		return str_c(p->name);
	buf_init(&b, 1000);
	catalogue_text(c->host->catalogue, p->name, c->caller.lang, STR("title"), NULL, c->host->zone, &b);
	struct glane_str s = arena_str(c->arena, buf_get(&b));
	buf_fini(&b);
	return s;
}

int own_roles(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct host *h = c->host;
	struct glane_value *roles = value_add_array(root_of(c), "roles"), *list = value_add_array(root_of(c), "permissions");
	int rc = add_roles(c, roles);
	for (uint32_t i = 0; i < h->plugin_count; i++) {
		const struct plugin *p = h->plugins[i];
		for (uint32_t k = 0; p->state == PLUGIN_RUNNING && k < p->decl.permission_count; k++) {
			struct glane_value *v = value_add_object(list, NULL);
			value_add_text(v, "name", str_c(p->decl.permissions[k].name));
			value_add_text(v, "title", permission_title(c, p, &p->decl.permissions[k]));
			value_add_text(v, "plugin", str_c(p->name));
			if (k == 0)
				value_add_text(v, "group", own_plugin_title(c, p));
			struct glane_value *each = value_add_array(v, "roles");
			for (uint32_t r = 0; r < value_count(roles); r++) {
				struct glane_value *one = value_add_object(each, NULL);
				struct glane_str code = value_get_text(value_at(roles, r), "code");
				value_add_text(one, "role", code);
				value_add_text(one, "role_name", value_get_text(value_at(roles, r), "name"));
				value_add_bool(one, "may", access_role_may(h->access, code.p, p->decl.permissions[k].name));
				value_add_bool(one, "fixed", str_is(code, ROLE_ADMINISTRATOR) || !value_truthy(value_get(value_at(roles, r), "in_reach")));
			}
		}
	}
	own_choose_purpose(c, root_of(c), "purposes", STR_NONE);
	value_add_int(root_of(c), "width", value_count(roles) + 1);
	value_add_bool(root_of(c), "adding", own_typed(c, "new").n != 0);
	return rc;
}

/* Words, or boxes that were ticked: "on_intake". */
static struct glane_str role_purposes(struct glane_call *c)
{
	struct glane_str words = input(c, "purposes");
	for (int i = 0; device_purposes[i]; i++)
		if (value_get_int(c->inputs, arena_printf(c->arena, "on_%s", device_purposes[i]).p, 0))
			words = arena_printf(c->arena, "%s%s%s", words.n ? words.p : "", words.n ? " " : "", device_purposes[i]);
	return words;
}

int own_role_set(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct role_edit e = { .code = input(c, "code"), .name = input(c, "name"), .purposes = role_purposes(c),
		               .pin = value_get_int(c->inputs, "pin", 0), .active = value_get_int(c->inputs, "active", 0) };
	int64_t there = 0;
	int rc = reach(c, e.code);
	if (rc == 0 && value_get_int(c->inputs, "new", 0)) /* the form that adds a role changes none */
		rc = conn_int(c->conn, "SELECT count(*) FROM core_role WHERE code = ?1", VALS(glane_text(e.code)), &there, &c->error);
	if (rc == 0 && there)
		return error_input(&c->error, STR("code"), "reference.code_taken", NULL);
	if (rc == 0)
		rc = inventory_role_set(call_inventory(c), &e);
	access_changed(c->host->access);
	value_add_text(root_of(c), "code", e.code);
	reply_api.see_other(c, STR("/manage/roles"));
	return rc;
}

int own_role_permission(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_str permission = input(c, "permission"), grant = input(c, "grant");
	bool known = false;
	for (uint32_t i = 0; i < access_count(c->host->access); i++)
		known = known || str_is(permission, access_name(c->host->access, i));
	if (!known)
		return error_input(&c->error, STR("permission"), "role.permission_unknown", NULL);
	int rc = reach(c, input(c, "role"));
	if (rc == 0 && !caller_may(&c->caller, permission.p))
		rc = error_refuse(&c->error, GLANE_EDENIED, "person.above", NULL);
	if (rc < 0)
		return rc;
	rc = inventory_role_permission(call_inventory(c), input(c, "role"), permission, str_is(grant, "yes") ? 1 : str_is(grant, "no") ? 0 : -1);
	access_changed(c->host->access);
	say(c, "role.changed", input(c, "role"));
	reply_api.see_other(c, STR("/manage/roles"));
	return rc;
}
