/* SPDX-License-Identifier: MPL-2.0 */
/* DYMO LabelWriter 4xx: one byte for ESC A.
 *
 * Source: "LabelWriter 450 Series Printers Technical Reference Manual" (DYMO). */
#include "labels/dialogue.h"

enum { NOISE = 4 }; /* as for TSPL */

static size_t read_status(const unsigned char *p, size_t n, struct device_status *s)
{
	if (!n)
		return 0;
	if (n > NOISE)
		return n;
	if (p[0] & 0x1c) /* bits that no status has */
		return 1;
	s->answered = s->parts = 1;
	s->trouble = DEVICE_NONE;
	dialogue_trouble(s, p[0] & 0x20, DEVICE_PAPER);
	dialogue_trouble(s, p[0] & 0x40, DEVICE_JAM);
	dialogue_trouble(s, p[0] & 0x80, DEVICE_FAULT);
	s->ready = p[0] & 0x01 && s->trouble == DEVICE_NONE;
	s->printing = !(p[0] & 0x01) && s->trouble == DEVICE_NONE;
	return 1;
}

/* ESC, once more than the longest row has bytes: 156 on the 4XL, 84 on others. */
#define ESC8 "\x1b\x1b\x1b\x1b\x1b\x1b\x1b\x1b"
#define ESC40 ESC8 ESC8 ESC8 ESC8 ESC8
#define RESYNC ESC40 ESC40 ESC40 ESC40 "\x1b@"
const struct dialogue dialogue_dymo = { "dymo", "\x1b" "A", 2, RESYNC, sizeof(RESYNC) - 1, 1, NULL, 0, read_status };
