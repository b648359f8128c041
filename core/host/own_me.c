/* SPDX-License-Identifier: MPL-2.0 */
/* Oneself: picture, language, hand; one's PIN, password, and the phone's six digits. */
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

int own_me(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct person p;
	if (!access_person(c->host->access, c->caller.person, &p))
		return error_refuse(&c->error, GLANE_EAUTH, "sign_in.first", NULL);
	own_add_person(c, value_add_object(root_of(c), "me"), &p);
	value_add_bool(root_of(c), "has_pin", p.pin[0] != 0);
	value_add_bool(root_of(c), "has_password", p.password[0] != 0);
	value_add_bool(root_of(c), "has_totp", p.has_totp);
	own_choose_picture(c, str_c(p.picture));
	own_choose_language(root_of(c), "languages", str_c(p.language));
	return 0;
}

int own_me_set(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct person p;
	if (!access_person(c->host->access, c->caller.person, &p))
		return error_refuse(&c->error, GLANE_EAUTH, "sign_in.first", NULL);
	struct person_edit e = { .id = p.id, .name = str_c(p.name), .picture = input(c, "picture"), .role = str_c(p.role), .place = str_c(p.place),
		                 .language = input(c, "language"), .left_handed = value_get_int(c->inputs, "left_handed", 0), .active = 1 };
	if (e.picture.n == 0)
		e.picture = str_c(p.picture);
	int rc = inventory_person_set(call_inventory(c), &e, NULL);
	access_changed(c->host->access);
	reply_api.see_other(c, STR("/me"));
	return rc;
}

struct new_key {
	int64_t person;
	enum person_key key;
	struct glane_str digest;
	int64_t totp_step; /* used to prove it; 0: none */
	struct sha256 keep;
};

static int put_key(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	const struct new_key *k = arg;
	access_changed(c->host->access);
	int rc = inventory_person_key(call_inventory(c), k->person, k->key, k->digest, &k->keep);
	return rc == 0 && k->totp_step ? inventory_totp_used(call_inventory(c), k->person, k->totp_step) : rc;
}

/* In place of the old one, for whoever knew it; other sessions of the person end. */
static int replace_key(struct glane_call *c, const struct person *p, enum person_key key, struct glane_str digest, int64_t totp_step)
{
	struct glane_str token = access_cookie(c->request, false);
	struct new_key k = { .person = p->id, .key = key, .digest = digest, .totp_step = totp_step, .keep = sha256_of(token.p, token.n) };
	int rc = call_api.within(c, GLANE_WRITE, put_key, &k);
	value_add_bool(root_of(c), "ok", true);
	reply_api.see_other(c, STR("/me"));
	return rc;
}

static int change(struct glane_call *c, const struct person *p, enum person_key key, const char *digest_now, struct glane_str secret, const char *wrong)
{
	char digest[SECRET_HASH_MAX];
	int rc = own_check_count(c, p);
	if (rc < 0)
		return rc;
	if (digest_now[0] && !secret_check(digest_now, input(c, "old"))) {
		int64_t id = p->id;
		rc = call_api.within(c, GLANE_WRITE, own_count_failure, &id);
		return rc < 0 ? rc : error_input(&c->error, STR("old"), wrong, NULL);
	}
	rc = secret_hash(secret, digest);
	if (rc < 0)
		return error_fail(&c->error, rc, "no memory for a digest");
	rc = replace_key(c, p, key, str_c(digest), 0);
	secret_wipe(digest, sizeof(digest));
	return rc;
}

static int myself(struct glane_call *c, struct person *ret)
{
	return access_person(c->host->access, c->caller.person, ret) ? 0 : error_refuse(&c->error, GLANE_EAUTH, "sign_in.first", NULL);
}

/* A tile that asks for no PIN belongs to all who come for a day: none of them takes it from the others. */
static int my_keys(struct glane_call *c, struct person *ret)
{
	int rc = myself(c, ret);
	return rc == 0 && !ret->asks_pin ? error_refuse(&c->error, GLANE_EDENIED, "http.403", NULL) : rc;
}

int own_me_pin(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct person p;
	int rc = my_keys(c, &p);
	if (rc < 0)
		return rc;
	if (!own_is_pin(input(c, "pin")))
		return error_input(&c->error, STR("pin"), "pin.shape", NULL);
	return change(c, &p, KEY_PIN, p.pin, input(c, "pin"), "sign_in.wrong_pin");
}

/* Who has none gets the first one from whoever manages the team. */
int own_me_password(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct person p;
	int rc = myself(c, &p);
	if (rc < 0)
		return rc;
	if (!p.password[0])
		return error_input(&c->error, STR("old"), "password.none", NULL);
	if (input(c, "password").n < PASSWORD_LEAST)
		return error_input(&c->error, STR("password"), "password.short", NULL);
	return change(c, &p, KEY_PASSWORD, p.password, input(c, "password"), "password.wrong");
}

/* --- the phone's six digits: a key is shown, and counts once the phone has proved that it has it ---------- */

int own_me_totp(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct person p;
	uint8_t key[TOTP_KEY];
	char text[TOTP_KEY_TEXT + 1], hex[2 * TOTP_KEY + 1];
	int rc = myself(c, &p);
	if (rc < 0)
		return rc;
	struct glane_str again = value_get_text(c->raw, "_key"); /* the page after a wrong code keeps the key that the phone has */
	if (!again.n || hex_parse(again, key, sizeof(key)) < 0)
		totp_make(key);
	totp_key_text(key, text);
	hex_of(key, sizeof(key), hex);
	struct glane_value *root = root_of(c);
	value_add_text(root, "key", str_c(hex));
	struct glane_str spaced = STR("");
	for (int i = 0; i < TOTP_KEY_TEXT; i += 4)
		spaced = arena_printf(c->arena, "%s%s%.4s", spaced.p, i ? " " : "", text + i);
	value_add_text(root, "key_text", spaced);
	struct buf uri;
	buf_init(&uri, 4096);
	totp_uri(&uri, settings_get(c->host->settings, "site", "site.name", c->arena), str_c(p.login[0] ? p.login : p.name), key);
	value_add_text(root, "uri", buf_get(&uri));
	buf_fini(&uri);
	secret_wipe(key, sizeof(key));
	return 0;
}

int own_me_totp_set(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct person p;
	uint8_t key[TOTP_KEY];
	int64_t step;
	int rc = my_keys(c, &p);
	if (rc < 0)
		return rc;
	if (p.has_totp)
		return error_refuse(&c->error, GLANE_ECONFLICT, "totp.already", NULL);
	if (hex_parse(input(c, "key"), key, sizeof(key)) < 0 || !totp_check(key, input(c, "digits"), clock_now_ms(), -1, &step))
		return error_input(&c->error, STR("digits"), "totp.wrong", NULL);
	return replace_key(c, &p, KEY_TOTP, (struct glane_str){ (const char *)key, sizeof(key) }, step);
}

int own_me_totp_off(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct person p;
	int64_t step;
	int rc = myself(c, &p);
	if (rc < 0)
		return rc;
	if (!p.has_totp || !totp_check(p.totp, input(c, "digits"), clock_now_ms(), p.totp_step > 0 ? p.totp_step : -1, &step))
		return error_input(&c->error, STR("digits"), "totp.wrong", NULL);
	return replace_key(c, &p, KEY_TOTP, STR_NONE, 0);
}
