/* SPDX-License-Identifier: MPL-2.0 */
/* The pages and commands of printers: what may be typed, what comes of it, who may. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "glane/test.h"

static int begin(void **state)
{
	*state = glane_test_open(PLUGINS "/labels.so", PLUGINS "/labels/tests/items.so", NULL);
	return 0;
}

static int end(void **state)
{
	assert_string_equal(glane_test_verify(*state), "");
	glane_test_close(*state);
	return 0;
}

/* A printer that nobody has plugged in; its number. */
static int64_t add(struct glane_test *t, const char *name, const char *port, const char *kind, const char *media)
{
	char body[400];
	snprintf(body, sizeof(body), "{\"name\":\"%s\",\"port\":\"%s\",\"kind\":\"%s\",\"media\":\"%s\"}", name, port, kind, media);
	assert_int_equal(glane_test_post(t, "/p/labels/printers/new", body), 201);
	return glane_test_int(t, "printer", 0);
}

static int refused(struct glane_test *t, const char *body, const char *field, const char *words)
{
	char path[80];
	int status = glane_test_post(t, "/p/labels/printers/new", body);
	snprintf(path, sizeof(path), "error.fields.%s", field);
	return status == 400 && strstr(glane_test_text(t, path), words) != NULL;
}

static int post(struct glane_test *t, int64_t printer, const char *what, const char *body)
{
	char path[80];
	snprintf(path, sizeof(path), "/p/labels/printers/%lld%s", (long long)printer, what);
	return glane_test_post(t, path, body);
}

static int64_t column(struct glane_test *t, int64_t printer, const char *name)
{
	char sql[240];
	snprintf(sql, sizeof(sql), "SELECT %s FROM labels_printer WHERE id = %lld", name, (long long)printer);
	return glane_test_sql(t, sql);
}

static void one_is_added_and_changed(void **state)
{
	struct glane_test *t = *state;
	int64_t id = add(t, "Tri", "tcp:127.0.0.1:9", "zpl/ZPL-4/300", "50x30");
	assert_int_equal(column(t, id, "dpi"), 300);
	assert_int_equal(glane_test_get(t, "/p/labels/printers"), 200);
	assert_int_equal(glane_test_count(t, "printers"), 2);
	assert_string_equal(glane_test_text(t, "printers.0.name"), "Tri"); /* before the folder */
	assert_string_equal(glane_test_text(t, "printers.0.picture"), "well");
	assert_int_equal(post(t, id, "", "{\"name\":\"Tri 2\",\"port\":\"tcp:127.0.0.1:9\",\"kind\":\"tspl/TSPL-4/203\",\"media\":\"50x30\",\"other\":\"45x20\","
	                                 "\"darkness\":4,\"trust\":true,\"inverted\":true}"), 200);
	assert_int_equal(column(t, id, "darkness * 100000 + asks * 10000 + trust * 1000 + inverted * 100 + plain * 10 + (media = '45x20')"), 401101);
	assert_int_equal(column(t, id, "dpi = 203 AND language = 'tspl' AND model = 'TSPL-4' AND name = 'Tri 2'"), 1);
	assert_int_equal(post(t, id, "/roll", "{\"media\":\"40x30\"}"), 200);
	assert_int_equal(column(t, id, "media = '40x30'"), 1);
	assert_int_equal(post(t, id, "/remove", "{}"), 200);
	assert_int_equal(post(t, id, "/remove", "{}"), 404);
	assert_int_equal(post(t, id, "/try", "{\"what\":\"label\"}"), 404);
}

static void what_is_wrong_says_what_to_do(void **state)
{
	struct glane_test *t = *state;
	assert_true(refused(t, "{\"name\":\"A\",\"port\":\"tcp:h\",\"kind\":\"fax\",\"media\":\"50x30\"}", "kind", "Choisissez"));
	assert_true(refused(t, "{\"name\":\"A\",\"port\":\"tcp:h\",\"kind\":\"zpl/QL-700/300\",\"media\":\"50x30\"}", "model", "README"));
	assert_true(refused(t, "{\"name\":\"A\",\"port\":\"tcp:h\",\"kind\":\"zpl/ZPL-4/204\",\"media\":\"50x30\"}", "dpi", "finesse"));
	assert_true(refused(t, "{\"name\":\"A\",\"port\":\"tcp:h\",\"kind\":\"zpl/ZPL-4/203\",\"media\":\"50x30\",\"other\":\"huge\"}", "other", "62x29"));
	assert_true(refused(t, "{\"name\":\"A\",\"port\":\"over there\",\"kind\":\"zpl/ZPL-4/203\",\"media\":\"50x30\"}", "port", ""));
	assert_true(refused(t, "{\"name\":\"A\",\"port\":\"tcp:h\",\"kind\":\"zpl/ZPL-2/203\",\"media\":\"89x36\"}", "media", "trop large"));
	/* IPP: nobody is there to say what it takes; whoever says it may be right. */
	assert_true(refused(t, "{\"name\":\"A\",\"port\":\"tcp:h\",\"kind\":\"ipp//0\",\"media\":\"50x30\"}", "kind", "ipp://"));
	assert_true(refused(t, "{\"name\":\"A\",\"port\":\"ipp://127.0.0.1:1/ipp/print\",\"kind\":\"ipp//0\",\"media\":\"50x30\"}", "port", "Allumez-la"));
	assert_true(refused(t, "{\"name\":\"A\",\"port\":\"ipps://127.0.0.1:1/ipp/print\",\"kind\":\"pdf//300\",\"media\":\"50x30\"}", "port", "Allumez-la"));
	assert_true(refused(t, "{\"name\":\"A\",\"port\":\"ipp://127.0.0.1:1/ipp/print\",\"kind\":\"zpl/ZPL-4/203\",\"media\":\"50x30\"}", "language", "ne va pas"));
	assert_true(refused(t, "{\"name\":\"A\",\"port\":\"tcp:h\",\"kind\":\"pdf//300\",\"media\":\"50x30\"}", "language", "ne va pas"));
	add(t, "A", "tcp:h", "zpl/ZPL-4/203", "50x30");
	assert_true(refused(t, "{\"name\":\"A\",\"port\":\"tcp:i\",\"kind\":\"zpl/ZPL-4/203\",\"media\":\"50x30\"}", "name", ""));
	assert_true(refused(t, "{\"name\":\"B\",\"port\":\"tcp:h:9100\",\"kind\":\"zpl/ZPL-4/203\",\"media\":\"50x30\"}", "port", ""));
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM labels_printer"), 2);
}

static void a_printer_without_a_driver_is_of_a_type(void **state)
{
	struct glane_test *t = *state;
	int64_t a = add(t, "A", "ipp://127.0.0.1:1/ipp/print", "pwg//300", "62x29"), b = add(t, "B", "ipp://127.0.0.1:2/ipp/print", "pwg/srgb_8/600", "62x29");
	int64_t pdf = add(t, "C", "ipp://127.0.0.1:3/ipp/print", "pdf//203", "62x29");
	assert_int_equal(column(t, a, "language = 'pwg' AND model = 'black_1' AND dpi = 300"), 1);
	assert_int_equal(column(t, b, "language = 'pwg' AND model = 'srgb_8' AND dpi = 600"), 1);
	assert_int_equal(column(t, pdf, "language = 'pdf' AND model = '' AND dpi = 203"), 1);
	assert_int_equal(post(t, pdf, "/try", "{\"what\":\"label\"}"), 201);
	assert_int_equal(glane_test_sql(t, "SELECT substr(bytes, 1, 5) = CAST('%PDF-' AS BLOB) FROM labels_payload"), 1);
	char path[60]; /* the kind that it became is among those of the form, and chosen */
	snprintf(path, sizeof(path), "/p/labels/printers/%lld", (long long)b);
	assert_int_equal(glane_test_get(t, path), 200);
	uint32_t n = (uint32_t)glane_test_count(t, "kinds"), chosen = 0;
	for (uint32_t i = 0; i < n; i++) {
		char name[40];
		snprintf(name, sizeof(name), "kinds.%u.chosen", i);
		if (!glane_test_int(t, name, 0))
			continue;
		chosen++;
		snprintf(name, sizeof(name), "kinds.%u.id", i);
		assert_string_equal(glane_test_text(t, name), "pwg/srgb_8/600");
	}
	assert_int_equal(chosen, 1);
}

static void sheets_go_to_a_printer_of_pages_and_labels_do_not(void **state)
{
	struct glane_test *t = *state;
	char body[200], code[64];
	int64_t office;
	assert_true(refused(t, "{\"name\":\"Bureau\",\"port\":\"tcp:h\",\"kind\":\"zpl/ZPL-4/203\",\"media\":\"A4\"}", "media", "PDF"));
	office = add(t, "Bureau", "ipp://127.0.0.1:1/ipp/print", "pdf//300", "A4");
	assert_int_equal(glane_test_post(t, "/p/items/item", "{}"), 201);
	snprintf(code, sizeof(code), "%s", glane_test_text(t, "code"));
	assert_int_equal(glane_test_get(t, "/p/labels/"), 200);
	assert_int_equal(glane_test_int(t, "office.printers.0.id", 0), office);
	snprintf(body, sizeof(body), "{\"codes\":\"%s\",\"sheet\":\"L7160\",\"start\":4,\"printer\":%lld}", code, (long long)office);
	assert_int_equal(glane_test_post(t, "/p/labels/sheet", body), 201);
	int64_t job = glane_test_int(t, "job", 0);
	assert_int_equal(glane_test_int(t, "exists", 1), 0);
	assert_int_equal(glane_test_post(t, "/p/labels/sheet", body), 201); /* it waits: the same wish */
	assert_int_equal(glane_test_int(t, "job", 0), job);
	assert_int_equal(glane_test_int(t, "exists", 0), 1);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM labels_spool WHERE code = '' AND state = 'queued'"), 1);
	assert_int_equal(glane_test_sql(t, "SELECT substr(bytes, 1, 5) = CAST('%PDF-' AS BLOB) AND hex(substr(picture, 1, 4)) = '89504E47' FROM labels_payload"), 1);
	glane_test_exec(t, "UPDATE labels_spool SET state = 'confirmed'"); /* out: now it is another one */
	assert_int_equal(glane_test_post(t, "/p/labels/sheet", body), 201);
	assert_int_equal(glane_test_int(t, "exists", 1), 0);
	assert_int_equal(glane_test_get(t, "/p/labels/"), 200);
	assert_int_equal(glane_test_int(t, "jobs.0.trial", 0) + glane_test_int(t, "jobs.0.sheet_of", 0), 1); /* it has no code */
	char path[60];
	snprintf(path, sizeof(path), "/p/labels/printers/%lld", (long long)office);
	assert_int_equal(glane_test_get(t, path), 200);
	assert_int_equal(glane_test_int(t, "office", 0), 1);
	assert_int_equal(glane_test_count(t, "trials"), 0);
	snprintf(body, sizeof(body), "{\"codes\":\"%s\",\"sheet\":\"5160\",\"printer\":%lld}", code, (long long)office);
	assert_int_equal(glane_test_post(t, "/p/labels/sheet", body), 400);
	assert_string_not_equal(glane_test_text(t, "error.fields.sheet"), "");
	snprintf(body, sizeof(body), "{\"codes\":\"%s\",\"sheet\":\"L7160\",\"printer\":1}", code); /* the folder */
	assert_int_equal(glane_test_post(t, "/p/labels/sheet", body), 400);
	assert_string_not_equal(glane_test_text(t, "error.fields.printer"), "");
	/* A label alone goes to the folder: this is no printer of labels, asked for or not. */
	snprintf(body, sizeof(body), "{\"code\":\"%s\"}", code);
	assert_int_equal(glane_test_post(t, "/p/labels/print", body), 201);
	snprintf(body, sizeof(body), "{\"code\":\"%s\",\"printer\":%lld}", code, (long long)office);
	assert_int_equal(glane_test_post(t, "/p/labels/print", body), 400);
	assert_string_not_equal(glane_test_text(t, "error.fields.printer"), "");
	assert_int_equal(glane_test_get(t, "/p/labels/?code="), 200);
}

static void white_strips_centre_the_picture(void **state)
{
	struct glane_test *t = *state;
	int64_t id = add(t, "Tri", "tcp:127.0.0.1:9", "zpl/ZPL-4/203", "50x30");
	assert_int_equal(post(t, id, "/shift", "{\"left\":\"1\",\"right\":\"2\",\"top\":\"2,5\",\"bottom\":\"1.5\"}"), 200);
	assert_int_equal(column(t, id, "shift_x"), 4);
	assert_int_equal(column(t, id, "shift_y"), -4);
	assert_int_equal(post(t, id, "/shift", "{\"left\":\"1\",\"right\":\"2\",\"top\":\"2\",\"bottom\":\"2\"}"), 200); /* from there on */
	assert_int_equal(column(t, id, "shift_x"), 8);
	assert_int_equal(post(t, id, "/shift", "{\"left\":\"\",\"right\":\"two\",\"top\":\"2\",\"bottom\":\"200\"}"), 400);
	assert_string_not_equal(glane_test_text(t, "error.fields.left"), "");
	assert_string_not_equal(glane_test_text(t, "error.fields.right"), "");
	assert_string_not_equal(glane_test_text(t, "error.fields.bottom"), "");
	assert_string_equal(glane_test_text(t, "error.fields.top"), "");
	assert_int_equal(column(t, id, "shift_x"), 8);
}

static void the_order_is_changed_by_one_place(void **state)
{
	struct glane_test *t = *state;
	int64_t a = add(t, "A", "tcp:a", "zpl/ZPL-4/203", "50x30"), b = add(t, "B", "tcp:b", "zpl/ZPL-4/203", "50x30");
	assert_int_equal(post(t, b, "/up", "{}"), 200);
	assert_int_equal(glane_test_get(t, "/p/labels/printers"), 200);
	assert_int_equal(glane_test_int(t, "printers.0.id", 0), b);
	assert_int_equal(glane_test_int(t, "printers.1.id", 0), a);
	assert_int_equal(glane_test_int(t, "printers.2.id", 0), 1);
	assert_int_equal(post(t, b, "/up", "{}"), 200); /* it is the first already */
	assert_int_equal(glane_test_get(t, "/p/labels/printers"), 200);
	assert_int_equal(glane_test_int(t, "printers.0.id", 0), b);
}

static void trials_wait_for_their_printer(void **state)
{
	struct glane_test *t = *state;
	int64_t id = add(t, "Tri", "tcp:127.0.0.1:9", "zpl/ZPL-2/203", "50x30");
	static const char *const trials[] = { "label", "head", "frame", "dark" };
	for (int i = 0; i < 4; i++) {
		char body[40];
		snprintf(body, sizeof(body), "{\"what\":\"%s\"}", trials[i]);
		assert_int_equal(post(t, id, "/try", body), 201);
	}
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM labels_spool WHERE code = '' AND wanted = 2"), 8); /* the ladder has five */
	assert_int_equal(glane_test_sql(t, "SELECT count(DISTINCT sha256) FROM labels_payload"), 8);
	assert_int_equal(glane_test_sql(t, "SELECT count(DISTINCT drawn_for) FROM labels_payload"), 1); /* or it would be dropped, as of a printer that is another one now */
	assert_int_equal(post(t, id, "/try", "{\"what\":\"nonsense\"}"), 400);
	assert_int_equal(glane_test_get(t, "/p/labels/printers/2"), 200);
	assert_string_equal(glane_test_text(t, "tried.state"), "queued");
	/* What a person says of one that may have come out. */
	glane_test_exec(t, "UPDATE labels_spool SET state = 'unknown', fault = 'cut' WHERE id = 1");
	assert_int_equal(glane_test_get(t, "/p/labels/printers"), 200);
	assert_int_equal(glane_test_count(t, "questions"), 1);
	assert_int_equal(glane_test_count(t, "queue"), 7);
	char picture[80];
	snprintf(picture, sizeof(picture), "%s", glane_test_text(t, "questions.0.picture"));
	assert_int_equal(glane_test_get(t, picture), 200);
	assert_int_equal(glane_test_post(t, "/p/labels/answer", "{\"job\":1}"), 400);
	assert_int_equal(glane_test_post(t, "/p/labels/answer", "{\"job\":1,\"out\":true}"), 200);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_v1_record WHERE kind = 'labels.printed'"), 0); /* it is of no object */
}

/* Five labels alike would be no ladder. */
static void a_printer_without_darkness_has_no_ladder(void **state)
{
	struct glane_test *t = *state;
	int64_t id = add(t, "Brother", "tcp:127.0.0.1:9", "brother-ql/QL-820NWB/300", "62x29");
	char path[60];
	assert_int_equal(post(t, id, "/try", "{\"what\":\"dark\"}"), 400);
	assert_non_null(strstr(glane_test_text(t, "error.fields.what"), "noirceur"));
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM labels_spool"), 0);
	snprintf(path, sizeof(path), "/p/labels/printers/%lld", (long long)id);
	assert_int_equal(glane_test_get(t, path), 200);
	assert_int_equal(glane_test_count(t, "trials"), 3);
}

static void a_spoilt_label_is_printed_again_and_said_so(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_post(t, "/p/items/item", "{\"label\":true}"), 201);
	glane_test_settle(t);
	glane_test_exec(t, "UPDATE labels_spool SET state = 'unknown', fault = 'cut'");
	assert_int_equal(glane_test_post(t, "/p/labels/answer", "{\"job\":1,\"spoilt\":true}"), 200);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM labels_event WHERE what = 'spoilt' AND copy = 1"), 1);
	assert_int_equal(glane_test_sql(t, "SELECT copy FROM labels_spool"), 2);
	/* A page that stays open has to ask for the picture anew: the mark is on it now. */
	glane_test_exec(t, "UPDATE labels_spool SET state = 'unknown', fault = 'cut'");
	assert_int_equal(glane_test_get(t, "/p/labels/printers"), 200);
	assert_string_equal(glane_test_text(t, "questions.0.picture"), "/p/labels/job/1/picture.png?copy=2");
}

static void only_managers_set_up_and_staff_may_pause(void **state)
{
	struct glane_test *t = *state;
	int64_t id = add(t, "Tri", "tcp:127.0.0.1:9", "zpl/ZPL-4/203", "50x30");
	char pause[60];
	snprintf(pause, sizeof(pause), "{\"printer\":%lld,\"paused\":true}", (long long)id);
	glane_test_role(t, "volunteer");
	assert_int_equal(glane_test_get(t, "/p/labels/printers"), 200);
	assert_int_equal(glane_test_get(t, "/p/labels/printers/add"), 403);
	assert_int_equal(glane_test_get(t, "/p/labels/printers/2"), 403);
	assert_int_equal(glane_test_post(t, "/p/labels/pause", pause), 403);
	glane_test_role(t, "staff");
	assert_int_equal(glane_test_post(t, "/p/labels/pause", pause), 200);
	assert_int_equal(post(t, id, "/remove", "{}"), 403);
	assert_int_equal(glane_test_get(t, "/p/labels/printers"), 200);
	assert_string_equal(glane_test_text(t, "printers.0.picture"), "paused");
	glane_test_role(t, "manager");
	assert_int_equal(glane_test_get(t, "/p/labels/printers/add"), 200);
	assert_int_equal(post(t, id, "/remove", "{}"), 200);
}

static void an_address_that_is_none_is_not_asked(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_post(t, "/p/labels/printers/search", "{\"address\":\"what is this\"}"), 400);
	assert_string_not_equal(glane_test_text(t, "error.fields.address"), "");
	assert_int_equal(glane_test_post(t, "/p/labels/printers/search", "{\"address\":\"127.0.0.1:1\"}"), 400); /* nobody listens */
	assert_non_null(strstr(glane_test_text(t, "error.fields.address"), "répond"));
}

static void commands_say_the_same(void **state)
{
	struct glane_test *t = *state;
	assert_int_equal(glane_test_command(t, "printer add", "{\"name\":\"Tri\",\"port\":\"tcp:127.0.0.1:9\",\"kind\":\"zpl/ZPL-4/203\",\"media\":\"50x30\"}"), 200);
	assert_int_equal(glane_test_command(t, "printer list", "{}"), 200);
	assert_int_equal(glane_test_count(t, "printers"), 2);
	assert_string_equal(glane_test_text(t, "printers.0.kind"), "zpl/ZPL-4/203");
	assert_int_equal(glane_test_command(t, "printer status", "{}"), 200);
	assert_int_equal(glane_test_int(t, "ok", 0), 1);
	assert_int_equal(glane_test_command(t, "printer test", "{\"printer\":\"Tri\",\"what\":\"frame\"}"), 200);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM labels_spool WHERE code = '' AND wanted = 2"), 1);
	assert_int_equal(glane_test_command(t, "printer test", "{\"printer\":\"Nobody\"}"), 400);
	glane_test_exec(t, "UPDATE labels_spool SET state = 'unknown', fault = 'cut'");
	assert_int_equal(glane_test_command(t, "printer status", "{}"), 200);
	assert_int_equal(glane_test_int(t, "ok", 1), 0);
	assert_int_equal(glane_test_int(t, "asked", 0), 1);
}

static void what_is_not_said_stays(void **state)
{
	struct glane_test *t = *state;
	int64_t id = add(t, "Tri", "tcp:127.0.0.1:9", "zpl/ZPL-4/300", "50x30"), b = add(t, "2", "tcp:b", "tspl/TSPL-4/203", "50x30");
	assert_int_equal(glane_test_command(t, "printer set", "{\"printer\":\"Tri\",\"media\":\"40x20\",\"darkness\":7,\"trust\":true}"), 200);
	assert_string_equal(glane_test_text(t, "printers.0.media"), "40x20");
	assert_int_equal(column(t, id, "dpi"), 300);
	assert_int_equal(column(t, id, "darkness"), 7);
	assert_int_equal(column(t, id, "trust"), 1);
	assert_int_equal(column(t, id, "asks"), 1);
	assert_int_equal(column(t, id, "port = 'tcp:127.0.0.1' || ':9' AND name = 'Tri'"), 1);
	assert_int_equal(glane_test_command(t, "printer set", "{\"printer\":\"Tri\",\"trust\":false,\"asks\":false,\"name\":\"Comptoir\"}"), 200);
	assert_int_equal(column(t, id, "trust + asks"), 0);
	assert_int_equal(column(t, id, "darkness"), 7);
	assert_int_equal(glane_test_command(t, "printer set", "{\"printer\":\"Tri\",\"darkness\":1}"), 400); /* it has another name now */
	assert_int_equal(glane_test_command(t, "printer set", "{\"printer\":\"2\",\"kind\":\"zpl/ZPL-2/203\"}"), 200); /* a name before a number */
	assert_int_equal(column(t, b, "model = 'ZPL-2'"), 1);
	/* The sentences of the page. */
	static const struct {
		const char *body, *field, *words;
	} bad[] = {
		{ "\"port\":\"tcp:b\"", "port", "déjà branchée" }, { "\"port\":\"usbb\"", "port", "pas comprise" },
		{ "\"name\":\"2\"", "name", "déjà ce nom" },        { "\"media\":\"huge\"", "media", "" },
		{ "\"kind\":\"zpl/none/203\"", "model", "" },      { "\"darkness\":11", "darkness", "" },
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char body[120], path[60];
		snprintf(body, sizeof(body), "{\"printer\":\"Comptoir\",%s}", bad[i].body);
		snprintf(path, sizeof(path), "error.fields.%s", bad[i].field);
		assert_int_equal(glane_test_command(t, "printer set", body), 400);
		assert_non_null(strstr(glane_test_text(t, path), bad[i].words));
		assert_string_not_equal(glane_test_text(t, path), "");
	}
	assert_int_equal(column(t, id, "darkness"), 7);
}

static int64_t wanted(struct glane_test *t, const char *more)
{
	char body[120];
	assert_int_equal(glane_test_post(t, "/p/items/item", "{}"), 201);
	snprintf(body, sizeof(body), "{\"code\":\"%s\"%s}", glane_test_text(t, "code"), more);
	assert_int_equal(glane_test_post(t, "/p/labels/print", body), 201);
	return glane_test_int(t, "job", 0);
}

static void what_waits_for_one_that_is_taken_away_is_told(void **state)
{
	struct glane_test *t = *state;
	int64_t a = add(t, "A", "tcp:a", "zpl/ZPL-4/203", "50x30"), b = add(t, "B", "tcp:b", "zpl/ZPL-4/203", "40x20");
	char sql[200];
	wanted(t, "");
	wanted(t, ",\"printer\":2");
	int64_t asked = wanted(t, ",\"printer\":2");
	snprintf(sql, sizeof(sql), "UPDATE labels_spool SET state = 'sending', printer = %lld WHERE id = %lld", (long long)a, (long long)asked);
	glane_test_exec(t, sql);
	assert_int_equal(glane_test_command(t, "printer remove", "{\"printer\":\"A\"}"), 409); /* not while a label is under way */
	assert_non_null(strstr(glane_test_text(t, "error.message"), "en train de sortir"));
	assert_int_equal(post(t, a, "/remove", "{}"), 409);
	assert_int_equal(column(t, a, "slot IS NOT NULL"), 1);
	snprintf(sql, sizeof(sql), "UPDATE labels_spool SET state = 'unknown' WHERE id = %lld", (long long)asked);
	glane_test_exec(t, sql);
	assert_int_equal(glane_test_command(t, "printer remove", "{\"printer\":\"A\"}"), 200);
	assert_non_null(strstr(glane_test_text(t, "text"), "Les 2 étiquettes"));
	assert_int_equal(column(t, a, "slot IS NULL"), 1);
	/* One of which somebody says that it did not come out goes to another one as well. */
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM labels_spool WHERE wanted = 2"), 0);
	add(t, "C", "tcp:c", "zpl/ZPL-4/203", "62x29");
	wanted(t, ",\"media\":\"40x20\"");
	assert_int_equal(glane_test_command(t, "printer remove", "{\"printer\":\"B\"}"), 200);
	assert_non_null(strstr(glane_test_text(t, "text"), "Une étiquette attend"));
	assert_int_equal(glane_test_command(t, "printer remove", "{\"printer\":\"B\"}"), 400);
	assert_int_equal(column(t, b, "slot IS NULL"), 1);
	assert_int_equal(glane_test_command(t, "printer remove", "{\"printer\":\"C\"}"), 200); /* the folder takes any size */
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(one_is_added_and_changed),
		TEST(what_is_wrong_says_what_to_do),
		TEST(a_printer_without_a_driver_is_of_a_type),
		TEST(sheets_go_to_a_printer_of_pages_and_labels_do_not),
		TEST(white_strips_centre_the_picture),
		TEST(the_order_is_changed_by_one_place),
		TEST(trials_wait_for_their_printer),
		TEST(a_spoilt_label_is_printed_again_and_said_so),
		TEST(a_printer_without_darkness_has_no_ladder),
		TEST(only_managers_set_up_and_staff_may_pause),
		TEST(an_address_that_is_none_is_not_asked),
		TEST(commands_say_the_same),
		TEST(what_is_not_said_stays),
		TEST(what_waits_for_one_that_is_taken_away_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
