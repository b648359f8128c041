/* SPDX-License-Identifier: MPL-2.0 */
/* codes.h: QR codes in a grey picture, by libzbar, which is loaded when the first picture comes. */
#ifndef READING_CODES_H
#define READING_CODES_H

#include "reading/pixels.h"

enum { CODES_SIDE = 1600 /* pixels that are searched */, CODES_MAX = 10, CODE_TEXT_MAX = 300 };

struct codes { /* of one picture, each once */
	uint32_t count;
	struct {
		size_t n;
		char text[CODE_TEXT_MAX + 1]; /* ASCII; whatever else stands in a code is a '?' */
	} found[CODES_MAX];
};

struct code_reader *code_reader_new(void); /* NULL: no memory */
void code_reader_free(struct code_reader *r);

/* Thread: any.  Returns 0, or -1: the library is not there. */
int codes_read(struct code_reader *r, const struct pixels *grey, struct codes *ret);

#endif
