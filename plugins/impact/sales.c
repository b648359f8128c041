/* SPDX-License-Identifier: MPL-2.0 */
/* What goods were sold for: the money, what a sale and a piece bring, and a tonne, each over what it is over. */
#include "impact/report.h"

static int64_t each(int64_t cents, int64_t n)
{
	return n > 0 ? scaled(cents, 1, n) : -1;
}

static void put_cents(const struct glane_value_api *v, struct glane_value *into, const char *key, int64_t cents)
{
	if (cents >= 0)
		v->quantity(into, key, cents, GLANE_U_CENTS);
	else
		v->null(into, key); /* over nothing */
}

void sales_say(struct glane_self *s, struct glane_call *c, const struct balance *b, struct glane_value *into)
{
	const struct glane_value_api *v = s->host->value;
	const struct sales *x = &b->sales;
	int64_t reuse = figure_of(b, FIGURE_REUSE);
	v->quantity(into, "cents", x->cents, GLANE_U_CENTS);
	v->integer(into, "n", x->count);
	v->quantity(into, "grams", x->grams, GLANE_U_GRAMS);
	v->integer(into, "pieces", x->pieces);
	v->integer(into, "unpriced", x->unpriced);
	v->quantity(into, "unpriced_grams", x->unpriced_grams, GLANE_U_GRAMS);
	v->quantity(into, "reuse", reuse, GLANE_U_GRAMS);
	put_cents(v, into, "per_sale", each(x->cents, x->count));
	put_cents(v, into, "per_piece", each(x->pieces_cents, x->pieces));
	put_cents(v, into, "per_tonne", cents_per_tonne(x->cents, x->grams));
	put_cents(v, into, "per_tonne_reuse", cents_per_tonne(x->cents, reuse));
	v->boolean(into, "some_unpriced", x->unpriced != 0);
	struct glane_value *args = v->make(c);
	static const char *const names[] = { "n", "grams", "per_tonne", "reuse", "per_tonne_reuse" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (v->type(v->get(into, names[i])) == GLANE_V_NULL)
			v->text(args, names[i], glane_cstr("–"));
		else
			v->put(args, names[i], v->get(into, names[i]));
	v->text(into, "words", s->host->call->tr(c, "sales.words", args));
	v->text(into, "unpriced_words", x->unpriced ? s->host->call->tr(c, "sales.unpriced", into) : glane_cstr(""));
}

static void price(const struct doc *d, struct glane_value *row, int64_t cents)
{
	if (cents >= 0)
		doc_cell(d, row, DOC_PRICE, cents);
	else
		doc_cell_unknown(d, row);
}

static void columns(const struct report *r, struct glane_value *s)
{
	static const struct {
		const char *word;
		enum doc_type type;
	} all[] = { { "count", DOC_COUNT }, { "cents", DOC_CENTS }, { "pieces", DOC_COUNT }, { "per_piece", DOC_PRICE }, { "grams", DOC_GRAMS },
		    { "per_tonne", DOC_PRICE }, { "unpriced", DOC_COUNT } };
	doc_column(&r->d, s, r->s->host->call->tr(r->c, "category", NULL), DOC_TEXT, -1);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		doc_column(&r->d, s, report_word(r, "sales.column", all[i].word), all[i].type, -1);
}

static void put_row(const struct report *r, struct glane_value *section, struct glane_str name, const struct sales *x)
{
	const struct doc *d = &r->d;
	struct glane_value *row = doc_row(d, section);
	doc_cell_text(d, row, name);
	doc_cell(d, row, DOC_COUNT, x->count);
	doc_cell(d, row, DOC_CENTS, x->cents);
	doc_cell(d, row, DOC_COUNT, x->pieces);
	price(d, row, each(x->pieces_cents, x->pieces));
	doc_cell(d, row, DOC_GRAMS, x->grams);
	price(d, row, cents_per_tonne(x->cents, x->grams));
	doc_cell(d, row, DOC_COUNT, x->unpriced);
}

struct group {
	int64_t id;
	struct glane_str name;
	struct sales sales;
};
enum { GROUPS_MAX = 120 };

static struct group *group_of(const struct report *r, struct group *list, uint32_t *count, int64_t id, struct glane_str name)
{
	for (uint32_t i = 0; i < *count; i++)
		if (list[i].id == id || i == GROUPS_MAX - 1)
			return &list[i];
	struct group *g = &list[(*count)++];
	g->id = id;
	g->name = *count == GROUPS_MAX ? report_word(r, "report", "others") : report_keep(r, name);
	return g;
}

/* Largest first. */
static void sort(struct group *list, uint32_t count)
{
	for (uint32_t i = 1; i < count; i++)
		for (uint32_t k = i; k && list[k].sales.cents > list[k - 1].sales.cents; k--) {
			struct group was = list[k];
			list[k] = list[k - 1];
			list[k - 1] = was;
		}
}

/* id, name, from, cents, count, grams, pieces, cents of those, movements, grams of all */
static int load(const struct report *r, struct group *list, uint32_t *count)
{
	const struct glane_db_api *db = r->s->host->db;
	struct stretch part[STRETCHES];
	int parts = period_stretches(r->period.from, r->period.to, UNIT_YEAR, part), rc = GLANE_OK;
	for (int i = 0; rc >= 0 && i < parts; i++) {
		struct glane_val args[] = { glane_int(level_of(part[i].unit, 0)), glane_int(part[i].from), glane_int(part[i].to), glane_int(is_english(r->s, r->c)) };
		struct glane_rows *rows;
		rc = db->query(r->c, SQL_CATEGORY_SALES, args, 4, &rows);
		if (rc < 0)
			return rc;
		while ((rc = db->next(rows)) == 1) {
			int64_t n[7];
			if (!figure_weight(FIGURE_SOLD, db->col(rows, 2).u.s.p, "out:sale", 0, r->place.p))
				continue; /* in another place */
			for (uint32_t k = 0; k < 7; k++)
				n[k] = db->col(rows, 3 + k).u.i;
			sales_add(&group_of(r, list, count, db->col(rows, 0).u.i, db->col(rows, 1).u.s)->sales,
			          &(struct sales){ n[0], n[1], n[2], n[3], n[4], 0, 0 }, n[5], n[6]);
		}
		db->close(rows);
	}
	return rc < 0 ? rc : GLANE_OK;
}

int report_sales(struct report *r)
{
	const struct glane_value_api *v = r->d.v;
	struct group *list = r->s->host->call->alloc(r->c, GROUPS_MAX * sizeof(*list));
	struct glane_value *said = v->make(r->c);
	uint32_t count = 0;
	if (!r->now.sales.count)
		return GLANE_OK;
	if (!list)
		return GLANE_ENOMEM;
	int rc = load(r, list, &count);
	if (rc < 0)
		return rc;
	sort(list, count);
	sales_say(r->s, r->c, &r->now, said);
	doc_fact(&r->d, report_word(r, "sales", "cents"), DOC_CENTS, r->now.sales.cents, v->as_text(v->get(said, "words")));
	struct glane_value *s = doc_section(&r->d, "sales", report_word(r, "section", "sales"), report_word(r, "sales", "columns"));
	columns(r, s);
	for (uint32_t i = 0; i < count; i++)
		if (list[i].sales.count || list[i].sales.unpriced)
			put_row(r, s, list[i].name, &list[i].sales);
	doc_total(&r->d, s, report_word(r, "report", "total"));
	if (r->now.sales.unpriced)
		doc_footnote(&r->d, v->as_text(v->get(said, "unpriced_words")));
	doc_definition(&r->d, report_word(r, "sales", "per_tonne_reuse"), report_word(r, "sales", "per_tonne_means"), report_word(r, "report", "source"));
	return GLANE_OK;
}
