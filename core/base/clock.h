/* SPDX-License-Identifier: MPL-2.0 */
/* clock.h: time and randomness through one door each, so that tests can hold them. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

int64_t clock_now_ms(void);       /* ms since 1970 UTC */
int64_t clock_monotonic_ms(void); /* never jumps */
int64_t clock_boot_ms(void);      /* never jumps either, and counts while the machine sleeps: for lock times */
void clock_boot_skip_for_tests(int64_t ms); /* as if that much had passed */
/* 0 unknown, 1 synchronised (adjtimex says so). */
int clock_quality(void);
void clock_fake(int64_t now_ms);  /* tests: stands still until told again; 0: the real one */

void random_bytes(void *p, size_t n); /* libsodium; from a seed in tests */
void random_seed_for_tests(uint64_t seed);

/* Days since 1970 and the minute of the day of a moment in the site's time zone (TZ name, "Europe/Paris"; read from the
 * system's zoneinfo once per process and zone; "UTC" when it is missing). */
struct zone;
const struct zone *zone_get(const char *name);
int64_t zone_day(const struct zone *z, int64_t ms);
int zone_minute(const struct zone *z, int64_t ms);
int64_t zone_start_of_day_ms(const struct zone *z, int64_t day);

struct civil {
	int year, month, day; /* 2026, 1..12, 1..31 */
};
struct civil civil_of_day(int64_t day);
int64_t day_of_civil(struct civil c);
/* "2025-10-01" -> days since 1970; GLANE_EINVAL. */
int day_parse(const char *p, size_t n, int64_t *ret_day);

#endif
