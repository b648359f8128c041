/* SPDX-License-Identifier: MPL-2.0 */
/* A paper booklet typed in; two who type at once; the order in which things come in. */
#include "challenge/tests/home.h"

#include "text/text.h"

static int grid(struct home *b, const char *members)
{
	return on(b, b->h, "grid", "%s", members);
}

static int64_t load(struct home *b, int from)
{
	char target[80];
	snprintf(target, sizeof(target), "/p/challenge/h/%lld/grid?from=%d", (long long)b->h, from);
	assert_int_equal(glane_test_get(b->t, target), 200);
	return glane_test_int(b->t, "seen", -1);
}

static void a_booklet_is_typed_in_at_once(void **state)
{
	struct home *b = *state;
	assert_int_equal(grid(b, "'from':0,'omr_0':'3,2','tri_0':'1','verre_0':'','heads_0':24,'omr_1':'0','rest_1':true,'omr_12':'2800 g'"), 200);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_weighing"), 2 + 4 + 1);
	assert_int_equal(sql(b, "SELECT omr + tri FROM challenge_week WHERE week = 0"), 4200);
	assert_int_equal(sql(b, "SELECT person_days FROM challenge_week WHERE week = 0"), 24);
	assert_int_equal(sql(b, "SELECT covered FROM challenge_week WHERE week = 1"), 1);
	assert_int_equal(sql(b, "SELECT omr FROM challenge_week WHERE week = 12"), 2800);
	assert_int_equal(sql(b, "SELECT covered FROM challenge_week WHERE week = 12"), 0);
	int64_t seen = load(b, 0);
	assert_string_equal(glane_test_text(b->t, "rows.0.cells.0.value"), "3,2");
	assert_string_equal(glane_test_text(b->t, "rows.0.cells.2.value"), "");
	assert_string_equal(glane_test_text(b->t, "rows.1.cells.2.value"), "0");
	assert_string_equal(glane_test_text(b->t, "rows.0.heads"), "24");
	/* sent again as it is: nothing is written */
	char again[300];
	snprintf(again, sizeof(again), "'from':0,'seen':%lld,'omr_0':'3,2','tri_0':'1','heads_0':24,'omr_1':'0','tri_1':'0','verre_1':'0','bio_1':'0','omr_12':'2,8'", (long long)seen);
	int64_t before = rows(b);
	assert_int_equal(grid(b, again), 200);
	assert_int_equal(rows(b), before);
	/* the second page, and weeks that have not come */
	assert_int_equal(grid(b, "'from':13,'omr_0':'1'"), 200);
	assert_int_equal(sql(b, "SELECT omr FROM challenge_week WHERE week = 13"), 1000);
	REFUSED(b, grid(b, "'from':13,'omr_0':'1','omr_1':'1'"), 400, "omr_1", "Ce jour n’est pas encore venu. Vérifiez la date.");
}

static void another_number_takes_the_place_and_the_former_stays(void **state)
{
	struct home *b = *state;
	assert_int_equal(weigh(b, b->h, "2025-10-07", "omr", "2"), 201);
	assert_int_equal(weigh(b, b->h, "2025-10-09", "omr", "1,2"), 201);
	load(b, 0);
	assert_string_equal(glane_test_text(b->t, "rows.0.cells.0.value"), "3,2"); /* both of that week */
	assert_int_equal(grid(b, "'from':0,'omr_0':'3'"), 200);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_weighing WHERE ended_why = 'typing'"), 2);
	assert_int_equal(sql(b, "SELECT grams FROM challenge_weighing WHERE ended_ms IS NULL AND replaces = 2"), 3000);
	assert_int_equal(grid(b, "'from':0,'omr_0':''"), 200); /* emptied: nothing in its place */
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_week"), 0);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_weighing"), 3);
}

static void one_wrong_cell_keeps_all_of_it_on_the_page(void **state)
{
	struct home *b = *state;
	char target[60];
	REFUSED(b, grid(b, "'from':0,'omr_0':'3,2','tri_0':'3200'"), 400, "tri_0",
	        "« 3200 » : 3,2 kg ou 3 200 kg ? Écrivez l’unité : « 3200 g » ou « 3200000 g ».");
	REFUSED(b, grid(b, "'from':0,'omr_0':'3,2','tri_0':'x','omr_5':'-1'"), 400, "omr_5", "Un poids n’est pas négatif. Pour enlever une pesée, corrigez-la.");
	assert_string_equal(glane_test_text(b->t, "error.fields.tri_0"), "Ce n’est pas un poids. Écrivez des kilos, par exemple 3,2.");
	snprintf(target, sizeof(target), "/p/challenge/h/%lld/grid", (long long)b->h);
	assert_int_equal(glane_test_form(b->t, target, "from=0&seen=0&omr_0=3%2C2&tri_0=x&heads_0=20&rest_3=1"), 400);
	assert_true(glane_test_contains(b->t, "id=\"omr_0\" size=\"6\" maxlength=\"40\" inputmode=\"decimal\" autocomplete=\"off\" aria-label=\"semaine 1, ordures\" value=\"3,2\""));
	assert_true(glane_test_contains(b->t, "value=\"x\" aria-invalid=\"true\""));
	assert_true(glane_test_contains(b->t, "placeholder=\"28\" value=\"20\""));
	assert_true(glane_test_contains(b->t, "name=\"rest_3\" value=\"1\" aria-label=\"semaine 4, le reste à zéro\" checked"));
}

/* Somebody weighs on the phone while the booklet is typed in: neither is lost. */
static void two_at_once_lose_nothing(void **state)
{
	struct home *b = *state;
	char members[200], target[60], form[200];
	int64_t seen = load(b, 0);
	assert_int_equal(weigh(b, b->h, "2025-10-07", "omr", "2"), 201);
	snprintf(members, sizeof(members), "'from':0,'seen':%lld,'omr_0':'','tri_0':'1'", (long long)seen);
	REFUSED(b, grid(b, members), 409, "", "Entre-temps, d’autres pesées de ce foyer ont été notées. Vos chiffres sont encore là : comparez avec ce qui est noté sous les"
	        " cases, puis enregistrez de nouveau.");
	snprintf(target, sizeof(target), "/p/challenge/h/%lld/grid", (long long)b->h);
	snprintf(form, sizeof(form), "from=0&seen=%lld&omr_0=3&tri_0=1", (long long)seen);
	assert_int_equal(glane_test_form(b->t, target, form), 409);
	assert_true(glane_test_contains(b->t, "noté : 2"));
	assert_true(glane_test_contains(b->t, "value=\"3\""));
	seen = load(b, 0);
	snprintf(members, sizeof(members), "'from':0,'seen':%lld,'omr_0':'2','tri_0':'1'", (long long)seen);
	assert_int_equal(grid(b, members), 200);
	assert_int_equal(sql(b, "SELECT omr + tri FROM challenge_week"), 3000);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_weighing WHERE ended_ms IS NOT NULL"), 0);
}

/* --- order never matters ------------------------------------------------------------------------------------ */
struct fact { /* what one household did, as somebody will type it */
	int kind, week, fraction, grams; /* kind 0: weigh-in, 1: presence, 2: size, 3: nothing, 4: a weigh-in typed wrong and corrected */
};
static const char *const names[] = { "omr", "tri", "verre", "bio" };

static void day_of(int week, int in, char text[11])
{
	text_from_day(20367 + 7 * week + in, text);
}

static void enter(struct home *b, int64_t h, const struct fact *f)
{
	char day[11], grams[40], target[60];
	day_of(f->week, f->grams % 7, day);
	snprintf(grams, sizeof(grams), "%d g", f->grams);
	if (f->week == 13)
		day_of(13, f->grams % 6, day); /* today is its Saturday */
	if (f->kind == 0) {
		assert_int_equal(on(b, h, "weigh", "'day':'%s','fraction':'%s','grams':'%s','again':true", day, names[f->fraction], grams), 201);
	} else if (f->kind == 1) {
		assert_int_equal(on(b, h, "presence", "'week':%d,'heads':%d", f->week + 1, f->grams % 40), 200);
	} else if (f->kind == 2) {
		assert_int_equal(on(b, h, "size", "'week':%d,'persons':%d,'children':1", f->week + 1, 2 + f->grams % 4), 200);
	} else if (f->kind == 3) {
		assert_int_equal(on(b, h, "nothing", "'week':%d", f->week + 1), 200);
	} else {
		assert_int_equal(on(b, h, "weigh", "'day':'%s','fraction':'tri','grams':'77 kg','again':true", day), 201);
		snprintf(target, sizeof(target), "/p/challenge/w/%lld", (long long)glane_test_int(b->t, "weighing", 0));
		assert_int_equal(post(b, target, "{'day':'%s','fraction':'%s','grams':'%s','why':'typing'}", day, names[f->fraction], grams), 200);
	}
}

static void shuffle(struct fact *f, int n, unsigned *seed)
{
	for (int i = n - 1; i > 0; i--) {
		*seed = *seed * 1103515245u + 12345u;
		int k = (int)(*seed >> 8) % (i + 1);
		struct fact swap = f[i];
		f[i] = f[k];
		f[k] = swap;
	}
}

#define SAME "SELECT count(*) FROM (SELECT week, person_days, full_days, declared, omr, tri, verre, bio, weighed, covered FROM challenge_week WHERE household = %lld" \
	" EXCEPT SELECT week, person_days, full_days, declared, omr, tri, verre, bio, weighed, covered FROM challenge_week WHERE household = %lld)"

static void the_order_of_entry_never_matters(void **state)
{
	struct home *b = *state;
	unsigned seed = 20260110;
	for (int round = 0; round < 12; round++) {
		struct fact f[60];
		int n = 0, rest = 0;
		for (int i = 0; i < 40; i++) {
			seed = seed * 1103515245u + 12345u;
			f[n++] = (struct fact){ i % 8 == 7 ? 4 : 0, (int)(seed >> 20) % 14, (int)(seed >> 12) % 4, (int)(seed >> 8) % 9000 };
		}
		for (int w = 0; w < 14; w += 3)
			f[n++] = (struct fact){ 1, w, 0, (int)(seed >> 9) % 30 + w };
		f[n++] = (struct fact){ 2, 5, 0, 1 };
		f[n++] = (struct fact){ 2, 9, 0, 2 };
		rest = n; /* "nothing to report" speaks of what is there: it comes last, for all weeks but some */
		for (int w = 0; w < 14; w += 2)
			f[n++] = (struct fact){ 3, w, 0, 0 };
		int64_t h[3];
		for (int k = 0; k < 3; k++) {
			char name[40];
			snprintf(name, sizeof(name), "Ordre %d-%d", round, k);
			h[k] = join(b, name, 3, ",'children':1,'start_week':1");
			shuffle(f, rest, &seed);
			for (int i = 0; i < n; i++)
				enter(b, h[k], &f[i]);
		}
		assert_true(sql(b, "SELECT count(*) FROM challenge_week WHERE household = %lld", (long long)h[0]) > 7);
		for (int k = 1; k < 3; k++) {
			assert_int_equal(sql(b, SAME, (long long)h[0], (long long)h[k]), 0);
			assert_int_equal(sql(b, SAME, (long long)h[k], (long long)h[0]), 0);
		}
	}
}

static void a_week_that_comes_later_changes_no_other(void **state)
{
	struct home *b = *state;
	int64_t other = join(b, "Témoin", 4, ",'children':2,'start_week':1");
	unsigned seed = 7;
	for (int i = 0; i < 60; i++) {
		seed = seed * 1103515245u + 12345u;
		struct fact f = { 0, (int)(seed >> 20) % 14, (int)(seed >> 12) % 4, (int)(seed >> 8) % 9000 };
		if (f.week != 6)
			enter(b, other, &f);
		enter(b, b->h, &f);
	}
	assert_int_equal(sql(b, SAME, (long long)other, (long long)b->h), 0);
	assert_int_equal(sql(b, SAME, (long long)b->h, (long long)other), 1); /* the week itself */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, home_begin, home_end)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_booklet_is_typed_in_at_once),
		TEST(another_number_takes_the_place_and_the_former_stays),
		TEST(one_wrong_cell_keeps_all_of_it_on_the_page),
		TEST(two_at_once_lose_nothing),
		TEST(the_order_of_entry_never_matters),
		TEST(a_week_that_comes_later_changes_no_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
