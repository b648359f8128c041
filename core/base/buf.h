/* SPDX-License-Identifier: MPL-2.0 */
/* buf.h: a byte buffer that grows up to a limit. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>

#include "base/attr.h"
#include "glane/plugin.h"

struct buf {
	char *p; /* NULL while empty and never grown */
	size_t n, cap, limit;
	bool failed; /* sticky: over the limit or out of memory; further writes do nothing */
};

void buf_init(struct buf *b, size_t limit);
void buf_fini(struct buf *b);
void buf_clear(struct buf *b); /* keeps the memory */
void buf_add(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, struct glane_str s);
void buf_c(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
void buf_int(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
void buf_html(struct buf *b, struct glane_str s); /* escapes & < > " ' */
void buf_consume(struct buf *b, size_t n);        /* drops the first n bytes */
/* What is there, with a 0 behind it. */
struct glane_str buf_get(struct buf *b);
/* Gives the memory to the caller (free()); NULL when empty. */
char *buf_take(struct buf *b, size_t *ret_n);

#endif
