/* SPDX-License-Identifier: MPL-2.0 */
/* The door: first run, enrolling a device, signing in and out, one's own PIN.
 *
 * What hashes runs on LANE_HASH, one after the other, so that a thousand parallel guesses count as a thousand in a row.
 * Wrong and never existed are answered alike, after the same time. */
#include <stdio.h>

#include "host/internal.h"
#include "host/own.h"
#include "inventory/people.h"

static const int64_t DEVICE_COOKIE_S = INT64_C(400) * 24 * 3600; /* browsers keep none for longer */

static struct glane_value *root_of(struct glane_call *c)
{
	return reply_api.root(c);
}

static struct glane_str input(struct glane_call *c, const char *name)
{
	return value_get_text(c->inputs, name);
}

/* A path of this site, and nothing else: what comes in the address leads nowhere else. */
static struct glane_str next_path(struct glane_call *c)
{
	struct glane_str next = input(c, "next").n ? input(c, "next") : own_typed(c, "next");
	struct device d;
	if (next.n == 0 && access_device(c->host->access, c->caller.device, &d) && strcmp(d.purpose, "manager") == 0)
		return STR("/manage/log"); /* the office begins with what was done */
	if (next.n < 1 || next.p[0] != '/' || (next.n > 1 && (next.p[1] == '/' || next.p[1] == '\\')))
		return STR("/");
	return next;
}

enum limit_kind own_limit(glane_call_fn *run)
{
	if (run == own_sign_in_pin)
		return LIMIT_PIN;
	if (run == own_call)
		return LIMIT_CALL;
	return run == own_sign_in_badge || run == own_sign_in_password || run == own_enrol || run == own_first_run || run == own_me_totp_off
	               ? LIMIT_SIGN_IN : LIMIT_NONE;
}

/* --- what the screens ask ------------------------------------------------------------------------- */

void own_add_person(struct glane_call *c, struct glane_value *v, const struct person *p)
{
	value_add_int(v, "id", p->id);
	value_add_text(v, "name", str_c(p->name));
	value_add_text(v, "picture", str_c(p->picture));
	value_add_text(v, "role", str_c(p->role));
	value_add_text(v, "role_name", own_role_name(c, str_c(p->role)));
	value_add_text(v, "language", str_c(p->language));
	value_add_bool(v, "left_handed", p->left_handed);
}

static void add_lock(struct glane_call *c, struct glane_value *root, int64_t device)
{
	struct device d = { 0 };
	bool enrolled = access_device(c->host->access, device, &d);
	bool till = enrolled && strcmp(d.purpose, "till") == 0, manager = !enrolled || strcmp(d.purpose, "manager") == 0;
	struct glane_value *lock = value_add_object(root, "lock");
	int64_t after = access_lock_ms(c->host->access, device) / 1000;
	value_add_int(lock, "after_s", after);
	value_add_int(lock, "warn_s", till ? 0 : manager ? (after > 60 ? 30 : after / 2) : after > 40 ? 20 : after / 2);
	value_add_text(lock, "keep", till ? STR("overlay") : manager ? STR("page") : STR("draft"));
}

static void add_device(struct glane_call *c, struct glane_value *root, int64_t device)
{
	struct device d = { 0 };
	if (!access_device(c->host->access, device, &d)) {
		value_add_null(root, "device");
		return;
	}
	struct glane_value *v = value_add_object(root, "device");
	value_add_int(v, "id", d.id);
	value_add_text(v, "name", str_c(d.name));
	value_add_text(v, "purpose", str_c(d.purpose));
	value_add_text(v, "place", str_c(d.place));
}

static void add_people(struct glane_call *c, struct glane_value *root)
{
	struct glane_value *list = value_add_array(root, "people");
	struct person *all;
	size_t n = c->caller.device ? access_people(c->host->access, c, &all) : 0;
	for (size_t i = 0; i < n; i++) {
		if (!access_fits(c->host->access, &all[i], c->caller.device))
			continue;
		struct glane_value *v = value_add_object(list, NULL);
		value_add_int(v, "id", all[i].id);
		value_add_text(v, "name", str_c(all[i].name));
		value_add_text(v, "picture", str_c(all[i].picture));
		value_add_bool(v, "asks_pin", all[i].asks_pin);
		value_add_int(v, "wait_s", (all[i].wait_ms + 999) / 1000);
		value_add_bool(v, "locked", all[i].failures >= FAILURES_LOCK);
		value_add_bool(v, "today", all[i].today);
		value_add_bool(v, "left_handed", all[i].left_handed);
	}
}

static void add_rights(struct glane_call *c, struct glane_value *root)
{
	struct glane_value *may = value_add_array(root, "may");
	for (uint32_t i = 0; i < access_count(c->host->access); i++)
		if (caller_may(&c->caller, access_name(c->host->access, i)))
			value_add_text(may, NULL, str_c(access_name(c->host->access, i)));
}

static void add_session(struct glane_call *c, struct glane_value *root, int64_t person, int64_t device)
{
	struct person p;
	value_add_bool(root, "open", c->host->config.open);
	add_device(c, root, device);
	if (person && access_person(c->host->access, person, &p))
		own_add_person(c, value_add_object(root, "person"), &p);
	else
		value_add_null(root, "person");
	add_lock(c, root, device);
}

int own_session(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_value *root = root_of(c);
	bool secure;
	value_add_bool(root, "insecure", c->request && !access_cookies_allowed(c->request, &secure));
	add_session(c, root, c->caller.person, c->caller.device);
	add_rights(c, root);
	add_people(c, root);
	struct glane_value *site = value_add_object(root, "site");
	value_add_text(site, "name", settings_get(c->host->settings, "site", "site.name", c->arena));
	value_add_text(site, "host", settings_get(c->host->settings, "site", "site.host", c->arena));
	value_add_int(root, "now_ms", clock_now_ms());
	value_add_text(root, "version", own_version(c));
	own_add_idle(c, root);
	return 0;
}

int own_sign_in_page(struct glane_self *self, struct glane_call *c)
{
	own_session(self, c);
	struct glane_value *root = root_of(c);
	struct person p;
	int64_t person = value_get_int(c->inputs, "person", 0);
	if (person == 0 && str_int(own_typed(c, "person"), &person) < 0)
		person = 0;
	if (c->caller.device && access_person(c->host->access, person, &p))
		own_add_person(c, value_add_object(root, "chosen"), &p);
	value_add_text(root, "next", next_path(c));
	value_add_bool(root, "elsewhere", !c->caller.device || value_get_int(c->inputs, "password", 0) || value_get(value_get(root, "input"), "login"));
	return 0;
}

/* --- signing in ----------------------------------------------------------------------------------- */

struct opening {
	struct person person;
	int64_t device, totp_step; /* -1: none was used */
	struct sha256 token;
	const struct request *request;
};

/* Ends the session that this browser had, in the transaction that begins another. */
static int end_before(struct glane_call *c, const struct request *r)
{
	struct glane_str token = r ? access_cookie(r, false) : STR_NONE;
	if (token.n == 0)
		return 0;
	struct sha256 d = sha256_of(token.p, token.n);
	access_changed(c->host->access);
	return inventory_session_end(call_inventory(c), &d);
}

static int open_session(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	const struct opening *o = arg;
	struct inventory *inv = call_inventory(c);
	int rc = end_before(c, o->request);
	if (rc == 0 && o->totp_step >= 0)
		rc = inventory_totp_used(inv, o->person.id, o->totp_step);
	if (rc == 0)
		rc = inventory_session_start(inv, &o->token, o->person.id, o->device, access_boot(c->host->access));
	access_changed(c->host->access);
	return rc;
}

int own_count_failure(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	access_changed(c->host->access);
	return inventory_person_failed(call_inventory(c), *(int64_t *)arg);
}

static struct sha256 make_cookie(struct glane_call *c, const char *name, size_t bytes, int64_t max_age_s)
{
	uint8_t raw[DEVICE_BYTES];
	char text[2 * DEVICE_BYTES + 1];
	random_bytes(raw, bytes);
	hex_of(raw, bytes, text);
	call_cookie(c, name, arena_str(c->arena, str_c(text)), max_age_s);
	return sha256_of(text, strlen(text));
}

/* The person proved who she is: a new session, on this device or from elsewhere. */
static int let_in(struct glane_call *c, const struct person *p, int64_t device, int64_t totp_step)
{
	struct opening o = { .person = *p, .device = device, .totp_step = totp_step, .request = c->request };
	if (!access_fits(c->host->access, p, device))
		return error_refuse(&c->error, GLANE_EDENIED, "sign_in.elsewhere", NULL);
	o.token = make_cookie(c, "session", SESSION_BYTES, -1);
	if (device) /* browsers forget cookies that are never renewed */
		call_cookie(c, "device", arena_str(c->arena, access_cookie(c->request, true)), DEVICE_COOKIE_S);
	int rc = call_api.within(c, GLANE_WRITE, open_session, &o);
	secret_wipe(&o.person, sizeof(o.person));
	if (rc < 0)
		return rc;
	add_session(c, root_of(c), p->id, device);
	reply_api.see_other(c, next_path(c));
	return 0;
}

static int refuse_wait(struct glane_call *c, int64_t wait_ms)
{
	struct glane_value *args = value_object(c->arena);
	c->retry_s = (wait_ms + 999) / 1000;
	value_add_int(args, "seconds", c->retry_s);
	return error_refuse(&c->error, GLANE_ELIMIT, "sign_in.wait", args);
}

static int cookies_or_refuse(struct glane_call *c)
{
	bool secure;
	if (c->request && access_cookies_allowed(c->request, &secure))
		return 0;
	return error_refuse(&c->error, GLANE_EDENIED, "sign_in.insecure", NULL);
}

bool own_is_pin(struct glane_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n >= PIN_LEAST && s.n <= PIN_MOST;
}

/* Five wrong ones wait, ten need somebody; each person has her own count, so nobody else waits. */
int own_check_count(struct glane_call *c, const struct person *p)
{
	if (p->failures >= FAILURES_LOCK)
		return error_refuse(&c->error, GLANE_EDENIED, "sign_in.locked", NULL);
	return p->wait_ms > 0 ? refuse_wait(c, p->wait_ms) : 0;
}

int own_sign_in_pin(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct person p = { 0 };
	struct glane_str pin = input(c, "pin");
	int rc = cookies_or_refuse(c);
	if (rc == 0 && !c->caller.device)
		rc = error_refuse(&c->error, GLANE_EAUTH, "sign_in.no_device", NULL);
	if (rc < 0)
		return rc;
	bool there = access_person(c->host->access, value_get_int(c->inputs, "person", 0), &p);
	if (there && !p.asks_pin)
		return let_in(c, &p, c->caller.device, -1);
	if (!own_is_pin(pin))
		return error_input(&c->error, STR("pin"), "pin.shape", NULL);
	rc = there ? own_check_count(c, &p) : 0;
	if (rc < 0)
		return rc;
	bool right = secret_check(there ? p.pin : "", pin);
	if (right) {
		rc = let_in(c, &p, c->caller.device, -1);
		secret_wipe(&p, sizeof(p));
		return rc;
	}
	if (there) {
		rc = call_api.within(c, GLANE_WRITE, own_count_failure, &p.id);
		if (rc < 0)
			return rc;
	}
	return error_refuse(&c->error, GLANE_EAUTH, "sign_in.wrong_pin", NULL);
}

int own_sign_in_badge(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct person p;
	char code[SECRET_BADGE_SYMBOLS + 1];
	int rc = cookies_or_refuse(c);
	if (rc == 0 && !c->caller.device)
		rc = error_refuse(&c->error, GLANE_EAUTH, "sign_in.no_device", NULL);
	if (rc < 0)
		return rc;
	if (secret_code_fold(input(c, "badge"), code, SECRET_BADGE_SYMBOLS) < 0)
		return error_refuse(&c->error, GLANE_EAUTH, "sign_in.badge", NULL);
	struct sha256 d = sha256_of(code, SECRET_BADGE_SYMBOLS);
	if (!access_person_by_badge(c->host->access, &d, &p))
		return error_refuse(&c->error, GLANE_EAUTH, "sign_in.badge", NULL);
	return let_in(c, &p, c->caller.device, -1);
}

/* Who guesses here is limited by her address, so that nobody can be locked out from far away. */
int own_sign_in_password(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct person p = { 0 };
	int64_t step = -1;
	int rc = cookies_or_refuse(c);
	if (rc < 0)
		return rc;
	bool there = access_person_by_login(c->host->access, input(c, "login"), &p);
	bool right = secret_check(there ? p.password : "", input(c, "password"));
	if (right && p.has_totp)
		right = totp_check(p.totp, input(c, "totp"), clock_now_ms(), p.totp_step > 0 ? p.totp_step : -1, &step);
	if (!right)
		return error_refuse(&c->error, GLANE_EAUTH, "sign_in.wrong", NULL);
	rc = let_in(c, &p, c->caller.device, step);
	secret_wipe(&p, sizeof(p));
	return rc;
}

int own_sign_out(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int rc = end_before(c, c->request);
	if (c->request && access_cookie(c->request, false).n)
		call_cookie(c, "session", STR(""), 0);
	value_add_bool(root_of(c), "ok", true);
	reply_api.see_other(c, next_path(c));
	return rc;
}

/* --- a device ------------------------------------------------------------------------------------- */

int own_enrol_page(struct glane_self *self, struct glane_call *c)
{
	return own_session(self, c);
}

int own_enrol(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	char code[9];
	int64_t device = 0;
	int rc = cookies_or_refuse(c);
	if (rc < 0)
		return rc;
	if (secret_code_fold(input(c, "code"), code, 8) < 0)
		return error_refuse(&c->error, GLANE_EAUTH, "enrol.wrong", NULL);
	struct sha256 digest = sha256_of(code, 8), token = make_cookie(c, "device", DEVICE_BYTES, DEVICE_COOKIE_S);
	rc = inventory_device_enrol(call_inventory(c), &digest, &token, &device);
	if (rc == 0)
		rc = end_before(c, c->request);
	if (rc < 0)
		return rc;
	call_cookie(c, "session", STR(""), 0);
	access_changed(c->host->access);
	value_add_int(root_of(c), "device", device);
	reply_api.see_other(c, STR("/"));
	return 0;
}

/* --- first run ------------------------------------------------------------------------------------ */

void first_run_code(struct host *h)
{
	char code[9];
	secret_make_code(code, 8);
	pthread_mutex_lock(&h->first.lock);
	memcpy(h->first.code, code, sizeof(code));
	h->first.wrong = 0;
	pthread_mutex_unlock(&h->first.lock);
	if (h->first.say)
		h->first.say(h->first.say_ctx, code);
}

static bool first_run_right(struct host *h, struct glane_str typed)
{
	char code[9];
	bool shaped = secret_code_fold(typed, code, 8) == 0, again = false;
	pthread_mutex_lock(&h->first.lock);
	bool right = shaped && h->first.code[0] && secret_equal(code, h->first.code, 8);
	if (!right && shaped)
		again = ++h->first.wrong >= FAILURES_LOCK;
	pthread_mutex_unlock(&h->first.lock);
	if (again) /* whoever guesses starts anew */
		first_run_code(h);
	return right;
}

int own_first_run_page(struct glane_self *self, struct glane_call *c)
{
	own_session(self, c);
	if (!access_first_run(c->host->access))
		return error_refuse(&c->error, GLANE_EGONE, "first_run.done", NULL);
	own_choose_picture(c, own_typed(c, "picture"));
	own_choose_purpose(c, root_of(c), "purposes", own_typed(c, "purpose").n ? own_typed(c, "purpose") : STR("intake"));
	return 0;
}

struct founding {
	char pin[SECRET_HASH_MAX], password[SECRET_HASH_MAX];
	struct glane_str site_name, site_host, name, picture, login, device_name, purpose;
	struct sha256 session, device;
	struct glane_str day;
	int64_t person, device_id;
};

static int put_setting(struct glane_call *c, const char *key, struct glane_str value)
{
	int rc = value.n ? settings_set(c->host->settings, call_inventory(c), str_c(key), value) : 0;
	if (rc == 0 && value.n)
		after_commit_add(c, &(struct after_commit){ .what = AFTER_SETTING, .topic = str_c(key), .json = value });
	return rc;
}

static int add_first_person(struct inventory *inv, struct founding *f)
{
	struct person_edit e = { .name = f->name, .picture = f->picture, .role = STR(ROLE_ADMINISTRATOR), .active = 1 };
	int rc = inventory_person_set(inv, &e, &f->person);
	if (rc == 0)
		rc = inventory_person_key(inv, f->person, KEY_PIN, str_c(f->pin), NULL);
	if (rc == 0 && f->password[0]) {
		struct glane_str login = f->login.n ? f->login : inventory_login_for(inv, f->name);
		rc = inventory_person_login(inv, f->person, login);
		if (rc == 0)
			rc = inventory_person_key(inv, f->person, KEY_PASSWORD, str_c(f->password), NULL);
	}
	struct person_edit day = { .name = f->day, .role = STR("day"), .active = 1 };
	int64_t id;
	return rc == 0 ? inventory_person_set(inv, &day, &id) : rc;
}

static int found(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	struct founding *f = arg;
	struct inventory *inv = call_inventory(c);
	int64_t administrators = 0;
	int rc = inventory_administrators(inv, &administrators);
	if (rc == 0 && administrators)
		return error_refuse(&c->error, GLANE_EGONE, "first_run.done", NULL);
	if (rc == 0)
		rc = put_setting(c, "site.name", f->site_name);
	if (rc == 0)
		rc = put_setting(c, "site.host", f->site_host);
	if (rc == 0)
		rc = add_first_person(inv, f);
	struct device_edit d = { .name = f->device_name, .purpose = f->purpose, .active = 1 };
	if (rc == 0)
		rc = inventory_device_add(inv, &d, &f->device, &f->device_id);
	if (rc == 0)
		rc = inventory_session_start(inv, &f->session, f->person, f->device_id, access_boot(c->host->access));
	access_changed(c->host->access);
	return rc;
}

int own_first_run(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct founding f = { .site_name = input(c, "site_name"), .site_host = input(c, "site_host"), .name = input(c, "name"),
		              .picture = input(c, "picture"), .login = input(c, "login"), .device_name = input(c, "device_name"),
		              .purpose = input(c, "purpose") };
	struct glane_str pin = input(c, "pin"), password = input(c, "password");
	int rc = cookies_or_refuse(c);
	if (rc < 0)
		return rc;
	if (!access_first_run(c->host->access))
		return error_refuse(&c->error, GLANE_EGONE, "first_run.done", NULL);
	if (!own_host_name(f.site_host))
		return error_input(&c->error, STR("site_host"), "setting.bad_host", NULL);
	if (!own_is_pin(pin))
		return error_input(&c->error, STR("pin"), "pin.shape", NULL);
	if (password.n && password.n < PASSWORD_LEAST)
		return error_input(&c->error, STR("password"), "password.short", NULL);
	if (!first_run_right(c->host, input(c, "code")))
		return error_input(&c->error, STR("code"), "first_run.code", NULL);
	rc = secret_hash(pin, f.pin);
	if (rc == 0 && password.n)
		rc = secret_hash(password, f.password);
	if (rc < 0)
		return error_fail(&c->error, rc, "no memory for a digest");
	f.session = make_cookie(c, "session", SESSION_BYTES, -1);
	f.device = make_cookie(c, "device", DEVICE_BYTES, DEVICE_COOKIE_S);
	f.day = call_api.tr(c, "person.day", NULL);
	rc = call_api.within(c, GLANE_WRITE, found, &f);
	if (rc == 0) {
		pthread_mutex_lock(&c->host->first.lock);
		secret_wipe(c->host->first.code, sizeof(c->host->first.code));
		pthread_mutex_unlock(&c->host->first.lock);
	}
	value_add_int(root_of(c), "person", f.person);
	reply_api.see_other(c, STR("/"));
	return rc;
}
