/* SPDX-License-Identifier: MPL-2.0 */
/* Designs, logo and sheets of a centre: made, refused, used. */
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
	char item[16];
	int64_t category;
};

static int begin(void **state)
{
	static struct bench b;
	decode_begin();
	b.t = glane_test_open(PLUGINS "/labels.so", PLUGINS "/labels/tests/items.so", NULL);
	assert_int_equal(glane_test_post(b.t, "/p/items/item", "{}"), 201);
	snprintf(b.item, sizeof(b.item), "%s", glane_test_text(b.t, "code"));
	b.category = glane_test_sql(b.t, "SELECT category FROM core_v1_item");
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

GLANE_PRINTF(3, 4) static int post(struct bench *b, const char *path, const char *format, ...)
{
	char body[2000];
	va_list args;
	va_start(args, format);
	vsnprintf(body, sizeof(body), format, args);
	va_end(args);
	return glane_test_post(b->t, path, body);
}

/* The label of the item as PNG, by what is used for it. */
static struct bytes picture(struct bench *b, const char *more)
{
	char target[200];
	size_t n;
	struct bytes out = { 0 };
	snprintf(target, sizeof(target), "/p/labels/label.png?code=%s%s", b->item, more);
	assert_int_equal(glane_test_get(b->t, target), 200);
	const char *p = glane_test_body(b->t, &n);
	bytes_add(&out, p, n);
	return out;
}

static int same(struct bytes a, struct bytes b)
{
	int equal = a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
	bytes_fini(&a);
	bytes_fini(&b);
	return equal;
}

#define ROW(n, field, size) "\"field_" n "\":\"" field "\",\"size_" n "\":" size ",\"lines_" n "\":1"
#define JEWELS "\"name\":\"Bijoux\",\"module\":50," ROW("1", "price", "300") ",\"place_1\":\"rest\",\"look_1\":\"bold\"," ROW("2", "short", "100")
#define JEWEL JEWELS "," ROW("3", "era", "80")

static void a_design_is_made_used_changed_and_removed(void **state)
{
	struct bench *b = *state;
	char key[24];
	assert_int_equal(post(b, "/p/labels/designs/save", "{" JEWEL "}"), 200);
	snprintf(key, sizeof(key), "%s", glane_test_text(b->t, "design"));
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM labels_design_part"), 3);
	/* by its name, in capitals or not, by its number; not where nobody asks for it */
	assert_false(same(picture(b, "&design=Bijoux"), picture(b, "")));
	assert_true(same(picture(b, "&design=bijoux"), picture(b, "&design=Bijoux")));
	char by_key[40], body[300];
	snprintf(by_key, sizeof(by_key), "&design=%s", key);
	assert_true(same(picture(b, by_key), picture(b, "&design=Bijoux")));
	snprintf(body, sizeof(body), "{\"code\":\"%s\",\"out\":\"a.png\",\"media\":\"62x29\",\"design\":\"Bijoux\"}", b->item);
	assert_int_equal(glane_test_command(b->t, "label", body), 200);
	size_t n;
	const char *p = glane_test_body(b->t, &n);
	struct bytes png = { 0 };
	bytes_add(&png, p, n);
	assert_true(same(png, picture(b, "&design=Bijoux&media=62x29")));
	/* a field of another plugin leaves ink */
	struct bytes with = picture(b, "&design=Bijoux");
	assert_int_equal(post(b, "/p/labels/designs/save", "{\"design\":\"%s\"," JEWELS "}", key), 200);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM labels_design"), 1);
	assert_false(same(with, picture(b, "&design=Bijoux")));
	assert_int_equal(post(b, "/p/labels/designs/save", "{" JEWEL "}"), 400); /* the name is taken */
	assert_true(strlen(glane_test_text(b->t, "error.fields.name")) > 10);
	assert_int_equal(post(b, "/p/labels/designs/remove", "{\"design\":\"%s\"}", key), 200);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM labels_design_part"), 0);
	snprintf(body, sizeof(body), "/p/labels/label.png?code=%s&design=Bijoux", b->item);
	assert_int_equal(glane_test_get(b->t, body), 400);
	assert_non_null(strstr(glane_test_text(b->t, "error.fields.design"), "modèle"));
	assert_int_equal(post(b, "/p/labels/designs/remove", "{\"design\":\"shelf\"}"), 404);
}

static void what_would_be_no_label_is_refused_in_words(void **state)
{
	struct bench *b = *state;
	static const struct {
		const char *parts, *field, *words;
	} bad[] = {
		{ "\"module\":50", "field_1", "au moins un champ" },
		{ ROW("1", "price", "100") ",\"module\":20", "module", "0,33" },
		{ ROW("1", "price", "100") ",\"module\":300", "module", "2 mm" },
		{ ROW("1", "price", "20"), "size_1", "40 à 800" },
		{ ROW("1", "price", "9000"), "size_1", "40 à 800" },
		{ ROW("1", "price", "100") "," ROW("2", "price", "100"), "field_2", "déjà" },
		{ ROW("1", "Price!", "100"), "field_1", "n’existe pas" },
		{ ROW("1", "url", "100"), "field_1", "n’existe pas" },
		{ ROW("1", "price", "100") ",\"place_1\":\"beside\"", "place_1", "à côté" },
		{ ROW("1", "price", "100") ",\"place_1\":\"rest\"," ROW("2", "title", "100") ",\"place_2\":\"rest\"", "place_2", "Un seul" },
		{ ROW("1", "cut", "20") "," ROW("2", "price", "100"), "field_1", "entre deux" },
		{ ROW("1", "price", "100") "," ROW("2", "cut", "20"), "field_2", "entre deux" },
		{ ROW("1", "price", "100") "," ROW("2", "cut", "90") "," ROW("3", "price", "100"), "size_2", "15 à 40" },
		{ ROW("1", "price", "100") ",\"symbol\":\"none\"", "field_1", "Sans code" },
		{ "\"field_1\":\"price\",\"size_1\":100,\"lines_1\":9", "lines_1", "1 à 4" },
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char path[40];
		assert_int_equal(post(b, "/p/labels/designs/save", "{\"name\":\"x\",%s}", bad[i].parts), 400);
		snprintf(path, sizeof(path), "error.fields.%s", bad[i].field);
		assert_non_null(strstr(glane_test_text(b->t, path), bad[i].words));
		assert_null(strchr(glane_test_text(b->t, path), '{'));
	}
	assert_int_equal(post(b, "/p/labels/designs/save", "{\"name\":\"\"," ROW("1", "price", "100") "}"), 400);
	assert_int_equal(post(b, "/p/labels/designs/save", "{\"design\":\"77\",\"name\":\"x\"," ROW("1", "price", "100") "}"), 404);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM labels_design"), 0);
	/* What was typed is still there. */
	assert_int_equal(glane_test_form(b->t, "/p/labels/designs/save", "name=Mod%C3%A8le+%C3%A0+moi&form=1&field_1=price&size_1=20&lines_1=1"), 400);
	assert_true(glane_test_contains(b->t, "Modèle à moi"));
	assert_true(glane_test_contains(b->t, "value=\"20\""));
	assert_true(glane_test_contains(b->t, "40 à 800"));
}

static void the_category_comes_before_the_medium_before_all(void **state)
{
	struct bench *b = *state;
	struct bytes shelf = picture(b, "&media=62x29&design=shelf"), textile = picture(b, "&media=62x29&design=textile"),
	             furniture = picture(b, "&media=62x29&design=furniture"), card = picture(b, "&media=62x29&design=household");
	char category[30];
	snprintf(category, sizeof(category), "c:%lld", (long long)b->category);
	const struct {
		const char *target, *design;
		const struct bytes *expected;
	} steps[] = {
		{ "", "textile", &textile },
		{ "m:62x29", "furniture", &furniture },
		{ "m:62x100", "shelf", &furniture }, /* another one */
		{ "c:999999", "shelf", &furniture },
		{ category, "household", &card },
		{ category, "", &furniture },
		{ "m:62x29", "", &textile },
		{ "", "", &shelf },
	};
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct bytes copy = { 0 };
		assert_int_equal(post(b, "/p/labels/designs/use", "{\"target\":\"%s\",\"design\":\"%s\"}", steps[i].target, steps[i].design), 200);
		bytes_add(&copy, steps[i].expected->p, steps[i].expected->n);
		assert_true(same(picture(b, "&media=62x29"), copy));
	}
	/* the parent's choice holds for what is below it */
	int64_t parent = glane_test_sql(b->t, "SELECT min(id) FROM core_v1_category WHERE level = 1"), child = glane_test_sql(b->t, "SELECT min(id) FROM core_v1_category WHERE level = 2");
	assert_true(parent > 0 && child > 0);
	assert_int_equal(post(b, "/p/labels/designs/use", "{\"target\":\"m:nothing\",\"design\":\"shelf\"}"), 400);
	assert_int_equal(post(b, "/p/labels/designs/use", "{\"target\":\"x:1\",\"design\":\"shelf\"}"), 400);
	assert_int_equal(post(b, "/p/labels/designs/use", "{\"target\":\"\",\"design\":\"none\"}"), 400);
	glane_test_exec(b->t, "DELETE FROM labels_design_use");
	/* a printed label follows: removed designs are used nowhere */
	assert_int_equal(post(b, "/p/labels/designs/save", "{" JEWEL "}"), 200);
	char key[24];
	snprintf(key, sizeof(key), "%s", glane_test_text(b->t, "design"));
	assert_int_equal(post(b, "/p/labels/designs/use", "{\"target\":\"\",\"design\":\"bijoux\"}"), 200);
	assert_false(same(picture(b, "&media=62x29"), shelf));
	assert_int_equal(post(b, "/p/labels/designs/remove", "{\"design\":\"%s\"}", key), 200);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM labels_design_use"), 0);
	bytes_fini(&textile);
	bytes_fini(&furniture);
	bytes_fini(&card);
}

/* What comes out of a printer, here a folder, is the label of the design that is used: dot for dot. */
static void a_printed_label_follows_its_design(void **state)
{
	struct bench *b = *state;
	char made[300];
	struct bytes expected = { 0 };
	assert_int_equal(post(b, "/p/labels/designs/use", "{\"target\":\"\",\"design\":\"furniture\"}"), 200);
	assert_int_equal(post(b, "/p/labels/print", "{\"code\":\"%s\"}", b->item), 201);
	glane_test_settle(b->t);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM labels_spool WHERE state = 'confirmed'"), 1);
	char *name = decode_run("ls %s/labels/*.png", glane_test_dir(b->t));
	snprintf(made, sizeof(made), "%.*s", (int)strcspn(name, "\n"), name);
	free(name);
	struct bitmap out = decode_png(made), was;
	expected = picture(b, "&media=62x29&design=furniture");
	was = decode_png(decode_file("expected.png", &expected));
	assert_int_equal(out.w, was.w);
	assert_int_equal(out.h, was.h);
	assert_memory_equal(out.bits, was.bits, (size_t)out.stride * out.h);
	bitmap_fini(&out);
	bitmap_fini(&was);
	bytes_fini(&expected);
	assert_int_equal(post(b, "/p/labels/designs/use", "{\"target\":\"\",\"design\":\"\"}"), 200);
}

static void the_editor_says_what_will_come_out(void **state)
{
	struct bench *b = *state;
	assert_int_equal(glane_test_get(b->t, "/p/labels/designs/edit?design=shelf&media=62x29"), 200);
	assert_string_equal(glane_test_text(b->t, "verdict.sum"), "yes");
	assert_string_equal(glane_test_text(b->t, "verdict.level"), "Q");
	assert_int_equal(glane_test_int(b->t, "verdict.far_cm", 0), 35);
	assert_string_equal(glane_test_text(b->t, "others.0"), "era");
	assert_int_equal(glane_test_count(b->t, "notes"), 0);
	/* small modules are wanted: read, from nearer */
	assert_int_equal(glane_test_get(b->t, "/p/labels/designs/edit?form=1&module=34&media=62x29&field_1=price&size_1=100&lines_1=1"), 200);
	assert_int_equal(glane_test_int(b->t, "verdict.far_cm", 0), 20);
	assert_string_equal(glane_test_text(b->t, "wrong.words"), "");
	/* refused, explained */
	assert_int_equal(glane_test_get(b->t, "/p/labels/designs/edit?form=1&module=20&media=62x29&field_1=price&size_1=100&lines_1=1"), 200);
	assert_non_null(strstr(glane_test_text(b->t, "wrong.words"), "0,33"));
	assert_int_equal(glane_test_count(b->t, "verdict"), -1);
	assert_int_equal(glane_test_get(b->t, "/p/labels/designs/edit?design=furniture&media=40x30"), 200);
	assert_non_null(strstr(glane_test_text(b->t, "wrong.words"), "ne tient pas"));
	/* what is cut, by its name; what nobody can read */
	assert_int_equal(glane_test_get(b->t, "/p/labels/designs/edit?form=1&media=40x30&field_1=title&size_1=400&lines_1=1&field_2=price&size_2=100&lines_2=1"), 200);
	assert_non_null(strstr(glane_test_text(b->t, "notes.0.words"), "Nom de l’objet : il n’y a pas la place"));
	assert_int_equal(glane_test_get(b->t, "/p/labels/designs/edit?design=shelf&media=17x54"), 200);
	assert_non_null(strstr(glane_test_text(b->t, "notes.0.words"), "1,4 mm"));
	assert_string_equal(glane_test_text(b->t, "verdict.level"), "M");
	/* a sheet on which no symbol fits */
	assert_int_equal(glane_test_get(b->t, "/p/labels/designs/edit?design=shelf&media=L4731"), 200);
	assert_true(strlen(glane_test_text(b->t, "symbolless.words")) > 10);
	/* an object of which there is none: the sample */
	assert_int_equal(glane_test_page(b->t, "/p/labels/designs/edit?design=textile&code=nonsense"), 200);
	assert_true(glane_test_contains(b->t, "Sera-t-elle lue ?"));
	assert_false(glane_test_contains(b->t, "{module_mm}"));
	assert_int_equal(glane_test_get(b->t, "/p/labels/designs/edit?design=nothing"), 404);
	assert_int_equal(glane_test_page(b->t, "/p/labels/designs"), 200);
	assert_true(glane_test_contains(b->t, "Fiche meuble"));
	assert_int_equal(glane_test_get(b->t, "/p/labels/designs/picture.png?field_1=price&size_1=100&lines_1=1&media=62x29"), 200);
	assert_int_equal(glane_test_get(b->t, "/p/labels/designs/picture.png?field_1=price&size_1=10&lines_1=1"), 400);
}

static int send_logo(struct bench *b, const char *path, const struct bytes *file, const char *more)
{
	struct bytes body = { 0 };
	bytes_format(&body, "--x\r\nContent-Disposition: form-data; name=\"way\"\r\n\r\n%s\r\n", more);
	bytes_text(&body, "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"logo.png\"\r\nContent-Type: image/png\r\n\r\n");
	bytes_add(&body, file->p, file->n);
	bytes_text(&body, "\r\n--x--\r\n");
	int status = glane_test_bytes(b->t, path, "multipart/form-data; boundary=x", body.p, body.n);
	bytes_fini(&body);
	return status;
}

static void a_logo_is_kept_as_dots_and_stands_on_labels(void **state)
{
	struct bench *b = *state;
	struct bitmap sign;
	struct bytes png = { 0 }, text = { 0 };
	assert_int_equal(bitmap_init(&sign, 300, 100), 0);
	bitmap_fill(&sign, 10, 10, 280, 80);
	bitmap_invert(&sign, 50, 30, 200, 40);
	assert_int_equal(bitmap_png(&sign, 300, 3, &png), 0);
	bitmap_fini(&sign);
	assert_int_equal(glane_test_get(b->t, "/p/labels/logo.png"), 404);
	static const char query[] = "&media=62x29&design=marque";
	assert_int_equal(post(b, "/p/labels/designs/save", "{\"name\":\"marque\"," ROW("1", "logo", "250") "," ROW("2", "price", "200") ",\"place_2\":\"rest\"," ROW("3", "short", "100") "}"), 200);
	struct bytes without = picture(b, query);
	assert_int_equal(send_logo(b, "/p/labels/logo/try", &png, "threshold"), 200);
	assert_string_equal(glane_test_type(b->t), "image/png");
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM labels_logo"), 0);
	assert_in_range(send_logo(b, "/p/labels/logo", &png, "threshold"), 200, 303);
	assert_int_equal(glane_test_sql(b->t, "SELECT w FROM labels_logo"), 236); /* 20 mm at 300 dpi */
	assert_int_equal(glane_test_sql(b->t, "SELECT length(dots) = (w + 7) / 8 * h FROM labels_logo"), 1);
	assert_false(same(without, picture(b, query)));
	assert_int_equal(glane_test_get(b->t, "/p/labels/logo.png?at=1800000000000"), 200);
	/* what is no picture is refused and changes nothing */
	bytes_text(&text, "<svg onload=\"alert(1)\"/>");
	assert_int_equal(send_logo(b, "/p/labels/logo", &text, "threshold"), 400);
	assert_non_null(strstr(glane_test_text(b->t, "error.fields.file"), "PNG"));
	png.n /= 2;
	assert_int_equal(send_logo(b, "/p/labels/logo", &png, "dither"), 400);
	assert_non_null(strstr(glane_test_text(b->t, "error.fields.file"), "abîmée"));
	assert_int_equal(glane_test_sql(b->t, "SELECT w FROM labels_logo"), 236);
	/* dots that are not as many as they say are left out */
	glane_test_exec(b->t, "UPDATE labels_logo SET h = 190");
	without = picture(b, query); /* the former one is freed */
	assert_int_equal(post(b, "/p/labels/logo/remove", "{}"), 200);
	assert_true(same(without, picture(b, query)));
	bytes_fini(&png);
	bytes_fini(&text);
}

#define SHEET "\"name\":\"%s\",\"w\":\"%s\",\"h\":\"%s\",\"left\":\"7,25\",\"top\":\"15,15\",\"pitch_x\":\"66,04\",\"pitch_y\":\"38,1\",\"page_w\":\"%s\",\"page_h\":\"297\",\"columns\":%d,\"rows\":7"

static void sheets_are_copied_and_measured(void **state)
{
	struct bench *b = *state;
	char target[200];
	static const struct {
		const char *w, *h, *page;
		int columns;
		const char *field, *words;
	} bad[] = {
		{ "70", "38.1", "210", 3, "pitch_x", "chevauchent" }, { "63,5", "38.1", "210", 4, "columns", "sortent" },
		{ "9", "38.1", "210", 3, "w", "10 mm" },              { "x", "38.1", "210", 3, "w", "millimètres" },
		{ "63,555", "38.1", "210", 3, "w", "millimètres" },   { "63,5", "38.1", "1", 3, "page_w", "50" },
		{ "63,5", "38.1", "210", 50, "columns", "200" },      { "63,5", "12", "210", 3, "wordy", "Texte seul" },
		{ "63,5", "39", "210", 3, "pitch_y", "chevauchent" },
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char path[40];
		assert_int_equal(post(b, "/p/labels/sheets/save", "{" SHEET "}", "s", bad[i].w, bad[i].h, bad[i].page, bad[i].columns), 400);
		snprintf(path, sizeof(path), "error.fields.%s", bad[i].field);
		assert_non_null(strstr(glane_test_text(b->t, path), bad[i].words));
	}
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM labels_sheet"), 0);
	assert_int_equal(post(b, "/p/labels/sheets/save", "{" SHEET "}", "Nous", "63,5", "38.1", "210", 3), 200);
	assert_string_equal(glane_test_text(b->t, "sheet"), "P1");
	assert_int_equal(post(b, "/p/labels/sheets/save", "{" SHEET "}", "NOUS", "63,5", "38.1", "210", 3), 400); /* the name is taken */
	assert_int_equal(post(b, "/p/labels/sheets/save", "{\"sheet\":\"P1\"," SHEET "}", "Nous", "60", "38.1", "210", 3), 200);
	assert_int_equal(glane_test_sql(b->t, "SELECT w FROM labels_sheet"), 6000);
	assert_int_equal(post(b, "/p/labels/sheets/save", "{\"sheet\":\"L7160\"," SHEET "}", "L", "60", "38.1", "210", 3), 404);
	assert_int_equal(glane_test_page(b->t, "/p/labels/sheets?sheet=P1"), 200);
	assert_true(glane_test_contains(b->t, "value=\"66,04\""));
	assert_true(glane_test_contains(b->t, "Nous"));
	assert_true(glane_test_contains(b->t, "21 étiquettes"));
	assert_int_equal(glane_test_page(b->t, "/p/labels/sheets?sheet=L7160"), 200);
	assert_true(glane_test_contains(b->t, "value=\"63,5\""));
	assert_int_equal(post(b, "/p/labels/designs/use", "{\"target\":\"m:P1\",\"design\":\"textile\"}"), 200);
	snprintf(target, sizeof(target), "/p/labels/sheet.pdf?sheet=P1&start=21&codes=%s", b->item);
	assert_int_equal(glane_test_get(b->t, target), 200);
	assert_string_equal(glane_test_type(b->t), "application/pdf");
	assert_int_equal(post(b, "/p/labels/sheets/remove", "{\"sheet\":\"P1\"}"), 200);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM labels_design_use"), 0);
	assert_int_equal(glane_test_get(b->t, target), 400);
	/* A form that asks for a file: a person gets a page with the sentence, not braces. */
	assert_int_equal(glane_test_page(b->t, "/p/labels/sheet.pdf?sheet=L7160&start=22&codes=000000"), 400);
	assert_string_equal(glane_test_type(b->t), "text/html; charset=utf-8");
	assert_true(glane_test_contains(b->t, "« 000000 »"));
	assert_int_equal(post(b, "/p/labels/sheets/remove", "{\"sheet\":\"L7160\"}"), 404);
}

/* The page for adjusting at 300 dpi. */
static struct bitmap adjusting(struct bench *b)
{
	size_t n;
	struct bytes pdf = { 0 };
	char pbm[200];
	assert_int_equal(glane_test_get(b->t, "/p/labels/calibration.pdf?sheet=L7160"), 200);
	const char *p = glane_test_body(b->t, &n);
	bytes_add(&pdf, p, n);
	free(decode_run("cd \"$(dirname %s)\" && pdftoppm -r 300 -mono -singlefile adjust.pdf adjust", decode_file("adjust.pdf", &pdf)));
	snprintf(pbm, sizeof(pbm), "%s", decode_file("none", &pdf));
	snprintf(strrchr(pbm, '/'), 20, "/adjust.pbm");
	bytes_fini(&pdf);
	return decode_pbm(pbm);
}

static int is_black(const struct bitmap *page, int64_t x_um, int64_t y_um)
{
	return bitmap_get(page, (int32_t)((x_um + 100) * 300 / 25400), (int32_t)((y_um + 100) * 300 / 25400));
}

/* A printer that makes all 1 % too small is told 1010: stickers move apart, what is measured stays. */
static void scale_moves_stickers_and_not_the_rulers(void **state)
{
	struct bench *b = *state;
	if (!decode_has("pdftoppm"))
		skip();
	glane_test_exec(b->t, "INSERT OR REPLACE INTO core_setting(key, value) VALUES('labels.scale_x', '1010'), ('labels.scale_y', '990'), ('labels.shift_x', '10')");
	glane_test_reopen(b->t);
	struct bitmap page = adjusting(b);
	int64_t x = 7250 + 2 * 66040, y = 15150 + 6 * 38100;
	assert_true(is_black(&page, x * 1010 / 1000 + 1000, y * 990 / 1000 + 15000));
	assert_true(is_black(&page, x * 1010 / 1000 + 15000, y * 990 / 1000));
	assert_false(is_black(&page, x + 1000, y * 990 / 1000 + 15000));
	/* rulers: 100 mm as they are, a tick for each scale from 970 to 1030 */
	for (int i = -3; i <= 3; i++) {
		assert_true(is_black(&page, 55000 + 100000 + i * 1000 - 50, 98500 + 2500));
		assert_true(is_black(&page, 55000 + 2500, 98500 + 100000 + i * 1000 - 50));
		assert_false(is_black(&page, 55000 + 100000 + i * 1000 + 500, 98500 + 1000));
	}
	/* the scale at a sticker's edge: where the shift would be i mm, whatever it is now */
	int64_t edge = (7250 + 66040) * 1010 / 1000, top = (15150 + 38100) * 990 / 1000 + 4000;
	for (int i = -3; i <= 3; i++)
		assert_true(is_black(&page, edge + i * 1000 - 50, top + 1500));
	bitmap_fini(&page);
	glane_test_exec(b->t, "INSERT OR REPLACE INTO core_setting(key, value) VALUES('labels.scale_x', '5000'), ('labels.scale_y', '1000')");
	glane_test_reopen(b->t);
	assert_int_equal(glane_test_get(b->t, "/p/labels/sheets"), 200);
	assert_int_equal(glane_test_int(b->t, "scale_x", 0), 1030); /* its limit */
	glane_test_exec(b->t, "DELETE FROM core_setting WHERE key LIKE 'labels.%'");
	glane_test_reopen(b->t);
}

static void strangers_change_nothing(void **state)
{
	struct bench *b = *state;
	glane_test_public(b->t, 1);
	assert_in_range(glane_test_get(b->t, "/p/labels/designs"), 401, 403);
	assert_in_range(post(b, "/p/labels/designs/save", "{" JEWEL "}"), 401, 403);
	assert_in_range(post(b, "/p/labels/logo/remove", "{}"), 401, 403);
	glane_test_public(b->t, 0);
	assert_string_equal(glane_test_verify(b->t), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_design_is_made_used_changed_and_removed),
		cmocka_unit_test(what_would_be_no_label_is_refused_in_words),
		cmocka_unit_test(the_category_comes_before_the_medium_before_all),
		cmocka_unit_test(a_printed_label_follows_its_design),
		cmocka_unit_test(the_editor_says_what_will_come_out),
		cmocka_unit_test(a_logo_is_kept_as_dots_and_stands_on_labels),
		cmocka_unit_test(sheets_are_copied_and_measured),
		cmocka_unit_test(scale_moves_stickers_and_not_the_rulers),
		cmocka_unit_test(strangers_change_nothing),
	};
	return cmocka_run_group_tests_name("labels/designs", tests, begin, end);
}
