/* SPDX-License-Identifier: MPL-2.0 */
/* import: records of the past, from notebooks and other programs: looked at first, booked line by line, taken back as a whole. */

#include "import/internal.h"
#include "import_embedded.h"

#define LINE_COLUMNS                                                                                                   \
	"i.file, i.line, i.record, i.reason, i.doubts, i.answer, i.flow, i.exit, i.channel, i.state, i.label, i.place, i.note, i.remark," \
	" i.title, i.code, i.payment, i.day, i.day_to, i.grams, i.pieces, i.total, i.price, i.donation, i.fee, i.category, i.booked, i.measured"
#define WAITING "i.answer = '' AND i.reason <> 'undone' AND (i.record IS NULL OR i.doubts <> 0)"
#define FILE_COLUMNS                                                                                                   \
	"f.id, f.sha256, f.format, f.name, f.channel, f.place, f.at_ms, f.state,"                                      \
	" (SELECT count(*) FROM import_line i WHERE i.file = f.id), (SELECT count(i.record) FROM import_line i WHERE i.file = f.id)," \
	" (SELECT coalesce(sum(i.booked), 0) FROM import_line i WHERE i.file = f.id)," \
	" (SELECT count(*) FROM import_line i WHERE i.file = f.id AND " WAITING ")"
/* A record about an object is taken back as long as nothing later stands on the object. */
#define USED "EXISTS (SELECT 1 FROM core_v1_record r JOIN core_v1_item o ON o.id = r.item WHERE r.seq = i.record AND o.changed_seq <> i.record)"
static const char *const statements[SQL_COUNT] = {
	[SQL_CATEGORIES] = ("SELECT k.id, coalesce(k.parent, 0), coalesce(k.default_grams, 0), k.active AND coalesce(p.active, 1),"
		" k.code, k.name_fr, k.name_en FROM core_v1_category k LEFT JOIN core_v1_category p ON p.id = k.parent ORDER BY k.id"),
	[SQL_PLACE] = "SELECT id FROM core_v1_place WHERE code = ?1",
	[SQL_PLACES] = "SELECT code, name_fr, name_en FROM core_v1_place WHERE active ORDER BY id",
	[SQL_WORDS] = "SELECT fold, category FROM import_word",
	[SQL_WORD_SET] = "INSERT INTO import_word (fold, label, category) VALUES (?1, ?2, ?3)"
		" ON CONFLICT (fold) DO UPDATE SET label = excluded.label, category = excluded.category",
	[SQL_FILE_BY_DIGEST] = "SELECT id, state FROM import_file WHERE sha256 = ?1 AND format = ?2",
	[SQL_FILE] = "SELECT " FILE_COLUMNS " FROM import_file f WHERE f.id = ?1",
	[SQL_FILES] = "SELECT " FILE_COLUMNS " FROM import_file f ORDER BY f.id DESC LIMIT 200",
	[SQL_FILE_CONTENT] = "SELECT content FROM import_file WHERE id = ?1",
	[SQL_FILE_ADD] = "INSERT INTO import_file (sha256, format, name, channel, place, at_ms, state, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'new', ?7)",
	[SQL_FILE_STATE] = "UPDATE import_file SET state = ?2 WHERE id = ?1",
	[SQL_FILE_PLACE] = "UPDATE import_file SET channel = ?2, place = ?3 WHERE id = ?1",
	[SQL_LINES_FORGET] = "DELETE FROM import_line WHERE file = ?1 AND EXISTS (SELECT 1 FROM import_file f WHERE f.id = ?1 AND f.state IN ('new', 'left'))",
	[SQL_FILE_FORGET] = "DELETE FROM import_file WHERE id = ?1 AND state IN ('new', 'left')",
	[SQL_LINES] = "SELECT line, record, answer, category FROM import_line WHERE file = ?1 ORDER BY line",
	[SQL_LINE] = "SELECT " LINE_COLUMNS " FROM import_line i WHERE i.file = ?1 AND i.line = ?2",
	[SQL_LINE_SET] = ("INSERT OR REPLACE INTO import_line (file, line, record, reason, doubts, answer, flow, exit, channel, state, label, place,"
		" note, remark, title, code, payment, day, day_to, grams, pieces, total, price, donation, fee, category, booked, measured)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)"),
	[SQL_LINE_ANSWER] = "UPDATE import_line SET answer = ?3, reason = ?4 WHERE file = ?1 AND line = ?2",
	/* An import that was taken back may be done again. */
	[SQL_LINE_UNDONE] = "UPDATE import_line SET record = NULL, reason = 'undone', booked = 0 WHERE record = ?1",
	[SQL_LINES_LEAVE] = "UPDATE import_line SET reason = 'undone' WHERE file = ?1 AND record IS NULL AND answer <> 'refused'",
	[SQL_SUMS] = ("SELECT count(*), count(i.record), coalesce(sum(i.grams), 0), coalesce(sum(i.booked), 0), coalesce(sum(i.record IS NOT NULL"
		" AND i.booked <> coalesce((SELECT sum(m.grams) FROM core_v1_movement m WHERE m.seq = i.record), 0)), 0)"
		" FROM import_line i WHERE i.file = ?1"),
	[SQL_TO_REVERSE] = "SELECT i.record, i.line FROM import_line i WHERE i.file = ?1 AND i.line > ?2 AND i.record IS NOT NULL AND NOT " USED
		" ORDER BY i.line LIMIT ?3",
	[SQL_KEPT] = "SELECT count(record) FROM import_line WHERE file = ?1",
	[SQL_WAITING] = "SELECT " LINE_COLUMNS ", f.name FROM import_line i JOIN import_file f ON f.id = i.file WHERE " WAITING
		" AND (?1 = 0 OR i.file = ?1) AND (i.file, i.line) > (?2, ?3) ORDER BY i.file, i.line LIMIT ?4",
	[SQL_WAITING_COUNT] = "SELECT count(*) FROM import_line i WHERE " WAITING " AND (?1 = 0 OR i.file = ?1)",
};
static const struct glane_view views[] = {
	{ "core_v1_category" }, { "core_v1_place" }, { "core_v1_movement" }, { "core_v1_record" }, { "core_v1_item" },
};

/* Identifiers of the source accounts, in the order in which they are offered. */
const char *const channels[] = { "drop_off", "home_collection", "reuse_area", "business", "kerbside_round", "event", NULL };
static const char *const answers[] = { "confirmed", "corrected", "refused", NULL };
static const char *const ways[] = { "stock", "recycle", NULL };

#define RUN "import.run"
#define ID_MAX (INT64_C(1) << 53)
#define MONEY_MAX 100000000

#define IN_FILE(most) { .name = "file", .type = GLANE_F_FILE, .required = 1, .max = most }
#define IN_MAP { .name = "map", .type = GLANE_F_FILE, .max = 4 << 20 }
#define IN_CHANNEL { .name = "channel", .type = GLANE_F_CHOICE, .choices = channels }
#define IN_PLACE { .name = "place", .type = GLANE_F_TEXT, .max = 30 }
#define IN_ID { .name = "id", .type = GLANE_F_INT, .required = 1, .min = 1, .max = ID_MAX }
#define IN_LINE { .name = "line", .type = GLANE_F_INT, .required = 1, .min = 1, .max = ID_MAX }
#define IN_CENTS(n) { .name = n, .type = GLANE_F_CENTS, .max = MONEY_MAX }

static const struct glane_input in_command[] = {
	IN_FILE(FILE_MAX_BYTES), IN_MAP,
	{ .name = "dry_run", .type = GLANE_F_BOOL }, /* says what would happen, writes nothing */
	{ .name = "proposal", .type = GLANE_F_OUTPUT },
	IN_CHANNEL, IN_PLACE,
};
static const struct glane_input in_reverse[] = { IN_FILE(FILE_MAX_BYTES) };
static const struct glane_input in_post_file[] = {
	IN_FILE(FILE_MAX_BYTES), IN_CHANNEL, IN_PLACE,
	{ .name = "format", .type = GLANE_F_CHOICE, .required = 1, .choices = format_names },
};
static const struct glane_input in_file[] = { IN_ID, { .name = "word", .type = GLANE_F_INT, .min = 1, .max = ID_MAX } };
static const struct glane_input in_id[] = { IN_ID };
static const struct glane_input in_words[] = {
	IN_ID, IN_MAP,
	{ .name = "label", .type = GLANE_F_TEXT, .max = LABEL_MAX },
	{ .name = "category", .type = GLANE_F_INT, .min = 1, .max = ID_MAX },
};
static const struct glane_input in_waiting[] = {
	{ .name = "file", .type = GLANE_F_INT, .min = 1, .max = ID_MAX },
	{ .name = "after_file", .type = GLANE_F_INT, .min = 1, .max = ID_MAX }, /* the last line of the page before */
	{ .name = "after", .type = GLANE_F_INT, .min = 1, .max = ID_MAX },
};
static const struct glane_input in_line[] = { IN_ID, IN_LINE };
static const struct glane_input in_answer[] = {
	IN_ID, IN_LINE,
	{ .name = "answer", .type = GLANE_F_CHOICE, .required = 1, .choices = answers },
	{ .name = "category", .type = GLANE_F_INT, .min = 1, .max = ID_MAX },
	{ .name = "grams", .type = GLANE_F_GRAMS, .min = 0 },
	{ .name = "pieces", .type = GLANE_F_INT, .min = 0, .max = 100000 }, /* 0: not counted */
	IN_CENTS("price"), IN_CENTS("donation"), IN_CENTS("fee"),
	{ .name = "day", .type = GLANE_F_DATE, .min = FIRST_DAY },
	{ .name = "day_to", .type = GLANE_F_DATE, .min = FIRST_DAY },
	{ .name = "to", .type = GLANE_F_CHOICE, .choices = ways },
	{ .name = "whole", .type = GLANE_F_BOOL }, /* an amount that is not there is missing, not unchanged */
};

#define READS .method = GLANE_GET, .mode = GLANE_READ, .permission = RUN
#define LOOKS .method = GLANE_GET, .mode = GLANE_POOL, .permission = RUN
#define WRITES .method = GLANE_POST, .mode = GLANE_WRITE, .permission = RUN
#define WORKS .method = GLANE_POST, .mode = GLANE_POOL, .permission = RUN, .timeout_ms = 600000
static const struct glane_route routes[] = {
	{ READS, .path = "/", .template_name = "files", .summary = "Files of past records, and what is in", .run = get_files },
	{ WORKS, .path = "/files", .template_name = "files", .form = "/", .max_body = FILE_MAX_BYTES + 65536, .summary = "Send a file to be looked at; nothing of it is booked",
	  .run = post_file, .inputs = GLANE_LIST(in_post_file) },
	{ LOOKS, .path = "/files/{id}", .template_name = "file", .summary = "What would become of each line of a file", .run = get_file, .inputs = GLANE_LIST(in_file) },
	{ LOOKS, .path = "/files/{id}/map.csv", .summary = "The labels that nobody knows, as a map to be filled in (CSV)", .run = get_file_map, .inputs = GLANE_LIST(in_id) },
	{ WORKS, .path = "/files/{id}/words", .template_name = "file", .form = "/files/{id}", .max_body = 5 << 20, .summary = "Say what a label stands for, or send a map that was filled in",
	  .run = post_file_words, .inputs = GLANE_LIST(in_words) },
	{ WORKS, .path = "/files/{id}/import", .template_name = "file", .form = "/files/{id}", .summary = "Book all lines that can be booked, each once", .run = post_file_import,
	  .inputs = GLANE_LIST(in_id) },
	{ WORKS, .path = "/files/{id}/reverse", .template_name = "file", .form = "/files/{id}", .summary = "Take back all records of a file", .run = post_file_reverse,
	  .inputs = GLANE_LIST(in_id) },
	{ WRITES, .path = "/files/{id}/forget", .template_name = "file", .form = "/files/{id}", .summary = "Forget a file of which nothing is booked", .run = post_file_forget,
	  .inputs = GLANE_LIST(in_id) },
	{ READS, .path = "/waiting", .template_name = "waiting", .summary = "Lines that wait for a person, 200 at once", .run = get_waiting, .inputs = GLANE_LIST(in_waiting) },
	{ READS, .path = "/lines/{id}/{line}", .template_name = "line", .summary = "A line: what is written, what became of it", .run = get_line, .inputs = GLANE_LIST(in_line) },
	{ WRITES, .path = "/lines/{id}/{line}", .template_name = "line", .form = "/lines/{id}/{line}", .summary = "Confirm, correct or refuse a line", .run = post_line,
	  .inputs = GLANE_LIST(in_answer) },
};

#define SAY_LINE                                                                                                       \
	{ .name = "file", .type = GLANE_F_TEXT, .required = 1, .min = 64, .max = 64 } /* SHA-256 */,                   \
	{ .name = "line", .type = GLANE_F_INT, .required = 1, .min = 1 }
#define SAY_WORDS                                                                                                      \
	{ .name = "label", .type = GLANE_F_TEXT, .required = 1, .max = LABEL_MAX },                                    \
	{ .name = "destination", .type = GLANE_F_TEXT, .max = LABEL_MAX },                                             \
	{ .name = "note", .type = GLANE_F_LINES, .max = NOTE_MAX },                                                    \
	{ .name = "doubt", .type = GLANE_F_LINES, .max = NOTE_MAX },                                                   \
	{ .name = "corrects", .type = GLANE_F_INT } /* the record in whose place it came */
#define SAY_GOODS                                                                                                      \
	{ .name = "category", .type = GLANE_F_INT, .required = 1 },                                                    \
	{ .name = "net", .type = GLANE_F_GRAMS, .required = 1 },                                                       \
	{ .name = "pieces", .type = GLANE_F_INT } /* absent: nobody counted */
/* Absent: nobody wrote it.  price_cents is for the goods, without what was given or paid as a membership. */
#define SAY_MONEY                                                                                                      \
	{ .name = "price_cents", .type = GLANE_F_CENTS }, { .name = "donation_cents", .type = GLANE_F_CENTS },         \
	{ .name = "fee_cents", .type = GLANE_F_CENTS },                                                                \
	{ .name = "payment", .type = GLANE_F_TEXT, .max = LABEL_MAX } /* cash card cheque transfer, or as written */
static const struct glane_input reception_fields[] = { SAY_LINE, SAY_GOODS, SAY_WORDS };
static const struct glane_input sale_fields[] = { SAY_LINE, SAY_GOODS, SAY_WORDS, SAY_MONEY };
static const struct glane_input payment_fields[] = { SAY_LINE, SAY_WORDS, SAY_MONEY, { .name = "pieces", .type = GLANE_F_INT } };
static const struct glane_input checked_fields[] = {
	SAY_LINE,
	{ .name = "answer", .type = GLANE_F_CHOICE, .required = 1, .choices = answers },
	{ .name = "record", .type = GLANE_F_INT },
};
static const struct glane_kind kinds[] = {
	{ "reception", "A weighing of the past", GLANE_LIST(reception_fields) },
	{ "sale", "A sale of the past", GLANE_LIST(sale_fields) },
	{ "exit", "Goods that left in the past, unsold", GLANE_LIST(sale_fields) },
	{ "item", "An object that was there already", GLANE_LIST(sale_fields) },
	{ "payment", "A membership or a donation of the past: no goods", GLANE_LIST(payment_fields) },
	{ "checked", "Somebody looked at a line: it is right, or it is not to be booked", GLANE_LIST(checked_fields) },
};
static const struct glane_sub subs[] = { { "import.*", GLANE_WRITE, GLANE_BEFORE, on_own } };
static const struct glane_permission permissions[] = { { RUN, "permission.run", "manager administrator" } };
static const struct glane_panel panels[] = {
	{ .slot = "nav", .kind = "link", .title_key = "title", .source = "/", .permission = RUN, .order = 95 },
};

#define COMMAND(w, s, f)                                                                                               \
	{ .words = w, .summary = s, .permission = RUN, .mode = GLANE_POOL, .timeout_ms = 600000, .run = f,             \
	  .inputs = GLANE_LIST(in_command), .template_name = "import" }
static const struct glane_command commands[] = {
	COMMAND("import reception", "Take over a notebook of weighings (CSV: date, categorie, poids_kg, destination, notes, controle)", command_reception),
	COMMAND("import till", "Take over a till's notebook (CSV: date, categorie, quantite, poids_kg, prix_total, methode_paiement, controle)", command_till),
	COMMAND("import items", "Take over a list of objects that are there (CSV: categorie, poids_kg, titre, prix, quantite, etat, code, date)", command_items),
	COMMAND("import oressource-csv", "Take over what Oressource recorded (CSV: see plugins/import/README.md)", command_oressource),
	{ .words = "import waiting", .summary = "Lines that wait for a person, 200 at once", .permission = RUN, .mode = GLANE_READ, .run = get_waiting,
	  .inputs = GLANE_LIST(in_waiting), .template_name = "waiting_list" },
	{ .words = "import reverse", .summary = "Take back all that was imported from a file", .permission = RUN, .mode = GLANE_POOL, .timeout_ms = 600000,
	  .run = command_reverse, .inputs = GLANE_LIST(in_reverse), .template_name = "reverse" },
};
static const struct glane_check checks[] = {
	{ "an imported line is not what its record moved",
	  "SELECT i.line FROM import_line i WHERE i.record IS NOT NULL AND i.booked <> coalesce((SELECT sum(m.grams) FROM core_v1_movement m WHERE m.seq = i.record), 0)" },
	{ "an imported line whose record does not stand",
	  "SELECT i.line FROM import_line i LEFT JOIN core_v1_record r ON r.seq = i.record WHERE i.record IS NOT NULL AND (r.seq IS NULL OR r.reversed_by IS NOT NULL)" },
	{ "a record that no line knows",
	  "SELECT r.seq FROM core_v1_record r WHERE r.plugin = 'import' AND r.kind <> 'import.checked' AND r.reverses IS NULL AND r.reversed_by IS NULL"
	  " AND NOT EXISTS (SELECT 1 FROM import_line i WHERE i.record = r.seq)" },
};

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "import",
	.version = "1.0.0",
	.title_key = "title",
	.license = "MPL-2.0",
	.init = self_init,
	.fini = self_fini,
	.views = GLANE_LIST(views),
	.statements = GLANE_LIST(statements),
	.checks = GLANE_LIST(checks),
	.routes = GLANE_LIST(routes),
	.subs = GLANE_LIST(subs),
	.kinds = GLANE_LIST(kinds),
	.permissions = GLANE_LIST(permissions),
	.panels = GLANE_LIST(panels),
	.commands = GLANE_LIST(commands),
	.migrations = EMBEDDED_SCHEMA,
	.templates = EMBEDDED_PAGES,
	.catalogues = EMBEDDED_I18N,
};
