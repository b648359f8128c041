/* SPDX-License-Identifier: MPL-2.0 */
/* matrix [--full] [--no-ipp] [WORD...]: every language on every transport it has, against everything that goes wrong with printers.
 *
 * Prints a table, printers down and faults across, and is TAP for the check.  Each cell prints onto a printer of its own (tests/lib/vprinter/live.h)
 * through device_print(), and what came out has to be what the table of faults below says.  --full: slower printers, a cut at many more
 * places, more garbage.  WORD: only printers and faults whose name has it ("ZPL", "F7"). */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "matrix_ipp.h"
#include "tap.h"
#include "trial.h"

static struct pair pairs[] = {
	{ "Brother USB", "brother-ql", "QL-820NWB", "62x29", 300, LIVE_USB, 1 },
	{ "Brother TCP+SNMP", "brother-ql", "QL-820NWB", "62x29", 300, LIVE_TCP, 0 },
	{ "Brother red USB", "brother-ql", "QL-820NWB", "62r40", 300, LIVE_USB, 1 },
	{ "ZPL USB", "zpl", "ZPL-4", "62x29", 203, LIVE_USB, 1 },
	{ "ZPL TCP", "zpl", "ZPL-4", "62x29", 203, LIVE_TCP, 1 },
	{ "TSPL USB", "tspl", "TSPL-4", "50x30", 203, LIVE_USB, 1 },
	{ "TSPL TCP", "tspl", "TSPL-4", "50x30", 203, LIVE_TCP, 1 },
	{ "DYMO 450 USB", "dymo", "LW-450", "54x25", 300, LIVE_USB, 1 },
	{ "ESC/POS USB", "escpos", "TM-T20", "80c60", 203, LIVE_USB, 1 },
	{ "ESC/POS TCP", "escpos", "TM-T20", "80c60", 203, LIVE_TCP, 1 },
	{ "ESC/POS tty", "escpos", "TM-T88", "80c60", 180, LIVE_TTY, 1 },
	{ "EPL2 USB", "epl2", "EPL-4", "50x30", 203, LIVE_USB, 0 },
	{ "EPL2 TCP", "epl2", "EPL-4", "50x30", 203, LIVE_TCP, 0 },
	{ "EPL2 tty", "epl2", "EPL-4", "50x30", 203, LIVE_TTY, 0 },
};
enum { PAIRS = sizeof(pairs) / sizeof(pairs[0]), WORKERS = 32, LONGEST = 7 /* F8 */, STILL_PROOF_MS = 12000, SHORT_LIMIT_MS = 700, PATIENT_MS = 8000 /* a slow computer is no slow printer */ };
static int full, ipp_wanted = 1;

/* --- what goes wrong --------------------------------------------------------------------------------------------------- */
static void begin(struct trial *t, const struct pair *p, const char *script)
{
	char lines[500];
	snprintf(lines, sizeof(lines), "%s\n", script);
	trial_begin(t, p, lines);
}

static const struct label *first(const struct trial *t)
{
	return &t->pair->labels[0];
}

/* The second label of a printer comes out as if nothing had been. */
static void next_comes_out(struct trial *t, uint64_t before)
{
	struct device_result r = trial_print(t, &t->pair->labels[1]);
	trial_well(t, &r);
	trial_out(t, before + 1);
	trial_is(t, &t->pair->labels[1]);
}

/* The same after a label that was asked of a person: that one may have come out, or come out before it. */
static void next_comes_out_too(struct trial *t)
{
	const struct label *l = &t->pair->labels[1];
	struct device_result r = trial_print(t, l);
	trial_well(t, &r);
	for (uint64_t n = 1; n <= 2 && !trial_came(t, l, n); n++)
		;
	trial_is(t, l);
	struct live_counts c = live_counts(t->live);
	trial_holds(t, c.out <= 2 && !c.spoiled, "%llu labels came out, %llu are spoiled", (unsigned long long)c.out, (unsigned long long)c.spoiled);
}

static void waits(struct trial *t, const struct device_result *r, enum device_trouble why)
{
	trial_holds(t, r->end == DEVICE_WAITS && r->status.trouble == why, "%s (%s) in place of waits (%s)", trial_end_name(r->end), device_trouble_names[r->status.trouble],
	            device_trouble_names[why]);
	trial_out(t, 0);
}

/* Nobody there: refused, no node.  Then it is plugged in. */
static void f1(struct trial *t, const struct pair *p)
{
	begin(t, p, "byte 0 gone until told");
	for (int i = 0; i < 2; i++) {
		struct device_result r = trial_print(t, first(t));
		waits(t, &r, DEVICE_ABSENT);
	}
	if (p->on == LIVE_USB) { /* the path of the kernel's node */
		struct device_result r;
		struct device_watch w = { .wake_fd = -1 };
		device_print(&t->profile, NULL, DEVICE_CONFIRMED, 1, "x", 1, &w, &r);
		waits(t, &r, DEVICE_ABSENT);
	}
	live_mend(t->live);
	next_comes_out(t, 0);
}

/* Connects and reads nothing. */
static void f2(struct trial *t, const struct pair *p)
{
	begin(t, p, "byte 0 deaf until told");
	t->profile.limit_ms = t->profile.proof_ms = SHORT_LIMIT_MS;
	struct device_result r = trial_print(t, first(t));
	/* A network takes a small label for a printer that takes none. */
	trial_holds(t, t->told[DEVICE_SLOW] > 0 || (p->on != LIVE_USB && r.accepted == p->labels[0].bytes.n), "nobody was told that it is slow");
	trial_holds(t, r.end == (r.accepted ? DEVICE_UNKNOWN : DEVICE_WAITS), "%s", trial_end_name(r.end));
	trial_out(t, 0);
	live_mend(t->live);
	t->profile.limit_ms = 0;
	t->profile.proof_ms = 0;
	next_comes_out_too(t);
}

/* No paper before the label. */
static void f3(struct trial *t, const struct pair *p)
{
	begin(t, p, "byte 0 paper until told");
	struct device_result r = trial_print(t, first(t));
	waits(t, &r, DEVICE_PAPER);
	trial_holds(t, !r.accepted, "%zu bytes were sent", r.accepted);
	live_mend(t->live);
	next_comes_out(t, 0);
}

/* It stops in the middle, its screen says why, somebody comes. */
static void stops(struct trial *t, const struct pair *p, const char *fault)
{
	char script[100];
	static const char *const buffers[] = { "buffer 0", "buffer 100000" };
	for (int i = 0; i < 2; i++) {
		snprintf(script, sizeof(script), "%s\nlabel 1 byte %zu %s until told", buffers[i], p->labels[0].bytes.n / 2, fault);
		begin(t, p, script);
		t->mends = 1;
		t->profile.proof_ms = STILL_PROOF_MS; /* one that takes all of it and says nothing more is told to stand still before that */
		struct device_result r = trial_print(t, first(t));
		int told = 0;
		for (int k = DEVICE_NONE + 1; k < DEVICE_TROUBLE_COUNT; k++)
			told += t->told[k];
		/* A network, or a terminal that is none, may take all of it for a printer that takes and says nothing more: a person is asked. */
		int taken = i == 0 && p->on != LIVE_USB && r.accepted == first(t)->bytes.n && r.end == DEVICE_UNKNOWN;
		trial_holds(t, told > 0 || taken, "buffer %d: nobody was told, %s (%s)", i, trial_end_name(r.end), device_trouble_names[r.status.trouble]);
		live_mend(t->live);
		if (told || !taken)
			trial_well(t, &r);
		trial_out(t, 1);
		trial_is(t, first(t));
		next_comes_out(t, 1);
		if (i == 0)
			trial_end(t);
	}
}

static void f4(struct trial *t, const struct pair *p)
{
	stops(t, p, "paper");
}

static void slowly(struct trial *t, const struct pair *p)
{
	char script[60];
	if (full)
		snprintf(script, sizeof(script), "slow 1 50");
	else
		snprintf(script, sizeof(script), "slow %zu 10", 1 + p->labels[0].bytes.n / 100); /* a second */
	begin(t, p, script);
	t->profile.idle_ms = PATIENT_MS;
	t->profile.limit_ms = t->profile.proof_ms = t->profile.drain_ms = 0;
	struct device_result r = trial_print(t, first(t));
	trial_well(t, &r);
	trial_out(t, 1);
	trial_is(t, first(t));
	/* usblp takes 8 KiB at once: at 20 bytes a second nothing moves for minutes. */
	trial_holds(t, t->told[DEVICE_SLOW] == 0 || (full && p->on == LIVE_USB), "a slow printer was said to stand still");
}

static void f5(struct trial *t, const struct pair *p)
{
	slowly(t, p);
}

struct poke {
	pthread_t whom;
	atomic_int end;
};

static void *poke(void *arg)
{
	struct poke *k = arg;
	while (!atomic_load(&k->end)) {
		pthread_kill(k->whom, SIGUSR1);
		nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL); /* how often; nothing waits for it */
	}
	return NULL;
}

/* A few bytes at a time, EAGAIN, and signals all the while. */
static void f6(struct trial *t, const struct pair *p)
{
	struct poke k = { .whom = pthread_self() };
	pthread_t poker;
	begin(t, p, "");
	t->meddles = 1;
	t->profile.idle_ms = PATIENT_MS;
	if (!trial_holds(t, pthread_create(&poker, NULL, poke, &k) == 0, "no thread"))
		return;
	struct device_result r = trial_print(t, first(t));
	atomic_store(&k.end, 1);
	pthread_join(poker, NULL);
	trial_well(t, &r);
	trial_out(t, 1);
	trial_is(t, first(t));
}

static void cut_at(struct trial *t, const struct pair *p, const char *place)
{
	char script[100];
	snprintf(script, sizeof(script), "label 1 byte %s cut", place);
	begin(t, p, script);
	if (t->why[0])
		return;
	struct device_result r = trial_print(t, first(t));
	struct live_counts c = live_counts(t->live);
	trial_holds(t, c.cuts == 1 && c.spoiled == 0, "byte %s: %llu cuts, %llu spoiled", place, (unsigned long long)c.cuts, (unsigned long long)c.spoiled);
	if (strcmp(place, "0") == 0) { /* not one byte: it is tried again by itself */
		trial_holds(t, r.end == DEVICE_WAITS && c.out == 0, "byte 0: %s", trial_end_name(r.end));
	} else {
		trial_holds(t, r.end == DEVICE_UNKNOWN && r.status.trouble == DEVICE_CUT, "byte %s: %s (%s)", place, trial_end_name(r.end),
		            device_trouble_names[r.status.trouble]);
	}
	if (strcmp(place, "end") == 0 || strcmp(place, "out") == 0)
		trial_out(t, 1);
	next_comes_out_too(t);
	if (t->why[0] && strncmp(t->why, "byte", 4)) {
		char why[sizeof(t->why)];
		snprintf(why, sizeof(why), "%s", t->why);
		snprintf(t->why, sizeof(t->why), "byte %.20s: %.150s", place, why);
	}
}

/* Cut: before the first byte, within the head, in the picture, before and behind the last one, and when it is out. */
static void f7(struct trial *t, const struct pair *p)
{
	size_t n = p->labels[0].bytes.n, step = full ? 1 + n / 200 : n;
	size_t at[5] = { 1, 25, n / 3, n / 2, n - 4 }; /* the last ones may be a line end that says nothing */
	char place[24];
	cut_at(t, p, "0");
	for (size_t i = 0; i < 5 && !t->why[0]; i++) {
		trial_end(t);
		snprintf(place, sizeof(place), "%zu", at[i]);
		cut_at(t, p, place);
	}
	for (size_t i = step; i < n - 4 && !t->why[0]; i += step) {
		trial_end(t);
		snprintf(place, sizeof(place), "%zu", i);
		cut_at(t, p, place);
	}
	for (int i = 0; i <= p->proves && !t->why[0]; i++) { /* who proves nothing is not waited for */
		trial_end(t);
		cut_at(t, p, i ? "out" : "end");
	}
}

/* Answers that are none. */
static void f8(struct trial *t, const struct pair *p)
{
	static const char *const kinds[] = { "random", "short", "twice", "other", "zero" };
	char script[60];
	int rounds = full ? 20 : 1;
	for (int i = 0; i < 5 * rounds && !t->why[0]; i++) {
		if (i)
			trial_end(t);
		snprintf(script, sizeof(script), "seed %d\nbyte 0 garbage %s", 1 + i, kinds[i % 5]);
		begin(t, p, script);
		t->profile.proof_ms = SHORT_LIMIT_MS;
		t->profile.idle_ms = PATIENT_MS;
		struct device_result r = trial_print(t, first(t));
		if (r.end == DEVICE_CONFIRMED)
			trial_out(t, 1);
		else if (r.end == DEVICE_WAITS)
			trial_out(t, 0);
		struct live_counts c = live_counts(t->live);
		trial_holds(t, c.out <= 1 && c.spoiled == 0, "%s: %llu labels", kinds[i % 5], (unsigned long long)c.out);
		/* Those with frames of their own do not take anything else for one. */
		int framed = p->k->language == VPRINTER_BROTHER || p->k->language == VPRINTER_ZPL;
		trial_holds(t, !framed || i % 5 == 2 || r.end == DEVICE_UNKNOWN, "%s: %s", kinds[i % 5], trial_end_name(r.end));
	}
}

/* No answer at all: a person is asked, or the transport is trusted. */
static void f9(struct trial *t, const struct pair *p)
{
	for (int trust = 0; trust < 2 && !t->why[0]; trust++) {
		for (int asks = 0; asks < 2 && !t->why[0]; asks++) {
			if (t->live)
				trial_end(t);
			begin(t, p, "byte 0 silent");
			t->profile.trust = (uint8_t)trust;
			t->profile.asks = (uint8_t)asks;
			t->profile.proof_ms = SHORT_LIMIT_MS;
			t->profile.idle_ms = PATIENT_MS;
			struct device_result r = trial_print(t, first(t));
			trial_holds(t, r.end == (trust ? DEVICE_CONFIRMED : DEVICE_UNKNOWN), "trust %d, asks %d: %s", trust, asks, trial_end_name(r.end));
			trial_holds(t, trust || r.status.trouble == DEVICE_SILENT, "%s", device_trouble_names[r.status.trouble]);
			trial_out(t, 1);
			trial_is(t, first(t));
		}
	}
}

/* It talks without being asked: unread answers would destroy the label at close(). */
static void f10(struct trial *t, const struct pair *p)
{
	begin(t, p, "byte 0 talk");
	t->profile.trust = 1;
	t->profile.idle_ms = PATIENT_MS;
	struct device_result r = trial_print(t, first(t));
	trial_well(t, &r);
	trial_out(t, 1);
	trial_is(t, first(t));
	struct live_counts c = live_counts(t->live);
	/* On USB a question may be under way when the label is out. */
	trial_holds(t, c.resets == 0 || p->on == LIVE_USB, "closed with %llu writes under way", (unsigned long long)c.resets);
}

/* Another roll: what says which one it has, is not sent a label for a different one. */
static void f11(struct trial *t, const struct pair *p)
{
	static const char *const labels[] = { "29 90", "62 100", "62 0", "62 29 red" }, *const red[] = { "62 0", "62 29", "29 0 red", "54 0 red" };
	char script[60];
	for (int i = 0; i < 4 && !t->why[0]; i++) {
		if (i)
			trial_end(t);
		snprintf(script, sizeof(script), "byte 0 roll %s until told", strcmp(p->media, "62r40") == 0 ? red[i] : labels[i]);
		begin(t, p, script);
		struct device_result r = trial_print(t, first(t));
		waits(t, &r, DEVICE_ROLL);
		live_mend(t->live);
		next_comes_out(t, 0);
	}
}

/* It has the whole label, stops, and nobody comes. */
static void stops_for_good(struct trial *t, const struct pair *p)
{
	begin(t, p, "byte end jam until told");
	t->profile.limit_ms = t->profile.proof_ms = SHORT_LIMIT_MS;
	struct device_result r = trial_print(t, first(t));
	trial_holds(t, r.end == DEVICE_UNKNOWN && r.status.trouble != DEVICE_NONE, "jammed for good: %s (%s)", trial_end_name(r.end), device_trouble_names[r.status.trouble]);
	trial_out(t, 0);
	live_mend(t->live);
	t->profile.limit_ms = t->profile.proof_ms = 0;
	next_comes_out_too(t);
	trial_end(t);
}

static void f12(struct trial *t, const struct pair *p)
{
	stops_for_good(t, p);
	static const char *const faults[] = { "cover", "pause", "jam", "hot" };
	for (int i = 0; i < (full ? 4 : 2) && !t->why[0]; i++) {
		stops(t, p, faults[i]);
		trial_end(t);
	}
}

struct kiosk {
	struct trial t;
	struct device_result r;
	const struct label *label;
};

static void *kiosk(void *arg)
{
	struct kiosk *k = arg;
	do
		k->r = trial_print(&k->t, k->label);
	while (k->r.end == DEVICE_WAITS && k->r.status.trouble == DEVICE_BUSY && nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL) == 0); /* its back-off */
	return NULL;
}

/* Two at once: one after the other, not one into the other. */
static void f15(struct trial *t, const struct pair *p)
{
	struct kiosk k[2];
	pthread_t other;
	begin(t, p, "");
	for (int i = 0; i < 2; i++)
		k[i] = (struct kiosk){ .t = *t, .label = &p->labels[i] };
	if (!trial_holds(t, pthread_create(&other, NULL, kiosk, &k[1]) == 0, "no thread"))
		return;
	kiosk(&k[0]);
	pthread_join(other, NULL);
	for (int i = 0; i < 2; i++) { /* who waited in the printer's queue saw no answer in time: perhaps a person is asked */
		trial_holds(t, k[i].r.end != DEVICE_WAITS, "%s: %s", trial_end_name(k[i].r.end), device_trouble_names[k[i].r.status.trouble]);
		trial_holds(t, !k[i].t.why[0], "%s", k[i].t.why);
	}
	trial_out(t, 2);
}

static void f16(struct trial *t, const struct pair *p)
{
	begin(t, p, "");
	struct device_result r = trial_print(t, &p->hostile);
	trial_well(t, &r);
	trial_out(t, 1);
	struct bytes last = live_last(t->live);
	/* ESC/POS leaves out a dot where no shift helps: F17 looks at that. */
	trial_holds(t, p->k->language == VPRINTER_ESCPOS || print_same(p->k, &p->hostile.picture, &last), "another picture came out");
	bytes_fini(&last);
	next_comes_out(t, 1);
}

/* Orders that a printer would find in a picture. */
static void f17(struct trial *t, const struct pair *p)
{
	f16(t, p);
	struct live_counts c = live_counts(t->live);
	trial_holds(t, c.orders == 0, "the printer obeyed %llu orders in a picture", (unsigned long long)c.orders);
}

/* --- wrong on purpose: the printer, or who looks at the label, must notice --------------------------------------------- */
static struct label changed(const struct label *l)
{
	struct label c = { 0 };
	bytes_add(&c.bytes, l->bytes.p, l->bytes.n);
	return c;
}

static unsigned char *place_of(struct label *l, const char *octets, size_t n)
{
	return memmem(l->bytes.p, l->bytes.n, octets, n);
}

static void refused(struct trial *t, const struct pair *p, struct label *wrong, const char *what)
{
	if (t->live)
		trial_end(t);
	begin(t, p, "");
	t->profile.proof_ms = SHORT_LIMIT_MS;
	struct device_result r = trial_print(t, wrong);
	struct live_counts c = live_counts(t->live);
	trial_holds(t, c.out == 0 && c.refused == 1 && r.end == DEVICE_UNKNOWN, "%s: %llu came out, %s", what, (unsigned long long)c.out, trial_end_name(r.end));
	next_comes_out(t, 0);
	bytes_fini(&wrong->bytes);
}

/* A wrong check of a picture, one of three digits, one in capitals: nothing comes out, and the count of labels tells. */
static void f18(struct trial *t, const struct pair *p)
{
	for (int i = 0; i < 3 && !t->why[0]; i++) {
		struct label wrong = changed(first(t));
		unsigned char *colon = place_of(&wrong, ":Z64:", 5), *check = colon ? memchr(colon + 5, ':', 10000) : NULL;
		if (!trial_holds(t, check != NULL, "there is no Z64 in it"))
			return;
		if (i == 0)
			check[4] ^= 1;
		else if (i == 1)
			memcpy(check + 4, "^FS", 3);
		else
			memcpy(check + 1, "8F3A", 4);
		refused(t, p, &wrong, i == 0 ? "a wrong check" : i == 1 ? "a short one" : "in capitals");
	}
}

static void f19(struct trial *t, const struct pair *p)
{
	struct bitmap (*const wrong[])(const struct bitmap *) = { print_mirrored, print_stretched, print_negative };
	static const char *const names[] = { "mirrored", "stretched", "inverted" };
	const struct label *right = &p->labels[0];
	begin(t, p, "");
	t->profile.trust = 1;
	for (int i = 0; i < 3; i++) {
		struct bitmap b = wrong[i](&right->picture);
		struct label l = { .bytes = print_encoded(p->k, &b) };
		(void)trial_print(t, &l);
		trial_out(t, (uint64_t)i + 1);
		struct bytes last = live_last(t->live);
		trial_holds(t, !print_same(p->k, &right->picture, &last), "%s: nobody notices", names[i]);
		trial_holds(t, print_same(p->k, &b, &last), "%s: it came out otherwise", names[i]);
		bytes_fini(&last);
		bytes_fini(&l.bytes);
		bitmap_fini(&b);
	}
	/* Rows of 600 dpi, half as high. */
	static const char brother[] = "\x1biK", dymo[] = "\x1bh";
	int is_dymo = p->k->language == VPRINTER_DYMO;
	if (p->k->language != VPRINTER_BROTHER && !is_dymo)
		return;
	struct label l = changed(right);
	unsigned char *at = is_dymo ? place_of(&l, dymo, 2) : place_of(&l, brother, 3);
	if (trial_holds(t, at != NULL, "no place for the resolution")) {
		at[is_dymo ? 1 : 3] ^= is_dymo ? 1 : 0x40;
		(void)trial_print(t, &l);
		struct bytes last = live_last(t->live);
		trial_holds(t, !print_same(p->k, &right->picture, &last), "600 dpi: nobody notices");
		bytes_fini(&last);
	}
	bytes_fini(&l.bytes);
}

static void f20(struct trial *t, const struct pair *p)
{
	trial_holds(t, clock_is_jumping(), "the clock does not jump");
	slowly(t, p);
}

/* --- the table --------------------------------------------------------------------------------------------------------- */
struct fault {
	const char *name, *what;
	void (*run)(struct trial *t, const struct pair *p);
	unsigned languages; /* bits; 0: all */
	const char *elsewhere; /* instead: where it is tried */
};
#define BIT(language) (1u << VPRINTER_##language)
static const struct fault faults[] = {
	{ "F1", "nobody there", f1 },
	{ "F2", "reads nothing", f2 },
	{ "F3", "no paper before", f3 },
	{ "F4", "paper out in the middle", f4 },
	{ "F5", "slow", f5 },
	{ "F6", "few bytes, EAGAIN, EINTR", f6 },
	{ "F7", "cut", f7 },
	{ "F8", "garbage for answers", f8 },
	{ "F9", "silent", f9 },
	{ "F10", "unread answers at close", f10 },
	{ "F11", "wrong roll", f11, BIT(BROTHER) },
	{ "F12", "cover, pause", f12 },
	{ "F13", "killed", .elsewhere = "tests/printers/kills.c" },
	{ "F14", "disk full", .elsewhere = "plugins/labels/tests/test_spool.c" },
	{ "F15", "two kiosks", f15 },
	{ "F16", "hostile bytes", f16 },
	{ "F17", "orders in a picture", f17, BIT(ESCPOS) },
	{ "F18", "wrong check", f18, BIT(ZPL) },
	{ "F19", "wrong encoder is noticed", f19 },
	{ "F20", "clock jumps", f20 },
};
enum { FAULTS = sizeof(faults) / sizeof(faults[0]) };
enum state { NOT_ASKED, SPOOL, NOT_THERE, GOOD, BAD };
static struct cell {
	enum state state;
	char why[200];
} cells[PAIRS][FAULTS];
static atomic_uint next_cell;

static int is_wanted(int argc, char **argv, const char *pair, const char *fault)
{
	int pairs_named = 0, faults_named = 0, pair_is = 0, fault_is = 0;
	for (int i = 1; i < argc; i++) {
		int is_fault = argv[i][0] == 'F' && argv[i][1] >= '0' && argv[i][1] <= '9';
		if (argv[i][0] == '-')
			continue;
		*(is_fault ? &faults_named : &pairs_named) = 1;
		fault_is |= is_fault && strcmp(argv[i], fault) == 0;
		pair_is |= !is_fault && strstr(pair, argv[i]) != NULL;
	}
	return pair_is >= pairs_named && fault_is >= faults_named;
}

/* Two kiosks have two nodes of the same USB printer only when the kernel says EBUSY to one: usblp's stand-in is asked in its own test. */
static int is_there(const struct pair *p, const struct fault *f)
{
	if (f->languages && !(f->languages & 1u << p->k->language))
		return 0;
	return f->run != f15 || p->on != LIVE_USB;
}

static void *work(void *arg)
{
	(void)arg;
	for (unsigned i; (i = atomic_fetch_add(&next_cell, 1)) < PAIRS * FAULTS;) {
		unsigned p = i % PAIRS, f = (i / PAIRS + LONGEST) % FAULTS; /* the longest first */
		struct cell *c = &cells[p][f];
		struct trial t = { .pair = &pairs[p] };
		if (c->state != BAD)
			continue;
		faults[f].run(&t, t.pair);
		trial_end(&t);
		c->state = t.why[0] ? BAD : GOOD;
		snprintf(c->why, sizeof(c->why), "%s", t.why);
	}
	return NULL;
}

/* Its trials are those of a test of its own, which has a printer of others and a network apart. */
static void print_ipp(void)
{
	static const char *const words[] = { [IPP_NONE] = "-", [IPP_GOOD] = "ok", [IPP_BAD] = "FAIL" };
	enum ipp_cell row[FAULTS];
	char why[200], line[300];
	int n = snprintf(line, sizeof(line), "%-17s", "IPP");
	int there = matrix_ipp(FAULTS, row, why, sizeof(why));
	for (int f = 0; f < FAULTS; f++)
		n += snprintf(line + n, sizeof(line) - (size_t)n, " %-5s", !there ? "." : row[f] == IPP_NONE && faults[f].run == NULL ? "spool" : words[row[f]]);
	note("%s", line);
	if (why[0])
		note("IPP: %s", why);
}

static void print_table(void)
{
	static const char *const words[] = { [NOT_ASKED] = ".", [SPOOL] = "spool", [NOT_THERE] = "-", [GOOD] = "ok", [BAD] = "FAIL" };
	char line[300];
	int n = snprintf(line, sizeof(line), "%-17s", "");
	for (int f = 0; f < FAULTS; f++)
		n += snprintf(line + n, sizeof(line) - (size_t)n, " %-5s", faults[f].name);
	note("%s", line);
	for (int p = 0; p < PAIRS; p++) {
		n = snprintf(line, sizeof(line), "%-17s", pairs[p].name);
		for (int f = 0; f < FAULTS; f++)
			n += snprintf(line + n, sizeof(line) - (size_t)n, " %-5s", words[cells[p][f].state]);
		note("%s", line);
	}
	if (ipp_wanted)
		print_ipp();
	for (int f = 0; f < FAULTS; f++)
		note("%-4s %s%s%s", faults[f].name, faults[f].what, faults[f].elsewhere ? ": " : "", faults[f].elsewhere ? faults[f].elsewhere : "");
	note("IPP: F10: answers are read before a connection is closed, there are no others; F17, F18: of ESC/POS and ZPL; F13: the spool knows no transport");
	note("ok: came out as it has to; FAIL: see above; -: this printer has no such fault; spool: tried there; .: left out");
}

static void on_poke(int number)
{
	(void)number;
}

int main(int argc, char **argv)
{
	pthread_t workers[WORKERS];
	for (int i = 1; i < argc; i++)
		full |= strcmp(argv[i], "--full") == 0;
	for (int i = 1; i < argc; i++)
		ipp_wanted &= argv[i][0] == '-' && strcmp(argv[i], "--no-ipp");
	for (int i = 1; i < argc; i++)
		ipp_wanted |= strcmp(argv[i], "IPP") == 0;
	clock_jumps(1);
	sigaction(SIGUSR1, &(struct sigaction){ .sa_handler = on_poke }, NULL); /* without SA_RESTART: EINTR */
	for (int p = 0; p < PAIRS; p++) {
		trial_pair(&pairs[p]);
		for (int f = 0; f < FAULTS; f++)
			cells[p][f].state = !is_wanted(argc, argv, pairs[p].name, faults[f].name) ? NOT_ASKED : faults[f].elsewhere ? SPOOL : is_there(&pairs[p], &faults[f]) ? BAD : NOT_THERE;
	}
	for (int i = 0; i < WORKERS; i++)
		if (pthread_create(&workers[i], NULL, work, NULL))
			bail("no thread");
	for (int i = 0; i < WORKERS; i++)
		pthread_join(workers[i], NULL);
	for (int p = 0; p < PAIRS; p++)
		for (int f = 0; f < FAULTS; f++)
			if (cells[p][f].state >= GOOD && !ok(cells[p][f].state == GOOD, "%s %s %s", pairs[p].name, faults[f].name, faults[f].what))
				note("%s", cells[p][f].why);
	print_table();
	for (int p = 0; p < PAIRS; p++)
		trial_pair_fini(&pairs[p]);
	return tap_end();
}
