/* SPDX-License-Identifier: MPL-2.0 */
/* bench.h: what the tests of exits share: the plugin in its house with intake and items, and short ways to ask. */
#ifndef EXITS_BENCH_H
#define EXITS_BENCH_H

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
	long long kettle, chair, toys; /* categories: bouilloire, chaise en bois, jouets (a family) */
};
struct made {
	int64_t item;
	char code[16];
};

int bench_begin(void **state); /* a fresh house for each test */
int bench_end(void **state);   /* everything agrees, whatever the test did; no gram is made or lost */

/* The status of a POST whose body is written with ' for ". */
int post(struct bench *b, const char *target, const char *format, ...) __attribute__((format(printf, 3, 4)));
int out(struct bench *b, const char *format, ...) __attribute__((format(printf, 2, 3))); /* members of an exit in bulk */
int leave(struct bench *b, const struct made *m, const char *format, ...) __attribute__((format(printf, 3, 4)));
int64_t sql(struct bench *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
int64_t balance(struct bench *b, const char *account);
int64_t records(struct bench *b);
int64_t weigh(struct bench *b, long long category, long long grams, long long pieces); /* in; 0: not counted; the record */
struct made make(struct bench *b, long long category, const char *more); /* an item of 1,250 kg in the shop */
int64_t outlet(struct bench *b, const char *name, const char *class, const char *more); /* the id; more: ",'from':'2026-01-01'" */
int64_t container(struct bench *b, long long tare);

/* With plain spaces in the place of those that numbers have; good until the next but one. */
const char *plain(const char *text);
/* Refused with this sentence at this field ("": the whole), in French, and nothing was written. */
void refused(struct bench *b, int status, int expected, const char *field, const char *words);
#define REFUSED(b, call, expected, field, words)                                     \
	do {                                                                         \
		int64_t records_before = records(b);                                 \
		refused(b, call, expected, field, words);                            \
		assert_int_equal(records(b), records_before);                        \
	} while (0)

#endif
