/* SPDX-License-Identifier: MPL-2.0 */
/* card.h: codes of action cards, which a scanner reads on any screen: two letters of the kind, ten symbols of a number in
 * Crockford's base 32, and the check symbol that all our codes have (core/README.md). */
#ifndef LABELS_CARD_H
#define LABELS_CARD_H

#include <stdint.h>

#include "glane/plugin.h"

enum card_kind { CARD_TIMES, CARD_UNDO, CARD_AGAIN, CARD_PLACE, CARD_CATEGORY, CARD_KINDS };
enum { CARD_SYMBOLS = 13 };
#define CARD_NUMBER_MAX ((INT64_C(1) << 50) - 1)

/* 13 symbols and a 0; number: how often, or the id of a place or a category, 0..CARD_NUMBER_MAX. */
void card_code(enum card_kind kind, int64_t number, char out[CARD_SYMBOLS + 1]);
/* Fails: GLANE_EINVAL for another length, kind or symbol, and when the check symbol disagrees. */
int card_parse(struct glane_str code, enum card_kind *ret_kind, int64_t *ret_number) GLANE_CHECKED;
/* The check symbol of n symbols of the alphabet; 0 when one is not. */
char card_check(const char *data, size_t n);

#endif
