/* SPDX-License-Identifier: MPL-2.0 */
/* Walks the journal once: recomputes the chain, compares each line with its movements, and builds in temporary tables what
 * the projections should be.  compare.c then looks for a difference.  Memory is one record's. */
#include <inttypes.h>

#include "base/code.h"
#include "inventory/journal.h"
#include "inventory/states.h"

static const char temp_tables[] =
	"CREATE TEMP TABLE IF NOT EXISTS verify_balance (account TEXT, category INTEGER, grams INTEGER, pieces INTEGER, "
	"	PRIMARY KEY (account, category)) WITHOUT ROWID;"
	"CREATE TEMP TABLE IF NOT EXISTS verify_item (id INTEGER PRIMARY KEY, code TEXT, short TEXT, title TEXT DEFAULT '', "
	"	category INTEGER, grams INTEGER DEFAULT 0, pieces INTEGER DEFAULT 0, price_cents INTEGER, state INTEGER DEFAULT 1, "
	"	account TEXT DEFAULT '', made INTEGER DEFAULT 0, created_seq INTEGER, changed_seq INTEGER, erased INTEGER DEFAULT 0);"
	"CREATE TEMP TABLE IF NOT EXISTS verify_code (code TEXT PRIMARY KEY, drawn_seq INTEGER, item INTEGER, void INTEGER DEFAULT 0) WITHOUT ROWID;"
	"CREATE TEMP TABLE IF NOT EXISTS verify_number (number INTEGER PRIMARY KEY, item INTEGER);"
	"CREATE TEMP TABLE IF NOT EXISTS verify_reference (kind TEXT, id INTEGER, body TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;"
	"CREATE TEMP TABLE IF NOT EXISTS verify_stream (category INTEGER, valid_from INTEGER, stream TEXT, PRIMARY KEY (category, valid_from)) WITHOUT ROWID;"
	"DELETE FROM temp.verify_balance; DELETE FROM temp.verify_item; DELETE FROM temp.verify_code; DELETE FROM temp.verify_number;"
	"DELETE FROM temp.verify_reference; DELETE FROM temp.verify_stream";
static const char drop_tables[] =
	"DROP TABLE temp.verify_balance; DROP TABLE temp.verify_item; DROP TABLE temp.verify_code; DROP TABLE temp.verify_number;"
	"DROP TABLE temp.verify_reference; DROP TABLE temp.verify_stream";

struct walk {
	struct inventory *inv;
	struct arena arena; /* of the present record */
	struct buf scratch;
	struct verify_result r;
};

/* 1: the difference is said. */
static int differs(struct walk *w, int64_t seq, const char *what)
{
	w->r.difference = arena_printf(w->inv->arena, "record %" PRId64 ": %s", seq, what);
	return 1;
}

static int run(struct walk *w, const char *sql, const struct glane_val *args, size_t n)
{
	return conn_run(w->inv->conn, sql, args, n, w->inv->error);
}

/* --- one record: chain, movements -------------------------------------------------- */

static int check_chain(struct walk *w, const struct header *h, struct glane_str line, bool has_line)
{
	if (h->seq != w->r.records + 1)
		return differs(w, w->r.records + 1, "it is missing from core_journal");
	struct sha256 hash = header_hash(&w->r.head, h, &w->scratch);
	if (memcmp(&hash, &h->hash, sizeof(hash)) != 0)
		return differs(w, h->seq, "core_journal does not agree with its hash");
	if (has_line) {
		struct sha256 body = body_hash(h->salt, line);
		if (memcmp(&body, &h->body_hash, sizeof(body)) != 0)
			return differs(w, h->seq, "core_journal_text does not agree with its hash");
	}
	w->r.head = hash;
	w->r.records++;
	return GLANE_OK;
}

static bool same_move(struct stmt *s, uint32_t n, const struct move *mv, int64_t day)
{
	bool from_source = mv->from_side == ACCOUNT_SOURCE, to_stock = mv->to_side == ACCOUNT_STOCK;
	struct glane_str channel = from_source ? mv->from_rest : mv->to_side == ACCOUNT_SOURCE ? mv->to_rest : STR_NONE;
	struct glane_str place = to_stock ? mv->to_rest : mv->from_side == ACCOUNT_STOCK ? mv->from_rest : STR_NONE;
	return stmt_int(s, 0) == n && stmt_int(s, 1) == mv->m.category && stmt_int(s, 2) == mv->m.item && stmt_int(s, 3) == mv->m.grams &&
		stmt_int(s, 4) == mv->m.pieces && str_eq(stmt_text(s, 5), mv->from) && str_eq(stmt_text(s, 6), mv->to) &&
		stmt_int(s, 7) == mv->m.outlet && str_eq(stmt_text(s, 8), channel) && str_eq(stmt_text(s, 9), place) &&
		stmt_int(s, 10) == mv->m.measured && stmt_int(s, 11) == day;
}

static int check_moves(struct walk *w, const struct stored *st)
{
	struct stmt *s;
	uint32_t n = 0;
	bool same = true;
	int rc = conn_prepare(w->inv->conn,
		"SELECT n, category, coalesce(item, 0), grams, pieces, from_account, to_account, coalesce(outlet, 0), coalesce(channel, ''), "
		"coalesce(place, ''), measured, day FROM core_movement WHERE seq = ?1 ORDER BY n",
		&s, w->inv->error);
	if (rc < 0)
		return rc;
	stmt_bind(s, 1, glane_int(st->h.seq));
	while (same && (rc = stmt_step(s, w->inv->error)) > 0) {
		same = n < st->move_count && same_move(s, n, &st->moves[n], st->day);
		n++;
	}
	stmt_reset(s);
	if (rc < 0)
		return rc;
	w->r.moves += st->move_count;
	return same && n == st->move_count ? GLANE_OK : differs(w, st->h.seq, "core_movement does not agree with its line");
}

/* --- one record: what it does to the projections ------------------------------------- */

static int apply_moves(struct walk *w, const struct stored *st)
{
	static const char add[] = "INSERT INTO temp.verify_balance (account, category, grams, pieces) VALUES (?1, ?2, ?3, ?4) "
		"ON CONFLICT DO UPDATE SET grams = grams + excluded.grams, pieces = pieces + excluded.pieces";
	int rc = GLANE_OK;
	for (uint32_t i = 0; rc >= 0 && i < st->move_count; i++) {
		const struct move *mv = &st->moves[i];
		rc = run(w, add, VALS(glane_text(mv->from), glane_int(mv->m.category), glane_int(-mv->m.grams), glane_int(-mv->m.pieces)));
		if (rc >= 0)
			rc = run(w, add, VALS(glane_text(mv->to), glane_int(mv->m.category), glane_int(mv->m.grams), glane_int(mv->m.pieces)));
		if (rc >= 0 && mv->m.item && !st->h.reverses)
			rc = run(w, "UPDATE temp.verify_item SET account = ?2, made = max(made, ?3) WHERE id = ?1",
				VALS(glane_int(mv->m.item), glane_text(mv->to), glane_int(mv->from_side == ACCOUNT_MADE)));
	}
	return rc;
}

static struct glane_val given(const struct glane_change *c, uint32_t bit, struct glane_val v)
{
	return c->set & bit ? v : glane_null();
}

/* Does the item have the values that the record calls former?  The words of an item with erased ones are not compared. */
static int check_was(struct walk *w, const struct stored *st, const struct glane_change *was)
{
	int64_t same;
	int rc = row_int(w->inv,
		"SELECT (?2 IS NULL OR ?2 = coalesce(category, 0)) AND (?3 IS NULL OR ?3 = grams) AND (?4 IS NULL OR ?4 = pieces) AND "
		"(?5 IS NULL OR ?5 = coalesce(price_cents, -1)) AND (?6 IS NULL OR ?6 = state) AND (erased OR ?7 IS NULL OR ?7 = title) "
		"FROM temp.verify_item WHERE id = ?1",
		VALS(glane_int(was->item), given(was, GLANE_SET_CATEGORY, glane_int(was->category)), given(was, GLANE_SET_GRAMS, glane_int(was->grams)),
			given(was, GLANE_SET_PIECES, glane_int(was->pieces)), given(was, GLANE_SET_PRICE, glane_int(was->price_cents)),
			given(was, GLANE_SET_STATE, glane_int(was->state)), given(was, GLANE_SET_TITLE, glane_text(was->title))),
		&same);
	if (rc == GLANE_ENOENT || (rc == GLANE_OK && !same))
		return differs(w, st->h.seq, "the former values in its line are not those of the records before it");
	return rc;
}

static int apply_change(struct walk *w, const struct stored *st, const struct change *c)
{
	const struct glane_change *set = &c->set;
	int rc = check_was(w, st, &c->was);
	if (rc != GLANE_OK)
		return rc;
	rc = run(w,
		"UPDATE temp.verify_item SET category = CASE WHEN ?2 IS NULL THEN category ELSE nullif(?2, 0) END, grams = coalesce(?3, grams), "
		"pieces = coalesce(?4, pieces), price_cents = CASE WHEN ?5 IS NULL THEN price_cents ELSE nullif(?5, -1) END, "
		"state = coalesce(?6, state), title = coalesce(?7, title), erased = max(erased, ?8) WHERE id = ?1",
		VALS(glane_int(set->item), given(set, GLANE_SET_CATEGORY, glane_int(set->category)), given(set, GLANE_SET_GRAMS, glane_int(set->grams)),
			given(set, GLANE_SET_PIECES, glane_int(set->pieces)), given(set, GLANE_SET_PRICE, glane_int(set->price_cents)),
			given(set, GLANE_SET_STATE, glane_int(set->state)), given(set, GLANE_SET_TITLE, glane_text(set->title)),
			glane_int(st->erased)));
	if (rc >= 0 && set->set & GLANE_SET_STATE && set->state == GLANE_STATE_VOID)
		rc = run(w, "UPDATE temp.verify_code SET void = 1 WHERE code = (SELECT code FROM temp.verify_item WHERE id = ?1)", VALS(glane_int(set->item)));
	return rc;
}

/* The items named: as they were, or, when another record is taken back, as they are again. */
static int apply_items(struct walk *w, const struct stored *st)
{
	for (uint32_t i = 0; i < st->touch_count; i++) {
		const struct item *it = &st->touches[i].was;
		int64_t same = 1;
		int rc = GLANE_OK;
		if (!st->h.reverses)
			rc = row_int(w->inv, "SELECT account = ?2 AND made = ?3 AND changed_seq = ?4 FROM temp.verify_item WHERE id = ?1",
				VALS(glane_int(it->id), glane_text(it->account), glane_int(it->made), glane_int(it->changed_seq)), &same);
		if (rc == GLANE_ENOENT || (rc == GLANE_OK && !same))
			return differs(w, st->h.seq, "the items in its line are not those of the records before it");
		if (rc == GLANE_OK)
			rc = run(w, "UPDATE temp.verify_item SET account = ?2, made = ?3, changed_seq = ?4 WHERE id = ?1",
				VALS(glane_int(it->id), glane_text(it->account), glane_int(it->made), glane_int(st->h.reverses ? it->changed_seq : st->h.seq)));
		if (rc < 0)
			return rc;
	}
	return GLANE_OK;
}

static int apply_draw(struct walk *w, const struct stored *st)
{
	const struct glane_value *body = value_get(st->line, "body");
	struct glane_str code = value_get_text(body, "code");
	int64_t number = value_get_int(body, "number", 0);
	int rc = run(w, value_get_int(body, "claimed", 0)
			? "UPDATE temp.verify_code SET item = ?3 WHERE code = ?1 AND item IS NULL AND drawn_seq < ?2"
			: "INSERT INTO temp.verify_code (code, drawn_seq, item) VALUES (?1, ?2, ?3)",
		VALS(glane_text(code), glane_int(st->h.seq), glane_int(st->h.item)));
	if (rc >= 0)
		rc = run(w, "INSERT INTO temp.verify_item (id, code, created_seq, changed_seq) VALUES (?1, ?2, ?3, 0)",
			VALS(glane_int(st->h.item), glane_text(code), glane_int(st->h.seq)));
	if (rc < 0 || number == 0)
		return rc;
	rc = run(w, "UPDATE temp.verify_item SET short = NULL WHERE id = (SELECT item FROM temp.verify_number WHERE number = ?1)", VALS(glane_int(number)));
	if (rc >= 0)
		rc = run(w, "INSERT INTO temp.verify_number (number, item) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET item = excluded.item",
			VALS(glane_int(number), glane_int(st->h.item)));
	char shop[SHORT_DIGITS + 1];
	short_text(number, shop);
	return rc < 0 ? rc : run(w, "UPDATE temp.verify_item SET short = ?2 WHERE id = ?1", VALS(glane_int(st->h.item), glane_text(str_c(shop))));
}

static int apply_codes(struct walk *w, const struct stored *st)
{
	int rc = GLANE_OK;
	if (st->h.reverses)
		return run(w, "UPDATE temp.verify_code SET void = 1 WHERE item IS NULL AND drawn_seq = ?1", VALS(glane_int(st->h.reverses)));
	const struct glane_value *codes = value_get(value_get(st->line, "body"), "codes");
	for (uint32_t i = 0; rc >= 0 && i < value_count(codes); i++)
		rc = run(w, "INSERT INTO temp.verify_code (code, drawn_seq) VALUES (?1, ?2)",
			VALS(glane_text(value_text(value_at(codes, i))), glane_int(st->h.seq)));
	return rc;
}

static int apply_reference(struct walk *w, const struct stored *st)
{
	const struct glane_value *body = value_get(st->line, "body"), *from = value_get(body, "stream_from");
	int64_t id = value_get_int(body, "id", 0);
	buf_clear(&w->scratch);
	value_json(body, &w->scratch);
	int rc = run(w, "INSERT INTO temp.verify_reference (kind, id, body) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET body = excluded.body",
		VALS(glane_text(st->h.kind), glane_int(id), glane_text(buf_get(&w->scratch))));
	if (rc >= 0 && from && str_is(st->h.kind, "core.category_set"))
		rc = run(w, "INSERT INTO temp.verify_stream (category, valid_from, stream) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET stream = excluded.stream",
			VALS(glane_int(id), glane_int(value_int(from, 0)), glane_text(value_get_text(body, "stream"))));
	return rc;
}

static int apply_core(struct walk *w, const struct stored *st)
{
	if (str_is(st->h.kind, "core.item_drawn"))
		return st->h.reverses ? GLANE_OK : apply_draw(w, st);
	if (str_is(st->h.kind, "core.codes_drawn"))
		return apply_codes(w, st);
	return str_ends(st->h.kind, STR("_set")) ? apply_reference(w, st) : GLANE_OK;
}

static int apply(struct walk *w, const struct stored *st)
{
	int rc = str_is(st->h.plugin, "core") ? apply_core(w, st) : GLANE_OK;
	if (rc >= 0)
		rc = apply_items(w, st);
	for (uint32_t i = 0; rc == GLANE_OK && i < st->change_count; i++)
		rc = apply_change(w, st, &st->changes[i]);
	return rc == GLANE_OK ? apply_moves(w, st) : rc;
}

/* --- the walk --------------------------------------------------------------------------- */

static int visit(struct walk *w, struct stmt *s)
{
	struct stored st = { .erased = false };
	bool has_line = !stmt_is_null(s, HEADER_COUNT), announced = !stmt_is_null(s, HEADER_COUNT + 1);
	if (header_read(s, &st.h) < 0)
		return differs(w, stmt_int(s, 0), "a hash or the request in core_journal has not its length");
	struct glane_str line = stmt_text(s, HEADER_COUNT);
	int rc = check_chain(w, &st.h, line, has_line);
	if (rc != GLANE_OK)
		return rc;
	if (has_line && announced)
		return differs(w, st.h.seq, "core_redaction says that its words were erased, but core_journal_text has them");
	if (!has_line && !announced)
		return differs(w, st.h.seq, "its text is missing from core_journal_text and no core.redacted says why");
	w->r.redacted += !has_line;
	rc = stored_parse(&w->arena, has_line ? line : stmt_text(s, HEADER_COUNT + 2), !has_line, &st);
	if (rc == GLANE_EIO)
		return differs(w, st.h.seq, "its line is not one that append writes");
	if (rc < 0)
		return error_fail(w->inv->error, rc, "record %" PRId64 ": %s", st.h.seq, status_text(rc));
	rc = check_moves(w, &st);
	return rc == GLANE_OK ? apply(w, &st) : rc;
}

static int walk(struct walk *w)
{
	struct stmt *s;
	int rc = conn_prepare(w->inv->conn,
		"SELECT " HEADER_COLUMNS ", t.line, r.seq, k.line FROM core_journal j "
		"LEFT JOIN core_journal_text t ON t.seq = j.seq LEFT JOIN core_redaction r ON r.target = j.seq "
		"LEFT JOIN core_journal_text k ON k.seq = r.seq ORDER BY j.seq",
		&s, w->inv->error);
	if (rc < 0)
		return rc;
	while ((rc = stmt_step(s, w->inv->error)) > 0) {
		arena_reset(&w->arena);
		rc = visit(w, s);
		if (rc != GLANE_OK)
			break;
	}
	stmt_reset(s);
	return rc;
}

static int verify(struct inventory *inv, struct verify_result *ret)
{
	struct walk w = { .inv = inv, .r.difference = STR_NONE };
	int rc = conn_script(inv->conn, temp_tables, inv->error);
	if (rc < 0)
		return rc;
	arena_init(&w.arena, INVENTORY_ARENA);
	buf_init(&w.scratch, INVENTORY_ARENA);
	rc = walk(&w);
	if (rc == GLANE_OK)
		rc = compare_all(inv, &w.r);
	buf_fini(&w.scratch);
	arena_fini(&w.arena);
	int dropped = conn_script(inv->conn, drop_tables, inv->error);
	if (rc >= 0 && dropped < 0)
		rc = dropped;
	if (rc < 0)
		return rc;
	*ret = w.r;
	return GLANE_OK;
}

int inventory_verify(struct inventory *inv, struct verify_result *ret)
{
	const struct principal *was = conn_principal(inv->conn);
	int64_t query_only;
	conn_set_principal(inv->conn, NULL);
	/* A reader may not even make temporary tables while this is on; its file stays open for reading only. */
	int rc = row_int(inv, "PRAGMA query_only", NULL, 0, &query_only);
	if (rc == GLANE_OK && query_only)
		rc = conn_script(inv->conn, "PRAGMA query_only = OFF", inv->error);
	if (rc >= 0) {
		rc = verify(inv, ret);
		if (query_only && conn_script(inv->conn, "PRAGMA query_only = ON", inv->error) < 0 && rc >= 0)
			rc = GLANE_EIO;
	}
	conn_set_principal(inv->conn, was);
	return rc;
}
