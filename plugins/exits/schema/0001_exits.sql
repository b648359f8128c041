-- SPDX-License-Identifier: MPL-2.0
-- What left, as this plugin asks for it: projections of its own records, whose words stay in the journal.
-- `record` is the record's number; `undone` 1: it was taken back; day: local day on which it happened.

CREATE TABLE exits_exit (
	record INTEGER PRIMARY KEY,
	class TEXT NOT NULL,             -- "recycle"; the movement goes to "out:recycle"
	category INTEGER NOT NULL,
	item INTEGER,                    -- NULL: in bulk
	whole INTEGER NOT NULL,          -- 1: all of the item left, 0: some pieces of it, or bulk
	gross INTEGER NOT NULL,
	container INTEGER,
	tare INTEGER NOT NULL,
	net INTEGER NOT NULL,
	pieces INTEGER NOT NULL,         -- 0: not counted
	measured INTEGER NOT NULL,       -- as in core_v1_movement: 0 estimated, 1 weighed, 2 the item's own weight
	usual INTEGER NOT NULL,          -- grams of one piece as they were expected then, 0: unknown
	account TEXT NOT NULL,           -- where it was: "stock:shop"; "source:drop_off": it never entered the stock
	outlet INTEGER,
	ultime INTEGER NOT NULL,         -- 1: nothing more can be made of it
	price_cents INTEGER,             -- NULL: no sale
	payment TEXT NOT NULL,           -- "cash", "": no sale
	at_ms INTEGER NOT NULL,          -- when written
	day INTEGER NOT NULL,
	corrects INTEGER,                -- the record in whose place this one came
	replaced_by INTEGER,             -- the record that came in its place
	undone INTEGER NOT NULL DEFAULT 0,
	CHECK (net = gross - tare AND net > 0 AND tare >= 0 AND pieces >= 0),
	CHECK ((class = 'sale') = (price_cents IS NOT NULL) AND (class = 'sale') = (payment <> ''))
) STRICT;
CREATE INDEX exits_exit_day ON exits_exit (day);
CREATE INDEX exits_exit_item ON exits_exit (item) WHERE item IS NOT NULL;

-- What is agreed with an outlet of core's: from and to, both included; NULL: open.
CREATE TABLE exits_agreement (
	outlet INTEGER PRIMARY KEY,
	valid_from INTEGER,
	valid_to INTEGER,
	record INTEGER NOT NULL
) STRICT;

-- What an outlet takes: a category with all that is below it, or a stream. No row: it takes all.
CREATE TABLE exits_accepted (
	outlet INTEGER NOT NULL,
	category INTEGER NOT NULL,       -- 0: a stream
	stream TEXT NOT NULL,            -- "": a category
	record INTEGER NOT NULL,
	PRIMARY KEY (outlet, category, stream),
	CHECK ((category = 0) <> (stream = ''))
) STRICT, WITHOUT ROWID;

-- For reports and a till. reversed 1: taken back, or corrected by a later record.
CREATE VIEW exits_v1_sale AS
SELECT record AS seq, item, category, net AS grams, pieces, price_cents, day, undone AS reversed, payment
FROM exits_exit WHERE class = 'sale';
CREATE VIEW exits_v1_exit AS
SELECT record AS seq, class, category, item, net AS grams, pieces, measured, outlet, container, gross, tare, ultime, day, undone AS reversed
FROM exits_exit;
-- Days from which and to which an outlet is under agreement; NULL: open.
CREATE VIEW exits_v1_agreement AS
SELECT outlet, valid_from, valid_to FROM exits_agreement;
