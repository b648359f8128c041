/* SPDX-License-Identifier: MPL-2.0 */
/* The card of a household: what labels print about the subject "challenge_household:5", and the page that prints those of a
 * challenge.  What it says is a key: only organisers get it. */
#include <stdio.h>
#include <string.h>

#include "challenge/family.h"

enum { CARDS_A_FILE = 200 /* as many as labels print at once */ };

/* "challenge_household:5" -> 5; 0: another plugin's subject. */
static int64_t household_of(struct glane_str subject)
{
	static const char prefix[] = "challenge_household:";
	size_t from = sizeof(prefix) - 1;
	int64_t id = 0;
	if (subject.n <= from || subject.n > from + 15 || memcmp(subject.p, prefix, from) != 0)
		return 0;
	for (size_t i = from; i < subject.n; i++) {
		if (subject.p[i] < '0' || subject.p[i] > '9')
			return 0;
		id = id * 10 + (subject.p[i] - '0');
	}
	return id;
}

static int find(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct household *ret)
{
	int64_t id = household_of(subject);
	struct glane_val code;
	if (!id || !s->host->call->may(c, ORGANISE))
		return GLANE_ENOENT;
	int rc = first_row(s, c, SQL_CARD, (struct glane_val[]){ glane_int(id) }, 1, &code, 1); /* or the refusal of household_by_id() would end the label */
	return rc == 1 ? household_by_id(s, c, id, ret) : rc < 0 ? rc : GLANE_ENOENT;
}

void card_url(struct glane_self *s, struct glane_call *c, struct glane_str code, char out[CARD_URL])
{
	struct glane_str host = s->host->call->setting(c, "site.host");
	int set = host.n > 0;
	if (!set)
		host = s->host->call->setting(c, "site.listening");
	snprintf(out, CARD_URL, "%s://%.*s/F/%.*s", set ? "HTTPS" : "HTTP", (int)(host.n < 120 ? host.n : 120), host.n ? host.p : "LOCALHOST", (int)code.n, code.p);
	for (char *p = out; *p; p++)
		*p = (char)(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
}

void card_short(struct glane_str code, char out[SHORT_SYMBOLS + 2])
{
	snprintf(out, SHORT_SYMBOLS + 2, "%.4s %.4s", code.p, code.n >= SHORT_SYMBOLS ? code.p + 4 : "");
}

int field_card_url(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret)
{
	struct household h;
	char url[CARD_URL];
	int rc = find(s, c, subject, &h);
	if (rc < 0)
		return rc;
	card_url(s, c, h.code, url);
	*ret = copied(s, c, glane_cstr(url));
	return GLANE_OK;
}

int field_card_code(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret)
{
	struct household h;
	char text[SHORT_SYMBOLS + 2];
	int rc = find(s, c, subject, &h);
	if (rc < 0)
		return rc;
	card_short(h.code, text);
	*ret = copied(s, c, glane_cstr(text));
	return GLANE_OK;
}

int field_card_number(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret)
{
	struct household h;
	char text[24];
	int rc = find(s, c, subject, &h);
	if (rc < 0)
		return rc;
	text_from_number(h.number, text);
	*ret = copied(s, c, glane_cstr(text));
	return GLANE_OK;
}

static int words(struct glane_self *s, struct glane_call *c, struct glane_str subject, const char *key, struct glane_str *ret)
{
	struct household h;
	struct challenge ch;
	struct glane_value *args = s->host->value->make(c);
	int rc = find(s, c, subject, &h);
	if (rc == GLANE_OK)
		rc = challenge_by_id(s, c, h.challenge, &ch);
	if (rc < 0)
		return rc;
	s->host->value->integer(args, "number", h.number);
	s->host->value->text(args, "challenge", ch.name);
	*ret = s->host->call->tr(c, key, args);
	return GLANE_OK;
}

/* No pseudonym: a card that is found says nothing about whose it is. */
int field_card_title(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret)
{
	return words(s, c, subject, "card.title", ret);
}

int field_card_why(struct glane_self *s, struct glane_call *c, struct glane_str subject, struct glane_str *ret)
{
	return words(s, c, subject, "card.why", ret);
}

/* Files of at most CARDS_A_FILE cards, their households by number in the address. */
int get_print(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	struct glane_value *root = s->host->reply->root(c), *files = v->array(root, "files"), *cards = v->array(root, "cards");
	struct challenge ch;
	struct glane_rows *rows;
	char *ids = s->host->call->alloc(c, CARDS_A_FILE * 18);
	size_t used = 0;
	int64_t n = 0, first = 0, last = 0;
	int rc = challenge_by_id(s, c, in_int(s, c, "id", 0), &ch);
	if (rc == GLANE_OK)
		rc = ids ? db->query(c, SQL_CARDS, (struct glane_val[]){ glane_int(ch.id) }, 1, &rows) : GLANE_ENOMEM;
	for (int more = 1; rc >= 0 && more;) {
		more = rc = db->next(rows);
		if (rc < 0)
			break;
		if (more) {
			used += (size_t)snprintf(ids + used, CARDS_A_FILE * 18 - used, "%s%lld", used ? "," : "", (long long)db->col(rows, 0).u.i);
			struct glane_value *card = v->object(cards, NULL);
			v->integer(card, "number", db->col(rows, 1).u.i);
			v->text(card, "code", db->col(rows, 2).u.s);
			first = n ? first : db->col(rows, 1).u.i;
			last = db->col(rows, 1).u.i;
			n++;
		}
		if (n == CARDS_A_FILE || (!more && n)) {
			struct glane_value *o = v->object(files, NULL);
			v->text(o, "ids", (struct glane_str){ ids, used });
			v->integer(o, "first", first);
			v->integer(o, "last", last);
			v->integer(o, "n", n);
			used = 0;
			n = 0;
		}
	}
	if (rc < 0)
		return rc;
	v->text(root, "title", s->host->call->tr(c, "print.title", NULL));
	v->integer(root, "id", ch.id);
	v->text(root, "challenge", ch.name);
	v->boolean(root, "none", v->count(files) == 0);
	if (!s->host->call->setting(c, "site.host").n)
		v->text(root, "listening", s->host->call->setting(c, "site.listening"));
	return GLANE_OK;
}
