/* SPDX-License-Identifier: MPL-2.0 */
/* Erasing and giving what is known of people, and what goes at night. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "glane/test.h"

enum { PEOPLE = 300, TOKENS = 20, FIRST = 1 };
#define DAY_MS INT64_C(86400000)

static int begin(void **state)
{
	*state = glane_test_open(AREAS "/known.so", PLUGINS "/intake.so", NULL);
	/* Somebody administers, so that everybody else may go. */
	glane_test_exec(*state, "INSERT INTO core_person (name, role, created_ms) VALUES ('Chef', 'administrator', 1768035600000)");
	return 0;
}

static int end(void **state)
{
	glane_test_close(*state);
	return 0;
}

static void sql(struct glane_test *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void sql(struct glane_test *t, const char *fmt, ...)
{
	char text[1000];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	glane_test_exec(t, text);
}

static int64_t count(struct glane_test *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static int64_t count(struct glane_test *t, const char *fmt, ...)
{
	char text[1000];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return glane_test_sql(t, text);
}

static int64_t add(struct glane_test *t, const char *name, const char *role)
{
	sql(t, "INSERT INTO core_person (name, role, created_ms) VALUES ('%s', '%s', 1768035600000)", name, role);
	return count(t, "SELECT max(id) FROM core_person");
}

static int erase(struct glane_test *t, int64_t id, const char *confirm)
{
	char body[300];
	snprintf(body, sizeof body, "{\"id\":%lld,\"confirm\":\"%s\"}", (long long)id, confirm);
	return glane_test_post(t, "/manage/privacy/erase", body);
}

/* --- the files ------------------------------------------------------------------------------------ */

static char *read_all(const char *path, size_t *ret_n)
{
	FILE *f = fopen(path, "rb");
	char *p = NULL;
	*ret_n = 0;
	for (size_t cap = 0, got = 1; f && got > 0; *ret_n += got) {
		if (*ret_n + 65536 > cap)
			p = realloc(p, cap = 2 * cap + 131072);
		got = fread(p + *ret_n, 1, 65536, f);
	}
	if (f)
		fclose(f);
	return p;
}

/* How often the words of the first `n` tokens are in the files of the directory. */
static int found(const char *dir, int n)
{
	int hits = 0;
	DIR *d = opendir(dir);
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));) {
		char path[600], word[2][40];
		size_t size;
		snprintf(path, sizeof path, "%.300s/%.250s", dir, e->d_name);
		char *p = e->d_name[0] == '.' ? NULL : read_all(path, &size);
		for (int i = 0; p && i < n; i++) {
			snprintf(word[0], sizeof word[0], "Jeton%04dNom", i);
			snprintf(word[1], sizeof word[1], "jeton%04didentifiant", i);
			for (int k = 0; k < 2; k++)
				for (const char *at = p; (at = memmem(at, size - (size_t)(at - p), word[k], strlen(word[k]))); at++)
					hits++;
		}
		free(p);
	}
	closedir(d);
	return hits;
}

static int lines_of(struct glane_test *t, const char *file)
{
	char path[300];
	size_t size;
	int n = 0;
	snprintf(path, sizeof path, "%s/%s", glane_test_dir(t), file);
	char *p = read_all(path, &size);
	for (size_t i = 0; i < size; i++)
		n += p[i] == '\n';
	free(p);
	return n;
}

/* People come, get codes and badges, change them: pages split and leave copies behind. */
static void plant(struct glane_test *t)
{
	uint32_t dice = 7;
	for (int i = 0; i < PEOPLE; i++) {
		sql(t, "INSERT INTO core_person (name, login, created_ms) VALUES ('Jeton%04dNom', 'jeton%04didentifiant', 1768035600000)", i, i);
		for (int k = 0; k < 4; k++) {
			dice = dice * 1664525u + 1013904223u;
			static const char *const sets[] = { "pin = printf('%.97c', 'x')", "password = printf('%.97c', 'y')", "pin = ''", "badge = randomblob(32)" };
			sql(t, "UPDATE core_person SET %s WHERE name = 'Jeton%04dNom'", sets[dice >> 30], (int)((dice >> 8) % (uint32_t)(i + 1)));
		}
	}
	for (int i = 0; i < TOKENS; i++) {
		int64_t id = count(t, "SELECT id FROM core_person WHERE name = 'Jeton%04dNom'", i);
		sql(t, "INSERT INTO core_request (person, key, digest, status, content_type, body, at_ms) VALUES (%d, randomblob(16), x'', 200,"
		       " 'application/json', CAST('{\"text\":\"Jeton%04dNom vient\"}' AS BLOB), 1768035600000)", i % 2 ? (int)id : 0, i);
		sql(t, "INSERT INTO known_phone VALUES (%lld, 'Jeton%04dNom 06', 1768035600000)", (long long)id, i);
		sql(t, "INSERT INTO core_session (token, person, boot, created_ms) VALUES (randomblob(32), %lld, 'x', 1)", (long long)id);
	}
}

static void twenty_people_leave_no_word(void **state)
{
	struct glane_test *t = *state;
	char body[200];
	plant(t);
	int64_t chair = count(t, "SELECT id FROM core_v1_category WHERE code = 'MOB-CHAISE-BOIS'");
	for (int i = 0; i < 5; i++) {
		snprintf(body, sizeof body, "{\"category\":%lld,\"gross\":%d}", (long long)chair, 1000 + i);
		assert_int_equal(glane_test_post(t, "/p/intake/weighings", body), 201);
	}
	int64_t grams = glane_test_sql(t, "SELECT sum(grams) FROM core_movement"), moves = glane_test_sql(t, "SELECT count(*) FROM core_movement");
	assert_true(found(glane_test_dir(t), TOKENS) >= 2 * TOKENS);
	for (int i = 0; i < TOKENS; i++) {
		char name[40];
		int64_t id = count(t, "SELECT id FROM core_person WHERE name = 'Jeton%04dNom'", i);
		snprintf(name, sizeof name, "Jeton%04dNom", i);
		assert_int_equal(erase(t, id, name), 200);
		assert_int_equal(count(t, "SELECT count(*) FROM core_person WHERE id = %lld AND name = '' AND picture = '' AND login = '' AND pin = ''"
		                          " AND password = '' AND badge IS NULL AND totp IS NULL AND role = 'reader' AND NOT active AND erased_ms > 0",
		                       (long long)id), 1);
	}
	assert_int_equal(found(glane_test_dir(t), TOKENS), 0); /* at once, while it runs */
	assert_int_equal(lines_of(t, "erased"), TOKENS);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_erasure"), TOKENS);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_session"), 0);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM known_phone"), 0);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_person WHERE erased_ms = 0"), PEOPLE - TOKENS + FIRST);
	assert_int_equal(glane_test_sql(t, "SELECT count(DISTINCT uid) FROM core_person"), PEOPLE + FIRST);
	assert_int_equal(glane_test_sql(t, "SELECT sum(grams) FROM core_movement"), grams);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_movement"), moves);
	assert_string_equal(glane_test_verify(t), "");
	glane_test_reopen(t);
	assert_int_equal(found(glane_test_dir(t), TOKENS), 0);
	assert_int_equal(lines_of(t, "erased"), TOKENS);
	assert_string_equal(glane_test_verify(t), "");
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
	int64_t id = count(t, "SELECT max(id) FROM core_person");
	assert_int_equal(add(t, "Suivant", "volunteer"), id + 1); /* numbers are not given twice */
}

static void who_is_erased_is_named_twice(void **state)
{
	struct glane_test *t = *state;
	int64_t id = add(t, "Zoé", "volunteer"), chief = count(t, "SELECT id FROM core_person WHERE name = 'Chef'");
	assert_int_equal(erase(t, id, "Zoe"), 400);
	assert_string_equal(glane_test_text(t, "error.fields.confirm"), "Ce n’est pas le prénom de cette personne : rien n’a été effacé.");
	assert_int_equal(erase(t, chief, "Chef"), 409);
	assert_int_equal(erase(t, 999, "Zoé"), 404);
	glane_test_role(t, "volunteer");
	assert_int_equal(erase(t, id, "Zoé"), 403);
	assert_int_equal(glane_test_get(t, "/manage/privacy"), 403);
	glane_test_role(t, "manager");
	assert_int_equal(erase(t, chief, "Chef"), 403); /* may more than she */
	glane_test_role(t, NULL);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_erasure"), 0);
	assert_int_equal(glane_test_command(t, "person erase", "{\"name\":\"zoé\",\"confirm\":\"Zoé\"}"), 200);
	assert_int_equal(erase(t, id, "Zoé"), 404);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_journal WHERE kind = 'core.person_erased'"), 1);
}

static void a_plugin_that_cannot_erase_stops_it(void **state)
{
	struct glane_test *t = *state;
	int64_t id = add(t, "Reste", "volunteer");
	sql(t, "INSERT INTO known_phone VALUES (%lld, '06', 1768035600000)", (long long)id);
	glane_test_exec(t, "CREATE TRIGGER keeps BEFORE DELETE ON known_phone BEGIN SELECT RAISE(ABORT, 'no'); END");
	assert_int_not_equal(erase(t, id, "Reste"), 200);
	assert_int_equal(count(t, "SELECT count(*) FROM core_person WHERE id = %lld AND name = 'Reste'", (long long)id), 1);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_erasure"), 0);
	assert_int_equal(lines_of(t, "erased"), 0);
}

static void a_person_gets_all_that_is_known(void **state)
{
	struct glane_test *t = *state;
	char target[80];
	int64_t id = add(t, "Inès", "volunteer");
	add(t, "Autre", "volunteer");
	sql(t, "UPDATE core_person SET pin = 'EMPREINTE', login = 'ines' WHERE id = %lld", (long long)id);
	sql(t, "INSERT INTO known_phone VALUES (%lld, '0612345678', 1768035600000)", (long long)id);
	snprintf(target, sizeof target, "/manage/privacy/export?id=%lld", (long long)id);
	assert_int_equal(glane_test_get(t, target), 200);
	assert_string_equal(glane_test_text(t, "person.0.name"), "Inès");
	assert_string_equal(glane_test_text(t, "person.0.login"), "ines");
	assert_string_equal(glane_test_text(t, "person.0.at"), "2026-01-10T09:00:00Z");
	assert_int_equal(glane_test_int(t, "person.0.has_pin", 0), 1);
	assert_string_equal(glane_test_text(t, "plugins.known.known_phone.0.phone"), "0612345678");
	assert_int_equal(glane_test_count(t, "records"), 0);
	assert_false(glane_test_contains(t, "EMPREINTE"));
	assert_false(glane_test_contains(t, "Autre"));
	snprintf(target, sizeof target, "{\"name\":\"%lld\",\"out\":\"f.json\"}", (long long)id);
	assert_int_equal(glane_test_command(t, "person export", target), 200);
	assert_true(glane_test_contains(t, "0612345678"));
	assert_int_equal(glane_test_get(t, "/manage/privacy/export?id=999"), 404);
}

static void the_page_says_what_is_kept(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_get(t, "/manage/privacy"), 200);
	int64_t n = glane_test_count(t, "rows");
	assert_int_equal(n, 12 + 2);
	char path[40];
	int off = 0, sourced = 0;
	for (int64_t i = 0; i < n; i++) {
		snprintf(path, sizeof path, "rows.%lld.kept", (long long)i);
		off += glane_test_int(t, path, 1) == 0;
		snprintf(path, sizeof path, "rows.%lld.source", (long long)i);
		sourced += glane_test_text(t, path)[0] != 0;
	}
	assert_int_equal(off, 3);
	assert_int_equal(sourced, n);
	assert_string_equal(glane_test_text(t, "rows.12.why"), "rappeler quelqu’un");
	assert_int_equal(glane_test_post(t, "/manage/settings", "{\"key\":\"site.police_register\",\"value\":\"2\"}"), 400);
	assert_int_equal(glane_test_post(t, "/manage/settings", "{\"key\":\"site.police_register\",\"value\":\"1\"}"), 200);
	assert_int_equal(glane_test_page(t, "/manage/privacy"), 200);
	assert_true(glane_test_contains(t, "registre des objets mobiliers"));
	assert_true(glane_test_contains(t, "Effacer une personne"));
	assert_int_equal(glane_test_get(t, "/manage/settings"), 200);
	assert_true(glane_test_contains(t, "site.tax_receipts"));
	assert_true(glane_test_contains(t, "site.donor_identity"));
}

static void after_a_restore_it_is_erased_again(void **state)
{
	struct glane_test *t = *state;
	int64_t id = add(t, "Jeton0000Nom", "volunteer");
	assert_int_equal(erase(t, id, "Jeton0000Nom"), 200);
	/* As an older copy has it. */
	sql(t, "UPDATE core_person SET name = 'Jeton0000Nom', active = 1, erased_ms = 0, role = 'administrator' WHERE id = %lld", (long long)id);
	sql(t, "UPDATE core_person SET active = 0 WHERE name = 'Chef'");
	glane_test_exec(t, "DELETE FROM core_erasure");
	glane_test_reopen(t);
	assert_int_equal(count(t, "SELECT erased_ms > 0 AND name = '' FROM core_person WHERE id = %lld", (long long)id), 1);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_erasure"), 1);
	assert_int_equal(lines_of(t, "erased"), 1);
	assert_int_equal(found(glane_test_dir(t), 1), 0);
	assert_string_equal(glane_test_verify(t), "");
	/* The other way round: the list was lost. */
	char path[300];
	snprintf(path, sizeof path, "%s/erased", glane_test_dir(t));
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs("no such line\n0123", f); /* torn off */
	fclose(f);
	glane_test_reopen(t);
	assert_int_equal(lines_of(t, "erased"), 3);
}

#define GUEST "INSERT INTO known_guest VALUES (CAST('guest-%010d' AS BLOB), 'Jeton%04dNom')" /* 16 bytes */
static void whoever_a_plugin_forgets_stays_away(void **state)
{
	struct glane_test *t = *state;
	for (int i = 0; i < PEOPLE; i++)
		sql(t, GUEST, i, i);
	for (int i = 0; i < TOKENS; i++) {
		char body[60];
		snprintf(body, sizeof body, "{\"name\":\"Jeton%04dNom\"}", i);
		assert_int_equal(glane_test_post(t, "/p/known/leave", body), 200);
	}
	assert_int_equal(count(t, "SELECT count(*) FROM known_guest"), PEOPLE - TOKENS);
	assert_int_equal(count(t, "SELECT count(*) FROM core_journal WHERE kind = 'core.person_erased'"), 0);
	assert_int_equal(lines_of(t, "erased"), TOKENS);
	for (int i = 0; i < TOKENS; i++) /* as an older copy has them */
		sql(t, GUEST, i, i);
	glane_test_exec(t, "DELETE FROM core_erasure");
	glane_test_reopen(t);
	assert_int_equal(count(t, "SELECT count(*) FROM known_guest"), PEOPLE - TOKENS);
	assert_int_equal(found(glane_test_dir(t), TOKENS), 0);
	assert_int_equal(lines_of(t, "erased"), TOKENS);
	assert_string_equal(glane_test_verify(t), "");
	/* A plugin that was away learns it the night after. */
	sql(t, "INSERT INTO known_guest SELECT uid, 'Jeton0000Nom' FROM core_erasure LIMIT 1");
	glane_test_advance(t, 86400000);
	glane_test_settle(t);
	assert_int_equal(count(t, "SELECT count(*) FROM known_guest"), PEOPLE - TOKENS);
}

static void nights_forget_by_age(void **state)
{
	struct glane_test *t = *state;
	int64_t gone = add(t, "Partie", "volunteer"), here = add(t, "Présente", "volunteer"), late = add(t, "Tardive", "volunteer");
	sql(t, "UPDATE core_person SET active = 0, created_ms = 1600000000000 WHERE id IN (%lld, %lld)", (long long)gone, (long long)late);
	sql(t, "UPDATE core_person SET seen_day = 1600000000000 / 86400000 WHERE id = %lld", (long long)gone);
	sql(t, "UPDATE core_person SET seen_day = 1768035600000 / 86400000 - 729 WHERE id = %lld", (long long)late);
	sql(t, "UPDATE core_person SET created_ms = 1600000000000 WHERE id = %lld", (long long)here);
	sql(t, "INSERT INTO core_enrolment VALUES (x'01', 'a', 'intake', '', 1768035600000 - 86400000), (x'02', 'b', 'intake', '', 1768035600000)");
	sql(t, "INSERT INTO core_session (token, person, boot, created_ms) VALUES (x'01', %lld, 'another', 1)", (long long)here);
	sql(t, "INSERT INTO known_phone VALUES (%lld, '06', 1768035600000 - 86400000), (%lld, '07', 1768035600000)", (long long)here, (long long)here);
	glane_test_advance(t, 18 * 3600 * 1000); /* 03:00 UTC, 04:00 in Paris */
	glane_test_settle(t);
	assert_int_equal(count(t, "SELECT erased_ms > 0 FROM core_person WHERE id = %lld", (long long)gone), 1);
	assert_int_equal(count(t, "SELECT erased_ms = 0 FROM core_person WHERE id = %lld", (long long)here), 1);
	assert_int_equal(count(t, "SELECT erased_ms = 0 FROM core_person WHERE id = %lld", (long long)late), 1);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_enrolment"), 1);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_session"), 0);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM known_phone"), 1);
	assert_int_equal(lines_of(t, "erased"), 1);
	/* As a plugin has it that did not run meanwhile. */
	sql(t, "INSERT INTO known_phone VALUES (%lld, '08', 1900000000000)", (long long)gone);
	glane_test_advance(t, 2 * DAY_MS);
	glane_test_settle(t);
	assert_int_equal(count(t, "SELECT erased_ms > 0 FROM core_person WHERE id = %lld", (long long)late), 1);
	assert_int_equal(count(t, "SELECT count(*) FROM known_phone WHERE person = %lld", (long long)gone), 0);
}

static void a_clock_that_jumps_erases_nobody(void **state)
{
	struct glane_test *t = *state;
	int64_t id = add(t, "Partie", "volunteer");
	sql(t, "UPDATE core_person SET active = 0 WHERE id = %lld", (long long)id);
	glane_test_advance(t, 1000 * DAY_MS);
	glane_test_settle(t);
	assert_int_equal(count(t, "SELECT erased_ms FROM core_person WHERE id = %lld", (long long)id), 0);
	/* A record of that day shows that somebody works by this clock. */
	assert_int_equal(glane_test_post(t, "/manage/settings", "{\"key\":\"site.name\",\"value\":\"Ici\"}"), 200);
	glane_test_advance(t, DAY_MS);
	glane_test_settle(t);
	assert_int_equal(count(t, "SELECT erased_ms > 0 FROM core_person WHERE id = %lld", (long long)id), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, begin, end)
		EACH(twenty_people_leave_no_word),
		EACH(who_is_erased_is_named_twice),
		EACH(a_plugin_that_cannot_erase_stops_it),
		EACH(a_person_gets_all_that_is_known),
		EACH(the_page_says_what_is_kept),
		EACH(after_a_restore_it_is_erased_again),
		EACH(whoever_a_plugin_forgets_stays_away),
		EACH(nights_forget_by_age),
		EACH(a_clock_that_jumps_erases_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
