/* SPDX-License-Identifier: MPL-2.0 */
#include "http/request.h"

#include <stdlib.h>
#include <string.h>

#include "http/connection.h"

enum { REQUEST_MAGIC = 0x72657175, PATH_MAX_BYTES = 2048 };

/* --- life ----------------------------------------------------------------- */

void request_init(struct request *r)
{
	r->magic = REQUEST_MAGIC;
	r->target = r->path = r->query = r->body = STR_NONE;
	atomic_init(&r->gone, 0);
	buf_init(&r->body_memory, 0);
}

struct request *request_new(size_t arena_budget)
{
	struct request *r = xcalloc(1, sizeof *r);
	request_init(r);
	arena_init(&r->arena, arena_budget);
	return r;
}

void request_free(struct request *r)
{
	if (!r)
		return;
	REQUIRE(r->magic == REQUEST_MAGIC);
	r->magic = 0;
	buf_fini(&r->body_memory);
	arena_fini(&r->arena);
	free(r);
}

struct glane_str request_field(const struct request *r, const char *name)
{
	size_t n = strlen(name);
	for (uint32_t i = 0; i < r->field_count; i++)
		if (r->fields[i].name.n == n && memcmp(r->fields[i].name.p, name, n) == 0)
			return r->fields[i].value;
	return (struct glane_str){ NULL, 0 };
}

/* --- addresses ------------------------------------------------------------ */

int request_believe_proxy(struct request *r)
{
	struct glane_str chain = { NULL, 0 };
	uint8_t address[16];
	uint32_t schemes = 0, https = 0;
	for (uint32_t i = 0; i < r->field_count; i++) {
		const struct http_field *f = &r->fields[i];
		if (str_is(f->name, "x-forwarded-for")) {
			chain = f->value;
		} else if (str_is(f->name, "x-forwarded-proto")) {
			schemes++;
			https += str_is(f->value, "https");
		}
	}
	if (chain.p) {
		size_t last = chain.n;
		while (last > 0 && chain.p[last - 1] != ',')
			last--;
		if (!address_parse(str_trim((struct glane_str){ chain.p + last, chain.n - last }), address))
			return GLANE_EINVAL;
		address_text(address, r->peer);
	}
	r->proxied = true;
	r->loopback = false;
	r->secure = https > 0 && https == schemes; /* one that says otherwise may be the proxy's own */
	return 0;
}

void request_address(const struct request *r, uint8_t ret[16])
{
	if (!address_parse(str_c(r->peer), ret))
		memset(ret, 0, 16);
	address_shorten(ret);
}

/* --- target --------------------------------------------------------------- */

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes to `out`, which has room for s.n bytes.  Control characters are refused in either form. */
static int decode(struct glane_str s, char *out, size_t *ret_n)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		int c = (unsigned char)s.p[i];
		if (c == '%') {
			int high = s.n - i > 2 ? digit(s.p[i + 1]) : -1, low = high >= 0 ? digit(s.p[i + 2]) : -1;
			if (low < 0)
				return GLANE_EINVAL;
			c = high * 16 + low;
			i += 2;
			if (c == '/') { /* a character of its segment, not its end */
				memcpy(out + n, "%2F", 3);
				n += 3;
				continue;
			}
		}
		if (c < ' ' || c == 0x7f)
			return GLANE_EINVAL;
		out[n++] = (char)c;
	}
	*ret_n = n;
	return 0;
}

static bool has_dots(struct glane_str path)
{
	struct glane_str segment;
	while (str_split(&path, '/', &segment))
		if (str_is(segment, ".") || str_is(segment, ".."))
			return true;
	return false;
}

int request_set_target(struct request *r, struct glane_str target)
{
	ptrdiff_t mark = str_find(target, '?');
	struct glane_str path = { target.p, mark < 0 ? target.n : (size_t)mark };
	struct glane_str query = mark < 0 ? STR_NONE : (struct glane_str){ target.p + mark + 1, target.n - (size_t)mark - 1 };
	if (path.n > 3 * PATH_MAX_BYTES)
		return GLANE_ETOOBIG;
	if (path.n == 0 || (path.p[0] != '/' && !str_is(path, "*")))
		return GLANE_EINVAL;
	char *out = arena_alloc(&r->arena, path.n + 1);
	if (!out)
		return GLANE_ENOMEM;
	struct glane_str decoded = { out, 0 };
	int e = decode(path, out, &decoded.n);
	if (e < 0)
		return e;
	out[decoded.n] = 0;
	if (decoded.n > PATH_MAX_BYTES)
		return GLANE_ETOOBIG;
	if (!utf8_valid(decoded) || has_dots(decoded))
		return GLANE_EINVAL;
	if (target.p != r->target.p) { /* a socket's is in the arena already */
		struct glane_str copy = arena_str(&r->arena, target);
		if (r->arena.failed)
			return GLANE_ENOMEM;
		if (mark >= 0)
			query.p = copy.p + mark + 1;
		r->target = copy;
	}
	r->path = decoded;
	r->query = query;
	return 0;
}

/* --- origin --------------------------------------------------------------- */

static bool same_origin(const struct request *r, struct glane_str origin)
{
	struct glane_str host = request_field(r, "host"), rest = STR_NONE;
	if (str_starts(origin, STR("https://")))
		rest = (struct glane_str){ origin.p + 8, origin.n - 8 };
	else if (str_starts(origin, STR("http://")) && !r->secure)
		rest = (struct glane_str){ origin.p + 7, origin.n - 7 };
	return host.p && rest.n && str_eq_nocase(rest, host);
}

enum request_origin request_origin(const struct request *r)
{
	struct glane_str site = request_field(r, "sec-fetch-site"), origin = request_field(r, "origin");
	if (!site.p && !origin.p)
		return ORIGIN_NONE;
	if (site.p && !str_is(site, "same-origin") && !str_is(site, "none"))
		return ORIGIN_FOREIGN;
	if (origin.p && !same_origin(r, origin))
		return ORIGIN_FOREIGN;
	return ORIGIN_SAME;
}

/* --- negotiation ---------------------------------------------------------- */

/* Splits "token;q=0.5" into the token and its weight in thousandths (RFC 9110, 12.4.2); a bad weight is 0. */
static int weight_of(struct glane_str *entry)
{
	if (str_find(*entry, ';') < 0) { /* most have none */
		*entry = str_trim(*entry);
		return 1000;
	}
	struct glane_str rest = *entry, part;
	int weight = 1000;
	bool first = true;
	while (str_split(&rest, ';', &part)) {
		part = str_trim(part);
		if (first)
			*entry = part;
		first = false;
		if (part.n < 3 || (part.p[0] | 0x20) != 'q' || part.p[1] != '=')
			continue;
		if (part.p[2] != '0' && part.p[2] != '1')
			return 0;
		weight = (part.p[2] - '0') * 1000;
		for (size_t i = 4, unit = 100; i < part.n && i < 7; i++, unit /= 10)
			if (part.p[i] >= '0' && part.p[i] <= '9')
				weight += (part.p[i] - '0') * (int)unit;
	}
	return weight > 1000 ? 1000 : weight;
}

/* The weight of a media type is that of the most specific entry which covers it. */
struct media {
	struct glane_str type, range;
	int specific, weight;
	size_t at; /* of the entry that names it, SIZE_MAX: none does */
};

static void media_weigh(struct media *m, struct glane_str entry, int weight, size_t at)
{
	int specific = str_eq_nocase(entry, m->type) ? 3 : str_eq_nocase(entry, m->range) ? 2 : str_eq(entry, STR("*/*")) ? 1 : 0;
	if (specific <= m->specific)
		return;
	m->specific = specific;
	m->weight = weight;
	if (specific == 3)
		m->at = at;
}

bool request_wants_html(const struct request *r)
{
	struct glane_str accept = request_field(r, "accept"), type = request_field(r, "content-type");
	bool form = type.p && (str_starts_nocase(type, STR("application/x-www-form-urlencoded")) ||
	                       str_starts_nocase(type, STR("multipart/form-data")));
	if (!accept.n)
		return form;
	struct media html = { .type = STR("text/html"), .range = STR("text/*"), .at = SIZE_MAX };
	struct media json = { .type = STR("application/json"), .range = STR("application/*"), .at = SIZE_MAX };
	struct glane_str entry;
	const char *start = accept.p;
	while (str_split(&accept, ',', &entry)) {
		size_t at = (size_t)(entry.p - start);
		int weight = weight_of(&entry);
		media_weigh(&html, entry, weight, at);
		media_weigh(&json, entry, weight, at);
	}
	if (html.weight != json.weight)
		return html.weight > json.weight;
	if (html.weight == 0)
		return false;
	return html.at != json.at ? html.at < json.at : form;
}

bool request_accepts_gzip(const struct request *r)
{
	struct glane_str list = request_field(r, "accept-encoding"), entry;
	int any = 0;
	while (list.n && str_split(&list, ',', &entry)) {
		int w = weight_of(&entry);
		if (str_eq_nocase(entry, STR("gzip")))
			return w > 0;
		if (str_eq(entry, STR("*")))
			any = w;
	}
	return any > 0;
}

/* `tag` "fr-BE" is served by "fr". */
static const char *offered_for(struct glane_str tag, const char *const *offered)
{
	ptrdiff_t dash = str_find(tag, '-');
	struct glane_str primary = { tag.p, dash < 0 ? tag.n : (size_t)dash };
	for (const char *const *o = offered; *o; o++)
		if (str_eq_nocase(tag, str_c(*o)) || str_eq_nocase(primary, str_c(*o)))
			return *o;
	return NULL;
}

const char *request_language(const struct request *r, const char *const *offered)
{
	struct glane_str query = r->query, part;
	const char *found = NULL;
	while (str_split(&query, '&', &part))
		if (str_starts(part, STR("l=")) && (found = offered_for((struct glane_str){ part.p + 2, part.n - 2 }, offered)))
			return found;
	struct glane_str list = request_field(r, "accept-language");
	int best = 0;
	while (list.n && str_split(&list, ',', &part)) {
		int w = weight_of(&part);
		const char *o = w > best ? offered_for(part, offered) : NULL;
		if (o) {
			found = o;
			best = w;
		}
	}
	return found ? found : offered[0];
}
