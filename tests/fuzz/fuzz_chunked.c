/* SPDX-License-Identifier: MPL-2.0 */
/* The chunked coding: the same body whatever the segments, and never a body where llhttp sees another one. */
#include <llhttp.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "fuzz.h"
#include "http/chunked.h"

/* Returns as chunked_read() ends: CHUNKED_END, CHUNKED_MORE or negative. */
static int read_all(struct chunked *c, const char *p, size_t n, size_t step, struct buf *body, size_t *ret_used)
{
	*c = (struct chunked){ 0 };
	size_t at = 0;
	for (size_t have = 0; have < n;) {
		have = have + step < n ? have + step : n;
		while (at < have) {
			size_t used;
			struct glane_str data;
			int r = chunked_read(c, p + at, have - at, &used, &data);
			if (r < 0)
				return r;
			REQUIRE(used > 0 && used <= have - at);
			if (r == CHUNKED_DATA)
				buf_str(body, data);
			at += used;
			if (r == CHUNKED_END) {
				*ret_used = at;
				return r;
			}
		}
	}
	return CHUNKED_MORE;
}

static int on_body(llhttp_t *parser, const char *at, size_t n)
{
	buf_add(parser->data, at, n);
	return 0;
}

static int on_complete(llhttp_t *parser)
{
	(void)parser;
	return HPE_PAUSED;
}

static void compare(const char *p, size_t used, struct buf *body)
{
	static const char HEAD[] = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
	const llhttp_settings_t settings = { .on_body = on_body, .on_message_complete = on_complete };
	struct buf theirs;
	llhttp_t parser;
	buf_init(&theirs, SIZE_MAX);
	llhttp_init(&parser, HTTP_REQUEST, &settings);
	parser.data = &theirs;
	REQUIRE(llhttp_execute(&parser, HEAD, sizeof HEAD - 1) == HPE_OK);
	REQUIRE(llhttp_execute(&parser, p, used) == HPE_PAUSED);
	REQUIRE(theirs.n == body->n && (!body->n || memcmp(theirs.p, body->p, body->n) == 0));
	buf_fini(&theirs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *p = (const char *)data;
	struct chunked c;
	struct buf whole, parts;
	size_t used = 0, used_parts = 0;
	buf_init(&whole, SIZE_MAX);
	buf_init(&parts, SIZE_MAX);
	int r = read_all(&c, p, n, n ? n : 1, &whole, &used);
	int one_by_one = read_all(&c, p, n, 1, &parts, &used_parts);
	REQUIRE(r == one_by_one && used == used_parts);
	REQUIRE(r < 0 || (whole.n == parts.n && (!whole.n || memcmp(whole.p, parts.p, whole.n) == 0)));
	/* llhttp also judges extensions and trailers, which we read past; one byte counted is the last CR */
	if (r == CHUNKED_END && !memchr(p, ';', used) && c.counted == 1)
		compare(p, used, &whole);
	buf_fini(&whole);
	buf_fini(&parts);
	return 0;
}
