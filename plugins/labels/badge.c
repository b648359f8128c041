/* SPDX-License-Identifier: MPL-2.0 */
/* A badge as a page of the size of a bank card (ISO/IEC 7810 ID-1): first name and QR code.  What it says is a key: it is
 * asked for, drawn, sent, and kept nowhere. */
#include "labels/internal.h"

enum {
	CARD_W_UM = 85600, CARD_H_UM = 53980, MARGIN_UM = 4000, MODULE_UM = 900,
	DPI = 300, NAME_W = 496 /* dots; a multiple of 8 */, NAME_H = 320, NAME_SIZE = 110, NAME_SIZE_MIN = 44,
};

int badge_pdf(struct glane_self *self, struct glane_call *c)
{
	static const struct text_style style = { .size = NAME_SIZE, .min_size = NAME_SIZE_MIN, .lines = 3, .bold = 1, .across = TEXT_START, .down = TEXT_MIDDLE };
	struct glane_str name = in_text(c, "name"), content = in_text(c, "content");
	uint32_t version = qr_version(content, QR_M);
	struct bitmap words = { 0 };
	struct bytes out = { 0 };
	struct qr q;
	if (!version)
		return labels_host->call->refuse_input(c, "content", "badge_content", NULL);
	struct pdf *d = pdf_new(name, labels_host->call->lang(c));
	int rc = d ? qr_make(content, version, QR_M, &q) : GLANE_ENOMEM;
	if (rc == GLANE_OK)
		rc = bitmap_init(&words, NAME_W, NAME_H);
	if (rc == GLANE_OK)
		rc = painter_text(self->painter, &words, (struct text_box){ 0, 0, NAME_W, NAME_H }, &style, name, NULL);
	if (rc == GLANE_OK) {
		int64_t side = (int64_t)qr_extent(version) * MODULE_UM;
		pdf_page(d, CARD_W_UM, CARD_H_UM);
		pdf_bitmap(d, &words, 0, 0, NAME_W, NAME_H, DPI, MARGIN_UM, (CARD_H_UM - (int64_t)NAME_H * 25400 / DPI) / 2);
		pdf_qr(d, &q, CARD_W_UM - side, (CARD_H_UM - side) / 2, MODULE_UM);
		rc = pdf_finish(d, &out);
	}
	pdf_free(d);
	bitmap_fini(&words);
	rc = picture_refuse(c, rc);
	if (rc == GLANE_OK)
		rc = labels_host->reply->file(c, "application/pdf", "badge.pdf");
	if (rc == GLANE_OK)
		rc = labels_host->reply->write(c, out.p, out.n);
	bytes_fini(&out);
	return rc;
}
