-- SPDX-License-Identifier: MPL-2.0
-- The journal: every fact is one row, numbered without gaps, chained by SHA-256, never changed (core/inventory/journal.h).
CREATE TABLE core_journal (
	seq INTEGER PRIMARY KEY,
	request BLOB NOT NULL,                   -- UUID of the call, 16 bytes
	at_ms INTEGER NOT NULL,                  -- when written
	clock INTEGER NOT NULL,                  -- 1: the clock was synchronised
	happened_from INTEGER NOT NULL,          -- when it was true, ms; between the two
	happened_to INTEGER NOT NULL,
	person INTEGER,
	device INTEGER,
	plugin TEXT NOT NULL,
	kind TEXT NOT NULL,                      -- "items.created"
	item INTEGER,                            -- the subject
	reverses INTEGER,                        -- the record that this one takes back
	salt TEXT NOT NULL,                      -- 32 hexadecimal digits
	body_hash BLOB NOT NULL,                 -- SHA-256(salt || line)
	hash BLOB NOT NULL                       -- SHA-256(previous hash as 64 digits, newline, header line)
) STRICT;
CREATE INDEX core_journal_item ON core_journal (item) WHERE item IS NOT NULL;
CREATE UNIQUE INDEX core_journal_reverses ON core_journal (reverses) WHERE reverses IS NOT NULL;

-- The words of a record, which the law may ask us to erase: canonical JSON.
CREATE TABLE core_journal_text (
	seq INTEGER PRIMARY KEY,
	line TEXT NOT NULL
) STRICT;

CREATE TABLE core_redaction (
	target INTEGER PRIMARY KEY,              -- whose words are gone
	seq INTEGER NOT NULL                     -- the record core.redacted that says so
) STRICT;

-- Grams and pieces of one category from one account to another.  No foreign keys: append has checked all of it, the
-- records it points at are never deleted, and verify compares each row with its line.
CREATE TABLE core_movement (
	seq INTEGER NOT NULL,
	n INTEGER NOT NULL,                      -- from 0 within the record
	category INTEGER NOT NULL,
	item INTEGER,
	grams INTEGER NOT NULL,
	pieces INTEGER NOT NULL,                 -- 0: not counted
	from_account TEXT NOT NULL,
	to_account TEXT NOT NULL,
	outlet INTEGER,
	channel TEXT,                            -- of the source account
	place TEXT,                              -- of the stock account: where it went, else where it was
	measured INTEGER NOT NULL,               -- 0 estimated, 1 weighed, 2 the item's own weight
	day INTEGER NOT NULL,                    -- local day of happened_from
	PRIMARY KEY (seq, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX core_movement_item ON core_movement (item) WHERE item IS NOT NULL;

CREATE TABLE core_balance (
	account TEXT NOT NULL,
	category INTEGER NOT NULL,
	grams INTEGER NOT NULL,
	pieces INTEGER NOT NULL,
	PRIMARY KEY (account, category)
) STRICT, WITHOUT ROWID;

-- INSERT OR REPLACE deletes without asking the DELETE triggers: the number must be the next one.
CREATE TRIGGER core_journal_next BEFORE INSERT ON core_journal
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM core_journal)
BEGIN SELECT RAISE(ABORT, 'the journal has no gaps: this is not the next number'); END;
CREATE TRIGGER core_journal_update BEFORE UPDATE ON core_journal
BEGIN SELECT RAISE(ABORT, 'the journal is never changed: append a record'); END;
CREATE TRIGGER core_journal_delete BEFORE DELETE ON core_journal
BEGIN SELECT RAISE(ABORT, 'the journal is never changed: append a record'); END;

CREATE TRIGGER core_journal_text_next BEFORE INSERT ON core_journal_text
WHEN NEW.seq IS NOT (SELECT max(seq) FROM core_journal) OR EXISTS (SELECT 1 FROM core_journal_text WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'the journal is never changed: a text belongs to the record just written'); END;
CREATE TRIGGER core_journal_text_update BEFORE UPDATE ON core_journal_text
BEGIN SELECT RAISE(ABORT, 'the journal is never changed: append a record'); END;
CREATE TRIGGER core_journal_text_delete BEFORE DELETE ON core_journal_text
WHEN NOT EXISTS (SELECT 1 FROM core_redaction
	WHERE target = OLD.seq AND seq = (SELECT max(seq) FROM core_journal))
BEGIN SELECT RAISE(ABORT, 'words are erased only by the record core.redacted just written'); END;

CREATE TRIGGER core_redaction_next BEFORE INSERT ON core_redaction
WHEN EXISTS (SELECT 1 FROM core_redaction WHERE target = NEW.target)
	OR (SELECT kind FROM core_journal WHERE seq = NEW.seq AND seq = (SELECT max(seq) FROM core_journal)) IS NOT 'core.redacted'
BEGIN SELECT RAISE(ABORT, 'an erasure belongs to the record core.redacted just written'); END;
CREATE TRIGGER core_redaction_update BEFORE UPDATE ON core_redaction
BEGIN SELECT RAISE(ABORT, 'the journal is never changed: append a record'); END;
CREATE TRIGGER core_redaction_delete BEFORE DELETE ON core_redaction
BEGIN SELECT RAISE(ABORT, 'the journal is never changed: append a record'); END;

CREATE TRIGGER core_movement_next BEFORE INSERT ON core_movement
WHEN NEW.seq IS NOT (SELECT max(seq) FROM core_journal) OR EXISTS (SELECT 1 FROM core_movement WHERE seq = NEW.seq AND n = NEW.n)
BEGIN SELECT RAISE(ABORT, 'movements are never changed: one belongs to the record just written'); END;
CREATE TRIGGER core_movement_update BEFORE UPDATE ON core_movement
BEGIN SELECT RAISE(ABORT, 'movements are never changed: append a record'); END;
CREATE TRIGGER core_movement_delete BEFORE DELETE ON core_movement
BEGIN SELECT RAISE(ABORT, 'movements are never changed: append a record'); END;

-- For whoever walks the chain with sqlite3 and sha256sum: `line` is the header line as text.
CREATE VIEW core_journal_header AS
SELECT seq,
	seq || '|' || lower(hex(request)) || '|' || at_ms || '|' || clock || '|' || happened_from || '|' || happened_to || '|' ||
	coalesce(person, 0) || '|' || coalesce(device, 0) || '|' || plugin || '|' || kind || '|' || coalesce(item, 0) || '|' ||
	coalesce(reverses, 0) || '|' || salt || '|' || lower(hex(body_hash)) AS line,
	lower(hex(body_hash)) AS body_hash, lower(hex(hash)) AS hash
FROM core_journal;
