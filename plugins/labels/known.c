/* SPDX-License-Identifier: MPL-2.0 */
/* Sources of the table: device ids of Brother, DYMO and TSPL printers in michaelrsweet/lprint (lprint-brother.h, lprint-dymo.h,
 * lprint-tspl.h, pull requests 193, 206, 213); "COMMAND SET:ZPL;MODEL:ZTC ZT220-200dpi ZPL" in Zebra's programming guide under
 * usb.device.device_id_string; USB numbers of Brother in vxel/brotherql, of DYMO in GoogleChrome/chrome-extensions-samples, of
 * Epson's TM-T20 in a list of ESC/POS printers; widths of Zebra's heads from their data sheets.  None of it was seen on a
 * device. */
#include "labels/known.h"

#include <string.h>
#include <strings.h>

enum { BROTHER = 0x04f9, DYMO = 0x0922, EPSON = 0x04b8 };

struct row { /* all that is not 0 or NULL has to be so; texts: somewhere in it, capitals or not */
	uint16_t vendor, product;
	const char *maker, *model, *commands;
	const char *language, *name; /* name: in the table of printers */
	enum known_no no;
};
/* The first row that fits. */
static const struct row rows[] = {
	{ .vendor = BROTHER, .product = 0x2015, .language = "brother-ql", .name = "QL-500" },
	{ .vendor = BROTHER, .product = 0x2016, .language = "brother-ql", .name = "QL-550" },
	{ .vendor = BROTHER, .product = 0x2027, .language = "brother-ql", .name = "QL-560" },
	{ .vendor = BROTHER, .product = 0x2028, .language = "brother-ql", .name = "QL-570" },
	{ .vendor = BROTHER, .product = 0x2029, .language = "brother-ql", .name = "QL-580N" },
	{ .vendor = BROTHER, .product = 0x209b, .language = "brother-ql", .name = "QL-800" },
	{ .vendor = BROTHER, .product = 0x209c, .language = "brother-ql", .name = "QL-810W" },
	{ .vendor = BROTHER, .product = 0x209d, .language = "brother-ql", .name = "QL-820NWB" },
	{ .maker = "brother", .model = "QL-1115", .language = "brother-ql", .name = "QL-1110NWB" },
	{ .maker = "brother", .model = "QL-", .language = "brother-ql" }, /* its name may be in the table of printers */
	{ .maker = "brother", .commands = "PT-CBP", .no = KNOWN_NO_TAPE },
	{ .vendor = DYMO, .product = 0x0020, .language = "dymo", .name = "LW-450" },
	{ .vendor = DYMO, .product = 0x0021, .language = "dymo", .name = "LW-450" },
	{ .maker = "dymo", .model = "LabelManager", .no = KNOWN_NO_TAPE },
	{ .maker = "dymo", .model = "tape", .no = KNOWN_NO_TAPE },
	{ .maker = "dymo", .model = "5XL", .no = KNOWN_NO_CHIP },
	{ .maker = "dymo", .model = "LabelWriter 55", .no = KNOWN_NO_CHIP },
	{ .maker = "dymo", .model = "4XL", .language = "dymo", .name = "LW-4XL" },
	{ .maker = "dymo", .model = "LabelWriter", .language = "dymo", .name = "LW-450" },
	{ .model = "ZD41", .commands = "ZPL", .language = "zpl", .name = "ZPL-2" },
	{ .model = "LP2824", .commands = "ZPL", .language = "zpl", .name = "ZPL-2" },
	{ .model = "LP 2824", .commands = "ZPL", .language = "zpl", .name = "ZPL-2" },
	{ .commands = "ZPL", .language = "zpl", .name = "ZPL-4" },
	{ .model = "2824", .commands = "EPL", .language = "epl2", .name = "EPL-2" },
	{ .commands = "EPL", .language = "epl2", .name = "EPL-4" },
	{ .commands = "TSPL", .language = "tspl", .name = "TSPL-4" },
	{ .commands = "XPP,XL", .language = "tspl", .name = "TSPL-4" },
	{ .model = "TM-T88", .language = "escpos", .name = "TM-T88" },
	{ .model = "TM-", .maker = "epson", .language = "escpos", .name = "TM-T20" },
	{ .vendor = EPSON, .product = 0x0e03, .language = "escpos", .name = "TM-T20" },
	{ .vendor = EPSON, .product = 0x0e15, .language = "escpos", .name = "TM-T20" },
	{ .model = "58", .commands = "ESC/POS", .language = "escpos", .name = "ESCPOS-58" },
	{ .commands = "ESC/POS", .language = "escpos", .name = "TM-T20" },
	{ .commands = "PCL", .no = KNOWN_NO_OFFICE },
	{ .commands = "PostScript", .no = KNOWN_NO_OFFICE },
	{ .commands = "ESCPL", .no = KNOWN_NO_OFFICE },
};

static int has(const char *text, const char *part)
{
	return !part || strcasestr(text, part) != NULL;
}

static int fits(const struct row *r, const struct port_found *f)
{
	return (!r->vendor || (r->vendor == f->vendor && r->product == f->product)) && has(f->maker, r->maker) && has(f->model, r->model) &&
	       has(f->commands, r->commands);
}

/* The longest name in the table of printers that stands in `model`. */
static const struct model *named(const char *language, const char *model)
{
	const struct model *best = NULL;
	for (uint32_t i = 0; i < model_count; i++) {
		const struct model *m = &model_table[i];
		if (strcmp(m->language, language) == 0 && strcasestr(model, m->name) && (!best || strlen(m->name) > strlen(best->name)))
			best = m;
	}
	return best;
}

/* "…-300dpi…" in its name, where the model has that resolution. */
static uint32_t dpi_of(const struct model *m, const char *text)
{
	for (int i = 1; i >= 0; i--)
		if (m->at[i].dpi == 300 && strcasestr(text, "300dpi"))
			return 300;
	return m->at[0].dpi;
}

/* A queue, or a printer that says its formats: it is asked for more when it is added.  PWG raster, as any of IPP Everywhere takes, or PDF. */
static struct known known_ipp(const struct port_found *found)
{
	struct known k = { .no = KNOWN_NO_OFFICE };
	if (has(found->commands, "pwg-raster") || has(found->commands, "application/pdf"))
		k = (struct known){ .language = "ipp" };
	return k;
}

struct known known_find(const struct port_found *found)
{
	if (found->address.kind == PORT_IPP)
		return known_ipp(found);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r = &rows[i];
		if (!fits(r, found))
			continue;
		struct known k = { .language = r->language, .no = r->no };
		if (r->language)
			k.model = r->name ? model_find(r->language, glane_cstr(r->name)) : named(r->language, found->model);
		if (k.model)
			k.dpi = dpi_of(k.model, found->model);
		return k;
	}
	return (struct known){ 0 };
}
