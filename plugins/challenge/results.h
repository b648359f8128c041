/* SPDX-License-Identifier: MPL-2.0 */
/* results.h: scores that are kept, and what is made of them for others. */
#ifndef CHALLENGE_RESULTS_H
#define CHALLENGE_RESULTS_H

#include "challenge/internal.h"

/* --- results.c: one household under one version of the constants --------------------------------------------- */
/* Scores a household anew under the version in force, after any change of its weeks.  A version that was replaced keeps its
 * results as they were. */
int result_refresh(struct glane_self *s, struct glane_call *c, int64_t household) GLANE_CHECKED;
/* The next `most` households behind `*after` of a challenge; *after becomes the last of them, 0: there were no more. */
int results_refresh(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int64_t *after, int most) GLANE_CHECKED;
/* All of them, in steps, each in a transaction of its own.  POOL. */
int results_refresh_all(struct glane_self *s, struct glane_call *c, int64_t challenge) GLANE_CHECKED;

/* GLANE_ENOENT without words: there is none. */
int scoring_load(struct glane_self *s, struct glane_call *c, int64_t scoring, struct scoring *ret) GLANE_CHECKED;
struct period period_of(const struct challenge *ch, int start_week, int until);
/* Refuses, at "neutral_to", days that count for nobody and leave fewer than `least` weeks of baseline, or none of challenge. */
int neutral_check(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int least) GLANE_CHECKED;
int weeks_over(struct glane_self *s, struct glane_call *c, const struct challenge *ch); /* of a challenge, by today */

struct result { /* a kept one, with what is shown beside it; texts live as long as the call */
	int64_t household, number, team;
	struct glane_str pseudonym;
	int active, until;
	struct score score;
};
/* As kept under a version; GLANE_ENOENT without words: there is none. */
int result_read(struct glane_self *s, struct glane_call *c, int64_t household, int64_t scoring, struct result *ret) GLANE_CHECKED;
/* All of a challenge under a version, by number.  A number below 0 that fn returns ends it. */
typedef int result_fn(struct glane_self *s, struct glane_call *c, void *arg, const struct result *r);
int results_each(struct glane_self *s, struct glane_call *c, int64_t challenge, int64_t scoring, result_fn *fn, void *arg) GLANE_CHECKED;

/* --- publish.c: figures for others ------------------------------------------------------------------------------ */
/* WRITE: all is scored anew and what may be put out is, as soon as this call has ended. */
int publish_ask(struct glane_self *s, struct glane_call *c, int64_t challenge) GLANE_CHECKED;
int publish_job(struct glane_self *s, struct glane_call *c, const struct glane_value *args); /* { challenge } */
int nightly_job(struct glane_self *s, struct glane_call *c, const struct glane_value *args); /* scores; after the end of a week, figures */
int post_publish(struct glane_self *s, struct glane_call *c);

/* --- group.c: what everybody may see -------------------------------------------------------------------------------- */
struct group_week { /* published: grams of the scored fractions and person-days of n households */
	int64_t grams, days;
	int n; /* 0: it is not shown */
};
int32_t group_rate(const struct group_week *week); /* tenths of a gram a person and day; CURVE_NONE */
int group_weeks(struct glane_self *s, struct glane_call *c, const struct challenge *ch, struct group_week ret[WEEKS_MAX]) GLANE_CHECKED;
/* { at, weeks, bands, teams, start, now, reduction, avoided, final }: everything that is published, nothing else. */
int group_say(struct glane_self *s, struct glane_call *c, const struct challenge *ch, struct glane_value *into) GLANE_CHECKED;
int get_group(struct glane_self *s, struct glane_call *c);

/* --- scores.c, scoring.c, explain.c ----------------------------------------------------------------------------------- */
int get_scores(struct glane_self *s, struct glane_call *c);
int score_command(struct glane_self *s, struct glane_call *c);
int get_scoring(struct glane_self *s, struct glane_call *c);
int post_scoring(struct glane_self *s, struct glane_call *c);
int get_explained(struct glane_self *s, struct glane_call *c);  /* for the organiser: {id} */
int get_own_score(struct glane_self *s, struct glane_call *c);  /* for the household: {code} */
/* { state, state_words, ppm, band, ... } of a score. */
void score_say(struct glane_self *s, struct glane_call *c, const struct scoring *k, const struct score *score, struct glane_value *into);
/* "30 – 40 %", "moins de 10 %": the bands from first to last. */
struct glane_str band_words(struct glane_self *s, struct glane_call *c, const struct scoring *k, int first, int last);

#endif
