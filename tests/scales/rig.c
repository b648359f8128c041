/* SPDX-License-Identifier: MPL-2.0 */
#include "rig.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "port/port.h"
#include "tap.h"

enum { ARRIVES_MS = 20000 /* on a machine that has much else to do */, LINE_MOST = 4000 /* what a terminal keeps for who does not read */ };

static uint64_t dice = 88172645463325252u;
void rig_seed(uint64_t seed)
{
	dice ^= seed * 0x9e3779b97f4a7c15u;
}

int64_t between(int64_t low, int64_t high)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return low + (int64_t)(dice % (uint64_t)(high - low + 1));
}

int wrong(struct rig *g, const char *fmt, ...)
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

void scale_step(struct rig *g)
{
	uint64_t before = g->v.left;
	vscale_step(&g->v, g->now);
	g->waits += g->v.left - before;
	arrives(g);
}

/* --- what has to hold at each moment ------------------------------------------------------------------------------------ */

int rig_holds(const struct rig *g)
{
	return g->r.weight.once;
}

int64_t rig_fresh_ms(const struct rig *g)
{
	return rig_holds(g) ? STEADY_HOLDS_MS : READER_FRESH_MS;
}

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
	else if (w->fresh && !g->clock_odd && g->now - at > rig_fresh_ms(g) + 600) /* a slow line takes a while */
		wrong(g, "%s is %lld ms old and called fresh", w->weight.raw, (long long)(g->now - at));
}

void step(struct rig *g)
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

void run(struct rig *g, int64_t ms)
{
	for (int64_t end = g->now + ms; g->now < end && !g->wrong[0];)
		step(g);
}

int until_state(struct rig *g, enum reader_state state, enum weight_state weight, int64_t ms)
{
	for (int64_t end = g->now + ms; g->now < end && !g->wrong[0];) {
		step(g);
		if (g->view.state == state && g->view.weight.state == weight)
			return 1;
	}
	return wrong(g, "state %d, weight %d: not reached, but %d, %d (%s)", state, weight, g->view.state, g->view.weight.state, g->view.weight.raw);
}

/* What lies there is shown to the milligram, and offered. */
static int shown(struct rig *g)
{
	for (int64_t end = g->now + SETTLE_MS + (g->v.every_ms ? 0 : 3 * g->r.setup.protocol->ask_ms); g->now < end && !g->wrong[0];) {
		step(g);
		if (g->view.state == READER_TALKS && g->view.weight.state == WEIGHT_OK && g->view.weight.mg == g->v.shown.mg &&
		    g->now - g->v.since_ms > VSCALE_SETTLES_MS && g->view.offers && g->v.shown.digits)
			return 1;
	}
	return wrong(g, "%s: %lld mg, offers %d; shows %lld mg", g->view.weight.raw, (long long)g->view.weight.mg, g->view.offers, (long long)g->v.shown.mg);
}

int weighs(struct rig *g)
{
	int64_t grams = g->grams;
	while (llabs(grams - g->grams) < 100)
		g->grams = between(60, 30000);
	vscale_put(&g->v, g->grams * 1000, g->now);
	if (!shown(g))
		return 0;
	reader_taken(&g->r); /* and not a second time */
	for (int i = 0; i < 5; i++) {
		step(g);
		if (g->view.offers)
			return wrong(g, "%s is offered twice", g->view.weight.raw);
	}
	return 1;
}

void rig_init(struct rig *g, const struct row *row, int64_t pace)
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

void rig_fini(struct rig *g)
{
	reader_fini(&g->r);
	vscale_fini(&g->v);
	pattern_free(g->own);
}
