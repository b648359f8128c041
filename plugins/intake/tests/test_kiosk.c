/* SPDX-License-Identifier: MPL-2.0 */
/* What the kiosk asks for besides weighing: late weighings, corrections, a person's own order, origins, the day's gauge,
 * how long bags take. */
#include "intake/tests/bench.h"

#define NOW INT64_C(1768035600000) /* where the clock of the bench stands: 2026-01-10 09:00 UTC */
#define HOUR INT64_C(3600000)

static int64_t newest(const char *column)
{
	return ask("SELECT @ FROM intake_weighing ORDER BY record DESC", column);
}

static int64_t weigh_at(int64_t happened_ms)
{
	assert_int_equal(post("/p/intake/weighings", "{\"category\":%lld,\"gross\":5000,\"happened_ms\":%lld}", (long long)category("TOYS"),
		(long long)happened_ms), 201);
	return glane_test_int(t, "record", 0);
}

/* --- of a scale --- */
static void sent(const char *more, const char *what, int64_t scale)
{
	assert_int_equal(post("/p/intake/weighings", "{\"category\":%lld,\"gross\":1840%s}", (long long)category("TOYS"), more), 201);
	char sql[200];
	snprintf(sql, sizeof(sql), "SELECT coalesce(json_extract(line, '$.body.scale'), 0) FROM core_journal_text WHERE seq = %lld"
	         " AND json_extract(line, '$.body.raw') IS %s", (long long)glane_test_int(t, "record", 0), what);
	assert_int_equal(glane_test_sql(t, sql), scale);
}
#define FRAME "S S       1.840 kg"

static void test_scale(void **state)
{
	(void)state;
	sent(",\"scale\":2,\"raw\":\"" FRAME "\"", "'" FRAME "'", 2);
	int64_t record = glane_test_int(t, "record", 0);
	sent("", "NULL", 0);
	sent(",\"manual\":true,\"scale\":2,\"raw\":\"" FRAME "\"", "NULL", 0); /* typed: no scale said it */
	/* Another category was weighed by the same scale; another weight was not. */
	assert_int_equal(post("/p/intake/correct", "{\"record\":%lld,\"pieces\":2}", (long long)record), 201);
	record = glane_test_int(t, "record", 0);
	char sql[160];
	snprintf(sql, sizeof(sql), "SELECT json_extract(line, '$.body.scale') FROM core_journal_text WHERE seq = %lld AND line LIKE '%%" FRAME "%%'", (long long)record);
	assert_int_equal(glane_test_sql(t, sql), 2);
	assert_int_equal(post("/p/intake/correct", "{\"record\":%lld,\"gross\":1900,\"manual\":false}", (long long)record), 201);
	snprintf(sql, sizeof(sql), "SELECT json_extract(line, '$.body.scale') IS NULL FROM core_journal_text WHERE seq = %lld", (long long)glane_test_int(t, "record", 0));
	assert_int_equal(glane_test_sql(t, sql), 1);
	refused("/p/intake/weighings", "{\"category\":1,\"gross\":5000,\"scale\":0}", "scale", "Ce n’est pas assez", "This is not enough");
	is_clean();
}

/* --- sent late ---------------------------------------------------------------------------------------------------- */
static int64_t of_record(const char *what, int64_t record)
{
	char sql[200];
	snprintf(sql, sizeof(sql), "SELECT %s FROM core_journal j JOIN core_journal_text x ON x.seq = j.seq WHERE j.seq = %lld", what, (long long)record);
	return glane_test_sql(t, sql);
}

static void test_late(void **state)
{
	(void)state;
	int64_t now = NOW;
	glane_test_clock(t, now);
	/* Yesterday evening, sent this morning: it counts for yesterday. */
	int64_t record = weigh_at(now - 15 * HOUR);
	assert_int_equal(of_record("j.happened_from", record), now - 15 * HOUR);
	assert_int_equal(of_record("j.happened_to", record), now - 15 * HOUR);
	assert_int_equal(of_record("j.at_ms", record), now);
	assert_int_equal(glane_test_get(t, "/p/intake/day?day=2026-01-09"), 200);
	assert_int_equal(glane_test_int(t, "lines.0.record", 0), record);
	/* The edges of what is believed. */
	record = weigh_at(now - 48 * HOUR);
	assert_int_equal(of_record("j.happened_from", record), now - 48 * HOUR);
	record = weigh_at(now + 60000);
	assert_int_equal(of_record("j.happened_from", record), now);
	assert_int_equal(of_record("json_extract(x.line, '$.body.clock') IS NULL", record), 1);
	/* A clock that is wrong by a year loses nothing: it counts for today, and the record says what was claimed. */
	int64_t wrong[] = { now - 48 * HOUR - 1, now + 60001, now - 365 * 24 * HOUR, now + 365 * 24 * HOUR, 1 };
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		record = weigh_at(wrong[i]);
		assert_int_equal(of_record("j.happened_from", record), now);
		assert_int_equal(of_record("json_extract(x.line, '$.body.clock')", record), wrong[i]);
		assert_int_equal(newest("day"), 20463);
	}
	/* A refusal too. */
	assert_int_equal(post("/p/intake/refusals", "{\"category\":%lld,\"reason\":\"other\",\"happened_ms\":%lld}", (long long)category("TOYS"),
		(long long)(now - 15 * HOUR)), 201);
	assert_int_equal(glane_test_sql(t, "SELECT day FROM intake_refusal ORDER BY record DESC"), 20462);
	refused("/p/intake/weighings", "{\"category\":1,\"gross\":5000,\"happened_ms\":0}", "happened_ms", "Ce n’est pas assez", "This is not enough");
	is_clean();
}

/* --- corrections -------------------------------------------------------------------------------------------------------- */
static int64_t weighed(const char *code, int64_t grams)
{
	assert_int_equal(post("/p/intake/weighings", "{\"category\":%lld,\"gross\":%lld,\"origin\":\"Ivry\",\"note\":\"au fond\"}",
		(long long)category(code), (long long)grams), 201);
	return glane_test_int(t, "record", 0);
}

static int correct(int64_t record, const char *rest)
{
	return post("/p/intake/correct", "{\"record\":%lld%s}", (long long)record, rest);
}

static void test_correct(void **state)
{
	(void)state;
	int64_t stock = balance("stock:sorting"), box = glane_test_sql(t, "SELECT id FROM core_container WHERE tare_grams = 3000");
	int64_t first = weighed("TOYS", 18400), events = glane_test_events(t, "intake.day");
	char rest[100];
	assert_int_equal(correct(first, ",\"gross\":1840,\"manual\":true"), 201);
	int64_t second = glane_test_int(t, "record", 0);
	assert_true(second > first);
	assert_int_equal(glane_test_int(t, "net", 0), 1840);
	assert_int_equal(glane_test_int(t, "corrects", 0), first);
	assert_int_equal(balance("stock:sorting") - stock, 1840);
	assert_true(glane_test_events(t, "intake.day") > events);
	assert_int_equal(newest("origin = 'Ivry' AND manual"), 1);
	assert_int_equal(of_record("json_extract(x.line, '$.body.note') = 'au fond'", second), 1);
	assert_int_equal(of_record("json_extract(x.line, '$.body.corrects')", second), first);
	/* The list has the line once, and the former one as corrected. */
	assert_int_equal(glane_test_get(t, "/p/intake/day"), 200);
	assert_int_equal(glane_test_int(t, "lines.0.record", 0), second);
	assert_int_equal(glane_test_int(t, "lines.0.corrects", 0), first);
	assert_int_equal(glane_test_int(t, "lines.0.correctable", 0), 1);
	assert_int_equal(glane_test_int(t, "lines.1.record", 0), first);
	assert_int_equal(glane_test_int(t, "lines.1.corrected", 0), 1);
	assert_int_equal(glane_test_int(t, "lines.1.undone", 0), 1);
	assert_int_equal(glane_test_int(t, "lines.1.correctable", 1), 0);
	is_clean();
	/* Once more: category, container and pieces; the tare comes with the container. */
	snprintf(rest, sizeof(rest), ",\"gross\":15000,\"category\":%lld,\"container\":%lld,\"pieces\":4", (long long)category("MOB-CHAISE-BOIS"), (long long)box);
	assert_int_equal(correct(second, rest), 201);
	int64_t third = glane_test_int(t, "record", 0);
	assert_int_equal(glane_test_int(t, "net", 0), 12000);
	assert_int_equal(glane_test_int(t, "tare", 0), 3000);
	assert_int_equal(newest("pieces"), 4);
	assert_int_equal(balance("stock:sorting") - stock, 12000);
	/* Only one thing is said, the others stay: 0 takes the container away. */
	assert_int_equal(correct(third, ",\"container\":0"), 201);
	int64_t fourth = glane_test_int(t, "record", 0);
	assert_int_equal(glane_test_int(t, "net", 0), 15000);
	assert_int_equal(newest("pieces"), 4);
	assert_int_equal(glane_test_int(t, "category.id", 0), category("MOB-CHAISE-BOIS"));
	is_clean();
	/* Taking a correction back brings back what was before it, step by step; then the weighing itself goes. */
	assert_int_equal(post("/p/intake/undo", "{\"record\":%lld}", (long long)fourth), 200);
	assert_int_equal(newest("net"), 12000);
	assert_int_equal(newest("container"), box);
	assert_int_equal(post("/p/intake/undo", "{\"record\":%lld}", (long long)newest("record")), 200);
	assert_int_equal(newest("net"), 1840);
	assert_int_equal(post("/p/intake/undo", "{\"record\":%lld}", (long long)newest("record")), 200);
	assert_int_equal(newest("net"), 18400);
	assert_int_equal(newest("manual"), 0);
	assert_int_equal(balance("stock:sorting") - stock, 18400);
	assert_int_equal(post("/p/intake/undo", "{\"record\":%lld}", (long long)newest("record")), 200);
	assert_int_equal(balance("stock:sorting"), stock);
	assert_int_equal(post("/p/intake/undo", "{\"record\":%lld}", (long long)fourth), 409); /* already taken back */
	is_clean();
}

/* Ten minutes later nothing is undone any more, but corrected; it stays on the day on which it was weighed. */
static void test_correct_later(void **state)
{
	(void)state;
	int64_t record = weighed("TOYS", 18400);
	glane_test_advance(t, 26 * HOUR);
	assert_int_equal(post("/p/intake/undo", "{\"record\":%lld}", (long long)record), 409);
	assert_int_equal(correct(record, ",\"gross\":1840"), 201);
	int64_t second = glane_test_int(t, "record", 0);
	assert_int_equal(of_record("(SELECT happened_from FROM core_journal WHERE seq = j.reverses) IS NULL AND j.happened_from < j.at_ms - 90000000", second), 1);
	assert_int_equal(newest("day"), ask("SELECT day FROM intake_weighing WHERE replaced_by IS NOT NULL ORDER BY record DESC@", ""));
	glane_test_advance(t, 600001);
	assert_int_equal(post("/p/intake/undo", "{\"record\":%lld}", (long long)second), 409);
	assert_true(glane_test_contains(t, "Plus de 10 minutes"));
	is_clean();
}

static void test_correct_refused(void **state)
{
	(void)state;
	int64_t record = weighed("TOYS", 4000), journal;
	char body[200];
	journal = glane_test_sql(t, "SELECT count(*) FROM core_journal");
	const struct {
		const char *rest, *field, *fr, *en;
	} all[] = {
		{ "\"gross\":0", "gross", "Ce n’est pas assez", "This is not enough" },
		{ "\"gross\":500001", "gross", "C’est plus que 500", "This is more than 500" },
		{ "\"category\":999999", "category", "Cette catégorie n’existe pas", "This category does not exist" },
		{ "\"category\":REFUSED", "category", "Cela ne se prend pas", "This is not taken in" },
		{ "\"container\":999", "container", "Ce contenant n’existe pas", "This container does not exist" },
		{ "\"container\":HEAVY", "gross", "Le poids ne dépasse pas celui du contenant vide (cage DEEE", "The weight is not above" },
		{ "\"pieces\":-1", "pieces", "Ce n’est pas assez", "This is not enough" },
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		char rest[100];
		const char *at = strstr(all[i].rest, "REFUSED"), *heavy = strstr(all[i].rest, "HEAVY");
		if (at)
			snprintf(rest, sizeof(rest), "\"category\":%lld", (long long)category("REF-GAZ"));
		else if (heavy)
			snprintf(rest, sizeof(rest), "\"container\":%lld", (long long)glane_test_sql(t, "SELECT id FROM core_container WHERE tare_grams = 39000"));
		else
			snprintf(rest, sizeof(rest), "%s", all[i].rest);
		snprintf(body, sizeof(body), "{\"record\":%lld,%s}", (long long)record, rest);
		refused("/p/intake/correct", body, all[i].field, all[i].fr, all[i].en);
	}
	assert_int_equal(correct(record, ""), 400);
	assert_true(glane_test_contains(t, "Rien n’a changé"));
	assert_int_equal(correct(record, ",\"gross\":4000"), 400);
	assert_int_equal(correct(99999999, ",\"gross\":4000"), 404);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_journal"), journal);
	assert_int_equal(correct(record, ",\"gross\":4100"), 201);
	assert_int_equal(correct(record, ",\"gross\":4200"), 409);
	assert_true(glane_test_contains(t, "déjà été annulée ou corrigée"));
	/* What has a closed category keeps it. */
	record = newest("record");
	glane_test_exec(t, "UPDATE core_category SET active = 0 WHERE code = 'TOYS'");
	assert_int_equal(correct(record, ",\"gross\":4300"), 201);
	glane_test_exec(t, "UPDATE core_category SET active = 1 WHERE code = 'TOYS'");
	is_clean();
}

/* Out of what was weighed an object was made: both must be taken back, and the sentence names its label. */
static void test_correct_labelled(void **state)
{
	(void)state;
	struct glane_test *kept = t;
	t = glane_test_open(PLUGINS "/intake.so", PLUGINS "/items.so", NULL);
	int64_t record = weighed("MOB-CHAISE-BOIS", 9600);
	assert_int_equal(post("/p/items/items", "{\"category\":%lld,\"grams\":9600,\"source\":%lld}", (long long)category("MOB-CHAISE-BOIS"), (long long)record), 201);
	char label[20];
	snprintf(label, sizeof(label), "%s", glane_test_text(t, "short"));
	int64_t item = glane_test_int(t, "record", 0), journal = glane_test_sql(t, "SELECT count(*) FROM core_journal");
	assert_int_equal(correct(record, ",\"gross\":9500"), 409);
	assert_true(strstr(glane_test_text(t, "error.message"), label) != NULL);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_journal"), journal);
	assert_int_equal(post("/p/items/undo", "{\"record\":%lld}", (long long)item), 200);
	assert_int_equal(correct(record, ",\"gross\":9500"), 201);
	is_clean();
	glane_test_close(t);
	t = kept;
}

static void test_correct_page(void **state)
{
	(void)state;
	char target[80], body[200];
	long long record = weighed("MOB-CHAISE-BOIS", 9050), toys = category("TOYS");
	assert_int_equal(glane_test_page(t, "/p/intake/"), 200);
	snprintf(target, sizeof(target), "/p/intake/correct?record=%lld", record);
	assert_true(glane_test_contains(t, target));
	assert_int_equal(glane_test_page(t, target), 200);
	assert_true(glane_test_contains(t, "value=\"9,05\""));
	snprintf(body, sizeof(body), "<option value=\"%lld\" selected>chaise en bois", (long long)category("MOB-CHAISE-BOIS"));
	assert_true(glane_test_contains(t, body));
	assert_false(glane_test_contains(t, "<script"));
	snprintf(body, sizeof(body), "record=%lld&category=%lld&gross=neuf&container=0&pieces=", record, toys);
	assert_int_equal(glane_test_form(t, "/p/intake/correct", body), 400);
	assert_true(glane_test_contains(t, "value=\"neuf\""));
	assert_true(glane_test_contains(t, "id=\"gross-fault\">"));
	snprintf(body, sizeof(body), "record=%lld&category=%lld&gross=8,5&container=0&pieces=", record, toys);
	assert_int_equal(glane_test_form(t, "/p/intake/correct", body), 303);
	assert_int_equal(newest("net"), 8500);
	assert_int_equal(glane_test_page(t, "/p/intake/"), 200);
	assert_true(glane_test_contains(t, "corrigé"));
	assert_int_equal(glane_test_page(t, target), 409);
	assert_int_equal(glane_test_page(t, "/p/intake/correct"), 404);
	is_clean();
}

/* --- what a person uses most ------------------------------------------------------------------------------------------------- */
static void test_own_order(void **state)
{
	(void)state;
	struct glane_test *kept = t;
	t = glane_test_open(PLUGINS "/intake.so", NULL);
	for (int i = 0; i < 5; i++)
		weighed("SHOES", 1000);
	weighed("TEXTILES", 1000);
	glane_test_role(t, "volunteer");
	weighed("JEWELLERY", 1000);
	weighed("MOB-CHAISE-BOIS", 9600);
	weighed("MOB-CHAISE-BOIS", 9600);
	assert_int_equal(glane_test_get(t, "/p/intake/"), 200);
	assert_string_equal(glane_test_text(t, "categories.0.code"), "FURNITURE"); /* hers first, the shop's after them */
	assert_string_equal(glane_test_text(t, "categories.0.children.0.code"), "MOB-CHAISE-BOIS");
	assert_string_equal(glane_test_text(t, "categories.1.code"), "JEWELLERY");
	assert_string_equal(glane_test_text(t, "categories.2.code"), "SHOES");
	assert_string_equal(glane_test_text(t, "categories.3.code"), "TEXTILES");
	glane_test_role(t, NULL);
	assert_int_equal(glane_test_get(t, "/p/intake/"), 200);
	assert_string_equal(glane_test_text(t, "categories.0.code"), "SHOES");
	glane_test_close(t);
	t = kept;
}

/* --- origins, the clock, the gauge ---------------------------------------------------------------------------------------------- */
static void test_origins(void **state)
{
	(void)state;
	assert_int_equal(glane_test_get(t, "/p/intake/"), 200);
	assert_int_equal(glane_test_count(t, "origins"), 0);
	assert_true(glane_test_int(t, "now_ms", 0) >= NOW);
	assert_int_equal(glane_test_command(t, "setting set",
		"{\"key\":\"intake.origins\",\"value\":\" Ivry, Vitry ,, Déchèterie de Créteil;Emmaüs ; \"}"), 200);
	assert_int_equal(glane_test_get(t, "/p/intake/"), 200);
	assert_int_equal(glane_test_count(t, "origins"), 4);
	assert_string_equal(glane_test_text(t, "origins.0"), "Ivry");
	assert_string_equal(glane_test_text(t, "origins.1"), "Vitry");
	assert_string_equal(glane_test_text(t, "origins.2"), "Déchèterie de Créteil");
	assert_string_equal(glane_test_text(t, "origins.3"), "Emmaüs");
}

static void test_today(void **state)
{
	(void)state;
	glane_test_advance(t, 48 * HOUR);
	glane_test_public(t, 1);
	assert_int_equal(glane_test_get(t, "/p/intake/today"), 200);
	assert_int_equal(glane_test_int(t, "value", -1), 0);
	glane_test_public(t, 0);
	weighed("TOYS", 4000);
	int64_t record = weighed("TOYS", 900);
	weighed("TOYS", 1200);
	assert_int_equal(post("/p/intake/undo", "{\"record\":%lld}", (long long)record), 200);
	assert_int_equal(post("/p/intake/weighings", "{\"category\":%lld,\"gross\":5000,\"happened\":\"2025-10-01\"}", (long long)category("TOYS")), 201);
	glane_test_public(t, 1);
	assert_int_equal(glane_test_get(t, "/p/intake/today"), 200);
	assert_int_equal(glane_test_int(t, "value", 0), 5200);
	assert_int_equal(glane_test_int(t, "count", 0), 2);
	assert_string_equal(glane_test_text(t, "title"), "Pesé aujourd’hui");
	glane_test_public(t, 0);
}

/* --- how long bags take ------------------------------------------------------------------------------------------------------------- */
static void bag(const char *flow, int64_t ms, int objects)
{
	assert_int_equal(post("/p/intake/pace", "{\"flow\":\"%s\",\"ms\":%lld,\"objects\":%d,\"touches\":%d}", flow, (long long)ms, objects, 2 * objects), 201);
}

static void test_pace(void **state)
{
	(void)state;
	glane_test_clock(t, NOW + 30 * 24 * HOUR); /* Monday, 9 February */
	assert_int_equal(glane_test_get(t, "/p/intake/pace"), 200);
	assert_int_equal(glane_test_count(t, "flows"), 0);
	for (int i = 10; i >= 1; i--)
		bag("label", i * 10000, 6);
	bag("deposit", 8000, 1);
	glane_test_advance(t, 8 * 24 * HOUR); /* Tuesday of the next week */
	bag("label", 41400, 3);
	assert_int_equal(glane_test_get(t, "/p/intake/pace"), 200);
	assert_int_equal(glane_test_count(t, "flows"), 2);
	assert_string_equal(glane_test_text(t, "flows.0.flow"), "label");
	assert_int_equal(glane_test_count(t, "flows.0.weeks"), 2);
	assert_string_equal(glane_test_text(t, "flows.0.weeks.0.week"), "2026-02-16");
	assert_int_equal(glane_test_int(t, "flows.0.weeks.0.p50_ms", 0), 41400);
	assert_int_equal(glane_test_int(t, "flows.0.weeks.0.p90_ms", 0), 41400);
	assert_string_equal(glane_test_text(t, "flows.0.weeks.0.p50"), "41 s");
	assert_string_equal(glane_test_text(t, "flows.0.weeks.0.per_object"), "14 s");
	assert_string_equal(glane_test_text(t, "flows.0.weeks.1.week"), "2026-02-09");
	assert_int_equal(glane_test_int(t, "flows.0.weeks.1.bags", 0), 10);
	assert_int_equal(glane_test_int(t, "flows.0.weeks.1.objects", 0), 60);
	assert_int_equal(glane_test_int(t, "flows.0.weeks.1.p50_ms", 0), 50000);
	assert_int_equal(glane_test_int(t, "flows.0.weeks.1.p90_ms", 0), 90000);
	assert_string_equal(glane_test_text(t, "flows.0.weeks.1.p90"), "1 min 30 s");
	assert_string_equal(glane_test_text(t, "flows.1.flow"), "deposit");
	assert_int_equal(glane_test_page(t, "/p/intake/pace"), 200);
	assert_true(glane_test_contains(t, "1 min 30 s"));
	assert_true(glane_test_contains(t, "9 sur 10"));
	/* Nobody is in it, and it is not in the journal. */
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM pragma_table_info('intake_pace') WHERE name NOT IN ('id','flow','day','ms','objects','touches')"), 0);
	refused("/p/intake/pace", "{\"flow\":\"till\",\"ms\":1,\"objects\":1,\"touches\":1}", "flow", "Choisissez", "Choose one");
	refused("/p/intake/pace", "{\"flow\":\"label\",\"ms\":3600001,\"objects\":1,\"touches\":1}", "ms", "C’est trop", "This is too much");
	refused("/p/intake/pace", "{\"flow\":\"label\",\"ms\":1000,\"objects\":0,\"touches\":1}", "objects", "Ce n’est pas assez", "This is not enough");
	/* Who weighs notes it; who manages sees it. */
	glane_test_role(t, "volunteer");
	bag("deposit", 9000, 1);
	assert_int_equal(glane_test_get(t, "/p/intake/pace"), 403);
	glane_test_role(t, "manager");
	assert_int_equal(glane_test_get(t, "/p/intake/pace"), 200);
	glane_test_role(t, NULL);
	/* It goes after a year. */
	glane_test_advance(t, 360 * 24 * HOUR);
	glane_test_settle(t);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM intake_pace"), 2);
	glane_test_advance(t, 8 * 24 * HOUR);
	glane_test_settle(t);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM intake_pace"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scale), cmocka_unit_test(test_late),          cmocka_unit_test(test_correct),          cmocka_unit_test(test_correct_later),
		cmocka_unit_test(test_correct_refused), cmocka_unit_test(test_correct_labelled), cmocka_unit_test(test_correct_page),
		cmocka_unit_test(test_own_order),     cmocka_unit_test(test_origins),          cmocka_unit_test(test_today),
		cmocka_unit_test(test_pace),
	};
	return cmocka_run_group_tests_name("intake/kiosk", tests, begin, end);
}
