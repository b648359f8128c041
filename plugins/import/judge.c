/* SPDX-License-Identifier: MPL-2.0 */
/* What the import knows and the file does not: today, and what things usually weigh and cost. */
#include "import/internal.h"
#include "import/said.h"

enum { TINY_GRAMS = 20, CENTS_PER_KG_MIN = 30, CENTS_PER_KG_MAX = 500000 };

static void doubt(struct line *l, enum doubt d, int holds)
{
	l->doubts = holds ? l->doubts | 1u << d : l->doubts & ~(1u << d);
}

/* Nothing is rejected for being odd: a small alarm clock is real.  Of a lot that nobody counted only too little is odd. */
static void doubt_values(struct line *l, int64_t usual)
{
	int64_t expected = usual * (l->pieces ? l->pieces : 1);
	doubt(l, DOUBT_LIGHT, usual && l->grams * 5 < expected);
	doubt(l, DOUBT_HEAVY, usual && l->pieces && l->grams > expected * 5);
	doubt(l, DOUBT_TINY, l->grams < TINY_GRAMS);
	int64_t per_kg = l->price != MISSING && l->grams ? l->price * 1000 / l->grams : CENTS_PER_KG_MIN;
	doubt(l, DOUBT_PRICE, l->flow == FLOW_SALE && (l->price == 0 || per_kg < CENTS_PER_KG_MIN || per_kg > CENTS_PER_KG_MAX));
}

void judge_line(struct line *l, const struct category *category, int ambiguous, int64_t today)
{
	int goes_out = l->flow == FLOW_SALE || l->flow == FLOW_OUT;
	l->outcome = l->reason;
	if (l->outcome)
		return;
	if (l->day_to == DAY_OPEN)
		l->day_to = today > l->day ? today : l->day;
	if (l->day > today || l->day_to > today) {
		l->outcome = REASON_FUTURE;
		return;
	}
	doubt(l, DOUBT_DATE, l->day_to > l->day);
	if (l->flow == FLOW_FEE)
		return; /* no goods: neither category nor weight */
	l->category = category ? category->id : 0;
	if (!category) {
		l->outcome = ambiguous ? REASON_AMBIGUOUS : REASON_NO_CATEGORY;
	} else if (l->unweighed) {
		l->estimated = goes_out && l->pieces > 0 && category->usual > 0 && l->pieces < INT64_MAX / category->usual;
		l->grams = l->estimated ? l->pieces * category->usual : 0;
		l->outcome = l->estimated ? TAKEN : REASON_NO_WEIGHT;
	}
	if (l->outcome == TAKEN && !l->estimated)
		doubt_values(l, category->usual);
}
