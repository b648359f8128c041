/* SPDX-License-Identifier: MPL-2.0 */
/* Logos from whoever may change labels: whatever comes becomes dots within their limits, or is refused. */
#include <assert.h>
#include <stdlib.h>

#include "fuzz.h"
#include "labels/logo.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct bitmap b = { 0 };
	int way = n ? p[n - 1] % LOGO_WAYS : 0, rc = logo_make(p, n, LOGO_W_MAX, (enum logo_way)way, 50, &b);
	assert(rc >= 0 && rc <= LOGO_EMPTY);
	assert((rc == PICTURE_GOOD) == (b.bits != NULL));
	if (b.bits)
		assert(b.w >= 1 && b.w <= LOGO_W_MAX && b.h >= 1 && b.h <= LOGO_H_MAX);
	bitmap_fini(&b);
	return 0;
}
