/* SPDX-License-Identifier: MPL-2.0 */
/* EPL2: GW, in which 0 is black; a row each, because old printers have small buffers, and none for white ones, because N
 * has cleared the picture.
 *
 * Sources: Zebra's EPL programmer's manual; michaelrsweet/lprint, lprint-epl2.c. */
#include "labels/encode.h"

int encode_epl2(const struct bitmap *b, const struct media *m, const struct encode_options *o, struct bytes *out)
{
	struct label_area a;
	if (!encode_head(o, "epl2"))
		return GLANE_EINVAL;
	int rc = encode_check(b, m, o, area_whole, &a);
	if (rc)
		return rc;
	PUT(out, "\nN\n");
	if (o->darkness)
		bytes_format(out, "D%u\n", encode_darkness(o, 1, 15));
	bytes_format(out, "q%u\nQ%u,%u\n", a.w, a.h, m->kind == MEDIA_LABELS ? (MEDIA_GAP_DMM * o->dpi + 127) / 254 : 0);
	for (uint32_t y = 0; y < b->h; y++) {
		const unsigned char *row = encode_row(b, y);
		if (encode_is_white(row, b->stride))
			continue;
		bytes_format(out, "GW0,%u,%u,1,", y, b->stride);
		unsigned char *to = bytes_reserve(out, b->stride);
		for (uint32_t i = 0; to && i < b->stride; i++)
			to[i] = (unsigned char)~row[i];
		out->n += to ? b->stride : 0;
		PUT(out, "\n");
	}
	PUT(out, "P1\n");
	return out->failed ? GLANE_ENOMEM : GLANE_OK;
}
