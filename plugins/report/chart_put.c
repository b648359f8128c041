/* SPDX-License-Identifier: MPL-2.0 */
/* A chart as values: the template chart.html writes them as SVG, and escapes every word. */
#include <stdio.h>

#include "report/chart.h"

struct values {
	const struct glane_value_api *v;
	struct glane_value *shapes;
};

static struct glane_value *shape(const struct values *p, const char *kind, enum chart_style style)
{
	struct glane_value *s = p->v->object(p->v->object(p->shapes, NULL), kind);
	p->v->text(s, "style", glane_cstr(chart_style_names[style]));
	return s;
}

static void put_at(const struct values *p, struct glane_value *s, struct chart_point at)
{
	p->v->integer(s, "x", at.x);
	p->v->integer(s, "y", at.y);
}

static void put_rect(void *ctx, struct chart_point at, int32_t w, int32_t h, enum chart_style style)
{
	const struct values *p = ctx;
	struct glane_value *s = shape(p, "rect", style);
	put_at(p, s, at);
	p->v->integer(s, "w", w);
	p->v->integer(s, "h", h);
}

static void put_line(void *ctx, const struct chart_point *points, uint32_t n, enum chart_style style)
{
	const struct values *p = ctx;
	char d[16 * 1024];
	size_t at = 0;
	for (uint32_t i = 0; i < n && at < sizeof(d) - 40; i++)
		at += (size_t)snprintf(d + at, sizeof(d) - at, "%s%d %d", i ? "L" : "M", points[i].x, points[i].y);
	p->v->text(shape(p, "line", style), "d", (struct glane_str){ d, at });
}

static void put_dot(void *ctx, struct chart_point at, enum chart_style style)
{
	put_at(ctx, shape(ctx, "dot", style), at);
}

static void put_band(void *ctx, struct chart_point a, struct chart_point b, int32_t h, enum chart_style style)
{
	const struct values *p = ctx;
	char d[200];
	int32_t m = (a.x + b.x) / 2;
	int n = snprintf(d, sizeof(d), "M%d %dC%d %d %d %d %d %dv%dC%d %d %d %d %d %dz", a.x, a.y, m, a.y, m, b.y, b.x, b.y, h, m, b.y + h, m,
	                 a.y + h, a.x, a.y + h);
	p->v->text(shape(p, "band", style), "d", (struct glane_str){ d, (size_t)n });
}

static void put_words(void *ctx, struct chart_point at, enum chart_anchor anchor, enum chart_style style, struct glane_str words)
{
	static const char *const anchors[] = { "start", "middle", "end" };
	const struct values *p = ctx;
	struct glane_value *s = shape(p, "words", style);
	put_at(p, s, at);
	p->v->text(s, "anchor", glane_cstr(anchors[anchor]));
	p->v->text(s, "words", words);
}

void chart_put(const struct glane_value_api *v, struct doc_words w, const struct glane_value *section, struct glane_value *into)
{
	int32_t h = chart_height(v, section);
	if (!h)
		return;
	v->integer(into, "w", CHART_W);
	v->integer(into, "h", h);
	v->put(into, "id", v->get(section, "id"));
	v->put(into, "title", v->get(section, "title"));
	v->put(into, "summary", v->get(v->get(section, "chart"), "summary"));
	struct values p = { v, v->array(into, "shapes") };
	chart_draw(v, w, section, &(struct chart_pen){ &p, put_rect, put_line, put_dot, put_band, put_words });
}
