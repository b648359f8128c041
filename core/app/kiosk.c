/* SPDX-License-Identifier: MPL-2.0 */
/* A browser over the whole screen, on the daemon of this data directory.
 *
 *   wait for the daemon -> start -> every beat: does the page answer, is it ours? -> it ended: start it again, with a pause
 *                                -> silent for too long: end it, start it at /?safe=1
 *
 * A page that hangs cannot help itself: whoever stands before it would have to know how to end a browser. */
#include "app/kiosk.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/browser.h"
#include "app/cli.h"
#include "app/door.h"
#include "base/clock.h"
#include "base/log.h"

enum { PATIENCE_S = 15, BEATS = 3, FIRST_PAGE = 4, PAUSE_MS = 1000, PAUSE_MAX_MS = 30000, CALM_MS = 60000, DAEMON_MS = 1000, ARGS_MAX = 64, TELLS_MAX = 64 };

struct kiosk {
	const char *browser, *url; /* as given; NULL: to be found */
	int patience_s;
	char program[PATH_MAX], profile[PATH_MAX + 20], home[500]; /* home ends with '/' */
	char address[520];
	char **more; /* flags for the browser */
	int more_count;
	bool safe;
	int signals[2]; /* a pipe: the handler writes, poll() hears */
	struct browser b;
};

/* One screen, one browser: nothing asks who uses it, speaks to strangers or opens a second window. */
static const char *const flags[] = {
	"--kiosk", "--autoplay-policy=no-user-gesture-required", "--noerrdialogs", "--disable-session-crashed-bubble", "--hide-crash-restore-bubble",
	"--disable-features=Translate", "--check-for-update-interval=31536000", "--overscroll-history-navigation=0", "--disable-pinch",
	"--no-first-run", "--no-default-browser-check", "--password-store=basic", "--disable-sync", "--disable-background-networking",
	"--disable-component-update", "--remote-debugging-pipe",
};

/* --- signals ------------------------------------------------------------------------------------- */
static int tell = -1;

static void on_signal(int signal)
{
	int kept = errno;
	char c = (char)signal;
	ssize_t n = write(tell, &c, 1); /* full: it is told already */
	(void)n;
	errno = kept;
}

static int listen_to_signals(struct kiosk *k)
{
	static const int which[] = { SIGINT, SIGTERM, SIGHUP, SIGCHLD };
	struct sigaction act = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	if (pipe2(k->signals, O_CLOEXEC | O_NONBLOCK) < 0)
		return -1;
	tell = k->signals[1];
	sigemptyset(&act.sa_mask);
	for (size_t i = 0; i < COUNT_OF(which); i++)
		sigaction(which[i], &act, NULL);
	signal(SIGPIPE, SIG_IGN);
	return 0;
}

/* Waits at most so long for a signal or for what the browser says.  True: it is time to end. */
static bool wait_for(struct kiosk *k, int ms)
{
	struct pollfd p[2] = { { k->signals[0], POLLIN, 0 }, { k->b.pid ? k->b.out : -1, POLLIN, 0 } };
	bool end = false;
	if (poll(p, 2, ms) <= 0)
		return false;
	char got[TELLS_MAX];
	ssize_t n = read(k->signals[0], got, sizeof(got));
	for (ssize_t i = 0; i < n; i++)
		end = end || got[i] != SIGCHLD;
	if (p[1].revents & POLLIN)
		browser_read(&k->b, clock_monotonic_ms());
	else if (p[1].revents) /* it closed its side, and will be gone soon: no busy loop until then */
		poll(NULL, 0, 20);
	return end;
}

/* --- where everything is ------------------------------------------------------------------------ */
static bool is_program(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

static bool find_browser(struct kiosk *k)
{
	static const char *const names[] = { "chromium", "chromium-browser", "google-chrome", "google-chrome-stable" };
	const char *path = getenv("PATH");
	if (k->browser && strchr(k->browser, '/')) {
		snprintf(k->program, sizeof(k->program), "%s", k->browser);
		return is_program(k->program);
	}
	for (size_t i = 0; i < (k->browser ? 1 : COUNT_OF(names)); i++) {
		struct glane_str rest = str_c(path ? path : "/usr/local/bin:/usr/bin:/bin"), folder;
		while (str_split(&rest, ':', &folder)) {
			int n = snprintf(k->program, sizeof(k->program), "%.*s/%s", STR_ARG(folder), k->browser ? k->browser : names[i]);
			if (n < (int)sizeof(k->program) && is_program(k->program))
				return true;
		}
	}
	return false;
}

/* "http://127.0.0.1:8080/" of what the daemon says; a daemon that listens everywhere is asked here. */
static void home_of(struct kiosk *k, struct glane_str listening)
{
	ptrdiff_t colon = -1;
	for (size_t i = 0; i < listening.n; i++)
		if (listening.p[i] == ':')
			colon = (ptrdiff_t)i;
	const char *port = colon < 0 ? ":80" : listening.p + colon;
	bool everywhere = str_starts(listening, STR("0.0.0.0:")) || str_starts(listening, STR("[::]:"));
	snprintf(k->home, sizeof(k->home), "http://%.*s%s/", everywhere ? 9 : (int)(colon < 0 ? (ptrdiff_t)listening.n : colon), everywhere ? "127.0.0.1" : listening.p, port);
}

static bool ask_daemon(struct kiosk *k, const struct options *o)
{
	struct door *d;
	struct door_answer answer;
	struct error e;
	struct arena a;
	struct glane_value *health = NULL;
	const char *why;
	error_init(&e, NULL);
	if (door_daemon(o, &d) < 0)
		return false;
	arena_init(&a, 1u << 20);
	int rc = door_call(d, GLANE_GET, "/healthz", "application/json", STR_NONE, &answer, &e);
	if (rc == 0 && answer.status == 200 && value_parse_json(&a, buf_get(&answer.body), &health, &why) == 0 && value_get_text(health, "listening").n)
		home_of(k, value_get_text(health, "listening"));
	buf_fini(&answer.body);
	door_close(d);
	arena_fini(&a);
	return k->home[0] != 0;
}

/* True: it is time to end. */
static bool wait_for_daemon(struct kiosk *k, const struct options *o)
{
	bool said = false;
	while (!ask_daemon(k, o)) {
		if (!said)
			log_warning("no daemon serves %s yet: waiting for it; start it with: glane serve --data %s (or name its address: --url)", o->data, o->data);
		said = true;
		if (wait_for(k, DAEMON_MS))
			return true;
	}
	return false;
}

/* --- running ------------------------------------------------------------------------------------- */
static int start(struct kiosk *k)
{
	char profile[sizeof(k->profile) + 20];
	char *argv[ARGS_MAX + COUNT_OF(flags) + 4];
	int n = 0;
	argv[n++] = k->program;
	for (size_t i = 0; i < COUNT_OF(flags); i++)
		argv[n++] = (char *)flags[i];
	snprintf(profile, sizeof(profile), "--user-data-dir=%s", k->profile);
	argv[n++] = profile;
	for (int i = 0; i < k->more_count; i++)
		argv[n++] = k->more[i];
	snprintf(k->address, sizeof(k->address), "%s%s", k->home, k->safe ? "?safe=1" : "");
	argv[n++] = k->address;
	argv[n] = NULL;
	log_info("%s %s", k->program, k->address);
	return browser_start(&k->b, argv);
}

enum outcome { ENDS, CRASHED, HANGS };

/* Until the browser ends or its page is silent for too long. */
static enum outcome watch(struct kiosk *k)
{
	const int64_t patience = (int64_t)k->patience_s * 1000, beat = patience / BEATS;
	int64_t next = clock_monotonic_ms() + beat;
	k->b.heard_ms = clock_monotonic_ms() + patience * (FIRST_PAGE - 1); /* a cold start on a slow machine */
	for (;;) {
		int64_t now = clock_monotonic_ms();
		int status;
		if (wait_for(k, next > now ? (int)(next - now) : 0))
			return ENDS;
		if (browser_ended(&k->b, &status)) {
			log_warning("the browser ended (%s %d)", WIFSIGNALED(status) ? "signal" : "status", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
			return CRASHED;
		}
		now = clock_monotonic_ms();
		if (now - k->b.heard_ms > patience)
			return HANGS;
		if (now < next)
			continue;
		next = now + beat;
		if (k->b.where[0] && strncmp(k->b.where, k->home, strlen(k->home)) != 0) { /* a page of somebody else's, or that of an error */
			log_info("the page is at %s: back to %s", k->b.where, k->home);
			browser_go(&k->b, k->address);
		}
		browser_ask(&k->b);
	}
}

static int run(struct kiosk *k, const struct options *o)
{
	int pause = PAUSE_MS;
	if (!k->home[0] && wait_for_daemon(k, o))
		return EXIT_DONE;
	for (;;) {
		int64_t begun = clock_monotonic_ms();
		if (start(k) < 0) {
			fprintf(stderr, "glane: %s cannot be started: %s\n", k->program, strerror(errno));
			return EXIT_REFUSED;
		}
		enum outcome how = watch(k);
		browser_end(&k->b);
		if (how == ENDS)
			return EXIT_DONE;
		k->safe = how == HANGS;
		if (k->safe) {
			log_warning("the page did not answer for %d s: it is started anew without plugins", k->patience_s);
			continue;
		}
		pause = clock_monotonic_ms() - begun > CALM_MS ? PAUSE_MS : pause;
		for (int64_t until = clock_monotonic_ms() + pause, left; (left = until - clock_monotonic_ms()) > 0;)
			if (wait_for(k, (int)left))
				return EXIT_DONE;
		pause = pause * 2 < PAUSE_MAX_MS ? pause * 2 : PAUSE_MAX_MS;
	}
}

/* --- the command --------------------------------------------------------------------------------- */
static int usage(const char *what, const char *word)
{
	fprintf(stderr, "glane: %s%s%s\nusage: glane kiosk [--browser PROGRAM] [--url ADDRESS] [--patience SECONDS] [-- FLAGS]\n", what, word ? " " : "", word ? word : "");
	return EXIT_USAGE;
}

static int read_arguments(struct kiosk *k, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		int64_t n;
		if (strcmp(argv[i], "--") == 0) {
			k->more = argv + i + 1;
			k->more_count = argc - i - 1;
			return k->more_count <= ARGS_MAX - 1 ? 0 : usage("too many flags for the browser", NULL);
		}
		bool patience = strcmp(argv[i], "--patience") == 0;
		const char **to = strcmp(argv[i], "--browser") == 0 ? &k->browser : strcmp(argv[i], "--url") == 0 ? &k->url : NULL;
		if (!to && !patience)
			return usage("kiosk does not know", argv[i]);
		if (++i == argc || strcmp(argv[i], "--") == 0)
			return usage("a value is missing after", argv[i - 1]);
		if (to)
			*to = argv[i];
		else if (str_int(str_c(argv[i]), &n) == 0 && n >= 1 && n <= 3600)
			k->patience_s = (int)n;
		else
			return usage("--patience wants 1 to 3600 seconds, not", argv[i]);
	}
	return 0;
}

/* Scheme and host of --url; its path is the daemon's business. */
static bool take_url(struct kiosk *k)
{
	const char *host = strstr(k->url, "://");
	bool known = strncmp(k->url, "http://", 7) == 0 || strncmp(k->url, "https://", 8) == 0;
	size_t n = known ? (size_t)(host + 3 - k->url) : 0;
	n += known ? strcspn(host + 3, "/?#") : 0;
	for (const char *p = k->url; *p; p++)
		known = known && (unsigned char)*p > ' ' && !strchr("\"\\<>", *p);
	if (!known || n == (size_t)(host + 3 - k->url) || n > sizeof(k->home) - 2)
		return false;
	snprintf(k->home, sizeof(k->home), "%.*s/", (int)n, k->url);
	return true;
}

int kiosk(const struct options *given, int argc, char **argv)
{
	static struct kiosk k;
	struct options o = *given;
	k = (struct kiosk){ .patience_s = PATIENCE_S, .signals = { -1, -1 } };
	o.data = given->data ? given->data : places_data();
	log_level_set(GLANE_LOG_INFO);
	int status = read_arguments(&k, argc, argv);
	if (status)
		return status;
	if (k.url && !take_url(&k))
		return usage("an address begins with http:// or https://, not", k.url);
	if (!find_browser(&k)) {
		fprintf(stderr, "glane: %s%s; install it (sudo apt-get install chromium) or name another: --browser PROGRAM\n",
		        k.browser ? k.browser : "Chromium", k.browser ? " is no program" : " is not installed");
		return EXIT_REFUSED;
	}
	snprintf(k.profile, sizeof(k.profile), "%s/kiosk-browser", o.data);
	if (listen_to_signals(&k) < 0) {
		fprintf(stderr, "glane: %s\n", strerror(errno));
		return EXIT_REFUSED;
	}
	return run(&k, &o);
}
