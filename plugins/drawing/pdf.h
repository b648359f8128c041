/* SPDX-License-Identifier: MPL-2.0 */
/* pdf.h: pages of exact size with black rectangles and 1-bit pictures, as PDF 1.4.
 *
 * Lengths are micrometres from the top left corner of the page, so there is no floating point and no rounding that adds
 * up.  Written by hand so that the dots of a label stay where they belong (README.md). */
#ifndef DRAWING_PDF_H
#define DRAWING_PDF_H

#include <stdint.h>

#include "drawing/bitmap.h"
#include "drawing/qr.h"
#include "glane/plugin.h"

struct pdf;

/* `title` is UTF-8, `lang` as in "fr".  NULL: no memory. */
struct pdf *pdf_new(struct glane_str title, struct glane_str lang);
void pdf_free(struct pdf *d); /* NULL is fine */
/* Adding is sticky, like struct bytes: pdf_finish tells. */
void pdf_page(struct pdf *d, uint32_t w_um, uint32_t h_um); /* everything below goes onto the last page */
void pdf_rect(struct pdf *d, int64_t x_um, int64_t y_um, int64_t w_um, int64_t h_um);
/* The part of `b` that begins at (x, y), w x h dots, transparent where it is white.  x is a multiple of 8. */
void pdf_bitmap(struct pdf *d, const struct bitmap *b, uint32_t x, uint32_t y, uint32_t w, uint32_t h, uint32_t dpi,
                int64_t x_um, int64_t y_um);
/* (x, y) is the corner of the quiet zone.  Modules are rectangles: sharp on every printer. */
void pdf_qr(struct pdf *d, const struct qr *q, int64_t x_um, int64_t y_um, int64_t module_um);
/* Appends the file to `out`; the document is used up.  Fails: GLANE_ENOMEM, GLANE_EINVAL without a page. */
int pdf_finish(struct pdf *d, struct bytes *out) GLANE_CHECKED;

#endif
