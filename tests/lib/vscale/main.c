/* SPDX-License-Identifier: MPL-2.0 */
/* vscale LANGUAGE [NAME]: a scale to try things with.  Prints the name of its line (NAME, made as a symbolic link; else one in the
 * temporary folder), reads orders on standard input, a line each, answers "ok" or "?"; ends with it. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "vscale/vscale.h"

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
	struct vscale v;
	char name[64], order[80];
	if (argc < 2) {
		fprintf(stderr, "vscale LANGUAGE [NAME]:");
		for (const struct vscale_language *l = vscale_languages; l->name; l++)
			if (strcmp(l->name, "hid")) /* a kernel makes hidraw nodes, no program does */
				fprintf(stderr, " %s", l->name);
		fprintf(stderr, "\n");
		return 2;
	}
	snprintf(name, sizeof name, "/tmp/vscale-%d", (int)getpid());
	setvbuf(stdin, NULL, _IONBF, 0);
	vscale_init(&v, argv[1], argc > 2 ? argv[2] : name, now_ms());
	printf("%s\n", v.link);
	fflush(stdout);
	for (;;) {
		/* POLLHUP of a terminal that nobody has opened would wake at once, for ever: a look every 20 ms is all it needs. */
		struct pollfd p = { .fd = 0, .events = POLLIN };
		if (poll(&p, 1, 20) > 0) {
			if (!fgets(order, sizeof order, stdin))
				break;
			printf("%s\n", vscale_order(&v, order, now_ms()) ? "?" : "ok");
			fflush(stdout);
		}
		vscale_step(&v, now_ms());
	}
	vscale_fini(&v);
	return 0;
}
