/* SPDX-License-Identifier: MPL-2.0 */
/* The profile of a printer as a form: what kinds there are, which rolls, what was typed. */
#include <stdio.h>
#include <string.h>

#include "labels/internal.h"
#include "labels/printers_pages.h"


static struct glane_str text_of(const struct glane_value *from, const char *name)
{
	return labels_host->value->as_text(labels_host->value->get(from, name));
}

void kind_write(const char *language, const char *model, uint32_t dpi, char out[KIND_MAX])
{
	snprintf(out, KIND_MAX, "%s/%s/%u", language, model, dpi);
}

struct glane_str kind_name(struct glane_call *c, const char *language, const char *model, uint32_t dpi)
{
	char key[40];
	struct glane_value *args = labels_host->value->make(c);
	snprintf(key, sizeof(key), "kind.%s", language);
	labels_host->value->text(args, "model", glane_cstr(model));
	labels_host->value->integer(args, "dpi", dpi);
	return labels_host->call->tr(c, key, args);
}

static void add_kind(struct glane_call *c, struct glane_value *list, const char *language, const char *model, uint32_t dpi, struct glane_str chosen)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *k = v->object(list, NULL);
	char id[KIND_MAX];
	kind_write(language, model, dpi, id);
	v->text(k, "id", glane_cstr(id));
	v->text(k, "name", kind_name(c, language, model, dpi));
	v->boolean(k, "chosen", chosen.n == strlen(id) && memcmp(chosen.p, id, chosen.n) == 0);
}

static void add_kinds(struct glane_call *c, struct glane_value *root, const struct printer *p, struct glane_str chosen)
{
	struct glane_value *list = labels_host->value->array(root, "kinds");
	for (uint32_t i = 0; i < model_count; i++)
		for (int k = 0; k < 2 && model_table[i].at[k].dpi; k++)
			add_kind(c, list, model_table[i].language, model_table[i].name, model_table[i].at[k].dpi, chosen);
	add_kind(c, list, KIND_IPP, "", 0, chosen);
	if (strcmp(p->language, "pwg") == 0 || strcmp(p->language, "pdf") == 0) /* which it became */
		add_kind(c, list, p->language, p->model, p->dpi, chosen);
	add_kind(c, list, "png", "", DPI_USUAL, chosen);
}

static void add_media(struct glane_value *list, const struct media *m, const char *name, int chosen)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *o = v->object(list, NULL);
	v->text(o, "id", glane_cstr(m->id));
	v->text(o, "name", glane_cstr(name));
	v->integer(o, "w", m->w_dmm / 10);
	v->integer(o, "h", m->h_dmm / 10);
	v->boolean(o, "roll", m->kind == MEDIA_ROLL);
	v->boolean(o, "red", m->kind == MEDIA_RED);
	v->boolean(o, "chosen", chosen);
}

static void add_medias(struct glane_value *root, struct glane_str chosen)
{
	struct glane_value *list = labels_host->value->array(root, "medias");
	struct media own;
	int known = 0;
	for (uint32_t i = 0; i < media_count; i++) {
		const struct media *m = &media_table[i].media;
		int this = chosen.n == strlen(m->id) && memcmp(chosen.p, m->id, chosen.n) == 0;
		add_media(list, m, media_table[i].name, this);
		known |= this;
	}
	for (uint32_t i = 0; i < 2; i++) {
		int this = chosen.n && strcmp(chosen.p, media_pages[i].id) == 0;
		add_media(list, &media_pages[i], media_pages[i].id, this);
		known |= this;
	}
	if (chosen.n && !known && media_find(chosen, &own) == GLANE_OK)
		add_media(list, &own, "", 1);
}

void form_fill(struct glane_call *c, const struct printer *p)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *root = labels_host->reply->root(c), *input;
	const struct glane_value *typed = v->get(root, "input");
	if (!typed) {
		char kind[KIND_MAX] = "";
		if (p->language[0])
			kind_write(p->language, p->model, p->dpi, kind);
		input = v->object(root, "input");
		v->text(input, "name", glane_cstr(p->name));
		v->text(input, "port", glane_cstr(p->port));
		v->text(input, "media", glane_cstr(p->media));
		v->text(input, "kind", glane_cstr(kind));
		typed = input;
	}
	add_kinds(c, root, p, text_of(typed, "kind"));
	add_medias(root, text_of(typed, "media"));
}

/* What stands between two strokes. */
static const char *part(const char *from, char *out, size_t cap)
{
	const char *end = strchr(from, '/');
	snprintf(out, cap, "%.*s", end ? (int)(end - from) : (int)strlen(from), from);
	return end ? end + 1 : from + strlen(from);
}

static void take(const struct glane_value *in, const char *name, char *to, size_t cap)
{
	if (labels_host->value->get(in, name))
		snprintf(to, cap, "%s", text_of(in, name).p);
}

int form_read(struct glane_call *c, struct printer *p)
{
	const struct glane_value *in = labels_host->call->inputs(c);
	char dpi[12];
	struct glane_str other = text_of(in, "other"), media = other.n ? other : text_of(in, "media");
	if (labels_host->value->get(in, "kind")) {
		const char *rest = part(text_of(in, "kind").p, p->language, sizeof(p->language));
		rest = part(rest, p->model, sizeof(p->model));
		part(rest, dpi, sizeof(dpi));
		p->dpi = 0;
		for (const char *d = dpi; *d >= '0' && *d <= '9'; d++)
			p->dpi = p->dpi * 10 + (uint32_t)(*d - '0');
	}
	if (!encoder_find(glane_cstr(p->language)) && strcmp(p->language, KIND_IPP))
		return labels_host->call->refuse_input(c, "kind", "printers.kind_unknown", NULL);
	struct media m;
	if (media.n && media_find(media, &m))
		return labels_host->call->refuse_input(c, other.n ? "other" : "media", "media_unknown", NULL);
	take(in, "name", p->name, sizeof(p->name));
	take(in, "port", p->port, sizeof(p->port));
	if (media.n)
		snprintf(p->media, sizeof(p->media), "%s", media.p);
	return GLANE_OK;
}
