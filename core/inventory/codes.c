/* SPDX-License-Identifier: MPL-2.0 */
/* Codes, blank labels and shop numbers.  Undone labels are void for ever; a number is carried by one living item. */
#include <inttypes.h>

#include "base/code.h"
#include "inventory/journal.h"
#include "inventory/states.h"

enum { NUMBER_MAX = 99999, CODES_MAX = 2000 };
#define NUMBER_REST_MS (INT64_C(90) * 24 * 60 * 60 * 1000) /* labels on goods that left may still turn up */

int number_left(struct inventory *inv, const struct item *it, bool left)
{
	int64_t number;
	if (it->shop.n == 0 || short_parse(it->shop, &number) < 0)
		return GLANE_OK;
	return conn_run(inv->conn, "UPDATE core_number SET left_ms = ?3 WHERE number = ?1 AND item = ?2",
		VALS(glane_int(number), glane_int(it->id), left ? glane_int(inv->now_ms) : glane_null()), inv->error);
}

/* The smallest number that no living item carries, 0 when all are carried. */
static int number_pick(struct inventory *inv, int64_t *ret)
{
	/* Those that rested long enough become 0, so that the smallest of them is the first of the index. */
	int rc = conn_run(inv->conn, "UPDATE core_number SET left_ms = 0 WHERE left_ms BETWEEN 1 AND ?1",
		VALS(glane_int(inv->now_ms - NUMBER_REST_MS)), inv->error);
	if (rc < 0)
		return rc;
	rc = row_int(inv, "SELECT number FROM core_number WHERE left_ms = 0 ORDER BY number LIMIT 1", NULL, 0, ret);
	if (rc != GLANE_ENOENT)
		return rc;
	rc = row_int(inv, "SELECT coalesce(max(number), 0) + 1 FROM core_number", NULL, 0, ret);
	if (rc == GLANE_OK && *ret > NUMBER_MAX)
		*ret = 0;
	return rc;
}

static int number_give(struct inventory *inv, int64_t number, int64_t item)
{
	int64_t former;
	if (number == 0)
		return GLANE_OK;
	int rc = row_int(inv, "SELECT item FROM core_number WHERE number = ?1", VALS(glane_int(number)), &former);
	if (rc == GLANE_OK)
		rc = conn_run(inv->conn, "UPDATE core_item SET short = NULL WHERE id = ?1", VALS(glane_int(former)), inv->error);
	else if (rc == GLANE_ENOENT)
		rc = GLANE_OK;
	if (rc < 0)
		return rc;
	return conn_run(inv->conn, "INSERT INTO core_number (number, item, left_ms) VALUES (?1, ?2, NULL) "
		"ON CONFLICT DO UPDATE SET item = excluded.item, left_ms = NULL",
		VALS(glane_int(number), glane_int(item)), inv->error);
}

static int refuse_code(struct inventory *inv, int status, const char *key, struct glane_str code)
{
	struct glane_value *args = value_object(inv->arena);
	value_add_text(args, "code", code);
	return error_refuse(inv->error, status, key, args);
}

/* ENOENT, without words: never drawn. */
static int code_row(struct inventory *inv, struct glane_str code, int64_t *ret_item, bool *ret_void)
{
	struct stmt *s;
	int rc = conn_prepare(inv->conn, "SELECT coalesce(item, 0), void FROM core_code WHERE code = ?1", &s, inv->error);
	if (rc < 0)
		return rc;
	stmt_bind(s, 1, glane_text(code));
	rc = stmt_step(s, inv->error);
	if (rc > 0) {
		*ret_item = stmt_int(s, 0);
		*ret_void = stmt_int(s, 1) != 0;
	}
	stmt_reset(s);
	return rc < 0 ? rc : rc > 0 ? GLANE_OK : GLANE_ENOENT;
}

/* A blank label that somebody holds: ours, not void, not claimed. */
static int blank_check(struct inventory *inv, struct glane_str typed, char out[CODE_SYMBOLS + 1])
{
	int64_t item = 0;
	bool is_void = false;
	if (code_parse(typed, out) < 0)
		return refuse_code(inv, GLANE_EINVAL, "code.misread", typed);
	struct glane_str code = { out, CODE_SYMBOLS };
	int rc = code_row(inv, code, &item, &is_void);
	if (rc == GLANE_ENOENT)
		return refuse_code(inv, rc, "code.unknown", code);
	if (rc < 0)
		return rc;
	if (is_void)
		return refuse_code(inv, GLANE_EGONE, "code.void", code);
	return item ? refuse_code(inv, GLANE_ECONFLICT, "code.claimed", code) : GLANE_OK;
}

static int insert_item(struct inventory *inv, const struct draft *d, struct glane_str code, int64_t number, bool claimed)
{
	char shop[SHORT_DIGITS + 1] = "";
	if (number)
		short_text(number, shop);
	int rc = conn_run(inv->conn,
		"INSERT INTO core_item (id, code, short, title, grams, pieces, state, account, made, created_seq, changed_seq) "
		"VALUES (?1, ?2, nullif(?3, ''), '', 0, 0, ?4, '', 0, ?5, ?5)",
		VALS(glane_int(d->item), glane_text(code), glane_text(str_c(shop)), glane_int(GLANE_STATE_PENDING), glane_int(d->seq)), inv->error);
	if (rc < 0)
		return rc;
	if (claimed)
		return conn_run(inv->conn, "UPDATE core_code SET item = ?2 WHERE code = ?1", VALS(glane_text(code), glane_int(d->item)), inv->error);
	return conn_run(inv->conn, "INSERT INTO core_code (code, drawn_seq, item, void) VALUES (?1, ?2, ?3, 0)",
		VALS(glane_text(code), glane_int(d->seq), glane_int(d->item)), inv->error);
}

static int item_draw(struct inventory *inv, struct arena *a, struct glane_str blank, int64_t *ret_item, struct glane_str *ret_code)
{
	char symbols[CODE_SYMBOLS + 1];
	int64_t number = 0;
	int rc = GLANE_OK;
	if (blank.n)
		rc = blank_check(inv, blank, symbols);
	else
		code_random(symbols);
	struct glane_str code = arena_str(inv->arena, (struct glane_str){ symbols, CODE_SYMBOLS });
	struct glane_value *body = value_object(a);
	struct touch self = { .was = { .account = STR_NONE } };
	struct draft d = {
		.arena = a, .plugin = STR("core"), .kind = STR("core.item_drawn"), .body = body, .touches = &self, .touch_count = 1
	};
	if (rc == GLANE_OK)
		rc = row_int(inv, "SELECT coalesce(max(id), 0) + 1 FROM core_item", NULL, 0, &d.item);
	if (rc == GLANE_OK)
		rc = number_pick(inv, &number);
	if (rc < 0)
		return rc;
	value_add_text(body, "code", code);
	if (blank.n)
		value_add_int(body, "claimed", 1);
	if (number)
		value_add_int(body, "number", number);
	self.was.id = d.item;
	if (a->failed || inv->arena->failed)
		return GLANE_ENOMEM;
	rc = draft_happened(inv, &d, 0, 0);
	if (rc == GLANE_OK)
		rc = draft_write(inv, &d);
	if (rc >= 0)
		rc = insert_item(inv, &d, code, number, blank.n > 0);
	if (rc >= 0)
		rc = number_give(inv, number, d.item);
	const struct glane_record seen = { .body = body };
	if (rc >= 0)
		rc = draft_hook(inv, &d, &seen);
	if (rc < 0)
		return rc;
	*ret_item = d.item;
	*ret_code = code;
	return GLANE_OK;
}

int inventory_item_draw(struct inventory *inv, struct glane_str blank_code, int64_t *ret_item, struct glane_str *ret_code)
{
	struct guard g;
	int rc = guard_enter(inv, &g);
	if (rc < 0)
		return rc;
	struct arena a CLEANUP(arena_fini);
	arena_init(&a, INVENTORY_ARENA);
	return guard_leave(&g, item_draw(inv, &a, blank_code, ret_item, ret_code));
}

static int codes_draw(struct inventory *inv, struct arena *a, uint32_t n, struct glane_value *ret_codes)
{
	struct draft d = { .arena = a, .plugin = STR("core"), .kind = STR("core.codes_drawn"), .body = value_object(a) };
	struct glane_value *list = value_add_array((struct glane_value *)d.body, "codes");
	if (n == 0 || n > CODES_MAX) {
		struct glane_value *args = value_object(inv->arena);
		value_add_int(args, "most", CODES_MAX);
		return error_refuse(inv->error, GLANE_EINVAL, "codes.count", args);
	}
	for (uint32_t i = 0; i < n; i++) {
		char symbols[CODE_SYMBOLS + 1];
		code_random(symbols);
		value_add_text(list, NULL, (struct glane_str){ symbols, CODE_SYMBOLS });
	}
	if (a->failed)
		return GLANE_ENOMEM;
	int rc = draft_happened(inv, &d, 0, 0);
	if (rc == GLANE_OK)
		rc = draft_write(inv, &d);
	for (uint32_t i = 0; rc >= 0 && i < n; i++)
		rc = conn_run(inv->conn, "INSERT INTO core_code (code, drawn_seq, item, void) VALUES (?1, ?2, NULL, 0)",
			VALS(glane_text(value_text(value_at(list, i))), glane_int(d.seq)), inv->error);
	const struct glane_record seen = { .body = d.body };
	if (rc >= 0)
		rc = draft_hook(inv, &d, &seen);
	for (uint32_t i = 0; rc >= 0 && i < n; i++)
		value_add_text(ret_codes, NULL, value_text(value_at(list, i)));
	return rc < 0 ? rc : GLANE_OK;
}

int inventory_codes_draw(struct inventory *inv, uint32_t n, struct glane_value *ret_codes)
{
	struct guard g;
	int rc = guard_enter(inv, &g);
	if (rc < 0)
		return rc;
	struct arena a CLEANUP(arena_fini);
	arena_init(&a, INVENTORY_ARENA);
	return guard_leave(&g, codes_draw(inv, &a, n, ret_codes));
}

static int find_number(struct inventory *inv, int64_t number, struct glane_str typed, struct glane_str *ret_code, int64_t *ret_item)
{
	struct stmt *s;
	struct glane_str code = STR_NONE;
	int64_t item = 0;
	int rc = conn_prepare(inv->conn,
		"SELECT i.id, i.code, i.state FROM core_number n JOIN core_item i ON i.id = n.item WHERE n.number = ?1", &s, inv->error);
	if (rc < 0)
		return rc;
	stmt_bind(s, 1, glane_int(number));
	rc = stmt_step(s, inv->error);
	bool is_void = rc > 0 && stmt_int(s, 2) == GLANE_STATE_VOID;
	if (rc > 0) {
		item = stmt_int(s, 0);
		code = arena_str(inv->arena, stmt_text(s, 1));
	}
	stmt_reset(s);
	if (rc < 0)
		return rc;
	if (rc == 0)
		return refuse_code(inv, GLANE_ENOENT, "code.unknown", typed);
	if (is_void)
		return refuse_code(inv, GLANE_EGONE, "code.void", typed);
	*ret_code = code;
	*ret_item = item;
	return GLANE_OK;
}

static int code_find(struct inventory *inv, struct glane_str typed, struct glane_str *ret_code, int64_t *ret_item)
{
	char symbols[CODE_SYMBOLS + 1];
	int64_t number, item = 0;
	bool is_void = false;
	if (short_parse(typed, &number) == GLANE_OK)
		return find_number(inv, number, typed, ret_code, ret_item);
	if (code_parse(typed, symbols) < 0)
		return refuse_code(inv, GLANE_EINVAL, "code.misread", typed);
	struct glane_str code = arena_str(inv->arena, (struct glane_str){ symbols, CODE_SYMBOLS });
	int rc = code_row(inv, code, &item, &is_void);
	if (rc == GLANE_ENOENT)
		return refuse_code(inv, rc, "code.unknown", code);
	if (rc < 0)
		return rc;
	if (is_void)
		return refuse_code(inv, GLANE_EGONE, "code.void", code);
	*ret_code = code;
	*ret_item = item;
	return GLANE_OK;
}

int inventory_code_find(struct inventory *inv, struct glane_str typed, struct glane_str *ret_code, int64_t *ret_item)
{
	const struct principal *was = conn_principal(inv->conn);
	conn_set_principal(inv->conn, NULL);
	int rc = code_find(inv, typed, ret_code, ret_item);
	conn_set_principal(inv->conn, was);
	return rc;
}
