/* SPDX-License-Identifier: MPL-2.0 */
/* Assets, replies and replies in process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/value.h"
#include "http/assets.h"
#include "http/request.h"

static const char SCRIPT[] = "export const a = 1; export const b = 2; export const c = 3; export const d = 4; export const e = 5;\n"
                             "export const a1 = 1; export const b1 = 2; export const c1 = 3; export const d1 = 4; export const e1 = 5;\n"
                             "export const a2 = 1; export const b2 = 2; export const c2 = 3; export const d2 = 4; export const e2 = 5;\n"
                             "export const a3 = 1; export const b3 = 2; export const c3 = 3; export const d3 = 4; export const e3 = 5;\n"
                             "export const a4 = 1; export const b4 = 2; export const c4 = 3; export const d4 = 4; export const e4 = 5;\n";

static const struct glane_file FILES[] = {
	{ "glane.js", "text/javascript", SCRIPT, sizeof SCRIPT - 1 },
	{ "icons/scale.svg", "image/svg+xml", "<svg/>", 6 },
};

static struct reply *find(const struct assets *a, const char *prefix, const char *name)
{
	char path[200];
	snprintf(path, sizeof path, "%s%s", assets_base(a, prefix).p, name);
	return assets_find(a, str_c(path));
}

static void are_found(void **state)
{
	struct assets *a = assets_new();
	(void)state;
	assets_add(a, "/ui", (struct glane_list)GLANE_LIST(FILES));
	struct glane_str base = assets_base(a, "/ui");
	assert_int_equal(base.n, strlen("/ui/") + 16 + 1);
	assert_true(str_starts(base, STR("/ui/")) && str_ends(base, STR("/")));
	struct reply *r = find(a, "/ui", "glane.js");
	assert_non_null(r);
	assert_ptr_equal(r->body, SCRIPT); /* not a copy */
	assert_int_equal(r->body_n, sizeof SCRIPT - 1);
	assert_true(r->gzip && r->gzip_n < r->body_n);
	assert_true(r->etag[0] == '"');
	assert_string_equal(r->content_type, "text/javascript");
	assert_string_equal(r->cache_control, "public, max-age=31536000, immutable");
	assert_string_equal(r->vary, "Accept-Encoding");
	struct reply *svg = find(a, "/ui", "icons/scale.svg");
	assert_non_null(svg);
	assert_null(svg->gzip); /* too small */
	assert_null(find(a, "/ui", ""));
	assert_null(find(a, "/ui", "glane.jsx"));
	assert_null(assets_find(a, STR("/ui/0000000000000000/glane.js")));
	assert_null(assets_find(a, STR("")));
	assert_string_equal(assets_base(a, "/p/x/ui").p, "");
	assets_free(a);
	assert_int_equal(atomic_load(&r->refs), 1); /* who is sending it may go on */
	reply_unref(r);
	reply_unref(svg);
}

static void digest_follows_names_and_bytes(void **state)
{
	struct glane_file changed[2] = { FILES[0], FILES[1] }, moved[2] = { FILES[0], FILES[1] };
	struct assets *a = assets_new();
	(void)state;
	changed[1].p = "<svg>";
	changed[1].n = 5;
	moved[1].name = "icons/scales.svg";
	assets_add(a, "/1", (struct glane_list)GLANE_LIST(FILES));
	assets_add(a, "/2", (struct glane_list)GLANE_LIST(FILES));
	assets_add(a, "/3", (struct glane_list)GLANE_LIST(changed));
	assets_add(a, "/4", (struct glane_list)GLANE_LIST(moved));
	assert_string_equal(assets_base(a, "/1").p + 2, assets_base(a, "/2").p + 2);
	assert_string_not_equal(assets_base(a, "/1").p + 2, assets_base(a, "/3").p + 2);
	assert_string_not_equal(assets_base(a, "/1").p + 2, assets_base(a, "/4").p + 2);
	assets_free(a);
}

static void many_are_found(void **state)
{
	enum { MANY = 1000 };
	static char names[MANY][16];
	static struct glane_file files[MANY];
	struct assets *a = assets_new();
	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(names[i], sizeof names[i], "f%d", i);
		files[i] = (struct glane_file){ names[i], "text/plain", names[i], strlen(names[i]) };
	}
	assets_add(a, "/p/many/ui", (struct glane_list)GLANE_LIST(files));
	for (int i = 0; i < MANY; i++) {
		struct reply *r = find(a, "/p/many/ui", names[i]);
		assert_non_null(r);
		assert_ptr_equal(r->body, names[i]);
		reply_unref(r);
	}
	assets_free(a);
}

static void version_follows_every_bundle(void **state)
{
	(void)state;
	char seen[4][ASSETS_VERSION_HEX + 1];
	static const struct glane_file other[] = { { "till.js", "text/javascript", "1", 1 } };
	for (int i = 0; i < 4; i++) { /* the kiosk; with a plugin; again; with another plugin's bytes */
		struct assets *a = assets_new();
		assets_add(a, "/ui", (struct glane_list)GLANE_LIST(FILES));
		if (i > 0)
			assets_add(a, "/p/x/ui", i < 3 ? (struct glane_list)GLANE_LIST(other) : (struct glane_list)GLANE_LIST(FILES));
		assets_version(a, seen[i]);
		struct arena arena;
		arena_init(&arena, 1 << 16);
		struct glane_value *list = value_array(&arena);
		assets_paths(a, list);
		uint32_t n = value_count(list);
		assert_int_equal(n, i == 0 ? 2 : i < 3 ? 3 : 4);
		for (uint32_t k = 0; k < n; k++) {
			struct reply *r = assets_find(a, value_text(value_at(list, k)));
			assert_non_null(r);
			reply_unref(r);
		}
		arena_fini(&arena);
		assets_free(a);
	}
	assert_int_equal(strlen(seen[0]), ASSETS_VERSION_HEX);
	assert_string_not_equal(seen[0], seen[1]);
	assert_string_equal(seen[1], seen[2]);
	assert_string_not_equal(seen[1], seen[3]);
}

/* --- replies -------------------------------------------------------------- */

static void compression_pays(void **state)
{
	char text[600];
	uint8_t noise[600];
	(void)state;
	memset(text, 'x', sizeof text);
	for (size_t i = 0, x = 1; i < sizeof noise; i++)
		noise[i] = (uint8_t)((x = x * 6364136223846793005u + 1442695040888963407u) >> 40);
	static const struct {
		const char *type;
		size_t n;
		bool noise, expected;
	} CASES[] = {
		{ "text/html; charset=utf-8", 600, false, true }, { "application/json", 600, false, true }, { "text/plain", 511, false, false },
		{ "image/png", 600, false, false },               { "text/plain", 600, true, false },       { "IMAGE/SVG+XML", 600, false, true },
	};
	for (size_t i = 0; i < COUNT_OF(CASES); i++) {
		struct reply *r = reply_new(200);
		reply_body_copy(r, CASES[i].type, (struct glane_str){ CASES[i].noise ? (char *)noise : text, CASES[i].n });
		reply_compress(r);
		if ((r->gzip != NULL) != CASES[i].expected)
			fail_msg("%s %zu", CASES[i].type, CASES[i].n);
		reply_unref(r);
	}
}

static void fields_and_types(void **state)
{
	struct reply *r = reply_new(303);
	char type[] = "text/csv", longer[200];
	(void)state;
	reply_field(r, "Location", STR("/p/items"));
	reply_field(r, "Retry-After", STR("1"));
	assert_string_equal(r->head, "Location: /p/items\r\nRetry-After: 1\r\n");
	assert_int_equal(r->head_n, strlen(r->head));
	reply_body_copy(r, type, STR("x"));
	type[0] = 'X';
	assert_string_equal(r->content_type, "text/csv"); /* its own */
	reply_unref(r);
	r = reply_new(200);
	memset(longer, 'x', sizeof longer);
	longer[199] = 0;
	reply_body_copy(r, longer, STR_NONE);
	assert_string_equal(r->content_type, "application/octet-stream");
	reply_unref(r);
	r = reply_new(200);
	reply_body_copy(r, "text/x\r\nSet-Cookie: y", STR_NONE);
	assert_string_equal(r->content_type, "application/octet-stream");
	reply_unref(r);
	reply_unref(NULL);
}

static struct reply *answered;

static void keep(struct request *r, struct reply *reply)
{
	(void)r;
	answered = reply;
}

static void streams_in_process_are_collected(void **state)
{
	(void)state;
	for (int whole = 0; whole < 2; whole++) {
		struct request *r = request_new(1 << 12);
		r->on_reply = keep;
		answered = NULL;
		struct reply_stream *s = reply_stream_open(r, reply_new(200));
		assert_int_equal(reply_stream_write(s, "abc", 3), 0);
		assert_int_equal(reply_stream_write(s, "def", 3), 0);
		assert_null(answered);
		reply_stream_close(s, whole);
		assert_non_null(answered);
		assert_int_equal(answered->status, whole ? 200 : 500);
		assert_int_equal(answered->body_n, whole ? 6 : 0);
		if (whole)
			assert_memory_equal(answered->body, "abcdef", 6);
		reply_unref(answered);
		request_free(r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(are_found),
		cmocka_unit_test(digest_follows_names_and_bytes),
		cmocka_unit_test(many_are_found),
		cmocka_unit_test(version_follows_every_bundle),
		cmocka_unit_test(compression_pays),
		cmocka_unit_test(fields_and_types),
		cmocka_unit_test(streams_in_process_are_collected),
	};
	return cmocka_run_group_tests_name("assets", tests, NULL, NULL);
}
