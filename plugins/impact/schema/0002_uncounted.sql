-- SPDX-License-Identifier: MPL-2.0
-- Grams of movements whose pieces nobody counted: a factor per piece says nothing about them.  All is added up again.
ALTER TABLE impact_total ADD COLUMN uncounted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE impact_fresh ADD COLUMN uncounted INTEGER NOT NULL DEFAULT 0;
DELETE FROM impact_total;
UPDATE impact_reached SET seq = 0;
