/* SPDX-License-Identifier: MPL-2.0 */
/* ESC/POS: answers to DLE EOT 1, 2, 4, the four bytes that a printer sends when something changes (ASB), and the echo of
 * GS ( H.  Each kind has bits of its own, so that one cannot be taken for another.
 *
 * Source: Epson's ESC/POS command reference: DLE EOT, GS a, GS ( H. */
#include "labels/dialogue.h"

enum { EOT = 1, ASB = 2, ECHO = 4 };

uint32_t dialogue_echo(uint32_t tag)
{
	uint32_t v = 0;
	for (int i = 18; i >= 0; i -= 6)
		v = v << 8 | (0x30 + (tag >> i & 0x3f));
	return v;
}

static int is_eot(unsigned char b)
{
	return (b & 0x93) == 0x12;
}

static void eot(const unsigned char *p, struct device_status *s)
{
	s->answered = 1;
	s->parts |= EOT;
	s->trouble = DEVICE_NONE;
	dialogue_trouble(s, p[1] & 0x04, DEVICE_COVER);
	dialogue_trouble(s, p[2] & 0x60 || p[1] & 0x20, DEVICE_PAPER);
	dialogue_trouble(s, p[1] & 0x40, DEVICE_FAULT);
	dialogue_trouble(s, p[0] & 0x08, DEVICE_PAUSED);
	s->low = (p[2] & 0x0c) != 0;
	s->ready = s->trouble == DEVICE_NONE;
}

static void asb(const unsigned char *p, struct device_status *s)
{
	s->answered = 1;
	s->parts |= ASB;
	s->trouble = DEVICE_NONE;
	dialogue_trouble(s, p[0] & 0x20, DEVICE_COVER);
	dialogue_trouble(s, p[2] & 0x0c, DEVICE_PAPER);
	dialogue_trouble(s, p[1] & 0x08, DEVICE_CUTTER);
	dialogue_trouble(s, p[1] & 0x40, DEVICE_HOT); /* ends by itself: the head cools down */
	dialogue_trouble(s, p[1] & 0x24, DEVICE_FAULT);
	dialogue_trouble(s, p[0] & 0x08, DEVICE_PAUSED);
	s->low = (p[2] & 0x03) != 0;
	s->ready = s->trouble == DEVICE_NONE;
}

static size_t read_status(const unsigned char *p, size_t n, struct device_status *s)
{
	if (!n)
		return 0;
	if (p[0] == 0x37) { /* 37 22 d1 d2 d3 d4 00; 23 when it is offline by now */
		if (n < 2)
			return 0;
		if (p[1] != 0x22 && p[1] != 0x23)
			return 1;
		for (size_t i = 2; i < 7 && i < n; i++)
			if (i == 6 ? p[i] != 0 : p[i] < 0x20 || p[i] > 0x7e)
				return 1;
		if (n < 7)
			return 0;
		s->answered = 1;
		s->parts |= ECHO;
		s->echo = (uint32_t)p[2] << 24 | (uint32_t)p[3] << 16 | (uint32_t)p[4] << 8 | p[5];
		return 7;
	}
	if (is_eot(p[0])) {
		for (size_t i = 1; i < 3 && i < n; i++)
			if (!is_eot(p[i]))
				return i;
		if (n < 3)
			return 0;
		eot(p, s);
		return 3;
	}
	/* Four such bytes are in answers of other languages too: who has answered DLE EOT speaks this one. */
	if ((p[0] & 0x93) == 0x10 && s->parts & EOT) {
		for (size_t i = 1; i < 4 && i < n; i++)
			if (p[i] & 0x90)
				return i;
		if (n < 4)
			return 0;
		asb(p, s);
		return 4;
	}
	return 1;
}

/* DLE EOT is obeyed at once; from GS a on it tells by itself when it goes offline, has an error or no paper. */
#define ASK "\x10\x04\x01\x10\x04\x02\x10\x04\x04\x1d" "a\x0e"
/* DLE ENQ 2: out of an error, what was not printed is dropped. */
#define RESYNC "\x10\x05\x02\x1b@"
const struct dialogue dialogue_escpos = { "escpos", ASK, sizeof(ASK) - 1, RESYNC, sizeof(RESYNC) - 1, EOT, "\0", 1, read_status };
