/* SPDX-License-Identifier: MPL-2.0 */
/* What shoppers tell the team about an item.  Anybody may write, so it is short, kept apart from the record of what
 * happened, read by the team only, and gone after a year. */
#include <stdio.h>

#include "items/internal.h"

enum { WAITING_MAX = 20 /* of one item: more would say nothing new */ };
enum { R_ID, R_TEXT, R_AT, R_DONE, R_CODE, R_SHORT, R_TITLE, R_NAME_FR, R_NAME_EN };

/* Of an item that a shopper may look at. */
static int find(struct glane_self *s, struct glane_call *c, struct glane_str *ret_code, int64_t *ret_item)
{
	int rc = s->host->inventory->code_find(c, in_text(s, c, "code"), ret_code, ret_item);
	if (rc == GLANE_EINVAL || rc == GLANE_EGONE || (rc == GLANE_OK && *ret_item == 0))
		rc = GLANE_ENOENT;
	return rc == GLANE_ENOENT ? s->host->call->refuse(c, rc, "code.unknown", NULL) : rc;
}

int report_form(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *val = s->host->value;
	struct glane_value *root = s->host->reply->root(c), *full = val->make(c);
	struct glane_str code;
	int64_t item;
	int rc = find(s, c, &code, &item);
	if (rc == GLANE_OK)
		rc = item_put(s, c, item, full);
	if (rc < 0)
		return rc;
	val->text(root, "title", s->host->call->tr(c, "report.title", NULL));
	val->put(root, "code", val->get(full, "code"));
	val->put(root, "name", val->get(full, "name"));
	val->boolean(root, "sent", in_int(s, c, "sent", 0) != 0);
	return GLANE_OK;
}

int report_send(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	struct glane_str code;
	int64_t item, waiting;
	char path[80];
	int rc = find(s, c, &code, &item);
	if (rc == GLANE_OK)
		rc = length_check(s, c, "text", REPORT_MAX);
	if (rc == GLANE_OK)
		rc = one_int(s, c, SQL_REPORT_WAITING, (struct glane_val[]){ glane_int(item) }, 1, &waiting);
	if (rc < 0)
		return rc;
	if (waiting >= WAITING_MAX)
		return h->call->refuse(c, GLANE_ELIMIT, "report.enough", NULL);
	rc = h->db->exec(c, SQL_REPORT_ADD,
	                 (struct glane_val[]){ glane_int(item), glane_text(in_text(s, c, "text")), glane_int(h->call->now_ms(c)) }, 3, NULL);
	if (rc < 0)
		return rc;
	struct glane_value *event = h->value->make(c);
	h->value->text(event, "code", code);
	h->live->publish(c, TOPIC_REPORTED, event);
	h->value->boolean(h->reply->root(c), "sent", 1);
	h->reply->status(c, 201);
	snprintf(path, sizeof(path), "/p/items/report/%s?sent=1&l=%.8s", code.p, h->call->lang(c).p);
	h->reply->see_other(c, glane_cstr(path));
	return GLANE_OK;
}

static int put(struct glane_self *s, struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n, struct glane_value *list)
{
	const struct glane_value_api *val = s->host->value;
	struct glane_rows *r;
	int rc = s->host->db->query(c, sql, args, n, &r);
	if (rc < 0)
		return rc;
	while ((rc = s->host->db->next(r)) == 1) {
		struct glane_value *one = val->object(list, NULL);
		struct glane_str title = text_col(s, r, R_TITLE);
		val->integer(one, "id", int_col(s, r, R_ID, 0));
		val->text(one, "text", text_col(s, r, R_TEXT));
		val->quantity(one, "at_ms", int_col(s, r, R_AT, 0), GLANE_U_TIME_MS);
		val->boolean(one, "done", int_col(s, r, R_DONE, 0) != 0);
		val->text(one, "code", text_col(s, r, R_CODE));
		val->text(one, "short", text_col(s, r, R_SHORT));
		val->text(one, "name", title.n ? title : text_col(s, r, is_english(s, c) ? R_NAME_EN : R_NAME_FR));
	}
	s->host->db->close(r);
	return rc;
}

int reports_put(struct glane_self *s, struct glane_call *c, int64_t item)
{
	struct glane_value *root = s->host->reply->root(c), *list = s->host->value->array(root, "reports");
	int rc = put(s, c, SQL_REPORT_OF, (struct glane_val[]){ glane_int(item) }, 1, list);
	s->host->value->boolean(root, "reported", s->host->value->count(list) > 0);
	return rc;
}

int report_list(struct glane_self *s, struct glane_call *c)
{
	struct glane_value *root = s->host->reply->root(c), *list = s->host->value->array(root, "reports");
	s->host->value->text(root, "title", s->host->call->tr(c, "reports.title", NULL));
	int rc = put(s, c, SQL_REPORTS, NULL, 0, list);
	s->host->value->boolean(root, "none", s->host->value->count(list) == 0);
	return rc;
}

int report_done(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	int done = in_int(s, c, "done", 1) != 0;
	int64_t person = h->call->person(c), changes;
	struct glane_val args[] = { glane_int(in_int(s, c, "id", 0)), done ? glane_int(h->call->now_ms(c)) : glane_null(),
		                    done && person ? glane_int(person) : glane_null() };
	int rc = h->db->exec(c, SQL_REPORT_DONE, args, 3, &changes);
	if (rc < 0)
		return rc;
	if (changes == 0)
		return h->call->refuse(c, GLANE_ENOENT, "report.unknown", NULL);
	h->live->publish(c, TOPIC_REPORTED, h->value->make(c));
	h->value->boolean(h->reply->root(c), "done", done);
	h->reply->see_other(c, glane_cstr("/p/items/reports"));
	return GLANE_OK;
}
