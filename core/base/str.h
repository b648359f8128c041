/* SPDX-License-Identifier: MPL-2.0 */
/* str.h: borrowed strings with their length (struct glane_str); p[n] is always 0. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <string.h>

#include "glane/plugin.h"

#define STR(literal) ((struct glane_str){ "" literal, sizeof(literal) - 1 })
#define STR_ARG(s) (int)(s).n, (s).p /* for "%.*s" */
#define STR_NONE ((struct glane_str){ "", 0 })

static inline struct glane_str str_c(const char *c)
{
	return c ? (struct glane_str){ c, strlen(c) } : STR_NONE;
}
static inline bool str_eq(struct glane_str a, struct glane_str b)
{
	return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}
static inline bool str_is(struct glane_str a, const char *c)
{
	return str_eq(a, str_c(c));
}
bool str_eq_nocase(struct glane_str a, struct glane_str b); /* ASCII letters only */
bool str_starts(struct glane_str s, struct glane_str prefix);
bool str_starts_nocase(struct glane_str s, struct glane_str prefix);
bool str_ends(struct glane_str s, struct glane_str suffix);
ptrdiff_t str_find(struct glane_str s, char c);  /* -1: not there */
struct glane_str str_trim(struct glane_str s);   /* spaces and tabs; the result need not end with 0 */

/* Next piece up to `sep` or the end; false when `*rest` is used up.  Pieces do not end with 0. */
bool str_split(struct glane_str *rest, char sep, struct glane_str *ret);

/* A whole decimal integer with an optional minus and nothing around it.  0 or GLANE_EINVAL. */
int str_int(struct glane_str s, int64_t *ret);

/* Well-formed UTF-8 (RFC 3629): no overlong forms, surrogates, or code points above U+10FFFF. */
bool utf8_valid(struct glane_str s);
/* Bytes of the well-formed character that s starts with; 0: malformed or empty. */
size_t utf8_char(struct glane_str s);
/* No C0 (but for the line ends and tabs when `lines`), DEL, C1, and no bidi override or isolate left open. */
bool utf8_printable(struct glane_str s, bool lines);
/* Letters without case and accents, for comparing what people typed: "Électroménager" -> "electromenager".  Folds
 * Latin-1 and Latin Extended-A and the ligatures; other letters stay.  Returns the bytes written to `out` (at most `cap`). */
size_t utf8_fold(struct glane_str s, char *out, size_t cap);

#endif
