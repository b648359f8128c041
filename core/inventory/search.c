/* SPDX-License-Identifier: MPL-2.0 */
/* The search index follows the journal from its cursor (core, search): kept in the append it would cost most of its rate. */
#include "inventory/journal.h"
#include "inventory/states.h"

enum { WORDS_MAX = 4096, STEP = 64 };

/* The folded words of an item: its title and the names of its category; "" when it is void. */
static int words_of(struct inventory *inv, int64_t item, char *out, size_t cap, size_t *ret_n)
{
	struct stmt *s;
	int rc = conn_prepare(inv->conn,
		"SELECT i.title || ' ' || coalesce(c.name_fr || ' ' || c.name_en, '') || ' ' || coalesce(p.name_fr || ' ' || p.name_en, ''), i.state "
		"FROM core_item i LEFT JOIN core_category c ON c.id = i.category LEFT JOIN core_category p ON p.id = c.parent WHERE i.id = ?1",
		&s, inv->error);
	if (rc < 0)
		return rc;
	stmt_bind(s, 1, glane_int(item));
	rc = stmt_step(s, inv->error);
	*ret_n = rc > 0 && stmt_int(s, 1) != GLANE_STATE_VOID ? utf8_fold(str_trim(stmt_text(s, 0)), out, cap) : 0;
	stmt_reset(s);
	return rc < 0 ? rc : GLANE_OK;
}

/* With detail=none FTS5 must be told what it has to forget: the words kept in core_item_text. */
static int forget(struct inventory *inv, int64_t item)
{
	int rc = conn_run(inv->conn,
		"INSERT INTO core_item_search (core_item_search, rowid, words) SELECT 'delete', id, words FROM core_item_text WHERE id = ?1",
		VALS(glane_int(item)), inv->error);
	if (rc < 0)
		return rc;
	return conn_run(inv->conn, "DELETE FROM core_item_text WHERE id = ?1", VALS(glane_int(item)), inv->error);
}

static int reindex(struct inventory *inv, int64_t item)
{
	char words[WORDS_MAX];
	size_t n = 0;
	int64_t same;
	int rc = words_of(inv, item, words, sizeof(words), &n);
	if (rc < 0)
		return rc;
	struct glane_str text = { words, n };
	rc = row_int(inv, "SELECT words = ?2 FROM core_item_text WHERE id = ?1", VALS(glane_int(item), glane_text(text)), &same);
	if (rc == GLANE_OK && same)
		return GLANE_OK;
	if (rc == GLANE_OK)
		rc = forget(inv, item);
	else if (rc == GLANE_ENOENT)
		rc = GLANE_OK;
	if (rc < 0 || n == 0)
		return rc;
	rc = conn_run(inv->conn, "INSERT INTO core_item_text (id, words) VALUES (?1, ?2)", VALS(glane_int(item), glane_text(text)), inv->error);
	if (rc < 0)
		return rc;
	return conn_run(inv->conn, "INSERT INTO core_item_search (rowid, words) VALUES (?1, ?2)", VALS(glane_int(item), glane_text(text)), inv->error);
}

/* The next record after `seq` that may have changed words, up to `head`; most have not, and reading one costs much more.
 * Within the texts of a record the quotes are escaped.  ENOENT: none. */
static int next_change(struct inventory *inv, int64_t seq, int64_t head, int64_t *ret)
{
	return row_int(inv,
		"SELECT j.seq FROM core_journal j LEFT JOIN core_journal_text t ON t.seq = j.seq "
		"WHERE j.seq > ?1 AND j.seq <= ?2 AND (t.seq IS NULL OR instr(t.line, '\"changes\":[')) ORDER BY j.seq LIMIT 1",
		VALS(glane_int(seq), glane_int(head)), ret);
}

/* Items whose words a record may have changed. */
static int follow(struct inventory *inv, struct arena *a, int64_t seq)
{
	struct stored s;
	arena_reset(a);
	int rc = stored_load(inv, a, seq, &s);
	for (uint32_t i = 0; rc == GLANE_OK && i < s.change_count; i++)
		rc = reindex(inv, s.changes[i].set.item);
	return rc;
}

static int catch_up(struct inventory *inv, struct arena *a, int budget_ms)
{
	int64_t start = clock_monotonic_ms(), seq, head;
	int rc = conn_run(inv->conn, "INSERT OR IGNORE INTO core_cursor (plugin, name, seq) VALUES ('core', 'search', 0)", NULL, 0, inv->error);
	if (rc >= 0)
		rc = row_int(inv, "SELECT seq FROM core_cursor WHERE plugin = 'core' AND name = 'search'", NULL, 0, &seq);
	if (rc >= 0)
		rc = row_int(inv, "SELECT coalesce(max(seq), 0) FROM core_journal", NULL, 0, &head);
	if (rc < 0 || seq == head)
		return rc;
	do {
		int64_t until = head - seq < STEP ? head : seq + STEP;
		while (rc >= 0 && (rc = next_change(inv, seq, until, &seq)) == GLANE_OK)
			rc = follow(inv, a, seq);
		if (rc == GLANE_ENOENT) {
			seq = until;
			rc = GLANE_OK;
		}
	} while (rc >= 0 && seq < head && clock_monotonic_ms() - start < budget_ms);
	if (rc >= 0)
		rc = conn_run(inv->conn, "UPDATE core_cursor SET seq = ?1 WHERE plugin = 'core' AND name = 'search'", VALS(glane_int(seq)), inv->error);
	return rc < 0 ? rc : seq < head;
}

int inventory_search_catch_up(struct inventory *inv, int budget_ms)
{
	struct guard g;
	int rc = guard_enter(inv, &g);
	if (rc < 0)
		return rc;
	struct arena a CLEANUP(arena_fini);
	arena_init(&a, INVENTORY_ARENA);
	return guard_leave(&g, catch_up(inv, &a, budget_ms));
}
