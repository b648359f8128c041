/* SPDX-License-Identifier: MPL-2.0 */
/* How each language proves that a label is out, over a network or a serial line; and how it is brought back after a cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "labels/dialogue.h"
#include "labels/snmp.h"
#include "labels/tests/wire.h"

enum { LABEL = 5000 };
static char label[LABEL]; /* nothing in it is a question; its last bytes are END */
#define END TEXT("END")

static struct device_profile network(const struct peer *k, const char *language)
{
	return (struct device_profile){ .port = { .kind = PORT_TCP, .at = "127.0.0.1", .number = k->number }, .language = language, .asks = 1 };
}

static struct device_result print(const char *language, struct line *lines, int trust, enum device_end last, enum device_end hope,
                                  struct watch *w, struct peer *k)
{
	struct device_result r;
	k->arg = lines;
	peer_listen(k, peer_script);
	struct device_profile p = network(k, language);
	p.trust = (uint8_t)trust;
	p.proof_ms = hope == DEVICE_UNKNOWN ? 300 : 20000; /* what comes is waited for on a slow computer too */
	device_print(&p, NULL, last, 0x123456, label, sizeof(label), watch_of(w), &r);
	peer_end(k);
	return r;
}

/* --- ZPL ------------------------------------------------------------------------------------------------------------- */
#define HI TEXT("\x02ZD220-203dpi,V84.20.21Z,8,65536KB\x03\r\n")
#define ODOMETER TEXT("! U1 getvar \"odometer.total_label_count\"\r\n")
#define HQES(errors) "\x02\r\n\r\n  PRINTER STATUS\r\n  ERRORS:         " errors "\r\n  WARNINGS:       0 00000000 00000000\r\n\x03\r\n"
#define FINE HQES("0 00000000 00000000")
#define NO_PAPER HQES("1 00000000 00000001")
#define HELD(formats, half, labels) \
	"\x02" "030,0,0,0711," formats ",0,0," half ",000,0,0,0\x03\r\n\x02" "000,0,0,0,0,2,4,0," labels ",1,000\x03\r\n\x02" "1234,0\x03\r\n"
#define EMPTY HELD("000", "0", "00000000")

static void zpl_by_its_count(void **state)
{
	(void)state;
	static const struct {
		const char *before, *after;
		enum device_end end;
	} cases[] = { { "\"41\"\r\n", "\"42\"\r\n", DEVICE_CONFIRMED }, { "\"41\"\r\n", "\"41\"\r\n", DEVICE_UNKNOWN },
		      { "\"41\"\r\n", "\"43\"\r\n", DEVICE_UNKNOWN },   { "\"?\"\r\n", "\"?\"\r\n", DEVICE_CONFIRMED } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct line lines[] = {
			{ .hear = TEXT("~HI"), .say = { HI } },
			{ .hear = ODOMETER, .say = { { cases[i].before, strlen(cases[i].before) }, { cases[i].after, strlen(cases[i].after) } } },
			{ .hear = TEXT("~HQES"), .say = { TEXT(FINE) } },
			{ .hear = TEXT("~HS"), .say = { TEXT(EMPTY), TEXT(HELD("001", "0", "00000000")), TEXT(HELD("000", "0", "00000001")), TEXT(EMPTY) } },
			LINES_END,
		};
		struct watch w = { 0 };
		struct peer k;
		struct device_result r = print("zpl", lines, 0, DEVICE_CONFIRMED, cases[i].end, &w, &k);
		assert_int_equal(r.end, cases[i].end);
		assert_string_equal(r.status.model, "ZD220-203dpi");
		if (r.end == DEVICE_CONFIRMED)
			assert_true(lines[3].heard >= 4); /* what it held was waited for */
		peer_fini(&k);
	}
}

static void zpl_paper_ends_after_the_last_byte(void **state)
{
	(void)state;
	struct line lines[] = { { .hear = TEXT("~HQES"), .say = { TEXT(FINE), TEXT(NO_PAPER), TEXT(NO_PAPER), TEXT(FINE) } },
		                /* it says nothing while it has no paper */
		                { .hear = TEXT("~HS"), .say = { TEXT(EMPTY), { "", 0 }, { "", 0 }, TEXT(EMPTY) } },
		                LINES_END };
	struct watch w = { 0 };
	struct peer k;
	struct device_result r = print("zpl", lines, 0, DEVICE_CONFIRMED, DEVICE_CONFIRMED, &w, &k);
	assert_int_equal(r.end, DEVICE_CONFIRMED);
	assert_int_equal(w.told, 2);
	assert_int_equal(w.troubles[0], DEVICE_PAPER);
	assert_int_equal(w.troubles[1], DEVICE_NONE);
	peer_fini(&k);
}

static void zpl_without_paper_is_not_sent_a_label(void **state)
{
	(void)state;
	struct line lines[] = { { .hear = TEXT("~HQES"), .say = { TEXT(NO_PAPER) } }, LINES_END };
	struct watch w = { 0 };
	struct peer k;
	struct device_result r = print("zpl", lines, 1, DEVICE_CONFIRMED, DEVICE_WAITS, &w, &k);
	assert_int_equal(r.end, DEVICE_WAITS);
	assert_int_equal(r.status.trouble, DEVICE_PAPER);
	assert_int_equal(w.imminent, 0);
	assert_int_equal(k.n, dialogue_find("zpl")->ask_n);
	peer_fini(&k);
}

/* As long as it holds half a format, it would swallow the beginning of the label. */
static void zpl_is_brought_back_before_the_next_label(void **state)
{
	(void)state;
	struct line lines[] = { { .hear = TEXT("~HQES"), .say = { TEXT(FINE) } },
		                { .hear = TEXT("~HS"), .say = { TEXT(HELD("000", "1", "00000000")), TEXT(HELD("000", "1", "00000000")), TEXT(EMPTY) } },
		                { .hear = TEXT("aaa"), .say = { { "", 0 } } },
		                LINES_END };
	struct watch w = { 0 };
	struct peer k;
	struct device_result r = print("zpl", lines, 0, DEVICE_UNKNOWN, DEVICE_CONFIRMED, &w, &k);
	assert_int_equal(r.end, DEVICE_CONFIRMED);
	const struct dialogue *d = dialogue_find("zpl");
	assert_memory_equal(k.got, "~JA", 3);
	assert_memory_equal(k.got + 3 + 4 * d->ask_n, label, sizeof(label)); /* three questions, and whether it is ready */
	peer_fini(&k);
	/* It stays so: nothing is sent. */
	struct line stuck[] = { { .hear = TEXT("~HQES"), .say = { TEXT(FINE) } },
		                { .hear = TEXT("~HS"), .say = { TEXT(HELD("000", "1", "00000000")) } },
		                LINES_END };
	w.imminent = 0;
	r = print("zpl", stuck, 0, DEVICE_UNKNOWN, DEVICE_UNKNOWN, &w, &k);
	assert_int_equal(r.end, DEVICE_WAITS);
	assert_int_equal(w.imminent, 0);
	peer_fini(&k);
}

/* --- the others ------------------------------------------------------------------------------------------------------ */
static void tspl_by_printing_and_then_ready(void **state)
{
	(void)state;
	static const struct {
		struct text after[5];
		enum device_end end;
		int told;
	} cases[] = {
		{ { { "\x20", 1 }, { "\x20", 1 }, { "\x00", 1 } }, DEVICE_CONFIRMED, 0 },
		{ { { "\x20", 1 }, { "\x04", 1 }, { "\x04", 1 }, { "\x20", 1 }, { "\x00", 1 } }, DEVICE_CONFIRMED, 2 },
		{ { { "\x20", 1 } }, DEVICE_UNKNOWN, 0 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct line lines[] = { { .hear = TEXT("\x1b!?"), .say = { { "\x00", 1 } } }, LINES_END };
		struct watch w = { 0 };
		struct peer k;
		memcpy(lines[0].say + 1, cases[i].after, sizeof(cases[i].after));
		struct device_result r = print("tspl", lines, 0, DEVICE_CONFIRMED, cases[i].end, &w, &k);
		assert_int_equal(r.end, cases[i].end);
		assert_int_equal(w.told, cases[i].told);
		peer_fini(&k);
	}
}

static void tspl_by_two_seconds_of_ready(void **state)
{
	(void)state;
	struct line lines[] = { { .hear = TEXT("\x1b!?"), .say = { { "\x00", 1 } } }, LINES_END };
	struct watch w = { 0 };
	struct peer k = { .arg = lines };
	struct device_result r;
	peer_listen(&k, peer_script);
	struct device_profile p = network(&k, "tspl");
	device_print(&p, NULL, DEVICE_UNKNOWN, 1, label, sizeof(label), watch_of(&w), &r);
	peer_end(&k);
	assert_int_equal(r.end, DEVICE_CONFIRMED);
	/* What ends a picture that was cut, as long as a label, means nothing elsewhere. */
	for (size_t i = 0; i < sizeof(label); i += 2)
		assert_memory_equal(k.got + i, "\r\n", 2);
	assert_memory_equal(k.got + sizeof(label), "\r\n\x1b!.\r\n\x1b!?", 10);
	peer_fini(&k);
}

static void dymo_by_ready(void **state)
{
	(void)state;
	struct line lines[] = { { .hear = TEXT("\x1b" "A"), .say = { TEXT("\x03"), TEXT("\x02"), TEXT("\x22"), TEXT("\x02"), TEXT("\x03") } }, LINES_END };
	struct watch w = { 0 };
	struct peer k;
	struct device_result r = print("dymo", lines, 0, DEVICE_UNKNOWN, DEVICE_CONFIRMED, &w, &k);
	assert_int_equal(r.end, DEVICE_CONFIRMED);
	assert_int_equal(w.told, 2);
	assert_int_equal(w.troubles[0], DEVICE_PAPER);
	size_t n = 0;
	while (k.got[n] == 0x1b)
		n++;
	assert_true(n >= 85 && k.got[n] == '@');
	peer_fini(&k);
}

#define EOT_ASK { .hear = TEXT("\x10\x04\x01\x10\x04\x02\x10\x04\x04"), .say = { TEXT("\x12\x12\x12") } }
static void escpos_by_its_echo(void **state)
{
	(void)state;
	char ask[11] = "\x1d(H\x06\x00" "00", echo[7] = "\x37\x22";
	uint32_t id = dialogue_echo(0x123456);
	for (int i = 0; i < 4; i++)
		ask[7 + i] = echo[2 + i] = (char)(id >> (24 - 8 * i));
	for (int right = 0; right < 2; right++) {
		struct line lines[] = { EOT_ASK, { .hear = { ask, sizeof(ask) }, .say = { { echo, sizeof(echo) } } }, LINES_END };
		struct watch w = { 0 };
		struct peer k;
		if (!right)
			lines[0].say[1] = (struct text){ "\x1a\x12\x12", 3 }; /* not clean afterwards */
		echo[2] = (char)(right ? ask[7] : ask[7] ^ 1);
		struct device_result r = print("escpos", lines, 0, DEVICE_CONFIRMED, right ? DEVICE_CONFIRMED : DEVICE_UNKNOWN, &w, &k);
		assert_int_equal(r.end, right ? DEVICE_CONFIRMED : DEVICE_UNKNOWN);
		peer_fini(&k);
	}
}

static void escpos_by_clean_answers_where_nothing_is_echoed(void **state)
{
	(void)state;
	struct line lines[] = { EOT_ASK, LINES_END };
	struct watch w = { 0 };
	struct peer k = { .arg = lines };
	struct device_result r;
	peer_listen(&k, peer_script);
	struct device_profile p = network(&k, "escpos");
	device_print(&p, NULL, DEVICE_UNKNOWN, 1, label, sizeof(label), watch_of(&w), &r);
	peer_end(&k);
	assert_int_equal(r.end, DEVICE_CONFIRMED);
	assert_memory_equal(k.got + sizeof(label), "\x10\x05\x02\x1b@", 5);
	assert_int_equal(k.got[sizeof(label) - 1], 0);
	peer_fini(&k);
}

static void epl2_never(void **state)
{
	(void)state;
	for (int trust = 0; trust < 2; trust++) {
		struct line lines[] = { { .hear = TEXT("^ee\r\n"), .say = { TEXT("00\r\n") } }, LINES_END };
		struct watch w = { 0 };
		struct peer k;
		struct device_result r = print("epl2", lines, trust, DEVICE_CONFIRMED, DEVICE_CONFIRMED, &w, &k);
		assert_int_equal(r.end, trust ? DEVICE_CONFIRMED : DEVICE_UNKNOWN);
		peer_fini(&k);
	}
}

/* --- Brother on the network ------------------------------------------------------------------------------------------ */
#define BROTHER(w, kind, fault) \
	"\x80\x20\x42\x34\x36\x30\x00\x00" fault "\x00" w kind "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
struct agent { /* SNMP */
	int fd, asked;
	uint16_t number;
	const struct text *answers; /* 32 bytes each; the last for ever */
	int count;
	pthread_t thread;
};

static void *serve_snmp(void *arg)
{
	struct agent *a = arg;
	struct sockaddr_in from;
	socklen_t size = sizeof(from);
	unsigned char in[64], out[128];
	while (recvfrom(a->fd, in, sizeof(in), 0, (struct sockaddr *)&from, &size) == SNMP_GET) {
		int i = a->asked++;
		const struct text *t = &a->answers[i < a->count ? i : a->count - 1];
		if (i == 0 || !t->n)
			continue; /* datagrams get lost */
		/* The question with longer lengths, as a response, and the value in place of nothing. */
		memcpy(out, in, 47);
		out[1] = 0x2f + 32;
		out[13] = 0xa2;
		out[14] = 0x22 + 32;
		out[28] = 0x14 + 32;
		out[30] = 0x12 + 32;
		out[47] = 4;
		out[48] = 32;
		memcpy(out + 49, t->p, 32);
		sendto(a->fd, out, 81, 0, (struct sockaddr *)&from, size);
	}
	return NULL;
}

static void agent_start(struct agent *a, const struct text *answers, int count)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	*a = (struct agent){ .fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), .answers = answers, .count = count };
	assert_int_equal(bind(a->fd, (struct sockaddr *)&at, size), 0);
	assert_int_equal(getsockname(a->fd, (struct sockaddr *)&at, &size), 0);
	a->number = ntohs(at.sin_port);
	assert_int_equal(pthread_create(&a->thread, NULL, serve_snmp, a), 0);
}

static void agent_end(struct agent *a)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(a->number), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	sendto(a->fd, "", 0, 0, (struct sockaddr *)&at, sizeof(at));
	pthread_join(a->thread, NULL);
	close(a->fd);
}

static void brother_on_the_network_says_how_it_is_and_never_more(void **state)
{
	(void)state;
	static const struct text fine = TEXT(BROTHER("\x3e", "\x0a", "\x00")), other = TEXT(BROTHER("\x1d", "\x0a", "\x00")),
	                         empty = TEXT(BROTHER("\x00", "\x00", "\x02"));
	const struct {
		struct text answers[5];
		enum device_end end;
		enum device_trouble trouble;
		int trust, told;
	} cases[] = {
		{ { fine, fine }, DEVICE_UNKNOWN, DEVICE_SILENT, 0, 0 }, /* health is no proof */
		{ { fine, fine }, DEVICE_CONFIRMED, DEVICE_NONE, 1, 0 },
		{ { other, other }, DEVICE_WAITS, DEVICE_ROLL, 1, 0 },
		{ { empty, empty }, DEVICE_WAITS, DEVICE_PAPER, 1, 0 },
		{ { fine, fine, empty, empty, fine }, DEVICE_CONFIRMED, DEVICE_NONE, 1, 2 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct line lines[] = { LINES_END };
		struct agent a;
		struct peer k = { .arg = lines };
		struct watch w = { 0 };
		struct device_result r;
		peer_listen(&k, peer_script);
		agent_start(&a, cases[i].answers, cases[i].answers[2].n ? 5 : 2);
		struct device_profile p = network(&k, "brother-ql");
		p.snmp = a.number;
		p.media_w_mm = 62;
		p.trust = (uint8_t)cases[i].trust;
		device_print(&p, NULL, DEVICE_CONFIRMED, 1, label, sizeof(label), watch_of(&w), &r);
		peer_end(&k);
		agent_end(&a);
		assert_int_equal(r.end, cases[i].end);
		assert_int_equal(r.status.trouble, cases[i].trouble);
		assert_int_equal(w.told, cases[i].told);
		assert_int_equal(k.n, cases[i].end == DEVICE_WAITS ? 0 : sizeof(label)); /* no question on that wire */
		assert_string_equal(r.status.model, "QL-710W");
		peer_fini(&k);
	}
}

/* --- the wire -------------------------------------------------------------------------------------------------------- */
static void resets(struct peer *k)
{
	struct linger now = { .l_onoff = 1 };
	peer_hear_until(k, *(size_t *)k->arg);
	setsockopt(k->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(k->fd);
	k->fd = -1;
}

static void a_reset_in_the_middle_is_asked_about(void **state)
{
	(void)state;
	static const size_t at[] = { 1, 2000, LABEL };
	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		size_t until = at[i];
		struct peer k = { .arg = &until };
		struct watch w = { 0 };
		struct device_result r;
		peer_listen(&k, resets);
		struct device_profile p = network(&k, "zpl");
		p.asks = 0;
		p.trust = 1;
		device_print(&p, NULL, DEVICE_CONFIRMED, 1, label, sizeof(label), watch_of(&w), &r);
		peer_end(&k);
		assert_int_equal(r.end, DEVICE_UNKNOWN);
		assert_int_equal(r.status.trouble, DEVICE_CUT);
		peer_fini(&k);
	}
}

static int stop(struct watch *w)
{
	uint64_t n;
	assert_int_equal(read(w->stop_fd, &n, sizeof(n)), sizeof(n));
	return 1;
}

static void stop_it(struct watch *w, enum device_trouble trouble)
{
	uint64_t one = 1;
	assert_int_equal(trouble, DEVICE_SLOW);
	assert_int_equal(write(w->stop_fd, &one, sizeof(one)), sizeof(one));
}

static void deaf(struct peer *k)
{
	struct watch *w = k->arg;
	uint64_t n;
	assert_int_equal(read(w->told, &n, sizeof(n)), sizeof(n)); /* until it is over */
}

/* Its window is closed: it waits, says so, and takes no attempt; who gives up then does not know. */
static void a_printer_that_never_reads(void **state)
{
	(void)state;
	enum { HUGE_LABEL = 16 << 20 }; /* more than the kernel keeps for a connection */
	char *huge = calloc(1, HUGE_LABEL);
	struct watch over = { .told = eventfd(0, EFD_CLOEXEC) };
	struct peer k = { .arg = &over };
	struct watch w = { .stop = stop, .on_trouble = stop_it, .stop_fd = eventfd(0, EFD_CLOEXEC) };
	struct device_result r;
	uint64_t one = 1;
	peer_listen(&k, deaf);
	struct device_profile p = network(&k, "png");
	p.idle_ms = 30;
	device_print(&p, NULL, DEVICE_CONFIRMED, 1, huge, HUGE_LABEL, watch_of(&w), &r);
	assert_int_equal(write(over.told, &one, sizeof(one)), sizeof(one));
	peer_end(&k);
	assert_int_equal(r.end, DEVICE_UNKNOWN);
	assert_int_equal(r.status.trouble, DEVICE_STOPPED);
	assert_true(r.accepted > 0 && r.accepted < HUGE_LABEL);
	assert_int_equal(w.told, 1);
	close(over.told);
	close(w.stop_fd);
	free(huge);
	peer_fini(&k);
}

/* --- a serial line --------------------------------------------------------------------------------------------------- */
static void a_ticket_printer_on_a_serial_line(void **state)
{
	(void)state;
	static char huge[200000]; /* more than the kernel keeps for a terminal */
	for (int cut = 0; cut < 2; cut++) {
		struct line lines[] = { EOT_ASK, { .hear = TEXT("\x1d(H\x06\x00" "00"), .say = { { "\x37\x22", 2 } } }, LINES_END };
		int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
		struct device_profile p = { .language = "escpos", .asks = 1 };
		struct watch w = { 0 };
		struct device_result r;
		char text[96];
		uint32_t id = dialogue_echo(5);
		const char echo[] = { 0x37, 0x22, (char)(id >> 24), (char)(id >> 16), (char)(id >> 8), (char)id, 0 };
		lines[1].say[0] = (struct text){ echo, sizeof(echo) };
		assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
		int slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC); /* that nobody has it open is no hang-up */
		snprintf(text, sizeof(text), "serial:%s,115200,8N1,rtscts", ptsname(master));
		assert_int_equal(port_parse(text, &p.port), 0);
		size_t until = 2000;
		struct peer k = { .arg = cut ? (void *)&until : lines };
		p.asks = (uint8_t)!cut;
		peer_on(&k, master, cut ? resets : peer_script);
		device_print(&p, NULL, DEVICE_CONFIRMED, 5, cut ? huge : label, cut ? sizeof(huge) : sizeof(label), watch_of(&w), &r);
		close(slave); /* the script's read ends: EIO */
		peer_end(&k);
		if (!cut)
			close(master);
		assert_int_equal(r.end, cut ? DEVICE_UNKNOWN : DEVICE_CONFIRMED);
		if (cut)
			assert_int_equal(r.status.trouble, DEVICE_CUT);
		else
			assert_memory_equal(k.got + dialogue_find("escpos")->ask_n, label, sizeof(label));
		peer_fini(&k);
	}
}

static void asking_prints_nothing(void **state)
{
	(void)state;
	struct line lines[] = { { .hear = TEXT("~HI"), .say = { HI } }, { .hear = TEXT("~HQES"), .say = { TEXT(NO_PAPER) } }, LINES_END };
	struct peer k = { .arg = lines };
	struct watch w = { 0 };
	struct device_status s;
	peer_listen(&k, peer_script);
	struct device_profile p = network(&k, "zpl");
	assert_int_equal(device_ask(&p, NULL, watch_of(&w), &s), 0);
	peer_end(&k);
	assert_int_equal(s.answered, 1);
	assert_int_equal(s.trouble, DEVICE_PAPER);
	assert_string_equal(s.model, "ZD220-203dpi");
	assert_int_equal(k.n, dialogue_find("zpl")->ask_n);
	assert_int_equal(w.imminent, 0);
	peer_fini(&k);
	assert_true(device_ask(&p, NULL, watch_of(&w), &s) < 0); /* it has gone */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zpl_by_its_count),
		cmocka_unit_test(zpl_paper_ends_after_the_last_byte),
		cmocka_unit_test(zpl_without_paper_is_not_sent_a_label),
		cmocka_unit_test(zpl_is_brought_back_before_the_next_label),
		cmocka_unit_test(tspl_by_printing_and_then_ready),
		cmocka_unit_test(tspl_by_two_seconds_of_ready),
		cmocka_unit_test(dymo_by_ready),
		cmocka_unit_test(escpos_by_its_echo),
		cmocka_unit_test(escpos_by_clean_answers_where_nothing_is_echoed),
		cmocka_unit_test(epl2_never),
		cmocka_unit_test(brother_on_the_network_says_how_it_is_and_never_more),
		cmocka_unit_test(a_reset_in_the_middle_is_asked_about),
		cmocka_unit_test(a_printer_that_never_reads),
		cmocka_unit_test(a_ticket_printer_on_a_serial_line),
		cmocka_unit_test(asking_prints_nothing),
	};
	memset(label, 'a', sizeof(label));
	memcpy(label + sizeof(label) - 3, "END", 3);
	return cmocka_run_group_tests_name("labels: languages", tests, NULL, NULL);
}
