/* SPDX-License-Identifier: MPL-2.0 */
/* media.h: the sizes of labels and the geometry of A4 and Letter sheets of stickers. */
#ifndef LABELS_MEDIA_H
#define LABELS_MEDIA_H

#include <stdint.h>

#include "glane/plugin.h"

enum media_kind {
	MEDIA_LABELS, /* cut at the factory, a gap after each: "62x29" */
	MEDIA_ROLL,   /* endless, cut or torn off after h: "62c29" */
	MEDIA_RED     /* the same, and prints black and red (Brother DK-22251): "62r29" */
};
enum { MEDIA_GAP_DMM = 20 }; /* between labels; rolls on the market have 2 to 3 mm, and printers look for its middle */

struct media { /* tenths of a millimetre */
	char id[16]; /* width, kind and height in millimetres; of a sticker: its sheet's */
	uint32_t w_dmm, h_dmm;
	uint32_t margin_x_dmm, margin_y_dmm; /* what the printer cannot reach, or 1.5 mm */
	uint8_t kind;   /* enum media_kind */
	uint8_t turned; /* the roll is h wide: what is read from left to right leaves the printer one end first */
	uint8_t wordy;  /* too low for any symbol: words alone stand on it */
};
struct media_known {
	struct media media;
	const char *name; /* of the product, for people who look at the box */
};
extern const struct media_known media_table[];
extern const uint32_t media_count;
#define MEDIA_DEFAULT "62x29"
extern const struct media media_pages[2]; /* "A4", "Letter": of printers that print sheets of stickers */
int media_is_page(const char *id);

/* A known size, a page, or any "WxH", "WcH", "WrH" of 10 to 300 mm.  Fails: GLANE_ENOENT. */
int media_find(struct glane_str id, struct media *ret) GLANE_CHECKED;

struct sheet { /* hundredths of a millimetre, from the top left corner of the page */
	const char *id, *name;
	uint32_t w, h;
	uint32_t columns, rows;
	uint32_t left, top, pitch_x, pitch_y;
	uint32_t page_w, page_h;
	uint32_t wordy; /* as in struct media */
};
extern const struct sheet sheet_table[];
extern const uint32_t sheet_count;
#define SHEET_DEFAULT "L7160"

const struct sheet *sheet_find(struct glane_str id); /* NULL: unknown */
enum { SHEET_STICKERS_MAX = 200 };
enum sheet_fault {
	SHEET_GOOD,
	SHEET_SMALL,    /* a sticker under 10 mm a side, or none */
	SHEET_OVERLAPS, /* the next one begins before this one ends */
	SHEET_LEAVES,   /* the page */
	SHEET_MANY,     /* over SHEET_STICKERS_MAX */
	SHEET_PAGE,     /* of no size that printers take */
};
enum sheet_fault sheet_check(const struct sheet *s);
extern const char *const sheet_fault_names[]; /* "", "small", ... */
struct media sheet_media(const struct sheet *s);     /* one sticker of it */

#endif
