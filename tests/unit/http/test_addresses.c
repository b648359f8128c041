/* SPDX-License-Identifier: MPL-2.0 */
/* Addresses as text, in ranges, and as keys to count tries against; what is believed of a proxy's fields. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "http/address.h"
#include "http/request.h"

static void reads_addresses(void **state)
{
	static const char *const SAME[][2] = {
		{ "192.0.2.1", "192.0.2.1" }, { "::ffff:192.0.2.1", "192.0.2.1" }, { "::1", "::1" }, { "2001:DB8:0:0::1", "2001:db8::1" },
		{ "0.0.0.0", "0.0.0.0" }, { "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	};
	static const char *const WRONG[] = {
		"", " ", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "1.2.3.4:80", "[::1]", ":", ":::", "fe80::1%eth0", "1.2.3.4/24",
		"localhost", "unknown", "00000000000000000000000000000000000000000000000000000000000001",
	};
	uint8_t a[16];
	char text[ADDRESS_TEXT];
	(void)state;
	for (size_t i = 0; i < COUNT_OF(SAME); i++) {
		assert_true(address_parse(str_c(SAME[i][0]), a));
		address_text(a, text);
		assert_string_equal(text, SAME[i][1]);
	}
	memset(a, 7, sizeof a);
	for (size_t i = 0; i < COUNT_OF(WRONG); i++)
		if (address_parse(str_c(WRONG[i]), a))
			fail_msg("\"%s\" is no address", WRONG[i]);
	assert_false(address_parse((struct glane_str){ "1.2.3.4\0x", 9 }, a));
	assert_true(a[0] == 7 && a[15] == 7);
	assert_true(address_parse((struct glane_str){ "1.2.3.45", 7 }, a)); /* a piece of something */
	assert_int_equal(a[15], 4);
}

static bool in_range(const char *range, const char *address)
{
	struct address_range r;
	uint8_t a[16];
	assert_true(address_range_parse(str_c(range), &r));
	assert_true(address_parse(str_c(address), a));
	return address_range_has(&r, a);
}

static void ranges(void **state)
{
	static const char *const WRONG[] = { "", "/", "/8", "10.0.0.0/", "10.0.0.0/0", "10.0.0.0/-1", "10.0.0.0/33", "10.0.0.0/8x", "::/0", "::/129", "10/8" };
	struct address_range r;
	(void)state;
	for (size_t i = 0; i < COUNT_OF(WRONG); i++)
		if (address_range_parse(str_c(WRONG[i]), &r))
			fail_msg("\"%s\" is no range", WRONG[i]);
	assert_true(in_range("192.0.2.1", "192.0.2.1"));
	assert_true(in_range("192.0.2.1", "::ffff:192.0.2.1"));
	assert_false(in_range("192.0.2.1", "192.0.2.0"));
	assert_true(in_range("192.0.2.77/24", "192.0.2.255"));
	assert_false(in_range("192.0.2.77/24", "192.0.3.77"));
	assert_true(in_range("192.0.2.64/27", "192.0.2.95"));
	assert_false(in_range("192.0.2.64/27", "192.0.2.96"));
	assert_true(in_range("128.0.0.0/1", "255.0.0.1"));
	assert_false(in_range("128.0.0.0/1", "127.0.0.1"));
	assert_true(in_range("2001:db8::/33", "2001:db8:7fff::1"));
	assert_false(in_range("2001:db8::/33", "2001:db8:8000::1"));
	assert_true(in_range("::/1", "::1"));
	assert_false(in_range("::/1", "192.0.2.1")); /* IPv4 has bytes in there, but nobody means it */
}

static void key_of(const char *peer, uint8_t ret[16])
{
	struct request *r = request_new(1 << 16);
	snprintf(r->peer, sizeof r->peer, "%s", peer);
	request_address(r, ret);
	request_free(r);
}

static bool same_key(const char *one, const char *other)
{
	uint8_t a[16], b[16];
	key_of(one, a);
	key_of(other, b);
	return memcmp(a, b, 16) == 0;
}

static void keys(void **state)
{
	static const uint8_t NOBODY[16] = { 0 }, MAPPED[16] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1 };
	uint8_t key[16];
	(void)state;
	key_of("192.0.2.1", key);
	assert_memory_equal(key, MAPPED, 16);
	assert_false(same_key("192.0.2.1", "192.0.2.2"));
	assert_true(same_key("2001:db8::1", "2001:db8::ffff:1"));
	assert_false(same_key("2001:db8::1", "2001:db8:0:1::1"));
	key_of("", key);
	assert_memory_equal(key, NOBODY, 16);
	assert_false(same_key("::1", "")); /* the machine itself is somebody */
	assert_false(same_key("::1", "127.0.0.1"));
}

/* What the request says of itself after a proxy's fields were believed; NULL: refused. */
static const char *believed(struct http_field *fields, uint32_t n)
{
	static char line[100];
	struct request *r = request_new(1 << 16);
	r->fields = fields;
	r->field_count = n;
	r->loopback = true;
	snprintf(r->peer, sizeof r->peer, "127.0.0.1");
	int e = request_believe_proxy(r);
	snprintf(line, sizeof line, "%s%s", r->peer, r->secure ? " secure" : "");
	assert_int_equal(r->proxied, e == 0);
	assert_int_equal(r->loopback, e != 0);
	if (e < 0)
		assert_string_equal(line, "127.0.0.1");
	request_free(r);
	return e < 0 ? NULL : line;
}

static void believes_the_last_entry(void **state)
{
	static const struct {
		const char *value, *expected;
	} CASES[] = {
		{ "192.0.2.1", "192.0.2.1" }, { "evil, 192.0.2.1", "192.0.2.1" }, { "127.0.0.1,2001:db8::1", "2001:db8::1" },
		{ ",,,\t192.0.2.1", "192.0.2.1" }, { "::ffff:192.0.2.1", "192.0.2.1" }, { "127.0.0.1", "127.0.0.1" },
		{ "", NULL }, { "192.0.2.1,", NULL }, { "192.0.2.1, unknown", NULL }, { "192.0.2.1 192.0.2.2", NULL }, { "192.0.2.1:80", NULL },
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(CASES); i++) {
		struct http_field f = { STR("x-forwarded-for"), str_c(CASES[i].value) };
		const char *got = believed(&f, 1);
		if ((got == NULL) != (CASES[i].expected == NULL) || (got && strcmp(got, CASES[i].expected) != 0))
			fail_msg("\"%s\" -> %s", CASES[i].value, got ? got : "refused");
	}
	struct http_field two[] = { { STR("x-forwarded-for"), STR("evil") }, { STR("via"), STR("x") }, { STR("x-forwarded-for"), STR("192.0.2.9") } };
	assert_string_equal(believed(two, 3), "192.0.2.9");
	two[2].value = STR("evil");
	two[0].value = STR("192.0.2.9");
	assert_null(believed(two, 3));
	assert_string_equal(believed(&two[1], 1), "127.0.0.1"); /* it names nobody: it stays the proxy's */
}

static void secure_is_exact(void **state)
{
	static const char *const NOT[] = { "http", "HTTPS", "https,http", "http, https", "https, https", "httpss", "", "wss" };
	struct http_field f[] = { { STR("x-forwarded-proto"), STR("https") }, { STR("x-forwarded-proto"), STR("https") } };
	(void)state;
	assert_string_equal(believed(f, 1), "127.0.0.1 secure");
	assert_string_equal(believed(f, 2), "127.0.0.1 secure");
	for (size_t i = 0; i < COUNT_OF(NOT); i++) {
		f[1].value = str_c(NOT[i]);
		assert_string_equal(believed(&f[1], 1), "127.0.0.1");
		assert_string_equal(believed(f, 2), "127.0.0.1");
	}
	f[0].name = STR("x-forwarded-protocol");
	assert_string_equal(believed(f, 1), "127.0.0.1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_addresses),
		cmocka_unit_test(ranges),
		cmocka_unit_test(keys),
		cmocka_unit_test(believes_the_last_entry),
		cmocka_unit_test(secure_is_exact),
	};
	return cmocka_run_group_tests_name("addresses", tests, NULL, NULL);
}
