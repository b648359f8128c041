/* SPDX-License-Identifier: MPL-2.0 */
#include <stdio.h>
#include <string.h>

#include "labels/internal.h"

/* Cuts between characters. */
static void keep(char *to, size_t cap, struct glane_str s)
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

static void keep_field(const struct glane_value *from, const char *name, char *to, size_t cap)
{
	keep(to, cap, labels_host->value->as_text(labels_host->value->get(from, name)));
}

int label_text_find(struct glane_call *c, struct glane_str typed, struct label_text *ret)
{
	const struct glane_host *h = labels_host;
	struct glane_str code;
	int64_t item;
	int rc = h->inventory->code_find(c, typed, &code, &item);
	if (rc)
		return rc;
	struct label_text t = { 0 };
	keep(t.code, sizeof(t.code), code);
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
	} else {
		keep(t.category, sizeof(t.category), h->call->tr(c, "blank", NULL));
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
	keep(t.title, sizeof(t.title), call->tr(c, "sample.title", NULL));
	keep(t.price, sizeof(t.price), call->tr(c, "sample.price", NULL));
	keep(t.category, sizeof(t.category), call->tr(c, "sample.category", NULL));
	keep(t.weight, sizeof(t.weight), call->tr(c, "sample.weight", NULL));
	if (make_url(c, &t) == GLANE_OK)
		*ret = t;
}

struct label_fields label_text_fields(const struct label_text *t)
{
	return (struct label_fields){ .url = glane_cstr(t->url), .code = glane_cstr(t->code), .short_no = glane_cstr(t->short_no),
		                      .title = glane_cstr(t->title), .price = glane_cstr(t->price), .category = glane_cstr(t->category),
		                      .weight = glane_cstr(t->weight) };
}
