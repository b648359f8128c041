/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/embed.h"

/* The bytes of the only file of a folder, as `glane embed` writes them. */
static char *embedded(const char *name, const char *text)
{
	char dir[] = "/tmp/glane-embed-XXXXXX", path[64];
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
	char *source = NULL, *bytes = calloc(1, strlen(text) + 1);
	size_t size;
	FILE *out = open_memstream(&source, &size);
	assert_int_equal(embed_write(dir, out, NULL), 0);
	fclose(out);
	unlink(path);
	rmdir(dir);
	char *at = strstr(source, "[] = {");
	assert_non_null(at);
	at += strlen("[] = {");
	for (size_t n = 0; n <= strlen(text); n++) {
		char *end;
		long byte = strtol(at, &end, 10);
		if (end == at || *end != ',') /* the 0 that ends the array has none */
			break;
		bytes[n] = (char)byte;
		at = end + 1;
	}
	free(source);
	return bytes;
}

static void becomes(const char *name, const char *text, const char *wanted)
{
	char *got = embedded(name, text);
	assert_string_equal(got, wanted);
	free(got);
}

static void comments_and_indentation_of_scripts_stay_at_home(void **state)
{
	(void)state;
	becomes("a.js", "// SPDX\n\t// said\nlet a = 1; // one\nlet b = 2;\n", "\n\nlet a=1;\nlet b=2;\n");
	becomes("a.js", "let a = 1; // the last line", "let a=1;");
	becomes("a.js", "if (a) {\n\t\tb();\n  \n}\n", "if(a){\nb();\n\n}\n");
	becomes("a.js", "a('x'); // 'x' // and y\n", "a('x'); // 'x'\n"); /* kept: a text might end there */
}

static void blanks_between_signs_of_scripts_stay_at_home(void **state)
{
	(void)state;
	becomes("a.js", "const { a, b } = c ? d : [...e, 'f , \\' g'];\n", "const{a,b}=c?d:[...e,'f , \\' g'];\n");
	becomes("a.js", "x = a => a && b || c ?? \"d = e\";\n", "x=a=>a&&b||c??\"d = e\";\n");
	becomes("a.js", "return a - -b + +c * d ** e < !--f;\n", "return a - -b + +c * d ** e < !--f;\n");
	becomes("a.js", "f('/ e = f', `g = h`, `${a ? b : c} = d`, i);\n", "f('/ e = f',`g = h`,`${a ? b : c} = d`,i);\n"); /* a text stays as it is */
	becomes("a.js", "for (const x of [1 .y, z in w]) {\n", "for(const x of[1 .y,z in w]){\n");
}

static void what_is_no_comment_goes_along(void **state)
{
	(void)state;
	const char *same[] = {
		"a='b // c',d=\"e // f\",g=`h // i`;\n",
		"fetch('https://example.org/');location=`//${host}`;\n",
		"const re = /a\\/\\/b/;\n",
		"x = a.replace(/' = /, '='), y = `${b} = ${c}`;\n",
		"x = `${a ? `b = ${c}, ` : ''} d = e`;\n",
		"/* one\ntwo // three */ let a;\n",
		"/* one\nit's two */ a = 'b = c';\n",
		"const sql = `\n// a line of a text\n\t1 // 2\n`;\n",
	};
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
		becomes("a.js", same[i], same[i]);
	becomes("a.css", "// no comment here\n", "// no comment here\n");
	becomes("a.sql", "select 1; // 2\n", "select 1; // 2\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comments_and_indentation_of_scripts_stay_at_home),
		cmocka_unit_test(blanks_between_signs_of_scripts_stay_at_home),
		cmocka_unit_test(what_is_no_comment_goes_along),
	};
	return cmocka_run_group_tests_name("embed", tests, NULL, NULL);
}
