/* SPDX-License-Identifier: MPL-2.0 */
#include "drawing/text.h"

#include <dlfcn.h>
#include <pango/pangocairo.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* What is called of pango, cairo and glib.  The addresses come from dlsym, the types from the headers. */
#define CALLS(X)                                                              \
	X(cairo_create) X(cairo_destroy) X(cairo_font_options_create) X(cairo_font_options_destroy)                       \
	X(cairo_font_options_set_antialias) X(cairo_font_options_set_hint_metrics) X(cairo_font_options_set_hint_style)   \
	X(cairo_image_surface_create_for_data) X(cairo_move_to) X(cairo_set_operator) X(cairo_status) X(cairo_surface_destroy)                  \
	X(cairo_surface_flush) X(cairo_surface_mark_dirty) X(g_object_unref) X(pango_cairo_context_set_font_options)      \
	X(pango_cairo_font_map_new) X(pango_cairo_show_layout) X(pango_font_description_free)                             \
	X(pango_font_description_new) X(pango_font_description_set_absolute_size) X(pango_font_description_set_family)    \
	X(pango_font_description_set_weight) X(pango_font_map_create_context) X(pango_layout_get_extents)                 \
	X(pango_layout_get_unknown_glyphs_count) X(pango_layout_new) X(pango_layout_set_alignment)                        \
	X(pango_layout_set_ellipsize) X(pango_layout_set_font_description) X(pango_layout_set_height)                     \
	X(pango_layout_set_text) X(pango_layout_set_width) X(pango_layout_set_wrap) X(pango_layout_get_line_count)        \
	X(pango_layout_get_direction) X(pango_layout_is_ellipsized)

enum { SIZE_LEAST = 4 }; /* dots of an em: below, nothing is legible */

struct painter {
	pthread_mutex_t lock; /* over all that follows */
	int loaded;
#define MEMBER(f) __typeof__(f) *f;
	CALLS(MEMBER)
#undef MEMBER
	PangoFontMap *fonts;
	PangoContext *context;
	PangoLayout *layout;
	PangoFontDescription *font;
	int right_to_left; /* the words in `layout` */
	unsigned char *cover; /* grey levels of one text */
	cairo_surface_t *surface; /* over `cover`; made anew when a text needs another size */
	cairo_t *cairo;
	int32_t cover_w, cover_h, cover_stride;
};

struct painter *painter_new(void)
{
	struct painter *p = calloc(1, sizeof(*p));
	if (p)
		pthread_mutex_init(&p->lock, NULL);
	return p;
}

static void drop_canvas(struct painter *p)
{
	if (p->cairo)
		p->cairo_destroy(p->cairo);
	if (p->surface)
		p->cairo_surface_destroy(p->surface);
	free(p->cover);
	p->cairo = NULL;
	p->surface = NULL;
	p->cover = NULL;
	p->cover_w = p->cover_h = 0;
}

void painter_free(struct painter *p)
{
	if (!p)
		return;
	if (p->loaded) {
		drop_canvas(p);
		p->pango_font_description_free(p->font);
		p->g_object_unref(p->layout);
		p->g_object_unref(p->context);
		p->g_object_unref(p->fonts);
	}
	pthread_mutex_destroy(&p->lock);
	free(p);
}

static int load(struct painter *p)
{
	if (p->loaded)
		return GLANE_OK;
	/* Never closed: GLib cannot be unloaded. */
	void *library = dlopen("libpangocairo-1.0.so.0", RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return GLANE_EIO;
#define ADDRESS(f)                                                            \
	*(void **)&p->f = dlsym(library, #f); /* searches what pangocairo needs as well */                                \
	if (!p->f)                                                            \
		return GLANE_EIO;
	CALLS(ADDRESS)
#undef ADDRESS
	p->fonts = p->pango_cairo_font_map_new();
	p->context = p->pango_font_map_create_context(p->fonts);
	/* Grey levels that are cut at one half draw four times as many labels as cairo's own 1-bit letters, and smoother
	 * ones.  Hinting puts stems on whole dots, which is what one bit needs. */
	cairo_font_options_t *options = p->cairo_font_options_create();
	p->cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	p->cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_SLIGHT);
	p->cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_ON);
	p->pango_cairo_context_set_font_options(p->context, options);
	p->cairo_font_options_destroy(options);
	p->layout = p->pango_layout_new(p->context);
	p->pango_layout_set_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
	p->font = p->pango_font_description_new();
	p->pango_font_description_set_family(p->font, "DejaVu Sans, Noto Sans, sans-serif");
	p->loaded = 1;
	return GLANE_OK;
}

/* A white canvas of at least w x h. */
static int canvas(struct painter *p, int32_t w, int32_t h)
{
	if (w > p->cover_w || h > p->cover_h) {
		w = w > p->cover_w ? w : p->cover_w;
		h = h > p->cover_h ? h : p->cover_h;
		drop_canvas(p);
		int32_t stride = (w + 63) / 64 * 64;
		p->cover = calloc((size_t)h, (size_t)stride);
		if (!p->cover)
			return GLANE_ENOMEM;
		p->surface = p->cairo_image_surface_create_for_data(p->cover, CAIRO_FORMAT_A8, stride, h, stride);
		p->cairo = p->cairo_create(p->surface);
		if (p->cairo_status(p->cairo) != CAIRO_STATUS_SUCCESS) {
			drop_canvas(p);
			return GLANE_ENOMEM;
		}
		p->cairo_set_operator(p->cairo, CAIRO_OPERATOR_ADD); /* the only one with a short cut onto A8 */
		p->cover_w = p->cover_stride = stride;
		p->cover_h = h;
		return GLANE_OK;
	}
	p->cairo_surface_flush(p->surface);
	for (int32_t y = 0; y < h; y++)
		memset(p->cover + (size_t)y * (size_t)p->cover_stride, 0, (size_t)w);
	p->cairo_surface_mark_dirty(p->surface);
	return GLANE_OK;
}

size_t text_clean(char *to, size_t cap, struct glane_str words, int bare)
{
	size_t n = 0;
	for (size_t i = 0; i < words.n;) {
		unsigned char c = (unsigned char)words.p[i];
		size_t len = c < 0x80 ? 1 : c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
		uint32_t u = len == 1 ? c : len ? c & (0x7fu >> len) : 0;
		size_t k = 1;
		for (; k < len && i + k < words.n && ((unsigned char)words.p[i + k] & 0xc0) == 0x80; k++)
			u = u << 6 | ((unsigned char)words.p[i + k] & 0x3f);
		static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
		if (!len || k < len || u < least[len] || (u >= 0xd800 && u < 0xe000) || u > 0x10ffff) {
			i += k; /* a broken sequence */
			continue;
		}
		if (n + len > cap)
			break;
		int rare = u == 0x200d || (u >= 0x2190 && u < 0x2c00) || (u >= 0xe000 && u < 0xfb00) ||
		           (u >= 0xfe00 && u < 0xfe10) || u >= 0x1f000;
		if (u < 0x20 || (u >= 0x7f && u < 0xa0) || u == 0x2028 || u == 0x2029)
			to[n++] = ' ';
		else if (!(bare && rare))
			memcpy(to + n, words.p + i, len), n += len;
		i += len;
	}
	return n;
}

static void set_size(struct painter *p, uint32_t size)
{
	p->pango_font_description_set_absolute_size(p->font, (double)size * PANGO_SCALE);
	p->pango_layout_set_font_description(p->layout, p->font);
}

static PangoRectangle extents(struct painter *p, int ink)
{
	PangoRectangle by_ink, by_line;
	p->pango_layout_get_extents(p->layout, &by_ink, &by_line);
	return ink ? by_ink : by_line;
}

/* The words on one endless line.  The text comes last: whatever is set after it would lay it out again. */
static void set_words(struct painter *p, const struct text_style *s, struct glane_str words)
{
	static const PangoAlignment sides[] = { PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT };
	char text[1024];
	p->pango_layout_set_ellipsize(p->layout, PANGO_ELLIPSIZE_NONE);
	p->pango_layout_set_width(p->layout, -1);
	p->pango_layout_set_height(p->layout, -1);
	p->pango_layout_set_alignment(p->layout, sides[s->across]);
	p->pango_font_description_set_weight(p->font, s->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	set_size(p, s->size);
	int n = (int)text_clean(text, sizeof(text), words, 0);
	p->pango_layout_set_text(p->layout, text, n);
	if (p->pango_layout_get_unknown_glyphs_count(p->layout)) { /* else boxes with numbers would stand there */
		n = (int)text_clean(text, sizeof(text), words, 1);
		p->pango_layout_set_text(p->layout, text, n);
	}
	p->right_to_left = n && p->pango_layout_get_direction(p->layout, 0) == PANGO_DIRECTION_RTL;
}

/* Onto at most s->lines lines. */
static PangoRectangle wrap(struct painter *p, const struct text_box *box, const struct text_style *s, int64_t *size)
{
	int w = box->w * PANGO_SCALE;
	p->pango_layout_set_wrap(p->layout, s->whole ? PANGO_WRAP_WORD : PANGO_WRAP_WORD_CHAR);
	p->pango_layout_set_width(p->layout, w);
	p->pango_layout_set_height(p->layout, -(int)s->lines);
	while (s->whole && *size > SIZE_LEAST &&
	       (p->pango_layout_get_line_count(p->layout) > (int)s->lines || extents(p, 0).width > w)) {
		*size -= (*size + 19) / 20;
		set_size(p, (uint32_t)*size);
	}
	p->pango_layout_set_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
	p->pango_layout_set_ellipsize(p->layout, PANGO_ELLIPSIZE_END);
	return extents(p, s->ink);
}

/* The size at which the words go into the box, and the layout set up for it. */
static uint32_t fit(struct painter *p, const struct text_box *box, const struct text_style *s)
{
	int64_t w = (int64_t)box->w * PANGO_SCALE, h = (int64_t)box->h * PANGO_SCALE;
	PangoRectangle r = extents(p, s->ink);
	int64_t size = s->size;
	if (s->ink && r.height > h)
		size = size * h / r.height;
	if (r.width && (int64_t)r.width * size / s->size > w && s->min_size)
		size = (int64_t)s->size * w / r.width;
	int64_t least = s->whole && s->lines == 1 ? SIZE_LEAST : s->min_size ? s->min_size : s->size;
	if (size < least)
		size = least;
	if (size != s->size) {
		size -= size % (size >= 64 ? 8 : size >= 24 ? 2 : 1); /* few sizes, so that letters are drawn once and kept */
		set_size(p, (uint32_t)size);
		r = extents(p, s->ink);
	}
	if (r.width > w)
		r = wrap(p, box, s, &size);
	while (s->whole && r.height > h && size > SIZE_LEAST) {
		size -= (size + 19) / 20;
		set_size(p, (uint32_t)size);
		r = extents(p, s->ink);
	}
	return (uint32_t)size;
}

static int32_t dots_down(int v) /* pango's units, towards minus infinity */
{
	return v >= 0 ? v / PANGO_SCALE : -((-v + PANGO_SCALE - 1) / PANGO_SCALE);
}

static int paint(struct painter *p, struct bitmap *b, struct text_box box, const struct text_style *s, struct text_used *ret_used)
{
	PangoRectangle r = extents(p, s->ink), all = extents(p, 1);
	int32_t left = dots_down(r.x), top = dots_down(r.y);
	int32_t w = dots_down(r.x + r.width + PANGO_SCALE - 1) - left, h = dots_down(r.y + r.height + PANGO_SCALE - 1) - top;
	if (w > box.w)
		w = box.w;
	if (h > box.h)
		h = box.h;
	int32_t x = box.x, y = box.y;
	x += s->across == TEXT_CENTRE ? (box.w - w) / 2 : (s->across == TEXT_END) != p->right_to_left ? box.w - w : 0;
	y += s->down == TEXT_MIDDLE ? (box.h - h) / 2 : s->down == TEXT_BOTTOM ? box.h - h : 0;
	ret_used->box = (struct text_box){ x, y, w, h };
	ret_used->cut = p->pango_layout_is_ellipsized(p->layout) || dots_down(r.height) > box.h + 1 || dots_down(r.width) > box.w + 1;
	if (!w || !h || !all.width)
		return GLANE_OK;
	int rc = canvas(p, w, h);
	if (rc)
		return rc;
	p->cairo_move_to(p->cairo, -left, -top);
	p->pango_cairo_show_layout(p->cairo, p->layout);
	p->cairo_surface_flush(p->surface);
	bitmap_stamp(b, x, y, p->cover, (uint32_t)p->cover_stride, w, h);
	return GLANE_OK;
}

int painter_text(struct painter *p, struct bitmap *b, struct text_box box, const struct text_style *style,
                 struct glane_str words, struct text_used *ret_used)
{
	struct text_used used = { .box = { box.x, box.y, 0, 0 }, .cut = words.n > 0 };
	if (box.w <= 0 || box.h <= 0 || box.w > BITMAP_SIDE_MAX || box.h > BITMAP_SIDE_MAX || !words.n) {
		if (ret_used)
			*ret_used = used;
		return GLANE_OK;
	}
	pthread_mutex_lock(&p->lock);
	int rc = load(p);
	if (rc == GLANE_OK) {
		set_words(p, style, words);
		used.size = fit(p, &box, style);
		rc = paint(p, b, box, style, &used);
	}
	pthread_mutex_unlock(&p->lock);
	if (rc == GLANE_OK && ret_used)
		*ret_used = used;
	return rc;
}
