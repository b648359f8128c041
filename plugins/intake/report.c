/* SPDX-License-Identifier: MPL-2.0 */
/* What an import did: counts and grams, every refused line, and the map to be filled in. */
#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "intake/import.h"
#include "intake/text.h"

struct tally {
	int64_t lines, grams;
};

static void count(struct tally *t, const struct reception_line *l)
{
	t->lines++;
	t->grams += l->grams;
}

static void say_tally(struct import *in, struct glane_value *into, const struct tally *t)
{
	in->self->host->value->integer(into, "lines", t->lines);
	in->self->host->value->quantity(into, "grams", t->grams, GLANE_U_GRAMS);
}

static struct glane_value *root_of(struct import *in)
{
	return in->self->host->reply->root(in->call);
}

/* --- totals ----------------------------------------------------------------------------------------------- */
static void say_totals(struct import *in)
{
	const struct glane_value_api *v = in->self->host->value;
	const struct reception *r = in->file;
	struct tally all = { r->count, r->grams }, imported = { 0, 0 }, already = { 0, 0 }, refused = { 0, 0 };
	for (uint32_t i = 0; i < r->count; i++)
		count(r->lines[i].already ? &already : r->lines[i].outcome ? &refused : &imported, &r->lines[i]);
	struct glane_value *root = root_of(in), *o = v->object(root, "file");
	v->text(o, "name", in->name);
	v->text(o, "sha256", in->sha256);
	say_tally(in, o, &all);
	v->integer(o, "unread", r->unread);
	v->boolean(o, "has_unread", r->unread != 0);
	say_tally(in, v->object(root, "imported"), &imported);
	say_tally(in, v->object(root, "already"), &already);
	say_tally(in, v->object(root, "refused"), &refused);
	/* What the file says, against what the journal moved and the table of lines keeps. */
	struct tally sum = { in->sums.lines, in->sums.moved_grams + in->sums.refused_grams };
	int agrees = sum.lines == all.lines && sum.grams == all.grams && in->sums.taken == imported.lines + already.lines &&
		in->sums.moved_grams == imported.grams + already.grams && in->sums.refused_grams == refused.grams;
	o = v->object(root, "sum");
	say_tally(in, o, &sum);
	v->boolean(o, "agrees", agrees);
	v->boolean(root, "ok", agrees);
}

static void say_destinations(struct import *in)
{
	const struct glane_value_api *v = in->self->host->value;
	static const enum destination order[] = { DESTINATION_SHOP, DESTINATION_RECYCLE, DESTINATION_NONE };
	static const char *const names[] = { "boutique", "recyclage", "" };
	struct glane_value *list = v->array(root_of(in), "destinations");
	for (int d = 0; d < 3; d++) {
		struct tally t = { 0, 0 };
		for (uint32_t i = 0; i < in->file->count; i++)
			if (in->file->lines[i].destination == order[d])
				count(&t, &in->file->lines[i]);
		if (t.lines == 0)
			continue;
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "destination", order[d] ? glane_cstr(names[d]) : in->self->host->call->tr(in->call, "import.other", NULL));
		say_tally(in, o, &t);
	}
}

/* Of all that is in now, whichever run took it in. */
static void say_categories(struct import *in)
{
	const struct glane_value_api *v = in->self->host->value;
	struct glane_value *list = v->array(root_of(in), "categories");
	for (uint32_t k = 0; k < in->categories.count; k++) {
		const struct category *c = &in->categories.items[k];
		struct tally t = { 0, 0 }, now = { 0, 0 };
		for (uint32_t i = 0; i < in->file->count; i++) {
			const struct reception_line *l = &in->file->lines[i];
			if (l->outcome || l->category != c->id)
				continue;
			count(&t, l);
			if (!l->already)
				count(&now, l);
		}
		if (t.lines == 0)
			continue;
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "id", c->id);
		v->text(o, "code", c->code);
		v->text(o, "name", c->name);
		say_tally(in, o, &t);
		v->integer(o, "imported_lines", now.lines);
		v->quantity(o, "imported_grams", now.grams, GLANE_U_GRAMS);
	}
	v->boolean(root_of(in), "has_categories", v->count(list) != 0);
}

/* --- labels --------------------------------------------------------------------------------------------------- */
static struct tally *label_tallies(struct import *in, int refused)
{
	struct tally *t = in->self->host->call->alloc(in->call, (in->label_count + 1) * sizeof(*t));
	for (uint32_t i = 0; t && i < in->file->count; i++) {
		const struct reception_line *l = &in->file->lines[i];
		if (l->reason == TAKEN && (l->outcome == REASON_NO_CATEGORY || l->outcome == REASON_AMBIGUOUS) == refused && !l->already)
			count(&t[l->word], l);
	}
	return t;
}

static int say_matches(struct import *in)
{
	const struct glane_value_api *v = in->self->host->value;
	static const char *const hows[] = { [HOW_NAME] = "name", [HOW_CODE] = "code", [HOW_MAP] = "map" };
	struct glane_value *list = v->array(root_of(in), "matches");
	const struct tally *t = label_tallies(in, 0);
	if (!t)
		return GLANE_ENOMEM;
	for (uint32_t i = 0; i < in->label_count; i++) {
		const struct label *l = &in->labels[i];
		if (!l->category || t[i].lines == 0)
			continue;
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "label", l->shown);
		category_say(in->self, o, "category", l->category);
		v->text(o, "how", glane_cstr(hows[l->how]));
		v->text(o, "how_words", word(in->self, in->call, "import.how.", glane_cstr(hows[l->how])));
		say_tally(in, o, &t[i]);
	}
	v->boolean(root_of(in), "has_matches", v->count(list) != 0);
	return 0;
}

/* --- refused lines ---------------------------------------------------------------------------------------------- */
static void say_refused(struct import *in)
{
	const struct glane_value_api *v = in->self->host->value;
	struct glane_value *reason_list = v->array(root_of(in), "reasons"), *list = v->array(root_of(in), "refused_lines");
	struct glane_str words[REASON_COUNT];
	for (uint32_t reason = TAKEN + 1; reason < REASON_COUNT; reason++) {
		struct tally t = { 0, 0 };
		struct glane_str name = glane_cstr(reception_reason_names[reason]);
		words[reason] = word(in->self, in->call, "reason.", name);
		for (uint32_t i = 0; i < in->file->count; i++)
			if (in->file->lines[i].outcome == reason)
				count(&t, &in->file->lines[i]);
		if (t.lines == 0)
			continue;
		struct glane_value *o = v->object(reason_list, NULL);
		v->text(o, "reason", name);
		v->text(o, "words", words[reason]);
		say_tally(in, o, &t);
	}
	for (uint32_t i = 0; i < in->file->count; i++) {
		const struct reception_line *l = &in->file->lines[i];
		if (!l->outcome)
			continue;
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "line", l->line);
		v->text(o, "label", l->label);
		v->quantity(o, "grams", l->grams, GLANE_U_GRAMS);
		v->text(o, "reason", glane_cstr(reception_reason_names[l->outcome]));
		v->text(o, "words", words[l->outcome]);
	}
	v->boolean(root_of(in), "has_refused", v->count(list) != 0);
}

/* --- the proposal -------------------------------------------------------------------------------------------------- */
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
	size_t most = 2 * s.n + 2;
	char *at = room(o, most);
	if (at)
		o->n += csv_write(at, most, s.p, s.n);
}

static void add_number(struct out *o, int64_t v)
{
	char digits[24];
	size_t k = sizeof(digits);
	uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;
	do
		digits[--k] = (char)('0' + u % 10);
	while ((u /= 10) > 0);
	if (v < 0)
		digits[--k] = '-';
	add(o, digits + k, sizeof(digits) - k);
}

/* In the dialect of the file: whoever made that can open this. */
static void write_proposal(struct import *in, const struct tally *t, struct out *o)
{
	static const char *const columns[] = { "label", "category", "lines", "grams", "suggestion" };
	static const char *const sentences[] = { "suggest.none", "suggest.one_of", "suggest.maybe" };
	const char *between = in->file->shape.delimiter == ';' ? ";" : ",";
	char text[SUGGESTION_MAX];
	for (int i = 0; i < 3; i++)
		in->words[i] = in->self->host->call->tr(in->call, sentences[i], NULL);
	if (in->file->shape.bom)
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
		add_quoted(o, match_suggestion(in, &in->labels[i], text, sizeof(text)));
		add(o, "\n", 1);
	}
}

static int say_proposal(struct import *in)
{
	const struct tally *t = label_tallies(in, 1);
	int64_t lines = 0;
	if (!t)
		return GLANE_ENOMEM;
	for (uint32_t i = 0; i < in->label_count; i++)
		lines += t[i].lines;
	if (lines == 0)
		return 0;
	struct out o = { 0 };
	write_proposal(in, t, &o);
	if (!o.failed)
		in->self->host->value->text(root_of(in), "proposal", (struct glane_str){ o.p, o.n });
	free(o.p);
	return o.failed ? GLANE_ENOMEM : 0;
}

int report(struct import *in)
{
	say_totals(in);
	say_destinations(in);
	say_categories(in);
	int rc = say_matches(in);
	say_refused(in);
	return rc == 0 ? say_proposal(in) : rc;
}
