/* SPDX-License-Identifier: MPL-2.0 */
/* embed.h: writes the files of a folder as C byte arrays. */
#ifndef APP_EMBED_H
#define APP_EMBED_H

#include <stdbool.h>
#include <stdio.h>

/* depfile may be NULL; it gets the names of what was read.  0, or -1 with a sentence on standard error. */
int embed_write(const char *dir, FILE *out, FILE *depfile);
/* glane embed DIR [OUTPUT [DEPFILE]]; the exit status. */
int embed_run(int argc, char **argv);

#endif
