-- SPDX-License-Identifier: MPL-2.0
-- People, devices, roles, sessions.  No name and no secret is in the journal: records carry ids, so that erasing a person
-- breaks nothing.  The tables of 0001 never held a row: they are made anew.
DROP TABLE core_session;
DROP TABLE core_device;
DROP TABLE core_person;

-- A role is a set of permissions.  Plugins propose (default_roles of each permission); core_role_permission holds what a
-- centre decided otherwise.
CREATE TABLE core_role (
	code TEXT PRIMARY KEY,                   -- "volunteer"
	name TEXT NOT NULL DEFAULT '',           -- of a role that the centre made; '': built in, its word is "role.<code>"
	pin INTEGER NOT NULL DEFAULT 1,          -- 0: the tile is enough, no PIN is asked
	purposes TEXT NOT NULL DEFAULT '',       -- device purposes on which its rights hold, separated by a space; '': anywhere
	active INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;
INSERT INTO core_role (code, pin, purposes) VALUES
	('day', 0, 'intake'), ('volunteer', 1, ''), ('staff', 1, ''), ('cashier', 1, ''), ('manager', 1, ''),
	('administrator', 1, ''), ('reader', 1, '');

CREATE TABLE core_role_permission (
	role TEXT NOT NULL REFERENCES core_role (code),
	permission TEXT NOT NULL,                -- "items.edit"
	granted INTEGER NOT NULL,
	PRIMARY KEY (role, permission)
) STRICT, WITHOUT ROWID;

CREATE TABLE core_person (
	id INTEGER PRIMARY KEY AUTOINCREMENT,    -- never given twice: records carry it
	uid BLOB NOT NULL UNIQUE DEFAULT (randomblob(16)), -- the same in every copy of the database: erasures are replayed by it
	name TEXT NOT NULL DEFAULT '',           -- first name; '': erased
	picture TEXT NOT NULL DEFAULT '',        -- an animal, "fox"; kiosk/animals.svg has them
	role TEXT NOT NULL DEFAULT 'volunteer' REFERENCES core_role (code),
	place TEXT NOT NULL DEFAULT '',          -- code of the place whose devices its rights hold on; '': anywhere
	language TEXT NOT NULL DEFAULT '',       -- '': the device's
	left_handed INTEGER NOT NULL DEFAULT 0,
	pin TEXT NOT NULL DEFAULT '',            -- argon2id; '': none
	login TEXT NOT NULL DEFAULT '',          -- for sign-in from elsewhere; '': none
	password TEXT NOT NULL DEFAULT '',       -- argon2id; '': none
	totp BLOB,                               -- secret of 20 bytes; NULL: not asked
	totp_step INTEGER NOT NULL DEFAULT 0,    -- the last one used: none serves twice
	badge BLOB UNIQUE,                       -- SHA-256 of the code on the badge; NULL: none
	failures INTEGER NOT NULL DEFAULT 0,     -- wrong PINs or passwords in a row
	active INTEGER NOT NULL DEFAULT 1,
	created_ms INTEGER NOT NULL,
	seen_day INTEGER NOT NULL DEFAULT 0,     -- last sign-in, days since 1970; 0: never
	erased_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX core_person_login ON core_person (login) WHERE login <> '';

CREATE TABLE core_device (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL,
	purpose TEXT NOT NULL,                   -- "intake", "till", "workshop", "manager"
	place TEXT NOT NULL DEFAULT '',          -- code of the place where it stands; '': not said
	token BLOB NOT NULL UNIQUE,              -- SHA-256 of its cookie
	active INTEGER NOT NULL DEFAULT 1,
	created_ms INTEGER NOT NULL,
	seen_day INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A code that an administrator shows, once, for ten minutes.
CREATE TABLE core_enrolment (
	code BLOB PRIMARY KEY,                   -- SHA-256 of what is typed
	name TEXT NOT NULL,
	purpose TEXT NOT NULL,
	place TEXT NOT NULL,
	created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE core_session (
	token BLOB PRIMARY KEY,                  -- SHA-256 of its cookie
	person INTEGER NOT NULL REFERENCES core_person (id),
	device INTEGER UNIQUE REFERENCES core_device (id), -- one at a time on a device; NULL: signed in from elsewhere
	boot TEXT NOT NULL,                      -- of the machine: a session does not outlive it
	created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX core_session_person ON core_session (person);

-- Who was erased: replayed after a restore of an older copy (also kept beside the database, in DIR/erased).
CREATE TABLE core_erasure (
	uid BLOB PRIMARY KEY,
	person INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	seq INTEGER NOT NULL                     -- the record core.person_erased
) STRICT, WITHOUT ROWID;

-- Who did it: name '' once erased.
CREATE VIEW core_v1_person AS
SELECT id, name, picture, role, active FROM core_person;

CREATE VIEW core_v1_device AS
SELECT id, name, purpose, place, active FROM core_device;
