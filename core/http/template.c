/* SPDX-License-Identifier: MPL-2.0 */
#include "http/template.h"

#include <string.h>

#include "base/quantity.h"
#include "base/str.h"
#include "http/template_program.h"

enum { STEPS_MAX = 5 * 1000 * 1000 }; /* instructions of one page: a partial that calls itself twice must come to an end */

struct frame { /* the context stack lives on the C stack */
	const struct frame *up;
	const struct glane_value *v;
};
struct indent {
	const struct indent *up;
	struct glane_str s;
};
struct renderer {
	const struct template_env *env;
	struct buf *out;
	struct error *err;
	uint32_t steps;
	unsigned partials; /* open ones */
};

static void indent_write(struct buf *out, const struct indent *in)
{
	if (!in)
		return;
	indent_write(out, in->up);
	buf_str(out, in->s);
}

/* The bytes of a template, each of their lines indented. */
static void text_write(struct buf *out, struct glane_str s, const struct indent *in)
{
	if (!in) {
		buf_str(out, s);
		return;
	}
	const char *p = s.p, *end = s.p + s.n, *line;
	while ((line = memchr(p, '\n', (size_t)(end - p))) && line + 1 < end) {
		buf_add(out, p, (size_t)(line + 1 - p));
		indent_write(out, in);
		p = line + 1;
	}
	buf_add(out, p, (size_t)(end - p));
}

/* NULL: no context knows the first part.  *ret_known tells that from a chain that breaks later. */
static const struct glane_value *resolve(const struct template *t, const struct template_op *op, const struct frame *top,
                                         bool *ret_known)
{
	*ret_known = true;
	if (op->part_count == 0)
		return top->v;
	const struct glane_str *parts = &t->parts[op->part_first];
	for (const struct frame *f = top; f; f = f->up) {
		const struct glane_value *v = value_get_n(f->v, parts[0]);
		if (!v)
			continue;
		for (uint32_t i = 1; v && i < op->part_count; i++)
			v = value_get_n(v, parts[i]);
		return v;
	}
	*ret_known = false;
	return NULL;
}

static const char *html_entity(char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	default: return NULL;
	}
}

/* Escapes what was appended since `from`, from its end backwards, so that no second buffer is needed. */
static void escape_in_place(struct buf *out, size_t from)
{
	static const char room[64];
	size_t extra = 0, old = out->n;
	for (size_t i = from; i < old; i++) {
		const char *entity = html_entity(out->p[i]);
		extra += entity ? strlen(entity) - 1 : 0;
	}
	for (size_t left = extra; left > 0 && !out->failed;) {
		size_t n = left < sizeof(room) ? left : sizeof(room);
		buf_add(out, room, n);
		left -= n;
	}
	if (extra == 0 || out->failed)
		return;
	size_t to = out->n;
	for (size_t i = old; i-- > from && to != i + 1;) {
		const char *entity = html_entity(out->p[i]);
		if (!entity) {
			out->p[--to] = out->p[i];
			continue;
		}
		size_t n = strlen(entity);
		to -= n;
		memcpy(out->p + to, entity, n);
	}
}

/* What the tree does not know: words, assets, slots. */
static void lookup_write(struct renderer *r, const struct template_op *op, const struct frame *top)
{
	if (!r->env->lookup)
		return;
	size_t from = r->out->n;
	bool html = false;
	while (top->up && value_type(top->v) != GLANE_V_OBJECT) /* in a section of a truth or a text words still have arguments */
		top = top->up;
	if (!r->env->lookup(r->env->ctx, op->s, top->v, r->out, &html)) {
		r->out->n = from;
		return;
	}
	if (op->kind == OP_ESCAPED || (op->kind == OP_SLOT && !html))
		escape_in_place(r->out, from);
}

static void leaf_write(struct renderer *r, const struct glane_value *v, bool escape)
{
	switch (value_type(v)) {
	case GLANE_V_TEXT:
		if (escape)
			buf_html(r->out, value_text(v));
		else
			buf_str(r->out, value_text(v));
		break;
	case GLANE_V_INTEGER:
		buf_int(r->out, value_int(v, 0));
		break;
	case GLANE_V_BOOL:
		buf_c(r->out, value_truthy(v) ? "true" : "false");
		break;
	case GLANE_V_DECIMAL:
	case GLANE_V_QUANTITY:
		quantity_text(v, r->env->lang ? r->env->lang : "fr", r->env->zone, r->out);
		break;
	default: /* nothing, an object or an array has no text */
		break;
	}
}

static void name_write(struct renderer *r, const struct template *t, const struct template_op *op, const struct frame *top)
{
	if (op->kind == OP_SLOT) {
		lookup_write(r, op, top);
		return;
	}
	bool known;
	const struct glane_value *v = resolve(t, op, top, &known);
	if (known)
		leaf_write(r, v, op->kind == OP_ESCAPED);
	else
		lookup_write(r, op, top);
}

static int run(struct renderer *r, const struct template *t, uint32_t from, uint32_t to, const struct frame *top,
               const struct indent *in);

static int section_run(struct renderer *r, const struct template *t, uint32_t at, const struct frame *top,
                       const struct indent *in)
{
	const struct template_op *op = &t->ops[at];
	bool known;
	const struct glane_value *v = resolve(t, op, top, &known);
	bool truthy = value_truthy(v);
	if (op->kind == OP_INVERTED)
		return truthy ? 0 : run(r, t, at + 1, op->end, top, in);
	if (!truthy)
		return 0;
	if (value_type(v) != GLANE_V_ARRAY) {
		struct frame frame = { top, v };
		return run(r, t, at + 1, op->end, &frame, in);
	}
	for (uint32_t i = 0; i < value_count(v); i++) {
		struct frame frame = { top, value_at(v, i) };
		int rc = run(r, t, at + 1, op->end, &frame, in);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int partial_run(struct renderer *r, const struct template *t, const struct template_op *op, const struct frame *top,
                       const struct indent *in)
{
	const struct template *partial = r->env->partial ? r->env->partial(r->env->ctx, op->s) : NULL;
	if (!partial)
		return 0;
	if (partial->text && !t->text)
		return error_fail(r->err, GLANE_EINVAL, "template %.*s: %.*s is plain text and no part of a page", STR_ARG(t->name),
		                  STR_ARG(partial->name));
	if (r->partials == TEMPLATE_PARTIALS_MAX)
		return error_fail(r->err, GLANE_ETOOBIG, "template %.*s: partials are nested deeper than %d", STR_ARG(t->name),
		                  TEMPLATE_PARTIALS_MAX);
	/* Only a partial alone on its line is indented, by its own blanks and by those of the line it stands in. */
	struct indent own = { in, op->indent };
	const struct indent *inner = NULL;
	if (op->standalone)
		inner = op->indent.n ? &own : in;
	r->partials++;
	int rc = run(r, partial, 0, partial->op_count, top, inner);
	r->partials--;
	return rc;
}

static int run(struct renderer *r, const struct template *t, uint32_t from, uint32_t to, const struct frame *top,
               const struct indent *in)
{
	int rc = 0;
	for (uint32_t i = from; i < to && rc == 0; i++) {
		const struct template_op *op = &t->ops[i];
		if (r->steps-- == 0)
			return error_fail(r->err, GLANE_ETOOBIG, "template %.*s: more than %d instructions", STR_ARG(t->name),
			                  STEPS_MAX);
		if (r->out->failed)
			return error_fail(r->err, GLANE_ETOOBIG, "template %.*s: the page is over its limit", STR_ARG(t->name));
		if (in && op->line_start)
			indent_write(r->out, in);
		switch ((enum template_op_kind)op->kind) {
		case OP_TEXT:
			text_write(r->out, op->s, in);
			break;
		case OP_ESCAPED:
		case OP_RAW:
		case OP_SLOT:
			name_write(r, t, op, top);
			break;
		case OP_SECTION:
		case OP_INVERTED:
			rc = section_run(r, t, i, top, in);
			i = op->end - 1;
			break;
		case OP_PARTIAL:
			rc = partial_run(r, t, op, top, in);
			break;
		case OP_END:
			break;
		}
	}
	return rc;
}

int template_render(const struct template *t, const struct glane_value *root, const struct template_env *env, struct buf *out,
                    struct error *err)
{
	static const struct template_env nothing;
	struct renderer r = { .env = env ? env : &nothing, .out = out, .err = err, .steps = STEPS_MAX };
	struct frame top = { NULL, root };
	size_t from = out->n;
	int rc = run(&r, t, 0, t->op_count, &top, NULL);
	if (rc == 0 && out->failed)
		rc = error_fail(err, GLANE_ETOOBIG, "template %.*s: the page is over its limit", STR_ARG(t->name));
	if (rc < 0)
		out->n = from;
	return rc;
}
