/* SPDX-License-Identifier: MPL-2.0 */
/* rates.h: mass balance and rates of a period, from sums of movements.  Integers only; grams.
 *
 * The definitions are this project's (no national text imposes one): they are printed beside each figure.
 *
 *   s_out     = sale + gift + partner + internal + transform + recycle + energy + residual
 *   exits     = s_out + civic + made_out        civic: to a civic amenity site, nobody knows yet what became of it
 *   reuse     = sale + gift + partner + internal + transform
 *   diverted  = reuse + recycle                 kept out of incineration and landfill
 *   expected  = opening + entries + returns + loss + recategorised + transfers - exits
 *   residual  = expected - counted              what the stock-takes of the period found missing
 *
 * opening holds the stock at the start and the opening stock declared in the period.  loss is an adjustment (negative),
 * and so is what stock-takes found, which is not in `expected`, else the residual would vanish.  returns are things made
 * by upcycling that enter the stock, made_out the same when they leave: their matter was counted at `transform`. */
#ifndef IMPACT_RATES_H
#define IMPACT_RATES_H

#include <stddef.h>
#include <stdint.h>

#include "text/number.h"

enum figure { /* FIGURE_SALE to FIGURE_RESIDUAL: the exit classes */
	FIGURE_ENTRIES, FIGURE_SALE, FIGURE_GIFT, FIGURE_PARTNER, FIGURE_INTERNAL, FIGURE_TRANSFORM, FIGURE_RECYCLE, FIGURE_CIVIC,
	FIGURE_ENERGY, FIGURE_RESIDUAL, FIGURE_MADE_OUT, FIGURE_RETURNS, FIGURE_OPENED, FIGURE_LOSS, FIGURE_RECATEGORISED, FIGURE_COUNTED,
	FIGURE_TRANSFERS, FIGURE_SOLD /* like sale, with objects that upcycling made: what money was paid for */, FIGURE_PLAIN, /* the others are sums of those before */
	FIGURE_REUSE = FIGURE_PLAIN, FIGURE_DIVERTED, FIGURE_NOT_RESIDUAL, FIGURE_S_OUT, FIGURE_EXITS, FIGURE_SOLD_OR_GIVEN, FIGURES
};
extern const char *const figure_names[FIGURES + 1]; /* "reuse"; ends with NULL */
enum figure figure_from_name(const char *name); /* FIGURES: none */

/* What a gram that goes from account to account counts in a figure: -1, 0 or 1.  Goods that come back subtract.
 * `made`: an object that upcycling made.  `place` "": the whole centre; else the code of one place, which sees only what
 * goes into its stock or out of it, and for which the other places are transfers. */
int figure_weight(enum figure figure, const char *from, const char *to, int made, const char *place);
/* The same for all figures before FIGURE_PLAIN. */
void figure_weights(const char *from, const char *to, int made, const char *place, int ret[FIGURE_PLAIN]);
/* What it adds to the stock, of the centre or of the place. */
int stock_weight(const char *from, const char *to, const char *place);

/* How well a mass is known, in grams: weighed + item + estimated = all; undated and late are parts of all. */
struct quality {
	int64_t all, weighed, item, estimated, undated, late;
};
/* What goods were sold for: of sales whose price is known, else `unpriced`.  Objects that upcycling made are among them. */
struct sales {
	int64_t cents, count, grams;  /* count: movements */
	int64_t pieces, pieces_cents; /* of those whose pieces are known */
	int64_t unpriced, unpriced_grams;
};
void sales_add(struct sales *s, const struct sales *more, int64_t movements, int64_t grams); /* `more` of so many movements to out:sale */
struct balance {
	int64_t before;             /* stock at the start */
	int64_t sums[FIGURE_PLAIN], estimated[FIGURE_PLAIN] /* of the sums, what nobody weighed */; /* ask figure_of(), figure_estimated() */
	int64_t counts;             /* movements of stock-takes in the period: without one there is no residual to show */
	struct quality in, out;     /* of entries; of exits */
	struct sales sales;
	int64_t movements;
};
struct flow { /* a sum of movements, as the roll-up has it */
	const char *from, *to;
	int64_t grams, movements;
	int measured, undated, late, made; /* measured: GLANE_ESTIMATED, GLANE_MEASURED, GLANE_FROM_ITEM */
	struct sales sales;                /* without `unpriced` */
};
void balance_add(struct balance *b, const struct flow *f, const char *place);
int64_t figure_of(const struct balance *b, enum figure figure);
int64_t figure_estimated(const struct balance *b, enum figure figure);
int64_t balance_opening(const struct balance *b);
int64_t balance_expected(const struct balance *b);
int64_t balance_counted(const struct balance *b);

/* The rates, each with what it is over. */
enum rate { RATE_REUSE, RATE_RECYCLE, RATE_ENERGY, RATE_RESIDUAL, RATE_REUSE_ENTRIES, RATE_MATERIAL, RATE_TOTAL, RATES };
extern const char *const rate_names[RATES];
struct fraction {
	int64_t part, whole; /* grams */
	enum figure of, over; /* what they are */
};
struct fraction rate_of(const struct balance *b, enum rate rate);

/* Cents for a tonne; -1: no mass. */
int64_t cents_per_tonne(int64_t cents, int64_t grams);

#endif
