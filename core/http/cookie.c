/* SPDX-License-Identifier: MPL-2.0 */
/* Cookies (RFC 6265, 4.1): read from requests, strictly, and set by replies. */
#include <stdio.h>
#include <string.h>

#include "http/reply_internal.h"
#include "http/request.h"

enum { COOKIE_MAX = 4096 }; /* browsers drop longer ones */

/* Visible ASCII but for the quote, the comma, the semicolon and the backslash. */
static bool is_value(struct glane_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c < '!' || c > '~' || c == '"' || c == ',' || c == ';' || c == '\\')
			return false;
	}
	return true;
}

/* Takes one "name=value" of a field into what was found so far.  False: none of that name can be believed. */
static bool take(struct glane_str pair, struct glane_str name, struct glane_str *found)
{
	if (pair.n <= name.n || pair.p[name.n] != '=' || memcmp(pair.p, name.p, name.n) != 0)
		return true;
	struct glane_str value = { pair.p + name.n + 1, pair.n - name.n - 1 };
	if (!is_value(value) || (found->p && !str_eq(*found, value)))
		return false;
	*found = value;
	return true;
}

struct glane_str request_cookie(const struct request *r, const char *name)
{
	struct glane_str wanted = str_c(name), found = { NULL, 0 }, pair;
	for (uint32_t i = 0; i < r->field_count; i++) {
		struct glane_str list = r->fields[i].value;
		if (!str_is(r->fields[i].name, "cookie"))
			continue;
		while (str_split(&list, ';', &pair))
			if (!take(str_trim(pair), wanted, &found))
				return (struct glane_str){ NULL, 0 };
	}
	return found;
}

void reply_cookie(struct reply *r, const char *name, struct glane_str value, bool secure, int64_t max_age_s)
{
	char line[COOKIE_MAX], age[40] = "";
	REQUIRE(name[0] && is_value(str_c(name)) && !strpbrk(name, "=()<>@:/[]?{}") && is_value(value) && max_age_s >= -1);
	REQUIRE(atomic_load(&r->refs) == 1); /* nobody else has it */
	REQUIRE(secure || name[0] != '_' || name[1] != '_'); /* browsers refuse "__Host-" and "__Secure-" without it */
	if (max_age_s >= 0)
		snprintf(age, sizeof age, "; Max-Age=%lld", (long long)max_age_s);
	int n = snprintf(line, sizeof line, "%s=%.*s; Path=/%s; HttpOnly; SameSite=Strict%s", name, STR_ARG(value), age, secure ? "; Secure" : "");
	REQUIRE(n > 0 && (size_t)n < sizeof line);
	reply_add_field(r, "Set-Cookie", (struct glane_str){ line, (size_t)n });
	r->cookies = true;
}
