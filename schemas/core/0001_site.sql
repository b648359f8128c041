-- SPDX-License-Identifier: MPL-2.0
-- The site and its people.  Nobody's name is in the journal: records carry ids, so erasing a person breaks nothing.
CREATE TABLE core_setting (
	key TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE core_person (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	roles TEXT NOT NULL DEFAULT '',          -- words, separated by a space
	language TEXT NOT NULL DEFAULT '',       -- "": the site's
	pin TEXT NOT NULL DEFAULT '',            -- argon2id, "": none
	password TEXT NOT NULL DEFAULT '',       -- argon2id, "": none
	failures INTEGER NOT NULL DEFAULT 0,     -- wrong PINs in a row
	locked_until_ms INTEGER NOT NULL DEFAULT 0,
	active INTEGER NOT NULL DEFAULT 1,
	created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE core_device (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	token_hash BLOB NOT NULL UNIQUE,         -- SHA-256 of what the device keeps
	active INTEGER NOT NULL DEFAULT 1,
	created_ms INTEGER NOT NULL,
	seen_ms INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE core_session (
	token_hash BLOB PRIMARY KEY,             -- SHA-256 of the cookie
	person INTEGER NOT NULL REFERENCES core_person (id) ON DELETE CASCADE,
	device INTEGER REFERENCES core_device (id) ON DELETE CASCADE,
	csrf BLOB,
	created_ms INTEGER NOT NULL,
	seen_ms INTEGER NOT NULL,
	expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX core_session_person ON core_session (person);
