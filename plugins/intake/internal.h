/* SPDX-License-Identifier: MPL-2.0 */
/* internal.h: what the files of this plugin share. */
#ifndef INTAKE_INTERNAL_H
#define INTAKE_INTERNAL_H

#include "self/self.h"

enum {
	SQL_CATEGORIES,
	SQL_CATEGORY,
	SQL_CONTAINERS,
	SQL_CONTAINER,
	SQL_DONATION,
	SQL_DONATION_ADD,
	SQL_DONATION_UNDO,
	SQL_DONATION_USED,
	SQL_WEIGHING,
	SQL_WEIGHING_ADD,
	SQL_WEIGHING_UNDO,
	SQL_WEIGHING_REPLACED,
	SQL_WEIGHING_CATEGORY,
	SQL_USUAL_REFRESH,
	SQL_REFUSAL_ADD,
	SQL_REFUSAL_UNDO,
	SQL_OWN_RECORD,
	SQL_DAY,
	SQL_DAY_TOTAL,
	SQL_DAY_MEASURED,
	SQL_PACE_ADD,
	SQL_PACE,
	SQL_PACE_EXPIRE,
	SQL_COUNT
};
enum { TOPIC_DAY };

#define PIECES_MAX 10000
#define ORIGIN_MAX 60
#define NOTE_MAX 200
#define RAW_MAX 100        /* a frame of a scale, what cannot be printed as \xNN */
#define OWN_WEIGHINGS 20   /* from so many on, what a centre weighs itself counts more than a table */
#define FREQUENT_DAYS 90
#define UNDO_MS 600000     /* as core: afterwards a correction is a new entry */
#define DAY_MS INT64_C(86400000)
#define LATE_MS (2 * DAY_MS) /* so long ago a screen may have weighed what it could not send */
#define AHEAD_MS 60000       /* and so far its clock may be ahead */
#define OWN_RECORDS 2000     /* the newest weighings in which a person's habits are looked for */
#define PACE_KEEP_DAYS 366

extern const char *const channels[]; /* ends with NULL */
extern const char *const reasons[];

/* category.c */
struct category {
	int64_t id, parent, usual, uses; /* parent 0: level 1; usual: grams of one piece, 0: unknown */
	int64_t own;                     /* uses by the person who asks */
	int active;
	struct glane_str code, name_fr, name_en, stream;
	struct glane_str name; /* in the person's language */
	struct glane_str fold; /* of it, to sort by */
};
struct category_list {
	struct category *items;
	uint32_t count;
};
/* All of them, active or not; in the memory of `keep`, which may be an outer call. */
int category_load(struct glane_self *s, struct glane_call *c, struct glane_call *keep, struct category_list *ret) GLANE_CHECKED;
int category_find(struct glane_self *s, struct glane_call *c, int64_t id, struct category *ret) GLANE_CHECKED; /* GLANE_ENOENT: none */
/* Goods that are turned away at the door: they can be refused, not weighed. */
int category_is_refused(const struct category *k);
void category_sort(struct category_list *l); /* what this person uses most, then what the shop does, then by name */
void category_say(struct glane_self *s, struct glane_value *into, const char *key, const struct category *k); /* { id, code, name } */

/* weigh.c */
struct weighing {
	int64_t donation, category, gross, container, tare, net, pieces, usual, day;
	int64_t from_ms, to_ms; /* 0, 0: now */
	int64_t clock;          /* what the screen's clock said when it could not be right, 0: it was not asked or is right */
	int64_t corrects;       /* the record in whose place this one comes, 0: none */
	int64_t scale;          /* that said it, 0: not known which; `raw`: what it sent */
	int manual, imported;
	struct glane_str channel, origin, note, raw;
	const char *account;
};
/* Inputs: each says what is wrong with its fields, so that all of it is said at once. */
int read_category(struct glane_self *s, struct glane_call *c, const struct glane_value *in, int to_refuse, struct category *ret) GLANE_CHECKED;
int read_container(struct glane_self *s, struct glane_call *c, struct weighing *w) GLANE_CHECKED; /* its tare */
int read_weight(struct glane_self *s, struct glane_call *c, struct weighing *w) GLANE_CHECKED;    /* gross and tare: the net */
const struct glane_value *weighed_body(struct glane_self *s, struct glane_call *c, const struct weighing *w);
/* The answer to whoever weighed or corrected. */
void weighing_say(struct glane_self *s, struct glane_call *c, const struct weighing *w, const struct category *k, int64_t record);
/* The record and its row.  `body`: as the kind declares it. */
int weighing_append(struct glane_self *s, struct glane_call *c, const struct weighing *w, const char *kind,
                    const struct glane_value *body, int64_t *ret_record) GLANE_CHECKED;
/* Words when `net` is outside 0.2 to 5 times the usual, else "". */
struct glane_str plausible_warning(struct glane_self *s, struct glane_call *c, int64_t net, int64_t pieces, int64_t usual);
void day_changed(struct glane_self *s, struct glane_call *c, int64_t record);
int post_weighing(struct glane_self *s, struct glane_call *c);
int post_donation(struct glane_self *s, struct glane_call *c);
int post_refusal(struct glane_self *s, struct glane_call *c);
int post_undo(struct glane_self *s, struct glane_call *c);
int on_own(struct glane_self *s, struct glane_call *c, const struct glane_record *r);

/* correct.c */
int post_correct(struct glane_self *s, struct glane_call *c);
int get_correct(struct glane_self *s, struct glane_call *c);
/* A correction that is taken back brings back what it corrected.  GLANE_ENOENT: the record is no weighing of a screen. */
int weighing_take_back(struct glane_self *s, struct glane_call *c, int64_t record) GLANE_CHECKED;

/* pace.c */
int post_pace(struct glane_self *s, struct glane_call *c);
int get_pace(struct glane_self *s, struct glane_call *c);
int expire_pace(struct glane_self *s, struct glane_call *c, const struct glane_value *args);

/* page.c */
int get_today(struct glane_self *s, struct glane_call *c);
int say_choices(struct glane_self *s, struct glane_call *c); /* categories and containers, for a form */
int get_intake(struct glane_self *s, struct glane_call *c);
int get_day(struct glane_self *s, struct glane_call *c);
int get_refusals(struct glane_self *s, struct glane_call *c);

/* "reason." and "hygiene" -> the words of "reason.hygiene" */

#endif
