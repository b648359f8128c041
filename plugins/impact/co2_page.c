/* SPDX-License-Identifier: MPL-2.0 */
/* The page about CO2: the range, what it rests on, what is not in it.  Another set of factors is a second column. */

#include "impact/internal.h"

static int put_sets(struct glane_self *s, struct glane_call *c, int64_t here, struct glane_value *list)
{
	struct glane_rows *r;
	int rc = s->host->db->query(c, SQL_FACTOR_SETS, NULL, 0, &r);
	if (rc < 0)
		return rc;
	while ((rc = s->host->db->next(r)) == 1) {
		struct glane_value *o = s->host->value->object(list, NULL);
		s->host->value->text(o, "name", s->host->db->col(r, 1).u.s);
		s->host->value->text(o, "source", s->host->db->col(r, 4).u.s);
		s->host->value->boolean(o, "here", s->host->db->col(r, 0).u.i == here);
	}
	s->host->db->close(r);
	return rc;
}

int get_co2(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct glane_str place, other = v->as_text(v->get(s->host->call->inputs(c), "factors"));
	struct glane_val wanted = glane_text(other);
	struct co2_figures own, again;
	struct period p;
	char text[PERIOD_TEXT];
	int64_t set = 0;
	int closed, rc = ask_period(s, c, &p);
	if (rc >= 0)
		rc = ask_place(s, c, &place);
	if (rc >= 0 && other.n)
		rc = one_int(s, c, SQL_FACTOR_SET_ID, &wanted, 1, &set);
	if (rc >= 0 && other.n && !set)
		return s->host->call->refuse_input(c, "factors", "bad.factors", NULL);
	if (rc >= 0)
		rc = figures_co2(s, c, &p, place, 0, &own, root);
	if (rc >= 0)
		rc = lock_say(s, c, &p, v->object(root, "closed"), &closed);
	if (rc < 0)
		return rc;
	v->boolean(root, "is_closed", closed);
	co2_say(s, c, &own, v->object(root, "co2"));
	rc = equivalent_say(s, c, &own, &p, root);
	if (rc < 0)
		return rc;
	if (set && set != own.factors.id) {
		rc = figures_co2(s, c, &p, place, set, &again, NULL);
		if (rc < 0)
			return rc;
		co2_say(s, c, &again, v->object(root, "again"));
	}
	v->text(root, "title", s->host->call->tr(c, "co2.title", NULL));
	v->text(root, "period", glane_cstr(period_text(&p, text)));
	v->text(root, "period_label", period_label(s, c, &p));
	v->text(root, "place", place);
	return put_sets(s, c, own.factors.id, v->array(root, "sets"));
}
