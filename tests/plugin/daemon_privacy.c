/* SPDX-License-Identifier: MPL-2.0 */
/* A person is added, copied, erased and put back by a restore, with the real program: the name does not come back.
 *
 *   daemon_privacy GLANE */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon.h"
#include "tap.h"

#define NAME "Zénobie-Essai"
static char dir[200], data[260], backup[300], file[300];

static bool command(int status, const char *words, const char *a, const char *b, const char *c, const char *e, const char *f, const char *g)
{
	struct output o;
	glane_run(&o, data, a, b, c, e, f, g, NULL);
	bool good = o.status == status && (strstr(o.out, words) || strstr(o.err, words));
	if (!good)
		note("%s %s: %d %s%s", a, b ? b : "", o.status, o.out, o.err);
	output_free(&o);
	return good;
}

static bool lists_her(void)
{
	struct output o;
	glane_run(&o, data, "person", "list", NULL);
	bool found = strstr(o.out, NAME) != NULL;
	if (o.status != 0)
		bail("person list: %d %s", o.status, o.err);
	output_free(&o);
	return found;
}

static bool files_name_her(const char *name)
{
	char path[400];
	size_t n;
	snprintf(path, sizeof path, "%s/%s", data, name);
	char *p = read_file(path, &n);
	bool found = p && memmem(p, n, NAME, strlen(NAME));
	free(p);
	return found;
}

int main(int argc, char **argv)
{
	struct output o;
	char line[900];
	if (argc < 2)
		bail("usage: daemon_privacy GLANE");
	program_glane = argv[1];
	temp_dir("privacy", dir, sizeof dir);
	snprintf(data, sizeof data, "%s/data", dir);
	snprintf(backup, sizeof backup, "%s/copy.db", dir);
	snprintf(file, sizeof file, "%s/her.json", dir);
	snprintf(line, sizeof line, "printf '4711\\n' | '%s' --data '%s' person add '" NAME "' --role volunteer", argv[1], data);
	run(&o, (const char *const[]){ "sh", "-c", line, NULL }, NULL);
	ok(o.status == 0 && lists_her(), "she is added: %s", o.err);
	output_free(&o);
	ok(command(0, "her.json", "person", "export", NAME, "--out", file, NULL), "her data go into a file");
	size_t n;
	char *text = read_file(file, &n);
	ok(text && strstr(text, NAME) && strstr(text, "\"has_pin\":1") && !strstr(text, "argon2"), "with the name and without a digest");
	free(text);
	ok(command(0, "copy.db", "backup", backup, NULL, NULL, NULL, NULL), "a copy is made");
	ok(command(1, "", "person", "erase", NAME, "Zenobie", NULL, NULL) && lists_her(), "a name typed wrongly erases nobody");
	ok(command(0, "", "person", "erase", NAME, NAME, NULL, NULL) && !lists_her(), "she is erased");
	ok(!files_name_her("glane.db") && !files_name_her("glane.db-wal"), "no file holds the name");
	ok(command(0, "restored", "restore", backup, NULL, NULL, NULL, NULL), "the copy is put back");
	ok(files_name_her("glane.db"), "and names her");
	struct daemon d;
	if (daemon_start(&d, data, NULL) != 0)
		bail("the daemon does not start: %d", d.status);
	char *log = daemon_log(&d);
	ok(strstr(log, "erased again") && !strstr(log, NAME), "the start erases her again and says so without a name");
	free(log);
	ok(!lists_her() && !files_name_her("glane.db") && !files_name_her("glane.db-wal"), "no file holds the name, while it runs");
	ok(command(0, "ok: ", "verify", NULL, NULL, NULL, NULL, NULL), "the journal is whole");
	run(&o, (const char *const[]){ "sh", "-c", line, NULL }, NULL);
	ok(o.status == 0 && lists_her(), "another of this name comes while it runs: %s", o.err);
	output_free(&o);
	ok(command(0, "", "person", "erase", NAME, NAME, NULL, NULL) && !lists_her(), "and is erased");
	ok(!files_name_her("glane.db") && !files_name_her("glane.db-wal"), "no file holds the name, at once");
	ok(daemon_stop(&d) == 0, "it ends");
	remove_dir(dir);
	return tap_end();
}
