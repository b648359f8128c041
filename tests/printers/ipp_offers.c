/* SPDX-License-Identifier: MPL-2.0 */
/* What printers offer is read, and a label of what was chosen comes out of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drawing/tests/decode.h"
#include "ipp_test.h"
#include "labels/ipp_offer.h"
#include "tap.h"

/* What it got is the picture, dot for dot: raster by vprinter, PDF by poppler. */
static int is_picture(const struct print_case *k, const char *page)
{
	char command[100];
	int same;
	if (strcmp(k->encoder, "pdf")) {
		struct bytes got = ipp_page(page);
		same = print_same(k, &ipp_picture, &got);
		bytes_fini(&got);
		return same;
	}
	snprintf(command, sizeof(command), "cd %%s && pdftoppm -mono -singlefile -r %u %s picture", k->dpi, page);
	free(decode_run(command, ipp_folder));
	struct bitmap got = decode_pbm(ipp_path("picture.pbm"));
	same = got.w == ipp_picture.w && got.h == ipp_picture.h && print_is_at(&got, &ipp_picture, 0, 0);
	bitmap_fini(&got);
	return same;
}

static int comes_out(const struct ipp_offer *o)
{
	struct print_case k = *ipp_case;
	struct watch w = { 0 };
	struct device_profile p = ipp_profile("ipp", OTHER, o->language);
	struct bytes before = ipp_label;
	char page[32];
	k.encoder = o->language;
	k.model = o->type[0] ? o->type : NULL;
	ipp_label = print_encoded(&k, &ipp_picture);
	struct device_result r = ipp_send_patiently(&p, &w);
	bytes_fini(&ipp_label);
	ipp_label = before;
	snprintf(page, sizeof(page), "page.%d", ipp_lines("begun"));
	return ipp_is(&r, DEVICE_CONFIRMED, DEVICE_NONE) && ipp_came_out() == 1 && is_picture(&k, page);
}

void ipp_offers_are_taken(void)
{
	static const struct {
		const char *attributes, *language, *type;
		uint32_t dpi;
		const char *what;
	} cases[] = {
		{ "ipp_attributes.txt", "pwg", "black_1", 300, "black raster rather than PDF" },
		{ "ipp_pdf.txt", "pdf", "", 300, "PDF alone" },
		{ "ipp_grey.txt", "pwg", "sgray_8", 300, "grey raster, finer and coarser" },
		{ "ipp_colour.txt", "pwg", "srgb_8", 300, "coloured raster" },
		{ "ipp_jpeg.txt", NULL, NULL, 0, "neither" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		pid_t printer = ipp_start(OTHER, cases[i].attributes, 0);
		struct device_profile p = ipp_profile("ipp", OTHER, "pwg");
		struct watch w = { 0 };
		struct ipp_offer o;
		ipp_mode("fine");
		int rc = ipp_ask_offer(&p, watch_of(&w), &o);
		if (!cases[i].language) {
			ok(rc == 0 && !o.language && !o.pwg && !o.pdf && strstr(o.formats, "image/jpeg"), "a printer that takes neither raster nor PDF says what it takes: %s", o.formats);
			struct device_result r = ipp_send(&p, &w);
			ok(ipp_is(&r, DEVICE_WAITS, DEVICE_FAULT) && w.imminent == 0 && ipp_came_out() == 0, "and is sent nothing");
		} else if (ok(rc == 0 && o.language && strcmp(o.language, cases[i].language) == 0 && strcmp(o.type, cases[i].type) == 0 && o.dpi == cases[i].dpi, "it offers %s: %s %s is chosen",
		              cases[i].what, cases[i].language, cases[i].type)) {
			ok(comes_out(&o), "and a label comes out, dot for dot");
		} else {
			note("%d: %s %s %u of %s", rc, o.language ? o.language : "none", o.type ? o.type : "", o.dpi, o.formats);
		}
		ipp_kill(printer);
	}
}
