/* SPDX-License-Identifier: MPL-2.0 */
/* Changing what is there, its history, and taking it back. */
#include "items/tests/bench.h"

enum { MINUTE = 60 * 1000 };

static int64_t balance(struct bench *b, const char *account, int64_t category)
{
	char sql[200];
	snprintf(sql, sizeof(sql), "SELECT coalesce(sum(grams), 0) FROM core_balance WHERE account = '%s' AND category = %lld", account, (long long)category);
	return glane_test_sql(b->t, sql);
}

static int64_t records(struct bench *b)
{
	return glane_test_sql(b->t, "SELECT count(*) FROM core_journal");
}

static void title_and_price_change_and_go(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ",'title':'Seb','price':450");
	assert_int_equal(post_item(b, &m, "edit", "{'price':'5,50'}"), 200);
	assert_int_equal(glane_test_int(b->t, "price", -1), 550);
	assert_string_equal(glane_test_text(b->t, "title"), "Seb");
	assert_int_equal(post_item(b, &m, "edit", "{'title':'Bosch'}"), 200);
	assert_int_equal(glane_test_int(b->t, "price", -1), 550);
	assert_string_equal(glane_test_text(b->t, "title"), "Bosch");
	/* Free is a price; none is none. */
	assert_int_equal(post_item(b, &m, "edit", "{'price':0}"), 200);
	assert_int_equal(glane_test_int(b->t, "price", -1), 0);
	assert_int_equal(post_item(b, &m, "edit", "{'price':null}"), 400);
	assert_int_equal(post_item(b, &m, "edit", "{'whole':true,'title':'Bosch'}"), 200);
	assert_int_equal(glane_test_int(b->t, "price", -1), -1);
	assert_int_equal(post_item(b, &m, "edit", "{'whole':true,'price':300}"), 200);
	assert_string_equal(glane_test_text(b->t, "title"), "");
	assert_string_equal(glane_test_text(b->t, "name"), "bouilloire");
	int64_t before = records(b);
	REFUSED(post_item(b, &m, "edit", "{'whole':true,'price':300}"), 400, "Rien n’a changé : tout était déjà ainsi.");
	REFUSED(post_item(b, &m, "edit", "{}"), 400, "Rien n’a changé : tout était déjà ainsi.");
	assert_int_equal(post_item(b, &m, "edit", "{'price':-1}"), 400);
	assert_int_equal(post_item(b, &m, "edit", "{'price':'cher'}"), 400);
	assert_int_equal(post_item(b, &m, "edit", "{'title':'a\\u0000b'}"), 400);
	assert_int_equal(records(b), before);
}

static void the_form_takes_the_price_away(void **state)
{
	struct bench *b = *state;
	char target[80];
	struct made m = make(b, b->kettle, ",'title':'Seb','price':450");
	snprintf(target, sizeof(target), "/p/items/items/%s/edit", m.code);
	assert_int_equal(page(b, "/p/items/items/%s", m.code), 200);
	assert_true(glane_test_contains(b->t, "value=\"4,50\""));
	assert_int_equal(glane_test_form(b->t, target, "whole=1&title=Seb%202&price=4%2C5x"), 400);
	assert_true(glane_test_contains(b->t, "value=\"4,5x\"")); /* nothing typed is lost */
	assert_true(glane_test_contains(b->t, "value=\"Seb 2\""));
	assert_int_equal(glane_test_form(b->t, target, "whole=1&title=Seb&price="), 303);
	assert_int_equal(glane_test_sql(b->t, "SELECT price_cents IS NULL FROM core_item"), 1);
	/* A refusal of another form leaves these fields as they are. */
	snprintf(target, sizeof(target), "/p/items/items/%s/place", m.code);
	assert_int_equal(glane_test_form(b->t, target, "place=moon"), 400);
	assert_true(glane_test_contains(b->t, "value=\"Seb\""));
	glane_test_lang(b->t, "en");
	assert_int_equal(post_item(b, &m, "edit", "{'price':7}"), 200);
	assert_int_equal(page(b, "/p/items/items/%s", m.code), 200);
	assert_true(glane_test_contains(b->t, "value=\"0.07\""));
}

static void another_category_takes_the_mass_and_the_pieces_along(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ",'pieces':4");
	assert_int_equal(post_item(b, &m, "edit", "{'category':%lld}", (long long)b->chair), 200);
	assert_int_equal(glane_test_int(b->t, "category.id", 0), b->chair);
	assert_int_equal(glane_test_int(b->t, "pieces", 0), 4);
	assert_int_equal(balance(b, "stock:shop", b->kettle), 0);
	assert_int_equal(balance(b, "stock:shop", b->chair), 1250);
	assert_int_equal(glane_test_sql(b->t, "SELECT sum(pieces) FROM core_balance WHERE account = 'stock:shop' AND pieces > 0"), 4);
	int64_t before = records(b);
	assert_int_equal(post_item(b, &m, "edit", "{'category':%lld}", (long long)b->chair), 400);
	assert_int_equal(post_item(b, &m, "edit", "{'category':999999}"), 400);
	assert_true(strlen(glane_test_text(b->t, "error.fields.category")) > 10);
	char sql[100];
	snprintf(sql, sizeof(sql), "UPDATE core_category SET active = 0 WHERE id = %lld", (long long)b->kettle);
	glane_test_exec(b->t, sql);
	assert_int_equal(post_item(b, &m, "edit", "{'category':%lld}", (long long)b->kettle), 400);
	snprintf(sql, sizeof(sql), "UPDATE core_category SET active = 1 WHERE id = %lld", (long long)b->kettle);
	glane_test_exec(b->t, sql);
	assert_int_equal(records(b), before);
}

static void items_move_between_places(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, "");
	assert_int_equal(post_item(b, &m, "place", "{'place':'workshop'}"), 200);
	assert_string_equal(glane_test_text(b->t, "place"), "workshop");
	assert_string_equal(glane_test_text(b->t, "place_name"), "atelier");
	assert_int_equal(balance(b, "stock:workshop", b->kettle), 1250);
	assert_int_equal(balance(b, "stock:shop", b->kettle), 0);
	int64_t before = records(b);
	REFUSED(post_item(b, &m, "place", "{'place':'workshop'}"), 400, "L’objet est déjà à cet endroit.");
	REFUSED(post_item(b, &m, "place", "{'place':'moon'}"), 400, "Ce lieu n’existe pas ou est fermé. Choisissez-en un dans la liste.");
	REFUSED(post_item(b, &m, "place", "{'place':'sorting'}"), 400, "Un objet étiqueté est déjà trié : choisissez un autre lieu.");
	assert_int_equal(post_item(b, &m, "place", "{}"), 400);
	assert_int_equal(records(b), before);
	/* The page offers the others, not where it is. */
	assert_int_equal(get(b, "/p/items/items/%s", m.code), 200);
	assert_int_equal(glane_test_count(b->t, "places"), 2);
	assert_false(glane_test_contains(b->t, "\"id\":\"workshop\""));
}

static void states_change_as_core_allows(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, "");
	assert_int_equal(post_item(b, &m, "state", "{'state':'to_test'}"), 200);
	assert_string_equal(glane_test_text(b->t, "state_name"), "à tester");
	REFUSED(post_item(b, &m, "state", "{'state':'to_test'}"), 400, "L’objet est déjà dans cet état.");
	/* What waits for a test cannot be reserved; core says so, with the states in words. */
	assert_int_equal(post_item(b, &m, "state", "{'state':'reserved'}"), 409);
	assert_non_null(strstr(glane_test_text(b->t, "error.message"), "bouilloire"));
	assert_non_null(strstr(glane_test_text(b->t, "error.message"), "« réservé »"));
	assert_non_null(strstr(glane_test_text(b->t, "error.message"), "« à tester »"));
	assert_int_equal(post_item(b, &m, "state", "{'state':'sold'}"), 400); /* not a choice here */
	assert_int_equal(post_item(b, &m, "state", "{'state':'void'}"), 400);
	assert_int_equal(get(b, "/p/items/items/%s", m.code), 200);
	assert_int_equal(glane_test_count(b->t, "states"), 3); /* pending, repaired, on sale */
	assert_string_equal(glane_test_text(b->t, "states.2.name"), "en vente");
}

static void what_left_is_not_changed_here(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ",'price':450");
	leave(b, &m, 6, "out:sale");
	static const struct {
		const char *action, *body;
	} cases[] = { { "edit", "{'price':1}" }, { "place", "{'place':'workshop'}" }, { "state", "{'state':'on_sale'}" } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		REFUSED(post_item(b, &m, cases[i].action, "%s", cases[i].body), 409, "Cet objet n’est plus en stock : il ne se modifie plus ici.");
	assert_int_equal(page(b, "/p/items/items/%s", m.code), 200);
	assert_false(glane_test_contains(b->t, "/edit\""));
	assert_false(glane_test_contains(b->t, "name=\"record\"")); /* a sale is undone at the till */
	assert_int_equal(get(b, "/p/items/items/%s", m.code), 200);
	assert_int_equal(glane_test_count(b->t, "states"), 0);
	assert_string_equal(glane_test_text(b->t, "history.0.kind"), "till.left");
	assert_string_equal(glane_test_text(b->t, "history.0.text"), "till.left : vendu");
}

static void codes_that_lead_nowhere_change_nothing(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ""), gone = make(b, b->kettle, ""), never = { .code = "7K2PW93MDR4T8" }, wrong = { .code = "7K2PW93MDR4T9" };
	assert_int_equal(undo(b, gone.record), 200);
	int64_t before = records(b);
	static const struct {
		const char *action, *body;
	} cases[] = { { "edit", "{'price':1}" }, { "place", "{'place':'workshop'}" }, { "state", "{'state':'to_test'}" } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(post_item(b, &never, cases[i].action, "%s", cases[i].body), 404);
		REFUSED(post_item(b, &wrong, cases[i].action, "%s", cases[i].body), 400, "Code mal lu : vérifiez les 13 signes de l’étiquette.");
		assert_int_equal(post_item(b, &gone, cases[i].action, "%s", cases[i].body), 410);
		assert_non_null(strstr(glane_test_text(b->t, "error.message"), "annulée"));
	}
	assert_int_equal(records(b), before);
	/* Lower case, separators and the shop number are all the same item. */
	char typed[40];
	snprintf(typed, sizeof(typed), "%.4s-%.4s-%s", m.code, m.code + 4, m.code + 8);
	for (char *p = typed; *p; p++)
		*p |= *p >= 'A' && *p <= 'Z' ? 0x20 : 0;
	assert_int_equal(get(b, "/p/items/items/%s", typed), 200);
	assert_int_equal(glane_test_int(b->t, "item", 0), m.item);
	assert_int_equal(get(b, "/p/items/items/%s", m.shop), 200);
	assert_int_equal(glane_test_int(b->t, "item", 0), m.item);
}

/* --- history --------------------------------------------------------------------------------------------- */

static void the_history_says_what_happened(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ",'title':'Seb','price':450");
	assert_int_equal(post_item(b, &m, "edit", "{'price':500}"), 200);
	int64_t edited = glane_test_int(b->t, "record", 0);
	assert_int_equal(post_item(b, &m, "place", "{'place':'workshop'}"), 200);
	assert_int_equal(post_item(b, &m, "state", "{'state':'to_test'}"), 200);
	int64_t tested = glane_test_sql(b->t, "SELECT max(seq) FROM core_journal");
	assert_int_equal(undo(b, tested), 200);
	assert_int_equal(post_item(b, &m, "edit", "{'whole':true,'title':'Seb'}"), 200);
	assert_int_equal(post_item(b, &m, "edit", "{'category':%lld}", (long long)b->chair), 200);
	static const char *const texts[] = { "Modifié : chaise en bois", "Modifié : sans prix", "Changé d’état : à tester", "Déplacé : atelier",
		                             "Modifié : 5,00\u202f€", "Étiqueté : Seb, bouilloire, en vente, boutique, 4,50\u202f€" };
	assert_int_equal(get(b, "/p/items/items/%s", m.code), 200);
	assert_int_equal(glane_test_count(b->t, "history"), 6);
	for (int i = 0; i < 6; i++) {
		char path[40];
		snprintf(path, sizeof(path), "history.%d.text", i);
		assert_string_equal(glane_test_text(b->t, path), texts[i]);
		snprintf(path, sizeof(path), "history.%d.undone", i);
		assert_int_equal(glane_test_int(b->t, path, -1), i == 2);
	}
	assert_int_equal(glane_test_int(b->t, "history.4.record", 0), edited);
	assert_string_equal(glane_test_text(b->t, "history.4.kind"), "items.edited");
	assert_true(glane_test_int(b->t, "history.4.at_ms", 0) > 0);
	glane_test_lang(b->t, "en");
	assert_int_equal(get(b, "/p/items/items/%s", m.code), 200);
	assert_string_equal(glane_test_text(b->t, "history.3.text"), "Moved: workshop");
	assert_string_equal(glane_test_text(b->t, "history.5.text"), "Labelled: Seb, kettle, on sale, shop, €4.50");
}

/* --- taking back ------------------------------------------------------------------------------------------ */

static void an_undone_label_is_void(void **state)
{
	struct bench *b = *state;
	int64_t source = weigh(b, b->kettle, 1250);
	char more[40];
	snprintf(more, sizeof(more), ",'source':%lld", (long long)source);
	struct made m = make(b, b->kettle, more);
	/* The weighing that it came out of stays as long as the label does. */
	char words[200];
	snprintf(words, sizeof(words), "Un objet a été étiqueté à partir de cette pesée (n° %s) : annulez d’abord son étiquette.", m.shop);
	REFUSED(post(b, "/p/intake/undo", "{'record':%lld}", (long long)source), 409, words);
	REFUSED(undo(b, source), 404, "Cet enregistrement n’existe pas."); /* not ours */
	assert_int_equal(undo(b, m.record), 200);
	assert_int_equal(glane_test_int(b->t, "records", 0), 2); /* the item and its code */
	assert_int_equal(get(b, "/p/items/day"), 200);
	assert_int_equal(glane_test_count(b->t, "items"), 0);
	REFUSED(undo(b, m.record), 409, "C’est déjà annulé.");
	REFUSED(get(b, "/O/%s", m.code), 410, "Cette étiquette a été annulée. Demandez à l’équipe.");
	assert_int_equal(get(b, "/p/items/items/%s", m.code), 410);
	assert_int_equal(balance(b, "stock:shop", b->kettle), 0);
	/* Now the weighing may go, and nothing can be labelled from it any more. */
	assert_int_equal(post(b, "/p/intake/undo", "{'record':%lld}", (long long)source), 200);
	assert_int_equal(post(b, "/p/items/items", "{'category':%lld,'grams':1250,'source':%lld}", (long long)b->kettle, (long long)source), 400);
	assert_true(strlen(glane_test_text(b->t, "error.fields.source")) > 10);
}

static void later_work_is_undone_first(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, "");
	assert_int_equal(post_item(b, &m, "edit", "{'price':300}"), 200);
	int64_t edited = glane_test_int(b->t, "record", 0);
	assert_int_equal(undo(b, m.record), 409);
	const char *message = glane_test_text(b->t, "error.message");
	assert_non_null(strstr(message, "bouilloire"));
	assert_non_null(strstr(message, m.code));
	assert_non_null(strstr(message, "Annulez d’abord ce qui a suivi."));
	assert_int_equal(undo(b, edited), 200);
	assert_int_equal(glane_test_int(b->t, "records", 0), 1);
	assert_int_equal(get(b, "/p/items/items/%s", m.code), 200);
	assert_int_equal(glane_test_int(b->t, "price", -1), -1);
	assert_int_equal(undo(b, m.record), 200);
	REFUSED(undo(b, 999999), 404, "Cet enregistrement n’existe pas.");
	assert_int_equal(post(b, "/p/items/undo", "{'record':0}"), 400);
	assert_int_equal(post(b, "/p/items/undo", "{}"), 400);
}

static void printing_does_not_stand_in_the_way(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, "");
	assert_int_equal(post(b, "/p/labels/print", "{'code':'%s'}", m.code), 201);
	assert_int_equal(undo(b, m.record), 200);
}

static void undo_has_ten_minutes(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, "");
	assert_int_equal(get(b, "/p/items/items/%s", m.code), 200);
	assert_int_equal(glane_test_int(b->t, "undo", 0), m.record);
	glane_test_advance(b->t, 10 * MINUTE + 1);
	REFUSED(undo(b, m.record), 409, "Il est trop tard pour annuler : c’est possible pendant 10 minutes.");
	assert_int_equal(get(b, "/p/items/items/%s", m.code), 200);
	assert_int_equal(glane_test_int(b->t, "undo", 0), 0);
	m = make(b, b->kettle, "");
	glane_test_advance(b->t, 10 * MINUTE);
	assert_int_equal(undo(b, m.record), 200);
}

static void the_page_undoes_without_script(void **state)
{
	struct bench *b = *state;
	char form[40], target[60];
	struct made m = make(b, b->kettle, "");
	assert_int_equal(page(b, "/p/items/items/%s", m.code), 200);
	assert_true(glane_test_contains(b->t, "Annuler cette étiquette"));
	assert_int_equal(post_item(b, &m, "edit", "{'price':300}"), 200);
	snprintf(form, sizeof(form), "record=%lld", (long long)glane_test_int(b->t, "record", 0));
	assert_int_equal(page(b, "/p/items/items/%s", m.code), 200);
	assert_true(glane_test_contains(b->t, "Annuler la dernière modification"));
	assert_int_equal(glane_test_form(b->t, "/p/items/undo", form), 303);
	snprintf(target, sizeof(target), "/p/items/items/%s", m.code);
	assert_string_equal(glane_test_field(b->t, "Location"), target);
	snprintf(form, sizeof(form), "record=%lld", (long long)m.record);
	assert_int_equal(glane_test_form(b->t, "/p/items/undo", form), 200);
	assert_true(glane_test_contains(b->t, "L’étiquette est annulée"));
}

static void screens_hear_of_every_change(void **state)
{
	struct bench *b = *state;
	int64_t heard = glane_test_events(b->t, "items.changed");
	struct made m = make(b, b->kettle, "");
	assert_int_equal(glane_test_events(b->t, "items.changed"), ++heard);
	assert_int_equal(post_item(b, &m, "state", "{'state':'reserved'}"), 200);
	assert_int_equal(glane_test_events(b->t, "items.changed"), ++heard);
	assert_int_equal(post_item(b, &m, "state", "{'state':'reserved'}"), 400);
	assert_int_equal(glane_test_events(b->t, "items.changed"), heard);
	assert_int_equal(undo(b, glane_test_sql(b->t, "SELECT max(seq) FROM core_journal")), 200);
	assert_int_equal(glane_test_events(b->t, "items.changed"), ++heard);
	assert_int_equal(undo(b, m.record), 200);
	assert_int_equal(glane_test_events(b->t, "items.changed"), ++heard);
	assert_int_equal(post(b, "/p/items/blanks", "{'n':1}"), 201);
	assert_int_equal(glane_test_events(b->t, "items.changed"), heard);
}

/* What the plugin says of itself is found when its table is not in step. */
static void checks_find_what_is_not_in_step(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, "");
	assert_int_equal(undo(b, m.record), 200);
	char sql[120];
	snprintf(sql, sizeof(sql), "INSERT INTO items_item (item, record, day, at_ms) VALUES (%lld, 1, 1, 1)", (long long)m.item);
	glane_test_exec(b->t, sql);
	assert_int_equal(glane_test_command(b->t, "verify", "{}"), 200);
	assert_true(glane_test_contains(b->t, "an undone item that is still listed"));
	glane_test_exec(b->t, "DELETE FROM items_item");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_begin, bench_end)
	const struct CMUnitTest tests[] = {
		TEST(title_and_price_change_and_go),
		TEST(the_form_takes_the_price_away),
		TEST(another_category_takes_the_mass_and_the_pieces_along),
		TEST(items_move_between_places),
		TEST(states_change_as_core_allows),
		TEST(what_left_is_not_changed_here),
		TEST(codes_that_lead_nowhere_change_nothing),
		TEST(the_history_says_what_happened),
		TEST(an_undone_label_is_void),
		TEST(later_work_is_undone_first),
		TEST(printing_does_not_stand_in_the_way),
		TEST(undo_has_ten_minutes),
		TEST(the_page_undoes_without_script),
		TEST(screens_hear_of_every_change),
		TEST(checks_find_what_is_not_in_step),
	};
	return cmocka_run_group_tests_name("items/change", tests, NULL, NULL);
}
