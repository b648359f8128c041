/* SPDX-License-Identifier: MPL-2.0 */
/* The plugin in its house: photos added, shown, removed, taken back; who may; codes. */
#include "camera/tests/pictures.h"
#include "glane/test.h"

enum { DAY_MS = 24 * 3600 * 1000 };
struct bench {
	struct glane_test *t;
	char code[16];
	int64_t item;
};

/* fontconfig and what zbar brings along keep some memory for good. */
GLANE_TEST_API const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig.so\nleak:libzbar.so";
}

static int begin(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	char body[100];
	b->t = glane_test_open(PLUGINS "/camera.so", PLUGINS "/items.so", PLUGINS "/intake.so", NULL);
	snprintf(body, sizeof(body), "{\"category\":%lld,\"grams\":1250}",
	         (long long)glane_test_sql(b->t, "SELECT id FROM core_category WHERE code = 'PEM-BOUILLOIRE'"));
	assert_int_equal(glane_test_post(b->t, "/p/items/items", body), 201);
	snprintf(b->code, sizeof(b->code), "%s", glane_test_text(b->t, "code"));
	b->item = glane_test_int(b->t, "item", 0);
	*state = b;
	return 0;
}

static int end(void **state)
{
	struct bench *b = *state;
	glane_test_public(b->t, 0);
	glane_test_role(b->t, NULL);
	glane_test_settle(b->t);
	const char *difference = glane_test_verify(b->t);
	if (*difference)
		fprintf(stderr, "verify: %s\n", difference);
	int rc = *difference != 0;
	glane_test_close(b->t);
	free(b);
	return rc;
}

static const char *at(struct bench *b, const char *what)
{
	static char target[120];
	snprintf(target, sizeof(target), "/p/camera/items/%s%s", b->code, what);
	return target;
}

/* A photo that no other is equal to. */
static struct file shot(uint32_t n)
{
	struct pixels px = quarters(640, 480);
	for (uint32_t y = 0; y < 240; y++)
		memset(px.p + (size_t)y * px.w * 3, (int)(n * 40), (size_t)n * 60);
	return with_exif(jpeg_file(&px, 90, BASELINE), 1, 0);
}

static int send_file(struct bench *b, struct file f)
{
	int status = glane_test_bytes(b->t, at(b, "/photos"), "image/jpeg", f.p, f.n);
	file_free(&f);
	return status;
}

/* Returns the record. */
static int64_t add(struct bench *b, uint32_t n)
{
	int status = send_file(b, shot(n));
	if (status != 201)
		fail_msg("%d: %s", status, glane_test_body(b->t, NULL));
	return glane_test_int(b->t, "record", 0);
}

static int post(struct bench *b, const char *target, int64_t record)
{
	char body[60];
	snprintf(body, sizeof(body), "{\"record\":%lld}", (long long)record);
	return glane_test_post(b->t, target, record ? body : "{}");
}

static int take_away(struct bench *b, int64_t id)
{
	char target[60];
	snprintf(target, sizeof(target), "/p/camera/photos/%lld/remove", (long long)id);
	return post(b, target, 0);
}

static int64_t photos(struct bench *b)
{
	assert_int_equal(glane_test_get(b->t, at(b, "")), 200);
	return glane_test_count(b->t, "photos");
}

static void refused(struct bench *b, int status, int expected, const char *words)
{
	assert_int_equal(status, expected);
	assert_string_equal(glane_test_text(b->t, "error.message"), words);
}

/* A form with a file, as browsers send it. */
static int form(struct bench *b, const char *key, struct file f)
{
	static const char head[] = "--x\r\nContent-Disposition: form-data; name=\"_request\"\r\n\r\n%s\r\n"
	                           "--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"IMG_0001.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n";
	static const char tail[] = "\r\n--x--\r\n";
	char *body = malloc(f.n + 400);
	size_t n = (size_t)snprintf(body, 400, head, key);
	memcpy(body + n, f.p, f.n);
	n += f.n;
	memcpy(body + n, tail, sizeof(tail) - 1);
	int status = glane_test_bytes(b->t, at(b, "/upload"), "multipart/form-data; boundary=x", body, n + sizeof(tail) - 1);
	free(body);
	file_free(&f);
	return status;
}

/* --- adding ---------------------------------------------------------------------------------------------------- */

static void a_photo_is_kept_small_and_shown_at_the_address_of_its_content(void **state)
{
	struct bench *b = *state;
	char large[120], thumb[120];
	size_t n;
	int64_t record = add(b, 1);
	assert_int_equal(record, glane_test_sql(b->t, "SELECT max(seq) FROM core_journal"));
	assert_string_equal(glane_test_text(b->t, "code"), b->code);
	assert_int_equal(photos(b), 1);
	assert_int_equal(glane_test_int(b->t, "photos.0.large.w", 0), 480);
	assert_int_equal(glane_test_int(b->t, "photos.0.large.h", 0), 360);
	assert_int_equal(glane_test_int(b->t, "photos.0.thumb.w", 0), 160);
	snprintf(large, sizeof(large), "%s", glane_test_text(b->t, "photos.0.large.path"));
	snprintf(thumb, sizeof(thumb), "%s", glane_test_text(b->t, "photos.0.thumb.path"));
	glane_test_public(b->t, 1);
	assert_int_equal(glane_test_get(b->t, large), 200);
	assert_string_equal(glane_test_type(b->t), "image/jpeg");
	const char *p = glane_test_body(b->t, &n);
	assert_in_range(n, 500, 12000);
	assert_false(has_segment(p, n, 0xe1));
	assert_null(memmem(p, n, "IVRY", 4));
	assert_int_equal(glane_test_get(b->t, thumb), 200);
	glane_test_body(b->t, &n);
	assert_in_range(n, 200, 3000);
	/* The record tells of no picture. */
	assert_int_equal(glane_test_sql(b->t, "SELECT length(line) < 60 FROM core_journal_text ORDER BY seq DESC LIMIT 1"), 1);
	assert_int_equal(glane_test_sql(b->t, "SELECT max(length(jpeg)) < 12001 FROM camera_picture"), 1);
}

static void a_form_without_scripts_does_it_as_well_and_once(void **state)
{
	struct bench *b = *state;
	const char *key = "0b9a4a3e-6f0e-4b6c-9d2e-000000000001", *other = "0b9a4a3e-6f0e-4b6c-9d2e-000000000002";
	assert_int_equal(form(b, key, shot(1)), 201);
	int64_t record = glane_test_int(b->t, "record", 0);
	assert_int_equal(form(b, key, shot(1)), 201); /* its answer got lost */
	assert_int_equal(glane_test_int(b->t, "record", 0), record);
	assert_int_equal(photos(b), 1);
	assert_int_equal(form(b, key, shot(2)), 422);
	assert_int_equal(form(b, other, shot(1)), 201); /* the very same picture is there already */
	assert_int_equal(glane_test_int(b->t, "record", 0), record);
	assert_int_equal(photos(b), 1);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM core_journal WHERE kind = 'camera.added'"), 1);
}

/* A phone's photo of 8 MiB, by both ways; a byte more is none. */
static void eight_mebibytes_are_taken(void **state)
{
	struct bench *b = *state;
	for (int way = 0; way < 3; way++) {
		struct file f = shot(1 + (uint32_t)way);
		size_t n = (8u << 20) + (way == 2);
		f.p = realloc(f.p, n);
		memset(f.p + f.n, 0, n - f.n); /* behind the end of the picture, where phones keep other things */
		f.n = n;
		if (way == 2)
			assert_int_equal(form(b, "0b9a4a3e-6f0e-4b6c-9d2e-000000000003", f), 400);
		else
			assert_int_equal(way ? send_file(b, f) : form(b, "0b9a4a3e-6f0e-4b6c-9d2e-000000000004", f), 201);
	}
	assert_int_equal(photos(b), 2);
}

static void what_is_no_good_photo_is_refused_in_words(void **state)
{
	struct bench *b = *state;
	struct file f = shot(1);
	refused(b, glane_test_bytes(b->t, at(b, "/photos"), "image/jpeg", "\x89PNG\r\n\x1a\n", 8), 400, "Ce fichier n’est pas une photo JPEG.");
	refused(b, glane_test_bytes(b->t, at(b, "/photos"), "image/jpeg", f.p, f.n / 2), 400, "Cette photo est abîmée ou incomplète. Reprenez-la.");
	claim_size(&f, 60000, 60000);
	refused(b, send_file(b, f), 413, "Cette photo est trop grande. Reprenez-la plus petite.");
	struct pixels px = quarters(20, 20);
	refused(b, send_file(b, jpeg_file(&px, 90, BASELINE)), 400, "Cette photo est trop petite. Reprenez-la.");
	glane_test_lang(b->t, "en");
	refused(b, glane_test_bytes(b->t, at(b, "/photos"), "image/jpeg", "x", 1), 400, "This file is no JPEG photo.");
	assert_int_equal(photos(b), 0);
}

static void the_fifth_is_refused_also_by_an_undo(void **state)
{
	struct bench *b = *state;
	int64_t first = add(b, 1);
	for (uint32_t n = 2; n <= 4; n++)
		add(b, n);
	refused(b, send_file(b, shot(5)), 409, "Quatre photos au plus. Retirez-en une d’abord.");
	assert_int_equal(glane_test_page(b->t, at(b, "")), 200);
	assert_true(glane_test_contains(b->t, "Quatre photos au plus."));
	assert_false(glane_test_contains(b->t, "type=\"file\""));
	assert_int_equal(take_away(b, first), 200);
	int64_t removal = glane_test_int(b->t, "record", 0);
	assert_int_equal(photos(b), 3);
	add(b, 5);
	refused(b, post(b, "/p/camera/undo", removal), 409, "Quatre photos au plus. Retirez-en une d’abord.");
	assert_int_equal(photos(b), 4);
}

static void an_item_must_be_there(void **state)
{
	struct bench *b = *state;
	struct bench none = { .t = b->t, .code = "7K2PW93MDR4T8" };
	refused(b, send_file(&none, shot(1)), 404, "Aucun objet n’a ce code. Vérifiez l’étiquette.");
	assert_int_equal(glane_test_get(b->t, at(&none, "")), 404);
	add(b, 1);
	assert_int_equal(photos(b), 1);
	char large[120];
	snprintf(large, sizeof(large), "%s", glane_test_text(b->t, "photos.0.large.path"));
	assert_int_equal(post(b, "/p/items/undo", glane_test_sql(b->t, "SELECT seq FROM core_journal WHERE kind = 'items.created'")), 200);
	refused(b, send_file(b, shot(2)), 410, "L’étiquette de cet objet a été annulée.");
	assert_int_equal(glane_test_get(b->t, at(b, "")), 410);
	assert_int_equal(glane_test_get(b->t, large), 404);
}

/* --- away and back --------------------------------------------------------------------------------------------- */

static void what_was_added_or_removed_is_taken_back(void **state)
{
	struct bench *b = *state;
	int64_t one = add(b, 1), two = add(b, 2);
	int64_t heard = glane_test_events(b->t, "camera.changed");
	assert_int_equal(post(b, "/p/camera/undo", one), 200);
	assert_int_equal(photos(b), 1);
	assert_int_equal(glane_test_int(b->t, "photos.0.id", 0), two);
	assert_int_equal(take_away(b, two), 200);
	int64_t removal = glane_test_int(b->t, "record", 0);
	assert_int_equal(photos(b), 0);
	refused(b, take_away(b, two), 409, "Cette photo est déjà retirée.");
	refused(b, take_away(b, 999999), 404, "Cette photo n’existe pas ou plus.");
	assert_int_equal(post(b, "/p/camera/undo", removal), 200);
	assert_int_equal(photos(b), 1);
	assert_int_equal(post(b, "/p/camera/undo", removal), 409);
	assert_int_equal(glane_test_events(b->t, "camera.changed"), heard + 3);
	/* Other plugins' records are not taken back here. */
	assert_int_equal(post(b, "/p/camera/undo", glane_test_sql(b->t, "SELECT seq FROM core_journal WHERE kind = 'items.created'")), 404);
	/* Taken back both: it was never to be there. */
	assert_int_equal(take_away(b, two), 200);
	removal = glane_test_int(b->t, "record", 0);
	assert_int_equal(post(b, "/p/camera/undo", two), 200);
	assert_int_equal(post(b, "/p/camera/undo", removal), 200);
	assert_int_equal(photos(b), 0);
}

static void a_removed_photo_is_gone_at_once_and_for_good_after_thirty_days(void **state)
{
	struct bench *b = *state;
	int64_t one = add(b, 1);
	char large[120];
	add(b, 2);
	assert_int_equal(photos(b), 2);
	snprintf(large, sizeof(large), "%s", glane_test_text(b->t, "photos.0.large.path"));
	assert_int_equal(take_away(b, one), 200);
	assert_int_equal(glane_test_get(b->t, large), 404);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM camera_picture"), 4);
	glane_test_advance(b->t, INT64_C(29) * DAY_MS);
	glane_test_settle(b->t);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM camera_picture"), 4);
	glane_test_advance(b->t, INT64_C(2) * DAY_MS);
	glane_test_settle(b->t);
	assert_int_equal(glane_test_sql(b->t, "SELECT count(*) FROM camera_picture"), 2);
	assert_int_equal(photos(b), 1);
}

/* --- who, and what is shown -------------------------------------------------------------------------------------- */

static void strangers_and_readers_add_and_remove_nothing(void **state)
{
	struct bench *b = *state;
	int64_t one = add(b, 1);
	static const char *const not[] = { "cashier", "reader", "day" };
	for (size_t i = 0; i < 3; i++) {
		glane_test_role(b->t, not[i]);
		assert_int_equal(send_file(b, shot(2)), 403);
		assert_int_equal(take_away(b, one), 403);
	}
	glane_test_role(b->t, "volunteer");
	add(b, 2);
	glane_test_role(b->t, NULL);
	glane_test_public(b->t, 1);
	assert_int_equal(send_file(b, shot(3)), 401);
	assert_int_equal(take_away(b, one), 401);
	assert_int_equal(glane_test_get(b->t, at(b, "/tools")), 401);
	assert_int_equal(photos(b), 2);
}

static void photos_of_what_is_no_longer_offered_are_the_teams(void **state)
{
	struct bench *b = *state;
	char large[120];
	add(b, 1);
	assert_int_equal(photos(b), 1);
	snprintf(large, sizeof(large), "%s", glane_test_text(b->t, "photos.0.large.path"));
	glane_test_exec(b->t, "UPDATE core_item SET state = 8"); /* recycled */
	assert_int_equal(photos(b), 1);
	assert_int_equal(glane_test_get(b->t, large), 200);
	glane_test_public(b->t, 1);
	assert_int_equal(glane_test_get(b->t, large), 404);
	assert_int_equal(glane_test_get(b->t, at(b, "")), 404);
	glane_test_exec(b->t, "UPDATE core_item SET state = 6"); /* sold: its page stays */
	assert_int_equal(glane_test_get(b->t, large), 200);
	glane_test_exec(b->t, "UPDATE core_item SET state = 4"); /* as its journal says */
	assert_int_equal(glane_test_get(b->t, "/p/camera/photo/"
		"0000000000000000000000000000000000000000000000000000000000000000"), 404);
	assert_int_equal(glane_test_get(b->t, "/p/camera/photo/"
		"zz00000000000000000000000000000000000000000000000000000000000000"), 404);
}

static void pages_show_them(void **state)
{
	struct bench *b = *state;
	char target[60];
	add(b, 1);
	add(b, 2);
	snprintf(target, sizeof(target), "/O/%s", b->code);
	glane_test_public(b->t, 1);
	assert_int_equal(glane_test_page(b->t, target), 200);
	assert_true(glane_test_contains(b->t, "width=\"480\" height=\"360\" alt=\"Photo 1 de l’objet\">")); /* at once */
	assert_true(glane_test_contains(b->t, "width=\"160\" height=\"120\" alt=\"Photo 2 de l’objet\" loading=\"lazy\">"));
	assert_false(glane_test_contains(b->t, "<form method=\"post\" action=\"/p/camera"));
	glane_test_public(b->t, 0);
	snprintf(target, sizeof(target), "/p/items/items/%s", b->code);
	assert_int_equal(glane_test_page(b->t, target), 200);
	assert_true(glane_test_contains(b->t, "enctype=\"multipart/form-data\""));
	assert_true(glane_test_contains(b->t, "aria-label=\"Retirer la photo 2\""));
	assert_true(glane_test_contains(b->t, "Pas de personnes sur la photo"));
	glane_test_role(b->t, "reader");
	assert_int_equal(glane_test_page(b->t, target), 200);
	assert_true(glane_test_contains(b->t, "alt=\"Photo 1 de l’objet\""));
	assert_false(glane_test_contains(b->t, "multipart"));
}

/* --- codes ------------------------------------------------------------------------------------------------------- */

static int ask_codes(struct bench *b, struct pixels px)
{
	struct file f = jpeg_file(&px, 85, BASELINE);
	int status = glane_test_bytes(b->t, "/p/camera/read", "image/jpeg", f.p, f.n);
	file_free(&f);
	return status;
}

static void codes_in_a_picture_are_told(void **state)
{
	struct bench *b = *state;
	char text[60];
	snprintf(text, sizeof(text), "HTTPS://LAPAGAILLE.ORG/O/%s", b->code);
	assert_int_equal(ask_codes(b, symbol(text, 9, 30, 220, 25)), 200);
	assert_int_equal(glane_test_count(b->t, "codes"), 1);
	assert_string_equal(glane_test_text(b->t, "codes.0"), text);
	assert_int_equal(ask_codes(b, quarters(300, 300)), 200);
	assert_int_equal(glane_test_count(b->t, "codes"), 0);
	refused(b, glane_test_bytes(b->t, "/p/camera/read", "image/jpeg", "nothing", 7), 400, "Ce fichier n’est pas une photo JPEG.");
	glane_test_role(b->t, "cashier");
	assert_int_equal(ask_codes(b, quarters(300, 300)), 200);
	glane_test_role(b->t, "reader");
	assert_int_equal(ask_codes(b, quarters(300, 300)), 403);
	glane_test_role(b->t, NULL);
	glane_test_public(b->t, 1);
	assert_int_equal(ask_codes(b, quarters(300, 300)), 401);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)
int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_photo_is_kept_small_and_shown_at_the_address_of_its_content),
		CASE(a_form_without_scripts_does_it_as_well_and_once),
		CASE(eight_mebibytes_are_taken),
		CASE(what_is_no_good_photo_is_refused_in_words),
		CASE(the_fifth_is_refused_also_by_an_undo),
		CASE(an_item_must_be_there),
		CASE(what_was_added_or_removed_is_taken_back),
		CASE(a_removed_photo_is_gone_at_once_and_for_good_after_thirty_days),
		CASE(strangers_and_readers_add_and_remove_nothing),
		CASE(photos_of_what_is_no_longer_offered_are_the_teams),
		CASE(pages_show_them),
		CASE(codes_in_a_picture_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
