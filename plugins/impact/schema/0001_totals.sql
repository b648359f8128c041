-- SPDX-License-Identifier: MPL-2.0
-- The roll-up of core's movements.  Whatever a page asks about a period is answered from here, never from the movements.
--
-- level 0: one local day, all that is known; 1: a month, without outlet; 2: a month, without outlet and category.
-- start: first day of it, in days since 1970.  What is left out is 0.  Place and channel are in the accounts.
-- A record that takes another back subtracts where that one added: same day, same accounts.
CREATE TABLE impact_total (
	level INTEGER NOT NULL,
	start INTEGER NOT NULL,
	category INTEGER NOT NULL,
	from_account TEXT NOT NULL,
	to_account TEXT NOT NULL,
	outlet INTEGER NOT NULL,
	measured INTEGER NOT NULL,               -- 0 estimated, 1 weighed, 2 the item's own weight
	undated INTEGER NOT NULL,                -- 1: it is only known between which days it happened
	late INTEGER NOT NULL,                   -- 1: it corrects a closed period, and counts on the day when it was written
	made INTEGER NOT NULL,                   -- 1: an object that upcycling made
	grams INTEGER NOT NULL,
	pieces INTEGER NOT NULL,
	n INTEGER NOT NULL,                      -- movements
	PRIMARY KEY (level, start, category, from_account, to_account, outlet, measured, undated, late, made)
) STRICT, WITHOUT ROWID;

-- The same, while `glane impact rebuild` works on it.
CREATE TABLE impact_fresh (
	level INTEGER NOT NULL,
	start INTEGER NOT NULL,
	category INTEGER NOT NULL,
	from_account TEXT NOT NULL,
	to_account TEXT NOT NULL,
	outlet INTEGER NOT NULL,
	measured INTEGER NOT NULL,
	undated INTEGER NOT NULL,
	late INTEGER NOT NULL,
	made INTEGER NOT NULL,
	grams INTEGER NOT NULL,
	pieces INTEGER NOT NULL,
	n INTEGER NOT NULL,
	PRIMARY KEY (level, start, category, from_account, to_account, outlet, measured, undated, late, made)
) STRICT, WITHOUT ROWID;

-- Up to which record each of the two has come.
CREATE TABLE impact_reached (
	name TEXT PRIMARY KEY,                   -- total, fresh
	seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO impact_reached (name, seq) VALUES ('total', 0), ('fresh', 0);

-- Closed periods: from their record on, what happened in them counts on the day when it is written.
CREATE TABLE impact_lock (
	seq INTEGER PRIMARY KEY,                 -- the record impact.locked
	from_day INTEGER NOT NULL,
	to_day INTEGER NOT NULL,                 -- included
	undone_seq INTEGER                       -- the record that took it back
) STRICT;

-- Records that count on another day than they happened on.
CREATE TABLE impact_late (
	seq INTEGER PRIMARY KEY,
	day INTEGER NOT NULL
) STRICT;
CREATE INDEX impact_late_day ON impact_late (day);
