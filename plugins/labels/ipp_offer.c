/* SPDX-License-Identifier: MPL-2.0 */
/* Sources: RFC 8011, 5.4.22 (document-format-supported), 5.2.12 (resolutions); PWG 5102.4, 7 (pwg-raster-document-...-supported); PWG 5100.14: a
 * printer of IPP Everywhere takes sgray_8 at least. */
#include "labels/ipp_offer.h"

#include <stdio.h>
#include <string.h>

#include "labels/encode.h"
#include "labels/layout.h"

enum { ANSWER_MS = 5000 };

/* Of those that labels are drawn in, 300 dpi, else the next finer one, else the finest; 0: none.  Dots have to be square. */
static uint32_t dpi_of(const struct ipp_lib *lib, ipp_t *answer, const char *name)
{
	ipp_attribute_t *a = lib->ippFindAttribute(answer, name, IPP_TAG_RESOLUTION);
	uint32_t best = 0;
	for (int i = 0, n = a ? lib->ippGetCount(a) : 0; i < n; i++) {
		ipp_res_t unit;
		int y, x = lib->ippGetResolution(a, i, &y, &unit);
		uint32_t dpi = x != y || x <= 0 || x > 10000 ? 0 : unit == IPP_RES_PER_CM ? (uint32_t)(x * 254 + 50) / 100 : (uint32_t)x;
		if (dpi < LABEL_DPI_MIN || dpi > LABEL_DPI_MAX)
			continue;
		if (!best || (best < DPI_USUAL ? dpi > best : dpi >= DPI_USUAL && dpi < best))
			best = dpi;
	}
	return a ? best : DPI_USUAL;
}

/* The name of the plainest type of raster; NULL: none that we make. */
static const char *type_of(const struct ipp_lib *lib, ipp_t *answer)
{
	static const char attribute[] = "pwg-raster-document-type-supported";
	if (ipp_offers(lib, answer, attribute, "") < 0)
		return "sgray_8";
	for (uint32_t i = 0; i < model_count; i++)
		if (strcmp(model_table[i].language, "pwg") == 0 && ipp_offers(lib, answer, attribute, model_table[i].name) == 1)
			return model_table[i].name;
	return NULL;
}

static void list_formats(const struct ipp_lib *lib, ipp_t *answer, char *out, size_t cap)
{
	ipp_attribute_t *a = lib->ippFindAttribute(answer, "document-format-supported", IPP_TAG_MIMETYPE);
	size_t n = 0;
	out[0] = '\0';
	for (int i = 0, count = a ? lib->ippGetCount(a) : 0; i < count && n < cap; i++)
		n += (size_t)snprintf(out + n, cap - n, "%s%s", n ? ", " : "", lib->ippGetString(a, i, NULL));
}

void ipp_read_offer(const struct ipp_lib *lib, ipp_t *answer, struct ipp_offer *ret)
{
	static const char formats[] = "document-format-supported";
	struct ipp_printer printer;
	uint32_t raster = dpi_of(lib, answer, "pwg-raster-document-resolution-supported");
	const char *type = type_of(lib, answer);
	ipp_read_printer(lib, answer, &printer);
	*ret = (struct ipp_offer){ .status = printer.s };
	list_formats(lib, answer, ret->formats, sizeof(ret->formats));
	ret->pdf = ipp_offers(lib, answer, formats, "application/pdf") == 1;
	ret->pwg = ipp_offers(lib, answer, formats, "image/pwg-raster") == 1;
	if (ret->pwg && type && raster) {
		ret->language = "pwg";
		ret->type = type;
		ret->dpi = raster;
	} else if (ret->pdf) {
		uint32_t dpi = dpi_of(lib, answer, "printer-resolution-supported");
		ret->language = "pdf";
		ret->type = "";
		ret->dpi = dpi ? dpi : DPI_USUAL;
	}
}

int ipp_ask_offer(const struct device_profile *p, const struct device_watch *w, struct ipp_offer *ret)
{
	struct ipp_line l;
	ipp_t *answer;
	*ret = (struct ipp_offer){ 0 };
	int rc = ipp_line_begin(&l, p, w);
	if (rc == 0)
		rc = ipp_ask_printer(&l, ANSWER_MS, &answer);
	if (rc == 0) {
		ipp_read_offer(l.lib, answer, ret);
		memcpy(ret->certificate, l.certificate, sizeof(ret->certificate));
		l.lib->ippDelete(answer);
	}
	ipp_line_close(&l);
	return rc;
}
