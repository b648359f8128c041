/* SPDX-License-Identifier: MPL-2.0 */
/* markup.h: may this HTML of a plugin stand on a shopper's page?  No scripts, no handlers, nothing of another site. */
#ifndef HOST_MARKUP_H
#define HOST_MARKUP_H

#include <stdbool.h>

#include "base/str.h"

/* A template, whose {{tags}} count as text, or what it made.  True: it may not; `found` says in English what it has. */
bool markup_unfit(struct glane_str html, char *found, size_t cap);

#endif
