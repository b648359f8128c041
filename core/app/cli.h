/* SPDX-License-Identifier: MPL-2.0 */
/* cli.h: a command of core or of a plugin: words and arguments to inputs, the answer to the terminal. */
#ifndef APP_CLI_H
#define APP_CLI_H

#include "app/places.h"

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2 };
/* argv: the words and arguments without the common options. */
int cli_run(const struct options *o, int argc, char **argv);

/* help.c */
int help_run(const struct options *o, int argc, char **argv); /* glane help [COMMAND] [--man] */
void help_usage(const struct glane_value *command, struct buf *out); /* one line, from its declaration */
/* The command whose words begin argv; NULL: none.  *ret_words: how many. */
const struct glane_value *help_find(const struct glane_value *commands, int argc, char **argv, int *ret_words);

/* plugin_new.c: glane plugin new NAME [--into DIR]: a copy of the plugin `template` under a new name */
int plugin_new(const struct options *o, int argc, char **argv);

#endif
