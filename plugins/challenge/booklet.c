/* SPDX-License-Identifier: MPL-2.0 */
#include "challenge/booklet.h"

#include <string.h>

#include "drawing/qr.h"

enum {
	W = FLOW_W, MODULE = 52, HEAD = 330, BLOCK = 1775, ROW = 215, DAY_W = 900, PAD = 60,
	INK = 0x17211d, QUIET = 0x434e49, MAIN = 0x0b5648, RULE = 0xb9bdb8, TONE = 0xe9f1ee,
};
static const struct flow_ink ink = { .colour = INK }, bold = { .colour = INK, .bold = 1 }, quiet = { .colour = QUIET }, rule = { .colour = RULE },
                             tone = { .colour = TONE }, main_bold = { .colour = MAIN, .bold = 1 };

/* A rectangle without the edge that those of charts have: a line as thick as it is high. */
static void block(struct flow *f, int32_t x, int32_t y, int32_t w, int32_t h, const struct flow_ink *i)
{
	flow_line(f, (struct flow_point[]){ { x, y + h / 2 }, { x + w, y + h / 2 } }, 2, h, i);
}

static void across(struct flow *f, int32_t x, int32_t y, int32_t w)
{
	flow_line(f, (struct flow_point[]){ { x, y }, { x + w, y } }, 2, 7, &rule);
}

static void down(struct flow *f, int32_t x, int32_t y, int32_t h)
{
	flow_line(f, (struct flow_point[]){ { x, y }, { x, y + h } }, 2, 7, &rule);
}

/* --- the first page -------------------------------------------------------------------------------------------- */
/* Runs of black modules, so that no hairline stands between two. */
static void draw_qr(struct flow *f, const struct qr *q)
{
	for (uint32_t y = 0; y < q->side; y++)
		for (uint32_t x = 0, run; x < q->side; x += run) {
			for (run = 1; x + run < q->side && q->cells[y * q->side + x + run] == q->cells[y * q->side + x];)
				run++;
			if (q->cells[y * q->side + x])
				block(f, (int32_t)(x + QR_QUIET) * MODULE, (int32_t)(y + QR_QUIET) * MODULE, (int32_t)run * MODULE, MODULE, &ink);
		}
}

static int first_page(struct flow *f, const struct booklet_words *w, const struct booklet *b)
{
	uint32_t version = qr_version(b->url, QR_M);
	struct qr q;
	int rc = version ? qr_make(b->url, version, QR_M, &q) : GLANE_EINVAL;
	if (rc < 0)
		return rc;
	int32_t side = (int32_t)qr_extent(version) * MODULE;
	flow_words(f, FLOW_TITLE, w->title);
	flow_words(f, FLOW_HEADING, b->household);
	flow_chart(f, W, side);
	draw_qr(f, &q);
	flow_label(f, (struct flow_point){ side + PAD, side / 2 - 160 }, FLOW_START, 105, &quiet, w->address);
	flow_label(f, (struct flow_point){ side + PAD, side / 2 + 110 }, FLOW_START, 240, &main_bold, b->code);
	flow_chart_end(f);
	flow_words(f, FLOW_QUIET, w->place);
	flow_words(f, FLOW_HEADING, w->how);
	for (uint32_t i = 0; i < w->step_count; i++)
		flow_term(f, w->steps[i][0], w->steps[i][1]);
	return GLANE_OK;
}

/* --- weeks ------------------------------------------------------------------------------------------------------- */
/* A word and a line to write on, up to `end`. */
static void to_fill(struct flow *f, int32_t x, int32_t end, int32_t y, struct glane_str words, int32_t letters)
{
	flow_label(f, (struct flow_point){ x, y }, FLOW_START, 85, &quiet, words);
	across(f, x + letters, y + 12, end - x - letters);
}

static int32_t letters_of(struct glane_str s)
{
	int32_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n * 56 + 40; /* of letters of 85, wide ones */
}

static void one_week(struct flow *f, const struct booklet_words *w, uint32_t week, int32_t y)
{
	int32_t column_w = (W - DAY_W) / (int32_t)w->column_count, third = W / 3, table = y + HEAD + 290, height = BOOKLET_LINES * ROW;
	block(f, 0, y, W, 220, &tone);
	flow_label(f, (struct flow_point){ PAD, y + 148 }, FLOW_START, 110, &bold, w->weeks[week]);
	flow_label(f, (struct flow_point){ W - 230, y + 145 }, FLOW_END, 85, &quiet, w->nothing);
	flow_rect(f, (struct flow_point){ W - 190, y + 45 }, 130, 130, &(struct flow_ink){ .colour = 0xffffff });
	const struct glane_str asked[] = { w->present, w->absent, w->guests };
	for (int32_t i = 0; i < 3; i++)
		to_fill(f, i * third + (i ? PAD : 0), (i + 1) * third, y + HEAD + 60, asked[i], letters_of(asked[i]));
	flow_label(f, (struct flow_point){ PAD, table - 50 }, FLOW_START, 85, &bold, w->day);
	for (uint32_t i = 0; i < w->column_count; i++)
		flow_label(f, (struct flow_point){ DAY_W + (int32_t)i * column_w + PAD, table - 50 }, FLOW_START, 85, &bold, w->columns[i]);
	for (int32_t i = 0; i <= BOOKLET_LINES; i++)
		across(f, 0, table + i * ROW, W);
	for (uint32_t i = 0; i < w->column_count; i++)
		down(f, DAY_W + (int32_t)i * column_w, table - 150, height + 150);
}

int booklet_fill(struct flow *f, const struct booklet_words *w, const struct booklet *b)
{
	flow_need(f, FLOW_H);
	int rc = first_page(f, w, b);
	for (uint32_t page = 0; rc == GLANE_OK && page * BOOKLET_A_PAGE < w->week_count; page++) {
		uint32_t left = w->week_count - page * BOOKLET_A_PAGE, n = left < BOOKLET_A_PAGE ? left : BOOKLET_A_PAGE;
		flow_need(f, FLOW_H);
		flow_words(f, FLOW_HEADING, w->pages[page]);
		flow_chart(f, W, (int32_t)n * BLOCK - (BLOCK - HEAD - 290 - BOOKLET_LINES * ROW));
		for (uint32_t i = 0; i < n; i++)
			one_week(f, w, page * BOOKLET_A_PAGE + i, (int32_t)i * BLOCK);
		flow_chart_end(f);
	}
	return rc;
}
