/* SPDX-License-Identifier: MPL-2.0 */
/* family.h: what a household sees and touches: its page behind the code of its card, the kiosk, the wall, its card and booklet. */
#ifndef CHALLENGE_FAMILY_H
#define CHALLENGE_FAMILY_H

#include "challenge/internal.h"

enum {
	SHORT_SYMBOLS = 8,   /* of the code: enough for a screen where somebody of the team is, and for nothing else */
	NOTED_A_DAY = 200,   /* weigh-ins, answers and weeks of one household: more is no household */
	OWN_SHOWN = 12,      /* weigh-ins on its page, newest first */
};

/* family.c: the page.  GLANE_ENOENT in the same words for every code that is nobody's. */
int family_find(struct glane_self *s, struct glane_call *c, struct challenge *ch, struct household *h) GLANE_CHECKED;
int get_family(struct glane_self *s, struct glane_call *c);
int get_family_stop(struct glane_self *s, struct glane_call *c);
int get_gone(struct glane_self *s, struct glane_call *c);
int get_family_badges(struct glane_self *s, struct glane_call *c);
int get_family_weighing(struct glane_self *s, struct glane_call *c);
/* { number, from, to, … } of a week of the household, and what is noted of it: fractions: [{ id, name, grams, noted }], missing. */
int family_week_say(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, int week, struct glane_value *into) GLANE_CHECKED;

/* family_act.c: what is sent from it */
int post_family_weigh(struct glane_self *s, struct glane_call *c);
int post_family_nothing(struct glane_self *s, struct glane_call *c);
int post_family_presence(struct glane_self *s, struct glane_call *c);
int post_family_gesture(struct glane_self *s, struct glane_call *c);
int post_family_answer(struct glane_self *s, struct glane_call *c);
int post_family_correct(struct glane_self *s, struct glane_call *c);
int post_family_choices(struct glane_self *s, struct glane_call *c);

/* family_curve.c: { w, h, own, group, dots, … } for curve.html and ui/curve.js, `rows` for the table; nothing before the first week. */
struct curve_week;
/* `weeks` is WEEKS_MAX of them, `last` one with an own figure. */
void curve_say(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct curve_week *weeks, int start, int last, const char *title_key,
               struct glane_value *into);
int family_curve_say(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, struct glane_value *into) GLANE_CHECKED;

/* forget.c */
int get_family_json(struct glane_self *s, struct glane_call *c);
int get_family_csv(struct glane_self *s, struct glane_call *c);
int post_family_forget(struct glane_self *s, struct glane_call *c);
int post_forget(struct glane_self *s, struct glane_call *c); /* by an organiser who was asked to */
/* All that is known of it goes, now and after a restore of an older copy: personal[] in challenge.c says what that is. */
int household_forget(struct glane_self *s, struct glane_call *c, int64_t household) GLANE_CHECKED;

/* card.c: what labels print about "challenge_household:5", for organisers only; the pages that print all of a challenge */
int field_card_url(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret);
int field_card_code(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret);
int field_card_number(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret);
int field_card_title(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret);
int field_card_why(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret);
/* "HTTPS://HOST/F/<code>"; `out` holds CARD_URL bytes.  Upper case throughout: the QR symbol is a size smaller. */
enum { CARD_URL = 200 };
void card_url(struct glane_self *s, struct glane_call *c, struct glane_str code, char out[CARD_URL]);
void card_short(struct glane_str code, char out[SHORT_SYMBOLS + 2]); /* "7K2P W93M" */
int get_print(struct glane_self *s, struct glane_call *c);
int get_booklets(struct glane_self *s, struct glane_call *c); /* booklets.c */

/* kiosk.c: K9 */
int get_kiosk(struct glane_self *s, struct glane_call *c);
int post_kiosk(struct glane_self *s, struct glane_call *c);
int post_kiosk_undo(struct glane_self *s, struct glane_call *c);

/* wall.c */
int get_wall(struct glane_self *s, struct glane_call *c);
int get_slide(struct glane_self *s, struct glane_call *c);

#endif
