/* SPDX-License-Identifier: MPL-2.0 */
#include "labels/card.h"

#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char letters[CARD_KINDS][3] = { [CARD_TIMES] = "XN", [CARD_UNDO] = "BK", [CARD_AGAIN] = "AG", [CARD_PLACE] = "PA", [CARD_CATEGORY] = "CA" };

static int symbol(char c)
{
	const char *at = c ? strchr(alphabet, c) : NULL;
	return at ? (int)(at - alphabet) : -1;
}

static unsigned times_a(unsigned r)
{
	r <<= 1;
	return r & 32 ? r ^ 0x25 : r; /* x^5 = x^2 + 1 */
}

char card_check(const char *data, size_t n)
{
	unsigned r = 0;
	for (size_t i = 0; i < n; i++) {
		int d = symbol(data[i]);
		if (d < 0)
			return 0;
		r = times_a(r) ^ (unsigned)d;
	}
	return alphabet[times_a(r)];
}

void card_code(enum card_kind kind, int64_t number, char out[CARD_SYMBOLS + 1])
{
	memcpy(out, letters[kind], 2);
	for (int i = CARD_SYMBOLS - 2; i >= 2; i--, number >>= 5)
		out[i] = alphabet[number & 31];
	out[CARD_SYMBOLS - 1] = card_check(out, CARD_SYMBOLS - 1);
	out[CARD_SYMBOLS] = 0;
}

int card_parse(struct glane_str code, enum card_kind *ret_kind, int64_t *ret_number)
{
	int64_t number = 0;
	unsigned kind = 0;
	if (code.n != CARD_SYMBOLS || card_check(code.p, CARD_SYMBOLS - 1) != code.p[CARD_SYMBOLS - 1])
		return GLANE_EINVAL;
	while (kind < CARD_KINDS && memcmp(letters[kind], code.p, 2) != 0)
		kind++;
	if (kind == CARD_KINDS)
		return GLANE_EINVAL;
	for (int i = 2; i < CARD_SYMBOLS - 1; i++)
		number = number << 5 | symbol(code.p[i]);
	*ret_kind = (enum card_kind)kind;
	*ret_number = number;
	return GLANE_OK;
}
