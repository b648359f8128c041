/* SPDX-License-Identifier: MPL-2.0 */
/* internal.h: what the files of this plugin share that talk to the host. */
#ifndef IMPORT_INTERNAL_H
#define IMPORT_INTERNAL_H

#include "self/self.h"
#include "import/line.h"

enum {
	SQL_CATEGORIES,
	SQL_PLACE,
	SQL_PLACES,
	SQL_WORDS,
	SQL_WORD_SET,
	SQL_FILE_BY_DIGEST,
	SQL_FILE,
	SQL_FILE_CONTENT,
	SQL_FILE_ADD,
	SQL_FILE_STATE,
	SQL_FILE_PLACE,
	SQL_FILE_FORGET,
	SQL_FILES,
	SQL_LINES,
	SQL_LINE,
	SQL_LINE_SET,
	SQL_LINE_ANSWER,
	SQL_LINE_UNDONE,
	SQL_LINES_LEAVE,
	SQL_LINES_FORGET,
	SQL_SUMS,
	SQL_TO_REVERSE,
	SQL_KEPT,
	SQL_WAITING,
	SQL_WAITING_COUNT,
	SQL_COUNT
};

enum { FILE_MAX_BYTES = 16 << 20 };

extern const char *const channels[]; /* ends with NULL */

/* category.c: all of them, in the memory of `keep`, which may be an outer call. */
struct category {
	int64_t id, parent, usual; /* parent 0: level 1; usual: grams of one piece, 0: unknown */
	int active;
	struct glane_str code, name_fr, name_en;
	struct glane_str name; /* in the person's language */
};
struct category_list {
	struct category *items;
	uint32_t count;
};
int category_load(struct glane_self *s, struct glane_call *c, struct glane_call *keep, struct category_list *ret) GLANE_CHECKED;
const struct category *category_by_id(const struct category_list *l, int64_t id); /* NULL: none */
void category_say(struct glane_self *s, struct glane_value *into, const char *key, const struct category *k); /* { id, code, name } */
/* Kinds of object under their category, for a form: `key`: [{ name, types: [{ id, name, chosen }] }] */
void category_groups(struct glane_self *s, struct glane_value *into, const char *key, const struct category_list *l, int64_t chosen);

/* book.c */
struct booking { /* what all lines of a file have in common */
	int64_t file;
	struct glane_str sha256, channel, place;
	int64_t day, day_to, from_ms, to_ms; /* the last days asked for, and their moments */
};
/* The line's record, and its row.  `corrects`: the record in whose place it comes, 0: none; `answer`: what the row then says.
 * WRITE. */
int book_line(struct glane_self *s, struct glane_call *c, struct booking *b, const struct line *l, int64_t corrects, const char *answer,
              int64_t *ret_record) GLANE_CHECKED;
/* The row of a line that is not booked, with l->outcome as its reason. */
int book_waiting(struct glane_self *s, struct glane_call *c, const struct booking *b, const struct line *l) GLANE_CHECKED;
/* May this item's code be claimed?  1: yes, or none is asked for. */
int book_code_is_free(struct glane_self *s, struct glane_call *c, const struct line *l) GLANE_CHECKED;
/* A row of SQL_LINE or SQL_WAITING as a line; texts in the memory of `keep`. */
void book_read(struct glane_self *s, struct glane_call *keep, struct glane_rows *rows, struct line *ret, int64_t *ret_record);
enum { L_FILE, L_LINE, L_RECORD, L_REASON, L_DOUBTS, L_ANSWER, L_FLOW, L_EXIT, L_CHANNEL, L_STATE, L_LABEL, L_PLACE, L_NOTE, L_REMARK, L_TITLE,
	L_CODE, L_PAYMENT, L_DAY, L_DAY_TO, L_GRAMS, L_PIECES, L_TOTAL, L_PRICE, L_DONATION, L_FEE, L_CATEGORY, L_BOOKED, L_MEASURED, L_COUNT };

/* The columns of SQL_FILE and SQL_FILES. */
enum { F_ID, F_SHA256, F_FORMAT, F_NAME, F_CHANNEL, F_PLACE, F_AT_MS, F_STATE, F_LINES, F_BOOKED, F_GRAMS, F_WAITING, F_COUNT };

/* judge.c: what the import knows and the file does not: today, the usual weights.  Sets outcome, grams that are estimated,
 * doubts.  `category` NULL: none. */
void judge_line(struct line *l, const struct category *category, int ambiguous, int64_t today);

/* page.c, file_page.c, run.c, reverse.c, waiting.c */
int on_own(struct glane_self *s, struct glane_call *c, const struct glane_record *r);
int get_files(struct glane_self *s, struct glane_call *c);
int post_file(struct glane_self *s, struct glane_call *c);
int get_file(struct glane_self *s, struct glane_call *c);
int get_file_map(struct glane_self *s, struct glane_call *c);
int post_file_import(struct glane_self *s, struct glane_call *c);
int post_file_words(struct glane_self *s, struct glane_call *c);
int post_file_forget(struct glane_self *s, struct glane_call *c);
int post_file_reverse(struct glane_self *s, struct glane_call *c);
int command_reception(struct glane_self *s, struct glane_call *c);
int command_till(struct glane_self *s, struct glane_call *c);
int command_items(struct glane_self *s, struct glane_call *c);
int command_oressource(struct glane_self *s, struct glane_call *c);
int command_reverse(struct glane_self *s, struct glane_call *c);
int get_waiting(struct glane_self *s, struct glane_call *c);
int get_line(struct glane_self *s, struct glane_call *c);
int post_line(struct glane_self *s, struct glane_call *c);

int waiting_count(struct glane_self *s, struct glane_call *c, int64_t file, int64_t *ret) GLANE_CHECKED; /* file 0: of all */
void line_say(struct glane_self *s, struct glane_call *c, struct glane_value *o, int64_t file, const struct line *l, int64_t record);
void file_see(struct glane_self *s, struct glane_call *c, int64_t file); /* for a browser: on to the file's page */

/* "reason." and "date" -> the words of "reason.date" */
int refuse_table(struct glane_self *s, struct glane_call *c, const char *input, int rc, const struct table_fault *f, enum format format);
void money_say(struct glane_self *s, struct glane_value *into, const char *key, int64_t cents); /* null when it is missing */
void days_say(struct glane_self *s, struct glane_call *c, struct glane_value *into, const struct line *l); /* day, day_to when they differ */

#endif
