/* SPDX-License-Identifier: MPL-2.0 */
/* privacy.h: what is known of people, for how long, and how it goes away (schemas/data/personal_data.csv).
 *
 * Erasing a person takes her words and secrets; her number, her uid and what she did stay, so that the chain and all sums
 * stay as they are.  What remains of a name in the slack of pages and in the WAL goes with conn_wipe(), after the commit. */
#ifndef INVENTORY_PRIVACY_H
#define INVENTORY_PRIVACY_H

#include "inventory/inventory.h"

enum { UID_BYTES = 16, PERSONAL_ROWS = 64 };
enum { SILENT_DAYS = 400 }; /* so long after the newest record, the clock is wrong or nobody is there who could object */

struct personal_row { /* texts of one language */
	struct glane_str table, setting, what, why, keep, then, source;
	int64_t keep_days; /* -1: not by age */
};
int inventory_personal_rows(struct arena *a, const char *lang, struct personal_row *rows, size_t *ret_count, struct error *) NODISCARD;
int64_t inventory_keep_days(const char *table); /* -1: not by age */

struct erasure {
	uint8_t uid[UID_BYTES];
	int64_t person, at_ms;
};
/* Refuses: nobody of this number, an erased one; the last administrator, unless `again`: after a restore what was decided
 * holds.  In core_erasure afterwards, and core.person_erased in the journal. */
int inventory_person_erase(struct inventory *, int64_t person, bool again, struct erasure *ret) NODISCARD;
/* The person of this uid who is not erased; 0: none. */
int inventory_person_of_uid(struct inventory *, const uint8_t uid[UID_BYTES], int64_t *ret) NODISCARD;

/* May anything be taken away because of its age?  NULL: yes; else why not, in English. */
const char *inventory_forbids_forgetting(int clock_quality, int64_t now_ms, int64_t newest_record_ms);
/* Disabled people whom nobody saw for as long as core_person is kept; at most `most`. */
int inventory_forgettable(struct inventory *, int64_t *ret_people, size_t most, size_t *ret_count) NODISCARD;
/* Sessions of other boots of the machine, codes for devices that were not used. */
int inventory_forget_leftovers(struct inventory *, struct glane_str boot) NODISCARD;

extern const char *const inventory_wipe_tables[]; /* for conn_wipe(): those with words of people; NULL-ended */

#endif
