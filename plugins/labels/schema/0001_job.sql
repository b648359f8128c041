-- SPDX-License-Identifier: MPL-2.0
-- The spool: one row a label that was sent somewhere.
CREATE TABLE labels_job (
	id INTEGER PRIMARY KEY,
	code TEXT NOT NULL,
	media TEXT NOT NULL,
	copy INTEGER NOT NULL, -- 1: the first label with this code
	state TEXT NOT NULL CHECK (state IN ('queued', 'printed', 'failed', 'unknown')),
	file TEXT NOT NULL,    -- below the data directory
	person INTEGER NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX labels_job_code ON labels_job (code);
