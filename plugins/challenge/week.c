/* SPDX-License-Identifier: MPL-2.0 */
/* The projection challenge_week.  What a week is made of stands once, in the view challenge_week_now. */
#include "challenge/results.h"

int week_refresh(struct glane_self *s, struct glane_call *c, int64_t household, int first, int last)
{
	struct glane_val args[] = { glane_int(household), glane_int(first), glane_int(last) };
	int rc = s->host->db->exec(c, SQL_WEEK_CLEAR, args, 3, NULL);
	if (rc >= 0)
		rc = s->host->db->exec(c, SQL_WEEK_TAKE, args, 3, NULL);
	return rc < 0 ? rc : result_refresh(s, c, household);
}
