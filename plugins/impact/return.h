/* SPDX-License-Identifier: MPL-2.0 */
/* return.h: the quarterly return of a filière: what its organisation asks for, when, and what became of it.
 *
 * Entries are by channel (1: drop-off, home collection, events; 2: reuse areas; 3: businesses; 4: kerbside rounds) and
 * exits by what reuse they were, by official class.  Source of channels, deadlines and statuses: Ecomaison, "Mode opératoire
 * déclaration trimestrielle multi-REP", July 2025.  Classes are the centre's to enter, from its agreement. */
#ifndef IMPACT_RETURN_H
#define IMPACT_RETURN_H

#include "impact/report.h"

enum return_figure {
	RETURN_IN1, RETURN_IN2, RETURN_IN3, RETURN_IN4, RETURN_SALE, RETURN_GIVEN, RETURN_OTHER_REUSE, RETURN_RECYCLE, RETURN_ENERGY, RETURN_RESIDUAL,
	RETURN_FIGURES
};
extern const char *const return_figure_names[RETURN_FIGURES]; /* "in1" */
/* In which entry, or which `exit`, a movement counts, and -1, 0 or 1 of its grams.  Goods that never enter the stock are both. */
int return_weight(const char *from, const char *to, int made, int exit, enum return_figure *ret);

enum { RETURN_CLASSES = 60, RETURN_CLASS = 60 /* bytes with its 0 */ };
struct return_class {
	char name[RETURN_CLASS]; /* "": categories without one */
	int64_t grams[RETURN_FIGURES], estimated[RETURN_FIGURES];
};
struct return_lines {
	uint32_t count;
	struct return_class list[RETURN_CLASSES]; /* by name */
};
struct return_state {
	int64_t seq; /* 0: nobody began it */
	char status[12], how[12];
	char note[200];
	int64_t at_ms;
};
struct asked_return {
	char stream[32];
	struct period quarter;
};

/* Inputs `stream` and `quarter`.  READ or WRITE. */
int return_asked(struct glane_self *s, struct glane_call *c, struct asked_return *ret) GLANE_CHECKED;
int return_state_of(struct glane_self *s, struct glane_call *c, const struct asked_return *a, struct return_state *ret) GLANE_CHECKED;
/* What the movements say now. */
int return_live(struct glane_self *s, struct glane_call *c, const struct asked_return *a, struct return_lines *ret) GLANE_CHECKED;
/* What was submitted last; count 0: nothing yet. */
int return_frozen(struct glane_self *s, struct glane_call *c, const struct asked_return *a, struct return_lines *ret) GLANE_CHECKED;
int64_t return_deadline(const struct period *quarter); /* a day: 15 May, 15 August, 15 November, 15 February */

/* return_evidence.c: the movements behind a return.  Where it has come, with what it may still hand over. */
struct evidence {
	const struct asked_return *a;
	int64_t upto;        /* records after this one came after the figures were taken */
	int64_t day, seq, n; /* the last one that was looked at */
	int several;         /* classes */
	int late, end;       /* end: there are no more */
};
#define EVIDENCE_ID "evidence" /* of the section */
int evidence_begin(struct glane_self *s, struct glane_call *c, const struct asked_return *a, const struct return_lines *live, struct evidence *ret) GLANE_CHECKED;
struct glane_value *evidence_section(struct glane_self *s, struct glane_call *c, const struct doc *d); /* its columns */
/* Looks at some thousands; READ.  take() is given each row, in this call's memory; what it returns ends it, unless GLANE_OK. */
typedef int evidence_fn(void *arg, const struct glane_value *row);
int evidence_next(struct glane_self *s, struct glane_call *c, struct evidence *e, evidence_fn *take, void *arg) GLANE_CHECKED;
struct glane_str return_class_name(struct glane_self *s, struct glane_call *c, const char *name, int several);

/* return_doc.c: the return as a document (doc.h).  The movements behind it: none, the first ones with a note that says so, or
 * an empty section, whose rows the form takes from *ret by evidence_next(). */
enum return_evidence { EVIDENCE_NONE, EVIDENCE_FIRST, EVIDENCE_STREAMED };
int return_document(struct glane_self *s, struct glane_call *c, const struct asked_return *a, enum return_evidence how, struct evidence *ret,
                    struct glane_value *into) GLANE_CHECKED;

/* return_status.c */
int get_returns(struct glane_self *s, struct glane_call *c);
int post_return(struct glane_self *s, struct glane_call *c);
int on_return(struct glane_self *s, struct glane_call *c, const struct glane_record *r); /* BEFORE impact.return */
/* return_class.c */
int get_classes(struct glane_self *s, struct glane_call *c);
int post_class(struct glane_self *s, struct glane_call *c);
int on_class(struct glane_self *s, struct glane_call *c, const struct glane_record *r); /* BEFORE impact.class */
/* report_route.c */
int get_return(struct glane_self *s, struct glane_call *c);     /* POOL */
int return_command(struct glane_self *s, struct glane_call *c); /* POOL */

#endif
