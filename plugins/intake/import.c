/* SPDX-License-Identifier: MPL-2.0 */
/* glane import reception FILE [--map FILE]: a notebook of weighings, line by line, each exactly once.
 *
 * A line is (SHA-256 of the file, line number): identical lines are legitimate, so content identifies nothing.  The first
 * run takes in the lines whose label is known and keeps the others as refused, with a map to be filled in; a run with the
 * map takes in exactly those; another one nothing. */
#include <string.h>

#include "intake/import.h"

enum { BATCH = 200 }; /* lines of one transaction: others write in between */

/* --- reading ------------------------------------------------------------------------------------------------ */
static int refuse_file(struct glane_self *s, struct glane_call *c, const char *input, int rc, const struct table_fault *f)
{
	if (!f->key)
		return rc;
	struct glane_value *args = s->host->value->make(c);
	s->host->value->integer(args, "line", f->line);
	s->host->value->text(args, "what", glane_cstr(f->what));
	return s->host->call->refuse_input(c, input, f->key, args);
}

static int load(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct import *in = arg;
	return category_load(s, c, in->call, &in->categories);
}

static int sum_up(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct import *in = arg;
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_IMPORT_SUMS, (struct glane_val[]){ glane_text(in->sha256) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	if (rc == 1)
		in->sums = (struct import_sums){ db->col(rows, 0).u.i, db->col(rows, 1).u.i, db->col(rows, 2).u.i, db->col(rows, 3).u.i };
	db->close(rows);
	return rc < 0 ? rc : 0;
}

/* --- writing -------------------------------------------------------------------------------------------------- */
static enum reception_reason judge(const struct import *in, const struct reception_line *l, int64_t today)
{
	if (l->reason)
		return l->reason;
	if (l->day > today)
		return REASON_FUTURE;
	const struct label *label = &in->labels[l->word];
	return label->category ? TAKEN : label->how == HOW_AMBIGUOUS ? REASON_AMBIGUOUS : REASON_NO_CATEGORY;
}

static int keep_line(struct import *in, struct glane_call *c, const struct reception_line *l, int64_t record)
{
	return in->self->host->db->exec(c, SQL_IMPORT_ADD,
		(struct glane_val[]){ glane_text(in->sha256), glane_int(l->line), glane_text(glane_cstr(l->outcome ? "refused" : "imported")),
			glane_text(glane_cstr(reception_reason_names[l->outcome])), glane_text(l->label), glane_text(l->place),
			glane_int(l->grams), l->category ? glane_int(l->category) : glane_null(),
			l->day ? glane_int(l->day) : glane_null(), record ? glane_int(record) : glane_null() },
		10, NULL);
}

static const struct glane_value *imported_body(struct import *in, struct glane_call *c, const struct reception_line *l)
{
	const struct glane_value_api *v = in->self->host->value;
	struct glane_value *b = v->make(c);
	v->integer(b, "category", l->category);
	v->quantity(b, "net", l->grams, GLANE_U_GRAMS);
	v->text(b, "label", l->label);
	v->text(b, "destination", l->place);
	v->text(b, "channel", in->channel);
	if (l->note.n)
		v->text(b, "note", l->note);
	if (l->doubt.n)
		v->text(b, "doubt", l->doubt);
	v->text(b, "file", in->sha256);
	v->integer(b, "line", l->line);
	return b;
}

static int take_line(struct import *in, struct glane_call *c, const struct reception_line *l)
{
	if (in->day != l->day) {
		day_bounds(in->self, c, l->day, &in->day_from, &in->day_to);
		in->day = l->day;
	}
	/* "boutique" is where the goods are meant to go; they get there when they are labelled, from the sorting place like
	 * all others, or the shop would hold them twice.  What was recycled at the door never was in stock. */
	struct weighing w = {
		.category = l->category, .gross = l->grams, .net = l->grams, .day = l->day, .from_ms = in->day_from, .to_ms = in->day_to,
		.manual = 1, .imported = 1, .channel = in->channel, .origin = { "", 0 },
		.account = l->destination == DESTINATION_RECYCLE ? "out:recycle" : "stock:sorting",
	};
	int rc = weighing_append(in->self, c, &w, "imported", imported_body(in, c, l), &in->record);
	return rc < 0 ? rc : keep_line(in, c, l, in->record);
}

/* 1: an earlier run took it in. */
static int is_there(struct import *in, struct glane_call *c, struct reception_line *l)
{
	const struct glane_db_api *db = in->self->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_IMPORT_LINE, (struct glane_val[]){ glane_text(in->sha256), glane_int(l->line) }, 2, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	if (rc == 1)
		l->category = db->col(rows, 0).u.i;
	db->close(rows);
	return rc;
}

static int batch(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct import *in = arg;
	int64_t today = s->host->call->day(c, s->host->call->now_ms(c));
	in->record = 0;
	for (uint32_t i = in->from; i < in->to; i++) {
		struct reception_line *l = &in->file->lines[i];
		int rc = is_there(in, c, l);
		if (rc < 0)
			return rc;
		l->already = rc == 1;
		l->outcome = l->already ? TAKEN : judge(in, l, today);
		if (l->already)
			continue;
		l->category = l->outcome ? 0 : in->labels[l->word].category->id;
		rc = l->outcome ? keep_line(in, c, l, 0) : take_line(in, c, l);
		if (rc < 0)
			return rc;
	}
	if (in->record)
		day_changed(s, c, in->record);
	return 0;
}

/* --- the command ------------------------------------------------------------------------------------------------ */
static int run(struct import *in)
{
	const struct glane_call_api *call = in->self->host->call;
	int rc = call->within(in->call, GLANE_READ, load, in);
	if (rc == 0)
		rc = match_labels(in);
	for (in->from = 0; rc == 0 && in->from < in->file->count; in->from = in->to) {
		in->to = in->file->count - in->from > BATCH ? in->from + BATCH : in->file->count;
		rc = call->within(in->call, GLANE_WRITE, batch, in);
	}
	if (rc == 0)
		rc = call->within(in->call, GLANE_READ, sum_up, in);
	return rc == 0 ? report(in) : rc;
}

static int read_both(struct import *in, struct label_map *map, const struct glane_value *file, const struct glane_value *map_file)
{
	const struct glane_value_api *v = in->self->host->value;
	struct table_fault f = { .key = NULL };
	int rc = reception_read(in->file, v->as_text(v->get(file, "content")), max_grams(in->self, in->call), &f);
	if (rc < 0)
		return refuse_file(in->self, in->call, "file", rc, &f);
	if (!map_file)
		return 0;
	rc = label_map_read(map, v->as_text(v->get(map_file, "content")), &f);
	if (rc < 0)
		return refuse_file(in->self, in->call, "map", rc, &f);
	in->map = map;
	return 0;
}

int import_command(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_value *inputs = s->host->call->inputs(c), *file = v->get(inputs, "file");
	struct reception reception = { 0 };
	struct label_map map = { 0 };
	struct import in = {
		.self = s, .call = c, .file = &reception, .name = v->as_text(v->get(file, "name")),
		.sha256 = v->as_text(v->get(file, "sha256")), .channel = v->as_text(v->get(inputs, "channel")),
	};
	if (in.channel.n == 0)
		in.channel = glane_cstr(channels[0]);
	int rc = read_both(&in, &map, file, v->get(inputs, "map"));
	if (rc == 0)
		rc = run(&in);
	reception_fini(&reception);
	label_map_fini(&map);
	return rc;
}
