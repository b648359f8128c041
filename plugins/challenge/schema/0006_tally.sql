-- SPDX-License-Identifier: MPL-2.0
-- What the report says of who took part: numbers of households, and sums over all of them. The view counts them while they are
-- there; what it says of those that go six months after the end is added to the table, and nothing else stays of them.
--   state  one of the words in score.h: households       left  one of the words in household.c: households
--   sum    "finished": households that had not left; weeks weighed and due, person-days said and possible: of baseline and challenge
CREATE TABLE challenge_tally (
	challenge INTEGER NOT NULL REFERENCES challenge_challenge (id) ON DELETE CASCADE,
	kind TEXT NOT NULL CHECK (kind IN ('state', 'left', 'sum')),
	word TEXT NOT NULL,
	n INTEGER NOT NULL,
	PRIMARY KEY (challenge, kind, word)
) STRICT, WITHOUT ROWID;

CREATE VIEW challenge_tally_now AS
WITH r AS (SELECT h.challenge, x.* FROM challenge_household h JOIN challenge_result x ON x.household = h.id
	AND x.scoring = (SELECT id FROM challenge_scoring WHERE challenge = h.challenge ORDER BY version DESC LIMIT 1))
SELECT challenge, 'state' AS kind, state AS word, count(*) AS n FROM r GROUP BY challenge, state
UNION ALL SELECT challenge, 'left', left_reason, count(*) FROM challenge_household WHERE state = 'left' GROUP BY challenge, left_reason
UNION ALL SELECT challenge, 'sum', 'finished', count(*) FROM challenge_household WHERE state = 'active' GROUP BY challenge
UNION ALL SELECT challenge, 'sum', 'covered', sum(baseline_covered + covered) FROM r GROUP BY challenge
UNION ALL SELECT challenge, 'sum', 'due', sum(baseline_due + due) FROM r GROUP BY challenge
UNION ALL SELECT challenge, 'sum', 'days', sum(baseline_days + days) FROM r GROUP BY challenge
UNION ALL SELECT challenge, 'sum', 'full', sum(baseline_full + full) FROM r GROUP BY challenge;

-- It was kept for such a report, and says less.
ALTER TABLE challenge_challenge DROP COLUMN erased_left;
