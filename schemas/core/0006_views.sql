-- SPDX-License-Identifier: MPL-2.0
-- What plugins may rely on.  A column that is here stays, with its meaning; new ones go to the end.

-- id; parent (NULL: level 1); level 1 or 2; code; names; stream code in force last ("": none); grams of one piece
-- (NULL: unknown); active 0 or 1.
CREATE VIEW core_v1_category AS
SELECT id, parent, CASE WHEN parent IS NULL THEN 1 ELSE 2 END AS level, code, name_fr, name_en,
	coalesce((SELECT stream FROM core_category_stream WHERE category = core_category.id ORDER BY valid_from DESC LIMIT 1), '') AS stream,
	default_grams, active
FROM core_category;

-- The stream of a category by day: valid_from (0: since ever) to valid_to (NULL: open), both included.
CREATE VIEW core_v1_category_stream AS
SELECT category, stream, valid_from,
	(SELECT min(b.valid_from) - 1 FROM core_category_stream b WHERE b.category = a.category AND b.valid_from > a.valid_from) AS valid_to
FROM core_category_stream a;

-- A filière in one period: days (NULL: open), cents per tonne (NULL: unknown), organisations separated by ';'.
CREATE VIEW core_v1_stream AS
SELECT id, code, valid_from, valid_to, name_fr, name_en, scope_fr, organisations, declaration,
	support_in_cents, support_reuse_cents, support_waste_cents, support_note, source
FROM core_stream;

CREATE VIEW core_v1_place AS
SELECT id, code, 'stock:' || code AS account, name_fr, name_en, active FROM core_place;

-- class: exit class identifier, "recycle".
CREATE VIEW core_v1_outlet AS
SELECT id, name, class, active FROM core_outlet;

CREATE VIEW core_v1_container AS
SELECT id, name, tare_grams, active FROM core_container;

-- short: shop number with check digit (NULL: none now); state: GLANE_STATE_*; account of the last move ("": none yet);
-- place: code when it is in stock, else NULL; changed_seq: the last record standing that names it.
CREATE VIEW core_v1_item AS
SELECT id, code, short, title, category, grams, pieces, price_cents, state, account,
	CASE WHEN account LIKE 'stock:%' THEN substr(account, 7) END AS place, made, created_seq, changed_seq
FROM core_item;

-- WHERE query MATCH 'chai*': the folded words (utf8_fold) of title and category names.
CREATE VIEW core_v1_item_search AS
SELECT rowid AS item, core_item_search AS query FROM core_item_search;

-- item NULL: a blank label; void 1: for ever.
CREATE VIEW core_v1_code AS
SELECT code, item, void, drawn_seq FROM core_code;

-- line: canonical JSON (core/inventory/journal.h), NULL when its words were erased; reversed_by: NULL while it stands.
CREATE VIEW core_v1_record AS
SELECT j.seq, j.at_ms, j.clock, j.happened_from, j.happened_to, j.person, j.device, j.plugin, j.kind, j.item, j.reverses,
	(SELECT r.seq FROM core_journal r WHERE r.reverses = j.seq) AS reversed_by, t.line
FROM core_journal j LEFT JOIN core_journal_text t ON t.seq = j.seq;

CREATE VIEW core_v1_movement AS
SELECT seq, n, category, item, grams, pieces, from_account, to_account, outlet, channel, place, measured, day
FROM core_movement;

-- What each account holds now; sources are negative, the sum over all accounts is zero.
CREATE VIEW core_v1_balance AS
SELECT account, category, grams, pieces FROM core_balance;
