/* SPDX-License-Identifier: MPL-2.0 */
#include "challenge/anonymous.h"

uint64_t digest_of(const int64_t *numbers, size_t n)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < n; i++)
		for (int shift = 0; shift < 64; shift += 8)
			h = (h ^ ((uint64_t)numbers[i] >> shift & 255)) * UINT64_C(1099511628211);
	return h;
}

size_t anonymous_changed(const struct member *a, size_t a_n, const struct member *b, size_t b_n)
{
	size_t i = 0, j = 0, changed = 0;
	for (; i < a_n && !a[i].household; i++) /* who was erased is in no later value */
		changed++;
	while (i < a_n || j < b_n) {
		if (j == b_n || (i < a_n && a[i].household < b[j].household))
			i++, changed++;
		else if (i == a_n || b[j].household < a[i].household)
			j++, changed++;
		else
			changed += a[i++].digest != b[j++].digest;
	}
	return changed;
}

int anonymous_may_follow(const struct member *old, size_t old_n, const struct member *new_, size_t new_n)
{
	size_t changed = anonymous_changed(old, old_n, new_, new_n);
	return !changed || changed >= ANONYMOUS_LEAST;
}

void anonymous_teams(const size_t *members, size_t teams, size_t rest, uint8_t *shown)
{
	for (size_t i = 0; i < teams; i++)
		rest += shown[i] ? 0 : members[i];
	while (rest && rest < ANONYMOUS_LEAST) { /* once is enough: a shown team has that many */
		size_t least = teams;
		for (size_t i = 0; i < teams; i++)
			if (shown[i] && (least == teams || members[i] < members[least]))
				least = i;
		if (least == teams)
			return;
		shown[least] = 0;
		rest += members[least];
	}
}

static size_t sum_of(const size_t *counts, int n, const int *group, int g)
{
	size_t sum = 0;
	for (int i = 0; i < n; i++)
		sum += group[i] == g ? counts[i] : 0;
	return sum;
}

/* Puts the bands of `from` to those of `to`, its neighbour. */
static void join(int *group, int n, int from, int to)
{
	int first = from < to ? from : to, last = from < to ? to : from;
	for (int i = 0; i < n; i++)
		if (group[i] == last)
			group[i] = first;
}

static int before(const int *group, int g) /* the group below; -1: none */
{
	return g > 0 ? group[g - 1] : -1;
}

static int after(const int *group, int n, int g) /* the group above; n: none */
{
	int i = g;
	while (i < n && group[i] == g)
		i++;
	return i;
}

void anonymous_bands(const size_t *counts, int n, int *group)
{
	for (int i = 0; i < n; i++)
		group[i] = i;
	for (int g = 0; g < n;) {
		size_t sum = sum_of(counts, n, group, g);
		int below = before(group, g), above = after(group, n, g), end = above - 1;
		if (group[g] != g || !sum || sum >= ANONYMOUS_LEAST || (below < 0 && above == n)) {
			g++;
			continue;
		}
		/* towards the middle; from the middle itself to whom fewer are with */
		int up = g + end < n - 1 || (g + end == n - 1 && sum_of(counts, n, group, above) < sum_of(counts, n, group, below));
		join(group, n, g, up && above < n ? above : below >= 0 ? below : above);
		g = 0;
	}
}
