/* SPDX-License-Identifier: MPL-2.0 */
/* Labels to an IPP printer that is not ours: ippeveprinter of CUPS.  What is wrong with it is played by the program that it starts for
 * each document (ipp_job.sh); what is wrong with the line, by a gate in front of it.  The numbers are those of the faults that
 * every way of printing goes through (tests/README.md). */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <unistd.h>

#include "drawing/tests/decode.h"
#include "labels/device.h"
#include "labels/tests/printing.h"
#include "labels/tests/wire.h"
#include "tap.h"

enum { PRINTER = 8631, GATE = 8632, LONG_MS = 30000 };

static const char *folder;
static struct bytes label; /* PWG raster */
static struct bitmap picture;
static const struct print_case *kind;
static pid_t printer;
static uint32_t tag;

static void nap(void)
{
	poll(NULL, 0, 10);
}

static const char *in_folder(const char *name)
{
	static __thread char paths[4][160];
	static __thread unsigned next;
	char *path = paths[next++ % 4];
	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static void put_word(const char *name, const char *word)
{
	FILE *f = fopen(in_folder(name), "w");
	if (!f || fputs(word, f) < 0 || fclose(f))
		bail("%s", name);
}

static int lines_of(const char *name)
{
	FILE *f = fopen(in_folder(name), "r");
	int n = 0;
	for (int c; f && (c = getc(f)) != EOF;)
		n += c == '\n';
	if (f)
		fclose(f);
	return n;
}

/* Pages that came out since the last call. */
static int came_out(void)
{
	static int before;
	int n = lines_of("printed"), more = n - before;
	before = n;
	return more;
}

static int wait_lines(const char *name, int n)
{
	int64_t until = port_now_ms() + LONG_MS;
	while (lines_of(name) < n && port_now_ms() < until)
		nap();
	return lines_of(name) >= n;
}

/* --- the printer ----------------------------------------------------------------------------------------------------- */
static int connects(uint16_t number)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(number), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int rc = connect(fd, (struct sockaddr *)&to, sizeof(to));
	close(fd);
	return rc == 0;
}

static void start_printer(void)
{
	put_word("mode", "fine");
	printer = fork();
	if (printer == 0) {
		char spool[160], job[160], keys[160];
		int log = open(in_folder("printer.log"), O_WRONLY | O_CREAT | O_APPEND, 0600);
		dup2(log, 1);
		dup2(log, 2);
		snprintf(spool, sizeof(spool), "%s/spool", folder);
		snprintf(job, sizeof(job), "%s/job", folder);
		snprintf(keys, sizeof(keys), "%s/keys", folder);
		execlp("ippeveprinter", "ippeveprinter", "-v", "-p", "8631", "-n", "localhost", "-d", spool, "-K", keys, "-c", job, "-a", PRINTERS "/ipp_attributes.txt", "Essai",
		       NULL);
		_exit(127);
	}
	int64_t until = port_now_ms() + LONG_MS;
	while (!connects(PRINTER) && port_now_ms() < until)
		nap();
}

static void kill_printer(void)
{
	kill(printer, SIGKILL);
	waitpid(printer, NULL, 0);
}

/* --- the gate -------------------------------------------------------------------------------------------------------- */
enum fault { GATE_FINE, GATE_SHUT, GATE_JOB, GATE_DOCUMENT, GATE_ANSWER, GATE_SLOW, GATE_NOISE, GATE_DEAF };
static struct {
	pthread_t thread;
	int listener;
	_Atomic enum fault fault;
	_Atomic size_t at; /* GATE_DOCUMENT: so many bytes of it pass */
	_Atomic int hard; /* the printer sees an error, not an end */
	_Atomic int cuts;
} gate;

static void reset(int fd)
{
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger));
}

static int dial(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(PRINTER), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	close(fd);
	return -1;
}

static int pass(int to, const char *p, size_t n)
{
	return send(to, p, n, MSG_NOSIGNAL) == (ssize_t)n;
}

/* How much of what was heard, `heard` bytes of which `fresh` are new, may go on; less than fresh: and then the line is cut. */
static size_t allowed(const char *p, size_t heard, size_t fresh)
{
	const char *document = memmem(p, heard, "RaS2", 4), *name = memmem(p, heard, "glane-", 6);
	size_t passed = heard - fresh;
	if (gate.fault == GATE_JOB && name)
		return 0;
	if (gate.fault == GATE_DOCUMENT && document) {
		size_t most = (size_t)(document - p) + gate.at;
		return most <= passed ? 0 : most - passed < fresh ? most - passed : fresh;
	}
	return fresh;
}

/* 0: the line is cut, or has ended. */
static int forward(int guest, int host, char *heard, size_t *n)
{
	struct pollfd f[2] = { { .fd = guest, .events = POLLIN }, { .fd = host, .events = POLLIN } };
	char back[4096];
	poll(f, 2, -1);
	if (f[0].revents) {
		ssize_t got = recv(guest, heard + *n, gate.fault == GATE_SLOW ? 7 : 4096, 0);
		if (got <= 0)
			return 0;
		*n += (size_t)got;
		size_t part = allowed(heard, *n, (size_t)got);
		if (gate.fault == GATE_SLOW)
			poll(NULL, 0, 1);
		if (!pass(host, heard + *n - got, part) || part < (size_t)got) {
			gate.cuts++;
			return 0;
		}
	}
	if (f[1].revents) {
		ssize_t got = recv(host, back, sizeof(back), 0);
		if (got <= 0)
			return 0;
		if (gate.fault == GATE_ANSWER && memmem(heard, *n, "RaS2", 4)) {
			gate.cuts++;
			return 0;
		}
		if (gate.fault == GATE_NOISE)
			for (ssize_t i = 0; i < got; i++)
				back[i] = (char)random();
		return pass(guest, back, (size_t)got);
	}
	return 1;
}

static void *run_gate(void *arg)
{
	static char heard[1 << 20];
	(void)arg;
	for (;;) {
		int guest = accept4(gate.listener, NULL, NULL, SOCK_CLOEXEC), host;
		size_t n = 0;
		if (guest < 0)
			return NULL;
		if (gate.fault == GATE_DEAF) { /* until the guest goes */
			while (recv(guest, heard, sizeof(heard), 0) > 0)
				;
			close(guest);
			continue;
		}
		host = gate.fault == GATE_SHUT ? -1 : dial();
		while (host >= 0 && n < sizeof(heard) - 4096 && forward(guest, host, heard, &n))
			;
		if (host < 0 || gate.cuts) {
			reset(guest);
			if (gate.cuts)
				gate.fault = GATE_FINE;
		}
		if (host >= 0) {
			if (gate.hard)
				reset(host);
			close(host);
		}
		close(guest);
	}
}

static void start_gate(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(GATE), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int one = 1;
	gate.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(gate.listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(gate.listener, (struct sockaddr *)&at, sizeof(at)) || listen(gate.listener, 8) || pthread_create(&gate.thread, NULL, run_gate, NULL))
		bail("no gate");
}

static void set_gate(enum fault fault, size_t at, int hard)
{
	gate.cuts = 0;
	gate.hard = hard;
	gate.at = at;
	gate.fault = fault;
}

/* --- labels ---------------------------------------------------------------------------------------------------------- */
static struct device_profile profile_of(const char *scheme, unsigned number, const char *language)
{
	struct device_profile p = { .language = language, .media_w_mm = 62, .media_h_mm = 29, .asks = 1, .idle_ms = 1000, .limit_ms = 20000, .proof_ms = 3000 };
	char text[100];
	snprintf(text, sizeof(text), "%s://127.0.0.1:%u/ipp/print", scheme, number);
	if (port_parse(text, &p.port))
		bail("%s", text);
	return p;
}

static struct device_result print_with(const struct device_profile *p, struct watch *w)
{
	struct device_result r;
	device_print(p, NULL, DEVICE_CONFIRMED, ++tag, label.p, label.n, watch_of(w), &r);
	return r;
}

/* As the spool does: again, while it waits because another job is printed, or it is too busy to answer. */
static struct device_result print_patiently(const struct device_profile *p, struct watch *w)
{
	int64_t until = port_now_ms() + LONG_MS;
	struct device_result r;
	do
		r = print_with(p, w);
	while (r.end == DEVICE_WAITS && (r.status.trouble == DEVICE_BUSY || r.status.trouble == DEVICE_SLOW) && port_now_ms() < until);
	return r;
}

static const char *end_names[] = { "waits", "confirmed", "unknown" };

static int is(const struct device_result *r, enum device_end end, enum device_trouble trouble)
{
	if (r->end != end || r->status.trouble != trouble)
		note("it %s, %s; %zu bytes accepted", end_names[r->end], device_trouble_names[r->status.trouble], r->accepted);
	return r->end == end && r->status.trouble == trouble;
}

static int was_told(const struct watch *w, enum device_trouble t)
{
	for (int i = 0; i < w->told; i++)
		if (w->troubles[i] == t)
			return 1;
	return 0;
}

static int is_label(const char *page)
{
	struct bytes got = { 0 };
	FILE *f = fopen(in_folder(page), "rb");
	for (int c; f && (c = getc(f)) != EOF;)
		bytes_add(&got, &(char){ (char)c }, 1);
	if (f)
		fclose(f);
	int same = print_same(kind, &picture, &got);
	bytes_fini(&got);
	return same;
}

/* A label after the fault: comes out, and is right. */
static int goes_on(void)
{
	struct watch w = { 0 };
	struct device_profile p = profile_of("ipp", PRINTER, "pwg");
	char page[32];
	put_word("mode", "fine");
	struct device_result r = print_patiently(&p, &w);
	snprintf(page, sizeof(page), "page.%d", lines_of("begun"));
	return is(&r, DEVICE_CONFIRMED, DEVICE_NONE) && came_out() == 1 && is_label(page);
}

static void plain(void)
{
	struct watch w = { 0 };
	struct device_profile p = profile_of("ipp", PRINTER, "pwg");
	struct device_status s;
	int rc = device_ask(&p, NULL, watch_of(&w), &s);
	ok(rc == 0 && s.answered && s.trouble == DEVICE_NONE && s.media_known && s.media_w_mm == 62 && s.media_h_mm == 29 && strcmp(s.model, "Essai Etiquettes 62") == 0,
	   "it says what it is and which roll is in it");
	struct device_result r = print_with(&p, &w);
	ok(is(&r, DEVICE_CONFIRMED, DEVICE_NONE) && came_out() == 1 && is_label("page.1") && r.accepted == label.n && w.imminent == 1 && w.sent == 1,
	   "a label comes out, dot for dot, and is confirmed");
	p = profile_of("ipps", PRINTER, "pwg");
	r = print_with(&p, &w);
	ok(is(&r, DEVICE_CONFIRMED, DEVICE_NONE) && came_out() == 1 && is_label("page.2"), "encrypted too");
	w = (struct watch){ .refuses = 1 };
	r = print_with(&p, &w);
	ok(is(&r, DEVICE_WAITS, DEVICE_STOPPED) && came_out() == 0 && lines_of("begun") == 2, "F14: nothing is sent that is not on disk");
}

static const struct port_found *find_at(const struct port_found *f, size_t n, enum port_kind kind_of_port, const char *part)
{
	char text[PORT_TEXT_MAX];
	for (size_t i = 0; i < n; i++) {
		port_write_text(&f[i].address, text, sizeof(text));
		if (f[i].address.kind == kind_of_port && strstr(text, part))
			return &f[i];
	}
	return NULL;
}

static void is_announced(void)
{
	struct port_found f[16];
	const struct port_found *ipp = NULL, *zebra = NULL;
	for (int64_t until = port_now_ms() + LONG_MS; (!ipp || !zebra) && port_now_ms() < until;) { /* Avahi takes its time to say it first */
		size_t n = port_find_network(1500, NULL, NULL, f, 16);
		ipp = find_at(f, n, PORT_IPP, "ipp://127.0.0.1:8631/ipp/print");
		zebra = find_at(f, n, PORT_TCP, "tcp:127.0.0.1");
	}
	ok(ipp && strstr(ipp->model, "Etiquettes 62") && strstr(ipp->commands, "image/pwg-raster"), "it is found by what Avahi announces, with its formats");
	ok(zebra && strcmp(zebra->maker, "Zebra") == 0 && strcmp(zebra->model, "ZD220-203dpi") == 0 && zebra->address.number == 9100,
	   "so is a printer with a plain port");
}

static void before_it_begins(void)
{
	struct watch w = { 0 };
	struct device_profile p = profile_of("ipp", 8699, "pwg");
	struct device_result r = print_with(&p, &w);
	ok(is(&r, DEVICE_WAITS, DEVICE_ABSENT) && w.imminent == 0, "F1: nobody is there, it waits");
	p = profile_of("ipp", GATE, "pwg");
	set_gate(GATE_SHUT, 0, 0);
	r = print_with(&p, &w);
	ok(is(&r, DEVICE_WAITS, DEVICE_ABSENT) && w.imminent == 0, "F7: cut before the first word, it waits");
	set_gate(GATE_DEAF, 0, 0);
	p.limit_ms = 2000;
	r = print_with(&p, &w);
	ok(is(&r, DEVICE_WAITS, DEVICE_SLOW) && w.imminent == 0, "F2: it never answers, it waits");
	set_gate(GATE_NOISE, 0, 0);
	r = print_with(&p, &w);
	ok(r.end == DEVICE_WAITS && r.status.trouble != DEVICE_NONE && w.imminent == 0, "F8: it answers nonsense, it waits");
	set_gate(GATE_FINE, 0, 0);
	p = profile_of("ipp", PRINTER, "png");
	r = print_with(&p, &w);
	ok(is(&r, DEVICE_WAITS, DEVICE_FAULT) && w.imminent == 0, "a format that it does not take is not sent");
	p = profile_of("ipp", PRINTER, "pwg");
	p.media_w_mm = 29;
	p.media_h_mm = 90;
	r = print_with(&p, &w);
	ok(is(&r, DEVICE_WAITS, DEVICE_ROLL) && w.imminent == 0, "F11: another roll, it waits");
	ok(came_out() == 0, "nothing came out of all this");
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
	o->r = o->patient ? print_patiently(&o->p, &o->w) : print_with(&o->p, &o->w);
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
	while (!was_told(&o->w, t) && port_now_ms() < until)
		nap();
	return was_told(&o->w, t);
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
		struct other o = { .p = profile_of("ipp", PRINTER, "pwg") };
		struct watch w = { 0 };
		put_word("mode", cases[i].mode);
		begin_other(&o);
		int told = wait_told(&o, cases[i].trouble);
		if (cases[i].stops) {
			struct device_result r = print_with(&o.p, &w);
			ok(is(&r, DEVICE_WAITS, cases[i].trouble) && w.sent == 0, "F3: while %s nothing more is sent to it", cases[i].mode);
		}
		put_word("mended", "");
		pthread_join(o.thread, NULL);
		ok(told && is(&o.r, DEVICE_CONFIRMED, DEVICE_NONE) && came_out() == 1 && o.w.troubles[o.w.told - 1] == DEVICE_NONE, "%s: told, and out once", cases[i].what);
	}
	struct watch w = { 0 };
	struct device_profile p = profile_of("ipp", GATE, "pwg");
	set_gate(GATE_SLOW, 0, 0);
	put_word("mode", "fine");
	struct device_result r = print_with(&p, &w);
	ok(is(&r, DEVICE_CONFIRMED, DEVICE_NONE) && came_out() == 1, "F5, F6: seven bytes at a time");
	set_gate(GATE_FINE, 0, 0);
}

static void ends_badly(void)
{
	struct watch w = { 0 };
	struct device_profile p = profile_of("ipp", PRINTER, "pwg");
	put_word("mode", "abort");
	struct device_result r = print_with(&p, &w);
	ok(is(&r, DEVICE_UNKNOWN, DEVICE_FAULT) && came_out() == 0, "aborted by the printer: a person looks");
	ok(goes_on(), "and the next label comes out");
	p.limit_ms = 2500;
	put_word("mode", "hang");
	r = print_with(&p, &w);
	ok(is(&r, DEVICE_UNKNOWN, DEVICE_SLOW) && was_told(&w, DEVICE_SLOW), "F9: nothing more is heard of it: taken back, a person looks");
	int printed = lines_of("printed");
	put_word("mended", "");
	wait_lines("printed", printed + 1); /* it goes on with what was cancelled */
	came_out();
	ok(goes_on(), "and the next label comes out");
}

static void cuts(void)
{
	static const struct {
		enum fault fault;
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
		struct device_profile p = profile_of("ipp", GATE, "pwg");
		put_word("mode", "fine");
		set_gate(cases[i].fault, cases[i].at, cases[i].hard);
		struct device_result r = print_with(&p, &w);
		int out = came_out();
		ok(is(&r, cases[i].end, cases[i].trouble) && out == cases[i].out && gate.cuts == 1, "F7: cut %s: %s", cases[i].what, end_names[cases[i].end]);
		ok(goes_on(), "and the next one comes out");
	}
}

static int stop_when_woken(struct watch *w)
{
	eventfd_t n;
	eventfd_read(w->stop_fd, &n);
	return 1;
}

static void stops(void)
{
	struct other o = { .p = profile_of("ipp", PRINTER, "pwg"), .w = { .stop = stop_when_woken, .stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) } };
	struct watch w = { 0 };
	int begun = lines_of("begun");
	put_word("mode", "hang");
	begin_other(&o);
	int there = wait_lines("begun", begun + 1);
	struct device_result r = print_with(&o.p, &w);
	ok(there && is(&r, DEVICE_WAITS, DEVICE_BUSY), "behind another job that it prints, it waits");
	int64_t before = port_now_ms();
	eventfd_write(o.w.stop_fd, 1);
	pthread_join(o.thread, NULL);
	ok(is(&o.r, DEVICE_UNKNOWN, DEVICE_STOPPED) && port_now_ms() - before < 6000, "stopped while it prints: taken back, a person looks");
	int printed = lines_of("printed");
	put_word("mended", "");
	wait_lines("printed", printed + 1);
	came_out();
	ok(goes_on(), "and the next label comes out");
	set_gate(GATE_DEAF, 0, 0);
	o.p = profile_of("ipp", GATE, "pwg");
	o.w.told = 0;
	begin_other(&o);
	ok(wait_told(&o, DEVICE_SLOW), "a printer that does not answer is told of");
	before = port_now_ms();
	eventfd_write(o.w.stop_fd, 1);
	pthread_join(o.thread, NULL);
	ok(is(&o.r, DEVICE_WAITS, DEVICE_STOPPED) && port_now_ms() - before < 2000, "and is left as soon as that is wished");
	set_gate(GATE_FINE, 0, 0);
	close(o.w.stop_fd);
}

static void two_at_once(void)
{
	struct other o[4];
	int right = 1;
	put_word("mode", "fine");
	for (int i = 0; i < 4; i++) {
		o[i] = (struct other){ .patient = 1, .p = profile_of("ipp", PRINTER, "pwg") };
		begin_other(&o[i]);
	}
	for (int i = 0; i < 4; i++) {
		pthread_join(o[i].thread, NULL);
		right &= is(&o[i].r, DEVICE_CONFIRMED, DEVICE_NONE);
	}
	ok(right && came_out() == 4, "F15: four computers at once, four labels");
}

static void printer_dies(void)
{
	for (int comes_back = 0; comes_back < 2; comes_back++) {
		struct other o = { .p = profile_of("ipp", PRINTER, "pwg") };
		int begun = lines_of("begun");
		put_word("mode", "hang");
		begin_other(&o);
		int there = wait_lines("begun", begun + 1);
		kill_printer();
		if (comes_back)
			start_printer();
		pthread_join(o.thread, NULL);
		ok(there && is(&o.r, DEVICE_UNKNOWN, DEVICE_CUT), comes_back ? "F7: switched off and on while it prints: it has forgotten the job, a person looks" : "F7: switched off while it prints: a person looks");
		int printed = lines_of("printed");
		put_word("mended", ""); /* the program of the dead one */
		wait_lines("printed", printed + 1);
		if (!comes_back)
			start_printer();
		came_out();
		ok(goes_on(), "and the next label comes out");
	}
}

static int inside(const char *dir)
{
	folder = dir;
	for (uint32_t i = 0; i < print_case_count && !kind; i++)
		if (strcmp(print_cases[i].encoder, "pwg") == 0 && strcmp(print_cases[i].media, "62x29") == 0 && print_cases[i].dpi == 300)
			kind = &print_cases[i];
	picture = print_picture(kind, 31);
	label = print_encoded(kind, &picture);
	setenv("GLANE_IPP", folder, 1);
	start_gate();
	start_printer();
	plain();
	is_announced();
	before_it_begins();
	in_the_middle();
	ends_badly();
	cuts();
	stops();
	two_at_once();
	printer_dies();
	kill_printer();
	shutdown(gate.listener, SHUT_RDWR);
	pthread_join(gate.thread, NULL);
	bytes_fini(&label);
	bitmap_fini(&picture);
	return tap_end();
}

static int leave_out(const char *why)
{
	printf("1..0 # SKIP %s\n", why);
	return 0;
}

int main(int argc, char **argv)
{
	static const char *const needed[] = { "ippeveprinter", "avahi-daemon", "dbus-daemon", "unshare", "ip" };
	char command[600], self[200];
	if (argc == 3)
		return inside(argv[2]);
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!decode_has(needed[i]))
			return leave_out("ippeveprinter (cups-ipp-utils), avahi-daemon, dbus-daemon, unshare or ip is not installed");
	if (system("unshare -rnmp --fork mount -t tmpfs none /run 2>/dev/null") != 0)
		return leave_out("no network and no file system of its own is allowed here");
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	self[n > 0 ? n : 0] = '\0';
	folder = decode_begin();
	snprintf(command, sizeof(command), "cd %s && mkdir spool keys && cp " PRINTERS "/ipp_job.sh job && chmod +x job", folder);
	if (system(command) != 0)
		bail("%s", command);
	snprintf(command, sizeof(command), "unshare -rnmp --fork --kill-child sh " PRINTERS "/ipp.sh '%s' '%s' inside '%s'", folder, self, folder);
	int rc = system(command);
	if (rc && getenv("GLANE_KEEP"))
		fprintf(stderr, "kept: %s\n", folder);
	else
		decode_end();
	return rc ? 1 : 0;
}
