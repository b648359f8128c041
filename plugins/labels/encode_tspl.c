/* SPDX-License-Identifier: MPL-2.0 */
/* TSPL and TSPL2: BITMAP, in which 0 is black; some clones have it the other way round (options->inverted).
 *
 * Sources: TSC's programming manuals (TTP-244 Plus, p. 97), Gprinter GP-2120T, michaelrsweet/lprint, lprint-tspl.c. */
#include "labels/encode.h"

static void put_mm(struct bytes *out, uint32_t dmm)
{
	bytes_uint(out, dmm / 10);
	if (dmm % 10)
		bytes_format(out, ".%u", dmm % 10);
	PUT(out, " mm");
}

int encode_tspl(const struct bitmap *b, const struct media *m, const struct encode_options *o, struct bytes *out)
{
	struct label_area a;
	if (!encode_head(o, "tspl"))
		return GLANE_EINVAL;
	int rc = encode_check(b, m, o, area_whole, &a);
	if (rc)
		return rc;
	PUT(out, "\r\nSIZE "); /* the line end first: something cut off may stand before it */
	put_mm(out, m->w_dmm);
	PUT(out, ",");
	put_mm(out, m->h_dmm);
	PUT(out, "\r\nGAP ");
	put_mm(out, m->kind == MEDIA_LABELS ? MEDIA_GAP_DMM : 0);
	PUT(out, ",0 mm\r\nDIRECTION 1\r\nREFERENCE 0,0\r\n");
	if (o->darkness)
		bytes_format(out, "DENSITY %u\r\n", encode_darkness(o, 1, 15));
	bytes_format(out, "CLS\r\nBITMAP 0,0,%u,%u,0,", b->stride, b->h);
	size_t n = (size_t)b->stride * b->h;
	unsigned char *to = bytes_reserve(out, n);
	for (size_t i = 0; to && i < n; i++)
		to[i] = o->inverted ? b->bits[i] : (unsigned char)~b->bits[i]; /* also the dots that fill a row up: white */
	out->n += to ? n : 0;
	PUT(out, "\r\nPRINT 1,1\r\n");
	return out->failed ? GLANE_ENOMEM : GLANE_OK;
}
