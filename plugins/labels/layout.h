/* SPDX-License-Identifier: MPL-2.0 */
/* layout.h: one label from its fields and its design: the same drawing for every printer, picture and page, for tags and cards.
 *
 * Landscape media have the symbol beside the words, portrait ones above or below them.  A field that is empty leaves its place
 * to the others: a blank label has a sentence as category, and room to write on by hand.  No field holds anything about who
 * gave the object. */
#ifndef LABELS_LAYOUT_H
#define LABELS_LAYOUT_H

#include <stdint.h>

#include "drawing/bitmap.h"
#include "drawing/pdf.h"
#include "drawing/qr.h"
#include "drawing/text.h"
#include "glane/plugin.h"
#include "labels/design.h"
#include "labels/media.h"

struct label_other { /* a label field of another plugin, which only designs know by name */
	const char *name;
	struct glane_str words;
};
enum { LABEL_OTHERS = 6 };
struct label_fields { /* any may be empty but `url` */
	struct glane_str url;      /* what the symbol says, as it is */
	struct glane_str code;     /* 13 symbols, written small in groups for typing */
	struct glane_str short_no; /* the shop's number, written large */
	struct glane_str title, price, category, weight, place, date;
	uint32_t copy; /* from 2 on "#2" stands behind the code: two labels of one object must be told apart */
	uint32_t other_count;
	struct label_other others[LABEL_OTHERS];
	struct bitmap logo;           /* the caller's; w 0: none */
	const struct design *design;  /* NULL: that of the shelf */
};

struct label_area { /* dots of the picture, and how many along each edge stay white */
	uint32_t dpi, w, h, margin_x, margin_y;
	uint32_t wordy; /* 1: too low for any symbol (struct media) */
};
struct label_area label_area(const struct media *m, uint32_t dpi); /* the whole label; a printer's own: encode.h */

struct label_layout { /* dots; from area, url and design alone */
	uint32_t dpi, w, h;
	uint32_t version, level, module; /* of the symbol; dots per module; module 0: there is none */
	uint32_t qr_x, qr_y, qr_side;    /* with the quiet zone */
	struct text_box words;           /* where everything else goes */
	struct text_box stub, cut;       /* what is torn off, and the line before it; w 0: nothing */
};
enum { LABEL_DPI_MIN = 150, LABEL_DPI_MAX = 600 };

/* Level Q where its modules come out at 0.42 mm or more, else M, and M on labels of 17 mm or less.  Fails: GLANE_ETOOBIG when
 * a module would be smaller than 0.33 mm, which phones do not read, or nothing would be left for words; GLANE_EINVAL for a
 * text that no symbol holds. */
int label_plan_area(const struct label_area *a, const struct label_fields *f, struct label_layout *ret) GLANE_CHECKED;
int label_plan(const struct media *m, uint32_t dpi, const struct label_fields *f, struct label_layout *ret) GLANE_CHECKED;

struct label_told { /* what became of the words: bits by part of the design */
	uint32_t cut;   /* not all of it stands there */
	uint32_t small; /* smaller than people read: an em under LABEL_SMALL_UM */
};
enum { LABEL_SMALL_UM = 1400 };
/* draw.c: the parts of the design, without the symbol, where the plan puts them.  ret_told may be NULL.  Fails: as painter_text. */
int label_words(struct painter *p, const struct label_layout *l, const struct label_fields *f, struct label_told *ret_told, struct bitmap *b) GLANE_CHECKED;
/* The whole label, whole dots per module; ret_told may be NULL.  Fails: as label_plan and painter_text. */
int label_bitmap_told(struct painter *p, const struct label_area *a, const struct label_fields *f, struct label_told *ret_told,
                      struct bitmap *ret) GLANE_CHECKED;
int label_bitmap_area(struct painter *p, const struct label_area *a, const struct label_fields *f, struct bitmap *ret) GLANE_CHECKED;
int label_bitmap(struct painter *p, const struct media *m, uint32_t dpi, const struct label_fields *f,
                 struct bitmap *ret) GLANE_CHECKED;
/* Onto the open page: the symbol as rectangles, the words as dots. */
int label_onto_page(struct painter *p, const struct media *m, uint32_t dpi, const struct label_fields *f, struct pdf *d,
                    int64_t x_um, int64_t y_um) GLANE_CHECKED;

static inline uint32_t label_dots(uint32_t um, uint32_t dpi)
{
	return (uint32_t)(((uint64_t)um * dpi + 12700) / 25400);
}

#endif
