/* SPDX-License-Identifier: MPL-2.0 */
/* device_print on what behaves like Linux's usblp: transfers of 8192 bytes, EAGAIN, reads of nothing, devices pulled out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "labels/tests/wire.h"

#define FRAME(one, two, w, kind, h, type, phase) \
	"\x80\x20\x42\x34\x35\x30\x00\x00" one two w kind "\x00\x00\x00\x00\x00" h type phase "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
#define OK62 FRAME("\x00", "\x00", "\x3e", "\x0a", "\x00", "\x00", "\x00")
#define PRINTING FRAME("\x00", "\x00", "\x3e", "\x0a", "\x00", "\x06", "\x01")
#define COMPLETED FRAME("\x00", "\x00", "\x3e", "\x0a", "\x00", "\x01", "\x01")
#define RECEIVING FRAME("\x00", "\x00", "\x3e", "\x0a", "\x00", "\x06", "\x00")
#define COVER_OPEN FRAME("\x00", "\x10", "\x3e", "\x0a", "\x00", "\x02", "\x00")
#define ASK TEXT("\x1b" "iS")
#define END TEXT("END")

enum { LABEL = 30000, SHORT = 3000 };
static char label[LABEL]; /* nothing in it is a question; its last bytes are END */

static const struct device_profile brother = { .port = { .kind = PORT_USB }, .language = "brother-ql", .asks = 1, .media_w_mm = 62 };

static void print(const struct device_profile *p, struct usb *u, struct line *lines, enum device_end last, struct peer *k, struct watch *w,
                  struct device_result *r)
{
	k->arg = lines;
	peer_on(k, u->other, peer_script);
	device_print(p, &u->port, last, 7, u->piece ? label + LABEL - SHORT : label, u->piece ? SHORT : LABEL, watch_of(w), r);
	usb_fini(u);
	peer_end(k);
	close(u->other);
}

static void brother_tells_that_a_label_is_out(void **state)
{
	(void)state;
	struct line lines[] = { { .hear = ASK, .say = { TEXT(OK62) } }, { .hear = END, .say = { TEXT(PRINTING COMPLETED RECEIVING) } }, LINES_END };
	struct peer k;
	struct usb u;
	struct watch w = { 0 };
	struct device_result r;
	usb_init(&u);
	u.undrained = 3;
	assert_int_equal(send(u.other, "", 0, 0), 0); /* a read of nothing is no end */
	print(&brother, &u, lines, DEVICE_CONFIRMED, &k, &w, &r);
	assert_int_equal(r.end, DEVICE_CONFIRMED);
	assert_int_equal(r.status.trouble, DEVICE_NONE);
	assert_int_equal(r.accepted, sizeof(label));
	assert_int_equal(r.status.media_w_mm, 62);
	assert_string_equal(r.status.model, "QL-700");
	assert_int_equal(w.imminent, 1);
	assert_int_equal(w.sent, 1);
	assert_int_equal(w.told, 0);
	assert_int_equal(u.largest, PORT_WRITE_MOST);
	assert_int_equal(u.lines_count, 0);
	assert_int_equal(u.undrained, -1); /* it was waited for */
	assert_int_equal(k.n, 3 + sizeof(label));
	assert_memory_equal(k.got, "\x1biS", 3);
	assert_memory_equal(k.got + 3, label, sizeof(label));
	peer_fini(&k);
}

/* Each of the three steps has to come. */
static void half_a_story_is_no_proof(void **state)
{
	(void)state;
	static const struct text stories[] = { TEXT(PRINTING COMPLETED), TEXT(COMPLETED RECEIVING), TEXT(PRINTING RECEIVING), TEXT(OK62 RECEIVING), { "", 0 } };
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
		struct line lines[] = { { .hear = ASK, .say = { TEXT(OK62) } }, { .hear = END, .say = { stories[i] } }, LINES_END };
		struct device_profile p = brother;
		struct peer k;
		struct usb u;
		struct watch w = { 0 };
		struct device_result r;
		p.proof_ms = p.limit_ms = 100;
		usb_init(&u);
		print(&p, &u, lines, DEVICE_CONFIRMED, &k, &w, &r);
		assert_int_equal(r.end, DEVICE_UNKNOWN);
		assert_int_equal(r.status.trouble, DEVICE_SILENT);
		peer_fini(&k);
	}
}

static void what_cannot_print_is_not_sent_a_label(void **state)
{
	(void)state;
	static const struct {
		struct text answer;
		enum device_trouble trouble;
		uint16_t w, h;
		uint8_t red;
	} cases[] = {
		{ TEXT(FRAME("\x02", "\x00", "\x00", "\x00", "\x00", "\x02", "\x00")), DEVICE_PAPER, 62, 0, 0 },
		{ TEXT(FRAME("\x00", "\x00", "\x00", "\x00", "\x00", "\x00", "\x00")), DEVICE_PAPER, 62, 0, 0 },
		{ TEXT(FRAME("\x00", "\x10", "\x3e", "\x0a", "\x00", "\x02", "\x00")), DEVICE_COVER, 62, 0, 0 },
		{ TEXT(FRAME("\x04", "\x00", "\x3e", "\x0a", "\x00", "\x02", "\x00")), DEVICE_CUTTER, 62, 0, 0 },
		{ TEXT(OK62), DEVICE_ROLL, 29, 0, 0 },
		{ TEXT(OK62), DEVICE_ROLL, 62, 29, 0 },
		{ TEXT(OK62), DEVICE_ROLL, 62, 0, 1 },
		{ TEXT(FRAME("\x00", "\x00", "\x3e", "\x4b", "\x1d", "\x00", "\x00")), DEVICE_ROLL, 62, 0, 0 },
		{ TEXT("\x80\x20\x42\x34\x38\x30\x00\x00\x00\x00\x3e\x0a\x00\x00\x3f\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x81\x00\x00\x00\x00\x00\x00"),
		  DEVICE_ROLL, 62, 0, 0 }, /* two colours, a label of one */
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct line lines[] = { { .hear = ASK, .say = { cases[i].answer } }, LINES_END };
		struct device_profile p = brother;
		struct peer k;
		struct usb u;
		struct watch w = { 0 };
		struct device_result r;
		p.proof_ms = p.limit_ms = 100;
		p.media_w_mm = cases[i].w;
		p.media_h_mm = cases[i].h;
		p.media_red = cases[i].red;
		usb_init(&u);
		print(&p, &u, lines, DEVICE_CONFIRMED, &k, &w, &r);
		assert_int_equal(r.end, DEVICE_WAITS);
		assert_int_equal(r.status.trouble, cases[i].trouble);
		assert_int_equal(w.imminent, 0);
		assert_int_equal(k.n, 3); /* the question alone */
		peer_fini(&k);
	}
}

/* At the first byte nothing was lost; after it, nobody knows; and what comes next begins where a label begins. */
static void a_device_that_is_pulled_out(void **state)
{
	(void)state;
	static const size_t at[] = { 0, 1, 200, 8192, 8193, LABEL - 1 };
	struct line lines[] = { { .hear = ASK, .say = { TEXT(OK62) } }, { .hear = END, .say = { TEXT(PRINTING COMPLETED RECEIVING) } }, LINES_END };
	struct peer k;
	struct usb u;
	struct device_result r;
	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		struct watch w = { 0 };
		usb_init(&u);
		u.gone_at = 3 + at[i] + 1; /* after the question */
		print(&brother, &u, lines, DEVICE_CONFIRMED, &k, &w, &r);
		assert_int_equal(r.end, at[i] ? DEVICE_UNKNOWN : DEVICE_WAITS);
		assert_int_equal(r.status.trouble, at[i] ? DEVICE_CUT : DEVICE_ABSENT);
		assert_int_equal(r.accepted, at[i]);
		assert_int_equal(w.sent, 0);
		peer_fini(&k);
	}
	struct watch w = { 0 };
	static const char zeros[400];
	usb_init(&u);
	print(&brother, &u, lines, DEVICE_UNKNOWN, &k, &w, &r);
	assert_int_equal(r.end, DEVICE_CONFIRMED);
	assert_int_equal(k.n, 402 + 3 + sizeof(label));
	assert_memory_equal(k.got, zeros, sizeof(zeros));
	assert_memory_equal(k.got + 400, "\x1b@\x1biS", 5);
	assert_memory_equal(k.got + 405, label, sizeof(label));
	peer_fini(&k);
}

/* The other end of its wire has gone: POLLHUP, of kernels since 2021. */
static void a_hung_up_device(void **state)
{
	(void)state;
	struct usb u;
	struct watch w = { 0 };
	struct device_result r;
	usb_init(&u);
	close(u.other);
	device_print(&brother, &u.port, DEVICE_CONFIRMED, 7, label, sizeof(label), watch_of(&w), &r);
	assert_int_equal(r.end, DEVICE_WAITS);
	assert_int_equal(r.status.trouble, DEVICE_ABSENT);
	usb_fini(&u);
}

static void bytes_arrive_as_they_were_whatever_the_pieces(void **state)
{
	(void)state;
	for (size_t piece = 1; piece < 8; piece += 2) {
		struct line lines[] = { { .hear = ASK, .say = { TEXT(OK62) } }, { .hear = END, .say = { TEXT(PRINTING COMPLETED RECEIVING) } }, LINES_END };
		struct peer k = { .arg = lines };
		struct usb u;
		struct watch w = { 0 };
		struct device_result r;
		usb_init(&u);
		u.piece = piece;
		u.storm = piece == 7 ? 1 : 0;
		u.failures = 5; /* of reading: the next transfer is under way already */
		print(&brother, &u, lines, DEVICE_CONFIRMED, &k, &w, &r);
		assert_int_equal(r.end, DEVICE_CONFIRMED);
		assert_int_equal(k.n, 3 + SHORT);
		assert_memory_equal(k.got + 3, label + LABEL - SHORT, SHORT);
		peer_fini(&k);
	}
}

static void reading_that_only_fails_ends(void **state)
{
	(void)state;
	struct line lines[] = { { .hear = ASK, .say = { TEXT(OK62) } }, LINES_END };
	struct peer k;
	struct usb u;
	struct watch w = { 0 };
	struct device_result r;
	usb_init(&u);
	u.failures = 1 << 20;
	print(&brother, &u, lines, DEVICE_CONFIRMED, &k, &w, &r);
	assert_int_equal(r.end, DEVICE_WAITS);
	assert_in_range(u.reads, 2, 100);
	peer_fini(&k);
}

/* --- blocked --------------------------------------------------------------------------------------------------------- */
static void paper_is_put_in(struct watch *w, enum device_trouble trouble)
{
	struct usb *u = w->arg;
	if (trouble == DEVICE_PAPER && u->lines_count >= 2) {
		u->bits = 0x18;
		u->unblocked = 1;
	} else if (trouble == DEVICE_SLOW) {
		u->bits = 0x30; /* somebody has a look at it */
	}
}

/* Why it takes nothing is asked for, once a second at most; it goes on when there is paper, and one label comes out. */
static void a_blocked_printer_goes_on(void **state)
{
	(void)state;
	struct line lines[] = { { .hear = ASK, .say = { TEXT(OK62) } }, { .hear = END, .say = { TEXT(PRINTING COMPLETED RECEIVING) } }, LINES_END };
	struct device_profile p = brother;
	struct peer k;
	struct usb u;
	struct watch w = { .arg = &u, .on_trouble = paper_is_put_in };
	struct device_result r;
	p.idle_ms = 20;
	usb_init(&u);
	u.blocked_at = 12000;
	print(&p, &u, lines, DEVICE_CONFIRMED, &k, &w, &r);
	assert_int_equal(r.end, DEVICE_CONFIRMED);
	assert_in_range(w.told, 3, 8);
	assert_int_equal(w.troubles[0], DEVICE_SLOW);
	assert_int_equal(w.troubles[w.told - 2], DEVICE_PAPER);
	assert_int_equal(w.troubles[w.told - 1], DEVICE_NONE);
	assert_true(u.lines_count >= 2 && u.lines_gap_ms >= 1000);
	assert_int_equal(k.n, 3 + sizeof(label));
	peer_fini(&k);
}

static void goes_on(struct watch *w, enum device_trouble trouble)
{
	if (trouble != DEVICE_NONE)
		((struct usb *)w->arg)->unblocked = 1;
}

/* Bytes that a question puts into a row would be dots. */
static void a_question_never_stands_within_a_row(void **state)
{
	(void)state;
	enum { ROW = 93, ROWS = 300 };
	static char rows[ROW * ROWS + 3];
	for (size_t i = 0; i < ROWS; i++)
		memcpy(rows + ROW * i, "g\x00\x5a", 3);
	memcpy(rows + ROW * ROWS, "END", 3);
	for (size_t in_row = 0; in_row < 2; in_row++) {
		struct line lines[] = { { .hear = ASK, .say = { TEXT(OK62) } }, { .hear = END, .say = { TEXT(PRINTING COMPLETED RECEIVING) } }, LINES_END };
		struct device_profile p = brother;
		struct peer k = { .arg = lines };
		struct usb u;
		struct watch w = { .arg = &u, .on_trouble = goes_on };
		struct device_result r;
		p.idle_ms = 20;
		usb_init(&u);
		u.blocked_at = 3 + ROW * 120 + in_row * 40 + 1;
		u.bits = 0x30;
		peer_on(&k, u.other, peer_script);
		device_print(&p, &u.port, DEVICE_CONFIRMED, 7, rows, sizeof(rows), watch_of(&w), &r);
		usb_fini(&u);
		peer_end(&k);
		close(u.other);
		assert_int_equal(r.end, DEVICE_CONFIRMED);
		assert_int_equal(u.lines_count, in_row ? 0 : 1);
		assert_int_equal(w.troubles[0], in_row ? DEVICE_SLOW : DEVICE_PAPER);
		assert_int_equal(u.largest, PORT_WRITE_MOST / ROW * ROW);
		assert_memory_equal(k.got + 3, rows, sizeof(rows));
		peer_fini(&k);
	}
}

static void waiting_has_a_limit(void **state)
{
	(void)state;
	struct line lines[] = { { .hear = ASK, .say = { TEXT(OK62) } }, LINES_END };
	struct device_profile p = brother;
	struct peer k;
	struct usb u;
	struct watch w = { 0 };
	struct device_result r;
	p.idle_ms = 10;
	p.limit_ms = 60;
	usb_init(&u);
	u.blocked_at = 5000;
	u.bits = 0x30;
	print(&p, &u, lines, DEVICE_CONFIRMED, &k, &w, &r);
	assert_int_equal(r.end, DEVICE_UNKNOWN);
	assert_int_equal(r.accepted, 4999 - 3);
	assert_int_equal(r.status.trouble, DEVICE_PAPER);
	peer_fini(&k);
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
	if (trouble != DEVICE_NONE)
		assert_int_equal(write(w->stop_fd, &one, sizeof(one)), sizeof(one));
}

static void who_gives_up_is_heard_at_once(void **state)
{
	(void)state;
	for (size_t at = 0; at < 2; at++) {
		struct line lines[] = { { .hear = ASK, .say = { TEXT(OK62) } }, LINES_END };
		struct device_profile p = brother;
		struct peer k;
		struct usb u;
		struct watch w = { .stop = stop, .on_trouble = stop_it, .stop_fd = eventfd(0, EFD_CLOEXEC) };
		struct device_result r;
		p.idle_ms = 10;
		usb_init(&u);
		u.blocked_at = 3 + at * 100 + 1;
		print(&p, &u, lines, DEVICE_CONFIRMED, &k, &w, &r);
		assert_int_equal(r.end, at ? DEVICE_UNKNOWN : DEVICE_WAITS);
		assert_int_equal(r.status.trouble, DEVICE_STOPPED);
		assert_int_equal(r.accepted, at * 100);
		close(w.stop_fd);
		peer_fini(&k);
	}
}

static int not_yet(struct watch *w)
{
	uint64_t n;
	assert_int_equal(read(w->stop_fd, &n, sizeof(n)), sizeof(n));
	((struct usb *)w->arg)->unblocked = 1;
	return 0;
}

/* Woken for something else, it goes on. */
static void who_is_woken_goes_on(void **state)
{
	(void)state;
	struct line lines[] = { { .hear = ASK, .say = { TEXT(OK62) } }, { .hear = END, .say = { TEXT(PRINTING COMPLETED RECEIVING) } }, LINES_END };
	struct device_profile p = brother;
	struct peer k;
	struct usb u;
	struct watch w = { .arg = &u, .stop = not_yet, .on_trouble = stop_it, .stop_fd = eventfd(0, EFD_CLOEXEC) };
	struct device_result r;
	p.idle_ms = 10;
	usb_init(&u);
	u.blocked_at = 9000;
	print(&p, &u, lines, DEVICE_CONFIRMED, &k, &w, &r);
	assert_int_equal(r.end, DEVICE_CONFIRMED);
	assert_int_equal(u.unblocked, 1);
	close(w.stop_fd);
	peer_fini(&k);
}

/* The cover is opened after the last byte and closed again: it tells both, and goes on. */
static void a_cover_that_is_opened_while_it_prints(void **state)
{
	(void)state;
	struct line lines[] = { { .hear = ASK, .say = { TEXT(OK62) } },
		                { .hear = END, .say = { TEXT(PRINTING COVER_OPEN RECEIVING PRINTING COMPLETED RECEIVING) } },
		                LINES_END };
	struct peer k;
	struct usb u;
	struct watch w = { 0 };
	struct device_result r;
	usb_init(&u);
	print(&brother, &u, lines, DEVICE_CONFIRMED, &k, &w, &r);
	assert_int_equal(r.end, DEVICE_CONFIRMED);
	assert_int_equal(w.told, 2);
	assert_int_equal(w.troubles[0], DEVICE_COVER);
	assert_int_equal(w.troubles[1], DEVICE_NONE);
	peer_fini(&k);
}

/* --- printers that do not answer ------------------------------------------------------------------------------------- */
static void a_printer_without_a_way_back_is_not_asked(void **state)
{
	(void)state;
	struct line lines[] = { LINES_END };
	for (int trust = 0; trust < 2; trust++) {
		for (int empty = 0; empty < 2; empty++) {
			struct device_profile p = brother;
			struct peer k;
			struct usb u;
			struct watch w = { 0 };
			struct device_result r;
			p.trust = (uint8_t)trust;
			usb_init(&u);
			u.port.one_way = 1;
			u.bits = empty ? 0x20 : 0x10; /* a cheap board: says error at all times */
			print(&p, &u, lines, DEVICE_CONFIRMED, &k, &w, &r);
			assert_int_equal(r.end, empty ? DEVICE_WAITS : trust ? DEVICE_CONFIRMED : DEVICE_UNKNOWN);
			assert_int_equal(r.status.trouble, empty ? DEVICE_PAPER : trust ? DEVICE_NONE : DEVICE_SILENT);
			assert_int_equal(k.n, empty ? 0 : sizeof(label));
			peer_fini(&k);
		}
	}
}

/* It took its time for the last bytes, and then they were gone: a clean transfer. */
static void slow_is_no_reason_to_doubt(void **state)
{
	(void)state;
	struct line lines[] = { LINES_END };
	struct device_profile p = brother;
	struct peer k;
	struct usb u;
	struct watch w = { 0 };
	struct device_result r;
	p.asks = 0;
	p.trust = 1;
	p.idle_ms = 10;
	usb_init(&u);
	u.undrained = 8;
	print(&p, &u, lines, DEVICE_CONFIRMED, &k, &w, &r);
	assert_int_equal(r.end, DEVICE_CONFIRMED);
	assert_true(w.told >= 2);
	assert_int_equal(w.troubles[w.told - 2], DEVICE_SLOW);
	assert_int_equal(w.troubles[w.told - 1], DEVICE_NONE);
	peer_fini(&k);
}

static void a_silent_one_prints_all_the_same(void **state)
{
	(void)state;
	struct line lines[] = { LINES_END };
	for (int trust = 0; trust < 2; trust++) {
		struct device_profile p = brother;
		struct peer k;
		struct usb u;
		struct watch w = { 0 };
		struct device_result r;
		p.trust = (uint8_t)trust;
		p.proof_ms = 50;
		usb_init(&u);
		print(&p, &u, lines, DEVICE_CONFIRMED, &k, &w, &r);
		assert_int_equal(r.end, trust ? DEVICE_CONFIRMED : DEVICE_UNKNOWN);
		assert_int_equal(k.n, 3 + sizeof(label));
		peer_fini(&k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(brother_tells_that_a_label_is_out),
		cmocka_unit_test(half_a_story_is_no_proof),
		cmocka_unit_test(what_cannot_print_is_not_sent_a_label),
		cmocka_unit_test(a_device_that_is_pulled_out),
		cmocka_unit_test(a_hung_up_device),
		cmocka_unit_test(bytes_arrive_as_they_were_whatever_the_pieces),
		cmocka_unit_test(reading_that_only_fails_ends),
		cmocka_unit_test(a_blocked_printer_goes_on),
		cmocka_unit_test(a_question_never_stands_within_a_row),
		cmocka_unit_test(waiting_has_a_limit),
		cmocka_unit_test(who_gives_up_is_heard_at_once),
		cmocka_unit_test(who_is_woken_goes_on),
		cmocka_unit_test(a_cover_that_is_opened_while_it_prints),
		cmocka_unit_test(a_printer_without_a_way_back_is_not_asked),
		cmocka_unit_test(slow_is_no_reason_to_doubt),
		cmocka_unit_test(a_silent_one_prints_all_the_same),
	};
	memset(label, 'a', sizeof(label));
	memcpy(label + sizeof(label) - 3, "END", 3);
	return cmocka_run_group_tests_name("labels: usb", tests, NULL, NULL);
}
