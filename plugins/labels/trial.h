/* SPDX-License-Identifier: MPL-2.0 */
/* trial.h: labels that say something about the printer: does each dot of its head burn, where does it put the picture. */
#ifndef LABELS_TRIAL_H
#define LABELS_TRIAL_H

#include "drawing/text.h"
#include "labels/layout.h"

/* Every dot of the head burns one dash of its own, in a staircase of eight, so that a dead one leaves a gap; below, dots are
 * counted, and a bar has a white line where one is dead.  `turned`: as of struct media.  Fails: as painter_text. */
int trial_head(struct painter *p, const struct label_area *a, int turned, struct bitmap *ret) GLANE_CHECKED;
/* A frame as far out as the printer reaches, rulers in millimetres along its top and left, an arrow to the top.  Fails: as painter_text. */
int trial_frame(struct painter *p, const struct label_area *a, struct bitmap *ret) GLANE_CHECKED;
/* Dots by which a picture has to move when white strips of so many hundredths of a millimetre were left on both sides. */
int32_t trial_shift(int64_t before, int64_t after, uint32_t dpi);

#endif
