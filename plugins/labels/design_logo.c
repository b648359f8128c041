/* SPDX-License-Identifier: MPL-2.0 */
/* The centre's logo: sent as PNG or JPEG, kept as dots. */
#include <string.h>

#include "labels/designs.h"

enum { LOGO_DPI = 300, W_MM_USUAL = 20, LEVEL_USUAL = 50 };

/* The inputs as dots. */
static int make(struct glane_call *c, struct bitmap *ret)
{
	static const char *const words[] = { [PICTURE_NONE] = "logo.none", [PICTURE_DAMAGED] = "logo.damaged", [PICTURE_TOO_LARGE] = "logo.large", [LOGO_EMPTY] = "logo.empty" };
	const struct glane_value_api *v = labels_host->value;
	const struct glane_value *in = labels_host->call->inputs(c);
	struct glane_str file = v->as_text(v->get(v->get(in, "file"), "content"));
	enum logo_way way = strcmp(v->as_text(v->get(in, "way")).p, "dither") == 0 ? LOGO_DITHER : LOGO_THRESHOLD;
	int rc = logo_make(file.p, file.n, (uint32_t)(in_int(c, "width", W_MM_USUAL) * LOGO_DPI * 10 / 254), way, (uint32_t)in_int(c, "level", LEVEL_USUAL), ret);
	if (rc == PICTURE_NO_MEMORY)
		return labels_host->call->fail(c, GLANE_ENOMEM, "no memory for a picture");
	return rc == PICTURE_GOOD ? GLANE_OK : labels_host->call->refuse_input(c, "file", words[rc], NULL);
}

static int reply(struct glane_call *c, const struct bitmap *b)
{
	struct bytes out = { 0 };
	int rc = bitmap_png(b, LOGO_DPI, 2, &out);
	if (rc == GLANE_OK)
		rc = picture_reply(c, "image/png", "logo.png", &out);
	bytes_fini(&out);
	return rc;
}

/* POST /logo/try: how it would come out. */
int logo_try(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct bitmap b = { 0 };
	int rc = make(c, &b);
	if (rc == GLANE_OK)
		rc = reply(c, &b);
	bitmap_fini(&b);
	return rc;
}

static int put(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	const struct bitmap *b = arg;
	struct glane_val args[] = { glane_int(b->w), glane_int(b->h), glane_blob((struct glane_str){ (const char *)b->bits, (size_t)b->stride * b->h }),
		                    glane_int(labels_host->call->now_ms(c)) };
	return labels_host->db->exec(c, SQL_LOGO_PUT, args, sizeof(args) / sizeof(args[0]), NULL);
}

int logo_keep(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct bitmap b = { 0 };
	int rc = make(c, &b);
	if (rc == GLANE_OK)
		rc = labels_host->call->within(c, GLANE_WRITE, put, &b);
	bitmap_fini(&b);
	if (rc == GLANE_OK)
		labels_host->reply->see_other(c, glane_cstr("/p/labels/designs#logo"));
	return rc;
}

int logo_drop(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int rc = labels_host->db->exec(c, SQL_LOGO_DROP, NULL, 0, NULL);
	if (rc == GLANE_OK)
		labels_host->reply->see_other(c, glane_cstr("/p/labels/designs#logo"));
	return rc;
}

static int load(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	return label_text_logo(c, arg);
}

int logo_picture(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	static const struct design with = { .count = 1, .parts = { { FIELD_LOGO, 100, 1, 0, 0, 0 } } };
	struct label_text *t = labels_host->call->alloc(c, sizeof(*t));
	if (!t)
		return GLANE_ENOMEM;
	t->design = with;
	int rc = labels_host->call->within(c, GLANE_READ, load, t);
	if (rc == GLANE_OK && !t->logo_w)
		return labels_host->call->refuse(c, GLANE_ENOENT, "logo.there_is_none", NULL);
	const struct bitmap b = { t->logo_w, t->logo_h, (t->logo_w + 7) / 8, t->logo };
	return rc ? rc : reply(c, &b);
}
