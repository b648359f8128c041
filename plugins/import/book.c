/* SPDX-License-Identifier: MPL-2.0 */
/* A line becomes a record of the journal, and a row that remembers what was written and what became of it. */
#include <stdio.h>
#include <string.h>

#include "import/internal.h"
#include "import/said.h"
#include "text/site.h"
#include "text/text.h"

static const struct {
	const char *kind;
	uint32_t moves;
} flows[] = {
	[FLOW_IN] = { "reception", 1 }, [FLOW_DOOR] = { "reception", 1 }, [FLOW_SALE] = { "sale", 1 }, [FLOW_OUT] = { "exit", 1 },
	[FLOW_ITEM] = { "item", 1 },    [FLOW_FEE] = { "payment", 0 },
};
static const struct {
	const char *name;
	uint32_t state;
} states[] = {
	{ "pending", GLANE_STATE_PENDING }, { "to_test", GLANE_STATE_TO_TEST },   { "repaired", GLANE_STATE_REPAIRED },
	{ "on_sale", GLANE_STATE_ON_SALE }, { "reserved", GLANE_STATE_RESERVED },
};

/* --- the record --------------------------------------------------------------------------------------------- */
static void add_text(const struct glane_value_api *v, struct glane_value *o, const char *key, struct glane_str s)
{
	if (s.n)
		v->text(o, key, s);
}

static void add_cents(const struct glane_value_api *v, struct glane_value *o, const char *key, int64_t cents)
{
	if (cents != MISSING)
		v->quantity(o, key, cents, GLANE_U_CENTS);
}

/* What is missing is absent: never 0. */
static struct glane_value *body_of(struct glane_self *s, struct glane_call *c, const struct booking *b, const struct line *l, int64_t corrects)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *o = v->make(c);
	const char *means = l->payment.n ? said_payment(l->payment) : NULL;
	v->text(o, "file", b->sha256);
	v->integer(o, "line", l->line);
	v->text(o, "label", l->label);
	if (flows[l->flow].moves) {
		v->integer(o, "category", l->category);
		v->quantity(o, "net", l->grams, GLANE_U_GRAMS);
	}
	if (l->pieces)
		v->integer(o, "pieces", l->pieces);
	add_text(v, o, "destination", l->place);
	add_cents(v, o, "price_cents", l->price);
	add_cents(v, o, "donation_cents", l->donation);
	add_cents(v, o, "fee_cents", l->fee);
	add_text(v, o, "payment", means ? glane_cstr(means) : l->payment);
	add_text(v, o, "note", l->note);
	add_text(v, o, "doubt", l->remark);
	if (corrects)
		v->integer(o, "corrects", corrects);
	return o;
}

static int account(struct glane_self *s, struct glane_call *c, char out[60], const char *side, struct glane_str rest)
{
	int n = snprintf(out, 60, "%s:%.*s", side, (int)rest.n, rest.p);
	return n < 60 ? 0 : s->host->call->fail(c, GLANE_EBUG, "an account of %d bytes", n);
}

static int accounts(struct glane_self *s, struct glane_call *c, const struct booking *b, const struct line *l, char from[60], char to[60])
{
	struct glane_str channel = l->channel ? glane_cstr(l->channel) : b->channel;
	int rc = 0, in = l->flow == FLOW_IN || l->flow == FLOW_DOOR;
	if (l->flow == FLOW_ITEM)
		rc = account(s, c, from, "adjust", glane_cstr("opening"));
	else
		rc = account(s, c, from, in ? "source" : "stock", in ? channel : b->place);
	if (rc < 0)
		return rc;
	if (l->flow == FLOW_IN || l->flow == FLOW_ITEM)
		return account(s, c, to, "stock", b->place);
	return account(s, c, to, "out", glane_cstr(l->flow == FLOW_DOOR ? "recycle" : l->flow == FLOW_SALE ? "sale" : l->exit));
}

/* All that is known is the day, or the days between which it was. */
static void when(struct glane_self *s, struct glane_call *c, struct booking *b, const struct line *l, struct glane_entry *e)
{
	const struct glane_call_api *call = s->host->call;
	int64_t unused, now = call->now_ms(c);
	if (l->day == 0)
		return;
	if (b->day != l->day || b->day_to != l->day_to) {
		site_day_bounds(call, c, l->day, &b->from_ms, &unused);
		site_day_bounds(call, c, l->day_to, &unused, &b->to_ms);
		b->day = l->day;
		b->day_to = l->day_to;
	}
	e->happened_from_ms = b->from_ms;
	e->happened_to_ms = b->to_ms < now ? b->to_ms : now;
}

int book_code_is_free(struct glane_self *s, struct glane_call *c, const struct line *l)
{
	struct glane_str code;
	int64_t item = 0;
	if (l->code.n == 0)
		return 1;
	int rc = s->host->inventory->code_find(c, l->code, &code, &item);
	if (rc == GLANE_EINVAL || rc == GLANE_ENOENT || rc == GLANE_EGONE)
		return 0;
	return rc < 0 ? rc : item == 0;
}

static int draw(struct glane_self *s, struct glane_call *c, const struct line *l, struct glane_change *ret)
{
	const struct glane_inventory_api *inventory = s->host->inventory;
	struct glane_str blank = { "", 0 }, code;
	int64_t item = 0;
	int rc = l->code.n ? inventory->code_find(c, l->code, &blank, &item) : 0;
	if (rc == 0)
		rc = inventory->item_draw(c, blank, &item, &code);
	if (rc < 0)
		return rc;
	*ret = (struct glane_change){
		.item = item,
		.set = GLANE_SET_TITLE | GLANE_SET_CATEGORY | GLANE_SET_GRAMS | GLANE_SET_PIECES | GLANE_SET_PRICE | GLANE_SET_STATE,
		.state = GLANE_STATE_ON_SALE, .category = l->category, .grams = l->grams, .pieces = l->pieces, .price_cents = l->price,
		.title = l->title,
	};
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (l->state && strcmp(l->state, states[i].name) == 0)
			ret->state = states[i].state;
	return 0;
}

static int append(struct glane_self *s, struct glane_call *c, struct booking *b, const struct line *l, int64_t corrects, int64_t *ret_record)
{
	char from[60], to[60];
	struct glane_change change;
	struct glane_movement move = {
		.category = l->category, .grams = l->grams, .pieces = l->pieces, .from = from, .to = to,
		.measured = l->estimated ? GLANE_ESTIMATED : GLANE_MEASURED,
	};
	struct glane_entry e = { .size = sizeof(e), .kind = flows[l->flow].kind, .body = body_of(s, c, b, l, corrects) };
	int rc = 0;
	when(s, c, b, l, &e);
	if (flows[l->flow].moves) {
		rc = accounts(s, c, b, l, from, to);
		e.moves = (struct glane_list){ &move, 1, sizeof(move) };
	}
	if (rc == 0 && l->flow == FLOW_ITEM) {
		rc = draw(s, c, l, &change);
		move.item = e.item = change.item;
		e.changes = (struct glane_list){ &change, 1, sizeof(change) };
	}
	return rc < 0 ? rc : s->host->inventory->append(c, &e, ret_record);
}

/* --- the row --------------------------------------------------------------------------------------------------- */
static struct glane_val or_null(int64_t v, int64_t null)
{
	return v == null ? glane_null() : glane_int(v);
}

static struct glane_val text_or_null(const char *c)
{
	return c ? glane_text(glane_cstr(c)) : glane_null();
}

static int set_row(struct glane_self *s, struct glane_call *c, const struct booking *b, const struct line *l, int64_t record, const char *answer)
{
	/* grams are what was written: what is estimated was not. */
	int moves = record && flows[l->flow].moves;
	return s->host->db->exec(c, SQL_LINE_SET,
		(struct glane_val[L_COUNT]){
			[L_FILE] = glane_int(b->file), [L_LINE] = glane_int(l->line), [L_RECORD] = or_null(record, 0),
			[L_REASON] = glane_text(glane_cstr(record ? "" : reason_names[l->outcome])), [L_DOUBTS] = glane_int(l->doubts),
			[L_ANSWER] = glane_text(glane_cstr(answer)), [L_FLOW] = glane_int(l->flow), [L_EXIT] = text_or_null(l->exit),
			[L_CHANNEL] = text_or_null(l->channel), /* of its own */ [L_STATE] = text_or_null(l->state), [L_LABEL] = glane_text(l->label),
			[L_PLACE] = glane_text(l->place), [L_NOTE] = glane_text(l->note), [L_REMARK] = glane_text(l->remark),
			[L_TITLE] = glane_text(l->title), [L_CODE] = glane_text(l->code), [L_PAYMENT] = glane_text(l->payment),
			[L_DAY] = or_null(l->day, 0), [L_DAY_TO] = or_null(l->day_to, 0), [L_GRAMS] = glane_int(l->estimated ? 0 : l->grams),
			[L_PIECES] = glane_int(l->pieces), [L_TOTAL] = or_null(l->total, MISSING), [L_PRICE] = or_null(l->price, MISSING),
			[L_DONATION] = or_null(l->donation, MISSING), [L_FEE] = or_null(l->fee, MISSING), [L_CATEGORY] = or_null(l->category, 0),
			[L_BOOKED] = glane_int(moves ? l->grams : 0), [L_MEASURED] = glane_int(!l->estimated),
		},
		L_COUNT, NULL);
}

int book_line(struct glane_self *s, struct glane_call *c, struct booking *b, const struct line *l, int64_t corrects, const char *answer,
              int64_t *ret_record)
{
	int rc = append(s, c, b, l, corrects, ret_record);
	return rc < 0 ? rc : set_row(s, c, b, l, *ret_record, answer);
}

int book_waiting(struct glane_self *s, struct glane_call *c, const struct booking *b, const struct line *l)
{
	return set_row(s, c, b, l, 0, "");
}

/* --- back --------------------------------------------------------------------------------------------------------- */
static const char *one_of(struct glane_val v, const char *const *known)
{
	for (; v.type == GLANE_TEXT && *known; known++)
		if (text_is(v.u.s, *known))
			return *known;
	return NULL;
}

static int64_t or_missing(struct glane_val v, int64_t missing)
{
	return v.type == GLANE_INT ? v.u.i : missing;
}

void book_read(struct glane_self *s, struct glane_call *keep, struct glane_rows *rows, struct line *ret, int64_t *ret_record)
{
	static const char *const exits[] = { "gift", "partner", "recycle", "civic", "residual", NULL };
	static const char *const state_names[] = { "pending", "to_test", "repaired", "on_sale", "reserved", NULL };
	struct glane_val v[L_COUNT];
	for (uint32_t i = 0; i < L_COUNT; i++)
		v[i] = s->host->db->col(rows, i);
	*ret_record = or_missing(v[L_RECORD], 0);
	*ret = (struct line){
		.line = v[L_LINE].u.i, .day = or_missing(v[L_DAY], 0), .day_to = or_missing(v[L_DAY_TO], 0), .grams = v[L_GRAMS].u.i,
		.pieces = v[L_PIECES].u.i, .total = or_missing(v[L_TOTAL], MISSING), .price = or_missing(v[L_PRICE], MISSING),
		.donation = or_missing(v[L_DONATION], MISSING), .fee = or_missing(v[L_FEE], MISSING), .label = copied(s, keep, v[L_LABEL].u.s),
		.note = copied(s, keep, v[L_NOTE].u.s), .remark = copied(s, keep, v[L_REMARK].u.s), .place = copied(s, keep, v[L_PLACE].u.s),
		.payment = copied(s, keep, v[L_PAYMENT].u.s), .title = copied(s, keep, v[L_TITLE].u.s), .code = copied(s, keep, v[L_CODE].u.s),
		.exit = one_of(v[L_EXIT], exits), .channel = one_of(v[L_CHANNEL], channels), .state = one_of(v[L_STATE], state_names),
		.flow = (enum flow)v[L_FLOW].u.i, .doubts = (uint32_t)v[L_DOUBTS].u.i, .category = or_missing(v[L_CATEGORY], 0),
		.estimated = v[L_MEASURED].u.i == 0,
	};
	for (uint32_t r = 0; r < REASON_COUNT; r++)
		if (text_is(v[L_REASON].u.s, reason_names[r]))
			ret->outcome = ret->reason = (enum reason)r;
	if (v[L_BOOKED].u.i)
		ret->grams = v[L_BOOKED].u.i;
}
