/* SPDX-License-Identifier: MPL-2.0 */
/* labels: labels and sheets of stickers with QR codes, as pictures and PDF, and a printer that writes files. */
#include <stdlib.h>

#include "labels/internal.h"
#include "labels_embedded.h"

const struct glane_host *labels_host;

static const char *const statements[SQL_COUNT] = {
	[SQL_JOB_ADD] = "INSERT INTO labels_job (code, media, copy, state, file, person, at_ms) VALUES (?1, ?2, ?3, 'queued', ?4, ?5, ?6)",
	[SQL_JOB_STATE] = "UPDATE labels_job SET state = ?2 WHERE id = ?1",
	[SQL_JOB_COPIES] = "SELECT count(*) FROM labels_job WHERE code = ?1",
	[SQL_JOB_RECENT] = "SELECT id, code, media, copy, state, file, at_ms FROM labels_job ORDER BY id DESC LIMIT 10",
	[SQL_JOB_INTERRUPTED] = "UPDATE labels_job SET state = 'unknown' WHERE state = 'queued'",
};

#define PRINT "labels.print"
static const char *const languages[] = { "fr", "en", NULL };

#define IN_LANG { .name = "l", .type = GLANE_F_CHOICE, .choices = languages }
#define IN_MEDIA { .name = "media", .type = GLANE_F_TEXT, .max = 16 }
#define IN_DPI { .name = "dpi", .type = GLANE_F_INT, .min = LABEL_DPI_MIN, .max = LABEL_DPI_MAX }
#define IN_CODE { .name = "code", .type = GLANE_F_TEXT, .required = 1, .min = 1, .max = 160 }

static const struct glane_input page_inputs[] = { { .name = "code", .type = GLANE_F_TEXT, .max = 160 }, IN_MEDIA, IN_LANG };
static const struct glane_input label_inputs[] = { IN_CODE, IN_MEDIA, IN_DPI, IN_LANG };
static const struct glane_input sample_inputs[] = { IN_MEDIA, IN_DPI, IN_LANG };
static const struct glane_input sheet_inputs[] = {
	{ .name = "codes", .type = GLANE_F_LINES, .required = 1, .min = 1, .max = 16000 },
	{ .name = "sheet", .type = GLANE_F_TEXT, .max = 16 },
	{ .name = "start", .type = GLANE_F_INT, .min = 1, .max = 200 },
	IN_LANG,
};
static const struct glane_input badge_inputs[] = {
	{ .name = "name", .type = GLANE_F_TEXT, .required = 1, .max = 160 },
	{ .name = "content", .type = GLANE_F_SECRET, .required = 1, .max = 160 },
};
static const struct glane_input print_inputs[] = { IN_CODE, IN_MEDIA };
static const struct glane_input command_inputs[] = {
	IN_CODE,
	{ .name = "out", .type = GLANE_F_OUTPUT },
	IN_MEDIA,
	IN_DPI,
};

static const struct glane_route routes[] = {
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/", .permission = PRINT, .template_name = "labels",
	  .summary = "Media, sheets, a preview and what was printed last", .run = page_show, .inputs = GLANE_LIST(page_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_POOL, .path = "/label.png", .permission = PRINT,
	  .summary = "A label as 1-bit PNG for a label printer", .run = picture_png, .inputs = GLANE_LIST(label_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_POOL, .path = "/label.pdf", .permission = PRINT,
	  .summary = "A label as PDF of its own size", .run = picture_pdf, .inputs = GLANE_LIST(label_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_POOL, .path = "/sample.png", .permission = PRINT,
	  .summary = "A label that stands for nothing, to look at", .run = picture_sample, .inputs = GLANE_LIST(sample_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_POOL, .path = "/sheet.pdf", .permission = PRINT,
	  .summary = "Labels for A4 sheets of stickers as PDF", .run = picture_sheet, .inputs = GLANE_LIST(sheet_inputs) },
	{ .method = GLANE_POST, .mode = GLANE_POOL, .path = "/badge", .permission = PRINT, .template_name = "labels", .form = "/",
	  .summary = "A badge as PDF of the size of a bank card", .run = badge_pdf, .inputs = GLANE_LIST(badge_inputs) },
	{ .method = GLANE_POST, .mode = GLANE_POOL, .path = "/print", .permission = PRINT, .template_name = "labels", .form = "/",
	  .summary = "Print a label into a file of the data directory", .run = spool_print, .inputs = GLANE_LIST(print_inputs) },
};

static const struct glane_input printed_fields[] = {
	{ .name = "job", .type = GLANE_F_INT, .required = 1 },
	{ .name = "code", .type = GLANE_F_CODE, .required = 1 },
	{ .name = "media", .type = GLANE_F_TEXT, .required = 1, .max = 16 },
	{ .name = "copy", .type = GLANE_F_INT, .required = 1 },
};
static const struct glane_kind kinds[] = {
	{ .name = "printed", .summary = "A label came out of a printer", .fields = GLANE_LIST(printed_fields) },
};

static const struct glane_permission permissions[] = {
	{ PRINT, "permission.print", "volunteer staff manager administrator" },
};

static const struct glane_panel panels[] = {
	{ .slot = "nav", .kind = "link", .title_key = "title", .source = "/", .permission = PRINT },
	{ .slot = "badge", .kind = "link", .title_key = "badge_print", .source = "/badge", .permission = PRINT },
};

static const struct glane_setting settings[] = {
	{ .key = "shift_x", .type = GLANE_F_INT, .initial = "0", .title_key = "setting.shift_x" },
	{ .key = "shift_y", .type = GLANE_F_INT, .initial = "0", .title_key = "setting.shift_y" },
};

static const struct glane_command commands[] = {
	{ .words = "label", .summary = "Draw the label of a code into a file, .png or .pdf", .permission = PRINT,
	  .mode = GLANE_POOL, .run = picture_command, .inputs = GLANE_LIST(command_inputs) },
};

static const struct glane_check checks[] = {
	{ "printed twice as the same copy",
	  "SELECT code, copy FROM labels_job GROUP BY code, copy HAVING count(*) > 1" },
};

static int init(const struct glane_host *host, struct glane_call *c, struct glane_self **ret)
{
	(void)c;
	struct glane_self *self = calloc(1, sizeof(*self));
	if (!self)
		return GLANE_ENOMEM;
	self->painter = painter_new();
	if (!self->painter) {
		free(self);
		return GLANE_ENOMEM;
	}
	labels_host = host;
	*ret = self;
	return GLANE_OK;
}

static void fini(struct glane_self *self)
{
	if (self)
		painter_free(self->painter);
	free(self);
}

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "labels",
	.version = "1.0.0",
	.title_key = "title",
	.license = "MPL-2.0",
	.init = init,
	.start = spool_start,
	.fini = fini,
	.statements = GLANE_LIST(statements),
	.checks = GLANE_LIST(checks),
	.routes = GLANE_LIST(routes),
	.kinds = GLANE_LIST(kinds),
	.permissions = GLANE_LIST(permissions),
	.settings = GLANE_LIST(settings),
	.panels = GLANE_LIST(panels),
	.commands = GLANE_LIST(commands),
	.migrations = EMBEDDED_SCHEMA,
	.templates = EMBEDDED_PAGES,
	.catalogues = EMBEDDED_I18N,
};
