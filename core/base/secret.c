/* SPDX-License-Identifier: MPL-2.0 */
#include "base/secret.h"

#include <oath.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/code.h"
#include "base/str.h"

static pthread_once_t libraries_once = PTHREAD_ONCE_INIT;
static void libraries_start(void)
{
	REQUIRE(sodium_init() >= 0); /* also picks the implementation that this processor runs fastest */
	REQUIRE(oath_init() == OATH_OK);
}

/* --- hashes --------------------------------------------------------------- */

/* OWASP's least for argon2id with one lane: a thief of the file pays it for each of the 10,000 PINs, the shop's small
 * machine for each sign-in. */
#define HASH_KIB 19456
#define HASH_PASSES 2
#define TEXT_OF(x) TEXT(x)
#define TEXT(x) #x
enum { HASH_BYTES = HASH_KIB * 1024 };

/* The hash of nobody: 16 bytes of salt and 32 of digest, all zero.  From the same parameters, so that it costs the same. */
static const char nobody[] = "$argon2id$v=19$m=" TEXT_OF(HASH_KIB) ",t=" TEXT_OF(HASH_PASSES) ",p=1"
	"$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

_Static_assert(crypto_pwhash_argon2id_STRBYTES <= SECRET_HASH_MAX, "the hash fits");
_Static_assert(sizeof(nobody) <= crypto_pwhash_argon2id_STRBYTES, "the hash of nobody is a hash");

int secret_hash(struct glane_str secret, char out[SECRET_HASH_MAX])
{
	char hash[crypto_pwhash_argon2id_STRBYTES];
	pthread_once(&libraries_once, libraries_start);
	if (crypto_pwhash_argon2id_str(hash, secret.p, secret.n, HASH_PASSES, HASH_BYTES))
		return GLANE_ENOMEM;
	memset(out, 0, SECRET_HASH_MAX);
	memcpy(out, hash, sizeof(hash));
	return 0;
}

/* -1: no hash, 0: with today's parameters, 1: with others. */
static int hash_age(const char *hash)
{
	return hash ? crypto_pwhash_argon2id_str_needs_rehash(hash, HASH_PASSES, HASH_BYTES) : -1;
}

bool secret_check(const char *hash, struct glane_str secret)
{
	pthread_once(&libraries_once, libraries_start);
	bool real = hash_age(hash) >= 0;
	bool right = crypto_pwhash_argon2id_str_verify(real ? hash : nobody, secret.p, secret.n) == 0;
	return real && right;
}

bool secret_is_dated(const char *hash)
{
	return hash_age(hash) == 1;
}

/* --- codes ---------------------------------------------------------------- */

void secret_make_code(char *out, size_t symbols)
{
	random_bytes(out, symbols);
	for (size_t i = 0; i < symbols; i++)
		out[i] = code_alphabet[out[i] & 31]; /* 256 is a multiple of 32: all are as likely */
	out[symbols] = 0;
}

int secret_code_fold(struct glane_str typed, char *out, size_t n)
{
	return code_fold(typed, out, n);
}

/* --- six digits of a phone ------------------------------------------------ */

void totp_make(uint8_t key[TOTP_KEY])
{
	random_bytes(key, TOTP_KEY);
}

static void digits_of_step(const uint8_t key[TOTP_KEY], int64_t step, char out[TOTP_DIGITS + 1])
{
	int rc = oath_hotp_generate((const char *)key, TOTP_KEY, (uint64_t)step, TOTP_DIGITS, false, OATH_HOTP_DYNAMIC_TRUNCATION, out);
	REQUIRE(rc == OATH_OK);
}

bool totp_check(const uint8_t key[TOTP_KEY], struct glane_str digits, int64_t now_ms, int64_t after_step, int64_t *ret_step)
{
	int64_t now = now_ms / TOTP_STEP_MS, found = -1;
	char right[TOTP_DIGITS + 1];

	if (digits.n != TOTP_DIGITS || now_ms < 0)
		return false;
	pthread_once(&libraries_once, libraries_start);
	for (int64_t step = now > 0 ? now - 1 : now; step <= now + 1; step++) { /* all of them, always: equal time */
		digits_of_step(key, step, right);
		bool equal = secret_equal(right, digits.p, TOTP_DIGITS);
		if (equal && step > after_step && found < 0)
			found = step;
	}
	secret_wipe(right, sizeof(right));
	if (found < 0)
		return false;
	*ret_step = found;
	return true;
}

void totp_key_text(const uint8_t key[TOTP_KEY], char out[TOTP_KEY_TEXT + 1])
{
	char *text = NULL;
	size_t n = 0;
	pthread_once(&libraries_once, libraries_start);
	REQUIRE(oath_base32_encode((const char *)key, TOTP_KEY, &text, &n) == OATH_OK);
	REQUIRE(n == TOTP_KEY_TEXT); /* 160 bits: nothing to fill up */
	memcpy(out, text, n);
	out[n] = 0;
	secret_wipe(text, n);
	free(text);
}

/* RFC 3986: all but unreserved characters. */
static void add_escaped(struct buf *b, struct glane_str s)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] && strchr(plain, s.p[i]))
			buf_char(b, s.p[i]);
		else
			buf_printf(b, "%%%02X", (unsigned char)s.p[i]);
}

void totp_uri(struct buf *b, struct glane_str issuer, struct glane_str account, const uint8_t key[TOTP_KEY])
{
	char text[TOTP_KEY_TEXT + 1];
	totp_key_text(key, text);
	buf_c(b, "otpauth://totp/");
	add_escaped(b, issuer);
	buf_char(b, ':');
	add_escaped(b, account);
	buf_c(b, "?secret=");
	buf_c(b, text);
	buf_c(b, "&issuer=");
	add_escaped(b, issuer);
	secret_wipe(text, sizeof(text));
}

/* --- MACs ----------------------------------------------------------------- */

void secret_mac(struct glane_str key, const void *p, size_t n, uint8_t ret[SECRET_MAC])
{
	_Static_assert(crypto_auth_hmacsha256_BYTES == SECRET_MAC, "the digest fits");
	crypto_auth_hmacsha256_state s;
	crypto_auth_hmacsha256_init(&s, (const unsigned char *)key.p, key.n);
	if (n)
		crypto_auth_hmacsha256_update(&s, p, n);
	crypto_auth_hmacsha256_final(&s, ret);
	secret_wipe(&s, sizeof(s));
}

bool secret_equal(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
}

void secret_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}
