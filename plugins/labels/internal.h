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

enum { SQL_JOB_ADD, SQL_JOB_STATE, SQL_JOB_COPIES, SQL_JOB_RECENT, SQL_JOB_INTERRUPTED, SQL_COUNT };
enum { CODES_MAX = 500 }; /* of one request for sheets */

/* fields.c: what is printed for a code.  The texts are the struct's own, because they outlive the call that read them. */
struct label_text {
	char url[160], code[16], short_no[24], title[256], price[48], category[128], weight[32];
};
/* In a READ or WRITE call.  Fails with a refusal when the code is misread, unknown or void. */
int label_text_find(struct glane_call *c, struct glane_str typed, struct label_text *ret) GLANE_CHECKED;
void label_text_sample(struct glane_call *c, struct label_text *ret);
struct label_fields label_text_fields(const struct label_text *t);
/* Where phones go: the setting site.host, else the address of this computer, for which ret_set is 0. */
struct glane_str label_host(struct glane_call *c, int *ret_set);

/* picture.c */
int picture_png(struct glane_self *self, struct glane_call *c);
int picture_sample(struct glane_self *self, struct glane_call *c);
int picture_pdf(struct glane_self *self, struct glane_call *c);
int picture_sheet(struct glane_self *self, struct glane_call *c);
int picture_command(struct glane_self *self, struct glane_call *c);
/* The input "media", or the default.  Refuses the input. */
int picture_media(struct glane_call *c, struct media *ret) GLANE_CHECKED;
/* Words for what label_plan, label_bitmap and label_onto_page return; 0 for 0. */
int picture_refuse(struct glane_call *c, int rc) GLANE_CHECKED;
/* PNG of a label in `out`.  Refuses in words. */
int picture_draw(struct glane_self *self, struct glane_call *c, const struct media *m, uint32_t dpi,
                 const struct label_fields *f, struct bytes *out) GLANE_CHECKED;

/* badge.c */
int badge_pdf(struct glane_self *self, struct glane_call *c);

/* spool.c */
#define SPOOL_FOLDER "labels" /* below the data directory */
int spool_print(struct glane_self *self, struct glane_call *c);
int spool_start(struct glane_self *self, struct glane_call *c);

/* page.c */
int page_show(struct glane_self *self, struct glane_call *c);

#endif
