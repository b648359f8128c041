/* SPDX-License-Identifier: MPL-2.0 */
/* What an organiser looks at each week: who has not weighed, what is asked and not answered, who weighs too seldom to be
 * scored, who left; and the list for a letter or a mail to those who have not. */
#include <stdio.h>
#include <string.h>

#include "challenge/family.h"
#include "challenge/report.h"
#include "challenge/results.h"
#include "drawing/bytes.h"
#include "text/table.h"

/* Of SQL_FOLLOW */
enum { F_ID, F_NUMBER, F_PSEUDONYM, F_EMAIL, F_STOP, F_CODE, F_START, F_LAST, F_WEIGHED, F_HEADS, F_COVERED, F_DUE, F_COLUMNS };
enum { LISTED_MOST = 500 }; /* of a list on the page; the table of the mailing has all */

struct line {
	int64_t id, number, covered, due;
	int start, last, asked;      /* last: week of the last weigh-in, -1: never; asked: it takes part in the week looked at */
	unsigned missing;            /* bits 1 << fraction without a weigh-in in that week; glass may be missing */
	int away;                    /* it said that nobody was there in that week */
	int mail;                    /* it has an address and wants mails */
	struct glane_str pseudonym, email, code;
};
typedef int line_fn(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct line *l, void *arg);

/* The last week that is over; -1: none is. */
static int week_looked_at(struct glane_self *s, struct glane_call *c, const struct challenge *ch)
{
	return weeks_over(s, c, ch) - 1;
}

static int each_active(struct glane_self *s, struct glane_call *c, const struct challenge *ch, line_fn *fn, void *arg)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int week = week_looked_at(s, c, ch);
	int rc = db->query(c, SQL_FOLLOW, (struct glane_val[]){ glane_int(ch->id), glane_int(week), glane_int(ch->scoring) }, 3, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		struct glane_val v[F_COLUMNS];
		for (uint32_t i = 0; i < F_COLUMNS; i++)
			v[i] = db->col(rows, i);
		struct line l = { .id = v[F_ID].u.i, .number = v[F_NUMBER].u.i, .covered = v[F_COVERED].u.i, .due = v[F_DUE].u.i, .start = (int)v[F_START].u.i,
			.last = v[F_LAST].type == GLANE_INT ? (int)v[F_LAST].u.i : -1, .mail = v[F_EMAIL].u.s.n && !v[F_STOP].u.i, .pseudonym = v[F_PSEUDONYM].u.s,
			.email = v[F_EMAIL].u.s, .code = v[F_CODE].u.s };
		l.asked = week >= l.start;
		l.missing = ch->scored & ~(1u << VERRE) & ~(unsigned)v[F_WEIGHED].u.i;
		l.away = v[F_HEADS].type == GLANE_INT && !v[F_HEADS].u.i;
		int said = fn(s, c, ch, &l, arg);
		if (said < 0)
			return said;
	}
	return rc;
}

static int has_not_weighed(const struct line *l)
{
	return l->asked && l->missing && !l->away;
}

struct handing {
	waiting_fn *fn;
	void *arg;
};

static int hand_on(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct line *l, void *arg)
{
	struct handing *h = arg;
	return has_not_weighed(l) ? h->fn(s, c, ch, l->id, l->mail, h->arg) : GLANE_OK;
}

int waiting_each(struct glane_self *s, struct glane_call *c, const struct challenge *ch, waiting_fn *fn, void *arg)
{
	return each_active(s, c, ch, hand_on, &(struct handing){ fn, arg });
}

/* --- the page ----------------------------------------------------------------------------------------------- */
struct page {
	struct glane_value *waiting, *questions, *seldom;
	int64_t waiting_n, mails, questions_n, seldom_n, taking_part;
	int coverage_pct;
};

static struct glane_value *put(struct glane_self *s, struct glane_value *list, int64_t n, const struct line *l)
{
	if (n > LISTED_MOST)
		return NULL;
	struct glane_value *o = s->host->value->object(list, NULL);
	s->host->value->integer(o, "id", l->id);
	s->host->value->integer(o, "number", l->number);
	s->host->value->text(o, "pseudonym", l->pseudonym);
	return o;
}

static int to_page(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct line *l, void *arg)
{
	const struct glane_value_api *v = s->host->value;
	struct page *p = arg;
	struct glane_value *o;
	struct doubt doubts[DOUBTS_MAX];
	size_t n = 0;
	p->taking_part += l->asked;
	if (has_not_weighed(l)) {
		p->mails += l->mail;
		if ((o = put(s, p->waiting, ++p->waiting_n, l))) {
			v->text(o, "missing", fractions_named(s, c, l->missing));
			v->boolean(o, "mail", l->mail);
			if (l->last >= 0)
				v->integer(v->object(o, "last"), "last_number", l->last + 1);
		}
	}
	if (l->due > 0 && l->covered * 100 < l->due * p->coverage_pct && (o = put(s, p->seldom, ++p->seldom_n, l))) {
		v->integer(o, "covered", l->covered);
		v->integer(o, "due", l->due);
	}
	int rc = doubts_of(s, c, ch, l->id, doubts, DOUBTS_MAX, &n);
	if (rc >= 0 && n && (o = put(s, p->questions, ++p->questions_n, l)))
		v->integer(o, "n", (int64_t)n);
	return rc;
}

static int say_left(struct glane_self *s, struct glane_call *c, const struct challenge *ch, struct glane_value *list)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_LEFT, (struct glane_val[]){ glane_int(ch->id), glane_int(LISTED_MOST) }, 2, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		v->integer(o, "id", db->col(rows, 0).u.i);
		v->integer(o, "number", db->col(rows, 1).u.i);
		v->text(o, "pseudonym", db->col(rows, 2).u.s);
		v->integer(o, "left_number", db->col(rows, 3).u.i + 1);
		v->text(o, "reason", word(s, c, "left.", db->col(rows, 4).u.s));
	}
	return rc;
}

static void say_count(struct glane_self *s, struct glane_value *root, const char *key, int64_t n)
{
	struct glane_value *o = s->host->value->object(root, key);
	s->host->value->integer(o, "n", n);
	s->host->value->boolean(o, "some", n != 0); /* 0 is something, for a template */
}

/* How far the reminders of the week have come. */
static int say_mails(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int week, struct glane_value *root)
{
	struct glane_val n[4];
	int rc = first_row(s, c, SQL_MAIL_COUNTS, (struct glane_val[]){ glane_int(ch->id), glane_int(week) }, 2, n, 4);
	if (rc < 0)
		return rc;
	s->host->value->boolean(root, "mailer", n[0].u.i != 0);
	if (n[1].u.i)
		say_count(s, root, "sent", n[1].u.i);
	if (n[2].u.i)
		say_count(s, root, "sending", n[2].u.i);
	if (n[3].u.i)
		say_count(s, root, "failed", n[3].u.i);
	return GLANE_OK;
}

int get_follow(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct page p = { v->array(root, "waiting"), v->array(root, "questions"), v->array(root, "seldom"), 0, 0, 0, 0, 0, 0 };
	struct scoring k;
	struct challenge ch;
	int rc = challenge_by_id(s, c, in_int(s, c, "id", 0), &ch);
	if (rc >= 0)
		rc = scoring_load(s, c, ch.scoring, &k);
	if (rc < 0)
		return rc;
	int week = week_looked_at(s, c, &ch);
	p.coverage_pct = k.coverage_pct;
	v->integer(root, "id", ch.id);
	v->text(root, "challenge_name", ch.name);
	v->text(root, "title", s->host->call->tr(c, "follow.title", NULL));
	v->integer(root, "coverage", k.coverage_pct);
	if (week >= 0) {
		struct glane_value *o = v->object(root, "week");
		v->integer(o, "number", week + 1);
		v->quantity(o, "from", week_day(&ch, week), GLANE_U_DAY);
		v->quantity(o, "to", week_day(&ch, week + 1) - 1, GLANE_U_DAY);
	}
	rc = each_active(s, c, &ch, to_page, &p);
	if (rc >= 0)
		rc = say_left(s, c, &ch, v->array(root, "left"));
	if (rc >= 0)
		rc = say_mails(s, c, &ch, week, root);
	if (in_int(s, c, "queued", -1) >= 0)
		say_count(s, root, "queued", in_int(s, c, "queued", 0));
	say_count(s, root, "waiting_count", p.waiting_n);
	say_count(s, root, "mails", p.mails);
	say_count(s, root, "questions_count", p.questions_n);
	say_count(s, root, "seldom_count", p.seldom_n);
	say_count(s, root, "taking_part", p.taking_part);
	return rc;
}

/* --- the table for a mailing: who has not weighed --------------------------------------------------------------- */
enum { CELL_MOST = 200 };

/* A spreadsheet would run what begins with these. */
static void cell(struct bytes *b, struct glane_str text, const char *after)
{
	char whole[CELL_MOST + 2], room[2 * sizeof(whole) + 2];
	int n = snprintf(whole, sizeof(whole), "%s%.*s", text.n && strchr("=+-@\t", text.p[0]) ? "'" : "", (int)text_cut(text, CELL_MOST), text.p);
	bytes_add(b, room, table_quote((struct glane_str){ whole, (size_t)n }, room));
	bytes_text(b, after);
}

static int to_table(struct glane_self *s, struct glane_call *c, const struct challenge *ch, const struct line *l, void *arg)
{
	struct bytes *b = arg;
	char number[24], url[CARD_URL];
	(void)ch;
	if (!has_not_weighed(l))
		return GLANE_OK;
	text_from_number(l->number, number);
	card_url(s, c, l->code, url);
	cell(b, glane_cstr(number), ";");
	cell(b, l->pseudonym, ";");
	cell(b, l->mail ? l->email : glane_cstr(""), ";");
	cell(b, fractions_named(s, c, l->missing), ";");
	text_from_number(l->last + 1, number);
	cell(b, l->last < 0 ? glane_cstr("") : glane_cstr(number), ";");
	cell(b, glane_cstr(url), "\r\n");
	return b->failed ? GLANE_ENOMEM : GLANE_OK;
}

int get_mailing(struct glane_self *s, struct glane_call *c)
{
	static const char *const heads[] = { "number", "follow.household", "follow.email", "follow.missing", "follow.last_head", "follow.link" };
	struct bytes b = { 0 };
	struct challenge ch;
	char name[60];
	int rc = challenge_by_id(s, c, in_int(s, c, "id", 0), &ch);
	bytes_text(&b, "\xef\xbb\xbf");
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		cell(&b, s->host->call->tr(c, heads[i], NULL), i + 1 < sizeof(heads) / sizeof(heads[0]) ? ";" : "\r\n");
	if (rc >= 0)
		rc = each_active(s, c, &ch, to_table, &b);
	if (rc >= 0 && b.failed)
		rc = GLANE_ENOMEM;
	snprintf(name, sizeof(name), "glane-relance-%lld.csv", (long long)in_int(s, c, "id", 0));
	if (rc >= 0)
		rc = s->host->reply->file(c, "text/csv; charset=utf-8", name);
	if (rc >= 0)
		rc = s->host->reply->write(c, b.p, b.n);
	bytes_fini(&b);
	return rc;
}
