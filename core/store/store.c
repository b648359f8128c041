/* SPDX-License-Identifier: MPL-2.0 */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/internal.h"

enum { LOCK_POLL_MS = 20 };

static char *path_in(const char *dir, const char *name)
{
	size_t n = strlen(dir) + strlen(name) + 2;
	char *p = xmalloc(n);
	snprintf(p, n, "%s/%s", dir, name);
	return p;
}

static void free_path(char **p)
{
	free(*p);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

int errno_fail(int err, struct error *e, const char *what, const char *path)
{
	int status = GLANE_EIO;

	if (err == EACCES || err == EPERM || err == EROFS)
		status = GLANE_EDENIED;
	else if (err == ENOSPC || err == EDQUOT)
		status = GLANE_EFULL;
	else if (err == ENOENT)
		status = GLANE_ENOENT;
	else if (err == ENOMEM)
		status = GLANE_ENOMEM;
	return error_fail(e, status, "cannot %s %s: %s", what, path, strerror(err));
}

int dir_sync(const char *dir)
{
	CLEANUP(close_fd) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 || fsync(fd) < 0 ? errno : 0;
}

/* --- the lock --------------------------------------------------------------- */

static int lock_refused(int fd, const char *dir, struct error *e)
{
	char pid[16] = "";
	ssize_t n = pread(fd, pid, sizeof pid - 1, 0);

	while (n > 0 && (pid[n - 1] < '0' || pid[n - 1] > '9'))
		n--;
	pid[n > 0 ? n : 0] = 0;
	return error_fail(e, GLANE_EBUSY, "another glane, process %s, is using %s", pid[0] ? pid : "unknown", dir);
}

int store_lock_wait(const char *dir, int wait_ms, int *ret_fd, struct error *e)
{
	CLEANUP(free_path) char *path = path_in(dir, "lock");
	int64_t until = clock_monotonic_ms() + wait_ms;
	char pid[16];
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno_fail(errno, e, "open", path);
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		int err = errno;
		if (err == EINTR)
			continue;
		if (err == EWOULDBLOCK && clock_monotonic_ms() < until) {
			nanosleep(&(struct timespec){ .tv_nsec = LOCK_POLL_MS * 1000000L }, NULL);
			continue;
		}
		int rc = err == EWOULDBLOCK ? lock_refused(fd, dir, e) : errno_fail(err, e, "lock", path);
		close(fd);
		return rc;
	}
	/* Only for the words of the next one's refusal: no fault when the disk is full. */
	int n = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
	if (ftruncate(fd, 0) == 0 && pwrite(fd, pid, (size_t)n, 0) < 0)
		log_debug("%s: the process number was not written", path);
	*ret_fd = fd;
	return 0;
}

/* A medium that cannot be written has no writer to keep out. */
static int lock_readonly(const char *dir, int *ret_fd, struct error *e)
{
	CLEANUP(free_path) char *path = path_in(dir, "lock");
	int fd;

	if (access(dir, W_OK) == 0)
		return store_lock_wait(dir, 0, ret_fd, e);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK) {
		int rc = lock_refused(fd, dir, e);
		close(fd);
		return rc;
	}
	*ret_fd = fd;
	return 0;
}

/* --- the markers "created" and "clean" ---------------------------------------- */

static bool marker_is(const char *dir, const char *name)
{
	CLEANUP(free_path) char *path = path_in(dir, name);

	return access(path, F_OK) == 0;
}

static int marker_write(const char *dir, const char *name, struct error *e)
{
	CLEANUP(free_path) char *path = path_in(dir, name);
	CLEANUP(close_fd) int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	int err;

	if (fd < 0 || fsync(fd) < 0)
		return errno_fail(errno, e, "write", path);
	err = dir_sync(dir);
	return err ? errno_fail(err, e, "sync", dir) : 0;
}

static int marker_remove(const char *dir, const char *name, struct error *e)
{
	CLEANUP(free_path) char *path = path_in(dir, name);
	int err;

	if (unlink(path) < 0)
		return errno == ENOENT ? 0 : errno_fail(errno, e, "remove", path);
	err = dir_sync(dir); /* or a power cut brings it back */
	return err ? errno_fail(err, e, "sync", dir) : 0;
}

/* --- the file ------------------------------------------------------------------ */

const char *header_complaint(const unsigned char *head, size_t n, uint64_t file_size)
{
	uint32_t page, encoding;

	if (n < 100)
		return "is too short to be a database";
	if (memcmp(head, "SQLite format 3", 16) != 0)
		return "is not a database: its first bytes are something else";
	page = (uint32_t)head[16] << 8 | head[17];
	page = page == 1 ? 65536 : page;
	if (page < 512 || (page & (page - 1)) != 0)
		return "has a damaged header: impossible page size";
	if (head[18] < 1 || head[18] > 2 || head[19] < 1 || head[19] > 2)
		return "has a damaged header: unknown format version";
	if (head[21] != 64 || head[22] != 32 || head[23] != 32)
		return "has a damaged header: impossible payload fractions";
	encoding = (uint32_t)head[56] << 24 | (uint32_t)head[57] << 16 | (uint32_t)head[58] << 8 | head[59];
	if (encoding > 3)
		return "has a damaged header: unknown text encoding";
	if (file_size < page)
		return "is cut off within its first page";
	return NULL;
}

/* Looks at the file before any connection exists: closing a descriptor would drop SQLite's locks on it.
 * `ret_fresh`: it has to be made. */
static int file_look(struct store *s, unsigned flags, bool *ret_fresh, struct error *e)
{
	bool existed = marker_is(s->dir, "created");
	unsigned char head[100];
	CLEANUP(close_fd) int fd = open(s->path, (s->readonly ? O_RDONLY : O_RDWR) | O_CLOEXEC);
	struct stat st;
	const char *complaint;
	ssize_t n;

	if (fd < 0 && errno != ENOENT)
		return errno_fail(errno, e, "open", s->path);
	if (fd < 0) {
		if (existed)
			return error_fail(e, GLANE_EIO, "%s is missing, but %s/created says that there was one: put a backup back",
			                  s->path, s->dir);
		if (!(flags & STORE_CREATE))
			return error_fail(e, GLANE_ENOENT, "there is no %s", s->path);
		*ret_fresh = true;
		return 0;
	}
	if (fstat(fd, &st) < 0)
		return errno_fail(errno, e, "look at", s->path);
	if (!S_ISREG(st.st_mode))
		return error_fail(e, GLANE_EIO, "%s is not a regular file", s->path);
	if (st.st_size == 0 && !existed && (flags & STORE_CREATE)) { /* a first start that was cut off */
		*ret_fresh = true;
		return 0;
	}
	if (st.st_size == 0)
		return error_fail(e, GLANE_EIO, "%s is empty, but it is not new: put a backup back", s->path);
	n = pread(fd, head, sizeof head, 0);
	if (n < 0)
		return errno_fail(errno, e, "read", s->path);
	complaint = header_complaint(head, (size_t)n, (uint64_t)st.st_size);
	if (complaint)
		return error_fail(e, GLANE_EIO, "%s %s", s->path, complaint);
	*ret_fresh = false;
	return 0;
}

/* What everyone who opens the file relies on: it is ours, it is in WAL mode, its schema can be read. */
static int file_prepare(struct store *s, bool fresh, struct error *e)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL;
	int64_t id = 0;
	int rc = sqlite3_open_v2(s->path, &db, (s->readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX, NULL);

	if (rc == SQLITE_OK)
		rc = db_harden(db);
	if (rc == SQLITE_OK) /* a WAL that a killed process left is the writer's to copy, the start need not wait for it */
		rc = sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !fresh, NULL);
	if (rc == SQLITE_OK && fresh)
		rc = sqlite3_exec(db, "PRAGMA page_size = 4096; PRAGMA application_id = 1735156078", NULL, NULL, NULL);
	if (rc == SQLITE_OK && !s->readonly)
		rc = sqlite3_exec(db, "PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL", NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_prepare_v2(db, "PRAGMA application_id", -1, &q, NULL);
	if (rc == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW)
		id = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	if (rc != SQLITE_OK) /* also SQLITE_ERROR: a schema that cannot be parsed */
		rc = error_fail(e, db_status(db, rc) == GLANE_EBUG ? GLANE_EIO : db_status(db, rc), "%s: %s", s->path, sqlite3_errmsg(db));
	else if (id != APPLICATION_ID)
		rc = error_fail(e, GLANE_EIO, "%s is a database of another program", s->path);
	sqlite3_close(db);
	return rc;
}

static int file_make(struct store *s, struct error *e)
{
	/* Before SQLite does, which would let others read it. */
	CLEANUP(close_fd) int fd = open(s->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	return fd < 0 ? errno_fail(errno, e, "make", s->path) : 0;
}

static int dir_make(const char *dir, struct error *e)
{
	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return errno_fail(errno, e, "make the directory", dir);
	return 0;
}

static int store_prepare(struct store *s, unsigned flags, struct error *e)
{
	bool fresh = false;
	int rc = file_look(s, flags, &fresh, e);

	if (rc == 0 && fresh)
		rc = s->readonly ? error_fail(e, GLANE_ENOENT, "there is no %s", s->path) : file_make(s, e);
	if (rc == 0)
		rc = file_prepare(s, fresh, e);
	if (rc < 0)
		return rc;
	s->clean = fresh || marker_is(s->dir, "clean");
	atomic_store(&s->suspect, !s->clean);
	if (s->readonly)
		return 0;
	if (!marker_is(s->dir, "created"))
		rc = marker_write(s->dir, "created", e);
	return rc < 0 ? rc : marker_remove(s->dir, "clean", e);
}

int store_open(const char *dir, unsigned flags, struct store **ret, struct error *e)
{
	struct store *s = xcalloc(1, sizeof *s);
	int rc;

	s->dir = xstrdup(dir);
	s->path = path_in(dir, "glane.db");
	s->readonly = flags & STORE_READONLY;
	s->lock_fd = -1;
	rc = flags & STORE_CREATE && !s->readonly ? dir_make(dir, e) : 0;
	if (rc == 0)
		rc = s->readonly ? lock_readonly(dir, &s->lock_fd, e) :
		                   store_lock_wait(dir, flags & STORE_WAIT ? STORE_WAIT_MS : 0, &s->lock_fd, e);
	if (rc == 0)
		rc = store_prepare(s, flags, e);
	if (rc < 0) {
		close_fd(&s->lock_fd);
		free(s->path);
		free(s->dir);
		free(s);
		return rc;
	}
	*ret = s;
	return 0;
}

void store_close(struct store *s)
{
	struct error e;

	if (!s)
		return;
	REQUIRE(atomic_load(&s->conns) == 0);
	error_init(&e, NULL);
	if (!s->readonly && !atomic_load(&s->suspect) && marker_write(s->dir, "clean", &e) < 0)
		log_debug("%s", e.text); /* the next start checks the file: safe */
	close_fd(&s->lock_fd);
	free(s->path);
	free(s->dir);
	free(s);
}

const char *store_dir(const struct store *s)
{
	return s->dir;
}

const char *store_path(const struct store *s)
{
	return s->path;
}

bool store_clean(const struct store *s)
{
	return s->clean;
}

void store_checked(struct store *s)
{
	atomic_store(&s->suspect, false);
}

uint64_t store_commits(const struct store *s)
{
	return atomic_load_explicit(&s->commits, memory_order_acquire);
}
