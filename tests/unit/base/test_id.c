/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/str.h"

static void uuids_are_version_7(void **state)
{
	(void)state;
	char text[37];
	struct uuid u = uuid7(0x0123456789ab), back;
	uuid_text(&u, text);
	assert_int_equal(strlen(text), 36);
	assert_memory_equal(text, "01234567-89ab-7", 15);
	assert_non_null(strchr("89ab", text[19]));
	assert_int_equal(uuid_parse(str_c(text), &back), 0);
	assert_memory_equal(&u, &back, sizeof(u));
}

static void uuids_keep_their_order(void **state)
{
	(void)state;
	int64_t now = 1794000000000;
	struct uuid before = uuid7(now);
	for (int i = 0; i < 20000; i++) { /* more than one millisecond can number */
		struct uuid u = uuid7(now);
		assert_true(memcmp(before.b, u.b, 16) < 0);
		before = u;
	}
	for (int i = 0; i < 20000; i++) {
		struct uuid u = uuid7(now += i % 3);
		assert_true(memcmp(before.b, u.b, 16) < 0);
		before = u;
	}
	/* Of one millisecond, the random part differs too: an id cannot be guessed from its neighbour. */
	struct uuid a = uuid7(now), b = uuid7(now);
	assert_memory_not_equal(a.b + 8, b.b + 8, 8);
	/* A clock that was set back is told as it is. */
	char text[37];
	struct uuid back = uuid7(0x010000000000);
	uuid_text(&back, text);
	assert_memory_equal(text, "01000000-0000-7", 15);
}

static void uuids_are_parsed(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", "0198c0de-1234-7abc-8def-0123456789a", "0198c0de-1234-7abc-8def-0123456789abc",
		"0198c0de11234-7abc-8def-0123456789ab", "0198c0de-1234-7abc-8def-0123456789ag", "{198c0de-1234-7abc-8def-0123456789ab",
		"0198c0de-1234-7abc-8def-0123456789a ", "0198c0de-12-347abc-8def-0123456789ab",
	};
	struct uuid u, v;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(uuid_parse(str_c(bad[i]), &u), GLANE_EINVAL);
	assert_int_equal(uuid_parse(STR("0198c0de-1234-4abc-8def-0123456789ab"), &u), 0);
	assert_int_equal(uuid_parse(STR("0198C0DE-1234-4ABC-8DEF-0123456789AB"), &v), 0);
	assert_memory_equal(&u, &v, sizeof(u));
	char text[37];
	uuid_text(&v, text);
	assert_string_equal(text, "0198c0de-1234-4abc-8def-0123456789ab");
}

static void digest_is(const void *p, size_t n, const char *want)
{
	char text[65];
	struct sha256 d = sha256_of(p, n);
	hex_of(d.b, sizeof(d.b), text);
	assert_string_equal(text, want);
}

static void sha256_vectors(void **state) /* FIPS 180-4 examples */
{
	(void)state;
	digest_is("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	digest_is("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	static const char two[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	digest_is(two, 56, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	char *million = malloc(1000000);
	memset(million, 'a', 1000000);
	static const char want[] = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
	digest_is(million, 1000000, want);
	struct sha256_state s; /* in pieces */
	sha256_start(&s);
	for (size_t i = 0, n = 0; i < 1000000; i += n) {
		n = n + 7 < 1000000 - i ? n + 7 : 1000000 - i;
		sha256_add(&s, million + i, n);
		sha256_add(&s, NULL, 0);
	}
	free(million);
	struct sha256 d = sha256_end(&s);
	char text[65];
	hex_of(d.b, sizeof(d.b), text);
	assert_string_equal(text, want);
}

static void hex_both_ways(void **state)
{
	(void)state;
	uint8_t b[3] = { 1, 2, 3 };
	char text[7];
	hex_of("\x00\x9f\xff", 3, text);
	assert_string_equal(text, "009fff");
	hex_of(b, 0, text);
	assert_string_equal(text, "");
	assert_int_equal(hex_parse(STR("00 9Fx"), b, 3), GLANE_EINVAL);
	assert_int_equal(hex_parse(STR("009f"), b, 3), GLANE_EINVAL);
	assert_int_equal(hex_parse(STR("009ff"), b, 2), GLANE_EINVAL);
	assert_int_equal(hex_parse(STR("009ffg"), b, 3), GLANE_EINVAL);
	assert_int_equal(b[0], 1); /* untouched */
	assert_int_equal(hex_parse(STR("009FfF"), b, 3), 0);
	assert_memory_equal(b, "\x00\x9f\xff", 3);
	assert_int_equal(hex_parse(STR_NONE, b, 0), 0);
	/* Every byte but the 22 digits is refused. */
	for (int c = 0; c < 256; c++) {
		char pair[3] = { '0', (char)c, 0 };
		bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
		assert_int_equal(hex_parse((struct glane_str){ pair, 2 }, b, 1), digit ? 0 : GLANE_EINVAL);
	}
}

static void hash128_vectors(void **state) /* SipHash-2-4 with 128 bits and a key of zeros, by another program */
{
	(void)state;
	uint8_t digest[16];
	char text[33];
	hash128("", 0, digest);
	hex_of(digest, 16, text);
	assert_string_equal(text, "5049d74780a3e07d4202ab47d4cef2f4");
	hash128("Bouilloire", 10, digest);
	hex_of(digest, 16, text);
	assert_string_equal(text, "f6add9f7a08b889e911c34013be8999b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uuids_are_version_7), cmocka_unit_test(uuids_keep_their_order),
		cmocka_unit_test(uuids_are_parsed), cmocka_unit_test(sha256_vectors), cmocka_unit_test(hash128_vectors),
		cmocka_unit_test(hex_both_ways),
	};
	return cmocka_run_group_tests_name("id", tests, NULL, NULL);
}
