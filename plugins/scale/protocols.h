/* SPDX-License-Identifier: MPL-2.0 */
/* protocols.h: the readers that the table of protocol.c names; what each takes and where that is written stands in its file. */
#ifndef SCALE_PROTOCOLS_H
#define SCALE_PROTOCOLS_H

#include "scale/protocol.h"

size_t hid_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret);
size_t sics_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret);
size_t kern_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret);
size_t kern_ew_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret);
size_t toledo_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret);
size_t stgs_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret);
size_t cas_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret);
size_t ohaus_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret);
size_t nci_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret);
size_t sma_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret);
size_t adam_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret);
size_t own_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret); /* pattern.c */

#endif
