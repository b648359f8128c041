/* SPDX-License-Identifier: MPL-2.0 */
#include "matrix_ipp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void read_line(const char *line, int good, int faults, enum ipp_cell *row)
{
	const char *p = strstr(line, " - F"), *colon = p ? strchr(p, ':') : NULL;
	for (p = p ? p + 3 : NULL; p && colon && p < colon && *p == 'F'; p = strchr(p, ',') ? strchr(p, ',') + 2 : NULL) {
		int f = atoi(p + 1);
		if (f >= 1 && f <= faults && row[f - 1] != IPP_BAD)
			row[f - 1] = good ? IPP_GOOD : IPP_BAD;
	}
}

int matrix_ipp(int faults, enum ipp_cell *row, char *why, size_t cap)
{
	char line[400];
	FILE *test = popen(IPP_PROGRAM, "r");
	int there = 0, planned = 0;
	why[0] = '\0';
	for (int f = 0; f < faults; f++)
		row[f] = IPP_NONE;
	while (test && fgets(line, sizeof(line), test)) {
		int good = strncmp(line, "ok ", 3) == 0, bad = strncmp(line, "not ok ", 7) == 0;
		line[strcspn(line, "\n")] = '\0';
		there |= good || bad;
		planned |= strncmp(line, "1..", 3) == 0;
		if (good || bad)
			read_line(line, good, faults, row);
		if ((bad || strstr(line, "# SKIP")) && !why[0])
			snprintf(why, cap, "%s", line);
	}
	if (test)
		pclose(test);
	if (!planned && !why[0])
		snprintf(why, cap, "its test did not end: " IPP_PROGRAM);
	return there;
}
