/* SPDX-License-Identifier: MPL-2.0 */
/* ipp_test.h: an IPP printer that is not ours (ippeveprinter of CUPS), a gate in front of it, and labels to it. */
#ifndef TESTS_PRINTERS_IPP_TEST_H
#define TESTS_PRINTERS_IPP_TEST_H

#include "labels/device.h"
#include "labels/tests/printing.h"
#include "labels/tests/wire.h"

enum { PRINTER = 8631, GATE = 8632, OTHER = 8633, LONG_MS = 30000 };

/* --- ipp_printer.c: what is wrong with it is played by the program that it starts for each document (ipp_job.sh) ------------------ */
extern const char *ipp_folder;
void ipp_nap(void);
const char *ipp_path(const char *name); /* in the folder; good until four more are asked for */
void ipp_mode(const char *mode);        /* from the next label on; see ipp_job.sh */
void ipp_mend(void);
int ipp_lines(const char *name);
int ipp_wait_lines(const char *name, int n); /* 0: not in half a minute */
int ipp_came_out(void);                 /* pages since the last call */
/* A printer at this port that says of itself what stands in this file, and is announced or not; it listens when this returns. */
pid_t ipp_start(unsigned number, const char *attributes, int announced);
void ipp_kill(pid_t printer);

/* --- ipp_apart.c: main() of such a test ------------------------------------------------------------------------------------------- */
/* Runs `inside` in a network of its own, made by unshare with `spaces` and the script; skipped when one of the programs is not there. */
int ipp_apart(int argc, char **argv, const char *spaces, const char *script, const char *const *needed, int (*inside)(void));

/* --- ipp_gate.c ------------------------------------------------------------------------------------------------------------------- */
enum gate_fault { GATE_FINE, GATE_SHUT, GATE_JOB, GATE_DOCUMENT, GATE_ANSWER, GATE_SLOW, GATE_NOISE, GATE_DEAF };
void gate_start(void);
void gate_end(void);
/* at: so many bytes of a document pass; hard: the printer sees an error, not an end. */
void gate_set(enum gate_fault fault, size_t at, int hard);
int gate_cuts(void);

/* --- ipp_labels.c ----------------------------------------------------------------------------------------------------------------- */
extern struct bytes ipp_label; /* PWG raster */
extern const struct print_case *ipp_case;
extern struct bitmap ipp_picture;
void ipp_draw(void);
struct device_profile ipp_profile(const char *scheme, unsigned number, const char *language);
struct device_result ipp_send(const struct device_profile *p, struct watch *w);
/* As the spool does: again, while it waits because another job is printed, or it is too busy to answer. */
struct device_result ipp_send_patiently(const struct device_profile *p, struct watch *w);
int ipp_is(const struct device_result *r, enum device_end end, enum device_trouble trouble);
extern const char *const ipp_ends[];
int ipp_was_told(const struct watch *w, enum device_trouble t);
struct bytes ipp_page(const char *page); /* what the printer kept */
int ipp_is_label(const char *page);

void ipp_offers_are_taken(void); /* ipp_offers.c */

#endif
