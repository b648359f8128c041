/* SPDX-License-Identifier: MPL-2.0 */
/* How long it takes from the touch of "print" to the first byte of the label at a printer that is ready.
 *
 *   first_byte GLANE [TIMES]
 *
 * The printer is a thread here that answers ZPL's questions at once, so that the clock is the same on both sides.  Three commits lie
 * between (the wish, the claim with its bytes, "the first byte is imminent"), so a commit on this disk is measured beside it.  A
 * figure, not a test: put TMPDIR on the disk that the data would be on. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "house.h"
#include "tap.h"

static struct house h;
static _Atomic int64_t first_us;
static atomic_int labels; /* so many have come out */

static int64_t now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void say(int fd, const char *text)
{
	if (send(fd, text, strlen(text), MSG_NOSIGNAL) < 0)
		note("the printer is not listened to");
}

/* Takes the first order of `p` away and answers it; false: there is none that is whole. */
static bool obey(int fd, char *p, size_t *n)
{
	static const struct {
		const char *order, *answer;
	} orders[] = {
		{ "~HI", "\x02" "ZD220-203dpi,V84.20.21Z,8,65536KB\x03\r\n" },
		{ "~HQES", "\x02\r\n\r\n  PRINTER STATUS\r\n  ERRORS:         0 00000000 00000000\r\n  WARNINGS:       0 00000000 00000000\r\n\x03\r\n" },
		{ "~HS", "\x02" "030,0,0,0711,000,0,0,0,000,0,0,0\x03\r\n\x02" "000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x02" "1234,0\x03\r\n" },
		{ "total_label_count\"\r\n", NULL },
		{ "^XZ", "" },
	};
	char *at = NULL, count[20];
	size_t which = 0;
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		char *found = memmem(p, *n, orders[i].order, strlen(orders[i].order));
		if (found && (!at || found < at)) {
			at = found;
			which = i;
		}
	}
	if (!at)
		return false;
	if (strcmp(orders[which].order, "^XZ") == 0)
		atomic_fetch_add(&labels, 1);
	snprintf(count, sizeof(count), "\"%d\"\r\n", atomic_load(&labels));
	say(fd, orders[which].answer ? orders[which].answer : count);
	size_t done = (size_t)(at - p) + strlen(orders[which].order);
	memmove(p, p + done, *n - done);
	*n -= done;
	return true;
}

static void serve(int fd)
{
	static char p[1 << 18];
	size_t n = 0;
	int one = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	for (;;) {
		ssize_t got = recv(fd, p + n, sizeof(p) - n, 0);
		int64_t now = now_us();
		if (got <= 0)
			return;
		setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &one, sizeof(one));
		int64_t none = 0;
		if (memmem(p + n, (size_t)got, "^XA", 3))
			atomic_compare_exchange_strong(&first_us, &none, now);
		n += (size_t)got;
		while (obey(fd, p, &n))
			;
	}
}

static void *printer(void *arg)
{
	for (int fd; (fd = accept(*(int *)arg, NULL, NULL)) >= 0; close(fd))
		serve(fd);
	return NULL;
}

static uint16_t listen_on(int *ret)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t size = sizeof(a);
	*ret = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (*ret < 0 || bind(*ret, (struct sockaddr *)&a, size) || listen(*ret, 4) || getsockname(*ret, (struct sockaddr *)&a, &size))
		bail("no port");
	return ntohs(a.sin_port);
}

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

static void tell(const char *what, int64_t *us, size_t n)
{
	qsort(us, n, sizeof(*us), compare);
	printf("%-42s p50 %7.2f ms   p99 %7.2f ms   longest %7.2f ms\n", what, (double)us[n / 2] / 1000, (double)us[n * 99 / 100] / 1000,
	       (double)us[n - 1] / 1000);
}

/* What the disk takes for as much as a commit of this size writes. */
static void commits(const char *dir, size_t times, int64_t *us)
{
	char path[200], block[16384] = "";
	snprintf(path, sizeof(path), "%s/commit", dir);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	for (size_t i = 0; i < times; i++) {
		int64_t begin = now_us();
		if (pwrite(fd, block, sizeof(block), (off_t)(i % 100 * sizeof(block))) < 0 || fdatasync(fd))
			bail("the disk");
		us[i] = now_us() - begin;
	}
	close(fd);
}

int main(int argc, char **argv)
{
	char dir[120], code[16], json[100], sql[100];
	pthread_t thread;
	int listening;
	if (argc < 2)
		bail("first_byte GLANE [TIMES]");
	program_glane = argv[1];
	size_t times = argc > 2 ? (size_t)atoi(argv[2]) : 200;
	int64_t *us = calloc(times, sizeof(*us)), *answered = calloc(times, sizeof(*us)), *disk = calloc(times, sizeof(*us));
	temp_dir("first-byte", dir, sizeof(dir));
	house_open(&h, dir, 1);
	house_row(&h, listen_on(&listening), "'zpl','ZPL-4',203,'50x30',1", NULL);
	if (pthread_create(&thread, NULL, printer, &listening) != 0)
		bail("no thread");
	commits(dir, times, disk);
	house_start(&h, NULL);
	for (size_t i = 0; i < times; i++) {
		house_item(&h, code); /* its record wants a label; the touch is for another one */
		snprintf(sql, sizeof(sql), "SELECT count(*) FROM labels_spool WHERE state = 'confirmed'");
		if (!house_until(&h, sql, (int64_t)(2 * i + 1), 60000))
			bail("a label does not come out");
		atomic_store(&first_us, 0);
		snprintf(json, sizeof(json), "{\"code\":\"%s\"}", code);
		int64_t begin = now_us();
		int status = house_post(&h, "/p/labels/print", json, NULL, 0);
		answered[i] = now_us() - begin;
		if (status != 201 || !house_until(&h, sql, (int64_t)(2 * i + 2), 60000))
			bail("a label does not come out: %d", status);
		us[i] = atomic_load(&first_us) - begin;
	}
	tell("a write of 16 KiB and its sync", disk, times);
	tell("touch to the answer (the wish is on disk)", answered, times);
	tell("touch to the first byte at the printer", us, times);
	bool ended = house_close(&h);
	shutdown(listening, SHUT_RDWR);
	pthread_join(thread, NULL);
	remove_dir(dir);
	return ended ? 0 : 1;
}
