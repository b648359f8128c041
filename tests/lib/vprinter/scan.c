/* SPDX-License-Identifier: MPL-2.0 */
/* Where commands end, read a byte at a time: all that is needed to know which bytes are a label, a question, or a reset.  What the bytes
 * mean is the decoders' affair.  Sources: as theirs. */
#include <stdio.h>
#include <string.h>

#include "vprinter/live_parts.h"

static enum scan_what done(struct scan *s, enum scan_what what)
{
	s->length = s->count;
	s->n = s->count = 0;
	return what;
}

static int is(const struct scan *s, const char *text)
{
	return s->n == strlen(text) && memcmp(s->have, text, s->n) == 0;
}

static int begins(const struct scan *s, const char *text)
{
	size_t n = strlen(text);
	return s->n >= n && memcmp(s->have, text, n) == 0;
}

/* Adds to the command; the end of one that is too long is not kept. */
static void add(struct scan *s, unsigned char b)
{
	if (s->n < sizeof(s->have))
		s->have[s->n++] = b;
}

static enum scan_what brother(struct scan *s, unsigned char b)
{
	add(s, b);
	const unsigned char *p = s->have;
	switch (p[0]) {
	case 0x1b:
		if (s->n < 2)
			return SCAN_MORE;
		if (p[1] == '@') {
			s->drawn = 0;
			return done(s, SCAN_RESET);
		}
		if (p[1] != 'i')
			return done(s, SCAN_MORE);
		if (s->n < 3 || s->n < (p[2] == 'z' ? 13u : p[2] == 'd' ? 5u : p[2] == 'S' ? 3u : 4u))
			return SCAN_MORE;
		return done(s, p[2] == 'S' ? SCAN_QUESTION : SCAN_MORE);
	case 'M': return s->n < 2 ? SCAN_MORE : done(s, SCAN_MORE);
	case 'g': case 'w': case 'G':
		if (s->n < 3)
			return SCAN_MORE;
		s->skip = p[0] == 'G' ? p[1] | (unsigned)p[2] << 8 : p[2];
		s->drawn = 1;
		return done(s, SCAN_MORE);
	case 'Z': s->drawn = 1; return done(s, SCAN_MORE);
	case 0x0c: case 0x1a: s->drawn = 0; return done(s, SCAN_LABEL);
	default: return done(s, SCAN_MORE);
	}
}

/* "^" and "~" begin a command wherever they stand: no picture has them. */
static enum scan_what zpl(struct scan *s, unsigned char b)
{
	if (b == '^' || b == '~' || (b == '!' && !s->n)) {
		s->n = 0;
		s->count = 1;
		add(s, b);
		return SCAN_MORE;
	}
	if (!s->n) { /* a line end between two of them */
		s->count = 0;
		return SCAN_MORE;
	}
	add(s, b);
	if (s->have[0] == '!') /* "! U1 getvar ..." */
		return b == '\n' ? done(s, SCAN_QUESTION) : SCAN_MORE;
	if (is(s, "^XA"))
		s->open = 1;
	if (is(s, "^XZ")) {
		s->open = 0;
		return done(s, SCAN_LABEL);
	}
	if (is(s, "~JA")) {
		s->open = 0;
		return done(s, SCAN_RESET);
	}
	return is(s, "~HS") || is(s, "~HI") || is(s, "~HQES") ? done(s, SCAN_QUESTION) : SCAN_MORE;
}

/* Lines; after the commas of its command raw bytes come. */
static enum scan_what tspl(struct scan *s, unsigned char b)
{
	if (s->n == 0 && (b == '\r' || b == '\n')) {
		s->count = 0;
		return SCAN_MORE;
	}
	if (s->n && s->have[0] == 0x1b) {
		add(s, b);
		if (s->n < 3)
			return b == '!' ? SCAN_MORE : done(s, SCAN_MORE);
		return done(s, b == '.' || b == 'R' || b == 'C' ? SCAN_RESET : SCAN_QUESTION);
	}
	if (b == '\r' || b == '\n') {
		int prints = begins(s, "PRINT ");
		s->commas = 0;
		return done(s, prints ? SCAN_LABEL : SCAN_MORE);
	}
	add(s, b);
	s->commas += b == ',';
	if (b == ',' && s->commas == 5 && begins(s, "BITMAP ")) {
		unsigned x, y, stride, rows;
		s->have[s->n - 1] = 0;
		if (sscanf((const char *)s->have + 7, "%u,%u,%u,%u", &x, &y, &stride, &rows) == 4)
			s->skip = (uint64_t)stride * rows;
		s->commas = 0;
		return done(s, SCAN_MORE);
	}
	return SCAN_MORE;
}

/* The same; lprint ends the numbers of GW with a line end, the manual with a comma. */
static enum scan_what epl2(struct scan *s, unsigned char b)
{
	if (s->n == 0 && (b == '\r' || b == '\n')) {
		s->count = 0;
		return SCAN_MORE;
	}
	if (b == '\r')
		return SCAN_MORE;
	if (b != '\n') {
		add(s, b);
		s->commas += b == ',';
	}
	if (begins(s, "GW") && (b == '\n' || s->commas == 4)) {
		unsigned x, y, stride, rows;
		s->have[s->n < sizeof(s->have) ? s->n : sizeof(s->have) - 1] = 0;
		if (sscanf((const char *)s->have + 2, "%u,%u,%u,%u", &x, &y, &stride, &rows) == 4)
			s->skip = (uint64_t)stride * rows;
		s->commas = 0;
		return done(s, SCAN_MORE);
	}
	if (b != '\n')
		return SCAN_MORE;
	enum scan_what what = is(s, "N") ? SCAN_RESET : is(s, "^ee") ? SCAN_QUESTION : s->n > 1 && s->have[0] == 'P' ? SCAN_LABEL : SCAN_MORE;
	s->commas = 0;
	return done(s, what);
}

static enum scan_what dymo_escape(struct scan *s)
{
	const unsigned char *p = s->have;
	if (s->n < 2)
		return SCAN_MORE;
	if (p[1] == 0x1b) { /* the first half of the next one */
		s->n = s->count = 1;
		return SCAN_MORE;
	}
	unsigned args = strchr("BDq", p[1]) ? 1 : strchr("LQf", p[1]) ? 2 : 0;
	if (p[1] == 0)
		args = 0;
	if (s->n < 2 + args)
		return SCAN_MORE;
	switch (p[1]) {
	case '@': s->width = 0; s->drawn = 0; return done(s, SCAN_RESET);
	case 'D': s->width = p[2]; return done(s, SCAN_MORE);
	case 'f': s->drawn = 1; return done(s, SCAN_MORE);
	case 'A': case 'V': return done(s, SCAN_QUESTION);
	case 'E': case 'G': {
		int label = s->drawn;
		s->drawn = 0;
		return done(s, label ? SCAN_LABEL : SCAN_MORE);
	}
	default: return done(s, SCAN_MORE);
	}
}

static enum scan_what dymo(struct scan *s, unsigned char b)
{
	if (s->dots) { /* of a row of runs */
		uint32_t run = (b & 0x7fu) + 1;
		s->dots -= run < s->dots ? run : s->dots;
		return SCAN_MORE;
	}
	add(s, b);
	if (s->have[0] == 0x1b)
		return dymo_escape(s);
	if (b == 0x16)
		s->skip = s->width;
	else if (b == 0x17)
		s->dots = 8 * s->width;
	s->drawn |= b == 0x16 || b == 0x17;
	return done(s, SCAN_MORE);
}

static enum scan_what pos_group(struct scan *s)
{
	const unsigned char *p = s->have;
	if (s->n < 2)
		return SCAN_MORE;
	switch (p[1]) {
	case 'v':
		if (s->n < 8)
			return SCAN_MORE;
		s->skip = (uint64_t)(p[4] | (unsigned)p[5] << 8) * (p[6] | (unsigned)p[7] << 8);
		s->drawn = 1;
		return done(s, SCAN_MORE);
	case '(':
		if (s->n < 5)
			return SCAN_MORE;
		if (p[2] == 'H' && p[3] == 6 && p[4] == 0) {
			if (s->n < 11)
				return SCAN_MORE;
			s->before = s->no_cutter && s->drawn;
			s->drawn = s->drawn && !s->before;
			return done(s, SCAN_QUESTION);
		}
		s->skip = p[3] | (unsigned)p[4] << 8;
		s->drawn |= p[2] == 'L';
		return done(s, SCAN_MORE);
	case '8':
		if (s->n < 7)
			return SCAN_MORE;
		s->skip = p[3] | (uint64_t)p[4] << 8 | (uint64_t)p[5] << 16 | (uint64_t)p[6] << 24;
		s->drawn = 1;
		return done(s, SCAN_MORE);
	case 'V': {
		if (s->n < 3 || (p[2] >= 65 && p[2] <= 67 && s->n < 4))
			return SCAN_MORE;
		int label = s->drawn;
		s->drawn = 0;
		return done(s, label ? SCAN_LABEL : SCAN_MORE);
	}
	case 'L': case 'W': case '$': return s->n < 4 ? SCAN_MORE : done(s, SCAN_MORE);
	case 'a': case 'r': case 'I': return s->n < 3 ? SCAN_MORE : done(s, SCAN_QUESTION);
	case '|': case '!': case 'B': return s->n < 3 ? SCAN_MORE : done(s, SCAN_MORE);
	default: return done(s, SCAN_MORE);
	}
}

static enum scan_what pos_escape(struct scan *s)
{
	const unsigned char *p = s->have;
	if (s->n < 2)
		return SCAN_MORE;
	if (p[1] == '@') {
		s->before = s->no_cutter && s->drawn;
		s->drawn = 0;
		return done(s, SCAN_RESET);
	}
	if (p[1] == 'v')
		return done(s, SCAN_QUESTION);
	if (p[1] == '2')
		return done(s, SCAN_MORE);
	if (p[1] == '*') {
		if (s->n < 5)
			return SCAN_MORE;
		s->skip = (uint64_t)(p[3] | (unsigned)p[4] << 8) * (p[2] == 32 || p[2] == 33 ? 3 : 1);
		s->drawn = 1;
		return done(s, SCAN_MORE);
	}
	return s->n < 3 ? SCAN_MORE : done(s, SCAN_MORE);
}

static enum scan_what pos_file_separator(struct scan *s)
{
	const unsigned char *p = s->have;
	if (s->n < 2)
		return SCAN_MORE;
	unsigned need = p[1] == '(' ? 5 : p[1] == 'S' ? 4 : p[1] == '-' || p[1] == '!' ? 3 : 2;
	if (s->n < need)
		return SCAN_MORE;
	if (p[1] == '(')
		s->skip = p[3] | (unsigned)p[4] << 8;
	return done(s, SCAN_MORE);
}

/* DLE EOT and its like are obeyed wherever they stand; those within something else are counted as orders. */
static enum scan_what pos_order(struct scan *s, unsigned char b)
{
	int order = s->last[0] == 0x10 && (s->last[1] == 0x04 || s->last[1] == 0x05 || s->last[1] == 0x14);
	unsigned char which = s->last[1];
	s->last[0] = which;
	s->last[1] = b;
	if (!order)
		return SCAN_MORE;
	s->last[1] = 0;
	s->order = !(s->n == 3 && s->have[0] == 0x10);
	if (which == 0x05 && b == 2) { /* recover, and drop what is there */
		s->skip = 0;
		s->drawn = 0;
		return done(s, SCAN_RESET);
	}
	if (s->order)
		return SCAN_MORE;
	return done(s, which == 0x04 ? SCAN_QUESTION : SCAN_MORE);
}

static enum scan_what escpos(struct scan *s, unsigned char b)
{
	if (!s->skip)
		add(s, b);
	enum scan_what what = pos_order(s, b);
	if (s->skip) {
		s->skip--;
		s->count = 0;
	}
	if (what != SCAN_MORE || !s->n)
		return what;
	switch (s->have[0]) {
	case 0x10: return s->n > 1 && b != 0x04 && b != 0x05 && b != 0x14 ? done(s, SCAN_MORE) : SCAN_MORE;
	case 0x1b: return pos_escape(s);
	case 0x1d: return pos_group(s);
	case 0x1c: return pos_file_separator(s);
	default: return done(s, SCAN_MORE);
	}
}

enum scan_what scan_byte(struct scan *s, unsigned char b)
{
	static enum scan_what (*const steps[VPRINTER_LANGUAGES])(struct scan *, unsigned char) = {
		[VPRINTER_BROTHER] = brother, [VPRINTER_ZPL] = zpl,   [VPRINTER_ESCPOS] = escpos,
		[VPRINTER_TSPL] = tspl,       [VPRINTER_DYMO] = dymo, [VPRINTER_EPL2] = epl2,
	};
	s->before = s->order = 0;
	s->count++;
	if (s->skip && s->language != VPRINTER_ESCPOS) {
		s->skip--;
		s->count = 0;
		return SCAN_MORE;
	}
	return steps[s->language](s, b);
}

int scan_may_ask(const struct scan *s)
{
	const unsigned char *p = s->have;
	if (!s->n || s->skip)
		return 0;
	switch (s->language) {
	case VPRINTER_BROTHER: return p[0] == 0x1b && (s->n < 2 || (p[1] == 'i' && s->n < 3));
	case VPRINTER_ZPL: return p[0] != '^';
	case VPRINTER_ESCPOS: return p[0] == 0x10 || (s->n < 2 && (p[0] == 0x1b || p[0] == 0x1d)) || (p[0] == 0x1d && strchr("arI", p[1])) || (s->n > 1 && p[1] == '(');
	case VPRINTER_TSPL: return p[0] == 0x1b;
	case VPRINTER_DYMO: return p[0] == 0x1b && s->n < 2;
	default: return p[0] == '^';
	}
}
