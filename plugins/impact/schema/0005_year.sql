-- SPDX-License-Identifier: MPL-2.0
-- What no scale knows of a year, for the activity report; NULL: not said.  The newest that stands counts.
CREATE TABLE impact_year (
	seq INTEGER PRIMARY KEY,                 -- the record impact.year
	year INTEGER NOT NULL,
	permanent INTEGER, insertion INTEGER, volunteers INTEGER, hours INTEGER, workshops INTEGER, visitors INTEGER,
	sales_cents INTEGER,
	words TEXT NOT NULL,
	undone_seq INTEGER
) STRICT;
CREATE INDEX impact_year_of ON impact_year (year, seq);
