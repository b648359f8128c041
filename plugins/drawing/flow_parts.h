/* SPDX-License-Identifier: MPL-2.0 */
/* flow_parts.h: what the files of flow share. */
#ifndef DRAWING_FLOW_PARTS_H
#define DRAWING_FLOW_PARTS_H

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "drawing/flow.h"

/* What is called of pango, cairo and glib.  The addresses come from dlsym, the types from the headers. */
#define FLOW_CALLS(X)                                                                                                    \
	X(cairo_arc) X(cairo_clip) X(cairo_close_path) X(cairo_create) X(cairo_curve_to) X(cairo_destroy) X(cairo_fill)          \
	X(cairo_fill_preserve) X(cairo_font_options_create) X(cairo_font_options_destroy) X(cairo_font_options_set_hint_metrics) \
	X(cairo_font_options_set_hint_style) X(cairo_line_to) X(cairo_move_to) X(cairo_pdf_surface_create_for_stream)            \
	X(cairo_pdf_surface_restrict_to_version) X(cairo_pdf_surface_set_metadata) X(cairo_rectangle) X(cairo_rel_line_to)       \
	X(cairo_restore) X(cairo_rotate) X(cairo_save) X(cairo_scale) X(cairo_set_line_join) X(cairo_set_line_width)             \
	X(cairo_set_source_rgb) X(cairo_set_source_rgba) X(cairo_show_page) X(cairo_status) X(cairo_stroke)                      \
	X(cairo_surface_destroy) X(cairo_surface_finish) X(cairo_tag_begin) X(cairo_tag_end) X(cairo_translate)                  \
	X(g_object_unref) X(pango_context_set_round_glyph_positions) X(pango_cairo_context_set_font_options) X(pango_cairo_font_map_new) X(pango_cairo_show_layout)         \
	X(pango_cairo_show_layout_line) X(pango_cairo_update_layout) X(pango_font_description_free)                             \
	X(pango_font_description_new) X(pango_font_description_set_absolute_size) X(pango_font_description_set_family)           \
	X(pango_font_description_set_weight) X(pango_font_map_create_context) X(pango_layout_get_baseline)                       \
	X(pango_layout_get_line_count) X(pango_layout_get_line_readonly) X(pango_layout_get_size)                                \
	X(pango_layout_get_unknown_glyphs_count) X(pango_layout_line_get_extents) X(pango_layout_new)                            \
	X(pango_layout_set_alignment) X(pango_layout_set_ellipsize) X(pango_layout_set_font_description)                         \
	X(pango_layout_set_height) X(pango_layout_set_text) X(pango_layout_set_width) X(pango_layout_set_wrap)

enum { INK = 0x17211d, GREY = 0x434e49, MAIN = 0x0b5648, RULE = 0xb9bdb8 };
struct flow {
#define FLOW_MEMBER(f) __typeof__(f) *f;
	FLOW_CALLS(FLOW_MEMBER)
#undef FLOW_MEMBER
	const struct flow_about *about;
	PangoFontMap *fonts;
	PangoContext *context;
	PangoLayout *layout;
	PangoFontDescription *font;
	cairo_t *cr;
	double y; /* points from the top of the page */
	int page, pages; /* pages 0: they are being counted */
};
struct flow_set { /* how words are laid out; points */
	double size, width; /* width 0: one endless line */
	int bold, right, lines; /* lines 0: any number */
};

#define FLOW_LEFT 42.5
#define FLOW_TOP 48.0
#define FLOW_BOTTOM (FLOW_TOP + FLOW_H / 10.0)
#define FLOW_WIDTH (FLOW_W / 10.0)
enum { FLOW_BYTES = 8000 }; /* of one paragraph or cell */

/* Lays out words; their height, or 0 when there are none. */
double flow_set(struct flow *f, const struct flow_set *s, struct glane_str words);
void flow_show(struct flow *f, double x, double y); /* what was laid out, its top left corner there */
void flow_colour(struct flow *f, uint32_t rgb);
void flow_rule(struct flow *f, double x, double y, double w, double thick, uint32_t rgb);
void flow_tag(struct flow *f, const char *name); /* "P" begins, "/P" ends */
void flow_new_page(struct flow *f);

/* flow_lang.c: adds the language, and that the title is shown, to a finished PDF, as an update behind it (ISO 32000-1,
 * 7.5.6).  A file of another shape than cairo 1.16's stays as it is. */
void flow_add_lang(struct bytes *pdf, size_t from, struct glane_str lang);

#endif
