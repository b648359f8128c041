/* SPDX-License-Identifier: MPL-2.0 */
/* reply_internal.h: what this folder does with replies beyond reply.h. */
#ifndef HTTP_REPLY_INTERNAL_H
#define HTTP_REPLY_INTERNAL_H

#include "http/reply.h"

void reply_add_field(struct reply *r, const char *name, struct glane_str value); /* any name */
void reply_type(struct reply *r, const char *content_type); /* copied */
void reply_compress_level(struct reply *r, int level);      /* of zlib, 1 to 9 */

#endif
