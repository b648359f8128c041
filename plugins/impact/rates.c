/* SPDX-License-Identifier: MPL-2.0 */
#include "impact/rates.h"

#include <string.h>

#include "glane/plugin.h"

const char *const figure_names[FIGURES + 1] = {
	[FIGURE_ENTRIES] = "entries", [FIGURE_SALE] = "sale", [FIGURE_GIFT] = "gift", [FIGURE_PARTNER] = "partner",
	[FIGURE_INTERNAL] = "internal", [FIGURE_TRANSFORM] = "transform", [FIGURE_RECYCLE] = "recycle", [FIGURE_CIVIC] = "civic",
	[FIGURE_ENERGY] = "energy", [FIGURE_RESIDUAL] = "residual", [FIGURE_MADE_OUT] = "made_out", [FIGURE_RETURNS] = "returns",
	[FIGURE_OPENED] = "opened", [FIGURE_LOSS] = "loss", [FIGURE_RECATEGORISED] = "recategorised", [FIGURE_COUNTED] = "counted",
	[FIGURE_TRANSFERS] = "transfers", [FIGURE_SOLD] = "sold", [FIGURE_REUSE] = "reuse", [FIGURE_DIVERTED] = "diverted", [FIGURE_NOT_RESIDUAL] = "not_residual",
	[FIGURE_S_OUT] = "s_out", [FIGURE_EXITS] = "exits", [FIGURE_SOLD_OR_GIVEN] = "sold_or_given",
};

enum figure figure_from_name(const char *name)
{
	int k = 0;
	while (k < FIGURES && strcmp(name, figure_names[k]) != 0)
		k++;
	return (enum figure)k;
}

/* --- the definitions ---------------------------------------------------------------------------- */
static const enum figure reuse[] = { FIGURE_SALE, FIGURE_GIFT, FIGURE_PARTNER, FIGURE_INTERNAL, FIGURE_TRANSFORM, FIGURES };
static const enum figure diverted[] = { FIGURE_REUSE, FIGURE_RECYCLE, FIGURES };
static const enum figure not_residual[] = { FIGURE_DIVERTED, FIGURE_ENERGY, FIGURES };
static const enum figure s_out[] = { FIGURE_NOT_RESIDUAL, FIGURE_RESIDUAL, FIGURES };
static const enum figure exits[] = { FIGURE_S_OUT, FIGURE_CIVIC, FIGURE_MADE_OUT, FIGURES };
static const enum figure sold_or_given[] = { FIGURE_SALE, FIGURE_GIFT, FIGURES };
static const enum figure *const parts[FIGURES] = {
	[FIGURE_REUSE] = reuse, [FIGURE_DIVERTED] = diverted, [FIGURE_NOT_RESIDUAL] = not_residual, [FIGURE_S_OUT] = s_out,
	[FIGURE_EXITS] = exits, [FIGURE_SOLD_OR_GIVEN] = sold_or_given,
};

const char *const rate_names[RATES] = {
	[RATE_REUSE] = "reuse", [RATE_RECYCLE] = "recycle", [RATE_ENERGY] = "energy", [RATE_RESIDUAL] = "residual",
	[RATE_REUSE_ENTRIES] = "reuse_entries", [RATE_MATERIAL] = "material", [RATE_TOTAL] = "total",
};
static const struct {
	enum figure part, over;
} rates[RATES] = {
	[RATE_REUSE] = { FIGURE_REUSE, FIGURE_S_OUT },           [RATE_RECYCLE] = { FIGURE_RECYCLE, FIGURE_S_OUT },
	[RATE_ENERGY] = { FIGURE_ENERGY, FIGURE_S_OUT },         [RATE_RESIDUAL] = { FIGURE_RESIDUAL, FIGURE_S_OUT },
	[RATE_REUSE_ENTRIES] = { FIGURE_REUSE, FIGURE_ENTRIES }, [RATE_MATERIAL] = { FIGURE_DIVERTED, FIGURE_S_OUT },
	[RATE_TOTAL] = { FIGURE_NOT_RESIDUAL, FIGURE_S_OUT },
};

/* --- accounts -------------------------------------------------------------------------------------- */
enum side { UNKNOWN, SOURCE, STOCK, ELSEWHERE /* the stock of another place */, OUT, MADE, LOSS, COUNT, OPENING, CATEGORY };

static enum side side_of(const char *account, const char *place)
{
	static const struct {
		const char *name;
		enum side side;
	} adjusts[] = { { "adjust:loss", LOSS }, { "adjust:count", COUNT }, { "adjust:opening", OPENING }, { "adjust:category", CATEGORY } };
	if (strncmp(account, "source:", 7) == 0)
		return SOURCE;
	if (strncmp(account, "stock:", 6) == 0)
		return !*place || strcmp(account + 6, place) == 0 ? STOCK : ELSEWHERE;
	if (strncmp(account, "out:", 4) == 0)
		return OUT;
	if (strncmp(account, "made:", 5) == 0)
		return MADE;
	for (size_t i = 0; i < sizeof(adjusts) / sizeof(adjusts[0]); i++)
		if (strcmp(account, adjusts[i].name) == 0)
			return adjusts[i].side;
	return UNKNOWN;
}

struct ends { /* of a flow, once for all figures */
	enum side a, b;
	enum figure from_class, to_class; /* exit classes; FIGURES: none */
	int made, seen;
};

static enum figure class_of(enum side side, const char *account)
{
	int k = side == OUT ? FIGURE_SALE : FIGURES;
	while (k <= FIGURE_RESIDUAL && strcmp(account + 4, figure_names[k]) != 0)
		k++;
	return k <= FIGURE_RESIDUAL ? (enum figure)k : FIGURES;
}

static struct ends ends_of(const char *from, const char *to, int made, const char *place)
{
	struct ends e = { .a = side_of(from, place), .b = side_of(to, place) };
	e.from_class = class_of(e.a, from);
	e.to_class = class_of(e.b, to);
	e.made = made || e.a == MADE;
	e.seen = !*place || e.a == STOCK || e.b == STOCK;
	return e;
}

static int plain_weight(enum figure figure, const struct ends *e)
{
	if (!e->seen)
		return 0;
	switch (figure) {
	case FIGURE_ENTRIES:
		return e->a == SOURCE;
	case FIGURE_RETURNS:
		return e->a == MADE;
	case FIGURE_TRANSFERS:
		return (e->a == ELSEWHERE) - (e->b == ELSEWHERE);
	case FIGURE_SOLD:
		return e->to_class == FIGURE_SALE;
	case FIGURE_MADE_OUT:
		return e->made ? (e->b == OUT) - (e->a == OUT) : 0;
	case FIGURE_LOSS:
		return (e->a == LOSS) - (e->b == LOSS);
	case FIGURE_COUNTED:
		return (e->a == COUNT) - (e->b == COUNT);
	case FIGURE_OPENED:
		return (e->a == OPENING) - (e->b == OPENING);
	case FIGURE_RECATEGORISED:
		return (e->a == CATEGORY) - (e->b == CATEGORY);
	default: /* an exit class */
		return e->made ? 0 : (e->to_class == figure) - (e->from_class == figure);
	}
}

static int weight(enum figure figure, const struct ends *e)
{
	int w = 0;
	if (figure < FIGURE_PLAIN)
		return plain_weight(figure, e);
	for (const enum figure *part = parts[figure]; *part != FIGURES; part++)
		w += weight(*part, e);
	return w;
}

int figure_weight(enum figure figure, const char *from, const char *to, int made, const char *place)
{
	struct ends e = ends_of(from, to, made, place);
	return weight(figure, &e);
}

void figure_weights(const char *from, const char *to, int made, const char *place, int ret[FIGURE_PLAIN])
{
	struct ends e = ends_of(from, to, made, place);
	for (int k = 0; k < FIGURE_PLAIN; k++)
		ret[k] = plain_weight((enum figure)k, &e);
}

int stock_weight(const char *from, const char *to, const char *place)
{
	return (side_of(to, place) == STOCK) - (side_of(from, place) == STOCK);
}

/* --- sums --------------------------------------------------------------------------------------------- */
static void quality_add(struct quality *q, const struct flow *f, int64_t grams)
{
	q->all += grams;
	*(f->measured == GLANE_ESTIMATED ? &q->estimated : f->measured == GLANE_FROM_ITEM ? &q->item : &q->weighed) += grams;
	q->undated += f->undated ? grams : 0;
	q->late += f->late ? grams : 0;
}

void sales_add(struct sales *s, const struct sales *more, int64_t movements, int64_t grams)
{
	s->cents += more->cents;
	s->count += more->count;
	s->grams += more->grams;
	s->pieces += more->pieces;
	s->pieces_cents += more->pieces_cents;
	s->unpriced += movements - more->count;
	s->unpriced_grams += grams - more->grams;
}

void balance_add(struct balance *b, const struct flow *f, const char *place)
{
	struct ends e = ends_of(f->from, f->to, f->made, place);
	for (int k = 0; k < FIGURE_PLAIN; k++) {
		int64_t grams = plain_weight((enum figure)k, &e) * f->grams;
		b->sums[k] += grams;
		b->estimated[k] += f->measured == GLANE_ESTIMATED ? grams : 0;
	}
	if (plain_weight(FIGURE_COUNTED, &e))
		b->counts += f->movements;
	quality_add(&b->in, f, plain_weight(FIGURE_ENTRIES, &e) * f->grams);
	quality_add(&b->out, f, weight(FIGURE_EXITS, &e) * f->grams);
	if (plain_weight(FIGURE_SOLD, &e))
		sales_add(&b->sales, &f->sales, f->movements, f->grams);
	b->movements += f->movements;
}

static int64_t sum_of(const int64_t sums[FIGURE_PLAIN], enum figure figure)
{
	int64_t sum = 0;
	if (figure < FIGURE_PLAIN)
		return sums[figure];
	for (const enum figure *part = parts[figure]; *part != FIGURES; part++)
		sum += sum_of(sums, *part);
	return sum;
}

int64_t figure_of(const struct balance *b, enum figure figure)
{
	return sum_of(b->sums, figure);
}

int64_t figure_estimated(const struct balance *b, enum figure figure)
{
	return sum_of(b->estimated, figure);
}

int64_t balance_opening(const struct balance *b)
{
	return b->before + b->sums[FIGURE_OPENED];
}

int64_t balance_expected(const struct balance *b)
{
	return balance_opening(b) + b->sums[FIGURE_ENTRIES] + b->sums[FIGURE_RETURNS] + b->sums[FIGURE_LOSS] + b->sums[FIGURE_RECATEGORISED] +
		b->sums[FIGURE_TRANSFERS] - figure_of(b, FIGURE_EXITS);
}

int64_t balance_counted(const struct balance *b)
{
	return balance_expected(b) + b->sums[FIGURE_COUNTED];
}

struct fraction rate_of(const struct balance *b, enum rate rate)
{
	return (struct fraction){ figure_of(b, rates[rate].part), figure_of(b, rates[rate].over), rates[rate].part, rates[rate].over };
}

/* --- numbers -------------------------------------------------------------------------------------------- */
int64_t cents_per_tonne(int64_t cents, int64_t grams)
{
	return grams > 0 ? scaled(cents, 1000000, grams) : -1;
}
