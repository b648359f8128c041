/* SPDX-License-Identifier: MPL-2.0 */
#include "ipp_test.h"

#include <stdio.h>
#include <string.h>

#include "tap.h"

struct bytes ipp_label;
const struct print_case *ipp_case;
struct bitmap ipp_picture;
static _Atomic uint32_t tag;

void ipp_draw(void)
{
	for (uint32_t i = 0; i < print_case_count && !ipp_case; i++)
		if (strcmp(print_cases[i].encoder, "pwg") == 0 && strcmp(print_cases[i].media, "62x29") == 0 && print_cases[i].dpi == 300)
			ipp_case = &print_cases[i];
	ipp_picture = print_picture(ipp_case, 31);
	ipp_label = print_encoded(ipp_case, &ipp_picture);
}

struct device_profile ipp_profile(const char *scheme, unsigned number, const char *language)
{
	struct device_profile p = { .language = language, .media_w_mm = 62, .media_h_mm = 29, .asks = 1, .idle_ms = 1000, .limit_ms = 20000, .proof_ms = 15000 };
	char text[100];
	snprintf(text, sizeof(text), "%s://127.0.0.1:%u/ipp/print", scheme, number);
	if (port_parse(text, &p.port))
		bail("%s", text);
	return p;
}

struct device_result ipp_send(const struct device_profile *p, struct watch *w)
{
	struct device_result r;
	device_print(p, NULL, DEVICE_CONFIRMED, ++tag, ipp_label.p, ipp_label.n, watch_of(w), &r);
	return r;
}

struct device_result ipp_send_patiently(const struct device_profile *p, struct watch *w)
{
	int64_t until = port_now_ms() + LONG_MS;
	struct device_result r;
	do
		r = ipp_send(p, w);
	while (r.end == DEVICE_WAITS && (r.status.trouble == DEVICE_BUSY || r.status.trouble == DEVICE_SLOW) && port_now_ms() < until);
	return r;
}

const char *const ipp_ends[] = { "waits", "confirmed", "unknown" };

int ipp_is(const struct device_result *r, enum device_end end, enum device_trouble trouble)
{
	if (r->end != end || r->status.trouble != trouble)
		note("it %s, %s; %zu bytes accepted", ipp_ends[r->end], device_trouble_names[r->status.trouble], r->accepted);
	return r->end == end && r->status.trouble == trouble;
}

int ipp_was_told(const struct watch *w, enum device_trouble t)
{
	for (int i = 0; i < w->told; i++)
		if (w->troubles[i] == t)
			return 1;
	return 0;
}

struct bytes ipp_page(const char *page)
{
	struct bytes got = { 0 };
	FILE *f = fopen(ipp_path(page), "rb");
	for (int c; f && (c = getc(f)) != EOF;)
		bytes_add(&got, &(char){ (char)c }, 1);
	if (f)
		fclose(f);
	return got;
}

int ipp_is_label(const char *page)
{
	struct bytes got = ipp_page(page);
	int same = print_same(ipp_case, &ipp_picture, &got);
	bytes_fini(&got);
	return same;
}
