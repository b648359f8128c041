/* SPDX-License-Identifier: MPL-2.0 */
/* Columns that outlive their row. */
#include <stdio.h>

#include "labels/internal.h"

void column_text(char *to, size_t cap, struct glane_rows *row, uint32_t column)
{
	struct glane_str s = labels_host->db->col(row, column).u.s;
	snprintf(to, cap, "%.*s", (int)s.n, s.p);
}
