-- SPDX-License-Identifier: MPL-2.0
-- Who did what, by person and by day: without these each such page would read the whole journal.
CREATE INDEX core_journal_person ON core_journal (person) WHERE person IS NOT NULL;
CREATE INDEX core_journal_at ON core_journal (at_ms);
