/* SPDX-License-Identifier: MPL-2.0 */
/* parts.h: what the decoders of vprinter share. */
#ifndef VPRINTER_PARTS_H
#define VPRINTER_PARTS_H

#include "vprinter/vprinter.h"

struct vp {
	const struct vprinter_setup *setup;
	const unsigned char *p;
	size_t n, at;
	struct vprinter_job *job;
	int errors, over; /* over: the stream ended within a command */
};

void vp_error(struct vp *v, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void vp_seen(struct vp *v, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static inline int vp_more(const struct vp *v)
{
	return !v->over && v->at < v->n;
}
/* The next byte; 0 and an error when there is none. */
unsigned vp_byte(struct vp *v);
/* The next n bytes; NULL and an error when there are fewer. */
const unsigned char *vp_bytes(struct vp *v, size_t n);
unsigned vp_le16(struct vp *v);

/* Rows as they come, of at most `stride` bytes; more room is made as they get wider. */
struct vp_page {
	struct bytes rows; /* `stride` bytes each */
	uint32_t stride, count;
};
void vp_row(struct vp *v, struct vp_page *page, const unsigned char *row, size_t n, uint32_t at_byte);
/* The page as a bitmap of w dots (0: 8 * stride) and h rows (0: those that came); the page is empty afterwards.
 * Dots beyond w are errors. */
int vp_page_end(struct vp *v, struct vp_page *page, uint32_t w, uint32_t h, struct bitmap *ret);
/* Ends a label: takes the bitmaps over. */
void vp_label(struct vp *v, struct vprinter_label *l);
/* Ors the picture onto the canvas, or writes it over it; dots outside are an error. */
enum vp_mode { VP_OVER, VP_OR, VP_XOR };
void vp_draw(struct vp *v, struct bitmap *canvas, int64_t x, int64_t y, const unsigned char *bits, uint32_t stride, uint32_t rows, enum vp_mode mode);

void vp_brother(struct vp *v), vp_zpl(struct vp *v), vp_escpos(struct vp *v), vp_tspl(struct vp *v), vp_dymo(struct vp *v), vp_epl2(struct vp *v),
	vp_pwg(struct vp *v);

/* zpl_data.c: the three ways to write a picture.  0 and an error when it is none. */
int vp_zpl_picture(struct vp *v, const unsigned char *p, size_t n, uint32_t total, uint32_t stride, struct bytes *ret);

#endif
