/* SPDX-License-Identifier: MPL-2.0 */
/* internal.h: what the files of this plugin share. */
#ifndef INTAKE_INTERNAL_H
#define INTAKE_INTERNAL_H

#include "glane/plugin.h"

struct glane_self {
	const struct glane_host *host;
};

enum {
	SQL_CATEGORIES,
	SQL_CATEGORY,
	SQL_CONTAINERS,
	SQL_CONTAINER,
	SQL_DONATION,
	SQL_DONATION_ADD,
	SQL_DONATION_UNDO,
	SQL_DONATION_USED,
	SQL_WEIGHING_ADD,
	SQL_WEIGHING_UNDO,
	SQL_WEIGHING_CATEGORY,
	SQL_USUAL_REFRESH,
	SQL_REFUSAL_ADD,
	SQL_REFUSAL_UNDO,
	SQL_OWN_RECORD,
	SQL_DAY,
	SQL_DAY_TOTAL,
	SQL_IMPORT_LINE,
	SQL_IMPORT_ADD,
	SQL_IMPORT_UNDO,
	SQL_IMPORT_SUMS,
	SQL_COUNT
};
enum { TOPIC_DAY };

#define PIECES_MAX 10000
#define ORIGIN_MAX 60
#define NOTE_MAX 200
#define OWN_WEIGHINGS 20   /* from so many on, what a centre weighs itself counts more than a table */
#define FREQUENT_DAYS 90
#define UNDO_MS 600000     /* as core: afterwards a correction is a new entry */
#define DAY_MS INT64_C(86400000)

extern const char *const channels[]; /* ends with NULL */
extern const char *const reasons[];

/* category.c */
struct category {
	int64_t id, parent, usual, uses; /* parent 0: level 1; usual: grams of one piece, 0: unknown */
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
void category_sort(struct category_list *l); /* by frequency, then name */
void category_say(struct glane_self *s, struct glane_value *into, const char *key, const struct category *k); /* { id, code, name } */

/* weigh.c */
struct weighing {
	int64_t donation, category, gross, container, tare, net, pieces, usual, day;
	int64_t from_ms, to_ms; /* 0, 0: now */
	int manual, imported;
	struct glane_str channel, origin;
	const char *account;
};
/* The record and its row.  `kind`: "weighed" or "imported", `body`: as the kind declares it. */
int weighing_append(struct glane_self *s, struct glane_call *c, const struct weighing *w, const char *kind,
                    const struct glane_value *body, int64_t *ret_record) GLANE_CHECKED;
/* From the first moment of a local day to the first of the next. */
void day_bounds(struct glane_self *s, struct glane_call *c, int64_t day, int64_t *ret_from_ms, int64_t *ret_to_ms);
int64_t max_grams(struct glane_self *s, struct glane_call *c);
/* Words when `net` is outside 0.2 to 5 times the usual, else "". */
struct glane_str plausible_warning(struct glane_self *s, struct glane_call *c, int64_t net, int64_t pieces, int64_t usual);
void day_changed(struct glane_self *s, struct glane_call *c, int64_t record);
int post_weighing(struct glane_self *s, struct glane_call *c);
int post_donation(struct glane_self *s, struct glane_call *c);
int post_refusal(struct glane_self *s, struct glane_call *c);
int post_undo(struct glane_self *s, struct glane_call *c);
int on_own(struct glane_self *s, struct glane_call *c, const struct glane_record *r);

/* page.c */
int get_intake(struct glane_self *s, struct glane_call *c);
int get_day(struct glane_self *s, struct glane_call *c);
int get_refusals(struct glane_self *s, struct glane_call *c);

/* import.c */
int import_command(struct glane_self *s, struct glane_call *c);

/* "reason." and "hygiene" -> the words of "reason.hygiene" */
struct glane_str word(struct glane_self *s, struct glane_call *c, const char *prefix, struct glane_str name);

#endif
