/* SPDX-License-Identifier: MPL-2.0 */
/* What each scale says now: put by the services, read by routes, commands and whoever listens. */
#include <errno.h>
#include <stdio.h>

#include "scale/internal.h"
#include "text/number.h"

enum { OVER_INTERVALS = 9 }; /* EN 45501, 4.2.3: so far above Max a scale still shows a weight */

struct live live_of(struct glane_self *self, const struct device *d)
{
	pthread_mutex_lock(&self->lock);
	struct live l = self->live[d->slot - 1];
	pthread_mutex_unlock(&self->lock);
	return l.device == d->id ? l : (struct live){ .reading.state = SCALE_OFF, .view.age_ms = -1 };
}

int live_runs(struct glane_self *self, const struct device *d)
{
	pthread_mutex_lock(&self->lock);
	int running = self->running[d->slot - 1];
	pthread_mutex_unlock(&self->lock);
	return running;
}

static enum scale_state state_of(const struct device *d, const struct weight *w)
{
	switch (w->state) {
	case WEIGHT_OK:
		return w->mg > (d->most_grams + OVER_INTERVALS * d->interval_grams) * 1000 ? SCALE_OVER : SCALE_OK;
	case WEIGHT_OVER:
		return SCALE_OVER;
	case WEIGHT_UNDER:
		return SCALE_UNDER;
	case WEIGHT_ZERO_NEEDED:
		return SCALE_LEVEL;
	case WEIGHT_UNIT:
		return SCALE_UNIT;
	case WEIGHT_FAULT:
		return SCALE_FAULT;
	default: /* nothing yet, or not now */
		return SCALE_MOVING;
	}
}

static struct reading reading_of(const struct device *d, const struct reader *r, const struct reader_view *v)
{
	static const enum scale_state closed[] = { [READER_CLOSED] = SCALE_OFF, [READER_SILENT] = SCALE_SILENT, [READER_GARBLED] = SCALE_GARBLED,
		                                         [READER_LISTENS] = SCALE_MOVING, [READER_QUIET] = SCALE_OK };
	struct reading ret = { .state = v->state == READER_TALKS ? state_of(d, &v->weight) : closed[v->state] };
	if (v->state == READER_QUIET) {
		ret.quiet = ret.stable = 1;
	} else if (ret.state == SCALE_OK) {
		ret.grams = scaled(v->weight.mg, 1, 1000);
		ret.stable = v->fresh && (v->weight.tells ? v->weight.stable : r->steady.stood);
	}
	return ret;
}

/* Of this scale from now on; what was known of another in its slot is gone. */
static struct live *begin(struct glane_self *self, const struct device *d)
{
	struct live *l = &self->live[d->slot - 1];
	if (l->device != d->id)
		*l = (struct live){ .device = d->id, .reading.state = SCALE_OFF, .view.age_ms = -1 };
	return l;
}

void live_put(struct glane_self *self, const struct device *d, const struct reader *r, int64_t now_ms)
{
	struct reader_view view;
	reader_look(r, now_ms, &view);
	pthread_mutex_lock(&self->lock);
	struct live *l = begin(self, d);
	l->view = view;
	l->at_ms = now_ms;
	l->reading = reading_of(d, r, &view);
	l->view.offers = view.offers && l->reading.state == SCALE_OK && !l->take;
	l->taken = r->steady.guard || l->take;
	pthread_mutex_unlock(&self->lock);
}

void live_probe(struct glane_self *self, const struct device *d, const struct probe *p)
{
	pthread_mutex_lock(&self->lock);
	begin(self, d)->probe = *p;
	pthread_mutex_unlock(&self->lock);
}

void live_taken(struct glane_self *self, int64_t device)
{
	pthread_mutex_lock(&self->lock);
	for (int i = 0; i < SLOTS; i++)
		if (self->live[i].device == device) {
			self->live[i].take = self->live[i].taken = 1;
			self->live[i].view.offers = 0;
		}
	pthread_mutex_unlock(&self->lock);
}

int live_take(struct glane_self *self, const struct device *d)
{
	pthread_mutex_lock(&self->lock);
	struct live *l = begin(self, d);
	int take = l->take;
	l->take = 0;
	pthread_mutex_unlock(&self->lock);
	return take;
}

const char *live_why(const struct device *d, const struct live *l)
{
	const struct protocol *p = protocol_find(d->protocol);
	switch (l->view.state) {
	case READER_CLOSED:
		return l->view.why == -EBUSY ? "busy" : l->view.why == -EACCES || l->view.why == -EPERM ? "denied" : "";
	case READER_LISTENS:
		return "listens";
	case READER_SILENT:
		return p && p->once ? "untold" : "";
	default:
		return "";
	}
}

void live_say(struct glane_value *into, const struct device *d, const struct live *l, int64_t now_ms)
{
	const struct glane_value_api *v = scale_host->value;
	const struct reading *r = &l->reading;
	char id[24];
	snprintf(id, sizeof(id), "%lld", (long long)d->id);
	v->text(into, "scale", glane_cstr(id));
	v->text(into, "name", glane_cstr(d->name));
	if (l->view.age_ms >= 0)
		v->integer(into, "age_ms", l->view.age_ms + now_ms - l->at_ms);
	else
		v->null(into, "age_ms");
	v->text(into, "why", glane_cstr(live_why(d, l)));
	v->boolean(into, "net", l->view.weight.net);
	v->boolean(into, "takeable", l->view.offers);
	v->boolean(into, "taken", l->taken);
	v->boolean(into, "light", r->state == SCALE_OK && r->grams > 0 && r->grams < d->least_grams);
	v->text(into, "raw", glane_cstr(l->view.age_ms >= 0 ? l->view.weight.raw : ""));
	if (r->state == SCALE_OK && !r->quiet)
		v->quantity(into, "grams", r->grams, GLANE_U_GRAMS);
	else
		v->null(into, "grams");
	v->boolean(into, "stable", r->stable);
	v->text(into, "state", glane_cstr(scale_states[r->state]));
}
