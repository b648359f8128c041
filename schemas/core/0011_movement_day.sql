-- SPDX-License-Identifier: MPL-2.0
-- The movements of a day or a period: without this each list behind a figure would read all movements ever made.
CREATE INDEX core_movement_day ON core_movement (day);
