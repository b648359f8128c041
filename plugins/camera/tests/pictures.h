/* SPDX-License-Identifier: MPL-2.0 */
/* pictures.h: JPEG files as cameras make them, and as they should not. */
#ifndef CAMERA_PICTURES_H
#define CAMERA_PICTURES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "reading/jpeg.h"

struct file {
	unsigned char *p;
	size_t n;
};
void file_free(struct file *f);

/* Four quarters: red, green; blue, white. */
struct pixels quarters(uint32_t w, uint32_t h);
/* Foliage and sand in one: hardly compresses. */
struct pixels noise(uint32_t w, uint32_t h);
/* A QR symbol, `dots` a module, on grey levels from `black` to `white`, turned by `turn` degrees, in the middle of a larger sheet. */
struct pixels symbol(const char *text, double dots, unsigned char black, unsigned char white, double turn);

enum { BASELINE, PROGRESSIVE, MANY_SCANS /* a valid one: each coefficient of each colour has its own */ };
struct file jpeg_file(const struct pixels *px, int quality, int kind); /* frees the pixels */
/* With an APP1 segment of EXIF: orientation, and a position.  `big`: in Motorola's order. */
struct file with_exif(struct file f, int orientation, int big); /* frees f */
/* The first start-of-frame says so instead. */
void claim_size(struct file *f, uint32_t w, uint32_t h);
int has_segment(const void *p, size_t n, unsigned char marker); /* before the first scan */

/* Which quarter's colour stands there: 'r' 'g' 'b' 'w', '?' none of them. */
char colour_at(const struct pixels *px, double x, double y);

#endif
