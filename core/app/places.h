/* SPDX-License-Identifier: MPL-2.0 */
/* places.h: where things are: the data directory, the socket in it, the folders of plugins. */
#ifndef APP_PLACES_H
#define APP_PLACES_H

#include <limits.h>
#include <stdbool.h>

#include "base/value.h"
#include "host/host.h"

enum { EXTRA_PLUGINS_MAX = 16 };
struct options { /* of the command line, common to all commands */
	const char *data;   /* --data, GLANE_DATA, or ~/.local/share/glane */
	const char *listen; /* serve --listen */
	const char *extra[EXTRA_PLUGINS_MAX + 1]; /* --plugins */
	unsigned extra_count;
	bool json;
	bool open;                                /* serve --open */
	const char *proxies[EXTRA_PLUGINS_MAX + 1]; /* serve --proxy */
	unsigned proxy_count;
};
/* The folder or file `built` beside the program in a build tree, else `installed` below the prefix.  False: neither. */
bool places_of(const char *built, const char *installed, char out[PATH_MAX]);
const char *places_data(void);   /* the default; static memory */
const char *const *places_shipped(void); /* plugins that came with the program; static memory */
/* Fills what both `serve` and the commands open: embedded data, plugins, directory. */
void places_config(const struct options *o, struct host_config *ret);

#endif
