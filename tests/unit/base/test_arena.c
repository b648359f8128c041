/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "base/str.h"

#if defined(__SANITIZE_ADDRESS__)
#define ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASAN 1
#endif
#endif
#ifdef ASAN
#include <sanitizer/asan_interface.h>
#endif

static void pieces_are_zeroed_aligned_apart(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a, 1 << 20);
	assert_null(a.blocks); /* nothing is taken before the first use */
	for (int round = 0; round < 3; round++) {
		unsigned char *p[300];
		for (size_t i = 0; i < 300; i++) {
			p[i] = arena_alloc(&a, i);
			assert_non_null(p[i]);
			assert_int_equal((uintptr_t)p[i] % 16, 0);
			for (size_t k = 0; k < i; k++)
				assert_int_equal(p[i][k], 0);
			memset(p[i], (int)(i & 0xff) | 1, i);
		}
		for (size_t i = 0; i < 300; i++)
			for (size_t k = 0; k < i; k++)
				assert_int_equal(p[i][k], (i & 0xff) | 1);
		arena_reset(&a);
		assert_int_equal(a.used, 0);
	}
	arena_fini(&a);
	arena_fini(NULL);
}

static void budget_is_exact_and_sticky(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a, 1024);
	for (int i = 0; i < 64; i++)
		assert_non_null(arena_alloc(&a, 16));
	assert_int_equal(a.used, 1024);
	assert_false(a.failed);
	assert_null(arena_alloc(&a, 1));
	assert_true(a.failed);
	arena_reset(&a);
	assert_false(a.failed);
	assert_null(arena_alloc(&a, 1025));
	assert_null(arena_alloc(&a, 1)); /* until the reset, even if it would fit */
	assert_true(a.failed);
	arena_reset(&a);
	assert_non_null(arena_alloc(&a, 1024));
	arena_fini(&a);

	arena_init(&a, SIZE_MAX);
	assert_null(arena_alloc(&a, SIZE_MAX)); /* the sum of sizes must not wrap */
	arena_reset(&a);
	assert_null(arena_alloc(&a, SIZE_MAX - 8));
	arena_reset(&a);
	struct glane_str s = arena_str(&a, (struct glane_str){ "x", SIZE_MAX });
	assert_int_equal(s.n, 0);
	assert_true(a.failed);
	arena_fini(&a);

	arena_init(&a, 0);
	assert_null(arena_alloc(&a, 0));
	arena_fini(&a);
}

static void strings_end_with_zero(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a, 8192);
	struct glane_str s = arena_str(&a, (struct glane_str){ "abcdef", 3 });
	assert_int_equal(s.n, 3);
	assert_string_equal(s.p, "abc");
	s = arena_str(&a, STR_NONE);
	assert_int_equal(s.n, 0);
	assert_string_equal(s.p, "");
	s = arena_printf(&a, "%s %d", "kg", 12);
	assert_int_equal(s.n, 5);
	assert_string_equal(s.p, "kg 12");
	s = arena_printf(&a, "%*s|", 255, "x");
	assert_int_equal(s.n, 256);
	assert_string_equal(s.p + 254, "x|");
	s = arena_printf(&a, "%*s|", 5000, "x"); /* longer than the first guess */
	assert_int_equal(s.n, 5001);
	assert_string_equal(s.p + 4999, "x|");
	s = arena_printf(&a, "%*s|", 5000, "x");
	assert_int_equal(s.n, 0);
	assert_string_equal(s.p, "");
	assert_true(a.failed);
	arena_fini(&a);
}

struct block { /* as in arena.c: enough to count them */
	struct block *next;
};

static size_t blocks(const struct arena *a)
{
	size_t n = 0;
	for (const struct block *b = (const void *)a->blocks; b; b = b->next)
		n++;
	return n;
}

static void blocks_double_and_one_is_kept(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a, 4 << 20);
	for (int i = 0; i < 3000; i++)
		assert_non_null(arena_alloc(&a, 1000));
	assert_true(blocks(&a) > 5 && blocks(&a) < 15); /* 4 KiB doubled 10 times is over 4 MiB */
	arena_reset(&a);
	assert_int_equal(blocks(&a), 1);
	assert_non_null(arena_alloc(&a, 3 << 20));
	arena_reset(&a);
	assert_true(blocks(&a) <= 1);
	arena_fini(&a);
	assert_null(a.blocks);
}

#ifdef ASAN
static void free_memory_is_poisoned(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a, 4096);
	char *p = arena_alloc(&a, 20);
	assert_false(__asan_address_is_poisoned(p + 19));
	assert_true(__asan_address_is_poisoned(p + 20));
	char *q = arena_alloc(&a, 16);
	assert_false(__asan_address_is_poisoned(q));
	assert_true(__asan_address_is_poisoned(q + 16));
	arena_reset(&a);
	assert_true(__asan_address_is_poisoned(p));
	assert_true(__asan_address_is_poisoned(q));
	arena_fini(&a);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_zeroed_aligned_apart), cmocka_unit_test(budget_is_exact_and_sticky),
		cmocka_unit_test(strings_end_with_zero), cmocka_unit_test(blocks_double_and_one_is_kept),
#ifdef ASAN
		cmocka_unit_test(free_memory_is_poisoned),
#endif
	};
	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
