/* SPDX-License-Identifier: MPL-2.0 */
/* Cookies of requests, honest and planted, and the fields that set them. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "http/reply.h"
#include "http/request.h"

/* "-": not there. */
static const char *cookie(const char *first, const char *second)
{
	static char copy[200];
	struct http_field fields[] = { { STR("cookie"), str_c(first) }, { STR("x-cookie"), STR("id=planted") }, { STR("cookie"), str_c(second) } };
	struct request *r = request_new(1 << 16);
	r->fields = fields;
	r->field_count = second ? 3 : 2;
	struct glane_str v = request_cookie(r, "id");
	snprintf(copy, sizeof copy, "%.*s", v.p ? (int)v.n : 1, v.p ? v.p : "-");
	request_free(r);
	return copy;
}

static void finds_by_exact_name(void **state)
{
	static const struct {
		const char *first, *second, *expected;
	} CASES[] = {
		{ "id=1", NULL, "1" }, { "a=2; id=1; b=3", NULL, "1" }, { "a=2;id=1", NULL, "1" }, { "id=1;", NULL, "1" }, { " ;; id=1 ;", NULL, "1" },
		{ "a=2", "id=1", "1" }, { "id=1", "a=2", "1" }, { "id=", NULL, "" }, { "id=a=b==", NULL, "a=b==" },
		{ "", NULL, "-" }, { "id", NULL, "-" }, { "ID=1", NULL, "-" }, { "xid=1", NULL, "-" }, { "idx=1", NULL, "-" }, { "id =1", NULL, "-" },
		{ "a=id=1", NULL, "-" }, { "=id=1", NULL, "-" }, { "a=\"; id=1", NULL, "1" },
		{ "__Host-id=1", NULL, "-" }, { "id=!#$%&'()*+-./09:<=>?@AZ[]^_`az{|}~", NULL, "!#$%&'()*+-./09:<=>?@AZ[]^_`az{|}~" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(CASES); i++)
		if (strcmp(cookie(CASES[i].first, CASES[i].second), CASES[i].expected) != 0)
			fail_msg("\"%s\", \"%s\" -> %s", CASES[i].first, CASES[i].second ? CASES[i].second : "", cookie(CASES[i].first, CASES[i].second));
}

static void does_not_believe_planted_ones(void **state)
{
	static const char *const CASES[][2] = {
		{ "id=1; id=2", NULL }, { "id=1", "id=2" }, { "id=1; id=", NULL }, { "id=; id=1", NULL }, { "id=1; id=1; id=2", NULL }, { "id=1; id=12", NULL },
		{ "id=\"1\"", NULL }, { "id=1; id=\"1\"", NULL }, { "id=a b", NULL }, { "id=1,2", NULL }, { "id=1\\2", NULL }, { "id=\xc3\xa9", NULL },
		{ "id=\x7f", NULL }, { "id=a\tb", NULL }, { "id= 1", NULL },
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(CASES); i++)
		if (strcmp(cookie(CASES[i][0], CASES[i][1]), "-") != 0)
			fail_msg("%s, %s", CASES[i][0], CASES[i][1] ? CASES[i][1] : "");
	assert_string_equal(cookie("id=1; id=1", "id=1"), "1"); /* all say the same */
}

static void sets(void **state)
{
	(void)state;
	struct reply *r = reply_new(200);
	reply_cookie(r, "id", STR("abc="), false, -1);
	reply_cookie(r, "__Host-id", STR("x"), true, 3600);
	reply_cookie(r, "old", STR(""), false, 0);
	assert_string_equal(r->head, "Set-Cookie: id=abc=; Path=/; HttpOnly; SameSite=Strict\r\n"
	                             "Set-Cookie: __Host-id=x; Path=/; Max-Age=3600; HttpOnly; SameSite=Strict; Secure\r\n"
	                             "Set-Cookie: old=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict\r\n");
	assert_true(r->cookies);
	reply_unref(r);
}

/* Does it end the program? */
static bool dies(void (*fn)(struct reply *))
{
	int status;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
		fn(reply_new(200));
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void as_field(struct reply *r)
{
	reply_field(r, "set-cookie", STR("a=b"));
}

static void injected(struct reply *r)
{
	reply_cookie(r, "id", STR("a; Domain=evil"), false, -1);
}

static void broken_name(struct reply *r)
{
	reply_cookie(r, "i=d", STR("a"), false, -1);
}

static void host_without_tls(struct reply *r)
{
	reply_cookie(r, "__Host-id", STR("a"), false, -1);
}

static void shared(struct reply *r)
{
	reply_cookie(reply_ref(r), "id", STR("a"), false, -1);
}

static void proper(struct reply *r)
{
	reply_cookie(r, "id", STR("a"), false, -1);
}

static void refuses_what_would_harm(void **state)
{
	(void)state;
	assert_true(dies(as_field)); /* a cached reply could carry it */
	assert_true(dies(injected));
	assert_true(dies(broken_name));
	assert_true(dies(host_without_tls));
	assert_true(dies(shared));
	assert_false(dies(proper));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_by_exact_name),
		cmocka_unit_test(does_not_believe_planted_ones),
		cmocka_unit_test(sets),
		cmocka_unit_test(refuses_what_would_harm),
	};
	return cmocka_run_group_tests_name("cookies", tests, NULL, NULL);
}
