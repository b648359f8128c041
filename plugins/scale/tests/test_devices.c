/* SPDX-License-Identifier: MPL-2.0 */
/* Scales as their plates say them: the form, what it refuses and in which words, who may, what the law wants.  No service runs
 * here: what they hear is tested in the real daemon, tests/plugin/daemon_scales.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "glane/test.h"

#define PLATE "\"interval\":5,\"least\":100,\"most\":15000"
#define GOOD "\"name\":\"Grande\",\"other\":\"serial:/dev/ttyUSB7\",\"protocol\":\"mt-sics\"," PLATE ",\"purpose\":\"statistics\""

static struct glane_test *t;

static int begin(void **state)
{
	(void)state;
	t = glane_test_open(PLUGINS "/scale.so", NULL);
	return 0;
}

static int end(void **state)
{
	(void)state;
	assert_string_equal(glane_test_verify(t), "");
	glane_test_close(t);
	return 0;
}

static int post(const char *path, const char *format, ...) __attribute__((format(printf, 2, 3)));
static int post(const char *path, const char *format, ...)
{
	char json[900];
	va_list ap;
	va_start(ap, format);
	vsnprintf(json, sizeof(json), format, ap);
	va_end(ap);
	return glane_test_post(t, path, json);
}

static int64_t add(const char *more)
{
	assert_int_equal(post("/p/scale/device", "{%s}", more[0] ? more : GOOD), 200);
	return glane_test_int(t, "id", 0);
}

/* Refused at this field, in French words; nothing was written. */
static void refused(const char *json, const char *field, const char *words)
{
	char path[60];
	int64_t before = glane_test_sql(t, "SELECT count(*) FROM core_journal");
	assert_int_equal(post("/p/scale/device", "{%s}", json), 400);
	snprintf(path, sizeof(path), "error.fields.%s", field);
	if (!strstr(glane_test_text(t, path), words))
		fail_msg("%s: %s, not %s", path, glane_test_text(t, path), words);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_journal"), before);
}

static void a_scale_is_added_set_and_taken_away(void **state)
{
	(void)state;
	int64_t id = add("");
	assert_int_equal(glane_test_sql(t, "SELECT slot = 1 AND interval_grams = 5 AND least_grams = 100 AND most_grams = 15000 AND asked_ms = 0"
	                                   " AND port = 'serial:/dev/ttyUSB7' AND check_day IS NULL FROM scale_device"), 1);
	assert_int_equal(post("/p/scale/device", "{\"id\":%lld,\"name\":\"Quai\",\"port\":\"serial:/dev/ttyUSB7\",\"line\":\"9600,7E1\",\"protocol\":\"st-gs\","
	                      "\"interval\":20,\"least\":400,\"most\":60000,\"purpose\":\"sale\",\"class\":\"III\",\"check_day\":\"2027-03-31\"}", (long long)id), 200);
	assert_int_equal(glane_test_int(t, "id", 0), id);
	assert_int_equal(glane_test_sql(t, "SELECT name = 'Quai' AND port LIKE '%%7E1' AND class = 'III' AND slot = 1 FROM scale_device"), 1);
	assert_int_equal(glane_test_get(t, "/p/scale/state"), 200);
	assert_string_equal(glane_test_text(t, "scales.0.state"), "off");
	assert_int_equal(glane_test_int(t, "scales.0.grams", -1), -1); /* no number at all */
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_journal WHERE kind = 'scale.set'"), 2);
	assert_int_equal(post("/p/scale/device/remove", "{\"id\":%lld}", (long long)id), 200);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM scale_device WHERE slot IS NULL"), 1); /* weighings name it */
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM scale_v1_device WHERE present OR sells_until IS NOT NULL"), 0);
	assert_int_equal(glane_test_get(t, "/p/scale/state"), 200);
	assert_int_equal(glane_test_count(t, "scales"), 0);
	assert_int_equal(post("/p/scale/device/remove", "{\"id\":%lld}", (long long)id), 404);
	assert_int_equal(add(""), id + 1); /* the name and the port are free again */
}

static void four_at_most(void **state)
{
	(void)state;
	for (int i = 1; i <= 4; i++)
		assert_int_equal(post("/p/scale/device", "{\"name\":\"B%d\",\"other\":\"serial:/dev/ttyS%d\",\"protocol\":\"nci\"," PLATE ",\"purpose\":\"statistics\"}", i, i), 200);
	assert_int_equal(post("/p/scale/device", "{" GOOD "}"), 409);
	assert_true(glane_test_contains(t, "Retirez-en une"));
	assert_int_equal(glane_test_page(t, "/p/scale/"), 200);
	assert_false(glane_test_contains(t, "Ajouter une balance"));
	assert_int_equal(post("/p/scale/device/remove", "{\"id\":2}"), 200);
	add("");
	assert_int_equal(glane_test_sql(t, "SELECT slot FROM scale_device WHERE name = 'Grande'"), 2);
}

static void what_is_wrong_is_said_at_its_field(void **state)
{
	(void)state;
	add("");
#define REST ",\"protocol\":\"mt-sics\"," PLATE ",\"purpose\":\"statistics\""
#define NAMED "\"name\":\"Autre\",\"other\":\"serial:/dev/ttyUSB8\""
	refused("\"name\":\"Grande\",\"other\":\"serial:/dev/ttyUSB8\"" REST, "name", "déjà ce nom");
	refused("\"name\":\"Autre\"" REST, "port", "Dites où");
	refused("\"name\":\"Autre\",\"other\":\"sous la table\"" REST, "other", "n’est pas compris");
	refused("\"name\":\"Autre\",\"other\":\"tcp:10.0.0.7\"" REST, "other", "port série ou en USB");
	refused("\"name\":\"Autre\",\"port\":\"serial:/dev/ttyUSB7,4800,7E1\"" REST, "port", "déjà sur ce branchement");
	refused(NAMED ",\"line\":\"vite\"" REST, "line", "9600,8N1");
	refused(NAMED ",\"protocol\":\"klingon\"," PLATE ",\"purpose\":\"statistics\"", "protocol", "de la liste");
	refused(NAMED ",\"protocol\":\"hid\"," PLATE ",\"purpose\":\"statistics\"", "protocol", "balance USB");
	refused("\"name\":\"Autre\",\"other\":\"hid:0922:8003\"" REST, "protocol", "HID");
	refused(NAMED ",\"interval\":5,\"most\":5,\"purpose\":\"statistics\"", "most", "plaque");
	refused(NAMED ",\"interval\":5,\"least\":9000,\"most\":9000,\"purpose\":\"statistics\"", "least", "plus petit que Max");
	refused(NAMED ",\"protocol\":\"nci\"," PLATE ",\"purpose\":\"sale\"", "class", "classe I, II ou III");
	refused(NAMED ",\"protocol\":\"nci\"," PLATE ",\"purpose\":\"sale\",\"class\":\"IIII\"", "class", "classe I, II ou III");
	refused(NAMED ",\"protocol\":\"nci\",\"interval\":5,\"least\":95,\"most\":15000,\"purpose\":\"sale\",\"class\":\"III\"", "least", "100 g");
	refused(NAMED ",\"protocol\":\"own\"," PLATE ",\"purpose\":\"statistics\"", "regex", "motif");
	refused(NAMED ",\"protocol\":\"own\",\"regex\":\"(\"," PLATE ",\"purpose\":\"statistics\"", "regex", "parenthèses");
	refused(NAMED ",\"protocol\":\"own\",\"regex\":\"[0-9]+\"," PLATE ",\"purpose\":\"statistics\"", "regex", "(?<weight>");
	assert_int_equal(post("/p/scale/device", "{\"id\":77," GOOD "}"), 404);
}

static void a_usb_scale_talks_one_way(void **state)
{
	(void)state;
	assert_int_equal(post("/p/scale/device", "{\"name\":\"USB\",\"other\":\"hid:0922:8003:0071234\",\"interval\":2,\"most\":10000,\"purpose\":\"statistics\"}"), 200);
	assert_int_equal(glane_test_sql(t, "SELECT protocol = 'hid' AND asked_ms = 0 AND least_grams = 0 AND port LIKE '%0071234' FROM scale_device"), 1);
}

/* Only a person's wish makes the daemon ask on a port, and it can be taken back. */
static void finding_out_is_asked_for(void **state)
{
	(void)state;
	int64_t id = add("\"name\":\"Grande\",\"other\":\"serial:/dev/ttyUSB7\"," PLATE ",\"purpose\":\"statistics\"");
	assert_true(glane_test_sql(t, "SELECT asked_ms FROM scale_device") > 0);
	assert_int_equal(glane_test_page(t, "/p/scale/device?id=1"), 200);
	assert_true(glane_test_contains(t, "glane cherche comment elle parle"));
	assert_int_equal(post("/p/scale/device/ask", "{\"id\":%lld,\"stop\":true}", (long long)id), 200);
	assert_int_equal(glane_test_sql(t, "SELECT asked_ms FROM scale_device"), 0);
	assert_int_equal(glane_test_page(t, "/p/scale/"), 200);
	assert_true(glane_test_contains(t, "pas encore comment elle parle"));
	assert_int_equal(post("/p/scale/device/ask", "{\"id\":%lld}", (long long)id), 200);
	assert_true(glane_test_sql(t, "SELECT asked_ms FROM scale_device") > 0);
	glane_test_role(t, "staff");
	assert_int_equal(post("/p/scale/device/ask", "{\"id\":%lld}", (long long)id), 403);
}

static int64_t sells_until(void)
{
	return glane_test_sql(t, "SELECT coalesce(sells_until, 0) FROM scale_v1_device");
}

/* The clock stands at 2026-01-10, day 20463. */
static void the_law(void **state)
{
	(void)state;
	static const struct {
		const char *more, *words;
		int64_t until;
	} cases[] = {
		{ "\"purpose\":\"statistics\",\"class\":\"III\",\"check_day\":\"2027-01-10\"", "Statistiques seulement", 0 },
		{ "\"purpose\":\"sale\",\"class\":\"III\"", "La date du prochain contrôle manque", 0 },
		{ "\"purpose\":\"sale\",\"class\":\"III\",\"check_day\":\"2026-01-09\"", "dépassé depuis le 09/01/2026", 20462 },
		{ "\"purpose\":\"sale\",\"class\":\"III\",\"check_day\":\"2026-01-10\"", "permise jusqu’au 10/01/2026", 20463 },
		{ "\"purpose\":\"sale\",\"class\":\"II\",\"check_day\":\"2026-03-10\"", "prenez rendez-vous", 20522 },
	};
	int64_t id = add("");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(post("/p/scale/device", "{\"id\":%lld,\"name\":\"Grande\",\"port\":\"serial:/dev/ttyUSB7\",\"protocol\":\"nci\"," PLATE ",%s}", (long long)id, cases[i].more), 200);
		assert_int_equal(sells_until(), cases[i].until);
		assert_int_equal(glane_test_page(t, "/p/scale/"), 200);
		if (!glane_test_contains(t, cases[i].words))
			fail_msg("%s: not %s", cases[i].more, cases[i].words);
		assert_int_equal(glane_test_command(t, "scale list", "{}"), 200);
		assert_int_equal(glane_test_int(t, "scales.0.may_sell", -1), cases[i].until >= 20463);
	}
	glane_test_exec(t, "UPDATE scale_device SET class = ''"); /* behind our back */
	assert_true(strlen(glane_test_verify(t)) > 0);
	glane_test_exec(t, "UPDATE scale_device SET class = 'II'");
}

static void a_pattern_is_tried(void **state)
{
	(void)state;
	const char *regex = "regex=(%3F%3Cweight%3E%5B-0-9.,%5D%2B)%20(%3F%3Cunit%3Ekg%7Cg)(%3F%3Cstable%3E%20S)%3F"; /* (?<weight>[-0-9.,]+) (?<unit>kg|g)(?<stable> S)? */
	char path[400];
	snprintf(path, sizeof(path), "/p/scale/pattern?%s&bytes=1%%2C840%%20kg%%20S%%5Cr%%5Cn-12%%20g%%5Cx0D", regex); /* 1,840 kg S\r\n-12 g\x0D */
	assert_int_equal(glane_test_get(t, path), 200);
	assert_int_equal(glane_test_count(t, "frames"), 2);
	assert_int_equal(glane_test_int(t, "frames.0.mg", 0), 1840000);
	assert_int_equal(glane_test_int(t, "frames.0.stable", -1), 1);
	assert_int_equal(glane_test_int(t, "frames.1.mg", 0), -12000);
	assert_int_equal(glane_test_int(t, "frames.1.stable", -1), 0);
	snprintf(path, sizeof(path), "/p/scale/pattern?%s&bytes=bonjour", regex);
	assert_int_equal(glane_test_page(t, path), 200);
	assert_true(glane_test_contains(t, "Rien n’a été lu"));
	assert_int_equal(glane_test_page(t, "/p/scale/pattern?regex=("), 200);
	assert_true(glane_test_contains(t, "parenthèses"));
	assert_int_equal(post("/p/scale/device", "{\"name\":\"Vieille\",\"other\":\"serial:/dev/ttyUSB7\",\"protocol\":\"own\",\"regex\":\"(?<weight>[0-9]+)\",\"unit\":\"g\","
	                      "\"ask\":\"W\\\\r\"," PLATE ",\"purpose\":\"statistics\"}"), 200);
	assert_int_equal(glane_test_get(t, "/p/scale/pattern?id=1&bytes=250"), 200); /* as it is kept */
	assert_int_equal(glane_test_int(t, "frames.0.mg", 0), 250000);
}

static void without_the_daemon_nothing_is_read(void **state)
{
	(void)state;
	assert_int_equal(glane_test_command(t, "scale read", "{}"), 404);
	add("");
	assert_int_equal(glane_test_command(t, "scale read", "{}"), 503);
	assert_true(glane_test_contains(t, "glane serve"));
	assert_int_equal(glane_test_command(t, "scale test", "{\"mass\":1000}"), 503);
	assert_int_equal(glane_test_command(t, "scale read", "{\"scale\":\"Petite\"}"), 404);
	assert_int_equal(glane_test_get(t, "/p/scale/check?id=1&mass=1"), 200);
	assert_int_equal(glane_test_int(t, "check.not_steady", 0), 1);
	assert_int_equal(glane_test_get(t, "/p/scale/check?id=1&mass=16"), 400); /* more than Max */
}

static void who_may(void **state)
{
	(void)state;
	add("");
	for (const char *const *role = (const char *const[]){ "day", "volunteer", "staff", NULL }; *role; role++) {
		glane_test_role(t, *role);
		assert_int_equal(glane_test_page(t, "/p/scale/"), 200);
		assert_false(glane_test_contains(t, "/p/scale/device"));
		assert_int_equal(glane_test_page(t, "/p/scale/check?id=1"), 200);
		assert_int_equal(glane_test_get(t, "/p/scale/device?id=1"), 403);
		assert_int_equal(glane_test_get(t, "/p/scale/pattern"), 403);
		assert_int_equal(post("/p/scale/device", "{" GOOD "}"), 403);
		assert_int_equal(post("/p/scale/device/remove", "{\"id\":1}"), 403);
		assert_int_equal(post("/p/scale/taken", "{\"scale\":1}"), 200); /* whoever weighs */
	}
	glane_test_role(t, "cashier");
	assert_int_equal(glane_test_get(t, "/p/scale/state"), 403);
	glane_test_role(t, "manager");
	assert_int_equal(glane_test_page(t, "/p/scale/device?id=1"), 200);
}

static void the_form_works_without_a_script(void **state)
{
	(void)state;
	assert_int_equal(glane_test_page(t, "/p/scale/device"), 200);
	assert_int_equal(glane_test_form(t, "/p/scale/device", "name=&other=serial%3A%2Fdev%2FttyUSB7&protocol=nci&line=&interval=5&least=&most=15&purpose=sale&class=&check_day="), 400);
	assert_true(glane_test_contains(t, "value=\"serial:/dev/ttyUSB7\"")); /* nothing typed is lost */
	assert_int_equal(glane_test_form(t, "/p/scale/device", "name=Grande&other=serial%3A%2Fdev%2FttyUSB7&protocol=nci&line=9600%2C7E1&interval=5&least=100&most=15%2C5&purpose=sale&class=III&check_day=2027-01-31"), 303);
	assert_string_equal(glane_test_field(t, "Location"), "/p/scale/device?id=1");
	assert_int_equal(glane_test_sql(t, "SELECT most_grams FROM scale_device"), 15500);
	glane_test_lang(t, "en");
	assert_int_equal(glane_test_page(t, "/p/scale/device?id=1"), 200);
	assert_true(glane_test_contains(t, "value=\"15.5\""));
	assert_true(glane_test_contains(t, "value=\"2027-01-31\""));
	assert_true(glane_test_contains(t, "<option value=\"9600,7E1\" selected>"));
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(a_scale_is_added_set_and_taken_away), TEST(four_at_most), TEST(what_is_wrong_is_said_at_its_field), TEST(a_usb_scale_talks_one_way),
		TEST(finding_out_is_asked_for), TEST(the_law), TEST(a_pattern_is_tried), TEST(without_the_daemon_nothing_is_read), TEST(who_may),
		TEST(the_form_works_without_a_script),
	};
	return cmocka_run_group_tests_name("scale/devices", tests, NULL, NULL);
}
