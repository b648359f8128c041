/* SPDX-License-Identifier: MPL-2.0 */
/* Server-sent events.  A message is written once and shared by all who listen; who does not keep up is dropped, and
 * fetches the state again when it reconnects. */
#include <stdlib.h>
#include <string.h>

#include "http/connection.h"

/* Bytes that several connections send. */
struct message {
	uint32_t refs;
	size_t n;
	char p[];
};

static struct message *message_new(size_t n)
{
	struct message *m = xmalloc(sizeof *m + n);
	m->refs = 1;
	m->n = 0;
	return m;
}

static void message_unref(void *p)
{
	struct message *m = p;
	if (--m->refs == 0)
		free(m);
}

static void add(struct message *m, const char *p, size_t n)
{
	memcpy(m->p + m->n, p, n);
	m->n += n;
}

static void on_sent(void *arg, int status)
{
	(void)status; /* the connection closes itself */
	message_unref(arg);
}

static void send_message(struct peer *c, struct message *m)
{
	uv_buf_t buf = { .base = m->p, .len = m->n };
	output_flush(c); /* its head may have been written in this very turn */
	if (c->state == PEER_CLOSING)
		return;
	size_t waiting = uv_stream_get_write_queue_size(&c->uv.stream);
	if (waiting + m->n > EVENTS_MAX) {
		c->server->stats.dropped++;
		peer_reset(c, GLANE_ETIME);
		return;
	}
	int r = waiting ? 0 : uv_try_write(&c->uv.stream, &buf, 1);
	if (r == UV_EAGAIN)
		r = 0;
	if (r < 0) {
		peer_close(c, GLANE_EIO);
	} else if ((size_t)r < m->n) {
		m->refs++;
		if (!output_async(c, m->p + r, m->n - (size_t)r, on_sent, m))
			message_unref(m);
	}
}

static bool listens(const struct peer *c, struct glane_str topic)
{
	struct glane_str rest = c->topics, one;
	while (str_split(&rest, ',', &one))
		if (str_eq(str_trim(one), topic))
			return true;
	return false;
}

static void send_all(struct server *s, struct message *m, const struct glane_str *topic)
{
	for (struct peer *c = s->lists[PEER_EVENTS].first, *next; c; c = next) {
		next = c->next;
		if (!topic || listens(c, *topic))
			send_message(c, m);
	}
	message_unref(m);
}

void server_publish(struct server *s, struct glane_str topic, struct glane_str json)
{
	static const char EVENT[] = "event: ", DATA[] = "\ndata: ";
	size_t lines = 1;
	for (size_t i = 0; i < json.n; i++)
		lines += json.p[i] == '\n';
	struct message *m = message_new(sizeof EVENT + topic.n + lines * sizeof DATA + json.n + 2);
	add(m, EVENT, sizeof EVENT - 1);
	add(m, topic.p, topic.n);
	struct glane_str line;
	if (!json.n)
		add(m, DATA, sizeof DATA - 1);
	while (str_split(&json, '\n', &line)) {
		add(m, DATA, sizeof DATA - 1);
		add(m, line.p, line.n);
	}
	add(m, "\n\n", 2);
	send_all(s, m, &topic);
}

static bool may_listen(const struct server *s, uint64_t owner)
{
	return owner == 0 || !s->config.may_listen || s->config.may_listen(s->config.ctx, owner);
}

void server_recheck_streams(struct server *s)
{
	for (struct peer *c = s->lists[PEER_EVENTS].first, *next; c; c = next) {
		next = c->next;
		if (!may_listen(s, c->owner))
			peer_close(c, GLANE_EDENIED);
	}
}

void events_heartbeat(struct server *s)
{
	server_recheck_streams(s);
	struct message *m = message_new(3);
	add(m, ":\n\n", 3);
	send_all(s, m, NULL);
}

static void refuse_listener(struct peer *c, struct reply *reply, int http_status)
{
	struct reply *refusal = reply_new(http_status);
	if (http_status == 503)
		reply_field(refusal, "Retry-After", STR("10"));
	reply_unref(reply);
	c->server->stats.dropped++;
	output_reply(c, refusal);
}

/* Half of the connections are for requests, whatever listens. */
void events_begin(struct peer *c, struct reply *reply)
{
	struct server *s = c->server;
	c->close = true; /* the stream ends with the connection: no chunks around each event */
	if (s->stopping || s->lists[PEER_EVENTS].count >= s->config.max_connections / 2) {
		refuse_listener(c, reply, 503);
		return;
	}
	if (!may_listen(s, reply->owner)) { /* signed out while a worker made the reply */
		refuse_listener(c, reply, 401);
		return;
	}
	output_head(c, reply);
	if (!c->is_head && c->state != PEER_CLOSING) {
		char *topics = xmalloc(reply->topics.n + 1);
		if (reply->topics.n)
			memcpy(topics, reply->topics.p, reply->topics.n);
		c->topics = (struct glane_str){ topics, reply->topics.n };
		c->owner = reply->owner;
		peer_set_state(c, PEER_EVENTS);
		for (size_t at = 0, n; at < reply->body_n && c->state != PEER_CLOSING; at += n) {
			n = reply->body_n - at < 1024 ? reply->body_n - at : 1024;
			output_raw(c, reply->body + at, n);
		}
	}
	reply_unref(reply);
}

void events_end(struct peer *c)
{
	free((char *)c->topics.p);
	c->topics = STR_NONE;
}
