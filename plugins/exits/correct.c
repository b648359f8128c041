/* SPDX-License-Identifier: MPL-2.0 */
/* Taking back, and exits that come again as they should have been. The journal keeps both. */
#include <stdio.h>
#include <string.h>

#include "exits/internal.h"

enum {
	X_RECORD, X_CLASS, X_CATEGORY, X_ITEM, X_WHOLE, X_GROSS, X_CONTAINER, X_TARE, X_NET, X_PIECES, X_MEASURED, X_USUAL, X_ACCOUNT, X_OUTLET,
	X_ULTIME, X_PRICE, X_PAYMENT, X_AT_MS, X_DAY, X_CORRECTS, X_REPLACED_BY, X_UNDONE, X_FROM_MS, X_TO_MS, X_NOTE, X_SCALE, X_RAW,
	X_PER_KILO, X_COLUMNS
};

struct former {
	struct leaving l;
	int64_t at_ms;
	int undone;
};

static int refuse(struct glane_self *s, struct glane_call *c, int status, const char *key)
{
	return s->host->call->refuse(c, status, key, NULL);
}

static int64_t or_zero(struct glane_val v)
{
	return v.type == GLANE_INT ? v.u.i : 0;
}

/* GLANE_ENOENT: no such exit. */
static int load(struct glane_self *s, struct glane_call *c, int64_t record, struct former *ret)
{
	struct glane_val x[X_COLUMNS];
	int rc = first_row(s, c, SQL_LOAD, (struct glane_val[]){ glane_int(record) }, 1, x, X_COLUMNS);
	if (rc <= 0)
		return rc < 0 ? rc : GLANE_ENOENT;
	*ret = (struct former){
		.at_ms = x[X_AT_MS].u.i, .undone = x[X_UNDONE].u.i != 0,
		.l = {
			.class = class_find(x[X_CLASS].u.s), .outlet = or_zero(x[X_OUTLET]), .gross = x[X_GROSS].u.i, .container = or_zero(x[X_CONTAINER]),
			.tare = x[X_TARE].u.i, .net = x[X_NET].u.i, .pieces = x[X_PIECES].u.i, .ultime = x[X_ULTIME].u.i, .item = or_zero(x[X_ITEM]),
			.price = x[X_PRICE].type == GLANE_INT ? x[X_PRICE].u.i : -1, .day = x[X_DAY].u.i, .from_ms = x[X_FROM_MS].u.i,
			.to_ms = x[X_TO_MS].u.i, .corrects = or_zero(x[X_CORRECTS]), .measured = (uint32_t)x[X_MEASURED].u.i,
			.whole = x[X_WHOLE].u.i != 0, .payment = x[X_PAYMENT].u.s, .note = x[X_NOTE].u.s, .left_price = -1,
			.scale = or_zero(x[X_SCALE]), .raw = x[X_RAW].u.s, .per_kilo = or_zero(x[X_PER_KILO]),
		},
	};
	snprintf(ret->l.from, sizeof(ret->l.from), "%s", x[X_ACCOUNT].u.s.p);
	rc = category_find(s, c, x[X_CATEGORY].u.i, &ret->l.category);
	return rc == GLANE_ENOENT ? s->host->call->fail(c, GLANE_EBUG, "exit %lld has no category", (long long)record) : rc;
}

/* `record` goes, `l` comes in its place. */
static int replace(struct glane_self *s, struct glane_call *c, int64_t record, struct leaving *l, int64_t *ret_record)
{
	int rc = s->host->inventory->reverse(c, record, "corrected", NULL);
	l->corrects = record;
	if (rc == GLANE_OK)
		rc = exit_append(s, c, l, ret_record);
	if (rc == GLANE_OK)
		rc = s->host->db->exec(c, SQL_REPLACED, (struct glane_val[]){ glane_int(record), glane_int(*ret_record) }, 2, NULL);
	return rc;
}

/* --- taking back ------------------------------------------------------------------------------------------ */

/* One of our records that is no reversal itself; when it was written. */
static int own_record(struct glane_self *s, struct glane_call *c, int64_t record, int64_t *ret_at_ms)
{
	struct glane_val at;
	int rc = first_row(s, c, SQL_OWN_RECORD, (struct glane_val[]){ glane_int(record) }, 1, &at, 1);
	if (rc == 0)
		return refuse(s, c, GLANE_ENOENT, "bad.record");
	if (rc == 1)
		*ret_at_ms = at.u.i;
	return rc < 0 ? rc : GLANE_OK;
}

/* A correction that is taken back brings back what it corrected. */
int post_undo(struct glane_self *s, struct glane_call *c)
{
	int64_t record = in_int(s, c, "record", 0), at_ms, again, count = 1;
	struct former f, before;
	int rc = own_record(s, c, record, &at_ms);
	if (rc < 0)
		return rc;
	rc = load(s, c, record, &f);
	if (rc == GLANE_OK && f.l.corrects && !f.undone) {
		if (s->host->call->now_ms(c) - at_ms > UNDO_MS)
			return refuse(s, c, GLANE_ECONFLICT, "bad.too_late");
		rc = load(s, c, f.l.corrects, &before);
		if (rc == GLANE_OK)
			rc = replace(s, c, record, &before.l, &again);
	} else if (rc == GLANE_OK || rc == GLANE_ENOENT) {
		rc = s->host->inventory->undo(c, record, &count);
	}
	if (rc < 0)
		return rc;
	s->host->value->integer(s->host->reply->root(c), "records", count);
	back(s, c, "/p/exits/", "");
	return GLANE_OK;
}

/* At any time, one record: the item is back in stock, the grams where they were. */
int post_reverse(struct glane_self *s, struct glane_call *c)
{
	int64_t record = in_int(s, c, "record", 0), at_ms, seq;
	int rc = own_record(s, c, record, &at_ms);
	if (rc == GLANE_OK)
		rc = s->host->inventory->reverse(c, record, "reversed", &seq);
	if (rc < 0)
		return rc;
	s->host->value->integer(s->host->reply->root(c), "record", seq);
	s->host->value->integer(s->host->reply->root(c), "reverses", record);
	back(s, c, "/p/exits/", "");
	return GLANE_OK;
}

/* --- correcting ---------------------------------------------------------------------------------------------- */
static int load_standing(struct glane_self *s, struct glane_call *c, int64_t record, struct former *ret)
{
	int rc = load(s, c, record, ret);
	if (rc == GLANE_ENOENT)
		return refuse(s, c, rc, "bad.record");
	if (rc < 0)
		return rc;
	if (ret->undone)
		return refuse(s, c, GLANE_ECONFLICT, "bad.correct_undone");
	return ret->l.item ? refuse(s, c, GLANE_ECONFLICT, "bad.correct_item") : GLANE_OK;
}

static int is_same(const struct leaving *a, const struct leaving *b)
{
	return a->gross == b->gross && a->container == b->container && a->pieces == b->pieces && a->category.id == b->category.id &&
	       a->outlet == b->outlet;
}

int post_correct(struct glane_self *s, struct glane_call *c)
{
	int64_t record = in_int(s, c, "record", 0), again;
	struct former f;
	int rc = load_standing(s, c, record, &f);
	if (rc < 0)
		return rc;
	struct leaving was = f.l, *l = &f.l;
	int estimated = was.measured == GLANE_ESTIMATED;
	l->gross = in_int(s, c, "gross", estimated ? 0 : was.gross);
	l->container = in_int(s, c, "container", was.container);
	l->pieces = in_int(s, c, "pieces", was.pieces);
	l->outlet = in_int(s, c, "outlet", was.outlet);
	if (l->gross != was.gross)
		l->scale = l->per_kilo = 0; /* no scale said that; what was paid stays */
	rc = read_category(s, c, in_int(s, c, "category", was.category.id), l);
	int more = l->container != was.container ? read_container(s, c, l) : GLANE_OK; /* else as heavy as it was then */
	rc = rc < 0 ? rc : more;
	more = read_weight(s, c, l);
	rc = rc < 0 ? rc : more;
	more = read_outlet(s, c, l);
	rc = rc < 0 ? rc : more;
	if (rc < 0)
		return rc;
	if (is_same(l, &was))
		return refuse(s, c, GLANE_EINVAL, "bad.correct_same");
	rc = replace(s, c, record, l, &again);
	if (rc == GLANE_OK)
		rc = exit_say(s, c, l, again);
	s->host->value->integer(s->host->reply->root(c), "corrects", record);
	back(s, c, "/p/exits/", "&recorded=1");
	return rc;
}

static void say_number(struct glane_self *s, struct glane_value *into, const char *key, int64_t n)
{
	char text[24];
	snprintf(text, sizeof(text), "%lld", (long long)n);
	s->host->value->text(into, key, glane_cstr(n ? text : ""));
}

/* The form as it was recorded; what was typed in a form that is shown again stays. */
int get_correct(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct former f;
	int again = v->get(root, "input") != NULL;
	int rc = load_standing(s, c, in_int(s, c, "record", number(typed(s, c, "record"))), &f);
	if (rc < 0)
		return rc;
	const struct leaving *l = &f.l;
	v->integer(root, "record", in_int(s, c, "record", number(typed(s, c, "record"))));
	v->text(root, "class", glane_cstr(l->class->id));
	v->text(root, "class_name", word(s, c, "class.", glane_cstr(l->class->id)));
	v->text(root, "was", l->category.name);
	v->quantity(root, "was_net", l->net, GLANE_U_GRAMS);
	v->quantity(root, "was_ms", l->from_ms, GLANE_U_TIME_MS);
	if (!again) {
		struct glane_value *input = v->object(root, "input");
		char kilos[32];
		snprintf(kilos, sizeof(kilos), "%lld%s%03lld", (long long)(l->gross / 1000), is_english(s, c) ? "." : ",", (long long)(l->gross % 1000));
		v->text(input, "gross", glane_cstr(l->measured == GLANE_ESTIMATED ? "" : kilos));
		say_number(s, input, "pieces", l->pieces);
	}
	v->text(root, "none", glane_cstr("0")); /* to say "none" where nothing means "as before" */
	rc = say_categories(s, c, again ? number(typed(s, c, "category")) : l->category.id);
	if (rc == GLANE_OK)
		rc = say_containers(s, c, again ? number(typed(s, c, "container")) : l->container);
	return rc < 0 ? rc : say_outlets(s, c, root, l->class->id, again ? number(typed(s, c, "outlet")) : l->outlet, 0);
}
