/* SPDX-License-Identifier: MPL-2.0 */
/* media.h: the sizes of labels and the geometry of A4 sheets of stickers. */
#ifndef LABELS_MEDIA_H
#define LABELS_MEDIA_H

#include <stdint.h>

#include "glane/plugin.h"

struct media { /* tenths of a millimetre */
	char id[16]; /* "62x29": width x height in millimetres */
	uint32_t w_dmm, h_dmm;
	uint32_t margin_x_dmm, margin_y_dmm; /* what the printer cannot reach, or 1.5 mm */
};
struct media_known {
	struct media media;
	const char *name; /* of the product, for people who look at the box */
};
extern const struct media_known media_table[];
extern const uint32_t media_count;
#define MEDIA_DEFAULT "62x29"

/* A known size, or any "WxH" of 10 to 300 mm.  Fails: GLANE_ENOENT. */
int media_find(struct glane_str id, struct media *ret) GLANE_CHECKED;

struct sheet { /* hundredths of a millimetre, from the top left corner of an A4 page */
	const char *id, *name;
	uint32_t w, h;
	uint32_t columns, rows;
	uint32_t left, top, pitch_x, pitch_y;
};
extern const struct sheet sheet_table[];
extern const uint32_t sheet_count;
#define SHEET_DEFAULT "L7160"
enum { SHEET_PAGE_W = 21000, SHEET_PAGE_H = 29700 };

const struct sheet *sheet_find(struct glane_str id); /* NULL: unknown */
struct media sheet_media(const struct sheet *s);     /* one sticker of it */

#endif
