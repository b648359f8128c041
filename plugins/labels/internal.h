/* SPDX-License-Identifier: MPL-2.0 */
/* internal.h: what the files of this plugin share. */
#ifndef LABELS_INTERNAL_H
#define LABELS_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "glane/plugin.h"
#include "labels/layout.h"
#include "labels/logo.h"
#include "labels/media.h"
#include "labels/payload.h"
#include "labels/printers.h"
#include "reading/codes.h"
#include "self/host.h"

#define PRINT "labels.print"
#define PAUSE "labels.pause"
#define PRINTERS "labels.printers"

extern const struct glane_host *labels_host;

struct glane_self {
	struct painter *painter;
	struct code_reader *reader;
	atomic_int searching; /* the network, for printers: one at a time */
	pthread_mutex_t folder; /* one thread at a time writes into folders */
	pthread_mutex_t lock;   /* of what follows */
	struct printer_live live[PRINTER_SLOTS + 1]; /* by slot, from 1 */
	int64_t stop[PRINTER_SLOTS + 1];             /* the label that this printer shall give up; 0: none */
};

enum {
	SQL_SPOOL_ADD, SQL_SPOOL_STATE, SQL_SPOOL_COPY, SQL_SPOOL_GET, SQL_SPOOL_ONE, SQL_SPOOL_NEWEST, SQL_SPOOL_MANY,
	SQL_SPOOL_WAITING, SQL_SPOOL_INTERRUPTED, SQL_SPOOL_NEXT, SQL_SPOOL_LATER, SQL_SPOOL_RECENT, SQL_SPOOL_DAY, SQL_SPOOL_QUEUE,
	SQL_SPOOL_QUEUES, SQL_SPOOL_TRIED, SQL_SPOOL_SAME, SQL_SPOOL_UNASK, SQL_SPOOL_AT_WORK, SQL_SPOOL_TRIALS, SQL_PAYLOAD_ADD, SQL_PAYLOAD_FIND, SQL_PAYLOAD_PICTURE,
	SQL_PAYLOAD_DROP, SQL_EVENT_ADD,
	SQL_PRINTER_SLOT, SQL_PRINTER_ONE, SQL_PRINTER_ALL, SQL_PRINTER_PUT, SQL_PRINTER_REMOVE, SQL_PLACES, SQL_CATEGORIES, SQL_PLACE,
	SQL_CATEGORY, SQL_ITEM_SINCE, SQL_ITEM_LAST, SQL_DESIGN_ALL, SQL_DESIGN_FIND, SQL_DESIGN_PARTS, SQL_DESIGN_CHOICE, SQL_DESIGN_PUT, SQL_DESIGN_CLEAR,
	SQL_DESIGN_PART_ADD, SQL_DESIGN_REMOVE, SQL_USE_ALL, SQL_USE_PUT, SQL_USE_CLEAR, SQL_USE_DROP, SQL_LOGO, SQL_LOGO_PUT, SQL_LOGO_DROP, SQL_SHEET_ALL,
	SQL_SHEET_ONE, SQL_SHEET_PUT, SQL_SHEET_DROP, SQL_SHEET_UNUSE, SQL_COUNT
};
enum { TOPIC_JOB, TOPIC_PRINTER };
enum { JOB_FOLDER, JOB_FORGET };
enum { SHEET_CODES_MAX = 500 }; /* of one request for sheets */

/* Inputs of a call. */
static inline struct glane_str in_text(struct glane_call *c, const char *name)
{
	return host_text(labels_host, c, name);
}
static inline int64_t in_int(struct glane_call *c, const char *name, int64_t missing)
{
	return host_int(labels_host, c, name, missing);
}
/* input.c: a column, as far as `to` holds it */
void column_text(char *to, size_t cap, struct glane_rows *row, uint32_t column);

/* fields.c: what is printed for a code.  The texts are the struct's own, because they outlive the call that read them. */
struct label_text {
	char url[160], code[16], short_no[24], title[256], price[48], category[128], weight[32], place[64], date[16];
	int64_t item; /* 0: none, a blank or a sample */
	uint32_t other_count;
	struct {
		char name[DESIGN_FIELD_MAX], words[96];
	} others[LABEL_OTHERS];
	struct design design; /* key "": nobody said which */
	uint32_t logo_w, logo_h;
	unsigned char logo[LOGO_W_MAX / 8 * LOGO_H_MAX];
};
/* In a READ or WRITE call.  Fails with a refusal when the code is misread, unknown or void. */
int label_text_find(struct glane_call *c, struct glane_str typed, struct label_text *ret) GLANE_CHECKED;
/* "HTTPS://HOST/<letter>/<code>". */
int label_url(struct glane_call *c, char letter, const char *code, char *out, size_t cap) GLANE_CHECKED;
void text_keep(char *to, size_t cap, struct glane_str s); /* cut between characters where it is too long */
/* In a READ or WRITE call: what it is drawn after on this medium, and the logo where that has one.  design: of one that is asked
 * for by name or number, "": the one that is used there.  Refuses the input "design". */
int label_text_dress(struct glane_call *c, struct label_text *t, const char *media, struct glane_str design) GLANE_CHECKED;
int label_text_logo(struct glane_call *c, struct label_text *t) GLANE_CHECKED; /* where t->design has one */
void label_text_sample(struct glane_call *c, struct label_text *ret);
struct label_fields label_text_fields(const struct label_text *t);
/* Where phones go: the setting site.host, else the address of this computer, for which ret_set is 0. */
struct glane_str label_host(struct glane_call *c, int *ret_set);

/* picture.c */
int picture_png(struct glane_self *self, struct glane_call *c);
int picture_pdf(struct glane_self *self, struct glane_call *c);
glane_call_fn picture_sheet, sheet_print; /* sheet_draw.c */
/* The roll that is in the printer: the setting "media". */
void media_default(struct glane_call *c, struct media *ret);
/* The input "media", a size or one of the table's sheets, or the default.  Refuses the input. */
int picture_media(struct glane_call *c, struct media *ret) GLANE_CHECKED;
/* Words for what label_plan, label_bitmap and label_onto_page return; 0 for 0. */
int picture_refuse(struct glane_call *c, int rc) GLANE_CHECKED;
/* Words for what encode_area_fn returns: refuses the input dpi or media. */
int picture_refuse_area(struct glane_call *c, int rc) GLANE_CHECKED;
/* PNG of a label in `out`.  Fails: as label_bitmap. */
int picture_png_of(struct glane_self *self, const struct media *m, uint32_t dpi, const struct label_fields *f,
                   struct bytes *out) GLANE_CHECKED;
/* The label of the input "code", or one that stands for nothing, after the input "design" or what is used on this medium. */
int picture_found(struct glane_call *c, const char *media, struct label_text *ret) GLANE_CHECKED;
int picture_reply_pdf(struct glane_self *self, struct glane_call *c, const struct media *m, const struct label_text *t) GLANE_CHECKED;
/* start: the first free sticker, from 1. */
int picture_reply_sheet(struct glane_self *self, struct glane_call *c, const struct sheet *s, int64_t start, const struct label_text *labels,
                        uint32_t count) GLANE_CHECKED;
/* A file as the reply. */
int picture_reply(struct glane_call *c, const char *type, const char *name, const struct bytes *b) GLANE_CHECKED;

enum { SCALE_LEAST = 970, SCALE_MOST = 1030 };
struct sheet_shift { /* of the settings: where this printer puts what, and how far apart, per mille */
	int64_t x_um, y_um, x_scale, y_scale;
};
struct sheet_shift sheet_shift(struct glane_call *c);
/* Where to say so that the printer puts it at this place of the page. */
static inline int64_t shifted_x(const struct sheet_shift *s, int64_t um)
{
	return um * s->x_scale / 1000 + s->x_um;
}
static inline int64_t shifted_y(const struct sheet_shift *s, int64_t um)
{
	return um * s->y_scale / 1000 + s->y_um;
}

/* sheet_row.c: one of the table, or of this centre's own */
struct sheet_kept {
	struct sheet sheet; /* id and name point into what follows, or into the table */
	char id[16], name[64];
};
/* In a READ or WRITE call; no id: the usual one.  Refuses the input "sheet". */
int sheet_get(struct glane_call *c, struct glane_str id, struct sheet_kept *ret) GLANE_CHECKED;
/* In any call.  1: found, 0: none. */
int sheet_look(struct glane_call *c, struct glane_str id, struct sheet_kept *ret) GLANE_CHECKED;

/* calibration.c */
int calibration_pdf(struct glane_self *self, struct glane_call *c);

/* command.c */
int command_label(struct glane_self *self, struct glane_call *c);

/* badge.c */
int badge_pdf(struct glane_self *self, struct glane_call *c);

enum { SPOOL_HOUR_MS = 60 * 60 * 1000 };
#define SPOOL_HELD (INT64_C(1) << 53) /* after_ms: until a person says again */
struct spool_row {
	int64_t id, copy, after_ms, wanted, printer, attempt;
	char code[16], media[16], roll[16], state[12], fault[12];
};

/* spool.c: wishes, and what people say of labels */
int spool_print(struct glane_self *self, struct glane_call *c);
int spool_answer(struct glane_self *self, struct glane_call *c);
int spool_cancel(struct glane_self *self, struct glane_call *c);
/* In POOL, of the row r->id: at once while it waits, else its printer gives it up, and somebody has to look. */
int spool_give_up(struct glane_self *self, struct glane_call *c, struct spool_row *r) GLANE_CHECKED;
/* Those that `sql` finds with this argument, which are not found again afterwards. */
int spool_cancel_all(struct glane_call *c, uint32_t sql, struct glane_val of) GLANE_CHECKED;
/* One that waits does so no longer, in WRITE. */
int spool_retry(struct glane_self *self, struct glane_call *c, struct spool_row *r) GLANE_CHECKED;
/* A trial of a printer, in a WRITE call: waits for this printer among the labels and becomes what they become; its code is
 * "".  What was drawn for a row that has changed meanwhile is cancelled. */
int spool_add_drawn(struct glane_self *self, struct glane_call *c, int64_t printer, const struct payload *p, int64_t *ret_id) GLANE_CHECKED;
int spool_created(struct glane_self *self, struct glane_call *c, const struct glane_record *r);

/* spool_show.c */
int spool_jobs(struct glane_self *self, struct glane_call *c);
int spool_queue(struct glane_self *self, struct glane_call *c);
int command_queue(struct glane_self *self, struct glane_call *c);
int spool_picture(struct glane_self *self, struct glane_call *c);

/* spool_state.c: the arrows of a label, in WRITE calls; screens hear of each */
int spool_get(struct glane_call *c, int64_t id, struct spool_row *ret) GLANE_CHECKED; /* 1: found, 0: none */
int spool_under_way(const struct spool_row *r); /* 1: a printer has it: claimed, sending, sent */
/* To another state; of the row only state, fault, after_ms and printer are kept, and an event. */
int spool_move(struct glane_call *c, struct spool_row *r, const char *state, enum device_trouble why) GLANE_CHECKED;
/* What happened to it besides, as an event. */
int spool_note(struct glane_call *c, const struct spool_row *r, const char *what) GLANE_CHECKED;
/* Confirmed, and on record. */
int spool_confirm(struct glane_call *c, struct spool_row *r) GLANE_CHECKED;
/* Queued as another copy: a spoilt one may lie about. */
int spool_again(struct glane_self *self, struct glane_call *c, struct spool_row *r) GLANE_CHECKED;
/* What was under way when the program, or this printer's thread, ended: claimed waits again, what may have come out is
 * unknown.  printer 0: of all. */
int spool_recover(struct glane_call *c, int64_t printer) GLANE_CHECKED;
int spool_tell(struct glane_call *c, int64_t id) GLANE_CHECKED;
int spool_fill_one(struct glane_call *c, int64_t id, struct glane_value *into) GLANE_CHECKED;
/* The columns 0 to 6 of a row of the spool. */
void spool_fill(struct glane_call *c, struct glane_value *into, struct glane_rows *row);
/* The printer that this label goes to looks for it, after the commit. */
int spool_wake(struct glane_self *self, struct glane_call *c, int64_t wanted, struct glane_str media) GLANE_CHECKED;
int spool_go_on(struct glane_self *self, struct glane_call *c) GLANE_CHECKED; /* all of them look */
int spool_start(struct glane_self *self, struct glane_call *c);
/* The first row of a statement: 1, 0: none.  db->close() it in both cases. */
int spool_first(struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n, struct glane_rows **ret) GLANE_CHECKED;
int spool_first_id(struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n, int64_t *ret) GLANE_CHECKED;

/* serve_loop.c: printers' threads, and the job of folders */
extern const struct glane_service serve_services[PRINTER_SLOTS]; /* service slot - 1 */
/* The printer that has this label now gives it up.  0: none has it. */
int serve_stop(struct glane_self *self, struct glane_call *c, int64_t job);
int serve_folders(struct glane_self *self, struct glane_call *c, const struct glane_value *args); /* a job */
int serve_forget(struct glane_self *self, struct glane_call *c, const struct glane_value *args);  /* a job */

/* printer_live.c: "trouble.paper" in words; "" for "" */
struct glane_str trouble_words(struct glane_call *c, struct glane_str name);

/* page.c */
int page_show(struct glane_self *self, struct glane_call *c);

/* cards.c */
int cards_page(struct glane_self *self, struct glane_call *c);
int cards_pdf(struct glane_self *self, struct glane_call *c);
int cards_show(struct glane_self *self, struct glane_call *c);

#endif
