/* SPDX-License-Identifier: MPL-2.0 */
/* letter.h: a mail as it goes over the wire (RFC 5322, RFC 2045, RFC 2047), and how it goes (SMTP by libcurl). */
#ifndef CHALLENGE_LETTER_H
#define CHALLENGE_LETTER_H

#include "drawing/bytes.h"

enum { LETTER_ADDRESS = 128, LETTER_SUBJECT = 256, LETTER_TEXT = 2400, LETTER_URL = 256 };
struct letter {
	char from[LETTER_ADDRESS], to[LETTER_ADDRESS], subject[LETTER_SUBJECT], text[LETTER_TEXT]; /* UTF-8, lines end with LF */
	char stop[LETTER_URL]; /* the page that ends such mails: List-Unsubscribe (RFC 2369); "": none */
	char id[80];           /* left part of Message-ID */
	int64_t at_ms;
};
struct mailer {
	char url[LETTER_URL], login[LETTER_ADDRESS], password[LETTER_ADDRESS];
};

/* Header and body, lines end with CR LF; all text is base64, so no line is too long and no dot stands alone. */
void letter_write(const struct letter *l, struct bytes *out);

/* May stand between < and >: one @, no space, no control character, no bracket. */
int letter_address_good(const char *address);

enum smtp_end {
	SMTP_SENT,
	SMTP_LATER,   /* nobody answered, or "try again": nothing was taken */
	SMTP_REFUSED, /* for good: address, login, TLS */
	SMTP_UNKNOWN, /* the line broke after the text was on its way */
	SMTP_NONE     /* libcurl is not installed */
};
/* Blocks for a minute at most; `stop(arg)` is asked meanwhile.  Encrypted always, but to this machine itself.  `why` gets one
 * line in English for the log. */
enum smtp_end smtp_send(const struct mailer *m, const struct letter *l, int (*stop)(void *arg), void *arg, char why[200]);

#endif
