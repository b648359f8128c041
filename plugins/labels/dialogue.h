/* SPDX-License-Identifier: MPL-2.0 */
/* dialogue.h: what the parsers of answers share.  All are pure; any thread. */
#ifndef LABELS_DIALOGUE_H
#define LABELS_DIALOGUE_H

#include "labels/device.h"

extern const struct dialogue dialogue_brother, dialogue_zpl, dialogue_escpos, dialogue_tspl, dialogue_dymo, dialogue_epl2;

/* ESC/POS: the four bytes for `tag` as the printer sends them back, each from 30 to 6F. */
uint32_t dialogue_echo(uint32_t tag);

/* Keeps the first trouble: who asks has cleared it before. */
static inline void dialogue_trouble(struct device_status *s, int is, enum device_trouble t)
{
	if (is && s->trouble == DEVICE_NONE)
		s->trouble = t;
}

#endif
