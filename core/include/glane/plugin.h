/* SPDX-License-Identifier: MPL-2.0 */
/* glane/plugin.h: the whole contract between the core and a plugin.
 *
 * Rules that hold everywhere in this file:
 *  - A pointer handed to a callback is borrowed: valid until it returns.  The
 *    host and its tables live until the process exits.
 *  - What a plugin declares (names, tables, SQL) has static storage.
 *  - Functions return GLANE_OK (0) or a negative GLANE_E*.  refuse() words the
 *    reason for a person, fail() for the log; once, where it is detected.
 *  - Structs start with their size, lists carry their stride, padding is
 *    explicit.  Members are only appended, with "Since: 1.N".  A tail that the
 *    core does not know must be zero bytes, or it refuses the plugin.  A pad
 *    is zero; it may get a name, where an older core refuses whoever needs it.
 *    glane_str, glane_val and glane_list are frozen for ever.  LP64 only.
 *  - Plugin code never runs on the event loop's thread.  `self` is read-only
 *    after start(), or guards itself.  A WRITE callback may be run again, so
 *    it has no effect outside the database.
 *  - Masses are integer grams, money integer cents, times ms since 1970 UTC.
 *
 * plugins/README.md walks through it in the order in which the core calls it.
 */
#ifndef GLANE_PLUGIN_H
#define GLANE_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#define GLANE_ABI_MAJOR 1 /* in the name of the entry symbol */
#define GLANE_ABI_MINOR 3 /* grows with every appended member */

#if defined(__GNUC__)
#define GLANE_EXPORT __attribute__((visibility("default")))
#define GLANE_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define GLANE_CHECKED __attribute__((warn_unused_result))
#else
#define GLANE_EXPORT
#define GLANE_PRINTF(f, a)
#define GLANE_CHECKED
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* --- status: one table for C, HTTP, the command line and messages -------- */
#define GLANE_STATUS_MAP(X)                                                   \
	X(OK, 0, 200, "ok")                                                   \
	X(EINVAL, -1, 400, "invalid input")                                   \
	X(EDENIED, -2, 403, "not allowed")                                    \
	X(ENOENT, -3, 404, "not found")                                       \
	X(ECONFLICT, -4, 409, "conflicts with the current state")             \
	X(EGONE, -5, 410, "no longer offered")                                \
	X(ETOOBIG, -6, 413, "over a limit")                                   \
	X(EBUSY, -7, 503, "busy, try again")                                  \
	X(ETIME, -8, 504, "took too long")                                    \
	X(ENOMEM, -9, 500, "out of memory")                                   \
	X(EIO, -10, 500, "storage or device failure")                         \
	X(EFULL, -11, 507, "no space left")                                   \
	X(EBUG, -12, 500, "internal error")                                   \
	X(EAUTH, -13, 401, "sign in first")                                   \
	X(EREUSED, -14, 422, "this key was used for something else")          \
	X(ELIMIT, -15, 429, "too many, wait a moment")

enum { /* values travel as int, never as the enum type */
#define GLANE_X_(name, value, http, text) GLANE_##name = value,
	GLANE_STATUS_MAP(GLANE_X_)
#undef GLANE_X_
};

/* --- plain values --------------------------------------------------------- */
struct glane_str {
	const char *p; /* p[n] is always 0 */
	size_t n;
};

enum { GLANE_NULL = 0, GLANE_INT, GLANE_REAL, GLANE_TEXT, GLANE_BLOB };

struct glane_val { /* one SQL parameter or column */
	uint32_t type;
	uint32_t pad;
	union {
		int64_t i;
		double r;
		struct glane_str s;
	} u;
};

/* A table of descriptors.  The stride travels with it, so an entry type can
 * grow without breaking plugins compiled earlier. */
struct glane_list {
	const void *items;
	uint32_t count;
	uint32_t stride;
};
#define GLANE_LIST(a) { (a), (uint32_t)(sizeof(a) / sizeof((a)[0])), (uint32_t)sizeof((a)[0]) }

/* Short ways to write parameters:  (struct glane_val[]){ glane_int(5), glane_text(title) } */
static inline struct glane_val glane_null(void)
{
	struct glane_val v;
	v.type = GLANE_NULL;
	v.pad = 0;
	v.u.i = 0;
	return v;
}
static inline struct glane_val glane_int(int64_t i)
{
	struct glane_val v = glane_null();
	v.type = GLANE_INT;
	v.u.i = i;
	return v;
}
static inline struct glane_val glane_text(struct glane_str s)
{
	struct glane_val v = glane_null();
	v.type = GLANE_TEXT;
	v.u.s = s;
	return v;
}
static inline struct glane_val glane_blob(struct glane_str s)
{
	struct glane_val v = glane_text(s);
	v.type = GLANE_BLOB;
	return v;
}
static inline struct glane_str glane_cstr(const char *c) /* NULL: the empty string */
{
	struct glane_str s;
	size_t n = 0;
	while (c && c[n])
		n++;
	s.p = c ? c : "";
	s.n = n;
	return s;
}

struct glane_self;  /* the plugin's own, from init() to fini() */
struct glane_call;  /* one callback invocation: dies when it returns */
struct glane_rows;  /* a cursor: dies with its call, or earlier by close() */
struct glane_value; /* a tree: inputs, reply, record body, job, live event are all this; dies with its call */

/* --- host services: one small table per area ------------------------------ */
enum { GLANE_LOG_DEBUG = 0, GLANE_LOG_INFO, GLANE_LOG_WARNING, GLANE_LOG_ERROR };

enum { /* what a quantity measures: decides how a template writes it */
	GLANE_U_NONE = 0,
	GLANE_U_GRAMS,     /* 1840 -> "1,84 kg" */
	GLANE_U_CENTS,     /* 450 -> "4,50 EUR sign" */
	GLANE_U_TIME_MS,   /* ms since 1970 UTC -> local date and time of the site */
	GLANE_U_DAY,       /* days since 1970 -> local date */
	GLANE_U_PER_MILLE, /* 454 -> "45,4 %" */
	GLANE_U_CO2_GRAMS  /* 214510 -> "0,21 t", two significant digits */
};

struct glane_call_api {
	uint32_t size, pad;
	void *(*alloc)(struct glane_call *, size_t n); /* zeroed; NULL over the budget: the call then ends ENOMEM */
	const struct glane_value *(*inputs)(struct glane_call *); /* validated; path, query and body in one object */
	struct glane_str (*body)(struct glane_call *); /* routes with content_types only: the bytes as sent */
	/* Both return `status`, so that a callback may end with `return call->refuse(...)`. */
	int (*fail)(struct glane_call *, int status, const char *fmt, ...) GLANE_PRINTF(3, 4); /* log, English */
	int (*refuse)(struct glane_call *, int status, const char *message_key, const struct glane_value *args); /* person */
	int (*refuse_input)(struct glane_call *, const char *input_path, const char *message_key,
	                    const struct glane_value *args); /* returns GLANE_EINVAL; may be said several times */
	void (*log)(struct glane_self *, int level, const char *fmt, ...) GLANE_PRINTF(3, 4); /* self may be NULL in init() */
	int (*cancelled)(const struct glane_call *);
	int64_t (*now_ms)(const struct glane_call *); /* READ, WRITE: fixed for the call; POOL, services: the clock */
	int64_t (*day)(const struct glane_call *, int64_t ms); /* the site's local day of a moment, in days since 1970 */
	int64_t (*person)(const struct glane_call *);
	int64_t (*device)(const struct glane_call *);
	int (*may)(const struct glane_call *, const char *permission);
	struct glane_str (*lang)(const struct glane_call *); /* "fr", "en", "ar" */
	struct glane_str (*tr)(struct glane_call *, const char *key, const struct glane_value *args);
	struct glane_str (*setting)(struct glane_call *, const char *key); /* own keys, and the core's public "site.*" */
	void (*random)(struct glane_call *, void *p, size_t n); /* seeded in tests */
	int (*within)(struct glane_call *, uint32_t mode, int (*fn)(struct glane_self *, struct glane_call *, void *),
	              void *arg) GLANE_CHECKED; /* POOL and services: a READ or WRITE call of its own; not nestable */
	int (*wake_fd)(struct glane_call *); /* services: borrowed until the service returns; cancelled() empties it */
	void (*wake)(struct glane_call *, uint32_t service); /* in WRITE: after the commit */
	int (*render)(struct glane_call *, const char *template_name, const struct glane_value *,
	              struct glane_str *ret) GLANE_CHECKED;
	/* Since: 1.3.  WRITE: whoever the plugin knows under these 16 random bytes goes: each forget_sql runs now, and again
	 * should an older copy of the database be put back; the tables that they name are wiped after the commit. */
	int (*forget)(struct glane_call *, const void *uid) GLANE_CHECKED;
};

enum { GLANE_V_NULL = 0, GLANE_V_BOOL, GLANE_V_INTEGER, GLANE_V_DECIMAL, GLANE_V_QUANTITY, GLANE_V_TEXT, GLANE_V_OBJECT, GLANE_V_ARRAY };
struct glane_value_api { /* building is sticky: after a failed allocation all is a no-op and the call ends ENOMEM */
	uint32_t size, pad;
	struct glane_value *(*make)(struct glane_call *); /* an empty object */
	/* `key` is copied.  On an array `key` is NULL: append.  The same key again replaces. */
	struct glane_value *(*object)(struct glane_value *, const char *key);
	struct glane_value *(*array)(struct glane_value *, const char *key);
	void (*integer)(struct glane_value *, const char *key, int64_t v);
	void (*decimal)(struct glane_value *, const char *key, int64_t v, uint32_t decimals); /* 12345, 2 -> 123.45 */
	void (*quantity)(struct glane_value *, const char *key, int64_t v, uint32_t unit); /* JSON: 1840; HTML: "1,84 kg" */
	void (*text)(struct glane_value *, const char *key, struct glane_str v); /* copied */
	void (*boolean)(struct glane_value *, const char *key, int v);
	void (*null)(struct glane_value *, const char *key);
	void (*put)(struct glane_value *, const char *key, const struct glane_value *from); /* a deep copy */
	/* reading: NULL in, NULL (or `missing`) out */
	const struct glane_value *(*get)(const struct glane_value *, const char *key);
	const struct glane_value *(*at)(const struct glane_value *, uint32_t i);
	struct glane_str (*key_at)(const struct glane_value *, uint32_t i); /* of an object */
	uint32_t (*count)(const struct glane_value *);
	uint32_t (*type)(const struct glane_value *); /* GLANE_V_* */
	int64_t (*as_integer)(const struct glane_value *, int64_t missing); /* also of booleans and quantities */
	struct glane_str (*as_text)(const struct glane_value *); /* of texts; "" for all else */
};

struct glane_reply_api {
	uint32_t size, pad;
	struct glane_value *(*root)(struct glane_call *);
	void (*status)(struct glane_call *, int http_status);
	void (*see_other)(struct glane_call *, struct glane_str path); /* 303 for HTML; JSON callers get the value */
	/* Instead of a value.  write() may be called again and again in READ and POOL calls and waits for a slow reader. */
	int (*file)(struct glane_call *, const char *content_type, const char *file_name) GLANE_CHECKED;
	int (*write)(struct glane_call *, const void *p, size_t n) GLANE_CHECKED;
};

struct glane_db_api {
	uint32_t size, pad;
	/* `sql` indexes the plugin's own statements[]: there is no other SQL. */
	int (*query)(struct glane_call *, uint32_t sql, const struct glane_val *args, size_t n,
	             struct glane_rows **ret) GLANE_CHECKED;
	int (*next)(struct glane_rows *) GLANE_CHECKED; /* 1: a row, 0: end, <0: error */
	struct glane_val (*col)(struct glane_rows *, uint32_t column); /* borrowed until next() */
	void (*close)(struct glane_rows *); /* NULL is fine */
	int (*exec)(struct glane_call *, uint32_t sql, const struct glane_val *args, size_t n,
	            int64_t *ret_changes) GLANE_CHECKED; /* ret_changes may be NULL */
	int64_t (*last_id)(struct glane_call *);
};

enum { GLANE_ESTIMATED = 0, GLANE_MEASURED = 1, GLANE_FROM_ITEM = 2 };
struct glane_movement { /* an array of these travels in a glane_list: the stride is the size */
	int64_t category, item, outlet; /* item 0: bulk; outlet 0: none */
	int64_t grams, pieces;          /* pieces 0: not counted */
	const char *from, *to;          /* accounts of the chart in core/inventory/accounts.h: "source:drop_off", "stock:shop" */
	uint32_t measured, pad;
};
struct glane_entry { /* one record of the journal, with everything it changes: the hash covers all of it */
	uint32_t size, pad;
	const char *kind; /* one of the plugin's declared kinds */
	const struct glane_value *body; /* an object; may be NULL */
	int64_t item; /* subject, 0: none */
	int64_t happened_from_ms, happened_to_ms; /* 0, 0: now; paper and imports say when, or between when */
	struct glane_list moves;   /* struct glane_movement */
	struct glane_list changes; /* struct glane_change */
};
enum { GLANE_SET_TITLE = 1, GLANE_SET_CATEGORY = 2, GLANE_SET_GRAMS = 4, GLANE_SET_PIECES = 8, GLANE_SET_PRICE = 16, GLANE_SET_STATE = 32 };
enum { /* of an item; the allowed transitions are one table in core/inventory/states.c */
	GLANE_STATE_PENDING = 1, GLANE_STATE_TO_TEST, GLANE_STATE_REPAIRED, GLANE_STATE_ON_SALE, GLANE_STATE_RESERVED,
	GLANE_STATE_SOLD, GLANE_STATE_GIVEN, GLANE_STATE_RECYCLED, GLANE_STATE_SCRAPPED, GLANE_STATE_VOID
};
struct glane_change { /* of one item; the record keeps the former values, so that reverse() can put them back */
	int64_t item;
	uint32_t set, state;
	int64_t category, grams, pieces, price_cents; /* price_cents -1: no price */
	struct glane_str title;
};
struct glane_inventory_api {
	uint32_t size, pad;
	int (*item_draw)(struct glane_call *, struct glane_str blank_code, int64_t *ret_item,
	                 struct glane_str *ret_code) GLANE_CHECKED; /* "": a new code; else claims a blank one */
	int (*codes_draw)(struct glane_call *, uint32_t n, struct glane_value *ret_codes) GLANE_CHECKED; /* blank labels: appends n texts */
	int (*code_find)(struct glane_call *, struct glane_str typed, struct glane_str *ret_code,
	                 int64_t *ret_item) GLANE_CHECKED; /* a code, its URL or a shop number; EINVAL misread, ENOENT never
	                                                     drawn, EGONE void; item 0: blank */
	int (*append)(struct glane_call *, const struct glane_entry *, int64_t *ret_seq) GLANE_CHECKED;
	int (*reverse)(struct glane_call *, int64_t seq, const char *reason_key, int64_t *ret_seq) GLANE_CHECKED;
	int (*undo)(struct glane_call *, int64_t seq, int64_t *ret_count) GLANE_CHECKED; /* all records of the request of
	                                                     `seq`; refused when later work stands on them */
	uint32_t (*states_after)(uint32_t state); /* bits 1 << GLANE_STATE_* that an item in this state may go to; 0: a new item */
	/* Since: 1.2.  Rows of core_v1_outlet and core_v1_container; each change is a record of core's, none is ever deleted.
	 * id 0: a new one.  EINVAL names the input "name", "exit_class" or "tare_grams"; ENOENT: no such row. */
	int (*outlet_set)(struct glane_call *, int64_t id, struct glane_str name, const char *exit_class, int active,
	                  int64_t *ret_id) GLANE_CHECKED; /* exit_class: "recycle" */
	int (*container_set)(struct glane_call *, int64_t id, struct glane_str name, int64_t tare_grams, int active,
	                     int64_t *ret_id) GLANE_CHECKED;
};
struct glane_record { /* what a subscription is given */
	uint32_t size, reversed; /* reversed: this record undoes `reverses` and body, moves, changes are the undone ones */
	int64_t seq, reverses, at_ms, happened_from_ms, happened_to_ms, person, device, item;
	struct glane_str kind, plugin;
	const struct glane_value *body;
	struct glane_list moves, changes;
};

struct glane_job_api { /* durable: survive a restart */
	uint32_t size, pad;
	int (*enqueue)(struct glane_call *, uint32_t job, const struct glane_value *args, const char *unique_key,
	               int64_t not_before_ms) GLANE_CHECKED;
};

struct glane_label_api { /* what all plugins can print about a subject: "item:12", "challenge_household:5" */
	uint32_t size, pad;
	int (*collect)(struct glane_call *, struct glane_str subject, struct glane_value *into) GLANE_CHECKED;
};

struct glane_live_api { /* to the screens that listen, kept nowhere; when the call has ended well, in WRITE after the commit;
                          services: within() */
	uint32_t size, pad;
	void (*publish)(struct glane_call *, uint32_t topic, const struct glane_value *);
};

struct glane_metric_api { /* always there; any thread */
	uint32_t size, pad;
	void (*add)(struct glane_self *, uint32_t metric, double delta);
	void (*set)(struct glane_self *, uint32_t metric, double value);
};

struct glane_host {
	uint32_t size;
	uint16_t abi_major, abi_minor; /* of the running core */
	const struct glane_call_api *call;
	const struct glane_value_api *value;
	const struct glane_reply_api *reply;
	const struct glane_db_api *db;
	const struct glane_inventory_api *inventory;
	const struct glane_job_api *job;
	const struct glane_label_api *label;
	const struct glane_live_api *live;
	const struct glane_metric_api *metric;
};

/* Is `member` there in the table that the running core handed out? */
#define GLANE_HAS(type, table, member)                                        \
	((table) && (table)->size >= offsetof(type, member) + sizeof((table)->member) && (table)->member)

/* --- what a plugin declares: data, not calls ------------------------------ */
enum { GLANE_GET = 1, GLANE_POST };
enum {
	GLANE_READ = 1, /* a reader thread, one snapshot for the call */
	GLANE_WRITE,    /* the writer thread, one transaction for the call */
	GLANE_POOL      /* a background thread, no database: may block */
};
enum { /* input types.  Texts of GRAMS and CENTS are kilograms and euros, "1,84" or "1.84"; JSON integers are grams and cents */
	GLANE_F_INT = 1,
	GLANE_F_TEXT,   /* UTF-8 without control characters; min, max: bytes; max 0: 1,000 */
	GLANE_F_BOOL,
	GLANE_F_CODE,   /* 13 symbols, checked and folded to upper case */
	GLANE_F_DATE,   /* "2025-10-01" -> days since 1970 */
	GLANE_F_CHOICE, /* one of `choices` */
	GLANE_F_GRAMS,
	GLANE_F_CENTS,
	GLANE_F_FILE,   /* object { name, content, sha256 }; max: bytes */
	GLANE_F_LIST,   /* of objects with the inputs `inner`; min, max: entries */
	GLANE_F_LINES,  /* TEXT that may hold line ends */
	GLANE_F_OUTPUT, /* commands only: a file that the caller writes, with the reply's bytes (reply->file) or with the text
	                   of this name in the reply's value; the input's value is its name */
	GLANE_F_SECRET  /* TEXT that is never shown again, kept or logged: on the command line asked for, or a line of standard input */
};
enum { /* subscriptions */
	GLANE_AFTER = 0, /* from a durable cursor after the commit: at least once, in order */
	GLANE_BEFORE     /* inside append(), in its transaction: may refuse the record, may not append */
};
typedef int glane_call_fn(struct glane_self *, struct glane_call *);
typedef int glane_args_fn(struct glane_self *, struct glane_call *, const struct glane_value *args);
typedef int glane_record_fn(struct glane_self *, struct glane_call *, const struct glane_record *);
typedef int glane_label_fn(struct glane_self *, struct glane_call *, struct glane_str subject, struct glane_str *ret);

struct glane_input { /* of a route, a command, a kind's payload or a list */
	const char *name;
	uint32_t type, required;
	int64_t min, max; /* both 0: any INT; see the type for others.  GRAMS and CENTS: 0, 0 is from 0 up */
	const char *const *choices; /* ends with NULL */
	struct glane_list inner;    /* struct glane_input */
};
struct glane_route { /* path: "" is /p/<name>; "/items/{code}" is below it, and {code} is an input */
	uint32_t method, mode;
	const char *path, *permission; /* permission NULL: everyone, the shopper too */
	const char *template_name;     /* NULL: JSON only */
	const char *summary;           /* English, for OpenAPI */
	const char *form;              /* POST: path of the GET route that is shown again when it is refused; from its start its
	                                  value has `input` (texts as typed), `errors` (list) and `fault` (field -> sentence) */
	const char *content_types;     /* NULL: inputs (JSON, urlencoded, multipart); else "image/jpeg image/png": raw body */
	glane_call_fn *run;
	struct glane_list inputs;
	uint32_t max_body, timeout_ms, cache_s; /* 0: 64 KiB, by mode, not cached; cache_s 31536000, a year: browsers keep it too */
	uint32_t open_post; /* Since: 1.1.  1: a POST for everybody, who has to bring the `_request` of its `form` page, a public
	                       one; 4 KiB, few per address, mode WRITE.  A core 1.0 refuses any POST without permission */
};
struct glane_sub { /* kind: "items.created", "items.*", "*" for all of the journal; BEFORE is WRITE, AFTER is WRITE or POOL */
	const char *kind;
	uint32_t mode, when;
	glane_record_fn *run;
};
struct glane_job { /* WRITE or POOL; every_ms 0 and at_minute -1: only when enqueued */
	const char *name;
	uint32_t mode, every_ms;
	int32_t at_minute; /* local minute of the day */
	uint32_t attempts;
	glane_args_fn *run;
};
struct glane_service { /* a thread of its own: a printer, a scale; runs until cancelled() */
	const char *name;
	uint32_t restart_ms, pad;
	glane_call_fn *run;
};
struct glane_kind { /* of journal records: "created" of items is "items.created" */
	const char *name, *summary;
	struct glane_list fields; /* struct glane_input: the body's members */
};
struct glane_permission { /* "items.edit"; default_roles, until the centre decides otherwise: words of day volunteer staff
                             cashier manager reader; administrators have all */
	const char *name, *title_key, *default_roles;
};
struct glane_topic { /* live, at /events?topic=items.changed */
	const char *name, *permission;
};
struct glane_letter { /* HTTPS://HOST/<letter>/<code> runs the GET route with this path and input {code}.  Where {code} is a
                         TEXT of 26 (min and max), it is a secret: 26 folded symbols, all zero when what came is none; its
                         routes are neither logged nor kept with it, and open ones count misses only */
	uint32_t letter, pad;
	const char *route;
};
struct glane_panel { /* kind: form table gauge notice page element link; source: path of a GET route; tag, module: element.
                        Slot "badge": a link whose POST route prints `name` and `content` (a key: SECRET) on a card */
	const char *slot, *kind, *title_key, *source, *tag, *module, *permission;
	int32_t order;
	uint32_t pad;
};
struct glane_label_field { /* returns ENOENT for subjects that are not its own */
	const char *name, *title_key, *sample;
	glane_label_fn *run;
};
struct glane_setting { /* own settings: "host" of labels is "labels.host" */
	const char *key;
	uint32_t type, pad; /* GLANE_F_* */
	const char *initial, *title_key;
};
struct glane_metric { /* kind: counter gauge; read at /metrics */
	const char *name, *kind, *help;
};
struct glane_command { /* `glane WORDS ...`: required inputs by position, the others as --name VALUE, BOOL as --name */
	const char *words, *summary, *permission; /* one or two words */
	uint32_t mode, timeout_ms;
	glane_call_fn *run; /* the reply's value is printed: as JSON with --json, else by template_name (a .txt template), else
	                       its member "text"; a member "ok" that is false makes the exit status 1 */
	struct glane_list inputs;
	const char *template_name;
};
struct glane_check { /* must return no row; run by `glane verify` */
	const char *name, *sql;
};
/* What the plugin knows of people, shown to managers with the words of purpose_key.  ?1 of export_sql (rows for that person)
 * and of erase_sql is the person's id; erase_sql must bear being run again; expire_sql runs every night, ?1 is now in ms. */
struct glane_personal {
	const char *table, *purpose_key, *export_sql, *erase_sql, *expire_sql;
	const char *forget_sql; /* Since: 1.3.  Of whom is no person of core's: ?1 is the uid given to forget(); must bear being
	                           run again.  `table` is small: all of it is written anew to wipe it */
};
/* optional 1: when it is not there and never was, neither are its views: a statement that names one answers GLANE_EGONE. */
struct glane_dep {
	const char *plugin;
	uint32_t min_schema, optional;
};
struct glane_view { /* "core_v1_item": read through a view that another owner exports */
	const char *name;
};
struct glane_ref { /* a parent key that its foreign keys point at */
	const char *table, *column;
};
struct glane_file { /* embedded at build: `glane embed`; p[n] is 0 */
	const char *name, *type;
	const void *p;
	uint64_t n;
};

struct glane_plugin {
	uint32_t size;
	uint16_t abi_major, abi_minor; /* of the header it was built with */
	const char *name;              /* [a-z][a-z0-9]{1,15}: prefix of its tables, routes, kinds, elements */
	const char *version, *title_key, *license;
	int (*init)(const struct glane_host *, struct glane_call *, struct glane_self **ret); /* memory and checks only */
	int (*start)(struct glane_self *, struct glane_call *); /* inside WRITE: seed rows */
	void (*stop)(struct glane_self *);
	void (*fini)(struct glane_self *);
	struct glane_list depends, views, refs, statements, checks, personal; /* statements: const char * */
	struct glane_list routes, letters, subs, kinds, jobs, services, topics, permissions, settings;
	struct glane_list panels, label_fields, metrics, commands;
	struct glane_list migrations, templates, assets, catalogues; /* struct glane_file */
};

/* Defines the one symbol that the core looks up.  A plugin for another major
 * ABI exports another name, so it is refused before any of it is read. */
#define GLANE_CAT_(a, b) a##b
#define GLANE_CAT(a, b) GLANE_CAT_(a, b)
#define GLANE_PLUGIN_SYMBOL GLANE_CAT(glane_plugin_v, GLANE_ABI_MAJOR)
#define GLANE_PLUGIN_HEAD                                                     \
	.size = sizeof(struct glane_plugin), .abi_major = GLANE_ABI_MAJOR, .abi_minor = GLANE_ABI_MINOR
#define GLANE_PLUGIN_DEFINE                                                   \
	extern GLANE_EXPORT const struct glane_plugin GLANE_PLUGIN_SYMBOL;    \
	const struct glane_plugin GLANE_PLUGIN_SYMBOL

#ifdef __cplusplus
}
#endif
#endif /* GLANE_PLUGIN_H */
