/* SPDX-License-Identifier: MPL-2.0 */
/* internal.h: what the files of this plugin share.  Households' data lives in this plugin's tables only, never in the journal. */
#ifndef CHALLENGE_INTERNAL_H
#define CHALLENGE_INTERNAL_H

#include "challenge/score.h"
#include "glane/plugin.h"
#include "text/text.h"

struct glane_self {
	const struct glane_host *host;
};

enum { /* statements in sql.c, by room; in each room in the order of the enum */
	/* set-up and entry */
	SQL_CHALLENGE,
	SQL_CHALLENGES,
	SQL_FRACTIONS,
	SQL_SIZE,
	SQL_HOUSEHOLD_BY_ID,
	SQL_HOUSEHOLD_BY_CODE,
	SQL_WEEK_SUMS,
	SQL_WEEK_HEADS,
	SQL_WEEK_SET,
	SQL_WEEK_NONE,

	/* scores and what others may see */

	/* the household's page, its card and booklet */

	/* reports, reminders */

	SQL_COUNT
};
extern const char *const statements[SQL_COUNT];

#define ORGANISE "challenge.organise" /* permissions */
#define WEIGH "challenge.weigh"       /* K9: the household's card is what identifies */
#define SEE "challenge.see"           /* published figures only */

#define ID_MAX (INT64_C(1) << 53)
enum {
	DAYS_A_WEEK = 7,
	CODE_SYMBOLS = 26,       /* of a household's card: 130 random bits in Crockford's base 32, no check symbol */
	WEEKS_MAX = 60,          /* of a challenge, baseline included */
	WEIGHING_MAX_G = 100000, /* of one weigh-in: more is no bin of a household */
	TEXT_MAX = 2000,         /* bytes of an invitation, of a consent */
};

extern const char *const fraction_ids[FRACTIONS + 1]; /* "omr", "tri", ...; ends with NULL; words "fraction.omr" */

struct challenge {
	int64_t id, first_day;
	int baseline_weeks, weeks, child_milli;
	int in_grams;                   /* 1: people write grams, 0: kilograms */
	unsigned weighed, scored;       /* bits 1 << fraction */
	struct glane_str name, form, state, state_before, commune, place, invitation, consent;
	int64_t scoring, mu, heavy_g, week_times; /* of the version in force */
	int glass_weeks, team_min;
	int64_t neutral_from, neutral_to; /* days; neutral_from > neutral_to: none */
};
struct household {
	int64_t id, challenge, number, team; /* team 0: none */
	int start_week, left_week;           /* left_week WEEKS_MAX: it has not left */
	int persons, children;               /* this week */
	int active, wall, card;
	struct glane_str pseudonym, commune, email, code;
};

/* tool.c: small tools */
int64_t in_int(struct glane_self *s, struct glane_call *c, const char *name, int64_t missing);
struct glane_str in_text(struct glane_self *s, struct glane_call *c, const char *name);
struct glane_str copied(struct glane_self *s, struct glane_call *c, struct glane_str text);
int is_english(struct glane_self *s, struct glane_call *c);
int first_row(struct glane_self *s, struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n, struct glane_val *ret,
              uint32_t columns) GLANE_CHECKED; /* 1: texts are copied into the call's memory; 0: there is none */
struct glane_str word(struct glane_self *s, struct glane_call *c, const char *prefix, struct glane_str name); /* "fraction." "omr" */
int64_t today(struct glane_self *s, struct glane_call *c); /* local day */
void back(struct glane_self *s, struct glane_call *c, const char *path, const char *more); /* 303 in the same language */

/* find.c: rows as structs.  Texts live as long as the call.  GLANE_ENOENT, in words: there is none. */
int challenge_by_id(struct glane_self *s, struct glane_call *c, int64_t id, struct challenge *ret) GLANE_CHECKED;
int household_by_id(struct glane_self *s, struct glane_call *c, int64_t id, struct household *ret) GLANE_CHECKED;
/* GLANE_ENOENT without words for any code that is nobody's: what is said of it is the same for all (core's LIMIT_MISS counts). */
int household_by_code(struct glane_self *s, struct glane_call *c, struct glane_str code, struct household *ret) GLANE_CHECKED;
void code_draw(struct glane_self *s, struct glane_call *c, char ret[CODE_SYMBOLS + 1]);
static inline int challenge_week_of(const struct challenge *ch, int64_t day) /* negative: before the start */
{
	int64_t d = day - ch->first_day;
	return (int)(d >= 0 ? d / DAYS_A_WEEK : (d - DAYS_A_WEEK + 1) / DAYS_A_WEEK);
}

/* week.c: the projection challenge_week.  After any change of a weigh-in, of presence or of a size; calls result_refresh(). */
int week_refresh(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int64_t household, int week) GLANE_CHECKED;

/* weighing.c: the one way in for weigh-ins: page, kiosk, grid, import. */
struct weigh_in {
	int64_t household, day, grams;
	enum fraction fraction;
	const char *source;        /* "page", "kiosk", "grid", "import" */
	struct glane_str typed;    /* as written, "": by a scale */
	int again;                 /* 1: "it is another one", though the same was noted ten minutes ago at most */
};
/* Refuses in words, at the inputs "day", "fraction", "grams": the future, before the start, after the end, too heavy, negative,
 * a fraction that is not weighed, a household that had left; asks (GLANE_ECONFLICT, "ask.twice") about the same once more. */
int weighing_add(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, const struct weigh_in *w,
                 int64_t *ret_id) GLANE_CHECKED;
/* Zero for each weighed fraction without a weigh-in in that week: "nothing to report". */
int weighing_nothing(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, int week, const char *source) GLANE_CHECKED;
/* The original stays, ended for the reason `why`; grams < 0: nothing stands in its place. */
int weighing_correct(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, int64_t weighing,
                     const struct weigh_in *w, const char *why, int64_t *ret_id) GLANE_CHECKED;

/* presence.c: person-days of a week when not everybody was there.  heads < 0: all were there. */
int presence_set(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, int week, int heads, int sure,
                 const char *source) GLANE_CHECKED;

/* list.c: the challenges */
int get_challenges(struct glane_self *s, struct glane_call *c);

#endif
