-- SPDX-License-Identifier: MPL-2.0
-- Tables begin with the plugin's name.  A file that was applied once never changes again: the next change is 0002_*.sql.
CREATE TABLE template_note (
	id INTEGER PRIMARY KEY,
	text TEXT NOT NULL CHECK (text <> ''),
	record INTEGER NOT NULL UNIQUE, -- of the journal: who wrote it, when
	at_ms INTEGER NOT NULL
) STRICT;

-- How many items were made on each day, counted from the journal.
CREATE TABLE template_tally (
	day INTEGER PRIMARY KEY, -- since 1970
	items INTEGER NOT NULL
) STRICT;
