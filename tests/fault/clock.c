/* SPDX-License-Identifier: MPL-2.0 */
/* The clock jumps: a machine without a clock chip starts ten years ago, another a month ahead.  The order of records is that
 * of their numbers, nothing is refused or done twice, and the daemon goes on working.
 *
 *   clock GLANE [LIBFAKETIME] */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon.h"
#include "tap.h"

enum { ROUNDS = 24 };

static const char *find_library(void)
{
	static const char *const places[] = { "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
		                              "/usr/lib/arm-linux-gnueabihf/faketime/libfaketimeMT.so.1", "/usr/lib/faketime/libfaketimeMT.so.1" };
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
		if (access(places[i], R_OK) == 0)
			return places[i];
	return NULL;
}

/* In one step: half a file is no time, and ends the process that reads it. */
static void jump_to(const char *file, const char *jump)
{
	char next[240];
	snprintf(next, sizeof next, "%s.next", file);
	write_file(next, jump, strlen(jump));
	if (rename(next, file) != 0)
		bail("%s cannot be replaced", file);
}

int main(int argc, char **argv)
{
	static const char *const jumps[] = { "+0", "-10y", "+30d", "-1h", "+1h", "+12y", "-3d", "+1d" };
	char dir[200], data[220], file[220], preload[300], stamp[300], key[37], body[200];
	const char *library = argc > 2 ? argv[2] : find_library();
	uint64_t random = 7;
	struct daemon d;
	struct output o;
	if (argc < 2)
		bail("usage: clock GLANE [LIBFAKETIME]");
	if (!library || getenv("SANITIZED")) {
		printf("1..0 # SKIP %s\n", library ? "its preloaded library would come before the sanitizer's" : "there is no libfaketime");
		return 0;
	}
	program_glane = argv[1];
	temp_dir("clock", dir, sizeof dir);
	snprintf(data, sizeof data, "%s/data", dir);
	snprintf(file, sizeof file, "%s/time", dir);
	snprintf(preload, sizeof preload, "LD_PRELOAD=%s", library);
	snprintf(stamp, sizeof stamp, "FAKETIME_TIMESTAMP_FILE=%s", file);
	const char *const env[] = { preload, stamp, "FAKETIME_NO_CACHE=1", "DONT_FAKE_MONOTONIC=1", NULL };
	struct daemon_options options = { .env = env };
	int made = 0, out_of_order = 0, backwards = 0, forwards = 0, failed = 0;
	int64_t record = 0, at = 0;
	jump_to(file, "+0");
	for (int round = 0; round < 2; round++) { /* also over a new start in another time */
		if (daemon_start(&d, data, &options) != 0)
			bail("the daemon does not start: status %d, see %s", d.status, d.log);
		int64_t category = any_category(&d);
		for (int i = 0; i < ROUNDS; i++) {
			struct client_reply r;
			const char *jump = jumps[(size_t)(i + round) % (sizeof jumps / sizeof jumps[0])];
			uint64_t a = random_next(&random), b = random_next(&random);
			jump_to(file, jump);
			uuid_make(a, b, key);
			snprintf(body, sizeof body, "{\"category\":%" PRId64 ",\"grams\":%d}", category, 100 + i);
			for (int again = 0; again < 2; again++) {
				if (ask(&d, "POST", "/p/items/items", key, body, NULL, &r) != 0 || r.status != 201) {
					failed++;
					note("%s: %d %s", jump, r.status, r.body ? r.body : "");
				} else if (again == 0) {
					int64_t now = json_int(r.body, "at_ms"), seq = json_int(r.body, "record");
					out_of_order += seq <= record;
					backwards += now < at - 3600000;
					forwards += now > at + 3600000;
					record = seq;
					at = now;
					made++;
				}
				client_reply_free(&r);
			}
			if (ask(&d, "GET", "/p/items/search?q=", NULL, NULL, NULL, &r) != 0 || r.status != 200)
				failed++;
			client_reply_free(&r);
		}
		ok(daemon_stop(&d) == 0, "it ends in peace, start %d", round + 1);
	}
	ok(backwards > 4 && forwards > 4, "the clock jumped back %d times and forth %d times", backwards, forwards);
	ok(failed == 0, "each request is answered");
	ok(out_of_order == 0, "records are in the order in which they were made");
	glane_run(&o, data, "verify", "--json", NULL);
	ok(o.status == 0 && json_int(o.out, "items") == made, "verify: one item for each of %d requests: %s%s", made, o.out, o.err);
	output_free(&o);
	remove_dir(dir);
	return tap_end();
}
