/* SPDX-License-Identifier: MPL-2.0 */
/* glane printer list, status, add, test. */
#include <stdlib.h>
#include <string.h>

#include "labels/internal.h"
#include "labels/printers_pages.h"

/* The same rows for both commands, which tell them by two templates.  1: all is well, 0: somebody has to go and look. */
static int rows(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *root = labels_host->reply->root(c), *list = v->array(root, "printers");
	struct printers all;
	int rc = printers_all(c, &all), ok = 1;
	for (uint32_t i = 0; rc == GLANE_OK && i < all.count; i++) {
		const struct printer *p = &all.at[i];
		struct glane_value *o = v->object(list, NULL);
		char kind[KIND_MAX];
		rc = printers_fill(self, c, p, o);
		kind_write(p->language, p->model, p->dpi, kind);
		v->text(o, "kind", glane_cstr(kind));
		ok &= v->as_text(v->get(o, "trouble")).n == 0;
	}
	return rc ? rc : ok;
}

int command_printer_list(struct glane_self *self, struct glane_call *c)
{
	int rc = rows(self, c);
	return rc < 0 ? rc : GLANE_OK;
}

int command_printer_status(struct glane_self *self, struct glane_call *c)
{
	const struct glane_db_api *db = labels_host->db;
	struct glane_value *root = labels_host->reply->root(c);
	struct glane_rows *row;
	int64_t asked = 0;
	int ok = rows(self, c), rc = ok < 0 ? ok : db->query(c, SQL_SPOOL_QUEUE, NULL, 0, &row);
	while (rc >= 0 && (rc = db->next(row)) == 1)
		asked += strcmp(db->col(row, 2).u.s.p, "unknown") == 0;
	if (asked)
		labels_host->value->integer(root, "asked", asked);
	labels_host->value->boolean(root, "ok", ok > 0 && !asked);
	return rc;
}

int command_printer_add(struct glane_self *self, struct glane_call *c)
{
	struct printer p = { .asks = 1 };
	int rc = form_read(c, &p);
	if (rc == GLANE_OK)
		rc = printers_save(self, c, &p);
	struct glane_value *list = labels_host->value->array(labels_host->reply->root(c), "printers");
	return rc ? rc : printers_fill(self, c, &p, labels_host->value->object(list, NULL));
}

/* By name or number. */
static int find_named(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct printers all;
	struct glane_str name = in_text(c, "name");
	int64_t *id = arg;
	(void)self;
	int rc = printers_all(c, &all);
	for (uint32_t i = 0; rc == GLANE_OK && i < all.count; i++)
		if (strcmp(all.at[i].name, name.p) == 0 || all.at[i].id == strtoll(name.p, NULL, 10))
			*id = all.at[i].id;
	return rc || *id ? rc : labels_host->call->refuse_input(c, "name", "printer_gone", NULL);
}

int command_printer_test(struct glane_self *self, struct glane_call *c)
{
	struct glane_str what = in_text(c, "what");
	int64_t id = 0, job;
	int rc = labels_host->call->within(c, GLANE_READ, find_named, &id);
	if (rc == GLANE_OK)
		rc = trial_print(self, c, id, what.n ? what.p : "label", &job);
	if (rc)
		return rc;
	struct glane_value *root = labels_host->reply->root(c);
	labels_host->value->integer(root, "job", job);
	labels_host->value->text(root, "text", labels_host->call->tr(c, "printers.trial_sent", root));
	return GLANE_OK;
}
