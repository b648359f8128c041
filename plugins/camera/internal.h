/* SPDX-License-Identifier: MPL-2.0 */
/* internal.h: what the files of this plugin share. */
#ifndef CAMERA_INTERNAL_H
#define CAMERA_INTERNAL_H

#include "camera/photo.h"
#include "glane/plugin.h"
#include "reading/codes.h"
#include "reading/jpeg.h"
#include "self/host.h"

enum {
	SQL_ITEM,     /* id -> its state */
	SQL_CODE,     /* of an item */
	SQL_PHOTOS,   /* of an item, those that stand */
	SQL_COUNT_PHOTOS,
	SQL_ADD,
	SQL_ADD_PICTURE,
	SQL_SAME,     /* item, address of the large picture -> the photo of it that stands */
	SQL_PHOTO,    /* id -> item, removed */
	SQL_REMOVE,   /* id, when */
	SQL_RESTORE,  /* id */
	SQL_PICTURE,  /* address -> the bytes, the item's state */
	SQL_OURS,     /* record of this plugin -> its item */
	SQL_COUNT
};
enum { KIND_ADDED, KIND_REMOVED };
enum { TOPIC_CHANGED };
enum { PHOTOS_MAX = 4, BODY_MAX = 8 << 20, SHA256_BYTES = 32 };
#define CAMERA_ADD "camera.add"
#define CAMERA_READ "camera.read"

struct glane_self {
	const struct glane_host *host;
	struct code_reader *reader;
};

/* --- read.c: items, codes in pictures */
/* From the input `code` to an item with its state; words the refusal. */
int item_find(struct glane_self *s, struct glane_call *c, struct glane_str *ret_code, int64_t *ret_item, uint32_t *ret_state);
/* Strangers do not see what is no longer offered; the team sees all but what never was. */
int item_visible(struct glane_self *s, struct glane_call *c, uint32_t state);
int refuse_picture(struct glane_self *s, struct glane_call *c, int result);
int read_codes(struct glane_self *, struct glane_call *);
/* --- show.c */
int show_photos(struct glane_self *, struct glane_call *);
int show_picture(struct glane_self *, struct glane_call *);
/* --- add.c */
int add_raw(struct glane_self *, struct glane_call *);
int add_form(struct glane_self *, struct glane_call *);
int remove_photo(struct glane_self *, struct glane_call *);
int undo_photo(struct glane_self *, struct glane_call *);
int on_own(struct glane_self *, struct glane_call *, const struct glane_record *);

#endif
