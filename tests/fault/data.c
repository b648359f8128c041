/* SPDX-License-Identifier: MPL-2.0 */
/* Data directories as they are met: taken, not writable, newer, changed, damaged, lost; backups of them.
 *
 *   data GLANE [SEED] */
#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon.h"
#include "tap.h"

enum { ITEMS = 30, NOBODY = 65534, PAGE = 4096 };
#define TITLE "Bouilloire émaillée"
#define LINE "on_sale\",\"title\":\"" TITLE /* as the journal writes it */

static char dir[200], model[220]; /* a database with ITEMS items, closed properly */
static uint64_t random_state;
static char *model_db;
static size_t model_n;

static void start(struct daemon *d, const char *data)
{
	if (daemon_start(d, data, NULL) != 0)
		bail("the daemon does not start: status %d, see %s", d->status, d->log);
}

static int create(const struct daemon *d, int n)
{
	char body[200], key[37];
	struct client_reply r;
	int made = 0;
	int64_t category = any_category(d);
	for (int i = 0; i < n; i++) {
		uint64_t a = random_next(&random_state), b = random_next(&random_state);
		uuid_make(a, b, key);
		snprintf(body, sizeof body, "{\"category\":%" PRId64 ",\"grams\":1840,\"title\":\"" TITLE " %d\"}", category, i);
		made += ask(d, "POST", "/p/items/items", key, body, NULL, &r) == 0 && r.status == 201;
		client_reply_free(&r);
	}
	return made;
}

static void sql(const char *db, const char *text)
{
	sqlite3 *c = NULL;
	char *words = NULL;
	if (sqlite3_open(db, &c) != SQLITE_OK || sqlite3_exec(c, text, NULL, NULL, &words) != SQLITE_OK)
		bail("%s: %s", text, words ? words : sqlite3_errmsg(c));
	sqlite3_close(c);
}

static void make_model(void)
{
	struct daemon d;
	char path[240];
	snprintf(model, sizeof model, "%s/model", dir);
	start(&d, model);
	if (create(&d, ITEMS) != ITEMS || daemon_stop(&d) != 0)
		bail("no data to work with");
	snprintf(path, sizeof path, "%s/glane.db", model);
	sql(path, "VACUUM"); /* no free pages, whose contents mean nothing */
	model_db = read_file(path, &model_n);
}

static void copy_of_model(const char *name, char data[220], char db[240])
{
	char path[260];
	snprintf(data, 220, "%.180s/%.30s", dir, name);
	snprintf(db, 240, "%.220s/glane.db", data);
	mkdir(data, 0700);
	write_file(db, model_db, model_n);
	snprintf(path, sizeof path, "%.220s/created", data);
	write_file(path, "", 0);
	snprintf(path, sizeof path, "%.220s/clean", data);
	write_file(path, "", 0);
}

static bool one_line(const char *text)
{
	const char *end = strchr(text, '\n');
	return end && end > text + 10 && end[1] == 0;
}

static int64_t verified_items(const char *data)
{
	struct output o;
	glane_run(&o, data, "verify", "--json", NULL);
	int64_t n = o.status == 0 && strstr(o.out, "\"ok\":true") ? json_int(o.out, "items") : -1;
	output_free(&o);
	return n;
}

/* --- a directory that is taken ------------------------------------------------------ */

static void taken(void)
{
	struct daemon d;
	struct output o;
	char pid[30], other[240];
	start(&d, model);
	const char *argv[] = { program_glane, "serve", "--data", model, "--listen", "127.0.0.1:0", "--open", NULL };
	run(&o, argv, NULL);
	snprintf(pid, sizeof pid, "process %d,", (int)d.pid);
	ok(o.status == 1 && one_line(o.err) && strstr(o.err, pid) && !*o.out, "a second daemon refuses and names the first: %s", o.err);
	output_free(&o);
	glane_run(&o, model, "item", "find", "Bouilloire", "--json", NULL);
	ok(o.status == 0 && strstr(o.out, TITLE), "a command is answered by the daemon");
	output_free(&o);
	glane_run(&o, model, "restore", "/dev/null", NULL);
	ok(o.status == 1 && strstr(o.err, pid), "restore refuses while a daemon serves: %s", o.err);
	output_free(&o);
	snprintf(other, sizeof other, "%s/glane.db/deeper", model);
	glane_run(&o, other, "verify", NULL);
	ok(o.status == 1 && one_line(o.err), "a directory that cannot be made: %s", o.err);
	output_free(&o);
	ok(daemon_stop(&d) == 0, "the first one has noticed nothing");
}

static void not_writable(void)
{
	struct daemon d;
	char data[220], db[240];
	struct daemon_options o = { .uid = geteuid() == 0 ? NOBODY : 0 };
	copy_of_model("readonly", data, db);
	chmod(dir, 0755);
	chmod(data, 0555);
	chmod(db, 0444);
	int rc = daemon_start(&d, data, &o);
	char *log = daemon_log(&d);
	if (rc != 0 && (d.status == 126 || d.status == 127))
		skip("a directory that is not writable", "the program cannot be run as somebody else");
	else
		ok(rc != 0 && d.status == 1 && strstr(log, data), "a directory that is not writable: status %d, %s", d.status, log);
	free(log);
	daemon_kill(&d);
	chmod(data, 0755);
}

/* --- rescue ---------------------------------------------------------------------------- */

static bool get_rescue(const struct daemon *d, const char *path, const char *accept_language, const char *word)
{
	struct client c;
	struct client_reply r;
	char text[400];
	if (client_open(&c, d->port) != 0)
		return false;
	snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nAccept-Language: %s\r\n\r\n", path, accept_language);
	bool good = client_ask(&c, text, &r) == 0 && r.status == 503 && strstr(r.body, word);
	if (!good)
		note("GET %s: %d %s", path, r.status, r.body ? r.body : "");
	client_reply_free(&r);
	client_close(&c);
	return good;
}

/* The daemon says what is wrong and touches nothing; verify says it in a sentence. */
static void rescued(const char *name, const char *data, const char *db)
{
	struct daemon d;
	struct output o;
	struct client_reply r;
	size_t n0 = 0, n1 = 0;
	char *before = read_file(db, &n0);
	if (!ok(daemon_start(&d, data, NULL) == 0, "%s: a daemon answers", name)) {
		free(before);
		return;
	}
	ok(get_rescue(&d, "/", "fr", "secours") && get_rescue(&d, "/manage/categories", "fr", "secours"), "%s: every page is the rescue page", name);
	int rc = ask(&d, "POST", "/p/items/items", "00000000-0000-4000-8000-000000000001", "{\"category\":1,\"grams\":1}", NULL, &r);
	ok(rc == 0 && r.status / 100 >= 4 && strstr(r.body, "message"), "%s: a write is refused in words (%d)", name, r.status);
	client_reply_free(&r);
	int status = daemon_stop(&d);
	ok(status == 1, "%s: its end is no success (%d)", name, status);
	char *after = read_file(db, &n1);
	ok((!before && !after) || (before && after && n0 == n1 && memcmp(before, after, n0) == 0), "%s: the file is as it was", name);
	free(before);
	free(after);
	glane_run(&o, data, "verify", NULL);
	ok(o.status == 1 && one_line(o.err) && !*o.out, "%s: verify fails in one sentence: %s%s", name, o.out, o.err);
	output_free(&o);
}

static void newer_and_changed(void)
{
	char data[220], db[240];
	copy_of_model("newer", data, db);
	sql(db, "INSERT INTO core_migration SELECT owner, number + 1, '0999_later.sql', sha256, at_ms FROM core_migration"
	        " WHERE owner = 'core' ORDER BY number DESC LIMIT 1");
	rescued("a database of a newer program", data, db);
	copy_of_model("changed", data, db);
	sql(db, "UPDATE core_migration SET sha256 = replace(sha256, substr(sha256, 1, 4), 'ffff') WHERE owner = 'core' AND number = 1");
	rescued("a migration with other contents", data, db);
}

static void damaged(void)
{
	char data[220], db[240];
	copy_of_model("empty", data, db);
	write_file(db, "", 0);
	rescued("no bytes", data, db);
	copy_of_model("lost", data, db);
	unlink(db);
	rescued("the file is gone", data, db);
	copy_of_model("short", data, db);
	write_file(db, model_db, 1000);
	rescued("cut off in its first page", data, db);
	copy_of_model("half", data, db);
	write_file(db, model_db, model_n / PAGE / 2 * PAGE);
	rescued("cut off in the middle", data, db);
	copy_of_model("header", data, db);
	char *bytes = read_file(db, NULL);
	for (int i = 0; i < 100; i++)
		bytes[i] = (char)random_next(&random_state);
	write_file(db, bytes, model_n);
	rescued("another header", data, db);
	memcpy(bytes, model_db, model_n);
	memset(bytes + 100, 0xff, PAGE - 100);
	write_file(db, bytes, model_n);
	rescued("a page of the schema is gone", data, db);
	free(bytes);
}

/* Any page after the first: the daemon may serve what it can read, or not; verify finds it, and nothing starts empty. */
static void pages(void)
{
	char data[220], db[240];
	struct output o;
	int found = 0, crashed = 0, words = 0, count = 0;
	copy_of_model("pages", data, db);
	for (size_t page = 1; page < model_n / PAGE; page += 1 + random_next(&random_state) % 6, count++) {
		char *bytes = malloc(model_n);
		memcpy(bytes, model_db, model_n);
		bytes[page * PAGE] ^= 0x40; /* what kind of page it is, or the next one's number */
		for (int i = 0; i < 40; i++)
			bytes[page * PAGE + (1 + random_next(&random_state) % 200)] ^= (char)(1 + random_next(&random_state) % 255);
		write_file(db, bytes, model_n);
		free(bytes);
		glane_run(&o, data, "verify", NULL);
		found += o.status == 1;
		words += o.status == 1 && *o.err && !*o.out;
		crashed += o.status > 2;
		if (o.status != 1)
			note("page %zu: %d %s%s", page + 1, o.status, o.out, o.err);
		output_free(&o);
	}
	ok(found == count && crashed == 0 && words == count, "%d pages damaged, %d found by verify, %d crashes", count, found, crashed);

	/* One letter of a title, where the journal keeps it. */
	char *bytes = malloc(model_n);
	int changed = 0, seen = 0;
	memcpy(bytes, model_db, model_n);
	for (char *at = bytes; (at = memmem(at, (size_t)(bytes + model_n - at), LINE, sizeof LINE - 1)); at++) {
		if (++changed % 7 != 1)
			continue;
		at[3] ^= 1;
		write_file(db, bytes, model_n);
		at[3] ^= 1;
		glane_run(&o, data, "verify", NULL);
		seen++;
		if (o.status != 1) {
			note("letter at %td: %d %s%s", at - bytes, o.status, o.out, o.err);
			seen = -1000;
		}
		output_free(&o);
	}
	free(bytes);
	ok(seen > 2, "a letter of a title changed by hand is found (%d places, %d tried)", changed, seen);
}

/* Found while serving, after a stop that was not clean: the daemon ends, the next one is the rescue. */
static void found_later(void)
{
	char data[220], db[240], clean[260];
	struct daemon d;
	copy_of_model("later", data, db);
	snprintf(clean, sizeof clean, "%s/clean", data);
	unlink(clean);
	sqlite3 *c = NULL;
	sqlite3_stmt *q = NULL;
	size_t page = 0;
	if (sqlite3_open(db, &c) == SQLITE_OK &&
	    sqlite3_prepare_v2(c, "SELECT rootpage FROM sqlite_schema WHERE name = 'core_movement'", -1, &q, NULL) == SQLITE_OK &&
	    sqlite3_step(q) == SQLITE_ROW)
		page = (size_t)sqlite3_column_int(q, 0);
	sqlite3_finalize(q);
	sqlite3_close(c);
	if (page < 2)
		bail("no table core_movement");
	char *bytes = malloc(model_n);
	memcpy(bytes, model_db, model_n);
	memset(bytes + (page - 1) * PAGE, 0xee, PAGE);
	write_file(db, bytes, model_n);
	free(bytes);
	int rc = daemon_start(&d, data, NULL);
	int status = rc == 0 ? daemon_wait(&d) : d.status;
	ok(status == 1, "damage that only the check in the background sees ends the daemon (%d)", status);
	start(&d, data);
	ok(get_rescue(&d, "/", "fr", "secours"), "the next one is the rescue");
	daemon_stop(&d);
	write_file(db, model_db, model_n);
	start(&d, data);
	ok(create(&d, 1) == 1, "with a good database it is over");
	ok(daemon_stop(&d) == 0 && verified_items(data) == ITEMS + 1, "and verify finds no difference");
}

/* --- backups ------------------------------------------------------------------------------ */

static void backups(void)
{
	char data[220], db[240], file[240], again[220];
	struct daemon d;
	struct output o;
	copy_of_model("backup", data, db);
	snprintf(file, sizeof file, "%s/copy.db", dir);
	snprintf(again, sizeof again, "%s/again", dir);
	start(&d, data);
	create(&d, 5);
	glane_run(&o, data, "backup", file, "--json", NULL);
	ok(o.status == 0 && strstr(o.out, "copy.db"), "a backup while serving: %s%s", o.out, o.err);
	output_free(&o);
	glane_run(&o, data, "backup", file, NULL);
	ok(o.status == 1 && one_line(o.err), "not over what is there: %s", o.err);
	output_free(&o);
	glane_run(&o, data, "backup", file, "--replace", NULL);
	ok(o.status == 0, "unless asked to: %s", o.err);
	output_free(&o);
	create(&d, 3);
	daemon_stop(&d);
	ok(verified_items(data) == ITEMS + 8, "the house went on after the backup");
	glane_run(&o, data, "restore", file, NULL);
	ok(o.status == 0 && verified_items(data) == ITEMS + 5, "restored: the house of the backup, verified: %s", o.err);
	output_free(&o);
	start(&d, data);
	ok(create(&d, 2) == 2 && daemon_stop(&d) == 0 && verified_items(data) == ITEMS + 7, "and it goes on from there");
	glane_run(&o, again, "restore", file, NULL);
	ok(o.status == 0 && verified_items(again) == ITEMS + 5, "restored into a new directory: %s", o.err);
	output_free(&o);
	char *bytes = read_file(file, NULL);
	memset(bytes + model_n / 2, 0xee, 2 * PAGE);
	write_file(file, bytes, model_n);
	free(bytes);
	glane_run(&o, again, "restore", file, NULL);
	ok(o.status == 1 && one_line(o.err) && verified_items(again) == ITEMS + 5, "a damaged backup is refused, all stays: %s", o.err);
	output_free(&o);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		bail("usage: data GLANE [SEED]");
	program_glane = argv[1];
	random_state = argc > 2 ? strtoull(argv[2], NULL, 10) : (uint64_t)getpid() * 1000003u;
	note("seed %" PRIu64, random_state);
	temp_dir("data", dir, sizeof dir);
	make_model();
	taken();
	not_writable();
	newer_and_changed();
	damaged();
	pages();
	found_later();
	backups();
	free(model_db);
	remove_dir(dir);
	return tap_end();
}
