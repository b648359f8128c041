/* SPDX-License-Identifier: MPL-2.0 */
/* internal.h: what the files of this plugin share.  core owns codes and items; this plugin owns their pages and actions. */
#ifndef ITEMS_INTERNAL_H
#define ITEMS_INTERNAL_H

#include "glane/plugin.h"

enum {
	SQL_ITEM,       /* id -> all that a page shows */
	SQL_BY_DAY,
	SQL_SEARCH,
	SQL_CATEGORY,   /* id */
	SQL_CATEGORY_BY_CODE,
	SQL_PLACE,      /* code */
	SQL_PLACES,
	SQL_HISTORY,
	SQL_ADD,
	SQL_FORGET,     /* item */
	SQL_FROM_SOURCE,
	SQL_SIMILAR,
	SQL_COUNT
};
/* statements[SQL_ITEM], BY_DAY, SEARCH share these columns */
enum {
	COL_ITEM, COL_CODE, COL_SHORT, COL_TITLE, COL_CATEGORY, COL_GRAMS, COL_PIECES, COL_PRICE, COL_STATE, COL_PLACE,
	COL_NAME_FR, COL_NAME_EN, COL_PLACE_FR, COL_PLACE_EN, COL_SOURCE, COL_RECORD, COL_AT
};
enum { KIND_CREATED, KIND_EDITED, KIND_MOVED, KIND_STATE, KIND_BLANKS };
enum { TOPIC_CHANGED };

struct glane_self {
	const struct glane_host *host;
};

/* The whole item into `into`; GLANE_ENOENT. */
int item_put(struct glane_self *s, struct glane_call *c, int64_t item, struct glane_value *into);
/* From what was typed or scanned to a living item; words the refusal. */
int item_find(struct glane_self *s, struct glane_call *c, struct glane_str typed, struct glane_str *ret_code, int64_t *ret_item);
const char *state_word(uint32_t state);          /* "on_sale"; NULL */
uint32_t state_from_word(struct glane_str word); /* 0 */
void say_changed(struct glane_self *s, struct glane_call *c, int64_t item, struct glane_str code);
struct glane_str input_text(struct glane_self *s, struct glane_call *c, const char *name);
int64_t input_int(struct glane_self *s, struct glane_call *c, const char *name, int64_t missing);

/* show.c */
int show_item(struct glane_self *, struct glane_call *);
int show_shopper(struct glane_self *, struct glane_call *);
int show_day(struct glane_self *, struct glane_call *);
int show_search(struct glane_self *, struct glane_call *);
int show_command(struct glane_self *, struct glane_call *);
int field_url(struct glane_self *, struct glane_call *, struct glane_str, struct glane_str *);
int field_code(struct glane_self *, struct glane_call *, struct glane_str, struct glane_str *);
int field_short(struct glane_self *, struct glane_call *, struct glane_str, struct glane_str *);
int field_title(struct glane_self *, struct glane_call *, struct glane_str, struct glane_str *);
int field_price(struct glane_self *, struct glane_call *, struct glane_str, struct glane_str *);
int field_category(struct glane_self *, struct glane_call *, struct glane_str, struct glane_str *);
int field_weight(struct glane_self *, struct glane_call *, struct glane_str, struct glane_str *);
/* create.c */
int create_item(struct glane_self *, struct glane_call *);
int create_command(struct glane_self *, struct glane_call *);
int create_blanks(struct glane_self *, struct glane_call *);
/* change.c */
int change_state(struct glane_self *, struct glane_call *);
int change_place(struct glane_self *, struct glane_call *);
int change_edit(struct glane_self *, struct glane_call *);
int change_undo(struct glane_self *, struct glane_call *);
int on_own(struct glane_self *, struct glane_call *, const struct glane_record *);
int on_weighing(struct glane_self *, struct glane_call *, const struct glane_record *);

#endif
