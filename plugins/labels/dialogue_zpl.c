/* SPDX-License-Identifier: MPL-2.0 */
/* ZPL: ~HI (what it is), ~HQES (errors and warnings), ~HS (what it holds; silent while it is blocked), and the count of
 * labels of printers that have one.
 *
 * Sources: Zebra's ZPL II programming guide, ~HI, ~HS, ~HQ; lprint-zpl.c for the form of ~HQES; odometer: the SGD commands of
 * Link-OS. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labels/dialogue.h"

enum { STX = 2, ETX = 3, FRAME_MOST = 400, FIELDS = 12 };
enum { ERRORS = 1, STRING_1 = 2, STRING_2 = 4, WHO = 8, COUNT = 16 };

static int64_t digits(const char *p, size_t n) /* -1: something else */
{
	int64_t v = 0;
	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9' || v > INT64_MAX / 16)
			return -1;
		v = v * 10 + (p[i] - '0');
	}
	return n ? v : -1;
}

/* "  ERRORS:         1 00000000 00000005": whether there is one, and the word with the known bits.  -1: no such line. */
static int64_t word_of(const char *text, const char *name, int *ret_flag)
{
	const char *p = strstr(text, name);
	unsigned flag, high, low;
	if (!p || sscanf(p + strlen(name), " %1u %8x %8x", &flag, &high, &low) != 3)
		return -1;
	*ret_flag = flag != 0;
	return low;
}

static void errors(const char *text, struct device_status *s)
{
	int flag = 0, warns = 0;
	int64_t e = word_of(text, "ERRORS:", &flag), w = word_of(text, "WARNINGS:", &warns);
	if (e < 0)
		return;
	s->answered = 1;
	s->parts |= ERRORS;
	dialogue_trouble(s, e & 0x4, DEVICE_COVER);
	dialogue_trouble(s, e & 0x1, DEVICE_PAPER);
	dialogue_trouble(s, e & 0x2, DEVICE_RIBBON);
	dialogue_trouble(s, e & 0x8, DEVICE_CUTTER);
	dialogue_trouble(s, e & 0x30, DEVICE_HOT); /* head, motor */
	dialogue_trouble(s, (e & 0xf000) != 0 || e & 0x20000, DEVICE_JAM);
	dialogue_trouble(s, (e & 0x10000) != 0, DEVICE_PAUSED);
	dialogue_trouble(s, e || flag, DEVICE_FAULT);
	s->low = w > 0 && (w & 0x8);
}

struct field {
	const char *p;
	size_t n;
	int64_t v; /* -1: not a number */
};

static void strings(const char *text, size_t n, struct device_status *s)
{
	struct field f[FIELDS] = { 0 };
	size_t count = 0, numbers = 0;
	for (size_t at = 0; at <= n && count < FIELDS;) {
		const char *end = memchr(text + at, ',', n - at);
		size_t size = end ? (size_t)(end - text) - at : n - at;
		f[count] = (struct field){ text + at, size, digits(text + at, size) };
		numbers += f[count++].v >= 0;
		at += size + 1;
		if (!end)
			break;
	}
	if (count == 12 && numbers == 12 && f[3].n == 4) { /* aaa,b,c,dddd,eee,f,g,h,iii,j,k,l */
		s->answered = 1;
		s->parts |= STRING_1;
		s->queued += (uint32_t)f[4].v + (uint32_t)f[7].v;
		dialogue_trouble(s, f[1].v != 0, DEVICE_PAPER);
		dialogue_trouble(s, f[2].v != 0, DEVICE_PAUSED);
		dialogue_trouble(s, f[11].v != 0, DEVICE_HOT);
	} else if (count == 11 && numbers == 11 && f[8].n == 8) { /* mmm,n,o,p,q,r,s,t,uuuuuuuu,v,www */
		s->answered = 1;
		s->parts |= STRING_2;
		s->queued += (uint32_t)f[8].v;
		dialogue_trouble(s, f[2].v != 0, DEVICE_COVER);
		dialogue_trouble(s, f[3].v != 0, DEVICE_RIBBON);
	} else if (count >= 4 && f[0].n && f[0].v < 0 && f[2].v > 0) { /* model,version,dots per mm,memory */
		s->answered = 1;
		s->parts |= WHO;
		snprintf(s->model, sizeof(s->model), "%.*s", (int)f[0].n, f[0].p);
	}
	s->printing = s->queued != 0;
	s->ready = (s->parts & (STRING_1 | STRING_2)) == (STRING_1 | STRING_2) && !s->queued && s->trouble == DEVICE_NONE;
}

static size_t read_status(const unsigned char *p, size_t n, struct device_status *s)
{
	char text[FRAME_MOST + 1];
	size_t i = 0, most = n < FRAME_MOST ? n : FRAME_MOST;
	while (i < n && p[i] != STX && p[i] != '"')
		i++;
	if (i || !n)
		return i;
	for (i = 1; i < most && p[i] != (p[0] == STX ? ETX : '"') && p[i] != STX; i++)
		;
	if (i >= most)
		return n < FRAME_MOST ? 0 : 1;
	if (p[i] == STX) /* an answer within an answer: the one before lost its end */
		return i;
	memcpy(text, p + 1, i - 1);
	text[i - 1] = '\0';
	for (size_t k = 0; k < i - 1; k++) /* a name goes onto screens */
		if ((unsigned char)text[k] < ' ' || (unsigned char)text[k] > '~')
			text[k] = ' ';
	if (p[0] == '"') {
		int64_t count = digits(text, i - 1);
		if (count >= 0) {
			s->answered = 1;
			s->parts |= COUNT;
			s->printed = count;
		}
	} else if (strstr(text, "PRINTER STATUS")) {
		errors(text, s);
	} else {
		strings(text, i - 1, s);
	}
	return i + 1;
}

#define ASK "~HI! U1 getvar \"odometer.total_label_count\"\r\n~HQES~HS"
const struct dialogue dialogue_zpl = { "zpl", ASK, sizeof(ASK) - 1, "~JA", 3, ERRORS | STRING_1 | STRING_2, NULL, 0, read_status };
