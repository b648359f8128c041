/* SPDX-License-Identifier: MPL-2.0 */
/* The fault matrix of scales: each language and what can happen to it, S1 to S18, on a line that is there (a pseudo-terminal; for USB a
 * socket of packets), read by the reader of the product.  After each step, whatever happens: no weight is shown that the scale did not
 * say, none is called fresh that is old, none is offered but what lies there and stands still.
 *
 *   faults [ROUNDS [SEED]]     each round has other weights and another pace; ends with a table */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "port/port.h"
#include "scale/reader.h"
#include "tap.h"
#include "vscale/vscale.h"

enum { SETTLE_MS = 4000, ARRIVES_MS = 2000, LINE_MOST = 4000 /* what a terminal keeps for who does not read */ };

struct row {
	const char *name, *language;
	uint32_t every_ms; /* set to talk by itself */
};
static const struct row ROWS[] = {
	{ "hid", "hid", 0 },         { "mt-sics", "mt-sics", 0 },   { "kern", "kern", 0 },   { "toledo-8217", "toledo-8217", 0 },
	{ "excell", "excell", 0 },   { "cas-22", "cas-22", 0 },     { "a-and-d", "a-and-d", 0 }, { "dini", "dini", 0 },
	{ "cas-ecr", "cas-ecr", 0 }, { "ohaus", "ohaus", 0 },       { "nci", "nci", 0 },     { "sma", "sma", 0 },
	{ "adam", "adam", 0 },       { "adam, talks", "adam", 200 }, { "kern-ew", "kern-ew", 0 },
	{ "own", "own", 0 },
};
enum { ROW_COUNT = sizeof ROWS / sizeof *ROWS, FAULTS = 18 };

struct rig {
	struct vscale v;
	struct reader r;
	struct reader_view view;
	struct pattern *own;
	int64_t now, pace, grams;
	uint64_t waits; /* bytes on the line */
	uint32_t opens;
	int clock_odd; /* moments cannot be compared any more */
	char link[64], wrong[200];
};

static uint64_t dice = 88172645463325252u;
static int64_t between(int64_t low, int64_t high)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return low + (int64_t)(dice % (uint64_t)(high - low + 1));
}

__attribute__((format(printf, 2, 3)))
static int wrong(struct rig *g, const char *fmt, ...)
{
	va_list ap;
	if (g->wrong[0])
		return 0;
	va_start(ap, fmt);
	vsnprintf(g->wrong, sizeof g->wrong, fmt, ap);
	va_end(ap);
	return 0;
}

/* --- the line ----------------------------------------------------------------------------------------------------------- */

static struct rig *opening; /* whose scale is opened: port_address knows files only */

static long packet_read(struct port *p, void *to, size_t n)
{
	long r = read(p->fd, to, n);
	return r < 0 ? -errno : r;
}

static void packet_close(struct port *p)
{
	close(p->fd);
}

static int open_line(const struct port_address *a, int wake_fd, struct port *ret)
{
	static const struct port_ops OPS = { .read = packet_read, .close = packet_close };
	opening->opens++;
	opening->waits = 0;
	if (a->kind != PORT_HID)
		return port_open(a, wake_fd, ret);
	if (opening->v.packets < 0)
		return -ENOENT;
	*ret = (struct port){ .ops = &OPS, .fd = dup(opening->v.packets), .kind = PORT_HID };
	return ret->fd < 0 ? -errno : 0;
}

/* Terminals hand over in the background: waits until what was written can be read. */
static void arrives(struct rig *g)
{
	int there = 0;
	if (g->v.packets >= 0 || reader_fd(&g->r) < 0 || g->v.fd < 0)
		return;
	for (int i = 0; i < ARRIVES_MS * 10; i++) {
		if (ioctl(reader_fd(&g->r), FIONREAD, &there) || (uint64_t)there >= (g->waits < LINE_MOST ? g->waits : LINE_MOST))
			return;
		usleep(100);
	}
	wrong(g, "%d of %llu bytes came", there, (unsigned long long)g->waits);
}

static void scale_step(struct rig *g)
{
	uint64_t before = g->v.left;
	vscale_step(&g->v, g->now);
	g->waits += g->v.left - before;
	arrives(g);
}

/* --- what has to hold at each moment ------------------------------------------------------------------------------------ */

static void check(struct rig *g)
{
	const struct reader_view *w = &g->view;
	int64_t at;
	reader_look(&g->r, g->now, &g->view);
	if (w->state != READER_TALKS) {
		if (w->weight.state != WEIGHT_NONE || w->fresh || w->offers)
			wrong(g, "a weight without a scale");
		return;
	}
	if (w->offers && (w->weight.state != WEIGHT_OK || !w->fresh || g->v.shakes || (w->weight.tells && !w->weight.stable) || w->weight.mg <= 0))
		wrong(g, "offers what does not stand still: %s", w->weight.raw);
	if (w->weight.state != WEIGHT_OK) {
		if (w->weight.mg || w->offers)
			wrong(g, "%s is no weight, and has one", w->weight.raw);
		return;
	}
	at = vscale_said_at(&g->v, w->weight.mg, 1);
	if (!w->weight.tells || !w->weight.stable) { /* to be more careful than the scale is no fault */
		int64_t moving = vscale_said_at(&g->v, w->weight.mg, 0);
		at = moving > at ? moving : at;
	}
	if (at < 0)
		wrong(g, "%s, %lld mg, stable %d was never said", w->weight.raw, (long long)w->weight.mg, w->weight.stable);
	else if (w->fresh && !g->clock_odd && g->now - at > READER_FRESH_MS + 600) /* a slow line takes a while */
		wrong(g, "%s is %lld ms old and called fresh", w->weight.raw, (long long)(g->now - at));
}

static void step(struct rig *g)
{
	g->now += g->pace;
	scale_step(g);
	opening = g;
	reader_step(&g->r, -1, g->now);
	g->waits = 0;
	if (g->r.waits && g->r.asked_ms == g->now && g->v.fd >= 0 && reader_fd(&g->r) >= 0) {
		struct pollfd p = { .fd = g->v.fd, .events = POLLIN };
		if (poll(&p, 1, ARRIVES_MS) != 1)
			wrong(g, "the question did not come");
		scale_step(g);
	}
	check(g);
}

static void run(struct rig *g, int64_t ms)
{
	for (int64_t end = g->now + ms; g->now < end && !g->wrong[0];)
		step(g);
}

/* Until that is shown; 0: it never was. */
static int until_state(struct rig *g, enum reader_state state, enum weight_state weight, int64_t ms)
{
	for (int64_t end = g->now + ms; g->now < end && !g->wrong[0];) {
		step(g);
		if (g->view.state == state && g->view.weight.state == weight)
			return 1;
	}
	return wrong(g, "state %d, weight %d: not reached, but %d, %d (%s)", state, weight, g->view.state, g->view.weight.state, g->view.weight.raw);
}

static int can_offer(const struct rig *g)
{
	return g->v.language->tells || g->v.every_ms; /* Adam says each weight once only */
}

/* What lies there is shown to the milligram, and offered. */
static int shown(struct rig *g)
{
	for (int64_t end = g->now + SETTLE_MS + (g->v.every_ms ? 0 : 3 * g->r.setup.protocol->ask_ms); g->now < end && !g->wrong[0];) {
		step(g);
		if (g->view.state == READER_TALKS && g->view.weight.state == WEIGHT_OK && g->view.weight.mg == g->v.shown.mg &&
		    g->now - g->v.since_ms > VSCALE_SETTLES_MS && (g->view.offers || !can_offer(g)) && g->v.shown.digits)
			return 1;
	}
	return wrong(g, "%s: %lld mg, offers %d; shows %lld mg", g->view.weight.raw, (long long)g->view.weight.mg, g->view.offers, (long long)g->v.shown.mg);
}

static int weighs(struct rig *g)
{
	int64_t grams = g->grams;
	while (llabs(grams - g->grams) < 100)
		g->grams = between(60, 30000);
	vscale_put(&g->v, g->grams * 1000, g->now);
	if (!shown(g))
		return 0;
	if (!g->view.offers)
		return 1;
	reader_taken(&g->r); /* and not a second time */
	for (int i = 0; i < 5; i++) {
		step(g);
		if (g->view.offers)
			return wrong(g, "%s is offered twice", g->view.weight.raw);
	}
	return 1;
}

static void rig_init(struct rig *g, const struct row *row, int64_t pace)
{
	static const struct pattern_setup OWN = { .regex = "N=(?:(?<over>MAXI)|(?<under>MINI)|(?<weight>-?[0-9?]+(?:[.,][0-9]+)?)(?<unit>[a-z]*)(?<stable>\\*)?)",
		                                  .ask = "?\\r", .ask_ms = 300 };
	struct reader_setup s = { .rule = { .interval_mg = 1000 }, .open = open_line };
	const char *why = "";
	*g = (struct rig){ .now = 1000000, .pace = pace };
	snprintf(g->link, sizeof g->link, "/tmp/glane-faults-%d", (int)getpid());
	vscale_init(&g->v, row->language, strcmp(row->language, "hid") ? g->link : "", g->now);
	if (row->every_ms)
		g->v.every_ms = row->every_ms;
	s.protocol = protocol_find(g->v.language->protocol);
	s.address.kind = s.protocol->kind;
	snprintf(s.address.at, sizeof s.address.at, "%s", g->link);
	if (!strcmp(row->language, "own")) {
		s.own = g->own = pattern_new(&OWN, &why);
		if (!g->own)
			bail("own: %s", why);
	}
	reader_init(&g->r, &s);
}

static void rig_fini(struct rig *g)
{
	reader_fini(&g->r);
	vscale_fini(&g->v);
	pattern_free(g->own);
}

/* --- S1 to S18: 1 holds, 0 does not, -1 there is no such thing in this language ------------------------------------------ */

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
	run(g, 2000 + 2 * g->r.setup.protocol->ask_ms);
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
	run(g, last + READER_FRESH_MS + 1 - g->now);
	if (g->view.fresh || g->view.offers)
		return wrong(g, "silent for %lld ms, and fresh", (long long)g->view.age_ms);
	if (!until_state(g, READER_SILENT, WEIGHT_NONE, READER_SILENT_MS + g->r.setup.protocol->ask_ms))
		return 0;
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
};

int main(int argc, char **argv)
{
	static int result[ROW_COUNT][FAULTS];
	int rounds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 1;
	if (argc > 2)
		dice ^= strtoull(argv[2], NULL, 10) * 0x9e3779b97f4a7c15u;
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
	note("%-12s S1  S2  S3  S4  S5  S6  S7  S8  S9  S10 S11 S12 S13 S14 S15 S16 S17 S18", "");
	for (int row = 0; row < ROW_COUNT; row++) {
		char text[FAULTS * 4 + 1] = "";
		for (int f = 0; f < FAULTS; f++)
			snprintf(text + 4 * f, 5, "%-4s", result[row][f] > 0 ? "ok" : result[row][f] ? "-" : "NO");
		note("%-12s %s", ROWS[row].name, text);
	}
	note("NO fails, - there is no such thing in this language");
	return tap_end();
}
