/* SPDX-License-Identifier: MPL-2.0 */
/* Reading a record back, and erasing its words. */
#include <inttypes.h>

#include "inventory/journal.h"
#include "inventory/states.h"

static bool read_bytes(struct stmt *s, int column, void *out, size_t n)
{
	struct glane_val v = stmt_col(s, column);
	if (v.type != GLANE_BLOB || v.u.s.n != n)
		return false;
	memcpy(out, v.u.s.p, n);
	return true;
}

int header_read(struct stmt *s, struct header *ret)
{
	struct header h = {
		.seq = stmt_int(s, 0),
		.at_ms = stmt_int(s, 2),
		.clock = stmt_int(s, 3),
		.happened_from = stmt_int(s, 4),
		.happened_to = stmt_int(s, 5),
		.person = stmt_int(s, 6),
		.device = stmt_int(s, 7),
		.plugin = stmt_text(s, 8),
		.kind = stmt_text(s, 9),
		.item = stmt_int(s, 10),
		.reverses = stmt_int(s, 11),
		.salt = stmt_text(s, 12),
	};
	if (!read_bytes(s, 1, h.request.b, sizeof(h.request.b)) || !read_bytes(s, 13, h.body_hash.b, sizeof(h.body_hash.b)) ||
	    !read_bytes(s, 14, h.hash.b, sizeof(h.hash.b)))
		return GLANE_EIO;
	*ret = h;
	return GLANE_OK;
}

static struct glane_change parse_set(const struct glane_value *v, int64_t item)
{
	struct glane_change c = { .item = item, .price_cents = -1, .title = STR_NONE };
	const struct glane_value *m;
	if ((m = value_get(v, "category"))) {
		c.set |= GLANE_SET_CATEGORY;
		c.category = value_int(m, 0);
	}
	if ((m = value_get(v, "grams"))) {
		c.set |= GLANE_SET_GRAMS;
		c.grams = value_int(m, 0);
	}
	if ((m = value_get(v, "pieces"))) {
		c.set |= GLANE_SET_PIECES;
		c.pieces = value_int(m, 0);
	}
	if ((m = value_get(v, "price"))) {
		c.set |= GLANE_SET_PRICE;
		c.price_cents = value_int(m, -1);
	}
	if ((m = value_get(v, "state"))) {
		c.set |= GLANE_SET_STATE;
		c.state = state_of(value_text(m));
	}
	if ((m = value_get(v, "title"))) {
		c.set |= GLANE_SET_TITLE;
		c.title = value_text(m);
	}
	return c;
}

static int parse_move(struct arena *a, const struct glane_value *v, struct move *ret)
{
	struct move mv = {
		.m = {
			.category = value_get_int(v, "category", 0),
			.item = value_get_int(v, "item", 0),
			.outlet = value_get_int(v, "outlet", 0),
			.grams = value_get_int(v, "grams", 0),
			.pieces = value_get_int(v, "pieces", 0),
			.measured = (uint32_t)value_get_int(v, "measured", 0),
		},
		.from = arena_str(a, value_get_text(v, "from")),
		.to = arena_str(a, value_get_text(v, "to")),
	};
	mv.m.from = mv.from.p;
	mv.m.to = mv.to.p;
	if (account_parse(mv.from, &mv.from_side, &mv.from_rest) < 0 || account_parse(mv.to, &mv.to_side, &mv.to_rest) < 0)
		return GLANE_EIO;
	*ret = mv;
	return GLANE_OK;
}

static void parse_items(const struct glane_value *items, struct stored *s)
{
	for (uint32_t i = 0; i < s->touch_count; i++) {
		const struct glane_value *v = value_at(items, i);
		s->touches[i].was = (struct item){
			.id = value_get_int(v, "id", 0),
			.account = value_get_text(v, "account"),
			.made = (uint32_t)value_get_int(v, "made", 0),
			.changed_seq = value_get_int(v, "seq", 0),
		};
	}
}

int stored_parse(struct arena *a, struct glane_str line, bool erased, struct stored *ret)
{
	struct glane_value *root;
	const char *why;
	int rc = value_parse_json(a, line, &root, &why);
	if (rc < 0)
		return GLANE_EIO;
	ret->erased = erased;
	ret->line = erased ? value_get(value_get(root, "body"), "kept") : root;
	const struct glane_value *changes = value_get(ret->line, "changes"), *moves = value_get(ret->line, "moves");
	const struct glane_value *items = value_get(ret->line, "items");
	if (!items)
		items = value_get(ret->line, "restored");
	ret->day = value_get_int(ret->line, "day", 0);
	ret->move_count = value_count(moves);
	ret->change_count = value_count(changes);
	ret->touch_count = value_count(items);
	ret->moves = arena_alloc(a, (ret->move_count + 1) * sizeof(*ret->moves));
	ret->changes = arena_alloc(a, (ret->change_count + 1) * sizeof(*ret->changes));
	ret->touches = arena_alloc(a, (ret->touch_count + 1) * sizeof(*ret->touches));
	if (a->failed)
		return GLANE_ENOMEM;
	for (uint32_t i = 0; i < ret->move_count; i++)
		if (parse_move(a, value_at(moves, i), &ret->moves[i]) < 0)
			return GLANE_EIO;
	for (uint32_t i = 0; i < ret->change_count; i++) {
		const struct glane_value *v = value_at(changes, i);
		int64_t item = value_get_int(v, "item", 0);
		ret->changes[i].set = parse_set(value_get(v, "set"), item);
		ret->changes[i].was = parse_set(value_get(v, "was"), item);
	}
	parse_items(items, ret);
	return GLANE_OK;
}

int stored_load(struct inventory *inv, struct arena *a, int64_t seq, struct stored *ret)
{
	struct stmt *s;
	struct stored out = { .erased = false };
	int rc = conn_prepare(inv->conn,
		"SELECT " HEADER_COLUMNS ", t.line, k.line FROM core_journal j "
		"LEFT JOIN core_journal_text t ON t.seq = j.seq LEFT JOIN core_redaction r ON r.target = j.seq "
		"LEFT JOIN core_journal_text k ON k.seq = r.seq WHERE j.seq = ?1",
		&s, inv->error);
	if (rc < 0)
		return rc;
	stmt_bind(s, 1, glane_int(seq));
	rc = stmt_step(s, inv->error);
	if (rc == 0)
		rc = GLANE_ENOENT;
	else if (rc > 0)
		rc = header_read(s, &out.h);
	if (rc == GLANE_OK) {
		out.h.plugin = arena_str(a, out.h.plugin);
		out.h.kind = arena_str(a, out.h.kind);
		out.h.salt = STR_NONE;
		bool erased = stmt_is_null(s, HEADER_COUNT);
		rc = stored_parse(a, arena_str(a, stmt_text(s, HEADER_COUNT + (erased ? 1 : 0))), erased, &out);
	}
	stmt_reset(s);
	if (rc == GLANE_EIO)
		return error_fail(inv->error, rc, "core_journal %" PRId64 " is damaged: run `glane verify`", seq);
	if (rc == GLANE_OK)
		*ret = out;
	return rc;
}

void stored_lists(struct arena *a, const struct stored *s, struct glane_list *ret_moves, struct glane_list *ret_changes)
{
	struct glane_movement *m = arena_alloc(a, (s->move_count + 1) * sizeof(*m));
	struct glane_change *c = arena_alloc(a, (s->change_count + 1) * sizeof(*c));
	bool ok = m && c;
	for (uint32_t i = 0; ok && i < s->move_count; i++)
		m[i] = s->moves[i].m;
	for (uint32_t i = 0; ok && i < s->change_count; i++)
		c[i] = s->changes[i].set;
	*ret_moves = (struct glane_list){ m, ok ? s->move_count : 0, sizeof(*m) };
	*ret_changes = (struct glane_list){ c, ok ? s->change_count : 0, sizeof(*c) };
}

static int record_of(struct inventory *inv, int64_t seq, struct glane_record *ret)
{
	struct stored s, undone;
	int rc = stored_load(inv, inv->arena, seq, &s);
	if (rc == GLANE_ENOENT)
		return error_refuse(inv->error, rc, "record.unknown", NULL);
	if (rc < 0)
		return rc;
	const struct stored *shown = &s;
	if (s.h.reverses) {
		rc = stored_load(inv, inv->arena, s.h.reverses, &undone);
		if (rc < 0)
			return rc;
		shown = &undone;
	}
	struct glane_record r = {
		.size = sizeof(r),
		.reversed = s.h.reverses != 0,
		.seq = s.h.seq,
		.reverses = s.h.reverses,
		.at_ms = s.h.at_ms,
		.happened_from_ms = s.h.happened_from,
		.happened_to_ms = s.h.happened_to,
		.person = s.h.person,
		.device = s.h.device,
		.item = s.h.item,
		.kind = s.h.kind,
		.plugin = s.h.plugin,
		.body = value_get(shown->line, "body"),
	};
	stored_lists(inv->arena, shown, &r.moves, &r.changes);
	if (inv->arena->failed)
		return GLANE_ENOMEM;
	*ret = r;
	return GLANE_OK;
}

int inventory_record(struct inventory *inv, int64_t seq, struct glane_record *ret)
{
	const struct principal *was = conn_principal(inv->conn);
	conn_set_principal(inv->conn, NULL);
	int rc = record_of(inv, seq, ret);
	conn_set_principal(inv->conn, was);
	return rc;
}

/* What stays of a line: numbers, no body, no titles. */
static void keep(struct glane_value *into, const struct glane_value *line)
{
	static const char *const whole[] = { "day", "items", "moves", "restored" };
	for (size_t i = 0; i < COUNT_OF(whole); i++)
		if (value_get(line, whole[i]))
			value_add_copy(into, whole[i], value_get(line, whole[i]));
	const struct glane_value *changes = value_get(line, "changes");
	struct glane_value *list = changes ? value_add_array(into, "changes") : NULL;
	for (uint32_t i = 0; i < value_count(changes); i++) {
		const struct glane_value *from = value_at(changes, i);
		struct glane_value *to = value_add_object(list, NULL);
		value_add_int(to, "item", value_get_int(from, "item", 0));
		for (int part = 0; part < 2; part++) {
			const char *name = part ? "was" : "set";
			const struct glane_value *members = value_get(from, name);
			struct glane_value *out = value_add_object(to, name);
			for (uint32_t k = 0; k < value_count(members); k++)
				if (!str_is(value_key_at(members, k), "title"))
					value_add_copy(out, value_key_at(members, k).p, value_at(members, k));
		}
	}
}

/* Items that still bear a title of the record lose it: a change without former value, or the words would stay in it.
 * `only`: no other title than this one. */
static int forget_titles(struct inventory *inv, const struct stored *s, const struct glane_str *only, struct draft *d)
{
	d->changes = arena_alloc(d->arena, (s->change_count + 1) * sizeof(*d->changes));
	if (!d->changes)
		return GLANE_ENOMEM;
	for (uint32_t i = 0; i < s->change_count; i++) {
		const struct glane_change *set = &s->changes[i].set;
		struct item it;
		if (!(set->set & GLANE_SET_TITLE) || set->title.n == 0 || (only && !str_eq(*only, set->title)))
			continue;
		int rc = item_load(inv, d->arena, set->item, &it);
		if (rc < 0)
			return rc;
		if (!str_eq(it.title, set->title))
			continue;
		d->changes[d->change_count++] = (struct change){
			.set = { .item = set->item, .set = GLANE_SET_TITLE, .title = STR_NONE },
			.was = { .item = set->item },
		};
	}
	return GLANE_OK;
}

static int redact_write(struct inventory *inv, struct draft *d, int64_t seq)
{
	int rc = draft_happened(inv, d, 0, 0);
	if (rc == GLANE_OK)
		rc = draft_write(inv, d);
	if (rc >= 0)
		rc = conn_run(inv->conn, "INSERT INTO core_redaction (target, seq) VALUES (?1, ?2)", VALS(glane_int(seq), glane_int(d->seq)),
			inv->error);
	if (rc >= 0)
		rc = conn_run(inv->conn, "DELETE FROM core_journal_text WHERE seq = ?1", VALS(glane_int(seq)), inv->error);
	for (uint32_t i = 0; rc >= 0 && i < d->change_count; i++)
		rc = conn_run(inv->conn, "UPDATE core_item SET title = '' WHERE id = ?1", VALS(glane_int(d->changes[i].set.item)), inv->error);
	const struct glane_record seen = { .body = d->body };
	return rc < 0 ? rc : draft_hook(inv, d, &seen);
}

static int redact(struct inventory *inv, struct arena *a, int64_t seq, const struct glane_str *only, struct stored *ret)
{
	struct stored s;
	int rc = stored_load(inv, a, seq, &s);
	if (rc == GLANE_ENOENT)
		return error_refuse(inv->error, rc, "record.unknown", NULL);
	if (rc < 0)
		return rc;
	if (str_is(s.h.plugin, "core")) /* reference data and codes: no words about people */
		return error_refuse(inv->error, GLANE_ECONFLICT, "redact.core", NULL);
	if (s.erased)
		return error_refuse(inv->error, GLANE_ECONFLICT, "redact.already", NULL);
	struct glane_value *body = value_object(a);
	struct draft d = { .arena = a, .plugin = STR("core"), .kind = STR("core.redacted"), .body = body, .item = s.h.item };
	value_add_int(body, "seq", seq);
	keep(value_add_object(body, "kept"), s.line);
	rc = forget_titles(inv, &s, only, &d);
	if (rc == GLANE_OK && a->failed)
		rc = GLANE_ENOMEM;
	if (rc == GLANE_OK)
		rc = redact_write(inv, &d, seq);
	if (rc >= 0)
		*ret = s;
	return rc;
}

/* The next record that quotes a title of the item, as a former value or because it was put back. */
static int next_quote(struct inventory *inv, struct arena *a, int64_t after, const struct glane_change *set, int64_t *ret)
{
	struct buf title CLEANUP(buf_fini);
	buf_init(&title, INVENTORY_ARENA);
	const struct glane_value v = { .type = GLANE_V_TEXT, .u.s = set->title };
	buf_c(&title, "\"title\":");
	int rc = value_json_canonical(&v, &title);
	if (rc < 0)
		return rc;
	return row_int(inv,
		"SELECT t.seq FROM core_journal_text t JOIN core_journal j ON j.seq = t.seq "
		"WHERE t.seq > ?1 AND instr(t.line, ?2) AND instr(t.line, ?3) AND j.plugin <> 'core' ORDER BY t.seq LIMIT 1",
		VALS(glane_int(after), glane_text(buf_get(&title)), glane_text(arena_printf(a, "{\"item\":%" PRId64 ",\"set\":", set->item))),
		ret);
}

static int redact_all(struct inventory *inv, struct arena *a, int64_t seq)
{
	struct stored s, quoting;
	int rc = redact(inv, a, seq, NULL, &s);
	for (uint32_t i = 0; rc >= 0 && i < s.change_count; i++) {
		const struct glane_change *set = &s.changes[i].set;
		int64_t at = seq;
		if (!(set->set & GLANE_SET_TITLE) || set->title.n == 0)
			continue;
		while ((rc = next_quote(inv, a, at, set, &at)) == GLANE_OK && (rc = redact(inv, a, at, &set->title, &quoting)) >= 0)
			continue;
		if (rc == GLANE_ENOENT)
			rc = GLANE_OK;
	}
	return rc;
}

int inventory_redact(struct inventory *inv, int64_t seq)
{
	struct guard g;
	int rc = guard_enter(inv, &g);
	if (rc < 0)
		return rc;
	struct arena a CLEANUP(arena_fini);
	arena_init(&a, INVENTORY_ARENA);
	return guard_leave(&g, redact_all(inv, &a, seq));
}
