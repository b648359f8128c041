/* SPDX-License-Identifier: MPL-2.0 */
/* id.h: UUIDs, digests and hex. */
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stdbool.h>

#include "glane/plugin.h"

struct uuid {
	uint8_t b[16];
};
struct uuid uuid7(int64_t now_ms); /* RFC 9562, version 7 */
/* The usual 36 characters, any version, any case.  0 or GLANE_EINVAL. */
int uuid_parse(struct glane_str s, struct uuid *ret);
void uuid_text(const struct uuid *u, char out[37]);

struct sha256 {
	uint8_t b[32];
};
struct sha256_state {
	_Alignas(8) uint8_t opaque[128];
};
void sha256_start(struct sha256_state *s);
void sha256_add(struct sha256_state *s, const void *p, size_t n);
struct sha256 sha256_end(struct sha256_state *s);
struct sha256 sha256_of(const void *p, size_t n);
/* A tenth of the cost: for comparing what we made ourselves.  Keyless: who wants to can make two texts that share it. */
void hash128(const void *p, size_t n, uint8_t ret[16]);
void hex_of(const void *p, size_t n, char *out); /* 2 n lower-case digits and a 0 */
int hex_parse(struct glane_str s, void *out, size_t n); /* exactly 2 n digits of any case; 0 or GLANE_EINVAL */

#endif
