/* SPDX-License-Identifier: MPL-2.0 */
/* printers_pages.h: what the pages of printers share. */
#ifndef LABELS_PRINTERS_PAGES_H
#define LABELS_PRINTERS_PAGES_H

#include "labels/printers.h"

/* printers_form.c: the profile as a form.  A kind is language, model and resolution, "zpl/ZPL-4/203". */
enum { KIND_MAX = 64 };
void kind_write(const char *language, const char *model, uint32_t dpi, char out[KIND_MAX]);
struct glane_str kind_name(struct glane_call *c, const char *language, const char *model, uint32_t dpi); /* for people */
/* Into the reply: `input`, unless it is there because it was refused, `kinds`, `medias`. */
void form_fill(struct glane_call *c, const struct printer *p);
/* The inputs name, kind, media or other, port; what is not given stays.  Refuses in words what printers_save() does not see. */
int form_read(struct glane_call *c, struct printer *p) GLANE_CHECKED;
/* printers_ipp.c: the kind KIND_IPP becomes what the printer at p->port offers; another one is compared with that, if the printer
 * answers.  In POOL, ten seconds at most.  Refuses in words: it does not answer; it takes nothing that we make. */
#define KIND_IPP "ipp"
int kind_ask(struct glane_call *c, struct printer *p) GLANE_CHECKED;
/* What was asked into the row; its certificate where it is another port than before, or none was kept. */
void kind_copy(const struct printer *from, const char *old_port, struct printer *to);

/* printers_page.c */
glane_call_fn printers_page, printer_page, printer_change, printer_up, printer_roll, printer_shift, printer_remove;
/* printers_try.c */
glane_call_fn printer_try;
/* What: "label", "head", "frame", "dark".  In POOL. */
int trial_print(struct glane_self *self, struct glane_call *c, int64_t printer, const char *what, int64_t *ret_job) GLANE_CHECKED;
/* printers_command.c */
glane_call_fn command_printer_list, command_printer_status, command_printer_add, command_printer_set, command_printer_remove, command_printer_test,
        command_pause, command_resume;
/* printers_add.c */
glane_call_fn printers_add_page, printers_search, printers_new_page, printers_new;
int printers_add_asked(struct glane_call *c, struct printer *ret) GLANE_CHECKED; /* the inputs of a new one; in POOL */

#endif
