/* SPDX-License-Identifier: MPL-2.0 */
/* Person-days of a week when not everybody was there, or guests were; and who lives there from a week on. */
#include "challenge/internal.h"

int presence_set(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct household *h, int week, int heads, const char *source)
{
	struct glane_val now, at = glane_int(s->host->call->now_ms(c)), who = glane_int(h->id), which = glane_int(week);
	int rc = week_check(s, c, ch, h, week, source);
	if (heads > HEADS_MAX)
		return fault(s, c, "heads", "bad.heads", NULL);
	if (rc == GLANE_OK)
		rc = first_row(s, c, SQL_PRESENCE, (struct glane_val[]){ who, which }, 2, &now, 1);
	if (rc < 0 || (rc == 1 && now.u.i == heads) || (rc == 0 && heads < 0))
		return rc < 0 ? rc : GLANE_OK;
	if (rc == 1)
		rc = s->host->db->exec(c, SQL_PRESENCE_END, (struct glane_val[]){ who, which, at }, 3, NULL);
	if (rc == GLANE_OK && heads >= 0)
		rc = s->host->db->exec(c, SQL_PRESENCE_ADD, (struct glane_val[]){ who, which, glane_int(heads), glane_text(glane_cstr(source)), at, by_person(s, c) }, 6, NULL);
	return rc < 0 ? rc : week_refresh(s, c, h->id, week, week);
}

int size_set(struct glane_self *s, struct glane_call *c, int64_t household, int from_week, int persons, int children)
{
	if (persons < 1 || persons > PERSONS_MAX)
		return fault(s, c, "persons", "bad.persons", NULL);
	if (children < 0 || children > persons)
		return fault(s, c, "children", "bad.children", NULL);
	int rc = s->host->db->exec(c, SQL_SIZE_SET, (struct glane_val[]){ glane_int(household), glane_int(from_week), glane_int(persons), glane_int(children) }, 4, NULL);
	return rc < 0 ? rc : week_refresh(s, c, household, from_week, WEEKS_MAX);
}
