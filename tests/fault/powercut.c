/* SPDX-License-Identifier: MPL-2.0 */
/* powercut [IMAGES [SEED]]: what a power cut leaves of the store, simulated.
 *
 * A VFS records every write, truncation and sync of a run of the real store, and a mark when each commit returns.  One
 * image of the disk is made like this: choose a moment.  For each file, everything before its last sync is there; of
 * what came later, each 512-byte sector is there or not, by chance.  The shared-memory file is gone.  Then the ordinary
 * VFS opens the image, and it must be sound, hold whole transactions only, and every one that was acknowledged.
 *
 * synchronous=NORMAL must lose some and OFF must destroy some, or the test itself is worth nothing.
 * The model trusts that a sync is one.  Cheap SD cards lie: hence the physical cuts before a release. */
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "store/store.h"

enum { TRANSACTIONS = 300, ROWS = 3, PAD_MAX = 1500, CHECKPOINT_FRAMES = 100, SECTOR = 512, FILES = 8, IMAGES = 300 };
enum { DIR_MAX = 256, PATH_BYTES = 512 };

/* --- the record ----------------------------------------------------------------------- */

enum kind { WRITE, TRUNCATE, SYNC, DELETE, ACK };
struct op {
	enum kind kind;
	int file;        /* index into `names`; ACK: the transaction */
	int64_t at;      /* WRITE: offset; TRUNCATE: size */
	size_t n;
	unsigned char *data;
};

static struct op *ops;
static size_t ops_n, ops_cap;
static char names[FILES][PATH_BYTES];
static int names_n;
static bool fail_sync; /* the next sync of a WAL reports an error */

static void note(enum kind kind, int file, int64_t at, const void *data, size_t n)
{
	if (ops_n == ops_cap) {
		ops_cap = ops_cap ? ops_cap * 2 : 4096;
		ops = xrealloc(ops, ops_cap * sizeof *ops);
	}
	ops[ops_n] = (struct op){ kind, file, at, n, n ? xmalloc(n) : NULL };
	if (n)
		memcpy(ops[ops_n].data, data, n);
	ops_n++;
}

static void forget(void)
{
	for (size_t i = 0; i < ops_n; i++)
		free(ops[i].data);
	ops_n = 0;
	names_n = 0;
}

static int file_of(const char *path)
{
	for (int i = 0; i < names_n; i++)
		if (strcmp(names[i], path) == 0)
			return i;
	REQUIRE(names_n < FILES);
	snprintf(names[names_n], sizeof names[0], "%s", path);
	return names_n++;
}

/* --- chance: the same seed gives the same run and the same images ----------------------- */

static uint64_t seed;

static uint32_t dice(uint32_t sides) /* splitmix64 */
{
	uint64_t z = seed += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return (uint32_t)((z ^ z >> 31) % sides);
}

/* --- the VFS -------------------------------------------------------------------------- */

struct file {
	sqlite3_file base;
	int id; /* -1: a temporary file, not recorded */
	sqlite3_file *real; /* behind this struct */
};

static sqlite3_vfs *unix_vfs;

static sqlite3_file *real(sqlite3_file *f)
{
	return ((struct file *)(void *)f)->real;
}
static int id_of(sqlite3_file *f)
{
	return ((struct file *)(void *)f)->id;
}
static int on_close(sqlite3_file *f)
{
	return real(f)->pMethods->xClose(real(f)); /* which must not count as a sync */
}
static int on_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	return real(f)->pMethods->xRead(real(f), p, n, at);
}
static int on_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	if (id_of(f) >= 0)
		note(WRITE, id_of(f), at, p, (size_t)n);
	return real(f)->pMethods->xWrite(real(f), p, n, at);
}
static int on_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	if (id_of(f) >= 0)
		note(TRUNCATE, id_of(f), size, NULL, 0);
	return real(f)->pMethods->xTruncate(real(f), size);
}
static int on_sync(sqlite3_file *f, int flags UNUSED)
{
	if (fail_sync && id_of(f) >= 0 && strstr(names[id_of(f)], "-wal")) {
		fail_sync = false;
		return SQLITE_IOERR_FSYNC;
	}
	if (id_of(f) >= 0)
		note(SYNC, id_of(f), 0, NULL, 0);
	return SQLITE_OK; /* the files of the run itself need no sync */
}
static int on_size(sqlite3_file *f, sqlite3_int64 *ret)
{
	return real(f)->pMethods->xFileSize(real(f), ret);
}
static int on_lock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xLock(real(f), level);
}
static int on_unlock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xUnlock(real(f), level);
}
static int on_reserved(sqlite3_file *f, int *ret)
{
	return real(f)->pMethods->xCheckReservedLock(real(f), ret);
}
static int on_control(sqlite3_file *f, int op, void *arg)
{
	return real(f)->pMethods->xFileControl(real(f), op, arg);
}
static int on_sector_size(sqlite3_file *f UNUSED)
{
	return SECTOR;
}
static int on_characteristics(sqlite3_file *f UNUSED)
{
	return 0; /* no atomic sector, no power-safe overwrite */
}
static int on_shm_map(sqlite3_file *f, int page, int n, int extend, void volatile **ret)
{
	return real(f)->pMethods->xShmMap(real(f), page, n, extend, ret);
}
static int on_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
	return real(f)->pMethods->xShmLock(real(f), at, n, flags);
}
static void on_shm_barrier(sqlite3_file *f)
{
	real(f)->pMethods->xShmBarrier(real(f));
}
static int on_shm_unmap(sqlite3_file *f, int remove_it)
{
	return real(f)->pMethods->xShmUnmap(real(f), remove_it);
}

static const sqlite3_io_methods methods = {
	2, on_close, on_read, on_write, on_truncate, on_sync, on_size, on_lock, on_unlock, on_reserved, on_control,
	on_sector_size, on_characteristics, on_shm_map, on_shm_lock, on_shm_barrier, on_shm_unmap, NULL, NULL,
};

static int on_open(sqlite3_vfs *vfs UNUSED, const char *name, sqlite3_file *out, int flags, int *ret_flags)
{
	struct file *f = (struct file *)(void *)out;
	int rc;

	f->real = (sqlite3_file *)(void *)(f + 1);
	rc = unix_vfs->xOpen(unix_vfs, name, f->real, flags, ret_flags);
	f->id = name ? file_of(name) : -1;
	f->base.pMethods = rc == SQLITE_OK ? &methods : NULL;
	return rc;
}

static int on_delete(sqlite3_vfs *vfs UNUSED, const char *name, int sync_dir UNUSED)
{
	note(DELETE, file_of(name), 0, NULL, 0);
	return unix_vfs->xDelete(unix_vfs, name, 0);
}

static int on_randomness(sqlite3_vfs *vfs UNUSED, int n, char *out) /* salts of the WAL */
{
	for (int i = 0; i < n; i++)
		out[i] = (char)dice(256);
	return n;
}

static sqlite3_vfs recorder;

static void recorder_on(void)
{
	unix_vfs = sqlite3_vfs_find(NULL);
	recorder = *unix_vfs; /* all else is the same */
	recorder.zName = "recorder";
	recorder.szOsFile = (int)sizeof(struct file) + unix_vfs->szOsFile;
	recorder.xOpen = on_open;
	recorder.xDelete = on_delete;
	recorder.xRandomness = on_randomness;
	REQUIRE(sqlite3_vfs_register(&recorder, 1) == SQLITE_OK);
}

static void recorder_off(void)
{
	REQUIRE(sqlite3_vfs_unregister(&recorder) == SQLITE_OK);
}

/* --- the run that is recorded ------------------------------------------------------------- */

static const char add[] = "INSERT INTO core_t(n, part, pad) VALUES (?, ?, ?)";

static int transaction(struct conn *w, int n, struct error *e)
{
	char pad[PAD_MAX + 1] = "";
	int rc = conn_begin_write(w, e);

	for (int part = 0; part < ROWS && rc == 0; part++) {
		struct glane_str s = { pad, dice(PAD_MAX) };
		for (size_t i = 0; i < s.n; i++)
			pad[i] = (char)dice(256);
		rc = conn_run(w, add, VALS(glane_int(n), glane_int(part), glane_blob(s)), e);
	}
	if (rc == 0)
		return conn_commit(w, e);
	conn_rollback(w);
	return rc;
}

static struct store *store;
static struct conn *writer;

static void must(int rc, const struct error *e)
{
	if (rc < 0) {
		printf("Bail out! %s\n", e->text);
		exit(1);
	}
}

static void store_start(const char *dir)
{
	struct error e;

	error_init(&e, NULL);
	recorder_on();
	must(store_open(dir, STORE_CREATE, &store, &e), &e);
	must(conn_open(store, CONN_WRITER, &writer, &e), &e);
	must(conn_script(writer, "CREATE TABLE core_t(n INTEGER, part INTEGER, pad BLOB, PRIMARY KEY(n, part)) STRICT", &e), &e);
	if (conn_checkpoint(writer, 0) != 0) { /* else NORMAL would seem corrupt for want of its schema */
		printf("Bail out! the schema was not checkpointed\n");
		exit(1);
	}
}

static void store_stop(void)
{
	conn_close(writer);
	store_close(store);
	recorder_off();
}

/* Returns the first operation of the run proper. */
static size_t record(const char *dir, const char *synchronous)
{
	char sql[64];
	struct error e;
	size_t start, end;

	forget();
	error_init(&e, NULL);
	store_start(dir);
	snprintf(sql, sizeof sql, "PRAGMA synchronous = %s", synchronous);
	must(conn_script(writer, sql, &e), &e);
	start = ops_n;
	for (int n = 1; n <= TRANSACTIONS; n++) {
		must(transaction(writer, n, &e), &e);
		note(ACK, n, 0, NULL, 0);
		if (conn_checkpoint(writer, CHECKPOINT_FRAMES) < 0)
			must(error_fail(&e, GLANE_EIO, "checkpoint"), &e);
	}
	end = ops_n;
	store_stop();
	while (ops_n > end) /* the orderly end is no part of it */
		free(ops[--ops_n].data);
	return start;
}

/* --- images --------------------------------------------------------------------------------- */

struct content {
	unsigned char *p;
	size_t n, cap;
	bool there;
};

static void resize(struct content *c, size_t n)
{
	if (n > c->cap) {
		c->p = xrealloc(c->p, n * 2);
		c->cap = n * 2;
	}
	if (n > c->n)
		memset(c->p + c->n, 0, n - c->n);
	c->n = n;
}

static void put(struct content *c, const struct op *op, size_t from, size_t n)
{
	size_t end = (size_t)op->at + from + n;

	if (end > c->n)
		resize(c, end);
	memcpy(c->p + op->at + from, op->data + from, n);
}

/* The sectors of one write that had no sync: each by chance.  Returns how many were lost. */
static size_t put_torn(struct content *c, const struct op *op, uint32_t survive_percent)
{
	size_t lost = 0;

	for (size_t from = 0; from < op->n;) {
		size_t n = SECTOR - ((size_t)op->at + from) % SECTOR;
		n = n < op->n - from ? n : op->n - from;
		if (dice(100) < survive_percent)
			put(c, op, from, n);
		else
			lost++;
		from += n;
	}
	return lost;
}

static size_t image(size_t cut, struct content files[FILES])
{
	static const uint32_t fixed[] = { 0, 50, 100 };
	uint32_t which = dice(4), survive = which < 3 ? fixed[which] : dice(101);
	size_t last_sync[FILES] = { 0 }, lost = 0;

	for (size_t i = 0; i < cut; i++)
		if (ops[i].kind == SYNC)
			last_sync[ops[i].file] = i;
	for (int f = 0; f < FILES; f++) {
		files[f].n = 0;
		files[f].there = false;
	}
	for (size_t i = 0; i < cut; i++) {
		const struct op *op = &ops[i];
		struct content *c = op->kind == ACK ? NULL : &files[op->file];
		bool safe = c && i < last_sync[op->file];
		if (op->kind == WRITE) {
			c->there = true;
			if (safe)
				put(c, op, 0, op->n);
			else
				lost += put_torn(c, op, survive);
		} else if (op->kind == TRUNCATE && (safe || dice(100) < survive)) {
			resize(c, (size_t)op->at);
		} else if (op->kind == DELETE) { /* names of files are taken to be safe at once */
			c->n = 0;
			c->there = false;
		}
	}
	return lost;
}

static void write_image(const char *dir, const struct content files[FILES])
{
	char path[PATH_BYTES];

	for (int f = 0; f < names_n; f++) {
		const char *base = strrchr(names[f], '/') + 1;
		snprintf(path, sizeof path, "%s/%s", dir, base);
		unlink(path);
		if (!files[f].there)
			continue;
		FILE *out = fopen(path, "wb");
		REQUIRE(out && fwrite(files[f].p, 1, files[f].n, out) == files[f].n && fclose(out) == 0);
	}
	snprintf(path, sizeof path, "%s/glane.db-shm", dir);
	unlink(path);
}

/* --- verdicts --------------------------------------------------------------------------------- */

struct verdict {
	int corrupt, torn, lossy, worst; /* worst: transactions lost at once */
	size_t sectors; /* that did not survive: the faults that were delivered */
};

static int64_t ask(sqlite3 *db, const char *sql, int64_t on_error)
{
	sqlite3_stmt *q = NULL;
	int64_t n = on_error;

	if (sqlite3_prepare_v2(db, sql, -1, &q, NULL) == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW)
		n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return n;
}

static void judge(const char *dir, int acked, struct verdict *v)
{
	char path[PATH_BYTES];
	sqlite3 *db = NULL;
	int64_t last;

	snprintf(path, sizeof path, "%s/glane.db", dir);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
	    sqlite3_exec(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL) != SQLITE_OK ||
	    ask(db, "SELECT integrity_check = 'ok' FROM pragma_integrity_check", 0) != 1) {
		v->corrupt++;
	} else if ((last = ask(db, "SELECT coalesce(max(n), 0) FROM core_t", -1)) < 0 ||
	           ask(db, "SELECT count(*) FROM core_t", -1) != last * ROWS) { /* the key makes every (n, part) unique */
		v->torn++;
	} else if (last < acked) {
		v->lossy++;
		if (acked - last > v->worst)
			v->worst = (int)(acked - last);
	}
	sqlite3_close(db);
}

/* The store itself must take such an image, not only SQLite. */
static bool store_takes(const char *dir)
{
	struct error e;
	struct store *s = NULL;
	struct conn *c = NULL;
	bool ok;

	error_init(&e, NULL);
	ok = store_open(dir, STORE_CREATE, &s, &e) == 0 && conn_open(s, CONN_WRITER, &c, &e) == 0 &&
	     transaction(c, TRANSACTIONS + 1, &e) == 0;
	if (!ok)
		printf("# %s\n", e.text);
	conn_close(c);
	store_close(s);
	return ok;
}

static bool images_of(const char *dir, const char *synchronous, int count, struct verdict *v)
{
	struct content files[FILES] = { 0 };
	char run[DIR_MAX + 16], disk[DIR_MAX + 16];
	bool taken = true;

	snprintf(run, sizeof run, "%s/run-%s", dir, synchronous);
	snprintf(disk, sizeof disk, "%s/disk-%s", dir, synchronous);
	REQUIRE(mkdir(disk, 0700) == 0);
	size_t start = record(run, synchronous);
	for (int i = 0; i < count; i++) {
		size_t cut = start + dice((uint32_t)(ops_n - start)) + 1;
		int acked = 0;
		for (size_t k = start; k < cut; k++)
			if (ops[k].kind == ACK)
				acked = ops[k].file;
		v->sectors += image(cut, files);
		write_image(disk, files);
		judge(disk, acked, v);
		if (i % 16 == 0 && strcmp(synchronous, "FULL") == 0) {
			write_image(disk, files);
			taken = store_takes(disk) && taken;
		}
	}
	for (int f = 0; f < FILES; f++)
		free(files[f].p);
	printf("# %s: %d images, %zu sectors lost, %d corrupt, %d torn, %d without acknowledged transactions (worst %d)\n",
	       synchronous, count, v->sectors, v->corrupt, v->torn, v->lossy, v->worst);
	return taken;
}

/* After a failed sync nobody knows what is on disk: that commit fails, and no later one is acknowledged. */
static bool failed_sync(const char *dir)
{
	char run[DIR_MAX + 16];
	struct error e;
	bool ok;

	forget();
	error_init(&e, NULL);
	snprintf(run, sizeof run, "%s/sync", dir);
	store_start(run);
	ok = transaction(writer, 1, &e) == 0 && !conn_broken(writer);
	fail_sync = true;
	ok = ok && transaction(writer, 2, &e) == GLANE_EIO && !fail_sync && conn_broken(writer) && !conn_in_txn(writer);
	ok = ok && transaction(writer, 3, &e) == GLANE_EIO;
	store_stop();
	forget();
	/* a new process finds what was acknowledged */
	error_init(&e, NULL);
	int64_t n = 0;
	ok = ok && store_open(run, 0, &store, &e) == 0 && conn_open(store, CONN_WRITER, &writer, &e) == 0 &&
	     conn_int(writer, "SELECT count(*) FROM core_t WHERE n = 1", NULL, 0, &n, &e) == 0 && n == ROWS &&
	     transaction(writer, 4, &e) == 0;
	conn_close(writer);
	store_close(store);
	return ok;
}

static int remove_one(const char *path, const struct stat *st UNUSED, int type UNUSED, struct FTW *at UNUSED)
{
	return remove(path);
}

static int point(int number, bool ok, const char *what)
{
	printf("%sok %d - %s\n", ok ? "" : "not ", number, what);
	return ok ? 0 : 1;
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : IMAGES;
	const char *tmp = getenv("TMPDIR");
	char dir[DIR_MAX];
	struct verdict full = { 0 }, normal = { 0 }, off = { 0 };
	int failed = 0;

	seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	snprintf(dir, sizeof dir, "%s/glane-powercut-XXXXXX", tmp ? tmp : "/tmp");
	if (count < 1 || !mkdtemp(dir)) {
		printf("Bail out! usage: powercut [IMAGES [SEED]], with a writable temporary directory\n");
		return 1;
	}
	printf("1..5\n# seed %" PRIu64 "\n", seed);
	bool taken = images_of(dir, "FULL", count, &full);
	failed += point(1, full.sectors > 0 && full.corrupt == 0 && full.torn == 0 && full.lossy == 0, "FULL loses nothing");
	failed += point(2, taken, "the store opens what is left and writes on");
	images_of(dir, "NORMAL", count, &normal);
	failed += point(3, normal.corrupt == 0 && normal.torn == 0 && normal.lossy > 0, "NORMAL is seen to lose acknowledged writes");
	images_of(dir, "OFF", count, &off);
	failed += point(4, off.corrupt > 0, "OFF is seen to destroy the database");
	failed += point(5, failed_sync(dir), "after a failed sync nothing is acknowledged");
	forget();
	free(ops);
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return failed ? 1 : 0;
}
