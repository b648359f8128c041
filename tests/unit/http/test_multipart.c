/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "http/inputs.h"
#include "http/multipart.h"

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 4 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_fini(&arena);
	return 0;
}

static int read_parts(struct glane_str body, const char *boundary, struct fields *ret, const char **ret_why)
{
	*ret = (struct fields){ .arena = &arena, .source = FIELD_BODY };
	*ret_why = "";
	return multipart_read(ret, body, str_c(boundary), ret_why);
}

#define PART(name) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"

static void texts_and_files(void **state)
{
	(void)state;
	static const char body[] = "--XyZ\r\n" PART("title") "Une lampe\r\n"
	                           "--XyZ \t\r\n"
	                           "content-disposition: Form-Data; name=photo; filename=\"C:\\photos\\a \\\"b\\\" %22c%22.jpg\"\r\n"
	                           "Content-Type: image/jpeg\r\n\r\n"
	                           "\xff\xd8\0\r\n--XyW\r\n--Xy\r\n"
	                           "--XyZ\r\n" PART("note") "\r\n"
	                           "--XyZ\r\n" PART("empty") "--XyZ\r\n"
	                           "Content-Type: text/plain; charset=UTF-8\r\n"
	                           "Content-Transfer-Encoding: 8bit\r\n" PART("last") "\r\nx\r\n\r\n"
	                           "--XyZ--\r\n";
	struct fields f;
	const char *why;
	int rc = read_parts((struct glane_str){ body, sizeof(body) - 1 }, "XyZ", &f, &why);
	if (rc < 0)
		fail_msg("%s", why);
	assert_int_equal(f.count, 5);
	assert_string_equal(fields_find(&f, STR("title"))->text.p, "Une lampe");
	assert_int_equal(fields_find(&f, STR("title"))->kind, FIELD_TEXT);
	const struct field *photo = fields_find(&f, STR("photo"));
	assert_int_equal(photo->kind, FIELD_FILE);
	assert_string_equal(photo->file_name.p, "C:\\photos\\a \"b\" \"c\".jpg");
	assert_int_equal(photo->text.n, 3 + 2 + 5 + 2 + 4);
	assert_memory_equal(photo->text.p, "\xff\xd8\0\r\n--XyW\r\n--Xy", photo->text.n);
	assert_int_equal(photo->text.p[photo->text.n], 0);
	assert_int_equal(fields_find(&f, STR("note"))->text.n, 0);
	assert_int_equal(fields_find(&f, STR("empty"))->text.n, 0);
	assert_string_equal(fields_find(&f, STR("last"))->text.p, "\r\nx\r\n");
}

static void bodies_that_are_not_quite_multipart(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"--b",
		"--b\r\n",
		"--c\r\n" PART("x") "1\r\n--b--",
		"x\r\n--b\r\n" PART("x") "1\r\n--b--",
		"--b\r\n" PART("x") "1",
		"--b\r\n" PART("x") "1\r\n--b",
		"--b\r\n" PART("x") "1\r\n--b-",
		"--b\r\n" PART("x") "1\n--b--",
		"--b\n" PART("x") "1\r\n--b--",
		"--bc\r\n" PART("x") "1\r\n--b--",
		"--b\r\n" PART("x") "1\r\n--b--x",
		"--b\r\n" PART("x") "1\r\n--bx\r\n--b--",
		"--b\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Type: text/plain\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: form-data; name=\"x\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: form-data; name=\"x\"; name=\"y\"\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: attachment; name=\"x\"\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: form-data; name=\"x\"\r\nContent-Disposition: form-data; name=\"y\"\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: form-data;\r\n name=\"x\"\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition\r\n\r\n1\r\n--b--",
		"--b\r\n: x\r\n" PART("x") "1\r\n--b--",
		"--b\r\nContent-Transfer-Encoding: base64\r\n" PART("x") "MQ==\r\n--b--",
		"--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\n" PART("x") "1\r\n--b--",
		"--b\r\nContent-Type: application/json\r\n" PART("x") "1\r\n--b--",
		"--b\r\nContent-Type: text\r\n" PART("x") "1\r\n--b--",
		"--b\r\nContent-Disposition: form-data; name=\"a\x01\"\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: form-data; name=\"a\xff\"\r\n\r\n1\r\n--b--",
	};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct fields f;
		const char *why;
		if (read_parts(str_c(bad[i]), "b", &f, &why) != GLANE_EINVAL)
			fail_msg("accepted: %s", bad[i]);
		assert_true(why[0] != 0);
	}
}

static void boundaries_have_a_form(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "a b ", "a\"b", "é", "a;b", "0123456789012345678901234567890123456789012345678901234567890123456789x" };
	struct fields f;
	const char *why;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		char body[300];
		snprintf(body, sizeof(body), "--%s\r\n" PART("x") "1\r\n--%s--\r\n", bad[i], bad[i]);
		assert_int_equal(read_parts(str_c(body), bad[i], &f, &why), GLANE_EINVAL);
	}
	assert_int_equal(read_parts(STR("--a'()+_,-./:=? z\r\n" PART("x") "1\r\n--a'()+_,-./:=? z--"), "a'()+_,-./:=? z", &f, &why), 0);
	assert_string_equal(fields_find(&f, STR("x"))->text.p, "1");
}

static void any_end_that_is_cut_off_is_noticed(void **state)
{
	(void)state;
	static const char body[] = "--b\r\n" PART("x") "one\r\n--b\r\nContent-Disposition: form-data; name=f; filename=\"a\"\r\n\r\n123\r\n--b--";
	struct fields f;
	const char *why;
	for (size_t n = 0; n < sizeof(body) - 1; n++) {
		char *cut = xmalloc(n + 1); /* of its own, so that reading on is seen */
		memcpy(cut, body, n);
		cut[n] = 0;
		assert_int_equal(read_parts((struct glane_str){ cut, n }, "b", &f, &why), GLANE_EINVAL);
		free(cut);
	}
	assert_int_equal(read_parts((struct glane_str){ body, sizeof(body) - 1 }, "b", &f, &why), 0);
}

static void parts_and_headers_are_bounded(void **state)
{
	(void)state;
	struct fields f;
	const char *why;
	for (int n = 64; n <= 65; n++) {
		struct buf b;
		buf_init(&b, 1 << 20);
		for (int i = 0; i < n; i++)
			buf_printf(&b, "--b\r\nContent-Disposition: form-data; name=\"f%d\"\r\n\r\n1\r\n", i);
		buf_c(&b, "--b--");
		assert_int_equal(read_parts(buf_get(&b), "b", &f, &why), n == 64 ? 0 : GLANE_ETOOBIG);
		buf_fini(&b);
	}
	struct buf b;
	buf_init(&b, 1 << 20);
	buf_c(&b, "--b\r\nX: ");
	for (int i = 0; i < 3000; i++)
		buf_char(&b, 'x');
	buf_c(&b, "\r\n" PART("x") "1\r\n--b--");
	assert_int_equal(read_parts(buf_get(&b), "b", &f, &why), GLANE_EINVAL);
	buf_fini(&b);
}

/* --- through the inputs --------------------------------------------------------------- */

static const struct glane_input form_inputs[] = {
	{ .name = "title", .type = GLANE_F_TEXT, .required = 1 },
	{ .name = "photo", .type = GLANE_F_FILE, .max = 8 },
	{ .name = "weight", .type = GLANE_F_GRAMS },
};
static const struct glane_list declared = GLANE_LIST(form_inputs);

static int read_form(const char *body, struct glane_value **ret, struct error *e)
{
	struct glane_value *raw = NULL;
	struct input_source src = { .query = STR_NONE, .content_type = STR("multipart/form-data; boundary=\"b\""), .body = str_c(body) };
	error_init(e, &arena);
	return inputs_read(&arena, declared, &src, ret, &raw, e);
}

static void a_file_comes_with_its_digest(void **state)
{
	(void)state;
	struct glane_value *v = NULL;
	struct error e;
	char hex[65];
	assert_int_equal(read_form("--b\r\n" PART("title") " Vase \r\n--b\r\n" PART("weight") "0,4\r\n--b\r\n"
	                           "Content-Disposition: form-data; name=\"photo\"; filename=\"../../etc/a.jpg\"\r\n\r\n12345678\r\n--b--",
	                           &v, &e),
	                 0);
	const struct glane_value *photo = value_get(v, "photo");
	struct sha256 digest = sha256_of("12345678", 8);
	hex_of(digest.b, 32, hex);
	assert_string_equal(value_get_text(v, "title").p, "Vase");
	assert_int_equal(value_get_int(v, "weight", 0), 400);
	assert_string_equal(value_get_text(photo, "name").p, "a.jpg");
	assert_string_equal(value_get_text(photo, "content").p, "12345678");
	assert_string_equal(value_get_text(photo, "sha256").p, hex);
}

static void files_and_texts_are_not_mixed_up(void **state)
{
	(void)state;
	static const struct {
		const char *body, *path, *key;
	} bad[] = {
		{ "--b\r\n" PART("title") "x\r\n--b\r\n" PART("photo") "x\r\n--b--", "photo", "input.not_a_file" },
		{ "--b\r\nContent-Disposition: form-data; name=title; filename=x\r\n\r\nx\r\n--b--", "title", "input.not_text" },
		{ "--b\r\n" PART("title") "x\r\n--b\r\n"
		  "Content-Disposition: form-data; name=photo; filename=x\r\n\r\n123456789\r\n--b--", "photo", "input.file_too_big" },
		{ "--b\r\n" PART("title") "\r\n--b--", "title", "input.required" },
		{ "--b\r\n" PART("title") "x\r\n--b\r\n" PART("title") "x\r\n--b--", "title", "input.duplicate" },
		{ "--b\r\n" PART("title") "x\r\n--b\r\n" PART("weight") "lourd\r\n--b--", "weight", "input.not_a_number" },
	};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct glane_value *v = NULL;
		struct error e;
		assert_int_equal(read_form(bad[i].body, &v, &e), GLANE_EINVAL);
		assert_non_null(e.inputs);
		assert_string_equal(e.inputs->path.p, bad[i].path);
		assert_string_equal(e.inputs->key.p, bad[i].key);
	}
}

static void a_browser_without_a_file_sends_an_empty_one(void **state)
{
	(void)state;
	struct glane_value *v = NULL;
	struct error e;
	assert_int_equal(read_form("--b\r\n" PART("title") "x\r\n--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"\"\r\n"
	                           "Content-Type: application/octet-stream\r\n\r\n\r\n--b--\r\n",
	                           &v, &e),
	                 0);
	assert_null(value_get(v, "photo"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(texts_and_files),
		TEST(bodies_that_are_not_quite_multipart),
		TEST(boundaries_have_a_form),
		TEST(any_end_that_is_cut_off_is_noticed),
		TEST(parts_and_headers_are_bounded),
		TEST(a_file_comes_with_its_digest),
		TEST(files_and_texts_are_not_mixed_up),
		TEST(a_browser_without_a_file_sends_an_empty_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
