/* SPDX-License-Identifier: MPL-2.0 */
#include "reading/jpeg.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

#include "reading/exif.h"

/* --- libjpeg ends on an error by leaving: it leaves to here ------------------------------------------------ */

struct leave { /* its functions get `mgr` and know the rest */
	struct jpeg_error_mgr mgr;
	jmp_buf out;
	int result;
};

_Noreturn static void leave(j_common_ptr c, int result)
{
	struct leave *l = (struct leave *)c->err;
	l->result = result;
	longjmp(l->out, 1);
}

_Noreturn static void on_error(j_common_ptr c)
{
	switch (c->err->msg_code) {
	case JERR_IMAGE_TOO_BIG:
	case JERR_WIDTH_OVERFLOW:
	case JERR_NO_BACKING_STORE: /* over JPEG_MEMORY_MAX */
		leave(c, PICTURE_TOO_LARGE);
	case JERR_OUT_OF_MEMORY:
		leave(c, PICTURE_NO_MEMORY);
	default:
		leave(c, PICTURE_DAMAGED);
	}
}

/* Warnings are what libjpeg would go on after, with grey where the picture should be. */
static void on_message(j_common_ptr c, int level)
{
	if (level < 0 && c->err->msg_code != JWRN_EXTRANEOUS_DATA && c->err->msg_code != JWRN_ADOBE_XFORM && c->err->msg_code != JWRN_TOO_MUCH_DATA)
		leave(c, PICTURE_DAMAGED);
}

static void on_print(j_common_ptr c)
{
	(void)c;
}

static struct jpeg_error_mgr *leave_init(struct leave *l)
{
	jpeg_std_error(&l->mgr);
	l->mgr.error_exit = on_error;
	l->mgr.emit_message = on_message;
	l->mgr.output_message = on_print;
	l->result = PICTURE_GOOD;
	return &l->mgr;
}

/* --- in ------------------------------------------------------------------------------------------------------ */

struct reading { /* lives in the caller's frame: what changes after setjmp() is none of its own variables */
	struct leave leave;
	struct jpeg_decompress_struct d;
	struct jpeg_progress_mgr progress;
	struct pixels px;
	int orientation;
};

static void on_progress(j_common_ptr c)
{
	if (((j_decompress_ptr)c)->input_scan_number > JPEG_SCANS_MAX)
		leave(c, PICTURE_TOO_LARGE);
}

static void read_head(struct reading *r, const void *bytes, size_t n)
{
	struct jpeg_decompress_struct *d = &r->d;
	jpeg_create_decompress(d);
	d->mem->max_memory_to_use = JPEG_MEMORY_MAX;
	d->progress = &r->progress;
	r->progress.progress_monitor = on_progress;
	jpeg_save_markers(d, JPEG_APP0 + 1, 0xffff);
	jpeg_mem_src(d, bytes, n);
	jpeg_read_header(d, TRUE);
	for (jpeg_saved_marker_ptr m = d->marker_list; m && r->orientation == 1; m = m->next)
		r->orientation = exif_orientation(m->data, m->data_length);
	uint64_t all = (uint64_t)d->image_width * d->image_height;
	if (d->image_width > JPEG_SIDE_MAX || d->image_height > JPEG_SIDE_MAX || all > JPEG_PIXELS_MAX)
		leave((j_common_ptr)d, PICTURE_TOO_LARGE);
}

static int read_picture(struct reading *r, const void *bytes, size_t n, uint32_t channels, uint32_t most)
{
	struct jpeg_decompress_struct *d = &r->d;
	if (setjmp(r->leave.out))
		return r->leave.result;
	read_head(r, bytes, n);
	uint32_t side = d->image_width > d->image_height ? d->image_width : d->image_height, eighths = 8 * most / side;
	d->scale_num = eighths < 1 ? 1 : eighths > 8 ? 8 : eighths;
	d->scale_denom = 8;
	d->out_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
	jpeg_start_decompress(d);
	if (pixels_init(&r->px, d->output_width, d->output_height, channels) != PICTURE_GOOD)
		leave((j_common_ptr)d, PICTURE_NO_MEMORY);
	while (d->output_scanline < d->output_height) {
		JSAMPROW row = r->px.p + (size_t)d->output_scanline * r->px.w * channels;
		jpeg_read_scanlines(d, &row, 1);
	}
	return PICTURE_GOOD; /* jpeg_finish_decompress() would want what follows the picture as well */
}

int jpeg_read(const void *bytes, size_t n, uint32_t channels, uint32_t most, struct pixels *ret, int *ret_orientation)
{
	struct reading r = { .orientation = 1 };
	r.d.err = leave_init(&r.leave);
	int result = n > 2 && memcmp(bytes, "\xff\xd8\xff", 3) == 0 ? read_picture(&r, bytes, n, channels, most) : PICTURE_NONE;
	jpeg_destroy_decompress(&r.d);
	if (result != PICTURE_GOOD) {
		pixels_fini(&r.px);
		return result;
	}
	*ret = r.px;
	*ret_orientation = r.orientation;
	return PICTURE_GOOD;
}

/* --- out ----------------------------------------------------------------------------------------------------- */

struct writing {
	struct leave leave;
	struct jpeg_compress_struct c;
	struct jpeg_destination_mgr to;
	unsigned char *p;
	size_t cap;
};

static void out_begin(j_compress_ptr c)
{
	struct writing *w = c->client_data;
	w->to.next_output_byte = w->p;
	w->to.free_in_buffer = w->cap;
}

static boolean out_full(j_compress_ptr c)
{
	leave((j_common_ptr)c, PICTURE_TOO_LARGE);
}

static void out_end(j_compress_ptr c)
{
	(void)c;
}

static int write_picture(struct writing *w, const struct pixels *px, int quality)
{
	struct jpeg_compress_struct *c = &w->c;
	if (setjmp(w->leave.out))
		return w->leave.result;
	jpeg_create_compress(c);
	c->client_data = w;
	w->to = (struct jpeg_destination_mgr){ .init_destination = out_begin, .empty_output_buffer = out_full, .term_destination = out_end };
	c->dest = &w->to;
	c->image_width = px->w;
	c->image_height = px->h;
	c->input_components = (int)px->channels;
	c->in_color_space = px->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
	jpeg_set_defaults(c);
	jpeg_set_quality(c, quality, TRUE);
	jpeg_simple_progression(c); /* 5 to 10 % smaller, and something to see at the first packet */
	jpeg_start_compress(c, TRUE);
	while (c->next_scanline < c->image_height) {
		JSAMPROW row = px->p + (size_t)c->next_scanline * px->w * px->channels;
		jpeg_write_scanlines(c, &row, 1);
	}
	jpeg_finish_compress(c);
	return PICTURE_GOOD;
}

int jpeg_write(const struct pixels *px, int quality, unsigned char *to, size_t cap, size_t *ret_n)
{
	struct writing w = { .p = to, .cap = cap };
	w.c.err = leave_init(&w.leave);
	int result = write_picture(&w, px, quality);
	if (result == PICTURE_GOOD)
		*ret_n = cap - w.to.free_in_buffer;
	jpeg_destroy_compress(&w.c);
	return result;
}
