/* SPDX-License-Identifier: MPL-2.0 */
/* template: the plugin to copy: notes that anyone of the team may write, and how many items were made a day.
 *
 * It has one of each: a table, a page with a form, a record of the journal, an undo, two subscriptions, a live topic, a
 * panel of each tier, a setting, a job, a check.  README.md says where to begin. */
#include <stdlib.h>

#include "glane/plugin.h"
#include "template_embedded.h"

struct glane_self { /* what lives from init() to fini(); read-only after start() */
	const struct glane_host *host;
};

/* --- SQL: all of it, checked against the plugin's rights before it starts ----------------- */
enum { SQL_ADD, SQL_LIST, SQL_COUNT_NOTES, SQL_REMOVE, SQL_TALLY, SQL_TALLIES, SQL_SWEEP, SQL_COUNT };
static const char *const statements[SQL_COUNT] = {
	[SQL_ADD] = "INSERT INTO template_note (text, record, at_ms) VALUES (?1, ?2, ?3)",
	[SQL_LIST] = "SELECT id, text, record, at_ms FROM template_note ORDER BY id DESC LIMIT 100",
	[SQL_COUNT_NOTES] = "SELECT count(*) FROM template_note",
	[SQL_REMOVE] = "DELETE FROM template_note WHERE record = ?1",
	[SQL_TALLY] = "INSERT INTO template_tally (day, items) VALUES (?1, ?2) ON CONFLICT (day) DO UPDATE SET items = items + ?2",
	[SQL_TALLIES] = "SELECT day, items FROM template_tally ORDER BY day DESC LIMIT 7",
	[SQL_SWEEP] = "DELETE FROM template_note WHERE at_ms < ?1",
};
static const struct glane_view views[] = { { "core_v1_record" } }; /* for the check below */
static const struct glane_check checks[] = { /* run by `glane verify`: a row is a difference */
	{ "a note without its record",
	  "SELECT n.id FROM template_note n LEFT JOIN core_v1_record r ON r.seq = n.record WHERE r.seq IS NULL" },
};

/* --- the rest of the declaration's names ---------------------------------------------------- */
#define SEE "template.see"
#define WRITE "template.write"
static const struct glane_permission permissions[] = {
	{ SEE, "permission.see", "volunteer staff manager administrator" },
	{ WRITE, "permission.write", "volunteer staff manager administrator" },
};
enum { TOPIC_NOTED };
static const struct glane_topic topics[] = { [TOPIC_NOTED] = { "template.noted", SEE } };
static const struct glane_setting settings[] = {
	{ .key = "keep_days", .type = GLANE_F_INT, .initial = "30", .title_key = "setting.keep_days" },
};
static const struct glane_input noted_fields[] = { { .name = "text", .type = GLANE_F_TEXT, .required = 1, .max = 200 } };
static const struct glane_kind kinds[] = {
	{ .name = "noted", .summary = "Somebody wrote a note", .fields = GLANE_LIST(noted_fields) },
};

/* --- GET /notes: JSON, or the page pages/notes.html ------------------------------------------- */
static int show_notes(struct glane_self *self, struct glane_call *c)
{
	const struct glane_host *h = self->host;
	struct glane_value *root = h->reply->root(c), *list = h->value->array(root, "notes");
	struct glane_rows *rows;
	int rc = h->db->query(c, SQL_COUNT_NOTES, NULL, 0, &rows);
	if (rc == GLANE_OK && (rc = h->db->next(rows)) == 1)
		h->value->integer(root, "n", h->db->col(rows, 0).u.i); /* {{t.count}} has a plural for it */
	if (rc >= 0)
		rc = h->db->query(c, SQL_LIST, NULL, 0, &rows);
	while (rc >= 0 && (rc = h->db->next(rows)) == 1) {
		struct glane_value *note = h->value->object(list, NULL);
		h->value->integer(note, "id", h->db->col(rows, 0).u.i);
		h->value->text(note, "text", h->db->col(rows, 1).u.s);
		h->value->integer(note, "record", h->db->col(rows, 2).u.i);
		h->value->quantity(note, "at", h->db->col(rows, 3).u.i, GLANE_U_TIME_MS);
	}
	return rc; /* what is still open is closed with the call */
}

/* --- POST /notes: one transaction: the record, the row, the live event after the commit --------- */
static const struct glane_input add_inputs[] = {
	{ .name = "text", .type = GLANE_F_TEXT, .required = 1, .min = 1, .max = 200 },
};

static int add_note(struct glane_self *self, struct glane_call *c)
{
	const struct glane_host *h = self->host;
	struct glane_str text = h->value->as_text(h->value->get(h->call->inputs(c), "text"));
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '<')
			return h->call->refuse_input(c, "text", "no_markup", NULL); /* words for a person, from i18n/ */
	struct glane_value *body = h->value->make(c);
	h->value->text(body, "text", text);
	struct glane_entry entry = { .size = sizeof(entry), .kind = "noted", .body = body };
	int64_t record;
	int rc = h->inventory->append(c, &entry, &record);
	if (rc < 0)
		return rc;
	rc = h->db->exec(c, SQL_ADD, (struct glane_val[]){ glane_text(text), glane_int(record), glane_int(h->call->now_ms(c)) }, 3, NULL);
	if (rc < 0)
		return rc;
	struct glane_value *root = h->reply->root(c);
	h->value->integer(root, "id", h->db->last_id(c));
	h->value->integer(root, "record", record);
	h->live->publish(c, TOPIC_NOTED, root);
	h->reply->status(c, 201);
	h->reply->see_other(c, glane_cstr("/p/template/notes")); /* browsers; JSON callers get the value above */
	return GLANE_OK;
}

/* --- POST /undo: core takes the record back, and tells us below ----------------------------------- */
static const struct glane_input undo_inputs[] = {
	{ .name = "record", .type = GLANE_F_INT, .required = 1, .min = 1, .max = INT64_C(1) << 53 },
};

static int undo_note(struct glane_self *self, struct glane_call *c)
{
	const struct glane_host *h = self->host;
	int64_t record = h->value->as_integer(h->value->get(h->call->inputs(c), "record"), 0), count;
	h->reply->see_other(c, glane_cstr("/p/template/notes"));
	return h->inventory->undo(c, record, &count);
}

/* BEFORE: in the transaction of the record.  Our own kind comes again, `reversed`, when it is undone. */
static int before_noted(struct glane_self *self, struct glane_call *c, const struct glane_record *r)
{
	if (!r->reversed)
		return GLANE_OK;
	return self->host->db->exec(c, SQL_REMOVE, (struct glane_val[]){ glane_int(r->reverses) }, 1, NULL);
}

/* AFTER: when there is time, in order, exactly once, also for what was recorded before this plugin was there. */
static int after_created(struct glane_self *self, struct glane_call *c, const struct glane_record *r)
{
	int64_t day = self->host->call->day(c, r->happened_from_ms);
	return self->host->db->exec(c, SQL_TALLY, (struct glane_val[]){ glane_int(day), glane_int(r->reversed ? -1 : 1) }, 2, NULL);
}

static const struct glane_sub subs[] = {
	{ "template.noted", GLANE_WRITE, GLANE_BEFORE, before_noted },
	{ "items.created", GLANE_WRITE, GLANE_AFTER, after_created },
};

/* --- GET /days: what the declared panel shows: title, columns, rows ---------------------------------- */
static int show_days(struct glane_self *self, struct glane_call *c)
{
	const struct glane_host *h = self->host;
	struct glane_value *root = h->reply->root(c), *columns, *list;
	h->value->text(root, "title", h->call->tr(c, "days", NULL));
	h->value->text(h->value->array(root, "units"), NULL, glane_cstr("day")); /* the kiosk writes numbers as people do: g, cents, day, ms */
	columns = h->value->array(root, "columns");
	h->value->text(columns, NULL, h->call->tr(c, "day", NULL));
	h->value->text(columns, NULL, h->call->tr(c, "items", NULL));
	list = h->value->array(root, "rows");
	struct glane_rows *rows;
	int rc = h->db->query(c, SQL_TALLIES, NULL, 0, &rows);
	while (rc >= 0 && (rc = h->db->next(rows)) == 1) {
		struct glane_value *cells = h->value->array(h->value->object(list, NULL), "cells");
		h->value->quantity(cells, NULL, h->db->col(rows, 0).u.i, GLANE_U_DAY);
		h->value->integer(cells, NULL, h->db->col(rows, 1).u.i);
	}
	return rc;
}

/* --- GET /last: a piece of a page, pages/last.html --------------------------------------------------- */
static int show_last(struct glane_self *self, struct glane_call *c)
{
	const struct glane_host *h = self->host;
	struct glane_value *root = h->reply->root(c);
	struct glane_rows *rows;
	int rc = h->db->query(c, SQL_LIST, NULL, 0, &rows);
	if (rc == GLANE_OK && (rc = h->db->next(rows)) == 1)
		h->value->text(root, "text", h->db->col(rows, 1).u.s);
	return rc < 0 ? rc : GLANE_OK;
}

/* The three ways to show something: a declared table (tier 0), a piece of a page (1), an element of ours, ui/notes.js (2).
 * The element is a screen of the kiosk with a place for the other two; the slot "template" is on our own page as well. */
static const struct glane_panel panels[] = {
	{ .slot = "template", .kind = "table", .title_key = "days", .source = "/days", .permission = SEE },
	{ .slot = "template", .kind = "page", .title_key = "last", .source = "/last", .permission = SEE },
	{ .slot = "screen", .kind = "element", .title_key = "title", .tag = "glane-x-template-notes", .module = "notes.js", .permission = WRITE,
	  .order = 90 },
};

/* --- every night at three: old notes go; their records stay in the journal --------------------------- */
static int sweep(struct glane_self *self, struct glane_call *c, const struct glane_value *args)
{
	(void)args;
	const struct glane_host *h = self->host;
	int64_t days = strtoll(h->call->setting(c, "keep_days").p, NULL, 10);
	if (days <= 0)
		return GLANE_OK;
	return h->db->exec(c, SQL_SWEEP, (struct glane_val[]){ glane_int(h->call->now_ms(c) - days * 86400000) }, 1, NULL);
}

static const struct glane_job jobs[] = {
	{ .name = "sweep", .mode = GLANE_WRITE, .at_minute = 3 * 60, .run = sweep },
};

/* --- routes, below /p/template ---------------------------------------------------------------------------- */
static const struct glane_route routes[] = {
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/notes", .permission = SEE, .template_name = "notes",
	  .summary = "Notes of the team", .run = show_notes },
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/notes", .permission = WRITE, .template_name = "notes", .form = "/notes",
	  .summary = "Write a note", .run = add_note, .inputs = GLANE_LIST(add_inputs) },
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/undo", .permission = WRITE, .template_name = "notes", .form = "/notes",
	  .summary = "Take a note back", .run = undo_note, .inputs = GLANE_LIST(undo_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/days", .permission = SEE,
	  .summary = "Items made a day", .run = show_days },
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/last", .permission = SEE, .template_name = "last",
	  .summary = "The newest note", .run = show_last },
};

static int init(const struct glane_host *host, struct glane_call *c, struct glane_self **ret)
{
	(void)c;
	struct glane_self *self = calloc(1, sizeof(*self));
	if (!self)
		return GLANE_ENOMEM;
	self->host = host;
	*ret = self;
	return GLANE_OK;
}

static void fini(struct glane_self *self)
{
	free(self);
}

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "template",
	.version = "0.1.0",
	.title_key = "title",
	.license = "MPL-2.0",
	.init = init,
	.fini = fini,
	.views = GLANE_LIST(views),
	.statements = GLANE_LIST(statements),
	.checks = GLANE_LIST(checks),
	.routes = GLANE_LIST(routes),
	.subs = GLANE_LIST(subs),
	.kinds = GLANE_LIST(kinds),
	.jobs = GLANE_LIST(jobs),
	.topics = GLANE_LIST(topics),
	.permissions = GLANE_LIST(permissions),
	.settings = GLANE_LIST(settings),
	.panels = GLANE_LIST(panels),
	.migrations = EMBEDDED_SCHEMA,
	.templates = EMBEDDED_PAGES,
	.assets = EMBEDDED_UI,
	.catalogues = EMBEDDED_I18N,
};
