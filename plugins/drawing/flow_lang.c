/* SPDX-License-Identifier: MPL-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drawing/flow_parts.h"

/* The last place of `what` in the file; NULL: none. */
static const char *last(const struct bytes *b, size_t from, const char *what)
{
	size_t n = strlen(what);
	for (size_t i = b->n; i >= from + n; i--)
		if (memcmp(b->p + i - n, what, n) == 0)
			return (const char *)b->p + i - n;
	return NULL;
}

static long number_after(const struct bytes *b, size_t from, const char *what)
{
	const char *at = last(b, from, what);
	return at ? strtol(at + strlen(what), NULL, 10) : -1; /* a PDF ends with words: strtol stops there */
}

void flow_add_lang(struct bytes *b, size_t from, struct glane_str lang)
{
	if (b->failed || b->n < from + 64 || memcmp(b->p + b->n - 6, "%%EOF\n", 6) != 0)
		return;
	long xref = number_after(b, from, "startxref\n"), root = number_after(b, from, "/Root "), size = number_after(b, from, "/Size "),
	     info = number_after(b, from, "/Info ");
	char object[40];
	snprintf(object, sizeof(object), "\n%ld 0 obj\n<<", root);
	const char *catalogue = root > 0 ? last(b, from, object) : NULL, *end = (const char *)b->p + b->n, *close;
	if (!catalogue || xref <= 0 || size <= 0 || info <= 0)
		return;
	const char *inside = catalogue + strlen(object);
	for (close = inside; close + 8 < end && memcmp(close, "\nendobj", 7) != 0;)
		close++;
	while (close > inside && memcmp(close - 2, ">>", 2) != 0)
		close--;
	size_t n = (size_t)(close - 2 - inside);
	if (close - 2 <= inside || n > 4000)
		return;
	char kept[4001];
	memcpy(kept, inside, n); /* the buffer moves while it grows */
	kept[n] = 0;
	size_t at = b->n - from;
	bytes_format(b, "%ld 0 obj\n<<", root);
	bytes_add(b, kept, n);
	bytes_format(b, "\n   /Lang (%.8s)\n   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n", lang.p);
	size_t table = b->n - from;
	bytes_format(b, "xref\n%ld 1\n%010zu 00000 n \ntrailer\n<< /Size %ld /Root %ld 0 R /Info %ld 0 R /Prev %ld >>\nstartxref\n%zu\n%%%%EOF\n", root, at,
	             size, root, info, xref, table);
}
