/* SPDX-License-Identifier: MPL-2.0 */
/* The printer that is there keeps to what it says: where labels end, what stands for usblp does as usblp, scripts mean something. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "labels/tests/printing.h"
#include "tap.h"
#include "vprinter/live.h"

enum { WAIT_MS = 60000 };

static struct live_setup setup_of(const struct print_case *k, enum live_on on, const char *script)
{
	/* The one of 58 mm has no cutter. */
	return (struct live_setup){ .language = k->language, .device = { .dpi = k->dpi, .head = k->head }, .on = on, .script = script,
		                    .no_cutter = strcmp(k->model ? k->model : "", "ESCPOS-58") == 0 };
}

static int came_out(const struct live_counts *c, void *arg)
{
	return c->out + c->spoiled >= *(uint64_t *)arg;
}

static int has_ended(const struct live_counts *c, void *arg)
{
	return c->ended >= *(uint64_t *)arg;
}

static int wait_for(struct live *l, int (*what)(const struct live_counts *, void *), uint64_t n)
{
	return live_wait(l, what, &n, WAIT_MS);
}

static int connected(const struct live *l)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(live_number(l)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0)
		bail("no connection");
	return fd;
}

/* Three labels in one go are three labels, each whole: the ends are found in every language. */
static void labels_end_where_they_end(void)
{
	for (uint32_t i = 0; i < print_case_count; i++) {
		const struct print_case *k = &print_cases[i];
		if (k->language == VPRINTER_PWG)
			continue;
		struct live_setup setup = setup_of(k, LIVE_TCP, "print 1\n");
		struct live *l = live_start(&setup);
		struct bytes stream = { 0 }, last = { 0 };
		struct bitmap b = { 0 };
		for (unsigned n = 0; n < 3; n++) {
			bitmap_fini(&b);
			b = print_picture(k, 40 + n);
			struct bytes one = print_encoded(k, &b);
			bytes_add(&stream, one.p, one.n);
			bytes_fini(&one);
		}
		int fd = l ? connected(l) : -1, sent = fd >= 0;
		for (size_t at = 0; sent && at < stream.n;) {
			ssize_t n = send(fd, stream.p + at, stream.n - at, MSG_NOSIGNAL);
			sent = n > 0;
			at += sent ? (size_t)n : 0;
		}
		shutdown(fd, SHUT_WR);
		struct live_counts c = { 0 };
		if (l && wait_for(l, came_out, 3)) {
			c = live_counts(l);
			last = live_last(l);
		}
		ok(sent && c.out == 3 && !c.spoiled && print_same(k, &b, &last), "three labels of %s %s %s in one go come out", k->encoder, k->model, k->media);
		close(fd);
		bytes_fini(&last);
		bytes_fini(&stream);
		bitmap_fini(&b);
		live_stop(l);
	}
}

static int polled(const struct port *p, int ms)
{
	struct pollfd f = { p->fd, POLLIN | POLLOUT, 0 };
	poll(&f, 1, ms);
	return f.revents;
}

static const struct print_case *dymo(void)
{
	uint32_t i = 0;
	while (print_cases[i].language != VPRINTER_DYMO)
		i++;
	return &print_cases[i];
}

static void writes_are_as_those_of_usblp(void)
{
	struct live_setup setup = setup_of(dymo(), LIVE_USB, "deaf until told\n");
	struct live *l = live_start(&setup);
	struct port p, second;
	static unsigned char zeros[20000];
	if (!ok(l && live_open(l, &p) == 0, "the stand-in for usblp opens"))
		return;
	ok(live_open(l, &second) == -EBUSY, "once");
	ok(polled(&p, 0) & POLLOUT, "it takes bytes");
	ok(p.ops->write(&p, zeros, sizeof(zeros)) == 8192, "8192 of them and not more");
	ok(p.ops->write(&p, zeros, 1) == -EAGAIN && !(polled(&p, 20) & POLLOUT) && p.ops->drained(&p) == 0, "as long as they are under way, no other");
	live_mend(l);
	ok(polled(&p, WAIT_MS) & POLLOUT && p.ops->drained(&p) == 1, "POLLOUT says that they have gone");
	ok(p.ops->lines(&p) == 0x18, "its lines are those of a printer that is ready");
	(void)live_do(l, "paper until told");
	ok(p.ops->lines(&p) == 0x30, "and without paper");
	live_mend(l);
	ok(p.ops->write(&p, "\x1b" "A", 2) == 2 && polled(&p, WAIT_MS) & POLLIN, "it answers a question");
	unsigned char answer[10];
	ok(p.ops->read(&p, answer, sizeof(answer)) == 1 && answer[0] == 0x03 && p.ops->read(&p, answer, sizeof(answer)) == -EAGAIN, "once");
	(void)live_do(l, "talk until told");
	long got;
	do { /* its transfers of no bytes */
		(void)polled(&p, WAIT_MS);
		got = p.ops->read(&p, answer, sizeof(answer));
	} while (got > 0 || got == -EAGAIN);
	ok(got == 0, "a read of 0 is no end");
	live_mend(l);
	(void)live_do(l, "cut");
	while (!(polled(&p, 5) & POLLHUP)) /* what it had said is still there */
		;
	ok(p.ops->write(&p, zeros, 1) == -ENODEV && p.ops->lines(&p) == -ENODEV && p.ops->drained(&p) == -ENODEV, "after it was pulled out all is ENODEV");
	while (p.ops->read(&p, answer, sizeof(answer)) > 0)
		;
	ok(p.ops->read(&p, answer, sizeof(answer)) == -ENODEV, "reading too, behind the last words");
	ok(live_open(l, &second) == 0, "the new node opens while the old one is held");
	second.ops->close(&second);
	p.ops->close(&p);
	(void)live_do(l, "gone until told");
	ok(live_open(l, &p) == -ENOENT, "without a node there is nothing to open");
	live_stop(l);
}

/* close() takes back what is under way: who does not wait for POLLOUT loses the end of his label. */
static void closing_kills_what_is_under_way(void)
{
	const struct print_case *k = dymo();
	struct live_setup setup = setup_of(k, LIVE_USB, "deaf until told\n");
	struct live *l = live_start(&setup);
	struct bitmap b = print_picture(k, 5);
	struct bytes label = print_encoded(k, &b);
	struct port p;
	if (!l || live_open(l, &p) != 0)
		bail("no stand-in");
	long put = p.ops->write(&p, label.p, label.n);
	p.ops->close(&p);
	int ended = wait_for(l, has_ended, 1);
	live_mend(l);
	struct live_counts c = live_counts(l);
	ok(put > 0 && ended && c.bytes == 0 && c.resets == 1, "what was under way when its sender closed never arrives");
	bytes_fini(&label);
	bitmap_fini(&b);
	live_stop(l);
}

static void scripts_are_read(void)
{
	static const char *const good[] = { "", "# nothing\n\n", "label 2 byte 300 paper until asked 3", "label any byte end cut\nlabel 1/20 byte ? cover until 30 ms\n",
		                            "roll 62 0 red", "garbage other until told # comment", "slow 1 50\nprint 5\nbuffer 0\nseed 4\ncounts no\necho no" };
	static const char *const bad[] = { "papier", "label 0 paper", "label 1/0 cut", "byte x cut", "paper until", "paper until 5", "paper until asked", "roll 62", "garbage", "slow 0 5",
		                           "seed", "paper cover", "label 2" };
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]) + sizeof(bad) / sizeof(bad[0]); i++) {
		int is_good = i < sizeof(good) / sizeof(good[0]);
		const char *script = is_good ? good[i] : bad[i - sizeof(good) / sizeof(good[0])];
		struct live_setup setup = setup_of(dymo(), LIVE_TCP, script);
		struct live *l = live_start(&setup);
		ok((l != NULL) == is_good, "the script '%s' is %s", script, is_good ? "read" : "refused");
		live_stop(l);
	}
}

int main(void)
{
	labels_end_where_they_end();
	writes_are_as_those_of_usblp();
	closing_kills_what_is_under_way();
	scripts_are_read();
	return tap_end();
}
