/* SPDX-License-Identifier: MPL-2.0 */
/* CSV: what the formats of the plugins leave to it.  Dialects are tested with the lines that come out (import/tests). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "text/table.h"

static const struct table_column columns[] = { { "nom", 1 }, { "poids_kg", 0 } };
static char seen[200];

static int on_row(void *ctx, int64_t line, const struct glane_str *cells, int whole)
{
	size_t n = strlen(seen);
	snprintf(seen + n, sizeof(seen) - n, "%d[%s|%s]%d ", (int)line, cells[0].p, cells[1].p, whole);
	return *(int *)ctx;
}

static int reads(const char *text, struct table_shape *shape, struct table_fault *fault)
{
	int status = 0;
	seen[0] = 0;
	return table_read(glane_cstr(text), columns, 2, on_row, &status, shape, fault);
}

static void test_shapes(void **state)
{
	(void)state;
	struct table_shape shape;
	struct table_fault fault;
	assert_int_equal(reads("poids_kg\tNom\n1,5\tun, deux; trois\n\tvide\n", &shape, &fault), 0);
	assert_string_equal(seen, "2[un, deux; trois|1,5]1 3[vide|]1 "); /* a first cell may be empty between tabs too */
	assert_int_equal(shape.delimiter, '\t');
	assert_false(shape.windows);
	assert_int_equal(reads("Nom;Poids (kg)\n", &shape, &fault), GLANE_EINVAL);
	assert_string_equal(fault.key, "file.column_unknown");
	assert_int_equal(reads("nom\nD\xe9" "co\n", &shape, &fault), 0);
	assert_string_equal(seen, "2[D\xc3\xa9" "co|]1 ");
	assert_true(shape.windows);
}

static void test_quote(void **state)
{
	(void)state;
	char out[40];
	size_t n = table_quote(glane_cstr("un \"pot\""), out);
	assert_int_equal(n, 12);
	assert_memory_equal(out, "\"un \"\"pot\"\"\"", 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_shapes), cmocka_unit_test(test_quote) };
	return cmocka_run_group_tests_name("text/table", tests, NULL, NULL);
}
