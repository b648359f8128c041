/* SPDX-License-Identifier: MPL-2.0 */
#include "import/said.h"

#include <string.h>

#include "text/text.h"

/* --- days ---------------------------------------------------------------------------------------------------- */
static int is_digits(struct glane_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return 0;
	return s.n > 0;
}

static int64_t number(struct glane_str s)
{
	int64_t v = 0;
	for (size_t i = 0; i < s.n && i < 9; i++)
		v = v * 10 + (s.p[i] - '0');
	return v;
}

static int day_of(int64_t year, int64_t month, int64_t day, int64_t *ret)
{
	if (year < 0 || year > 9999 || month > 99 || day > 99)
		return GLANE_EINVAL;
	char text[11] = { (char)('0' + year / 1000), (char)('0' + year / 100 % 10), (char)('0' + year / 10 % 10), (char)('0' + year % 10),
		'-', (char)('0' + month / 10), (char)('0' + month % 10), '-', (char)('0' + day / 10), (char)('0' + day % 10), 0 };
	return text_day((struct glane_str){ text, 10 }, ret);
}

static int last_of_month(int64_t year, int64_t month, int64_t *ret)
{
	for (int64_t day = 31; day >= 28; day--)
		if (day_of(year, month, day, ret) == 0)
			return 0;
	return GLANE_EINVAL;
}

/* Up to three numbers with the same sign between them. */
static uint32_t split(struct glane_str s, struct glane_str parts[3])
{
	uint32_t n = 0;
	char sign = 0;
	size_t from = 0;
	for (size_t i = 0; i <= s.n; i++) {
		if (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
			continue;
		if (n == 3 || (i < s.n && !strchr("-/.", s.p[i])) || (i < s.n && sign && s.p[i] != sign))
			return 0;
		sign = i < s.n ? s.p[i] : sign;
		parts[n] = (struct glane_str){ s.p + from, i - from };
		if (!is_digits(parts[n]) || parts[n].n > 4)
			return 0;
		n++;
		from = i + 1;
	}
	return n;
}

static int one_date(struct glane_str s, int64_t *ret_from, int64_t *ret_to)
{
	struct glane_str p[3];
	s = text_trim(s);
	if (s.n > 3 && memcmp(s.p, "le ", 3) == 0)
		s = text_trim((struct glane_str){ s.p + 3, s.n - 3 });
	if (s.n > 11 && (s.p[10] == ' ' || s.p[10] == 't')) /* a time of the day */
		s.n = 10;
	uint32_t n = split(s, p);
	if (n == 1 && p[0].n == 4) {
		if (day_of(number(p[0]), 1, 1, ret_from) < 0 || day_of(number(p[0]), 12, 31, ret_to) < 0)
			return GLANE_EINVAL;
	} else if (n == 2 && (p[0].n == 4) != (p[1].n == 4)) {
		int64_t year = number(p[p[0].n == 4 ? 0 : 1]), month = number(p[p[0].n == 4 ? 1 : 0]);
		if (day_of(year, month, 1, ret_from) < 0 || last_of_month(year, month, ret_to) < 0)
			return GLANE_EINVAL;
	} else if (n == 3 && p[0].n == 4 && p[1].n == 2 && p[2].n == 2) {
		if (day_of(number(p[0]), number(p[1]), number(p[2]), ret_from) < 0)
			return GLANE_EINVAL;
		*ret_to = *ret_from;
	} else if (n == 3 && p[0].n <= 2 && p[1].n <= 2 && p[2].n == 4) {
		if (day_of(number(p[2]), number(p[1]), number(p[0]), ret_from) < 0)
			return GLANE_EINVAL;
		*ret_to = *ret_from;
	} else {
		return GLANE_EINVAL;
	}
	return *ret_from >= FIRST_DAY ? 0 : GLANE_EINVAL;
}

static int find(struct glane_str s, const char *what)
{
	size_t n = strlen(what);
	for (size_t i = 0; i + n <= s.n; i++)
		if (memcmp(s.p + i, what, n) == 0)
			return (int)i;
	return -1;
}

static int two_dates(struct glane_str s, const char *start, const char *between, int64_t *ret_from, int64_t *ret_to)
{
	size_t n = strlen(start);
	if (s.n < n || memcmp(s.p, start, n) != 0)
		return GLANE_EINVAL;
	s = (struct glane_str){ s.p + n, s.n - n };
	int at = find(s, between);
	if (at < 0)
		return GLANE_EINVAL;
	int64_t unused;
	size_t behind = (size_t)at + strlen(between);
	if (one_date((struct glane_str){ s.p, (size_t)at }, ret_from, &unused) < 0 ||
	    one_date((struct glane_str){ s.p + behind, s.n - behind }, &unused, ret_to) < 0)
		return GLANE_EINVAL;
	return *ret_from <= *ret_to ? 0 : GLANE_EINVAL;
}

int said_days(struct glane_str s, int64_t *ret_from, int64_t *ret_to)
{
	static const char *const pairs[][2] = { { "", ".." }, { "entre ", " et " }, { "du ", " au " }, { "between ", " and " } };
	char folded[81];
	*ret_from = *ret_to = 0;
	if (s.n >= sizeof(folded))
		return GLANE_EINVAL;
	struct glane_str f = { folded, text_fold(s, folded) };
	if (f.n == 0 || text_is(f, "?") || text_is(f, "inconnue") || text_is(f, "inconnu") || text_is(f, "unknown"))
		return 0;
	int64_t from = 0, to = 0;
	int rc = one_date(f, &from, &to);
	for (size_t i = 0; rc < 0 && i < sizeof(pairs) / sizeof(pairs[0]); i++)
		rc = two_dates(f, pairs[i][0], pairs[i][1], &from, &to);
	if (rc < 0)
		return GLANE_EINVAL;
	*ret_from = from;
	*ret_to = to;
	return 0;
}

/* --- counts --------------------------------------------------------------------------------------------------- */
int64_t said_count(struct glane_str label)
{
	size_t n = 0;
	while (n < label.n && label.p[n] >= '0' && label.p[n] <= '9')
		n++;
	if (n == 0 || n > 4 || n + 1 >= label.n || label.p[n] != ' ' || (label.p[n + 1] >= '0' && label.p[n + 1] <= '9'))
		return 0;
	return number((struct glane_str){ label.p, n });
}

/* --- money ----------------------------------------------------------------------------------------------------- */
const char *said_payment(struct glane_str s)
{
	static const char *const words[][2] = {
		{ "chq", "cheque" }, { "cheque", "cheque" }, { "check", "cheque" }, { "cb", "card" }, { "carte", "card" }, { "carte bancaire", "card" },
		{ "card", "card" }, { "espece", "cash" }, { "esp", "cash" }, { "liquide", "cash" }, { "cash", "cash" }, { "virement", "transfer" },
		{ "transfer", "transfer" },
	};
	char folded[LABEL_MAX + 1];
	if (s.n > LABEL_MAX)
		return NULL;
	struct glane_str f = { folded, text_fold(s, folded) };
	while (f.n && (f.p[f.n - 1] == '?' || f.p[f.n - 1] == ' '))
		f.n--;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (text_is(f, words[i][0]))
			return words[i][1];
	return NULL;
}

static int is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c & 0x80);
}

/* Where the word stands on its own, -1: nowhere. */
static int word_at(struct glane_str s, const char *word)
{
	size_t n = strlen(word);
	for (size_t i = 0; i + n <= s.n; i++)
		if (memcmp(s.p + i, word, n) == 0 && (i == 0 || !is_letter(s.p[i - 1])) && (i + n == s.n || !is_letter(s.p[i + n])))
			return (int)i;
	return -1;
}

static int has_donation(struct glane_str folded)
{
	return word_at(folded, "don") >= 0 || word_at(folded, "dons") >= 0;
}

struct amount {
	int64_t cents;
	int plus; /* a plus sign stands before it */
};

/* Numbers with a euro sign behind them, before `end`: "+1€ don". */
static uint32_t amounts(struct glane_str s, struct amount out[3])
{
	uint32_t n = 0;
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		while (i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || ((s.p[i] == ',' || s.p[i] == '.') && i > from)))
			i++;
		struct glane_str digits = { s.p + from, i - from };
		size_t sign = i;
		while (sign < s.n && s.p[sign] == ' ')
			sign++;
		int64_t cents;
		if (digits.n && sign + 3 <= s.n && memcmp(s.p + sign, "\xe2\x82\xac", 3) == 0 && text_cents(digits, &cents) == 0) {
			size_t before = from;
			while (before && s.p[before - 1] == ' ')
				before--;
			if (n < 3)
				out[n] = (struct amount){ cents, before && s.p[before - 1] == '+' };
			n++;
			i = sign + 3;
		}
		i += i == from;
	}
	return n;
}

/* Nothing is guessed: what does not add up is left for a person. */
static void split_donation(struct line *l, struct glane_str remark)
{
	struct amount a[3];
	uint32_t n = amounts(remark, a);
	if (n == 1 && a[0].plus) {
		l->donation = a[0].cents;
	} else if (n == 2 && !a[0].plus && a[1].plus && l->total != MISSING && a[0].cents == l->total) {
		l->donation = a[1].cents;
	} else if (n == 2 && !a[0].plus && a[1].plus && l->total != MISSING && a[0].cents + a[1].cents == l->total) {
		l->price = a[0].cents;
		l->donation = a[1].cents;
	} else {
		l->doubts |= 1u << DOUBT_MONEY;
	}
}

/* The label without its count: "1 adhesion" is a membership and nothing else. */
static int is_only(struct glane_str folded, const char *word)
{
	while (folded.n && ((folded.p[0] >= '0' && folded.p[0] <= '9') || folded.p[0] == ' '))
		folded = (struct glane_str){ folded.p + 1, folded.n - 1 };
	return text_is(folded, word);
}

void said_money(struct line *l)
{
	static const char *const fees[] = { "adhesion", "cotisation" };
	char label_text[LABEL_MAX + 1], remark_text[NOTE_MAX + 1], payment_text[LABEL_MAX + 1];
	struct glane_str label = { label_text, text_fold(l->label, label_text) };
	struct glane_str remark = { remark_text, text_fold(l->remark, remark_text) };
	struct glane_str payment = { payment_text, text_fold(l->payment, payment_text) };
	for (int i = 0; i < 2; i++) {
		if (is_only(label, fees[i])) {
			l->flow = FLOW_FEE;
			l->fee = l->total;
			l->price = MISSING;
		} else if (word_at(label, fees[i]) >= 0) {
			l->doubts |= 1u << DOUBT_MONEY;
		}
	}
	if (is_only(label, "don") || is_only(label, "boite a don")) {
		l->flow = FLOW_FEE;
		l->donation = l->total;
		l->price = MISSING;
	} else if (has_donation(remark) || has_donation(payment)) {
		split_donation(l, remark);
	}
	if (l->payment.n && (!said_payment(l->payment) || memchr(l->payment.p, '?', l->payment.n)))
		l->doubts |= 1u << DOUBT_PAYMENT;
	if (l->total == MISSING)
		l->doubts |= 1u << DOUBT_NO_PRICE;
}
