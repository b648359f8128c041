/* SPDX-License-Identifier: MPL-2.0 */
/* vprinter.h: a printer that prints into memory: what comes out of a stream of bytes, dot by dot, and what is wrong with it.
 *
 * Written from the makers' byte tables and not from our encoders: each file names its sources.  It is stricter than devices are: what
 * a device would put up with and a careful program would not send is an error here.  For tests alone. */
#ifndef VPRINTER_H
#define VPRINTER_H

#include <stddef.h>
#include <stdint.h>

#include "drawing/bitmap.h"

enum vprinter_language { VPRINTER_BROTHER, VPRINTER_ZPL, VPRINTER_ESCPOS, VPRINTER_TSPL, VPRINTER_DYMO, VPRINTER_EPL2, VPRINTER_PWG, VPRINTER_LANGUAGES };

struct vprinter_setup { /* of the device */
	uint32_t dpi;
	uint32_t head;  /* dots; 0: as many as are asked for.  Brother: 720 or 1296 */
	int inverted;   /* TSPL: a clone that takes 1 for black */
};

struct vprinter_label { /* as somebody sees it who reads it: nothing mirrored */
	struct bitmap black, red; /* of the whole width of the head or the page; red.w is 0 on a printer of one colour */
	uint32_t x_dpi, y_dpi;    /* a row of 600 dpi is half as high */
	uint32_t w_mm, h_mm;      /* the medium that was named; 0: none, or endless */
	int h_named;              /* Brother: its length counts, an endless one too */
};

enum { VPRINTER_LABELS_MAX = 16 };
struct vprinter_job {
	struct vprinter_label labels[VPRINTER_LABELS_MAX];
	uint32_t count;
	struct bytes seen;   /* the commands, a line each, ends with 0: "ESC i z\n" */
	struct bytes errors; /* the same; empty when all is well */
};

/* Reads the whole stream.  0, or the number of errors. */
int vprinter_decode(enum vprinter_language language, const struct vprinter_setup *setup, const unsigned char *p, size_t n, struct vprinter_job *ret);
void vprinter_fini(struct vprinter_job *j);
/* How often a command was seen. */
uint32_t vprinter_saw(const struct vprinter_job *j, const char *command);
const char *vprinter_errors(const struct vprinter_job *j); /* "" for none */

#endif
