/* SPDX-License-Identifier: MPL-2.0 */
/* What is recorded at the door: arrivals, weighings, refusals, and taking them back. */
#include <stdio.h>
#include <string.h>

#include "intake/internal.h"
#include "text/site.h"
#include "text/text.h"

struct glane_str plausible_warning(struct glane_self *s, struct glane_call *c, int64_t net, int64_t pieces, int64_t usual)
{
	int64_t expected = usual * (pieces ? pieces : 1);
	if (usual <= 0 || (net * 5 >= expected && net <= expected * 5))
		return glane_cstr("");
	const struct glane_value_api *v = s->host->value;
	struct glane_value *args = v->make(c);
	v->quantity(args, "net", net, GLANE_U_GRAMS);
	v->quantity(args, "usual", expected, GLANE_U_GRAMS);
	return s->host->call->tr(c, net > expected ? "warning.heavy" : "warning.light", args);
}

void day_changed(struct glane_self *s, struct glane_call *c, int64_t record)
{
	struct glane_value *event = s->host->value->make(c);
	s->host->value->integer(event, "record", record);
	s->host->live->publish(c, TOPIC_DAY, event);
}

/* --- weighings ---------------------------------------------------------------------------------------- */
static struct glane_val or_null(int64_t v)
{
	return v ? glane_int(v) : glane_null();
}

static int usual_refresh(struct glane_self *s, struct glane_call *c, int64_t category)
{
	return s->host->db->exec(c, SQL_USUAL_REFRESH, (struct glane_val[]){ glane_int(category) }, 1, NULL);
}

int weighing_append(struct glane_self *s, struct glane_call *c, const struct weighing *w, const char *kind,
                    const struct glane_value *body, int64_t *ret_record)
{
	char from[40] = "source:";
	if (w->channel.n > sizeof(from) - 8)
		return s->host->call->fail(c, GLANE_EBUG, "a channel of %zu bytes", w->channel.n);
	memcpy(from + 7, w->channel.p, w->channel.n);
	from[7 + w->channel.n] = 0;
	struct glane_movement move = {
		.category = w->category, .grams = w->net, .pieces = w->pieces, .from = from, .to = w->account, .measured = GLANE_MEASURED,
	};
	struct glane_entry entry = {
		.size = sizeof(entry), .kind = kind, .body = body, .happened_from_ms = w->from_ms, .happened_to_ms = w->to_ms,
		.moves = { &move, 1, sizeof(move) },
	};
	int64_t record;
	int rc = s->host->inventory->append(c, &entry, &record);
	if (rc < 0)
		return rc;
	rc = s->host->db->exec(c, SQL_WEIGHING_ADD,
		(struct glane_val[]){ glane_int(record), or_null(w->donation), glane_int(w->category), glane_int(w->gross),
			or_null(w->container), glane_int(w->tare), glane_int(w->net), glane_int(w->pieces), glane_int(w->usual),
			glane_int(w->manual), glane_int(w->imported), glane_text(w->channel), glane_text(w->origin),
			glane_text(glane_cstr(w->account)), glane_int(s->host->call->now_ms(c)), glane_int(w->day), or_null(w->corrects) },
		17, NULL);
	if (rc == 0 && w->pieces)
		rc = usual_refresh(s, c, w->category);
	if (rc == 0)
		*ret_record = record;
	return rc;
}

static int fault(struct glane_self *s, struct glane_call *c, const char *field, const char *key)
{
	return s->host->call->refuse_input(c, field, key, NULL);
}

int read_category(struct glane_self *s, struct glane_call *c, const struct glane_value *in, int to_refuse, struct category *ret)
{
	const struct glane_value_api *v = s->host->value;
	int rc = category_find(s, c, v->as_integer(v->get(in, "category"), 0), ret);
	if (rc == GLANE_ENOENT)
		return fault(s, c, "category", "bad.category");
	if (rc < 0)
		return rc;
	if (to_refuse && category_is_refused(ret))
		return 0;
	if (category_is_refused(ret))
		return fault(s, c, "category", "bad.category_refused");
	return ret->active ? 0 : fault(s, c, "category", "bad.category_closed");
}

int read_container(struct glane_self *s, struct glane_call *c, struct weighing *w)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	w->tare = 0;
	if (w->container == 0)
		return 0;
	int rc = db->query(c, SQL_CONTAINER, (struct glane_val[]){ glane_int(w->container) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	if (rc == 1 && db->col(rows, 2).u.i) {
		w->tare = db->col(rows, 1).u.i;
		rc = 0;
	} else if (rc >= 0) {
		rc = fault(s, c, "container", rc ? "bad.container_closed" : "bad.container");
	}
	db->close(rows);
	return rc;
}

int read_weight(struct glane_self *s, struct glane_call *c, struct weighing *w)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *args = v->make(c);
	int64_t max = site_max_grams(s->host->call, c);
	v->quantity(args, "max", max, GLANE_U_GRAMS);
	w->net = w->gross - w->tare;
	if (w->gross > max)
		return s->host->call->refuse_input(c, "gross", "bad.too_heavy", args);
	if (w->net > 0)
		return 0;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_CONTAINER, (struct glane_val[]){ glane_int(w->container) }, 1, &rows);
	if (rc >= 0)
		rc = db->next(rows);
	if (rc < 0)
		return rc;
	v->text(args, "container", rc ? db->col(rows, 0).u.s : glane_cstr(""));
	v->quantity(args, "tare", w->tare, GLANE_U_GRAMS);
	db->close(rows);
	return s->host->call->refuse_input(c, "gross", "bad.below_tare", args);
}

/* Where it comes from: as said, or as the arrival says that it belongs to. */
static int read_source(struct glane_self *s, struct glane_call *c, const struct glane_value *in, struct weighing *w)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	w->channel = v->as_text(v->get(in, "channel"));
	w->origin = v->as_text(v->get(in, "origin"));
	w->donation = v->as_integer(v->get(in, "donation"), 0);
	int rc = 0;
	if (w->donation) {
		struct glane_rows *rows;
		rc = db->query(c, SQL_DONATION, (struct glane_val[]){ glane_int(w->donation) }, 1, &rows);
		if (rc < 0)
			return rc;
		rc = db->next(rows);
		if (rc < 0)
			return rc;
		if (rc == 0) {
			rc = fault(s, c, "donation", "bad.donation");
		} else {
			struct glane_str channel = copied(s, c, db->col(rows, 0).u.s), origin = copied(s, c, db->col(rows, 1).u.s);
			rc = w->channel.n && !text_is(w->channel, channel.p) ? fault(s, c, "channel", "bad.donation_channel") : 0;
			w->channel = channel;
			if (w->origin.n == 0)
				w->origin = origin;
		}
		db->close(rows);
	}
	if (w->channel.n == 0)
		w->channel = glane_cstr(channels[0]);
	return rc;
}

/* A screen that waited for the daemon says when it was.  What its clock cannot know is left out, and noted. */
static void read_clock(struct glane_self *s, struct glane_call *c, const struct glane_value *in, struct weighing *w)
{
	const struct glane_value_api *v = s->host->value;
	int64_t now = s->host->call->now_ms(c), at = v->as_integer(v->get(in, "happened_ms"), 0);
	if (at == 0)
		return;
	if (at < now - LATE_MS || at > now + AHEAD_MS) {
		w->clock = at;
		return;
	}
	w->from_ms = w->to_ms = at < now ? at : now;
	w->day = s->host->call->day(c, w->from_ms);
}

static int read_day(struct glane_self *s, struct glane_call *c, const struct glane_value *in, struct weighing *w)
{
	const struct glane_value_api *v = s->host->value;
	int64_t today = s->host->call->day(c, s->host->call->now_ms(c));
	w->day = v->as_integer(v->get(in, "happened"), today);
	if (w->day > today)
		return fault(s, c, "happened", "bad.future");
	if (w->day < today) /* written down on paper: all that is known is the day */
		site_day_bounds(s->host->call, c, w->day, &w->from_ms, &w->to_ms);
	else
		read_clock(s, c, in, w);
	return 0;
}

const struct glane_value *weighed_body(struct glane_self *s, struct glane_call *c, const struct weighing *w)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *b = v->make(c);
	v->integer(b, "category", w->category);
	v->quantity(b, "gross", w->gross, GLANE_U_GRAMS);
	v->quantity(b, "tare", w->tare, GLANE_U_GRAMS);
	v->quantity(b, "net", w->net, GLANE_U_GRAMS);
	v->text(b, "channel", w->channel);
	v->boolean(b, "manual", w->manual);
	if (w->container)
		v->integer(b, "container", w->container);
	if (w->pieces)
		v->integer(b, "pieces", w->pieces);
	if (w->origin.n)
		v->text(b, "origin", w->origin);
	if (w->donation)
		v->integer(b, "donation", w->donation);
	if (w->note.n)
		v->text(b, "note", w->note);
	if (w->corrects)
		v->integer(b, "corrects", w->corrects);
	if (w->clock)
		v->integer(b, "clock", w->clock);
	if (w->scale && !w->manual) {
		v->integer(b, "scale", w->scale);
		v->text(b, "raw", w->raw);
	}
	return b;
}

/* For a page: back to the form, which says what was recorded. */
static void back(struct glane_self *s, struct glane_call *c, const char *path, int64_t record)
{
	char to[96], digits[24];
	text_from_number(record, digits);
	struct glane_str lang = s->host->call->lang(c);
	int n = snprintf(to, sizeof(to), "%s?recorded=%s&l=%.*s", path, digits, lang.n < 8 ? (int)lang.n : 8, lang.p);
	s->host->reply->see_other(c, (struct glane_str){ to, (size_t)n });
}

void weighing_say(struct glane_self *s, struct glane_call *c, const struct weighing *w, const struct category *k, int64_t record)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	v->integer(root, "record", record);
	v->integer(root, "weighing", record);
	if (w->donation)
		v->integer(root, "donation", w->donation);
	else
		v->null(root, "donation");
	category_say(s, root, "category", k);
	v->quantity(root, "gross", w->gross, GLANE_U_GRAMS);
	v->quantity(root, "tare", w->tare, GLANE_U_GRAMS);
	v->quantity(root, "net", w->net, GLANE_U_GRAMS);
	v->quantity(root, "at_ms", s->host->call->now_ms(c), GLANE_U_TIME_MS);
	struct glane_str warning = plausible_warning(s, c, w->net, w->pieces, w->usual);
	if (warning.n)
		v->text(root, "warning", warning);
	else
		v->null(root, "warning");
	s->host->reply->status(c, 201);
	back(s, c, "/p/intake/", record);
	day_changed(s, c, record);
}

int post_weighing(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_value *in = s->host->call->inputs(c);
	struct weighing w = {
		.account = "stock:sorting", .gross = v->as_integer(v->get(in, "gross"), 0), .container = v->as_integer(v->get(in, "container"), 0),
		.pieces = v->as_integer(v->get(in, "pieces"), 0), .manual = v->as_integer(v->get(in, "manual"), 0) != 0,
		.note = v->as_text(v->get(in, "note")), .scale = v->as_integer(v->get(in, "scale"), 0), .raw = v->as_text(v->get(in, "raw")),
	};
	struct category k;
	int rc = read_category(s, c, in, 0, &k), more = read_container(s, c, &w);
	rc = rc < 0 ? rc : more; /* all of what is wrong is said at once */
	more = read_weight(s, c, &w);
	rc = rc < 0 ? rc : more;
	more = read_source(s, c, in, &w);
	rc = rc < 0 ? rc : more;
	more = read_day(s, c, in, &w);
	rc = rc < 0 ? rc : more;
	if (rc < 0)
		return rc;
	w.category = k.id;
	w.usual = k.usual;
	int64_t record;
	rc = weighing_append(s, c, &w, "weighed", weighed_body(s, c, &w), &record);
	if (rc == 0)
		weighing_say(s, c, &w, &k, record);
	return rc;
}

/* --- arrivals, refusals ------------------------------------------------------------------------------------ */
int post_donation(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_value *in = s->host->call->inputs(c);
	struct glane_value *root = s->host->reply->root(c);
	struct glane_entry entry = { .size = sizeof(entry), .kind = "donated", .body = in };
	int64_t record, now = s->host->call->now_ms(c);
	int rc = s->host->inventory->append(c, &entry, &record);
	if (rc < 0)
		return rc;
	rc = s->host->db->exec(c, SQL_DONATION_ADD,
		(struct glane_val[]){ glane_int(record), glane_text(v->as_text(v->get(in, "channel"))),
			glane_text(v->as_text(v->get(in, "origin"))), glane_int(now), glane_int(s->host->call->day(c, now)) },
		5, NULL);
	if (rc < 0)
		return rc;
	v->integer(root, "record", record);
	v->integer(root, "donation", record);
	s->host->reply->status(c, 201);
	return 0;
}

int post_refusal(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_value *in = s->host->call->inputs(c);
	int64_t record, pieces = v->as_integer(v->get(in, "pieces"), 0), now = s->host->call->now_ms(c);
	struct glane_str reason = v->as_text(v->get(in, "reason"));
	struct weighing w = { .day = s->host->call->day(c, now) };
	struct category k;
	int rc = read_category(s, c, in, 1, &k);
	if (rc < 0)
		return rc;
	read_clock(s, c, in, &w);
	struct glane_value *body = v->make(c);
	v->integer(body, "category", k.id);
	v->text(body, "reason", reason);
	if (pieces)
		v->integer(body, "pieces", pieces);
	if (w.clock)
		v->integer(body, "clock", w.clock);
	/* Nothing enters the stock. */
	struct glane_entry entry = { .size = sizeof(entry), .kind = "refused", .body = body, .happened_from_ms = w.from_ms, .happened_to_ms = w.to_ms };
	rc = s->host->inventory->append(c, &entry, &record);
	if (rc < 0)
		return rc;
	rc = s->host->db->exec(c, SQL_REFUSAL_ADD,
		(struct glane_val[]){ glane_int(record), glane_int(k.id), glane_text(reason), glane_int(pieces), glane_int(now), glane_int(w.day) },
		6, NULL);
	if (rc < 0)
		return rc;
	v->integer(s->host->reply->root(c), "record", record);
	s->host->reply->status(c, 201);
	back(s, c, "/p/intake/refusals", record);
	day_changed(s, c, record);
	return 0;
}

/* --- taking back --------------------------------------------------------------------------------------------- */
int post_undo(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	int64_t record = v->as_integer(v->get(s->host->call->inputs(c), "record"), 0), count;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_OWN_RECORD, (struct glane_val[]){ glane_int(record) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	db->close(rows);
	if (rc == 0)
		return s->host->call->refuse(c, GLANE_ENOENT, "bad.record", NULL);
	if (rc > 0)
		rc = weighing_take_back(s, c, record);
	count = 1;
	if (rc == GLANE_ENOENT)
		rc = s->host->inventory->undo(c, record, &count);
	if (rc < 0)
		return rc;
	v->integer(s->host->reply->root(c), "records", count);
	s->host->reply->see_other(c, glane_cstr(is_english(s, c) ? "/p/intake/?l=en" : "/p/intake/?l=fr"));
	return 0;
}

/* 1: there is such a row, and its first column. */
static int record_row(struct glane_self *s, struct glane_call *c, uint32_t sql, int64_t record, int64_t *ret)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, sql, (struct glane_val[]){ glane_int(record) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	if (rc == 1)
		*ret = db->col(rows, 0).u.i;
	db->close(rows);
	return rc;
}

static int weighing_undo(struct glane_self *s, struct glane_call *c, int64_t record, const struct glane_val *args)
{
	int64_t category;
	int rc = s->host->db->exec(c, SQL_WEIGHING_UNDO, args, 1, NULL);
	if (rc == 0)
		rc = record_row(s, c, SQL_WEIGHING_CATEGORY, record, &category);
	return rc == 1 ? usual_refresh(s, c, category) : rc;
}

/* Whoever takes back one of our records, here or on another screen: our tables follow in the same transaction. */
int on_own(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	if (!r->reversed)
		return 0;
	struct glane_val record[] = { glane_int(r->reverses) };
	int64_t used;
	int rc = 0;
	if (text_is(r->kind, "intake.donated")) {
		rc = record_row(s, c, SQL_DONATION_USED, r->reverses, &used);
		if (rc == 1)
			return s->host->call->refuse(c, GLANE_ECONFLICT, "bad.donation_used", NULL);
		if (rc == 0)
			rc = s->host->db->exec(c, SQL_DONATION_UNDO, record, 1, NULL);
	} else if (text_is(r->kind, "intake.refused")) {
		rc = s->host->db->exec(c, SQL_REFUSAL_UNDO, record, 1, NULL);
	} else {
		rc = weighing_undo(s, c, r->reverses, record);
	}
	if (rc == 0)
		day_changed(s, c, r->reverses);
	return rc;
}
