/* SPDX-License-Identifier: MPL-2.0 */
/* What managers set: who takes what, under which agreement, and the containers with their empty weight. */
#include <stdio.h>

#include "exits/internal.h"

/* Kinds of people that goods are given to, and what they are used for inside, as a first list: a centre renames, closes, adds. */
static const struct {
	const char *name, *class;
} first[] = {
	{ "particulier", "gift" }, { "bénévole", "gift" }, { "salarié", "gift" }, { "artiste", "gift" },
	{ "école ou association", "gift" }, { "aménagement des locaux", "internal" }, { "ateliers", "internal" },
};

int seed_outlets(struct glane_self *s, struct glane_call *c)
{
	struct glane_val one;
	int64_t id;
	int rc = first_row(s, c, SQL_OUTLET_SEEDED, NULL, 0, &one, 1);
	if (rc != 0)
		return rc < 0 ? rc : GLANE_OK;
	for (size_t i = 0; rc == GLANE_OK && i < sizeof(first) / sizeof(first[0]); i++)
		rc = s->host->inventory->outlet_set(c, 0, glane_cstr(first[i].name), first[i].class, 1, &id);
	return rc;
}

int get_settings(struct glane_self *s, struct glane_call *c)
{
	struct glane_value *root = s->host->reply->root(c);
	int rc = say_outlets(s, c, root, "", 0, 1);
	if (rc == GLANE_OK)
		rc = say_containers(s, c, -1);
	s->host->value->boolean(root, "saved", in_int(s, c, "saved", 0) != 0);
	return rc;
}

/* --- outlets --------------------------------------------------------------------------------------------- */
enum { O_ID, O_NAME, O_CLASS, O_ACTIVE, O_FROM, O_TO, O_COLUMNS };

static int outlet_load(struct glane_self *s, struct glane_call *c, int64_t id, struct glane_val *ret)
{
	int rc = first_row(s, c, SQL_OUTLET, (struct glane_val[]){ glane_int(id) }, 1, ret, O_COLUMNS);
	return rc < 0 ? rc : rc == 0 ? s->host->call->refuse(c, GLANE_ENOENT, "bad.outlet", NULL) : GLANE_OK;
}

/* As <input type="date"> wants it: civil date from days (Hinnant, chrono-compatible low-level date algorithms). */
static void say_iso(struct glane_self *s, struct glane_value *into, const char *key, struct glane_val day)
{
	char text[16] = "";
	if (day.type == GLANE_INT) {
		int64_t z = day.u.i + 719468, era = z / 146097, doe = z - era * 146097;
		int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
		int64_t mp = (5 * doy + 2) / 153, d = doy - (153 * mp + 2) / 5 + 1, m = mp < 10 ? mp + 3 : mp - 9;
		snprintf(text, sizeof(text), "%04d-%02d-%02d", (int)(yoe + era * 400 + (m <= 2)) % 10000, (int)m % 100, (int)d % 100);
	}
	s->host->value->text(into, key, glane_cstr(text));
}

static int say_accepted(struct glane_self *s, struct glane_call *c, int64_t outlet)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_ACCEPTED, (struct glane_val[]){ glane_int(outlet), glane_int(is_english(s, c)) }, 2, &rows);
	if (rc < 0)
		return rc;
	struct glane_value *list = v->array(s->host->reply->root(c), "accepted");
	while ((rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		int64_t category = db->col(rows, 0).u.i;
		v->integer(o, "category", category);
		v->boolean(o, "is_category", category != 0);
		v->text(o, "stream", db->col(rows, 1).u.s);
		v->text(o, "name", db->col(rows, 2).u.s);
	}
	db->close(rows);
	return rc;
}

static int say_streams(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_STREAMS, (struct glane_val[]){ glane_int(is_english(s, c)) }, 1, &rows);
	if (rc < 0)
		return rc;
	struct glane_value *list = v->array(s->host->reply->root(c), "streams");
	while ((rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "id", db->col(rows, 0).u.s);
		v->text(o, "name", db->col(rows, 1).u.s);
	}
	db->close(rows);
	return rc;
}

/* The form of one outlet; id 0: of a new one. */
int get_outlet(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct glane_val o[O_COLUMNS] = { 0 };
	int again = v->get(root, "input") != NULL;
	int64_t id = in_int(s, c, "id", number(typed(s, c, "id")));
	struct glane_str class = in_text(s, c, "class");
	int rc = id ? outlet_load(s, c, id, o) : GLANE_OK;
	if (rc < 0)
		return rc;
	v->integer(root, "id", id);
	v->boolean(root, "known", id != 0);
	if (!again) {
		struct glane_value *input = v->object(root, "input");
		v->text(input, "name", id ? o[O_NAME].u.s : glane_cstr(""));
		say_iso(s, input, "from", o[O_FROM]);
		say_iso(s, input, "to", o[O_TO]);
	}
	if (id) {
		v->text(root, "name", o[O_NAME].u.s);
		class = o[O_CLASS].u.s;
	}
	v->boolean(root, "active", again ? typed(s, c, "active").n > 0 : !id || o[O_ACTIVE].u.i != 0);
	say_words(s, c, "classes", "class.", class_ids, again ? typed(s, c, "class") : class);
	rc = id ? say_accepted(s, c, id) : GLANE_OK;
	if (rc == GLANE_OK && id)
		rc = say_categories(s, c, 0);
	return rc == GLANE_OK && id ? say_streams(s, c) : rc;
}

static struct glane_val day_or_null(struct glane_self *s, struct glane_call *c, const char *name)
{
	int64_t day = in_int(s, c, name, INT64_MIN);
	return day == INT64_MIN ? glane_null() : glane_int(day);
}

static int same(struct glane_val a, struct glane_val b)
{
	return a.type == b.type && (a.type != GLANE_INT || a.u.i == b.u.i);
}

/* An agreement is a fact with its days: a record, when it changed. */
static int set_agreement(struct glane_self *s, struct glane_call *c, int64_t outlet, struct glane_val from, struct glane_val to)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *body = v->make(c);
	int64_t record;
	v->integer(body, "outlet", outlet);
	if (from.type == GLANE_INT)
		v->integer(body, "from", from.u.i);
	if (to.type == GLANE_INT)
		v->integer(body, "to", to.u.i);
	struct glane_entry entry = { .size = sizeof(entry), .kind = "agreement_set", .body = body };
	int rc = s->host->inventory->append(c, &entry, &record);
	return rc < 0 ? rc : s->host->db->exec(c, SQL_AGREEMENT_SET, (struct glane_val[]){ glane_int(outlet), from, to, glane_int(record) }, 4, NULL);
}

int post_outlet(struct glane_self *s, struct glane_call *c)
{
	int64_t id = in_int(s, c, "id", 0);
	struct glane_val o[O_COLUMNS] = { 0 }, from = day_or_null(s, c, "from"), to = day_or_null(s, c, "to");
	struct glane_str class = in_text(s, c, "class");
	int rc = id ? outlet_load(s, c, id, o) : GLANE_OK;
	if (rc < 0)
		return rc;
	if (from.type == GLANE_INT && to.type == GLANE_INT && to.u.i < from.u.i)
		return fault(s, c, "to", "bad.period", NULL);
	if (to.type == GLANE_INT && from.type != GLANE_INT)
		return fault(s, c, "from", "bad.from_needed", NULL);
	/* Past exits name the outlet with its class: another class is another outlet. */
	if (id && !text_is(o[O_CLASS].u.s, class.p))
		return fault(s, c, "class", "bad.class_fixed", NULL);
	rc = s->host->inventory->outlet_set(c, id, in_text(s, c, "name"), class.p, in_int(s, c, "active", 0) != 0, &id);
	if (rc == GLANE_OK && (!same(from, o[O_FROM]) || !same(to, o[O_TO])))
		rc = set_agreement(s, c, id, from, to);
	if (rc < 0)
		return rc;
	char more[64];
	s->host->value->integer(s->host->reply->root(c), "id", id);
	snprintf(more, sizeof(more), "&id=%lld&saved=1", (long long)id);
	back(s, c, "/p/exits/outlet", more);
	return GLANE_OK;
}

/* One category or stream more, or one less. */
int post_accept(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	int64_t id = in_int(s, c, "id", 0), category = in_int(s, c, "category", 0), record;
	struct glane_str stream = in_text(s, c, "stream");
	int takes = in_int(s, c, "takes", 0) != 0;
	struct glane_val o[O_COLUMNS];
	struct category k;
	int rc = outlet_load(s, c, id, o);
	if (rc == GLANE_OK && (category != 0) == (stream.n != 0))
		return fault(s, c, "category", "bad.accept_which", NULL);
	if (rc == GLANE_OK && category && category_find(s, c, category, &k) < 0)
		return fault(s, c, "category", "bad.category", NULL);
	if (rc < 0)
		return rc;
	struct glane_value *body = v->make(c);
	v->integer(body, "outlet", id);
	v->boolean(body, "takes", takes);
	if (category)
		v->integer(body, "category", category);
	else
		v->text(body, "stream", stream);
	struct glane_entry entry = { .size = sizeof(entry), .kind = "accepted_set", .body = body };
	rc = s->host->inventory->append(c, &entry, &record);
	if (rc == GLANE_OK)
		rc = s->host->db->exec(c, takes ? SQL_ACCEPT_ADD : SQL_ACCEPT_TAKE,
			(struct glane_val[]){ glane_int(id), glane_int(category), glane_text(stream), glane_int(record) }, takes ? 4 : 3, NULL);
	if (rc < 0)
		return rc;
	char more[64];
	v->integer(s->host->reply->root(c), "record", record);
	snprintf(more, sizeof(more), "&id=%lld", (long long)id);
	back(s, c, "/p/exits/outlet", more);
	return GLANE_OK;
}

/* --- containers ---------------------------------------------------------------------------------------------- */
int get_container(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct glane_val d[3] = { glane_text(glane_cstr("")), glane_int(0), glane_int(1) };
	int again = v->get(root, "input") != NULL;
	int64_t id = in_int(s, c, "id", number(typed(s, c, "id")));
	int rc = id ? first_row(s, c, SQL_CONTAINER, (struct glane_val[]){ glane_int(id) }, 1, d, 3) : 1;
	if (rc <= 0)
		return rc < 0 ? rc : s->host->call->refuse(c, GLANE_ENOENT, "bad.container", NULL);
	v->integer(root, "id", id);
	v->boolean(root, "known", id != 0);
	v->boolean(root, "active", again ? typed(s, c, "active").n > 0 : d[2].u.i != 0);
	if (!again) {
		struct glane_value *input = v->object(root, "input");
		char kilos[32];
		snprintf(kilos, sizeof(kilos), "%lld%s%03lld", (long long)(d[1].u.i / 1000), is_english(s, c) ? "." : ",", (long long)(d[1].u.i % 1000));
		v->text(input, "name", d[0].u.s);
		v->text(input, "tare", glane_cstr(id ? kilos : ""));
	}
	return GLANE_OK;
}

int post_container(struct glane_self *s, struct glane_call *c)
{
	int64_t id = in_int(s, c, "id", 0);
	int rc = s->host->inventory->container_set(c, id, in_text(s, c, "name"), in_int(s, c, "tare", 0), in_int(s, c, "active", 0) != 0, &id);
	if (rc < 0)
		return rc;
	s->host->value->integer(s->host->reply->root(c), "id", id);
	back(s, c, "/p/exits/settings", "&saved=1");
	return GLANE_OK;
}
