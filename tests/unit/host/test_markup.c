/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/attr.h"
#include "host/markup.h"

static void what_shoppers_may_see_is_let_through(void **state)
{
	(void)state;
	static const char *const good[] = {
		"", "<", "<p", "a < b > c", "<p class=\"on\">{{text}}</p>", "<a href=\"/O/{{code}}?l=fr#x:y\">x</a>", "<a href='?l=ar'>x</a>",
		"<img src={{path}} alt=\"http://not.an.address\">", "<p>https://just.text onclick=</p>", "<a href=\"mailto:a@b.c\">", "<a href=\"tel:+33\">",
		"<svg><use href=\"{{asset.kiosk}}pictograms.svg#{{name}}\"/></svg>", "<form method=post action=\"/p/x/y\"><input name=online></form>",
		"<p {{#late}}class=\"late\"{{/late}}>{{{slots.more}}}</p>", "<time datetime=\"2026-01-10T09:00\">", "<!-- <3 -->",
	};
	char found[80];
	for (size_t i = 0; i < COUNT_OF(good); i++)
		if (markup_unfit(str_c(good[i]), found, sizeof(found)))
			fail_msg("%s: %s", good[i], found);
}

static void scripts_handlers_and_other_sites_are_found(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"<script>", "<SCRIPT src=x>", "<p><iframe>", "<link rel=stylesheet>", "<base href=/>", "<img src=x onerror=alert(1)>", "<p ONCLICK = 'x'>",
		"<p/onclick=x>", "<p a=\"\"onclick=x>", "<p {{#x}}onclick=y{{/x}}>", "<a href=https://evil.example>", "<a href=\"//evil.example\">",
		"<a href=' \\\\evil.example'>", "<a href=\"/\t/evil.example\">", "<a href=\"JavaScript:x\">", "<a href=\"java&#115;cript:x\">",
		"<img src=\"data:image/png;base64,x\">", "<form action=\"http://evil.example\">", "<button formaction=\"https://evil.example\">",
		"<p style=\"x\">", "<a title=\">\" href=\"https://evil.example\">", "<use xlink:href=\"https://evil.example/x.svg#y\">",
	};
	char found[80];
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (!markup_unfit(str_c(bad[i]), found, sizeof(found)))
			fail_msg("%s is let through", bad[i]);
	assert_true(markup_unfit(str_c("<p onclick=x>"), found, sizeof(found)));
	assert_string_equal(found, "an attribute \"onclick\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_shoppers_may_see_is_let_through),
		cmocka_unit_test(scripts_handlers_and_other_sites_are_found),
	};
	return cmocka_run_group_tests_name("markup", tests, NULL, NULL);
}
