/* SPDX-License-Identifier: MPL-2.0 */
/* serve.h: one label from the queue to the printer, in the thread of the printer's service, or of the job that serves folders. */
#ifndef LABELS_SERVE_H
#define LABELS_SERVE_H

#include "labels/internal.h"

struct serving {
	struct glane_self *self;
	struct glane_call *call; /* the service's or the job's */
	uint32_t slot;
	int folders;             /* 1: the job */
	struct printer printer;  /* id 0: none to serve */
	struct printer_setup setup;
	struct spool_row row;    /* id 0: none that waits */
	struct label_text text;
	struct payload payload;
	int drawn;               /* the payload is in the database */
	int64_t attempt;         /* of this label, from its claim on */
	int gone;                /* its code is void */
	int unfit;               /* why it cannot be drawn: a status, 0: it can */
	struct device_result result;
	enum device_end last_end; /* of last_printer */
	int64_t last_printer;
	char answers[PORT_TEXT_MAX + 20]; /* the printer that has answered: its language and its port */
	uint32_t tries; /* in vain, one after the other */
	char dir[2048];
};

int serve_within(struct serving *s, uint32_t mode, int (*fn)(struct glane_self *, struct glane_call *, void *));
/* 1: a label went a step on, look again; 0: none waits; negative: not now. */
int serve_one(struct serving *s);
/* Draws the payload of s->text for s->printer; s->unfit says whether it could. */
void serve_draw(struct serving *s);
/* The printer of this slot as it is in the table, when this thread serves it; in a READ or WRITE call. */
int serve_look_at_printer(struct serving *s, struct glane_call *c) GLANE_CHECKED;
/* What people see of this printer; the others look whether they have to stand in. */
void serve_show(struct serving *s, const struct device_status *status, int64_t job);
/* What is known of s->printer from before; and what a device said of it goes there. */
void serve_recall(struct serving *s);
void serve_learn(struct serving *s, const struct device_status *status);
/* For device_watch: 1 when the program ends, or this label is given up. */
int serve_stopped(void *arg);

#endif
