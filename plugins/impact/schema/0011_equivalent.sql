-- SPDX-License-Identifier: MPL-2.0
-- What emits as much, for people who do not think in kilograms of CO2e: one at a time, dated like factors.  A closed period keeps
-- the one of its last day.  Construction of the vehicle is in it, one person (train) or one car, not shared.
CREATE TABLE impact_equivalent (
	code TEXT NOT NULL,                      -- car_km, train_km: words of the catalogue
	valid_from INTEGER NOT NULL,             -- days since 1970
	valid_to INTEGER,                        -- included; NULL: until the next
	co2_mg INTEGER NOT NULL CHECK (co2_mg > 0), -- milligrams of CO2e for one
	version TEXT NOT NULL,
	source TEXT NOT NULL,
	PRIMARY KEY (code, valid_from)
) STRICT, WITHOUT ROWID;
INSERT INTO impact_equivalent (code, valid_from, valid_to, co2_mg, version, source) VALUES
	('car_km', 0, NULL, 227607, '2025', 'ADEME Impact CO2, voiture thermique (0,177 kg à l’usage, 0,051 kg de fabrication par km)'),
	('train_km', 0, NULL, 2930, '2025', 'ADEME Impact CO2, TGV (0,0023 kg à l’usage, 0,0006 kg de fabrication par km et par personne)');
