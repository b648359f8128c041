/* SPDX-License-Identifier: MPL-2.0 */
/* The program: common options, then the command. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/cli.h"
#include "app/demo.h"
#include "app/embed.h"
#include "app/kiosk.h"
#include "app/serve.h"
#include "base/log.h"
#include "store/store.h"

/* Takes the common options out of argv; what is left are words and their arguments. */
static int take_options(struct options *o, int *argc, char **argv)
{
	int kept = 0;
	bool rest = false;
	for (int i = 1; i < *argc; i++) {
		const char *a = argv[i], *value = NULL;
		if (!rest && strcmp(a, "--") == 0)
			rest = true;
		static const char *const names[] = { "--data", "--plugins", "--listen", "--proxy" };
		int which = -1;
		for (int k = 0; k < 4 && !rest; k++) {
			size_t n = strlen(names[k]);
			if (strncmp(a, names[k], n) == 0 && (a[n] == 0 || a[n] == '=')) {
				which = k;
				value = a[n] ? a + n + 1 : i + 1 < *argc ? argv[++i] : NULL;
				if (!value || !*value) {
					fprintf(stderr, "glane: %s wants a value\n", names[k]);
					return EXIT_USAGE;
				}
			}
		}
		if (which == 0)
			o->data = value;
		else if (which == 1 && o->extra_count < EXTRA_PLUGINS_MAX)
			o->extra[o->extra_count++] = value;
		else if (which == 2)
			o->listen = value;
		else if (which == 3 && o->proxy_count < EXTRA_PLUGINS_MAX)
			o->proxies[o->proxy_count++] = value;
		else if (!rest && strcmp(a, "--open") == 0)
			o->open = true;
		else if (!rest && strcmp(a, "--json") == 0)
			o->json = true;
		else if (!rest && strcmp(a, "--quiet") == 0)
			log_level_set(GLANE_LOG_ERROR);
		else
			argv[kept++] = argv[i];
	}
	*argc = kept;
	argv[kept] = NULL;
	return 0;
}

static int restore(const struct options *o, int argc, char **argv)
{
	struct error e;
	error_init(&e, NULL);
	if (argc != 1) {
		fprintf(stderr, "glane: name the backup\nusage: glane restore FILE\n");
		return EXIT_USAGE;
	}
	const char *dir = o->data ? o->data : places_data();
	int lock = -1;
	mkdir(dir, 0700); /* a new machine; what else is wrong with it, the lock says */
	int rc = store_lock_wait(dir, STORE_WAIT_MS, &lock, &e);
	if (rc == 0)
		rc = store_restore(dir, argv[0], &e);
	if (lock >= 0)
		close(lock);
	if (rc < 0) {
		fprintf(stderr, "glane: %s\n", e.text);
		return EXIT_REFUSED;
	}
	if (o->json)
		printf("{\"restored\":true}\n");
	else
		printf("restored\n");
	return EXIT_DONE;
}

int main(int argc, char **argv)
{
	struct options o = { 0 };
	int status = take_options(&o, &argc, argv);
	if (status)
		return status;
	if (argc == 0 || strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0) {
		help_run(&o, 0, argv);
		return argc == 0 ? EXIT_USAGE : EXIT_DONE;
	}
	if (argc > 1 && strcmp(argv[argc - 1], "--help") == 0)
		return help_run(&o, argc - 1, argv);
	if (strcmp(argv[0], "serve") == 0 && argc == 1)
		return serve(&o);
	if (strcmp(argv[0], "serve") == 0) {
		fprintf(stderr, "glane: serve does not know \"%s\"\nusage: glane serve [--listen 127.0.0.1:8080] [--proxy ADDRESS] [--open]\n", argv[1]);
		return EXIT_USAGE;
	}
	if (strcmp(argv[0], "kiosk") == 0)
		return kiosk(&o, argc - 1, argv + 1);
	if (strcmp(argv[0], "version") == 0 || strcmp(argv[0], "--version") == 0) {
		printf(o.json ? "{\"version\":\"%s\"}\n" : "glane %s\n", GLANE_VERSION);
		return EXIT_DONE;
	}
	log_level_set(GLANE_LOG_WARNING); /* a command says what it has to say itself */
	if (strcmp(argv[0], "help") == 0 && !(argc > 1 && strcmp(argv[1], "commands") == 0))
		return help_run(&o, argc - 1, argv + 1);
	if (strcmp(argv[0], "restore") == 0)
		return restore(&o, argc - 1, argv + 1);
	if (strcmp(argv[0], "demo") == 0)
		return demo(&o, argc - 1);
	if (strcmp(argv[0], "embed") == 0) {
		return embed_run(argc - 1, argv + 1);
	}
	if (argc > 1 && strcmp(argv[0], "plugin") == 0 && strcmp(argv[1], "new") == 0)
		return plugin_new(&o, argc - 2, argv + 2);
	return cli_run(&o, argc, argv);
}
