/* SPDX-License-Identifier: MPL-2.0 */
#include "camera/tests/pictures.h"

#include <math.h>

#include <jpeglib.h>

#include "drawing/qr.h"

void file_free(struct file *f)
{
	free(f->p);
	*f = (struct file){ 0 };
}

struct pixels quarters(uint32_t w, uint32_t h)
{
	static const unsigned char colours[4][3] = { { 220, 20, 20 }, { 20, 200, 20 }, { 20, 20, 220 }, { 250, 250, 250 } };
	struct pixels px;
	assert_int_equal(pixels_init(&px, w, h, 3), PICTURE_GOOD);
	for (uint32_t y = 0; y < h; y++)
		for (uint32_t x = 0; x < w; x++)
			memcpy(px.p + ((size_t)y * w + x) * 3, colours[(y >= h / 2) * 2 + (x >= w / 2)], 3);
	return px;
}

struct pixels noise(uint32_t w, uint32_t h)
{
	struct pixels px;
	uint32_t state = 12345;
	assert_int_equal(pixels_init(&px, w, h, 3), PICTURE_GOOD);
	for (size_t i = 0; i < (size_t)w * h * 3; i++) {
		state = state * 1664525 + 1013904223;
		px.p[i] = (unsigned char)(state >> 24);
	}
	return px;
}

struct pixels symbol(const char *text, double dots, unsigned char black, unsigned char white, double turn)
{
	struct qr q;
	struct pixels px;
	struct glane_str s = glane_cstr(text);
	assert_int_equal(qr_make(s, qr_version(s, QR_M), QR_M, &q), GLANE_OK);
	uint32_t side = (uint32_t)(q.side * dots * 2);
	double co = cos(turn * M_PI / 180), si = sin(turn * M_PI / 180);
	assert_int_equal(pixels_init(&px, side, side, 3), PICTURE_GOOD);
	memset(px.p, white, (size_t)side * side * 3);
	for (uint32_t y = 0; y < side; y++)
		for (uint32_t x = 0; x < side; x++) {
			double u = (x - side / 2.0) / dots, v = (y - side / 2.0) / dots;
			double column = floor(u * co + v * si + q.side / 2.0), row = floor(v * co - u * si + q.side / 2.0);
			if (column >= 0 && row >= 0 && column < q.side && row < q.side && q.cells[(size_t)row * q.side + (size_t)column])
				memset(px.p + ((size_t)y * side + x) * 3, black, 3);
		}
	return px;
}

struct file jpeg_file(const struct pixels *px, int quality, int kind)
{
	struct jpeg_compress_struct c = { 0 };
	struct jpeg_error_mgr errors;
	struct file f = { 0 };
	unsigned long n = 0;
	c.err = jpeg_std_error(&errors); /* ends the test on an error */
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, &f.p, &n);
	c.image_width = px->w;
	c.image_height = px->h;
	c.input_components = 3;
	c.in_color_space = JCS_RGB;
	jpeg_set_defaults(&c);
	jpeg_set_quality(&c, quality, TRUE);
	jpeg_scan_info scans[1 + 3 * 63] = { { 3, { 0, 1, 2 }, 0, 0, 0, 0 } };
	for (int i = 0; i < 3 * 63; i++)
		scans[1 + i] = (jpeg_scan_info){ 1, { i / 63 }, 1 + i % 63, 1 + i % 63, 0, 0 };
	if (kind == PROGRESSIVE)
		jpeg_simple_progression(&c);
	if (kind == MANY_SCANS) {
		c.scan_info = scans;
		c.num_scans = sizeof(scans) / sizeof(scans[0]);
	}
	jpeg_start_compress(&c, TRUE);
	while (c.next_scanline < c.image_height) {
		JSAMPROW row = px->p + (size_t)c.next_scanline * px->w * 3;
		jpeg_write_scanlines(&c, &row, 1);
	}
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	f.n = n;
	free(px->p);
	return f;
}

static void put(unsigned char **at, uint32_t v, int bytes, int big)
{
	for (int i = 0; i < bytes; i++)
		*(*at)++ = (unsigned char)(v >> 8 * (big ? bytes - 1 - i : i));
}

struct file with_exif(struct file f, int orientation, int big)
{
	unsigned char exif[120] = { 0xff, 0xd8, 0xff, 0xe1, 0, 0 }, *at = exif + 6;
	memcpy(at, "Exif\0", 6);
	at += 6;
	memcpy(at, big ? "MM" : "II", 2);
	at += 2;
	put(&at, 42, 2, big);
	put(&at, 8, 4, big);
	put(&at, 2, 2, big); /* entries: orientation, pointer to the position */
	put(&at, 0x0112, 2, big);
	put(&at, 3, 2, big);
	put(&at, 1, 4, big);
	put(&at, (uint32_t)orientation, 2, big);
	put(&at, 0, 2, big);
	put(&at, 0x8825, 2, big);
	put(&at, 4, 2, big);
	put(&at, 1, 4, big);
	put(&at, 38, 4, big);
	put(&at, 0, 4, big);
	put(&at, 1, 2, big); /* latitude reference: N */
	put(&at, 1, 2, big);
	put(&at, 2, 2, big);
	put(&at, 2, 4, big);
	memcpy(at, "N\0\0\0", 4);
	at += 8;
	memcpy(at, "48.8142 IVRY", 12); /* what must never be served */
	at += 12;
	size_t n = (size_t)(at - exif);
	exif[4] = (unsigned char)((n - 4) >> 8);
	exif[5] = (unsigned char)(n - 4);
	struct file out = { malloc(n + f.n), n + f.n - 2 };
	memcpy(out.p, exif, n);
	memcpy(out.p + n, f.p + 2, f.n - 2);
	file_free(&f);
	return out;
}

/* The position of a marker before the first scan, 0: there is none. */
static size_t find_segment(const unsigned char *p, size_t n, unsigned char from, unsigned char to)
{
	for (size_t i = 2; i + 4 <= n && p[i] == 0xff && p[i + 1] != 0xda; i += 2 + (size_t)(p[i + 2] << 8 | p[i + 3]))
		if (p[i + 1] >= from && p[i + 1] <= to)
			return i;
	return 0;
}

int has_segment(const void *p, size_t n, unsigned char marker)
{
	return find_segment(p, n, marker, marker) != 0;
}

void claim_size(struct file *f, uint32_t w, uint32_t h)
{
	unsigned char *at = f->p + find_segment(f->p, f->n, 0xc0, 0xc2) + 5;
	assert_true(at > f->p + 5);
	put(&at, h, 2, 1);
	put(&at, w, 2, 1);
}

char colour_at(const struct pixels *px, double x, double y)
{
	const unsigned char *p = px->p + ((size_t)(y * px->h) * px->w + (size_t)(x * px->w)) * 3;
	int r = p[0] > 128, g = p[1] > 128, b = p[2] > 128;
	return r && g && b ? 'w' : r && !g && !b ? 'r' : g && !r && !b ? 'g' : b && !r && !g ? 'b' : '?';
}
