/* SPDX-License-Identifier: MPL-2.0 */
#include "bare.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <llhttp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include "bench.h"

struct peer {
	uv_tcp_t tcp; /* must be first */
	llhttp_t parser;
};

static uv_buf_t fixed;
static llhttp_settings_t settings;
static char read_buffer[64 << 10];

static void on_closed(uv_handle_t *h)
{
	free(h);
}

static int on_message(llhttp_t *p)
{
	struct peer *c = p->data;
	/* A loopback socket whose client waits for it takes a page whole. */
	return uv_try_write((uv_stream_t *)&c->tcp, &fixed, 1) == (int)fixed.len ? HPE_OK : HPE_USER;
}

static void on_alloc(uv_handle_t *h, size_t suggested, uv_buf_t *ret)
{
	(void)h;
	(void)suggested;
	*ret = uv_buf_init(read_buffer, sizeof(read_buffer));
}

static void on_read(uv_stream_t *s, ssize_t n, const uv_buf_t *buf)
{
	struct peer *c = (struct peer *)s;
	if (n < 0 || llhttp_execute(&c->parser, buf->base, (size_t)n) != HPE_OK)
		uv_close((uv_handle_t *)s, on_closed);
}

static void on_connection(uv_stream_t *listener, int status)
{
	struct peer *c = calloc(1, sizeof(*c));
	if (!c || status < 0)
		abort();
	uv_tcp_init(listener->loop, &c->tcp);
	if (uv_accept(listener, (uv_stream_t *)&c->tcp) < 0)
		abort();
	uv_tcp_nodelay(&c->tcp, 1);
	llhttp_init(&c->parser, HTTP_REQUEST, &settings);
	c->parser.data = c;
	uv_read_start((uv_stream_t *)&c->tcp, on_alloc, on_read);
}

static void serve(int ready)
{
	uv_loop_t *loop = uv_default_loop();
	uv_tcp_t listener;
	struct sockaddr_in at;
	int n = sizeof(at);
	llhttp_settings_init(&settings);
	settings.on_message_complete = on_message;
	uv_ip4_addr("127.0.0.1", 0, &at);
	uv_tcp_init(loop, &listener);
	if (uv_tcp_bind(&listener, (struct sockaddr *)&at, 0) < 0 || uv_listen((uv_stream_t *)&listener, 512, on_connection) < 0 ||
	    uv_tcp_getsockname(&listener, (struct sockaddr *)&at, &n) < 0)
		_exit(1);
	int port = ntohs(at.sin_port);
	if (write(ready, &port, sizeof(port)) != sizeof(port))
		_exit(1);
	uv_run(loop, UV_RUN_DEFAULT);
	_exit(0);
}

void bare_start(struct bare *b, const void *answer, size_t n)
{
	int ready[2];
	if (pipe2(ready, O_CLOEXEC) < 0 || (b->pid = fork()) < 0)
		die("the bare server cannot start");
	if (b->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		char *copy = malloc(n);
		if (!copy)
			_exit(1);
		memcpy(copy, answer, n);
		fixed = uv_buf_init(copy, (unsigned)n);
		serve(ready[1]);
	}
	close(ready[1]);
	if (read(ready[0], &b->port, sizeof(b->port)) != sizeof(b->port))
		die("the bare server did not start");
	close(ready[0]);
}

void bare_stop(struct bare *b)
{
	kill(b->pid, SIGKILL);
	waitpid(b->pid, NULL, 0);
}
