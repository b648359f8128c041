/* SPDX-License-Identifier: MPL-2.0 */
/* rights.h: who may touch which table: one authorizer per connection that asks the current principal.
 *
 * A plugin reads and writes its own tables `<name>_*`, reads the views that it was granted (`core_v1_item`), has foreign
 * keys to the parents that it declared, and nothing else: no ATTACH, PRAGMA, DDL (but in its migrations, for its own
 * prefix), no load_extension.  Its statements do not name a table of another owner, not even as a text ('core_item').
 * Views that it exports show its own tables and what others export.  This stops mistakes and coupling, not malice: a
 * plugin is native code in the process. */
#ifndef STORE_RIGHTS_H
#define STORE_RIGHTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct conn;
struct principal;

/* `owner` has static storage.  Views and refs are added before the first statement is prepared. */
struct principal *principal_new(const char *owner);
void principal_free(struct principal *p);
/* Records the exact (table, column) pairs that the view reads, so that a CTE of the same name gains nothing.
 * Fails: GLANE_ENOENT no such exported view. */
int principal_grant_view(struct principal *p, struct conn *c, const char *view, struct error *);
bool principal_has_view(const struct principal *p, const char *view); /* was it granted? */
int principal_grant_ref(struct principal *p, const char *table, const char *column, struct error *);
void principal_allow_ddl(struct principal *p, bool on); /* while its migrations run */
const char *principal_owner(const struct principal *p); /* "core" for NULL */

#endif
