/* SPDX-License-Identifier: MPL-2.0 */
/* bench.h: what the tests of items share: the plugin in its house with intake, labels and a till, and short ways to ask. */
#ifndef ITEMS_BENCH_H
#define ITEMS_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "glane/test.h"

struct bench {
	struct glane_test *t;
	int64_t kettle, chair; /* categories: bouilloire, chaise en bois */
};
struct made {
	int64_t item, record;
	char code[16], shop[8]; /* shop number */
};

int bench_begin(void **state); /* a fresh house for each test */
int bench_end(void **state);   /* everything agrees, whatever the test did */

/* The status of a POST whose body is written with ' for ". */
int post(struct bench *b, const char *target, const char *format, ...) __attribute__((format(printf, 3, 4)));
int post_item(struct bench *b, const struct made *m, const char *action, const char *format, ...) __attribute__((format(printf, 4, 5)));
int get(struct bench *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
int page(struct bench *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* An item of 1,250 kg in the shop; `more` is further members of the request: ",'title':'x'". */
struct made make(struct bench *b, int64_t category, const char *more);
int64_t weigh(struct bench *b, int64_t category, int64_t grams); /* the record */
void leave(struct bench *b, const struct made *m, int state, const char *account);
int undo(struct bench *b, int64_t record);
/* Says the last reply: this status and this sentence? */
#define REFUSED(status, expected, words)                                   \
	do {                                                               \
		assert_int_equal(status, expected);                        \
		assert_string_equal(glane_test_text(b->t, "error.message"), words); \
	} while (0)

#endif
