/* SPDX-License-Identifier: MPL-2.0 */
/* csv.h: strict RFC 4180 from memory, one record at a time: commas, quotes doubled inside quotes, LF or CRLF. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/arena.h"
#include "base/attr.h"

struct csv {
	struct glane_str text; /* borrowed; a UTF-8 byte order mark at its start is skipped */
	size_t at;
	int64_t line; /* of the record read last, from 1; a quoted field may hold line ends */
	int64_t next_line;
};
void csv_init(struct csv *c, struct glane_str text);
/* 1: a record, its fields copied into the arena; 0: the end.  An empty line is a record of one empty field.
 * GLANE_EINVAL, with a static English sentence in ret_why: a quote inside an unquoted field, text behind a closing quote,
 * a quote left open, a CR or a NUL on its own, more than `most` fields; GLANE_ENOMEM. */
int csv_next(struct csv *c, struct arena *a, struct glane_str *fields, size_t most, size_t *ret_count, const char **ret_why) NODISCARD;

#endif
