/* SPDX-License-Identifier: MPL-2.0 */
#include "labels/encode.h"

#include <string.h>
#include <strings.h>

const struct encoder encoder_table[] = {
	{ "png", "image/png", area_whole, encode_png, 0 },
	{ "brother-ql", "application/vnd.brother-ql", area_brother, encode_brother, 0 },
	{ "zpl", "application/vnd.zebra-zpl", area_whole, encode_zpl, 1 },
	{ "escpos", "application/vnd.epson-escpos", area_escpos, encode_escpos, 1 },
	{ "tspl", "application/vnd.tsc-tspl", area_whole, encode_tspl, 1 },
	{ "dymo", "application/vnd.dymo-lw", area_dymo, encode_dymo, 1 },
	{ "epl2", "application/vnd.eltron-epl", area_whole, encode_epl2, 1 },
	{ "pwg", "image/pwg-raster", area_whole, encode_pwg, 0 },
	{ "pdf", "application/pdf", area_whole, encode_pdf, 0 },
};
const uint32_t encoder_count = sizeof(encoder_table) / sizeof(encoder_table[0]);

const struct encoder *encoder_find(struct glane_str name)
{
	for (uint32_t i = 0; i < encoder_count; i++)
		if (strlen(encoder_table[i].name) == name.n && memcmp(encoder_table[i].name, name.p, name.n) == 0)
			return &encoder_table[i];
	return NULL;
}

/* Brother: brother_ql's models.py and the raster command reference of the QL-800 series.  The heads of label printers with
 * 300 dpi are their 104 and 56 mm at 11.8 dots a millimetre; TM-T20 and TM-T88: Epson's manuals. */
const struct model model_table[] = {
	{ "QL-820NWB", "brother-ql", { { 300, 720 } }, MODEL_CUTTER | MODEL_SWITCH | MODEL_PACKBITS | MODEL_RED, 150 },
	{ "QL-810W", "brother-ql", { { 300, 720 } }, MODEL_CUTTER | MODEL_SWITCH | MODEL_PACKBITS | MODEL_RED, 150 },
	{ "QL-800", "brother-ql", { { 300, 720 } }, MODEL_CUTTER | MODEL_SWITCH | MODEL_RED, 150 },
	{ "QL-720NW", "brother-ql", { { 300, 720 } }, MODEL_CUTTER | MODEL_SWITCH | MODEL_PACKBITS, 150 },
	{ "QL-710W", "brother-ql", { { 300, 720 } }, MODEL_CUTTER | MODEL_SWITCH | MODEL_PACKBITS, 150 },
	{ "QL-700", "brother-ql", { { 300, 720 } }, MODEL_CUTTER, 150 },
	{ "QL-650TD", "brother-ql", { { 300, 720 } }, MODEL_CUTTER | MODEL_SWITCH | MODEL_PACKBITS, 295 },
	{ "QL-580N", "brother-ql", { { 300, 720 } }, MODEL_CUTTER | MODEL_SWITCH | MODEL_PACKBITS, 150 },
	{ "QL-570", "brother-ql", { { 300, 720 } }, MODEL_CUTTER, 150 },
	{ "QL-560", "brother-ql", { { 300, 720 } }, MODEL_CUTTER, 295 },
	{ "QL-550", "brother-ql", { { 300, 720 } }, MODEL_CUTTER, 295 },
	{ "QL-500", "brother-ql", { { 300, 720 } }, 0, 295 },
	{ "QL-1050", "brother-ql", { { 300, 1296 } }, MODEL_CUTTER | MODEL_SWITCH | MODEL_PACKBITS, 295 },
	{ "QL-1060N", "brother-ql", { { 300, 1296 } }, MODEL_CUTTER | MODEL_SWITCH | MODEL_PACKBITS, 295 },
	{ "QL-1100", "brother-ql", { { 300, 1296 } }, MODEL_CUTTER | MODEL_SWITCH | MODEL_PACKBITS, 150 },
	{ "QL-1110NWB", "brother-ql", { { 300, 1296 } }, MODEL_CUTTER | MODEL_SWITCH | MODEL_PACKBITS, 150 },
	{ "ZPL-4", "zpl", { { 203, 832 }, { 300, 1227 } }, 0, 0 },
	{ "ZPL-2", "zpl", { { 203, 448 }, { 300, 660 } }, 0, 0 },
	{ "TM-T20", "escpos", { { 203, 576 } }, MODEL_CUTTER, 0 },
	{ "TM-T88", "escpos", { { 180, 512 } }, MODEL_CUTTER, 0 },
	{ "ESCPOS-58", "escpos", { { 203, 384 } }, 0, 0 },
	{ "TSPL-4", "tspl", { { 203, 832 }, { 300, 1227 } }, 0, 0 },
	{ "TSPL-2", "tspl", { { 203, 448 } }, 0, 0 },
	{ "LW-450", "dymo", { { 300, 672 } }, 0, 0 },
	{ "LW-4XL", "dymo", { { 300, 1248 } }, 0, 0 },
	{ "EPL-4", "epl2", { { 203, 832 }, { 300, 1227 } }, 0, 0 },
	{ "EPL-2", "epl2", { { 203, 448 } }, 0, 0 },
	{ "black_1", "pwg", { { 0, 0 } }, 0, 0 }, /* types of raster, not printers */
	{ "sgray_8", "pwg", { { 0, 0 } }, 0, 0 },
	{ "srgb_8", "pwg", { { 0, 0 } }, 0, 0 },
};
const uint32_t model_count = sizeof(model_table) / sizeof(model_table[0]);

const struct model *model_find(const char *language, struct glane_str name)
{
	for (uint32_t i = 0; i < model_count; i++) {
		const struct model *m = &model_table[i];
		if (strcmp(m->language, language))
			continue;
		if (!name.n || (strlen(m->name) == name.n && strncasecmp(m->name, name.p, name.n) == 0))
			return m;
	}
	return NULL;
}

uint32_t encode_head(const struct encode_options *o, const char *language)
{
	if (!o->model || strcmp(o->model->language, language))
		return 0;
	for (int i = 0; i < 2; i++)
		if (o->model->at[i].dpi && o->model->at[i].dpi == o->dpi)
			return o->model->at[i].head;
	return 0;
}

uint32_t model_dpi(const struct model *m)
{
	return m && m->at[0].dpi ? m->at[0].dpi : DPI_USUAL;
}

int area_whole(const struct media *m, const struct encode_options *o, struct label_area *ret)
{
	if (o->dpi < LABEL_DPI_MIN || o->dpi > LABEL_DPI_MAX)
		return GLANE_EINVAL;
	struct label_area a = label_area(m, o->dpi);
	if (o->model && o->model->at[0].dpi) { /* a picture for no printer has no head */
		uint32_t head = encode_head(o, o->model->language);
		if (!head)
			return GLANE_EINVAL;
		if (a.w > head)
			return GLANE_ETOOBIG;
	}
	*ret = a;
	return GLANE_OK;
}

int encode_check(const struct bitmap *b, const struct media *m, const struct encode_options *o, encode_area_fn *area,
                 struct label_area *ret)
{
	struct label_area a;
	if (!b->w || !b->h || (o->red && (o->red->w != b->w || o->red->h != b->h)))
		return GLANE_EINVAL;
	int rc = area(m, o, &a);
	if (rc)
		return rc;
	if (b->w > a.w || b->h > a.h)
		return GLANE_ETOOBIG;
	*ret = a;
	return GLANE_OK;
}

int encode_is_white(const unsigned char *row, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (row[i])
			return 0;
	return 1;
}

int encode_png(const struct bitmap *b, const struct media *m, const struct encode_options *o, struct bytes *out)
{
	enum { LEVEL = 2 };
	struct label_area a;
	int rc = encode_check(b, m, o, area_whole, &a);
	return rc ? rc : bitmap_png(b, o->dpi, LEVEL, out);
}
