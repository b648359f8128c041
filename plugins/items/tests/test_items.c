/* SPDX-License-Identifier: MPL-2.0 */
/* Making items: the whole way, and everything that can be wrong with a request. */
#include "items/tests/bench.h"

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* The same code with another last symbol: one that is misread. */
static void misread(const char *code, char out[16])
{
	snprintf(out, 16, "%s", code);
	out[12] = digits[(strchr(digits, out[12]) - digits + 1) % 32];
}

static void an_item_is_made(void **state)
{
	struct bench *b = *state;
	int64_t source = weigh(b, b->kettle, 1250);
	assert_int_equal(post(b, "/p/items/items", "{'category':%lld,'grams':1250,'title':'Bouilloire Seb','price':450,'source':%lld,'pieces':2}",
	                      (long long)b->kettle, (long long)source), 201);
	assert_string_equal(glane_test_text(b->t, "title"), "Bouilloire Seb");
	assert_string_equal(glane_test_text(b->t, "category.name"), "bouilloire");
	assert_string_equal(glane_test_text(b->t, "state"), "on_sale");
	assert_string_equal(glane_test_text(b->t, "state_name"), "en vente");
	assert_string_equal(glane_test_text(b->t, "place"), "shop");
	assert_int_equal(glane_test_int(b->t, "grams", 0), 1250);
	assert_int_equal(glane_test_int(b->t, "price", 0), 450);
	assert_int_equal(glane_test_int(b->t, "pieces", 0), 2);
	assert_int_equal(glane_test_int(b->t, "source", 0), source);
	assert_int_equal(strlen(glane_test_text(b->t, "code")), 13);
	assert_int_equal(strlen(glane_test_text(b->t, "short")), 6);
	const char *url = glane_test_text(b->t, "url");
	assert_non_null(strstr(url, "/O/"));
	assert_string_equal(strstr(url, "/O/") + 3, glane_test_text(b->t, "code"));
	/* The mass went from sorting to the shop, no more. */
	assert_int_equal(glane_test_sql(b->t, "SELECT grams FROM core_balance WHERE account = 'stock:shop'"), 1250);
	assert_int_equal(glane_test_sql(b->t, "SELECT coalesce(sum(grams), 0) FROM core_balance WHERE account = 'stock:sorting'"), 0);
	/* Weighed when it came from a weighing, else what somebody typed. */
	static const char measured[] = "SELECT measured FROM core_movement WHERE item IS NOT NULL ORDER BY seq DESC LIMIT 1";
	assert_int_equal(glane_test_sql(b->t, measured), 1);
	assert_int_equal(get(b, "/p/items/day"), 200);
	assert_int_equal(glane_test_count(b->t, "items"), 1);
	assert_int_equal(glane_test_int(b->t, "items.0.source", 0), source);
	assert_int_equal(get(b, "/p/items/day?day=2026-01-09"), 200);
	assert_int_equal(glane_test_count(b->t, "items"), 0);
	glane_test_lang(b->t, "en");
	assert_int_equal(get(b, "/p/items/day"), 200);
	assert_string_equal(glane_test_text(b->t, "items.0.category.name"), "kettle");
	assert_string_equal(glane_test_text(b->t, "items.0.state_name"), "on sale");
	make(b, b->kettle, "");
	assert_int_equal(glane_test_sql(b->t, measured), 0);
}

static void the_same_request_makes_one_item(void **state)
{
	struct bench *b = *state;
	static const char key[] = "0190163d-8694-739b-aea5-966c26f8ad91";
	char body[80], code[16];
	snprintf(body, sizeof(body), "{\"category\":%lld,\"grams\":1250}", (long long)b->kettle);
	assert_int_equal(glane_test_post_key(b->t, "/p/items/items", body, key), 201);
	snprintf(code, sizeof(code), "%s", glane_test_text(b->t, "code"));
	assert_int_equal(glane_test_post_key(b->t, "/p/items/items", body, key), 201);
	assert_string_equal(glane_test_text(b->t, "code"), code);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM core_item"), 1);
	snprintf(body, sizeof(body), "{\"category\":%lld,\"grams\":1300}", (long long)b->kettle);
	assert_int_equal(glane_test_post_key(b->t, "/p/items/items", body, key), 422);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM core_item"), 1);
}

static void bad_requests_make_nothing(void **state)
{
	struct bench *b = *state;
	glane_test_exec(b->t, "UPDATE core_place SET active = 0 WHERE code = 'storage'");
	static const struct {
		const char *more, *field;
	} cases[] = {
		{ "'category':999999,'grams':1250", "category" },
		{ "'category':0,'grams':1250", "category" },
		{ "'category':'kettle','grams':1250", "category" },
		{ "'grams':1250", "category" },
		{ "'category':@", "grams" },
		{ "'category':@,'grams':0", "grams" },
		{ "'category':@,'grams':-5", "grams" },
		{ "'category':@,'grams':'lourd'", "grams" },
		{ "'category':@,'grams':'1,2,3'", "grams" },
		{ "'category':@,'grams':1.5", "grams" },
		{ "'category':@,'grams':'1,2345'", "grams" },
		{ "'category':@,'grams':99999999", "grams" },
		{ "'category':@,'grams':1250,'price':-1", "price" },
		{ "'category':@,'grams':1250,'price':'gratuit'", "price" },
		{ "'category':@,'grams':1250,'price':'4,505'", "price" },
		{ "'category':@,'grams':1250,'price':99999999999", "price" },
		{ "'category':@,'grams':1250,'place':'moon'", "place" },
		{ "'category':@,'grams':1250,'place':'storage'", "place" },
		{ "'category':@,'grams':1250,'place':'sorting'", "place" },
		{ "'category':@,'grams':1250,'pieces':0", "pieces" },
		{ "'category':@,'grams':1250,'pieces':-2", "pieces" },
		{ "'category':@,'grams':1250,'source':1", "source" },
		{ "'category':@,'grams':1250,'source':999999", "source" },
		{ "'category':@,'grams':1250,'title':'a\\u0007b'", "title" },
		{ "'category':@,'grams':1250,'title':'a\\nb'", "title" },
		{ "'category':@,'grams':1250,'title':'a\\u202eb'", "title" },
		{ "'category':@,'grams':1250,'title':5", "title" },
		{ "'category':@,'grams':1250,'colour':'red'", "colour" },
		{ "'category':@,'grams':1250,'blank':'7K2PW93MDR4T9'", "blank" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char body[200], path[60];
		const char *at = strchr(cases[i].more, '@');
		if (at)
			snprintf(body, sizeof(body), "{%.*s%lld%s}", (int)(at - cases[i].more), cases[i].more, (long long)b->kettle, at + 1);
		else
			snprintf(body, sizeof(body), "{%s}", cases[i].more);
		if (post(b, "/p/items/items", "%s", body) != 400)
			fail_msg("%s: %s", body, glane_test_body(b->t, NULL));
		snprintf(path, sizeof(path), "error.fields.%s", cases[i].field);
		if (strlen(glane_test_text(b->t, path)) < 10)
			fail_msg("%s: no words at %s", body, path);
		assert_true(strlen(glane_test_text(b->t, "error.message")) > 10);
	}
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM core_item"), 0);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM items_item"), 0);
	glane_test_exec(b->t, "UPDATE core_place SET active = 1 WHERE code = 'storage'"); /* for verify */
}

static void weights_and_prices_are_typed_with_comma_or_point(void **state)
{
	struct bench *b = *state;
	static const struct {
		const char *more;
		int64_t grams, price;
	} cases[] = {
		{ "'grams':'1,84'", 1840, -1 },          { "'grams':'1.84'", 1840, -1 },         { "'grams':'0,001'", 1, -1 },
		{ "'grams':' 12 '", 12000, -1 },         { "'grams':1,'price':0", 1, 0 },        { "'grams':1,'price':'4,5'", 1, 450 },
		{ "'grams':1,'price':'4.50'", 1, 450 },  { "'grams':1,'price':450", 1, 450 },    { "'grams':1,'price':null", 1, -1 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(post(b, "/p/items/items", "{'category':%lld,%s}", (long long)b->kettle, cases[i].more), 201);
		assert_int_equal(glane_test_int(b->t, "grams", -1), cases[i].grams);
		assert_int_equal(glane_test_int(b->t, "price", -1), cases[i].price);
	}
}

/* n times a character of so many bytes. */
static const char *title_of(const char *character, int n)
{
	static char title[1300];
	title[0] = 0;
	for (int i = 0; i < n; i++)
		strncat(title, character, sizeof(title) - strlen(title) - 1);
	return title;
}

static void titles_have_300_characters_of_any_kind(void **state)
{
	struct bench *b = *state;
	static const char *const characters[] = { "x", "é", "椅", "🪑" };
	for (size_t i = 0; i < sizeof(characters) / sizeof(characters[0]); i++) {
		const char *title = title_of(characters[i], 300);
		assert_int_equal(post(b, "/p/items/items", "{'category':%lld,'grams':1,'title':'%s'}", (long long)b->kettle, title), 201);
		assert_string_equal(glane_test_text(b->t, "title"), title);
		assert_int_equal(post(b, "/p/items/items", "{'category':%lld,'grams':1,'title':'%s%s'}", (long long)b->kettle, title, characters[i]), 400);
		assert_non_null(strstr(glane_test_text(b->t, "error.fields.title"), "300"));
	}
	struct made m = make(b, b->kettle, "");
	assert_int_equal(post_item(b, &m, "edit", "{'title':'%s'}", title_of("é", 301)), 400);
	assert_int_equal(post_item(b, &m, "edit", "{'title':'%s'}", title_of("é", 300)), 200);
}

static void titles_come_back_as_they_were_and_harmless(void **state)
{
	struct bench *b = *state;
	static const struct {
		const char *title, *html;
	} cases[] = {
		{ "Théière « œuf » 🫖", "<h1 dir=\"auto\">Théière « œuf » 🫖</h1>" },
		{ "غلاية كهربائية", "<h1 dir=\"auto\">غلاية كهربائية</h1>" },
		{ "<script>alert(1)</script>", "<h1 dir=\"auto\">&lt;script&gt;alert(1)&lt;/script&gt;</h1>" },
		{ "x\\\" onload=\\\"y", "value=\"x&quot; onload=&quot;y\"" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char body[300];
		snprintf(body, sizeof(body), "{\"category\":%lld,\"grams\":1250,\"title\":\"%s\"}", (long long)b->kettle, cases[i].title);
		assert_int_equal(glane_test_post(b->t, "/p/items/items", body), 201);
		char code[16];
		snprintf(code, sizeof(code), "%s", glane_test_text(b->t, "code"));
		assert_int_equal(page(b, "/p/items/items/%s", code), 200);
		if (!glane_test_contains(b->t, cases[i].html))
			fail_msg("%s: not found in %s", cases[i].html, glane_test_body(b->t, NULL));
		assert_false(glane_test_contains(b->t, "<script>alert"));
		assert_false(glane_test_contains(b->t, "&amp;lt;")); /* once is enough, in the history too */
		assert_int_equal(page(b, "/O/%s", code), 200);
		assert_false(glane_test_contains(b->t, "<script>alert"));
	}
}

/* --- blank labels --------------------------------------------------------------------------------------- */

static void a_blank_label_is_claimed_once(void **state)
{
	struct bench *b = *state;
	char blank[16], bad[16], more[60];
	assert_int_equal(post(b, "/p/items/blanks", "{'n':3}"), 201);
	assert_int_equal(glane_test_count(b->t, "codes"), 3);
	assert_true(glane_test_int(b->t, "record", 0) > 0);
	snprintf(blank, sizeof(blank), "%s", glane_test_text(b->t, "codes.1"));
	REFUSED(get(b, "/p/items/items/%s", blank), 404, "Cette étiquette est vierge : aucun objet n’est encore enregistré avec elle.");
	REFUSED(get(b, "/p/items/search?q=%s", blank), 404, "Cette étiquette est vierge : aucun objet n’est encore enregistré avec elle.");
	assert_string_equal(glane_test_text(b->t, "blank"), blank);
	/* The team is led to the form; a shopper holds an unknown code. */
	assert_int_equal(page(b, "/O/%s", blank), 303);
	snprintf(more, sizeof(more), "/p/items/new?blank=%s", blank);
	assert_string_equal(glane_test_field(b->t, "Location"), more);
	assert_int_equal(page(b, "%s", more), 200);
	assert_true(glane_test_contains(b->t, blank));
	snprintf(more, sizeof(more), ",'blank':'%s'", blank);
	struct made m = make(b, b->kettle, more);
	assert_string_equal(m.code, blank);
	assert_int_equal(post(b, "/p/items/items", "{'category':%lld,'grams':1%s}", (long long)b->kettle, more), 409);
	assert_non_null(strstr(glane_test_text(b->t, "error.message"), "déjà sur un objet"));
	misread(blank, bad);
	assert_int_equal(post(b, "/p/items/items", "{'category':%lld,'grams':1,'blank':'%s'}", (long long)b->kettle, bad), 400);
	assert_int_equal(post(b, "/p/items/items", "{'category':%lld,'grams':1,'blank':'7K2PW93MDR4T8'}", (long long)b->kettle), 404);
	/* Undone, it is void for ever: neither an item nor blank again. */
	assert_int_equal(undo(b, m.record), 200);
	assert_int_equal(post(b, "/p/items/items", "{'category':%lld,'grams':1%s}", (long long)b->kettle, more), 410);
	assert_int_equal(get(b, "/O/%s", blank), 410);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM core_item"), 1);
}

static void rolls_of_blanks_have_limits_and_an_undo(void **state)
{
	struct bench *b = *state;
	assert_int_equal(post(b, "/p/items/blanks", "{'n':0}"), 400);
	assert_int_equal(post(b, "/p/items/blanks", "{'n':501}"), 400);
	assert_int_equal(post(b, "/p/items/blanks", "{}"), 400);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM core_code"), 0);
	assert_int_equal(glane_test_form(b->t, "/p/items/blanks", "n=21"), 201);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM core_code WHERE item IS NULL"), 21);
	assert_true(glane_test_contains(b->t, "action=\"/p/labels/sheet.pdf\""));
	assert_int_equal(glane_test_form(b->t, "/p/items/blanks", "n=many"), 400);
	assert_true(glane_test_contains(b->t, "value=\"many\"")); /* nothing typed is lost */
	int64_t record = glane_test_sql(b->t, "SELECT max(seq) FROM core_journal");
	assert_int_equal(undo(b, record), 200);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM core_code WHERE void"), 21);
}

static void a_blank_label_is_printed(void **state)
{
	struct bench *b = *state;
	char blank[16];
	assert_int_equal(post(b, "/p/items/blanks", "{'n':1}"), 201);
	snprintf(blank, sizeof(blank), "%s", glane_test_text(b->t, "codes.0"));
	assert_int_equal(get(b, "/p/labels/label.png?code=%s", blank), 200);
	assert_string_equal(glane_test_type(b->t), "image/png");
}

/* --- forms, commands, labels ------------------------------------------------------------------------------ */

static void the_form_makes_an_item_and_keeps_what_was_typed(void **state)
{
	struct bench *b = *state;
	char form[200], wanted[80];
	assert_int_equal(page(b, "/p/items/new"), 200);
	snprintf(wanted, sizeof(wanted), "<option value=\"%lld\">bouilloire</option>", (long long)b->kettle);
	assert_true(glane_test_contains(b->t, wanted));
	assert_true(glane_test_contains(b->t, "<optgroup label=\"petit électroménager\">"));
	snprintf(form, sizeof(form), "category=%lld&grams=lourd&price=4%%2C50&title=Th%%C3%%A9i%%C3%%A8re&place=&blank=", (long long)b->kettle);
	assert_int_equal(glane_test_form(b->t, "/p/items/items", form), 400);
	snprintf(wanted, sizeof(wanted), "<option value=\"%lld\" selected>", (long long)b->kettle);
	assert_true(glane_test_contains(b->t, wanted));
	assert_true(glane_test_contains(b->t, "value=\"lourd\""));
	assert_true(glane_test_contains(b->t, "value=\"4,50\""));
	assert_true(glane_test_contains(b->t, "value=\"Théière\""));
	snprintf(form, sizeof(form), "category=%lld&grams=1%%2C25&price=4%%2C50&title=&place=&blank=", (long long)b->kettle);
	assert_int_equal(glane_test_form(b->t, "/p/items/items", form), 303);
	char target[80];
	snprintf(target, sizeof(target), "%s", glane_test_field(b->t, "Location"));
	assert_int_equal(page(b, "%s", target), 200);
	assert_true(glane_test_contains(b->t, "<h1 dir=\"auto\">bouilloire</h1>"));
}

static void commands_make_show_and_find(void **state)
{
	struct bench *b = *state;
	char body[80];
	assert_int_equal(glane_test_command(b->t, "item create", "{\"category\":\"PEM-BOUILLOIRE\",\"weight\":\"1,25\",\"price\":\"4.50\",\"title\":\"Seb <b> & co\"}"), 201);
	assert_int_equal(glane_test_int(b->t, "grams", 0), 1250);
	assert_int_equal(glane_test_int(b->t, "price", 0), 450);
	char code[16];
	snprintf(code, sizeof(code), "%s", glane_test_text(b->t, "code"));
	snprintf(body, sizeof(body), "{\"code\":\"%s\"}", code);
	assert_int_equal(glane_test_command(b->t, "item show", body), 200);
	assert_int_equal(glane_test_count(b->t, "history"), 1);
	assert_true(glane_test_contains(b->t, "Seb \\u003cb> & co\\n")); /* plain text, in JSON */
	glane_test_settle(b->t);
	assert_int_equal(glane_test_command(b->t, "item find", "{\"q\":\"seb\"}"), 200);
	assert_string_equal(glane_test_text(b->t, "items.0.code"), code);
	assert_int_equal(glane_test_int(b->t, "ok", -1), 1);
	assert_int_equal(glane_test_command(b->t, "item find", "{\"q\":\"armoire\"}"), 200);
	assert_int_equal(glane_test_int(b->t, "ok", -1), 0);
	assert_int_equal(glane_test_command(b->t, "item create", "{\"category\":\"NONE\",\"weight\":\"1,25\"}"), 400);
	assert_int_equal(glane_test_command(b->t, "item create", "{\"category\":\"PEM-BOUILLOIRE\",\"weight\":\"0\"}"), 400);
	assert_int_equal(glane_test_command(b->t, "item show", "{\"code\":\"7K2PW93MDR4T8\"}"), 404);
	assert_int_equal(glane_test_command(b->t, "item find", "{\"q\":\"7K2PW93MDR4T9\"}"), 400);
}

static void labels_say_it_in_the_language_of_the_screen(void **state)
{
	struct bench *b = *state;
	struct made m = make(b, b->kettle, ",'price':123450,'title':'Seb'");
	static const struct {
		const char *lang, *price, *category, *weight;
	} cases[] = { { "fr", "1\u202f234,50\u202f€", "bouilloire", "1,25\u202fkg" }, { "en", "€1,234.50", "kettle", "1.25\u202fkg" } };
	for (size_t i = 0; i < 2; i++) {
		glane_test_lang(b->t, cases[i].lang);
		assert_int_equal(get(b, "/p/till/fields?subject=item:%lld", (long long)m.item), 200);
		assert_non_null(strstr(glane_test_text(b->t, "url"), m.code));
		assert_string_equal(glane_test_text(b->t, "title"), "Seb");
		assert_string_equal(glane_test_text(b->t, "code"), m.code);
		assert_string_equal(glane_test_text(b->t, "short"), m.shop);
		assert_string_equal(glane_test_text(b->t, "price"), cases[i].price);
		assert_string_equal(glane_test_text(b->t, "category"), cases[i].category);
		assert_string_equal(glane_test_text(b->t, "weight"), cases[i].weight);
	}
	glane_test_lang(b->t, "fr");
	m = make(b, b->chair, "");
	assert_int_equal(get(b, "/p/till/fields?subject=item:%lld", (long long)m.item), 200);
	assert_string_equal(glane_test_text(b->t, "title"), "chaise en bois"); /* without a title, what it is */
	assert_string_equal(glane_test_text(b->t, "price"), "");
	static const char *const others[] = { "item:", "item:x", "item:1x", "item:-1", "item:999999", "item:99999999999999999999", "household:1" };
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_int_equal(get(b, "/p/till/fields?subject=%s", others[i]), 200);
		assert_int_equal(glane_test_count(b->t, ""), 0);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_begin, bench_end)
	const struct CMUnitTest tests[] = {
		TEST(an_item_is_made),
		TEST(the_same_request_makes_one_item),
		TEST(bad_requests_make_nothing),
		TEST(weights_and_prices_are_typed_with_comma_or_point),
		TEST(titles_have_300_characters_of_any_kind),
		TEST(titles_come_back_as_they_were_and_harmless),
		TEST(a_blank_label_is_claimed_once),
		TEST(rolls_of_blanks_have_limits_and_an_undo),
		TEST(a_blank_label_is_printed),
		TEST(the_form_makes_an_item_and_keeps_what_was_typed),
		TEST(commands_make_show_and_find),
		TEST(labels_say_it_in_the_language_of_the_screen),
	};
	return cmocka_run_group_tests_name("items/items", tests, NULL, NULL);
}
