/* SPDX-License-Identifier: MPL-2.0 */
/* internal.h: what the files of this plugin share.  core owns codes and items; this plugin owns their pages and actions. */
#ifndef ITEMS_INTERNAL_H
#define ITEMS_INTERNAL_H

#include "self/self.h"

enum {
	SQL_ITEM,       /* id -> all that a page shows */
	SQL_BY_DAY,
	SQL_SEARCH,
	SQL_CATEGORY,   /* id */
	SQL_CATEGORY_BY_CODE,
	SQL_CATEGORIES, /* in English? */
	SQL_PLACE,      /* code */
	SQL_PLACES,
	SQL_SOURCE,     /* record of a weighing that stands */
	SQL_HISTORY,
	SQL_FRESH,      /* record, not before: one of ours that may still be undone */
	SQL_RECORD,
	SQL_CODE,
	SQL_ADD,
	SQL_FORGET,     /* item */
	SQL_FROM_SOURCE,
	SQL_SIMILAR,
	SQL_SET_CONDITION,
	SQL_SET_STORY,
	SQL_SET_UNTIL,
	SQL_TESTED,     /* item */
	SQL_ROOT_CODE,  /* category -> code of level 1 */
	SQL_USUAL_CATEGORIES,
	SQL_USUAL_PRICES,
	SQL_USUAL_ABOVE,
	SQL_REPORT_ADD,
	SQL_REPORT_WAITING,
	SQL_REPORT_OF,  /* item; the same columns as SQL_REPORTS */
	SQL_REPORTS,
	SQL_REPORT_DONE,
	SQL_COUNT
};
/* statements[SQL_ITEM], BY_DAY, SEARCH share these columns */
enum {
	COL_ITEM, COL_CODE, COL_SHORT, COL_TITLE, COL_CATEGORY, COL_GRAMS, COL_PIECES, COL_PRICE, COL_STATE, COL_PLACE,
	COL_NAME_FR, COL_NAME_EN, COL_PLACE_FR, COL_PLACE_EN, COL_SOURCE, COL_RECORD, COL_AT, COL_CHANGED,
	COL_CONDITION, COL_STORY, COL_UNTIL
};
enum { KIND_CREATED, KIND_EDITED, KIND_MOVED, KIND_STATE, KIND_BLANKS };
enum { TOPIC_CHANGED, TOPIC_REPORTED };
enum { TITLE_MAX = 300 /* characters */, TITLE_BYTES_MAX = 4000 /* more than any 300 characters have */ };
enum { STORY_MAX = 500, STORY_BYTES_MAX = 6000, REPORT_MAX = 500, REPORT_BYTES_MAX = 3000 };
enum { COPIES_MAX = 100 }; /* objects out of one weighing */
#define UNDO_MS (INT64_C(10) * 60 * 1000) /* core refuses later; until then the page offers it */

/* items.c */
const char *state_word(uint32_t state);          /* "on_sale"; NULL */
uint32_t state_from_word(struct glane_str word); /* 0 */

/* read.c: inputs and columns. */
struct glane_str text_col(struct glane_self *s, struct glane_rows *r, uint32_t col);
int64_t int_col(struct glane_self *s, struct glane_rows *r, uint32_t col, int64_t missing);
/* The first column of the first row; 0: there is none. */
int one_int(struct glane_self *s, struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n, int64_t *ret);
/* From what was typed or scanned to an item; words the refusal, also of a blank label. */
int item_find(struct glane_self *s, struct glane_call *c, struct glane_str typed, struct glane_str *ret_code, int64_t *ret_item);
/* The whole item into `into`; GLANE_ENOENT. */
int item_put(struct glane_self *s, struct glane_call *c, int64_t item, struct glane_value *into);
/* One row of the columns above. */
void row_put(struct glane_self *s, struct glane_call *c, struct glane_rows *r, struct glane_value *into);
/* All rows of a statement with these columns. */
int rows_put(struct glane_self *s, struct glane_call *c, uint32_t sql, struct glane_val arg, struct glane_value *list);
int places_put(struct glane_self *s, struct glane_call *c, struct glane_value *root);
/* Refuse what is no place to bring things to, a text of more than `max` characters. */
int place_check(struct glane_self *s, struct glane_call *c, struct glane_str place);
int length_check(struct glane_self *s, struct glane_call *c, const char *input, int64_t max);
/* A reply that says what is wrong and still has a page to show: JSON callers get the status and the error. */
void reply_error(struct glane_self *s, struct glane_call *c, int status, const char *key, const struct glane_value *args);
/* A blank label in somebody's hand: pages go on to the form that registers an object with it.  Returns GLANE_OK. */
int blank_offer(struct glane_self *s, struct glane_call *c, struct glane_str code);

/* show.c, shopper.c, search.c */
int show_item(struct glane_self *, struct glane_call *);
int show_day(struct glane_self *, struct glane_call *);
int show_command(struct glane_self *, struct glane_call *);
int show_shopper(struct glane_self *, struct glane_call *);
int show_search(struct glane_self *, struct glane_call *);
int show_what(struct glane_self *, struct glane_call *);
int find_command(struct glane_self *, struct glane_call *);
/* usual.c */
int show_usual(struct glane_self *, struct glane_call *);
/* report.c */
int report_form(struct glane_self *, struct glane_call *);
int report_send(struct glane_self *, struct glane_call *);
int report_list(struct glane_self *, struct glane_call *);
int report_done(struct glane_self *, struct glane_call *);
/* What was reported about an item, newest first, as `reports` of the root. */
int reports_put(struct glane_self *s, struct glane_call *c, int64_t item);
/* fields.c */
int field_url(struct glane_self *, struct glane_call *, struct glane_str, struct glane_str *);
int field_code(struct glane_self *, struct glane_call *, struct glane_str, struct glane_str *);
int field_short(struct glane_self *, struct glane_call *, struct glane_str, struct glane_str *);
int field_title(struct glane_self *, struct glane_call *, struct glane_str, struct glane_str *);
int field_price(struct glane_self *, struct glane_call *, struct glane_str, struct glane_str *);
int field_category(struct glane_self *, struct glane_call *, struct glane_str, struct glane_str *);
int field_weight(struct glane_self *, struct glane_call *, struct glane_str, struct glane_str *);
/* create.c */
int create_form(struct glane_self *, struct glane_call *);
int create_item(struct glane_self *, struct glane_call *);
int create_command(struct glane_self *, struct glane_call *);
int blanks_form(struct glane_self *, struct glane_call *);
int create_blanks(struct glane_self *, struct glane_call *);
/* change.c */
int change_state(struct glane_self *, struct glane_call *);
int change_place(struct glane_self *, struct glane_call *);
int change_edit(struct glane_self *, struct glane_call *);
int change_undo(struct glane_self *, struct glane_call *);
int on_own(struct glane_self *, struct glane_call *, const struct glane_record *);
int on_weighing(struct glane_self *, struct glane_call *, const struct glane_record *);

#endif
