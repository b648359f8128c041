/* SPDX-License-Identifier: MPL-2.0 */
/* What a household sends from its page.  Whoever holds the code is the household; each answer leads back to the page. */
#include <stdio.h>

#include "challenge/family.h"
#include "challenge/forms.h"

#define DAY_MS INT64_C(86400000)

static int to_page(struct glane_self *s, struct glane_call *c, const struct household *h, int ok)
{
	char path[100];
	int n = snprintf(path, sizeof(path), "/F/%.*s?l=%.2s&ok=%d", (int)h->code.n, h->code.p, s->host->call->lang(c).p, ok);
	s->host->reply->see_other(c, (struct glane_str){ path, (size_t)n });
	s->host->value->boolean(s->host->reply->root(c), "ok", 1);
	return GLANE_OK;
}

/* The household, unless it sent more today than a household does. */
static int begin(struct glane_self *s, struct glane_call *c, struct challenge *ch, struct household *h)
{
	struct glane_val n;
	int rc = family_find(s, c, ch, h);
	if (rc == GLANE_OK)
		rc = first_row(s, c, SQL_NOTED_SINCE, (struct glane_val[]){ glane_int(h->id), glane_int(s->host->call->now_ms(c) - DAY_MS) }, 2, &n, 1);
	if (rc == 1 && n.u.i >= NOTED_A_DAY)
		return s->host->call->refuse(c, GLANE_ELIMIT, "family.much", NULL);
	return rc < 0 ? rc : GLANE_OK;
}

int post_family_weigh(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	struct weigh_in w = { .source = "page" };
	int64_t id;
	int rc = begin(s, c, &ch, &h);
	if (rc == GLANE_OK)
		rc = weigh_in_read(s, c, &ch, &w);
	if (rc == GLANE_OK)
		rc = weighing_add(s, c, &ch, &h, &w, &id);
	return rc < 0 ? rc : to_page(s, c, &h, 1);
}

int post_family_nothing(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	int rc = begin(s, c, &ch, &h);
	if (rc == GLANE_OK)
		rc = weighing_nothing(s, c, &ch, &h, (int)in_int(s, c, "week", -1), "page");
	return rc < 0 ? rc : to_page(s, c, &h, 1);
}

/* All were there, but for some days of some, and with guests. */
int post_family_presence(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	struct glane_val size[2];
	int week = (int)in_int(s, c, "week", -1), rc = begin(s, c, &ch, &h);
	if (rc == GLANE_OK)
		rc = first_row(s, c, SQL_SIZE, (struct glane_val[]){ glane_int(h.id), glane_int(week) }, 2, size, 2);
	if (rc < 0)
		return rc;
	int64_t persons = rc == 1 ? size[0].u.i : h.persons;
	int64_t away = in_int(s, c, "away", 0), away_days = in_int(s, c, "away_days", DAYS_A_WEEK);
	int64_t guests = in_int(s, c, "guests", 0), guest_days = in_int(s, c, "guest_days", 1);
	if (away > persons)
		return fault(s, c, "away", "bad.away", NULL);
	int64_t heads = persons * DAYS_A_WEEK - away * away_days + guests * guest_days;
	rc = presence_set(s, c, &ch, &h, week, away || guests ? (int)heads : -1, "page");
	return rc < 0 ? rc : to_page(s, c, &h, 1);
}

/* One that is done, or was ticked by mistake. */
int post_family_gesture(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	int done = in_int(s, c, "done", 1) != 0, rc = begin(s, c, &ch, &h);
	struct glane_val args[] = { glane_int(h.id), glane_text(in_text(s, c, "gesture")), glane_int(today(s, c)), glane_int(ch.id) };
	if (rc == GLANE_OK)
		rc = done ? s->host->db->exec(c, SQL_DONE_ADD, args, 4, NULL) : s->host->db->exec(c, SQL_DONE_CLEAR, args, 2, NULL);
	return rc < 0 ? rc : to_page(s, c, &h, done ? 2 : 3);
}

int post_family_answer(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	int rc = begin(s, c, &ch, &h);
	if (rc == GLANE_OK)
		rc = doubt_keep(s, c, &ch, h.id, in_text(s, c, "doubt"), (int)in_int(s, c, "week", 0), in_int(s, c, "weighing", 0), in_int(s, c, "asked", 0));
	return rc < 0 ? rc : to_page(s, c, &h, 3);
}

/* `drop`: it never was, nothing stands in its place. */
int post_family_correct(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	struct weigh_in w = { .source = "page" };
	int64_t id;
	int drop = in_int(s, c, "drop", 0) != 0, rc = begin(s, c, &ch, &h);
	if (rc == GLANE_OK && !drop)
		rc = weigh_in_read(s, c, &ch, &w);
	if (rc == GLANE_OK)
		rc = weighing_correct(s, c, &ch, &h, in_int(s, c, "weighing", 0), drop ? NULL : &w, "typing", &id);
	return rc < 0 ? rc : to_page(s, c, &h, 1);
}

/* Its pseudonym on the wall; mails that remind. */
int post_family_choices(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	int rc = begin(s, c, &ch, &h);
	struct glane_val args[] = { glane_int(h.id), glane_int(in_int(s, c, "wall", -1)), glane_int(in_int(s, c, "mail_stop", -1)) };
	if (rc == GLANE_OK)
		rc = s->host->db->exec(c, SQL_CHOICES_SET, args, 3, NULL);
	return rc < 0 ? rc : to_page(s, c, &h, 3);
}
