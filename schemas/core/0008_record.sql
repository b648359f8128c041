-- SPDX-License-Identifier: MPL-2.0
-- One table under FROM, so that SQLite looks a record up when another table is joined to this view with LEFT JOIN; of a
-- view that is itself a join it would first copy the whole journal.  Same columns, same meaning.
DROP VIEW core_v1_record;
-- line: canonical JSON (core/inventory/journal.h), NULL when its words were erased; reversed_by: NULL while it stands.
CREATE VIEW core_v1_record AS
SELECT j.seq, j.at_ms, j.clock, j.happened_from, j.happened_to, j.person, j.device, j.plugin, j.kind, j.item, j.reverses,
	(SELECT r.seq FROM core_journal r WHERE r.reverses = j.seq) AS reversed_by,
	(SELECT t.line FROM core_journal_text t WHERE t.seq = j.seq) AS line
FROM core_journal j;
