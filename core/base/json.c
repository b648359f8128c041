/* SPDX-License-Identifier: MPL-2.0 */
/* JSON of value.h: written by hand (it is in every reply), read by jansson. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/value.h"

enum { DEPTH = 32, DECIMALS = 9, EXACT_DIGITS = 15 /* of a double */ };
#define LARGEST ((int64_t)1 << 53) /* what every reader of JSON keeps exactly */

/* --- writing ---------------------------------------------------------------- */

/* What a byte of a text becomes: 0 stays, 'u' \u00XX, '8' part of a longer character, '<' only outside canonical
 * JSON, else a backslash and that letter. */
static char escape_of(unsigned char c)
{
	switch (c) {
	case '"':
	case '\\':
	case '<':
		return (char)c;
	case '\b':
		return 'b';
	case '\f':
		return 'f';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	default:
		return c < 0x20 ? 'u' : c < 0x80 ? 0 : '8';
	}
}

/* Malformed UTF-8 becomes U+FFFD; canonical JSON refuses it. */
static int text_json(struct glane_str s, bool canonical, struct buf *out)
{
	size_t from = 0;
	buf_char(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		char what = escape_of((unsigned char)s.p[i]);
		if (!what || (what == '<' && canonical))
			continue;
		if (what == '8') {
			size_t n = utf8_char((struct glane_str){ s.p + i, s.n - i });
			if (n) {
				i += n - 1;
				continue;
			}
			if (canonical)
				return GLANE_EINVAL;
		}
		buf_add(out, s.p + from, i - from);
		from = i + 1;
		if (what == 'u') {
			static const char hex[] = "0123456789abcdef";
			unsigned char c = (unsigned char)s.p[i];
			char word[] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };
			buf_add(out, word, sizeof(word));
		} else if (what == '8') {
			buf_c(out, "\\ufffd");
		} else if (what == '<') {
			buf_c(out, "\\u003c");
		} else {
			buf_char(out, '\\');
			buf_char(out, what);
		}
	}
	buf_add(out, s.p + from, s.n - from);
	buf_char(out, '"');
	return 0;
}

static void decimal_json(int64_t v, unsigned decimals, struct buf *out)
{
	char digits[24], *end = digits + sizeof(digits), *p = end;
	uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;
	for (unsigned i = 0; u || i <= decimals; i++, u /= 10) {
		if (i == decimals && i)
			*--p = '.';
		*--p = (char)('0' + u % 10);
	}
	if (v < 0)
		*--p = '-';
	buf_add(out, p, (size_t)(end - p));
}

void value_json(const struct glane_value *v, struct buf *out)
{
	bool object = false;
	switch (value_type(v)) {
	case GLANE_V_NULL:
		buf_add(out, "null", 4);
		return;
	case GLANE_V_BOOL:
		buf_c(out, v->u.i ? "true" : "false");
		return;
	case GLANE_V_INTEGER:
	case GLANE_V_QUANTITY:
		buf_int(out, v->u.i);
		return;
	case GLANE_V_DECIMAL:
		decimal_json(v->u.i, v->unit, out);
		return;
	case GLANE_V_TEXT:
		text_json(v->u.s, false, out);
		return;
	case GLANE_V_OBJECT:
		object = true;
	}
	buf_char(out, object ? '{' : '[');
	for (uint32_t i = 0; i < v->count; i++) {
		if (i)
			buf_char(out, ',');
		if (object) {
			text_json(v->u.items[i]->key, false, out);
			buf_char(out, ':');
		}
		value_json(v->u.items[i], out);
	}
	buf_char(out, object ? '}' : ']');
}

static int by_key(const void *a, const void *b)
{
	struct glane_str x = (*(struct glane_value *const *)a)->key, y = (*(struct glane_value *const *)b)->key;
	int order = memcmp(x.p, y.p, x.n < y.n ? x.n : y.n);
	return order ? order : (x.n > y.n) - (x.n < y.n);
}

static int canonical(const struct glane_value *v, int depth, struct buf *out);

static int canonical_object(const struct glane_value *v, int depth, struct buf *out)
{
	struct glane_value *few[32], **sorted = v->count <= COUNT_OF(few) ? few : xcalloc(v->count, sizeof(few[0]));
	int r = 0;
	if (v->count) {
		memcpy(sorted, v->u.items, v->count * sizeof(few[0]));
		qsort(sorted, v->count, sizeof(few[0]), by_key);
	}
	buf_char(out, '{');
	for (uint32_t i = 0; !r && i < v->count; i++) {
		if (i)
			buf_char(out, ',');
		r = text_json(sorted[i]->key, true, out);
		buf_char(out, ':');
		if (!r)
			r = canonical(sorted[i], depth + 1, out);
	}
	buf_char(out, '}');
	if (sorted != few)
		free(sorted);
	return r;
}

/* Only what value_parse_json() reads back. */
static int canonical(const struct glane_value *v, int depth, struct buf *out)
{
	int r = 0;
	switch (value_type(v)) {
	case GLANE_V_DECIMAL:
		return GLANE_EINVAL;
	case GLANE_V_INTEGER:
	case GLANE_V_QUANTITY:
		if (v->u.i > LARGEST || v->u.i < -LARGEST)
			return GLANE_EINVAL;
		buf_int(out, v->u.i);
		return 0;
	case GLANE_V_TEXT:
		return memchr(v->u.s.p, 0, v->u.s.n) ? GLANE_EINVAL : text_json(v->u.s, true, out);
	case GLANE_V_OBJECT:
		return depth >= DEPTH ? GLANE_EINVAL : canonical_object(v, depth, out);
	case GLANE_V_ARRAY:
		if (depth >= DEPTH)
			return GLANE_EINVAL;
		buf_char(out, '[');
		for (uint32_t i = 0; !r && i < v->count; i++) {
			if (i)
				buf_char(out, ',');
			r = canonical(v->u.items[i], depth + 1, out);
		}
		buf_char(out, ']');
		return r;
	default:
		value_json(v, out);
		return 0;
	}
}

int value_json_canonical(const struct glane_value *v, struct buf *out)
{
	int r = canonical(v, 0, out);
	if (r)
		return r;
	return out->failed ? GLANE_ETOOBIG : 0;
}

/* --- reading ---------------------------------------------------------------- */

/* A double was made from at most 15 digits if that many give it back, and then they are the ones that were written. */
static const char *decimal_of(double real, struct glane_value *v)
{
	char text[40];
	snprintf(text, sizeof(text), "%.*e", EXACT_DIGITS - 1, real); /* "-1.84000000000000e+00" */
	if (strtod(text, NULL) != real)
		return "a number has more digits than are kept exactly";
	bool minus = text[0] == '-';
	char *p = text + minus, *e = strchr(p, 'e');
	int exponent = (int)strtol(e + 1, NULL, 10), decimals = EXACT_DIGITS - 1 - exponent;
	int64_t n = 0;
	for (; p < e; p++)
		if (*p != '.')
			n = n * 10 + (*p - '0');
	for (; n && n % 10 == 0; decimals--)
		n /= 10;
	if (!n)
		decimals = 0;
	if (decimals > DECIMALS)
		return "a number has more than 9 decimals";
	for (; decimals < 0; decimals++)
		if (n > LARGEST / 10)
			return "a number is too large";
		else
			n *= 10;
	v->unit = (uint8_t)decimals;
	v->u.i = minus ? -n : n;
	return NULL;
}

static const char *fill(struct glane_value *v, const json_t *from, int depth);

static const char *fill_object(struct glane_value *v, const json_t *from, int depth)
{
	const char *why = NULL;
	json_t *object = (json_t *)from; /* iterating takes no const, and changes nothing */
	for (void *i = json_object_iter(object); i && !why; i = json_object_iter_next(object, i)) {
		struct glane_str key = str_c(json_object_iter_key(i));
		why = fill(value_add_n(v, &key, GLANE_V_NULL), json_object_iter_value(i), depth + 1);
	}
	return why;
}

/* Returns why it is refused.  v NULL: the arena is used up. */
static const char *fill(struct glane_value *v, const json_t *from, int depth)
{
	const char *why = NULL;
	if (!v)
		return "too much JSON";
	if (depth >= DEPTH && (json_is_object(from) || json_is_array(from)))
		return "nested too deeply";
	switch (json_typeof(from)) {
	case JSON_OBJECT:
		v->type = GLANE_V_OBJECT;
		return fill_object(v, from, depth);
	case JSON_ARRAY:
		v->type = GLANE_V_ARRAY;
		for (size_t i = 0; !why && i < json_array_size(from); i++)
			why = fill(value_add_n(v, NULL, GLANE_V_NULL), json_array_get(from, i), depth + 1);
		return why;
	case JSON_STRING:
		v->type = GLANE_V_TEXT;
		v->u.s = arena_str(v->arena, (struct glane_str){ json_string_value(from), json_string_length(from) });
		return v->arena->failed ? "too much JSON" : NULL;
	case JSON_INTEGER:
		v->type = GLANE_V_INTEGER;
		v->u.i = json_integer_value(from);
		return v->u.i > LARGEST || v->u.i < -LARGEST ? "an integer is beyond 2^53" : NULL;
	case JSON_REAL:
		v->type = GLANE_V_DECIMAL;
		return decimal_of(json_real_value(from), v);
	case JSON_TRUE:
	case JSON_FALSE:
		v->type = GLANE_V_BOOL;
		v->u.i = json_is_true(from);
		return NULL;
	default:
		return NULL;
	}
}

static void json_free(json_t **j)
{
	json_decref(*j);
}

int value_parse_json(struct arena *a, struct glane_str text, struct glane_value **ret, const char **ret_why)
{
	json_error_t error;
	CLEANUP(json_free) json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (!root) {
		struct glane_str why = arena_printf(a, "line %d, column %d: %s", error.line, error.column, error.text);
		*ret_why = why.n ? why.p : "malformed JSON";
		return GLANE_EINVAL;
	}
	struct glane_value *v = value_object(a);
	const char *why = fill(v, root, 0);
	if (why) {
		*ret_why = why;
		return a->failed ? GLANE_ENOMEM : GLANE_EINVAL;
	}
	*ret = v;
	return 0;
}
