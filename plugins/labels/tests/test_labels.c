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
#include "labels/card.h"

struct bench {
	struct glane_test *t;
	char item[16], blank[16], void_code[16];
};

static int begin(void **state)
{
	static struct bench b;
	char body[64];
	decode_begin();
	b.t = glane_test_open(PLUGINS "/labels.so", PLUGINS "/labels/tests/items.so", NULL);
	assert_int_equal(glane_test_post(b.t, "/p/items/item", "{}"), 201);
	snprintf(b.void_code, sizeof(b.void_code), "%s", glane_test_text(b.t, "code"));
	snprintf(body, sizeof(body), "{\"record\":%lld}", (long long)glane_test_int(b.t, "record", 0));
	assert_int_equal(glane_test_post(b.t, "/p/items/undo", body), 200);
	assert_int_equal(glane_test_post(b.t, "/p/items/item", "{}"), 201);
	snprintf(b.item, sizeof(b.item), "%s", glane_test_text(b.t, "code"));
	assert_int_equal(glane_test_post(b.t, "/p/items/blanks", "{\"n\":1}"), 201);
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
	assert_true(glane_test_contains(b->t, "62 x 40 mm (rouleau continu) – Brother DK-22205"));
	assert_true(glane_test_contains(b->t, "62 x 40 mm (rouleau continu, noir et rouge) – Brother DK-22251"));
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

/* Dots of a line of 200 um at 300 dpi are 2 or 3. */
static int is_black(const struct bitmap *page, int64_t x_um, int64_t y_um)
{
	return bitmap_get(page, (int32_t)((x_um + 100) * 300 / 25400), (int32_t)((y_um + 100) * 300 / 25400));
}

static void the_page_for_adjusting_has_the_frames_of_its_stickers(void **state)
{
	struct bench *b = *state;
	assert_int_equal(glane_test_get(b->t, "/p/labels/calibration.pdf?sheet=none"), 400);
	glane_test_exec(b->t, "INSERT OR REPLACE INTO core_setting(key, value) VALUES('labels.shift_x', '-15')");
	glane_test_reopen(b->t);
	assert_int_equal(glane_test_get(b->t, "/p/labels/calibration.pdf?sheet=L7160"), 200);
	assert_string_equal(glane_test_type(b->t), "application/pdf");
	glane_test_exec(b->t, "DELETE FROM core_setting WHERE key = 'labels.shift_x'");
	if (decode_has("pdftoppm")) {
		struct bytes pdf = reply(b);
		free(decode_run("cd \"$(dirname %s)\" && pdftoppm -r 300 -mono -singlefile adjust.pdf adjust", decode_file("adjust.pdf", &pdf)));
		char pbm[200];
		snprintf(pbm, sizeof(pbm), "%s", decode_file("none", &pdf));
		snprintf(strrchr(pbm, '/'), 20, "/adjust.pbm");
		struct bitmap page = decode_pbm(pbm);
		int64_t left = 7250 - 1500, top = 15150; /* of the first sticker, shifted; 66,040 and 38,100 to the next */
		assert_true(is_black(&page, left, top + 5000));
		assert_true(is_black(&page, left + 66040, top + 38100 + 5000));
		assert_true(is_black(&page, left + 2 * 66040 + 63500 - 200, top + 6 * 38100 + 5000));
		assert_true(is_black(&page, left + 5000, top + 7 * 38100 - 200));
		assert_false(is_black(&page, left + 2000, top + 5000));
		for (int mm = 0; mm <= 100; mm += 10) { /* the rulers */
			assert_true(is_black(&page, 55000 + mm * 1000, 98500 + 1000));
			assert_true(is_black(&page, 55000 + 1000, 98500 + mm * 1000));
		}
		bitmap_fini(&page);
		bytes_fini(&pdf);
	}
	glane_test_reopen(b->t);
}

/* --- action cards ------------------------------------------------------------------------------------------ */


static void cards_read_back(struct bench *b, int64_t count)
{
	struct bytes pdf = reply(b);
	const char *path = decode_file("cards.pdf", &pdf);
	if (decode_has("pdftoppm") && decode_has("zbarimg") && decode_has("ZXingReader")) {
		char *zbar = decode_run("cd $(dirname %s) && rm -f page*.png && pdftoppm -r 300 -png cards.pdf page && zbarimg -q --raw -Sdisable -Sqrcode.enable page*.png 2>/dev/null | sort", path);
		char *zxing = decode_run("cd $(dirname %s) && for p in page*.png; do ZXingReader $p 2>/dev/null; done", path);
		int64_t seen = 0;
		for (char *line = zbar; *line; line = strchr(line, '\n') + 1, seen++) {
			enum card_kind kind;
			int64_t number;
			const char *code = strstr(line, "/A/");
			assert_non_null(code);
			assert_memory_equal(line, "HTTPS://LAPAGAILLE.ORG/A/", 25);
			assert_int_equal(card_parse((struct glane_str){ code + 3, 13 }, &kind, &number), 0);
			assert_int_equal(code[16], '\n');
		}
		assert_int_equal(seen, count);
		assert_non_null(strstr(zxing, "IsMirrored: false"));
		assert_null(strstr(zxing, "IsMirrored: true"));
		free(zbar);
		free(zxing);
	}
	bytes_fini(&pdf);
}

static void each_card_reads_back(void **state)
{
	struct bench *b = *state;
	glane_test_exec(b->t, "INSERT OR REPLACE INTO core_setting(key, value) VALUES('site.host', 'lapagaille.org')");
	glane_test_reopen(b->t);
	int64_t places = glane_test_sql(b->t, "SELECT count(*) FROM core_v1_place WHERE active");
	int64_t categories = glane_test_sql(b->t, "SELECT count(*) FROM core_v1_category WHERE active AND level = 1");
	assert_true(places >= 2 && categories > 15);
	assert_int_equal(glane_test_get(b->t, "/p/labels/cards.pdf?times=1&undo=1&again=1&places=1&categories=1"), 200);
	assert_string_equal(glane_test_type(b->t), "application/pdf");
	cards_read_back(b, 5 + places + categories);
	assert_int_equal(glane_test_get(b->t, "/p/labels/cards.pdf?times=on"), 200);
	cards_read_back(b, 3);
	char code[CARD_SYMBOLS + 1], target[80];
	card_code(CARD_CATEGORY, glane_test_sql(b->t, "SELECT min(id) FROM core_v1_category WHERE level = 1"), code);
	snprintf(target, sizeof(target), "/p/labels/cards.pdf?code=%s", code);
	assert_int_equal(glane_test_get(b->t, target), 200);
	cards_read_back(b, 1);
	glane_test_exec(b->t, "DELETE FROM core_setting WHERE key = 'site.host'");
	glane_test_reopen(b->t);
}

static void cards_are_chosen_on_a_page(void **state)
{
	struct bench *b = *state;
	assert_int_equal(glane_test_page(b->t, "/p/labels/cards"), 200);
	assert_true(glane_test_contains(b->t, "Cartes à scanner"));
	assert_true(glane_test_contains(b->t, "name=\"categories\""));
	assert_true(glane_test_contains(b->t, "value=\"XN0000000005"));
	assert_true(glane_test_contains(b->t, ">×20<"));
	assert_false(glane_test_contains(b->t, "{count}"));
	assert_false(glane_test_contains(b->t, "{name}"));
	assert_int_equal(glane_test_get(b->t, "/p/labels/cards.pdf"), 400);
	assert_true(glane_test_contains(b->t, "au moins une"));
}

static void a_card_says_what_it_is_for(void **state)
{
	struct bench *b = *state;
	char code[CARD_SYMBOLS + 1], target[60];
	glane_test_public(b->t, 1); /* whoever has a phone */
	card_code(CARD_TIMES, 5, code);
	snprintf(target, sizeof(target), "/A/%s", code);
	assert_int_equal(glane_test_page(b->t, target), 200);
	assert_true(glane_test_contains(b->t, "5 objets pareils"));
	card_code(CARD_UNDO, 0, code);
	snprintf(target, sizeof(target), "/A/%s?l=en", code);
	assert_int_equal(glane_test_page(b->t, target), 200);
	assert_true(glane_test_contains(b->t, "Undo"));
	snprintf(target, sizeof(target), "/A/%s?l=ar", code);
	assert_int_equal(glane_test_page(b->t, target), 200);
	card_code(CARD_PLACE, 9999, code);
	snprintf(target, sizeof(target), "/A/%s", code);
	assert_int_equal(glane_test_page(b->t, target), 404);
	code[12] = code[12] == 'A' ? 'B' : 'A';
	snprintf(target, sizeof(target), "/A/%s", code);
	assert_in_range(glane_test_page(b->t, target), 400, 404);
	assert_int_equal(glane_test_page(b->t, "/A/7K2PW93MDR4T8"), 404); /* a code, of no card */
	glane_test_public(b->t, 0);
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

static void the_command_writes_what_a_printer_gets(void **state)
{
	struct bench *b = *state;
	static const struct {
		const char *how, *type, *begins;
	} files[] = {
		{ "\"format\":\"png\"", "image/png", "\x89PNG" },
		{ "\"format\":\"brother-ql\",\"media\":\"62x29\"", "application/vnd.brother-ql", "" },
		{ "\"format\":\"brother-ql\",\"media\":\"62r40\",\"model\":\"ql-800\"", "application/vnd.brother-ql", "" },
		{ "\"format\":\"zpl\",\"media\":\"50x30\",\"dpi\":203", "application/vnd.zebra-zpl", "^XA\n^PW400\n" },
		{ "\"format\":\"zpl\",\"media\":\"50x30\",\"darkness\":10,\"dpi\":300", "application/vnd.zebra-zpl", "~SD30\n^XA\n^PW591\n" },
		{ "\"format\":\"escpos\",\"media\":\"80c60\"", "application/vnd.epson-escpos", "\x1b@\x1dv0" },
		{ "\"format\":\"tspl\",\"media\":\"50x30\"", "application/vnd.tsc-tspl", "\r\nSIZE 50 mm,30 mm\r\n" },
		{ "\"format\":\"dymo\",\"media\":\"89x36\"", "application/vnd.dymo-lw", "\x1b\x1b\x1b" },
		{ "\"format\":\"epl2\",\"media\":\"50x30\"", "application/vnd.eltron-epl", "\nN\nq400\n" },
		{ "\"format\":\"pwg\",\"media\":\"62x29\"", "image/pwg-raster", "RaS2PwgRaster" },
		{ "\"format\":\"pdf\",\"media\":\"62x29\"", "application/pdf", "%PDF-1.4" },
		{ "\"format\":\"pdf\",\"media\":\"5160\",\"start\":30", "application/pdf", "%PDF-1.4" },
		{ "\"out\":\"a.zpl\"", "application/vnd.zebra-zpl", "^XA" },
		{ "\"out\":\"a.zpl\",\"format\":\"pwg\"", "image/pwg-raster", "RaS2" },
	};
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char body[200];
		snprintf(body, sizeof(body), "{\"code\":\"%s\",%s}", b->item, files[i].how);
		assert_int_equal(glane_test_command(b->t, "label", body), 200);
		assert_string_equal(glane_test_type(b->t), files[i].type);
		struct bytes out = reply(b);
		assert_memory_equal(out.p, files[i].begins, strlen(files[i].begins));
		if (i == 11 && decode_has("pdfinfo")) {
			char *info = decode_run("pdfinfo %s", decode_file("sheet.pdf", &out));
			assert_non_null(strstr(info, "Page size:       612 x 792 pts (letter)"));
			free(info);
		}
		bytes_fini(&out);
	}
	static const struct {
		const char *how, *field, *words;
	} refused[] = {
		{ "\"format\":\"zpl\",\"dpi\":250", "error.fields.dpi", "finesse" },
		{ "\"format\":\"zpl\",\"model\":\"QL-800\"", "error.fields.model", "imprimante" },
		{ "\"format\":\"brother-ql\",\"media\":\"50x30\"", "error.fields.media", "rouleau" },
		{ "\"format\":\"brother-ql\",\"media\":\"62r40\",\"model\":\"QL-700\"", "error.fields.media", "rouleau" },
		{ "\"format\":\"dymo\",\"media\":\"102x152\"", "error.fields.media", "trop large" },
		{ "\"format\":\"pdf\",\"media\":\"5160\",\"start\":31", "error.fields.start", "moins" },
		{ "\"format\":\"pcl\"", "error.fields.format", "" },
		{ "\"out\":\"label\"", "error.fields.out", "format" },
		{ "\"out\":\"zpl\"", "error.fields.out", "format" },
	};
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		char body[200];
		snprintf(body, sizeof(body), "{\"code\":\"%s\",%s}", b->item, refused[i].how);
		assert_int_equal(glane_test_command(b->t, "label", body), 400);
		assert_non_null(strstr(glane_test_text(b->t, refused[i].field), refused[i].words));
		assert_true(strlen(glane_test_text(b->t, refused[i].field)) > 10);
	}
	char body[100];
	snprintf(body, sizeof(body), "{\"code\":\"%s\",\"format\":\"brother-ql\",\"media\":\"23x23\"}", b->item);
	assert_int_equal(glane_test_command(b->t, "label", body), 400);
	assert_true(glane_test_contains(b->t, "trop petite"));
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
		cmocka_unit_test(the_page_for_adjusting_has_the_frames_of_its_stickers),
		cmocka_unit_test(each_card_reads_back),
		cmocka_unit_test(cards_are_chosen_on_a_page),
		cmocka_unit_test(a_card_says_what_it_is_for),
		cmocka_unit_test(the_command_follows_the_ending),
		cmocka_unit_test(the_command_writes_what_a_printer_gets),
	};
	return cmocka_run_group_tests_name("labels/labels", tests, begin, end);
}
