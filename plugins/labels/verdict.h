/* SPDX-License-Identifier: MPL-2.0 */
/* verdict.h: will a label be read?  Its own dots are decoded before the first one is printed: as they are, as a worn head and
 * as a hot one print them, and out of focus. */
#ifndef LABELS_VERDICT_H
#define LABELS_VERDICT_H

#include "labels/layout.h"
#include "reading/codes.h"

enum verdict_way { VERDICT_PLAIN, VERDICT_THIN /* each edge one dot less */, VERDICT_THICK /* one dot more */, VERDICT_SOFT /* blurred */, VERDICT_WAYS };
struct verdict {
	uint32_t read;      /* bits by verdict_way: the symbol said exactly this */
	uint32_t module_um; /* 0: there is no symbol, and nothing was asked */
	uint32_t far_mm;    /* from where a phone reads it */
};

/* Any thread; takes 10 to 50 ms.  Returns 0, or -1: the library that reads codes is not there. */
int verdict_of(struct code_reader *r, const struct bitmap *b, const struct label_layout *l, struct glane_str url, struct verdict *ret);
/* A phone of 1080 lines and 65 degrees needs 2.5 of its pixels for a module: 0.5 mm at 30 cm (measured with zbar: the table in
 * README.md); in steps of 5 cm. */
uint32_t verdict_far_mm(uint32_t module_um);

#endif
