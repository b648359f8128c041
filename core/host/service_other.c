/* SPDX-License-Identifier: MPL-2.0 */
/* host->job, host->label, host->live, host->metric. */
#include "host/internal.h"

static int enqueue(struct glane_call *c, uint32_t job, const struct glane_value *args, const char *unique_key,
                   int64_t not_before_ms)
{
	call_of(c);
	if (c->mode != LANE_WRITE)
		return error_fail(&c->error, GLANE_EBUG, "%s: a job is enqueued in a WRITE call", c->plugin->name);
	if (job >= c->plugin->decl.job_count)
		return error_fail(&c->error, GLANE_EBUG, "%s: there is no job %u", c->plugin->name, job);
	if (unique_key && strcmp(unique_key, "@") == 0)
		return error_fail(&c->error, GLANE_EBUG, "%s: the key \"@\" is that of periodic jobs", c->plugin->name);
	struct buf b;
	buf_init(&b, 1u << 20);
	if (args)
		value_json(args, &b);
	else
		buf_c(&b, "{}");
	const struct principal *before = conn_principal(c->conn);
	conn_set_principal(c->conn, NULL);
	int rc = b.failed ? GLANE_ETOOBIG
	                  : conn_run(c->conn,
	                             "INSERT INTO core_job(plugin,name,args,unique_key,not_before_ms) VALUES(?,?,?,?,?)"
	                             /* One that was given up is begun anew; one that waits stays as it is; one that runs
	                              * will run again. */
	                             " ON CONFLICT (plugin, name, unique_key) WHERE unique_key IS NOT NULL DO UPDATE SET"
	                             " generation = generation + 1, args = iif(failed, excluded.args, args),"
	                             " not_before_ms = iif(failed, excluded.not_before_ms, not_before_ms),"
	                             " attempts = iif(failed, 0, attempts), error = iif(failed, NULL, error), failed = 0",
	                             VALS(glane_text(str_c(c->plugin->name)), glane_text(str_c(c->plugin->decl.jobs[job].name)),
	                                  glane_text(buf_get(&b)), unique_key ? glane_text(str_c(unique_key)) : glane_null(),
	                                  glane_int(not_before_ms)),
	                             &c->error);
	conn_set_principal(c->conn, before);
	buf_fini(&b);
	if (rc < 0)
		c->status = rc;
	return rc;
}

const struct glane_job_api job_api = { .size = sizeof(struct glane_job_api), .enqueue = enqueue };

struct field_call {
	const struct glane_label_field *field;
	struct glane_str subject, text;
};

static int field_enter(struct glane_call *c, void *arg)
{
	struct field_call *f = arg;
	return f->field->run(c->plugin->self, c, f->subject, &f->text);
}

/* Each plugin says what it knows of the subject; one that fails is left out and named in the log. */
static int collect(struct glane_call *c, struct glane_str subject, struct glane_value *into)
{
	struct host *h = call_of(c)->host;
	if (!c->conn)
		return error_fail(&c->error, GLANE_EBUG, "%s: no database here, use within()", c->plugin->name);
	for (uint32_t i = 0; i < h->plugin_count; i++) {
		struct plugin *p = h->plugins[i];
		if (p->state != PLUGIN_RUNNING)
			continue;
		for (uint32_t k = 0; k < p->decl.label_field_count; k++) {
			struct field_call f = { .field = &p->decl.label_fields[k], .subject = subject };
			struct error kept = c->error;
			int status = c->status;
			error_init(&c->error, c->arena);
			c->before_depth++; /* it may look, and neither append nor answer */
			int rc = call_enter(c, p, field_enter, &f);
			c->before_depth--;
			c->error = kept;
			c->status = status;
			if (rc == 0)
				value_add_text(into, f.field->name, f.text);
			else if (rc != GLANE_ENOENT)
				log_warning("label field %s of %s failed: %s", f.field->name, p->name, status_text(rc));
		}
	}
	return 0;
}

const struct glane_label_api label_api = { .size = sizeof(struct glane_label_api), .collect = collect };

static void publish(struct glane_call *c, uint32_t topic, const struct glane_value *v)
{
	call_of(c);
	if (topic >= c->plugin->decl.topic_count || !c->host->config.publish)
		return;
	struct buf b;
	buf_init(&b, 1u << 16);
	if (v)
		value_json(v, &b);
	else
		buf_c(&b, "{}");
	if (!b.failed)
		after_commit_add(c, &(struct after_commit){ .what = AFTER_PUBLISH,
		                                            .topic = arena_str(c->arena, str_c(c->plugin->decl.topics[topic].name)),
		                                            .json = arena_str(c->arena, buf_get(&b)) });
	buf_fini(&b);
}

const struct glane_live_api live_api = { .size = sizeof(struct glane_live_api), .publish = publish };

/* `self` is the plugin's own and says nothing to us: the callback that runs tells whose metric it is. */
static void metric_add(struct glane_self *self, uint32_t metric, double delta)
{
	(void)self;
	struct plugin *p = crash_plugin();
	if (!p || metric >= p->decl.metric_count)
		return;
	double was = atomic_load(&p->metrics[metric]);
	while (!atomic_compare_exchange_weak(&p->metrics[metric], &was, was + delta))
		;
}

static void metric_set(struct glane_self *self, uint32_t metric, double value)
{
	(void)self;
	struct plugin *p = crash_plugin();
	if (p && metric < p->decl.metric_count)
		atomic_store(&p->metrics[metric], value);
}

const struct glane_metric_api metric_api = { .size = sizeof(struct glane_metric_api), .add = metric_add, .set = metric_set };
