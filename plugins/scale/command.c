/* SPDX-License-Identifier: MPL-2.0 */
/* glane scale list, read, test: what the services of the daemon hear, for a terminal and for programs. */
#include <poll.h>

#include "scale/internal.h"
#include "text/text.h"

enum { LOOK_MS = 50, QUIET_MS = 10000 }; /* between two looks; so long without a new frame is no answer */

struct choice { /* one scale, by name or number; "": the only one */
	struct glane_str wanted;
	struct device device;
	int n;
};

static int choose(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct choice *ch = arg;
	struct device all[SLOTS];
	char number[24];
	int n = device_list(c, all);
	(void)self;
	for (int i = 0; i < n; i++) {
		text_from_number(all[i].id, number);
		if (ch->wanted.n ? text_is(ch->wanted, all[i].name) || text_is(ch->wanted, number) : n == 1)
			ch->device = all[i];
	}
	ch->n = n;
	return n < 0 ? n : GLANE_OK;
}

/* The scale that the input names; its service has to be there. */
static int find(struct glane_self *self, struct glane_call *c, struct device *ret)
{
	struct choice ch = { .wanted = in_text(c, "scale") };
	int rc = scale_host->call->within(c, GLANE_READ, choose, &ch);
	if (rc < 0)
		return rc;
	if (!ch.device.id)
		return scale_host->call->refuse(c, GLANE_ENOENT, !ch.n ? "none" : ch.wanted.n ? "bad.scale" : "bad.which", NULL);
	*ret = ch.device;
	return live_runs(self, &ch.device) ? GLANE_OK : scale_host->call->refuse(c, GLANE_EBUSY, "not_running", NULL);
}

int command_list(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value_api *v = scale_host->value;
	struct glane_value *list = v->array(scale_host->reply->root(c), "scales");
	struct device all[SLOTS];
	int n = device_list(c, all);
	for (int i = 0; i < n; i++) {
		struct glane_value *o = v->object(list, NULL);
		device_say_live(self, c, o, &all[i]);
		device_say_law(c, o, &all[i]);
		v->text(o, "port", glane_cstr(all[i].port));
		v->text(o, "protocol", glane_cstr(all[i].protocol));
		v->integer(o, "interval_grams", all[i].interval_grams);
		v->quantity(o, "most", all[i].most_grams, GLANE_U_GRAMS);
		v->text(o, "purpose", glane_cstr(all[i].purpose));
	}
	v->boolean(scale_host->reply->root(c), "none", n == 0);
	return n < 0 ? n : GLANE_OK;
}

/* Waits for something new: another frame, or another state.  0: nothing came. */
static int wait_new(struct glane_self *self, struct glane_call *c, const struct device *d, struct live *l)
{
	int64_t until = port_now_ms() + QUIET_MS;
	while (port_now_ms() < until && !scale_host->call->cancelled(c)) {
		struct live now = live_of(self, d);
		if (now.device && (now.view.frames != l->view.frames || now.reading.state != l->reading.state || now.reading.quiet != l->reading.quiet)) {
			*l = now;
			return 1;
		}
		poll(NULL, 0, LOOK_MS);
	}
	return 0;
}

int command_read(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value_api *v = scale_host->value;
	struct glane_value *list = v->array(scale_host->reply->root(c), "readings");
	int64_t count = in_int(c, "count", 1);
	struct live l = { .view.frames = UINT32_MAX };
	struct device d;
	int rc = find(self, c, &d);
	for (int64_t i = 0; rc == GLANE_OK && i < count && wait_new(self, c, &d, &l); i++) {
		struct glane_value *o = v->object(list, NULL);
		live_say(o, &d, &l, port_now_ms());
		if (l.reading.quiet)
			v->text(o, "words", scale_host->call->tr(c, "state.quiet", NULL));
		else if (l.reading.state == SCALE_OK)
			v->integer(o, "mg", l.view.weight.mg);
		else
			v->text(o, "words", live_words(c, &d, &l));
	}
	return rc < 0 ? rc : v->count(list) ? GLANE_OK : scale_host->call->refuse(c, GLANE_ETIME, "no_reading", NULL);
}

int command_test(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value_api *v = scale_host->value;
	struct glane_value *root = scale_host->reply->root(c);
	int64_t until = port_now_ms() + QUIET_MS, mass = in_int(c, "mass", 0);
	struct device d;
	int said = 0, rc = find(self, c, &d);
	if (rc == GLANE_OK && mass <= 0)
		return scale_host->call->refuse_input(c, "mass", "bad.mass_needed", NULL);
	while (rc == GLANE_OK && !said && port_now_ms() < until && !scale_host->call->cancelled(c)) {
		struct live l = live_of(self, &d);
		if (l.reading.state == SCALE_OK && l.reading.stable && l.view.fresh)
			said = check_say(self, c, &d, mass, root);
		else
			poll(NULL, 0, LOOK_MS);
	}
	if (rc < 0)
		return rc;
	if (!said)
		return scale_host->call->refuse(c, GLANE_ETIME, "not_steady", NULL);
	v->text(root, "name", glane_cstr(d.name));
	v->boolean(root, "ok", (int)v->as_integer(v->get(root, "good"), 0));
	return GLANE_OK;
}
