/* SPDX-License-Identifier: MPL-2.0 */
/* The challenges of a centre: those that run first. */
#include "challenge/internal.h"

int get_challenges(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *root = s->host->reply->root(c), *list = v->array(root, "challenges");
	int organises = s->host->call->may(c, ORGANISE);
	struct glane_rows *rows;
	int rc = db->query(c, SQL_CHALLENGES, NULL, 0, &rows);
	v->boolean(root, "organises", organises);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		struct glane_str state = db->col(rows, 2).u.s;
		if (!organises && !text_is(state, "open") && !text_is(state, "closed"))
			continue;
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "id", db->col(rows, 0).u.i);
		v->text(o, "name", db->col(rows, 1).u.s);
		v->text(o, "state", state);
		v->text(o, "state_name", word(s, c, "state.", state));
		v->boolean(o, "running", text_is(state, "open"));
		v->boolean(o, "off", text_is(state, "archived"));
		v->quantity(o, "first_day", db->col(rows, 3).u.i, GLANE_U_DAY);
		v->quantity(o, "last_day", db->col(rows, 3).u.i + DAYS_A_WEEK * db->col(rows, 4).u.i - 1, GLANE_U_DAY);
		v->text(o, "commune", db->col(rows, 5).u.s);
		if (organises)
			v->integer(o, "n", db->col(rows, 6).u.i); /* {{t.households}} has a plural for it */
	}
	return rc;
}
