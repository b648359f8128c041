/* SPDX-License-Identifier: MPL-2.0 */
#include "labels/card.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* The vectors of all our codes: tests/unit/base/test_code.c has the same. */
static void the_check_symbol_is_that_of_all_codes(void **state)
{
	(void)state;
	assert_int_equal(card_check("7K2PW93MDR4T", 12), '8');
	assert_int_equal(card_check("0123456789AB", 12), 'V');
	assert_int_equal(card_check("ZZZZZZZZZZZZ", 12), 'R');
	assert_int_equal(card_check("000000000001", 12), '2');
	assert_int_equal(card_check("000000000000", 12), '0');
	assert_int_equal(card_check("7K2PW9", 6), 'F');
	assert_int_equal(card_check("7K2PWI", 6), 0);
	assert_int_equal(card_check("7k2PW9", 6), 0);
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	static const int64_t numbers[] = { 0, 1, 2, 5, 20, 31, 32, 12345678901, CARD_NUMBER_MAX };
	for (int kind = 0; kind < CARD_KINDS; kind++)
		for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
			char code[CARD_SYMBOLS + 1];
			enum card_kind read;
			int64_t number;
			card_code((enum card_kind)kind, numbers[i], code);
			assert_int_equal(strlen(code), CARD_SYMBOLS);
			assert_int_equal(card_parse(glane_cstr(code), &read, &number), 0);
			assert_int_equal(read, kind);
			assert_int_equal(number, numbers[i]);
		}
	char code[CARD_SYMBOLS + 1];
	card_code(CARD_TIMES, 20, code);
	assert_memory_equal(code, "XN000000000M", 12);
	card_code(CARD_TIMES, 5, code);
	assert_memory_equal(code, "XN0000000005", 12);
}

static void one_wrong_symbol_is_found(void **state)
{
	(void)state;
	char code[CARD_SYMBOLS + 1];
	enum card_kind kind;
	int64_t number;
	card_code(CARD_PLACE, 1234, code);
	for (int i = 0; i < CARD_SYMBOLS; i++)
		for (const char *c = "0123456789ABCDEFGHJKMNPQRSTVWXYZIOLU a/"; *c; c++) {
			char was = code[i];
			if (*c == was)
				continue;
			code[i] = *c;
			assert_int_equal(card_parse(glane_cstr(code), &kind, &number), GLANE_EINVAL);
			code[i] = was;
		}
	assert_int_equal(card_parse(glane_cstr("7K2PW93MDR4T8"), &kind, &number), GLANE_EINVAL); /* of no kind */
	assert_int_equal(card_parse(glane_cstr(""), &kind, &number), GLANE_EINVAL);
	assert_int_equal(card_parse((struct glane_str){ code, 12 }, &kind, &number), GLANE_EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_check_symbol_is_that_of_all_codes),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(one_wrong_symbol_is_found),
	};
	return cmocka_run_group_tests_name("labels/card", tests, NULL, NULL);
}
