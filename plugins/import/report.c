/* SPDX-License-Identifier: MPL-2.0 */
/* What an import does, or would do: counts, grams and money, each line that waits, what the labels stand for. */
#include <stdlib.h>
#include <string.h>

#include "import/run.h"

void tally_count(struct tally *t, const struct line *l)
{
	t->lines++;
	t->grams += l->estimated ? 0 : l->grams;
}

void tally_say(struct import *in, struct glane_value *into, const struct tally *t)
{
	in->self->host->value->integer(into, "lines", t->lines);
	in->self->host->value->integer(into, "n", t->lines); /* chooses the plural of a sentence */
	in->self->host->value->quantity(into, "grams", t->grams, GLANE_U_GRAMS);
}

static struct glane_value *root_of(struct import *in)
{
	return in->self->host->reply->root(in->call);
}

/* --- totals ----------------------------------------------------------------------------------------------- */
static void say_file(struct import *in, const struct tally *all)
{
	const struct glane_value_api *v = in->self->host->value;
	struct glane_value *o = v->object(root_of(in), "file");
	v->text(o, "name", in->name);
	v->text(o, "sha256", in->sha256);
	v->text(o, "format", glane_cstr(format_names[in->lines.format]));
	tally_say(in, o, all);
	v->integer(o, "unread", in->lines.unread);
	v->boolean(o, "has_unread", in->lines.unread != 0);
	v->boolean(o, "windows", in->lines.shape.windows);
	v->boolean(root_of(in), "dry", in->dry);
}

static void say_totals(struct import *in)
{
	const struct glane_value_api *v = in->self->host->value;
	const struct lines *r = &in->lines;
	struct tally all = { r->count, r->grams }, imported = { 0, 0 }, already = { 0, 0 }, refused = { 0, 0 }, none = { 0, 0 }, estimated = { 0, 0 };
	int64_t doubtful = 0;
	for (uint32_t i = 0; i < r->count; i++) {
		const struct line *l = &r->items[i];
		tally_count(l->already ? &already : l->outcome ? &refused : &imported, l);
		if (l->outcome)
			continue;
		doubtful += l->doubts != 0;
		if (l->flow == FLOW_FEE)
			tally_count(&none, l);
		estimated.lines += l->estimated;
		estimated.grams += l->estimated ? l->grams : 0;
	}
	struct glane_value *root = root_of(in), *o;
	say_file(in, &all);
	tally_say(in, v->object(root, "imported"), &imported);
	tally_say(in, v->object(root, "already"), &already);
	tally_say(in, v->object(root, "refused"), &refused);
	v->integer(root, "doubtful", doubtful);
	if (none.lines)
		tally_say(in, v->object(root, "no_goods"), &none);
	if (estimated.lines)
		tally_say(in, v->object(root, "estimated"), &estimated);
	/* What the file says, against what the table keeps and the journal moved. */
	struct tally sum = in->dry ? (struct tally){ imported.lines + already.lines + refused.lines, imported.grams + already.grams + refused.grams }
	                           : (struct tally){ in->sums.lines, in->sums.grams };
	int agrees = sum.lines == all.lines && sum.grams == all.grams &&
		(in->dry || (in->sums.taken == imported.lines + already.lines && in->sums.wrong == 0));
	o = v->object(root, "sum");
	tally_say(in, o, &sum);
	v->boolean(o, "agrees", agrees);
	v->boolean(root, "ok", agrees);
}

static void say_cents(struct import *in, struct glane_value *o, const char *key, int64_t cents)
{
	in->self->host->value->quantity(o, key, cents, GLANE_U_CENTS);
}

/* The price column as it is written, and how it splits; beside it, what was given on top. */
static void say_money(struct import *in)
{
	const struct glane_value_api *v = in->self->host->value;
	int64_t price = 0, inside = 0, on_top = 0, fee = 0, missing = 0, unpaid = 0;
	int priced = 0;
	for (uint32_t i = 0; i < in->lines.count; i++) {
		const struct line *l = &in->lines.items[i];
		if (l->flow != FLOW_SALE && l->flow != FLOW_FEE)
			continue;
		priced = 1;
		missing += l->total == MISSING;
		unpaid += l->payment.n == 0;
		price += l->price == MISSING ? 0 : l->price;
		fee += l->fee == MISSING ? 0 : l->fee;
		int64_t given = l->donation == MISSING ? 0 : l->donation;
		int64_t of_total = l->total == MISSING ? 0 : l->total - (l->price == MISSING ? 0 : l->price) - (l->fee == MISSING ? 0 : l->fee);
		inside += of_total;
		on_top += given - of_total;
	}
	if (!priced)
		return;
	struct glane_value *o = v->object(root_of(in), "money");
	say_cents(in, o, "total", in->lines.cents);
	say_cents(in, o, "price", price);
	say_cents(in, o, "donation", inside);
	say_cents(in, o, "on_top", on_top);
	say_cents(in, o, "fee", fee);
	v->integer(o, "unpriced", missing);
	v->integer(o, "no_payment", unpaid);
}

static void say_days(struct import *in)
{
	enum { DAYS_MAX = 62 };
	const struct glane_value_api *v = in->self->host->value;
	struct day {
		int64_t day, cents, unpriced;
		struct tally t;
	} days[DAYS_MAX];
	uint32_t n = 0, k;
	int priced = 0;
	for (uint32_t i = 0; i < in->lines.count; i++) {
		const struct line *l = &in->lines.items[i];
		for (k = 0; k < n && days[k].day != l->day; k++)
			;
		if (k == n && n == DAYS_MAX)
			return; /* a year of days is no table to look at */
		if (k == n)
			days[n++] = (struct day){ .day = l->day };
		tally_count(&days[k].t, l);
		if (l->flow == FLOW_SALE || l->flow == FLOW_FEE) {
			priced = 1;
			days[k].cents += l->total == MISSING ? 0 : l->total;
			days[k].unpriced += l->total == MISSING;
		}
	}
	struct glane_value *list = v->array(root_of(in), "days");
	for (k = 0; k < n; k++) {
		struct glane_value *o = v->object(list, NULL);
		if (days[k].day)
			v->quantity(o, "day", days[k].day, GLANE_U_DAY);
		tally_say(in, o, &days[k].t);
		if (priced) {
			struct glane_value *m = v->object(o, "money");
			say_cents(in, m, "total", days[k].cents);
			v->integer(m, "unpriced", days[k].unpriced);
		}
	}
	v->boolean(root_of(in), "has_days", n != 0);
}

/* As the file calls them, in the order in which they come. */
static void say_destinations(struct import *in)
{
	enum { PLACES_MAX = 12 };
	const struct glane_value_api *v = in->self->host->value;
	struct glane_str names[PLACES_MAX];
	struct tally tallies[PLACES_MAX] = { { 0, 0 } };
	uint32_t n = 0, k;
	for (uint32_t i = 0; i < in->lines.count; i++) {
		const struct line *l = &in->lines.items[i];
		struct glane_str name = l->reason == REASON_DESTINATION || l->place.n == 0 ? (struct glane_str){ "", 0 } : l->place;
		for (k = 0; k < n && !(names[k].n == name.n && memcmp(names[k].p, name.p, name.n) == 0); k++)
			;
		if (k == n && n == PLACES_MAX)
			k = n - 1;
		else if (k == n)
			names[n++] = name;
		tally_count(&tallies[k], l);
	}
	struct glane_value *list = v->array(root_of(in), "destinations");
	for (k = 0; k < n && (n > 1 || names[0].n); k++) {
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "destination", names[k].n ? names[k] : in->self->host->call->tr(in->call, "import.other", NULL));
		tally_say(in, o, &tallies[k]);
	}
	v->boolean(root_of(in), "has_destinations", v->count(list) != 0);
}

/* Of all that is in, or would be, whichever run took it in. */
static int say_categories(struct import *in)
{
	const struct glane_value_api *v = in->self->host->value;
	struct glane_value *list = v->array(root_of(in), "categories");
	struct tally *t = in->self->host->call->alloc(in->call, (2 * in->categories.count + 1) * sizeof(*t));
	if (!t)
		return GLANE_ENOMEM;
	struct tally *now = t + in->categories.count;
	for (uint32_t i = 0; i < in->lines.count; i++) {
		const struct line *l = &in->lines.items[i];
		const struct category *k = l->outcome || !l->category ? NULL : category_by_id(&in->categories, l->category);
		if (!k)
			continue;
		tally_count(&t[k - in->categories.items], l);
		if (!l->already)
			tally_count(&now[k - in->categories.items], l);
	}
	for (uint32_t k = 0; k < in->categories.count; k++) {
		if (t[k].lines == 0)
			continue;
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "id", in->categories.items[k].id);
		v->text(o, "code", in->categories.items[k].code);
		v->text(o, "name", in->categories.items[k].name);
		tally_say(in, o, &t[k]);
		v->integer(o, "imported_lines", now[k].lines);
		v->quantity(o, "imported_grams", now[k].grams, GLANE_U_GRAMS);
	}
	v->boolean(root_of(in), "has_categories", v->count(list) != 0);
	return 0;
}

/* --- labels --------------------------------------------------------------------------------------------------- */
struct tally *label_tallies(struct import *in, int unknown)
{
	struct tally *t = calloc(in->label_count + 1, sizeof(*t));
	for (uint32_t i = 0; t && i < in->lines.count; i++) {
		const struct line *l = &in->lines.items[i];
		if (l->reason == TAKEN && l->flow != FLOW_FEE && !l->already &&
		    (l->outcome == REASON_NO_CATEGORY || l->outcome == REASON_AMBIGUOUS) == unknown)
			tally_count(&t[l->word], l);
	}
	return t;
}

static int say_matches(struct import *in)
{
	const struct glane_value_api *v = in->self->host->value;
	static const char *const hows[] = { [HOW_NAME] = "name", [HOW_CODE] = "code", [HOW_MAP] = "map" };
	struct glane_value *list = v->array(root_of(in), "matches");
	struct tally *t = label_tallies(in, 0);
	if (!t)
		return GLANE_ENOMEM;
	for (uint32_t i = 0, n = 0; i < in->label_count && n < in->list_max; i++) {
		const struct label *l = &in->labels[i];
		if (!l->category || t[i].lines == 0)
			continue;
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "label", l->shown);
		category_say(in->self, o, "category", l->category);
		v->text(o, "how", glane_cstr(hows[l->how]));
		v->text(o, "how_words", word(in->self, in->call, "import.how.", glane_cstr(hows[l->how])));
		tally_say(in, o, &t[i]);
		n++;
	}
	v->boolean(root_of(in), "has_matches", v->count(list) != 0);
	free(t);
	return 0;
}

/* --- lines that wait, and those to look at ------------------------------------------------------------------------ */
static void say_reasons(struct import *in, struct glane_str words[REASON_COUNT])
{
	const struct glane_value_api *v = in->self->host->value;
	struct glane_value *list = v->array(root_of(in), "reasons");
	for (uint32_t reason = TAKEN + 1; reason < REASON_COUNT; reason++) {
		struct tally t = { 0, 0 };
		struct glane_str name = glane_cstr(reason_names[reason]);
		words[reason] = word(in->self, in->call, "reason.", name);
		for (uint32_t i = 0; i < in->lines.count; i++)
			if (in->lines.items[i].outcome == reason)
				tally_count(&t, &in->lines.items[i]);
		if (t.lines == 0)
			continue;
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "reason", name);
		v->text(o, "words", words[reason]);
		tally_say(in, o, &t);
	}
}

static void say_refused(struct import *in)
{
	const struct glane_value_api *v = in->self->host->value;
	struct glane_str words[REASON_COUNT];
	say_reasons(in, words);
	struct glane_value *list = v->array(root_of(in), "refused_lines");
	uint32_t all = 0, n = 0;
	for (uint32_t i = 0; i < in->lines.count; i++) {
		const struct line *l = &in->lines.items[i];
		all += l->outcome != TAKEN;
		if (!l->outcome || n == in->list_max)
			continue;
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "line", l->line);
		v->text(o, "label", l->label);
		v->quantity(o, "grams", l->grams, GLANE_U_GRAMS);
		v->text(o, "reason", glane_cstr(reason_names[l->outcome]));
		v->text(o, "words", words[l->outcome]);
		n++;
	}
	v->boolean(root_of(in), "has_refused", n != 0);
	if (all > n)
		v->integer(root_of(in), "refused_more", all - n);
}

static void say_doubts(struct import *in)
{
	const struct glane_value_api *v = in->self->host->value;
	struct glane_value *list = v->array(root_of(in), "doubts");
	for (uint32_t d = 0; d < DOUBT_COUNT; d++) {
		struct tally t = { 0, 0 };
		for (uint32_t i = 0; i < in->lines.count; i++)
			if (!in->lines.items[i].outcome && in->lines.items[i].doubts & 1u << d)
				tally_count(&t, &in->lines.items[i]);
		if (t.lines == 0)
			continue;
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "doubt", glane_cstr(doubt_names[d]));
		v->text(o, "words", word(in->self, in->call, "doubt.", glane_cstr(doubt_names[d])));
		tally_say(in, o, &t);
	}
	v->boolean(root_of(in), "has_doubts", v->count(list) != 0);
}

int report(struct import *in)
{
	say_totals(in);
	say_money(in);
	say_days(in);
	say_destinations(in);
	int rc = say_categories(in);
	if (rc == 0)
		rc = say_matches(in);
	say_refused(in);
	say_doubts(in);
	return rc;
}
