/* SPDX-License-Identifier: MPL-2.0 */
#include "daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tap.h"

enum { START_MS = 60000 };

const char *program_glane = "glane";

/* --- processes -------------------------------------------------------------------- */

static int status_of(int raw)
{
	return WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
}

static _Noreturn void become(const char *const *argv, const char *const *env, int uid, int out, int err)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (; env && *env; env++)
		putenv(strdup(*env));
	if (uid && (setgid((gid_t)uid) != 0 || setuid((uid_t)uid) != 0))
		_exit(126);
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a change of identity forgets it */
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	execvp(argv[0], (char *const *)argv);
	_exit(127);
}

static void take(int fd, char **text, size_t *n, bool *open)
{
	char block[65536];
	ssize_t got = read(fd, block, sizeof block);
	if (got <= 0) {
		*open = false;
		return;
	}
	*text = realloc(*text, *n + (size_t)got + 1);
	memcpy(*text + *n, block, (size_t)got);
	*n += (size_t)got;
	(*text)[*n] = 0;
}

void run(struct output *ret, const char *const *argv, const char *const *env)
{
	int out[2], err[2], raw;
	size_t n[2] = { 0, 0 };
	bool open[2] = { true, true };
	if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0)
		bail("pipe: %s", strerror(errno));
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0)
		become(argv, env, 0, out[1], err[1]);
	close(out[1]);
	close(err[1]);
	*ret = (struct output){ .out = calloc(1, 1), .err = calloc(1, 1) };
	while (open[0] || open[1]) {
		struct pollfd fds[2] = { { open[0] ? out[0] : -1, POLLIN, 0 }, { open[1] ? err[0] : -1, POLLIN, 0 } };
		if (poll(fds, 2, -1) < 0)
			continue;
		if (fds[0].revents)
			take(out[0], &ret->out, &n[0], &open[0]);
		if (fds[1].revents)
			take(err[0], &ret->err, &n[1], &open[1]);
	}
	close(out[0]);
	close(err[0]);
	while (waitpid(pid, &raw, 0) < 0 && errno == EINTR)
		;
	ret->status = status_of(raw);
}

void glane_run(struct output *ret, const char *data, ...)
{
	const char *argv[RUN_ARGS_MAX + 4] = { program_glane };
	int n = 1;
	va_list ap;
	va_start(ap, data);
	for (const char *a; (a = va_arg(ap, const char *)) && n < RUN_ARGS_MAX;)
		argv[n++] = a;
	va_end(ap);
	if (data) {
		argv[n++] = "--data";
		argv[n++] = data;
	}
	run(ret, argv, NULL);
}

void output_free(struct output *o)
{
	free(o->out);
	free(o->err);
	*o = (struct output){ 0 };
}

/* --- the daemon ---------------------------------------------------------------------- */

/* More of what it says; false: nothing by then, or it ended. */
static bool hear(struct daemon *d, int64_t until)
{
	struct pollfd fd = { d->out, POLLIN, 0 };
	int64_t left = until - now_ms();
	if (d->said_n == sizeof d->said - 1 || poll(&fd, 1, left > 0 ? (int)left : 0) != 1)
		return false;
	ssize_t got = read(d->out, d->said + d->said_n, sizeof d->said - 1 - d->said_n);
	if (got <= 0)
		return false;
	d->said_n += (size_t)got;
	d->said[d->said_n] = 0;
	return true;
}

static const char *last_of(const char *text, const char *part)
{
	const char *last = NULL;
	for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
		last = at + strlen(part);
	return last;
}

const char *daemon_says(struct daemon *d, const char *text)
{
	int64_t until = now_ms() + START_MS;
	for (;;) {
		while (hear(d, 0))
			;
		const char *at = last_of(d->said, text);
		if (at && strchr(at, '\n'))
			return at;
		if (!hear(d, until))
			return NULL;
	}
}

/* Its first line, or its end. */
static int wait_for_port(struct daemon *d)
{
	const char *at, *end;
	int64_t until = now_ms() + START_MS;
	while (!(at = last_of(d->said, "listening on ")) || !(end = strchr(at, '\n'))) {
		if (hear(d, until))
			continue;
		if (now_ms() >= until)
			bail("%s did not say that it listens within a minute", program_glane);
		return -1;
	}
	while (*end != ':')
		end--;
	d->port = atoi(end + 1);
	return 0;
}

int daemon_start(struct daemon *d, const char *data, const struct daemon_options *o)
{
	static const struct daemon_options none;
	const char *argv[RUN_ARGS_MAX + 1];
	int n = 0, out[2];
	if (!o)
		o = &none;
	for (const char *const *w = o->wrap; w && *w; w++)
		argv[n++] = *w;
	const char *own[] = { program_glane, "serve", "--data", data, "--listen", "127.0.0.1:0", "--open" };
	for (size_t i = 0; i < sizeof own / sizeof own[0] - (o->closed ? 1 : 0); i++)
		argv[n++] = own[i];
	for (const char *const *m = o->more; m && *m && n < RUN_ARGS_MAX; m++)
		argv[n++] = *m;
	argv[n] = NULL;
	*d = (struct daemon){ .port = 0 };
	snprintf(d->data, sizeof d->data, "%s", data);
	snprintf(d->log, sizeof d->log, "%s.log", data);
	int err = open(d->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (err < 0 || pipe2(out, O_CLOEXEC) != 0)
		bail("%s: %s", d->log, strerror(errno));
	fflush(stdout);
	d->pid = fork();
	if (d->pid == 0)
		become(argv, o->env, o->uid, out[1], err);
	close(out[1]);
	close(err);
	d->out = out[0];
	if (wait_for_port(d) == 0)
		return 0;
	daemon_wait(d);
	return -1;
}

int daemon_wait(struct daemon *d)
{
	int raw = 0;
	char block[1000];
	struct pollfd fd = { d->out, POLLIN, 0 };
	if (!d->pid)
		return d->status;
	while (poll(&fd, 1, START_MS) == 1 && read(d->out, block, sizeof block) > 0)
		;
	if (!fd.revents) { /* its output would have ended with it */
		note("the daemon does not end, and is ended");
		kill(d->pid, SIGKILL);
	}
	while (waitpid(d->pid, &raw, 0) < 0 && errno == EINTR)
		;
	close(d->out);
	d->pid = 0;
	d->status = status_of(raw);
	return d->status;
}

int daemon_stop(struct daemon *d)
{
	if (d->pid)
		kill(d->pid, SIGTERM);
	return daemon_wait(d);
}

void daemon_kill(struct daemon *d)
{
	if (d->pid)
		kill(d->pid, SIGKILL);
	daemon_wait(d);
}

char *daemon_log(const struct daemon *d)
{
	char *text = read_file(d->log, NULL);
	return text ? text : calloc(1, 1);
}

/* --- requests ------------------------------------------------------------------------- */

int ask_send(struct client *c, const char *method, const char *path, const char *key, const char *json, const char *extra)
{
	char *text = NULL;
	int n = asprintf(&text, "%s %s HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n%s%s%s%s", method, path,
	                 key ? "Idempotency-Key: " : "", key ? key : "", key ? "\r\n" : "", extra ? extra : "");
	char length[100] = "\r\n";
	if (json)
		snprintf(length, sizeof length, "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n", strlen(json));
	size_t head = (size_t)n, more = strlen(length), body = json ? strlen(json) : 0;
	text = realloc(text, head + more + body + 1);
	memcpy(text + head, length, more);
	memcpy(text + head + more, json ? json : "", body + 1);
	int rc = client_send(c, text, head + more + body);
	free(text);
	return rc;
}

int ask(const struct daemon *d, const char *method, const char *path, const char *key, const char *json, const char *extra,
        struct client_reply *ret)
{
	struct client c;
	*ret = (struct client_reply){ .status = 0 };
	if (client_open(&c, d->port) != 0)
		return -1;
	int rc = ask_send(&c, method, path, key, json, extra) == 0 ? client_reply(&c, method, ret) : -1;
	if (rc == 0 && !ret->whole) {
		client_reply_free(ret);
		rc = -1;
	}
	client_close(&c);
	return rc;
}

int64_t json_int(const char *json, const char *name)
{
	char quoted[100];
	snprintf(quoted, sizeof quoted, "\"%s\":", name);
	const char *at = json ? strstr(json, quoted) : NULL;
	return at ? strtoll(at + strlen(quoted), NULL, 10) : -1;
}

int64_t any_category(const struct daemon *d)
{
	struct client_reply r;
	int64_t id = -1;
	if (ask(d, "GET", "/manage/categories", NULL, NULL, NULL, &r) != 0)
		return -1;
	/* Only object types, which are level 2, are weighed; each stands in braces of its own. */
	char *level = strstr(r.body, "\"level\":2");
	while (level && level > r.body && *level != '{')
		level--;
	if (level)
		id = json_int(level, "id");
	client_reply_free(&r);
	return id;
}

bool has_intake(const struct daemon *d)
{
	struct client_reply r;
	bool there = ask(d, "GET", "/p/intake/day", NULL, NULL, NULL, &r) == 0 && r.status == 200;
	client_reply_free(&r);
	return there;
}

/* --- odds and ends ----------------------------------------------------------------------- */

void uuid_make(uint64_t a, uint64_t b, char out[37])
{
	snprintf(out, 37, "%08x-%04x-4%03x-8%03x-%012" PRIx64, (unsigned)(a >> 32), (unsigned)(a >> 16 & 0xffff), (unsigned)(a & 0xfff),
	         (unsigned)(b >> 48 & 0xfff), b & 0xffffffffffff);
}

uint64_t random_next(uint64_t *state) /* splitmix64 */
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void temp_dir(const char *name, char *out, size_t cap)
{
	const char *tmp = getenv("TMPDIR");
	snprintf(out, cap, "%s/glane-%s-XXXXXX", tmp ? tmp : "/tmp", name);
	if (!mkdtemp(out))
		bail("%s: %s", out, strerror(errno));
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void remove_dir(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

char *read_file(const char *path, size_t *ret_n)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	if (!f)
		return NULL;
	size_t n = fstat(fileno(f), &st) == 0 ? (size_t)st.st_size : 0;
	char *p = calloc(1, n + 1);
	n = fread(p, 1, n, f);
	p[n] = 0;
	fclose(f);
	if (ret_n)
		*ret_n = n;
	return p;
}

void write_file(const char *path, const void *p, size_t n)
{
	FILE *f = fopen(path, "wb");
	if (!f || fwrite(p, 1, n, f) != n || fclose(f) != 0)
		bail("%s: %s", path, strerror(errno));
}

bool have_program(const char *name)
{
	char path[4096];
	const char *at = getenv("PATH");
	while (at && *at) {
		size_t n = strcspn(at, ":");
		snprintf(path, sizeof path, "%.*s/%s", (int)n, at, name);
		if (access(path, X_OK) == 0)
			return true;
		at += n + (at[n] == ':');
	}
	return false;
}
