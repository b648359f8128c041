/* SPDX-License-Identifier: MPL-2.0 */
#include "labels/payload.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "labels/internal.h"

enum { PNG_LEVEL = 1 }; /* written on the way to the printer, read by few */

/* Dots that leave the picture are lost; those that come in are white. */
static int shifted(const struct bitmap *b, int32_t dx, int32_t dy, struct bitmap *ret)
{
	int rc = bitmap_init(ret, b->w, b->h);
	for (int32_t y = 0; rc == GLANE_OK && y < (int32_t)b->h; y++) {
		for (int32_t x = 0, from; x < (int32_t)b->w; x++) {
			for (from = x; bitmap_get(b, x, y); x++)
				;
			if (x > from)
				bitmap_fill(ret, from + dx, y + dy, x - from, 1);
		}
	}
	return rc;
}

int payload_seal(const struct printer *p, const struct printer_setup *s, struct payload *ret)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	if (ret->bytes.n > PAYLOAD_MOST)
		return GLANE_ETOOBIG;
	crypto_hash_sha256(hash, ret->bytes.p, ret->bytes.n);
	sodium_bin2hex(ret->sha256, sizeof(ret->sha256), hash, sizeof(hash));
	printer_drawn_for(p, s, ret->drawn_for);
	memcpy(ret->roll, s->media.id, sizeof(ret->roll));
	return GLANE_OK;
}

int payload_encode(const struct printer *p, const struct printer_setup *s, const struct bitmap *b, struct payload *ret)
{
	struct bitmap moved = { 0 };
	int rc = p->shift_x || p->shift_y ? shifted(b, p->shift_x, p->shift_y, &moved) : GLANE_OK;
	*ret = (struct payload){ 0 };
	if (rc == GLANE_OK)
		rc = s->encoder->run(moved.bits ? &moved : b, &s->media, &s->options, &ret->bytes);
	if (rc == GLANE_OK && s->encoder->run != encode_png)
		rc = bitmap_png(b, s->options.dpi, PNG_LEVEL, &ret->picture);
	bitmap_fini(&moved);
	if (rc == GLANE_OK)
		rc = payload_seal(p, s, ret);
	if (rc)
		payload_fini(ret);
	return rc;
}

int payload_draw(struct painter *painter, const struct printer *p, const struct printer_setup *s, const struct label_fields *f, struct payload *ret)
{
	struct bitmap b = { 0 };
	*ret = (struct payload){ 0 };
	int rc = label_bitmap_area(painter, &s->area, f, &b);
	if (rc == GLANE_OK)
		rc = payload_encode(p, s, &b, ret);
	bitmap_fini(&b);
	return rc;
}

void payload_fini(struct payload *p)
{
	bytes_fini(&p->bytes);
	bytes_fini(&p->picture);
}

static struct glane_str text_of(const struct bytes *b)
{
	return (struct glane_str){ (const char *)b->p, b->n };
}

int payload_keep(struct glane_call *c, int64_t job, int64_t attempt, const struct payload *p)
{
	struct glane_val args[] = { glane_int(job), glane_int(attempt), glane_text(glane_cstr(p->drawn_for)), glane_text(glane_cstr(p->sha256)),
		                    glane_blob(text_of(&p->bytes)), p->picture.n ? glane_blob(text_of(&p->picture)) : glane_null() };
	return labels_host->db->exec(c, SQL_PAYLOAD_ADD, args, sizeof(args) / sizeof(args[0]), NULL);
}

int payload_kept(struct glane_call *c, int64_t job, int64_t attempt, const char *drawn_for, struct payload *ret)
{
	struct glane_rows *row;
	*ret = (struct payload){ 0 };
	int rc = spool_first(c, SQL_PAYLOAD_FIND, (struct glane_val[]){ glane_int(job), glane_int(attempt), glane_text(glane_cstr(drawn_for)) }, 3, &row);
	if (rc < 0)
		return rc;
	if (rc == 1) {
		struct glane_str bytes = labels_host->db->col(row, 0).u.s, sha256 = labels_host->db->col(row, 1).u.s;
		bytes_add(&ret->bytes, bytes.p, bytes.n);
		snprintf(ret->sha256, sizeof(ret->sha256), "%.*s", (int)sha256.n, sha256.p);
		snprintf(ret->drawn_for, sizeof(ret->drawn_for), "%s", drawn_for);
	}
	labels_host->db->close(row);
	return ret->bytes.failed ? GLANE_ENOMEM : rc;
}
