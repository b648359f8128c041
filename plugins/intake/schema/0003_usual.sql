-- SPDX-License-Identifier: MPL-2.0
-- What one piece of a category weighs here, for other plugins: the median of so many weighings with pieces.
CREATE VIEW intake_v1_usual AS
SELECT category, grams, weighings FROM intake_usual;
