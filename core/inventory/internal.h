/* SPDX-License-Identifier: MPL-2.0 */
/* internal.h: a record on its way into the journal, shared by the files of this folder only. */
#ifndef INVENTORY_INTERNAL_H
#define INVENTORY_INTERNAL_H

#include "base/buf.h"
#include "inventory/accounts.h"
#include "inventory/inventory.h"

/* A million tonnes, ten thousand million euros: sums of nine million of them stay below 2^63. */
#define INVENTORY_MAX INT64_C(1000000000000)
enum { INVENTORY_LIST_MAX = 2000, INVENTORY_TITLE_MAX = 1200 /* bytes: 300 characters of any script */, INVENTORY_ARENA = 4 * 1024 * 1024 };

struct move {
	struct glane_movement m; /* from and to: the strings below */
	struct glane_str from, to, from_rest, to_rest;
	enum account_side from_side, to_side;
};
struct change { /* `was` has the same bits set, but for words that were erased */
	struct glane_change set, was;
};
struct item {
	int64_t id, category, grams, pieces, price_cents, changed_seq, created_seq;
	uint32_t state, made;
	struct glane_str code, shop, title, account; /* shop: number with its check digit */
};
struct touch { /* an item that the record names */
	struct item was, now;
};
struct draft {
	struct arena *arena;
	struct glane_str kind, plugin;
	const struct glane_value *body, *kept; /* kept: what is left of an erased record, see inventory_redact() */
	int64_t item, reverses, happened_from, happened_to, day;
	struct move *moves;
	struct change *changes;
	struct touch *touches;
	uint32_t move_count, change_count, touch_count, touch_cap;
	int64_t seq; /* given by draft_write() */
};

/* A changing call: not after a failure, core's rights while it runs. */
struct guard {
	struct inventory *inv;
	const struct principal *was;
};
int guard_enter(struct inventory *inv, struct guard *g) NODISCARD; /* inv->status when that is negative */
int guard_leave(struct guard *g, int status) NODISCARD;            /* keeps the first failure; returns `status` */

/* append.c */
/* First column of the first row.  ENOENT, without words: no row. */
int row_int(struct inventory *inv, const char *sql, const struct glane_val *args, size_t n, int64_t *ret) NODISCARD;
int draft_happened(struct inventory *inv, struct draft *d, int64_t from_ms, int64_t to_ms) NODISCARD;
int draft_touch(struct inventory *inv, struct draft *d, int64_t item, struct touch **ret) NODISCARD;
int draft_project(struct inventory *inv, const struct draft *d) NODISCARD; /* movements, balances, items, codes */
int draft_hook(struct inventory *inv, const struct draft *d, const struct glane_record *seen) NODISCARD;
int item_load(struct inventory *inv, struct arena *a, int64_t id, struct item *ret) NODISCARD; /* ENOENT, without words */
void item_set(struct item *it, const struct glane_change *c);
int item_refuse(struct inventory *inv, int status, const char *key, const struct item *it, uint32_t to_state);

/* compare.c: tables of verify against those of the inventory; 1: `ret` says where they differ first. */
int compare_all(struct inventory *inv, struct verify_result *ret) NODISCARD;

/* codes.c */
int number_left(struct inventory *inv, const struct item *it, bool left) NODISCARD;

#endif
