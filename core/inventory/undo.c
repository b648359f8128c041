/* SPDX-License-Identifier: MPL-2.0 */
/* Taking back: a new record with opposite moves and former values.  Nothing is deleted. */
#include <inttypes.h>

#include "inventory/journal.h"
#include "inventory/states.h"

static int codes_unclaimed(struct inventory *inv, int64_t drawn_seq)
{
	int64_t one;
	int rc = row_int(inv,
		"SELECT 1 FROM core_journal_text t, json_each(t.line, '$.body.codes') e JOIN core_code c ON c.code = e.value "
		"WHERE t.seq = ?1 AND c.item IS NOT NULL LIMIT 1",
		VALS(glane_int(drawn_seq)), &one);
	if (rc == GLANE_OK)
		return error_refuse(inv->error, GLANE_ECONFLICT, "undo.code_used", NULL);
	return rc == GLANE_ENOENT ? GLANE_OK : rc;
}

static int codes_void(struct inventory *inv, int64_t drawn_seq)
{
	return conn_run(inv->conn,
		"UPDATE core_code SET void = 1 WHERE code IN "
		"(SELECT e.value FROM core_journal_text t, json_each(t.line, '$.body.codes') e WHERE t.seq = ?1)",
		VALS(glane_int(drawn_seq)), inv->error);
}

static int check_reversible(struct inventory *inv, const struct stored *s)
{
	int64_t by;
	if (s->h.reverses)
		return error_refuse(inv->error, GLANE_ECONFLICT, "undo.is_reversal", NULL);
	if (str_is(s->h.plugin, "core") && !str_is(s->h.kind, "core.item_drawn") && !str_is(s->h.kind, "core.codes_drawn"))
		return error_refuse(inv->error, GLANE_ECONFLICT, "undo.reference", NULL); /* set again by hand instead */
	int rc = row_int(inv, "SELECT seq FROM core_journal WHERE reverses = ?1", VALS(glane_int(s->h.seq)), &by);
	if (rc == GLANE_OK)
		return error_refuse(inv->error, GLANE_ECONFLICT, "undo.already", NULL);
	return rc == GLANE_ENOENT ? GLANE_OK : rc;
}

static int take_back_moves(struct draft *d, const struct stored *s)
{
	d->moves = arena_alloc(d->arena, (s->move_count + 1) * sizeof(*d->moves));
	if (!d->moves)
		return GLANE_ENOMEM;
	d->move_count = s->move_count;
	for (uint32_t i = 0; i < s->move_count; i++) {
		const struct move *was = &s->moves[s->move_count - 1 - i];
		d->moves[i] = (struct move){
			.m = was->m, .from = was->to, .to = was->from, .from_rest = was->to_rest, .to_rest = was->from_rest,
			.from_side = was->to_side, .to_side = was->from_side,
		};
	}
	return GLANE_OK;
}

/* Items as they were; void when the call of the record drew them and this was the first record about them. */
static int take_back_item(struct inventory *inv, struct draft *d, const struct stored *s, const struct item *former)
{
	struct touch *t;
	int64_t same_call;
	int rc = draft_touch(inv, d, former->id, &t);
	if (rc < 0)
		return rc;
	if (t->now.changed_seq != s->h.seq)
		return item_refuse(inv, GLANE_ECONFLICT, "undo.item_used", &t->now, 0);
	rc = row_int(inv,
		"SELECT a.request = b.request FROM core_journal a, core_journal b WHERE a.seq = ?1 AND b.seq = ?2",
		VALS(glane_int(t->now.created_seq), glane_int(s->h.seq)), &same_call);
	if (rc < 0)
		return rc;
	t->now.account = former->account;
	t->now.made = former->made;
	t->now.changed_seq = former->changed_seq;
	for (uint32_t i = s->change_count; i-- > 0;) {
		const struct change *c = &s->changes[i];
		if (c->set.item != former->id)
			continue;
		struct change back = { .set = c->was, .was = c->set };
		item_set(&t->now, &back.set);
		d->changes[d->change_count++] = back;
	}
	/* As long as another record of the call stands on the item, it lives. */
	if (!same_call || former->changed_seq > t->now.created_seq || t->now.state == GLANE_STATE_VOID)
		return GLANE_OK;
	d->changes[d->change_count++] = (struct change){
		.set = { .item = former->id, .set = GLANE_SET_STATE, .state = GLANE_STATE_VOID },
		.was = { .item = former->id, .set = GLANE_SET_STATE, .state = t->now.state },
	};
	t->now.state = GLANE_STATE_VOID;
	return GLANE_OK;
}

static int reverse(struct inventory *inv, struct arena *a, int64_t seq, const char *reason_key, int64_t *ret_seq)
{
	struct stored s;
	int rc = stored_load(inv, a, seq, &s);
	if (rc == GLANE_ENOENT)
		return error_refuse(inv->error, rc, "record.unknown", NULL);
	if (rc == GLANE_OK)
		rc = check_reversible(inv, &s);
	bool codes = rc == GLANE_OK && str_is(s.h.kind, "core.codes_drawn");
	if (codes)
		rc = codes_unclaimed(inv, seq);
	if (rc < 0)
		return rc;
	/* Reports by the day on which things happened must not see it at all: same day as what it takes back. */
	struct draft d = {
		.arena = a, .plugin = s.h.plugin, .kind = s.h.kind, .item = s.h.item, .reverses = seq, .body = value_object(a),
		.happened_from = s.h.happened_from, .happened_to = s.h.happened_to, .day = s.day,
	};
	if (reason_key)
		value_add_text((struct glane_value *)d.body, "reason", str_c(reason_key));
	d.changes = arena_alloc(a, (s.change_count + s.touch_count + 1) * sizeof(*d.changes));
	if (!d.changes || !d.body)
		return GLANE_ENOMEM;
	rc = take_back_moves(&d, &s);
	for (uint32_t i = 0; rc == GLANE_OK && i < s.touch_count; i++)
		rc = take_back_item(inv, &d, &s, &s.touches[i].was);
	if (rc == GLANE_OK)
		rc = draft_write(inv, &d);
	if (rc >= 0)
		rc = draft_project(inv, &d);
	if (rc >= 0 && codes)
		rc = codes_void(inv, seq);
	struct glane_record seen = { .body = value_get(s.line, "body") };
	stored_lists(a, &s, &seen.moves, &seen.changes);
	if (rc >= 0 && a->failed)
		rc = GLANE_ENOMEM;
	if (rc >= 0)
		rc = draft_hook(inv, &d, &seen);
	if (rc >= 0 && ret_seq)
		*ret_seq = d.seq;
	return rc < 0 ? rc : GLANE_OK;
}

static int reverse_in_scratch(struct inventory *inv, int64_t seq, const char *reason_key, int64_t *ret_seq)
{
	struct arena a CLEANUP(arena_fini);
	arena_init(&a, INVENTORY_ARENA);
	return reverse(inv, &a, seq, reason_key, ret_seq);
}

int inventory_reverse(struct inventory *inv, int64_t seq, const char *reason_key, int64_t *ret_seq)
{
	struct guard g;
	int rc = guard_enter(inv, &g);
	return rc < 0 ? rc : guard_leave(&g, reverse_in_scratch(inv, seq, reason_key, ret_seq));
}

/* Records of one call have neighbouring numbers: there is one writer. */
static int call_of(struct inventory *inv, int64_t seq, int64_t *ret_first, int64_t *ret_last)
{
	static const char next[] = "SELECT b.seq FROM core_journal a JOIN core_journal b ON b.seq = ?2 AND b.request = a.request WHERE a.seq = ?1";
	int64_t first = seq, last = seq, found;
	int rc;
	while ((rc = row_int(inv, next, VALS(glane_int(seq), glane_int(first - 1)), &found)) == GLANE_OK)
		first = found;
	while (rc == GLANE_ENOENT &&
	       (rc = row_int(inv, next, VALS(glane_int(seq), glane_int(last + 1)), &found)) == GLANE_OK) {
		last = found;
		rc = GLANE_ENOENT;
	}
	if (rc != GLANE_ENOENT)
		return rc;
	*ret_first = first;
	*ret_last = last;
	return GLANE_OK;
}

static int undo(struct inventory *inv, int64_t seq, int64_t window_ms, int64_t *ret_count)
{
	int64_t at_ms, first, last, count = 0;
	int rc = row_int(inv, "SELECT at_ms FROM core_journal WHERE seq = ?1", VALS(glane_int(seq)), &at_ms);
	if (rc == GLANE_ENOENT)
		return error_refuse(inv->error, rc, "record.unknown", NULL);
	if (rc < 0)
		return rc;
	if (window_ms > 0 && inv->now_ms - at_ms > window_ms) {
		struct glane_value *args = value_object(inv->arena);
		value_add_int(args, "minutes", window_ms / 60000);
		return error_refuse(inv->error, GLANE_ECONFLICT, "undo.too_late", args);
	}
	rc = call_of(inv, seq, &first, &last);
	for (int64_t n = last; rc == GLANE_OK && n >= first; n--) {
		int64_t by;
		rc = row_int(inv, "SELECT seq FROM core_journal WHERE reverses = ?1", VALS(glane_int(n)), &by);
		if (rc == GLANE_OK && n != seq)
			continue; /* taken back one by one before: what the person named still stands */
		if (rc == GLANE_OK || rc == GLANE_ENOENT)
			rc = reverse_in_scratch(inv, n, NULL, NULL);
		count++;
	}
	if (rc == GLANE_OK && ret_count)
		*ret_count = count;
	return rc;
}

int inventory_undo(struct inventory *inv, int64_t seq, int64_t window_ms, int64_t *ret_count)
{
	struct guard g;
	int rc = guard_enter(inv, &g);
	return rc < 0 ? rc : guard_leave(&g, undo(inv, seq, window_ms, ret_count));
}
