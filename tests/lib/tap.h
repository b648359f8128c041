/* SPDX-License-Identifier: MPL-2.0 */
/* tap.h: TAP for programs whose points share one running daemon, or which take numbers as arguments. */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdbool.h>

/* One point; the words say what holds.  Returns `good`. */
bool ok(bool good, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void skip(const char *what, const char *why);
void note(const char *fmt, ...) __attribute__((format(printf, 1, 2))); /* "# ..." */
/* The test itself cannot go on. */
_Noreturn void bail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int tap_end(void); /* prints the plan; main's return value */

#endif
