-- SPDX-License-Identifier: MPL-2.0
-- What became of goods that had gone to a civic amenity site, as somebody declared it: projections of the records
-- exits.declared, one for each exit that it is about.  They move out:civic to out:<class>, on the day when the goods had left.
CREATE TABLE exits_declared (
	record INTEGER PRIMARY KEY,
	batch INTEGER NOT NULL,          -- the first record that was written with it
	source INTEGER NOT NULL,         -- the exit, of this plugin or imported
	class TEXT NOT NULL,
	category INTEGER NOT NULL,
	grams INTEGER NOT NULL CHECK (grams > 0),
	day INTEGER NOT NULL,
	undone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX exits_declared_source ON exits_declared (source);
CREATE INDEX exits_declared_batch ON exits_declared (batch);
CREATE INDEX exits_exit_civic ON exits_exit (day) WHERE class = 'civic';
CREATE VIEW exits_v1_declared AS
SELECT record AS seq, source, class, category, grams, day, undone AS reversed FROM exits_declared;
