/* SPDX-License-Identifier: MPL-2.0 */
/* A form that everybody may send, on a page of its own, in a panel of another page, a second one, and one behind a secret. */
#include "area.h"

static int page(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	h->value->put(h->reply->root(c), "code", h->value->get(h->call->inputs(c), "code"));
	return GLANE_OK;
}

static int send(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_str text = in_text(c, "text");
	if (text.n && text.p[0] == '!')
		return h->call->refuse_input(c, "text", "no", NULL);
	int rc = h->db->exec(c, 0, VALS(glane_text(in_text(c, "code")), glane_text(text), glane_int(h->call->person(c))), NULL);
	h->reply->see_other(c, glane_cstr("/p/open/thanks"));
	return rc;
}

static int is_known(struct glane_call *c)
{
	struct glane_str code = in_text(c, "code");
	return code.n == 26 && strcmp(code.p, "0123456789ABCDEFGHJKMNPQRS") == 0;
}

static int secret_page(struct glane_self *self, struct glane_call *c)
{
	return is_known(c) ? page(self, c) : h->call->refuse(c, GLANE_ENOENT, "nobody", NULL);
}

static int secret_send(struct glane_self *self, struct glane_call *c)
{
	struct glane_str text = in_text(c, "text");
	if (text.n && text.p[0] == '?')
		return h->call->fail(c, GLANE_EBUG, "it fell over");
	int rc = is_known(c) ? send(self, c) : h->call->refuse(c, GLANE_ENOENT, "nobody", NULL);
	h->reply->see_other(c, glane_cstr("/p/open/secret/0123456789ABCDEFGHJKMNPQRS?done=1"));
	return rc;
}

static const struct glane_input in_secret[] = {
	{ .name = "code", .type = GLANE_F_TEXT, .required = 1, .min = 26, .max = 26 },
	{ .name = "done", .type = GLANE_F_BOOL },
};
static const struct glane_input in_secret_note[] = {
	{ .name = "code", .type = GLANE_F_TEXT, .required = 1, .min = 26, .max = 26 },
	{ .name = "text", .type = GLANE_F_LINES, .required = 1, .max = 500 },
};
static const struct glane_letter letters[] = { { 'S', 0, "/secret/{code}" } };
static const struct glane_input in_code[] = { { .name = "code", .type = GLANE_F_TEXT, .required = 1, .max = 20 } };
static const struct glane_input in_note[] = {
	{ .name = "code", .type = GLANE_F_TEXT, .required = 1, .max = 20 },
	{ .name = "text", .type = GLANE_F_LINES, .required = 1, .max = 500 },
};
static const struct glane_route routes[] = {
	{ GETS, .path = "/note/{code}", .template_name = "note", .run = page, .inputs = GLANE_LIST(in_code), .cache_s = 60 },
	{ POSTS, .path = "/note/{code}", .template_name = "note", .form = "/note/{code}", .open_post = 1, .run = send, .inputs = GLANE_LIST(in_note), .max_body = 100000 },
	{ GETS, .path = "/other", .template_name = "note", .run = page },
	{ POSTS, .path = "/other", .template_name = "note", .form = "/other", .open_post = 1, .run = send, .inputs = GLANE_LIST(in_note) },
	{ GETS, .path = "/around", .template_name = "around", .run = page, .cache_s = 60 },
	{ GETS, .path = "/plain", .template_name = "plain", .run = page, .cache_s = 60 },
	{ GETS, .path = "/secret/{code}", .template_name = "note", .run = secret_page, .inputs = GLANE_LIST(in_secret) },
	{ POSTS, .path = "/secret/{code}", .template_name = "note", .form = "/secret/{code}", .open_post = 1, .run = secret_send, .inputs = GLANE_LIST(in_secret_note) },
	{ GETS, .path = "/thanks", .template_name = "plain", .run = page },
};
static const struct glane_panel panels[] = { { .slot = "open", .kind = "page", .source = "/other" } };

static const char sql[] = "CREATE TABLE open_note (code TEXT NOT NULL, text TEXT NOT NULL, person INTEGER NOT NULL) STRICT;";
static const struct glane_file migrations[] = { FILE_OF("0001_notes.sql", "application/sql", sql) };
static const char *const statements[] = { "INSERT INTO open_note (code, text, person) VALUES (?1, ?2, ?3)" };
static const char note[] = "<form method=\"post\">{{#errors}}<b>{{message}}</b>{{/errors}}<i>{{input.text}}</i>"
			   "<input name=\"_request\" value=\"{{request}}\"></form>";
static const char around[] = "<main>{{{slots.open}}}</main>";
static const char plain[] = "<main>Thanks</main>";
static const struct glane_file pages[] = { FILE_OF("note.html", "text/html", note), FILE_OF("around.html", "text/html", around),
					   FILE_OF("plain.html", "text/html", plain) };
static const char fr[] = "{\"no\":\"Pas de point d'exclamation.\",\"nobody\":\"Personne ici.\"}";
static const struct glane_file catalogues[] = { FILE_OF("fr.json", "application/json", fr) };

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "open",
	.version = "1.0.0",
	.license = "MPL-2.0",
	.init = keep_host,
	.migrations = GLANE_LIST(migrations),
	.statements = GLANE_LIST(statements),
	.routes = GLANE_LIST(routes),
	.letters = GLANE_LIST(letters),
	.panels = GLANE_LIST(panels),
	.templates = GLANE_LIST(pages),
	.catalogues = GLANE_LIST(catalogues),
};
