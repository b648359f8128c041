/* SPDX-License-Identifier: MPL-2.0 */
#include "labels/verdict.h"

#include <stdlib.h>
#include <string.h>

enum { BORDER = 12 /* dots of white around */, SOFT_UM = 125 /* to each side */ };

uint32_t verdict_far_mm(uint32_t module_um)
{
	return module_um * 600 / 1000 / 50 * 50;
}

/* Grey of the dots around: each black edge moved by `grow` dots. */
static int ink_at(const struct bitmap *b, int32_t x, int32_t y, int grow)
{
	int near = bitmap_get(b, x, y) + bitmap_get(b, x - 1, y) + bitmap_get(b, x + 1, y) + bitmap_get(b, x, y - 1) + bitmap_get(b, x, y + 1);
	return grow > 0 ? near > 0 : grow < 0 ? near == 5 : bitmap_get(b, x, y);
}

static void paint(const struct bitmap *b, int grow, struct pixels *px)
{
	for (uint32_t y = 0; y < px->h; y++)
		for (uint32_t x = 0; x < px->w; x++)
			px->p[(size_t)y * px->w + x] = ink_at(b, (int32_t)x - BORDER, (int32_t)y - BORDER, grow) ? 0 : 255;
}

/* The mean of 2 * soft + 1 pixels, one direction after the other. */
static void soften(struct pixels *px, size_t soft, size_t step, size_t lines, size_t line_step, size_t n)
{
	unsigned char was[BITMAP_SIDE_MAX + 2 * BORDER];
	for (size_t k = 0; k < lines; k++) {
		unsigned char *line = px->p + k * line_step;
		for (size_t i = 0; i < n; i++)
			was[i] = line[i * step];
		for (size_t i = soft; i + soft < n; i++) {
			uint32_t sum = 0;
			for (size_t j = i - soft; j <= i + soft; j++)
				sum += was[j];
			line[i * step] = (unsigned char)(sum / (2 * soft + 1));
		}
	}
}

static int says(const struct codes *c, struct glane_str url)
{
	return c->count == 1 && c->found[0].n == url.n && memcmp(c->found[0].text, url.p, url.n) == 0;
}

int verdict_of(struct code_reader *r, const struct bitmap *b, const struct label_layout *l, struct glane_str url, struct verdict *ret)
{
	static const int grow[VERDICT_WAYS] = { [VERDICT_THIN] = -1, [VERDICT_THICK] = 1 };
	struct verdict v = { .module_um = l->module * 25400 / l->dpi };
	struct pixels px = { 0 };
	size_t soft = label_dots(SOFT_UM, l->dpi);
	v.far_mm = verdict_far_mm(v.module_um);
	int rc = l->module && pixels_init(&px, b->w + 2 * BORDER, b->h + 2 * BORDER, 1) ? -1 : 0;
	for (int way = 0; rc == 0 && l->module && way < VERDICT_WAYS; way++) {
		struct codes codes;
		paint(b, grow[way], &px);
		if (way == VERDICT_SOFT) {
			soften(&px, soft, 1, px.h, px.w, px.w);
			soften(&px, soft, px.w, px.w, 1, px.h);
		}
		rc = codes_read(r, &px, &codes);
		v.read |= rc == 0 && says(&codes, url) ? 1u << way : 0;
	}
	pixels_fini(&px);
	if (rc == 0)
		*ret = v;
	return rc;
}
