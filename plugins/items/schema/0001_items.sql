-- SPDX-License-Identifier: MPL-2.0
-- What this plugin knows of an item beyond core: where it came from and when it was labelled.
CREATE TABLE items_item (
	item INTEGER PRIMARY KEY REFERENCES core_item (id),
	source INTEGER,                          -- record of the weighing that it came out of; NULL: none was named
	record INTEGER NOT NULL,                 -- items.created
	day INTEGER NOT NULL,                    -- local day, days since 1970
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX items_item_day ON items_item (day);
CREATE INDEX items_item_source ON items_item (source) WHERE source IS NOT NULL;
