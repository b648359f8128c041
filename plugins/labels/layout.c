/* SPDX-License-Identifier: MPL-2.0 */
#include "labels/layout.h"

#include <stdio.h>
#include <string.h>

enum { /* micrometres */
	MODULE_MIN = 330,    /* below, one frame of a phone's camera does not resolve it */
	MODULE_GOOD = 420,   /* from here on a higher level of correction helps more than larger modules */
	MODULE_ENOUGH = 800,   /* beside words: larger ones only take room from them */
	MODULE_LARGEST = 1250, /* above words */
	WORDS_W_MIN = 9000,
	WORDS_H_MIN = 7000,
};

static uint32_t dots(uint32_t um, uint32_t dpi)
{
	return (uint32_t)(((uint64_t)um * dpi + 12700) / 25400);
}

static uint32_t at_least(uint32_t um, uint32_t dpi)
{
	return (uint32_t)(((uint64_t)um * dpi + 25399) / 25400);
}

/* The module that fits into `side` dots, within reason. */
static uint32_t module_for(uint32_t version, uint32_t side, uint32_t most)
{
	uint32_t module = side / qr_extent(version);
	return module < most ? module : most;
}

/* The symbol for a square of `side` dots; module 0: none. */
static void choose_symbol(struct label_layout *l, struct glane_str url, uint32_t side)
{
	uint32_t most = dots(l->w >= l->h ? MODULE_ENOUGH : MODULE_LARGEST, l->dpi);
	uint32_t q = qr_version(url, QR_Q), m = qr_version(url, QR_M);
	uint32_t module_q = q ? module_for(q, side, most) : 0, module_m = m ? module_for(m, side, most) : 0;
	int high = module_q && module_q >= at_least(MODULE_GOOD, l->dpi);
	l->version = high ? q : m;
	l->level = high ? QR_Q : QR_M;
	l->module = high ? module_q : module_m;
	if (l->module * 25400ull < (uint64_t)MODULE_MIN * l->dpi)
		l->module = 0;
	l->qr_side = l->module * qr_extent(l->version);
}

struct label_area label_area(const struct media *m, uint32_t dpi)
{
	return (struct label_area){ dpi, dots(m->w_dmm * 100, dpi), dots(m->h_dmm * 100, dpi), dots(m->margin_x_dmm * 100, dpi),
		                    dots(m->margin_y_dmm * 100, dpi) };
}

int label_plan_area(const struct label_area *a, struct glane_str url, struct label_layout *ret)
{
	uint32_t dpi = a->dpi, mx = a->margin_x, my = a->margin_y;
	struct label_layout l = { .dpi = dpi, .w = a->w, .h = a->h };
	uint32_t least_w = at_least(WORDS_W_MIN, dpi), least_h = at_least(WORDS_H_MIN, dpi);
	if (!url.n || !qr_version(url, QR_M))
		return GLANE_EINVAL;
	if (l.w <= 2 * mx || l.h <= 2 * my)
		return GLANE_ETOOBIG;
	uint32_t w = l.w - 2 * mx, h = l.h - 2 * my, side;
	int landscape = w >= h;
	uint32_t along = landscape ? w : h, across = landscape ? h : w, least = landscape ? least_w : least_h;
	if (along <= least)
		return GLANE_ETOOBIG;
	/* The words get half of the length, unless the symbol would then be too fine. */
	side = across < along / 2 ? across : along / 2;
	choose_symbol(&l, url, side);
	if (!l.module) {
		choose_symbol(&l, url, across < along - least ? across : along - least);
		if (!l.module)
			return GLANE_ETOOBIG;
	}
	if (landscape) {
		l.qr_x = mx;
		l.qr_y = my + (h - l.qr_side) / 2;
		l.words = (struct text_box){ (int32_t)(mx + l.qr_side), (int32_t)my, (int32_t)(w - l.qr_side), (int32_t)h };
	} else {
		l.qr_x = mx + (w - l.qr_side) / 2;
		l.qr_y = my;
		l.words = (struct text_box){ (int32_t)mx, (int32_t)(my + l.qr_side), (int32_t)w, (int32_t)(h - l.qr_side) };
	}
	if (l.words.h < (int32_t)least_h)
		return GLANE_ETOOBIG;
	*ret = l;
	return GLANE_OK;
}

int label_plan(const struct media *m, uint32_t dpi, struct glane_str url, struct label_layout *ret)
{
	struct label_area a = label_area(m, dpi);
	return label_plan_area(&a, url, ret);
}

/* The code in groups of four, as people read it aloud, and the number of the copy. */
static struct glane_str grouped(const struct label_fields *f, char out[40])
{
	struct glane_str code = f->code;
	size_t n = 0;
	for (size_t i = 0; i < code.n && n < 22; i++) {
		if (i && i % 4 == 0 && i + 1 < code.n)
			out[n++] = ' ';
		out[n++] = code.p[i];
	}
	if (f->copy > 1)
		n += (size_t)snprintf(out + n, 14, "%s#%u", n ? " " : "", f->copy);
	out[n] = 0;
	return (struct glane_str){ out, n };
}

struct brush { /* what every row needs */
	struct painter *p;
	struct bitmap *b;
	struct text_box left; /* the part of the words' box that is still free */
	uint32_t unit;        /* a line of small words, in dots */
	int rc;
};

static struct text_box write(struct brush *k, struct text_box box, struct text_style style, struct glane_str words)
{
	struct text_box used = { box.x, box.y, 0, 0 };
	if (k->rc == GLANE_OK)
		k->rc = painter_text(k->p, k->b, box, &style, words, &used);
	return used;
}

/* The category in full, white in a black bar across the top. */
static void draw_category(struct brush *k, struct glane_str words)
{
	if (!words.n)
		return;
	int32_t pad = (int32_t)k->unit / 5;
	struct text_box box = { k->left.x + pad, k->left.y + pad / 2, k->left.w - 2 * pad, 2 * (int32_t)k->unit };
	struct text_style style = { .size = k->unit * 9 / 10, .min_size = k->unit * 7 / 10, .lines = 2, .bold = 1, .whole = 1 };
	struct text_box used = write(k, box, style, words);
	int32_t bar = used.h + pad;
	bitmap_invert(k->b, k->left.x, k->left.y, k->left.w, bar);
	k->left.y += bar + pad;
	k->left.h -= bar + pad;
}

/* Takes `h` dots and a gap off the bottom of what is free. */
static void take_bottom(struct brush *k, int32_t h, int32_t gap)
{
	k->left.h -= h > 0 ? h + gap : 0;
}

static struct text_box bottom_row(const struct brush *k, uint32_t h)
{
	return (struct text_box){ k->left.x, k->left.y + k->left.h - (int32_t)h, k->left.w, (int32_t)h };
}

/* The shop's number, large; the weight and the code, small: beside it on a wide label, below it on a narrow one. */
static void draw_foot(struct brush *k, const struct label_fields *f)
{
	char code[40];
	int32_t unit = (int32_t)k->unit, gap = unit * 2 / 5;
	struct text_style large = { .size = k->unit * 8 / 5, .lines = 1, .bold = 1, .whole = 1, .down = TEXT_BOTTOM, .ink = 1 };
	struct text_style small = { .size = k->unit * 13 / 20, .lines = 1, .whole = 1, .down = TEXT_BOTTOM, .ink = 1 };
	if (!f->short_no.n)
		small.size = k->unit; /* the only number of a blank label */
	if (f->short_no.n && k->left.w >= 12 * unit) {
		large.size = k->unit * 7 / 5;
		struct text_box row = bottom_row(k, large.size), used = write(k, row, large, f->short_no);
		int32_t h = used.h, right = used.w + unit / 2;
		row.x += right;
		row.w -= right;
		small.across = TEXT_END;
		used = write(k, row, small, grouped(f, code));
		row.h -= used.h ? used.h + gap * 3 / 4 : 0;
		write(k, row, small, f->weight);
		take_bottom(k, h, gap);
		return;
	}
	if (k->left.h < k->left.w)
		large.size = k->unit * 5 / 4;
	struct text_box row = bottom_row(k, small.size), used = write(k, row, small, grouped(f, code));
	int32_t h = used.h;
	if (used.w) {
		row.x += used.w + gap;
		row.w -= used.w + gap;
	}
	small.across = TEXT_END;
	used = write(k, row, small, f->weight);
	take_bottom(k, used.h > h ? used.h : h, gap);
	used = write(k, bottom_row(k, large.size), large, f->short_no);
	take_bottom(k, used.h, gap);
}

/* Figures need no wide spaces: the letters become larger. */
static struct glane_str narrow(struct glane_str words, char *out, size_t cap)
{
	size_t n = 0;
	for (size_t i = 0; i < words.n && n + 3 < cap; i++) {
		int wide = words.p[i] == ' ', no_break = i + 1 < words.n && memcmp(words.p + i, "\xc2\xa0", 2) == 0;
		if (wide || no_break) {
			memcpy(out + n, "\xe2\x80\xaf", 3);
			n += 3;
			i += (size_t)no_break;
		} else {
			out[n++] = words.p[i];
		}
	}
	out[n] = 0;
	return (struct glane_str){ out, n };
}

static void draw_words(struct brush *k, const struct label_fields *f)
{
	int32_t unit = (int32_t)k->unit;
	draw_category(k, f->category);
	draw_foot(k, f);
	uint32_t large = f->price.n ? k->unit * 21 / 20 : k->unit * 8 / 5;
	struct text_style title = { .size = large, .min_size = large * 17 / 20, .lines = 2 };
	struct text_box used = write(k, k->left, title, f->title);
	k->left.y += used.h ? used.h + unit / 3 : 0;
	k->left.h -= used.h ? used.h + unit / 3 : 0;
	char figures[96];
	struct text_style price = { .size = k->unit * 4, .min_size = k->unit, .lines = 1, .bold = 1, .whole = 1,
		                    .down = TEXT_MIDDLE, .ink = 1 };
	write(k, k->left, price, narrow(f->price, figures, sizeof(figures)));
}

static int draw_all_words(struct painter *p, const struct label_layout *l, const struct label_fields *f, struct bitmap *b)
{
	struct brush k = { .p = p, .b = b, .left = l->words };
	/* Nearly nine lines of small words make up a label; 6 mm a line is as large as it gets. */
	uint32_t by_height = (uint32_t)l->words.h * 10 / 87, by_width = (uint32_t)l->words.w / 9, most = dots(6000, l->dpi);
	k.unit = by_height < by_width ? by_height : by_width;
	k.unit = k.unit < most ? k.unit : most;
	draw_words(&k, f);
	return k.rc;
}

int label_bitmap_area(struct painter *p, const struct label_area *a, const struct label_fields *f, struct bitmap *ret)
{
	struct label_layout l;
	struct qr qr;
	struct bitmap b;
	int rc = label_plan_area(a, f->url, &l);
	if (rc == GLANE_OK)
		rc = qr_make(f->url, l.version, l.level, &qr);
	if (rc == GLANE_OK)
		rc = bitmap_init(&b, l.w, l.h);
	if (rc)
		return rc;
	qr_draw(&qr, &b, l.qr_x, l.qr_y, l.module);
	rc = draw_all_words(p, &l, f, &b);
	if (rc == GLANE_OK)
		*ret = b;
	else
		bitmap_fini(&b);
	return rc;
}

int label_bitmap(struct painter *p, const struct media *m, uint32_t dpi, const struct label_fields *f, struct bitmap *ret)
{
	struct label_area a = label_area(m, dpi);
	return label_bitmap_area(p, &a, f, ret);
}

int label_onto_page(struct painter *p, const struct media *m, uint32_t dpi, const struct label_fields *f, struct pdf *d,
                    int64_t x_um, int64_t y_um)
{
	struct label_layout l;
	struct qr qr;
	struct bitmap b;
	int rc = label_plan(m, dpi, f->url, &l);
	if (rc == GLANE_OK)
		rc = qr_make(f->url, l.version, l.level, &qr);
	if (rc)
		return rc;
	int64_t module_um = (int64_t)l.module * 25400 / dpi;
	pdf_qr(d, &qr, x_um + (int64_t)l.qr_x * 25400 / dpi, y_um + (int64_t)l.qr_y * 25400 / dpi, module_um);
	/* Only the words' box becomes a picture. */
	struct label_layout words = l;
	words.words.x = words.words.y = 0;
	rc = bitmap_init(&b, (uint32_t)l.words.w, (uint32_t)l.words.h);
	if (rc)
		return rc;
	rc = draw_all_words(p, &words, f, &b);
	pdf_bitmap(d, &b, 0, 0, b.w, b.h, dpi, x_um + (int64_t)l.words.x * 25400 / dpi, y_um + (int64_t)l.words.y * 25400 / dpi);
	bitmap_fini(&b);
	return rc;
}
