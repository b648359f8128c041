/* SPDX-License-Identifier: MPL-2.0 */
/* `glane help`, `glane help COMMAND` and the man page: one source, the declarations of the commands. */
#include <stdio.h>
#include <stdlib.h>

#include "app/cli.h"
#include "base/buf.h"
#include "base/value.h"

/* What the program does itself, without asking the house. */
static const struct builtin {
	const char *words, *usage, *summary, *more;
} builtins[] = {
	{ "serve", "glane serve [--listen 127.0.0.1:8080] [--proxy ADDRESS] [--open]", "Serve the data directory",
	  "Prints \"listening on http://ADDRESS:PORT\" when ready; port 0 lets the kernel choose. Ctrl-C stops it cleanly. "
	  "--proxy: forwarding headers from this address are believed. --open: for demonstrations, whoever sits at this machine "
	  "may do everything." },
	{ "kiosk", "glane kiosk [--browser PROGRAM] [--url ADDRESS] [--patience SECONDS] [-- FLAGS]", "Show the screens in a browser, full screen",
	  "On the daemon of the data directory; waits until one serves it. Starts Chromium, and starts it again when it ends; a page "
	  "that does not answer for 15 seconds (--patience) is shown anew without plugins. Ctrl-C ends both. Flags after -- are the browser's." },
	{ "restore", "glane restore FILE", "Put a checked backup in place of the database",
	  "No daemon may be serving the directory. The files that were there are kept beside it." },
	{ "embed", "glane embed DIR [OUTPUT [DEPFILE]]", "Write the files of a plugin's folder as C byte arrays",
	  "Gives the lists EMBEDDED_SCHEMA, EMBEDDED_PAGES, EMBEDDED_UI and EMBEDDED_I18N for a plugin's declaration." },
	{ "plugin new", "glane plugin new NAME [--into DIR]", "Copy the plugin \"template\" under a new name",
	  "The copy builds by itself against an installed glane: meson setup build && ninja -C build." },
	{ "demo", "glane demo", "Fill an empty data directory with a demonstration centre", "Refused where the directory holds anything." },
	{ "help", "glane help [COMMAND]", "This help, or that of one command", "With --man: the manual page." },
	{ "version", "glane version", "The program's version", "" },
};

static const char options_text[] =
    "  --data DIR      the data directory (else GLANE_DATA, else ~/.local/share/glane)\n"
    "  --plugins DIR   more plugins: a folder or a .so; may be repeated\n"
    "  --json          one JSON object on standard output and nothing else\n";

static const char *metavar(const struct glane_value *in)
{
	switch (value_get_int(in, "type", 0)) {
	case GLANE_F_INT: return "N";
	case GLANE_F_CODE: return "CODE";
	case GLANE_F_DATE: return "YYYY-MM-DD";
	case GLANE_F_GRAMS: return "KG";
	case GLANE_F_CENTS: return "EUROS";
	case GLANE_F_FILE:
	case GLANE_F_OUTPUT: return "FILE";
	default: return NULL;
	}
}

static void upper(struct buf *out, struct glane_str s)
{
	for (size_t i = 0; i < s.n; i++)
		buf_char(out, (char)(s.p[i] >= 'a' && s.p[i] <= 'z' ? s.p[i] - 32 : s.p[i]));
}

static void value_word(const struct glane_value *in, struct buf *out)
{
	const struct glane_value *choices = value_get(in, "choices");
	for (uint32_t i = 0; i < value_count(choices); i++) {
		if (i)
			buf_char(out, '|');
		buf_str(out, value_text(value_at(choices, i)));
	}
	if (value_count(choices))
		return;
	if (metavar(in))
		buf_c(out, metavar(in));
	else
		upper(out, value_get_text(in, "name"));
}

void help_usage(const struct glane_value *command, struct buf *out)
{
	const struct glane_value *inputs = value_get(command, "inputs");
	buf_printf(out, "glane %s", value_get_text(command, "words").p);
	for (uint32_t i = 0; i < value_count(inputs); i++) {
		const struct glane_value *in = value_at(inputs, i);
		bool required = value_get_int(in, "required", 0), output = value_get_int(in, "type", 0) == GLANE_F_OUTPUT;
		if (value_get_int(in, "type", 0) == GLANE_F_SECRET) /* asked for, never an argument */
			continue;
		buf_c(out, required ? " " : " [");
		if (!required || output)
			buf_printf(out, "--%s", value_get_text(in, "name").p);
		if (value_get_int(in, "type", 0) != GLANE_F_BOOL || required) {
			if (!required || output)
				buf_char(out, ' ');
			value_word(in, out);
		}
		if (!required)
			buf_char(out, ']');
	}
}

const struct glane_value *help_find(const struct glane_value *commands, int argc, char **argv, int *ret_words)
{
	char two[128];
	for (int n = argc > 1 ? 2 : 1; n >= 1; n--) {
		snprintf(two, sizeof(two), "%s%s%s", argv[0], n == 2 ? " " : "", n == 2 ? argv[1] : "");
		for (uint32_t i = 0; i < value_count(commands); i++) {
			if (str_is(value_get_text(value_at(commands, i), "words"), two)) {
				*ret_words = n;
				return value_at(commands, i);
			}
		}
	}
	return NULL;
}

static void one_line(struct buf *out, const char *words, const char *summary)
{
	buf_printf(out, "  %-18s %s\n", words, summary);
}

static void overview(const struct glane_value *commands, struct buf *out)
{
	buf_c(out, "glane: the inventory of a reuse centre\n\nusage: glane COMMAND [ARGUMENTS] [OPTIONS]\n\n");
	for (size_t i = 0; i < COUNT_OF(builtins); i++)
		one_line(out, builtins[i].words, builtins[i].summary);
	for (uint32_t i = 0; i < value_count(commands); i++) {
		const struct glane_value *c = value_at(commands, i);
		if (!str_is(value_get_text(c, "words"), "help commands"))
			one_line(out, value_get_text(c, "words").p, value_get_text(c, "summary").p);
	}
	buf_printf(out, "\noptions of all commands:\n%s\nexit status: 0 done, 1 refused or failed, 2 wrong usage\n", options_text);
}

static void man_text(struct buf *out, const char *s)
{
	if (*s == '.' || *s == '\'')
		buf_c(out, "\\&");
	for (; *s; s++) {
		if (*s == '-' || *s == '\\')
			buf_char(out, '\\');
		buf_char(out, *s);
	}
	buf_char(out, '\n');
}

static void man_page(const struct glane_value *commands, struct buf *out)
{
	buf_c(out, ".\\\" SPDX-License-Identifier: MPL-2.0\n.TH GLANE 1 \"\" \"glane " GLANE_VERSION "\" \"glane\"\n"
	           ".SH NAME\nglane \\- the inventory of a reuse centre\n"
	           ".SH SYNOPSIS\n.B glane\n.I COMMAND\n[ARGUMENTS] [OPTIONS]\n"
	           ".SH DESCRIPTION\nDonations are weighed, objects get a QR label, and all that leaves is booked: "
	           "every fact is one record of a journal that can be verified.\n"
	           "While a daemon serves the data directory, commands talk to it through a socket there; otherwise they open "
	           "the directory themselves.\n.SH COMMANDS\n");
	for (size_t i = 0; i < COUNT_OF(builtins); i++) {
		buf_c(out, ".TP\n.B ");
		man_text(out, builtins[i].usage);
		man_text(out, builtins[i].summary);
		buf_c(out, ".br\n");
		if (builtins[i].more[0])
			man_text(out, builtins[i].more);
	}
	for (uint32_t i = 0; i < value_count(commands); i++) {
		const struct glane_value *c = value_at(commands, i);
		struct buf usage;
		buf_init(&usage, 4096);
		help_usage(c, &usage);
		buf_c(out, ".TP\n.B ");
		man_text(out, buf_get(&usage).p);
		man_text(out, value_get_text(c, "summary").p);
		buf_fini(&usage);
	}
	buf_c(out, ".SH OPTIONS\n.nf\n");
	man_text(out, options_text);
	buf_c(out, ".fi\n.SH EXIT STATUS\n0 done, 1 refused or failed with one sentence on standard error, 2 wrong usage.\n"
	           ".SH ENVIRONMENT\n.TP\n.B GLANE_DATA\nthe data directory\n");
}

static int one(const struct glane_value *commands, int argc, char **argv, struct buf *out)
{
	char words[128];
	for (size_t i = 0; i < COUNT_OF(builtins); i++) {
		snprintf(words, sizeof(words), "%s%s%s", argv[0], argc > 1 ? " " : "", argc > 1 ? argv[1] : "");
		if (strcmp(words, builtins[i].words) == 0) {
			buf_printf(out, "usage: %s\n\n%s.\n%s%s\noptions of all commands:\n%s", builtins[i].usage, builtins[i].summary,
			           builtins[i].more, builtins[i].more[0] ? "\n" : "", options_text);
			return EXIT_DONE;
		}
	}
	int n;
	const struct glane_value *c = help_find(commands, argc, argv, &n);
	if (!c) {
		fprintf(stderr, "glane: there is no command \"%s\"; see: glane help\n", words);
		return EXIT_USAGE;
	}
	buf_c(out, "usage: ");
	help_usage(c, out);
	buf_printf(out, "\n\n%s.\n\noptions of all commands:\n%s", value_get_text(c, "summary").p, options_text);
	return EXIT_DONE;
}

int help_run(const struct options *o, int argc, char **argv)
{
	struct arena arena;
	struct host_config config;
	struct glane_value *all;
	struct buf out;
	int status = EXIT_DONE;
	arena_init(&arena, 16u << 20);
	buf_init(&out, 1u << 20);
	places_config(o, &config);
	if (host_commands(&config, &arena, &all) < 0)
		status = EXIT_REFUSED;
	else if (argc > 0 && strcmp(argv[0], "--man") == 0)
		man_page(value_get(all, "commands"), &out);
	else if (argc > 0)
		status = one(value_get(all, "commands"), argc, argv, &out);
	else
		overview(value_get(all, "commands"), &out);
	fputs(buf_get(&out).p, stdout);
	buf_fini(&out);
	arena_fini(&arena);
	return status;
}
