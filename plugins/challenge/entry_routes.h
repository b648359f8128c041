/* SPDX-License-Identifier: MPL-2.0 */
/* entry_routes.h: what the table of challenge.c takes of set-up, households and weigh-ins: inputs, routes. */
#ifndef CHALLENGE_ENTRY_ROUTES_H
#define CHALLENGE_ENTRY_ROUTES_H

#include "challenge/forms.h"
#include "challenge/inputs.h"

static const char *const units[] = { "kg", "g", NULL };
static const char *const doubts[] = { "heavy", "week", "glass", "presence", NULL };

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

#define ON_HOUSEHOLD WRITES(ORGANISE), .template_name = "household", .form = "/h/{id}"
#define ENTRY_ROUTES \
	{ READS(SEE), .path = "/", .template_name = "challenges", .summary = "The challenges, those that run first", .run = get_challenges }, \
	{ READS(ORGANISE), .path = "/new", .template_name = "new", .summary = "Templates and earlier challenges to begin with", .run = get_new }, \
	{ READS(ORGANISE), .path = "/set", .template_name = "set", .summary = "The form of a challenge", .run = get_set, .inputs = GLANE_LIST(in_set_page) }, \
	{ WRITES(ORGANISE), .path = "/set", .template_name = "set", .form = "/set", .summary = "Make a challenge, or change it", .run = post_set, .inputs = GLANE_LIST(in_set) }, \
	{ READS(ORGANISE), .path = "/c/{id}", .template_name = "challenge", .summary = "A challenge, for those who organise it", .run = get_challenge, .inputs = GLANE_LIST(in_id) }, \
	{ READS(ORGANISE), .path = "/c/{id}/invitation", .template_name = "invitation", .summary = "The invitation, to print or to copy", .run = get_invitation, .inputs = GLANE_LIST(in_id) }, \
	{ WRITES(ORGANISE), .path = "/c/{id}/state", .template_name = "challenge", .form = "/c/{id}", .summary = "Open, close, put away or restore a challenge", .run = post_state, .inputs = GLANE_LIST(in_state) }, \
	{ READS(ORGANISE), .path = "/c/{id}/households", .template_name = "households", .summary = "The households of a challenge", .run = get_households, .inputs = GLANE_LIST(in_id) }, \
	{ WRITES(ORGANISE), .path = "/c/{id}/households", .template_name = "households", .form = "/c/{id}/households", .summary = "Add a household", .run = post_household, .inputs = GLANE_LIST(in_household) }, \
	{ WRITES(ORGANISE), .path = "/c/{id}/paste", .template_name = "households", .form = "/c/{id}/households", .summary = "Add many households, one a line", .run = post_paste, .inputs = GLANE_LIST(in_paste) }, \
	{ READS(ORGANISE), .path = "/h/{id}", .template_name = "household", .summary = "A household: its weeks, its weigh-ins, what is asked", .run = get_household, .inputs = GLANE_LIST(in_id) }, \
	{ ON_HOUSEHOLD, .path = "/h/{id}/edit", .summary = "Change what is known of a household", .run = post_edit, .inputs = GLANE_LIST(in_edit) }, \
	{ ON_HOUSEHOLD, .path = "/h/{id}/size", .summary = "How many live there from a week on", .run = post_size, .inputs = GLANE_LIST(in_size) }, \
	{ ON_HOUSEHOLD, .path = "/h/{id}/leave", .summary = "A household leaves, with its reason", .run = post_leave, .inputs = GLANE_LIST(in_leave) }, \
	{ ON_HOUSEHOLD, .path = "/h/{id}/return", .summary = "A household that had left goes on", .run = post_return, .inputs = GLANE_LIST(in_only_id) }, \
	{ ON_HOUSEHOLD, .path = "/h/{id}/split", .summary = "Some of a household go on as one of their own", .run = post_split, .inputs = GLANE_LIST(in_split) }, \
	{ ON_HOUSEHOLD, .path = "/h/{id}/merge", .summary = "Another household moves in", .run = post_merge, .inputs = GLANE_LIST(in_merge) }, \
	{ ON_HOUSEHOLD, .path = "/h/{id}/card", .summary = "A new code in the place of a lost card's", .run = post_card, .inputs = GLANE_LIST(in_only_id) }, \
	{ ON_HOUSEHOLD, .path = "/h/{id}/weigh", .summary = "Note a weigh-in", .run = post_weigh, .inputs = GLANE_LIST(in_weigh) }, \
	{ ON_HOUSEHOLD, .path = "/h/{id}/nothing", .summary = "Nothing to report of a week", .run = post_nothing, .inputs = GLANE_LIST(in_nothing) }, \
	{ ON_HOUSEHOLD, .path = "/h/{id}/presence", .summary = "Who was there in a week", .run = post_presence, .inputs = GLANE_LIST(in_presence) }, \
	{ ON_HOUSEHOLD, .path = "/h/{id}/answer", .summary = "What looked wrong is right", .run = post_answer, .inputs = GLANE_LIST(in_answer) }, \
	{ READS(ORGANISE), .path = "/w/{weighing}", .template_name = "weighing", .summary = "A weigh-in, to correct it", .run = get_weighing, .inputs = GLANE_LIST(in_weighing) }, \
	{ WRITES(ORGANISE), .path = "/w/{weighing}", .template_name = "weighing", .form = "/w/{weighing}", .summary = "Correct a weigh-in; the original is kept", .run = post_weighing, .inputs = GLANE_LIST(in_correct) }, \
	{ READS(ORGANISE), .path = "/h/{id}/grid", .template_name = "grid", .summary = "A booklet to type in, a quarter of a year", .run = get_grid, .inputs = GLANE_LIST(in_grid_page) }, \
	{ WRITES(ORGANISE), .path = "/h/{id}/grid", .template_name = "grid", .form = "/h/{id}/grid", .summary = "Keep what was typed of a booklet", .run = post_grid, .inputs = GLANE_LIST(in_grid) }

#endif
