/* SPDX-License-Identifier: MPL-2.0 */
/* Knows what our encoders write, and no more of the languages than that. */
#include "labels/rows.h"

#include <string.h>

static size_t brother(struct rows *r, const unsigned char *p, size_t n)
{
	(void)r;
	switch (p[0]) {
	case 'g':
	case 'w': return n > 2 ? 3u + p[2] : n;
	case 'M': return 2;
	case 0x1b: break;
	default: return 1;
	}
	if (n < 3 || p[1] != 'i')
		return 2;
	return p[2] == 'z' ? 13 : p[2] == 'd' ? 5 : p[2] == 'S' ? 3 : 4;
}

static size_t dymo(struct rows *r, const unsigned char *p, size_t n)
{
	if (p[0] == 0x16)
		return 1 + r->wide;
	if (p[0] == 0x17) { /* runs, until they are as long as the row */
		size_t at = 1;
		for (size_t dots = 0; at < n && dots < 8 * r->wide; at++)
			dots += (p[at] & 0x7fu) + 1;
		return at;
	}
	if (p[0] != 0x1b || n < 3 || p[1] == 0x1b)
		return 1;
	switch (p[1]) {
	case 'D': r->wide = p[2]; return 3;
	case 'B':
	case 'q': return 3;
	case 'L':
	case 'f': return 4;
	default: return 2;
	}
}

static size_t escpos(struct rows *r, const unsigned char *p, size_t n)
{
	if (p[0] == 0x1d && n >= 8 && p[1] == 'v') {
		r->wide = p[4] | (size_t)p[5] << 8;
		r->left = p[6] | (size_t)p[7] << 8;
		return 8;
	}
	if (p[0] == 0x1d)
		return n > 1 && p[1] == 'V' ? 4 : 3;
	return p[0] == 0x1b ? (n > 1 && p[1] == '@' ? 2 : 3) : 1;
}

/* A line, or the head of a picture: "BITMAP x,y,wide,rows,0," or "GWx,y,wide,rows,". */
static size_t lines(struct rows *r, const unsigned char *p, size_t n, const char *picture, int commas)
{
	size_t at = strlen(picture), numbers[6] = { 0 };
	if (n > at && memcmp(p, picture, at) == 0) {
		for (int k = 0; at < n && k < commas && p[at] != '\n'; at++) {
			if (p[at] == ',')
				k++;
			else if (p[at] >= '0' && p[at] <= '9' && numbers[k] < 100000)
				numbers[k] = numbers[k] * 10 + (size_t)(p[at] - '0');
		}
		r->wide = numbers[2];
		r->left = numbers[3];
		return at;
	}
	const unsigned char *end = memchr(p, '\n', n);
	return end ? (size_t)(end - p) + 1 : n;
}

size_t rows_next(struct rows *r, const char *language, const unsigned char *p, size_t n)
{
	size_t size = n;
	if (r->left) {
		r->left--;
		size = r->wide ? r->wide : 1;
	} else if (strcmp(language, "brother-ql") == 0) {
		size = brother(r, p, n);
	} else if (strcmp(language, "dymo") == 0) {
		size = dymo(r, p, n);
	} else if (strcmp(language, "escpos") == 0) {
		size = escpos(r, p, n);
	} else if (strcmp(language, "tspl") == 0) {
		size = lines(r, p, n, "BITMAP ", 5);
	} else if (strcmp(language, "epl2") == 0) {
		size = lines(r, p, n, "GW", 4);
	}
	return size < n ? size : n;
}
