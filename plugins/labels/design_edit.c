/* SPDX-License-Identifier: MPL-2.0 */
/* The editor of one design: its form, its picture on one medium, and what is to be said of it before it is printed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labels/designs.h"
#include "labels/verdict.h"

enum { PREVIEW_DPI = 300 };

/* What was typed and refused, else the inputs. */
static const struct glane_value *typed(struct glane_call *c)
{
	const struct glane_value *again = labels_host->value->get(labels_host->reply->root(c), "input");
	return labels_host->value->count(again) ? again : labels_host->call->inputs(c);
}

/* A size, a sheet, or the roll that is in the printer. */
static int find_media(struct glane_call *c, struct glane_str id, struct media *ret)
{
	struct sheet_kept kept;
	int rc = id.n ? sheet_look(c, id, &kept) : 0;
	if (rc == 1)
		*ret = sheet_media(&kept.sheet);
	else if (!id.n || media_find(id, ret))
		media_default(c, ret);
	return rc < 0 ? rc : GLANE_OK;
}

/* The label of a code; a sample where there is none, which is 1 when one was asked for. */
static int find_text(struct glane_call *c, struct glane_str code, struct label_text *ret)
{
	struct glane_str folded;
	int64_t item;
	memset(ret, 0, sizeof(*ret));
	if (code.n && labels_host->inventory->code_find(c, code, &folded, &item) == GLANE_OK)
		return label_text_find(c, code, ret);
	label_text_sample(c, ret);
	return code.n > 0;
}

/* The design that is to be seen: what stands in the form, one that is there, or the shelf's to begin with.  One of the house is
 * changed as a copy. */
static int find_design(struct glane_call *c, const struct glane_value *in, struct design *ret)
{
	struct glane_str key = text_in(in, "design");
	if (text_in(in, "field_1").n || labels_host->value->get(in, "form")) {
		design_from(in, ret);
	} else {
		int rc = design_find(c, key.n ? key : glane_cstr("shelf"), ret);
		if (rc <= 0)
			return rc < 0 ? rc : labels_host->call->refuse(c, GLANE_ENOENT, "design.none", NULL);
	}
	if (design_builtin(glane_cstr(ret->key)))
		ret->key[0] = 0;
	return GLANE_OK;
}

/* --- what is said of it ------------------------------------------------------------------------------------------------------ */
static void say(struct glane_call *c, struct glane_value *list, const char *key, struct glane_value *args)
{
	labels_host->value->text(labels_host->value->object(list, NULL), "words", labels_host->call->tr(c, key, args));
}

static void say_parts(struct glane_call *c, const struct design *d, uint32_t bits, const char *key, struct glane_value *list)
{
	for (uint32_t i = 0; i < d->count; i++) {
		struct glane_value *args = labels_host->value->make(c);
		labels_host->value->text(args, "field", field_title(c, d->parts[i].field));
		if (bits & 1u << i)
			say(c, list, key, args);
	}
}

static int say_verdict(struct glane_self *self, struct glane_call *c, const struct bitmap *b, const struct label_layout *l, struct glane_str url,
                       struct glane_value *root)
{
	static const char *const ways[VERDICT_WAYS] = { "plain", "thin", "thick", "soft" };
	const struct glane_value_api *v = labels_host->value;
	struct verdict verdict;
	char key[40];
	if (!l->module) {
		v->text(v->object(root, "symbolless"), "words", labels_host->call->tr(c, "verdict.none", NULL));
		return GLANE_OK;
	}
	if (verdict_of(self->reader, b, l, url, &verdict) < 0)
		return labels_host->call->fail(c, GLANE_EIO, "the library libzbar.so.0 cannot be loaded");
	struct glane_value *said = v->object(root, "verdict"), *list = v->array(said, "ways");
	const char *sum = verdict.read == (1u << VERDICT_WAYS) - 1 ? "yes" : verdict.read & 1u << VERDICT_PLAIN ? "barely" : "no";
	snprintf(key, sizeof(key), "verdict.%s", sum);
	v->text(said, "sum", glane_cstr(sum));
	v->text(said, "words", labels_host->call->tr(c, key, NULL));
	v->decimal(said, "module_mm", (verdict.module_um + 5) / 10, 2);
	v->integer(said, "far_cm", verdict.far_mm / 10);
	v->integer(said, "version", l->version);
	v->text(said, "level", glane_cstr(l->level == QR_Q ? "Q" : "M"));
	for (int way = 0; way < VERDICT_WAYS; way++) {
		struct glane_value *one = v->object(list, NULL);
		snprintf(key, sizeof(key), "verdict.%s", ways[way]);
		v->text(one, "words", labels_host->call->tr(c, key, NULL));
		v->boolean(one, "read", verdict.read >> way & 1);
	}
	return GLANE_OK;
}

static void say_media(struct glane_call *c, const struct label_fields *f, struct glane_value *root)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *list = v->array(root, "misfits");
	struct label_layout l;
	(void)c;
	for (uint32_t i = 0; i < media_count; i++)
		if (label_plan(&media_table[i].media, PREVIEW_DPI, f, &l))
			v->text(v->object(list, NULL), "id", glane_cstr(media_table[i].media.id));
	for (uint32_t i = 0; i < sheet_count; i++) {
		struct media m = sheet_media(&sheet_table[i]);
		if (label_plan(&m, PREVIEW_DPI, f, &l))
			v->text(v->object(list, NULL), "id", glane_cstr(sheet_table[i].id));
	}
}

static void show_picture(const struct design *d, const struct media *m, const struct label_text *t, struct glane_value *root)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *picture = v->object(root, "picture");
	struct bytes query = { 0 };
	bytes_format(&query, "media=%s", m->id);
	if (t->item)
		bytes_format(&query, "&code=%s", t->code);
	design_query(d, &query);
	if (!query.failed)
		v->text(picture, "query", (struct glane_str){ (const char *)query.p, query.n });
	bytes_fini(&query);
	v->decimal(picture, "w_mm", m->w_dmm, 1);
	v->decimal(picture, "h_mm", m->h_dmm, 1);
	v->integer(picture, "w", m->w_dmm * 96 / 254); /* px of CSS: a 96th of an inch */
	v->integer(picture, "h", m->h_dmm * 96 / 254);
}

static int look_at(struct glane_self *self, struct glane_call *c, struct label_text *t, const struct media *m, struct glane_value *root)
{
	const struct glane_value_api *v = labels_host->value;
	struct label_fields f = label_text_fields(t);
	struct label_area a = label_area(m, PREVIEW_DPI);
	struct label_layout l;
	struct label_told told;
	struct bitmap b = { 0 };
	uint32_t part = 0;
	enum design_fault fault = design_check(&t->design, &part);
	f.design = &t->design;
	if (fault) {
		v->text(v->object(root, "wrong"), "words", design_words(c, &t->design, fault, part));
		return GLANE_OK;
	}
	say_media(c, &f, root);
	int rc = label_plan_area(&a, &f, &l);
	if (rc == GLANE_OK)
		rc = label_bitmap_told(self->painter, &a, &f, &told, &b);
	if (rc == GLANE_ETOOBIG || rc == GLANE_EINVAL) {
		v->text(v->object(root, "wrong"), "words", labels_host->call->tr(c, rc == GLANE_EINVAL ? "host_too_long" : "design.misfit", NULL));
		return GLANE_OK;
	}
	if (rc)
		return picture_refuse(c, rc);
	show_picture(&t->design, m, t, root);
	struct glane_value *notes = v->array(root, "notes");
	say_parts(c, &t->design, told.cut, "design.cut_off", notes);
	say_parts(c, &t->design, told.small & ~told.cut, "design.small", notes);
	rc = say_verdict(self, c, &b, &l, f.url, root);
	bitmap_fini(&b);
	return rc;
}

/* --- the page ---------------------------------------------------------------------------------------------------------------- */
void media_choices(struct glane_value *root, const char *chosen)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *list = v->array(root, "media");
	int found = 0;
	char words[80];
	for (uint32_t i = 0; i < media_count + sheet_count; i++) {
		const struct media *m = i < media_count ? &media_table[i].media : NULL;
		const char *id = m ? m->id : sheet_table[i - media_count].id;
		if (m)
			snprintf(words, sizeof(words), "%u x %u mm – %s", m->w_dmm / 10, m->h_dmm / 10, media_table[i].name);
		else
			snprintf(words, sizeof(words), "%s", sheet_table[i - media_count].name);
		struct glane_value *one = v->object(list, NULL);
		v->text(one, "id", glane_cstr(id));
		v->text(one, "words", glane_cstr(words));
		v->boolean(one, "chosen", strcmp(id, chosen) == 0);
		found |= strcmp(id, chosen) == 0;
	}
	if (!found) {
		struct glane_value *one = v->object(list, NULL);
		v->text(one, "id", glane_cstr(chosen));
		v->text(one, "words", glane_cstr(chosen));
		v->boolean(one, "chosen", 1);
	}
}

/* Names of fields that other plugins have for an object. */
static int find_others(struct glane_call *c, struct glane_value *root)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *list = v->array(root, "others"), *known = v->make(c);
	int64_t item = 0;
	char subject[32];
	int rc = spool_first_id(c, SQL_ITEM_LAST, NULL, 0, &item);
	if (rc || !item)
		return rc;
	snprintf(subject, sizeof(subject), "item:%lld", (long long)item);
	rc = labels_host->label->collect(c, glane_cstr(subject), known);
	for (uint32_t i = 0; rc == GLANE_OK && i < v->count(known); i++) {
		struct glane_str name = v->key_at(known, i);
		int there = strcmp(name.p, "url") == 0;
		for (uint32_t k = 0; design_fields[k]; k++)
			there |= strcmp(design_fields[k], name.p) == 0;
		if (!there)
			v->text(list, NULL, name);
	}
	return rc;
}

int design_edit(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value_api *v = labels_host->value;
	const struct glane_value *in = typed(c);
	struct glane_value *root = labels_host->reply->root(c);
	struct label_text *t = labels_host->call->alloc(c, sizeof(*t));
	struct glane_str media = text_in(in, "media"), code = text_in(in, "code");
	struct design d;
	struct media m;
	int sample = 0, rc = t ? find_design(c, in, &d) : GLANE_ENOMEM;
	if (rc == GLANE_OK)
		rc = find_media(c, media, &m);
	if (rc == GLANE_OK)
		rc = sample = find_text(c, code, t);
	if (rc >= 0)
		rc = label_text_dress(c, t, m.id, glane_cstr("")); /* the logo follows below */
	if (rc == GLANE_OK) {
		t->design = d;
		rc = label_text_logo(c, t);
	}
	if (rc == GLANE_OK)
		rc = find_others(c, root);
	if (rc)
		return rc;
	v->text(root, "design", glane_cstr(d.key));
	v->text(root, "code", code);
	v->boolean(root, "code_unknown", sample);
	design_fill(c, &d, root);
	media_choices(root, m.id);
	return look_at(self, c, t, &m, root);
}

/* GET /designs/picture.png: the form as a picture. */
struct preview {
	struct label_text text;
	struct media media;
};

static int find_preview(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	struct preview *p = arg;
	const struct glane_value *in = labels_host->call->inputs(c);
	int rc = find_media(c, text_in(in, "media"), &p->media);
	if (rc == GLANE_OK)
		rc = find_text(c, text_in(in, "code"), &p->text);
	design_from(in, &p->text.design);
	return rc < 0 ? rc : label_text_logo(c, &p->text);
}

int design_picture(struct glane_self *self, struct glane_call *c)
{
	struct preview *p = labels_host->call->alloc(c, sizeof(*p));
	struct bytes out = { 0 };
	int rc = p ? labels_host->call->within(c, GLANE_READ, find_preview, p) : GLANE_ENOMEM;
	if (rc == GLANE_OK)
		rc = design_refuse(c, &p->text.design);
	if (rc)
		return rc;
	struct label_fields f = label_text_fields(&p->text);
	f.design = &p->text.design;
	rc = picture_refuse(c, picture_png_of(self, &p->media, PREVIEW_DPI, &f, &out));
	if (rc == GLANE_OK)
		rc = picture_reply(c, "image/png", "apercu.png", &out);
	bytes_fini(&out);
	return rc;
}

/* POST /designs/save */
int design_keep(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct design d;
	design_from(labels_host->call->inputs(c), &d);
	if (strtoll(d.key, NULL, 10) <= 0)
		d.key[0] = 0;
	struct design there;
	int rc = d.key[0] ? design_find(c, glane_cstr(d.key), &there) : 1;
	if (rc == 0)
		return labels_host->call->refuse(c, GLANE_ENOENT, "design.none", NULL);
	rc = rc < 0 ? rc : design_refuse(c, &d);
	if (rc == GLANE_OK)
		rc = design_save(c, &d);
	if (rc)
		return rc;
	labels_host->value->text(labels_host->reply->root(c), "design", glane_cstr(d.key));
	labels_host->reply->see_other(c, glane_cstr("/p/labels/designs"));
	return GLANE_OK;
}
