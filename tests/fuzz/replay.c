/* SPDX-License-Identifier: MPL-2.0 */
/* Runs a fuzz target over every file of the folders named, so that each check replays what was ever found. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

static int run(const char *path)
{
	struct stat st;
	FILE *f = fopen(path, "re");
	if (!f || fstat(fileno(f), &st)) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		if (f)
			fclose(f);
		return -1;
	}
	/* A block of exact size, so that the sanitizer sees a look past the end. */
	size_t size = (size_t)st.st_size;
	uint8_t *data = malloc(size ? size : 1);
	if (!data)
		abort();
	size_t n = fread(data, 1, size, f);
	fclose(f);
	fprintf(stderr, "%s\n", path); /* the last line names the culprit */
	int r = LLVMFuzzerTestOneInput(data, n);
	free(data);
	return r;
}

int main(int argc, char **argv)
{
	int count = 0, bad = 0;
	for (int i = 1; i < argc; i++) {
		struct dirent *e;
		DIR *dir = opendir(argv[i]);
		if (!dir) {
			fprintf(stderr, "%s: %s\n", argv[i], strerror(errno));
			return 1;
		}
		while ((e = readdir(dir))) {
			char path[4096];
			if (e->d_name[0] == '.')
				continue;
			if ((size_t)snprintf(path, sizeof(path), "%s/%s", argv[i], e->d_name) >= sizeof(path))
				abort();
			bad += run(path) != 0;
			count++;
		}
		closedir(dir);
	}
	printf("%d inputs\n", count);
	return bad || !count; /* an empty corpus proves nothing */
}
