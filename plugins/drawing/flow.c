/* SPDX-License-Identifier: MPL-2.0 */
#include "drawing/flow.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "drawing/flow_parts.h"
#include "drawing/text.h"

#define PAGE_W 595.0
#define PAGE_H 842.0

/* --- words ------------------------------------------------------------------------------------------------------- */
double flow_set(struct flow *f, const struct flow_set *s, struct glane_str words)
{
	char text[FLOW_BYTES];
	int n = (int)text_clean(text, sizeof(text), words, 0);
	f->pango_font_description_set_absolute_size(f->font, s->size * PANGO_SCALE);
	f->pango_font_description_set_weight(f->font, s->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	f->pango_layout_set_font_description(f->layout, f->font);
	f->pango_layout_set_width(f->layout, s->width > 0 ? (int)(s->width * PANGO_SCALE) : -1);
	f->pango_layout_set_height(f->layout, s->lines ? -s->lines : -1);
	f->pango_layout_set_ellipsize(f->layout, s->lines ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
	f->pango_layout_set_alignment(f->layout, s->right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
	f->pango_layout_set_text(f->layout, text, n);
	if (f->pango_layout_get_unknown_glyphs_count(f->layout)) { /* else boxes with numbers would stand there */
		n = (int)text_clean(text, sizeof(text), words, 1);
		f->pango_layout_set_text(f->layout, text, n);
	}
	int w, h;
	f->pango_cairo_update_layout(f->cr, f->layout);
	f->pango_layout_get_size(f->layout, &w, &h);
	return n ? (double)h / PANGO_SCALE : 0;
}

void flow_show(struct flow *f, double x, double y)
{
	f->cairo_move_to(f->cr, x, y);
	f->pango_cairo_show_layout(f->cr, f->layout);
}

void flow_colour(struct flow *f, uint32_t rgb)
{
	f->cairo_set_source_rgb(f->cr, (rgb >> 16) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0);
}

void flow_rule(struct flow *f, double x, double y, double w, double thick, uint32_t rgb)
{
	flow_colour(f, rgb);
	f->cairo_rectangle(f->cr, x, y, w, thick);
	f->cairo_fill(f->cr);
}

void flow_tag(struct flow *f, const char *name)
{
	if (*name == '/')
		f->cairo_tag_end(f->cr, name + 1);
	else
		f->cairo_tag_begin(f->cr, name, NULL);
}

/* --- pages ------------------------------------------------------------------------------------------------------- */
/* What stands on each page and is no part of the text: it has no tag. */
static void furniture(struct flow *f)
{
	if (f->about->stamp.n) {
		f->cairo_save(f->cr);
		f->cairo_translate(f->cr, PAGE_W / 2, PAGE_H / 2);
		f->cairo_rotate(f->cr, -0.96);
		double h = flow_set(f, &(struct flow_set){ .size = 92, .bold = 1 }, f->about->stamp);
		int w, unused;
		f->pango_layout_get_size(f->layout, &w, &unused);
		flow_colour(f, 0xf1f1ef);
		flow_show(f, -(double)w / PANGO_SCALE / 2, -h / 2);
		f->cairo_restore(f->cr);
	}
	char number[40];
	int n = snprintf(number, sizeof(number), "%d / %d", f->page, f->pages);
	flow_rule(f, FLOW_LEFT, 801, FLOW_WIDTH, 0.5, RULE);
	flow_set(f, &(struct flow_set){ .size = 7.5, .width = FLOW_WIDTH - 60, .lines = 1 }, f->about->foot);
	flow_colour(f, GREY);
	flow_show(f, FLOW_LEFT, 806);
	flow_set(f, &(struct flow_set){ .size = 7.5, .width = 58, .right = 1 }, (struct glane_str){ number, (size_t)n });
	flow_show(f, FLOW_LEFT + FLOW_WIDTH - 58, 806);
}

void flow_new_page(struct flow *f)
{
	if (f->page)
		f->cairo_show_page(f->cr);
	f->page++;
	furniture(f);
	f->y = FLOW_TOP;
}

int32_t flow_left(const struct flow *f)
{
	return (int32_t)((FLOW_BOTTOM - f->y) * 10);
}

void flow_need(struct flow *f, int32_t height)
{
	if (flow_left(f) < height && f->y > FLOW_TOP)
		flow_new_page(f);
}

void flow_space(struct flow *f, int32_t height)
{
	if (f->y > FLOW_TOP) /* none on top of a page */
		f->y += height / 10.0;
}

/* --- running text ------------------------------------------------------------------------------------------------ */
static const struct {
	double size;
	int bold;
	uint32_t colour;
	double before, after;
	const char *tag;
} kinds[FLOW_TEXTS] = {
	[FLOW_TITLE] = { 19, 1, MAIN, 0, 3, "H1" },
	[FLOW_HEADING] = { 13, 1, INK, 15, 4, "H2" },
	[FLOW_BODY] = { 9.5, 0, INK, 0, 4, "P" },
	[FLOW_QUIET] = { 8.5, 0, GREY, 0, 4, "P" },
};

/* Line by line, so that a paragraph may go on over the page. */
static void paragraph(struct flow *f, const struct flow_set *s, struct glane_str words, uint32_t colour)
{
	if (flow_set(f, s, words) <= 0)
		return;
	int lines = f->pango_layout_get_line_count(f->layout);
	for (int i = 0; i < lines; i++) {
		PangoRectangle r;
		f->pango_layout_line_get_extents(f->pango_layout_get_line_readonly(f->layout, i), NULL, &r);
		double h = (double)r.height / PANGO_SCALE;
		if (f->y + h > FLOW_BOTTOM) {
			flow_new_page(f); /* lays out the foot: the paragraph again */
			flow_set(f, s, words);
		}
		double x = FLOW_LEFT + (s->right ? s->width - (double)r.width / PANGO_SCALE : 0);
		flow_colour(f, colour);
		f->cairo_move_to(f->cr, x, f->y - (double)r.y / PANGO_SCALE);
		f->pango_cairo_show_layout_line(f->cr, f->pango_layout_get_line_readonly(f->layout, i));
		f->y += h;
	}
}

void flow_words(struct flow *f, enum flow_text kind, struct glane_str words)
{
	if (!words.n)
		return;
	char end[8];
	flow_space(f, (int32_t)(kinds[kind].before * 10));
	flow_need(f, kind == FLOW_HEADING ? 900 : (int32_t)(kinds[kind].size * 16)); /* a heading is followed by something */
	snprintf(end, sizeof(end), "/%s", kinds[kind].tag);
	flow_tag(f, kinds[kind].tag);
	paragraph(f, &(struct flow_set){ .size = kinds[kind].size, .bold = kinds[kind].bold, .width = FLOW_WIDTH }, words, kinds[kind].colour);
	flow_tag(f, end);
	f->y += kinds[kind].after;
}

void flow_term(struct flow *f, struct glane_str term, struct glane_str words)
{
	flow_need(f, 320);
	flow_tag(f, "P");
	paragraph(f, &(struct flow_set){ .size = 9, .bold = 1, .width = FLOW_WIDTH }, term, INK);
	paragraph(f, &(struct flow_set){ .size = 9, .width = FLOW_WIDTH }, words, GREY);
	flow_tag(f, "/P");
	f->y += 5;
}

/* --- cards ------------------------------------------------------------------------------------------------------- */
enum { CARDS_ROW = 3 };
#define CARD_GAP 9.0
#define CARD_PAD 8.0

static double card(struct flow *f, const struct flow_card *c, double x, double y, double w, int draw)
{
	const struct flow_set label = { .size = 8.5, .width = w, .lines = 2 }, value = { .size = 19, .bold = 1, .width = w, .lines = 1 },
	                      note = { .size = 7.5, .width = w, .lines = 5 };
	const struct flow_set *sets[] = { &label, &value, &note };
	const struct glane_str words[] = { c->label, c->value, c->note };
	const uint32_t colours[] = { GREY, MAIN, GREY };
	double at = y;
	for (int i = 0; i < 3; i++) {
		double h = flow_set(f, sets[i], words[i]);
		if (draw) {
			flow_colour(f, colours[i]);
			flow_show(f, x, at);
		}
		at += h + 2;
	}
	return at - y - 2;
}

void flow_cards(struct flow *f, const struct flow_card *cards, uint32_t n)
{
	double w = (FLOW_WIDTH - (CARDS_ROW - 1) * CARD_GAP) / CARDS_ROW;
	for (uint32_t i = 0; i < n; i += CARDS_ROW) {
		uint32_t in_row = n - i < CARDS_ROW ? n - i : CARDS_ROW;
		double h = 0;
		for (uint32_t k = 0; k < in_row; k++) {
			double one = card(f, &cards[i + k], 0, 0, w - 2 * CARD_PAD, 0);
			h = one > h ? one : h;
		}
		h += 2 * CARD_PAD;
		flow_need(f, (int32_t)(h * 10));
		for (uint32_t k = 0; k < in_row; k++) {
			double x = FLOW_LEFT + k * (w + CARD_GAP);
			flow_colour(f, RULE);
			f->cairo_set_line_width(f->cr, 0.7);
			f->cairo_rectangle(f->cr, x, f->y, w, h);
			f->cairo_stroke(f->cr);
			flow_rule(f, x, f->y, 2.5, h, MAIN);
			flow_tag(f, "P");
			card(f, &cards[i + k], x + CARD_PAD + 1, f->y + CARD_PAD, w - 2 * CARD_PAD, 1);
			flow_tag(f, "/P");
		}
		f->y += h + CARD_GAP;
	}
}

/* --- the document ------------------------------------------------------------------------------------------------ */
static int load(struct flow *f)
{
	void *library = dlopen("libpangocairo-1.0.so.0", RTLD_NOW | RTLD_LOCAL); /* never closed: GLib cannot be unloaded */
	if (!library)
		return GLANE_EIO;
#define ADDRESS(name)                                                         \
	*(void **)&f->name = dlsym(library, #name); /* searches what pangocairo needs as well */                              \
	if (!f->name)                                                         \
		return GLANE_EIO;
	FLOW_CALLS(ADDRESS)
#undef ADDRESS
	f->fonts = f->pango_cairo_font_map_new();
	f->context = f->pango_font_map_create_context(f->fonts);
	cairo_font_options_t *options = f->cairo_font_options_create();
	f->cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	f->cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF); /* paper has no dots */
	f->pango_cairo_context_set_font_options(f->context, options);
	f->cairo_font_options_destroy(options);
	f->pango_context_set_round_glyph_positions(f->context, FALSE);
	f->layout = f->pango_layout_new(f->context);
	f->pango_layout_set_wrap(f->layout, PANGO_WRAP_WORD_CHAR);
	f->font = f->pango_font_description_new();
	f->pango_font_description_set_family(f->font, "DejaVu Sans, Noto Sans, sans-serif");
	return GLANE_OK;
}

static cairo_status_t take(void *closure, const unsigned char *p, unsigned n)
{
	struct bytes *out = closure;
	if (out)
		bytes_add(out, p, n);
	return out && out->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

static void describe(struct flow *f, cairo_surface_t *pdf)
{
	char text[FLOW_BYTES + 1], date[40];
	const struct {
		cairo_pdf_metadata_t what;
		struct glane_str words;
	} about[] = { { CAIRO_PDF_METADATA_TITLE, f->about->title }, { CAIRO_PDF_METADATA_AUTHOR, f->about->author } };
	for (unsigned i = 0; i < 2; i++) {
		text[text_clean(text, FLOW_BYTES, about[i].words, 0)] = 0;
		f->cairo_pdf_surface_set_metadata(pdf, about[i].what, text);
	}
	f->cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR, "glane");
	time_t s = (time_t)(f->about->made_ms / 1000);
	struct tm t;
	gmtime_r(&s, &t);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &t);
	f->cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, date);
}

/* Once over the document; the bytes go to `out`, NULL: nowhere. */
static int pass(struct flow *f, flow_fill_fn *fill, void *arg, struct bytes *out)
{
	cairo_surface_t *pdf = f->cairo_pdf_surface_create_for_stream(take, out, PAGE_W, PAGE_H);
	f->cairo_pdf_surface_restrict_to_version(pdf, CAIRO_PDF_VERSION_1_5);
	describe(f, pdf);
	f->cr = f->cairo_create(pdf);
	f->page = 0;
	f->cairo_set_line_join(f->cr, CAIRO_LINE_JOIN_ROUND);
	flow_new_page(f);
	flow_tag(f, "Document");
	fill(f, arg);
	flow_tag(f, "/Document");
	f->cairo_show_page(f->cr);
	cairo_status_t bad = f->cairo_status(f->cr);
	f->cairo_destroy(f->cr);
	f->cairo_surface_finish(pdf);
	f->cairo_surface_destroy(pdf);
	f->pages = f->page;
	return bad == CAIRO_STATUS_NO_MEMORY || (out && out->failed) ? GLANE_ENOMEM : bad ? GLANE_EBUG : GLANE_OK;
}

int flow_pdf(const struct flow_about *about, flow_fill_fn *fill, void *arg, struct bytes *out)
{
	struct flow *f = calloc(1, sizeof(*f));
	if (!f)
		return GLANE_ENOMEM;
	f->about = about;
	size_t from = out->n;
	int rc = load(f);
	if (rc == GLANE_OK)
		rc = pass(f, fill, arg, NULL);
	if (rc == GLANE_OK)
		rc = pass(f, fill, arg, out);
	if (rc == GLANE_OK)
		flow_add_lang(out, from, about->lang);
	if (f->font) {
		f->pango_font_description_free(f->font);
		f->g_object_unref(f->layout);
		f->g_object_unref(f->context);
		f->g_object_unref(f->fonts);
	}
	free(f);
	return rc == GLANE_OK && out->failed ? GLANE_ENOMEM : rc;
}
