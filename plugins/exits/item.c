/* SPDX-License-Identifier: MPL-2.0 */
/* The exit of an object with a label, or of some pieces of a lot: with the weight read now, else its own, else the usual. */
#include <stdio.h>
#include <string.h>

#include "exits/internal.h"

enum { I_ID, I_CODE, I_SHORT, I_TITLE, I_CATEGORY, I_GRAMS, I_PIECES, I_PRICE, I_STATE, I_ACCOUNT, I_PLACE, I_COLUMNS };
enum { M_SEQ, M_AT, M_WHO, M_GRAMS, M_PIECES, M_FROM, M_PLUGIN, M_COLUMNS };

struct thing {
	struct glane_val i[I_COLUMNS], move[M_COLUMNS]; /* move: its last one, type GLANE_NULL: none */
	int in_stock, lost, may_again; /* may_again: it left, and whoever is here may sell it all the same */
	int64_t price; /* -1: none */
};

static int thing_find(struct glane_self *s, struct glane_call *c, struct glane_str code, struct thing *t)
{
	struct glane_str full;
	int64_t item;
	int rc = s->host->inventory->code_find(c, code, &full, &item);
	if (rc < 0)
		return rc;
	if (item == 0)
		return s->host->call->refuse(c, GLANE_ENOENT, "bad.blank", NULL);
	rc = first_row(s, c, SQL_ITEM, (struct glane_val[]){ glane_int(item), glane_int(is_english(s, c)) }, 2, t->i, I_COLUMNS);
	if (rc == 1)
		rc = first_row(s, c, SQL_LAST_MOVE, (struct glane_val[]){ glane_int(item) }, 1, t->move, M_COLUMNS);
	if (rc < 0)
		return rc;
	struct glane_str account = t->i[I_ACCOUNT].u.s;
	t->in_stock = account.n > 6 && memcmp(account.p, "stock:", 6) == 0;
	t->lost = text_is(account, "adjust:loss");
	t->may_again = !t->in_stock && !t->lost && t->move[M_SEQ].type == GLANE_INT && s->host->call->may(c, CORRECT) &&
		       (t->i[I_STATE].u.i == GLANE_STATE_SOLD || t->i[I_STATE].u.i == GLANE_STATE_GIVEN);
	t->price = t->i[I_PRICE].type == GLANE_INT ? t->i[I_PRICE].u.i : -1;
	return GLANE_OK;
}

/* "vendu", "donné": how it left. */
static struct glane_str way(struct glane_self *s, struct glane_call *c, const struct thing *t)
{
	struct glane_str account = t->i[I_ACCOUNT].u.s;
	if (account.n > 4 && memcmp(account.p, "out:", 4) == 0)
		return word(s, c, "left.", (struct glane_str){ account.p + 4, account.n - 4 });
	return s->host->call->tr(c, t->lost ? "left.lost" : "left.gone", NULL);
}

static struct glane_str name_of(struct glane_self *s, struct glane_call *c, const struct thing *t)
{
	struct category k = { 0 };
	if (t->i[I_TITLE].u.s.n)
		return t->i[I_TITLE].u.s;
	return category_find(s, c, t->i[I_CATEGORY].u.i, &k) == GLANE_OK ? k.name : t->i[I_CODE].u.s;
}

static struct glane_value *left_args(struct glane_self *s, struct glane_call *c, const struct thing *t)
{
	struct glane_value *args = s->host->value->make(c);
	s->host->value->text(args, "name", name_of(s, c, t));
	s->host->value->text(args, "way", way(s, c, t));
	s->host->value->quantity(args, "when", t->move[M_AT].u.i, GLANE_U_TIME_MS);
	s->host->value->text(args, "who", t->move[M_WHO].type == GLANE_TEXT && t->move[M_WHO].u.s.n ? t->move[M_WHO].u.s : glane_cstr("–"));
	return args;
}

/* --- what leaves -------------------------------------------------------------------------------------- */
static int64_t share(int64_t all, int64_t n, int64_t of) /* half up */
{
	return (2 * all * n + of) / (2 * of);
}

/* Its weight: read now, else its own, else so many pieces of the usual. */
static int weigh_thing(struct glane_self *s, struct glane_call *c, const struct thing *t, struct leaving *l)
{
	int64_t own = t->i[I_GRAMS].u.i, pieces = t->i[I_PIECES].u.i, asked = l->pieces;
	if (!l->gross && !l->container && own) {
		l->gross = l->net = l->whole ? own : share(own, asked, pieces);
		l->measured = GLANE_FROM_ITEM;
		return GLANE_OK;
	}
	if (!l->gross && !l->pieces)
		l->pieces = 1;
	int rc = read_weight(s, c, l);
	l->pieces = asked;
	return rc;
}

/* Some pieces of a lot: what stays keeps its share of weight and price, to the gram and the cent. */
static int divide(struct glane_self *s, struct glane_call *c, const struct thing *t, struct leaving *l)
{
	int64_t pieces = t->i[I_PIECES].u.i, own = t->i[I_GRAMS].u.i;
	l->left_pieces = pieces - l->pieces;
	l->left_price = t->price >= 0 ? t->price - share(t->price, l->pieces, pieces) : -1;
	l->left_grams = own ? own - l->net : 0;
	if (!own || l->left_grams > 0)
		return GLANE_OK;
	struct glane_value *args = s->host->value->make(c);
	s->host->value->quantity(args, "own", own, GLANE_U_GRAMS);
	return fault(s, c, "gross", "bad.lot_weight", args);
}

static int count_pieces(struct glane_self *s, struct glane_call *c, const struct thing *t, struct leaving *l)
{
	int64_t pieces = t->i[I_PIECES].u.i, asked = in_int(s, c, "pieces", 0);
	l->pieces = asked && asked < pieces ? asked : pieces;
	l->whole = l->pieces == pieces;
	if (!asked || asked <= pieces || (pieces == 0 && asked == 1))
		return GLANE_OK;
	struct glane_value *args = s->host->value->make(c);
	s->host->value->integer(args, "n", pieces);
	return fault(s, c, "pieces", pieces ? "bad.too_many" : "bad.not_counted", args);
}

/* Lost in a count, or gone, and here it is: it comes back to where it was. */
static void find_again(const struct thing *t, struct leaving *l)
{
	l->found = (struct glane_movement){
		.category = l->category.id, .item = l->item, .grams = t->move[M_GRAMS].u.i, .pieces = t->move[M_PIECES].u.i,
		.from = t->i[I_ACCOUNT].u.s.p, .to = l->from, .measured = GLANE_FROM_ITEM,
	};
}

/* Where it was before it was lost or left; what never was in stock stands in the shop now. */
static struct glane_str stood_in(const struct thing *t)
{
	struct glane_str from = t->move[M_FROM].u.s;
	return t->in_stock ? t->i[I_ACCOUNT].u.s : from.n > 6 && memcmp(from.p, "stock:", 6) == 0 ? from : glane_cstr("stock:shop");
}

static int read_thing(struct glane_self *s, struct glane_call *c, const struct thing *t, struct leaving *l)
{
	l->item = t->i[I_ID].u.i;
	l->again = !t->in_stock && !t->lost;
	snprintf(l->from, sizeof(l->from), "%s", stood_in(t).p);
	int rc = read_category(s, c, t->i[I_CATEGORY].u.i, l), more = count_pieces(s, c, t, l);
	rc = rc < 0 ? rc : more;
	more = read_container(s, c, l);
	rc = rc < 0 ? rc : more;
	if (rc == GLANE_OK)
		rc = weigh_thing(s, c, t, l);
	if (rc == GLANE_OK && !l->whole)
		rc = divide(s, c, t, l);
	if (rc == GLANE_OK && !t->in_stock)
		find_again(t, l);
	more = read_day(s, c, l);
	rc = rc < 0 ? rc : more;
	more = read_outlet(s, c, l);
	rc = rc < 0 ? rc : more;
	more = read_ultime(s, c, l);
	rc = rc < 0 ? rc : more;
	int64_t usual = t->price >= 0 && !l->whole ? share(t->price, l->pieces, t->i[I_PIECES].u.i) : t->price;
	more = read_price(s, c, usual, l);
	return rc < 0 ? rc : more;
}

int post_item(struct glane_self *s, struct glane_call *c)
{
	struct thing t = { 0 };
	struct leaving l = {
		.class = class_find(in_text(s, c, "class")), .outlet = in_int(s, c, "outlet", 0), .gross = in_int(s, c, "gross", 0),
		.container = in_int(s, c, "container", 0), .note = in_text(s, c, "note"), .left_price = -1,
	};
	int64_t record;
	int rc = thing_find(s, c, in_text(s, c, "code"), &t);
	if (rc < 0)
		return rc;
	int again = t.may_again && in_int(s, c, "again", 0) && text_is(glane_cstr(l.class->id), "sale");
	if (!t.in_stock && !t.lost && !again)
		return s->host->call->refuse(c, GLANE_ECONFLICT, "bad.left", left_args(s, c, &t));
	rc = read_thing(s, c, &t, &l);
	if (rc == GLANE_OK)
		rc = exit_append(s, c, &l, &record);
	if (rc == GLANE_OK)
		rc = exit_say(s, c, &l, record);
	if (rc < 0)
		return rc;
	struct glane_value *root = s->host->reply->root(c);
	s->host->value->integer(root, "item", l.item);
	s->host->value->text(root, "code", t.i[I_CODE].u.s);
	s->host->value->text(root, "name", name_of(s, c, &t));
	s->host->value->boolean(root, "whole", l.whole);
	if (!l.whole)
		s->host->value->integer(root, "left", l.left_pieces);
	back(s, c, "/p/exits/", "&recorded=1");
	return GLANE_OK;
}

/* --- what a page or a screen shows before ------------------------------------------------------------------- */
static void say_classes_for(struct glane_self *s, struct glane_call *c, const struct thing *t, struct glane_str chosen)
{
	const struct glane_value_api *v = s->host->value;
	uint32_t may = s->host->inventory->states_after((uint32_t)t->i[I_STATE].u.i);
	struct glane_value *list = v->array(s->host->reply->root(c), "classes");
	for (const struct exit_class *k = classes; k->id; k++) {
		if (!(may & 1u << k->state))
			continue;
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "id", glane_cstr(k->id));
		v->text(o, "name", word(s, c, "class.", glane_cstr(k->id)));
		v->boolean(o, "chosen", text_is(chosen, k->id));
		v->boolean(o, "waste", k->waste);
	}
}

int get_item(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct glane_str code = in_text(s, c, "code"), class = in_text(s, c, "class");
	struct thing t = { 0 };
	struct category k = { 0 };
	if (!code.n)
		code = typed(s, c, "code");
	if (!class.n)
		class = typed(s, c, "class");
	int rc = thing_find(s, c, code, &t);
	if (rc < 0)
		return rc;
	rc = category_find(s, c, t.i[I_CATEGORY].u.i, &k);
	if (rc < 0 && rc != GLANE_ENOENT)
		return rc;
	v->integer(root, "item", t.i[I_ID].u.i);
	v->text(root, "code", t.i[I_CODE].u.s);
	v->text(root, "name", name_of(s, c, &t));
	v->text(root, "short", t.i[I_SHORT].u.s);
	struct glane_value *o = v->object(root, "category");
	v->integer(o, "id", k.id);
	v->text(o, "code", k.code);
	v->text(o, "name", k.name);
	if (t.i[I_GRAMS].u.i)
		v->quantity(root, "grams", t.i[I_GRAMS].u.i, GLANE_U_GRAMS);
	else
		v->null(root, "grams");
	v->integer(root, "pieces", t.i[I_PIECES].u.i);
	v->boolean(root, "lot", t.i[I_PIECES].u.i > 1);
	if (t.price >= 0)
		v->quantity(root, "price", t.price, GLANE_U_CENTS);
	else
		v->null(root, "price");
	v->boolean(root, "in_stock", t.in_stock);
	v->boolean(root, "lost", t.lost);
	int again = t.may_again && (in_int(s, c, "again", 0) || typed(s, c, "again").n);
	v->boolean(root, "again", again);
	v->boolean(root, "may_again", t.may_again && !again);
	v->boolean(root, "may_leave", t.in_stock || t.lost || again);
	if (t.i[I_PLACE].type == GLANE_TEXT)
		v->text(root, "place_name", t.i[I_PLACE].u.s);
	if (!t.in_stock && t.move[M_SEQ].type == GLANE_INT) {
		v->text(root, "left", s->host->call->tr(c, t.lost ? "item.lost" : "bad.left", left_args(s, c, &t)));
		if (text_is(t.move[M_PLUGIN].u.s, "exits") && !t.lost)
			v->integer(root, "reverse", t.move[M_SEQ].u.i);
	}
	v->boolean(root, "may_reverse", s->host->call->may(c, CORRECT));
	say_classes_for(s, c, &t, class);
	const struct exit_class *chosen = class_find(class);
	if (chosen) {
		v->text(root, "class", glane_cstr(chosen->id));
		v->text(root, "class_name", word(s, c, "class.", glane_cstr(chosen->id)));
		v->boolean(root, "sale", text_is(class, "sale"));
		v->boolean(root, "waste", chosen->waste);
	}
	say_words(s, c, "payments", "payment.", payments, typed(s, c, "payment"));
	rc = say_containers(s, c, number(typed(s, c, "container")));
	return rc < 0 ? rc : say_outlets(s, c, root, chosen ? chosen->id : "", number(typed(s, c, "outlet")), 0);
}
