/* SPDX-License-Identifier: MPL-2.0 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/cli.h"
#include "app/places.h"
#include "base/buf.h"

static const char from[] = "template";

/* The word `template` becomes the name, but not in the contract's own words (template_name, templates). */
static void rename_words(struct glane_str in, const char *name, struct buf *out)
{
	const size_t n = sizeof(from) - 1;
	for (size_t i = 0; i < in.n; i++) {
		bool here = i + n <= in.n && memcmp(in.p + i, from, n) == 0;
		bool word_starts = i == 0 || !isalnum((unsigned char)in.p[i - 1]);
		const char *after = in.p + i + n;
		if (here && word_starts && *after != 's' && strncmp(after, "_name", 5) != 0) {
			buf_c(out, name);
			i += n - 1;
		} else {
			buf_char(out, in.p[i]);
		}
	}
}

static int copy_file(const char *source, const char *target, const char *name)
{
	struct buf in, out;
	buf_init(&in, 16u << 20);
	buf_init(&out, 16u << 20);
	FILE *f = fopen(source, "rb");
	char block[65536];
	int rc = -1;
	if (f) {
		for (size_t n; (n = fread(block, 1, sizeof(block), f)) > 0;)
			buf_add(&in, block, n);
		fclose(f);
		rename_words(buf_get(&in), name, &out);
		f = fopen(target, "wbx");
		if (f && fwrite(buf_get(&out).p, 1, out.n, f) == out.n)
			rc = 0;
		if (f && fclose(f) != 0)
			rc = -1;
	}
	if (rc < 0)
		fprintf(stderr, "glane: %s: %s\n", target, strerror(errno));
	buf_fini(&in);
	buf_fini(&out);
	return rc;
}

static int copy_tree(const char *source, const char *target, const char *name)
{
	if (mkdir(target, 0755) != 0) {
		fprintf(stderr, "glane: %s: %s\n", target, strerror(errno));
		return -1;
	}
	DIR *d = opendir(source);
	int rc = d ? 0 : -1;
	for (struct dirent *e; rc == 0 && (e = readdir(d));) {
		char a[PATH_MAX * 2], b[PATH_MAX * 2];
		struct buf renamed;
		struct stat st;
		if (e->d_name[0] == '.')
			continue;
		if (strcmp(e->d_name, "meson.build") == 0)
			continue; /* the tree's own; a copy has the file that stands alone in its place */
		buf_init(&renamed, 4096);
		rename_words(str_ends(str_c(e->d_name), STR(".standalone")) ? STR("meson.build") : str_c(e->d_name), name, &renamed);
		snprintf(a, sizeof(a), "%s/%s", source, e->d_name);
		snprintf(b, sizeof(b), "%s/%s", target, buf_get(&renamed).p);
		buf_fini(&renamed);
		rc = stat(a, &st) != 0 ? -1 : S_ISDIR(st.st_mode) ? copy_tree(a, b, name) : copy_file(a, b, name);
	}
	if (d)
		closedir(d);
	return rc;
}

int plugin_new(const struct options *o, int argc, char **argv)
{
	const char *name = argc > 0 ? argv[0] : "", *into = argc == 3 && strcmp(argv[1], "--into") == 0 ? argv[2] : ".";
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789");
	if (argc != 1 && argc != 3) {
		fprintf(stderr, "usage: glane plugin new NAME [--into DIR]\n");
		return EXIT_USAGE;
	}
	if (name[n] || n < 2 || n > 16 || isdigit((unsigned char)name[0])) {
		fprintf(stderr, "glane: a plugin's name is 2 to 16 small letters and digits, beginning with a letter\n");
		return EXIT_REFUSED;
	}
	char source[PATH_MAX], target[PATH_MAX];
	if (!places_of("../plugins/template", GLANE_TEMPLATE_DIR, source)) {
		fprintf(stderr, "glane: the plugin \"template\" is not installed\n");
		return EXIT_REFUSED;
	}
	snprintf(target, sizeof(target), "%s/%s", into, name);
	if (copy_tree(source, target, name) < 0)
		return EXIT_REFUSED;
	if (o->json)
		printf("{\"folder\":\"%s\"}\n", target);
	else
		printf("%s\nnext: read %s/README.md\n", target, target);
	return EXIT_DONE;
}
