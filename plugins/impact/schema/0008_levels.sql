-- SPDX-License-Identifier: MPL-2.0
-- Levels of impact_total from now on, each the same sums:
--
--   0 a day    2 a month    4 a year     by category
--   1 a day    3 a month    5 a year     all categories together
--
-- What is known of the mass (measured, undated, late) is kept apart in all but 2 and 4, the outlet in 0 alone: a page reads
-- whole years, then months, then days, and few rows of each.  All is added up again.
DELETE FROM impact_total;
DELETE FROM impact_fresh;
UPDATE impact_reached SET seq = 0;
