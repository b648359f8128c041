/* SPDX-License-Identifier: MPL-2.0 */
/* internal.h: what the files of this plugin share. */
#ifndef LABELS_INTERNAL_H
#define LABELS_INTERNAL_H

#include "glane/plugin.h"
#include "labels/layout.h"
#include "labels/media.h"

extern const struct glane_host *labels_host;

struct glane_self {
	struct painter *painter;
};

enum {
	SQL_SPOOL_ADD, SQL_SPOOL_STATE, SQL_SPOOL_AGAIN, SQL_SPOOL_COPY, SQL_SPOOL_ONE, SQL_SPOOL_NEWEST, SQL_SPOOL_UNKNOWN, SQL_SPOOL_WAITING,
	SQL_SPOOL_INTERRUPTED, SQL_SPOOL_NEXT, SQL_SPOOL_RECENT, SQL_SPOOL_DAY, SQL_PLACES, SQL_CATEGORIES, SQL_PLACE, SQL_CATEGORY, SQL_COUNT
};
enum { TOPIC_JOB };
enum { JOB_PRINT };
enum { CODES_MAX = 500 }; /* of one request for sheets */

/* fields.c: what is printed for a code.  The texts are the struct's own, because they outlive the call that read them. */
struct label_text {
	char url[160], code[16], short_no[24], title[256], price[48], category[128], weight[32];
};
/* In a READ or WRITE call.  Fails with a refusal when the code is misread, unknown or void. */
int label_text_find(struct glane_call *c, struct glane_str typed, struct label_text *ret) GLANE_CHECKED;
/* "HTTPS://HOST/<letter>/<code>". */
int label_url(struct glane_call *c, char letter, const char *code, char *out, size_t cap) GLANE_CHECKED;
void label_text_sample(struct glane_call *c, struct label_text *ret);
struct label_fields label_text_fields(const struct label_text *t);
/* Where phones go: the setting site.host, else the address of this computer, for which ret_set is 0. */
struct glane_str label_host(struct glane_call *c, int *ret_set);

/* picture.c */
int picture_png(struct glane_self *self, struct glane_call *c);
int picture_sample(struct glane_self *self, struct glane_call *c);
int picture_pdf(struct glane_self *self, struct glane_call *c);
int picture_sheet(struct glane_self *self, struct glane_call *c);
/* The roll that is in the printer: the setting "media". */
void media_default(struct glane_call *c, struct media *ret);
/* The input "media", or the default.  Refuses the input. */
int picture_media(struct glane_call *c, struct media *ret) GLANE_CHECKED;
/* Words for what label_plan, label_bitmap and label_onto_page return; 0 for 0. */
int picture_refuse(struct glane_call *c, int rc) GLANE_CHECKED;
/* PNG of a label in `out`.  Fails: as label_bitmap. */
int picture_png_of(struct glane_self *self, const struct media *m, uint32_t dpi, const struct label_fields *f,
                   struct bytes *out) GLANE_CHECKED;
/* The label of the input "code". */
int picture_found(struct glane_call *c, struct label_text *ret) GLANE_CHECKED;
int picture_reply_pdf(struct glane_self *self, struct glane_call *c, const struct label_text *t) GLANE_CHECKED;
/* start: the first free sticker, from 1. */
int picture_reply_sheet(struct glane_self *self, struct glane_call *c, const struct sheet *s, int64_t start, const struct label_text *labels,
                        uint32_t count) GLANE_CHECKED;
/* A file as the reply. */
int picture_reply(struct glane_call *c, const char *type, const char *name, const struct bytes *b) GLANE_CHECKED;

struct sheet_shift { /* of the settings: where this printer puts pages */
	int64_t x_um, y_um;
};
struct sheet_shift sheet_shift(struct glane_call *c);

/* calibration.c */
int calibration_pdf(struct glane_self *self, struct glane_call *c);

/* command.c */
int command_label(struct glane_self *self, struct glane_call *c);

/* badge.c */
int badge_pdf(struct glane_self *self, struct glane_call *c);

/* spool.c */
#define SPOOL_FOLDER "labels" /* below the data directory */
int spool_print(struct glane_self *self, struct glane_call *c);
int spool_answer(struct glane_self *self, struct glane_call *c);
int spool_jobs(struct glane_self *self, struct glane_call *c);
int spool_start(struct glane_self *self, struct glane_call *c);
int spool_created(struct glane_self *self, struct glane_call *c, const struct glane_record *r);
/* For printers, in a WRITE call; screens hear of it.  fault: "", "full", "device". */
int spool_state(struct glane_call *c, int64_t id, const char *state, const char *fault) GLANE_CHECKED;
int spool_printed(struct glane_call *c, int64_t id, struct glane_str code, struct glane_str media, int64_t copy) GLANE_CHECKED;
int spool_interrupted(struct glane_call *c) GLANE_CHECKED; /* what was printing when the program ended is unknown */
/* The columns 0 to 5 of a row of the spool. */
void spool_fill(struct glane_call *c, struct glane_value *into, struct glane_rows *row);

/* printer.c */
enum { PRINTER_DPI = 300 };
int printer_run(struct glane_self *self, struct glane_call *c, const struct glane_value *args);

/* page.c */
int page_show(struct glane_self *self, struct glane_call *c);

/* cards.c */
int cards_page(struct glane_self *self, struct glane_call *c);
int cards_pdf(struct glane_self *self, struct glane_call *c);
int cards_show(struct glane_self *self, struct glane_call *c);

#endif
