/* SPDX-License-Identifier: MPL-2.0 */
/* The fault matrix of scales: each language and what can happen to it, S1 to S18 of the field's notes and one of our own, on the rig.
 *
 *   faults [ROUNDS [SEED]]     each round has other weights and another pace; ends with a table */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rig.h"
#include "tap.h"

static const struct row ROWS[] = {
	{ "hid", "hid", 0 },         { "mt-sics", "mt-sics", 0 },   { "kern", "kern", 0 },   { "toledo-8217", "toledo-8217", 0 },
	{ "excell", "excell", 0 },   { "cas-22", "cas-22", 0 },     { "a-and-d", "a-and-d", 0 }, { "dini", "dini", 0 },
	{ "cas-ecr", "cas-ecr", 0 }, { "ohaus", "ohaus", 0 },       { "nci", "nci", 0 },     { "sma", "sma", 0 },
	{ "adam", "adam", 0 },       { "adam, talks", "adam", 200 }, { "cpwplus", "cpwplus", 0 }, { "kern-ew", "kern-ew", 0 },
	{ "own", "own", 0 },
};
enum { ROW_COUNT = sizeof ROWS / sizeof *ROWS, FAULTS = 19 };

/* --- S1 to S19: 1 holds, 0 does not, -1 there is no such thing in this language ------------------------------------------ */

static int is_usb(const struct rig *g)
{
	return !g->v.link[0];
}

static int s1_split(struct rig *g)
{
	if (is_usb(g))
		return -1; /* a report comes whole */
	g->pace = between(2, 6);
	g->v.split = 1;
	if (g->v.every_ms)
		g->v.every_ms = 250;
	return weighs(g) && weighs(g);
}

static int s2_two(struct rig *g)
{
	if (!weighs(g))
		return 0;
	g->v.to_mg = 1000000;
	vscale_say(&g->v, g->now);
	g->v.to_mg = 2500000;
	vscale_say(&g->v, g->now);
	step(g);
	return g->view.weight.state == WEIGHT_OK && g->view.weight.mg == g->v.shown.mg ? 1 : wrong(g, "%s was not the last", g->view.weight.raw);
}

static int s3_garbage(struct rig *g)
{
	static const char *const GARBAGE[] = { "\xff\xfe\xc0", "12.5 k", "ST,G", "S S  9", "\x02 0", "\n\x02?", "99", "\x01\x02S", "-" };
	for (size_t i = 0; i < sizeof GARBAGE / sizeof *GARBAGE; i++) {
		vscale_send(&g->v, GARBAGE[i], strlen(GARBAGE[i]));
		if (i % 3 == 0 && !weighs(g))
			return 0;
		run(g, 300);
	}
	return weighs(g);
}

static int s4_noise(struct rig *g)
{
	if (is_usb(g))
		return -1;
	g->v.silent = 1;
	for (int i = 0; i < 100 && !g->wrong[0]; i++) {
		for (int k = 0; k < 40; k++)
			vscale_send(&g->v, &(unsigned char){ (unsigned char)between(0, 255) }, 1);
		run(g, 100);
		if (g->view.weight.state == WEIGHT_OK)
			return wrong(g, "noise weighs: %s", g->view.weight.raw);
	}
	if (!until_state(g, READER_GARBLED, WEIGHT_NONE, 3000 + READER_SILENT_MS + g->r.setup.protocol->ask_ms))
		return 0;
	g->v.silent = 0;
	return weighs(g);
}

static int s5_never_stable(struct rig *g)
{
	g->v.shakes = 1;
	vscale_put(&g->v, 5000000, g->now);
	for (int64_t end = g->now + 6000; g->now < end && !g->wrong[0];) {
		step(g);
		if (g->view.offers)
			return wrong(g, "offers what shakes");
	}
	g->v.shakes = 0;
	return weighs(g);
}

static int says(struct rig *g, enum vscale_says what, enum weight_state expected)
{
	if (!vscale_can(&g->v, what))
		return -1;
	g->v.says = what;
	if (!until_state(g, READER_TALKS, expected, SETTLE_MS))
		return 0;
	for (int64_t end = g->now + 2000; g->now < end && !g->wrong[0];) {
		step(g);
		if (g->view.weight.state != expected || g->view.offers)
			return wrong(g, "%s", g->view.weight.raw);
	}
	g->v.says = VSCALE_WEIGHT;
	return weighs(g);
}

static int s6_over(struct rig *g)
{
	return weighs(g) ? says(g, VSCALE_OVER, WEIGHT_OVER) : 0;
}

static int s7_under(struct rig *g)
{
	vscale_put(&g->v, -120000, g->now);
	run(g, 2000 + g->r.setup.protocol->ask_ms);
	if (g->view.offers || (g->view.weight.state == WEIGHT_OK ? g->view.weight.mg != -120000 : g->view.weight.state != WEIGHT_UNDER))
		return wrong(g, "-120 g: %s, state %d", g->view.weight.raw, g->view.weight.state);
	if (!weighs(g))
		return 0;
	if (!strcmp(g->v.language->name, "hid")) /* it has no word for it but a magnitude */
		return 1;
	return says(g, VSCALE_UNDER, WEIGHT_UNDER) != 0;
}

static int s8_units(struct rig *g)
{
	for (int u = 0; u < VSCALE_UNITS; u++) {
		g->v.unit = (enum vscale_unit)u;
		if (!strcmp(g->v.language->name, "toledo-8217") && u != VSCALE_KG) { /* which has no units: no weight rather than a wrong one */
			vscale_put(&g->v, g->grams * 1000, g->now);
			run(g, 500); /* what was asked before still comes */
			for (int64_t end = g->now + SETTLE_MS; g->now < end && !g->wrong[0];) {
				step(g);
				if (g->view.fresh && g->view.weight.state == WEIGHT_OK)
					return wrong(g, "unit %d: %s", u, g->view.weight.raw);
			}
			continue;
		}
		if (!weighs(g))
			return 0;
	}
	return 1;
}

static int s9_error(struct rig *g)
{
	if (!vscale_can(&g->v, VSCALE_ERROR))
		return -1;
	if (!weighs(g))
		return 0;
	g->v.says = VSCALE_ERROR;
	run(g, SETTLE_MS);
	if (g->view.state != READER_TALKS || g->view.weight.state < WEIGHT_MOTION || g->view.offers)
		return wrong(g, "an error is %d, %s", g->view.weight.state, g->view.weight.raw);
	g->v.says = VSCALE_WEIGHT;
	return weighs(g);
}

static int away(struct rig *g, int64_t ms)
{
	uint32_t opens;
	if (!weighs(g))
		return 0;
	vscale_unplug(&g->v);
	step(g);
	if (g->view.state != READER_CLOSED || reader_fd(&g->r) >= 0)
		return wrong(g, "unplugged, and state %d", g->view.state);
	opens = g->opens;
	run(g, ms);
	if (g->view.why != (ms > READER_RETRY_MS + g->pace ? -ENOENT : g->view.why) || g->opens - opens > ms / READER_RETRY_MS + 1)
		return wrong(g, "%u attempts in %lld ms, %d", g->opens - opens, (long long)ms, g->view.why);
	vscale_plug(&g->v);
	for (int64_t end = g->now + READER_RETRY_MS + g->pace; g->now < end && g->view.state == READER_CLOSED;)
		step(g);
	return g->view.state == READER_CLOSED ? wrong(g, "not found again") : weighs(g);
}

static int s10_replug(struct rig *g)
{
	return away(g, 1500) && away(g, between(100, 3000));
}

static int s11_silent(struct rig *g)
{
	int64_t last;
	if (!weighs(g))
		return 0;
	g->v.silent = 1;
	run(g, 500); /* what was asked before still comes */
	last = g->r.frame_ms;
	run(g, last + rig_fresh_ms(g) + 1 - g->now);
	if (g->view.fresh || g->view.offers)
		return wrong(g, "silent for %lld ms, and fresh", (long long)g->view.age_ms);
	if (!until_state(g, rig_holds(g) ? READER_QUIET : READER_SILENT, WEIGHT_NONE, READER_SILENT_MS + g->r.setup.protocol->ask_ms))
		return 0;
	if (rig_holds(g)) {
		g->now += READER_QUIET_MS - READER_STALL_MS; /* nobody believes that for ever */
		if (!until_state(g, READER_SILENT, WEIGHT_NONE, READER_STALL_MS))
			return 0;
	}
	g->v.silent = 0;
	return weighs(g);
}

static int s12_off(struct rig *g)
{
	return away(g, 60000);
}

/* Opened in the middle of a frame, at each of its bytes: its end is no weight, or the whole one's. */
static int begins_late(struct rig *g)
{
	const struct reader_setup s = g->r.setup;
	size_t n = 2;
	g->v.silent = 1;
	for (size_t cut = 1; cut < n && !g->wrong[0]; cut++) {
		reader_fini(&g->r);
		reader_init(&g->r, &s);
		step(g);
		g->v.to_mg = 7777000;
		g->v.silent = 0;
		vscale_say(&g->v, g->now);
		g->v.silent = 1;
		n = g->v.out_n;
		g->v.out_n -= cut;
		memmove(g->v.out, g->v.out + cut, g->v.out_n);
		run(g, 200);
	}
	g->v.silent = 0;
	return !g->wrong[0];
}

static int s13_backlog(struct rig *g)
{
	uint32_t every = g->v.every_ms;
	/* What came before it was opened. */
	g->v.to_mg = 7777000;
	for (int i = 0; i < 50; i++)
		vscale_say(&g->v, g->now);
	scale_step(g);
	g->v.to_mg = 0;
	if (!weighs(g))
		return 0;
	if (!is_usb(g) && (!begins_late(g) || !weighs(g)))
		return 0;
	/* The thread stood still for ten seconds, and then something else lies there: nothing of that time is fresh. */
	g->v.every_ms = 50;
	for (int64_t end = g->now + 10000; g->now < end; g->now += 50)
		scale_step(g);
	g->v.every_ms = every;
	g->v.to_mg = 123000;
	g->now -= g->pace;
	step(g);
	if (g->view.fresh)
		return wrong(g, "%s of ten seconds ago is fresh", g->view.weight.raw);
	return weighs(g);
}

static int s14_ends(struct rig *g)
{
	if (!g->v.language->has_ends)
		return -1;
	for (int e = VSCALE_LF; e >= VSCALE_CRLF; e--) {
		g->v.ends = (enum vscale_ends)e;
		if (!weighs(g))
			return 0;
	}
	return 1;
}

static int s15_comma(struct rig *g)
{
	if (!g->v.language->has_comma)
		return -1;
	g->v.comma = 1;
	return weighs(g) && weighs(g);
}

static int s16_flood(struct rig *g)
{
	uint32_t frames = g->r.frames;
	g->v.every_ms = 50;
	if (!weighs(g))
		return 0;
	run(g, 10000);
	if (g->r.frames - frames < 195 && g->pace <= 50)
		return wrong(g, "%u frames of 200", g->r.frames - frames);
	return weighs(g);
}

static int s17_parity(struct rig *g)
{
	if (is_usb(g))
		return -1;
	g->v.parity = 1;
	vscale_put(&g->v, 1840000, g->now);
	for (int64_t end = g->now + READER_SILENT_MS + 2 * g->r.setup.protocol->ask_ms + 3000; g->now < end && !g->wrong[0];) {
		step(g);
		if (g->view.weight.state == WEIGHT_OK)
			return wrong(g, "%s weighs", g->view.weight.raw);
	}
	if (!g->wrong[0] && g->view.state != READER_GARBLED && strcmp(g->v.language->name, "adam"))
		return wrong(g, "state %d", g->view.state);
	g->v.parity = 0;
	return weighs(g);
}

static int s18_clock(struct rig *g)
{
	static const int64_t JUMPS[] = { 3600000, -3600000, 86400000 };
	if (!weighs(g))
		return 0;
	for (size_t i = 0; i < sizeof JUMPS / sizeof *JUMPS; i++) {
		g->clock_odd = 1;
		g->v.sent_ms += JUMPS[i]; /* the scale has a clock of its own */
		g->v.since_ms += JUMPS[i];
		g->now += JUMPS[i];
		reader_look(&g->r, g->now, &g->view);
		if (g->view.fresh || g->view.offers)
			return wrong(g, "fresh after a jump of %lld ms", (long long)JUMPS[i]);
		step(g);
		if (g->view.offers)
			return wrong(g, "offers right after a jump");
		if (!weighs(g))
			return 0;
	}
	return 1;
}

/* The same weight again, after a look at the empty plate, is another thing where the scale tells changes alone. */
static int s19_same_again(struct rig *g)
{
	if (!weighs(g))
		return 0;
	int64_t mg = g->v.to_mg;
	vscale_put(&g->v, 0, g->now);
	run(g, 2000);
	vscale_put(&g->v, mg, g->now);
	for (int64_t end = g->now + SETTLE_MS + 3 * g->r.setup.protocol->ask_ms; g->now < end && !g->wrong[0];) {
		step(g);
		if (g->view.offers)
			return g->view.weight.mg == mg;
	}
	return wrong(g, "%s is not offered again", g->view.weight.raw);
}

static const struct {
	const char *name;
	int (*play)(struct rig *g);
} PLAYS[FAULTS] = {
	{ "frames split at every byte", s1_split }, { "two frames in one read", s2_two }, { "garbage in front", s3_garbage },
	{ "noise of a wrong baud rate", s4_noise }, { "never stable", s5_never_stable }, { "overload", s6_over },
	{ "underload, negative", s7_under }, { "units", s8_units }, { "an error in place of a value", s9_error },
	{ "unplugged and plugged", s10_replug }, { "silent", s11_silent }, { "switched itself off", s12_off },
	{ "stale backlog", s13_backlog }, { "CR, LF, CR LF", s14_ends }, { "decimal comma", s15_comma },
	{ "20 frames a second", s16_flood }, { "7E1 read as 8N1", s17_parity }, { "clock jumps", s18_clock },
	{ "the same weight again", s19_same_again },
};

int main(int argc, char **argv)
{
	static int result[ROW_COUNT][FAULTS];
	int rounds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 1;
	if (argc > 2)
		rig_seed(strtoull(argv[2], NULL, 10));
	for (int f = 0; f < FAULTS; f++)
		for (int row = 0; row < ROW_COUNT; row++) {
			int r = 1;
			static struct rig g;
			for (int i = 0; i < rounds && r > 0; i++) {
				rig_init(&g, &ROWS[row], i ? between(5, 50) : 20);
				r = PLAYS[f].play(&g);
				if (g.wrong[0])
					r = 0;
				rig_fini(&g);
			}
			result[row][f] = r;
			if (r >= 0)
				ok(r > 0, "S%d %s: %s%s%s", f + 1, PLAYS[f].name, ROWS[row].name, r ? "" : ": ", r ? "" : g.wrong);
		}
	note("%-12s S1  S2  S3  S4  S5  S6  S7  S8  S9  S10 S11 S12 S13 S14 S15 S16 S17 S18 S19", "");
	for (int row = 0; row < ROW_COUNT; row++) {
		char text[FAULTS * 4 + 1] = "";
		for (int f = 0; f < FAULTS; f++)
			snprintf(text + 4 * f, 5, "%-4s", result[row][f] > 0 ? "ok" : result[row][f] ? "-" : "NO");
		note("%-12s %s", ROWS[row].name, text);
	}
	note("NO fails, - there is no such thing in this language");
	return tap_end();
}
