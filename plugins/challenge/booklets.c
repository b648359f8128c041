/* SPDX-License-Identifier: MPL-2.0 */
/* The booklets of a challenge, or of one household, as one PDF. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "challenge/booklet.h"
#include "challenge/family.h"

struct print { /* texts are in the memory of the call that prints */
	struct glane_self *self;
	struct glane_call *outer;
	int64_t challenge, household; /* household 0: all of them */
	struct booklet_words words;
	struct booklet *booklets;
	size_t count, room;
	struct glane_str lang;
	int64_t made_ms;
	int rc;
};

static struct glane_str kept(struct print *p, struct glane_str text)
{
	return copied(p->self, p->outer, text);
}

static struct glane_str said(struct print *p, struct glane_call *c, const char *key, const struct glane_value *args)
{
	return kept(p, p->self->host->call->tr(c, key, args));
}

static void take_words(struct print *p, struct glane_call *c, const struct challenge *ch)
{
	static const char *const steps[] = { "when", "weigh", "zero", "who", "bring" };
	const struct glane_value_api *v = p->self->host->value;
	struct booklet_words *w = &p->words;
	struct glane_value *args = v->make(c);
	*w = (struct booklet_words){ .title = kept(p, ch->name), .week_count = (uint32_t)ch->weeks };
	v->text(args, "place", ch->place.n ? ch->place : p->self->host->call->setting(c, "site.name"));
	v->text(args, "unit", glane_cstr(ch->in_grams ? "g" : "kg"));
	w->how = said(p, c, "booklet.how", NULL);
	w->day = said(p, c, "booklet.day", NULL);
	w->nothing = said(p, c, "booklet.nothing", NULL);
	w->present = said(p, c, "booklet.present", NULL);
	w->absent = said(p, c, "booklet.absent", NULL);
	w->guests = said(p, c, "booklet.guests", NULL);
	w->address = said(p, c, "booklet.address", NULL);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		char key[40];
		snprintf(key, sizeof(key), "booklet.%s", steps[i]);
		w->steps[i][0] = said(p, c, key, args);
		snprintf(key, sizeof(key), "booklet.%s.text", steps[i]);
		w->steps[i][1] = said(p, c, key, args);
		w->step_count++;
	}
	for (int f = 0; f < FRACTIONS; f++)
		if (ch->weighed >> f & 1)
			w->columns[w->column_count++] = kept(p, word(p->self, c, "bin.", glane_cstr(fraction_ids[f])));
	for (int i = 0; i < ch->weeks && i < BOOKLET_WEEKS; i++) {
		int last = i + BOOKLET_A_PAGE < ch->weeks ? i + BOOKLET_A_PAGE : ch->weeks;
		v->integer(args, "number", i + 1);
		v->integer(args, "first", i + 1);
		v->integer(args, "last", last);
		v->quantity(args, "from", week_day(ch, i), GLANE_U_DAY);
		v->quantity(args, "to", week_day(ch, i) + DAYS_A_WEEK - 1, GLANE_U_DAY);
		w->weeks[i] = said(p, c, "booklet.week", args);
		if (i % BOOKLET_A_PAGE == 0)
			w->pages[i / BOOKLET_A_PAGE] = said(p, c, last > i + 1 ? "booklet.page" : "booklet.last", args);
	}
}

static int add(struct print *p, struct glane_call *c, int64_t number, struct glane_str code)
{
	struct glane_value *args = p->self->host->value->make(c);
	char url[CARD_URL], text[SHORT_SYMBOLS + 2];
	if (p->count == p->room) {
		struct booklet *more = realloc(p->booklets, (2 * p->room + 64) * sizeof(*more));
		if (!more)
			return GLANE_ENOMEM;
		p->booklets = more;
		p->room = 2 * p->room + 64;
	}
	p->self->host->value->integer(args, "number", number);
	card_url(p->self, c, code, url);
	card_short(code, text);
	p->booklets[p->count++] = (struct booklet){ said(p, c, "card.household", args), kept(p, glane_cstr(url)), kept(p, glane_cstr(text)) };
	return GLANE_OK;
}

static int load(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct print *p = arg;
	struct challenge ch;
	struct glane_rows *rows;
	p->count = 0;
	int rc = challenge_by_id(s, c, p->challenge, &ch);
	if (rc < 0)
		return rc;
	take_words(p, c, &ch);
	p->lang = kept(p, s->host->call->lang(c));
	p->made_ms = s->host->call->now_ms(c);
	rc = s->host->db->query(c, SQL_CARDS, (struct glane_val[]){ glane_int(ch.id) }, 1, &rows);
	while (rc >= 0 && (rc = s->host->db->next(rows)) == 1)
		if (!p->household || p->household == s->host->db->col(rows, 0).u.i)
			rc = add(p, c, s->host->db->col(rows, 1).u.i, s->host->db->col(rows, 2).u.s);
	return rc < 0 ? rc : p->count ? GLANE_OK : s->host->call->refuse(c, GLANE_ENOENT, "print.none", NULL);
}

static void fill(struct flow *f, void *arg)
{
	struct print *p = arg;
	p->rc = GLANE_OK;
	for (size_t i = 0; i < p->count && p->rc == GLANE_OK; i++)
		p->rc = booklet_fill(f, &p->words, &p->booklets[i]);
}

int get_booklets(struct glane_self *s, struct glane_call *c)
{
	struct print p = { .self = s, .outer = c, .challenge = in_int(s, c, "id", 0), .household = in_int(s, c, "household", 0) };
	struct bytes out = { 0 };
	int rc = s->host->call->within(c, GLANE_READ, load, &p);
	struct flow_about about = { .title = p.words.title, .lang = p.lang, .foot = p.words.title, .made_ms = p.made_ms };
	if (rc == GLANE_OK)
		rc = flow_pdf(&about, fill, &p, &out);
	if (rc == GLANE_EIO)
		rc = s->host->call->refuse(c, rc, "print.no_pango", NULL);
	if (rc == GLANE_OK && p.rc < 0)
		rc = s->host->call->refuse(c, p.rc, "print.no_code", NULL);
	if (rc == GLANE_OK)
		rc = s->host->reply->file(c, "application/pdf", "carnets.pdf");
	if (rc == GLANE_OK)
		rc = s->host->reply->write(c, out.p, out.n);
	bytes_fini(&out);
	free(p.booklets);
	return rc;
}
