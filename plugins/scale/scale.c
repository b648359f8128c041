/* SPDX-License-Identifier: MPL-2.0 */
/* scale: what the scales say, as live readings for all screens.  Each real one has a service (serve.c); beside them there is
 * the scale for exercise, when the setting scale.simulated is 1; without either nothing is said at all. */
#include <poll.h>
#include <stdlib.h>

#include "scale/internal.h"
#include "scale_embedded.h"

const struct glane_host *scale_host;

#define READ "scale.read"
#define SIMULATE "scale.simulate"
#define CONFIGURE "scale.configure"

static const struct glane_topic topics[] = { [TOPIC_READING] = { "scale.reading", READ } };
enum { /* between two readings, and how soon a changed setting is seen */
	MOVING_MS = 200,
	RESTING_MS = 700, /* what is older than 1.5 s is shown in grey */
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

void scale_wake(struct glane_call *c, uint32_t service)
{
	scale_host->call->wake(c, service);
}

static void fill(struct glane_call *c, struct glane_value *v, const struct reading *r)
{
	const struct glane_value_api *value = scale_host->value;
	value->text(v, "scale", glane_cstr("exercise"));
	value->text(v, "name", scale_host->call->tr(c, "exercise", NULL));
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
	struct device all[SLOTS];
	int n = device_list(c, all);
	if (scale_is_simulated(c)) {
		struct reading r = scale_read(self, scale_host->call->now_ms(c));
		fill(c, scale_host->value->object(scales, NULL), &r);
	}
	for (int i = 0; i < n; i++) {
		struct live l = live_of(self, &all[i]);
		live_say(scale_host->value->object(scales, NULL), &all[i], &l, port_now_ms());
	}
	return n < 0 ? n : GLANE_OK;
}

/* POST /taken: a screen recorded what this scale said; it still lies there, and is not offered a second time. */
static int post_taken(struct glane_self *self, struct glane_call *c)
{
	live_taken(self, in_int(c, "scale", 0));
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
#define SLOT_SERVICE(n)                                                           \
	static int slot_##n(struct glane_self *self, struct glane_call *c)        \
	{                                                                         \
		return serve_slot(self, c, n - 1);                                \
	}
SLOT_SERVICE(1)
SLOT_SERVICE(2)
SLOT_SERVICE(3)
SLOT_SERVICE(4)
static const struct glane_service services[] = {
	[SERVICE_TELL] = { .name = "tell", .restart_ms = 1000, .run = run },
	[SERVICE_SLOT_1] = { .name = "scale1", .restart_ms = 2000, .run = slot_1 },
	{ .name = "scale2", .restart_ms = 2000, .run = slot_2 },
	{ .name = "scale3", .restart_ms = 2000, .run = slot_3 },
	{ .name = "scale4", .restart_ms = 2000, .run = slot_4 },
};

#define COLUMNS                                                                                                              \
	" id, slot, name, port, protocol, asked_ms, unit, interval_grams, least_grams, most_grams, purpose, class, check_day, regex, ask, ends," \
	" ask_ms "
static const char *const statements[SQL_COUNT] = {
	[SQL_DEVICES] = "SELECT" COLUMNS "FROM scale_device WHERE slot IS NOT NULL ORDER BY slot",
	[SQL_DEVICE] = "SELECT" COLUMNS "FROM scale_device WHERE slot IS NOT NULL AND id = ?1",
	[SQL_DEVICE_SLOT] = "SELECT" COLUMNS "FROM scale_device WHERE slot = ?1",
	[SQL_DEVICE_ADD] = "INSERT INTO scale_device (" COLUMNS ", added_ms)"
	                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
	[SQL_DEVICE_SET] = "UPDATE scale_device SET slot = ?2, name = ?3, port = ?4, protocol = ?5, asked_ms = ?6, unit = ?7, interval_grams = ?8,"
	                   " least_grams = ?9, most_grams = ?10, purpose = ?11, class = ?12, check_day = ?13, regex = ?14, ask = ?15, ends = ?16,"
	                   " ask_ms = ?17 WHERE id = ?1",
	[SQL_DEVICE_GONE] = "UPDATE scale_device SET slot = NULL, asked_ms = 0 WHERE id = ?1",
	[SQL_DEVICE_ASKED] = "UPDATE scale_device SET asked_ms = ?2 WHERE id = ?1",
	[SQL_DEVICE_FOUND] = "UPDATE scale_device SET protocol = CASE ?3 WHEN '' THEN protocol ELSE ?3 END, port = CASE ?4 WHEN '' THEN port ELSE ?4 END,"
	                     " asked_ms = 0 WHERE id = ?1 AND asked_ms = ?2",
	[SQL_SLOT_FREE] = "SELECT min(column1) FROM (VALUES (1), (2), (3), (4))"
	                  " WHERE column1 NOT IN (SELECT slot FROM scale_device WHERE slot IS NOT NULL)",
	[SQL_NAME_TAKEN] = "SELECT id FROM scale_device WHERE slot IS NOT NULL AND name = ?1 AND id <> ?2",
	[SQL_PORT_TAKEN] = "SELECT id FROM scale_device WHERE slot IS NOT NULL AND id <> ?2"
	                   " AND (port = ?1 OR substr(port, 1, length(?1) + 1) = ?1 || ',')",
};

static const struct glane_view views[] = { { "core_v1_record" } };

static const struct glane_permission permissions[] = {
	{ READ, "permission.read", "day volunteer staff manager administrator" },
	{ SIMULATE, "permission.simulate", "volunteer staff manager administrator" },
	{ CONFIGURE, "permission.configure", "manager administrator" },
};
static const struct glane_setting settings[] = {
	{ .key = "simulated", .type = GLANE_F_BOOL, .initial = "0", .title_key = "setting.simulated" },
};
static const struct glane_panel panels[] = {
	{ .slot = "home.tile", .kind = "link", .title_key = "exercise", .source = "/", .permission = SIMULATE },
	{ .slot = "nav", .kind = "link", .title_key = "title", .source = "/", .permission = CONFIGURE, .order = 80 },
};

static const char *const units[] = { "", "g", "kg", "oz", "lb", NULL };
static const char *const purposes[] = { "statistics", "sale", NULL };
static const char *const scale_classes[] = { "", "I", "II", "III", "IIII", NULL };
#define ID_MOST INT64_C(1000000000000)
#define IN_ID(needed) { .name = "id", .type = GLANE_F_INT, .required = needed, .min = 1, .max = ID_MOST }
#define IN_OWN                                                                                                               \
	{ .name = "regex", .type = GLANE_F_TEXT, .max = 200 }, { .name = "ask", .type = GLANE_F_TEXT, .max = 40 },           \
	{ .name = "ends", .type = GLANE_F_TEXT, .max = 20 }, { .name = "unit", .type = GLANE_F_CHOICE, .choices = units }
#define FIRST_DAY 10957 /* 2000-01-01 */
#define LAST_DAY 47481  /* 2099-12-31 */
static const struct glane_input put_inputs[] = {
	{ .name = "grams", .type = GLANE_F_GRAMS, .max = 1000000 }, /* missing: what lies there stays */
	{ .name = "stable", .type = GLANE_F_BOOL },                 /* missing: it settles */
	{ .name = "state", .type = GLANE_F_CHOICE, .choices = scale_states },
};
static const struct glane_input device_page_inputs[] = { IN_ID(0) };
static const struct glane_input device_inputs[] = {
	IN_ID(0), { .name = "name", .type = GLANE_F_TEXT, .required = 1, .max = 60 },
	{ .name = "port", .type = GLANE_F_TEXT, .max = PORT_TEXT_MAX - 1 }, { .name = "other", .type = GLANE_F_TEXT, .max = PORT_TEXT_MAX - 1 },
	{ .name = "line", .type = GLANE_F_TEXT, .max = 30 },     /* "9600,7E1"; missing: as the port or the protocol says */
	{ .name = "protocol", .type = GLANE_F_TEXT, .max = 23 }, /* missing: to be found out */
	{ .name = "interval", .type = GLANE_F_INT, .required = 1, .min = 1, .max = 100000 },  /* grams, as on the plate */
	{ .name = "least", .type = GLANE_F_INT, .min = 0, .max = 10000000 },                  /* grams; missing: 0 */
	{ .name = "most", .type = GLANE_F_GRAMS, .required = 1, .max = 100000000 },           /* kilograms */
	{ .name = "purpose", .type = GLANE_F_CHOICE, .required = 1, .choices = purposes },
	{ .name = "class", .type = GLANE_F_CHOICE, .choices = scale_classes },
	{ .name = "check_day", .type = GLANE_F_DATE, .min = FIRST_DAY, .max = LAST_DAY },
	IN_OWN, { .name = "ask_ms", .type = GLANE_F_INT, .min = 100, .max = 1000 },
};
static const struct glane_input taken_inputs[] = { { .name = "scale", .type = GLANE_F_INT, .required = 1, .min = 1, .max = ID_MOST } };
static const struct glane_input remove_inputs[] = { IN_ID(1) };
static const struct glane_input ask_inputs[] = { IN_ID(1), { .name = "stop", .type = GLANE_F_BOOL } };
#define IN_MASS(needed) { .name = "mass", .type = GLANE_F_GRAMS, .required = needed, .max = 100000000 }
static const struct glane_input check_inputs[] = { IN_ID(1), IN_MASS(0) };
static const struct glane_input pattern_inputs[] = { IN_ID(0), IN_OWN, { .name = "bytes", .type = GLANE_F_LINES, .max = 1000 } };

#define READS(p) .method = GLANE_GET, .mode = GLANE_READ, .permission = p
#define WRITES .method = GLANE_POST, .mode = GLANE_WRITE, .permission = CONFIGURE
static const struct glane_route routes[] = {
	{ READS(READ), .path = "/state", .summary = "What each scale says now", .run = show_state },
	{ READS(READ), .path = "/", .template_name = "scale", .summary = "The scales of this place, and the one for exercise", .run = page_show },
	{ .method = GLANE_POST, .mode = GLANE_POOL, .path = "/simulate", .permission = SIMULATE, .template_name = "scale", .form = "/",
	  .summary = "Put something onto the scale for exercise", .run = page_put, .inputs = GLANE_LIST(put_inputs) },
	{ .method = GLANE_POST, .mode = GLANE_POOL, .path = "/taken", .permission = READ, .run = post_taken, .inputs = GLANE_LIST(taken_inputs),
	  .summary = "What lies on a scale was recorded: it is not offered again until it is taken off" },
	{ READS(CONFIGURE), .path = "/device", .template_name = "device", .summary = "The form of a scale, with the ports that are there", .run = page_device,
	  .inputs = GLANE_LIST(device_page_inputs) },
	{ WRITES, .path = "/device", .template_name = "device", .form = "/device", .summary = "Add a scale, or set it otherwise", .run = device_set,
	  .inputs = GLANE_LIST(device_inputs) },
	{ WRITES, .path = "/device/remove", .template_name = "device", .form = "/device", .summary = "Take a scale away", .run = device_remove,
	  .inputs = GLANE_LIST(remove_inputs) },
	{ WRITES, .path = "/device/ask", .template_name = "device", .form = "/device", .summary = "Find out how a scale talks, or stop that",
	  .run = device_ask, .inputs = GLANE_LIST(ask_inputs) },
	{ READS(READ), .path = "/check", .template_name = "check", .summary = "What a scale says of a known mass", .run = page_check,
	  .inputs = GLANE_LIST(check_inputs) },
	{ READS(CONFIGURE), .path = "/pattern", .template_name = "pattern", .summary = "What a pattern reads in some bytes", .run = page_pattern,
	  .inputs = GLANE_LIST(pattern_inputs) },
};

static const struct glane_input set_fields[] = {
	{ .name = "scale", .type = GLANE_F_INT, .required = 1 }, { .name = "name", .type = GLANE_F_TEXT, .required = 1 },
	{ .name = "port", .type = GLANE_F_TEXT, .required = 1 }, { .name = "protocol", .type = GLANE_F_TEXT },
	{ .name = "interval", .type = GLANE_F_INT, .required = 1 }, { .name = "least", .type = GLANE_F_INT, .required = 1 },
	{ .name = "most", .type = GLANE_F_INT, .required = 1 }, { .name = "purpose", .type = GLANE_F_CHOICE, .required = 1, .choices = purposes },
	{ .name = "class", .type = GLANE_F_CHOICE, .choices = scale_classes }, { .name = "check_day", .type = GLANE_F_INT },
};
static const struct glane_input removed_fields[] = { { .name = "scale", .type = GLANE_F_INT, .required = 1 } };
static const struct glane_kind kinds[] = {
	{ "set", "What the plate of a scale says, and what the scale is for", GLANE_LIST(set_fields) },
	{ "removed", "A scale was taken away", GLANE_LIST(removed_fields) },
};

static const struct glane_input read_inputs[] = {
	{ .name = "scale", .type = GLANE_F_TEXT, .max = 60 }, { .name = "count", .type = GLANE_F_INT, .min = 1, .max = 1000 },
};
static const struct glane_input test_inputs[] = { IN_MASS(1), { .name = "scale", .type = GLANE_F_TEXT, .max = 60 } };
static const struct glane_command commands[] = {
	{ .words = "scale list", .summary = "The scales, how they are connected, and what they may be used for", .permission = READ, .mode = GLANE_READ,
	  .run = command_list, .template_name = "list" },
	{ .words = "scale read", .summary = "What a scale says, as often as --count asks", .permission = READ, .mode = GLANE_POOL, .timeout_ms = 60000,
	  .run = command_read, .inputs = GLANE_LIST(read_inputs), .template_name = "read" },
	{ .words = "scale test", .summary = "Compare what a scale says with a known mass in kilograms", .permission = READ, .mode = GLANE_POOL,
	  .timeout_ms = 60000, .run = command_test, .inputs = GLANE_LIST(test_inputs), .template_name = "test" },
};

static const struct glane_check checks[] = {
	{ "a scale for sale without a class", "SELECT id FROM scale_device WHERE purpose = 'sale' AND class NOT IN ('I', 'II', 'III')" },
	{ "a scale that is not what its last record says",
	  "SELECT d.id FROM scale_device d WHERE slot IS NOT NULL AND NOT EXISTS (SELECT 1 FROM core_v1_record r WHERE r.kind = 'scale.set'"
	  " AND json_extract(r.line, '$.body.scale') = d.id AND json_extract(r.line, '$.body.class') = d.class"
	  " AND json_extract(r.line, '$.body.purpose') = d.purpose)" },
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
	.views = GLANE_LIST(views),
	.statements = GLANE_LIST(statements),
	.checks = GLANE_LIST(checks),
	.routes = GLANE_LIST(routes),
	.kinds = GLANE_LIST(kinds),
	.services = GLANE_LIST(services),
	.topics = GLANE_LIST(topics),
	.permissions = GLANE_LIST(permissions),
	.settings = GLANE_LIST(settings),
	.panels = GLANE_LIST(panels),
	.commands = GLANE_LIST(commands),
	.migrations = EMBEDDED_SCHEMA,
	.templates = EMBEDDED_PAGES,
	.assets = EMBEDDED_UI,
	.catalogues = EMBEDDED_I18N,
};
