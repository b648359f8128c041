-- SPDX-License-Identifier: MPL-2.0
-- What came in, as this plugin asks for it: projections of its own records, whose words stay in the journal.
-- `record` is the record's number; `undone` 1: it was taken back; day: local day on which it happened.

CREATE TABLE intake_donation (
	record INTEGER PRIMARY KEY,
	channel TEXT NOT NULL,
	origin TEXT NOT NULL,            -- commune, postcode or partner, "": not asked; never a name or an address
	at_ms INTEGER NOT NULL,
	day INTEGER NOT NULL,
	undone INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE intake_weighing (
	record INTEGER PRIMARY KEY,
	donation INTEGER REFERENCES intake_donation (record),
	category INTEGER NOT NULL,
	gross INTEGER NOT NULL,
	container INTEGER,
	tare INTEGER NOT NULL,
	net INTEGER NOT NULL,
	pieces INTEGER NOT NULL,         -- 0: not counted
	usual INTEGER NOT NULL,          -- grams of one piece as they were expected then, 0: unknown
	manual INTEGER NOT NULL,         -- 1: typed, not read from a scale
	imported INTEGER NOT NULL,       -- 1: from a notebook
	channel TEXT NOT NULL,
	origin TEXT NOT NULL,
	account TEXT NOT NULL,           -- where it went: "stock:sorting"
	at_ms INTEGER NOT NULL,          -- when written
	day INTEGER NOT NULL,
	undone INTEGER NOT NULL DEFAULT 0,
	CHECK (net = gross - tare AND net > 0 AND tare >= 0 AND pieces >= 0)
) STRICT;
CREATE INDEX intake_weighing_day ON intake_weighing (day, category);
CREATE INDEX intake_weighing_pieces ON intake_weighing (category, record) WHERE pieces > 0 AND undone = 0;
CREATE INDEX intake_weighing_donation ON intake_weighing (donation) WHERE donation IS NOT NULL;

-- What one piece of a category weighs here: the median of its last weighings with pieces.
CREATE TABLE intake_usual (
	category INTEGER PRIMARY KEY,
	grams INTEGER NOT NULL,
	weighings INTEGER NOT NULL
) STRICT;

CREATE TABLE intake_refusal (
	record INTEGER PRIMARY KEY,
	category INTEGER NOT NULL,
	reason TEXT NOT NULL,
	pieces INTEGER NOT NULL,         -- 0: not counted
	at_ms INTEGER NOT NULL,
	day INTEGER NOT NULL,
	undone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX intake_refusal_day ON intake_refusal (day);

-- A line of an imported file.  The same file again takes in only what was refused before.
CREATE TABLE intake_import (
	file TEXT NOT NULL,              -- SHA-256, hexadecimal
	line INTEGER NOT NULL,
	result TEXT NOT NULL CHECK (result IN ('imported', 'refused')),
	reason TEXT NOT NULL,            -- of a refusal, "": imported
	label TEXT NOT NULL,
	destination TEXT NOT NULL,
	grams INTEGER NOT NULL,          -- 0: cannot be read
	category INTEGER,
	day INTEGER,
	record INTEGER,                  -- NULL: refused
	PRIMARY KEY (file, line),
	CHECK ((result = 'imported') = (record IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX intake_import_record ON intake_import (record) WHERE record IS NOT NULL;
