/* SPDX-License-Identifier: MPL-2.0 */
/* A file is read, planned and booked, line by line, each exactly once.
 *
 * A line is (SHA-256 of the file, line number): identical lines are legitimate, so content identifies nothing.  The first
 * run books the lines whose label is known and keeps the others as waiting, with a map to be filled in; a run with the map
 * books exactly those; another one nothing. */
#include "import/run.h"

#include <stdlib.h>
#include <string.h>

#include "text/site.h"
#include "text/text.h"

enum { BATCH = 100, LIST_MAX = 500 }; /* lines of one transaction: others write in between */

/* --- reading ------------------------------------------------------------------------------------------------ */
int refuse_table(struct glane_self *s, struct glane_call *c, const char *input, int rc, const struct table_fault *f, enum format format)
{
	char columns[300];
	if (!f->key)
		return rc;
	struct glane_value *args = s->host->value->make(c);
	lines_columns(format, columns);
	s->host->value->integer(args, "line", f->line);
	s->host->value->text(args, "what", glane_cstr(f->what));
	s->host->value->text(args, "columns", glane_cstr(columns));
	return s->host->call->refuse_input(c, input, f->key, args);
}

int import_open(struct import *in, enum format format, const char *input)
{
	struct table_fault f = { .key = NULL };
	int rc = lines_read(&in->lines, format, in->content, site_max_grams(in->self->host->call, in->call), &f);
	return rc < 0 ? refuse_table(in->self, in->call, input, rc, &f, format) : 0;
}

void import_close(struct import *in)
{
	lines_fini(&in->lines);
	label_map_fini(&in->map);
	chunks_free(in->texts);
	free(in->labels);
	in->labels = NULL;
	in->texts = NULL;
}

/* --- what the house knows of it --------------------------------------------------------------------------------- */
static int load_file(struct import *in, struct glane_call *c)
{
	const struct glane_db_api *db = in->self->host->db;
	struct glane_rows *rows;
	struct glane_val key[] = { glane_text(in->sha256), glane_text(glane_cstr(format_names[in->lines.format])) };
	int rc = db->query(c, SQL_FILE_BY_DIGEST, key, 2, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	in->booking.file = 0;
	if (rc == 1) {
		in->booking.file = db->col(rows, 0).u.i;
		in->state = copied(in->self, in->call, db->col(rows, 1).u.s);
	}
	db->close(rows);
	return rc < 0 ? rc : 0;
}

/* Both lists go up by line number. */
static int load_lines(struct import *in, struct glane_call *c)
{
	const struct glane_db_api *db = in->self->host->db;
	struct glane_rows *rows;
	uint32_t i = 0;
	int rc = db->query(c, SQL_LINES, (struct glane_val[]){ glane_int(in->booking.file) }, 1, &rows);
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1) {
		int64_t line = db->col(rows, 0).u.i;
		while (i < in->lines.count && in->lines.items[i].line < line)
			i++;
		if (i == in->lines.count || in->lines.items[i].line != line)
			continue;
		struct line *l = &in->lines.items[i];
		l->already = db->col(rows, 1).type == GLANE_INT;
		if (l->already)
			l->category = db->col(rows, 3).type == GLANE_INT ? db->col(rows, 3).u.i : 0;
		else if (text_is(db->col(rows, 2).u.s, "refused"))
			l->reason = REASON_REFUSED;
	}
	db->close(rows);
	return rc;
}

static int load_words(struct import *in, struct glane_call *c)
{
	const struct glane_db_api *db = in->self->host->db;
	struct glane_rows *rows;
	uint32_t cap = 0;
	int rc = db->query(c, SQL_WORDS, NULL, 0, &rows);
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1) {
		if (in->known_count == cap) {
			cap = cap ? 2 * cap : 64;
			struct known_word *grown = in->self->host->call->alloc(in->call, cap * sizeof(*grown));
			if (!grown)
				break;
			if (in->known_count)
				memcpy(grown, in->known, in->known_count * sizeof(*grown));
			in->known = grown;
		}
		in->known[in->known_count++] = (struct known_word){ copied(in->self, in->call, db->col(rows, 0).u.s), db->col(rows, 1).u.i };
	}
	db->close(rows);
	return rc == 1 ? GLANE_ENOMEM : rc;
}

static int check_place(struct import *in, struct glane_call *c)
{
	const struct glane_db_api *db = in->self->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_PLACE, (struct glane_val[]){ glane_text(in->place) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	db->close(rows);
	return rc == 0 ? in->self->host->call->refuse_input(c, "place", "bad.place", NULL) : rc < 0 ? rc : 0;
}

static int load(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct import *in = arg;
	in->today = s->host->call->day(c, s->host->call->now_ms(c));
	int rc = check_place(in, c);
	if (rc == 0)
		rc = category_load(s, c, in->call, &in->categories);
	if (rc == 0)
		rc = load_words(in, c);
	if (rc == 0)
		rc = load_file(in, c);
	return rc == 0 && in->booking.file ? load_lines(in, c) : rc;
}

static int check_codes(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct import *in = arg;
	for (uint32_t i = 0; i < in->lines.count; i++) {
		struct line *l = &in->lines.items[i];
		int is_free = l->already || l->outcome ? 1 : book_code_is_free(s, c, l);
		if (is_free < 0)
			return is_free;
		if (!is_free)
			l->outcome = REASON_CODE;
	}
	return 0;
}

int import_plan(struct import *in)
{
	const struct glane_call_api *call = in->self->host->call;
	in->booking.sha256 = in->sha256;
	in->booking.channel = in->channel;
	in->booking.place = in->place;
	if (!in->list_max)
		in->list_max = LIST_MAX;
	int rc = call->within(in->call, GLANE_READ, load, in);
	if (rc == 0)
		rc = match_labels(in);
	if (rc < 0)
		return rc;
	for (uint32_t i = 0; i < in->lines.count; i++) {
		struct line *l = &in->lines.items[i];
		const struct label *label = &in->labels[l->word];
		if (l->already)
			l->outcome = TAKEN;
		else
			judge_line(l, l->reason ? NULL : label->category, !l->reason && label->how == HOW_AMBIGUOUS, in->today);
	}
	return in->lines.format == FORMAT_ITEMS ? call->within(in->call, GLANE_READ, check_codes, in) : 0;
}

/* --- booking ------------------------------------------------------------------------------------------------------- */
static int keep_file(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct import *in = arg;
	const struct glane_db_api *db = s->host->db;
	int rc = load_file(in, c);
	if (rc == 0 && in->booking.file)
		return db->exec(c, SQL_FILE_PLACE, (struct glane_val[]){ glane_int(in->booking.file), glane_text(in->channel), glane_text(in->place) }, 3, NULL);
	if (rc < 0)
		return rc;
	rc = db->exec(c, SQL_FILE_ADD,
		(struct glane_val[]){ glane_text(in->sha256), glane_text(glane_cstr(format_names[in->lines.format])), glane_text(in->name),
			glane_text(in->channel), glane_text(in->place), glane_int(s->host->call->now_ms(c)), glane_blob(in->content) },
		7, NULL);
	if (rc == 0)
		in->booking.file = db->last_id(c);
	return rc;
}

int import_keep(struct import *in)
{
	return in->self->host->call->within(in->call, GLANE_WRITE, keep_file, in);
}

static int set_state(struct glane_self *s, struct glane_call *c, const struct import *in, const char *state)
{
	return s->host->db->exec(c, SQL_FILE_STATE, (struct glane_val[]){ glane_int(in->booking.file), glane_text(glane_cstr(state)) }, 2, NULL);
}

static int begin(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct import *in = arg;
	return set_state(s, c, in, "begun");
}

/* 1: booked by another run since it was planned, or refused by somebody. */
static int is_settled(struct import *in, struct glane_call *c, const struct line *l)
{
	const struct glane_db_api *db = in->self->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_LINE, (struct glane_val[]){ glane_int(in->booking.file), glane_int(l->line) }, 2, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	if (rc == 1)
		rc = db->col(rows, L_RECORD).type == GLANE_INT || text_is(db->col(rows, L_ANSWER).u.s, "refused");
	db->close(rows);
	return rc;
}

static int batch(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct import *in = arg;
	int64_t record;
	for (uint32_t i = in->from; i < in->to; i++) {
		struct line *l = &in->lines.items[i];
		int rc = l->already ? 1 : is_settled(in, c, l);
		if (rc < 0)
			return rc;
		if (rc == 1)
			continue;
		if (l->outcome == TAKEN && l->flow == FLOW_ITEM && (rc = book_code_is_free(s, c, l)) <= 0) {
			if (rc < 0)
				return rc;
			l->outcome = REASON_CODE;
		}
		rc = l->outcome ? book_waiting(s, c, &in->booking, l) : book_line(s, c, &in->booking, l, 0, "", &record);
		if (rc < 0)
			return rc;
	}
	return in->to == in->lines.count ? set_state(s, c, in, "done") : 0;
}

static int sum_up(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct import *in = arg;
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_SUMS, (struct glane_val[]){ glane_int(in->booking.file) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	if (rc == 1)
		in->sums = (struct import_sums){ db->col(rows, 0).u.i, db->col(rows, 1).u.i, db->col(rows, 2).u.i, db->col(rows, 3).u.i, db->col(rows, 4).u.i };
	db->close(rows);
	return rc < 0 ? rc : 0;
}

int import_book(struct import *in)
{
	const struct glane_call_api *call = in->self->host->call;
	int rc = import_keep(in);
	if (rc == 0)
		rc = call->within(in->call, GLANE_WRITE, begin, in);
	in->to = 0;
	do {
		in->from = in->to;
		in->to = in->lines.count - in->from > BATCH ? in->from + BATCH : in->lines.count;
		if (rc == 0)
			rc = call->within(in->call, GLANE_WRITE, batch, in);
	} while (rc == 0 && in->to < in->lines.count);
	return rc == 0 ? call->within(in->call, GLANE_READ, sum_up, in) : rc;
}

/* --- the commands ------------------------------------------------------------------------------------------------ */
static int read_map(struct import *in, const struct glane_value *file)
{
	struct table_fault f = { .key = NULL };
	if (!file)
		return 0;
	int rc = label_map_read(&in->map, in->self->host->value->as_text(in->self->host->value->get(file, "content")), &f);
	in->has_map = rc == 0;
	return rc < 0 ? refuse_table(in->self, in->call, "map", rc, &f, in->lines.format) : 0;
}

struct glane_str usual_place(enum format format)
{
	return glane_cstr(format == FORMAT_ITEMS ? "shop" : "sorting");
}

static int command(struct glane_self *s, struct glane_call *c, enum format format)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_value *inputs = s->host->call->inputs(c), *file = v->get(inputs, "file");
	struct import *in = calloc(1, sizeof(*in));
	struct glane_str map;
	if (!in)
		return GLANE_ENOMEM;
	*in = (struct import){
		.self = s, .call = c, .content = v->as_text(v->get(file, "content")), .name = v->as_text(v->get(file, "name")),
		.sha256 = v->as_text(v->get(file, "sha256")), .channel = v->as_text(v->get(inputs, "channel")),
		.place = v->as_text(v->get(inputs, "place")), .dry = v->as_integer(v->get(inputs, "dry_run"), 0) != 0,
	};
	if (in->channel.n == 0)
		in->channel = glane_cstr(channels[0]);
	if (in->place.n == 0)
		in->place = usual_place(format);
	int rc = import_open(in, format, "file");
	if (rc == 0)
		rc = read_map(in, v->get(inputs, "map"));
	if (rc == 0)
		rc = import_plan(in);
	if (rc == 0 && !in->dry)
		rc = import_book(in);
	if (rc == 0)
		rc = report(in);
	if (rc == 0)
		rc = proposal(in, &map);
	if (rc == 0 && map.n)
		v->text(s->host->reply->root(c), "proposal", map);
	import_close(in);
	free(in);
	return rc;
}

int command_reception(struct glane_self *s, struct glane_call *c)
{
	return command(s, c, FORMAT_RECEPTION);
}

int command_till(struct glane_self *s, struct glane_call *c)
{
	return command(s, c, FORMAT_TILL);
}

int command_items(struct glane_self *s, struct glane_call *c)
{
	return command(s, c, FORMAT_ITEMS);
}

int command_oressource(struct glane_self *s, struct glane_call *c)
{
	return command(s, c, FORMAT_ORESSOURCE);
}
