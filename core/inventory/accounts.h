/* SPDX-License-Identifier: MPL-2.0 */
/* accounts.h: the closed chart of mass accounts (decisions.md 4): identifier, short code, French and English words.
 *
 * source:<channel>  where goods come from      stock:<place>  places are rows of core_place
 * out:<class>       where goods go for good    adjust:<why>   corrections    made:<transform>  what TRANSFORM makes */
#ifndef INVENTORY_ACCOUNTS_H
#define INVENTORY_ACCOUNTS_H

#include <stdbool.h>

#include "base/str.h"

#define CHANNEL_MAP(X)                                                                        \
	X(drop_off, "AV", "apport volontaire sur site", "drop-off")                           \
	X(home_collection, "DOM", "collecte à domicile", "home collection")                   \
	X(reuse_area, "DECH", "zone de réemploi en déchèterie", "reuse area in a civic amenity site") \
	X(business, "PRO", "professionnel", "business")                                       \
	X(kerbside_round, "PAP", "porte-à-porte", "kerbside round")                           \
	X(event, "EVT", "événement", "event")
#define EXIT_CLASS_MAP(X)                                          \
	X(sale, "SALE", "vente", "sale")                           \
	X(gift, "GIFT", "don", "giveaway")                         \
	X(partner, "PARTNER", "don à un partenaire", "partner")    \
	X(internal, "INTERNAL", "usage interne", "internal use")   \
	X(transform, "TRANSFORM", "surcyclage", "upcycling")       \
	X(recycle, "RECYCLE", "recyclage", "recycling")            \
	X(civic, "CIVIC", "déchèterie", "civic amenity site")      \
	X(energy, "ENERGY", "valorisation énergétique", "energy recovery") \
	X(residual, "RESIDUAL", "déchet ultime", "residual waste")
#define ADJUST_MAP(X)                                              \
	X(loss, "LOSS", "perte", "loss")                           \
	X(count, "COUNT", "inventaire", "stock count")             \
	X(opening, "OPENING", "stock de départ", "opening stock")  \
	X(category, "CATEGORY", "reclassement", "recategorised")
#define MADE_MAP(X) X(transform, "MADE", "objets issus du surcyclage", "made by upcycling")

enum account_side { ACCOUNT_SOURCE = 1, ACCOUNT_STOCK, ACCOUNT_OUT, ACCOUNT_ADJUST, ACCOUNT_MADE };
struct account_word {
	const char *identifier, *code, *fr, *en;
};
/* The entries of a side, ended by a NULL identifier; NULL for ACCOUNT_STOCK. */
const struct account_word *account_words(enum account_side side);
/* "out:sale" -> its side and rest.  GLANE_EINVAL: not an account (places are checked by the caller). */
int account_parse(struct glane_str account, enum account_side *ret_side, struct glane_str *ret_rest);
/* May goods go this way?  Nothing goes back to a source or into `made` (that takes a reversal); what is out may come back,
 * be declared in another class, or be recategorised.  Whether the stock holds that much is not asked: see inventory.h. */
bool account_move_allowed(enum account_side from, enum account_side to, struct glane_str from_rest, struct glane_str to_rest);

#endif
