/* SPDX-License-Identifier: MPL-2.0 */
/* report.h: the report of a challenge as a file. */
#ifndef CHALLENGE_REPORT_H
#define CHALLENGE_REPORT_H

#include "challenge/internal.h"

extern const char *const report_forms[5]; /* "pdf", ...; ends with NULL */
int get_report(struct glane_self *s, struct glane_call *c);     /* POOL: {id}, form */
int report_command(struct glane_self *s, struct glane_call *c); /* POOL: id, format, separator, out */

#endif
