/* SPDX-License-Identifier: MPL-2.0 */
/* inventory.h: the shared inventory: journal, movements, items, codes.  Knows SQL, no HTTP and no thread.
 *
 * Everything that changes goes through inventory_append(): one user fact = one record, its text, its moves and its item
 * changes, projected in the same transaction and covered by one hash (decisions.md 1 to 8). */
#ifndef INVENTORY_INVENTORY_H
#define INVENTORY_INVENTORY_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"
#include "base/value.h"
#include "store/store.h"

/* One call's view of the inventory.  Filled by core/host for a plugin's call, by hand in core's own code and tests. */
struct inventory {
	struct conn *conn;   /* in a write transaction for all that changes */
	struct arena *arena;
	struct error *error;
	int64_t now_ms;
	const struct zone *zone;
	int64_t person, device; /* 0: nobody */
	const char *plugin;     /* whose records these are; "core" */
	struct uuid request;    /* all records of one call carry it */
	/* BEFORE subscriptions; NULL: none.  Runs inside append after the projection; a negative status refuses the record. */
	int (*before)(void *ctx, const struct glane_record *);
	void *before_ctx;
	int status; /* sticky: the first failure of a changing call here; the caller must not commit when it is < 0 */
};

/* The principal is core's while these run and is put back before they return.
 *
 * append refuses accounts that are not in the chart, ways that make no sense, unknown places, categories, items and
 * outlets, items that are elsewhere, states that may not follow.  It does not ask whether a stock account holds the grams
 * that leave it: intake is weighed by coarse category and labels are made by fine one, and a forgotten weighing must not
 * stop the shop.  Such a balance goes below zero and stays visible until a count (adjust:count) explains it; what one
 * account loses another gains, so the sum over all accounts is zero always. */
int inventory_append(struct inventory *, const struct glane_entry *, int64_t *ret_seq) NODISCARD;
/* A new record that takes back `seq`: opposite moves, former values, void for items drawn there.  Refuses: a reversed one,
 * an item that a later record names. */
int inventory_reverse(struct inventory *, int64_t seq, const char *reason_key, int64_t *ret_seq) NODISCARD;
/* All records of the request of `seq`, newest first, in one go.  `window_ms`: older than that is refused; 0: no limit. */
int inventory_undo(struct inventory *, int64_t seq, int64_t window_ms, int64_t *ret_count) NODISCARD;

int inventory_item_draw(struct inventory *, struct glane_str blank_code, int64_t *ret_item, struct glane_str *ret_code) NODISCARD;
int inventory_codes_draw(struct inventory *, uint32_t n, struct glane_value *ret_codes) NODISCARD;
/* A code, its URL or a short number.  EINVAL code_misread, ENOENT never drawn, EGONE void; item 0: blank. */
int inventory_code_find(struct inventory *, struct glane_str typed, struct glane_str *ret_code, int64_t *ret_item) NODISCARD;

/* A stored record as subscriptions see it; the tree lives in inv->arena. */
int inventory_record(struct inventory *, int64_t seq, struct glane_record *ret) NODISCARD;
int64_t inventory_head(struct inventory *); /* last seq, 0: none */
/* Erases the words of a record, and of later ones that quote its titles.  Numbers stay.  The search index forgets at its
 * next catch-up.  The salt stays in the header: who knows a short text may still confirm it. */
int inventory_redact(struct inventory *, int64_t seq) NODISCARD;
/* Brings core_item_search up to date from its cursor, about budget_ms; 1: more to do. */
int inventory_search_catch_up(struct inventory *, int budget_ms);

/* Reference data.  Each change is a record core.category_set, core.place_set, ... so that verify can rebuild it. */
struct category_edit {
	int64_t id; /* 0: a new one */
	int64_t parent;
	struct glane_str code, name_fr, name_en, stream;
	int64_t default_grams; /* 0: none */
	int64_t active;
	int64_t stream_from; /* day from which `stream` holds; 0: since ever for a new category, else today */
};
int inventory_category_set(struct inventory *, const struct category_edit *, int64_t *ret_id) NODISCARD;
struct place_edit {
	int64_t id;
	struct glane_str code, name_fr, name_en;
	int64_t active;
};
int inventory_place_set(struct inventory *, const struct place_edit *, int64_t *ret_id) NODISCARD;
struct container_edit {
	int64_t id;
	struct glane_str name;
	int64_t tare_grams, active;
};
int inventory_container_set(struct inventory *, const struct container_edit *, int64_t *ret_id) NODISCARD;
struct outlet_edit {
	int64_t id;
	struct glane_str name, exit_class; /* "recycle" */
	int64_t active;
};
int inventory_outlet_set(struct inventory *, const struct outlet_edit *, int64_t *ret_id) NODISCARD;
struct stream_edit {
	int64_t id;
	struct glane_str code, name_fr, name_en, legal_ref, scope_fr, organisations, declaration, support_note, source;
	int64_t valid_from, valid_to;                                        /* days; -1: open */
	int64_t support_in_cents, support_reuse_cents, support_waste_cents; /* per tonne; -1: unknown */
};
int inventory_stream_set(struct inventory *, const struct stream_edit *, int64_t *ret_id) NODISCARD;
/* Seeds categories, streams, places, containers from the embedded CSV files; does nothing the second time. */
int inventory_seed(struct inventory *, struct glane_str object_types_csv, struct glane_str filieres_csv) NODISCARD;

/* Recomputes chain, balances, items, codes, reference data from the journal into temporary tables and compares.  Any
 * connection, best a reader inside a read transaction; memory is bounded, the temporary tables are on disk. */
struct verify_result {
	int64_t records, moves, items, codes, redacted;
	struct sha256 head;
	struct glane_str difference; /* "": everything agrees; else one English sentence that names the first difference */
};
int inventory_verify(struct inventory *, struct verify_result *ret) NODISCARD;

extern const struct glane_list inventory_migrations; /* schemas/core, embedded: struct glane_file */
extern const struct glane_list inventory_data;       /* schemas/data, embedded: "object_types.csv", "filieres.csv", ... */

#endif
