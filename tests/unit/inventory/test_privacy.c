/* SPDX-License-Identifier: MPL-2.0 */
/* The table of personal data, and when nothing may go by its age. */
#include "fixture.h"

#include "inventory/privacy.h"

#define DAY INT64_C(86400000)

static void test_rows(void **state)
{
	(void)state;
	struct personal_row fr[PERSONAL_ROWS], en[PERSONAL_ROWS];
	struct arena a;
	struct error e;
	size_t n = 0, m = 0;
	arena_init(&a, 1 << 20);
	error_init(&e, &a);
	assert_int_equal(inventory_personal_rows(&a, "fr", fr, &n, &e), 0);
	assert_int_equal(inventory_personal_rows(&a, "en", en, &m, &e), 0);
	assert_int_equal(n, m);
	assert_true(n >= 12);
	for (size_t i = 0; i < n; i++) {
		if (!fr[i].what.n || !fr[i].why.n || !fr[i].keep.n || !fr[i].then.n || !fr[i].source.n || str_eq(fr[i].what, en[i].what))
			fail_msg("row %zu of %s has a hole", i, fr[i].table.p);
		assert_true(str_starts(fr[i].source, STR("[B] ")) || str_starts(fr[i].source, STR("[D] ")));
	}
	assert_int_equal(inventory_keep_days("core_person"), 730);
	assert_int_equal(inventory_keep_days("core_enrolment"), 1);
	assert_int_equal(inventory_keep_days("core_journal"), -1);
	assert_int_equal(inventory_keep_days("nothing"), -1);
	arena_fini(&a);
}

static void test_a_clock_that_is_not_to_be_believed(void **state)
{
	(void)state;
	int64_t now = 20000 * DAY;
	assert_null(inventory_forbids_forgetting(1, now, now));
	assert_null(inventory_forbids_forgetting(1, now, now - 400 * DAY));
	assert_non_null(strstr(inventory_forbids_forgetting(1, now, now - 400 * DAY - 1), "400 days"));
	assert_non_null(strstr(inventory_forbids_forgetting(0, now, now), "synchronised"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_a_clock_that_is_not_to_be_believed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
