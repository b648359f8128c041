-- SPDX-License-Identifier: MPL-2.0
-- Levels of impact_total from now on.  0: a local day, all that is known.  1: a month by category, whatever is known of the
-- mass.  2: a month, all categories together.  3: a year by category, whatever is known of the mass.  4: a day, all
-- categories together.  All is added up again.
DELETE FROM impact_total;
UPDATE impact_reached SET seq = 0;
