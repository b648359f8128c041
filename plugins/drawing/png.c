/* SPDX-License-Identifier: MPL-2.0 */
#include <png.h>
#include <setjmp.h>

#include "drawing/bitmap.h"

static void on_error(png_structp png, png_const_charp what)
{
	(void)what; /* the only fault there can be is a lack of memory */
	png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp what)
{
	(void)png;
	(void)what;
}

static void on_bytes(png_structp png, png_bytep p, size_t n)
{
	struct bytes *out = png_get_io_ptr(png);
	bytes_add(out, p, n);
	if (out->failed)
		png_error(png, "no memory");
}

static void on_flush(png_structp png)
{
	(void)png;
}

int bitmap_png(const struct bitmap *b, uint32_t dpi, int level, struct bytes *out)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
	png_infop info = png ? png_create_info_struct(png) : NULL;
	if (!info || setjmp(png_jmpbuf(png))) {
		png_destroy_write_struct(&png, info ? &info : NULL);
		return GLANE_ENOMEM;
	}
	png_set_write_fn(png, out, on_bytes, on_flush);
	png_set_compression_level(png, level);
	/* Less than zlib takes by itself: making and clearing its tables would cost more than the rows. */
	png_set_compression_window_bits(png, 14);
	png_set_compression_mem_level(png, 6);
	png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE); /* filters look for neighbouring bytes: no use in 1 bit */
	png_set_IHDR(png, info, b->w, b->h, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
	             PNG_FILTER_TYPE_DEFAULT);
	uint32_t per_metre = (dpi * 10000 + 127) / 254;
	png_set_pHYs(png, info, per_metre, per_metre, PNG_RESOLUTION_METER);
	png_write_info(png, info);
	png_set_invert_mono(png); /* grey 0 is black */
	for (uint32_t y = 0; y < b->h; y++)
		png_write_row(png, b->bits + (size_t)y * b->stride);
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
	return GLANE_OK;
}
