/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "http/request.h"

static const struct http_route ROUTES[] = {
	{ .method = HTTP_GET, .path = "/" },
	{ .method = HTTP_GET, .path = "/o/{code}" },
	{ .method = HTTP_GET, .path = "/p/items" },
	{ .method = HTTP_GET, .path = "/p/till/" },
	{ .method = HTTP_GET, .path = "/p/items/items/{code}" },
	{ .method = HTTP_POST, .path = "/p/items/items/{item}" },
	{ .method = HTTP_GET, .path = "/p/items/items/new" },
	{ .method = HTTP_POST, .path = "/p/items/items/import" },
	{ .method = HTTP_GET, .path = "/p/items/{a}/{b}/{c}" },
	{ .method = HTTP_GET, .path = "/p/items/items/{code}/photo" },
	{ .method = HTTP_GET, .path = "/p/items/ui/{rest*}" },
	{ .method = HTTP_GET, .path = "/list/" },
};

static int start(void **state)
{
	struct router *r = router_new();
	for (size_t i = 0; i < COUNT_OF(ROUTES); i++)
		assert_int_equal(router_add(r, &ROUTES[i]), 0);
	*state = r;
	return 0;
}

static int stop(void **state)
{
	router_free(*state);
	return 0;
}

/* "path name=value ..." of the match, "-" when there is none. */
static const char *match(struct router *r, int method, const char *path)
{
	static char text[400];
	struct route_match m;
	router_match(r, method, str_c(path), &m);
	size_t n = (size_t)snprintf(text, sizeof text, "%s", m.route ? m.route->path : "-");
	for (uint32_t i = 0; i < m.param_count; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, " %.*s=%.*s", STR_ARG(m.params[i].name), STR_ARG(m.params[i].value));
	return text;
}

static void finds(void **state)
{
	struct router *r = *state;
	static const struct {
		int method;
		const char *path, *expected;
	} CASES[] = {
		{ HTTP_GET, "/", "/" },
		{ HTTP_GET, "/O/AB", "/o/{code} code=AB" },
		{ HTTP_GET, "/o/ab", "/o/{code} code=ab" },
		{ HTTP_GET, "/oo/ab", "-" },
		{ HTTP_GET, "/O/", "-" },
		{ HTTP_GET, "/O", "-" },
		{ HTTP_GET, "/O/AB/", "-" },
		{ HTTP_GET, "/p/items", "/p/items" },
		{ HTTP_GET, "/p/items/", "/p/items" },
		{ HTTP_GET, "/p/till", "/p/till/" },
		{ HTTP_GET, "/p/items//", "-" },
		{ HTTP_GET, "/P/items", "-" },
		{ HTTP_GET, "/p/Items", "-" },
		{ HTTP_GET, "/list/", "/list/" },
		{ HTTP_GET, "/list", "-" },
		{ HTTP_GET, "/p/items/items/7", "/p/items/items/{code} code=7" },
		{ HTTP_POST, "/p/items/items/7", "/p/items/items/{item} item=7" },
		{ HTTP_GET, "/p/items/items/new", "/p/items/items/new" },
		{ HTTP_POST, "/p/items/items/new", "/p/items/items/{item} item=new" },
		{ HTTP_GET, "/p/items/items/import", "/p/items/items/{code} code=import" },
		{ HTTP_GET, "/p/items/items/7/", "-" },
		{ HTTP_GET, "/p/items/items/7/photo", "/p/items/items/{code}/photo code=7" },
		{ HTTP_GET, "/p/items/items/7/other", "/p/items/{a}/{b}/{c} a=items b=7 c=other" },
		{ HTTP_GET, "/p/items/items/new/photo", "/p/items/items/{code}/photo code=new" },
		{ HTTP_GET, "/p/items/items/new/x", "/p/items/{a}/{b}/{c} a=items b=new c=x" },
		{ HTTP_GET, "/p/items/ui/3f/a/b.js", "/p/items/ui/{rest*} rest=3f/a/b.js" },
		{ HTTP_GET, "/p/items/ui/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", "/p/items/ui/{rest*} rest=1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17" },
		{ HTTP_GET, "", "-" },
		{ HTTP_GET, "*", "-" },
	};
	for (size_t i = 0; i < COUNT_OF(CASES); i++)
		assert_string_equal(match(r, CASES[i].method, CASES[i].path), CASES[i].expected);
}

static void knows_the_methods(void **state)
{
	struct route_match m;
	router_match(*state, HTTP_POST, STR("/p/items"), &m);
	assert_null(m.route);
	assert_true(m.path_known);
	assert_int_equal(m.methods, 1u << HTTP_GET);
	router_match(*state, HTTP_OTHER, STR("/p/items/items/new"), &m);
	assert_null(m.route);
	assert_int_equal(m.methods, 1u << HTTP_GET | 1u << HTTP_POST);
	router_match(*state, HTTP_POST, STR("/nothing"), &m);
	assert_false(m.path_known);
}

static void refuses_the_same_shape_twice(void **state)
{
	static const struct http_route SAME[] = {
		{ .method = HTTP_GET, .path = "/O/{other}" },
		{ .method = HTTP_GET, .path = "/p/items/" },
		{ .method = HTTP_GET, .path = "/p/items/ui/{files*}" },
	};
	static const struct http_route BAD[] = {
		{ .method = HTTP_GET, .path = "/{a}/{b}/{c}/{d}/{e}" },
		{ .method = HTTP_GET, .path = "/{rest*}/more" },
		{ .method = HTTP_GET, .path = "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16" },
	};
	for (size_t i = 0; i < COUNT_OF(SAME); i++)
		assert_int_equal(router_add(*state, &SAME[i]), GLANE_ECONFLICT);
	for (size_t i = 0; i < COUNT_OF(BAD); i++)
		assert_int_equal(router_add(*state, &BAD[i]), GLANE_EINVAL);
	assert_int_equal(router_count(*state), COUNT_OF(ROUTES));
	assert_ptr_equal(router_at(*state, 3), &ROUTES[3]);
}

/* --- targets -------------------------------------------------------------- */

static void targets(void **state)
{
	static const struct {
		const char *target, *path, *query; /* path NULL: refused */
	} CASES[] = {
		{ "/", "/", "" },
		{ "/a?b=%20", "/a", "b=%20" },
		{ "/a?", "/a", "" },
		{ "/a?b?c", "/a", "b?c" },
		{ "/%41%c3%a9", "/A\xc3\xa9", "" },
		{ "/a%2fb%2Fc", "/a%2Fb%2Fc", "" },
		{ "/a\\b%5c", "/a\\b\\", "" },
		{ "/...", "/...", "" },
		{ "/.a/a.", "/.a/a.", "" },
		{ "//", "//", "" },
		{ "*", "*", "" },
		{ "", NULL, NULL },
		{ "a", NULL, NULL },
		{ "?a", NULL, NULL },
		{ "/.", NULL, NULL },
		{ "/..", NULL, NULL },
		{ "/a/%2E%2e", NULL, NULL },
		{ "/a/./b", NULL, NULL },
		{ "/%", NULL, NULL },
		{ "/%4", NULL, NULL },
		{ "/%g0", NULL, NULL },
		{ "/%00", NULL, NULL },
		{ "/%0A", NULL, NULL },
		{ "/%7f", NULL, NULL },
		{ "/%ff", NULL, NULL },
		{ "/%c0%af", NULL, NULL },
		{ "/%ed%a0%80", NULL, NULL },
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(CASES); i++) {
		struct request *r = request_new(1 << 16);
		int e = request_set_target(r, str_c(CASES[i].target));
		if (e != (CASES[i].path ? 0 : GLANE_EINVAL))
			fail_msg("%s: %d", CASES[i].target, e);
		assert_string_equal(r->path.p, CASES[i].path ? CASES[i].path : "");
		assert_string_equal(r->query.p, CASES[i].path ? CASES[i].query : "");
		request_free(r);
	}
}

static void targets_have_a_limit(void **state)
{
	char target[8000];
	struct request *r = request_new(1 << 16);
	(void)state;
	memset(target, 'a', sizeof target);
	target[0] = '/';
	assert_int_equal(request_set_target(r, (struct glane_str){ target, 2048 }), 0);
	assert_int_equal(request_set_target(r, (struct glane_str){ target, 2049 }), GLANE_ETOOBIG);
	assert_int_equal(request_set_target(r, (struct glane_str){ target, 7000 }), GLANE_ETOOBIG);
	target[100] = '?'; /* the query does not count */
	assert_int_equal(request_set_target(r, (struct glane_str){ target, 7000 }), 0);
	assert_int_equal(r->query.n, 6899);
	request_free(r);
	r = request_new(64);
	assert_int_equal(request_set_target(r, (struct glane_str){ target, 7000 }), GLANE_ENOMEM);
	request_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(finds, start, stop),
		cmocka_unit_test_setup_teardown(knows_the_methods, start, stop),
		cmocka_unit_test_setup_teardown(refuses_the_same_shape_twice, start, stop),
		cmocka_unit_test(targets),
		cmocka_unit_test(targets_have_a_limit),
	};
	return cmocka_run_group_tests_name("router", tests, NULL, NULL);
}
