/* SPDX-License-Identifier: MPL-2.0 */
/* people.h: who works here, on which device, and what a role may.
 *
 * Names, pictures and secrets stay in their tables; a record of the journal carries ids and role codes only, so that
 * erasing a person breaks nothing.  Each change is a record: core.person_set, core.person_key_set, core.device_set, ...
 * Signing in is none: the journal says what was done, not who was there.
 *
 * All of it in a write transaction; the principal is core's while it runs.  Who is told of a change: host/access.h. */
#ifndef INVENTORY_PEOPLE_H
#define INVENTORY_PEOPLE_H

#include "inventory/inventory.h"

#define ROLE_ADMINISTRATOR "administrator" /* may everything; the last one cannot be lost */
enum { PIN_LEAST = 4, PIN_MOST = 6, PASSWORD_LEAST = 8, PASSWORD_MOST = 200 };
enum { ENROLMENT_MS = 10 * 60 * 1000 };

struct person_edit {
	int64_t id;                          /* 0: a new one */
	struct glane_str name;               /* first name: 1 to 40 characters */
	struct glane_str picture;            /* "fox"; "": chosen here */
	struct glane_str role, place, language; /* place, language: "" none */
	int64_t left_handed, active;
};
/* Refuses: an unknown role or place, a name that is no name, the loss of the last administrator.  A new role, place or
 * `active` 0 ends the person's sessions. */
int inventory_person_set(struct inventory *, const struct person_edit *, int64_t *ret_id) NODISCARD;

/* Digests of secrets, made elsewhere; each starts the count of failures anew and ends the sessions of the person but for
 * `keep_session` (NULL: none is kept). */
enum person_key { KEY_PIN, KEY_PASSWORD, KEY_TOTP, KEY_BADGE };
int inventory_person_key(struct inventory *, int64_t person, enum person_key, struct glane_str digest,
                         const struct sha256 *keep_session) NODISCARD; /* "": takes it away */
/* For sign-in from elsewhere: 2 to 40 of a-z 0-9 . - _, unique. */
int inventory_person_login(struct inventory *, int64_t person, struct glane_str login) NODISCARD;
/* A login made of the name that nobody has: "rene", "rene2". */
struct glane_str inventory_login_for(struct inventory *, struct glane_str name);
int inventory_person_unlock(struct inventory *, int64_t person) NODISCARD;

struct role_edit {
	struct glane_str code;     /* of one that is there, or a new one: a-z 0-9 _ */
	struct glane_str name;     /* of a role of the centre's own; "": built in */
	struct glane_str purposes; /* words; "": anywhere */
	int64_t pin, active;
};
/* Refuses administrator, a built-in one that would be renamed, one that would be closed while somebody has it. */
int inventory_role_set(struct inventory *, const struct role_edit *) NODISCARD;
/* granted 1 or 0; -1: as the plugin proposes. */
int inventory_role_permission(struct inventory *, struct glane_str role, struct glane_str permission, int granted) NODISCARD;

struct device_edit {
	int64_t id;
	struct glane_str name, purpose, place;
	int64_t active; /* 0: revoked, for ever */
};
bool purpose_known(struct glane_str purpose);
extern const char *const person_pictures[]; /* "fox", ...; NULL-ended; kiosk/animals.svg draws them */
extern const char *const device_purposes[]; /* "intake", ...; NULL-ended */
/* A code that may be used once within ENROLMENT_MS; `code` is its digest. */
int inventory_enrolment_add(struct inventory *, const struct sha256 *code, const struct device_edit *) NODISCARD;
/* The device that the code was made for, with `token`.  GLANE_EAUTH "enrol.wrong": wrong, used or too old, all alike. */
int inventory_device_enrol(struct inventory *, const struct sha256 *code, const struct sha256 *token, int64_t *ret_device) NODISCARD;
int inventory_device_add(struct inventory *, const struct device_edit *, const struct sha256 *token, int64_t *ret_device) NODISCARD;
int inventory_device_set(struct inventory *, const struct device_edit *) NODISCARD; /* revoking ends its sessions */

/* A session takes the place of the device's former one (device 0: signed in from elsewhere) and counts as the person's
 * success: failures 0. */
int inventory_session_start(struct inventory *, const struct sha256 *token, int64_t person, int64_t device,
                            struct glane_str boot) NODISCARD;
int inventory_session_end(struct inventory *, const struct sha256 *token) NODISCARD;
/* One wrong PIN, password or code more. */
int inventory_person_failed(struct inventory *, int64_t person) NODISCARD;
int inventory_totp_used(struct inventory *, int64_t person, int64_t step) NODISCARD;

/* How many may administer now. */
int inventory_administrators(struct inventory *, int64_t *ret) NODISCARD;

#endif
