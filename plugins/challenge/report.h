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
/* Each active household that has not noted all of the last week that is over; mail: it has an address and wants mails. */
typedef int waiting_fn(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int64_t household, int mail, void *arg);
int waiting_each(struct glane_self *s, struct glane_call *c, const struct challenge *ch, waiting_fn *fn, void *arg) GLANE_CHECKED;

/* remind.c: reminders by mail */
int get_mail(struct glane_self *s, struct glane_call *c);
int post_mail(struct glane_self *s, struct glane_call *c);
int post_mail_test(struct glane_self *s, struct glane_call *c); /* POOL */
int post_remind(struct glane_self *s, struct glane_call *c);
int remind_job(struct glane_self *s, struct glane_call *c, const struct glane_value *args);
int mail_service(struct glane_self *s, struct glane_call *c);

/* workshop.c: workshops and who came */
int get_workshops(struct glane_self *s, struct glane_call *c);
int post_workshop(struct glane_self *s, struct glane_call *c);
int get_workshop(struct glane_self *s, struct glane_call *c);
int post_came(struct glane_self *s, struct glane_call *c);
int post_not_came(struct glane_self *s, struct glane_call *c);
int post_workshop_drop(struct glane_self *s, struct glane_call *c);

#endif
