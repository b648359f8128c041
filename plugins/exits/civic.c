/* SPDX-License-Identifier: MPL-2.0 */
/* Goods went to a civic amenity site, and nobody knew what becomes of them.  Whoever learns it declares it, with the number of
 * the receipt: the mass goes from out:civic to its real class, on the day when it had left, and counts once. */
#include <stdio.h>

#include "exits/internal.h"
#include "text/number.h"

const char *const declared_ids[] = { "gift", "recycle", "energy", "residual", NULL };

enum { GOODS_MAX = 300 /* exits in one declaration: each is a record */, SHOWN_MAX = 50 };
enum { G_SEQ, G_DAY, G_CATEGORY, G_NAME, G_REST, G_ALL, G_ITEM, G_TITLE, G_OUTLET, G_OUTLET_NAME, G_FROM, G_TO, G_MEASURED, G_COLUMNS };
struct goods {
	int64_t seq, day, category, rest, all, item, outlet, from_ms, to_ms; /* all: of the exit; item 0: in bulk */
	uint32_t measured;
	struct glane_str name, title, outlet_name;
};
struct open { /* what is not declared yet */
	struct goods list[GOODS_MAX];
	uint32_t count;
	int more; /* there are more */
	int64_t grams;
};
struct choice { /* which of it */
	int64_t from, to, category, outlet;
};

static int64_t or_zero(struct glane_val v)
{
	return v.type == GLANE_INT ? v.u.i : 0;
}

static struct glane_str or_empty(struct glane_self *s, struct glane_call *c, struct glane_val v)
{
	return v.type == GLANE_TEXT ? copied(s, c, v.u.s) : glane_cstr("");
}

static int add_goods(struct glane_self *s, struct glane_call *c, uint32_t sql, const struct choice *k, struct open *o)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, sql, (struct glane_val[]){ glane_int(k->from), glane_int(k->to), glane_int(k->category), glane_int(k->outlet),
	                                                 glane_int(is_english(s, c)) }, 5, &rows);
	if (rc < 0)
		return rc == GLANE_EGONE ? GLANE_OK : rc; /* nothing is ever imported here */
	while ((rc = db->next(rows)) == 1) {
		o->more = o->count == GOODS_MAX;
		if (o->more)
			break;
		struct glane_val v[G_COLUMNS];
		for (uint32_t i = 0; i < G_COLUMNS; i++)
			v[i] = db->col(rows, i);
		o->list[o->count++] = (struct goods){
			.seq = v[G_SEQ].u.i, .day = v[G_DAY].u.i, .category = v[G_CATEGORY].u.i, .rest = v[G_REST].u.i, .all = v[G_ALL].u.i,
			.item = or_zero(v[G_ITEM]), .outlet = or_zero(v[G_OUTLET]), .from_ms = v[G_FROM].u.i, .to_ms = v[G_TO].u.i,
			.measured = (uint32_t)v[G_MEASURED].u.i, .name = or_empty(s, c, v[G_NAME]), .title = or_empty(s, c, v[G_TITLE]),
			.outlet_name = or_empty(s, c, v[G_OUTLET_NAME]),
		};
		o->grams += v[G_REST].u.i;
	}
	db->close(rows);
	return rc < 0 ? rc : GLANE_OK;
}

static int load_open(struct glane_self *s, struct glane_call *c, const struct choice *k, struct open **ret)
{
	*ret = s->host->call->alloc(c, sizeof(**ret));
	if (!*ret)
		return GLANE_ENOMEM;
	int rc = add_goods(s, c, SQL_CIVIC, k, *ret);
	return rc < 0 || k->outlet ? rc : add_goods(s, c, SQL_CIVIC_IMPORTED, k, *ret);
}

static struct choice read_choice(struct glane_self *s, struct glane_call *c)
{
	int64_t today = s->host->call->day(c, s->host->call->now_ms(c));
	return (struct choice){ in_int(s, c, "from", 0), in_int(s, c, "to", today), in_int(s, c, "category", 0), in_int(s, c, "outlet", 0) };
}

/* --- declaring -------------------------------------------------------------------------------------------------- */
static int append(struct glane_self *s, struct glane_call *c, const struct goods *g, int64_t grams, int64_t *batch, int64_t *ret_record)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *body = v->make(c);
	char to[24];
	int whole = grams == g->all, all_of_it = grams == g->rest;
	snprintf(to, sizeof(to), "out:%s", in_text(s, c, "class").p);
	/* How a part of the mass is shared among the exits is nobody's measurement. */
	struct glane_movement move = { .category = g->category, .item = whole ? g->item : 0, .outlet = g->outlet, .grams = grams, .from = "out:civic", .to = to,
		                       .measured = all_of_it ? g->measured : GLANE_ESTIMATED };
	struct glane_entry entry = { .size = sizeof(entry), .kind = "declared", .body = body, .item = whole ? g->item : 0,
		                     .happened_from_ms = g->from_ms, .happened_to_ms = g->to_ms, .moves = { &move, 1, sizeof(move) } };
	v->integer(body, "source", g->seq);
	v->text(body, "class", in_text(s, c, "class"));
	v->integer(body, "category", g->category);
	v->quantity(body, "net", grams, GLANE_U_GRAMS);
	v->text(body, "said_by", in_text(s, c, "said_by"));
	v->integer(body, "said_on", in_int(s, c, "said_on", s->host->call->day(c, s->host->call->now_ms(c))));
	v->text(body, "receipt", in_text(s, c, "receipt"));
	int rc = s->host->inventory->append(c, &entry, ret_record);
	if (rc < 0)
		return rc;
	*batch = *batch ? *batch : *ret_record;
	return s->host->db->exec(c, SQL_DECLARED_ADD, (struct glane_val[]){ glane_int(*ret_record), glane_int(*batch), glane_int(g->seq), glane_text(in_text(s, c, "class")),
		glane_int(g->category), glane_int(grams), glane_int(g->day) }, 7, NULL);
}

static int declare(struct glane_self *s, struct glane_call *c, const struct open *o, int64_t grams, int64_t *ret_batch)
{
	int64_t record, sum = 0, batch = 0;
	for (uint32_t i = 0; i < o->count; i++) {
		int64_t share = scaled(grams, sum + o->list[i].rest, o->grams) - scaled(grams, sum, o->grams); /* they add up to `grams` */
		sum += o->list[i].rest;
		int rc = share ? append(s, c, &o->list[i], share, &batch, &record) : GLANE_OK;
		if (rc < 0)
			return rc;
	}
	*ret_batch = batch;
	return GLANE_OK;
}

static int check(struct glane_self *s, struct glane_call *c, const struct choice *k)
{
	int64_t today = s->host->call->day(c, s->host->call->now_ms(c));
	int rc = GLANE_OK;
	if (k->to < k->from)
		rc = fault(s, c, "to", "bad.order", NULL);
	if (in_int(s, c, "said_on", today) > today)
		rc = fault(s, c, "said_on", "bad.future", NULL);
	return rc;
}

int post_civic(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c), *args = v->make(c);
	struct choice k = read_choice(s, c);
	struct open *o;
	int64_t grams = in_int(s, c, "grams", 0), batch;
	int rc = check(s, c, &k);
	if (rc == GLANE_OK)
		rc = load_open(s, c, &k, &o);
	if (rc < 0)
		return rc;
	v->quantity(args, "grams", o->grams, GLANE_U_GRAMS);
	v->integer(args, "n", GOODS_MAX);
	if (!o->count)
		return s->host->call->refuse(c, GLANE_ECONFLICT, "civic.bad.none", NULL);
	if (o->more)
		return s->host->call->refuse(c, GLANE_ETOOBIG, "civic.bad.many", args);
	if (grams > o->grams)
		return fault(s, c, "grams", "civic.bad.grams", args);
	rc = declare(s, c, o, grams ? grams : o->grams, &batch);
	if (rc < 0)
		return rc;
	v->integer(root, "record", batch);
	v->quantity(root, "grams", grams ? grams : o->grams, GLANE_U_GRAMS);
	v->integer(root, "exits", o->count);
	s->host->reply->status(c, 201);
	day_changed(s, c, batch);
	back(s, c, "/p/exits/civic", "&recorded=1");
	return GLANE_OK;
}

/* All that was declared with `record`. */
int post_civic_reverse(struct glane_self *s, struct glane_call *c)
{
	const struct glane_db_api *db = s->host->db;
	int64_t records[GOODS_MAX], seq;
	uint32_t n = 0;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_DECLARED_BATCH, (struct glane_val[]){ glane_int(in_int(s, c, "record", 0)) }, 1, &rows);
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1 && n < GOODS_MAX)
		records[n++] = db->col(rows, 0).u.i;
	db->close(rows);
	if (rc >= 0 && !n)
		return s->host->call->refuse(c, GLANE_ENOENT, "bad.record", NULL);
	for (uint32_t i = 0; rc >= 0 && i < n; i++) /* the rows follow in on_declared() */
		rc = s->host->inventory->reverse(c, records[i], "reversed", &seq);
	if (rc < 0)
		return rc;
	s->host->value->integer(s->host->reply->root(c), "reversed", n);
	back(s, c, "/p/exits/civic", "");
	return GLANE_OK;
}

int on_declared(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	return r->reversed ? s->host->db->exec(c, SQL_DECLARED_UNDONE, (struct glane_val[]){ glane_int(r->reverses) }, 1, NULL) : GLANE_OK;
}

int check_declared(struct glane_self *s, struct glane_call *c, int64_t record)
{
	struct glane_val receipt;
	int rc = first_row(s, c, SQL_DECLARED_OF, (struct glane_val[]){ glane_int(record) }, 1, &receipt, 1);
	if (rc <= 0)
		return rc;
	struct glane_value *args = s->host->value->make(c);
	s->host->value->text(args, "receipt", receipt.type == GLANE_TEXT ? receipt.u.s : glane_cstr("–"));
	return s->host->call->refuse(c, GLANE_ECONFLICT, "civic.bad.declared", args);
}

/* An imported exit that is taken back. */
int on_imported(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	return r->reversed ? check_declared(s, c, r->reverses) : GLANE_OK;
}

/* --- its page ----------------------------------------------------------------------------------------------------- */
static int say_declared(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *list = v->array(s->host->reply->root(c), "declared");
	struct glane_rows *rows;
	int rc = db->query(c, SQL_DECLARED, (struct glane_val[]){ glane_int(SHOWN_MAX) }, 1, &rows);
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1) { /* batch, class, grams, exits, undone, at, who, said by, on, receipt, first and last day */
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "record", db->col(rows, 0).u.i);
		v->text(o, "class_name", word(s, c, "class.", db->col(rows, 1).u.s));
		v->quantity(o, "grams", db->col(rows, 2).u.i, GLANE_U_GRAMS);
		v->integer(o, "n", db->col(rows, 3).u.i);
		v->boolean(o, "undone", db->col(rows, 4).u.i != 0);
		v->quantity(o, "at", db->col(rows, 5).u.i, GLANE_U_TIME_MS);
		v->text(o, "who", db->col(rows, 6).u.s);
		v->text(o, "said_by", db->col(rows, 7).u.s);
		v->quantity(o, "said_on", db->col(rows, 8).u.i, GLANE_U_DAY);
		v->text(o, "receipt", db->col(rows, 9).u.s);
		v->quantity(o, "first", db->col(rows, 10).u.i, GLANE_U_DAY);
		v->quantity(o, "last", db->col(rows, 11).u.i, GLANE_U_DAY);
	}
	db->close(rows);
	return rc;
}

int get_civic(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c), *list = v->array(root, "waiting");
	const struct choice all = { 0, INT32_MAX, 0, 0 };
	struct open *o;
	int rc = load_open(s, c, &all, &o);
	if (rc < 0)
		return rc;
	for (uint32_t i = 0; i < o->count; i++) {
		const struct goods *g = &o->list[i];
		struct glane_value *line = v->object(list, NULL);
		v->integer(line, "record", g->seq);
		v->quantity(line, "day", g->day, GLANE_U_DAY);
		v->text(line, "name", g->title.n ? g->title : g->name);
		v->quantity(line, "rest", g->rest, GLANE_U_GRAMS);
		if (g->rest < g->all)
			v->quantity(v->object(line, "part"), "all", g->all, GLANE_U_GRAMS);
		else
			v->null(line, "part");
		v->text(line, "outlet", g->outlet_name);
	}
	v->quantity(root, "grams", o->grams, GLANE_U_GRAMS);
	v->integer(root, "n", o->count);
	v->boolean(root, "none", o->count == 0);
	v->boolean(root, "more", o->more);
	v->boolean(root, "recorded", in_int(s, c, "recorded", 0) != 0);
	say_words(s, c, "classes", "class.", declared_ids, typed(s, c, "class"));
	rc = say_outlets(s, c, root, "civic", number(typed(s, c, "outlet")), 1);
	if (rc == GLANE_OK)
		rc = say_categories(s, c, number(typed(s, c, "category")));
	return rc < 0 ? rc : say_declared(s, c);
}
