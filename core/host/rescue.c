/* SPDX-License-Identifier: MPL-2.0 */
/* Rescue mode: the database cannot be used.  Words on every screen, nothing is opened, nothing is touched. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "host/own.h"
#include "host/run.h"

/* The newest database in the directory that is not the one in use: a backup or a copy made before an upgrade. */
static void newest_backup(const char *dir, char out[4096])
{
	DIR *d = opendir(dir);
	time_t newest = 0;
	out[0] = 0;
	for (struct dirent *e; d && (e = readdir(d));) {
		size_t n = strlen(e->d_name);
		char path[4096];
		struct stat st;
		if (n < 4 || strcmp(e->d_name + n - 3, ".db") != 0 || strcmp(e->d_name, "glane.db") == 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		if (stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_mtime >= newest) {
			newest = st.st_mtime;
			snprintf(out, 4096, "%s", path);
		}
	}
	if (d)
		closedir(d);
}

int host_open_rescue(const struct host_config *config, const char *reason, struct host **ret, struct error *e)
{
	struct host *h = xcalloc(1, sizeof(*h));
	h->config = *config;
	h->config.dir = xstrdup(config->dir);
	arena_init(&h->arena, 1u << 20);
	h->settings = settings_new(h);
	h->catalogue = catalogue_new();
	h->assets = assets_new();
	h->router = router_new();
	h->zone = zone_get("UTC");
	h->rescue = xstrdup(reason);
	own_add(h);
	assets_add(h->assets, "/ui", config->kiosk);
	if (grant_plugin(h, h->plugins[0], NULL) < 0) {
		int rc = error_fail(e, GLANE_EBUG, "core: %s", h->plugins[0]->reason);
		host_close(h);
		return rc;
	}
	*ret = h;
	return 0;
}

struct reply *rescue_reply(struct host *h, const struct request *r)
{
	struct arena a;
	struct glane_call c;
	struct buf out;
	char backup[4096];
	arena_init(&a, 1u << 20);
	buf_init(&out, 1u << 20);
	call_init(&c, h, h->plugins[0], &a, LANE_POOL, NULL);
	c.caller = access_caller(h, r);
	struct glane_value *root = value_object(&a);
	struct reply *reply = reply_new(503);
	newest_backup(h->config.dir, backup);
	value_add_text(root, "message", str_c(h->rescue));
	if (backup[0])
		value_add_text(root, "backup", str_c(backup));
	if (request_wants_html(r) && render_page(&c, "rescue", root, &out) == 0) {
		reply->html = true;
		reply_body_copy(reply, "text/html; charset=utf-8", buf_get(&out));
	} else {
		struct glane_value *json = value_object(&a), *error = value_add_object(json, "error");
		value_add_text(error, "status", STR("EIO"));
		value_add_text(error, "message", call_api.tr(&c, "rescue.untouched", NULL));
		value_add_text(error, "reason", str_c(h->rescue));
		buf_clear(&out);
		value_json(json, &out);
		reply_body_copy(reply, "application/json", buf_get(&out));
	}
	buf_fini(&out);
	call_fini(&c);
	arena_fini(&a);
	return reply;
}
