/* SPDX-License-Identifier: MPL-2.0 */
/* line.h: a line of a past record, whatever file it comes from, and the list of them.  Pure, no host. */
#ifndef IMPORT_LINE_H
#define IMPORT_LINE_H

#include "text/table.h"

enum { LINES_MAX = 200000, LABEL_MAX = 120, NOTE_MAX = 400 };
#define FIRST_DAY 10957 /* 2000-01-01: an earlier year is a slip of the pen */
#define MISSING INT64_C(-1) /* of money: nobody wrote it, which is not 0 */

enum format { FORMAT_RECEPTION, FORMAT_TILL, FORMAT_ITEMS, FORMAT_ORESSOURCE, FORMAT_COUNT };
extern const char *const format_names[FORMAT_COUNT + 1]; /* ends with NULL */

/* Why a line is not booked; the words are in the catalogue under "reason.<name>". */
enum reason {
	TAKEN = 0,
	REASON_CELLS,       /* not as many as the header has */
	REASON_TEXT,        /* too long, or with signs that cannot be printed */
	REASON_DATE,        /* unreadable, and nothing says between when */
	REASON_FUTURE,
	REASON_WEIGHT,      /* not a number */
	REASON_NO_WEIGHT,   /* none written, and nothing to estimate it from */
	REASON_ZERO,
	REASON_NEGATIVE,
	REASON_HEAVY,       /* over the setting site.max_grams */
	REASON_PRICE,       /* not a number, or below zero */
	REASON_REFUND,
	REASON_PIECES,
	REASON_DESTINATION,
	REASON_STATE,
	REASON_CODE,        /* of an item: no free code */
	REASON_NO_LABEL,
	REASON_NO_CATEGORY,
	REASON_AMBIGUOUS,   /* several categories have this name */
	REASON_UNDONE,      /* was booked and taken back */
	REASON_REFUSED,     /* somebody said that it is not to be booked */
	REASON_COUNT
};
extern const char *const reason_names[REASON_COUNT];

/* What somebody should look at, of a line that is booked; words under "doubt.<name>".  A set of bits 1 << DOUBT_*. */
enum doubt {
	DOUBT_REMARK,    /* whoever copied the notebook was not sure */
	DOUBT_LABEL,     /* a question mark in it */
	DOUBT_DATE,      /* between two days */
	DOUBT_LIGHT,     /* under 0.2 times the usual */
	DOUBT_HEAVY,     /* over 5 times the usual */
	DOUBT_TINY,      /* under what a scale shows */
	DOUBT_NO_PRICE,
	DOUBT_PRICE,     /* per kilogram, nothing is sold so cheap or so dear */
	DOUBT_MONEY,     /* a donation or a fee is in it, and how much is not clear */
	DOUBT_PAYMENT,
	DOUBT_COUNT
};
extern const char *const doubt_names[DOUBT_COUNT];

enum flow { /* which way the goods went */
	FLOW_IN,     /* source -> stock */
	FLOW_DOOR,   /* source -> out:recycle: never was in stock */
	FLOW_SALE,   /* stock -> out:sale */
	FLOW_OUT,    /* stock -> out:<exit> */
	FLOW_ITEM,   /* adjust:opening -> stock, as an item with a code */
	FLOW_FEE     /* a membership: no goods at all */
};
struct line {
	int64_t line, day, day_to;         /* 0, 0: no day can be read; else from, to, both included */
	int64_t grams, pieces;             /* grams 0: cannot be read; pieces 0: nobody counted */
	int64_t total, price, donation, fee; /* cents or MISSING: the price column; what of it is for goods; beside it */
	struct glane_str label, note, remark, place, payment, title, code;
	const char *exit, *state;          /* class of FLOW_OUT; of FLOW_ITEM */
	const char *channel;               /* NULL: as the import says */
	enum flow flow;
	enum reason reason;
	uint32_t doubts;
	int unweighed;                     /* the weight's cell is empty */
	/* filled by the import */
	enum reason outcome;               /* with what only the import knows: categories, today */
	uint32_t word;                     /* index into its labels */
	int already;                       /* booked by an earlier run */
	int estimated;                     /* grams are the usual ones */
	int64_t category;                  /* of core, 0: none */
};
struct lines {
	enum format format;
	struct line *items;
	uint32_t count, cap;
	struct chunk *texts;
	struct table_shape shape;
	int64_t grams, cents;              /* of the whole file, as it is written */
	uint32_t unread, unpriced;         /* lines without a weight, or a price, that can be read */
};
/* Always to be ended with lines_fini.  Fails like table_read; "file.too_long" over LINES_MAX lines. */
int lines_read(struct lines *l, enum format format, struct glane_str text, int64_t max_grams, struct table_fault *ret_fault) GLANE_CHECKED;
void lines_fini(struct lines *l);
/* The columns of a format, for people: "date, categorie, poids_kg".  `out` holds 300 bytes. */
void lines_columns(enum format format, char *out);

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

/* --- for the formats ------------------------------------------------------------------------------------------ */
struct reading {
	struct lines *lines;
	int64_t max_grams;
	struct table_fault *fault;
};
/* The columns of each format, and how a row of cells becomes a line.  Cells are borrowed; what cannot be read leaves a
 * reason behind, never an error.  The row's weight, day, price are read already where its columns say so. */
struct format_spec {
	const struct table_column *columns;
	uint32_t count;
	int date, label, weight, price; /* their columns, -1: none */
	int priced;                     /* lines are sales: a missing price is noted */
	void (*row)(struct line *l, const struct glane_str *cells);
};
extern const struct format_spec format_reception, format_till, format_items, format_oressource;

int chunk_keep(struct chunk **chunks, struct glane_str *s) GLANE_CHECKED; /* `s` then points at the copy */
void chunks_free(struct chunk *c);

#endif
