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
#include "base/secret.h"
#include "base/str.h"

/* --- hashes --------------------------------------------------------------- */

static void a_hash_knows_its_secret(void **state)
{
	(void)state;
	char hash[SECRET_HASH_MAX], again[SECRET_HASH_MAX];
	assert_int_equal(secret_hash(STR("4711"), hash), 0);
	assert_int_equal(secret_hash(STR("4711"), again), 0);
	assert_string_not_equal(hash, again); /* salted */
	assert_null(strstr(hash, "4711"));
	static const char made_with[] = "$argon2id$v=19$m=19456,t=2,p=1$";
	assert_memory_equal(hash, made_with, strlen(made_with));
	assert_true(secret_check(hash, STR("4711")));
	assert_true(secret_check(again, STR("4711")));
	assert_false(secret_check(hash, STR("4712")));
	assert_false(secret_check(hash, STR("47110")));
	assert_false(secret_check(hash, STR_NONE));
	assert_false(secret_is_dated(hash));
}

/* From the reference implementation's tests: the password "password", little memory. */
static const char foreign[] = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

static void an_older_hash_still_counts_and_is_dated(void **state)
{
	(void)state;
	assert_true(secret_check(foreign, STR("password")));
	assert_false(secret_check(foreign, STR("Password")));
	assert_true(secret_is_dated(foreign));
}

static void every_byte_of_a_secret_counts(void **state)
{
	(void)state;
	char hash[SECRET_HASH_MAX];
	struct glane_str secret = STR("caf\xc3\xa9\0!"); /* a 0 inside is no end */
	assert_int_equal(secret_hash(secret, hash), 0);
	assert_true(secret_check(hash, secret));
	assert_false(secret_check(hash, STR("caf\xc3\xa9")));
	assert_false(secret_check(hash, STR("caf\xc3\xa9\0?")));
	assert_int_equal(secret_hash(STR_NONE, hash), 0);
	assert_true(secret_check(hash, STR_NONE));
}

static void what_is_no_hash_is_never_right(void **state)
{
	(void)state;
	static const char *const none[] = {
		NULL, "", "x", "$argon2id$", "$argon2id$v=19$m=19456,t=2,p=1$",
		"$2y$05$abcdefghijklmnopqrstuuCMm4uq6.XYEeDHWzTSWBnUm9wWzT6Uy", /* another scheme */
	};
	for (size_t i = 0; i < COUNT_OF(none); i++) {
		assert_false(secret_check(none[i], STR("4711")));
		assert_false(secret_check(none[i], STR_NONE));
		assert_false(secret_is_dated(none[i]));
	}
	char hash[SECRET_HASH_MAX], broken[SECRET_HASH_MAX];
	assert_int_equal(secret_hash(STR("4711"), hash), 0);
	size_t n = strlen(hash);
	for (size_t i = 0; i < n; i += 13) { /* one symbol of it is another */
		memcpy(broken, hash, sizeof(broken));
		broken[i] = broken[i] == 'Q' ? 'R' : 'Q';
		assert_false(secret_check(broken, STR("4711")));
	}
	hash[n - 1] = 0;
	assert_false(secret_check(hash, STR("4711")));
}

/* --- codes ---------------------------------------------------------------- */

static void codes_are_random_symbols(void **state)
{
	(void)state;
	static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	int seen[32] = { 0 };
	char code[SECRET_BADGE_SYMBOLS + 2], before[SECRET_BADGE_SYMBOLS + 1] = "";
	random_seed_for_tests(7);
	for (int round = 0; round < 200; round++) {
		code[SECRET_BADGE_SYMBOLS + 1] = '!';
		secret_make_code(code, SECRET_BADGE_SYMBOLS);
		assert_int_equal(strlen(code), SECRET_BADGE_SYMBOLS);
		assert_int_equal(code[SECRET_BADGE_SYMBOLS + 1], '!'); /* not one byte more */
		assert_string_not_equal(code, before);
		memcpy(before, code, sizeof(before));
		for (const char *c = code; *c; c++) {
			const char *at = strchr(alphabet, *c);
			assert_non_null(at);
			seen[at - alphabet]++;
		}
	}
	for (int i = 0; i < 32; i++) /* of 5,200: 162 each, give or take five deviations */
		assert_in_range(seen[i], 100, 225);
	random_seed_for_tests(7);
	secret_make_code(code, 8);
	secret_make_code(before, 8);
	assert_string_not_equal(code, before);
	random_seed_for_tests(7);
	secret_make_code(before, 8);
	assert_string_equal(code, before); /* from the seed */
}

static void folded_is(const char *typed, size_t n, const char *want)
{
	char out[32] = "untouched";
	int rc = secret_code_fold(str_c(typed), out, n);
	assert_int_equal(rc, want ? 0 : GLANE_EINVAL);
	assert_string_equal(out, want ? want : "untouched");
}

static void codes_are_read_as_people_type_them(void **state)
{
	(void)state;
	folded_is("ABCD1230", 8, "ABCD1230");
	folded_is(" abcd-1230\r\n", 8, "ABCD1230");
	folded_is("abcd i23o", 8, "ABCD1230");
	folded_is("ABCDL23O", 8, "ABCD1230");
	folded_is("AB CD\xc2\xa0" "12\xe2\x80\xaf" "30", 8, "ABCD1230");
	folded_is("HTTPS://RESSOURCERIE.EXAMPLE/B/ABCD1230", 8, "ABCD1230");
	folded_is("https://ressourcerie.example/b/abcd1230?x#y", 8, "ABCD1230");
	folded_is("ABCD123", 8, NULL);
	folded_is("ABCD12300", 8, NULL);
	folded_is("", 8, NULL);
	folded_is("ABCDU230", 8, NULL); /* no U: it would be read as V */
	folded_is("ABCD*230", 8, NULL);
	folded_is("ABCD\xc3\xa9" "30", 8, NULL);
	char out[9];
	assert_int_equal(secret_code_fold(STR("ABCD\0" "230"), out, 8), GLANE_EINVAL);
	assert_int_equal(secret_code_fold((struct glane_str){ "ABCD1230X", 8 }, out, 8), 0); /* not beyond its length */
	assert_string_equal(out, "ABCD1230");
	char code[SECRET_BADGE_SYMBOLS + 1], back[SECRET_BADGE_SYMBOLS + 1];
	secret_make_code(code, SECRET_BADGE_SYMBOLS);
	assert_int_equal(secret_code_fold(str_c(code), back, SECRET_BADGE_SYMBOLS), 0);
	assert_string_equal(back, code);
}

/* --- six digits of a phone ------------------------------------------------ */

static const uint8_t rfc_key[TOTP_KEY] = "12345678901234567890";

/* RFC 6238, appendix B, SHA-1; the last six of its eight digits. */
static const struct {
	int64_t s;
	const char *digits;
} vectors[] = {
	{ 59, "287082" }, { 1111111109, "081804" }, { 1111111111, "050471" },
	{ 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" },
};

static void totp_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(vectors); i++) {
		int64_t step = -7, now_ms = vectors[i].s * 1000;
		assert_true(totp_check(rfc_key, str_c(vectors[i].digits), now_ms, -1, &step));
		assert_int_equal(step, vectors[i].s / 30);
		assert_false(totp_check(rfc_key, str_c("123456"), now_ms, -1, &step));
		uint8_t other[TOTP_KEY];
		memcpy(other, rfc_key, sizeof(other));
		other[TOTP_KEY - 1] ^= 1;
		assert_false(totp_check(other, str_c(vectors[i].digits), now_ms, -1, &step));
	}
}

static void totp_takes_the_neighbours_and_nothing_further(void **state)
{
	(void)state;
	struct glane_str digits = STR("005924");
	int64_t of = 1234567890 / 30, step;
	for (int64_t now = of - 3; now <= of + 3; now++)
		for (int64_t ms = 0; ms < TOTP_STEP_MS; ms += TOTP_STEP_MS - 1) { /* the first and the last of the step */
			step = -7;
			bool near = now >= of - 1 && now <= of + 1;
			assert_int_equal(totp_check(rfc_key, digits, now * TOTP_STEP_MS + ms, -1, &step), near);
			assert_int_equal(step, near ? of : -7);
		}
	/* When time began there was no step before. */
	assert_true(totp_check(rfc_key, STR("755224"), 0, -1, &step)); /* RFC 4226, appendix D, count 0 */
	assert_int_equal(step, 0);
	assert_true(totp_check(rfc_key, STR("287082"), 0, -1, &step));
	assert_int_equal(step, 1);
	assert_false(totp_check(rfc_key, STR("755224"), -1, -1, &step));
}

static void totp_takes_a_step_once(void **state)
{
	(void)state;
	struct glane_str digits = STR("005924");
	int64_t now_ms = 1234567890000, of = 1234567890 / 30, step = -7;
	assert_true(totp_check(rfc_key, digits, now_ms, of - 1, &step));
	assert_int_equal(step, of);
	step = -7;
	assert_false(totp_check(rfc_key, digits, now_ms, of, &step));
	assert_false(totp_check(rfc_key, digits, now_ms + TOTP_STEP_MS, of, &step));
	assert_false(totp_check(rfc_key, digits, now_ms, of + 1, &step)); /* an older one after a newer one */
	assert_int_equal(step, -7);
}

static void totp_takes_six_digits(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "5924", "05924", "0005924", "00592", "005924 ", "89005924", "00592\xd9\xa4", "00592a" };
	int64_t step;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(totp_check(rfc_key, str_c(bad[i]), 1234567890000, -1, &step));
}

static void totp_keys_are_typed_or_scanned(void **state)
{
	(void)state;
	char text[TOTP_KEY_TEXT + 1];
	totp_key_text(rfc_key, text);
	assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	uint8_t high[TOTP_KEY];
	memset(high, 0xff, sizeof(high));
	totp_key_text(high, text);
	assert_string_equal(text, "77777777777777777777777777777777");

	struct buf b;
	buf_init(&b, 1000);
	totp_uri(&b, STR("Recyclerie d'Été"), STR("zoé:1/2"), rfc_key);
	assert_string_equal(buf_get(&b).p, "otpauth://totp/Recyclerie%20d%27%C3%89t%C3%A9:zo%C3%A9%3A1%2F2"
	                                   "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Recyclerie%20d%27%C3%89t%C3%A9");
	buf_fini(&b);

	uint8_t a[TOTP_KEY] = { 0 }, c[TOTP_KEY] = { 0 };
	totp_make(a);
	totp_make(c);
	assert_memory_not_equal(a, c, TOTP_KEY);
	assert_memory_not_equal(a + TOTP_KEY - 4, "\0\0\0\0", 4); /* to the last byte */
}

/* --- MACs ----------------------------------------------------------------- */

static void mac_is(struct glane_str key, struct glane_str data, const char *want)
{
	uint8_t mac[SECRET_MAC];
	char text[2 * SECRET_MAC + 1];
	secret_mac(key, data.p, data.n, mac);
	hex_of(mac, sizeof(mac), text);
	assert_string_equal(text, want);
}

static void mac_vectors(void **state) /* RFC 4231, cases 1, 2 and 6 */
{
	(void)state;
	char twenty[20], long_key[131];
	memset(twenty, 0x0b, sizeof(twenty));
	memset(long_key, 0xaa, sizeof(long_key));
	mac_is((struct glane_str){ twenty, sizeof(twenty) }, STR("Hi There"), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	mac_is(STR("Jefe"), STR("what do ya want for nothing?"), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	mac_is((struct glane_str){ long_key, sizeof(long_key) }, STR("Test Using Larger Than Block-Size Key - Hash Key First"),
	       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
	mac_is(STR_NONE, STR_NONE, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static void equal_looks_at_all_bytes(void **state)
{
	(void)state;
	uint8_t a[SECRET_MAC], b[SECRET_MAC];
	memset(a, 0x5a, sizeof(a));
	for (size_t i = 0; i < sizeof(a); i++) {
		memcpy(b, a, sizeof(b));
		assert_true(secret_equal(a, b, sizeof(a)));
		b[i] ^= 0x80;
		assert_false(secret_equal(a, b, sizeof(a)));
		assert_true(secret_equal(a, b, i));
	}
	static const uint8_t zeros[SECRET_MAC];
	b[0] = 1;
	secret_wipe(b + 1, sizeof(b) - 1);
	assert_memory_equal(b + 1, zeros, sizeof(b) - 1);
	assert_int_equal(b[0], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hash_knows_its_secret),
		cmocka_unit_test(an_older_hash_still_counts_and_is_dated),
		cmocka_unit_test(every_byte_of_a_secret_counts),
		cmocka_unit_test(what_is_no_hash_is_never_right),
		cmocka_unit_test(codes_are_random_symbols),
		cmocka_unit_test(codes_are_read_as_people_type_them),
		cmocka_unit_test(totp_vectors),
		cmocka_unit_test(totp_takes_the_neighbours_and_nothing_further),
		cmocka_unit_test(totp_takes_a_step_once),
		cmocka_unit_test(totp_takes_six_digits),
		cmocka_unit_test(totp_keys_are_typed_or_scanned),
		cmocka_unit_test(mac_vectors),
		cmocka_unit_test(equal_looks_at_all_bytes),
	};
	return cmocka_run_group_tests_name("secret", tests, NULL, NULL);
}
