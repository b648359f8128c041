/* SPDX-License-Identifier: MPL-2.0 */
/* Two looks at each statement of a plugin, because neither sees enough alone.
 *
 * The text: which keyword it begins with, and that it names no table of another owner.  SQLite's authorizer cannot see
 * that: `count(*)` on a granted view and `count(*)` on the table behind it ask the same question.
 * The authorizer: every (table, column) that the statement really touches, through views and triggers too.  The text
 * cannot see that.
 * Since no table of another owner is named, a question about one that comes without a view's name is SQLite's own
 * machinery: an empty column for a flattened view, a key for a foreign key, a shadow table for FTS5. */
#include "store/rights.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"

enum { NAME_MAX_BYTES = 127 };

struct seen { /* one column that a granted view reads, perhaps through another view */
	char *context, *table, *column;
};
struct ref {
	char *table, *column;
};
struct principal {
	const char *owner;
	size_t owner_n;
	bool ddl;
	struct seen *seen;
	size_t seen_n, seen_cap;
	char **views;
	size_t views_n;
	struct ref *refs;
	size_t refs_n;
	char **searches; /* FTS5 tables behind granted views */
	size_t searches_n;
};

struct principal *principal_new(const char *owner)
{
	struct principal *p = xcalloc(1, sizeof *p);

	p->owner = owner;
	p->owner_n = strlen(owner);
	return p;
}

static void free_names(char **names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
}

void principal_free(struct principal *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->seen_n; i++) {
		free(p->seen[i].context);
		free(p->seen[i].table);
		free(p->seen[i].column);
	}
	free(p->seen);
	for (size_t i = 0; i < p->refs_n; i++) {
		free(p->refs[i].table);
		free(p->refs[i].column);
	}
	free(p->refs);
	free_names(p->views, p->views_n);
	free_names(p->searches, p->searches_n);
	free(p);
}

void principal_allow_ddl(struct principal *p, bool on)
{
	p->ddl = on;
}

const char *principal_owner(const struct principal *p)
{
	return p ? p->owner : "core";
}

/* --- names -------------------------------------------------------------------------- */

static bool same(const char *a, const char *b)
{
	return sqlite3_stricmp(a, b) == 0;
}

static bool owned_by(const char *name, const char *owner, size_t owner_n)
{
	return name && strncmp(name, owner, owner_n) == 0 && name[owner_n] == '_' && name[owner_n + 1];
}

static bool own(const struct principal *p, const char *name)
{
	return owned_by(name, p->owner, p->owner_n);
}

/* "core_v1_item": <owner>_v<major>_<name> */
static bool exported(const char *name)
{
	const char *at = strchr(name, '_');

	if (!at || at == name || at[1] != 'v')
		return false;
	for (at += 2; *at >= '0' && *at <= '9'; at++)
		;
	return at[-1] != 'v' && at[0] == '_' && at[1];
}

static bool listed(char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (same(names[i], name))
			return true;
	return false;
}

static bool saw(const struct principal *p, const char *context, const char *table, const char *column)
{
	for (size_t i = 0; i < p->seen_n; i++)
		if (same(p->seen[i].context, context) && same(p->seen[i].table, table) && same(p->seen[i].column, column))
			return true;
	return false;
}

static bool is_context(const struct principal *p, const char *name)
{
	for (size_t i = 0; i < p->seen_n; i++)
		if (same(p->seen[i].context, name))
			return true;
	return listed(p->views, p->views_n, name);
}

bool principal_has_view(const struct principal *p, const char *view)
{
	return listed(p->views, p->views_n, view);
}

bool principal_has_ref(const struct principal *p, const char *table, const char *column)
{
	for (size_t i = 0; i < p->refs_n; i++)
		if (same(p->refs[i].table, table) && (!column || same(p->refs[i].column, column)))
			return true;
	return false;
}

/* "core_item_search_idx" of a granted "core_item_search" */
static bool shadow(const struct principal *p, const char *table)
{
	static const char *const suffixes[] = { "_idx", "_data", "_content", "_docsize", "_config" };

	for (size_t i = 0; i < p->searches_n; i++) {
		size_t n = strlen(p->searches[i]);
		if (sqlite3_strnicmp(table, p->searches[i], (int)n) != 0)
			continue;
		for (size_t k = 0; k < COUNT_OF(suffixes); k++)
			if (strcmp(table + n, suffixes[k]) == 0)
				return true;
	}
	return false;
}

/* --- granting ------------------------------------------------------------------------ */

static void record(struct principal *p, const char *context, const char *table, const char *column)
{
	if (saw(p, context, table, column))
		return;
	if (p->seen_n == p->seen_cap) {
		p->seen_cap = p->seen_cap ? p->seen_cap * 2 : 32;
		p->seen = xrealloc(p->seen, p->seen_cap * sizeof *p->seen);
	}
	p->seen[p->seen_n++] = (struct seen){ xstrdup(context), xstrdup(table), xstrdup(column) };
}

static void name_add(char ***names, size_t *n, const char *name)
{
	*names = xrealloc(*names, (*n + 1) * sizeof **names);
	(*names)[(*n)++] = xstrdup(name);
}

/* 1: `name` is such an object, 0: it is not. */
static int schema_has(struct conn *c, const char *sql, const char *name, struct error *e)
{
	const struct principal *before = conn_principal(c);
	int64_t found = 0;
	int rc;

	conn_set_principal(c, NULL);
	rc = conn_int(c, sql, VALS(glane_text(str_c(name))), &found, e);
	conn_set_principal(c, before);
	return rc < 0 ? rc : found != 0;
}

static const char sql_is_view[] = "SELECT count(*) FROM sqlite_schema WHERE name = ? COLLATE NOCASE AND type = 'view'";
static const char sql_is_fts[] = "SELECT count(*) FROM sqlite_schema WHERE name = ? COLLATE NOCASE AND type = 'table'"
                                 " AND sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'";

/* A view may show its owner's tables and what others export, else it would pass on what its owner may not read. */
static int seen_check(struct principal *p, struct conn *c, size_t from, struct error *e)
{
	for (size_t i = from; i < p->seen_n; i++) {
		const struct seen *s = &p->seen[i];
		size_t n = strcspn(s->context, "_");
		int rc;
		if (exported(s->context) && !owned_by(s->table, s->context, n) && !exported(s->table) &&
		    !same(s->table, "json_each") && !same(s->table, "json_tree"))
			return error_fail(e, GLANE_EDENIED, "view %s shows %s.%s, which is not its owner's", s->context, s->table,
			                  s->column);
		rc = schema_has(c, sql_is_fts, s->table, e);
		if (rc < 0)
			return rc;
		if (rc && !listed(p->searches, p->searches_n, s->table))
			name_add(&p->searches, &p->searches_n, s->table);
	}
	return 0;
}

int principal_grant_view(struct principal *p, struct conn *c, const char *view, struct error *e)
{
	char sql[256];
	sqlite3_stmt *q = NULL;
	size_t from = p->seen_n;
	int rc = 0;

	if (listed(p->views, p->views_n, view))
		return 0;
	if (exported(view) && strlen(view) <= NAME_MAX_BYTES && !strchr(view, '"'))
		rc = schema_has(c, sql_is_view, view, e);
	if (rc < 0)
		return rc;
	if (rc == 0)
		return error_fail(e, GLANE_ENOENT, "there is no exported view %s", view);
	snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", view);
	c->recording = p;
	rc = sqlite3_prepare_v2(c->db, sql, -1, &q, NULL);
	c->recording = NULL;
	sqlite3_finalize(q);
	if (rc != SQLITE_OK)
		return conn_fail(c, rc, sql, e);
	rc = seen_check(p, c, from, e);
	if (rc == 0)
		name_add(&p->views, &p->views_n, view);
	return rc;
}

int principal_grant_ref(struct principal *p, const char *table, const char *column, struct error *e)
{
	if (!table || !column || !strchr(table, '_') || !*column)
		return error_fail(e, GLANE_EINVAL, "a parent key needs the names of a table and a column");
	p->refs = xrealloc(p->refs, (p->refs_n + 1) * sizeof *p->refs);
	p->refs[p->refs_n++] = (struct ref){ xstrdup(table), xstrdup(column) };
	return 0;
}

/* --- the authorizer -------------------------------------------------------------------- */

static bool may_read(const struct conn *c, const struct principal *p, const char *table, const char *column,
                     const char *context)
{
	if (own(p, table) || listed(p->views, p->views_n, table))
		return true;
	if (context && saw(p, context, table, column))
		return true;
	if (principal_has_ref(p, table, column) && (!context || own(p, context)))
		return true;
	if (same(table, "json_each") || same(table, "json_tree"))
		return true;
	if (same(table, "sqlite_master") || same(table, "sqlite_temp_master")) /* ROWID: a virtual table is connected */
		return p->ddl || same(column, "ROWID");
	if (same(table, "sqlite_sequence") || same(table, "pragma_quick_check")) /* ALTER TABLE looks at a STRICT table's rows */
		return p->ddl;
	if (context) /* SQLite's own questions have none, see above */
		return false;
	if (!*column) /* is there a row: of a WITH table, or of a table behind a view whose columns were asked for before */
		return true;
	/* Others' children of our own tables, when we delete or change a parent.  The core's are nobody's children. */
	return shadow(p, table) || (c->own_write && !owned_by(table, "core", 4) && strchr(table, '_') != NULL);
}

static bool may_write(struct conn *c, const struct principal *p, int action, const char *table, const char *context)
{
	if (own(p, table)) {
		c->own_write = true;
		return true;
	}
	if (same(table, "sqlite_master") || same(table, "sqlite_temp_master")) /* UPDATE: a virtual table is connected */
		return p->ddl || action == SQLITE_UPDATE;
	if (same(table, "sqlite_sequence"))
		return p->ddl;
	/* ON DELETE CASCADE, SET NULL of others' children */
	return !context && action != SQLITE_INSERT && c->own_write && !owned_by(table, "core", 4) && strchr(table, '_') != NULL;
}

static bool may_name(const struct principal *p, const char *name)
{
	return own(p, name) && strlen(name) <= NAME_MAX_BYTES;
}

/* The indexes that SQLite makes for UNIQUE: "sqlite_autoindex_hello_note_1" */
static bool own_index(const struct principal *p, const char *name)
{
	static const char prefix[] = "sqlite_autoindex_";

	return may_name(p, name) || (strncmp(name, prefix, sizeof prefix - 1) == 0 && own(p, name + sizeof prefix - 1));
}

static bool may_define(const struct principal *p, int action, const char *a, const char *b)
{
	if (!p->ddl || !a)
		return false;
	switch (action) {
	case SQLITE_CREATE_TABLE:
		return may_name(p, a) || same(a, "sqlite_sequence");
	case SQLITE_DROP_TABLE:
	case SQLITE_CREATE_VIEW:
	case SQLITE_DROP_VIEW:
		return may_name(p, a);
	case SQLITE_CREATE_INDEX:
	case SQLITE_DROP_INDEX:
		return own_index(p, a) && own(p, b);
	case SQLITE_REINDEX:
		return own_index(p, a);
	case SQLITE_CREATE_TRIGGER:
	case SQLITE_DROP_TRIGGER:
		return may_name(p, a) && own(p, b);
	case SQLITE_CREATE_VTABLE:
	case SQLITE_DROP_VTABLE:
		return may_name(p, a) && b && same(b, "fts5");
	case SQLITE_ALTER_TABLE:
		return strcmp(a, "main") == 0 && own(p, b);
	default:
		return false;
	}
}

static bool may_call(const char *function)
{
	return !same(function, "load_extension") && !same(function, "fts3_tokenizer");
}

static bool may(struct conn *c, const struct principal *p, int action, const char *a, const char *b, const char *context)
{
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE:
		return true;
	case SQLITE_READ:
		return may_read(c, p, a, b ? b : "", context);
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
		return may_write(c, p, action, a, context);
	case SQLITE_FUNCTION:
		return may_call(b);
	case SQLITE_PRAGMA:
		/* Asked by FTS5, and by ALTER TABLE of SQLite 3.46; as a text of its own neither gets here. */
		return (same(a, "data_version") && !b) || (p->ddl && same(a, "quick_check") && b && own(p, b));
	default:
		return may_define(p, action, a, b);
	}
}

static const char *verb(int action)
{
	switch (action) {
	case SQLITE_READ:
		return "read";
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
		return "write";
	case SQLITE_FUNCTION:
		return "call";
	case SQLITE_TRANSACTION:
		return "in a migration";
	default:
		return "define or change";
	}
}

int rights_authorize(void *arg, int action, const char *a, const char *b, const char *db UNUSED, const char *context)
{
	struct conn *c = arg;
	const struct principal *p = c->asking;

	if (c->recording && action == SQLITE_READ && context && a && b)
		record(c->recording, context, a, b);
	if (p ? may(c, p, action, a, b, context) : !(c->keep_txn && action == SQLITE_TRANSACTION))
		return SQLITE_OK;
	if (!c->denied[0])
		snprintf(c->denied, sizeof c->denied, "%s may not %s %.60s%s%.60s", principal_owner(p), verb(action), a ? a : "",
		         a && b && *b ? "." : "", b ? b : "");
	return SQLITE_DENY;
}

/* --- the text ----------------------------------------------------------------------------- */

enum { T_END, T_NAME, T_SIGN };
struct token {
	int type;
	char sign;   /* T_SIGN */
	bool quoted; /* T_NAME, and so no keyword; a 'text' counts, since SQLite takes it for a name where it needs one */
	bool over;   /* longer than NAME_MAX_BYTES */
	char text[NAME_MAX_BYTES + 1]; /* T_NAME */
};

static bool name_char(unsigned char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || ch == '_' || ch == '$' || ch >= 0x80;
}

const char *sql_skip_space(const char *at)
{
	for (;;) {
		if (*at == ' ' || (*at >= '\t' && *at <= '\r')) {
			at++;
		} else if (at[0] == '-' && at[1] == '-') {
			at += strcspn(at, "\n");
		} else if (at[0] == '/' && at[1] == '*') {
			const char *end = strstr(at + 2, "*/");
			at = end ? end + 2 : at + strlen(at);
		} else {
			return at;
		}
	}
}

static void token_char(struct token *t, size_t *n, char ch)
{
	if (*n < NAME_MAX_BYTES)
		t->text[(*n)++] = ch;
	else
		t->over = true;
}

static const char *token_quoted(const char *at, struct token *t)
{
	char end = *at == '[' ? ']' : *at;
	size_t n = 0;

	t->type = T_NAME;
	t->quoted = true;
	for (at++; *at; at++) {
		if (*at == end) {
			if (end == ']' || at[1] != end)
				return at + 1;
			at++; /* doubled */
		}
		token_char(t, &n, *at);
	}
	return at;
}

static const char *token_next(const char *at, struct token *t)
{
	size_t n = 0;

	memset(t, 0, sizeof *t);
	at = sql_skip_space(at);
	if (!*at)
		return at;
	if (strchr("'\"`[", *at))
		return token_quoted(at, t);
	if (!name_char((unsigned char)*at)) {
		t->type = T_SIGN;
		t->sign = *at;
		return at + 1;
	}
	t->type = T_NAME; /* numbers too: they equal no name */
	for (; name_char((unsigned char)*at); at++)
		token_char(t, &n, *at);
	return at;
}

static bool is_word(const struct token *t, const char *word)
{
	return t->type == T_NAME && !t->quoted && same(t->text, word);
}

static bool is_sign(const struct token *t, char sign)
{
	return t->type == T_SIGN && t->sign == sign;
}

/* Is what follows a name the rest of a CTE's head: [ (columns) ] AS [ [NOT] MATERIALIZED ] ( */
static bool cte_follows(const char *at)
{
	struct token t;

	at = token_next(at, &t);
	if (is_sign(&t, '(')) {
		do
			at = token_next(at, &t);
		while (t.type != T_END && !is_sign(&t, ')'));
		at = token_next(at, &t);
	}
	if (!is_word(&t, "as"))
		return false;
	at = token_next(at, &t);
	if (is_word(&t, "not"))
		at = token_next(at, &t);
	if (is_word(&t, "materialized"))
		token_next(at, &t);
	return is_sign(&t, '(');
}

static bool may_begin(const struct principal *p, const struct token *t)
{
	static const char *const words[] = { "select", "with", "values", "insert", "replace", "update", "delete",
		                             "create", "alter",  "drop" };
	enum { WITHOUT_DDL = 7 };

	for (size_t i = 0; i < (p->ddl ? COUNT_OF(words) : WITHOUT_DDL); i++)
		if (is_word(t, words[i]))
			return true;
	return false;
}

static int check_name(const struct principal *p, sqlite3 *db, const struct token *t, const char *after, bool parent,
                      struct error *e)
{
	if (is_context(p, t->text) && cte_follows(after))
		return error_fail(e, GLANE_EDENIED, "%s may not call its own WITH table %s like a view", p->owner, t->text);
	if (sqlite3_strnicmp(t->text, "sqlite_", 7) == 0)
		return error_fail(e, GLANE_EDENIED, "%s may not name %s", p->owner, t->text);
	if (!strchr(t->text, '_') || own(p, t->text) || parent)
		return 0;
	/* An in-memory look at the schema: an error is also what views and unknown names give. */
	if (sqlite3_table_column_metadata(db, "main", t->text, NULL, NULL, NULL, NULL, NULL, NULL) == SQLITE_OK)
		return error_fail(e, GLANE_EDENIED, "%s may not name the table %s, which is not its own", p->owner, t->text);
	return 0;
}

int rights_check_text(const struct principal *p, sqlite3 *db, const char *sql, struct error *e)
{
	struct token t;
	bool parent = false; /* the name after REFERENCES: migrate() checks it against the declared parents */
	const char *at = token_next(sql, &t);

	while (is_sign(&t, ';'))
		at = token_next(at, &t);
	if (t.type == T_END)
		return 0;
	if (!may_begin(p, &t))
		return error_fail(e, GLANE_EDENIED, "%s may not run a statement that begins with %s", p->owner, t.text);
	bool trigger = false; /* its body has semicolons */
	bool create = is_word(&t, "create");
	for (int n = 0; t.type != T_END && (trigger || !is_sign(&t, ';')); n++) {
		if (t.type == T_NAME) {
			if (t.over && !t.quoted)
				return error_fail(e, GLANE_EDENIED, "a name of more than %d bytes", NAME_MAX_BYTES);
			int rc = check_name(p, db, &t, at, parent, e);
			if (rc < 0)
				return rc;
			trigger = trigger || (create && n < 3 && is_word(&t, "trigger"));
		}
		parent = p->ddl && is_word(&t, "references");
		at = token_next(at, &t);
	}
	return 0;
}
