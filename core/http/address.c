/* SPDX-License-Identifier: MPL-2.0 */
#include "http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static const uint8_t MAPPED[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
static const uint8_t LOOPBACK6[16] = { [15] = 1 };

static bool is_mapped(const uint8_t a[16])
{
	return memcmp(a, MAPPED, sizeof MAPPED) == 0;
}

void address_of(const struct sockaddr *a, uint8_t ret[16])
{
	memset(ret, 0, 16);
	if (a->sa_family == AF_INET) {
		memcpy(ret, MAPPED, sizeof MAPPED);
		memcpy(ret + 12, &((const struct sockaddr_in *)(const void *)a)->sin_addr, 4);
	} else if (a->sa_family == AF_INET6) {
		memcpy(ret, &((const struct sockaddr_in6 *)(const void *)a)->sin6_addr, 16);
	}
}

bool address_parse(struct glane_str text, uint8_t ret[16])
{
	char copy[ADDRESS_TEXT];
	uint8_t a[16];
	if (text.n == 0 || text.n >= sizeof copy || memchr(text.p, 0, text.n))
		return false;
	memcpy(copy, text.p, text.n);
	copy[text.n] = 0;
	memcpy(a, MAPPED, sizeof MAPPED);
	if (inet_pton(AF_INET, copy, a + 12) != 1 && inet_pton(AF_INET6, copy, a) != 1)
		return false;
	memcpy(ret, a, 16);
	return true;
}

void address_text(const uint8_t a[16], char ret[ADDRESS_TEXT])
{
	bool four = is_mapped(a);
	inet_ntop(four ? AF_INET : AF_INET6, four ? a + 12 : a, ret, ADDRESS_TEXT);
}

bool address_is_loopback(const uint8_t a[16])
{
	return memcmp(a, LOOPBACK6, 16) == 0 || (is_mapped(a) && a[12] == 127);
}

void address_shorten(uint8_t a[16])
{
	if (!is_mapped(a) && !address_is_loopback(a))
		memset(a + 8, 0, 8);
}

bool address_range_parse(struct glane_str text, struct address_range *ret)
{
	struct address_range r;
	ptrdiff_t slash = str_find(text, '/');
	struct glane_str address = { text.p, slash < 0 ? text.n : (size_t)slash };
	if (!address_parse(address, r.base))
		return false;
	int64_t most = str_find(address, ':') < 0 ? 32 : 128, bits = most;
	if (slash >= 0 && str_int((struct glane_str){ text.p + slash + 1, text.n - (size_t)slash - 1 }, &bits) != 0)
		return false;
	if (bits < 1 || bits > most)
		return false;
	r.bits = (uint8_t)(128 - most + bits);
	*ret = r;
	return true;
}

bool address_range_has(const struct address_range *r, const uint8_t a[16])
{
	unsigned whole = r->bits / 8, rest = r->bits % 8;
	if (is_mapped(r->base) != is_mapped(a) || memcmp(r->base, a, whole) != 0) /* "::/8" does not mean all of IPv4 */
		return false;
	return rest == 0 || ((r->base[whole] ^ a[whole]) >> (8 - rest)) == 0;
}
