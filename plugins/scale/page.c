/* SPDX-License-Identifier: MPL-2.0 */
/* The page of the scale for exercise: a key for each thing that can be put there, and for what can go wrong. */
#include <string.h>

#include "scale/internal.h"

static const struct {
	const char *key;
	int64_t grams;
} things[] = {
	{ "thing.book", 350 },    { "thing.kettle", 1120 },  { "thing.toaster", 1840 }, { "thing.laptop", 2300 },
	{ "thing.plates", 3600 }, { "thing.clothes", 4750 }, { "thing.chair", 5200 },   { "thing.bicycle", 12400 },
	{ "thing.screen", 18500 }, { "thing.chest", 38000 },
};

int page_show(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value_api *v = scale_host->value;
	struct glane_value *root = scale_host->reply->root(c);
	v->boolean(root, "simulated", scale_is_simulated(c));
	pthread_mutex_lock(&self->lock);
	struct simulated now = self->simulated;
	pthread_mutex_unlock(&self->lock);
	v->text(root, "state", glane_cstr(scale_states[now.state]));
	if (now.state == SCALE_OK) {
		v->quantity(v->object(root, "weight"), "grams", now.to, GLANE_U_GRAMS);
		v->boolean(root, "moving", now.moving);
	} else {
		char key[16] = "state.";
		strncat(key, scale_states[now.state], sizeof(key) - 7);
		v->text(root, "fault_words", scale_host->call->tr(c, key, NULL));
	}
	struct glane_value *list = v->array(root, "things");
	for (size_t i = 0; i < sizeof(things) / sizeof(things[0]); i++) {
		struct glane_value *t = v->object(list, NULL);
		v->text(t, "name", scale_host->call->tr(c, things[i].key, NULL));
		v->decimal(t, "kilos", things[i].grams, 3);
		v->quantity(t, "grams", things[i].grams, GLANE_U_GRAMS);
	}
	return GLANE_OK;
}

static enum scale_state state_named(struct glane_str name)
{
	enum scale_state state = SCALE_OFF;
	while (state > SCALE_OK && strcmp(scale_states[state], name.p) != 0)
		state--;
	return state;
}

int page_put(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value_api *v = scale_host->value;
	const struct glane_value *in = scale_host->call->inputs(c);
	int64_t now_ms = scale_host->call->now_ms(c);
	if (!scale_is_simulated(c))
		return scale_host->call->refuse(c, GLANE_ECONFLICT, "not_simulated", NULL);
	pthread_mutex_lock(&self->lock);
	simulated_put(&self->simulated, v->as_integer(v->get(in, "grams"), self->simulated.to), state_named(v->as_text(v->get(in, "state"))),
	              !v->as_integer(v->get(in, "stable"), 1), now_ms);
	pthread_mutex_unlock(&self->lock);
	scale_wake(c);
	scale_host->reply->see_other(c, glane_cstr("/p/scale/"));
	return GLANE_OK;
}
