/* SPDX-License-Identifier: MPL-2.0 */
#include "host/access.h"

#include <stdio.h>
#include <stdlib.h>

#include "host/internal.h"
#include "inventory/people.h"

enum { SLACK_MS = 30000, LOCKS = 5, ELSEWHERE_MS = 12 * 3600 * 1000 /* however busy, away from the centre's devices */ };

struct role_row {
	char code[44], purposes[60];
	bool pin, active;
	struct rights rights;
};
struct device_row {
	struct device d;
	uint8_t token[32];
};
struct session_row {
	uint8_t token[32];
	int64_t person, device, used_ms, since_ms;
	uint64_t number;
	struct rights rights;
};
struct person_row {
	struct person p;
	int64_t until_ms; /* no PIN is tried before */
	int64_t seen_day;
};
struct state { /* what one load made */
	struct role_row *roles;
	struct device_row *devices;
	struct session_row *sessions;
	struct person_row *people;
	size_t role_count, device_count, session_count, person_count;
};
struct access {
	struct host *host;
	pthread_mutex_t lock;
	struct state now;
	const char *names[RIGHTS_MAX];  /* of permissions; fixed once the plugins run */
	const char *default_roles[RIGHTS_MAX];
	uint32_t count;
	uint64_t next_session;
	int64_t lock_ms[LOCKS];         /* by purpose, then from elsewhere */
	bool first_run, loaded;
	uint8_t open_key[SECRET_MAC];   /* of forms for everybody; fixed once the plugins run */
	atomic_bool changed;
	char boot[40];
};

/* --- rights --------------------------------------------------------------------------------------- */

static int index_of(const struct access *a, const char *permission)
{
	for (uint32_t i = 0; i < a->count; i++)
		if (strcmp(a->names[i], permission) == 0)
			return (int)i;
	return -1;
}

static bool has_bit(const struct rights *r, int i)
{
	return i >= 0 && (r->bits[i / 64] >> (i % 64) & 1);
}

bool caller_may(const struct caller *who, const char *permission)
{
	if (!permission || who->owner)
		return true;
	return who->access && has_bit(&who->rights, index_of(who->access, permission));
}

static bool has_word(const char *words, const char *word)
{
	size_t n = strlen(word);
	for (const char *at = words; at && (at = strstr(at, word)); at += n)
		if ((at == words || at[-1] == ' ') && (at[n] == 0 || at[n] == ' '))
			return true;
	return false;
}

/* The salt of the first record is as old as the data directory and told to nobody: a form that was open while the daemon
 * was started anew is still good, and sent twice it is done once. */
int access_open_key(struct access *a, struct conn *c, struct error *e)
{
	struct stmt *q = NULL;
	int rc = conn_prepare(c, "SELECT salt FROM core_journal WHERE seq = 1", &q, e);
	if (rc == 0 && (rc = stmt_step(q, e)) == 1)
		secret_mac(stmt_text(q, 0), "open form", 9, a->open_key);
	else if (rc == 0)
		random_bytes(a->open_key, sizeof(a->open_key));
	stmt_reset(q);
	return rc < 0 ? rc : 0;
}

int access_permissions(struct access *a, struct error *e)
{
	struct host *h = a->host;
	for (uint32_t i = 0; i < h->plugin_count; i++) {
		const struct plugin *p = h->plugins[i];
		for (uint32_t k = 0; p->state == PLUGIN_RUNNING && k < p->decl.permission_count; k++) {
			if (a->count == RIGHTS_MAX)
				return error_fail(e, GLANE_ETOOBIG, "more than %d permissions are declared", RIGHTS_MAX);
			a->names[a->count] = p->decl.permissions[k].name;
			a->default_roles[a->count++] = p->decl.permissions[k].default_roles ? p->decl.permissions[k].default_roles : "";
		}
	}
	return 0;
}

/* --- life ----------------------------------------------------------------------------------------- */

struct access *access_new(struct host *h)
{
	struct access *a = xcalloc(1, sizeof(*a));
	a->host = h;
	a->next_session = 1;
	pthread_mutex_init(&a->lock, NULL);
	FILE *f = fopen("/proc/sys/kernel/random/boot_id", "r");
	if (!f || !fgets(a->boot, sizeof(a->boot), f))
		snprintf(a->boot, sizeof(a->boot), "unknown");
	a->boot[strcspn(a->boot, "\n")] = 0;
	if (f)
		fclose(f);
	return a;
}

static void state_free(struct state *s)
{
	for (size_t i = 0; i < s->person_count; i++)
		secret_wipe(&s->people[i], sizeof(s->people[i]));
	free(s->roles);
	free(s->devices);
	free(s->sessions);
	free(s->people);
}

void access_free(struct access *a)
{
	if (!a)
		return;
	state_free(&a->now);
	pthread_mutex_destroy(&a->lock);
	free(a);
}

/* --- load ----------------------------------------------------------------------------------------- */

static void copy_text(char *out, size_t cap, struct glane_str s)
{
	snprintf(out, cap, "%.*s", STR_ARG(s));
}

/* Each row of a query through `take`. */
static int rows(struct conn *c, const char *sql, struct state *s, void (*take)(struct state *, struct stmt *), struct error *e)
{
	struct stmt *q;
	int rc = conn_prepare(c, sql, &q, e);
	if (rc < 0)
		return rc;
	while ((rc = stmt_step(q, e)) == 1)
		take(s, q);
	stmt_reset(q);
	return rc;
}

#define GROW(array, count) ((array) = xrealloc((array), ((count) + 1) * sizeof(*(array))), memset(&(array)[count], 0, sizeof(*(array))), &(array)[(count)++])

static void take_role(struct state *s, struct stmt *q)
{
	struct role_row *r = GROW(s->roles, s->role_count);
	copy_text(r->code, sizeof(r->code), stmt_text(q, 0));
	r->pin = stmt_int(q, 1) != 0;
	copy_text(r->purposes, sizeof(r->purposes), stmt_text(q, 2));
	r->active = stmt_int(q, 3) != 0;
}

static void take_device(struct state *s, struct stmt *q)
{
	struct device_row *d = GROW(s->devices, s->device_count);
	d->d.id = stmt_int(q, 0);
	copy_text(d->d.name, sizeof(d->d.name), stmt_text(q, 1));
	copy_text(d->d.purpose, sizeof(d->d.purpose), stmt_text(q, 2));
	copy_text(d->d.place, sizeof(d->d.place), stmt_text(q, 3));
	if (stmt_text(q, 4).n == sizeof(d->token))
		memcpy(d->token, stmt_text(q, 4).p, sizeof(d->token));
}

static void take_person(struct state *s, struct stmt *q)
{
	struct person_row *row = GROW(s->people, s->person_count);
	struct person *p = &row->p;
	p->id = stmt_int(q, 0);
	copy_text(p->name, sizeof(p->name), stmt_text(q, 1));
	copy_text(p->picture, sizeof(p->picture), stmt_text(q, 2));
	copy_text(p->role, sizeof(p->role), stmt_text(q, 3));
	copy_text(p->place, sizeof(p->place), stmt_text(q, 4));
	copy_text(p->language, sizeof(p->language), stmt_text(q, 5));
	copy_text(p->pin, sizeof(p->pin), stmt_text(q, 6));
	copy_text(p->login, sizeof(p->login), stmt_text(q, 7));
	copy_text(p->password, sizeof(p->password), stmt_text(q, 8));
	p->has_totp = stmt_text(q, 9).n == TOTP_KEY;
	if (p->has_totp)
		memcpy(p->totp, stmt_text(q, 9).p, TOTP_KEY);
	p->totp_step = stmt_int(q, 10);
	p->has_badge = stmt_text(q, 11).n == sizeof(p->badge);
	if (p->has_badge)
		memcpy(p->badge, stmt_text(q, 11).p, sizeof(p->badge));
	p->failures = stmt_int(q, 12);
	p->left_handed = stmt_int(q, 13) != 0;
	row->seen_day = stmt_int(q, 14);
}

static void take_session(struct state *s, struct stmt *q)
{
	struct session_row *r = GROW(s->sessions, s->session_count);
	if (stmt_text(q, 0).n == sizeof(r->token))
		memcpy(r->token, stmt_text(q, 0).p, sizeof(r->token));
	r->person = stmt_int(q, 1);
	r->device = stmt_int(q, 2);
}

static struct role_row *role_of(const struct state *s, const char *code)
{
	for (size_t i = 0; i < s->role_count; i++)
		if (strcmp(s->roles[i].code, code) == 0)
			return &s->roles[i];
	return NULL;
}

static struct person_row *person_of(const struct state *s, int64_t id)
{
	for (size_t i = 0; i < s->person_count; i++)
		if (s->people[i].p.id == id)
			return &s->people[i];
	return NULL;
}

static struct device_row *device_of(const struct state *s, int64_t id)
{
	for (size_t i = 0; i < s->device_count; i++)
		if (s->devices[i].d.id == id)
			return &s->devices[i];
	return NULL;
}

static int load_rights(struct access *a, struct state *s, struct conn *c, struct error *e)
{
	for (size_t k = 0; k < s->role_count; k++)
		for (uint32_t i = 0; i < a->count; i++)
			if (strcmp(s->roles[k].code, ROLE_ADMINISTRATOR) == 0 || has_word(a->default_roles[i], s->roles[k].code))
				s->roles[k].rights.bits[i / 64] |= UINT64_C(1) << (i % 64);
	struct stmt *q;
	int rc = conn_prepare(c, "SELECT role, permission, granted FROM core_role_permission", &q, e);
	if (rc < 0)
		return rc;
	while ((rc = stmt_step(q, e)) == 1) {
		struct role_row *r = role_of(s, stmt_text(q, 0).p);
		int i = index_of(a, stmt_text(q, 1).p);
		if (!r || i < 0)
			continue;
		uint64_t bit = UINT64_C(1) << (i % 64);
		r->rights.bits[i / 64] = stmt_int(q, 2) ? r->rights.bits[i / 64] | bit : r->rights.bits[i / 64] & ~bit;
	}
	stmt_reset(q);
	return rc;
}

/* What a role grants holds on some devices only, and a person may belong to one place. */
static struct rights rights_on(const struct state *s, const struct person *p, const struct device_row *d)
{
	static const struct rights none;
	const struct role_row *r = role_of(s, p->role);
	if (!r || !r->active)
		return none;
	if (r->purposes[0] && !(d && has_word(r->purposes, d->d.purpose)))
		return none;
	if (p->place[0] && !(d && strcmp(d->d.place, p->place) == 0))
		return none;
	return r->rights;
}

static void finish_people(const struct access *a, struct state *s)
{
	int64_t now = clock_boot_ms(), today = zone_day(a->host->zone, clock_now_ms());
	for (size_t i = 0; i < s->person_count; i++) {
		struct person_row *row = &s->people[i];
		const struct person_row *was = person_of(&a->now, row->p.id);
		const struct role_row *r = role_of(s, row->p.role);
		row->p.asks_pin = !r || r->pin || row->p.pin[0];
		row->p.today = row->seen_day == today;
		if (row->p.failures < FAILURES_WAIT)
			continue;
		row->until_ms = was && was->p.failures == row->p.failures ? was->until_ms : now + WAIT_MS;
	}
}

static int64_t lock_ms(const struct access *a, const struct device_row *d)
{
	for (int i = 0; d && device_purposes[i]; i++)
		if (strcmp(d->d.purpose, device_purposes[i]) == 0)
			return a->lock_ms[i];
	return a->lock_ms[LOCKS - 1];
}

static void finish_sessions(struct access *a, struct state *s)
{
	int64_t now = clock_boot_ms();
	for (size_t i = 0; i < s->session_count; i++) {
		struct session_row *r = &s->sessions[i];
		const struct person_row *p = person_of(s, r->person);
		if (p)
			r->rights = rights_on(s, &p->p, device_of(s, r->device));
		/* Nobody knows how long those of an earlier start have been idle: whoever works shows it within the slack. */
		r->since_ms = now;
		r->used_ms = a->loaded ? now : now - lock_ms(a, device_of(s, r->device));
		for (size_t k = 0; k < a->now.session_count; k++) {
			const struct session_row *was = &a->now.sessions[k];
			if (memcmp(was->token, r->token, sizeof(r->token)) != 0)
				continue;
			r->used_ms = was->used_ms;
			r->since_ms = was->since_ms;
			if (memcmp(&was->rights, &r->rights, sizeof(r->rights)) == 0)
				r->number = was->number; /* else its streams are asked anew */
		}
		if (!r->number)
			r->number = a->next_session++;
	}
}

int access_load(struct access *a, struct conn *c, struct error *e)
{
	struct state s = { 0 };
	const struct principal *before = conn_principal(c);
	int64_t administrators = 0;
	conn_set_principal(c, NULL);
	int rc = rows(c, "SELECT code, pin, purposes, active FROM core_role", &s, take_role, e);
	if (rc >= 0)
		rc = load_rights(a, &s, c, e);
	if (rc >= 0)
		rc = rows(c, "SELECT id, name, purpose, place, token FROM core_device WHERE active", &s, take_device, e);
	if (rc >= 0)
		rc = rows(c, "SELECT id, name, picture, role, place, language, pin, login, password, totp, totp_step, badge, failures,"
		             " left_handed, seen_day FROM core_person WHERE active AND erased_ms = 0 ORDER BY name, id", &s, take_person, e);
	struct stmt *q;
	if (rc >= 0)
		rc = conn_prepare(c, "SELECT token, person, coalesce(device, 0) FROM core_session WHERE boot = ?1", &q, e);
	if (rc >= 0) {
		stmt_bind(q, 1, glane_text(str_c(a->boot)));
		while ((rc = stmt_step(q, e)) == 1)
			take_session(&s, q);
		stmt_reset(q);
	}
	if (rc >= 0)
		rc = conn_int(c, "SELECT count(*) FROM core_person WHERE role = '" ROLE_ADMINISTRATOR "' AND active", NULL, 0, &administrators, e);
	conn_set_principal(c, before);
	if (rc < 0) {
		state_free(&s);
		return rc;
	}
	access_locks(a);
	pthread_mutex_lock(&a->lock);
	finish_people(a, &s);
	finish_sessions(a, &s);
	struct state old = a->now;
	a->now = s;
	a->first_run = administrators == 0;
	a->loaded = true;
	pthread_mutex_unlock(&a->lock);
	state_free(&old);
	return 0;
}

void access_changed(struct access *a)
{
	atomic_store(&a->changed, true);
}

bool access_take_changed(struct access *a)
{
	return atomic_exchange(&a->changed, false);
}

void access_locks(struct access *a)
{
	static const char *const keys[LOCKS] = { "site.lock_intake", "site.lock_till", "site.lock_workshop", "site.lock_manager",
		                                 "site.lock_elsewhere" };
	int64_t ms[LOCKS];
	for (int i = 0; i < LOCKS; i++) {
		struct arena words;
		arena_init(&words, 4096);
		int64_t s = 0;
		if (str_int(settings_get(a->host->settings, "site", keys[i], &words), &s) < 0 || s < 1)
			s = 90;
		ms[i] = s * 1000;
		arena_fini(&words);
	}
	pthread_mutex_lock(&a->lock);
	memcpy(a->lock_ms, ms, sizeof(ms));
	pthread_mutex_unlock(&a->lock);
}

/* --- who asks ------------------------------------------------------------------------------------- */

/* Asked for by a name that only this machine has: what comes through a proxy that keeps the Host does not sit here. */
static bool own_name(struct glane_str host)
{
	static const char *const names[] = { "localhost", "127.", "[::1]" };
	if (!host.p)
		return true; /* in process */
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_starts_nocase(host, str_c(names[i])))
			return true;
	return false;
}

static bool sits_here(const struct request *r)
{
	return r->loopback && !r->forwarded && own_name(request_field(r, "host"));
}

bool access_cookies_allowed(const struct request *r, bool *ret_secure)
{
	*ret_secure = r->secure;
	return r->secure || sits_here(r);
}

struct glane_str access_cookie(const struct request *r, bool device)
{
	static const char *const names[] = { "glane_session", "glane_device", "__Host-glane_session", "__Host-glane_device" };
	bool secure;
	if (!access_cookies_allowed(r, &secure))
		return STR_NONE;
	struct glane_str v = request_cookie(r, names[(secure ? 2 : 0) + (device ? 1 : 0)]);
	return v.p ? v : STR_NONE;
}

static bool awake(const struct access *a, const struct session_row *s, int64_t now)
{
	if (!s->device && now - s->since_ms > ELSEWHERE_MS)
		return false;
	return now - s->used_ms <= lock_ms(a, device_of(&a->now, s->device)) + SLACK_MS;
}

static const struct device_row *device_asking(const struct access *a, const struct request *r)
{
	struct glane_str token = access_cookie(r, true);
	if (token.n == 0)
		return NULL;
	struct sha256 d = sha256_of(token.p, token.n);
	for (size_t i = 0; i < a->now.device_count; i++)
		if (secret_equal(a->now.devices[i].token, d.b, sizeof(d.b)))
			return &a->now.devices[i];
	return NULL;
}

/* A session of a device is worth nothing on another. */
static struct session_row *session_asking(struct access *a, const struct request *r, const struct device_row *device)
{
	struct glane_str token = access_cookie(r, false);
	if (token.n == 0)
		return NULL;
	struct sha256 d = sha256_of(token.p, token.n);
	for (size_t i = 0; i < a->now.session_count; i++) {
		struct session_row *s = &a->now.sessions[i];
		if (secret_equal(s->token, d.b, sizeof(d.b)))
			return (s->device ? device && device->d.id == s->device : true) && awake(a, s, clock_boot_ms()) ? s : NULL;
	}
	return NULL;
}

static const char *const site_languages[] = { "fr", "en", "ar", NULL };

static const char *known_language(const char *word)
{
	for (size_t i = 0; site_languages[i]; i++)
		if (strcmp(word, site_languages[i]) == 0)
			return site_languages[i];
	return NULL;
}

struct caller access_caller(struct host *h, const struct request *r)
{
	struct access *a = h->access;
	struct caller who = { .access = a, .lang = request_language(r, site_languages) };
	if (h->as_role && r->loopback && !r->local_socket)
		return access_role(h, h->as_role);
	if ((r->local_socket && !r->forwarded) || (h->config.open && sits_here(r) && request_origin(r) != ORIGIN_FOREIGN)) {
		who.owner = true;
		return who;
	}
	if (!a || !request_field(r, "cookie").p)
		return who;
	pthread_mutex_lock(&a->lock);
	const struct device_row *device = device_asking(a, r);
	struct session_row *s = session_asking(a, r, device);
	const struct person_row *p = s ? person_of(&a->now, s->person) : NULL;
	if (device)
		who.device = device->d.id;
	if (p) {
		who.person = p->p.id;
		who.rights = s->rights;
		who.session = s->number;
		if (p->p.language[0] && known_language(p->p.language) && r->query.n == 0)
			who.lang = known_language(p->p.language);
		if (!str_is(r->path, "/events"))
			s->used_ms = clock_boot_ms();
	}
	pthread_mutex_unlock(&a->lock);
	if (p) {
		struct glane_str token = access_cookie(r, false);
		secret_mac(token, "form", 4, who.form_key);
	}
	return who;
}

struct caller access_role(struct host *h, const char *role)
{
	struct caller who = { .access = h->access, .lang = "fr" };
	pthread_mutex_lock(&h->access->lock);
	const struct role_row *r = role_of(&h->access->now, role);
	if (r)
		who.rights = r->rights;
	pthread_mutex_unlock(&h->access->lock);
	who.person = r ? 1 : 0;
	return who;
}

bool access_listens(struct access *a, uint64_t session)
{
	bool found = false;
	pthread_mutex_lock(&a->lock);
	int64_t now = clock_boot_ms();
	for (size_t i = 0; i < a->now.session_count && !found; i++)
		found = a->now.sessions[i].number == session && awake(a, &a->now.sessions[i], now);
	pthread_mutex_unlock(&a->lock);
	return found;
}

bool access_first_run(struct access *a)
{
	pthread_mutex_lock(&a->lock);
	bool first = a->first_run && !a->host->config.open;
	pthread_mutex_unlock(&a->lock);
	return first;
}

/* --- looking things up ---------------------------------------------------------------------------- */

static void copy_person(const struct person_row *row, struct person *ret)
{
	*ret = row->p;
	int64_t left = row->until_ms - clock_boot_ms();
	ret->wait_ms = row->p.failures >= FAILURES_WAIT && left > 0 ? left : 0;
}

bool access_person(struct access *a, int64_t id, struct person *ret)
{
	pthread_mutex_lock(&a->lock);
	const struct person_row *row = person_of(&a->now, id);
	if (row)
		copy_person(row, ret);
	pthread_mutex_unlock(&a->lock);
	return row != NULL;
}

bool access_person_by_login(struct access *a, struct glane_str login, struct person *ret)
{
	bool found = false;
	pthread_mutex_lock(&a->lock);
	for (size_t i = 0; i < a->now.person_count && login.n && !found; i++) {
		found = str_eq_nocase(login, str_c(a->now.people[i].p.login));
		if (found)
			copy_person(&a->now.people[i], ret);
	}
	pthread_mutex_unlock(&a->lock);
	return found;
}

bool access_person_by_badge(struct access *a, const struct sha256 *badge, struct person *ret)
{
	bool found = false;
	pthread_mutex_lock(&a->lock);
	for (size_t i = 0; i < a->now.person_count && !found; i++) {
		const struct person_row *row = &a->now.people[i];
		found = row->p.has_badge && secret_equal(row->p.badge, badge->b, sizeof(badge->b));
		if (found)
			copy_person(row, ret);
	}
	pthread_mutex_unlock(&a->lock);
	return found;
}

bool access_device(struct access *a, int64_t id, struct device *ret)
{
	pthread_mutex_lock(&a->lock);
	const struct device_row *row = device_of(&a->now, id);
	if (row)
		*ret = row->d;
	pthread_mutex_unlock(&a->lock);
	return row != NULL;
}

size_t access_people(struct access *a, struct glane_call *c, struct person **ret)
{
	size_t n = 0;
	pthread_mutex_lock(&a->lock);
	struct person *all = arena_alloc(c->arena, (a->now.person_count + 1) * sizeof(*all));
	for (int today = 1; all && today >= 0; today--)
		for (size_t i = 0; i < a->now.person_count; i++)
			if (a->now.people[i].p.today == (today == 1))
				copy_person(&a->now.people[i], &all[n++]);
	pthread_mutex_unlock(&a->lock);
	*ret = all;
	return n;
}

bool access_fits(struct access *a, const struct person *p, int64_t device)
{
	static const struct rights none;
	pthread_mutex_lock(&a->lock);
	struct rights r = rights_on(&a->now, p, device_of(&a->now, device));
	pthread_mutex_unlock(&a->lock);
	return memcmp(&r, &none, sizeof(none)) != 0;
}

int64_t access_lock_ms(struct access *a, int64_t device)
{
	pthread_mutex_lock(&a->lock);
	int64_t ms = lock_ms(a, device_of(&a->now, device));
	pthread_mutex_unlock(&a->lock);
	return ms;
}

uint32_t access_count(const struct access *a)
{
	return a->count;
}

const char *access_name(const struct access *a, uint32_t permission)
{
	return a->names[permission];
}

bool access_role_may(struct access *a, const char *role, const char *permission)
{
	pthread_mutex_lock(&a->lock);
	const struct role_row *r = role_of(&a->now, role);
	bool may = r && has_bit(&r->rights, index_of(a, permission));
	pthread_mutex_unlock(&a->lock);
	return may;
}

struct glane_str access_boot(const struct access *a)
{
	return str_c(a->boot);
}

/* --- forms ---------------------------------------------------------------------------------------- */

/* RFC 9562, version 8: 60 random bits, then 62 bits of the MAC over them. */
static void seal(const void *key, size_t n, struct uuid *u)
{
	uint8_t mac[SECRET_MAC];
	secret_mac((struct glane_str){ key, n }, u->b, 8, mac);
	memcpy(u->b + 8, mac, 8);
	u->b[8] = (uint8_t)((u->b[8] & 0x3f) | 0x80);
}

/* Everybody's key of a page in an hour. */
static void open_key(const struct access *a, const char *owner, const char *path, int64_t hour, uint8_t ret[SECRET_MAC])
{
	char text[600];
	int n = snprintf(text, sizeof(text), "%s%s %lld", owner, path, (long long)hour);
	secret_mac((struct glane_str){ (const char *)a->open_key, sizeof(a->open_key) }, text, (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1, ret);
}

static int64_t hour_now(void)
{
	return clock_now_ms() / 3600000;
}

struct uuid form_token(const struct caller *who, const char *owner, const char *path)
{
	uint8_t key[SECRET_MAC];
	bool open = !caller_is_team(who) && who->access && path;
	if (!who->session && !open)
		return uuid7(clock_now_ms());
	struct uuid u;
	random_bytes(u.b, 8);
	u.b[6] = (uint8_t)((u.b[6] & 0x0f) | 0x80);
	if (open)
		open_key(who->access, owner, path, hour_now(), key);
	seal(open ? key : who->form_key, sizeof(key), &u);
	return u;
}

bool form_token_valid(const struct caller *who, const struct uuid *token)
{
	struct uuid u = *token;
	seal(who->form_key, sizeof(who->form_key), &u);
	return secret_equal(u.b, token->b, sizeof(u.b));
}

bool form_token_open(const struct caller *who, const char *owner, const char *path, const struct uuid *token)
{
	uint8_t key[SECRET_MAC];
	bool good = false;
	for (int64_t ago = 0; ago <= FORM_HOURS && !good; ago++) {
		struct uuid u = *token;
		open_key(who->access, owner, path, hour_now() - ago, key);
		seal(key, sizeof(key), &u);
		good = secret_equal(u.b, token->b, sizeof(u.b));
	}
	return good;
}
