-- SPDX-License-Identifier: MPL-2.0
-- Categories as they were last seen, and what was changed about them: a report that looks back says under which name, and in
-- which family, something stood then.  seq: the record up to which a row is known.
CREATE TABLE impact_category (
	category INTEGER PRIMARY KEY,
	seq INTEGER NOT NULL,
	name_fr TEXT NOT NULL,
	name_en TEXT NOT NULL,
	parent INTEGER NOT NULL,                 -- 0: a family itself
	active INTEGER NOT NULL
) STRICT;
CREATE TABLE impact_category_change (
	seq INTEGER PRIMARY KEY,
	day INTEGER NOT NULL,
	category INTEGER NOT NULL,
	name_fr TEXT NOT NULL,                   -- as it was
	name_en TEXT NOT NULL,
	parent INTEGER NOT NULL,
	active INTEGER NOT NULL,
	now_fr TEXT NOT NULL,
	now_en TEXT NOT NULL,
	now_parent INTEGER NOT NULL,
	now_active INTEGER NOT NULL
) STRICT;
CREATE INDEX impact_category_change_day ON impact_category_change (day);
