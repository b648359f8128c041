/* SPDX-License-Identifier: MPL-2.0 */
/* Sheets of stickers: those that are known, this centre's own as copies that are changed, and how the printer is adjusted. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labels/designs.h"

/* Lengths of the form, millimetres with up to two decimals; in the order of struct sheet. */
static const struct {
	const char *name;
	size_t at;
} lengths[] = {
	{ "w", offsetof(struct sheet, w) },             { "h", offsetof(struct sheet, h) },
	{ "left", offsetof(struct sheet, left) },       { "top", offsetof(struct sheet, top) },
	{ "pitch_x", offsetof(struct sheet, pitch_x) }, { "pitch_y", offsetof(struct sheet, pitch_y) },
	{ "page_w", offsetof(struct sheet, page_w) },   { "page_h", offsetof(struct sheet, page_h) },
};
enum { LENGTHS = sizeof(lengths) / sizeof(lengths[0]) };

static uint32_t *length_of(struct sheet *s, uint32_t i)
{
	return (uint32_t *)(void *)((char *)s + lengths[i].at);
}

/* "63,5" -> 6350.  0: fine. */
static int read_mm(struct glane_str s, uint32_t *ret)
{
	uint32_t whole = 0, rest = 0, digits = 0, decimals = 0;
	size_t i = 0;
	for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && digits < 3; i++, digits++)
		whole = whole * 10 + (uint32_t)(s.p[i] - '0');
	if (i < s.n && (s.p[i] == ',' || s.p[i] == '.'))
		for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && decimals < 2; i++, decimals++)
			rest = rest * 10 + (uint32_t)(s.p[i] - '0');
	if (!digits || i != s.n)
		return -1;
	*ret = whole * 100 + (decimals == 1 ? rest * 10 : rest);
	return 0;
}

static void write_mm(uint32_t v, char out[16])
{
	if (v % 100 == 0)
		snprintf(out, 16, "%u", v / 100);
	else if (v % 10 == 0)
		snprintf(out, 16, "%u,%u", v / 100, v / 10 % 10);
	else
		snprintf(out, 16, "%u,%02u", v / 100, v % 100);
}

static void add_sheet(struct glane_value *list, const struct sheet *s, int own)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *one = v->object(list, NULL);
	v->text(one, "id", glane_cstr(s->id));
	v->text(one, "name", glane_cstr(s->name));
	v->integer(one, "n", s->columns * s->rows);
	v->boolean(one, "own", own);
}

int sheet_choices(struct glane_call *c, struct glane_value *root, const char *chosen)
{
	const struct glane_value_api *v = labels_host->value;
	const struct glane_db_api *db = labels_host->db;
	struct glane_value *list = v->array(root, "sheets");
	struct glane_rows *row;
	int rc = db->query(c, SQL_SHEET_ALL, NULL, 0, &row);
	while (rc >= 0 && (rc = db->next(row)) == 1) {
		char id[24];
		snprintf(id, sizeof(id), "P%lld", (long long)db->col(row, 0).u.i);
		struct sheet s = { .id = id, .name = db->col(row, 1).u.s.p, .columns = (uint32_t)db->col(row, 2).u.i, .rows = (uint32_t)db->col(row, 3).u.i };
		add_sheet(list, &s, 1);
	}
	for (uint32_t i = 0; rc >= 0 && i < sheet_count; i++)
		add_sheet(list, &sheet_table[i], 0);
	for (uint32_t i = 0; i < v->count(list); i++) {
		struct glane_value *one = (struct glane_value *)v->at(list, i); /* built just now */
		v->boolean(one, "chosen", strcmp(v->as_text(v->get(one, "id")).p, chosen) == 0);
	}
	return rc;
}

static void show_form(struct glane_value *form, const struct sheet_kept *kept, int own)
{
	const struct glane_value_api *v = labels_host->value;
	struct sheet s = kept->sheet;
	char mm[16];
	for (uint32_t i = 0; i < LENGTHS; i++) {
		write_mm(*length_of(&s, i), mm);
		v->text(form, lengths[i].name, glane_cstr(mm));
	}
	v->text(form, "sheet", glane_cstr(own ? s.id : ""));
	v->text(form, "name", glane_cstr(own ? s.name : ""));
	v->text(form, "of", glane_cstr(s.name));
	v->integer(form, "columns", s.columns);
	v->integer(form, "rows", s.rows);
	v->boolean(form, "wordy", s.wordy != 0);
}

int sheets_page(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *root = labels_host->reply->root(c), *form;
	const struct glane_value *again = v->get(root, "input");
	struct glane_str id = text_in(labels_host->call->inputs(c), "sheet");
	struct sheet_shift shift = sheet_shift(c);
	struct sheet_kept kept;
	int rc = sheet_choices(c, root, id.p);
	v->decimal(root, "shift_x", shift.x_um / 100, 1);
	v->decimal(root, "shift_y", shift.y_um / 100, 1);
	v->integer(root, "scale_x", shift.x_scale);
	v->integer(root, "scale_y", shift.y_scale);
	if (rc || (!id.n && !v->count(again)))
		return rc;
	if (v->count(again)) { /* what was refused, as it was typed */
		v->put(root, "form", again);
		return GLANE_OK;
	}
	rc = sheet_get(c, id, &kept);
	form = v->object(root, "form");
	if (rc == GLANE_OK)
		show_form(form, &kept, id.p[0] == 'P');
	return rc;
}

static int read_form(struct glane_call *c, struct sheet *s)
{
	const struct glane_value_api *v = labels_host->value;
	const struct glane_value *in = labels_host->call->inputs(c);
	int rc = GLANE_OK;
	for (uint32_t i = 0; i < LENGTHS; i++)
		if (read_mm(text_in(in, lengths[i].name), length_of(s, i)))
			rc = labels_host->call->refuse_input(c, lengths[i].name, "sheet.length", NULL);
	s->columns = (uint32_t)v->as_integer(v->get(in, "columns"), 0);
	s->rows = (uint32_t)v->as_integer(v->get(in, "rows"), 0);
	s->wordy = v->as_integer(v->get(in, "wordy"), 0) != 0;
	return rc;
}

/* Stickers that overlap or leave the page, or on which no symbol fits. */
static int check(struct glane_call *c, const struct sheet *s)
{
	enum sheet_fault fault = sheet_check(s);
	int sideways = s->left + (uint64_t)(s->columns - 1) * s->pitch_x + s->w > s->page_w;
	const char *const inputs[] = { [SHEET_SMALL] = "w", [SHEET_OVERLAPS] = s->columns > 1 && s->pitch_x < s->w ? "pitch_x" : "pitch_y",
		                       [SHEET_LEAVES] = sideways ? "columns" : "rows", [SHEET_MANY] = "columns", [SHEET_PAGE] = "page_w" };
	char key[32];
	if (fault) {
		snprintf(key, sizeof(key), "sheet.%s", sheet_fault_names[fault]);
		return labels_host->call->refuse_input(c, inputs[fault], key, NULL);
	}
	struct media m = sheet_media(s);
	struct label_text *t = labels_host->call->alloc(c, sizeof(*t));
	struct label_layout l;
	if (!t)
		return GLANE_ENOMEM;
	label_text_sample(c, t);
	struct label_fields f = label_text_fields(t);
	return label_plan(&m, 300, &f, &l) ? labels_host->call->refuse_input(c, "wordy", "sheet.symbolless", NULL) : GLANE_OK;
}

/* POST /sheets/save: "sheet" empty: a new one. */
int sheet_keep(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	const struct glane_value *in = labels_host->call->inputs(c);
	struct glane_str id = text_in(in, "sheet"), name = text_in(in, "name");
	struct sheet s = { .id = "P0" };
	struct sheet_kept kept;
	int rc = id.n ? sheet_look(c, id, &kept) : 1;
	if (rc == 0 || (id.n && id.p[0] != 'P'))
		return labels_host->call->refuse(c, GLANE_ENOENT, "sheet_unknown", NULL);
	rc = rc < 0 ? rc : read_form(c, &s);
	if (rc == GLANE_OK)
		rc = check(c, &s);
	if (rc)
		return rc;
	struct glane_val args[] = { id.n ? glane_int(strtoll(id.p + 1, NULL, 10)) : glane_null(), glane_text(name), glane_int(s.w), glane_int(s.h),
		                    glane_int(s.columns), glane_int(s.rows), glane_int(s.left), glane_int(s.top), glane_int(s.pitch_x), glane_int(s.pitch_y),
		                    glane_int(s.page_w), glane_int(s.page_h), glane_int(s.wordy), glane_int(labels_host->call->now_ms(c)) };
	rc = labels_host->db->exec(c, SQL_SHEET_PUT, args, sizeof(args) / sizeof(args[0]), NULL);
	if (rc == GLANE_ECONFLICT)
		return labels_host->call->refuse_input(c, "name", "sheet.name_taken", NULL);
	if (rc)
		return rc;
	char made[24];
	snprintf(made, sizeof(made), "P%lld", (long long)(id.n ? strtoll(id.p + 1, NULL, 10) : labels_host->db->last_id(c)));
	labels_host->value->text(labels_host->reply->root(c), "sheet", glane_cstr(made));
	labels_host->reply->see_other(c, glane_cstr("/p/labels/sheets"));
	return GLANE_OK;
}

int sheet_drop(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct glane_str id = text_in(labels_host->call->inputs(c), "sheet");
	struct sheet_kept kept;
	int rc = sheet_look(c, id, &kept);
	if (rc == 0 || (rc == 1 && id.p[0] != 'P'))
		return labels_host->call->refuse(c, GLANE_ENOENT, "sheet_unknown", NULL);
	rc = rc < 0 ? rc : labels_host->db->exec(c, SQL_SHEET_UNUSE, (struct glane_val[]){ glane_text(id) }, 1, NULL);
	if (rc == GLANE_OK)
		rc = labels_host->db->exec(c, SQL_SHEET_DROP, (struct glane_val[]){ glane_int(strtoll(id.p + 1, NULL, 10)) }, 1, NULL);
	if (rc == GLANE_OK)
		labels_host->reply->see_other(c, glane_cstr("/p/labels/sheets"));
	return rc;
}
