/* SPDX-License-Identifier: MPL-2.0 */
/* Brother QL raster, from the "Raster Command Reference" of the QL-800 series (ESC i z, ESC i K, ESC i M, ESC i A, ESC i d, M, g, w,
 * Z, G).  "G" is the row that Debian's rastertoptch sends.  Pin 0, bit 7 of the first byte, burns at the right edge of what
 * somebody reads. */
#include <string.h>

#include "vprinter/parts.h"

enum { STANDARD = 90, WIDE = 162 };

struct state {
	struct vp_page black, red;
	int packed, two, high, named, kind, lines;
	unsigned w_mm, h_mm;
};

static unsigned char mirrored(unsigned char b)
{
	unsigned char m = 0;
	for (int i = 0; i < 8; i++)
		if (b & 1 << i)
			m |= (unsigned char)(0x80 >> i);
	return m;
}

/* TIFF PackBits; the bytes of a row, or 0 and an error. */
static size_t unpack(struct vp *v, const unsigned char *p, size_t n, unsigned char *to, size_t cap)
{
	size_t made = 0, i = 0;
	while (i < n) {
		int header = (signed char)p[i++];
		if (header == -128)
			continue;
		size_t count = header >= 0 ? (size_t)header + 1 : (size_t)(1 - header), take = header >= 0 ? count : 1;
		if (take > n - i || count > cap - made) {
			vp_error(v, "a packed row is wrong at its byte %zu", i);
			return 0;
		}
		if (header >= 0)
			memcpy(to + made, p + i, count);
		else
			memset(to + made, p[i], count);
		made += count;
		i += take;
	}
	return made;
}

/* Rows are as long as the head, whatever the label is. */
static void row(struct vp *v, struct state *s, struct vp_page *page, const unsigned char *p, size_t n)
{
	unsigned char raw[WIDE], reading[WIDE];
	size_t head = v->setup->head == WIDE * 8 ? WIDE : STANDARD;
	if (s->packed) {
		n = unpack(v, p, n, raw, sizeof(raw));
		p = raw;
	}
	if (n != head) {
		if (n || !s->packed)
			vp_error(v, "a row of %zu bytes for a head of %zu", n, head);
		return;
	}
	for (size_t i = 0; i < n; i++)
		reading[i] = mirrored(p[n - 1 - i]);
	vp_row(v, page, reading, n, 0);
}

static void blank(struct vp *v, struct vp_page *page)
{
	static const unsigned char white[WIDE];
	vp_row(v, page, white, v->setup->head == WIDE * 8 ? WIDE : STANDARD, 0);
}

static void info(struct vp *v, struct state *s)
{
	const unsigned char *n = vp_bytes(v, 10);
	if (!n)
		return;
	s->named = n[0];
	s->kind = n[1];
	s->w_mm = n[2];
	s->h_mm = n[3];
	s->lines = (int)((unsigned)n[4] | (unsigned)n[5] << 8 | (unsigned)n[6] << 16 | (unsigned)n[7] << 24);
	vp_seen(v, "ESC i z %02x %02x %u x %u, %d lines", n[0], n[1], n[2], n[3], s->lines);
	if (!(n[0] & 0x04) || !n[2])
		vp_error(v, "ESC i z: no width");
	if (n[0] & 0x02 && n[1] != 0x0a && n[1] != 0x0b) /* a bit each tells whether type and length mean anything */
		vp_error(v, "ESC i z: media type %02x", n[1]);
	if ((n[0] & 0x0a) == 0x0a && (n[1] == 0x0a) != (n[3] == 0))
		vp_error(v, "ESC i z: type %02x and a length of %u mm", n[1], n[3]);
	if (n[9])
		vp_error(v, "ESC i z: its last byte is not 0");
}

static void end(struct vp *v, struct state *s)
{
	struct vprinter_label l = { .x_dpi = 300, .y_dpi = s->high ? 600 : 300, .w_mm = s->w_mm, .h_mm = s->h_mm, .h_named = (s->named & 0x08) != 0 };
	if (!s->named)
		vp_error(v, "a page without ESC i z");
	if (s->lines != (int)s->black.count)
		vp_error(v, "ESC i z says %d lines, %u came", s->lines, s->black.count);
	if (s->two && s->red.count != s->black.count)
		vp_error(v, "%u lines are black, %u red", s->black.count, s->red.count);
	if (s->two && s->named & 0x40)
		vp_error(v, "ESC i z: quality before speed, with two colours");
	if (s->two && s->red.count)
		vp_page_end(v, &s->red, 0, 0, &l.red);
	if (vp_page_end(v, &s->black, 0, 0, &l.black))
		vp_label(v, &l);
	else
		bitmap_fini(&l.red);
}

static void escape_i(struct vp *v, struct state *s)
{
	unsigned which = vp_byte(v);
	unsigned value = which == 'z' || which == 'S' ? 0 : vp_byte(v);
	switch (which) {
	case 'z': info(v, s); return;
	case 'S': break;
	case 'a':
		if (value != 1)
			vp_error(v, "ESC i a %02x: not the raster mode", value);
		break;
	case '!': break;
	case 'M':
		if (value & 0x80)
			vp_error(v, "ESC i M: the printer mirrors what is mirrored already");
		break;
	case 'A': break;
	case 'K':
		s->two = value & 0x01;
		s->high = (value & 0x40) != 0;
		if (value & ~0x49u)
			vp_error(v, "ESC i K %02x: bits that mean nothing", value);
		break;
	case 'd': value |= vp_byte(v) << 8; break;
	default: vp_error(v, "ESC i %02x", which); return;
	}
	if (which == 'S')
		vp_seen(v, "ESC i S");
	else
		vp_seen(v, "ESC i %c %u", (int)which, value);
}

static void raster(struct vp *v, struct state *s, unsigned command)
{
	unsigned plane = command == 'G' ? 0 : vp_byte(v);
	size_t n = command == 'G' ? vp_le16(v) : vp_byte(v);
	const unsigned char *p = vp_bytes(v, n);
	if (!p)
		return;
	if (command == 'w' ? plane != 1 && plane != 2 : plane != 0)
		vp_error(v, "a row of plane %u", plane);
	if ((command == 'w') != (s->two != 0))
		vp_error(v, "'%c', but ESC i K says %s", (int)command, s->two ? "two colours" : "one colour");
	row(v, s, plane == 2 ? &s->red : &s->black, p, n);
}

void vp_brother(struct vp *v)
{
	struct state s = { 0 };
	while (vp_more(v)) {
		unsigned b = vp_byte(v);
		if (b == 0)
			continue; /* "invalidate" */
		if (b == 0x1b) {
			unsigned next = vp_byte(v);
			if (next == '@') {
				vp_seen(v, "ESC @");
				bytes_fini(&s.black.rows);
				bytes_fini(&s.red.rows);
				s = (struct state){ 0 };
			} else if (next == 'i') {
				escape_i(v, &s);
			} else {
				vp_error(v, "ESC %02x", next);
			}
		} else if (b == 'M') {
			unsigned how = vp_byte(v);
			vp_seen(v, "M %u", how);
			s.packed = how == 2;
			if (how != 0 && how != 2)
				vp_error(v, "M %u", how);
		} else if (b == 'g' || b == 'w' || b == 'G') {
			raster(v, &s, b);
		} else if (b == 'Z') {
			if (s.two)
				vp_error(v, "Z between two planes");
			blank(v, &s.black);
		} else if (b == 0x1a || b == 0x0c) {
			vp_seen(v, b == 0x1a ? "print" : "next page");
			end(v, &s);
		} else {
			vp_error(v, "%02x is no command", b);
			break;
		}
	}
	if (s.black.count)
		vp_error(v, "%u rows that nobody printed", s.black.count);
	bytes_fini(&s.black.rows);
	bytes_fini(&s.red.rows);
}
