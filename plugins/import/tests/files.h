/* SPDX-License-Identifier: MPL-2.0 */
/* files.h: what the tests of this plugin share: one house for all tests of a program, and commands that take files. */
#ifndef IMPORT_TEST_FILES_H
#define IMPORT_TEST_FILES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "glane/test.h"

struct file {
	char *p;
	size_t n;
};

extern struct glane_test *t;

int begin(void **state); /* opens the plugin as `t` */
int end(void **state);
struct file load(const char *path); /* to be freed */
struct file text(const char *p);
/* A multipart body as browsers and the program make it; each name, value pair is a field, ended by NULL.  To be freed. */
struct file multipart(struct file file, const struct file *map, const char *const *fields);
#define MULTIPART "multipart/form-data; boundary=----------a-boundary-of-the-test"
/* Runs the command as the program does.  `fields`: name, value, ..., NULL; NULL: none. */
int command(const char *words, struct file file, const struct file *map, const char *const *fields);
void is_clean(void);
int64_t one(const char *format, ...) __attribute__((format(printf, 1, 2))); /* the first integer of a query */

#endif
