/* SPDX-License-Identifier: MPL-2.0 */
/* Notebooks and maps from spreadsheets: whatever is read adds up, lies within its limits, and reads the same again. */
#include <assert.h>
#include <string.h>

#include "fuzz.h"
#include "intake/reception.h"
#include "intake/text.h"

static void is_text(struct glane_str s, size_t most)
{
	assert(s.p[s.n] == 0 && s.n <= most && text_utf8(s) < 0);
}

static void line(const struct reception *r, uint32_t i)
{
	const struct reception_line *l = &r->lines[i];
	assert(l->line > (i ? r->lines[i - 1].line : 1));
	is_text(l->label, RECEPTION_LABEL_MAX);
	is_text(l->place, RECEPTION_LABEL_MAX);
	is_text(l->note, RECEPTION_NOTE_MAX);
	is_text(l->doubt, RECEPTION_NOTE_MAX);
	if (l->reason == TAKEN) {
		char day[11], once[RECEPTION_LABEL_MAX + 1], twice[RECEPTION_LABEL_MAX + 1];
		int64_t back;
		assert(l->grams > 0 && l->grams <= 500000 && l->label.n && l->destination);
		text_from_day(l->day, day);
		assert(text_day(glane_cstr(day), &back) == 0 && back == l->day);
		size_t n = text_fold(l->label, once);
		assert(n <= l->label.n && text_utf8((struct glane_str){ once, n }) < 0);
		assert(text_fold((struct glane_str){ once, n }, twice) <= n); /* a plural's s may go once more */
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct glane_str text = { (const char *)data, n };
	struct reception r;
	struct label_map m;
	struct table_fault f;
	int64_t grams = 0;
	int rc = reception_read(&r, text, 500000, &f);
	assert(rc == 0 || f.key);
	for (uint32_t i = 0; rc == 0 && i < r.count; i++) {
		line(&r, i);
		grams += r.lines[i].grams;
	}
	assert(rc < 0 || grams == r.grams);
	reception_fini(&r);
	rc = label_map_read(&m, text, &f);
	assert(rc == 0 || (f.key && strlen(f.what) <= TABLE_WHAT_MAX));
	for (uint32_t i = 0; rc == 0 && i < m.count; i++)
		assert(m.lines[i].label.n && m.lines[i].code.n);
	label_map_fini(&m);
	return 0;
}
