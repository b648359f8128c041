/* SPDX-License-Identifier: MPL-2.0 */
/* What is known of people: the table of it, one person's as a file, erasing her, and what goes by its age at night.
 *
 * An erasure is a record, a row of core_erasure and, after the commit, a line "<uid> <ms>" of DIR/erased, which no restore
 * touches: when an older copy of the database is put back, the next start erases again. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "host/internal.h"
#include "host/own.h"
#include "inventory/people.h"
#include "inventory/privacy.h"

enum { EXPORT_MAX = 64 << 20, EACH_NIGHT = 20, ERASED_LATELY = 200, UID_HEX = 2 * UID_BYTES, LIST_MAX = 4 << 20, WIPED_MOST = 60 };

static struct glane_value *root_of(struct glane_call *c)
{
	return reply_api.root(c);
}

/* --- plugins' own tables, under their own rights -------------------------------------------------------- */

enum personal { ERASES, EXPIRES, FORGETS };

static int run_personal(struct host *h, struct conn *conn, enum personal what, struct glane_val arg, struct error *e)
{
	int rc = 0;
	for (uint32_t i = 1; rc == 0 && i < h->plugin_count; i++) {
		const struct plugin *p = h->plugins[i];
		for (uint32_t k = 0; rc == 0 && p->state == PLUGIN_RUNNING && k < p->decl.personal_count; k++) {
			const struct glane_personal *x = &p->decl.personal[k];
			const char *sql = what == ERASES ? x->erase_sql : what == EXPIRES ? x->expire_sql : x->forget_sql;
			struct stmt *s = NULL;
			if (!sql)
				continue;
			const struct principal *before = conn_principal(conn);
			conn_set_principal(conn, p->principal);
			rc = conn_prepare(conn, sql, &s, e);
			if (rc == 0 && stmt_parameters(s) > 0)
				stmt_bind(s, 1, arg);
			while (rc == 0 && (rc = stmt_step(s, e)) == 1)
				rc = 0;
			stmt_reset(s);
			conn_set_principal(conn, before);
			if (rc < 0)
				log_error("personal data in %s of the plugin %s: %s", x->table, p->name, e->text);
		}
	}
	return rc;
}

static int erase(struct host *h, struct inventory *inv, int64_t person, bool again)
{
	struct erasure done;
	int rc = inventory_person_erase(inv, person, again, &done);
	if (rc == 0)
		rc = run_personal(h, inv->conn, ERASES, glane_int(person), inv->error);
	if (rc == 0) {
		access_changed(h->access);
		atomic_store(&h->wipe, WIPE_TABLES); /* if this is rolled back, nothing is lost by wiping */
	}
	return rc;
}

/* Whoever is no person of core's, but known to plugins: no record, so that nothing is left to count. */
static int forget(struct host *h, struct conn *conn, struct glane_str uid, int64_t now_ms, struct error *e)
{
	const struct principal *before = conn_principal(conn);
	conn_set_principal(conn, NULL);
	int rc = conn_run(conn, "INSERT OR IGNORE INTO core_erasure (uid, person, at_ms, seq) VALUES (?1, 0, ?2, 0)",
	                  VALS(glane_blob(uid), glane_int(now_ms)), e);
	conn_set_principal(conn, before);
	if (rc == 0)
		rc = run_personal(h, conn, FORGETS, glane_blob(uid), e);
	if (rc == 0)
		atomic_store(&h->wipe, WIPE_TABLES);
	return rc;
}

int privacy_forget(struct glane_call *c, const void *uid)
{
	if (c->mode != LANE_WRITE)
		return error_fail(&c->error, GLANE_EBUG, "%s: forget() is for WRITE calls", c->plugin->name);
	return forget(c->host, c->conn, (struct glane_str){ uid, UID_BYTES }, c->now_ms, &c->error);
}

/* --- DIR/erased ----------------------------------------------------------------------------------------- */

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static int list_open(struct host *h, int flags, struct error *e)
{
	char path[4096];
	snprintf(path, sizeof(path), "%.4000s/erased", h->config.dir);
	int fd = open(path, flags | O_CLOEXEC, 0600);
	if (fd < 0 && !(errno == ENOENT && !(flags & O_CREAT)))
		return error_fail(e, errno == ENOSPC ? GLANE_EFULL : GLANE_EIO, "cannot open %s: %s", path, strerror(errno));
	return fd < 0 ? GLANE_ENOENT : fd;
}

static int list_read(struct host *h, struct buf *ret, struct error *e)
{
	CLEANUP(close_fd) int fd = list_open(h, O_RDONLY, e);
	char block[4096];
	ssize_t n = 0;
	if (fd < 0)
		return fd == GLANE_ENOENT ? 0 : fd;
	while ((n = read(fd, block, sizeof(block))) > 0)
		buf_add(ret, block, (size_t)n);
	return n < 0 || ret->failed ? error_fail(e, GLANE_EIO, "%s/erased cannot be read", h->config.dir) : 0;
}

static int list_append(struct host *h, struct glane_str lines, struct error *e)
{
	CLEANUP(close_fd) int fd = list_open(h, O_WRONLY | O_CREAT | O_APPEND, e);
	if (fd < 0)
		return fd;
	CLEANUP(close_fd) int dir = open(h->config.dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (write(fd, lines.p, lines.n) != (ssize_t)lines.n || fsync(fd) < 0 || dir < 0 || fsync(dir) < 0)
		return error_fail(e, errno == ENOSPC ? GLANE_EFULL : GLANE_EIO, "%s/erased was not written: %s", h->config.dir, strerror(errno));
	return 0;
}

/* Lines of what the database knows and the list does not: "" when the last erasure was carried through. */
static int list_missing(struct host *h, struct conn *w, struct buf *ret, struct error *e)
{
	struct buf have;
	struct stmt *s;
	buf_init(&have, LIST_MAX);
	int rc = list_read(h, &have, e);
	if (rc == 0)
		rc = conn_prepare(w, "SELECT lower(hex(uid)), at_ms FROM core_erasure ORDER BY at_ms", &s, e);
	if (rc == 0) {
		bool torn = have.n && have.p[have.n - 1] != '\n'; /* by a power cut */
		while ((rc = stmt_step(s, e)) == 1)
			if (!strstr(buf_get(&have).p, stmt_text(s, 0).p))
				buf_printf(ret, "%s%s %lld\n", torn && ret->n == 0 ? "\n" : "", stmt_text(s, 0).p, (long long)stmt_int(s, 1));
		stmt_reset(s);
	}
	buf_fini(&have);
	return rc;
}

/* "frigo_person": of that plugin and no more than a name. */
static bool is_table_of(const struct plugin *p, const char *table)
{
	size_t n = strlen(p->name);
	return table && strncmp(table, p->name, n) == 0 && table[n] == '_' && strlen(table) < 64 &&
	       strspn(table, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(table);
}

/* Ends with NULL. */
static void tables_to_wipe(struct host *h, const char *ret[WIPED_MOST + 1])
{
	size_t n = 0;
	for (const char *const *t = inventory_wipe_tables; *t && n < WIPED_MOST; t++)
		ret[n++] = *t;
	for (uint32_t i = 1; i < h->plugin_count; i++) {
		const struct plugin *p = h->plugins[i];
		for (uint32_t k = 0; p->state == PLUGIN_RUNNING && k < p->decl.personal_count && n < WIPED_MOST; k++)
			if (p->decl.personal[k].forget_sql && is_table_of(p, p->decl.personal[k].table))
				ret[n++] = p->decl.personal[k].table;
	}
	ret[n] = NULL;
}

/* The line comes last: where it is missing, the next start does all of this again. */
static void wipe_tables(struct host *h, struct conn *w)
{
	struct buf more;
	struct error e;
	const char *tables[WIPED_MOST + 1];
	buf_init(&more, LIST_MAX);
	error_init(&e, NULL);
	tables_to_wipe(h, tables);
	if (conn_wipe(w, tables, &e) < 0)
		log_error("what was erased may still be readable in the database file, until the next night: %s", e.text);
	error_init(&e, NULL);
	if (list_missing(h, w, &more, &e) < 0 || (more.n && list_append(h, buf_get(&more), &e) < 0))
		log_error("the list of erasures is not complete: a restore could bring somebody back: %s", e.text);
	buf_fini(&more);
}

void privacy_wipe(struct host *h, struct conn *w)
{
	int todo = atomic_load(&h->wipe);
	if (todo == WIPE_DONE || conn_in_txn(w) || conn_broken(w))
		return;
	if (todo == WIPE_TABLES) {
		atomic_store(&h->wipe, WIPE_WAL);
		wipe_tables(h, w);
	}
	if (conn_truncate_wal(w) != 1) /* 1: somebody reads; the writer comes back here */
		atomic_store(&h->wipe, WIPE_DONE);
}

/* --- after a restore -------------------------------------------------------------------------------------- */

/* One transaction per person: one that fails does not keep the others from being erased. */
static int erase_again(struct host *h, struct conn *w, const uint8_t uid[UID_BYTES], struct error *e)
{
	struct arena a;
	int64_t person = 0;
	arena_init(&a, CALL_ARENA);
	struct arena *before = e->arena;
	if (!before)
		e->arena = &a;
	struct inventory inv = { .conn = w, .arena = &a, .error = e, .now_ms = clock_now_ms(), .zone = h->zone, .plugin = "core" };
	inv.request = uuid7(inv.now_ms);
	struct glane_str subject = { (const char *)uid, UID_BYTES };
	int64_t known = 0;
	int rc = inventory_person_of_uid(&inv, uid, &person);
	if (rc == 0 && !person)
		rc = conn_int(w, "SELECT count(*) FROM core_erasure WHERE uid = ?1", VALS(glane_blob(subject)), &known, e);
	if (rc == 0 && !known) {
		rc = conn_begin_write(w, e);
		if (rc == 0)
			rc = person ? erase(h, &inv, person, true) : forget(h, w, subject, inv.now_ms, e);
		if (rc == 0)
			rc = conn_commit(w, e);
		else
			conn_rollback(w);
		if (rc == 0)
			log_warning("%s %lld was erased before this copy of the database was put back: erased again", person ? "person" : "somebody", (long long)person);
		else
			log_error("%s %lld was erased before, and cannot be erased again: %s", person ? "person" : "somebody", (long long)person, e->text);
	}
	e->arena = before;
	arena_fini(&a);
	return rc;
}

int privacy_replay(struct host *h, struct conn *w, struct error *e)
{
	struct buf list, missing;
	struct glane_str line;
	buf_init(&list, LIST_MAX);
	buf_init(&missing, LIST_MAX);
	int rc = list_missing(h, w, &missing, e);
	if (rc == 0 && missing.n)
		atomic_store(&h->wipe, WIPE_TABLES);
	buf_fini(&missing);
	if (rc == 0)
		rc = list_read(h, &list, e);
	struct glane_str rest = buf_get(&list);
	while (rc == 0 && str_split(&rest, '\n', &line)) {
		uint8_t uid[UID_BYTES];
		struct error own;
		error_init(&own, NULL);
		if (line.n == 0)
			continue;
		line.n = line.n > UID_HEX ? UID_HEX : line.n;
		if (hex_parse(line, uid, sizeof(uid)) < 0)
			log_warning("%s/erased has a line that names nobody", h->config.dir);
		else
			(void)erase_again(h, w, uid, &own); /* it says so itself */
	}
	buf_fini(&list);
	if (rc == 0)
		privacy_wipe(h, w);
	return rc;
}

/* --- pages and commands ------------------------------------------------------------------------------------- */

static int add_people(struct glane_call *c)
{
	struct stmt *s;
	int rc = conn_prepare(c->conn, "SELECT id, name, active FROM core_person WHERE erased_ms = 0 ORDER BY active DESC, name, id", &s, &c->error);
	if (rc < 0)
		return rc;
	struct glane_value *list = value_add_array(root_of(c), "people");
	while ((rc = stmt_step(s, &c->error)) == 1) {
		struct glane_value *v = value_add_object(list, NULL);
		value_add_int(v, "id", stmt_int(s, 0));
		value_add_text(v, "name", stmt_text(s, 1));
		value_add_bool(v, "active", stmt_int(s, 2) != 0);
	}
	stmt_reset(s);
	return rc;
}

static void add_plugins(struct glane_call *c, struct glane_value *list)
{
	const struct host *h = c->host;
	for (uint32_t i = 1; i < h->plugin_count; i++) {
		const struct plugin *p = h->plugins[i];
		for (uint32_t k = 0; p->state == PLUGIN_RUNNING && k < p->decl.personal_count; k++) {
			const struct glane_personal *x = &p->decl.personal[k];
			struct glane_value *v = value_add_object(list, NULL);
			struct buf why;
			buf_init(&why, 4000);
			if (x->purpose_key)
				catalogue_text(h->catalogue, p->name, c->caller.lang, str_c(x->purpose_key), NULL, h->zone, &why);
			value_add_text(v, "table", str_c(x->table ? x->table : ""));
			value_add_text(v, "what", arena_printf(c->arena, "%s (%s)", p->name, x->table ? x->table : ""));
			value_add_text(v, "why", buf_get(&why));
			value_add_text(v, "then", call_api.tr(c, x->expire_sql ? "privacy.plugin_expires" : "privacy.plugin_stays", NULL));
			value_add_text(v, "source", str_c(p->name));
			value_add_bool(v, "kept", true);
			buf_fini(&why);
		}
	}
}

int own_privacy(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct personal_row rows[PERSONAL_ROWS];
	size_t n = 0;
	int rc = inventory_personal_rows(c->arena, c->caller.lang, rows, &n, &c->error);
	struct glane_value *list = value_add_array(root_of(c), "rows");
	for (size_t i = 0; rc == 0 && i < n; i++) {
		struct glane_value *v = value_add_object(list, NULL);
		bool has_switch = rows[i].setting.n > 0;
		bool on = has_switch && str_is(settings_get(c->host->settings, "site", rows[i].setting.p, c->arena), "1");
		value_add_text(v, "table", rows[i].table);
		value_add_text(v, "what", rows[i].what);
		value_add_text(v, "why", rows[i].why);
		value_add_text(v, "keep", rows[i].keep);
		value_add_text(v, "then", rows[i].then);
		value_add_text(v, "source", rows[i].source);
		value_add_bool(v, "kept", !has_switch || on);
	}
	if (rc == 0)
		add_plugins(c, list);
	return rc == 0 ? add_people(c) : rc;
}

int own_person_erase(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct chosen p;
	int rc = own_the_person(c, c->inputs, &p);
	if (rc < 0)
		return rc;
	if (!str_eq(str_trim(value_get_text(c->inputs, "confirm")), p.name))
		return error_input(&c->error, STR("confirm"), "privacy.confirm", NULL);
	rc = erase(c->host, call_inventory(c), p.id, false);
	value_add_int(root_of(c), "id", p.id);
	value_add_text(root_of(c), "text", call_api.tr(c, "privacy.erased", NULL)); /* the answer is kept for a repeat: no name */
	reply_api.see_other(c, STR("/manage/privacy"));
	return rc;
}

/* --- all that is known of one person --------------------------------------------------------------------------- */

static void add_val(struct glane_value *v, const char *name, struct glane_val x)
{
	char hex[513];
	if (x.type == GLANE_INT)
		value_add_int(v, name, x.u.i);
	else if (x.type == GLANE_TEXT)
		value_add_text(v, name, x.u.s);
	else if (x.type == GLANE_BLOB && x.u.s.n <= 256)
		hex_of(x.u.s.p, x.u.s.n, hex), value_add_text(v, name, str_c(hex));
	else if (x.type == GLANE_BLOB)
		value_add_text(v, name, STR("(binary)"));
	else
		value_add_null(v, name);
}

static void add_when(struct glane_value *v, int64_t ms)
{
	char text[32];
	time_t s = (time_t)(ms / 1000);
	struct tm tm;
	gmtime_r(&s, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	value_add_text(v, "at", str_c(text));
}

/* Rows as objects; a column "at_ms" is said as a date too. */
static int add_rows(struct conn *conn, const char *sql, int64_t person, struct glane_value *list, struct error *e)
{
	struct stmt *s;
	int rc = conn_prepare(conn, sql, &s, e);
	if (rc < 0)
		return rc;
	if (stmt_parameters(s) > 0)
		stmt_bind(s, 1, glane_int(person));
	while ((rc = stmt_step(s, e)) == 1) {
		struct glane_value *v = value_add_object(list, NULL);
		for (int i = 0; i < stmt_columns(s); i++) {
			const char *name = stmt_column_name(s, i);
			add_val(v, name, stmt_col(s, i));
			if (strcmp(name, "at_ms") == 0)
				add_when(v, stmt_int(s, i));
		}
	}
	stmt_reset(s);
	return rc;
}

static int add_plugins_rows(struct glane_call *c, int64_t person, struct glane_value *root)
{
	struct host *h = c->host;
	struct glane_value *all = value_add_object(root, "plugins");
	int rc = 0;
	for (uint32_t i = 1; rc == 0 && i < h->plugin_count; i++) {
		const struct plugin *p = h->plugins[i];
		if (p->state != PLUGIN_RUNNING || p->decl.personal_count == 0)
			continue;
		struct glane_value *tables = value_add_object(all, p->name);
		for (uint32_t k = 0; rc == 0 && k < p->decl.personal_count; k++) {
			const struct glane_personal *x = &p->decl.personal[k];
			if (!x->export_sql)
				continue;
			conn_set_principal(c->conn, p->principal);
			rc = add_rows(c->conn, x->export_sql, person, value_add_array(tables, x->table ? x->table : "rows"), &c->error);
			conn_set_principal(c->conn, NULL);
		}
	}
	return rc;
}

static int add_everything(struct glane_call *c, int64_t person, struct glane_value *root)
{
	static const struct {
		const char *name, *sql;
	} parts[] = {
		{ "person", "SELECT id, uid, name, picture, role, place, language, left_handed, login, pin <> '' AS has_pin,"
		            " password <> '' AS has_password, totp IS NOT NULL AS has_totp, badge IS NOT NULL AS has_badge, failures, active,"
		            " created_ms AS at_ms, seen_day FROM core_person WHERE id = ?1" },
		{ "sessions", "SELECT device, created_ms AS at_ms FROM core_session WHERE person = ?1" },
		{ "answers", "SELECT status, at_ms, body IS NOT NULL AS kept FROM core_request WHERE person = ?1 AND body IS NOT NULL" },
		{ "records", "SELECT seq, at_ms, kind, device, item FROM core_journal WHERE person = ?1 ORDER BY seq" },
	};
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < COUNT_OF(parts); i++)
		rc = add_rows(c->conn, parts[i].sql, person, value_add_array(root, parts[i].name), &c->error);
	return rc == 0 ? add_plugins_rows(c, person, root) : rc;
}

int own_person_export(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct chosen p;
	struct arena a; /* somebody who was here for years has more records than a call has memory */
	struct buf b;
	int rc = own_the_person(c, c->inputs, &p);
	if (rc < 0)
		return rc;
	arena_init(&a, 2u * EXPORT_MAX);
	buf_init(&b, EXPORT_MAX);
	struct glane_value *root = value_object(&a);
	rc = add_everything(c, p.id, root);
	if (rc == 0) {
		value_json(root, &b);
		buf_char(&b, '\n');
		if (a.failed || b.failed)
			rc = error_fail(&c->error, GLANE_ETOOBIG, "too much is known of person %lld for one file", (long long)p.id);
	}
	/* The command line takes JSON for an answer, and other types for a file's content. */
	bool to_file = value_get(c->inputs, "out") != NULL;
	struct glane_str name = arena_printf(c->arena, "person-%lld.json", (long long)p.id);
	if (rc == 0)
		rc = reply_api.file(c, to_file ? "application/octet-stream" : "application/json", name.p);
	if (rc == 0)
		rc = reply_api.write(c, b.p, b.n);
	buf_fini(&b);
	arena_fini(&a);
	return rc;
}

/* --- at night ---------------------------------------------------------------------------------------------------- */

/* A plugin that did not run when somebody was erased knows it the night after it runs again. */
static int erase_in_late_plugins(struct glane_call *c)
{
	struct glane_val who[ERASED_LATELY]; /* a person's number, or the uid of somebody else */
	size_t n = 0;
	struct stmt *s;
	int rc = conn_prepare(c->conn, "SELECT person, uid FROM core_erasure ORDER BY at_ms DESC", &s, &c->error);
	while (rc >= 0 && n < ERASED_LATELY && (rc = stmt_step(s, &c->error)) == 1)
		who[n++] = stmt_int(s, 0) ? glane_int(stmt_int(s, 0)) : glane_blob(arena_str(c->arena, stmt_text(s, 1)));
	if (rc >= 0)
		stmt_reset(s);
	for (size_t i = 0; rc >= 0 && i < n; i++)
		rc = run_personal(c->host, c->conn, who[i].type == GLANE_INT ? ERASES : FORGETS, who[i], &c->error);
	return rc < 0 ? rc : 0;
}

int own_forget_people(struct glane_self *self, struct glane_call *c, const struct glane_value *args)
{
	(void)self;
	(void)args;
	struct host *h = c->host;
	struct inventory *inv = call_inventory(c);
	int64_t people[EACH_NIGHT], newest = 0;
	size_t n = 0;
	atomic_store(&h->wipe, WIPE_TABLES); /* makes good what failed by day */
	int rc = conn_int(c->conn, "SELECT at_ms FROM core_journal ORDER BY seq DESC LIMIT 1", NULL, 0, &newest, &c->error);
	const char *why = rc == GLANE_ENOENT ? "there is no record yet" : rc < 0 ? NULL : inventory_forbids_forgetting(clock_quality(), c->now_ms, newest);
	if (why) {
		log_warning("nothing is forgotten by its age tonight: %s", why);
		return 0;
	}
	if (rc == 0)
		rc = inventory_forgettable(inv, people, EACH_NIGHT, &n);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		rc = erase(h, inv, people[i], false);
		if (rc == 0)
			log_info("person %lld was not here for as long as people are kept: erased", (long long)people[i]);
	}
	if (rc == 0)
		rc = inventory_forget_leftovers(inv, access_boot(h->access));
	if (rc == 0)
		rc = run_personal(h, c->conn, EXPIRES, glane_int(c->now_ms), &c->error);
	if (rc == 0)
		rc = erase_in_late_plugins(c);
	access_changed(h->access);
	return rc;
}
