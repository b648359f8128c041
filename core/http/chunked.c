/* SPDX-License-Identifier: MPL-2.0 */
#include "http/chunked.h"

/*   SIZE -(digits)-> SIZE -;-> EXTENSION -CR-> SIZE_LF -> DATA -> DATA_CR -> DATA_LF -> SIZE ...
 *                                                 `-(size 0)-> TRAILER -CR-> TRAILER_LF -> TRAILER ... (empty line) END */
enum { SIZE, EXTENSION, SIZE_LF, DATA, DATA_CR, DATA_LF, TRAILER, TRAILER_LF, END };

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool visible(char c)
{
	return (unsigned char)c >= ' ' && c != 0x7f;
}

static int on_size(struct chunked *c, char b)
{
	int d = digit(b);
	if (d >= 0) {
		if (c->left >> 48) /* far over any limit, far below an overflow */
			return -413;
		c->left = c->left * 16 + (uint64_t)d;
		return ++c->counted > CHUNKED_LINE_MAX ? -400 : 0;
	}
	if (c->counted == 0 || (b != ';' && b != '\r'))
		return -400;
	c->state = b == ';' ? EXTENSION : SIZE_LF;
	return 0;
}

/* "name: value", of which nothing is kept. */
static int on_trailer(struct chunked *c, char b)
{
	if (++c->counted > CHUNKED_TRAILERS_MAX)
		return -431;
	if (b == '\r') {
		c->state = TRAILER_LF;
		return c->column && !c->named ? -400 : 0;
	}
	if (!c->named && (b <= ' ' || (b == ':' && c->column == 0)))
		return -400;
	if (!visible(b) && b != '\t')
		return -400;
	c->named |= b == ':';
	c->column++;
	return 0;
}

/* One byte outside the data. */
static int step(struct chunked *c, char b)
{
	switch (c->state) {
	case SIZE:
		return on_size(c, b);
	case EXTENSION:
		if (b == '\r')
			c->state = SIZE_LF;
		else if ((!visible(b) && b != '\t') || ++c->counted > CHUNKED_LINE_MAX)
			return -400;
		return 0;
	case SIZE_LF:
		c->state = c->left ? DATA : TRAILER;
		c->counted = c->column = 0;
		return b == '\n' ? 0 : -400;
	case DATA_CR:
		c->state = DATA_LF;
		return b == '\r' ? 0 : -400;
	case DATA_LF:
		c->state = SIZE;
		return b == '\n' ? 0 : -400;
	case TRAILER:
		return on_trailer(c, b);
	case TRAILER_LF:
		if (b != '\n')
			return -400;
		c->state = c->column ? TRAILER : END;
		c->column = 0;
		c->named = false;
		return 0;
	default:
		return -400;
	}
}

int chunked_read(struct chunked *c, const char *p, size_t n, size_t *ret_used, struct glane_str *ret_data)
{
	for (size_t i = 0; i < n;) {
		if (c->state == DATA) {
			size_t take = n - i < c->left ? n - i : (size_t)c->left;
			*ret_data = (struct glane_str){ p + i, take };
			*ret_used = i + take;
			c->left -= take;
			if (c->left == 0)
				c->state = DATA_CR;
			return CHUNKED_DATA;
		}
		int r = step(c, p[i++]);
		if (r < 0)
			return r;
		if (c->state == END) {
			*ret_used = i;
			return CHUNKED_END;
		}
	}
	*ret_used = n;
	return CHUNKED_MORE;
}
