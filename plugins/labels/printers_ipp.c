/* SPDX-License-Identifier: MPL-2.0 */
/* An IPP printer is asked what it takes before its row is written. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "labels/internal.h"
#include "labels/ipp_offer.h"
#include "labels/printers_pages.h"

enum { ASK_MS = 5000 };

static int no(struct glane_call *c, const char *input, const char *key, const struct ipp_offer *o)
{
	struct glane_value *args = labels_host->value->make(c);
	labels_host->value->text(args, "formats", glane_cstr(o->formats));
	return labels_host->call->refuse_input(c, input, key, args);
}

/* The roll or paper that it says it has, where we know it. */
static void take_roll(struct printer *p, const struct device_status *s)
{
	for (uint32_t i = 0; !p->media[0] && s->media_known && i < media_count + 2; i++) {
		const struct media *m = i < 2 ? &media_pages[i] : &media_table[i - 2].media;
		if ((m->turned ? m->h_dmm : m->w_dmm) / 10 == s->media_w_mm && (m->kind == MEDIA_LABELS ? (m->turned ? m->w_dmm : m->h_dmm) / 10 : 0) == s->media_h_mm)
			snprintf(p->media, sizeof(p->media), "%s", m->id);
	}
}

/* It was not reached, or did not say. */
static int no_answer(struct glane_call *c, int rc)
{
	const char *key = rc == -EACCES ? "printers.ipp_denied" : rc == -ENOENT || rc == -EPROTO ? "printers.ipp_path" : "printers.ipp_absent";
	return labels_host->call->refuse_input(c, rc == -ENOTSUP ? "kind" : "port", rc == -ENOTSUP ? "printers.ipp_library" : key, NULL);
}

int kind_ask(struct glane_call *c, struct printer *p)
{
	struct device_profile profile = { .limit_ms = ASK_MS };
	struct ipp_offer o;
	int any = strcmp(p->language, KIND_IPP) == 0, raster = strcmp(p->language, "pwg") == 0, pdf = strcmp(p->language, "pdf") == 0;
	if (port_parse(p->port, &profile.port) || profile.port.kind != PORT_IPP)
		return any ? labels_host->call->refuse_input(c, "kind", "printers.ipp_address", NULL) : GLANE_OK; /* the rest is the row's to say */
	int rc = ipp_ask_offer(&profile, &(struct device_watch){ .wake_fd = -1 }, &o);
	if (rc) /* whoever says the kind need not have it at hand; a certificate is kept only of one that is there */
		return any || strncmp(p->port, "ipps:", 5) == 0 ? no_answer(c, rc) : GLANE_OK;
	memcpy(p->certificate, o.certificate, sizeof(p->certificate));
	if (!o.language)
		return no(c, "port", "printers.ipp_none", &o);
	if ((raster && !o.pwg) || (pdf && !o.pdf))
		return no(c, "kind", "printers.ipp_unlike", &o);
	take_roll(p, &o.status);
	if (!any)
		return GLANE_OK;
	if (printer_is_office(p)) { /* sheets are PDF */
		o.language = "pdf";
		o.type = "";
		if (!o.pdf)
			return no(c, "port", "printers.ipp_no_pdf", &o);
	}
	snprintf(p->language, sizeof(p->language), "%s", o.language);
	snprintf(p->model, sizeof(p->model), "%s", o.type);
	p->dpi = o.dpi;
	return GLANE_OK;
}

void kind_copy(const struct printer *from, const char *old_port, struct printer *to)
{
	/* What was kept of a printer stays: one that says to be another is taken away and added anew by whoever knows why. */
	if (strcmp(old_port, to->port) || !to->certificate[0])
		memcpy(to->certificate, from->certificate, sizeof(to->certificate));
	memcpy(to->language, from->language, sizeof(to->language));
	memcpy(to->model, from->model, sizeof(to->model));
	to->dpi = from->dpi;
}
