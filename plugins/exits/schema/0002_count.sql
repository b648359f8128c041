-- SPDX-License-Identifier: MPL-2.0
-- Objects made out of what left by upcycling: projections of the records exits.made.
CREATE TABLE exits_made (
	record INTEGER PRIMARY KEY,
	item INTEGER NOT NULL,
	source INTEGER,                  -- the exit whose goods it is made of, NULL: not said
	grams INTEGER NOT NULL,
	day INTEGER NOT NULL,
	undone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX exits_made_source ON exits_made (source) WHERE source IS NOT NULL;

-- A stock-take: what was seen is kept here until somebody confirms the differences; that is the record exits.counted.
CREATE TABLE exits_count (
	id INTEGER PRIMARY KEY,
	place TEXT NOT NULL,
	opened_ms INTEGER NOT NULL,
	opened_seq INTEGER NOT NULL,     -- the journal's last record then: what changed later is not missed
	closed_ms INTEGER,               -- NULL: goes on
	record INTEGER,                  -- NULL: nothing differed, or it was given up
	undone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX exits_count_open ON exits_count (place) WHERE closed_ms IS NULL;
CREATE INDEX exits_count_record ON exits_count (record) WHERE record IS NOT NULL;
CREATE TABLE exits_count_seen (
	count INTEGER NOT NULL REFERENCES exits_count (id),
	item INTEGER NOT NULL,
	PRIMARY KEY (count, item)
) STRICT, WITHOUT ROWID;
CREATE TABLE exits_count_bulk (
	count INTEGER NOT NULL REFERENCES exits_count (id),
	category INTEGER NOT NULL,       -- of level 1
	grams INTEGER NOT NULL,
	PRIMARY KEY (count, category)
) STRICT, WITHOUT ROWID;
