/* SPDX-License-Identifier: MPL-2.0 */
/* printing.h: labels through an encoder and out of vprinter again, for the tests of both. */
#ifndef LABELS_TESTS_PRINTING_H
#define LABELS_TESTS_PRINTING_H

#include "labels/encode.h"
#include "vprinter/vprinter.h"

struct print_case {
	const char *encoder, *model, *media;
	uint32_t dpi;
	enum vprinter_language language;
	uint32_t head;   /* of the device; 0: vprinter need not know */
	uint32_t w, h;   /* of the picture that the printer wants */
	uint32_t x;      /* where its left edge comes out, from the left end of the head */
	uint32_t page_w; /* what vprinter shows is as wide; 0: as the picture */
	int turned;
};
extern const struct print_case print_cases[];
extern const uint32_t print_case_count;

struct media print_media(const struct print_case *k);
struct encode_options print_options(const struct print_case *k);
/* Of the size that the case says: dots by chance, most of them in areas as letters and symbols have them, none of them symmetric. */
struct bitmap print_picture(const struct print_case *k, unsigned seed);
struct bytes print_encoded(const struct print_case *k, const struct bitmap *b);
/* What comes out is exactly one label, without an error, and on it `b` and nothing else, black on black.  0: no. */
int print_same(const struct print_case *k, const struct bitmap *b, const struct bytes *stream);
struct vprinter_job print_decoded(const struct print_case *k, const struct bytes *stream);
/* Is it `b` at (x, y), and white all around? */
int print_is_at(const struct bitmap *page, const struct bitmap *b, uint32_t x, uint32_t y);

/* Wrong on purpose: left and right changed; white and black changed; twice as high. */
struct bitmap print_mirrored(const struct bitmap *b), print_negative(const struct bitmap *b), print_stretched(const struct bitmap *b);

#endif
