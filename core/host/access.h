/* SPDX-License-Identifier: MPL-2.0 */
/* access.h: who asks, and what they may.
 *
 * People, devices, roles and sessions are read from the database into memory whenever one of them changed, by the writer
 * between its commit and its answers; the loop decides about each request from there.  One lock, held for a look-up.
 *
 * A caller is the owner of the data directory (commands over DIR/socket, core's own work, and with --open whoever sits at
 * this machine), or a person with a session, or nobody.  Cookies are believed on plain loopback ("glane_session") and
 * behind a trusted proxy that was asked by TLS ("__Host-glane_session"), nowhere else.  Times are of the clock that never
 * jumps and counts while the machine sleeps; a session does not outlive the machine's boot. */
#ifndef HOST_ACCESS_H
#define HOST_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "base/secret.h"
#include "http/request.h"

struct host;
struct conn;
struct access;

enum { RIGHTS_MAX = 256, FAILURES_WAIT = 5, FAILURES_LOCK = 10, WAIT_MS = 30000, SESSION_BYTES = 16, DEVICE_BYTES = 32 };
struct rights {
	uint64_t bits[RIGHTS_MAX / 64];
};
struct caller { /* who asks */
	int64_t person, device;     /* 0: nobody; commands and core's own work have no person */
	bool owner;                 /* may everything */
	const struct access *access; /* what the bits mean; NULL: nothing is allowed but to the owner */
	struct rights rights;
	uint64_t session;           /* its number in this process, 0: none */
	uint8_t form_key[SECRET_MAC]; /* with a session: of the MAC in its forms */
	const char *lang;
};
/* `permission` NULL: everybody may. */
bool caller_may(const struct caller *who, const char *permission);
/* Has a person behind it, or is the owner: sees the team's bar and refusals. */
static inline bool caller_is_team(const struct caller *who)
{
	return who->owner || who->person;
}

struct access *access_new(struct host *h);
void access_free(struct access *a);
/* After the plugins started: their permissions get their bits. */
int access_permissions(struct access *a, struct error *e) NODISCARD;
int access_open_key(struct access *a, struct conn *c, struct error *e) NODISCARD;
int access_load(struct access *a, struct conn *c, struct error *e) NODISCARD; /* writer, between batches */
void access_changed(struct access *a);  /* in a WRITE call: load again after this batch */
bool access_take_changed(struct access *a);
void access_locks(struct access *a);    /* lock times from the settings */

/* Any thread.  Looks at cookies; a request but for /events keeps its session awake. */
struct caller access_caller(struct host *h, const struct request *r);
struct caller access_role(struct host *h, const char *role); /* tests: a person of that role, without cookies */
bool access_listens(struct access *a, uint64_t session); /* server_config.may_listen */
bool access_first_run(struct access *a); /* nobody may administer yet */

/* Copies of what is in memory. */
struct person {
	int64_t id, failures, wait_ms; /* wait_ms: until the next try */
	char name[164], picture[16], role[44], place[44], language[4], login[44];
	char pin[SECRET_HASH_MAX], password[SECRET_HASH_MAX];
	uint8_t totp[TOTP_KEY], badge[32];
	bool has_totp, has_badge, left_handed, asks_pin, today;
	int64_t totp_step;
};
struct device {
	int64_t id;
	char name[164], purpose[12], place[44];
};
bool access_person(struct access *a, int64_t id, struct person *ret); /* an active one */
bool access_person_by_login(struct access *a, struct glane_str login, struct person *ret);
bool access_person_by_badge(struct access *a, const struct sha256 *badge, struct person *ret);
bool access_device(struct access *a, int64_t id, struct device *ret);
/* All active people, those who were here today first, then by name. */
size_t access_people(struct access *a, struct glane_call *c, struct person **ret);
/* Would this person have any right on this device (0: none)? */
bool access_fits(struct access *a, const struct person *p, int64_t device);
int64_t access_lock_ms(struct access *a, int64_t device);
uint32_t access_count(const struct access *a);
const char *access_name(const struct access *a, uint32_t permission);
bool access_role_may(struct access *a, const char *role, const char *permission);
/* The cookies of this request that may be believed; STR_NONE. */
struct glane_str access_cookie(const struct request *r, bool device);
bool access_cookies_allowed(const struct request *r, bool *ret_secure);
struct glane_str access_boot(const struct access *a);

/* A form's hidden field: an UUID that carries a MAC of the session that the page was made for; without a session, of the
 * page itself and the hour.  `owner` and `path`: the plugin and its GET route that shows the form. */
struct uuid form_token(const struct caller *who, const char *owner, const char *path);
bool form_token_valid(const struct caller *who, const struct uuid *token);
/* ... of everybody: no session has made it, and it is at most FORM_HOURS old. */
enum { FORM_HOURS = 4 };
bool form_token_open(const struct caller *who, const char *owner, const char *path, const struct uuid *token);

#endif
