/* SPDX-License-Identifier: MPL-2.0 */
/* Rows of labels_printer, and which of them a label goes to.  What may stand in a row: printer_row.c; how printers are now:
 * printer_live.c. */
#include "labels/printers.h"

#include <stdio.h>
#include <string.h>

#include "labels/internal.h"

/* The columns of SQL_PRINTER_*, which are the same. */
static void read_row(struct glane_rows *row, struct printer *p)
{
	const struct glane_db_api *db = labels_host->db;
	*p = (struct printer){ .id = db->col(row, 0).u.i, .slot = (uint32_t)db->col(row, 1).u.i, .dpi = (uint32_t)db->col(row, 6).u.i,
		               .darkness = (uint8_t)db->col(row, 8).u.i, .inverted = (uint8_t)db->col(row, 9).u.i,
		               .plain = (uint8_t)db->col(row, 10).u.i, .shift_x = (int32_t)db->col(row, 11).u.i,
		               .shift_y = (int32_t)db->col(row, 12).u.i, .asks = (uint8_t)db->col(row, 13).u.i,
		               .trust = (uint8_t)db->col(row, 14).u.i, .rank = db->col(row, 15).u.i, .paused = (uint8_t)db->col(row, 16).u.i };
	column_text(p->name, sizeof(p->name), row, 2);
	column_text(p->port, sizeof(p->port), row, 3);
	column_text(p->language, sizeof(p->language), row, 4);
	column_text(p->model, sizeof(p->model), row, 5);
	column_text(p->media, sizeof(p->media), row, 7);
	column_text(p->certificate, sizeof(p->certificate), row, 17);
}

static int read_one(struct glane_call *c, uint32_t sql, int64_t which, struct printer *ret)
{
	struct glane_rows *row;
	int rc = labels_host->db->query(c, sql, (struct glane_val[]){ glane_int(which) }, 1, &row);
	if (rc < 0)
		return rc;
	rc = labels_host->db->next(row);
	if (rc == 1)
		read_row(row, ret);
	labels_host->db->close(row);
	return rc;
}

int printers_in_slot(struct glane_call *c, uint32_t slot, struct printer *ret)
{
	return read_one(c, SQL_PRINTER_SLOT, slot, ret);
}

int printers_find(struct glane_call *c, int64_t id, struct printer *ret)
{
	return read_one(c, SQL_PRINTER_ONE, id, ret);
}

int printers_all(struct glane_call *c, struct printers *ret)
{
	struct glane_rows *row;
	ret->count = 0;
	int rc = labels_host->db->query(c, SQL_PRINTER_ALL, NULL, 0, &row);
	if (rc < 0)
		return rc;
	while (ret->count < PRINTER_SLOTS && (rc = labels_host->db->next(row)) == 1)
		read_row(row, &ret->at[ret->count++]);
	labels_host->db->close(row);
	return rc < 0 ? rc : GLANE_OK;
}

int printer_is_folder(const struct printer *p)
{
	return strncmp(p->port, "file:", 5) == 0;
}

int printer_is_office(const struct printer *p)
{
	return media_is_page(p->media);
}

/* --- what it wants of a label ---------------------------------------------------------------------------------------- */
int printer_setup(struct glane_call *c, const struct printer *p, struct glane_str media, struct printer_setup *ret)
{
	struct glane_str roll = media.n ? media : glane_cstr(p->media);
	*ret = (struct printer_setup){ .encoder = encoder_find(glane_cstr(p->language)) };
	if (!roll.n)
		media_default(c, &ret->media);
	else if (media_find(roll, &ret->media))
		return GLANE_ENOENT;
	if (!ret->encoder || port_parse(p->port, &ret->profile.port))
		return GLANE_ENOENT;
	const struct media *m = &ret->media;
	ret->options = (struct encode_options){ .model = model_find(p->language, glane_cstr(p->model)), .dpi = p->dpi, .darkness = p->darkness,
		                                .inverted = p->inverted, .plain = p->plain };
	ret->profile.language = ret->encoder->name;
	ret->profile.media_w_mm = (uint16_t)((m->turned ? m->h_dmm : m->w_dmm) / 10);
	ret->profile.media_h_mm = (uint16_t)(m->kind != MEDIA_LABELS ? 0 : (m->turned ? m->w_dmm : m->h_dmm) / 10);
	ret->profile.media_red = m->kind == MEDIA_RED;
	ret->profile.asks = p->asks;
	ret->profile.trust = p->trust;
	ret->profile.certificate = p->certificate;
	return ret->encoder->area(m, &ret->options, &ret->area);
}

void printer_drawn_for(const struct printer *p, const struct printer_setup *s, char out[300])
{
	/* None of these texts needs escaping: they are words of our tables. */
	snprintf(out, 300, "{\"printer\":%lld,\"language\":\"%s\",\"model\":\"%s\",\"dpi\":%u,\"media\":\"%s\",\"darkness\":%u,\"inverted\":%u,"
	                   "\"plain\":%u,\"shift_x\":%d,\"shift_y\":%d}",
	         (long long)p->id, s->encoder->name, s->options.model ? s->options.model->name : "", s->options.dpi, s->media.id,
	         s->options.darkness, s->options.inverted, s->options.plain, p->shift_x, p->shift_y);
}

/* --- which one ------------------------------------------------------------------------------------------------------- */
static int is_well(struct glane_self *self, const struct printer *p)
{
	struct printer_live live;
	printer_live(self, p->slot, &live);
	return !p->paused && !live.status.trouble;
}

const struct printer *printers_choose(struct glane_self *self, const struct printers *all, int64_t asked, struct glane_str media)
{
	const struct printer *waits = NULL;
	int real = 0;
	for (uint32_t i = 0; i < all->count; i++)
		real |= !printer_is_folder(&all->at[i]) && !printer_is_office(&all->at[i]);
	for (uint32_t i = 0; i < all->count; i++) {
		const struct printer *p = &all->at[i];
		if (asked ? p->id != asked : (real && printer_is_folder(p)) || printer_is_office(p))
			continue;
		if (media.n && p->media[0] && strcmp(p->media, media.p) != 0)
			continue;
		if (is_well(self, p))
			return p;
		if (!waits || (waits->paused && !p->paused))
			waits = p;
	}
	return waits;
}
