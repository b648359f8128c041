/* SPDX-License-Identifier: MPL-2.0 */
/* live_parts.h: what the files of a printer that is there share.  All of it runs in its thread, under its lock. */
#ifndef VPRINTER_LIVE_PARTS_H
#define VPRINTER_LIVE_PARTS_H

#include <pthread.h>

#include "vprinter/live.h"

/* --- scan.c: where a label ends, byte by byte ------------------------------------------------------------------------ */
enum scan_what {
	SCAN_MORE,
	SCAN_QUESTION, /* `length` bytes, in have[] */
	SCAN_RESET,    /* what came before is forgotten */
	SCAN_LABEL
};
struct scan {
	enum vprinter_language language;
	int no_cutter;
	unsigned char have[96]; /* of the command that has begun */
	uint32_t n;
	uint32_t count, length; /* its bytes so far, those that are not kept too; of the one that has ended */
	uint64_t skip;          /* bytes of a picture that are still to come */
	uint32_t width, dots;   /* DYMO: of rows; of the row of runs that has begun */
	uint32_t commas;
	int drawn;              /* since the last label */
	int open;               /* ZPL: between ^XA and ^XZ */
	int before;             /* a label has ended before what is told now */
	unsigned char last[2];  /* ESC/POS: what came before */
	int order;              /* ESC/POS: the question is an order that it found within a picture */
};
enum scan_what scan_byte(struct scan *s, unsigned char b);
int scan_may_ask(const struct scan *s); /* what has begun may become a question */

/* --- faults.c ---------------------------------------------------------------------------------------------------------- */
enum fault { /* the first ones stop it */
	FAULT_PAPER, FAULT_COVER, FAULT_PAUSE, FAULT_RIBBON, FAULT_JAM, FAULT_HOT, FAULT_CUTTER, FAULT_ERROR, FAULT_STOPS,
	FAULT_ROLL = FAULT_STOPS, FAULT_SILENT, FAULT_GARBAGE, FAULT_CUT, FAULT_GONE, FAULT_DEAF, FAULT_LOSE, FAULT_TALK, FAULT_COUNT
};
enum { BYTE_END = -1, BYTE_OUT = -2, BYTE_ANY = -3, RULES_MAX = 32 };
enum until { UNTIL_NEVER, UNTIL_ASKED, UNTIL_MS, UNTIL_TOLD };
struct rule {
	uint32_t label, of; /* label 0: any; of: one in so many */
	int32_t byte;
	enum fault fault;
	uint32_t arg[3];
	enum until until;
	uint32_t count;
	int32_t armed; /* for the label that arrives: the byte; or NOT_ARMED */
	uint64_t out;  /* the label behind which it begins; 0: none */
};
struct active {
	int is;
	enum until until;
	uint64_t end; /* asked: the count; ms: the time */
	uint32_t arg[3];
};
struct faults {
	struct rule rules[RULES_MAX];
	uint32_t count;
	uint64_t seed;
	uint32_t slow_bytes, slow_ms, print_ms, buffer;
	int no_count, no_echo;
	uint32_t length; /* of the label before, for "?" */
	uint32_t now;    /* the label that a line without one is about */
	struct active active[FAULT_COUNT];
};
int faults_read(struct faults *f, const char *script); /* 0; -1 and a line on standard error */
int faults_add(struct live *l, const char *line);      /* the same, for what arrives now */
uint32_t faults_chance(struct faults *f, uint32_t below);
void faults_next_label(struct live *l);
/* Begins those of this place: a number of bytes, BYTE_END, BYTE_OUT.  1: the line was cut. */
int faults_at(struct live *l, int32_t byte);
void faults_end(struct live *l, int told);
int64_t faults_next_ms(const struct live *l); /* when one ends; -1: none */

/* --- answers_*.c ------------------------------------------------------------------------------------------------------- */
enum event { EVENT_TROUBLE, EVENT_MENDED, EVENT_PRINTING, EVENT_DONE, EVENT_TALK };
struct answers {
	void (*asked)(struct live *l, const unsigned char *q, size_t n);
	void (*event)(struct live *l, enum event e); /* what it says unasked */
};
extern const struct answers answers_brother, answers_zpl, answers_escpos, answers_tspl, answers_dymo, answers_epl2;
void brother_status(const struct live *l, unsigned char frame[32]); /* a reply; also for SNMP */
/* An answer to a GET of it: its length, 0 for none. */
size_t snmp_answer(const struct live *l, const unsigned char *q, size_t n, unsigned char *out, size_t cap);

/* --- live.c ------------------------------------------------------------------------------------------------------------ */
enum { RX_MOST = 8192, QUEUE_MOST = 4, ECHOES_MOST = 8 };
struct usb; /* usblp.c */
struct live {
	struct live_setup setup;
	const struct answers *answers;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int wake, stop, runs;
	/* The line. */
	int held, listener, conn, snmp;
	uint16_t number, snmp_number;
	char node[64], folder[48];
	int saw_end; /* the sender will say no more */
	int tty_up, tty_hung; /* somebody has it open; nobody has */
	struct usb *usb;
	int was_up;
	unsigned char rx[RX_MOST];
	size_t rx_n, rx_at;
	struct bytes tx;
	int64_t next_bite_ms, next_talk_ms;
	/* The label that arrives, and those that wait. */
	struct scan scan;
	struct bytes label;
	uint64_t label_number, print_number; /* which one arrives, which one is printed next */
	uint32_t label_bytes; /* that came for it, also those that were dropped since */
	struct bytes queue[QUEUE_MOST];
	uint32_t queued;
	int64_t printed_ms; /* when the first of them is; 0: not begun */
	unsigned char echoes[ECHOES_MOST][4];
	uint32_t echo_count;
	size_t beyond; /* bytes that were taken since it stopped */
	struct bytes last;
	/* How it is. */
	struct faults faults;
	uint16_t w_mm, h_mm;
	int red, quiet, asb, wrong_roll;
	struct live_counts counts;
};
int64_t live_ms(void);
int live_stopped(const struct live *l); /* by a fault that it tells */
int live_has(const struct live *l, enum fault f);
void live_say(struct live *l, const void *p, size_t n); /* an answer, unless a fault has it otherwise */
void live_cut(struct live *l);
void live_asked(struct live *l); /* counts */
void live_kick(struct live *l);  /* out of its sleep; any thread */
void live_finish(struct live *l); /* no byte will follow those of the label */

/* --- line.c: TCP and terminals; usblp.c -------------------------------------------------------------------------------- */
struct pollfd;
int line_open(struct live *l);
void line_close(struct live *l);
void line_cut(struct live *l);
void line_show(struct live *l, int there); /* whether anybody can open it */
void line_accept(struct live *l);
int line_is_up(const struct live *l); /* somebody has it open */
/* Fills rx, which is empty, with at most so many. */
void line_read(struct live *l, size_t most);
void line_say(struct live *l, const void *p, size_t n);
void line_write(struct live *l); /* what was said and not taken yet */
/* Nobody sends any more. */
void line_ended(struct live *l);
int usb_open(struct live *l);
void usb_close(struct live *l);
void usb_cut(struct live *l);
void usb_show(struct live *l, int there);
int usb_ended(struct live *l);    /* sees that the sender has closed */
void usb_read(struct live *l);    /* that, and fills rx when it is empty */
void usb_taken(struct live *l);   /* rx is used up: the write is done */
int usb_fd(const struct live *l); /* -1: nobody has it open */
void usb_say(struct live *l, const void *p, size_t n);

#endif
