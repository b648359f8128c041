/* SPDX-License-Identifier: MPL-2.0 */
/* address.h: IP addresses as 16 bytes, IPv4 as mapped IPv6, so that one address has one form however it came. */
#ifndef HTTP_ADDRESS_H
#define HTTP_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/attr.h"
#include "base/str.h"

enum { ADDRESS_TEXT = 48 };

struct address_range {
	uint8_t base[16];
	uint8_t bits; /* of `base` that count, 1 to 128 */
};

/* All zero for what is no IP address. */
void address_of(const struct sockaddr *a, uint8_t ret[16]);
/* "192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"; nothing around it, no port, no zone. */
bool address_parse(struct glane_str text, uint8_t ret[16]) NODISCARD;
void address_text(const uint8_t a[16], char ret[ADDRESS_TEXT]); /* mapped IPv6 is written as IPv4 */
bool address_is_loopback(const uint8_t a[16]);
/* To whom it belongs: of IPv6 the /64, which one household or attacker has whole.  ::1 stays, zeros are nobody's. */
void address_shorten(uint8_t a[16]);

/* An address, or with a prefix "10.0.0.0/24"; the bits behind the prefix do not matter. */
bool address_range_parse(struct glane_str text, struct address_range *ret) NODISCARD;
bool address_range_has(const struct address_range *r, const uint8_t a[16]);

#endif
