/* SPDX-License-Identifier: MPL-2.0 */
/* score.h: what a household's weeks are worth.  Pure: no database, no host. */
#ifndef CHALLENGE_SCORE_H
#define CHALLENGE_SCORE_H

#include <stdint.h>

/* Grey bin, yellow bin (packaging and paper), glass, compost, textiles: numbers of challenge_fraction, _weighing and of the
 * columns of challenge_week. */
enum fraction { OMR, TRI, VERRE, BIO, TEXTILE, FRACTIONS };

#endif
