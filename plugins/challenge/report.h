/* SPDX-License-Identifier: MPL-2.0 */
/* report.h: the report of a challenge as a file, and what its organisers look at each week. */
#ifndef CHALLENGE_REPORT_H
#define CHALLENGE_REPORT_H

#include "challenge/internal.h"

extern const char *const report_forms[5]; /* "pdf", ...; ends with NULL */
int get_report(struct glane_self *s, struct glane_call *c);     /* POOL: {id}, form */
int report_command(struct glane_self *s, struct glane_call *c); /* POOL: id, format, separator, out */

/* follow.c: who has not weighed, what is asked, who left */
int get_follow(struct glane_self *s, struct glane_call *c);
int get_mailing(struct glane_self *s, struct glane_call *c); /* CSV of those who have not weighed */

#endif
