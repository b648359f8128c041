/* SPDX-License-Identifier: MPL-2.0 */
/* From a browser: a file is sent, looked at, completed, booked; what waits is confirmed, corrected or set aside. */
#include "import/tests/files.h"

#define HEADER "date,categorie,quantite,poids_kg,prix_total,methode_paiement,controle\n"

static int post(const char *target, struct file file, const struct file *map, const char *const *fields)
{
	struct file body = multipart(file, map, fields);
	int status = glane_test_bytes(t, target, MULTIPART, body.p, body.n);
	free(body.p);
	return status;
}

static int64_t send(struct file file)
{
	assert_int_equal(post("/p/import/files", file, NULL, (const char *[]){ "format", "till", NULL }), 201);
	return glane_test_int(t, "id", 0);
}

/* "/p/import/files/7/import" */
static const char *file_at(int64_t id, const char *what)
{
	static char path[100];
	snprintf(path, sizeof(path), "/p/import/files/%lld%s", (long long)id, what);
	return path;
}

static const char *line_at(int64_t id, int line)
{
	static char path[100];
	snprintf(path, sizeof(path), "/p/import/lines/%lld/%d", (long long)id, line);
	return path;
}

static int answer(int64_t id, int line, const char *json)
{
	return glane_test_post(t, line_at(id, line), json);
}

static int64_t waiting(int64_t id)
{
	char path[60];
	snprintf(path, sizeof(path), "/p/import/waiting?file=%lld", (long long)id);
	assert_int_equal(glane_test_get(t, path), 200);
	return glane_test_int(t, "count", -1);
}

static void test_look_and_import(void **state)
{
	(void)state;
	struct file notebook = load(DATA "/till.csv"), map = load(DATA "/map.csv");
	int64_t records = one("SELECT count(*) FROM core_journal");
	int64_t id = send(notebook);
	assert_int_equal(send(notebook), id); /* the same file is the same file */
	assert_int_equal(glane_test_get(t, file_at(id, "")), 200);
	assert_string_equal(glane_test_text(t, "state"), "new");
	assert_int_equal(glane_test_int(t, "imported.lines", 0), 56);
	assert_int_equal(glane_test_int(t, "refused.lines", 0), 53);
	assert_int_equal(one("SELECT count(*) FROM core_journal"), records); /* nothing yet */
	assert_int_equal(glane_test_page(t, file_at(id, "")), 200);
	assert_true(glane_test_contains(t, "Importer 56 lignes"));
	assert_true(glane_test_contains(t, "474,12"));

	/* One label, then a map. */
	assert_int_equal(glane_test_get(t, file_at(id, "")), 200);
	assert_string_equal(glane_test_text(t, "unknown.1.label"), "Vêtement");
	assert_string_equal(glane_test_text(t, "unknown.1.likely.code"), "TEX-ENFANT");
	char body[200];
	snprintf(body, sizeof(body), "{\"label\":\"Vêtement\",\"category\":%lld}", (long long)one("SELECT id FROM core_category WHERE code = 'TEXTILES'"));
	assert_int_equal(glane_test_post(t, file_at(id, "/words"), body), 200);
	assert_int_equal(glane_test_get(t, file_at(id, "")), 200);
	assert_int_equal(glane_test_int(t, "imported.lines", 0), 61);
	assert_int_equal(glane_test_post(t, file_at(id, "/words"), "{\"label\":\"Couteau\",\"category\":999999}"), 400);
	assert_int_equal(glane_test_post(t, file_at(id, "/words"), "{\"label\":\"Couteau\"}"), 400);
	struct file wrong = text("label,category\nCouteau,VAI-COUVERTS\nLampe,NOPE\n"), none = { NULL, 0 };
	assert_int_equal(post(file_at(id, "/words"), none, &wrong, NULL), 400);
	assert_int_equal(one("SELECT count(*) FROM import_word"), 1); /* all of it or nothing */
	assert_int_equal(glane_test_get(t, file_at(id, "/map.csv")), 200);
	assert_true(glane_test_contains(t, "\"Lampe\",,2,4040,"));
	assert_int_equal(post(file_at(id, "/words"), none, &map, NULL), 200);
	assert_int_equal(glane_test_get(t, file_at(id, "")), 200);
	assert_int_equal(glane_test_int(t, "imported.lines", 0), 108);

	assert_int_equal(glane_test_post(t, file_at(id, "/import"), "{}"), 200);
	assert_int_equal(glane_test_int(t, "sum.agrees", 0), 1);
	assert_int_equal(glane_test_get(t, file_at(id, "")), 200);
	assert_string_equal(glane_test_text(t, "state"), "done");
	assert_int_equal(glane_test_int(t, "already.lines", 0), 108);
	assert_int_equal(glane_test_int(t, "can_import", 1), 0);
	assert_int_equal(glane_test_post(t, file_at(id, "/forget"), "{}"), 409);
	is_clean();

	/* As a whole. */
	assert_int_equal(glane_test_post(t, file_at(id, "/reverse"), "{}"), 200);
	assert_int_equal(glane_test_int(t, "reversed", 0), 108);
	assert_int_equal(waiting(id), 0);
	assert_int_equal(glane_test_get(t, file_at(id, "")), 200);
	assert_string_equal(glane_test_text(t, "state"), "left");
	assert_int_equal(glane_test_post(t, file_at(id, "/forget"), "{}"), 200);
	assert_int_equal(glane_test_get(t, file_at(id, "")), 404);
	assert_int_equal(glane_test_post(t, file_at(id, "/import"), "{}"), 404);
	is_clean();
	free(notebook.p);
	free(map.p);
}

static void test_bad_files(void **state)
{
	(void)state;
	const char *const till[] = { "format", "till", NULL }, *const nowhere[] = { "format", "till", "place", "lune", NULL };
	struct file png = { (char *)"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16 };
	assert_int_equal(post("/p/import/files", png, NULL, till), 400);
	assert_true(glane_test_contains(t, "n’est pas un tableau CSV"));
	assert_int_equal(post("/p/import/files", text("date,categorie,poids_kg,destination\n"), NULL, till), 400);
	assert_true(glane_test_contains(t, "« destination » n’est pas connue"));
	assert_true(glane_test_contains(t, "methode_paiement")); /* the columns that it could have are named */
	assert_int_equal(post("/p/import/files", text(HEADER), NULL, nowhere), 400);
	assert_true(glane_test_contains(t, "Ce lieu n’existe pas"));
	assert_int_equal(one("SELECT count(*) FROM import_file"), 0);
	/* As a French spreadsheet saves it when nobody says otherwise. */
	int64_t id = send(text("date;categorie;quantite;poids_kg;prix_total;methode_paiement;controle\r\n27/09/2025;\xc9lectrom\xe9nager;1;1,5;4,50;;\"un\r\ndeux\"\r\n"));
	assert_int_equal(glane_test_get(t, file_at(id, "")), 200);
	assert_int_equal(glane_test_int(t, "file.windows", 0), 1);
	assert_string_equal(glane_test_text(t, "matches.0.label"), "Électroménager"); /* what was said of the other file holds here too */
	assert_int_equal(glane_test_int(t, "money.total", 0), 450);
	assert_int_equal(glane_test_page(t, file_at(id, "")), 200);
	assert_true(glane_test_contains(t, "lu comme « Windows »"));
	glane_test_role(t, "volunteer");
	assert_int_equal(glane_test_get(t, "/p/import/"), 403);
	glane_test_role(t, NULL);
}

static void test_answers(void **state)
{
	(void)state;
	int64_t id = send(text(HEADER
		"2025-10-04,Textile,1,1.5,4,,prix?\n"       /* 2: booked, to be looked at */
		"2025-10-04,Bidule,1,2,3,,\n"               /* 3: waits for a category */
		"2025-10-04,Textile,1,1g,3,,\n"             /* 4: waits for a weight */
		"2025-10-04,Textile,1,2.2,15,,5€+9€ dons\n" /* 5: booked, money is unclear */
		"2025-10-04,Textile,1,1,3,,\n"));           /* 6: nothing to say */
	assert_int_equal(glane_test_post(t, file_at(id, "/import"), "{}"), 200);
	assert_int_equal(waiting(id), 4);
	assert_int_equal(glane_test_int(t, "lines.0.booked", 0), 1);
	assert_string_equal(glane_test_text(t, "lines.0.why.0.doubt"), "remark");
	assert_string_equal(glane_test_text(t, "lines.1.reason"), "no_category");
	assert_string_equal(glane_test_text(t, "lines.2.reason"), "weight");
	assert_string_equal(glane_test_text(t, "lines.3.why.1.doubt"), "money");
	int64_t sold = one("SELECT sum(grams) FROM core_balance WHERE account = 'out:sale'");
	assert_int_equal(sold, 4700);

	/* It is right: one record says that somebody looked, no gram moves. */
	assert_int_equal(answer(id, 2, "{\"answer\":\"confirmed\"}"), 200);
	assert_int_equal(one("SELECT count(*) FROM core_journal WHERE kind = 'import.checked'"), 1);
	assert_int_equal(waiting(id), 3);
	assert_int_equal(answer(id, 3, "{\"answer\":\"confirmed\"}"), 409); /* it is not in yet */
	assert_int_equal(answer(id, 3, "{\"answer\":\"corrected\"}"), 400); /* still no category */
	assert_string_equal(glane_test_text(t, "error.fields.category"), "Choisissez une catégorie.");

	/* Completed and corrected. */
	char body[200];
	long long category = (long long)one("SELECT id FROM core_category WHERE code = 'TEXTILES'");
	snprintf(body, sizeof(body), "{\"answer\":\"corrected\",\"category\":%lld}", category);
	assert_int_equal(answer(id, 3, body), 200);
	assert_int_equal(answer(id, 4, "{\"answer\":\"corrected\",\"grams\":0}"), 400);
	snprintf(body, sizeof(body), "{\"answer\":\"corrected\",\"category\":%lld,\"grams\":1000,\"day\":\"2025-10-01\",\"day_to\":\"2025-10-03\"}", category);
	assert_int_equal(answer(id, 4, body), 200);
	assert_int_equal(one("SELECT happened_to - happened_from FROM core_journal ORDER BY seq DESC LIMIT 1"), 3 * 86400000);
	int64_t former = one("SELECT record FROM import_line WHERE file = %d AND line = 5", (int)id);
	assert_int_equal(answer(id, 5, "{\"answer\":\"corrected\",\"price\":600,\"donation\":900}"), 200);
	assert_int_equal(one("SELECT json_extract(line, '$.body.corrects') FROM core_journal_text ORDER BY seq DESC LIMIT 1"), former);
	assert_int_equal(one("SELECT count(*) FROM core_journal WHERE reverses = %d", (int)former), 1);
	assert_int_equal(one("SELECT json_extract(line, '$.body.donation_cents') FROM core_journal_text ORDER BY seq DESC LIMIT 1"), 900);
	assert_int_equal(waiting(id), 0);
	assert_int_equal(one("SELECT sum(grams) FROM core_balance WHERE account = 'out:sale'"), sold + 2000 + 1000);
	is_clean();

	/* Set aside: it counts nowhere, and no later run takes it in. */
	assert_int_equal(answer(id, 6, "{\"answer\":\"refused\"}"), 200);
	assert_int_equal(one("SELECT sum(grams) FROM core_balance WHERE account = 'out:sale'"), sold + 2000);
	assert_int_equal(glane_test_post(t, file_at(id, "/import"), "{}"), 200);
	assert_int_equal(glane_test_int(t, "imported.lines", -1), 0);
	assert_int_equal(glane_test_int(t, "already.lines", -1), 4);
	assert_int_equal(one("SELECT sum(grams) FROM core_balance WHERE account = 'out:sale'"), sold + 2000);
	assert_int_equal(waiting(id), 0);
	assert_int_equal(answer(id, 99, "{\"answer\":\"refused\"}"), 404);

	/* A form without scripts: an empty price is an unknown one. */
	assert_int_equal(glane_test_page(t, line_at(id, 5)), 200);
	assert_true(glane_test_contains(t, "value=\"6,00\""));
	snprintf(body, sizeof(body), "answer=corrected&whole=1&category=%lld&grams=2%%2C2&price=&donation=9&fee=&pieces=&day=2025-10-04&day_to=", category);
	assert_int_equal(glane_test_form(t, line_at(id, 5), body), 303);
	assert_int_equal(one("SELECT count(*) FROM import_line WHERE file = %d AND line = 5 AND price IS NULL AND donation = 900", (int)id), 1);
	assert_int_equal(glane_test_form(t, line_at(id, 5), "answer=corrected&whole=1&category=&grams=abc&day=2025-10-04"), 400);
	assert_true(glane_test_contains(t, "value=\"abc\"")); /* what was typed is still there */
	is_clean();

	/* The whole file, corrections too. */
	assert_int_equal(glane_test_post(t, file_at(id, "/reverse"), "{}"), 200);
	assert_int_equal(glane_test_int(t, "reversed", 0), 4);
	assert_int_equal(one("SELECT coalesce(sum(grams), 0) FROM core_balance WHERE account = 'out:sale'"), 0);
	is_clean();
}

/* More than a page holds, in two files: each line is on one page. */
static void test_pages_of_waiting(void **state)
{
	(void)state;
	char first[9000] = HEADER, second[9000] = HEADER "\n", path[120];
	for (int i = 0; i < 150; i++) {
		strncat(first, "2025-10-04,Truc inconnu,1,1,1,,\n", sizeof(first) - strlen(first) - 1);
		strncat(second, "2025-10-04,Truc inconnu,1,1,1,,\n", sizeof(second) - strlen(second) - 1);
	}
	int64_t a = send(text(first)), b = send(text(second));
	assert_int_equal(glane_test_post(t, file_at(a, "/import"), "{}"), 200);
	assert_int_equal(glane_test_post(t, file_at(b, "/import"), "{}"), 200);
	assert_int_equal(glane_test_get(t, "/p/import/waiting"), 200);
	assert_int_equal(glane_test_int(t, "count", 0), 300);
	assert_int_equal(glane_test_count(t, "lines"), 200);
	assert_int_equal(glane_test_int(t, "lines.199.file", 0), b);
	assert_int_equal(glane_test_int(t, "lines.199.line", 0), 52);
	snprintf(path, sizeof(path), "/p/import/waiting?after_file=%lld&after=%lld", (long long)glane_test_int(t, "next.after_file", 0),
		(long long)glane_test_int(t, "next.after", 0));
	assert_int_equal(glane_test_get(t, path), 200);
	assert_int_equal(glane_test_count(t, "lines"), 100);
	assert_int_equal(glane_test_int(t, "lines.0.line", 0), 53);
	assert_int_equal(glane_test_count(t, "next"), -1);
	assert_int_equal(glane_test_command(t, "import waiting", "{}"), 200);
	assert_int_equal(glane_test_count(t, "lines"), 200);
	assert_true(glane_test_contains(t, "ligne 52: Truc inconnu, 04/10/2025, 1"));
	assert_int_equal(glane_test_page(t, "/p/import/waiting"), 200);
	assert_true(glane_test_contains(t, "Les suivantes"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_look_and_import), cmocka_unit_test(test_bad_files), cmocka_unit_test(test_answers),
		cmocka_unit_test(test_pages_of_waiting),
	};
	return cmocka_run_group_tests_name("import/pages", tests, begin, end);
}
