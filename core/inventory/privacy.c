/* SPDX-License-Identifier: MPL-2.0 */
#include "inventory/privacy.h"

#include "base/csv.h"
#include "inventory/internal.h"
#include "inventory/people.h"

static const int64_t DAY_MS = INT64_C(24) * 3600 * 1000;

const char *const inventory_wipe_tables[] = { "core_person", "core_session", "core_enrolment", NULL };

/* --- the table ------------------------------------------------------------------------------------- */

static const char header[] = "table,setting,keep_days,what_fr,what_en,why_fr,why_en,keep_fr,keep_en,then_fr,then_en,source";
enum { TABLE, SETTING, KEEP_DAYS, WHAT, WHY = 5, KEEP = 7, THEN = 9, SOURCE = 11, COLUMNS };

static struct glane_str embedded(void)
{
	const struct glane_file *files = inventory_data.items;
	for (uint32_t i = 0; i < inventory_data.count; i++)
		if (strcmp(files[i].name, "personal_data.csv") == 0)
			return (struct glane_str){ files[i].p, files[i].n };
	return STR_NONE;
}

static bool is_header(const struct glane_str *cell, size_t n)
{
	struct glane_str rest = str_c(header), want;
	size_t i = 0;
	while (str_split(&rest, ',', &want)) {
		if (i >= n || !str_eq(cell[i], want))
			return false;
		i++;
	}
	return i == n;
}

int inventory_personal_rows(struct arena *a, const char *lang, struct personal_row *rows, size_t *ret_count, struct error *e)
{
	struct csv csv;
	struct glane_str cell[COLUMNS];
	size_t n = 0, count = 0, other = strcmp(lang, "en") == 0;
	const char *why = "the header is not the known one";
	csv_init(&csv, embedded());
	int rc = csv_next(&csv, a, cell, COLUMNS, &n, &why);
	bool good = rc > 0 && is_header(cell, n);
	while (good && (rc = csv_next(&csv, a, cell, COLUMNS, &n, &why)) > 0) {
		struct personal_row *r = &rows[count];
		why = "a row is not as it should be";
		good = n == COLUMNS && count < PERSONAL_ROWS;
		if (!good)
			break;
		*r = (struct personal_row){ cell[TABLE], cell[SETTING], cell[WHAT + other], cell[WHY + other], cell[KEEP + other],
			                    cell[THEN + other], cell[SOURCE], -1 };
		good = cell[KEEP_DAYS].n == 0 || (str_int(cell[KEEP_DAYS], &r->keep_days) == 0 && r->keep_days > 0);
		count++;
	}
	if (!good || rc < 0)
		return error_fail(e, GLANE_EINVAL, "personal_data.csv, line %lld: %s", (long long)csv.line, why);
	*ret_count = count;
	return 0;
}

int64_t inventory_keep_days(const char *table)
{
	struct personal_row rows[PERSONAL_ROWS];
	struct arena a;
	struct error e;
	size_t n = 0;
	int64_t days = -1;
	arena_init(&a, INVENTORY_ARENA);
	error_init(&e, &a);
	if (inventory_personal_rows(&a, "en", rows, &n, &e) < 0)
		n = 0;
	for (size_t i = 0; i < n && days < 0; i++)
		if (str_is(rows[i].table, table))
			days = rows[i].keep_days;
	arena_fini(&a);
	return days;
}

/* --- erasing --------------------------------------------------------------------------------------- */

static struct glane_val blob_of(const void *p, size_t n)
{
	return glane_blob((struct glane_str){ p, n });
}

struct known { /* before it goes */
	struct glane_str name, login;
	bool administers;
	uint8_t uid[UID_BYTES];
};

static int look(struct inventory *inv, int64_t person, struct known *ret)
{
	struct stmt *s;
	int rc = conn_prepare(inv->conn, "SELECT name, login, role = '" ROLE_ADMINISTRATOR "' AND active, uid FROM core_person"
	                                 " WHERE id = ?1 AND erased_ms = 0", &s, inv->error);
	if (rc < 0)
		return rc;
	stmt_bind(s, 1, glane_int(person));
	rc = stmt_step(s, inv->error);
	if (rc == 1) {
		struct glane_str uid = stmt_text(s, 3);
		*ret = (struct known){ arena_str(inv->arena, stmt_text(s, 0)), arena_str(inv->arena, stmt_text(s, 1)), stmt_int(s, 2) != 0, { 0 } };
		memcpy(ret->uid, uid.p, uid.n < UID_BYTES ? uid.n : UID_BYTES);
	}
	stmt_reset(s);
	return rc == 0 ? error_refuse(inv->error, GLANE_ENOENT, "person.unknown", NULL) : rc < 0 ? rc : 0;
}

static int run(struct inventory *inv, int before, const char *sql, const struct glane_val *args, size_t n)
{
	return before < 0 ? before : conn_run(inv->conn, sql, args, n, inv->error);
}

static int person_erase(struct inventory *inv, int64_t person, bool again, struct erasure *ret)
{
	struct known k;
	int64_t administrators = 0, seq = 0;
	int rc = look(inv, person, &k);
	if (rc == 0 && k.administers && !again)
		rc = inventory_administrators(inv, &administrators);
	if (rc == 0 && k.administers && !again && administrators <= 1)
		return error_refuse(inv->error, GLANE_ECONFLICT, "person.last_administrator", NULL);
	/* Answers to her, and answers to others that name her. */
	rc = run(inv, rc, "UPDATE core_request SET body = NULL WHERE body IS NOT NULL AND (person = ?1 OR (?2 <> '' AND"
	                  " instr(body, CAST(?2 AS BLOB)) > 0) OR (?3 <> '' AND instr(body, CAST(?3 AS BLOB)) > 0))",
	         VALS(glane_int(person), glane_text(k.name), glane_text(k.login)));
	rc = run(inv, rc, "UPDATE core_person SET name = '', picture = '', role = 'reader', place = '', language = '', left_handed = 0,"
	                  " pin = '', login = '', password = '', totp = NULL, totp_step = 0, badge = NULL, failures = 0, active = 0,"
	                  " seen_day = 0, erased_ms = ?2 WHERE id = ?1",
	         VALS(glane_int(person), glane_int(inv->now_ms)));
	rc = run(inv, rc, "DELETE FROM core_session WHERE person = ?1", VALS(glane_int(person)));
	if (rc < 0)
		return rc;
	struct glane_value *body = value_object(inv->arena);
	value_add_int(body, "person", person);
	struct glane_entry entry = { .size = sizeof(entry), .kind = "core.person_erased", .body = body };
	rc = inventory_append(inv, &entry, &seq);
	rc = run(inv, rc, "INSERT OR REPLACE INTO core_erasure (uid, person, at_ms, seq) VALUES (?1, ?2, ?3, ?4)",
	         VALS(blob_of(k.uid, UID_BYTES), glane_int(person), glane_int(inv->now_ms), glane_int(seq)));
	if (rc < 0)
		return rc;
	memcpy(ret->uid, k.uid, UID_BYTES);
	ret->person = person;
	ret->at_ms = inv->now_ms;
	return 0;
}

int inventory_person_erase(struct inventory *inv, int64_t person, bool again, struct erasure *ret)
{
	struct guard g;
	int rc = guard_enter(inv, &g);
	return rc < 0 ? rc : guard_leave(&g, person_erase(inv, person, again, ret));
}

int inventory_person_of_uid(struct inventory *inv, const uint8_t uid[UID_BYTES], int64_t *ret)
{
	int rc = row_int(inv, "SELECT id FROM core_person WHERE uid = ?1 AND erased_ms = 0", VALS(blob_of(uid, UID_BYTES)), ret);
	if (rc != GLANE_ENOENT)
		return rc;
	*ret = 0;
	return 0;
}

/* --- by age ---------------------------------------------------------------------------------------- */

const char *inventory_forbids_forgetting(int clock_quality, int64_t now_ms, int64_t newest_record_ms)
{
	if (!clock_quality)
		return "the clock is not synchronised";
	if (now_ms - newest_record_ms > SILENT_DAYS * DAY_MS)
		return "the clock is more than 400 days ahead of the newest record";
	return NULL;
}

int inventory_forgettable(struct inventory *inv, int64_t *ret_people, size_t most, size_t *ret_count)
{
	struct stmt *s;
	int64_t days = inventory_keep_days("core_person");
	size_t n = 0;
	if (days < 0)
		return error_fail(inv->error, GLANE_EINVAL, "personal_data.csv does not say how long people are kept");
	int rc = conn_prepare(inv->conn, "SELECT id FROM core_person WHERE active = 0 AND erased_ms = 0 AND"
	                                 " max(seen_day, created_ms / 86400000) < ?1 ORDER BY id LIMIT ?2", &s, inv->error);
	if (rc < 0)
		return rc;
	stmt_bind_all(s, VALS(glane_int(inv->now_ms / DAY_MS - days), glane_int((int64_t)most)));
	while (n < most && (rc = stmt_step(s, inv->error)) == 1)
		ret_people[n++] = stmt_int(s, 0);
	stmt_reset(s);
	*ret_count = n;
	return rc < 0 ? rc : 0;
}

static int forget_leftovers(struct inventory *inv, struct glane_str boot)
{
	int64_t days = inventory_keep_days("core_enrolment");
	if (days < 0)
		return error_fail(inv->error, GLANE_EINVAL, "personal_data.csv does not say how long codes for devices are kept");
	int rc = run(inv, 0, "DELETE FROM core_session WHERE boot <> ?1", VALS(glane_text(boot)));
	return run(inv, rc, "DELETE FROM core_enrolment WHERE created_ms < ?1", VALS(glane_int(inv->now_ms - days * DAY_MS)));
}

int inventory_forget_leftovers(struct inventory *inv, struct glane_str boot)
{
	struct guard g;
	int rc = guard_enter(inv, &g);
	return rc < 0 ? rc : guard_leave(&g, forget_leftovers(inv, boot));
}
