/* SPDX-License-Identifier: MPL-2.0 */
/* A mail as it goes over the wire. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "challenge/letter.h"

static struct letter sample(void)
{
	return (struct letter){ .from = "defi@example.org", .to = "famille@example.org", .subject = "Semaine 5 : il manque une pesée, et ce sujet est bien long pour une ligne",
		.text = "Bonjour,\n.\nà bientôt\n", .stop = "https://example.org/stop", .id = "glane-1", .at_ms = INT64_C(1774828800000) };
}

static void a_letter_is_lines_of_ascii(void **state)
{
	(void)state;
	struct letter l = sample();
	struct bytes b = { 0 };
	letter_write(&l, &b);
	bytes_add(&b, "", 1);
	assert_false(b.failed);
	const char *text = (const char *)b.p;
	assert_non_null(strstr(text, "Date: Mon, 30 Mar 2026 00:00:00 +0000\r\n"));
	assert_non_null(strstr(text, "From: <defi@example.org>\r\nTo: <famille@example.org>\r\n"));
	assert_non_null(strstr(text, "Message-ID: <glane-1@example.org>\r\n"));
	assert_non_null(strstr(text, "List-Unsubscribe: <https://example.org/stop>\r\n"));
	/* "Bonjour,\r\n.\r\nà bientôt\r\n", by coreutils' base64 */
	assert_non_null(strstr(text, "\r\n\r\nQm9uam91ciwNCi4NCsOgIGJpZW50w7R0DQo=\r\n"));
	for (const char *p = text, *end; *p; p = end + 2) {
		end = strstr(p, "\r\n");
		assert_non_null(end);
		assert_true(end - p <= 78);
		for (; p < end; p++)
			assert_true((unsigned char)*p < 127 && (unsigned char)*p >= ' ');
	}
	bytes_fini(&b);
}

/* No word of a subject splits a character: decoding each by itself gives UTF-8. */
static void words_of_a_subject_hold_whole_characters(void **state)
{
	(void)state;
	struct letter l = sample();
	for (int shift = 0; shift < 4; shift++) {
		struct bytes b = { 0 };
		memset(l.subject, 0, sizeof(l.subject));
		memset(l.subject, 'a', (size_t)shift);
		for (int i = 0; i < 60; i++)
			memcpy(l.subject + shift + 2 * i, "é", 2);
		letter_write(&l, &b);
		bytes_add(&b, "", 1);
		int words = 0;
		for (const char *p = (const char *)b.p; (p = strstr(p, "=?UTF-8?B?")); words++) {
			p += 10;
			size_t n = strcspn(p, "?"), pad = p[n - 1] == '=' ? (p[n - 2] == '=' ? 2u : 1u) : 0, whole = n / 4 * 3 - pad;
			assert_true(n + 12 <= 75);
			assert_int_equal((whole - (words ? 0 : (size_t)shift)) % 2, 0);
		}
		assert_true(words >= 3);
		bytes_fini(&b);
	}
}

static void an_address_cannot_break_out(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "a", "@b", "a@", "a@b@c", "a@b\r\nBcc: x@y", "a b@c", "<a@b>", "a@b>", "a,b@c", "\"a\"@b" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(letter_address_good(bad[i]));
	assert_true(letter_address_good("a.b+c@d-e.example"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_is_lines_of_ascii),
		cmocka_unit_test(words_of_a_subject_hold_whole_characters),
		cmocka_unit_test(an_address_cannot_break_out),
	};
	return cmocka_run_group_tests_name("letter", tests, NULL, NULL);
}
