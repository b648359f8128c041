/* SPDX-License-Identifier: MPL-2.0 */
/* Every command that the program knows: exit status, usage on standard error, one JSON object with --json; with a daemon
 * and without one.
 *
 *   commands GLANE */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/value.h"
#include "daemon.h"
#include "tap.h"

enum { WORDS_MAX = 16 };

static char dir[200], data[220], code[40], notes[240], picture[240];
static int saved; /* makes names that were not there */

static bool one_object(const char *text)
{
	struct arena a;
	struct glane_value *v = NULL;
	const char *why = "";
	size_t n = strlen(text);
	arena_init(&a, 64u << 20);
	bool good = n > 2 && text[0] == '{' && text[n - 1] == '\n' && strchr(text, '\n') == text + n - 1 &&
	            value_parse_json(&a, (struct glane_str){ text, n - 1 }, &v, &why) == 0 && value_type(v) == GLANE_V_OBJECT;
	arena_fini(&a);
	return good;
}

/* Something that the input takes. */
static const char *sample(struct glane_str name, int64_t type, const struct glane_value *choices)
{
	static char fresh[240];
	if (value_count(choices))
		return value_text(value_at(choices, 0)).p;
	if (type == GLANE_F_CODE || str_is(name, "code"))
		return code;
	if (type == GLANE_F_FILE)
		return notes;
	if (type == GLANE_F_OUTPUT)
		return picture;
	if (type == GLANE_F_DATE)
		return "2025-10-01";
	if (type == GLANE_F_GRAMS || type == GLANE_F_CENTS)
		return "1,84";
	if (type == GLANE_F_INT)
		return "1";
	if (str_is(name, "path")) {
		snprintf(fresh, sizeof fresh, "%.200s/fresh-%d", dir, saved++);
		return fresh;
	}
	if (str_is(name, "key"))
		return "site.name";
	if (str_is(name, "name"))
		return "hello";
	return "BIJ-MONTRE";
}

static int with_words(const char **argv, char words[128], const struct glane_value *command)
{
	int n = 0;
	argv[n++] = program_glane;
	snprintf(words, 128, "%s", value_get_text(command, "words").p);
	char *space = strchr(words, ' ');
	argv[n++] = words;
	if (space) {
		*space = 0;
		argv[n++] = space + 1;
	}
	return n;
}

static int end_args(const char **argv, int n, bool json)
{
	argv[n++] = "--data";
	argv[n++] = data;
	if (json)
		argv[n++] = "--json";
	argv[n] = NULL;
	return n;
}

static int wrong, count;

static void expect(bool good, const char **argv, const struct output *o)
{
	count++;
	if (good)
		return;
	wrong++;
	note("%s %s %s: %d | %.300s | %.300s", argv[1], argv[2] ? argv[2] : "", argv[3] ? argv[3] : "", o->status, o->out, o->err);
}

static void use(const struct glane_value *command)
{
	const char *argv[WORDS_MAX * 2 + 8];
	char words[128], option[WORDS_MAX][60];
	struct output o;
	const struct glane_value *inputs = value_get(command, "inputs");

	int n = with_words(argv, words, command), required = 0;
	argv[n++] = "--surprise";
	end_args(argv, n, false);
	run(&o, argv, NULL);
	expect(o.status == 2 && strstr(o.err, "usage: glane ") && !*o.out, argv, &o);
	output_free(&o);

	for (uint32_t i = 0; i < value_count(inputs); i++)
		required += value_get_int(value_at(inputs, i), "required", 0) != 0;
	if (required) {
		n = with_words(argv, words, command);
		end_args(argv, n, true);
		run(&o, argv, NULL);
		expect(o.status == 2 && strstr(o.err, "usage: glane "), argv, &o);
		output_free(&o);
	}

	for (int json = 1; json >= 0; json--) {
		n = with_words(argv, words, command);
		for (uint32_t i = 0; i < value_count(inputs) && i < WORDS_MAX; i++) {
			const struct glane_value *in = value_at(inputs, i);
			int64_t type = value_get_int(in, "type", 0);
			if (!value_get_int(in, "required", 0) && type != GLANE_F_OUTPUT)
				continue;
			snprintf(option[i], sizeof option[i], "--%s", value_get_text(in, "name").p);
			argv[n++] = option[i];
			argv[n++] = sample(value_get_text(in, "name"), type, value_get(in, "choices"));
		}
		end_args(argv, n, json);
		run(&o, argv, NULL);
		bool said = json ? one_object(o.out) : *o.out || *o.err;
		expect((o.status == 0 || (o.status == 1 && (*o.err || strstr(o.out, "\"ok\":false")))) && said, argv, &o);
		output_free(&o);
	}
}

static void all(const char *when)
{
	struct output o;
	struct arena a;
	struct glane_value *v;
	const char *why;
	arena_init(&a, 4u << 20);
	glane_run(&o, data, "help", "commands", "--json", NULL);
	if (o.status != 0 || value_parse_json(&a, str_c(o.out), &v, &why) < 0)
		bail("help commands: %d %s", o.status, o.err);
	const struct glane_value *list = value_get(v, "commands");
	wrong = count = 0;
	for (uint32_t i = 0; i < value_count(list); i++)
		use(value_at(list, i));
	ok(wrong == 0 && value_count(list) > 10, "%s: %u commands, %d runs", when, value_count(list), count);
	output_free(&o);
	arena_fini(&a);
}

static void own(void)
{
	static const struct {
		const char *a, *b, *c;
		int status;
		bool json;
	} cases[] = {
		{ "version", "--json", NULL, 0, true },     { "version", NULL, NULL, 0, false },
		{ "help", NULL, NULL, 0, false },           { "help", "serve", NULL, 0, false },
		{ "help", "nonsense", NULL, 2, false },     { "--help", NULL, NULL, 0, false },
		{ "nonsense", NULL, NULL, 2, false },       { "nonsense", "--json", NULL, 2, false },
		{ "serve", "now", NULL, 2, false },         { "serve", "--listen", "nowhere", 1, false },
		{ "restore", NULL, NULL, 2, false },        { "restore", "/nonexistent/file", NULL, 1, false },
		{ "verify", "--data", NULL, 2, false },     { "verify", "too", "much", 2, false },
		{ "item", NULL, NULL, 2, false },           { "label", "7K2PW93MDR4T8", NULL, 1, false },
		{ "embed", NULL, NULL, 2, false },          { "plugin", "new", NULL, 2, false },
	};
	wrong = count = 0;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *argv[8] = { program_glane, cases[i].a, cases[i].b, cases[i].c, NULL };
		static char env[260];
		struct output o;
		snprintf(env, sizeof env, "GLANE_DATA=%s/other", dir);
		const char *const environment[] = { env, NULL };
		run(&o, argv, environment);
		bool good = o.status == cases[i].status && (cases[i].json ? one_object(o.out) : *o.out || *o.err);
		if (o.status)
			good = good && *o.err && !*o.out;
		expect(good, argv, &o);
		output_free(&o);
	}
	ok(wrong == 0, "the program's own commands: %d runs", count);
}

/* The demonstration fills a centre that nobody has founded yet, and its journal holds. */
static void demonstration(void)
{
	char there[220];
	struct output o;
	snprintf(there, sizeof there, "%s/demo", dir);
	glane_run(&o, there, "demo", NULL);
	ok(o.status == 0 && strstr(o.out, "weighings"), "a demonstration is made: %s %s", o.out, o.err);
	output_free(&o);
	glane_run(&o, there, "verify", NULL);
	ok(o.status == 0, "its journal agrees: %s", o.out);
	output_free(&o);
}

/* What a command writes goes on to the next program where no file was named; a refusal names the argument and what it may be. */
static void pipes_and_refusals(void)
{
	struct output o;
	struct arena a;
	struct glane_value *v;
	const char *why;
	arena_init(&a, 4u << 20);
	glane_run(&o, data, "impact", "report", "--from", "2026-01-01", "--to", "2026-12-31", NULL);
	ok(o.status == 0 && value_parse_json(&a, str_c(o.out), &v, &why) == 0 && value_count(value_get(v, "sections")) > 0,
	   "a report is JSON on standard output: %.60s", o.out);
	output_free(&o);
	glane_run(&o, data, "impact", "report", "--from", "2026-01-01", "--to", "2026-12-31", "--format", "pdf", NULL);
	ok(o.status == 0 && strncmp(o.out, "%PDF-", 5) == 0, "a PDF goes on to the next program: %.8s %s", o.out, o.err);
	output_free(&o);
	glane_run(&o, data, "exit", "add", "moon", "TOYS", "--grams", "900", NULL);
	ok(o.status == 1 && strstr(o.err, "class: ") && strstr(o.err, "recycle, "), "a refusal says which argument and what it may be: %s", o.err);
	output_free(&o);
	arena_fini(&a);
}

int main(int argc, char **argv)
{
	struct daemon d;
	struct client_reply r;
	char body[100];
	if (argc < 2)
		bail("usage: commands GLANE");
	program_glane = realpath(argv[1], NULL); /* the folder changes below */
	if (!program_glane)
		bail("%s is not there", argv[1]);
	temp_dir("commands", dir, sizeof dir);
	snprintf(data, sizeof data, "%s/data", dir);
	snprintf(notes, sizeof notes, "%s/notes.csv", dir);
	snprintf(picture, sizeof picture, "%s/label.png", dir);
	write_file(notes, "date,categorie,poids\n", 21);
	if (chdir(dir) != 0) /* where commands put files that nobody named */
		bail("%s", dir);
	if (daemon_start(&d, data, NULL) != 0)
		bail("the daemon does not start: status %d, see %s", d.status, d.log);
	snprintf(body, sizeof body, "{\"category\":%lld,\"grams\":900}", (long long)any_category(&d));
	if (ask(&d, "POST", "/p/items/items", "00000000-0000-4000-8000-000000000001", body, NULL, &r) != 0 || r.status != 201)
		bail("no item");
	snprintf(code, sizeof code, "%.13s", strstr(r.body, "\"code\":\"") + 8);
	client_reply_free(&r);
	demonstration();
	all("over the daemon's socket");
	ok(daemon_stop(&d) == 0, "it ends in peace");
	all("without a daemon");
	own();
	pipes_and_refusals();
	struct output o;
	glane_run(&o, data, "verify", "--json", NULL);
	ok(o.status == 0 && one_object(o.out), "verify finds no difference: %s", o.out);
	output_free(&o);
	if (chdir("/") == 0)
		remove_dir(dir);
	return tap_end();
}
