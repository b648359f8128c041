/* SPDX-License-Identifier: MPL-2.0 */
/* template.h: Mustache (the public spec, with lambdas left out): interpolation, sections, inverted sections, comments,
 * partials with indentation, set delimiters; escaped by default.  Compiled once, rendered on any thread.
 *
 * Source: mustache(5) and the specification's rules at github.com/mustache/spec. */
#ifndef HTTP_TEMPLATE_H
#define HTTP_TEMPLATE_H

#include "base/buf.h"
#include "base/error.h"
#include "base/value.h"

struct template;
enum { TEMPLATE_TRUSTED = 1 }; /* may use {{{raw}}} and {{&raw}} for any name; others only for names below "slots." */
/* `name` and `text` are copied.  Fails: GLANE_EINVAL with the line number. */
int template_compile(struct glane_str name, struct glane_str text, unsigned flags, struct template **ret, struct error *) NODISCARD;
void template_free(struct template *t);

struct template_env {
	const struct template *(*partial)(void *ctx, struct glane_str name); /* NULL: an empty partial */
	/* Names that the tree does not know: "t.key" from the catalogue, "asset.x", "slots.x".  `raw` asks for {{{ }}}.  False: not known. */
	bool (*lookup)(void *ctx, struct glane_str name, const struct glane_value *top, struct buf *out, bool *ret_html);
	void *ctx;
	const char *lang;
	const struct zone *zone;
};
/* Appends to out.  Depth of partials is limited to 32. */
int template_render(const struct template *t, const struct glane_value *root, const struct template_env *env, struct buf *out,
                    struct error *) NODISCARD;

#endif
