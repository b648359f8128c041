/* SPDX-License-Identifier: MPL-2.0 */
/* till: a plugin of the tests through which items leave the stock, as a till or a recycling screen would do it. */
#include "glane/plugin.h"

static const struct glane_host *host;

static int leave(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	const struct glane_value *in = host->call->inputs(c);
	const struct glane_value_api *v = host->value;
	struct glane_str account = v->as_text(v->get(in, "account"));
	int64_t item = v->as_integer(v->get(in, "item"), 0), seq;
	struct glane_movement move = { .category = v->as_integer(v->get(in, "category"), 0), .item = item, .grams = v->as_integer(v->get(in, "grams"), 0),
		                       .from = "stock:shop", .to = account.p, .measured = GLANE_FROM_ITEM };
	struct glane_change change = { .item = item, .set = GLANE_SET_STATE, .state = (uint32_t)v->as_integer(v->get(in, "state"), 0) };
	struct glane_entry entry = { .size = sizeof(entry), .kind = "left", .item = item, .moves = { &move, 1, sizeof(move) },
		                     .changes = { &change, 1, sizeof(change) } };
	int rc = host->inventory->append(c, &entry, &seq);
	if (rc == GLANE_OK)
		v->integer(host->reply->root(c), "record", seq);
	return rc;
}

/* What labels would print. */
static int fields(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_str subject = host->value->as_text(host->value->get(host->call->inputs(c), "subject"));
	return host->label->collect(c, subject, host->reply->root(c));
}

static const struct glane_input fields_inputs[] = { { .name = "subject", .type = GLANE_F_TEXT, .required = 1 } };
static const struct glane_input leave_inputs[] = {
	{ .name = "item", .type = GLANE_F_INT, .required = 1 },  { .name = "category", .type = GLANE_F_INT, .required = 1 },
	{ .name = "grams", .type = GLANE_F_INT, .required = 1 }, { .name = "state", .type = GLANE_F_INT, .required = 1 },
	{ .name = "account", .type = GLANE_F_TEXT, .required = 1 },
};
static const struct glane_route routes[] = {
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/leave", .permission = "till.sell", .summary = "An item leaves", .run = leave,
	  .inputs = GLANE_LIST(leave_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/fields", .permission = "till.sell", .summary = "What labels say", .run = fields,
	  .inputs = GLANE_LIST(fields_inputs) },
};
static const struct glane_kind kinds[] = { { .name = "left", .summary = "An item left" } };
static const struct glane_permission permissions[] = { { "till.sell", "title", "cashier" } };
static const char words[] = "{\"title\":\"Caisse\"}";
static const struct glane_file catalogues[] = {
	{ "fr.json", "application/json", words, sizeof(words) - 1 },
	{ "en.json", "application/json", words, sizeof(words) - 1 },
};

static int init(const struct glane_host *h, struct glane_call *c, struct glane_self **ret)
{
	(void)c;
	(void)ret;
	host = h;
	return GLANE_OK;
}

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "till",
	.version = "1.0.0",
	.title_key = "title",
	.license = "MPL-2.0",
	.init = init,
	.routes = GLANE_LIST(routes),
	.kinds = GLANE_LIST(kinds),
	.permissions = GLANE_LIST(permissions),
	.catalogues = GLANE_LIST(catalogues),
};
