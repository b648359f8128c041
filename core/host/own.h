/* SPDX-License-Identifier: MPL-2.0 */
/* own.h: core's own routes, pages and commands, declared like a plugin's and mounted at the root. */
#ifndef HOST_OWN_H
#define HOST_OWN_H

#include <stdbool.h>

#include "glane/plugin.h"
#include "host/limit.h"

struct glane_call;
struct glane_value;
struct plugin;
extern const struct glane_plugin own_plugin;

/* own_screens.c: what the kiosk asks for */
int own_home(struct glane_self *, struct glane_call *);
int own_panels(struct glane_self *, struct glane_call *);
void own_add_idle(struct glane_call *c, struct glane_value *root); /* slides, notice, closes */
enum { OWN_TOPIC_CALLED }; /* index in own.c's topics */
int own_call(struct glane_self *, struct glane_call *);
int own_words(struct glane_self *, struct glane_call *);
int own_openapi(struct glane_self *, struct glane_call *);
int own_metrics(struct glane_self *, struct glane_call *);
int own_health(struct glane_self *, struct glane_call *);
int own_worker(struct glane_self *, struct glane_call *);
struct glane_str own_version(struct glane_call *); /* of the program with its scripts and styles: another one wants a reload */
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
/* own_door.c: first run, devices, signing in and out, oneself */
int own_session(struct glane_self *, struct glane_call *);
int own_sign_in_page(struct glane_self *, struct glane_call *);
int own_sign_in_pin(struct glane_self *, struct glane_call *);
int own_sign_in_badge(struct glane_self *, struct glane_call *);
int own_sign_in_password(struct glane_self *, struct glane_call *);
int own_sign_out(struct glane_self *, struct glane_call *);
int own_enrol_page(struct glane_self *, struct glane_call *);
int own_enrol(struct glane_self *, struct glane_call *);
int own_first_run_page(struct glane_self *, struct glane_call *);
int own_first_run(struct glane_self *, struct glane_call *);
/* own_me.c */
int own_me(struct glane_self *, struct glane_call *);
int own_me_set(struct glane_self *, struct glane_call *);
int own_me_pin(struct glane_self *, struct glane_call *);
int own_me_password(struct glane_self *, struct glane_call *);
int own_me_totp(struct glane_self *, struct glane_call *);
int own_me_totp_set(struct glane_self *, struct glane_call *);
int own_me_totp_off(struct glane_self *, struct glane_call *);
struct person;
bool own_is_pin(struct glane_str s);
int own_check_count(struct glane_call *c, const struct person *p); /* may a secret of hers be tried now? */
int own_count_failure(struct glane_self *, struct glane_call *, void *person_id);
void own_add_person(struct glane_call *c, struct glane_value *v, const struct person *p);
enum limit_kind own_limit(glane_call_fn *run);
/* own_people.c: people, devices, roles */
int own_people(struct glane_self *, struct glane_call *);
int own_person_set(struct glane_self *, struct glane_call *);
int own_person_add(struct glane_self *, struct glane_call *);
int own_person_disable(struct glane_self *, struct glane_call *);
int own_person_enable(struct glane_self *, struct glane_call *);
int own_person_reset(struct glane_self *, struct glane_call *);
int own_person_unlock(struct glane_self *, struct glane_call *);
int own_person_badge(struct glane_self *, struct glane_call *);
int own_devices(struct glane_self *, struct glane_call *);
int own_device_code(struct glane_self *, struct glane_call *);
int own_device_set(struct glane_self *, struct glane_call *);
int own_device_revoke(struct glane_self *, struct glane_call *);
int own_roles(struct glane_self *, struct glane_call *);
int own_role_set(struct glane_self *, struct glane_call *);
int own_role_permission(struct glane_self *, struct glane_call *);
struct chosen { /* a person that an input names: by "id", else by "name", which may be the number */
	int64_t id;
	struct glane_str name, picture, role, place, language;
	bool left_handed, active;
};
/* Refuses: nobody, several of one name, somebody who may more than the caller. */
int own_the_person(struct glane_call *c, const struct glane_value *in, struct chosen *ret);
/* own_choices.c: [{ code, name, chosen }] below `key` */
void own_choose(struct glane_value *parent, const char *key, const struct glane_value *from, struct glane_str chosen);
void own_choose_purpose(struct glane_call *c, struct glane_value *parent, const char *key, struct glane_str chosen); /* several: by spaces */
void own_choose_language(struct glane_value *parent, const char *key, struct glane_str chosen);
void own_choose_picture(struct glane_call *c, struct glane_str chosen); /* "pictures" */
/* A refused form is shown again: what was typed; and is it the form of the row whose `name` has this value? */
struct glane_str own_typed(struct glane_call *c, const char *name);
bool own_opened(struct glane_call *c, const char *name, struct glane_str value);
/* own_log.c */
int own_log(struct glane_self *, struct glane_call *);
struct glane_str own_permission_title(struct glane_call *c, struct glane_str name);
struct glane_str own_plugin_title(struct glane_call *c, const struct plugin *p);
struct glane_str own_role_name(struct glane_call *c, struct glane_str code);
bool own_host_name(struct glane_str s);
/* own_privacy.c: what is known of people; erasing and giving it */
int own_privacy(struct glane_self *, struct glane_call *);
int own_person_export(struct glane_self *, struct glane_call *);
int own_person_erase(struct glane_self *, struct glane_call *);
int own_forget_people(struct glane_self *, struct glane_call *, const struct glane_value *args); /* the nightly job */
/* own_commands.c */
int own_verify(struct glane_self *, struct glane_call *);
int own_backup(struct glane_self *, struct glane_call *);
int own_plugin_describe(struct glane_self *, struct glane_call *);
int own_plugin_enable(struct glane_self *, struct glane_call *);
int own_plugin_disable(struct glane_self *, struct glane_call *);
int own_plugin_again(struct glane_self *, struct glane_call *);
int own_plugin_check(struct glane_self *, struct glane_call *);
int own_plugin_reset(struct glane_self *, struct glane_call *);
int own_forget(struct glane_self *, struct glane_call *, const struct glane_value *args); /* the nightly job */
int own_commands(struct glane_self *, struct glane_call *);
struct host;
void own_add(struct host *h); /* as plugins[0] */
void own_describe_command(struct glane_value *list, const struct plugin *p, const struct glane_command *command);

#endif
