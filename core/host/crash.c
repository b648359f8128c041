/* SPDX-License-Identifier: MPL-2.0 */
/* The crash note: which plugin's callback ran when the process died.
 *
 * The file DIR/crash is opened beforehand, so that the handler only has to write(2).  At the next start the note is booked
 * in core_plugin; two within five minutes and the plugin starts disabled. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/internal.h"

enum { CRASH_WINDOW_MS = 5 * 60 * 1000 };

/* The handler has no other way to know: one per thread, set around every callback. */
static _Thread_local struct plugin *running;
static int note_fd = -1;

/* A stack that overflowed cannot run the handler: each thread that runs plugins gets one for it. */
static void own_stack(void)
{
	static _Thread_local bool done;
	static _Thread_local char stack[16384];
	if (done)
		return;
	done = true;
	stack_t there; /* a sanitizer's, which it takes back itself when the thread ends */
	if (sigaltstack(NULL, &there) == 0 && !(there.ss_flags & SS_DISABLE))
		return;
	stack_t s = { .ss_sp = stack, .ss_size = sizeof(stack) };
	sigaltstack(&s, NULL);
}

struct plugin *crash_enter(struct plugin *p)
{
	own_stack();
	struct plugin *before = running;
	running = p;
	return before;
}

void crash_leave(struct plugin *before)
{
	running = before;
}

struct plugin *crash_plugin(void)
{
	return running;
}

static void on_crash(int sig)
{
	const char *name = running && running->file[0] ? running->name : "core";
	if (note_fd >= 0) {
		ssize_t n = write(note_fd, name, strlen(name));
		n += write(note_fd, "\n", 1);
		(void)n;
	}
	char line[96] = "glane: crashed in ";
	size_t at = strlen(line);
	for (size_t i = 0; name[i] && at < sizeof(line) - 2; i++)
		line[at++] = name[i];
	line[at++] = '\n';
	ssize_t n = write(STDERR_FILENO, line, at);
	(void)n;
	signal(sig, SIG_DFL);
	raise(sig);
}

static int book(struct conn *c, const char *name, int64_t at_ms, struct error *e)
{
	return conn_run(c,
	                "INSERT INTO core_plugin(name,enabled,crashes,crashed_at_ms) VALUES(?1,1,1,?2)"
	                " ON CONFLICT(name) DO UPDATE SET"
	                " enabled = CASE WHEN crashed_at_ms > ?2 - ?3 THEN 0 ELSE enabled END,"
	                " error = CASE WHEN crashed_at_ms > ?2 - ?3 THEN 'it crashed twice within five minutes' ELSE error END,"
	                " crashes = crashes + 1, crashed_at_ms = ?2",
	                VALS(glane_text(str_c(name)), glane_int(at_ms), glane_int(CRASH_WINDOW_MS)), e);
}

int crash_open(struct host *h, struct conn *writer)
{
	char path[4096], name[32] = "";
	snprintf(path, sizeof(path), "%s/crash", h->config.dir);
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		ssize_t n = read(fd, name, sizeof(name) - 1);
		int64_t at_ms = fstat(fd, &st) == 0 ? (int64_t)st.st_mtime * 1000 : clock_now_ms();
		close(fd);
		name[n > 0 ? n : 0] = 0;
		name[strcspn(name, "\n")] = 0;
		if (name[0]) {
			struct error e;
			error_init(&e, NULL);
			log_error("the last run crashed in %s", name);
			if (strcmp(name, "core") != 0 && book(writer, name, at_ms, &e) < 0)
				log_error("the crash could not be booked: %s", e.text);
		}
	}
	note_fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (note_fd < 0) {
		log_error("%s: %s: a crash will leave no note", path, strerror(errno));
	}
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	struct sigaction sa = { .sa_handler = on_crash, .sa_flags = (int)(SA_NODEFER | SA_RESETHAND | SA_ONSTACK) };
	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < COUNT_OF(signals); i++)
		sigaction(signals[i], &sa, NULL);
	return 0;
}

void crash_close(void)
{
	if (note_fd >= 0)
		close(note_fd);
	note_fd = -1;
}
