/* SPDX-License-Identifier: MPL-2.0 */
/* challenge: households that weigh their waste for some months, each against its own beginning. */
#include <stdlib.h>

#include "challenge/internal.h"
#include "challenge_embedded.h"

#define READS(p) .method = GLANE_GET, .mode = GLANE_READ, .permission = p
#define WRITES(p) .method = GLANE_POST, .mode = GLANE_WRITE, .permission = p

static const struct glane_route routes[] = {
	/* set-up and entry */
	{ READS(SEE), .path = "/", .template_name = "challenges", .summary = "The challenges, those that run first", .run = get_challenges },

	/* scores and what others may see */

	/* the household's page, its card and booklet */

	/* reports, reminders */

};

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
static const struct glane_panel panels[] = {
	{ .slot = "nav", .kind = "link", .title_key = "title", .source = "/", .permission = SEE, .order = 70 },
};

static int init(const struct glane_host *host, struct glane_call *c, struct glane_self **ret)
{
	(void)c;
	struct glane_self *s = calloc(1, sizeof(*s));
	if (!s)
		return GLANE_ENOMEM;
	s->host = host;
	*ret = s;
	return GLANE_OK;
}

static void fini(struct glane_self *s)
{
	free(s);
}

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "challenge",
	.version = "1.0.0",
	.title_key = "title",
	.license = "MPL-2.0",
	.init = init,
	.fini = fini,
	.statements = { statements, SQL_COUNT, sizeof(statements[0]) },
	.routes = GLANE_LIST(routes),
	.kinds = GLANE_LIST(kinds),
	.permissions = GLANE_LIST(permissions),
	.panels = GLANE_LIST(panels),
	.migrations = EMBEDDED_SCHEMA,
	.templates = EMBEDDED_PAGES,
	.catalogues = EMBEDDED_I18N,
};
