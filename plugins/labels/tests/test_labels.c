/* SPDX-License-Identifier: MPL-2.0 */
/* The plugin in its house: routes, command, spool, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawing/tests/decode.h"
#include "glane/test.h"

struct bench {
	struct glane_test *t;
	char item[16], blank[16], void_code[16];
};

static int begin(void **state)
{
	static struct bench b;
	char body[64];
	decode_begin();
	b.t = glane_test_open(PLUGINS "/labels.so", PLUGINS "/labels/tests/objects.so", NULL);
	assert_int_equal(glane_test_post(b.t, "/p/objects/item", "{}"), 201);
	snprintf(b.void_code, sizeof(b.void_code), "%s", glane_test_text(b.t, "code"));
	snprintf(body, sizeof(body), "{\"record\":%lld}", (long long)glane_test_int(b.t, "record", 0));
	assert_int_equal(glane_test_post(b.t, "/p/objects/undo", body), 200);
	assert_int_equal(glane_test_post(b.t, "/p/objects/item", "{}"), 201);
	snprintf(b.item, sizeof(b.item), "%s", glane_test_text(b.t, "code"));
	assert_int_equal(glane_test_post(b.t, "/p/objects/blanks", "{\"n\":1}"), 201);
	snprintf(b.blank, sizeof(b.blank), "%s", glane_test_text(b.t, "codes.0"));
	assert_int_equal(strlen(b.blank), 13);
	*state = &b;
	return 0;
}

static int end(void **state)
{
	struct bench *b = *state;
	glane_test_close(b->t);
	decode_end();
	return 0;
}

static int get(struct bench *b, const char *format, const char *code)
{
	char target[300];
	const char *at = strchr(format, '@');
	snprintf(target, sizeof(target), "%.*s%s%s", (int)(at - format), format, code, at + 1);
	return glane_test_get(b->t, target);
}

static struct bytes reply(struct bench *b)
{
	size_t n;
	const char *p = glane_test_body(b->t, &n);
	struct bytes out = { 0 };
	bytes_add(&out, p, n);
	return out;
}

static uint32_t u32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Does the last reply, a picture, say HTTPS://host/O/code? */
static void says(struct bench *b, const char *host, const char *code)
{
	if (!decode_has("zbarimg"))
		return;
	struct bytes png = reply(b);
	char expected[100], *zbar = decode_zbar(decode_file("label.png", &png));
	snprintf(expected, sizeof(expected), "HTTPS://%s/O/%s\n", host, code);
	assert_string_equal(zbar, expected);
	free(zbar);
	bytes_fini(&png);
}

static void pictures_have_the_size_of_their_media(void **state)
{
	struct bench *b = *state;
	assert_int_equal(get(b, "/p/labels/label.png?code=@&media=62x29&dpi=300", b->item), 200);
	assert_string_equal(glane_test_type(b->t), "image/png");
	struct bytes png = reply(b);
	assert_memory_equal(png.p, "\x89PNG\r\n\x1a\n", 8);
	assert_int_equal(u32(png.p + 16), 732);
	assert_int_equal(u32(png.p + 20), 343);
	bytes_fini(&png);
	assert_int_equal(get(b, "/p/labels/label.png?code=@&media=50x30&dpi=203", b->item), 200);
	png = reply(b);
	assert_int_equal(u32(png.p + 16), 400);
	bytes_fini(&png);
}

static void the_symbol_leads_to_the_site(void **state)
{
	struct bench *b = *state;
	glane_test_exec(b->t, "INSERT OR REPLACE INTO core_setting(key, value) VALUES('site.host', 'lapagaille.org')");
	glane_test_reopen(b->t);
	assert_int_equal(get(b, "/p/labels/label.png?code=@", b->item), 200);
	says(b, "LAPAGAILLE.ORG", b->item);
	assert_int_equal(get(b, "/p/labels/label.png?code=@", b->blank), 200);
	says(b, "LAPAGAILLE.ORG", b->blank);
	assert_int_equal(glane_test_get(b->t, "/p/labels/"), 200);
	assert_string_equal(glane_test_text(b->t, "host"), "lapagaille.org");
	assert_string_equal(glane_test_text(b->t, "host_missing.host"), "");
	glane_test_exec(b->t, "DELETE FROM core_setting WHERE key = 'site.host'");
	glane_test_reopen(b->t);
}

static void without_a_host_the_page_says_so(void **state)
{
	struct bench *b = *state;
	assert_int_equal(glane_test_page(b->t, "/p/labels/"), 200);
	assert_true(glane_test_contains(b->t, "Les téléphones ne peuvent pas ouvrir ces étiquettes."));
	assert_false(glane_test_contains(b->t, "{host}"));
	glane_test_lang(b->t, "en");
	assert_int_equal(glane_test_page(b->t, "/p/labels/"), 200);
	assert_true(glane_test_contains(b->t, "Phones cannot open these labels."));
	glane_test_lang(b->t, "fr");
}

static void the_page_shows_a_label_and_its_buttons(void **state)
{
	struct bench *b = *state;
	char target[80], wanted[120];
	snprintf(target, sizeof(target), "/p/labels/?code=%s&media=54x25", b->item);
	assert_int_equal(glane_test_page(b->t, target), 200);
	snprintf(wanted, sizeof(wanted), "/p/labels/label.pdf?code=%s&amp;media=54x25", b->item);
	assert_true(glane_test_contains(b->t, wanted));
	assert_true(glane_test_contains(b->t, "Étiquette de Grille-pain, 2 fentes"));
	assert_true(glane_test_contains(b->t, "Avery L7160"));
	assert_false(glane_test_contains(b->t, "{of}"));
	assert_false(glane_test_contains(b->t, "{folder}"));
	assert_false(glane_test_contains(b->t, "{side_mm}"));
}

static void what_cannot_be_printed_is_refused_in_words(void **state)
{
	struct bench *b = *state;
	assert_int_equal(get(b, "/p/labels/label.png?code=@", b->void_code), 410);
	assert_true(strlen(glane_test_text(b->t, "error.message")) > 10);
	assert_int_equal(glane_test_get(b->t, "/p/labels/label.png?code=7K2PW93MDR4T8"), 404);
	assert_int_equal(glane_test_get(b->t, "/p/labels/label.png?code=7K2PW93MDR4T9"), 400);
	assert_int_equal(get(b, "/p/labels/label.png?code=@&media=20x20", b->item), 400);
	assert_true(glane_test_contains(b->t, "trop petite"));
	assert_int_equal(get(b, "/p/labels/label.png?code=@&media=gros", b->item), 400);
	assert_true(strlen(glane_test_text(b->t, "error.fields.media")) > 10);
	assert_int_equal(get(b, "/p/labels/label.png?code=@&dpi=50", b->item), 400);
	assert_int_equal(glane_test_get(b->t, "/p/labels/label.png"), 400);
}

static void strangers_see_nothing(void **state)
{
	struct bench *b = *state;
	char body[60];
	snprintf(body, sizeof(body), "{\"code\":\"%s\"}", b->item);
	glane_test_public(b->t, 1);
	assert_in_range(get(b, "/p/labels/label.png?code=@", b->item), 401, 403);
	assert_in_range(glane_test_get(b->t, "/p/labels/"), 401, 403);
	assert_in_range(glane_test_post(b->t, "/p/labels/print", body), 401, 403);
	glane_test_public(b->t, 0);
}

/* What the badge says can be read back from the card, and is kept nowhere. */
static void a_badge_is_a_card(void **state)
{
	struct bench *b = *state;
	static const char content[] = "HTTPS://LAPAGAILLE.ORG/B/0123456789ABCDEFGHJKMNPQRS";
	assert_int_equal(glane_test_post(b->t, "/p/labels/badge", "{\"name\":\"Maria del Carmen\",\"content\":\"HTTPS://LAPAGAILLE.ORG/B/0123456789ABCDEFGHJKMNPQRS\"}"), 200);
	assert_string_equal(glane_test_type(b->t), "application/pdf");
	struct bytes pdf = reply(b);
	const char *path = decode_file("badge.pdf", &pdf);
	if (decode_has("pdftoppm") && decode_has("zbarimg")) {
		char *read = decode_run("pdftoppm -r 300 -png %s | zbarimg -q --raw -Sdisable -Sqrcode.enable -", path);
		assert_non_null(strstr(read, content));
		free(read);
	}
	bytes_fini(&pdf);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM core_request WHERE instr(body, '0123456789ABCDEF') OR body LIKE '%PDF%'"), 0);
	assert_int_equal(glane_test_post(b->t, "/p/labels/badge", "{\"name\":\"x\",\"content\":\"\"}"), 400);
}

static void pages_are_pdf(void **state)
{
	struct bench *b = *state;
	assert_int_equal(get(b, "/p/labels/label.pdf?code=@&media=62x29", b->item), 200);
	assert_string_equal(glane_test_type(b->t), "application/pdf");
	if (!decode_has("pdfinfo"))
		skip();
	struct bytes pdf = reply(b);
	char *info = decode_run("pdfinfo %s", decode_file("label.pdf", &pdf));
	assert_non_null(strstr(info, "Page size:       175.748 x 82.205 pts"));
	assert_non_null(strstr(info, "Pages:           1\n"));
	free(info);
	bytes_fini(&pdf);
}

static void sheets_begin_at_the_first_free_sticker(void **state)
{
	struct bench *b = *state;
	char target[200];
	snprintf(target, sizeof(target), "/p/labels/sheet.pdf?sheet=L7160&start=21&codes=%s%%0A%s,,%s", b->item, b->blank, b->item);
	assert_int_equal(glane_test_get(b->t, target), 200);
	assert_string_equal(glane_test_type(b->t), "application/pdf");
	if (decode_has("pdfinfo")) { /* one on the first page, two on the second */
		struct bytes pdf = reply(b);
		char *info = decode_run("pdfinfo %s", decode_file("sheet.pdf", &pdf));
		assert_non_null(strstr(info, "Pages:           2\n"));
		assert_non_null(strstr(info, "(A4)"));
		free(info);
		bytes_fini(&pdf);
	}
	assert_int_equal(get(b, "/p/labels/sheet.pdf?sheet=L7160&start=22&codes=@", b->item), 400);
	assert_true(strlen(glane_test_text(b->t, "error.fields.start")) > 10);
	assert_int_equal(get(b, "/p/labels/sheet.pdf?sheet=none&codes=@", b->item), 400);
	assert_int_equal(glane_test_get(b->t, "/p/labels/sheet.pdf?codes=,,"), 400);
	assert_int_equal(get(b, "/p/labels/sheet.pdf?codes=@", b->void_code), 410);
}

static void printing_writes_the_picture_and_the_record(void **state)
{
	struct bench *b = *state;
	char body[80], path[400];
	snprintf(body, sizeof(body), "{\"code\":\"%s\",\"media\":\"50x30\"}", b->item);
	int64_t records = glane_test_sql(b->t, "SELECT count(*) FROM core_v1_record WHERE kind = 'labels.printed'");
	assert_int_equal(glane_test_post(b->t, "/p/labels/print", body), 201);
	assert_true(glane_test_int(b->t, "job", 0) > 0);
	snprintf(path, sizeof(path), "%s/%s", glane_test_dir(b->t), glane_test_text(b->t, "file"));
	FILE *f = fopen(path, "rb");
	unsigned char head[24];
	assert_non_null(f);
	assert_int_equal(fread(head, 1, sizeof(head), f), sizeof(head));
	assert_int_equal(u32(head + 16), 591); /* 50 mm at 300 dpi */
	fclose(f);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM core_v1_record WHERE kind = 'labels.printed'"), records + 1);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM labels_job WHERE state = 'printed' AND copy = 1"), 1);
	/* A second one is another copy in another file. */
	assert_int_equal(glane_test_post(b->t, "/p/labels/print", body), 201);
	assert_true(glane_test_contains(b->t, "-2.png"));
	assert_int_equal(glane_test_sql(b->t, "SELECT max(copy) FROM labels_job"), 2);
	assert_int_equal(glane_test_get(b->t, "/p/labels/"), 200);
	assert_int_equal(glane_test_count(b->t, "jobs"), 2);
	assert_string_equal(glane_test_text(b->t, "jobs.0.words"), "imprimée");
	assert_string_equal(glane_test_verify(b->t), "");
}

static void the_same_request_prints_once(void **state)
{
	struct bench *b = *state;
	char body[80], file[100];
	static const char key[] = "0190163d-8694-739b-aea5-966c26f8ad91";
	snprintf(body, sizeof(body), "{\"code\":\"%s\"}", b->blank);
	int64_t before = glane_test_sql(b->t, "SELECT count(*) FROM labels_job");
	assert_int_equal(glane_test_post_key(b->t, "/p/labels/print", body, key), 201);
	snprintf(file, sizeof(file), "%s", glane_test_text(b->t, "file"));
	assert_int_equal(glane_test_post_key(b->t, "/p/labels/print", body, key), 201);
	assert_string_equal(glane_test_text(b->t, "file"), file);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM labels_job"), before + 1);
}

static void a_refused_print_leaves_nothing(void **state)
{
	struct bench *b = *state;
	char body[80];
	int64_t before = glane_test_sql(b->t, "SELECT count(*) FROM labels_job");
	snprintf(body, sizeof(body), "{\"code\":\"%s\"}", b->void_code);
	assert_int_equal(glane_test_post(b->t, "/p/labels/print", body), 410);
	snprintf(body, sizeof(body), "{\"code\":\"%s\",\"media\":\"15x15\"}", b->item);
	assert_int_equal(glane_test_post(b->t, "/p/labels/print", body), 400);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM labels_job"), before);
}

/* The folder cannot be made: the job says so, nothing is recorded as printed. */
static void a_failed_print_is_told(void **state)
{
	struct bench *b = *state;
	char body[80], command[300];
	snprintf(command, sizeof(command), "rm -r %s/labels && touch %s/labels", glane_test_dir(b->t), glane_test_dir(b->t));
	assert_int_equal(system(command), 0);
	snprintf(body, sizeof(body), "{\"code\":\"%s\"}", b->item);
	int64_t records = glane_test_sql(b->t, "SELECT count(*) FROM core_v1_record WHERE kind = 'labels.printed'");
	assert_int_equal(glane_test_post(b->t, "/p/labels/print", body), 500);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM labels_job WHERE state = 'failed'"), 1);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM core_v1_record WHERE kind = 'labels.printed'"), records);
	snprintf(command, sizeof(command), "rm %s/labels", glane_test_dir(b->t));
	assert_int_equal(system(command), 0);
	assert_int_equal(glane_test_post(b->t, "/p/labels/print", body), 201);
}

static void what_was_under_way_is_unknown_after_a_restart(void **state)
{
	struct bench *b = *state;
	glane_test_exec(b->t, "INSERT INTO labels_job(code, media, copy, state, file, person, at_ms)"
	                      " VALUES('0000000000012', '62x29', 1, 'queued', 'labels/x.png', 0, 0)");
	glane_test_reopen(b->t);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM labels_job WHERE state = 'queued'"), 0);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM labels_job WHERE state = 'unknown'"), 1);
}

static void the_command_follows_the_ending(void **state)
{
	struct bench *b = *state;
	char body[120];
	snprintf(body, sizeof(body), "{\"code\":\"%s\",\"out\":\"a.png\",\"media\":\"62x29\"}", b->item);
	assert_int_equal(glane_test_command(b->t, "label", body), 200);
	struct bytes out = reply(b);
	assert_memory_equal(out.p, "\x89PNG", 4);
	bytes_fini(&out);
	snprintf(body, sizeof(body), "{\"code\":\"%s\",\"out\":\"B.PDF\"}", b->item);
	assert_int_equal(glane_test_command(b->t, "label", body), 200);
	out = reply(b);
	assert_memory_equal(out.p, "%PDF-1.4", 8);
	bytes_fini(&out);
	snprintf(body, sizeof(body), "{\"code\":\"%s\",\"out\":\"a.txt\"}", b->item);
	assert_int_equal(glane_test_command(b->t, "label", body), 400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pictures_have_the_size_of_their_media),
		cmocka_unit_test(the_symbol_leads_to_the_site),
		cmocka_unit_test(without_a_host_the_page_says_so),
		cmocka_unit_test(the_page_shows_a_label_and_its_buttons),
		cmocka_unit_test(what_cannot_be_printed_is_refused_in_words),
		cmocka_unit_test(strangers_see_nothing),
		cmocka_unit_test(a_badge_is_a_card),
		cmocka_unit_test(pages_are_pdf),
		cmocka_unit_test(sheets_begin_at_the_first_free_sticker),
		cmocka_unit_test(printing_writes_the_picture_and_the_record),
		cmocka_unit_test(the_same_request_prints_once),
		cmocka_unit_test(a_refused_print_leaves_nothing),
		cmocka_unit_test(a_failed_print_is_told),
		cmocka_unit_test(what_was_under_way_is_unknown_after_a_restart),
		cmocka_unit_test(the_command_follows_the_ending),
	};
	return cmocka_run_group_tests_name("labels/labels", tests, begin, end);
}
