/* SPDX-License-Identifier: MPL-2.0 */
/* A body that a worker writes while the loop sends it.
 *
 * The worker appends to blocks under the lock and posts one message; the loop sends block after block, each as a chunk
 * whose frame is written around it in place.  `unsent` counts both, and the worker waits while it is over STREAM_MAX.  The stream
 * is freed by who is last: worker, loop (until the end is sent or dropped), a message or a write under way.
 *
 * `lock` guards: blocks, unsent, posted, closed, whole, gone, refs.  All else is the loop's after opening. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/connection.h"
#include "http/reply_internal.h"

enum { STREAM_MAGIC = 0x73747265, BLOCK_SIZE = 32 << 10, FRAME_ROOM = 20 };

struct block {
	struct block *next;
	struct reply_stream *stream;
	size_t n;     /* of the data */
	char bytes[]; /* FRAME_ROOM, BLOCK_SIZE of data, FRAME_ROOM */
};

struct reply_stream {
	uint32_t magic;
	pthread_mutex_t lock;
	pthread_cond_t room;
	struct block *first, *last;
	size_t unsent;
	uint32_t refs;
	bool posted, closed, whole;
	int gone; /* 0, or the status that the worker is told */
	/* fixed at opening */
	struct loop *loop; /* NULL: in process */
	struct request *request;
	struct reply *head;
	/* the loop's */
	struct loop_message message;
	struct peer *conn;
	bool started, ended, sending;
	/* in process */
	struct buf collected;
};

enum { COLLECTED_MAX = 256 << 20 };

static void stream_unref_locked(struct reply_stream *s)
{
	bool last = --s->refs == 0;
	pthread_mutex_unlock(&s->lock);
	if (!last)
		return;
	for (struct block *b = s->first, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	reply_unref(s->head);
	buf_fini(&s->collected);
	pthread_mutex_destroy(&s->lock);
	pthread_cond_destroy(&s->room);
	s->magic = 0;
	free(s);
}

/* --- the loop's side ------------------------------------------------------ */

void stream_peer_gone(struct reply_stream *s, int status)
{
	s->conn = NULL;
	atomic_store(&s->request->gone, 1);
	pthread_mutex_lock(&s->lock);
	s->gone = status;
	pthread_cond_broadcast(&s->room);
	pthread_mutex_unlock(&s->lock);
}

/* Takes over the connection from the request. */
static void start(struct reply_stream *s)
{
	struct request *r = s->request;
	struct peer *c = r->conn;
	s->started = true;
	if (!c) {
		stream_peer_gone(s, GLANE_EIO);
		return;
	}
	REQUIRE(c->state == PEER_HANDLED && c->request == r && !r->replied);
	r->replied = true;
	r->conn = NULL;
	s->conn = c;
	c->stream = s;
	c->request = NULL;
	c->close |= s->head->close || c->server->stopping || !c->minor_1;
	peer_set_state(c, PEER_STREAM);
	output_head(c, s->head);
	output_flush(c);
}

/* Gives the connection back: `ended` well, or with a cut that nobody takes for an end. */
static void give_back(struct reply_stream *s, bool ended)
{
	struct peer *c = s->conn;
	s->conn = NULL;
	if (!c)
		return;
	c->stream = NULL;
	if (!ended) {
		peer_reset(c, GLANE_EIO);
		return;
	}
	if (!c->close && !c->is_head)
		output_raw(c, "0\r\n\r\n", 5);
	if (c->state == PEER_CLOSING)
		return;
	peer_set_state(c, PEER_WRITING);
	peer_process(c);
}

static void on_block_written(void *arg, int status);

static void send_block(struct reply_stream *s, struct block *b)
{
	char *p = b->bytes + FRAME_ROOM;
	size_t n = b->n;
	if (!s->conn->close) {
		char frame[FRAME_ROOM];
		int size = snprintf(frame, sizeof frame, "%zx\r\n", n);
		memcpy(p + n, "\r\n", 2);
		p -= size;
		memcpy(p, frame, (size_t)size);
		n += (size_t)size + 2;
	}
	s->sending = true;
	if (!output_async(s->conn, p, n, on_block_written, b))
		on_block_written(b, GLANE_EIO);
}

/* The caller holds a reference of its own. */
static void pump(struct reply_stream *s)
{
	if (!s->started)
		start(s);
	if (s->sending || s->ended)
		return;
	if (s->conn && s->conn->is_head) { /* the head was all */
		struct peer *c = s->conn;
		stream_peer_gone(s, GLANE_EIO);
		s->conn = c;
		give_back(s, true);
	}
	pthread_mutex_lock(&s->lock);
	struct block *b = s->conn ? s->first : NULL;
	if (b) {
		s->first = b->next;
		if (!b->next)
			s->last = NULL;
		s->refs++;
	}
	bool over = !b && s->closed, whole = s->whole;
	pthread_mutex_unlock(&s->lock);
	if (b)
		send_block(s, b);
	if (!over)
		return;
	s->ended = true;
	request_release(s->request);
	s->request = NULL;
	give_back(s, whole);
	pthread_mutex_lock(&s->lock);
	stream_unref_locked(s);
}

static void on_block_written(void *arg, int status)
{
	struct block *b = arg;
	struct reply_stream *s = b->stream;
	(void)status; /* a failure closes the connection, which tells the worker */
	s->sending = false;
	pthread_mutex_lock(&s->lock);
	s->unsent -= b->n;
	free(b);
	pthread_cond_signal(&s->room);
	pthread_mutex_unlock(&s->lock);
	pump(s);
	pthread_mutex_lock(&s->lock);
	stream_unref_locked(s);
}

static void on_message(struct loop_message *m)
{
	struct reply_stream *s = CONTAINER_OF(m, struct reply_stream, message);
	pthread_mutex_lock(&s->lock);
	s->posted = false;
	pthread_mutex_unlock(&s->lock);
	pump(s);
	pthread_mutex_lock(&s->lock);
	stream_unref_locked(s);
}

/* --- the worker's side ---------------------------------------------------- */

static void post_locked(struct reply_stream *s)
{
	if (s->posted)
		return;
	s->posted = true;
	s->refs++;
	loop_post(s->loop, &s->message);
}

struct reply_stream *reply_stream_open(struct request *r, struct reply *head)
{
	struct reply_stream *s = xcalloc(1, sizeof *s);
	s->magic = STREAM_MAGIC;
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->room, NULL);
	s->request = r;
	s->head = head;
	s->refs = 1;
	reply_type(head, head->content_type);
	if (!r->server) {
		buf_init(&s->collected, COLLECTED_MAX);
		return s;
	}
	head->stream = s;
	s->loop = r->server->loop;
	s->message.fn = on_message;
	s->refs++;
	pthread_mutex_lock(&s->lock);
	post_locked(s);
	pthread_mutex_unlock(&s->lock);
	return s;
}

/* Copies what fits into the last block, or into a new one. */
static size_t append_locked(struct reply_stream *s, const char *p, size_t n)
{
	struct block *b = s->last;
	if (!b || b->n == BLOCK_SIZE) {
		b = xmalloc(sizeof *b + BLOCK_SIZE + 2 * FRAME_ROOM);
		b->next = NULL;
		b->stream = s;
		b->n = 0;
		*(s->last ? &s->last->next : &s->first) = b;
		s->last = b;
	}
	size_t take = n < BLOCK_SIZE - b->n ? n : BLOCK_SIZE - b->n;
	memcpy(b->bytes + FRAME_ROOM + b->n, p, take);
	b->n += take;
	s->unsent += take;
	post_locked(s);
	return take;
}

int reply_stream_write(struct reply_stream *s, const void *p, size_t n)
{
	REQUIRE(s->magic == STREAM_MAGIC);
	if (!s->loop) {
		buf_add(&s->collected, p, n);
		return s->collected.failed ? GLANE_ETOOBIG : 0;
	}
	bool may_wait = !loop_is_current(s->loop); /* the loop cannot wait for itself */
	const char *at = p;
	pthread_mutex_lock(&s->lock);
	while (n > 0) {
		while (may_wait && !s->gone && s->unsent >= STREAM_MAX)
			pthread_cond_wait(&s->room, &s->lock);
		if (s->gone)
			break;
		size_t took = append_locked(s, at, n);
		at += took;
		n -= took;
	}
	int status = s->gone;
	pthread_mutex_unlock(&s->lock);
	return status;
}

/* In process: the collected bytes become an ordinary reply. */
static void reply_collected(struct reply_stream *s, bool whole)
{
	struct reply *head = s->head;
	size_t n;
	s->head = NULL;
	char *p = buf_take(&s->collected, &n);
	if (whole) {
		reply_body_take(head, head->content_type, p, p ? n : 0);
	} else {
		free(p);
		head->status = status_http(GLANE_EIO);
	}
	request_reply(s->request, head);
}

void reply_stream_close(struct reply_stream *s, bool whole)
{
	REQUIRE(s->magic == STREAM_MAGIC);
	if (!s->loop)
		reply_collected(s, whole);
	pthread_mutex_lock(&s->lock);
	s->closed = true;
	s->whole = whole;
	if (s->loop)
		post_locked(s);
	stream_unref_locked(s);
}
