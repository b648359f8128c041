/* SPDX-License-Identifier: MPL-2.0 */
/* designs.h: designs, logo and sheets of this centre as rows, which of them is used where, and their pages. */
#ifndef LABELS_DESIGNS_H
#define LABELS_DESIGNS_H

#include "glane/plugin.h"
#include "labels/design.h"
#include "labels/internal.h"

/* design_row.c, in READ and WRITE calls.  key: of one of the house, else the number or the name of a row.
 * 1: found, 0: there is none. */
int design_find(struct glane_call *c, struct glane_str key, struct design *ret) GLANE_CHECKED;
/* The one that is used for this item (0: none) on this medium: the category's, else the medium's, else the centre's. */
int design_choose(struct glane_call *c, int64_t item, const char *media, struct design *ret) GLANE_CHECKED;
/* In a WRITE call: keeps a design that design_check() found good; d->key "": a new one, and gets its number.  Refuses the
 * input "name": empty, or of another one. */
int design_save(struct glane_call *c, struct design *d) GLANE_CHECKED;
int design_remove(struct glane_call *c, struct glane_str key) GLANE_CHECKED;
/* "Étagère" of the house's, else its own name. */
struct glane_str design_title(struct glane_call *c, const struct design *d);

/* design_form.c: a design as inputs and as a form */
struct glane_str text_in(const struct glane_value *in, const char *name); /* a member; "": it is not there, or no text */
enum { DESIGN_FORM_INPUTS = 7 + 6 * DESIGN_PARTS };
extern const struct glane_input design_form_inputs[DESIGN_FORM_INPUTS];
/* From inputs, or from texts as they were typed.  What is no number is 0, what is no choice the first one. */
void design_from(const struct glane_value *in, struct design *ret);
void design_fill(struct glane_call *c, const struct design *d, struct glane_value *into);
/* Appends "&name=value" of all of it; every value is of letters, digits and '_'. */
void design_query(const struct design *d, struct bytes *out);
/* "Prix"; of another plugin's: its name. */
struct glane_str field_title(struct glane_call *c, const char *field);
/* Refuses in words, naming the input; 0: it is good. */
int design_refuse(struct glane_call *c, const struct design *d) GLANE_CHECKED;
/* The sentence for a fault; args: limits. */
struct glane_str design_words(struct glane_call *c, const struct design *d, enum design_fault fault, uint32_t part);

/* design_edit.c: sizes and sheets to choose from, as `media` */
void media_choices(struct glane_value *root, const char *chosen);

/* design_page.c, design_edit.c, design_logo.c, sheet_page.c */
glane_call_fn designs_page, design_use, design_drop, design_edit, design_keep, design_picture, logo_keep, logo_try, logo_drop, logo_picture;
/* sheet_page.c: as `sheets` */
int sheet_choices(struct glane_call *c, struct glane_value *root, const char *chosen) GLANE_CHECKED;
glane_call_fn sheets_page, sheet_keep, sheet_drop;

#endif
