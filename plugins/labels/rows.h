/* SPDX-License-Identifier: MPL-2.0 */
/* rows.h: where commands and rows end in the bytes of a label, for printers that must not be asked in the middle of one. */
#ifndef LABELS_ROWS_H
#define LABELS_ROWS_H

#include <stddef.h>
#include <stdint.h>

struct rows {
	size_t wide; /* bytes of a row */
	size_t left; /* rows of the picture that is under way */
};
/* The length of the next command or row, 1 to n; all n where the language has none, or where it does not end.  *r is zero at
 * the beginning of a label.  Pure. */
size_t rows_next(struct rows *r, const char *language, const unsigned char *p, size_t n);

#endif
