/* SPDX-License-Identifier: MPL-2.0 */
/* known: a plugin that knows something of people: telephone numbers, kept while the person is, and for a day. */
#include "area.h"

static const char schema[] = "CREATE TABLE known_phone (person INTEGER NOT NULL, phone TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT;"
                             "CREATE TABLE known_guest (uid BLOB NOT NULL UNIQUE, name TEXT NOT NULL) STRICT;";
static const struct glane_file migrations[] = { FILE_OF("0001_phone.sql", "application/sql", schema) };
static const char words_fr[] = "{\"phones\":\"rappeler quelqu’un\"}";
static const char words_en[] = "{\"phones\":\"to call somebody back\"}";
static const struct glane_file words[] = { FILE_OF("fr.json", "application/json", words_fr), FILE_OF("en.json", "application/json", words_en) };
static const struct glane_personal personal[] = {
	{ "known_phone", "phones", "SELECT phone, at_ms FROM known_phone WHERE person = ?1",
	  "DELETE FROM known_phone WHERE person = ?1", "DELETE FROM known_phone WHERE at_ms < ?1 - 86400000", NULL },
	{ "known_guest", "phones", NULL, NULL, NULL, "DELETE FROM known_guest WHERE uid = ?1" },
};

/* A guest is nobody of the team: the plugin knows her by sixteen bytes. */
static int leave(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_rows *rows;
	unsigned char uid[16];
	int rc = h->db->query(c, 0, VALS(glane_text(in_text(c, "name"))), &rows);
	if (rc == GLANE_OK && (rc = h->db->next(rows)) == 1)
		memcpy(uid, h->db->col(rows, 0).u.s.p, sizeof(uid));
	if (rc == 0)
		return GLANE_ENOENT;
	h->db->close(rows);
	return rc < 0 ? rc : h->call->forget(c, uid);
}

static const char *const statements[] = { "SELECT uid FROM known_guest WHERE name = ?1" };
static const struct glane_input in_name[] = { { .name = "name", .type = GLANE_F_TEXT, .required = 1 } };
static const struct glane_permission permissions[] = { { "known.leave", "phones", "manager" } };
static const struct glane_route routes[] = {
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/leave", .permission = "known.leave", .run = leave, .inputs = GLANE_LIST(in_name) },
};

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "known",
	.version = "1.0",
	.license = "MPL-2.0",
	.init = keep_host,
	.statements = GLANE_LIST(statements),
	.permissions = GLANE_LIST(permissions),
	.routes = GLANE_LIST(routes),
	.personal = GLANE_LIST(personal),
	.migrations = GLANE_LIST(migrations),
	.catalogues = GLANE_LIST(words),
};
