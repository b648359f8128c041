/* SPDX-License-Identifier: MPL-2.0 */
/* Time zones from the system's compiled files (RFC 8536, version 2 and up), with the rule of the footer for the years
 * after the last listed change.  localtime_r() knows only the one zone of the environment. */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/clock.h"
#include "base/str.h"

enum { DAY_S = 86400, LARGEST_FILE = 256 * 1024 };

struct rule { /* when a half of the year begins */
	char kind; /* 'M' month, week, weekday; 'J' day 1..365 without 29 February; 'n' day 0..365 */
	int month, week, weekday, day;
	int32_t at; /* seconds after local midnight */
};
struct zone {
	struct zone *next;
	char *name;
	size_t count;
	int64_t *from; /* seconds UTC */
	int32_t *offset, before; /* seconds east; `before` the first change */
	bool has_rule, has_summer;
	int32_t standard, summer;
	struct rule begins, ends; /* of summer time */
};

static const struct zone utc = { .name = (char *)"UTC" };

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Local seconds since 1970 at which `r` happens in a year. */
static int64_t rule_moment(const struct rule *r, int year)
{
	int64_t day, first = day_of_civil((struct civil){ year, 1, 1 });
	if (r->kind == 'M') {
		int64_t begin = day_of_civil((struct civil){ year, r->month, 1 });
		int64_t end = r->month == 12 ? day_of_civil((struct civil){ year + 1, 1, 1 })
		                             : day_of_civil((struct civil){ year, r->month + 1, 1 });
		int64_t weekday = ((begin + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
		day = begin + (r->weekday - weekday + 7) % 7 + 7 * (r->week - 1);
		if (day >= end)
			day -= 7; /* week 5: the last one */
	} else if (r->kind == 'J') {
		bool leap = day_of_civil((struct civil){ year + 1, 1, 1 }) - first == 366;
		day = first + r->day - 1 + (leap && r->day > 59);
	} else {
		day = first + r->day;
	}
	return day * DAY_S + r->at;
}

static int32_t rule_offset(const struct zone *z, int64_t s)
{
	if (!z->has_summer)
		return z->standard;
	int year = civil_of_day(floor_div(s + z->standard, DAY_S)).year;
	int64_t begins = rule_moment(&z->begins, year) - z->standard;
	int64_t ends = rule_moment(&z->ends, year) - z->summer;
	bool summer = begins < ends ? s >= begins && s < ends : s >= begins || s < ends; /* south of the equator */
	return summer ? z->summer : z->standard;
}

static int32_t offset_at(const struct zone *z, int64_t s)
{
	if (!z->count || s < z->from[0])
		return z->count || !z->has_rule ? z->before : rule_offset(z, s);
	if (s >= z->from[z->count - 1])
		return z->has_rule ? rule_offset(z, s) : z->offset[z->count - 1];
	size_t low = 0, high = z->count - 1; /* from[low] <= s < from[high] */
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (z->from[middle] <= s)
			low = middle;
		else
			high = middle;
	}
	return z->offset[low];
}

/* --- the footer, a POSIX TZ text: "CET-1CEST,M3.5.0,M10.5.0/3" ------------- */

static bool eat(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static bool number(const char **p, int least, int most, int *ret)
{
	int v = 0, n = 0;
	for (; **p >= '0' && **p <= '9' && n < 4; n++, (*p)++)
		v = v * 10 + (**p - '0');
	*ret = v;
	return n && v >= least && v <= most;
}

static bool abbreviation(const char **p)
{
	const char *start = *p;
	if (eat(p, '<')) {
		while (**p && **p != '>')
			(*p)++;
		return eat(p, '>');
	}
	while ((**p >= 'A' && **p <= 'Z') || (**p >= 'a' && **p <= 'z'))
		(*p)++;
	return *p - start >= 3;
}

static bool seconds(const char **p, int32_t *ret)
{
	int sign = eat(p, '-') ? -1 : 1, h, m = 0, s = 0;
	if (sign == 1)
		eat(p, '+');
	if (!number(p, 0, 167, &h) || (eat(p, ':') && !number(p, 0, 59, &m)) || (eat(p, ':') && !number(p, 0, 59, &s)))
		return false;
	*ret = sign * (h * 3600 + m * 60 + s);
	return true;
}

static bool rule(const char **p, struct rule *r)
{
	r->at = 2 * 3600;
	if (eat(p, 'M')) {
		r->kind = 'M';
		if (!number(p, 1, 12, &r->month) || !eat(p, '.') || !number(p, 1, 5, &r->week) || !eat(p, '.') ||
		    !number(p, 0, 6, &r->weekday))
			return false;
	} else {
		r->kind = eat(p, 'J') ? 'J' : 'n';
		if (!number(p, r->kind == 'J', 365, &r->day))
			return false;
	}
	return !eat(p, '/') || seconds(p, &r->at);
}

static bool footer(const char *p, struct zone *z)
{
	int32_t west;
	if (!abbreviation(&p) || !seconds(&p, &west))
		return false;
	z->standard = -west;
	if (*p) {
		z->has_summer = true;
		z->summer = z->standard + 3600;
		if (!abbreviation(&p))
			return false;
		if (*p != ',') {
			if (!seconds(&p, &west))
				return false;
			z->summer = -west;
		}
		if (!eat(&p, ',') || !rule(&p, &z->begins) || !eat(&p, ',') || !rule(&p, &z->ends))
			return false;
	}
	return !*p;
}

/* --- the file --------------------------------------------------------------- */

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

struct head {
	size_t isut, isstd, leaps, times, types, chars;
};
enum { HEAD = 44 };

static bool head_read(const uint8_t *p, size_t n, struct head *h)
{
	if (n < HEAD || memcmp(p, "TZif", 4) != 0 || p[4] < '2')
		return false;
	*h = (struct head){ be32(p + 20), be32(p + 24), be32(p + 28), be32(p + 32), be32(p + 36), be32(p + 40) };
	return h->isut <= 256 && h->isstd <= 256 && h->leaps <= 4096 && h->times <= 65536 && h->types >= 1 &&
	       h->types <= 256 && h->chars <= 4096;
}

static size_t body_size(const struct head *h, size_t time)
{
	return h->times * (time + 1) + h->types * 6 + h->chars + h->leaps * (time + 4) + h->isstd + h->isut;
}

static bool parse(const uint8_t *p, size_t n, struct zone *z)
{
	struct head h;
	if (!head_read(p, n, &h) || n - HEAD < body_size(&h, 4))
		return false;
	size_t skip = HEAD + body_size(&h, 4); /* the block of version 1 */
	p += skip;
	n -= skip;
	if (!head_read(p, n, &h) || n - HEAD < body_size(&h, 8))
		return false;
	const uint8_t *times = p + HEAD, *kinds = times + h.times * 8, *types = kinds + h.times;
	const char *tail = (const char *)p + HEAD + body_size(&h, 8);
	size_t left = n - HEAD - body_size(&h, 8);

	z->from = xcalloc(h.times, sizeof(*z->from));
	z->offset = xcalloc(h.times, sizeof(*z->offset));
	z->before = (int32_t)be32(types);
	for (size_t i = 0; i < h.times; i++) {
		const uint8_t *t = times + 8 * i;
		if (kinds[i] >= h.types)
			return false;
		z->from[i] = (int64_t)((uint64_t)be32(t) << 32 | be32(t + 4));
		z->offset[i] = (int32_t)be32(types + 6 * (size_t)kinds[i]);
		if (i && z->from[i] <= z->from[i - 1])
			return false;
	}
	z->count = h.times;

	char text[128];
	if (left >= 2 && tail[0] == '\n') {
		const char *end = memchr(tail + 1, '\n', left - 1);
		size_t size = end ? (size_t)(end - tail - 1) : 0;
		if (size && size < sizeof(text)) {
			memcpy(text, tail + 1, size);
			text[size] = 0;
			z->has_rule = footer(text, z);
		}
	}
	return true;
}

static bool name_is_safe(const char *name)
{
	if (!name[0] || name[0] == '/' || strstr(name, "..") || strlen(name) > 64)
		return false;
	return name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/")] == 0;
}

static void file_close(FILE **f)
{
	if (*f)
		fclose(*f);
}

static void free_p(uint8_t **p)
{
	free(*p);
}

static bool load(const char *name, struct zone *z)
{
	char path[256];
	const char *dir = getenv("TZDIR");
	if (!name_is_safe(name))
		return false;
	int n = snprintf(path, sizeof(path), "%s/%s", dir && *dir ? dir : "/usr/share/zoneinfo", name);
	if (n < 0 || (size_t)n >= sizeof(path))
		return false;
	CLEANUP(file_close) FILE *f = fopen(path, "re");
	CLEANUP(free_p) uint8_t *bytes = xmalloc(LARGEST_FILE);
	return f && parse(bytes, fread(bytes, 1, LARGEST_FILE, f), z);
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct zone *known; /* until the process ends */

const struct zone *zone_get(const char *name)
{
	if (!name || strcmp(name, "UTC") == 0)
		return &utc;
	pthread_mutex_lock(&lock);
	struct zone *z = known;
	while (z && strcmp(z->name, name) != 0)
		z = z->next;
	if (!z) {
		z = xcalloc(1, sizeof(*z));
		if (!load(name, z)) { /* remembered too: it is not looked for again */
			free(z->from);
			free(z->offset);
			*z = (struct zone){ 0 };
		}
		z->name = xstrdup(name);
		z->next = known;
		known = z;
	}
	pthread_mutex_unlock(&lock);
	return z;
}

static int64_t local_seconds(const struct zone *z, int64_t ms)
{
	int64_t s = floor_div(ms, 1000);
	return s + offset_at(z ? z : &utc, s);
}

int64_t zone_day(const struct zone *z, int64_t ms)
{
	return floor_div(local_seconds(z, ms), DAY_S);
}

int zone_minute(const struct zone *z, int64_t ms)
{
	int64_t s = local_seconds(z, ms);
	return (int)((s - floor_div(s, DAY_S) * DAY_S) / 60);
}

int64_t zone_start_of_day_ms(const struct zone *z, int64_t day)
{
	if (!z)
		z = &utc;
	int64_t midnight = day * DAY_S;
	int64_t a = midnight - offset_at(z, midnight - DAY_S), b = midnight - offset_at(z, midnight + DAY_S);
	int64_t low = a < b ? a : b, high = a < b ? b : a;
	if (low + offset_at(z, low) == midnight) /* twice where the clock goes back over midnight: the first */
		return low * 1000;
	if (high + offset_at(z, high) == midnight)
		return high * 1000;
	while (low < high) { /* there is no midnight: the moment at which the clock jumps over it */
		int64_t middle = low + (high - low) / 2;
		if (middle + offset_at(z, middle) >= midnight)
			high = middle;
		else
			low = middle + 1;
	}
	return low * 1000;
}
