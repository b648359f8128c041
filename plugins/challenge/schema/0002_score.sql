-- SPDX-License-Identifier: MPL-2.0
-- What follows from the weeks: one household under one version of the constants, and what anybody else may see.

CREATE TABLE challenge_result (
	household INTEGER NOT NULL REFERENCES challenge_household (id) ON DELETE CASCADE,
	scoring INTEGER NOT NULL REFERENCES challenge_scoring (id) ON DELETE CASCADE,
	state TEXT NOT NULL,                -- "scored", or why it is not: as in score.h
	baseline_grams INTEGER NOT NULL,
	baseline_days INTEGER NOT NULL,     -- person-days
	baseline_covered INTEGER NOT NULL,  -- weeks
	baseline_due INTEGER NOT NULL,
	grams INTEGER NOT NULL,
	days INTEGER NOT NULL,
	covered INTEGER NOT NULL,
	due INTEGER NOT NULL,
	first_covered INTEGER NOT NULL,     -- of the first half
	first_due INTEGER NOT NULL,
	presence_days INTEGER NOT NULL,     -- person-days of the covered weeks, and what they would be with all at home
	presence_full INTEGER NOT NULL,
	raw_ppm INTEGER,                    -- reduction; NULL: nothing to compare with
	ppm INTEGER,                        -- shrunk and clamped; NULL: not scored
	band INTEGER,                       -- 0: below the first bound
	sober INTEGER NOT NULL,
	inflated INTEGER NOT NULL,
	PRIMARY KEY (household, scoring)
) STRICT, WITHOUT ROWID;

CREATE TABLE challenge_published (
	id INTEGER PRIMARY KEY,
	challenge INTEGER NOT NULL REFERENCES challenge_challenge (id) ON DELETE CASCADE,
	scoring INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	value TEXT NOT NULL,                -- JSON: sums and shares over at least 3 households, nothing of one
	members TEXT NOT NULL               -- JSON: who contributes, with a digest of what; purged of whom is erased
) STRICT;
CREATE INDEX challenge_published_challenge ON challenge_published (challenge);
