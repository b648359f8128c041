/* SPDX-License-Identifier: MPL-2.0 */
/* arena.h: memory of one call or request: taken piece by piece, given back all at once. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stdbool.h>

#include "base/attr.h"
#include "glane/plugin.h"

struct arena_block;
struct arena {
	struct arena_block *blocks;
	size_t used, budget; /* bytes */
	bool failed;         /* sticky: an allocation went over the budget */
};

/* Thread: one at a time.  Free and used memory is poisoned under ASan.  The first block is taken on first use. */
void arena_init(struct arena *a, size_t budget);
void arena_reset(struct arena *a); /* keeps one block for the next use */
void arena_fini(struct arena *a);

/* Zeroed, aligned to 16; NULL (and `failed`) over the budget. */
void *arena_alloc(struct arena *a, size_t n);
#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))
/* Copies end with 0.  STR_NONE when the budget is used up. */
struct glane_str arena_str(struct arena *a, struct glane_str s);
struct glane_str arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);
struct glane_str arena_vprintf(struct arena *a, const char *fmt, va_list ap) PRINTF(2, 0);

#endif
