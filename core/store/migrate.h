/* SPDX-License-Identifier: MPL-2.0 */
/* migrate.h: numbered, hashed, forward-only schema changes, one transaction per owner. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "base/error.h"
#include "glane/plugin.h"
#include "store/rights.h"
#include "store/store.h"

/* `files`: struct glane_file named "NNNN_what.sql", numbers from 1 without gaps; table core_migration(owner, number, name,
 * sha256, at_ms).  Writer thread, outside a transaction.
 * Fails, with the refusal's words: GLANE_ECONFLICT an applied file changed, or the database has more than we know (both
 * versions are named); else what the SQL said.  On failure nothing of this owner's pending files is applied. */
int migrate(struct conn *c, const char *owner, struct glane_list files, struct principal *p, int64_t now_ms, struct error *) NODISCARD;
int migrate_pending(struct conn *c, const char *owner, struct glane_list files, bool *ret, struct error *) NODISCARD;

/* Drops all tables and views of an owner and forgets its migrations: for authors, on demonstration data.  In a write
 * transaction, as core. */
int migrate_reset(struct conn *c, const char *owner, struct error *) NODISCARD;

#endif
