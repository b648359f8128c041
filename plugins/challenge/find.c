/* SPDX-License-Identifier: MPL-2.0 */
/* Rows of challenges and households as structs, and the codes of cards. */
#include "challenge/internal.h"

enum { C_ID, C_NAME, C_FORM, C_STATE, C_BEFORE, C_FIRST, C_BASELINE, C_WEEKS, C_IN_GRAMS, C_CHILD, C_COMMUNE, C_PLACE, C_INVITATION, C_CONSENT,
	C_SCORING, C_MU, C_HEAVY, C_TIMES, C_GLASS, C_TEAM, C_NEUTRAL_FROM, C_NEUTRAL_TO, C_COLUMNS };

static int read_fractions(struct glane_self *s, struct glane_call *c, struct challenge *ret)
{
	const struct glane_db_api *db = s->host->db;
	struct glane_rows *rows;
	int rc = db->query(c, SQL_FRACTIONS, (struct glane_val[]){ glane_int(ret->id) }, 1, &rows);
	while (rc >= 0 && (rc = db->next(rows)) == 1) {
		ret->weighed |= 1u << db->col(rows, 0).u.i;
		ret->scored |= db->col(rows, 1).u.i ? 1u << db->col(rows, 0).u.i : 0;
	}
	return rc;
}

int challenge_by_id(struct glane_self *s, struct glane_call *c, int64_t id, struct challenge *ret)
{
	struct glane_val v[C_COLUMNS];
	int rc = first_row(s, c, SQL_CHALLENGE, (struct glane_val[]){ glane_int(id) }, 1, v, C_COLUMNS);
	if (rc <= 0)
		return rc < 0 ? rc : s->host->call->refuse(c, GLANE_ENOENT, "bad.challenge", NULL);
	*ret = (struct challenge){
		.id = id, .first_day = v[C_FIRST].u.i, .baseline_weeks = (int)v[C_BASELINE].u.i, .weeks = (int)v[C_WEEKS].u.i,
		.child_milli = (int)v[C_CHILD].u.i, .in_grams = (int)v[C_IN_GRAMS].u.i, .name = v[C_NAME].u.s, .form = v[C_FORM].u.s,
		.state = v[C_STATE].u.s, .state_before = v[C_BEFORE].u.s, .commune = v[C_COMMUNE].u.s, .place = v[C_PLACE].u.s,
		.invitation = v[C_INVITATION].u.s, .consent = v[C_CONSENT].u.s, .scoring = v[C_SCORING].u.i, .mu = v[C_MU].u.i,
		.heavy_g = v[C_HEAVY].u.i, .week_times = v[C_TIMES].u.i, .glass_weeks = (int)v[C_GLASS].u.i, .team_min = (int)v[C_TEAM].u.i,
		.neutral_from = v[C_NEUTRAL_FROM].type == GLANE_INT ? v[C_NEUTRAL_FROM].u.i : 1,
		.neutral_to = v[C_NEUTRAL_FROM].type == GLANE_INT ? v[C_NEUTRAL_TO].u.i : 0,
	};
	return read_fractions(s, c, ret);
}

enum { H_ID, H_CHALLENGE, H_NUMBER, H_TEAM, H_START, H_LEFT, H_PERSONS, H_CHILDREN, H_ACTIVE, H_WALL, H_CARD, H_PSEUDONYM, H_COMMUNE, H_EMAIL, H_CODE,
	H_REASON, H_CONSENT, H_FIRST_PERSONS, H_FIRST_CHILDREN, H_COLUMNS };

static int household_find(struct glane_self *s, struct glane_call *c, uint32_t sql, struct glane_val what, struct household *ret)
{
	struct glane_val v[H_COLUMNS];
	int rc = first_row(s, c, sql, (struct glane_val[]){ what, glane_int(today(s, c)) }, 2, v, H_COLUMNS);
	if (rc <= 0)
		return rc < 0 ? rc : GLANE_ENOENT;
	*ret = (struct household){
		.id = v[H_ID].u.i, .challenge = v[H_CHALLENGE].u.i, .number = v[H_NUMBER].u.i, .team = v[H_TEAM].u.i, .start_week = (int)v[H_START].u.i,
		.left_week = (int)v[H_LEFT].u.i, .persons = (int)v[H_PERSONS].u.i, .children = (int)v[H_CHILDREN].u.i, .active = (int)v[H_ACTIVE].u.i,
		.wall = (int)v[H_WALL].u.i, .card = (int)v[H_CARD].u.i, .pseudonym = v[H_PSEUDONYM].u.s, .commune = v[H_COMMUNE].u.s,
		.email = v[H_EMAIL].u.s, .code = v[H_CODE].u.s, .left_reason = v[H_REASON].u.s, .consent_ms = v[H_CONSENT].u.i,
		.first_persons = (int)v[H_FIRST_PERSONS].u.i, .first_children = (int)v[H_FIRST_CHILDREN].u.i,
	};
	return GLANE_OK;
}

int household_by_id(struct glane_self *s, struct glane_call *c, int64_t id, struct household *ret)
{
	int rc = household_find(s, c, SQL_HOUSEHOLD_BY_ID, glane_int(id), ret);
	return rc == GLANE_ENOENT ? s->host->call->refuse(c, rc, "bad.household", NULL) : rc;
}

int household_by_code(struct glane_self *s, struct glane_call *c, struct glane_str code, struct household *ret)
{
	return household_find(s, c, SQL_HOUSEHOLD_BY_CODE, glane_text(code), ret);
}

/* Crockford's base 32: five bits a symbol, no I, L, O, U. */
void code_draw(struct glane_self *s, struct glane_call *c, char ret[CODE_SYMBOLS + 1])
{
	static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	unsigned char random[CODE_SYMBOLS];
	s->host->call->random(c, random, sizeof(random));
	for (int i = 0; i < CODE_SYMBOLS; i++)
		ret[i] = alphabet[random[i] & 31];
	ret[CODE_SYMBOLS] = 0;
}
