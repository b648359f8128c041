/* SPDX-License-Identifier: MPL-2.0 */
/* Finding and opening plugins: who may have written the file, is it one, is it of our contract. */
#include <ctype.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/internal.h"

void plugin_fail(struct plugin *p, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	if (p->state != PLUGIN_FAILED)
		vsnprintf(p->reason, sizeof(p->reason), fmt, ap);
	va_end(ap);
	p->state = PLUGIN_FAILED;
}

void plugin_free(struct plugin *p)
{
	if (!p)
		return;
	for (uint32_t i = 0; i < p->template_count; i++)
		template_free(p->templates[i].template);
	free(p->templates);
	if (p->fd >= 0 && !p->loaded && p->file[0])
		close(p->fd);
	free(p->metrics);
	free(p->services);
	principal_free(p->principal);
	arena_fini(&p->arena);
	free(p);
}

/* Nobody but root and us may be able to swap the file: the file and each folder above it.  A sticky folder is fine: others
 * cannot replace what is not theirs. */
static int check_owner(struct plugin *p, const char *path)
{
	char real[PATH_MAX];
	if (!realpath(path, real)) {
		plugin_fail(p, "%s: %s", path, strerror(errno));
		return GLANE_EIO;
	}
	for (;;) {
		struct stat st;
		if (stat(real, &st) != 0) {
			plugin_fail(p, "%s: %s", real, strerror(errno));
			return GLANE_EIO;
		}
		bool sticky = S_ISDIR(st.st_mode) && (st.st_mode & S_ISVTX);
		if ((st.st_mode & S_IWOTH) && !sticky) {
			plugin_fail(p, "%s may be written by everybody: chmod o-w it", real);
			return GLANE_EDENIED;
		}
		if (st.st_uid != 0 && st.st_uid != geteuid()) {
			plugin_fail(p, "%s belongs to another user (uid %u)", real, (unsigned)st.st_uid);
			return GLANE_EDENIED;
		}
		char *slash = strrchr(real, '/');
		if (!slash || !real[1])
			return 0;
		slash[slash == real ? 1 : 0] = 0;
	}
}

static int digest_of(int fd, struct sha256 *ret)
{
	struct sha256_state s;
	sha256_start(&s);
	char block[65536];
	off_t at = 0;
	for (;;) {
		ssize_t n = pread(fd, block, sizeof(block), at);
		if (n < 0)
			return GLANE_EIO;
		if (n == 0)
			break;
		sha256_add(&s, block, (size_t)n);
		at += n;
	}
	*ret = sha256_end(&s);
	return 0;
}

static int look(struct plugin *p, const char *path)
{
	p->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (p->fd < 0) {
		plugin_fail(p, "%s: %s", path, strerror(errno));
		return GLANE_EIO;
	}
	if (digest_of(p->fd, &p->digest) != 0) {
		plugin_fail(p, "%s: cannot be read", path);
		return GLANE_EIO;
	}
	return 0;
}

/* Loads the very descriptor that was looked at, so that nothing can be put in its place in between.  The descriptor stays
 * open: its name under /proc must stay unique, because dlopen() remembers names. */
static int load(struct plugin *p)
{
	char name[64];
	snprintf(name, sizeof(name), "/proc/self/fd/%d", p->fd);
	p->loaded = true;
	struct plugin *before = crash_enter(p); /* constructors run */
	void *so = dlopen(name, RTLD_NOW | RTLD_LOCAL);
	crash_leave(before);
	if (!so) {
		const char *why = dlerror();
		const char *colon = why ? strstr(why, ": ") : NULL;
		plugin_fail(p, "cannot be loaded: %s", colon ? colon + 2 : "no reason given");
		return GLANE_EINVAL;
	}
	char symbol[32];
	snprintf(symbol, sizeof(symbol), "glane_plugin_v%d", GLANE_ABI_MAJOR);
	p->declared = dlsym(so, symbol);
	if (p->declared)
		return 0;
	for (int major = 0; major < 100; major++) {
		snprintf(symbol, sizeof(symbol), "glane_plugin_v%d", major);
		if (dlsym(so, symbol)) {
			plugin_fail(p, "was built for plugin contract %d, this glane speaks %d", major, GLANE_ABI_MAJOR);
			return GLANE_EINVAL;
		}
	}
	plugin_fail(p, "is not a glane plugin: it exports no %s", "glane_plugin_v1");
	return GLANE_EINVAL;
}

static void name_from_path(char out[17], const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t n = 0;
	for (; base[n] && base[n] != '.' && n < 16; n++)
		out[n] = base[n];
	out[n] = 0;
}

int plugin_load(struct plugin *p)
{
	int rc = load(p);
	return rc == 0 ? plugin_adopt(p, p->declared) : rc;
}

int probe_file(struct host *h, const char *path, bool trusted, struct plugin **ret)
{
	struct plugin *p = xcalloc(1, sizeof(*p));
	p->host = h;
	p->fd = -1;
	p->trusted = trusted;
	arena_init(&p->arena, 8u << 20);
	snprintf(p->file, sizeof(p->file), "%s", path);
	name_from_path(p->name, path);
	*ret = p;
	int rc = check_owner(p, path);
	return rc == 0 ? look(p, path) : rc;
}

static bool wanted(const struct host *h, const char *name)
{
	if (!h->config.only)
		return true;
	for (const char *const *o = h->config.only; *o; o++)
		if (strcmp(*o, name) == 0)
			return true;
	return false;
}

static void add(struct host *h, const char *path, bool trusted)
{
	char name[17];
	name_from_path(name, path);
	if (!wanted(h, name))
		return;
	for (uint32_t i = 0; i < h->plugin_count; i++)
		if (strcmp(h->plugins[i]->name, name) == 0)
			return; /* the first folder wins */
	struct plugin *p = NULL;
	if (probe_file(h, path, trusted, &p) != 0)
		log_debug("plugin %s %s", p->name, p->reason); /* said aloud when the others are started */
	h->plugins = xrealloc(h->plugins, (h->plugin_count + 1) * sizeof(*h->plugins));
	h->plugins[h->plugin_count++] = p;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* DIR/name.so, and DIR/name/name.so as a build tree has it. */
static void scan(struct host *h, const char *dir, bool trusted)
{
	struct dirent **entries = NULL;
	int n = scandir(dir, &entries, NULL, by_name);
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		size_t len = strlen(name);
		char path[PATH_MAX + 600];
		struct stat st;
		snprintf(path, sizeof(path), "%s/%s", dir, name);
		if (len > 3 && strcmp(name + len - 3, ".so") == 0) {
			add(h, path, trusted);
		} else if (name[0] != '.' && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
			snprintf(path, sizeof(path), "%s/%s/%s.so", dir, name, name);
			if (access(path, F_OK) == 0)
				add(h, path, trusted);
		}
		free(entries[i]);
	}
	free(entries);
}

void probe_all(struct host *h)
{
	char own[PATH_MAX];
	for (const char *const *d = h->config.extra; d && *d; d++) {
		struct stat st;
		if (stat(*d, &st) == 0 && S_ISDIR(st.st_mode))
			scan(h, *d, true);
		else
			add(h, *d, true); /* also one that is not there: it was asked for, and gets its reason */
	}
	for (const char *const *d = h->config.shipped; d && *d; d++)
		scan(h, *d, true);
	snprintf(own, sizeof(own), "%s/plugins", h->config.dir);
	scan(h, own, false);
}
