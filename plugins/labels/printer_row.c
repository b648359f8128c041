/* SPDX-License-Identifier: MPL-2.0 */
/* What may stand in a row of labels_printer. */
#include <stdio.h>
#include <string.h>

#include "labels/internal.h"
#include "labels/printers.h"

enum { SHIFT_MOST = 200 };

static int no(struct glane_call *c, const char *input, const char *key)
{
	return labels_host->call->refuse_input(c, input, key, NULL);
}

/* No other one has this name or this port; a slot for a new one. */
static int check_others(struct glane_call *c, struct printer *p)
{
	struct printers all;
	int rc = printers_all(c, &all);
	uint32_t taken = 0;
	int64_t last = 0;
	if (rc)
		return rc;
	for (uint32_t i = 0; i < all.count; i++) {
		const struct printer *q = &all.at[i];
		taken |= 1u << q->slot;
		last = q->rank > last && !printer_is_folder(q) ? q->rank : last;
		if (q->id == p->id) {
			p->slot = q->slot;
			continue;
		}
		if (strcmp(q->name, p->name) == 0)
			return no(c, "name", "printer_name_taken");
		if (!printer_is_folder(p) && strcmp(q->port, p->port) == 0)
			return no(c, "port", "printer_port_taken");
	}
	for (uint32_t slot = 1; !p->slot && slot <= PRINTER_SLOTS; slot++)
		if (!(taken & 1u << slot))
			p->slot = slot;
	if (!p->slot)
		return labels_host->call->refuse(c, GLANE_ECONFLICT, "printers_full", NULL);
	if (!p->rank)
		p->rank = last + 1;
	return GLANE_OK;
}

static int check_port(struct glane_call *c, struct printer *p)
{
	struct port_address a;
	if (port_parse(p->port, &a) || a.kind == PORT_HID)
		return no(c, "port", "printer_port_unknown");
	port_write_text(&a, p->port, sizeof(p->port)); /* so that two ways of writing it are one */
	return GLANE_OK;
}

static int check_language(struct glane_call *c, struct printer *p)
{
	const struct encoder *e = encoder_find(glane_cstr(p->language));
	int ipp = strncmp(p->port, "ipp", 3) == 0, png = strcmp(p->language, "png") == 0, pdf = strcmp(p->language, "pdf") == 0;
	if (!e || (png && !printer_is_folder(p)) || (pdf && !ipp) || (ipp && !pdf && strcmp(p->language, "pwg")))
		return no(c, "language", "printer_language");
	const struct model *m = model_find(p->language, glane_cstr(p->model));
	if (!png && !pdf && !m)
		return no(c, "model", "model_unknown");
	if (m)
		snprintf(p->model, sizeof(p->model), "%s", m->name);
	else
		p->model[0] = 0;
	if (!p->dpi)
		p->dpi = model_dpi(m);
	return GLANE_OK;
}

static int check_roll(struct glane_call *c, struct printer *p)
{
	struct printer_setup s;
	struct media m;
	if (!p->media[0] && !printer_is_folder(p))
		return no(c, "media", "printer_media");
	if (p->media[0] && media_find(glane_cstr(p->media), &m))
		return no(c, "media", "media_unknown");
	if (printer_is_office(p) && strcmp(p->language, "pdf"))
		return no(c, "media", "printer_pages");
	return picture_refuse_area(c, printer_setup(c, p, glane_cstr(""), &s));
}

static int check(struct glane_call *c, struct printer *p)
{
	if (!p->name[0])
		return no(c, "name", "printer_name");
	int rc = check_port(c, p);
	if (rc == GLANE_OK)
		rc = check_language(c, p);
	if (rc == GLANE_OK)
		rc = check_roll(c, p);
	if (rc == GLANE_OK && p->darkness > 10)
		rc = no(c, "darkness", "printer_darkness");
	if (rc == GLANE_OK && (p->shift_x < -SHIFT_MOST || p->shift_x > SHIFT_MOST))
		rc = no(c, "shift_x", "printer_shift");
	if (rc == GLANE_OK && (p->shift_y < -SHIFT_MOST || p->shift_y > SHIFT_MOST))
		rc = no(c, "shift_y", "printer_shift");
	return rc ? rc : check_others(c, p);
}

static int put(struct glane_call *c, struct printer *p)
{
	const struct glane_db_api *db = labels_host->db;
	struct glane_val args[] = { glane_int(p->id),       glane_int(p->slot),    glane_text(glane_cstr(p->name)),
		                    glane_text(glane_cstr(p->port)), glane_text(glane_cstr(p->language)), glane_text(glane_cstr(p->model)),
		                    glane_int(p->dpi),      glane_text(glane_cstr(p->media)), glane_int(p->darkness),
		                    glane_int(p->inverted), glane_int(p->plain),   glane_int(p->shift_x),
		                    glane_int(p->shift_y),  glane_int(p->asks),    glane_int(p->trust),
		                    glane_int(p->rank),     glane_int(p->paused),  glane_int(labels_host->call->now_ms(c)),
		                    glane_text(glane_cstr(p->certificate)) };
	if (!p->id)
		args[0] = glane_null(); /* the next number */
	int rc = db->exec(c, SQL_PRINTER_PUT, args, sizeof(args) / sizeof(args[0]), NULL);
	if (rc == GLANE_OK && !p->id)
		p->id = db->last_id(c);
	return rc;
}

int printers_save(struct glane_self *self, struct glane_call *c, struct printer *p)
{
	struct printer old;
	int rc = p->id ? printers_find(c, p->id, &old) : 1;
	if (rc == 0 || (rc == 1 && p->id && !old.slot))
		return labels_host->call->refuse(c, GLANE_ENOENT, "printer_gone", NULL);
	p->slot = 0;
	rc = rc < 0 ? rc : check(c, p);
	if (rc == GLANE_OK)
		rc = put(c, p);
	if (rc == GLANE_OK)
		rc = printers_tell(self, c, p->slot);
	return rc ? rc : spool_go_on(self, c);
}

int printers_remove(struct glane_self *self, struct glane_call *c, int64_t id, int64_t *ret_waited, int64_t *ret_stuck)
{
	struct glane_val arg = glane_int(id);
	int64_t changes, busy, before = 0;
	int rc = spool_first_id(c, SQL_SPOOL_AT_WORK, &arg, 1, &busy);
	if (rc == GLANE_OK && busy)
		return labels_host->call->refuse(c, GLANE_ECONFLICT, "printer_at_work", NULL);
	if (rc == GLANE_OK)
		rc = spool_cancel_all(c, SQL_SPOOL_TRIALS, arg);
	if (rc == GLANE_OK)
		rc = printers_waiting(self, c, id, ret_waited);
	if (rc == GLANE_OK)
		rc = printers_waiting(self, c, 0, &before);
	if (rc == GLANE_OK)
		rc = labels_host->db->exec(c, SQL_PRINTER_REMOVE, &arg, 1, &changes);
	if (rc == GLANE_OK && !changes)
		return labels_host->call->refuse(c, GLANE_ENOENT, "printer_gone", NULL);
	if (rc == GLANE_OK)
		rc = labels_host->db->exec(c, SQL_SPOOL_UNASK, &arg, 1, NULL);
	if (rc == GLANE_OK)
		rc = printers_waiting(self, c, 0, ret_stuck);
	*ret_stuck -= before;
	return rc ? rc : spool_go_on(self, c);
}

int printers_pause(struct glane_self *self, struct glane_call *c, int64_t id, int paused)
{
	struct printer p;
	int rc = printers_find(c, id, &p);
	if (rc == 0 || (rc == 1 && !p.slot))
		return labels_host->call->refuse(c, GLANE_ENOENT, "printer_gone", NULL);
	p.paused = paused != 0;
	rc = rc < 0 ? rc : put(c, &p);
	if (rc == GLANE_OK)
		rc = printers_tell(self, c, p.slot);
	return rc ? rc : spool_go_on(self, c);
}

/* POST /pause */
int printers_rest(struct glane_self *self, struct glane_call *c)
{
	struct printer p;
	int rc = printers_pause(self, c, in_int(c, "printer", 0), in_int(c, "paused", 0) != 0);
	if (rc == GLANE_OK)
		rc = printers_find(c, in_int(c, "printer", 0), &p);
	if (rc == 1)
		rc = printers_fill(self, c, &p, labels_host->reply->root(c));
	labels_host->reply->see_other(c, glane_cstr("/p/labels/printers"));
	return rc;
}
