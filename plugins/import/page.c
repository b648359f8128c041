/* SPDX-License-Identifier: MPL-2.0 */
/* The page of all files, and a file sent from the browser. */
#include <stdio.h>
#include <stdlib.h>

#include "import/run.h"
#include "text/text.h"

void file_see(struct glane_self *s, struct glane_call *c, int64_t file)
{
	char path[80];
	struct glane_str lang = s->host->call->lang(c);
	int n = snprintf(path, sizeof(path), "/p/import/files/%lld?l=%.*s", (long long)file, lang.n < 8 ? (int)lang.n : 8, lang.p);
	s->host->reply->see_other(c, (struct glane_str){ path, (size_t)n });
}

/* --- what can be chosen --------------------------------------------------------------------------------------- */
static void say_names(struct glane_self *s, struct glane_call *c, const char *key, const char *words, const char *const *names, struct glane_str chosen)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *list = v->array(s->host->reply->root(c), key);
	for (; *names; names++) {
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "id", glane_cstr(*names));
		v->text(o, "name", word(s, c, words, glane_cstr(*names)));
		v->boolean(o, "chosen", text_is(chosen, *names));
	}
}

static int say_places(struct glane_self *s, struct glane_call *c, struct glane_str chosen)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *list = v->array(s->host->reply->root(c), "places");
	struct glane_rows *rows;
	uint32_t name = is_english(s, c) ? 2 : 1;
	int rc = db->query(c, SQL_PLACES, NULL, 0, &rows);
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1) {
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "id", db->col(rows, 0).u.s);
		v->text(o, "name", db->col(rows, name).u.s);
		v->boolean(o, "chosen", text_is(chosen, db->col(rows, 0).u.s.p));
	}
	db->close(rows);
	return rc;
}

/* --- files ------------------------------------------------------------------------------------------------------- */
static void say_file(struct glane_self *s, struct glane_call *c, struct glane_value *list, struct glane_rows *rows)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *o = v->object(list, NULL);
	v->integer(o, "id", db->col(rows, F_ID).u.i);
	v->text(o, "name", db->col(rows, F_NAME).u.s);
	v->text(o, "format", db->col(rows, F_FORMAT).u.s);
	v->text(o, "format_name", word(s, c, "format.", db->col(rows, F_FORMAT).u.s));
	v->quantity(o, "at_ms", db->col(rows, F_AT_MS).u.i, GLANE_U_TIME_MS);
	v->text(o, "state", db->col(rows, F_STATE).u.s);
	v->text(o, "state_name", word(s, c, "state.", db->col(rows, F_STATE).u.s));
	v->integer(o, "lines", db->col(rows, F_LINES).u.i);
	v->integer(o, "booked", db->col(rows, F_BOOKED).u.i);
	v->quantity(o, "grams", db->col(rows, F_GRAMS).u.i, GLANE_U_GRAMS);
	v->integer(o, "waiting", db->col(rows, F_WAITING).u.i);
	v->boolean(o, "has_waiting", db->col(rows, F_WAITING).u.i != 0);
}

int get_files(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *root = s->host->reply->root(c), *list = v->array(root, "files");
	struct glane_str format = typed(s, c, "format"), channel = typed(s, c, "channel"), place = typed(s, c, "place");
	struct glane_rows *rows;
	int64_t waiting = 0;
	int rc = db->query(c, SQL_FILES, NULL, 0, &rows);
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1)
		say_file(s, c, list, rows);
	db->close(rows);
	if (rc == 0)
		rc = waiting_count(s, c, 0, &waiting);
	if (rc == 0)
		rc = say_places(s, c, place);
	v->boolean(root, "has_files", v->count(list) != 0);
	v->integer(root, "waiting", waiting);
	if (waiting)
		v->integer(v->object(root, "to_confirm"), "n", waiting); /* chooses the plural of the sentence */
	say_names(s, c, "formats", "format.", format_names, format.n ? format : glane_cstr(format_names[0]));
	say_names(s, c, "channels", "channel.", channels, channel.n ? channel : glane_cstr(channels[0]));
	return rc;
}

/* Kept as it was sent, and nothing more: what would become of it is shown first. */
int post_file(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_value *inputs = s->host->call->inputs(c), *file = v->get(inputs, "file");
	struct glane_str format = v->as_text(v->get(inputs, "format"));
	struct import *in = calloc(1, sizeof(*in));
	enum format f = FORMAT_RECEPTION;
	if (!in)
		return GLANE_ENOMEM;
	while (f + 1 < FORMAT_COUNT && !text_is(format, format_names[f]))
		f++;
	*in = (struct import){
		.self = s, .call = c, .content = v->as_text(v->get(file, "content")), .name = v->as_text(v->get(file, "name")),
		.sha256 = v->as_text(v->get(file, "sha256")), .channel = v->as_text(v->get(inputs, "channel")),
		.place = v->as_text(v->get(inputs, "place")),
	};
	if (in->channel.n == 0)
		in->channel = glane_cstr(channels[0]);
	if (in->place.n == 0)
		in->place = usual_place(f);
	int rc = import_open(in, f, "file");
	if (rc == 0)
		rc = import_plan(in);
	if (rc == 0)
		rc = import_keep(in);
	if (rc == 0) {
		v->integer(s->host->reply->root(c), "id", in->booking.file);
		s->host->reply->status(c, 201);
		file_see(s, c, in->booking.file);
	}
	import_close(in);
	free(in);
	return rc;
}
