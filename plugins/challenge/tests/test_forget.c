/* SPDX-License-Identifier: MPL-2.0 */
/* A household that goes is gone: from the tables, the file, its WAL, and from an older copy that is put back.  And its card, which
 * only organisers print; the kiosk; the wall. */
#include <dirent.h>
#include <stdlib.h>

#include "challenge/tests/home.h"
#include "drawing/tests/decode.h"

enum { HOUSEHOLDS = 120, TOKENS = 12 };
static char codes[TOKENS][27];

static int begin(void **state)
{
	struct home *b = calloc(1, sizeof(*b));
	b->t = glane_test_open(PLUGINS "/challenge.so", PLUGINS "/labels.so", NULL);
	*state = b;
	assert_int_equal(set(b, ""), 200);
	b->challenge = glane_test_int(b->t, "id", 0);
	assert_int_equal(post(b, "/p/challenge/c/1/state", "{'act':'open'}"), 200);
	return 0;
}

static int64_t plant(struct home *b, int i)
{
	char name[60], more[200];
	snprintf(name, sizeof(name), "Jeton%04dNom", i);
	snprintf(more, sizeof(more), ",'commune':'jeton%04dville','email':'jeton%04dcourriel@example.org','start_week':1", i, i);
	return join(b, name, 3, more);
}

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

/* How often the words of the first TOKENS households are in the files of the directory. */
static int found(const char *dir)
{
	int hits = 0;
	DIR *d = opendir(dir);
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));) {
		char path[600], words[4][40];
		size_t size;
		snprintf(path, sizeof(path), "%.300s/%.250s", dir, e->d_name);
		char *p = e->d_name[0] == '.' ? NULL : read_all(path, &size);
		for (int i = 0; p && i < TOKENS; i++) {
			snprintf(words[0], sizeof(words[0]), "Jeton%04dNom", i);
			snprintf(words[1], sizeof(words[1]), "jeton%04dville", i);
			snprintf(words[2], sizeof(words[2]), "jeton%04dcourriel", i);
			snprintf(words[3], sizeof(words[3]), "%.26s", codes[i]);
			for (int k = 0; k < 4; k++)
				for (const char *at = p; (at = memmem(at, size - (size_t)(at - p), words[k], strlen(words[k]))); at++)
					hits++;
		}
		free(p);
	}
	closedir(d);
	return hits;
}

/* By its own page; the number is typed. */
static int forget(struct home *b, const char *code, int64_t number)
{
	char target[120], body[120], key[37];
	snprintf(target, sizeof(target), "/F/%s", code);
	assert_int_equal(glane_test_page(b->t, target), 200);
	const char *at = strstr(glane_test_body(b->t, NULL), "name=\"_request\" value=\"");
	snprintf(key, sizeof(key), "%s", at + 23);
	snprintf(target, sizeof(target), "/p/challenge/household/%s/forget", code);
	snprintf(body, sizeof(body), "_request=%s&number=%lld", key, (long long)number);
	return glane_test_form(b->t, target, body);
}

static void take_code(struct home *b, int64_t household, char out[27])
{
	for (int i = 0; i < 26; i++)
		out[i] = (char)sql(b, "SELECT unicode(substr(code, %d, 1)) FROM challenge_household WHERE id = %lld", i + 1, (long long)household);
	out[26] = 0;
}

static void nothing_is_left_and_nothing_comes_back(void **state)
{
	struct home *b = *state;
	int64_t ids[TOKENS];
	for (int i = 0; i < HOUSEHOLDS; i++) {
		int64_t id = plant(b, i);
		if (i < TOKENS) {
			ids[i] = id;
			take_code(b, id, codes[i]);
			assert_int_equal(weigh(b, id, "2026-01-09", "omr", "3,2"), 201);
		}
	}
	assert_int_equal(weigh(b, plant(b, 900), "2026-01-09", "omr", "5"), 201);
	glane_test_exec(b->t, "ATTACH ':memory:' AS copy");
	glane_test_exec(b->t, "CREATE TABLE copy.older AS SELECT * FROM challenge_household WHERE id <= (SELECT min(id) + 11 FROM challenge_household)");
	assert_true(found(glane_test_dir(b->t)) > 0);
	glane_test_public(b->t, 1);
	assert_int_equal(forget(b, codes[0], 999), 400); /* another number: nothing is deleted */
	assert_true(glane_test_contains(b->t, "pas le numéro du foyer"));
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_household"), HOUSEHOLDS + 1);
	for (int i = 0; i < TOKENS; i++) {
		assert_int_equal(forget(b, codes[i], i + 1), 303);
		assert_string_equal(glane_test_field(b->t, "Location"), "/p/challenge/gone");
	}
	assert_int_equal(glane_test_page(b->t, "/p/challenge/gone"), 200);
	glane_test_public(b->t, 0);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_household"), HOUSEHOLDS + 1 - TOKENS);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_weighing"), 1);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_size WHERE household <= %lld", (long long)ids[TOKENS - 1]), 0);
	assert_int_equal(sql(b, "SELECT erased FROM challenge_challenge"), TOKENS);
	/* An older copy is put back. */
	glane_test_exec(b->t, "INSERT INTO challenge_household SELECT * FROM copy.older");
	glane_test_exec(b->t, "DELETE FROM core_erasure");
	glane_test_exec(b->t, "INSERT INTO challenge_size SELECT id, 0, 3, 0 FROM copy.older");
	glane_test_reopen(b->t);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_household"), HOUSEHOLDS + 1 - TOKENS);
	assert_int_equal(found(glane_test_dir(b->t)), 0);
	assert_string_equal(glane_test_verify(b->t), "");
}

static void organisers_delete_for_whoever_asks(void **state)
{
	struct home *b = *state;
	int64_t id = plant(b, 0);
	assert_int_equal(on(b, id, "forget", "'number':2"), 400);
	assert_int_equal(on(b, id, "forget", "'number':1"), 200);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_household"), 0);
	assert_int_equal(sql(b, "SELECT last_number FROM challenge_challenge"), 1); /* a number is never given twice */
}

static void six_months_after_the_end_they_all_go(void **state)
{
	struct home *b = *state;
	int64_t id = plant(b, 0);
	assert_int_equal(weigh(b, id, "2026-01-09", "omr", "3,2"), 201);
	glane_test_exec(b->t, "UPDATE challenge_challenge SET state = 'closed'");
	glane_test_advance(b->t, INT64_C(150) * 86400000);
	glane_test_settle(b->t);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_household"), 1);
	glane_test_advance(b->t, INT64_C(70) * 86400000);
	glane_test_settle(b->t);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_household"), 0);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_weighing"), 0);
	assert_int_equal(sql(b, "SELECT erased FROM challenge_challenge"), 1);
}

/* --- cards -------------------------------------------------------------------------------------------------------- */
static void cards_are_read_and_are_for_organisers(void **state)
{
	struct home *b = *state;
	char target[200], expected[2][80];
	assert_int_equal(post(b, "/manage/settings", "{'key':'site.host','value':'glane.example'}"), 200);
	int64_t ids[2] = { plant(b, 0), plant(b, 1) };
	for (int i = 0; i < 2; i++) {
		take_code(b, ids[i], codes[i]);
		snprintf(expected[i], sizeof(expected[i]), "HTTPS://GLANE.EXAMPLE/F/%.26s\n", codes[i]);
	}
	snprintf(target, sizeof(target), "/p/labels/cards.pdf?kind=challenge_household&ids=%lld,%lld", (long long)ids[0], (long long)ids[1]);
	assert_int_equal(glane_test_page(b->t, "/p/challenge/c/1/print"), 200);
	assert_true(glane_test_contains(b->t, "kind=challenge_household&amp;ids=1,2"));
	assert_int_equal(glane_test_get(b->t, target), 200);
	assert_string_equal(glane_test_type(b->t), "application/pdf");
	struct bytes pdf = { 0 };
	size_t n;
	const char *body = glane_test_body(b->t, &n);
	bytes_add(&pdf, body, n);
	decode_begin();
	if (decode_has("pdftoppm") && decode_has("zbarimg")) {
		char *read = decode_run("pdftoppm -r 300 -png %s | zbarimg -q --raw -Sdisable -Sqrcode.enable -", decode_file("cards.pdf", &pdf));
		assert_non_null(strstr(read, expected[0]));
		assert_non_null(strstr(read, expected[1]));
		free(read);
	}
	decode_end();
	bytes_fini(&pdf);
	glane_test_exec(b->t, "UPDATE challenge_challenge SET weeks = 17");
	assert_int_equal(glane_test_get(b->t, "/p/challenge/c/1/booklets.pdf"), 200);
	assert_string_equal(glane_test_type(b->t), "application/pdf");
	body = glane_test_body(b->t, &n);
	bytes_add(&pdf, body, n);
	decode_begin();
	if (decode_has("pdftotext")) {
		char *read = decode_run("pdftotext -layout %s -", decode_file("booklets.pdf", &pdf));
		assert_non_null(strstr(read, "Semaines 13 à 16\n"));
		assert_non_null(strstr(read, "Semaine 17\n"));
		free(read);
	}
	decode_end();
	bytes_fini(&pdf);
	glane_test_role(b->t, "volunteer"); /* may print labels */
	assert_int_equal(glane_test_get(b->t, target), 404);
	assert_int_equal(glane_test_get(b->t, "/p/challenge/c/1/booklets.pdf"), 403);
	glane_test_role(b->t, "administrator");
}

/* --- the kiosk ---------------------------------------------------------------------------------------------------- */
static void a_card_and_a_bin_are_a_weigh_in(void **state)
{
	struct home *b = *state;
	char target[120];
	int64_t id = plant(b, 0);
	take_code(b, id, codes[0]);
	glane_test_role(b->t, "day");
	snprintf(target, sizeof(target), "/p/challenge/kiosk?code=HTTPS://X/F/%s", codes[0]);
	assert_int_equal(glane_test_get(b->t, target), 200);
	assert_int_equal(glane_test_int(b->t, "household", 0), 1);
	assert_int_equal(glane_test_count(b->t, "fractions"), 4);
	assert_false(glane_test_contains(b->t, "Jeton")); /* no name on that screen */
	assert_int_equal(post(b, "/p/challenge/kiosk", "{'code':'%s','fraction':'omr','grams':3200}", codes[0]), 201);
	int64_t weighing = glane_test_int(b->t, "weighing", 0);
	assert_int_equal(sql(b, "SELECT grams = 3200 AND source = 'kiosk' AND day = 20463 FROM challenge_weighing"), 1);
	assert_int_equal(post(b, "/p/challenge/kiosk", "{'code':'%s','fraction':'omr','grams':3200}", codes[0]), 400); /* asked */
	assert_int_equal(post(b, "/p/challenge/kiosk", "{'code':'%s','fraction':'omr','grams':3200,'again':true}", codes[0]), 201);
	/* for whom has it on paper: the first eight symbols, typed as people do */
	snprintf(target, sizeof(target), "/p/challenge/kiosk?code=%.4s-%.4s", codes[0], codes[0] + 4);
	assert_int_equal(glane_test_get(b->t, target), 200);
	assert_int_equal(glane_test_get(b->t, "/p/challenge/kiosk?code=0000000"), 404);
	assert_int_equal(glane_test_get(b->t, "/p/challenge/kiosk?code=zut!"), 404);
	/* taken back within ten minutes, with its trace */
	assert_int_equal(post(b, "/p/challenge/kiosk/undo", "{'code':'%s','weighing':%lld}", codes[0], (long long)weighing), 200);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_weighing WHERE ended_ms IS NULL"), 1);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_weighing"), 2);
	glane_test_advance(b->t, 700000);
	assert_int_equal(post(b, "/p/challenge/kiosk/undo", "{'code':'%s','weighing':%lld}", codes[0], (long long)weighing + 1), 409);
	glane_test_role(b->t, "administrator");
}

/* --- the wall ------------------------------------------------------------------------------------------------------ */
static int64_t named_on_the_wall(struct home *b)
{
	glane_test_public(b->t, 1);
	assert_int_equal(glane_test_get(b->t, "/p/challenge/wall"), 200);
	glane_test_public(b->t, 0);
	return glane_test_count(b->t, "named.0.names");
}

/* Whoever counts what is published and reads the names must not be left with one or two households. */
static void names_stand_on_the_wall_where_they_tell_nothing_of_others(void **state)
{
	struct home *b = *state;
	assert_int_equal(named_on_the_wall(b), -1);
	for (int i = 0; i < 6; i++)
		plant(b, i);
	glane_test_exec(b->t, "INSERT OR REPLACE INTO challenge_result (household, scoring, until, state, baseline_grams, baseline_days, baseline_full, baseline_covered,"
	                      " baseline_due, grams, days, full, covered, due, first_covered, first_due, glass_seen, glass_due, raw_ppm, ppm, band, sober, inflated)"
	                      " SELECT id, 1, 9, 'scored', 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 150000, 1, 0, 0 FROM challenge_household");
	glane_test_exec(b->t, "INSERT INTO challenge_published (challenge, figure, scoring, until, at_ms, value) VALUES (1, 'bands', 1, 9, 1, '[0,1,6,2,4,0]')");
	static const int expected[] = { -1, 1, 2, 3, -1, -1, 6 }; /* of six: four or five named would give the others away */
	for (int n = 0; n <= 6; n++) {
		char set_wall[120];
		snprintf(set_wall, sizeof(set_wall), "UPDATE challenge_household SET wall = number <= %d", n);
		glane_test_exec(b->t, set_wall);
		assert_int_equal(named_on_the_wall(b), expected[n]);
		for (int i = n; i < 6; i++) {
			char name[40];
			snprintf(name, sizeof(name), "Jeton%04dNom", i);
			assert_false(glane_test_contains(b->t, name)); /* nobody who did not ask */
		}
	}
	glane_test_exec(b->t, "DELETE FROM challenge_published");
	glane_test_exec(b->t, "DELETE FROM challenge_result");
	glane_test_exec(b->t, "DELETE FROM challenge_household");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, home_end)
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_left_and_nothing_comes_back), TEST(organisers_delete_for_whoever_asks), TEST(six_months_after_the_end_they_all_go),
		TEST(cards_are_read_and_are_for_organisers), TEST(a_card_and_a_bin_are_a_weigh_in),
		TEST(names_stand_on_the_wall_where_they_tell_nothing_of_others),
	};
	return cmocka_run_group_tests_name("forgetting households, their cards, the kiosk", tests, NULL, NULL);
}
