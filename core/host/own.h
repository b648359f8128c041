/* SPDX-License-Identifier: MPL-2.0 */
/* own.h: core's own routes, pages and commands, declared like a plugin's and mounted at the root. */
#ifndef HOST_OWN_H
#define HOST_OWN_H

#include "glane/plugin.h"

struct glane_call;
extern const struct glane_plugin own_plugin;

/* own_screens.c: what the kiosk asks for */
int own_home(struct glane_self *, struct glane_call *);
int own_panels(struct glane_self *, struct glane_call *);
int own_words(struct glane_self *, struct glane_call *);
int own_openapi(struct glane_self *, struct glane_call *);
int own_metrics(struct glane_self *, struct glane_call *);
int own_health(struct glane_self *, struct glane_call *);
int own_events(struct glane_self *, struct glane_call *); /* its reply becomes a stream: events.c */
/* own_manage.c: categories, places, containers, settings, plugins */
int own_categories(struct glane_self *, struct glane_call *);
int own_category_set(struct glane_self *, struct glane_call *);
int own_streams(struct glane_self *, struct glane_call *);
int own_stream_set(struct glane_self *, struct glane_call *);
int own_places(struct glane_self *, struct glane_call *);
int own_place_set(struct glane_self *, struct glane_call *);
int own_container_set(struct glane_self *, struct glane_call *);
int own_settings(struct glane_self *, struct glane_call *);
int own_setting_set(struct glane_self *, struct glane_call *);
int own_plugins(struct glane_self *, struct glane_call *);
/* own_commands.c */
int own_verify(struct glane_self *, struct glane_call *);
int own_backup(struct glane_self *, struct glane_call *);
int own_plugin_describe(struct glane_self *, struct glane_call *);
int own_plugin_enable(struct glane_self *, struct glane_call *);
int own_plugin_disable(struct glane_self *, struct glane_call *);
int own_plugin_check(struct glane_self *, struct glane_call *);
int own_plugin_reset(struct glane_self *, struct glane_call *);
int own_forget(struct glane_self *, struct glane_call *, const struct glane_value *args); /* the nightly job */
int own_commands(struct glane_self *, struct glane_call *);
struct host;
struct plugin;
struct glane_value;
void own_add(struct host *h); /* as plugins[0] */
void own_describe_command(struct glane_value *list, const struct plugin *p, const struct glane_command *command);

#endif
