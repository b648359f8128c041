/* SPDX-License-Identifier: MPL-2.0 */
/* family_routes.h: what it takes of the household's page, its card and booklet, the kiosk and the wall: inputs, routes. */
#ifndef CHALLENGE_FAMILY_ROUTES_H
#define CHALLENGE_FAMILY_ROUTES_H

#include "challenge/family.h"
#include "challenge/inputs.h"

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

#define BY_FAMILY .method = GLANE_POST, .mode = GLANE_WRITE, .open_post = 1, .template_name = "family", .form = "/household/{code}"
#define FAMILY_ROUTES \
	{ READS(NULL), .path = "/household/{code}/score", .template_name = "explain", .summary = "How one's own score comes about", .run = get_own_score, \
	  .inputs = GLANE_LIST(in_family_code) }, \
	{ READS(NULL), .path = "/household/{code}", .template_name = "family", .summary = "A household's own page", .run = get_family, .inputs = GLANE_LIST(in_family) }, \
	{ BY_FAMILY, .path = "/household/{code}/weigh", .summary = "A household notes a weigh-in", .run = post_family_weigh, .inputs = GLANE_LIST(in_family_weigh) }, \
	{ BY_FAMILY, .path = "/household/{code}/nothing", .summary = "A household has nothing to report of a week", .run = post_family_nothing, .inputs = GLANE_LIST(in_family_week) }, \
	{ BY_FAMILY, .path = "/household/{code}/presence", .summary = "A household says who was there", .run = post_family_presence, .inputs = GLANE_LIST(in_family_presence) }, \
	{ BY_FAMILY, .path = "/household/{code}/gesture", .summary = "A household ticks an éco-geste", .run = post_family_gesture, .inputs = GLANE_LIST(in_family_gesture) }, \
	{ BY_FAMILY, .path = "/household/{code}/answer", .summary = "A household says that what looked wrong is right", .run = post_family_answer, .inputs = GLANE_LIST(in_family_answer) }, \
	{ BY_FAMILY, .path = "/household/{code}/choices", .summary = "A household chooses whether it stands on the wall and gets mails", .run = post_family_choices, .inputs = GLANE_LIST(in_family_choices) }, \
	{ BY_FAMILY, .path = "/household/{code}/forget", .summary = "A household deletes all that is known of it", .run = post_family_forget, .inputs = GLANE_LIST(in_family_forget) }, \
	{ READS(NULL), .path = "/household/{code}/weighing/{weighing}", .template_name = "family_weighing", .summary = "A weigh-in, to correct it", .run = get_family_weighing, .inputs = GLANE_LIST(in_family_weighing) }, \
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .open_post = 1, .template_name = "family_weighing", .form = "/household/{code}/weighing/{weighing}", .path = "/household/{code}/weighing/{weighing}", .summary = "A household corrects a weigh-in; the original is kept", .run = post_family_correct, .inputs = GLANE_LIST(in_family_correct) }, \
	{ READS(NULL), .path = "/household/{code}/badges", .template_name = "family_badges", .summary = "A household's badges, to print", .run = get_family_badges, .inputs = GLANE_LIST(in_family_code) }, \
	{ READS(NULL), .path = "/household/{code}/data.json", .summary = "All that is known of a household", .run = get_family_json, .inputs = GLANE_LIST(in_family_code) }, \
	{ READS(NULL), .path = "/household/{code}/data.csv", .summary = "All that is known of a household, for spreadsheets", .run = get_family_csv, .inputs = GLANE_LIST(in_family_code) }, \
	{ READS(NULL), .path = "/gone", .template_name = "gone", .summary = "A household was deleted", .run = get_gone }, \
	{ ON_HOUSEHOLD, .path = "/h/{id}/forget", .summary = "Delete all that is known of a household that asked for it", .run = post_forget, .inputs = GLANE_LIST(in_forget) }, \
	{ READS(ORGANISE), .path = "/c/{id}/print", .template_name = "print", .summary = "Cards and booklets of a challenge, to print", .run = get_print, .inputs = GLANE_LIST(in_only_id) }, \
	{ .method = GLANE_GET, .mode = GLANE_POOL, .permission = ORGANISE, .path = "/c/{id}/booklets.pdf", .summary = "The paper booklets of a challenge as PDF", .run = get_booklets, .inputs = GLANE_LIST(in_booklets) }, \
	{ READS(WEIGH), .path = "/kiosk", .summary = "The week of the household whose card was scanned", .run = get_kiosk, .inputs = GLANE_LIST(in_kiosk) }, \
	{ WRITES(WEIGH), .path = "/kiosk", .summary = "A weigh-in on the scale", .run = post_kiosk, .inputs = GLANE_LIST(in_kiosk_weigh) }, \
	{ WRITES(WEIGH), .path = "/kiosk/undo", .summary = "Take back a weigh-in of the last ten minutes", .run = post_kiosk_undo, .inputs = GLANE_LIST(in_kiosk_undo) }, \
	{ READS(NULL), .path = "/wall", .template_name = "wall", .summary = "What is published of the challenge, for the shop", .run = get_wall }, \
	{ READS(NULL), .path = "/slide", .template_name = "slide", .summary = "What is published of the challenge, for a waiting screen", .run = get_slide }, \
	{ READS(NULL), .path = "/household/{code}/stop", .template_name = "family_stop", .summary = "One button that ends reminders", .run = get_family_stop, .inputs = GLANE_LIST(in_family_code) }

#endif
