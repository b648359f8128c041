/* SPDX-License-Identifier: MPL-2.0 */
/* Reminders by mail, for centres that have a mail server: one a household and week, to those who gave an address, want mails
 * and have not noted everything.  A service of its own sends them: a server that is slow holds up nobody.
 *
 * A mail is begun in the tables before it goes: when the power goes meanwhile nobody knows whether it went out, and it is not
 * sent again. */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "challenge/letter.h"
#include "challenge/report.h"
#include "challenge/results.h"

enum { AGAIN_MS = 5 * 60000, TRIES_MOST = 12, LOOK_MS = 60000 };

/* --- the mail server -------------------------------------------------------------------------------------- */
enum { M_URL, M_LOGIN, M_PASSWORD, M_SENDER, M_WEEKLY, M_COLUMNS };

/* 1: there is one. */
static int mailer(struct glane_self *s, struct glane_call *c, struct glane_val v[M_COLUMNS])
{
	return first_row(s, c, SQL_MAILER, NULL, 0, v, M_COLUMNS);
}

static void fits(char *out, size_t room, struct glane_str s)
{
	snprintf(out, room, "%.*s", (int)text_cut(s, room - 1), s.p);
}

int get_mail(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct glane_val row[M_COLUMNS];
	int rc = mailer(s, c, row);
	v->text(root, "title", s->host->call->tr(c, "mail.title", NULL));
	v->boolean(root, "saved", in_int(s, c, "saved", 0) != 0);
	v->boolean(root, "tried", in_int(s, c, "tried", 0) != 0);
	if (rc != 1)
		return rc;
	v->text(root, "url", row[M_URL].u.s);
	v->text(root, "login", row[M_LOGIN].u.s);
	v->text(root, "sender", row[M_SENDER].u.s);
	v->boolean(root, "has_password", row[M_PASSWORD].u.s.n > 0);
	v->boolean(root, "weekly", row[M_WEEKLY].u.i != 0);
	v->boolean(root, "ready", 1);
	return GLANE_OK;
}

static int is_server(struct glane_str url)
{
	return (strncmp(url.p, "smtp://", 7) == 0 && url.n > 7) || (strncmp(url.p, "smtps://", 8) == 0 && url.n > 8);
}

int post_mail(struct glane_self *s, struct glane_call *c)
{
	struct glane_str url = text_trim(in_text(s, c, "url")), sender = text_trim(in_text(s, c, "sender")), password = in_text(s, c, "password");
	struct glane_str login = text_trim(in_text(s, c, "login"));
	struct glane_val was[M_COLUMNS];
	char address[LETTER_ADDRESS], server[LETTER_URL];
	fits(address, sizeof(address), sender);
	fits(server, sizeof(server), url);
	int rc = mailer(s, c, was);
	if (rc < 0)
		return rc;
	if (!url.n) /* no server any more */
		rc = s->host->db->exec(c, SQL_MAILER_CLEAR, NULL, 0, NULL);
	else if (!is_server(url))
		rc = fault(s, c, "url", "mail.bad_url", NULL);
	else if (!letter_address_good(address))
		rc = fault(s, c, "sender", "bad.email", NULL);
	else /* an empty password leaves the one that is there, for the same login at the same server only */
		rc = s->host->db->exec(c, SQL_MAILER_SET, (struct glane_val[]){ glane_text(glane_cstr(server)), glane_text(login),
			glane_text(!password.n && rc == 1 && text_is(was[M_LOGIN].u.s, login.p) && text_is(was[M_URL].u.s, server) ? was[M_PASSWORD].u.s : password),
			glane_text(glane_cstr(address)), glane_int(in_int(s, c, "weekly", 0) != 0) }, 5, NULL);
	if (rc >= 0)
		back(s, c, "/p/challenge/mail", "&saved=1");
	return rc;
}

/* --- what is to be sent ---------------------------------------------------------------------------------------- */
enum { N_HOUSEHOLD, N_WEEK, N_CHALLENGE, N_TRIES, N_WEIGHED, N_HEADS, N_EMAIL, N_COLUMNS };
struct errand {
	int have, needless; /* needless: it has weighed since */
	int64_t household, week, tries;
	struct mailer mailer;
	struct letter letter;
	enum smtp_end end;
};

static void address_of(struct glane_self *s, struct glane_call *c, struct glane_str code, const char *more, char out[LETTER_URL])
{
	struct glane_str host = s->host->call->setting(c, "site.host");
	if (*more)
		snprintf(out, LETTER_URL, "https://%.120s/p/challenge/household/%.*s%s", host.p, (int)code.n, code.p, more);
	else
		snprintf(out, LETTER_URL, "https://%.120s/F/%.*s", host.p, (int)code.n, code.p);
}

static void write_mailer(struct errand *e, const struct glane_val v[M_COLUMNS])
{
	fits(e->mailer.url, sizeof(e->mailer.url), v[M_URL].u.s);
	fits(e->mailer.login, sizeof(e->mailer.login), v[M_LOGIN].u.s);
	fits(e->mailer.password, sizeof(e->mailer.password), v[M_PASSWORD].u.s);
	fits(e->letter.from, sizeof(e->letter.from), v[M_SENDER].u.s);
}

static int write_letter(struct glane_self *s, struct glane_call *c, struct errand *e, unsigned weighed)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *args = v->make(c);
	struct challenge ch;
	struct household h;
	char url[LETTER_URL];
	int rc = find_both(s, c, e->household, &ch, &h);
	if (rc < 0)
		return rc;
	unsigned missing = ch.scored & ~(1u << VERRE) & ~weighed;
	e->needless = !missing || !text_is(ch.state, "open") || challenge_week_of(&ch, today(s, c)) - e->week > 1;
	address_of(s, c, h.code, "", url);
	address_of(s, c, h.code, "/stop", e->letter.stop);
	v->text(args, "pseudonym", h.pseudonym);
	v->text(args, "challenge", ch.name);
	v->integer(args, "number", e->week + 1);
	v->quantity(args, "from", week_day(&ch, (int)e->week), GLANE_U_DAY);
	v->quantity(args, "to", week_day(&ch, (int)e->week + 1) - 1, GLANE_U_DAY);
	v->text(args, "missing", fractions_named(s, c, missing));
	v->text(args, "url", glane_cstr(url));
	v->text(args, "stop", glane_cstr(e->letter.stop));
	v->text(args, "site", s->host->call->setting(c, "site.name"));
	fits(e->letter.to, sizeof(e->letter.to), h.email);
	fits(e->letter.subject, sizeof(e->letter.subject), s->host->call->tr(c, "mail.subject", args));
	fits(e->letter.text, sizeof(e->letter.text), s->host->call->tr(c, "mail.text", args));
	e->letter.at_ms = s->host->call->now_ms(c);
	snprintf(e->letter.id, sizeof(e->letter.id), "glane-%lld-%lld-%lld", (long long)e->letter.at_ms, (long long)e->household, (long long)e->week);
	return GLANE_OK;
}

static int find(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct errand *e = arg;
	struct glane_val m[M_COLUMNS], n[N_COLUMNS];
	memset(e, 0, sizeof(*e));
	int rc = mailer(s, c, m);
	if (rc != 1)
		return rc;
	write_mailer(e, m);
	rc = first_row(s, c, SQL_MAIL_NEXT, (struct glane_val[]){ glane_int(s->host->call->now_ms(c)) }, 1, n, N_COLUMNS);
	if (rc != 1)
		return rc;
	e->have = 1;
	e->household = n[N_HOUSEHOLD].u.i;
	e->week = n[N_WEEK].u.i;
	e->tries = n[N_TRIES].u.i;
	rc = write_letter(s, c, e, (unsigned)n[N_WEIGHED].u.i);
	e->needless |= n[N_HEADS].type == GLANE_INT && !n[N_HEADS].u.i;
	return rc;
}

static int begin(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct errand *e = arg;
	int64_t changed = 0;
	int rc = s->host->db->exec(c, SQL_MAIL_BEGIN, (struct glane_val[]){ glane_int(e->household), glane_int(e->week), glane_int(e->tries) }, 3, &changed);
	e->have = rc == GLANE_OK && changed == 1; /* erased or stopped since: nothing goes out */
	return rc;
}

static int finish(struct glane_self *s, struct glane_call *c, void *arg)
{
	static const char *const words[] = { [SMTP_SENT] = "", [SMTP_LATER] = "later", [SMTP_REFUSED] = "refused", [SMTP_UNKNOWN] = "", [SMTP_NONE] = "later" };
	const struct errand *e = arg;
	int64_t now = s->host->call->now_ms(c);
	int later = e->end == SMTP_LATER || e->end == SMTP_NONE, over = later && e->tries + 1 >= TRIES_MOST;
	const char *word = e->needless ? "needless" : over ? "refused" : words[e->end];
	return s->host->db->exec(c, SQL_MAIL_END, (struct glane_val[]){ glane_int(e->household), glane_int(e->week),
		e->end == SMTP_SENT && !e->needless ? glane_int(now) : glane_null(), glane_text(glane_cstr(word)), glane_int(now + AGAIN_MS) }, 5, NULL);
}

struct waiter { /* who waits for the mail server */
	const struct glane_host *host;
	struct glane_call *c;
};

static int stopped(void *arg)
{
	const struct waiter *w = arg;
	return w->host->call->cancelled(w->c);
}

int mail_service(struct glane_self *s, struct glane_call *c)
{
	const struct glane_call_api *call = s->host->call;
	struct waiter waiter = { s->host, c };
	struct pollfd woken = { .fd = call->wake_fd(c), .events = POLLIN };
	int rc = GLANE_OK;
	while (rc == GLANE_OK && !call->cancelled(c)) { /* empties wake_fd */
		struct errand e;
		char why[200];
		rc = call->within(c, GLANE_READ, find, &e);
		if (rc != GLANE_OK || !e.have) {
			poll(&woken, 1, LOOK_MS);
			continue;
		}
		rc = call->within(c, GLANE_WRITE, begin, &e);
		if (rc != GLANE_OK || !e.have)
			continue;
		if (!e.needless) {
			e.end = letter_address_good(e.letter.to) ? smtp_send(&e.mailer, &e.letter, stopped, &waiter, why) : SMTP_REFUSED;
			if (e.end != SMTP_SENT) /* no address in the log */
				call->log(s, GLANE_LOG_WARNING, "a reminder for household %lld: %s", (long long)e.household, e.end == SMTP_REFUSED ? "refused" : why);
		}
		rc = call->within(c, GLANE_WRITE, finish, &e);
	}
	return rc;
}

/* --- asked for -------------------------------------------------------------------------------------------------- */
struct queueing {
	int64_t n;
};

static int add(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int64_t household, int mail, void *arg)
{
	struct queueing *q = arg;
	int64_t changed = 0;
	if (!mail)
		return GLANE_OK;
	int rc = s->host->db->exec(c, SQL_MAIL_ADD, (struct glane_val[]){ glane_int(household), glane_int(weeks_over(s, c, ch) - 1),
		glane_int(s->host->call->now_ms(c)) }, 3, &changed);
	q->n += changed;
	return rc;
}

static int queue(struct glane_self *s, struct glane_call *c, const struct challenge *ch, int64_t *ret_n)
{
	struct queueing q = { 0 };
	int rc = waiting_each(s, c, ch, add, &q);
	*ret_n = q.n;
	if (rc >= 0 && q.n)
		s->host->call->wake(c, SERVICE_MAIL);
	return rc < 0 ? rc : GLANE_OK;
}

int post_remind(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct glane_val m[M_COLUMNS];
	char path[80], more[40];
	int64_t n = 0;
	int rc = challenge_by_id(s, c, in_int(s, c, "id", 0), &ch);
	if (rc >= 0)
		rc = mailer(s, c, m);
	if (rc == 0)
		rc = s->host->call->refuse(c, GLANE_ECONFLICT, "mail.no_server", NULL);
	if (rc >= 0 && !s->host->call->setting(c, "site.host").n)
		rc = s->host->call->refuse(c, GLANE_ECONFLICT, "mail.no_host", NULL);
	if (rc >= 0 && !text_is(ch.state, "open"))
		rc = s->host->call->refuse(c, GLANE_ECONFLICT, "mail.not_open", NULL);
	if (rc >= 0)
		rc = queue(s, c, &ch, &n);
	snprintf(path, sizeof(path), "/p/challenge/c/%lld/follow", (long long)ch.id);
	snprintf(more, sizeof(more), "&queued=%lld", (long long)n);
	s->host->value->integer(s->host->reply->root(c), "queued", n);
	if (rc >= 0)
		back(s, c, path, more);
	return rc;
}

/* The morning after a week has ended, where the centre wants that. */
int remind_job(struct glane_self *s, struct glane_call *c, const struct glane_value *args)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_val m[M_COLUMNS];
	struct glane_rows *rows;
	int64_t ids[200], n = 0, sum;
	(void)args;
	int rc = mailer(s, c, m);
	if (rc != 1 || !m[M_WEEKLY].u.i || !s->host->call->setting(c, "site.host").n)
		return rc < 0 ? rc : GLANE_OK;
	rc = db->query(c, SQL_RUNNING, (struct glane_val[]){ glane_int(today(s, c)) }, 1, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1 && n < 200)
		ids[n++] = db->col(rows, 0).u.i;
	for (int64_t i = 0; rc >= 0 && i < n; i++) {
		struct challenge ch;
		rc = challenge_by_id(s, c, ids[i], &ch);
		if (rc >= 0 && challenge_week_of(&ch, today(s, c)) > challenge_week_of(&ch, today(s, c) - 1))
			rc = queue(s, c, &ch, &sum);
	}
	return rc < 0 ? rc : GLANE_OK;
}

/* --- a first mail, to see whether it works: on a background thread -------------------------------------------------- */
static int read_mailer(struct glane_self *s, struct glane_call *c, void *arg)
{
	struct errand *e = arg;
	struct glane_val m[M_COLUMNS];
	int rc = mailer(s, c, m);
	if (rc == 1)
		write_mailer(e, m);
	return rc == 0 ? s->host->call->refuse(c, GLANE_ECONFLICT, "mail.no_server", NULL) : rc;
}

int post_mail_test(struct glane_self *s, struct glane_call *c)
{
	static const char *const keys[] = { [SMTP_LATER] = "mail.test_later", [SMTP_REFUSED] = "mail.test_refused", [SMTP_UNKNOWN] = "mail.test_unknown", [SMTP_NONE] = "mail.test_none" };
	struct errand e = { 0 };
	struct waiter waiter = { s->host, c };
	struct glane_value *args = s->host->value->make(c);
	char why[200];
	fits(e.letter.to, sizeof(e.letter.to), text_trim(in_text(s, c, "to")));
	if (!letter_address_good(e.letter.to))
		return fault(s, c, "to", "bad.email", NULL);
	int rc = s->host->call->within(c, GLANE_READ, read_mailer, &e);
	if (rc < 0)
		return rc;
	s->host->value->text(args, "site", s->host->call->setting(c, "site.name"));
	fits(e.letter.subject, sizeof(e.letter.subject), s->host->call->tr(c, "mail.test_subject", args));
	fits(e.letter.text, sizeof(e.letter.text), s->host->call->tr(c, "mail.test_text", args));
	e.letter.at_ms = s->host->call->now_ms(c);
	snprintf(e.letter.id, sizeof(e.letter.id), "glane-%lld-test", (long long)e.letter.at_ms);
	e.end = smtp_send(&e.mailer, &e.letter, stopped, &waiter, why);
	s->host->value->text(args, "why", glane_cstr(why));
	if (e.end != SMTP_SENT)
		return s->host->call->refuse(c, GLANE_ECONFLICT, keys[e.end], args);
	back(s, c, "/p/challenge/mail", "&tried=1");
	return GLANE_OK;
}
