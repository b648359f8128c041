/* SPDX-License-Identifier: MPL-2.0 */
/* The measurements: `bench NAME... --glane PROGRAM`.  See README.md for what each one says. */
#include <ftw.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench.h"

static const struct {
	const char *name;
	int (*run)(struct bench *);
} all[] = {
	{ "pages", bench_pages },   { "intake", bench_intake }, { "search", bench_search },
	{ "memory", bench_memory }, { "start", bench_start },   { "readers", bench_readers },
	{ "hash", bench_hash },     { "impact", bench_impact }, { "challenge", bench_challenge },
	{ "printing", bench_printing },
};

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *f)
{
	(void)st;
	(void)flag;
	(void)f;
	return remove(path);
}

static struct bench bench = { .items = 100000, .rounds = 7, .round_ms = 600 };

static void clean(void)
{
	if (bench.dir[0])
		nftw(bench.dir, remove_one, 32, FTW_DEPTH | FTW_PHYS);
}

static int usage(void)
{
	fprintf(stderr, "usage: bench pages|intake|search|memory|start|readers|hash|impact|challenge|printing... --glane PROGRAM\n"
	                "       bench fill --glane PROGRAM --store DIR\n"
	                "  --items N   items in the store (100000)\n  --movements N  impact: a third, larger store\n  --store DIR a store made by fill, used in place\n"
	                "  --rounds N  turns of figure and baseline (7)\n  --ms N      length of one turn (600)\n");
	return 2;
}

static int64_t positive(const char *s, int64_t most)
{
	char *end;
	long long v = strtoll(s, &end, 10);
	return *end || v < 1 || v > most ? 0 : v;
}

static int run_named(const char *name)
{
	if (strcmp(name, "fill") == 0)
		return bench.store ? bench_fill(&bench) : usage();
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(all[i].name, name) == 0)
			return all[i].run(&bench);
	return usage();
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "glane", required_argument, NULL, 'g' }, { "store", required_argument, NULL, 's' },  { "items", required_argument, NULL, 'n' },
		{ "rounds", required_argument, NULL, 'r' }, { "ms", required_argument, NULL, 'm' }, { "movements", required_argument, NULL, 'l' }, { NULL, 0, NULL, 0 },
	};
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (o == 'g')
			bench.glane = optarg;
		else if (o == 's')
			bench.store = optarg;
		else if (o == 'n')
			bench.items = positive(optarg, 100000000);
		else if (o == 'l')
			bench.movements = positive(optarg, 100000000);
		else if (o == 'r')
			bench.rounds = (unsigned)positive(optarg, ROUNDS_MAX);
		else if (o == 'm')
			bench.round_ms = (unsigned)positive(optarg, 1000000);
		else
			return usage();
	}
	if (!bench.glane || optind == argc || !bench.items || !bench.rounds || !bench.round_ms)
		return usage();
	const char *tmp = getenv("TMPDIR");
	snprintf(bench.dir, sizeof(bench.dir), "%s/glane-bench-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(bench.dir)) {
		bench.dir[0] = 0;
		die("no temporary directory");
	}
	atexit(clean);
	int rc = 0;
	for (int i = optind; i < argc && rc == 0; i++)
		rc = run_named(argv[i]);
	return rc;
}
