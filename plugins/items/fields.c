/* SPDX-License-Identifier: MPL-2.0 */
/* What labels print about an item. */
#include <string.h>

#include "items/internal.h"

/* "item:12" -> 12; 0: another plugin's subject. */
static int64_t item_of(struct glane_str subject)
{
	int64_t item = 0;
	if (subject.n < 6 || subject.n > 5 + 15 || memcmp(subject.p, "item:", 5) != 0)
		return 0;
	for (size_t i = 5; i < subject.n; i++) {
		if (subject.p[i] < '0' || subject.p[i] > '9')
			return 0;
		item = item * 10 + (subject.p[i] - '0');
	}
	return item;
}

static int item_of_subject(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_value **ret)
{
	int64_t item = item_of(subject);
	struct glane_value *v = s->host->value->make(c);
	int rc = item ? item_put(s, c, item, v) : GLANE_ENOENT;
	if (rc == GLANE_OK)
		*ret = v;
	return rc;
}

static int text_field(struct glane_self *s, struct glane_call *c, struct glane_str subject, const char *name, struct glane_str *ret)
{
	struct glane_value *v;
	int rc = item_of_subject(s, c, subject, &v);
	if (rc == GLANE_OK)
		*ret = s->host->value->as_text(s->host->value->get(v, name));
	return rc;
}

/* As the language writes it: "4,50 €". */
static int quantity_field(struct glane_self *s, struct glane_call *c, struct glane_str subject, const char *name, struct glane_str *ret)
{
	struct glane_value *v;
	int rc = item_of_subject(s, c, subject, &v);
	if (rc < 0)
		return rc;
	if (s->host->value->type(s->host->value->get(v, name)) != GLANE_V_QUANTITY)
		return GLANE_ENOENT;
	return s->host->call->render(c, name, v, ret);
}

int field_url(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret)
{
	return text_field(s, c, subject, "url", ret);
}

int field_code(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret)
{
	return text_field(s, c, subject, "code", ret);
}

int field_short(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret)
{
	return text_field(s, c, subject, "short", ret);
}

int field_title(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret)
{
	return text_field(s, c, subject, "name", ret);
}

int field_price(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret)
{
	return quantity_field(s, c, subject, "price", ret);
}

int field_weight(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret)
{
	return quantity_field(s, c, subject, "grams", ret);
}

int field_category(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret)
{
	struct glane_value *v;
	int rc = item_of_subject(s, c, subject, &v);
	if (rc == GLANE_OK)
		*ret = s->host->value->as_text(s->host->value->get(s->host->value->get(v, "category"), "name"));
	return rc;
}
