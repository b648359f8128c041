/* SPDX-License-Identifier: MPL-2.0 */
/* Trials of a printer: a sample label, its head, a frame, one label of each darkness.  Drawn in the background, and then a
 * label of this printer like any other: it waits, it is confirmed, or a person is asked. */
#include <stdio.h>
#include <string.h>

#include "labels/internal.h"
#include "labels/payload.h"
#include "labels/printers_pages.h"
#include "labels/trial.h"

enum { DARK_STEPS = 5, DARK_STEP = 2 };

struct trial {
	int64_t id;
	const char *what;
	struct printer printer;
	struct printer_setup setup;
	struct label_text text;
	struct payload drawn[DARK_STEPS];
	uint32_t count;
	int64_t job; /* the first of them */
};

static int prepare(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct trial *t = arg;
	(void)self;
	int rc = printers_find(c, t->id, &t->printer);
	if (rc == 0 || (rc == 1 && !t->printer.slot))
		return labels_host->call->refuse(c, GLANE_ENOENT, "printer_gone", NULL);
	label_text_sample(c, &t->text);
	rc = rc < 0 ? rc : picture_refuse_area(c, printer_setup(c, &t->printer, glane_cstr(""), &t->setup));
	if (rc == GLANE_OK && strcmp(t->what, "dark") == 0 && !t->setup.encoder->dark)
		return labels_host->call->refuse_input(c, "what", "trial.dark_none", NULL);
	return rc ? rc : label_text_dress(c, &t->text, t->setup.media.id, glane_cstr(""));
}

static int keep(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct trial *t = arg;
	int rc = GLANE_OK;
	for (uint32_t i = 0; rc == GLANE_OK && i < t->count; i++) {
		int64_t id;
		rc = spool_add_drawn(self, c, t->id, &t->drawn[i], &id);
		if (i == 0)
			t->job = id;
	}
	return rc;
}

static int draw_sample(struct glane_self *self, struct trial *t)
{
	struct label_fields f = label_text_fields(&t->text);
	return payload_draw(self->painter, &t->printer, &t->setup, &f, &t->drawn[t->count++]);
}

/* The words say how dark each is; the printer's own darkness stays, and each is for the printer as it is: another one would not print it. */
static int draw_ladder(struct glane_self *self, struct glane_call *c, struct trial *t)
{
	struct printer_setup own = t->setup;
	int rc = GLANE_OK;
	for (uint8_t i = 1; rc == GLANE_OK && i <= DARK_STEPS; i++) {
		struct glane_value *args = labels_host->value->make(c);
		t->setup.options.darkness = (uint8_t)(i * DARK_STEP);
		labels_host->value->integer(args, "level", i * DARK_STEP);
		snprintf(t->text.title, sizeof(t->text.title), "%s", labels_host->call->tr(c, "printers.dark", args).p);
		rc = draw_sample(self, t);
		printer_drawn_for(&t->printer, &own, t->drawn[t->count - 1].drawn_for);
	}
	return rc;
}

static int draw_pattern(struct glane_self *self, struct trial *t)
{
	struct bitmap b = { 0 };
	int rc = strcmp(t->what, "head") == 0 ? trial_head(self->painter, &t->setup.area, t->setup.media.turned, &b)
	                                      : trial_frame(self->painter, &t->setup.area, &b);
	if (rc == GLANE_OK)
		rc = payload_encode(&t->printer, &t->setup, &b, &t->drawn[t->count++]);
	bitmap_fini(&b);
	return rc;
}

static int draw(struct glane_self *self, struct glane_call *c, struct trial *t)
{
	int rc = strcmp(t->what, "label") == 0 ? draw_sample(self, t) : strcmp(t->what, "dark") == 0 ? draw_ladder(self, c, t) : draw_pattern(self, t);
	return picture_refuse(c, rc);
}

int trial_print(struct glane_self *self, struct glane_call *c, int64_t printer, const char *what, int64_t *ret_job)
{
	struct trial *t = labels_host->call->alloc(c, sizeof(*t));
	if (!t)
		return GLANE_ENOMEM;
	*t = (struct trial){ .id = printer, .what = what };
	int rc = labels_host->call->within(c, GLANE_READ, prepare, t);
	if (rc == GLANE_OK)
		rc = draw(self, c, t);
	if (rc == GLANE_OK)
		rc = labels_host->call->within(c, GLANE_WRITE, keep, t);
	for (uint32_t i = 0; i < t->count; i++)
		payload_fini(&t->drawn[i]);
	*ret_job = t->job;
	return rc;
}

/* POST /printers/{id}/try, in the background. */
int printer_try(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value_api *v = labels_host->value;
	const struct glane_value *in = labels_host->call->inputs(c);
	int64_t id = v->as_integer(v->get(in, "id"), 0), job;
	char path[60];
	int rc = trial_print(self, c, id, v->as_text(v->get(in, "what")).p, &job);
	if (rc)
		return rc;
	v->integer(labels_host->reply->root(c), "job", job);
	snprintf(path, sizeof(path), "/p/labels/printers/%lld", (long long)id);
	labels_host->reply->status(c, 201);
	labels_host->reply->see_other(c, glane_cstr(path));
	return GLANE_OK;
}
