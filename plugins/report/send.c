/* SPDX-License-Identifier: MPL-2.0 */
#include "report/send.h"

#include <stdio.h>
#include <string.h>

#include "self/host.h"
#include "text/text.h"

int report_form(const struct glane_host *h, struct glane_call *c, const char *const *known, struct glane_str *ret)
{
	const char *dot = strrchr(host_text(h, c, "out").p, '.');
	*ret = host_text(h, c, "format");
	if (!ret->n)
		*ret = glane_cstr(dot ? dot + 1 : "json");
	for (; *known; known++)
		if (text_is(*ret, *known))
			return GLANE_OK;
	return h->call->refuse_input(c, "out", "report.ending", NULL);
}

static struct form_words words_of(const struct glane_host *h, struct glane_call *c, const struct glane_value *doc)
{
	const struct glane_call_api *call = h->call;
	const struct glane_value_api *v = h->value;
	struct glane_value *args = v->make(c);
	v->quantity(args, "made", call->day(c, v->as_integer(v->get(doc, "made_ms"), 0)), GLANE_U_DAY);
	return (struct form_words){
		.figures = { text_is(call->lang(c), "en") }, .lang = call->lang(c), .site = call->setting(c, "site.name"), .facts = call->tr(c, "report.facts", NULL),
		.definitions = call->tr(c, "report.definitions", NULL), .notes = call->tr(c, "report.notes", NULL), .draft = call->tr(c, "report.draft", NULL),
		.made = call->tr(c, "report.made", args), .term = call->tr(c, "report.term", NULL), .meaning = call->tr(c, "report.meaning", NULL),
		.source = call->tr(c, "report.source_head", NULL), .figure = call->tr(c, "report.figure", NULL), .value = call->tr(c, "report.value", NULL),
		.unit = call->tr(c, "report.unit", NULL), .note = call->tr(c, "report.note_head", NULL),
	};
}

struct report_file {
	const struct glane_host *h;
	struct glane_call *c;
	const char *type, *name;
	struct bytes out;
	int begun;
};

int report_flush(struct report_file *f)
{
	if (f->out.failed)
		return GLANE_ENOMEM;
	int rc = f->begun ? GLANE_OK : f->h->reply->file(f->c, f->type, f->name);
	f->begun = 1;
	if (rc == GLANE_OK)
		rc = f->h->reply->write(f->c, f->out.p, f->out.n);
	f->out.n = 0;
	return rc;
}

int report_send_bytes(const struct glane_host *h, struct glane_call *c, const char *type, const char *file, const struct bytes *b)
{
	struct report_file f = { .h = h, .c = c, .type = type, .name = file, .out = *b };
	return report_flush(&f);
}

int report_send(const struct glane_host *h, struct glane_call *c, struct glane_str form, const char *name, const struct glane_value *doc,
                const struct form_rows *rows, struct report_file **ret_growing)
{
	const struct glane_value_api *v = h->value;
	struct form_words w = words_of(h, c, doc);
	char file[96];
	struct report_file f = { .h = h, .c = c, .name = file, .type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };
	int rc = GLANE_OK;
	snprintf(file, sizeof(file), "%s.%.8s", name, form.p);
	if (ret_growing)
		*ret_growing = text_is(form, "csv") ? &f : NULL;
	if (text_is(form, "csv")) {
		f.type = "text/csv; charset=utf-8";
		rc = form_csv(v, text_is(host_text(h, c, "separator"), "comma") ? FORM_COMMA : FORM_SEMICOLON, doc, rows, &f.out);
	} else if (text_is(form, "json")) {
		f.type = "application/json";
		form_json(v, doc, &f.out);
	} else if (text_is(form, "pdf")) {
		f.type = "application/pdf";
		rc = form_pdf(v, &w, doc, &f.out);
	} else {
		rc = form_xlsx(v, &w, doc, rows, &f.out);
	}
	if (rc == GLANE_EIO)
		rc = h->call->fail(c, rc, "a report could not be made as %s: its library is not installed", form.p);
	if (rc == GLANE_OK)
		rc = report_flush(&f);
	bytes_fini(&f.out);
	return rc;
}
