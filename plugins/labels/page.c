/* SPDX-License-Identifier: MPL-2.0 */
/* The page of labels: a preview, sheets of stickers, what was printed last. */
#include <string.h>

#include "labels/designs.h"
#include "text/text.h"

static void add_media(struct glane_value *root, struct glane_str chosen)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *list = v->array(root, "media");
	for (uint32_t i = 0; i < media_count; i++) {
		struct glane_value *m = v->object(list, NULL);
		v->text(m, "id", glane_cstr(media_table[i].media.id));
		v->text(m, "name", glane_cstr(media_table[i].name));
		v->integer(m, "w", media_table[i].media.w_dmm / 10);
		v->integer(m, "h", media_table[i].media.h_dmm / 10);
		v->boolean(m, "roll", media_table[i].media.kind == MEDIA_ROLL);
		v->boolean(m, "red", media_table[i].media.kind == MEDIA_RED);
		v->boolean(m, "chosen", text_is(chosen, media_table[i].media.id));
	}
}

static int add_jobs(struct glane_call *c, struct glane_value *root)
{
	const struct glane_value_api *v = labels_host->value;
	const struct glane_db_api *db = labels_host->db;
	struct glane_rows *row;
	struct glane_value *list = v->array(root, "jobs");
	int rc = db->query(c, SQL_SPOOL_RECENT, NULL, 0, &row);
	while (rc >= 0 && (rc = db->next(row)) == 1) {
		struct glane_value *j = v->object(list, NULL);
		struct glane_str state = db->col(row, 2).u.s;
		int queued = text_is(state, "queued");
		spool_fill(c, j, row);
		v->quantity(j, "at_ms", db->col(row, 7).u.i, GLANE_U_TIME_MS);
		struct glane_str roll = db->col(row, 8).u.s;
		int drawn = !db->col(row, 1).u.s.n, sheet = drawn && media_is_page(roll.n ? roll.p : "");
		if (!sheet)
			v->text(j, "roll", roll);
		v->boolean(j, "sheet_of", sheet);
		v->boolean(j, "trial", drawn && !sheet);
		v->boolean(j, "again", queued && db->col(row, 3).u.s.n);
		v->boolean(j, "open", queued || text_is(state, "claimed") || text_is(state, "sending") || text_is(state, "sent"));
		v->boolean(j, "unknown", text_is(state, "unknown"));
	}
	return rc;
}

/* What the symbol of this host comes to on this medium: said before the first roll is printed. */
static void add_symbol(struct glane_value *root, const struct media *m, const struct label_fields *f)
{
	const struct glane_value_api *v = labels_host->value;
	struct label_layout l;
	if (label_plan(m, 300, f, &l) || !l.module)
		return;
	struct glane_value *symbol = v->object(root, "symbol");
	v->integer(symbol, "version", l.version);
	v->decimal(symbol, "module_mm", ((int64_t)l.module * 2540 + l.dpi / 2) / l.dpi, 2);
	v->decimal(symbol, "side_mm", ((int64_t)l.qr_side * 254 + l.dpi / 2) / l.dpi, 1);
	v->boolean(symbol, "long", l.version > 3);
}

/* Where a label of this code would go. */
static int add_printer(struct glane_self *self, struct glane_call *c, struct glane_value *label)
{
	const struct glane_value_api *v = labels_host->value;
	struct printers all;
	int rc = printers_all(c, &all);
	const struct printer *p = rc ? NULL : printers_choose(self, &all, 0, glane_cstr(""));
	if (p && printer_is_folder(p))
		v->text(v->object(label, "into"), "folder", glane_cstr(strchr(p->port, ':') + 1));
	else if (p)
		v->text(v->object(label, "on"), "printer", glane_cstr(p->name));
	return rc;
}

/* Printers of pages, to which a sheet can be sent. */
static int add_offices(struct glane_call *c, struct glane_value *root)
{
	const struct glane_value_api *v = labels_host->value;
	struct printers all;
	struct glane_value *list = NULL;
	int rc = printers_all(c, &all);
	for (uint32_t i = 0; rc == GLANE_OK && i < all.count; i++) {
		if (!printer_is_office(&all.at[i]))
			continue;
		list = list ? list : v->array(v->object(root, "office"), "printers");
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "id", all.at[i].id);
		v->text(o, "name", glane_cstr(all.at[i].name));
	}
	return rc;
}

int page_show(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value_api *v = labels_host->value;
	const struct glane_value *in = labels_host->call->inputs(c);
	struct glane_value *root = labels_host->reply->root(c);
	struct glane_str code = v->as_text(v->get(in, "code"));
	struct media m;
	int set, rc = picture_media(c, &m);
	if (rc)
		return rc;
	struct label_text t = { 0 };
	if (code.n)
		rc = label_text_find(c, code, &t);
	else
		label_text_sample(c, &t);
	if (rc == GLANE_OK)
		rc = label_text_dress(c, &t, m.id, glane_cstr(""));
	if (rc)
		return rc;
	struct glane_str host = label_host(c, &set);
	v->text(root, "host", host);
	if (!set)
		v->text(v->object(root, "host_missing"), "host", host);
	v->text(root, "chosen", glane_cstr(m.id));
	if (code.n) {
		struct glane_value *label = v->object(root, "label");
		v->text(label, "code", glane_cstr(t.code));
		v->text(label, "of", glane_cstr(t.title[0] ? t.title : t.code));
		v->text(label, "asked", v->as_text(v->get(in, "media"))); /* "": whatever roll is in the printer */
		rc = add_printer(self, c, label);
		if (rc)
			return rc;
	}
	struct label_fields f = label_text_fields(&t);
	add_symbol(root, &m, &f);
	add_media(root, glane_cstr(m.id));
	v->boolean(root, "may_design", labels_host->call->may(c, "labels.design"));
	rc = sheet_choices(c, root, SHEET_DEFAULT);
	if (rc == GLANE_OK)
		rc = add_offices(c, root);
	return rc ? rc : add_jobs(c, root);
}
