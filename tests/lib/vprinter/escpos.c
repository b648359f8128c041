/* SPDX-License-Identifier: MPL-2.0 */
/* ESC/POS, from Epson's command reference: pictures (GS v 0, GS ( L, GS 8 L, ESC * 33), feeds, cuts.  Text is an error: labels are
 * pictures.  A real printer obeys DLE EOT, DLE ENQ and DLE DC4 within pictures too, so there they are errors. */
#include <string.h>

#include "vprinter/parts.h"

struct state {
	struct vp_page page, strip; /* strip: of ESC *, turned, until its line feed */
	struct bytes held;          /* of GS ( L, until it is printed */
	uint32_t held_stride, line;
	int drawn; /* rows with a picture since the last cut */
};

static void white_rows(struct vp *v, struct state *s, unsigned rows)
{
	for (unsigned i = 0; i < rows && !v->over; i++)
		vp_row(v, &s->page, NULL, 0, 0);
}

static void rows_of(struct vp *v, struct state *s, const unsigned char *p, uint32_t stride, uint32_t rows)
{
	if (v->setup->head && 8 * stride > v->setup->head + 7)
		vp_error(v, "a picture of %u dots on a head of %u", 8 * stride, v->setup->head);
	for (uint32_t y = 0; y < rows && !v->over; y++)
		vp_row(v, &s->page, p + (size_t)y * stride, stride, 0);
	s->drawn += rows > 0;
}

static void gs_v_0(struct vp *v, struct state *s)
{
	unsigned zero = vp_byte(v), m = vp_byte(v), stride = vp_le16(v), rows = vp_le16(v);
	const unsigned char *p = vp_bytes(v, (size_t)stride * rows);
	vp_seen(v, "GS v 0");
	if (zero != '0' || m > 3 || !stride || !rows)
		vp_error(v, "GS v %02x %u, %u bytes x %u", zero, m, stride, rows);
	else if (m)
		vp_error(v, "GS v 0 %u: stretched", m);
	if (p)
		rows_of(v, s, p, stride, rows);
}

/* GS ( L and GS 8 L: fn 112 keeps a picture, fn 50 prints it. */
static void graphics(struct vp *v, struct state *s, size_t n)
{
	const unsigned char *p = vp_bytes(v, n);
	if (!p || n < 2 || p[0] != 0x30) {
		vp_error(v, "GS ( L of %zu bytes", n);
		return;
	}
	if (p[1] == 0x32 || p[1] == 2) {
		vp_seen(v, "GS ( L 50");
		if (s->held.n)
			rows_of(v, s, s->held.p, s->held_stride, (uint32_t)(s->held.n / s->held_stride));
		bytes_fini(&s->held);
		return;
	}
	if (p[1] != 0x70 || n < 10) {
		vp_error(v, "GS ( L: function %u", p[1]);
		return;
	}
	vp_seen(v, "GS ( L 112");
	unsigned w = p[6] | (unsigned)p[7] << 8, h = p[8] | (unsigned)p[9] << 8, stride = (w + 7) / 8;
	if (p[2] != 0x30 || p[3] != 1 || p[4] != 1 || p[5] != 0x31)
		vp_error(v, "GS ( L: in grey, stretched or coloured");
	if ((size_t)stride * h != n - 10)
		vp_error(v, "GS ( L: %zu bytes for %u x %u dots", n - 10, w, h);
	else {
		bytes_fini(&s->held);
		bytes_add(&s->held, p + 10, n - 10);
		s->held_stride = stride;
	}
}

/* ESC * 33: columns of 24 dots, the top one in bit 7. */
static void columns(struct vp *v, struct state *s)
{
	unsigned m = vp_byte(v), count = vp_le16(v);
	const unsigned char *p = vp_bytes(v, (size_t)count * (m == 32 || m == 33 ? 3 : 1));
	vp_seen(v, "ESC * %u", m);
	if (m != 33 || !count || count > BITMAP_SIDE_MAX) {
		vp_error(v, "ESC * %u, %u columns", m, count);
		return;
	}
	for (unsigned y = 0; p && y < 24; y++) {
		unsigned char row[BITMAP_SIDE_MAX / 8] = { 0 };
		for (unsigned x = 0; x < count; x++)
			if (p[3 * x + y / 8] >> (7 - y % 8) & 1)
				row[x / 8] |= (unsigned char)(0x80 >> x % 8);
		vp_row(v, &s->strip, row, (count + 7) / 8, 0);
	}
}

static void feed_line(struct vp *v, struct state *s)
{
	if (s->strip.count) {
		if (s->line != 24)
			vp_error(v, "strips of 24 dots, %u apart", s->line);
		rows_of(v, s, s->strip.rows.p, s->strip.stride, s->strip.count);
		bytes_fini(&s->strip.rows);
		s->strip = (struct vp_page){ 0 };
	} else {
		white_rows(v, s, s->line ? s->line : 30);
	}
}

static void end(struct vp *v, struct state *s)
{
	struct vprinter_label l = { .x_dpi = v->setup->dpi, .y_dpi = v->setup->dpi };
	if (s->drawn && vp_page_end(v, &s->page, 0, 0, &l.black))
		vp_label(v, &l);
	bytes_fini(&s->page.rows);
	s->page = (struct vp_page){ 0 };
	s->drawn = 0;
}

static void escape(struct vp *v, struct state *s)
{
	unsigned which = vp_byte(v);
	if (which == '*') {
		columns(v, s);
		return;
	}
	unsigned value = strchr("@2", (int)which) ? 0 : vp_byte(v);
	switch (which) {
	case '@': s->line = 0; break;
	case '2': s->line = 0; break;
	case '3': s->line = value; break;
	case 'J': white_rows(v, s, value); break;
	case 'd': white_rows(v, s, value * (s->line ? s->line : 30)); break;
	case 'a': case 't': case 'M': case '!': case 'R': case 'E': case 'G': case '-': case 'U': case '{': case ' ': break;
	default: vp_error(v, "ESC %02x", which); return;
	}
	vp_seen(v, "ESC %c", (int)which);
}

/* Of Kanji, which no label has. */
static void file_separator(struct vp *v)
{
	unsigned which = vp_byte(v);
	vp_seen(v, "FS %c", (int)which);
	if (which == '(') {
		vp_byte(v);
		vp_bytes(v, vp_le16(v));
	} else if (which == 'S') {
		vp_le16(v);
	} else if (which == '-' || which == '!') {
		vp_byte(v);
	} else if (which != '.' && which != '&') {
		vp_error(v, "FS %02x", which);
	}
}

static void group(struct vp *v, struct state *s)
{
	unsigned which = vp_byte(v), value;
	switch (which) {
	case 'v': gs_v_0(v, s); return;
	case '(':
		value = vp_byte(v);
		if (value == 'L') {
			graphics(v, s, vp_le16(v));
		} else {
			vp_seen(v, "GS ( %c", (int)value);
			vp_bytes(v, vp_le16(v));
		}
		return;
	case '8':
		if (vp_byte(v) != 'L')
			vp_error(v, "GS 8");
		value = vp_le16(v);
		graphics(v, s, value | (size_t)vp_le16(v) << 16);
		return;
	case 'V':
		value = vp_byte(v);
		if (value >= 65 && value <= 67)
			white_rows(v, s, vp_byte(v));
		else if (value > 1 && value != '0' && value != '1')
			vp_error(v, "GS V %u", value);
		vp_seen(v, "GS V %u", value);
		end(v, s);
		return;
	case 'L': case 'W': case '$': vp_le16(v); break;
	case '|': case '!': case 'B': case 'a': case 'r': case 'I': vp_byte(v); break;
	default: vp_error(v, "GS %02x", which); return;
	}
	vp_seen(v, "GS %c", (int)which);
}

void vp_escpos(struct vp *v)
{
	struct state s = { 0 };
	/* Wherever they stand, and these bytes never begin anything else. */
	for (size_t i = 0; i + 1 < v->n; i++) {
		if (v->p[i] != 0x10 || (v->p[i + 1] != 0x04 && v->p[i + 1] != 0x05 && v->p[i + 1] != 0x14))
			continue;
		v->at = i;
		vp_error(v, "the printer obeys 10 %02x in the middle of it", v->p[i + 1]);
	}
	v->at = 0;
	while (vp_more(v)) {
		unsigned b = vp_byte(v);
		switch (b) {
		case 0x1b: escape(v, &s); break;
		case 0x1d: group(v, &s); break;
		case 0x1c: file_separator(v); break;
		case '\n': feed_line(v, &s); break;
		case '\r': break;
		default: vp_error(v, "%02x would be printed as a letter", b);
		}
	}
	if (s.held.n)
		vp_error(v, "a picture that was not printed");
	end(v, &s);
	bytes_fini(&s.held);
	bytes_fini(&s.strip.rows);
}
