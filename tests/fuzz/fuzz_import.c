/* SPDX-License-Identifier: MPL-2.0 */
/* Past records and maps from spreadsheets, in all four formats: whatever is read adds up, lies within its limits, and reads
 * the same again. */
#include <assert.h>
#include <string.h>

#include "fuzz.h"
#include "import/said.h"
#include "text/text.h"

static void is_text(struct glane_str s, size_t most)
{
	assert(s.p[s.n] == 0 && s.n <= most && text_utf8(s) < 0);
}

static void money(int64_t cents)
{
	assert(cents >= MISSING && cents <= 1000000000);
}

static void line(const struct lines *r, uint32_t i)
{
	const struct line *l = &r->items[i];
	assert(l->line > (i ? r->items[i - 1].line : 1));
	is_text(l->label, LABEL_MAX);
	is_text(l->place, LABEL_MAX);
	is_text(l->title, LABEL_MAX);
	is_text(l->payment, LABEL_MAX);
	is_text(l->note, NOTE_MAX);
	is_text(l->remark, NOTE_MAX);
	money(l->total);
	money(l->price);
	money(l->donation);
	money(l->fee);
	assert(l->pieces >= 0 && l->pieces <= 100000 && l->day <= l->day_to);
	if (l->reason == TAKEN) {
		char day[11], once[LABEL_MAX + 1], twice[LABEL_MAX + 1];
		int64_t back;
		assert(l->unweighed ? l->grams == 0 : l->grams > 0 && l->grams <= 500000);
		assert(l->label.n && (l->day >= FIRST_DAY || (l->day == 0 && r->format == FORMAT_ITEMS)));
		assert(l->flow != FLOW_OUT || l->exit);
		assert(l->flow != FLOW_ITEM || l->state);
		text_from_day(l->day, day);
		assert(text_day(glane_cstr(day), &back) == 0 && back == l->day);
		size_t n = text_fold(l->label, once);
		assert(n <= l->label.n && text_utf8((struct glane_str){ once, n }) < 0);
		assert(text_fold((struct glane_str){ once, n }, twice) <= n); /* a plural's s may go once more */
	}
}

static void read_as(enum format format, struct glane_str text)
{
	struct lines r;
	struct table_fault f;
	int64_t grams = 0, cents = 0;
	int rc = lines_read(&r, format, text, 500000, &f);
	assert(rc == 0 || (f.key && strlen(f.what) <= TABLE_WHAT_MAX));
	for (uint32_t i = 0; rc == 0 && i < r.count; i++) {
		line(&r, i);
		grams += r.items[i].grams;
		cents += r.items[i].total == MISSING ? 0 : r.items[i].total;
	}
	assert(rc < 0 || (grams == r.grams && cents == r.cents));
	lines_fini(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct glane_str text = { (const char *)data, n };
	struct label_map m;
	struct table_fault f;
	for (enum format format = 0; format < FORMAT_COUNT; format++)
		read_as(format, text);
	int rc = label_map_read(&m, text, &f);
	assert(rc == 0 || f.key);
	for (uint32_t i = 0; rc == 0 && i < m.count; i++)
		assert(m.lines[i].label.n && m.lines[i].code.n);
	label_map_fini(&m);
	return 0;
}
