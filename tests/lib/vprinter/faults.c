/* SPDX-License-Identifier: MPL-2.0 */
/* What goes wrong, and when: the script of live.h. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vprinter/live_parts.h"

enum { NOT_ARMED = INT_MIN, WORDS_MAX = 16 };
static const char *const names[FAULT_COUNT] = {
	[FAULT_PAPER] = "paper",   [FAULT_COVER] = "cover", [FAULT_PAUSE] = "pause",   [FAULT_RIBBON] = "ribbon", [FAULT_JAM] = "jam", [FAULT_HOT] = "hot",
	[FAULT_CUTTER] = "cutter", [FAULT_ERROR] = "error", [FAULT_ROLL] = "roll",     [FAULT_SILENT] = "silent", [FAULT_GARBAGE] = "garbage",
	[FAULT_CUT] = "cut",       [FAULT_GONE] = "gone",   [FAULT_DEAF] = "deaf",     [FAULT_LOSE] = "lose",     [FAULT_TALK] = "talk",
};
static const char *const garbage[] = { "random", "short", "twice", "other", "zero" };

/* --- reading --------------------------------------------------------------------------------------------------------- */
struct words {
	char *word[WORDS_MAX];
	int count, at;
};

static const char *next(struct words *w)
{
	return w->at < w->count ? w->word[w->at++] : "";
}

static int next_is(struct words *w, const char *text)
{
	if (w->at < w->count && strcmp(w->word[w->at], text) == 0) {
		w->at++;
		return 1;
	}
	return 0;
}

static int number(const char *text, uint32_t *ret)
{
	char *end;
	unsigned long v = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || v > INT_MAX)
		return 0;
	*ret = (uint32_t)v;
	return 1;
}

static int read_place(struct words *w, struct rule *r)
{
	uint32_t v;
	if (next_is(w, "label")) {
		const char *text = next(w);
		r->label = 0;
		if (strcmp(text, "any") && (strncmp(text, "1/", 2) == 0 ? !number(text + 2, &r->of) || !r->of : !number(text, &r->label) || !r->label))
			return 0;
	}
	if (!next_is(w, "byte"))
		return 1;
	const char *text = next(w);
	if (strcmp(text, "end") == 0)
		r->byte = BYTE_END;
	else if (strcmp(text, "out") == 0)
		r->byte = BYTE_OUT;
	else if (strcmp(text, "?") == 0)
		r->byte = BYTE_ANY;
	else if (number(text, &v))
		r->byte = (int32_t)v;
	else
		return 0;
	return 1;
}

static int read_fault(struct words *w, struct rule *r)
{
	const char *text = next(w);
	int k = 0;
	while (k < FAULT_COUNT && strcmp(names[k], text))
		k++;
	if (k == FAULT_COUNT)
		return 0;
	r->fault = (enum fault)k;
	if (k == FAULT_ROLL) {
		if (!number(next(w), &r->arg[0]) || !number(next(w), &r->arg[1]))
			return 0;
		r->arg[2] = (uint32_t)next_is(w, "red");
	} else if (k == FAULT_GARBAGE) {
		const char *kind = next(w);
		while (r->arg[0] < 5 && strcmp(garbage[r->arg[0]], kind))
			r->arg[0]++;
		if (r->arg[0] == 5)
			return 0;
	}
	return 1;
}

static int read_until(struct words *w, struct rule *r)
{
	if (!next_is(w, "until"))
		return 1;
	if (next_is(w, "told")) {
		r->until = UNTIL_TOLD;
		return 1;
	}
	if (next_is(w, "asked")) {
		r->until = UNTIL_ASKED;
		return number(next(w), &r->count);
	}
	r->until = UNTIL_MS;
	return number(next(w), &r->count) && next_is(w, "ms");
}

static int read_setting(struct faults *f, struct words *w)
{
	uint32_t v;
	if (next_is(w, "slow"))
		return number(next(w), &f->slow_bytes) && f->slow_bytes && number(next(w), &f->slow_ms);
	if (next_is(w, "print"))
		return number(next(w), &f->print_ms);
	if (next_is(w, "buffer"))
		return number(next(w), &f->buffer);
	if (next_is(w, "counts"))
		return (f->no_count = next_is(w, "no"));
	if (next_is(w, "echo"))
		return (f->no_echo = next_is(w, "no"));
	if (!next_is(w, "seed") || !number(next(w), &v))
		return 0;
	f->seed = v;
	return 1;
}

static int read_line(struct faults *f, struct words *w)
{
	static const char *const settings[] = { "slow", "print", "buffer", "counts", "echo", "seed" };
	struct rule r = { .label = f->now, .armed = NOT_ARMED };
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (strcmp(w->word[0], settings[i]) == 0)
			return read_setting(f, w) && w->at == w->count;
	if (f->count == RULES_MAX || !read_place(w, &r) || !read_fault(w, &r) || !read_until(w, &r) || w->at != w->count)
		return 0;
	f->rules[f->count++] = r;
	return 1;
}

static int read_text(struct faults *f, const char *p, size_t n)
{
	char line[200];
	snprintf(line, sizeof(line), "%.*s", (int)n, p);
	line[strcspn(line, "#")] = 0;
	struct words w = { 0 };
	char *rest = line;
	for (char *word; (word = strtok_r(rest, " \t\r", &rest)) && w.count < WORDS_MAX;)
		w.word[w.count++] = word;
	if (!w.count || read_line(f, &w))
		return 0;
	fprintf(stderr, "vprinter: this line of a script says nothing: %.*s\n", (int)n, p);
	return -1;
}

int faults_read(struct faults *f, const char *script)
{
	*f = (struct faults){ .seed = 1, .print_ms = 20, .buffer = 4096, .now = 1 };
	for (const char *p = script ? script : ""; *p;) {
		size_t n = strcspn(p, "\n");
		if (read_text(f, p, n) < 0)
			return -1;
		p += n + (p[n] == '\n');
	}
	return 0;
}

/* --- when ------------------------------------------------------------------------------------------------------------ */
uint32_t faults_chance(struct faults *f, uint32_t below) /* splitmix64 */
{
	uint64_t z = f->seed += 0x9e3779b97f4a7c15;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return below ? (uint32_t)((z ^ z >> 31) % below) : 0;
}

static void arm(struct live *l, struct rule *r)
{
	struct faults *f = &l->faults;
	r->armed = NOT_ARMED;
	if (r->label ? r->label != l->label_number : r->of && faults_chance(f, r->of))
		return;
	r->armed = r->byte;
	if (r->byte == BYTE_ANY) { /* anywhere, and as likely as any tenth of it: behind its last byte */
		uint32_t length = f->length ? f->length : 500, at = faults_chance(f, length + length / 5);
		r->armed = at < length ? (int32_t)at : at < length + length / 10 ? BYTE_END : BYTE_OUT;
	}
	if (r->armed == BYTE_OUT) {
		r->armed = NOT_ARMED;
		r->out = l->label_number;
	}
}

void faults_next_label(struct live *l)
{
	for (uint32_t i = 0; i < l->faults.count; i++)
		arm(l, &l->faults.rules[i]);
}

static int begin(struct live *l, const struct rule *r)
{
	struct active *a = &l->faults.active[r->fault];
	if (r->fault == FAULT_CUT) {
		live_cut(l);
		return 1;
	}
	*a = (struct active){ .is = 1, .until = r->until };
	memcpy(a->arg, r->arg, sizeof(a->arg));
	if (r->until == UNTIL_ASKED)
		a->end = l->counts.asked + r->count;
	else if (r->until == UNTIL_MS)
		a->end = (uint64_t)live_ms() + r->count;
	if (r->fault == FAULT_ROLL) {
		l->w_mm = (uint16_t)r->arg[0];
		l->h_mm = (uint16_t)r->arg[1];
		l->red = (int)r->arg[2];
	}
	if (r->fault == FAULT_GONE) {
		line_show(l, 0);
		live_cut(l);
		return 1;
	}
	if (r->fault < FAULT_STOPS)
		l->answers->event(l, EVENT_TROUBLE);
	return 0;
}

int faults_at(struct live *l, int32_t byte)
{
	int cut = 0;
	for (uint32_t i = 0; i < l->faults.count; i++) {
		struct rule *r = &l->faults.rules[i];
		if (byte == BYTE_OUT ? r->out != l->print_number : byte == BYTE_END ? r->armed != byte : r->armed < 0 || r->armed > byte)
			continue;
		if (r->fault == FAULT_CUT && !line_is_up(l))
			continue; /* as soon as there is somebody to cut off */
		if (byte == BYTE_OUT)
			r->out = 0;
		else
			r->armed = NOT_ARMED;
		cut |= begin(l, r);
	}
	return cut;
}

int faults_add(struct live *l, const char *line)
{
	struct faults *f = &l->faults;
	uint32_t count = f->count;
	f->now = (uint32_t)l->label_number;
	if (count == RULES_MAX) /* by hand, for hours: the first ones make room */
		memmove(f->rules, f->rules + 1, (f->count = count - 1) * sizeof(f->rules[0]));
	if (read_text(f, line, strcspn(line, "\n")) < 0)
		return -1;
	if (f->count == 0 || f->count == count)
		return 0;
	arm(l, &f->rules[f->count - 1]);
	faults_at(l, (int32_t)l->label_bytes);
	return 0;
}

void faults_end(struct live *l, int told)
{
	int mended = 0;
	for (int i = 0; i < FAULT_COUNT; i++) {
		struct active *a = &l->faults.active[i];
		if (!a->is || a->until == UNTIL_NEVER)
			continue;
		if (a->until == UNTIL_TOLD ? !told : a->until == UNTIL_ASKED ? l->counts.asked < a->end : (uint64_t)live_ms() < a->end)
			continue;
		a->is = 0;
		mended |= i < FAULT_STOPS;
		if (i == FAULT_ROLL) {
			l->wrong_roll = 0;
			l->w_mm = l->setup.media_w_mm;
			l->h_mm = l->setup.media_h_mm;
			l->red = l->setup.media_red;
		}
		if (i == FAULT_GONE)
			line_show(l, 1);
	}
	if (told && l->wrong_roll) {
		l->wrong_roll = 0;
		mended = 1;
	}
	if (mended && !live_stopped(l)) {
		l->beyond = 0;
		l->answers->event(l, EVENT_MENDED);
	}
}

int64_t faults_next_ms(const struct live *l)
{
	int64_t next_ms = -1;
	for (int i = 0; i < FAULT_COUNT; i++) {
		const struct active *a = &l->faults.active[i];
		if (a->is && a->until == UNTIL_MS && (next_ms < 0 || (int64_t)a->end < next_ms))
			next_ms = (int64_t)a->end;
	}
	return next_ms;
}
