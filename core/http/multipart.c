/* SPDX-License-Identifier: MPL-2.0 */
#include "http/multipart.h"

#include <string.h>

#include "base/str.h"
#include "http/content_type.h"

enum { BOUNDARY_MAX = 70 }; /* RFC 2046 */

struct reader {
	struct fields *fields;
	struct glane_str body;
	size_t at;
	char delimiter[4 + BOUNDARY_MAX]; /* CR LF "--" boundary */
	size_t delimiter_n;
	const char **ret_why;
};
struct part {
	struct glane_str name, file_name;
	bool is_file;
};

static int malformed(struct reader *r, const char *why)
{
	*r->ret_why = why;
	return GLANE_EINVAL;
}

static int boundary_set(struct reader *r, struct glane_str boundary)
{
	if (boundary.n == 0 || boundary.n > BOUNDARY_MAX || boundary.p[boundary.n - 1] == ' ')
		return malformed(r, "the boundary has a wrong length");
	for (size_t i = 0; i < boundary.n; i++) {
		char c = boundary.p[i];
		bool letter = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
		if (!letter && !(c && strchr("'()+_,-./:=? ", c)))
			return malformed(r, "the boundary has a wrong character");
	}
	memcpy(r->delimiter, "\r\n--", 4);
	memcpy(r->delimiter + 4, boundary.p, boundary.n);
	r->delimiter_n = 4 + boundary.n;
	return 0;
}

static struct glane_str rest_of(const struct reader *r)
{
	return (struct glane_str){ r->body.p + r->at, r->body.n - r->at };
}

/* Behind a delimiter: a part follows (1), or it was the last (0). */
static int delimiter_end(struct reader *r)
{
	if (str_starts(rest_of(r), STR("--"))) {
		struct glane_str rest = rest_of(r);
		for (size_t i = 2; i < rest.n; i++)
			if (!memchr(" \t\r\n", rest.p[i], 4))
				return malformed(r, "something follows the last part");
		return 0;
	}
	while (r->at < r->body.n && (r->body.p[r->at] == ' ' || r->body.p[r->at] == '\t'))
		r->at++;
	if (!str_starts(rest_of(r), STR("\r\n")))
		return malformed(r, "a delimiter is not followed by a line end");
	r->at += 2;
	return 1;
}

/* Browsers send a quote and line ends in names as %22, %0D, %0A. */
static struct glane_str unescape_name(struct arena *a, struct glane_str s)
{
	char *out = arena_alloc(a, s.n + 1);
	if (!out)
		return STR_NONE;
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		struct glane_str rest = { s.p + i, s.n - i };
		if (str_starts(rest, STR("%22"))) {
			out[n++] = '"';
			i += 2;
		} else {
			out[n++] = s.p[i];
		}
	}
	return (struct glane_str){ out, n };
}

static int disposition_read(struct reader *r, struct glane_str value, struct part *part)
{
	struct arena *a = r->fields->arena;
	struct content_type t;
	if (part->name.n)
		return malformed(r, "a part has two Content-Disposition");
	if (content_type_parse(a, value, &t) < 0 || !str_eq_nocase(t.type, STR("form-data")))
		return malformed(r, "a Content-Disposition is not form-data");
	const struct glane_str *name = content_type_param(&t, "name"), *file = content_type_param(&t, "filename");
	if (!name || name->n == 0)
		return malformed(r, "a part has no name");
	part->name = *name;
	part->is_file = file != NULL;
	part->file_name = file ? unescape_name(a, *file) : STR_NONE;
	return 0;
}

static int header_read(struct reader *r, struct glane_str line, struct part *part, struct content_type *type)
{
	ptrdiff_t colon = str_find(line, ':');
	if (colon <= 0 || line.p[0] == ' ' || line.p[0] == '\t' || memchr(line.p, 0, line.n) || memchr(line.p, '\r', line.n))
		return malformed(r, "a part has a malformed header");
	struct glane_str name = { line.p, (size_t)colon };
	struct glane_str value = str_trim((struct glane_str){ line.p + colon + 1, line.n - (size_t)colon - 1 });
	if (str_eq_nocase(name, STR("content-disposition")))
		return disposition_read(r, value, part);
	if (str_eq_nocase(name, STR("content-type")) && content_type_parse(r->fields->arena, value, type) < 0)
		return malformed(r, "a part has a malformed Content-Type");
	if (str_eq_nocase(name, STR("content-transfer-encoding")) && !str_eq_nocase(value, STR("binary")) &&
	    !str_eq_nocase(value, STR("8bit")) && !str_eq_nocase(value, STR("7bit")))
		return malformed(r, "a part is encoded");
	return 0;
}

static int head_read(struct reader *r, struct part *part)
{
	struct content_type type = { .type = STR("text/plain") };
	struct glane_str rest = rest_of(r);
	const char *end = memmem(rest.p, rest.n < MULTIPART_HEAD_MAX ? rest.n : MULTIPART_HEAD_MAX, "\r\n\r\n", 4);
	if (!end)
		return malformed(r, "a part's header does not end");
	r->at = (size_t)(end + 4 - r->body.p);
	struct glane_str head = { rest.p, (size_t)(end + 2 - rest.p) };
	while (head.n) {
		const char *eol = memmem(head.p, head.n, "\r\n", 2);
		size_t n = (size_t)(eol - head.p);
		int rc = header_read(r, (struct glane_str){ head.p, n }, part, &type);
		if (rc < 0)
			return rc;
		head.p += n + 2;
		head.n -= n + 2;
	}
	if (part->name.n == 0)
		return malformed(r, "a part has no name");
	if (!part->is_file && (!str_eq_nocase(type.type, STR("text/plain")) || !content_type_utf8(&type)))
		return malformed(r, "a part is not text in UTF-8");
	return 0;
}

static int part_read(struct reader *r)
{
	struct part part = { .name = STR_NONE };
	int rc = head_read(r, &part);
	if (rc < 0)
		return rc;
	/* An empty part may use the line end of its header for the delimiter. */
	size_t start = r->at, from = start - 2;
	const char *p = memmem(r->body.p + from, r->body.n - from, r->delimiter, r->delimiter_n);
	if (!p)
		return malformed(r, "the last part does not end");
	size_t end = (size_t)(p - r->body.p);
	r->at = end + r->delimiter_n;
	if (end < start)
		end = start;
	struct field field = {
		.kind = part.is_file ? FIELD_FILE : FIELD_TEXT,
		.name = part.name,
		.file_name = part.file_name,
		.text = arena_str(r->fields->arena, (struct glane_str){ r->body.p + start, end - start }),
	};
	if (r->fields->arena->failed) {
		*r->ret_why = "the parts need more memory than a call has";
		return GLANE_ETOOBIG;
	}
	return fields_add(r->fields, &field, r->ret_why);
}

int multipart_read(struct fields *f, struct glane_str body, struct glane_str boundary, const char **ret_why)
{
	struct reader r = { .fields = f, .body = body, .ret_why = ret_why };
	int rc = boundary_set(&r, boundary);
	if (rc < 0)
		return rc;
	if (str_starts(body, STR("\r\n")))
		r.at = 2;
	if (!str_starts(rest_of(&r), (struct glane_str){ r.delimiter + 2, r.delimiter_n - 2 }))
		return malformed(&r, "the body does not begin with its boundary");
	r.at += r.delimiter_n - 2;
	for (unsigned parts = 0; (rc = delimiter_end(&r)) > 0; parts++) {
		if (parts == MULTIPART_PARTS_MAX) {
			*ret_why = "too many parts";
			return GLANE_ETOOBIG;
		}
		rc = part_read(&r);
		if (rc < 0)
			return rc;
	}
	return rc;
}
