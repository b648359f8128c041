/* SPDX-License-Identifier: MPL-2.0 */
/* self.h: for plugins that keep nothing in memory but the host: their `self`, and what each of them asks it.
 *
 * Include it first in the plugin's internal.h and name self_init and self_fini in the declaration.  A plugin that keeps more
 * (camera, labels, scale) has a `struct glane_self` of its own. */
#ifndef SELF_SELF_H
#define SELF_SELF_H

#include "self/host.h"

struct glane_self {
	const struct glane_host *host;
};
int self_init(const struct glane_host *host, struct glane_call *c, struct glane_self **ret);
void self_fini(struct glane_self *s);

/* host.h over its host. */
static inline int64_t in_int(struct glane_self *s, struct glane_call *c, const char *name, int64_t missing)
{
	return host_int(s->host, c, name, missing);
}
static inline struct glane_str in_text(struct glane_self *s, struct glane_call *c, const char *name)
{
	return host_text(s->host, c, name);
}
static inline struct glane_str copied(struct glane_self *s, struct glane_call *c, struct glane_str text)
{
	return host_copied(s->host, c, text);
}
static inline struct glane_str word(struct glane_self *s, struct glane_call *c, const char *prefix, struct glane_str name)
{
	return host_word(s->host, c, prefix, name);
}
GLANE_CHECKED static inline int first_row(struct glane_self *s, struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n,
                                          struct glane_val *ret, uint32_t columns)
{
	return host_first_row(s->host, c, sql, args, n, ret, columns);
}

/* Texts that these return live as long as the call. */
struct glane_str typed(struct glane_self *s, struct glane_call *c, const char *field); /* in a form that is shown again */
int64_t typed_number(struct glane_self *s, struct glane_call *c, const char *field);   /* 0: none, or no whole number */
int is_english(struct glane_self *s, struct glane_call *c);

#endif
