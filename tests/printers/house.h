/* SPDX-License-Identifier: MPL-2.0 */
/* house.h: the real daemon with printers that are there, and a person who looks at what came out of them.
 *
 * Each label that comes out is remembered by its bytes, and each that the spool kept is looked for among them: so a label that is
 * lost, doubled, or invented is seen, whatever the spool says of it. */
#ifndef TESTS_HOUSE_H
#define TESTS_HOUSE_H

#include <pthread.h>
#include <sqlite3.h>

#include "daemon.h"
#include "vprinter/live.h"

enum { HOUSE_PRINTERS = 2 };
struct house {
	struct daemon d;
	char data[200];
	sqlite3 *db; /* read only, beside the daemon */
	uint64_t random;
	int64_t category;
	struct live *printers[HOUSE_PRINTERS];
	struct live_setup setups[HOUSE_PRINTERS];
	uint32_t count, rows;
	pthread_mutex_t lock; /* of what came out */
	uint64_t *out;        /* one number for each label, made of its bytes */
	size_t out_count;
};
/* A new one in `dir`, not running. */
void house_open(struct house *h, const char *dir, uint64_t seed);
/* A printer on TCP; before the start.  `cells`: values of its row behind the port, "'zpl','ZPL-4',203,'50x30',1" are language,
 * model, dpi, roll and rank; `more`: an UPDATE's "trust = 1", or NULL. */
struct live *house_printer(struct house *h, const struct live_setup *setup, const char *cells, const char *more);
/* The row alone, of a printer on this port of TCP. */
void house_row(struct house *h, uint16_t port, const char *cells, const char *more);
void house_change(struct house *h, const char *sql); /* before the start */
void house_start(struct house *h, const struct daemon_options *o);
void house_kill(struct house *h); /* -9; the database can still be read */
/* Stops it, verifies it, closes the printers.  True: all in order. */
bool house_close(struct house *h);

int64_t house_sql(struct house *h, const char *sql); /* its first integer; INT64_MIN: none */
/* Until the query says so; false: it does not within `ms`. */
bool house_until(struct house *h, const char *sql, int64_t value, unsigned ms);
/* An item whose record wants a label.  Its code; the status. */
int house_item(struct house *h, char code[16]);
int house_post(struct house *h, const char *path, const char *json, char *reply, size_t cap); /* a key of its own each time */
int house_get(struct house *h, const char *path, char *reply, size_t cap);
/* Somebody looks at each label that is asked about, and says what he sees.  Returns how many. */
int house_look(struct house *h);
/* How often the label of this job came out, in its last attempt. */
int house_came_out(struct house *h, int64_t job);
size_t house_out(struct house *h);
/* Every label that came out was sent once; every confirmed one came out; nothing else did.  Notes what is wrong. */
bool house_adds_up(struct house *h);

#endif
