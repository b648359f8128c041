/* SPDX-License-Identifier: MPL-2.0 */
/* K9: a household weighs its bins where the scale is.  Its card opens its weeks, or the first symbols of the code, typed, for who has
 * it on paper only.  Nothing of this says whose it is but its number. */
#include <string.h>

#include "challenge/family.h"

enum { UNDO_MS = 600000 };

/* The symbols of what was scanned or typed: an address, a code, its first eight; case, spaces and dashes do not matter. */
static size_t symbols(struct glane_str typed, char out[CODE_SYMBOLS + 1])
{
	static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	size_t n = 0;
	for (size_t i = typed.n; i-- > 0;)
		if (typed.p[i] == '/') {
			typed = (struct glane_str){ typed.p + i + 1, typed.n - i - 1 };
			break;
		}
	for (size_t i = 0; i < typed.n; i++) {
		char ch = typed.p[i];
		ch = (char)(ch >= 'a' && ch <= 'z' ? ch - 'a' + 'A' : ch);
		ch = ch == 'O' ? '0' : ch == 'I' || ch == 'L' ? '1' : ch;
		if (ch == ' ' || ch == '-')
			continue;
		if (!strchr(alphabet, ch) || n == CODE_SYMBOLS)
			return 0;
		out[n++] = ch;
	}
	out[n] = 0;
	return n;
}

static int find(struct glane_self *s, struct glane_call *c, struct challenge *ch, struct household *h)
{
	char code[CODE_SYMBOLS + 1];
	size_t n = symbols(in_text(s, c, "code"), code);
	struct glane_val full;
	int rc = GLANE_ENOENT;
	if (n == CODE_SYMBOLS)
		rc = household_by_code(s, c, glane_cstr(code), h);
	else if (n == SHORT_SYMBOLS && (rc = first_row(s, c, SQL_CODE_BEGINS, (struct glane_val[]){ glane_text(glane_cstr(code)) }, 1, &full, 1)) == 1)
		rc = household_by_code(s, c, full.u.s, h);
	if (rc == GLANE_OK)
		return challenge_by_id(s, c, h->challenge, ch);
	return rc < 0 && rc != GLANE_ENOENT ? rc : s->host->call->refuse(c, GLANE_ENOENT, "kiosk.unknown", NULL);
}

int get_kiosk(struct glane_self *s, struct glane_call *c)
{
	struct glane_value *root = s->host->reply->root(c);
	struct challenge ch;
	struct household h;
	int rc = find(s, c, &ch, &h);
	if (rc == GLANE_OK) /* said before somebody weighs for nothing */
		rc = week_check(s, c, &ch, &h, week_now(s, c, &ch), "kiosk");
	if (rc == GLANE_OK)
		rc = family_week_say(s, c, &ch, &h, week_now(s, c, &ch), root);
	if (rc == GLANE_OK)
		rc = family_curve_say(s, c, &ch, &h, root);
	s->host->value->integer(root, "household", h.number);
	return rc;
}

int post_kiosk(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	struct weigh_in w = { .source = "kiosk", .typed = glane_cstr(""), .grams = in_int(s, c, "grams", 0), .day = today(s, c), .fraction = FRACTIONS,
		.again = in_int(s, c, "again", 0) != 0 };
	int64_t id = 0;
	struct glane_str fraction = in_text(s, c, "fraction");
	int rc = find(s, c, &ch, &h);
	for (int f = 0; f < FRACTIONS; f++)
		if (text_is(fraction, fraction_ids[f]))
			w.fraction = (enum fraction)f;
	if (rc == GLANE_OK)
		rc = weighing_add(s, c, &ch, &h, &w, &id);
	s->host->value->integer(s->host->reply->root(c), "weighing", id);
	s->host->reply->status(c, 201);
	return rc;
}

/* The last one is taken back, as long as it is fresh. */
int post_kiosk_undo(struct glane_self *s, struct glane_call *c)
{
	struct challenge ch;
	struct household h;
	struct glane_val at;
	int64_t id = in_int(s, c, "weighing", 0), unused;
	int rc = find(s, c, &ch, &h);
	if (rc == GLANE_OK)
		rc = first_row(s, c, SQL_NOTED_AT_KIOSK, (struct glane_val[]){ glane_int(h.id), glane_int(id) }, 2, &at, 1);
	if (rc < 0)
		return rc;
	if (rc == 0 || at.u.i + UNDO_MS < s->host->call->now_ms(c))
		return s->host->call->refuse(c, GLANE_ECONFLICT, "kiosk.too_late", NULL);
	return weighing_correct(s, c, &ch, &h, id, NULL, "typing", &unused);
}
