/* SPDX-License-Identifier: MPL-2.0 */
/* reception.h: a notebook of weighings, and the map from its labels to categories, as read from CSV.  Pure, no host. */
#ifndef INTAKE_RECEPTION_H
#define INTAKE_RECEPTION_H

#include "intake/table.h"

enum { RECEPTION_LINES_MAX = 20000, RECEPTION_LABEL_MAX = 120, RECEPTION_NOTE_MAX = 400 };

/* Why a line is not taken in; the words are in the catalogue under "reason.<name>". */
enum reception_reason {
	TAKEN = 0,
	REASON_CELLS,       /* not as many as the header has */
	REASON_TEXT,        /* too long, or with signs that cannot be printed */
	REASON_DATE,
	REASON_FUTURE,
	REASON_WEIGHT,      /* not a number */
	REASON_ZERO,
	REASON_NEGATIVE,
	REASON_HEAVY,       /* over the setting site.max_grams */
	REASON_DESTINATION,
	REASON_NO_LABEL,
	REASON_NO_CATEGORY,
	REASON_AMBIGUOUS,   /* several categories have this name */
	REASON_COUNT
};
extern const char *const reception_reason_names[REASON_COUNT];

enum destination { DESTINATION_NONE, DESTINATION_SHOP, DESTINATION_RECYCLE };

struct reception_line {
	int64_t line, day, grams; /* grams: 0 when the weight cannot be read */
	struct glane_str label, note, doubt, place;
	enum destination destination;
	enum reception_reason reason;
	/* filled by the import */
	enum reception_reason outcome; /* with what only the import knows: categories, today */
	uint32_t word;                 /* index into its labels */
	int already;                   /* taken in by an earlier run */
	int64_t category;              /* of core, 0: none */
};
struct reception {
	struct reception_line *lines;
	uint32_t count, cap;
	struct chunk *texts;
	struct table_shape shape;
	int64_t grams;   /* of the whole file */
	uint32_t unread; /* lines whose weight cannot be read */
};
/* Always to be ended with reception_fini.  Fails like table_read; "file.too_long" over RECEPTION_LINES_MAX lines. */
int reception_read(struct reception *r, struct glane_str text, int64_t max_grams, struct table_fault *ret_fault) GLANE_CHECKED;
void reception_fini(struct reception *r);

struct map_line {
	int64_t line;
	struct glane_str label, code; /* both there: lines that nobody filled in are left out */
};
struct label_map {
	struct map_line *lines;
	uint32_t count, cap;
	struct chunk *texts;
};
int label_map_read(struct label_map *m, struct glane_str text, struct table_fault *ret_fault) GLANE_CHECKED;
void label_map_fini(struct label_map *m);

#endif
