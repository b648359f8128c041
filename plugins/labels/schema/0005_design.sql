-- SPDX-License-Identifier: MPL-2.0
-- Designs of this centre; those of the house are in the program (labels/design.c).
CREATE TABLE labels_design (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE COLLATE NOCASE,
	symbol INTEGER NOT NULL CHECK (symbol BETWEEN 0 AND 2),         -- enum design_symbol
	module_um INTEGER NOT NULL CHECK (module_um = 0 OR module_um >= 330), -- of the symbol, at most; 0: as large as helps
	at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE labels_design_part (
	design INTEGER NOT NULL REFERENCES labels_design (id),
	nth INTEGER NOT NULL,  -- from top to bottom
	field TEXT NOT NULL,
	size INTEGER NOT NULL, -- percent
	lines INTEGER NOT NULL,
	look INTEGER NOT NULL CHECK (look BETWEEN 0 AND 2),  -- enum design_look, and so on
	place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 2),
	across INTEGER NOT NULL CHECK (across BETWEEN 0 AND 2),
	PRIMARY KEY (design, nth)
) STRICT;
-- Which design where: of a category, else of a medium, else of all.
CREATE TABLE labels_design_use (
	what TEXT NOT NULL CHECK (what IN ('category', 'media', '')),
	of TEXT NOT NULL,      -- a category's number, a size or a sheet; '' of all
	design TEXT NOT NULL,  -- 'shelf', or the number of a row
	PRIMARY KEY (what, of)
) STRICT;
-- The centre's sign: dots in rows of whole bytes.
CREATE TABLE labels_logo (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	w INTEGER NOT NULL,
	h INTEGER NOT NULL,
	dots BLOB NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
-- Sheets of stickers of this centre: hundredths of a millimetre, from the top left corner of the page.
CREATE TABLE labels_sheet (
	id INTEGER PRIMARY KEY, -- as media: "P" and this number
	name TEXT NOT NULL UNIQUE COLLATE NOCASE,
	w INTEGER NOT NULL,
	h INTEGER NOT NULL,
	columns INTEGER NOT NULL,
	rows INTEGER NOT NULL,
	left_edge INTEGER NOT NULL,
	top_edge INTEGER NOT NULL,
	pitch_x INTEGER NOT NULL,
	pitch_y INTEGER NOT NULL,
	page_w INTEGER NOT NULL,
	page_h INTEGER NOT NULL,
	wordy INTEGER NOT NULL, -- 1: words only, no symbol
	at_ms INTEGER NOT NULL
) STRICT;
