/* SPDX-License-Identifier: MPL-2.0 */
/* ZPL II, from Zebra's programming guide: what is needed to print pictures (^GF, ~DG with ^XG), and the commands that labels
 * have around them. */
#include <stdlib.h>
#include <string.h>

#include "vprinter/parts.h"

enum { PICTURES_MAX = 8 };
struct picture {
	char name[24];
	struct bytes bits;
	uint32_t stride;
};
struct state {
	struct bitmap canvas;
	struct picture stored[PICTURES_MAX];
	uint32_t stored_count;
	long w, h, home_x, home_y, x, y, copies;
	int open;
};

/* The comma-separated number number `i` of the arguments, or `missing`. */
static long number(const unsigned char *p, size_t n, unsigned i, long missing)
{
	size_t at = 0;
	for (; i && at < n; at++)
		i -= p[at] == ',';
	if (i || at >= n || p[at] < '0' || p[at] > '9')
		return missing;
	long v = 0;
	for (; at < n && p[at] >= '0' && p[at] <= '9' && v < 100000000; at++)
		v = v * 10 + (p[at] - '0');
	return v;
}

/* Where argument `i` begins. */
static size_t argument(const unsigned char *p, size_t n, unsigned i)
{
	size_t at = 0;
	for (; i && at < n; at++)
		i -= p[at] == ',';
	return at;
}

/* Without ^LL a label is as long as the printer knows it to be. */
static struct bitmap *canvas(struct vp *v, struct state *s)
{
	if (!s->canvas.w && bitmap_init(&s->canvas, (uint32_t)s->w, s->h ? (uint32_t)s->h : BITMAP_SIDE_MAX))
		vp_error(v, "a label of %ld x %ld dots", s->w, s->h);
	return s->canvas.w ? &s->canvas : NULL;
}

static void graphic(struct vp *v, struct state *s, const unsigned char *p, size_t n)
{
	struct bytes bits = { 0 };
	long told = number(p, n, 1, -1), total = number(p, n, 2, 0), stride = number(p, n, 3, 0);
	size_t at = argument(p, n, 4);
	if (!n || p[0] != 'A') {
		vp_error(v, "^GF%c: only ^GFA is read", n ? p[0] : ' ');
		return;
	}
	if (told != (long)(n - at) && told != total)
		vp_error(v, "^GFA tells %ld bytes, but %zu letters and %ld bytes are there", told, n - at, total);
	if (vp_zpl_picture(v, p + at, n - at, (uint32_t)total, (uint32_t)stride, &bits) && canvas(v, s))
		vp_draw(v, &s->canvas, s->home_x + s->x, s->home_y + s->y, bits.p, (uint32_t)stride, (uint32_t)(total / stride), VP_OR);
	bytes_fini(&bits);
}

static size_t name_length(const unsigned char *p, size_t n)
{
	size_t i = 0;
	while (i < n && p[i] != ',')
		i++;
	return i < sizeof(((struct picture *)0)->name) ? i : 0;
}

static void store(struct vp *v, struct state *s, const unsigned char *p, size_t n)
{
	size_t name = name_length(p, n), at = argument(p, n, 3);
	long total = number(p, n, 1, 0), stride = number(p, n, 2, 0);
	if (!name || s->stored_count == PICTURES_MAX) {
		vp_error(v, "~DG: no name, or no room");
		return;
	}
	struct picture *k = &s->stored[s->stored_count];
	*k = (struct picture){ .stride = (uint32_t)stride };
	memcpy(k->name, p, name);
	if (vp_zpl_picture(v, p + at, n - at, (uint32_t)total, (uint32_t)stride, &k->bits))
		s->stored_count++;
	else
		bytes_fini(&k->bits);
}

static void recall(struct vp *v, struct state *s, const unsigned char *p, size_t n)
{
	size_t name = name_length(p, n);
	if (number(p, n, 1, 1) != 1 || number(p, n, 2, 1) != 1)
		vp_error(v, "^XG: a picture that is stretched");
	for (uint32_t i = s->stored_count; i--;) {
		struct picture *k = &s->stored[i];
		if (name && strlen(k->name) == name && memcmp(k->name, p, name) == 0) {
			if (canvas(v, s))
				vp_draw(v, &s->canvas, s->home_x + s->x, s->home_y + s->y, k->bits.p, k->stride, (uint32_t)(k->bits.n / k->stride), VP_OR);
			return;
		}
	}
	vp_error(v, "^XG of what was not stored");
}

static void print(struct vp *v, struct state *s)
{
	for (long i = 0; s->canvas.w && i < s->copies; i++) { /* without a field nothing is fed */
		struct vprinter_label l = { .x_dpi = v->setup->dpi, .y_dpi = v->setup->dpi };
		if (bitmap_init(&l.black, s->canvas.w, s->canvas.h))
			break;
		memcpy(l.black.bits, s->canvas.bits, (size_t)s->canvas.stride * s->canvas.h);
		vp_label(v, &l);
	}
	bitmap_fini(&s->canvas);
	s->open = 0;
}

static void command(struct vp *v, struct state *s, const char *name, const unsigned char *p, size_t n)
{
	static const char *const fine[] = { "^CI", "^MN", "^MT", "^MM", "^PR", "^PO", "^PM", "^LR", "^LT", "^FS", "^ID", "^JM", "^LS", "~SD", "~TA", "~JS", "^MD", "~MD",
		                            "~HS", "~HI", "~HQ" };
	vp_seen(v, "%s", name);
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++)
		if (strcmp(name, fine[i]) == 0)
			return;
	if (strcmp(name, "^XA") == 0) {
		if (s->open)
			vp_error(v, "^XA within a label");
		s->open = 1;
		s->copies = 1;
	} else if (strcmp(name, "~DG") == 0) {
		store(v, s, p, n);
	} else if (name[0] == '^' && !s->open) {
		vp_error(v, "%s outside of a label", name);
	} else if (strcmp(name, "^XZ") == 0) {
		print(v, s);
	} else if (strcmp(name, "^PW") == 0) {
		s->w = number(p, n, 0, 0);
		if (v->setup->head && s->w > (long)v->setup->head)
			vp_error(v, "^PW%ld on a head of %u", s->w, v->setup->head);
	} else if (strcmp(name, "^LL") == 0) {
		s->h = number(p, n, 0, 0);
	} else if (strcmp(name, "^LH") == 0) {
		s->home_x = number(p, n, 0, 0);
		s->home_y = number(p, n, 1, 0);
	} else if (strcmp(name, "^FO") == 0) {
		s->x = number(p, n, 0, 0);
		s->y = number(p, n, 1, 0);
	} else if (strcmp(name, "^PQ") == 0) {
		s->copies = number(p, n, 0, 1);
	} else if (strcmp(name, "^GF") == 0) {
		graphic(v, s, p, n);
	} else if (strcmp(name, "^XG") == 0) {
		recall(v, s, p, n);
	} else {
		vp_error(v, "%s", name);
	}
}

void vp_zpl(struct vp *v)
{
	struct state s = { 0 };
	while (vp_more(v)) {
		unsigned b = vp_byte(v);
		if (b == '\r' || b == '\n' || b == ' ')
			continue;
		if (b != '^' && b != '~') {
			vp_error(v, "%02x between two commands", b);
			continue;
		}
		const unsigned char *two = vp_bytes(v, 2);
		if (!two)
			break;
		char name[4] = { (char)b, (char)two[0], (char)two[1], 0 };
		const unsigned char *args = v->p + v->at;
		while (v->at < v->n && v->p[v->at] != '^' && v->p[v->at] != '~')
			v->at++;
		size_t n = (size_t)(v->p + v->at - args);
		while (n && (args[n - 1] == '\n' || args[n - 1] == '\r'))
			n--;
		command(v, &s, name, args, n);
	}
	if (s.open)
		vp_error(v, "a label without ^XZ");
	bitmap_fini(&s.canvas);
	for (uint32_t i = 0; i < s.stored_count; i++)
		bytes_fini(&s.stored[i].bits);
}
