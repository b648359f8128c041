/* SPDX-License-Identifier: MPL-2.0 */
/* internal.h: what the files of this folder share: the host, a plugin as loaded, one call. */
#ifndef HOST_INTERNAL_H
#define HOST_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"
#include "base/log.h"
#include "base/value.h"
#include "host/access.h"
#include "host/catalogue.h"
#include "host/host.h"
#include "host/limit.h"
#include "http/assets.h"
#include "http/template.h"
#include "inventory/inventory.h"
#include "loop/executor.h"
#include "store/store.h"

enum {
	CALL_ARENA = 4 << 20,     /* bytes of one call */
	READ_MS = 2000,           /* deadlines by mode */
	WRITE_MS = 1000,
	POOL_MS = 60000,
	SERVICE_WITHIN_MS = 10000,
	BEFORE_WARN_MS = 50,
	UNDO_WINDOW_MS = 600000,
	SLOT_MS = 20,
	REPLY_MAX = 64 << 20,     /* a body that is built in memory */
};

/* --- a plugin as loaded ------------------------------------------------------------ */
enum plugin_state {
	PLUGIN_FOUND,
	PLUGIN_RUNNING,
	PLUGIN_DISABLED, /* by a person, or after two crashes */
	PLUGIN_NEW,      /* nobody has enabled it yet */
	PLUGIN_FAILED    /* with its reason */
};
/* The declaration copied to entries of this core's size, so that older and newer plugins look alike. */
struct decl {
	const struct glane_dep *depends;
	const struct glane_view *views;
	const struct glane_ref *refs;
	const char *const *statements;
	bool *absent; /* of each statement: it names a view of an optional plugin, which is not there; NULL: of none */
	const struct glane_check *checks;
	const struct glane_personal *personal;
	const struct glane_route *routes;
	const struct glane_letter *letters;
	const struct glane_sub *subs;
	const struct glane_kind *kinds;
	const struct glane_job *jobs;
	const struct glane_service *services;
	const struct glane_topic *topics;
	const struct glane_permission *permissions;
	const struct glane_setting *settings;
	const struct glane_panel *panels;
	const struct glane_label_field *label_fields;
	const struct glane_metric *metrics;
	const struct glane_command *commands;
	uint32_t depend_count, view_count, ref_count, statement_count, check_count, personal_count, route_count, letter_count,
	    sub_count, kind_count, job_count, service_count, topic_count, permission_count, setting_count, panel_count,
	    label_field_count, metric_count, command_count;
};
struct named_template {
	struct glane_str name;
	struct template *template;
};
struct plugin {
	struct host *host;
	char name[17];
	char file[512];    /* "" for core */
	char version[32];
	enum plugin_state state;
	bool trusted;      /* shipped, or named on the command line */
	char reason[256];  /* FAILED, DISABLED: one English sentence */
	int fd;            /* of the file whose digest it is */
	bool loaded;
	struct sha256 digest;
	const struct glane_plugin *declared; /* as exported; its tail beyond our size is zero */
	struct glane_plugin top;             /* copied to our size */
	struct decl decl;
	struct arena arena; /* of the copies; the host's life */
	struct principal *principal; /* NULL for core */
	struct glane_self *self;
	bool initialised, started;
	struct named_template *templates;
	uint32_t template_count;
	_Atomic double *metrics; /* one per declared metric */
	char asset_prefix[40];
	struct service **services;
};

/* --- a route, a command: what a request runs ------------------------------------------ */
struct endpoint {
	struct http_route http; /* .user is this endpoint */
	struct plugin *plugin;
	const struct glane_route *route;
	const struct glane_command *command; /* then route is NULL and the path is /cli/<words> */
	const struct glane_letter *letter;
	bool by_code; /* a letter's route, or another that shows everybody what a code stands for: strangers guess at it */
	bool secret; /* its code is one of 26 symbols: who knows it is no stranger, and it is neither logged nor kept */
	uint32_t mode, timeout_ms, cache_s;
	struct glane_list inputs;
	const char *permission, *template_name;
	enum limit_kind limit; /* guessed at: counted by who asks, and its answers are not kept for repeats */
	glane_call_fn *run;
};

/* --- one call ------------------------------------------------------------------------- */
enum { CALL_MAGIC = 0x676c6361 };
struct after_commit { /* what waits for the commit */
	struct after_commit *next;
	enum { AFTER_PUBLISH, AFTER_WAKE, AFTER_SETTING } what;
	struct glane_str topic, json; /* SETTING: its key and value */
	struct service *service;
};
struct glane_call {
	uint32_t magic;
	struct host *host;
	struct plugin *plugin;  /* whose callback runs now */
	const struct glane_route *route; /* whose page is made; NULL: a command, a job, an error */
	struct arena *arena;
	enum lane mode;
	struct conn *conn;      /* READ, WRITE */
	struct glane_call *outer; /* of within() */
	struct service *service;
	struct request *request; /* NULL: job, subscription, service */
	struct error error;
	struct inventory inventory;
	bool inventory_ready;
	int before_depth;
	int64_t now_ms;         /* fixed for READ and WRITE; 0: the clock */
	int64_t deadline_ms;    /* monotonic; 0: none */
	struct caller caller;
	struct uuid key;        /* all records of the call carry it; zeros: made at the first use of the inventory */
	const struct glane_value *inputs, *raw;
	int status;             /* of a changing service that failed: sticky */
	/* the reply */
	struct glane_value *root;
	const char *template_name; /* core's own: instead of the endpoint's */
	int http_status;
	struct glane_str see_other;
	struct {
		const char *name; /* "session", "device" */
		struct glane_str value;
		int64_t max_age_s;
	} cookies[2];
	uint32_t cookie_count;
	int64_t retry_s; /* of a refusal: Retry-After; 0: as its status says */
	bool keyed; /* the answer is kept for a repeat: it does not stream */
	bool is_file;
	bool is_worker; /* the file is a script that asks for others: it gets the policy of pages */
	bool unkept; /* its answer shows a key: a repeat is told "already done" */
	bool unshared; /* its page carries the key of a form: never served again */
	struct glane_str file_type, file_name;
	struct buf file;        /* collected, until it is large enough to stream */
	struct reply_stream *stream;
	struct after_commit *after, **after_tail;
	struct glane_rows *rows; /* open cursors, closed with the call */
};

struct host {
	struct host_config config;
	struct store *store;
	struct executor *executor;
	struct router *router;
	struct assets *assets;
	struct catalogue *catalogue;
	struct plugin **plugins; /* [0] is core; load order */
	uint32_t plugin_count;
	struct endpoint **endpoints;
	uint32_t endpoint_count;
	struct arena arena;      /* declarations; the host's life */
	const struct zone *zone; /* of the site; changed only at start */
	struct reply_cache *cache;
	struct cursors *cursors;
	struct jobs *jobs;
	struct settings *settings;
	struct access *access;   /* NULL in rescue mode */
	struct limits *limits;
	struct {
		pthread_mutex_t lock;
		char code[9]; /* of the first run; "": none is awaited */
		int wrong;
		void (*say)(void *ctx, const char *code);
		void *say_ctx;
	} first;
	const char *as_role;     /* tests: who asks in process */
	struct running_keys *running;
	struct writer *writer;   /* the writer thread's own; set while it is open */
	bool inline_calls;
	bool fresh, copied;      /* while it opens: the database holds nothing yet; a copy was made before a migration */
	atomic_int wipe;         /* enum wipe: what an erasure left to do outside its transaction */
	atomic_bool broken;      /* told to config.broken */
	_Atomic int leaving;     /* host_close() has begun */
	char *rescue; /* why there is no database to serve; NULL: all is well */
};

/* call.c */
/* In process, in a command without the daemon or a test, nobody waits behind a call: a slow computer gets its time. */
enum { INLINE_TIMES = 30 };
static inline int64_t host_deadline(const struct host *h, int limit_ms)
{
	return clock_monotonic_ms() + (int64_t)limit_ms * (h->inline_calls ? INLINE_TIMES : 1);
}
void call_init(struct glane_call *c, struct host *h, struct plugin *p, struct arena *a, enum lane mode, struct conn *conn);
void call_fini(struct glane_call *c); /* closes cursors; the arena is the owner's */
struct glane_call *call_of(const struct glane_call *c); /* checks the magic */
/* Runs fn as the plugin: principal, crash note, sticky statuses; the one place where plugin code is entered. */
int call_enter(struct glane_call *c, struct plugin *p, int (*fn)(struct glane_call *, void *), void *arg);
int call_check(struct glane_call *c, int rc); /* what rc means together with sticky failures: 0 or the status */
void call_cookie(struct glane_call *c, const char *name, struct glane_str value, int64_t max_age_s); /* 0: away with it */
extern const struct glane_host glane_host_table;

/* service_*.c */
extern const struct glane_call_api call_api;
extern const struct glane_value_api value_api;
extern const struct glane_reply_api reply_api;
extern const struct glane_db_api db_api;
extern const struct glane_inventory_api inventory_api;
extern const struct glane_job_api job_api;
extern const struct glane_label_api label_api;
extern const struct glane_live_api live_api;
extern const struct glane_metric_api metric_api;
void rows_close_all(struct glane_call *c);
void rows_close_until(struct glane_call *c, const struct glane_rows *last); /* those opened after `last` */
struct inventory *call_inventory(struct glane_call *c);
int call_before(void *call, const struct glane_record *r); /* cursors.c: runs BEFORE subscriptions */

/* probe.c: finding and opening plugins.  Never fails as a whole: each plugin keeps its reason.  Nothing of a file runs
 * before plugin_load(), which its constructors are part of. */
void probe_all(struct host *h);
int probe_file(struct host *h, const char *path, bool trusted, struct plugin **ret); /* one file: who wrote it, its hash */
int plugin_load(struct plugin *p);
int plugin_adopt(struct plugin *p, const struct glane_plugin *declared); /* checks and copies a declaration */
void plugin_fail(struct plugin *p, const char *fmt, ...) PRINTF(2, 3);
void plugin_free(struct plugin *p);
/* order.c: dependencies first; a missing one fails the plugin. */
void order_plugins(struct host *h);
/* grant.c: enabled?  Then it is loaded. */
int admit_plugin(struct plugin *p, struct conn *writer);
/* migrations, rights, statements, templates, init, start; on the writer's connection. */
int grant_plugin(struct host *h, struct plugin *p, struct conn *writer);
int start_plugin(struct host *h, struct plugin *p, struct conn *writer);
void stop_plugin(struct plugin *p);
const struct template *plugin_template(const struct plugin *p, struct glane_str name);
/* routes.c: endpoints of all running plugins. */
int routes_build(struct host *h, struct error *e);
/* render.c */
int render_page(struct glane_call *c, const char *template_name, const struct glane_value *root, struct buf *out);
void render_error(struct glane_call *c, struct glane_value *into); /* call->error worded: {"status","message","fields"} */
struct glane_str error_sentence(struct glane_call *c);
/* writer.c: the executor's hooks, and the connection that writes */
struct executor_hooks host_hooks(struct host *h);
int writer_new(struct host *h, struct conn *conn); /* takes the connection */
struct conn *writer_conn(struct host *h);          /* before the threads start, after they ended, or inline */
void writer_free(struct host *h);
struct writer_task { /* a task of the write lane: first member of what is submitted */
	struct task task;
	struct writer_task *next_in_batch;
	int (*body)(struct writer_task *, struct conn *); /* in its savepoint; negative: rolled back */
	void (*lost)(struct writer_task *, int status);   /* the batch could not be committed: forget what body did */
	int status;
};
void writer_task_run(struct task *t, void *thread);
/* Runs fn in a WRITE or READ call of its own and waits; not on the loop, not on the lane's own thread. */
int host_call_and_wait(struct host *h, enum lane mode, int (*fn)(struct conn *, void *), void *arg);
void after_commit_run(struct glane_call *c);
/* check.c: the file's pages.  check_open: GLANE_EIO when the last process found them damaged, and they still are. */
int check_open(struct host *h, struct conn *w, struct error *e);
void check_start(struct host *h);
void host_broken(struct host *h); /* any thread: tells config.broken, once */
/* cursors.c */
struct cursors *cursors_new(struct host *h);
void cursors_free(struct cursors *c);
int cursors_load(struct cursors *c, struct conn *writer, struct error *e);
int cursors_step(struct cursors *c, struct conn *writer, int budget_ms); /* ms until wanted again, -1: nothing to do */
/* jobs.c */
struct jobs *jobs_new(struct host *h);
void jobs_free(struct jobs *j);
int jobs_load(struct jobs *j, struct conn *writer, struct error *e);
int jobs_step(struct jobs *j, struct conn *writer, int budget_ms);
/* settings.c */
struct settings *settings_new(struct host *h);
void settings_free(struct settings *s);
const char *settings_initial(struct settings *s, const char *key); /* NULL: there is no such setting */
int settings_load(struct settings *s, struct conn *c, struct error *e);
struct glane_str settings_get(struct settings *s, const char *owner, const char *key, struct arena *a);
int settings_set(struct settings *s, struct inventory *inv, struct glane_str key, struct glane_str value); /* in the database */
void settings_put(struct settings *s, struct glane_str key, struct glane_str value); /* in memory, after the commit */
void after_commit_add(struct glane_call *c, const struct after_commit *what); /* copies; its words are the call's */
void first_run_code(struct host *h); /* own_door.c: a new one, told to config.say */
/* own_privacy.c */
enum wipe { WIPE_DONE, WIPE_WAL, WIPE_TABLES };
int privacy_forget(struct glane_call *, const void *uid) NODISCARD; /* of the call's table */
void privacy_wipe(struct host *h, struct conn *writer); /* outside a transaction; nothing when nothing is to do */
int privacy_replay(struct host *h, struct conn *writer, struct error *e) NODISCARD; /* those erased who are back after a restore */
/* crash.c */
int crash_open(struct host *h, struct conn *writer); /* books the last note, then opens the next and installs the handler */
void crash_close(void);
/* The plugin whose callback runs on this thread; for the crash note, the log and metrics. */
struct plugin *crash_enter(struct plugin *p); /* returns who was there before */
void crash_leave(struct plugin *before);
struct plugin *crash_plugin(void);

#endif
