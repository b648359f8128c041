/* SPDX-License-Identifier: MPL-2.0 */
#include "impact/return.h"

#include <stdio.h>
#include <string.h>

const char *const return_figure_names[RETURN_FIGURES] = {
	"in1", "in2", "in3", "in4", "sale", "given", "other_reuse", "recycle", "energy", "residual",
};

static enum return_figure channel_of(const char *account)
{
	static const struct {
		const char *account;
		enum return_figure figure;
	} channels[] = { { "source:reuse_area", RETURN_IN2 }, { "source:business", RETURN_IN3 }, { "source:kerbside_round", RETURN_IN4 } };
	for (size_t i = 0; i < sizeof(channels) / sizeof(channels[0]); i++)
		if (strcmp(account, channels[i].account) == 0)
			return channels[i].figure;
	return RETURN_IN1;
}

int return_weight(const char *from, const char *to, int made, int exit, enum return_figure *ret)
{
	static const struct {
		enum figure figure;
		enum return_figure as;
	} exits[] = {
		{ FIGURE_SALE, RETURN_SALE },           { FIGURE_GIFT, RETURN_GIVEN },      { FIGURE_PARTNER, RETURN_GIVEN },
		{ FIGURE_INTERNAL, RETURN_OTHER_REUSE }, { FIGURE_TRANSFORM, RETURN_OTHER_REUSE }, { FIGURE_RECYCLE, RETURN_RECYCLE },
		{ FIGURE_ENERGY, RETURN_ENERGY },       { FIGURE_RESIDUAL, RETURN_RESIDUAL },
	};
	if (!exit) {
		int w = figure_weight(FIGURE_ENTRIES, from, to, made, "");
		*ret = channel_of(w < 0 ? to : from);
		return w;
	}
	for (size_t i = 0; i < sizeof(exits) / sizeof(exits[0]); i++) {
		int w = figure_weight(exits[i].figure, from, to, made, "");
		*ret = exits[i].as;
		if (w)
			return w;
	}
	return 0;
}

int64_t return_deadline(const struct period *quarter)
{
	struct date d = date_of_day(quarter->from);
	d.month += 4;
	d.day = 15;
	if (d.month > 12) {
		d.month -= 12;
		d.year++;
	}
	return day_of_date(d);
}

int return_asked(struct glane_self *s, struct glane_call *c, struct asked_return *ret)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_value *in = s->host->call->inputs(c);
	struct glane_str stream = v->as_text(v->get(in, "stream")), quarter = v->as_text(v->get(in, "quarter"));
	struct glane_val args[] = { glane_text(stream), glane_int(0), glane_int(0) };
	struct glane_rows *rows;
	if (period_parse(quarter.p, quarter.n, &ret->quarter) != PERIOD_OK || ret->quarter.kind != PERIOD_QUARTER)
		return s->host->call->refuse_input(c, "quarter", "return.bad_quarter", NULL);
	int rc = stream.n < sizeof(ret->stream) ? s->host->db->query(c, SQL_STREAM_NAME, args, 3, &rows) : GLANE_OK;
	if (rc < 0)
		return rc;
	int known = stream.n < sizeof(ret->stream) ? s->host->db->next(rows) : 0;
	if (stream.n < sizeof(ret->stream))
		s->host->db->close(rows);
	if (known < 0)
		return known;
	if (!known)
		return s->host->call->refuse_input(c, "stream", "return.bad_stream", NULL);
	snprintf(ret->stream, sizeof(ret->stream), "%s", stream.p);
	return GLANE_OK;
}

int return_state_of(struct glane_self *s, struct glane_call *c, const struct asked_return *a, struct return_state *ret)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_val args[] = { glane_text(glane_cstr(a->stream)), glane_int(a->quarter.from) };
	struct glane_rows *rows;
	*ret = (struct return_state){ .status = "none", .how = "measured" };
	int rc = db->query(c, SQL_RETURN_STATE, args, 2, &rows);
	if (rc < 0)
		return rc;
	rc = db->next(rows);
	if (rc == 1) {
		ret->seq = db->col(rows, 0).u.i;
		snprintf(ret->status, sizeof(ret->status), "%s", db->col(rows, 1).u.s.p);
		snprintf(ret->how, sizeof(ret->how), "%s", db->col(rows, 2).u.s.p);
		snprintf(ret->note, sizeof(ret->note), "%s", db->col(rows, 3).u.s.p);
		ret->at_ms = db->col(rows, 4).u.i;
	}
	db->close(rows);
	return rc < 0 ? rc : GLANE_OK;
}

/* The last one gathers what is too many. */
static struct return_class *class_of(struct return_lines *l, const char *name)
{
	for (uint32_t i = 0; i < l->count; i++)
		if (strncmp(l->list[i].name, name, RETURN_CLASS - 1) == 0 || i == RETURN_CLASSES - 1)
			return &l->list[i];
	struct return_class *one = &l->list[l->count++];
	*one = (struct return_class){ 0 };
	snprintf(one->name, sizeof(one->name), "%s", name);
	return one;
}

int return_live(struct glane_self *s, struct glane_call *c, const struct asked_return *a, struct return_lines *ret)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_val args[] = { glane_int(a->quarter.from), glane_int(a->quarter.to), glane_text(glane_cstr(a->stream)) };
	struct glane_rows *rows; /* class, from, to, made, measured, grams */
	ret->count = 0;
	int rc = db->query(c, SQL_RETURN_LIVE, args, 3, &rows);
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1)
		for (int exit = 0; exit < 2; exit++) {
			enum return_figure f;
			int64_t grams = return_weight(db->col(rows, 1).u.s.p, db->col(rows, 2).u.s.p, (int)db->col(rows, 3).u.i, exit, &f) * db->col(rows, 5).u.i;
			if (!grams)
				continue;
			struct return_class *k = class_of(ret, db->col(rows, 0).u.s.p);
			k->grams[f] += grams;
			k->estimated[f] += db->col(rows, 4).u.i == GLANE_ESTIMATED ? grams : 0;
		}
	db->close(rows);
	return rc < 0 ? rc : GLANE_OK;
}

int return_frozen(struct glane_self *s, struct glane_call *c, const struct asked_return *a, struct return_lines *ret)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_val args[] = { glane_text(glane_cstr(a->stream)), glane_int(a->quarter.from) };
	struct glane_rows *rows; /* class, figure, grams, estimated */
	ret->count = 0;
	int rc = db->query(c, SQL_RETURN_FROZEN, args, 2, &rows);
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1) {
		struct return_class *k = class_of(ret, db->col(rows, 0).u.s.p);
		int64_t f = db->col(rows, 1).u.i;
		if (f < 0 || f >= RETURN_FIGURES)
			continue;
		k->grams[f] = db->col(rows, 2).u.i;
		k->estimated[f] = db->col(rows, 3).u.i;
	}
	db->close(rows);
	return rc < 0 ? rc : GLANE_OK;
}
