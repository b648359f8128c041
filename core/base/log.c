/* SPDX-License-Identifier: MPL-2.0 */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"

enum { WORDS = 2048, LINE = 128 + 4 * WORDS }; /* bytes; longer words are cut, each byte may become 4 */

static atomic_int lowest = GLANE_LOG_INFO;

void log_level_set(int level)
{
	atomic_store_explicit(&lowest, level, memory_order_relaxed);
}

static size_t head(char *out, size_t cap, int level, const char *who)
{
	static const char *const names[] = { "debug", "info", "warning", "error" };
	int64_t ms = clock_now_ms(), day = ms / 86400000 - (ms % 86400000 < 0);
	int64_t in_day = ms - day * 86400000;
	struct civil c = civil_of_day(day);
	int n = snprintf(out, cap, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ %s %.40s: ", c.year, c.month, c.day,
	                 (int)(in_day / 3600000), (int)(in_day / 60000 % 60), (int)(in_day / 1000 % 60),
	                 (int)(in_day % 1000), names[level < 0 ? 0 : level > 3 ? 3 : level], who);
	return n < 0 ? 0 : (size_t)n < cap ? (size_t)n : cap - 1;
}

/* Nobody's input may start a line of its own or move a terminal's cursor: control characters (C1 too, in whatever
 * character set the terminal reads) and malformed bytes are escaped. */
static size_t escape(struct glane_str s, char *out)
{
	static const char hex[] = "0123456789abcdef";
	char *o = out;
	while (s.n) {
		unsigned char c = (unsigned char)s.p[0];
		size_t n = utf8_char(s);
		bool c1 = c == 0xc2 && n == 2 && (unsigned char)s.p[1] < 0xa0;
		if (!n || c < 0x20 || c == 0x7f || c1) {
			*o++ = '\\';
			if (c == '\n') {
				*o++ = 'n';
			} else {
				*o++ = 'x';
				*o++ = hex[c >> 4];
				*o++ = hex[c & 15];
			}
			n = 1; /* the rest of a C1 character is malformed then, and escaped in its turn */
		} else {
			memcpy(o, s.p, n);
			o += n;
		}
		s.p += n;
		s.n -= n;
	}
	return (size_t)(o - out);
}

void log_write(int level, const char *who, const char *fmt, ...)
{
	if (level < atomic_load_explicit(&lowest, memory_order_relaxed))
		return;
	int saved = errno;
	char words[WORDS], line[LINE];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	if (n < 0)
		words[0] = 0;
	else if ((size_t)n >= sizeof(words))
		memcpy(words + sizeof(words) - 4, "...", 4);

	size_t used = head(line, 128, level, who);
	used += escape(str_c(words), line + used);
	line[used++] = '\n';
	ssize_t written;
	do
		written = write(STDERR_FILENO, line, used);
	while (written < 0 && errno == EINTR);
	errno = saved;
}
