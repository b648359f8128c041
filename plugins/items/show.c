/* SPDX-License-Identifier: MPL-2.0 */
/* Items for the team: one with its history, and those of a day. */
#include <stdio.h>
#include <string.h>

#include "items/internal.h"

/* --- what may be done --------------------------------------------------------------------------------- */
static void put_states(struct glane_self *s, struct glane_call *c, struct glane_value *root)
{
	const struct glane_value_api *val = s->host->value;
	uint32_t now = state_from_word(val->as_text(val->get(root, "state")));
	uint32_t next = s->host->inventory->states_after(now);
	struct glane_value *list = val->array(root, "states");
	val->quantity(root, "today", s->host->call->day(c, s->host->call->now_ms(c)), GLANE_U_DAY); /* what `until` is counted from */
	int in_stock = now < GLANE_STATE_SOLD && val->as_text(val->get(root, "place")).n > 0;
	for (uint32_t st = GLANE_STATE_PENDING; st <= GLANE_STATE_RESERVED; st++) { /* what leaves the stock is another plugin's work */
		char key[40];
		if (!(next & 1u << st) || st == now || !in_stock)
			continue;
		struct glane_value *one = val->object(list, NULL);
		snprintf(key, sizeof(key), "state.%s", state_word(st));
		val->text(one, "id", glane_cstr(state_word(st)));
		val->text(one, "name", s->host->call->tr(c, key, NULL));
	}
	val->boolean(root, "in_stock", in_stock);
}

/* As a person writes it into the field: "4,50". */
static void put_price_text(struct glane_self *s, struct glane_call *c, struct glane_value *root)
{
	const struct glane_value_api *val = s->host->value;
	int64_t price = val->as_integer(val->get(root, "price"), -1);
	char text[32] = "";
	if (price >= 0)
		snprintf(text, sizeof(text), "%lld%c%02d", (long long)(price / 100), is_english(s, c) ? '.' : ',', (int)(price % 100));
	val->text(root, "price_text", glane_cstr(text));
}

/* The last change, while it is young and ours: the page offers to take it back. */
static int put_undo(struct glane_self *s, struct glane_call *c, struct glane_value *root)
{
	const struct glane_value_api *val = s->host->value;
	int64_t record = val->as_integer(val->get(root, "changed"), 0), fresh;
	int rc = one_int(s, c, SQL_FRESH, (struct glane_val[]){ glane_int(record), glane_int(s->host->call->now_ms(c) - UNDO_MS) }, 2, &fresh);
	if (rc == GLANE_OK && fresh) {
		val->integer(root, "undo", fresh);
		val->boolean(root, "undo_label", fresh == val->as_integer(val->get(root, "record"), 0));
	}
	return rc;
}

/* For the page's list of choices. */
static void put_conditions(struct glane_self *s, struct glane_call *c, struct glane_value *root)
{
	const struct glane_value_api *val = s->host->value;
	struct glane_value *list = val->array(root, "conditions");
	int64_t now = val->as_integer(val->get(root, "condition"), 0);
	for (int i = 1; i <= 3; i++) {
		struct glane_value *one = val->object(list, NULL);
		char key[16];
		snprintf(key, sizeof(key), "condition.%d", i);
		val->integer(one, "id", i);
		val->text(one, "name", s->host->call->tr(c, key, NULL));
		val->boolean(one, "now", i == now);
	}
}

/* --- what happened -------------------------------------------------------------------------------------- */
enum { H_SEQ, H_AT, H_KIND, H_UNDONE, H_TITLE, H_PRICE, H_STATE, H_CATEGORY_FR, H_CATEGORY_EN, H_PLACE_FR, H_PLACE_EN,
	H_CONDITION, H_STORY, H_UNTIL };

/* An entry of the list; all but the first come after a comma. */
static struct glane_value *part(struct glane_self *s, struct glane_value *list)
{
	uint32_t before = s->host->value->count(list);
	struct glane_value *one = s->host->value->object(list, NULL);
	s->host->value->boolean(one, "more", before > 0);
	return one;
}

/* "Assiettes, boutique, 4,50 €": what a record set. */
static int put_detail(struct glane_self *s, struct glane_call *c, struct glane_rows *r, struct glane_str *ret)
{
	const struct glane_value_api *val = s->host->value;
	struct glane_value *v = val->make(c), *list = val->array(v, "parts");
	struct glane_str words[] = { text_col(s, r, H_TITLE), text_col(s, r, is_english(s, c) ? H_CATEGORY_EN : H_CATEGORY_FR),
		                     text_col(s, r, H_STATE), text_col(s, r, is_english(s, c) ? H_PLACE_EN : H_PLACE_FR) };
	int64_t price = int_col(s, r, H_PRICE, -2), condition = int_col(s, r, H_CONDITION, 0), until = int_col(s, r, H_UNTIL, 0);
	if (words[2].n) {
		char key[48];
		snprintf(key, sizeof(key), "state.%.*s", (int)(words[2].n < 40 ? words[2].n : 40), words[2].p);
		words[2] = s->host->call->tr(c, key, NULL);
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words[i].n)
			val->text(part(s, list), "text", words[i]);
	if (price >= 0)
		val->quantity(part(s, list), "text", price, GLANE_U_CENTS);
	else if (price == -1 && text_col(s, r, H_KIND).n == sizeof("items.edited") - 1)
		val->text(part(s, list), "text", s->host->call->tr(c, "no_price", NULL));
	if (condition > 0 && condition <= 3) {
		char key[16];
		snprintf(key, sizeof(key), "condition.%d", (int)condition);
		val->text(part(s, list), "text", s->host->call->tr(c, key, NULL));
	}
	if (text_col(s, r, H_STORY).n)
		val->text(part(s, list), "text", s->host->call->tr(c, "field.story", NULL));
	if (until)
		val->quantity(part(s, list), "text", until, GLANE_U_DAY);
	return s->host->call->render(c, "detail", v, ret);
}

static int put_record(struct glane_self *s, struct glane_call *c, struct glane_rows *r, struct glane_value *one)
{
	const struct glane_value_api *val = s->host->value;
	struct glane_str kind = text_col(s, r, H_KIND), detail;
	char key[80];
	int rc = put_detail(s, c, r, &detail);
	if (rc < 0)
		return rc;
	snprintf(key, sizeof(key), "kind.%.*s", (int)kind.n, kind.p);
	struct glane_value *args = val->make(c);
	struct glane_str what = s->host->call->tr(c, key, NULL);
	val->text(args, "what", strcmp(what.p, key) == 0 ? kind : what); /* another plugin's kind: its name */
	val->text(args, "detail", detail);
	val->integer(one, "record", int_col(s, r, H_SEQ, 0));
	val->quantity(one, "at_ms", int_col(s, r, H_AT, 0), GLANE_U_TIME_MS);
	val->text(one, "kind", kind);
	val->text(one, "text", s->host->call->tr(c, detail.n ? "history.detail" : "history.plain", args));
	val->boolean(one, "undone", int_col(s, r, H_UNDONE, 0) != 0);
	return GLANE_OK;
}

static int put_history(struct glane_self *s, struct glane_call *c, struct glane_value *root)
{
	const struct glane_value_api *val = s->host->value;
	struct glane_rows *r;
	struct glane_value *list = val->array(root, "history");
	struct glane_val item = glane_int(val->as_integer(val->get(root, "item"), 0));
	int rc = s->host->db->query(c, SQL_HISTORY, &item, 1, &r);
	if (rc < 0)
		return rc;
	while ((rc = s->host->db->next(r)) == 1) {
		rc = put_record(s, c, r, val->object(list, NULL));
		if (rc < 0)
			break;
	}
	s->host->db->close(r);
	return rc;
}

/* --- pages ------------------------------------------------------------------------------------------------ */
static int show(struct glane_self *s, struct glane_call *c, int64_t item)
{
	struct glane_value *root = s->host->reply->root(c);
	int rc = item_put(s, c, item, root);
	if (rc == GLANE_OK) {
		put_states(s, c, root);
		put_price_text(s, c, root);
		put_conditions(s, c, root);
		rc = put_undo(s, c, root);
	}
	if (rc == GLANE_OK)
		rc = places_put(s, c, root);
	if (rc == GLANE_OK)
		rc = reports_put(s, c, item);
	return rc == GLANE_OK ? put_history(s, c, root) : rc;
}

int show_item(struct glane_self *s, struct glane_call *c)
{
	struct glane_str code;
	int64_t item;
	int rc = s->host->inventory->code_find(c, in_text(s, c, "code"), &code, &item);
	if (rc == GLANE_OK && item == 0)
		return blank_offer(s, c, code);
	return rc < 0 ? rc : show(s, c, item);
}

int show_command(struct glane_self *s, struct glane_call *c)
{
	struct glane_str code;
	int64_t item;
	int rc = item_find(s, c, in_text(s, c, "code"), &code, &item);
	return rc < 0 ? rc : show(s, c, item);
}

int show_day(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	int64_t day = in_int(s, c, "day", INT64_MIN);
	if (day == INT64_MIN)
		day = h->call->day(c, h->call->now_ms(c));
	return rows_put(s, c, SQL_BY_DAY, glane_int(day), h->value->array(h->reply->root(c), "items"));
}
