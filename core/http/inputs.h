/* SPDX-License-Identifier: MPL-2.0 */
/* inputs.h: path, query and body to one validated tree, from the declaration (struct glane_input) alone.
 *
 * JSON, urlencoded and multipart map onto the same inputs (lists only in JSON).  Unknown fields are refused, every error
 * names its field; all are reported (up to 32), not only the first.  Names beginning with "_" ("_request", "_back") and the
 * query's "l" (language) are the core's own: they are in ret_raw only.  In forms an empty field of an optional input is an
 * absent one.  A name that comes twice, in one place or in two, is refused. */
#ifndef HTTP_INPUTS_H
#define HTTP_INPUTS_H

#include "base/error.h"
#include "base/value.h"
#include "http/router.h"

struct input_source {
	struct glane_str query;        /* undecoded */
	struct glane_str content_type; /* of the body; "": none */
	struct glane_str body;
	const struct route_param *params;
	uint32_t param_count;
};
/* ret: the validated tree (missing optional inputs are absent; GRAMS, CENTS and DATE are quantities).  ret_raw: what was
 * typed, as texts, for showing a refused form again; set also on failure, except when the request could not be read at
 * all: GLANE_EINVAL with key "error.bad_body", "error.bad_address", "error.content_type" or "error.charset", GLANE_ETOOBIG
 * (over 256 fields, over 64 parts), GLANE_ENOMEM.  Keys of field errors are in core's catalogue: "input.required",
 * "input.unknown", "input.duplicate", "input.too_small" {min}, "input.not_a_number", ...  Contents of files are copied: the
 * arena's budget must hold them.  Any thread. */
int inputs_read(struct arena *a, struct glane_list inputs, const struct input_source *, struct glane_value **ret,
                struct glane_value **ret_raw, struct error *) NODISCARD;
/* The same for texts that are there already: the command line's (name -> text in an object; a FILE is an object { name,
 * content }). */
int inputs_from_texts(struct arena *a, struct glane_list inputs, const struct glane_value *texts, struct glane_value **ret,
                      struct error *) NODISCARD;
/* Is `v` (a record's body) of the declared shape?  Used by append for kinds; the first fault is worded for the log. */
int inputs_check(struct arena *a, struct glane_list inputs, const struct glane_value *v, struct error *) NODISCARD;
/* JSON schema of the inputs, for OpenAPI. */
void inputs_schema(struct glane_list inputs, struct glane_value *ret_object);

#endif
