/* SPDX-License-Identifier: MPL-2.0 */
/* rig.h: a scale on a line that is there (a pseudo-terminal; for USB a socket of packets), read by the reader of the product, moment by
 * moment.  After each step it checks what has to hold whatever happens: no weight is shown that the scale did not say, none is called
 * fresh that is old, none is offered but what stands still. */
#ifndef SCALES_RIG_H
#define SCALES_RIG_H

#include "scale/reader.h"
#include "vscale/vscale.h"

enum { SETTLE_MS = 4000 /* until what was put there is shown */ };

struct row {
	const char *name, *language;
	uint32_t every_ms; /* set to talk by itself */
};
struct rig {
	struct vscale v;
	struct reader r;
	struct reader_view view;
	struct pattern *own;
	int64_t now, pace, grams;
	uint64_t waits; /* bytes on the line */
	uint32_t opens;
	int clock_odd; /* moments cannot be compared any more */
	char link[64], wrong[200]; /* wrong: the first thing that did not hold */
};

void rig_init(struct rig *g, const struct row *row, int64_t pace); /* pace: ms of a step */
void rig_fini(struct rig *g);
void rig_seed(uint64_t seed);
int64_t between(int64_t low, int64_t high); /* dice */
/* Keeps the words, unless there are some already; 0. */
int wrong(struct rig *g, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void scale_step(struct rig *g); /* the scale alone: nobody reads */
void step(struct rig *g);
void run(struct rig *g, int64_t ms);
/* Until that is shown; 0: it never was. */
int until_state(struct rig *g, enum reader_state state, enum weight_state weight, int64_t ms);
/* What it shows is the answer of a scale that tells changes alone, which holds longer. */
int rig_holds(const struct rig *g);
int64_t rig_fresh_ms(const struct rig *g);
/* Puts another weight there; it is shown to the milligram, offered, taken, and not offered twice. */
int weighs(struct rig *g);

#endif
