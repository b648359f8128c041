/* SPDX-License-Identifier: MPL-2.0 */
/* chart_parts.h: what the kinds of charts share. */
#ifndef REPORT_CHART_PARTS_H
#define REPORT_CHART_PARTS_H

#include "report/chart.h"

/* n / whole of `size`, rounded down; 0 for what is negative.  whole > 0. */
int32_t chart_share(int64_t n, int64_t whole, int32_t size);
/* At most `width` wide, else cut and ended by an ellipsis. */
void chart_words(const struct chart_pen *pen, struct chart_point at, enum chart_anchor anchor, enum chart_style style, struct glane_str words,
                 int32_t width);
int32_t chart_width(struct glane_str words); /* of words of CHART_TEXT, estimated: no font is asked */

/* chart_sankey.c */
int32_t sankey_height(const struct glane_value_api *v, const struct glane_value *section);
void sankey_draw(const struct glane_value_api *v, struct doc_words w, const struct glane_value *section, const struct chart_pen *pen);

#endif
