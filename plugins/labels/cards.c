/* SPDX-License-Identifier: MPL-2.0 */
/* Action cards: which there are, what each is for, and sheets of them to cut out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labels/card.h"
#include "labels/internal.h"

enum { CARDS_MAX = 200 };
static const int64_t counts[] = { 2, 5, 20 };

struct card {
	enum card_kind kind; /* CARD_KINDS: of a subject of another plugin */
	int64_t number;
	char code[CARD_SYMBOLS + 1], url[160];
	char small[40]; /* under it all; "": the site */
	char sign[160], title[160], why[240]; /* large; in a few words; in a sentence */
};
struct cards {
	struct card *items;
	uint32_t count;
	struct glane_str only; /* a code; empty: the chosen kinds */
	struct glane_str kind, ids; /* "challenge_household", "5,8": those instead */
	char site[120];
};

/* --- which ------------------------------------------------------------------------------------ */
static void words(struct glane_call *c, const char *what, enum card_kind kind, const struct glane_value *args, char *out, size_t cap)
{
	static const char *const kinds[CARD_KINDS] = { "times", "undo", "again", "place", "category" };
	char key[40];
	snprintf(key, sizeof(key), "card.%s.%s", kinds[kind], what);
	struct glane_str s = labels_host->call->tr(c, key, args);
	snprintf(out, cap, "%.*s", (int)s.n, s.p);
}

/* Names of places and categories are kept in small letters. */
static void begin_large(char *s)
{
	unsigned char *u = (unsigned char *)s;
	if (u[0] >= 'a' && u[0] <= 'z')
		u[0] -= 32;
	else if (u[0] == 0xc3 && u[1] >= 0xa0 && u[1] <= 0xbe && u[1] != 0xb7) /* é, à, ç … */
		u[1] -= 32;
}

/* name: of a place or a category. */
static int make(struct glane_call *c, enum card_kind kind, int64_t number, struct glane_str name, struct card *ret)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *args = v->make(c);
	*ret = (struct card){ .kind = kind, .number = number };
	v->integer(args, "count", number);
	v->text(args, "name", name);
	words(c, "sign", kind, args, ret->sign, sizeof(ret->sign));
	begin_large(ret->sign);
	words(c, "title", kind, args, ret->title, sizeof(ret->title));
	words(c, "why", kind, args, ret->why, sizeof(ret->why));
	card_code(kind, number, ret->code);
	return label_url(c, 'A', ret->code, ret->url, sizeof(ret->url));
}

static struct glane_str name_of(struct glane_call *c, struct glane_rows *row)
{
	int english = strcmp(labels_host->call->lang(c).p, "en") == 0; /* other languages have the French names */
	return labels_host->db->col(row, english ? 2 : 1).u.s;
}

static int add_all(struct glane_call *c, struct cards *cards, enum card_kind kind, uint32_t sql)
{
	struct glane_rows *row;
	int rc = labels_host->db->query(c, sql, NULL, 0, &row);
	while (rc >= 0 && (rc = labels_host->db->next(row)) == 1 && cards->count < CARDS_MAX) {
		rc = make(c, kind, labels_host->db->col(row, 0).u.i, name_of(c, row), &cards->items[cards->count]);
		cards->count += rc == GLANE_OK;
	}
	return rc < 0 ? rc : GLANE_OK;
}

static int add_one(struct glane_call *c, struct cards *cards, enum card_kind kind, int64_t number)
{
	int rc = make(c, kind, number, glane_cstr(""), &cards->items[cards->count]);
	cards->count += rc == GLANE_OK;
	return rc;
}

/* The name of what a card is about; none: ENOENT. */
static int find_name(struct glane_call *c, uint32_t sql, int64_t id, struct glane_str *ret)
{
	struct glane_rows *row;
	int rc = labels_host->db->query(c, sql, (struct glane_val[]){ glane_int(id) }, 1, &row);
	if (rc >= 0 && (rc = labels_host->db->next(row)) == 1)
		*ret = name_of(c, row);
	return rc < 0 ? rc : rc ? GLANE_OK : GLANE_ENOENT;
}

static int find_card(struct glane_call *c, struct glane_str code, struct card *ret)
{
	enum card_kind kind;
	int64_t number;
	struct glane_str name = glane_cstr("");
	int rc = card_parse(code, &kind, &number);
	if (rc == GLANE_OK && (kind == CARD_PLACE || kind == CARD_CATEGORY))
		rc = find_name(c, kind == CARD_PLACE ? SQL_PLACE : SQL_CATEGORY, number, &name);
	if (rc == GLANE_EINVAL || rc == GLANE_ENOENT)
		return labels_host->call->refuse(c, GLANE_ENOENT, "card.unknown", NULL);
	return rc < 0 ? rc : make(c, kind, number, name, ret);
}

/* What other plugins know about a subject: its number in large, its title, what the card is for, its code to be typed. */
static int find_subject(struct glane_call *c, const char *subject, struct card *ret)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *known = v->make(c);
	static const char *const names[] = { "url", "short", "title", "category", "code" };
	struct glane_str text[5];
	int rc = labels_host->label->collect(c, glane_cstr(subject), known);
	for (int i = 0; i < 5; i++)
		text[i] = v->as_text(v->get(known, names[i]));
	if (rc < 0 || !text[0].n)
		return rc < 0 ? rc : labels_host->call->refuse(c, GLANE_ENOENT, "card.unknown", NULL);
	*ret = (struct card){ .kind = CARD_KINDS };
	snprintf(ret->url, sizeof(ret->url), "%.*s", (int)text[0].n, text[0].p);
	snprintf(ret->sign, sizeof(ret->sign), "%.*s", (int)text[1].n, text[1].p);
	snprintf(ret->title, sizeof(ret->title), "%.*s", (int)text[2].n, text[2].p);
	snprintf(ret->why, sizeof(ret->why), "%.*s", (int)text[3].n, text[3].p);
	snprintf(ret->small, sizeof(ret->small), "%.*s", (int)text[4].n, text[4].p);
	return GLANE_OK;
}

static int find_subjects(struct glane_call *c, struct cards *cards)
{
	int rc = GLANE_OK;
	for (size_t at = 0, end; rc == GLANE_OK && at < cards->ids.n && cards->count < CARDS_MAX; at = end + 1) {
		char subject[80];
		for (end = at; end < cards->ids.n && cards->ids.p[end] != ',';)
			end++;
		snprintf(subject, sizeof(subject), "%.40s:%.*s", cards->kind.p, (int)(end - at < 20 ? end - at : 20), cards->ids.p + at);
		rc = find_subject(c, subject, &cards->items[cards->count]);
		cards->count += rc == GLANE_OK;
	}
	return rc;
}

static int wants(struct glane_call *c, const char *group)
{
	return in_int(c, group, 0) != 0;
}

static int find_chosen(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	struct cards *cards = arg;
	int rc = GLANE_OK;
	struct glane_str site = labels_host->call->setting(c, "site.name");
	snprintf(cards->site, sizeof(cards->site), "%.*s", (int)site.n, site.p);
	cards->count = 0; /* the call may be run again */
	if (cards->kind.n) {
		rc = find_subjects(c, cards);
		return rc == GLANE_OK && !cards->count ? labels_host->call->refuse(c, GLANE_EINVAL, "cards.none", NULL) : rc;
	}
	if (cards->only.n) {
		rc = find_card(c, cards->only, &cards->items[0]);
		cards->count = 1;
		return rc;
	}
	for (size_t i = 0; rc == GLANE_OK && i < sizeof(counts) / sizeof(counts[0]); i++)
		if (wants(c, "times"))
			rc = add_one(c, cards, CARD_TIMES, counts[i]);
	if (rc == GLANE_OK && wants(c, "undo"))
		rc = add_one(c, cards, CARD_UNDO, 0);
	if (rc == GLANE_OK && wants(c, "again"))
		rc = add_one(c, cards, CARD_AGAIN, 0);
	if (rc == GLANE_OK && wants(c, "places"))
		rc = add_all(c, cards, CARD_PLACE, SQL_PLACES);
	if (rc == GLANE_OK && wants(c, "categories"))
		rc = add_all(c, cards, CARD_CATEGORY, SQL_CATEGORIES);
	return rc == GLANE_OK && !cards->count ? labels_host->call->refuse(c, GLANE_EINVAL, "cards.none", NULL) : rc;
}

/* --- the pages -------------------------------------------------------------------------------- */
static int list_group(struct glane_call *c, struct glane_value *groups, const char *name, const struct cards *cards, uint32_t from)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *g = v->object(groups, NULL), *list;
	char key[40];
	snprintf(key, sizeof(key), "cards.%s", name);
	v->text(g, "name", glane_cstr(name));
	v->text(g, "title", labels_host->call->tr(c, key, NULL));
	list = v->array(g, "cards");
	for (uint32_t i = from; i < cards->count; i++) {
		struct glane_value *card = v->object(list, NULL);
		v->text(card, "code", glane_cstr(cards->items[i].code));
		v->text(card, "sign", glane_cstr(cards->items[i].sign));
		v->text(card, "title", glane_cstr(cards->items[i].title));
	}
	return GLANE_OK;
}

int cards_page(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *root = labels_host->reply->root(c), *groups = v->array(root, "groups");
	struct cards cards = { .items = labels_host->call->alloc(c, CARDS_MAX * sizeof(struct card)) };
	int set, rc = cards.items ? GLANE_OK : GLANE_ENOMEM;
	struct glane_str host = label_host(c, &set);
	if (!set)
		v->text(v->object(root, "host_missing"), "host", host);
	for (size_t i = 0; rc == GLANE_OK && i < sizeof(counts) / sizeof(counts[0]); i++)
		rc = add_one(c, &cards, CARD_TIMES, counts[i]);
	uint32_t from = 0;
	if (rc == GLANE_OK)
		rc = list_group(c, groups, "times", &cards, from);
	from = cards.count;
	if (rc == GLANE_OK)
		rc = add_one(c, &cards, CARD_UNDO, 0);
	if (rc == GLANE_OK)
		rc = list_group(c, groups, "undo", &cards, from);
	from = cards.count;
	if (rc == GLANE_OK)
		rc = add_one(c, &cards, CARD_AGAIN, 0);
	if (rc == GLANE_OK)
		rc = list_group(c, groups, "again", &cards, from);
	from = cards.count;
	if (rc == GLANE_OK)
		rc = add_all(c, &cards, CARD_PLACE, SQL_PLACES);
	if (rc == GLANE_OK)
		rc = list_group(c, groups, "places", &cards, from);
	from = cards.count;
	if (rc == GLANE_OK)
		rc = add_all(c, &cards, CARD_CATEGORY, SQL_CATEGORIES);
	return rc == GLANE_OK ? list_group(c, groups, "categories", &cards, from) : rc;
}

/* GET /A/{code}: for whoever scans a card with a phone. */
int cards_show(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *root = labels_host->reply->root(c);
	struct card card;
	int rc = find_card(c, in_text(c, "code"), &card);
	if (rc)
		return rc;
	v->text(root, "sign", glane_cstr(card.sign));
	v->text(root, "title", glane_cstr(card.title));
	v->text(root, "why", glane_cstr(card.why));
	return GLANE_OK;
}

/* --- the sheets ------------------------------------------------------------------------------- */
enum { /* micrometres: cards of the size of a bank card, 2 x 5 on A4 */
	PAGE_W_UM = 210000, PAGE_H_UM = 297000, W_UM = 85600, H_UM = 54000, COLUMNS = 2, ROWS = 5,
	LEFT_UM = (PAGE_W_UM - COLUMNS * W_UM) / 2, TOP_UM = (PAGE_H_UM - ROWS * H_UM) / 2, LINE_UM = 100, BEYOND_UM = 4000, DPI = 300
};

static int draw_card(struct glane_self *self, struct pdf *d, const struct card *card, const char *site, int64_t x, int64_t y)
{
	static const struct media media = { .w_dmm = W_UM / 100, .h_dmm = H_UM / 100, .margin_x_dmm = 25, .margin_y_dmm = 45 };
	struct label_fields f = { .url = glane_cstr(card->url), .short_no = glane_cstr(card->sign), .title = glane_cstr(card->title),
		                  .category = glane_cstr(card->why), .code = glane_cstr(card->small), .place = glane_cstr(site) };
	f.design = design_builtin(glane_cstr(card->kind == CARD_KINDS ? "household" : "action"));
	return label_onto_page(self->painter, &media, DPI, &f, d, x, y);
}

/* Thin lines to cut along, a little beyond the cards. */
static void draw_cuts(struct pdf *d, uint32_t rows)
{
	int64_t h = (int64_t)rows * H_UM, w = COLUMNS * W_UM;
	for (int i = 0; i <= COLUMNS; i++)
		pdf_rect(d, LEFT_UM + (int64_t)i * W_UM - LINE_UM / 2, TOP_UM - BEYOND_UM, LINE_UM, h + 2 * BEYOND_UM);
	for (uint32_t i = 0; i <= rows; i++)
		pdf_rect(d, LEFT_UM - BEYOND_UM, TOP_UM + (int64_t)i * H_UM - LINE_UM / 2, w + 2 * BEYOND_UM, LINE_UM);
}

static int draw_all(struct glane_self *self, const struct cards *cards, struct pdf *d)
{
	for (uint32_t i = 0; i < cards->count; i++) {
		uint32_t at = i % (COLUMNS * ROWS), left = cards->count - i;
		if (at == 0) {
			uint32_t rows = (left + COLUMNS - 1) / COLUMNS;
			pdf_page(d, PAGE_W_UM, PAGE_H_UM);
			draw_cuts(d, rows < ROWS ? rows : ROWS);
		}
		int rc = draw_card(self, d, &cards->items[i], cards->site, LEFT_UM + (int64_t)(at % COLUMNS) * W_UM, TOP_UM + (int64_t)(at / COLUMNS) * H_UM);
		if (rc)
			return rc;
	}
	return GLANE_OK;
}

int cards_pdf(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value *in = labels_host->call->inputs(c);
	struct cards cards = { .items = calloc(CARDS_MAX, sizeof(*cards.items)), .only = labels_host->value->as_text(labels_host->value->get(in, "code")),
		.kind = labels_host->value->as_text(labels_host->value->get(in, "kind")), .ids = labels_host->value->as_text(labels_host->value->get(in, "ids")) };
	struct pdf *d = pdf_new(labels_host->call->tr(c, "cards.title", NULL), labels_host->call->lang(c));
	struct bytes out = { 0 };
	int rc = cards.items && d ? labels_host->call->within(c, GLANE_READ, find_chosen, &cards) : GLANE_ENOMEM;
	if (rc == GLANE_OK) {
		rc = draw_all(self, &cards, d);
		if (rc == GLANE_OK)
			rc = pdf_finish(d, &out);
		rc = picture_refuse(c, rc);
	}
	if (rc == GLANE_OK)
		rc = picture_reply(c, "application/pdf", "cartes.pdf", &out);
	bytes_fini(&out);
	pdf_free(d);
	free(cards.items);
	return rc;
}
