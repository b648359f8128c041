/* SPDX-License-Identifier: MPL-2.0 */
/* Labels to an IPP printer that is not ours: ippeveprinter of CUPS.  What is wrong with it is played by the program that it starts for
 * each document (ipp_job.sh); what is wrong with the line, by a gate in front of it.  The numbers are those of the faults that
 * every way of printing goes through (tests/README.md). */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "drawing/tests/decode.h"
#include "clock.h"
#include "ipp_test.h"
#include "labels/ipp_offer.h"
#include "tap.h"

static pid_t printer;

static void start(void)
{
	ipp_mode("fine");
	printer = ipp_start(PRINTER, "ipp_attributes.txt", 0);
}

/* A label after the fault: comes out, and is right. */
static int goes_on(void)
{
	struct watch w = { 0 };
	struct device_profile p = ipp_profile("ipp", PRINTER, "pwg");
	char page[32];
	ipp_mode("fine");
	struct device_result r = ipp_send_patiently(&p, &w);
	snprintf(page, sizeof(page), "page.%d", ipp_lines("begun"));
	return ipp_is(&r, DEVICE_CONFIRMED, DEVICE_NONE) && ipp_came_out() == 1 && ipp_is_label(page);
}

static void plain(void)
{
	struct watch w = { 0 };
	struct device_profile p = ipp_profile("ipp", PRINTER, "pwg");
	struct device_status s;
	int rc = device_ask(&p, NULL, watch_of(&w), &s);
	ok(rc == 0 && s.answered && s.trouble == DEVICE_NONE && s.media_known && s.media_w_mm == 62 && s.media_h_mm == 29 && strcmp(s.model, "Essai Etiquettes 62") == 0,
	   "it says what it is and which roll is in it");
	struct device_result r = ipp_send(&p, &w);
	ok(ipp_is(&r, DEVICE_CONFIRMED, DEVICE_NONE) && ipp_came_out() == 1 && ipp_is_label("page.1") && r.accepted == ipp_label.n && w.imminent == 1 && w.sent == 1,
	   "a label comes out, dot for dot, and is confirmed");
	w = (struct watch){ .refuses = 1 };
	r = ipp_send(&p, &w);
	ok(ipp_is(&r, DEVICE_WAITS, DEVICE_STOPPED) && ipp_came_out() == 0 && ipp_lines("begun") == 1, "F14: nothing is sent that is not on disk");
}

/* ipps: trusted on first use, and on no other. */
static void certificates(void)
{
	struct watch w = { 0 };
	struct device_profile p = ipp_profile("ipps", PRINTER, "pwg");
	struct ipp_offer o;
	int rc = ipp_ask_offer(&p, watch_of(&w), &o);
	ok(rc == 0 && strlen(o.certificate) == 64, "an encrypted printer shows its certificate");
	p.certificate = o.certificate;
	int begun = ipp_lines("begun");
	char page[32];
	struct device_result r = ipp_send(&p, &w);
	snprintf(page, sizeof(page), "page.%d", begun + 1);
	ok(ipp_is(&r, DEVICE_CONFIRMED, DEVICE_NONE) && ipp_came_out() == 1 && ipp_is_label(page), "with that one a label comes out");
	ipp_kill(printer);
	if (system("rm -r \"$GLANE_IPP/keys\" && mkdir \"$GLANE_IPP/keys\""))
		bail("its keys stay");
	start();
	w = (struct watch){ 0 };
	r = ipp_send(&p, &w);
	ok(ipp_is(&r, DEVICE_WAITS, DEVICE_CHANGED) && w.imminent == 0 && ipp_came_out() == 0, "a printer that shows another one is sent nothing");
	struct device_status s;
	rc = device_ask(&p, NULL, watch_of(&w), &s);
	ok(rc == -EKEYREJECTED && s.trouble == DEVICE_CHANGED && !s.answered, "nor is it believed how it is");
	p.certificate = "";
	r = ipp_send(&p, &w);
	ok(ipp_is(&r, DEVICE_CONFIRMED, DEVICE_NONE) && ipp_came_out() == 1, "where none is kept any is taken");
}

static void before_it_begins(void)
{
	struct watch w = { 0 };
	struct device_profile p = ipp_profile("ipp", 8699, "pwg");
	struct device_result r = ipp_send(&p, &w);
	ok(ipp_is(&r, DEVICE_WAITS, DEVICE_ABSENT) && w.imminent == 0, "F1: nobody is there, it waits");
	p = ipp_profile("ipp", GATE, "pwg");
	gate_set(GATE_SHUT, 0, 0);
	r = ipp_send(&p, &w);
	ok(ipp_is(&r, DEVICE_WAITS, DEVICE_ABSENT) && w.imminent == 0, "F7: cut before the first word, it waits");
	gate_set(GATE_DEAF, 0, 0);
	p.limit_ms = 2000;
	r = ipp_send(&p, &w);
	ok(ipp_is(&r, DEVICE_WAITS, DEVICE_SLOW) && w.imminent == 0, "F2: it never answers, it waits");
	gate_set(GATE_NOISE, 0, 0);
	r = ipp_send(&p, &w);
	ok(r.end == DEVICE_WAITS && r.status.trouble != DEVICE_NONE && w.imminent == 0, "F8: it answers nonsense, it waits");
	gate_set(GATE_FINE, 0, 0);
	p = ipp_profile("ipp", PRINTER, "png");
	r = ipp_send(&p, &w);
	ok(ipp_is(&r, DEVICE_WAITS, DEVICE_FAULT) && w.imminent == 0, "a format that it does not take is not sent");
	p = ipp_profile("ipp", PRINTER, "pwg");
	p.media_w_mm = 29;
	p.media_h_mm = 90;
	r = ipp_send(&p, &w);
	ok(ipp_is(&r, DEVICE_WAITS, DEVICE_ROLL) && w.imminent == 0, "F11: another roll, it waits");
	ok(ipp_came_out() == 0, "nothing came out of all this");
}

struct other { /* a label in a thread of its own */
	pthread_t thread;
	int patient;
	struct device_profile p;
	struct watch w;
	struct device_result r;
};

static void *run_other(void *arg)
{
	struct other *o = arg;
	o->r = o->patient ? ipp_send_patiently(&o->p, &o->w) : ipp_send(&o->p, &o->w);
	return NULL;
}

static void begin_other(struct other *o)
{
	if (pthread_create(&o->thread, NULL, run_other, o))
		bail("no thread");
}

static int wait_told(struct other *o, enum device_trouble t)
{
	int64_t until = port_now_ms() + LONG_MS;
	while (!ipp_was_told(&o->w, t) && port_now_ms() < until)
		ipp_nap();
	return ipp_was_told(&o->w, t);
}

static void in_the_middle(void)
{
	static const struct {
		const char *mode, *what;
		enum device_trouble trouble;
		int stops;
	} cases[] = {
		{ "paper", "F4: the paper runs out and is filled up", DEVICE_PAPER, 1 },
		{ "cover", "F12: the cover is opened and closed", DEVICE_COVER, 1 },
		{ "warning", "F4: a warning of paper, and it stands", DEVICE_PAPER, 0 },
		{ "hang", "it says nothing and goes on later", DEVICE_SLOW, 0 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct other o = { .p = ipp_profile("ipp", PRINTER, "pwg") };
		struct watch w = { 0 };
		ipp_mode(cases[i].mode);
		begin_other(&o);
		int told = wait_told(&o, cases[i].trouble);
		if (cases[i].stops) {
			struct device_result r = ipp_send(&o.p, &w);
			ok(ipp_is(&r, DEVICE_WAITS, cases[i].trouble) && w.sent == 0, "F3: while %s nothing more is sent to it", cases[i].mode);
		}
		ipp_mend();
		pthread_join(o.thread, NULL);
		ok(told && ipp_is(&o.r, DEVICE_CONFIRMED, DEVICE_NONE) && ipp_came_out() == 1 && o.w.troubles[o.w.told - 1] == DEVICE_NONE, "%s: told, and out once", cases[i].what);
	}
	struct watch w = { 0 };
	struct device_profile p = ipp_profile("ipp", GATE, "pwg");
	gate_set(GATE_SLOW, 0, 0);
	ipp_mode("fine");
	struct device_result r = ipp_send(&p, &w);
	ok(ipp_is(&r, DEVICE_CONFIRMED, DEVICE_NONE) && ipp_came_out() == 1, "F5, F6: a few bytes at a time");
	gate_set(GATE_FINE, 0, 0);
}

static void ends_badly(void)
{
	struct watch w = { 0 };
	struct device_profile p = ipp_profile("ipp", PRINTER, "pwg");
	ipp_mode("abort");
	struct device_result r = ipp_send(&p, &w);
	ok(ipp_is(&r, DEVICE_UNKNOWN, DEVICE_FAULT) && ipp_came_out() == 0, "aborted by the printer: a person looks");
	ok(goes_on(), "and the next label comes out");
	p.limit_ms = 2500;
	ipp_mode("hang");
	r = ipp_send(&p, &w);
	ok(ipp_is(&r, DEVICE_UNKNOWN, DEVICE_SLOW) && ipp_was_told(&w, DEVICE_SLOW), "F9: nothing more is heard of it: taken back, a person looks");
	int printed = ipp_lines("printed");
	ipp_mend();
	ipp_wait_lines("printed", printed + 1); /* it goes on with what was cancelled */
	ipp_came_out();
	ok(goes_on(), "and the next label comes out");
}

static void cuts(void)
{
	static const struct {
		enum gate_fault fault;
		size_t at;
		int hard;
		enum device_end end;
		enum device_trouble trouble;
		int out;
		const char *what;
	} cases[] = {
		{ GATE_JOB, 0, 0, DEVICE_WAITS, DEVICE_ABSENT, 0, "before the job is made" },
		{ GATE_DOCUMENT, 0, 1, DEVICE_WAITS, DEVICE_ABSENT, 0, "before its document" },
		{ GATE_DOCUMENT, 2000, 1, DEVICE_WAITS, DEVICE_ABSENT, 0, "in its middle" },
		{ GATE_DOCUMENT, 2000, 0, DEVICE_UNKNOWN, DEVICE_CUT, 1, "in its middle, and the printer takes that for the end" },
		{ GATE_ANSWER, 0, 0, DEVICE_UNKNOWN, DEVICE_CUT, 1, "before the answer to all of it" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct watch w = { 0 };
		struct device_profile p = ipp_profile("ipp", GATE, "pwg");
		ipp_mode("fine");
		gate_set(cases[i].fault, cases[i].at, cases[i].hard);
		struct device_result r = ipp_send(&p, &w);
		int out = ipp_came_out();
		ok(ipp_is(&r, cases[i].end, cases[i].trouble) && out == cases[i].out && gate_cuts() == 1, "F7: cut %s: %s", cases[i].what, ipp_ends[cases[i].end]);
		ok(goes_on(), "and the next one comes out");
	}
}

/* A label of `sent` comes out and is `looked`; 0: it is not, -1: it does not come out. */
static int comes_out_as(const struct bitmap *sent, const struct bitmap *looked)
{
	struct device_profile p = ipp_profile("ipp", PRINTER, "pwg");
	struct watch w = { 0 };
	struct bytes before = ipp_label;
	char page[32];
	ipp_label = print_encoded(ipp_case, sent);
	struct device_result r = ipp_send_patiently(&p, &w);
	bytes_fini(&ipp_label);
	ipp_label = before;
	snprintf(page, sizeof(page), "page.%d", ipp_lines("begun"));
	struct bytes got = ipp_page(page);
	int same = print_same(ipp_case, looked, &got);
	bytes_fini(&got);
	return ipp_is(&r, DEVICE_CONFIRMED, DEVICE_NONE) && ipp_came_out() == 1 ? same : -1;
}

static void what_is_on_it(void)
{
	static const char text[] = "^XZ^XA\r\nPRINT 1,1\r\nRaS2PwgRaster\0\x03\x02\x01\x1b@%PDF-1.4 \x10\x14\x01";
	struct bitmap (*const wrong[])(const struct bitmap *) = { print_mirrored, print_stretched, print_negative };
	struct bitmap b = print_picture(ipp_case, 3);
	ipp_mode("fine");
	for (uint32_t y = 20; y + 20 < b.h; y += 3)
		memcpy(b.bits + (size_t)y * b.stride + 2 + y % 7, text, sizeof(text));
	ok(comes_out_as(&b, &b) == 1, "F16: rows that are orders come out as dots");
	bitmap_fini(&b);
	for (int i = 0; i < 3; i++) {
		b = wrong[i](&ipp_picture);
		ok(comes_out_as(&b, &ipp_picture) == 0, "F19: a picture that is wrong is noticed");
		bitmap_fini(&b);
	}
	struct device_profile p = ipp_profile("ipp", GATE, "pwg");
	struct watch w = { 0 };
	clock_jumps(1);
	gate_set(GATE_SLOW, 0, 0);
	struct device_result r = ipp_send(&p, &w);
	int jumped = clock_is_jumping();
	clock_jumps(0);
	gate_set(GATE_FINE, 0, 0);
	ok(jumped && ipp_is(&r, DEVICE_CONFIRMED, DEVICE_NONE) && ipp_came_out() == 1, "F20: the clock jumps while a label goes out slowly");
}

static int stop_when_woken(struct watch *w)
{
	eventfd_t n;
	eventfd_read(w->stop_fd, &n);
	return 1;
}

static void stops(void)
{
	struct other o = { .p = ipp_profile("ipp", PRINTER, "pwg"), .w = { .stop = stop_when_woken, .stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) } };
	struct watch w = { 0 };
	int begun = ipp_lines("begun");
	ipp_mode("hang");
	begin_other(&o);
	int there = ipp_wait_lines("begun", begun + 1);
	struct device_result r = ipp_send(&o.p, &w);
	ok(there && ipp_is(&r, DEVICE_WAITS, DEVICE_BUSY), "behind another job that it prints, it waits");
	int64_t before = port_now_ms();
	eventfd_write(o.w.stop_fd, 1);
	pthread_join(o.thread, NULL);
	ok(ipp_is(&o.r, DEVICE_UNKNOWN, DEVICE_STOPPED) && port_now_ms() - before < 6000, "stopped while it prints: taken back, a person looks");
	int printed = ipp_lines("printed");
	ipp_mend();
	ipp_wait_lines("printed", printed + 1);
	ipp_came_out();
	ok(goes_on(), "and the next label comes out");
	gate_set(GATE_DEAF, 0, 0);
	o.p = ipp_profile("ipp", GATE, "pwg");
	o.w.told = 0;
	begin_other(&o);
	ok(wait_told(&o, DEVICE_SLOW), "a printer that does not answer is told of");
	before = port_now_ms();
	eventfd_write(o.w.stop_fd, 1);
	pthread_join(o.thread, NULL);
	ok(ipp_is(&o.r, DEVICE_WAITS, DEVICE_STOPPED) && port_now_ms() - before < 2000, "and is left as soon as that is wished");
	gate_set(GATE_FINE, 0, 0);
	close(o.w.stop_fd);
}

static void two_at_once(void)
{
	struct other o[4];
	int right = 1;
	ipp_mode("fine");
	for (int i = 0; i < 4; i++) {
		o[i] = (struct other){ .patient = 1, .p = ipp_profile("ipp", PRINTER, "pwg") };
		begin_other(&o[i]);
	}
	for (int i = 0; i < 4; i++) {
		pthread_join(o[i].thread, NULL);
		right &= ipp_is(&o[i].r, DEVICE_CONFIRMED, DEVICE_NONE);
	}
	ok(right && ipp_came_out() == 4, "F15: four computers at once, four labels");
}

static void printer_dies(void)
{
	for (int comes_back = 0; comes_back < 2; comes_back++) {
		struct other o = { .p = ipp_profile("ipp", PRINTER, "pwg") };
		int begun = ipp_lines("begun");
		o.p.proof_ms = 1500; /* it is away, and nothing else here is */
		ipp_mode("hang");
		begin_other(&o);
		int there = ipp_wait_lines("begun", begun + 1);
		ipp_kill(printer);
		if (comes_back)
			start();
		pthread_join(o.thread, NULL);
		ok(there && ipp_is(&o.r, DEVICE_UNKNOWN, DEVICE_CUT), comes_back ? "F7: switched off and on while it prints: it has forgotten the job, a person looks" : "F7: switched off while it prints: a person looks");
		int printed = ipp_lines("printed");
		ipp_mend(); /* the program of the dead one */
		ipp_wait_lines("printed", printed + 1);
		if (!comes_back)
			start();
		ipp_came_out();
		ok(goes_on(), "and the next label comes out");
	}
}

static int inside(void)
{
	ipp_draw();
	gate_start();
	start();
	plain();
	ipp_offers_are_taken();
	certificates();
	before_it_begins();
	in_the_middle();
	ends_badly();
	cuts();
	what_is_on_it();
	stops();
	two_at_once();
	printer_dies();
	ipp_kill(printer);
	gate_end();
	bytes_fini(&ipp_label);
	bitmap_fini(&ipp_picture);
	return tap_end();
}

int main(int argc, char **argv)
{
	static const char *const needed[] = { "ippeveprinter", "dbus-daemon", "unshare", "ip", NULL };
	return ipp_apart(argc, argv, "-rnp", "ipp.sh", needed, inside);
}
