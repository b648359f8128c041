/* SPDX-License-Identifier: MPL-2.0 */
/* What a call was given, and columns that outlive their row. */
#include <stdio.h>

#include "labels/internal.h"

struct glane_str in_text(struct glane_call *c, const char *name)
{
	return labels_host->value->as_text(labels_host->value->get(labels_host->call->inputs(c), name));
}

int64_t in_int(struct glane_call *c, const char *name, int64_t missing)
{
	return labels_host->value->as_integer(labels_host->value->get(labels_host->call->inputs(c), name), missing);
}

void column_text(char *to, size_t cap, struct glane_rows *row, uint32_t column)
{
	struct glane_str s = labels_host->db->col(row, column).u.s;
	snprintf(to, cap, "%.*s", (int)s.n, s.p);
}
