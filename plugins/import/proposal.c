/* SPDX-License-Identifier: MPL-2.0 */
/* The map to be filled in: the labels that nobody knows, with what they could be. */
#include <stdlib.h>
#include <string.h>

#include "import/run.h"
#include "text/text.h"

enum { SUGGESTED_MAX = 2000 }; /* labels that get a suggestion; nobody reads more */

struct out {
	char *p;
	size_t n, cap;
	int failed;
};

static char *room(struct out *o, size_t n)
{
	if ((!o->p || o->n + n > o->cap) && !o->failed) {
		size_t cap = 2 * (o->n + n) + 64;
		char *grown = realloc(o->p, cap);
		o->failed = grown == NULL;
		o->p = grown ? grown : o->p;
		o->cap = grown ? cap : o->cap;
	}
	return o->failed ? NULL : o->p + o->n;
}

static void add(struct out *o, const char *p, size_t n)
{
	char *at = room(o, n);
	if (at) {
		memcpy(at, p, n);
		o->n += n;
	}
}

static void add_quoted(struct out *o, struct glane_str s)
{
	char *at = room(o, 2 * s.n + 2);
	if (at)
		o->n += table_quote(s, at);
}

static void add_number(struct out *o, int64_t v)
{
	char digits[24];
	text_from_number(v, digits);
	add(o, digits, strlen(digits));
}

/* In the dialect of the file: whoever made that can open this. */
static void write_all(struct import *in, const struct tally *t, struct out *o)
{
	static const char *const columns[] = { "label", "category", "lines", "grams", "suggestion" };
	static const char *const sentences[] = { "suggest.none", "suggest.one_of", "suggest.maybe" };
	const char between[] = { in->lines.shape.delimiter, 0 };
	char text[SUGGESTION_MAX];
	uint32_t said = 0;
	for (int i = 0; i < 3; i++)
		in->words[i] = in->self->host->call->tr(in->call, sentences[i], NULL);
	if (in->lines.shape.bom || in->lines.shape.windows)
		add(o, "\xef\xbb\xbf", 3);
	for (int i = 0; i < 5; i++) {
		add(o, between, i > 0);
		add(o, columns[i], strlen(columns[i]));
	}
	add(o, "\n", 1);
	for (uint32_t i = 0; i < in->label_count; i++) {
		if (t[i].lines == 0)
			continue;
		add_quoted(o, in->labels[i].shown);
		add(o, between, 1);
		add(o, between, 1);
		add_number(o, t[i].lines);
		add(o, between, 1);
		add_number(o, t[i].grams);
		add(o, between, 1);
		add_quoted(o, said++ < SUGGESTED_MAX ? match_suggestion(in, &in->labels[i], text, sizeof(text)) : glane_cstr(""));
		add(o, "\n", 1);
	}
}

int proposal(struct import *in, struct glane_str *ret)
{
	struct tally *t = label_tallies(in, 1);
	int64_t lines = 0;
	*ret = glane_cstr("");
	if (!t)
		return GLANE_ENOMEM;
	for (uint32_t i = 0; i < in->label_count; i++)
		lines += t[i].lines;
	struct out o = { 0 };
	if (lines)
		write_all(in, t, &o);
	free(t);
	if (lines && !o.failed)
		*ret = copied(in->self, in->call, (struct glane_str){ o.p, o.n });
	free(o.p);
	return o.failed ? GLANE_ENOMEM : 0;
}
