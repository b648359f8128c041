/* SPDX-License-Identifier: MPL-2.0 */
/* A page with the label's dots, for printers that take PDF and no raster.  It is as large as they are, which is half a dot more or less than the
 * label: else each printer would round once more. */
#include "drawing/pdf.h"
#include "labels/encode.h"

int encode_pdf(const struct bitmap *b, const struct media *m, const struct encode_options *o, struct bytes *out)
{
	struct label_area a;
	int rc = encode_check(b, m, o, area_whole, &a);
	struct pdf *d = rc ? NULL : pdf_new(glane_cstr(m->id), glane_cstr(""));
	if (!d)
		return rc ? rc : GLANE_ENOMEM;
	pdf_page(d, a.w * 25400 / o->dpi, a.h * 25400 / o->dpi);
	pdf_bitmap(d, b, 0, 0, b->w, b->h, o->dpi, 0, 0);
	rc = pdf_finish(d, out);
	pdf_free(d);
	return rc;
}
