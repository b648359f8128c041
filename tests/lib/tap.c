/* SPDX-License-Identifier: MPL-2.0 */
#include "tap.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static int points, bad;

__attribute__((format(printf, 1, 0)))
static void words(const char *fmt, va_list ap)
{
	char text[1000];
	vsnprintf(text, sizeof text, fmt, ap);
	for (char *c = text; *c; c++)
		if (*c == '\n' || *c == '\r' || *c == '#')
			*c = ' ';
	printf("%s\n", text);
	fflush(stdout);
}

bool ok(bool good, const char *fmt, ...)
{
	va_list ap;
	printf("%sok %d - ", good ? "" : "not ", ++points);
	bad += !good;
	va_start(ap, fmt);
	words(fmt, ap);
	va_end(ap);
	return good;
}

void skip(const char *what, const char *why)
{
	printf("ok %d - %s # SKIP %s\n", ++points, what, why);
	fflush(stdout);
}

void note(const char *fmt, ...)
{
	va_list ap;
	printf("# ");
	va_start(ap, fmt);
	words(fmt, ap);
	va_end(ap);
}

void bail(const char *fmt, ...)
{
	va_list ap;
	printf("Bail out! ");
	va_start(ap, fmt);
	words(fmt, ap);
	va_end(ap);
	exit(1);
}

int tap_end(void)
{
	printf("1..%d\n", points);
	return bad ? 1 : 0;
}
