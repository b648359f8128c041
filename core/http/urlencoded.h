/* SPDX-License-Identifier: MPL-2.0 */
/* urlencoded.h: application/x-www-form-urlencoded, in a query or a body, to fields. */
#ifndef HTTP_URLENCODED_H
#define HTTP_URLENCODED_H

#include "http/fields.h"

/* Fails as fields_add(), and GLANE_EINVAL for a "%" that two hexadecimal digits do not follow. */
int urlencoded_read(struct fields *f, struct glane_str text, const char **ret_why) NODISCARD;

#endif
