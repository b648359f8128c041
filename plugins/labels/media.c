/* SPDX-License-Identifier: MPL-2.0 */
#include "labels/media.h"

#include <string.h>

/* Brother's rolls keep 1.5 mm at the sides and, die-cut, 3 mm at both ends unprinted; the others are common sizes of
 * direct thermal rolls. */
const struct media_known media_table[] = {
	{ { "62x29", 620, 290, 15, 30 }, "Brother DK-11209" },
	{ { "62x100", 620, 1000, 15, 30 }, "Brother DK-11202" },
	{ { "38x90", 380, 900, 15, 30 }, "Brother DK-11208" },
	{ { "29x90", 290, 900, 15, 30 }, "Brother DK-11201" },
	{ { "62c40", 620, 400, 15, 30, MEDIA_ROLL }, "Brother DK-22205" },
	{ { "62r40", 620, 400, 15, 30, MEDIA_RED }, "Brother DK-22251" },
	{ { "54x25", 540, 250, 15, 15, .turned = 1 }, "Dymo 11352" },
	{ { "57x32", 570, 320, 15, 15 }, "Dymo 11354" },
	{ { "89x36", 890, 360, 15, 15, .turned = 1 }, "Dymo 99012" },
	{ { "50x30", 500, 300, 15, 15 }, "TSPL, ZPL" },
	{ { "40x30", 400, 300, 15, 15 }, "TSPL, ZPL" },
	{ { "80c60", 800, 600, 15, 15, MEDIA_ROLL }, "ESC/POS, 80 mm" },
	{ { "58c50", 580, 500, 15, 15, MEDIA_ROLL }, "ESC/POS, 58 mm" },
};
const uint32_t media_count = sizeof(media_table) / sizeof(media_table[0]);

const struct media media_pages[2] = { { "A4", 2100, 2970, 50, 50 }, { "Letter", 2159, 2794, 50, 50 } };

int media_is_page(const char *id)
{
	return strcmp(id, media_pages[0].id) == 0 || strcmp(id, media_pages[1].id) == 0;
}

/* Reads 1 to 3 digits; 0 when there are none. */
static uint32_t number(struct glane_str s, size_t *i)
{
	uint32_t v = 0;
	for (size_t end = *i + 3; *i < s.n && *i < end && s.p[*i] >= '0' && s.p[*i] <= '9'; (*i)++)
		v = v * 10 + (uint32_t)(s.p[*i] - '0');
	return v;
}

int media_find(struct glane_str id, struct media *ret)
{
	for (uint32_t i = 0; i < media_count; i++) {
		if (strlen(media_table[i].media.id) == id.n && memcmp(media_table[i].media.id, id.p, id.n) == 0) {
			*ret = media_table[i].media;
			return GLANE_OK;
		}
	}
	for (size_t page = 0; page < 2; page++)
		if (strlen(media_pages[page].id) == id.n && memcmp(media_pages[page].id, id.p, id.n) == 0) {
			*ret = media_pages[page];
			return GLANE_OK;
		}
	size_t i = 0;
	uint32_t w = number(id, &i);
	static const char kinds[] = "xcr"; /* in the order of enum media_kind */
	const char *kind = i < id.n && id.p[i] ? strchr(kinds, id.p[i++]) : NULL;
	if (!kind)
		return GLANE_ENOENT;
	uint32_t h = number(id, &i);
	if (i != id.n || w < 10 || h < 10 || w > 300 || h > 300)
		return GLANE_ENOENT;
	struct media m = { .w_dmm = w * 10, .h_dmm = h * 10, .margin_x_dmm = 15, .margin_y_dmm = 15,
		           .kind = (uint8_t)(kind - kinds) };
	memcpy(m.id, id.p, id.n); /* at most "300x300" */
	*ret = m;
	return GLANE_OK;
}

#define A4 21000, 29700
#define LETTER 21590, 27940
/* Makers' sheets; the American ones as the label program glabels has them (glabels-data 3.4.1, inches).  Where makers and label programs disagree (by up to 1.3 mm), the makers' figure.  Printers shift by 1 to 3 mm,
 * which the settings labels.shift_x and labels.shift_y take back. */
const struct sheet sheet_table[] = {
	{ "L7160", "Avery L7160, 21 (63,5 x 38,1)", 6350, 3810, 3, 7, 725, 1515, 6604, 3810, A4, 0 },
	{ "L7159", "Avery L7159, 24 (63,5 x 33,9)", 6350, 3390, 3, 8, 725, 1290, 6604, 3390, A4, 0 },
	{ "L7161", "Avery L7161, 18 (63,5 x 46,6)", 6350, 4660, 3, 6, 725, 870, 6604, 4660, A4, 0 },
	{ "L7162", "Avery L7162, 16 (99,1 x 33,9)", 9910, 3390, 2, 8, 465, 1290, 10160, 3390, A4, 0 },
	{ "L7163", "Avery L7163, 14 (99,1 x 38,1)", 9910, 3810, 2, 7, 465, 1515, 10160, 3810, A4, 0 },
	{ "L4736", "Avery L4736 / L6009, 48 (45,7 x 21,2)", 4570, 2120, 4, 12, 970, 2130, 4830, 2120, A4, 0 },
	{ "L7654", "Avery L7654 / L4770, 40 (45,7 x 25,4)", 4570, 2540, 4, 10, 970, 2150, 4830, 2540, A4, 0 },
	{ "L7651", "Avery L7651, 65 (38,1 x 21,2)", 3810, 2120, 5, 13, 470, 1090, 4060, 2120, A4, 0 },
	{ "L4731", "Avery L4731, 189 (25,4 x 10)", 2540, 1000, 7, 27, 900, 1350, 2790, 1000, A4, 1 },
	{ "L4732", "Avery L4732, 80 (35,6 x 16,9)", 3560, 1690, 5, 16, 1100, 1300, 3810, 1690, A4, 0 },
	{ "3474", "Avery Zweckform 3474, 24 (70 x 37)", 7000, 3700, 3, 8, 0, 0, 7000, 3700, A4, 0 },
	{ "3475", "Avery Zweckform 3475, 24 (70 x 36)", 7000, 3600, 3, 8, 0, 450, 7000, 3600, A4, 0 },
	{ "5057", "Micro Application 5057, 24 (60,5 x 29,6)", 6050, 2960, 3, 8, 1200, 2300, 6250, 3160, A4, 0 },
	{ "DLW1787", "Decadry DLW-1787, 24 (70 x 35)", 7000, 3500, 3, 8, 0, 850, 7000, 3500, A4, 0 },
	{ "H4606", "Herma 4606, 65 (38 x 21,2)", 3800, 2120, 5, 13, 950, 1050, 3800, 2120, A4, 0 },
	{ "5160", "Avery 5160, 30 (66,7 x 25,4)", 6668, 2540, 3, 10, 397, 1270, 7064, 2540, LETTER, 0 },
	{ "5161", "Avery 5161, 20 (101,6 x 25,4)", 10160, 2540, 2, 10, 397, 1270, 10636, 2540, LETTER, 0 },
	{ "5162", "Avery 5162, 14 (101,6 x 33,9)", 10160, 3387, 2, 7, 397, 2117, 10636, 3387, LETTER, 0 },
	{ "5163", "Avery 5163, 10 (101,6 x 50,8)", 10160, 5080, 2, 5, 413, 1270, 10636, 5080, LETTER, 0 },
	{ "5164", "Avery 5164, 6 (101,6 x 84,7)", 10160, 8467, 2, 3, 397, 1270, 10636, 8467, LETTER, 0 },
};
const uint32_t sheet_count = sizeof(sheet_table) / sizeof(sheet_table[0]);

const struct sheet *sheet_find(struct glane_str id)
{
	for (uint32_t i = 0; i < sheet_count; i++)
		if (strlen(sheet_table[i].id) == id.n && memcmp(sheet_table[i].id, id.p, id.n) == 0)
			return &sheet_table[i];
	return NULL;
}

const char *const sheet_fault_names[] = { "", "small", "overlaps", "leaves", "many", "page" };

enum sheet_fault sheet_check(const struct sheet *s)
{
	if (s->page_w < 5000 || s->page_w > 45000 || s->page_h < 5000 || s->page_h > 45000)
		return SHEET_PAGE;
	if (s->w < 1000 || s->h < 1000 || !s->columns || !s->rows)
		return SHEET_SMALL;
	if (s->columns > SHEET_STICKERS_MAX || s->rows > SHEET_STICKERS_MAX || s->columns * s->rows > SHEET_STICKERS_MAX)
		return SHEET_MANY;
	if ((s->columns > 1 && s->pitch_x < s->w) || (s->rows > 1 && s->pitch_y < s->h))
		return SHEET_OVERLAPS;
	uint64_t right = s->left + (uint64_t)(s->columns - 1) * s->pitch_x + s->w, bottom = s->top + (uint64_t)(s->rows - 1) * s->pitch_y + s->h;
	return right > s->page_w || bottom > s->page_h ? SHEET_LEAVES : SHEET_GOOD;
}

struct media sheet_media(const struct sheet *s)
{
	/* 2.5 mm, because sheets shift in the printer: with the quiet zone the symbol stays 3 mm from the edge. */
	uint32_t margin = s->wordy ? 12 : s->h < 2000 ? 17 : s->h < 2800 ? 18 : 25;
	struct media m = { .w_dmm = s->w / 10, .h_dmm = s->h / 10, .margin_x_dmm = margin, .margin_y_dmm = margin, .wordy = s->wordy != 0 };
	memcpy(m.id, s->id, strlen(s->id) < sizeof(m.id) ? strlen(s->id) : sizeof(m.id) - 1);
	return m;
}
