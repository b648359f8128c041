/* SPDX-License-Identifier: MPL-2.0 */
/* Where a report is asked for: as a page, or as a file of one of the other forms.  On a background thread: the figures come
 * from one snapshot, drawing takes its time afterwards. */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "impact/return.h"
#include "report/send.h"

static int is(struct glane_str s, const char *word)
{
	return strlen(word) == s.n && memcmp(s.p, word, s.n) == 0;
}

struct asked {
	struct period period;
	struct glane_value *doc; /* of the outer call: it stays when the snapshot goes */
};

enum { WAIT_MS = 10, WAIT_TURNS = 500 };

static int ask_behind(struct glane_self *s, struct glane_call *c, void *arg)
{
	return one_int(s, c, SQL_BEHIND, NULL, 0, arg);
}

/* Runs `fn` in a snapshot in which all that was written before is added up: what goes to a funder says all of it.  A page
 * writes nothing, so it waits for the cursor, which is behind by milliseconds; a command adds up by itself. */
static int with_all(struct glane_self *s, struct glane_call *c, int writes, int (*fn)(struct glane_self *, struct glane_call *, void *), void *arg)
{
	int64_t behind = 0;
	int rc = s->host->call->within(c, GLANE_READ, ask_behind, &behind);
	if (rc >= 0 && behind > 0 && writes)
		rc = rollup_job(s, c, NULL);
	for (int turn = 0; rc >= 0 && behind > 0 && !writes; turn++) {
		if (turn == WAIT_TURNS)
			return s->host->call->refuse(c, GLANE_EBUSY, "rebuild.behind", NULL);
		(void)poll(NULL, 0, WAIT_MS);
		rc = s->host->call->within(c, GLANE_READ, ask_behind, &behind);
	}
	return rc < 0 ? rc : s->host->call->within(c, GLANE_READ, fn, arg);
}

static int fill(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct asked *a = arg;
	struct glane_str place;
	int rc = ask_place(s, c, &place);
	return rc < 0 ? rc : impact_period_report(s, c, &a->period, place, a->doc);
}

/* Rows behind a return, read some thousands at a time; what a growing file has of them goes out at once. */
struct streaming {
	struct evidence at;
	struct report_file *file; /* NULL: it is only whole at its end */
	struct glane_self *s;
	struct glane_call *c;
	void (*take)(void *form, const struct glane_value *row);
	void *form;
};

static int hand_on(void *arg, const struct glane_value *row)
{
	struct streaming *st = arg;
	st->take(st->form, row);
	return GLANE_OK;
}

static int some_rows(struct glane_self *s, struct glane_call *c, void *arg)
{
	return evidence_next(s, c, &((struct streaming *)arg)->at, hand_on, arg);
}

static int all_rows(void *arg, void (*take)(void *form, const struct glane_value *row), void *form)
{
	struct streaming *st = arg;
	int rc = GLANE_OK;
	st->take = take;
	st->form = form;
	while (rc == GLANE_OK && !st->at.end) {
		rc = st->s->host->call->within(st->c, GLANE_READ, some_rows, st);
		if (rc == GLANE_OK && st->file)
			rc = report_flush(st->file);
	}
	return rc;
}

/* A page of its own, with its style sheets inside: they are not escaped, so they go in here and not by the template. */
static int whole_page(struct glane_self *s, struct glane_call *c, const struct glane_value *doc, struct bytes *out)
{
	static const char mark[] = "<style>", *const sheets[] = { "report_file.css", "report.css" };
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = v->make(c);
	struct glane_str html;
	form_page(v, (struct doc_words){ is_english(s, c) }, doc, v->object(root, "page"));
	int rc = s->host->call->render(c, "report_file", root, &html);
	if (rc < 0)
		return rc;
	const char *at = strstr(html.p, mark);
	size_t head = at ? (size_t)(at - html.p) + sizeof(mark) - 1 : html.n;
	bytes_add(out, html.p, head);
	for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++) {
		struct glane_str sheet = report_style(sheets[i]);
		bytes_add(out, sheet.p, sheet.n);
	}
	bytes_add(out, html.p + head, html.n - head);
	return GLANE_OK;
}

/* `rows` NULL: the document holds all. */
static int send(struct glane_self *s, struct glane_call *c, const struct period *p, struct glane_str form, const struct glane_value *doc, struct streaming *rows)
{
	char name[80], text[PERIOD_TEXT], file[96];
	snprintf(name, sizeof(name), "glane-%s", period_text(p, text));
	if (!is(form, "html")) {
		struct form_rows more = { EVIDENCE_ID, all_rows, rows };
		if (rows) {
			rows->s = s;
			rows->c = c;
		}
		int sent = report_send(s->host, c, form, name, doc, rows ? &more : NULL, rows ? &rows->file : NULL);
		return sent == GLANE_ETOOBIG ? s->host->call->refuse(c, sent, "return.too_many", NULL) : sent;
	}
	struct bytes out = { 0 };
	int rc = whole_page(s, c, doc, &out);
	snprintf(file, sizeof(file), "%s.html", name);
	if (rc == GLANE_OK)
		rc = report_send_bytes(s->host, c, "text/html; charset=utf-8", file, &out);
	bytes_fini(&out);
	return rc;
}

/* What report_body.html wants: `base` is the address of the document, to which a form is added. */
static void put_page(struct glane_self *s, struct glane_call *c, struct glane_value *root, const char *base)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *shown = v->object(root, "page");
	v->text(root, "links", glane_cstr(REPORT_LINKS));
	form_page(v, (struct doc_words){ is_english(s, c) }, root, shown);
	v->text(shown, "base", glane_cstr(base));
}

int get_report(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct asked a;
	struct glane_str form = in_text(s, c, "form");
	int page = !form.n || is(form, "html"), rc = ask_period(s, c, &a.period);
	if (rc < 0)
		return rc;
	struct glane_value *root = s->host->reply->root(c);
	a.doc = page ? root : v->make(c);
	rc = with_all(s, c, 0, fill, &a);
	if (rc < 0 || !page)
		return rc < 0 ? rc : send(s, c, &a.period, form, a.doc, NULL);
	char text[PERIOD_TEXT], base[140];
	snprintf(base, sizeof(base), "/p/impact/report?period=%s&place=%.40s", period_text(&a.period, text), in_text(s, c, "place").p);
	put_page(s, c, root, base);
	if (a.period.kind == PERIOD_YEAR && s->host->call->may(c, MANAGE))
		v->text(root, "yearly", glane_cstr(text));
	return GLANE_OK;
}

static const char *const command_forms[] = { "json", "csv", "pdf", "xlsx", "html", NULL };

/* --from and --to, or --period; the form is --format, or the ending of the file. */
int report_command(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_value *in = s->host->call->inputs(c);
	struct asked a = { .doc = v->make(c) };
	struct glane_str form;
	int rc = GLANE_OK;
	const struct glane_value *from = v->get(in, "from"), *to = v->get(in, "to");
	if (!from != !to) {
		rc = s->host->call->refuse_input(c, from ? "to" : "from", "bad.period_half", NULL);
	} else if (from) {
		a.period = period_of_days(v->as_integer(from, 0), v->as_integer(to, 0));
		char text[PERIOD_TEXT];
		period_text(&a.period, text);
		if (a.period.from > a.period.to)
			rc = s->host->call->refuse_input(c, "to", "bad.period_backwards", NULL);
		else if (period_parse(text, strlen(text), &a.period))
			rc = s->host->call->refuse_input(c, "to", "bad.period_long", NULL);
	} else {
		rc = ask_period(s, c, &a.period);
	}
	if (rc == GLANE_OK)
		rc = report_form(s->host, c, command_forms, &form);
	if (rc == GLANE_OK)
		rc = with_all(s, c, 1, fill, &a);
	return rc < 0 ? rc : send(s, c, &a.period, form, a.doc, NULL);
}

/* --- the return of a quarter --------------------------------------------------------------------------------------- */
struct return_asked {
	struct asked_return what;
	struct return_state state;
	struct glane_value *doc;
	enum return_evidence how;
	struct streaming rows;
};

static int fill_return(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct return_asked *a = arg;
	int rc = return_asked(s, c, &a->what);
	if (rc >= 0)
		rc = return_state_of(s, c, &a->what, &a->state);
	return rc < 0 ? rc : return_document(s, c, &a->what, a->how, &a->rows.at, a->doc);
}

/* Files for spreadsheets have all movements, however many. */
static enum return_evidence evidence_in(struct glane_str form)
{
	return is(form, "csv") || is(form, "xlsx") ? EVIDENCE_STREAMED : EVIDENCE_FIRST;
}

static int send_return(struct glane_self *s, struct glane_call *c, struct glane_str form, struct return_asked *a)
{
	return send(s, c, &a->what.quarter, form, a->doc, a->how == EVIDENCE_STREAMED ? &a->rows : NULL);
}

int get_return(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_str form = in_text(s, c, "form");
	int page = !form.n || is(form, "html");
	struct glane_value *root = s->host->reply->root(c);
	struct return_asked a = { .doc = page ? root : v->make(c), .how = page ? EVIDENCE_NONE : evidence_in(form) }; /* a page links to the movements */
	int rc = with_all(s, c, 0, fill_return, &a);
	if (rc < 0 || !page)
		return rc < 0 ? rc : send_return(s, c, form, &a);
	char text[PERIOD_TEXT], base[140];
	period_text(&a.what.quarter, text);
	snprintf(base, sizeof(base), "/p/impact/return?stream=%s&quarter=%s", a.what.stream, text);
	put_page(s, c, root, base);
	int sent = strcmp(a.state.status, "submitted") == 0, done = strcmp(a.state.status, "accepted") == 0;
	v->text(root, "stream", glane_cstr(a.what.stream));
	v->text(root, "quarter", glane_cstr(text));
	v->text(root, "status", glane_cstr(a.state.status));
	v->text(root, "note", glane_cstr(a.state.note));
	v->boolean(root, "counted", strcmp(a.state.how, "counted") == 0);
	v->boolean(root, "may_send", !sent && !done && s->host->call->may(c, MANAGE));
	v->boolean(root, "may_answer", sent && s->host->call->may(c, MANAGE));
	return GLANE_OK;
}

int return_command(struct glane_self *s, struct glane_call *c)
{
	struct glane_str form;
	struct return_asked a = { .doc = s->host->value->make(c) };
	int rc = report_form(s->host, c, command_forms, &form);
	if (rc < 0)
		return rc;
	a.how = evidence_in(form);
	rc = with_all(s, c, 1, fill_return, &a);
	return rc < 0 ? rc : send_return(s, c, form, &a);
}
