/* SPDX-License-Identifier: MPL-2.0 */
/* The screens in figures: what is undone at once is a screen that misleads; weights typed by hand; sales without a label read.
 * Out of the journal's last records, without a name. */
#include <stdio.h>
#include <string.h>

#include "impact/internal.h"

enum { RECORDS = 20000, WEEKS = 12, UNDO_MS = 600000 /* as long as a screen offers it */, REDESIGN_PER_MILLE = 50 };

/* { n, of, percent } */
static void part(struct glane_self *s, struct glane_value *into, const char *key, int64_t n, int64_t of)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *o = v->object(into, key);
	v->integer(o, "n", n);
	v->integer(o, "of", of);
	if (of > 0)
		v->quantity(o, "percent", scaled(n, 1000, of), GLANE_U_PER_MILLE);
	else
		v->null(o, "percent");
}

int get_screens(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *root = s->host->reply->root(c), *list = v->array(root, "screens");
	int64_t now = s->host->call->now_ms(c), since = now - INT64_C(604800000) * WEEKS, first = now;
	struct glane_val args[] = { glane_int(RECORDS), glane_int(since), glane_int(UNDO_MS) };
	struct glane_rows *r;
	int rc = db->query(c, SQL_SCREENS, args, 3, &r);
	if (rc < 0)
		return rc;
	while ((rc = db->next(r)) == 1) { /* kind, n, undone, corrected, by hand, without an item, the first */
		struct glane_str kind = db->col(r, 0).u.s;
		int64_t n = db->col(r, 1).u.i, undone = db->col(r, 2).u.i;
		struct glane_value *o = v->object(list, NULL);
		char key[60];
		snprintf(key, sizeof(key), "screens.kind.%.40s", kind.p);
		v->text(o, "kind", kind);
		v->text(o, "label", s->host->call->tr(c, key, NULL));
		v->integer(o, "n", n);
		part(s, o, "undone", undone, n);
		part(s, o, "corrected", db->col(r, 3).u.i, n);
		v->boolean(o, "redesign", undone * 1000 > REDESIGN_PER_MILLE * n);
		if (strcmp(kind.p, "intake.weighed") == 0)
			part(s, root, "by_hand", db->col(r, 4).u.i, n);
		if (strcmp(kind.p, "exits.sale") == 0)
			part(s, root, "unread", db->col(r, 5).u.i, n);
		first = db->col(r, 6).u.i < first ? db->col(r, 6).u.i : first;
	}
	db->close(r);
	v->quantity(root, "since", s->host->call->day(c, first), GLANE_U_DAY);
	v->text(root, "title", s->host->call->tr(c, "screens.title", NULL));
	v->boolean(root, "none", v->count(list) == 0);
	v->boolean(root, "may_pace", s->host->call->may(c, "intake.pace"));
	return rc < 0 ? rc : GLANE_OK;
}
