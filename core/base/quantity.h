/* SPDX-License-Identifier: MPL-2.0 */
/* quantity.h: exact decimals that people write, and how a quantity is shown to them.  No floating point. */
#ifndef BASE_QUANTITY_H
#define BASE_QUANTITY_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/value.h"

/* "1,84" or "1.84" with at most `decimals` decimals -> 184 (decimals 2).  Spaces and no-break spaces around are dropped;
 * "+", exponents, two separators, more decimals than kept (unless zeros) and overflow: GLANE_EINVAL. */
int decimal_parse(struct glane_str s, uint32_t decimals, int64_t *ret);
int grams_parse(struct glane_str kilograms, int64_t *ret); /* "1,84" -> 1840 */
int cents_parse(struct glane_str euros, int64_t *ret);

/* As a template writes the leaf, in `lang` ("fr": comma, narrow no-break spaces; "en": point): see GLANE_U_*. */
void quantity_text(const struct glane_value *v, const char *lang, const struct zone *zone, struct buf *out);

#endif
