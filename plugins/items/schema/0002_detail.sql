-- SPDX-License-Identifier: MPL-2.0
-- What people say of an item beyond core's facts.  Written from our records only, as they are made or taken back.
CREATE TABLE items_detail (
	item INTEGER PRIMARY KEY REFERENCES core_item (id),
	condition INTEGER CHECK (condition BETWEEN 1 AND 3), -- 1 good, 2 fair, 3 to be repaired; NULL: nobody said
	story TEXT NOT NULL DEFAULT '',          -- where it comes from, what was repaired; names nobody
	until INTEGER                            -- reserved up to this local day, days since 1970; NULL: no day was said
) STRICT;

-- What strangers wrote on an item's page.  No name and no address is asked for; rows go after a year.
CREATE TABLE items_report (
	id INTEGER PRIMARY KEY,
	item INTEGER NOT NULL REFERENCES core_item (id),
	text TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	done_ms INTEGER,                         -- NULL: nobody dealt with it yet
	done_by INTEGER                          -- person
) STRICT;
CREATE INDEX items_report_item ON items_report (item);
CREATE INDEX items_report_open ON items_report (at_ms) WHERE done_ms IS NULL;
