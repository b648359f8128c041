/* SPDX-License-Identifier: MPL-2.0 */
/* fixture.h: a data directory of its own for each test, and short names for what every test does. */
#ifndef TEST_STORE_FIXTURE_H
#define TEST_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store.h"

struct fixture {
	char dir[64];
	struct store *store;
	struct conn *writer, *reader; /* reader: opened by the test that wants one */
	struct error e;
	struct arena arena;
};

static inline int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

static inline void remove_tree(const char *dir)
{
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#define assert_ok(call) \
	do { \
		int rc_ = (call); \
		if (rc_ != 0) \
			fail_msg("%s: %d %s", #call, rc_, f->e.text); \
	} while (0)
/* The status, and a piece of the words that a person gets to read. */
#define assert_fails(call, status, words) \
	do { \
		error_init(&f->e, NULL); \
		int rc_ = (call); \
		if (rc_ != (status) || !strstr(f->e.text, words)) \
			fail_msg("%s: %d \"%s\", not %s with \"%s\"", #call, rc_, f->e.text, #status, words); \
		error_init(&f->e, NULL); \
	} while (0)

static inline const char *in_dir(const struct fixture *f, const char *name)
{
	static char path[4][512];
	static unsigned turn;
	char *p = path[turn++ % 4];

	snprintf(p, sizeof path[0], "%s/%s", f->dir, name);
	return p;
}

static inline bool exists(const struct fixture *f, const char *name)
{
	return access(in_dir(f, name), F_OK) == 0;
}

static inline void fixture_open(struct fixture *f)
{
	assert_ok(store_open(f->dir, STORE_CREATE, &f->store, &f->e));
	assert_ok(conn_open(f->store, CONN_WRITER, &f->writer, &f->e));
}

static inline void fixture_reader(struct fixture *f)
{
	assert_ok(conn_open(f->store, CONN_READER, &f->reader, &f->e));
}

static inline void fixture_close(struct fixture *f)
{
	conn_close(f->reader);
	conn_close(f->writer);
	f->reader = f->writer = NULL;
	store_close(f->store);
	f->store = NULL;
}

static inline int fixture_dir(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	if (!f)
		return -1;
	snprintf(f->dir, sizeof f->dir, "%s", "/tmp/glane-store-XXXXXX");
	if (!mkdtemp(f->dir))
		return -1;
	error_init(&f->e, NULL);
	arena_init(&f->arena, 1 << 20);
	*state = f;
	return 0;
}

static inline int fixture_setup(void **state)
{
	if (fixture_dir(state) != 0)
		return -1;
	fixture_open(*state);
	return 0;
}

static inline int fixture_teardown(void **state)
{
	struct fixture *f = *state;

	fixture_close(f);
	arena_fini(&f->arena);
	remove_tree(f->dir);
	free(f);
	return 0;
}

static inline int64_t number(struct fixture *f, struct conn *c, const char *sql)
{
	int64_t n = INT64_MIN;

	assert_ok(conn_int(c, sql, NULL, 0, &n, &f->e));
	return n;
}

static inline void file_put(const char *path, const void *p, size_t n)
{
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	assert_int_equal(fwrite(p, 1, n, out), n);
	assert_int_equal(fclose(out), 0);
}

/* Overwrites `n` bytes at `at` with their complement. */
static inline void file_flip(const char *path, long at, size_t n)
{
	FILE *io = fopen(path, "r+b");

	assert_non_null(io);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(fseek(io, at + (long)i, SEEK_SET), 0);
		int ch = fgetc(io);
		assert_int_not_equal(ch, EOF);
		assert_int_equal(fseek(io, at + (long)i, SEEK_SET), 0);
		fputc(~ch & 0xff, io);
	}
	assert_int_equal(fclose(io), 0);
}

static inline long file_size(const char *path)
{
	struct stat st;

	return stat(path, &st) < 0 ? -1 : (long)st.st_size;
}

#endif
