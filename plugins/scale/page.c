/* SPDX-License-Identifier: MPL-2.0 */
/* The scales of this place with what they say, and the one for exercise: a key for each thing that can be put there, and for
 * what can go wrong. */
#include <stdio.h>
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

/* "state." and "over" -> its words */
struct glane_str state_words(struct glane_call *c, enum scale_state state)
{
	return host_word(scale_host, c, "state.", glane_cstr(scale_states[state]));
}

struct glane_str live_words(struct glane_call *c, const struct device *d, const struct live *l)
{
	const char *why = live_why(d, l);
	return *why ? host_word(scale_host, c, "state.", glane_cstr(why)) : state_words(c, l->reading.state);
}

/* Until when it may be used for sale by weight, and whether its check has to be thought of. */
void device_say_law(struct glane_call *c, struct glane_value *into, const struct device *d)
{
	const struct glane_value_api *v = scale_host->value;
	int64_t today = scale_host->call->day(c, scale_host->call->now_ms(c)), until = device_sells_until(d);
	v->boolean(into, "for_sale", strcmp(d->purpose, "sale") == 0);
	v->boolean(into, "may_sell", until != NO_DAY && until >= today);
	v->text(into, "class", glane_cstr(d->class));
	v->boolean(into, "check_unknown", d->check_day == NO_DAY);
	if (d->check_day == NO_DAY)
		return;
	v->quantity(into, "check_day", d->check_day, GLANE_U_DAY);
	v->boolean(into, "check_over", d->check_day < today);
	v->boolean(into, "check_soon", d->check_day >= today && d->check_day < today + SOON_DAYS);
}

/* What it says now, for a page: a weight, or words. */
void device_say_live(struct glane_self *self, struct glane_call *c, struct glane_value *into, const struct device *d)
{
	const struct glane_value_api *v = scale_host->value;
	struct live l = live_of(self, d);
	v->integer(into, "id", d->id);
	v->integer(into, "frames", l.view.frames); /* understood so far */
	live_say(into, d, &l, port_now_ms());
	v->boolean(into, "known", d->protocol[0] != 0);
	if (!d->protocol[0])
		v->text(into, "words", scale_host->call->tr(c, l.probe.running || d->asked_ms ? "state.asking" : "state.unknown", NULL));
	else if (!live_runs(self, d))
		v->text(into, "words", scale_host->call->tr(c, "not_running", NULL));
	else if (l.reading.state != SCALE_OK)
		v->text(into, "words", live_words(c, d, &l));
	else
		v->text(into, "words", scale_host->call->tr(c, l.reading.quiet ? "state.quiet" : !l.view.fresh ? "state.old" : l.reading.stable ? "state.steady" : "state.moving", NULL));
}

/* The words of each state, for a page that follows what scales say. */
void states_say(struct glane_call *c, struct glane_value *root)
{
	static const char *const names[] = { "over", "under", "off", "moving", "level", "unit", "fault", "silent", "garbled", "steady", "old", "quiet", "busy", "denied", "listens", "untold" };
	struct glane_value *list = scale_host->value->array(root, "states");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct glane_value *o = scale_host->value->object(list, NULL);
		char key[24];
		snprintf(key, sizeof(key), "state.%s", names[i]);
		scale_host->value->text(o, "state_id", glane_cstr(names[i]));
		scale_host->value->text(o, "state_words", scale_host->call->tr(c, key, NULL));
	}
}

static int say_devices(struct glane_self *self, struct glane_call *c, struct glane_value *root)
{
	const struct glane_value_api *v = scale_host->value;
	struct glane_value *list = v->array(root, "scales");
	struct device all[SLOTS];
	int n = device_list(c, all);
	for (int i = 0; i < n; i++) {
		struct glane_value *o = v->object(list, NULL);
		device_say_live(self, c, o, &all[i]);
		device_say_law(c, o, &all[i]);
	}
	v->boolean(root, "full", n == SLOTS);
	v->boolean(root, "none", n == 0);
	return n < 0 ? n : GLANE_OK;
}

int page_show(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value_api *v = scale_host->value;
	struct glane_value *root = scale_host->reply->root(c);
	int rc = say_devices(self, c, root);
	if (rc < 0)
		return rc;
	states_say(c, root);
	v->boolean(root, "may_configure", scale_host->call->may(c, "scale.configure"));
	if (!scale_host->call->may(c, "scale.simulate"))
		return GLANE_OK;
	v->boolean(root, "may_simulate", 1);
	v->boolean(root, "simulated", scale_is_simulated(c));
	pthread_mutex_lock(&self->lock);
	struct simulated now = self->simulated;
	pthread_mutex_unlock(&self->lock);
	v->text(root, "state", glane_cstr(scale_states[now.state]));
	if (now.state == SCALE_OK) {
		v->quantity(v->object(root, "weight"), "grams", now.to, GLANE_U_GRAMS);
		v->boolean(root, "moving", now.moving);
	} else {
		v->text(root, "fault_words", state_words(c, now.state));
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
	enum scale_state state = SCALE_OK;
	while (name.n && scale_states[state] && strcmp(scale_states[state], name.p) != 0)
		state++;
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
	scale_wake(c, SERVICE_TELL);
	scale_host->reply->see_other(c, glane_cstr("/p/scale/"));
	return GLANE_OK;
}
