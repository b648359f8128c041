/* SPDX-License-Identifier: MPL-2.0 */
/* secret.h: what people prove themselves with: PINs and passwords, codes for once, six digits of a phone, and MACs. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/buf.h"
#include "glane/plugin.h"

enum {
	SECRET_HASH_MAX = 128,    /* bytes, with the 0 */
	SECRET_BADGE_SYMBOLS = 26, /* 130 bits */
	SECRET_CODE_SYMBOLS = 26,  /* of a page that is nobody else's business */
	SECRET_MAC = 32,          /* bytes */
	TOTP_KEY = 20,            /* bytes: as wide as SHA-1 */
	TOTP_KEY_TEXT = 32,       /* symbols of base32, without the 0 */
	TOTP_DIGITS = 6,
	TOTP_STEP_MS = 30000,
};

/* argon2id with 19 MiB and two passes, as text that carries its parameters and salt.  Takes tens of milliseconds and that
 * memory: on LANE_HASH, nowhere else.  0 or GLANE_ENOMEM. */
int secret_hash(struct glane_str secret, char out[SECRET_HASH_MAX]) NODISCARD;
/* NULL, "" and what is no hash take as long as a wrong secret, and are false: nobody learns from the clock who exists.
 * Also on LANE_HASH. */
bool secret_check(const char *hash, struct glane_str secret);
/* Made with other parameters than secret_hash() uses today: hash again at the next right sign-in. */
bool secret_is_dated(const char *hash);

/* Random upper-case Crockford base32 and a 0: out has symbols + 1 bytes.  5 bits each. */
void secret_make_code(char *out, size_t symbols);
/* What a person typed or a scanner read of such a code: case, O -> 0, I and L -> 1, spaces and '-' dropped; of an URL the
 * part after "/B/" (any letter).  Exactly n symbols and a 0; else GLANE_EINVAL, and out is untouched. */
int secret_code_fold(struct glane_str typed, char *out, size_t n) NODISCARD;

/* RFC 6238 with SHA-1, 30 s, 6 digits: what every phone's application does.  A step is accepted once: the caller keeps
 * *ret_step with the person and gives it as after_step (-1: none yet).  The step before and the one after count, for
 * clocks that differ. */
void totp_make(uint8_t key[TOTP_KEY]);
bool totp_check(const uint8_t key[TOTP_KEY], struct glane_str digits, int64_t now_ms, int64_t after_step, int64_t *ret_step);
void totp_key_text(const uint8_t key[TOTP_KEY], char out[TOTP_KEY_TEXT + 1]); /* RFC 4648 base32, to be typed into a phone */
/* "otpauth://totp/Issuer:account?secret=...", for a QR code. */
void totp_uri(struct buf *b, struct glane_str issuer, struct glane_str account, const uint8_t key[TOTP_KEY]);

/* HMAC-SHA-256. */
void secret_mac(struct glane_str key, const void *p, size_t n, uint8_t ret[SECRET_MAC]);
bool secret_equal(const void *a, const void *b, size_t n); /* the time does not depend on the bytes */
void secret_wipe(void *p, size_t n);                       /* is not optimised away */

#endif
