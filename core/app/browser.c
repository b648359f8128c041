/* SPDX-License-Identifier: MPL-2.0 */
#include "app/browser.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/value.h"

enum { MESSAGE_MAX = 1 << 20, END_MS = 5000, CHILD_IN = 3, CHILD_OUT = 4, ABOVE = 10 };

/* --- the process -------------------------------------------------------------------------------- */

/* The browser reads from 3 and writes to 4; `in` and `out` are above both, so that neither is overwritten. */
static void become(int in, int out, char *const *argv, pid_t parent)
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM); /* it does not outlive whoever watches over it */
	if (getppid() != parent || dup2(in, CHILD_IN) < 0 || dup2(out, CHILD_OUT) < 0)
		_exit(127);
	execv(argv[0], argv);
	_exit(127);
}

static int pipe_above(int ret[2])
{
	int raw[2];
	if (pipe2(raw, O_CLOEXEC) < 0)
		return -1;
	for (int i = 0; i < 2; i++) {
		ret[i] = fcntl(raw[i], F_DUPFD_CLOEXEC, ABOVE);
		close(raw[i]);
	}
	if (ret[0] >= 0 && ret[1] >= 0)
		return 0;
	for (int i = 0; i < 2; i++)
		if (ret[i] >= 0)
			close(ret[i]);
	return -1;
}

int browser_start(struct browser *b, char *const *argv)
{
	int to[2], from[2];
	*b = (struct browser){ .in = -1, .out = -1 };
	buf_init(&b->got, MESSAGE_MAX);
	if (pipe_above(to) < 0)
		return -1;
	if (pipe_above(from) < 0) {
		close(to[0]);
		close(to[1]);
		return -1;
	}
	pid_t parent = getpid(), pid = fork();
	if (pid == 0)
		become(to[0], from[1], argv, parent);
	close(to[0]);
	close(from[1]);
	if (pid < 0) {
		close(to[1]);
		close(from[0]);
		return -1;
	}
	setpgid(pid, pid);
	b->pid = pid;
	b->in = to[1];
	b->out = from[0];
	fcntl(b->in, F_SETFL, O_NONBLOCK); /* one that does not read does not hold us up */
	fcntl(b->out, F_SETFL, O_NONBLOCK);
	return 0;
}

static void forget(struct browser *b)
{
	b->pid = 0;
	if (b->in >= 0)
		close(b->in);
	if (b->out >= 0)
		close(b->out);
	b->in = b->out = -1;
	buf_fini(&b->got);
}

bool browser_ended(struct browser *b, int *ret_status)
{
	siginfo_t info = { .si_pid = 0 };
	if (!b->pid || waitid(P_PID, (id_t)b->pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid != b->pid)
		return false;
	kill(-b->pid, SIGKILL); /* what it left behind holds its folder; the group is still its own */
	waitpid(b->pid, ret_status, 0);
	forget(b);
	return true;
}

void browser_end(struct browser *b)
{
	int status;
	if (!b->pid)
		return;
	kill(-b->pid, SIGTERM);
	for (int64_t until = clock_monotonic_ms() + END_MS; clock_monotonic_ms() < until;) {
		if (browser_ended(b, &status))
			return;
		poll(NULL, 0, 20);
	}
	kill(-b->pid, SIGKILL);
	while (waitpid(b->pid, &status, 0) < 0 && errno == EINTR)
		;
	forget(b);
}

/* --- the page ----------------------------------------------------------------------------------- */

static void say(struct browser *b, const char *method, const char *params)
{
	char text[2000];
	int n = snprintf(text, sizeof(text), "{\"id\":%lld,\"method\":\"%s\",\"params\":%s%s%s%s}", (long long)++b->asked, method, params,
	                 b->session[0] ? ",\"sessionId\":\"" : "", b->session, b->session[0] ? "\"" : "");
	if (n < (int)sizeof(text) && write(b->in, text, (size_t)n + 1) < 0) /* short ones go out whole or not at all */
		return; /* full: it does not read, and is not heard of either */
}

void browser_ask(struct browser *b)
{
	if (b->session[0])
		say(b, "Runtime.evaluate", "{\"expression\":\"location.href\",\"returnByValue\":true}");
	else
		say(b, "Target.getTargets", "{}");
}

void browser_go(struct browser *b, const char *url)
{
	char params[1000];
	int n = snprintf(params, sizeof(params), "{\"url\":\"%s\"}", url);
	if (b->session[0] && n < (int)sizeof(params))
		say(b, "Page.navigate", params);
}

static void attach(struct browser *b, const struct glane_value *targets)
{
	for (uint32_t i = 0; i < value_count(targets); i++) {
		const struct glane_value *t = value_at(targets, i);
		struct glane_str id = value_get_text(t, "targetId");
		char params[200];
		if (!str_is(value_get_text(t, "type"), "page") || id.n == 0 || id.n > 100 || strpbrk(id.p, "\"\\"))
			continue;
		snprintf(params, sizeof(params), "{\"targetId\":\"%s\",\"flatten\":true}", id.p);
		say(b, "Target.attachToTarget", params);
		return;
	}
}

static void hear(struct browser *b, struct glane_str text, int64_t now_ms)
{
	struct arena a;
	struct glane_value *message = NULL;
	const char *why;
	arena_init(&a, 16u << 20);
	if (value_parse_json(&a, text, &message, &why) == 0) {
		const struct glane_value *result = value_get(message, "result");
		struct glane_str session = value_get_text(result, "sessionId"), of = value_get_text(message, "sessionId");
		struct glane_str method = value_get_text(message, "method");
		if (value_get(result, "targetInfos") && !b->session[0]) {
			attach(b, value_get(result, "targetInfos"));
		} else if (session.n && session.n < sizeof(b->session) && !strpbrk(session.p, "\"\\")) {
			snprintf(b->session, sizeof(b->session), "%s", session.p);
			b->heard_ms = now_ms;
		} else if (b->session[0] && str_is(method, "Target.detachedFromTarget") &&
		           str_is(value_get_text(value_get(message, "params"), "sessionId"), b->session)) {
			b->session[0] = 0;
		} else if (b->session[0] && str_is(of, b->session) && value_get(result, "result")) {
			snprintf(b->where, sizeof(b->where), "%s", value_get_text(value_get(result, "result"), "value").p);
			b->heard_ms = now_ms;
		}
	}
	arena_fini(&a);
}

static void take(struct browser *b, const char *p, size_t n, int64_t now_ms)
{
	while (n) {
		const char *end = memchr(p, 0, n);
		size_t part = end ? (size_t)(end - p) : n;
		buf_add(&b->got, p, part);
		b->too_long = b->too_long || b->got.failed;
		if (!end)
			return;
		if (!b->too_long)
			hear(b, buf_get(&b->got), now_ms);
		buf_fini(&b->got);
		buf_init(&b->got, MESSAGE_MAX);
		b->too_long = false;
		p = end + 1;
		n -= part + 1;
	}
}

void browser_read(struct browser *b, int64_t now_ms)
{
	char block[65536];
	ssize_t n;
	while (b->out >= 0 && (n = read(b->out, block, sizeof(block))) > 0)
		take(b, block, (size_t)n, now_ms);
}
