/* SPDX-License-Identifier: MPL-2.0 */
/* The chain can be walked by anybody: chain.sh recomputes it with sqlite3 and sha256sum, and agrees with verify. */
#include <sys/wait.h>

#include "fixture.h"

static int run_script(struct fixture *f, char *out, size_t n)
{
	char command[300];
	snprintf(command, sizeof(command), "sh '%s' '%s'", CHAIN_SCRIPT, store_path(f->store));
	FILE *p = popen(command, "r");
	assert_non_null(p);
	size_t got = fread(out, 1, n - 1, p);
	out[got] = 0;
	int status = pclose(p);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void write_records(struct fixture *f)
{
	begin(f);
	assert_int_equal(inventory_place_set(&f->inv, &(struct place_edit){ .code = STR("shop"), .name_fr = STR("boutique"), .name_en = STR("shop"), .active = 1 }, NULL), 0);
	assert_int_equal(inventory_category_set(&f->inv, &(struct category_edit){ .code = STR("MOB-CHAISE-BOIS"), .name_fr = STR("chaise |\\ `$(x)` %s  'é'"),
		.name_en = STR("  chair \\n "), .active = 1 }, NULL), 0);
	int64_t item = make_chair(f, "Élégante \"chaise\"\\ 100 %d ", NULL);
	assert_int_equal(item, 1);
	commit(f);
	f->inv.person = f->inv.device = 0;
	begin(f);
	assert_int_equal(inventory_reverse(&f->inv, inventory_head(&f->inv), "undo.by_hand", NULL), 0);
	commit(f);
}

static void test_script_agrees(void **state)
{
	struct fixture *f = *state;
	char out[200], want[200], hex[65];
	write_records(f);
	struct verify_result r = verified(f);
	assert_string_equal(r.difference.p, "");
	hex_of(r.head.b, 32, hex);
	snprintf(want, sizeof(want), "5 records, 0 erased, %s\n", hex);
	assert_int_equal(run_script(f, out, sizeof(out)), 0);
	assert_string_equal(out, want);
	begin(f);
	assert_int_equal(inventory_redact(&f->inv, 4), 0);
	commit(f);
	r = verified(f);
	hex_of(r.head.b, 32, hex);
	snprintf(want, sizeof(want), "%d records, 2 erased, %s\n", (int)r.records, hex);
	assert_int_equal(run_script(f, out, sizeof(out)), 0);
	assert_string_equal(out, want);
}

static void test_script_finds(void **state)
{
	struct fixture *f = *state;
	char out[200];
	write_records(f);
	assert_int_equal(conn_script(f->conn, "DROP TRIGGER core_journal_update; DROP TRIGGER core_journal_text_update", &f->error), 0);
	assert_int_equal(conn_script(f->conn, "UPDATE core_journal_text SET line = replace(line, '9600', '9500') WHERE seq = 4", &f->error), 0);
	assert_int_equal(run_script(f, out, sizeof(out)), 1);
	assert_string_equal(out, "record 4: text\n");
	assert_int_equal(conn_script(f->conn, "UPDATE core_journal SET clock = 1 - clock WHERE seq = 2", &f->error), 0);
	assert_int_equal(run_script(f, out, sizeof(out)), 1);
	assert_string_equal(out, "record 2: header\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_script_agrees, fixture_setup_empty, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_script_finds, fixture_setup_empty, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
