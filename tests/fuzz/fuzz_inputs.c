/* SPDX-License-Identifier: MPL-2.0 */
/* Inputs from the network: two lines, Content-Type and query, then the body.  What is accepted has the declared shape. */
#include <string.h>

#include "fuzz.h"
#include "http/inputs.h"

enum { BUDGET = 1 << 20 };

static const char *const colours[] = { "red", "blue", NULL };
static const struct glane_input line_inputs[] = {
	{ .name = "weight", .type = GLANE_F_GRAMS, .required = 1, .max = 500000 },
	{ .name = "note", .type = GLANE_F_LINES },
};
static const struct glane_input inputs[] = {
	{ .name = "count", .type = GLANE_F_INT, .min = -5, .max = 10 },
	{ .name = "title", .type = GLANE_F_TEXT, .min = 2, .max = 40, .required = 1 },
	{ .name = "note", .type = GLANE_F_LINES },
	{ .name = "fragile", .type = GLANE_F_BOOL },
	{ .name = "code", .type = GLANE_F_CODE },
	{ .name = "day", .type = GLANE_F_DATE },
	{ .name = "colour", .type = GLANE_F_CHOICE, .choices = colours },
	{ .name = "weight", .type = GLANE_F_GRAMS },
	{ .name = "price", .type = GLANE_F_CENTS, .min = 50, .max = 100000 },
	{ .name = "lines", .type = GLANE_F_LIST, .max = 3, .inner = GLANE_LIST(line_inputs) },
};
static const struct glane_input file_input[] = { { .name = "photo", .type = GLANE_F_FILE, .max = 1000 } };

static void check_text(const struct glane_value *v)
{
	struct buf b;
	buf_init(&b, (size_t)BUDGET * 8);
	value_json(v, &b);
	REQUIRE(!b.failed && utf8_valid(buf_get(&b)));
	buf_fini(&b);
}

static void run(struct arena *a, struct glane_list list, const struct input_source *src, bool file)
{
	struct glane_value *v = NULL, *raw = NULL;
	struct error e, again;
	error_init(&e, a);
	error_init(&again, a);
	int rc = inputs_read(a, list, src, &v, &raw, &e);
	REQUIRE((rc == 0) == (v != NULL));
	REQUIRE(rc == 0 || e.status == rc);
	REQUIRE(rc == 0 || e.key.n || e.inputs || a->failed);
	REQUIRE(rc < 0 || raw);
	if (raw)
		check_text(raw);
	if (rc == 0 && !file) {
		check_text(v);
		REQUIRE(inputs_check(a, list, v, &again) == 0 || a->failed);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct glane_list list = GLANE_LIST(inputs), file = GLANE_LIST(file_input);
	struct route_param params[] = { { STR("count"), STR("3") } };
	struct input_source src = { .params = params };
	struct arena a;
	arena_init(&a, BUDGET);
	struct glane_str rest = arena_str(&a, (struct glane_str){ (const char *)data, n }), line = STR_NONE;
	if (!a.failed && str_split(&rest, '\n', &line)) {
		src.content_type = arena_str(&a, line);
		line = STR_NONE;
		(void)str_split(&rest, '\n', &line);
		src.query = arena_str(&a, line);
		src.body = rest;
		run(&a, list, &src, false);
		src.param_count = 1;
		run(&a, list, &src, false);
		run(&a, file, &src, true);
	}
	arena_fini(&a);
	return 0;
}
