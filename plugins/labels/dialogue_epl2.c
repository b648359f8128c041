/* SPDX-License-Identifier: MPL-2.0 */
/* EPL2: two digits for ^ee, and the same behind a letter when it tells by itself (eR).
 *
 * Source: "EPL2 Programmer's Manual" (Zebra), ^ee, eR and the appendix of error codes. */
#include "labels/dialogue.h"

static int is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static size_t read_status(const unsigned char *p, size_t n, struct device_status *s)
{
	size_t at = n && !is_digit(p[0]); /* the letter that eR was given */
	for (size_t i = 0; i < at + 4; i++) {
		if (i >= n)
			return 0;
		int fits = i < at       ? p[i] >= ' ' && p[i] <= '~'
		           : i < at + 2 ? is_digit(p[i])
		                        : p[i] == "\r\n"[i - at - 2];
		if (!fits)
			return 1;
	}
	int code = (p[at] - '0') * 10 + p[at + 1] - '0';
	s->answered = s->parts = 1;
	s->trouble = DEVICE_NONE;
	/* Other numbers speak of commands that it did not understand some time ago. */
	dialogue_trouble(s, code == 7, DEVICE_PAPER);
	dialogue_trouble(s, code == 11, DEVICE_COVER);
	dialogue_trouble(s, code == 12, DEVICE_PAUSED);
	s->ready = s->trouble == DEVICE_NONE;
	return at + 4;
}

#define ASK "\r\n^ee\r\n"
#define RESYNC "\r\nN\r\n"
const struct dialogue dialogue_epl2 = { "epl2", ASK, sizeof(ASK) - 1, RESYNC, sizeof(RESYNC) - 1, 1, "\n", 1, read_status };
