/* SPDX-License-Identifier: MPL-2.0 */
/* All designs, which of them stands on what, and the centre's logo. */
#include <stdio.h>
#include <string.h>

#include "labels/designs.h"
#include "text/text.h"

struct listing {
	struct glane_value *list;
	const struct media *media;
	struct label_fields sample;
};

static void add_design(struct glane_call *c, struct listing *l, const struct design *d)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *one = v->object(l->list, NULL);
	struct label_layout plan;
	int own = !design_builtin(glane_cstr(d->key));
	char why[48];
	l->sample.design = d;
	v->text(one, "key", glane_cstr(d->key));
	v->text(one, "title", design_title(c, d));
	v->boolean(one, "own", own);
	v->boolean(one, "fits", label_plan(l->media, 300, &l->sample, &plan) == GLANE_OK);
	snprintf(why, sizeof(why), "design.%s.why", d->key);
	v->text(one, "why", own ? glane_cstr("") : labels_host->call->tr(c, why, NULL));
}

static int list_designs(struct glane_call *c, const struct media *m, struct glane_value *root)
{
	const struct glane_db_api *db = labels_host->db;
	struct listing l = { .list = labels_host->value->array(root, "designs"), .media = m };
	struct label_text *t = labels_host->call->alloc(c, sizeof(*t));
	struct glane_rows *row;
	struct design d;
	if (!t)
		return GLANE_ENOMEM;
	label_text_sample(c, t);
	l.sample = label_text_fields(t);
	for (uint32_t i = 0; i < design_count; i++)
		add_design(c, &l, &design_table[i]);
	int rc = db->query(c, SQL_DESIGN_ALL, NULL, 0, &row);
	while (rc >= 0 && (rc = db->next(row)) == 1) {
		char key[DESIGN_KEY_MAX];
		snprintf(key, sizeof(key), "%lld", (long long)db->col(row, 0).u.i);
		rc = design_find(c, glane_cstr(key), &d);
		if (rc == 1)
			add_design(c, &l, &d);
	}
	return rc;
}

/* Each rule in words, with the way to take it back. */
static int list_uses(struct glane_call *c, struct glane_value *root)
{
	const struct glane_value_api *v = labels_host->value;
	const struct glane_db_api *db = labels_host->db;
	struct glane_value *list = v->array(root, "uses");
	struct glane_rows *row;
	int english = strcmp(labels_host->call->lang(c).p, "en") == 0;
	int rc = db->query(c, SQL_USE_ALL, NULL, 0, &row);
	while (rc >= 0 && (rc = db->next(row)) == 1) {
		struct glane_str what = db->col(row, 0).u.s, of = db->col(row, 1).u.s, key = db->col(row, 2).u.s;
		struct glane_value *use = v->object(list, NULL);
		const struct design *known = design_builtin(key);
		char target[40];
		snprintf(target, sizeof(target), "%s%.*s", text_is(what, "category") ? "c:" : text_is(what, "media") ? "m:" : "", (int)of.n, of.p);
		v->text(use, "target", glane_cstr(target));
		struct glane_val name = db->col(row, english ? 4 : 3);
		v->text(use, "what", text_is(what, "category") && name.type == GLANE_TEXT ? name.u.s : text_is(what, "media") ? of : labels_host->call->tr(c, "design.everything", NULL));
		struct glane_val own = db->col(row, 5);
		v->text(use, "design", known ? design_title(c, known) : own.type == GLANE_TEXT ? own.u.s : key);
	}
	return rc;
}

static int list_targets(struct glane_call *c, struct glane_value *root)
{
	const struct glane_value_api *v = labels_host->value;
	const struct glane_db_api *db = labels_host->db;
	struct glane_value *list = v->array(root, "categories");
	struct glane_rows *row;
	int english = strcmp(labels_host->call->lang(c).p, "en") == 0;
	int rc = db->query(c, SQL_CATEGORIES, NULL, 0, &row);
	while (rc >= 0 && (rc = db->next(row)) == 1) {
		struct glane_value *one = v->object(list, NULL);
		v->integer(one, "id", db->col(row, 0).u.i);
		v->text(one, "words", db->col(row, english ? 2 : 1).u.s);
	}
	return rc;
}

static int find_logo(struct glane_call *c, struct glane_value *root)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_rows *row;
	int rc = spool_first(c, SQL_LOGO, NULL, 0, &row);
	if (rc < 0)
		return rc;
	if (rc == 1) {
		struct glane_value *logo = v->object(root, "logo");
		int64_t w = labels_host->db->col(row, 0).u.i, h = labels_host->db->col(row, 1).u.i;
		v->integer(logo, "w", w * 96 / 300); /* px of CSS at 300 dots an inch */
		v->integer(logo, "h", h * 96 / 300);
		v->decimal(logo, "w_mm", w * 254 / 300, 1);
		v->integer(logo, "at", labels_host->db->col(row, 3).u.i);
	}
	labels_host->db->close(row);
	return GLANE_OK;
}

int designs_page(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_value *root = labels_host->reply->root(c);
	struct media m;
	int rc = picture_media(c, &m);
	if (rc == GLANE_OK)
		rc = list_designs(c, &m, root);
	if (rc == GLANE_OK)
		rc = list_uses(c, root);
	if (rc == GLANE_OK)
		rc = list_targets(c, root);
	if (rc)
		return rc;
	media_choices(root, m.id);
	labels_host->value->text(root, "chosen", glane_cstr(m.id));
	return find_logo(c, root);
}

static int back(struct glane_call *c)
{
	labels_host->reply->see_other(c, glane_cstr("/p/labels/designs"));
	return GLANE_OK;
}

/* POST /designs/use: "m:62x29", "c:12" or "" for all; no design: as before. */
int design_use(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_str target = text_in(labels_host->call->inputs(c), "target"), key = text_in(labels_host->call->inputs(c), "design");
	int kind = target.n > 2 && target.p[1] == ':' ? target.p[0] : 0;
	if (target.n && kind != 'm' && kind != 'c')
		return labels_host->call->refuse_input(c, "target", "design.target", NULL);
	struct glane_str of = target.n ? (struct glane_str){ target.p + 2, target.n - 2 } : target;
	struct glane_val args[] = { glane_text(glane_cstr(kind == 'm' ? "media" : kind == 'c' ? "category" : "")), glane_text(of), glane_text(key) };
	struct design d;
	struct media m;
	struct sheet_kept kept;
	int rc = key.n ? design_find(c, key, &d) : 1;
	if (rc == 0)
		return labels_host->call->refuse_input(c, "design", "design.none", NULL);
	if (rc == 1 && key.n && kind == 'm' && media_find(of, &m)) {
		rc = sheet_look(c, of, &kept);
		if (rc == 0)
			return labels_host->call->refuse_input(c, "target", "media_unknown", NULL);
	}
	if (rc < 0)
		return rc;
	args[2] = glane_text(glane_cstr(key.n ? d.key : ""));
	rc = labels_host->db->exec(c, key.n ? SQL_USE_PUT : SQL_USE_CLEAR, args, key.n ? 3 : 2, NULL);
	return rc ? rc : back(c);
}

int design_drop(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int rc = design_remove(c, text_in(labels_host->call->inputs(c), "design"));
	return rc ? rc : back(c);
}
