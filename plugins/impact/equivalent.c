/* SPDX-License-Identifier: MPL-2.0 */
/* The CO2 avoided as something that emits as much: one at a time, as a range of two digits, with its source. */
#include <stdio.h>
#include <string.h>

#include "impact/internal.h"
#include "report/doc.h"

static struct glane_str words(struct glane_self *s, struct glane_call *c, const char *code, const char *what, const struct glane_value *args)
{
	char key[60];
	snprintf(key, sizeof(key), "equivalent.%.30s.%s", code, what);
	return s->host->call->tr(c, key, args);
}

static void say(struct glane_self *s, struct glane_call *c, const struct co2_figures *f, const struct glane_val *row, struct glane_value *into)
{
	static const char *const names[] = { "low", "central", "high" };
	const struct glane_value_api *v = s->host->value;
	struct glane_value *args = v->make(c);
	for (int k = 0; k < 3; k++) {
		char figure[DOC_WORDS];
		int64_t n = two_digits(scaled(f->avoided[k], 1, row[1].u.i));
		v->text(args, names[k], (struct glane_str){ figure, doc_figure((struct doc_words){ is_english(s, c) }, DOC_COUNT, n, figure) });
		v->integer(into, names[k], n);
	}
	v->text(args, "source", row[3].u.s);
	v->text(args, "version", row[2].u.s);
	v->text(into, "code", row[0].u.s);
	v->text(into, "words", words(s, c, row[0].u.s.p, "words", args));
	v->text(into, "basis", s->host->call->tr(c, "equivalent.basis", args));
}

int equivalent_say(struct glane_self *s, struct glane_call *c, const struct co2_figures *f, const struct period *p, struct glane_value *into)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_str wanted = v->as_text(v->get(s->host->call->inputs(c), "equivalent"));
	struct glane_value *shown = NULL, *others = NULL;
	struct glane_rows *rows;
	struct glane_val args[] = { glane_int(p->to), glane_text(wanted) };
	if (!f->avoided[1])
		return GLANE_OK;
	int rc = db->query(c, SQL_EQUIVALENTS, args, 2, &rows); /* the one that is wanted, else the usual one, comes first */
	if (rc < 0)
		return rc;
	while ((rc = db->next(rows)) == 1) {
		struct glane_val row[] = { db->col(rows, 0), db->col(rows, 1), db->col(rows, 2), db->col(rows, 3) };
		if (!shown) {
			shown = v->object(into, "equivalent");
			say(s, c, f, row, shown);
			others = v->array(shown, "others");
			continue;
		}
		struct glane_value *o = v->object(others, NULL);
		v->text(o, "other", row[0].u.s);
		v->text(o, "label", words(s, c, row[0].u.s.p, "label", NULL));
	}
	db->close(rows);
	return rc < 0 ? rc : GLANE_OK;
}
