/* SPDX-License-Identifier: MPL-2.0 */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

enum { FIRST_CAP = 256 };

void buf_init(struct buf *b, size_t limit)
{
	*b = (struct buf){ .limit = limit < SIZE_MAX / 4 ? limit : SIZE_MAX / 4 };
}

void buf_fini(struct buf *b)
{
	if (!b)
		return;
	free(b->p);
	*b = (struct buf){ .limit = b->limit };
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->failed = false;
}

/* Room for n more bytes and the 0 behind them. */
static bool room(struct buf *b, size_t n)
{
	if (b->failed)
		return false;
	if (n > b->limit - b->n) {
		b->failed = true;
		return false;
	}
	size_t need = b->n + n + 1;
	if (need <= b->cap)
		return true;
	size_t cap = b->cap ? b->cap * 2 : FIRST_CAP;
	if (cap > b->limit + 1)
		cap = b->limit + 1;
	if (cap < need)
		cap = need;
	char *p = realloc(b->p, cap);
	if (!p) {
		b->failed = true;
		return false;
	}
	b->p = p;
	b->cap = cap;
	return true;
}

void buf_add(struct buf *b, const void *p, size_t n)
{
	if (!n || !room(b, n))
		return;
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

void buf_str(struct buf *b, struct glane_str s)
{
	buf_add(b, s.p, s.n);
}

void buf_c(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_char(struct buf *b, char c)
{
	if (room(b, 1))
		b->p[b->n++] = c;
}

void buf_int(struct buf *b, int64_t v)
{
	char digits[20], *end = digits + sizeof(digits), *p = end;
	uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;
	do
		*--p = (char)('0' + u % 10);
	while (u /= 10);
	if (v < 0)
		*--p = '-';
	buf_add(b, p, (size_t)(end - p));
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	char small[128];
	int n = vsnprintf(small, sizeof(small), fmt, ap);
	if (n < 0) {
		b->failed = true;
	} else if ((size_t)n < sizeof(small)) {
		buf_add(b, small, (size_t)n);
	} else if (room(b, (size_t)n)) {
		vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
		b->n += (size_t)n;
	}
	va_end(again);
	va_end(ap);
}

void buf_html(struct buf *b, struct glane_str s)
{
	size_t from = 0;
	for (size_t i = 0; i < s.n; i++) {
		const char *word;
		switch (s.p[i]) {
		case '&':
			word = "&amp;";
			break;
		case '<':
			word = "&lt;";
			break;
		case '>':
			word = "&gt;";
			break;
		case '"':
			word = "&quot;";
			break;
		case '\'':
			word = "&#39;";
			break;
		default:
			continue;
		}
		buf_add(b, s.p + from, i - from);
		buf_c(b, word);
		from = i + 1;
	}
	buf_add(b, s.p + from, s.n - from);
}

void buf_consume(struct buf *b, size_t n)
{
	REQUIRE(n <= b->n);
	b->n -= n;
	if (n && b->n)
		memmove(b->p, b->p + n, b->n);
}

struct glane_str buf_get(struct buf *b)
{
	if (!b->p)
		return STR_NONE;
	b->p[b->n] = 0; /* room() keeps the place */
	return (struct glane_str){ b->p, b->n };
}

char *buf_take(struct buf *b, size_t *ret_n)
{
	char *p = b->p;
	size_t n = b->n;
	if (p && !n) {
		free(p);
		p = NULL;
	}
	if (p)
		p[n] = 0;
	*b = (struct buf){ .limit = b->limit, .failed = b->failed };
	if (ret_n)
		*ret_n = n;
	return p;
}
