/* SPDX-License-Identifier: MPL-2.0 */
/* Correcting: what was weighed is taken back and weighed again as it should have been, in one call.  The journal keeps both. */
#include "intake/internal.h"
#include "text/text.h"

enum {
	W_DONATION, W_CATEGORY, W_GROSS, W_CONTAINER, W_TARE, W_NET, W_PIECES, W_USUAL, W_MANUAL, W_IMPORTED, W_CHANNEL, W_ORIGIN, W_ACCOUNT,
	W_DAY, W_UNDONE, W_CORRECTS, W_AT_MS, W_FROM_MS, W_TO_MS, W_NOTE, W_SCALE, W_RAW, W_COLUMNS
};

struct former {
	struct weighing w;
	int64_t at_ms;
	int undone;
};

static int load(struct glane_self *s, struct glane_call *c, int64_t record, struct former *ret)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_WEIGHING, (struct glane_val[]){ glane_int(record) }, 1, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	if (rc == 1) {
		struct glane_val d[W_COLUMNS];
		for (uint32_t i = 0; i < W_COLUMNS; i++)
			d[i] = db->col(rows, i);
		*ret = (struct former){
			.at_ms = d[W_AT_MS].u.i, .undone = d[W_UNDONE].u.i != 0,
			.w = {
				.donation = d[W_DONATION].u.i, .category = d[W_CATEGORY].u.i, .gross = d[W_GROSS].u.i, .container = d[W_CONTAINER].u.i,
				.tare = d[W_TARE].u.i, .net = d[W_NET].u.i, .pieces = d[W_PIECES].u.i, .usual = d[W_USUAL].u.i,
				.day = d[W_DAY].u.i, .from_ms = d[W_FROM_MS].u.i, .to_ms = d[W_TO_MS].u.i, .corrects = d[W_CORRECTS].u.i,
				.manual = d[W_MANUAL].u.i != 0, .imported = d[W_IMPORTED].u.i != 0,
				.channel = copied(s, c, d[W_CHANNEL].u.s), .origin = copied(s, c, d[W_ORIGIN].u.s),
				.account = copied(s, c, d[W_ACCOUNT].u.s).p,
				.scale = d[W_SCALE].type == GLANE_INT ? d[W_SCALE].u.i : 0,
				.raw = d[W_RAW].type == GLANE_TEXT ? copied(s, c, d[W_RAW].u.s) : glane_cstr(""),
				.note = d[W_NOTE].type == GLANE_TEXT ? copied(s, c, d[W_NOTE].u.s) : glane_cstr(""),
			},
		};
	}
	db->close(rows);
	return rc < 0 ? rc : rc == 1 ? 0 : GLANE_ENOENT;
}

/* `record` goes, `w` comes in its place. */
static int replace(struct glane_self *s, struct glane_call *c, int64_t record, const struct weighing *w, int64_t *ret_record)
{
	int rc = s->host->inventory->reverse(c, record, "corrected", NULL);
	if (rc >= 0)
		rc = weighing_append(s, c, w, "weighed", weighed_body(s, c, w), ret_record);
	if (rc >= 0)
		rc = s->host->db->exec(c, SQL_WEIGHING_REPLACED, (struct glane_val[]){ glane_int(record), glane_int(*ret_record) }, 2, NULL);
	return rc;
}

static int refuse(struct glane_self *s, struct glane_call *c, int status, const char *key)
{
	return s->host->call->refuse(c, status, key, NULL);
}

/* What stands and may be corrected. */
static int load_standing(struct glane_self *s, struct glane_call *c, int64_t record, struct former *ret)
{
	int rc = load(s, c, record, ret);
	if (rc == GLANE_ENOENT)
		return refuse(s, c, GLANE_ENOENT, "bad.record");
	if (rc < 0)
		return rc;
	if (ret->undone)
		return refuse(s, c, GLANE_ECONFLICT, "bad.correct_undone");
	return ret->w.imported ? refuse(s, c, GLANE_ECONFLICT, "bad.correct_imported") : 0;
}

int post_correct(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_value *in = s->host->call->inputs(c);
	int64_t record = v->as_integer(v->get(in, "record"), 0);
	struct former f;
	struct category k;
	int rc = load_standing(s, c, record, &f);
	if (rc < 0)
		return rc;
	struct weighing was = f.w, *w = &f.w;
	w->gross = v->as_integer(v->get(in, "gross"), was.gross);
	w->pieces = v->as_integer(v->get(in, "pieces"), was.pieces);
	w->container = v->as_integer(v->get(in, "container"), was.container);
	w->manual = v->as_integer(v->get(in, "manual"), was.manual || w->gross != was.gross) != 0;
	if (w->gross != was.gross)
		w->scale = 0; /* no scale said that */
	w->category = v->as_integer(v->get(in, "category"), was.category);
	if (w->category != was.category) {
		rc = read_category(s, c, in, 0, &k);
	} else {
		rc = category_find(s, c, was.category, &k); /* it may have been closed since */
	}
	int more = w->container != was.container ? read_container(s, c, w) : 0; /* as heavy as it was then */
	rc = rc < 0 ? rc : more;
	more = read_weight(s, c, w);
	rc = rc < 0 ? rc : more;
	if (rc < 0)
		return rc;
	if (w->gross == was.gross && w->pieces == was.pieces && w->container == was.container && w->category == was.category)
		return refuse(s, c, GLANE_EINVAL, "bad.correct_same");
	w->usual = k.usual;
	w->corrects = record;
	int64_t now_record;
	rc = replace(s, c, record, w, &now_record);
	if (rc == 0) {
		weighing_say(s, c, w, &k, now_record);
		v->integer(s->host->reply->root(c), "corrects", record);
	}
	return rc;
}

int weighing_take_back(struct glane_self *s, struct glane_call *c, int64_t record)
{
	struct former f, before;
	int64_t again;
	int rc = load(s, c, record, &f);
	if (rc < 0 || f.w.imported)
		return rc < 0 ? rc : GLANE_ENOENT;
	if (!f.undone && s->host->call->now_ms(c) - f.at_ms > UNDO_MS)
		return refuse(s, c, GLANE_ECONFLICT, "bad.too_late");
	if (f.w.corrects == 0 || f.undone) /* of this record only: its call may have taken another one back, which stays so */
		return s->host->inventory->reverse(c, record, NULL, NULL);
	rc = load(s, c, f.w.corrects, &before);
	return rc < 0 ? rc : replace(s, c, record, &before.w, &again);
}

int get_correct(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	int64_t record = v->as_integer(v->get(s->host->call->inputs(c), "record"), typed_number(s, c, "record"));
	struct former f;
	struct category k;
	int rc = load_standing(s, c, record, &f);
	if (rc == 0)
		rc = category_find(s, c, f.w.category, &k);
	if (rc < 0)
		return rc;
	v->integer(root, "record", record);
	v->text(root, "no_container", glane_cstr("0"));
	category_say(s, root, "was", &k);
	v->quantity(root, "was_gross", f.w.gross, GLANE_U_GRAMS);
	v->quantity(root, "weighed_ms", f.w.from_ms, GLANE_U_TIME_MS);
	if (!v->get(root, "input")) { /* the form as it was recorded */
		struct glane_value *input = v->object(root, "input");
		char text[32];
		text_from_number(f.w.category, text);
		v->text(input, "category", glane_cstr(text));
		text_from_number(f.w.container, text);
		v->text(input, "container", glane_cstr(text));
		text_from_number(f.w.pieces, text);
		v->text(input, "pieces", f.w.pieces ? glane_cstr(text) : glane_cstr(""));
		text_from_kilos(f.w.gross, is_english(s, c) ? '.' : ',', text);
		v->text(input, "gross", glane_cstr(text));
	}
	return say_choices(s, c);
}
