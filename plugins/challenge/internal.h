/* SPDX-License-Identifier: MPL-2.0 */
/* internal.h: what the files of this plugin share.  Households' data lives in this plugin's tables only, never in the journal. */
#ifndef CHALLENGE_INTERNAL_H
#define CHALLENGE_INTERNAL_H

#include "challenge/score.h"
#include "self/self.h"
#include "text/text.h"

enum { /* statements in sql.c, by room */
	/* set-up */
	SQL_CHALLENGE,
	SQL_CHALLENGES,
	SQL_CHALLENGE_ADD,
	SQL_CHALLENGE_SET,
	SQL_STATE_SET,
	SQL_COUNTS,
	SQL_FRACTIONS,
	SQL_FRACTIONS_CLEAR,
	SQL_FRACTION_ADD,
	SQL_REFERENCE,
	SQL_SCORING_ADD,
	SQL_SCORING_COPY,
	SQL_SCORING_SET,
	SQL_GESTURES,
	SQL_GESTURES_CLEAR,
	SQL_GESTURE_ADD,
	SQL_TEAMS,
	SQL_TEAM_NAMES,
	SQL_TEAMS_CLEAR,
	SQL_TEAM_ADD,
	SQL_TEAM_OF,
	SQL_TEAM_BY_NAME,
	SQL_LAST_WEEK,

	/* households */
	SQL_HOUSEHOLD_BY_ID,
	SQL_HOUSEHOLD_BY_CODE,
	SQL_HOUSEHOLD_NAMED,
	SQL_HOUSEHOLD_NUMBERED,
	SQL_HOUSEHOLDS,
	SQL_OTHERS,
	SQL_NEXT_HOUSEHOLD,
	SQL_NUMBER_TAKE,
	SQL_NUMBER,
	SQL_HOUSEHOLD_ADD,
	SQL_HOUSEHOLD_SET,
	SQL_FIRST_WEEK,
	SQL_LEAVE,
	SQL_RETURN,
	SQL_CODE_SET,
	SQL_SIZE,
	SQL_SIZES,
	SQL_SIZE_SET,

	/* weigh-ins, presence, weeks, doubts */
	SQL_WEIGHING,
	SQL_WEIGHINGS,
	SQL_WEIGHING_ADD,
	SQL_WEIGHING_END,
	SQL_WEIGHED,
	SQL_TWICE,
	SQL_CELLS,
	SQL_CELL_END,
	SQL_HEADS,
	SQL_SEEN,
	SQL_PRESENCE,
	SQL_PRESENCE_ADD,
	SQL_PRESENCE_END,
	SQL_PRESENCE_KNOWN,
	SQL_IMPORTED,
	SQL_ONLY_ONE,
	SQL_WEEKS,
	SQL_WEEK_CLEAR,
	SQL_WEEK_TAKE,
	SQL_HEAVY,
	SQL_MUCH_PRESENCE,
	SQL_ANSWERED,
	SQL_ANSWER_ADD,

	/* scores and what others may see */
	SQL_SCORING,
	SQL_SCORINGS,        /* challenge */
	SQL_SCORING_SOURCE,  /* scoring: where mu is from */
	SQL_SCORING_VERSION, /* scoring, challenge */
	SQL_SCORING_LIKE,    /* challenge: the version in force, all that may be set */
	SQL_SCORING_NEXT,    /* the same as it is to be, when, who, why */
	SQL_CHALLENGE_OF,    /* household */
	SQL_SCORE_WEEKS,     /* challenge, household, how many behind it, scoring */
	SQL_RESULT_SET,
	SQL_RESULT,          /* household, scoring */
	SQL_RESULTS,         /* challenge, scoring */
	SQL_HOUSEHOLD_COUNT,
	SQL_WEEK_MEMBERS,    /* challenge, week */
	SQL_TEAM_NAME,
	SQL_VERSIONS,        /* challenge, figure: every value that it had */
	SQL_MEMBERS,
	SQL_PUBLISH,
	SQL_MEMBER_ADD,
	SQL_FIGURES,         /* challenge: the last value of each */
	SQL_RUNNING,         /* day */

	/* the household's page, its card and booklet */
	SQL_GESTURES_DONE,
	SQL_DONE_ADD,
	SQL_DONE_CLEAR,
	SQL_WORKSHOPS_OF,
	SQL_MAIL_STOPPED,
	SQL_CHOICES_SET,
	SQL_NOTED_SINCE,
	SQL_CARD,
	SQL_CARDS,
	SQL_CODE_BEGINS,
	SQL_NOTED_AT_KIOSK,
	SQL_UID,
	SQL_KNOWN_HOUSEHOLD,
	SQL_KNOWN_SIZES,
	SQL_KNOWN_WEIGHINGS,
	SQL_KNOWN_PRESENCE,
	SQL_KNOWN_ANSWERS,
	SQL_KNOWN_GESTURES,
	SQL_KNOWN_WORKSHOPS,
	SQL_WALL_CHALLENGE,
	SQL_WALL_NAMES,
	SQL_WALL_SCORED,

	/* reports, reminders */
	SQL_TALLY,  /* challenge: who took part, those that went by their age too */
	SQL_FOLLOW, /* challenge, week, scoring */
	SQL_LEFT,   /* challenge, at most */
	SQL_MAILER,
	SQL_MAILER_SET,
	SQL_MAILER_CLEAR,
	SQL_MAIL_ADD,
	SQL_MAIL_NEXT,   /* now */
	SQL_MAIL_BEGIN,  /* household, week, tries before */
	SQL_MAIL_END,
	SQL_MAIL_COUNTS, /* challenge, week */
	SQL_WORKSHOPS,
	SQL_WORKSHOP,
	SQL_WORKSHOP_ADD,
	SQL_WORKSHOP_DROP,
	SQL_ATTENDED,    /* workshop */
	SQL_ATTEND,
	SQL_NOT_ATTENDED,

	SQL_COUNT
};
extern const char *const statements[SQL_COUNT];
enum { JOB_PUBLISH, JOB_NIGHTLY, JOB_REMIND };
enum { SERVICE_MAIL };

#define ORGANISE "challenge.organise" /* permissions */
#define WEIGH "challenge.weigh"       /* K9: the household's card is what identifies */
#define SEE "challenge.see"           /* published figures only */

#define ID_MAX (INT64_C(1) << 53)
enum {
	DAYS_A_WEEK = 7,
	CODE_SYMBOLS = 26,       /* of a household's card: 130 random bits in Crockford's base 32, no check symbol */
	WEEKS_MAX = 60,          /* of a challenge, baseline included */
	GRID_WEEKS = 13,         /* on one page of the grid */
	WEIGHING_MAX_G = 100000, /* of one weigh-in: more is no bin of a household */
	PERSONS_MAX = 30,        /* of a household */
	HEADS_MAX = 630,         /* person-days of a week: three times as many */
	DOUBTS_MAX = 100,        /* of a household, shown at once */
	NAME_MAX_BYTES = 80,
	MAIL_MAX = 120,
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
	int persons, children;               /* this week; children are of the persons */
	int first_persons, first_children;   /* when it joined */
	int active, wall, card;              /* card 2: its first one was lost */
	int64_t consent_ms;                  /* 0: not yet */
	struct glane_str pseudonym, commune, email, code, left_reason;
};

/* tool.c: small tools */
int fault(struct glane_self *s, struct glane_call *c, const char *field, const char *key, const struct glane_value *args) GLANE_CHECKED;
struct glane_val by_person(struct glane_self *s, struct glane_call *c); /* NULL: by nobody of the team */
struct glane_str fractions_named(struct glane_self *s, struct glane_call *c, unsigned bits); /* "verre, biodéchets" */
void say_lines(struct glane_self *s, struct glane_value *into, const char *key, struct glane_str text);
int64_t today(struct glane_self *s, struct glane_call *c); /* local day */
void back(struct glane_self *s, struct glane_call *c, const char *path, const char *more); /* 303 in the same language */
void to_challenge(struct glane_self *s, struct glane_call *c, int64_t id, const char *more);
void to_households(struct glane_self *s, struct glane_call *c, int64_t id, const char *more);
void to_household(struct glane_self *s, struct glane_call *c, int64_t id, const char *more);

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

static inline int64_t week_day(const struct challenge *ch, int week) /* its first */
{
	return ch->first_day + DAYS_A_WEEK * (int64_t)week;
}
int week_now(struct glane_self *s, struct glane_call *c, const struct challenge *ch); /* 0 before the start, the last one after the end */
int only_badges(const struct challenge *ch, int start_week); /* who joins then has fewer than four weeks to be scored */
int find_both(struct glane_self *s, struct glane_call *c, int64_t household, struct challenge *ch, struct household *h) GLANE_CHECKED;

/* week.c: the projection challenge_week of the weeks first..last.  After any change of a weigh-in, of presence or of a size. */
int week_refresh(struct glane_self *s, struct glane_call *c, int64_t household, int first, int last) GLANE_CHECKED;

/* weighing.c: the one way in for weigh-ins: page, kiosk, grid, import. */
enum { UNIT_NOT_ASKED, UNIT_KEPT /* the unit of the challenge was meant */, UNIT_OTHER };
struct weigh_in {
	int64_t day, grams;
	enum fraction fraction;    /* FRACTIONS: none that is known */
	const char *source;        /* "page", "kiosk", "grid" (by the team), "import" */
	struct glane_str typed;    /* as written, "": by a scale */
	int unit_answer;           /* UNIT_*: what was answered to "3,2 kg or 3200 kg?" */
	int again;                 /* 1: "it is another one", though the same was noted ten minutes ago at most */
	int counted;               /* 1: the caller knows which ones are there already: it is not asked */
};
struct weighed { /* one that was kept */
	int64_t id, household, day, grams;
	int week, ended;
	enum fraction fraction;
};
extern const char *const reasons_ended[]; /* ends with NULL; words "why.typing" */

/* What is wrong, as a key of the catalogue with its arguments; NULL: nothing. */
const char *state_wrong(const struct challenge *ch, const char *source);
const char *day_wrong(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, int64_t day, struct glane_value *args);
const char *fraction_wrong(struct glane_self *s, struct glane_call *c, const struct challenge *ch, enum fraction f, struct glane_value *args);
const char *grams_wrong(struct glane_self *s, int64_t grams, struct glane_value *args);
/* Reads a weight into grams, typed, unit_answer.  "ask.unit": nobody can know; `asked`: what was typed when that was asked. */
const char *weight_wrong(struct glane_self *s, const struct challenge *ch, struct glane_str typed, struct glane_str asked, struct weigh_in *w,
                         struct glane_value *args);

/* From the inputs "day" (DATE), "fraction", "grams" (TEXT as people write it), "asked" (TEXT), "again" (BOOL); sets all but the
 * source.  Refuses a weight that is none, asks about its unit. */
int weigh_in_read(struct glane_self *s, struct glane_call *c, const struct challenge *ch, struct weigh_in *w) GLANE_CHECKED;
/* For the page that is shown again: `ask_unit` { typed, low, high, low_grams, high_grams } for two buttons whose "grams" is
 * "3200 g" and which send "asked" along; `ask_twice` for a button that sends "again". */
int weigh_in_ask(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h) GLANE_CHECKED;
int weigh_in_check(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, const struct weigh_in *w,
                   const char *day_field, const char *grams_field) GLANE_CHECKED;
int week_check(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, int week, const char *source) GLANE_CHECKED;
/* Refuses in words, at the inputs "day", "fraction", "grams": the future, before the start, after the end, too heavy, negative,
 * a fraction that is not weighed, a household that had left; asks, at "again", about the same once more. */
int weighing_add(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, const struct weigh_in *w,
                 int64_t *ret_id) GLANE_CHECKED;
/* Zero for each weighed fraction without a weigh-in in that week: "nothing to report". */
int weighing_nothing(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, int week, const char *source) GLANE_CHECKED;
/* entry.c: the reply's "input": day and weight as somebody would have typed them, to be corrected. */
struct glane_value *weighed_as_typed(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct weighed *w);
int weighing_load(struct glane_self *s, struct glane_call *c, int64_t weighing, struct weighed *ret) GLANE_CHECKED;
/* The original stays, ended for the reason `why` (reasons_ended); w NULL: nothing stands in its place. */
int weighing_correct(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, int64_t weighing,
                     const struct weigh_in *w, const char *why, int64_t *ret_id) GLANE_CHECKED;
/* The bare row, checked by the caller, who refreshes the week.  replaces 0: none. */
int weighing_put(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, const struct weigh_in *w, int64_t replaces,
                 int64_t *ret_id) GLANE_CHECKED;
int answer_put(struct glane_self *s, struct glane_call *c, int64_t household, const char *doubt, int week, int64_t weighing, int64_t value, const char *answer) GLANE_CHECKED;

/* presence.c: person-days of a week when not everybody was there, heads < 0: all were; who lives there from a week on. */
int presence_set(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, int week, int heads,
                 const char *source) GLANE_CHECKED;
int size_set(struct glane_self *s, struct glane_call *c, int64_t household, int from_week, int persons, int children) GLANE_CHECKED;

/* doubt.c: what looks wrong, and is asked about until it is answered. */
struct doubt {
	const char *kind;        /* "heavy", "week", "glass", "presence" */
	int week;
	int64_t weighing;        /* 0: the whole week */
	int64_t value, usual;    /* grams, person-days */
	enum fraction fraction;  /* FRACTIONS: several */
};
int doubts_of(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int64_t household, struct doubt *ret, size_t max, size_t *ret_n) GLANE_CHECKED;
/* `doubts`: [{ doubt, week, week_number, weighing, asked, question, ... }], for forms that POST them back. */
int doubts_say(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int64_t household, struct glane_value *into) GLANE_CHECKED;
int doubt_keep(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int64_t household, struct glane_str kind, int week, int64_t weighing,
               int64_t value) GLANE_CHECKED;

/* setup.c, setup_page.c, state.c */
extern const char *const challenge_acts[];
void say_challenge(struct glane_self *s, struct glane_call *c, struct glane_value *o, const struct challenge *ch);
int get_new(struct glane_self *s, struct glane_call *c);
int get_set(struct glane_self *s, struct glane_call *c);
int post_set(struct glane_self *s, struct glane_call *c);
int get_challenge(struct glane_self *s, struct glane_call *c);
int get_invitation(struct glane_self *s, struct glane_call *c);
int post_state(struct glane_self *s, struct glane_call *c);
int challenge_close(struct glane_self *s, struct glane_call *c, void *id); /* an int64_t; within a WRITE call; if it is open */

/* household.c, household_page.c, paste.c */
extern const char *const reasons_left[]; /* ends with NULL; words "left.move" */
int say_households(struct glane_self *s, struct glane_call *c, const struct challenge *ch) GLANE_CHECKED;
void say_fractions(struct glane_self *s, struct glane_call *c, const struct challenge *ch, struct glane_str chosen);
int get_households(struct glane_self *s, struct glane_call *c);
int post_household(struct glane_self *s, struct glane_call *c);
int post_paste(struct glane_self *s, struct glane_call *c);
int get_household(struct glane_self *s, struct glane_call *c);
int post_edit(struct glane_self *s, struct glane_call *c);
int post_size(struct glane_self *s, struct glane_call *c);
int post_leave(struct glane_self *s, struct glane_call *c);
int post_return(struct glane_self *s, struct glane_call *c);
int post_split(struct glane_self *s, struct glane_call *c);
int post_merge(struct glane_self *s, struct glane_call *c);
int post_card(struct glane_self *s, struct glane_call *c);

/* entry.c, grid.c, import.c */
int post_weigh(struct glane_self *s, struct glane_call *c);
int post_nothing(struct glane_self *s, struct glane_call *c);
int post_presence(struct glane_self *s, struct glane_call *c);
int post_answer(struct glane_self *s, struct glane_call *c);
int get_weighing(struct glane_self *s, struct glane_call *c);
int post_weighing(struct glane_self *s, struct glane_call *c);
int get_grid(struct glane_self *s, struct glane_call *c);
int post_grid(struct glane_self *s, struct glane_call *c);
int import_command(struct glane_self *s, struct glane_call *c);

/* list.c: the challenges */
int get_challenges(struct glane_self *s, struct glane_call *c);

#endif
