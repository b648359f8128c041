/* SPDX-License-Identifier: MPL-2.0 */
/* send.h: a report document as the answer of a call, in the form that was asked for.
 *
 * Its own words are in the catalogue of the plugin that sends: report.facts, report.definitions, report.notes, report.draft,
 * report.made ({made}), report.term, report.meaning, report.source_head, report.figure, report.value, report.unit,
 * report.note_head; report.ending refuses an unknown form. */
#ifndef REPORT_SEND_H
#define REPORT_SEND_H

#include "drawing/bytes.h"
#include "report/form.h"

/* Which form a command is to write: what its input "format" says, else the ending of the file that "out" names, else "json".
 * Refuses at "out" what is none of `known`, which ends with NULL. */
int report_form(const struct glane_host *h, struct glane_call *c, const char *const *known, struct glane_str *ret) GLANE_CHECKED;

/* A file that goes out as it grows. */
struct report_file;
int report_flush(struct report_file *f) GLANE_CHECKED; /* what it holds by now */

/* Answers with a file: "csv", "json", "pdf" or "xlsx".  `name`: without its ending.  The input "separator" is "comma" or not.
 * rows: as form.h has them, or NULL; *ret_growing is set before they are asked for: the file that may be flushed while they
 * come, NULL: its form is whole at its end only.  POOL, or READ without rows; fails as the forms do. */
int report_send(const struct glane_host *h, struct glane_call *c, struct glane_str form, const char *name, const struct glane_value *doc,
                const struct form_rows *rows, struct report_file **ret_growing) GLANE_CHECKED;
/* The same with bytes that were made already, as `type`. */
int report_send_bytes(const struct glane_host *h, struct glane_call *c, const char *type, const char *file, const struct bytes *b) GLANE_CHECKED;

#endif
