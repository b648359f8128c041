/* SPDX-License-Identifier: MPL-2.0 */
#include "labels/layout.h"

enum { /* micrometres */
	MODULE_GOOD = 420,     /* from here on a higher level of correction helps more than larger modules */
	MODULE_ENOUGH = 800,   /* beside words: larger ones only take room from them */
	MODULE_LARGEST = 1250, /* above words */
	NARROW = 17000,        /* labels on which level M is the better one: one version less, larger modules */
	WORDS_W_MIN = 9000,
	WORDS_H_MIN = 7000,
	STUB_W_MIN = 9000,
	STUB_H_MIN = 6000,
	CUT = 125,     /* the line */
	CUT_GAP = 1500 /* before it and behind it */
};

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

/* The largest module that helps, or that the design wants. */
static uint32_t module_most(const struct design *d, int landscape, uint32_t dpi)
{
	uint32_t wanted = d->module_um ? d->module_um : landscape ? MODULE_ENOUGH : MODULE_LARGEST;
	uint32_t most = label_dots(wanted, dpi), least = at_least(MODULE_MIN_UM, dpi);
	return most > least ? most : least;
}

/* The symbol for a square of `side` dots; module 0: none. */
static void choose_symbol(struct label_layout *l, struct glane_str url, uint32_t side, uint32_t most)
{
	uint32_t q = qr_version(url, QR_Q), m = qr_version(url, QR_M);
	uint32_t module_q = q ? module_for(q, side, most) : 0, module_m = m ? module_for(m, side, most) : 0;
	uint32_t good = at_least(MODULE_GOOD, l->dpi), narrow = label_dots(NARROW, l->dpi);
	/* A design that wants small modules everywhere does not get a lower level for it. */
	int high = module_q && module_q >= (good < most ? good : most) && l->w > narrow && l->h > narrow;
	l->version = high ? q : m;
	l->level = high ? QR_Q : QR_M;
	l->module = high ? module_q : module_m;
	if (l->module < at_least(MODULE_MIN_UM, l->dpi))
		l->module = 0;
	l->qr_side = l->module * qr_extent(l->version);
}

struct label_area label_area(const struct media *m, uint32_t dpi)
{
	return (struct label_area){ dpi, label_dots(m->w_dmm * 100, dpi), label_dots(m->h_dmm * 100, dpi), label_dots(m->margin_x_dmm * 100, dpi),
		                    label_dots(m->margin_y_dmm * 100, dpi), m->wordy };
}

/* Cuts the end off `all`, which is what the label has within its margins. */
static int plan_stub(struct label_layout *l, const struct design *d, struct text_box *all)
{
	uint32_t percent = 0;
	for (uint32_t i = 0; i < d->count; i++)
		percent = field_is(&d->parts[i], FIELD_CUT) ? d->parts[i].size : percent;
	if (!percent)
		return GLANE_OK;
	int32_t line = (int32_t)at_least(CUT, l->dpi), gap = (int32_t)label_dots(CUT_GAP, l->dpi);
	l->stub = l->cut = *all;
	if (all->w >= all->h) {
		int32_t part = all->w * (int32_t)percent / 100;
		l->cut.x = all->x + all->w - part;
		l->cut.w = line;
		l->cut.y = 0;
		l->cut.h = (int32_t)l->h;
		l->stub.x = l->cut.x + line + gap;
		l->stub.w = part - line - gap;
		all->w -= part + gap;
	} else {
		int32_t part = all->h * (int32_t)percent / 100;
		l->cut.y = all->y + all->h - part;
		l->cut.h = line;
		l->cut.x = 0;
		l->cut.w = (int32_t)l->w;
		l->stub.y = l->cut.y + line + gap;
		l->stub.h = part - line - gap;
		all->h -= part + gap;
	}
	int fits = l->stub.w >= (int32_t)at_least(STUB_W_MIN, l->dpi) && l->stub.h >= (int32_t)at_least(STUB_H_MIN, l->dpi);
	return fits ? GLANE_OK : GLANE_ETOOBIG;
}

/* Symbol and words share `all`. */
static int plan_symbol(struct label_layout *l, const struct design *d, struct glane_str url, struct text_box all)
{
	int landscape = all.w >= all.h, first = d->symbol == SYMBOL_START;
	int32_t least_h = (int32_t)at_least(WORDS_H_MIN, l->dpi);
	uint32_t along = (uint32_t)(landscape ? all.w : all.h), across = (uint32_t)(landscape ? all.h : all.w);
	uint32_t least = landscape ? at_least(WORDS_W_MIN, l->dpi) : (uint32_t)least_h, most = module_most(d, landscape, l->dpi);
	if (along <= least)
		return GLANE_ETOOBIG;
	/* The words get half of the length, unless the symbol would then be too fine. */
	choose_symbol(l, url, across < along / 2 ? across : along / 2, most);
	if (!l->module)
		choose_symbol(l, url, across < along - least ? across : along - least, most);
	if (!l->module)
		return GLANE_ETOOBIG;
	int32_t side = (int32_t)l->qr_side, x = all.x, y = all.y;
	l->words = all;
	if (landscape) {
		x += first ? 0 : all.w - side;
		y += (all.h - side) / 2;
		l->words.x += first ? side : 0;
		l->words.w -= side;
	} else {
		x += (all.w - side) / 2;
		y += first ? 0 : all.h - side;
		l->words.y += first ? side : 0;
		l->words.h -= side;
	}
	l->qr_x = (uint32_t)x;
	l->qr_y = (uint32_t)y;
	return l->words.h < least_h ? GLANE_ETOOBIG : GLANE_OK;
}

int label_plan_area(const struct label_area *a, const struct label_fields *f, struct label_layout *ret)
{
	const struct design *d = f->design ? f->design : &design_table[0];
	struct label_layout l = { .dpi = a->dpi, .w = a->w, .h = a->h };
	if (!f->url.n || !qr_version(f->url, QR_M))
		return GLANE_EINVAL;
	if (l.w <= 2 * a->margin_x || l.h <= 2 * a->margin_y)
		return GLANE_ETOOBIG;
	struct text_box all = { (int32_t)a->margin_x, (int32_t)a->margin_y, (int32_t)(l.w - 2 * a->margin_x), (int32_t)(l.h - 2 * a->margin_y) };
	int rc = plan_stub(&l, d, &all);
	if (rc == GLANE_OK && (a->wordy || d->symbol == SYMBOL_NONE))
		l.words = all;
	else if (rc == GLANE_OK)
		rc = plan_symbol(&l, d, f->url, all);
	if (rc == GLANE_OK)
		*ret = l;
	return rc;
}

int label_plan(const struct media *m, uint32_t dpi, const struct label_fields *f, struct label_layout *ret)
{
	struct label_area a = label_area(m, dpi);
	return label_plan_area(&a, f, ret);
}

/* --- dots and pages ----------------------------------------------------------------------------------------------------------- */
int label_bitmap_told(struct painter *p, const struct label_area *a, const struct label_fields *f, struct label_told *ret_told, struct bitmap *ret)
{
	struct label_layout l;
	struct qr qr;
	struct bitmap b;
	int rc = label_plan_area(a, f, &l);
	if (rc == GLANE_OK && l.module)
		rc = qr_make(f->url, l.version, l.level, &qr);
	if (rc == GLANE_OK)
		rc = bitmap_init(&b, l.w, l.h);
	if (rc)
		return rc;
	if (l.module)
		qr_draw(&qr, &b, l.qr_x, l.qr_y, l.module);
	rc = label_words(p, &l, f, ret_told, &b);
	if (rc == GLANE_OK)
		*ret = b;
	else
		bitmap_fini(&b);
	return rc;
}

int label_bitmap_area(struct painter *p, const struct label_area *a, const struct label_fields *f, struct bitmap *ret)
{
	return label_bitmap_told(p, a, f, NULL, ret);
}

int label_bitmap(struct painter *p, const struct media *m, uint32_t dpi, const struct label_fields *f, struct bitmap *ret)
{
	struct label_area a = label_area(m, dpi);
	return label_bitmap_area(p, &a, f, ret);
}

/* The smallest picture that holds all words and the line of the cut; its left edge on a whole byte. */
static struct text_box picture_of(const struct label_layout *l)
{
	if (!l->stub.w)
		return l->words;
	return (struct text_box){ 0, 0, (int32_t)l->w, (int32_t)l->h };
}

int label_onto_page(struct painter *p, const struct media *m, uint32_t dpi, const struct label_fields *f, struct pdf *d, int64_t x_um, int64_t y_um)
{
	struct label_layout l;
	struct qr qr;
	struct bitmap b;
	int rc = label_plan(m, dpi, f, &l);
	if (rc == GLANE_OK && l.module)
		rc = qr_make(f->url, l.version, l.level, &qr);
	if (rc)
		return rc;
	int64_t module_um = (int64_t)l.module * 25400 / dpi;
	if (l.module)
		pdf_qr(d, &qr, x_um + (int64_t)l.qr_x * 25400 / dpi, y_um + (int64_t)l.qr_y * 25400 / dpi, module_um);
	struct text_box at = picture_of(&l);
	struct label_layout words = l;
	words.words.x -= at.x;
	words.words.y -= at.y;
	rc = bitmap_init(&b, (uint32_t)at.w, (uint32_t)at.h);
	if (rc)
		return rc;
	rc = label_words(p, &words, f, NULL, &b);
	pdf_bitmap(d, &b, 0, 0, b.w, b.h, dpi, x_um + (int64_t)at.x * 25400 / dpi, y_um + (int64_t)at.y * 25400 / dpi);
	bitmap_fini(&b);
	return rc;
}
