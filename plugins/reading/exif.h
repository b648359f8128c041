/* SPDX-License-Identifier: MPL-2.0 */
/* exif.h: the one thing of EXIF that a photo needs: which way up it was held. */
#ifndef READING_EXIF_H
#define READING_EXIF_H

#include <stddef.h>

/* Of the payload of an APP1 segment ("Exif", two zeros, TIFF): 1 to 8 as in the standard; 1 when it does not say. */
int exif_orientation(const unsigned char *p, size_t n);

#endif
