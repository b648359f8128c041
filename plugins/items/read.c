/* SPDX-License-Identifier: MPL-2.0 */
/* Reading: inputs, columns, and an item as all replies give it. */
#include <stdio.h>
#include <string.h>

#include "items/internal.h"

struct glane_str text_col(struct glane_self *s, struct glane_rows *r, uint32_t col)
{
	struct glane_val v = s->host->db->col(r, col);
	return v.type == GLANE_TEXT ? v.u.s : glane_cstr("");
}

int64_t int_col(struct glane_self *s, struct glane_rows *r, uint32_t col, int64_t missing)
{
	struct glane_val v = s->host->db->col(r, col);
	return v.type == GLANE_INT ? v.u.i : missing;
}

int one_int(struct glane_self *s, struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n, int64_t *ret)
{
	struct glane_rows *r;
	int rc = s->host->db->query(c, sql, args, n, &r);
	if (rc < 0)
		return rc;
	rc = s->host->db->next(r);
	if (rc >= 0)
		*ret = rc == 1 ? int_col(s, r, 0, 0) : 0;
	s->host->db->close(r);
	return rc < 0 ? rc : GLANE_OK;
}

int item_find(struct glane_self *s, struct glane_call *c, struct glane_str typed, struct glane_str *ret_code, int64_t *ret_item)
{
	int rc = s->host->inventory->code_find(c, typed, ret_code, ret_item);
	if (rc == 0 && *ret_item == 0)
		rc = s->host->call->refuse(c, GLANE_ENOENT, "bad.blank", NULL);
	return rc;
}

/* --- an item ------------------------------------------------------------------------------------------ */

/* What the QR code says.  Until site.host is set it is this machine's own address, which phones cannot open.  Upper case
 * throughout: letters then take less room in the symbol. */
static void put_url(struct glane_self *s, struct glane_call *c, struct glane_str code, struct glane_value *v)
{
	char url[320];
	struct glane_str host = s->host->call->setting(c, "site.host");
	const char *scheme = "HTTPS";
	if (host.n == 0) {
		host = s->host->call->setting(c, "site.listening");
		scheme = "HTTP";
	}
	snprintf(url, sizeof(url), "%s://%.*s/O/%.*s", scheme, (int)host.n, host.p, (int)code.n, code.p);
	for (char *p = url; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 32);
	s->host->value->text(v, "url", glane_cstr(url));
}

static void put_state(struct glane_self *s, struct glane_call *c, uint32_t state, struct glane_value *v)
{
	char key[40];
	const char *word = state_word(state);
	snprintf(key, sizeof(key), "state.%s", word ? word : "");
	s->host->value->text(v, "state", glane_cstr(word));
	s->host->value->text(v, "state_name", s->host->call->tr(c, key, NULL));
}

/* condition 1..3 or null, always there: a template would else find that of what is around it. */
static void put_detail(struct glane_self *s, struct glane_call *c, struct glane_rows *r, struct glane_value *v)
{
	const struct glane_value_api *val = s->host->value;
	int64_t condition = int_col(s, r, COL_CONDITION, 0);
	char key[16];
	val->null(v, "condition");
	if (condition) {
		snprintf(key, sizeof(key), "condition.%d", (int)condition);
		val->integer(v, "condition", condition);
		val->text(v, "condition_name", s->host->call->tr(c, key, NULL));
	}
	val->text(v, "story", text_col(s, r, COL_STORY));
	if (int_col(s, r, COL_UNTIL, 0))
		val->quantity(v, "until", int_col(s, r, COL_UNTIL, 0), GLANE_U_DAY);
}

void row_put(struct glane_self *s, struct glane_call *c, struct glane_rows *r, struct glane_value *v)
{
	const struct glane_value_api *val = s->host->value;
	struct glane_str title = text_col(s, r, COL_TITLE);
	struct glane_str category = text_col(s, r, is_english(s, c) ? COL_NAME_EN : COL_NAME_FR);
	int64_t price = int_col(s, r, COL_PRICE, -1);
	val->integer(v, "item", int_col(s, r, COL_ITEM, 0));
	val->text(v, "code", text_col(s, r, COL_CODE));
	val->text(v, "short", text_col(s, r, COL_SHORT));
	put_url(s, c, text_col(s, r, COL_CODE), v);
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
	put_state(s, c, (uint32_t)int_col(s, r, COL_STATE, 0), v);
	val->text(v, "place", text_col(s, r, COL_PLACE));
	val->text(v, "place_name", text_col(s, r, is_english(s, c) ? COL_PLACE_EN : COL_PLACE_FR));
	if (int_col(s, r, COL_SOURCE, 0))
		val->integer(v, "source", int_col(s, r, COL_SOURCE, 0));
	if (int_col(s, r, COL_AT, 0))
		val->quantity(v, "at_ms", int_col(s, r, COL_AT, 0), GLANE_U_TIME_MS);
	put_detail(s, c, r, v);
	val->integer(v, "record", int_col(s, r, COL_RECORD, 0));
	val->integer(v, "changed", int_col(s, r, COL_CHANGED, 0));
}

int item_put(struct glane_self *s, struct glane_call *c, int64_t item, struct glane_value *into)
{
	struct glane_rows *r;
	int rc = s->host->db->query(c, SQL_ITEM, (struct glane_val[]){ glane_int(item) }, 1, &r);
	if (rc < 0)
		return rc;
	rc = s->host->db->next(r);
	if (rc == 1)
		row_put(s, c, r, into);
	s->host->db->close(r);
	return rc == 1 ? GLANE_OK : rc < 0 ? rc : GLANE_ENOENT;
}

int rows_put(struct glane_self *s, struct glane_call *c, uint32_t sql, struct glane_val arg, struct glane_value *list)
{
	struct glane_rows *r;
	int rc = s->host->db->query(c, sql, &arg, 1, &r);
	if (rc < 0)
		return rc;
	while ((rc = s->host->db->next(r)) == 1)
		row_put(s, c, r, s->host->value->object(list, NULL));
	s->host->db->close(r);
	return rc;
}

/* --- places and titles ------------------------------------------------------------------------------------ */

int places_put(struct glane_self *s, struct glane_call *c, struct glane_value *root)
{
	const struct glane_value_api *val = s->host->value;
	struct glane_rows *r;
	struct glane_value *list = val->array(root, "places");
	struct glane_str here = val->as_text(val->get(root, "place"));
	int rc = s->host->db->query(c, SQL_PLACES, NULL, 0, &r);
	if (rc < 0)
		return rc;
	while ((rc = s->host->db->next(r)) == 1) {
		struct glane_str id = text_col(s, r, 0);
		if (id.n == here.n && memcmp(id.p, here.p, id.n) == 0)
			continue;
		struct glane_value *one = val->object(list, NULL);
		val->text(one, "id", id);
		val->text(one, "name", text_col(s, r, is_english(s, c) ? 2 : 1));
		val->integer(one, "n", int_col(s, r, 3, 0)); /* as action cards call it */
	}
	s->host->db->close(r);
	return rc;
}

int place_check(struct glane_self *s, struct glane_call *c, struct glane_str place)
{
	int64_t active;
	int rc = one_int(s, c, SQL_PLACE, (struct glane_val[]){ glane_text(place) }, 1, &active);
	if (rc < 0)
		return rc;
	if (!active)
		return s->host->call->refuse_input(c, "place", "bad.place", NULL);
	if (strcmp(place.p, "sorting") == 0) /* what has a label has been sorted */
		return s->host->call->refuse_input(c, "place", "bad.sorting", NULL);
	return GLANE_OK;
}

/* In characters, as people count; the input's own limit is in bytes. */
int length_check(struct glane_self *s, struct glane_call *c, const char *input, int64_t max)
{
	struct glane_str text = in_text(s, c, input);
	int64_t n = 0;
	for (size_t i = 0; i < text.n; i++)
		n += ((unsigned char)text.p[i] & 0xc0) != 0x80;
	if (n <= max)
		return GLANE_OK;
	struct glane_value *args = s->host->value->make(c);
	s->host->value->integer(args, "max", max);
	return s->host->call->refuse_input(c, input, "input.too_long", args);
}

/* --- faults with a page ------------------------------------------------------------------------------------ */

void reply_error(struct glane_self *s, struct glane_call *c, int status, const char *key, const struct glane_value *args)
{
	static const struct {
		int status, http;
		const char *name;
	} known[] = {
#define GLANE_X_(name, value, http, text) { value, http, #name },
		GLANE_STATUS_MAP(GLANE_X_)
#undef GLANE_X_
	};
	const struct glane_value_api *val = s->host->value;
	struct glane_value *root = s->host->reply->root(c), *error = val->object(root, "error");
	struct glane_str message = s->host->call->tr(c, key, args);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].status == status) {
			val->text(error, "status", glane_cstr(known[i].name));
			s->host->reply->status(c, known[i].http);
		}
	val->text(error, "message", message);
	val->object(error, "fields");
	val->text(val->object(val->array(root, "errors"), NULL), "message", message); /* as core's partial shows it */
}

int blank_offer(struct glane_self *s, struct glane_call *c, struct glane_str code)
{
	char path[64];
	snprintf(path, sizeof(path), "/p/items/new?blank=%s", code.p);
	reply_error(s, c, GLANE_ENOENT, "bad.blank", NULL);
	s->host->reply->see_other(c, glane_cstr(path));
	return GLANE_OK;
}
