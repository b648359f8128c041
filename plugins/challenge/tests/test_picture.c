/* SPDX-License-Identifier: MPL-2.0 */
/* What is drawn of a household's weeks, what it gets badges for, and its booklet, which other programs read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "challenge/badge.h"
#include "challenge/booklet.h"
#include "challenge/curve.h"
#include "challenge/forms.h"
#include "drawing/tests/decode.h"

/* --- the curve ------------------------------------------------------------------------------------- */
static void none(struct curve_week weeks[CURVE_WEEKS])
{
	for (int i = 0; i < CURVE_WEEKS; i++)
		weeks[i] = (struct curve_week){ .own = CURVE_NONE, .group = CURVE_NONE };
}

static struct curve_about about(const struct curve_week *weeks, int count)
{
	return (struct curve_about){ .weeks = weeks, .count = count, .start = 0, .baseline_end = 4, .neutral_first = 1, .neutral_last = 0,
		.reference = 7750, .beginning = 6991 };
}

static int count_of(const char *s, char c)
{
	int n = 0;
	for (; *s; s++)
		n += *s == c;
	return n;
}

static void a_missing_week_is_a_gap_and_no_zero(void **state)
{
	(void)state;
	struct curve_week weeks[CURVE_WEEKS];
	struct curve c;
	none(weeks);
	for (int w = 0; w < 8; w++)
		weeks[w] = (struct curve_week){ .own = w == 3 || w == 6 ? CURVE_NONE : 6000 - 300 * w, .group = CURVE_NONE, .counts = w != 0 };
	struct curve_about a = about(weeks, 12);
	curve_make(&a, &c);
	assert_int_equal(count_of(c.own, 'M'), 3);
	assert_int_equal(count_of(c.own, 'L'), 6 - 3);
	assert_int_equal(c.dot_count, 6);
	assert_int_equal(c.dots[0].hollow, 1);
	assert_int_equal(c.dots[1].hollow, 0);
	for (int i = 0; i < c.dot_count; i++)
		assert_true(c.dots[i].y < c.bottom && c.dots[i].week != 3 && c.dots[i].week != 6);
	assert_string_equal(c.group, "");
	assert_true(c.reference_y < c.beginning_y && c.beginning_y < c.dots[5].y); /* more is higher */
	assert_true(c.baseline_x == c.left && c.baseline_w == (c.right - c.left) * 4 / 12);
	assert_int_equal(c.neutral_w, 0);
}

static void it_stays_in_its_box_whatever_comes(void **state)
{
	(void)state;
	static const int32_t values[] = { 0, 1, 50, 1999, 2000, 2001, 7750, 40000, 5000000, INT32_MAX };
	struct curve_week weeks[CURVE_WEEKS];
	struct curve c;
	for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++)
		for (int count = 1; count <= CURVE_WEEKS; count += 13) {
			none(weeks);
			for (int w = 0; w < count; w++)
				weeks[w] = (struct curve_week){ .own = values[v], .group = values[v] / 2, .counts = 1 };
			struct curve_about a = about(weeks, count);
			a.neutral_first = 2, a.neutral_last = 70;
			curve_make(&a, &c);
			assert_int_equal(count_of(c.own, 'M') + count_of(c.own, 'L'), count);
			assert_true(strlen(c.own) < CURVE_PATH - 1);
			for (int i = 0; i < c.dot_count; i++)
				assert_true(c.dots[i].x > c.left && c.dots[i].x < c.right && c.dots[i].y >= c.top && c.dots[i].y <= c.bottom);
			assert_true(c.level_count >= 2 && c.time_count >= 1 && c.levels[0].value == 0 && c.levels[0].at == c.bottom);
			for (int i = 1; i < c.level_count; i++)
				assert_true(c.levels[i].value % 500 == 0 && c.levels[i].at < c.levels[i - 1].at && c.levels[i].at >= c.top);
			assert_true(c.baseline_w <= c.right - c.left && c.neutral_x + c.neutral_w <= c.right);
		}
}

static void glass_is_spread_over_four_weeks_and_nothing_else_is(void **state)
{
	(void)state;
	struct curve_grams weeks[] = { { 2000, 0, 10, 1 }, { 2000, 0, 10, 1 }, { 2000, 0, 10, 0 }, { 2000, 0, 10, 1 }, { 2000, 8000, 10, 1 }, { 1005, 0, 10, 1 }, { 0, 0, 0, 1 } };
	assert_int_equal(curve_rate(weeks, 0, 4), 2000);
	assert_int_equal(curve_rate(weeks, 4, 4), 2000 + 2667); /* 8 kg over the 30 person-days of the three weeks that count */
	assert_int_equal(curve_rate(weeks, 5, 4), 1005 + 2667);
	assert_int_equal(curve_rate(weeks, 4, 1), 2000 + 8000);
	assert_int_equal(curve_rate(weeks, 6, 4), CURVE_NONE); /* nobody was there */
	weeks[0].scored = 1; /* 0.1 g */
	weeks[0].days = 20;
	assert_int_equal(curve_rate(weeks, 0, 4), 1);
}

/* --- badges ---------------------------------------------------------------------------------------- */
static void badges_are_for_what_one_does(void **state)
{
	(void)state;
	static const uint8_t never[8], broken[] = { 1, 1, 1, 0, 1, 1, 1, 0 }, steady[] = { 0, 1, 1, 1, 1, 0, 0, 0 };
	assert_int_equal(badges_won(&(struct badge_facts){ never, 8, 0, 0 }), 0);
	assert_int_equal(badges_won(&(struct badge_facts){ broken, 8, 0, 0 }), 1u << BADGE_FIRST_WEEK);
	assert_int_equal(badges_won(&(struct badge_facts){ steady, 8, 2, 0 }), 1u << BADGE_FIRST_WEEK | 1u << BADGE_STEADY | 1u << BADGE_WORKSHOP);
	assert_int_equal(badges_won(&(struct badge_facts){ never, 0, 3, 1 }), 1u << BADGE_WORKSHOP | 1u << BADGE_WORKSHOPS | 1u << BADGE_SOBER);
}

static void each_badge_is_drawn(void **state)
{
	(void)state;
	static char svg[20000];
	FILE *f = fopen(BADGES_SVG, "r");
	assert_non_null(f);
	svg[fread(svg, 1, sizeof(svg) - 1, f)] = 0;
	fclose(f);
	const char *const *lists[] = { badge_ids, gesture_ids };
	for (int i = 0; i < 2; i++)
		for (const char *const *id = lists[i]; *id; id++) {
			char symbol[60];
			snprintf(symbol, sizeof(symbol), "<symbol id=\"%s\" viewBox=\"0 0 64 64\">", *id);
			if (!strstr(svg, symbol))
				fail_msg("%s has no drawing", *id);
		}
}

/* --- the booklet ----------------------------------------------------------------------------------- */
static struct booklet_words words(uint32_t weeks)
{
	struct booklet_words w = { .title = glane_cstr("Défi zéro déchet 2026"), .place = glane_cstr("Rapportez-le à la ressourcerie, 12 rue des Lilas."),
		.how = glane_cstr("Comment peser"), .day = glane_cstr("Jour"), .nothing = glane_cstr("rien cette semaine"),
		.present = glane_cstr("Présents toute la semaine :"), .absent = glane_cstr("Absents × jours :"),
		.guests = glane_cstr("Invités × jours :"), .address = glane_cstr("Sur un téléphone : scannez. À la borne : tapez ce code."),
		.step_count = 3, .column_count = 4, .week_count = weeks };
	static const char *const columns[] = { "ordures ménagères", "tri", "verre", "biodéchets" };
	static const char *const steps[][2] = { { "Pesez avant de sortir", "Accrochez le sac au peson, lisez, notez le jour et le poids." },
		{ "Rien à peser ?", "Cochez « rien cette semaine » : c’est aussi une réponse." }, { "Absents, invités", "Notez combien de personnes, combien de jours." } };
	static char lines[BOOKLET_WEEKS][80], pages[BOOKLET_WEEKS / BOOKLET_A_PAGE][40];
	for (int i = 0; i < 4; i++)
		w.columns[i] = glane_cstr(columns[i]);
	for (int i = 0; i < 3; i++)
		w.steps[i][0] = glane_cstr(steps[i][0]), w.steps[i][1] = glane_cstr(steps[i][1]);
	for (uint32_t i = 0; i < weeks; i++) {
		snprintf(lines[i], sizeof(lines[i]), "Semaine %u : du %u au %u janvier 2026", i + 1, i + 1, i + 7);
		snprintf(pages[i / 4], sizeof(pages[0]), "Semaines %u à %u", i / 4 * 4 + 1, i / 4 * 4 + 4);
		w.weeks[i] = glane_cstr(lines[i]);
		w.pages[i / 4] = glane_cstr(pages[i / 4]);
	}
	return w;
}

struct job {
	struct booklet_words w;
	struct booklet b;
	int rc;
};
static void fill(struct flow *f, void *arg)
{
	struct job *j = arg;
	j->rc = booklet_fill(f, &j->w, &j->b);
	if (j->rc == GLANE_OK)
		j->rc = booklet_fill(f, &j->w, &j->b); /* of the next household */
}

#define URL "HTTPS://GLANE.EXAMPLE/F/0123456789ABCDEFGHJKMNPQRS"
static void a_booklet_has_a_page_for_four_weeks_and_a_code_that_is_read(void **state)
{
	(void)state;
	struct bytes pdf = { 0 };
	struct job j = { .w = words(13), .b = { glane_cstr("Foyer 12"), glane_cstr(URL), glane_cstr("0123 4567") } };
	struct flow_about about = { .title = j.w.title, .lang = glane_cstr("fr"), .foot = j.w.title, .made_ms = 1768035600000 };
	assert_int_equal(flow_pdf(&about, fill, &j, &pdf), GLANE_OK);
	assert_int_equal(j.rc, GLANE_OK);
	decode_begin();
	char *path = strdup(decode_file("booklet.pdf", &pdf));
	if (decode_has("pdfinfo")) {
		char *info = decode_run("pdfinfo %s | grep Pages", path);
		assert_non_null(strstr(info, " 10")); /* twice: the first page, 4 + 4 + 4 + 1 weeks */
		free(info);
	}
	if (decode_has("pdftotext")) {
		char *text = decode_run("pdftotext -layout %s -", path);
		assert_non_null(strstr(text, "Foyer 12"));
		assert_non_null(strstr(text, "Semaine 13"));
		assert_non_null(strstr(text, "biodéchets"));
		free(text);
	}
	if (decode_has("pdftoppm") && decode_has("zbarimg")) {
		char *read = decode_run("pdftoppm -f 1 -l 1 -r 150 -png %s | zbarimg -q --raw -Sdisable -Sqrcode.enable -", path);
		assert_non_null(strstr(read, URL "\n"));
		free(read);
	}
	const char *keep = getenv("KEEP_PDF");
	if (keep) {
		FILE *f = fopen(keep, "wb");
		fwrite(pdf.p, 1, pdf.n, f);
		fclose(f);
	}
	free(path);
	decode_end();
	bytes_fini(&pdf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_missing_week_is_a_gap_and_no_zero),
		cmocka_unit_test(it_stays_in_its_box_whatever_comes),
		cmocka_unit_test(glass_is_spread_over_four_weeks_and_nothing_else_is),
		cmocka_unit_test(badges_are_for_what_one_does),
		cmocka_unit_test(each_badge_is_drawn),
		cmocka_unit_test(a_booklet_has_a_page_for_four_weeks_and_a_code_that_is_read),
	};
	return cmocka_run_group_tests_name("pictures of a challenge", tests, NULL, NULL);
}
