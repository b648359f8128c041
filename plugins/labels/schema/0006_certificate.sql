-- SPDX-License-Identifier: MPL-2.0
-- Of a printer of ipps://: SHA-256 of the certificate that it had when it was added, in hexadecimal.  '': none is kept, any is taken.
ALTER TABLE labels_printer ADD COLUMN certificate TEXT NOT NULL DEFAULT '';
