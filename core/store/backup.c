/* SPDX-License-Identifier: MPL-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/internal.h"

static void close_db(sqlite3 **db)
{
	sqlite3_close(*db);
}

static int open_source(const char *path, sqlite3 **ret, struct error *e)
{
	int rc = sqlite3_open_v2(path, ret, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);

	if (rc == SQLITE_OK)
		rc = db_harden(*ret);
	return rc == SQLITE_OK ? 0 : db_fail(*ret, rc, path, e);
}

static int file_sync(const char *path, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc = 0;

	if (fd < 0 || fsync(fd) < 0)
		rc = errno_fail(errno, e, "sync", path);
	if (fd >= 0)
		close(fd);
	return rc;
}

/* In one step: in WAL mode it holds up nobody, and it is one snapshot. */
static int copy_pages(sqlite3 *src, sqlite3 *to, struct error *e)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", src, "main");
	int rc;

	if (!b)
		return db_fail(to, sqlite3_extended_errcode(to), "backup", e);
	rc = sqlite3_backup_step(b, -1);
	sqlite3_backup_finish(b);
	if (rc != SQLITE_DONE) /* which side it was does not matter: both say it through the code */
		return db_fail(to, rc == SQLITE_OK ? SQLITE_BUSY : rc, "backup", e);
	return 0;
}

int db_copy(sqlite3 *src, const char *path, struct error *e)
{
	CLEANUP(close_db) sqlite3 *to = NULL;
	char words[256] = "";
	int fd, rc;

	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600); /* before SQLite lets others read it */
	if (fd < 0)
		return errno_fail(errno, e, "make", path);
	close(fd);
	rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc == SQLITE_OK)
		rc = db_harden(to);
	if (rc != SQLITE_OK)
		return db_fail(to, rc, path, e);
	rc = db_exec(to, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF", e); /* one sync at the end is enough */
	if (rc == 0)
		rc = copy_pages(src, to, e);
	if (rc == 0) /* the copied header says WAL: such a file cannot be read from a medium without write access */
		rc = db_exec(to, "PRAGMA journal_mode = DELETE", e);
	if (rc < 0)
		return rc;
	rc = db_integrity(to, true, words, sizeof words);
	if (rc != SQLITE_OK)
		return db_fail(to, rc, "integrity check of the copy", e);
	if (words[0])
		return error_fail(e, GLANE_EIO, "the copy is damaged, so the database is: %s", words);
	return file_sync(path, e);
}

static void dir_of(const char *path, char out[PATH_MAX])
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		snprintf(out, PATH_MAX, ".");
	else
		snprintf(out, PATH_MAX, "%.*s", slash == path ? 1 : (int)(slash - path), path);
}

static bool same_file(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static int put_in_place(const char *tmp, const char *path, bool replace, struct error *e)
{
	char dir[PATH_MAX];
	int err;

	if (replace ? rename(tmp, path) < 0 : link(tmp, path) < 0) /* link() never replaces */
		return errno == EEXIST ? error_fail(e, GLANE_ECONFLICT, "%s is already there", path) : errno_fail(errno, e, "make", path);
	if (!replace)
		unlink(tmp);
	dir_of(path, dir);
	err = dir_sync(dir);
	return err ? errno_fail(err, e, "sync", dir) : 0;
}

int store_backup(struct store *s, const char *path, bool replace, struct error *e)
{
	CLEANUP(close_db) sqlite3 *src = NULL;
	char tmp[PATH_MAX];
	int rc;

	if (snprintf(tmp, sizeof tmp, "%s.part-%ld", path, (long)getpid()) >= (int)sizeof tmp)
		return error_fail(e, GLANE_EINVAL, "%.100s...: too long a name", path);
	if (same_file(path, s->path))
		return error_fail(e, GLANE_EINVAL, "%s is the database itself", path);
	if (!replace && access(path, F_OK) == 0)
		return error_fail(e, GLANE_ECONFLICT, "%s is already there", path);
	rc = open_source(s->path, &src, e);
	if (rc < 0)
		return rc;
	unlink(tmp); /* of a process with our number that was killed */
	rc = db_copy(src, tmp, e);
	if (rc == 0)
		rc = put_in_place(tmp, path, replace, e);
	if (rc < 0)
		unlink(tmp);
	return rc;
}

/* --- restoring ------------------------------------------------------------------------- */

static int check_backup(const char *backup, sqlite3 *db, struct error *e)
{
	sqlite3_stmt *q = NULL;
	char words[256] = "";
	int64_t id = 0;
	int rc = db_integrity(db, true, words, sizeof words);

	if (rc == SQLITE_OK && !words[0] && (rc = sqlite3_prepare_v2(db, "PRAGMA application_id", -1, &q, NULL)) == SQLITE_OK) {
		if (sqlite3_step(q) == SQLITE_ROW)
			id = sqlite3_column_int64(q, 0);
		sqlite3_finalize(q);
	}
	if (rc != SQLITE_OK)
		return db_fail(db, rc, backup, e);
	if (words[0])
		return error_fail(e, GLANE_EIO, "%s is damaged: %s", backup, words);
	if (id != APPLICATION_ID)
		return error_fail(e, GLANE_EIO, "%s is not a backup of glane", backup);
	return 0;
}

static int move_if_there(const char *from, const char *to, struct error *e)
{
	return rename(from, to) < 0 && errno != ENOENT ? errno_fail(errno, e, "move", from) : 0;
}

/* "DIR/glane.db.before-20260131T142500Z", with a letter more when that is taken */
static int name_for_old(const char *dir, char out[PATH_MAX], struct error *e)
{
	time_t now = (time_t)(clock_now_ms() / 1000);
	struct tm tm;
	char when[32];

	gmtime_r(&now, &tm);
	strftime(when, sizeof when, "%Y%m%dT%H%M%SZ", &tm);
	for (char more = 'a' - 1; more <= 'z'; more++) {
		snprintf(out, PATH_MAX, "%.3000s/glane.db.before-%s%.*s", dir, when, more >= 'a', &more);
		if (access(out, F_OK) < 0)
			return 0;
	}
	return error_fail(e, GLANE_EBUSY, "%s is full of files of this second", dir);
}

/* First the database goes, then its WAL, then the new one comes: cut off anywhere, the next start finds a database that
 * is missing and says so, or the whole new one; never an old one without its WAL, never a new one with the old WAL. */
static int swap(const char *dir, const char *fresh, struct error *e)
{
	char old[PATH_MAX], db[PATH_MAX], from[PATH_MAX], to[PATH_MAX];
	int rc = name_for_old(dir, old, e);
	int err;

	snprintf(db, sizeof db, "%.3000s/glane.db", dir);
	if (rc == 0)
		rc = move_if_there(db, old, e);
	if (rc == 0 && (err = dir_sync(dir)) != 0)
		rc = errno_fail(err, e, "sync", dir);
	snprintf(from, sizeof from, "%.3000s/glane.db-wal", dir);
	snprintf(to, sizeof to, "%.3500s-wal", old);
	if (rc == 0)
		rc = move_if_there(from, to, e);
	snprintf(from, sizeof from, "%.3000s/glane.db-shm", dir);
	if (rc == 0 && unlink(from) < 0 && errno != ENOENT)
		rc = errno_fail(errno, e, "remove", from);
	if (rc == 0)
		rc = move_if_there(fresh, db, e);
	if (rc == 0 && (err = dir_sync(dir)) != 0)
		rc = errno_fail(err, e, "sync", dir);
	return rc;
}

int store_restore(const char *dir, const char *backup, struct error *e)
{
	CLEANUP(close_db) sqlite3 *src = NULL;
	char fresh[PATH_MAX], db[PATH_MAX];
	int rc;

	if (snprintf(fresh, sizeof fresh, "%.3000s/glane.db.restoring", dir) >= 3000)
		return error_fail(e, GLANE_EINVAL, "%.100s...: too long a name", dir);
	snprintf(db, sizeof db, "%.3000s/glane.db", dir);
	if (same_file(backup, db))
		return error_fail(e, GLANE_EINVAL, "%s is the database itself", backup);
	if (access(backup, R_OK) < 0)
		return errno_fail(errno, e, "read", backup);
	rc = open_source(backup, &src, e);
	if (rc == 0)
		rc = check_backup(backup, src, e);
	if (rc < 0)
		return rc;
	unlink(fresh);
	rc = db_copy(src, fresh, e);
	if (rc == 0)
		rc = swap(dir, fresh, e);
	if (rc < 0)
		unlink(fresh);
	return rc;
}
