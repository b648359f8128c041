/* SPDX-License-Identifier: MPL-2.0 */
/* Targets: a scale profile of somebody's own: expression, unit, question, end, each up to a zero byte, then what the scale sends. */
#include <string.h>

#include "base/attr.h"
#include "fuzz.h"
#include "scale/protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char part[4][300];
	const char *why = NULL;
	size_t at = 0;
	struct pattern *p;
	for (int i = 0; i < 4; i++) {
		size_t k = 0;
		while (at < n && data[at] && k + 1 < sizeof part[i])
			part[i][k++] = (char)data[at++];
		part[i][k] = 0;
		at += at < n;
	}
	p = pattern_new(&(struct pattern_setup){ .regex = part[0], .unit = part[1], .ask = part[2], .ends = part[3], .ask_ms = 300 }, &why);
	REQUIRE(!p == !!why);
	for (size_t used; p && at < n; at += used) {
		struct weight w = { .state = WEIGHT_FAULT, .mg = 1 };
		used = protocol_find("own")->read(p, data + at, n - at, &w);
		REQUIRE(used <= n - at && (used || n - at <= PROTOCOL_FRAME_MOST));
		REQUIRE(w.state == WEIGHT_OK || w.mg == 0);
		REQUIRE(memchr(w.raw, 0, sizeof w.raw));
		if (!used)
			break;
	}
	pattern_free(p);
	return 0;
}
