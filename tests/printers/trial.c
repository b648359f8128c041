/* SPDX-License-Identifier: MPL-2.0 */
#include "trial.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/id.h"

enum { IDLE_MS = 250, LIMIT_MS = 20000, PROOF_MS = 2500, DRAIN_MS = 3000, OUT_MS = 15000 };

const char *trial_end_name(enum device_end e)
{
	static const char *const names[] = { [DEVICE_WAITS] = "waits", [DEVICE_CONFIRMED] = "confirmed", [DEVICE_UNKNOWN] = "unknown" };
	return names[e];
}

static void label_of(const struct pair *p, struct bitmap picture, struct label *ret)
{
	struct live_setup setup = { .language = p->k->language };
	ret->picture = picture;
	ret->bytes = print_encoded(p->k, &picture);
	ret->raw = live_label_of(&setup, ret->bytes.p, ret->bytes.n);
}

/* Rows that are commands of one language or another, if anything were to read them: of ESC/POS, those that are obeyed in a picture. */
static struct bitmap hostile(const struct print_case *k)
{
	static const char text[] = "^XZ^XA\r\nPRINT 1,1\r\nP1\nN\n\x1b@\x1biS\x1b!R\x1b" "E\x1a\x0c~JA\0\"\x10\x14\x01\x00\x05\x10\x04\x01\x10\x05\x02\x1dVB\x10\x04";
	struct bitmap b = print_picture(k, 3);
	for (uint32_t y = 20; y + 20 < b.h; y += 3)
		for (uint32_t i = 0; i < sizeof(text) && i + 4 < b.stride; i++)
			b.bits[(size_t)y * b.stride + 2 + i] = (unsigned char)text[(i + y / 3 * 5) % sizeof(text)];
	return b;
}

void trial_pair(struct pair *p)
{
	for (uint32_t i = 0; i < print_case_count && !p->k; i++) {
		const struct print_case *k = &print_cases[i];
		if (strcmp(k->encoder, p->encoder) == 0 && strcmp(k->model, p->model) == 0 && strcmp(k->media, p->media) == 0 && k->dpi == p->dpi)
			p->k = k;
	}
	label_of(p, print_picture(p->k, 1), &p->labels[0]);
	label_of(p, print_picture(p->k, 2), &p->labels[1]);
	label_of(p, hostile(p->k), &p->hostile);
}

static void label_fini(struct label *l)
{
	bitmap_fini(&l->picture);
	bytes_fini(&l->bytes);
	bytes_fini(&l->raw);
}

void trial_pair_fini(struct pair *p)
{
	label_fini(&p->labels[0]);
	label_fini(&p->labels[1]);
	label_fini(&p->hostile);
}

int trial_holds(struct trial *t, int good, const char *fmt, ...)
{
	va_list ap;
	if (good || t->why[0])
		return good;
	va_start(ap, fmt);
	vsnprintf(t->why, sizeof(t->why), fmt, ap);
	va_end(ap);
	return 0;
}

void trial_begin(struct trial *t, const struct pair *p, const char *script)
{
	char address[PORT_TEXT_MAX] = "usb:/dev/usb/lp-vprinter"; /* is never there: the port comes from live_open */
	struct media m = print_media(p->k);
	uint16_t w = (uint16_t)(m.w_dmm / 10), h = m.kind == MEDIA_LABELS ? (uint16_t)(m.h_dmm / 10) : 0;
	char why[sizeof(t->why)];
	memcpy(why, t->why, sizeof(why)); /* of a trial before this one in the same cell */
	*t = (struct trial){ .pair = p, .tag = 1, .chance = 1, .last_end = DEVICE_CONFIRMED };
	memcpy(t->why, why, sizeof(why));
	t->setup = (struct live_setup){ .language = p->k->language, .device = { .dpi = p->dpi, .head = p->k->head }, .on = p->on, .model = p->model,
		                        .media_w_mm = w, .media_h_mm = h, .media_red = m.kind == MEDIA_RED, .script = script };
	t->live = live_start(&t->setup);
	if (!trial_holds(t, t->live != NULL, "the printer does not start"))
		return;
	t->profile = (struct device_profile){ .language = p->encoder, .asks = 1, .idle_ms = IDLE_MS, .limit_ms = LIMIT_MS, .proof_ms = PROOF_MS, .drain_ms = DRAIN_MS,
		                              .media_w_mm = w, .media_h_mm = h, .media_red = m.kind == MEDIA_RED, .snmp = live_snmp(t->live) };
	if (p->on == LIVE_TCP)
		snprintf(address, sizeof(address), "tcp:127.0.0.1:%u", live_number(t->live));
	else if (p->on == LIVE_TTY)
		snprintf(address, sizeof(address), "serial:%s,115200,8N1", live_node(t->live));
	trial_holds(t, port_parse(address, &t->profile.port) == 0, "port_parse(%s)", address);
}

void trial_end(struct trial *t)
{
	live_stop(t->live);
	t->live = NULL;
}

/* --- a port that is meddled with --------------------------------------------------------------------------------------- */
static uint32_t chance(struct trial *t, uint32_t below)
{
	t->chance = t->chance * 1664525 + 1013904223;
	return (t->chance >> 8) % below;
}

static long few(struct port *port, const void *p, size_t n)
{
	struct trial *t = port->arg;
	size_t most = 1 + chance(t, 7);
	if (chance(t, 400) < 3)
		return -EAGAIN;
	return t->inner.ops->write(&t->inner, p, n < most ? n : most);
}

static long inner_read(struct port *port, void *p, size_t n)
{
	struct trial *t = port->arg;
	return t->inner.ops->read(&t->inner, p, n);
}

static int inner_lines(struct port *port)
{
	struct trial *t = port->arg;
	return t->inner.ops->lines(&t->inner);
}

static int inner_drained(struct port *port)
{
	struct trial *t = port->arg;
	return t->inner.ops->drained(&t->inner);
}

static void inner_end(struct port *port)
{
	struct trial *t = port->arg;
	t->inner.ops->end(&t->inner);
}

static void inner_close(struct port *port)
{
	struct trial *t = port->arg;
	t->inner.ops->close(&t->inner);
}

/* 1: there is a port, which is the caller's to close; 0: device_print opens its own; negative: there is none. */
static int open_port(struct trial *t, struct port *ret)
{
	int rc = t->pair->on == LIVE_USB ? live_open(t->live, ret) : t->meddles ? port_open(&t->profile.port, -1, ret) : 0;
	if (rc || (t->pair->on != LIVE_USB && !t->meddles))
		return rc;
	if (t->meddles) {
		static const struct port_ops meddling = { inner_read, few, inner_lines, inner_drained, inner_end, inner_close };
		t->inner = *ret;
		ret->ops = &meddling;
		ret->arg = t;
	}
	return 1;
}

/* --- printing ---------------------------------------------------------------------------------------------------------- */
static int imminent(void *arg)
{
	struct trial *t = arg;
	t->imminent++;
	return 0;
}

static void trouble(void *arg, const struct device_status *s)
{
	struct trial *t = arg;
	t->told[s->trouble]++;
	if (t->mends && s->trouble != DEVICE_NONE)
		live_mend(t->live);
}

struct device_result trial_print(struct trial *t, const struct label *l)
{
	struct device_watch w = { .arg = t, .wake_fd = -1, .imminent = imminent, .trouble = trouble };
	struct device_result r = { .end = DEVICE_WAITS, .status = { .trouble = DEVICE_ABSENT } };
	struct port port;
	int before = t->imminent;
	int rc = t->live ? open_port(t, &port) : -ENOENT;
	if (rc >= 0)
		device_print(&t->profile, rc ? &port : NULL, t->last_end, t->tag++, l->bytes.p, l->bytes.n, &w, &r);
	if (rc > 0)
		port.ops->close(&port);
	if (r.end != DEVICE_WAITS)
		t->last_end = r.end;
	trial_holds(t, t->imminent - before <= 1 && (!r.accepted || t->imminent == before + 1), "bytes went out before it was on disk that they would");
	trial_holds(t, (r.accepted == 0) == (r.end == DEVICE_WAITS), "%s, but %zu bytes were accepted", trial_end_name(r.end), r.accepted);
	return r;
}

static int came_out(const struct live_counts *c, void *arg)
{
	return c->out + c->spoiled >= *(uint64_t *)arg;
}

void trial_out(struct trial *t, uint64_t n)
{
	if (n)
		live_wait(t->live, came_out, &n, OUT_MS);
	struct live_counts c = live_counts(t->live);
	trial_holds(t, c.out == n && !c.spoiled, "%llu labels came out, %llu are spoiled, in place of %llu", (unsigned long long)c.out, (unsigned long long)c.spoiled,
	            (unsigned long long)n);
}

int trial_came(struct trial *t, const struct label *l, uint64_t n)
{
	int is = live_wait(t->live, came_out, &n, OUT_MS);
	struct bytes last = live_last(t->live);
	is = is && last.n == l->raw.n && memcmp(last.p, l->raw.p, last.n) == 0;
	bytes_fini(&last);
	return is;
}

void trial_is(struct trial *t, const struct label *l)
{
	struct bytes last = live_last(t->live);
	struct sha256 theirs = sha256_of(last.p, last.n), ours = sha256_of(l->raw.p, l->raw.n);
	trial_holds(t, memcmp(&theirs, &ours, sizeof(ours)) == 0, "other bytes came (%zu for %zu)", last.n, l->raw.n);
	trial_holds(t, print_same(t->pair->k, &l->picture, &last), "another picture came out");
	bytes_fini(&last);
}

void trial_well(struct trial *t, const struct device_result *r)
{
	enum device_end want = t->pair->proves || t->profile.trust ? DEVICE_CONFIRMED : DEVICE_UNKNOWN;
	trial_holds(t, r->end == want, "%s (%s) in place of %s", trial_end_name(r->end), device_trouble_names[r->status.trouble], trial_end_name(want));
}
