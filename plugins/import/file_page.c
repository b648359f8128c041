/* SPDX-License-Identifier: MPL-2.0 */
/* One file: what would become of each line, what its labels stand for, and booking it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/run.h"
#include "text/text.h"

enum { PAGE_LIST_MAX = 100 };

struct stored { /* malloc, by stored_close */
	struct import *in;
	char *content;
	enum format format;
	int64_t waiting;
};

/* The content is longer than a call's memory may be. */
static int read_content(struct stored *f, struct glane_call *c)
{
	const struct glane_db_api *db = f->in->self->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_FILE_CONTENT, (struct glane_val[]){ glane_int(f->in->booking.file) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	if (rc == 1) {
		struct glane_str blob = db->col(rows, 0).u.s;
		f->content = malloc(blob.n + 1);
		rc = f->content ? 0 : GLANE_ENOMEM;
		if (f->content) {
			memcpy(f->content, blob.p, blob.n);
			f->content[blob.n] = 0;
			f->in->content = (struct glane_str){ f->content, blob.n };
		}
	}
	db->close(rows);
	return rc;
}

static int load(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct stored *f = arg;
	struct import *in = f->in;
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_FILE, (struct glane_val[]){ glane_int(in->booking.file) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	if (rc == 1) {
		in->sha256 = copied(s, in->call, db->col(rows, F_SHA256).u.s);
		in->name = copied(s, in->call, db->col(rows, F_NAME).u.s);
		in->channel = copied(s, in->call, db->col(rows, F_CHANNEL).u.s);
		in->place = copied(s, in->call, db->col(rows, F_PLACE).u.s);
		while (f->format + 1 < FORMAT_COUNT && !text_is(db->col(rows, F_FORMAT).u.s, format_names[f->format]))
			f->format++;
	}
	db->close(rows);
	if (rc == 0)
		return s->host->call->refuse(c, GLANE_ENOENT, "bad.file", NULL);
	if (rc == 1)
		rc = read_content(f, c);
	return rc == 0 ? waiting_count(s, c, in->booking.file, &f->waiting) : rc;
}

static void stored_close(struct stored *f)
{
	if (f->in)
		import_close(f->in);
	free(f->in);
	free(f->content);
}

/* The file of the address, read and planned. */
static int stored_open(struct glane_self *s, struct glane_call *c, struct stored *f)
{
	const struct glane_value_api *v = s->host->value;
	*f = (struct stored){ .in = calloc(1, sizeof(*f->in)), .format = FORMAT_RECEPTION };
	if (!f->in)
		return GLANE_ENOMEM;
	*f->in = (struct import){ .self = s, .call = c, .dry = 1, .list_max = PAGE_LIST_MAX };
	f->in->booking.file = v->as_integer(v->get(s->host->call->inputs(c), "id"), 0);
	int rc = s->host->call->within(c, GLANE_READ, load, f);
	if (rc == 0)
		rc = import_open(f->in, f->format, "file");
	return rc == 0 ? import_plan(f->in) : rc;
}

/* --- the page ------------------------------------------------------------------------------------------------------ */
/* Labels that nobody knows, those of most lines first would jump about: in the order of the file. */
static int say_unknown(struct import *in)
{
	const struct glane_value_api *v = in->self->host->value;
	struct glane_value *root = in->self->host->reply->root(in->call), *list = v->array(root, "unknown");
	struct tally *t = label_tallies(in, 1);
	int64_t asked = v->as_integer(v->get(in->self->host->call->inputs(in->call), "word"), 0), chosen = 0;
	if (!t)
		return GLANE_ENOMEM;
	for (uint32_t i = 0, n = 0; i < in->label_count && n < in->list_max; i++) {
		if (t[i].lines == 0)
			continue;
		const struct category *k = match_likely(in, &in->labels[i]);
		struct glane_value *o = v->object(list, NULL);
		n++;
		v->integer(o, "word", i + 1);
		v->text(o, "label", in->labels[i].shown);
		tally_say(in, o, &t[i]);
		if (k)
			category_say(in->self, o, "likely", k);
		if (asked == i + 1 || (!asked && n == 1)) {
			v->boolean(o, "chosen", 1);
			chosen = k ? k->id : 0;
		}
	}
	free(t);
	v->boolean(root, "has_unknown", v->count(list) != 0);
	category_groups(in->self, root, "groups", &in->categories, chosen);
	return 0;
}

int get_file(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct stored f;
	int rc = stored_open(s, c, &f);
	if (rc == 0)
		rc = report(f.in);
	if (rc == 0)
		rc = say_unknown(f.in);
	if (rc == 0) {
		struct glane_str state = f.in->state;
		int64_t more = v->as_integer(v->get(v->get(root, "imported"), "lines"), 0), in = v->as_integer(v->get(v->get(root, "already"), "lines"), 0);
		v->integer(root, "id", f.in->booking.file);
		v->text(root, "title", f.in->name);
		v->text(root, "format_name", word(s, c, "format.", glane_cstr(format_names[f.format])));
		v->text(root, "state", state);
		v->text(root, "state_name", word(s, c, "state.", state));
		v->boolean(root, "can_import", more > 0 && !text_is(state, "leaving"));
		v->boolean(root, "can_leave", in > 0 || text_is(state, "leaving"));
		v->boolean(root, "can_forget", text_is(state, "new") || text_is(state, "left"));
		v->boolean(root, "stopped", text_is(state, "begun") || text_is(state, "leaving"));
		v->integer(root, "waiting", f.waiting);
		v->boolean(root, "has_waiting", f.waiting != 0);
	}
	stored_close(&f);
	return rc;
}

int get_file_map(struct glane_self *s, struct glane_call *c)
{
	struct stored f;
	struct glane_str map = { "", 0 };
	int rc = stored_open(s, c, &f);
	if (rc == 0)
		rc = proposal(f.in, &map);
	if (rc == 0)
		rc = s->host->reply->file(c, "text/csv; charset=utf-8", "categories.csv");
	if (rc == 0)
		rc = s->host->reply->write(c, map.p, map.n);
	stored_close(&f);
	return rc;
}

int post_file_import(struct glane_self *s, struct glane_call *c)
{
	struct stored f;
	int rc = stored_open(s, c, &f);
	if (rc == 0) {
		f.in->dry = 0;
		rc = import_book(f.in);
	}
	if (rc == 0)
		rc = report(f.in);
	if (rc == 0)
		file_see(s, c, f.in->booking.file);
	stored_close(&f);
	return rc;
}

/* --- what labels stand for --------------------------------------------------------------------------------------------- */
struct saying {
	struct glane_str label;
	int64_t category;
	const struct label_map *map; /* instead of the two */
	struct category_list categories;
};

static int set_word(struct glane_self *s, struct glane_call *c, struct glane_str label, int64_t category)
{
	char fold[LABEL_MAX + 1];
	struct glane_str f = { fold, text_fold(label, fold) };
	return s->host->db->exec(c, SQL_WORD_SET, (struct glane_val[]){ glane_text(f), glane_text(label), glane_int(category) }, 3, NULL);
}

static int load_categories(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct import *in = arg;
	return category_load(s, c, in->call, &in->categories);
}

static int set_words(struct glane_self *s, struct glane_call *c, void *arg)
{
	const struct saying *w = arg;
	int rc = 0;
	if (!w->map) {
		if (!category_by_id(&w->categories, w->category))
			return s->host->call->refuse_input(c, "category", "bad.category", NULL);
		return set_word(s, c, w->label, w->category);
	}
	for (uint32_t i = 0; rc == 0 && i < w->map->count; i++) {
		const struct category *k = NULL;
		for (uint32_t n = 0; n < w->categories.count && !k; n++)
			k = text_same_code(w->categories.items[n].code, w->map->lines[i].code) ? &w->categories.items[n] : NULL;
		rc = set_word(s, c, w->map->lines[i].label, k ? k->id : 0);
	}
	return rc;
}

/* One label from the form, or all of a map; a map is read as the import would read it, so a fault in it changes nothing. */
int post_file_words(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_value *inputs = s->host->call->inputs(c), *file = v->get(inputs, "map");
	struct import *in = calloc(1, sizeof(*in));
	struct table_fault f = { .key = NULL };
	if (!in)
		return GLANE_ENOMEM;
	*in = (struct import){ .self = s, .call = c };
	int rc = s->host->call->within(c, GLANE_READ, load_categories, in);
	struct saying w = { .label = v->as_text(v->get(inputs, "label")), .category = v->as_integer(v->get(inputs, "category"), 0) };
	w.categories = in->categories;
	if (rc == 0 && file) {
		rc = label_map_read(&in->map, v->as_text(v->get(file, "content")), &f);
		if (rc < 0)
			rc = refuse_table(s, c, "map", rc, &f, FORMAT_RECEPTION);
		if (rc == 0)
			rc = match_labels(in);
		w.map = &in->map;
	} else if (rc == 0 && (w.label.n == 0 || w.category == 0)) {
		rc = s->host->call->refuse_input(c, w.label.n ? "category" : "label", "bad.word", NULL);
	}
	if (rc == 0)
		rc = s->host->call->within(c, GLANE_WRITE, set_words, &w);
	if (rc == 0)
		file_see(s, c, v->as_integer(v->get(inputs, "id"), 0));
	import_close(in);
	free(in);
	return rc;
}

/* What was sent by mistake goes away: nothing of it is booked. */
int post_file_forget(struct glane_self *s, struct glane_call *c)
{
	int64_t id = s->host->value->as_integer(s->host->value->get(s->host->call->inputs(c), "id"), 0), gone = 0;
	struct glane_val args[] = { glane_int(id) };
	int rc = s->host->db->exec(c, SQL_LINES_FORGET, args, 1, NULL);
	if (rc == 0)
		rc = s->host->db->exec(c, SQL_FILE_FORGET, args, 1, &gone);
	if (rc < 0)
		return rc;
	if (gone == 0)
		return s->host->call->refuse(c, GLANE_ECONFLICT, "bad.forget", NULL);
	s->host->reply->see_other(c, glane_cstr(is_english(s, c) ? "/p/import/?l=en" : "/p/import/?l=fr"));
	return 0;
}
