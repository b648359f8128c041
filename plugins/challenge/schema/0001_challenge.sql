-- SPDX-License-Identifier: MPL-2.0
-- Zero-waste challenges and their households. What is known of a household lives in these tables only, never in the journal,
-- so that erasing it is real. Days: days since 1970, local. Weeks: 7 days each, counted from 0 at the challenge's first day.

CREATE TABLE challenge_challenge (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	form TEXT NOT NULL,                 -- the template that it was made from, as in forms.c
	state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed', 'archived')),
	state_before TEXT,                  -- of an archived one: what it is again when it is restored
	first_day INTEGER NOT NULL,         -- of week 0, the first of the baseline
	baseline_weeks INTEGER NOT NULL CHECK (baseline_weeks >= 3),
	weeks INTEGER NOT NULL CHECK (weeks BETWEEN baseline_weeks + 1 AND 60), -- in all
	unit TEXT NOT NULL CHECK (unit IN ('kg', 'g')), -- that people write weights in
	child_milli INTEGER NOT NULL CHECK (child_milli BETWEEN 100 AND 1000), -- what a child counts, in thousandths of a person
	commune TEXT NOT NULL,
	place TEXT NOT NULL,                -- where people meet and weigh
	invitation TEXT NOT NULL,
	consent TEXT NOT NULL,              -- what a household agrees to; each keeps the text that it agreed to
	copied_from INTEGER REFERENCES challenge_challenge (id) ON DELETE SET NULL,
	last_number INTEGER NOT NULL DEFAULT 0, -- households so far: a number is never given twice
	erased INTEGER NOT NULL DEFAULT 0,      -- households that were erased, of which nothing else is left
	erased_left INTEGER NOT NULL DEFAULT 0, -- of them those that had left
	created_ms INTEGER NOT NULL
) STRICT;

-- What is weighed. Compost and textiles are shown apart and never scored.
CREATE TABLE challenge_fraction (
	challenge INTEGER NOT NULL REFERENCES challenge_challenge (id) ON DELETE CASCADE,
	fraction INTEGER NOT NULL CHECK (fraction BETWEEN 0 AND 4), -- enum fraction
	scored INTEGER NOT NULL CHECK (scored = 0 OR (scored = 1 AND fraction <= 2)),
	PRIMARY KEY (challenge, fraction)
) STRICT, WITHOUT ROWID;

-- The constants of the score. A changed one is a new version; the results of former versions stay. The highest is in force.
CREATE TABLE challenge_scoring (
	id INTEGER PRIMARY KEY,
	challenge INTEGER NOT NULL REFERENCES challenge_challenge (id) ON DELETE CASCADE,
	version INTEGER NOT NULL,
	k INTEGER NOT NULL,                 -- person-days of the reference that are added to both periods
	mu INTEGER NOT NULL,                -- the reference: grams a person and day of the scored fractions
	mu_label TEXT NOT NULL,             -- what it is, and from whom
	mu_source TEXT NOT NULL,
	mu_reference TEXT NOT NULL,         -- of references[] in forms.c; "own": the commune's
	mu_year_g INTEGER NOT NULL,         -- grams a person and year of 365 days, that mu was made of
	clamp_low INTEGER NOT NULL,         -- percent
	clamp_high INTEGER NOT NULL,
	bands TEXT NOT NULL,                -- lower bounds in percent: "10,20,30,40"
	baseline_weeks_min INTEGER NOT NULL,
	baseline_coverage_pct INTEGER NOT NULL,
	coverage_pct INTEGER NOT NULL,
	half_coverage_pct INTEGER NOT NULL,
	sobriety_pct INTEGER NOT NULL,      -- of mu: below it the badge
	inflation_pct INTEGER NOT NULL,     -- of mu: a baseline above it is asked about
	glass_weeks INTEGER NOT NULL,
	heavy_g INTEGER NOT NULL,           -- a weigh-in above it is asked about
	week_times INTEGER NOT NULL,        -- and a week above so many times the household's median
	team_min INTEGER NOT NULL,
	neutral_from INTEGER,               -- days whose weeks count for nobody (December); NULL: none
	neutral_to INTEGER,
	created_ms INTEGER NOT NULL,
	person INTEGER,
	why TEXT NOT NULL,
	UNIQUE (challenge, version)
) STRICT;

CREATE TABLE challenge_team (
	id INTEGER PRIMARY KEY,
	challenge INTEGER NOT NULL REFERENCES challenge_challenge (id) ON DELETE CASCADE,
	name TEXT NOT NULL,
	UNIQUE (challenge, name)
) STRICT;

-- Children are a number, no names. No row but those below that name a household knows anything of it: erasing is one DELETE.
CREATE TABLE challenge_household (
	id INTEGER PRIMARY KEY,
	challenge INTEGER NOT NULL REFERENCES challenge_challenge (id) ON DELETE CASCADE,
	number INTEGER NOT NULL,            -- on its card and in lists: 1, 2, ...
	pseudonym TEXT NOT NULL,
	commune TEXT NOT NULL,
	email TEXT,
	team INTEGER REFERENCES challenge_team (id) ON DELETE SET NULL,
	start_week INTEGER NOT NULL DEFAULT 0, -- its own baseline begins here; later than 0: it joined late
	consent TEXT NOT NULL,              -- the text that it agreed to; "": not yet
	consent_ms INTEGER,
	code TEXT NOT NULL UNIQUE,          -- of its card: 26 symbols, 130 random bits
	card INTEGER NOT NULL DEFAULT 1,    -- 2: the first one was lost, and is dead
	wall INTEGER NOT NULL DEFAULT 0,    -- 1: its pseudonym may stand on the wall
	mail_stop INTEGER NOT NULL DEFAULT 0,
	state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'left')),
	left_week INTEGER,                  -- the first one that it is no longer asked for
	left_reason TEXT,                   -- one of the words in household.c
	came_from INTEGER REFERENCES challenge_household (id) ON DELETE SET NULL, -- it split off from that one
	created_ms INTEGER NOT NULL,
	UNIQUE (challenge, number),
	CHECK ((state = 'left') = (left_week IS NOT NULL) AND (state = 'left') = (left_reason IS NOT NULL))
) STRICT;
CREATE INDEX challenge_household_team ON challenge_household (team) WHERE team IS NOT NULL;
CREATE INDEX challenge_household_from ON challenge_household (came_from) WHERE came_from IS NOT NULL;

-- How many live there from a week on: a birth, somebody who moves in or out. There is always one from week 0.
CREATE TABLE challenge_size (
	household INTEGER NOT NULL REFERENCES challenge_household (id) ON DELETE CASCADE,
	from_week INTEGER NOT NULL,
	persons INTEGER NOT NULL CHECK (persons BETWEEN 1 AND 30), -- children too
	children INTEGER NOT NULL CHECK (children BETWEEN 0 AND persons),
	PRIMARY KEY (household, from_week)
) STRICT, WITHOUT ROWID;

-- Weigh-ins, only ever added to: a corrected one is ended, stays, and another one stands in its place.
CREATE TABLE challenge_weighing (
	id INTEGER PRIMARY KEY,
	household INTEGER NOT NULL REFERENCES challenge_household (id) ON DELETE CASCADE,
	day INTEGER NOT NULL,
	week INTEGER NOT NULL,              -- of that day
	fraction INTEGER NOT NULL CHECK (fraction BETWEEN 0 AND 4),
	grams INTEGER NOT NULL CHECK (grams BETWEEN 0 AND 100000), -- 0: there was nothing
	source TEXT NOT NULL CHECK (source IN ('page', 'kiosk', 'grid', 'import')),
	typed TEXT NOT NULL,                -- as it was written: "3200"; "": by a scale
	entered_ms INTEGER NOT NULL,
	person INTEGER,                     -- of the team; NULL: by the household
	replaces INTEGER,                   -- the one that it stands in the place of
	ended_ms INTEGER,                   -- NULL: it counts
	ended_person INTEGER,
	ended_why TEXT,                     -- one of the words in weighing.c
	CHECK ((ended_ms IS NULL) = (ended_why IS NULL))
) STRICT;
CREATE INDEX challenge_weighing_week ON challenge_weighing (household, week, fraction);

-- Person-days of a week when not everybody was there, or guests were. Only ever added to.
CREATE TABLE challenge_presence (
	id INTEGER PRIMARY KEY,
	household INTEGER NOT NULL REFERENCES challenge_household (id) ON DELETE CASCADE,
	week INTEGER NOT NULL,
	heads INTEGER NOT NULL CHECK (heads BETWEEN 0 AND 630), -- persons x days, children as persons
	source TEXT NOT NULL CHECK (source IN ('page', 'kiosk', 'grid', 'import')),
	entered_ms INTEGER NOT NULL,
	person INTEGER,
	ended_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX challenge_presence_live ON challenge_presence (household, week) WHERE ended_ms IS NULL;
CREATE INDEX challenge_presence_week ON challenge_presence (household, week);

-- What was asked about, and what was answered. Open questions are computed from the weigh-ins (doubt.c), so that the order of
-- entry cannot matter.
CREATE TABLE challenge_answer (
	id INTEGER PRIMARY KEY,
	household INTEGER NOT NULL REFERENCES challenge_household (id) ON DELETE CASCADE,
	doubt TEXT NOT NULL CHECK (doubt IN ('unit', 'heavy', 'twice', 'week', 'glass', 'presence', 'baseline')),
	week INTEGER NOT NULL,
	weighing INTEGER NOT NULL,          -- 0: it is about the whole week
	value INTEGER NOT NULL,             -- grams or person-days that were asked about: another value is another question
	answer TEXT NOT NULL CHECK (answer IN ('kept', 'corrected')),
	at_ms INTEGER NOT NULL,
	person INTEGER
) STRICT;
CREATE INDEX challenge_answer_household ON challenge_answer (household, week);

-- What the rows say of a week: weigh-ins, presence and who lives there. No row: nothing was noted. It goes through
-- the numbers of weeks (0 to 59), so that SQLite reads the rows of one household only, when one is asked for.
--   person_days: declared, else all that live there x 7; children as they count     full_days: all that live there x 7
--   weighed: bits 1 << fraction with a weigh-in, be it of zero
--   covered: it counts: each scored fraction but glass (number 2) was weighed, and somebody was there
CREATE TABLE challenge_number (week INTEGER PRIMARY KEY) STRICT;
INSERT INTO challenge_number (week) WITH RECURSIVE n (week) AS (SELECT 0 UNION ALL SELECT week + 1 FROM n WHERE week < 59) SELECT week FROM n;
CREATE VIEW challenge_week_now AS
SELECT household, week, person_days, full_days, declared, omr, tri, verre, bio, textile, weighed,
	weighed & needed = needed AND person_days > 0 AS covered
FROM (SELECT household, week, full_days, heads IS NOT NULL AS declared, omr, tri, verre, bio, textile, weighed, needed,
		CASE WHEN heads IS NULL THEN full_days ELSE (2 * heads * full_days + 7 * persons) / (14 * persons) END AS person_days
	FROM (SELECT h.id AS household, n.week, z.persons, (z.persons - z.children) * 7 + (z.children * 7 * c.child_milli + 500) / 1000 AS full_days,
			(SELECT p.heads FROM challenge_presence p WHERE p.household = h.id AND p.week = n.week AND p.ended_ms IS NULL) AS heads,
			coalesce((SELECT sum(1 << f.fraction) FROM challenge_fraction f WHERE f.challenge = c.id AND f.scored AND f.fraction <> 2), 0) AS needed,
			(SELECT coalesce(sum(w.grams), 0) FROM challenge_weighing w
				WHERE w.household = h.id AND w.week = n.week AND w.fraction = 0 AND w.ended_ms IS NULL) AS omr,
			(SELECT coalesce(sum(w.grams), 0) FROM challenge_weighing w
				WHERE w.household = h.id AND w.week = n.week AND w.fraction = 1 AND w.ended_ms IS NULL) AS tri,
			(SELECT coalesce(sum(w.grams), 0) FROM challenge_weighing w
				WHERE w.household = h.id AND w.week = n.week AND w.fraction = 2 AND w.ended_ms IS NULL) AS verre,
			(SELECT coalesce(sum(w.grams), 0) FROM challenge_weighing w
				WHERE w.household = h.id AND w.week = n.week AND w.fraction = 3 AND w.ended_ms IS NULL) AS bio,
			(SELECT coalesce(sum(w.grams), 0) FROM challenge_weighing w
				WHERE w.household = h.id AND w.week = n.week AND w.fraction = 4 AND w.ended_ms IS NULL) AS textile,
			(SELECT coalesce(sum(DISTINCT 1 << w.fraction), 0) FROM challenge_weighing w
				WHERE w.household = h.id AND w.week = n.week AND w.ended_ms IS NULL) AS weighed
		FROM challenge_household h
		JOIN challenge_challenge c ON c.id = h.challenge
		JOIN challenge_number n
		JOIN challenge_size z ON z.household = h.id
			AND z.from_week = (SELECT max(y.from_week) FROM challenge_size y WHERE y.household = h.id AND y.from_week <= n.week)
		WHERE EXISTS (SELECT 1 FROM challenge_weighing w WHERE w.household = h.id AND w.week = n.week AND w.ended_ms IS NULL)
			OR EXISTS (SELECT 1 FROM challenge_presence p WHERE p.household = h.id AND p.week = n.week AND p.ended_ms IS NULL)));

-- The same, kept in the transaction of each change (week.c), because all scores and views are made of it.
CREATE TABLE challenge_week (
	household INTEGER NOT NULL REFERENCES challenge_household (id) ON DELETE CASCADE,
	week INTEGER NOT NULL,
	person_days INTEGER NOT NULL,
	full_days INTEGER NOT NULL,
	declared INTEGER NOT NULL,
	omr INTEGER NOT NULL,               -- grams
	tri INTEGER NOT NULL,
	verre INTEGER NOT NULL,
	bio INTEGER NOT NULL,
	textile INTEGER NOT NULL,
	weighed INTEGER NOT NULL,
	covered INTEGER NOT NULL,
	PRIMARY KEY (household, week)
) STRICT, WITHOUT ROWID;
