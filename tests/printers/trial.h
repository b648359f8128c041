/* SPDX-License-Identifier: MPL-2.0 */
/* trial.h: a printer that is there and device_print, which prints onto it. */
#ifndef TESTS_TRIAL_H
#define TESTS_TRIAL_H

#include "labels/device.h"
#include "labels/tests/printing.h"
#include "vprinter/live.h"

struct label { /* a picture, its bytes for the printer, and what of them the printer keeps */
	struct bitmap picture;
	struct bytes bytes, raw;
};
struct pair { /* a language on a transport */
	const char *name, *encoder, *model, *media;
	uint32_t dpi;
	enum live_on on;
	int proves; /* this printer says that a label is out */
	const struct print_case *k;
	struct label labels[2], hostile; /* hostile: its rows hold what would be commands */
};
struct trial {
	const struct pair *pair;
	struct live *live;
	struct live_setup setup;
	struct device_profile profile;
	struct port_ops ops; /* of a port that is meddled with */
	struct port inner;
	enum device_end last_end;
	uint32_t tag;
	int mends;    /* whoever reads the screen puts in paper, closes the cover ... */
	int told[DEVICE_TROUBLE_COUNT];
	int imminent;
	int meddles;  /* writes of 1 to 7 bytes, and EAGAIN without end */
	uint32_t chance;
	char why[200]; /* what did not hold, first; "": all did */
};

void trial_pair(struct pair *p); /* makes its labels */
void trial_pair_fini(struct pair *p);

void trial_begin(struct trial *t, const struct pair *p, const char *script);
void trial_end(struct trial *t);
/* Prints, on a port of its own. */
struct device_result trial_print(struct trial *t, const struct label *l);
/* `good`, or the words are kept. */
int trial_holds(struct trial *t, int good, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* So many labels have come out. */
void trial_out(struct trial *t, uint64_t n);
/* Waits until so many came out; 1: the last one is this, byte by byte. */
int trial_came(struct trial *t, const struct label *l, uint64_t n);
/* The last one is this, byte by byte and dot by dot. */
void trial_is(struct trial *t, const struct label *l);
/* It ended as a label does that is out: confirmed; or asked of a person, by printers that prove nothing. */
void trial_well(struct trial *t, const struct device_result *r);
const char *trial_end_name(enum device_end e);

#endif
