/* SPDX-License-Identifier: MPL-2.0 */
/* The reader on a line that the test holds: what it asks and when, what it makes of a line that takes and gives little. */
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "scale/reader.h"

static struct line {
	int opens, open_fails, closed;
	const char *gives; /* one read after the other, each ends with '|' */
	int gone;          /* what a read says once all is given; 0: there is nothing now */
	size_t takes;      /* bytes of a write; 0: it takes none now */
	char asked[200];
} line;

static long line_read(struct port *p, void *to, size_t n)
{
	size_t k = line.gives ? strcspn(line.gives, "|") : 0;
	(void)p;
	if (!line.gives || !*line.gives)
		return line.gone == 1 ? 0 : line.gone ? line.gone : -EAGAIN;
	assert_true(k <= n);
	memcpy(to, line.gives, k);
	line.gives += k + (line.gives[k] == '|');
	return k ? (long)k : -EINTR;
}

static long line_write(struct port *p, const void *from, size_t n)
{
	size_t k = n < line.takes ? n : line.takes;
	(void)p;
	strncat(line.asked, from, k);
	return k ? (long)k : -EAGAIN;
}

static void line_close(struct port *p)
{
	(void)p;
	line.closed++;
}

static int line_open(const struct port_address *a, int wake_fd, struct port *ret)
{
	static const struct port_ops OPS = { .read = line_read, .write = line_write, .close = line_close };
	(void)a;
	assert_int_equal(wake_fd, -1);
	line.opens++;
	if (line.open_fails)
		return line.open_fails;
	*ret = (struct port){ .ops = &OPS, .fd = 100, .kind = PORT_SERIAL };
	return 0;
}

static struct reader reader_on(const char *protocol)
{
	struct reader_setup s = { .protocol = protocol_find(protocol), .address = { .kind = PORT_SERIAL }, .open = line_open };
	struct reader r;
	line = (struct line){ .takes = 100 };
	reader_init(&r, &s);
	return r;
}

static struct reader_view after(struct reader *r, const char *gives, int64_t now_ms)
{
	struct reader_view v;
	if (gives)
		line.gives = gives;
	reader_step(r, -1, now_ms);
	reader_look(r, now_ms, &v);
	return v;
}

static void the_settings_are_the_protocols_unless_somebody_says_others(void **state)
{
	struct reader r = reader_on("toledo-8217");
	struct reader_setup s = r.setup;
	(void)state;
	assert_int_equal(r.setup.address.line.bits, 7);
	assert_int_equal(r.setup.address.line.parity, 'E');
	s.address.line = (struct port_line){ 4800, 'N', 8, 1, 0, 0 };
	reader_init(&r, &s);
	assert_int_equal(r.setup.address.line.baud, 4800);
	assert_int_equal(r.setup.address.line.bits, 8);
}

static void what_cannot_be_opened_is_tried_once_a_second(void **state)
{
	struct reader r = reader_on("mt-sics");
	struct reader_view v;
	(void)state;
	line.open_fails = -EACCES;
	for (int64_t now = 10000; now < 15000; now += 100)
		v = after(&r, NULL, now);
	assert_int_equal(line.opens, 5);
	assert_int_equal(v.state, READER_CLOSED);
	assert_int_equal(v.why, -EACCES);
	assert_int_equal(reader_fd(&r), -1);
	assert_true(reader_wait_ms(&r, 14900) <= READER_WAIT_MS);
	line.open_fails = 0;
	v = after(&r, NULL, 15000);
	assert_int_equal(v.state, READER_LISTENS);
	assert_int_equal(v.why, 0);
	assert_int_equal(reader_fd(&r), 100);
	reader_fini(&r);
	assert_int_equal(line.closed, 1);
	reader_fini(&r);
	assert_int_equal(line.closed, 1);
}

static void a_question_leaves_in_pieces_and_is_not_asked_on_top_of_itself(void **state)
{
	struct reader r = reader_on("mt-sics");
	(void)state;
	line.takes = 0;
	after(&r, NULL, 1000);
	assert_int_equal(reader_events(&r), POLLIN | POLLOUT);
	assert_string_equal(line.asked, "");
	line.takes = 1;
	after(&r, NULL, 1300);
	assert_string_equal(line.asked, "SI\r\n");
	assert_int_equal(reader_events(&r), POLLIN);
	for (int64_t now = 1320; now < 2000; now += 20)
		after(&r, NULL, now);
	assert_string_equal(line.asked, "SI\r\n"); /* no answer: a second of patience */
	after(&r, NULL, 2300);
	assert_string_equal(line.asked, "SI\r\nSI\r\n");
	after(&r, "S S 1.840 kg\r\n", 2310);
	after(&r, NULL, 2490);
	assert_string_equal(line.asked, "SI\r\nSI\r\n");
	after(&r, NULL, 2500); /* answered: its usual pace */
	assert_string_equal(line.asked, "SI\r\nSI\r\nSI\r\n");
}

static void an_accepted_question_is_followed_up(void **state)
{
	struct reader r = reader_on("cas-ecr");
	struct reader_view v;
	(void)state;
	after(&r, NULL, 1000);
	assert_string_equal(line.asked, "\x05");
	after(&r, "\x06", 1020);
	assert_string_equal(line.asked, "\x05\x11");
	v = after(&r, "\x01\x02S 01.84|0kg\x6c\x03\x04", 1040);
	assert_int_equal(v.weight.mg, 1840000);
	after(&r, "\x06", 1060); /* nobody asked: it is not answered */
	assert_string_equal(line.asked, "\x05\x11");
}

static void a_line_that_ends_is_closed_and_opened_again(void **state)
{
	static const int ENDS[] = { 1 /* a read of 0 */, -EIO, -ENODEV };
	(void)state;
	for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++) {
		struct reader r;
		struct reader_view v;
		r = reader_on("st-gs");
		v = after(&r, "ST,GS,+  1.840kg\r\n", 1000);
		assert_int_equal(v.weight.mg, 1840000);
		line.gone = ENDS[i];
		v = after(&r, NULL, 1100);
		assert_int_equal(v.state, READER_CLOSED);
		assert_int_equal(v.why, ENDS[i] == 1 ? -ENODEV : ENDS[i]);
		assert_int_equal(v.weight.state, WEIGHT_NONE);
		assert_int_equal(v.age_ms, -1);
		assert_int_equal(line.closed, 1);
		line.gone = 0;
		v = after(&r, NULL, 2100);
		assert_int_equal(v.state, READER_LISTENS);
		assert_int_equal(line.opens, 2);
	}
}

static void what_waited_while_nobody_looked_is_thrown_away(void **state)
{
	struct reader r = reader_on("st-gs");
	struct reader_view v;
	(void)state;
	v = after(&r, "ST,GS,+  1.840kg\r\n", 1000);
	assert_int_equal(v.fresh, 1);
	v = after(&r, "ST,GS,+  1.840kg\r\n|ST,GS,+  5.000kg\r\n", 1000 + READER_STALL_MS + 1);
	assert_int_equal(v.weight.mg, 1840000);
	assert_int_equal(v.age_ms, READER_STALL_MS + 1);
	assert_false(v.offers);
	v = after(&r, "ST,GS,+  5.000kg\r\n", 1000 + READER_STALL_MS + 100);
	assert_int_equal(v.weight.mg, 5000000);
}

/* "1" and, much later, "2.345kg" are not 12.345 kg. */
static void two_halves_with_a_pause_are_no_frame(void **state)
{
	struct reader r = reader_on("adam");
	struct reader_view v;
	(void)state;
	after(&r, NULL, 1000);
	after(&r, NULL, 1500); /* quiet: what comes now begins a frame */
	v = after(&r, "  3.000kg\r\n|1", 1700);
	assert_int_equal(v.weight.mg, 3000000);
	after(&r, NULL, 2200);
	v = after(&r, "2.345kg\r\n", 2300);
	assert_int_equal(v.weight.mg, 2345000);
	v = after(&r, "1", 2400);
	v = after(&r, "2.345kg\r\n", 3300); /* nobody looked in between: nobody knows whether it paused */
	assert_int_equal(v.weight.mg, 2345000);
	assert_int_equal(r.frame_ms, 2300);
	v = after(&r, "1|2.345kg\r\n", 3400); /* two reads of one frame */
	assert_int_equal(v.weight.mg, 12345000);
}

/* In the middle of a frame one begins to listen. */
static void the_end_of_a_frame_is_not_taken_for_one(void **state)
{
	struct reader r = reader_on("ohaus");
	struct reader_view v;
	(void)state;
	v = after(&r, "40 kg   \r\n", 1000);
	assert_int_equal(v.state, READER_LISTENS);
	v = after(&r, "    1.840 kg   \r\n", 1100);
	assert_int_equal(v.weight.mg, 1840000);
}

static void silence_and_another_language_are_told_apart(void **state)
{
	struct reader r = reader_on("mt-sics");
	struct reader_view v;
	int64_t now = 1000;
	(void)state;
	v = after(&r, NULL, now);
	assert_int_equal(v.state, READER_LISTENS);
	for (int i = 0; i < 50; i++)
		v = after(&r, NULL, now += 100);
	assert_int_equal(v.state, READER_SILENT);
	for (int i = 0; i < 50; i++)
		v = after(&r, "ST,GS,+  1.840kg\r\n", now += 100);
	assert_int_equal(v.state, READER_GARBLED);
	assert_int_equal(v.weight.state, WEIGHT_NONE);
	v = after(&r, "S S 1.840 kg\r\n", now += 100);
	assert_int_equal(v.state, READER_TALKS);
	v = after(&r, NULL, now += READER_FRESH_MS);
	assert_int_equal(v.fresh, 1);
	v = after(&r, NULL, now += 1);
	assert_int_equal(v.fresh, 0);
	assert_int_equal(v.age_ms, READER_FRESH_MS + 1);
}

/* Asked, it answers a weight once; the next question has no answer because that has not changed. */
static void a_scale_that_tells_changes_alone_is_offered_by_its_silence(void **state)
{
	struct reader r = reader_on("adam");
	struct reader_view v;
	int64_t now = 1000, said;
	(void)state;
	for (int i = 0; i < 20; i++) /* quiet, and nothing said before: off, for all we know */
		v = after(&r, NULL, now += 500);
	assert_int_equal(v.state, READER_SILENT);
	v = after(&r, "G/W    1.840kg\r\n", now += 500);
	said = now;
	assert_int_equal(v.weight.mg, 1840000);
	assert_false(v.offers);
	line.asked[0] = 0;
	while (!line.asked[0])
		v = after(&r, NULL, now += reader_wait_ms(&r, now));
	assert_int_equal(now - said, 400); /* asked once more, soon */
	assert_false(v.offers);
	while (!v.offers && now < said + 5000)
		v = after(&r, NULL, now += reader_wait_ms(&r, now));
	assert_int_equal(now - said, 1400);
	assert_true(v.fresh);
	reader_taken(&r);
	v = after(&r, NULL, now += 500);
	assert_false(v.offers);
	while (now + 500 < said + STEADY_HOLDS_MS) {
		v = after(&r, NULL, now += 500);
		assert_int_equal(v.state, READER_TALKS);
		assert_int_equal(v.age_ms, 0);
	}
	v = after(&r, NULL, now += 600);
	assert_int_equal(v.state, READER_QUIET);
	assert_int_equal(v.weight.state, WEIGHT_NONE);
	v = after(&r, "G/W    1.840kg\r\n", now += 500); /* it was empty in between: another thing of the same weight */
	said = now;
	while (!v.offers && now < said + 5000)
		v = after(&r, NULL, now += reader_wait_ms(&r, now));
	assert_int_equal(now - said, 1400);
	v = after(&r, "G/W    2.000kg\r\n", now += 500); /* and what it says next counts at once */
	assert_int_equal(v.weight.mg, 2000000);
	assert_false(v.offers);
}

/* It hears, and the question is none of its own: not for ever "it moves". */
static void refusals_without_end_are_another_language(void **state)
{
	struct reader r = reader_on("mt-sics");
	struct reader_view v;
	int64_t now = 1000;
	(void)state;
	for (; now <= 11000; now += 500) {
		v = after(&r, "ES\r\n", now);
		assert_int_equal(v.weight.state, WEIGHT_REFUSED);
	}
	v = after(&r, "ES\r\n", now);
	assert_int_equal(v.state, READER_GARBLED);
	assert_int_equal(v.weight.state, WEIGHT_NONE);
	v = after(&r, "S S 1.840 kg\r\n", now += 500);
	assert_int_equal(v.state, READER_TALKS);
	v = after(&r, "S I\r\n", now += 500); /* busy for a moment */
	assert_int_equal(v.weight.state, WEIGHT_REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_settings_are_the_protocols_unless_somebody_says_others),
		cmocka_unit_test(what_cannot_be_opened_is_tried_once_a_second),
		cmocka_unit_test(a_question_leaves_in_pieces_and_is_not_asked_on_top_of_itself),
		cmocka_unit_test(an_accepted_question_is_followed_up),
		cmocka_unit_test(a_line_that_ends_is_closed_and_opened_again),
		cmocka_unit_test(what_waited_while_nobody_looked_is_thrown_away),
		cmocka_unit_test(two_halves_with_a_pause_are_no_frame),
		cmocka_unit_test(the_end_of_a_frame_is_not_taken_for_one),
		cmocka_unit_test(silence_and_another_language_are_told_apart),
		cmocka_unit_test(refusals_without_end_are_another_language),
		cmocka_unit_test(a_scale_that_tells_changes_alone_is_offered_by_its_silence),
	};
	return cmocka_run_group_tests_name("scale/reader", tests, NULL, NULL);
}
