/* SPDX-License-Identifier: MPL-2.0 */
/* template.h: Mustache (the public spec, with lambdas left out): interpolation, sections, inverted sections, comments,
 * partials with indentation, set delimiters; escaped by default.  Compiled once, rendered on any thread.
 *
 * Source: mustache(5) and the specification's rules at github.com/mustache/spec. */
#ifndef HTTP_TEMPLATE_H
#define HTTP_TEMPLATE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/value.h"

struct template;
enum { TEMPLATE_TEXT = 2 }; /* plain text (commands, labels): nothing is escaped, so no page has it as a partial */
enum { TEMPLATE_TRUSTED = 1 }; /* may use {{{raw}}} and {{&raw}} for any name; others only for names below "slots." */
/* `name` and `text` are copied.  Fails: GLANE_EINVAL with the line number. */
int template_compile(struct glane_str name, struct glane_str text, unsigned flags, struct template **ret, struct error *) NODISCARD;
void template_free(struct template *t);
bool template_is_text(const struct template *t);

struct template_env {
	const struct template *(*partial)(void *ctx, struct glane_str name); /* NULL: an empty partial */
	/* Names that the tree does not know: "t.key" from the catalogue, "asset.x", "slots.x".  Appends the words to `out`; they
	 * are escaped, unless they stand in {{{ }}} and *ret_html says that they are HTML (in a trusted template {{{ }}} is
	 * enough).  Slots in untrusted templates are asked here only.  `top`: the innermost object.  False: not known.
	 * Sections ask the tree alone. */
	bool (*lookup)(void *ctx, struct glane_str name, const struct glane_value *top, struct buf *out, bool *ret_html);
	void *ctx;
	const char *lang;
	const struct zone *zone;
};
/* Appends to out; takes no memory of its own.  env may be NULL.  Objects and arrays have no text.  Fails: GLANE_ETOOBIG
 * partials nested deeper than 32, plain text as a partial of a page, more than 5 million instructions, out->limit; then `out` is as it was, but for `failed`. */
int template_render(const struct template *t, const struct glane_value *root, const struct template_env *env, struct buf *out,
                    struct error *) NODISCARD;

#endif
