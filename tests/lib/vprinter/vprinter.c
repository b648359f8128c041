/* SPDX-License-Identifier: MPL-2.0 */
#include "vprinter/vprinter.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "vprinter/parts.h"

enum { ERRORS_MAX = 50, SEEN_MAX = 1 << 20 };

static void add_line(struct bytes *to, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
static void add_line(struct bytes *to, const char *fmt, va_list ap)
{
	char line[200];
	vsnprintf(line, sizeof(line), fmt, ap);
	bytes_text(to, line);
	bytes_text(to, "\n");
}

void vp_error(struct vp *v, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	if (v->errors++ < ERRORS_MAX) {
		bytes_format(&v->job->errors, "at %zu: ", v->at);
		add_line(&v->job->errors, fmt, ap);
	}
	va_end(ap);
}

void vp_seen(struct vp *v, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	if (v->job->seen.n < SEEN_MAX)
		add_line(&v->job->seen, fmt, ap);
	va_end(ap);
}

unsigned vp_byte(struct vp *v)
{
	const unsigned char *p = vp_bytes(v, 1);
	return p ? *p : 0;
}

const unsigned char *vp_bytes(struct vp *v, size_t n)
{
	if (v->over || n > v->n - v->at) {
		if (!v->over)
			vp_error(v, "the stream ends within a command");
		v->over = 1;
		return NULL;
	}
	const unsigned char *p = v->p + v->at;
	v->at += n;
	return p;
}

unsigned vp_le16(struct vp *v)
{
	unsigned low = vp_byte(v);
	return low | vp_byte(v) << 8;
}

void vp_row(struct vp *v, struct vp_page *page, const unsigned char *row, size_t n, uint32_t at_byte)
{
	if (at_byte + n > BITMAP_SIDE_MAX / 8 || page->count >= BITMAP_SIDE_MAX) {
		vp_error(v, "more dots than any printer has");
		v->over = 1;
		return;
	}
	uint32_t need = (uint32_t)(at_byte + n);
	if (!need)
		need = 1; /* a white row before any other */
	if (need > page->stride) {
		struct bytes wider = { 0 };
		unsigned char *to = bytes_reserve(&wider, (size_t)need * (page->count + 1));
		if (!to)
			return;
		memset(to, 0, (size_t)need * (page->count + 1));
		for (uint32_t y = 0; y < page->count; y++)
			memcpy(to + (size_t)y * need, page->rows.p + (size_t)y * page->stride, page->stride);
		wider.n = (size_t)need * page->count;
		bytes_fini(&page->rows);
		page->rows = wider;
		page->stride = need;
	}
	unsigned char *to = bytes_reserve(&page->rows, page->stride);
	if (!to)
		return;
	memset(to, 0, page->stride);
	if (n)
		memcpy(to + at_byte, row, n);
	page->rows.n += page->stride;
	page->count++;
}

int vp_page_end(struct vp *v, struct vp_page *page, uint32_t w, uint32_t h, struct bitmap *ret)
{
	uint32_t stride = page->stride, count = page->count, cut = 0;
	if (!w)
		w = 8 * stride;
	if (!h)
		h = count;
	if (bitmap_init(ret, w, h)) {
		vp_error(v, "a page of %u x %u dots", w, h);
		bytes_fini(&page->rows);
		*page = (struct vp_page){ 0 };
		*ret = (struct bitmap){ 0 };
		return 0;
	}
	vp_draw(v, ret, 0, 0, page->rows.p, stride, count < h ? count : h, VP_OVER);
	for (size_t i = (size_t)h * stride; i < page->rows.n; i++)
		cut |= page->rows.p[i];
	if (cut)
		vp_error(v, "%u rows on a page of %u", count, h);
	bytes_fini(&page->rows);
	*page = (struct vp_page){ 0 };
	return 1;
}

void vp_label(struct vp *v, struct vprinter_label *l)
{
	if (v->job->count == VPRINTER_LABELS_MAX) {
		vp_error(v, "more than %d labels", VPRINTER_LABELS_MAX);
		bitmap_fini(&l->black);
		bitmap_fini(&l->red);
	} else {
		v->job->labels[v->job->count++] = *l;
	}
	*l = (struct vprinter_label){ 0 };
}

void vp_draw(struct vp *v, struct bitmap *canvas, int64_t x, int64_t y, const unsigned char *bits, uint32_t stride, uint32_t rows, enum vp_mode mode)
{
	uint32_t lost = 0;
	for (uint32_t row = 0; row < rows; row++) {
		for (uint32_t col = 0; col < 8 * stride; col++) {
			int black = bits[(size_t)row * stride + col / 8] >> (7 - col % 8) & 1;
			int64_t cx = x + col, cy = y + row;
			if (cx < 0 || cy < 0 || cx >= canvas->w || cy >= canvas->h) {
				lost += (uint32_t)black;
				continue;
			}
			unsigned char *to = canvas->bits + (size_t)cy * canvas->stride + cx / 8, bit = (unsigned char)(0x80 >> cx % 8);
			if (mode == VP_XOR && black)
				*to ^= bit;
			else if (black)
				*to |= bit;
			else if (mode == VP_OVER)
				*to &= (unsigned char)~bit;
		}
	}
	if (lost)
		vp_error(v, "%u black dots beside the label", lost);
}

int vprinter_decode(enum vprinter_language language, const struct vprinter_setup *setup, const unsigned char *p, size_t n, struct vprinter_job *ret)
{
	static void (*const decoders[VPRINTER_LANGUAGES])(struct vp *) = {
		[VPRINTER_BROTHER] = vp_brother, [VPRINTER_ZPL] = vp_zpl,   [VPRINTER_ESCPOS] = vp_escpos, [VPRINTER_TSPL] = vp_tspl,
		[VPRINTER_DYMO] = vp_dymo,       [VPRINTER_EPL2] = vp_epl2, [VPRINTER_PWG] = vp_pwg,
	};
	*ret = (struct vprinter_job){ 0 };
	struct vp v = { .setup = setup, .p = p, .n = n, .job = ret };
	decoders[language](&v);
	bytes_add(&ret->seen, "", 1);
	bytes_add(&ret->errors, "", 1);
	return v.errors;
}

void vprinter_fini(struct vprinter_job *j)
{
	for (uint32_t i = 0; i < j->count; i++) {
		bitmap_fini(&j->labels[i].black);
		bitmap_fini(&j->labels[i].red);
	}
	bytes_fini(&j->seen);
	bytes_fini(&j->errors);
	*j = (struct vprinter_job){ 0 };
}

uint32_t vprinter_saw(const struct vprinter_job *j, const char *command)
{
	uint32_t times = 0;
	size_t n = strlen(command);
	for (const char *line = (const char *)j->seen.p; line && *line; line = strchr(line, '\n') + 1)
		times += strncmp(line, command, n) == 0 && line[n] == '\n';
	return times;
}

const char *vprinter_errors(const struct vprinter_job *j)
{
	return (const char *)j->errors.p;
}
