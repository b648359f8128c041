/* SPDX-License-Identifier: MPL-2.0 */
/* known: a plugin that knows something of people: telephone numbers, kept while the person is, and for a day. */
#include "area.h"

static const char schema[] = "CREATE TABLE known_phone (person INTEGER NOT NULL, phone TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT;";
static const struct glane_file migrations[] = { FILE_OF("0001_phone.sql", "application/sql", schema) };
static const char words_fr[] = "{\"phones\":\"rappeler quelqu’un\"}";
static const char words_en[] = "{\"phones\":\"to call somebody back\"}";
static const struct glane_file words[] = { FILE_OF("fr.json", "application/json", words_fr), FILE_OF("en.json", "application/json", words_en) };
static const struct glane_personal personal[] = {
	{ "known_phone", "phones", "SELECT phone, at_ms FROM known_phone WHERE person = ?1",
	  "DELETE FROM known_phone WHERE person = ?1", "DELETE FROM known_phone WHERE at_ms < ?1 - 86400000" },
};

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "known",
	.version = "1.0",
	.license = "MPL-2.0",
	.init = keep_host,
	.personal = GLANE_LIST(personal),
	.migrations = GLANE_LIST(migrations),
	.catalogues = GLANE_LIST(words),
};
