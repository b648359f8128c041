/* SPDX-License-Identifier: MPL-2.0 */
#include "http/template.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "http/template_program.h"

enum {
	TEXT_MAX = 256 * 1024,
	DELIMITER_MAX = 16,
	ARENA_PER_BYTE = 24, /* worst case of a text that is nothing but short tags: two aligned copies of each name */
};

struct section {
	uint32_t op;
	size_t at;
};
struct compiler {
	struct template *t;
	struct glane_str text;
	size_t at; /* everything before it is compiled */
	struct glane_str open, close;
	unsigned flags;
	bool fresh_line; /* the next instruction is the first of its line */
	struct section sections[TEMPLATE_SECTIONS_MAX];
	uint32_t depth;
	struct error *err;
};
struct tag {
	char kind; /* '\0': a name; else the character behind the opening delimiter */
	size_t from, to; /* the whole tag */
	struct glane_str content; /* without blanks around; does not end with 0 */
};

static struct glane_str slice(struct glane_str s, size_t from, size_t to)
{
	return (struct glane_str){ s.p + from, to - from };
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_space(char c)
{
	return is_blank(c) || c == '\n' || c == '\r';
}

static int fault(struct compiler *c, size_t at, const char *why)
{
	unsigned line = 1;
	for (size_t i = 0; i < at && i < c->text.n; i++)
		line += c->text.p[i] == '\n';
	return error_fail(c->err, GLANE_EINVAL, "template %.*s, line %u: %s", STR_ARG(c->t->name), line, why);
}

static struct template_op *op_add(struct compiler *c, enum template_op_kind kind)
{
	struct template *t = c->t;
	if (t->op_count == t->op_cap) {
		t->op_cap = t->op_cap ? t->op_cap * 2 : 32;
		t->ops = xrealloc(t->ops, t->op_cap * sizeof(*t->ops));
	}
	struct template_op *op = &t->ops[t->op_count++];
	*op = (struct template_op){ .kind = (uint8_t)kind, .line_start = c->fresh_line };
	c->fresh_line = false;
	return op;
}

static void part_add(struct template *t, struct glane_str part)
{
	if (t->part_count == t->part_cap) {
		t->part_cap = t->part_cap ? t->part_cap * 2 : 32;
		t->parts = xrealloc(t->parts, t->part_cap * sizeof(*t->parts));
	}
	t->parts[t->part_count++] = arena_str(&t->arena, part);
}

static void text_add(struct compiler *c, size_t from, size_t to)
{
	if (from == to)
		return;
	op_add(c, OP_TEXT)->s = slice(c->text, from, to);
	c->fresh_line = c->text.p[to - 1] == '\n';
}

static bool name_valid(struct glane_str name, bool partial)
{
	if (name.n == 0 || name.n > TEMPLATE_NAME_MAX)
		return false;
	if (name.n == 1 && name.p[0] == '.')
		return !partial;
	char before = '.';
	for (size_t i = 0; i < name.n; before = name.p[i++]) {
		unsigned char ch = (unsigned char)name.p[i];
		bool letter = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9');
		if (ch == '.' && before == '.')
			return false;
		if (!letter && ch != '.' && ch != '_' && ch != '-' && ch < 0x80 && !(partial && ch == '/'))
			return false;
	}
	return before != '.';
}

/* Keeps the name whole and in its parts. */
static void op_name(struct compiler *c, struct template_op *op, struct glane_str name)
{
	struct template *t = c->t;
	op->s = arena_str(&t->arena, name);
	op->part_first = t->part_count;
	if (name.n == 1 && name.p[0] == '.')
		return;
	struct glane_str rest = name, part;
	while (str_split(&rest, '.', &part)) {
		part_add(t, part);
		op->part_count++;
	}
}

/* "<% %>" of {{=<% %>=}} */
static int delimiters_set(struct compiler *c, const struct tag *tag)
{
	struct glane_str s = tag->content;
	size_t first = 0, second;
	while (first < s.n && !is_space(s.p[first]))
		first++;
	for (second = first; second < s.n && is_space(s.p[second]);)
		second++;
	struct glane_str open = slice(s, 0, first), close = slice(s, second, s.n);
	bool ok = open.n > 0 && close.n > 0 && open.n <= DELIMITER_MAX && close.n <= DELIMITER_MAX;
	for (size_t i = 0; ok && i < s.n; i++)
		ok = s.p[i] != '=' && (i < second || !is_space(s.p[i]));
	if (!ok)
		return fault(c, tag->from, "delimiters are two words without \"=\", up to 16 bytes each");
	c->open = open;
	c->close = close;
	return 0;
}

/* The tag whose opening delimiter is at `from`. */
static int tag_read(struct compiler *c, size_t from, struct tag *ret)
{
	struct glane_str text = c->text;
	struct tag tag = { .from = from };
	size_t at = from + c->open.n;
	if (at < text.n && strchr("#^/!>&={", text.p[at]) && text.p[at])
		tag.kind = text.p[at++];
	/* {{{ and {{= end with a character of their own before the delimiter */
	char end[1 + DELIMITER_MAX];
	size_t end_n = 0;
	if (tag.kind == '{' || tag.kind == '=')
		end[end_n++] = tag.kind == '{' ? '}' : '=';
	memcpy(end + end_n, c->close.p, c->close.n);
	end_n += c->close.n;
	const char *stop = memmem(text.p + at, text.n - at, end, end_n);
	if (!stop)
		return fault(c, from, "a tag is not closed");
	size_t to = (size_t)(stop - text.p);
	tag.to = to + end_n;
	while (at < to && is_space(text.p[at]))
		at++;
	while (to > at && is_space(text.p[to - 1]))
		to--;
	tag.content = slice(text, at, to);
	*ret = tag;
	return 0;
}

/* Sections, comments, partials and delimiters alone on their line take the line with them.  True: the line is
 * [ret_from, ret_to). */
static bool tag_standalone(const struct compiler *c, const struct tag *tag, size_t *ret_from, size_t *ret_to)
{
	struct glane_str text = c->text;
	if (!tag->kind || tag->kind == '{' || tag->kind == '&')
		return false;
	size_t from = tag->from, to = tag->to;
	while (from > c->at && is_blank(text.p[from - 1]))
		from--;
	if (from > 0 && text.p[from - 1] != '\n')
		return false;
	while (to < text.n && is_blank(text.p[to]))
		to++;
	if (to + 1 < text.n && text.p[to] == '\r' && text.p[to + 1] == '\n')
		to += 2;
	else if (to < text.n && text.p[to] == '\n')
		to++;
	else if (to < text.n)
		return false;
	*ret_from = from;
	*ret_to = to;
	return true;
}

static int section_begin(struct compiler *c, const struct tag *tag)
{
	if (c->depth == TEMPLATE_SECTIONS_MAX)
		return fault(c, tag->from, "sections are nested too deep");
	c->sections[c->depth++] = (struct section){ c->t->op_count, tag->from };
	op_name(c, op_add(c, tag->kind == '#' ? OP_SECTION : OP_INVERTED), tag->content);
	return 0;
}

static int section_end(struct compiler *c, const struct tag *tag)
{
	if (c->depth == 0)
		return fault(c, tag->from, "this section was not opened");
	uint32_t begin = c->sections[--c->depth].op;
	if (!str_eq(c->t->ops[begin].s, tag->content))
		return fault(c, tag->from, "another section is open here");
	op_add(c, OP_END);
	c->t->ops[begin].end = c->t->op_count;
	return 0;
}

static int raw_add(struct compiler *c, const struct tag *tag)
{
	enum template_op_kind kind = OP_RAW;
	if (!(c->flags & TEMPLATE_TRUSTED)) {
		if (!str_starts(tag->content, STR("slots.")))
			return fault(c, tag->from, "only slots may be written without escaping");
		kind = OP_SLOT;
	}
	op_name(c, op_add(c, kind), tag->content);
	return 0;
}

static int tag_compile(struct compiler *c, const struct tag *tag, bool standalone, struct glane_str indent)
{
	if (tag->kind == '!')
		return 0;
	if (tag->kind == '=')
		return delimiters_set(c, tag);
	if (!name_valid(tag->content, tag->kind == '>'))
		return fault(c, tag->from, "a tag holds one name of letters, digits, \"_\", \"-\" and single dots");
	switch (tag->kind) {
	case '#':
	case '^':
		return section_begin(c, tag);
	case '/':
		return section_end(c, tag);
	case '{':
	case '&':
		return raw_add(c, tag);
	case '>': {
		struct template_op *op = op_add(c, OP_PARTIAL);
		op->s = arena_str(&c->t->arena, tag->content);
		op->indent = indent;
		op->standalone = standalone;
		return 0;
	}
	default:
		op_name(c, op_add(c, c->t->text ? OP_RAW : OP_ESCAPED), tag->content);
		return 0;
	}
}

static int compile(struct compiler *c)
{
	struct glane_str text = c->text;
	while (c->at < text.n) {
		const char *p = memmem(text.p + c->at, text.n - c->at, c->open.p, c->open.n);
		if (!p)
			break;
		struct tag tag = { 0 };
		int rc = tag_read(c, (size_t)(p - text.p), &tag);
		if (rc < 0)
			return rc;
		size_t from = tag.from, to = tag.to;
		bool standalone = tag_standalone(c, &tag, &from, &to);
		text_add(c, c->at, from);
		if (standalone)
			c->fresh_line = false; /* the line goes, so there is nothing to indent */
		rc = tag_compile(c, &tag, standalone, slice(text, from, tag.from));
		if (rc < 0)
			return rc;
		if (standalone)
			c->fresh_line = true;
		c->at = to;
	}
	text_add(c, c->at, text.n);
	return c->depth ? fault(c, c->sections[c->depth - 1].at, "this section is not closed") : 0;
}

int template_compile(struct glane_str name, struct glane_str text, unsigned flags, struct template **ret, struct error *err)
{
	if (text.n > TEXT_MAX)
		return error_fail(err, GLANE_EINVAL, "template %.*s: longer than %d bytes", STR_ARG(name), TEXT_MAX);
	if (!utf8_valid(text) || memchr(text.p, 0, text.n))
		return error_fail(err, GLANE_EINVAL, "template %.*s: not UTF-8 text", STR_ARG(name));
	struct template *t = xcalloc(1, sizeof(*t));
	arena_init(&t->arena, 4096 + name.n + text.n * ARENA_PER_BYTE);
	t->name = arena_str(&t->arena, name);
	t->text = flags & TEMPLATE_TEXT;
	struct compiler c = {
		.t = t,
		.text = arena_str(&t->arena, text),
		.open = STR("{{"),
		.close = STR("}}"),
		.flags = flags,
		.fresh_line = true,
		.err = err,
	};
	int rc = compile(&c);
	REQUIRE(!t->arena.failed);
	if (rc < 0) {
		template_free(t);
		return rc;
	}
	*ret = t;
	return 0;
}

bool template_is_text(const struct template *t)
{
	return t->text;
}

void template_free(struct template *t)
{
	if (!t)
		return;
	free(t->ops);
	free(t->parts);
	arena_fini(&t->arena);
	free(t);
}
