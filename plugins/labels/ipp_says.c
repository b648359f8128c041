/* SPDX-License-Identifier: MPL-2.0 */
/* Words of printers: RFC 8011, 5.4.12 and PWG 5100.9 (printer-state-reasons), PWG 5100.7 (media-col), PWG 5101.1 (names of sizes). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labels/ipp_line.h"

enum { NEAR = 200 /* hundredths of a millimetre: 2.25 inches are called 57 mm */ };

/* The beginning or another part of a reason, without "-error" and the like behind it; the first that fits. */
static const struct {
	const char *part;
	enum device_trouble trouble;
} reasons[] = {
	{ "media-low", DEVICE_NONE },
	{ "media-empty", DEVICE_PAPER },
	{ "media-needed", DEVICE_PAPER },
	{ "media-jam", DEVICE_JAM },
	{ "input-tray-missing", DEVICE_PAPER },
	{ "input-media-supply-empty", DEVICE_PAPER },
	{ "output-area-full", DEVICE_JAM },
	{ "output-tray-missing", DEVICE_COVER },
	{ "cover-open", DEVICE_COVER },
	{ "door-open", DEVICE_COVER },
	{ "interlock-open", DEVICE_COVER },
	{ "cutter", DEVICE_CUTTER },
	{ "trimmer", DEVICE_CUTTER },
	{ "over-temp", DEVICE_HOT },
	{ "marker-supply-empty", DEVICE_RIBBON },
	{ "toner-empty", DEVICE_RIBBON },
	{ "developer-empty", DEVICE_RIBBON },
	{ "paused", DEVICE_PAUSED }, /* also moving-to-paused */
	{ "hold-new-jobs", DEVICE_PAUSED },
	{ "offline", DEVICE_ABSENT },
	{ "shutdown", DEVICE_ABSENT },
	{ "connecting-to-device", DEVICE_ABSENT },
	{ "timed-out", DEVICE_ABSENT },
	{ "other", DEVICE_FAULT },
	{ "fault", DEVICE_FAULT }
};

static enum device_trouble trouble_of(const char *reason)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (strstr(reason, reasons[i].part))
			return reasons[i].trouble;
	return DEVICE_NONE;
}

static int ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);
	return n >= m && strcmp(s + n - m, end) == 0;
}

static const char *first(const struct ipp_lib *lib, ipp_t *answer, const char *name)
{
	ipp_attribute_t *a = lib->ippFindAttribute(answer, name, IPP_TAG_ZERO);
	const char *s = a ? lib->ippGetString(a, 0, NULL) : NULL;
	return s ? s : "";
}

/* An integer; `missing` when there is none, also when the printer says "no-value". */
static int integer(const struct ipp_lib *lib, ipp_t *answer, const char *name, int missing)
{
	ipp_attribute_t *a = lib->ippFindAttribute(answer, name, IPP_TAG_ZERO);
	ipp_tag_t tag = a ? lib->ippGetValueTag(a) : IPP_TAG_ZERO;
	return tag == IPP_TAG_INTEGER || tag == IPP_TAG_ENUM ? lib->ippGetInteger(a, 0) : missing;
}

int ipp_offers(const struct ipp_lib *lib, ipp_t *answer, const char *attribute, const char *word)
{
	ipp_attribute_t *a = lib->ippFindAttribute(answer, attribute, IPP_TAG_ZERO);
	return a ? lib->ippContainsString(a, word) != 0 : -1;
}

/* --- rolls ----------------------------------------------------------------------------------------------------------- */
struct span { /* hundredths of a millimetre */
	int least, most;
};

static struct span span_of(const struct ipp_lib *lib, ipp_t *size, const char *name)
{
	ipp_attribute_t *a = lib->ippFindAttribute(size, name, IPP_TAG_ZERO);
	struct span s = { 0, 0 };
	if (a && lib->ippGetValueTag(a) == IPP_TAG_RANGE)
		s.least = lib->ippGetRange(a, 0, &s.most);
	else if (a && lib->ippGetValueTag(a) == IPP_TAG_INTEGER)
		s.least = s.most = lib->ippGetInteger(a, 0);
	return s;
}

static int is_about(struct span s, uint16_t mm)
{
	return mm * 100 >= s.least - NEAR && mm * 100 <= s.most + NEAR;
}

/* The size of a tray as it is said: media-col-ready, else the names in media-ready. */
static int roll_at(const struct ipp_lib *lib, ipp_attribute_t *a, int i, struct span *w, struct span *h)
{
	if (lib->ippGetValueTag(a) == IPP_TAG_BEGIN_COLLECTION) {
		ipp_attribute_t *size = lib->ippFindAttribute(lib->ippGetCollection(a, i), "media-size", IPP_TAG_BEGIN_COLLECTION);
		if (!size)
			return 0;
		*w = span_of(lib, lib->ippGetCollection(size, 0), "x-dimension");
		*h = span_of(lib, lib->ippGetCollection(size, 0), "y-dimension");
		return w->most > 0;
	}
	const char *name = lib->ippGetString(a, i, NULL);
	const pwg_media_t *m = name ? lib->pwgMediaForPWG(name) : NULL;
	if (!m)
		return 0;
	*w = (struct span){ m->width, m->width };
	*h = (struct span){ m->length, m->length };
	return 1;
}

static ipp_attribute_t *rolls_of(const struct ipp_lib *lib, ipp_t *answer)
{
	ipp_attribute_t *a = lib->ippFindAttribute(answer, "media-col-ready", IPP_TAG_BEGIN_COLLECTION);
	/* A CUPS queue says what its driver is set to, not what lies in the printer. */
	if (lib->ippFindAttribute(answer, "cups-version", IPP_TAG_ZERO))
		return NULL;
	return a ? a : lib->ippFindAttribute(answer, "media-ready", IPP_TAG_ZERO);
}

int ipp_has_roll(const struct ipp_lib *lib, ipp_t *answer, uint16_t w_mm, uint16_t h_mm)
{
	ipp_attribute_t *a = rolls_of(lib, answer);
	int known = 0;
	for (int i = 0, n = a ? lib->ippGetCount(a) : 0; i < n; i++) {
		struct span w, h;
		if (!roll_at(lib, a, i, &w, &h))
			continue;
		known = 1;
		if (is_about(w, w_mm) && (!h_mm || is_about(h, h_mm)))
			return 1;
	}
	return known ? 0 : -1;
}

/* --- all of it ------------------------------------------------------------------------------------------------------- */
static void read_reasons(const struct ipp_lib *lib, ipp_t *answer, struct ipp_printer *ret)
{
	ipp_attribute_t *a = lib->ippFindAttribute(answer, "printer-state-reasons", IPP_TAG_ZERO);
	for (int i = 0, n = a ? lib->ippGetCount(a) : 0; i < n; i++) {
		const char *reason = lib->ippGetString(a, i, NULL);
		if (!reason)
			continue;
		int warns = ends_with(reason, "-warning"), reports = ends_with(reason, "-report");
		enum device_trouble t = reports ? DEVICE_NONE : trouble_of(reason);
		if (strstr(reason, "media-low") || strstr(reason, "supply-low"))
			ret->s.low = 1;
		if (t != DEVICE_NONE && !ret->hint)
			ret->hint = t;
		if (t != DEVICE_NONE && !warns && !ret->s.trouble)
			ret->s.trouble = t;
	}
}

static void read_roll(const struct ipp_lib *lib, ipp_t *answer, struct device_status *s)
{
	ipp_attribute_t *a = rolls_of(lib, answer);
	struct span w, h;
	if (!a || !roll_at(lib, a, 0, &w, &h))
		return;
	s->media_known = 1;
	s->media_w_mm = (uint16_t)((w.most + 50) / 100);
	s->media_h_mm = h.least == h.most ? (uint16_t)((h.most + 50) / 100) : 0;
}

int ipp_ask_printer(struct ipp_line *l, int64_t limit, ipp_t **ret)
{
	static const char *const wanted[] = {
		"printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "printer-make-and-model", "printer-up-time", "printer-impressions-completed",
		"document-format-supported", "operations-supported", "media-col-ready", "media-ready", "print-scaling-supported", "job-creation-attributes-supported",
		"cups-version", "pwg-raster-document-type-supported", "pwg-raster-document-resolution-supported", "printer-resolution-supported" };
	ipp_t *r = ipp_request(l, IPP_OP_GET_PRINTER_ATTRIBUTES);
	if (r)
		l->lib->ippAddStrings(r, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", (int)(sizeof(wanted) / sizeof(wanted[0])), NULL, wanted);
	return ipp_do(l, r, NULL, 0, limit, NULL, ret);
}

void ipp_read_printer(const struct ipp_lib *lib, ipp_t *answer, struct ipp_printer *ret)
{
	ipp_attribute_t *operations = lib->ippFindAttribute(answer, "operations-supported", IPP_TAG_ENUM);
	ipp_attribute_t *accepts = lib->ippFindAttribute(answer, "printer-is-accepting-jobs", IPP_TAG_BOOLEAN);
	int state = integer(lib, answer, "printer-state", IPP_PSTATE_IDLE);
	*ret = (struct ipp_printer){ .s = DEVICE_STATUS_INIT };
	ret->s.answered = 1;
	ret->s.printing = state == IPP_PSTATE_PROCESSING;
	ret->idle = ret->s.ready = state == IPP_PSTATE_IDLE;
	ret->s.printed = integer(lib, answer, "printer-impressions-completed", -1);
	ret->up_s = integer(lib, answer, "printer-up-time", 0);
	ret->creates = operations && lib->ippContainsInteger(operations, IPP_OP_CREATE_JOB) && lib->ippContainsInteger(operations, IPP_OP_SEND_DOCUMENT);
	ret->col = ipp_offers(lib, answer, "job-creation-attributes-supported", "media-col") == 1;
	ret->scales = ipp_offers(lib, answer, "print-scaling-supported", "none") == 1;
	snprintf(ret->s.model, sizeof(ret->s.model), "%s", first(lib, answer, "printer-make-and-model"));
	read_reasons(lib, answer, ret);
	read_roll(lib, answer, &ret->s);
	if (!ret->s.trouble && state == IPP_PSTATE_STOPPED)
		ret->s.trouble = ret->hint ? ret->hint : DEVICE_PAUSED;
	if (!ret->s.trouble && accepts && !lib->ippGetBoolean(accepts, 0))
		ret->s.trouble = DEVICE_PAUSED;
}
