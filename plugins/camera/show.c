/* SPDX-License-Identifier: MPL-2.0 */
/* The photos of an item as a list, a page or a part of one, and the bytes of each. */
#include <stdio.h>

#include "camera/internal.h"

static void put_picture(struct glane_self *s, struct glane_rows *r, uint32_t col, struct glane_value *into)
{
	const struct glane_db_api *db = s->host->db;
	char path[96];
	snprintf(path, sizeof(path), "/p/camera/photo/%.64s", db->col(r, col + 2).u.s.p);
	s->host->value->integer(into, "w", db->col(r, col).u.i);
	s->host->value->integer(into, "h", db->col(r, col + 1).u.i);
	s->host->value->text(into, "path", glane_cstr(path));
}

static int put_photos(struct glane_self *s, struct glane_call *c, int64_t item, struct glane_value *root)
{
	const struct glane_value_api *val = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *r;
	struct glane_value *list = val->array(root, "photos");
	int64_t n = 0;
	int rc = db->query(c, SQL_PHOTOS, (struct glane_val[]){ glane_int(item) }, 1, &r);
	if (rc < 0)
		return rc;
	while ((rc = db->next(r)) == 1) {
		struct glane_value *one = val->object(list, NULL);
		val->integer(one, "n", ++n);
		val->boolean(one, "first", n == 1); /* shown large and at once; both, because a template knows {n} only outside of what is true */
		val->boolean(one, "later", n > 1);
		val->integer(one, "id", db->col(r, 0).u.i);
		val->quantity(one, "at_ms", db->col(r, 1).u.i, GLANE_U_TIME_MS);
		put_picture(s, r, 2, val->object(one, "large"));
		put_picture(s, r, 5, val->object(one, "thumb"));
	}
	db->close(r);
	val->boolean(root, "any", n > 0);
	val->boolean(root, "more", n > 1);
	val->boolean(root, "room", n < PHOTOS_MAX);
	return rc;
}

int show_photos(struct glane_self *s, struct glane_call *c)
{
	struct glane_value *root = s->host->reply->root(c);
	struct glane_str code;
	int64_t item;
	uint32_t state;
	int rc = item_find(s, c, &code, &item, &state);
	if (rc < 0)
		return rc;
	if (!item_visible(s, c, state))
		return s->host->call->refuse(c, GLANE_ENOENT, "bad.item", NULL);
	s->host->value->text(root, "code", code);
	s->host->value->boolean(root, "may", s->host->call->may(c, CAMERA_ADD));
	return put_photos(s, c, item, root);
}

/* --- bytes --------------------------------------------------------------------------------------------------- */

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int address_read(struct glane_str hex, char sha256[SHA256_BYTES])
{
	for (size_t i = 0; i < SHA256_BYTES; i++) {
		int high = hex_digit(hex.p[2 * i]), low = hex_digit(hex.p[2 * i + 1]);
		if (high < 0 || low < 0)
			return -1;
		sha256[i] = (char)(high << 4 | low);
	}
	return 0;
}

static int send(struct glane_self *s, struct glane_call *c, struct glane_rows *r)
{
	const struct glane_host *h = s->host;
	struct glane_val jpeg = h->db->col(r, 0);
	if (!item_visible(s, c, (uint32_t)h->db->col(r, 1).u.i))
		return GLANE_ENOENT;
	int rc = h->reply->file(c, "image/jpeg", NULL);
	return rc < 0 ? rc : h->reply->write(c, jpeg.u.s.p, jpeg.u.s.n);
}

int show_picture(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	struct glane_rows *r;
	char sha256[SHA256_BYTES];
	int rc = GLANE_ENOENT;
	if (address_read(host_text(s->host, c, "address"), sha256) == 0) {
		rc = h->db->query(c, SQL_PICTURE, (struct glane_val[]){ glane_blob((struct glane_str){ sha256, sizeof(sha256) }) }, 1, &r);
		if (rc < 0)
			return rc;
		rc = h->db->next(r);
		rc = rc == 1 ? send(s, c, r) : rc < 0 ? rc : GLANE_ENOENT;
		h->db->close(r);
	}
	return rc == GLANE_ENOENT ? h->call->refuse(c, GLANE_ENOENT, "bad.photo", NULL) : rc;
}
