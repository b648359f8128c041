/* SPDX-License-Identifier: MPL-2.0 */
/* journal.h: how a record is written down and hashed, and read again (decisions.md 1).
 *
 * line: canonical JSON (keys sorted by bytes, no spaces, integers only, |n| <= 2^53).  Members that are empty are left out:
 *   body      what the plugin said
 *   changes   [{ item, set: { category grams pieces price state title }, was: { the same members } }]; price -1: none
 *   day       local day of happened_from, days since 1970; with moves
 *   items     [{ account, id, made, seq }]: each item that the record names, with its account, its `made` flag and the record
 *             that named it, all as they were before
 *   moves     [{ category, from, grams, item, measured, outlet, pieces, to }]; zeros are left out, but for grams
 *   restored  instead of items, in a record that takes back another: as they are after it
 *
 * body_hash = SHA-256(salt || line), salt being 32 lower-case hexadecimal digits
 * header    = seq|request|at_ms|clock|happened_from|happened_to|person|device|plugin|kind|item|reverses|salt|body_hash
 *             decimal numbers, 0 for none; request and body_hash in lower-case hexadecimal digits; no line end
 * hash      = SHA-256(previous hash as 64 digits, "\n", header); before the first record: 64 zeros
 *
 * The view core_journal_header gives the header line as text, so that sqlite3 and sha256sum can walk the chain. */
#ifndef INVENTORY_JOURNAL_H
#define INVENTORY_JOURNAL_H

#include "inventory/internal.h"

struct header { /* a row of core_journal; strings are borrowed or in an arena */
	int64_t seq, at_ms, clock, happened_from, happened_to, person, device, item, reverses;
	struct uuid request;
	struct glane_str plugin, kind, salt;
	struct sha256 body_hash, hash;
};
#define HEADER_COLUMNS                                                                                                  \
	"j.seq, j.request, j.at_ms, j.clock, j.happened_from, j.happened_to, j.person, j.device, j.plugin, j.kind, "    \
	"j.item, j.reverses, j.salt, j.body_hash, j.hash"
enum { HEADER_COUNT = 15 };
/* From the first columns of a row.  GLANE_EIO: a hash or the request has not its length. */
int header_read(struct stmt *s, struct header *ret) NODISCARD;
struct sha256 header_hash(const struct sha256 *previous, const struct header *h, struct buf *scratch);
struct sha256 body_hash(struct glane_str salt, struct glane_str line);

/* Appends header and text; sets d->seq.  `g->status` is not asked. */
int draft_write(struct inventory *inv, struct draft *d) NODISCARD;
/* The line of a draft.  GLANE_EINVAL: the body has a decimal or a number beyond 2^53. */
int line_write(const struct draft *d, struct buf *out) NODISCARD;

struct stored { /* a record read back */
	struct header h;
	bool erased; /* `line` is what core.redacted kept: no body, no titles */
	const struct glane_value *line;
	struct move *moves;
	struct change *changes;
	struct touch *touches; /* only id, account, made, changed_seq of `was` */
	uint32_t move_count, change_count, touch_count;
	int64_t day;
};
/* ENOENT, without words: no such record. */
int stored_load(struct inventory *inv, struct arena *a, int64_t seq, struct stored *ret) NODISCARD;
/* Fills the lists from `line`; GLANE_EIO: not a line. */
int stored_parse(struct arena *a, struct glane_str line, bool erased, struct stored *ret) NODISCARD;
void stored_lists(struct arena *a, const struct stored *s, struct glane_list *ret_moves, struct glane_list *ret_changes);

#endif
