/* SPDX-License-Identifier: MPL-2.0 */
/* value.h: the one tree: inputs, replies, record bodies, jobs and live events are all this.
 *
 * A tree lives in one arena.  Building is sticky: when the arena is used up, calls do nothing and arena->failed is set,
 * so only the end asks.  A leaf remembers what it measures: 1840 grams are `1840` in JSON and "1,84 kg" on a page. */
#ifndef BASE_VALUE_H
#define BASE_VALUE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "glane/plugin.h"

struct glane_value {
	uint8_t type; /* GLANE_V_* */
	uint8_t unit; /* QUANTITY: GLANE_U_*; DECIMAL: number of decimals */
	uint16_t pad;
	uint32_t count, cap; /* containers */
	struct glane_str key; /* as a member of an object */
	union {
		int64_t i; /* BOOL, INTEGER, DECIMAL, QUANTITY */
		struct glane_str s;
		struct { /* containers; `index` finds the members of large objects */
			struct glane_value **items;
			uint32_t *index;
		};
	} u;
	struct arena *arena;
};

struct glane_value *value_object(struct arena *a);
struct glane_value *value_array(struct arena *a);

/* Adding: on an object under `key` (the same key again replaces), on an array with key NULL.  The parent may be NULL
 * (after a failed allocation): nothing happens, NULL comes back. */
struct glane_value *value_add_object(struct glane_value *parent, const char *key);
struct glane_value *value_add_array(struct glane_value *parent, const char *key);
void value_add_int(struct glane_value *parent, const char *key, int64_t v);
void value_add_decimal(struct glane_value *parent, const char *key, int64_t v, uint32_t decimals);
void value_add_quantity(struct glane_value *parent, const char *key, int64_t v, uint32_t unit);
void value_add_text(struct glane_value *parent, const char *key, struct glane_str v);
void value_add_bool(struct glane_value *parent, const char *key, bool v);
void value_add_null(struct glane_value *parent, const char *key);
void value_add_copy(struct glane_value *parent, const char *key, const struct glane_value *from); /* deep, into parent's arena */
struct glane_value *value_copy(struct arena *a, const struct glane_value *from);
/* The general form, for keys that need not end with 0: an empty value of `type` to be filled by the caller. */
struct glane_value *value_add_n(struct glane_value *parent, const struct glane_str *key, uint32_t type);

/* Reading: NULL in, NULL or `missing` out. */
const struct glane_value *value_get(const struct glane_value *v, const char *key);
const struct glane_value *value_get_n(const struct glane_value *v, struct glane_str key);
const struct glane_value *value_at(const struct glane_value *v, uint32_t i);
struct glane_str value_key_at(const struct glane_value *v, uint32_t i);
uint32_t value_count(const struct glane_value *v);
uint32_t value_type(const struct glane_value *v); /* GLANE_V_NULL for NULL */
int64_t value_int(const struct glane_value *v, int64_t missing);
struct glane_str value_text(const struct glane_value *v);
int64_t value_get_int(const struct glane_value *v, const char *key, int64_t missing);
struct glane_str value_get_text(const struct glane_value *v, const char *key);
bool value_truthy(const struct glane_value *v); /* Mustache: false, null, "", empty array are false; 0 is true */

/* JSON out, UTF-8, no spaces.  Decimals are numbers ("123.45").  </script> cannot occur: < is written \u003c. */
void value_json(const struct glane_value *v, struct buf *out);
/* Canonical JSON (decisions.md 1): keys sorted by bytes, no spaces, integers only.  GLANE_EINVAL for decimals and for
 * integers beyond 2^53. */
int value_json_canonical(const struct glane_value *v, struct buf *out) NODISCARD;

/* JSON in, strict (RFC 8259 by jansson): duplicate keys, depth over 32, integers beyond 2^53 and NUL are refused;
 * reals become DECIMAL with at most 9 decimals and 15 digits.  Fails: GLANE_EINVAL, or GLANE_ENOMEM over the budget, with
 * a sentence in `ret_why` (static or arena). */
int value_parse_json(struct arena *a, struct glane_str text, struct glane_value **ret, const char **ret_why) NODISCARD;

#endif
