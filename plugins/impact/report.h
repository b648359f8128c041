/* SPDX-License-Identifier: MPL-2.0 */
/* report.h: what reports say, and where they are asked for. */
#ifndef IMPACT_REPORT_H
#define IMPACT_REPORT_H

#include "report/form.h"
#include "impact/internal.h"

struct report { /* one that is being filled, by a READ call */
	struct glane_self *s;
	struct glane_call *c;
	struct period period;
	struct glane_str place; /* "": the whole centre */
	struct doc d;
	struct balance now, before;
	struct waiting waiting[2]; /* of entries; of exits */
};

/* Fills the empty object `into`, which may belong to another call, with the report of a period (doc.h).  `place` is the
 * code of one of core's places, or "".  READ. */
int impact_period_report(struct glane_self *s, struct glane_call *c, const struct period *p, struct glane_str place,
                         struct glane_value *into) GLANE_CHECKED;

/* report_tables.c: the sections, in their order */
int report_months(struct report *r) GLANE_CHECKED;     /* stacked bars by month and destination */
int report_flows(struct report *r) GLANE_CHECKED;      /* of a year: from where to where */
int report_streams(struct report *r) GLANE_CHECKED;    /* by filière, with its dates */
int report_categories(struct report *r) GLANE_CHECKED; /* by category of level 1 */
int report_sales(struct report *r) GLANE_CHECKED;      /* sales.c: by category, and the fact */
void report_waiting(const struct report *r);           /* waiting.c: what of imports is to be confirmed, if there is any */
int report_changes(const struct report *r) GLANE_CHECKED; /* category.c: categories renamed, moved or closed in the period */
/* year.c: what the centre says of a year, where it said anything */
int report_year(struct report *r) GLANE_CHECKED;
int get_year(struct glane_self *s, struct glane_call *c);
int post_year(struct glane_self *s, struct glane_call *c);
int on_year(struct glane_self *s, struct glane_call *c, const struct glane_record *r); /* BEFORE impact.year */
/* report_co2.c */
int report_co2(struct report *r) GLANE_CHECKED; /* and the fact */
/* Onto a list of links (doc.h): the movements of the period behind a figure; FIGURES: nothing.  more: "", "&stream=EA" ... */
void report_link(const struct report *r, struct glane_value *links, enum figure figure, const struct period *p, const char *more);
#define REPORT_LINKS "/p/impact/movements?" /* what they are behind */
struct glane_str report_keep(const struct report *r, struct glane_str s); /* a copy, until the call ends */
struct glane_str report_named(const struct report *r, const char *key);
struct glane_str report_word(const struct report *r, const char *prefix, const char *name); /* "prefix.name" */

/* impact.c: a style sheet of ui/; "": there is none of that name */
struct glane_str report_style(const char *name);
/* report_route.c */
int get_report(struct glane_self *s, struct glane_call *c);     /* POOL */
int report_command(struct glane_self *s, struct glane_call *c); /* POOL */

#endif
