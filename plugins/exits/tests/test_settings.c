/* SPDX-License-Identifier: MPL-2.0 */
/* What managers set: outlets with what they take, agreements with their days, containers. */
#include "exits/tests/bench.h"

static int to(struct bench *b, const char *class, int64_t outlet, long long category, const char *more)
{
	return out(b, "'class':'%s','category':%lld,'gross':1000,'outlet':%lld%s", class, category, (long long)outlet, more);
}

static void an_outlet_takes_what_its_list_says(void **state)
{
	struct bench *b = *state;
	int64_t id = outlet(b, "Le Relais", "recycle", "");
	assert_int_equal(to(b, "recycle", id, b->chair, ""), 201); /* no list: all of it */
	assert_int_equal(post(b, "/p/exits/accept", "{'id':%lld,'category':%lld,'takes':true}", (long long)id, b->toys), 200);
	REFUSED(b, to(b, "recycle", id, b->chair, ""), 400, "outlet",
	        "Le Relais ne prend pas cela : chaise en bois. Il prend : jouets. Choisissez un autre repreneur.");
	assert_int_equal(to(b, "recycle", id, b->toys, ""), 201);
	long long doll = sql(b, "SELECT min(id) FROM core_category WHERE parent = %lld", b->toys);
	assert_int_equal(to(b, "recycle", id, doll, ""), 201); /* a family with all that is below it */
	assert_int_equal(post(b, "/p/exits/accept", "{'id':%lld,'stream':'EA','takes':true}", (long long)id), 200);
	assert_int_equal(to(b, "recycle", id, b->chair, ""), 201); /* by its stream */
	REFUSED(b, to(b, "recycle", id, b->kettle, ""), 400, "outlet",
	        "Le Relais ne prend pas cela : bouilloire. Il prend : jouets, Éléments d'ameublement (DEA en fin de vie). Choisissez un autre repreneur.");
	assert_int_equal(post(b, "/p/exits/accept", "{'id':%lld,'stream':'EA','takes':false}", (long long)id), 200);
	assert_int_equal(post(b, "/p/exits/accept", "{'id':%lld,'category':%lld,'takes':false}", (long long)id, b->toys), 200);
	assert_int_equal(to(b, "recycle", id, b->kettle, ""), 201);
	REFUSED(b, post(b, "/p/exits/accept", "{'id':%lld,'takes':true}", (long long)id), 400, "category", "Choisissez une catégorie ou une filière, l’une des deux.");
}

static void a_partner_has_an_agreement_with_its_days(void **state)
{
	struct bench *b = *state;
	int64_t id = outlet(b, "Emmaüs", "partner", "");
	REFUSED(b, to(b, "partner", id, b->toys, ""), 400, "outlet",
	        "Aucune convention n’est notée avec Emmaüs. Une personne responsable note ses dates dans les réglages.");
	assert_int_equal(post(b, "/p/exits/outlet", "{'id':%lld,'name':'Emmaüs','class':'partner','active':true,'from':'2025-01-01','to':'2025-12-31'}", (long long)id), 200);
	REFUSED(b, to(b, "partner", id, b->toys, ""), 400, "outlet",
	        "La convention avec Emmaüs s’est terminée le 31/12/2025. Une personne responsable la prolonge dans les réglages, ou choisissez une autre destination.");
	/* What happened while it ran may still be written down. */
	assert_int_equal(to(b, "partner", id, b->toys, ",'happened':'2025-12-31'"), 201);
	REFUSED(b, to(b, "partner", id, b->toys, ",'happened':'2024-12-31'"), 400, "outlet",
	        "La convention avec Emmaüs commence le 01/01/2025. Vérifiez le jour, ou choisissez une autre destination.");
	assert_int_equal(post(b, "/p/exits/outlet", "{'id':%lld,'name':'Emmaüs','class':'partner','active':true,'from':'2025-01-01'}", (long long)id), 200);
	assert_int_equal(to(b, "partner", id, b->toys, ""), 201);
	assert_int_equal(sql(b, "SELECT count(*) FROM core_journal WHERE kind = 'exits.agreement_set'"), 2);
	REFUSED(b, post(b, "/p/exits/outlet", "{'id':%lld,'name':'Emmaüs','class':'partner','active':true,'from':'2025-02-01','to':'2025-01-31'}", (long long)id), 400, "to",
	        "La convention finit avant de commencer. Vérifiez les deux dates.");
	REFUSED(b, post(b, "/p/exits/outlet", "{'id':%lld,'name':'Emmaüs','class':'recycle','active':true}", (long long)id), 400, "class",
	        "Un repreneur garde sa destination, ses sorties passées la portent. Fermez-le, et ajoutez-en un autre.");
}

static void what_is_closed_or_for_something_else_is_refused(void **state)
{
	struct bench *b = *state;
	int64_t id = outlet(b, "Le Relais", "recycle", "");
	REFUSED(b, to(b, "gift", id, b->toys, ""), 400, "outlet",
	        "Le Relais est pour : Recyclage. Choisissez un repreneur de cette destination, ou l’autre destination.");
	assert_int_equal(post(b, "/p/exits/outlet", "{'id':%lld,'name':'Le Relais','class':'recycle'}", (long long)id), 200);
	REFUSED(b, to(b, "recycle", id, b->toys, ""), 400, "outlet", "Le Relais est fermé dans les réglages. Choisissez un autre repreneur.");
}

static void kinds_of_receivers_are_there_from_the_start(void **state)
{
	struct bench *b = *state;
	int64_t gifts = sql(b, "SELECT count(*) FROM core_outlet WHERE class = 'gift'");
	assert_int_equal(gifts, 5);
	glane_test_reopen(b->t);
	assert_int_equal(sql(b, "SELECT count(*) FROM core_outlet WHERE class = 'gift'"), gifts);
	assert_int_equal(to(b, "gift", sql(b, "SELECT id FROM core_outlet WHERE name = 'artiste'"), b->toys, ""), 201);
	assert_int_equal(glane_test_get(b->t, "/p/exits/day"), 200);
	assert_string_equal(glane_test_text(b->t, "lines.0.way"), "Don, artiste");
}

static void a_container_keeps_its_past(void **state)
{
	struct bench *b = *state;
	long long id = container(b, 8400);
	assert_int_equal(out(b, "'class':'gift','category':%lld,'gross':12500,'container':%lld", b->toys, id), 201);
	long long record = glane_test_int(b->t, "record", 0);
	assert_int_equal(post(b, "/p/exits/container", "{'id':%lld,'name':'bac lourd','tare':'9,1','active':true}", id), 200);
	/* Weighed then, it was as heavy as it was then; the next one is not. */
	assert_int_equal(post(b, "/p/exits/correct", "{'record':%lld,'gross':13500}", record), 201);
	assert_int_equal(glane_test_int(b->t, "net", 0), 5100);
	assert_int_equal(out(b, "'class':'gift','category':%lld,'gross':12500,'container':%lld", b->toys, id), 201);
	assert_int_equal(glane_test_int(b->t, "net", 0), 3400);
	assert_int_equal(post(b, "/p/exits/container", "{'id':%lld,'name':'bac lourd','tare':9100}", id), 200);
	REFUSED(b, out(b, "'class':'gift','category':%lld,'gross':12500,'container':%lld", b->toys, id), 400, "container",
	        "Ce contenant n’est plus utilisé. Choisissez-en un autre.");
	assert_int_equal(post(b, "/p/exits/container", "{'id':99999,'name':'x','tare':1,'active':true}"), 404);
	assert_int_equal(post(b, "/p/exits/container", "{'name':'','tare':1,'active':true}"), 400);
	glane_test_role(b->t, "staff");
	assert_int_equal(post(b, "/p/exits/container", "{'name':'x','tare':1,'active':true}"), 403);
	glane_test_role(b->t, NULL);
}

static void the_pages_of_settings_are_forms(void **state)
{
	struct bench *b = *state;
	char target[100], form[200];
	long long id = outlet(b, "Emmaüs", "partner", ",'from':'2025-01-01','to':'2026-02-28'");
	assert_int_equal(glane_test_page(b->t, "/p/exits/settings"), 200);
	assert_true(glane_test_contains(b->t, "Emmaüs"));
	snprintf(target, sizeof(target), "/p/exits/outlet?id=%lld", id);
	assert_int_equal(glane_test_page(b->t, target), 200);
	assert_true(glane_test_contains(b->t, "value=\"2025-01-01\""));
	assert_true(glane_test_contains(b->t, "value=\"2026-02-28\""));
	snprintf(form, sizeof(form), "id=%lld&name=&class=partner&from=2025-01-01&to=&active=1", id);
	assert_int_equal(glane_test_form(b->t, "/p/exits/outlet", form), 400);
	assert_true(glane_test_contains(b->t, "value=\"2025-01-01\""));
	snprintf(form, sizeof(form), "id=%lld&takes=1&category=%lld", id, b->toys);
	assert_int_equal(glane_test_form(b->t, "/p/exits/accept", form), 303);
	assert_int_equal(glane_test_page(b->t, target), 200);
	assert_true(glane_test_contains(b->t, "<strong>jouets</strong>"));
	assert_int_equal(glane_test_page(b->t, "/p/exits/container"), 200);
	assert_int_equal(glane_test_form(b->t, "/p/exits/container", "name=bac&tare=8%2C4&active=1"), 303);
	assert_int_equal(sql(b, "SELECT tare_grams FROM core_container WHERE name = 'bac'"), 8400);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_begin, bench_end)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_outlet_takes_what_its_list_says),
		TEST(a_partner_has_an_agreement_with_its_days),
		TEST(what_is_closed_or_for_something_else_is_refused),
		TEST(kinds_of_receivers_are_there_from_the_start),
		TEST(a_container_keeps_its_past),
		TEST(the_pages_of_settings_are_forms),
	};
	return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
