/* SPDX-License-Identifier: MPL-2.0 */
/* Exits in bulk: what is weighed, what is estimated, from where; taking back and correcting; what is refused, in words. */
#include "exits/tests/bench.h"

enum { MINUTE = 60 * 1000 };

static void a_bin_leaves_with_its_tare(void **state)
{
	struct bench *b = *state;
	int64_t before = balance(b, "stock:sorting"), events = glane_test_events(b->t, "exits.day");
	weigh(b, b->toys, 20000, 0);
	int64_t box = container(b, 8400), relais = outlet(b, "Le Relais", "recycle", "");
	/* Half kilos are not rounded away: 12,5 kg with a bin of 8,4 kg are 4,1 kg. */
	assert_int_equal(out(b, "'class':'recycle','category':%lld,'gross':'12,5','container':%lld,'outlet':%lld,'note':'bac bleu'", b->toys, (long long)box, (long long)relais), 201);
	int64_t record = glane_test_int(b->t, "record", 0);
	assert_int_equal(glane_test_int(b->t, "gross", 0), 12500);
	assert_int_equal(glane_test_int(b->t, "tare", 0), 8400);
	assert_int_equal(glane_test_int(b->t, "net", 0), 4100);
	assert_int_equal(glane_test_int(b->t, "measured", -1), 1);
	assert_true(glane_test_contains(b->t, "\"short\":null"));
	assert_int_equal(balance(b, "stock:sorting") - before, 15900);
	assert_int_equal(balance(b, "out:recycle"), 4100);
	assert_int_equal(sql(b, "SELECT outlet = %lld AND place = 'sorting' AND measured = 1 FROM core_movement WHERE seq = %lld", (long long)relais, (long long)record), 1);
	assert_int_equal(sql(b, "SELECT count(*) FROM core_journal_text WHERE seq = %lld AND line LIKE '%%bac bleu%%'", (long long)record), 1);
	assert_int_equal(glane_test_events(b->t, "exits.day"), events + 1);
	assert_int_equal(glane_test_get(b->t, "/p/exits/day"), 200);
	assert_string_equal(glane_test_text(b->t, "lines.0.class.name"), "Recyclage");
	assert_string_equal(glane_test_text(b->t, "lines.0.way"), "Recyclage, Le Relais");
	assert_int_equal(glane_test_int(b->t, "lines.0.container.id", 0), box);
	assert_int_equal(glane_test_int(b->t, "total_grams", 0), 4100);
}

static void every_class_has_its_account(void **state)
{
	struct bench *b = *state;
	static const char *const plain[] = { "gift", "internal", "transform", "recycle", "civic", "energy", "residual" };
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		char account[40];
		snprintf(account, sizeof(account), "out:%s", plain[i]);
		assert_int_equal(out(b, "'class':'%s','category':%lld,'gross':1000", plain[i], b->toys), 201);
		assert_int_equal(balance(b, account), 1000);
	}
	int64_t partner = outlet(b, "Emmaüs", "partner", ",'from':'2026-01-01'");
	assert_int_equal(out(b, "'class':'partner','category':%lld,'gross':1000,'outlet':%lld", b->toys, (long long)partner), 201);
	assert_int_equal(out(b, "'class':'sale','category':%lld,'gross':1000,'price':350,'payment':'cash'", b->toys), 201);
	assert_int_equal(balance(b, "out:partner"), 1000);
	assert_int_equal(balance(b, "out:sale"), 1000);
	assert_int_equal(sql(b, "SELECT count(*) FROM exits_v1_sale WHERE price_cents = 350 AND payment = 'cash' AND grams = 1000 AND reversed = 0"), 1);
}

static void waste_may_be_ultime(void **state)
{
	struct bench *b = *state;
	assert_int_equal(out(b, "'class':'residual','category':%lld,'gross':1000,'ultime':true", b->toys), 201);
	assert_int_equal(out(b, "'class':'civic','category':%lld,'gross':2000", b->toys), 201);
	assert_int_equal(sql(b, "SELECT sum(grams) FROM exits_v1_exit WHERE ultime"), 1000);
	REFUSED(b, out(b, "'class':'gift','category':%lld,'gross':1000,'ultime':true", b->toys), 400, "ultime",
	        "« Ultime » se dit d’un déchet seulement : déchèterie, énergie ou déchet ultime.");
}

static void what_leaves_at_the_door_counts_once(void **state)
{
	struct bench *b = *state;
	int64_t stock = sql(b, "SELECT coalesce(sum(grams), 0) FROM core_balance WHERE account LIKE 'stock:%%'");
	assert_int_equal(out(b, "'class':'recycle','category':%lld,'gross':7000,'channel':'reuse_area'", b->toys), 201);
	assert_int_equal(balance(b, "source:reuse_area"), -7000);
	assert_int_equal(balance(b, "out:recycle"), 7000);
	assert_int_equal(sql(b, "SELECT coalesce(sum(grams), 0) FROM core_balance WHERE account LIKE 'stock:%%'"), stock);
	assert_int_equal(sql(b, "SELECT count(*) FROM core_movement WHERE channel = 'reuse_area' AND place IS NULL"), 1);
	assert_true(glane_test_contains(b->t, "\"short\":null"));
	REFUSED(b, out(b, "'class':'recycle','category':%lld,'gross':7000,'channel':'event','place':'shop'", b->toys), 400, "channel",
	        "C’était en stock, ou cela vient d’arriver : choisissez l’un des deux.");
}

/* Counted, not weighed: by the table until there are 20 weighings of one's own, then by their median. */
static void what_is_counted_is_estimated(void **state)
{
	struct bench *b = *state;
	int64_t table = sql(b, "SELECT default_grams FROM core_category WHERE id = %lld", b->chair);
	assert_true(table > 0 && table != 4000);
	for (int i = 0; i < 19; i++)
		weigh(b, b->chair, 4000, 1);
	assert_int_equal(out(b, "'class':'gift','category':%lld,'pieces':3", b->chair), 201);
	assert_int_equal(glane_test_int(b->t, "net", 0), 3 * table);
	assert_int_equal(glane_test_int(b->t, "measured", -1), 0);
	weigh(b, b->chair, 4000, 1);
	assert_int_equal(out(b, "'class':'gift','category':%lld,'pieces':3", b->chair), 201);
	assert_int_equal(glane_test_int(b->t, "net", 0), 12000);
	assert_int_equal(sql(b, "SELECT sum(grams) FROM core_movement WHERE to_account = 'out:gift' AND measured = 0 AND pieces = 3"), 3 * table + 12000);
	assert_int_equal(glane_test_get(b->t, "/p/exits/day"), 200);
	assert_int_equal(glane_test_int(b->t, "estimated.grams", 0), 3 * table + 12000);
	REFUSED(b, out(b, "'class':'gift','category':%lld", b->chair), 400, "gross", "Pesez, ou comptez les pièces : l’un des deux est nécessaire.");
	REFUSED(b, out(b, "'class':'gift','category':%lld,'pieces':3", b->toys), 400, "gross",
	        "Le poids habituel de cette catégorie n’est pas connu : il faut peser.");
}

static void more_than_came_in_is_told_and_shown(void **state)
{
	struct bench *b = *state;
	weigh(b, b->toys, 3000, 0);
	assert_int_equal(out(b, "'class':'recycle','category':%lld,'gross':5000", b->toys), 201);
	assert_string_equal(plain(glane_test_text(b->t, "short")),
	                    "Il est sorti 2 kg de plus que ce qui est entré ici : jouets. C’est noté, et à vérifier sur la page Sorties.");
	assert_int_equal(balance(b, "stock:sorting"), -2000);
	assert_int_equal(glane_test_get(b->t, "/p/exits/"), 200);
	assert_int_equal(glane_test_count(b->t, "negative"), 1);
	assert_int_equal(glane_test_int(b->t, "negative.0.grams", 0), -2000);
	weigh(b, b->toys, 2000, 0);
	assert_int_equal(glane_test_get(b->t, "/p/exits/"), 200);
	assert_int_equal(glane_test_count(b->t, "negative"), 0);
}

static void the_same_key_is_done_once(void **state)
{
	struct bench *b = *state;
	static const char key[] = "01960000-0000-7000-8000-000000000001";
	char body[100];
	snprintf(body, sizeof(body), "{\"class\":\"gift\",\"category\":%lld,\"gross\":1234}", b->toys);
	assert_int_equal(glane_test_post_key(b->t, "/p/exits/out", body, key), 201);
	int64_t record = glane_test_int(b->t, "record", 0);
	assert_int_equal(glane_test_post_key(b->t, "/p/exits/out", body, key), 201);
	assert_int_equal(glane_test_int(b->t, "record", 0), record);
	assert_int_equal(balance(b, "out:gift"), 1234);
}

static void an_exit_is_undone_for_ten_minutes_and_reversed_at_any_time(void **state)
{
	struct bench *b = *state;
	assert_int_equal(out(b, "'class':'gift','category':%lld,'gross':1000", b->toys), 201);
	long long first = glane_test_int(b->t, "record", 0);
	assert_int_equal(out(b, "'class':'gift','category':%lld,'gross':500", b->toys), 201);
	long long second = glane_test_int(b->t, "record", 0);
	assert_int_equal(post(b, "/p/exits/undo", "{'record':%lld}", first), 200);
	assert_int_equal(balance(b, "out:gift"), 500);
	glane_test_advance(b->t, 11 * MINUTE);
	REFUSED(b, post(b, "/p/exits/undo", "{'record':%lld}", second), 409, "", "Il est trop tard pour annuler : c’est possible pendant 10 minutes.");
	glane_test_role(b->t, "volunteer");
	assert_int_equal(post(b, "/p/exits/reverse", "{'record':%lld}", second), 403);
	glane_test_role(b->t, "staff");
	assert_int_equal(post(b, "/p/exits/reverse", "{'record':%lld}", second), 200);
	glane_test_role(b->t, NULL);
	assert_int_equal(balance(b, "out:gift"), 0);
	assert_int_equal(sql(b, "SELECT count(*) FROM exits_exit WHERE undone"), 2);
	REFUSED(b, post(b, "/p/exits/reverse", "{'record':%lld}", second), 409, "", "C’est déjà annulé.");
	long long weighing = weigh(b, b->toys, 100, 0);
	REFUSED(b, post(b, "/p/exits/reverse", "{'record':%lld}", weighing), 404, "", "Cette sortie n’existe pas.");
}

static void a_correction_stands_in_its_place_and_can_be_undone(void **state)
{
	struct bench *b = *state;
	assert_int_equal(out(b, "'class':'gift','category':%lld,'gross':1840", b->toys), 201);
	long long first = glane_test_int(b->t, "record", 0);
	assert_int_equal(post(b, "/p/exits/correct", "{'record':%lld,'gross':18400,'category':%lld}", first, b->chair), 201);
	long long second = glane_test_int(b->t, "record", 0);
	assert_int_equal(glane_test_int(b->t, "corrects", 0), first);
	assert_int_equal(balance(b, "out:gift"), 18400);
	REFUSED(b, post(b, "/p/exits/correct", "{'record':%lld,'gross':1}", first), 409, "", "Cette sortie a déjà été annulée ou corrigée.");
	REFUSED(b, post(b, "/p/exits/correct", "{'record':%lld,'gross':18400}", second), 400, "", "Rien n’a changé : corrigez le poids, la catégorie ou le repreneur.");
	assert_int_equal(post(b, "/p/exits/undo", "{'record':%lld}", second), 200);
	assert_int_equal(balance(b, "out:gift"), 1840);
	assert_int_equal(sql(b, "SELECT sum(grams) FROM exits_v1_exit WHERE category = %lld AND NOT reversed", b->toys), 1840);
}

static void a_day_on_paper_is_that_day(void **state)
{
	struct bench *b = *state;
	assert_int_equal(out(b, "'class':'gift','category':%lld,'gross':1000,'happened':'2025-10-26'", b->toys), 201);
	/* The day on which the clock goes back has 25 hours. */
	assert_int_equal(sql(b, "SELECT happened_to + 1 - happened_from FROM core_journal WHERE kind = 'exits.out'"), 25 * 3600 * 1000);
	assert_int_equal(glane_test_get(b->t, "/p/exits/day?day=2025-10-26"), 200);
	assert_int_equal(glane_test_int(b->t, "count", 0), 1);
	REFUSED(b, out(b, "'class':'gift','category':%lld,'gross':1000,'happened':'2026-01-11'", b->toys), 400, "happened",
	        "Ce jour n’est pas encore venu. Vérifiez la date.");
}

static void what_is_wrong_is_said_at_its_field(void **state)
{
	struct bench *b = *state;
	long long bin = container(b, 8400);
	REFUSED(b, out(b, "'class':'residual','category':%lld,'gross':8400,'container':%lld", b->toys, bin), 400, "gross",
	        "Le poids ne dépasse pas celui du contenant vide (bac 8400, 8,4 kg). Vérifiez le poids ou le contenant.");
	REFUSED(b, out(b, "'class':'residual','category':%lld,'gross':99999000", b->toys), 400, "gross",
	        "C’est plus que 500 kg, le maximum d’une pesée. Vérifiez la virgule, ou pesez en plusieurs fois.");
	REFUSED(b, out(b, "'class':'residual','category':%lld,'gross':1000,'outlet':9999", b->toys), 400, "outlet", "Ce repreneur n’existe pas. Choisissez-en un dans la liste.");
	REFUSED(b, out(b, "'class':'residual','category':999999,'gross':1000"), 400, "category", "Cette catégorie n’existe pas. Choisissez-en une dans la liste.");
	REFUSED(b, out(b, "'class':'residual','category':%lld,'gross':1000,'place':'lune'", b->toys), 400, "place", "Ce lieu n’existe pas. Choisissez-en un dans la liste.");
	REFUSED(b, out(b, "'class':'gift','category':%lld,'gross':1000,'price':100", b->toys), 400, "price",
	        "Seule une vente a un prix. Laissez le prix vide, ou choisissez « Vente ».");
	REFUSED(b, out(b, "'class':'sale','category':%lld,'gross':1000,'price':0,'payment':'cash'", b->toys), 400, "price",
	        "Une vente n’est pas à 0 € : choisissez « Don » si c’est offert.");
	REFUSED(b, out(b, "'class':'sale','category':%lld,'gross':1000,'price':'9999999','payment':'cash'", b->toys), 400, "price",
	        "9 999 999,00 € : c’est plus que 2 000,00 €, le plus haut prix d’une vente. Vérifiez la virgule ; ce maximum se change dans les réglages.");
	REFUSED(b, out(b, "'class':'sale','category':%lld,'gross':1000,'price':100", b->toys), 400, "payment", "Choisissez comment c’est payé.");
	REFUSED(b, out(b, "'class':'partner','category':%lld,'gross':1000", b->toys), 400, "outlet", "Dites à quel partenaire : un don à un partenaire se fait sous convention.");
	assert_int_equal(out(b, "'class':'loss','category':%lld,'gross':1000", b->toys), 400);
	assert_int_equal(out(b, "'class':'gift','category':%lld,'gross':-1000", b->toys), 400);
}

static void the_page_works_without_script(void **state)
{
	struct bench *b = *state;
	char form[200];
	assert_int_equal(glane_test_page(b->t, "/p/exits/"), 200);
	assert_true(glane_test_contains(b->t, "Où est-ce que ça part ?"));
	assert_int_equal(glane_test_page(b->t, "/p/exits/?class=residual"), 200);
	assert_true(glane_test_contains(b->t, "name=\"ultime\" id=\"ultime\" value=\"1\" checked"));
	snprintf(form, sizeof(form), "class=residual&category=%lld&gross=1%%2C84&outlet=&container=&pieces=&ultime=1&place=&channel=&happened=&note=", b->toys);
	assert_int_equal(glane_test_form(b->t, "/p/exits/out", form), 303);
	assert_string_equal(glane_test_field(b->t, "Location"), "/p/exits/?l=fr&class=residual&recorded=1");
	assert_int_equal(balance(b, "out:residual"), 1840);
	/* A refused form keeps what was typed, and the class. */
	assert_int_equal(out(b, "'class':'sale','category':%lld,'pieces':2,'gross':900,'price':450,'payment':'cash'", b->kettle), 201);
	assert_int_equal(out(b, "'class':'gift','category':%lld,'pieces':1", b->kettle), 201);
	assert_int_equal(glane_test_page(b->t, "/p/exits/"), 200);
	const char *total = strstr(glane_test_body(b->t, NULL), "<strong>3 sorties");
	assert_non_null(total);
	assert_memory_equal(plain(total), "<strong>3 sorties, 3,99 kg</strong>, dont 1,25 kg estimés, vendu pour 4,50 €</p>", 80);
	snprintf(form, sizeof(form), "class=sale&category=%lld&gross=2%%2C5&price=abc&payment=card", b->toys);
	assert_int_equal(glane_test_form(b->t, "/p/exits/out", form), 400);
	assert_true(glane_test_contains(b->t, "value=\"2,5\""));
	assert_true(glane_test_contains(b->t, "value=\"abc\""));
	assert_true(glane_test_contains(b->t, "value=\"card\" selected"));
}

static void the_command_takes_codes_and_names(void **state)
{
	struct bench *b = *state;
	outlet(b, "Le Relais", "recycle", "");
	assert_int_equal(glane_test_command(b->t, "exit add", "{\"class\":\"recycle\",\"category\":\"toys\",\"grams\":12500,\"outlet\":\"Le Relais\"}"), 201);
	assert_int_equal(balance(b, "out:recycle"), 12500);
	assert_int_equal(sql(b, "SELECT count(*) FROM exits_exit WHERE outlet IS NOT NULL"), 1);
	REFUSED(b, glane_test_command(b->t, "exit add", "{\"class\":\"recycle\",\"category\":\"X\",\"grams\":1}"), 400, "category",
	        "Aucune catégorie n’a ce code. La liste est sur la page des catégories.");
	REFUSED(b, glane_test_command(b->t, "exit add", "{\"class\":\"gift\",\"category\":\"TOYS\",\"grams\":1,\"outlet\":\"Le Relais\"}"), 400, "outlet",
	        "Ce repreneur n’existe pas. Choisissez-en un dans la liste.");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_begin, bench_end)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_bin_leaves_with_its_tare),
		TEST(every_class_has_its_account),
		TEST(waste_may_be_ultime),
		TEST(what_leaves_at_the_door_counts_once),
		TEST(what_is_counted_is_estimated),
		TEST(more_than_came_in_is_told_and_shown),
		TEST(the_same_key_is_done_once),
		TEST(an_exit_is_undone_for_ten_minutes_and_reversed_at_any_time),
		TEST(a_correction_stands_in_its_place_and_can_be_undone),
		TEST(a_day_on_paper_is_that_day),
		TEST(what_is_wrong_is_said_at_its_field),
		TEST(the_page_works_without_script),
		TEST(the_command_takes_codes_and_names),
	};
	return cmocka_run_group_tests_name("exits", tests, NULL, NULL);
}
