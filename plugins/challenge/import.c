/* SPDX-License-Identifier: MPL-2.0 */
/* glane challenge import FILE.csv: households, presence and weigh-ins of a table.  What is wrong with a line is said of that line,
 * all else goes in; the same file again adds nothing, and neither do the lines of a file that was put right.
 *
 * A weigh-in is known again by its household, day, fraction and weight: the second such line of a file is the second such
 * weigh-in, also when one of them was corrected since. */
#include <stdlib.h>
#include <string.h>

#include "challenge/household.h"
#include "text/table.h"

enum { BATCH = 100 /* lines of one transaction: others write in between */, REFUSED_MAX = 500, SEEN_FIRST = 1024 };
enum { K_KIND, K_HOUSEHOLD, K_PERSONS, K_CHILDREN, K_COMMUNE, K_MAIL, K_TEAM, K_CONSENT, K_WEEK, K_DAY, K_FRACTION, K_WEIGHT, K_PRESENCE, K_COLUMNS };
static const struct table_column columns[K_COLUMNS] = {
	{ "type", 1 }, { "foyer", 1 }, { "personne", 0 }, { "enfant", 0 }, { "commune", 0 }, { "courriel", 0 }, { "equipe", 0 }, { "accord", 0 },
	{ "semaine", 0 }, { "jour", 0 }, { "fraction", 0 }, { "poid", 0 }, { "presence", 0 },
};
#define COLUMN_NAMES "type, foyer, personnes, enfants, commune, courriel, équipe, accord, semaine, jour, fraction, poids, présence"

struct line {
	int64_t number;
	int whole;
	struct glane_str cells[K_COLUMNS];
};
struct seen { /* how many such weigh-ins this file has had so far; those of the batch under way apart, for it may be run again */
	int64_t household, day, grams;
	int fraction, used, n, pending;
};
struct outcome { /* of a line, until its batch is committed */
	int64_t *count;        /* what it is one more of, when it is in */
	int already;
	struct glane_str why;  /* "": it is in */
};
struct run {
	struct glane_self *self;
	struct glane_call *outer;
	int64_t challenge;
	struct challenge ch;      /* texts in the memory of the outer call */
	struct line lines[BATCH];
	char *texts[BATCH];       /* what their cells point into */
	struct outcome outcomes[BATCH];
	int n;
	struct seen *seen;        /* open addressing, a power of two */
	size_t seen_n, seen_max;
	int64_t read, households, presences, weighings, already, wrong;
	struct glane_value *refused, *last; /* last: { line, to, why } of lines in a row that lack the same */
	int64_t last_line;
	struct glane_str last_why;
};

/* --- one line ------------------------------------------------------------------------------------------- */
struct found { /* what became of a line */
	const char *wrong; /* NULL: it is in */
	struct glane_value *args;
	int already;
};

static int find_household(struct run *r, struct glane_call *c, struct glane_str name, struct household *ret)
{
	struct glane_val id;
	int number = number_cell(name, -1);
	int rc = first_row(r->self, c, SQL_HOUSEHOLD_NAMED, (struct glane_val[]){ glane_int(r->ch.id), glane_text(name) }, 2, &id, 1);
	if (rc == 0 && number > 0)
		rc = first_row(r->self, c, SQL_HOUSEHOLD_NUMBERED, (struct glane_val[]){ glane_int(r->ch.id), glane_int(number) }, 2, &id, 1);
	if (rc <= 0)
		return rc < 0 ? rc : GLANE_ENOENT;
	return household_by_id(r->self, c, id.u.i, ret);
}

static int is_yes(struct glane_str cell)
{
	static const char *const yes[] = { "oui", "o", "x", "1", "yes" };
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (text_same_code(cell, glane_cstr(yes[i])))
			return 1;
	return 0;
}

static int take_household(struct run *r, struct glane_call *c, const struct line *l, struct found *ret)
{
	struct household h;
	int64_t id;
	struct joining j = { .pseudonym = l->cells[K_HOUSEHOLD], .persons = number_cell(l->cells[K_PERSONS], -1), .children = number_cell(l->cells[K_CHILDREN], 0),
		.commune = l->cells[K_COMMUNE].n ? l->cells[K_COMMUNE] : r->ch.commune, .email = l->cells[K_MAIL], .agreed = is_yes(l->cells[K_CONSENT]),
		.start_week = number_cell(l->cells[K_WEEK], 1) - 1 };
	int rc = find_household(r, c, j.pseudonym, &h);
	if (rc == GLANE_OK) {
		ret->already = h.first_persons == j.persons && h.first_children == j.children;
		ret->wrong = ret->already ? NULL : "import.other_size";
		r->self->host->value->integer(ret->args, "persons", h.first_persons);
		return GLANE_OK;
	}
	ret->wrong = joining_wrong(&r->ch, &j);
	if (rc != GLANE_ENOENT || ret->wrong)
		return rc == GLANE_ENOENT ? GLANE_OK : rc;
	rc = team_by_name(r->self, c, r->ch.id, l->cells[K_TEAM], &j.team);
	return rc < 0 ? rc : household_add(r->self, c, &r->ch, &j, &id);
}

/* The first day of the week that is named, or the day. */
static const char *read_day(const struct run *r, const struct line *l, int64_t *ret)
{
	int week = number_cell(l->cells[K_WEEK], 0);
	if (l->cells[K_DAY].n)
		return text_day(l->cells[K_DAY], ret) < 0 ? "import.day" : NULL;
	if (week < 1)
		return "import.when";
	*ret = week_day(&r->ch, week - 1);
	return NULL;
}

static int take_presence(struct run *r, struct glane_call *c, const struct line *l, const struct household *h, struct found *ret)
{
	struct glane_val one;
	int64_t day;
	int heads = number_cell(l->cells[K_PRESENCE], -1);
	ret->wrong = read_day(r, l, &day);
	if (!ret->wrong)
		ret->wrong = heads < 0 || heads > HEADS_MAX ? "bad.heads" : state_wrong(&r->ch, "import");
	if (!ret->wrong)
		ret->wrong = day_wrong(r->self, c, &r->ch, h, week_day(&r->ch, challenge_week_of(&r->ch, day)), ret->args);
	if (ret->wrong)
		return GLANE_OK;
	int week = challenge_week_of(&r->ch, day);
	int rc = first_row(r->self, c, SQL_PRESENCE_KNOWN, (struct glane_val[]){ glane_int(h->id), glane_int(week), glane_int(heads) }, 3, &one, 1);
	ret->already = rc == 1;
	return rc != 0 ? (rc < 0 ? rc : GLANE_OK) : presence_set(r->self, c, &r->ch, h, week, heads, "import");
}

static struct seen *seen_find(struct run *r, const struct household *h, const struct weigh_in *w)
{
	if (2 * (r->seen_n + 1) > r->seen_max) {
		size_t max = r->seen_max ? 2 * r->seen_max : SEEN_FIRST;
		struct seen *old = r->seen, *grown = calloc(max, sizeof(*grown));
		if (!grown)
			return NULL;
		for (size_t i = 0; i < r->seen_max; i++) {
			size_t at = (size_t)(old[i].household * 31 + old[i].day * 7 + old[i].grams * 131 + old[i].fraction) & (max - 1);
			while (old[i].used && grown[at].used)
				at = (at + 1) & (max - 1);
			if (old[i].used)
				grown[at] = old[i];
		}
		free(old);
		r->seen = grown;
		r->seen_max = max;
	}
	size_t at = (size_t)(h->id * 31 + w->day * 7 + w->grams * 131 + (int64_t)w->fraction) & (r->seen_max - 1);
	while (r->seen[at].used && (r->seen[at].household != h->id || r->seen[at].day != w->day || r->seen[at].grams != w->grams || r->seen[at].fraction != (int)w->fraction))
		at = (at + 1) & (r->seen_max - 1);
	return &r->seen[at];
}

static enum fraction fraction_named(struct glane_str cell)
{
	static const struct {
		const char *name;
		enum fraction fraction;
	} names[] = { { "omr", OMR }, { "ordure", OMR }, { "ordure menagere", OMR }, { "tri", TRI }, { "emballage", TRI }, { "verre", VERRE }, { "bio", BIO },
		      { "biodechet", BIO }, { "compost", BIO }, { "textile", TEXTILE } };
	char fold[64];
	size_t n = cell.n < sizeof(fold) ? text_fold(cell, fold) : 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (text_is((struct glane_str){ fold, n }, names[i].name))
			return names[i].fraction;
	return FRACTIONS;
}

static int take_weighing(struct run *r, struct glane_call *c, const struct line *l, const struct household *h, struct found *ret)
{
	struct weigh_in w = { .fraction = fraction_named(l->cells[K_FRACTION]), .source = "import", .counted = 1 };
	struct glane_val known;
	int64_t id;
	ret->wrong = read_day(r, l, &w.day);
	if (!ret->wrong && (ret->wrong = weight_wrong(r->self, &r->ch, l->cells[K_WEIGHT], glane_cstr(""), &w, ret->args)) && strcmp(ret->wrong, "ask.unit") == 0)
		ret->wrong = "ask.unit_write";
	if (!ret->wrong)
		ret->wrong = grams_wrong(r->self, w.grams, ret->args);
	if (!ret->wrong)
		ret->wrong = fraction_wrong(r->self, c, &r->ch, w.fraction, ret->args);
	if (!ret->wrong)
		ret->wrong = day_wrong(r->self, c, &r->ch, h, w.day, ret->args);
	if (!ret->wrong)
		ret->wrong = state_wrong(&r->ch, w.source);
	if (ret->wrong)
		return GLANE_OK;
	struct seen *seen = seen_find(r, h, &w);
	if (!seen)
		return GLANE_ENOMEM;
	int rc = first_row(r->self, c, SQL_IMPORTED, (struct glane_val[]){ glane_int(h->id), glane_int(w.day), glane_int((int64_t)w.fraction), glane_int(w.grams) }, 4, &known, 1);
	if (rc < 0)
		return rc;
	ret->already = known.u.i > seen->n + seen->pending;
	r->seen_n += !seen->used;
	*seen = (struct seen){ h->id, w.day, w.grams, (int)w.fraction, 1, seen->n, seen->pending + 1 };
	return ret->already ? GLANE_OK : weighing_add(r->self, c, &r->ch, h, &w, &id);
}

static int take(struct run *r, struct glane_call *c, const struct line *l, struct found *ret, int64_t **ret_count)
{
	struct household h;
	char kind[32];
	size_t n = l->cells[K_KIND].n < sizeof(kind) ? text_fold(l->cells[K_KIND], kind) : 0;
	struct glane_str k = { kind, n };
	int rc = GLANE_OK;
	if (!l->whole)
		ret->wrong = "import.cells";
	else if (!text_is(k, "foyer") && !text_is(k, "presence") && !text_is(k, "pesee"))
		ret->wrong = "import.kind";
	else if (!l->cells[K_HOUSEHOLD].n)
		ret->wrong = "bad.pseudonym";
	if (ret->wrong)
		return GLANE_OK;
	if (text_is(k, "foyer")) {
		*ret_count = &r->households;
		return take_household(r, c, l, ret);
	}
	rc = find_household(r, c, l->cells[K_HOUSEHOLD], &h);
	if (rc == GLANE_ENOENT)
		ret->wrong = "import.no_household";
	if (rc < 0)
		return rc == GLANE_ENOENT ? GLANE_OK : rc;
	*ret_count = text_is(k, "presence") ? &r->presences : &r->weighings;
	return text_is(k, "presence") ? take_presence(r, c, l, &h, ret) : take_weighing(r, c, l, &h, ret);
}

/* --- the file ------------------------------------------------------------------------------------------- */
static int take_batch(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct run *r = arg;
	int rc = GLANE_OK;
	for (size_t i = 0; i < r->seen_max; i++)
		r->seen[i].pending = 0;
	for (int i = 0; rc == GLANE_OK && i < r->n; i++) {
		struct found f = { .args = s->host->value->make(c) };
		struct outcome *o = &r->outcomes[i];
		*o = (struct outcome){ .why = glane_cstr("") };
		s->host->value->text(f.args, "name", r->lines[i].cells[K_HOUSEHOLD]);
		rc = take(r, c, &r->lines[i], &f, &o->count);
		o->already = f.already;
		if (f.wrong)
			o->why = copied(s, r->outer, s->host->call->tr(c, f.wrong, f.args));
	}
	return rc;
}

static void committed(struct run *r)
{
	const struct glane_value_api *v = r->self->host->value;
	for (size_t i = 0; i < r->seen_max; i++)
		r->seen[i].n += r->seen[i].pending;
	for (int i = 0; i < r->n; i++) {
		const struct outcome *o = &r->outcomes[i];
		r->already += o->already;
		if (!o->why.n && !o->already)
			++*o->count;
		if (!o->why.n)
			continue;
		r->wrong++;
		int64_t line = r->lines[i].number;
		if (r->last && line == r->last_line + 1 && text_is(o->why, r->last_why.p)) {
			v->integer(r->last, "to", line);
		} else if (v->count(r->refused) < REFUSED_MAX) {
			r->last = v->object(r->refused, NULL);
			v->integer(r->last, "line", line);
			v->text(r->last, "why", o->why);
		} else {
			continue;
		}
		r->last_line = line;
		r->last_why = o->why;
	}
}

static int flush(struct run *r)
{
	int rc = r->n ? r->self->host->call->within(r->outer, GLANE_WRITE, take_batch, r) : GLANE_OK;
	if (rc == GLANE_OK)
		committed(r);
	for (int i = 0; i < r->n; i++)
		free(r->texts[i]);
	r->n = 0;
	return rc;
}

static int take_row(void *ctx, int64_t line, const struct glane_str *cells, int whole)
{
	struct run *r = ctx;
	size_t need = 0;
	for (int k = 0; k < K_COLUMNS; k++)
		need += cells[k].n + 1;
	char *p = r->texts[r->n] = malloc(need);
	if (!p)
		return GLANE_ENOMEM;
	struct line *l = &r->lines[r->n];
	l->number = line;
	l->whole = whole;
	for (int k = 0; k < K_COLUMNS; k++) {
		struct glane_str cell = text_trim(cells[k]);
		memcpy(p, cell.p, cell.n);
		p[cell.n] = 0;
		l->cells[k] = (struct glane_str){ p, cell.n };
		p += cell.n + 1;
	}
	r->read++;
	return ++r->n == BATCH ? flush(r) : GLANE_OK;
}

struct which {
	struct run *run;
	int64_t asked;
};

/* The challenge that is meant: the one asked for, or the only one that is prepared or runs. */
static int find_challenge(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct which *w = arg;
	struct glane_val one[2];
	int64_t id = w->asked;
	int rc = id ? 1 : first_row(s, c, SQL_ONLY_ONE, NULL, 0, one, 2);
	if (rc < 0)
		return rc;
	if (!id && (rc == 0 || one[1].u.i != 1))
		return s->host->call->refuse(c, GLANE_EINVAL, "import.which", NULL);
	w->run->challenge = id ? id : one[0].u.i;
	struct challenge ch;
	rc = challenge_by_id(s, c, w->run->challenge, &ch);
	if (rc < 0)
		return rc;
	ch.name = copied(s, w->run->outer, ch.name);
	ch.commune = copied(s, w->run->outer, ch.commune);
	ch.consent = copied(s, w->run->outer, ch.consent);
	ch.state = copied(s, w->run->outer, ch.state);
	w->run->ch = ch;
	return GLANE_OK;
}

static int refuse_file(struct glane_self *s, struct glane_call *c, const struct table_fault *f)
{
	struct glane_value *args = s->host->value->make(c);
	s->host->value->integer(args, "line", f->line);
	s->host->value->text(args, "what", glane_cstr(f->what));
	s->host->value->text(args, "columns", glane_cstr(COLUMN_NAMES));
	return s->host->call->refuse_input(c, "file", f->key, args);
}

int import_command(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct run *r = calloc(1, sizeof(*r));
	struct table_shape shape;
	struct table_fault f = { .key = NULL };
	if (!r)
		return GLANE_ENOMEM;
	*r = (struct run){ .self = s, .outer = c };
	struct which which = { r, in_int(s, c, "challenge", 0) };
	struct glane_value *root = s->host->reply->root(c);
	r->refused = v->array(root, "refused");
	int rc = s->host->call->within(c, GLANE_READ, find_challenge, &which);
	if (rc == GLANE_OK)
		rc = table_read(v->as_text(v->get(v->get(s->host->call->inputs(c), "file"), "content")), columns, K_COLUMNS, take_row, r, &shape, &f);
	if (rc == GLANE_OK)
		rc = flush(r);
	if (rc == GLANE_OK) {
		v->text(root, "challenge", r->ch.name);
		v->integer(root, "lines", r->read);
		v->integer(root, "households", r->households);
		v->integer(root, "presences", r->presences);
		v->integer(root, "weighings", r->weighings);
		v->integer(root, "already", r->already);
		v->integer(root, "wrong", r->wrong);
		v->boolean(root, "some_wrong", r->wrong > 0);
		v->boolean(root, "ok", r->wrong == 0);
	}
	for (int i = 0; i < r->n; i++)
		free(r->texts[i]);
	free(r->seen);
	free(r);
	return rc < 0 && f.key ? refuse_file(s, c, &f) : rc;
}
