/* SPDX-License-Identifier: MPL-2.0 */
/* Brother QL: the 32 bytes that it sends over USB when it is asked and at each step of a label, and over SNMP.
 *
 * Source: "Raster Command Reference QL-800/810W/820NWB" (Brother), chapter on status; bit 7 of byte 25, the black and red
 * roll: observed by the users of brother_ql. */
#include <stdio.h>
#include <string.h>

#include "labels/dialogue.h"

enum { FRAME = 32 };
static const unsigned char head[] = { 0x80, 0x20, 0x42 };
/* Old data may end within a row of up to 255 bytes; the manual's 400 zeros end any. */
static const char resync[402] = { [400] = 0x1b, [401] = '@' };

static const struct {
	unsigned char code;
	const char *name;
} models[] = {
	{ 0x4f, "QL-500/550" }, { 0x31, "QL-560" },  { 0x32, "QL-570" },  { 0x33, "QL-580N" },  { 0x51, "QL-650TD" },   { 0x35, "QL-700" },
	{ 0x36, "QL-710W" },    { 0x37, "QL-720NW" }, { 0x38, "QL-800" }, { 0x39, "QL-810W" }, { 0x41, "QL-820NWB" },  { 0x47, "QL-600" },
	{ 0x50, "QL-1050" },    { 0x34, "QL-1060N" }, { 0x43, "QL-1100" }, { 0x44, "QL-1110NWB" }, { 0x45, "QL-1115NWB" },
};

static void fill(const unsigned char *p, struct device_status *s)
{
	enum { REPLY = 0, COMPLETED = 1, FAULT = 2, OFF = 4, NOTIFICATION = 5 };
	const unsigned char one = p[8], two = p[9], kind = p[11], type = p[18];
	s->answered = s->parts = 1;
	s->trouble = DEVICE_NONE;
	s->done = type == COMPLETED;
	s->printing = p[19] == 1;
	s->low = 0;
	for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++)
		if (models[i].code == p[4])
			snprintf(s->model, sizeof(s->model), "%s", models[i].name);
	s->media_known = (kind & 0xbe) == 0x0a; /* 0A, 4A: endless; 0B, 4B: labels */
	if (s->media_known) {
		s->media_w_mm = p[10];
		s->media_h_mm = kind & 1 ? p[17] : 0;
		s->media_red = p[25] >> 7;
	}
	dialogue_trouble(s, two & 0x10 || (type == NOTIFICATION && p[22] == 1), DEVICE_COVER);
	dialogue_trouble(s, two & 0x01 || kind == 0xff, DEVICE_ROLL);
	dialogue_trouble(s, one & 0x04, DEVICE_CUTTER);
	dialogue_trouble(s, one & 0x03 || two & 0x40 || (type == REPLY && kind == 0), DEVICE_PAPER);
	dialogue_trouble(s, one & 0x10, DEVICE_BUSY);
	dialogue_trouble(s, one & 0x20 || type == OFF, DEVICE_ABSENT);
	dialogue_trouble(s, type == NOTIFICATION && p[22] == 3, DEVICE_HOT);
	dialogue_trouble(s, one & 0xc8 || two & 0xae || type == FAULT, DEVICE_FAULT);
	s->ready = type == REPLY && !s->printing && s->trouble == DEVICE_NONE;
}

static size_t read_status(const unsigned char *p, size_t n, struct device_status *s)
{
	size_t i = 0;
	while (i < n && memcmp(p + i, head, n - i < sizeof(head) ? n - i : sizeof(head)))
		i++;
	if (i) /* garbage first */
		return i;
	if (n < FRAME)
		return 0;
	for (i = 1; i < FRAME; i++) /* one that lost its end has the beginning of the next one in it */
		if (memcmp(p + i, head, FRAME - i < sizeof(head) ? FRAME - i : sizeof(head)) == 0)
			return i;
	fill(p, s);
	return FRAME;
}

const struct dialogue dialogue_brother = { "brother-ql", "\x1biS", 3, resync, sizeof(resync), 1, NULL, 0, read_status };
