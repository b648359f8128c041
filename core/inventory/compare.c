/* SPDX-License-Identifier: MPL-2.0 */
/* What verify rebuilt against what the inventory holds, table by table. */
#include <inttypes.h>

#include "inventory/internal.h"

/* The first row that differs, as text, or no row.  Left joins both ways instead of EXCEPT: keys are walked in their order. */
static const struct comparison {
	const char *table, *sql;
} comparisons[] = {
	{ "core_movement", "SELECT 'record ' || m.seq FROM core_movement m LEFT JOIN core_journal j ON j.seq = m.seq WHERE j.seq IS NULL LIMIT 1" },
	{ "core_journal_text", "SELECT 'record ' || t.seq FROM core_journal_text t LEFT JOIN core_journal j ON j.seq = t.seq WHERE j.seq IS NULL LIMIT 1" },
	{ "core_redaction", "SELECT 'record ' || r.target FROM core_redaction r LEFT JOIN core_journal j ON j.seq = r.seq "
		"LEFT JOIN core_journal t ON t.seq = r.target WHERE j.kind IS NOT 'core.redacted' OR t.seq IS NULL LIMIT 1" },
	{ "core_balance", "SELECT b.account || ', category ' || b.category FROM core_balance b LEFT JOIN temp.verify_balance v "
		"ON v.account = b.account AND v.category = b.category WHERE v.grams IS NOT b.grams OR v.pieces IS NOT b.pieces LIMIT 1" },
	{ "core_balance", "SELECT v.account || ', category ' || v.category || ' (missing)' FROM temp.verify_balance v LEFT JOIN core_balance b "
		"ON v.account = b.account AND v.category = b.category WHERE b.grams IS NULL LIMIT 1" },
	{ "core_item", "SELECT 'item ' || i.id FROM core_item i LEFT JOIN temp.verify_item v ON v.id = i.id WHERE v.id IS NULL OR "
		"(i.code, i.short, i.category, i.grams, i.pieces, i.price_cents, i.state, i.account, i.made, i.created_seq, i.changed_seq) IS NOT "
		"(v.code, v.short, v.category, v.grams, v.pieces, v.price_cents, v.state, v.account, v.made, v.created_seq, v.changed_seq) OR "
		"(NOT v.erased AND i.title IS NOT v.title) LIMIT 1" },
	{ "core_item", "SELECT 'item ' || v.id || ' (missing)' FROM temp.verify_item v LEFT JOIN core_item i ON i.id = v.id WHERE i.id IS NULL LIMIT 1" },
	{ "core_code", "SELECT 'code ' || c.code FROM core_code c LEFT JOIN temp.verify_code v ON v.code = c.code WHERE v.code IS NULL OR "
		"(c.drawn_seq, c.item, c.void) IS NOT (v.drawn_seq, v.item, v.void) LIMIT 1" },
	{ "core_code", "SELECT 'code ' || v.code || ' (missing)' FROM temp.verify_code v LEFT JOIN core_code c ON c.code = v.code WHERE c.code IS NULL LIMIT 1" },
	/* 6 to 10 are the final states: such an item has left, any other has not. */
	{ "core_number", "SELECT 'number ' || n.number FROM core_number n LEFT JOIN temp.verify_number v ON v.number = n.number "
		"LEFT JOIN temp.verify_item i ON i.id = v.item WHERE v.item IS NOT n.item OR (n.left_ms IS NULL) IS NOT (i.state < 6) LIMIT 1" },
	{ "core_number", "SELECT 'number ' || v.number || ' (missing)' FROM temp.verify_number v LEFT JOIN core_number n ON n.number = v.number "
		"WHERE n.number IS NULL LIMIT 1" },
	{ "core_category", "SELECT 'category ' || c.id FROM core_category c LEFT JOIN temp.verify_reference v ON v.kind = 'core.category_set' AND v.id = c.id "
		"WHERE v.id IS NULL OR (coalesce(c.parent, 0), c.code, c.name_fr, c.name_en, coalesce(c.default_grams, 0), c.active) IS NOT "
		"(v.body ->> '$.parent', v.body ->> '$.code', v.body ->> '$.name_fr', v.body ->> '$.name_en', v.body ->> '$.default_grams', "
		"v.body ->> '$.active') LIMIT 1" },
	{ "core_category_stream", "SELECT 'category ' || s.category FROM core_category_stream s LEFT JOIN temp.verify_stream v "
		"ON v.category = s.category AND v.valid_from = s.valid_from WHERE v.stream IS NOT s.stream LIMIT 1" },
	{ "core_category_stream", "SELECT 'category ' || v.category || ' (missing)' FROM temp.verify_stream v LEFT JOIN core_category_stream s "
		"ON v.category = s.category AND v.valid_from = s.valid_from WHERE s.stream IS NULL LIMIT 1" },
	{ "core_stream", "SELECT 'stream ' || s.id FROM core_stream s LEFT JOIN temp.verify_reference v ON v.kind = 'core.stream_set' AND v.id = s.id "
		"WHERE v.id IS NULL OR (s.code, coalesce(s.valid_from, -1), coalesce(s.valid_to, -1), s.name_fr, s.name_en, s.legal_ref, s.scope_fr, "
		"s.organisations, s.declaration, coalesce(s.support_in_cents, -1), coalesce(s.support_reuse_cents, -1), "
		"coalesce(s.support_waste_cents, -1), s.support_note, s.source) IS NOT "
		"(v.body ->> '$.code', v.body ->> '$.valid_from', v.body ->> '$.valid_to', v.body ->> '$.name_fr', v.body ->> '$.name_en', "
		"v.body ->> '$.legal_ref', v.body ->> '$.scope_fr', v.body ->> '$.organisations', v.body ->> '$.declaration', "
		"v.body ->> '$.support_in_cents', v.body ->> '$.support_reuse_cents', v.body ->> '$.support_waste_cents', "
		"v.body ->> '$.support_note', v.body ->> '$.source') LIMIT 1" },
	{ "core_place", "SELECT 'place ' || p.id FROM core_place p LEFT JOIN temp.verify_reference v ON v.kind = 'core.place_set' AND v.id = p.id "
		"WHERE v.id IS NULL OR (p.code, p.name_fr, p.name_en, p.active) IS NOT "
		"(v.body ->> '$.code', v.body ->> '$.name_fr', v.body ->> '$.name_en', v.body ->> '$.active') LIMIT 1" },
	{ "core_container", "SELECT 'container ' || c.id FROM core_container c LEFT JOIN temp.verify_reference v "
		"ON v.kind = 'core.container_set' AND v.id = c.id WHERE v.id IS NULL OR (c.name, c.tare_grams, c.active) IS NOT "
		"(v.body ->> '$.name', v.body ->> '$.tare_grams', v.body ->> '$.active') LIMIT 1" },
	{ "core_outlet", "SELECT 'outlet ' || o.id FROM core_outlet o LEFT JOIN temp.verify_reference v ON v.kind = 'core.outlet_set' AND v.id = o.id "
		"WHERE v.id IS NULL OR (o.name, o.class, o.active) IS NOT (v.body ->> '$.name', v.body ->> '$.class', v.body ->> '$.active') LIMIT 1" },
	{ "reference data", "SELECT kind || ' ' || id || ' (missing)' FROM temp.verify_reference v WHERE NOT EXISTS (SELECT 1 WHERE "
		"(kind = 'core.category_set' AND id IN (SELECT id FROM core_category)) OR (kind = 'core.stream_set' AND id IN (SELECT id FROM core_stream)) OR "
		"(kind = 'core.place_set' AND id IN (SELECT id FROM core_place)) OR (kind = 'core.container_set' AND id IN (SELECT id FROM core_container)) OR "
		"(kind = 'core.outlet_set' AND id IN (SELECT id FROM core_outlet)) OR "
		"kind NOT IN ('core.category_set', 'core.stream_set', 'core.place_set', 'core.container_set', 'core.outlet_set')) LIMIT 1" },
	{ "core_cursor", "SELECT plugin || '.' || name || ' is ahead of the journal' FROM core_cursor "
		"WHERE seq > (SELECT coalesce(max(seq), 0) FROM core_journal) LIMIT 1" },
};

static int compare(struct inventory *inv, const struct comparison *c, struct glane_str *ret)
{
	struct stmt *s;
	int rc = conn_prepare(inv->conn, c->sql, &s, inv->error);
	if (rc < 0)
		return rc;
	rc = stmt_step(s, inv->error);
	if (rc > 0)
		*ret = arena_printf(inv->arena, "%s, %.*s: not what the journal says", c->table, STR_ARG(stmt_text(s, 0)));
	stmt_reset(s);
	return rc;
}

int compare_all(struct inventory *inv, struct verify_result *ret)
{
	int rc = GLANE_OK;
	for (size_t i = 0; rc == GLANE_OK && i < COUNT_OF(comparisons); i++)
		rc = compare(inv, &comparisons[i], &ret->difference);
	if (rc >= 0)
		rc = row_int(inv, "SELECT count(*) FROM core_item", NULL, 0, &ret->items);
	if (rc >= 0)
		rc = row_int(inv, "SELECT count(*) FROM core_code", NULL, 0, &ret->codes);
	return rc;
}
