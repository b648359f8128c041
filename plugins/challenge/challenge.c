/* SPDX-License-Identifier: MPL-2.0 */
/* challenge: households that weigh their waste for some months, each against its own beginning. */

#include "challenge/family.h"
#include "challenge/forms.h"
#include "challenge/report.h"
#include "challenge/results.h"
#include "challenge_embedded.h"

#define FIRST_DAY 10957 /* 2000-01-01 */
#define LAST_DAY 47481  /* 2099-12-31 */
#define IN_ID(n, need) { .name = n, .type = GLANE_F_INT, .required = need, .min = 1, .max = ID_MAX }
#define IN_FLAG(n) { .name = n, .type = GLANE_F_BOOL }
#define IN_NAME(n, need) { .name = n, .type = GLANE_F_TEXT, .required = need, .max = NAME_MAX_BYTES }
#define IN_DATE(n, need) { .name = n, .type = GLANE_F_DATE, .required = need, .min = FIRST_DAY, .max = LAST_DAY }
#define IN_NUMBER(n, need) { .name = n, .type = GLANE_F_INT, .required = need, .min = 0, .max = 1000 }
#define IN_WEEK { .name = "week", .type = GLANE_F_INT, .required = 1, .min = 1, .max = WEEKS_MAX } /* counted from 1, as people do */
#define IN_WEIGHT { .name = "grams", .type = GLANE_F_TEXT, .max = 40 } /* as people write it: "3,2", "3200 g" */
static const char *const units[] = { "kg", "g", NULL };
static const char *const doubts[] = { "heavy", "week", "glass", "presence", NULL };

static const struct glane_input in_id[] = { IN_ID("id", 1), IN_FLAG("saved"), IN_FLAG("card") };
#define IN_PART { .name = "part", .type = GLANE_F_CHOICE, .choices = parts } /* which form of the household's page it is */
static const char *const parts[] = { "edit", "size", "presence", "split", "merge", "leave", "nothing", NULL };
static const struct glane_input in_set_page[] = { IN_ID("id", 0), IN_ID("copy", 0), { .name = "form", .type = GLANE_F_CHOICE, .choices = form_ids } };
static const struct glane_input in_set[] = {
	IN_ID("id", 0), IN_ID("copy", 0), { .name = "form", .type = GLANE_F_CHOICE, .choices = form_ids }, IN_NAME("name", 1), IN_NAME("commune", 0),
	IN_NAME("place", 0), IN_DATE("first_day", 0), IN_NUMBER("baseline_weeks", 0), IN_NUMBER("challenge_weeks", 0), IN_NUMBER("child_percent", 0),
	{ .name = "unit", .type = GLANE_F_CHOICE, .choices = units }, IN_FLAG("weigh_omr"), IN_FLAG("weigh_tri"), IN_FLAG("weigh_verre"), IN_FLAG("weigh_bio"),
	IN_FLAG("weigh_textile"), IN_FLAG("score_omr"), IN_FLAG("score_tri"), IN_FLAG("score_verre"),
	{ .name = "reference", .type = GLANE_F_CHOICE, .choices = reference_ids },
	{ .name = "own_kg", .type = GLANE_F_GRAMS, .max = 10000000 }, /* a person and year */
	{ .name = "own_source", .type = GLANE_F_TEXT, .max = 300 }, IN_DATE("neutral_from", 0), IN_DATE("neutral_to", 0),
	{ .name = "teams", .type = GLANE_F_LINES, .max = TEXT_MAX }, { .name = "invitation", .type = GLANE_F_LINES, .max = TEXT_MAX },
	{ .name = "consent", .type = GLANE_F_LINES, .max = TEXT_MAX },
	IN_FLAG("gesture_stop_pub"), IN_FLAG("gesture_bulk"), IN_FLAG("gesture_tap_water"), IN_FLAG("gesture_compost"), IN_FLAG("gesture_leftovers"),
	IN_FLAG("gesture_bottle"), IN_FLAG("gesture_bag"), IN_FLAG("gesture_second_hand"), IN_FLAG("gesture_repair"), IN_FLAG("gesture_refill"),
	IN_FLAG("gesture_batteries"), IN_FLAG("gesture_borrow"), IN_FLAG("gesture_cleaning"), IN_FLAG("gesture_handkerchiefs"), IN_FLAG("gesture_samples"),
	IN_FLAG("gesture_nappies"),
};
static const struct glane_input in_state[] = { IN_ID("id", 1), { .name = "act", .type = GLANE_F_CHOICE, .required = 1, .choices = challenge_acts } };
#define IN_SIZE IN_NUMBER("persons", 1), IN_NUMBER("children", 0)
#define IN_WHO IN_NAME("pseudonym", 1), IN_NAME("commune", 0), { .name = "email", .type = GLANE_F_TEXT, .max = MAIL_MAX }, IN_ID("team", 0), IN_FLAG("agreed")
#define IN_START { .name = "start_week", .type = GLANE_F_INT, .min = 1, .max = WEEKS_MAX } /* counted from 1; missing: the running one */
static const struct glane_input in_household[] = { IN_ID("id", 1), IN_WHO, IN_SIZE, IN_START };
static const struct glane_input in_edit[] = { IN_ID("id", 1), IN_PART, IN_WHO, IN_START };
static const struct glane_input in_paste[] = { IN_ID("id", 1), { .name = "lines", .type = GLANE_F_LINES, .required = 1, .max = 60000 }, IN_FLAG("agreed"), IN_START };
static const struct glane_input in_size[] = { IN_ID("id", 1), IN_PART, IN_WEEK, IN_SIZE };
static const struct glane_input in_leave[] = { IN_ID("id", 1), IN_PART, IN_WEEK, { .name = "reason", .type = GLANE_F_CHOICE, .required = 1, .choices = reasons_left } };
static const struct glane_input in_split[] = { IN_ID("id", 1), IN_PART, IN_WEEK, IN_NAME("pseudonym", 1), IN_SIZE };
static const struct glane_input in_merge[] = { IN_ID("id", 1), IN_PART, IN_WEEK, IN_ID("other", 1) };
static const struct glane_input in_only_id[] = { IN_ID("id", 1) };
#define IN_FRACTION { .name = "fraction", .type = GLANE_F_CHOICE, .required = 1, .choices = fraction_ids }
static const struct glane_input in_weigh[] = {
	IN_ID("id", 1), IN_DATE("day", 0), IN_FRACTION, { .name = "grams", .type = GLANE_F_TEXT, .required = 1, .max = 40 },
	{ .name = "asked", .type = GLANE_F_TEXT, .max = 40 }, IN_FLAG("again"),
};
static const struct glane_input in_nothing[] = { IN_ID("id", 1), IN_PART, IN_WEEK };
static const struct glane_input in_presence[] = { IN_ID("id", 1), IN_PART, IN_WEEK, IN_NUMBER("heads", 0) }; /* without heads: all were there */
static const struct glane_input in_answer[] = {
	IN_ID("id", 1), { .name = "doubt", .type = GLANE_F_CHOICE, .required = 1, .choices = doubts },
	{ .name = "week", .type = GLANE_F_INT, .min = 0, .max = WEEKS_MAX }, { .name = "weighing", .type = GLANE_F_INT, .min = 0, .max = ID_MAX },
	{ .name = "asked", .type = GLANE_F_INT, .required = 1, .min = 0, .max = ID_MAX },
};
static const struct glane_input in_weighing[] = { IN_ID("weighing", 1) };
static const struct glane_input in_correct[] = {
	IN_ID("weighing", 1), IN_DATE("day", 0), { .name = "fraction", .type = GLANE_F_CHOICE, .choices = fraction_ids }, IN_WEIGHT,
	{ .name = "asked", .type = GLANE_F_TEXT, .max = 40 }, IN_FLAG("again"), IN_FLAG("drop"),
	{ .name = "why", .type = GLANE_F_CHOICE, .required = 1, .choices = reasons_ended },
};
static const struct glane_input in_grid_page[] = { IN_ID("id", 1), { .name = "from", .type = GLANE_F_INT, .min = 0, .max = WEEKS_MAX }, IN_FLAG("saved") };
#define IN_CELL(n) { .name = n, .type = GLANE_F_TEXT, .max = 40 }
#define IN_ROW(i)                                                                                                      \
	IN_CELL("omr_" #i), IN_CELL("tri_" #i), IN_CELL("verre_" #i), IN_CELL("bio_" #i), IN_CELL("textile_" #i),      \
	{ .name = "heads_" #i, .type = GLANE_F_INT, .min = 0, .max = HEADS_MAX }, IN_FLAG("rest_" #i)
static const struct glane_input in_grid[] = {
	IN_ID("id", 1), { .name = "from", .type = GLANE_F_INT, .min = 0, .max = WEEKS_MAX }, { .name = "seen", .type = GLANE_F_INT, .min = 0, .max = ID_MAX },
	IN_ROW(0), IN_ROW(1), IN_ROW(2), IN_ROW(3), IN_ROW(4), IN_ROW(5), IN_ROW(6), IN_ROW(7), IN_ROW(8), IN_ROW(9), IN_ROW(10), IN_ROW(11), IN_ROW(12),
};
static const struct glane_input in_import[] = {
	{ .name = "file", .type = GLANE_F_FILE, .required = 1, .max = 8 << 20 }, IN_ID("challenge", 0),
};

/* the household's page, its card and booklet */
#define IN_CODE { .name = "code", .type = GLANE_F_TEXT, .required = 1, .min = CODE_SYMBOLS, .max = CODE_SYMBOLS } /* a secret */
#define IN_OWN_WEEK { .name = "week", .type = GLANE_F_INT, .required = 1, .min = 0, .max = WEEKS_MAX }
#define IN_COUNT(n, most) { .name = n, .type = GLANE_F_INT, .min = 0, .max = most }
static const struct glane_input in_family[] = { IN_CODE, { .name = "ok", .type = GLANE_F_INT, .min = 0, .max = 9 }, IN_FLAG("all") };
static const struct glane_input in_family_code[] = { IN_CODE };
static const struct glane_input in_family_weigh[] = {
	IN_CODE, IN_DATE("day", 0), { .name = "fraction", .type = GLANE_F_CHOICE, .required = 1, .choices = fraction_ids },
	{ .name = "grams", .type = GLANE_F_TEXT, .required = 1, .max = 40 }, { .name = "asked", .type = GLANE_F_TEXT, .max = 40 }, IN_FLAG("again"),
};
static const struct glane_input in_family_week[] = { IN_CODE, IN_OWN_WEEK };
static const struct glane_input in_family_presence[] = {
	IN_CODE, IN_OWN_WEEK, IN_COUNT("away", PERSONS_MAX), IN_COUNT("away_days", DAYS_A_WEEK), IN_COUNT("guests", PERSONS_MAX), IN_COUNT("guest_days", DAYS_A_WEEK),
};
static const struct glane_input in_family_gesture[] = { IN_CODE, { .name = "gesture", .type = GLANE_F_TEXT, .required = 1, .max = 40 }, IN_FLAG("done") };
static const struct glane_input in_family_answer[] = {
	IN_CODE, IN_OWN_WEEK, { .name = "doubt", .type = GLANE_F_TEXT, .required = 1, .max = 20 }, IN_COUNT("weighing", ID_MAX), IN_COUNT("asked", ID_MAX),
};
static const struct glane_input in_family_weighing[] = { IN_CODE, IN_ID("weighing", 1) };
static const struct glane_input in_family_correct[] = {
	IN_CODE, IN_ID("weighing", 1), IN_DATE("day", 0), { .name = "fraction", .type = GLANE_F_CHOICE, .choices = fraction_ids },
	{ .name = "grams", .type = GLANE_F_TEXT, .max = 40 }, { .name = "asked", .type = GLANE_F_TEXT, .max = 40 }, IN_FLAG("again"), IN_FLAG("drop"),
};
static const struct glane_input in_family_choices[] = { IN_CODE, IN_COUNT("wall", 1), IN_COUNT("mail_stop", 1) };
static const struct glane_input in_family_forget[] = { IN_CODE, { .name = "number", .type = GLANE_F_INT, .required = 1 } };
static const struct glane_input in_forget[] = { IN_ID("id", 1), { .name = "number", .type = GLANE_F_INT, .required = 1 } };
static const struct glane_input in_booklets[] = { IN_ID("id", 1), IN_ID("household", 0) };
#define IN_TYPED { .name = "code", .type = GLANE_F_TEXT, .required = 1, .max = 200 }
static const struct glane_input in_kiosk[] = { IN_TYPED };
static const struct glane_input in_kiosk_weigh[] = {
	IN_TYPED, { .name = "fraction", .type = GLANE_F_CHOICE, .required = 1, .choices = fraction_ids },
	{ .name = "grams", .type = GLANE_F_INT, .required = 1, .min = 0, .max = ID_MAX }, IN_FLAG("again"),
};
static const struct glane_input in_kiosk_undo[] = { IN_TYPED, IN_ID("weighing", 1) };
static const struct glane_input in_workshop[] = { IN_ID("workshop", 1), IN_FLAG("saved") };
static const struct glane_input in_workshop_new[] = { IN_ID("id", 1), IN_NAME("name", 1), IN_DATE("day", 0) };
static const struct glane_input in_came[] = { IN_ID("workshop", 1), { .name = "numbers", .type = GLANE_F_LINES, .required = 1, .max = TEXT_MAX } };
static const struct glane_input in_not_came[] = { IN_ID("workshop", 1), IN_ID("household", 1) };
static const struct glane_input in_follow[] = { IN_ID("id", 1), { .name = "queued", .type = GLANE_F_INT, .min = 0, .max = ID_MAX } };
static const struct glane_input in_mail_page[] = { IN_FLAG("saved"), IN_FLAG("tried") };
static const struct glane_input in_mail[] = {
	{ .name = "url", .type = GLANE_F_TEXT, .max = 200 }, { .name = "login", .type = GLANE_F_TEXT, .max = 120 }, { .name = "password", .type = GLANE_F_SECRET, .max = 120 },
	{ .name = "sender", .type = GLANE_F_TEXT, .max = 120 }, IN_FLAG("weekly"),
};
static const struct glane_input in_mail_test[] = { { .name = "to", .type = GLANE_F_TEXT, .required = 1, .max = 120 } };
static const char *const separators[] = { "semicolon", "comma", NULL };
#define IN_SEPARATOR { .name = "separator", .type = GLANE_F_CHOICE, .choices = separators } /* of CSV */
static const struct glane_input in_report[] = { IN_ID("id", 1), { .name = "form", .type = GLANE_F_CHOICE, .choices = report_forms }, IN_SEPARATOR };
static const struct glane_input in_report_command[] = {
	IN_ID("id", 1), { .name = "format", .type = GLANE_F_CHOICE, .choices = report_forms }, IN_SEPARATOR, { .name = "out", .type = GLANE_F_OUTPUT },
};

#define READS(p) .method = GLANE_GET, .mode = GLANE_READ, .permission = p
#define WRITES(p) .method = GLANE_POST, .mode = GLANE_WRITE, .permission = p
#define ON_WORKSHOP WRITES(ORGANISE), .template_name = "workshop", .form = "/workshop/{workshop}"
#define ON_HOUSEHOLD WRITES(ORGANISE), .template_name = "household", .form = "/h/{id}"

/* inputs: scores and what others may see */
#define NUMBER(n, low, high) { .name = n, .type = GLANE_F_INT, .min = low, .max = high }
static const struct glane_input in_scores[] = { IN_ID("id", 1), IN_ID("scoring", 0), IN_FLAG("published") };
static const struct glane_input in_explained[] = { IN_ID("id", 1), IN_ID("scoring", 0) };
static const struct glane_input in_own_score[] = { { .name = "code", .type = GLANE_F_TEXT, .required = 1, .min = CODE_SYMBOLS, .max = CODE_SYMBOLS } };
static const struct glane_input in_scoring[] = {
	IN_ID("id", 1), NUMBER("k", 0, 1000), NUMBER("mu", 50, 3000), NUMBER("clamp_low", -100, 0), NUMBER("clamp_high", 1, 100), NUMBER("baseline_weeks_min", 3, 20),
	NUMBER("baseline_coverage_pct", 0, 100), NUMBER("coverage_pct", 0, 100), NUMBER("half_coverage_pct", 0, 100), NUMBER("sobriety_pct", 0, 100),
	NUMBER("inflation_pct", 100, 1000), NUMBER("glass_weeks", 1, 52), NUMBER("heavy_g", 1000, WEIGHING_MAX_G), NUMBER("week_times", 2, 100),
	NUMBER("team_min", 3, 100), { .name = "bands", .type = GLANE_F_TEXT, .max = 60 }, { .name = "mu_label", .type = GLANE_F_TEXT, .max = 240 },
	{ .name = "mu_source", .type = GLANE_F_TEXT, .max = 600 }, { .name = "neutral_from", .type = GLANE_F_DATE },
	{ .name = "neutral_to", .type = GLANE_F_DATE }, { .name = "why", .type = GLANE_F_TEXT, .required = 1, .min = 1, .max = 600 },
};
static const struct glane_job jobs[] = {
	[JOB_PUBLISH] = { .name = "publish", .mode = GLANE_POOL, .at_minute = -1, .attempts = 5, .run = publish_job },
	[JOB_NIGHTLY] = { .name = "nightly", .mode = GLANE_POOL, .at_minute = 4 * 60, .attempts = 5, .run = nightly_job },
	[JOB_REMIND] = { .name = "remind", .mode = GLANE_WRITE, .at_minute = 9 * 60, .attempts = 3, .run = remind_job },
};
static const struct glane_service services[] = { [SERVICE_MAIL] = { .name = "mail", .restart_ms = 10000, .run = mail_service } };
static const struct glane_view views[] = { { "core_v1_person" } };

#define BY_FAMILY .method = GLANE_POST, .mode = GLANE_WRITE, .open_post = 1, .template_name = "family", .form = "/household/{code}"

static const struct glane_route routes[] = {
	/* set-up */
	{ READS(SEE), .path = "/", .template_name = "challenges", .summary = "The challenges, those that run first", .run = get_challenges },
	{ READS(ORGANISE), .path = "/new", .template_name = "new", .summary = "Templates and earlier challenges to begin with", .run = get_new },
	{ READS(ORGANISE), .path = "/set", .template_name = "set", .summary = "The form of a challenge", .run = get_set, .inputs = GLANE_LIST(in_set_page) },
	{ WRITES(ORGANISE), .path = "/set", .template_name = "set", .form = "/set", .summary = "Make a challenge, or change it", .run = post_set, .inputs = GLANE_LIST(in_set) },
	{ READS(ORGANISE), .path = "/c/{id}", .template_name = "challenge", .summary = "A challenge, for those who organise it", .run = get_challenge, .inputs = GLANE_LIST(in_id) },
	{ READS(ORGANISE), .path = "/c/{id}/invitation", .template_name = "invitation", .summary = "The invitation, to print or to copy", .run = get_invitation, .inputs = GLANE_LIST(in_id) },
	{ WRITES(ORGANISE), .path = "/c/{id}/state", .template_name = "challenge", .form = "/c/{id}", .summary = "Open, close, put away or restore a challenge", .run = post_state, .inputs = GLANE_LIST(in_state) },

	/* households and what they weigh */
	{ READS(ORGANISE), .path = "/c/{id}/households", .template_name = "households", .summary = "The households of a challenge", .run = get_households, .inputs = GLANE_LIST(in_id) },
	{ WRITES(ORGANISE), .path = "/c/{id}/households", .template_name = "households", .form = "/c/{id}/households", .summary = "Add a household", .run = post_household, .inputs = GLANE_LIST(in_household) },
	{ WRITES(ORGANISE), .path = "/c/{id}/paste", .template_name = "households", .form = "/c/{id}/households", .summary = "Add many households, one a line", .run = post_paste, .inputs = GLANE_LIST(in_paste) },
	{ READS(ORGANISE), .path = "/h/{id}", .template_name = "household", .summary = "A household: its weeks, its weigh-ins, what is asked", .run = get_household, .inputs = GLANE_LIST(in_id) },
	{ ON_HOUSEHOLD, .path = "/h/{id}/edit", .summary = "Change what is known of a household", .run = post_edit, .inputs = GLANE_LIST(in_edit) },
	{ ON_HOUSEHOLD, .path = "/h/{id}/size", .summary = "How many live there from a week on", .run = post_size, .inputs = GLANE_LIST(in_size) },
	{ ON_HOUSEHOLD, .path = "/h/{id}/leave", .summary = "A household leaves, with its reason", .run = post_leave, .inputs = GLANE_LIST(in_leave) },
	{ ON_HOUSEHOLD, .path = "/h/{id}/return", .summary = "A household that had left goes on", .run = post_return, .inputs = GLANE_LIST(in_only_id) },
	{ ON_HOUSEHOLD, .path = "/h/{id}/split", .summary = "Some of a household go on as one of their own", .run = post_split, .inputs = GLANE_LIST(in_split) },
	{ ON_HOUSEHOLD, .path = "/h/{id}/merge", .summary = "Another household moves in", .run = post_merge, .inputs = GLANE_LIST(in_merge) },
	{ ON_HOUSEHOLD, .path = "/h/{id}/card", .summary = "A new code in the place of a lost card's", .run = post_card, .inputs = GLANE_LIST(in_only_id) },
	{ ON_HOUSEHOLD, .path = "/h/{id}/weigh", .summary = "Note a weigh-in", .run = post_weigh, .inputs = GLANE_LIST(in_weigh) },
	{ ON_HOUSEHOLD, .path = "/h/{id}/nothing", .summary = "Nothing to report of a week", .run = post_nothing, .inputs = GLANE_LIST(in_nothing) },
	{ ON_HOUSEHOLD, .path = "/h/{id}/presence", .summary = "Who was there in a week", .run = post_presence, .inputs = GLANE_LIST(in_presence) },
	{ ON_HOUSEHOLD, .path = "/h/{id}/answer", .summary = "What looked wrong is right", .run = post_answer, .inputs = GLANE_LIST(in_answer) },
	{ READS(ORGANISE), .path = "/w/{weighing}", .template_name = "weighing", .summary = "A weigh-in, to correct it", .run = get_weighing, .inputs = GLANE_LIST(in_weighing) },
	{ WRITES(ORGANISE), .path = "/w/{weighing}", .template_name = "weighing", .form = "/w/{weighing}", .summary = "Correct a weigh-in; the original is kept", .run = post_weighing, .inputs = GLANE_LIST(in_correct) },
	{ READS(ORGANISE), .path = "/h/{id}/grid", .template_name = "grid", .summary = "A booklet to type in, a quarter of a year", .run = get_grid, .inputs = GLANE_LIST(in_grid_page) },
	{ WRITES(ORGANISE), .path = "/h/{id}/grid", .template_name = "grid", .form = "/h/{id}/grid", .summary = "Keep what was typed of a booklet", .run = post_grid, .inputs = GLANE_LIST(in_grid) },

	/* scores and what others may see */
	{ READS(SEE), .path = "/c/{id}/group", .template_name = "group", .summary = "The published figures of a challenge", .run = get_group,
	  .inputs = GLANE_LIST(in_id) },
	{ READS(ORGANISE), .path = "/c/{id}/scores", .template_name = "scores", .summary = "The scores of all households", .run = get_scores,
	  .inputs = GLANE_LIST(in_scores) },
	{ WRITES(ORGANISE), .path = "/c/{id}/publish", .template_name = "scores", .form = "/c/{id}/scores",
	  .summary = "Publish the figures of the group now", .run = post_publish, .inputs = GLANE_LIST(in_id) },
	{ READS(ORGANISE), .path = "/c/{id}/scoring", .template_name = "scoring", .summary = "The constants of the score and their versions",
	  .run = get_scoring, .inputs = GLANE_LIST(in_id) },
	{ WRITES(ORGANISE), .path = "/c/{id}/scoring", .template_name = "scoring", .form = "/c/{id}/scoring",
	  .summary = "Make a next version of the constants", .run = post_scoring, .inputs = GLANE_LIST(in_scoring) },
	{ READS(ORGANISE), .path = "/h/{id}/score", .template_name = "explain", .summary = "How a household's score comes about", .run = get_explained,
	  .inputs = GLANE_LIST(in_explained) },
	{ READS(NULL), .path = "/household/{code}/score", .template_name = "explain", .summary = "How one's own score comes about", .run = get_own_score,
	  .inputs = GLANE_LIST(in_own_score) },

	/* the household's page, its card and booklet */
	{ READS(NULL), .path = "/household/{code}", .template_name = "family", .summary = "A household's own page", .run = get_family, .inputs = GLANE_LIST(in_family) },
	{ BY_FAMILY, .path = "/household/{code}/weigh", .summary = "A household notes a weigh-in", .run = post_family_weigh, .inputs = GLANE_LIST(in_family_weigh) },
	{ BY_FAMILY, .path = "/household/{code}/nothing", .summary = "A household has nothing to report of a week", .run = post_family_nothing, .inputs = GLANE_LIST(in_family_week) },
	{ BY_FAMILY, .path = "/household/{code}/presence", .summary = "A household says who was there", .run = post_family_presence, .inputs = GLANE_LIST(in_family_presence) },
	{ BY_FAMILY, .path = "/household/{code}/gesture", .summary = "A household ticks an éco-geste", .run = post_family_gesture, .inputs = GLANE_LIST(in_family_gesture) },
	{ BY_FAMILY, .path = "/household/{code}/answer", .summary = "A household says that what looked wrong is right", .run = post_family_answer, .inputs = GLANE_LIST(in_family_answer) },
	{ BY_FAMILY, .path = "/household/{code}/choices", .summary = "A household chooses whether it stands on the wall and gets mails", .run = post_family_choices, .inputs = GLANE_LIST(in_family_choices) },
	{ BY_FAMILY, .path = "/household/{code}/forget", .summary = "A household deletes all that is known of it", .run = post_family_forget, .inputs = GLANE_LIST(in_family_forget) },
	{ READS(NULL), .path = "/household/{code}/weighing/{weighing}", .template_name = "family_weighing", .summary = "A weigh-in, to correct it", .run = get_family_weighing, .inputs = GLANE_LIST(in_family_weighing) },
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .open_post = 1, .template_name = "family_weighing", .form = "/household/{code}/weighing/{weighing}", .path = "/household/{code}/weighing/{weighing}", .summary = "A household corrects a weigh-in; the original is kept", .run = post_family_correct, .inputs = GLANE_LIST(in_family_correct) },
	{ READS(NULL), .path = "/household/{code}/badges", .template_name = "family_badges", .summary = "A household's badges, to print", .run = get_family_badges, .inputs = GLANE_LIST(in_family_code) },
	{ READS(NULL), .path = "/household/{code}/data.json", .summary = "All that is known of a household", .run = get_family_json, .inputs = GLANE_LIST(in_family_code) },
	{ READS(NULL), .path = "/household/{code}/data.csv", .summary = "All that is known of a household, for spreadsheets", .run = get_family_csv, .inputs = GLANE_LIST(in_family_code) },
	{ READS(NULL), .path = "/gone", .template_name = "gone", .summary = "A household was deleted", .run = get_gone },
	{ ON_HOUSEHOLD, .path = "/h/{id}/forget", .summary = "Delete all that is known of a household that asked for it", .run = post_forget, .inputs = GLANE_LIST(in_forget) },
	{ READS(ORGANISE), .path = "/c/{id}/print", .template_name = "print", .summary = "Cards and booklets of a challenge, to print", .run = get_print, .inputs = GLANE_LIST(in_only_id) },
	{ .method = GLANE_GET, .mode = GLANE_POOL, .permission = ORGANISE, .path = "/c/{id}/booklets.pdf", .summary = "The paper booklets of a challenge as PDF", .run = get_booklets, .inputs = GLANE_LIST(in_booklets) },
	{ READS(WEIGH), .path = "/kiosk", .summary = "The week of the household whose card was scanned", .run = get_kiosk, .inputs = GLANE_LIST(in_kiosk) },
	{ WRITES(WEIGH), .path = "/kiosk", .summary = "A weigh-in on the scale", .run = post_kiosk, .inputs = GLANE_LIST(in_kiosk_weigh) },
	{ WRITES(WEIGH), .path = "/kiosk/undo", .summary = "Take back a weigh-in of the last ten minutes", .run = post_kiosk_undo, .inputs = GLANE_LIST(in_kiosk_undo) },
	{ READS(NULL), .path = "/wall", .template_name = "wall", .summary = "What is published of the challenge, for the shop", .run = get_wall },
	{ READS(NULL), .path = "/slide", .template_name = "slide", .summary = "What is published of the challenge, for a waiting screen", .run = get_slide },

	/* workshops */
	{ READS(ORGANISE), .path = "/c/{id}/workshops", .template_name = "workshops", .summary = "The workshops of a challenge", .run = get_workshops, .inputs = GLANE_LIST(in_id) },
	{ WRITES(ORGANISE), .path = "/c/{id}/workshops", .template_name = "workshops", .form = "/c/{id}/workshops", .summary = "Add a workshop", .run = post_workshop, .inputs = GLANE_LIST(in_workshop_new) },
	{ READS(ORGANISE), .path = "/workshop/{workshop}", .template_name = "workshop", .summary = "Who came to a workshop", .run = get_workshop, .inputs = GLANE_LIST(in_workshop) },
	{ ON_WORKSHOP, .path = "/workshop/{workshop}", .summary = "Note households that came", .run = post_came, .inputs = GLANE_LIST(in_came) },
	{ ON_WORKSHOP, .path = "/workshop/{workshop}/not", .summary = "A household had not come", .run = post_not_came, .inputs = GLANE_LIST(in_not_came) },
	{ ON_WORKSHOP, .path = "/workshop/{workshop}/drop", .summary = "Take away a workshop that nobody came to", .run = post_workshop_drop, .inputs = GLANE_LIST(in_workshop) },

	/* reports, reminders */
	{ READS(ORGANISE), .path = "/mail", .template_name = "mail", .summary = "The mail server that reminders go through", .run = get_mail, .inputs = GLANE_LIST(in_mail_page) },
	{ WRITES(ORGANISE), .path = "/mail", .template_name = "mail", .form = "/mail", .summary = "Set the mail server, or none", .run = post_mail, .inputs = GLANE_LIST(in_mail) },
	{ .method = GLANE_POST, .mode = GLANE_POOL, .timeout_ms = 90000, .permission = ORGANISE, .path = "/mail/test", .template_name = "mail", .form = "/mail",
	  .summary = "Send a first mail, to see whether it works", .run = post_mail_test, .inputs = GLANE_LIST(in_mail_test) },
	{ WRITES(ORGANISE), .path = "/c/{id}/remind", .template_name = "follow", .form = "/c/{id}/follow", .summary = "Remind by mail those who have not weighed", .run = post_remind,
	  .inputs = GLANE_LIST(in_only_id) },
	{ READS(NULL), .path = "/household/{code}/stop", .template_name = "family_stop", .summary = "One button that ends reminders", .run = get_family_stop, .inputs = GLANE_LIST(in_family_code) },
	{ READS(ORGANISE), .path = "/c/{id}/follow", .template_name = "follow", .summary = "Who has not weighed, what is asked, who weighs seldom, who left", .run = get_follow,
	  .inputs = GLANE_LIST(in_follow) },
	{ READS(ORGANISE), .path = "/c/{id}/mailing.csv", .summary = "Those who have not weighed, for a letter or a mail", .run = get_mailing, .inputs = GLANE_LIST(in_only_id) },
	{ .method = GLANE_GET, .mode = GLANE_POOL, .permission = ORGANISE, .path = "/c/{id}/report", .summary = "The report of a challenge as a file", .run = get_report,
	  .inputs = GLANE_LIST(in_report) },

};

/* What organisers did to a challenge, and when: no household, no weight. */
#define ABOUT { .name = "challenge", .type = GLANE_F_INT, .required = 1 }
static const struct glane_input changed_fields[] = {
	ABOUT, { .name = "first_day", .type = GLANE_F_INT, .required = 1 }, { .name = "baseline_weeks", .type = GLANE_F_INT, .required = 1 },
	{ .name = "weeks", .type = GLANE_F_INT, .required = 1 },
};
static const struct glane_input state_fields[] = { ABOUT };
static const struct glane_input scored_fields[] = { ABOUT, { .name = "scoring", .type = GLANE_F_INT, .required = 1 } };
static const struct glane_kind kinds[] = {
	{ "changed", "A challenge was made, or its dates were changed", GLANE_LIST(changed_fields) },
	{ "opened", "A challenge was opened", GLANE_LIST(state_fields) },
	{ "closed", "A challenge was closed", GLANE_LIST(state_fields) },
	{ "archived", "A challenge was put away", GLANE_LIST(state_fields) },
	{ "restored", "A challenge was taken back from the archive", GLANE_LIST(state_fields) },
	{ "scored", "The constants of the score became another version", GLANE_LIST(scored_fields) },
};
static const struct glane_permission permissions[] = {
	{ ORGANISE, "permission.organise", "manager administrator" },
	{ WEIGH, "permission.weigh", "day volunteer staff manager administrator" },
	{ SEE, "permission.see", "staff manager administrator reader" },
};
static const struct glane_letter letters[] = { { 'F', 0, "/household/{code}" } };
static const struct glane_label_field label_fields[] = {
	{ "url", "card.url", "HTTPS://LOCALHOST/F/0123456789ABCDEFGHJKMNPQRS", field_card_url },
	{ "code", "card.code", "0123 4567", field_card_code },
	{ "short", "card.number", "12", field_card_number },
	{ "title", "card.named", "12", field_card_title },
	{ "category", "card.use", "12", field_card_why },
};
static const struct glane_panel panels[] = {
	{ .slot = "screen", .kind = "element", .title_key = "kiosk.title", .tag = "glane-x-challenge-weigh", .module = "challenge.js", .permission = WEIGH, .order = 60 },
	{ .slot = "idle.slide", .kind = "page", .title_key = "title", .source = "/slide" },
	{ .slot = "nav", .kind = "link", .title_key = "title", .source = "/", .permission = SEE, .order = 70 },
};

static const struct glane_command commands[] = {
	{ .words = "challenge report", .summary = "The report of a challenge into a file: .pdf, .xlsx, .csv, .json", .permission = ORGANISE, .mode = GLANE_POOL,
	  .run = report_command, .inputs = GLANE_LIST(in_report_command) },
	{ .words = "challenge score", .summary = "The scores of all households of a challenge", .permission = ORGANISE, .mode = GLANE_READ, .run = score_command,
	  .inputs = GLANE_LIST(in_id), .template_name = "cli_scores" },
	{ .words = "challenge import", .summary = "Take households, presence and weigh-ins from a table (CSV); the same again adds nothing", .permission = ORGANISE, .mode = GLANE_POOL,
	  .timeout_ms = 600000, .run = import_command, .inputs = GLANE_LIST(in_import), .template_name = "import" },
};

#define WEEK "household, week, person_days, full_days, declared, omr, tri, verre, bio, textile, weighed, covered"
/* Computed anew in SQL, apart from score.c: of the versions in force. */
#define NEUTRAL_WEEK(day) "((" day " - c.first_day + 7000) / 7 - 1000)"
#define LEAN "v.k * v.mu"
#define BEFORE "((r.days + v.k) * (r.baseline_grams + " LEAN "))"
#define LESS "(" BEFORE " - (r.grams + " LEAN ") * (r.baseline_days + v.k))"
#define IN_FORCE                                                                                                       \
	" FROM challenge_result r JOIN challenge_household h ON h.id = r.household JOIN challenge_challenge c ON c.id = h.challenge" \
	" JOIN challenge_scoring v ON v.id = r.scoring AND v.version = (SELECT max(version) FROM challenge_scoring WHERE challenge = c.id)"
static const struct glane_check checks[] = {
	{ "a score does not stand on the weeks",
	  "SELECT r.household" IN_FORCE " WHERE (r.baseline_grams, r.baseline_days, r.baseline_covered, r.grams, r.days, r.covered) IS NOT"
	  " (SELECT coalesce(sum(x.g * x.base), 0), coalesce(sum(x.d * x.base), 0), coalesce(sum(x.base), 0), coalesce(sum(x.g * (1 - x.base)), 0),"
	  " coalesce(sum(x.d * (1 - x.base)), 0), coalesce(sum(1 - x.base), 0) FROM (SELECT w.person_days AS d, w.week < h.start_week + c.baseline_weeks AS base,"
	  " (SELECT coalesce(sum(CASE f.fraction WHEN 0 THEN w.omr WHEN 1 THEN w.tri ELSE w.verre END), 0) FROM challenge_fraction f"
	  " WHERE f.challenge = c.id AND f.scored) AS g FROM challenge_week w WHERE w.household = h.id AND w.covered AND w.week > h.start_week"
	  " AND w.week < min(r.until, c.weeks) AND (v.neutral_from IS NULL OR w.week NOT BETWEEN " NEUTRAL_WEEK("v.neutral_from") " AND "
	  NEUTRAL_WEEK("v.neutral_to") ")) x)" },
	{ "a score is not what its sums give",
	  "SELECT r.household" IN_FORCE " WHERE r.ppm IS NOT CASE WHEN r.baseline_grams > 0 AND r.baseline_days > 0 AND r.days > 0 THEN"
	  " max(v.clamp_low * 10000, min(v.clamp_high * 10000, (2000000 * " LESS " + iif(" LESS " < 0, -1, 1) * " BEFORE ") / (2 * " BEFORE "))) END" },
	{ "a published figure is over fewer households than it may be",
	  "SELECT p.id FROM challenge_published p WHERE p.value <> '' AND (SELECT count(*) FROM challenge_member m WHERE m.published = p.id) <"
	  " iif(p.figure LIKE 'team:%', 3, 4)" },
	{ "a week that is not what its weigh-ins, presence and size say",
	  "SELECT household, week FROM (SELECT " WEEK " FROM challenge_week_now EXCEPT SELECT " WEEK " FROM challenge_week)"
	  " UNION SELECT household, week FROM (SELECT " WEEK " FROM challenge_week EXCEPT SELECT " WEEK " FROM challenge_week_now)" },
	{ "a weigh-in in another week than that of its day",
	  "SELECT w.id FROM challenge_weighing w JOIN challenge_household h ON h.id = w.household JOIN challenge_challenge c ON c.id = h.challenge"
	  " WHERE w.day < c.first_day OR w.week <> (w.day - c.first_day) / 7 OR w.week >= c.weeks" },
	{ "a corrected weigh-in that still counts",
	  "SELECT w.id FROM challenge_weighing w JOIN challenge_weighing r ON r.replaces = w.id WHERE w.ended_ms IS NULL OR r.household <> w.household" },
	{ "a household of which nobody said how many live there",
	  "SELECT h.id FROM challenge_household h WHERE NOT EXISTS (SELECT 1 FROM challenge_size z WHERE z.household = h.id AND z.from_week = 0)" },
	{ "a household with the team of another challenge",
	  "SELECT h.id FROM challenge_household h JOIN challenge_team t ON t.id = h.team WHERE t.challenge <> h.challenge" },
	{ "a challenge without constants, or that scores what it does not weigh",
	  "SELECT c.id FROM challenge_challenge c WHERE NOT EXISTS (SELECT 1 FROM challenge_scoring v WHERE v.challenge = c.id)"
	  " OR NOT EXISTS (SELECT 1 FROM challenge_fraction f WHERE f.challenge = c.id AND f.scored AND f.fraction < 2)" },
};
/* Who of the team typed what; households themselves are no persons of the house. */
#define OVER "(first_day + 7 * weeks + 183) * 86400000 < ?1" /* six months after the end */
static const struct glane_personal personal[] = {
	{ .table = "challenge_challenge", .purpose_key = "personal.count",
	  .expire_sql = "UPDATE challenge_challenge SET erased = erased + (SELECT count(*) FROM challenge_household h WHERE h.challenge = challenge_challenge.id)"
	                " WHERE " OVER,
	  .forget_sql = "UPDATE challenge_challenge SET erased = erased + 1 WHERE id = (SELECT challenge FROM challenge_household WHERE uid = ?1)" },
	{ .table = "challenge_tally", .purpose_key = "personal.count",
	  .expire_sql = "INSERT INTO challenge_tally (challenge, kind, word, n) SELECT challenge, kind, word, n FROM challenge_tally_now WHERE challenge IN"
	                " (SELECT id FROM challenge_challenge WHERE " OVER ") AND (kind <> 'left' OR n >= 3)"
	                " ON CONFLICT (challenge, kind, word) DO UPDATE SET n = n + excluded.n" },
	{ .table = "challenge_household", .purpose_key = "personal.household",
	  .expire_sql = "DELETE FROM challenge_household WHERE challenge IN (SELECT id FROM challenge_challenge WHERE " OVER ")",
	  .forget_sql = "DELETE FROM challenge_household WHERE uid = ?1" },
	{ "challenge_weighing", "personal.entry", "SELECT day, entered_ms FROM challenge_weighing WHERE person = ?1",
	  "UPDATE challenge_weighing SET person = CASE WHEN person <> ?1 THEN person END, ended_person = CASE WHEN ended_person <> ?1 THEN ended_person END"
	  " WHERE ?1 IN (person, ended_person)", NULL },
	{ "challenge_presence", "personal.entry", "SELECT week, entered_ms FROM challenge_presence WHERE person = ?1",
	  "UPDATE challenge_presence SET person = NULL WHERE person = ?1", NULL },
	{ "challenge_answer", "personal.entry", "SELECT week, at_ms FROM challenge_answer WHERE person = ?1",
	  "UPDATE challenge_answer SET person = NULL WHERE person = ?1", NULL },
	{ "challenge_scoring", "personal.entry", "SELECT version, created_ms FROM challenge_scoring WHERE person = ?1",
	  "UPDATE challenge_scoring SET person = NULL WHERE person = ?1", NULL },
};

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "challenge",
	.version = "1.0.0",
	.title_key = "title",
	.license = "MPL-2.0",
	.init = self_init,
	.fini = self_fini,
	.statements = { statements, SQL_COUNT, sizeof(statements[0]) },
	.views = GLANE_LIST(views),
	.checks = GLANE_LIST(checks),
	.jobs = GLANE_LIST(jobs),
	.services = GLANE_LIST(services),
	.personal = GLANE_LIST(personal),
	.routes = GLANE_LIST(routes),
	.kinds = GLANE_LIST(kinds),
	.permissions = GLANE_LIST(permissions),
	.letters = GLANE_LIST(letters),
	.label_fields = GLANE_LIST(label_fields),
	.panels = GLANE_LIST(panels),
	.commands = GLANE_LIST(commands),
	.migrations = EMBEDDED_SCHEMA,
	.assets = EMBEDDED_UI,
	.templates = EMBEDDED_PAGES,
	.catalogues = EMBEDDED_I18N,
};
