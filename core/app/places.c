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

bool places_of(const char *built, const char *installed, char out[PATH_MAX])
{
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	if (n <= 0)
		return false;
	exe[n] = 0;
	*strrchr(exe, '/') = 0;
	if (snprintf(out, PATH_MAX, "%s/%s", exe, built) < PATH_MAX && access(out, F_OK) == 0)
		return true;
	/* From the program's own place, so that an installation may be moved or staged as a whole. */
	return snprintf(out, PATH_MAX, "%s/" GLANE_PREFIX "/%s", exe, installed) < PATH_MAX && access(out, F_OK) == 0;
}

const char *const *places_shipped(void)
{
	static char path[PATH_MAX];
	static const char *dirs[2];
	dirs[0] = places_of("plugins", GLANE_PLUGIN_DIR, path) ? path : NULL;
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
