/* SPDX-License-Identifier: MPL-2.0 */
/* Programs that we did not write, on the other end: what they read in our streams, what vprinter reads in theirs.  One that is not
 * installed is said to be skipped. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_CUPS
#include <cups/raster.h>
#endif

#include "drawing/tests/decode.h"
#include "labels/tests/printing.h"
#include "tap.h"
#include "vprinter/live.h"

#define FILTERS "/usr/lib/cups/filter/"
#define SCRIPTS "cd '" PRINTERS "' && node "

static const char *folder;

static const char *in_folder(const char *name)
{
	static char paths[4][160];
	static unsigned next;
	char *path = paths[next++ % 4];
	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static struct bytes contents(const char *name)
{
	struct bytes b = { 0 };
	FILE *f = fopen(in_folder(name), "rb");
	for (int c; f && (c = getc(f)) != EOF;)
		bytes_add(&b, &(char){ (char)c }, 1);
	if (f)
		fclose(f);
	return b;
}

static const struct print_case *case_of(const char *encoder, const char *media, uint32_t dpi)
{
	for (uint32_t i = 0; i < print_case_count; i++)
		if (strcmp(print_cases[i].encoder, encoder) == 0 && strcmp(print_cases[i].media, media) == 0 && print_cases[i].dpi == dpi)
			return &print_cases[i];
	bail("no case %s %s", encoder, media);
}

/* Is the page `b` somewhere, and white elsewhere?  Where: its black dots begin there. */
static int somewhere(const struct bitmap *page, const struct bitmap *b, int32_t *ret_x, int32_t *ret_y)
{
	int32_t left[2] = { INT32_MAX, INT32_MAX }, top[2] = { INT32_MAX, INT32_MAX };
	for (int i = 0; i < 2; i++) {
		const struct bitmap *m = i ? b : page;
		for (int32_t y = 0; y < (int32_t)m->h; y++)
			for (int32_t x = 0; x < (int32_t)m->w; x++)
				if (bitmap_get(m, x, y)) {
					left[i] = x < left[i] ? x : left[i];
					top[i] = y < top[i] ? y : top[i];
				}
	}
	*ret_x = left[0] - left[1];
	*ret_y = top[0] - top[1];
	for (int32_t y = 0; y < (int32_t)page->h; y++)
		for (int32_t x = 0; x < (int32_t)page->w; x++)
			if (bitmap_get(page, x, y) != bitmap_get(b, x - *ret_x, y - *ret_y))
				return 0;
	return left[0] != INT32_MAX;
}

static struct vprinter_job read_by_us(const struct print_case *k, const char *name)
{
	struct bytes stream = contents(name);
	struct vprinter_job j = print_decoded(k, &stream);
	bytes_fini(&stream);
	return j;
}

/* One label of theirs that vprinter reads without a word, with this picture. */
static void theirs(const struct print_case *k, const char *name, const struct bitmap *b, const char *what)
{
	struct vprinter_job j = read_by_us(k, name);
	int32_t x = 0, y = 0;
	if (!ok(j.count == 1 && !*vprinter_errors(&j) && somewhere(&j.labels[0].black, b, &x, &y), "vprinter reads what %s writes, dot for dot", what))
		note("%u labels, %s", j.count, vprinter_errors(&j));
	else
		note("%s puts it at %d, %d", what, x, y);
	vprinter_fini(&j);
}

static int has_script(const char *package, const char *what)
{
	char path[300];
	snprintf(path, sizeof(path), "%s/node_modules/%s/package.json", PRINTERS, package);
	if (decode_has("node") && access(path, R_OK) == 0)
		return 1;
	skip(what, "not installed: npm ci in tests/printers");
	return 0;
}

static void zpl_is_drawn_by_others(void)
{
	if (!has_script("zpl-renderer-js", "zpl-renderer-js draws our ZPL"))
		return;
	for (int plain = 0; plain < 2; plain++) {
		for (int at = 0; at < 2; at++) {
			const struct print_case *k = case_of("zpl", at ? "50x30" : "62x29", at ? 300 : 203);
			struct bitmap b = print_picture(k, 21);
			struct media m = print_media(k);
			struct encode_options o = print_options(k);
			struct bytes out = { 0 };
			char command[500];
			o.plain = (uint8_t)plain;
			if (encode_zpl(&b, &m, &o, &out))
				bail("encode_zpl");
			decode_file("label.zpl", &out);
			snprintf(command, sizeof(command), SCRIPTS "render.mjs %%s/label.zpl '%s' %u %u %u", in_folder("label.png"), m.w_dmm / 10, m.h_dmm / 10, at ? 12 : 8);
			char *said = decode_run(command, folder);
			int drawn = access(in_folder("label.png"), R_OK) == 0;
			struct bitmap page = { 0 };
			if (drawn)
				page = decode_png(in_folder("label.png"));
			int32_t x = 0, y = 0; /* a page of 12 dots a millimetre is a little wider than one of 300 dpi */
			ok(drawn && somewhere(&page, &b, &x, &y), "zpl-renderer-js draws our %s of %u dpi, dot for dot", plain ? "run lengths" : "Z64", k->dpi);
			if (!drawn)
				note("%s", said);
			free(said);
			unlink(in_folder("label.png"));
			bitmap_fini(&page);
			bytes_fini(&out);
			bitmap_fini(&b);
		}
	}
}

static void tickets_of_others_are_read(void)
{
	static const struct {
		const char *package, *program, *what;
	} others[] = {
		{ "@point-of-sale/receipt-printer-encoder", "encoder", "receipt-printer-encoder (GS v 0)" },
		{ "@point-of-sale/receipt-printer-encoder", "encoder-column", "receipt-printer-encoder (ESC *)" },
		{ "receiptline", "receiptline", "receiptline (GS 8 L)" },
	};
	const struct print_case *k = case_of("escpos", "80c60", 203);
	struct bitmap b = print_picture(k, 22);
	struct bytes png = { 0 };
	if (bitmap_png(&b, 203, 1, &png))
		bail("bitmap_png");
	decode_file("ticket.png", &png);
	for (size_t i = 0; i < 3; i++) {
		char command[500];
		if (!has_script(others[i].package, others[i].what))
			continue;
		snprintf(command, sizeof(command), SCRIPTS "ticket.mjs %s %%s/ticket.png '%s'", others[i].program, in_folder("ticket.bin"));
		free(decode_run(command, folder));
		theirs(k, "ticket.bin", &b, others[i].what);
		unlink(in_folder("ticket.bin"));
	}
	bytes_fini(&png);
	bitmap_fini(&b);
}

#ifdef HAVE_CUPS
struct raster { /* how libcups is told of it */
	const char *type;
	unsigned bits, colours;
	cups_cspace_t space;
};
static const struct raster black = { "black_1", 1, 1, CUPS_CSPACE_K }, light[] = { { "sgray_8", 8, 1, CUPS_CSPACE_SW }, { "srgb_8", 8, 3, CUPS_CSPACE_SRGB } };

/* A row as bytes: a bit a dot, 1 is black; or light, 0 is black.  Returns how many. */
static unsigned row_of(const struct raster *t, const struct bitmap *b, uint32_t y, unsigned char *row)
{
	if (t->bits == 1) {
		memcpy(row, encode_row(b, y), b->stride);
		return b->stride;
	}
	for (uint32_t i = 0; i < b->w * t->colours; i++)
		row[i] = bitmap_get(b, (int32_t)(i / t->colours), (int32_t)y) ? 0 : 255;
	return b->w * t->colours;
}

static void raster_head(cups_page_header2_t *h, const struct print_case *k, const struct raster *t, const struct bitmap *b)
{
	struct media m = print_media(k);
	*h = (cups_page_header2_t){ .HWResolution = { k->dpi, k->dpi }, .PageSize = { (m.w_dmm * 720 + 1270) / 2540, (m.h_dmm * 720 + 1270) / 2540 }, .NumCopies = 1, .cupsWidth = b->w,
		                    .cupsHeight = b->h, .cupsBitsPerColor = t->bits, .cupsBitsPerPixel = t->bits * t->colours,
		                    .cupsBytesPerLine = t->bits == 1 ? b->stride : b->w * t->colours, .cupsColorOrder = CUPS_ORDER_CHUNKED, .cupsColorSpace = t->space,
		                    .cupsNumColors = t->colours };
	h->cupsPageSize[0] = (float)h->PageSize[0];
	h->cupsPageSize[1] = (float)h->PageSize[1];
	h->cupsImagingBBox[2] = h->cupsPageSize[0];
	h->cupsImagingBBox[3] = h->cupsPageSize[1];
	h->ImagingBoundingBox[2] = h->PageSize[0];
	h->ImagingBoundingBox[3] = h->PageSize[1];
}

static void write_raster(const char *name, const struct print_case *k, const struct raster *t, const struct bitmap *b, cups_mode_t mode)
{
	cups_page_header2_t h;
	static unsigned char row[BITMAP_SIDE_MAX * 3];
	int fd = open(in_folder(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	cups_raster_t *r = fd < 0 ? NULL : cupsRasterOpen(fd, mode);
	raster_head(&h, k, t, b);
	if (!r || !cupsRasterWriteHeader2(r, &h))
		bail("libcups writes no raster");
	for (uint32_t y = 0; y < b->h; y++)
		cupsRasterWritePixels(r, row, row_of(t, b, y, row));
	cupsRasterClose(r);
	close(fd);
}

static int is_read_by_cups(const char *name, const struct print_case *k, const struct raster *t, const struct bitmap *b)
{
	cups_page_header2_t h, wanted;
	static unsigned char row[BITMAP_SIDE_MAX * 3], right[BITMAP_SIDE_MAX * 3];
	int fd = open(in_folder(name), O_RDONLY | O_CLOEXEC);
	cups_raster_t *r = fd < 0 ? NULL : cupsRasterOpen(fd, CUPS_RASTER_READ);
	raster_head(&wanted, k, t, b);
	int same = r && cupsRasterReadHeader2(r, &h) && h.cupsWidth == b->w && h.cupsHeight == b->h && h.cupsBytesPerLine == wanted.cupsBytesPerLine && h.cupsColorSpace == t->space &&
	           h.cupsBitsPerPixel == wanted.cupsBitsPerPixel && h.HWResolution[0] == k->dpi && h.HWResolution[1] == k->dpi && h.NumCopies == 1 &&
	           h.PageSize[0] == wanted.PageSize[0] && h.PageSize[1] == wanted.PageSize[1];
	for (uint32_t y = 0, n; same && y < b->h; y++) {
		n = row_of(t, b, y, right);
		same = cupsRasterReadPixels(r, row, n) == n && memcmp(row, right, n) == 0;
	}
	same = same && !cupsRasterReadHeader2(r, &h); /* one page */
	if (r)
		cupsRasterClose(r);
	if (fd >= 0)
		close(fd);
	return same;
}

static void pages_go_through_cups(void)
{
	static const struct {
		const char *media;
		uint32_t dpi;
		const struct raster *type;
	} cases[] = { { "62x29", 300, &black }, { "50x30", 203, &black }, { "50x30", 300, &light[0] }, { "50x30", 600, &light[1] } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct print_case *k = case_of("pwg", cases[i].media, cases[i].dpi);
		const char *type = cases[i].type->type;
		struct bitmap b = print_picture(k, 23);
		struct bytes out = print_encoded(k, &b);
		char what[60];
		decode_file("label.pwg", &out);
		ok(is_read_by_cups("label.pwg", k, cases[i].type, &b), "libcups reads our PWG raster, %s of %u dpi, dot for dot", type, k->dpi);
		write_raster("theirs.pwg", k, cases[i].type, &b, CUPS_RASTER_WRITE_PWG);
		snprintf(what, sizeof(what), "libcups (PWG, %s)", type);
		theirs(k, "theirs.pwg", &b, what);
		bytes_fini(&out);
		bitmap_fini(&b);
	}
}

static int is_out(const struct live_counts *c, void *arg)
{
	return c->out + c->spoiled >= *(uint64_t *)arg;
}

/* A command that prints onto its descriptor 3, which is a printer that is there.  `asks`: and reads its answers. */
static void onto_live(const struct print_case *k, const struct live_setup *setup, const struct bitmap *b, const char *what_runs, int asks, const char *what)
{
	struct live *l = live_start(setup);
	char command[500];
	uint64_t one = 1;
	int32_t x, y;
	if (!l)
		bail("no printer");
	snprintf(command, sizeof(command), "cd %%s && bash -c 'exec 3<>/dev/tcp/127.0.0.1/%u && %s'", live_number(l), what_runs);
	char *said = decode_run(command, folder);
	live_wait(l, is_out, &one, 60000);
	struct live_counts c = live_counts(l);
	struct bytes last = live_last(l);
	struct vprinter_job j = print_decoded(k, &last);
	if (!ok(c.out == 1 && !c.spoiled && (c.asked > 0) == asks && j.count == 1 && somewhere(&j.labels[0].black, b, &x, &y), "%s", what))
		note("%llu came out, %llu spoiled, %llu refused, asked %llu times; %.200s", (unsigned long long)c.out, (unsigned long long)c.spoiled, (unsigned long long)c.refused,
		     (unsigned long long)c.asked, said);
	free(said);
	vprinter_fini(&j);
	bytes_fini(&last);
	live_stop(l);
}

static void brother_rows_of_debian_are_read(void)
{
	const struct print_case *k = case_of("brother-ql", "62x29", 300);
	static const char *const forms[] = { "RLE", "ULP" };
	if (access(FILTERS "rastertoptch", X_OK)) {
		skip("vprinter reads what rastertoptch writes", "Debian's printer-driver-ptouch is not installed");
		return;
	}
	struct bitmap b = print_picture(k, 24);
	write_raster("in.ras", k, &black, &b, CUPS_RASTER_WRITE);
	for (int i = 0; i < 2; i++) {
		char command[300], what[60];
		snprintf(command, sizeof(command), "cd %%s && " FILTERS "rastertoptch 'BytesPerLine=90 PixelXfer=%s AutoCut CutLabel=1 LabelPreamble LabelRecovery' <in.ras >out.ql", forms[i]);
		snprintf(what, sizeof(what), "rastertoptch (%s)", forms[i]);
		free(decode_run(command, folder));
		theirs(k, "out.ql", &b, what);
	}
	struct live_setup setup = { .language = VPRINTER_BROTHER, .device = { .dpi = 300, .head = k->head }, .media_w_mm = 62, .media_h_mm = 29 };
	onto_live(k, &setup, &b, "cat out.ql >&3", 0, "a printer that is there and has that roll prints what rastertoptch writes");
	bitmap_fini(&b);
}

static void dymo_rows_of_debian_are_read(void)
{
	const struct print_case *k = case_of("dymo", "25x54", 300);
	if (access(FILTERS "raster2dymolw", X_OK) || access("/usr/lib/cups/driver/dymo", X_OK) || !decode_has("python3")) {
		skip("vprinter reads what raster2dymolw writes", "Debian's printer-driver-dymo is not installed");
		return;
	}
	struct bitmap b = print_picture(k, 25);
	write_raster("in.ras", k, &black, &b, CUPS_RASTER_WRITE);
	/* It asks for the status on descriptor 3, and goes on asking until it hears that all is well. */
	free(decode_run("cd %s && /usr/lib/cups/driver/dymo cat dymo:0/cups/model/lw450.ppd >lw450.ppd && head -c 9999 /dev/zero | tr '\\0' '\\003' >status && "
	                "PPD=lw450.ppd timeout 60 " FILTERS "raster2dymolw 1 me label 1 '' in.ras 3<status >out.dymo",
	                folder));
	theirs(k, "out.dymo", &b, "raster2dymolw");
	/* The same with a printer behind it, whose answers come back on descriptor 3. */
	struct live_setup setup = { .language = VPRINTER_DYMO, .device = { .dpi = 300, .head = k->head } };
	onto_live(k, &setup, &b, "PPD=lw450.ppd timeout 60 " FILTERS "raster2dymolw 1 me label 1 \"\" in.ras >&3", 1, "raster2dymolw asks a printer that is there, and prints");
	bitmap_fini(&b);
}
#endif

/* What the printer tells at its end: one label, and questions if the language has any that lprint puts. */
static void lprint_was_answered(const char *what, int asks)
{
	struct bytes log = contents("printer.log");
	unsigned long long out = 0, spoiled = 0, asked = 0;
	bytes_add(&log, "", 1);
	const char *counts = strstr((const char *)log.p, "counts out"), *at = counts ? strstr(counts, " asked ") : NULL;
	int read = counts && at && sscanf(counts, "counts out %llu spoiled %llu", &out, &spoiled) == 2 && sscanf(at, " asked %llu", &asked) == 1;
	if (!ok(read && out == 1 && !spoiled && (asked > 0) == asks, "%s prints onto a printer that is there%s", what, asks ? " and hears its answers" : ""))
		note("%s", (const char *)log.p);
	bytes_fini(&log);
}

/* The whole way: our page, read by PAPPL, written by lprint for a printer of another language, read by vprinter. */
static void pages_go_through_lprint(void)
{
	static const struct {
		const char *driver, *encoder;
	} ways[] = { { "epl2_4inch-203dpi-dt", "epl2" }, { "zpl_4inch-203dpi-dt", "zpl" } };
	if (!decode_has("lprint") || !decode_has("unshare") || !decode_has("ip")) {
		skip("lprint prints our PWG raster", "lprint, unshare or ip is not installed");
		return;
	}
	if (system("unshare -rn ip link set lo up 2>/dev/null") != 0) {
		skip("lprint prints our PWG raster", "no network of its own is allowed here");
		return;
	}
	const struct print_case *k = case_of("pwg", "50x30", 203);
	struct bitmap b = print_picture(k, 26);
	struct bytes out = print_encoded(k, &b);
	decode_file("label.pwg", &out);
	for (int i = 0; i < 2; i++) {
		char command[500], what[60];
		struct print_case other = { .encoder = ways[i].encoder, .dpi = 203, .language = i ? VPRINTER_ZPL : VPRINTER_EPL2, .head = 832 };
		snprintf(command, sizeof(command), "unshare -rn sh " PRINTERS "/lprint.sh %%s %s label.pwg custom_label_50x30mm out.lprint '" VPRINTER_PROGRAM "' %s", ways[i].driver, ways[i].encoder);
		snprintf(what, sizeof(what), "lprint (%s)", ways[i].encoder);
		char *said = decode_run(command, folder);
		theirs(&other, "out.lprint", &b, what);
		lprint_was_answered(what, i == 1);
		if (said && *said)
			note("%.100s", said);
		free(said);
		unlink(in_folder("out.lprint"));
		unlink(in_folder(".lprint.conf"));
	}
	bytes_fini(&out);
	bitmap_fini(&b);
}

/* Of the label's size, and each dot where it belongs. */
static void a_page_is_drawn_by_poppler(void)
{
	if (!decode_has("pdftoppm")) {
		skip("poppler draws our PDF of a label", "not installed: poppler-utils");
		return;
	}
	static const struct {
		const char *media;
		uint32_t dpi;
	} cases[] = { { "62x29", 300 }, { "50x30", 203 } };
	for (size_t i = 0; i < 2; i++) {
		const struct print_case *k = case_of("pwg", cases[i].media, cases[i].dpi);
		struct media m = print_media(k);
		struct bitmap b = print_picture(k, 27);
		struct bytes out = { 0 };
		char command[300];
		int32_t x = 0, y = 0;
		if (encode_pdf(&b, &m, &(struct encode_options){ .dpi = k->dpi }, &out))
			bail("no PDF");
		snprintf(command, sizeof(command), "cd %%s && pdftoppm -mono -singlefile -r %u label.pdf page", k->dpi);
		decode_file("label.pdf", &out);
		free(decode_run(command, folder));
		struct bitmap page = decode_pbm(in_folder("page.pbm"));
		ok(page.w <= b.w + 1 && page.h <= b.h + 1 && somewhere(&page, &b, &x, &y) && x == 0 && y <= 1 && y >= -1, "poppler draws our PDF of a label of %u dpi, dot for dot", k->dpi);
		note("%d, %d; %u x %u of %u x %u", x, y, page.w, page.h, b.w, b.h);
		bitmap_fini(&page);
		bytes_fini(&out);
		bitmap_fini(&b);
	}
}

int main(void)
{
	folder = decode_begin();
	zpl_is_drawn_by_others();
	tickets_of_others_are_read();
#ifdef HAVE_CUPS
	pages_go_through_cups();
	brother_rows_of_debian_are_read();
	dymo_rows_of_debian_are_read();
#else
	skip("libcups reads our PWG raster", "built without Debian's libcups2-dev");
	skip("vprinter reads what rastertoptch and raster2dymolw write", "built without Debian's libcups2-dev");
#endif
	pages_go_through_lprint();
	a_page_is_drawn_by_poppler();
	decode_end();
	return tap_end();
}
