/* SPDX-License-Identifier: MPL-2.0 */
/* site.h: a centre that was founded as people do it: the code from the terminal, the page of the first run, people by the
 * command line; and its visitors, each with the cookies of a browser of her own.
 *
 * With `proxied` each visitor comes by TLS through a trusted proxy, from the address that she says. */
#ifndef TESTS_SITE_H
#define TESTS_SITE_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon.h"

enum { ROLES = 7, ROLE_DAY = 0, ROLE_VOLUNTEER, ROLE_STAFF, ROLE_CASHIER, ROLE_MANAGER, ROLE_ADMINISTRATOR, ROLE_READER };
extern const char *const role_codes[ROLES];
#define SITE_PASSWORD "de vieux tiroirs bleus"
#define SITE_LOGIN "amina"

struct site {
	struct daemon d;
	struct daemon_options options;
	char dir[200], data[220];
	bool proxied;
	int64_t people[ROLES]; /* one of each role; their PINs are pin_of() */
	uint64_t random;
	char clock[220];       /* file of skip.c */
	int64_t boot_ms, wall_ms; /* how far its clocks are ahead */
};
extern const char *site_skip; /* the library of skip.c; NULL: its clocks stand as they are */
struct visitor {
	char device[80], session[80]; /* cookies; "": none */
	char address[46];             /* "": as the socket says */
	char extra[300];              /* more header lines, each with its CR LF */
	bool html;                    /* asks for pages */
	bool bare;                    /* without Idempotency-Key */
	bool plain;                   /* came to the proxy without TLS */
	const char *type;             /* of what it sends; NULL or "": JSON or a form */
};

/* The daemon runs and nobody has founded the centre yet. */
void site_start(struct site *s, const char *name, bool proxied);
/* Its one-time code that was printed last, without the dash; waits for it. */
void site_code(struct site *s, char out[9]);
/* Founds it, adds a person of each role; `boss` is signed in on the first device, as its administrator. */
void site_found(struct site *s, struct visitor *boss);
void site_again(struct site *s); /* stops and starts it */
void site_end(struct site *s);
void site_pass(struct site *s, int64_t ms);      /* so much time passes at once */
void site_wall(struct site *s, int64_t ms);      /* only the clock on the wall jumps */
const char *pin_of(int role);
/* A command of its terminal with a line typed; parsed number "id" of its answer, or -1 when it was refused. */
int64_t site_command(struct site *s, const char *typed, ...) __attribute__((sentinel));
int64_t site_sql_int(struct site *s, const char *sql); /* one number, straight from the database */
void site_sql(struct site *s, const char *sql);        /* only while the daemon is stopped */
void head_of(struct site *s, char out[65]);            /* of the journal's chain */

struct route {
	char method[8], path[200], permission[80], name[220]; /* name: "GET /path"; permission "": everybody may */
	char raw[40]; /* the type of a body that is no inputs: "image/jpeg" */
	bool secret_in_address;
};
int site_routes(struct site *s, struct route *out, int most); /* what /api/openapi.json lists, and the letters of labels */
void route_address(const struct route *r, char *out, size_t cap); /* with a code that nobody drew */

/* One request; the cookies that the answer sets are kept as a browser keeps them.  `json` NULL: GET.  The status; 0: no
 * answer.  `ret` may be NULL. */
int visit(struct site *s, struct visitor *v, const char *method, const char *path, const char *json, struct client_reply *ret);
void enrol(struct site *s, struct visitor *v, const char *purpose);    /* bails when it does not succeed */
int sign_in(struct site *s, struct visitor *v, int64_t person, const char *pin); /* the status */
void enter(struct site *s, struct visitor *v, int role);               /* the same, bails */
struct visitor from(const char *address);                              /* a new browser */
struct visitor from_next(struct site *s);                              /* ... of an address that nobody used before */
bool here(struct site *s, struct visitor *v);                          /* is somebody signed in? */

#endif
