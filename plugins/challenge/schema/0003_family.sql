-- SPDX-License-Identifier: MPL-2.0
-- Éco-gestes and workshops: they give badges, never kilograms. Mails that remind.

CREATE TABLE challenge_gesture (       -- that a challenge offers; their words are in the catalogue: "gesture.<code>"
	challenge INTEGER NOT NULL REFERENCES challenge_challenge (id) ON DELETE CASCADE,
	code TEXT NOT NULL,
	PRIMARY KEY (challenge, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE challenge_done (
	household INTEGER NOT NULL REFERENCES challenge_household (id) ON DELETE CASCADE,
	gesture TEXT NOT NULL,
	day INTEGER NOT NULL,
	PRIMARY KEY (household, gesture)
) STRICT, WITHOUT ROWID;

CREATE TABLE challenge_workshop (
	id INTEGER PRIMARY KEY,
	challenge INTEGER NOT NULL REFERENCES challenge_challenge (id) ON DELETE CASCADE,
	title TEXT NOT NULL,
	day INTEGER NOT NULL
) STRICT;

CREATE TABLE challenge_attended (
	household INTEGER NOT NULL REFERENCES challenge_household (id) ON DELETE CASCADE,
	workshop INTEGER NOT NULL REFERENCES challenge_workshop (id) ON DELETE CASCADE,
	PRIMARY KEY (household, workshop)
) STRICT, WITHOUT ROWID;

CREATE TABLE challenge_mail (          -- to be sent, and sent: one a household and week
	household INTEGER NOT NULL REFERENCES challenge_household (id) ON DELETE CASCADE,
	week INTEGER NOT NULL,
	queued_ms INTEGER NOT NULL,
	sent_ms INTEGER,
	tries INTEGER NOT NULL DEFAULT 0,
	error TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (household, week)
) STRICT, WITHOUT ROWID;
