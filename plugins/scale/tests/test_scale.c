/* SPDX-License-Identifier: MPL-2.0 */
/* What the scale for exercise says, and the plugin in its house with a clock that stands still. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "glane/test.h"
#include "scale/reading.h"

/* --- the weight ----------------------------------------------------------------------------- */
static void a_weight_swings_and_settles(void **state)
{
	(void)state;
	struct simulated s = { 0 };
	int64_t seen[8], different = 0;
	assert_int_equal(simulated_read(&s, 1000000).stable, 1);
	simulated_put(&s, 1840, SCALE_OK, 0, 1000000);
	for (int i = 0; i < 8; i++) {
		struct reading r = simulated_read(&s, 1000000 + i * 100);
		assert_int_equal(r.stable, 0);
		assert_in_range(r.grams, 0, 2000);
		seen[i] = r.grams;
		different += i && seen[i] != seen[i - 1];
	}
	assert_true(seen[0] < 200); /* it comes from nothing */
	assert_in_range(seen[7], 1780, 1900);
	assert_in_range(different, 5, 7);
	for (int i = 0; i < 20; i++) {
		struct reading r = simulated_read(&s, 1000000 + SIMULATED_SETTLES_MS + i * 777);
		assert_int_equal(r.stable, 1);
		assert_int_equal(r.grams, 1840); /* to the gram, and it stays */
	}
}

static void taking_it_away_settles_at_nothing(void **state)
{
	(void)state;
	struct simulated s = { .to = 1840 };
	simulated_put(&s, 0, SCALE_OK, 0, 5000);
	assert_in_range(simulated_read(&s, 5000).grams, 1700, 1980); /* from where it was */
	for (int64_t at = 5000; at < 5800; at += 50)
		assert_true(simulated_read(&s, at).grams >= 0);
	assert_int_equal(simulated_read(&s, 5800).grams, 0);
	assert_int_equal(simulated_read(&s, 5800).stable, 1);
}

static void what_is_pushed_never_settles(void **state)
{
	(void)state;
	struct simulated s = { 0 };
	int64_t least = INT64_MAX, most = 0;
	simulated_put(&s, 5000, SCALE_OK, 1, 0);
	for (int64_t at = 1000; at < 60000; at += 100) {
		struct reading r = simulated_read(&s, at);
		assert_int_equal(r.stable, 0);
		least = r.grams < least ? r.grams : least;
		most = r.grams > most ? r.grams : most;
	}
	assert_in_range(least, 4850, 4990);
	assert_in_range(most, 5010, 5150);
}

static void a_fault_is_no_weight(void **state)
{
	(void)state;
	struct simulated s = { .to = 1840 };
	simulated_put(&s, SIMULATED_MOST_GRAMS + 1, SCALE_OK, 0, 0);
	assert_int_equal(simulated_read(&s, 9999).state, SCALE_OVER);
	assert_int_equal(simulated_read(&s, 9999).stable, 0);
	simulated_put(&s, 1840, SCALE_OFF, 0, 0);
	assert_int_equal(simulated_read(&s, 9999).state, SCALE_OFF);
	simulated_put(&s, SIMULATED_MOST_GRAMS, SCALE_OK, 0, 0);
	assert_int_equal(simulated_read(&s, 9999).grams, SIMULATED_MOST_GRAMS);
}

static void a_clock_that_is_set_back_does_no_harm(void **state)
{
	(void)state;
	struct simulated s = { 0 };
	simulated_put(&s, 1840, SCALE_OK, 0, 5000000);
	assert_int_equal(simulated_read(&s, 1400000).grams, 1840);
	assert_int_equal(simulated_read(&s, 1400000).stable, 1);
}

/* --- the plugin ----------------------------------------------------------------------------- */
static int begin(void **state)
{
	*state = glane_test_open(PLUGINS "/scale.so", NULL);
	return 0;
}

static int end(void **state)
{
	glane_test_close(*state);
	return 0;
}

static void use(struct glane_test *t, const char *value)
{
	char body[80];
	snprintf(body, sizeof(body), "{\"key\":\"scale.simulated\",\"value\":\"%s\"}", value);
	assert_int_equal(glane_test_command(t, "setting set", body), 200);
}

static void says(struct glane_test *t, const char *state, int64_t grams, int stable)
{
	assert_int_equal(glane_test_get(t, "/p/scale/state"), 200);
	assert_int_equal(glane_test_count(t, "scales"), 1);
	assert_string_equal(glane_test_text(t, "scales.0.state"), state);
	assert_int_equal(glane_test_int(t, "scales.0.grams", -1), grams); /* -1: no number at all */
	assert_int_equal(glane_test_int(t, "scales.0.stable", -1), stable);
}

static void without_a_scale_nothing_is_said(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_get(t, "/p/scale/state"), 200);
	assert_int_equal(glane_test_count(t, "scales"), 0);
	assert_int_equal(glane_test_post(t, "/p/scale/simulate", "{\"grams\":1840}"), 409);
	assert_true(glane_test_contains(t, "réglages"));
	assert_int_equal(glane_test_page(t, "/p/scale/"), 200);
	assert_true(glane_test_contains(t, "n’est pas en service"));
	assert_false(glane_test_contains(t, "/p/scale/simulate"));
	use(t, "1");
	says(t, "ok", 0, 1);
	use(t, "0");
	assert_int_equal(glane_test_get(t, "/p/scale/state"), 200);
	assert_int_equal(glane_test_count(t, "scales"), 0);
}

static void what_is_put_there_is_read(void **state)
{
	struct glane_test *t = *state;
	use(t, "1");
	assert_int_equal(glane_test_post(t, "/p/scale/simulate", "{\"grams\":1840}"), 200);
	assert_int_equal(glane_test_get(t, "/p/scale/state"), 200);
	assert_int_equal(glane_test_int(t, "scales.0.stable", -1), 0);
	glane_test_advance(t, SIMULATED_SETTLES_MS);
	says(t, "ok", 1840, 1);
	assert_true(strlen(glane_test_text(t, "scales.0.name")) > 5);
	assert_int_equal(glane_test_post(t, "/p/scale/simulate", "{\"stable\":false}"), 200);
	glane_test_advance(t, 60000);
	assert_int_equal(glane_test_get(t, "/p/scale/state"), 200);
	assert_int_equal(glane_test_int(t, "scales.0.stable", -1), 0);
	assert_in_range(glane_test_int(t, "scales.0.grams", 0), 1750, 1930);
	assert_int_equal(glane_test_post(t, "/p/scale/simulate", "{}"), 200); /* it may settle, as it is */
	glane_test_advance(t, SIMULATED_SETTLES_MS);
	says(t, "ok", 1840, 1);
}

static void faults_have_no_number(void **state)
{
	struct glane_test *t = *state;
	use(t, "1");
	for (int i = 1; scale_states[i]; i++) {
		char body[40];
		snprintf(body, sizeof(body), "{\"state\":\"%s\"}", scale_states[i]);
		assert_int_equal(glane_test_post(t, "/p/scale/simulate", body), 200);
		glane_test_advance(t, 5000);
		says(t, scale_states[i], -1, 0);
	}
	assert_int_equal(glane_test_post(t, "/p/scale/simulate", "{\"grams\":200000}"), 200);
	glane_test_advance(t, 5000);
	says(t, "over", -1, 0);
	assert_int_equal(glane_test_post(t, "/p/scale/simulate", "{\"grams\":-5}"), 400);
	assert_int_equal(glane_test_post(t, "/p/scale/simulate", "{\"state\":\"broken\"}"), 400);
	assert_int_equal(glane_test_post(t, "/p/scale/simulate", "{\"grams\":1000001}"), 400);
	says(t, "over", -1, 0);
}

static void the_page_has_keys_and_no_script(void **state)
{
	struct glane_test *t = *state;
	use(t, "1");
	assert_int_equal(glane_test_page(t, "/p/scale/"), 200);
	assert_true(glane_test_contains(t, "Grille-pain – 1,84"));
	assert_false(glane_test_contains(t, "<script"));
	assert_int_equal(glane_test_form(t, "/p/scale/simulate", "grams=1%2C840"), 303); /* as its key says it */
	assert_string_equal(glane_test_field(t, "Location"), "/p/scale/");
	glane_test_advance(t, SIMULATED_SETTLES_MS);
	says(t, "ok", 1840, 1);
	assert_int_equal(glane_test_form(t, "/p/scale/simulate", "state=off"), 303);
	assert_int_equal(glane_test_page(t, "/p/scale/"), 200);
	assert_true(glane_test_contains(t, "Débranchée"));
	assert_int_equal(glane_test_form(t, "/p/scale/simulate", "grams=beaucoup"), 400);
	assert_true(glane_test_contains(t, "value=\"beaucoup\""));
	glane_test_lang(t, "en");
	assert_int_equal(glane_test_page(t, "/p/scale/"), 200);
	assert_true(glane_test_contains(t, "Toaster – 1.84"));
	glane_test_role(t, "day"); /* reads it, plays with nothing */
	assert_int_equal(glane_test_get(t, "/p/scale/state"), 200);
	assert_int_equal(glane_test_post(t, "/p/scale/simulate", "{\"grams\":1}"), 403);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, begin, end)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_weight_swings_and_settles),
		cmocka_unit_test(taking_it_away_settles_at_nothing),
		cmocka_unit_test(what_is_pushed_never_settles),
		cmocka_unit_test(a_fault_is_no_weight),
		cmocka_unit_test(a_clock_that_is_set_back_does_no_harm),
		TEST(without_a_scale_nothing_is_said),
		TEST(what_is_put_there_is_read),
		TEST(faults_have_no_number),
		TEST(the_page_has_keys_and_no_script),
	};
	return cmocka_run_group_tests_name("scale", tests, NULL, NULL);
}
