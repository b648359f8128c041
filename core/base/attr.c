/* SPDX-License-Identifier: MPL-2.0 */
#include "base/attr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void require_failed(const char *what, const char *file, int line)
{
	char text[512];
	int n = snprintf(text, sizeof(text), "%s:%d: broken invariant: %s\n", file, line, what);
	if (n >= (int)sizeof(text))
		n = (int)sizeof(text) - 1;
	/* Not stdio: its lock may be held by the thread that broke. */
	ssize_t written = write(STDERR_FILENO, text, (size_t)n);
	(void)written;
	abort();
}

static _Noreturn void no_memory(size_t n)
{
	char what[64];
	snprintf(what, sizeof(what), "memory for %zu bytes", n);
	require_failed(what, "malloc", 0);
}

void *xmalloc(size_t n)
{
	void *p = malloc(n ? n : 1);
	if (!p)
		no_memory(n);
	return p;
}

void *xcalloc(size_t count, size_t n)
{
	void *p = calloc(count ? count : 1, n ? n : 1);
	if (!p)
		no_memory(n);
	return p;
}

void *xrealloc(void *p, size_t n)
{
	void *q = realloc(p, n ? n : 1);
	if (!q)
		no_memory(n);
	return q;
}

char *xstrdup(const char *s)
{
	size_t n = strlen(s) + 1;
	return memcpy(xmalloc(n), s, n);
}
