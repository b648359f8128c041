/* SPDX-License-Identifier: MPL-2.0 */
#include "base/value.h"

#include <pthread.h>
#include <sodium.h>

#include "base/clock.h"

enum { INDEX_FROM = 32 }; /* members; below, looking through them is as fast as hashing */

static bool is_container(const struct glane_value *v)
{
	return v->type == GLANE_V_OBJECT || v->type == GLANE_V_ARRAY;
}

static struct glane_value *value_new(struct arena *a, uint8_t type)
{
	struct glane_value *v = arena_new(a, struct glane_value);
	if (v) {
		v->type = type;
		v->key = STR_NONE;
		v->arena = a;
	}
	return v;
}

struct glane_value *value_object(struct arena *a)
{
	return value_new(a, GLANE_V_OBJECT);
}

struct glane_value *value_array(struct arena *a)
{
	return value_new(a, GLANE_V_ARRAY);
}

/* --- finding a member ------------------------------------------------------- */

static unsigned char index_key[crypto_shorthash_KEYBYTES];
static pthread_once_t index_once = PTHREAD_ONCE_INIT;
static void index_start(void)
{
	random_bytes(index_key, sizeof(index_key)); /* so that nobody can choose names that collide */
}

static uint64_t hash_of(struct glane_str key)
{
	unsigned char out[crypto_shorthash_BYTES];
	uint64_t h;
	pthread_once(&index_once, index_start);
	crypto_shorthash(out, (const unsigned char *)key.p, key.n, index_key);
	memcpy(&h, out, sizeof(h));
	return h;
}

/* The slot (a position + 1, or 0) of a key in an index of 2 cap slots. */
static uint32_t *slot_of(const struct glane_value *v, struct glane_str key)
{
	uint32_t mask = 2 * v->cap - 1;
	for (uint32_t i = (uint32_t)hash_of(key) & mask;; i = (i + 1) & mask) {
		uint32_t at = v->u.index[i];
		if (!at || str_eq(v->u.items[at - 1]->key, key))
			return &v->u.index[i];
	}
}

/* Position of a member, -1: not there. */
static int64_t find(const struct glane_value *v, struct glane_str key)
{
	if (v->u.index)
		return (int64_t)*slot_of(v, key) - 1;
	for (uint32_t i = 0; i < v->count; i++)
		if (str_eq(v->u.items[i]->key, key))
			return i;
	return -1;
}

static bool grow(struct glane_value *v)
{
	uint32_t cap = v->cap ? v->cap * 2 : 8; /* a power of two, for the index */
	if (cap < v->cap) {
		v->arena->failed = true;
		return false;
	}
	struct glane_value **items = arena_alloc(v->arena, (size_t)cap * sizeof(struct glane_value *));
	uint32_t *index = NULL;
	bool indexed = v->type == GLANE_V_OBJECT && cap > INDEX_FROM;
	if (indexed)
		index = arena_alloc(v->arena, (size_t)cap * 2 * sizeof(*index));
	if (!items || (indexed && !index))
		return false;
	if (v->count)
		memcpy(items, v->u.items, v->count * sizeof(struct glane_value *));
	v->u.items = items;
	v->u.index = index;
	v->cap = cap;
	for (uint32_t i = 0; index && i < v->count; i++)
		*slot_of(v, items[i]->key) = i + 1;
	return true;
}

/* --- building --------------------------------------------------------------- */

static struct glane_value *add_n(struct glane_value *parent, const struct glane_str *key, uint8_t type)
{
	REQUIRE(is_container(parent) && (parent->type == GLANE_V_ARRAY) == !key);
	struct glane_value *v = value_new(parent->arena, type);
	if (!v)
		return NULL;
	int64_t at = -1;
	if (key) {
		at = find(parent, *key);
		v->key = at >= 0 ? parent->u.items[at]->key : arena_str(parent->arena, *key);
	}
	if (at >= 0) {
		parent->u.items[at] = v;
		return v;
	}
	if (parent->arena->failed || (parent->count == parent->cap && !grow(parent)))
		return NULL;
	parent->u.items[parent->count++] = v;
	if (parent->u.index)
		*slot_of(parent, v->key) = parent->count;
	return v;
}

static struct glane_value *add(struct glane_value *parent, const char *key, uint8_t type)
{
	struct glane_str k = str_c(key);
	return parent ? add_n(parent, key ? &k : NULL, type) : NULL;
}

struct glane_value *value_add_object(struct glane_value *parent, const char *key)
{
	return add(parent, key, GLANE_V_OBJECT);
}

struct glane_value *value_add_array(struct glane_value *parent, const char *key)
{
	return add(parent, key, GLANE_V_ARRAY);
}

static void add_number(struct glane_value *parent, const char *key, uint8_t type, uint32_t unit, int64_t i)
{
	struct glane_value *v = add(parent, key, type);
	if (v) {
		v->unit = (uint8_t)unit;
		v->u.i = i;
	}
}

void value_add_int(struct glane_value *parent, const char *key, int64_t v)
{
	add_number(parent, key, GLANE_V_INTEGER, 0, v);
}

void value_add_decimal(struct glane_value *parent, const char *key, int64_t v, uint32_t decimals)
{
	REQUIRE(decimals <= 18);
	add_number(parent, key, GLANE_V_DECIMAL, decimals, v);
}

void value_add_quantity(struct glane_value *parent, const char *key, int64_t v, uint32_t unit)
{
	REQUIRE(unit <= GLANE_U_CO2_GRAMS);
	add_number(parent, key, GLANE_V_QUANTITY, unit, v);
}

void value_add_bool(struct glane_value *parent, const char *key, bool v)
{
	add_number(parent, key, GLANE_V_BOOL, 0, v);
}

void value_add_null(struct glane_value *parent, const char *key)
{
	add(parent, key, GLANE_V_NULL);
}

void value_add_text(struct glane_value *parent, const char *key, struct glane_str text)
{
	struct glane_value *v = add(parent, key, GLANE_V_TEXT);
	if (v)
		v->u.s = arena_str(v->arena, text);
}

/* What a value holds, not its key. */
static void fill(struct glane_value *to, const struct glane_value *from)
{
	if (!to)
		return;
	to->type = from->type;
	to->unit = from->unit;
	if (from->type == GLANE_V_TEXT) {
		to->u.s = arena_str(to->arena, from->u.s);
	} else if (!is_container(from)) {
		to->u.i = from->u.i;
	} else {
		for (uint32_t i = 0; i < from->count; i++) {
			const struct glane_value *item = from->u.items[i];
			fill(add_n(to, from->type == GLANE_V_OBJECT ? &item->key : NULL, item->type), item);
		}
	}
}

void value_add_copy(struct glane_value *parent, const char *key, const struct glane_value *from)
{
	if (!parent)
		return;
	/* Copied before it is hung up: `from` may hold the parent. */
	struct glane_value *copy = value_copy(parent->arena, from), *v = add(parent, key, (uint8_t)value_type(from));
	if (!copy || !v)
		return;
	v->unit = copy->unit;
	v->count = copy->count;
	v->cap = copy->cap;
	v->u = copy->u;
}

struct glane_value *value_copy(struct arena *a, const struct glane_value *from)
{
	struct glane_value *v = value_new(a, (uint8_t)value_type(from));
	if (from)
		fill(v, from);
	return a->failed ? NULL : v;
}

struct glane_value *value_add_n(struct glane_value *parent, const struct glane_str *key, uint32_t type)
{
	return parent ? add_n(parent, key, (uint8_t)type) : NULL;
}

/* --- reading ---------------------------------------------------------------- */

const struct glane_value *value_get_n(const struct glane_value *v, struct glane_str key)
{
	int64_t at = v && v->type == GLANE_V_OBJECT ? find(v, key) : -1;
	return at < 0 ? NULL : v->u.items[at];
}

const struct glane_value *value_get(const struct glane_value *v, const char *key)
{
	return value_get_n(v, str_c(key));
}

const struct glane_value *value_at(const struct glane_value *v, uint32_t i)
{
	return i < value_count(v) ? v->u.items[i] : NULL;
}

struct glane_str value_key_at(const struct glane_value *v, uint32_t i)
{
	const struct glane_value *item = value_at(v, i);
	return item ? item->key : STR_NONE;
}

uint32_t value_count(const struct glane_value *v)
{
	return v && is_container(v) ? v->count : 0;
}

uint32_t value_type(const struct glane_value *v)
{
	return v ? v->type : GLANE_V_NULL;
}

int64_t value_int(const struct glane_value *v, int64_t missing)
{
	switch (value_type(v)) {
	case GLANE_V_BOOL:
	case GLANE_V_INTEGER:
	case GLANE_V_QUANTITY:
		return v->u.i;
	case GLANE_V_DECIMAL: /* 184 with two decimals is not the integer 184 */
		return v->unit ? missing : v->u.i;
	default:
		return missing;
	}
}

struct glane_str value_text(const struct glane_value *v)
{
	return value_type(v) == GLANE_V_TEXT ? v->u.s : STR_NONE;
}

int64_t value_get_int(const struct glane_value *v, const char *key, int64_t missing)
{
	return value_int(value_get(v, key), missing);
}

struct glane_str value_get_text(const struct glane_value *v, const char *key)
{
	return value_text(value_get(v, key));
}

bool value_truthy(const struct glane_value *v)
{
	switch (value_type(v)) {
	case GLANE_V_NULL:
		return false;
	case GLANE_V_BOOL:
		return v->u.i != 0;
	case GLANE_V_TEXT:
		return v->u.s.n != 0;
	case GLANE_V_ARRAY:
		return v->count != 0;
	default:
		return true;
	}
}
