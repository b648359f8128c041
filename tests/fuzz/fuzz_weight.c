/* SPDX-License-Identifier: MPL-2.0 */
/* Targets: the readers of scales.  The first byte chooses one (its number in the table, from 'a'), the rest is what the scale sends. */
#include <string.h>

#include "base/attr.h"
#include "fuzz.h"
#include "scale/protocol.h"

static int has_digit(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] >= '0' && p[i] <= '9')
			return 1;
	return 0;
}

static void check(const struct protocol *protocol, const struct weight *w, const uint8_t *p, size_t used)
{
	REQUIRE(w->state <= WEIGHT_FAULT && w->stable <= 1 && w->tells <= 1 && w->net <= 1 && w->zero <= 1);
	REQUIRE(memchr(w->raw, 0, sizeof w->raw));
	for (const char *c = w->raw; *c; c++)
		REQUIRE(*c >= ' ' && *c <= '~');
	if (w->state != WEIGHT_OK)
		REQUIRE(w->mg == 0);
	else
		REQUIRE(w->raw[0] && (protocol->kind == PORT_HID || has_digit(p, used)));
	if (w->state == WEIGHT_NONE)
		REQUIRE(!w->raw[0]);
	if (w->zero && w->state == WEIGHT_OK && protocol->kind == PORT_HID)
		REQUIRE(w->mg == 0);
}

/* What is said must not depend on how the bytes come: a digest of it when `step` come at a time. */
static uint64_t said(const struct protocol *protocol, const struct pattern *own, const uint8_t *p, size_t n, size_t step)
{
	uint64_t digest = 14695981039346656037u;
	size_t at = 0, used;
	for (size_t have = step; at < n; have += step) {
		struct weight w;
		have = have < n ? have : n;
		while (at < have && (used = protocol->read(own, p + at, have - at, &w))) {
			at += used;
			if (w.state != WEIGHT_NONE)
				digest = (digest ^ (uint64_t)w.state ^ (uint64_t)w.mg << 8 ^ (uint64_t)w.stable << 4) * 1099511628211u;
		}
		if (have == n)
			break;
	}
	return digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct pattern *own;
	static const struct pattern_setup OWN = { .regex = "N=(?:(?<over>MAXI)|(?<weight>[-+ 0-9.,]+)(?<unit>[a-z]*)(?<stable>\\*)?)", .unit = "g" };
	const struct protocol *protocol;
	const char *why;
	if (!own)
		own = pattern_new(&OWN, &why);
	REQUIRE(own);
	if (!n)
		return 0;
	protocol = &protocol_table[(uint8_t)(data[0] - 'a') % protocol_count];
	for (size_t at = 1, used; at < n; at += used) {
		struct weight w = { .state = WEIGHT_FAULT, .mg = 1 }; /* all of it is to be written */
		used = protocol->read(own, data + at, n - at, &w);
		REQUIRE(used <= n - at);
		REQUIRE(used || n - at <= PROTOCOL_FRAME_MOST);
		check(protocol, &w, data + at, used);
		if (!used) {
			REQUIRE(w.state == WEIGHT_NONE);
			break;
		}
	}
	if (protocol->kind != PORT_HID && n - 1 <= PROTOCOL_FRAME_MOST) /* a report comes whole; a longer line is given up somewhere */
		for (size_t step = 1; step < 8; step += 3)
			REQUIRE(said(protocol, own, data + 1, n - 1, n) == said(protocol, own, data + 1, n - 1, step));
	return 0;
}
