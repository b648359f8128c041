/* SPDX-License-Identifier: MPL-2.0 */
/* DYMO LabelWriter 4xx, from DYMO's technical reference as thermal-label/labelwriter quotes it.  The dot tab may change with every row,
 * which DYMO's own driver makes use of. */
#include <string.h>

#include "vprinter/parts.h"

struct state {
	struct vp_page page;
	unsigned tab, width, length, high;
};

static void row_of_runs(struct vp *v, struct state *s)
{
	unsigned char row[256] = { 0 };
	unsigned dots = 8 * s->width, at = 0;
	while (at < dots && !v->over) {
		unsigned b = vp_byte(v), run = (b & 0x7f) + 1;
		if (run > dots - at) {
			vp_error(v, "runs of more than the %u dots of a row", dots);
			return;
		}
		for (unsigned i = 0; i < run; i++, at++)
			if (b & 0x80)
				row[at / 8] |= (unsigned char)(0x80 >> at % 8);
	}
	if (!v->over)
		vp_row(v, &s->page, row, s->width, s->tab);
}

static void end(struct vp *v, struct state *s)
{
	struct vprinter_label l = { .x_dpi = 300, .y_dpi = s->high ? 600 : 300 };
	if (!s->page.count)
		return; /* a feed of its own */
	if (!s->length)
		vp_error(v, "a label without ESC L");
	else if (s->length < 8000 && s->page.count > s->length + 12) /* a millimetre: DYMO's own driver rounds */
		vp_error(v, "%u rows on a label of %u", s->page.count, s->length);
	if (vp_page_end(v, &s->page, v->setup->head, 0, &l.black))
		vp_label(v, &l);
}

static void escape(struct vp *v, struct state *s)
{
	unsigned which = vp_byte(v);
	switch (which) {
	case 0x1b: /* the first half of the next one: "ESC ESC ..." brings a printer back to its senses */
		v->at--;
		return;
	case '@':
		bytes_fini(&s->page.rows);
		*s = (struct state){ 0 };
		break;
	case 'B': s->tab = vp_byte(v); break;
	case 'D':
		s->width = vp_byte(v);
		if (v->setup->head && 8 * (s->width + s->tab) > v->setup->head)
			vp_error(v, "ESC D %u behind a tab of %u on a head of %u", s->width, s->tab, v->setup->head);
		break;
	case 'L': s->length = vp_byte(v) << 8; s->length |= vp_byte(v); break;
	case 'Q': vp_le16(v); break;
	case 'h': s->high = 0; break;
	case 'i': s->high = 1; break;
	case 'c': case 'd': case 'e': case 'g': break;
	case 'q':
		if (vp_byte(v) - '0' > 2)
			vp_error(v, "ESC q: no such roll");
		break;
	case 'f': {
		unsigned one = vp_byte(v), rows = vp_byte(v);
		if (one != 1)
			vp_error(v, "ESC f %u", one);
		for (unsigned i = 0; i < rows && !v->over; i++)
			vp_row(v, &s->page, NULL, 0, 0);
		break;
	}
	case 'G': case 'E': end(v, s); break;
	case 'A': case 'V': break;
	default: vp_error(v, "ESC %02x", which); return;
	}
	vp_seen(v, "ESC %c", (int)which);
}

void vp_dymo(struct vp *v)
{
	struct state s = { 0 };
	while (vp_more(v)) {
		unsigned b = vp_byte(v);
		if (b == 0x1b && v->at == v->n) {
			vp_error(v, "the stream ends within a command");
		} else if (b == 0x1b) {
			escape(v, &s);
		} else if ((b == 0x16 || b == 0x17) && !s.width) {
			vp_error(v, "a row before ESC D");
			break;
		} else if (b == 0x16) {
			const unsigned char *row = vp_bytes(v, s.width);
			if (row)
				vp_row(v, &s.page, row, s.width, s.tab);
		} else if (b == 0x17) {
			row_of_runs(v, &s);
		} else {
			vp_error(v, "%02x is no command", b);
			break;
		}
	}
	if (s.page.count)
		vp_error(v, "%u rows that were not fed out", s.page.count);
	bytes_fini(&s.page.rows);
}
