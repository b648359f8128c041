/* SPDX-License-Identifier: MPL-2.0 */
/* Sheets of stickers: those of the table, and this centre's own, "P" and the number of a row. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labels/internal.h"

int sheet_look(struct glane_call *c, struct glane_str id, struct sheet_kept *ret)
{
	const struct glane_db_api *db = labels_host->db;
	const struct sheet *known = sheet_find(id);
	struct glane_rows *row;
	if (known) {
		*ret = (struct sheet_kept){ .sheet = *known };
		return 1;
	}
	if (id.n < 2 || id.n > 12 || id.p[0] != 'P')
		return 0;
	int rc = spool_first(c, SQL_SHEET_ONE, (struct glane_val[]){ glane_int(strtoll(id.p + 1, NULL, 10)) }, 1, &row);
	if (rc < 0)
		return rc;
	if (rc == 1) {
		uint32_t n[11];
		for (uint32_t i = 0; i < 11; i++)
			n[i] = (uint32_t)db->col(row, i + 1).u.i;
		struct glane_str name = db->col(row, 0).u.s;
		snprintf(ret->name, sizeof(ret->name), "%.*s", (int)name.n, name.p);
		snprintf(ret->id, sizeof(ret->id), "%.*s", (int)id.n, id.p);
		ret->sheet = (struct sheet){ ret->id, ret->name, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10] };
	}
	db->close(row);
	return rc;
}

int sheet_get(struct glane_call *c, struct glane_str id, struct sheet_kept *ret)
{
	int rc = sheet_look(c, id.n ? id : glane_cstr(SHEET_DEFAULT), ret);
	return rc == 0 ? labels_host->call->refuse_input(c, "sheet", "sheet_unknown", NULL) : rc < 0 ? rc : GLANE_OK;
}
