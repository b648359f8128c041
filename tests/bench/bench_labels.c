/* SPDX-License-Identifier: MPL-2.0 */
/* Labels per second of CPU, beside what their QR codes alone take.  Every label has words and a code of its own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "labels/encode.h"
#include "labels/layout.h"

enum { PNG_LEVEL = 2, ROUNDS = 5 };

static int64_t cpu_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

struct words {
	char url[64], code[16], short_no[16], title[64], price[16], weight[16];
};

static struct label_fields fields(int i, struct words *w)
{
	static const char *const things[] = { "Grille-pain", "Lampe de bureau", "Vélo enfant 16 pouces", "Buffet en chêne massif",
		                              "Lot de 6 assiettes", "Manteau en laine, taille 40" };
	static const char *const categories[] = { "Petit électroménager", "Mobilier", "Textiles", "Vaisselle", "Jouets" };
	snprintf(w->code, sizeof(w->code), "7K2P%05dDR4T", i % 100000);
	snprintf(w->url, sizeof(w->url), "HTTPS://LAPAGAILLE.ORG/O/%s", w->code);
	snprintf(w->short_no, sizeof(w->short_no), "%05d-%d", i % 100000, i % 10);
	snprintf(w->title, sizeof(w->title), "%s n° %d", things[i % 6], i);
	snprintf(w->price, sizeof(w->price), "%d,%02d €", i % 120, i * 10 % 100);
	snprintf(w->weight, sizeof(w->weight), "%d,%02d kg", i % 30, i % 100);
	return (struct label_fields){ .url = glane_cstr(w->url), .code = glane_cstr(w->code), .short_no = glane_cstr(w->short_no),
		                      .title = glane_cstr(w->title), .price = glane_cstr(w->price),
		                      .category = glane_cstr(categories[i % 5]), .weight = glane_cstr(w->weight) };
}

static void must(int rc)
{
	if (rc) {
		fprintf(stderr, "bench_labels: status %d\n", rc);
		exit(1);
	}
}

struct figures {
	struct series symbols, bitmaps, pngs, sheets; /* per second of CPU */
	size_t png_bytes, sheet_bytes;                /* of one label */
};

static void rate(struct series *s, int n, int64_t us)
{
	series_add(s, (int64_t)n * 1000000 / (us ? us : 1));
}

/* The control: symbols alone, as libqrencode makes them. */
static void symbols(int n, struct figures *ret)
{
	struct words w;
	struct qr q;
	int64_t begin = cpu_us();
	for (int i = 0; i < n; i++) {
		struct label_fields f = fields(i, &w);
		must(qr_make(f.url, 3, QR_Q, &q));
	}
	rate(&ret->symbols, n, cpu_us() - begin);
}

static void bitmaps(struct painter *p, const struct media *m, int n, struct figures *ret)
{
	struct words w;
	int64_t begin = cpu_us();
	for (int i = 0; i < n; i++) {
		struct label_fields f = fields(i, &w);
		struct bitmap b;
		must(label_bitmap(p, m, 300, &f, &b));
		bitmap_fini(&b);
	}
	rate(&ret->bitmaps, n, cpu_us() - begin);
}

static void pngs(struct painter *p, const struct media *m, int n, struct figures *ret)
{
	struct words w;
	int64_t begin = cpu_us();
	size_t bytes = 0;
	for (int i = 0; i < n; i++) {
		struct label_fields f = fields(i, &w);
		struct bitmap b;
		struct bytes out = { 0 };
		must(label_bitmap(p, m, 300, &f, &b));
		must(bitmap_png(&b, 300, PNG_LEVEL, &out));
		bytes += out.n;
		bytes_fini(&out);
		bitmap_fini(&b);
	}
	rate(&ret->pngs, n, cpu_us() - begin);
	ret->png_bytes = bytes / (size_t)n;
}

/* One document of full A4 sheets. */
static void sheets(struct painter *p, int n, struct figures *ret)
{
	const struct sheet *s = sheet_find(glane_cstr(SHEET_DEFAULT));
	struct media m = sheet_media(s);
	struct words w;
	int64_t begin = cpu_us();
	struct pdf *d = pdf_new(glane_cstr("bench"), glane_cstr("fr"));
	uint32_t per_page = s->columns * s->rows;
	for (int i = 0; i < n; i++) {
		uint32_t at = (uint32_t)i % per_page;
		if (at == 0)
			pdf_page(d, s->page_w * 10, s->page_h * 10);
		struct label_fields f = fields(i, &w);
		must(label_onto_page(p, &m, 300, &f, d, ((int64_t)s->left + (int64_t)(at % s->columns) * s->pitch_x) * 10,
		                     ((int64_t)s->top + (int64_t)(at / s->columns) * s->pitch_y) * 10));
	}
	struct bytes out = { 0 };
	must(pdf_finish(d, &out));
	rate(&ret->sheets, n, cpu_us() - begin);
	ret->sheet_bytes = out.n / (size_t)n;
	bytes_fini(&out);
	pdf_free(d);
}

/* One language: labels drawn as its printer wants them, then encoded; the control is the drawing. */
static void language(struct painter *p, const char *name, const char *format, const char *media, struct encode_options o)
{
	enum { LABELS = 50, TURNS = 4 };
	const struct encoder *e = encoder_find(glane_cstr(format));
	struct bitmap pictures[LABELS];
	struct series drawn = { .n = 0 }, encoded = { .n = 0 };
	struct label_area area;
	struct media m;
	size_t bytes = 0, raw = 0;
	o.model = model_find(format, glane_cstr(""));
	o.dpi = o.model ? o.model->at[0].dpi : 300;
	must(media_find(glane_cstr(media), &m));
	must(e->area(&m, &o, &area));
	for (int round = 0; round < ROUNDS; round++) {
		struct words w;
		int64_t begin = cpu_us();
		for (int i = 0; i < LABELS; i++) {
			struct label_fields f = fields(LABELS * round + i, &w);
			must(label_bitmap_area(p, &area, &f, &pictures[i]));
		}
		rate(&drawn, LABELS, cpu_us() - begin);
		begin = cpu_us();
		for (int i = 0; i < LABELS * TURNS; i++) {
			struct bytes out = { 0 };
			must(e->run(&pictures[i % LABELS], &m, &o, &out));
			bytes += out.n;
			bytes_fini(&out);
		}
		rate(&encoded, LABELS * TURNS, cpu_us() - begin);
		for (int i = 0; i < LABELS; i++) {
			raw += (size_t)pictures[i].stride * pictures[i].h;
			bitmap_fini(&pictures[i]);
		}
	}
	char what[80];
	snprintf(what, sizeof(what), "%s, %s at %u dpi", name, media, o.dpi);
	report_ratio(what, &encoded, "/s", "the drawing", &drawn, NULL);
	snprintf(what, sizeof(what), "%s, a label (%zu bytes of dots)", name, raw / (ROUNDS * LABELS));
	report(what, (int64_t)(bytes / (ROUNDS * LABELS * TURNS)), 0, "bytes", NULL);
}

static void languages(struct painter *p)
{
	language(p, "Brother QL, PackBits", "brother-ql", "62x29", (struct encode_options){ .dpi = 0 });
	language(p, "Brother QL, two colours", "brother-ql", "62r40", (struct encode_options){ .dpi = 0 });
	language(p, "ZPL, Z64", "zpl", "50x30", (struct encode_options){ .dpi = 0 });
	language(p, "ZPL, run lengths", "zpl", "50x30", (struct encode_options){ .plain = 1 });
	language(p, "ESC/POS", "escpos", "80c60", (struct encode_options){ .dpi = 0 });
	language(p, "TSPL", "tspl", "50x30", (struct encode_options){ .dpi = 0 });
	language(p, "DYMO", "dymo", "89x36", (struct encode_options){ .dpi = 0 });
	language(p, "EPL2", "epl2", "50x30", (struct encode_options){ .dpi = 0 });
	language(p, "PWG raster", "pwg", "62x29", (struct encode_options){ .dpi = 0 });
	language(p, "PNG", "png", "62x29", (struct encode_options){ .dpi = 0 });
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 600;
	struct figures r = { .png_bytes = 0 };
	struct media m;
	must(media_find(glane_cstr(MEDIA_DEFAULT), &m));
	struct painter *p = painter_new();
	int64_t before = process_pss_kib(getpid()), begin = cpu_us();
	struct bitmap first;
	struct words w;
	struct label_fields f = fields(0, &w);
	must(label_bitmap(p, &m, 300, &f, &first));
	bitmap_fini(&first);
	report("first label of a process", cpu_us() - begin, 0, "us of CPU", NULL);
	report("memory that the first label takes", process_pss_kib(getpid()) - before, 0, "KiB", NULL);
	for (int i = 0; i < ROUNDS; i++) {
		symbols(n, &r);
		bitmaps(p, &m, n, &r);
		pngs(p, &m, n, &r);
		sheets(p, n, &r);
	}
	report_ratio("labels to bitmap", &r.bitmaps, "/s", "QR codes alone", &r.symbols, ">= 6,000/s");
	report_ratio("labels to 1-bit PNG", &r.pngs, "/s", "QR codes alone", &r.symbols, ">= 4,500/s");
	report_ratio("labels on A4 sheets, PDF", &r.sheets, "/s", "QR codes alone", &r.symbols, ">= 4,000/s");
	report("a label as PNG", (int64_t)r.png_bytes, 0, "bytes", NULL);
	report("a label on a sheet", (int64_t)r.sheet_bytes, 0, "bytes", NULL);
	languages(p);
	painter_free(p);
	return 0;
}
