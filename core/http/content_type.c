/* SPDX-License-Identifier: MPL-2.0 */
#include "http/content_type.h"

#include <string.h>

#include "base/str.h"

static bool is_token(char c)
{
	return c > ' ' && c < 0x7f && !strchr("()<>@,;:\\\"/[]?={}", c);
}

static size_t token_length(struct glane_str s)
{
	size_t n = 0;
	while (n < s.n && is_token(s.p[n]))
		n++;
	return n;
}

static void skip(struct glane_str *s, size_t n)
{
	s->p += n;
	s->n -= n;
}

static void skip_blanks(struct glane_str *s)
{
	while (s->n && (*s->p == ' ' || *s->p == '\t'))
		skip(s, 1);
}

/* Behind the opening quote.  Only \" and \\ are escapes: file names with a single backslash are sent as they are. */
static int quoted_read(struct arena *a, struct glane_str *s, struct glane_str *ret)
{
	char *out = arena_alloc(a, s->n + 1);
	if (!out)
		return GLANE_ENOMEM;
	size_t n = 0;
	for (; s->n && *s->p != '"'; skip(s, 1)) {
		if (*s->p == '\\' && s->n > 1 && (s->p[1] == '"' || s->p[1] == '\\'))
			skip(s, 1);
		if ((unsigned char)*s->p < ' ' || *s->p == 0x7f)
			return GLANE_EINVAL;
		out[n++] = *s->p;
	}
	if (s->n == 0)
		return GLANE_EINVAL;
	skip(s, 1);
	*ret = (struct glane_str){ out, n };
	return 0;
}

static int param_read(struct arena *a, struct glane_str *s, struct content_param *ret)
{
	size_t n = token_length(*s);
	ret->name = (struct glane_str){ s->p, n };
	if (n == 0 || n == s->n || s->p[n] != '=')
		return GLANE_EINVAL;
	skip(s, n + 1);
	if (s->n && *s->p == '"') {
		skip(s, 1);
		return quoted_read(a, s, &ret->value);
	}
	n = token_length(*s);
	if (n == 0)
		return GLANE_EINVAL;
	ret->value = arena_str(a, (struct glane_str){ s->p, n });
	skip(s, n);
	return a->failed ? GLANE_ENOMEM : 0;
}

int content_type_parse(struct arena *a, struct glane_str text, struct content_type *ret)
{
	struct content_type t = { .count = 0 };
	struct glane_str s = str_trim(text);
	size_t n = token_length(s);
	if (n && n < s.n && s.p[n] == '/') { /* Content-Disposition has no slash */
		size_t sub = token_length((struct glane_str){ s.p + n + 1, s.n - n - 1 });
		n = sub ? n + 1 + sub : 0;
	}
	if (n == 0)
		return GLANE_EINVAL;
	t.type = (struct glane_str){ s.p, n };
	skip(&s, n);
	for (skip_blanks(&s); s.n; skip_blanks(&s)) {
		if (*s.p != ';')
			return GLANE_EINVAL;
		skip(&s, 1);
		skip_blanks(&s);
		if (s.n == 0)
			break;
		if (t.count == CONTENT_PARAMS_MAX)
			return GLANE_EINVAL;
		struct content_param *param = &t.params[t.count];
		int rc = param_read(a, &s, param);
		if (rc < 0)
			return rc;
		for (uint32_t i = 0; i < t.count; i++)
			if (str_eq_nocase(t.params[i].name, param->name))
				return GLANE_EINVAL;
		t.count++;
	}
	*ret = t;
	return 0;
}

const struct glane_str *content_type_param(const struct content_type *t, const char *name)
{
	for (uint32_t i = 0; i < t->count; i++)
		if (str_eq_nocase(t->params[i].name, str_c(name)))
			return &t->params[i].value;
	return NULL;
}

bool content_type_utf8(const struct content_type *t)
{
	const struct glane_str *charset = content_type_param(t, "charset");
	return !charset || str_eq_nocase(*charset, STR("utf-8")) || str_eq_nocase(*charset, STR("utf8"));
}
