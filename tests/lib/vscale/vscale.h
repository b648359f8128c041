/* SPDX-License-Identifier: MPL-2.0 */
/* vscale.h: a scale that is there: a pseudo-terminal (a USB scale: a socket of packets) that speaks one maker's language, with something
 * on it, a needle that needs time, and whatever can be wrong.
 *
 * Written from the makers' byte tables and not from our readers.  It knows no clock: vscale_step() is told the moment, in ms of a clock
 * that never jumps, so that a test can let an hour pass.  For tests alone. */
#ifndef VSCALE_VSCALE_H
#define VSCALE_VSCALE_H

#include <stddef.h>
#include <stdint.h>

enum vscale_says { VSCALE_WEIGHT, VSCALE_OVER, VSCALE_UNDER, VSCALE_ERROR };
enum vscale_unit { VSCALE_KG, VSCALE_G, VSCALE_LB, VSCALE_OZ, VSCALE_UNITS };
enum vscale_ends { VSCALE_CRLF, VSCALE_CR, VSCALE_LF };

enum { VSCALE_SETTLES_MS = 800, VSCALE_SAID_MAX = 256 };

struct vscale_display { /* what it shows, before it is put into bytes */
	enum vscale_says says;
	enum vscale_unit unit;
	int64_t digits; /* of `unit`, with `decimals` of them behind the point; negative below zero */
	int decimals, stable;
	int64_t mg;     /* what these digits are, to the nearest milligram */
};
struct vscale;
struct vscale_language {
	const char *name, *protocol; /* of ours that is to read it */
	/* What asks, and what follows: up to three, ends with NULL.  '!' in front: one ACK is the answer. */
	const char *asks[3];
	const char *wrong;   /* the answer to a line that is no question */
	uint32_t every_ms;   /* talks by itself so often; 0: only when asked */
	uint8_t has_units, has_comma, has_ends, tells, once; /* what its table of bytes provides for */
	/* Bytes of one frame, 0: this language cannot say so. */
	size_t (*frame)(const struct vscale *v, const struct vscale_display *d, unsigned char *out);
};
extern const struct vscale_language vscale_languages[]; /* ends with a name of NULL */

struct vscale {
	const struct vscale_language *language;
	int fd;       /* its end; -1: unplugged */
	int packets;  /* of a USB scale: the other end, for whoever reads it; -1 */
	char link[256]; /* the name that stays when it is plugged elsewhere */
	/* what lies there */
	int64_t from_mg, to_mg, since_ms;
	enum vscale_says says;
	enum vscale_unit unit;
	/* what is wrong; 0 is well */
	int shakes;     /* never stands still */
	int silent;     /* hears, says nothing */
	int net;        /* a tare was set on it; where its table provides for that */
	int comma;
	enum vscale_ends ends;
	int parity;     /* sends 7E1, seen by somebody who reads 8N1 */
	size_t split;   /* bytes that leave at one step; 0: all */
	uint32_t every_ms; /* as of the language */
	/* what it has said */
	struct vscale_display shown; /* last */
	struct vscale_said {
		int64_t mg, at_ms; /* at_ms: last */
		int stable;
	} said[VSCALE_SAID_MAX];
	uint32_t said_count;
	uint64_t frames, left; /* left: bytes that went out */
	/* inside */
	int64_t sent_ms, heard_mg;
	unsigned char in[64], out[8192];
	size_t in_n, out_n;
	uint64_t noise;
};

/* Plugged in, with nothing on it.  `link`: where its name is put, "" for a USB scale.  Ends the program when there is no terminal. */
void vscale_init(struct vscale *v, const char *language, const char *link, int64_t now_ms);
void vscale_fini(struct vscale *v);
void vscale_unplug(struct vscale *v); /* the node and its name go */
void vscale_plug(struct vscale *v);   /* another node under the same name */
/* Something of that weight is put there in place of what lies there. */
void vscale_put(struct vscale *v, int64_t mg, int64_t now_ms);
/* Hears, answers, talks. */
void vscale_step(struct vscale *v, int64_t now_ms);
/* Bytes of your own, behind what waits to be sent. */
void vscale_send(struct vscale *v, const void *p, size_t n);
/* One frame now, asked or not. */
void vscale_say(struct vscale *v, int64_t now_ms);
/* When it showed that last; -1: never, or long ago. */
int64_t vscale_said_at(const struct vscale *v, int64_t mg, int stable);
/* Can its language say that at all? */
int vscale_can(const struct vscale *v, enum vscale_says says);
/* An order as people type it: "put 1840" (grams), "over", "under", "error", "well", "shake", "still", "silent", "talk", "tare", "gross", "unit lb",
 * "unplug", "plug", "comma", "ends cr", "parity", "noise", "every 50".  0 or -1: not understood. */
int vscale_order(struct vscale *v, const char *order, int64_t now_ms);

#endif
