/* SPDX-License-Identifier: MPL-2.0 */
/* labels: labels and sheets of stickers with QR codes, as pictures and PDF, and a printer that writes files. */
#include <stdlib.h>

#include "labels/design_routes.h"
#include "labels/printers_pages.h"
#include "labels_embedded.h"

const struct glane_host *labels_host;

/* What spool_fill reads: columns 0 to 6. */
#define ROW "s.id, s.code, s.state, s.fault, s.copy, iif(s.state = 'queued', " \
	"(SELECT count(*) FROM labels_spool b WHERE b.state IN ('queued', 'claimed', 'sending', 'sent') AND b.after_ms = 0 AND b.id < s.id), 0)," \
	" coalesce((SELECT name FROM labels_printer WHERE id = iif(s.printer, s.printer, s.wanted)), '')"
#define PRINTER "SELECT id, slot, name, port, language, model, dpi, media, darkness, inverted, plain, shift_x, shift_y, asks, trust, rank, paused, certificate" \
	" FROM labels_printer "
#define OPEN "('queued', 'claimed', 'sending', 'sent', 'unknown')"

static const char *const statements[SQL_COUNT] = {
	[SQL_SPOOL_ADD] = "INSERT INTO labels_spool (code, media, copy, state, nth, wanted, person, at_ms) VALUES (?1, ?2, ?3, 'queued', ?4, ?5, ?6, ?7)",
	[SQL_SPOOL_STATE] = "UPDATE labels_spool SET state = ?2, fault = ?3, after_ms = ?4, printer = ?5, attempt = ?6, roll = ?7, copy = ?8 WHERE id = ?1",
	[SQL_SPOOL_COPY] = "SELECT coalesce(max(copy), 0) + 1 FROM labels_spool WHERE code = ?1 AND state <> 'cancelled'",
	[SQL_SPOOL_GET] = "SELECT id, copy, after_ms, wanted, printer, attempt, code, media, roll, state, fault FROM labels_spool WHERE id = ?1",
	[SQL_SPOOL_ONE] = "SELECT " ROW " FROM labels_spool s WHERE s.id = ?1",
	[SQL_SPOOL_NEWEST] = "SELECT max(id) FROM labels_spool WHERE code = ?1 AND media = ?2 AND wanted = ?3 AND state IN ('queued', 'claimed', 'sending', 'sent')",
	[SQL_SPOOL_MANY] = "SELECT count(*) FROM labels_spool WHERE code = ?1 AND at_ms > ?2 AND nth = 1",
	[SQL_SPOOL_WAITING] = "SELECT id FROM labels_spool WHERE code = ?1 AND state IN ('queued', 'unknown') LIMIT 1",
	[SQL_SPOOL_INTERRUPTED] = "SELECT id FROM labels_spool WHERE state IN ('claimed', 'sending', 'sent') AND (?1 = 0 OR printer = ?1) LIMIT 1",
	/* Printer ?1, in which the roll ?3 is; ?4: it gets those for any roll, ?5: those for its own. */
	[SQL_SPOOL_NEXT] = "SELECT id FROM labels_spool WHERE state = 'queued' AND after_ms <= ?2 AND (wanted = ?1 OR (wanted = 0 AND iif(media = '', ?4, ?5)))"
	                   " AND (media = '' OR ?3 = '' OR media = ?3) ORDER BY id LIMIT 1",
	[SQL_SPOOL_LATER] = "SELECT coalesce(min(after_ms), 0) FROM labels_spool WHERE state = 'queued' AND after_ms > ?1 AND after_ms < ?2",
	[SQL_SPOOL_RECENT] = "SELECT " ROW ", s.at_ms, s.roll FROM labels_spool s ORDER BY s.id DESC LIMIT 10",
	[SQL_SPOOL_DAY] = "SELECT " ROW ", s.at_ms, s.state IN " OPEN " FROM labels_spool s"
	                  " WHERE (s.at_ms >= ?1 OR s.state IN " OPEN ") AND s.code <> ''"
	                  " AND NOT EXISTS (SELECT 1 FROM labels_spool n WHERE n.code = s.code AND n.id > s.id) ORDER BY s.id DESC LIMIT 1000",
	[SQL_SPOOL_QUEUE] = "SELECT " ROW ", s.at_ms FROM labels_spool s WHERE s.state IN " OPEN " ORDER BY s.id LIMIT 1000",
	[SQL_SPOOL_TRIED] = "SELECT " ROW " FROM labels_spool s WHERE s.code = '' AND s.wanted = ?1 ORDER BY s.id DESC LIMIT 1",
	[SQL_SPOOL_SAME] = "SELECT max(s.id) FROM labels_spool s JOIN labels_payload p ON p.job = s.id WHERE s.code = '' AND s.wanted = ?1 AND p.sha256 = ?2"
	                   " AND s.state IN " OPEN,
	[SQL_SPOOL_QUEUES] = "SELECT wanted, media, count(*) FROM labels_spool WHERE state = 'queued' GROUP BY wanted, media",
	[SQL_SPOOL_UNASK] = "UPDATE labels_spool SET wanted = 0 WHERE wanted = ?1 AND state IN ('queued', 'unknown')",
	[SQL_SPOOL_AT_WORK] = "SELECT id FROM labels_spool WHERE printer = ?1 AND state IN ('claimed', 'sending', 'sent') LIMIT 1",
	[SQL_SPOOL_TRIALS] = "SELECT id FROM labels_spool WHERE code = '' AND wanted = ?1 AND state IN ('queued', 'unknown') LIMIT 1",
	[SQL_PAYLOAD_ADD] = "INSERT INTO labels_payload (job, attempt, drawn_for, sha256, bytes, picture) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[SQL_PAYLOAD_FIND] = "SELECT bytes, sha256 FROM labels_payload WHERE job = ?1 AND attempt = ?2 AND drawn_for = ?3 AND bytes IS NOT NULL",
	[SQL_PAYLOAD_PICTURE] = "SELECT coalesce(picture, bytes) FROM labels_payload WHERE job = ?1 AND bytes IS NOT NULL ORDER BY attempt DESC LIMIT 1",
	[SQL_PAYLOAD_DROP] = "UPDATE labels_payload SET bytes = NULL, picture = NULL WHERE (job, attempt) IN (SELECT p.job, p.attempt FROM labels_payload p"
	                     " JOIN labels_spool s ON s.id = p.job WHERE p.bytes IS NOT NULL AND s.state IN ('confirmed', 'cancelled')"
	                     " AND NOT EXISTS (SELECT 1 FROM labels_event e WHERE e.job = s.id AND e.at_ms > ?1) LIMIT 500)",
	[SQL_EVENT_ADD] = "INSERT INTO labels_event (job, at_ms, what, copy, printer, fault, person) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[SQL_PRINTER_SLOT] = PRINTER "WHERE slot = ?1",
	[SQL_PRINTER_ONE] = PRINTER "WHERE id = ?1",
	[SQL_PRINTER_ALL] = PRINTER "WHERE slot IS NOT NULL ORDER BY rank, id",
	[SQL_PRINTER_PUT] = "INSERT INTO labels_printer (id, slot, name, port, language, model, dpi, media, darkness, inverted, plain, shift_x, shift_y,"
	                    " asks, trust, rank, paused, added_ms, certificate) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
	                    " ?19)"
	                    " ON CONFLICT (id) DO UPDATE SET slot = ?2, name = ?3, port = ?4, language = ?5, model = ?6, dpi = ?7, media = ?8,"
	                    " darkness = ?9, inverted = ?10, plain = ?11, shift_x = ?12, shift_y = ?13, asks = ?14, trust = ?15, rank = ?16, paused = ?17, certificate = ?19",
	[SQL_PRINTER_REMOVE] = "UPDATE labels_printer SET slot = NULL WHERE id = ?1 AND slot IS NOT NULL",
	[SQL_PLACES] = "SELECT id, name_fr, name_en FROM core_v1_place WHERE active ORDER BY id",
	[SQL_CATEGORIES] = "SELECT id, name_fr, name_en FROM core_v1_category WHERE active AND level = 1 ORDER BY id",
	[SQL_PLACE] = "SELECT id, name_fr, name_en FROM core_v1_place WHERE id = ?1",
	[SQL_CATEGORY] = "SELECT id, name_fr, name_en FROM core_v1_category WHERE id = ?1",
	DESIGN_STATEMENTS,
};
static const struct glane_view views[] = { { "core_v1_place" }, { "core_v1_category" }, { "core_v1_item" }, { "core_v1_record" } };

static const char *const languages[] = { "fr", "en", "ar", NULL };

#define IN_LANG { .name = "l", .type = GLANE_F_CHOICE, .choices = languages }
#define IN_MEDIA { .name = "media", .type = GLANE_F_TEXT, .max = 16 }
#define IN_DESIGN { .name = "design", .type = GLANE_F_TEXT, .max = DESIGN_NAME_MAX - 1 }
#define IN_DPI { .name = "dpi", .type = GLANE_F_INT, .min = LABEL_DPI_MIN, .max = LABEL_DPI_MAX }
#define IN_NUMBER(n) { .name = n, .type = GLANE_F_INT, .min = 1, .max = INT64_C(1) << 53 }
#define IN_CODE { .name = "code", .type = GLANE_F_TEXT, .required = 1, .min = 1, .max = 160 }

static const struct glane_input page_inputs[] = { { .name = "code", .type = GLANE_F_TEXT, .max = 160 }, IN_MEDIA, IN_LANG };
static const struct glane_input label_inputs[] = { IN_CODE, IN_MEDIA, IN_DESIGN, IN_DPI, IN_LANG };
static const struct glane_input sample_inputs[] = { IN_MEDIA, IN_DESIGN, IN_DPI, IN_LANG };
static const struct glane_input sheet_inputs[] = {
	{ .name = "codes", .type = GLANE_F_LINES, .required = 1, .min = 1, .max = 16000 },
	{ .name = "sheet", .type = GLANE_F_TEXT, .max = 16 },
	{ .name = "start", .type = GLANE_F_INT, .min = 1, .max = 200 },
	IN_NUMBER("printer"), /* of the form, which is the same for both */
	IN_DESIGN, IN_LANG,
};
static const struct glane_input calibration_inputs[] = { { .name = "sheet", .type = GLANE_F_TEXT, .max = 16 }, IN_LANG };
static const struct glane_input badge_inputs[] = {
	{ .name = "name", .type = GLANE_F_TEXT, .required = 1, .max = 160 },
	{ .name = "content", .type = GLANE_F_SECRET, .required = 1, .max = 160 },
};
#define IN_JOB { .name = "job", .type = GLANE_F_INT, .required = 1, .min = 1, .max = INT64_C(1) << 53 }
static const struct glane_input print_inputs[] = {
	IN_CODE, IN_MEDIA,
	IN_NUMBER("printer"), /* missing: whichever is free */
	{ .name = "copies", .type = GLANE_F_INT, .min = 1, .max = 20 },
};
static const char *const pages[] = { "printers", NULL };
#define IN_TO { .name = "to", .type = GLANE_F_CHOICE, .choices = pages } /* which page is shown then; missing: that of labels */
static const struct glane_input job_inputs[] = { IN_JOB, IN_NUMBER("copy") /* tells addresses apart */ };
static const struct glane_input cancel_inputs[] = { IN_JOB, IN_TO };
static const struct glane_input queue_inputs[] = { IN_NUMBER("cancel"), IN_NUMBER("again") };
#define IN_NAMED { .name = "printer", .type = GLANE_F_TEXT, .required = 1, .max = 60 } /* its name or its number */
static const struct glane_input named_inputs[] = { IN_NAMED };
static const struct glane_input pause_inputs[] = {
	{ .name = "printer", .type = GLANE_F_INT, .required = 1, .min = 1, .max = INT64_C(1) << 53 },
	{ .name = "paused", .type = GLANE_F_BOOL, .required = 1 },
};
static const struct glane_input answer_inputs[] = {
	IN_JOB,
	{ .name = "out", .type = GLANE_F_BOOL }, /* it came out; or: */
	{ .name = "spoilt", .type = GLANE_F_BOOL },
	{ .name = "scanned", .type = GLANE_F_BOOL }, /* its code was read: it came out */
	IN_TO,
};
#define IN_PRINTER { .name = "id", .type = GLANE_F_INT, .required = 1, .min = 1, .max = INT64_C(1) << 53 }
#define IN_PROFILE(must)                                                                                                                       \
	{ .name = "name", .type = GLANE_F_TEXT, .required = must, .max = 60 }, { .name = "port", .type = GLANE_F_TEXT, .required = must, .max = 150 }, \
	{ .name = "kind", .type = GLANE_F_TEXT, .required = must, .max = 60 }, IN_MEDIA
#define IN_OTHER { .name = "other", .type = GLANE_F_TEXT, .max = 16 }
#define IN_HABITS                                                                                            \
	{ .name = "darkness", .type = GLANE_F_INT, .min = 0, .max = 10 }, { .name = "asks", .type = GLANE_F_BOOL },  \
	{ .name = "trust", .type = GLANE_F_BOOL }, { .name = "inverted", .type = GLANE_F_BOOL }, { .name = "plain", .type = GLANE_F_BOOL }
static const char *const trials[] = { "label", "head", "frame", "dark", NULL };
static const struct glane_input printer_inputs[] = { IN_PRINTER, IN_LANG };
static const struct glane_input search_inputs[] = { { .name = "address", .type = GLANE_F_TEXT, .max = 120 }, IN_LANG };
static const struct glane_input new_page_inputs[] = {
	{ .name = "name", .type = GLANE_F_TEXT, .max = 60 }, { .name = "port", .type = GLANE_F_TEXT, .max = 150 }, IN_LANG,
};
static const struct glane_input new_inputs[] = { IN_PROFILE(1), IN_OTHER, IN_LANG };
static const struct glane_input profile_inputs[] = { IN_PRINTER, IN_PROFILE(1), IN_OTHER, IN_HABITS, IN_LANG };
static const struct glane_input set_inputs[] = { IN_NAMED, IN_PROFILE(0), IN_HABITS };
static const struct glane_input roll_inputs[] = { IN_PRINTER, { .name = "media", .type = GLANE_F_TEXT, .required = 1, .max = 16 }, IN_LANG };
static const struct glane_input shift_inputs[] = {
	IN_PRINTER,
	{ .name = "left", .type = GLANE_F_TEXT, .max = 8 }, { .name = "right", .type = GLANE_F_TEXT, .max = 8 },
	{ .name = "top", .type = GLANE_F_TEXT, .max = 8 }, { .name = "bottom", .type = GLANE_F_TEXT, .max = 8 },
	IN_LANG,
};
static const struct glane_input try_inputs[] = { IN_PRINTER, { .name = "what", .type = GLANE_F_CHOICE, .required = 1, .choices = trials }, IN_LANG };
static const struct glane_input cards_inputs[] = {
	{ .name = "times", .type = GLANE_F_BOOL },  { .name = "undo", .type = GLANE_F_BOOL },       { .name = "again", .type = GLANE_F_BOOL },
	{ .name = "places", .type = GLANE_F_BOOL }, { .name = "categories", .type = GLANE_F_BOOL }, { .name = "code", .type = GLANE_F_CODE },
	{ .name = "kind", .type = GLANE_F_TEXT, .max = 40 }, { .name = "ids", .type = GLANE_F_TEXT, .max = 4000 }, /* subjects of other plugins */
	IN_LANG,
};
static const struct glane_input card_inputs[] = { { .name = "code", .type = GLANE_F_CODE, .required = 1 }, IN_LANG };
static const struct glane_input lang_inputs[] = { IN_LANG };
static const char *const formats[] = { "png", "pdf", "brother-ql", "zpl", "escpos", "tspl", "dymo", "epl2", "pwg", NULL };
static const struct glane_input command_inputs[] = {
	IN_CODE,
	{ .name = "out", .type = GLANE_F_OUTPUT },
	{ .name = "format", .type = GLANE_F_CHOICE, .choices = formats },
	IN_MEDIA, /* pdf: also a sheet */
	IN_DESIGN,
	IN_DPI,
	{ .name = "model", .type = GLANE_F_TEXT, .max = 16 },
	{ .name = "darkness", .type = GLANE_F_INT, .min = 1, .max = 10 },
	{ .name = "inverted", .type = GLANE_F_BOOL },
	{ .name = "plain", .type = GLANE_F_BOOL },
	{ .name = "start", .type = GLANE_F_INT, .min = 1, .max = 200 },
};

static const struct glane_input test_inputs[] = {
	IN_NAMED, { .name = "what", .type = GLANE_F_CHOICE, .choices = trials },
};

static const struct glane_route routes[] = {
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/", .permission = PRINT, .template_name = "labels",
	  .summary = "Media, sheets, a preview and what was printed last", .run = page_show, .inputs = GLANE_LIST(page_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_POOL, .path = "/label.png", .permission = PRINT,
	  .summary = "A label as 1-bit PNG for a label printer", .run = picture_png, .inputs = GLANE_LIST(label_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_POOL, .path = "/label.pdf", .permission = PRINT,
	  .summary = "A label as PDF of its own size", .run = picture_pdf, .inputs = GLANE_LIST(label_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_POOL, .path = "/sample.png", .permission = PRINT,
	  .summary = "A label that stands for nothing, to look at", .run = picture_png, .inputs = GLANE_LIST(sample_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_POOL, .path = "/sheet.pdf", .permission = PRINT,
	  .summary = "Labels for sheets of stickers as PDF", .run = picture_sheet, .inputs = GLANE_LIST(sheet_inputs) },
	{ .method = GLANE_POST, .mode = GLANE_POOL, .path = "/sheet", .permission = PRINT, .template_name = "labels", .form = "/",
	  .summary = "Send sheets of stickers to a printer of pages", .run = sheet_print, .inputs = GLANE_LIST(sheet_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_POOL, .path = "/calibration.pdf", .permission = PRINT,
	  .summary = "Frames of a sheet's stickers and two rulers, to hold against a sheet", .run = calibration_pdf, .inputs = GLANE_LIST(calibration_inputs) },
	{ .method = GLANE_POST, .mode = GLANE_POOL, .path = "/badge", .permission = PRINT, .template_name = "labels", .form = "/",
	  .summary = "A badge as PDF of the size of a bank card", .run = badge_pdf, .inputs = GLANE_LIST(badge_inputs) },
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/print", .permission = PRINT, .template_name = "labels", .form = "/",
	  .summary = "Print a label, again if it was printed", .run = spool_print, .inputs = GLANE_LIST(print_inputs) },
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/answer", .permission = PRINT, .template_name = "labels", .form = "/",
	  .summary = "Say whether a label came out", .run = spool_answer, .inputs = GLANE_LIST(answer_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/jobs", .permission = PRINT,
	  .summary = "What became of the newest label of each code: of today, or still open", .run = spool_jobs },
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/queue", .permission = PRINT,
	  .summary = "All labels that wait, are under way, or that somebody has to look for", .run = spool_queue },
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/job/{job}/picture.png", .permission = PRINT,
	  .summary = "How a label was drawn for its printer", .run = spool_picture, .inputs = GLANE_LIST(job_inputs) },
	{ .method = GLANE_POST, .mode = GLANE_POOL, .path = "/cancel", .permission = PRINT, .template_name = "labels", .form = "/",
	  .summary = "Print this label no more", .run = spool_cancel, .inputs = GLANE_LIST(cancel_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/printers", .permission = PRINT, .template_name = "printers",
	  .summary = "The printers and how each is now, what waits, what a person has to look for", .run = printers_page, .inputs = GLANE_LIST(lang_inputs) },
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/pause", .permission = PAUSE, .template_name = "printers", .form = "/printers",
	  .summary = "Let a printer rest, or go on", .run = printers_rest, .inputs = GLANE_LIST(pause_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/printers/add", .permission = PRINTERS, .template_name = "printers_add",
	  .summary = "Printers that are plugged into this computer", .run = printers_add_page, .inputs = GLANE_LIST(lang_inputs) },
	{ .method = GLANE_POST, .mode = GLANE_POOL, .path = "/printers/search", .permission = PRINTERS, .template_name = "printers_add", .form = "/printers/add",
	  .summary = "Ask an address, or all around, whether a label printer is there", .run = printers_search, .inputs = GLANE_LIST(search_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/printers/new", .permission = PRINTERS, .template_name = "printers_new",
	  .summary = "The form of a new printer", .run = printers_new_page, .inputs = GLANE_LIST(new_page_inputs) },
	{ .method = GLANE_POST, .mode = GLANE_POOL, .path = "/printers/new", .permission = PRINTERS, .template_name = "printers_new", .form = "/printers/new",
	  .summary = "Add a printer", .run = printers_new, .inputs = GLANE_LIST(new_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/printers/{id}", .permission = PRINTERS, .template_name = "printer",
	  .summary = "A printer, how it is, its profile", .run = printer_page, .inputs = GLANE_LIST(printer_inputs) },
#define PRINTER_POST(p, fn, in, what) { .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/printers/{id}" p, .permission = PRINTERS, \
	  .template_name = "printer", .form = "/printers/{id}", .summary = what, .run = fn, .inputs = GLANE_LIST(in) }
	{ .method = GLANE_POST, .mode = GLANE_POOL, .path = "/printers/{id}", .permission = PRINTERS, .template_name = "printer", .form = "/printers/{id}",
	  .summary = "Change the profile of a printer", .run = printer_change, .inputs = GLANE_LIST(profile_inputs) },
	PRINTER_POST("/up", printer_up, printer_inputs, "Print on this one before the one above it"),
	PRINTER_POST("/roll", printer_roll, roll_inputs, "Set a printer to the roll that is in it"),
	PRINTER_POST("/shift", printer_shift, shift_inputs, "Centre the picture by the white strips around a frame, in millimetres"),
	PRINTER_POST("/remove", printer_remove, printer_inputs, "Take a printer away"),
	{ .method = GLANE_POST, .mode = GLANE_POOL, .path = "/printers/{id}/try", .permission = PRINTERS, .template_name = "printer", .form = "/printers/{id}",
	  .summary = "Print a trial: a label, the head, a frame, a ladder of darkness", .run = printer_try, .inputs = GLANE_LIST(try_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/cards", .permission = PRINT, .template_name = "cards",
	  .summary = "Cards to scan instead of touching", .run = cards_page, .inputs = GLANE_LIST(lang_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_POOL, .path = "/cards.pdf", .permission = PRINT,
	  .summary = "Cards to scan as PDF, ten on an A4 page", .run = cards_pdf, .inputs = GLANE_LIST(cards_inputs) },
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/card/{code}", .template_name = "card",
	  .summary = "What a card is for", .run = cards_show, .inputs = GLANE_LIST(card_inputs) },
	DESIGN_ROUTES,
};

static const struct glane_input printed_fields[] = {
	{ .name = "job", .type = GLANE_F_INT, .required = 1 },
	{ .name = "code", .type = GLANE_F_CODE, .required = 1 },
	{ .name = "media", .type = GLANE_F_TEXT, .required = 1, .max = 16 },
	{ .name = "copy", .type = GLANE_F_INT, .required = 1 },
};
static const struct glane_input wanted_fields[] = {
	{ .name = "job", .type = GLANE_F_INT, .required = 1 },
	{ .name = "code", .type = GLANE_F_CODE, .required = 1 },
	{ .name = "copy", .type = GLANE_F_INT, .required = 1 },
};
static const struct glane_kind kinds[] = {
	{ .name = "wanted", .summary = "Somebody asked for a label", .fields = GLANE_LIST(wanted_fields) },
	{ .name = "printed", .summary = "A label came out of a printer", .fields = GLANE_LIST(printed_fields) },
};

static const struct glane_permission permissions[] = {
	{ DESIGN, "permission.design", "staff manager administrator" },
	{ PRINT, "permission.print", "volunteer staff manager administrator" },
	{ PAUSE, "permission.pause", "staff manager administrator" },
	{ PRINTERS, "permission.printers", "manager administrator" },
};

static const struct glane_topic topics[] = { [TOPIC_JOB] = { "labels.job", PRINT }, [TOPIC_PRINTER] = { "labels.printer", PRINT } };
static const struct glane_job jobs[] = {
	[JOB_FOLDER] = { .name = "print", .mode = GLANE_POOL, .at_minute = -1, .run = serve_folders },
	[JOB_FORGET] = { .name = "forget", .mode = GLANE_POOL, .at_minute = 3 * 60 + 20, .run = serve_forget },
};
static const struct glane_sub subs[] = { { "items.created", GLANE_WRITE, GLANE_AFTER, spool_created } };
static const struct glane_letter letter[] = { { 'A', 0, "/card/{code}" } };

static const struct glane_panel panels[] = {
	{ .slot = "label.state", .kind = "element", .title_key = "title", .tag = "glane-x-labels-state", .module = "state.js", .permission = PRINT },
	{ .slot = "bar", .kind = "element", .title_key = "printers.title", .tag = "glane-x-labels-bar", .module = "state.js", .permission = PRINT },
	{ .slot = "nav", .kind = "link", .title_key = "title", .source = "/", .permission = PRINT },
	{ .slot = "badge", .kind = "link", .title_key = "badge_print", .source = "/badge", .permission = PRINT },
};

static const struct glane_setting settings[] = {
	{ .key = "media", .type = GLANE_F_TEXT, .initial = MEDIA_DEFAULT, .title_key = "setting.media" },
	{ .key = "shift_x", .type = GLANE_F_INT, .initial = "0", .title_key = "setting.shift_x" },
	{ .key = "shift_y", .type = GLANE_F_INT, .initial = "0", .title_key = "setting.shift_y" },
	{ .key = "scale_x", .type = GLANE_F_INT, .initial = "1000", .title_key = "setting.scale_x" },
	{ .key = "scale_y", .type = GLANE_F_INT, .initial = "1000", .title_key = "setting.scale_y" },
};

static const struct glane_command commands[] = {
	{ .words = "label", .summary = "Draw the label of a code into a file: a picture, a page, or what a printer gets", .permission = PRINT,
	  .mode = GLANE_POOL, .run = command_label, .inputs = GLANE_LIST(command_inputs) },
	{ .words = "printer list", .summary = "The label printers of this place", .permission = PRINT, .mode = GLANE_READ, .run = command_printer_list,
	  .template_name = "cli_printer_list" },
	{ .words = "printer status", .summary = "How the label printers are; fails when somebody has to go and look", .permission = PRINT, .mode = GLANE_READ,
	  .run = command_printer_status, .template_name = "cli_printer_status" },
	{ .words = "printer add", .summary = "Add a label printer: NAME, tcp:192.168.1.50, zpl/ZPL-4/203 (ipp://..., ipp: it is asked), --media 50x30", .permission = PRINTERS, .mode = GLANE_POOL,
	  .run = command_printer_add, .inputs = GLANE_LIST(new_inputs), .template_name = "cli_printer_status" },
	{ .words = "printer set", .summary = "Change a label printer: NAME --media 62x29 --darkness 7 --trust=0; what is not said stays", .permission = PRINTERS,
	  .mode = GLANE_POOL, .run = command_printer_set, .inputs = GLANE_LIST(set_inputs), .template_name = "cli_printer_status" },
	{ .words = "printer remove", .summary = "Take a label printer away; what waits for it goes to another one", .permission = PRINTERS, .mode = GLANE_WRITE,
	  .run = command_printer_remove, .inputs = GLANE_LIST(named_inputs) },
	{ .words = "printer test", .summary = "Print a trial on a label printer: --what label, head, frame, dark", .permission = PRINTERS, .mode = GLANE_POOL,
	  .run = command_printer_test, .inputs = GLANE_LIST(test_inputs) },
	{ .words = "printer pause", .summary = "Let a printer rest, by its name or number", .permission = PAUSE, .mode = GLANE_WRITE, .run = command_pause,
	  .inputs = GLANE_LIST(named_inputs), .template_name = "cli_printer_status" },
	{ .words = "printer resume", .summary = "Let it go on", .permission = PAUSE, .mode = GLANE_WRITE, .run = command_resume,
	  .inputs = GLANE_LIST(named_inputs), .template_name = "cli_printer_status" },
	{ .words = "printer queue", .summary = "What waits to be printed: --cancel JOB, --again JOB for one that waits for somebody", .permission = PRINT,
	  .mode = GLANE_POOL, .run = command_queue, .inputs = GLANE_LIST(queue_inputs), .template_name = "cli_printer_queue" },
};

static const struct glane_check checks[] = {
	{ "printed twice as the same copy",
	  "SELECT code, copy FROM labels_spool WHERE state = 'confirmed' AND code <> '' GROUP BY code, copy HAVING count(*) > 1" },
	{ "sent, and what was sent is not kept",
	  "SELECT s.id FROM labels_spool s WHERE s.attempt > 0 AND NOT EXISTS (SELECT 1 FROM labels_payload p WHERE p.job = s.id AND p.attempt = s.attempt)" },
};

static int init(const struct glane_host *host, struct glane_call *c, struct glane_self **ret)
{
	(void)c;
	struct glane_self *self = calloc(1, sizeof(*self));
	if (!self)
		return GLANE_ENOMEM;
	self->painter = painter_new();
	self->reader = code_reader_new();
	if (!self->painter || !self->reader) {
		painter_free(self->painter);
		code_reader_free(self->reader);
		free(self);
		return GLANE_ENOMEM;
	}
	pthread_mutex_init(&self->lock, NULL);
	pthread_mutex_init(&self->folder, NULL);
	labels_host = host;
	*ret = self;
	return GLANE_OK;
}

static void fini(struct glane_self *self)
{
	if (self) {
		painter_free(self->painter);
		code_reader_free(self->reader);
		pthread_mutex_destroy(&self->lock);
		pthread_mutex_destroy(&self->folder);
	}
	free(self);
}

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "labels",
	.version = "1.0.0",
	.title_key = "title",
	.license = "MPL-2.0",
	.init = init,
	.start = spool_start,
	.fini = fini,
	.views = GLANE_LIST(views),
	.statements = GLANE_LIST(statements),
	.checks = GLANE_LIST(checks),
	.routes = GLANE_LIST(routes),
	.kinds = GLANE_LIST(kinds),
	.permissions = GLANE_LIST(permissions),
	.topics = GLANE_LIST(topics),
	.jobs = GLANE_LIST(jobs),
	.services = GLANE_LIST(serve_services),
	.subs = GLANE_LIST(subs),
	.letters = GLANE_LIST(letter),
	.settings = GLANE_LIST(settings),
	.panels = GLANE_LIST(panels),
	.commands = GLANE_LIST(commands),
	.migrations = EMBEDDED_SCHEMA,
	.assets = EMBEDDED_UI,
	.templates = EMBEDDED_PAGES,
	.catalogues = EMBEDDED_I18N,
};
