/* SPDX-License-Identifier: MPL-2.0 */
/* bytes.h: a growing run of bytes, for files that are made in memory.
 *
 * Adding is sticky: after a failed allocation nothing more is added and `failed` is set, so only the end asks. */
#ifndef DRAWING_BYTES_H
#define DRAWING_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include "glane/plugin.h"

struct bytes {
	unsigned char *p; /* free()d by bytes_fini */
	size_t n, cap;
	int failed;
};

/* Room for `n` more, or NULL; the caller writes there and adds to `n` itself. */
unsigned char *bytes_reserve(struct bytes *b, size_t n);
void bytes_add(struct bytes *b, const void *p, size_t n);
void bytes_text(struct bytes *b, const char *s);
void bytes_format(struct bytes *b, const char *fmt, ...) GLANE_PRINTF(2, 3); /* at most 500 bytes a call */
void bytes_uint(struct bytes *b, uint64_t v);
void bytes_fini(struct bytes *b); /* zeroed is fine */

#endif
