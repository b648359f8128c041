/* SPDX-License-Identifier: MPL-2.0 */
/* Finding items by what is on the label or by words. */
#include <stdbool.h>
#include <string.h>

#include "items/internal.h"

/* --- words ------------------------------------------------------------------------------------------------ */

/* The next character; bytes that are no UTF-8 do not get past the inputs. */
static size_t decode(const char *p, uint32_t *ret)
{
	unsigned char b = (unsigned char)*p;
	size_t n = b < 0x80 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
	uint32_t c = n == 1 ? b : b & (0xffu >> (n + 1));
	for (size_t i = 1; i < n; i++)
		c = c << 6 | ((unsigned char)p[i] & 0x3f);
	*ret = c;
	return n;
}

/* Letters that the index writes with others and the tokenizer would not fold. */
static const char *unfolded(uint32_t c)
{
	switch (c) {
	case 0xc6: case 0xe6: return "ae";
	case 0x152: case 0x153: return "oe";
	case 0xd8: case 0xf8: return "o";
	case 0xdf: return "ss";
	case 0x110: case 0x111: return "d";
	case 0x141: case 0x142: return "l";
	default: return NULL;
	}
}

/* Only what surely is a letter or digit for the tokenizer too: anything else in a word would make it a phrase, and the
 * index (detail=none) cannot look for phrases. */
static bool is_word(uint32_t c)
{
	static const uint32_t ranges[][2] = {
		{ '0', '9' },       { 'A', 'Z' },       { 'a', 'z' },       { 0xc0, 0xd6 },     { 0xd8, 0xf6 },     { 0xf8, 0x2af },
		{ 0x391, 0x3a1 },   { 0x3a3, 0x3ce },   { 0x400, 0x481 },   { 0x48a, 0x52f },   { 0x5d0, 0x5ea },   { 0x620, 0x64a },
		{ 0x660, 0x669 },   { 0x671, 0x6d3 },   { 0x1e00, 0x1eff }, { 0x3041, 0x3096 }, { 0x30a1, 0x30fa }, { 0x4e00, 0x9fa5 },
		{ 0xac00, 0xd7a3 },
	};
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (c >= ranges[i][0] && c <= ranges[i][1])
			return true;
	return false;
}

/* Every word must begin a word of the item: "chai"* "boi"*.  Between quotes, so that nobody writes a query. */
static struct glane_str match_of(struct glane_self *s, struct glane_call *c, struct glane_str q)
{
	char *out = s->host->call->alloc(c, q.n * 4 + 8); /* a letter between blanks: "x"* and a blank */
	size_t n = 0, start = 0, letters = 0; /* start: where the word that is being read begins in out */
	uint32_t last = 0;
	bool in_word = false;
	if (!out)
		return glane_cstr("");
	for (size_t i = 0, step; i < q.n; i += step) {
		uint32_t ch;
		step = decode(q.p + i, &ch);
		const char *instead = unfolded(ch);
		if (ch >= 0x300 && ch < 0x370) /* an accent of its own, as macOS sends them */
			continue;
		if (in_word != is_word(ch)) {
			start = in_word ? start : n;
			letters = 0;
			memcpy(out + n, in_word ? "\"* " : "\"", in_word ? 3 : 1);
			n += in_word ? 3 : 1;
			in_word = !in_word;
		}
		if (in_word) {
			letters++;
			last = ch;
			memcpy(out + n, instead ? instead : q.p + i, instead ? strlen(instead) : step);
			n += instead ? strlen(instead) : step;
		}
	}
	if (in_word && letters == 1 && last < 0x80 && start > 0) {
		n = start; /* "chaise b": half the shop has a word with b; the next letter will tell */
	} else if (in_word) {
		memcpy(out + n, "\"*", 2);
		n += 2;
	}
	return (struct glane_str){ out, n };
}

/* --- codes ------------------------------------------------------------------------------------------------- */
enum shape { WORDS, PERHAPS_CODE, SURELY_CODE };

/* A scanned address has "/O/" in it; 13 symbols with a digit among them, or six digits, may be a label typed by hand. */
static enum shape shape_of(struct glane_str q)
{
	unsigned symbols = 0, digits = 0;
	for (size_t i = 0; i + 2 < q.n; i++)
		if (q.p[i] == '/' && (q.p[i + 1] | 0x20) == 'o' && q.p[i + 2] == '/')
			return SURELY_CODE;
	for (size_t i = 0; i < q.n; i++) {
		bool digit = q.p[i] >= '0' && q.p[i] <= '9', letter = (q.p[i] | 0x20) >= 'a' && (q.p[i] | 0x20) <= 'z';
		if (!digit && !letter && q.p[i] != ' ' && q.p[i] != '-')
			return WORDS;
		symbols += digit || letter;
		digits += digit;
	}
	return (symbols == 13 && digits > 0) || (symbols == 6 && digits == 6) ? PERHAPS_CODE : WORDS;
}

static int by_words(struct glane_self *s, struct glane_call *c, struct glane_str q, struct glane_value *list)
{
	struct glane_str match = match_of(s, c, q);
	return match.n ? rows_put(s, c, SQL_SEARCH, glane_text(match), list) : GLANE_OK;
}

/* GLANE_OK with what there is; else the fault of the code, and *ret_code of a blank one. */
static int find(struct glane_self *s, struct glane_call *c, struct glane_str q, struct glane_value *list, struct glane_str *ret_code)
{
	const struct glane_host *h = s->host;
	enum shape shape = shape_of(q);
	int64_t item;
	if (shape == WORDS)
		return by_words(s, c, q, list);
	int rc = h->inventory->code_find(c, q, ret_code, &item);
	if (rc == GLANE_OK && item)
		return item_put(s, c, item, h->value->object(list, NULL));
	if (rc == GLANE_OK)
		return GLANE_ENOENT;
	if (shape == SURELY_CODE || rc == GLANE_EGONE)
		return rc;
	int words = by_words(s, c, q, list); /* "table 120x60 cm" has 13 symbols too */
	return words < 0 ? words : h->value->count(list) ? GLANE_OK : rc;
}

int show_search(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	struct glane_value *root = h->reply->root(c), *list = h->value->array(root, "items"), *args = h->value->make(c);
	struct glane_str q = in_text(s, c, "q"), code = glane_cstr("");
	h->value->text(root, "q", q);
	if (q.n == 0)
		return GLANE_OK;
	int rc = find(s, c, q, list, &code);
	h->value->text(args, "code", q);
	if (rc == GLANE_EINVAL)
		reply_error(s, c, rc, "code.misread", NULL);
	else if (rc == GLANE_ENOENT)
		reply_error(s, c, rc, code.n ? "bad.blank" : "code.unknown", NULL);
	else if (rc == GLANE_EGONE)
		reply_error(s, c, rc, "code.void", args);
	else if (rc < 0)
		return rc;
	else if (h->value->count(list) == 0)
		h->value->boolean(root, "none", 1);
	if (code.n && rc == GLANE_ENOENT)
		h->value->text(root, "blank", code);
	return GLANE_OK;
}

/* For screens, which show it in their own way: no code is a fault here. */
int show_what(struct glane_self *s, struct glane_call *c)
{
	static const struct {
		int status;
		const char *kind, *key;
	} kinds[] = {
		{ GLANE_EINVAL, "misread", "code.misread" }, { GLANE_ENOENT, "unknown", "code.unknown" }, { GLANE_EGONE, "void", "code.void" },
	};
	const struct glane_host *h = s->host;
	struct glane_value *root = h->reply->root(c), *args = h->value->make(c);
	struct glane_str code = glane_cstr("");
	int64_t item = 0;
	int rc = h->inventory->code_find(c, in_text(s, c, "code"), &code, &item);
	h->value->text(args, "code", code.n ? code : in_text(s, c, "code"));
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].status == rc) {
			h->value->text(root, "kind", glane_cstr(kinds[i].kind));
			h->value->text(root, "words", h->call->tr(c, kinds[i].key, args));
			return GLANE_OK;
		}
	if (rc < 0)
		return rc;
	h->value->text(root, "kind", glane_cstr(item ? "item" : "blank"));
	h->value->text(root, "code", code);
	if (!item)
		h->value->text(root, "words", h->call->tr(c, "bad.blank", NULL));
	return GLANE_OK;
}

int find_command(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	struct glane_value *root = h->reply->root(c), *list = h->value->array(root, "items");
	struct glane_str code = glane_cstr("");
	int rc = find(s, c, in_text(s, c, "q"), list, &code);
	if (rc == GLANE_ENOENT && code.n)
		rc = h->call->refuse(c, rc, "bad.blank", NULL);
	h->value->boolean(root, "ok", h->value->count(list) > 0); /* nothing found is a status of its own for scripts */
	h->value->boolean(root, "none", h->value->count(list) == 0);
	return rc;
}
