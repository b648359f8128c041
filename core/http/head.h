/* SPDX-License-Identifier: MPL-2.0 */
/* head.h: the head of one request, from raw bytes to fields, stricter than the parser below it.
 *
 * A head is first scanned until its empty line is there (line ends, folding and sizes are checked on the way), then
 * parsed in one piece, so that no parser state is kept per connection and every field is one span.  llhttp is only used
 * here; its lenient flags are never set.  What is accepted must pass both its rules and the ones below: version 8.1 lets
 * a space before the colon, a bare CR, folded lines, other protocols and non-ASCII targets through. */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/str.h"
#include "http/request.h"

enum {
	HEAD_LINE_MAX = 8 << 10, /* bytes of the request line; over it: 414 */
	HEAD_MAX = 16 << 10,     /* bytes of the head; over it: 431 */
	HEAD_FIELDS_MAX = 100,   /* over it: 431 */
};

/* Where the search for the end of the head stands.  All zero: at its first byte. */
struct head_scan {
	uint32_t start; /* bytes of an empty line before the request line, which is skipped */
	uint32_t line;  /* offset of the current line */
	uint32_t seen;  /* offset up to which there is no line feed */
	uint32_t fields;
	bool has_line;
};
/* `p`, `n`: all bytes since the head began, never fewer than last time.  0: more is needed; 1: whole, the head is at
 * p + s->start and ends before p + *ret_end; negative: minus the HTTP status to refuse with. */
int head_scan(struct head_scan *s, const char *p, size_t n, size_t *ret_end) NODISCARD;

struct head {
	enum http_method method;
	bool is_head;
	bool minor_1;   /* HTTP/1.1; false: 1.0 */
	bool close;     /* the connection ends with this request */
	bool chunked;
	bool expect_continue;
	bool forwarded; /* Forwarded, X-Forwarded-*, X-Real-IP or Via */
	int64_t length; /* Content-Length; -1: none */
	struct glane_str target;
	struct glane_str host; /* .p NULL: none */
	uint32_t field_count;
};
/* Parses a scanned head in place: names become lower case, names, values and target end with 0.  `fields`: room for
 * what the scan counted.  0, or minus the HTTP status to refuse with. */
int head_parse(char *p, size_t n, struct http_field *fields, uint32_t room, struct head *ret) NODISCARD;

/* The name in a Host field or an authority without its port: "a.example:8080" -> "a.example", "[::1]:1" -> "[::1]".
 * False when it is not well-formed. */
bool head_host_name(struct glane_str host, struct glane_str *ret_name) NODISCARD;

#endif
