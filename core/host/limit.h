/* SPDX-License-Identifier: MPL-2.0 */
/* limit.h: how often one address may try what strangers guess at: signing in, codes for once, codes on labels; and send
 * what everybody may send.  The address is kept here, for as long as it counts, and nowhere else.
 * Loop thread only; a fixed table: when it is full, the one that was quiet for longest makes room. */
#ifndef HOST_LIMIT_H
#define HOST_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

enum limit_kind {
	LIMIT_NONE,
	LIMIT_SIGN_IN, /* 10 at once, then one every 6 s */
	LIMIT_PIN,     /* of one device: 30 at once, then one a second; each person has her own count besides */
	LIMIT_MISS,    /* codes that do not exist: 20 at once, then one every 3 s */
	LIMIT_OPEN,    /* POSTs of everybody: 5 at once, then one every 60 s */
	LIMIT_CALL,    /* of one device: somebody is called, one every 5 s */
	LIMIT_KINDS
};
struct limits;
struct limits *limits_new(void);
void limits_free(struct limits *l);
/* Takes one try.  False: none is left; *ret_wait_s until there is one again.  Of those that wait for a hash four may be
 * under way, so that whoever guesses does not fill the lane for others: limit_end() when it is answered. */
bool limit_take(struct limits *l, enum limit_kind kind, const uint8_t who[16], int64_t *ret_wait_s);
void limit_end(struct limits *l, enum limit_kind kind, const uint8_t who[16]);
void limit_give(struct limits *l, enum limit_kind kind, const uint8_t who[16]); /* one back: it was no guess */

#endif
