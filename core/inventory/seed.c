/* SPDX-License-Identifier: MPL-2.0 */
/* What a new site starts with, from the CSV files of schemas/data. */
#include <inttypes.h>

#include "base/csv.h"
#include "base/quantity.h"
#include "inventory/internal.h"

#include "embedded_core.h"
#include "embedded_data.h"

const struct glane_list inventory_migrations = EMBEDDED_CORE;
const struct glane_list inventory_data = EMBEDDED_DATA;

enum { FIELDS_MAX = 16, ROOTS_MAX = 64 };

/* One file being read: a header that must be the known one, then rows of as many fields. */
struct table {
	const char *name;
	struct csv csv;
	struct arena arena; /* of the present row */
	struct glane_str cell[FIELDS_MAX];
	size_t columns;
};

static int table_fail(struct inventory *inv, const struct table *t, const char *why)
{
	return error_fail(inv->error, GLANE_EINVAL, "%s, line %" PRId64 ": %s", t->name, t->csv.line, why);
}

/* 1: a row, 0: the end. */
static int table_next(struct inventory *inv, struct table *t)
{
	size_t n = 0;
	const char *why = "no memory";
	arena_reset(&t->arena);
	int rc = csv_next(&t->csv, &t->arena, t->cell, FIELDS_MAX, &n, &why);
	if (rc < 0)
		return table_fail(inv, t, why);
	if (rc > 0 && t->columns && n != t->columns)
		return table_fail(inv, t, "the number of fields is not that of the header");
	t->columns = n;
	return rc;
}

static int table_open(struct inventory *inv, struct table *t, const char *name, struct glane_str text, const char *columns)
{
	*t = (struct table){ .name = name };
	csv_init(&t->csv, text);
	arena_init(&t->arena, INVENTORY_ARENA);
	int rc = table_next(inv, t);
	if (rc < 0)
		return rc;
	struct glane_str rest = str_c(columns), want;
	size_t n = 0;
	bool same = rc > 0;
	while (str_split(&rest, ',', &want))
		same = same && n < t->columns && str_eq(t->cell[n++], want);
	return same && n == t->columns ? GLANE_OK : table_fail(inv, t, "the header is not the known one");
}

static void table_close(struct table *t)
{
	arena_fini(&t->arena);
}

static struct glane_str embedded(const char *name)
{
	const struct glane_file *files = inventory_data.items;
	for (uint32_t i = 0; i < inventory_data.count; i++)
		if (strcmp(files[i].name, name) == 0)
			return (struct glane_str){ files[i].p, files[i].n };
	return STR_NONE;
}

static int seed_places(struct inventory *inv)
{
	struct table t CLEANUP(table_close);
	int rc = table_open(inv, &t, "places.csv", embedded("places.csv"), "code,name_fr,name_en");
	while (rc == GLANE_OK && (rc = table_next(inv, &t)) > 0)
		rc = inventory_place_set(inv, &(struct place_edit){ .code = t.cell[0], .name_fr = t.cell[1], .name_en = t.cell[2], .active = 1 }, NULL);
	return rc;
}

static int seed_containers(struct inventory *inv)
{
	struct table t CLEANUP(table_close);
	int rc = table_open(inv, &t, "containers.csv", embedded("containers.csv"), "name_fr,tare_kg");
	while (rc == GLANE_OK && (rc = table_next(inv, &t)) > 0) {
		struct container_edit e = { .name = t.cell[0], .active = 1 };
		rc = grams_parse(t.cell[1], &e.tare_grams);
		rc = rc < 0 ? table_fail(inv, &t, "not a weight") : inventory_container_set(inv, &e, NULL);
	}
	return rc;
}

/* "2024-01-01", or "2023": its first day, or its last when `end`; "": open. */
static int read_day(struct glane_str s, bool end, int64_t *ret)
{
	int64_t year;
	*ret = -1;
	if (s.n == 0)
		return GLANE_OK;
	if (s.n != 4)
		return day_parse(s.p, s.n, ret);
	if (str_int(s, &year) < 0)
		return GLANE_EINVAL;
	*ret = day_of_civil((struct civil){ (int)year, end ? 12 : 1, end ? 31 : 1 });
	return GLANE_OK;
}

static int read_amount(struct glane_str s, int64_t *ret)
{
	*ret = -1;
	return s.n ? cents_parse(s, ret) : GLANE_OK;
}

static int seed_streams(struct inventory *inv, struct glane_str text)
{
	struct table t CLEANUP(table_close);
	int rc = table_open(inv, &t, "filieres.csv", text,
		"code,name_fr,name_en,legal_ref,scope_fr,eco_organismes,agrement_from,agrement_to,declaration_model,support_in_eur_t,"
		"support_reuse_eur_t,support_waste_eur_t,support_note,source");
	while (rc == GLANE_OK && (rc = table_next(inv, &t)) > 0) {
		struct stream_edit e = {
			.code = t.cell[0], .name_fr = t.cell[1], .name_en = t.cell[2], .legal_ref = t.cell[3], .scope_fr = t.cell[4],
			.organisations = t.cell[5], .declaration = t.cell[8], .support_note = t.cell[12], .source = t.cell[13],
		};
		bool ok = read_day(t.cell[6], false, &e.valid_from) == GLANE_OK && read_day(t.cell[7], true, &e.valid_to) == GLANE_OK &&
			read_amount(t.cell[9], &e.support_in_cents) == GLANE_OK &&
			read_amount(t.cell[10], &e.support_reuse_cents) == GLANE_OK &&
			read_amount(t.cell[11], &e.support_waste_cents) == GLANE_OK;
		rc = ok ? inventory_stream_set(inv, &e, NULL) : table_fail(inv, &t, "not a date or an amount");
	}
	return rc;
}

struct root { /* a category of level 1 */
	struct glane_str name_fr;
	int64_t id, active;
};

static int seed_roots(struct inventory *inv, struct arena *a, struct root *roots, size_t *ret_count)
{
	struct table t CLEANUP(table_close);
	int rc = table_open(inv, &t, "categories.csv", embedded("categories.csv"), "code,name_fr,name_en,active");
	while (rc == GLANE_OK && (rc = table_next(inv, &t)) > 0) {
		if (*ret_count == ROOTS_MAX)
			return table_fail(inv, &t, "too many categories");
		struct root *r = &roots[(*ret_count)++];
		r->name_fr = arena_str(a, t.cell[1]);
		r->active = str_is(t.cell[3], "1");
		rc = inventory_category_set(inv,
			&(struct category_edit){ .code = t.cell[0], .name_fr = t.cell[1], .name_en = t.cell[2], .active = r->active }, &r->id);
	}
	return rc;
}

static int seed_types(struct inventory *inv, struct glane_str text, const struct root *roots, size_t root_count)
{
	struct table t CLEANUP(table_close);
	int rc = table_open(inv, &t, "object_types.csv", text,
		"code,name_fr,name_en,category,filiere,avg_weight_kg,weight_source,co2_kg_per_item,co2_source");
	while (rc == GLANE_OK && (rc = table_next(inv, &t)) > 0) {
		size_t i = 0;
		while (i < root_count && !str_eq(roots[i].name_fr, t.cell[3]))
			i++;
		if (i == root_count)
			return table_fail(inv, &t, "its category is not in categories.csv");
		struct category_edit e = {
			.parent = roots[i].id, .code = t.cell[0], .name_fr = t.cell[1], .name_en = t.cell[2], .stream = t.cell[4], .active = roots[i].active
		};
		rc = t.cell[5].n ? grams_parse(t.cell[5], &e.default_grams) : GLANE_OK;
		rc = rc < 0 ? table_fail(inv, &t, "not a weight") : inventory_category_set(inv, &e, NULL);
	}
	return rc;
}

int inventory_seed(struct inventory *inv, struct glane_str object_types_csv, struct glane_str filieres_csv)
{
	struct root roots[ROOTS_MAX];
	size_t count = 0;
	int64_t one;
	struct guard g;
	int rc = guard_enter(inv, &g);
	if (rc < 0)
		return rc;
	struct arena a CLEANUP(arena_fini);
	arena_init(&a, INVENTORY_ARENA);
	rc = row_int(inv, "SELECT 1 FROM core_category LIMIT 1", NULL, 0, &one);
	if (rc != GLANE_ENOENT)
		return guard_leave(&g, rc);
	rc = seed_places(inv);
	if (rc == GLANE_OK)
		rc = seed_containers(inv);
	if (rc == GLANE_OK)
		rc = seed_streams(inv, filieres_csv);
	if (rc == GLANE_OK)
		rc = seed_roots(inv, &a, roots, &count);
	if (rc == GLANE_OK)
		rc = seed_types(inv, object_types_csv, roots, count);
	return guard_leave(&g, rc);
}
