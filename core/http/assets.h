/* SPDX-License-Identifier: MPL-2.0 */
/* assets.h: files that are embedded at build, found by a hash table, served immutable under a path with their digest. */
#ifndef HTTP_ASSETS_H
#define HTTP_ASSETS_H

#include "base/str.h"
#include "glane/plugin.h"
#include "http/reply.h"

enum { ASSETS_VERSION_HEX = 16 };
struct assets;
struct glane_value;
struct assets *assets_new(void);
void assets_free(struct assets *a);
/* All files of one bundle share one digest, so that ES modules import each other by relative paths.  `prefix`: "/ui" or
 * "/p/intake/ui"; the files are served at <prefix>/<digest>/<name>.  gzip is made here, once. */
void assets_add(struct assets *a, const char *prefix, struct glane_list files);
struct reply *assets_find(const struct assets *a, struct glane_str path); /* NULL: none; a new reference otherwise */
/* A digest of all bundles: what a page was made of. */
void assets_version(const struct assets *a, char ret_hex[ASSETS_VERSION_HEX + 1]);
void assets_paths(const struct assets *a, struct glane_value *list); /* appends each as a text */
/* "/ui/3f9c.../" of a bundle, for pages; "" when there is none. */
struct glane_str assets_base(const struct assets *a, const char *prefix);

#endif
