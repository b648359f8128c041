/* SPDX-License-Identifier: MPL-2.0 */
/* challenge: households that weigh their waste for some months, each against its own beginning. */

#include "challenge/checks.h"
#include "challenge/entry_routes.h"
#include "challenge/family_routes.h"
#include "challenge/office_routes.h"
#include "challenge_embedded.h"

static const struct glane_job jobs[] = {
	[JOB_PUBLISH] = { .name = "publish", .mode = GLANE_POOL, .at_minute = -1, .attempts = 5, .run = publish_job },
	[JOB_NIGHTLY] = { .name = "nightly", .mode = GLANE_POOL, .at_minute = 4 * 60, .attempts = 5, .run = nightly_job },
	[JOB_REMIND] = { .name = "remind", .mode = GLANE_WRITE, .at_minute = 9 * 60, .attempts = 3, .run = remind_job },
};
static const struct glane_service services[] = { [SERVICE_MAIL] = { .name = "mail", .restart_ms = 10000, .run = mail_service } };
static const struct glane_view views[] = { { "core_v1_person" } };

static const struct glane_route routes[] = { ENTRY_ROUTES, FAMILY_ROUTES, OFFICE_ROUTES };

/* What organisers did to a challenge, and when: no household, no weight. */
#define ABOUT { .name = "challenge", .type = GLANE_F_INT, .required = 1 }
static const struct glane_input changed_fields[] = {
	ABOUT, { .name = "first_day", .type = GLANE_F_INT, .required = 1 }, { .name = "baseline_weeks", .type = GLANE_F_INT, .required = 1 },
	{ .name = "weeks", .type = GLANE_F_INT, .required = 1 },
};
static const struct glane_input state_fields[] = { ABOUT };
static const struct glane_input scored_fields[] = { ABOUT, { .name = "scoring", .type = GLANE_F_INT, .required = 1 } };
static const struct glane_kind kinds[] = {
	{ "changed", "A challenge was made, or its dates were changed", GLANE_LIST(changed_fields) },
	{ "opened", "A challenge was opened", GLANE_LIST(state_fields) },
	{ "closed", "A challenge was closed", GLANE_LIST(state_fields) },
	{ "archived", "A challenge was put away", GLANE_LIST(state_fields) },
	{ "restored", "A challenge was taken back from the archive", GLANE_LIST(state_fields) },
	{ "scored", "The constants of the score became another version", GLANE_LIST(scored_fields) },
};
static const struct glane_permission permissions[] = {
	{ ORGANISE, "permission.organise", "manager administrator" },
	{ WEIGH, "permission.weigh", "day volunteer staff manager administrator" },
	{ SEE, "permission.see", "staff manager administrator reader" },
};
static const struct glane_letter letters[] = { { 'F', 0, "/household/{code}" } };
static const struct glane_label_field label_fields[] = {
	{ "url", "card.url", "HTTPS://LOCALHOST/F/0123456789ABCDEFGHJKMNPQRS", field_card_url },
	{ "code", "card.code", "0123 4567", field_card_code },
	{ "short", "card.number", "12", field_card_number },
	{ "title", "card.named", "12", field_card_title },
	{ "category", "card.use", "12", field_card_why },
};
static const struct glane_panel panels[] = {
	{ .slot = "screen", .kind = "element", .title_key = "kiosk.title", .tag = "glane-x-challenge-weigh", .module = "challenge.js", .permission = WEIGH, .order = 60 },
	{ .slot = "idle.slide", .kind = "page", .title_key = "title", .source = "/slide" },
	{ .slot = "nav", .kind = "link", .title_key = "title", .source = "/", .permission = SEE, .order = 70 },
};

static const struct glane_input in_import[] = {
	{ .name = "file", .type = GLANE_F_FILE, .required = 1, .max = 8 << 20 }, IN_ID("challenge", 0),
};
static const struct glane_input in_report_command[] = {
	IN_ID("id", 1), { .name = "format", .type = GLANE_F_CHOICE, .choices = report_forms }, IN_SEPARATOR, { .name = "out", .type = GLANE_F_OUTPUT },
};
static const struct glane_command commands[] = {
	{ .words = "challenge report", .summary = "The report of a challenge into a file: .pdf, .xlsx, .csv, .json", .permission = ORGANISE, .mode = GLANE_POOL,
	  .run = report_command, .inputs = GLANE_LIST(in_report_command) },
	{ .words = "challenge score", .summary = "The scores of all households of a challenge", .permission = ORGANISE, .mode = GLANE_READ, .run = score_command,
	  .inputs = GLANE_LIST(in_id), .template_name = "cli_scores" },
	{ .words = "challenge import", .summary = "Take households, presence and weigh-ins from a table (CSV); the same again adds nothing", .permission = ORGANISE, .mode = GLANE_POOL,
	  .timeout_ms = 600000, .run = import_command, .inputs = GLANE_LIST(in_import), .template_name = "import" },
};

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "challenge",
	.version = "1.0.0",
	.title_key = "title",
	.license = "MPL-2.0",
	.init = self_init,
	.fini = self_fini,
	.statements = { statements, SQL_COUNT, sizeof(statements[0]) },
	.views = GLANE_LIST(views),
	.checks = GLANE_LIST(checks),
	.jobs = GLANE_LIST(jobs),
	.services = GLANE_LIST(services),
	.personal = GLANE_LIST(personal),
	.routes = GLANE_LIST(routes),
	.kinds = GLANE_LIST(kinds),
	.permissions = GLANE_LIST(permissions),
	.letters = GLANE_LIST(letters),
	.label_fields = GLANE_LIST(label_fields),
	.panels = GLANE_LIST(panels),
	.commands = GLANE_LIST(commands),
	.migrations = EMBEDDED_SCHEMA,
	.assets = EMBEDDED_UI,
	.templates = EMBEDDED_PAGES,
	.catalogues = EMBEDDED_I18N,
};
