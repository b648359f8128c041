/* SPDX-License-Identifier: MPL-2.0 */
#include "http/inputs.h"

#include "base/str.h"
#include "http/content_type.h"
#include "http/fields.h"
#include "http/input_value.h"
#include "http/multipart.h"
#include "http/urlencoded.h"

/* For a person: what to do; for the log: what was wrong with the bytes. */
static int refuse_body(struct error *err, int status, const char *key, const char *why)
{
	if (status == GLANE_ENOMEM)
		return error_fail(err, status, "inputs: %s", why);
	error_refuse(err, status, status == GLANE_ETOOBIG ? "error.etoobig" : key, NULL);
	return error_fail(err, status, "inputs: %s", why);
}

static int json_read(struct fields *f, struct glane_str body, const char **ret_why)
{
	struct glane_value *tree;
	int rc = value_parse_json(f->arena, body, &tree, ret_why);
	if (rc < 0)
		return rc;
	if (value_type(tree) != GLANE_V_OBJECT) {
		*ret_why = "the JSON is not an object";
		return GLANE_EINVAL;
	}
	for (uint32_t i = 0; i < value_count(tree); i++) {
		struct field field = { .kind = FIELD_JSON, .name = value_key_at(tree, i), .json = value_at(tree, i) };
		rc = fields_add(f, &field, ret_why);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int body_read(struct fields *f, const struct input_source *src, struct error *err)
{
	struct content_type type;
	const char *why = "";
	int rc;
	f->source = FIELD_BODY;
	if (src->body.n == 0)
		return 0;
	if (content_type_parse(f->arena, src->content_type, &type) < 0)
		return refuse_body(err, GLANE_EINVAL, "error.content_type", "no proper Content-Type");
	if (!content_type_utf8(&type))
		return refuse_body(err, GLANE_EINVAL, "error.charset", "the charset is not UTF-8");
	if (str_eq_nocase(type.type, STR("application/json"))) {
		rc = json_read(f, src->body, &why);
	} else if (str_eq_nocase(type.type, STR("application/x-www-form-urlencoded"))) {
		rc = urlencoded_read(f, src->body, &why);
	} else if (str_eq_nocase(type.type, STR("multipart/form-data"))) {
		const struct glane_str *boundary = content_type_param(&type, "boundary");
		rc = multipart_read(f, src->body, boundary ? *boundary : STR_NONE, &why);
	} else {
		return refuse_body(err, GLANE_EINVAL, "error.content_type", "a Content-Type that inputs cannot have");
	}
	return rc < 0 ? refuse_body(err, rc, "error.bad_body", why) : 0;
}

static int address_read(struct fields *f, const struct input_source *src, struct error *err)
{
	const char *why = "";
	int rc = 0;
	f->source = FIELD_PATH;
	for (uint32_t i = 0; i < src->param_count && rc == 0; i++) {
		struct field field = { .kind = FIELD_TEXT, .name = src->params[i].name, .text = src->params[i].value };
		rc = fields_add(f, &field, &why);
	}
	f->source = FIELD_QUERY;
	if (rc == 0)
		rc = urlencoded_read(f, src->query, &why);
	return rc < 0 ? refuse_body(err, rc, "error.bad_address", why) : 0;
}

/* As texts, the way they would be typed again. */
static struct glane_value *raw_of(const struct fields *f)
{
	struct glane_value *raw = value_object(f->arena);
	for (uint32_t i = 0; i < f->count; i++) {
		const struct field *field = &f->items[i];
		struct glane_str name = arena_str(f->arena, field->name);
		if (field->kind == FIELD_TEXT && utf8_valid(field->text))
			value_add_text(raw, name.p, field->text);
		else if (field->kind == FIELD_JSON && value_type(field->json) == GLANE_V_INTEGER)
			value_add_text(raw, name.p, arena_printf(f->arena, "%lld", (long long)value_int(field->json, 0)));
		else if (field->kind == FIELD_JSON)
			value_add_copy(raw, name.p, field->json);
	}
	return raw;
}

/* Core's own: form fields like "_request", and the language of any page. */
static bool is_own(const struct field *f)
{
	return f->name.p[0] == '_' || (f->source == FIELD_QUERY && str_is(f->name, "l"));
}

static void fields_judge(struct input_reader *r, struct glane_list inputs, const struct fields *f, struct glane_value *into)
{
	static const enum given_kind kinds[] = {
		[FIELD_TEXT] = GIVEN_TEXT, [FIELD_FILE] = GIVEN_FILE, [FIELD_JSON] = GIVEN_JSON
	};
	for (uint32_t i = 0; i < inputs.count; i++) {
		struct glane_input in = input_at(inputs, i);
		struct field *field = fields_find(f, str_c(in.name));
		if (!field) {
			input_value_read(r, &in, str_c(in.name), NULL, into);
			continue;
		}
		struct given g = { kinds[field->kind], field->text, field->file_name, field->json };
		field->used = true;
		if (!field->twice)
			input_value_read(r, &in, str_c(in.name), &g, into);
	}
	for (uint32_t i = 0; i < f->count; i++) {
		const struct field *field = &f->items[i];
		if (field->twice)
			input_fault(r, field->name, "input.duplicate", NULL);
		else if (!field->used && !is_own(field))
			input_fault(r, field->name, "input.unknown", NULL);
	}
}

static int finish(const struct input_reader *r, struct glane_value *values, struct glane_value **ret)
{
	if (r->arena->failed)
		return error_fail(r->err, GLANE_ENOMEM, "inputs: they need more memory than a call has");
	if (r->faults)
		return GLANE_EINVAL;
	*ret = values;
	return 0;
}

int inputs_read(struct arena *a, struct glane_list inputs, const struct input_source *src, struct glane_value **ret,
                struct glane_value **ret_raw, struct error *err)
{
	struct fields f = { .arena = a };
	int rc = address_read(&f, src, err);
	if (rc == 0)
		rc = body_read(&f, src, err);
	if (rc < 0)
		return rc;
	struct input_reader r = { .arena = a, .err = err };
	struct glane_value *values = value_object(a), *raw = raw_of(&f);
	fields_judge(&r, inputs, &f, values);
	for (uint32_t i = 0; i < inputs.count; i++) {
		struct glane_input in = input_at(inputs, i);
		if (in.type == GLANE_F_SECRET && value_get(raw, in.name)) /* a page shows what was typed; not this */
			value_add_text(raw, in.name, STR_NONE);
	}
	if (!a->failed)
		*ret_raw = raw;
	return finish(&r, values, ret);
}

int inputs_from_texts(struct arena *a, struct glane_list inputs, const struct glane_value *texts, struct glane_value **ret,
                      struct error *err)
{
	struct input_reader r = { .arena = a, .err = err, .local = true };
	struct glane_value *values = value_object(a);
	input_members_read(&r, inputs, texts, STR_NONE, values);
	return finish(&r, values, ret);
}
