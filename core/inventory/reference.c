/* SPDX-License-Identifier: MPL-2.0 */
/* Reference data: categories, streams, places, containers, outlets.  The body of the record is the whole row. */
#include <inttypes.h>

#include "inventory/journal.h"

enum { NAME_MAX_BYTES = 200, CODE_MAX_BYTES = 40, WORDS_MAX_BYTES = 4000 };

static int bad(struct inventory *inv, const char *input, const char *key)
{
	return error_input(inv->error, str_c(input), key, NULL);
}

static bool is_words(struct glane_str s, size_t least, size_t most)
{
	return s.n >= least && s.n <= most && utf8_valid(s) && utf8_printable(s, false);
}

/* One word of letters, digits, '-' and '_'; lower case for places, whose account it names. */
static bool is_code(struct glane_str s, bool lower)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (!lower && c >= 'A' && c <= 'Z');
		if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_')
			return false;
	}
	return s.n > 0 && s.n <= CODE_MAX_BYTES;
}

static struct glane_val positive_or_null(int64_t v)
{
	return v > 0 ? glane_int(v) : glane_null();
}

static struct glane_val known_or_null(int64_t v)
{
	return v >= 0 ? glane_int(v) : glane_null();
}

/* The id of a new row, or that the row is there. */
static int row_id(struct inventory *inv, int64_t id, const char *next_sql, const char *there_sql, int64_t *ret)
{
	int64_t one;
	if (id == 0)
		return row_int(inv, next_sql, NULL, 0, ret);
	int rc = row_int(inv, there_sql, VALS(glane_int(id)), &one);
	if (rc == GLANE_ENOENT)
		return error_refuse(inv->error, rc, "reference.unknown", NULL);
	if (rc == GLANE_OK)
		*ret = id;
	return rc;
}

static int code_free(struct inventory *inv, const char *sql, struct glane_str code, int64_t id)
{
	int64_t other;
	int rc = row_int(inv, sql, VALS(glane_text(code)), &other);
	if (rc == GLANE_ENOENT || (rc == GLANE_OK && other == id))
		return GLANE_OK;
	return rc == GLANE_OK ? error_refuse(inv->error, GLANE_ECONFLICT, "reference.code_taken", NULL) : rc;
}

static int write_record(struct inventory *inv, struct arena *a, const char *kind, const struct glane_value *body)
{
	struct draft d = { .arena = a, .plugin = STR("core"), .kind = str_c(kind), .body = body };
	if (a->failed)
		return GLANE_ENOMEM;
	int rc = draft_happened(inv, &d, 0, 0);
	if (rc == GLANE_OK)
		rc = draft_write(inv, &d);
	const struct glane_record seen = { .body = body };
	return rc < 0 ? rc : draft_hook(inv, &d, &seen);
}

/* --- categories ------------------------------------------------------------------ */

static int check_parent(struct inventory *inv, int64_t parent, int64_t id)
{
	int64_t above, children;
	if (parent == 0)
		return GLANE_OK;
	int rc = row_int(inv, "SELECT coalesce(parent, 0) FROM core_category WHERE id = ?1", VALS(glane_int(parent)), &above);
	if (rc == GLANE_ENOENT || (rc == GLANE_OK && (above || parent == id)))
		return bad(inv, "parent", "category.parent");
	if (rc == GLANE_OK && id)
		rc = row_int(inv, "SELECT count(*) FROM core_category WHERE parent = ?1", VALS(glane_int(id)), &children);
	else
		children = 0;
	return rc == GLANE_OK && children ? bad(inv, "parent", "category.parent") : rc;
}

static int check_category_edit(struct inventory *inv, const struct category_edit *e)
{
	int64_t one;
	if (!is_code(e->code, false))
		return bad(inv, "code", "reference.code");
	if (!is_words(e->name_fr, 1, NAME_MAX_BYTES))
		return bad(inv, "name_fr", "reference.name");
	if (!is_words(e->name_en, 1, NAME_MAX_BYTES))
		return bad(inv, "name_en", "reference.name");
	if (e->default_grams < 0 || e->default_grams > INVENTORY_MAX)
		return bad(inv, "default_grams", "move.grams");
	if (e->stream_from < 0)
		return bad(inv, "stream_from", "record.period");
	if (e->stream.n) {
		int rc = row_int(inv, "SELECT 1 FROM core_stream WHERE code = ?1 LIMIT 1", VALS(glane_text(e->stream)), &one);
		if (rc == GLANE_ENOENT)
			return bad(inv, "stream", "stream.unknown");
		if (rc < 0)
			return rc;
	}
	return check_parent(inv, e->parent, e->id);
}

/* Does the edit move the category to another stream?  Then from which day: -1 for none. */
static int stream_from(struct inventory *inv, const struct category_edit *e, int64_t id, int64_t *ret)
{
	struct stmt *s;
	int rc = conn_prepare(inv->conn, "SELECT stream FROM core_category_stream WHERE category = ?1 ORDER BY valid_from DESC LIMIT 1", &s,
		inv->error);
	if (rc < 0)
		return rc;
	stmt_bind(s, 1, glane_int(id));
	rc = stmt_step(s, inv->error);
	bool same = rc > 0 ? str_eq(stmt_text(s, 0), e->stream) : e->stream.n == 0;
	if (rc >= 0 && same && e->stream_from == 0)
		*ret = -1;
	else if (rc >= 0)
		*ret = e->stream_from ? e->stream_from : rc == 0 ? 0 : zone_day(inv->zone ? inv->zone : zone_get("UTC"), inv->now_ms);
	stmt_reset(s);
	return rc < 0 ? rc : GLANE_OK;
}

static int category_set(struct inventory *inv, struct arena *a, const struct category_edit *e, int64_t *ret_id)
{
	int64_t id = 0, from = -1, active = e->active != 0;
	int rc = check_category_edit(inv, e);
	if (rc == GLANE_OK)
		rc = row_id(inv, e->id, "SELECT coalesce(max(id), 0) + 1 FROM core_category", "SELECT 1 FROM core_category WHERE id = ?1", &id);
	if (rc == GLANE_OK)
		rc = code_free(inv, "SELECT id FROM core_category WHERE code = ?1", e->code, id);
	if (rc == GLANE_OK)
		rc = stream_from(inv, e, id, &from);
	if (rc < 0)
		return rc;
	struct glane_value *body = value_object(a);
	value_add_int(body, "id", id);
	value_add_int(body, "parent", e->parent);
	value_add_text(body, "code", e->code);
	value_add_text(body, "name_fr", e->name_fr);
	value_add_text(body, "name_en", e->name_en);
	value_add_int(body, "default_grams", e->default_grams);
	value_add_int(body, "active", active);
	if (from >= 0) {
		value_add_text(body, "stream", e->stream);
		value_add_int(body, "stream_from", from);
	}
	rc = conn_run(inv->conn,
		"INSERT INTO core_category (id, parent, code, name_fr, name_en, default_grams, active) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
		"ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, code = excluded.code, name_fr = excluded.name_fr, "
		"name_en = excluded.name_en, default_grams = excluded.default_grams, active = excluded.active",
		VALS(glane_int(id), positive_or_null(e->parent), glane_text(e->code), glane_text(e->name_fr), glane_text(e->name_en),
			positive_or_null(e->default_grams), glane_int(active)),
		inv->error);
	if (rc >= 0 && from >= 0)
		rc = conn_run(inv->conn, "INSERT INTO core_category_stream (category, valid_from, stream) VALUES (?1, ?2, ?3) "
			"ON CONFLICT DO UPDATE SET stream = excluded.stream",
			VALS(glane_int(id), glane_int(from), glane_text(e->stream)), inv->error);
	if (rc >= 0)
		rc = write_record(inv, a, "core.category_set", body);
	if (rc >= 0 && ret_id)
		*ret_id = id;
	return rc;
}

/* --- streams --------------------------------------------------------------------- */

static int check_stream(struct inventory *inv, const struct stream_edit *e)
{
	const struct glane_str words[] = { e->legal_ref, e->scope_fr, e->organisations, e->declaration, e->support_note, e->source };
	const int64_t cents[] = { e->support_in_cents, e->support_reuse_cents, e->support_waste_cents };
	if (!is_code(e->code, false))
		return bad(inv, "code", "reference.code");
	if (!is_words(e->name_fr, 1, NAME_MAX_BYTES) || !is_words(e->name_en, 1, NAME_MAX_BYTES))
		return bad(inv, "name_fr", "reference.name");
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (!is_words(words[i], 0, WORDS_MAX_BYTES))
			return bad(inv, "source", "reference.words");
	for (size_t i = 0; i < COUNT_OF(cents); i++)
		if (cents[i] < -1 || cents[i] > INVENTORY_MAX)
			return bad(inv, "support_in_cents", "item.price");
	if (e->valid_from >= 0 && e->valid_to >= 0 && e->valid_to < e->valid_from)
		return bad(inv, "valid_to", "record.period");
	return GLANE_OK;
}

static int stream_set(struct inventory *inv, struct arena *a, const struct stream_edit *e, int64_t *ret_id)
{
	int64_t id = 0;
	int rc = check_stream(inv, e);
	if (rc == GLANE_OK)
		rc = row_id(inv, e->id, "SELECT coalesce(max(id), 0) + 1 FROM core_stream", "SELECT 1 FROM core_stream WHERE id = ?1", &id);
	if (rc < 0)
		return rc;
	struct glane_value *body = value_object(a);
	value_add_int(body, "id", id);
	value_add_text(body, "code", e->code);
	value_add_int(body, "valid_from", e->valid_from);
	value_add_int(body, "valid_to", e->valid_to);
	value_add_text(body, "name_fr", e->name_fr);
	value_add_text(body, "name_en", e->name_en);
	value_add_text(body, "legal_ref", e->legal_ref);
	value_add_text(body, "scope_fr", e->scope_fr);
	value_add_text(body, "organisations", e->organisations);
	value_add_text(body, "declaration", e->declaration);
	value_add_int(body, "support_in_cents", e->support_in_cents);
	value_add_int(body, "support_reuse_cents", e->support_reuse_cents);
	value_add_int(body, "support_waste_cents", e->support_waste_cents);
	value_add_text(body, "support_note", e->support_note);
	value_add_text(body, "source", e->source);
	rc = conn_run(inv->conn,
		"INSERT INTO core_stream (id, code, valid_from, valid_to, name_fr, name_en, legal_ref, scope_fr, organisations, declaration, "
		"support_in_cents, support_reuse_cents, support_waste_cents, support_note, source) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) "
		"ON CONFLICT (id) DO UPDATE SET code = excluded.code, valid_from = excluded.valid_from, valid_to = excluded.valid_to, "
		"name_fr = excluded.name_fr, name_en = excluded.name_en, legal_ref = excluded.legal_ref, scope_fr = excluded.scope_fr, "
		"organisations = excluded.organisations, declaration = excluded.declaration, support_in_cents = excluded.support_in_cents, "
		"support_reuse_cents = excluded.support_reuse_cents, support_waste_cents = excluded.support_waste_cents, "
		"support_note = excluded.support_note, source = excluded.source",
		VALS(glane_int(id), glane_text(e->code), known_or_null(e->valid_from), known_or_null(e->valid_to), glane_text(e->name_fr),
			glane_text(e->name_en), glane_text(e->legal_ref), glane_text(e->scope_fr), glane_text(e->organisations),
			glane_text(e->declaration), known_or_null(e->support_in_cents), known_or_null(e->support_reuse_cents),
			known_or_null(e->support_waste_cents), glane_text(e->support_note), glane_text(e->source)),
		inv->error);
	if (rc >= 0)
		rc = write_record(inv, a, "core.stream_set", body);
	if (rc >= 0 && ret_id)
		*ret_id = id;
	return rc;
}

/* --- places, containers, outlets ----------------------------------------------------- */

static int place_set(struct inventory *inv, struct arena *a, const struct place_edit *e, int64_t *ret_id)
{
	int64_t id = 0, same = 1;
	int rc = GLANE_OK;
	if (!is_code(e->code, true))
		return bad(inv, "code", "reference.code");
	if (!is_words(e->name_fr, 1, NAME_MAX_BYTES))
		return bad(inv, "name_fr", "reference.name");
	if (!is_words(e->name_en, 1, NAME_MAX_BYTES))
		return bad(inv, "name_en", "reference.name");
	rc = row_id(inv, e->id, "SELECT coalesce(max(id), 0) + 1 FROM core_place", "SELECT 1 FROM core_place WHERE id = ?1", &id);
	if (rc == GLANE_OK && e->id) /* movements carry the code for ever */
		rc = row_int(inv, "SELECT code = ?2 FROM core_place WHERE id = ?1", VALS(glane_int(id), glane_text(e->code)), &same);
	if (rc == GLANE_OK && !same)
		return bad(inv, "code", "place.code_fixed");
	if (rc == GLANE_OK)
		rc = code_free(inv, "SELECT id FROM core_place WHERE code = ?1", e->code, id);
	if (rc < 0)
		return rc;
	struct glane_value *body = value_object(a);
	value_add_int(body, "id", id);
	value_add_text(body, "code", e->code);
	value_add_text(body, "name_fr", e->name_fr);
	value_add_text(body, "name_en", e->name_en);
	value_add_int(body, "active", e->active != 0);
	rc = conn_run(inv->conn,
		"INSERT INTO core_place (id, code, name_fr, name_en, active) VALUES (?1, ?2, ?3, ?4, ?5) "
		"ON CONFLICT (id) DO UPDATE SET name_fr = excluded.name_fr, name_en = excluded.name_en, active = excluded.active",
		VALS(glane_int(id), glane_text(e->code), glane_text(e->name_fr), glane_text(e->name_en), glane_int(e->active != 0)), inv->error);
	if (rc >= 0)
		rc = write_record(inv, a, "core.place_set", body);
	if (rc >= 0 && ret_id)
		*ret_id = id;
	return rc;
}

static int container_set(struct inventory *inv, struct arena *a, const struct container_edit *e, int64_t *ret_id)
{
	int64_t id = 0;
	if (!is_words(e->name, 1, NAME_MAX_BYTES))
		return bad(inv, "name", "reference.name");
	if (e->tare_grams < 0 || e->tare_grams > INVENTORY_MAX)
		return bad(inv, "tare_grams", "move.grams");
	int rc = row_id(inv, e->id, "SELECT coalesce(max(id), 0) + 1 FROM core_container", "SELECT 1 FROM core_container WHERE id = ?1", &id);
	if (rc < 0)
		return rc;
	struct glane_value *body = value_object(a);
	value_add_int(body, "id", id);
	value_add_text(body, "name", e->name);
	value_add_int(body, "tare_grams", e->tare_grams);
	value_add_int(body, "active", e->active != 0);
	rc = conn_run(inv->conn,
		"INSERT INTO core_container (id, name, tare_grams, active) VALUES (?1, ?2, ?3, ?4) "
		"ON CONFLICT (id) DO UPDATE SET name = excluded.name, tare_grams = excluded.tare_grams, active = excluded.active",
		VALS(glane_int(id), glane_text(e->name), glane_int(e->tare_grams), glane_int(e->active != 0)), inv->error);
	if (rc >= 0)
		rc = write_record(inv, a, "core.container_set", body);
	if (rc >= 0 && ret_id)
		*ret_id = id;
	return rc;
}

static int outlet_set(struct inventory *inv, struct arena *a, const struct outlet_edit *e, int64_t *ret_id)
{
	int64_t id = 0;
	const struct account_word *w = account_words(ACCOUNT_OUT);
	if (!is_words(e->name, 1, NAME_MAX_BYTES))
		return bad(inv, "name", "reference.name");
	while (w->identifier && !str_is(e->exit_class, w->identifier))
		w++;
	if (!w->identifier)
		return bad(inv, "exit_class", "outlet.class");
	int rc = row_id(inv, e->id, "SELECT coalesce(max(id), 0) + 1 FROM core_outlet", "SELECT 1 FROM core_outlet WHERE id = ?1", &id);
	if (rc < 0)
		return rc;
	struct glane_value *body = value_object(a);
	value_add_int(body, "id", id);
	value_add_text(body, "name", e->name);
	value_add_text(body, "class", e->exit_class);
	value_add_int(body, "active", e->active != 0);
	rc = conn_run(inv->conn,
		"INSERT INTO core_outlet (id, name, class, active) VALUES (?1, ?2, ?3, ?4) "
		"ON CONFLICT (id) DO UPDATE SET name = excluded.name, class = excluded.class, active = excluded.active",
		VALS(glane_int(id), glane_text(e->name), glane_text(e->exit_class), glane_int(e->active != 0)), inv->error);
	if (rc >= 0)
		rc = write_record(inv, a, "core.outlet_set", body);
	if (rc >= 0 && ret_id)
		*ret_id = id;
	return rc;
}

#define REFERENCE(what)                                                                                          \
	int inventory_##what##_set(struct inventory *inv, const struct what##_edit *e, int64_t *ret_id)          \
	{                                                                                                        \
		struct guard g;                                                                                  \
		int rc = guard_enter(inv, &g);                                                                   \
		if (rc < 0)                                                                                      \
			return rc;                                                                               \
		struct arena a CLEANUP(arena_fini);                                                              \
		arena_init(&a, INVENTORY_ARENA);                                                                 \
		return guard_leave(&g, what##_set(inv, &a, e, ret_id));                                          \
	}
REFERENCE(category)
REFERENCE(stream)
REFERENCE(place)
REFERENCE(container)
REFERENCE(outlet)
