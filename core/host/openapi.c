/* SPDX-License-Identifier: MPL-2.0 */
#include "host/openapi.h"

#include <string.h>

#include "base/str.h"
#include "http/input_value.h"
#include "http/inputs.h"

#define JSON_TYPE "application/json"
#define FORM_TYPE "application/x-www-form-urlencoded"
#define MULTIPART_TYPE "multipart/form-data"

/* Is {name} or {name*} a part of the path? */
static bool in_path(const char *path, const char *name)
{
	size_t n = strlen(name);
	for (const char *p = path; (p = strchr(p, '{')); p++)
		if (strncmp(p + 1, name, n) == 0 && (p[1 + n] == '}' || (p[1 + n] == '*' && p[2 + n] == '}')))
			return true;
	return false;
}

/* OpenAPI knows no "{rest*}". */
static struct glane_str template_path(struct arena *a, const char *path)
{
	char *out = arena_alloc(a, strlen(path) + 1);
	size_t n = 0;
	if (!out)
		return STR_NONE;
	for (const char *p = path; *p; p++)
		if (*p != '*' || p[1] != '}')
			out[n++] = *p;
	return (struct glane_str){ out, n };
}

/* "get_p_items_items_code" */
static struct glane_str operation_id(struct arena *a, const char *method, const char *path)
{
	char *out = arena_alloc(a, strlen(method) + strlen(path) + 2);
	if (!out)
		return STR_NONE;
	size_t n = strlen(method);
	memcpy(out, method, n);
	for (const char *p = path; *p; p++) {
		bool letter = (*p >= '0' && *p <= '9') || ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z');
		if (letter)
			out[n++] = *p;
		else if (out[n - 1] != '_')
			out[n++] = '_';
	}
	while (n && out[n - 1] == '_')
		n--;
	return (struct glane_str){ out, n };
}

/* The schema of one input alone. */
static void input_schema(const struct glane_input *in, struct glane_value *parent, const char *key)
{
	struct arena *a = parent ? parent->arena : NULL;
	struct glane_value *all = parent ? value_object(a) : NULL;
	if (!all)
		return;
	inputs_schema((struct glane_list){ in, 1, sizeof(*in) }, all);
	value_add_copy(parent, key, value_get(value_get(all, "properties"), in->name));
}

static void parameter_add(struct glane_value *parameters, const struct glane_input *in, const char *where)
{
	bool path = strcmp(where, "path") == 0;
	struct glane_value *p = value_add_object(parameters, NULL);
	value_add_text(p, "name", str_c(in->name));
	value_add_text(p, "in", str_c(where));
	if (path || in->required)
		value_add_bool(p, "required", true);
	input_schema(in, p, "schema");
}

static void idempotency_add(struct glane_value *parameters)
{
	struct glane_value *p = value_add_object(parameters, NULL);
	value_add_text(p, "name", STR("Idempotency-Key"));
	value_add_text(p, "in", STR("header"));
	value_add_text(p, "description",
	               STR("A UUID made by the client: the same request sent again gets the first answer."));
	struct glane_value *schema = value_add_object(p, "schema");
	value_add_text(schema, "type", STR("string"));
	value_add_text(schema, "format", STR("uuid"));
}

/* Raw bodies: one entry for each declared type. */
static void raw_body_add(struct glane_value *content, const char *content_types)
{
	struct glane_str rest = str_c(content_types), type;
	while (content && str_split(&rest, ' ', &type)) {
		if (type.n == 0)
			continue;
		struct glane_str name = arena_str(content->arena, type);
		value_add_object(content, name.p); /* any bytes */
	}
}

static void body_add(struct glane_value *operation, const struct openapi_route *r)
{
	struct glane_list all = r->route->inputs;
	struct arena *a = operation ? operation->arena : NULL;
	struct glane_input *inputs = a ? arena_alloc(a, (all.count + 1) * sizeof(*inputs)) : NULL;
	struct glane_list body = { inputs, 0, sizeof(*inputs) };
	bool file = false, list = false, required = false;
	if (!inputs)
		return;
	for (uint32_t i = 0; i < all.count; i++) {
		struct glane_input in = input_at(all, i);
		if (in_path(r->full_path, in.name))
			continue;
		inputs[body.count++] = in;
		file |= in.type == GLANE_F_FILE;
		list |= in.type == GLANE_F_LIST;
		required |= in.required != 0;
	}
	if (body.count == 0)
		return;
	struct glane_value *request = value_add_object(operation, "requestBody");
	if (required)
		value_add_bool(request, "required", true);
	struct glane_value *content = value_add_object(request, "content");
	if (!file)
		inputs_schema(body, value_add_object(value_add_object(content, JSON_TYPE), "schema"));
	if (!file && !list)
		inputs_schema(body, value_add_object(value_add_object(content, FORM_TYPE), "schema"));
	if (!list)
		inputs_schema(body, value_add_object(value_add_object(content, MULTIPART_TYPE), "schema"));
}

static void response_add(struct glane_value *responses, const char *status, const char *description, bool html, bool fault)
{
	struct glane_value *response = value_add_object(responses, status);
	value_add_text(response, "description", str_c(description));
	struct glane_value *content = value_add_object(response, "content");
	struct glane_value *schema = value_add_object(value_add_object(content, JSON_TYPE), "schema");
	if (fault)
		value_add_text(schema, "$ref", STR("#/components/schemas/Error"));
	else
		value_add_text(schema, "type", STR("object"));
	if (html)
		value_add_object(content, "text/html");
}

static void operation_add(struct glane_value *path_item, const struct openapi_route *r)
{
	const struct glane_route *route = r->route;
	bool post = route->method == GLANE_POST, html = route->template_name != NULL;
	const char *method = post ? "post" : "get";
	struct glane_value *o = value_add_object(path_item, method);
	if (!o)
		return;
	value_add_text(o, "operationId", operation_id(o->arena, method, r->full_path));
	value_add_text(o, "summary", str_c(route->summary));
	value_add_text(value_add_array(o, "tags"), NULL, str_c(r->owner));
	if (route->permission)
		value_add_text(o, "x-permission", str_c(route->permission));
	if (route->open_post) /* of strangers: with the key of its page, few per address */
		value_add_bool(o, "x-open-post", true);
	struct glane_value *parameters = value_add_array(o, "parameters");
	bool query = !post || route->content_types;
	for (uint32_t i = 0; i < route->inputs.count; i++) {
		struct glane_input in = input_at(route->inputs, i);
		if (in_path(r->full_path, in.name))
			parameter_add(parameters, &in, "path");
		else if (query)
			parameter_add(parameters, &in, "query");
	}
	if (post && route->mode == GLANE_WRITE)
		idempotency_add(parameters);
	if (post && route->content_types)
		raw_body_add(value_add_object(value_add_object(o, "requestBody"), "content"), route->content_types);
	else if (post)
		body_add(o, r);
	struct glane_value *responses = value_add_object(o, "responses");
	response_add(responses, "200", "Done", html, false);
	response_add(responses, "default", "Refused or failed", html, true);
}

static void error_schema(struct glane_value *components)
{
	static const struct {
		const char *name, *type, *description;
	} members[] = {
		{ "status", "string", "The name of the status, as in glane/plugin.h without its prefix: \"EINVAL\"." },
		{ "message", "string", "A sentence for a person, in the language of the request." },
		{ "fields", "object", "What has to be corrected: a sentence for each path of an input, as in \"lines[2].weight\"." },
	};
	struct glane_value *reply = value_add_object(value_add_object(components, "schemas"), "Error");
	value_add_text(reply, "type", STR("object"));
	struct glane_value *schema = value_add_object(value_add_object(reply, "properties"), "error");
	value_add_text(schema, "type", STR("object"));
	struct glane_value *properties = value_add_object(schema, "properties");
	for (size_t i = 0; i < COUNT_OF(members); i++) {
		struct glane_value *p = value_add_object(properties, members[i].name);
		value_add_text(p, "type", str_c(members[i].type));
		value_add_text(p, "description", str_c(members[i].description));
	}
}

static bool path_before(const struct openapi_route *routes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(routes[i].full_path, routes[n].full_path) == 0)
			return true;
	return false;
}

void openapi_build(struct glane_value *root, const char *version, const struct openapi_route *routes, size_t n)
{
	if (!root)
		return;
	value_add_text(root, "openapi", STR("3.1.0"));
	struct glane_value *info = value_add_object(root, "info");
	value_add_text(info, "title", STR("glane"));
	value_add_text(info, "version", str_c(version));
	struct glane_value *paths = value_add_object(root, "paths");
	for (size_t i = 0; i < n; i++) {
		if (path_before(routes, i))
			continue;
		struct glane_str path = template_path(root->arena, routes[i].full_path);
		struct glane_value *item = value_add_object(paths, path.p);
		for (size_t k = i; k < n; k++)
			if (strcmp(routes[i].full_path, routes[k].full_path) == 0)
				operation_add(item, &routes[k]);
	}
	error_schema(value_add_object(root, "components"));
}
