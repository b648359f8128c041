-- SPDX-License-Identifier: MPL-2.0
-- A correction is a new weighing in the place of another one, which is taken back in the same call.
ALTER TABLE intake_weighing ADD COLUMN corrects INTEGER;    -- the record in whose place this one came, NULL: none
ALTER TABLE intake_weighing ADD COLUMN replaced_by INTEGER; -- the record that came in its place, NULL: none

-- How long a bag took from the first touch to its last line.  Neither a person nor a time of the day: only the day.
CREATE TABLE intake_pace (
	id INTEGER PRIMARY KEY,
	flow TEXT NOT NULL CHECK (flow IN ('label', 'deposit')),
	day INTEGER NOT NULL,
	ms INTEGER NOT NULL,
	objects INTEGER NOT NULL,
	touches INTEGER NOT NULL
) STRICT;
CREATE INDEX intake_pace_day ON intake_pace (day);
