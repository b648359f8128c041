/* SPDX-License-Identifier: MPL-2.0 */
/* Designs of this centre in the database, and which of them stands on what. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labels/designs.h"

static int load_parts(struct glane_call *c, int64_t id, struct design *d)
{
	const struct glane_db_api *db = labels_host->db;
	struct glane_rows *row;
	int rc = db->query(c, SQL_DESIGN_PARTS, (struct glane_val[]){ glane_int(id) }, 1, &row);
	while (rc >= 0 && (rc = db->next(row)) == 1 && d->count < DESIGN_PARTS) {
		struct design_part *p = &d->parts[d->count++];
		text_keep(p->field, sizeof(p->field), db->col(row, 0).u.s);
		p->size = (uint16_t)db->col(row, 1).u.i;
		p->lines = (uint8_t)db->col(row, 2).u.i;
		p->look = (uint8_t)db->col(row, 3).u.i;
		p->place = (uint8_t)db->col(row, 4).u.i;
		p->across = (uint8_t)db->col(row, 5).u.i;
	}
	if (rc == 1)
		db->close(row);
	return rc < 0 ? rc : GLANE_OK;
}

int design_find(struct glane_call *c, struct glane_str key, struct design *ret)
{
	const struct glane_db_api *db = labels_host->db;
	const struct design *own = design_builtin(key);
	struct design d = { 0 };
	struct glane_rows *row;
	if (own) {
		*ret = *own;
		return 1;
	}
	int rc = spool_first(c, SQL_DESIGN_FIND, (struct glane_val[]){ glane_text(key) }, 1, &row);
	if (rc < 0)
		return rc;
	int64_t id = 0;
	if (rc == 1) {
		id = db->col(row, 0).u.i;
		snprintf(d.key, sizeof(d.key), "%lld", (long long)id);
		text_keep(d.name, sizeof(d.name), db->col(row, 1).u.s);
		d.symbol = (uint8_t)db->col(row, 2).u.i;
		d.module_um = (uint16_t)db->col(row, 3).u.i;
	}
	db->close(row);
	rc = id ? load_parts(c, id, &d) : GLANE_OK;
	if (rc || !id)
		return rc;
	*ret = d;
	return 1;
}

int design_choose(struct glane_call *c, int64_t item, const char *media, struct design *ret)
{
	const struct glane_db_api *db = labels_host->db;
	struct glane_rows *row;
	char key[DESIGN_KEY_MAX] = "";
	int rc = spool_first(c, SQL_DESIGN_CHOICE, (struct glane_val[]){ glane_int(item), glane_text(glane_cstr(media)) }, 2, &row);
	if (rc < 0)
		return rc;
	if (rc == 1)
		text_keep(key, sizeof(key), db->col(row, 0).u.s);
	db->close(row);
	rc = key[0] ? design_find(c, glane_cstr(key), ret) : 0;
	if (rc == 0) {
		const struct sheet *sheet = sheet_find(glane_cstr(media));
		*ret = sheet && sheet->wordy ? *design_builtin(glane_cstr("tiny")) : design_table[0];
	}
	return rc < 0 ? rc : GLANE_OK;
}

static int save_parts(struct glane_call *c, int64_t id, const struct design *d)
{
	const struct glane_db_api *db = labels_host->db;
	int rc = db->exec(c, SQL_DESIGN_CLEAR, (struct glane_val[]){ glane_int(id) }, 1, NULL);
	for (uint32_t i = 0; rc == GLANE_OK && i < d->count; i++) {
		const struct design_part *p = &d->parts[i];
		struct glane_val args[] = { glane_int(id), glane_int(i), glane_text(glane_cstr(p->field)), glane_int(p->size), glane_int(p->lines), glane_int(p->look),
			                    glane_int(p->place), glane_int(p->across) };
		rc = db->exec(c, SQL_DESIGN_PART_ADD, args, sizeof(args) / sizeof(args[0]), NULL);
	}
	return rc;
}

int design_save(struct glane_call *c, struct design *d)
{
	struct glane_str name = glane_cstr(d->name);
	int64_t id = strtoll(d->key, NULL, 10);
	struct design other;
	if (!name.n)
		return labels_host->call->refuse_input(c, "name", "design.nameless", NULL);
	int rc = design_find(c, name, &other);
	if (rc == 1 && strcmp(other.key, d->key) != 0)
		return labels_host->call->refuse_input(c, "name", "design.name_taken", NULL);
	if (rc < 0)
		return rc;
	struct glane_val args[] = { id ? glane_int(id) : glane_null(), glane_text(name), glane_int(d->symbol), glane_int(d->module_um),
		                    glane_int(labels_host->call->now_ms(c)) };
	rc = labels_host->db->exec(c, SQL_DESIGN_PUT, args, sizeof(args) / sizeof(args[0]), NULL);
	if (rc == GLANE_OK && !id) {
		id = labels_host->db->last_id(c);
		snprintf(d->key, sizeof(d->key), "%lld", (long long)id);
	}
	return rc ? rc : save_parts(c, id, d);
}

int design_remove(struct glane_call *c, struct glane_str key)
{
	struct design d;
	int rc = design_find(c, key, &d);
	if (rc == 0 || (rc == 1 && design_builtin(glane_cstr(d.key))))
		return labels_host->call->refuse(c, GLANE_ENOENT, "design.none", NULL);
	int64_t id = rc == 1 ? strtoll(d.key, NULL, 10) : 0;
	/* Where it was used, the house's own is used again. */
	rc = rc < 0 ? rc : labels_host->db->exec(c, SQL_USE_DROP, (struct glane_val[]){ glane_text(glane_cstr(d.key)) }, 1, NULL);
	if (rc == GLANE_OK)
		rc = labels_host->db->exec(c, SQL_DESIGN_CLEAR, (struct glane_val[]){ glane_int(id) }, 1, NULL);
	return rc ? rc : labels_host->db->exec(c, SQL_DESIGN_REMOVE, (struct glane_val[]){ glane_int(id) }, 1, NULL);
}

struct glane_str design_title(struct glane_call *c, const struct design *d)
{
	char key[48];
	if (d->name[0] || !design_builtin(glane_cstr(d->key)))
		return glane_cstr(d->name);
	snprintf(key, sizeof(key), "design.%s", d->key);
	return labels_host->call->tr(c, key, NULL);
}
