-- SPDX-License-Identifier: MPL-2.0
-- What core/host keeps: answers by key, cursors, jobs, plugins.
CREATE TABLE core_request (
	id INTEGER PRIMARY KEY,                  -- ascending: the oldest answers are forgotten first
	person INTEGER NOT NULL,                 -- 0: nobody
	key BLOB NOT NULL,                       -- 16 bytes: the caller's UUID
	digest BLOB NOT NULL,                    -- of method, path and validated inputs
	seq INTEGER,                             -- last record of the call
	status INTEGER NOT NULL,
	content_type TEXT,
	body BLOB,                               -- NULL: forgotten, the key is not
	at_ms INTEGER NOT NULL,
	UNIQUE (person, key)
) STRICT;

CREATE TABLE core_cursor (
	plugin TEXT NOT NULL,
	name TEXT NOT NULL,
	seq INTEGER NOT NULL,                    -- the last record done
	failures INTEGER NOT NULL DEFAULT 0,
	not_before_ms INTEGER NOT NULL DEFAULT 0,
	error TEXT,
	PRIMARY KEY (plugin, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE core_job (
	id INTEGER PRIMARY KEY,
	plugin TEXT NOT NULL,
	name TEXT NOT NULL,
	args TEXT NOT NULL DEFAULT '{}',
	unique_key TEXT,
	not_before_ms INTEGER NOT NULL DEFAULT 0,
	attempts INTEGER NOT NULL DEFAULT 0,     -- that failed
	generation INTEGER NOT NULL DEFAULT 0,   -- grows when it is enqueued again
	failed INTEGER NOT NULL DEFAULT 0,       -- given up; kept with its error
	error TEXT
) STRICT;
CREATE INDEX core_job_due ON core_job (not_before_ms) WHERE failed = 0;
CREATE UNIQUE INDEX core_job_unique ON core_job (plugin, name, unique_key) WHERE unique_key IS NOT NULL;

CREATE TABLE core_plugin (
	name TEXT PRIMARY KEY,
	sha256 TEXT NOT NULL DEFAULT '',         -- of the file when it was installed
	enabled INTEGER NOT NULL DEFAULT 1,
	schema INTEGER NOT NULL DEFAULT 0,
	crashes INTEGER NOT NULL DEFAULT 0,
	crashed_at_ms INTEGER NOT NULL DEFAULT 0,
	error TEXT
) STRICT, WITHOUT ROWID;
