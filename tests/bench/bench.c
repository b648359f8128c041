/* SPDX-License-Identifier: MPL-2.0 */
#include "bench.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void die(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	fputs("bench: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(1);
}

/* --- the daemon ------------------------------------------------------------- */

void daemon_start(struct daemon *d, const struct bench *b, const char *data)
{
	int out[2];
	char line[256];
	size_t n = 0;
	if (pipe2(out, O_CLOEXEC) < 0)
		die("pipe: %s", strerror(errno));
	int64_t begin = now_ns();
	d->pid = fork();
	if (d->pid < 0)
		die("fork: %s", strerror(errno));
	if (d->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		dup2(out[1], STDOUT_FILENO);
		execl(b->glane, b->glane, "--quiet", "serve", "--data", data, "--listen", "127.0.0.1:0", "--open", (char *)NULL);
		_exit(127);
	}
	close(out[1]);
	while (n < sizeof(line) - 1) {
		ssize_t r = read(out[0], line + n, 1);
		if (r <= 0)
			die("%s did not start on %s", b->glane, data);
		if (line[n++] == '\n')
			break;
	}
	d->ready_ns = now_ns() - begin;
	line[n] = 0;
	const char *colon = strrchr(line, ':');
	d->port = colon ? (int)strtol(colon + 1, NULL, 10) : 0;
	if (d->port <= 0)
		die("%s does not say where it listens: %s", b->glane, line);
	d->out = out[0];
}

void daemon_stop(struct daemon *d)
{
	int status = 0;
	kill(d->pid, SIGTERM);
	if (waitpid(d->pid, &status, 0) != d->pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		die("the daemon did not end well: %d", status);
	close(d->out);
}

void path_in(const struct bench *b, const char *name, char out[600])
{
	snprintf(out, 600, "%s/%s", b->dir, name);
}

/* --- what the system counts -------------------------------------------------- */

int64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t process_cpu_ns(pid_t pid)
{
	char path[300], line[128];
	int64_t sum = 0;
	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	DIR *dir = opendir(path);
	if (!dir)
		die("%s: %s", path, strerror(errno));
	for (struct dirent *e; (e = readdir(dir));) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "/proc/%d/task/%.20s/schedstat", (int)pid, e->d_name);
		FILE *f = fopen(path, "r");
		if (f && fgets(line, sizeof(line), f))
			sum += strtoll(line, NULL, 10);
		if (f)
			fclose(f);
	}
	closedir(dir);
	return sum;
}

/* A line of a file in /proc, in KiB. */
static int64_t proc_kib(pid_t pid, const char *file, const char *name)
{
	char path[64], line[256];
	int64_t kib = -1;
	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	FILE *f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, name, strlen(name)) == 0)
			kib = strtoll(line + strlen(name), NULL, 10);
	if (f)
		fclose(f);
	if (kib < 0)
		die("%s cannot be read", path);
	return kib;
}

int64_t process_pss_kib(pid_t pid)
{
	return proc_kib(pid, "smaps_rollup", "Pss:");
}

int64_t process_rss_kib(pid_t pid)
{
	return proc_kib(pid, "status", "VmRSS:");
}

int64_t process_peak_kib(pid_t pid)
{
	return proc_kib(pid, "status", "VmHWM:");
}

void process_peak_reset(pid_t pid)
{
	char path[64];
	snprintf(path, sizeof(path), "/proc/%d/clear_refs", (int)pid);
	FILE *f = fopen(path, "w");
	if (!f || fputs("5", f) < 0 || fclose(f) != 0)
		die("%s cannot be written", path);
}

/* --- one request ----------------------------------------------------------------- */

void ask(int port, const char *request, struct answer *ret)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	size_t cap = 4u << 20;
	ssize_t r = -1;
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0 || send(fd, request, strlen(request), MSG_NOSIGNAL) < 0)
		die("port %d: %s", port, strerror(errno));
	*ret = (struct answer){ .p = malloc(cap) };
	while (ret->p && ret->n + 1 < cap && (r = recv(fd, ret->p + ret->n, cap - 1 - ret->n, 0)) > 0) {
		ret->n += (size_t)r;
		ret->p[ret->n] = 0;
		const char *end = strstr(ret->p, "\r\n\r\n"), *length = strstr(ret->p, "\r\nContent-Length: ");
		if (!end || !length || length > end)
			continue;
		ret->body = end + 4;
		ret->body_n = (size_t)strtoul(length + 18, NULL, 10);
		if (ret->n >= (size_t)(ret->body - ret->p) + ret->body_n)
			break;
	}
	close(fd);
	if (r <= 0 || !ret->body || strncmp(ret->p, "HTTP/1.1 ", 9) != 0)
		die("no whole answer to: %.100s", request);
	ret->status = (int)strtol(ret->p + 9, NULL, 10);
}

void answer_free(struct answer *a)
{
	free(a->p);
}

void json_member(const char *json, const char *name, char *out, size_t cap)
{
	char key[64];
	snprintf(key, sizeof(key), "\"%s\":", name);
	const char *at = strstr(json, key);
	if (!at)
		die("no member %s in: %.200s", name, json);
	at += strlen(key);
	at += *at == '"';
	size_t n = strcspn(at, ",}\"");
	if (n >= cap)
		die("%s is too long in: %.200s", name, json);
	memcpy(out, at, n);
	out[n] = 0;
}

/* --- figures ------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

void sort_ns(int64_t *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_value);
}

int64_t percentile(int64_t *sorted, size_t n, unsigned per_mille)
{
	if (n == 0)
		die("nothing was measured");
	return sorted[(n - 1) * per_mille / 1000];
}

void series_add(struct series *s, int64_t v)
{
	if (s->n < ROUNDS_MAX)
		s->v[s->n++] = v;
}

int64_t series_median(const struct series *s)
{
	struct series sorted = *s;
	sort_ns(sorted.v, sorted.n);
	return percentile(sorted.v, sorted.n, 500);
}

/* 1234567 with 3 decimals: "1,234.567". */
static const char *number(int64_t v, unsigned decimals, char out[40])
{
	char digits[32], *o = out;
	int n = snprintf(digits, sizeof(digits), "%0*lld", (int)decimals + 1, (long long)(v < 0 ? -v : v));
	if (v < 0)
		*o++ = '-';
	for (int i = 0, whole = n - (int)decimals; i < n; i++) {
		if (i == whole)
			*o++ = '.';
		else if (i && i < whole && (whole - i) % 3 == 0)
			*o++ = ',';
		*o++ = digits[i];
	}
	*o = 0;
	return out;
}

void report_ratio(const char *name, const struct series *figure, const char *unit, const char *base_name,
                  const struct series *base, const char *goal)
{
	struct series ratio = { .n = 0 };
	char a[40], b[40], low[40], middle[40], high[40], left[80];
	for (unsigned i = 0; i < figure->n && i < base->n; i++)
		series_add(&ratio, base->v[i] ? figure->v[i] * 100 / base->v[i] : 0);
	sort_ns(ratio.v, ratio.n);
	snprintf(left, sizeof(left), "%s %s", number(series_median(figure), 0, a), unit);
	printf("%-44s %22s   %s %s   %s (%s to %s in %u rounds%s%s)\n", name, left, base_name,
	       number(series_median(base), 0, b), number(series_median(&ratio), 2, middle), number(ratio.v[0], 2, low),
	       number(ratio.v[ratio.n - 1], 2, high), ratio.n, goal ? "; goal " : "", goal ? goal : "");
	fflush(stdout);
}

void report(const char *name, int64_t figure, unsigned decimals, const char *unit, const char *goal)
{
	char a[40], left[80];
	snprintf(left, sizeof(left), "%s %s", number(figure, decimals, a), unit);
	printf("%-44s %22s   %s%s%s\n", name, left, goal ? "(goal " : "", goal ? goal : "", goal ? ")" : "");
	fflush(stdout);
}

void note(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	fputs("  ", stdout);
	vprintf(fmt, ap);
	putchar('\n');
	va_end(ap);
	fflush(stdout);
}
