/* SPDX-License-Identifier: MPL-2.0 */
/* What was sent: each fault is said at its field, in a sentence that says what to do. */
#include <stdio.h>
#include <string.h>

#include "exits/internal.h"
#include "text/number.h"

const struct exit_class classes[] = {
	{ "sale", GLANE_STATE_SOLD, 0 },
	{ "gift", GLANE_STATE_GIVEN, 0 },
	{ "partner", GLANE_STATE_GIVEN, 0 },
	{ "internal", GLANE_STATE_GIVEN, 0 },
	{ "transform", GLANE_STATE_RECYCLED, 0 },
	{ "recycle", GLANE_STATE_RECYCLED, 0 },
	{ "civic", GLANE_STATE_SCRAPPED, 1 },
	{ "energy", GLANE_STATE_SCRAPPED, 1 },
	{ "residual", GLANE_STATE_SCRAPPED, 1 },
	{ NULL, 0, 0 },
};
const char *const class_ids[] = { "sale", "gift", "partner", "internal", "transform", "recycle", "civic", "energy", "residual", NULL };
const char *const channels[] = { "drop_off", "home_collection", "reuse_area", "business", "kerbside_round", "event", NULL };
const char *const payments[] = { "cash", "card", "cheque", "voucher", NULL };

#define LATE_MS (2 * DAY_MS) /* so long ago a screen may have weighed what it could not send */
#define AHEAD_MS 60000       /* and so far its clock may be ahead */
#define ZONE_STEP_MS 900000  /* offsets of time zones are quarters of an hour */

const struct exit_class *class_find(struct glane_str id)
{
	for (const struct exit_class *k = classes; k->id; k++)
		if (text_is(id, k->id))
			return k;
	return NULL;
}

int fault(struct glane_self *s, struct glane_call *c, const char *field, const char *key, const struct glane_value *args)
{
	return s->host->call->refuse_input(c, field, key, args);
}

int category_find(struct glane_self *s, struct glane_call *c, int64_t id, struct category *ret)
{
	struct glane_val d[6];
	int rc = first_row(s, c, SQL_CATEGORY, (struct glane_val[]){ glane_int(id), glane_int(is_english(s, c)) }, 2, d, 6);
	if (rc == 1)
		*ret = (struct category){ .id = d[0].u.i, .parent = d[1].u.i, .code = d[2].u.s, .name = d[3].u.s, .stream = d[4].u.s, .usual = d[5].u.i };
	return rc < 0 ? rc : rc == 1 ? GLANE_OK : GLANE_ENOENT;
}

/* What is no longer taken in may still have to leave: a closed category is none the worse. */
int read_category(struct glane_self *s, struct glane_call *c, int64_t id, struct leaving *l)
{
	int rc = category_find(s, c, id, &l->category);
	return rc == GLANE_ENOENT ? fault(s, c, "category", "bad.category", NULL) : rc;
}

/* --- who takes it --------------------------------------------------------------------------------------- */
enum { O_ID, O_NAME, O_CLASS, O_ACTIVE, O_FROM, O_TO, O_COLUMNS };

/* "jouets, mobilier": what an outlet takes. */
static struct glane_str accepted_words(struct glane_self *s, struct glane_call *c, int64_t outlet)
{
	const struct glane_db_api *db = s->host->db;
	char text[300];
	size_t n = 0;
	struct glane_rows *rows;
	if (db->query(c, SQL_ACCEPTED, (struct glane_val[]){ glane_int(outlet), glane_int(is_english(s, c)) }, 2, &rows) < 0)
		return glane_cstr("");
	while (db->next(rows) == 1) {
		struct glane_str name = db->col(rows, 2).u.s;
		if (n + name.n + 6 > sizeof(text)) {
			n += (size_t)snprintf(text + n, sizeof(text) - n, "…");
			break;
		}
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%.*s", n ? ", " : "", (int)name.n, name.p);
	}
	db->close(rows);
	return copied(s, c, (struct glane_str){ text, n });
}

static int check_agreement(struct glane_self *s, struct glane_call *c, const struct leaving *l, const struct glane_val *o, struct glane_value *args)
{
	const struct glane_value_api *v = s->host->value;
	if (o[O_TO].type == GLANE_INT && l->day > o[O_TO].u.i) {
		v->quantity(args, "to", o[O_TO].u.i, GLANE_U_DAY);
		return fault(s, c, "outlet", "bad.agreement_over", args);
	}
	if (o[O_FROM].type == GLANE_INT && l->day < o[O_FROM].u.i) {
		v->quantity(args, "from", o[O_FROM].u.i, GLANE_U_DAY);
		return fault(s, c, "outlet", "bad.agreement_early", args);
	}
	if (o[O_FROM].type != GLANE_INT && text_is(glane_cstr(l->class->id), "partner"))
		return fault(s, c, "outlet", "bad.agreement_none", args);
	return GLANE_OK;
}

int read_outlet(struct glane_self *s, struct glane_call *c, struct leaving *l)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_val o[O_COLUMNS], one;
	if (!l->outlet) /* for whom it is may stay open, but not with whom something was agreed */
		return text_is(glane_cstr(l->class->id), "partner") ? fault(s, c, "outlet", "bad.partner_needed", NULL) : GLANE_OK;
	int rc = first_row(s, c, SQL_OUTLET, (struct glane_val[]){ glane_int(l->outlet) }, 1, o, O_COLUMNS);
	if (rc < 0)
		return rc;
	if (rc == 0)
		return fault(s, c, "outlet", "bad.outlet", NULL);
	struct glane_value *args = v->make(c);
	v->text(args, "name", o[O_NAME].u.s);
	v->text(args, "class", word(s, c, "class.", o[O_CLASS].u.s));
	v->text(args, "category", l->category.name);
	if (!o[O_ACTIVE].u.i)
		return fault(s, c, "outlet", "bad.outlet_closed", args);
	if (!text_is(o[O_CLASS].u.s, l->class->id))
		return fault(s, c, "outlet", "bad.outlet_class", args);
	rc = check_agreement(s, c, l, o, args);
	if (rc < 0 || !l->category.id)
		return rc;
	rc = first_row(s, c, SQL_ACCEPTS, (struct glane_val[]){ glane_int(l->outlet), glane_int(l->category.id), glane_int(l->category.parent) }, 3, &one, 1);
	if (rc != 0)
		return rc < 0 ? rc : GLANE_OK;
	v->text(args, "list", accepted_words(s, c, l->outlet));
	return fault(s, c, "outlet", "bad.outlet_category", args);
}

/* --- how much ---------------------------------------------------------------------------------------------- */
static int64_t setting_number(struct glane_self *s, struct glane_call *c, const char *key, int64_t missing)
{
	int64_t n = number(s->host->call->setting(c, key));
	return n > 0 ? n : missing;
}

int read_container(struct glane_self *s, struct glane_call *c, struct leaving *l)
{
	struct glane_val d[3];
	l->tare = 0;
	if (!l->container)
		return GLANE_OK;
	int rc = first_row(s, c, SQL_CONTAINER, (struct glane_val[]){ glane_int(l->container) }, 1, d, 3);
	if (rc < 0)
		return rc;
	if (rc == 0 || !d[2].u.i)
		return fault(s, c, "container", rc ? "bad.container_closed" : "bad.container", NULL);
	l->tare = d[1].u.i;
	return GLANE_OK;
}

static int refuse_tare(struct glane_self *s, struct glane_call *c, const struct leaving *l)
{
	struct glane_value *args = s->host->value->make(c);
	struct glane_val name = glane_text(glane_cstr(""));
	int rc = first_row(s, c, SQL_CONTAINER, (struct glane_val[]){ glane_int(l->container) }, 1, &name, 1);
	if (rc < 0)
		return rc;
	s->host->value->text(args, "container", name.u.s);
	s->host->value->quantity(args, "tare", l->tare, GLANE_U_GRAMS);
	return fault(s, c, "gross", "bad.below_tare", args);
}

/* Weighed, else counted: so many pieces of what one weighs here. */
int read_weight(struct glane_self *s, struct glane_call *c, struct leaving *l)
{
	int64_t max = setting_number(s, c, "site.max_grams", 500000);
	if (l->gross > max) {
		struct glane_value *args = s->host->value->make(c);
		s->host->value->quantity(args, "max", max, GLANE_U_GRAMS);
		return fault(s, c, "gross", "bad.too_heavy", args);
	}
	if (l->gross) {
		l->net = l->gross - l->tare;
		l->measured = GLANE_MEASURED;
		return l->net > 0 ? GLANE_OK : refuse_tare(s, c, l);
	}
	if (l->container)
		return fault(s, c, "gross", "bad.gross_needed", NULL);
	if (!l->pieces)
		return fault(s, c, "gross", "bad.weight_needed", NULL);
	if (!l->category.usual)
		return l->category.id ? fault(s, c, "gross", "bad.usual_unknown", NULL) : GLANE_OK;
	l->gross = l->net = l->pieces * l->category.usual;
	l->measured = GLANE_ESTIMATED;
	return GLANE_OK;
}

struct glane_str unlikely(struct glane_self *s, struct glane_call *c, const struct leaving *l)
{
	int64_t expected = l->category.usual * (l->pieces ? l->pieces : 1);
	if (l->measured != GLANE_MEASURED || expected <= 0 || (!l->pieces && !l->item) || (l->net * 5 >= expected && l->net <= expected * 5))
		return glane_cstr("");
	struct glane_value *args = s->host->value->make(c);
	s->host->value->quantity(args, "net", l->net, GLANE_U_GRAMS);
	s->host->value->quantity(args, "usual", expected, GLANE_U_GRAMS);
	return s->host->call->tr(c, l->net > expected ? "warning.heavy" : "warning.light", args);
}

/* --- from where, when, for how much ---------------------------------------------------------------------- */
int read_from(struct glane_self *s, struct glane_call *c, struct leaving *l)
{
	struct glane_str place = in_text(s, c, "place"), channel = in_text(s, c, "channel");
	struct glane_val one;
	if (place.n && channel.n)
		return fault(s, c, "channel", "bad.two_origins", NULL);
	if (channel.n) { /* it came and left at once */
		snprintf(l->from, sizeof(l->from), "source:%s", channel.p);
		return GLANE_OK;
	}
	if (!place.n)
		place = glane_cstr(BULK_PLACE);
	int rc = first_row(s, c, SQL_PLACE, (struct glane_val[]){ glane_text(place) }, 1, &one, 1);
	snprintf(l->from, sizeof(l->from), "stock:%s", place.p);
	return rc == 0 ? fault(s, c, "place", "bad.place", NULL) : rc < 0 ? rc : GLANE_OK;
}

/* The first moment of a local day. */
static int64_t day_begin(struct glane_self *s, struct glane_call *c, int64_t day)
{
	int64_t at = day * DAY_MS;
	while (s->host->call->day(c, at) < day)
		at += ZONE_STEP_MS;
	while (s->host->call->day(c, at - ZONE_STEP_MS) >= day)
		at -= ZONE_STEP_MS;
	return at;
}

int read_day(struct glane_self *s, struct glane_call *c, struct leaving *l)
{
	int64_t now = s->host->call->now_ms(c), today = s->host->call->day(c, now), at = in_int(s, c, "happened_ms", 0);
	l->day = in_int(s, c, "happened", today);
	if (l->day > today)
		return fault(s, c, "happened", "bad.future", NULL);
	if (l->day < today) { /* of a paper all that is known is the day */
		l->from_ms = day_begin(s, c, l->day);
		l->to_ms = day_begin(s, c, l->day + 1) - 1;
	} else if (at && (at < now - LATE_MS || at > now + AHEAD_MS)) {
		l->clock = at; /* of a screen whose clock cannot be right: noted, not believed */
	} else if (at) {
		l->from_ms = l->to_ms = at < now ? at : now;
		l->day = s->host->call->day(c, l->from_ms);
	}
	return GLANE_OK;
}

/* A price that a weight makes is refused on a scale that may not be used for it: one for statistics, or past its check. */
static int price_by_weight(struct glane_self *s, struct glane_call *c, int64_t price, struct leaving *l)
{
	struct glane_val d[3];
	struct glane_value *args = s->host->value->make(c);
	if (price >= 0)
		return fault(s, c, "per_kilo", "bad.two_prices", NULL);
	if (l->measured != GLANE_MEASURED)
		return fault(s, c, "gross", "bad.per_kilo_weighed", NULL);
	if (!l->scale)
		return fault(s, c, "scale", "bad.per_kilo_scale", NULL);
	int rc = first_row(s, c, SQL_SCALE, (struct glane_val[]){ glane_int(l->scale) }, 1, d, 3);
	if (rc < 0 && rc != GLANE_EGONE)
		return rc;
	if (rc != 1)
		return fault(s, c, "scale", "bad.scale", NULL);
	s->host->value->text(args, "name", d[0].u.s);
	if (d[1].type == GLANE_INT)
		s->host->value->quantity(args, "day", d[1].u.i, GLANE_U_DAY);
	if (d[1].type != GLANE_INT)
		return fault(s, c, "scale", text_is(d[2].u.s, "sale") ? "bad.scale_unchecked" : "bad.scale_statistics", args);
	if (d[1].u.i < l->day)
		return fault(s, c, "scale", "bad.scale_check", args);
	l->price = scaled(l->net, l->per_kilo, 1000);
	return GLANE_OK;
}

int read_price(struct glane_self *s, struct glane_call *c, int64_t usual, struct leaving *l)
{
	int64_t price = in_int(s, c, "price", -1), max = setting_number(s, c, "max_price", 2000);
	l->payment = in_text(s, c, "payment");
	l->price = -1;
	if (!text_is(glane_cstr(l->class->id), "sale")) {
		if (price >= 0)
			return fault(s, c, "price", "bad.price_no_sale", NULL);
		if (l->per_kilo)
			return fault(s, c, "per_kilo", "bad.price_no_sale", NULL);
		return l->payment.n ? fault(s, c, "payment", "bad.payment_no_sale", NULL) : GLANE_OK;
	}
	l->price = price >= 0 ? price : usual;
	int rc = l->payment.n ? GLANE_OK : fault(s, c, "payment", "bad.payment", NULL);
	int more = l->per_kilo ? price_by_weight(s, c, price, l) : GLANE_OK;
	if (more < 0)
		return more;
	if (l->price < 0)
		return fault(s, c, "price", "bad.price_needed", NULL);
	if (l->price == 0)
		return fault(s, c, "price", "bad.price_zero", NULL);
	if (l->price <= max * 100)
		return rc;
	struct glane_value *args = s->host->value->make(c);
	s->host->value->quantity(args, "price", l->price, GLANE_U_CENTS);
	s->host->value->quantity(args, "max", max * 100, GLANE_U_CENTS);
	return fault(s, c, "price", "bad.price_high", args);
}

int read_ultime(struct glane_self *s, struct glane_call *c, struct leaving *l)
{
	l->ultime = in_int(s, c, "ultime", 0) != 0;
	return l->ultime && !l->class->waste ? fault(s, c, "ultime", "bad.ultime", NULL) : GLANE_OK;
}
