/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/code.h"
#include "http/inputs.h"

/* --- what a plugin declares ------------------------------------------------------ */

static const char *const colours[] = { "red", "blue", NULL };
static const struct glane_input line_inputs[] = {
	{ .name = "weight", .type = GLANE_F_GRAMS, .required = 1, .max = 500000 },
	{ .name = "note", .type = GLANE_F_TEXT },
};
static const struct glane_input route_inputs[] = {
	{ .name = "id", .type = GLANE_F_INT, .min = 1 },
	{ .name = "count", .type = GLANE_F_INT, .min = -5, .max = 10 },
	{ .name = "title", .type = GLANE_F_TEXT, .min = 3, .max = 300 },
	{ .name = "note", .type = GLANE_F_LINES },
	{ .name = "fragile", .type = GLANE_F_BOOL },
	{ .name = "code", .type = GLANE_F_CODE },
	{ .name = "day", .type = GLANE_F_DATE },
	{ .name = "colour", .type = GLANE_F_CHOICE, .choices = colours },
	{ .name = "weight", .type = GLANE_F_GRAMS },
	{ .name = "price", .type = GLANE_F_CENTS, .min = 50, .max = 100000 },
	{ .name = "photo", .type = GLANE_F_FILE, .max = 16 },
	{ .name = "lines", .type = GLANE_F_LIST, .min = 1, .max = 3, .inner = GLANE_LIST(line_inputs) },
};
static const struct glane_list declared = GLANE_LIST(route_inputs);
static const struct glane_input needed_inputs[] = {
	{ .name = "title", .type = GLANE_F_TEXT, .required = 1 },
	{ .name = "weight", .type = GLANE_F_GRAMS, .required = 1 },
	{ .name = "fragile", .type = GLANE_F_BOOL, .required = 1 },
};
static const struct glane_list needed = GLANE_LIST(needed_inputs);

/* --- helpers ---------------------------------------------------------------------- */

#define JSON "application/json"
#define FORM "application/x-www-form-urlencoded"

struct reading {
	int rc;
	struct glane_value *values, *raw;
	struct error error;
};
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

static struct reading read_source(struct glane_list inputs, const struct input_source *src)
{
	struct reading r = { .rc = 1 };
	error_init(&r.error, &arena);
	r.rc = inputs_read(&arena, inputs, src, &r.values, &r.raw, &r.error);
	assert_true(r.rc == 0 || r.error.status == r.rc);
	assert_true((r.rc == 0) == (r.values != NULL));
	return r;
}

static struct reading read_body(struct glane_list inputs, const char *content_type, const char *body)
{
	struct input_source src = { .query = STR_NONE, .content_type = str_c(content_type), .body = str_c(body) };
	return read_source(inputs, &src);
}

static struct reading read_query(struct glane_list inputs, const char *query)
{
	struct input_source src = { .query = str_c(query), .content_type = STR_NONE, .body = STR_NONE };
	return read_source(inputs, &src);
}

static const struct error_input *fault(const struct reading *r, const char *path)
{
	for (const struct error_input *in = r->error.inputs; in; in = in->next)
		if (str_is(in->path, path))
			return in;
	return NULL;
}

static unsigned fault_count(const struct reading *r)
{
	unsigned n = 0;
	for (const struct error_input *in = r->error.inputs; in; in = in->next)
		n++;
	return n;
}

/* Exactly this one. */
static void expect_fault(const struct reading *r, const char *path, const char *key)
{
	const struct error_input *in = fault(r, path);
	assert_int_equal(r->rc, GLANE_EINVAL);
	if (!in || fault_count(r) != 1)
		fail_msg("%s: %u faults, expected %s", path, fault_count(r), key);
	assert_string_equal(in->key.p, key);
}

static void expect_json(const struct reading *r, const char *expected)
{
	struct buf b;
	if (r->rc != 0)
		fail_msg("refused: %s %s", r->error.inputs ? r->error.inputs->path.p : "", r->error.text);
	buf_init(&b, 1 << 20);
	value_json(r->values, &b);
	assert_string_equal(buf_get(&b).p, expected);
	buf_fini(&b);
}

/* One field of a form and of JSON. */
static struct reading form(const char *body)
{
	return read_body(declared, FORM, body);
}

static struct reading json(const char *body)
{
	return read_body(declared, JSON, body);
}

static void expect_refused(const struct reading *r, int status, const char *key)
{
	assert_int_equal(r->rc, status);
	assert_string_equal(r->error.key.p, key);
	assert_null(r->error.inputs);
	assert_true(r->error.text[0] != 0);
	assert_null(r->raw);
}

/* --- good ones --------------------------------------------------------------------- */

static void form_and_json_mean_the_same(void **state)
{
	(void)state;
	struct reading a = form("count=7&title=+Lampe+de+bureau+&fragile=on&code=&day=2025-10-01&colour=red&weight=1%2C84&price=4.5");
	struct reading b = json("{\"count\":7,\"title\":\"Lampe de bureau\",\"fragile\":true,\"code\":null,\"day\":\"2025-10-01\","
	                        "\"colour\":\"red\",\"weight\":1840,\"price\":450}");
	const char *expected = "{\"count\":7,\"title\":\"Lampe de bureau\",\"fragile\":true,\"day\":20362,\"colour\":\"red\","
	                       "\"weight\":1840,\"price\":450}";
	expect_json(&a, expected);
	expect_json(&b, expected);
	assert_int_equal(value_get(a.values, "weight")->unit, GLANE_U_GRAMS);
	assert_int_equal(value_get(a.values, "price")->unit, GLANE_U_CENTS);
	assert_int_equal(value_get(a.values, "day")->unit, GLANE_U_DAY);
	/* what was typed */
	assert_string_equal(value_get_text(a.raw, "weight").p, "1,84");
	assert_string_equal(value_get_text(a.raw, "title").p, " Lampe de bureau ");
	assert_string_equal(value_get_text(b.raw, "weight").p, "1840");
}

static void texts_of_amounts_are_kilograms_and_euros(void **state)
{
	(void)state;
	static const struct {
		const char *body, *expected;
	} good[] = {
		{ "{\"weight\":\"1,84\"}", "{\"weight\":1840}" },   { "{\"weight\":\"1.84\"}", "{\"weight\":1840}" },
		{ "{\"weight\":\" 12 \"}", "{\"weight\":12000}" },  { "{\"weight\":0}", "{\"weight\":0}" },
		{ "{\"weight\":\"0,001\"}", "{\"weight\":1}" },     { "{\"price\":\"4,50\"}", "{\"price\":450}" },
		{ "{\"price\":\"4\"}", "{\"price\":400}" },         { "{\"price\":50}", "{\"price\":50}" },
		{ "{\"weight\":\"1,8400\"}", "{\"weight\":1840}" },
	};
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		struct reading r = json(good[i].body);
		expect_json(&r, good[i].expected);
	}
}

static void path_query_and_body_become_one(void **state)
{
	(void)state;
	struct route_param params[] = { { STR("id"), STR("12") } };
	struct input_source src = { .query = STR("colour=blue&l=en"), .content_type = STR(FORM), .body = STR("count=3"),
		                    .params = params, .param_count = 1 };
	struct reading r = read_source(declared, &src);
	expect_json(&r, "{\"id\":12,\"count\":3,\"colour\":\"blue\"}");

	src.body = STR("id=13");
	r = read_source(declared, &src);
	expect_fault(&r, "id", "input.duplicate");
	src.body = STR("colour=red");
	r = read_source(declared, &src);
	expect_fault(&r, "colour", "input.duplicate");
	src.content_type = STR(JSON);
	src.body = STR("{\"id\":12}");
	r = read_source(declared, &src);
	expect_fault(&r, "id", "input.duplicate");
}

static void nothing_is_given(void **state)
{
	(void)state;
	struct reading r = read_query(declared, "");
	expect_json(&r, "{}");
	r = read_body(declared, JSON, "{}");
	expect_json(&r, "{}");
	r = read_query(declared, "&&title=&note=&weight=+&day=&photo=");
	expect_json(&r, "{}");
	r = read_body(declared, FORM, "");
	expect_json(&r, "{}");
}

static void core_takes_names_with_an_underscore(void **state)
{
	(void)state;
	struct reading r = form("_request=5f&_csrf=x&_back=%2Fp&count=1");
	expect_json(&r, "{\"count\":1}");
	assert_string_equal(value_get_text(r.raw, "_request").p, "5f");
	assert_string_equal(value_get_text(r.raw, "_back").p, "/p");
	r = json("{\"_request\":\"5f\",\"count\":1}");
	expect_json(&r, "{\"count\":1}");
	assert_string_equal(value_get_text(r.raw, "_request").p, "5f");
	r = form("_request=1&_request=2");
	expect_fault(&r, "_request", "input.duplicate");
	r = form("l=fr"); /* the language is a matter of the address */
	expect_fault(&r, "l", "input.unknown");
}

static void texts_of_the_world(void **state)
{
	(void)state;
	static const char *const titles[] = { "🪑 chaise 👨‍👩‍👧", "كرسي خشبي", "<script>alert(1)</script>", "L'\"été\" & co", "椅子" };
	for (size_t i = 0; i < COUNT_OF(titles); i++) {
		struct glane_value *o = value_object(&arena);
		struct buf b;
		value_add_text(o, "title", str_c(titles[i]));
		buf_init(&b, 10000);
		value_json(o, &b);
		struct reading r = json(buf_get(&b).p);
		assert_int_equal(r.rc, 0);
		assert_string_equal(value_get_text(r.values, "title").p, titles[i]);
		buf_fini(&b);
	}
	struct reading r = form("title=%3Cscript%3E+%F0%9F%AA%91");
	assert_string_equal(value_get_text(r.values, "title").p, "<script> 🪑");
}

static void lines_keep_their_ends_in_one_form(void **state)
{
	(void)state;
	struct reading r = form("note=%0D%0Aun%0D%0Adeux%0Dtrois%0A%0Aquatre++%0D%0A");
	assert_int_equal(r.rc, 0);
	assert_string_equal(value_get_text(r.values, "note").p, "un\ndeux\ntrois\n\nquatre");
}

static void codes_are_folded(void **state)
{
	(void)state;
	char code[CODE_SYMBOLS + 1], typed[64];
	random_seed_for_tests(7);
	code_random(code);
	snprintf(typed, sizeof(typed), "code=https%%3A%%2F%%2Fx.fr%%2Fo%%2F%s", code);
	for (char *c = strrchr(typed, 'F') + 1; *c; c++)
		*c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
	struct reading good = form(typed);
	assert_int_equal(good.rc, 0);
	assert_string_equal(value_get_text(good.values, "code").p, code);
	code[4] = code[4] == '7' ? '8' : '7'; /* the check symbol disagrees */
	snprintf(typed, sizeof(typed), "code=%s", code);
	struct reading misread = form(typed);
	expect_fault(&misread, "code", "input.bad_code");
	struct reading r = form("code=0123456789ABC0");
	expect_fault(&r, "code", "input.bad_code");
	r = json("{\"code\":12}");
	expect_fault(&r, "code", "input.not_text");
}

static void a_list_is_json_only(void **state)
{
	(void)state;
	struct reading r = json("{\"lines\":[{\"weight\":\"1,5\"},{\"weight\":20,\"note\":\"ok\"}]}");
	expect_json(&r, "{\"lines\":[{\"weight\":1500},{\"weight\":20,\"note\":\"ok\"}]}");
	r = form("lines=1");
	expect_fault(&r, "lines", "input.not_a_list");
	r = json("{\"lines\":{}}");
	expect_fault(&r, "lines", "input.not_a_list");
	r = json("{\"lines\":[]}");
	expect_fault(&r, "lines", "input.too_few");
	r = json("{\"lines\":[{\"weight\":1},{\"weight\":1},{\"weight\":1},{\"weight\":1}]}");
	expect_fault(&r, "lines", "input.too_many");
	r = json("{\"lines\":[{\"weight\":1},7]}");
	expect_fault(&r, "lines[1]", "input.not_an_object");
}

static void faults_in_lists_name_their_place(void **state)
{
	(void)state;
	struct reading r = json("{\"lines\":[{\"weight\":1},{\"weight\":\"abc\",\"x\":1},{\"note\":\"no weight\"}],\"count\":11}");
	assert_int_equal(r.rc, GLANE_EINVAL);
	assert_int_equal(fault_count(&r), 4);
	assert_string_equal(fault(&r, "lines[1].weight")->key.p, "input.not_a_number");
	assert_string_equal(fault(&r, "lines[1].x")->key.p, "input.unknown");
	assert_string_equal(fault(&r, "lines[2].weight")->key.p, "input.required");
	assert_string_equal(fault(&r, "count")->key.p, "input.too_big");
	assert_int_equal(value_get_int(fault(&r, "count")->args, "max", 0), 10);
	assert_non_null(r.raw);
}

/* --- bad ones ------------------------------------------------------------------------ */

static void each_wrong_field_is_named(void **state)
{
	(void)state;
	static const struct {
		bool json;
		const char *body, *path, *key;
	} bad[] = {
		{ false, "count=abc", "count", "input.not_a_number" },
		{ false, "count=1e3", "count", "input.not_a_number" },
		{ false, "count=%2B5", "count", "input.not_a_number" },
		{ false, "count=0x10", "count", "input.not_a_number" },
		{ false, "count=NaN", "count", "input.not_a_number" },
		{ false, "count=1,5", "count", "input.not_whole" },
		{ false, "count=99999999999999999999999", "count", "input.not_a_number" },
		{ false, "count=11", "count", "input.too_big" },
		{ false, "count=-6", "count", "input.too_small" },
		{ false, "id=0", "id", "input.too_small" },
		{ false, "id=9007199254740993", "id", "input.too_big" },
		{ true, "{\"count\":\"7\"}", "count", "input.not_a_number" },
		{ true, "{\"count\":1.5}", "count", "input.not_whole" },
		{ true, "{\"count\":true}", "count", "input.not_a_number" },
		{ true, "{\"count\":[1]}", "count", "input.not_a_number" },
		{ false, "weight=1,84+kg", "weight", "input.not_a_number" },
		{ false, "weight=1.2.3", "weight", "input.not_a_number" },
		{ false, "weight=1,2345", "weight", "input.too_many_decimals" },
		{ false, "weight=-1", "weight", "input.too_small" },
		{ true, "{\"weight\":1.84}", "weight", "input.not_whole" },
		{ true, "{\"weight\":\"un\"}", "weight", "input.not_a_number" },
		{ false, "price=1,234", "price", "input.too_many_decimals" },
		{ false, "price=0,49", "price", "input.too_small" },
		{ false, "price=1000,01", "price", "input.too_big" },
		{ false, "title=ab", "title", "input.too_short" },
		{ false, "title=ab%00cd", "title", "input.not_printable" },
		{ false, "title=ab%07cd", "title", "input.not_printable" },
		{ false, "title=ab%1B%5B31mcd", "title", "input.not_printable" },
		{ false, "title=ab%0Acd", "title", "input.not_printable" },
		{ false, "title=ab%C2%85cd", "title", "input.not_printable" },
		{ false, "title=ab%E2%80%AEcd", "title", "input.not_printable" }, /* reads from right to left from there on */
		{ false, "title=caf%E9s", "title", "input.not_text" },           /* Latin-1 */
		{ false, "title=%C0%AFabc", "title", "input.not_text" },         /* overlong */
		{ false, "title=%ED%A0%80abc", "title", "input.not_text" },      /* surrogate */
		{ true, "{\"title\":12}", "title", "input.not_text" },
		{ true, "{\"title\":{\"a\":1}}", "title", "input.not_text" },
		{ false, "note=ab%07cd", "note", "input.not_printable" },
		{ false, "fragile=yes", "fragile", "input.not_yes_no" },
		{ true, "{\"fragile\":1}", "fragile", "input.not_yes_no" },
		{ true, "{\"fragile\":\"true\"}", "fragile", "input.not_yes_no" },
		{ false, "day=2025-13-01", "day", "input.not_a_date" },
		{ false, "day=2025-02-29", "day", "input.not_a_date" },
		{ false, "day=01/10/2025", "day", "input.not_a_date" },
		{ true, "{\"day\":20362}", "day", "input.not_a_date" },
		{ false, "colour=green", "colour", "input.not_a_choice" },
		{ false, "colour=Red", "colour", "input.not_a_choice" },
		{ true, "{\"colour\":0}", "colour", "input.not_text" },
		{ false, "photo=abc", "photo", "input.not_a_file" },
		{ true, "{\"photo\":{\"name\":\"a\",\"content\":\"b\"}}", "photo", "input.not_a_file" },
		{ false, "unknown=1", "unknown", "input.unknown" },
		{ true, "{\"__proto__x\":1,\"x y\":1}", "x y", "input.unknown" },
		{ false, "count=1&count=1", "count", "input.duplicate" },
		{ false, "count=abc&count=1", "count", "input.duplicate" }, /* which of the two is meant is not guessed */
		{ false, "Count=1", "Count", "input.unknown" },
	};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct reading r = bad[i].json ? json(bad[i].body) : form(bad[i].body);
		if (r.rc == 0)
			fail_msg("accepted: %s", bad[i].body);
		expect_fault(&r, bad[i].path, bad[i].key);
	}
}

static void required_ones_are_missed(void **state)
{
	(void)state;
	static const char *const bodies[] = { "", "title=&weight=&fragile=x", "title=+++&weight=+&fragile=x" };
	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		struct reading r = read_body(needed, FORM, bodies[i]);
		assert_int_equal(r.rc, GLANE_EINVAL);
		assert_int_equal(fault_count(&r), 3);
		assert_string_equal(fault(&r, "title")->key.p, "input.required");
		assert_string_equal(fault(&r, "weight")->key.p, "input.required");
	}
	struct reading r = read_body(needed, JSON, "{\"title\":\" \",\"weight\":null}");
	assert_int_equal(fault_count(&r), 3);
	assert_string_equal(fault(&r, "title")->key.p, "input.required");
	assert_string_equal(fault(&r, "weight")->key.p, "input.required");
	assert_string_equal(fault(&r, "fragile")->key.p, "input.required");
	r = read_body(needed, FORM, "title=x&weight=0&fragile=");
	expect_json(&r, "{\"title\":\"x\",\"weight\":0,\"fragile\":false}");
}

static void titles_have_a_length_in_bytes(void **state)
{
	(void)state;
	for (int n = 300; n <= 301; n++) {
		struct buf b;
		buf_init(&b, 10000);
		buf_c(&b, "title=");
		for (int i = 0; i < n; i++)
			buf_char(&b, 'x');
		struct reading r = form(buf_get(&b).p);
		if (n == 300) {
			assert_int_equal(r.rc, 0);
			assert_int_equal(value_get_text(r.values, "title").n, 300);
		} else {
			expect_fault(&r, "title", "input.too_long");
			assert_int_equal(value_get_int(fault(&r, "title")->args, "max", 0), 300);
		}
		buf_fini(&b);
	}
	/* é is two */
	struct buf b;
	buf_init(&b, 10000);
	buf_c(&b, "{\"note\":\"");
	for (int i = 0; i < 501; i++)
		buf_c(&b, "é");
	buf_c(&b, "\"}");
	struct reading r = json(buf_get(&b).p);
	expect_fault(&r, "note", "input.too_long");
	assert_int_equal(value_get_int(fault(&r, "note")->args, "max", 0), 1000);
	buf_fini(&b);
}

static void bodies_that_cannot_be_read(void **state)
{
	(void)state;
	static const struct {
		const char *type, *body, *key;
	} bad[] = {
		{ JSON, "{\"title\":\"abc", "error.bad_body" },
		{ JSON, "{\"title\":\"abc\"} x", "error.bad_body" },
		{ JSON, "{\"count\":1,\"count\":1}", "error.bad_body" },
		{ JSON, "[1]", "error.bad_body" },
		{ JSON, "7", "error.bad_body" },
		{ JSON, "{\"title\":\"caf\xe9\"}", "error.bad_body" },
		{ JSON, "{\"title\":\"a\\ud800b\"}", "error.bad_body" },
		{ JSON, "{\"title\":'abc'}", "error.bad_body" },
		{ JSON, "{\"count\":NaN}", "error.bad_body" },
		{ JSON, "{\"\":1}", "error.bad_body" },
		{ JSON, "title=abc", "error.bad_body" },
		{ FORM, "title=%", "error.bad_body" },
		{ FORM, "title=%4", "error.bad_body" },
		{ FORM, "title=%zz", "error.bad_body" },
		{ FORM, "=1", "error.bad_body" },
		{ FORM, "a%00b=1", "error.bad_body" },
		{ FORM, "a%FF=1", "error.bad_body" },
		{ "text/plain", "count=1", "error.content_type" },
		{ "application/xml", "<count>1</count>", "error.content_type" },
		{ "", "count=1", "error.content_type" },
		{ "application", "count=1", "error.content_type" },
		{ "application/json;", "{\"count\":1,}", "error.bad_body" },
		{ "application/json; charset", "{\"count\":1}", "error.content_type" },
		{ "application/json; charset=utf-8; charset=utf-8", "{\"count\":1}", "error.content_type" },
		{ "application/json; charset=iso-8859-1", "{\"count\":1}", "error.charset" },
		{ "application/x-www-form-urlencoded; charset=\"windows-1252\"", "count=1", "error.charset" },
		{ "multipart/form-data", "--x\r\n", "error.bad_body" },
	};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct reading r = read_body(declared, bad[i].type, bad[i].body);
		if (r.rc == 0)
			fail_msg("accepted: %s", bad[i].body);
		expect_refused(&r, GLANE_EINVAL, bad[i].key);
	}
	struct reading r = read_query(declared, "title=%C");
	expect_refused(&r, GLANE_EINVAL, "error.bad_address");
}

static void utf8_may_be_named(void **state)
{
	(void)state;
	static const char *const types[] = { "application/json;charset=utf-8", "Application/JSON; Charset=\"UTF-8\"",
		                             "application/json ; charset=utf8 ;", " application/json" };
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		struct reading r = read_body(declared, types[i], "{\"count\":1}");
		expect_json(&r, "{\"count\":1}");
	}
}

static void deep_and_wide_bodies_are_refused(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, 1 << 20);
	buf_c(&b, "{\"title\":");
	for (int i = 0; i < 1000; i++)
		buf_char(&b, '[');
	struct reading r = json(buf_get(&b).p);
	expect_refused(&r, GLANE_EINVAL, "error.bad_body");
	buf_clear(&b);
	for (int i = 0; i < 300; i++)
		buf_printf(&b, "f%d=1&", i);
	r = form(buf_get(&b).p);
	expect_refused(&r, GLANE_ETOOBIG, "error.etoobig");
	/* many faults: some are named, all count */
	buf_clear(&b);
	for (int i = 0; i < 200; i++)
		buf_printf(&b, "f%d=1&", i);
	r = form(buf_get(&b).p);
	assert_int_equal(r.rc, GLANE_EINVAL);
	assert_int_equal(fault_count(&r), 32);
	buf_fini(&b);
}

static void a_small_budget_ends_the_call(void **state)
{
	(void)state;
	struct arena small;
	struct error e;
	unsigned refused = 0;
	for (size_t budget = 0; budget < 8192; budget += 16) {
		struct glane_value *values = NULL, *raw = NULL;
		struct input_source src = { .query = STR("count=1&title=abcdef&colour=red"),
			                    .content_type = STR(JSON),
			                    .body = STR("{\"lines\":[{\"weight\":1,\"note\":\"abc\"}],\"fragile\":true}") };
		arena_init(&small, budget);
		error_init(&e, &small);
		int rc = inputs_read(&small, declared, &src, &values, &raw, &e);
		if (rc == 0) {
			assert_int_equal(value_count(values), 5);
			assert_int_equal(value_count(raw), 5);
			assert_false(small.failed);
		} else {
			assert_null(values);
			assert_true(small.failed);
			refused++;
		}
		arena_fini(&small);
	}
	assert_true(refused > 10 && refused < 500);
}

/* A plugin built with an older header has shorter entries. */
static void shorter_entries_are_read(void **state)
{
	(void)state;
	struct old_input {
		const char *name;
		uint32_t type, required;
		int64_t min, max;
	};
	static const struct old_input old[] = { { "colour", GLANE_F_CHOICE, 0, 0, 0 }, { "count", GLANE_F_INT, 1, 0, 9 },
	                                  { "title", GLANE_F_TEXT, 0, 0, 4 } };
	struct glane_list list = GLANE_LIST(old);
	struct reading r = read_query(list, "count=3&title=abcd");
	expect_json(&r, "{\"count\":3,\"title\":\"abcd\"}");
	r = read_query(list, "title=abcde&count=1");
	expect_fault(&r, "title", "input.too_long");
	r = read_query(list, "colour=red&count=1"); /* `choices` is not the next entry's name */
	expect_fault(&r, "colour", "input.not_a_choice");
}

/* --- the other doors ------------------------------------------------------------------- */

static void commands_give_texts(void **state)
{
	(void)state;
	struct glane_value *texts = value_object(&arena), *values = NULL;
	struct error e;
	value_add_text(texts, "count", STR("7"));
	value_add_text(texts, "weight", STR("1,5"));
	value_add_text(texts, "fragile", STR("1"));
	struct glane_value *file = value_add_object(texts, "photo");
	value_add_text(file, "name", STR("dir/photo.jpg"));
	value_add_text(file, "content", (struct glane_str){ "a\0b", 3 });
	error_init(&e, &arena);
	assert_int_equal(inputs_from_texts(&arena, declared, texts, &values, &e), 0);
	assert_int_equal(value_get_int(values, "count", 0), 7);
	assert_int_equal(value_get_int(values, "weight", 0), 1500);
	assert_int_equal(value_get_int(values, "fragile", 0), 1);
	assert_string_equal(value_get_text(value_get(values, "photo"), "name").p, "photo.jpg");
	assert_int_equal(value_get_text(value_get(values, "photo"), "content").n, 3);
	value_add_text(texts, "speed", STR("7"));
	values = NULL;
	assert_int_equal(inputs_from_texts(&arena, declared, texts, &values, &e), GLANE_EINVAL);
	assert_string_equal(e.inputs->path.p, "speed");
	assert_null(values);
}

static int check(const char *body, char *ret_text, size_t n)
{
	struct glane_value *v = NULL;
	const char *why = "";
	struct error e;
	assert_int_equal(value_parse_json(&arena, str_c(body), &v, &why), 0);
	error_init(&e, &arena);
	int rc = inputs_check(&arena, declared, v, &e);
	snprintf(ret_text, n, "%s", e.text);
	return rc;
}

static void records_are_checked(void **state)
{
	(void)state;
	static const struct {
		const char *body, *why;
	} cases[] = {
		{ "{}", NULL },
		{ "{\"count\":7,\"title\":\"abc\",\"day\":20362,\"weight\":1840,\"fragile\":false,\"colour\":\"red\",\"note\":\"a\\nb\","
		  "\"lines\":[{\"weight\":1}],\"price\":null}",
		  NULL },
		{ "{\"count\":11}", "\"count\" is out of bounds" },
		{ "{\"weight\":-1}", "\"weight\" is out of bounds" },
		{ "{\"weight\":\"1,84\"}", "\"weight\" is not an integer" },
		{ "{\"weight\":1.5}", "\"weight\" is not an integer" },
		{ "{\"day\":\"2025-10-01\"}", "\"day\" is not an integer" },
		{ "{\"title\":5}", "\"title\" is not a text" },
		{ "{\"title\":\"a\\nb\"}", "\"title\" has control characters" },
		{ "{\"title\":\"a\"}", "\"title\" is out of bounds" },
		{ "{\"colour\":\"green\"}", "\"colour\" is none of the choices" },
		{ "{\"fragile\":1}", "\"fragile\" is neither true nor false" },
		{ "{\"lines\":[{}]}", "\"lines[0].weight\" is missing" },
		{ "{\"lines\":[{\"weight\":1},{\"weight\":\"x\"}]}", "\"lines[1].weight\" is not an integer" },
		{ "{\"lines\":[]}", "\"lines\" has too few or too many entries" },
		{ "{\"lines\":[{\"weight\":1,\"x\":1}]}", "\"lines[0]\" has a member that is not declared" },
		{ "{\"x\":1}", "\"\" has a member that is not declared" },
		{ "{\"photo\":\"x\"}", "\"photo\" is of a type that a record cannot have" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char text[256];
		int rc = check(cases[i].body, text, sizeof(text));
		assert_int_equal(rc, cases[i].why ? GLANE_EINVAL : 0);
		assert_string_equal(text, cases[i].why ? cases[i].why : "");
	}
}

static void the_schema_says_the_same(void **state)
{
	(void)state;
	struct glane_value *schema = value_object(&arena);
	inputs_schema(declared, schema);
	const struct glane_value *p = value_get(schema, "properties");
	assert_int_equal(value_count(p), COUNT_OF(route_inputs));
	assert_string_equal(value_get_text(schema, "type").p, "object");
	assert_int_equal(value_get_int(schema, "additionalProperties", 1), 0);
	assert_null(value_get(schema, "required"));
	assert_int_equal(value_get_int(value_get(p, "count"), "minimum", 0), -5);
	assert_int_equal(value_get_int(value_get(p, "count"), "maximum", 0), 10);
	assert_null(value_get(value_get(p, "id"), "maximum"));
	assert_int_equal(value_get_int(value_get(p, "title"), "maxLength", 0), 300);
	assert_string_equal(value_get_text(value_get(p, "day"), "format").p, "date");
	assert_int_equal(value_count(value_get(value_get(p, "colour"), "enum")), 2);
	assert_int_equal(value_get_int(value_at(value_get(value_get(p, "weight"), "anyOf"), 0), "minimum", -1), 0);
	const struct glane_value *items = value_get(value_get(p, "lines"), "items");
	assert_string_equal(value_text(value_at(value_get(items, "required"), 0)).p, "weight");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(form_and_json_mean_the_same),
		TEST(texts_of_amounts_are_kilograms_and_euros),
		TEST(path_query_and_body_become_one),
		TEST(nothing_is_given),
		TEST(core_takes_names_with_an_underscore),
		TEST(texts_of_the_world),
		TEST(lines_keep_their_ends_in_one_form),
		TEST(codes_are_folded),
		TEST(a_list_is_json_only),
		TEST(faults_in_lists_name_their_place),
		TEST(each_wrong_field_is_named),
		TEST(required_ones_are_missed),
		TEST(titles_have_a_length_in_bytes),
		TEST(bodies_that_cannot_be_read),
		TEST(utf8_may_be_named),
		TEST(deep_and_wide_bodies_are_refused),
		TEST(a_small_budget_ends_the_call),
		TEST(shorter_entries_are_read),
		TEST(commands_give_texts),
		TEST(records_are_checked),
		TEST(the_schema_says_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
