/* SPDX-License-Identifier: MPL-2.0 */
#include "base/id.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

#include "base/clock.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void hex_of(const void *p, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *b = p;
	for (size_t i = 0; i < n; i++) {
		*out++ = digits[b[i] >> 4];
		*out++ = digits[b[i] & 15];
	}
	*out = 0;
}

static int hex_valid(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (hex_digit(p[i]) < 0)
			return GLANE_EINVAL;
	return 0;
}

static void hex_bytes(const char *p, uint8_t *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)(hex_digit(p[2 * i]) << 4 | hex_digit(p[2 * i + 1]));
}

int hex_parse(struct glane_str s, void *out, size_t n)
{
	if (s.n / 2 != n || s.n % 2 || hex_valid(s.p, s.n))
		return GLANE_EINVAL;
	hex_bytes(s.p, out, n);
	return 0;
}

/* Ids of one millisecond keep their order: the 12 bits behind the time count on from a random start (RFC 9562, 6.2,
 * method 1), and a millisecond that is full lends from the next one. */
static struct {
	pthread_mutex_t lock;
	int64_t given_ms, used_ms;
	uint32_t count;
} last = { .lock = PTHREAD_MUTEX_INITIALIZER, .given_ms = -1, .used_ms = -1 };

struct uuid uuid7(int64_t now_ms)
{
	struct uuid u;
	random_bytes(u.b, sizeof(u.b));
	pthread_mutex_lock(&last.lock);
	if (now_ms == last.given_ms || (now_ms > last.given_ms && now_ms <= last.used_ms)) {
		if (++last.count > 0xfff) {
			last.used_ms++;
			last.count = 0;
		}
	} else {
		last.used_ms = now_ms;
		last.count = (uint32_t)(u.b[6] << 8 | u.b[7]) & 0x7ff;
	}
	last.given_ms = now_ms;
	uint64_t ms = (uint64_t)last.used_ms;
	uint32_t count = last.count;
	pthread_mutex_unlock(&last.lock);

	for (int i = 0; i < 6; i++)
		u.b[i] = (uint8_t)(ms >> (40 - 8 * i));
	u.b[6] = (uint8_t)(0x70 | count >> 8);
	u.b[7] = (uint8_t)count;
	u.b[8] = (uint8_t)(0x80 | (u.b[8] & 0x3f));
	return u;
}

int uuid_parse(struct glane_str s, struct uuid *ret)
{
	char digits[32];
	size_t n = 0;
	if (s.n != 36)
		return GLANE_EINVAL;
	for (size_t i = 0; i < 36; i++) {
		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (s.p[i] != '-')
				return GLANE_EINVAL;
		} else {
			digits[n++] = s.p[i];
		}
	}
	if (hex_valid(digits, n))
		return GLANE_EINVAL;
	hex_bytes(digits, ret->b, sizeof(ret->b));
	return 0;
}

void uuid_text(const struct uuid *u, char out[37])
{
	static const uint8_t groups[] = { 4, 2, 2, 2, 6 };
	const uint8_t *b = u->b;
	for (size_t g = 0; g < sizeof(groups); g++) {
		hex_of(b, groups[g], out);
		out += 2 * groups[g];
		b += groups[g];
		if (g + 1 < sizeof(groups))
			*out++ = '-';
	}
}

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(((struct sha256_state *)0)->opaque), "the state fits");
_Static_assert(_Alignof(crypto_hash_sha256_state) <= 8, "the state is aligned");

static crypto_hash_sha256_state *inner(struct sha256_state *s)
{
	return (crypto_hash_sha256_state *)(void *)s->opaque;
}

void sha256_start(struct sha256_state *s)
{
	crypto_hash_sha256_init(inner(s));
}

void sha256_add(struct sha256_state *s, const void *p, size_t n)
{
	if (n)
		crypto_hash_sha256_update(inner(s), p, n);
}

struct sha256 sha256_end(struct sha256_state *s)
{
	struct sha256 ret;
	crypto_hash_sha256_final(inner(s), ret.b);
	return ret;
}

struct sha256 sha256_of(const void *p, size_t n)
{
	struct sha256_state s;
	sha256_start(&s);
	sha256_add(&s, p, n);
	return sha256_end(&s);
}

void hash128(const void *p, size_t n, uint8_t ret[16])
{
	static const unsigned char key[crypto_shorthash_siphashx24_KEYBYTES];
	_Static_assert(crypto_shorthash_siphashx24_BYTES == 16, "the digest fits");
	crypto_shorthash_siphashx24(ret, p, n, key);
}
