/* SPDX-License-Identifier: MPL-2.0 */
/* Workshops and who came: badges, never kilograms.  Who came is typed from the list that went round: numbers of households. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "challenge/report.h"
#include "challenge/results.h"

enum { CAME_MOST = 300 /* numbers typed at once */ };
enum { W_ID, W_CHALLENGE, W_TITLE, W_DAY, W_COLUMNS };

static int workshop(struct glane_self *s, struct glane_call *c, struct glane_val v[W_COLUMNS], struct challenge *ch)
{
	int rc = first_row(s, c, SQL_WORKSHOP, (struct glane_val[]){ glane_int(in_int(s, c, "workshop", 0)) }, 1, v, W_COLUMNS);
	if (rc == 0)
		return s->host->call->refuse(c, GLANE_ENOENT, "workshop.unknown", NULL);
	return rc < 0 ? rc : challenge_by_id(s, c, v[W_CHALLENGE].u.i, ch);
}

static void to_workshops(struct glane_self *s, struct glane_call *c, int64_t challenge)
{
	char path[80];
	snprintf(path, sizeof(path), "/p/challenge/c/%lld/workshops", (long long)challenge);
	back(s, c, path, "&saved=1");
}

static void to_workshop(struct glane_self *s, struct glane_call *c, int64_t id)
{
	char path[80];
	snprintf(path, sizeof(path), "/p/challenge/workshop/%lld", (long long)id);
	back(s, c, path, "&saved=1");
}

int get_workshops(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *root = s->host->reply->root(c), *list = v->array(root, "workshops");
	struct glane_rows *rows;
	struct challenge ch;
	char day[11];
	int rc = challenge_by_id(s, c, in_int(s, c, "id", 0), &ch);
	if (rc >= 0)
		rc = db->query(c, SQL_WORKSHOPS, (struct glane_val[]){ glane_int(ch.id) }, 1, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "id", db->col(rows, 0).u.i);
		v->text(o, "name", db->col(rows, 1).u.s);
		v->quantity(o, "day", db->col(rows, 2).u.i, GLANE_U_DAY);
		v->integer(o, "n", db->col(rows, 3).u.i);
	}
	if (rc < 0)
		return rc;
	text_from_day(today(s, c), day);
	v->integer(root, "id", ch.id);
	v->text(root, "challenge_name", ch.name);
	v->text(root, "title", s->host->call->tr(c, "workshop.title", NULL));
	v->text(root, "today", glane_cstr(day));
	v->boolean(root, "saved", in_int(s, c, "saved", 0) != 0);
	return GLANE_OK;
}

int post_workshop(struct glane_self *s, struct glane_call *c)
{
	struct glane_str title = text_trim(in_text(s, c, "name"));
	struct challenge ch;
	int rc = challenge_by_id(s, c, in_int(s, c, "id", 0), &ch);
	if (rc >= 0 && !title.n)
		rc = fault(s, c, "name", "workshop.no_name", NULL);
	if (rc >= 0)
		rc = s->host->db->exec(c, SQL_WORKSHOP_ADD, (struct glane_val[]){ glane_int(ch.id), glane_text(title), glane_int(in_int(s, c, "day", today(s, c))) }, 3, NULL);
	if (rc >= 0)
		to_workshop(s, c, s->host->db->last_id(c));
	return rc;
}

int get_workshop(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *root = s->host->reply->root(c), *list = v->array(root, "came");
	struct glane_val row[W_COLUMNS];
	struct glane_rows *rows;
	struct challenge ch;
	int rc = workshop(s, c, row, &ch);
	if (rc >= 0)
		rc = db->query(c, SQL_ATTENDED, (struct glane_val[]){ row[W_ID] }, 1, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "household", db->col(rows, 0).u.i);
		v->integer(o, "number", db->col(rows, 1).u.i);
		v->text(o, "pseudonym", db->col(rows, 2).u.s);
	}
	if (rc < 0)
		return rc;
	v->integer(root, "id", row[W_ID].u.i);
	v->integer(root, "challenge", ch.id);
	v->text(root, "challenge_name", ch.name);
	v->text(root, "name", row[W_TITLE].u.s);
	v->text(root, "title", row[W_TITLE].u.s);
	v->quantity(root, "day", row[W_DAY].u.i, GLANE_U_DAY);
	v->boolean(root, "saved", in_int(s, c, "saved", 0) != 0);
	return GLANE_OK;
}

/* "3, 7 12": all of them or none, so that a slip is seen. */
int post_came(struct glane_self *s, struct glane_call *c)
{
	struct glane_val row[W_COLUMNS];
	struct challenge ch;
	int64_t households[CAME_MOST];
	size_t n = 0;
	int rc = workshop(s, c, row, &ch);
	const char *p = in_text(s, c, "numbers").p;
	while (rc >= 0 && *(p += strspn(p, " ,;\n\t"))) {
		char *end;
		long long number = strtoll(p, &end, 10);
		struct glane_val id;
		struct glane_value *args = s->host->value->make(c);
		s->host->value->text(args, "number", copied(s, c, (struct glane_str){ p, strcspn(p, " ,;\n\t") }));
		rc = end == p || (*end && !strchr(" ,;\n\t", *end)) || n == CAME_MOST
		         ? 0 : first_row(s, c, SQL_HOUSEHOLD_NUMBERED, (struct glane_val[]){ glane_int(ch.id), glane_int(number) }, 2, &id, 1);
		if (rc == 0)
			rc = fault(s, c, "numbers", "workshop.no_number", args);
		else if (rc == 1)
			households[n++] = id.u.i;
		p += strcspn(p, " ,;\n\t");
	}
	if (rc >= 0 && !n)
		rc = fault(s, c, "numbers", "workshop.nobody", NULL);
	for (size_t i = 0; rc >= 0 && i < n; i++)
		rc = s->host->db->exec(c, SQL_ATTEND, (struct glane_val[]){ glane_int(households[i]), row[W_ID] }, 2, NULL);
	if (rc >= 0)
		to_workshop(s, c, row[W_ID].u.i);
	return rc;
}

int post_not_came(struct glane_self *s, struct glane_call *c)
{
	struct glane_val row[W_COLUMNS];
	struct challenge ch;
	int rc = workshop(s, c, row, &ch);
	if (rc >= 0)
		rc = s->host->db->exec(c, SQL_NOT_ATTENDED, (struct glane_val[]){ glane_int(in_int(s, c, "household", 0)), row[W_ID] }, 2, NULL);
	if (rc >= 0)
		to_workshop(s, c, row[W_ID].u.i);
	return rc;
}

/* Only one that nobody came to: it was noted by mistake. */
int post_workshop_drop(struct glane_self *s, struct glane_call *c)
{
	struct glane_val row[W_COLUMNS];
	struct challenge ch;
	int64_t dropped = 0;
	int rc = workshop(s, c, row, &ch);
	if (rc >= 0)
		rc = s->host->db->exec(c, SQL_WORKSHOP_DROP, (struct glane_val[]){ row[W_ID] }, 1, &dropped);
	if (rc >= 0 && !dropped)
		rc = s->host->call->refuse(c, GLANE_ECONFLICT, "workshop.somebody", NULL);
	if (rc >= 0)
		to_workshops(s, c, ch.id);
	return rc;
}
