/* SPDX-License-Identifier: MPL-2.0 */
/* PWG raster, from PWG 5102.4: RaS2, a head of 1,796 bytes a page, lines with repeats.  black_1 only. */
#include <string.h>

#include "vprinter/parts.h"

enum { HEAD = 1796 };

static uint32_t at(const unsigned char *head, size_t offset)
{
	const unsigned char *p = head + offset;
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* What the format asks of a page in black_1. */
static int check(struct vp *v, const unsigned char *head)
{
	static const struct {
		unsigned offset, value;
		const char *what;
	} fixed[] = { { 384, 1, "BitsPerColor" }, { 388, 1, "BitsPerPixel" }, { 396, 0, "ColorOrder" }, { 400, 3, "ColorSpace" }, { 420, 1, "NumColors" } };
	int good = 1;
	if (memcmp(head, "PwgRaster", 10) != 0) {
		vp_error(v, "no PwgRaster");
		return 0;
	}
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		if (at(head, fixed[i].offset) == fixed[i].value)
			continue;
		vp_error(v, "%s is %u", fixed[i].what, at(head, fixed[i].offset));
		good = 0;
	}
	uint32_t w = at(head, 372), h = at(head, 376), dpi = at(head, 276);
	if (!w || !h || w > BITMAP_SIDE_MAX || h > BITMAP_SIDE_MAX || at(head, 392) != (w + 7) / 8) {
		vp_error(v, "%u x %u dots, rows of %u bytes", w, h, at(head, 392));
		return 0;
	}
	if (dpi != v->setup->dpi || at(head, 280) != dpi) {
		vp_error(v, "%u x %u dpi on a printer of %u", dpi, at(head, 280), v->setup->dpi);
		return 0;
	}
	/* The page and its dots are of one size, a dot or a point aside. */
	long off_w = (long)at(head, 352) * dpi - (long)w * 72, off_h = (long)at(head, 356) * dpi - (long)h * 72;
	if (off_w > (long)dpi || off_w < -(long)dpi || off_h > (long)dpi || off_h < -(long)dpi)
		vp_error(v, "PageSize %u x %u points is not %u x %u dots", at(head, 352), at(head, 356), w, h);
	return good;
}

static int unpacked(struct vp *v, unsigned char *row, uint32_t stride)
{
	uint32_t made = 0;
	while (made < stride && !v->over) {
		unsigned b = vp_byte(v);
		uint32_t count = b <= 127 ? b + 1 : 257 - b;
		if (b == 128 || count > stride - made) {
			vp_error(v, "a run of %u bytes, %u are missing", count, stride - made);
			v->over = 1;
			return 0;
		}
		const unsigned char *p = vp_bytes(v, b <= 127 ? 1 : count);
		if (p && b <= 127)
			memset(row + made, *p, count);
		else if (p)
			memcpy(row + made, p, count);
		made += count;
	}
	return !v->over;
}

static void page(struct vp *v)
{
	const unsigned char *head = vp_bytes(v, HEAD);
	struct vp_page rows = { 0 };
	unsigned char row[BITMAP_SIDE_MAX / 8];
	if (!head || !check(v, head)) {
		v->over = 1;
		return;
	}
	uint32_t w = at(head, 372), h = at(head, 376), stride = at(head, 392);
	struct vprinter_label l = { .x_dpi = at(head, 276), .y_dpi = at(head, 280), .w_mm = (at(head, 352) * 254 + 360) / 720, .h_mm = (at(head, 356) * 254 + 360) / 720 };
	vp_seen(v, "page %.64s", (const char *)head + 1732);
	for (uint32_t y = 0; y < h && !v->over;) {
		uint32_t repeat = vp_byte(v) + 1;
		if (!unpacked(v, row, stride))
			break;
		if (repeat > h - y) {
			vp_error(v, "%u lines more than the page has", repeat - (h - y));
			break;
		}
		for (; repeat; repeat--, y++)
			vp_row(v, &rows, row, stride, 0);
	}
	if (!v->over && vp_page_end(v, &rows, w, h, &l.black))
		vp_label(v, &l);
	bytes_fini(&rows.rows);
}

void vp_pwg(struct vp *v)
{
	const unsigned char *sync = vp_bytes(v, 4);
	if (!sync || memcmp(sync, "RaS2", 4) != 0) {
		vp_error(v, "no RaS2");
		return;
	}
	while (vp_more(v))
		page(v);
}
