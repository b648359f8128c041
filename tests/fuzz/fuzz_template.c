/* SPDX-License-Identifier: MPL-2.0 */
/* Templates: the page, a line "---", a partial.  Nothing of a value gets out unescaped from a plugin's template. */
#include <string.h>

#include "fuzz.h"
#include "http/template.h"

enum { BUDGET = 1 << 20, LIMIT = 1 << 16 };

static const char tree[] = "{\"a\":{\"b\":{\"c\":\"<&>\"}},\"t\":\"<b>\",\"n\":-7,\"d\":1.5,\"yes\":true,\"no\":false,\"null\":null,"
                           "\"l\":[1,\"<\",[true,\"'\"],{\"t\":\"<i>\",\"l\":[{\"x\":\"y\"}]}],\"e\":[],\"slots\":{\"x\":\"<forged>\"}}";

static const struct template *partial(void *ctx, struct glane_str name)
{
	return name.n == 1 ? ctx : NULL;
}

static bool lookup(void *ctx, struct glane_str name, const struct glane_value *top, struct buf *out, bool *ret_html)
{
	(void)ctx;
	(void)top;
	REQUIRE(name.p[name.n] == 0);
	buf_c(out, str_starts(name, STR("slots.")) ? "[slot]" : "<word's \"end\" & more>");
	*ret_html = str_starts(name, STR("slots."));
	return name.n < 8;
}

static void run(struct arena *a, struct glane_str page, struct glane_str part, unsigned flags)
{
	struct template *t = NULL, *p = NULL;
	struct glane_value *root = NULL;
	const char *why;
	struct error e;
	struct buf out;
	error_init(&e, a);
	buf_init(&out, LIMIT);
	REQUIRE(value_parse_json(a, str_c(tree), &root, &why) == 0);
	if (template_compile(STR("p"), part, flags, &p, &e) < 0)
		REQUIRE(e.text[0]);
	if (template_compile(STR("page"), page, flags, &t, &e) == 0) {
		struct template_env env = { .partial = partial, .lookup = lookup, .ctx = p, .lang = "fr" };
		int rc = template_render(t, root, &env, &out, &e);
		REQUIRE(rc == 0 || rc == GLANE_ETOOBIG);
		REQUIRE(rc == 0 || out.n == 0);
		REQUIRE(out.n == 0 || utf8_valid(buf_get(&out)));
		bool source = memchr(page.p, '<', page.n) || memchr(part.p, '<', part.n);
		REQUIRE(flags || source || out.n == 0 || !memchr(out.p, '<', out.n));
	} else {
		REQUIRE(!t && e.text[0]);
	}
	template_free(t);
	template_free(p);
	buf_fini(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a;
	arena_init(&a, BUDGET);
	struct glane_str all = arena_str(&a, (struct glane_str){ (const char *)data, n }), page = all, part = STR_NONE;
	const char *split = memmem(all.p, all.n, "\n---\n", 5);
	if (split) {
		page.n = (size_t)(split + 1 - all.p);
		part = (struct glane_str){ split + 5, (size_t)(all.p + all.n - split - 5) };
	}
	if (n < BUDGET / 8) {
		run(&a, page, part, 0);
		run(&a, page, part, TEMPLATE_TRUSTED);
	}
	arena_fini(&a);
	return 0;
}
