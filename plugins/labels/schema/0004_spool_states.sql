-- SPDX-License-Identifier: MPL-2.0
-- The spool: one row a label that somebody or a record wants; what became of it is decided by a printer or by a person.
ALTER TABLE labels_spool RENAME TO labels_spool_before;
DROP INDEX labels_spool_code;
DROP INDEX labels_spool_at;
DROP INDEX labels_spool_state;
CREATE TABLE labels_spool (
	id INTEGER PRIMARY KEY,
	code TEXT NOT NULL,  -- '': a trial of the printer, drawn already
	media TEXT NOT NULL, -- '': of the roll that is in the printer
	copy INTEGER NOT NULL, -- 1: the first label with this code
	nth INTEGER NOT NULL DEFAULT 1, -- of one wish for several
	state TEXT NOT NULL CHECK (state IN ('queued', 'claimed', 'sending', 'sent', 'confirmed', 'unknown', 'cancelled')),
	fault TEXT NOT NULL DEFAULT '', -- of labels/device.h: why it still waits, or why nobody knows
	after_ms INTEGER NOT NULL DEFAULT 0, -- queued: not before; 9007199254740992: not before a person says so
	wanted INTEGER NOT NULL DEFAULT 0,  -- the printer that was asked for; 0: any
	printer INTEGER NOT NULL DEFAULT 0, -- the one that has it or had it last
	attempt INTEGER NOT NULL DEFAULT 0, -- how often it was drawn
	roll TEXT NOT NULL DEFAULT '',      -- the size that it was drawn for last
	person INTEGER NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
-- What failed wrote nothing; a person asks for it again, or never, but it does not come out by itself years later.
INSERT INTO labels_spool (id, code, media, copy, state, fault, after_ms, printer, roll, person, at_ms)
SELECT id, code, media, copy,
	CASE state WHEN 'printed' THEN 'confirmed' WHEN 'printing' THEN 'unknown' WHEN 'failed' THEN 'queued' ELSE state END,
	CASE fault WHEN 'device' THEN 'broken' ELSE fault END,
	iif(state = 'failed', 9007199254740992, 0), 1, media, person, at_ms
FROM labels_spool_before;
DROP TABLE labels_spool_before;
CREATE INDEX labels_spool_code ON labels_spool (code);
CREATE INDEX labels_spool_at ON labels_spool (at_ms);
CREATE INDEX labels_spool_state ON labels_spool (state);

-- What a printer gets: drawn once, kept as it is.  The same printer gets the same bytes again.
CREATE TABLE labels_payload (
	job INTEGER NOT NULL REFERENCES labels_spool (id),
	attempt INTEGER NOT NULL,
	drawn_for TEXT NOT NULL, -- JSON: the printer and its roll
	sha256 TEXT NOT NULL,
	bytes BLOB,              -- NULL: dropped, a week after the label was closed
	picture BLOB,            -- PNG; NULL: dropped, or the bytes are one
	PRIMARY KEY (job, attempt)
) STRICT;
CREATE INDEX labels_payload_kept ON labels_payload (job) WHERE bytes IS NOT NULL;

-- Each step of each label.
CREATE TABLE labels_event (
	id INTEGER PRIMARY KEY,
	job INTEGER NOT NULL REFERENCES labels_spool (id),
	at_ms INTEGER NOT NULL,
	what TEXT NOT NULL, -- a state
	copy INTEGER NOT NULL,
	printer INTEGER NOT NULL,
	fault TEXT NOT NULL,
	person INTEGER NOT NULL -- 0: nobody, the printer
) STRICT;
CREATE INDEX labels_event_job ON labels_event (job);
