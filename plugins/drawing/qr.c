/* SPDX-License-Identifier: MPL-2.0 */
#include "drawing/qr.h"

#include <errno.h>
#include <qrencode.h>
#include <string.h>

/* Data codewords by version 1..10 and level (ISO/IEC 18004, table 7). */
static const unsigned char codewords[QR_VERSION_MAX + 1][4] = {
	{ 0 }, { 19, 16, 13, 9 }, { 34, 28, 22, 16 }, { 55, 44, 34, 26 }, { 80, 64, 48, 36 }, { 108, 86, 62, 46 },
	{ 136, 108, 76, 60 }, { 156, 124, 88, 66 }, { 194, 154, 110, 86 }, { 232, 182, 132, 100 }, { 255, 216, 154, 122 },
	/* 10-L has 274; 255 only refuses what no label carries */
};

static int is_alphanumeric(struct glane_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!memchr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", s.p[i], 45))
			return 0;
	return 1;
}

static int fits(struct glane_str text, int alphanumeric, uint32_t version, uint32_t level)
{
	uint64_t bits = 4;
	if (alphanumeric)
		bits += (version < 10 ? 9 : 11) + 11 * (uint64_t)(text.n / 2) + 6 * (uint64_t)(text.n % 2);
	else
		bits += (version < 10 ? 8 : 16) + 8 * (uint64_t)text.n;
	return bits <= 8 * (uint64_t)codewords[version][level];
}

uint32_t qr_version(struct glane_str text, uint32_t level)
{
	int alphanumeric = is_alphanumeric(text);
	for (uint32_t v = QR_VERSION_MIN; v <= QR_VERSION_MAX; v++)
		if (fits(text, alphanumeric, v, level))
			return v;
	return 0;
}

int qr_make(struct glane_str text, uint32_t version, uint32_t level, struct qr *ret)
{
	static const QRecLevel levels[] = { QR_ECLEVEL_L, QR_ECLEVEL_M, QR_ECLEVEL_Q, QR_ECLEVEL_H };
	int alphanumeric = is_alphanumeric(text);
	if (!text.n || version < QR_VERSION_MIN || version > QR_VERSION_MAX || level > QR_H ||
	    !fits(text, alphanumeric, version, level))
		return GLANE_EINVAL;
	while (level < QR_H && fits(text, alphanumeric, version, level + 1))
		level++;
	QRinput *in = QRinput_new2((int)version, levels[level]);
	if (!in)
		return GLANE_ENOMEM;
	int rc = GLANE_ENOMEM;
	QRcode *code = NULL;
	if (QRinput_append(in, alphanumeric ? QR_MODE_AN : QR_MODE_8, (int)text.n, (const unsigned char *)text.p) == 0)
		code = QRcode_encodeInput(in);
	else if (errno != ENOMEM)
		rc = GLANE_EINVAL;
	if (code && code->width == (int)(17 + 4 * version)) {
		ret->version = version;
		ret->level = level;
		ret->side = (uint32_t)code->width;
		for (uint32_t i = 0; i < ret->side * ret->side; i++)
			ret->cells[i] = code->data[i] & 1;
		rc = GLANE_OK;
	} else if (code) {
		rc = GLANE_EBUG; /* libqrencode raised the version: the table above and it disagree */
	}
	QRcode_free(code);
	QRinput_free(in);
	return rc;
}

void qr_draw(const struct qr *q, struct bitmap *b, uint32_t x, uint32_t y, uint32_t dots)
{
	for (uint32_t row = 0; row < q->side; row++) {
		const unsigned char *cell = q->cells + row * q->side;
		for (uint32_t from = 0, to; from < q->side; from = to) {
			for (to = from + 1; to < q->side && cell[to] == cell[from]; to++)
				;
			if (cell[from])
				bitmap_fill(b, (int32_t)(x + (QR_QUIET + from) * dots), (int32_t)(y + (QR_QUIET + row) * dots),
				            (int32_t)((to - from) * dots), (int32_t)dots);
		}
	}
}
