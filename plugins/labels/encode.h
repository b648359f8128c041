/* SPDX-License-Identifier: MPL-2.0 */
/* encode.h: one picture of a label into the bytes that a printer wants: a table of languages, a table of printers.
 *
 * Title, price, code and symbol are all dots, so nothing that somebody typed can become a command.  An encoder only wraps
 * rows: no dot is scaled, moved or left out, but for one case that escpos says of itself.  All of them are pure functions;
 * any thread.
 *
 * A picture that is smaller than the label stands in its top left corner; what is missing stays white. */
#ifndef LABELS_ENCODE_H
#define LABELS_ENCODE_H

#include <stdint.h>

#include "drawing/bitmap.h"
#include "glane/plugin.h"
#include "labels/layout.h"
#include "labels/media.h"

enum { /* what a printer can do */
	MODEL_CUTTER = 1 << 0,
	MODEL_SWITCH = 1 << 1,   /* Brother: has modes, and has to be told to take rasters */
	MODEL_PACKBITS = 1 << 2, /* Brother: takes compressed rows */
	MODEL_RED = 1 << 3       /* Brother: prints black and red */
};
struct model {
	const char *name;     /* as on its case, or what it stands for */
	const char *language; /* of the table of encoders */
	struct {
		uint16_t dpi, head; /* dots that are side by side on the head at this resolution; dpi 0: no more; the first 0: any resolution, any width */
	} at[2];
	uint16_t flags, least_rows; /* least_rows: of a piece of an endless roll, or it is not cut */
};
extern const struct model model_table[];
extern const uint32_t model_count;
/* A printer by its name, capitals or not; no name: the first one that speaks the language.  NULL: there is none. */
const struct model *model_find(const char *language, struct glane_str name);
enum { DPI_USUAL = 300 }; /* where nothing asks for another */
uint32_t model_dpi(const struct model *m); /* the usual one of it; NULL: of none */

struct encode_options {
	const struct model *model; /* one of the encoder's language; png and pdf have none */
	uint32_t dpi;              /* one of the model's */
	const struct bitmap *red;  /* NULL or as large as the picture; on MEDIA_RED: what is red and not black */
	uint8_t darkness;          /* 1 to 10; 0: as the printer is set */
	uint8_t inverted;          /* TSPL: this printer takes 1 for black */
	uint8_t plain;             /* ZPL: no zlib, for clones that do not know it */
};

/* Appends one label to `out`.  Fails: GLANE_EINVAL without a dot or with another model or resolution, GLANE_ENOENT when the
 * printer takes no such roll, GLANE_ETOOBIG when the picture is larger than the label or the head, GLANE_ENOMEM. */
typedef int encode_fn(const struct bitmap *b, const struct media *m, const struct encode_options *o, struct bytes *out);
/* The picture that the printer wants of this label.  Fails: GLANE_EINVAL, GLANE_ENOENT, GLANE_ETOOBIG as above. */
typedef int encode_area_fn(const struct media *m, const struct encode_options *o, struct label_area *ret);

encode_fn encode_png, encode_brother, encode_zpl, encode_escpos, encode_tspl, encode_dymo, encode_epl2, encode_pwg, encode_pdf;
encode_area_fn area_whole, area_brother, area_escpos, area_dymo;

struct encoder {
	const char *name; /* "brother-ql"; also the ending of a file with these bytes */
	const char *type; /* MIME */
	encode_area_fn *area;
	encode_fn *run;
	int dark;         /* a label can say how dark it is to be */
};
extern const struct encoder encoder_table[];
extern const uint32_t encoder_count;
const struct encoder *encoder_find(struct glane_str name); /* NULL: unknown */

/* --- for the encoders ------------------------------------------------------------------------------------------------ */
/* Dots that the head has at this resolution; 0: the model does not have it, or it is of another language. */
uint32_t encode_head(const struct encode_options *o, const char *language);
/* GLANE_OK when `b` is there and within the area that `area` gives, which goes to *ret. */
int encode_check(const struct bitmap *b, const struct media *m, const struct encode_options *o, encode_area_fn *area,
                 struct label_area *ret) GLANE_CHECKED;
static inline const unsigned char *encode_row(const struct bitmap *b, uint32_t y)
{
	return b->bits + (size_t)y * b->stride;
}
int encode_is_white(const unsigned char *row, size_t n);
/* 0 as it is, 1..10 as low..high. */
static inline uint32_t encode_darkness(const struct encode_options *o, uint32_t low, uint32_t high)
{
	return low + (high - low) * ((o->darkness > 10 ? 10u : o->darkness) - 1u) / 9;
}
static inline void encode_put(struct bytes *out, const char *octets, size_t n)
{
	bytes_add(out, octets, n);
}
/* A literal with its zeros, without the one behind it. */
#define PUT(out, literal) encode_put(out, literal, sizeof(literal) - 1)

#endif
