-- SPDX-License-Identifier: MPL-2.0
-- What was paid for goods: `price_cents` in the body of a record that moves them to out:sale, whichever plugin wrote it; the
-- price is of all that it sold.  A record that takes a sale back has its price and subtracts it.  Kept when words are erased.
CREATE TABLE impact_price (
	seq INTEGER PRIMARY KEY,
	n INTEGER NOT NULL,                      -- the record's movement that has the price
	cents INTEGER NOT NULL
) STRICT;

-- Of sales with a price: the money, how many, their grams; of those whose pieces are known, pieces and money.
ALTER TABLE impact_total ADD COLUMN cents INTEGER NOT NULL DEFAULT 0;
ALTER TABLE impact_total ADD COLUMN priced INTEGER NOT NULL DEFAULT 0;
ALTER TABLE impact_total ADD COLUMN priced_grams INTEGER NOT NULL DEFAULT 0;
ALTER TABLE impact_total ADD COLUMN priced_pieces INTEGER NOT NULL DEFAULT 0;
ALTER TABLE impact_total ADD COLUMN pieces_cents INTEGER NOT NULL DEFAULT 0;
ALTER TABLE impact_fresh ADD COLUMN cents INTEGER NOT NULL DEFAULT 0;
ALTER TABLE impact_fresh ADD COLUMN priced INTEGER NOT NULL DEFAULT 0;
ALTER TABLE impact_fresh ADD COLUMN priced_grams INTEGER NOT NULL DEFAULT 0;
ALTER TABLE impact_fresh ADD COLUMN priced_pieces INTEGER NOT NULL DEFAULT 0;
ALTER TABLE impact_fresh ADD COLUMN pieces_cents INTEGER NOT NULL DEFAULT 0;
DELETE FROM impact_total;
UPDATE impact_reached SET seq = 0;
