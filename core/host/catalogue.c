/* SPDX-License-Identifier: MPL-2.0 */
#include "host/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "base/quantity.h"
#include "base/str.h"

enum { CATALOGUE_MAX = 256 * 1024 /* bytes of one file */ };

struct sentence {
	struct glane_str key, text;
};
struct words { /* of one owner in one language */
	struct words *next;
	char owner[32], lang[8];
	struct arena arena;
	struct sentence *sorted; /* by key */
	uint32_t count;
};
struct catalogue {
	struct words *words;
};

struct catalogue *catalogue_new(void)
{
	return xcalloc(1, sizeof(struct catalogue));
}

static void words_free(struct words *w)
{
	if (!w)
		return;
	arena_fini(&w->arena);
	free(w->sorted);
	free(w);
}

void catalogue_free(struct catalogue *c)
{
	if (!c)
		return;
	for (struct words *w = c->words, *next; w; w = next) {
		next = w->next;
		words_free(w);
	}
	free(c);
}

static const char *owner_of(const char *owner)
{
	return owner ? owner : "core";
}

static const struct words *words_find(const struct catalogue *c, const char *owner, const char *lang)
{
	for (const struct words *w = c->words; w; w = w->next)
		if (strcmp(w->owner, owner) == 0 && strcmp(w->lang, lang) == 0)
			return w;
	return NULL;
}

static int compare_keys(struct glane_str a, struct glane_str b)
{
	int rc = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
	return rc ? rc : (a.n > b.n) - (a.n < b.n);
}

static int compare_sentences(const void *a, const void *b)
{
	return compare_keys(((const struct sentence *)a)->key, ((const struct sentence *)b)->key);
}

/* The sentence of a key and an ending, "_one" or "". */
static const struct sentence *sentence_find(const struct words *w, struct glane_str key, const char *ending)
{
	char whole[160];
	size_t n = strlen(ending);
	struct sentence wanted = { .key = key };
	if (!w || key.n + n > sizeof(whole))
		return NULL;
	if (n) {
		memcpy(whole, key.p, key.n);
		memcpy(whole + key.n, ending, n);
		wanted.key = (struct glane_str){ whole, key.n + n };
	}
	return w->count ? bsearch(&wanted, w->sorted, w->count, sizeof(*w->sorted), compare_sentences) : NULL;
}

static bool argument_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The next {name} of a sentence; what is before it goes to *ret_before.  False: there is none and all is before. */
static bool argument_next(struct glane_str *rest, struct glane_str *ret_before, struct glane_str *ret_name)
{
	for (size_t i = 0; i < rest->n; i++) {
		if (rest->p[i] != '{')
			continue;
		size_t end = i + 1;
		while (end < rest->n && argument_char(rest->p[end]))
			end++;
		if (end == i + 1 || end == rest->n || rest->p[end] != '}')
			continue;
		*ret_before = (struct glane_str){ rest->p, i };
		*ret_name = (struct glane_str){ rest->p + i + 1, end - i - 1 };
		*rest = (struct glane_str){ rest->p + end + 1, rest->n - end - 1 };
		return true;
	}
	*ret_before = *rest;
	return false;
}

/* --- adding ------------------------------------------------------------------ */

static int plural_check(const struct words *w, const char *owner, const char *lang, struct error *err)
{
	static const char *const endings[] = { "_one", "_other" };
	for (uint32_t i = 0; i < w->count; i++)
		for (size_t e = 0; e < COUNT_OF(endings); e++) {
			struct glane_str key = w->sorted[i].key;
			if (!str_ends(key, str_c(endings[e])))
				continue;
			struct glane_str stem = { key.p, key.n - strlen(endings[e]) };
			if (!sentence_find(w, stem, endings[1 - e]))
				return error_fail(err, GLANE_EINVAL, "words of %s in %s: \"%.*s\" has no \"%s\"", owner, lang,
				                  STR_ARG(key), endings[1 - e]);
		}
	return 0;
}

static int words_fill(struct words *w, struct glane_str json, struct error *err)
{
	struct glane_value *tree;
	const char *why = "";
	int rc = value_parse_json(&w->arena, json, &tree, &why);
	if (rc < 0)
		return error_fail(err, rc, "words of %s in %s: %s", w->owner, w->lang, why);
	if (value_type(tree) != GLANE_V_OBJECT)
		return error_fail(err, GLANE_EINVAL, "words of %s in %s: not an object", w->owner, w->lang);
	w->count = value_count(tree);
	w->sorted = xcalloc(w->count ? w->count : 1, sizeof(*w->sorted));
	for (uint32_t i = 0; i < w->count; i++) {
		struct glane_str key = value_key_at(tree, i);
		if (value_type(value_at(tree, i)) != GLANE_V_TEXT || key.n == 0 || key.n > 128)
			return error_fail(err, GLANE_EINVAL, "words of %s in %s: \"%.*s\" is no key with a text", w->owner, w->lang,
			                  STR_ARG(key));
		w->sorted[i] = (struct sentence){ key, value_text(value_at(tree, i)) };
	}
	qsort(w->sorted, w->count, sizeof(*w->sorted), compare_sentences);
	return plural_check(w, w->owner, w->lang, err);
}

int catalogue_add(struct catalogue *c, const char *owner, const char *lang, struct glane_str json, struct error *err)
{
	owner = owner_of(owner);
	if (words_find(c, owner, lang))
		return error_fail(err, GLANE_ECONFLICT, "words of %s in %s come twice", owner, lang);
	struct words *w = xcalloc(1, sizeof(*w));
	if (json.n > CATALOGUE_MAX || strlen(owner) >= sizeof(w->owner) || strlen(lang) >= sizeof(w->lang)) {
		free(w);
		return error_fail(err, GLANE_EINVAL, "words of %s in %s: too long", owner, lang);
	}
	memcpy(w->owner, owner, strlen(owner));
	memcpy(w->lang, lang, strlen(lang));
	arena_init(&w->arena, 65536 + 64 * json.n);
	int rc = words_fill(w, json, err);
	if (rc < 0) {
		words_free(w);
		return rc;
	}
	w->next = c->words;
	c->words = w;
	return 0;
}

/* --- reading ----------------------------------------------------------------- */

/* The plural of a number that counts something; languages other than French and English follow English. */
static const char *plural_ending(const char *lang, int64_t n)
{
	bool one = strcmp(lang, "fr") == 0 ? n >= -1 && n <= 1 : n == 1 || n == -1;
	return one ? "_one" : "_other";
}

static const struct sentence *choose(const struct catalogue *c, const char *owner, const char *lang, struct glane_str key,
                                     const struct glane_value *args)
{
	const struct words *w = words_find(c, owner, lang);
	const struct glane_value *n = value_get(args, "n");
	bool counted = value_type(n) == GLANE_V_INTEGER || value_type(n) == GLANE_V_QUANTITY;
	const struct sentence *s = counted ? sentence_find(w, key, plural_ending(lang, value_int(n, 0))) : NULL;
	return s ? s : sentence_find(w, key, "");
}

const char *const catalogue_fallbacks[] = { "fr", "en", NULL };

/* Of the owner, else of core; in the language, else in French, else in English.  NULL: nobody has it.  A plugin's own words
 * in French come before core's in a language that the plugin does not speak: they may be about something else. */
static const struct sentence *choose_any(const struct catalogue *c, const char *owner, const char *lang, struct glane_str key,
                                         const struct glane_value *args, const char **ret_lang)
{
	const char *langs[] = { lang ? lang : catalogue_fallbacks[0], catalogue_fallbacks[0], catalogue_fallbacks[1] };
	const char *owners[] = { owner_of(owner), "core" };
	for (size_t o = 0; o < COUNT_OF(owners); o++)
		for (size_t l = 0; l < COUNT_OF(langs); l++) {
			const struct sentence *s = choose(c, owners[o], langs[l], key, args);
			if (s) {
				*ret_lang = langs[l];
				return s;
			}
		}
	return NULL;
}

/* An identifier says what it is by its argument's last word: "sold" for {state} or {to_state} is the key "state.sold". */
static const struct sentence *identifier_words(const struct catalogue *c, const char *owner, const char *lang,
                                               struct glane_str name, const struct glane_value *v)
{
	char key[160];
	struct glane_str id = value_text(v);
	size_t at = name.n;
	while (at && name.p[at - 1] != '_')
		at--;
	name = (struct glane_str){ name.p + at, name.n - at };
	if (value_type(v) != GLANE_V_TEXT || id.n == 0 || name.n == 0 || name.n + id.n >= sizeof(key))
		return NULL;
	memcpy(key, name.p, name.n);
	key[name.n] = '.';
	memcpy(key + name.n + 1, id.p, id.n);
	struct glane_str whole = { key, name.n + 1 + id.n };
	const struct sentence *s = choose(c, owner_of(owner), lang, whole, NULL);
	if (!s) /* rather core's word than another language in the middle of a sentence */
		s = choose(c, "core", lang, whole, NULL);
	return s ? s : choose_any(c, owner, lang, whole, NULL, &lang);
}

void catalogue_text(const struct catalogue *c, const char *owner, const char *lang, struct glane_str key,
                    const struct glane_value *args, const struct zone *zone, struct buf *out)
{
	const char *in = lang;
	const struct sentence *s = choose_any(c, owner, lang, key, args, &in);
	struct glane_str rest = s ? s->text : key, before, name;
	while (s && argument_next(&rest, &before, &name)) {
		const struct glane_value *v = value_type(args) == GLANE_V_OBJECT ? value_get_n(args, name) : NULL;
		const struct sentence *words = v ? identifier_words(c, owner, in, name, v) : NULL;
		buf_str(out, before);
		if (words) {
			buf_str(out, words->text);
		} else if (v) {
			quantity_text(v, in, zone, out);
		} else {
			buf_char(out, '{');
			buf_str(out, name);
			buf_char(out, '}');
		}
	}
	buf_str(out, rest);
}

bool catalogue_has(const struct catalogue *c, const char *owner, const char *lang, struct glane_str key)
{
	const struct words *w = words_find(c, owner_of(owner), lang);
	return sentence_find(w, key, "") || sentence_find(w, key, "_other");
}

/* --- comparing --------------------------------------------------------------- */

static bool has_argument(struct glane_str text, struct glane_str wanted)
{
	struct glane_str rest = text, before, name;
	while (argument_next(&rest, &before, &name))
		if (str_eq(name, wanted))
			return true;
	return false;
}

/* What `a` has and `b` has not. */
static unsigned missing_in(const struct words *a, const struct words *b, struct buf *out)
{
	unsigned n = 0;
	for (uint32_t i = 0; i < a->count; i++) {
		struct glane_str key = a->sorted[i].key, rest = a->sorted[i].text, before, name;
		const struct sentence *other = sentence_find(b, key, "");
		if (!other) {
			buf_printf(out, "%s: %s has no \"%.*s\"\n", a->owner, b->lang, STR_ARG(key));
			n++;
			continue;
		}
		while (argument_next(&rest, &before, &name)) {
			/* "one object" needs no {n} */
			if (has_argument(other->text, name) || (str_is(name, "n") && str_ends(key, STR("_one"))))
				continue;
			buf_printf(out, "%s: \"%.*s\" has no {%.*s} in %s\n", a->owner, STR_ARG(key), STR_ARG(name), b->lang);
			n++;
		}
	}
	return n;
}

unsigned catalogue_differences(const struct catalogue *c, const char *owner, const char *lang_a, const char *lang_b,
                               bool partly, struct buf *out)
{
	const struct words *a = words_find(c, owner_of(owner), lang_a), *b = words_find(c, owner_of(owner), lang_b);
	if (!a || !b) {
		buf_printf(out, "%s: no words in %s\n", owner_of(owner), a ? lang_b : lang_a);
		return 1;
	}
	return missing_in(a, b, out) + (partly ? 0 : missing_in(b, a, out));
}
