/* SPDX-License-Identifier: MPL-2.0 */
/* Charts on paper.  Patterns are strokes inside the shape: sharp at any size, and small files. */
#include "drawing/flow_parts.h"

enum { STEP = 80 /* units between the strokes of a pattern */, STROKE = 14 };

void flow_chart(struct flow *f, int32_t w, int32_t h)
{
	double scale = FLOW_WIDTH / w;
	flow_need(f, (int32_t)(h * scale * 10));
	flow_tag(f, "Figure");
	f->cairo_save(f->cr);
	f->cairo_translate(f->cr, FLOW_LEFT, f->y);
	f->cairo_scale(f->cr, scale, scale);
	f->y += h * scale + 6;
}

void flow_chart_end(struct flow *f)
{
	f->cairo_restore(f->cr);
	flow_tag(f, "/Figure");
}

static void strokes(struct flow *f, double x, double y, double w, double h, int rising, int falling, int level, int upright)
{
	f->cairo_set_line_width(f->cr, STROKE);
	/* Begun at multiples of STEP of the whole chart: the same pattern goes on through neighbours. */
	for (double d = -(double)((int)((w + h) / STEP) + 2) * STEP; d < w + h; d += STEP) {
		double x0 = (double)((int)(x / STEP)) * STEP + d, y0 = (double)((int)(y / STEP)) * STEP + d;
		if (rising) {
			f->cairo_move_to(f->cr, x0, y + h);
			f->cairo_line_to(f->cr, x0 + h, y);
		}
		if (falling) {
			f->cairo_move_to(f->cr, x0, y);
			f->cairo_line_to(f->cr, x0 + h, y + h);
		}
		if (level && y0 > y - STEP && y0 < y + h + STEP) {
			f->cairo_move_to(f->cr, x, y0 + STEP / 2.0);
			f->cairo_line_to(f->cr, x + w, y0 + STEP / 2.0);
		}
		if (upright && x0 > x - STEP && x0 < x + w + STEP) {
			f->cairo_move_to(f->cr, x0 + STEP / 2.0, y);
			f->cairo_line_to(f->cr, x0 + STEP / 2.0, y + h);
		}
	}
	f->cairo_stroke(f->cr);
}

static void dots(struct flow *f, double x, double y, double w, double h, double step, double radius)
{
	int odd = 0;
	for (double cy = y + step / 4; cy < y + h + radius; cy += step / 2, odd = !odd)
		for (double cx = x + step / 4 + (odd ? step / 2 : 0); cx < x + w + radius; cx += step) {
			f->cairo_arc(f->cr, cx, cy, radius, 0, 6.2831853);
			f->cairo_close_path(f->cr);
		}
	f->cairo_fill(f->cr);
}

void flow_rect(struct flow *f, struct flow_point at, int32_t w, int32_t h, const struct flow_ink *ink)
{
	double x = at.x, y = at.y;
	enum flow_pattern p = ink->pattern;
	f->cairo_save(f->cr);
	f->cairo_rectangle(f->cr, x, y, w, h);
	flow_colour(f, ink->colour);
	f->cairo_fill_preserve(f->cr);
	f->cairo_clip(f->cr);
	flow_colour(f, ink->over);
	if (p == FLOW_DOTS)
		dots(f, x, y, w, h, STEP, 13);
	else if (p == FLOW_SPARSE)
		dots(f, x, y, w, h, 2 * STEP, 10);
	else if (p != FLOW_PLAIN)
		strokes(f, x, y, w, h, p == FLOW_RISING || p == FLOW_CROSSED, p == FLOW_FALLING || p == FLOW_CROSSED, p == FLOW_LEVEL || p == FLOW_GRID,
		        p == FLOW_UPRIGHT || p == FLOW_GRID);
	f->cairo_restore(f->cr);
	f->cairo_rectangle(f->cr, x, y, w, h); /* an edge, so that light ones are seen on white, also in black and white */
	f->cairo_set_line_width(f->cr, 6);
	flow_colour(f, 0x4a524d);
	f->cairo_stroke(f->cr);
}

void flow_line(struct flow *f, const struct flow_point *points, uint32_t n, int32_t width, const struct flow_ink *ink)
{
	for (uint32_t i = 0; i < n; i++)
		(i ? f->cairo_line_to : f->cairo_move_to)(f->cr, points[i].x, points[i].y);
	f->cairo_set_line_width(f->cr, width);
	flow_colour(f, ink->colour);
	f->cairo_stroke(f->cr);
}

void flow_dot(struct flow *f, struct flow_point at, int32_t radius, const struct flow_ink *ink)
{
	f->cairo_arc(f->cr, at.x, at.y, radius, 0, 6.2831853);
	f->cairo_close_path(f->cr);
	flow_colour(f, ink->colour);
	f->cairo_fill(f->cr);
}

void flow_band(struct flow *f, struct flow_point a, struct flow_point b, int32_t h, const struct flow_ink *ink)
{
	double middle = (a.x + b.x) / 2.0;
	uint32_t rgb = ink->colour;
	f->cairo_move_to(f->cr, a.x, a.y);
	f->cairo_curve_to(f->cr, middle, a.y, middle, b.y, b.x, b.y);
	f->cairo_line_to(f->cr, b.x, b.y + h);
	f->cairo_curve_to(f->cr, middle, b.y + h, middle, a.y + h, a.x, a.y + h);
	f->cairo_close_path(f->cr);
	f->cairo_set_source_rgba(f->cr, (rgb >> 16) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0, 0.45);
	f->cairo_fill_preserve(f->cr);
	flow_colour(f, rgb);
	f->cairo_set_line_width(f->cr, 6);
	f->cairo_stroke(f->cr);
}

void flow_label(struct flow *f, struct flow_point at, enum flow_anchor anchor, int32_t size, const struct flow_ink *ink, struct glane_str words)
{
	int w, h;
	flow_set(f, &(struct flow_set){ .size = size, .bold = ink->bold }, words);
	f->pango_layout_get_size(f->layout, &w, &h);
	double wide = (double)w / PANGO_SCALE, base = (double)f->pango_layout_get_baseline(f->layout) / PANGO_SCALE;
	flow_colour(f, ink->colour);
	flow_show(f, at.x - (anchor == FLOW_MIDDLE ? wide / 2 : anchor == FLOW_END ? wide : 0), at.y - base);
}
