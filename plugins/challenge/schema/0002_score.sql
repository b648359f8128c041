-- SPDX-License-Identifier: MPL-2.0
-- What follows from the weeks: one household under one version of the constants, and what anybody else may see.

CREATE TABLE challenge_result (
	household INTEGER NOT NULL REFERENCES challenge_household (id) ON DELETE CASCADE,
	scoring INTEGER NOT NULL REFERENCES challenge_scoring (id) ON DELETE CASCADE,
	until INTEGER NOT NULL,             -- weeks below it were over
	state TEXT NOT NULL,                -- "scored", or why it is not: as in score.h
	baseline_grams INTEGER NOT NULL,    -- of the covered weeks, scored fractions
	baseline_days INTEGER NOT NULL,     -- person-days
	baseline_full INTEGER NOT NULL,     -- what they would be with all at home
	baseline_covered INTEGER NOT NULL,  -- weeks
	baseline_due INTEGER NOT NULL,
	grams INTEGER NOT NULL,             -- the same of the weeks after the baseline
	days INTEGER NOT NULL,
	full INTEGER NOT NULL,
	covered INTEGER NOT NULL,
	due INTEGER NOT NULL,
	first_covered INTEGER NOT NULL,     -- of their first half
	first_due INTEGER NOT NULL,
	glass_seen INTEGER NOT NULL,        -- stretches of weeks with glass, and in all
	glass_due INTEGER NOT NULL,
	raw_ppm INTEGER,                    -- reduction; NULL: nothing to compare with
	ppm INTEGER,                        -- shrunk and clamped
	band INTEGER,                       -- 0: below the first bound; NULL: not scored
	sober INTEGER NOT NULL,
	inflated INTEGER NOT NULL,
	PRIMARY KEY (household, scoring)
) STRICT, WITHOUT ROWID;

CREATE INDEX challenge_household_all ON challenge_household (challenge); -- by id: scores are made in this order

-- Every value that a figure for others ever had: anonymous.h says when one may follow another. The last one is shown.
CREATE TABLE challenge_published (
	id INTEGER PRIMARY KEY,
	challenge INTEGER NOT NULL REFERENCES challenge_challenge (id) ON DELETE CASCADE,
	figure TEXT NOT NULL,               -- "week:12", "bands", "team:5", "final"
	scoring INTEGER NOT NULL,
	until INTEGER NOT NULL,             -- weeks below it were over
	at_ms INTEGER NOT NULL,
	value TEXT NOT NULL                 -- JSON, an array of integers (publish.c); "": hidden
) STRICT;
CREATE INDEX challenge_published_figure ON challenge_published (challenge, figure, id);

-- Who contributed, with a digest of what. The sums stay when a household is erased, it does not.
CREATE TABLE challenge_member (
	published INTEGER NOT NULL REFERENCES challenge_published (id) ON DELETE CASCADE,
	household INTEGER REFERENCES challenge_household (id) ON DELETE SET NULL, -- NULL: it was erased
	digest INTEGER NOT NULL
) STRICT;
CREATE INDEX challenge_member_published ON challenge_member (published, household, digest);
CREATE INDEX challenge_member_household ON challenge_member (household);
