/* SPDX-License-Identifier: MPL-2.0 */
#include "inventory/people.h"

#include <stdio.h>

#include "inventory/internal.h"
#include "inventory/journal.h"

const char *const device_purposes[] = { "intake", "till", "workshop", "manager", NULL };
const char *const person_pictures[] = { "fox", "hedgehog", "owl", "cat", "rabbit", "bear", "frog", "whale",
	                                "tortoise", "bee", "squirrel", "duck", "snail", "fish", "badger", "butterfly", NULL };
static const char *const languages[] = { "fr", "en", "ar", NULL };
enum { NAME_MOST_BYTES = 160, CODE_MOST_BYTES = 40 };

static bool one_of(struct glane_str s, const char *const *words)
{
	while (*words && !str_is(s, *words))
		words++;
	return *words != NULL;
}

bool purpose_known(struct glane_str purpose)
{
	return one_of(purpose, device_purposes);
}

static bool is_name(struct glane_str s)
{
	struct glane_str t = str_trim(s);
	return t.n > 0 && s.n <= NAME_MOST_BYTES && utf8_valid(s) && utf8_printable(s, false);
}

static bool is_word(struct glane_str s, size_t least, const char *more)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || strchr(more, s.p[i])))
			return false;
	return s.n >= least && s.n <= CODE_MOST_BYTES;
}

static int bad(struct inventory *inv, const char *input, const char *key)
{
	return error_input(inv->error, str_c(input), key, NULL);
}

/* One row of one number, else the refusal. */
static int must_exist(struct inventory *inv, const char *sql, struct glane_val v, const char *input, const char *key)
{
	int64_t one;
	int rc = row_int(inv, sql, VALS(v), &one);
	return rc == GLANE_ENOENT ? bad(inv, input, key) : rc;
}

static int record(struct inventory *inv, const char *kind, const struct glane_value *body)
{
	struct glane_entry entry = { .size = sizeof(entry), .kind = kind, .body = body };
	int64_t seq;
	return inventory_append(inv, &entry, &seq);
}

static int run(struct inventory *inv, int before, const char *sql, const struct glane_val *args, size_t n)
{
	return before < 0 ? before : conn_run(inv->conn, sql, args, n, inv->error);
}

/* --- people --------------------------------------------------------------------------------------- */

int inventory_administrators(struct inventory *inv, int64_t *ret)
{
	return row_int(inv, "SELECT count(*) FROM core_person WHERE role = '" ROLE_ADMINISTRATOR "' AND active", NULL, 0, ret);
}

/* Would nobody be left who may let others in again? */
static int keeps_an_administrator(struct inventory *inv, const struct person_edit *e)
{
	int64_t others, is = 0;
	if (e->id == 0 || (e->active && str_is(e->role, ROLE_ADMINISTRATOR)))
		return 0;
	int rc = row_int(inv, "SELECT role = '" ROLE_ADMINISTRATOR "' AND active FROM core_person WHERE id = ?1", VALS(glane_int(e->id)), &is);
	if (rc == 0 && is)
		rc = inventory_administrators(inv, &others);
	return rc == 0 && is && others <= 1 ? error_refuse(inv->error, GLANE_ECONFLICT, "person.last_administrator", NULL) : rc;
}

static int check_person(struct inventory *inv, const struct person_edit *e)
{
	int64_t one;
	if (!is_name(e->name))
		return bad(inv, "name", "person.name");
	if (e->picture.n && !one_of(e->picture, person_pictures))
		return bad(inv, "picture", "person.picture");
	if (e->language.n && !one_of(e->language, languages))
		return bad(inv, "language", "input.not_a_choice");
	int rc = must_exist(inv, "SELECT 1 FROM core_role WHERE code = ?1 AND active", glane_text(e->role), "role", "role.unknown");
	if (rc == 0 && e->place.n)
		rc = must_exist(inv, "SELECT 1 FROM core_place WHERE code = ?1", glane_text(e->place), "place", "person.place");
	if (rc == 0 && e->id) {
		rc = row_int(inv, "SELECT 1 FROM core_person WHERE id = ?1 AND erased_ms = 0", VALS(glane_int(e->id)), &one);
		if (rc == GLANE_ENOENT)
			rc = error_refuse(inv->error, rc, "person.unknown", NULL);
	}
	return rc == 0 ? keeps_an_administrator(inv, e) : rc;
}

/* The animal that the fewest have. */
static struct glane_str free_picture(struct inventory *inv)
{
	int64_t least = INT64_MAX, n;
	size_t best = 0;
	for (size_t i = 0; person_pictures[i]; i++)
		if (row_int(inv, "SELECT count(*) FROM core_person WHERE picture = ?1 AND active", VALS(glane_text(str_c(person_pictures[i]))), &n) == 0 &&
		    n < least) {
			least = n;
			best = i;
		}
	return str_c(person_pictures[best]);
}

static int person_set(struct inventory *inv, const struct person_edit *e, int64_t *ret_id)
{
	int64_t id = e->id, moved = 0;
	int rc = check_person(inv, e);
	if (rc < 0)
		return rc;
	struct glane_str picture = e->picture.n ? e->picture : free_picture(inv);
	if (id == 0) {
		uint8_t uid[16];
		random_bytes(uid, sizeof(uid));
		rc = run(inv, rc, "INSERT INTO core_person (uid, name, picture, role, place, language, left_handed, active, created_ms)"
		                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
		         VALS(glane_blob((struct glane_str){ (char *)uid, sizeof(uid) }), glane_text(str_trim(e->name)), glane_text(picture),
		              glane_text(e->role), glane_text(e->place), glane_text(e->language), glane_int(e->left_handed != 0),
		              glane_int(e->active != 0), glane_int(inv->now_ms)));
		id = conn_last_id(inv->conn);
	} else {
		rc = row_int(inv, "SELECT role <> ?2 OR place <> ?3 OR active <> ?4 FROM core_person WHERE id = ?1",
		             VALS(glane_int(id), glane_text(e->role), glane_text(e->place), glane_int(e->active != 0)), &moved);
		rc = run(inv, rc, "UPDATE core_person SET name = ?2, picture = ?3, role = ?4, place = ?5, language = ?6, left_handed = ?7,"
		                  " active = ?8 WHERE id = ?1",
		         VALS(glane_int(id), glane_text(str_trim(e->name)), glane_text(picture), glane_text(e->role), glane_text(e->place),
		              glane_text(e->language), glane_int(e->left_handed != 0), glane_int(e->active != 0)));
		if (moved)
			rc = run(inv, rc, "DELETE FROM core_session WHERE person = ?1", VALS(glane_int(id)));
	}
	if (rc < 0)
		return rc;
	struct glane_value *body = value_object(inv->arena);
	value_add_int(body, "person", id);
	value_add_text(body, "role", e->role);
	value_add_text(body, "place", e->place);
	value_add_int(body, "active", e->active != 0);
	rc = record(inv, "core.person_set", body);
	if (rc == 0 && ret_id)
		*ret_id = id;
	return rc;
}

static int person_exists(struct inventory *inv, int64_t person)
{
	int64_t one;
	int rc = row_int(inv, "SELECT 1 FROM core_person WHERE id = ?1 AND erased_ms = 0", VALS(glane_int(person)), &one);
	return rc == GLANE_ENOENT ? error_refuse(inv->error, rc, "person.unknown", NULL) : rc;
}

static int person_record(struct inventory *inv, const char *kind, int64_t person, const char *key)
{
	struct glane_value *body = value_object(inv->arena);
	value_add_int(body, "person", person);
	if (key)
		value_add_text(body, "key", str_c(key));
	return record(inv, kind, body);
}

static int person_key(struct inventory *inv, int64_t person, enum person_key key, struct glane_str digest, const struct sha256 *keep)
{
	static const char *const names[] = { "pin", "password", "totp", "badge" };
	static const char *const sql[] = {
		"UPDATE core_person SET failures = 0, pin = ?2 WHERE id = ?1",
		"UPDATE core_person SET failures = 0, password = ?2 WHERE id = ?1",
		"UPDATE core_person SET failures = 0, totp = ?2, totp_step = 0 WHERE id = ?1",
		"UPDATE core_person SET failures = 0, badge = ?2 WHERE id = ?1",
	};
	struct glane_val v = key == KEY_PIN || key == KEY_PASSWORD ? glane_text(digest) : digest.n ? glane_blob(digest) : glane_null();
	struct glane_str kept = keep ? (struct glane_str){ (const char *)keep->b, sizeof(keep->b) } : STR_NONE;
	int rc = person_exists(inv, person);
	rc = run(inv, rc, sql[key], VALS(glane_int(person), v));
	rc = run(inv, rc, "DELETE FROM core_session WHERE person = ?1 AND token <> ?2", VALS(glane_int(person), glane_blob(kept)));
	return rc < 0 ? rc : person_record(inv, "core.person_key_set", person, names[key]);
}

static int person_login(struct inventory *inv, int64_t person, struct glane_str login)
{
	int64_t other;
	if (login.n && !is_word(login, 2, ".-_"))
		return bad(inv, "login", "person.login");
	int rc = person_exists(inv, person);
	if (rc == 0 && login.n) {
		rc = row_int(inv, "SELECT id FROM core_person WHERE login = ?1 AND id <> ?2", VALS(glane_text(login), glane_int(person)), &other);
		if (rc == 0)
			return bad(inv, "login", "person.login_taken");
		if (rc == GLANE_ENOENT)
			rc = 0;
	}
	rc = run(inv, rc, "UPDATE core_person SET login = ?2 WHERE id = ?1", VALS(glane_int(person), glane_text(login)));
	return rc < 0 ? rc : person_record(inv, "core.person_key_set", person, "login");
}

struct glane_str inventory_login_for(struct inventory *inv, struct glane_str name)
{
	char folded[NAME_MOST_BYTES + 1], word[24];
	size_t n = utf8_fold(name, folded, sizeof(folded) - 1), k = 0;
	for (size_t i = 0; i < n && k < 16; i++)
		if (is_word((struct glane_str){ folded + i, 1 }, 1, ""))
			word[k++] = folded[i];
	if (k < 2) {
		memcpy(word, "moi", 3);
		k = 3;
	}
	for (int64_t i = 1, other; i < 10000; i++) {
		struct glane_str login = i == 1 ? arena_printf(inv->arena, "%.*s", (int)k, word) : arena_printf(inv->arena, "%.*s%d", (int)k, word, (int)i);
		if (row_int(inv, "SELECT id FROM core_person WHERE login = ?1", VALS(glane_text(login)), &other) == GLANE_ENOENT)
			return login;
	}
	return STR_NONE;
}

static int person_unlock(struct inventory *inv, int64_t person)
{
	int rc = person_exists(inv, person);
	rc = run(inv, rc, "UPDATE core_person SET failures = 0 WHERE id = ?1", VALS(glane_int(person)));
	return rc < 0 ? rc : person_record(inv, "core.person_unlocked", person, NULL);
}

/* --- roles ---------------------------------------------------------------------------------------- */

static bool purposes_known(struct glane_str words)
{
	struct glane_str word;
	while (str_split(&words, ' ', &word))
		if (word.n && !purpose_known(word))
			return false;
	return true;
}

static int role_set(struct inventory *inv, const struct role_edit *e)
{
	int64_t built_in = 0, users = 0;
	if (str_is(e->code, ROLE_ADMINISTRATOR))
		return error_refuse(inv->error, GLANE_ECONFLICT, "role.administrator_fixed", NULL);
	if (!is_word(e->code, 2, "_"))
		return bad(inv, "code", "role.code");
	if (!purposes_known(e->purposes))
		return bad(inv, "purposes", "device.purpose");
	int rc = row_int(inv, "SELECT name = '' FROM core_role WHERE code = ?1", VALS(glane_text(e->code)), &built_in);
	if (rc == GLANE_ENOENT)
		rc = 0;
	if (rc == 0 && !built_in && !is_name(e->name))
		return bad(inv, "name", "role.name");
	if (rc == 0 && !e->active)
		rc = row_int(inv, "SELECT count(*) FROM core_person WHERE role = ?1 AND active", VALS(glane_text(e->code)), &users);
	if (rc == 0 && users)
		return error_refuse(inv->error, GLANE_ECONFLICT, "role.in_use", NULL);
	struct glane_str name = built_in ? STR_NONE : str_trim(e->name);
	rc = run(inv, rc, "INSERT INTO core_role (code, name, pin, purposes, active) VALUES (?1, ?2, ?3, ?4, ?5)"
	                  " ON CONFLICT (code) DO UPDATE SET name = ?2, pin = ?3, purposes = ?4, active = ?5",
	         VALS(glane_text(e->code), glane_text(name), glane_int(e->pin != 0), glane_text(e->purposes), glane_int(e->active != 0)));
	/* Rights are looked up anew at each request: nobody's session needs to end for that. */
	if (rc < 0)
		return rc;
	struct glane_value *body = value_object(inv->arena);
	value_add_text(body, "role", e->code);
	value_add_text(body, "name", name);
	value_add_int(body, "pin", e->pin != 0);
	value_add_text(body, "purposes", e->purposes);
	value_add_int(body, "active", e->active != 0);
	return record(inv, "core.role_set", body);
}

static int role_permission(struct inventory *inv, struct glane_str role, struct glane_str permission, int granted)
{
	if (str_is(role, ROLE_ADMINISTRATOR))
		return error_refuse(inv->error, GLANE_ECONFLICT, "role.administrator_fixed", NULL);
	int rc = must_exist(inv, "SELECT 1 FROM core_role WHERE code = ?1", glane_text(role), "role", "role.unknown");
	if (granted < 0)
		rc = run(inv, rc, "DELETE FROM core_role_permission WHERE role = ?1 AND permission = ?2", VALS(glane_text(role), glane_text(permission)));
	else
		rc = run(inv, rc, "INSERT INTO core_role_permission (role, permission, granted) VALUES (?1, ?2, ?3)"
		                  " ON CONFLICT (role, permission) DO UPDATE SET granted = ?3",
		         VALS(glane_text(role), glane_text(permission), glane_int(granted != 0)));
	if (rc < 0)
		return rc;
	struct glane_value *body = value_object(inv->arena);
	value_add_text(body, "role", role);
	value_add_text(body, "permission", permission);
	value_add_int(body, "granted", granted);
	return record(inv, "core.role_permission_set", body);
}

/* --- devices -------------------------------------------------------------------------------------- */

static int check_device(struct inventory *inv, const struct device_edit *e)
{
	if (!is_name(e->name))
		return bad(inv, "name", "device.name");
	if (!purpose_known(e->purpose))
		return bad(inv, "purpose", "device.purpose");
	return e->place.n ? must_exist(inv, "SELECT 1 FROM core_place WHERE code = ?1", glane_text(e->place), "place", "person.place") : 0;
}

static struct glane_val digest_val(const struct sha256 *d)
{
	return glane_blob((struct glane_str){ (const char *)d->b, sizeof(d->b) });
}

static int device_record(struct inventory *inv, int64_t device, struct glane_str purpose, struct glane_str place, bool active)
{
	struct glane_value *body = value_object(inv->arena);
	value_add_int(body, "device", device);
	value_add_text(body, "purpose", purpose);
	value_add_text(body, "place", place);
	value_add_int(body, "active", active);
	return record(inv, "core.device_set", body);
}

static int enrolment_add(struct inventory *inv, const struct sha256 *code, const struct device_edit *e)
{
	int rc = check_device(inv, e);
	rc = run(inv, rc, "DELETE FROM core_enrolment WHERE created_ms NOT BETWEEN ?1 AND ?2",
	         VALS(glane_int(inv->now_ms - ENROLMENT_MS), glane_int(inv->now_ms)));
	return run(inv, rc, "INSERT INTO core_enrolment (code, name, purpose, place, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
	           VALS(digest_val(code), glane_text(str_trim(e->name)), glane_text(e->purpose), glane_text(e->place), glane_int(inv->now_ms)));
}

static int device_add(struct inventory *inv, const struct device_edit *e, const struct sha256 *token, int64_t *ret)
{
	int rc = check_device(inv, e);
	rc = run(inv, rc, "INSERT INTO core_device (name, purpose, place, token, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
	         VALS(glane_text(str_trim(e->name)), glane_text(e->purpose), glane_text(e->place), digest_val(token), glane_int(inv->now_ms)));
	if (rc < 0)
		return rc;
	*ret = conn_last_id(inv->conn);
	return device_record(inv, *ret, e->purpose, e->place, true);
}

static int device_enrol(struct inventory *inv, const struct sha256 *code, const struct sha256 *token, int64_t *ret)
{
	struct stmt *s;
	struct device_edit e;
	int rc = conn_prepare(inv->conn, "SELECT name, purpose, place FROM core_enrolment WHERE code = ?1 AND created_ms BETWEEN ?2 AND ?3", &s, inv->error);
	if (rc < 0)
		return rc;
	stmt_bind_all(s, VALS(digest_val(code), glane_int(inv->now_ms - ENROLMENT_MS), glane_int(inv->now_ms)));
	rc = stmt_step(s, inv->error);
	if (rc == 1)
		e = (struct device_edit){ .name = arena_str(inv->arena, stmt_text(s, 0)), .purpose = arena_str(inv->arena, stmt_text(s, 1)),
			                  .place = arena_str(inv->arena, stmt_text(s, 2)) };
	stmt_reset(s);
	if (rc <= 0)
		return rc < 0 ? rc : error_refuse(inv->error, GLANE_EAUTH, "enrol.wrong", NULL);
	rc = run(inv, 0, "DELETE FROM core_enrolment WHERE code = ?1", VALS(digest_val(code)));
	return rc < 0 ? rc : device_add(inv, &e, token, ret);
}

static int device_set(struct inventory *inv, const struct device_edit *e)
{
	int64_t active = 0, moved = 0;
	int rc = check_device(inv, e);
	if (rc == 0)
		rc = row_int(inv, "SELECT active FROM core_device WHERE id = ?1", VALS(glane_int(e->id)), &active);
	if (rc == GLANE_ENOENT || (rc == 0 && !active))
		return error_refuse(inv->error, GLANE_ENOENT, "device.unknown", NULL);
	if (rc == 0)
		rc = row_int(inv, "SELECT purpose <> ?2 OR place <> ?3 FROM core_device WHERE id = ?1",
		             VALS(glane_int(e->id), glane_text(e->purpose), glane_text(e->place)), &moved);
	rc = run(inv, rc, "UPDATE core_device SET name = ?2, purpose = ?3, place = ?4, active = ?5 WHERE id = ?1",
	         VALS(glane_int(e->id), glane_text(str_trim(e->name)), glane_text(e->purpose), glane_text(e->place), glane_int(e->active != 0)));
	if (!e->active || moved)
		rc = run(inv, rc, "DELETE FROM core_session WHERE device = ?1", VALS(glane_int(e->id)));
	return rc < 0 ? rc : device_record(inv, e->id, e->purpose, e->place, e->active != 0);
}

/* --- sessions ------------------------------------------------------------------------------------- */

static int session_start(struct inventory *inv, const struct sha256 *token, int64_t person, int64_t device, struct glane_str boot)
{
	const struct zone *zone = inv->zone ? inv->zone : zone_get("UTC");
	struct glane_val day = glane_int(zone_day(zone, inv->now_ms)), on = device ? glane_int(device) : glane_null();
	int rc = run(inv, 0, "DELETE FROM core_session WHERE device = ?1 OR boot <> ?2 OR (device IS NULL AND created_ms < ?3)",
	             VALS(on, glane_text(boot), glane_int(inv->now_ms - 2 * 24 * 3600 * 1000)));
	rc = run(inv, rc, "INSERT INTO core_session (token, person, device, boot, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
	         VALS(digest_val(token), glane_int(person), on, glane_text(boot), glane_int(inv->now_ms)));
	rc = run(inv, rc, "UPDATE core_person SET failures = 0, seen_day = ?2 WHERE id = ?1", VALS(glane_int(person), day));
	return run(inv, rc, "UPDATE core_device SET seen_day = ?2 WHERE id = ?1", VALS(on, day));
}

static int session_end(struct inventory *inv, const struct sha256 *token)
{
	return run(inv, 0, "DELETE FROM core_session WHERE token = ?1", VALS(digest_val(token)));
}

static int person_failed(struct inventory *inv, int64_t person)
{
	return run(inv, 0, "UPDATE core_person SET failures = failures + 1 WHERE id = ?1", VALS(glane_int(person)));
}

static int totp_used(struct inventory *inv, int64_t person, int64_t step)
{
	return run(inv, 0, "UPDATE core_person SET totp_step = ?2 WHERE id = ?1", VALS(glane_int(person), glane_int(step)));
}

/* --- each under core's rights, and sticky ----------------------------------------------------------- */
#define GUARDED(name, parameters, arguments)                                                                 \
	int inventory_##name parameters                                                                      \
	{                                                                                                    \
		struct guard g;                                                                              \
		int rc = guard_enter(inv, &g);                                                               \
		return rc < 0 ? rc : guard_leave(&g, name arguments);                                        \
	}
GUARDED(person_set, (struct inventory *inv, const struct person_edit *e, int64_t *ret), (inv, e, ret))
GUARDED(person_key, (struct inventory *inv, int64_t person, enum person_key key, struct glane_str digest, const struct sha256 *keep),
        (inv, person, key, digest, keep))
GUARDED(person_login, (struct inventory *inv, int64_t person, struct glane_str login), (inv, person, login))
GUARDED(person_unlock, (struct inventory *inv, int64_t person), (inv, person))
GUARDED(role_set, (struct inventory *inv, const struct role_edit *e), (inv, e))
GUARDED(role_permission, (struct inventory *inv, struct glane_str role, struct glane_str permission, int granted),
        (inv, role, permission, granted))
GUARDED(enrolment_add, (struct inventory *inv, const struct sha256 *code, const struct device_edit *e), (inv, code, e))
GUARDED(device_enrol, (struct inventory *inv, const struct sha256 *code, const struct sha256 *token, int64_t *ret), (inv, code, token, ret))
GUARDED(device_add, (struct inventory *inv, const struct device_edit *e, const struct sha256 *token, int64_t *ret), (inv, e, token, ret))
GUARDED(device_set, (struct inventory *inv, const struct device_edit *e), (inv, e))
GUARDED(session_start, (struct inventory *inv, const struct sha256 *token, int64_t person, int64_t device, struct glane_str boot),
        (inv, token, person, device, boot))
GUARDED(session_end, (struct inventory *inv, const struct sha256 *token), (inv, token))
GUARDED(person_failed, (struct inventory *inv, int64_t person), (inv, person))
GUARDED(totp_used, (struct inventory *inv, int64_t person, int64_t step), (inv, person, step))
