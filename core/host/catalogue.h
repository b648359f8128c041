/* SPDX-License-Identifier: MPL-2.0 */
/* catalogue.h: the words of core and plugins, per owner and language: key -> sentence with {arguments}.
 *
 * A file is one flat JSON object of texts.  A key "k" may come as "k_one" and "k_other": the argument n chooses (French: 0
 * and 1 are one; English: 1 is).  Words are added at start; reading is for any thread. */
#ifndef HOST_CATALOGUE_H
#define HOST_CATALOGUE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/value.h"

struct zone;
struct catalogue;
struct catalogue *catalogue_new(void);
void catalogue_free(struct catalogue *c); /* NULL is fine */

/* Adds one file; copies it.  Fails: GLANE_EINVAL not a flat object of texts, a key twice, one half of a plural;
 * GLANE_ECONFLICT that owner has words in that language already.  Nothing is added then. */
int catalogue_add(struct catalogue *c, const char *owner, const char *lang, struct glane_str json, struct error *) NODISCARD;

/* Languages in which what `lang` lacks is said, NULL-ended: French, English. */
extern const char *const catalogue_fallbacks[];
/* Appends the sentence: of the owner (NULL: core) in `lang`, else in a fallback, else of core; else the key itself.  Members
 * of `args` replace {name}, quantities as quantity_text() writes them; a {name} without argument stays.  A text that is an
 * identifier with words of its own comes in these words, found the same way: "sold" for {state} or {to_state} as what the
 * key "state.sold" says. */
void catalogue_text(const struct catalogue *c, const char *owner, const char *lang, struct glane_str key,
                    const struct glane_value *args, const struct zone *zone, struct buf *out);
/* Has this owner itself such a sentence, or its plurals, in that language? */
bool catalogue_has(const struct catalogue *c, const char *owner, const char *lang, struct glane_str key);

/* What is not the same in two languages of one owner: a key, or an {argument} of a key, that only one has.  Appends a line
 * each to `out` and returns their number.  `partly`: `lang_a` need not have all. */
unsigned catalogue_differences(const struct catalogue *c, const char *owner, const char *lang_a, const char *lang_b,
                               bool partly, struct buf *out);

#endif
