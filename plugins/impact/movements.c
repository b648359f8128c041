/* SPDX-License-Identifier: MPL-2.0 */
/* The movements behind a figure, newest first, page by page: all pages together are the figure. */
#include <stdio.h>
#include <string.h>

#include "impact/internal.h"

enum { PAGE = 200, LOOK_AT = 50000 /* movements for one page: a rare figure among a million takes several pages */ };

struct listing {
	struct glane_self *s;
	struct glane_call *c;
	struct glane_value *list;
	struct period period;
	struct glane_str place, stream;
	enum figure figure;
	int64_t category, day, seq, n; /* the last one looked at */
	int looked, late;
};

/* "out:sale" -> its words; a place by its name. */
static struct glane_str account_words(const struct listing *l, struct glane_str account)
{
	char key[80];
	struct glane_rows *r;
	if (account.n > 6 && memcmp(account.p, "stock:", 6) == 0) {
		struct glane_val args[] = { glane_text(glane_cstr(account.p + 6)), glane_int(is_english(l->s, l->c)) };
		struct glane_str name = account;
		if (l->s->host->db->query(l->c, SQL_PLACE_NAME, args, 2, &r) < 0)
			return account;
		if (l->s->host->db->next(r) == 1) {
			struct glane_value *keep = l->s->host->value->make(l->c);
			l->s->host->value->text(keep, "name", l->s->host->db->col(r, 0).u.s);
			name = l->s->host->value->as_text(l->s->host->value->get(keep, "name"));
		}
		l->s->host->db->close(r);
		return name;
	}
	snprintf(key, sizeof(key), "account.%.60s", account.p);
	for (char *p = key; *p; p++)
		*p = *p == ':' ? '.' : *p;
	return l->s->host->call->tr(l->c, key, NULL);
}

/* What else there is to say of a movement that is on the list. */
static int put_one(struct listing *l, struct glane_value *o)
{
	const struct glane_host *h = l->s->host;
	struct glane_val args[] = { glane_int(l->seq), glane_int(l->n), glane_int(is_english(l->s, l->c)) };
	static const char *const measured[] = { "measured.estimated", "measured.weighed", "measured.item" };
	struct glane_rows *r;
	int rc = h->db->query(l->c, SQL_MOVEMENT, args, 3, &r);
	if (rc < 0)
		return rc;
	if ((rc = h->db->next(r)) == 1) {
		h->value->text(o, "category", h->db->col(r, 0).u.s);
		h->value->quantity(o, "at", h->db->col(r, 1).u.i, GLANE_U_TIME_MS);
		h->value->text(o, "kind", h->db->col(r, 2).u.s);
		h->value->boolean(o, "undone", h->db->col(r, 3).type != GLANE_NULL);
		h->value->text(o, "outlet", h->db->col(r, 4).u.s);
		h->value->text(o, "code", h->db->col(r, 5).u.s);
		h->value->text(o, "measured", h->call->tr(l->c, measured[h->db->col(r, 6).u.i % 3], NULL));
		if (h->db->col(r, 7).type == GLANE_INT) /* taken back, it subtracts */
			h->value->quantity(o, "cents", h->value->as_integer(h->value->get(o, "reversal"), 0) ? -h->db->col(r, 7).u.i : h->db->col(r, 7).u.i, GLANE_U_CENTS);
		else
			h->value->null(o, "cents");
	}
	h->db->close(r);
	return rc;
}

/* One movement that was looked at: on the list if it counts in the figure. */
static int take(struct listing *l, struct glane_rows *r)
{
	const struct glane_host *h = l->s->host;
	struct glane_str from = h->db->col(r, 3).u.s, to = h->db->col(r, 4).u.s;
	l->day = h->db->col(r, 0).u.i;
	l->seq = h->db->col(r, 1).u.i;
	l->n = h->db->col(r, 2).u.i;
	l->looked++;
	int wanted = (int)h->db->col(r, 9).u.i, weight = wanted ? figure_weight(l->figure, from.p, to.p, (int)h->db->col(r, 5).u.i, l->place.p) : 0;
	if (!weight)
		return GLANE_OK;
	struct glane_value *o = h->value->object(l->list, NULL);
	h->value->integer(o, "record", l->seq);
	h->value->integer(o, "n", l->n);
	h->value->quantity(o, "day", l->day, GLANE_U_DAY);
	h->value->text(o, "from", account_words(l, from));
	h->value->text(o, "to", account_words(l, to));
	h->value->quantity(o, "grams", h->db->col(r, 6).u.i * weight, GLANE_U_GRAMS);
	h->value->integer(o, "pieces", h->db->col(r, 7).u.i * weight);
	h->value->boolean(o, "reversal", h->db->col(r, 8).type != GLANE_NULL);
	h->value->boolean(o, "late", l->late);
	return put_one(l, o);
}

/* Movements that count on the day when they were written come first, then the others; `before`: where the page begins. */
static int put_list(struct listing *l, int *ret_more)
{
	int rc = GLANE_OK;
	for (*ret_more = 0; rc >= 0 && !*ret_more; l->late = 0) {
		int late = l->late;
		struct glane_val args[] = { glane_int(l->period.from), glane_int(l->day), glane_int(l->seq), glane_int(l->n),
			                    glane_int(l->category), glane_text(l->stream) };
		struct glane_rows *r;
		rc = l->s->host->db->query(l->c, late ? SQL_LIST_LATE : SQL_LIST, args, 6, &r);
		if (rc < 0)
			return rc;
		while ((rc = l->s->host->db->next(r)) == 1 && (rc = take(l, r)) >= 0)
			if ((*ret_more = l->s->host->value->count(l->list) >= PAGE || l->looked >= LOOK_AT))
				break;
		l->s->host->db->close(r);
		if (*ret_more || !late)
			break;
		l->day = l->period.to;
		l->seq = l->n = INT64_MAX;
	}
	return rc < 0 ? rc : GLANE_OK;
}

/* "0.20395.812.3": not among the late ones, day, record, movement. */
static int read_before(struct listing *l, struct glane_str text)
{
	long long day, seq, n;
	int late, end = 0;
	l->late = 1;
	l->day = l->period.to;
	l->seq = l->n = INT64_MAX;
	if (text.n == 0)
		return GLANE_OK;
	if (sscanf(text.p, "%1d.%18lld.%18lld.%18lld%n", &late, &day, &seq, &n, &end) != 4 || (size_t)end != text.n)
		return l->s->host->call->refuse_input(l->c, "before", "bad.before", NULL);
	l->late = late;
	l->day = day;
	l->seq = seq;
	l->n = n;
	return GLANE_OK;
}

static void put_next(const struct listing *l, struct glane_value *root, int late)
{
	char text[100];
	snprintf(text, sizeof(text), "%d.%lld.%lld.%lld", late, (long long)l->day, (long long)l->seq, (long long)l->n);
	l->s->host->value->text(root, "next", glane_cstr(text));
}

struct total {
	const struct listing *l;
	int64_t grams, cents;
};

static void add_total(void *arg, int64_t start, struct glane_str stream, const struct flow *f)
{
	struct total *t = arg;
	(void)start;
	if (t->l->stream.n == 0 || (t->l->stream.n == stream.n && memcmp(t->l->stream.p, stream.p, stream.n) == 0))
		t->grams += figure_weight(t->l->figure, f->from, f->to, f->made, t->l->place.p) * f->grams;
}

static void add_plain(void *arg, int64_t start, const struct flow *f)
{
	struct total *t = arg;
	t->cents += figure_weight(FIGURE_SOLD, f->from, f->to, f->made, t->l->place.p) * f->sales.cents;
	add_total(arg, start, glane_cstr(""), f);
}

static int put_total(const struct listing *l, struct glane_value *root)
{
	struct total t = { l, 0, 0 };
	int rc = l->stream.n || l->category ? figures_streams(l->s, l->c, &l->period, l->category, UNIT_YEAR, add_total, &t)
	                                    : figures_flows(l->s, l->c, l->period.from, l->period.to, UNIT_YEAR, add_plain, &t);
	l->s->host->value->quantity(root, "total", t.grams, GLANE_U_GRAMS);
	if (l->figure == FIGURE_SOLD && !l->stream.n && !l->category)
		l->s->host->value->quantity(l->s->host->value->object(root, "paid"), "cents", t.cents, GLANE_U_CENTS);
	else
		l->s->host->value->null(root, "paid");
	l->s->host->value->boolean(root, "prices", l->figure == FIGURE_SOLD);
	return rc;
}

int get_movements(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_value *in = s->host->call->inputs(c);
	struct glane_value *root = s->host->reply->root(c);
	struct listing l = { .s = s, .c = c, .list = v->array(root, "movements"), .category = v->as_integer(v->get(in, "category"), 0),
		             .stream = v->as_text(v->get(in, "stream")), .figure = figure_from_name(v->as_text(v->get(in, "figure")).p) };
	char text[PERIOD_TEXT], key[40];
	int more, rc = ask_period(s, c, &l.period);
	if (rc >= 0)
		rc = ask_place(s, c, &l.place);
	if (rc >= 0)
		rc = read_before(&l, v->as_text(v->get(in, "before")));
	if (rc >= 0)
		rc = put_total(&l, root);
	if (rc >= 0)
		rc = put_list(&l, &more);
	if (rc < 0)
		return rc;
	snprintf(key, sizeof(key), "figure.%s", figure_names[l.figure]);
	v->text(root, "title", s->host->call->tr(c, key, NULL));
	v->text(root, "figure", glane_cstr(figure_names[l.figure]));
	v->text(root, "period", glane_cstr(period_text(&l.period, text)));
	v->text(root, "period_label", period_label(s, c, &l.period));
	v->text(root, "place", l.place);
	v->text(root, "stream", l.stream);
	v->integer(root, "category", l.category);
	v->boolean(root, "none", v->count(l.list) == 0);
	if (more)
		put_next(&l, root, l.late);
	return GLANE_OK;
}
