/* SPDX-License-Identifier: MPL-2.0 */
#include "app/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "app/door.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/secret.h"
#include "base/value.h"

enum { FILE_MAX = 64 << 20, OUTPUTS_MAX = 4 };

struct filled { /* one command line on its way */
	const struct glane_value *command;
	struct buf body;   /* multipart */
	char boundary[40];
	struct {
		const char *name, *path;
	} outputs[OUTPUTS_MAX];
	unsigned output_count;
	const char *first_file; /* the one that the command is about: names a proposal that no option names */
	struct error *error;
};

static int fail(struct filled *f, const char *fmt, ...) PRINTF(2, 3);
static int fail(struct filled *f, const char *fmt, ...)
{
	char text[256];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return error_fail(f->error, GLANE_EINVAL, "%s", text);
}

static void part(struct filled *f, const char *name, const char *file, const void *p, size_t n)
{
	buf_printf(&f->body, "--%s\r\nContent-Disposition: form-data; name=\"%s\"", f->boundary, name);
	if (file) {
		buf_c(&f->body, "; filename=\"");
		for (const char *c = file; *c; c++)
			buf_char(&f->body, (unsigned char)*c < 0x20 || *c == '"' || *c == '\\' ? '_' : *c);
		buf_c(&f->body, "\"\r\nContent-Type: application/octet-stream");
	}
	buf_c(&f->body, "\r\n\r\n");
	buf_add(&f->body, p, n);
	buf_c(&f->body, "\r\n");
}

static int add_file(struct filled *f, const char *name, const char *path)
{
	FILE *in = fopen(path, "rb");
	if (!in)
		return fail(f, "%s: %s", path, strerror(errno));
	struct buf content;
	buf_init(&content, FILE_MAX);
	char block[65536];
	for (size_t n; (n = fread(block, 1, sizeof(block), in)) > 0;)
		buf_add(&content, block, n);
	int rc = ferror(in) ? fail(f, "%s: %s", path, strerror(errno)) : content.failed ? fail(f, "%s is larger than 64 MiB", path) : 0;
	fclose(in);
	char *copy = xstrdup(path);
	if (rc == 0)
		part(f, name, basename(copy), content.p ? content.p : "", content.n);
	free(copy);
	buf_fini(&content);
	return rc;
}

static int add_value(struct filled *f, const struct glane_value *input, const char *text)
{
	const char *name = value_get_text(input, "name").p;
	int64_t type = value_get_int(input, "type", 0);
	if (type == GLANE_F_FILE) {
		if (!f->first_file || value_get_int(input, "required", 0))
			f->first_file = text;
		return add_file(f, name, text);
	}
	if (type == GLANE_F_OUTPUT) {
		if (f->output_count == OUTPUTS_MAX)
			return fail(f, "too many files to write");
		f->outputs[f->output_count].name = name;
		f->outputs[f->output_count++].path = text;
		char *copy = xstrdup(text);
		part(f, name, NULL, basename(copy), strlen(basename(copy)));
		free(copy);
		return 0;
	}
	/* The daemon may run elsewhere: a path is made absolute here, where it means something. */
	char absolute[PATH_MAX * 2], cwd[PATH_MAX];
	if (strcmp(name, "path") == 0 && text[0] != '/' && getcwd(cwd, sizeof(cwd))) {
		snprintf(absolute, sizeof(absolute), "%s/%s", cwd, text);
		text = absolute;
	}
	part(f, name, NULL, text, strlen(text));
	return 0;
}

static const struct glane_value *option_named(const struct glane_value *inputs, const char *name)
{
	for (uint32_t i = 0; i < value_count(inputs); i++) {
		const char *have = value_get_text(value_at(inputs, i), "name").p;
		size_t n = 0;
		for (; have[n] && name[n]; n++)
			if (have[n] != name[n] && !(have[n] == '_' && name[n] == '-'))
				break;
		if (!have[n] && !name[n])
			return value_at(inputs, i);
	}
	return NULL;
}

/* Required inputs by position, unless they were named; files to write are always named. */
static const struct glane_value *next_positional(const struct glane_value *inputs, uint32_t *at, const bool *taken)
{
	for (; *at < value_count(inputs); ++*at) {
		const struct glane_value *in = value_at(inputs, *at);
		int64_t type = value_get_int(in, "type", 0);
		if (value_get_int(in, "required", 0) && !taken[*at] && type != GLANE_F_OUTPUT && type != GLANE_F_SECRET)
			return value_at(inputs, (*at)++);
	}
	return NULL;
}

static uint32_t index_of(const struct glane_value *inputs, const struct glane_value *one)
{
	uint32_t i = 0;
	while (value_at(inputs, i) != one)
		i++;
	return i;
}

/* Never an argument, which every user of the machine can read: asked for without echo, twice, or a line of standard input. */
static int read_secret(const char *prompt, char *out, size_t cap)
{
	struct termios was, quiet;
	bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &was) == 0;
	if (terminal) {
		quiet = was;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		fprintf(stderr, "%s", prompt);
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	char *got = fgets(out, (int)cap, stdin);
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
		fprintf(stderr, "\n");
	}
	if (!got)
		return GLANE_EINVAL;
	out[strcspn(out, "\r\n")] = 0;
	return 0;
}

static int ask_secret(struct filled *f, const struct glane_value *in)
{
	char first[256], again[256];
	bool terminal = isatty(STDIN_FILENO);
	if (read_secret("PIN (4-6), mot de passe / PIN (4-6), password: ", first, sizeof(first)) < 0 || !first[0])
		return fail(f, "%s is missing: type it, or give it as a line of standard input", value_get_text(in, "name").p);
	if (terminal && (read_secret("encore une fois / once more: ", again, sizeof(again)) < 0 || strcmp(first, again) != 0))
		return fail(f, "the two are not the same");
	part(f, value_get_text(in, "name").p, NULL, first, strlen(first));
	secret_wipe(first, sizeof(first));
	secret_wipe(again, sizeof(again));
	return 0;
}

static int fill(struct filled *f, int argc, char **argv)
{
	const struct glane_value *inputs = value_get(f->command, "inputs");
	bool taken[64] = { false };
	uint32_t at = 0;
	bool only_positional = false;
	for (int i = 0; i < argc; i++) {
		const char *a = argv[i], *value = NULL;
		const struct glane_value *in;
		if (!only_positional && strcmp(a, "--") == 0) {
			only_positional = true;
			continue;
		}
		if (only_positional || strncmp(a, "--", 2) != 0) {
			in = next_positional(inputs, &at, taken);
			if (!in)
				return fail(f, "one argument too many: %s", a);
			value = a;
		} else {
			char name[64];
			size_t n = strcspn(a + 2, "=");
			snprintf(name, sizeof(name), "%.*s", (int)(n < 63 ? n : 63), a + 2);
			in = option_named(inputs, name);
			if (!in)
				return fail(f, "there is no option --%s", name);
			if (a[2 + n] == '=')
				value = a + 3 + n;
			else if (value_get_int(in, "type", 0) == GLANE_F_BOOL)
				value = "1";
			else if (i + 1 < argc)
				value = argv[++i];
			else
				return fail(f, "--%s wants a value", name);
		}
		uint32_t k = index_of(inputs, in);
		if (k < 64 && taken[k])
			return fail(f, "%s was given twice", value_get_text(in, "name").p);
		if (k < 64)
			taken[k] = true;
		int rc = add_value(f, in, value);
		if (rc < 0)
			return rc;
	}
	for (uint32_t i = 0; i < value_count(inputs) && i < 64; i++) {
		const struct glane_value *in = value_at(inputs, i);
		if (!value_get_int(in, "required", 0) || taken[i])
			continue;
		if (value_get_int(in, "type", 0) != GLANE_F_SECRET)
			return fail(f, "%s is missing", value_get_text(in, "name").p);
		int rc = ask_secret(f, in);
		if (rc < 0)
			return rc;
	}
	buf_printf(&f->body, "--%s--\r\n", f->boundary);
	return f->body.failed ? fail(f, "the arguments are too large") : 0;
}

/* --- the answer ---------------------------------------------------------------------------------- */
static int write_file(const char *path, struct glane_str content, bool exclusive)
{
	char tmp[PATH_MAX];
	if (exclusive && access(path, F_OK) == 0) {
		errno = EEXIST;
		return -1;
	}
	snprintf(tmp, sizeof(tmp), "%s.part", path);
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		return -1;
	FILE *out = fdopen(fd, "wb");
	bool good = out && fwrite(content.p, 1, content.n, out) == content.n && fflush(out) == 0;
	if (out)
		good = fclose(out) == 0 && good;
	if (!good || rename(tmp, path) != 0) {
		int saved = errno;
		unlink(tmp);
		errno = saved;
		return -1;
	}
	return 0;
}

static void print_json(const struct glane_value *v)
{
	struct buf b;
	buf_init(&b, FILE_MAX);
	value_json(v, &b);
	printf("%s\n", buf_get(&b).p);
	buf_fini(&b);
}

/* To the file that was named, else to standard output, for the next program. */
static int file_answer(const struct options *o, struct filled *f, struct door_answer *a, struct arena *arena)
{
	struct glane_str content = buf_get(&a->body);
	if (f->output_count == 0) {
		if (fwrite(content.p, 1, content.n, stdout) == content.n && fflush(stdout) == 0)
			return EXIT_DONE;
		fprintf(stderr, "glane: standard output: %s\n", strerror(errno));
		return EXIT_REFUSED;
	}
	if (write_file(f->outputs[0].path, content, false) < 0) {
		fprintf(stderr, "glane: %s: %s\n", f->outputs[0].path, strerror(errno));
		return EXIT_REFUSED;
	}
	if (o->json) {
		struct glane_value *v = value_object(arena);
		value_add_text(v, "file", str_c(f->outputs[0].path));
		value_add_int(v, "bytes", (int64_t)a->body.n);
		print_json(v);
	} else {
		printf("%s\n", f->outputs[0].path);
	}
	return EXIT_DONE;
}

/* Files that came as texts of the value: to the path that was named, else beside nothing, as <file>.<name>.csv here. */
static bool side_files(struct filled *f, struct glane_value *value, FILE *say)
{
	const struct glane_value *inputs = value_get(f->command, "inputs");
	bool good = true;
	for (uint32_t i = 0; i < value_count(inputs); i++) {
		const struct glane_value *in = value_at(inputs, i);
		const char *name = value_get_text(in, "name").p;
		struct glane_str content = value_get_text(value, name);
		if (value_get_int(in, "type", 0) != GLANE_F_OUTPUT || value_type(value_get(value, name)) != GLANE_V_TEXT || content.n == 0)
			continue;
		const char *path = NULL;
		char made[PATH_MAX];
		for (unsigned k = 0; k < f->output_count; k++)
			if (strcmp(f->outputs[k].name, name) == 0)
				path = f->outputs[k].path;
		bool named = path != NULL;
		if (!named) {
			char *copy = xstrdup(f->first_file ? f->first_file : "glane");
			char *base = basename(copy);
			snprintf(made, sizeof(made), "%.*s.%s.csv", (int)strcspn(base, "."), base, name);
			path = made;
			free(copy);
		}
		if (write_file(path, content, !named) == 0) {
			fprintf(say, "%s\n", path);
		} else if (!named && errno == EEXIST) {
			fprintf(say, "%s is there already and was left alone\n", path);
		} else {
			fprintf(stderr, "glane: %s: %s\n", path, strerror(errno));
			good = false;
		}
		value_add_text(value, name, str_c(path));
	}
	return good;
}

/* Which argument, what is wrong with it, and what it could have been. */
static void say_fault(const struct filled *f, const char *before, const char *name, const char *sentence)
{
	const struct glane_value *choices = value_get(option_named(value_get(f->command, "inputs"), name), "choices");
	fprintf(stderr, "%s %s: %s", before, name, sentence);
	for (uint32_t i = 0; i < value_count(choices); i++)
		fprintf(stderr, "%s %s", i ? "," : "", value_text(value_at(choices, i)).p);
	fprintf(stderr, "\n");
}

static int answer(const struct options *o, struct filled *f, struct door_answer *a, struct arena *arena)
{
	struct glane_value *root;
	const char *why;
	bool good = a->status >= 200 && a->status < 300;
	if (good && strncmp(a->type, "application/json", 16) != 0)
		return file_answer(o, f, a, arena);
	if (value_parse_json(arena, buf_get(&a->body), &root, &why) < 0) {
		fprintf(stderr, "glane: the answer cannot be read (%s)\n", why);
		return EXIT_REFUSED;
	}
	if (!good) {
		const struct glane_value *e = value_get(root, "error"), *fields = value_get(e, "fields");
		if (o->json)
			print_json(root);
		bool once = value_count(fields) == 1 && str_eq(value_text(value_at(fields, 0)), value_get_text(e, "message"));
		if (!once)
			fprintf(stderr, "glane: %s\n", value_get_text(e, "message").p);
		for (uint32_t i = 0; i < value_count(fields); i++)
			say_fault(f, once ? "glane:" : " ", value_key_at(fields, i).p, value_text(value_at(fields, i)).p);
		return EXIT_REFUSED;
	}
	if (!value_get(root, "value")) /* a report in JSON is a file like the others */
		return file_answer(o, f, a, arena);
	struct glane_value *value = (struct glane_value *)value_get(root, "value");
	good = side_files(f, value, o->json ? stderr : stdout);
	bool ok = !value_get(value, "ok") || value_get_int(value, "ok", 1) != 0;
	if (o->json)
		print_json(value);
	else if (value_get_text(root, "text").n)
		fprintf(ok ? stdout : stderr, "%s%s", value_get_text(root, "text").p, str_ends(value_get_text(root, "text"), STR("\n")) ? "" : "\n");
	else
		print_json(value);
	return good && ok ? EXIT_DONE : EXIT_REFUSED;
}

static int usage(struct filled *f)
{
	struct buf b;
	buf_init(&b, 4096);
	help_usage(f->command, &b);
	fprintf(stderr, "glane: %s\nusage: %s\n", f->error->text, buf_get(&b).p);
	buf_fini(&b);
	return EXIT_USAGE;
}

/* Plugins of the data directory run when somebody enabled them, which the house knows and the files do not tell. */
static const struct glane_value *ask_house(const struct options *o, const struct host_config *config, struct arena *arena, int argc,
                                           char **argv, int *ret_words)
{
	struct door *d = NULL;
	struct door_answer a = { 0 };
	struct glane_value *root = NULL;
	struct error e;
	const char *why;
	char folder[PATH_MAX];
	error_init(&e, arena);
	snprintf(folder, sizeof(folder), "%s/plugins", config->dir);
	if (access(folder, F_OK) != 0 || door_open(o, &d, &e) < 0)
		return NULL;
	if (door_call(d, GLANE_POST, "/cli/help/commands", "application/json", STR("{}"), &a, &e) < 0 ||
	    value_parse_json(arena, buf_get(&a.body), &root, &why) < 0)
		root = NULL;
	buf_fini(&a.body);
	door_close(d);
	return help_find(value_get(value_get(root, "value"), "commands"), argc, argv, ret_words);
}

int cli_run(const struct options *o, int argc, char **argv)
{
	struct arena arena;
	struct error e;
	struct host_config config;
	struct glane_value *all;
	int words, status = EXIT_REFUSED;
	arena_init(&arena, 1u << 30);
	error_init(&e, &arena);
	places_config(o, &config);
	if (host_commands(&config, &arena, &all) < 0)
		return EXIT_REFUSED;
	const struct glane_value *command = help_find(value_get(all, "commands"), argc, argv, &words);
	if (!command)
		command = ask_house(o, &config, &arena, argc, argv, &words);
	if (!command) {
		fprintf(stderr, "glane: there is no command \"%s%s%s\"; see: glane help\n", argv[0], argc > 1 ? " " : "", argc > 1 ? argv[1] : "");
		arena_fini(&arena);
		return EXIT_USAGE;
	}
	struct filled f = { .command = command, .error = &e };
	struct uuid u = uuid7(clock_now_ms());
	uuid_text(&u, f.boundary);
	buf_init(&f.body, FILE_MAX + (1u << 20));
	struct door *d = NULL;
	struct door_answer a = { 0 };
	char path[128], type[100];
	snprintf(path, sizeof(path), "/cli/%s", value_get_text(command, "words").p);
	for (char *c = path; *c; c++)
		if (*c == ' ')
			*c = '/';
	snprintf(type, sizeof(type), "multipart/form-data; boundary=%s", f.boundary);
	if (fill(&f, argc - words, argv + words) < 0)
		status = usage(&f);
	else if (door_open(o, &d, &e) < 0 || door_call(d, GLANE_POST, path, type, buf_get(&f.body), &a, &e) < 0)
		fprintf(stderr, "glane: %s\n", e.text[0] ? e.text : status_text(e.status));
	else
		status = answer(o, &f, &a, &arena);
	buf_fini(&a.body);
	buf_fini(&f.body);
	door_close(d);
	arena_fini(&arena);
	return status;
}
