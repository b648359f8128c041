/* SPDX-License-Identifier: MPL-2.0 */
/* Adding a photo, removing it, and taking either back.  The picture is made before anything is written. */
#include <stdio.h>

#include <sodium.h>

#include "camera/internal.h"

struct adding {
	struct photo photo;
	unsigned char sha256[PHOTO_SIZES][SHA256_BYTES];
	char code[16];
	int64_t id;
};

static struct glane_val bytes(const void *p, size_t n)
{
	return glane_blob((struct glane_str){ p, n });
}

static int insert(struct glane_self *s, struct glane_call *c, const struct adding *a, int64_t item)
{
	const struct glane_db_api *db = s->host->db;
	int rc = db->exec(c, SQL_ADD, (struct glane_val[]){ glane_int(a->id), glane_int(item), glane_int(s->host->call->now_ms(c)) }, 3, NULL);
	for (int i = 0; i < PHOTO_SIZES && rc == GLANE_OK; i++) {
		const struct picture *p = &a->photo.sizes[i];
		struct glane_val args[] = { glane_int(a->id), glane_int(i == PHOTO_THUMB), glane_int(p->w), glane_int(p->h),
			                    bytes(a->sha256[i], SHA256_BYTES), bytes(p->p, p->n) };
		rc = db->exec(c, SQL_ADD_PICTURE, args, 6, NULL);
	}
	return rc;
}

static int check_room(struct glane_self *s, struct glane_call *c, int64_t item)
{
	int64_t n = 0;
	int rc = host_first_int(s->host, c, SQL_COUNT_PHOTOS, (struct glane_val[]){ glane_int(item) }, 1, &n);
	if (rc < 0)
		return rc;
	return n >= PHOTOS_MAX ? s->host->call->refuse(c, GLANE_ECONFLICT, "bad.full", NULL) : GLANE_OK;
}

/* WRITE.  The very same picture again is what was there already: an answer that got lost is asked for again. */
static int store(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct adding *a = arg;
	struct glane_str code;
	int64_t item;
	uint32_t state;
	int rc = item_find(s, c, &code, &item, &state);
	if (rc < 0)
		return rc;
	snprintf(a->code, sizeof(a->code), "%s", code.p);
	a->id = 0; /* a WRITE may run twice */
	rc = host_first_int(s->host, c, SQL_SAME, (struct glane_val[]){ glane_int(item), bytes(a->sha256[PHOTO_LARGE], SHA256_BYTES) }, 2, &a->id);
	if (rc != 0)
		return rc < 0 ? rc : GLANE_OK;
	rc = check_room(s, c, item);
	struct glane_value *body = s->host->value->make(c);
	s->host->value->integer(body, "item", item); /* not the record's subject: a photo keeps nobody from taking the label back */
	struct glane_entry e = { .size = sizeof(e), .kind = "added", .body = body };
	if (rc == GLANE_OK)
		rc = s->host->inventory->append(c, &e, &a->id);
	return rc == GLANE_OK ? insert(s, c, a, item) : rc;
}

static void back_to(struct glane_self *s, struct glane_call *c, const char *code)
{
	char path[64];
	snprintf(path, sizeof(path), "/p/items/items/%s", code);
	s->host->reply->see_other(c, glane_cstr(path));
}

static int add(struct glane_self *s, struct glane_call *c, struct glane_str body)
{
	const struct glane_host *h = s->host;
	struct adding a = { 0 };
	int rc = refuse_picture(s, c, photo_make(body.p, body.n, &a.photo));
	if (rc < 0)
		return rc;
	for (int i = 0; i < PHOTO_SIZES; i++)
		crypto_hash_sha256(a.sha256[i], a.photo.sizes[i].p, a.photo.sizes[i].n);
	rc = h->call->within(c, GLANE_WRITE, store, &a);
	photo_fini(&a.photo);
	if (rc < 0)
		return rc;
	h->value->integer(h->reply->root(c), "record", a.id);
	h->value->text(h->reply->root(c), "code", glane_cstr(a.code));
	h->reply->status(c, 201);
	back_to(s, c, a.code);
	return GLANE_OK;
}

int add_raw(struct glane_self *s, struct glane_call *c)
{
	return add(s, c, s->host->call->body(c));
}

int add_form(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *val = s->host->value;
	return add(s, c, val->as_text(val->get(val->get(s->host->call->inputs(c), "photo"), "content")));
}

/* --- away and back --------------------------------------------------------------------------------------------- */

static int code_of(struct glane_self *s, struct glane_call *c, int64_t item, char ret[16])
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *r;
	int rc = db->query(c, SQL_CODE, (struct glane_val[]){ glane_int(item) }, 1, &r);
	if (rc < 0)
		return rc;
	rc = db->next(r);
	if (rc == 1)
		snprintf(ret, 16, "%s", db->col(r, 0).u.s.p);
	db->close(r);
	return rc < 0 ? rc : GLANE_OK;
}

static int photo_find(struct glane_self *s, struct glane_call *c, int64_t id, int64_t *ret_item)
{
	const struct glane_host *h = s->host;
	struct glane_rows *r;
	int64_t removed = 0;
	int rc = h->db->query(c, SQL_PHOTO, (struct glane_val[]){ glane_int(id) }, 1, &r);
	if (rc < 0)
		return rc;
	rc = h->db->next(r);
	if (rc == 1) {
		*ret_item = h->db->col(r, 0).u.i;
		removed = h->db->col(r, 1).u.i;
	}
	h->db->close(r);
	if (rc == 0)
		return h->call->refuse(c, GLANE_ENOENT, "bad.photo", NULL);
	return rc == 1 && removed ? h->call->refuse(c, GLANE_ECONFLICT, "bad.removed", NULL) : rc < 0 ? rc : GLANE_OK;
}

int remove_photo(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	int64_t id = host_int(h, c, "id", 0), item = 0, record;
	char code[16] = "";
	int rc = photo_find(s, c, id, &item);
	if (rc < 0)
		return rc;
	struct glane_value *body = h->value->make(c);
	h->value->integer(body, "item", item);
	h->value->integer(body, "photo", id);
	struct glane_entry e = { .size = sizeof(e), .kind = "removed", .body = body };
	rc = h->inventory->append(c, &e, &record);
	if (rc == GLANE_OK)
		rc = h->db->exec(c, SQL_REMOVE, (struct glane_val[]){ glane_int(id), glane_int(h->call->now_ms(c)) }, 2, NULL);
	if (rc == GLANE_OK)
		rc = code_of(s, c, item, code);
	if (rc < 0)
		return rc;
	h->value->integer(h->reply->root(c), "record", record);
	h->value->text(h->reply->root(c), "code", glane_cstr(code));
	back_to(s, c, code);
	return GLANE_OK;
}

/* Only what this plugin recorded. */
int undo_photo(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	struct glane_val record = glane_int(host_int(h, c, "record", 0));
	int64_t item, n;
	char code[16] = "";
	int rc = host_first_int(h, c, SQL_OURS, &record, 1, &item);
	if (rc == 0)
		return h->call->refuse(c, GLANE_ENOENT, "bad.photo", NULL);
	if (rc == 1)
		rc = h->inventory->undo(c, record.u.i, &n);
	if (rc == GLANE_OK)
		rc = code_of(s, c, item, code);
	if (rc < 0)
		return rc;
	h->value->text(h->reply->root(c), "code", glane_cstr(code));
	back_to(s, c, code);
	return GLANE_OK;
}

/* All our records come by here, made or taken back by whomever: the row follows, and screens hear of it. */
int on_own(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	const struct glane_host *h = s->host;
	char code[16] = "";
	int64_t item = h->value->as_integer(h->value->get(r->body, "item"), 0);
	const struct glane_value *photo = h->value->get(r->body, "photo"); /* removed */
	int rc = code_of(s, c, item, code);
	if (rc == GLANE_OK && r->reversed && photo) {
		rc = check_room(s, c, item);
		if (rc == GLANE_OK)
			rc = h->db->exec(c, SQL_RESTORE, (struct glane_val[]){ glane_int(h->value->as_integer(photo, 0)) }, 1, NULL);
	} else if (rc == GLANE_OK && r->reversed) {
		rc = h->db->exec(c, SQL_REMOVE, (struct glane_val[]){ glane_int(r->reverses), glane_int(h->call->now_ms(c)) }, 2, NULL);
	}
	if (rc < 0)
		return rc;
	struct glane_value *v = h->value->make(c);
	h->value->text(v, "code", glane_cstr(code));
	h->live->publish(c, TOPIC_CHANGED, v);
	return GLANE_OK;
}
