/* SPDX-License-Identifier: MPL-2.0 */
/* live.h: a printer that is there: it listens on TCP, on a terminal or in place of the kernel's usblp, takes bytes as slowly as it is
 * told, prints labels into memory, answers as its family does, and has the faults of a script.
 *
 * One thread each.  Bytes are parsed as they arrive, so that questions are answered while the paper is out; what is parsed and not
 * printed fills a buffer, and when that is full nothing more is read: the sender sees its window closed.  A line that is cut
 * leaves the parser where it was, as in real ones: what follows has to bring it back to its senses.
 *
 * A script is lines of text, "#" begins a comment:
 *
 *   [label N|any|1/N]  [byte N|?|end|out]  FAULT  [until asked N | until N ms | until told]
 *
 * N counts labels from 1 as they arrive, bytes within the label; byte 0: as soon as it is that label's turn; end: the whole label
 * is there; out: it has come out, and nobody was told.  1/N and ?: by chance, of `seed N`.  Without a label, the first or the one that
 * comes now; without a byte, 0; without `until` it stays.  FAULT:
 *
 *   paper cover pause ribbon jam hot cutter error      stops, and says so
 *   roll W H [red]      another roll (mm; H 0: endless)
 *   silent              answers nothing
 *   garbage random|short|twice|other|zero              in place of each answer
 *   cut                 the line goes dead, once: RST; the node vanishes and comes back
 *   gone                nobody is there: refused; no node
 *   deaf                reads nothing
 *   lose                takes labels and prints none, without a word
 *   talk                says how it is all the time, unasked
 *
 * and settings: `slow BYTES MS`, `print MS` (for each label), `buffer BYTES`, `seed N`, `counts no` (it has no count of labels), `echo no`
 * (ESC/POS: GS ( H is not known). */
#ifndef VPRINTER_LIVE_H
#define VPRINTER_LIVE_H

#include "port/port.h"
#include "vprinter/vprinter.h"

enum live_on { LIVE_TCP, LIVE_TTY, LIVE_USB };
struct live_label {
	uint64_t number;              /* of those that came out, from 1 */
	const struct bytes *raw;      /* its bytes, without questions and without what stood before a reset */
	const struct vprinter_job *job; /* what vprinter reads in them */
};
struct live_setup {
	enum vprinter_language language; /* not PWG */
	struct vprinter_setup device;
	enum live_on on;
	uint16_t port;                   /* TCP: to listen on; 0: the kernel's choice */
	const char *model;               /* as it calls itself; NULL: one of the family */
	uint16_t media_w_mm, media_h_mm; /* of the roll in it; h 0: endless */
	int media_red;
	int no_cutter;                   /* ESC/POS: a label ends where the next one begins */
	const char *script;              /* NULL: no faults */
	/* A label has come out; in the printer's thread, which waits.  May be NULL */
	void (*came_out)(void *arg, const struct live_label *);
	void *arg;
};
struct live_counts {
	uint64_t out;     /* labels that came out and are right */
	uint64_t spoiled; /* that came out and are not what vprinter calls a label */
	uint64_t refused; /* that it did not print: wrong roll, wrong check */
	uint64_t lost;    /* of the fault "lose" */
	uint64_t torn;    /* begun, and dropped by a reset */
	uint64_t bytes, asked, connections, ended;
	uint64_t cuts;    /* by the script */
	uint64_t resets;  /* by the sender: RST, or closed with a write under way */
	uint64_t unread;  /* answers that nobody had room for */
	uint64_t orders;  /* ESC/POS: that it found within a picture */
};

struct live;
/* NULL and a line on standard error when the script is wrong or there is no port. */
struct live *live_start(const struct live_setup *);
void live_stop(struct live *); /* NULL is fine */
uint16_t live_number(const struct live *);   /* TCP; Brother also: live_snmp() */
uint16_t live_snmp(const struct live *);     /* UDP on 127.0.0.1 */
const char *live_node(const struct live *);  /* of a terminal; stays the same when the line is cut */
/* Opens the stand-in for usblp: -ENOENT, -EBUSY. */
int live_open(struct live *, struct port *ret);
struct live_counts live_counts(struct live *);
/* Until `condition` holds of the counts, or for so long; 1: it holds. */
int live_wait(struct live *, int (*condition)(const struct live_counts *, void *arg), void *arg, unsigned ms);
/* Ends the faults that wait "until told". */
void live_mend(struct live *);
/* A line of a script, now: where it says no place, the fault begins at once.  0; -1 and a line on standard error. */
int live_do(struct live *, const char *line);
/* A copy of the bytes of the label that came out last; empty: none. */
struct bytes live_last(struct live *);
/* What live_last would be for a label with these bytes. */
struct bytes live_label_of(const struct live_setup *, const unsigned char *p, size_t n);

#endif
