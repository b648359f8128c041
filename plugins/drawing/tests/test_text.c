/* SPDX-License-Identifier: MPL-2.0 */
#include "drawing/text.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { W = 400, H = 120 };

struct bounds {
	int32_t left, top, right, bottom; /* of black dots; right and bottom are outside */
	int count;
};

static struct bounds bounds_of(const struct bitmap *b)
{
	struct bounds r = { (int32_t)b->w, (int32_t)b->h, 0, 0, 0 };
	for (int32_t y = 0; y < (int32_t)b->h; y++) {
		for (int32_t x = 0; x < (int32_t)b->w; x++) {
			if (!bitmap_get(b, x, y))
				continue;
			r.count++;
			r.left = x < r.left ? x : r.left;
			r.top = y < r.top ? y : r.top;
			r.right = x >= r.right ? x + 1 : r.right;
			r.bottom = y >= r.bottom ? y + 1 : r.bottom;
		}
	}
	return r;
}

static struct bounds draw(void **state, struct text_box box, struct text_style style, const char *words)
{
	struct bitmap b;
	struct text_used used;
	assert_int_equal(bitmap_init(&b, W, H), 0);
	assert_int_equal(painter_text(*state, &b, box, &style, glane_cstr(words), &used), 0);
	struct bounds r = bounds_of(&b);
	if (r.count) { /* inside the box, and inside what it says */
		assert_true(r.left >= box.x && r.right <= box.x + box.w && r.top >= box.y && r.bottom <= box.y + box.h);
		assert_true(r.left >= used.box.x && r.right <= used.box.x + used.box.w && r.top >= used.box.y && r.bottom <= used.box.y + used.box.h);
	}
	bitmap_fini(&b);
	return r;
}

static const struct text_box box = { 20, 10, 360, 100 };

static void words_are_drawn_where_they_belong(void **state)
{
	struct text_style s = { .size = 30, .lines = 1, .ink = 1 };
	struct bounds start = draw(state, box, s, "Lampe");
	assert_true(start.count > 200);
	/* By one dot at most: the outermost level of grey may be below one half. */
	assert_in_range(start.left, box.x, box.x + 1);
	assert_in_range(start.top, box.y, box.y + 1);
	s.across = TEXT_END;
	s.down = TEXT_BOTTOM;
	struct bounds end = draw(state, box, s, "Lampe");
	assert_in_range(end.right, box.x + box.w - 1, box.x + box.w);
	assert_in_range(end.bottom, box.y + box.h - 1, box.y + box.h);
	assert_int_equal(end.right - end.left, start.right - start.left);
	s.across = TEXT_CENTRE;
	struct bounds centre = draw(state, box, s, "Lampe");
	assert_in_range(centre.left + centre.right - (2 * box.x + box.w) + 2, 0, 4);
}

static void figures_fill_their_box(void **state)
{
	struct text_style s = { .size = 400, .min_size = 10, .lines = 1, .bold = 1, .whole = 1, .ink = 1 };
	struct bounds wide = draw(state, box, s, "12 345,67");
	assert_in_range(wide.right - wide.left, box.w * 85 / 100, box.w);
	struct bounds high = draw(state, box, s, "4");
	assert_in_range(high.bottom - high.top, box.h * 85 / 100, box.h);
}

static void long_words_end_in_an_ellipsis(void **state)
{
	struct text_style s = { .size = 24, .lines = 2 };
	const char *words = "Grand buffet en chêne massif des années cinquante, vitrine et deux tiroirs";
	struct bounds two = draw(state, box, s, words);
	s.lines = 1;
	struct bounds one = draw(state, box, s, words);
	assert_true(one.bottom - one.top < 30);
	assert_in_range(two.bottom - two.top, 40, 70);
	/* "whole" makes the letters smaller instead: all of them are there. */
	s.lines = 2;
	s.whole = 1;
	struct bounds whole = draw(state, box, s, words);
	assert_true(whole.count > 0 && whole.count != two.count);
}

static void other_scripts_and_rubbish_are_survived(void **state)
{
	struct text_style s = { .size = 24, .lines = 2, .min_size = 18 };
	assert_true(draw(state, box, s, "محمصة خبز").left > box.x + box.w / 2); /* begins on the right */
	static const char *const all[] = {
		"\xf0\x9f\x8d\x8b", "Lampe \xf0\x9f\x8d\x8b\xe2\x80\x8d\xf0\x9f\x8d\x8b jaune", "日本語のランプ", "\xff\xfe\x80",
		"a\tb\nc\r\x01", "\xe2\x80\xae\x64row", "\xed\xa0\x80", "\xf4\x90\x80\x80", "e\xcc\x81\xcc\x82\xcc\x83", " ",
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		draw(state, box, s, all[i]);
	assert_int_equal(draw(state, box, s, "").count, 0);
	/* What no font can show leaves no box with numbers behind. */
	struct bounds bare = draw(state, box, s, "Lampe"), private_use = draw(state, box, s, "Lampe\xef\xa3\xbf\xee\x80\x80");
	assert_int_equal(private_use.count, bare.count);
}

static void boxes_without_room_draw_nothing(void **state)
{
	struct text_style s = { .size = 24, .lines = 1 };
	assert_int_equal(draw(state, (struct text_box){ 5, 5, 0, 10 }, s, "Lampe").count, 0);
	assert_int_equal(draw(state, (struct text_box){ 5, 5, 10, -3 }, s, "Lampe").count, 0);
	draw(state, (struct text_box){ 5, 5, 1, 1 }, s, "Lampe");
}

struct worker {
	struct painter *painter;
	int rounds, wrong;
	int expected;
};

static void *work(void *arg)
{
	struct worker *w = arg;
	struct text_style s = { .size = 24, .lines = 1 };
	for (int i = 0; i < w->rounds; i++) {
		struct bitmap b;
		if (bitmap_init(&b, W, H) || painter_text(w->painter, &b, box, &s, glane_cstr("Lampe"), NULL))
			w->wrong++;
		else
			w->wrong += bounds_of(&b).count != w->expected;
		bitmap_fini(&b);
	}
	return NULL;
}

static void threads_share_a_painter(void **state)
{
	struct text_style s = { .size = 24, .lines = 1 };
	int expected = draw(state, box, s, "Lampe").count;
	struct worker w[3];
	pthread_t threads[3];
	for (int i = 0; i < 3; i++) {
		w[i] = (struct worker){ .painter = *state, .rounds = 40, .expected = expected };
		assert_int_equal(pthread_create(&threads[i], NULL, work, &w[i]), 0);
	}
	for (int i = 0; i < 3; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(w[i].wrong, 0);
	}
}

static int begin(void **state)
{
	*state = painter_new();
	return *state ? 0 : -1;
}

static int end(void **state)
{
	painter_free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_drawn_where_they_belong),
		cmocka_unit_test(figures_fill_their_box),
		cmocka_unit_test(long_words_end_in_an_ellipsis),
		cmocka_unit_test(other_scripts_and_rubbish_are_survived),
		cmocka_unit_test(boxes_without_room_draw_nothing),
		cmocka_unit_test(threads_share_a_painter),
	};
	return cmocka_run_group_tests_name("drawing/text", tests, begin, end);
}
