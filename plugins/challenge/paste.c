/* SPDX-License-Identifier: MPL-2.0 */
/* Many households at once, pasted from a table: one a line, "pseudonym; persons; children; commune; e-mail; team".  What is wrong
 * comes back in words, everything else goes in. */
#include <stdio.h>
#include <string.h>

#include "challenge/household.h"

enum { CELLS = 6, LINES_MAX = 500 };
enum { P_PSEUDONYM, P_PERSONS, P_CHILDREN, P_COMMUNE, P_EMAIL, P_TEAM };

/* Tabs of a spreadsheet, semicolons, or commas where a line has nothing else. */
static void cells_of(struct glane_self *s, struct glane_call *c, struct glane_str line, struct glane_str cells[CELLS])
{
	char by = memchr(line.p, '\t', line.n) ? '\t' : memchr(line.p, ';', line.n) ? ';' : ',';
	for (int k = 0; k < CELLS; k++) {
		const char *end = line.n ? memchr(line.p, by, line.n) : NULL;
		size_t n = end ? (size_t)(end - line.p) : line.n;
		cells[k] = copied(s, c, text_trim((struct glane_str){ line.p, n }));
		line = end ? (struct glane_str){ line.p + n + 1, line.n - n - 1 } : (struct glane_str){ line.p + line.n, 0 };
	}
}

int number_cell(struct glane_str cell, int missing)
{
	int64_t n;
	if (!cell.n)
		return missing;
	return text_decimal(cell, 0, &n) == 0 && n >= 0 && n < 10000 ? (int)n : -1;
}

const char *joining_wrong(const struct challenge *ch, const struct joining *j)
{
	if (!j->pseudonym.n || j->pseudonym.n > NAME_MAX_BYTES || j->commune.n > NAME_MAX_BYTES)
		return "bad.pseudonym";
	if (j->persons == 0)
		return "bad.nobody";
	if (j->persons < 0 || j->persons > PERSONS_MAX)
		return "bad.persons";
	if (j->children < 0 || j->children > j->persons)
		return "bad.children";
	if (j->email.n && (j->email.n > MAIL_MAX || !looks_like_mail(j->email)))
		return "bad.email";
	return j->start_week < 0 || j->start_week >= ch->weeks ? "bad.start_week" : NULL;
}

int team_by_name(struct glane_self *s, struct glane_call *c, int64_t challenge, struct glane_str name, int64_t *ret)
{
	struct glane_val id;
	*ret = 0;
	if (!name.n)
		return GLANE_OK;
	name.n = text_cut(name, NAME_MAX_BYTES);
	name = copied(s, c, name);
	int rc = s->host->db->exec(c, SQL_TEAM_ADD, (struct glane_val[]){ glane_int(challenge), glane_text(name) }, 2, NULL);
	if (rc == GLANE_OK)
		rc = first_row(s, c, SQL_TEAM_BY_NAME, (struct glane_val[]){ glane_int(challenge), glane_text(name) }, 2, &id, 1);
	*ret = rc == 1 ? id.u.i : 0;
	return rc < 0 ? rc : GLANE_OK;
}

static int take_line(struct glane_self *s, struct glane_call *c, const struct challenge *ch, struct glane_str line, int agreed, int start_week,
                     const char **ret_wrong)
{
	struct glane_str cells[CELLS];
	struct glane_val one;
	int64_t id;
	cells_of(s, c, line, cells);
	struct joining j = { .pseudonym = cells[P_PSEUDONYM], .persons = number_cell(cells[P_PERSONS], -1), .children = number_cell(cells[P_CHILDREN], 0),
		.commune = cells[P_COMMUNE].n ? cells[P_COMMUNE] : ch->commune, .email = cells[P_EMAIL], .agreed = agreed, .start_week = start_week };
	*ret_wrong = joining_wrong(ch, &j);
	int rc = *ret_wrong ? GLANE_OK : first_row(s, c, SQL_HOUSEHOLD_NAMED, (struct glane_val[]){ glane_int(ch->id), glane_text(j.pseudonym) }, 2, &one, 1);
	if (rc == 1)
		*ret_wrong = "bad.pseudonym_taken";
	if (rc < 0 || *ret_wrong)
		return rc < 0 ? rc : GLANE_OK;
	rc = team_by_name(s, c, ch->id, cells[P_TEAM], &j.team);
	return rc < 0 ? rc : household_add(s, c, ch, &j, &id);
}

/* The page again, with what went in and what did not; what did not stands in the box to be put right. */
int post_paste(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct challenge ch;
	struct glane_str lines = in_text(s, c, "lines");
	int agreed = in_int(s, c, "agreed", 0) != 0, rc = challenge_by_id(s, c, in_int(s, c, "id", 0), &ch), n = 0, added = 0;
	if (rc < 0)
		return rc;
	if (text_is(ch.state, "archived") || text_is(ch.state, "closed"))
		return s->host->call->refuse(c, GLANE_ECONFLICT, text_is(ch.state, "closed") ? "bad.over" : "bad.put_away", NULL);
	int start_week = (int)in_int(s, c, "start_week", week_now(s, c, &ch) + 1) - 1;
	struct glane_value *root = s->host->reply->root(c), *refused = v->array(root, "refused");
	char *again = s->host->call->alloc(c, lines.n + 2);
	size_t left = 0;
	for (size_t i = 0, end; again && rc == GLANE_OK && i < lines.n && n < LINES_MAX; i = end + 1) {
		for (end = i; end < lines.n && lines.p[end] != '\n' && lines.p[end] != '\r'; end++)
			;
		struct glane_str line = { lines.p + i, end - i };
		const char *wrong = NULL;
		if (!text_trim(line).n)
			continue;
		n++;
		rc = take_line(s, c, &ch, line, agreed, start_week, &wrong);
		added += rc == GLANE_OK && !wrong;
		if (!wrong)
			continue;
		struct glane_value *o = v->object(refused, NULL);
		v->integer(o, "line", n);
		v->text(o, "text", text_trim(line));
		v->text(o, "why", s->host->call->tr(c, wrong, NULL));
		memcpy(again + left, line.p, line.n);
		left += line.n;
		again[left++] = '\n';
	}
	if (rc < 0)
		return rc;
	v->integer(v->object(root, "added"), "n", added);
	v->boolean(root, "pasted", 1);
	if (!v->count(refused)) {
		to_households(s, c, ch.id, "&saved=1");
		return GLANE_OK;
	}
	v->text(v->object(root, "input"), "lines", (struct glane_str){ again, left });
	return say_households(s, c, &ch);
}
