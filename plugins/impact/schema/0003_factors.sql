-- SPDX-License-Identifier: MPL-2.0
-- CO2 factors: what making and distributing one new thing emits, without its use and without its end of life.
-- A set is one version: valid from a day to a day, with its source; it is never changed, the next one follows it.

CREATE TABLE impact_factor_set (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,               -- as reports name it
	valid_from INTEGER NOT NULL,             -- days since 1970
	valid_to INTEGER,                        -- included; NULL: until the next
	source TEXT NOT NULL,
	low_permille INTEGER NOT NULL,           -- share of reused things that keep somebody from buying a new one
	central_permille INTEGER NOT NULL,
	high_permille INTEGER NOT NULL,
	displacement_source TEXT NOT NULL,
	record INTEGER                           -- impact.factors that brought it; NULL: came with glane
) STRICT;
CREATE UNIQUE INDEX impact_factor_set_from ON impact_factor_set (valid_from);

CREATE TABLE impact_factor (
	factor_set INTEGER NOT NULL REFERENCES impact_factor_set (id),
	code TEXT NOT NULL,                      -- of a category
	co2_grams INTEGER NOT NULL,              -- of one piece
	item_grams INTEGER,                      -- mass of the piece that the source looked at; NULL: unknown
	per TEXT NOT NULL CHECK (per IN ('piece', 'mass', 'either')), -- piece: never through the mass; mass: always, the piece is atypical
	lifetime_permille INTEGER NOT NULL,      -- share of its life that is still to come; 1000: no published value is known
	source TEXT NOT NULL,
	PRIMARY KEY (factor_set, code)
) STRICT, WITHOUT ROWID;

-- Displacement: Restarters Fixometer 0.50 (repaired things), WRAP 2012 0.28 (clothing), WRAP 2025 "Displacement Rates
-- Untangled" 0.646 (resale).  Things with more than 60 kg CO2e per kg are counted by piece only.  The wardrobe of the
-- source weighs 307 kg: by mass, 2.95 kg CO2e per kg.  No figure for fancy jewellery: the published one is for gold.
INSERT INTO impact_factor_set (id, name, valid_from, valid_to, source, low_permille, central_permille, high_permille, displacement_source) VALUES
	(1, '2026.1', 0, NULL, 'ADEME Impact CO2, Nos Gestes Climat (Base Carbone), publicodes-acv-numerique; Restarters Fixometer rev. 2', 280, 500, 650,
	'WRAP 2012 (0,28), Restarters Fixometer (0,50), WRAP 2025 (0,646)');
INSERT INTO impact_factor (factor_set, code, co2_grams, item_grams, per, lifetime_permille, source) VALUES
	(1, 'MOB-CHAISE-BOIS', 18630, 9600, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'MOB-CHAISE-PLAST', 34400, 5700, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'MOB-CHAISE-MIX', 24800, 9300, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'MOB-CANAPE-TEX', 179100, 43000, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'MOB-CANAPE-CUIR', 182000, 69000, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'MOB-CANAPE-CONV', 197500, 38000, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'MOB-TABLE', 60100, 34000, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'MOB-TABLE-BOIS', 80220, 50000, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'MOB-ARMOIRE', 906880, 307000, 'mass', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'MOB-PETIT', 9170, 5000, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution) 1.833 kg/kg x 5 kg'),
	(1, 'MOB-GRAND', 45830, 25000, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution) 1.833 kg/kg x 25 kg'),
	(1, 'MOB-MOYEN', 67130, 29810, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'LIT-CADRE', 115000, 55000, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'LIT-SOM-TAP', 103000, 26000, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'LIT-SOM-LAT', 44300, 39000, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'LIT-MAT-MOUSSE', 285000, 34000, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'LIT-MAT-RESS', 232000, 28000, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'JAR-SALON-BOIS', 69200, 25000, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'JAR-SALON-METAL', 238000, 43000, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'JAR-SALON-RES', 260000, 47000, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'JAR-BECHE', 4670, 1500, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint) hand tool 0.93 kg'),
	(1, 'JAR-TOND-ELEC', 70100, NULL, 'piece', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'JAR-TOND-ROBOT', 109000, NULL, 'piece', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'JAR-TOND-THERM', 209000, NULL, 'piece', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'GEM-FRIGO-COMBI', 257300, 69000, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'GEM-FRIGO', 257300, 40790, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'GEM-FRIGO-TOP', 128500, 30000, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution) = half of the combi'),
	(1, 'GEM-CONGEL', 415000, 44090, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'GEM-LAVE-LINGE', 341100, 72540, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'GEM-SECHE-LINGE', 266000, 45980, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'GEM-LAVE-VAISS', 271190, 43300, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'GEM-FOUR', 217590, 47660, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'GEM-PLAQUES', 65300, NULL, 'piece', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'GEM-HOTTE', 60400, 12140, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'GEM-CLIM', 238900, 26700, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'GEM-DESHUM', 99410, 7600, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'PEM-MICRO-ONDES', 98340, 22900, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'PEM-BOUILLOIRE', 9910, 1250, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'PEM-CAFET-FILTRE', 31900, 1280, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'PEM-CAFET-DOS', 22450, 1280, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'PEM-CAFET-EXP', 47620, 1280, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'PEM-GRILLE-PAIN', 8130, 1470, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'PEM-FER', 11000, 1170, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'PEM-ASPI', 47310, 6800, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'PEM-ROBOT-CUIS', 41300, 2950, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'PEM-MIXEUR', 30900, 2950, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'PEM-FRITEUSE', 30900, 2500, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint) small kitchen item'),
	(1, 'PEM-RACLETTE', 30900, 3270, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint) small kitchen item'),
	(1, 'PEM-SECHE-CHEV', 10280, 670, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'PEM-RASOIR', 10280, 550, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint) hair & beauty'),
	(1, 'PEM-VENTILO', 15600, 3900, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'PEM-MACH-COUDRE', 35000, 8600, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'PEM-REVEIL', 28290, 1300, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'PEM-DESTRUCTEUR', 59500, 3800, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'LUM-LAMPE', 14960, 2680, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'LUM-GUIRLANDE', 14720, 460, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'SON-TV-PLATE', 328260, 10200, 'either', 1000, '[A] ADEME publicodes-acv-numerique (fabrication+distribution) 48 in.; Impact CO2 says 375.8'),
	(1, 'SON-TV-26', 284250, 10600, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'SON-TV-32', 349580, 18700, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'SON-CHAINE', 186500, 8950, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'SON-HIFI-ELT', 123860, 8720, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'SON-RADIO', 54650, 2060, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'SON-ENCEINTE', 19800, 2140, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution) bluetooth speaker'),
	(1, 'SON-DVD-LECT', 51330, 1990, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'SON-VIDEOPROJ', 40520, 2680, 'either', 1000, '[A] ADEME publicodes-acv-numerique (fabrication+distribution); Fixometer says 57.58'),
	(1, 'SON-CASQUE', 3000, 400, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'SON-BALADEUR', 22710, 140, 'piece', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'SON-CONSOLE', 140670, 3220, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint); ADEME publicodes says 280.2'),
	(1, 'SON-CONSOLE-PORT', 65100, 140, 'piece', 1000, '[A] ADEME publicodes-acv-numerique (fabrication+distribution); Fixometer says 22.71'),
	(1, 'SON-PHOTO-COMP', 29730, 480, 'piece', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'SON-PHOTO-REFLEX', 16030, 590, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'MUS-ELEC', 109500, 17700, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'INF-PC-FIXE', 261500, 6690, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'INF-PORTABLE', 182300, 1830, 'piece', 1000, '[A] ADEME publicodes-acv-numerique (fabrication+distribution); Fixometer says 265.32'),
	(1, 'INF-PORT-GRAND', 182300, 2530, 'piece', 1000, '[A] ADEME publicodes-acv-numerique (fabrication+distribution); Fixometer says 414.7'),
	(1, 'INF-PORT-PETIT', 182300, 1390, 'piece', 1000, '[A] ADEME publicodes-acv-numerique (fabrication+distribution); Fixometer says 221.15'),
	(1, 'INF-ECRAN-24', 65890, 5230, 'either', 1000, '[A] ADEME publicodes-acv-numerique (fabrication+distribution); Fixometer says 343.49'),
	(1, 'INF-ECRAN-19', 65890, 3660, 'either', 1000, '[A] ADEME publicodes-acv-numerique (fabrication+distribution) 24 in.; Fixometer says 304.88'),
	(1, 'INF-IMPRIMANTE', 10800, 10320, 'either', 1000, '[A] ADEME publicodes-acv-numerique (fabrication+distribution); Fixometer says 100.69'),
	(1, 'INF-TABLETTE', 59700, 770, 'piece', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution); publicodes says 83.93'),
	(1, 'INF-SMARTPHONE', 79270, 150, 'piece', 1000, '[A] ADEME publicodes-acv-numerique (fabrication+distribution); Impact CO2 85.1; Fixometer 50.51'),
	(1, 'INF-TEL-BASIQUE', 23300, 90, 'piece', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'INF-ACCESSOIRE', 15940, 440, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'INF-DISQUE-EXT', 11610, NULL, 'piece', 1000, '[A] ADEME publicodes-acv-numerique (fabrication+distribution)'),
	(1, 'INF-CLE-USB', 2900, NULL, 'piece', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution); publicodes says 5.16'),
	(1, 'INF-BOX', 61400, NULL, 'piece', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'INF-CHARGEUR-PC', 3600, NULL, 'piece', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'INF-CASQUE-VR', 70800, NULL, 'piece', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'TEX-TSHIRT', 4780, 170, 'either', 1000, '[A] Nos Gestes Climat / Ecobalyse v7 (excl. use); Impact CO2 5.2'),
	(1, 'TEX-POLO', 8200, 170, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'TEX-CHEMISE', 9480, 250, 'either', 1000, '[A] Nos Gestes Climat / Ecobalyse v7 (excl. use); Impact CO2 11.2'),
	(1, 'TEX-JEAN', 21230, 450, 'either', 1000, '[A] Nos Gestes Climat / Ecobalyse v7 (excl. use); Impact CO2 23.2'),
	(1, 'TEX-PANTALON', 21230, 450, 'either', 1000, '[A] Nos Gestes Climat / Ecobalyse v7 (excl. use)'),
	(1, 'TEX-SHORT', 14460, 300, 'either', 1000, '[A] Nos Gestes Climat / Ecobalyse v7 (excl. use)'),
	(1, 'TEX-ROBE', 18590, 500, 'either', 1000, '[A] Nos Gestes Climat / Ecobalyse v7 (excl. use); Impact CO2 44.9-51.9'),
	(1, 'TEX-PULL', 16440, 500, 'either', 1000, '[A] Nos Gestes Climat / Ecobalyse v7 (excl. use); Impact CO2 wool 52.9'),
	(1, 'TEX-SWEAT', 12110, 400, 'either', 1000, '[A] Nos Gestes Climat / Ecobalyse v7 (excl. use); Impact CO2 27.4'),
	(1, 'TEX-MANTEAU', 31880, 950, 'either', 1000, '[A] Nos Gestes Climat / Ecobalyse v7 (excl. use); Impact CO2 85.8'),
	(1, 'TEX-VESTE', 24000, 950, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution) simili; imperméable 38.7'),
	(1, 'TEX-CHAUSSETTES', 1090, 43, 'either', 1000, '[A] Nos Gestes Climat / Ecobalyse v7 (excl. use)'),
	(1, 'TEX-CALECON', 1090, 40, 'either', 1000, '[A] Nos Gestes Climat / Ecobalyse v7 (excl. use) small item'),
	(1, 'TEX-SLIP', 1090, 30, 'either', 1000, '[A] Nos Gestes Climat / Ecobalyse v7 (excl. use) small item'),
	(1, 'TEX-VRAC', 20320, 750, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'CHA-CUIR', 13400, 380, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'CHA-TISSU', 17300, 380, 'either', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'CHA-SPORT', 18700, NULL, 'piece', 1000, '[A] ADEME Impact CO2 2026-07 (fabrication+distribution)'),
	(1, 'JOU-ELEC', 10400, 930, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'SPO-VELO', 116000, 15100, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution); Fixometer says 149.6'),
	(1, 'LIV-LIVRE', 680, 400, 'either', 1000, '[A] Nos Gestes Climat / Base Carbone (fabrication+distribution)'),
	(1, 'BRI-ELECTRO', 26650, 1650, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)'),
	(1, 'BRI-MAIN', 4670, 930, 'either', 1000, '[A] Restarters Fixometer rev2 2021 (production footprint)');

-- With which set a period was closed, and what was said of it then: grams.  A closed period keeps its set.
ALTER TABLE impact_lock ADD COLUMN factor_set INTEGER REFERENCES impact_factor_set (id);
ALTER TABLE impact_lock ADD COLUMN entries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE impact_lock ADD COLUMN reuse INTEGER NOT NULL DEFAULT 0;
ALTER TABLE impact_lock ADD COLUMN s_out INTEGER NOT NULL DEFAULT 0;
ALTER TABLE impact_lock ADD COLUMN co2_low INTEGER NOT NULL DEFAULT 0;
ALTER TABLE impact_lock ADD COLUMN co2_central INTEGER NOT NULL DEFAULT 0;
ALTER TABLE impact_lock ADD COLUMN co2_high INTEGER NOT NULL DEFAULT 0;
