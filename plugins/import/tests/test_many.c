/* SPDX-License-Identifier: MPL-2.0 */
/* A long file, in and back again; how many lines (a multiple of 10): the first argument. */
#include <stdlib.h>

#include "import/tests/files.h"

static int lines = 20000;

static int64_t balance(const char *account)
{
	return one("SELECT coalesce(sum(grams), 0) FROM core_balance WHERE account = '%s'", account);
}

static void test_many(void **state)
{
	(void)state;
	static const char header[] = "date,categorie,poids_kg,destination\n";
	size_t cap = sizeof(header) + (size_t)lines * 40;
	struct file f = { malloc(cap), 0 };
	assert_non_null(f.p);
	f.n = (size_t)snprintf(f.p, cap, "%s", header);
	for (int i = 0; i < lines; i++)
		f.n += (size_t)snprintf(f.p + f.n, cap - f.n, "2016-%02d-%02d,%s,1.%d,boutique\n", 1 + i * 12 / lines, 1 + i % 28, i % 10 ? "textile" : "bidule", i % 10);
	int64_t before = balance("stock:sorting");
	assert_int_equal(command("import reception", f, NULL, NULL), 200);
	assert_int_equal(glane_test_int(t, "imported.lines", 0), lines / 10 * 9);
	assert_int_equal(glane_test_int(t, "refused.lines", 0), lines / 10);
	assert_int_equal(glane_test_count(t, "refused_lines"), 500); /* nobody reads more; the table has all */
	assert_int_equal(glane_test_int(t, "refused_more", 0), lines / 10 - 500);
	assert_int_equal(glane_test_int(t, "sum.agrees", 0), 1);
	assert_int_equal(balance("stock:sorting") - before, one("SELECT sum(booked) FROM import_line WHERE record IS NOT NULL AND flow = 0 AND grams BETWEEN 1000 AND 1999"));
	assert_int_equal(command("import reverse", f, NULL, NULL), 200);
	assert_int_equal(glane_test_int(t, "reversed", 0), lines / 10 * 9);
	assert_int_equal(balance("stock:sorting"), before);
	free(f.p);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		lines = (int)strtol(argv[1], NULL, 10);
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_many) };
	return cmocka_run_group_tests_name("import/many", tests, begin, end);
}
