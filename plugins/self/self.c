/* SPDX-License-Identifier: MPL-2.0 */
#include "self/self.h"

#include <stdlib.h>

#include "text/text.h"

int self_init(const struct glane_host *host, struct glane_call *c, struct glane_self **ret)
{
	(void)c;
	struct glane_self *s = calloc(1, sizeof(*s));
	if (!s)
		return GLANE_ENOMEM;
	s->host = host;
	*ret = s;
	return GLANE_OK;
}

void self_fini(struct glane_self *s)
{
	free(s);
}

int is_english(struct glane_self *s, struct glane_call *c)
{
	return text_is(s->host->call->lang(c), "en");
}

struct glane_str typed(struct glane_self *s, struct glane_call *c, const char *field)
{
	const struct glane_value_api *v = s->host->value;
	return v->as_text(v->get(v->get(s->host->reply->root(c), "input"), field));
}

int64_t typed_number(struct glane_self *s, struct glane_call *c, const char *field)
{
	int64_t n = 0;
	return text_decimal(typed(s, c, field), 0, &n) == 0 ? n : 0;
}
