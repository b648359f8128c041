-- SPDX-License-Identifier: MPL-2.0
-- The centre's mail server, if it has one. Its password stands here alone: settings are records of the journal.
CREATE TABLE challenge_mailer (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	url TEXT NOT NULL,                  -- "smtps://mail.example.org"
	login TEXT NOT NULL,                -- "": none is asked for
	password TEXT NOT NULL,
	sender TEXT NOT NULL,
	weekly INTEGER NOT NULL             -- 1: the morning after a week ends, without being asked to
) STRICT;

-- challenge_mail.tries counts what began; error "" and no sent_ms after that: nobody knows whether it went out, so it is not
-- sent again. retry_ms: not before.
ALTER TABLE challenge_mail ADD COLUMN retry_ms INTEGER NOT NULL DEFAULT 0;
CREATE INDEX challenge_mail_waiting ON challenge_mail (retry_ms) WHERE sent_ms IS NULL;
