/* SPDX-License-Identifier: MPL-2.0 */
/* internal.h: what the files of this plugin share. */
#ifndef EXITS_INTERNAL_H
#define EXITS_INTERNAL_H

#include "self/self.h"
#include "text/text.h"

enum {
	SQL_CATEGORY,
	SQL_CATEGORY_BY_CODE,
	SQL_CATEGORIES,
	SQL_CONTAINER,
	SQL_CONTAINERS,
	SQL_PLACE,
	SQL_PLACES,
	SQL_OUTLET,
	SQL_OUTLET_BY_NAME,
	SQL_OUTLETS,
	SQL_OUTLET_SEEDED,
	SQL_ACCEPTS,
	SQL_ACCEPTED,
	SQL_STREAMS,
	SQL_ITEM,
	SQL_LAST_MOVE,
	SQL_ADD,
	SQL_LOAD,
	SQL_SCALE,
	SQL_SCALES,
	SQL_UNDONE,
	SQL_REPLACED,
	SQL_OWN_RECORD,
	SQL_DAY,
	SQL_DAY_TOTAL,
	SQL_FAMILY,
	SQL_SHORT,
	SQL_AGREEMENT_SET,
	SQL_ACCEPT_ADD,
	SQL_ACCEPT_TAKE,
	SQL_MADE_ADD,
	SQL_MADE_UNDONE,
	SQL_MADE_FROM,
	SQL_MADE_SOURCE,
	SQL_MADE_SOURCES,
	SQL_CIVIC,            /* first day, last day, category 0: all, outlet 0: all, in English?: exits not declared yet */
	SQL_CIVIC_IMPORTED,   /* the same; GLANE_EGONE without the import */
	SQL_DECLARED_ADD,
	SQL_DECLARED_UNDONE,
	SQL_DECLARED_BATCH,
	SQL_DECLARED_OF,      /* exit -> a receipt with which it was declared */
	SQL_DECLARED,
	SQL_COUNT_OPEN,
	SQL_COUNT_ADD,
	SQL_COUNT_LOAD,
	SQL_COUNTS,
	SQL_COUNT_CLOSE,
	SQL_COUNT_UNDONE,
	SQL_SEEN_ADD,
	SQL_SEEN_TAKE,
	SQL_SEEN_TOTAL,
	SQL_DIFFERENCES,
	SQL_BULK_ADD,
	SQL_BULK_TAKE,
	SQL_BULK,
	SQL_COUNT
};
enum { TOPIC_DAY };

#define RECORD "exits.record"     /* permissions */
#define CORRECT "exits.correct"
#define SETTINGS "exits.settings"
#define ID_MAX (INT64_C(1) << 53)
#define BULK_PLACE "sorting" /* where intake puts what has no label */
#define PIECES_MAX 10000
#define NOTE_MAX 200
#define RAW_MAX 100 /* a frame of a scale, what cannot be printed as \xNN */
#define UNDO_MS 600000 /* as core: afterwards a correction is a new entry */
#define DAY_MS INT64_C(86400000)

/* Where goods go for good, as in core/inventory/accounts.h. */
struct exit_class {
	const char *id;
	uint32_t state;           /* of an item that goes there */
	int waste;                /* it may be "ultime" */
};
extern const struct exit_class classes[];      /* ends with id NULL */
extern const char *const class_ids[];          /* ends with NULL */
extern const char *const channels[], *const payments[];
extern const char *const statements[SQL_COUNT];
const struct exit_class *class_find(struct glane_str id); /* NULL: none */

struct category {
	int64_t id, parent, usual; /* parent 0: level 1; usual: grams of one piece, 0: unknown */
	struct glane_str code, name, stream;
};
/* An exit, from its inputs to the answer.  All masses grams, 0 where there is none. */
struct leaving {
	const struct exit_class *class;
	struct category category;
	int64_t outlet, gross, container, tare, net, pieces, ultime;
	int64_t item;        /* subject, 0: in bulk */
	int64_t price;       /* cents of the whole line, -1: no sale */
	int64_t per_kilo;    /* cents, by which the price was made; 0: it was said */
	int64_t scale;       /* that said the weight, 0: not known which; `raw`: what it sent */
	int64_t day, from_ms, to_ms, clock, corrects;
	uint32_t measured;   /* GLANE_ESTIMATED, GLANE_MEASURED, GLANE_FROM_ITEM */
	int whole;           /* all of `item` leaves */
	int again;           /* it had left before, and comes back first */
	struct glane_str payment, note, raw;
	char from[48];       /* account */
	/* of the item: what it is after some pieces left; the lost one that turned up */
	int64_t left_grams, left_pieces, left_price; /* left_price -1: unchanged */
	struct glane_movement found;                  /* grams, pieces, from and to; from NULL: it was where it is sold */
};

/* show.c: small tools, and what forms and answers show. */
int64_t number(struct glane_str text); /* of digits; 0: none */
void back(struct glane_self *s, struct glane_call *c, const char *path, const char *more); /* 303 in the same language */
void say_words(struct glane_self *s, struct glane_call *c, const char *name, const char *prefix, const char *const *ids, struct glane_str chosen);
int say_categories(struct glane_self *s, struct glane_call *c, int64_t chosen) GLANE_CHECKED;
int say_scales(struct glane_self *s, struct glane_call *c, int64_t chosen) GLANE_CHECKED; /* that may make a price today */
int say_containers(struct glane_self *s, struct glane_call *c, int64_t chosen) GLANE_CHECKED;
int say_places(struct glane_self *s, struct glane_call *c, struct glane_str chosen) GLANE_CHECKED;
/* Those of `class`, NULL: all; active ones unless `closed`. */
int say_outlets(struct glane_self *s, struct glane_call *c, struct glane_value *into, const char *class, int64_t chosen, int closed) GLANE_CHECKED;

/* read.c: inputs; each says what is wrong with its field, so that all of it is said at once. */
int fault(struct glane_self *s, struct glane_call *c, const char *field, const char *key, const struct glane_value *args) GLANE_CHECKED;
int category_find(struct glane_self *s, struct glane_call *c, int64_t id, struct category *ret) GLANE_CHECKED; /* GLANE_ENOENT */
int read_category(struct glane_self *s, struct glane_call *c, int64_t id, struct leaving *l) GLANE_CHECKED;
int read_outlet(struct glane_self *s, struct glane_call *c, struct leaving *l) GLANE_CHECKED; /* after class, category and day */
int read_container(struct glane_self *s, struct glane_call *c, struct leaving *l) GLANE_CHECKED;
int read_weight(struct glane_self *s, struct glane_call *c, struct leaving *l) GLANE_CHECKED; /* gross and tare: the net */
int read_from(struct glane_self *s, struct glane_call *c, struct leaving *l) GLANE_CHECKED;
int read_day(struct glane_self *s, struct glane_call *c, struct leaving *l) GLANE_CHECKED;
int read_price(struct glane_self *s, struct glane_call *c, int64_t usual, struct leaving *l) GLANE_CHECKED;
int read_ultime(struct glane_self *s, struct glane_call *c, struct leaving *l) GLANE_CHECKED;
struct glane_str unlikely(struct glane_self *s, struct glane_call *c, const struct leaving *l); /* "": it is likely */

/* out.c: the record and its row, in bulk and of items. */
int exit_append(struct glane_self *s, struct glane_call *c, const struct leaving *l, int64_t *ret_record) GLANE_CHECKED;
int exit_say(struct glane_self *s, struct glane_call *c, const struct leaving *l, int64_t record) GLANE_CHECKED;
void day_changed(struct glane_self *s, struct glane_call *c, int64_t record);
int post_out(struct glane_self *s, struct glane_call *c);
int add_command(struct glane_self *s, struct glane_call *c);
int on_own(struct glane_self *s, struct glane_call *c, const struct glane_record *r);

/* item.c */
int get_item(struct glane_self *s, struct glane_call *c);
int post_item(struct glane_self *s, struct glane_call *c);

/* correct.c */
int post_undo(struct glane_self *s, struct glane_call *c);
int post_reverse(struct glane_self *s, struct glane_call *c);
int get_correct(struct glane_self *s, struct glane_call *c);
int post_correct(struct glane_self *s, struct glane_call *c);

/* made.c: objects out of upcycled goods */
int get_made(struct glane_self *s, struct glane_call *c);
int post_made(struct glane_self *s, struct glane_call *c);
int on_made(struct glane_self *s, struct glane_call *c, const struct glane_record *r);
int check_made_from(struct glane_self *s, struct glane_call *c, int64_t record) GLANE_CHECKED; /* refuses: objects came out of it */

/* count.c: stock-take of a place */
int get_counts(struct glane_self *s, struct glane_call *c);
int get_count(struct glane_self *s, struct glane_call *c);
int post_count(struct glane_self *s, struct glane_call *c);
int post_seen(struct glane_self *s, struct glane_call *c);
int post_bulk(struct glane_self *s, struct glane_call *c);
int post_confirm(struct glane_self *s, struct glane_call *c);
int post_give_up(struct glane_self *s, struct glane_call *c);
int on_counted(struct glane_self *s, struct glane_call *c, const struct glane_record *r);

/* civic.c: what became of goods that went to a civic amenity site */
extern const char *const declared_ids[]; /* ends with NULL */
int get_civic(struct glane_self *s, struct glane_call *c);
int post_civic(struct glane_self *s, struct glane_call *c);
int post_civic_reverse(struct glane_self *s, struct glane_call *c);
int on_declared(struct glane_self *s, struct glane_call *c, const struct glane_record *r);
int on_imported(struct glane_self *s, struct glane_call *c, const struct glane_record *r); /* BEFORE import.exit */
int check_declared(struct glane_self *s, struct glane_call *c, int64_t record) GLANE_CHECKED; /* refuses: it was declared */

/* page.c */
int get_exits(struct glane_self *s, struct glane_call *c);
int get_day(struct glane_self *s, struct glane_call *c);

/* settings.c */
int seed_outlets(struct glane_self *s, struct glane_call *c);
int get_settings(struct glane_self *s, struct glane_call *c);
int get_outlet(struct glane_self *s, struct glane_call *c);
int post_outlet(struct glane_self *s, struct glane_call *c);
int post_accept(struct glane_self *s, struct glane_call *c);
int get_container(struct glane_self *s, struct glane_call *c);
int post_container(struct glane_self *s, struct glane_call *c);

#endif
