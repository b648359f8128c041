/* SPDX-License-Identifier: MPL-2.0 */
/* inputs.h: what the tables of routes share: inputs that several have. */
#ifndef CHALLENGE_INPUTS_H
#define CHALLENGE_INPUTS_H

#include "challenge/internal.h"

#define FIRST_DAY 10957 /* 2000-01-01 */
#define LAST_DAY 47481  /* 2099-12-31 */
#define IN_ID(n, need) { .name = n, .type = GLANE_F_INT, .required = need, .min = 1, .max = ID_MAX }
#define IN_FLAG(n) { .name = n, .type = GLANE_F_BOOL }
#define IN_NAME(n, need) { .name = n, .type = GLANE_F_TEXT, .required = need, .max = NAME_MAX_BYTES }
#define IN_DATE(n, need) { .name = n, .type = GLANE_F_DATE, .required = need, .min = FIRST_DAY, .max = LAST_DAY }
#define IN_NUMBER(n, need) { .name = n, .type = GLANE_F_INT, .required = need, .min = 0, .max = 1000 }
#define IN_WEEK { .name = "week", .type = GLANE_F_INT, .required = 1, .min = 1, .max = WEEKS_MAX } /* counted from 1, as people do */
#define IN_WEIGHT { .name = "grams", .type = GLANE_F_TEXT, .max = 40 } /* as people write it: "3,2", "3200 g" */

static const struct glane_input in_id[] = { IN_ID("id", 1), IN_FLAG("saved"), IN_FLAG("card") };
static const struct glane_input in_only_id[] = { IN_ID("id", 1) };

#define READS(p) .method = GLANE_GET, .mode = GLANE_READ, .permission = p
#define WRITES(p) .method = GLANE_POST, .mode = GLANE_WRITE, .permission = p

#endif
