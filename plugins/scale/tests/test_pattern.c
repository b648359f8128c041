/* SPDX-License-Identifier: MPL-2.0 */
/* A profile of the centre's own: what is refused with which reason, what is read, and that no expression takes long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "scale/protocol.h"

static struct pattern *made(const struct pattern_setup *s)
{
	const char *why = "";
	struct pattern *p = pattern_new(s, &why);
	if (!p)
		fail_msg("%s: %s", s->regex, why);
	return p;
}

static struct weight first(const struct pattern *p, const char *text, size_t n, size_t *ret_used)
{
	struct weight w;
	*ret_used = protocol_find("own")->read(p, (const unsigned char *)text, n, &w);
	return w;
}
#define FIRST(p, text) first((p), (text), sizeof(text) - 1, &used)

static void what_cannot_be_used_is_refused(void **state)
{
	static char longer[400];
	static const struct {
		struct pattern_setup s;
		const char *why;
	} BAD[] = {
		{ { "(?<weight>", "kg" }, "regex" },
		{ { "", "kg" }, "group" },
		{ { NULL, "kg" }, "group" },
		{ { "([0-9]+)", "kg" }, "group" },
		{ { "(*UTF)(?<weight>[0-9]+)", "kg" }, "regex" },
		{ { longer, "kg" }, "regex" },
		{ { "(?<weight>[0-9]+)", "" }, "unit" },
		{ { "(?<weight>[0-9]+)", "stone" }, "unit" },
		{ { "(?<weight>[0-9]+)", "kg", "\\q", .ask_ms = 300 }, "ask" },
		{ { "(?<weight>[0-9]+)", "kg", "\\x1", .ask_ms = 300 }, "ask" },
		{ { "(?<weight>[0-9]+)", "kg", "12345678901234567", .ask_ms = 300 }, "ask" },
		{ { "(?<weight>[0-9]+)", "kg", "W", .ask_ms = 20 }, "ask" },
		{ { "(?<weight>[0-9]+)", "kg", "W", .ask_ms = 5000 }, "ask" },
		{ { "(?<weight>[0-9]+)", "kg", "", "\\" }, "ends" },
	};
	const char *why = NULL;
	(void)state;
	memset(longer, 'a', sizeof longer - 1);
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		assert_null(pattern_new(&BAD[i].s, &why));
		assert_string_equal(why, BAD[i].why);
	}
}

static void a_frame_is_read_by_its_groups(void **state)
{
	struct pattern *p = made(&(struct pattern_setup){ .regex = "(?:(?<over>OVER)|(?<under>UNDER)|(?<weight>[-+]? *[0-9]+[.,][0-9]+) ?(?<unit>[a-z]*)(?<stable> S)?)" });
	struct weight w;
	size_t used;
	(void)state;
	w = FIRST(p, "x1.840 kg S\r\n");
	assert_int_equal(w.state, WEIGHT_NONE); /* the whole frame has to match */
	w = FIRST(p, "1.840 kg S\r\n");
	assert_int_equal(w.state, WEIGHT_OK);
	assert_int_equal(w.mg, 1840000);
	assert_int_equal(w.stable, 1);
	assert_int_equal(w.tells, 1);
	assert_int_equal(w.interval_mg, 1000);
	assert_int_equal(used, 11);
	assert_string_equal(w.raw, "1.840 kg S");
	w = FIRST(p, "- 0,5 g\n");
	assert_int_equal(w.mg, -500);
	assert_int_equal(w.stable, 0);
	assert_int_equal(FIRST(p, "1.840 kg Sx\r").state, WEIGHT_NONE);
	assert_int_equal(FIRST(p, "OVER\r").state, WEIGHT_OVER);
	assert_int_equal(FIRST(p, "UNDER\r").state, WEIGHT_UNDER);
	assert_int_equal(FIRST(p, "1.840 pcs\r").state, WEIGHT_UNIT);
	assert_int_equal(FIRST(p, "1.840\r").state, WEIGHT_UNIT);
	assert_int_equal(FIRST(p, "1.84").state, WEIGHT_NONE);
	assert_int_equal(used, 0);
	pattern_free(p);
}

static void the_unit_is_the_profiles_where_the_scale_sends_none(void **state)
{
	struct pattern *p = made(&(struct pattern_setup){ .regex = "\\x02(?<weight>.{6})", .unit = "g", .ask = "\\x05\\r\\n", .ends = "\\x03", .ask_ms = 200 });
	struct weight w;
	size_t used, n;
	uint32_t ms;
	(void)state;
	w = FIRST(p, "\x02" "001840\x03");
	assert_int_equal(w.state, WEIGHT_OK);
	assert_int_equal(w.mg, 1840000);
	assert_int_equal(w.tells, 0);
	assert_int_equal(used, 8);
	assert_int_equal(FIRST(p, "\x02------\x03").state, WEIGHT_FAULT); /* a frame, and no number: never 0 */
	assert_int_equal(FIRST(p, "\x02      \x03").state, WEIGHT_FAULT);
	assert_memory_equal(pattern_ask(p, &n, &ms), "\x05\r\n", 3);
	assert_int_equal(n, 3);
	assert_int_equal(ms, 200);
	pattern_free(p);
}

/* Expressions that would try for years: the match is given up, and says nothing. */
static void no_expression_takes_long(void **state)
{
	static const char *const SLOW[] = { "(?<weight>(a+)+)[bc]", "(?<weight>(?:a|aa)+)+[bc]", "(?<weight>(.*)*(.*)*(.*)*)[xy]", "(?<weight>(?:(?:a*)*)*)[bc]" };
	char text[121];
	struct weight w;
	size_t used;
	(void)state;
	memset(text, 'a', sizeof text);
	text[120] = '\r';
	for (size_t i = 0; i < sizeof SLOW / sizeof *SLOW; i++) {
		struct pattern *p = made(&(struct pattern_setup){ .regex = SLOW[i], .unit = "g" });
		w = first(p, text, sizeof text, &used);
		assert_int_equal(w.state, WEIGHT_NONE);
		assert_int_equal(used, sizeof text);
		pattern_free(p);
	}
}

static void what_never_ends_is_dropped(void **state)
{
	struct pattern *p = made(&(struct pattern_setup){ .regex = "(?<weight>[0-9]+)", .unit = "g" });
	char text[300];
	size_t used;
	(void)state;
	memset(text, '1', sizeof text);
	first(p, text, PROTOCOL_FRAME_MOST, &used);
	assert_int_equal(used, 0);
	assert_int_equal(first(p, text, sizeof text, &used).state, WEIGHT_NONE);
	assert_int_equal(used, sizeof text);
	pattern_free(p);
}

/* The profiles of PROTOCOLS.md. */
static void rinstrum_and_laumas(void **state)
{
	struct pattern *p = made(&(struct pattern_setup){ .unit = "kg", .ends = "\\x03",
		.regex = "\\s*\\x02(?:[ -].{7}(?:(?<over>O)|(?<under>U))|(?<weight>[ -] *[0-9.]+)(?:(?<stable>[GN])|M))" });
	struct weight w;
	size_t used;
	(void)state;
	w = FIRST(p, "\x02   1.840G\x03");
	assert_int_equal(w.mg, 1840000);
	assert_int_equal(w.stable, 1);
	w = FIRST(p, "\r\n\x02-  0.125N\x03");
	assert_int_equal(w.mg, -125000);
	w = FIRST(p, "\x02   1.900M\x03");
	assert_int_equal(w.state, WEIGHT_OK);
	assert_int_equal(w.stable, 0);
	assert_int_equal(w.tells, 1);
	w = FIRST(p, "\x02 -------O\x03");
	assert_int_equal(w.state, WEIGHT_OVER);
	w = FIRST(p, "\x02 -------U\x03");
	assert_int_equal(w.state, WEIGHT_UNDER);
	w = FIRST(p, "\x02 -------E\x03");
	assert_int_equal(w.state, WEIGHT_NONE);
	w = FIRST(p, "1.840G\x03"); /* the end of one */
	assert_int_equal(w.state, WEIGHT_NONE);
	pattern_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_used_is_refused),
		cmocka_unit_test(a_frame_is_read_by_its_groups),
		cmocka_unit_test(the_unit_is_the_profiles_where_the_scale_sends_none),
		cmocka_unit_test(no_expression_takes_long),
		cmocka_unit_test(rinstrum_and_laumas),
		cmocka_unit_test(what_never_ends_is_dropped),
	};
	return cmocka_run_group_tests_name("scale/pattern", tests, NULL, NULL);
}
