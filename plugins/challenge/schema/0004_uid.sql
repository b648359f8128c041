-- SPDX-License-Identifier: MPL-2.0
-- By what a household is forgotten, also when an older copy of the database is put back: sixteen random bytes, drawn when it joins.
-- Its number would not do: after such a copy it may be given to another one.
ALTER TABLE challenge_household ADD COLUMN uid BLOB;
UPDATE challenge_household SET uid = randomblob(16);
CREATE UNIQUE INDEX challenge_household_uid ON challenge_household (uid);
CREATE TRIGGER challenge_household_joins AFTER INSERT ON challenge_household WHEN NEW.uid IS NULL
BEGIN
	UPDATE challenge_household SET uid = randomblob(16) WHERE id = NEW.id;
END;
