/* SPDX-License-Identifier: MPL-2.0 */
#include "ipp_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drawing/tests/decode.h"
#include "tap.h"

static int leave_out(const char *why)
{
	printf("1..0 # SKIP %s\n", why);
	return 0;
}

int ipp_apart(int argc, char **argv, const char *spaces, const char *script, const char *const *needed, int (*inside)(void))
{
	char command[600], self[200];
	if (argc == 3) {
		ipp_folder = argv[2];
		setenv("GLANE_IPP", ipp_folder, 1);
		return inside();
	}
	for (; *needed; needed++)
		if (!decode_has(*needed)) {
			snprintf(command, sizeof(command), "%s is not installed", *needed);
			return leave_out(command);
		}
	snprintf(command, sizeof(command), "unshare %s --fork true 2>/dev/null", spaces);
	if (system(command) != 0)
		return leave_out("no network of its own is allowed here");
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	self[n > 0 ? n : 0] = '\0';
	ipp_folder = decode_begin();
	snprintf(command, sizeof(command), "cd %s && mkdir spool keys && cp " PRINTERS "/ipp_job.sh job && chmod +x job", ipp_folder);
	if (system(command) != 0)
		bail("%s", command);
	snprintf(command, sizeof(command), "unshare %s --fork --kill-child sh " PRINTERS "/%s '%s' '%s' inside '%s'", spaces, script, ipp_folder, self, ipp_folder);
	int rc = system(command);
	if (rc && getenv("GLANE_KEEP"))
		fprintf(stderr, "kept: %s\n", ipp_folder);
	else
		decode_end();
	return rc ? 1 : 0;
}
