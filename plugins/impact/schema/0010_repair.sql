-- SPDX-License-Identifier: MPL-2.0
-- Objects that were set to `repaired` in stock, by the record that says so; one that takes it back has them negative.  A day of a
-- closed period counts on the day of writing, as with masses.  All records are read again.
CREATE TABLE impact_repair (
	seq INTEGER PRIMARY KEY,
	day INTEGER NOT NULL,
	items INTEGER NOT NULL
) STRICT;
CREATE INDEX impact_repair_day ON impact_repair (day);
DELETE FROM impact_total;
UPDATE impact_reached SET seq = 0;

-- Hours by status: `hours` are those of volunteers.
ALTER TABLE impact_year ADD COLUMN insertion_hours INTEGER;
