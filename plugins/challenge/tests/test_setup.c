/* SPDX-License-Identifier: MPL-2.0 */
/* A challenge is set up, opened, changed, put away, taken back, made again next year. */
#include "challenge/tests/home.h"

static int act(struct home *b, const char *what)
{
	char target[60];
	snprintf(target, sizeof(target), "/p/challenge/c/%lld/state", (long long)b->challenge);
	return post(b, target, "{'act':'%s'}", what);
}

static void a_template_is_filled_in_and_kept_as_it_is(void **state)
{
	struct home *b = *state;
	assert_int_equal(glane_test_get(b->t, "/p/challenge/new"), 200);
	assert_int_equal(glane_test_count(b->t, "forms"), 3);
	static const char *const forms[] = { "ademe", "six_months", "november" };
	for (int i = 0; i < 3; i++) {
		char target[80], form[12000];
		snprintf(target, sizeof(target), "/p/challenge/set?form=%s", forms[i]);
		assert_int_equal(glane_test_page(b->t, target), 200);
		assert_int_equal(glane_test_get(b->t, target), 200);
		/* as the browser sends it: name, dates, fractions, reference as proposed */
		snprintf(form, sizeof(form), "form=%s&name=Essai&first_day=2026-02-02&baseline_weeks=%s&challenge_weeks=%s&child_percent=100&unit=kg&weigh_omr=1&weigh_tri=1"
			"&weigh_verre=1&score_omr=1&score_tri=1&score_verre=1&reference=households&own_kg=&own_source=&neutral_from=&neutral_to=&teams=&commune=&place="
			"&invitation=Venez%%0D%%0Atous&consent=Oui", forms[i], glane_test_text(b->t, "input.baseline_weeks"), glane_test_text(b->t, "input.challenge_weeks"));
		assert_int_equal(glane_test_form(b->t, "/p/challenge/set", form), 303);
		assert_int_equal(glane_test_page(b->t, glane_test_field(b->t, "Location")), 200);
		assert_true(glane_test_contains(b->t, "Essai"));
	}
	assert_int_equal(sql(b, "SELECT mu FROM challenge_scoring ORDER BY id DESC"), 775);
	assert_int_equal(sql(b, "SELECT k FROM challenge_scoring ORDER BY id DESC"), 14);
}

static void a_reference_covers_what_is_scored(void **state)
{
	struct home *b = *state;
	REFUSED(b, set(b, ",'score_verre':false"), 400, "reference",
	        "Cette référence couvre : ordures ménagères, tri (emballages et papiers), verre. Le score compte : ordures ménagères, tri (emballages et papiers)."
	        " Choisissez-en une qui couvre la même chose, ou écrivez le chiffre de la commune.");
	REFUSED(b, set(b, ",'score_verre':false,'reference':'own'"), 400, "own_kg",
	        "Écrivez combien de kilos un habitant de la commune jette par an, pour : ordures ménagères, tri (emballages et papiers).");
	REFUSED(b, set(b, ",'reference':'own','own_kg':'0,9','own_source':'rapport'"), 400, "own_kg",
	        "Ce chiffre n’est pas vraisemblable. Il faut des kilos par habitant et par an, pour : ordures ménagères, tri (emballages et papiers), verre."
	        " En France, c’est de l’ordre de 200 à 350.");
	REFUSED(b, set(b, ",'reference':'own','own_kg':'250'"), 400, "own_source",
	        "Écrivez d’où vient le chiffre de la commune, par exemple le rapport annuel et son année.");
	assert_int_equal(set(b, ",'reference':'own','own_kg':'250,5','own_source':'Rapport annuel 2024'"), 200);
	assert_int_equal(sql(b, "SELECT mu FROM challenge_scoring ORDER BY id DESC"), 686); /* 250,500 / 365 = 686.3 */
	assert_int_equal(set(b, ",'score_tri':false,'score_verre':false,'reference':'omr_households'"), 200);
	assert_int_equal(sql(b, "SELECT mu FROM challenge_scoring ORDER BY id DESC"), 556);
}

static void what_makes_no_challenge_is_refused(void **state)
{
	struct home *b = *state;
	REFUSED(b, set(b, ",'baseline_weeks':1"), 400, "baseline_weeks",
	        "La période de départ dure trois semaines au moins : la première ne compte pas, et une semaine seule ne dit rien d’un foyer. Écrivez 3 ou plus.");
	REFUSED(b, set(b, ",'challenge_weeks':3"), 400, "challenge_weeks", "Le défi dure quatre semaines au moins après le départ. Écrivez 4 ou plus.");
	REFUSED(b, set(b, ",'challenge_weeks':90"), 400, "challenge_weeks", "Départ et défi font 60 semaines au plus. Écrivez moins de semaines.");
	REFUSED(b, set(b, ",'score_omr':false,'score_tri':false"), 400, "score_omr", "Le score compte au moins les ordures ou le tri. Cochez l’un des deux.");
	REFUSED(b, set(b, ",'weigh_tri':false"), 400, "score_omr",
	        "Une fraction qui compte dans le score doit être pesée. Cochez « Pesé », ou enlevez-la du score.");
	REFUSED(b, set(b, ",'neutral_from':'2025-12-22'"), 400, "neutral_to", "Écrivez les deux dates, la première avant la seconde, ou laissez les deux vides.");
	REFUSED(b, set(b, ",'child_percent':0"), 400, "child_percent", "Un enfant compte de 10 à 100 %.");
	assert_int_equal(set(b, ",'neutral_from':'2025-12-22','neutral_to':'2026-01-04'"), 200); /* December, for all */
}

/* December: templates keep the departure out of it and leave its days out of the score; what leaves too little is refused, what
 * begins in it is told. */
static void christmas_does_not_spoil_a_challenge(void **state)
{
	struct home *b = *state;
	char more[200];
	static const char much[] = "Ces dates laissent trop peu de semaines de départ qui comptent, ou aucune semaine de défi : personne n’aurait de résultat."
		" Raccourcissez-les, allongez le départ, ou commencez à un autre moment.";
	REFUSED(b, set(b, ",'neutral_from':'2025-10-15','neutral_to':'2025-10-20'"), 400, "neutral_to", much);
	REFUSED(b, set(b, ",'neutral_from':'2025-11-02','neutral_to':'2026-03-01'"), 400, "neutral_to", much);
	assert_int_equal(set(b, ",'neutral_from':'2025-10-15','neutral_to':'2025-10-19'"), 200);
	assert_int_equal(glane_test_page(b->t, "/p/challenge/c/2"), 200);
	assert_false(glane_test_contains(b->t, "Le départ touche les fêtes"));
	assert_int_equal(set(b, ",'first_day':'2025-12-08','challenge_weeks':8"), 200);
	long long id = glane_test_int(b->t, "id", 0);
	snprintf(more, sizeof(more), "/p/challenge/c/%lld", id);
	assert_int_equal(glane_test_page(b->t, more), 200);
	assert_true(glane_test_contains(b->t, "Le départ touche les fêtes"));
	snprintf(more, sizeof(more), ",'id':%lld,'first_day':'2025-12-08','challenge_weeks':8,'baseline_weeks':6,'neutral_from':'2025-12-24','neutral_to':'2026-01-01'", id);
	assert_int_equal(set(b, more), 200);
	snprintf(more, sizeof(more), "/p/challenge/c/%lld", id);
	assert_int_equal(glane_test_page(b->t, more), 200);
	assert_false(glane_test_contains(b->t, "Le départ touche les fêtes"));
	assert_int_equal(post(b, "/p/challenge/c/1/scoring", "{'neutral_from':'2025-10-15','neutral_to':'2025-10-20','why':'essai'}"), 400);
	assert_true(glane_test_contains(b->t, "Ces dates laissent trop peu"));
	glane_test_clock(b->t, INT64_C(1795942800000)); /* 2026-11-29 09:00 UTC */
	assert_int_equal(glane_test_get(b->t, "/p/challenge/set?form=ademe"), 200);
	assert_string_equal(glane_test_text(b->t, "input.first_day"), "2027-01-04");
	assert_string_equal(glane_test_text(b->t, "input.neutral_from"), "");
	glane_test_clock(b->t, INT64_C(1786000000000)); /* 2026-08-06 */
	assert_int_equal(glane_test_get(b->t, "/p/challenge/set?form=six_months"), 200);
	assert_string_equal(glane_test_text(b->t, "input.neutral_from"), "2026-12-24");
	assert_string_equal(glane_test_text(b->t, "input.neutral_to"), "2027-01-01");
}

/* What was typed is there again, and only the wrong field is marked. */
static void a_refused_form_keeps_what_was_typed(void **state)
{
	struct home *b = *state;
	assert_int_equal(glane_test_form(b->t, "/p/challenge/set", "form=six_months&name=Mon+essai&first_day=2026-02-02&baseline_weeks=1&challenge_weeks=22&child_percent=50"
		"&unit=g&weigh_omr=1&score_omr=1&reference=omr&teams=Rue+bleue&invitation=Bonjour&consent=D'accord"), 400);
	assert_true(glane_test_contains(b->t, "value=\"Mon essai\""));
	assert_true(glane_test_contains(b->t, "value=\"50\""));
	assert_true(glane_test_contains(b->t, "Rue bleue</textarea>"));
	assert_true(glane_test_contains(b->t, "name=\"form\" value=\"six_months\""));
	assert_true(glane_test_contains(b->t, "name=\"unit\" value=\"g\" checked"));
	assert_true(glane_test_contains(b->t, "name=\"reference\" value=\"omr\" checked"));
	assert_false(glane_test_contains(b->t, "name=\"weigh_tri\" id=\"weigh_tri\" value=\"1\" aria-label=\"Pesé : tri (emballages et papiers)\" checked"));
	assert_true(glane_test_contains(b->t, "trois semaines au moins"));
}

static void states_follow_each_other(void **state)
{
	struct home *b = *state;
	REFUSED(b, act(b, "open"), 409, "", "Le défi est en cours : cela ne peut pas se faire maintenant. Rechargez la page.");
	assert_int_equal(act(b, "close"), 200);
	/* Booklets still come in; households themselves are too late. */
	assert_int_equal(weigh(b, b->h, "2025-10-07", "omr", "3,2"), 201);
	assert_int_equal(act(b, "reopen"), 200);
	assert_int_equal(glane_test_get(b->t, "/p/challenge"), 200);
	assert_string_equal(glane_test_text(b->t, "challenges.0.state_name"), "en cours");
}

static void one_deleted_by_mistake_comes_back_whole(void **state)
{
	struct home *b = *state;
	char target[60];
	assert_int_equal(weigh(b, b->h, "2025-10-07", "omr", "3,2"), 201);
	int64_t weighed = sql(b, "SELECT sum(omr) FROM challenge_week");
	assert_int_equal(act(b, "archive"), 200);
	assert_string_equal(glane_test_text(b->t, "state"), "archived");
	REFUSED(b, weigh(b, b->h, "2025-10-07", "tri", "1"), 409, "", "Ce défi est archivé. Restaurez-le d’abord sur sa page.");
	REFUSED(b, on(b, b->h, "card", "%s", ""), 409, "", "Ce défi est archivé. Restaurez-le d’abord sur sa page.");
	snprintf(target, sizeof(target), "/p/challenge/c/%lld", (long long)b->challenge);
	assert_int_equal(glane_test_page(b->t, target), 200);
	assert_true(glane_test_contains(b->t, "Restaurer"));
	assert_int_equal(act(b, "restore"), 200);
	assert_string_equal(glane_test_text(b->t, "state"), "open");
	assert_int_equal(sql(b, "SELECT sum(omr) FROM challenge_week"), weighed);
	assert_int_equal(weigh(b, b->h, "2025-10-07", "tri", "1"), 201);
}

static void what_weigh_ins_stand_on_is_fixed(void **state)
{
	struct home *b = *state;
	char more[160];
	snprintf(more, sizeof(more), ",'id':%lld,'challenge_weeks':14", (long long)b->challenge);
	assert_int_equal(set(b, more), 200);
	assert_int_equal(weigh(b, b->h, "2026-01-09", "omr", "3,2"), 201); /* week 14 */
	snprintf(more, sizeof(more), ",'id':%lld,'challenge_weeks':9", (long long)b->challenge);
	REFUSED(b, set(b, more), 400, "challenge_weeks", "Des pesées sont notées jusqu’à la semaine 14. Le défi ne peut pas finir avant.");
	snprintf(more, sizeof(more), ",'id':%lld,'challenge_weeks':10,'first_day':'2025-09-01','weigh_bio':false,'child_percent':50", (long long)b->challenge);
	assert_int_equal(set(b, more), 200);
	assert_int_equal(sql(b, "SELECT first_day FROM challenge_challenge WHERE id = %lld", (long long)b->challenge), 20367);
	assert_int_equal(sql(b, "SELECT child_milli FROM challenge_challenge WHERE id = %lld", (long long)b->challenge), 1000);
	assert_int_equal(sql(b, "SELECT weeks FROM challenge_challenge WHERE id = %lld", (long long)b->challenge), 14);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_fraction WHERE challenge = %lld", (long long)b->challenge), 4);
}

static void next_year_is_like_this_one_without_its_households(void **state)
{
	struct home *b = *state;
	char target[60];
	glane_test_exec(b->t, "UPDATE challenge_scoring SET k = 21, heavy_g = 12000");
	snprintf(target, sizeof(target), "/p/challenge/set?copy=%lld", (long long)b->challenge);
	assert_int_equal(glane_test_get(b->t, target), 200);
	assert_string_equal(glane_test_text(b->t, "input.name"), "Défi 2026");
	assert_string_equal(glane_test_text(b->t, "input.first_day"), "2026-10-05"); /* a Monday again */
	assert_string_equal(glane_test_text(b->t, "input.teams"), "Rue des Lilas\n");
	char more[100];
	snprintf(more, sizeof(more), ",'copy':%lld,'name':'Défi 2026','first_day':'2026-10-05'", (long long)b->challenge);
	assert_int_equal(set(b, more), 200);
	long long id = glane_test_int(b->t, "id", 0);
	assert_int_equal(sql(b, "SELECT k FROM challenge_scoring WHERE challenge = %lld AND version = 1", id), 21);
	assert_int_equal(sql(b, "SELECT heavy_g FROM challenge_scoring WHERE challenge = %lld", id), 12000);
	assert_int_equal(sql(b, "SELECT count(*) FROM challenge_household WHERE challenge = %lld", id), 0);
	assert_int_equal(sql(b, "SELECT copied_from FROM challenge_challenge WHERE id = %lld", id), b->challenge);
	assert_int_equal(sql(b, "SELECT state = 'draft' FROM challenge_challenge WHERE id = %lld", id), 1);
	REFUSED(b, set(b, ",'copy':999"), 404, "", "Ce défi n’existe pas. Choisissez-le dans la liste des défis.");
}

/* The journal says what was done to challenges: no pseudonym, no weight, no code. */
static void the_journal_knows_no_household(void **state)
{
	struct home *b = *state;
	assert_int_equal(weigh(b, b->h, "2025-10-07", "omr", "3,217"), 201);
	assert_int_equal(on(b, b->h, "leave", "'week':9,'reason':'move'"), 200);
	assert_int_equal(act(b, "close"), 200);
	assert_int_equal(sql(b, "SELECT count(*) FROM core_journal WHERE plugin = 'challenge'"), 3);
	assert_int_equal(sql(b, "SELECT count(*) FROM core_journal_text WHERE line LIKE '%%rissons%%' OR line LIKE '%%3217%%' OR line LIKE '%%3,217%%'"
		" OR EXISTS (SELECT 1 FROM challenge_household h WHERE line LIKE '%%' || h.code || '%%')"), 0);
}

static void who_may_not_organise_sees_only_that_there_is_one(void **state)
{
	struct home *b = *state;
	glane_test_role(b->t, "reader");
	assert_int_equal(glane_test_get(b->t, "/p/challenge"), 200);
	assert_int_equal(glane_test_count(b->t, "challenges"), 1);
	assert_int_equal(glane_test_int(b->t, "challenges.0.n", -1), -1);
	assert_int_equal(glane_test_get(b->t, "/p/challenge/h/1"), 403);
	assert_int_equal(set(b, ""), 403);
	glane_test_role(b->t, "volunteer");
	assert_int_equal(glane_test_get(b->t, "/p/challenge/c/1/households"), 403);
	glane_test_role(b->t, NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, home_begin, home_end)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_template_is_filled_in_and_kept_as_it_is),
		TEST(a_reference_covers_what_is_scored),
		TEST(what_makes_no_challenge_is_refused),
		TEST(christmas_does_not_spoil_a_challenge),
		TEST(a_refused_form_keeps_what_was_typed),
		TEST(states_follow_each_other),
		TEST(one_deleted_by_mistake_comes_back_whole),
		TEST(what_weigh_ins_stand_on_is_fixed),
		TEST(next_year_is_like_this_one_without_its_households),
		TEST(the_journal_knows_no_household),
		TEST(who_may_not_organise_sees_only_that_there_is_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
