/* SPDX-License-Identifier: MPL-2.0 */
/* inventory_append(): checks a record against the inventory, writes it, projects it, asks the BEFORE subscriptions. */
#include <inttypes.h>

#include "inventory/journal.h"
#include "inventory/states.h"

enum { AHEAD_MS = 24 * 60 * 60 * 1000 }; /* how far in the future something may have happened: wrong clocks, time zones */

int guard_enter(struct inventory *inv, struct guard *g)
{
	if (inv->status < 0)
		return inv->status;
	REQUIRE(conn_in_txn(inv->conn));
	*g = (struct guard){ inv, conn_principal(inv->conn) };
	conn_set_principal(inv->conn, NULL);
	return GLANE_OK;
}

int guard_leave(struct guard *g, int status)
{
	conn_set_principal(g->inv->conn, g->was);
	if (status < 0 && g->inv->status == GLANE_OK)
		g->inv->status = status;
	return status;
}

int row_int(struct inventory *inv, const char *sql, const struct glane_val *args, size_t n, int64_t *ret)
{
	struct stmt *s;
	int rc = conn_prepare(inv->conn, sql, &s, inv->error);
	if (rc < 0)
		return rc;
	stmt_bind_all(s, args, n);
	rc = stmt_step(s, inv->error);
	if (rc > 0)
		*ret = stmt_int(s, 0);
	stmt_reset(s);
	return rc < 0 ? rc : rc > 0 ? GLANE_OK : GLANE_ENOENT;
}

static int refuse(struct inventory *inv, int status, const char *key, const char *name, struct glane_str what)
{
	struct glane_value *args = value_object(inv->arena);
	value_add_text(args, name, what);
	return error_refuse(inv->error, status, key, args);
}

int draft_happened(struct inventory *inv, struct draft *d, int64_t from_ms, int64_t to_ms)
{
	if (from_ms == 0 && to_ms == 0)
		from_ms = inv->now_ms;
	if (to_ms == 0)
		to_ms = from_ms;
	if (from_ms < 0 || to_ms < from_ms)
		return error_refuse(inv->error, GLANE_EINVAL, "record.period", NULL);
	if (to_ms > inv->now_ms + AHEAD_MS)
		return error_refuse(inv->error, GLANE_EINVAL, "record.future", NULL);
	d->happened_from = from_ms;
	d->happened_to = to_ms;
	d->day = zone_day(inv->zone ? inv->zone : zone_get("UTC"), from_ms);
	return GLANE_OK;
}

/* --- items ------------------------------------------------------------------ */

int item_load(struct inventory *inv, struct arena *a, int64_t id, struct item *ret)
{
	struct stmt *s;
	int rc = conn_prepare(inv->conn,
		"SELECT code, coalesce(short, ''), title, coalesce(category, 0), grams, pieces, coalesce(price_cents, -1), state, account, "
		"made, created_seq, changed_seq FROM core_item WHERE id = ?1",
		&s, inv->error);
	if (rc < 0)
		return rc;
	stmt_bind(s, 1, glane_int(id));
	rc = stmt_step(s, inv->error);
	if (rc > 0)
		*ret = (struct item){
			.id = id,
			.code = arena_str(a, stmt_text(s, 0)),
			.shop = arena_str(a, stmt_text(s, 1)),
			.title = arena_str(a, stmt_text(s, 2)),
			.category = stmt_int(s, 3),
			.grams = stmt_int(s, 4),
			.pieces = stmt_int(s, 5),
			.price_cents = stmt_int(s, 6),
			.state = (uint32_t)stmt_int(s, 7),
			.account = arena_str(a, stmt_text(s, 8)),
			.made = (uint32_t)stmt_int(s, 9),
			.created_seq = stmt_int(s, 10),
			.changed_seq = stmt_int(s, 11),
		};
	stmt_reset(s);
	return rc < 0 ? rc : rc > 0 ? GLANE_OK : GLANE_ENOENT;
}

int draft_touch(struct inventory *inv, struct draft *d, int64_t item, struct touch **ret)
{
	for (uint32_t i = d->touch_count; i-- > 0;)
		if (d->touches[i].was.id == item) {
			*ret = &d->touches[i];
			return GLANE_OK;
		}
	if (d->touch_count == d->touch_cap) {
		uint32_t cap = d->touch_cap ? 2 * d->touch_cap : 4;
		struct touch *grown = arena_alloc(d->arena, cap * sizeof(*grown));
		if (!grown)
			return GLANE_ENOMEM;
		if (d->touch_count)
			memcpy(grown, d->touches, d->touch_count * sizeof(*grown));
		d->touches = grown;
		d->touch_cap = cap;
	}
	struct touch *t = &d->touches[d->touch_count];
	int rc = item_load(inv, d->arena, item, &t->was);
	if (rc == GLANE_ENOENT)
		return error_refuse(inv->error, rc, "item.unknown", NULL);
	if (rc < 0)
		return rc;
	t->now = t->was;
	d->touch_count++;
	*ret = t;
	return GLANE_OK;
}

/* Who, when and where it got into the state that is in the way.  `state` and `to_state` are identifiers:
 * the catalogue has words for them under "state.sold"; a place comes with its name, an item without title as its category. */
int item_refuse(struct inventory *inv, int status, const char *key, const struct item *it, uint32_t to_state)
{
	struct glane_value *args = value_object(inv->arena);
	struct stmt *s;
	value_add_int(args, "item", it->id);
	value_add_text(args, "code", it->code);
	value_add_text(args, "state", str_c(state_name(it->state)));
	value_add_text(args, "to_state", str_c(state_name(to_state)));
	int rc = conn_prepare(inv->conn,
		"SELECT j.at_ms, coalesce(p.name, '–'), coalesce(s.name_fr, ?2), k.name_fr FROM core_journal j "
		"LEFT JOIN core_person p ON p.id = j.person LEFT JOIN core_place s ON 'stock:' || s.code = ?2 "
		"LEFT JOIN core_category k ON k.id = ?3 WHERE j.seq = ?1",
		&s, inv->error);
	if (rc < 0)
		return rc;
	stmt_bind(s, 1, glane_int(it->changed_seq));
	stmt_bind(s, 2, glane_text(it->account));
	stmt_bind(s, 3, glane_int(it->category));
	rc = stmt_step(s, inv->error);
	value_add_text(args, "title", rc > 0 && it->title.n == 0 ? stmt_text(s, 3) : it->title);
	value_add_quantity(args, "when", rc > 0 ? stmt_int(s, 0) : 0, GLANE_U_TIME_MS);
	value_add_text(args, "who", rc > 0 ? stmt_text(s, 1) : STR_NONE);
	value_add_text(args, "where", rc > 0 ? stmt_text(s, 2) : it->account);
	stmt_reset(s);
	return rc < 0 ? rc : error_refuse(inv->error, status, key, args);
}

/* --- what the record says ----------------------------------------------------- */

/* Entry i of a list that may come from an older or newer header: what both know, zero for the rest. */
static void list_at(const struct glane_list *list, uint32_t i, void *out, size_t n)
{
	memset(out, 0, n);
	memcpy(out, (const char *)list->items + (size_t)i * list->stride, list->stride < n ? list->stride : n);
}

static int check_category(struct inventory *inv, int64_t category)
{
	int64_t one;
	int rc = row_int(inv, "SELECT 1 FROM core_category WHERE id = ?1", VALS(glane_int(category)), &one);
	return rc == GLANE_ENOENT ? error_refuse(inv->error, GLANE_EINVAL, "category.unknown", NULL) : rc;
}

static int check_outlet(struct inventory *inv, int64_t outlet)
{
	int64_t one;
	int rc = row_int(inv, "SELECT 1 FROM core_outlet WHERE id = ?1", VALS(glane_int(outlet)), &one);
	return rc == GLANE_ENOENT ? error_refuse(inv->error, GLANE_EINVAL, "outlet.unknown", NULL) : rc;
}

/* Parses one side; a stock account needs its place, and a closed place takes nothing in. */
static int check_side(struct inventory *inv, const char *name, bool in, struct glane_str *ret, enum account_side *ret_side,
                      struct glane_str *ret_rest)
{
	int64_t active;
	*ret = str_c(name);
	if (account_parse(*ret, ret_side, ret_rest) < 0)
		return refuse(inv, GLANE_EINVAL, "move.account", "account", *ret);
	if (*ret_side != ACCOUNT_STOCK)
		return GLANE_OK;
	int rc = row_int(inv, "SELECT active FROM core_place WHERE code = ?1", VALS(glane_text(*ret_rest)), &active);
	if (rc == GLANE_ENOENT)
		return refuse(inv, GLANE_EINVAL, "place.unknown", "place", *ret_rest);
	if (rc == GLANE_OK && in && !active)
		return refuse(inv, GLANE_ECONFLICT, "place.closed", "place", *ret_rest);
	return rc;
}

/* Both sides.  The lines of one weighing go the same way: then the line before has been through this. */
static int check_way(struct inventory *inv, struct move *mv, const struct move *before)
{
	if (before && mv->m.from && mv->m.to && str_is(before->from, mv->m.from) && str_is(before->to, mv->m.to)) {
		struct glane_movement m = mv->m;
		*mv = *before;
		mv->m = m;
		return GLANE_OK;
	}
	int rc = check_side(inv, mv->m.from, false, &mv->from, &mv->from_side, &mv->from_rest);
	if (rc == GLANE_OK)
		rc = check_side(inv, mv->m.to, true, &mv->to, &mv->to_side, &mv->to_rest);
	if (rc < 0)
		return rc;
	if (str_eq(mv->from, mv->to))
		return refuse(inv, GLANE_EINVAL, "move.same", "account", mv->from);
	if (account_move_allowed(mv->from_side, mv->to_side, mv->from_rest, mv->to_rest))
		return GLANE_OK;
	struct glane_value *args = value_object(inv->arena);
	value_add_text(args, "from", mv->from);
	value_add_text(args, "to", mv->to);
	return error_refuse(inv->error, GLANE_EINVAL, "move.way", args);
}

static int check_quantities(struct inventory *inv, const struct glane_movement *m)
{
	if (m->grams < 0 || m->grams > INVENTORY_MAX)
		return error_refuse(inv->error, GLANE_EINVAL, "move.grams", NULL);
	if (m->pieces < 0 || m->pieces > INVENTORY_MAX)
		return error_refuse(inv->error, GLANE_EINVAL, "move.pieces", NULL);
	if (m->grams == 0 && m->pieces == 0 && m->item == 0)
		return error_refuse(inv->error, GLANE_EINVAL, "move.empty", NULL);
	if (m->measured > GLANE_FROM_ITEM)
		return error_refuse(inv->error, GLANE_EINVAL, "move.measured", NULL);
	return GLANE_OK;
}

static int move_item(struct inventory *inv, struct draft *d, const struct move *mv)
{
	struct touch *t;
	int rc = draft_touch(inv, d, mv->m.item, &t);
	if (rc < 0)
		return rc;
	if (t->now.state == GLANE_STATE_VOID)
		return item_refuse(inv, GLANE_EGONE, "item.void", &t->now, 0);
	/* Its place is the account of its last move: it can only leave from there.  The first move may start anywhere. */
	if (t->now.account.n ? !str_eq(t->now.account, mv->from) : mv->from_side == ACCOUNT_OUT)
		return item_refuse(inv, GLANE_ECONFLICT, "item.elsewhere", &t->now, 0);
	t->now.account = arena_str(d->arena, mv->to);
	if (mv->from_side == ACCOUNT_MADE)
		t->now.made = 1;
	return GLANE_OK;
}

static int take_moves(struct inventory *inv, struct draft *d, const struct glane_list *list)
{
	d->moves = arena_alloc(d->arena, (list->count + 1) * sizeof(*d->moves));
	if (!d->moves)
		return GLANE_ENOMEM;
	for (uint32_t i = 0; i < list->count; i++) {
		struct move *mv = &d->moves[i];
		list_at(list, i, &mv->m, sizeof(mv->m));
		int rc = check_quantities(inv, &mv->m);
		if (rc == GLANE_OK)
			rc = check_way(inv, mv, i ? &d->moves[i - 1] : NULL);
		if (rc < 0)
			return rc;
		rc = check_category(inv, mv->m.category);
		if (rc == GLANE_OK && mv->m.outlet)
			rc = check_outlet(inv, mv->m.outlet);
		if (rc == GLANE_OK && mv->m.item)
			rc = move_item(inv, d, mv);
		if (rc < 0)
			return rc;
		d->move_count++;
	}
	return GLANE_OK;
}

static int check_change(struct inventory *inv, const struct glane_change *c, const struct item *now)
{
	if (now->state == GLANE_STATE_VOID)
		return item_refuse(inv, GLANE_EGONE, "item.void", now, 0);
	if (c->set == 0 || c->set >= GLANE_SET_STATE << 1)
		return error_refuse(inv->error, GLANE_EINVAL, "item.change_empty", NULL);
	if (c->set & GLANE_SET_TITLE && (c->title.n > INVENTORY_TITLE_MAX || !utf8_valid(c->title) || !utf8_printable(c->title, false)))
		return error_refuse(inv->error, GLANE_EINVAL, "item.title", NULL);
	if (c->set & GLANE_SET_GRAMS && (c->grams < 0 || c->grams > INVENTORY_MAX))
		return error_refuse(inv->error, GLANE_EINVAL, "item.grams", NULL);
	if (c->set & GLANE_SET_PIECES && (c->pieces < 0 || c->pieces > INVENTORY_MAX))
		return error_refuse(inv->error, GLANE_EINVAL, "item.pieces", NULL);
	if (c->set & GLANE_SET_PRICE && (c->price_cents < -1 || c->price_cents > INVENTORY_MAX))
		return error_refuse(inv->error, GLANE_EINVAL, "item.price", NULL);
	if (c->set & GLANE_SET_STATE && !state_allowed(now->state, c->state))
		return item_refuse(inv, GLANE_ECONFLICT, "item.state_refused", now, c->state);
	return c->set & GLANE_SET_CATEGORY ? check_category(inv, c->category) : GLANE_OK;
}

void item_set(struct item *it, const struct glane_change *c)
{
	if (c->set & GLANE_SET_TITLE)
		it->title = c->title;
	if (c->set & GLANE_SET_CATEGORY)
		it->category = c->category;
	if (c->set & GLANE_SET_GRAMS)
		it->grams = c->grams;
	if (c->set & GLANE_SET_PIECES)
		it->pieces = c->pieces;
	if (c->set & GLANE_SET_PRICE)
		it->price_cents = c->price_cents;
	if (c->set & GLANE_SET_STATE)
		it->state = c->state;
}

static int take_changes(struct inventory *inv, struct draft *d, const struct glane_list *list)
{
	d->changes = arena_alloc(d->arena, (list->count + 1) * sizeof(*d->changes));
	if (!d->changes)
		return GLANE_ENOMEM;
	for (uint32_t i = 0; i < list->count; i++) {
		struct change *c = &d->changes[i];
		struct touch *t;
		list_at(list, i, &c->set, sizeof(c->set));
		int rc = draft_touch(inv, d, c->set.item, &t);
		if (rc == GLANE_OK)
			rc = check_change(inv, &c->set, &t->now);
		if (rc < 0)
			return rc;
		c->was = (struct glane_change){
			.item = c->set.item, .set = c->set.set, .state = t->now.state, .category = t->now.category,
			.grams = t->now.grams, .pieces = t->now.pieces, .price_cents = t->now.price_cents, .title = t->now.title,
		};
		item_set(&t->now, &c->set);
		d->change_count++;
	}
	return GLANE_OK;
}

/* "created" of items and "items.created" are both "items.created"; another owner's kind is not ours to say. */
static int full_kind(struct inventory *inv, struct arena *a, const char *kind, struct glane_str *ret)
{
	struct glane_str k = str_c(kind), owner = str_c(inv->plugin);
	ptrdiff_t dot = str_find(k, '.');
	struct glane_str full = dot >= 0 ? k : arena_printf(a, "%s.%s", inv->plugin, kind ? kind : "");
	bool ours = dot < 0 ? k.n > 0 : (size_t)dot == owner.n && memcmp(k.p, owner.p, owner.n) == 0 && k.n > owner.n + 1;
	for (size_t i = 0; ours && i < full.n; i++)
		ours = full.p[i] == '.' || full.p[i] == '_' || (full.p[i] >= '0' && full.p[i] <= '9') || (full.p[i] >= 'a' && full.p[i] <= 'z');
	if (!ours)
		return error_fail(inv->error, GLANE_EBUG, "%s appends a record of kind \"%s\"", inv->plugin, kind ? kind : "");
	*ret = full;
	return GLANE_OK;
}

/* --- projection ------------------------------------------------------------------ */

static struct glane_val text_or_null(bool there, struct glane_str s)
{
	return there ? glane_text(s) : glane_null();
}

static int project_move(struct inventory *inv, const struct draft *d, uint32_t n)
{
	const struct move *mv = &d->moves[n];
	const struct glane_movement *m = &mv->m;
	bool from_source = mv->from_side == ACCOUNT_SOURCE, to_stock = mv->to_side == ACCOUNT_STOCK;
	struct glane_val channel = text_or_null(from_source || mv->to_side == ACCOUNT_SOURCE, from_source ? mv->from_rest : mv->to_rest);
	struct glane_val place = text_or_null(to_stock || mv->from_side == ACCOUNT_STOCK, to_stock ? mv->to_rest : mv->from_rest);
	int rc = conn_run(inv->conn,
		"INSERT INTO core_movement (seq, n, category, item, grams, pieces, from_account, to_account, outlet, channel, place, measured, day) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
		VALS(glane_int(d->seq), glane_int(n), glane_int(m->category), m->item ? glane_int(m->item) : glane_null(), glane_int(m->grams),
			glane_int(m->pieces), glane_text(mv->from), glane_text(mv->to), m->outlet ? glane_int(m->outlet) : glane_null(),
			channel, place, glane_int(m->measured), glane_int(d->day)),
		inv->error);
	if (rc < 0)
		return rc;
	return conn_run(inv->conn,
		"INSERT INTO core_balance (account, category, grams, pieces) VALUES (?1, ?3, -?4, -?5), (?2, ?3, ?4, ?5) "
		"ON CONFLICT DO UPDATE SET grams = grams + excluded.grams, pieces = pieces + excluded.pieces",
		VALS(glane_text(mv->from), glane_text(mv->to), glane_int(m->category), glane_int(m->grams), glane_int(m->pieces)), inv->error);
}

static int project_item(struct inventory *inv, const struct draft *d, const struct touch *t)
{
	const struct item *it = &t->now;
	/* A record that takes another back puts the former number here; core.item_drawn is the first that names its item. */
	int64_t changed = d->reverses ? it->changed_seq : d->seq;
	int rc = conn_run(inv->conn,
		"UPDATE core_item SET title = ?2, category = ?3, grams = ?4, pieces = ?5, price_cents = ?6, state = ?7, account = ?8, "
		"made = ?9, changed_seq = ?10 WHERE id = ?1",
		VALS(glane_int(it->id), glane_text(it->title), it->category ? glane_int(it->category) : glane_null(), glane_int(it->grams),
			glane_int(it->pieces), it->price_cents >= 0 ? glane_int(it->price_cents) : glane_null(), glane_int(it->state),
			glane_text(it->account), glane_int(it->made), glane_int(changed)),
		inv->error);
	if (rc >= 0 && state_is_final(it->state) != state_is_final(t->was.state))
		rc = number_left(inv, it, state_is_final(it->state));
	if (rc >= 0 && it->state == GLANE_STATE_VOID && t->was.state != GLANE_STATE_VOID)
		rc = conn_run(inv->conn, "UPDATE core_code SET void = 1 WHERE code = ?1", VALS(glane_text(it->code)), inv->error);
	return rc;
}

int draft_project(struct inventory *inv, const struct draft *d)
{
	int rc = GLANE_OK;
	for (uint32_t i = 0; rc >= 0 && i < d->move_count; i++)
		rc = project_move(inv, d, i);
	for (uint32_t i = 0; rc >= 0 && i < d->touch_count; i++)
		rc = project_item(inv, d, &d->touches[i]);
	return rc;
}

int draft_hook(struct inventory *inv, const struct draft *d, const struct glane_record *seen)
{
	if (!inv->before)
		return GLANE_OK;
	struct glane_record r = {
		.size = sizeof(r),
		.reversed = d->reverses != 0,
		.seq = d->seq,
		.reverses = d->reverses,
		.at_ms = inv->now_ms,
		.happened_from_ms = d->happened_from,
		.happened_to_ms = d->happened_to,
		.person = inv->person,
		.device = inv->device,
		.item = d->item,
		.kind = d->kind,
		.plugin = d->plugin,
		.body = d->body,
	};
	if (seen) {
		r.body = seen->body;
		r.moves = seen->moves;
		r.changes = seen->changes;
	}
	int rc = inv->before(inv->before_ctx, &r);
	return rc < 0 ? rc : GLANE_OK;
}

static int append(struct inventory *inv, struct arena *a, const struct glane_entry *entry, int64_t *ret_seq)
{
	struct glane_entry e = { .size = 0 };
	struct draft d = { .arena = a, .plugin = str_c(inv->plugin) };
	memcpy(&e, entry, entry->size < sizeof(e) ? entry->size : sizeof(e));
	d.body = e.body;
	d.item = e.item;
	if (e.moves.count > INVENTORY_LIST_MAX || e.changes.count > INVENTORY_LIST_MAX)
		return error_refuse(inv->error, GLANE_ETOOBIG, "record.too_big", NULL);
	if (e.body && value_type(e.body) != GLANE_V_OBJECT)
		return error_fail(inv->error, GLANE_EBUG, "%s.%s: the body is not an object", inv->plugin, e.kind ? e.kind : "");
	int rc = full_kind(inv, a, e.kind, &d.kind);
	if (rc == GLANE_OK)
		rc = draft_happened(inv, &d, e.happened_from_ms, e.happened_to_ms);
	if (rc == GLANE_OK && e.item) {
		struct touch *t;
		rc = draft_touch(inv, &d, e.item, &t);
	}
	if (rc == GLANE_OK)
		rc = take_changes(inv, &d, &e.changes);
	if (rc == GLANE_OK)
		rc = take_moves(inv, &d, &e.moves);
	if (rc == GLANE_OK && a->failed)
		rc = GLANE_ENOMEM;
	if (rc == GLANE_OK)
		rc = draft_write(inv, &d);
	if (rc >= 0)
		rc = draft_project(inv, &d);
	const struct glane_record seen = { .body = e.body, .moves = e.moves, .changes = e.changes };
	if (rc >= 0)
		rc = draft_hook(inv, &d, &seen);
	if (rc < 0)
		return rc;
	if (ret_seq)
		*ret_seq = d.seq;
	return GLANE_OK;
}

int inventory_append(struct inventory *inv, const struct glane_entry *entry, int64_t *ret_seq)
{
	struct guard g;
	int rc = guard_enter(inv, &g);
	if (rc < 0)
		return rc;
	struct arena a CLEANUP(arena_fini);
	arena_init(&a, INVENTORY_ARENA);
	return guard_leave(&g, append(inv, &a, entry, ret_seq));
}
