/* SPDX-License-Identifier: MPL-2.0 */
/* host.h: what plugins ask the core again and again, over its tables: inputs, words, the first row of a statement.
 *
 * For libraries, and for plugins with a `self` of their own (camera, labels, scale); self.h has the same for those that keep nothing
 * but the host.  Texts that these return live as long as the call.  Thread: that of the call. */
#ifndef SELF_HOST_H
#define SELF_HOST_H

#include "glane/plugin.h"

int64_t host_int(const struct glane_host *h, struct glane_call *c, const char *name, int64_t missing); /* an input */
struct glane_str host_text(const struct glane_host *h, struct glane_call *c, const char *name);
/* "" where there is no memory, which fails the call anyway. */
struct glane_str host_copied(const struct glane_host *h, struct glane_call *c, struct glane_str text);
/* In the person's language: "class." "sale"; the name itself where it is too long for a key. */
struct glane_str host_word(const struct glane_host *h, struct glane_call *c, const char *prefix, struct glane_str name);
/* The first row of a statement: 1 and its columns, 0: there is none, or negative. */
int host_first_row(const struct glane_host *h, struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n,
                   struct glane_val *ret, uint32_t columns) GLANE_CHECKED;
/* The first column of the first row: 1, 0: there is no row or it holds no number and *ret is as it was, or negative. */
int host_first_int(const struct glane_host *h, struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n,
                   int64_t *ret) GLANE_CHECKED;

#endif
