/* SPDX-License-Identifier: MPL-2.0 */
/* ledger: a plugin of the tests that moves anything from anywhere to anywhere, on any day, and takes it back; also at random. */
#include <string.h>

#include "glane/plugin.h"

#define DAY_MS INT64_C(86400000)
static const struct glane_host *host;

static int64_t in_int(struct glane_call *c, const char *name)
{
	return host->value->as_integer(host->value->get(host->call->inputs(c), name), 0);
}

static struct glane_movement move_of(const struct glane_value *in)
{
	const struct glane_value_api *v = host->value;
	return (struct glane_movement){
		.category = v->as_integer(v->get(in, "category"), 0), .item = v->as_integer(v->get(in, "item"), 0),
		.outlet = v->as_integer(v->get(in, "outlet"), 0), .grams = v->as_integer(v->get(in, "grams"), 0),
		.pieces = v->as_integer(v->get(in, "pieces"), 0), .from = v->as_text(v->get(in, "from")).p, .to = v->as_text(v->get(in, "to")).p,
		.measured = (uint32_t)v->as_integer(v->get(in, "measured"), GLANE_MEASURED),
	};
}

/* A price, as plugins that sell say it. */
static const struct glane_value *body_of(struct glane_call *c, int64_t cents)
{
	struct glane_value *body = host->value->make(c);
	if (cents)
		host->value->quantity(body, "price_cents", cents, GLANE_U_CENTS);
	return body;
}

/* One movement, one record; `draw`: of a new item. */
static int record(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_movement m = move_of(host->call->inputs(c));
	struct glane_entry e = { .size = sizeof(e), .kind = "moved", .moves = { &m, 1, sizeof(m) }, .happened_from_ms = in_int(c, "from_ms"),
		                 .body = body_of(c, in_int(c, "cents")), .happened_to_ms = in_int(c, "to_ms") };
	struct glane_str code;
	int64_t seq;
	int rc = in_int(c, "draw") ? host->inventory->item_draw(c, glane_cstr(""), &m.item, &code) : GLANE_OK;
	if (rc == GLANE_OK)
		rc = host->inventory->append(c, &e, &seq);
	if (rc < 0)
		return rc;
	host->value->integer(host->reply->root(c), "record", seq);
	host->value->integer(host->reply->root(c), "item", m.item);
	return GLANE_OK;
}

/* The same `times` over, each its own record. */
static int many(struct glane_self *self, struct glane_call *c)
{
	int rc = GLANE_OK;
	for (int64_t i = 0; rc == GLANE_OK && i < in_int(c, "times"); i++)
		rc = record(self, c);
	return rc;
}

/* An object's state, which moves nothing. */
static int state(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_change change = { .item = in_int(c, "item"), .set = GLANE_SET_STATE, .state = (uint32_t)in_int(c, "state") };
	struct glane_entry e = { .size = sizeof(e), .kind = "set", .item = change.item, .changes = { &change, 1, sizeof(change) }, .body = host->value->make(c),
		                 .happened_from_ms = in_int(c, "from_ms") };
	int64_t seq;
	int rc = host->inventory->append(c, &e, &seq);
	if (rc == GLANE_OK)
		host->value->integer(host->reply->root(c), "record", seq);
	return rc;
}

static int reverse(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	int64_t seq;
	int rc = host->inventory->reverse(c, in_int(c, "record"), NULL, &seq);
	if (rc == GLANE_OK)
		host->value->integer(host->reply->root(c), "record", seq);
	return rc;
}

/* --- a history of chance: SplitMix64 (Steele, Lea, Flood 2014) ----------------------------------------- */
static uint64_t next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static int64_t below(uint64_t *state, int64_t n)
{
	return (int64_t)(next(state) % (uint64_t)n);
}

static const char *const ways[][2] = {
	{ "source:drop_off", "stock:shop" },  { "source:business", "stock:storage" }, { "source:drop_off", "out:recycle" },
	{ "stock:shop", "out:sale" },         { "stock:shop", "out:gift" },          { "stock:storage", "out:partner" },
	{ "stock:storage", "out:internal" },  { "stock:workshop", "out:transform" }, { "stock:shop", "out:recycle" },
	{ "stock:shop", "out:civic" },        { "stock:storage", "out:energy" },     { "stock:storage", "out:residual" },
	{ "stock:storage", "stock:shop" },    { "stock:shop", "stock:workshop" },    { "stock:shop", "adjust:loss" },
	{ "stock:shop", "adjust:count" },     { "adjust:count", "stock:shop" },      { "adjust:opening", "stock:storage" },
	{ "stock:shop", "adjust:category" },  { "adjust:category", "stock:shop" },   { "out:sale", "stock:shop" },
	{ "out:civic", "out:recycle" },       { "made:transform", "stock:shop" },    { "made:transform", "out:gift" },
};
enum { WAYS = sizeof(ways) / sizeof(ways[0]), SALE = 3, STEPS = 6, MOVES = 3, KEPT = 64 };
static struct { /* the last records, that they may be taken back */
	int64_t seq, day, count, category[MOVES], grams[MOVES], cents[MOVES];
	int way[MOVES];
} kept[KEPT];

static void tell(struct glane_value *list, int k, int i, int64_t sign)
{
	struct glane_value *o = host->value->object(list, NULL);
	host->value->integer(o, "day", kept[k].day);
	host->value->integer(o, "category", kept[k].category[i]);
	host->value->integer(o, "way", kept[k].way[i]);
	host->value->integer(o, "grams", sign * kept[k].grams[i]);
	host->value->integer(o, "n", sign);
	host->value->integer(o, "cents", sign * kept[k].cents[i]);
}

static int append_random(struct glane_call *c, uint64_t *state, int64_t categories, int k)
{
	struct glane_movement m[MOVES] = { { 0 } };
	struct glane_entry e = { .size = sizeof(e), .kind = "moved", .moves = { m, 0, sizeof(m[0]) } };
	int64_t price = below(state, 3) ? 1 + below(state, 9000) : 0; /* of what it sold, which may be nothing */
	e.body = body_of(c, price);
	e.moves.count = (uint32_t)(1 + below(state, MOVES));
	if (below(state, 3) == 0) { /* earlier; sometimes only between two days */
		e.happened_from_ms = host->call->now_ms(c) - DAY_MS * below(state, 500);
		e.happened_to_ms = e.happened_from_ms + (below(state, 2) ? 0 : DAY_MS / 2 + DAY_MS * below(state, 4));
		if (e.happened_to_ms > host->call->now_ms(c))
			e.happened_to_ms = e.happened_from_ms;
	}
	for (uint32_t i = 0; i < e.moves.count; i++) {
		int way = (int)below(state, WAYS);
		m[i] = (struct glane_movement){ .category = 1 + below(state, categories), .grams = 1 + below(state, 90000), .pieces = below(state, 4),
			                        .from = ways[way][0], .to = ways[way][1], .measured = (uint32_t)below(state, 3) };
		kept[k].way[i] = way;
		kept[k].category[i] = m[i].category;
		kept[k].grams[i] = m[i].grams;
		kept[k].cents[i] = way == SALE ? price : 0;
		price = way == SALE ? 0 : price;
	}
	kept[k].count = e.moves.count;
	kept[k].day = host->call->day(c, e.happened_from_ms ? e.happened_from_ms : host->call->now_ms(c));
	return host->inventory->append(c, &e, &kept[k].seq);
}

static int random_history(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	uint64_t state = (uint64_t)in_int(c, "seed");
	struct glane_value *list = host->value->array(host->reply->root(c), "effects");
	int64_t steps = 1 + below(&state, STEPS), seq;
	for (int64_t step = 0; step < steps; step++) {
		int k = (int)below(&state, KEPT), rc;
		int64_t sign = kept[k].seq ? -1 : 1;
		if (kept[k].seq)
			rc = host->inventory->reverse(c, kept[k].seq, NULL, &seq);
		else
			rc = append_random(c, &state, in_int(c, "categories"), k);
		if (rc < 0)
			return rc;
		for (int i = 0; i < kept[k].count; i++)
			tell(list, k, i, sign);
		if (sign < 0 || below(&state, 4) == 0)
			kept[k].seq = 0; /* taken back, or forgotten: it stands */
	}
	return GLANE_OK;
}

static const struct glane_input move_inputs[] = {
	{ .name = "from", .type = GLANE_F_TEXT, .required = 1 }, { .name = "to", .type = GLANE_F_TEXT, .required = 1 },
	{ .name = "category", .type = GLANE_F_INT, .required = 1 }, { .name = "grams", .type = GLANE_F_INT, .required = 1 },
	{ .name = "pieces", .type = GLANE_F_INT }, { .name = "item", .type = GLANE_F_INT }, { .name = "outlet", .type = GLANE_F_INT },
	{ .name = "measured", .type = GLANE_F_INT }, { .name = "from_ms", .type = GLANE_F_INT }, { .name = "to_ms", .type = GLANE_F_INT },
	{ .name = "draw", .type = GLANE_F_BOOL }, { .name = "cents", .type = GLANE_F_INT }, { .name = "times", .type = GLANE_F_INT },
};
static const struct glane_input record_inputs[] = { { .name = "record", .type = GLANE_F_INT, .required = 1 } };
static const struct glane_input state_inputs[] = {
	{ .name = "item", .type = GLANE_F_INT, .required = 1 }, { .name = "state", .type = GLANE_F_INT, .required = 1 }, { .name = "from_ms", .type = GLANE_F_INT },
};
static const struct glane_input random_inputs[] = {
	{ .name = "seed", .type = GLANE_F_INT, .required = 1 }, { .name = "categories", .type = GLANE_F_INT, .required = 1 },
};
#define WRITES .method = GLANE_POST, .mode = GLANE_WRITE, .permission = "ledger.move"
static const struct glane_route routes[] = {
	{ WRITES, .path = "/record", .summary = "Move", .run = record, .inputs = GLANE_LIST(move_inputs) },
	{ WRITES, .path = "/many", .summary = "Move, again and again", .run = many, .inputs = GLANE_LIST(move_inputs) },
	{ WRITES, .path = "/state", .summary = "Set a state", .run = state, .inputs = GLANE_LIST(state_inputs) },
	{ WRITES, .path = "/reverse", .summary = "Take back", .run = reverse, .inputs = GLANE_LIST(record_inputs) },
	{ WRITES, .path = "/random", .summary = "A few steps of chance", .run = random_history, .inputs = GLANE_LIST(random_inputs) },
};
static const struct glane_input fields[] = { { .name = "price_cents", .type = GLANE_F_CENTS } };
static const struct glane_kind kinds[] = { { .name = "moved", .summary = "Something moved", .fields = GLANE_LIST(fields) }, { .name = "set", .summary = "A state" } };
static const struct glane_permission permissions[] = { { "ledger.move", "title", "cashier" } };
static const char words[] = "{\"title\":\"Registre\"}";
static const struct glane_file catalogues[] = {
	{ "fr.json", "application/json", words, sizeof(words) - 1 },
	{ "en.json", "application/json", words, sizeof(words) - 1 },
};

static int init(const struct glane_host *h, struct glane_call *c, struct glane_self **ret)
{
	(void)c;
	(void)ret;
	host = h;
	memset(kept, 0, sizeof(kept));
	return GLANE_OK;
}

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "ledger",
	.version = "1.0.0",
	.title_key = "title",
	.license = "MPL-2.0",
	.init = init,
	.routes = GLANE_LIST(routes),
	.kinds = GLANE_LIST(kinds),
	.permissions = GLANE_LIST(permissions),
	.catalogues = GLANE_LIST(catalogues),
};
