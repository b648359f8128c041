/* SPDX-License-Identifier: MPL-2.0 */
/* What is recorded at the door: weighings, arrivals, refusals, taking back, and all that is refused in words. */
#include "intake/tests/bench.h"

static int weigh(const char *rest)
{
	return post("/p/intake/weighings", "{\"category\":%lld,%s}", (long long)category("MOB-CHAISE-BOIS"), rest);
}

/* --- weighings ------------------------------------------------------------------------------------------------ */
static void test_weighing(void **state)
{
	(void)state;
	int64_t stock = balance("stock:sorting"), source = balance("source:drop_off");
	int64_t box = glane_test_sql(t, "SELECT id FROM core_container WHERE tare_grams = 3000"), events = glane_test_events(t, "intake.day");
	char body[200];
	snprintf(body, sizeof(body), "\"gross\":12600,\"container\":%lld,\"pieces\":1,\"manual\":true,\"origin\":\"94200\",\"note\":\"un pied usé\"", (long long)box);
	assert_int_equal(weigh(body), 201);
	int64_t record = glane_test_int(t, "record", 0);
	assert_true(record > 0);
	assert_int_equal(glane_test_int(t, "weighing", 0), record);
	assert_int_equal(glane_test_int(t, "gross", 0), 12600);
	assert_int_equal(glane_test_int(t, "tare", 0), 3000);
	assert_int_equal(glane_test_int(t, "net", 0), 9600);
	assert_int_equal(glane_test_int(t, "category.id", 0), category("MOB-CHAISE-BOIS"));
	assert_string_equal(glane_test_text(t, "category.name"), "chaise en bois");
	assert_true(glane_test_contains(t, "\"warning\":null"));
	assert_true(glane_test_contains(t, "\"donation\":null"));
	assert_int_equal(balance("stock:sorting") - stock, 9600);
	assert_int_equal(balance("source:drop_off") - source, -9600);
	assert_int_equal(glane_test_sql(t, "SELECT pieces FROM core_movement ORDER BY seq DESC"), 1);
	assert_int_equal(glane_test_sql(t, "SELECT measured FROM core_movement ORDER BY seq DESC"), 1);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_journal_text WHERE line LIKE '%un pied usé%' AND line LIKE '%94200%'"), 1);
	assert_int_equal(glane_test_events(t, "intake.day"), events + 1);

	assert_int_equal(glane_test_get(t, "/p/intake/day"), 200);
	assert_int_equal(glane_test_int(t, "lines.0.record", 0), record);
	assert_string_equal(glane_test_text(t, "lines.0.kind"), "weighing");
	assert_int_equal(glane_test_int(t, "lines.0.net", 0), 9600);
	assert_int_equal(glane_test_int(t, "lines.0.pieces", 0), 1);
	assert_int_equal(glane_test_int(t, "lines.0.manual", 0), 1);
	assert_int_equal(glane_test_int(t, "lines.0.container.id", 0), box);
	assert_string_equal(glane_test_text(t, "lines.0.note"), "un pied usé");
	assert_string_equal(glane_test_text(t, "day"), "2026-01-10");
	is_clean();
}

/* A comma and a point are the same; a form says kilograms, JSON numbers are grams. */
static void test_typed_weights(void **state)
{
	(void)state;
	assert_int_equal(weigh("\"gross\":\"9,6\""), 201);
	assert_int_equal(glane_test_int(t, "net", 0), 9600);
	assert_int_equal(weigh("\"gross\":\"9.600\""), 201);
	assert_int_equal(glane_test_int(t, "net", 0), 9600);
	assert_int_equal(weigh("\"gross\":9600"), 201);
	assert_int_equal(glane_test_int(t, "net", 0), 9600);
	/* Exactly what is allowed, and a gram of net. */
	assert_int_equal(weigh("\"gross\":500000"), 201);
	assert_int_equal(weigh("\"gross\":1"), 201);
	int64_t box = glane_test_sql(t, "SELECT id FROM core_container WHERE tare_grams = 3000");
	char body[60];
	snprintf(body, sizeof(body), "\"gross\":3001,\"container\":%lld", (long long)box);
	assert_int_equal(weigh(body), 201);
	assert_int_equal(glane_test_int(t, "net", 0), 1);
}

static void test_repeat(void **state)
{
	(void)state;
	char body[100];
	static const char key[] = "01960000-0000-7000-8000-000000000001";
	snprintf(body, sizeof(body), "{\"category\":%lld,\"gross\":1234}", (long long)category("TOYS"));
	int64_t before = balance("stock:sorting");
	assert_int_equal(glane_test_post_key(t, "/p/intake/weighings", body, key), 201);
	int64_t record = glane_test_int(t, "record", 0);
	assert_int_equal(glane_test_post_key(t, "/p/intake/weighings", body, key), 201);
	assert_int_equal(glane_test_int(t, "record", 0), record);
	assert_int_equal(balance("stock:sorting") - before, 1234);
}

/* --- what is refused ---------------------------------------------------------------------------------------------- */
static void test_bad_weighings(void **state)
{
	(void)state;
	char body[1200], note[301];
	int64_t chair = category("MOB-CHAISE-BOIS"), box = glane_test_sql(t, "SELECT id FROM core_container WHERE tare_grams = 3000");
	memset(note, 'a', 300);
	note[300] = 0;
	glane_test_exec(t, "UPDATE core_container SET active = 0 WHERE tare_grams = 39000");
	int64_t closed = glane_test_sql(t, "SELECT id FROM core_container WHERE tare_grams = 39000");
	glane_test_exec(t, "UPDATE core_category SET active = 0 WHERE code = 'SHOES'");
	const struct {
		const char *body, *field, *fr, *en;
	} all[] = {
		{ "\"gross\":0", "gross", "Ce n’est pas assez", "This is not enough" },
		{ "\"gross\":-5", "gross", "Ce n’est pas assez", "This is not enough" },
		{ "\"gross\":\"-1,5\"", "gross", "Ce n’est pas assez", "This is not enough" },
		{ "\"gross\":500001", "gross", "C’est plus que 500", "This is more than 500" },
		{ "\"gross\":\"500,001\"", "gross", "C’est plus que 500", "This is more than 500" },
		{ "\"gross\":\"beaucoup\"", "gross", "Écrivez un nombre", "Write a number" },
		{ "\"gross\":\"1e9\"", "gross", "Écrivez un nombre", "Write a number" },
		{ "\"gross\":\"1,2345\"", "gross", "Trop de chiffres", "Too many digits" },
		{ "\"gross\":\"99999999999999999999\"", "gross", "Écrivez un nombre", "Write a number" },
		{ "\"gross\":\"\"", "gross", "Écrivez un nombre", "Write a number" },
		{ "\"gross\":null", "gross", "Ce champ est à remplir", "Please fill in" },
		{ "\"gross\":1000,\"container\":999", "container", "Ce contenant n’existe pas", "This container does not exist" },
		{ "\"gross\":90000,\"container\":CLOSED", "container", "Ce contenant n’est plus", "This container is no longer" },
		{ "\"gross\":3000,\"container\":BOX", "gross", "Le poids ne dépasse pas celui du contenant vide (bac gris, 3", "The weight is not above that of the empty" },
		{ "\"gross\":1000,\"container\":BOX", "gross", "Le poids ne dépasse pas", "The weight is not above" },
		{ "\"gross\":1000,\"donation\":999999", "donation", "Cet apport n’existe pas", "This arrival does not exist" },
		{ "\"gross\":1000,\"channel\":\"moon\"", "channel", "Choisissez une des réponses", "Choose one" },
		{ "\"gross\":1000,\"pieces\":0", "pieces", "Ce n’est pas assez : 1", "This is not enough" },
		{ "\"gross\":1000,\"pieces\":-1", "pieces", "Ce n’est pas assez : 1", "This is not enough" },
		{ "\"gross\":1000,\"pieces\":10001", "pieces", "C’est trop : 10", "This is too much" },
		{ "\"gross\":1000,\"pieces\":1.5", "pieces", "Écrivez un nombre entier", "Write a whole" },
		{ "\"gross\":1000,\"happened\":\"2026-01-11\"", "happened", "Ce jour n’est pas encore venu", "This day has not come yet" },
		{ "\"gross\":1000,\"happened\":\"1999-12-31\"", "happened", "Cette date est trop tôt", "This date is too early" },
		{ "\"gross\":1000,\"happened\":\"hier\"", "happened", "Écrivez la date ainsi", "Write the date" },
		{ "\"gross\":1000,\"note\":\"NOTE\"", "note", "Ce texte est trop long : 200", "This text is too long: 200" },
		{ "\"gross\":1000,\"note\":\"a\\u0007b\"", "note", "Ce texte contient un signe invisible", "This text contains" },
		{ "\"gross\":1000,\"note\":\"a\\nb\"", "note", "Ce texte contient un signe invisible", "This text contains" },
		{ "\"gross\":1000,\"origin\":\"NOTE\"", "origin", "Ce texte est trop long : 60", "This text is too long: 60" },
		{ "\"gross\":1000,\"colour\":\"red\"", "colour", "Ce champ n’est pas attendu", "This field" },
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		char rest[600];
		const char *at;
		if ((at = strstr(all[i].body, "NOTE")))
			snprintf(rest, sizeof(rest), "%.*s%s%s", (int)(at - all[i].body), all[i].body, note, at + 4);
		else if ((at = strstr(all[i].body, "BOX")))
			snprintf(rest, sizeof(rest), "%.*s%lld%s", (int)(at - all[i].body), all[i].body, (long long)box, at + 3);
		else if ((at = strstr(all[i].body, "CLOSED")))
			snprintf(rest, sizeof(rest), "%.*s%lld%s", (int)(at - all[i].body), all[i].body, (long long)closed, at + 6);
		else
			snprintf(rest, sizeof(rest), "%s", all[i].body);
		snprintf(body, sizeof(body), "{\"category\":%lld,%s}", (long long)chair, rest);
		refused("/p/intake/weighings", body, all[i].field, all[i].fr, all[i].en);
	}
	refused("/p/intake/weighings", "{\"category\":999999,\"gross\":1000}", "category", "Cette catégorie n’existe pas", "This category does not exist");
	refused("/p/intake/weighings", "{\"gross\":1000}", "category", "Ce champ est à remplir", "Please fill in");
	snprintf(body, sizeof(body), "{\"category\":%lld,\"gross\":1000}", (long long)category("SHOES"));
	refused("/p/intake/weighings", body, "category", "Cette catégorie n’est plus proposée", "This category is no longer");
	/* A type below a category that is closed is closed too. */
	snprintf(body, sizeof(body), "{\"category\":%lld,\"gross\":1000}", (long long)category("CHA-CUIR"));
	refused("/p/intake/weighings", body, "category", "Cette catégorie n’est plus proposée", "This category is no longer");
	static const char *const turned_away[] = { "PUE-SIEGE-AUTO", "SPO-CASQUE", "REF-GAZ", "REFUSED" };
	for (size_t i = 0; i < sizeof(turned_away) / sizeof(turned_away[0]); i++) {
		snprintf(body, sizeof(body), "{\"category\":%lld,\"gross\":1000}", (long long)category(turned_away[i]));
		refused("/p/intake/weighings", body, "category", "Cela ne se prend pas", "This is not taken in");
	}
	glane_test_exec(t, "UPDATE core_container SET active = 1");
	glane_test_exec(t, "UPDATE core_category SET active = 1 WHERE code = 'SHOES'");
	is_clean();
}

/* All that is wrong is said in one go. */
static void test_several_faults(void **state)
{
	(void)state;
	assert_int_equal(glane_test_post(t, "/p/intake/weighings",
		"{\"category\":999999,\"gross\":600000,\"container\":999,\"donation\":999999,\"happened\":\"2030-01-01\"}"), 400);
	assert_int_equal(glane_test_count(t, "error.fields"), 5);
}

static void test_max_grams(void **state)
{
	(void)state;
	assert_int_equal(glane_test_command(t, "setting set", "{\"key\":\"site.max_grams\",\"value\":\"20000\"}"), 200);
	assert_int_equal(weigh("\"gross\":20001"), 400);
	assert_true(strstr(glane_test_text(t, "error.fields.gross"), "20") != NULL);
	assert_int_equal(weigh("\"gross\":20000"), 201);
	assert_int_equal(glane_test_get(t, "/p/intake/"), 200);
	assert_int_equal(glane_test_int(t, "max_grams", 0), 20000);
	assert_int_equal(glane_test_command(t, "setting set", "{\"key\":\"site.max_grams\",\"value\":\"500000\"}"), 200);
}

static void test_public(void **state)
{
	(void)state;
	glane_test_public(t, 1);
	assert_int_equal(glane_test_get(t, "/p/intake/"), 401);
	assert_int_equal(glane_test_get(t, "/p/intake/day"), 401);
	assert_int_equal(weigh("\"gross\":1000"), 401);
	glane_test_public(t, 0);
}

/* --- plausibility -------------------------------------------------------------------------------------------------- */
static int warns(int64_t grams, int64_t pieces)
{
	char body[60];
	snprintf(body, sizeof(body), pieces ? "\"gross\":%lld,\"pieces\":%lld" : "\"gross\":%lld", (long long)grams, (long long)pieces);
	assert_int_equal(weigh(body), 201);
	return glane_test_text(t, "warning")[0] != 0;
}

/* A wooden chair weighs 9.6 kg: 1.92 and 48 kg are still plausible. */
static void test_warning(void **state)
{
	(void)state;
	assert_true(warns(1919, 0));
	assert_false(warns(1920, 0));
	assert_false(warns(48000, 0));
	assert_true(warns(48001, 0));
	assert_true(strstr(glane_test_text(t, "warning"), "beaucoup") != NULL);
	assert_false(warns(96000, 2));
	assert_true(warns(96001, 2));
	assert_true(warns(9600, 6));
	assert_true(strstr(glane_test_text(t, "warning"), "peu") != NULL);
	glane_test_lang(t, "en");
	assert_true(warns(184000, 0));
	assert_true(strstr(glane_test_text(t, "warning"), "that is a lot") != NULL);
	glane_test_lang(t, "fr");
	assert_int_equal(glane_test_get(t, "/p/intake/day"), 200);
	assert_true(strstr(glane_test_text(t, "lines.0.warning"), "beaucoup") != NULL);
	/* What nobody knows the weight of is never implausible. */
	assert_int_equal(post("/p/intake/weighings", "{\"category\":%lld,\"gross\":400000}", (long long)category("TOYS")), 201);
	assert_true(glane_test_contains(t, "\"warning\":null"));
}

/* From twenty weighings with pieces on, their median counts. */
static void test_local_median(void **state)
{
	(void)state;
	long long stool = category("MOB-TABOURET");
	int64_t records[20];
	for (int i = 0; i < 20; i++) {
		assert_int_equal(post("/p/intake/weighings", "{\"category\":%lld,\"gross\":%d,\"pieces\":2}", stool, 1000 + 2 * i), 201);
		records[i] = glane_test_int(t, "record", 0);
		assert_int_equal(post("/p/intake/weighings", "{\"category\":%lld,\"gross\":90000}", stool), 201); /* not counted: not in it */
		assert_int_equal(glane_test_sql(t, "SELECT weighings FROM intake_usual WHERE category = (SELECT id FROM core_category WHERE code = 'MOB-TABOURET')"), i + 1);
	}
	assert_int_equal(glane_test_sql(t, "SELECT grams FROM intake_usual WHERE category = (SELECT id FROM core_category WHERE code = 'MOB-TABOURET')"), 510);
	assert_int_equal(post("/p/intake/weighings", "{\"category\":%lld,\"gross\":2550,\"pieces\":1}", stool), 201);
	assert_true(glane_test_contains(t, "\"warning\":null"));
	assert_int_equal(post("/p/intake/weighings", "{\"category\":%lld,\"gross\":2600}", stool), 201);
	assert_true(strstr(glane_test_text(t, "warning"), "510") != NULL || strstr(glane_test_text(t, "warning"), "511") != NULL);
	/* Taking two back leaves nineteen: the general weight counts again. */
	assert_int_equal(post("/p/intake/undo", "{\"record\":%lld}", (long long)records[0]), 200);
	assert_int_equal(post("/p/intake/undo", "{\"record\":%lld}", (long long)records[1]), 200);
	assert_int_equal(glane_test_sql(t, "SELECT weighings FROM intake_usual WHERE category = (SELECT id FROM core_category WHERE code = 'MOB-TABOURET')"), 19);
	assert_int_equal(post("/p/intake/weighings", "{\"category\":%lld,\"gross\":2600}", stool), 201);
	assert_true(glane_test_contains(t, "\"warning\":null"));
	is_clean();
}

/* --- another day ----------------------------------------------------------------------------------------------------- */
static void test_happened(void **state)
{
	(void)state;
	assert_int_equal(weigh("\"gross\":9000,\"happened\":\"2025-10-01\""), 201);
	int64_t record = glane_test_int(t, "record", 0);
	char number[24];
	snprintf(number, sizeof(number), "%lld", (long long)record);
	/* 2025-09-30 22:00 UTC is midnight in Paris. */
	assert_int_equal(ask("SELECT happened_from FROM core_journal WHERE seq = @", number), INT64_C(1759269600000));
	assert_int_equal(ask("SELECT happened_to FROM core_journal WHERE seq = @", number), INT64_C(1759356000000));
	assert_int_equal(glane_test_get(t, "/p/intake/day?day=2025-10-01"), 200);
	assert_int_equal(glane_test_count(t, "lines"), 1);
	assert_int_equal(glane_test_int(t, "lines.0.record", 0), record);
	assert_int_equal(glane_test_int(t, "total_grams", 0), 9000);
	assert_string_equal(glane_test_text(t, "day"), "2025-10-01");
	/* The day on which summer time ends has 25 hours. */
	assert_int_equal(weigh("\"gross\":9000,\"happened\":\"2025-10-26\""), 201);
	assert_int_equal(glane_test_sql(t, "SELECT happened_to - happened_from FROM core_journal ORDER BY seq DESC"), 25 * 3600000);
	/* Today is now. */
	assert_int_equal(weigh("\"gross\":9000,\"happened\":\"2026-01-10\""), 201);
	assert_int_equal(glane_test_sql(t, "SELECT happened_from = at_ms AND happened_to = at_ms FROM core_journal ORDER BY seq DESC"), 1);
	assert_int_equal(glane_test_get(t, "/p/intake/day?day=2024-01-01"), 200);
	assert_int_equal(glane_test_count(t, "lines"), 0);
	assert_int_equal(glane_test_get(t, "/p/intake/day?day=hier"), 400);
	is_clean();
}

/* --- arrivals ----------------------------------------------------------------------------------------------------------- */
static void test_donation(void **state)
{
	(void)state;
	char body[100];
	assert_int_equal(glane_test_post(t, "/p/intake/donations", "{\"channel\":\"home_collection\",\"origin\":\"Ivry\"}"), 201);
	int64_t donation = glane_test_int(t, "donation", 0), source = balance("source:home_collection");
	assert_true(donation > 0);
	snprintf(body, sizeof(body), "\"gross\":8000,\"donation\":%lld", (long long)donation);
	assert_int_equal(weigh(body), 201);
	int64_t weighing = glane_test_int(t, "record", 0);
	assert_int_equal(glane_test_int(t, "donation", 0), donation);
	assert_int_equal(balance("source:home_collection") - source, -8000); /* its channel is the arrival's */
	assert_int_equal(glane_test_sql(t, "SELECT origin = 'Ivry' FROM intake_weighing ORDER BY record DESC"), 1);
	snprintf(body, sizeof(body), "{\"category\":%lld,\"gross\":8000,\"channel\":\"event\",\"donation\":%lld}", (long long)category("TOYS"), (long long)donation);
	refused("/p/intake/weighings", body, "channel", "Cet apport a une autre provenance", "This arrival came another way");
	/* An arrival goes after its weighings, not before. */
	assert_int_equal(post("/p/intake/undo", "{\"record\":%lld}", (long long)donation), 409);
	assert_true(glane_test_contains(t, "Annulez-les d’abord"));
	assert_int_equal(post("/p/intake/undo", "{\"record\":%lld}", (long long)weighing), 200);
	assert_int_equal(post("/p/intake/undo", "{\"record\":%lld}", (long long)donation), 200);
	snprintf(body, sizeof(body), "{\"category\":%lld,\"gross\":8000,\"donation\":%lld}", (long long)category("TOYS"), (long long)donation);
	refused("/p/intake/weighings", body, "donation", "Cet apport n’existe pas", "This arrival does not exist");
	refused("/p/intake/donations", "{}", "channel", "Ce champ est à remplir", "Please fill in");
	refused("/p/intake/donations", "{\"channel\":\"nowhere\"}", "channel", "Choisissez", "Choose one");
	is_clean();
}

/* --- refusals ------------------------------------------------------------------------------------------------------------- */
static void test_refusal(void **state)
{
	(void)state;
	char body[100];
	int64_t moves = glane_test_sql(t, "SELECT count(*) FROM core_movement"), events = glane_test_events(t, "intake.day");
	assert_int_equal(post("/p/intake/refusals", "{\"category\":%lld,\"reason\":\"safety\",\"pieces\":2}", (long long)category("PUE-SIEGE-AUTO")), 201);
	int64_t record = glane_test_int(t, "record", 0);
	assert_int_equal(glane_test_sql(t, "SELECT count(*) FROM core_movement"), moves); /* nothing enters the stock */
	assert_int_equal(glane_test_events(t, "intake.day"), events + 1);
	assert_int_equal(glane_test_get(t, "/p/intake/day"), 200);
	int64_t total = glane_test_int(t, "total_grams", -1);
	assert_int_equal(glane_test_int(t, "lines.0.record", 0), record);
	assert_string_equal(glane_test_text(t, "lines.0.kind"), "refusal");
	assert_string_equal(glane_test_text(t, "lines.0.reason.id"), "safety");
	assert_int_equal(glane_test_int(t, "lines.0.pieces", 0), 2);
	/* Also goods that are not in the list of tiles, and any category. */
	assert_int_equal(post("/p/intake/refusals", "{\"category\":%lld,\"reason\":\"dangerous\"}", (long long)category("REF-GAZ")), 201);
	assert_int_equal(post("/p/intake/refusals", "{\"category\":%lld,\"reason\":\"no_room\"}", (long long)category("FURNITURE")), 201);
	snprintf(body, sizeof(body), "{\"category\":%lld,\"reason\":\"mood\"}", (long long)category("TOYS"));
	refused("/p/intake/refusals", body, "reason", "Choisissez une des réponses", "Choose one");
	snprintf(body, sizeof(body), "{\"category\":%lld}", (long long)category("TOYS"));
	refused("/p/intake/refusals", body, "reason", "Ce champ est à remplir", "Please fill in");
	snprintf(body, sizeof(body), "{\"category\":%lld,\"reason\":\"other\",\"pieces\":0}", (long long)category("TOYS"));
	refused("/p/intake/refusals", body, "pieces", "Ce n’est pas assez", "This is not enough");
	refused("/p/intake/refusals", "{\"category\":999999,\"reason\":\"other\"}", "category", "Cette catégorie n’existe pas", "This category does not exist");
	assert_int_equal(post("/p/intake/undo", "{\"record\":%lld}", (long long)record), 200);
	assert_int_equal(glane_test_sql(t, "SELECT sum(undone) FROM intake_refusal"), 1);
	assert_int_equal(glane_test_get(t, "/p/intake/day"), 200);
	assert_int_equal(glane_test_int(t, "total_grams", 0), total);
	is_clean();
}

/* --- taking back ------------------------------------------------------------------------------------------------------------ */
static void test_undo(void **state)
{
	(void)state;
	int64_t before = balance("stock:sorting");
	assert_int_equal(weigh("\"gross\":9100"), 201);
	int64_t record = glane_test_int(t, "record", 0), events = glane_test_events(t, "intake.day");
	assert_int_equal(glane_test_get(t, "/p/intake/day"), 200);
	int64_t count = glane_test_int(t, "count", 0), total = glane_test_int(t, "total_grams", 0);
	assert_int_equal(post("/p/intake/undo", "{\"record\":%lld}", (long long)record), 200);
	assert_int_equal(glane_test_int(t, "records", 0), 1);
	assert_int_equal(balance("stock:sorting"), before);
	assert_int_equal(glane_test_events(t, "intake.day"), events + 1);
	assert_int_equal(glane_test_get(t, "/p/intake/day"), 200);
	assert_int_equal(glane_test_int(t, "count", 0), count - 1);
	assert_int_equal(glane_test_int(t, "total_grams", 0), total - 9100);
	assert_int_equal(glane_test_int(t, "lines.0.record", 0), record); /* it stays in the list, struck through */
	assert_int_equal(glane_test_int(t, "lines.0.undone", 0), 1);
	assert_int_equal(glane_test_int(t, "lines.0.undoable", 1), 0);
	assert_int_equal(post("/p/intake/undo", "{\"record\":%lld}", (long long)record), 409);
	assert_int_equal(post("/p/intake/undo", "{\"record\":99999999}"), 404);
	assert_int_equal(post("/p/intake/undo", "{\"record\":1}"), 404); /* a record of core is not ours to take back */
	/* Ten minutes later a correction is a new entry. */
	assert_int_equal(weigh("\"gross\":9200"), 201);
	record = glane_test_int(t, "record", 0);
	glane_test_advance(t, 600001);
	assert_int_equal(glane_test_get(t, "/p/intake/day"), 200);
	assert_int_equal(glane_test_int(t, "lines.0.record", 0), record);
	assert_int_equal(glane_test_int(t, "lines.0.undoable", 1), 0);
	assert_int_equal(post("/p/intake/undo", "{\"record\":%lld}", (long long)record), 409);
	is_clean();
}

/* What the checks are for: a table that does not agree with the journal is named. */
static void test_checks(void **state)
{
	(void)state;
	assert_int_equal(weigh("\"gross\":9300"), 201);
	is_clean();
	glane_test_exec(t, "UPDATE intake_weighing SET gross = gross + 1, net = net + 1 WHERE record = (SELECT max(record) FROM intake_weighing)");
	assert_non_null(strstr(glane_test_verify(t), "not what its record moved"));
	glane_test_exec(t, "UPDATE intake_weighing SET gross = gross - 1, net = net - 1 WHERE record = (SELECT max(record) FROM intake_weighing)");
	is_clean();
	glane_test_exec(t, "UPDATE intake_weighing SET undone = 1 WHERE record = (SELECT max(record) FROM intake_weighing)");
	assert_non_null(strstr(glane_test_verify(t), "taken back on one side"));
	glane_test_exec(t, "UPDATE intake_weighing SET undone = 0 WHERE record = (SELECT max(record) FROM intake_weighing)");
	assert_int_equal(post("/p/intake/refusals", "{\"category\":%lld,\"reason\":\"other\"}", (long long)category("TOYS")), 201);
	glane_test_exec(t, "DELETE FROM intake_refusal WHERE record = (SELECT max(record) FROM intake_refusal)");
	assert_non_null(strstr(glane_test_verify(t), "no table knows"));
	glane_test_exec(t, "INSERT INTO intake_refusal (record, category, reason, pieces, at_ms, day) SELECT max(seq), 1, 'other', 0, 0, 0 FROM core_journal");
	is_clean();
}

/* --- what can be chosen -------------------------------------------------------------------------------------------------------- */
static int64_t place_of(const char *list, const char *code)
{
	char path[60];
	for (int64_t i = 0; i < glane_test_count(t, list); i++) {
		snprintf(path, sizeof(path), "%s.%lld.code", list, (long long)i);
		if (strcmp(glane_test_text(t, path), code) == 0)
			return i;
	}
	return -1;
}

static void test_choices(void **state)
{
	(void)state;
	struct glane_test *kept = t;
	t = glane_test_open(PLUGINS "/intake.so", NULL); /* nothing weighed yet */
	assert_int_equal(glane_test_get(t, "/p/intake/"), 200);
	assert_int_equal(glane_test_count(t, "categories"), 21);
	assert_int_equal(place_of("categories", "REFUSED"), -1);
	assert_true(place_of("refused", "REF-GAZ") >= 0);
	assert_true(place_of("refused", "SPO-CASQUE") >= 0);
	assert_string_equal(glane_test_text(t, "categories.0.name"), "bâtiment");
	assert_string_equal(glane_test_text(t, "categories.1.name"), "bijoux");
	int64_t childcare = place_of("categories", "CHILDCARE"), decoration = place_of("categories", "DECORATION");
	char list[60];
	snprintf(list, sizeof(list), "categories.%lld.children", (long long)childcare);
	assert_true(place_of(list, "PUE-LIT") >= 0);
	assert_int_equal(place_of(list, "PUE-SIEGE-AUTO"), -1);
	assert_true(decoration < childcare);
	assert_true(glane_test_count(t, "containers") > 3);
	assert_int_equal(glane_test_int(t, "containers.0.tare_grams", 0), 1500);
	assert_int_equal(glane_test_count(t, "channels"), 6);
	assert_string_equal(glane_test_text(t, "channels.0.id"), "drop_off");
	assert_true(glane_test_count(t, "reasons") >= 6);
	assert_int_equal(glane_test_int(t, "max_grams", 0), 500000);
	assert_int_equal(glane_test_int(t, "day.count", -1), 0);
	/* Often used comes first, the category with its types; not what was weighed long ago or taken back. */
	assert_int_equal(post("/p/intake/weighings", "{\"category\":%lld,\"gross\":5000}", (long long)category("TOYS")), 201);
	assert_int_equal(weigh("\"gross\":9600"), 201);
	assert_int_equal(weigh("\"gross\":9600"), 201);
	for (int i = 0; i < 3; i++)
		assert_int_equal(post("/p/intake/weighings", "{\"category\":%lld,\"gross\":5000,\"happened\":\"2025-10-01\"}", (long long)category("SHOES")), 201);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(post("/p/intake/weighings", "{\"category\":%lld,\"gross\":5000}", (long long)category("JEWELLERY")), 201);
		assert_int_equal(post("/p/intake/undo", "{\"record\":%lld}", (long long)glane_test_int(t, "record", 0)), 200);
	}
	assert_int_equal(glane_test_get(t, "/p/intake/"), 200);
	assert_string_equal(glane_test_text(t, "categories.0.code"), "FURNITURE");
	assert_string_equal(glane_test_text(t, "categories.0.children.0.code"), "MOB-CHAISE-BOIS");
	assert_int_equal(glane_test_int(t, "categories.0.children.0.usual_grams", 0), 9600);
	assert_string_equal(glane_test_text(t, "categories.1.code"), "TOYS");
	assert_string_equal(glane_test_text(t, "categories.2.name"), "bâtiment");
	glane_test_lang(t, "en");
	assert_int_equal(glane_test_get(t, "/p/intake/"), 200);
	assert_string_equal(glane_test_text(t, "categories.0.name"), "furniture");
	assert_string_equal(glane_test_text(t, "channels.0.name"), "Drop-off");
	glane_test_close(t);
	t = kept;
}

/* --- pages without script ---------------------------------------------------------------------------------------------------------- */
static void test_page(void **state)
{
	(void)state;
	char body[300];
	glane_test_lang(t, "fr");
	assert_int_equal(glane_test_page(t, "/p/intake/"), 200);
	assert_true(glane_test_contains(t, "action=\"/p/intake/weighings?l=fr\""));
	assert_true(glane_test_contains(t, "chaise en bois"));
	assert_false(glane_test_contains(t, "<script"));
	snprintf(body, sizeof(body), "category=%lld&gross=9%%2C6&container=&pieces=&channel=event&origin=&happened=&note=&manual=1", (long long)category("MOB-CHAISE-BOIS"));
	assert_int_equal(glane_test_form(t, "/p/intake/weighings", body), 303);
	char location[100], target[120];
	snprintf(location, sizeof(location), "%s", glane_test_field(t, "Location"));
	assert_int_equal(strncmp(location, "/p/intake/?recorded=", 20), 0);
	snprintf(target, sizeof(target), "%s", location);
	target[strcspn(target, "\r")] = 0;
	assert_int_equal(glane_test_page(t, target), 200);
	assert_true(glane_test_contains(t, "C’est enregistré"));
	assert_true(glane_test_contains(t, "9,6"));
	assert_int_equal(glane_test_sql(t, "SELECT channel = 'event' AND manual FROM intake_weighing ORDER BY record DESC"), 1);
}

/* Nothing typed is lost, the sentence is next to its field, and text stays text. */
static void test_form_again(void **state)
{
	(void)state;
	char body[400], wanted[100];
	long long chair = category("MOB-CHAISE-BOIS"), box = glane_test_sql(t, "SELECT id FROM core_container WHERE tare_grams = 3000");
	snprintf(body, sizeof(body), "category=%lld&gross=2%%2C5&container=%lld&pieces=3&channel=reuse_area&origin=Ivry&note=%%3Cscript%%3E", chair, box);
	assert_int_equal(glane_test_form(t, "/p/intake/weighings", body), 400);
	snprintf(wanted, sizeof(wanted), "<option value=\"%lld\" selected>chaise en bois", chair);
	assert_true(glane_test_contains(t, wanted));
	snprintf(wanted, sizeof(wanted), "<option value=\"%lld\" selected>bac gris", box);
	assert_true(glane_test_contains(t, wanted));
	assert_true(glane_test_contains(t, "<option value=\"reuse_area\" selected>"));
	assert_true(glane_test_contains(t, "value=\"2,5\" aria-invalid=\"true\""));
	assert_true(glane_test_contains(t, "id=\"gross-fault\">Le poids ne dépasse pas"));
	assert_true(glane_test_contains(t, "href=\"#gross\""));
	assert_true(glane_test_contains(t, "value=\"Ivry\""));
	assert_true(glane_test_contains(t, "value=\"3\""));
	assert_true(glane_test_contains(t, "value=\"&lt;script&gt;\""));
	assert_false(glane_test_contains(t, "<script"));
	/* Also what core refuses before the plugin is asked. */
	snprintf(body, sizeof(body), "category=%lld&gross=lourd", chair);
	assert_int_equal(glane_test_form(t, "/p/intake/weighings", body), 400);
	assert_true(glane_test_contains(t, "id=\"gross-fault\">Écrivez un nombre"));
	assert_true(glane_test_contains(t, "value=\"lourd\""));
	snprintf(wanted, sizeof(wanted), "<option value=\"%lld\" selected>", chair);
	assert_true(glane_test_contains(t, wanted));
	/* A note is shown as it was typed, in the list too. */
	assert_int_equal(weigh("\"gross\":9600,\"note\":\"<script>alert(1)</script>\""), 201);
	assert_int_equal(glane_test_page(t, "/p/intake/"), 200);
	assert_true(glane_test_contains(t, "&lt;script&gt;alert(1)&lt;/script&gt;"));
	assert_false(glane_test_contains(t, "<script"));
	/* Refusals have a page of their own. */
	assert_int_equal(glane_test_page(t, "/p/intake/refusals"), 200);
	assert_true(glane_test_contains(t, "siège auto (refus)"));
	snprintf(body, sizeof(body), "category=%lld&reason=&pieces=", (long long)category("PUE-SIEGE-AUTO"));
	assert_int_equal(glane_test_form(t, "/p/intake/refusals", body), 400);
	assert_true(glane_test_contains(t, "id=\"reason-fault\">Ce champ est à remplir"));
	snprintf(body, sizeof(body), "category=%lld&reason=safety&pieces=", (long long)category("PUE-SIEGE-AUTO"));
	assert_int_equal(glane_test_form(t, "/p/intake/refusals", body), 303);
	snprintf(body, sizeof(body), "record=%lld", (long long)glane_test_sql(t, "SELECT max(record) FROM intake_refusal"));
	assert_int_equal(glane_test_form(t, "/p/intake/undo", body), 303);
	assert_int_equal(glane_test_form(t, "/p/intake/undo", body), 409);
	assert_true(glane_test_contains(t, "role=\"alert\""));
	assert_int_equal(glane_test_page(t, "/p/intake/day?day=2026-01-10"), 200);
	assert_true(glane_test_contains(t, "value=\"2026-01-10\""));
	is_clean();
}

/* What was recorded is there after a restart. */
static void test_restart(void **state)
{
	(void)state;
	assert_int_equal(glane_test_get(t, "/p/intake/day"), 200);
	int64_t total = glane_test_int(t, "total_grams", 0), record = glane_test_int(t, "lines.0.record", 0);
	glane_test_reopen(t);
	assert_int_equal(glane_test_get(t, "/p/intake/day"), 200);
	assert_int_equal(glane_test_int(t, "total_grams", 0), total);
	assert_int_equal(glane_test_int(t, "lines.0.record", 0), record);
	is_clean();
}

static void test_words(void **state)
{
	(void)state;
	assert_int_equal(glane_test_get(t, "/ui/text/fr"), 200);
	int64_t words = glane_test_count(t, "intake");
	assert_true(words > 100);
	assert_true(glane_test_contains(t, "\"ui.weight_first\":\"Tapez"));
	assert_int_equal(glane_test_get(t, "/ui/text/en"), 200);
	assert_int_equal(glane_test_count(t, "intake"), words);
	assert_true(glane_test_contains(t, "\"ui.weight_first\":\"Type"));
	assert_int_equal(glane_test_get(t, "/ui/panels.json"), 200);
	assert_string_equal(glane_test_text(t, "panels.0.slot"), "screen");
	assert_string_equal(glane_test_text(t, "panels.0.tag"), "glane-x-intake-weigh");
	assert_string_equal(glane_test_text(t, "panels.0.source"), "/p/intake/");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_weighing),     cmocka_unit_test(test_typed_weights), cmocka_unit_test(test_repeat),
		cmocka_unit_test(test_bad_weighings), cmocka_unit_test(test_several_faults), cmocka_unit_test(test_max_grams),
		cmocka_unit_test(test_public),       cmocka_unit_test(test_warning),       cmocka_unit_test(test_local_median),
		cmocka_unit_test(test_happened),     cmocka_unit_test(test_donation),      cmocka_unit_test(test_refusal),
		cmocka_unit_test(test_undo),         cmocka_unit_test(test_checks),        cmocka_unit_test(test_choices),
		cmocka_unit_test(test_page),         cmocka_unit_test(test_form_again),    cmocka_unit_test(test_restart),
		cmocka_unit_test(test_words),
	};
	return cmocka_run_group_tests_name("intake/weigh", tests, begin, end);
}
