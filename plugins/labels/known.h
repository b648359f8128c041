/* SPDX-License-Identifier: MPL-2.0 */
/* known.h: which language a printer speaks, from what it says of itself: USB numbers, IEEE 1284 device id, answer on a port. */
#ifndef LABELS_KNOWN_H
#define LABELS_KNOWN_H

#include "labels/encode.h"
#include "port/port.h"

enum known_no { /* printers that are recognised and cannot be used */
	KNOWN_USABLE,
	KNOWN_NO_TAPE,   /* prints on tape, not on labels */
	KNOWN_NO_OFFICE, /* prints pages: labels for it are sheets, as PDF */
	KNOWN_NO_CHIP    /* DYMO 5xx: another language, and rolls with the maker's chip only */
};
struct known { /* what is suggested; a person decides */
	const char *language;      /* of encoder_table, or "ipp": what it offers; NULL: not known */
	const struct model *model; /* of that language; NULL: not known */
	uint32_t dpi;              /* one of the model's; 0: without a model */
	enum known_no no;
};
/* Pure; the texts of `found` may be anything.  All 0 when it is not known. */
struct known known_find(const struct port_found *found);

#endif
