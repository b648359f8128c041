/* SPDX-License-Identifier: MPL-2.0 */
#include "drawing/bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned char *bytes_reserve(struct bytes *b, size_t n)
{
	if (b->failed)
		return NULL;
	if (n <= b->cap - b->n)
		return b->p + b->n;
	size_t cap = b->cap ? b->cap : 1024, want;
	if (__builtin_add_overflow(b->n, n, &want) || want > SIZE_MAX / 2)
		goto fail;
	while (cap < want)
		cap *= 2;
	unsigned char *p = realloc(b->p, cap);
	if (!p)
		goto fail;
	b->p = p;
	b->cap = cap;
	return b->p + b->n;
fail:
	b->failed = 1;
	return NULL;
}

void bytes_add(struct bytes *b, const void *p, size_t n)
{
	unsigned char *to = n ? bytes_reserve(b, n) : NULL;
	if (!to)
		return;
	memcpy(to, p, n);
	b->n += n;
}

void bytes_text(struct bytes *b, const char *s)
{
	bytes_add(b, s, strlen(s));
}

void bytes_format(struct bytes *b, const char *fmt, ...)
{
	char line[500];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(line))
		b->failed = 1;
	else
		bytes_add(b, line, (size_t)n);
}

void bytes_uint(struct bytes *b, uint64_t v)
{
	char digits[20];
	size_t i = sizeof(digits);
	do
		digits[--i] = (char)('0' + v % 10);
	while (v /= 10);
	bytes_add(b, digits + i, sizeof(digits) - i);
}

void bytes_fini(struct bytes *b)
{
	free(b->p);
	*b = (struct bytes){ 0 };
}
