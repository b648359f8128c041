-- SPDX-License-Identifier: MPL-2.0
-- Notebooks are taken over by the plugin import, which remembers their lines itself.  What came in by one stays: in the
-- journal, and here with `imported` set.
DROP TABLE intake_import;
