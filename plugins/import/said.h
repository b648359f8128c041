/* SPDX-License-Identifier: MPL-2.0 */
/* said.h: what people meant by what they wrote: days, counts, money beside the price.  Pure functions, no host. */
#ifndef IMPORT_SAID_H
#define IMPORT_SAID_H

#include "import/line.h"

#define DAY_OPEN (INT64_C(1) << 40) /* of a day_to: no end is known */

/* "2025-10-01", "2025-10-01 14:05:00", "01/10/2025", "2025-10" (all the month), "2025", "2025-09-01..2025-09-15", "entre le 1/9/2025 et
 * le 15/9/2025": first and last day.  "", "?", "inconnue": 0 and 0.  0, or GLANE_EINVAL for anything else. */
int said_days(struct glane_str s, int64_t *ret_from, int64_t *ret_to);
/* "6 verres" -> 6; 0: the text begins with no number that counts things. */
int64_t said_count(struct glane_str label);
/* "cash", "card", "cheque", "transfer", or NULL for what is written otherwise. */
const char *said_payment(struct glane_str s);
/* What of a sale's price is for goods, what was given on top ("+1€ don") or paid as a membership: fills price, donation,
 * fee, flow and the doubts about money. */
void said_money(struct line *l);

#endif
