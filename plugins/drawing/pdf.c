/* SPDX-License-Identifier: MPL-2.0 */
#include "drawing/pdf.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Objects 1 to 3 are catalogue, page tree and information; each page is followed by its content, its table of pictures
 * and its pictures. */
enum { OBJECT_CATALOGUE = 1, OBJECT_PAGES, OBJECT_INFO, OBJECT_FIRST };

struct pdf {
	struct bytes file;
	struct bytes offsets;  /* uint64_t each: where object i + 1 begins */
	struct bytes pages;    /* uint32_t each: object numbers of pages */
	struct bytes content;  /* of the open page */
	struct bytes pictures; /* uint32_t each: objects shown on the open page */
	struct bytes packed;   /* scratch for the compressor */
	struct glane_str title, lang; /* point into `words` */
	struct bytes words;
	z_stream z;
	int z_ready, failed;
	uint32_t w_um, h_um;
};

struct pdf *pdf_new(struct glane_str title, struct glane_str lang)
{
	struct pdf *d = calloc(1, sizeof(*d));
	if (!d)
		return NULL;
	bytes_add(&d->words, title.p, title.n);
	bytes_add(&d->words, lang.p, lang.n);
	/* Level 1: the dots of letters hardly get smaller with more work. */
	d->z_ready = deflateInit(&d->z, 1) == Z_OK;
	if (!d->z_ready || d->words.failed) {
		pdf_free(d);
		return NULL;
	}
	d->title = (struct glane_str){ (const char *)d->words.p, title.n };
	d->lang = (struct glane_str){ (const char *)d->words.p + title.n, lang.n };
	bytes_text(&d->file, "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n");
	uint64_t none = 0;
	for (int i = OBJECT_CATALOGUE; i < OBJECT_FIRST; i++)
		bytes_add(&d->offsets, &none, sizeof(none)); /* written last */
	return d;
}

void pdf_free(struct pdf *d)
{
	if (!d)
		return;
	if (d->z_ready)
		deflateEnd(&d->z);
	bytes_fini(&d->file);
	bytes_fini(&d->offsets);
	bytes_fini(&d->pages);
	bytes_fini(&d->content);
	bytes_fini(&d->pictures);
	bytes_fini(&d->packed);
	bytes_fini(&d->words);
	free(d);
}

static uint32_t count_of(const struct bytes *list)
{
	return (uint32_t)(list->n / sizeof(uint32_t));
}

static uint32_t number_at(const struct bytes *list, uint32_t i)
{
	uint32_t v;
	memcpy(&v, list->p + (size_t)i * sizeof(v), sizeof(v));
	return v;
}

/* Begins object `number` at the end of the file. */
static void object_at(struct pdf *d, uint32_t number)
{
	uint64_t at = d->file.n;
	if (!d->offsets.failed)
		memcpy(d->offsets.p + (number - 1) * sizeof(at), &at, sizeof(at));
	bytes_format(&d->file, "%u 0 obj\n", number);
}

static uint32_t object_new(struct pdf *d)
{
	uint64_t at = 0;
	bytes_add(&d->offsets, &at, sizeof(at));
	uint32_t number = (uint32_t)(d->offsets.n / sizeof(at));
	object_at(d, number);
	return number;
}

/* Micrometres as points with three decimals: 1 pt is 25,400 / 72 um, a thousandth of it a third of a micrometre. */
static void add_points(struct bytes *b, int64_t um)
{
	int64_t milli = (um * 720 + (um < 0 ? -127 : 127)) / 254;
	if (milli < 0) {
		bytes_add(b, "-", 1);
		milli = -milli;
	}
	bytes_uint(b, (uint64_t)milli / 1000);
	uint32_t rest = (uint32_t)(milli % 1000);
	if (rest) {
		char decimals[4] = { '.', (char)('0' + rest / 100), (char)('0' + rest / 10 % 10), (char)('0' + rest % 10) };
		bytes_add(b, decimals, decimals[3] == '0' ? decimals[2] == '0' ? 2 : 3 : 4);
	}
	bytes_add(b, " ", 1);
}

/* Compresses rows of `row` bytes, `stride` apart, into d->packed. */
static void pack(struct pdf *d, const unsigned char *p, size_t row, size_t stride, size_t rows)
{
	d->packed.n = 0;
	deflateReset(&d->z);
	size_t most = deflateBound(&d->z, (uLong)(row * rows));
	unsigned char *to = bytes_reserve(&d->packed, most);
	if (!to) {
		d->failed = 1;
		return;
	}
	d->z.next_out = to;
	d->z.avail_out = (uInt)most;
	for (size_t y = 0; y < rows; y++) {
		d->z.next_in = (unsigned char *)p + y * stride; /* zlib does not write there */
		d->z.avail_in = (uInt)row;
		deflate(&d->z, Z_NO_FLUSH);
	}
	if (deflate(&d->z, Z_FINISH) != Z_STREAM_END)
		d->failed = 1;
	d->packed.n = most - d->z.avail_out;
}

static void add_stream(struct pdf *d, const struct bytes *b)
{
	bytes_format(&d->file, "/Filter/FlateDecode/Length %zu>>stream\n", b->n);
	bytes_add(&d->file, b->p, b->n);
	bytes_text(&d->file, "\nendstream\nendobj\n");
}

static void page_close(struct pdf *d)
{
	if (!d->w_um)
		return;
	pack(d, d->content.p, d->content.n, d->content.n, 1);
	uint32_t content = object_new(d);
	bytes_text(&d->file, "<<");
	add_stream(d, &d->packed);
	uint32_t page = object_new(d);
	bytes_format(&d->file, "<</Type/Page/Parent %d 0 R/MediaBox[0 0 ", OBJECT_PAGES);
	add_points(&d->file, d->w_um);
	add_points(&d->file, d->h_um);
	bytes_format(&d->file, "]/Contents %u 0 R/Resources<</ProcSet[/PDF/ImageB]/XObject<<", content);
	for (uint32_t i = 0; i < count_of(&d->pictures); i++)
		bytes_format(&d->file, "/P%u %u 0 R", i, number_at(&d->pictures, i));
	bytes_text(&d->file, ">>>>>>\nendobj\n");
	bytes_add(&d->pages, &page, sizeof(page));
	d->content.n = d->pictures.n = 0;
}

void pdf_page(struct pdf *d, uint32_t w_um, uint32_t h_um)
{
	page_close(d);
	d->w_um = w_um;
	d->h_um = h_um;
}

static void add_re(struct pdf *d, int64_t x_um, int64_t y_um, int64_t w_um, int64_t h_um)
{
	add_points(&d->content, x_um);
	add_points(&d->content, (int64_t)d->h_um - y_um - h_um);
	add_points(&d->content, w_um);
	add_points(&d->content, h_um);
	bytes_add(&d->content, "re\n", 3);
}

void pdf_rect(struct pdf *d, int64_t x_um, int64_t y_um, int64_t w_um, int64_t h_um)
{
	add_re(d, x_um, y_um, w_um, h_um);
	bytes_add(&d->content, "f\n", 2);
}

void pdf_bitmap(struct pdf *d, const struct bitmap *b, uint32_t x, uint32_t y, uint32_t w, uint32_t h, uint32_t dpi,
                int64_t x_um, int64_t y_um)
{
	if (x >= b->w || y >= b->h || x % 8 || !dpi)
		return;
	w = w < b->w - x ? w : b->w - x;
	h = h < b->h - y ? h : b->h - y;
	if (!w || !h)
		return;
	pack(d, b->bits + (size_t)y * b->stride + x / 8, (w + 7) / 8, b->stride, h);
	uint32_t number = object_new(d), index = count_of(&d->pictures);
	bytes_format(&d->file, "<</Type/XObject/Subtype/Image/Width %u/Height %u/ImageMask true/Decode[1 0]", w, h);
	add_stream(d, &d->packed);
	bytes_add(&d->pictures, &number, sizeof(number));
	int64_t w_um = (int64_t)w * 25400 / dpi, h_um = (int64_t)h * 25400 / dpi;
	bytes_text(&d->content, "q ");
	add_points(&d->content, w_um);
	bytes_text(&d->content, "0 0 ");
	add_points(&d->content, h_um);
	add_points(&d->content, x_um);
	add_points(&d->content, (int64_t)d->h_um - y_um - h_um);
	bytes_text(&d->content, "cm /P");
	bytes_uint(&d->content, index);
	bytes_text(&d->content, " Do Q\n");
}

void pdf_qr(struct pdf *d, const struct qr *q, int64_t x_um, int64_t y_um, int64_t module_um)
{
	/* Module coordinates by one transformation, y downwards: the runs are then small integers. */
	bytes_text(&d->content, "q ");
	add_points(&d->content, module_um);
	bytes_text(&d->content, "0 0 ");
	add_points(&d->content, -module_um);
	add_points(&d->content, x_um + QR_QUIET * module_um);
	add_points(&d->content, (int64_t)d->h_um - y_um - QR_QUIET * module_um);
	bytes_text(&d->content, "cm\n");
	for (uint32_t row = 0; row < q->side; row++) {
		const unsigned char *cell = q->cells + row * q->side;
		for (uint32_t from = 0, to; from < q->side; from = to) {
			for (to = from + 1; to < q->side && cell[to] == cell[from]; to++)
				;
			if (!cell[from])
				continue;
			bytes_uint(&d->content, from);
			bytes_add(&d->content, " ", 1);
			bytes_uint(&d->content, row);
			bytes_add(&d->content, " ", 1);
			bytes_uint(&d->content, to - from);
			bytes_add(&d->content, " 1 re\n", 6);
		}
	}
	bytes_text(&d->content, "f Q\n");
}

/* A text string: UTF-16BE in hexadecimal, which every letter survives. */
static void add_words(struct bytes *b, struct glane_str s)
{
	bytes_text(b, "<FEFF");
	for (size_t i = 0; i < s.n;) {
		unsigned char c = (unsigned char)s.p[i++];
		uint32_t u = c, more = c < 0xc0 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
		if (more)
			u = c & (0x3fu >> more);
		for (; more && i < s.n; more--)
			u = u << 6 | ((unsigned char)s.p[i++] & 0x3f);
		if (u >= 0x10000)
			bytes_format(b, "%04X%04X", 0xd7c0 + (u >> 10), 0xdc00 + (u & 0x3ff));
		else
			bytes_format(b, "%04X", u);
	}
	bytes_text(b, ">");
}

int pdf_finish(struct pdf *d, struct bytes *out)
{
	page_close(d);
	d->w_um = 0;
	if (!d->pages.n && !d->pages.failed)
		return GLANE_EINVAL;
	object_at(d, OBJECT_CATALOGUE);
	bytes_format(&d->file, "<</Type/Catalog/Pages %d 0 R/ViewerPreferences<</PrintScaling/None>>/Lang", OBJECT_PAGES);
	add_words(&d->file, d->lang);
	bytes_text(&d->file, ">>\nendobj\n");
	object_at(d, OBJECT_PAGES);
	bytes_format(&d->file, "<</Type/Pages/Count %u/Kids[", count_of(&d->pages));
	for (uint32_t i = 0; i < count_of(&d->pages); i++)
		bytes_format(&d->file, "%u 0 R ", number_at(&d->pages, i));
	bytes_text(&d->file, "]>>\nendobj\n");
	object_at(d, OBJECT_INFO);
	bytes_text(&d->file, "<</Producer(glane)/Title");
	add_words(&d->file, d->title);
	bytes_text(&d->file, ">>\nendobj\n");
	size_t table = d->file.n, count = d->offsets.n / sizeof(uint64_t);
	bytes_format(&d->file, "xref\n0 %zu\n0000000000 65535 f \n", count + 1);
	for (size_t i = 0; i < count && !d->offsets.failed; i++) {
		uint64_t at;
		memcpy(&at, d->offsets.p + i * sizeof(at), sizeof(at));
		bytes_format(&d->file, "%010llu 00000 n \n", (unsigned long long)at);
	}
	bytes_format(&d->file, "trailer\n<</Size %zu/Root %d 0 R/Info %d 0 R>>\nstartxref\n%zu\n%%%%EOF\n", count + 1,
	             OBJECT_CATALOGUE, OBJECT_INFO, table);
	if (d->failed || d->file.failed || d->offsets.failed || d->pages.failed || d->content.failed || d->pictures.failed)
		return GLANE_ENOMEM;
	bytes_add(out, d->file.p, d->file.n);
	return out->failed ? GLANE_ENOMEM : GLANE_OK;
}
