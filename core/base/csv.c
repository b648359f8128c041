/* SPDX-License-Identifier: MPL-2.0 */
#include "base/csv.h"

#include <string.h>

#include "base/str.h"

void csv_init(struct csv *c, struct glane_str text)
{
	*c = (struct csv){ .text = text, .next_line = 1 };
	if (text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0)
		c->at = 3;
}

static int wrong(const char **ret_why, const char *why)
{
	*ret_why = why;
	return GLANE_EINVAL;
}

/* From behind the opening quote to behind the closing one. */
static int quoted(struct csv *c, struct arena *a, struct glane_str *ret, const char **ret_why)
{
	const char *p = c->text.p;
	size_t end = c->at, n = 0, doubled = 0;
	for (;; end++) {
		if (end == c->text.n)
			return wrong(ret_why, "a quote is left open");
		if (p[end] == 0)
			return wrong(ret_why, "there is a NUL byte");
		c->next_line += p[end] == '\n';
		if (p[end] != '"')
			continue;
		if (end + 1 == c->text.n || p[end + 1] != '"')
			break;
		doubled++;
		end++;
	}
	char *out = arena_alloc(a, end - c->at - doubled + 1);
	if (!out)
		return GLANE_ENOMEM;
	for (size_t i = c->at; i < end; i++) {
		out[n++] = p[i];
		i += p[i] == '"';
	}
	c->at = end + 1;
	*ret = (struct glane_str){ out, n };
	return GLANE_OK;
}

static int plain(struct csv *c, struct arena *a, struct glane_str *ret, const char **ret_why)
{
	size_t start = c->at;
	for (; c->at < c->text.n; c->at++) {
		char ch = c->text.p[c->at];
		if (ch == ',' || ch == '\n' || ch == '\r')
			break;
		if (ch == '"')
			return wrong(ret_why, "a quote stands inside a field that is not quoted");
		if (ch == 0)
			return wrong(ret_why, "there is a NUL byte");
	}
	*ret = arena_str(a, (struct glane_str){ c->text.p + start, c->at - start });
	return a->failed ? GLANE_ENOMEM : GLANE_OK;
}

/* 1: another field follows, 0: the record ends here. */
static int separator(struct csv *c, const char **ret_why)
{
	if (c->at == c->text.n)
		return 0;
	char ch = c->text.p[c->at++];
	if (ch == ',')
		return 1;
	if (ch == '\r' && (c->at == c->text.n || c->text.p[c->at++] != '\n'))
		return wrong(ret_why, "a carriage return stands alone");
	if (ch != '\r' && ch != '\n')
		return wrong(ret_why, "text stands behind a closing quote");
	c->next_line++;
	return 0;
}

int csv_next(struct csv *c, struct arena *a, struct glane_str *fields, size_t most, size_t *ret_count, const char **ret_why)
{
	if (c->at >= c->text.n)
		return 0;
	c->line = c->next_line;
	for (size_t n = 0;;) {
		struct glane_str field;
		int rc;
		if (n == most)
			return wrong(ret_why, "there are too many fields");
		if (c->at < c->text.n && c->text.p[c->at] == '"') {
			c->at++;
			rc = quoted(c, a, &field, ret_why);
		} else {
			rc = plain(c, a, &field, ret_why);
		}
		if (rc < 0)
			return rc;
		fields[n++] = field;
		rc = separator(c, ret_why);
		if (rc < 0)
			return rc;
		if (rc == 0) {
			*ret_count = n;
			return 1;
		}
	}
}
