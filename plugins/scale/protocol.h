/* SPDX-License-Identifier: MPL-2.0 */
/* protocol.h: the bytes of a scale into weights: one table of protocols, each a pure function over a buffer; the fuzzer links it.
 *
 * Masses are whole milligrams, read digit by digit; ounces and pounds are exact fractions (28349.523125 mg, 453592.37 mg).
 * What is not a weight is never one: a fault, an overload, an unknown unit, half a line are states, not the number 0. */
#ifndef SCALE_PROTOCOL_H
#define SCALE_PROTOCOL_H

#include <stddef.h>
#include <stdint.h>

#include "port/port.h"

enum weight_state {
	WEIGHT_NONE,  /* these bytes said nothing */
	WEIGHT_OK,    /* mg holds */
	WEIGHT_OVER,
	WEIGHT_UNDER, /* less than nothing, or below what it can tell */
	WEIGHT_MOTION, /* in motion, and it does not say how much */
	WEIGHT_ZERO_NEEDED, /* wants to be set to zero, levelled or calibrated */
	WEIGHT_UNIT,  /* a unit that is none of ours (pieces, percent, none given) */
	WEIGHT_REFUSED, /* the scale did not understand or cannot now: ask again */
	WEIGHT_READY, /* it took the question and waits for `then` of its protocol */
	WEIGHT_FAULT
};
struct weight {
	enum weight_state state;
	int64_t mg;          /* only for WEIGHT_OK; negative below zero */
	uint32_t interval_mg; /* one step of the last digit that was shown; 0: not known */
	uint8_t stable;      /* the scale says so */
	uint8_t tells;       /* this protocol says whether it is stable; 0: the window of 9.9 decides */
	uint8_t net;         /* a tare is taken off */
	uint8_t zero;        /* it says: nothing lies there */
	uint8_t once;        /* an answer of a protocol that tells changes alone, see there; set by the reader */
	char raw[48];        /* the frame, what cannot be printed as \xNN; kept with the weighing */
};

struct pattern; /* a profile of the centre's own, see pattern.c */
struct protocol {
	const char *name;  /* "mt-sics" */
	const char *title; /* makers, for people */
	const char *ask;   /* bytes that ask for a weight; NULL: it talks by itself */
	size_t ask_n;
	const char *then;  /* sent upon WEIGHT_READY; NULL: one question is enough */
	size_t then_n;
	uint32_t ask_ms;   /* between two questions */
	uint8_t tail;      /* the end of a cut frame could pass for a whole one: what comes first after a gap is thrown away */
	uint8_t once;      /* asked, it answers each weight once, and is silent while that is unchanged and when nothing lies there */
	struct port_line line; /* usual serial settings */
	enum port_kind kind;   /* PORT_SERIAL or PORT_HID */
	/* Takes the first frame off the n bytes: returns how many bytes are done with, 0: more are needed.  Never more than n, and
	 * never 0 for more than PROTOCOL_FRAME_MOST bytes.  WEIGHT_NONE: rubbish was skipped.  `own`: of the protocol "own". */
	size_t (*read)(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret);
};
enum { PROTOCOL_FRAME_MOST = 128 };
extern const struct protocol protocol_table[]; /* hid, mt-sics, kern, toledo-8217, st-gs, a-and-d, dini, cas-ecr, ohaus, nci, sma, adam, cpwplus, kern-ew, own */
extern const uint32_t protocol_count;
const struct protocol *protocol_find(const char *name);

/* --- a profile of the centre's own ------------------------------------------------------------------------------------ */
struct pattern_setup {
	const char *regex;  /* PCRE2 with the named groups weight (digits, sign, point or comma), and where there are: unit, stable, over, under */
	const char *unit;   /* when the scale sends none: "g", "kg" */
	const char *ask;    /* "" none; \r \n \xNN are read */
	const char *ends;   /* what ends a frame; "" : CR or LF */
	uint32_t ask_ms;
};
/* NULL and a sentence's key in *ret_why ("regex", "group", "unit", "ask", "ends") when it cannot be used.  The whole frame has to match,
 * not a part of it, and matching is bounded. */
struct pattern *pattern_new(const struct pattern_setup *s, const char **ret_why);
void pattern_free(struct pattern *p);
/* The bytes that ask, NULL: none. */
const char *pattern_ask(const struct pattern *p, size_t *ret_n, uint32_t *ret_ms);

/* --- when a weight may be taken ------------------------------------------------------------------------------------------
 * Source: hardware notes of the field, in README.md: a stable flag twice with the same value at least 250 ms apart; without a flag
 * five samples within one interval over at least 900 ms and none older than 600 ms; after a weight was taken the next one is offered
 * only once less than 5 intervals lay there, or when it differs by more than 5.
 *
 * A scale that answers each weight once (weight.once): a question that gets no answer says that it has not changed, and so does the
 * fifth answer alike.  It does not say whether the thing was taken away, so the weight holds STEADY_HOLDS_MS, as long as Odoo keeps it. */
enum { STEADY_HOLDS_MS = 10000 };
struct steady { /* all 0 at first */
	int64_t mg, low_mg, high_mg; /* of the run: samples that agree */
	int64_t since_ms, last_ms;
	uint32_t count, interval_mg; /* count 0: no run */
	int64_t stood_mg, taken_mg; /* stood_mg: what stood still last, which is what a person saw */
	uint8_t tells, once, stood, guard; /* stood: the run satisfies the rule; guard: what was taken may still lie there */
};
struct steady_rule {
	uint32_t interval_mg; /* e of the scale; 0: one step of its last digit */
	int64_t least_mg;     /* below it nothing is offered */
};
/* One weight at a monotonic moment. */
void steady_feed(struct steady *s, const struct steady_rule *r, const struct weight *w, int64_t now_ms);
/* May the last weight be taken now?  Not when it is too old, nor what was taken already. */
int steady_offers(const struct steady *s, const struct steady_rule *r, int64_t now_ms);
/* A scale that tells changes alone (weight.once) was asked and said nothing. */
void steady_unchanged(struct steady *s);
/* It was silent and speaks again: of another thing, even if that weighs the same. */
void steady_renewed(struct steady *s);
/* Somebody took it. */
void steady_taken(struct steady *s);
/* The line was cut: what came before says nothing of what comes next.  What was taken is remembered. */
void steady_cut(struct steady *s);

#endif
