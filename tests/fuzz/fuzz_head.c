/* SPDX-License-Identifier: MPL-2.0 */
/* The head of a request, and everything that is read out of its fields. */
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "fuzz.h"
#include "http/head.h"

static const char *const LANGUAGES[] = { "fr", "en", NULL };

/* The same answer whatever the segments in which the bytes come. */
static void in_parts(const char *p, size_t n, int whole, size_t whole_end)
{
	struct head_scan s = { 0 };
	int r = 0;
	size_t end = 0;
	for (size_t have = 0; have < n && r == 0;) {
		have += 1 + have % 7;
		r = head_scan(&s, p, have < n ? have : n, &end);
	}
	REQUIRE(whole < 0 ? r < 0 : r == whole);
	REQUIRE(r != 1 || end == whole_end);
}

static void check_field(const struct http_field *f)
{
	REQUIRE(f->name.n > 0 && strlen(f->name.p) == f->name.n && strlen(f->value.p) == f->value.n);
	for (const char *c = f->name.p; *c; c++)
		REQUIRE((unsigned char)*c > ' ' && (unsigned char)*c < 0x7f && *c != ':' && !(*c >= 'A' && *c <= 'Z'));
	REQUIRE(!strpbrk(f->value.p, "\r\n"));
	REQUIRE(!f->value.n || !strchr(" \t", f->value.p[0]));
	REQUIRE(!f->value.n || !strchr(" \t", f->value.p[f->value.n - 1]));
}

static void negotiate(struct request *r)
{
	const char *language = request_language(r, LANGUAGES);
	REQUIRE(language == LANGUAGES[0] || language == LANGUAGES[1]);
	(void)request_wants_html(r);
	(void)request_accepts_gzip(r);
	if (request_origin(r) == ORIGIN_SAME)
		REQUIRE(request_field(r, "origin").p || request_field(r, "sec-fetch-site").p);
}

static void check_cookie(const struct request *r, const char *name)
{
	struct glane_str v = request_cookie(r, name);
	for (size_t i = 0; i < v.n; i++)
		REQUIRE(v.p[i] > ' ' && v.p[i] < 0x7f && !memchr("\",;\\", v.p[i], 4));
}

/* As the field of a proxy that is trusted: an address comes out, or nothing changes. */
static void believe(struct request *r)
{
	static const uint8_t NOBODY[16] = { 0 };
	uint8_t key[16];
	r->loopback = true;
	int e = request_believe_proxy(r);
	REQUIRE(r->proxied == (e == 0) && r->loopback == (e != 0) && (e == 0 || (!r->secure && !r->peer[0])));
	REQUIRE(!r->secure || request_field(r, "x-forwarded-proto").p);
	request_address(r, key);
	if (!r->peer[0])
		REQUIRE(memcmp(key, NOBODY, sizeof key) == 0);
	if (strchr(r->peer, '.') && !strchr(r->peer, ':'))
		REQUIRE(key[10] == 0xff && key[11] == 0xff);
}

static void parse(const char *p, size_t n, uint32_t count)
{
	struct request *r = request_new(1 << 20);
	struct head h;
	char *copy = arena_alloc(&r->arena, n + 1);
	r->fields = arena_alloc(&r->arena, (count + 1) * sizeof *r->fields);
	REQUIRE(copy && r->fields);
	memcpy(copy, p, n);
	if (head_parse(copy, n, r->fields, count, &h) == 0) {
		REQUIRE(h.field_count == count && !(h.chunked && h.length >= 0));
		REQUIRE(h.host.p || !h.minor_1);
		r->field_count = h.field_count;
		r->target = h.target;
		for (uint32_t i = 0; i < h.field_count; i++)
			check_field(&r->fields[i]);
		check_cookie(r, "id");
		check_cookie(r, "__Host-glane");
		if (request_set_target(r, h.target) == 0)
			negotiate(r);
		believe(r);
	}
	request_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct head_scan s = { 0 };
	const char *p = (const char *)data;
	size_t end = 0;
	int whole = head_scan(&s, p, n, &end);
	in_parts(p, n, whole, end);
	REQUIRE(whole < 0 || s.fields <= HEAD_FIELDS_MAX);
	if (whole == 1) {
		REQUIRE(end <= n && end - s.start <= HEAD_MAX);
		parse(p + s.start, end - s.start, s.fields);
	}
	return 0;
}
