/* SPDX-License-Identifier: MPL-2.0 */
/* Plugins with one fault each; meson.build gives NAME and which. */
#include "area.h"

#define STRING_(x) #x
#define STRING(x) STRING_(x)
#ifndef CALLS_ITSELF
#define CALLS_ITSELF STRING(NAME)
#endif
#define MAY STRING(NAME) ".may"

static int nothing(struct glane_self *self, struct glane_call *c)
{
	(void)self;
#ifdef OPTIONAL
	struct glane_rows *rows;
	h->value->integer(h->reply->root(c), "asked", h->db->query(c, 0, NULL, 0, &rows));
#else
	(void)c;
#endif
	return GLANE_OK;
}

static int init(const struct glane_host *host, struct glane_call *c, struct glane_self **ret)
{
	keep_host(host, c, ret);
#ifdef INIT_FAILS
	return host->call->fail(c, GLANE_EIO, "the %s is not plugged in", "scale");
#else
	return GLANE_OK;
#endif
}

static int start(struct glane_self *self, struct glane_call *c)
{
	(void)self;
#ifdef START_FAILS
	int rc = h->db->exec(c, 0, VALS(glane_int(1)), NULL);
	return rc < 0 ? rc : h->call->fail(c, GLANE_EBUG, "it began and stopped");
#else
	(void)c;
	return GLANE_OK;
#endif
}

static void stop(struct glane_self *self)
{
	(void)self;
}

static const struct glane_permission permissions[] = {
#ifdef FOREIGN_PERMISSION
	{ "items.may", "may", "staff" },
#else
	{ MAY, "may", "staff" },
#endif
};
#ifndef METHOD
#define METHOD GLANE_GET
#endif
#ifndef MODE
#define MODE GLANE_READ
#endif
#ifndef NEEDS
#define NEEDS NULL
#endif
#ifndef MORE
#define MORE .cache_s = 0
#endif
#ifndef TEMPLATE
#define TEMPLATE NULL
#endif
static const struct glane_route routes[] = {
	{ .method = METHOD, .mode = MODE, .path = "/there", .permission = NEEDS, .template_name = TEMPLATE, .summary = "Test", .run = nothing, MORE },
#ifdef ROUTE_TWICE
	{ GETS, .path = "/there", .run = nothing },
#endif
#ifdef ROUTE_EMPTY
	{ GETS, .path = "/empty" },
#endif
};

#ifdef MIGRATION_FAILS
#define MIGRATION "CREATE TABLE badsql_row (n INTEGER);\nCREATE TABEL badsql_other (n);"
#endif
#ifdef MIGRATION
static const char sql[] = MIGRATION;
#else
static const char sql[] = "CREATE TABLE " STRING(NAME) "_row (n INTEGER) STRICT;";
#endif
static const struct glane_file migrations[] = { FILE_OF("0001_rows.sql", "application/sql", sql) };
static const char *const statements[] = {
#ifdef STATEMENT
	STATEMENT,
#else
	"INSERT INTO " STRING(NAME) "_row (n) VALUES (?1)",
#endif
};
#ifdef CHECK
static const struct glane_check checks[] = { { "check", CHECK } };
#endif
#ifdef PERSONAL
static const struct glane_personal personal[] = { { .table = "row", .export_sql = PERSONAL } };
#endif
#ifdef VIEW
static const struct glane_view views[] = { { VIEW } };
#endif
#ifdef DEPENDS
#ifndef LEAST
#define LEAST 0
#endif
#ifndef OPTIONAL
#define OPTIONAL 0
#endif
static const struct glane_dep depends[] = { { DEPENDS, LEAST, OPTIONAL } };
#endif
#ifdef PAGE
static const char page[] = PAGE;
#ifndef PART
#define PART ""
#endif
static const char part[] = PART;
static const struct glane_file pages[] = { FILE_OF("page.html", "text/html", page), FILE_OF("part.html", "text/html", part) };
#endif
#ifdef MODULE
static const char module[MODULE + 1] = "export {};";
static const struct glane_file assets[] = { FILE_OF("module.js", "text/javascript", module) };
#endif
#ifdef WORDS_WITHOUT_PLURAL
#define WORDS "{\"n_one\":\"one\"}"
#endif
#ifdef WORDS
static const char words[] = WORDS;
static const struct glane_file catalogues[] = { FILE_OF("fr.json", "application/json", words) };
#endif
#ifdef PANEL
static const struct glane_panel panels[] = { PANEL };
#endif
#ifdef JOB_MODE
static int job(struct glane_self *self, struct glane_call *c, const struct glane_value *args)
{
	(void)args;
	return nothing(self, c);
}
static const struct glane_job jobs[] = { { .name = "sweep", .mode = JOB_MODE, .at_minute = -1, .run = job } };
#endif

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = CALLS_ITSELF,
	.version = "1.0.0",
	.license = "MPL-2.0",
	.init = init,
	.start = start,
	.stop = stop,
	.migrations = GLANE_LIST(migrations),
	.statements = GLANE_LIST(statements),
	.permissions = GLANE_LIST(permissions),
	.routes = GLANE_LIST(routes),
#ifdef CHECK
	.checks = GLANE_LIST(checks),
#endif
#ifdef PERSONAL
	.personal = GLANE_LIST(personal),
#endif
#ifdef VIEW
	.views = GLANE_LIST(views),
#endif
#ifdef DEPENDS
	.depends = GLANE_LIST(depends),
#endif
#ifdef PAGE
	.templates = GLANE_LIST(pages),
#endif
#ifdef MODULE
	.assets = GLANE_LIST(assets),
#endif
#ifdef WORDS
	.catalogues = GLANE_LIST(catalogues),
#endif
#ifdef PANEL
	.panels = GLANE_LIST(panels),
#endif
#ifdef JOB_MODE
	.jobs = GLANE_LIST(jobs),
#endif
};
