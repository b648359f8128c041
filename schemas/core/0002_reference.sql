-- SPDX-License-Identifier: MPL-2.0
-- Reference data.  Each change is a record (core.category_set, core.place_set, ...) from which `verify` rebuilds the row.
-- Days are days since 1970; masses grams; money cents.

-- A filière (extended producer responsibility) in one period of its approval.  NULL day: open, NULL amount: unknown.
CREATE TABLE core_stream (
	id INTEGER PRIMARY KEY,
	code TEXT NOT NULL,
	valid_from INTEGER,
	valid_to INTEGER,
	name_fr TEXT NOT NULL,
	name_en TEXT NOT NULL,
	legal_ref TEXT NOT NULL,
	scope_fr TEXT NOT NULL,
	organisations TEXT NOT NULL,             -- separated by ';'
	declaration TEXT NOT NULL,               -- format of the return, "": none described
	support_in_cents INTEGER,                -- per tonne taken in
	support_reuse_cents INTEGER,             -- per tonne reused
	support_waste_cents INTEGER,             -- per tonne of sorted waste
	support_note TEXT NOT NULL,
	source TEXT NOT NULL
) STRICT;
CREATE INDEX core_stream_code ON core_stream (code, valid_from);

CREATE TABLE core_category (
	id INTEGER PRIMARY KEY,
	parent INTEGER REFERENCES core_category (id), -- NULL: level 1
	code TEXT NOT NULL UNIQUE,
	name_fr TEXT NOT NULL,
	name_en TEXT NOT NULL,
	default_grams INTEGER,                   -- a fallback for one piece, NULL: unknown
	active INTEGER NOT NULL
) STRICT;
CREATE INDEX core_category_parent ON core_category (parent) WHERE parent IS NOT NULL;

-- Which stream a category belongs to, from a day on; the row in force is the last one whose day has come.
CREATE TABLE core_category_stream (
	category INTEGER NOT NULL REFERENCES core_category (id),
	valid_from INTEGER NOT NULL,             -- 0: since ever
	stream TEXT NOT NULL,                    -- core_stream.code, "": none
	PRIMARY KEY (category, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE core_place (
	id INTEGER PRIMARY KEY,
	code TEXT NOT NULL UNIQUE,               -- its account is "stock:<code>"
	name_fr TEXT NOT NULL,
	name_en TEXT NOT NULL,
	active INTEGER NOT NULL
) STRICT;

CREATE TABLE core_container (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	tare_grams INTEGER NOT NULL,
	active INTEGER NOT NULL
) STRICT;

CREATE TABLE core_outlet (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	class TEXT NOT NULL,                     -- exit class, "recycle"
	active INTEGER NOT NULL
) STRICT;
