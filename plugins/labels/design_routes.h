/* SPDX-License-Identifier: MPL-2.0 */
/* design_routes.h: what the table of labels.c takes of designs, logo and sheets: inputs, routes, statements. */
#ifndef LABELS_DESIGN_ROUTES_H
#define LABELS_DESIGN_ROUTES_H

#include "labels/designs.h"

#define DESIGN "labels.design"

static const char *const logo_ways[] = { "threshold", "dither", NULL };
static const struct glane_input designs_inputs[] = { { .name = "media", .type = GLANE_F_TEXT, .max = 16 } };
static const struct glane_input use_inputs[] = {
	{ .name = "target", .type = GLANE_F_TEXT, .max = 40 }, { .name = "design", .type = GLANE_F_TEXT, .max = DESIGN_NAME_MAX - 1 },
};
static const struct glane_input design_inputs[] = { { .name = "design", .type = GLANE_F_TEXT, .required = 1, .max = DESIGN_KEY_MAX - 1 } };
static const struct glane_input logo_inputs[] = {
	{ .name = "file", .type = GLANE_F_FILE, .required = 1, .max = 2 << 20 },
	{ .name = "way", .type = GLANE_F_CHOICE, .choices = logo_ways },
	{ .name = "level", .type = GLANE_F_INT, .min = 1, .max = 99 },
	{ .name = "width", .type = GLANE_F_INT, .min = 5, .max = 32 }, /* mm */
};
static const struct glane_input logo_picture_inputs[] = { { .name = "at", .type = GLANE_F_TEXT, .max = 20 } }; /* when it was kept: another logo is another address */
#define MM(n) { .name = n, .type = GLANE_F_TEXT, .required = 1, .max = 8 }
static const struct glane_input sheet_form_inputs[] = {
	{ .name = "sheet", .type = GLANE_F_TEXT, .max = 16 },
	{ .name = "name", .type = GLANE_F_TEXT, .required = 1, .min = 1, .max = 60 },
	MM("w"), MM("h"), MM("left"), MM("top"), MM("pitch_x"), MM("pitch_y"), MM("page_w"), MM("page_h"),
	{ .name = "columns", .type = GLANE_F_INT, .required = 1, .min = 1, .max = 200 },
	{ .name = "rows", .type = GLANE_F_INT, .required = 1, .min = 1, .max = 200 },
	{ .name = "wordy", .type = GLANE_F_BOOL },
};
static const struct glane_input sheet_drop_inputs[] = { { .name = "sheet", .type = GLANE_F_TEXT, .required = 1, .max = 16 } };

#define FORM_INPUTS { design_form_inputs, DESIGN_FORM_INPUTS, sizeof(struct glane_input) }
#define DESIGN_ROUTES                                                                                                           \
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/designs", .permission = DESIGN, .template_name = "designs",                        \
	  .summary = "Designs of labels, where each is used, the logo", .run = designs_page, .inputs = GLANE_LIST(designs_inputs) },            \
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/designs/edit", .permission = DESIGN, .template_name = "design",                    \
	  .summary = "A design as a form, what its label looks like and whether it will be read", .run = design_edit, .inputs = FORM_INPUTS },  \
	{ .method = GLANE_GET, .mode = GLANE_POOL, .path = "/designs/picture.png", .permission = DESIGN,                                        \
	  .summary = "The label of a design that is still a form", .run = design_picture, .inputs = FORM_INPUTS },                              \
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/designs/save", .permission = DESIGN, .template_name = "design",                  \
	  .form = "/designs/edit", .summary = "Keep a design", .run = design_keep, .inputs = FORM_INPUTS },                                     \
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/designs/remove", .permission = DESIGN, .template_name = "designs",               \
	  .form = "/designs", .summary = "Remove a design; what used it uses that of the house again", .run = design_drop, .inputs = GLANE_LIST(design_inputs) }, \
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/designs/use", .permission = DESIGN, .template_name = "designs",                  \
	  .form = "/designs", .summary = "Use a design for a category (c:12), a medium (m:62x29) or all", .run = design_use, .inputs = GLANE_LIST(use_inputs) }, \
	{ .method = GLANE_POST, .mode = GLANE_POOL, .path = "/logo", .permission = DESIGN, .template_name = "designs", .form = "/designs",      \
	  .max_body = 3 << 20, .summary = "Keep a logo", .run = logo_keep, .inputs = GLANE_LIST(logo_inputs) },                                 \
	{ .method = GLANE_POST, .mode = GLANE_POOL, .path = "/logo/try", .permission = DESIGN, .max_body = 3 << 20,                             \
	  .summary = "A picture as the dots that it would become", .run = logo_try, .inputs = GLANE_LIST(logo_inputs) },                        \
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/logo/remove", .permission = DESIGN, .template_name = "designs",                  \
	  .form = "/designs", .summary = "Remove the logo", .run = logo_drop },                                                                 \
	{ .method = GLANE_GET, .mode = GLANE_POOL, .path = "/logo.png", .permission = DESIGN, .summary = "The logo", .run = logo_picture,       \
	  .inputs = GLANE_LIST(logo_picture_inputs) },                                                                                          \
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/sheets", .permission = DESIGN, .template_name = "sheets",                          \
	  .summary = "Sheets of stickers, and how the printer is adjusted", .run = sheets_page, .inputs = GLANE_LIST(calibration_inputs) },     \
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/sheets/save", .permission = DESIGN, .template_name = "sheets", .form = "/sheets",\
	  .summary = "Keep a sheet of this centre", .run = sheet_keep, .inputs = GLANE_LIST(sheet_form_inputs) },                               \
	{ .method = GLANE_POST, .mode = GLANE_WRITE, .path = "/sheets/remove", .permission = DESIGN, .template_name = "sheets",                 \
	  .form = "/sheets", .summary = "Remove a sheet of this centre", .run = sheet_drop, .inputs = GLANE_LIST(sheet_drop_inputs) }

#define SHEET_COLUMNS "name, w, h, columns, rows, left_edge, top_edge, pitch_x, pitch_y, page_w, page_h, wordy"
#define DESIGN_STATEMENTS                                                                                                       \
	[SQL_ITEM_SINCE] = "SELECT p.name_fr, p.name_en, r.at_ms FROM core_v1_item i LEFT JOIN core_v1_place p ON p.code = i.place"             \
	                   " LEFT JOIN core_v1_record r ON r.seq = i.created_seq WHERE i.id = ?1",                                             \
	[SQL_ITEM_LAST] = "SELECT max(id) FROM core_v1_item",                                                                               \
	[SQL_DESIGN_ALL] = "SELECT id, name FROM labels_design ORDER BY name",                                                              \
	[SQL_DESIGN_FIND] = "SELECT id, name, symbol, module_um FROM labels_design WHERE CAST(id AS TEXT) = ?1 OR name = ?1 LIMIT 1",          \
	[SQL_DESIGN_PARTS] = "SELECT field, size, lines, look, place, across FROM labels_design_part WHERE design = ?1 ORDER BY nth",          \
	[SQL_DESIGN_CHOICE] = "SELECT u.design FROM labels_design_use u LEFT JOIN core_v1_item i ON i.id = ?1"                              \
	                      " LEFT JOIN core_v1_category k ON k.id = i.category"                                                          \
	                      " WHERE (u.what = 'category' AND u.of IN (CAST(k.id AS TEXT), CAST(k.parent AS TEXT)))"                          \
	                      " OR (u.what = 'media' AND u.of = ?2) OR u.what = ''"                                                         \
	                      " ORDER BY CASE u.what WHEN 'category' THEN iif(u.of = CAST(k.id AS TEXT), 0, 1) WHEN 'media' THEN 2 ELSE 3 END LIMIT 1", \
	[SQL_DESIGN_PUT] = "INSERT INTO labels_design (id, name, symbol, module_um, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)"                        \
	                   " ON CONFLICT (id) DO UPDATE SET name = ?2, symbol = ?3, module_um = ?4, at_ms = ?5",                               \
	[SQL_DESIGN_CLEAR] = "DELETE FROM labels_design_part WHERE design = ?1",                                                            \
	[SQL_DESIGN_PART_ADD] = "INSERT INTO labels_design_part (design, nth, field, size, lines, look, place, across)"                         \
	                        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",                                                                 \
	[SQL_DESIGN_REMOVE] = "DELETE FROM labels_design WHERE id = ?1",                                                                    \
	[SQL_USE_ALL] = "SELECT u.what, u.of, u.design, k.name_fr, k.name_en, d.name FROM labels_design_use u"                               \
	                " LEFT JOIN core_v1_category k ON u.what = 'category' AND CAST(k.id AS TEXT) = u.of"                                   \
	                " LEFT JOIN labels_design d ON CAST(d.id AS TEXT) = u.design ORDER BY u.what, u.of",                                   \
	[SQL_USE_PUT] = "INSERT INTO labels_design_use (what, of, design) VALUES (?1, ?2, ?3) ON CONFLICT (what, of) DO UPDATE SET design = ?3",  \
	[SQL_USE_CLEAR] = "DELETE FROM labels_design_use WHERE what = ?1 AND of = ?2",                                                      \
	[SQL_USE_DROP] = "DELETE FROM labels_design_use WHERE design = ?1",                                                                 \
	[SQL_LOGO] = "SELECT w, h, dots, at_ms FROM labels_logo",                                                                           \
	[SQL_LOGO_PUT] = "INSERT INTO labels_logo (id, w, h, dots, at_ms) VALUES (1, ?1, ?2, ?3, ?4)"                                          \
	                 " ON CONFLICT (id) DO UPDATE SET w = ?1, h = ?2, dots = ?3, at_ms = ?4",                                              \
	[SQL_LOGO_DROP] = "DELETE FROM labels_logo",                                                                                        \
	[SQL_SHEET_ALL] = "SELECT id, name, columns, rows FROM labels_sheet ORDER BY name",                                                 \
	[SQL_SHEET_ONE] = "SELECT " SHEET_COLUMNS " FROM labels_sheet WHERE id = ?1",                                                       \
	[SQL_SHEET_PUT] = "INSERT INTO labels_sheet (id, " SHEET_COLUMNS ", at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)" \
	                  " ON CONFLICT (id) DO UPDATE SET name = ?2, w = ?3, h = ?4, columns = ?5, rows = ?6, left_edge = ?7, top_edge = ?8,"      \
	                  " pitch_x = ?9, pitch_y = ?10, page_w = ?11, page_h = ?12, wordy = ?13, at_ms = ?14",                                \
	[SQL_SHEET_DROP] = "DELETE FROM labels_sheet WHERE id = ?1",                                                                        \
	[SQL_SHEET_UNUSE] = "DELETE FROM labels_design_use WHERE what = 'media' AND of = ?1"

#endif
