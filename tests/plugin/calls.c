/* SPDX-License-Identifier: MPL-2.0 */
/* calls: what a callback may do with its call: the database, memory, faults, replies, repeats, words. */
#include "area.h"

static int never(struct glane_self *self, struct glane_call *c);

/* --- the database ------------------------------------------------------------------------ */
enum { SQL_ADD, SQL_ALL, SQL_COUNT, SQL_SLOW, SQL_BAD_ARGS };
static const char *const statements[] = {
	[SQL_ADD] = "INSERT INTO calls_row (n, text) VALUES (?1, ?2)",
	[SQL_ALL] = "SELECT n, text, NULL, 1.5, x'00ff' FROM calls_row ORDER BY n",
	[SQL_COUNT] = "SELECT count(*) FROM calls_row",
	[SQL_SLOW] = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c",
	[SQL_BAD_ARGS] = "SELECT ?1 + ?2",
};
static const char schema[] = "CREATE TABLE calls_row (n INTEGER PRIMARY KEY, text TEXT NOT NULL CHECK (text <> 'refused')) STRICT;";
static const struct glane_file migrations[] = { FILE_OF("0001_rows.sql", "application/sql", schema) };

static int add_row(struct glane_call *c, int64_t n, const char *text)
{
	return h->db->exec(c, SQL_ADD, VALS(glane_int(n), glane_text(glane_cstr(text))), NULL);
}

static int count(struct glane_call *c, int64_t *ret)
{
	struct glane_rows *rows;
	int rc = h->db->query(c, SQL_COUNT, NULL, 0, &rows);
	if (rc == GLANE_OK && (rc = h->db->next(rows)) == 1)
		*ret = h->db->col(rows, 0).u.i;
	if (rc >= 0)
		h->db->close(rows);
	return rc < 0 ? rc : GLANE_OK;
}

static int add(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int64_t changes = 0;
	int rc = h->db->exec(c, SQL_ADD, VALS(glane_int(in_int(c, "n")), glane_text(in_text(c, "text"))), &changes);
	if (rc < 0)
		return rc;
	h->value->integer(h->reply->root(c), "changes", changes);
	h->value->integer(h->reply->root(c), "id", h->db->last_id(c));
	h->reply->status(c, 201);
	h->reply->see_other(c, glane_cstr("/p/calls/form"));
	return GLANE_OK;
}

static int add_then_fail(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int rc = add_row(c, 1, "gone");
	return rc < 0 ? rc : h->call->refuse(c, GLANE_ECONFLICT, "no", NULL);
}

static int refuse_and_forget(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int rc = add_row(c, 2, "gone too");
	if (rc < 0)
		return rc;
	(void)h->call->refuse(c, GLANE_EDENIED, "no", NULL);
	return GLANE_OK; /* what was refused stays refused */
}

/* A constraint is an answer: the second row takes the place of the first. */
static int add_or_next(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int64_t n = in_int(c, "n");
	int rc = add_row(c, n, "first");
	if (rc == GLANE_ECONFLICT)
		rc = add_row(c, n + 1, "second");
	h->value->integer(h->reply->root(c), "n", h->db->last_id(c));
	return rc;
}

static int types(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_rows *rows;
	struct glane_value *list = h->value->array(h->reply->root(c), "types");
	int rc = h->db->query(c, SQL_ALL, NULL, 0, &rows);
	if (rc < 0)
		return rc;
	if (h->db->col(rows, 0).type != GLANE_NULL) /* before the first row there is nothing */
		return h->call->fail(c, GLANE_EBUG, "a column before the first row");
	rc = h->db->next(rows);
	for (uint32_t i = 0; rc == 1 && i < 6; i++) /* one more than there are */
		h->value->integer(list, NULL, h->db->col(rows, i).type);
	return rc; /* the cursor is left open */
}

static int leak_many(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_rows *rows;
	int rc = h->db->query(c, SQL_ALL, NULL, 0, &rows);
	if (rc == GLANE_OK)
		rc = h->db->query(c, SQL_COUNT, NULL, 0, &rows);
	if (rc == GLANE_OK && h->db->next(rows) == 1)
		h->value->integer(h->reply->root(c), "n", h->db->col(rows, 0).u.i);
	return rc;
}

static int nested(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_rows *outer, *inner;
	int rc = h->db->query(c, SQL_ALL, NULL, 0, &outer);
	if (rc == GLANE_OK)
		rc = h->db->next(outer);
	if (rc >= 0)
		rc = h->db->query(c, SQL_ALL, NULL, 0, &inner);
	return rc;
}

static int after_close(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_rows *rows;
	int rc = h->db->query(c, SQL_ALL, NULL, 0, &rows);
	if (rc < 0)
		return rc;
	h->db->close(rows);
	h->db->close(rows); /* twice is once */
	h->db->close(NULL);
	h->value->integer(h->reply->root(c), "next", h->db->next(rows));
	return GLANE_OK;
}

static int write_in_read(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	return add_row(c, 3, "never");
}

static int wrong_args(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_rows *rows;
	return h->db->query(c, SQL_BAD_ARGS, VALS(glane_int(1)), &rows);
}

static int wrong_index(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_rows *rows;
	return h->db->query(c, 99, NULL, 0, &rows);
}

static int slow(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_rows *rows;
	int rc = h->db->query(c, SQL_SLOW, NULL, 0, &rows);
	return rc < 0 ? rc : h->db->next(rows);
}

static int slow_write(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int rc = add_row(c, 4, "late");
	while (rc == GLANE_OK && !h->call->cancelled(c))
		;
	return rc < 0 ? rc : add_row(c, 5, "later");
}

/* --- memory and faults ---------------------------------------------------------------------- */
static int hungry(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int rc = add_row(c, 6, "gone");
	for (int i = 0; rc == GLANE_OK && i < 100; i++)
		(void)h->call->alloc(c, 1 << 20); /* never looks */
	return rc;
}

static int zeroed(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	unsigned char *p = h->call->alloc(c, 10000);
	int64_t sum = 0;
	for (size_t i = 0; p && i < 10000; i++)
		sum += p[i];
	h->value->boolean(h->reply->root(c), "zero", p && sum == 0);
	return GLANE_OK;
}

static int fails(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	return h->call->fail(c, (int)in_int(c, "status"), "because of %s", "a test");
}

static int wordless(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	(void)c;
	return GLANE_EIO;
}

static int fields(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_value *args = h->value->make(c);
	h->value->integer(args, "n", 3);
	(void)h->call->refuse_input(c, "text", "bad_text", NULL);
	return h->call->refuse_input(c, "n", "too_many", args);
}

/* --- the tree ---------------------------------------------------------------------------------- */
static int tree(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	const struct glane_value_api *v = h->value;
	struct glane_value *root = h->reply->root(c), *list, *part;
	v->integer(root, "again", 1);
	v->integer(root, "again", 2); /* replaces */
	v->decimal(root, "decimal", -12345, 2);
	v->quantity(root, "weight", 1840, GLANE_U_GRAMS);
	v->text(root, "text", glane_cstr("<é\"\n"));
	v->boolean(root, "yes", 7);
	v->null(root, "null");
	list = v->array(root, "list");
	v->integer(list, NULL, 1);
	part = v->object(list, NULL);
	v->text(part, "in", glane_cstr("side"));
	v->put(root, "copy", part);
	v->text(part, "in", glane_cstr("changed")); /* the copy is deep */
	v->integer(root, "count", v->count(list));
	v->text(root, "key", v->key_at(root, 0));
	v->integer(root, "missing", v->as_integer(v->get(root, "nowhere"), -1));
	v->integer(root, "beyond", v->type(v->at(list, 9)) == GLANE_V_NULL);
	return GLANE_OK;
}

/* --- replies -------------------------------------------------------------------------------------- */
static int file(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int rc = h->reply->file(c, "text/csv; charset=utf-8", "list.csv");
	if (rc == GLANE_OK)
		rc = h->reply->write(c, "a;b\n", 4);
	return rc == GLANE_OK ? h->reply->write(c, "1;2\n", 4) : rc;
}

static int file_with_bad_name(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	return h->reply->file(c, "text/csv", "a\"\r\nSet-Cookie: x");
}

static int write_without_file(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	return h->reply->write(c, "x", 1);
}

static int file_then_fail(struct glane_self *self, struct glane_call *c)
{
	int rc = file(self, c);
	return rc < 0 ? rc : h->call->fail(c, GLANE_EIO, "half way");
}

static int stream(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	char block[1000];
	int rc = h->reply->file(c, "application/octet-stream", "long.bin");
	for (int i = 0; rc == GLANE_OK && i < 1000; i++) {
		memset(block, 'a' + i % 26, sizeof(block));
		rc = h->reply->write(c, block, sizeof(block));
	}
	return rc;
}

static int elsewhere(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	h->reply->see_other(c, glane_cstr("//example.org/"));
	return GLANE_OK;
}

static int raw(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_str body = h->call->body(c);
	h->value->integer(h->reply->root(c), "bytes", (int64_t)body.n);
	h->value->integer(h->reply->root(c), "name", (int64_t)in_text(c, "name").n);
	return GLANE_OK;
}

static int cached(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	static int times; /* inline: one thread */
	h->value->integer(h->reply->root(c), "times", ++times);
	return GLANE_OK;
}

/* --- words, settings, clock ------------------------------------------------------------------------- */
static int words(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_value *root = h->reply->root(c), *args = h->value->make(c);
	h->value->integer(args, "n", in_int(c, "n"));
	h->value->text(args, "who", glane_cstr("<Ana>"));
	h->value->text(root, "boxes", h->call->tr(c, "boxes", args));
	h->value->text(root, "hello", h->call->tr(c, "hello", args));
	h->value->text(root, "unknown", h->call->tr(c, "no_such_key", args));
	h->value->text(root, "core", h->call->tr(c, "error.enoent", NULL));
	h->value->text(root, "lang", h->call->lang(c));
	return GLANE_OK;
}

static int around(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_value *root = h->reply->root(c);
	unsigned char random[16];
	h->call->random(c, random, sizeof(random));
	h->value->text(root, "tone", h->call->setting(c, "tone"));
	h->value->text(root, "site", h->call->setting(c, "site.name"));
	h->value->text(root, "foreign", h->call->setting(c, "labels.shift_x"));
	h->value->integer(root, "now", h->call->now_ms(c));
	h->value->integer(root, "day", h->call->day(c, h->call->now_ms(c)));
	h->value->boolean(root, "may", h->call->may(c, "calls.use"));
	h->value->integer(root, "random", random[0]);
	h->metric->add(self, 0, 2);
	h->metric->set(self, 1, 7);
	h->metric->add(self, 99, 1);
	h->call->log(self, GLANE_LOG_DEBUG, "%s", "seen");
	return GLANE_OK;
}

static int rendered(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_value *v = h->value->make(c);
	struct glane_str text = { "", 0 };
	h->value->text(v, "title", glane_cstr("a < b"));
	int rc = h->call->render(c, in_int(c, "n") ? "nowhere" : "mail", v, &text);
	if (rc == GLANE_OK)
		h->value->text(h->reply->root(c), "mail", text);
	return rc;
}

static int say(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_value *v = h->value->make(c);
	h->value->integer(v, "n", in_int(c, "n"));
	h->live->publish(c, 0, v);
	h->live->publish(c, 99, v);
	return in_int(c, "n") < 0 ? h->call->refuse(c, GLANE_ECONFLICT, "no", NULL) : GLANE_OK;
}

/* --- a page with slots ---------------------------------------------------------------------------------- */
static int show_form(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int64_t n = 0;
	int rc = count(c, &n);
	h->value->integer(h->reply->root(c), "n", n);
	return rc;
}

static int panel_good(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	h->value->text(h->reply->root(c), "text", glane_cstr("good <panel>"));
	return GLANE_OK;
}

/* Tries everything that would hurt the page around it. */
static int panel_rude(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	h->reply->see_other(c, glane_cstr("/elsewhere"));
	h->reply->status(c, 404);
	h->value->text(h->reply->root(c), "text", glane_cstr("rude"));
	if (h->reply->file(c, "text/plain", "x.txt") == GLANE_OK)
		for (int i = 0; i < 4000; i++)
			if (h->reply->write(c, schema, sizeof(schema)) < 0)
				break;
	return GLANE_OK;
}

static int panel_hungry(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	while (h->call->alloc(c, 1 << 16))
		;
	return GLANE_OK;
}

static int never(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	return h->call->fail(c, GLANE_EBUG, "this route is not to be reached");
}

static const struct glane_input in_row[] = {
	{ .name = "n", .type = GLANE_F_INT, .required = 1, .min = 0, .max = 1000000 },
	{ .name = "text", .type = GLANE_F_TEXT, .required = 1, .min = 1, .max = 20 },
};
static const struct glane_input in_n[] = { { .name = "n", .type = GLANE_F_INT } };
static const struct glane_input in_status[] = { { .name = "status", .type = GLANE_F_INT, .min = -20, .max = -1 } };
static const struct glane_input in_name[] = { { .name = "name", .type = GLANE_F_TEXT, .max = 40 } };

#define USE "calls.use"
static const struct glane_route routes[] = {
	{ POSTS, .path = "/add", .permission = USE, .run = add, .inputs = GLANE_LIST(in_row), .template_name = "form", .form = "/form" },
	{ GETS, .path = "/form", .run = show_form, .template_name = "form" },
	{ POSTS, .path = "/add_then_fail", .permission = USE, .run = add_then_fail },
	{ POSTS, .path = "/refuse_and_forget", .permission = USE, .run = refuse_and_forget },
	{ POSTS, .path = "/add_or_next", .permission = USE, .run = add_or_next, .inputs = GLANE_LIST(in_n) },
	{ GETS, .path = "/types", .run = types },
	{ GETS, .path = "/leak_many", .run = leak_many },
	{ GETS, .path = "/nested", .run = nested },
	{ GETS, .path = "/after_close", .run = after_close },
	{ GETS, .path = "/write_in_read", .run = write_in_read },
	{ GETS, .path = "/wrong_args", .run = wrong_args },
	{ GETS, .path = "/wrong_index", .run = wrong_index },
	{ GETS, .path = "/slow", .run = slow, .timeout_ms = 50 },
	{ POSTS, .path = "/slow_write", .permission = USE, .run = slow_write, .timeout_ms = 50 },
	{ POSTS, .path = "/hungry", .permission = USE, .run = hungry },
	{ GETS, .path = "/zeroed", .run = zeroed },
	{ GETS, .path = "/fails", .run = fails, .inputs = GLANE_LIST(in_status) },
	{ GETS, .path = "/wordless", .run = wordless },
	{ POSTS, .path = "/fields", .permission = USE, .run = fields },
	{ GETS, .path = "/tree", .run = tree },
	{ GETS, .path = "/file", .run = file },
	{ GETS, .path = "/file_with_bad_name", .run = file_with_bad_name },
	{ GETS, .path = "/write_without_file", .run = write_without_file },
	{ GETS, .path = "/file_then_fail", .run = file_then_fail },
	{ GETS, .path = "/stream", .run = stream },
	{ GETS, .path = "/elsewhere", .run = elsewhere },
	{ POSTS, .path = "/raw", .permission = USE, .run = raw, .content_types = "image/png text/csv", .inputs = GLANE_LIST(in_name), .max_body = 100000 },
	{ GETS, .path = "/cached", .run = cached, .cache_s = 60 },
	{ GETS, .path = "/words", .run = words, .inputs = GLANE_LIST(in_n) },
	{ GETS, .path = "/around", .run = around },
	{ GETS, .path = "/rendered", .run = rendered, .inputs = GLANE_LIST(in_n) },
	{ POSTS, .path = "/say", .permission = USE, .run = say, .inputs = GLANE_LIST(in_n) },
	{ GETS, .path = "/panel_good", .run = panel_good },
	{ GETS, .path = "/panel_rude", .run = panel_rude },
	{ GETS, .path = "/panel_hungry", .run = panel_hungry },
	{ GETS, .path = "/panel_staff", .permission = USE, .run = panel_good },
	{ GETS, .path = "/staff", .permission = USE, .run = never },
};
static const struct glane_panel panels[] = {
	{ .slot = "calls", .kind = "notice", .source = "/panel_rude", .order = 1 },
	{ .slot = "calls", .kind = "notice", .source = "/panel_hungry", .order = 2 },
	{ .slot = "calls", .kind = "notice", .source = "/slow", .order = 3 },
	{ .slot = "calls", .kind = "notice", .source = "/wordless", .order = 4 },
	{ .slot = "calls", .kind = "notice", .source = "/panel_good", .order = 5 },
	{ .slot = "calls_staff", .kind = "notice", .source = "/panel_staff" }, /* the route's permission counts */
	{ .slot = "idle.slide", .kind = "notice", .source = "/panel_rude", .title_key = "hello", .order = 2 },
	{ .slot = "idle.slide", .kind = "notice", .source = "/panel_good", .title_key = "no", .order = 1 },
	{ .slot = "idle.slide", .kind = "notice", .source = "/panel_staff" },
	{ .slot = "idle.slide", .kind = "notice", .source = "/panel_good", .permission = USE },
};
static const struct glane_permission permissions[] = { { USE, "may", "staff" } };
static const struct glane_topic topics[] = { { "calls.said", USE } };
static const struct glane_setting settings[] = { { .key = "tone", .type = GLANE_F_TEXT, .initial = "grave", .title_key = "hello" } };
static const struct glane_metric metrics[] = { { "seen", "counter", "Calls seen." }, { "level", "gauge", "A level." } };

static const char form[] = "<form>{{#errors}}<b>{{field}}: {{message}}</b>{{/errors}}<input value=\"{{input.text}}\"><input value=\"{{input.n}}\">"
			   "rows {{n}}</form><aside>{{{slots.calls}}}</aside><nav>{{{slots.calls_staff}}}</nav>";
static const char mail[] = "Subject: {{title}}";
static const struct glane_file pages[] = { FILE_OF("form.html", "text/html", form), FILE_OF("mail.txt", "text/plain", mail) };
static const char fr[] = "{\"may\":\"utiliser\",\"no\":\"Non merci.\",\"bad_text\":\"Ce texte ne va pas.\",\"too_many\":\"{n}, c'est trop.\","
			 "\"hello\":\"Bonjour {who}\",\"boxes_one\":\"{n} carton\",\"boxes_other\":\"{n} cartons\"}";
static const char en[] = "{\"may\":\"use\",\"no\":\"No thanks.\",\"bad_text\":\"This text will not do.\",\"too_many\":\"{n} is too many.\","
			 "\"hello\":\"Hello {who}\",\"boxes_one\":\"{n} box\",\"boxes_other\":\"{n} boxes\"}";
static const struct glane_file catalogues[] = { FILE_OF("fr.json", "application/json", fr), FILE_OF("en.json", "application/json", en) };

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "calls",
	.version = "1.0.0",
	.license = "MPL-2.0",
	.init = keep_host,
	.migrations = GLANE_LIST(migrations),
	.statements = GLANE_LIST(statements),
	.routes = GLANE_LIST(routes),
	.panels = GLANE_LIST(panels),
	.permissions = GLANE_LIST(permissions),
	.topics = GLANE_LIST(topics),
	.settings = GLANE_LIST(settings),
	.metrics = GLANE_LIST(metrics),
	.templates = GLANE_LIST(pages),
	.catalogues = GLANE_LIST(catalogues),
};
