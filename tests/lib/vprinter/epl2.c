/* SPDX-License-Identifier: MPL-2.0 */
/* EPL2, from Zebra's EPL programmer's manual: N, q, Q, GW (0 is black), P, and what stands around them.  lprint ends the
 * arguments of GW with a line end, the manual with a comma: both are read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vprinter/parts.h"

struct state {
	struct bitmap canvas;
	unsigned w, h;
};

static struct bitmap *canvas(struct vp *v, struct state *s)
{
	if (!s->canvas.w && bitmap_init(&s->canvas, s->w ? s->w : v->setup->head, s->h ? s->h : BITMAP_SIDE_MAX))
		vp_error(v, "a label of %u x %u dots", s->w, s->h);
	return s->canvas.w ? &s->canvas : NULL;
}

static void graphic(struct vp *v, struct state *s, const char *args)
{
	unsigned x, y, stride, rows;
	vp_seen(v, "GW");
	if (sscanf(args, "%u,%u,%u,%u", &x, &y, &stride, &rows) != 4 || !stride || !rows || stride > BITMAP_SIDE_MAX / 8 || rows > BITMAP_SIDE_MAX) {
		vp_error(v, "GW%.60s", args);
		v->over = 1;
		return;
	}
	const unsigned char *p = vp_bytes(v, (size_t)stride * rows);
	if (!p || !canvas(v, s))
		return;
	struct bytes black = { 0 };
	for (size_t i = 0; i < (size_t)stride * rows; i++)
		bytes_add(&black, &(unsigned char){ (unsigned char)~p[i] }, 1);
	vp_draw(v, &s->canvas, x, y, black.p, stride, rows, VP_OR);
	bytes_fini(&black);
}

static void print(struct vp *v, struct state *s, unsigned labels)
{
	if (!labels || labels > 99)
		vp_error(v, "P%u", labels);
	for (unsigned i = 0; i < labels && i < 99 && canvas(v, s); i++) {
		struct vprinter_label l = { .x_dpi = v->setup->dpi, .y_dpi = v->setup->dpi };
		if (bitmap_init(&l.black, s->canvas.w, s->canvas.h))
			return;
		memcpy(l.black.bits, s->canvas.bits, (size_t)s->canvas.stride * s->canvas.h);
		vp_label(v, &l);
	}
}

static void line(struct vp *v, struct state *s, const char *text)
{
	unsigned value = (unsigned)strtoul(text + (text[0] != 0), NULL, 10);
	if (!text[0])
		return;
	vp_seen(v, "%s", text);
	switch (text[0]) {
	case 'N': bitmap_fini(&s->canvas); break;
	case 'q':
		s->w = value;
		if (v->setup->head && value > v->setup->head)
			vp_error(v, "q%u on a head of %u", value, v->setup->head);
		break;
	case 'Q': s->h = value; break;
	case 'P': print(v, s, value); break;
	case 'D':
		if (value > 15)
			vp_error(v, "D%u", value);
		break;
	case 'S': case 'R': case 'C': case 'O': case 'Z': case 'J': case 'I': break;
	default: vp_error(v, "%.20s is no command", text);
	}
}

void vp_epl2(struct vp *v)
{
	struct state s = { 0 };
	char text[128];
	while (vp_more(v)) {
		size_t n = 0;
		unsigned commas = 0;
		int graphics = 0, ended = 0;
		while (vp_more(v) && !ended) {
			unsigned b = vp_byte(v);
			if (b == '\n') {
				ended = 1;
			} else if (b == '\r') {
				continue;
			} else if (n + 1 < sizeof(text) && b >= ' ' && b < 127) {
				text[n++] = (char)b;
				graphics = n >= 2 && memcmp(text, "GW", 2) == 0;
				commas += graphics && b == ',';
				ended = commas == 4;
			} else {
				vp_error(v, "%02x within a line", b);
				ended = 1;
			}
		}
		text[n] = 0;
		if (graphics)
			graphic(v, &s, text + 2);
		else if (ended)
			line(v, &s, text);
		else
			vp_error(v, "a line without its end");
	}
	bitmap_fini(&s.canvas);
}
