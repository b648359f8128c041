/* SPDX-License-Identifier: MPL-2.0 */
/* What a label of a notebook stands for.
 *
 * A label is known when it is, letters folded (text.h), the name of exactly one category in French or English, or its
 * code, or when the map or a word of the page says so.  "4 chaises bois" is not "chaise en bois" and "Lampe" is not "lampe, lampadaire (sans
 * ampoule)": those are suggestions for the person who fills in the map. */
#include <stdlib.h>
#include <string.h>

#include "import/run.h"
#include "text/site.h"
#include "text/text.h"

enum { SUGGESTIONS = 3, WORD_MIN = 2, PREFIX_MIN = 4, LIST_MAX = 1000 };

static int same(struct glane_str a, struct glane_str b)
{
	return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

static int fold(struct import *in, struct glane_str s, struct glane_str *ret)
{
	char *p = in->self->host->call->alloc(in->call, s.n + 1);
	if (!p)
		return GLANE_ENOMEM;
	*ret = (struct glane_str){ p, text_fold(s, p) };
	return 0;
}

/* --- a sentence made of pieces ---------------------------------------------------------------------------- */
struct list {
	char text[LIST_MAX];
	size_t n;
};

static void list_add(struct list *l, struct glane_str s)
{
	size_t n = text_cut(s, sizeof(l->text) - 1 - l->n);
	memcpy(l->text + l->n, s.p, n);
	l->n += n;
	l->text[l->n] = 0;
}

static void list_add_map_line(struct import *in, struct list *l, const struct map_line *m, struct glane_str what)
{
	struct glane_value *args = in->self->host->value->make(in->call);
	in->self->host->value->integer(args, "line", m->line);
	in->self->host->value->text(args, "what", what);
	if (l->n)
		list_add(l, glane_cstr(" ; "));
	list_add(l, in->self->host->call->tr(in->call, "map.entry", args));
}

static int refuse_map(struct import *in, const char *key, const struct list *l)
{
	struct glane_value *args = in->self->host->value->make(in->call);
	in->self->host->value->text(args, "list", (struct glane_str){ l->text, l->n });
	return in->self->host->call->refuse_input(in->call, "map", key, args);
}

/* --- the map ------------------------------------------------------------------------------------------------ */
/* A person said it, so closed categories and goods that are refused today may be named too: it is history. */
static const struct category *by_code(const struct import *in, struct glane_str code)
{
	for (uint32_t i = 0; i < in->categories.count; i++)
		if (text_same_code(in->categories.items[i].code, code))
			return &in->categories.items[i];
	return NULL;
}

struct mapped {
	struct glane_str fold;
	const struct category *category;
};

static int read_map(struct import *in, struct mapped *mapped)
{
	struct list unknown = { .n = 0 }, twice = { .n = 0 };
	for (uint32_t i = 0; i < in->map.count; i++) {
		const struct map_line *m = &in->map.lines[i];
		int rc = fold(in, m->label, &mapped[i].fold);
		if (rc < 0)
			return rc;
		mapped[i].category = by_code(in, m->code);
		if (!mapped[i].category)
			list_add_map_line(in, &unknown, m, m->code);
		for (uint32_t k = 0; k < i; k++)
			if (same(mapped[k].fold, mapped[i].fold) && mapped[k].category && mapped[i].category &&
			    mapped[k].category != mapped[i].category) {
				list_add_map_line(in, &twice, m, m->label);
				break;
			}
	}
	if (unknown.n)
		return refuse_map(in, "map.unknown", &unknown);
	return twice.n ? refuse_map(in, "map.conflict", &twice) : 0;
}

/* --- names ------------------------------------------------------------------------------------------------------ */
static int is_offered(const struct category *k)
{
	return k->active && !site_turns_away(k->code);
}

static void match(struct import *in, struct label *l, const struct mapped *mapped)
{
	for (uint32_t i = 0; i < in->map.count; i++)
		if (same(mapped[i].fold, l->fold)) {
			l->category = mapped[i].category;
			l->how = HOW_MAP;
			return;
		}
	for (uint32_t i = 0; i < in->known_count; i++)
		if (same(in->known[i].fold, l->fold) && category_by_id(&in->categories, in->known[i].category)) {
			l->category = category_by_id(&in->categories, in->known[i].category);
			l->how = HOW_MAP;
			return;
		}
	const struct category *k = by_code(in, l->shown);
	if (k && is_offered(k)) {
		l->category = k;
		l->how = HOW_CODE;
		return;
	}
	for (uint32_t i = 0; i < in->categories.count; i++) {
		k = &in->categories.items[i];
		if (!is_offered(k) || (!same(in->fold_fr[i], l->fold) && !same(in->fold_en[i], l->fold)))
			continue;
		if (l->category) {
			l->category = NULL;
			l->how = HOW_AMBIGUOUS;
			return;
		}
		l->category = k;
		l->how = HOW_NAME;
	}
}

static uint32_t hash(struct glane_str s)
{
	uint32_t h = 2166136261u; /* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 16777619u;
	return h % LABEL_HASHES;
}

static int label_add(struct import *in, struct glane_str folded, struct glane_str shown, uint32_t *slot)
{
	if (in->label_count == in->label_cap) {
		uint32_t cap = in->label_cap ? 2 * in->label_cap : 128;
		struct label *grown = realloc(in->labels, cap * sizeof(*grown));
		if (!grown)
			return GLANE_ENOMEM;
		in->labels = grown;
		in->label_cap = cap;
	}
	if (chunk_keep(&in->texts, &folded) < 0)
		return GLANE_ENOMEM;
	in->labels[in->label_count++] = (struct label){ .fold = folded, .shown = shown, .next = *slot };
	*slot = in->label_count;
	return 0;
}

static int label_of(struct import *in, struct line *line)
{
	char text[LABEL_MAX + 1];
	struct glane_str folded = { text, text_fold(line->label, text) };
	uint32_t *slot = &in->hashes[hash(folded)];
	for (uint32_t i = *slot; i; i = in->labels[i - 1].next)
		if (same(in->labels[i - 1].fold, folded)) {
			line->word = i - 1;
			return 0;
		}
	line->word = in->label_count;
	return label_add(in, folded, line->label, slot);
}

int match_labels(struct import *in)
{
	const struct glane_call_api *call = in->self->host->call;
	uint32_t n = in->categories.count;
	in->fold_fr = call->alloc(in->call, n * sizeof(*in->fold_fr) + 1);
	in->fold_en = call->alloc(in->call, n * sizeof(*in->fold_en) + 1);
	struct mapped *mapped = call->alloc(in->call, in->map.count * sizeof(*mapped) + 1);
	if (!in->fold_fr || !in->fold_en || !mapped)
		return GLANE_ENOMEM;
	int rc = 0;
	for (uint32_t i = 0; rc == 0 && i < n; i++) {
		rc = fold(in, in->categories.items[i].name_fr, &in->fold_fr[i]);
		if (rc == 0)
			rc = fold(in, in->categories.items[i].name_en, &in->fold_en[i]);
	}
	if (rc == 0)
		rc = read_map(in, mapped);
	for (uint32_t i = 0; rc == 0 && i < in->lines.count; i++)
		rc = label_of(in, &in->lines.items[i]);
	for (uint32_t i = 0; rc == 0 && i < in->label_count; i++)
		match(in, &in->labels[i], mapped);
	return rc;
}

/* --- suggestions ------------------------------------------------------------------------------------------------- */
static int next_word(struct glane_str *rest, struct glane_str *ret)
{
	size_t from = 0, to;
	while (from < rest->n && !((rest->p[from] >= 'a' && rest->p[from] <= 'z') || rest->p[from] & 0x80))
		from++;
	for (to = from; to < rest->n && ((rest->p[to] >= 'a' && rest->p[to] <= 'z') || rest->p[to] & 0x80);)
		to++;
	*ret = (struct glane_str){ rest->p + from, to - from };
	*rest = (struct glane_str){ rest->p + to, rest->n - to };
	return ret->n > 0;
}

/* How much the words of a label are those of a name: equal words count more than beginnings. */
static size_t likeness(struct glane_str label, struct glane_str name)
{
	struct glane_str word, other;
	size_t sum = 0;
	while (next_word(&label, &word)) {
		struct glane_str rest = name;
		size_t best = 0;
		while (word.n >= WORD_MIN && next_word(&rest, &other)) {
			size_t shorter = word.n < other.n ? word.n : other.n;
			if (same(word, other))
				best = 10 + word.n;
			else if (shorter >= PREFIX_MIN && best == 0 && memcmp(word.p, other.p, shorter) == 0)
				best = shorter;
		}
		sum += best;
	}
	return sum;
}

static void list_add_category(struct list *l, const struct category *k)
{
	if (l->n)
		list_add(l, glane_cstr(", "));
	list_add(l, k->code);
	list_add(l, glane_cstr(" ("));
	list_add(l, k->name);
	list_add(l, glane_cstr(")"));
}

/* The likeliest categories, best first.  Also what is refused today: the notebook says what came in then. */
static int likely(struct import *in, const struct label *label, const struct category *ret[SUGGESTIONS])
{
	size_t least = SIZE_MAX;
	for (int n = 0; n < SUGGESTIONS; n++) {
		const struct category *best = NULL;
		size_t most = 0;
		for (uint32_t i = 0; i < in->categories.count; i++) {
			const struct category *k = &in->categories.items[i];
			size_t fr = likeness(label->fold, in->fold_fr[i]), en = likeness(label->fold, in->fold_en[i]);
			size_t score = fr > en ? fr : en;
			int again = 0;
			for (int m = 0; m < n; m++)
				again |= ret[m] == k;
			if (!again && score > 0 && score <= least &&
			    (score > most || (score == most && k->name.n < best->name.n))) {
				best = k;
				most = score;
			}
		}
		if (!best)
			return n;
		ret[n] = best;
		least = most;
	}
	return SUGGESTIONS;
}

const struct category *match_likely(struct import *in, const struct label *l)
{
	const struct category *k[SUGGESTIONS];
	int n = likely(in, l, k);
	for (int i = 0; i < n; i++)
		if (is_offered(k[i]))
			return k[i];
	return NULL;
}

struct glane_str match_suggestion(struct import *in, const struct label *label, char *text, size_t size)
{
	struct list l = { .n = 0 };
	if (label->how == HOW_AMBIGUOUS) {
		for (uint32_t i = 0; i < in->categories.count; i++)
			if (is_offered(&in->categories.items[i]) &&
			    (same(in->fold_fr[i], label->fold) || same(in->fold_en[i], label->fold)))
				list_add_category(&l, &in->categories.items[i]);
	} else {
		const struct category *k[SUGGESTIONS];
		int n = likely(in, label, k);
		for (int i = 0; i < n; i++)
			list_add_category(&l, k[i]);
	}
	/* The sentence is the same for all labels: asked for once, filled in here, because a proposal may have thousands. */
	struct glane_str words = in->words[l.n == 0 ? 0 : label->how == HOW_AMBIGUOUS ? 1 : 2];
	const char *gap = strstr(words.p, "{list}");
	size_t before = gap ? (size_t)(gap - words.p) : words.n, after = gap ? words.n - before - 6 : 0;
	if (before + l.n + after >= size)
		l.n = text_cut((struct glane_str){ l.text, l.n }, size - 1 - before - after);
	memcpy(text, words.p, before);
	memcpy(text + before, l.text, gap ? l.n : 0);
	memcpy(text + before + (gap ? l.n : 0), words.p + words.n - after, after);
	size_t n = before + (gap ? l.n : 0) + after;
	text[n] = 0;
	return (struct glane_str){ text, n };
}
