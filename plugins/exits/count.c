/* SPDX-License-Identifier: MPL-2.0 */
/* Stock-take: a place is counted by scanning; what differs from the books is shown, and becomes movements once confirmed. */
#include <stdio.h>
#include <string.h>

#include "exits/internal.h"

enum { C_PLACE, C_OPENED, C_SEQ, C_CLOSED, C_RECORD, C_NAME, C_UNDONE, C_COLUMNS };
enum { F_WHAT, F_ITEM, F_CODE, F_SHORT, F_TITLE, F_CATEGORY, F_GRAMS, F_PIECES, F_ACCOUNT, F_FAMILY, F_NAME, F_PLACE };
enum { MOVES_MAX = 2000 /* of one record, as core takes them */ };

struct count {
	int64_t id, seq;
	struct glane_val c[C_COLUMNS];
	char account[48];
};

static int count_load(struct glane_self *s, struct glane_call *c, int64_t id, struct count *ret)
{
	int rc = first_row(s, c, SQL_COUNT_LOAD, (struct glane_val[]){ glane_int(id), glane_int(is_english(s, c)) }, 2, ret->c, C_COLUMNS);
	if (rc <= 0)
		return rc < 0 ? rc : s->host->call->refuse(c, GLANE_ENOENT, "bad.count", NULL);
	ret->id = id;
	ret->seq = ret->c[C_SEQ].u.i;
	snprintf(ret->account, sizeof(ret->account), "stock:%s", ret->c[C_PLACE].u.s.p);
	return GLANE_OK;
}

/* One that goes on. */
static int count_open(struct glane_self *s, struct glane_call *c, struct count *ret)
{
	int rc = count_load(s, c, in_int(s, c, "id", 0), ret);
	if (rc == GLANE_OK && ret->c[C_CLOSED].type == GLANE_INT)
		rc = s->host->call->refuse(c, GLANE_ECONFLICT, "bad.count_closed", NULL);
	return rc;
}

static void back_to(struct glane_self *s, struct glane_call *c, int64_t id)
{
	char more[40];
	snprintf(more, sizeof(more), "&id=%lld", (long long)id);
	back(s, c, "/p/exits/count", more);
}

/* --- counting -------------------------------------------------------------------------------------------- */
int post_count(struct glane_self *s, struct glane_call *c)
{
	struct glane_val place = glane_text(in_text(s, c, "place")), id;
	int rc = first_row(s, c, SQL_PLACE, &place, 1, &id, 1);
	if (rc == 0)
		return fault(s, c, "place", "bad.place", NULL);
	if (rc == 1)
		rc = first_row(s, c, SQL_COUNT_OPEN, &place, 1, &id, 1);
	if (rc == 0) { /* else it goes on */
		rc = s->host->db->exec(c, SQL_COUNT_ADD, (struct glane_val[]){ place, glane_int(s->host->call->now_ms(c)) }, 2, NULL);
		id = glane_int(s->host->db->last_id(c));
		s->host->reply->status(c, 201);
	}
	if (rc < 0)
		return rc;
	s->host->value->integer(s->host->reply->root(c), "id", id.u.i);
	back_to(s, c, id.u.i);
	return GLANE_OK;
}

int post_seen(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct count n;
	struct glane_str code;
	struct glane_val i[11], total;
	int64_t item, changed;
	int take = in_int(s, c, "take", 0) != 0;
	int rc = count_open(s, c, &n);
	if (rc == GLANE_OK)
		rc = s->host->inventory->code_find(c, in_text(s, c, "code"), &code, &item);
	if (rc < 0)
		return rc;
	if (item == 0)
		return s->host->call->refuse(c, GLANE_ENOENT, "bad.blank", NULL);
	rc = s->host->db->exec(c, take ? SQL_SEEN_TAKE : SQL_SEEN_ADD, (struct glane_val[]){ glane_int(n.id), glane_int(item) }, 2, &changed);
	if (rc == GLANE_OK)
		rc = first_row(s, c, SQL_ITEM, (struct glane_val[]){ glane_int(item), glane_int(is_english(s, c)) }, 2, i, 11);
	if (rc >= 0)
		rc = first_row(s, c, SQL_SEEN_TOTAL, (struct glane_val[]){ glane_int(n.id) }, 1, &total, 1);
	if (rc < 0)
		return rc;
	struct category k = { 0 };
	if (!i[3].u.s.n && category_find(s, c, i[4].u.i, &k) == GLANE_OK)
		i[3].u.s = k.name;
	v->text(root, "name", i[3].u.s);
	v->boolean(root, "again", !take && !changed);
	v->boolean(root, "here", text_is(i[9].u.s, n.account));
	v->boolean(root, "left", i[9].u.s.n > 4 && memcmp(i[9].u.s.p, "out:", 4) == 0);
	v->integer(root, "seen", total.u.i);
	back_to(s, c, n.id);
	return GLANE_OK;
}

/* Goods without a label: so much of a family stands here; several weighings add up, `take` begins anew. */
int post_bulk(struct glane_self *s, struct glane_call *c)
{
	struct count n;
	struct leaving l = { .gross = in_int(s, c, "gross", 0), .container = in_int(s, c, "container", 0) };
	int take = in_int(s, c, "take", 0) != 0;
	int rc = count_open(s, c, &n);
	if (rc < 0)
		return rc;
	rc = read_category(s, c, in_int(s, c, "category", 0), &l);
	if (rc == GLANE_OK && l.category.parent)
		rc = fault(s, c, "category", "bad.family", NULL);
	if (!take) {
		int more = read_container(s, c, &l);
		rc = rc < 0 ? rc : more;
		more = read_weight(s, c, &l);
		rc = rc < 0 ? rc : more;
	}
	if (rc == GLANE_OK)
		rc = s->host->db->exec(c, take ? SQL_BULK_TAKE : SQL_BULK_ADD,
			(struct glane_val[]){ glane_int(n.id), glane_int(l.category.id), glane_int(l.net) }, take ? 2 : 3, NULL);
	if (rc < 0)
		return rc;
	back_to(s, c, n.id);
	return GLANE_OK;
}

int post_give_up(struct glane_self *s, struct glane_call *c)
{
	struct count n;
	int rc = count_open(s, c, &n);
	if (rc == GLANE_OK)
		rc = s->host->db->exec(c, SQL_COUNT_CLOSE, (struct glane_val[]){ glane_int(n.id), glane_int(s->host->call->now_ms(c)), glane_null() }, 3, NULL);
	if (rc < 0)
		return rc;
	back(s, c, "/p/exits/counts", "");
	return GLANE_OK;
}

/* --- what differs --------------------------------------------------------------------------------------------- */
static int differences(struct glane_self *s, struct glane_call *c, const struct count *n, struct glane_rows **ret)
{
	return s->host->db->query(c, SQL_DIFFERENCES,
		(struct glane_val[]){ glane_int(n->id), glane_text(glane_cstr(n->account)), glane_int(n->seq), glane_int(is_english(s, c)) }, 4, ret);
}

static int bulk(struct glane_self *s, struct glane_call *c, const struct count *n, struct glane_rows **ret)
{
	return s->host->db->query(c, SQL_BULK, (struct glane_val[]){ glane_int(n->id), glane_text(glane_cstr(n->account)), glane_int(is_english(s, c)) }, 3, ret);
}

static int say_differences(struct glane_self *s, struct glane_call *c, const struct count *n)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *root = s->host->reply->root(c), *list = v->array(root, "differences");
	struct glane_rows *rows;
	int64_t missing = 0;
	int rc = differences(s, c, n, &rows);
	if (rc < 0)
		return rc;
	for (uint32_t at = 0; (rc = db->next(rows)) == 1; at++) {
		struct glane_str what = db->col(rows, F_WHAT).u.s, title = db->col(rows, F_TITLE).u.s;
		missing += text_is(what, "missing");
		if (at >= 500)
			continue; /* counted, not listed */
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "what", what);
		v->text(o, "what_name", word(s, c, "differs.", what));
		v->boolean(o, "is_out", text_is(what, "out"));
		v->text(o, "code", db->col(rows, F_CODE).u.s);
		v->text(o, "short", db->col(rows, F_SHORT).u.s);
		v->text(o, "name", title.n ? title : db->col(rows, F_NAME).u.s);
		v->quantity(o, "grams", db->col(rows, F_GRAMS).u.i, GLANE_U_GRAMS);
		if (db->col(rows, F_PLACE).type == GLANE_TEXT && !text_is(what, "missing"))
			v->text(o, "place_name", db->col(rows, F_PLACE).u.s);
		else
			v->null(o, "place_name"); /* else the count's own would be shown */
	}
	db->close(rows);
	v->integer(root, "missing", missing);
	return rc;
}

static int say_bulk(struct glane_self *s, struct glane_call *c, const struct count *n)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *list = v->array(s->host->reply->root(c), "bulk");
	struct glane_rows *rows;
	int rc = bulk(s, c, n, &rows);
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "category", db->col(rows, 0).u.i);
		v->text(o, "name", db->col(rows, 1).u.s);
		v->quantity(o, "grams", db->col(rows, 2).u.i, GLANE_U_GRAMS);
		v->quantity(o, "books", db->col(rows, 3).u.i, GLANE_U_GRAMS);
		v->quantity(o, "difference", db->col(rows, 2).u.i - db->col(rows, 3).u.i, GLANE_U_GRAMS);
	}
	db->close(rows);
	return rc;
}

int get_count(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct count n;
	struct glane_val total;
	int rc = count_load(s, c, in_int(s, c, "id", number(typed(s, c, "id"))), &n);
	if (rc < 0)
		return rc;
	v->integer(root, "id", n.id);
	v->text(root, "place_name", n.c[C_NAME].u.s);
	v->quantity(root, "opened_ms", n.c[C_OPENED].u.i, GLANE_U_TIME_MS);
	v->boolean(root, "open", n.c[C_CLOSED].type != GLANE_INT);
	rc = first_row(s, c, SQL_SEEN_TOTAL, (struct glane_val[]){ glane_int(n.id) }, 1, &total, 1);
	if (rc == 1) {
		v->integer(root, "seen", total.u.i);
		v->integer(root, "n", total.u.i); /* chooses the plural of the sentence */
	}
	if (rc < 0 || n.c[C_CLOSED].type == GLANE_INT)
		return rc < 0 ? rc : GLANE_OK;
	rc = say_differences(s, c, &n);
	if (rc == GLANE_OK)
		rc = say_bulk(s, c, &n);
	if (rc == GLANE_OK)
		rc = say_categories(s, c, number(typed(s, c, "category")));
	return rc < 0 ? rc : say_containers(s, c, number(typed(s, c, "container")));
}

int get_counts(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *list = v->array(s->host->reply->root(c), "counts");
	struct glane_rows *rows;
	int rc = db->query(c, SQL_COUNTS, (struct glane_val[]){ glane_int(is_english(s, c)) }, 1, &rows);
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		int closed = db->col(rows, 2).type == GLANE_INT, undone = db->col(rows, 5).u.i != 0;
		v->integer(o, "id", db->col(rows, 0).u.i);
		v->quantity(o, "opened_ms", db->col(rows, 1).u.i, GLANE_U_TIME_MS);
		v->text(o, "place_name", db->col(rows, 4).u.s);
		v->integer(o, "seen", db->col(rows, 6).u.i);
		v->boolean(o, "open", !closed);
		v->boolean(o, "undone", undone);
		if (db->col(rows, 3).type == GLANE_INT && !undone)
			v->integer(o, "record", db->col(rows, 3).u.i);
		else
			v->null(o, "record");
	}
	db->close(rows);
	return rc < 0 ? rc : say_places(s, c, typed(s, c, "place"));
}

/* --- confirming ------------------------------------------------------------------------------------------------ */
struct moves {
	struct glane_movement *items;
	uint32_t count, cap;
};

static struct glane_movement *moves_add(struct glane_self *s, struct glane_call *c, struct moves *m)
{
	if (m->count == m->cap) {
		uint32_t cap = m->cap ? 2 * m->cap : 64;
		struct glane_movement *grown = s->host->call->alloc(c, cap * sizeof(*grown));
		if (!grown)
			return NULL;
		if (m->count)
			memcpy(grown, m->items, m->count * sizeof(*grown));
		m->items = grown;
		m->cap = cap;
	}
	return &m->items[m->count++];
}

static int collect_items(struct glane_self *s, struct glane_call *c, const struct count *n, struct moves *m)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = differences(s, c, n, &rows);
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1) {
		struct glane_str what = db->col(rows, F_WHAT).u.s;
		if (text_is(what, "out")) /* noted as left: that exit is reversed by hand, or it is not */
			continue;
		struct glane_movement *move = moves_add(s, c, m);
		if (!move) {
			rc = GLANE_ENOMEM;
			break;
		}
		int missing = text_is(what, "missing");
		*move = (struct glane_movement){
			.category = db->col(rows, F_CATEGORY).u.i, .item = db->col(rows, F_ITEM).u.i, .grams = db->col(rows, F_GRAMS).u.i,
			.pieces = db->col(rows, F_PIECES).u.i, .from = missing ? n->account : copied(s, c, db->col(rows, F_ACCOUNT).u.s).p,
			.to = missing ? "adjust:loss" : n->account, .measured = GLANE_FROM_ITEM,
		};
	}
	db->close(rows);
	return rc;
}

static int collect_bulk(struct glane_self *s, struct glane_call *c, const struct count *n, struct moves *m)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = bulk(s, c, n, &rows);
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1) {
		int64_t difference = db->col(rows, 2).u.i - db->col(rows, 3).u.i;
		struct glane_movement *move = difference ? moves_add(s, c, m) : NULL;
		if (!difference)
			continue;
		if (!move) {
			rc = GLANE_ENOMEM;
			break;
		}
		*move = (struct glane_movement){
			.category = db->col(rows, 0).u.i, .grams = difference > 0 ? difference : -difference, .measured = GLANE_MEASURED,
			.from = difference > 0 ? "adjust:count" : n->account, .to = difference > 0 ? n->account : "adjust:count",
		};
	}
	db->close(rows);
	return rc;
}

/* All differences are one fact. So many that they are not is a count that was not finished. */
static int record_moves(struct glane_self *s, struct glane_call *c, const struct count *n, const struct moves *m, int64_t *ret_record)
{
	struct glane_value *body = s->host->value->make(c), *args = s->host->value->make(c);
	s->host->value->integer(args, "n", MOVES_MAX);
	if (m->count > MOVES_MAX)
		return s->host->call->refuse(c, GLANE_ECONFLICT, "bad.count_unfinished", args);
	s->host->value->integer(body, "count", n->id);
	s->host->value->text(body, "place", n->c[C_PLACE].u.s);
	struct glane_entry entry = { .size = sizeof(entry), .kind = "counted", .body = body, .moves = { m->items, m->count, sizeof(*m->items) } };
	return s->host->inventory->append(c, &entry, ret_record);
}

int post_confirm(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct count n;
	struct moves m = { 0 };
	int64_t record = 0;
	int rc = count_open(s, c, &n);
	if (rc == GLANE_OK)
		rc = collect_items(s, c, &n, &m);
	if (rc == GLANE_OK)
		rc = collect_bulk(s, c, &n, &m);
	if (rc == GLANE_OK && m.count)
		rc = record_moves(s, c, &n, &m, &record);
	if (rc == GLANE_OK)
		rc = s->host->db->exec(c, SQL_COUNT_CLOSE,
			(struct glane_val[]){ glane_int(n.id), glane_int(s->host->call->now_ms(c)), record ? glane_int(record) : glane_null() }, 3, NULL);
	if (rc < 0)
		return rc;
	if (record)
		v->integer(s->host->reply->root(c), "record", record);
	else
		v->null(s->host->reply->root(c), "record");
	v->integer(s->host->reply->root(c), "differences", m.count);
	back(s, c, "/p/exits/counts", "");
	return GLANE_OK;
}

int on_counted(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	return r->reversed ? s->host->db->exec(c, SQL_COUNT_UNDONE, (struct glane_val[]){ glane_int(r->reverses) }, 1, NULL) : GLANE_OK;
}
