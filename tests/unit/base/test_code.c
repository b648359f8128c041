/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/code.h"
#include "base/str.h"

static const char symbols[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static bool takes(const char *typed)
{
	char out[CODE_SYMBOLS + 1];
	return code_parse(str_c(typed), out) == 0;
}

static void check_vectors(void **state)
{
	(void)state;
	assert_int_equal(code_check("7K2PW93MDR4T", 12), '8');
	assert_int_equal(code_check("0123456789AB", 12), 'V');
	assert_int_equal(code_check("ZZZZZZZZZZZZ", 12), 'R');
	assert_int_equal(code_check("000000000001", 12), '2');
	assert_int_equal(code_check("000000000000", 12), '0');
	assert_int_equal(code_check("7K2PW9", 6), 'F');
}

/* The code is linear: an error e passes exactly if e alone, on the zero code, has the sum 0.  So the proof for all codes
 * is a table of weights.  It is taken from code_check() by the symbols' values, not computed a second time. */
static unsigned value_of(char c)
{
	return (unsigned)(strchr(symbols, c) - symbols);
}

static unsigned weighted(size_t at, unsigned d) /* what the value d at a place adds to the sum */
{
	char zero[] = "000000000000";
	if (at == CODE_SYMBOLS - 1)
		return d;
	zero[at] = symbols[d];
	return value_of(code_check(zero, 12));
}

static void linear(void **state)
{
	(void)state;
	/* What the proofs below stand on, for many codes: the check is the sum of the places. */
	random_seed_for_tests(1);
	for (int i = 0; i < 5000; i++) {
		char code[CODE_SYMBOLS + 1];
		unsigned sum = 0;
		code_random(code);
		for (size_t k = 0; k < CODE_SYMBOLS; k++)
			sum ^= weighted(k, value_of(code[k]));
		assert_int_equal(sum, 0);
	}
	/* And within a place, weighted() is linear in the value. */
	for (size_t at = 0; at < CODE_SYMBOLS; at++)
		for (unsigned a = 0; a < 32; a++)
			for (unsigned b = 0; b < 32; b++)
				assert_int_equal(weighted(at, a) ^ weighted(at, b), weighted(at, a ^ b));
}

static void every_substitution_of_every_code_is_caught(void **state)
{
	(void)state;
	for (size_t at = 0; at < CODE_SYMBOLS; at++)
		for (unsigned difference = 1; difference < 32; difference++)
			assert_int_not_equal(weighted(at, difference), 0);
}

static void every_transposition_of_every_code_is_caught(void **state)
{
	(void)state;
	/* Swapping x and y at two places adds (x ^ y) at both; twin errors (aa -> bb) are the same sum. */
	for (size_t i = 0; i < CODE_SYMBOLS; i++)
		for (size_t k = i + 1; k < CODE_SYMBOLS; k++)
			for (unsigned difference = 1; difference < 32; difference++)
				assert_int_not_equal(weighted(i, difference) ^ weighted(k, difference), 0);
}

/* The same through the door that is used, on real codes. */
static void errors_are_refused_when_typed(void **state)
{
	(void)state;
	random_seed_for_tests(2);
	for (int round = 0; round < 40; round++) {
		char code[CODE_SYMBOLS + 1], wrong[CODE_SYMBOLS + 1];
		code_random(code);
		assert_true(takes(code));
		for (size_t at = 0; at < CODE_SYMBOLS; at++) {
			memcpy(wrong, code, sizeof(code));
			for (const char *s = symbols; *s; s++) {
				wrong[at] = *s;
				assert_int_equal(takes(wrong), *s == code[at]);
			}
			for (size_t k = at + 1; k < CODE_SYMBOLS; k++) {
				memcpy(wrong, code, sizeof(code));
				wrong[at] = code[k];
				wrong[k] = code[at];
				assert_int_equal(takes(wrong), code[at] == code[k]);
			}
		}
	}
}

static void random_codes(void **state)
{
	(void)state;
	static char codes[2000][CODE_SYMBOLS + 1];
	unsigned seen[32] = { 0 };
	random_seed_for_tests(3);
	for (size_t i = 0; i < 2000; i++) {
		code_random(codes[i]);
		assert_int_equal(strlen(codes[i]), CODE_SYMBOLS);
		assert_string_not_equal(codes[i], "0000000000000");
		for (size_t k = 0; k < CODE_SYMBOLS; k++)
			seen[value_of(codes[i][k])]++;
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(codes[i], codes[k]);
	}
	for (size_t i = 0; i < 32; i++) /* 812 of each are expected */
		assert_in_range(seen[i], 650, 1000);
}

static void folds_what_people_type(void **state)
{
	(void)state;
	static const char want[] = "7K2PW93MDR4T8";
	static const char *const good[] = {
		"7K2PW93MDR4T8", "7k2pw93mdr4t8", "7K2P-W93M-DR4T-8", " 7K2PW 93MDR 4T8\r\n", "7K2PW93MDR4T8\t",
		"HTTPS://LAPAGAILLE.ORG/O/7K2PW93MDR4T8", "https://lapagaille.org:8443/o/7k2pw93mdr4t8",
		"lapagaille.org/O/7K2PW93MDR4T8", "/X/7K2PW93MDR4T8", "HTTP://A/B/O/7K2PW93MDR4T8",
		"https://h/O/7K2PW93MDR4T8?utm_source=x", "https://h/O/7K2PW93MDR4T8#top", "7K2PW\xc2\xa0" "93MDR\xe2\x80\xaf" "4T8",
	};
	static const char *const bad[] = {
		"", "7K2PW93MDR4T", "7K2PW93MDR4T88", "7K2PW93MDR4T7", "7K2PW93MDR4TU", "7K2PW93MDR4T*", "7K2PW93MDR4T8/",
		"HTTPS://LAPAGAILLE.ORG/7K2PW93MDR4T8", "/OO/7K2PW93MDR4T8", "/1/7K2PW93MDR4T8", "7K2PW93MDR4T8?x", "/O/", "///",
		"7K2PW93MDR4T\xc2", "é", "7K2PW_93MDR4T8",
	};
	char out[CODE_SYMBOLS + 1] = "untouched";
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		if (code_parse(str_c(bad[i]), out) != GLANE_EINVAL)
			fail_msg("taken: %s", bad[i]);
		assert_string_equal(out, "untouched");
	}
	assert_int_equal(code_parse((struct glane_str){ "7K2PW93MDR4T8\0", 14 }, out), GLANE_EINVAL);
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		if (code_parse(str_c(good[i]), out))
			fail_msg("refused: %s", good[i]);
		assert_string_equal(out, want);
	}
	/* O is 0, I and L are 1. */
	char data[] = "011100001111", typed[14];
	snprintf(typed, sizeof(typed), "oIlLO0o0iIlL%c", code_check(data, 12));
	assert_int_equal(code_parse(str_c(typed), out), 0);
	assert_memory_equal(out, data, 12);
}

static void damm_vectors_and_proof(void **state)
{
	(void)state;
	assert_int_equal(damm_digit("572", 3), '4'); /* the example of Damm's thesis as everybody quotes it */
	assert_int_equal(damm_digit("", 0), '0');
	char text[SHORT_DIGITS + 1], wrong[SHORT_DIGITS + 1];
	for (int64_t number = 0; number <= 99999; number++) {
		int64_t back = -1;
		short_text(number, text);
		assert_int_equal(short_parse(str_c(text), &back), 0);
		assert_true(back == number);
		if (number % 7) /* a seventh of the numbers, with all their errors */
			continue;
		for (size_t at = 0; at < SHORT_DIGITS; at++) {
			memcpy(wrong, text, sizeof(text));
			for (char c = '0'; c <= '9'; c++) {
				wrong[at] = c;
				if ((short_parse((struct glane_str){ wrong, SHORT_DIGITS }, &back) == 0) != (c == text[at]))
					fail_msg("%s as %s", text, wrong);
			}
			if (at + 1 == SHORT_DIGITS || text[at] == text[at + 1])
				continue;
			memcpy(wrong, text, sizeof(text));
			wrong[at] = text[at + 1];
			wrong[at + 1] = text[at];
			if (short_parse((struct glane_str){ wrong, SHORT_DIGITS }, &back) == 0)
				fail_msg("%s as %s", text, wrong);
		}
	}
}

static void short_numbers(void **state)
{
	(void)state;
	char text[SHORT_DIGITS + 1], spaced[16];
	int64_t n = 42;
	short_text(1234, text);
	assert_memory_equal(text, "01234", 5);
	snprintf(spaced, sizeof(spaced), " %.3s-%s ", text, text + 3);
	assert_int_equal(short_parse(str_c(spaced), &n), 0);
	assert_int_equal(n, 1234);
	static const char *const bad[] = { "", "12345", "0123456", "01234O", "+12345", "-", "012 34x" };
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(short_parse(str_c(bad[i]), &n), GLANE_EINVAL);
	assert_int_equal(n, 1234);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_vectors), cmocka_unit_test(linear),
		cmocka_unit_test(every_substitution_of_every_code_is_caught),
		cmocka_unit_test(every_transposition_of_every_code_is_caught), cmocka_unit_test(errors_are_refused_when_typed),
		cmocka_unit_test(random_codes), cmocka_unit_test(folds_what_people_type),
		cmocka_unit_test(damm_vectors_and_proof), cmocka_unit_test(short_numbers),
	};
	return cmocka_run_group_tests_name("code", tests, NULL, NULL);
}
