/* SPDX-License-Identifier: MPL-2.0 */
/* PWG raster, from PWG 5102.4: RaS2, a head of 1,796 bytes a page, lines with repeats.  black_1, and sgray_8 and
 * srgb_8 whose dots are black or white. */
#include <string.h>

#include "vprinter/parts.h"

enum { HEAD = 1796 };

static uint32_t at(const unsigned char *head, size_t offset)
{
	const unsigned char *p = head + offset;
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static const struct type {
	unsigned space, bits, colours;
} types[] = { { 3, 1, 1 }, { 18, 8, 1 }, { 19, 8, 3 } };

static const struct type *type_of(const unsigned char *head)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].space == at(head, 400))
			return &types[i];
	return NULL;
}

/* What the format asks of a page. */
static int check(struct vp *v, const unsigned char *head)
{
	const struct type *t = type_of(head);
	if (memcmp(head, "PwgRaster", 10) != 0) {
		vp_error(v, "no PwgRaster");
		return 0;
	}
	if (!t) {
		vp_error(v, "ColorSpace is %u", at(head, 400));
		return 0;
	}
	const struct {
		unsigned offset, value;
		const char *what;
	} fixed[] = { { 384, t->bits, "BitsPerColor" }, { 388, t->bits * t->colours, "BitsPerPixel" }, { 396, 0, "ColorOrder" }, { 420, t->colours, "NumColors" } };
	int good = 1;
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		if (at(head, fixed[i].offset) == fixed[i].value)
			continue;
		vp_error(v, "%s is %u", fixed[i].what, at(head, fixed[i].offset));
		good = 0;
	}
	uint32_t w = at(head, 372), h = at(head, 376), dpi = at(head, 276);
	if (!w || !h || w > BITMAP_SIDE_MAX || h > BITMAP_SIDE_MAX || at(head, 392) != (w * t->bits * t->colours + 7) / 8) {
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

/* A line of `n` dots of `size` bytes. */
static int unpacked(struct vp *v, unsigned char *row, uint32_t n, uint32_t size)
{
	uint32_t made = 0;
	while (made < n && !v->over) {
		unsigned b = vp_byte(v);
		uint32_t count = b <= 127 ? b + 1 : 257 - b;
		if (b == 128 || count > n - made) {
			vp_error(v, "a run of %u, %u are missing", count, n - made);
			v->over = 1;
			return 0;
		}
		const unsigned char *p = vp_bytes(v, b <= 127 ? size : count * size);
		for (uint32_t i = 0; p && i < count; i++)
			memcpy(row + (size_t)(made + i) * size, b <= 127 ? p : p + (size_t)i * size, size);
		made += count;
	}
	return !v->over;
}

/* Light as dots: 0 is black. */
static void darken(struct vp *v, unsigned char *row, uint32_t w, uint32_t colours)
{
	for (uint32_t x = 0, black; x < w; x++) {
		for (uint32_t i = 0; i < colours; i++)
			if (row[(size_t)x * colours + i] != row[(size_t)x * colours] || (unsigned char)(row[(size_t)x * colours] + 1) > 1)
				vp_error(v, "a dot that is neither black nor white");
		black = row[(size_t)x * colours] == 0;
		if (x % 8 == 0)
			row[x / 8] = 0; /* what it says has been read */
		row[x / 8] |= (unsigned char)(black << (7 - x % 8));
	}
}

static void page(struct vp *v)
{
	const unsigned char *head = vp_bytes(v, HEAD);
	struct vp_page rows = { 0 };
	static _Thread_local unsigned char row[BITMAP_SIDE_MAX * 3];
	if (!head || !check(v, head)) {
		v->over = 1;
		return;
	}
	uint32_t w = at(head, 372), h = at(head, 376), stride = (w + 7) / 8;
	const struct type *t = type_of(head);
	struct vprinter_label l = { .x_dpi = at(head, 276), .y_dpi = at(head, 280), .w_mm = (at(head, 352) * 254 + 360) / 720, .h_mm = (at(head, 356) * 254 + 360) / 720 };
	vp_seen(v, "page %.64s", (const char *)head + 1732);
	for (uint32_t y = 0; y < h && !v->over;) {
		uint32_t repeat = vp_byte(v) + 1;
		if (!(t->bits == 1 ? unpacked(v, row, stride, 1) : unpacked(v, row, w, t->colours)))
			break;
		if (t->bits == 8)
			darken(v, row, w, t->colours);
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
