/* SPDX-License-Identifier: MPL-2.0 */
/* ipp_offer.h: what an IPP printer takes, and which of it labels are sent as: PWG raster of the plainest type it has, because its dots are ours; else
 * PDF. */
#ifndef LABELS_IPP_OFFER_H
#define LABELS_IPP_OFFER_H

#include "labels/ipp_line.h"

struct ipp_offer {
	const char *language;  /* of encoder_table: "pwg", "pdf"; NULL: it takes neither */
	const char *type;      /* of raster, as the table of models names it; "" of PDF */
	uint32_t dpi;
	uint8_t pwg, pdf;      /* it takes that */
	char formats[200];     /* all that it takes, for people */
	char certificate[65];  /* of ipps: what it has now; "" else */
	struct device_status status;
};
void ipp_read_offer(const struct ipp_lib *lib, ipp_t *answer, struct ipp_offer *ret);
/* Asks it; prints nothing.  At most ten seconds.  0, or -errno as ipp_do() says. */
int ipp_ask_offer(const struct device_profile *p, const struct device_watch *w, struct ipp_offer *ret);

#endif
