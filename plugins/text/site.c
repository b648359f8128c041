/* SPDX-License-Identifier: MPL-2.0 */
#include "text/site.h"

#include <string.h>

#include "text/text.h"

#define DAY_MS INT64_C(86400000)

void site_day_bounds(const struct glane_call_api *call, struct glane_call *c, int64_t day, int64_t *ret_from_ms, int64_t *ret_to_ms)
{
	int64_t ends[2];
	for (int i = 0; i < 2; i++) { /* no zone is a day away from UTC */
		int64_t before = (day + i - 2) * DAY_MS, after = (day + i + 2) * DAY_MS;
		while (after - before > 1) {
			int64_t middle = before + (after - before) / 2;
			if (call->day(c, middle) >= day + i)
				after = middle;
			else
				before = middle;
		}
		ends[i] = after;
	}
	*ret_from_ms = ends[0];
	*ret_to_ms = ends[1];
}

int64_t site_max_grams(const struct glane_call_api *call, struct glane_call *c)
{
	struct glane_str text = call->setting(c, "site.max_grams");
	int64_t v = 0;
	for (size_t i = 0; i < text.n && text.p[i] >= '0' && text.p[i] <= '9' && v < INT64_C(100000000); i++)
		v = v * 10 + (text.p[i] - '0');
	return v > 0 ? v : 500000;
}

int site_turns_away(struct glane_str code)
{
	/* Besides all of REF-*: no known history, or unusable after a shock. */
	return text_is(code, "REFUSED") || (code.n > 4 && memcmp(code.p, "REF-", 4) == 0) || text_is(code, "PUE-SIEGE-AUTO") ||
	       text_is(code, "SPO-CASQUE");
}
