/* SPDX-License-Identifier: MPL-2.0 */
/* states.h: the states of an item and the transitions that are allowed: one table (decisions.md 5). */
#ifndef INVENTORY_STATES_H
#define INVENTORY_STATES_H

#include <stdbool.h>
#include <stdint.h>

#include "glane/plugin.h"

struct state_word {
	const char *identifier, *fr, *en;
};
const struct state_word *state_word(uint32_t state); /* NULL: no such state */
const char *state_name(uint32_t state); /* GLANE_STATE_ON_SALE -> "on_sale"; NULL: no such state */
uint32_t state_of(struct glane_str name); /* 0: no such state */
bool state_allowed(uint32_t from, uint32_t to); /* from 0: a new item */
bool state_is_final(uint32_t state); /* sold, given, recycled, scrapped, void: no longer in stock */

#endif
