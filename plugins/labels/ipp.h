/* SPDX-License-Identifier: MPL-2.0 */
/* ipp.h: device_print() and device_ask() for printers that are spoken to in IPP: a CUPS queue, of this computer or another, or an IPP
 * Everywhere printer.  There a label is a job with a name and a state, so the printer is asked what became of it:
 *
 *   how is it? ─> "imminent" is on disk ─> Create-Job ─> Send-Document ─> state of the job, until it has ended
 *                                          (or Print-Job, which is both)
 *
 *   completed, and it had taken the document     CONFIRMED
 *   ended before it began, because we cancelled
 *   it or the line was cut                       WAITS
 *   the printer does not know it, and has not
 *   been started anew since                      WAITS
 *   no byte of the document went out             WAITS
 *   anything else                                UNKNOWN
 *
 * ipps: trusted on first use.  The certificate is whoever's, but it has to be that of the profile: another one is sent nothing (DEVICE_CHANGED).
 * ipp: a printer that asks for encryption gets it, and its certificate is not looked at.
 *
 * The bytes of language "pwg" are sent as image/pwg-raster, of "pdf" as application/pdf.
 *
 * Sources: RFC 8011; PWG 5100.14 (IPP Everywhere); RFC 8010 through libcups, which is loaded at the first call. */
#ifndef LABELS_IPP_H
#define LABELS_IPP_H

#include "labels/device.h"

/* As device_print() and device_ask() say.  Without libcups: DEVICE_FAULT, -ENOTSUP. */
void ipp_print(const struct device_profile *p, uint32_t tag, const void *bytes, size_t n, const struct device_watch *w, struct device_result *ret);
int ipp_ask(const struct device_profile *p, const struct device_watch *w, struct device_status *ret);

#endif
