/* SPDX-License-Identifier: MPL-2.0 */
/* input_value.h: one declared input: what was given to the typed leaf, or the reason why not. */
#ifndef HTTP_INPUT_VALUE_H
#define HTTP_INPUT_VALUE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/value.h"

enum {
	INPUT_FAULTS_MAX = 32,   /* worded; more only count */
	INPUT_TEXT_MAX = 1000,   /* bytes, where nothing is declared */
	INPUT_ENTRIES_MAX = 1000 /* of a list, likewise */
};

enum given_kind { GIVEN_TEXT, GIVEN_FILE, GIVEN_JSON };
struct given {
	enum given_kind kind;
	struct glane_str text; /* TEXT: as typed in a form; FILE: its content */
	struct glane_str file_name;
	const struct glane_value *json;
};
struct input_reader {
	struct arena *arena;
	struct error *err;
	unsigned faults;
	bool local; /* a command's: files may come as { name, content } */
};

/* An entry of a declared table, in this core's size whatever the plugin was built with. */
struct glane_input input_at(struct glane_list inputs, uint32_t i);
/* The smallest and largest allowed number; false: no such bound. */
bool input_min(const struct glane_input *in, int64_t *ret);
bool input_max(const struct glane_input *in, int64_t *ret);
/* Largest number of bytes of a TEXT, LINES, of entries of a LIST; 0 of a FILE: no limit of its own. */
int64_t input_length_max(const struct glane_input *in);

void input_fault(struct input_reader *r, struct glane_str path, const char *key, const struct glane_value *args);
/* "lines[2].weight"; an empty prefix is none. */
struct glane_str input_path(struct arena *a, struct glane_str prefix, struct glane_str name);

/* Adds the leaf to `into` under the input's name; nothing when an optional one is left empty.  `g` NULL: not given. */
void input_value_read(struct input_reader *r, const struct glane_input *in, struct glane_str path, const struct given *g,
                      struct glane_value *into);
/* All inputs from the members of `object`; unknown members are faults. */
void input_members_read(struct input_reader *r, struct glane_list inputs, const struct glane_value *object,
                        struct glane_str prefix, struct glane_value *into);

#endif
