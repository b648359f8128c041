/* SPDX-License-Identifier: MPL-2.0 */
/* Categories that were renamed, moved or closed: masses stay with the category that they were weighed in, under the name of
 * today, and a report of the time says what it was called and where it stood. */
#include <stdio.h>

#include "impact/report.h"

int category_start(struct glane_self *s, struct glane_call *c)
{
	return s->host->db->exec(c, SQL_CATEGORIES_SEEN, NULL, 0, NULL);
}

int on_category(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_val args[] = { glane_int(r->seq), glane_int(s->host->call->day(c, r->at_ms)), glane_int(v->as_integer(v->get(r->body, "id"), 0)),
		                    glane_text(v->as_text(v->get(r->body, "name_fr"))), glane_text(v->as_text(v->get(r->body, "name_en"))),
		                    glane_int(v->as_integer(v->get(r->body, "parent"), 0)), glane_int(v->as_integer(v->get(r->body, "active"), 1)) };
	int rc = s->host->db->exec(c, SQL_CATEGORY_CHANGED, args, 7, NULL);
	struct glane_val seen[] = { args[2], args[0], args[3], args[4], args[5], args[6] };
	return rc < 0 ? rc : s->host->db->exec(c, SQL_CATEGORY_SEEN, seen, 6, NULL);
}

/* "chaise (mobilier)", closed: "chaise (mobilier), fermée" */
static void cell(const struct report *r, struct glane_value *row, struct glane_rows *rows, uint32_t at)
{
	const struct glane_db_api *db = r->s->host->db;
	struct glane_str name = db->col(rows, at).u.s, family = db->col(rows, at + 1).u.s;
	char text[600];
	int n = snprintf(text, sizeof(text), "%s%s%s%s%s%s", name.p, family.n ? " (" : "", family.p, family.n ? ")" : "", db->col(rows, at + 2).u.i ? "" : ", ",
	                 db->col(rows, at + 2).u.i ? "" : report_word(r, "changes", "closed").p);
	doc_cell_text(&r->d, row, (struct glane_str){ text, n > 0 && (size_t)n < sizeof(text) ? (size_t)n : 0 });
}

int report_changes(const struct report *r)
{
	const struct glane_db_api *db = r->s->host->db;
	struct glane_val args[] = { glane_int(r->period.from), glane_int(r->period.to), glane_int(is_english(r->s, r->c)) };
	struct glane_value *s = NULL;
	struct glane_rows *rows;
	int rc = db->query(r->c, SQL_CATEGORY_CHANGES, args, 3, &rows);
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1) { /* day; name, family, open: before, now */
		if (!s) {
			s = doc_section(&r->d, "changes", report_word(r, "changes", "title"), report_word(r, "changes", "what"));
			doc_column(&r->d, s, report_word(r, "changes", "before"), DOC_TEXT, -1);
			doc_column(&r->d, s, report_word(r, "changes", "now"), DOC_TEXT, -1);
			doc_column(&r->d, s, report_word(r, "changes", "day"), DOC_DATE, -1);
		}
		struct glane_value *row = doc_row(&r->d, s);
		cell(r, row, rows, 1);
		cell(r, row, rows, 4);
		doc_cell(&r->d, row, DOC_DATE, db->col(rows, 0).u.i);
	}
	db->close(rows);
	return rc;
}
