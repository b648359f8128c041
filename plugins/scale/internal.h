/* SPDX-License-Identifier: MPL-2.0 */
/* internal.h: what the files of this plugin share. */
#ifndef SCALE_INTERNAL_H
#define SCALE_INTERNAL_H

#include <pthread.h>

#include "glane/plugin.h"
#include "port/port.h"
#include "scale/reader.h"
#include "scale/reading.h"
#include "self/host.h"

extern const struct glane_host *scale_host;

enum {
	SQL_DEVICES, SQL_DEVICE, SQL_DEVICE_SLOT, SQL_DEVICE_ADD, SQL_DEVICE_SET, SQL_DEVICE_GONE, SQL_DEVICE_ASKED, SQL_DEVICE_FOUND, SQL_SLOT_FREE,
	SQL_NAME_TAKEN, SQL_PORT_TAKEN, SQL_COUNT
};
enum { TOPIC_READING };
enum { SERVICE_TELL, SERVICE_SLOT_1 }; /* slot n is SERVICE_SLOT_1 + n - 1 */
enum { SLOTS = 4 };
#define DAY_MS INT64_C(86400000)
#define SOON_DAYS 60 /* before the end of its check a scale asks for the next one */

/* --- device.c: the scales of this place, rows of scale_device --------------------------------------------------------- */
struct device { /* its texts are its own, because a service keeps it longer than a call */
	int64_t id, slot, asked_ms, interval_grams, least_grams, most_grams, check_day, ask_ms; /* check_day NO_DAY: not known */
	char name[61], port[PORT_TEXT_MAX], protocol[24], unit[4], purpose[12], class[5], regex[201], ask[41], ends[21];
};
#define NO_DAY INT64_MIN

/* 1: there is one, 0: none; negative: refused or failed.  In READ and WRITE calls. */
int device_find(struct glane_call *c, int64_t id, struct device *ret) GLANE_CHECKED;
int device_in_slot(struct glane_call *c, int64_t slot, struct device *ret) GLANE_CHECKED;
/* All that are there, by slot.  Returns how many. */
int device_list(struct glane_call *c, struct device ret[SLOTS]) GLANE_CHECKED;
/* Its last day of sale by weight, as the view scale_v1_device says it; NO_DAY: never. */
int64_t device_sells_until(const struct device *d);
/* What a probe found: protocol and port with its settings; only if it is still the one that was asked for. */
int device_found(struct glane_call *c, const struct device *d, const char *protocol, const char *port) GLANE_CHECKED;
int device_set(struct glane_self *self, struct glane_call *c);    /* POST /device: a new one, or another setting */
int device_remove(struct glane_self *self, struct glane_call *c); /* POST /device/remove */
int device_ask(struct glane_self *self, struct glane_call *c);    /* POST /device/ask: find out how it talks, or stop that */

/* --- live.c: what each scale says now; any thread ---------------------------------------------------------------------- */
enum { HEARD_MOST = 8, HEARD_TEXT = 80 };
struct probe { /* how far the search for a protocol is */
	uint32_t step, steps, heard_n; /* steps 0: none was made */
	int running, fault;            /* fault: the errno that ended it */
	char now[40];                  /* "9600,7E1 W": what is tried */
	char heard[HEARD_MOST][HEARD_TEXT]; /* what came back, with what was asked */
};
struct live {
	int64_t device, at_ms; /* 0: nobody has told of one since the start; at_ms: monotonic, of `view` */
	struct reader_view view;
	struct reading reading; /* the same in grams */
	int taken;              /* what lies there was recorded */
	int take;               /* somebody recorded it; the service has not told its reader yet */
	struct probe probe;
};
struct glane_self {
	pthread_mutex_t lock; /* for all below: routes put something there, services and routes look */
	struct simulated simulated;
	struct live live[SLOTS];
	int running[SLOTS]; /* its service is there: without the daemon nobody reads */
};
struct live live_of(struct glane_self *self, const struct device *d); /* .device 0: nothing is known */
int live_runs(struct glane_self *self, const struct device *d); /* somebody reads it: the daemon is there */
void live_put(struct glane_self *self, const struct device *d, const struct reader *r, int64_t now_ms);
void live_probe(struct glane_self *self, const struct device *d, const struct probe *p);
/* A weight of this scale was recorded and still lies there: it is not offered before its service has taken note. */
void live_taken(struct glane_self *self, int64_t device);
/* Its service: is there something to tell the reader?  Once. */
int live_take(struct glane_self *self, const struct device *d);
/* More than its state: "busy" somebody else has its port, "denied" not ours to open, "listens" just opened, "untold" silent, and tells
 * changes alone; "". */
const char *live_why(const struct device *d, const struct live *l);
/* { scale, name, age_ms, why, net, takeable, taken, light, raw, grams, stable, state }: what goes to screens; light: below its Min. */
void live_say(struct glane_value *into, const struct device *d, const struct live *l, int64_t now_ms);

/* --- serve.c: the services, one a slot ---------------------------------------------------------------------------------- */
int serve_slot(struct glane_self *self, struct glane_call *c, int slot); /* 0 to SLOTS - 1 */

/* probe.c: 9.8 of the field's notes: listens, then asks in each protocol's words over each setting; a person declared this
 * port as a scale's just now.  Wakes of wake_fd stop it.  1: found, in ret_protocol and ret_port; 0: nothing that we know;
 * negative errno. */
int probe_run(struct glane_self *self, const struct device *d, int wake_fd, const char **ret_protocol, char ret_port[PORT_TEXT_MAX]);

/* --- scale.c ------------------------------------------------------------------------------------------------------------ */
int scale_is_simulated(struct glane_call *c); /* the setting */
struct reading scale_read(struct glane_self *self, int64_t now_ms);
void scale_wake(struct glane_call *c, uint32_t service); /* something has changed */
static inline int64_t in_int(struct glane_call *c, const char *name, int64_t missing) /* an input */
{
	return host_int(scale_host, c, name, missing);
}
static inline struct glane_str in_text(struct glane_call *c, const char *name)
{
	return host_text(scale_host, c, name);
}

/* --- pages -------------------------------------------------------------------------------------------------------------- */
int page_show(struct glane_self *self, struct glane_call *c);     /* GET /: the scales, and the one for exercise */
int page_put(struct glane_self *self, struct glane_call *c);      /* POST /simulate */
void states_say(struct glane_call *c, struct glane_value *root);
struct glane_str state_words(struct glane_call *c, enum scale_state state);
struct glane_str live_words(struct glane_call *c, const struct device *d, const struct live *l); /* of one that is not SCALE_OK: why */
void device_say_law(struct glane_call *c, struct glane_value *into, const struct device *d);
void device_say_live(struct glane_self *self, struct glane_call *c, struct glane_value *into, const struct device *d);
int page_device(struct glane_self *self, struct glane_call *c);   /* GET /device: the form of one scale */
int page_check(struct glane_self *self, struct glane_call *c);    /* GET /check: against a known mass */
int page_pattern(struct glane_self *self, struct glane_call *c);  /* GET /pattern: what a profile of one's own reads */
/* { ..., allowed_grams, deviation_grams, good }: how far a scale is from a known mass, and how far it may be. */
int check_say(struct glane_self *self, struct glane_call *c, const struct device *d, int64_t mass_grams, struct glane_value *into);

/* command.c: glane scale list, read, test */
int command_list(struct glane_self *self, struct glane_call *c);
int command_read(struct glane_self *self, struct glane_call *c);
int command_test(struct glane_self *self, struct glane_call *c);

#endif
