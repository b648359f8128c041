/* SPDX-License-Identifier: MPL-2.0 */
/* Households join, grow, leave, split, move in with others and lose their cards. */
#include "challenge/tests/home.h"

static int64_t of(struct home *b, int64_t household, const char *column)
{
	return sql(b, "SELECT %s FROM challenge_household WHERE id = %lld", column, (long long)household);
}

static int add(struct home *b, const char *members)
{
	char target[60];
	snprintf(target, sizeof(target), "/p/challenge/c/%lld/households", (long long)b->challenge);
	return post(b, target, "{%s}", members);
}

static void a_household_joins(void **state)
{
	struct home *b = *state;
	REFUSED(b, add(b, "'pseudonym':'Personne','persons':0"), 400, "persons", "Zéro personne ne fait pas un foyer. Écrivez combien y vivent, enfants compris.");
	REFUSED(b, add(b, "'pseudonym':'Beaucoup','persons':31"), 400, "persons", "Écrivez combien de personnes vivent là, de 1 à 30.");
	REFUSED(b, add(b, "'pseudonym':'Jeunes','persons':2,'children':3"), 400, "children",
	        "Il y a plus d’enfants que de personnes, ou un nombre qui n’en est pas un. Les enfants sont comptés dans les personnes.");
	REFUSED(b, add(b, "'pseudonym':'   ','persons':2"), 400, "pseudonym", "Ce champ est à remplir.");
	REFUSED(b, add(b, "'pseudonym':'A','persons':2,'email':'nobody'"), 400, "email", "Cette adresse e-mail n’est pas complète. Corrigez-la, ou laissez-la vide.");
	REFUSED(b, add(b, "'pseudonym':'A','persons':2,'team':77"), 400, "team", "Cette équipe n’est pas de ce défi.");
	REFUSED(b, add(b, "'pseudonym':'A','persons':2,'start_week':20"), 400, "start_week", "Cette semaine n’est pas dans le défi.");
	assert_int_equal(add(b, "'pseudonym':' Les Castors ','persons':3,'children':1,'email':'castors@example.org','team':1,'start_week':1"), 201);
	int64_t h = glane_test_int(b->t, "id", 0);
	assert_int_equal(of(b, h, "number"), 2);
	assert_int_equal(of(b, h, "pseudonym = 'Les Castors' AND commune = 'Ivry' AND team = 1 AND consent = '' AND consent_ms IS NULL"), 1);
	assert_int_equal(of(b, b->h, "consent = 'Nous acceptons.' AND consent_ms = 1768035600000"), 1);
	/* the code: 26 symbols of the alphabet, not two alike */
	assert_int_equal(of(b, h, "length(code) = 26 AND code NOT GLOB '*[^0-9A-HJKMNP-TV-Z]*'"), 1);
	assert_int_equal(sql(b, "SELECT count(DISTINCT code) FROM challenge_household"), 2);
	/* what it agreed to stays, whatever becomes of the text */
	glane_test_exec(b->t, "UPDATE challenge_challenge SET consent = 'Autre texte'");
	assert_int_equal(on(b, h, "edit", "'pseudonym':'Les Castors','agreed':true"), 200);
	assert_int_equal(on(b, b->h, "edit", "'pseudonym':'Les Hérissons','agreed':true"), 200);
	assert_int_equal(of(b, h, "consent = 'Autre texte'"), 1);
	assert_int_equal(of(b, b->h, "consent = 'Nous acceptons.' AND consent_ms = 1768035600000"), 1);
	assert_int_equal(on(b, b->h, "edit", "'pseudonym':'Les Hérissons'"), 200); /* taken back */
	assert_int_equal(of(b, b->h, "consent = '' AND consent_ms IS NULL"), 1);
}

static void who_joins_late_has_a_beginning_of_its_own(void **state)
{
	struct home *b = *state;
	int64_t h = join(b, "En retard", 2, "");
	assert_int_equal(of(b, h, "start_week"), 13); /* the running one, week 14 */
	REFUSED(b, weigh(b, h, "2025-12-30", "omr", "2"), 400, "day", "Ce foyer participe depuis le 05/01/2026. Vérifiez la date.");
	assert_int_equal(weigh(b, h, "2026-01-09", "omr", "2"), 201);
	char target[60];
	snprintf(target, sizeof(target), "/p/challenge/h/%lld", (long long)h);
	assert_int_equal(glane_test_page(b->t, target), 200);
	assert_true(glane_test_contains(b->t, "Inscrit à partir de la semaine 14"));
	assert_true(glane_test_contains(b->t, "il aura des badges, pas de score"));
	/* its booklet shows that it had begun before */
	assert_int_equal(on(b, h, "edit", "'pseudonym':'En retard','start_week':9"), 200);
	assert_int_equal(weigh(b, h, "2025-12-30", "omr", "2"), 201);
	REFUSED(b, on(b, h, "edit", "'pseudonym':'En retard','start_week':14"), 400, "start_week",
	        "Une pesée est notée en semaine 13 : ce foyer participe au moins depuis celle-là.");
}

static void a_birth_counts_from_its_week_on(void **state)
{
	struct home *b = *state;
	for (int w = 0; w < 3; w++) {
		char day[11];
		snprintf(day, sizeof(day), "2025-10-%02d", 7 + 7 * w);
		assert_int_equal(weigh(b, b->h, day, "omr", "2"), 201);
	}
	assert_int_equal(sql(b, "SELECT sum(person_days) FROM challenge_week"), 3 * 28);
	REFUSED(b, on(b, b->h, "size", "'week':2,'persons':0"), 400, "persons", "Écrivez combien de personnes vivent là, de 1 à 30.");
	REFUSED(b, on(b, b->h, "size", "'week':17,'persons':5"), 400, "week", "Écrivez une semaine de 1 à 16.");
	assert_int_equal(on(b, b->h, "size", "'week':2,'persons':5,'children':3"), 200);
	assert_int_equal(sql(b, "SELECT sum(person_days) FROM challenge_week"), 28 + 35 + 35);
	/* what was declared stays as it was declared */
	assert_int_equal(on(b, b->h, "presence", "'week':3,'heads':20"), 200);
	assert_int_equal(sql(b, "SELECT sum(person_days) FROM challenge_week"), 28 + 35 + 20);
	assert_int_equal(on(b, b->h, "size", "'week':1,'persons':3,'children':1"), 200); /* it was wrong from the start */
	assert_int_equal(sql(b, "SELECT sum(person_days) FROM challenge_week"), 21 + 35 + 20);
	assert_int_equal(sql(b, "SELECT full_days FROM challenge_week WHERE week = 2"), 35);
}

/* Where a child counts half, so do its days, also those that were declared for all together. */
static void a_child_may_count_less(void **state)
{
	struct home *b = *state;
	glane_test_exec(b->t, "UPDATE challenge_challenge SET child_milli = 500");
	assert_int_equal(weigh(b, b->h, "2025-10-07", "omr", "2"), 201);
	assert_int_equal(sql(b, "SELECT person_days FROM challenge_week"), 21); /* 2 x 7 + 2 x 7 / 2 */
	assert_int_equal(on(b, b->h, "presence", "'week':1,'heads':24"), 200);
	assert_int_equal(sql(b, "SELECT person_days FROM challenge_week"), 18); /* 24 of 28 */
}

static void one_leaves_with_its_reason_and_may_come_back(void **state)
{
	struct home *b = *state;
	assert_int_equal(weigh(b, b->h, "2025-10-07", "omr", "2"), 201);
	assert_int_equal(on(b, b->h, "leave", "'week':3,'reason':'illness'"), 400); /* nobody's business here */
	assert_int_equal(on(b, b->h, "leave", "'week':3,'reason':'time'"), 200);
	REFUSED(b, on(b, b->h, "leave", "'week':4,'reason':'time'"), 409, "", "Ce foyer est déjà parti.");
	REFUSED(b, weigh(b, b->h, "2025-10-20", "omr", "2"), 400, "day", "Ce foyer a participé jusqu’au 19/10/2025. S’il continue, notez d’abord qu’il reprend.");
	assert_int_equal(weigh(b, b->h, "2025-10-14", "omr", "2"), 201); /* its booklet, afterwards */
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_week"), 2);
	assert_int_equal(on(b, b->h, "return", "%s", ""), 200);
	assert_int_equal(weigh(b, b->h, "2025-10-20", "omr", "2"), 201);
}

static void one_splits_into_two(void **state)
{
	struct home *b = *state;
	assert_int_equal(weigh(b, b->h, "2025-10-07", "omr", "2"), 201);
	assert_int_equal(weigh(b, b->h, "2025-11-11", "omr", "2"), 201); /* week 6 */
	REFUSED(b, on(b, b->h, "split", "'week':5,'pseudonym':'Tout le monde','persons':4,'children':2"), 400, "persons",
	        "Quelqu’un doit rester dans ce foyer. Écrivez moins de personnes.");
	REFUSED(b, on(b, b->h, "split", "'week':5,'pseudonym':'Les petits','persons':3,'children':3"), 400, "persons",
	        "Quelqu’un doit rester dans ce foyer. Écrivez moins de personnes.");
	char target[60];
	snprintf(target, sizeof(target), "/p/challenge/h/%lld/split", (long long)b->h);
	assert_int_equal(glane_test_form(b->t, target, "part=split&week=6&pseudonym=Les+petits&persons=4&children=3"), 400); /* its form is open, as it was typed */
	assert_true(glane_test_contains(b->t, "<details open><summary class=\"row\">Le foyer se sépare"));
	assert_true(glane_test_contains(b->t, "autocomplete=\"off\" value=\"Les petits\""));
	assert_false(glane_test_contains(b->t, "<details open><summary class=\"row\">Le foyer arrête"));
	assert_int_equal(on(b, b->h, "split", "'week':5,'pseudonym':'Les autres','persons':1,'children':0"), 201);
	int64_t other = glane_test_int(b->t, "id", 0);
	assert_int_equal(of(b, other, "start_week"), 4);
	assert_int_equal(of(b, other, "came_from"), b->h);
	assert_int_equal(of(b, other, "consent_ms IS NULL"), 1); /* it has to agree itself */
	assert_int_equal(sql(b, "SELECT person_days FROM challenge_week WHERE household = %lld AND week = 0", (long long)b->h), 28);
	assert_int_equal(sql(b, "SELECT person_days FROM challenge_week WHERE household = %lld AND week = 5", (long long)b->h), 21);
}

static void two_become_one(void **state)
{
	struct home *b = *state;
	int64_t other = join(b, "Les Castors", 3, ",'children':1,'start_week':1");
	assert_int_equal(weigh(b, b->h, "2025-11-11", "omr", "2"), 201); /* week 6 */
	assert_int_equal(weigh(b, b->h, "2025-10-14", "omr", "2"), 201);
	REFUSED(b, on(b, b->h, "merge", "'week':5,'other':%lld", (long long)b->h), 400, "other", "Choisissez un autre foyer du même défi, qui participe encore.");
	assert_int_equal(on(b, b->h, "merge", "'week':5,'other':%lld", (long long)other), 200);
	assert_int_equal(of(b, other, "state = 'left' AND left_week = 4 AND left_reason = 'merged'"), 1);
	assert_int_equal(sql(b, "SELECT person_days FROM challenge_week WHERE week = 5"), 49);
	assert_int_equal(sql(b, "SELECT person_days FROM challenge_week WHERE week = 1"), 28);
	REFUSED(b, on(b, b->h, "merge", "'week':6,'other':%lld", (long long)other), 400, "other", "Choisissez un autre foyer du même défi, qui participe encore.");
}

static void a_lost_card_is_dead(void **state)
{
	struct home *b = *state;
	glane_test_exec(b->t, "CREATE TABLE old AS SELECT code FROM challenge_household");
	assert_int_equal(on(b, b->h, "card", "%s", ""), 200);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_household h JOIN old o ON o.code = h.code"), 0);
	assert_int_equal(of(b, b->h, "card"), 2);
	assert_int_equal(of(b, b->h, "length(code)"), 26);
	glane_test_exec(b->t, "DROP TABLE old");
}

static void many_are_pasted_and_each_line_is_judged(void **state)
{
	struct home *b = *state;
	char target[60];
	snprintf(target, sizeof(target), "/p/challenge/c/%lld/paste", (long long)b->challenge);
	assert_int_equal(post(b, target, "{'lines':'%s','agreed':true,'start_week':1}", "Un;2;0;Vitry;un@example.org;École\\nDeux\\t3\\nTrois, 1\\n\\n"
		"Zéro;0\\nSans\\nLes Hérissons;2\\nUn;4\\nMal;2;0;;pas une adresse\\n;3"), 200);
	assert_int_equal(glane_test_int(b->t, "added.n", -1), 3);
	assert_int_equal(glane_test_count(b->t, "refused"), 6);
	assert_int_equal(glane_test_int(b->t, "refused.0.line", -1), 4);
	assert_string_equal(glane_test_text(b->t, "refused.0.why"), "Zéro personne ne fait pas un foyer. Écrivez combien y vivent, enfants compris.");
	assert_string_equal(glane_test_text(b->t, "refused.2.why"), "Un foyer porte déjà ce pseudonyme. Choisissez-en un autre.");
	assert_string_equal(glane_test_text(b->t, "input.lines"), "Zéro;0\nSans\nLes Hérissons;2\nUn;4\nMal;2;0;;pas une adresse\n;3\n");
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_household WHERE start_week = 0 AND consent_ms IS NOT NULL"), 4);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_household h JOIN challenge_team t ON t.id = h.team WHERE t.name = 'École' AND h.commune = 'Vitry'"), 1);
	/* in a browser: the page again, with what is to be put right in the box */
	assert_int_equal(glane_test_form(b->t, target, "lines=Quatre;2%0D%0AZ%C3%A9ro;0"), 200);
	assert_true(glane_test_contains(b->t, "Zéro;0\n</textarea>"));
	assert_true(glane_test_contains(b->t, "1 foyer est inscrit."));
	assert_int_equal(glane_test_form(b->t, target, "lines=Cinq;2"), 303);
}

static void two_at_once_get_two_numbers(void **state)
{
	struct home *b = *state;
	for (int i = 0; i < 20; i++) {
		char name[20];
		snprintf(name, sizeof(name), "Foyer %d", i);
		join(b, name, 1 + i % 4, "");
	}
	assert_int_equal(sql(b, "SELECT max(number) FROM challenge_household"), 21);
	glane_test_exec(b->t, "DELETE FROM challenge_household WHERE number = 21");
	int64_t h = join(b, "Encore un", 1, "");
	assert_int_equal(of(b, h, "number"), 22); /* never given twice */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, home_begin, home_end)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_household_joins),
		TEST(who_joins_late_has_a_beginning_of_its_own),
		TEST(a_birth_counts_from_its_week_on),
		TEST(a_child_may_count_less),
		TEST(one_leaves_with_its_reason_and_may_come_back),
		TEST(one_splits_into_two),
		TEST(two_become_one),
		TEST(a_lost_card_is_dead),
		TEST(many_are_pasted_and_each_line_is_judged),
		TEST(two_at_once_get_two_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
