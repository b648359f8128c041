/* SPDX-License-Identifier: MPL-2.0 */
#include "http/reply.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/attr.h"
#include "base/id.h"
#include "http/reply_internal.h"

enum {
	HEAD_LIMIT = 16 << 10,
	COMPRESS_FROM = 512, /* bytes: below, the head outweighs the gain */
	COMPRESS_LEVEL = 6,
};

struct reply *reply_new(int status)
{
	REQUIRE(status >= 200 && status <= 599);
	struct reply *r = xcalloc(1, sizeof *r);
	atomic_init(&r->refs, 1);
	r->status = status;
	return r;
}

struct reply *reply_ref(struct reply *r)
{
	atomic_fetch_add_explicit(&r->refs, 1, memory_order_relaxed);
	return r;
}

void reply_unref(struct reply *r)
{
	if (!r || atomic_fetch_sub_explicit(&r->refs, 1, memory_order_acq_rel) != 1)
		return;
	free(r->head);
	if (!r->body_static)
		free(r->body);
	free(r->gzip);
	free(r->topics_owned);
	free(r);
}

void reply_type(struct reply *r, const char *content_type)
{
	r->content_type = content_type;
	if (!content_type || content_type == r->type)
		return;
	if (strlen(content_type) >= sizeof r->type || strpbrk(content_type, "\r\n"))
		content_type = "application/octet-stream"; /* a plugin may have made it of what it was sent */
	memcpy(r->type, content_type, strlen(content_type) + 1);
	r->content_type = r->type;
}

static void set_body(struct reply *r, const char *content_type, char *p, size_t n, bool is_static)
{
	REQUIRE(!r->body);
	reply_type(r, content_type);
	r->body = p;
	r->body_n = n;
	r->body_static = is_static;
}

void reply_body_copy(struct reply *r, const char *content_type, struct glane_str body)
{
	char *p = xmalloc(body.n + 1);
	if (body.n)
		memcpy(p, body.p, body.n);
	p[body.n] = 0;
	set_body(r, content_type, p, body.n, false);
}

void reply_body_take(struct reply *r, const char *content_type, char *body, size_t n)
{
	set_body(r, content_type, body, n, false);
}

void reply_body_static(struct reply *r, const char *content_type, const void *p, size_t n)
{
	set_body(r, content_type, (char *)p, n, true);
}

/* Fields of which the connection writes exactly one. */
static const char *const OWN_FIELDS[] = {
	"Date", "Content-Type", "Content-Length", "Transfer-Encoding", "Content-Encoding", "Connection", "ETag", "Vary",
	"Cache-Control", "Set-Cookie", "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Resource-Policy",
	"Cross-Origin-Opener-Policy", "Permissions-Policy", "Strict-Transport-Security",
};

void reply_field(struct reply *r, const char *name, struct glane_str value)
{
	for (size_t i = 0; i < COUNT_OF(OWN_FIELDS); i++)
		REQUIRE(!str_eq_nocase(str_c(name), str_c(OWN_FIELDS[i])));
	reply_add_field(r, name, value);
}

void reply_add_field(struct reply *r, const char *name, struct glane_str value)
{
	size_t name_n = strlen(name), n = name_n + value.n + 4;
	REQUIRE(name_n > 0 && !strpbrk(name, "\r\n :") && r->head_n + n <= HEAD_LIMIT);
	for (size_t i = 0; i < value.n; i++)
		REQUIRE(value.p[i] != '\r' && value.p[i] != '\n' && value.p[i] != 0);
	r->head = xrealloc(r->head, r->head_n + n + 1);
	char *p = r->head + r->head_n;
	memcpy(p, name, name_n);
	memcpy(p + name_n, ": ", 2);
	if (value.n)
		memcpy(p + name_n + 2, value.p, value.n);
	memcpy(p + n - 2, "\r\n", 3);
	r->head_n += n;
}

void reply_topics(struct reply *r, struct glane_str topics)
{
	free(r->topics_owned);
	r->topics_owned = xmalloc(topics.n + 1);
	if (topics.n)
		memcpy(r->topics_owned, topics.p, topics.n);
	r->topics_owned[topics.n] = 0;
	r->topics = (struct glane_str){ r->topics_owned, topics.n };
	r->events = true;
}

void reply_etag(struct reply *r)
{
	uint8_t digest[16];
	hash128(r->body ? r->body : "", r->body_n, digest);
	r->etag[0] = '"';
	hex_of(digest, sizeof digest, r->etag + 1);
	r->etag[33] = '"';
	r->etag[34] = 0;
}

static bool compressible(const char *content_type)
{
	static const char *const PREFIXES[] = {
		"text/", "application/json", "application/javascript", "application/manifest+json", "application/xml", "image/svg+xml",
	};
	if (!content_type)
		return false;
	for (size_t i = 0; i < COUNT_OF(PREFIXES); i++)
		if (str_starts_nocase(str_c(content_type), str_c(PREFIXES[i])))
			return true;
	return false;
}

void reply_compress_level(struct reply *r, int level)
{
	enum { GZIP = 16, MEMORY_LESS = 7 }; /* gzip instead of zlib framing; of a window of 2^15 memory level 8 */
	int window = 9; /* as large as the body: making the tables costs more than compressing a small page */
	if (r->gzip || r->stream || r->events || r->body_n < COMPRESS_FROM || r->body_n > UINT32_MAX || !compressible(r->content_type))
		return;
	while (window < 15 && (size_t)1 << window < r->body_n)
		window++;
	z_stream z = { 0 };
	if (deflateInit2(&z, level, Z_DEFLATED, window + GZIP, window - MEMORY_LESS, Z_DEFAULT_STRATEGY) != Z_OK)
		return; /* no memory: the plain body is as good */
	char *out = xmalloc(r->body_n);
	z.next_in = (Bytef *)r->body;
	z.avail_in = (uInt)r->body_n;
	z.next_out = (Bytef *)out;
	z.avail_out = (uInt)r->body_n - 1; /* does not fit: does not pay */
	bool pays = deflate(&z, Z_FINISH) == Z_STREAM_END;
	size_t n = z.total_out;
	deflateEnd(&z);
	if (pays) {
		r->gzip = xrealloc(out, n);
		r->gzip_n = n;
	} else {
		free(out);
	}
}

void reply_compress(struct reply *r)
{
	reply_compress_level(r, COMPRESS_LEVEL);
}
