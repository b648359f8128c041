/* SPDX-License-Identifier: MPL-2.0 */
/* house.h: a house with impact and the plugin ledger, for the tests of this folder. */
#ifndef IMPACT_TESTS_HOUSE_H
#define IMPACT_TESTS_HOUSE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "glane/test.h"

struct house {
	struct glane_test *t;
	int64_t kettle, sofa, shirt, laptop, chair, wardrobe; /* categories */
};
#define DAY_MS INT64_C(86400000)
int house_begin(void **state);
int house_end(void **state); /* verified first */

int post(struct house *h, const char *target, const char *format, ...) __attribute__((format(printf, 3, 4))); /* ' stands for " */
/* Moves so much on a day ("2026-01-10") and gives the record. */
int64_t move(struct house *h, const char *from, const char *to, int64_t category, int64_t grams, int64_t pieces, const char *day);
/* The same to out:sale, paid `cents`. */
int64_t sell(struct house *h, const char *from, int64_t category, int64_t grams, int64_t pieces, int64_t cents, const char *day);
/* That, so many times: as many records. */
void move_often(struct house *h, const char *from, const char *to, int64_t category, int64_t grams, const char *day, int times);
void take_back(struct house *h, int64_t record);
int64_t day_ms(const char *day); /* noon of it, UTC */
void get(struct house *h, const char *format, ...) __attribute__((format(printf, 2, 3))); /* JSON, 200 */
int64_t number(struct house *h, const char *path); /* of the last reply; fails when it is not there */
/* The member `want` of the entry of a list whose member `key` is `value`. */
int64_t entry(struct house *h, const char *list, const char *key, const char *value, const char *want);
int64_t sql(struct house *h, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Of the last reply, a report document: the place of a section; a figure of its table, row "rows.3" or "total". */
int64_t section(struct house *h, const char *id);
int64_t cell(struct house *h, const char *id, const char *row, int64_t column);
/* All pages of the list of movements that such a query asks for, added up: grams, and what was paid. */
int64_t listed(struct house *h, const char *query, int64_t *ret_cents);

/* What a program says of the last body, which is a file between `before` and `after`; to be freed.  NULL: it is not installed. */
char *said(struct house *h, const char *program, const char *before, const char *after);

#endif
