/* SPDX-License-Identifier: MPL-2.0 */
/* qr.h: QR symbols as modules; drawn in whole dots, never scaled.
 *
 * Versions 2 to 10: version 1 has no alignment pattern and tolerates little tilt, 10 is far beyond what a label holds.
 * Texts of digits, upper-case letters and " $%*+-./:" are encoded in alphanumeric mode, which saves a version. */
#ifndef DRAWING_QR_H
#define DRAWING_QR_H

#include <stdint.h>

#include "drawing/bitmap.h"
#include "glane/plugin.h"

enum { QR_L = 0, QR_M, QR_Q, QR_H };
enum { QR_VERSION_MIN = 2, QR_VERSION_MAX = 10, QR_SIDE_MAX = 17 + 4 * QR_VERSION_MAX };
enum { QR_QUIET = 4 }; /* modules of white on each side, part of the symbol */

struct qr {
	uint32_t version, level;
	uint32_t side; /* modules, without the quiet zone */
	unsigned char cells[QR_SIDE_MAX * QR_SIDE_MAX]; /* row by row, 1 is black */
};

/* The smallest version that holds `text` at `level`, 0 if none does. */
uint32_t qr_version(struct glane_str text, uint32_t level);
/* Modules along a side with the quiet zone. */
static inline uint32_t qr_extent(uint32_t version)
{
	return 17 + 4 * version + 2 * QR_QUIET;
}
/* The symbol of exactly `version`, at `level` or the highest level above it that costs no version.  Any thread.
 * Fails: GLANE_EINVAL when the text is empty or does not fit, GLANE_ENOMEM. */
int qr_make(struct glane_str text, uint32_t version, uint32_t level, struct qr *ret) GLANE_CHECKED;
/* (x, y) is the corner of the quiet zone, which stays as it is: the caller keeps it white. */
void qr_draw(const struct qr *q, struct bitmap *b, uint32_t x, uint32_t y, uint32_t dots_per_module);

#endif
