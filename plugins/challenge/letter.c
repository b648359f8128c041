/* SPDX-License-Identifier: MPL-2.0 */
#include "challenge/letter.h"

#include <string.h>
#include <time.h>

enum { LINE_BYTES = 57, LINE_SYMBOLS = 76, WORD_BYTES = 42 }; /* of base64; of an encoded word, at most 75 symbols in all */

static void base64(const unsigned char *p, size_t n, struct bytes *out)
{
	static const char symbols[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < n; i += 3) {
		uint32_t v = (uint32_t)p[i] << 16 | (i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0) | (i + 2 < n ? p[i + 2] : 0u);
		char four[5] = { symbols[v >> 18], symbols[v >> 12 & 63], i + 1 < n ? symbols[v >> 6 & 63] : '=', i + 2 < n ? symbols[v & 63] : '=', 0 };
		bytes_text(out, four);
	}
}

/* Words of whole characters (RFC 2047, 5). */
static void encoded_words(const char *text, struct bytes *out)
{
	size_t n = strlen(text), at = 0;
	while (at < n) {
		size_t end = at + WORD_BYTES < n ? at + WORD_BYTES : n;
		while (end < n && ((unsigned char)text[end] & 0xc0) == 0x80)
			end--;
		bytes_text(out, at ? "\r\n =?UTF-8?B?" : "=?UTF-8?B?");
		base64((const unsigned char *)text + at, end - at, out);
		bytes_text(out, "?=");
		at = end;
	}
}

static void body(const char *text, struct bytes *out)
{
	struct bytes lines = { 0 };
	for (const char *p = text; *p; p++)
		bytes_add(&lines, *p == '\n' ? "\r\n" : p, *p == '\n' ? 2 : 1);
	out->failed |= lines.failed;
	for (size_t at = 0; !out->failed && at < lines.n; at += LINE_BYTES) {
		base64(lines.p + at, lines.n - at < LINE_BYTES ? lines.n - at : LINE_BYTES, out);
		bytes_text(out, "\r\n");
	}
	bytes_fini(&lines);
}

static void date(int64_t at_ms, struct bytes *out)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" },
		*const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t t = (time_t)(at_ms / 1000);
	struct tm utc;
	if (!gmtime_r(&t, &utc))
		return;
	bytes_format(out, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\r\n", days[utc.tm_wday], utc.tm_mday, months[utc.tm_mon], 1900 + utc.tm_year, utc.tm_hour,
	             utc.tm_min, utc.tm_sec);
}

int letter_address_good(const char *address)
{
	const char *at = strchr(address, '@');
	for (const char *p = address; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == 127 || strchr("<>,;:\"()\\", *p))
			return 0;
	return at && at != address && at[1] && !strchr(at + 1, '@');
}

void letter_write(const struct letter *l, struct bytes *out)
{
	const char *host = strchr(l->from, '@');
	date(l->at_ms, out);
	bytes_format(out, "From: <%s>\r\nTo: <%s>\r\n", l->from, l->to);
	bytes_text(out, "Subject: ");
	encoded_words(l->subject, out);
	bytes_format(out, "\r\nMessage-ID: <%s%s>\r\n", l->id, host ? host : "@localhost");
	if (l->stop[0])
		bytes_format(out, "List-Unsubscribe: <%s>\r\n", l->stop);
	bytes_text(out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
	                "Content-Transfer-Encoding: base64\r\n\r\n");
	body(l->text, out);
}
