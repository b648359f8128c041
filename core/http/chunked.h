/* SPDX-License-Identifier: MPL-2.0 */
/* chunked.h: the chunked transfer coding of a request body, strictly: CR LF everywhere, bounded sizes, extensions and
 * trailers read past.  Not llhttp's, because its 8.1 takes any byte for the line feed after a size. */
#ifndef HTTP_CHUNKED_H
#define HTTP_CHUNKED_H

#include "base/attr.h"
#include "base/str.h"

enum {
	CHUNKED_LINE_MAX = 256,      /* bytes of a size line with its extensions */
	CHUNKED_TRAILERS_MAX = 4096, /* bytes of all trailers */
};
enum { CHUNKED_MORE, CHUNKED_DATA, CHUNKED_END };

struct chunked {      /* all zero: before the first size */
	uint64_t left;    /* bytes of the current chunk that are still to come */
	uint32_t counted; /* bytes of the current line, or of all trailers */
	uint32_t column;  /* of a trailer's line */
	bool named;       /* its colon was there */
	uint8_t state;
};
/* Reads on.  ret_used: bytes of p that are done with.  CHUNKED_DATA: ret_data (in p) is body; call again with the rest.
 * CHUNKED_MORE: all is used.  CHUNKED_END: what follows is the next request.  Negative: minus the HTTP status. */
int chunked_read(struct chunked *c, const char *p, size_t n, size_t *ret_used, struct glane_str *ret_data) NODISCARD;

#endif
