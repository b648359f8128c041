-- SPDX-License-Identifier: MPL-2.0
-- The scales of this place, as the plate on each says it.  Each has a slot, which is the number of its service; one that was
-- taken away has none, and keeps its row because weighings name it.
CREATE TABLE scale_device (
	id INTEGER PRIMARY KEY,
	slot INTEGER UNIQUE CHECK (slot BETWEEN 1 AND 4),
	name TEXT NOT NULL CHECK (name <> ''),
	port TEXT NOT NULL,              -- as plugins/port/port.h writes it: node or serial number, and serial settings
	protocol TEXT NOT NULL,          -- of the table of protocols; '': nobody knows yet
	asked_ms INTEGER NOT NULL DEFAULT 0, -- when a person asked to find out how it talks; 0: nobody did, or it is found
	unit TEXT NOT NULL DEFAULT '' CHECK (unit IN ('', 'g', 'kg', 'oz', 'lb')), -- of a scale that sends none
	interval_grams INTEGER NOT NULL CHECK (interval_grams > 0), -- e
	least_grams INTEGER NOT NULL CHECK (least_grams >= 0),      -- Min
	most_grams INTEGER NOT NULL CHECK (most_grams > least_grams), -- Max
	purpose TEXT NOT NULL CHECK (purpose IN ('statistics', 'sale')),
	class TEXT NOT NULL DEFAULT '' CHECK (class IN ('', 'I', 'II', 'III', 'IIII')), -- of EN 45501; '': none
	check_day INTEGER,               -- until when its sticker holds, days since 1970; NULL: not known
	regex TEXT NOT NULL DEFAULT '',  -- of the protocol "own": see protocol.h, struct pattern_setup
	ask TEXT NOT NULL DEFAULT '',
	ends TEXT NOT NULL DEFAULT '',
	ask_ms INTEGER NOT NULL DEFAULT 500 CHECK (ask_ms BETWEEN 100 AND 10000),
	added_ms INTEGER NOT NULL,
	CHECK ((protocol = 'own') = (regex <> ''))
) STRICT;
CREATE UNIQUE INDEX scale_device_name ON scale_device (name) WHERE slot IS NOT NULL;

-- For whoever makes a price of a weight: sells_until, the last day on which this scale may be used for that; NULL: never.
-- Only a scale that is meant for sale, of class I to III, with a periodic check that holds (French law: décret 2001-387,
-- arrêté du 26 mai 2004; EN 45501).  present 0: it was taken away.
CREATE VIEW scale_v1_device AS
SELECT id, name, purpose, class, check_day, slot IS NOT NULL AS present,
	CASE WHEN slot IS NOT NULL AND purpose = 'sale' AND class IN ('I', 'II', 'III') THEN check_day END AS sells_until
FROM scale_device;
