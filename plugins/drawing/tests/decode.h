/* SPDX-License-Identifier: MPL-2.0 */
/* decode.h: what other people's programs read in our files: zbar, ZXing, poppler. */
#ifndef DRAWING_TESTS_DECODE_H
#define DRAWING_TESTS_DECODE_H

#include "drawing/bitmap.h"

/* Is the program installed?  Tests that need it skip themselves otherwise. */
int decode_has(const char *program);
/* A folder of its own for this test program, removed with all in it by decode_end. */
const char *decode_begin(void);
void decode_end(void);
/* Writes `b` as NAME in the folder; the path (static until the next call). */
const char *decode_file(const char *name, const struct bytes *b);
/* Both outputs of a shell command in which %s is `path`; free() it. */
char *decode_run(const char *command, const char *path);
/* Lines of what zbar reads, sorted by the shell. */
char *decode_zbar(const char *path);
/* What ZXing says of one symbol: text, level, mirrored or not. */
char *decode_zxing(const char *path);
/* The pixels of a PNG file; darker than middle grey is black. */
struct bitmap decode_png(const char *path);
/* The pixels of a plain or raw PBM file. */
struct bitmap decode_pbm(const char *path);

#endif
