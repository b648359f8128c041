/* SPDX-License-Identifier: MPL-2.0 */
#include <stdio.h>
#include <string.h>

#include "labels/designs.h"
#include "text/text.h"

void text_keep(char *to, size_t cap, struct glane_str s)
{
	size_t n = s.n < cap ? s.n : cap - 1;
	while (n && n < s.n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	memcpy(to, s.p, n);
	to[n] = 0;
}

static void upper(char *s)
{
	for (; *s; s++)
		if (*s >= 'a' && *s <= 'z')
			*s = (char)(*s - 'a' + 'A');
}

struct glane_str label_host(struct glane_call *c, int *ret_set)
{
	struct glane_str host = labels_host->call->setting(c, "site.host");
	*ret_set = host.n > 0;
	if (!host.n)
		host = labels_host->call->setting(c, "site.listening");
	return host.n ? host : glane_cstr("LOCALHOST");
}

/* Upper case throughout: letters then cost 5.5 bits instead of 8 and the symbol is one version smaller. */
int label_url(struct glane_call *c, char letter, const char *code, char *out, size_t cap)
{
	int set;
	struct glane_str host = label_host(c, &set);
	int n = snprintf(out, cap, "%s://%.*s/%c/%s", set ? "HTTPS" : "HTTP", (int)host.n, host.p, letter, code);
	if (n < 0 || (size_t)n >= cap)
		return labels_host->call->refuse(c, GLANE_EINVAL, "host_too_long", NULL);
	upper(out);
	return GLANE_OK;
}

static int make_url(struct glane_call *c, struct label_text *t)
{
	return label_url(c, 'O', t->code, t->url, sizeof(t->url));
}

/* Leaves `to` as it is when there is no such field. */
static void keep_field(const struct glane_value *from, const char *name, char *to, size_t cap)
{
	struct glane_str s = labels_host->value->as_text(labels_host->value->get(from, name));
	if (s.n)
		text_keep(to, cap, s);
}

/* Label fields that only designs know by name. */
static void keep_others(const struct glane_value *from, struct label_text *t)
{
	const struct glane_value_api *v = labels_host->value;
	for (uint32_t i = 0; i < v->count(from) && t->other_count < LABEL_OTHERS; i++) {
		struct glane_str name = v->key_at(from, i), words = v->as_text(v->at(from, i));
		int known = strcmp(name.p, "url") == 0 || name.n >= DESIGN_FIELD_MAX;
		for (uint32_t k = 0; design_fields[k]; k++)
			known |= strcmp(name.p, design_fields[k]) == 0;
		if (known || !words.n)
			continue;
		text_keep(t->others[t->other_count].name, sizeof(t->others[0].name), name);
		text_keep(t->others[t->other_count++].words, sizeof(t->others[0].words), words);
	}
}

/* "12/11/26": for rotation on the shelf, when there is room for no more. */
static void write_day(int64_t day, char out[16])
{
	char iso[11];
	text_from_day(day, iso);
	snprintf(out, 16, "%.2s/%.2s/%.2s", iso + 8, iso + 5, iso + 2);
}

/* Where it is, since when it is here. */
static int find_since(struct glane_call *c, struct label_text *t)
{
	const struct glane_db_api *db = labels_host->db;
	struct glane_rows *row;
	int rc = spool_first(c, SQL_ITEM_SINCE, (struct glane_val[]){ glane_int(t->item) }, 1, &row);
	if (rc < 0)
		return rc;
	if (rc == 1) {
		int english = strcmp(labels_host->call->lang(c).p, "en") == 0;
		if (db->col(row, english).type == GLANE_TEXT)
			text_keep(t->place, sizeof(t->place), db->col(row, english).u.s);
		if (db->col(row, 2).type == GLANE_INT)
			write_day(labels_host->call->day(c, db->col(row, 2).u.i), t->date);
	}
	db->close(row);
	return GLANE_OK;
}

int label_text_find(struct glane_call *c, struct glane_str typed, struct label_text *ret)
{
	const struct glane_host *h = labels_host;
	struct glane_str code;
	int64_t item;
	int rc = h->inventory->code_find(c, typed, &code, &item);
	if (rc)
		return rc;
	struct label_text t = { .item = item };
	text_keep(t.code, sizeof(t.code), code);
	if (item) {
		char subject[32];
		snprintf(subject, sizeof(subject), "item:%lld", (long long)item);
		struct glane_value *v = h->value->make(c);
		rc = h->label->collect(c, glane_cstr(subject), v);
		if (rc)
			return rc;
		keep_field(v, "url", t.url, sizeof(t.url));
		keep_field(v, "short", t.short_no, sizeof(t.short_no));
		keep_field(v, "title", t.title, sizeof(t.title));
		keep_field(v, "price", t.price, sizeof(t.price));
		keep_field(v, "category", t.category, sizeof(t.category));
		keep_field(v, "weight", t.weight, sizeof(t.weight));
		rc = find_since(c, &t);
		if (rc)
			return rc;
		keep_field(v, "place", t.place, sizeof(t.place));
		keep_field(v, "date", t.date, sizeof(t.date));
		keep_others(v, &t);
	} else {
		text_keep(t.category, sizeof(t.category), h->call->tr(c, "blank", NULL));
	}
	if (!t.url[0])
		rc = make_url(c, &t);
	if (rc == GLANE_OK)
		*ret = t;
	return rc;
}

void label_text_sample(struct glane_call *c, struct label_text *ret)
{
	const struct glane_call_api *call = labels_host->call;
	struct label_text t = { .code = "7K2PW93MDR4T8", .short_no = "123457" };
	text_keep(t.title, sizeof(t.title), call->tr(c, "sample.title", NULL));
	text_keep(t.price, sizeof(t.price), call->tr(c, "sample.price", NULL));
	text_keep(t.category, sizeof(t.category), call->tr(c, "sample.category", NULL));
	text_keep(t.weight, sizeof(t.weight), call->tr(c, "sample.weight", NULL));
	text_keep(t.place, sizeof(t.place), call->tr(c, "sample.place", NULL));
	write_day(call->day(c, call->now_ms(c)), t.date);
	if (make_url(c, &t) == GLANE_OK)
		*ret = t;
}

int label_text_logo(struct glane_call *c, struct label_text *t)
{
	const struct glane_db_api *db = labels_host->db;
	struct glane_rows *row;
	int wanted = 0;
	for (uint32_t i = 0; i < t->design.count; i++)
		wanted |= field_is(&t->design.parts[i], FIELD_LOGO);
	t->logo_w = t->logo_h = 0;
	if (!wanted)
		return GLANE_OK;
	int rc = spool_first(c, SQL_LOGO, NULL, 0, &row);
	if (rc < 0)
		return rc;
	if (rc == 1) {
		int64_t w = db->col(row, 0).u.i, h = db->col(row, 1).u.i;
		struct glane_str dots = db->col(row, 2).u.s;
		if (w > 0 && w <= LOGO_W_MAX && h > 0 && h <= LOGO_H_MAX && (int64_t)dots.n == (w + 7) / 8 * h) {
			t->logo_w = (uint32_t)w;
			t->logo_h = (uint32_t)h;
			memcpy(t->logo, dots.p, dots.n);
		}
	}
	db->close(row);
	return GLANE_OK;
}

int label_text_dress(struct glane_call *c, struct label_text *t, const char *media, struct glane_str design)
{
	int rc = design.n ? design_find(c, design, &t->design) : design_choose(c, t->item, media, &t->design);
	if (design.n && rc == 0)
		return labels_host->call->refuse_input(c, "design", "design.none", NULL);
	return rc < 0 ? rc : label_text_logo(c, t);
}

struct label_fields label_text_fields(const struct label_text *t)
{
	struct label_fields f = { .url = glane_cstr(t->url), .code = glane_cstr(t->code), .short_no = glane_cstr(t->short_no),
		                  .title = glane_cstr(t->title), .price = glane_cstr(t->price), .category = glane_cstr(t->category),
		                  .weight = glane_cstr(t->weight), .place = glane_cstr(t->place), .date = glane_cstr(t->date) };
	for (; f.other_count < t->other_count; f.other_count++)
		f.others[f.other_count] = (struct label_other){ t->others[f.other_count].name, glane_cstr(t->others[f.other_count].words) };
	if (t->logo_w)
		f.logo = (struct bitmap){ t->logo_w, t->logo_h, (t->logo_w + 7) / 8, (unsigned char *)t->logo }; /* only read */
	f.design = t->design.key[0] ? &t->design : NULL;
	return f;
}
