/* SPDX-License-Identifier: MPL-2.0 */
/* The wall in the shop, and a slide of the waiting kiosk: what is published, and the pseudonyms of those who want to stand there,
 * in bands and by the alphabet: nobody is first. */
#include "challenge/anonymous.h"
#include "challenge/family.h"
#include "challenge/results.h"

enum { NAMES_MOST = 60 };

static int find(struct glane_self *s, struct glane_call *c, struct challenge *ch)
{
	struct glane_val id;
	int rc = first_row(s, c, SQL_WALL_CHALLENGE, NULL, 0, &id, 1);
	if (rc == 1)
		return challenge_by_id(s, c, id.u.i, ch);
	return rc < 0 ? rc : GLANE_ENOENT;
}

/* Who reads all names of a band but one or two would know where the others are: then there are none at all. */
static int may_name(struct glane_self *s, struct glane_call *c, const struct challenge *ch)
{
	struct glane_val unnamed;
	int rc = first_row(s, c, SQL_WALL_SCORED, (struct glane_val[]){ glane_int(ch->id), glane_int(ch->scoring) }, 2, &unnamed, 1);
	return rc < 0 ? rc : rc == 1 && (unnamed.u.i == 0 || unnamed.u.i >= ANONYMOUS_LEAST);
}

/* bands: as they are published, some of them together. */
static int say_names(struct glane_self *s, struct glane_call *c, const struct challenge *ch, struct glane_value *root)
{
	const struct glane_value_api *v = s->host->value;
	const struct glane_db_api *db = s->host->db;
	const struct glane_value *bands = v->get(root, "bands");
	struct glane_value *named = v->array(root, "named"), *lists[SCORE_BANDS_MAX + 1] = { NULL };
	struct glane_rows *rows;
	int rc = may_name(s, c, ch), n = 0;
	if (rc <= 0)
		return rc;
	rc = db->query(c, SQL_WALL_NAMES, (struct glane_val[]){ glane_int(ch->id), glane_int(ch->scoring) }, 2, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1 && n < NAMES_MOST) {
		for (uint32_t i = 0; i < v->count(bands) && i <= SCORE_BANDS_MAX; i++) {
			const struct glane_value *b = v->at(bands, i);
			int64_t band = db->col(rows, 1).u.i;
			if (band < v->as_integer(v->get(b, "first"), 99) || band > v->as_integer(v->get(b, "last"), -1))
				continue;
			if (!lists[i]) {
				struct glane_value *o = v->object(named, NULL);
				v->put(o, "words", v->get(b, "words"));
				lists[i] = v->array(o, "names");
			}
			v->text(v->object(lists[i], NULL), "name", db->col(rows, 0).u.s);
			n++;
		}
	}
	if (rc == 1)
		db->close(rows);
	v->boolean(root, "any_named", n > 0);
	return rc < 0 ? rc : GLANE_OK;
}

int get_wall(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct challenge ch;
	int rc = find(s, c, &ch);
	v->text(root, "title", s->host->call->tr(c, "wall.title", NULL));
	if (rc == GLANE_ENOENT)
		return GLANE_OK;
	if (rc == GLANE_OK)
		rc = group_say(s, c, &ch, root);
	if (rc < 0)
		return rc;
	v->text(root, "name", ch.name);
	v->text(root, "title", ch.name);
	return say_names(s, c, &ch, root);
}

int get_slide(struct glane_self *s, struct glane_call *c)
{
	const struct glane_value_api *v = s->host->value;
	struct glane_value *root = s->host->reply->root(c);
	struct challenge ch;
	int rc = find(s, c, &ch);
	if (rc == GLANE_OK)
		rc = group_say(s, c, &ch, root);
	if (rc < 0)
		return rc;
	v->text(root, "name", ch.name);
	return v->get(root, "running") || v->get(root, "final") ? GLANE_OK : GLANE_ENOENT;
}
