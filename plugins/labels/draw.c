/* SPDX-License-Identifier: MPL-2.0 */
/* The parts of a design into their boxes.  Those before the part that gets the rest stand at the top, those after it at the
 * bottom; sizes are relative to one unit, a line of small words, which follows from the height that they need together. */
#include <stdio.h>
#include <string.h>

#include "labels/logo.h"
#include "labels/layout.h"

enum { BESIDE_MOST = 6, UNIT_MOST_UM = 6000, UNITS_ACROSS = 9, UNITS_BESIDE = 12 /* from here on companions stand beside */ };

struct band { /* a line, and what stands beside it */
	const struct design_part *head; /* NULL: it has no words */
	const struct design_part *beside[BESIDE_MOST];
	uint32_t beside_count;
	uint32_t lonely; /* what gets the rest has no words: this one is half as large again */
};
struct brush {
	struct painter *p;
	struct bitmap *b;
	const struct label_fields *f;
	const struct design *d;
	struct text_box left; /* what is still free */
	uint32_t unit, dpi;   /* unit: in dots */
	struct label_told told;
	int rc;
};

/* --- words --------------------------------------------------------------------------------------------------------------- */
static int has_field(const struct design *d, const char *field)
{
	for (uint32_t i = 0; i < d->count; i++)
		if (field_is(&d->parts[i], field))
			return 1;
	return 0;
}

/* The code in groups of four, as people read it aloud, unless it comes in groups. */
static size_t grouped(struct glane_str code, char *out)
{
	size_t n = 0, grouping = !memchr(code.p, ' ', code.n);
	for (size_t i = 0; i < code.n && n < 22; i++) {
		if (grouping && i && i % 4 == 0 && i + 1 < code.n)
			out[n++] = ' ';
		out[n++] = code.p[i];
	}
	return n;
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

/* What a person types: the code, or the shop's number; one of them has the number of the copy. */
static struct glane_str number(const struct brush *k, int code, char *out, size_t cap)
{
	const struct label_fields *f = k->f;
	int coded = has_field(k->d, "code") && f->code.n; /* the code carries it */
	size_t n = 0;
	if (code || (!f->short_no.n && !has_field(k->d, "code")))
		n = grouped(f->code, out);
	else
		n = (size_t)snprintf(out, cap, "%.*s", (int)(f->short_no.n < 80 ? f->short_no.n : 80), f->short_no.p);
	if (f->copy > 1 && (code || !coded))
		n += (size_t)snprintf(out + n, 14, "%s#%u", n ? " " : "", f->copy);
	out[n] = 0;
	return (struct glane_str){ out, n };
}

static struct glane_str words_of(const struct brush *k, const struct design_part *p, char room[128])
{
	const struct label_fields *f = k->f;
	if (field_is(p, "title"))
		return f->title;
	if (field_is(p, "price"))
		return narrow(f->price, room, 128);
	if (field_is(p, "category"))
		return f->category;
	if (field_is(p, "weight"))
		return f->weight;
	if (field_is(p, "place"))
		return f->place;
	if (field_is(p, "date"))
		return f->date;
	if (field_is(p, "code") || field_is(p, "short"))
		return number(k, field_is(p, "code"), room, 128);
	for (uint32_t i = 0; i < f->other_count; i++)
		if (strcmp(f->others[i].name, p->field) == 0)
			return f->others[i].words;
	return glane_cstr("");
}

static int is_there(const struct brush *k, const struct design_part *p)
{
	char room[128];
	return field_is(p, FIELD_LOGO) ? k->f->logo.w > 0 : words_of(k, p, room).n > 0;
}

static int is_figures(const struct design_part *p)
{
	return field_is_whole(p) && !field_is(p, "category") && !field_is(p, "place");
}

static struct text_style style_of(const struct brush *k, const struct design_part *p, uint32_t percent)
{
	uint32_t size = (uint32_t)((uint64_t)k->unit * p->size * percent / 10000);
	struct text_style s = { .size = size, .lines = p->lines, .bold = p->look != LOOK_PLAIN, .across = p->across };
	s.whole = (uint8_t)field_is_whole(p);
	s.ink = (uint8_t)is_figures(p);
	if (!s.ink)
		s.min_size = s.whole ? size * 7 / 9 : size * 17 / 20;
	return s;
}

static struct text_box write(struct brush *k, const struct design_part *p, struct text_box box, const struct text_style *s)
{
	char room[128];
	uint32_t bit = 1u << (p - k->d->parts);
	struct text_used used = { .box = { box.x, box.y, 0, 0 } };
	struct glane_str words = words_of(k, p, room);
	if (k->rc == GLANE_OK && words.n) {
		k->rc = painter_text(k->p, k->b, box, s, words, &used);
		k->told.cut |= used.cut ? bit : 0;
		k->told.small |= used.box.w && used.size * 25400ull < (uint64_t)LABEL_SMALL_UM * k->dpi ? bit : 0;
	}
	return used.box;
}

/* --- bands ----------------------------------------------------------------------------------------------------------------- */
static int32_t units(const struct brush *k, uint32_t percent)
{
	return (int32_t)(k->unit * percent / 100);
}

/* Takes `h` dots and a gap off one end of what is free. */
static void take(struct brush *k, int top, int32_t h, int32_t gap)
{
	if (h <= 0)
		return;
	k->left.y += top ? h + gap : 0;
	k->left.h -= h + gap;
}

/* `h` dots at one end of what is free. */
static struct text_box end_of(const struct brush *k, int top, int32_t h)
{
	struct text_box box = k->left;
	h = h < box.h ? h : box.h;
	box.y += top ? 0 : box.h - h;
	box.h = h;
	return box;
}

/* White words in a black bar across. */
static void draw_plate(struct brush *k, const struct design_part *p, int top)
{
	struct text_style s = style_of(k, p, 100);
	int32_t pad = units(k, 20), h = (int32_t)(s.size * s.lines * 10 / 9);
	struct text_box box = end_of(k, top, h + pad);
	box = (struct text_box){ box.x + pad, box.y + pad / 2, box.w - 2 * pad, box.h - pad };
	s.down = top ? TEXT_TOP : TEXT_BOTTOM;
	struct text_box used = write(k, p, box, &s);
	if (!used.w)
		return;
	bitmap_invert(k->b, k->left.x, used.y - pad / 2, k->left.w, used.h + pad);
	take(k, top, used.h + pad, pad);
}

static void draw_logo(struct brush *k, const struct design_part *p, struct text_box box, int down)
{
	if (k->rc == GLANE_OK && !logo_draw(&k->f->logo, k->b, box, p->across, down))
		k->told.cut |= 1u << (p - k->d->parts);
}

/* Companions at the right end of a row that is `h` high, on top of each other. */
static void draw_stack(struct brush *k, const struct band *band, struct text_box row, int top)
{
	for (uint32_t i = 0; i < band->beside_count; i++) {
		const struct design_part *p = band->beside[top ? i : band->beside_count - 1 - i];
		struct text_style s = style_of(k, p, 100);
		s.across = TEXT_END;
		s.down = top ? TEXT_TOP : TEXT_BOTTOM;
		struct text_box used = write(k, p, row, &s);
		int32_t h = used.h ? used.h + units(k, 30) : 0;
		row.y += top ? h : 0;
		row.h -= h;
	}
}

/* Companions on rows of their own, two a row. */
static void draw_pairs(struct brush *k, const struct band *band, int top)
{
	for (uint32_t i = 0; i < band->beside_count; i += 2) {
		const struct design_part *p = band->beside[band->beside_count - 1 - i];
		const struct design_part *other = i + 1 < band->beside_count ? band->beside[band->beside_count - 2 - i] : NULL;
		/* Alone, they are all that people have to type. */
		struct text_style s = style_of(k, p, band->head ? 100 : 154);
		s.across = TEXT_START;
		s.down = top ? TEXT_TOP : TEXT_BOTTOM;
		struct text_box row = end_of(k, top, (int32_t)s.size), used = write(k, p, row, &s);
		int32_t h = used.h;
		if (used.w) {
			row.x += used.w + units(k, 40);
			row.w -= used.w + units(k, 40);
		}
		if (other) {
			s = style_of(k, other, band->head ? 100 : 154);
			s.across = TEXT_END;
			s.down = top ? TEXT_TOP : TEXT_BOTTOM;
			used = write(k, other, row, &s);
			h = used.h > h ? used.h : h;
		}
		take(k, top, h, units(k, 40));
	}
}

static void draw_head(struct brush *k, const struct band *band, int top, uint32_t percent)
{
	const struct design_part *p = band->head;
	int32_t gap = units(k, top ? 33 : 40);
	struct text_style s = style_of(k, p, percent);
	if (field_is(p, FIELD_LOGO)) {
		struct text_box box = end_of(k, top, (int32_t)s.size);
		draw_logo(k, p, box, top ? TEXT_TOP : TEXT_BOTTOM);
		take(k, top, box.h, gap);
		return;
	}
	s.down = top ? TEXT_TOP : TEXT_BOTTOM;
	struct text_box box = s.ink ? end_of(k, top, (int32_t)s.size) : k->left, used = write(k, p, box, &s);
	take(k, top, used.h, gap);
}

static void draw_band(struct brush *k, const struct band *band, int top)
{
	if (band->head && band->head->look == LOOK_PLATE) {
		draw_plate(k, band->head, top);
		draw_pairs(k, band, top);
	} else if (band->head && band->beside_count && k->left.w >= UNITS_BESIDE * (int32_t)k->unit) {
		struct text_style s = style_of(k, band->head, 88); /* makes room beside it */
		s.down = top ? TEXT_TOP : TEXT_BOTTOM;
		struct text_box row = end_of(k, top, (int32_t)s.size), used = write(k, band->head, row, &s);
		int32_t right = used.w + units(k, 50);
		draw_stack(k, band, (struct text_box){ row.x + right, row.y, row.w - right, row.h }, top);
		take(k, top, used.h, units(k, 40));
	} else {
		/* Two rows where there is little height: the first one gives way. */
		uint32_t percent = band->lonely ? 152 : band->beside_count && k->left.h < k->left.w ? 78 : 100;
		if (!top)
			draw_pairs(k, band, top);
		if (band->head)
			draw_head(k, band, top, percent);
		if (top)
			draw_pairs(k, band, top);
	}
}

static void draw_rest(struct brush *k, const struct design_part *p)
{
	struct text_style s = style_of(k, p, 100);
	struct text_box box = k->left;
	int32_t pad = p->look == LOOK_PLATE ? units(k, 30) : 0;
	if (field_is(p, FIELD_LOGO)) {
		draw_logo(k, p, box, TEXT_MIDDLE);
		return;
	}
	s.ink = s.whole = 1;
	s.down = TEXT_MIDDLE;
	s.min_size = s.size / 4;
	box = (struct text_box){ box.x + pad, box.y + pad, box.w - 2 * pad, box.h - 2 * pad };
	if (write(k, p, box, &s).w && pad)
		bitmap_invert(k->b, k->left.x, k->left.y, k->left.w, k->left.h);
}

/* --- all of it --------------------------------------------------------------------------------------------------------------- */
/* How many hundredths of a unit these parts are high. */
static uint32_t height_of(const struct design_part *p, uint32_t n)
{
	uint32_t h = 0;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t line = is_figures(&p[i]) || p[i].place == PLACE_REST ? p[i].size * 3u / 4 : p[i].size * (p[i].lines + 1u) * 3 / 5;
		if (field_is(&p[i], FIELD_LOGO))
			line = p[i].size;
		h += p[i].place == PLACE_BESIDE ? 0 : line + (p[i].look == LOOK_PLATE ? 30 : 23);
	}
	return h ? h : 100;
}

/* Parts from..to of the design into `box`. */
static void draw_parts(struct brush *k, uint32_t from, uint32_t to, struct text_box box)
{
	struct band bands[DESIGN_PARTS] = { 0 };
	const struct design_part *rest = NULL;
	uint32_t count = 0, tops = 0;
	int has_rest = 0;
	uint32_t by_height = (uint32_t)box.h * 100 / height_of(k->d->parts + from, to - from), by_width = (uint32_t)box.w / UNITS_ACROSS;
	uint32_t most = label_dots(UNIT_MOST_UM, k->dpi);
	k->left = box;
	k->unit = by_height < by_width ? by_height : by_width;
	k->unit = k->unit < most ? k->unit : most;
	for (uint32_t i = from; i < to; i++) {
		const struct design_part *p = &k->d->parts[i];
		int there = is_there(k, p);
		if (p->place == PLACE_REST) {
			has_rest = 1;
			rest = there ? p : NULL;
			tops = count;
		} else if (p->place != PLACE_BESIDE) {
			bands[count++].head = there ? p : NULL;
		} else if (there && count && bands[count - 1].beside_count < BESIDE_MOST) {
			struct band *band = &bands[count - 1];
			band->beside[band->beside_count++] = p;
		}
	}
	tops = has_rest ? tops : count;
	if (has_rest && !rest && tops && bands[tops - 1].head && bands[tops - 1].head->look != LOOK_PLATE)
		bands[tops - 1].lonely = 1;
	/* Plates first, then from the bottom: what a person types must be there. */
	uint32_t first = 0;
	for (; first < tops && bands[first].head && bands[first].head->look == LOOK_PLATE; first++)
		draw_band(k, &bands[first], 1);
	for (uint32_t i = count; i > tops; i--)
		draw_band(k, &bands[i - 1], 0);
	for (uint32_t i = first; i < tops; i++)
		draw_band(k, &bands[i], 1);
	if (rest)
		draw_rest(k, rest);
}

/* Dashes of a millimetre. */
static void draw_cut(struct bitmap *b, const struct label_layout *l)
{
	int32_t dash = (int32_t)label_dots(1000, l->dpi), upright = l->cut.w < l->cut.h, n = upright ? l->cut.h : l->cut.w;
	for (int32_t at = dash / 2; at + dash <= n; at += 2 * dash)
		bitmap_fill(b, l->cut.x + (upright ? 0 : at), l->cut.y + (upright ? at : 0), upright ? l->cut.w : dash, upright ? dash : l->cut.h);
}

int label_words(struct painter *p, const struct label_layout *l, const struct label_fields *f, struct label_told *ret_told, struct bitmap *b)
{
	struct brush k = { .p = p, .b = b, .f = f, .d = f->design ? f->design : &design_table[0], .dpi = l->dpi };
	uint32_t cut = 0;
	while (cut < k.d->count && !field_is(&k.d->parts[cut], FIELD_CUT))
		cut++;
	draw_parts(&k, 0, cut, l->words);
	if (cut < k.d->count) {
		draw_cut(b, l);
		draw_parts(&k, cut + 1, k.d->count, l->stub);
	}
	if (ret_told)
		*ret_told = k.told;
	return k.rc;
}
