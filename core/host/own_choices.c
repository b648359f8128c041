/* SPDX-License-Identifier: MPL-2.0 */
/* What the selects and tiles of core's forms offer, with what is chosen marked: templates cannot compare. */
#include "host/internal.h"
#include "host/own.h"
#include "inventory/people.h"

static void add_choice(struct glane_value *list, const char *code, struct glane_str name, struct glane_str chosen)
{
	struct glane_value *v = value_add_object(list, NULL);
	value_add_text(v, "code", str_c(code));
	value_add_text(v, "name", name);
	value_add_bool(v, "chosen", str_is(chosen, code));
}

void own_choose(struct glane_value *parent, const char *key, const struct glane_value *from, struct glane_str chosen)
{
	struct glane_value *list = value_add_array(parent, key);
	for (uint32_t i = 0; i < value_count(from); i++)
		add_choice(list, value_get_text(value_at(from, i), "code").p, value_get_text(value_at(from, i), "name"), chosen);
}

void own_choose_purpose(struct glane_call *c, struct glane_value *parent, const char *key, struct glane_str chosen)
{
	struct glane_value *list = value_add_array(parent, key);
	for (int i = 0; device_purposes[i]; i++) {
		struct glane_str name = call_api.tr(c, arena_printf(c->arena, "purpose.%s", device_purposes[i]).p, NULL);
		struct glane_str words = chosen, word;
		bool is = false;
		while (str_split(&words, ' ', &word))
			is = is || str_is(word, device_purposes[i]);
		add_choice(list, device_purposes[i], name, is ? str_c(device_purposes[i]) : STR_NONE);
	}
}

void own_choose_language(struct glane_value *parent, const char *key, struct glane_str chosen)
{
	struct glane_value *list = value_add_array(parent, key);
	add_choice(list, "fr", STR("Français"), chosen);
	add_choice(list, "en", STR("English"), chosen);
	add_choice(list, "ar", STR("العربية"), chosen);
}

void own_choose_picture(struct glane_call *c, struct glane_str chosen)
{
	struct glane_value *list = value_add_array(reply_api.root(c), "pictures");
	for (int i = 0; person_pictures[i]; i++) {
		struct glane_value *v = value_add_object(list, NULL);
		value_add_text(v, "picture", str_c(person_pictures[i]));
		value_add_text(v, "title", call_api.tr(c, arena_printf(c->arena, "picture.%s", person_pictures[i]).p, NULL));
		value_add_bool(v, "chosen", str_is(chosen, person_pictures[i]));
	}
}

struct glane_str own_typed(struct glane_call *c, const char *name)
{
	return value_get_text(value_get(reply_api.root(c), "input"), name);
}

bool own_opened(struct glane_call *c, const char *name, struct glane_str value)
{
	const struct glane_value *input = value_get(reply_api.root(c), "input");
	return input && value.n && str_eq(value_get_text(input, name), value);
}
