/* SPDX-License-Identifier: MPL-2.0 */
/* items: stands in for the plugin of this name: makes items, blank codes and label fields. */
#include "glane/plugin.h"

#include <string.h>

static const struct glane_host *host;

static int draw_item(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_str code;
	int64_t item, seq;
	int rc = host->inventory->item_draw(c, glane_cstr(""), &item, &code);
	if (rc)
		return rc;
	struct glane_movement move = { .category = 1, .item = item, .grams = 1840, .from = "source:drop_off", .to = "stock:shop" };
	struct glane_change change = { .item = item, .set = GLANE_SET_GRAMS | GLANE_SET_CATEGORY | GLANE_SET_STATE,
		                       .state = GLANE_STATE_ON_SALE, .category = 1, .grams = 1840 };
	struct glane_value *body = host->value->make(c);
	host->value->text(body, "code", code);
	if (host->value->as_integer(host->value->get(host->call->inputs(c), "label"), 0))
		host->value->boolean(body, "label", 1);
	struct glane_entry entry = { .size = sizeof(entry), .kind = "created", .body = body, .item = item, .moves = { &move, 1, sizeof(move) },
		                     .changes = { &change, 1, sizeof(change) } };
	rc = host->inventory->append(c, &entry, &seq);
	if (rc)
		return rc;
	struct glane_value *root = host->reply->root(c);
	host->value->text(root, "code", code);
	host->value->integer(root, "record", seq);
	host->reply->status(c, 201);
	return GLANE_OK;
}

static int undo(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int64_t count, seq = host->value->as_integer(host->value->get(host->call->inputs(c), "record"), 0);
	return host->inventory->undo(c, seq, &count);
}

static int draw_blanks(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int64_t n = host->value->as_integer(host->value->get(host->call->inputs(c), "n"), 1);
	host->reply->status(c, 201);
	return host->inventory->codes_draw(c, (uint32_t)n, host->value->array(host->reply->root(c), "codes"));
}

static int is_item(struct glane_str subject)
{
	return subject.n > 5 && memcmp(subject.p, "item:", 5) == 0;
}

static int field_title(struct glane_self *self, struct glane_call *c, struct glane_str subject, struct glane_str *ret)
{
	(void)self;
	(void)c;
	*ret = glane_cstr("Grille-pain, 2 fentes");
	return is_item(subject) ? GLANE_OK : GLANE_ENOENT;
}

static int field_price(struct glane_self *self, struct glane_call *c, struct glane_str subject, struct glane_str *ret)
{
	(void)self;
	(void)c;
	*ret = glane_cstr("4,50 €");
	return is_item(subject) ? GLANE_OK : GLANE_ENOENT;
}

static int field_era(struct glane_self *self, struct glane_call *c, struct glane_str subject, struct glane_str *ret)
{
	(void)self;
	(void)c;
	*ret = glane_cstr("vers 1960");
	return is_item(subject) ? GLANE_OK : GLANE_ENOENT;
}

static const struct glane_input item_inputs[] = { { .name = "label", .type = GLANE_F_BOOL } };
static const struct glane_input undo_inputs[] = { { .name = "record", .type = GLANE_F_INT, .required = 1 } };
static const struct glane_input blanks_inputs[] = { { .name = "n", .type = GLANE_F_INT, .min = 1, .max = 600, .required = 1 } };
static const struct glane_route routes[] = {
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/item", .permission = "items.make", .summary = "An item", .run = draw_item,
	  .inputs = GLANE_LIST(item_inputs) },
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/undo", .permission = "items.make", .summary = "No item", .run = undo,
	  .inputs = GLANE_LIST(undo_inputs) },
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/blanks", .permission = "items.make", .summary = "Blank codes",
	  .run = draw_blanks, .inputs = GLANE_LIST(blanks_inputs) },
};
static const struct glane_input created_fields[] = { { .name = "code", .type = GLANE_F_CODE }, { .name = "label", .type = GLANE_F_BOOL } };
static const struct glane_kind kinds[] = { { .name = "created", .summary = "An item was made", .fields = GLANE_LIST(created_fields) } };
static const struct glane_permission permissions[] = { { "items.make", "title", "volunteer staff manager administrator" } };
static const struct glane_label_field fields[] = {
	{ "title", "title", "Grille-pain", field_title },
	{ "price", "title", "4,50 €", field_price },
	{ "era", "title", "vers 1960", field_era }, /* which labels do not know */
};
static const char words[] = "{\"title\":\"Objets\"}";
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
	.name = "items",
	.version = "1.0.0",
	.title_key = "title",
	.license = "MPL-2.0",
	.init = init,
	.routes = GLANE_LIST(routes),
	.kinds = GLANE_LIST(kinds),
	.permissions = GLANE_LIST(permissions),
	.label_fields = GLANE_LIST(fields),
	.catalogues = GLANE_LIST(catalogues),
};
