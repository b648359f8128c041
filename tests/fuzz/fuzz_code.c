/* SPDX-License-Identifier: MPL-2.0 */
/* Everything that people and scanners type: codes, shop numbers, decimals, dates, ids. */
#include <string.h>

#include "base/clock.h"
#include "base/code.h"
#include "base/id.h"
#include "base/quantity.h"
#include "fuzz.h"

static void decimal(struct glane_str s)
{
	int64_t fine, coarse;
	if (decimal_parse(s, 3, &fine))
		return;
	int wide = decimal_parse(s, 2, &coarse);
	REQUIRE(wide || coarse * 10 == fine); /* the same number, whatever the scale */
	REQUIRE(!wide || fine % 10);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char code[CODE_SYMBOLS + 1], again[CODE_SYMBOLS + 1], text[37];
	struct glane_str s = { (const char *)data, n };
	int64_t number, day;
	struct uuid u, v;
	if (code_parse(s, code) == 0) {
		REQUIRE(code_parse(str_c(code), again) == 0 && strcmp(code, again) == 0);
		REQUIRE(code_check(code, CODE_SYMBOLS - 1) == code[CODE_SYMBOLS - 1]);
	}
	if (short_parse(s, &number) == 0) {
		short_text(number, code);
		int64_t back;
		REQUIRE(short_parse(str_c(code), &back) == 0 && back == number);
	}
	if (day_parse(s.p, s.n, &day) == 0)
		REQUIRE(day_of_civil(civil_of_day(day)) == day);
	if (uuid_parse(s, &u) == 0) {
		uuid_text(&u, text);
		REQUIRE(uuid_parse(str_c(text), &v) == 0 && memcmp(&u, &v, sizeof(u)) == 0);
	}
	if (str_int(s, &number) == 0) {
		int64_t back;
		REQUIRE(decimal_parse(s, 0, &back) == 0 && back == number);
	}
	decimal(s);
	return 0;
}
