/* SPDX-License-Identifier: MPL-2.0 */
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION(p, n)
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION(p, n)
enum { RED_ZONE = 16 }; /* between two pieces, so that running over the end of one is seen */
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
enum { RED_ZONE = 0 };
#endif

enum {
	ALIGN = 16,
	FIRST_BLOCK = 4096,
	LARGEST_KEPT = 64 * 1024 /* a call that needed much must not pin it while the connection idles */
};

struct arena_block {
	struct arena_block *next; /* older */
	size_t used, size;        /* of data[] */
	_Alignas(ALIGN) char data[];
};

void arena_init(struct arena *a, size_t budget)
{
	*a = (struct arena){ .budget = budget };
}

static void block_free(struct arena_block *b)
{
	UNPOISON(b->data, b->size);
	free(b);
}

void arena_reset(struct arena *a)
{
	struct arena_block *kept = NULL;
	for (struct arena_block *b = a->blocks, *next; b; b = next) {
		next = b->next;
		if (!kept && b->size <= LARGEST_KEPT)
			kept = b;
		else
			block_free(b);
	}
	if (kept) {
		kept->next = NULL;
		kept->used = 0;
		POISON(kept->data, kept->size);
	}
	a->blocks = kept;
	a->used = 0;
	a->failed = false;
}

void arena_fini(struct arena *a)
{
	if (!a)
		return;
	for (struct arena_block *b = a->blocks, *next; b; b = next) {
		next = b->next;
		block_free(b);
	}
	*a = (struct arena){ .budget = a->budget };
}

static struct arena_block *block_add(struct arena *a, size_t need)
{
	size_t size = a->blocks ? a->blocks->size + sizeof(struct arena_block) : FIRST_BLOCK / 2;
	size_t left = a->budget - a->used; /* more than the budget would never be used */
	size = size > SIZE_MAX / 4 ? size : size * 2;
	size -= sizeof(struct arena_block);
	if (size > left && left >= FIRST_BLOCK)
		size = left & ~(size_t)(ALIGN - 1);
	if (size < need)
		size = need;
	struct arena_block *b = malloc(sizeof(*b) + size);
	if (!b)
		return NULL;
	b->next = a->blocks;
	b->used = 0;
	b->size = size;
	POISON(b->data, size);
	a->blocks = b;
	return b;
}

void *arena_alloc(struct arena *a, size_t n)
{
	size_t left = a->budget - a->used;
	if (a->failed || n > SIZE_MAX / 2)
		goto over;
	size_t taken = ((n ? n : 1) + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (taken > left)
		goto over;

	struct arena_block *b = a->blocks;
	if (!b || b->size - b->used < taken + RED_ZONE) {
		b = block_add(a, taken + RED_ZONE);
		if (!b)
			goto over;
	}
	char *p = b->data + b->used;
	b->used += taken + RED_ZONE;
	a->used += taken;
	UNPOISON(p, n);
	return memset(p, 0, n);
over:
	a->failed = true;
	return NULL;
}

struct glane_str arena_str(struct arena *a, struct glane_str s)
{
	if (s.n == SIZE_MAX) {
		a->failed = true;
		return STR_NONE;
	}
	char *p = arena_alloc(a, s.n + 1);
	if (!p)
		return STR_NONE;
	if (s.n)
		memcpy(p, s.p, s.n);
	return (struct glane_str){ p, s.n };
}

struct glane_str arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	char small[256];
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(small, sizeof(small), fmt, ap);
	struct glane_str ret = STR_NONE;
	if (n < 0) {
		a->failed = true;
	} else if ((size_t)n < sizeof(small)) {
		ret = arena_str(a, (struct glane_str){ small, (size_t)n });
	} else {
		char *p = arena_alloc(a, (size_t)n + 1);
		if (p) {
			vsnprintf(p, (size_t)n + 1, fmt, again);
			ret = (struct glane_str){ p, (size_t)n };
		}
	}
	va_end(again);
	return ret;
}

struct glane_str arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	struct glane_str ret = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return ret;
}
