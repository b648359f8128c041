/* SPDX-License-Identifier: MPL-2.0 */
/* host->value and host->reply: the tree, and what is sent back. */
#include <stdio.h>
#include <stdlib.h>

#include "host/internal.h"

static struct glane_value *make(struct glane_call *c)
{
	return value_object(call_of(c)->arena);
}

static void add_boolean(struct glane_value *v, const char *key, int b)
{
	value_add_bool(v, key, b != 0);
}

static const struct glane_value *get(const struct glane_value *v, const char *key)
{
	return value_get(v, key);
}

const struct glane_value_api value_api = {
	.size = sizeof(struct glane_value_api),
	.make = make,
	.object = value_add_object,
	.array = value_add_array,
	.integer = value_add_int,
	.decimal = value_add_decimal,
	.quantity = value_add_quantity,
	.text = value_add_text,
	.boolean = add_boolean,
	.null = value_add_null,
	.put = value_add_copy,
	.get = get,
	.at = value_at,
	.key_at = value_key_at,
	.count = value_count,
	.type = value_type,
	.as_integer = value_int,
	.as_text = value_text,
};

static struct glane_value *reply_root(struct glane_call *c)
{
	if (!call_of(c)->root)
		c->root = value_object(c->arena);
	return c->root;
}

static void reply_status(struct glane_call *c, int http_status)
{
	if (http_status >= 200 && http_status <= 599)
		call_of(c)->http_status = http_status;
}

enum { FIELD_MAX = 2000 }; /* bytes of what goes into the head */

static void reply_see_other(struct glane_call *c, struct glane_str path)
{
	/* Only a path of ours: never "//elsewhere" or a scheme. */
	if (path.n > FIELD_MAX || path.n == 0 || path.p[0] != '/' || (path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\')) || !utf8_printable(path, false)) {
		error_fail(&call_of(c)->error, GLANE_EBUG, "%s: see_other wants a path of this site", c->plugin->name);
		return;
	}
	call_of(c)->see_other = arena_str(c->arena, path);
}

static bool plain_field(struct glane_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f || s.p[i] == '"' || s.p[i] == '\\')
			return false;
	return true;
}

static int reply_file(struct glane_call *c, const char *content_type, const char *file_name)
{
	call_of(c);
	if (!content_type || str_c(file_name).n > FIELD_MAX || !plain_field(str_c(content_type)) || !plain_field(str_c(file_name)))
		return error_fail(&c->error, GLANE_EBUG, "%s: a file's type or name holds what no header may", c->plugin->name);
	c->is_file = true;
	c->file_type = arena_str(c->arena, str_c(content_type));
	c->file_name = arena_str(c->arena, str_c(file_name));
	return 0;
}

enum { STREAM_FROM = 256 << 10 };

static int reply_write(struct glane_call *c, const void *p, size_t n)
{
	if (call_of(c)->outer || c->before_depth)
		return error_fail(&c->error, GLANE_EBUG, "%s: the reply belongs to the outer call", c->plugin->name);
	if (!c->is_file)
		return error_fail(&c->error, GLANE_EBUG, "%s: write() comes after file()", c->plugin->name);
	if (c->stream)
		return reply_stream_write(c->stream, p, n);
	buf_add(&c->file, p, n);
	if (c->file.failed)
		return error_fail(&c->error, GLANE_ETOOBIG, "%s wrote more than a reply may hold", c->plugin->name);
	if (c->file.n < STREAM_FROM || c->mode == LANE_WRITE || !c->request || c->keyed)
		return 0;
	struct reply *head = reply_new(200);
	head->content_type = c->file_type.p; /* lives as long as the call; the stream copies the head at once */
	struct glane_str disposition = arena_printf(c->arena, "inline; filename=\"%s\"", c->file_name.p);
	if (c->file_name.n)
		reply_field(head, "Content-Disposition", disposition);
	c->stream = reply_stream_open(c->request, head);
	int rc = reply_stream_write(c->stream, c->file.p, c->file.n);
	buf_fini(&c->file);
	buf_init(&c->file, REPLY_MAX);
	return rc;
}

const struct glane_reply_api reply_api = {
	.size = sizeof(struct glane_reply_api),
	.root = reply_root,
	.status = reply_status,
	.see_other = reply_see_other,
	.file = reply_file,
	.write = reply_write,
};
