/* SPDX-License-Identifier: MPL-2.0 */
/* glane printer list, status, add, set, remove, pause, resume, test. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labels/internal.h"
#include "labels/printers_pages.h"

/* The same rows for both commands, which tell them by two templates.  1: all is well, 0: somebody has to go and look. */
static int rows(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *root = labels_host->reply->root(c), *list = v->array(root, "printers");
	struct printers all;
	int rc = printers_all(c, &all), ok = 1;
	for (uint32_t i = 0; rc == GLANE_OK && i < all.count; i++) {
		const struct printer *p = &all.at[i];
		struct glane_value *o = v->object(list, NULL);
		char kind[KIND_MAX];
		rc = printers_fill(self, c, p, o);
		kind_write(p->language, p->model, p->dpi, kind);
		v->text(o, "kind", glane_cstr(kind));
		ok &= v->as_text(v->get(o, "trouble")).n == 0;
	}
	return rc ? rc : ok;
}

int command_printer_list(struct glane_self *self, struct glane_call *c)
{
	int rc = rows(self, c);
	return rc < 0 ? rc : GLANE_OK;
}

int command_printer_status(struct glane_self *self, struct glane_call *c)
{
	const struct glane_db_api *db = labels_host->db;
	struct glane_value *root = labels_host->reply->root(c);
	struct glane_rows *row;
	int64_t asked = 0;
	int ok = rows(self, c), rc = ok < 0 ? ok : db->query(c, SQL_SPOOL_QUEUE, NULL, 0, &row);
	while (rc >= 0 && (rc = db->next(row)) == 1)
		asked += strcmp(db->col(row, 2).u.s.p, "unknown") == 0;
	if (asked)
		labels_host->value->integer(root, "asked", asked);
	labels_host->value->boolean(root, "ok", ok > 0 && !asked);
	return rc;
}

/* By name, else by number.  Refuses the input "printer". */
static int find_named(struct glane_call *c, struct printer *ret)
{
	struct printers all;
	struct glane_str name = in_text(c, "printer");
	char *end;
	int64_t number = strtoll(name.p, &end, 10);
	int rc = printers_all(c, &all), found = 0;
	for (uint32_t i = 0; rc == GLANE_OK && i < all.count; i++) {
		int same = strcmp(all.at[i].name, name.p) == 0;
		if (same || (!found && !*end && all.at[i].id == number)) {
			*ret = all.at[i];
			found = 1;
		}
		if (same)
			break;
	}
	return rc || found ? rc : labels_host->call->refuse_input(c, "printer", "printer_gone", NULL);
}

struct told {
	struct printer p;
	struct glane_value *into;
};

static int tell(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct told *t = arg;
	int rc = printers_find(c, t->p.id, &t->p);
	return rc == 1 ? printers_fill(self, c, &t->p, t->into) : rc;
}

/* As it is now, to whoever gave the command. */
static int tell_one(struct glane_call *c, const struct printer *p)
{
	const struct glane_value_api *v = labels_host->value;
	struct told t = { *p, v->object(v->array(labels_host->reply->root(c), "printers"), NULL) };
	return labels_host->call->within(c, GLANE_READ, tell, &t);
}

int command_printer_add(struct glane_self *self, struct glane_call *c)
{
	struct printer p;
	(void)self;
	int rc = printers_add_asked(c, &p);
	return rc ? rc : tell_one(c, &p);
}

static int find_it(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	return find_named(c, arg);
}

static int set_now(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct printer *asked = arg, p; /* its kind */
	int rc = find_named(c, &p);
	char old_port[PORT_TEXT_MAX];
	snprintf(old_port, sizeof(old_port), "%s", rc ? "" : p.port);
	if (rc == GLANE_OK)
		rc = form_read(c, &p);
	if (rc)
		return rc;
	kind_copy(asked, old_port, &p);
	p.darkness = (uint8_t)in_int(c, "darkness", p.darkness);
	p.asks = in_int(c, "asks", p.asks) != 0;
	p.trust = in_int(c, "trust", p.trust) != 0;
	p.inverted = in_int(c, "inverted", p.inverted) != 0;
	p.plain = in_int(c, "plain", p.plain) != 0;
	return printers_save(self, c, &p);
}

/* What is not given stays. */
int command_printer_set(struct glane_self *self, struct glane_call *c)
{
	struct printer p;
	(void)self;
	int rc = labels_host->call->within(c, GLANE_READ, find_it, &p);
	if (rc == GLANE_OK)
		rc = form_read(c, &p);
	if (rc == GLANE_OK && (in_text(c, "kind").n || in_text(c, "port").n))
		rc = kind_ask(c, &p);
	if (rc == GLANE_OK)
		rc = labels_host->call->within(c, GLANE_WRITE, set_now, &p);
	return rc ? rc : tell_one(c, &p);
}

int command_printer_remove(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *root = labels_host->reply->root(c);
	struct printer p;
	int64_t waited, stuck;
	int rc = find_named(c, &p);
	if (rc == GLANE_OK)
		rc = printers_remove(self, c, p.id, &waited, &stuck);
	if (rc)
		return rc;
	v->integer(root, "printer", p.id);
	v->text(root, "name", glane_cstr(p.name));
	v->integer(root, "waited", waited);
	v->integer(root, "n", stuck ? stuck : waited);
	v->text(root, "text", labels_host->call->tr(c, stuck ? "printers.removed_stuck" : waited ? "printers.removed_moved" : "printers.removed", root));
	return GLANE_OK;
}

static int rest(struct glane_self *self, struct glane_call *c, int paused)
{
	struct printer p;
	int rc = find_named(c, &p);
	if (rc == GLANE_OK)
		rc = printers_pause(self, c, p.id, paused);
	return rc ? rc : printers_show(self, c);
}

int command_pause(struct glane_self *self, struct glane_call *c)
{
	return rest(self, c, 1);
}

int command_resume(struct glane_self *self, struct glane_call *c)
{
	return rest(self, c, 0);
}

int command_printer_test(struct glane_self *self, struct glane_call *c)
{
	struct glane_str what = in_text(c, "what");
	struct printer p;
	int64_t job;
	int rc = labels_host->call->within(c, GLANE_READ, find_it, &p);
	if (rc == GLANE_OK)
		rc = trial_print(self, c, p.id, what.n ? what.p : "label", &job);
	if (rc)
		return rc;
	struct glane_value *root = labels_host->reply->root(c);
	labels_host->value->integer(root, "job", job);
	labels_host->value->text(root, "text", labels_host->call->tr(c, "printers.trial_sent", root));
	return GLANE_OK;
}
