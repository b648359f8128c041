-- SPDX-License-Identifier: MPL-2.0
-- Lines that somebody has to confirm, for reports.  seq: their record, counted in every figure although something about it is
-- doubtful; NULL: not booked, so in no figure.  way: "reception" and "door" came in, "door", "sale" and "exit" left, "item" was
-- there already, "payment" is no goods.  grams NULL: nobody can read them; day, day_to NULL: nor when.
CREATE INDEX import_line_waiting_day ON import_line (day, day_to, flow, record, grams, booked, file)
	WHERE answer = '' AND reason <> 'undone' AND (record IS NULL OR doubts <> 0);
CREATE VIEW import_v1_waiting AS
SELECT i.file, i.line, i.record AS seq, CASE i.flow WHEN 0 THEN 'reception' WHEN 1 THEN 'door' WHEN 2 THEN 'sale' WHEN 3 THEN 'exit'
	WHEN 4 THEN 'item' ELSE 'payment' END AS way, nullif(CASE WHEN i.record IS NULL THEN i.grams ELSE i.booked END, 0) AS grams,
	i.day, i.day_to, f.place
FROM import_line i JOIN import_file f ON f.id = i.file
WHERE i.answer = '' AND i.reason <> 'undone' AND (i.record IS NULL OR i.doubts <> 0);
