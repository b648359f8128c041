/* SPDX-License-Identifier: MPL-2.0 */
/* text.h: what people wrote in a notebook: words to compare, kilograms, days.  Pure functions, no host. */
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include "glane/plugin.h"

int text_is(struct glane_str s, const char *c);
struct glane_str text_trim(struct glane_str s); /* spaces, tabs and no-break spaces; need not end with 0 */
/* -1: well-formed UTF-8, else where it stops being so. */
int64_t text_utf8(struct glane_str s);
/* Windows-1252 to UTF-8.  `out` holds 3 * s.n + 1 bytes.  Returns the length, -1: a byte that is no character there. */
int64_t text_from_windows(struct glane_str s, char *out);
/* No control character; no line end either unless `lines`. */
int text_is_printable(struct glane_str s, int lines);
/* For comparing: without case, accents, the plural's s or x of words of four letters and more; one space between words.
 * `out` holds s.n + 1 bytes.  Returns the length.  "  Électroménagers " -> "electromenager" */
size_t text_fold(struct glane_str s, char *out);
int text_same_code(struct glane_str a, struct glane_str b); /* ASCII letters without case */
/* "1,84" or "1.84", 3 -> 1840: digits with at most one separator and so many decimals (more, if they are zeros), a minus in
 * front.  0 or GLANE_EINVAL. */
int text_decimal(struct glane_str s, int decimals, int64_t *ret);
int text_grams(struct glane_str s, int64_t *ret); /* kilograms: three decimals */
int text_cents(struct glane_str s, int64_t *ret); /* euros: two decimals, a euro sign may stand behind or before */
int text_day(struct glane_str s, int64_t *ret); /* "2025-10-01" -> days since 1970; 0 or GLANE_EINVAL */
void text_from_day(int64_t day, char ret[11]); /* of the years 1 to 9999 */
void text_from_number(int64_t v, char ret[24]);
void text_from_kilos(int64_t grams, char separator, char ret[32]); /* 1840 -> "1,84"; from 0 up */
size_t text_cut(struct glane_str s, size_t most); /* bytes of the characters that fit */

#endif
