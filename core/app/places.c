/* SPDX-License-Identifier: MPL-2.0 */
#include "app/places.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kiosk_embedded.h"

const char *places_data(void)
{
	static char path[PATH_MAX];
	const char *set = getenv("GLANE_DATA"), *home = getenv("HOME"), *xdg = getenv("XDG_DATA_HOME");
	if (set && *set)
		return set;
	if (xdg && *xdg)
		snprintf(path, sizeof(path), "%s/glane", xdg);
	else
		snprintf(path, sizeof(path), "%s/.local/share/glane", home && *home ? home : ".");
	return path;
}

const char *const *places_shipped(void)
{
	static char beside[PATH_MAX + 16];
	static const char *dirs[3];
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	int count = 0;
	if (n > 0) {
		exe[n] = 0;
		char *slash = strrchr(exe, '/');
		*slash = 0;
		snprintf(beside, sizeof(beside), "%s/plugins", exe); /* a build tree */
		if (access(beside, F_OK) == 0)
			dirs[count++] = beside;
	}
	if (count == 0)
		dirs[count++] = GLANE_PLUGIN_DIR; /* an installation */
	dirs[count] = NULL;
	return dirs;
}

void places_config(const struct options *o, struct host_config *ret)
{
	static const struct glane_list kiosk = EMBEDDED_KIOSK;
	*ret = (struct host_config){
		.dir = o->data ? o->data : places_data(),
		.shipped = places_shipped(),
		.extra = o->extra,
		.kiosk = kiosk,
	};
}
