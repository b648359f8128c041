/* SPDX-License-Identifier: MPL-2.0 */
/* code.h: item codes (12 random Crockford base32 symbols and a GF(32) check symbol) and short shop numbers (5 digits
 * and a Damm digit).  Grammar and proofs: kiosk.md 12, copied into core/README.md. */
#ifndef BASE_CODE_H
#define BASE_CODE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attr.h"
#include "glane/plugin.h"

enum { CODE_SYMBOLS = 13, SHORT_DIGITS = 6 };

extern const char code_alphabet[33]; /* Crockford's base 32 and a 0 */

/* The check symbol of n (1..30) folded data symbols: polynomial x^5+x^2+1, a = 2, r = r*a ^ d, check = r*a. */
char code_check(const char *data, size_t n);
/* 13 fresh symbols and a 0.  Never the all-zero code. */
void code_random(char out[CODE_SYMBOLS + 1]);
/* Folds what a person or scanner gave: case, O -> 0, I and L -> 1, '-' and spaces dropped.  Of an URL the part after
 * "/O/" (any letter) is taken.  GLANE_EINVAL: not 13 symbols of the alphabet, or the check symbol disagrees. */
int code_parse(struct glane_str typed, char out[CODE_SYMBOLS + 1]);

/* The same folding for n symbols (and a 0 behind them) without a check symbol.  On failure `out` is untouched. */
int code_fold(struct glane_str typed, char *out, size_t n) NODISCARD;

char damm_digit(const char *digits, size_t n);
void short_text(int64_t number, char out[SHORT_DIGITS + 1]); /* 0..99999 -> "012345" with its check digit */
int short_parse(struct glane_str typed, int64_t *ret_number); /* spaces and '-' dropped; GLANE_EINVAL */

#endif
