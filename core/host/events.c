/* SPDX-License-Identifier: MPL-2.0 */
/* /events: the connection becomes a stream of the topics that it names and may hear. */
#include "host/run.h"
#include "host/own.h"

static bool may_hear(struct host *h, const struct caller *who, struct glane_str topic)
{
	for (uint32_t i = 0; i < h->plugin_count; i++)
		for (uint32_t k = 0; k < h->plugins[i]->decl.topic_count; k++)
			if (str_is(topic, h->plugins[i]->decl.topics[k].name))
				return caller_may(who, h->plugins[i]->decl.topics[k].permission);
	return false;
}

bool events_asked(const struct endpoint *e)
{
	return e->route && e->route->run == own_events;
}

/* The head event with the newest record comes first: fetch the state, then listen. */
struct reply *events_reply(struct run *run)
{
	struct glane_call *c = &run->call;
	struct buf topics;
	buf_init(&topics, 4096);
	struct glane_str rest = run->request->query, part;
	while (str_split(&rest, '&', &part)) {
		struct glane_str topic = { part.p + 6, part.n - 6 };
		if (!str_starts(part, STR("topic=")) || !may_hear(run->host, &c->caller, topic))
			continue;
		if (topics.n)
			buf_char(&topics, ',');
		buf_str(&topics, topic);
	}
	struct reply *reply = reply_new(200);
	reply_body_copy(reply, "text/event-stream", arena_printf(c->arena, "event: head\ndata: {\"seq\":%lld}\n\n",
	                                                         (long long)value_get_int(c->root, "seq", 0)));
	reply_topics(reply, buf_get(&topics));
	reply->owner = c->caller.session;
	buf_fini(&topics);
	return reply;
}
