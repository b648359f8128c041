-- SPDX-License-Identifier: MPL-2.0
-- Items, codes, shop numbers and search: projections of the journal.
CREATE TABLE core_item (
	id INTEGER PRIMARY KEY,
	code TEXT NOT NULL,                      -- looked up in core_code
	short TEXT,                              -- shop number with its check digit; NULL: given to another item since
	title TEXT NOT NULL,
	category INTEGER,
	grams INTEGER NOT NULL,                  -- 0: not weighed
	pieces INTEGER NOT NULL,                 -- 0: not counted
	price_cents INTEGER,                     -- NULL: no price
	state INTEGER NOT NULL,                  -- GLANE_STATE_*
	account TEXT NOT NULL,                   -- of its last move; "": none yet
	made INTEGER NOT NULL,                   -- 1: came out of TRANSFORM
	created_seq INTEGER NOT NULL,
	changed_seq INTEGER NOT NULL             -- the last record standing (not taken back) that names it
) STRICT;

CREATE TABLE core_code (
	code TEXT PRIMARY KEY,
	drawn_seq INTEGER NOT NULL,
	item INTEGER,                            -- NULL: a blank label
	void INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE core_number (
	number INTEGER PRIMARY KEY,              -- 1..99999
	item INTEGER NOT NULL,                   -- who carries it, or carried it last
	left_ms INTEGER                          -- NULL: lives; 0: may be given again; else when the item left
) STRICT;
CREATE INDEX core_number_left ON core_number (left_ms, number) WHERE left_ms IS NOT NULL;

-- The folded words of an item.  Brought up to date from the cursor (core, search), not in the append.
CREATE TABLE core_item_text (
	id INTEGER PRIMARY KEY,
	words TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE core_item_search USING fts5 (
	words, content='core_item_text', content_rowid='id', tokenize='unicode61', prefix='2 3', detail=none
);
