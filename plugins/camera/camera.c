/* SPDX-License-Identifier: MPL-2.0 */
/* camera: photos of items, and QR codes in pictures for browsers that cannot read them themselves. */
#include <stdlib.h>

#include "camera/internal.h"
#include "camera_embedded.h"

static const char *const statements[SQL_COUNT] = {
	[SQL_ITEM] = "SELECT state FROM core_v1_item WHERE id = ?1",
	[SQL_CODE] = "SELECT code FROM core_v1_item WHERE id = ?1",
	[SQL_PHOTOS] = "SELECT p.id, p.at_ms, l.w, l.h, lower(hex(l.sha256)), t.w, t.h, lower(hex(t.sha256)) FROM camera_photo p"
	               " JOIN camera_picture l ON l.photo = p.id AND l.thumb = 0 JOIN camera_picture t ON t.photo = p.id AND t.thumb = 1"
	               " WHERE p.item = ?1 AND p.removed_ms IS NULL ORDER BY p.id",
	[SQL_COUNT_PHOTOS] = "SELECT count(*) FROM camera_photo WHERE item = ?1 AND removed_ms IS NULL",
	[SQL_ADD] = "INSERT INTO camera_photo (id, item, at_ms) VALUES (?1, ?2, ?3)",
	[SQL_ADD_PICTURE] = "INSERT INTO camera_picture (photo, thumb, w, h, sha256, jpeg) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[SQL_SAME] = "SELECT p.id FROM camera_picture q JOIN camera_photo p ON p.id = q.photo"
	             " WHERE q.sha256 = ?2 AND q.thumb = 0 AND p.item = ?1 AND p.removed_ms IS NULL",
	[SQL_PHOTO] = "SELECT item, removed_ms IS NOT NULL FROM camera_photo WHERE id = ?1",
	[SQL_REMOVE] = "UPDATE camera_photo SET removed_ms = ?2 WHERE id = ?1",
	[SQL_RESTORE] = "UPDATE camera_photo SET removed_ms = NULL WHERE id = ?1"
	                " AND (SELECT reversed_by FROM core_v1_record WHERE seq = ?1) IS NULL /* else it was never to be there */",
	/* The same picture of two items has one address: that of the item which may be seen. */
	[SQL_PICTURE] = "SELECT q.jpeg, i.state FROM camera_picture q JOIN camera_photo p ON p.id = q.photo JOIN core_v1_item i ON i.id = p.item"
	                " WHERE q.sha256 = ?1 AND p.removed_ms IS NULL ORDER BY i.state LIMIT 1",
	[SQL_OURS] = "SELECT json_extract(line, '$.body.item') FROM core_v1_record WHERE seq = ?1 AND plugin = 'camera'",
};
static const struct glane_view views[] = { { "core_v1_item" }, { "core_v1_record" } };
static const struct glane_ref refs[] = { { "core_item", "id" } };
static const struct glane_check checks[] = {
	{ "a photo without both of its pictures",
	  "SELECT p.id FROM camera_photo p LEFT JOIN camera_picture q ON q.photo = p.id GROUP BY p.id HAVING count(q.photo) <> 2" },
	{ "a photo without its record",
	  "SELECT p.id FROM camera_photo p LEFT JOIN core_v1_record r ON r.seq = p.id AND r.kind = 'camera.added' WHERE r.seq IS NULL" },
	{ "more than four photos of an item",
	  "SELECT item FROM camera_photo WHERE removed_ms IS NULL GROUP BY item HAVING count(*) > 4" },
};
/* Photos are of objects, and nobody looks for people on them: there is nothing to export or erase for a person. */
static const struct glane_personal personal[] = {
	{ .table = "camera_photo", .purpose_key = "purpose", .expire_sql = "DELETE FROM camera_photo WHERE removed_ms < ?1 - 2592000000 /* 30 days */" },
};

#define ID_MAX (INT64_C(1) << 53)
#define IN_CODE { .name = "code", .type = GLANE_F_TEXT, .required = 1, .min = 1, .max = 160 }
static const struct glane_input in_code[] = { IN_CODE };
static const struct glane_input in_form[] = { IN_CODE, { .name = "photo", .type = GLANE_F_FILE, .required = 1, .max = BODY_MAX } };
static const struct glane_input in_id[] = { { .name = "id", .type = GLANE_F_INT, .required = 1, .min = 1, .max = ID_MAX } };
static const struct glane_input in_undo[] = { { .name = "record", .type = GLANE_F_INT, .required = 1, .min = 1, .max = ID_MAX } };
static const struct glane_input in_address[] = { { .name = "address", .type = GLANE_F_TEXT, .required = 1, .min = 64, .max = 64 } };

#define ADDS .method = GLANE_POST, .permission = CAMERA_ADD
#define SHOWS .method = GLANE_GET, .mode = GLANE_READ, .run = show_photos, .inputs = GLANE_LIST(in_code)
static const struct glane_route routes[] = {
	{ SHOWS, .path = "/items/{code}", .template_name = "photos", .summary = "The photos of an item" },
	{ SHOWS, .path = "/items/{code}/show", .template_name = "show", .summary = "The same, as a part of a page" },
	{ SHOWS, .path = "/items/{code}/tools", .template_name = "tools", .permission = CAMERA_ADD, .summary = "What adds and removes photos, as a part of a page" },
	{ ADDS, .mode = GLANE_POOL, .path = "/items/{code}/photos", .summary = "Add a photo to an item", .run = add_raw,
	  .inputs = GLANE_LIST(in_code), .content_types = "image/jpeg", .max_body = BODY_MAX },
	{ ADDS, .mode = GLANE_POOL, .path = "/items/{code}/upload", .template_name = "photos", .form = "/items/{code}", .summary = "Add a photo to an item, from a form",
	  .run = add_form, .inputs = GLANE_LIST(in_form), .max_body = BODY_MAX + 65536 },
	{ ADDS, .mode = GLANE_WRITE, .path = "/photos/{id}/remove", .template_name = "photos", .summary = "Remove a photo", .run = remove_photo, .inputs = GLANE_LIST(in_id) },
	{ ADDS, .mode = GLANE_WRITE, .path = "/undo", .template_name = "photos", .summary = "Take back what was done to a photo", .run = undo_photo, .inputs = GLANE_LIST(in_undo) },
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/photo/{address}", .summary = "A photo or its thumb, at the SHA-256 of its bytes",
	  .run = show_picture, .inputs = GLANE_LIST(in_address), .cache_s = 31536000 },
	{ .method = GLANE_POST, .mode = GLANE_POOL, .path = "/read", .permission = CAMERA_READ, .summary = "The QR codes in a picture", .run = read_codes,
	  .content_types = "image/jpeg", .max_body = BODY_MAX },
};

static const struct glane_input added_fields[] = { { .name = "item", .type = GLANE_F_INT, .required = 1 } };
static const struct glane_input removed_fields[] = { { .name = "item", .type = GLANE_F_INT, .required = 1 }, { .name = "photo", .type = GLANE_F_INT, .required = 1 } };
static const struct glane_kind kinds[] = {
	[KIND_ADDED] = { "added", "A photo of an item was added; its number is the record's", GLANE_LIST(added_fields) },
	[KIND_REMOVED] = { "removed", "A photo of an item was removed", GLANE_LIST(removed_fields) },
};
static const struct glane_sub subs[] = { { "camera.*", GLANE_WRITE, GLANE_BEFORE, on_own } };
static const struct glane_topic topics[] = { [TOPIC_CHANGED] = { "camera.changed", CAMERA_READ } };
static const struct glane_permission permissions[] = {
	{ CAMERA_ADD, "permission.add", "volunteer staff manager administrator" },
	{ CAMERA_READ, "permission.read", "volunteer staff cashier manager administrator" },
};
static const struct glane_panel panels[] = {
	{ .slot = "item.photo", .kind = "page", .title_key = "title", .source = "/items/{code}/show" },
	{ .slot = "item.section", .kind = "page", .title_key = "title", .source = "/items/{code}/tools", .permission = CAMERA_ADD },
	{ .slot = "item.section", .kind = "element", .title_key = "title", .tag = "glane-x-camera-photos", .module = "photos.js" },
};

static int init(const struct glane_host *host, struct glane_call *c, struct glane_self **ret)
{
	(void)c;
	struct glane_self *s = calloc(1, sizeof(*s));
	if (!s)
		return GLANE_ENOMEM;
	s->host = host;
	s->reader = code_reader_new();
	if (!s->reader) {
		free(s);
		return GLANE_ENOMEM;
	}
	*ret = s;
	return GLANE_OK;
}

static void fini(struct glane_self *s)
{
	if (s)
		code_reader_free(s->reader);
	free(s);
}

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "camera",
	.version = "1.0.0",
	.title_key = "title",
	.license = "MPL-2.0",
	.init = init,
	.fini = fini,
	.views = GLANE_LIST(views),
	.refs = GLANE_LIST(refs),
	.statements = GLANE_LIST(statements),
	.checks = GLANE_LIST(checks),
	.personal = GLANE_LIST(personal),
	.routes = GLANE_LIST(routes),
	.subs = GLANE_LIST(subs),
	.kinds = GLANE_LIST(kinds),
	.topics = GLANE_LIST(topics),
	.permissions = GLANE_LIST(permissions),
	.panels = GLANE_LIST(panels),
	.migrations = EMBEDDED_SCHEMA,
	.templates = EMBEDDED_PAGES,
	.assets = EMBEDDED_UI,
	.catalogues = EMBEDDED_I18N,
};
