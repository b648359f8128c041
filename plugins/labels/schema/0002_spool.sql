-- SPDX-License-Identifier: MPL-2.0
-- The spool: one row a label that somebody or a record wants, from the wish to what became of it.
CREATE TABLE labels_spool (
	id INTEGER PRIMARY KEY,
	code TEXT NOT NULL,
	media TEXT NOT NULL,
	copy INTEGER NOT NULL, -- 1: the first label with this code
	state TEXT NOT NULL CHECK (state IN ('queued', 'printing', 'printed', 'failed', 'unknown', 'cancelled')),
	fault TEXT NOT NULL DEFAULT '' CHECK (fault IN ('', 'full', 'device')), -- of a failed one
	file TEXT NOT NULL,    -- below the data directory
	person INTEGER NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
INSERT INTO labels_spool (id, code, media, copy, state, fault, file, person, at_ms)
SELECT id, code, media, copy, iif(state = 'queued', 'unknown', state), iif(state = 'failed', 'device', ''), file, person, at_ms FROM labels_job;
DROP TABLE labels_job;
CREATE INDEX labels_spool_code ON labels_spool (code);
CREATE INDEX labels_spool_at ON labels_spool (at_ms);
CREATE INDEX labels_spool_state ON labels_spool (state);
