/* SPDX-License-Identifier: MPL-2.0 */
/* Plugins that do not start: each with its reason in words, while the rest of the house goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "glane/plugin.h"
#include "glane/test.h"

#define SO(name) AREAS "/" name ".so"

static void says(struct glane_test *t, const char *name, const char *words)
{
	if (!strstr(glane_test_reason(t, name), words))
		fail_msg("%s: \"%s\" does not say \"%s\"", name, glane_test_reason(t, name), words);
}

static void refused_path(const char *so, const char *name, const char *words)
{
	struct glane_test *t = glane_test_try(so, SO("good"), NULL);
	char path[64];
	says(t, name, words);
	snprintf(path, sizeof(path), "/p/%s/there", name);
	int status = glane_test_get(t, path);
	assert_true(status == 404 || status == 503);
	assert_string_equal(glane_test_reason(t, "good"), "");
	assert_int_equal(glane_test_get(t, "/p/good/there"), 200);
	assert_int_equal(glane_test_get(t, "/healthz"), 200);
	glane_test_close(t);
}

static void refused(const char *name, const char *words)
{
	char so[400];
	snprintf(so, sizeof(so), AREAS "/%s.so", name);
	refused_path(so, name, words);
}

static void files_that_are_no_plugins(void **state)
{
	(void)state;
	refused("nosuch", "No such file");
	refused("empty", "is not a glane plugin");
	refused("wrong", "calls itself \"other\"");
	refused("badname", "its name is not");
	refused("site", "the core's own");
}

/* --- who may write it --- */
static void copy(const char *from, const char *to)
{
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	assert_non_null(in);
	assert_non_null(out);
	char block[65536];
	for (size_t n; (n = fread(block, 1, sizeof(block), in)) > 0;)
		assert_int_equal(fwrite(block, 1, n, out), n);
	fclose(in);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(chmod(to, 0755), 0);
}

static void a_text_file_is_not_loaded(void **state)
{
	(void)state;
	char dir[] = "/tmp/glane-plugin-XXXXXX", so[64];
	assert_non_null(mkdtemp(dir));
	snprintf(so, sizeof(so), "%s/words.so", dir);
	FILE *f = fopen(so, "w");
	assert_non_null(f);
	fputs("this is not a program\n", f);
	fclose(f);
	refused_path(so, "words", "cannot be loaded");
	unlink(so);
	rmdir(dir);
}

static void what_everybody_may_write_is_not_loaded(void **state)
{
	(void)state;
	char dir[] = "/tmp/glane-plugin-XXXXXX", inner[64], so[80];
	assert_non_null(mkdtemp(dir));
	snprintf(inner, sizeof(inner), "%s/inner", dir);
	snprintf(so, sizeof(so), "%s/same.so", inner);
	assert_int_equal(mkdir(inner, 0755), 0);
	copy(SO("same"), so);
	assert_int_equal(chmod(so, 0757), 0);
	refused_path(so, "same", "may be written by everybody");
	assert_int_equal(chmod(so, 0755), 0);
	assert_int_equal(chmod(dir, 0777), 0); /* the folder above its folder */
	refused_path(so, "same", "may be written by everybody");
	assert_int_equal(chmod(dir, 0775), 0); /* a group is no offence */
	struct glane_test *t = glane_test_open(so, NULL);
	assert_int_equal(glane_test_get(t, "/p/same/there"), 200);
	glane_test_close(t);
	unlink(so);
	rmdir(inner);
	rmdir(dir);
}

static void code_that_fails_on_the_way(void **state)
{
	(void)state;
	refused("initfails", "init: the scale is not plugged in");
	refused("startfails", "start: it began and stopped");
}

static void a_failed_start_leaves_no_row(void **state)
{
	(void)state;
	struct glane_test *t = glane_test_try(SO("startfails"), NULL);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM startfails_row"), 0);
	glane_test_close(t);
}

static void migrations(void **state)
{
	(void)state;
	refused("badsql", "migration: ");
	refused("foreign", "migration: ");
	struct glane_test *t = glane_test_try(SO("badsql"), NULL);
	says(t, "badsql", "line 2");
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'badsql%'"), 0);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_migration WHERE owner = 'badsql'"), 0);
	glane_test_close(t);
}

static void sql_beyond_its_rights(void **state)
{
	(void)state;
	refused("coretable", "statement 0: ");
	refused("neighbour", "statement 0: ");
	struct glane_test *t = glane_test_try(SO("good"), SO("neighbour"), NULL); /* its table is there now */
	says(t, "neighbour", "statement 0: neighbour may not");
	glane_test_close(t);
	refused("pragma", "statement 0: ");
	refused("nosql", "statement 0: ");
	refused("noview", "there is no exported view core_v1_secret");
	refused("privateview", "there is no exported view core_item");
	refused("writecheck", "check \"check\": ");
	refused("badpersonal", "personal data of \"row\": ");
}

static void declarations_that_do_not_fit(void **state)
{
	(void)state;
	refused("twice", "the path /p/twice/there is there already");
	refused("norun", "the route \"/empty\" has no callback");
	refused("getwrites", "a mode that its method does not allow");
	refused("barepost", "changes something and declares no permission");
	refused("openget", "is open and not a WRITE POST");
	refused("openmay", "is open and not a WRITE POST");
	refused("opennext", "is open and not a WRITE POST");
	refused("openbare", "its form is not a public page");
	refused("undeclared", "which is not declared");
	refused("foreignmay", "does not begin with its name");
	refused("nosource", "names the route \"/nowhere\", which is not there");
	refused("nokind", "is of no known kind");
	refused("readjob", "the job \"sweep\" is incomplete");
}

static void pages_and_words(void **state)
{
	(void)state;
	refused("badpage", "template page.html: ");
	refused("rawpage", "template page.html: ");
	refused("nopage", "names the template \"page\", which is not there");
	refused("badwords", "words fr.json: ");
	refused("noplural", "words fr.json: ");
}

static void starts(const char *so, const char *name)
{
	struct glane_test *t = glane_test_try(so, NULL);
	assert_string_equal(glane_test_reason(t, name), "");
	glane_test_close(t);
}

static void what_screens_and_shoppers_get(void **state)
{
	(void)state;
	refused("bigmodule", "its module \"module.js\" has 262145 bytes: 262144 are allowed");
	starts(SO("largemodule"), "largemodule");
	refused("scriptpage", "the template \"part.html\" is shown to shoppers and has an element <script>");
	refused("foreignpage", "the template \"page.html\" is shown to shoppers and has an address of another site (https://example.org)");
	starts(SO("staffpage"), "staffpage");
}

static void dependencies(void **state)
{
	(void)state;
	refused("lonely", "needs the plugin \"nowhere\", which is not there");
	refused("deplate", "needs the plugin \"good\" with schema 2, and that one has 1");
	struct glane_test *t = glane_test_try(SO("ring1"), SO("ring2"), SO("needsring"), SO("good"), NULL);
	says(t, "ring1", "in a circle");
	says(t, "ring2", "in a circle");
	assert_string_not_equal(glane_test_reason(t, "needsring"), "");
	assert_string_equal(glane_test_reason(t, "good"), "");
	glane_test_close(t);
	/* one that fails takes those along that need it, however late it fails */
	t = glane_test_try(SO("needsstart"), SO("startfails"), SO("needsgood"), SO("good"), NULL);
	says(t, "needsstart", "needs the plugin \"startfails\", which does not run");
	assert_string_equal(glane_test_reason(t, "needsgood"), "");
	glane_test_close(t);
}

/* What reads a view of a plugin that need not be there goes without it; it is not an excuse for any other. */
static void an_optional_one(void **state)
{
	(void)state;
	struct glane_test *t = glane_test_try(SO("without"), NULL);
	assert_string_equal(glane_test_reason(t, "without"), "");
	assert_int_equal(glane_test_get(t, "/p/without/there"), 200);
	assert_int_equal(glane_test_int(t, "asked", 0), GLANE_EGONE);
	glane_test_close(t);
	refused("withother", "there is no exported view other_v1_row");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_that_are_no_plugins),
		cmocka_unit_test(a_text_file_is_not_loaded),
		cmocka_unit_test(what_everybody_may_write_is_not_loaded),
		cmocka_unit_test(code_that_fails_on_the_way),
		cmocka_unit_test(a_failed_start_leaves_no_row),
		cmocka_unit_test(migrations),
		cmocka_unit_test(sql_beyond_its_rights),
		cmocka_unit_test(declarations_that_do_not_fit),
		cmocka_unit_test(pages_and_words),
		cmocka_unit_test(what_screens_and_shoppers_get),
		cmocka_unit_test(dependencies),
		cmocka_unit_test(an_optional_one),
	};
	return cmocka_run_group_tests_name("refused", tests, NULL, NULL);
}
