/* SPDX-License-Identifier: MPL-2.0 */
/* run.h: one reading of a file: its lines, what their labels stand for, what becomes of each, and the report. */
#ifndef IMPORT_RUN_H
#define IMPORT_RUN_H

#include "import/internal.h"

enum { SUGGESTION_MAX = 1500 };
enum how { HOW_UNKNOWN = 0, HOW_AMBIGUOUS, HOW_NAME, HOW_CODE, HOW_MAP };
struct label { /* lines whose labels fold to the same text share one */
	struct glane_str fold, shown; /* shown: as it was written first */
	const struct category *category; /* NULL: nobody knows */
	enum how how;
	uint32_t next; /* 1 + the next one of the same hash, 0: none */
};
enum { LABEL_HASHES = 8192 };
struct known_word { /* what somebody said on the page */
	struct glane_str fold;
	int64_t category;
};
struct import_sums { /* read back from the journal and the table, not counted along the way */
	int64_t lines, taken, grams, moved, wrong;
};
struct import {
	struct glane_self *self;
	struct glane_call *call; /* the POOL call: what it allocates lives until the reply */
	struct lines lines;
	struct label_map map;
	int has_map, dry;
	struct glane_str content, name, sha256, channel, place;
	struct booking booking;   /* file 0: nothing of it is in the house */
	struct glane_str state;   /* of the file, "": not in the house */
	struct category_list categories;
	struct glane_str *fold_fr, *fold_en; /* of their names */
	struct known_word *known;
	uint32_t known_count;
	struct label *labels;      /* malloc */
	uint32_t label_count, label_cap;
	uint32_t hashes[LABEL_HASHES]; /* 1 + index of a label */
	struct chunk *texts;       /* of the labels */
	uint32_t from, to;         /* lines of the present batch */
	int64_t today;
	struct import_sums sums;
	struct glane_str words[3]; /* of suggestions: none, one of {list}, perhaps {list} */
	uint32_t list_max;         /* lines and labels that the report names one by one */
};

struct glane_str usual_place(enum format format); /* where goods of such a file stood, if nobody says */
/* run.c.  `content` is read with import_open, which keeps nothing of it; all ends with import_close.  import_plan says of
 * each line what would become of it; import_book does it, 500 lines a transaction, each line once whatever ran before. */
int import_open(struct import *in, enum format format, const char *input) GLANE_CHECKED;
int import_plan(struct import *in) GLANE_CHECKED;
int import_book(struct import *in) GLANE_CHECKED;
void import_close(struct import *in);
/* The file as a row of the house, with its content: afterwards booking.file is its number. */
int import_keep(struct import *in) GLANE_CHECKED;

/* match.c: refuses the call when the map names unknown categories. */
int match_labels(struct import *in) GLANE_CHECKED;
/* "perhaps LUM-LAMPE (lampe)": words for the proposal, never used by the import itself. */
struct glane_str match_suggestion(struct import *in, const struct label *l, char *text, size_t size);
/* The likeliest category of a label that nobody knows, of those that are offered today; NULL: none. */
const struct category *match_likely(struct import *in, const struct label *l);

/* report.c, proposal.c */
struct tally {
	int64_t lines, grams;
};
void tally_count(struct tally *t, const struct line *l);
void tally_say(struct import *in, struct glane_value *into, const struct tally *t);
/* Of each label: its lines that a map could help (`unknown`), or that are taken now.  To be freed; NULL: no memory. */
struct tally *label_tallies(struct import *in, int unknown);
int report(struct import *in) GLANE_CHECKED;
/* The map to be filled in, as CSV in the dialect of the file; "" when every label is known. */
int proposal(struct import *in, struct glane_str *ret) GLANE_CHECKED;

#endif
