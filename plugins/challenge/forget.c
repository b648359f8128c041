/* SPDX-License-Identifier: MPL-2.0 */
/* All that is known of a household, as a file for it; and its deletion, at once and for good. */
#include <stdio.h>
#include <string.h>

#include "challenge/family.h"

/* What is exported, table by table: ?1 is the household.  Names of columns are those of the files. */
static const struct {
	const char *name;
	uint32_t sql;
	const char *columns[14];
} tables[] = {
	{ "household", SQL_KNOWN_HOUSEHOLD, { "challenge", "number", "pseudonym", "commune", "email", "team", "consent", "consent_ms", "wall", "mail_stop", "state", "left_week", "left_reason", "created_ms" } },
	{ "persons", SQL_KNOWN_SIZES, { "from_week", "persons", "children" } },
	{ "weighings", SQL_KNOWN_WEIGHINGS, { "day", "week", "fraction", "grams", "typed", "source", "entered_ms", "corrected_ms", "why" } },
	{ "presence", SQL_KNOWN_PRESENCE, { "week", "person_days", "source", "entered_ms", "corrected_ms" } },
	{ "answers", SQL_KNOWN_ANSWERS, { "doubt", "week", "value", "answer", "at_ms" } },
	{ "gestures", SQL_KNOWN_GESTURES, { "gesture", "day" } },
	{ "workshops", SQL_KNOWN_WORKSHOPS, { "title", "day" } },
};
enum { TABLES = sizeof(tables) / sizeof(tables[0]), COLUMNS = 14 };

static int columns_of(size_t t)
{
	int n = 0;
	while (n < COLUMNS && tables[t].columns[n])
		n++;
	return n;
}

int get_family_json(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *root = s->host->reply->root(c);
	struct challenge ch;
	struct household h;
	int rc = family_find(s, c, &ch, &h);
	for (size_t t = 0; rc >= 0 && t < TABLES; t++) {
		struct glane_value *list = v->array(root, tables[t].name);
		struct glane_rows *rows;
		rc = db->query(c, tables[t].sql, (struct glane_val[]){ glane_int(h.id) }, 1, &rows);
		while (rc >= 0 && (rc = db->next(rows)) == 1) {
			struct glane_value *o = v->object(list, NULL);
			for (int i = 0; i < columns_of(t); i++) {
				struct glane_val x = db->col(rows, (uint32_t)i);
				if (x.type == GLANE_INT)
					v->integer(o, tables[t].columns[i], x.u.i);
				else if (x.type == GLANE_TEXT)
					v->text(o, tables[t].columns[i], x.u.s);
				else
					v->null(o, tables[t].columns[i]);
			}
		}
	}
	return rc < 0 ? rc : GLANE_OK;
}

/* Quoted where it must be; a cell that a spreadsheet would take for a formula begins with an apostrophe. */
static int cell(struct glane_self *s, struct glane_call *c, struct glane_str text, const char *end)
{
	char room[2 * TEXT_MAX + 16];
	size_t n = 0;
	int formula = text.n && (text.p[0] == '=' || text.p[0] == '+' || text.p[0] == '-' || text.p[0] == '@' || text.p[0] == '\t');
	room[n++] = '"';
	if (formula)
		room[n++] = '\'';
	for (size_t i = 0; i < text.n && n + 4 < sizeof(room); i++) {
		if (text.p[i] == '"')
			room[n++] = '"';
		room[n++] = text.p[i];
	}
	n += (size_t)snprintf(room + n, 4, "\"%s", end);
	return s->host->reply->write(c, room, n);
}

/* One file: a line names the table, the next its columns. */
int get_family_csv(struct glane_self *s, struct glane_call *c)
{
	const struct glane_db_api *db = s->host->db;
	struct challenge ch;
	struct household h;
	char number[24];
	int rc = family_find(s, c, &ch, &h);
	if (rc == GLANE_OK)
		rc = s->host->reply->file(c, "text/csv; charset=utf-8", "defi.csv");
	if (rc == GLANE_OK)
		rc = s->host->reply->write(c, "\xef\xbb\xbf", 3); /* for spreadsheets */
	for (size_t t = 0; rc >= 0 && t < TABLES; t++) {
		int n = columns_of(t);
		struct glane_rows *rows;
		rc = cell(s, c, glane_cstr(tables[t].name), "\r\n");
		for (int i = 0; rc == GLANE_OK && i < n; i++)
			rc = cell(s, c, glane_cstr(tables[t].columns[i]), i + 1 < n ? ";" : "\r\n");
		if (rc == GLANE_OK)
			rc = db->query(c, tables[t].sql, (struct glane_val[]){ glane_int(h.id) }, 1, &rows);
		while (rc >= 0 && (rc = db->next(rows)) == 1)
			for (int i = 0; rc >= 0 && i < n; i++) {
				struct glane_val x = db->col(rows, (uint32_t)i);
				if (x.type == GLANE_INT)
					snprintf(number, sizeof(number), "%lld", (long long)x.u.i);
				rc = cell(s, c, x.type == GLANE_INT ? glane_cstr(number) : x.type == GLANE_TEXT ? x.u.s : glane_cstr(""), i + 1 < n ? ";" : "\r\n");
			}
		if (rc >= 0)
			rc = s->host->reply->write(c, "\r\n", 2);
	}
	return rc < 0 ? rc : GLANE_OK;
}

int household_forget(struct glane_self *s, struct glane_call *c, int64_t household)
{
	unsigned char uid[16];
	struct glane_rows *rows;
	int rc = s->host->db->query(c, SQL_UID, (struct glane_val[]){ glane_int(household) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = s->host->db->next(rows);
	if (rc == 1)
		memcpy(uid, s->host->db->col(rows, 0).u.s.p, sizeof(uid));
	s->host->db->close(rows);
	return rc == 1 ? s->host->call->forget(c, uid) : rc < 0 ? rc : s->host->call->refuse(c, GLANE_ENOENT, "bad.household", NULL);
}

int post_forget(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	int rc = find_both(s, c, in_int(s, c, "id", 0), &ch, &h);
	if (rc == GLANE_OK && in_int(s, c, "number", 0) != h.number)
		return fault(s, c, "number", "bad.number", NULL);
	if (rc == GLANE_OK)
		rc = household_forget(s, c, h.id);
	if (rc == GLANE_OK)
		to_households(s, c, ch.id, "&gone=1");
	return rc;
}

/* Typed, not clicked: the number that stands on the card.  What goes is in checks.h: personal[]. */
int post_family_forget(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	int rc = family_find(s, c, &ch, &h);
	if (rc == GLANE_OK && in_int(s, c, "number", 0) != h.number)
		return fault(s, c, "number", "bad.number", NULL);
	if (rc == GLANE_OK)
		rc = household_forget(s, c, h.id);
	if (rc == GLANE_OK)
		s->host->reply->see_other(c, glane_cstr("/p/challenge/gone"));
	return rc;
}

int get_gone(struct glane_self *s, struct glane_call *c)
{
	s->host->value->text(s->host->reply->root(c), "title", s->host->call->tr(c, "gone.title", NULL));
	return GLANE_OK;
}
