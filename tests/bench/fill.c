/* SPDX-License-Identifier: MPL-2.0 */
/* Many items in a store, by SQL straight into the tables of core and of the plugin items.
 *
 * The rows are as the host would have written them, but the journal's hashes are not computed and the mass was never
 * weighed: `glane verify` refuses such a store.  What reads it does not notice. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/code.h"
#include "base/str.h"
#include "bench.h"

enum { LIVING_NUMBERS = 99999, CATEGORIES_FROM = 23, CATEGORIES = 200 };

static const char *const THINGS[] = {
	"Bouilloire", "Grille-pain", "Chaise paillée", "Lampe de bureau", "Vélo enfant", "Buffet", "Manteau en laine", "Casserole",
	"Puzzle", "Poupée", "Perceuse", "Livre de cuisine", "Miroir", "Radio", "Assiettes creuses", "Tapis", "Rideaux", "Valise",
	"Tabouret", "Cafetière", "Écharpe", "Guitare", "Poussette", "Raquette", "Étagère", "Commode", "Fauteuil", "Imprimante",
};
static const char *const TRAITS[] = {
	"rouge", "bleu", "vert", "en bois", "en métal", "ancien", "comme neuf", "à rafraîchir", "testé", "petite rayure", "grand modèle",
	"petit modèle", "années soixante", "lot de six", "sans notice", "taille quarante", "électrique", "pliant", "d'enfant",
};

static void must(sqlite3 *db, int rc)
{
	if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW)
		die("SQLite: %s", sqlite3_errmsg(db));
}

static void run(sqlite3 *db, const char *sql)
{
	must(db, sqlite3_exec(db, sql, NULL, NULL, NULL));
}

static int64_t one(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *q;
	must(db, sqlite3_prepare_v2(db, sql, -1, &q, NULL));
	must(db, sqlite3_step(q));
	int64_t v = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return v;
}

enum { Q_JOURNAL, Q_LINE, Q_MOVE, Q_ITEM, Q_CODE, Q_NUMBER, Q_TEXT, Q_SEARCH, Q_OWN, Q_COUNT };
static const char *const SQL[Q_COUNT] = {
	[Q_JOURNAL] = ("INSERT INTO core_journal VALUES (?1, randomblob(16), ?2, 1, ?2, ?2, NULL, NULL, 'items', 'items.created', ?3, NULL, "
	              "'00000000000000000000000000000000', zeroblob(32), zeroblob(32))"),
	[Q_LINE] = "INSERT INTO core_journal_text VALUES (?1, ?2)",
	[Q_MOVE] = "INSERT INTO core_movement VALUES (?1, 0, ?2, ?3, ?4, 0, 'stock:sorting', 'stock:shop', NULL, NULL, 'shop', 1, ?5)",
	[Q_ITEM] = "INSERT INTO core_item VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, 4, 'stock:shop', 0, ?8, ?8)",
	[Q_CODE] = "INSERT INTO core_code VALUES (?1, ?2, ?3, 0)",
	[Q_NUMBER] = "INSERT INTO core_number VALUES (?1, ?2, NULL)",
	[Q_TEXT] = "INSERT INTO core_item_text VALUES (?1, ?2)",
	[Q_SEARCH] = "INSERT INTO core_item_search (rowid, words) VALUES (?1, ?2)",
	[Q_OWN] = "INSERT INTO items_item VALUES (?1, NULL, ?2, ?3, ?4)",
};

struct fill {
	sqlite3 *db;
	sqlite3_stmt *q[Q_COUNT];
	int64_t items, seq, now_ms;
};

static void text(sqlite3_stmt *q, int at, const char *s)
{
	sqlite3_bind_text(q, at, s, -1, SQLITE_TRANSIENT);
}

static void step(struct fill *f, int which)
{
	must(f->db, sqlite3_step(f->q[which]));
	sqlite3_reset(f->q[which]);
}

static void ints(sqlite3_stmt *q, int at, int64_t v)
{
	sqlite3_bind_int64(q, at, v);
}

static void add_item(struct fill *f, int64_t i)
{
	char code[CODE_SYMBOLS + 1], title[200], words[400], line[700], number[8] = "";
	int64_t category = CATEGORIES_FROM + i * 7 % CATEGORIES, seq = f->seq + i, grams = 100 + i * 37 % 20000, price = 50 * (i % 90);
	int64_t at_ms = f->now_ms - (f->items - i) * 60000, day = at_ms / 86400000;
	const char *thing = THINGS[i % (int64_t)(sizeof(THINGS) / sizeof(THINGS[0]))];
	const char *trait = TRAITS[i / 11 % (int64_t)(sizeof(TRAITS) / sizeof(TRAITS[0]))];
	code_random(code);
	snprintf(title, sizeof(title), "%s %s %lld", thing, trait, (long long)(i * 31 % 997)); /* as many words as a centre's titles have */
	size_t n = utf8_fold(str_c(title), words, sizeof(words) - 1);
	words[n] = 0;
	snprintf(line, sizeof(line),
	         "{\"body\":{\"code\":\"%s\"},\"changes\":[{\"item\":%lld,\"set\":{\"category\":%lld,\"grams\":%lld,\"pieces\":0,\"price\":%lld,"
	         "\"state\":\"on_sale\",\"title\":\"%s\"},\"was\":{\"category\":0,\"grams\":0,\"pieces\":0,\"price\":-1,\"state\":\"pending\","
	         "\"title\":\"\"}}],\"day\":%lld,\"moves\":[{\"category\":%lld,\"from\":\"stock:sorting\",\"grams\":%lld,\"item\":%lld,"
	         "\"measured\":1,\"to\":\"stock:shop\"}]}",
	         code, (long long)i, (long long)category, (long long)grams, (long long)price, title, (long long)day, (long long)category,
	         (long long)grams, (long long)i);
	ints(f->q[Q_JOURNAL], 1, seq), ints(f->q[Q_JOURNAL], 2, at_ms), ints(f->q[Q_JOURNAL], 3, i), step(f, Q_JOURNAL);
	ints(f->q[Q_LINE], 1, seq), text(f->q[Q_LINE], 2, line), step(f, Q_LINE);
	ints(f->q[Q_MOVE], 1, seq), ints(f->q[Q_MOVE], 2, category), ints(f->q[Q_MOVE], 3, i), ints(f->q[Q_MOVE], 4, grams);
	ints(f->q[Q_MOVE], 5, day), step(f, Q_MOVE);
	if (i > f->items - LIVING_NUMBERS) { /* as many as there are numbers */
		int64_t shop = f->items - i + 1;
		short_text(shop, number);
		ints(f->q[Q_NUMBER], 1, shop), ints(f->q[Q_NUMBER], 2, i), step(f, Q_NUMBER);
	}
	sqlite3_stmt *q = f->q[Q_ITEM];
	ints(q, 1, i), text(q, 2, code), text(q, 4, title), ints(q, 5, category), ints(q, 6, grams), ints(q, 7, price), ints(q, 8, seq);
	if (number[0])
		text(q, 3, number);
	else
		sqlite3_bind_null(q, 3);
	step(f, Q_ITEM);
	text(f->q[Q_CODE], 1, code), ints(f->q[Q_CODE], 2, seq), ints(f->q[Q_CODE], 3, i), step(f, Q_CODE);
	ints(f->q[Q_TEXT], 1, i), text(f->q[Q_TEXT], 2, words), step(f, Q_TEXT);
	ints(f->q[Q_SEARCH], 1, i), text(f->q[Q_SEARCH], 2, words), step(f, Q_SEARCH);
	ints(f->q[Q_OWN], 1, i), ints(f->q[Q_OWN], 2, seq), ints(f->q[Q_OWN], 3, day), ints(f->q[Q_OWN], 4, at_ms), step(f, Q_OWN);
}

int bench_fill(struct bench *b)
{
	struct fill f = { .items = b->items };
	struct daemon d;
	char path[700];
	daemon_start(&d, b, b->store); /* makes the tables and the reference data */
	daemon_stop(&d);
	snprintf(path, sizeof(path), "%s/glane.db", b->store);
	if (sqlite3_open(path, &f.db) != SQLITE_OK)
		die("%s: %s", path, sqlite3_errmsg(f.db));
	run(f.db, "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY; "
	          "PRAGMA wal_autocheckpoint = 20000; BEGIN IMMEDIATE");
	if (one(f.db, "SELECT count(*) FROM core_item") != 0)
		die("%s has items already", path);
	f.seq = one(f.db, "SELECT max(seq) FROM core_journal");
	f.now_ms = one(f.db, "SELECT CAST(strftime('%s', 'now') AS INTEGER)") * 1000;
	for (int i = 0; i < Q_COUNT; i++)
		must(f.db, sqlite3_prepare_v2(f.db, SQL[i], -1, &f.q[i], NULL));
	for (int64_t i = 1; i <= f.items; i++) {
		add_item(&f, i);
		if (i % 50000 == 0)
			run(f.db, "COMMIT; BEGIN IMMEDIATE");
	}
	for (int i = 0; i < Q_COUNT; i++)
		sqlite3_finalize(f.q[i]);
	run(f.db, "INSERT INTO core_balance SELECT 'stock:shop', category, sum(grams), 0 FROM core_movement GROUP BY category;"
	          "INSERT INTO core_balance SELECT 'stock:sorting', category, -sum(grams), 0 FROM core_movement GROUP BY category;"
	          "UPDATE core_cursor SET seq = (SELECT max(seq) FROM core_journal); COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
	must(f.db, sqlite3_close(f.db));
	return 0;
}

const char *filled_store(struct bench *b)
{
	static char path[600];
	if (b->store)
		return b->store;
	path_in(b, "filled", path);
	b->store = path;
	if (bench_fill(b) != 0)
		exit(1);
	return path;
}
