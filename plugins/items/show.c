/* SPDX-License-Identifier: MPL-2.0 */
/* Showing items: to the team, to shoppers, on the day's list, as search results, on labels. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "items/internal.h"

static int english(struct glane_self *s, struct glane_call *c)
{
	return s->host->call->lang(c).p[0] == 'e';
}

static struct glane_str text_col(struct glane_self *s, struct glane_rows *r, uint32_t col)
{
	struct glane_val v = s->host->db->col(r, col);
	return v.type == GLANE_TEXT ? v.u.s : glane_cstr("");
}

static int64_t int_col(struct glane_self *s, struct glane_rows *r, uint32_t col, int64_t missing)
{
	struct glane_val v = s->host->db->col(r, col);
	return v.type == GLANE_INT ? v.u.i : missing;
}

static void upper(char *p)
{
	for (; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 32);
}

/* What the QR code says.  Until site.host is set it is this machine's own address, which phones cannot open. */
static void url_of(struct glane_self *s, struct glane_call *c, struct glane_str code, char out[200])
{
	struct glane_str host = s->host->call->setting(c, "site.host");
	const char *scheme = "HTTPS";
	if (host.n == 0) {
		host = s->host->call->setting(c, "site.listening");
		scheme = "HTTP";
	}
	snprintf(out, 200, "%s://%.*s/O/%.*s", scheme, (int)host.n, host.p, (int)code.n, code.p);
	upper(out);
}

/* One row of ITEM_COLUMNS into an object. */
static void put_row(struct glane_self *s, struct glane_call *c, struct glane_rows *r, struct glane_value *v)
{
	const struct glane_value_api *val = s->host->value;
	struct glane_str code = text_col(s, r, COL_CODE), title = text_col(s, r, COL_TITLE);
	struct glane_str category = text_col(s, r, english(s, c) ? COL_NAME_EN : COL_NAME_FR);
	const char *state = state_word((uint32_t)int_col(s, r, COL_STATE, 0));
	int64_t price = int_col(s, r, COL_PRICE, -1);
	char url[200], key[40];
	url_of(s, c, code, url);
	val->integer(v, "item", int_col(s, r, COL_ITEM, 0));
	val->text(v, "code", code);
	val->text(v, "short", text_col(s, r, COL_SHORT));
	val->text(v, "url", glane_cstr(url));
	val->text(v, "title", title);
	val->text(v, "name", title.n ? title : category); /* what to call it */
	struct glane_value *k = val->object(v, "category");
	val->integer(k, "id", int_col(s, r, COL_CATEGORY, 0));
	val->text(k, "name", category);
	val->quantity(v, "grams", int_col(s, r, COL_GRAMS, 0), GLANE_U_GRAMS);
	if (int_col(s, r, COL_PIECES, 0) > 1)
		val->integer(v, "pieces", int_col(s, r, COL_PIECES, 0));
	if (price >= 0)
		val->quantity(v, "price", price, GLANE_U_CENTS);
	else
		val->null(v, "price");
	val->text(v, "state", glane_cstr(state));
	snprintf(key, sizeof(key), "state.%s", state ? state : "");
	val->text(v, "state_name", s->host->call->tr(c, key, NULL));
	val->text(v, "place", text_col(s, r, COL_PLACE));
	val->text(v, "place_name", text_col(s, r, english(s, c) ? COL_PLACE_EN : COL_PLACE_FR));
	if (int_col(s, r, COL_SOURCE, 0))
		val->integer(v, "source", int_col(s, r, COL_SOURCE, 0));
	if (int_col(s, r, COL_AT, 0))
		val->quantity(v, "at_ms", int_col(s, r, COL_AT, 0), GLANE_U_TIME_MS);
	val->integer(v, "record", int_col(s, r, COL_RECORD, 0));
}

int item_put(struct glane_self *s, struct glane_call *c, int64_t item, struct glane_value *into)
{
	struct glane_rows *r;
	int rc = s->host->db->query(c, SQL_ITEM, (struct glane_val[]){ glane_int(item) }, 1, &r);
	if (rc < 0)
		return rc;
	rc = s->host->db->next(r);
	if (rc == 1)
		put_row(s, c, r, into);
	s->host->db->close(r);
	return rc == 1 ? 0 : rc < 0 ? rc : GLANE_ENOENT;
}

/* --- the team's page -------------------------------------------------------------------------------- */
static void put_states(struct glane_self *s, struct glane_call *c, struct glane_value *root)
{
	const struct glane_value_api *val = s->host->value;
	uint32_t now = state_from_word(val->as_text(val->get(root, "state")));
	uint32_t next = s->host->inventory->states_after(now);
	struct glane_value *list = val->array(root, "states");
	for (uint32_t st = GLANE_STATE_PENDING; st <= GLANE_STATE_RESERVED; st++) { /* what leaves the stock is another plugin's work */
		char key[40];
		if (!(next & 1u << st) || st == now || now >= GLANE_STATE_SOLD)
			continue;
		struct glane_value *one = val->object(list, NULL);
		snprintf(key, sizeof(key), "state.%s", state_word(st));
		val->text(one, "id", glane_cstr(state_word(st)));
		val->text(one, "name", s->host->call->tr(c, key, NULL));
	}
	val->boolean(root, "void", now == GLANE_STATE_VOID);
	val->boolean(root, "in_stock", now < GLANE_STATE_SOLD);
}

static int put_places(struct glane_self *s, struct glane_call *c, struct glane_value *root)
{
	struct glane_rows *r;
	struct glane_value *list = s->host->value->array(root, "places");
	int rc = s->host->db->query(c, SQL_PLACES, NULL, 0, &r);
	while (rc == 0 && (rc = s->host->db->next(r)) == 1) {
		struct glane_value *one = s->host->value->object(list, NULL);
		s->host->value->text(one, "id", text_col(s, r, 0));
		s->host->value->text(one, "name", text_col(s, r, english(s, c) ? 2 : 1));
		rc = 0;
	}
	return rc < 0 ? rc : 0;
}

static int put_history(struct glane_self *s, struct glane_call *c, int64_t item, struct glane_value *root)
{
	const struct glane_value_api *val = s->host->value;
	struct glane_rows *r;
	struct glane_value *list = val->array(root, "history");
	int rc = s->host->db->query(c, SQL_HISTORY, (struct glane_val[]){ glane_int(item) }, 1, &r);
	while (rc == 0 && (rc = s->host->db->next(r)) == 1) {
		struct glane_value *one = val->object(list, NULL);
		struct glane_str kind = text_col(s, r, 2);
		char key[80];
		val->integer(one, "record", int_col(s, r, 0, 0));
		val->quantity(one, "at_ms", int_col(s, r, 1, 0), GLANE_U_TIME_MS);
		val->text(one, "kind", kind);
		snprintf(key, sizeof(key), "kind.%.*s", (int)kind.n, kind.p);
		struct glane_str words = s->host->call->tr(c, key, NULL);
		val->text(one, "text", strcmp(words.p, key) == 0 ? kind : words); /* another plugin's kind: its name */
		val->boolean(one, "undone", int_col(s, r, 3, 0) != 0);
		rc = 0;
	}
	return rc < 0 ? rc : 0;
}

int show_item(struct glane_self *s, struct glane_call *c)
{
	struct glane_str code;
	int64_t item;
	struct glane_value *root = s->host->reply->root(c);
	int rc = item_find(s, c, input_text(s, c, "code"), &code, &item);
	if (rc == GLANE_EGONE) { /* a burnt label: the team sees what it was */
		s->host->value->boolean(root, "void", 1);
		return rc;
	}
	if (rc == 0)
		rc = item_put(s, c, item, root);
	if (rc < 0)
		return rc;
	s->host->value->put(root, "heading", s->host->value->get(root, "name"));
	s->host->value->put(root, "item_title", s->host->value->get(root, "title"));
	put_states(s, c, root);
	rc = put_places(s, c, root);
	return rc < 0 ? rc : put_history(s, c, item, root);
}

int show_command(struct glane_self *s, struct glane_call *c)
{
	return show_item(s, c);
}

/* --- shoppers ----------------------------------------------------------------------------------------- */
static int put_similar(struct glane_self *s, struct glane_call *c, struct glane_value *root)
{
	const struct glane_value_api *val = s->host->value;
	struct glane_rows *r;
	struct glane_value *list = val->array(root, "similar");
	struct glane_val args[] = { glane_int(val->as_integer(val->get(val->get(root, "category"), "id"), 0)),
		                    glane_int(val->as_integer(val->get(root, "item"), 0)) };
	int rc = s->host->db->query(c, SQL_SIMILAR, args, 2, &r);
	while (rc == 0 && (rc = s->host->db->next(r)) == 1) {
		struct glane_value *one = val->object(list, NULL);
		struct glane_str title = text_col(s, r, 1);
		val->text(one, "code", text_col(s, r, 0));
		val->text(one, "name", title.n ? title : val->as_text(val->get(val->get(root, "category"), "name")));
		if (int_col(s, r, 2, -1) >= 0)
			val->quantity(one, "price", int_col(s, r, 2, 0), GLANE_U_CENTS);
		rc = 0;
	}
	return rc < 0 ? rc : 0;
}

/* The same words for a code that is blank, void or was never drawn would hide what a shopper may know: a void one says so. */
int show_shopper(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *val = s->host->value;
	struct glane_value *full = val->make(c), *root = s->host->reply->root(c);
	struct glane_str code;
	int64_t item;
	int rc = s->host->inventory->code_find(c, input_text(s, c, "code"), &code, &item);
	if (rc == GLANE_EGONE)
		return s->host->call->refuse(c, GLANE_EGONE, "gone", NULL);
	if (rc == 0 && item == 0)
		rc = GLANE_ENOENT;
	if (rc == 0)
		rc = item_put(s, c, item, full);
	if (rc == GLANE_ENOENT || rc == GLANE_EINVAL)
		return s->host->call->refuse(c, GLANE_ENOENT, "code.unknown", NULL);
	if (rc < 0)
		return rc;
	static const char *const shown[] = { "code", "name", "category", "grams", "price", "state", "state_name", "pieces", NULL };
	for (int i = 0; shown[i]; i++)
		if (val->get(full, shown[i]))
			val->put(root, shown[i], val->get(full, shown[i]));
	val->put(root, "title", val->get(full, "name"));
	uint32_t state = state_from_word(val->as_text(val->get(full, "state")));
	val->boolean(root, "for_sale", state == GLANE_STATE_ON_SALE);
	val->boolean(root, "reserved", state == GLANE_STATE_RESERVED);
	val->boolean(root, "left", state == GLANE_STATE_SOLD || state == GLANE_STATE_GIVEN);
	val->boolean(root, "waiting", state < GLANE_STATE_ON_SALE);
	if (state == GLANE_STATE_RECYCLED || state == GLANE_STATE_SCRAPPED)
		return s->host->call->refuse(c, GLANE_EGONE, "withdrawn", NULL);
	val->put(full, "title", val->get(full, "name"));
	rc = put_similar(s, c, full);
	val->put(root, "similar", val->get(full, "similar"));
	return rc;
}

/* --- lists --------------------------------------------------------------------------------------------- */
static int put_list(struct glane_self *s, struct glane_call *c, uint32_t sql, struct glane_val arg, struct glane_value *list)
{
	struct glane_rows *r;
	int rc = s->host->db->query(c, sql, &arg, 1, &r);
	while (rc == 0 && (rc = s->host->db->next(r)) == 1) {
		put_row(s, c, r, s->host->value->object(list, NULL));
		rc = 0;
	}
	return rc < 0 ? rc : 0;
}

int show_day(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	int64_t day = input_int(s, c, "day", INT64_MIN);
	if (day == INT64_MIN)
		day = h->call->day(c, h->call->now_ms(c));
	return put_list(s, c, SQL_BY_DAY, glane_int(day), h->value->array(h->reply->root(c), "items"));
}

/* Every word must begin a word of the item: "chai* boi*".  Letters and digits only, so that nobody writes a query. */
static struct glane_str match_of(struct glane_call *c, struct glane_self *s, struct glane_str q)
{
	char *out = s->host->call->alloc(c, q.n * 3 + 8);
	size_t n = 0;
	int in_word = 0;
	if (!out)
		return glane_cstr("");
	for (size_t i = 0; i < q.n; i++) {
		unsigned char ch = (unsigned char)q.p[i];
		int letter = (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch >= 0x80;
		if (letter && !in_word)
			out[n++] = '"';
		if (letter)
			out[n++] = (char)ch;
		if (in_word && !letter) {
			out[n++] = '"';
			out[n++] = '*';
			out[n++] = ' ';
		}
		in_word = letter;
	}
	if (in_word) {
		out[n++] = '"';
		out[n++] = '*';
	}
	return (struct glane_str){ out, n };
}

/* A scanned URL, 13 symbols with a digit among them, or six digits: then a misread one is said to be misread. */
static int looks_like_code(struct glane_str q)
{
	int symbols = 0, digits = 0;
	for (size_t i = 0; i < q.n; i++) {
		if (q.p[i] == '/')
			return 1;
		if (q.p[i] == ' ' || q.p[i] == '-')
			continue;
		int digit = q.p[i] >= '0' && q.p[i] <= '9';
		int letter = (q.p[i] >= 'a' && q.p[i] <= 'z') || (q.p[i] >= 'A' && q.p[i] <= 'Z');
		if (!digit && !letter)
			return 0;
		digits += digit;
		symbols++;
	}
	return (symbols == 13 && digits > 0) || (symbols == 6 && digits == 6);
}

int show_search(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	struct glane_value *root = h->reply->root(c), *list = h->value->array(root, "items");
	struct glane_str q = input_text(s, c, "q"), code;
	int64_t item;
	h->value->text(root, "q", q);
	if (q.n == 0)
		return 0;
	h->value->boolean(root, "asked", 1);
	int rc;
	if (looks_like_code(q)) {
		rc = item_find(s, c, q, &code, &item);
		if (rc == 0)
			rc = item_put(s, c, item, h->value->object(list, NULL));
	} else {
		struct glane_str match = match_of(c, s, q);
		rc = match.n ? put_list(s, c, SQL_SEARCH, glane_text(match), list) : 0;
	}
	h->value->boolean(root, "none", h->value->count(list) == 0);
	return rc;
}

/* --- label fields ---------------------------------------------------------------------------------------- */
static int field(struct glane_self *s, struct glane_call *c, struct glane_str subject, const char *name, struct glane_str *ret)
{
	const struct glane_value_api *val = s->host->value;
	if (subject.n < 6 || memcmp(subject.p, "item:", 5) != 0)
		return GLANE_ENOENT;
	struct glane_value *v = val->make(c);
	int rc = item_put(s, c, strtoll(subject.p + 5, NULL, 10), v);
	if (rc < 0)
		return rc;
	if (strcmp(name, "category") == 0)
		*ret = val->as_text(val->get(val->get(v, "category"), "name"));
	else if (strcmp(name, "price") == 0 && val->type(val->get(v, "price")) == GLANE_V_NULL)
		return GLANE_ENOENT;
	else if (strcmp(name, "price") == 0 || strcmp(name, "grams") == 0)
		return s->host->call->render(c, name, v, ret); /* as the language writes it */
	else
		*ret = val->as_text(val->get(v, name));
	return 0;
}

#define FIELD(fn, name)                                                                                                \
	int fn(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret)           \
	{                                                                                                              \
		return field(s, c, subject, name, ret);                                                                \
	}
FIELD(field_code, "code")
FIELD(field_short, "short")
FIELD(field_title, "name")
FIELD(field_price, "price")
FIELD(field_category, "category")
FIELD(field_weight, "grams")

int field_url(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret)
{
	return field(s, c, subject, "url", ret);
}
