/* SPDX-License-Identifier: MPL-2.0 */
/* printers.h: the printers of this place: rows of labels_printer, what each of them wants of a label, which of them a label
 * goes to, and how each is right now.
 *
 * A printer stands in a slot, which is the number of its service.  Rows are read and changed in READ and WRITE calls; how a
 * printer is now is kept in memory, for any thread. */
#ifndef LABELS_PRINTERS_H
#define LABELS_PRINTERS_H

#include "glane/plugin.h"
#include "labels/device.h"
#include "labels/encode.h"
#include "labels/media.h"

enum { PRINTER_SLOTS = 6 };

struct printer { /* a row */
	int64_t id, rank; /* rank: the lowest prints first */
	uint32_t slot;    /* 1 to PRINTER_SLOTS; 0: taken away */
	char name[64], port[PORT_TEXT_MAX], language[16], model[24];
	char media[16]; /* the roll that is in it; "": a folder, which takes any */
	uint32_t dpi;
	int32_t shift_x, shift_y; /* dots */
	char certificate[65]; /* of ipps:; "": none is kept */
	uint8_t darkness, inverted, plain, asks, trust, paused;
};
/* 1: found, 0: none, or negative. */
int printers_in_slot(struct glane_call *c, uint32_t slot, struct printer *ret) GLANE_CHECKED;
int printers_find(struct glane_call *c, int64_t id, struct printer *ret) GLANE_CHECKED; /* also one that was taken away */
struct printers { /* those that stand in a slot, by rank */
	struct printer at[PRINTER_SLOTS];
	uint32_t count;
};
int printers_all(struct glane_call *c, struct printers *ret) GLANE_CHECKED;
/* Writes into a folder: never absent, never asked, no stand-in for a real one. */
int printer_is_folder(const struct printer *p);
/* Prints pages: sheets of stickers that are sent to it, no label that goes to whichever printer is free. */
int printer_is_office(const struct printer *p);

/* --- what it wants of a label ---------------------------------------------------------------------------------------- */
struct printer_setup {
	struct media media;
	const struct encoder *encoder;
	struct encode_options options;
	struct label_area area;        /* the picture of a label */
	struct device_profile profile; /* for device_print() and device_ask(); names the printer's texts: lives as long as it */
};
/* For a label of this size, "": of the roll that is in it, or in a folder of the setting "media".  Fails: GLANE_ENOENT no
 * such size, no such language or a roll that this printer does not take; GLANE_EINVAL, GLANE_ETOOBIG: encode_area_fn. */
int printer_setup(struct glane_call *c, const struct printer *p, struct glane_str media, struct printer_setup *ret) GLANE_CHECKED;
/* What the bytes of a label depend on, as JSON: where it is equal, a label that was drawn once is sent again as it is. */
void printer_drawn_for(const struct printer *p, const struct printer_setup *s, char out[300]);

/* --- changing them, in a WRITE call ---------------------------------------------------------------------------------- */
/* Checks and keeps a row; id 0: a new one, which gets a slot.  What may be left open is filled in: model "": the first that
 * speaks the language; dpi 0: the model's; rank 0: after the others.  Refuses in words, naming the input: name, port, language,
 * model, dpi, media, darkness, shift_x, shift_y; printers_full: all slots are taken.  *p is what was kept. */
int printers_save(struct glane_self *self, struct glane_call *c, struct printer *p) GLANE_CHECKED;
/* Its trials and sheets, which are drawn for it, are cancelled; its labels that wait, or of which somebody will say that they did not come out, wait for another one; *ret_waited and, of these,
 * *ret_stuck, for which there is none.  Refuses: it is not there, or a label is under way. */
int printers_remove(struct glane_self *self, struct glane_call *c, int64_t id, int64_t *ret_waited, int64_t *ret_stuck) GLANE_CHECKED;
int printers_pause(struct glane_self *self, struct glane_call *c, int64_t id, int paused) GLANE_CHECKED;
glane_call_fn printers_rest; /* POST /pause */

/* --- which one ------------------------------------------------------------------------------------------------------- */
/* The printer that a label of this size goes to now: the one that is asked for, else the first that has the roll and is
 * neither paused nor in trouble, else the first that has the roll.  NULL: there is none with this roll.
 * asked 0: any; media "": whatever roll is in it. */
const struct printer *printers_choose(struct glane_self *self, const struct printers *all, int64_t asked, struct glane_str media);

/* --- how they are now, any thread ------------------------------------------------------------------------------------ */
struct printer_live {
	struct device_status status; /* trouble: what is in the way, of the label that is being sent or of the next one */
	int64_t job;                 /* being sent; 0: none */
	int64_t known_ms;            /* when it was last heard of, or missed; 0: not since the program began */
};
void printer_live(struct glane_self *self, uint32_t slot, struct printer_live *ret);
/* 1: this label is under way, and its printer stands still without saying why.  Where it says why, people have something to do
 * about it, and then it goes on. */
int printer_live_still(struct glane_self *self, int64_t job);
/* Returns 1 when people would see a difference. */
int printer_live_set(struct glane_self *self, uint32_t slot, const struct printer_live *now);
/* How many labels wait for this printer; 0: for one that is not there. */
int printers_waiting(struct glane_self *self, struct glane_call *c, int64_t id, int64_t *ret) GLANE_CHECKED;
/* Tells the screens of the printer in this slot, topic labels.printer. */
int printers_tell(struct glane_self *self, struct glane_call *c, uint32_t slot) GLANE_CHECKED;
/* All of it as a value: { slot, printer, name, ..., trouble, words, low, waiting, job, paused }. */
int printers_fill(struct glane_self *self, struct glane_call *c, const struct printer *p, struct glane_value *into) GLANE_CHECKED;
/* GET /printers: { printers: [...] }, by rank; `printer queue` too */
int printers_show(struct glane_self *self, struct glane_call *c);

#endif
