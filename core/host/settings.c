/* SPDX-License-Identifier: MPL-2.0 */
/* Settings: a few words that a person chose, kept in core_setting and in memory.
 *
 * Keys are "<owner>.<key>".  What is computed is not stored: site.data_dir, site.listening. */
#include <stdlib.h>

#include "host/internal.h"

struct entry {
	char *key, *value;
};
struct settings {
	struct host *host;
	pthread_rwlock_t lock;
	struct entry *entries;
	size_t count;
};

static const struct {
	const char *key, *initial;
} site[] = {
	{ "site.name", "Ma ressourcerie" },
	{ "site.host", "" }, /* until it is set, phones cannot open what is printed */
	{ "site.zone", "Europe/Paris" },
	/* Seconds without a touch after which a screen asks again who is there (kiosk: proposals, to be measured). */
	{ "site.lock_intake", "90" },
	{ "site.lock_till", "120" },
	{ "site.lock_workshop", "90" },
	{ "site.lock_manager", "300" },
	{ "site.lock_elsewhere", "1800" }, /* signed in with a password, on a machine of one's own */
	/* Only the switches: no form of core asks for anybody's name; a plugin that would looks here first. */
	{ "site.police_register", "0" },
	{ "site.tax_receipts", "0" },
	{ "site.donor_identity", "0" },
	{ "site.notice", "" }, /* of the screen that waits: the next workshop */
	{ "site.closes", "" }, /* "19:00": when waiting screens go dark */
	{ "site.max_grams", "500000" }, /* the heaviest single weighing: weighing points are capped at 350 to 2,000 kg */
};

struct settings *settings_new(struct host *h)
{
	struct settings *s = xcalloc(1, sizeof(*s));
	s->host = h;
	pthread_rwlock_init(&s->lock, NULL);
	return s;
}

void settings_free(struct settings *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->count; i++) {
		free(s->entries[i].key);
		free(s->entries[i].value);
	}
	free(s->entries);
	pthread_rwlock_destroy(&s->lock);
	free(s);
}

static void put(struct settings *s, const char *key, const char *value)
{
	for (size_t i = 0; i < s->count; i++) {
		if (strcmp(s->entries[i].key, key) == 0) {
			free(s->entries[i].value);
			s->entries[i].value = xstrdup(value);
			return;
		}
	}
	s->entries = xrealloc(s->entries, (s->count + 1) * sizeof(*s->entries));
	s->entries[s->count++] = (struct entry){ xstrdup(key), xstrdup(value) };
}

int settings_load(struct settings *s, struct conn *c, struct error *e)
{
	struct stmt *q;
	int rc = conn_prepare(c, "SELECT key, value FROM core_setting", &q, e);
	if (rc < 0)
		return rc;
	pthread_rwlock_wrlock(&s->lock);
	while ((rc = stmt_step(q, e)) == 1)
		put(s, stmt_text(q, 0).p, stmt_text(q, 1).p);
	pthread_rwlock_unlock(&s->lock);
	stmt_reset(q);
	return rc;
}

const char *settings_initial(struct settings *s, const char *key)
{
	for (size_t i = 0; i < COUNT_OF(site); i++)
		if (strcmp(site[i].key, key) == 0)
			return site[i].initial;
	for (uint32_t i = 0; i < s->host->plugin_count; i++) {
		struct plugin *p = s->host->plugins[i];
		size_t n = strlen(p->name);
		if (strncmp(p->name, key, n) != 0 || key[n] != '.')
			continue;
		for (uint32_t k = 0; k < p->decl.setting_count; k++)
			if (strcmp(p->decl.settings[k].key, key + n + 1) == 0)
				return p->decl.settings[k].initial ? p->decl.settings[k].initial : "";
	}
	return NULL;
}

struct glane_str settings_get(struct settings *s, const char *owner, const char *key, struct arena *a)
{
	struct glane_str full = strncmp(key, "site.", 5) == 0 ? arena_str(a, str_c(key)) : arena_printf(a, "%s.%s", owner, key);
	if (str_is(full, "site.data_dir"))
		return arena_str(a, str_c(s->host->config.dir));
	if (str_is(full, "site.listening"))
		return arena_str(a, str_c(s->host->config.listening));
	struct glane_str found = STR_NONE;
	bool there = false;
	pthread_rwlock_rdlock(&s->lock);
	for (size_t i = 0; i < s->count && !there; i++) {
		if (strcmp(s->entries[i].key, full.p) == 0) {
			found = arena_str(a, str_c(s->entries[i].value));
			there = true;
		}
	}
	pthread_rwlock_unlock(&s->lock);
	return there ? found : arena_str(a, str_c(settings_initial(s, full.p)));
}

int settings_set(struct settings *s, struct inventory *inv, struct glane_str key, struct glane_str value)
{
	if (!settings_initial(s, key.p))
		return error_refuse(inv->error, GLANE_ENOENT, "setting.unknown", NULL);
	struct glane_value *body = value_object(inv->arena);
	value_add_text(body, "key", key);
	value_add_text(body, "value", value);
	struct glane_entry entry = { .size = sizeof(entry), .kind = "core.setting_set", .body = body };
	int64_t seq;
	int rc = inventory_append(inv, &entry, &seq);
	if (rc == 0)
		rc = conn_run(inv->conn, "INSERT INTO core_setting(key,value) VALUES(?1,?2) ON CONFLICT(key) DO UPDATE SET value=?2",
		              VALS(glane_text(key), glane_text(value)), inv->error);
	return rc;
}

void settings_put(struct settings *s, struct glane_str key, struct glane_str value)
{
	pthread_rwlock_wrlock(&s->lock);
	put(s, key.p, value.p);
	pthread_rwlock_unlock(&s->lock);
	if (s->host->access && str_starts(key, STR("site.lock_")))
		access_locks(s->host->access);
}
