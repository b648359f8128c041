/* SPDX-License-Identifier: MPL-2.0 */
/* fixture.h: a seeded inventory in a temporary folder, with a clock that stands and random numbers from a seed. */
#ifndef TEST_INVENTORY_FIXTURE_H
#define TEST_INVENTORY_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "inventory/accounts.h"
#include "inventory/inventory.h"
#include "inventory/states.h"
#include "store/migrate.h"

#define NOW INT64_C(1764000000000) /* 24 November 2025, 16:00 UTC */
#define DAY_MS INT64_C(86400000)

struct fixture {
	char dir[64];
	struct store *store;
	struct conn *conn;
	struct arena arena;
	struct error error;
	struct inventory inv;
};

static inline void fixture_call(struct fixture *f) /* a new call: its own request, no failure yet */
{
	arena_reset(&f->arena);
	error_init(&f->error, &f->arena);
	f->inv.request = uuid7(f->inv.now_ms);
	f->inv.status = GLANE_OK;
}

static inline struct glane_str data_file(const char *name)
{
	const struct glane_file *files = inventory_data.items;
	for (uint32_t i = 0; i < inventory_data.count; i++)
		if (strcmp(files[i].name, name) == 0)
			return (struct glane_str){ files[i].p, files[i].n };
	fail_msg("no data file %s", name);
	return STR_NONE;
}

static inline void begin(struct fixture *f)
{
	fixture_call(f);
	assert_int_equal(conn_begin_write(f->conn, &f->error), 0);
}

static inline void commit(struct fixture *f)
{
	assert_int_equal(conn_commit(f->conn, &f->error), 0);
}

static inline void open_store(struct fixture *f)
{
	assert_int_equal(store_open(f->dir, STORE_CREATE, &f->store, &f->error), 0);
	assert_int_equal(conn_open(f->store, CONN_WRITER, &f->conn, &f->error), 0);
	f->inv.conn = f->conn;
}

static inline int fixture_setup_empty(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	snprintf(f->dir, sizeof(f->dir), "%s", "/tmp/glane-inventory-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	clock_fake(NOW);
	random_seed_for_tests(42);
	arena_init(&f->arena, 64u << 20);
	error_init(&f->error, &f->arena);
	open_store(f);
	if (migrate(f->conn, "core", inventory_migrations, NULL, NOW, &f->error) < 0)
		fail_msg("%s", f->error.text);
	f->inv = (struct inventory){ .conn = f->conn, .arena = &f->arena, .error = &f->error, .now_ms = NOW,
		.zone = zone_get("Europe/Paris"), .person = 3, .device = 4, .plugin = "items" };
	*state = f;
	return 0;
}

static inline int fixture_setup(void **state)
{
	fixture_setup_empty(state);
	struct fixture *f = *state;
	begin(f);
	if (inventory_seed(&f->inv, data_file("object_types.csv"), data_file("filieres.csv")) < 0)
		fail_msg("seed: %s %s", f->error.key.p, f->error.text);
	commit(f);
	return 0;
}

static inline int fixture_teardown(void **state)
{
	struct fixture *f = *state;
	char command[128];
	conn_close(f->conn);
	store_close(f->store);
	arena_fini(&f->arena);
	snprintf(command, sizeof(command), "rm -rf %s", f->dir);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

static inline int64_t sql_int(struct fixture *f, const char *sql)
{
	int64_t v = -999;
	struct error e;
	error_init(&e, &f->arena);
	if (conn_int(f->conn, sql, NULL, 0, &v, &e) < 0)
		fail_msg("%s: %s", sql, e.text);
	return v;
}

static inline struct glane_str sql_text(struct fixture *f, const char *sql)
{
	struct stmt *s;
	struct error e;
	error_init(&e, &f->arena);
	if (conn_prepare(f->conn, sql, &s, &e) < 0 || stmt_step(s, &e) < 0)
		fail_msg("%s: %s", sql, e.text);
	struct glane_str out = arena_str(&f->arena, stmt_text(s, 0));
	stmt_reset(s);
	return out;
}

static inline struct verify_result verified(struct fixture *f)
{
	struct verify_result r;
	assert_int_equal(conn_begin_read(f->conn, &f->error), 0);
	if (inventory_verify(&f->inv, &r) < 0)
		fail_msg("verify: %s", f->error.text);
	conn_rollback(f->conn);
	return r;
}

static inline void assert_agrees(struct fixture *f)
{
	struct verify_result r = verified(f);
	assert_string_equal(r.difference.p, "");
	assert_int_equal(sql_int(f, "SELECT coalesce(sum(grams), 0) FROM core_balance"), 0);
	assert_int_equal(sql_int(f, "SELECT coalesce(sum(pieces), 0) FROM core_balance"), 0);
}

static inline void assert_key(struct fixture *f, int rc, int status, const char *key)
{
	if (rc != status || !str_is(f->error.key, key))
		fail_msg("got %d \"%s\" (%s), want %d \"%s\"", rc, f->error.key.p, f->error.text, status, key);
}

/* One move, and changes of one item. */
static inline int append_one(struct fixture *f, const char *kind, struct glane_movement *m, struct glane_change *c, int64_t *ret_seq)
{
	struct glane_entry e = { .size = sizeof(e), .kind = kind };
	if (m) {
		e.moves = (struct glane_list){ m, 1, sizeof(*m) };
		e.item = m->item;
	}
	if (c) {
		e.changes = (struct glane_list){ c, 1, sizeof(*c) };
		e.item = c->item;
	}
	return inventory_append(&f->inv, &e, ret_seq);
}

/* A chair from the street to the shop, on sale at 12 euros; in the transaction that is open. */
static inline int64_t make_chair(struct fixture *f, const char *title, int64_t *ret_seq)
{
	int64_t item;
	struct glane_str code;
	assert_int_equal(inventory_item_draw(&f->inv, STR_NONE, &item, &code), 0);
	struct glane_movement m = { .category = sql_int(f, "SELECT id FROM core_category WHERE code = 'MOB-CHAISE-BOIS'"), .item = item,
		.grams = 9600, .pieces = 1, .from = "source:drop_off", .to = "stock:shop", .measured = GLANE_MEASURED };
	struct glane_change c = { .item = item, .category = m.category, .grams = 9600, .pieces = 1, .price_cents = 1200,
		.state = GLANE_STATE_ON_SALE, .title = str_c(title),
		.set = GLANE_SET_TITLE | GLANE_SET_CATEGORY | GLANE_SET_GRAMS | GLANE_SET_PIECES | GLANE_SET_PRICE | GLANE_SET_STATE };
	if (append_one(f, "created", &m, &c, ret_seq) < 0)
		fail_msg("created: %s %s", f->error.key.p, f->error.text);
	return item;
}

#endif
