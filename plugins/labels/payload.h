/* SPDX-License-Identifier: MPL-2.0 */
/* payload.h: what one printer gets for one label: drawn once, kept, sent as it is. */
#ifndef LABELS_PAYLOAD_H
#define LABELS_PAYLOAD_H

#include "drawing/text.h"
#include "labels/layout.h"
#include "labels/printers.h"

enum { PAYLOAD_MOST = 2 << 20 };
struct payload {
	struct bytes bytes;   /* what is sent */
	struct bytes picture; /* PNG, for people; empty when `bytes` are one */
	char sha256[65];      /* of `bytes` */
	char drawn_for[300];  /* printer_drawn_for() */
	char roll[16];
};
/* Any thread, no database.  Fails: as label_bitmap_area and the encoder; GLANE_ETOOBIG over PAYLOAD_MOST. */
int payload_draw(struct painter *painter, const struct printer *p, const struct printer_setup *s, const struct label_fields *f,
                 struct payload *ret) GLANE_CHECKED;
/* Of a picture of s->area, which stays the caller's. */
int payload_encode(const struct printer *p, const struct printer_setup *s, const struct bitmap *b, struct payload *ret) GLANE_CHECKED;
/* `bytes` and `picture` are there: the rest.  Fails: GLANE_ETOOBIG over PAYLOAD_MOST. */
int payload_seal(const struct printer *p, const struct printer_setup *s, struct payload *ret) GLANE_CHECKED;
void payload_fini(struct payload *p); /* zeroed is fine */

/* In a WRITE call. */
int payload_keep(struct glane_call *c, int64_t job, int64_t attempt, const struct payload *p) GLANE_CHECKED;
/* What was drawn for this printer as it is now: 1, and 0: there is none. */
int payload_kept(struct glane_call *c, int64_t job, int64_t attempt, const char *drawn_for, struct payload *ret) GLANE_CHECKED;

#endif
