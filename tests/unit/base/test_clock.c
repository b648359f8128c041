/* SPDX-License-Identifier: MPL-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/attr.h"
#include "base/clock.h"
#include "glane/plugin.h"

enum { HOUR = 3600000, DAY = 24 * HOUR };

static void clock_stands_still_when_told(void **state)
{
	(void)state;
	clock_fake(1794000000123);
	assert_true(clock_now_ms() == 1794000000123 && clock_now_ms() == 1794000000123);
	assert_int_equal(clock_quality(), 1);
	clock_fake(0);
	assert_true(clock_now_ms() > 1600000000000);
	assert_true(clock_now_ms() != 1794000000123);
	int64_t a = clock_monotonic_ms(), b = clock_monotonic_ms();
	assert_true(a <= b);
	assert_in_range(clock_quality(), 0, 1);
}

static void seeded_random(void **state)
{
	(void)state;
	uint8_t a[64], b[64], c[64], zero[64] = { 0 };
	random_bytes(a, sizeof(a));
	random_bytes(b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
	assert_memory_not_equal(a, zero, sizeof(a));
	random_seed_for_tests(7);
	random_bytes(a, sizeof(a));
	random_bytes(b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
	random_seed_for_tests(7);
	random_bytes(c, sizeof(c));
	assert_memory_equal(a, c, sizeof(a));
	random_seed_for_tests(8);
	random_bytes(c, sizeof(c));
	assert_memory_not_equal(a, c, sizeof(a));
}

/* Every day from 1600 to 2800 against a calendar that only counts on. */
static void calendar(void **state)
{
	(void)state;
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	struct civil c = { 1600, 1, 1 };
	int64_t day = day_of_civil(c);
	assert_int_equal(day_of_civil((struct civil){ 1970, 1, 1 }), 0);
	assert_int_equal(day_of_civil((struct civil){ 2026, 11, 23 }), 20780);
	for (; c.year < 2800; day++) {
		struct civil got = civil_of_day(day);
		if (got.year != c.year || got.month != c.month || got.day != c.day || day_of_civil(c) != day)
			fail_msg("%d-%d-%d", c.year, c.month, c.day);
		bool leap = c.year % 4 == 0 && (c.year % 100 != 0 || c.year % 400 == 0);
		if (++c.day > lengths[c.month - 1] + (leap && c.month == 2)) {
			c.day = 1;
			if (++c.month > 12) {
				c.month = 1;
				c.year++;
			}
		}
	}
}

static void days_are_read(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", "2025-1-01", "2025-02-29", "2025-13-01", "2025-00-10", "2025-04-31", "2025-10-00", "2025-10-32", "2025/10/01",
		"2025-10-01 ", " 2025-10-1", "2025-10-0x", "+025-10-01", "0000-01-01", "20251001", "2025-10-011", "1900-02-29",
	};
	int64_t day = 42;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (day_parse(bad[i], strlen(bad[i]), &day) != GLANE_EINVAL || day != 42)
			fail_msg("taken: %s", bad[i]);
	assert_int_equal(day_parse("2025-10-01", 10, &day), 0);
	assert_int_equal(day, 20362);
	assert_int_equal(day_parse("2024-02-29", 10, &day), 0);
	assert_int_equal(day_parse("2000-02-29", 10, &day), 0);
	assert_int_equal(day_parse("1969-12-31", 10, &day), 0);
	assert_int_equal(day, -1);
}

static int64_t at(int year, int month, int day, int hour_utc, int minute)
{
	return day_of_civil((struct civil){ year, month, day }) * DAY + hour_utc * (int64_t)HOUR + minute * INT64_C(60000);
}

static void paris_days(void **state)
{
	(void)state;
	const struct zone *z = zone_get("Europe/Paris");
	assert_ptr_equal(z, zone_get("Europe/Paris"));
	/* 29 March 2026: 2:00 becomes 3:00, at 1:00 UTC. */
	assert_int_equal(zone_minute(z, at(2026, 3, 29, 1, 0) - 1), 1 * 60 + 59);
	assert_int_equal(zone_minute(z, at(2026, 3, 29, 1, 0)), 3 * 60);
	/* 25 October 2026: 3:00 becomes 2:00, at 1:00 UTC. */
	assert_int_equal(zone_minute(z, at(2026, 10, 25, 1, 0) - 1), 2 * 60 + 59);
	assert_int_equal(zone_minute(z, at(2026, 10, 25, 1, 0)), 2 * 60);

	/* All days of a year: they begin where the one before ends; two are not 24 hours long. */
	int64_t first = day_of_civil((struct civil){ 2026, 1, 1 });
	for (int64_t d = first; d < first + 365; d++) {
		int64_t start = zone_start_of_day_ms(z, d), length = zone_start_of_day_ms(z, d + 1) - start;
		struct civil c = civil_of_day(d);
		int64_t want = c.month == 3 && c.day == 29 ? 23 : c.month == 10 && c.day == 25 ? 25 : 24;
		assert_int_equal(length, want * HOUR);
		assert_int_equal(zone_day(z, start), d);
		assert_int_equal(zone_day(z, start - 1), d - 1);
		assert_int_equal(zone_minute(z, start), 0);
	}
	/* A sale at 23:30 on New Year's Eve is of the old year, in the shop's time. */
	assert_int_equal(zone_day(z, at(2026, 12, 31, 22, 30)), first + 364);
	assert_int_equal(zone_day(z, at(2026, 12, 31, 23, 0)), first + 365);
	assert_int_equal(zone_day(NULL, at(2026, 12, 31, 23, 59)), first + 364);
}

/* Beyond the changes that a file lists, its footer's rule counts; long before, history. */
static void paris_far_away(void **state)
{
	(void)state;
	const struct zone *z = zone_get("Europe/Paris");
	assert_int_equal(zone_minute(z, at(2099, 7, 1, 12, 0)), 14 * 60);
	assert_int_equal(zone_minute(z, at(2099, 12, 1, 12, 0)), 13 * 60);
	assert_int_equal(zone_minute(z, at(2100, 3, 28, 1, 0) - 1), 119); /* the last Sunday of March 2100 */
	assert_int_equal(zone_minute(z, at(2100, 3, 28, 1, 0)), 180);
	assert_int_equal(zone_minute(z, at(2100, 10, 31, 1, 0) - 1), 179);
	assert_int_equal(zone_minute(z, at(2100, 10, 31, 1, 0)), 120);
	assert_int_equal(zone_minute(z, at(1943, 7, 1, 12, 0)), 14 * 60);
	assert_int_equal(zone_minute(z, at(1975, 7, 1, 12, 0)), 13 * 60); /* summer time came in 1976 */
	assert_int_equal(zone_minute(z, at(1976, 7, 1, 12, 0)), 14 * 60);
}

/* localtime_r() of the same system as the witness, every 6 hours and some minutes from 1950 to 2110. */
static void same_as_libc(void **state)
{
	(void)state;
	static const char *const names[] = {
		"Europe/Paris", "America/Guadeloupe", "America/Havana", "Pacific/Auckland", "Indian/Reunion",
		"America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "Europe/Dublin", "Asia/Tehran",
	};
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const struct zone *z = zone_get(names[i]);
		setenv("TZ", names[i], 1);
		tzset();
		for (int64_t s = -631152000; s < INT64_C(4417977600); s += 6 * 3600 + 17 * 60) {
			time_t t = s;
			struct tm tm;
			localtime_r(&t, &tm);
			struct civil c = { tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday };
			if (zone_day(z, s * 1000) != day_of_civil(c) || zone_minute(z, s * 1000) != tm.tm_hour * 60 + tm.tm_min)
				fail_msg("%s at %lld", names[i], (long long)s);
		}
	}
	unsetenv("TZ");
}

/* A zone file of nothing but a footer, against libc given the same rule as TZ. */
static void footers(void **state)
{
	(void)state;
	static const char *const rules[] = {
		"AAA-1BBB,J60/2,J300/3", "AAA-1BBB,59/2,299", "<+03>-3", "AAA3BBB,M10.1.0,M3.3.0/-1", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
		"IST-1GMT0,M10.5.0,M3.5.0/1", "AAA10:30BBB-11,M4.1.0/26,M10.1.0/2:30:15", "EET-2EEST,M3.4.4/50,M10.4.4/50",
	};
	static const char *const wrong[] = { "AAA", "AAA-1BBB", "AAA-1BBB,M13.1.0,M3.1.0", "AA-1", "<AA-1", "AAA-1BBB,J0,J1", "AAA-1x" };
	char dir[] = "/tmp/glane-zone-XXXXXX", path[64], name[32];
	assert_non_null(mkdtemp(dir));
	for (size_t i = 0; i < COUNT_OF(rules) + COUNT_OF(wrong); i++) {
		const char *text = i < COUNT_OF(rules) ? rules[i] : wrong[i - COUNT_OF(rules)];
		uint8_t head[44] = "TZif2", type[8] = { 0 };
		head[39] = 1; /* one type: UTC */
		head[43] = 1; /* with an empty name */
		snprintf(name, sizeof(name), "footer%zu", i);
		snprintf(path, sizeof(path), "%s/%s", dir, name);
		FILE *f = fopen(path, "we");
		assert_non_null(f);
		for (int block = 0; block < 2; block++) {
			fwrite(head, 1, sizeof(head), f);
			fwrite(type, 1, 7, f);
		}
		fprintf(f, "\n%s\n", text);
		fclose(f);
		setenv("TZDIR", dir, 1);
		const struct zone *z = zone_get(name);
		unsetenv("TZDIR");
		remove(path);
		setenv("TZ", i < COUNT_OF(rules) ? text : "UTC0", 1);
		tzset();
		for (int64_t s = 946684800; s < INT64_C(1800000000); s += 3 * 3600 + 7 * 60) {
			time_t t = s;
			struct tm tm;
			localtime_r(&t, &tm);
			struct civil c = { tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday };
			if (zone_day(z, s * 1000) != day_of_civil(c) || zone_minute(z, s * 1000) != tm.tm_hour * 60 + tm.tm_min)
				fail_msg("%s at %lld", text, (long long)s);
		}
	}
	unsetenv("TZ");
	assert_int_equal(remove(dir), 0);
}

static void days_without_a_midnight(void **state)
{
	(void)state;
	const struct zone *z = zone_get("America/Havana");
	/* 8 March 2026: 0:00 becomes 1:00, at 5:00 UTC.  1 November 2026: 1:00 becomes 0:00 again, at 5:00 UTC. */
	int64_t spring = day_of_civil((struct civil){ 2026, 3, 8 }), autumn = day_of_civil((struct civil){ 2026, 11, 1 });
	assert_int_equal(zone_start_of_day_ms(z, spring), at(2026, 3, 8, 5, 0));
	assert_int_equal(zone_minute(z, zone_start_of_day_ms(z, spring)), 60);
	assert_int_equal(zone_start_of_day_ms(z, autumn), at(2026, 11, 1, 4, 0)); /* the first of two */
	assert_int_equal(zone_start_of_day_ms(z, autumn + 1) - zone_start_of_day_ms(z, autumn), 25 * HOUR);
}

static void missing_zones_are_utc(void **state)
{
	(void)state;
	static const char *const names[] = { "UTC", "No/Where", "", "../../etc/passwd", "/etc/localtime", "zone.tab", "Europe" };
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const struct zone *z = zone_get(names[i]);
		assert_ptr_equal(z, zone_get(names[i]));
		assert_int_equal(zone_minute(z, at(2026, 7, 1, 12, 34)), 12 * 60 + 34);
		assert_int_equal(zone_start_of_day_ms(z, 5), 5 * DAY);
	}
	assert_int_equal(zone_minute(zone_get(NULL), -60000), 23 * 60 + 59);
	assert_int_equal(zone_day(zone_get(NULL), -1), -1);
}

static void damaged_files_are_utc(void **state)
{
	(void)state;
	/* The file of Paris, cut at every length and with single bytes changed, is read without harm. */
	char dir[] = "/tmp/glane-zone-XXXXXX", path[64], name[32];
	static uint8_t bytes[8192];
	FILE *f = fopen("/usr/share/zoneinfo/Europe/Paris", "re");
	assert_non_null(f);
	size_t n = fread(bytes, 1, sizeof(bytes), f), files = 0;
	fclose(f);
	assert_non_null(mkdtemp(dir));
	setenv("TZDIR", dir, 1);
	for (size_t i = 0; i < n; i += i < 100 || i + 100 > n ? 1 : 37) {
		uint8_t kept = bytes[i];
		for (int cut = 0; cut < 2; cut++) {
			snprintf(name, sizeof(name), "z%zu", files++);
			snprintf(path, sizeof(path), "%s/%s", dir, name);
			bytes[i] = cut ? kept : (uint8_t)(kept ^ 0xa5);
			f = fopen(path, "we");
			assert_non_null(f);
			fwrite(bytes, 1, cut ? i : n, f);
			fclose(f);
			const struct zone *z = zone_get(name);
			int minute = zone_minute(z, at(2026, 7, 1, 12, 0));
			assert_in_range(minute, 0, 1439);
			if (cut && i < n - 30) /* with the whole of the tables it may be Paris without a footer */
				assert_int_equal(minute, 12 * 60);
			zone_start_of_day_ms(z, 50000);
			remove(path);
		}
		bytes[i] = kept;
	}
	unsetenv("TZDIR");
	assert_int_equal(remove(dir), 0);
}

static void *ask(void *arg)
{
	const struct zone **ret = arg;
	*ret = zone_get("Indian/Mayotte");
	return NULL;
}

static void one_zone_for_all_threads(void **state)
{
	(void)state;
	pthread_t threads[8];
	const struct zone *got[8];
	for (int i = 0; i < 8; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, ask, &got[i]), 0);
	for (int i = 0; i < 8; i++) {
		pthread_join(threads[i], NULL);
		assert_ptr_equal(got[i], got[0]);
	}
	assert_int_equal(zone_minute(got[0], at(2026, 7, 1, 12, 0)), 15 * 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clock_stands_still_when_told), cmocka_unit_test(seeded_random), cmocka_unit_test(calendar),
		cmocka_unit_test(days_are_read), cmocka_unit_test(paris_days), cmocka_unit_test(paris_far_away),
		cmocka_unit_test(same_as_libc), cmocka_unit_test(footers), cmocka_unit_test(days_without_a_midnight),
		cmocka_unit_test(missing_zones_are_utc), cmocka_unit_test(damaged_files_are_utc),
		cmocka_unit_test(one_zone_for_all_threads),
	};
	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
