/* SPDX-License-Identifier: MPL-2.0 */
#include "host/markup.h"

#include <stdio.h>

struct scan {
	struct glane_str html;
	size_t at;
	char *found;
	size_t cap;
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static char now(const struct scan *s)
{
	return s->at < s->html.n ? s->html.p[s->at] : 0;
}

static bool one_of(struct glane_str word, const char *list)
{
	struct glane_str rest = str_c(list), entry;
	while (str_split(&rest, ' ', &entry))
		if (str_eq_nocase(word, entry))
			return true;
	return false;
}

/* "https:", "javascript:", "//": leads out of the site, or is a program.  Browsers drop spaces and control characters. */
static bool is_foreign(struct glane_str url)
{
	if (str_starts_nocase(url, STR("mailto:")) || str_starts_nocase(url, STR("tel:")))
		return false;
	size_t at = 0, n = 0;
	char kept[3] = { 0 };
	for (; at < url.n && n < 2; at++)
		if ((unsigned char)url.p[at] > ' ')
			kept[n++] = url.p[at] == '\\' ? '/' : url.p[at];
	if (kept[0] == '/' && kept[1] == '/')
		return true;
	for (at = 0; at < url.n; at++) {
		char c = url.p[at];
		if (c == ':' || c == '&') /* a scheme, also when it is hidden in a character reference */
			return n > 0 && is_letter(kept[0]);
		if (c == '/' || c == '?' || c == '#' || c == '{')
			return false;
	}
	return false;
}

/* A {{tag}} of a template. */
static bool skip_tag(struct scan *s)
{
	if (now(s) != '{' || s->at + 1 >= s->html.n || s->html.p[s->at + 1] != '{')
		return false;
	while (s->at < s->html.n && now(s) != '}')
		s->at++;
	while (now(s) == '}')
		s->at++;
	return true;
}

static struct glane_str value_of(struct scan *s)
{
	while (is_space(now(s)))
		s->at++;
	char quote = now(s) == '"' || now(s) == '\'' ? now(s) : 0;
	size_t start = quote ? ++s->at : s->at;
	while (s->at < s->html.n && (quote ? now(s) != quote : !is_space(now(s)) && now(s) != '>'))
		s->at++;
	struct glane_str value = { s->html.p + start, s->at - start };
	if (quote && s->at < s->html.n)
		s->at++;
	return value;
}

static bool attributes(struct scan *s)
{
	while (s->at < s->html.n && now(s) != '>') {
		if (is_space(now(s)) || now(s) == '/' || now(s) == '"' || now(s) == '\'') {
			s->at++;
			continue;
		}
		if (skip_tag(s))
			continue;
		size_t start = s->at++;
		while (s->at < s->html.n && !is_space(now(s)) && !strchr("=>/{\"'", now(s)))
			s->at++;
		struct glane_str name = { s->html.p + start, s->at - start };
		while (is_space(now(s)))
			s->at++;
		if (now(s) != '=')
			continue;
		s->at++;
		struct glane_str value = value_of(s);
		bool handler = str_starts_nocase(name, STR("on")) || one_of(name, "style srcdoc");
		bool url = one_of(name, "href src srcset action formaction poster data ping background cite xlink:href");
		if (handler || (url && is_foreign(value))) {
			snprintf(s->found, s->cap, handler ? "an attribute \"%.*s\"" : "an address of another site (%.*s)", STR_ARG(handler ? name : value));
			return true;
		}
	}
	return false;
}

bool markup_unfit(struct glane_str html, char *found, size_t cap)
{
	struct scan s = { html, 0, found, cap };
	while (s.at < html.n) {
		if (skip_tag(&s))
			continue;
		if (html.p[s.at++] != '<' || !is_letter(now(&s)))
			continue;
		size_t start = s.at;
		while (is_letter(now(&s)) || (now(&s) >= '0' && now(&s) <= '9') || now(&s) == '-')
			s.at++;
		struct glane_str name = { html.p + start, s.at - start };
		if (one_of(name, "script style iframe frame object embed applet base meta link")) {
			snprintf(found, cap, "an element <%.*s>", STR_ARG(name));
			return true;
		}
		if (attributes(&s))
			return true;
	}
	return false;
}
