/* SPDX-License-Identifier: MPL-2.0 */
/* site.h: what holds at this centre for every plugin that books goods: its days, its limits, what it turns away. */
#ifndef TEXT_SITE_H
#define TEXT_SITE_H

#include "glane/plugin.h"

/* From the first moment of a local day to the first of the next, ms since 1970 UTC. */
void site_day_bounds(const struct glane_call_api *call, struct glane_call *c, int64_t day, int64_t *ret_from_ms, int64_t *ret_to_ms);
int64_t site_max_grams(const struct glane_call_api *call, struct glane_call *c); /* of one weighing: setting site.max_grams */
/* Categories of goods that are turned away at the door: they can be refused, not weighed in. */
int site_turns_away(struct glane_str category_code);

#endif
