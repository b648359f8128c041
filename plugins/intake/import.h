/* SPDX-License-Identifier: MPL-2.0 */
/* import.h: one run of `glane import reception`: its labels and what they stand for, and the report. */
#ifndef INTAKE_IMPORT_H
#define INTAKE_IMPORT_H

#include "intake/internal.h"
#include "intake/reception.h"

enum { SUGGESTION_MAX = 1500 };
enum how { HOW_UNKNOWN = 0, HOW_AMBIGUOUS, HOW_NAME, HOW_CODE, HOW_MAP };
struct label { /* lines whose labels fold to the same text share one */
	struct glane_str fold, shown; /* shown: as it was written first */
	const struct category *category; /* NULL: nobody knows */
	enum how how;
};
struct import_sums { /* read back from the journal and the table, not counted along the way */
	int64_t lines, taken, refused_grams, moved_grams;
};
struct import {
	struct glane_self *self;
	struct glane_call *call; /* the POOL call: what it allocates lives until the reply */
	struct reception *file;
	struct label_map *map;
	struct glane_str name, sha256, channel;
	struct category_list categories;
	struct glane_str *fold_fr, *fold_en; /* of their names */
	struct label *labels;
	uint32_t label_count, label_cap;
	uint32_t from, to;            /* lines of the present batch */
	int64_t record;               /* the last one that it made */
	int64_t day, day_from, day_to; /* bounds of the last day asked for */
	struct import_sums sums;
	struct glane_str words[3];    /* of suggestions: none, one of {list}, perhaps {list} */
};

/* match.c: refuses the call when the map names unknown categories. */
int match_labels(struct import *in) GLANE_CHECKED;
/* "perhaps LUM-LAMPE (lampe)": words for the proposal, never used by the import itself. */
struct glane_str match_suggestion(struct import *in, const struct label *l, char *text, size_t size);

/* report.c */
int report(struct import *in) GLANE_CHECKED;

#endif
