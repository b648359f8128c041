/* SPDX-License-Identifier: MPL-2.0 */
/* What people ask for: a period and a place. */
#include <stdio.h>

#include "impact/internal.h"

int ask_period(struct glane_self *s, struct glane_call *c, struct period *ret)
{
	static const char *const faults[] = {
		[PERIOD_UNREADABLE] = "bad.period", [PERIOD_NO_SUCH_DAY] = "bad.period_day", [PERIOD_BACKWARDS] = "bad.period_backwards",
		[PERIOD_TOO_LONG] = "bad.period_long",
	};
	struct glane_str typed = s->host->value->as_text(s->host->value->get(s->host->call->inputs(c), "period"));
	if (typed.n == 0) {
		*ret = period_of(PERIOD_YEAR, s->host->call->day(c, s->host->call->now_ms(c)));
		return GLANE_OK;
	}
	enum period_fault fault = period_parse(typed.p, typed.n, ret);
	return fault ? s->host->call->refuse_input(c, "period", faults[fault], NULL) : GLANE_OK;
}

int ask_place(struct glane_self *s, struct glane_call *c, struct glane_str *ret)
{
	int64_t id;
	*ret = s->host->value->as_text(s->host->value->get(s->host->call->inputs(c), "place"));
	if (ret->n == 0)
		return GLANE_OK;
	struct glane_val code = glane_text(*ret);
	int rc = one_int(s, c, SQL_PLACE, &code, 1, &id);
	return rc < 0 || id ? rc : s->host->call->refuse_input(c, "place", "bad.place", NULL);
}

struct glane_str period_label(struct glane_self *s, struct glane_call *c, const struct period *p)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *args = v->make(c);
	struct date d = date_of_day(p->from);
	char key[32];
	char year[12];
	snprintf(year, sizeof(year), "%d", d.year); /* a year is no amount: "2026", not "2 026" */
	v->text(args, "year", glane_cstr(year));
	switch (p->kind) {
	case PERIOD_YEAR:
		return s->host->call->tr(c, "period.year", args);
	case PERIOD_QUARTER:
		snprintf(key, sizeof(key), "period.quarter.%d", (d.month + 2) / 3);
		return s->host->call->tr(c, key, args);
	case PERIOD_MONTH:
		snprintf(key, sizeof(key), "month.%d", d.month);
		v->text(args, "month", s->host->call->tr(c, key, NULL));
		return s->host->call->tr(c, "period.month", args);
	case PERIOD_DAYS:
		break;
	}
	v->quantity(args, "from", p->from, GLANE_U_DAY);
	v->quantity(args, "to", p->to, GLANE_U_DAY);
	return s->host->call->tr(c, p->from == p->to ? "period.day" : "period.days", args);
}
