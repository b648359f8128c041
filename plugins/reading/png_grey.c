/* SPDX-License-Identifier: MPL-2.0 */
#include "reading/png_grey.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

struct reading { /* lives in the caller's frame: what changes after setjmp() is none of its own variables */
	png_structp png;
	png_infop info;
	const unsigned char *p;
	size_t left;
	int result;
	struct pixels px; /* grey, or grey and alpha */
	png_bytep *rows;
};

/* libpng ends on an error by leaving. */
static void on_error(png_structp png, png_const_charp what)
{
	(void)what;
	png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp what)
{
	(void)png;
	(void)what;
}

static void on_bytes(png_structp png, png_bytep to, size_t n)
{
	struct reading *r = png_get_io_ptr(png);
	if (n > r->left)
		png_error(png, "cut short");
	memcpy(to, r->p, n);
	r->p += n;
	r->left -= n;
}

static void leave(struct reading *r, int result)
{
	r->result = result;
	png_error(r->png, "");
}

static void read_picture(struct reading *r)
{
	png_set_user_limits(r->png, PNG_SIDE_MAX, PNG_SIDE_MAX);
	png_set_crc_action(r->png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
	png_set_chunk_cache_max(r->png, 8);
	png_set_chunk_malloc_max(r->png, 1 << 20);
	png_set_read_fn(r->png, r, on_bytes);
	png_read_info(r->png, r->info);
	uint32_t w = png_get_image_width(r->png, r->info), h = png_get_image_height(r->png, r->info);
	if ((uint64_t)w * h > PNG_PIXELS_MAX)
		leave(r, PICTURE_TOO_LARGE);
	png_set_expand(r->png);
	png_set_strip_16(r->png);
	png_set_rgb_to_gray(r->png, PNG_ERROR_ACTION_NONE, PNG_RGB_TO_GRAY_DEFAULT, PNG_RGB_TO_GRAY_DEFAULT);
	(void)png_set_interlace_handling(r->png);
	png_read_update_info(r->png, r->info);
	uint32_t channels = png_get_channels(r->png, r->info);
	if (channels > 2 || png_get_rowbytes(r->png, r->info) != (size_t)w * channels)
		leave(r, PICTURE_DAMAGED);
	r->rows = calloc(h, sizeof(*r->rows));
	if (!r->rows || pixels_init(&r->px, w, h, channels) != PICTURE_GOOD)
		leave(r, PICTURE_NO_MEMORY);
	for (uint32_t y = 0; y < h; y++)
		r->rows[y] = r->px.p + (size_t)y * w * channels;
	png_read_image(r->png, r->rows);
	png_read_end(r->png, NULL);
}

/* Over white, one channel, in place. */
static void flatten(struct pixels *px)
{
	size_t n = (size_t)px->w * px->h;
	for (size_t i = 0; px->channels == 2 && i < n; i++) {
		uint32_t grey = px->p[2 * i], alpha = px->p[2 * i + 1];
		px->p[i] = (unsigned char)((grey * alpha + 255 * (255 - alpha) + 127) / 255);
	}
	px->channels = 1;
}

/* libpng refuses it as well, but does not say why. */
static int is_wide(const unsigned char *p, size_t n)
{
	return n >= 24 && memcmp(p + 12, "IHDR", 4) == 0 && (png_get_uint_32(p + 16) > PNG_SIDE_MAX || png_get_uint_32(p + 20) > PNG_SIDE_MAX);
}

int png_read_grey(const void *bytes, size_t n, struct pixels *ret)
{
	struct reading r = { .p = bytes, .left = n, .result = PICTURE_DAMAGED };
	if (n < 8 || png_sig_cmp(bytes, 0, 8))
		return PICTURE_NONE;
	if (is_wide(bytes, n))
		return PICTURE_TOO_LARGE;
	r.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
	r.info = r.png ? png_create_info_struct(r.png) : NULL;
	if (!r.info) {
		png_destroy_read_struct(&r.png, NULL, NULL);
		return PICTURE_NO_MEMORY;
	}
	if (setjmp(png_jmpbuf(r.png)) == 0) {
		read_picture(&r);
		r.result = PICTURE_GOOD;
	}
	png_destroy_read_struct(&r.png, &r.info, NULL);
	free(r.rows);
	if (r.result != PICTURE_GOOD) {
		pixels_fini(&r.px);
		return r.result;
	}
	flatten(&r.px);
	*ret = r.px;
	return PICTURE_GOOD;
}
