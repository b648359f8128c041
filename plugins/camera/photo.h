/* SPDX-License-Identifier: MPL-2.0 */
/* photo.h: from what a camera made to the two small pictures that are kept: upright, without anything but the picture. */
#ifndef CAMERA_PHOTO_H
#define CAMERA_PHOTO_H

#include "reading/pixels.h"

enum { PHOTO_LARGE, PHOTO_THUMB, PHOTO_SIZES };
enum {
	PHOTO_LARGE_SIDE = 480, /* pixels of the longer side */
	PHOTO_THUMB_SIDE = 160,
	PHOTO_LARGE_MAX = 12000, /* bytes: with its page at most 20 kB, which is 2 s on a slow network */
	PHOTO_THUMB_MAX = 3000,
	PHOTO_LEAST_SIDE = 64 /* of what is sent: less shows nothing */
};
enum { PHOTO_TINY = PICTURE_NO_MEMORY + 1 }; /* one more picture_result */

struct photo {
	struct picture {
		uint32_t w, h;
		size_t n;
		unsigned char *p; /* JPEG; owned, see photo_fini() */
	} sizes[PHOTO_SIZES];
};
int photo_make(const void *bytes, size_t n, struct photo *ret); /* a picture_result, or PHOTO_TINY */
void photo_fini(struct photo *p);                               /* zeroed is fine */

#endif
