/* SPDX-License-Identifier: MPL-2.0 */
/* office_routes.h: what it takes of scores, published figures, workshops, reports and reminders: inputs, routes. */
#ifndef CHALLENGE_OFFICE_ROUTES_H
#define CHALLENGE_OFFICE_ROUTES_H

#include "challenge/inputs.h"
#include "challenge/report.h"
#include "challenge/results.h"

#define NUMBER(n, low, high) { .name = n, .type = GLANE_F_INT, .min = low, .max = high }
static const struct glane_input in_scores[] = { IN_ID("id", 1), IN_ID("scoring", 0), IN_FLAG("published") };
static const struct glane_input in_explained[] = { IN_ID("id", 1), IN_ID("scoring", 0) };
static const struct glane_input in_scoring[] = {
	IN_ID("id", 1), NUMBER("k", 0, 1000), NUMBER("mu", 50, 3000), NUMBER("clamp_low", -100, 0), NUMBER("clamp_high", 1, 100), NUMBER("baseline_weeks_min", 3, 20),
	NUMBER("baseline_coverage_pct", 0, 100), NUMBER("coverage_pct", 0, 100), NUMBER("half_coverage_pct", 0, 100), NUMBER("sobriety_pct", 0, 100),
	NUMBER("inflation_pct", 100, 1000), NUMBER("glass_weeks", 1, 52), NUMBER("heavy_g", 1000, WEIGHING_MAX_G), NUMBER("week_times", 2, 100),
	NUMBER("team_min", 3, 100), { .name = "bands", .type = GLANE_F_TEXT, .max = 60 }, { .name = "mu_label", .type = GLANE_F_TEXT, .max = 240 },
	{ .name = "mu_source", .type = GLANE_F_TEXT, .max = 600 }, { .name = "neutral_from", .type = GLANE_F_DATE },
	{ .name = "neutral_to", .type = GLANE_F_DATE }, { .name = "why", .type = GLANE_F_TEXT, .required = 1, .min = 1, .max = 600 },
};
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

#define ON_WORKSHOP WRITES(ORGANISE), .template_name = "workshop", .form = "/workshop/{workshop}"
#define OFFICE_ROUTES \
	{ READS(SEE), .path = "/c/{id}/group", .template_name = "group", .summary = "The published figures of a challenge", .run = get_group, \
	  .inputs = GLANE_LIST(in_id) }, \
	{ READS(ORGANISE), .path = "/c/{id}/scores", .template_name = "scores", .summary = "The scores of all households", .run = get_scores, \
	  .inputs = GLANE_LIST(in_scores) }, \
	{ WRITES(ORGANISE), .path = "/c/{id}/publish", .template_name = "scores", .form = "/c/{id}/scores", \
	  .summary = "Publish the figures of the group now", .run = post_publish, .inputs = GLANE_LIST(in_id) }, \
	{ READS(ORGANISE), .path = "/c/{id}/scoring", .template_name = "scoring", .summary = "The constants of the score and their versions", \
	  .run = get_scoring, .inputs = GLANE_LIST(in_id) }, \
	{ WRITES(ORGANISE), .path = "/c/{id}/scoring", .template_name = "scoring", .form = "/c/{id}/scoring", \
	  .summary = "Make a next version of the constants", .run = post_scoring, .inputs = GLANE_LIST(in_scoring) }, \
	{ READS(ORGANISE), .path = "/h/{id}/score", .template_name = "explain", .summary = "How a household's score comes about", .run = get_explained, \
	  .inputs = GLANE_LIST(in_explained) }, \
	{ READS(ORGANISE), .path = "/c/{id}/workshops", .template_name = "workshops", .summary = "The workshops of a challenge", .run = get_workshops, .inputs = GLANE_LIST(in_id) }, \
	{ WRITES(ORGANISE), .path = "/c/{id}/workshops", .template_name = "workshops", .form = "/c/{id}/workshops", .summary = "Add a workshop", .run = post_workshop, .inputs = GLANE_LIST(in_workshop_new) }, \
	{ READS(ORGANISE), .path = "/workshop/{workshop}", .template_name = "workshop", .summary = "Who came to a workshop", .run = get_workshop, .inputs = GLANE_LIST(in_workshop) }, \
	{ ON_WORKSHOP, .path = "/workshop/{workshop}", .summary = "Note households that came", .run = post_came, .inputs = GLANE_LIST(in_came) }, \
	{ ON_WORKSHOP, .path = "/workshop/{workshop}/not", .summary = "A household had not come", .run = post_not_came, .inputs = GLANE_LIST(in_not_came) }, \
	{ ON_WORKSHOP, .path = "/workshop/{workshop}/drop", .summary = "Take away a workshop that nobody came to", .run = post_workshop_drop, .inputs = GLANE_LIST(in_workshop) }, \
	{ READS(ORGANISE), .path = "/mail", .template_name = "mail", .summary = "The mail server that reminders go through", .run = get_mail, .inputs = GLANE_LIST(in_mail_page) }, \
	{ WRITES(ORGANISE), .path = "/mail", .template_name = "mail", .form = "/mail", .summary = "Set the mail server, or none", .run = post_mail, .inputs = GLANE_LIST(in_mail) }, \
	{ .method = GLANE_POST, .mode = GLANE_POOL, .timeout_ms = 90000, .permission = ORGANISE, .path = "/mail/test", .template_name = "mail", .form = "/mail", \
	  .summary = "Send a first mail, to see whether it works", .run = post_mail_test, .inputs = GLANE_LIST(in_mail_test) }, \
	{ WRITES(ORGANISE), .path = "/c/{id}/remind", .template_name = "follow", .form = "/c/{id}/follow", .summary = "Remind by mail those who have not weighed", .run = post_remind, \
	  .inputs = GLANE_LIST(in_only_id) }, \
	{ READS(ORGANISE), .path = "/c/{id}/follow", .template_name = "follow", .summary = "Who has not weighed, what is asked, who weighs seldom, who left", .run = get_follow, \
	  .inputs = GLANE_LIST(in_follow) }, \
	{ READS(ORGANISE), .path = "/c/{id}/mailing.csv", .summary = "Those who have not weighed, for a letter or a mail", .run = get_mailing, .inputs = GLANE_LIST(in_only_id) }, \
	{ .method = GLANE_GET, .mode = GLANE_POOL, .permission = ORGANISE, .path = "/c/{id}/report", .summary = "The report of a challenge as a file", .run = get_report, \
	  .inputs = GLANE_LIST(in_report) }

#endif
