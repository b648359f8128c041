/* SPDX-License-Identifier: MPL-2.0 */
/* A new version of the CO2 factors out of a CSV file.  It follows the last one without a gap and without an overlap; those
 * before are never changed, so what was said with them stays. */
#include <string.h>

#include "impact/internal.h"
#include "text/table.h"
#include "text/text.h"

/* Nothing that a centre sells takes more: a car is 6 t.  Phones, the highest of all, are below 600 kg a kilogram. */
enum { CO2_MOST = 6000000 /* grams a piece */, MASS_MOST = 2000000, RATIO_MOST = 2000, LINES_MOST = 2000 };
enum { F_CODE, F_CO2, F_MASS, F_PER, F_SOURCE, F_COUNT };
static const struct table_column columns[F_COUNT] = { /* those of object_types.csv are among them */
	[F_CODE] = { "code", 1 }, [F_CO2] = { "co2_kg_per_item", 1 }, [F_MASS] = { "avg_weight_kg", 0 }, [F_PER] = { "per", 0 }, [F_SOURCE] = { "co2_source", 0 },
};

struct reading {
	struct glane_self *s;
	struct glane_call *c;
	int64_t set, count, first; /* first: line of the first fault */
	const char *fault;
	char what[61];
};

static int wrong(struct reading *in, int64_t line, const char *key, struct glane_str what)
{
	size_t n = text_cut(what, sizeof(in->what) - 1);
	in->first = line;
	in->fault = key;
	memcpy(in->what, what.p, n);
	in->what[n] = 0;
	return GLANE_EINVAL;
}

static int known_per(struct glane_str s)
{
	return text_is(s, "piece") || text_is(s, "mass") || text_is(s, "either");
}

static int on_row(void *ctx, int64_t line, const struct glane_str *cells, int whole)
{
	struct reading *in = ctx;
	const struct glane_host *h = in->s->host;
	struct glane_str per = cells[F_PER].n ? text_trim(cells[F_PER]) : glane_cstr("");
	struct glane_val code = glane_text(text_trim(cells[F_CODE]));
	int64_t co2 = 0, mass = 0, id;
	if (!whole)
		return wrong(in, line, "factors.cells", glane_cstr(""));
	if (text_trim(cells[F_CO2]).n == 0)
		return 0; /* unknown: listed as not estimated, never a guess */
	if (text_grams(cells[F_CO2], &co2) < 0)
		return wrong(in, line, "factors.number", cells[F_CO2]);
	if (text_trim(cells[F_MASS]).n && text_grams(cells[F_MASS], &mass) < 0)
		return wrong(in, line, "factors.number", cells[F_MASS]);
	if (co2 < 0 || mass < 0)
		return wrong(in, line, "factors.negative", co2 < 0 ? cells[F_CO2] : cells[F_MASS]);
	if (co2 == 0 || co2 > CO2_MOST || mass > MASS_MOST || (mass && co2 / mass > RATIO_MOST))
		return wrong(in, line, "factors.absurd", cells[F_CO2]);
	if (per.n && !known_per(per))
		return wrong(in, line, "factors.per", per);
	if (text_is(per, "mass") && !mass)
		return wrong(in, line, "factors.mass", code.u.s);
	if (++in->count > LINES_MOST)
		return wrong(in, line, "factors.many", glane_cstr(""));
	int rc = one_int(in->s, in->c, SQL_CATEGORY_OF, &code, 1, &id);
	if (rc < 0)
		return rc;
	if (!id)
		return wrong(in, line, "factors.code", code.u.s);
	struct glane_val row[] = { glane_int(in->set), code, glane_int(co2), mass ? glane_int(mass) : glane_null(),
		                   glane_text(per.n ? per : glane_cstr(mass ? "either" : "piece")), glane_text(cells[F_SOURCE]) };
	int64_t added;
	rc = h->db->exec(in->c, SQL_FACTOR_ADD, row, 6, &added);
	if (rc == GLANE_OK && added == 0)
		return wrong(in, line, "factors.twice", code.u.s);
	return rc;
}

/* The new set's place behind the last one. */
static int place(struct glane_self *s, struct glane_call *c, int64_t from, int64_t to)
{
	struct glane_value *args = s->host->value->make(c);
	struct glane_rows *r;
	int rc = s->host->db->query(c, SQL_FACTOR_LAST, NULL, 0, &r);
	if (rc < 0)
		return rc;
	rc = s->host->db->next(r);
	int64_t last_from = rc == 1 ? s->host->db->col(r, 1).u.i : -1, last_to = rc == 1 && s->host->db->col(r, 2).type != GLANE_NULL ? s->host->db->col(r, 2).u.i : -1;
	if (rc == 1)
		s->host->value->text(args, "name", s->host->db->col(r, 0).u.s);
	s->host->value->quantity(args, "from", last_from, GLANE_U_DAY);
	s->host->value->quantity(args, "to", last_to, GLANE_U_DAY);
	s->host->db->close(r);
	if (rc < 0)
		return rc;
	if (to && to < from)
		return s->host->call->refuse_input(c, "to", "bad.period_backwards", NULL);
	if (from <= last_from || (last_to >= 0 && from <= last_to))
		return s->host->call->refuse_input(c, "from", last_to >= 0 ? "factors.overlap_end" : "factors.overlap", args);
	if (last_to >= 0 && from > last_to + 1)
		return s->host->call->refuse_input(c, "from", "factors.gap", args);
	return GLANE_OK;
}

static int read_file(struct reading *in, const struct glane_value *file)
{
	const struct glane_host *h = in->s->host;
	struct table_shape shape;
	struct table_fault f = { .key = NULL };
	struct glane_value *args = h->value->make(in->c);
	int rc = table_read(h->value->as_text(h->value->get(file, "content")), columns, F_COUNT, on_row, in, &shape, &f);
	if (rc < 0 && !f.key && !in->fault)
		return rc;
	if (rc == 0 && in->count)
		return GLANE_OK;
	h->value->integer(args, "line", f.key ? f.line : in->first);
	h->value->text(args, "what", glane_cstr(f.key ? f.what : in->what));
	return h->call->refuse_input(in->c, "file", f.key ? f.key : in->fault ? in->fault : "factors.none", args);
}

int factors_command(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_value *in = s->host->call->inputs(c), *file = v->get(in, "file");
	struct reading reading = { .s = s, .c = c };
	int64_t from = v->as_integer(v->get(in, "from"), 0), to = v->as_integer(v->get(in, "to"), 0), record, same;
	struct glane_val name = glane_text(v->as_text(v->get(in, "name")));
	struct glane_value *body = v->make(c), *root = s->host->reply->root(c);
	struct glane_entry entry = { .size = sizeof(entry), .kind = "factors", .body = body };
	int rc = one_int(s, c, SQL_FACTOR_SET_ID, &name, 1, &same);
	if (rc < 0)
		return rc;
	if (same)
		return s->host->call->refuse_input(c, "name", "factors.name", NULL);
	rc = place(s, c, from, to);
	v->text(body, "name", name.u.s);
	v->integer(body, "from", from);
	v->integer(body, "to", to);
	v->text(body, "sha256", v->as_text(v->get(file, "sha256")));
	if (rc >= 0)
		rc = s->host->inventory->append(c, &entry, &record);
	if (rc >= 0)
		rc = s->host->db->exec(c, SQL_FACTOR_SET_END, (struct glane_val[]){ glane_int(from - 1) }, 1, NULL);
	if (rc >= 0)
		rc = s->host->db->exec(c, SQL_FACTOR_SET_ADD, (struct glane_val[]){ name, glane_int(from), to ? glane_int(to) : glane_null(),
			glane_text(v->as_text(v->get(in, "source"))), glane_int(record) }, 5, NULL);
	if (rc < 0)
		return rc;
	reading.set = s->host->db->last_id(c);
	rc = read_file(&reading, file);
	if (rc < 0)
		return rc;
	v->integer(root, "record", record);
	v->integer(root, "n", reading.count);
	v->text(root, "name", name.u.s);
	v->boolean(root, "ok", 1);
	v->text(root, "text", s->host->call->tr(c, "factors.done", root));
	return GLANE_OK;
}

/* Taken back: the set before is open again, if this one closed it.  Not once a closed period rests on it. */
int on_factors(struct glane_self *s, struct glane_call *c, const struct glane_record *r)
{
	struct glane_val args[] = { glane_int(r->reverses), glane_int(s->host->value->as_integer(s->host->value->get(r->body, "from"), 0) - 1) };
	int64_t used;
	if (!r->reversed)
		return GLANE_OK;
	int rc = one_int(s, c, SQL_FACTOR_SET_USED, args, 1, &used);
	if (rc >= 0 && used)
		return s->host->call->refuse(c, GLANE_ECONFLICT, "factors.used", NULL);
	if (rc >= 0)
		rc = s->host->db->exec(c, SQL_FACTOR_DROP, args, 1, NULL);
	if (rc >= 0)
		rc = s->host->db->exec(c, SQL_FACTOR_SET_DROP, args, 1, NULL);
	return rc < 0 ? rc : s->host->db->exec(c, SQL_FACTOR_SET_REOPEN, args + 1, 1, NULL);
}
