/* SPDX-License-Identifier: MPL-2.0 */
/* device_print against small printers: a thread at the other end of a real connection. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "labels/tests/wire.h"

enum { BIG = 120000 };
static unsigned char big[BIG];

static struct device_profile network(const struct peer *peer, const char *language)
{
	return (struct device_profile){ .port = { .kind = PORT_TCP, .at = "127.0.0.1", .number = peer->number }, .language = language, .asks = 1 };
}

/* --- network --------------------------------------------------------------------------------------------------------- */
/* It says something all the time: a close() of who does not read that destroys what is under way.  Ends when the other side
 * has, and says that it saw it. */
static void chatters(struct peer *k)
{
	unsigned char status[32] = { 0x80, 0x20, 0x42 };
	do
		peer_say(k, status, sizeof(status));
	while (peer_hear(k) > 0);
	atomic_store(&k->saw_end, 1);
}

static void what_the_printer_says_unasked_does_not_destroy_the_label(void **state)
{
	(void)state;
	struct peer peer;
	struct watch w = { 0 };
	struct device_result r;
	peer_listen(&peer, chatters);
	struct device_profile p = network(&peer, "png");
	p.trust = 1;
	p.drain_ms = 2000;
	device_print(&p, NULL, DEVICE_CONFIRMED, 1, big, sizeof(big), watch_of(&w), &r);
	int ended = atomic_load(&peer.saw_end); /* all of it was there before the connection was given up */
	peer_end(&peer);
	assert_int_equal(r.end, DEVICE_CONFIRMED);
	assert_int_equal(r.accepted, sizeof(big));
	assert_int_equal(ended, 1);
	assert_int_equal(peer.n, sizeof(big));
	assert_memory_equal(peer.got, big, sizeof(big));
	assert_int_equal(w.imminent, 1);
	assert_int_equal(w.sent, 1);
	peer_fini(&peer);
}

static void without_proof_and_trust_a_person_is_asked(void **state)
{
	(void)state;
	struct peer peer;
	struct watch w = { 0 };
	struct device_result r;
	peer_listen(&peer, chatters);
	struct device_profile p = network(&peer, "png");
	device_print(&p, NULL, DEVICE_CONFIRMED, 1, big, 1000, watch_of(&w), &r);
	peer_end(&peer);
	assert_int_equal(r.end, DEVICE_UNKNOWN);
	assert_int_equal(r.status.trouble, DEVICE_SILENT);
	assert_int_equal(peer.n, 1000);
	peer_fini(&peer);
}

static void nobody_there_keeps_the_label(void **state)
{
	(void)state;
	struct peer peer;
	struct watch w = { 0 };
	struct device_result r;
	peer_listen(&peer, chatters);
	struct device_profile p = network(&peer, "zpl");
	peer_end(&peer); /* the number is nobody's now */
	device_print(&p, NULL, DEVICE_CONFIRMED, 1, big, 1000, watch_of(&w), &r);
	assert_int_equal(r.end, DEVICE_WAITS);
	assert_int_equal(r.status.trouble, DEVICE_ABSENT);
	assert_int_equal(r.accepted, 0);
	assert_int_equal(w.imminent, 0);
	peer_fini(&peer);
}

static void what_is_not_on_disk_first_is_not_sent(void **state)
{
	(void)state;
	struct peer peer;
	struct watch w = { .refuses = 1 };
	struct device_result r;
	peer_listen(&peer, chatters);
	struct device_profile p = network(&peer, "png");
	device_print(&p, NULL, DEVICE_CONFIRMED, 1, big, 1000, watch_of(&w), &r);
	peer_end(&peer);
	assert_int_equal(r.end, DEVICE_WAITS);
	assert_int_equal(peer.n, 0);
	peer_fini(&peer);
}

/* --- files ----------------------------------------------------------------------------------------------------------- */
static void a_label_becomes_a_file(void **state)
{
	(void)state;
	char dir[] = "/tmp/glane-device-XXXXXX", path[256];
	struct watch w = { 0 };
	struct device_result r;
	struct device_profile p = { .language = "png", .below = mkdtemp(dir), .file = "7K2-1.png", .asks = 1 };
	assert_int_equal(port_parse("file:labels", &p.port), 0);
	device_print(&p, NULL, DEVICE_UNKNOWN, 1, big, 100000, watch_of(&w), &r);
	assert_int_equal(r.end, DEVICE_CONFIRMED);
	assert_int_equal(w.imminent, 1);
	snprintf(path, sizeof(path), "%s/labels/7K2-1.png", dir);
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 100000);
	unlink(path);
	/* No half of it stays, and the label waits. */
	w.refuses = 1;
	device_print(&p, NULL, DEVICE_CONFIRMED, 1, big, 100000, watch_of(&w), &r);
	assert_int_equal(r.end, DEVICE_WAITS);
	snprintf(path, sizeof(path), "%s/labels", dir);
	assert_int_equal(rmdir(path), 0); /* it is empty */
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600); /* a file where the folder should be */
	close(fd);
	w.refuses = 0;
	device_print(&p, NULL, DEVICE_CONFIRMED, 1, big, 100, watch_of(&w), &r);
	assert_int_equal(r.end, DEVICE_WAITS);
	assert_int_equal(r.status.trouble, DEVICE_DENIED); /* not "absent": nobody looks for a plug */
	unlink(path);
	assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_printer_says_unasked_does_not_destroy_the_label),
		cmocka_unit_test(without_proof_and_trust_a_person_is_asked),
		cmocka_unit_test(nobody_there_keeps_the_label),
		cmocka_unit_test(what_is_not_on_disk_first_is_not_sent),
		cmocka_unit_test(a_label_becomes_a_file),
	};
	for (size_t i = 0; i < sizeof(big); i++)
		big[i] = (unsigned char)(i * 2654435761u >> 24);
	return cmocka_run_group_tests_name("labels: device", tests, NULL, NULL);
}
