/* SPDX-License-Identifier: MPL-2.0 */
/* openapi.h: the routes' declarations as an OpenAPI 3.1 document. */
#ifndef HOST_OPENAPI_H
#define HOST_OPENAPI_H

#include <stddef.h>

#include "base/value.h"

struct openapi_route {
	const char *owner;
	const char *full_path; /* "/p/items/items/{code}" */
	const struct glane_route *route;
};
/* Fills `root`, an empty object.  Sticky like all building: ask its arena at the end. */
void openapi_build(struct glane_value *root, const char *version, const struct openapi_route *routes, size_t n);

#endif
