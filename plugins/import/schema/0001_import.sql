-- SPDX-License-Identifier: MPL-2.0
-- Files of past records.  A line is (file, line number): identical lines are legitimate, so content identifies nothing.
CREATE TABLE import_file (
	id INTEGER PRIMARY KEY,
	sha256 TEXT NOT NULL,            -- of the content, hexadecimal
	format TEXT NOT NULL,            -- "reception", "till", "items", "oressource-csv"
	name TEXT NOT NULL,
	channel TEXT NOT NULL,           -- where goods came from, if the file does not say
	place TEXT NOT NULL,             -- where they stood
	at_ms INTEGER NOT NULL,          -- when it was first sent
	state TEXT NOT NULL CHECK (state IN ('new', 'begun', 'done', 'leaving', 'left')),
	content BLOB NOT NULL,           -- as sent: to be looked at, and gone on with
	UNIQUE (sha256, format)
) STRICT;

-- A line as it is written, and what became of it.
CREATE TABLE import_line (
	file INTEGER NOT NULL REFERENCES import_file (id),
	line INTEGER NOT NULL,
	record INTEGER,                  -- the record that stands for it, NULL: not booked
	reason TEXT NOT NULL,            -- why it is not booked, "": it is
	doubts INTEGER NOT NULL,         -- bits of what somebody should look at
	answer TEXT NOT NULL DEFAULT '' CHECK (answer IN ('', 'confirmed', 'corrected', 'refused')),
	flow INTEGER NOT NULL,
	exit TEXT,                       -- class, of exits that are no sales
	channel TEXT,                    -- NULL: as the file has it
	state TEXT,                      -- of an item
	label TEXT NOT NULL,
	place TEXT NOT NULL,             -- the word for where it went
	note TEXT NOT NULL,
	remark TEXT NOT NULL,
	title TEXT NOT NULL,
	code TEXT NOT NULL,
	payment TEXT NOT NULL,
	day INTEGER,                     -- local days, both included; NULL: unknown
	day_to INTEGER,
	grams INTEGER NOT NULL,          -- as written, 0: not readable
	pieces INTEGER NOT NULL,         -- 0: not counted
	total INTEGER,                   -- cents as written, NULL: missing
	price INTEGER,                   -- cents for the goods; beside them what was given, and paid as a membership
	donation INTEGER,
	fee INTEGER,
	category INTEGER,
	booked INTEGER NOT NULL,         -- grams of the record
	measured INTEGER NOT NULL,       -- 0: they are the usual ones
	PRIMARY KEY (file, line),
	CHECK (record IS NULL OR reason = '')
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX import_line_record ON import_line (record) WHERE record IS NOT NULL;
CREATE INDEX import_line_waiting ON import_line (file, line) WHERE answer = '' AND reason <> 'undone' AND (record IS NULL OR doubts <> 0);

-- What a label stands for, as somebody said on the page: for all files.
CREATE TABLE import_word (
	fold TEXT PRIMARY KEY,           -- the label as it is compared: no capitals, accents, plural
	label TEXT NOT NULL,
	category INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Sales of the past: seq of the record, grams, cents (NULL: nobody wrote them), local day.
CREATE VIEW import_v1_sale AS
SELECT record AS seq, NULL AS item, category, booked AS grams, pieces, price AS price_cents, donation AS donation_cents,
	fee AS fee_cents, payment, day, 0 AS reversed
FROM import_line WHERE record IS NOT NULL AND flow IN (2, 5);
