/* SPDX-License-Identifier: MPL-2.0 */
#include "app/serve.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "http/server.h"
#include "loop/loop.h"

enum { STOP_GRACE_MS = 5000 };

struct daemon {
	struct loop *loop;
	struct host *host;
	struct server *server;
	char listening[64];
	bool rescue; /* the database cannot be used: words only */
	char socket[PATH_MAX];
	struct loop_message broken, rights;
	atomic_bool rights_posted;
	bool stopping, failed;
};

/* --- live events: from any thread to the loop ------------------------------------------------- */
struct live {
	struct loop_message message; /* first */
	struct daemon *daemon;
	char *topic, *json;
};

static void live_run(struct loop_message *m)
{
	struct live *l = (struct live *)m;
	if (l->daemon->server)
		server_publish(l->daemon->server, str_c(l->topic), str_c(l->json));
	free(l->topic);
	free(l->json);
	free(l);
}

static void publish(void *ctx, struct glane_str topic, struct glane_str json)
{
	struct daemon *d = ctx;
	struct live *l = xcalloc(1, sizeof(*l));
	l->message.fn = live_run;
	l->daemon = d;
	l->topic = xstrdup(topic.p);
	l->json = xstrdup(json.p);
	loop_post(d->loop, &l->message);
}

/* --- start and stop -------------------------------------------------------------------------------- */
static void stopped(void *arg)
{
	loop_stop(((struct daemon *)arg)->loop);
}

static void stop(struct daemon *d)
{
	if (d->stopping)
		return;
	d->stopping = true;
	log_info("stopping");
	server_stop(d->server, STOP_GRACE_MS, stopped, d);
}

static void on_signal(void *arg, int signal)
{
	(void)signal;
	stop(arg);
}

/* Who supervises the process starts the next one. */
static void on_broken(struct loop_message *m)
{
	struct daemon *d = CONTAINER_OF(m, struct daemon, broken);
	d->failed = true;
	if (d->server)
		stop(d);
}

static void broken(void *ctx)
{
	struct daemon *d = ctx;
	d->broken.fn = on_broken;
	loop_post(d->loop, &d->broken);
}

/* Streams whose listener may not listen any more end. */
static void on_rights(struct loop_message *m)
{
	struct daemon *d = CONTAINER_OF(m, struct daemon, rights);
	atomic_store(&d->rights_posted, false);
	if (d->server)
		server_recheck_streams(d->server);
}

static void rights_changed(void *ctx)
{
	struct daemon *d = ctx;
	if (atomic_exchange(&d->rights_posted, true))
		return;
	d->rights.fn = on_rights;
	loop_post(d->loop, &d->rights);
}

static void say_code(void *ctx, const char *code)
{
	struct daemon *d = ctx;
	printf("premier lancement : ouvrez http://%s et tapez ce code\nfirst run: open http://%s and type this code\n\n    %.4s-%.4s\n\n",
	       d->listening, d->listening, code, code + 4);
	fflush(stdout);
}

static void raise_descriptors(void)
{
	struct rlimit l;
	if (getrlimit(RLIMIT_NOFILE, &l) == 0 && l.rlim_cur < l.rlim_max) {
		l.rlim_cur = l.rlim_max < 65536 ? l.rlim_max : 65536;
		setrlimit(RLIMIT_NOFILE, &l);
	}
}

static int start_server(struct daemon *d, const struct options *o, struct error *e)
{
	static const char *hosts[3];
	static char host[128];
	struct arena a;
	arena_init(&a, 4096);
	snprintf(host, sizeof(host), "%s", host_setting(d->host, "site.host", &a).p);
	arena_fini(&a);
	hosts[0] = host[0] ? host : NULL;
	struct server_config config = { .router = host_router(d->host), .ctx = d->host, .handle = host_handle, .refused = host_refused, .hosts = hosts,
		                        .proxies = o->proxies, .may_listen = host_may_listen };
	int rc = server_new(d->loop, &config, &d->server, e);
	if (rc < 0)
		return rc;
	const char *address = o->listen ? o->listen : "127.0.0.1:8080";
	int port = 0;
	rc = server_listen_tcp(d->server, address, &port, e);
	if (rc == 0 && !d->rescue) {
		snprintf(d->socket, sizeof(d->socket), "%s/socket", o->data ? o->data : places_data());
		rc = server_listen_socket(d->server, d->socket, e);
	}
	if (rc == 0) {
		const char *colon = strrchr(address, ':');
		snprintf(d->listening, sizeof(d->listening), "%.*s:%d", (int)(colon - address), address, port);
		printf("listening on http://%s\n", d->listening);
		fflush(stdout);
		if (o->open)
			log_warning("--open: whoever sits at this machine may do everything, without signing in; for demonstrations only");
		if (host_first_run(d->host))
			host_say_first_run(d->host, say_code, d);
	}
	return rc;
}

int serve(const struct options *o)
{
	struct daemon d = { .loop = loop_new() };
	struct host_config config;
	struct error e;
	struct arena words;
	int status = 0;
	arena_init(&words, 1u << 20);
	error_init(&e, &words);
	if (o->open && o->proxy_count) { /* a proxy's visitors would sit at this machine */
		fprintf(stderr, "glane: --open and --proxy do not go together\n");
		return 2;
	}
	raise_descriptors();
	places_config(o, &config);
	config.create = true;
	config.loop = d.loop;
	config.publish = publish;
	config.publish_ctx = &d;
	config.broken = broken;
	config.broken_ctx = &d;
	config.open = o->open;
	config.rights_changed = rights_changed;
	config.rights_changed_ctx = &d;
	snprintf(d.listening, sizeof(d.listening), "%s", o->listen ? o->listen : "127.0.0.1:8080");
	config.listening = d.listening;
	int rc = host_open(&config, &d.host, &e);
	if (rc == GLANE_EIO || rc == GLANE_ECONFLICT) {
		/* Damaged, missing, or newer than this program: read-only words on the screen, and nothing is touched. */
		log_error("rescue mode: %s", e.text);
		char why[sizeof(e.text)];
		snprintf(why, sizeof(why), "%s", e.text);
		error_init(&e, &words);
		d.rescue = true;
		rc = host_open_rescue(&config, why, &d.host, &e);
	}
	if (rc == 0) /* before anybody is told that it runs, and may stop it */
		rc = loop_on_signal(d.loop, on_signal, &d);
	if (rc == 0)
		rc = start_server(&d, o, &e);
	if (rc == 0) {
		loop_run(d.loop);
	} else {
		fprintf(stderr, "glane: %s\n", e.text[0] ? e.text : status_text(rc));
		status = 1;
	}
	host_close(d.host);
	if (d.server)
		server_free(d.server);
	d.server = NULL; /* for live events that are still on their way */
	loop_free(d.loop);
	if (d.socket[0])
		unlink(d.socket);
	arena_fini(&words);
	return status || d.failed || d.rescue ? 1 : 0;
}
