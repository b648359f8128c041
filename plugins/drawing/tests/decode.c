/* SPDX-License-Identifier: MPL-2.0 */
#include "drawing/tests/decode.h"

#include <png.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What fontconfig keeps for the life of the program is no leak of ours; asked for by the leak sanitizer. */
GLANE_EXPORT const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig.so";
}

static char folder[64], file[160];

int decode_has(const char *program)
{
	char command[128];
	snprintf(command, sizeof(command), "command -v %s >/dev/null 2>&1", program);
	return system(command) == 0;
}

const char *decode_begin(void)
{
	snprintf(folder, sizeof(folder), "/tmp/glane-drawing-XXXXXX");
	assert_non_null(mkdtemp(folder));
	return folder;
}

void decode_end(void)
{
	free(decode_run("rm -r %s", folder));
}

const char *decode_file(const char *name, const struct bytes *b)
{
	snprintf(file, sizeof(file), "%s/%s", folder, name);
	FILE *f = fopen(file, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(b->p, 1, b->n, f), b->n);
	assert_int_equal(fclose(f), 0);
	return file;
}

char *decode_run(const char *command, const char *path)
{
	char whole[512];
	const char *at = strstr(command, "%s");
	assert_non_null(at);
	snprintf(whole, sizeof(whole), "{ %.*s%s%s; } 2>&1", (int)(at - command), command, path, at + 2);
	FILE *p = popen(whole, "r");
	assert_non_null(p);
	struct bytes out = { 0 };
	for (int c; (c = getc(p)) != EOF;)
		bytes_add(&out, &(char){ (char)c }, 1);
	pclose(p);
	bytes_add(&out, "", 1);
	assert_false(out.failed);
	return (char *)out.p;
}

char *decode_zbar(const char *path)
{
	return decode_run("zbarimg -q --raw %s 2>/dev/null | LC_ALL=C sort", path);
}

char *decode_zxing(const char *path)
{
	return decode_run("ZXingReader -format QRCode %s | sed -n 's/ *: */:/; /^Text:/p; /^IsMirrored:/p; /^EC Level:/p'", path);
}

static unsigned number(FILE *f)
{
	int c = getc(f);
	while (c == '#' || c == ' ' || c == '\n') {
		if (c == '#')
			while (c != '\n' && c != EOF)
				c = getc(f);
		c = getc(f);
	}
	unsigned v = 0;
	for (; c >= '0' && c <= '9'; c = getc(f))
		v = v * 10 + (unsigned)(c - '0');
	return v;
}

struct bitmap decode_pbm(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct bitmap b;
	assert_non_null(f);
	assert_int_equal(getc(f), 'P');
	assert_int_equal(getc(f), '4');
	unsigned w = number(f), h = number(f);
	assert_int_equal(bitmap_init(&b, w, h), 0);
	assert_int_equal(fread(b.bits, b.stride, h, f), h);
	fclose(f);
	return b;
}

struct bitmap decode_png(const char *path)
{
	png_image image = { .version = PNG_IMAGE_VERSION };
	struct bitmap b;
	assert_true(png_image_begin_read_from_file(&image, path));
	image.format = PNG_FORMAT_GRAY;
	unsigned char *grey = malloc(PNG_IMAGE_SIZE(image));
	assert_non_null(grey);
	assert_true(png_image_finish_read(&image, &(png_color){ 255, 255, 255 }, grey, 0, NULL));
	assert_int_equal(bitmap_init(&b, image.width, image.height), 0);
	for (uint32_t y = 0; y < image.height; y++)
		for (uint32_t x = 0; x < image.width; x++)
			if (grey[(size_t)y * image.width + x] < 128)
				bitmap_fill(&b, (int32_t)x, (int32_t)y, 1, 1);
	free(grey);
	return b;
}
