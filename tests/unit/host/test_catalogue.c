/* SPDX-License-Identifier: MPL-2.0 */
/* The catalogue, and all words of this repository: the same keys and arguments in both languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/catalogue.h"

static struct arena arena;
static struct catalogue *catalogue;
static char text[4096];

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 4 << 20);
	catalogue = catalogue_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	catalogue_free(catalogue);
	catalogue_free(NULL);
	arena_fini(&arena);
	return 0;
}

static void add(const char *owner, const char *lang, const char *json)
{
	struct error e;
	error_init(&e, &arena);
	if (catalogue_add(catalogue, owner, lang, str_c(json), &e) < 0)
		fail_msg("%s", e.text);
}

static const char *say(const char *owner, const char *lang, const char *key, const struct glane_value *args)
{
	struct buf b;
	buf_init(&b, sizeof(text) - 1);
	catalogue_text(catalogue, owner, lang, str_c(key), args, NULL, &b);
	snprintf(text, sizeof(text), "%s", buf_get(&b).p);
	buf_fini(&b);
	return text;
}

static struct glane_value *count_of(int64_t n)
{
	struct glane_value *v = value_object(&arena);
	value_add_int(v, "n", n);
	return v;
}

/* --- choosing ----------------------------------------------------------------------- */

static void the_owner_is_asked_first_then_core(void **state)
{
	(void)state;
	add(NULL, "fr", "{\"close\":\"Fermer\",\"open\":\"Ouvrir\",\"only\":\"Seul\"}");
	add("core", "en", "{\"close\":\"Close\",\"open\":\"Open\"}");
	add("items", "fr", "{\"close\":\"Fermer la fiche\",\"mine\":\"À moi\"}");
	add("items", "en", "{\"close\":\"Close the card\"}");
	assert_string_equal(say("items", "fr", "close", NULL), "Fermer la fiche");
	assert_string_equal(say("items", "en", "close", NULL), "Close the card");
	assert_string_equal(say("items", "en", "open", NULL), "Open");
	assert_string_equal(say("core", "fr", "close", NULL), "Fermer");
	assert_string_equal(say(NULL, "fr", "close", NULL), "Fermer");
	assert_string_equal(say("labels", "fr", "close", NULL), "Fermer");
	/* a plugin's words are its own */
	assert_string_equal(say("labels", "fr", "mine", NULL), "mine");
}

static void french_stands_in_and_then_the_key(void **state)
{
	(void)state;
	add("core", "fr", "{\"only\":\"Seul\"}");
	add("core", "en", "{}");
	add("items", "fr", "{\"mine\":\"À moi\",\"objects_one\":\"un\",\"objects_other\":\"{n}\"}");
	assert_string_equal(say("core", "en", "only", NULL), "Seul");
	assert_string_equal(say("items", "en", "mine", NULL), "À moi");
	assert_string_equal(say("items", "de", "only", NULL), "Seul");
	assert_string_equal(say("items", NULL, "only", NULL), "Seul");
	add("core", "ar", "{\"mine\":\"لي\"}");
	add("labels", "en", "{\"roll\":\"A roll\"}");
	assert_string_equal(say("items", "ar", "mine", NULL), "À moi"); /* core's may be about something else */
	assert_string_equal(say("labels", "ar", "roll", NULL), "A roll");
	assert_string_equal(say("items", "en", "not.there", NULL), "not.there");
	assert_string_equal(say("items", "en", "", NULL), "");
	assert_true(catalogue_has(catalogue, "items", "fr", STR("mine")));
	assert_false(catalogue_has(catalogue, "items", "fr", STR("min")));
	assert_true(catalogue_has(catalogue, "items", "fr", STR("objects")));
	assert_false(catalogue_has(catalogue, "items", "en", STR("mine")));
}

static void arguments_are_put_in(void **state)
{
	(void)state;
	add("core", "fr", "{\"k\":\"{who} a pesé {net}, {n} fois : {rest} {} {a b} {who\",\"twice\":\"{who}{who}\"}");
	add("core", "en", "{\"k\":\"{net} by {who}\",\"twice\":\"x\"}");
	struct glane_value *args = count_of(3);
	value_add_text(args, "who", STR("Léa {net} <b>"));
	value_add_quantity(args, "net", 1840, GLANE_U_GRAMS);
	assert_string_equal(say(NULL, "fr", "k", args),
	                    "Léa {net} <b> a pesé 1,84\u202fkg, 3 fois : {rest} {} {a b} {who");
	assert_string_equal(say(NULL, "en", "k", args), "1.84\u202fkg by Léa {net} <b>");
	assert_string_equal(say(NULL, "fr", "twice", args), "Léa {net} <b>Léa {net} <b>");
	assert_string_equal(say(NULL, "fr", "twice", NULL), "{who}{who}");
	/* arguments that are not an object are none */
	assert_string_equal(say(NULL, "fr", "twice", value_get(args, "who")), "{who}{who}");
}

static void identifiers_come_in_words(void **state)
{
	(void)state;
	add("core", "fr", "{\"k\":\"de {state} à {to_state}, {x}\",\"state.sold\":\"vendu\",\"state.void\":\"annulé\",\"x.one two\":\"?\"}");
	add("core", "en", "{\"k\":\"from {state} to {to_state}, {x}\",\"state.sold\":\"sold off\"}");
	add("till", "fr", "{\"state.sold\":\"encaissé {n}\"}");
	add("till", "en", "{}");
	struct glane_value *args = count_of(3);
	value_add_text(args, "state", STR("sold"));
	value_add_text(args, "to_state", STR("void"));
	value_add_text(args, "x", STR("sold"));
	assert_string_equal(say(NULL, "fr", "k", args), "de vendu à annulé, sold");
	/* French stands in for a word too */
	assert_string_equal(say(NULL, "en", "k", args), "from sold off to annulé, sold");
	/* the owner's words come first, as they stand */
	assert_string_equal(say("till", "fr", "k", args), "de encaissé {n} à annulé, sold");
	assert_string_equal(say("till", "en", "k", args), "from sold off to annulé, sold");
	/* what is no identifier stays what it is: another text, none, a number, one that is too long for a key */
	value_add_text(args, "state", STR("on_sale"));
	value_add_text(args, "to_state", STR(""));
	assert_string_equal(say(NULL, "fr", "k", args), "de on_sale à , sold");
	char longest[400];
	memset(longest, 'x', sizeof(longest));
	value_add_text(args, "state", (struct glane_str){ longest, sizeof(longest) - 1 });
	value_add_int(args, "to_state", 6);
	const char *said = say(NULL, "fr", "k", args);
	assert_int_equal(strlen(said), strlen("de ") + sizeof(longest) - 1 + strlen(" à 6, sold"));
}

static void plurals_follow_the_language(void **state)
{
	(void)state;
	add("core", "fr", "{\"objects_one\":\"{n} objet\",\"objects_other\":\"{n} objets\",\"plain\":\"pareil\"}");
	add("core", "en", "{\"objects_one\":\"{n} object\",\"objects_other\":\"{n} objects\",\"plain\":\"same\"}");
	static const struct {
		int64_t n;
		const char *fr, *en;
	} cases[] = {
		{ 0, "0 objet", "0 objects" },    { 1, "1 objet", "1 object" },       { 2, "2 objets", "2 objects" },
		{ 21, "21 objets", "21 objects" }, { -1, "-1 objet", "-1 object" }, { -2, "-2 objets", "-2 objects" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_string_equal(say(NULL, "fr", "objects", count_of(cases[i].n)), cases[i].fr);
		assert_string_equal(say(NULL, "en", "objects", count_of(cases[i].n)), cases[i].en);
	}
	assert_string_equal(say(NULL, "fr", "plain", count_of(5)), "pareil");
	assert_string_equal(say(NULL, "fr", "objects", NULL), "objects");
}

static void bad_files_add_nothing(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"[]",
		"{\"a\":\"x\",\"a\":\"y\"}",
		"{\"a\":1}",
		"{\"a\":{\"b\":\"x\"}}",
		"{\"\":\"x\"}",
		"{\"a_one\":\"x\"}",
		"{\"a_other\":\"x\",\"b\":\"y\"}",
		"{\"a\":\"x\"",
		"{\"a\":\"\xff\"}",
	};
	struct error e;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		error_init(&e, &arena);
		if (catalogue_add(catalogue, "items", "fr", str_c(bad[i]), &e) != GLANE_EINVAL)
			fail_msg("accepted: %s", bad[i]);
		assert_true(strstr(e.text, "words of items in fr") == e.text);
		assert_string_equal(say("items", "fr", "a", NULL), "a");
	}
	add("items", "fr", "{\"a\":\"x\"}");
	error_init(&e, &arena);
	assert_int_equal(catalogue_add(catalogue, "items", "fr", STR("{\"b\":\"x\"}"), &e), GLANE_ECONFLICT);
	error_init(&e, &arena);
	assert_int_equal(catalogue_add(catalogue, "items", "a language", STR("{}"), &e), GLANE_EINVAL);
}

static void differences_are_found(void **state)
{
	(void)state;
	struct buf b;
	add("items", "fr", "{\"a\":\"x {n} {who}\",\"b\":\"y\",\"c_one\":\"un\",\"c_other\":\"{n}\",\"d\":\"{x}\"}");
	add("items", "en", "{\"a\":\"x {n}\",\"c_one\":\"{n}\",\"c_other\":\"{n}\",\"d\":\"{y}\",\"e\":\"z\"}");
	buf_init(&b, 4096);
	assert_int_equal(catalogue_differences(catalogue, "items", "fr", "en", false, &b), 5);
	const char *lines = buf_get(&b).p;
	assert_non_null(strstr(lines, "items: \"a\" has no {who} in en\n"));
	assert_non_null(strstr(lines, "items: en has no \"b\"\n"));
	assert_non_null(strstr(lines, "items: fr has no \"e\"\n"));
	assert_non_null(strstr(lines, "items: \"d\" has no {x} in en\n"));
	assert_non_null(strstr(lines, "items: \"d\" has no {y} in fr\n"));
	assert_int_equal(catalogue_differences(catalogue, "labels", "fr", "en", false, &b), 1);
	buf_fini(&b);
}

/* --- the repository's own ---------------------------------------------------------------- */

static char *file_read(const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return NULL;
	char *p = xcalloc(1, 1 << 20);
	size_t n = fread(p, 1, (1 << 20) - 1, f);
	p[n] = 0;
	fclose(f);
	return p;
}

/* "…/plugins/items/i18n/fr.json" is of "items". */
static void owner_of_path(const char *path, char *ret, size_t n)
{
	const char *slash[3];
	const char *end = path + strlen(path);
	for (size_t i = 0; i < COUNT_OF(slash); i++) {
		while (end > path && *--end != '/')
			;
		slash[i] = end;
	}
	snprintf(ret, n, "%.*s", (int)(slash[1] - slash[2] - 1), slash[2] + 1);
}

static void repository_add(const char *path)
{
	char owner[32], lang[3];
	struct error e;
	owner_of_path(path, owner, sizeof(owner));
	snprintf(lang, sizeof(lang), "%s", strrchr(path, '/') + 1);
	char *json = file_read(path);
	assert_non_null(json);
	error_init(&e, &arena);
	if (catalogue_add(catalogue, owner, lang, str_c(json), &e) < 0)
		fail_msg("%s: %s", path, e.text);
	free(json);
}

/* Calls fn for each file that fits; returns their number. */
static unsigned each_file(const char *pattern, void (*fn)(const char *path, void *arg), void *arg)
{
	char whole[1024];
	glob_t found;
	unsigned n = 0;
	snprintf(whole, sizeof(whole), SOURCE_ROOT "/%s", pattern);
	if (glob(whole, 0, NULL, &found) != 0)
		return 0;
	for (; n < found.gl_pathc; n++)
		fn(found.gl_pathv[n], arg);
	globfree(&found);
	return n;
}

struct findings {
	struct buf lines;
	unsigned count;
};

static void add_file(const char *path, void *arg)
{
	(void)arg;
	if (!str_ends(str_c(path), STR("/fr.json")) && !str_ends(str_c(path), STR("/en.json")) && !str_ends(str_c(path), STR("/ar.json")))
		fail_msg("%s: which language is that?", path);
	repository_add(path);
}

static void compare_file(const char *path, void *arg)
{
	struct findings *f = arg;
	char owner[32];
	owner_of_path(path, owner, sizeof(owner));
	if (str_ends(str_c(path), STR("/fr.json")))
		f->count += catalogue_differences(catalogue, owner, "fr", "en", false, &f->lines);
	if (str_ends(str_c(path), STR("/ar.json"))) /* what shoppers read: the rest comes in French */
		f->count += catalogue_differences(catalogue, owner, "ar", "fr", true, &f->lines);
}

/* Every {{t.key}} of a page. */
static void page_check(const char *path, void *arg)
{
	struct findings *f = arg;
	char owner[32];
	owner_of_path(path, owner, sizeof(owner));
	char *page = file_read(path);
	assert_non_null(page);
	for (const char *p = page; (p = strstr(p, "t.")); p += 2) {
		const char *before = p;
		while (before > page && strchr(" {&", before[-1]))
			before--;
		if (p - before < 2 || strncmp(before, "{{", 2) != 0)
			continue;
		struct glane_str key = { p + 2, strcspn(p + 2, " }") };
		if (catalogue_has(catalogue, owner, "fr", key) || catalogue_has(catalogue, "core", "fr", key))
			continue;
		buf_printf(&f->lines, "%s: no words for \"%.*s\"\n", path + strlen(SOURCE_ROOT) + 1, STR_ARG(key));
		f->count++;
	}
	free(page);
}

static void all_words_are_there_in_both_languages(void **state)
{
	(void)state;
	static const char *const places[] = { "core/i18n/*.json", "kiosk/words/*.json", "plugins/*/i18n/*.json" };
	struct findings f = { .count = 0 };
	unsigned files = 0, pages;
	buf_init(&f.lines, 1 << 20);
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		files += each_file(places[i], add_file, NULL);
		each_file(places[i], compare_file, &f);
	}
	pages = each_file("core/pages/*", page_check, &f) + each_file("plugins/*/pages/*", page_check, &f);
	assert_true(files >= 2 && pages >= 2);
	if (f.count)
		fail_msg("\n%s", buf_get(&f.lines).p);
	buf_fini(&f.lines);
}

/* Every status, and every key that the files of the input reader name. */
static void all_refusals_of_core_have_words(void **state)
{
	(void)state;
	static const char *const files[] = { "core/http/input_value.c", "core/http/inputs.c", "core/host/dispatch.c",
		                             "core/host/render.c", "core/host/repeat.c" };
	static const char *const prefixes[] = { "\"error.", "\"input." };
	static const int statuses[] = {
#define VALUE(name, value, http, words) value,
		GLANE_STATUS_MAP(VALUE)
#undef VALUE
	};
	unsigned keys = 0;
	repository_add(SOURCE_ROOT "/core/i18n/fr.json");
	for (size_t i = 0; i < COUNT_OF(statuses); i++) {
		char key[64] = "error.";
		if (!statuses[i])
			continue;
		for (const char *s = status_name(statuses[i]); *s; s++)
			key[strlen(key)] = (char)(*s | 0x20);
		if (!catalogue_has(catalogue, "core", "fr", str_c(key)))
			fail_msg("no words for %s", key);
	}
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		char path[1024];
		snprintf(path, sizeof(path), SOURCE_ROOT "/%s", files[i]);
		char *source = file_read(path);
		for (size_t k = 0; source && k < COUNT_OF(prefixes); k++)
			for (const char *p = source; (p = strstr(p, prefixes[k])); p++) {
				struct glane_str key = { p + 1, strcspn(p + 1, "\"") };
				if (key.p[key.n - 1] == '.') /* the beginning of a key */
					continue;
				if (!catalogue_has(catalogue, "core", "fr", key))
					fail_msg("%s: no words for %.*s", files[i], STR_ARG(key));
				keys++;
			}
		free(source);
	}
	assert_true(keys > 20);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_owner_is_asked_first_then_core),
		TEST(french_stands_in_and_then_the_key),
		TEST(arguments_are_put_in),
		TEST(identifiers_come_in_words),
		TEST(plurals_follow_the_language),
		TEST(bad_files_add_nothing),
		TEST(differences_are_found),
		TEST(all_words_are_there_in_both_languages),
		TEST(all_refusals_of_core_have_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
