/* SPDX-License-Identifier: MPL-2.0 */
/* Byte arrays from files: `glane embed DIR`, and the same at build time before glane exists.
 *
 * A plugin's folder (it holds schema, pages, ui or i18n) gives the four lists EMBEDDED_SCHEMA, _PAGES, _UI, _I18N; any
 * other folder gives one list named after it, of all files below it.  Lists are sorted by name and are values for the
 * members `migrations`, `templates`, `assets`, `catalogues` of struct glane_plugin.
 *
 * Comments, indentation and blanks between signs of scripts stay at home: what a page loads has the same lines without them,
 * a quarter less on the wire. */
#include "app/embed.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *const parts[] = { "schema", "pages", "ui", "i18n" };

static const char *type_of(const char *name)
{
	static const struct {
		const char *ending, *type;
	} types[] = {
		{ ".sql", "application/sql" },
		{ ".html", "text/html; charset=utf-8" },
		{ ".txt", "text/plain; charset=utf-8" },
		{ ".css", "text/css; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".json", "application/json" },
		{ ".svg", "image/svg+xml" },
		{ ".png", "image/png" },
		{ ".csv", "text/csv; charset=utf-8" },
		{ ".webmanifest", "application/manifest+json" },
		{ ".woff2", "font/woff2" },
	};
	size_t n = strlen(name);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		size_t e = strlen(types[i].ending);
		if (n > e && strcmp(name + n - e, types[i].ending) == 0)
			return types[i].type;
	}
	return NULL;
}

struct names {
	char **items;
	size_t count;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *join(const char *a, const char *b)
{
	size_t n = strlen(a) + strlen(b) + 2;
	char *p = malloc(n);
	if (!p)
		abort();
	snprintf(p, n, "%s%s%s", a, *a && *b ? "/" : "", b);
	return p;
}

/* Appends the files below root/sub, as names relative to root. */
static int collect(const char *root, const char *sub, struct names *out)
{
	char *path = join(root, sub);
	DIR *d = opendir(path);
	if (!d) {
		fprintf(stderr, "glane embed: %s: %s\n", path, strerror(errno));
		free(path);
		return -1;
	}
	int rc = 0;
	for (struct dirent *e; rc == 0 && (e = readdir(d));) {
		if (e->d_name[0] == '.')
			continue;
		char *rel = join(sub, e->d_name), *full = join(root, rel);
		struct stat st;
		if (stat(full, &st) == 0 && S_ISDIR(st.st_mode)) {
			rc = collect(root, rel, out);
		} else if (type_of(rel)) {
			char **grown = realloc(out->items, (out->count + 1) * sizeof(*grown));
			if (!grown)
				abort();
			out->items = grown;
			out->items[out->count++] = strdup(rel);
		}
		free(rel);
		free(full);
	}
	closedir(d);
	free(path);
	return rc;
}

/* A text in backticks that goes over lines may hold anything: such a script is left alone. */
static bool has_long_text(FILE *f)
{
	bool inside = false;
	for (int c; !inside && (c = getc(f)) != EOF;) {
		for (; c != EOF && c != '\n'; c = getc(f))
			inside ^= c == '`';
	}
	rewind(f);
	return inside;
}

/* Where the comment of a line begins, or n.  One behind code stands between blanks, and nothing after it ends a text or a
 * longer comment. */
static size_t before_comment(const char *line, size_t n)
{
	size_t blank = strspn(line, " \t");
	if (strncmp(line + blank, "//", 2) == 0)
		return 0;
	for (const char *at = line; (at = strstr(at, " // ")); at += 3)
		if (!strpbrk(at, "'\"`") && !strstr(at, "*/"))
			return (size_t)(at - line);
	return n;
}

/* Whether a blank between these two of code means nothing.  Of signs that are not here two together may be another one. */
static bool idle_blank(char before, char after)
{
	static const char signs[] = "={}()[],;:?&|>";
	return memchr(signs, before, sizeof(signs) - 1) || memchr(signs, after, sizeof(signs) - 1);
}

/* The quote that is open after c, 0: none. */
static char quote_after(char quote, char c)
{
	return quote ? (c == quote ? 0 : quote) : c == '"' || c == '\'' || c == '`' ? c : 0;
}

/* Whether more than quotes begins in a line of n bytes: a regular expression, a text within a text in backticks, or code behind a
 * comment that began above, in which a quote is none. */
static bool is_knotty(const char *code, size_t n)
{
	char quote = 0;
	bool filled = false;
	for (size_t i = 0; i < n; i++) {
		if (((!quote || (i && code[i - 1] == '*')) && code[i] == '/') || (filled && quote == '`' && code[i] == '`' && memchr(code + i + 1, '`', n - i - 1)))
			return true;
		filled = filled || code[i] == '$';
		if (quote && code[i] == '\\')
			i++;
		else
			quote = quote_after(quote, code[i]);
	}
	return false;
}

/* Writes the n bytes of a line's code to `to`, which may be in front of it, without idle blanks; returns how many. */
static size_t tighten(const char *code, size_t n, char *to)
{
	bool knotty = is_knotty(code, n);
	char quote = 0;
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		char c = code[i];
		if (!knotty && !quote && c == ' ' && i > 0 && i + 1 < n && idle_blank(code[i - 1], code[i + 1]))
			continue;
		to[kept++] = c;
		if (quote && c == '\\' && i + 1 < n)
			to[kept++] = code[++i];
		else
			quote = quote_after(quote, c);
	}
	return kept;
}

static int write_bytes(const char *path, const char *symbol, size_t index, size_t *ret_n, FILE *out)
{
	FILE *f = fopen(path, "rb");
	if (!f) {
		fprintf(stderr, "glane embed: %s: %s\n", path, strerror(errno));
		return -1;
	}
	const char *ending = strrchr(path, '.');
	bool bare = ending && strcmp(ending, ".js") == 0 && !has_long_text(f);
	fprintf(out, "static const unsigned char embedded_%s_%zu[] = {", symbol, index);
	size_t n = 0, room = 0;
	char *line = NULL;
	for (ssize_t got; (got = getline(&line, &room, f)) > 0;) {
		size_t whole = (size_t)got, kept = bare ? before_comment(line, whole) : whole;
		if (kept < whole && line[whole - 1] == '\n')
			line[kept++] = '\n';
		if (bare) {
			size_t blank = strspn(line, " \t");
			kept = blank < kept ? tighten(line + blank, kept - blank, line) : 0;
		}
		for (size_t i = 0; i < kept; i++, n++)
			fprintf(out, "%s%d,", n % 32 ? "" : "\n", (unsigned char)line[i]);
	}
	fprintf(out, "0 };\n");
	free(line);
	fclose(f);
	*ret_n = n;
	return 0;
}

static int write_list(const char *root, const char *name, FILE *out, FILE *depfile)
{
	struct names files = { 0 };
	size_t *sizes = NULL;
	int rc = collect(root, "", &files);
	if (depfile) /* changes when a file is added */
		fprintf(depfile, " %s", root);
	char lower[64], upper[64];
	size_t i = 0;
	for (; name[i] && i < sizeof(lower) - 1; i++) {
		lower[i] = (char)(isalnum((unsigned char)name[i]) ? tolower((unsigned char)name[i]) : '_');
		upper[i] = (char)toupper((unsigned char)lower[i]);
	}
	lower[i] = upper[i] = 0;
	if (rc == 0 && files.count) {
		qsort(files.items, files.count, sizeof(*files.items), by_name);
		sizes = calloc(files.count, sizeof(*sizes));
		if (!sizes)
			abort();
	}
	for (size_t f = 0; rc == 0 && f < files.count; f++) {
		char *path = join(root, files.items[f]);
		rc = write_bytes(path, lower, f, &sizes[f], out);
		if (depfile)
			fprintf(depfile, " %s", path);
		free(path);
	}
	if (rc == 0 && files.count) {
		fprintf(out, "static const struct glane_file embedded_%s[] = {\n", lower);
		for (size_t f = 0; f < files.count; f++)
			fprintf(out, "\t{ \"%s\", \"%s\", embedded_%s_%zu, %zu },\n", files.items[f],
			        type_of(files.items[f]), lower, f, sizes[f]);
		fprintf(out, "};\n#define EMBEDDED_%s GLANE_LIST(embedded_%s)\n", upper, lower);
	} else if (rc == 0) {
		fprintf(out, "#define EMBEDDED_%s { 0, 0, 0 }\n", upper);
	}
	for (size_t f = 0; f < files.count; f++)
		free(files.items[f]);
	free(files.items);
	free(sizes);
	return rc;
}

int embed_write(const char *dir, FILE *out, FILE *depfile)
{
	struct stat st;
	bool plugin = false;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		char *path = join(dir, parts[i]);
		plugin = plugin || (stat(path, &st) == 0 && S_ISDIR(st.st_mode));
		free(path);
	}
	fprintf(out, "/* Made by `glane embed`. */\n#include \"glane/plugin.h\"\n");
	if (!plugin) {
		const char *slash = strrchr(dir, '/');
		return write_list(dir, slash ? slash + 1 : dir, out, depfile);
	}
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < sizeof(parts) / sizeof(parts[0]); i++) {
		char *path = join(dir, parts[i]);
		if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
			rc = write_list(path, parts[i], out, depfile);
		} else {
			fprintf(out, "#define EMBEDDED_");
			for (const char *c = parts[i]; *c; c++)
				putc(toupper((unsigned char)*c), out);
			fprintf(out, " { 0, 0, 0 }\n");
		}
		free(path);
	}
	return rc;
}

/* Kept only when it is whole: half a header would be newer than the files that it was made from. */
int embed_run(int argc, char **argv)
{
	if (argc < 1 || argc > 3) {
		fprintf(stderr, "usage: glane embed DIR [OUTPUT [DEPFILE]]\n");
		return 2;
	}
	FILE *out = argc > 1 ? fopen(argv[1], "w") : stdout, *dep = argc > 2 ? fopen(argv[2], "w") : NULL;
	int rc = -1;
	if (!out || (argc > 2 && !dep)) {
		fprintf(stderr, "glane embed: %s: %s\n", argv[out ? 2 : 1], strerror(errno));
	} else {
		if (dep)
			fprintf(dep, "%s:", argv[1]);
		rc = embed_write(argv[0], out, dep);
		if (dep)
			putc('\n', dep);
	}
	if (out && fclose(out) != 0)
		rc = -1;
	if (dep && fclose(dep) != 0)
		rc = -1;
	if (rc < 0 && argc > 1)
		remove(argv[1]);
	return rc < 0 ? 1 : 0;
}

#ifdef GLANE_EMBED_MAIN
int main(int argc, char **argv)
{
	return embed_run(argc - 1, argv + 1);
}
#endif
