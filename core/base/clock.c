/* SPDX-License-Identifier: MPL-2.0 */
#include "base/clock.h"

#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/timex.h>
#include <time.h>

#include "base/attr.h"
#include "glane/plugin.h"

static _Atomic int64_t faked; /* 0: the real clock */

static int64_t read_ms(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_now_ms(void)
{
	int64_t ms = atomic_load_explicit(&faked, memory_order_relaxed);
	return ms ? ms : read_ms(CLOCK_REALTIME);
}

int64_t clock_monotonic_ms(void)
{
	return read_ms(CLOCK_MONOTONIC);
}

static _Atomic int64_t skipped;

int64_t clock_boot_ms(void)
{
	return read_ms(CLOCK_BOOTTIME) + atomic_load_explicit(&skipped, memory_order_relaxed);
}

void clock_boot_skip_for_tests(int64_t ms)
{
	atomic_fetch_add_explicit(&skipped, ms, memory_order_relaxed);
}

int clock_quality(void)
{
	struct timex t = { .modes = 0 };
	if (atomic_load_explicit(&faked, memory_order_relaxed))
		return 1; /* a held clock is what the test says it is */
	int state = adjtimex(&t);
	return state >= 0 && state != TIME_ERROR && !(t.status & STA_UNSYNC);
}

void clock_fake(int64_t now_ms)
{
	atomic_store_explicit(&faked, now_ms, memory_order_relaxed);
}

static pthread_once_t sodium_once = PTHREAD_ONCE_INIT;
static void sodium_start(void)
{
	REQUIRE(sodium_init() >= 0);
}

static atomic_bool seeded;
static struct {
	pthread_mutex_t lock;
	uint64_t seed, drawn;
} draws = { .lock = PTHREAD_MUTEX_INITIALIZER };

void random_seed_for_tests(uint64_t seed)
{
	pthread_mutex_lock(&draws.lock);
	draws.seed = seed;
	draws.drawn = 0;
	pthread_mutex_unlock(&draws.lock);
	atomic_store(&seeded, true);
}

void random_bytes(void *p, size_t n)
{
	pthread_once(&sodium_once, sodium_start);
	if (!atomic_load_explicit(&seeded, memory_order_relaxed)) {
		randombytes_buf(p, n);
		return;
	}
	unsigned char key[randombytes_SEEDBYTES] = { 0 };
	pthread_mutex_lock(&draws.lock);
	memcpy(key, &draws.seed, sizeof(draws.seed));
	memcpy(key + sizeof(draws.seed), &draws.drawn, sizeof(draws.drawn));
	draws.drawn++;
	pthread_mutex_unlock(&draws.lock);
	randombytes_buf_deterministic(p, n, key);
}

/* The calendar repeats every 400 years = 146,097 days.  Years are counted from March, so that the odd day is the last:
 * the first of month m (0 = March) is day (153 m + 2) / 5 of the year. */
struct civil civil_of_day(int64_t day)
{
	day += 719468; /* from 0000-03-01 */
	int64_t era = (day >= 0 ? day : day - 146096) / 146097;
	int64_t in_era = day - era * 146097;
	int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * in_year + 2) / 153;
	return (struct civil){
		.year = (int)(year + era * 400 + (month >= 10)),
		.month = (int)(month < 10 ? month + 3 : month - 9),
		.day = (int)(in_year - (153 * month + 2) / 5 + 1),
	};
}

int64_t day_of_civil(struct civil c)
{
	int64_t year = (int64_t)c.year - (c.month <= 2);
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t in_era = year - era * 400;
	int64_t month = c.month > 2 ? c.month - 3 : c.month + 9;
	int64_t in_year = (153 * month + 2) / 5 + c.day - 1;
	return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

static int digits(const char *p, size_t n, int *ret)
{
	int v = 0;
	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return GLANE_EINVAL;
		v = v * 10 + (p[i] - '0');
	}
	*ret = v;
	return 0;
}

int day_parse(const char *p, size_t n, int64_t *ret_day)
{
	struct civil c;
	if (n != 10 || p[4] != '-' || p[7] != '-')
		return GLANE_EINVAL;
	if (digits(p, 4, &c.year) || digits(p + 5, 2, &c.month) || digits(p + 8, 2, &c.day))
		return GLANE_EINVAL;
	if (c.year < 1 || c.month < 1 || c.month > 12 || c.day < 1 || c.day > 31)
		return GLANE_EINVAL;
	int64_t day = day_of_civil(c);
	struct civil back = civil_of_day(day); /* the 30th of February comes back as March */
	if (back.day != c.day)
		return GLANE_EINVAL;
	*ret_day = day;
	return 0;
}
