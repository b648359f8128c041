/* SPDX-License-Identifier: MPL-2.0 */
/* Small tools. */
#include <stdio.h>

#include "challenge/internal.h"

const char *const fraction_ids[FRACTIONS + 1] = { "omr", "tri", "verre", "bio", "textile", NULL };

int fault(struct glane_self *s, struct glane_call *c, const char *field, const char *key, const struct glane_value *args)
{
	return s->host->call->refuse_input(c, field, key, args);
}

struct glane_val by_person(struct glane_self *s, struct glane_call *c)
{
	int64_t person = s->host->call->person(c);
	return person ? glane_int(person) : glane_null();
}

struct glane_str fractions_named(struct glane_self *s, struct glane_call *c, unsigned bits)
{
	char list[400] = "";
	size_t n = 0;
	for (int f = 0; f < FRACTIONS; f++) {
		if (!(bits >> f & 1))
			continue;
		struct glane_str one = word(s, c, "fraction.", glane_cstr(fraction_ids[f]));
		n += (size_t)snprintf(list + n, sizeof(list) - n, "%s%.*s", n ? ", " : "", (int)one.n, one.p);
		n = n < sizeof(list) ? n : sizeof(list) - 1;
	}
	return copied(s, c, (struct glane_str){ list, n });
}

/* Paragraphs of a text as a list of lines, because a template writes no line ends. */
void say_lines(struct glane_self *s, struct glane_value *into, const char *key, struct glane_str text)
{
	struct glane_value *list = s->host->value->array(into, key);
	for (size_t i = 0, end; i < text.n; i = end + 1) {
		for (end = i; end < text.n && text.p[end] != '\n'; end++)
			;
		struct glane_str line = text_trim((struct glane_str){ text.p + i, end - i - (end > i && text.p[end - 1] == '\r') });
		if (line.n)
			s->host->value->text(s->host->value->object(list, NULL), "line", line);
	}
}

int64_t today(struct glane_self *s, struct glane_call *c)
{
	return s->host->call->day(c, s->host->call->now_ms(c));
}

void back(struct glane_self *s, struct glane_call *c, const char *path, const char *more)
{
	char to[200];
	int n = snprintf(to, sizeof(to), "%s?l=%s%s", path, is_english(s, c) ? "en" : "fr", more);
	s->host->reply->see_other(c, (struct glane_str){ to, n > 0 && (size_t)n < sizeof(to) ? (size_t)n : 0 });
}

static void to(struct glane_self *s, struct glane_call *c, const char *before, int64_t id, const char *behind, const char *more)
{
	char path[80];
	snprintf(path, sizeof(path), "/p/challenge/%s/%lld%s", before, (long long)id, behind);
	back(s, c, path, more);
}

void to_challenge(struct glane_self *s, struct glane_call *c, int64_t id, const char *more)
{
	to(s, c, "c", id, "", more);
}

void to_households(struct glane_self *s, struct glane_call *c, int64_t id, const char *more)
{
	to(s, c, "c", id, "/households", more);
}

void to_household(struct glane_self *s, struct glane_call *c, int64_t id, const char *more)
{
	to(s, c, "h", id, "", more);
}
