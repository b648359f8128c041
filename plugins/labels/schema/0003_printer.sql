-- SPDX-License-Identifier: MPL-2.0
-- The printers of this place.  Each has a slot, which is the number of its service; one that was taken away has none.
CREATE TABLE labels_printer (
	id INTEGER PRIMARY KEY,
	slot INTEGER UNIQUE CHECK (slot BETWEEN 1 AND 6),
	name TEXT NOT NULL,
	port TEXT NOT NULL,     -- as plugins/port/port.h writes it
	language TEXT NOT NULL, -- of the table of encoders
	model TEXT NOT NULL,    -- of the table of printers; '' for png and pwg
	dpi INTEGER NOT NULL,
	media TEXT NOT NULL,    -- the roll that is in it
	darkness INTEGER NOT NULL DEFAULT 0 CHECK (darkness BETWEEN 0 AND 10),
	inverted INTEGER NOT NULL DEFAULT 0,
	plain INTEGER NOT NULL DEFAULT 0,
	shift_x INTEGER NOT NULL DEFAULT 0, -- alignment: the picture moves by so many dots
	shift_y INTEGER NOT NULL DEFAULT 0,
	asks INTEGER NOT NULL DEFAULT 1,    -- it answers when it is asked how it is
	trust INTEGER NOT NULL DEFAULT 0,   -- a transfer that ended cleanly is taken for a label
	rank INTEGER NOT NULL,              -- the lowest one prints first, the others stand in
	paused INTEGER NOT NULL DEFAULT 0,
	added_ms INTEGER NOT NULL
) STRICT;
INSERT INTO labels_printer (id, slot, name, port, language, model, dpi, media, rank, added_ms)
VALUES (1, 1, 'Dossier « labels »', 'file:labels', 'png', '', 300, '', 100, 0); -- until there is a real one
