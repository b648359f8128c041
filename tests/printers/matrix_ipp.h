/* SPDX-License-Identifier: MPL-2.0 */
/* matrix_ipp.h: the row of IPP in the table of faults, read off the lines of its test: "ok 12 - F5, F6: ...". */
#ifndef TESTS_PRINTERS_MATRIX_IPP_H
#define TESTS_PRINTERS_MATRIX_IPP_H

#include <stddef.h>

enum ipp_cell { IPP_NONE, IPP_GOOD, IPP_BAD };
/* Runs it; row[i] is that of F(i + 1).  0: it was skipped.  `why`: the reason, or the first line that is not ok; "" else. */
int matrix_ipp(int faults, enum ipp_cell *row, char *why, size_t cap);

#endif
