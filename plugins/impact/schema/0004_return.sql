-- SPDX-License-Identifier: MPL-2.0
-- Quarterly returns to the organisations of a filière.
-- The official class of a category from a day on (days since 1970); '' ends it.  A category has one class a day, and takes
-- that of the category above it when it has none of its own.
CREATE TABLE impact_class (
	category INTEGER NOT NULL,
	valid_from INTEGER NOT NULL,
	class TEXT NOT NULL,
	PRIMARY KEY (category, valid_from)
) STRICT, WITHOUT ROWID;

-- What became of a return: the newest one that stands is its status.
CREATE TABLE impact_return (
	seq INTEGER PRIMARY KEY,                 -- the record impact.return
	stream TEXT NOT NULL,
	quarter INTEGER NOT NULL,                -- its first day
	status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'accepted', 'refused')),
	how TEXT NOT NULL CHECK (how IN ('measured', 'counted')),
	note TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	undone_seq INTEGER
) STRICT;
CREATE INDEX impact_return_of ON impact_return (stream, quarter, seq);

-- The figures that were submitted.
CREATE TABLE impact_return_line (
	seq INTEGER NOT NULL REFERENCES impact_return (seq),
	class TEXT NOT NULL,
	figure INTEGER NOT NULL,                 -- enum return_figure
	grams INTEGER NOT NULL,
	estimated INTEGER NOT NULL,              -- grams of them that nobody weighed
	PRIMARY KEY (seq, class, figure)
) STRICT, WITHOUT ROWID;
