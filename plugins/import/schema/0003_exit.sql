-- SPDX-License-Identifier: MPL-2.0
-- Goods of the past that left unsold, for whoever has more to say of them; day: of the first that it may have been.
CREATE INDEX import_line_exit ON import_line (exit, day) WHERE flow = 3 AND record IS NOT NULL;
CREATE VIEW import_v1_exit AS
SELECT record AS seq, exit AS class, category, booked AS grams, pieces, measured, day FROM import_line WHERE flow = 3 AND record IS NOT NULL;
