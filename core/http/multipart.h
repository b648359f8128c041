/* SPDX-License-Identifier: MPL-2.0 */
/* multipart.h: multipart/form-data (RFC 7578) to fields.  The body is whole and in memory. */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include "http/fields.h"

enum { MULTIPART_PARTS_MAX = 64, MULTIPART_HEAD_MAX = 2048 /* bytes of one part's header */ };

/* Parts with a file name are files, others texts in UTF-8.  Contents are copied into the arena.  Fails as fields_add(),
 * and GLANE_EINVAL for anything that is not quite the format: truncated, a folded header, an unknown transfer encoding,
 * another charset. */
int multipart_read(struct fields *f, struct glane_str body, struct glane_str boundary, const char **ret_why) NODISCARD;

#endif
