/* SPDX-License-Identifier: MPL-2.0 */
/* template_program.h: a compiled template: a flat array of instructions.  Shared by the compiler and the renderer only. */
#ifndef HTTP_TEMPLATE_PROGRAM_H
#define HTTP_TEMPLATE_PROGRAM_H

#include <stdbool.h>

#include "base/arena.h"

enum {
	TEMPLATE_SECTIONS_MAX = 32, /* nested in one template */
	TEMPLATE_PARTIALS_MAX = 32, /* nested in one page */
	TEMPLATE_NAME_MAX = 255,
};

enum template_op_kind {
	OP_TEXT,
	OP_ESCAPED,
	OP_RAW,
	OP_SLOT,     /* raw, from the environment alone: a plugin's value cannot stand in for core's HTML */
	OP_SECTION,  /* its body follows, up to and with its END */
	OP_INVERTED, /* likewise */
	OP_END,
	OP_PARTIAL,
};

struct template_op {
	uint8_t kind;
	bool line_start;     /* first on its line: where an indented partial writes its indentation */
	uint16_t part_count; /* 0: the name is "." */
	uint32_t part_first; /* in template.parts */
	uint32_t end;        /* SECTION, INVERTED: the instruction behind its END */
	struct glane_str s;  /* TEXT: the bytes; others: the whole name */
	struct glane_str indent; /* PARTIAL that stands alone on its line: the blanks before it */
	bool standalone;
};

struct template {
	struct arena arena; /* name, text and names */
	struct glane_str name;
	struct template_op *ops;
	struct glane_str *parts; /* of dotted names */
	uint32_t op_count, op_cap, part_count, part_cap;
	bool text; /* TEMPLATE_TEXT */
};

#endif
