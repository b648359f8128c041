/* SPDX-License-Identifier: MPL-2.0 */
/* TSPL, from TSC's programming manuals: SIZE, GAP, CLS, BITMAP (0 is black), PRINT, and what stands around them.  The data of BITMAP may hold line
 * ends, so they are counted. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vprinter/parts.h"

struct state {
	struct bitmap canvas;
	uint32_t w, h, w_mm, h_mm;
};

/* "50 mm", "2", "50.5 mm" as dots; a bare number is inches.  Whole dots, the tenth of a millimetre exact. */
static int dots(struct vp *v, const char **at, uint32_t *ret_dots, uint32_t *ret_mm)
{
	char *end;
	double value = strtod(*at, &end);
	if (end == *at || value < 0 || value > 10000)
		return 0;
	while (*end == ' ')
		end++;
	int mm = strncmp(end, "mm", 2) == 0, dot = strncmp(end, "dot", 3) == 0;
	end += mm ? 2 : dot ? 3 : 0;
	double inches = mm ? value / 25.4 : value;
	*ret_dots = dot ? (uint32_t)value : (uint32_t)(inches * v->setup->dpi + 0.5);
	*ret_mm = mm ? (uint32_t)value : (uint32_t)(inches * 25.4 + 0.5);
	*at = *end == ',' ? end + 1 : end;
	return 1;
}

static struct bitmap *canvas(struct vp *v, struct state *s)
{
	if (!s->canvas.w && bitmap_init(&s->canvas, s->w, s->h))
		vp_error(v, "a label of %u x %u dots: SIZE comes first", s->w, s->h);
	return s->canvas.w ? &s->canvas : NULL;
}

static void picture(struct vp *v, struct state *s, const char *args)
{
	unsigned x, y, stride, rows, mode;
	if (sscanf(args, "%u,%u,%u,%u,%u", &x, &y, &stride, &rows, &mode) != 5 || !stride || !rows || stride > BITMAP_SIDE_MAX / 8 ||
	    rows > BITMAP_SIDE_MAX || mode > 2) {
		vp_error(v, "BITMAP %.60s", args);
		v->over = 1; /* nobody knows where its data end */
		return;
	}
	const unsigned char *p = vp_bytes(v, (size_t)stride * rows);
	if (!p || !canvas(v, s))
		return;
	struct bytes black = { 0 };
	for (size_t i = 0; i < (size_t)stride * rows; i++)
		bytes_add(&black, &(unsigned char){ v->setup->inverted ? p[i] : (unsigned char)~p[i] }, 1);
	static const enum vp_mode modes[] = { VP_OVER, VP_OR, VP_XOR };
	vp_draw(v, &s->canvas, x, y, black.p, stride, rows, modes[mode]);
	bytes_fini(&black);
}

static void print(struct vp *v, struct state *s, const char *args)
{
	unsigned sets = 0, copies = 1;
	if (sscanf(args, "%u,%u", &sets, &copies) < 1 || !sets || !copies || sets * copies > 99)
		vp_error(v, "PRINT %.40s", args);
	for (unsigned i = 0; i < sets * copies && i < 99; i++) {
		struct vprinter_label l = { .x_dpi = v->setup->dpi, .y_dpi = v->setup->dpi, .w_mm = s->w_mm, .h_mm = s->h_mm };
		if (!canvas(v, s) || bitmap_init(&l.black, s->canvas.w, s->canvas.h))
			return;
		memcpy(l.black.bits, s->canvas.bits, (size_t)s->canvas.stride * s->canvas.h);
		vp_label(v, &l);
	}
}

static void line(struct vp *v, struct state *s, char *text)
{
	static const char *const fine[] = { "GAP", "BLINE", "DIRECTION", "REFERENCE", "OFFSET", "DENSITY", "SPEED", "SET", "EOJ", "EOP", "CODEPAGE" };
	size_t n = strcspn(text, " ");
	const char *args = text[n] ? text + n + 1 : text + n;
	text[n] = 0;
	if (!*text)
		return;
	vp_seen(v, "%s %s", text, args);
	vp_seen(v, "%s", text);
	if (strcmp(text, "SIZE") == 0) {
		bitmap_fini(&s->canvas);
		if (!dots(v, &args, &s->w, &s->w_mm) || !dots(v, &args, &s->h, &s->h_mm))
			vp_error(v, "SIZE %.40s", args);
		if (v->setup->head && s->w > v->setup->head)
			vp_error(v, "SIZE of %u dots on a head of %u", s->w, v->setup->head);
	} else if (strcmp(text, "CLS") == 0) {
		bitmap_fini(&s->canvas);
	} else if (strcmp(text, "PRINT") == 0) {
		print(v, s, args);
	} else {
		for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++)
			if (strcmp(text, fine[i]) == 0)
				return;
		vp_error(v, "%.40s is no command", text);
	}
}

void vp_tspl(struct vp *v)
{
	struct state s = { 0 };
	char text[256];
	while (vp_more(v)) {
		size_t n = 0;
		unsigned commas = 0;
		int bitmap = 0, ended = 0;
		while (vp_more(v) && !ended) {
			unsigned b = vp_byte(v);
			if (b == '\r' || b == '\n') {
				ended = 1;
			} else if (n + 1 < sizeof(text) && b >= ' ' && b < 127) {
				text[n++] = (char)b;
				bitmap = n >= 7 && memcmp(text, "BITMAP ", 7) == 0;
				commas += bitmap && b == ',';
				ended = commas == 5; /* here its data begin */
			} else {
				vp_error(v, "%02x within a line", b);
				ended = 1;
			}
		}
		text[n] = 0;
		if (bitmap) {
			vp_seen(v, "BITMAP");
			picture(v, &s, text + 7);
		} else if (ended) {
			line(v, &s, text);
		} else {
			vp_error(v, "a line without its end");
		}
	}
	bitmap_fini(&s.canvas);
}
