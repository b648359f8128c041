/* SPDX-License-Identifier: MPL-2.0 */
/* scale: what the scales say, as live readings for all screens.  Without a real one there is the scale for exercise, when
 * the setting scale.simulated is 1; without either nothing is said at all. */
#include <poll.h>
#include <stdlib.h>

#include "scale/internal.h"
#include "scale_embedded.h"

const struct glane_host *scale_host;

#define READ "scale.read"
#define SIMULATE "scale.simulate"

enum { TOPIC_READING };
static const struct glane_topic topics[] = { [TOPIC_READING] = { "scale.reading", READ } };
enum { SERVICE_TELL };

enum { /* between two readings, and how soon a changed setting is seen */
	MOVING_MS = 200,
	RESTING_MS = 1000,
	ABSENT_MS = 2000,
};

int scale_is_simulated(struct glane_call *c)
{
	struct glane_str on = scale_host->call->setting(c, "simulated");
	return on.n == 1 && on.p[0] == '1';
}

struct reading scale_read(struct glane_self *self, int64_t now_ms)
{
	pthread_mutex_lock(&self->lock);
	struct reading r = simulated_read(&self->simulated, now_ms);
	pthread_mutex_unlock(&self->lock);
	return r;
}

void scale_wake(struct glane_call *c)
{
	scale_host->call->wake(c, SERVICE_TELL);
}

static void fill(struct glane_call *c, struct glane_value *v, const struct reading *r)
{
	const struct glane_value_api *value = scale_host->value;
	value->text(v, "scale", glane_cstr("exercise"));
	value->text(v, "name", scale_host->call->tr(c, "title", NULL));
	if (r->state == SCALE_OK)
		value->quantity(v, "grams", r->grams, GLANE_U_GRAMS);
	else
		value->null(v, "grams");
	value->boolean(v, "stable", r->stable);
	value->text(v, "state", glane_cstr(scale_states[r->state]));
}

/* GET /state: one entry for each scale there is. */
static int show_state(struct glane_self *self, struct glane_call *c)
{
	struct glane_value *scales = scale_host->value->array(scale_host->reply->root(c), "scales");
	if (!scale_is_simulated(c))
		return GLANE_OK;
	struct reading r = scale_read(self, scale_host->call->now_ms(c));
	fill(c, scale_host->value->object(scales, NULL), &r);
	return GLANE_OK;
}

/* --- the service ---------------------------------------------------------------------------- */
static int tell(struct glane_self *self, struct glane_call *c, void *arg)
{
	int *wait_ms = arg;
	*wait_ms = ABSENT_MS;
	if (!scale_is_simulated(c))
		return GLANE_OK;
	struct reading r = scale_read(self, scale_host->call->now_ms(c));
	struct glane_value *v = scale_host->value->make(c);
	fill(c, v, &r);
	scale_host->live->publish(c, TOPIC_READING, v);
	*wait_ms = r.state == SCALE_OK && !r.stable ? MOVING_MS : RESTING_MS;
	return GLANE_OK;
}

static int run(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct pollfd woken = { .fd = scale_host->call->wake_fd(c), .events = POLLIN };
	int rc = GLANE_OK, wait_ms;
	while (rc == GLANE_OK && !scale_host->call->cancelled(c)) { /* empties wake_fd */
		rc = scale_host->call->within(c, GLANE_READ, tell, &wait_ms);
		if (rc == GLANE_OK) {
			poll(NULL, 0, MOVING_MS); /* however often it is woken */
			poll(&woken, 1, wait_ms - MOVING_MS);
		}
	}
	return rc;
}

/* --- the declaration ------------------------------------------------------------------------ */
static const struct glane_service services[] = { [SERVICE_TELL] = { .name = "tell", .restart_ms = 1000, .run = run } };

static const struct glane_permission permissions[] = {
	{ READ, "permission.read", "day volunteer staff manager administrator" },
	{ SIMULATE, "permission.simulate", "volunteer staff manager administrator" },
};
static const struct glane_setting settings[] = {
	{ .key = "simulated", .type = GLANE_F_BOOL, .initial = "0", .title_key = "setting.simulated" },
};
static const struct glane_panel panels[] = {
	{ .slot = "home.tile", .kind = "link", .title_key = "title", .source = "/", .permission = SIMULATE },
};
static const struct glane_input put_inputs[] = {
	{ .name = "grams", .type = GLANE_F_GRAMS, .max = 1000000 }, /* missing: what lies there stays */
	{ .name = "stable", .type = GLANE_F_BOOL },                 /* missing: it settles */
	{ .name = "state", .type = GLANE_F_CHOICE, .choices = scale_states },
};
static const struct glane_route routes[] = {
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/state", .permission = READ,
	  .summary = "What each scale says now", .run = show_state },
	{ .method = GLANE_GET, .mode = GLANE_READ, .path = "/", .permission = SIMULATE, .template_name = "scale",
	  .summary = "The scale for exercise", .run = page_show },
	{ .method = GLANE_POST, .mode = GLANE_POOL, .path = "/simulate", .permission = SIMULATE, .template_name = "scale", .form = "/",
	  .summary = "Put something onto the scale for exercise", .run = page_put, .inputs = GLANE_LIST(put_inputs) },
};

static int init(const struct glane_host *host, struct glane_call *c, struct glane_self **ret)
{
	(void)c;
	struct glane_self *self = calloc(1, sizeof(*self));
	if (!self || pthread_mutex_init(&self->lock, NULL)) {
		free(self);
		return GLANE_ENOMEM;
	}
	scale_host = host;
	*ret = self;
	return GLANE_OK;
}

static void fini(struct glane_self *self)
{
	if (self)
		pthread_mutex_destroy(&self->lock);
	free(self);
}

GLANE_PLUGIN_DEFINE = {
	GLANE_PLUGIN_HEAD,
	.name = "scale",
	.version = "1.0.0",
	.title_key = "title",
	.license = "MPL-2.0",
	.init = init,
	.fini = fini,
	.routes = GLANE_LIST(routes),
	.services = GLANE_LIST(services),
	.topics = GLANE_LIST(topics),
	.permissions = GLANE_LIST(permissions),
	.settings = GLANE_LIST(settings),
	.panels = GLANE_LIST(panels),
	.templates = EMBEDDED_PAGES,
	.catalogues = EMBEDDED_I18N,
};
