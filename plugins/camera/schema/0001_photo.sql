-- SPDX-License-Identifier: MPL-2.0
-- Photos of items.  Who took one is said by its record, not here.
CREATE TABLE camera_photo (
	id INTEGER PRIMARY KEY,                  -- its record, camera.added
	item INTEGER NOT NULL REFERENCES core_item (id),
	at_ms INTEGER NOT NULL,
	removed_ms INTEGER                       -- NULL: it stands; kept 30 days, so that the removal can be undone
) STRICT;
CREATE INDEX camera_photo_item ON camera_photo (item);
CREATE INDEX camera_photo_removed ON camera_photo (removed_ms) WHERE removed_ms IS NOT NULL;

CREATE TABLE camera_picture (
	photo INTEGER NOT NULL REFERENCES camera_photo (id) ON DELETE CASCADE,
	thumb INTEGER NOT NULL CHECK (thumb IN (0, 1)),
	w INTEGER NOT NULL,                      -- pixels
	h INTEGER NOT NULL,
	sha256 BLOB NOT NULL CHECK (length(sha256) = 32), -- of jpeg: its address
	jpeg BLOB NOT NULL,
	PRIMARY KEY (photo, thumb)
) STRICT;
CREATE INDEX camera_picture_sha256 ON camera_picture (sha256);
