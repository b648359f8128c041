/* SPDX-License-Identifier: MPL-2.0 */
#include "http/urlencoded.h"

#include "base/str.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* `out` has room for s.n bytes and a 0. */
static int decode(struct glane_str s, char *out, struct glane_str *ret)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '%') {
			int high = i + 2 < s.n ? hex_digit(s.p[i + 1]) : -1;
			int low = i + 2 < s.n ? hex_digit(s.p[i + 2]) : -1;
			if (high < 0 || low < 0)
				return GLANE_EINVAL;
			c = (char)(high * 16 + low);
			i += 2;
		} else if (c == '+') {
			c = ' ';
		}
		out[n++] = c;
	}
	out[n] = 0;
	*ret = (struct glane_str){ out, n };
	return 0;
}

int urlencoded_read(struct fields *f, struct glane_str text, const char **ret_why)
{
	struct glane_str rest = text, piece;
	if (text.n == 0)
		return 0;
	/* Decoding never grows, and each name and value has the place of its separator for a 0. */
	char *out = arena_alloc(f->arena, text.n + 2);
	if (!out) {
		*ret_why = "the fields need more memory than a call has";
		return GLANE_ENOMEM;
	}
	while (str_split(&rest, '&', &piece)) {
		if (piece.n == 0)
			continue;
		ptrdiff_t eq = str_find(piece, '=');
		size_t name_n = eq < 0 ? piece.n : (size_t)eq;
		struct field field = { .kind = FIELD_TEXT, .text = STR_NONE };
		int bad = decode((struct glane_str){ piece.p, name_n }, out, &field.name);
		if (bad == 0) {
			out += field.name.n + 1;
			if (eq >= 0) {
				bad = decode((struct glane_str){ piece.p + name_n + 1, piece.n - name_n - 1 }, out, &field.text);
				out += field.text.n + 1;
			}
		}
		if (bad < 0) {
			*ret_why = "a % without its two digits";
			return GLANE_EINVAL;
		}
		int rc = fields_add(f, &field, ret_why);
		if (rc < 0)
			return rc;
	}
	return 0;
}
