/* SPDX-License-Identifier: MPL-2.0 */
/* Asks many addresses at once with one poll(2).  Sources: ~HI in Zebra's programming guide, DLE EOT in Epson's manuals
 * (every answer has bits 1 and 4 set, 0 and 7 clear). */
#include "labels/discover.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "labels/snmp.h"

enum step { STEP_NONE, STEP_CONNECT, STEP_SNMP, STEP_EOT, STEP_HI, STEP_DONE };
static const int64_t step_ms[] = { [STEP_CONNECT] = 900, [STEP_SNMP] = 500, [STEP_EOT] = 500, [STEP_HI] = 900 };
enum { ANSWER = 200, LOOKUP_MS = 5000 };

struct guest { /* an address that is being asked */
	size_t at; /* in hosts */
	int fd;
	enum step step;
	int64_t until;
	uint8_t office; /* it said what it is, and not that it prints labels */
	size_t n;
	char answer[ANSWER];
	struct port_found found;
};

static void go(struct guest *g, enum step step)
{
	g->step = step;
	g->until = port_now_ms() + step_ms[step];
	g->n = 0;
}

static void leave(struct guest *g)
{
	if (g->fd >= 0) {
		char rest[ANSWER]; /* unread bytes at close would reset the connection */
		shutdown(g->fd, SHUT_WR);
		while (recv(g->fd, rest, sizeof(rest), 0) > 0)
			;
		close(g->fd);
	}
	g->fd = -1;
	g->step = STEP_DONE;
}

static void ask(struct guest *g, enum step step, const char *bytes, size_t n)
{
	if (send(g->fd, bytes, n, MSG_NOSIGNAL) != (ssize_t)n)
		leave(g);
	else
		go(g, step);
}

static void begin(struct guest *g, size_t at, struct in_addr host, uint16_t port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = host };
	*g = (struct guest){ .at = at, .fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) };
	go(g, STEP_CONNECT);
	if (g->fd < 0 || (connect(g->fd, (struct sockaddr *)&to, sizeof(to)) && errno != EINPROGRESS)) {
		if (g->fd >= 0)
			close(g->fd);
		g->fd = -1;
		g->step = STEP_NONE;
	}
}

/* What has come: nothing yet that says enough, 0; or 1 and the guest knows what it is. */
static int understand_hi(struct guest *g)
{
	/* STX model,version,dots per mm,memory,options ETX */
	const char *from = memchr(g->answer, 2, g->n), *to = from ? memchr(from, 3, g->n - (size_t)(from - g->answer)) : NULL;
	if (!to)
		return 0;
	const char *comma = memchr(from, ',', (size_t)(to - from)), *second = comma ? memchr(comma + 1, ',', (size_t)(to - comma - 1)) : NULL;
	if (!second)
		return 0;
	int n = (int)(comma - from - 1), fine = second[1] == '1' && second[2] == '2';
	char model[64];
	snprintf(model, sizeof(model), "%.*s", n, from + 1);
	snprintf(g->found.model, sizeof(g->found.model), "%.50s%s", model, fine && !strstr(model, "300dpi") ? " 300dpi" : "");
	snprintf(g->found.maker, sizeof(g->found.maker), "Zebra");
	snprintf(g->found.commands, sizeof(g->found.commands), "ZPL");
	return 1;
}

static int understand_eot(struct guest *g)
{
	for (size_t i = 0; i < g->n; i++)
		if ((g->answer[i] & 0x93) == 0x12) {
			snprintf(g->found.commands, sizeof(g->found.commands), "ESC/POS");
			return 1;
		}
	return 0;
}

/* The next question to who has said nothing. */
static void next(struct guest *g)
{
	if (g->step == STEP_SNMP)
		ask(g, STEP_EOT, "\x10\x04\x01", 3);
	else if (g->step == STEP_EOT && !g->office)
		ask(g, STEP_HI, "~HI", 3);
	else
		leave(g);
}

static void heard(struct guest *g)
{
	ssize_t n = recv(g->fd, g->answer + g->n, sizeof(g->answer) - g->n, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		leave(g);
		return;
	}
	g->n += (size_t)n;
	if (g->step == STEP_EOT ? understand_eot(g) : g->step == STEP_HI && understand_hi(g))
		leave(g);
	else if (g->n == sizeof(g->answer))
		g->n = 0; /* it talks and talks: of another language */
}

/* The connection stands, or does not. */
static int connected(struct guest *g)
{
	int error = 0;
	socklen_t n = sizeof(error);
	if (getsockopt(g->fd, SOL_SOCKET, SO_ERROR, &error, &n) || error) {
		close(g->fd);
		g->fd = -1;
		g->step = STEP_NONE;
		return 0;
	}
	return 1;
}

static void late(struct guest *g)
{
	if (g->step != STEP_CONNECT) {
		next(g);
		return;
	}
	close(g->fd);
	g->fd = -1;
	g->step = STEP_NONE;
}

static int active(const struct guest *g)
{
	return g->step != STEP_NONE && g->step != STEP_DONE;
}

struct search {
	const struct in_addr *hosts;
	struct guest guests[DISCOVER_AT_ONCE];
	uint16_t port, snmp_port;
	int snmp; /* one socket for all */
};

/* --- SNMP: a datagram names its guest by its number, twice one: what is it, and the one behind: how is it ---------------- */
static const unsigned char described[] = { 0x2b, 6, 1, 2, 1, 1, 1, 0 }; /* sysDescr */

static void ask_snmp(struct search *s, struct guest *g)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(s->snmp_port), .sin_addr = s->hosts[g->at] };
	unsigned char brother[SNMP_GET], text[SNMP_GET];
	uint32_t id = (uint32_t)(2 * g->at + 2);
	size_t n = snmp_write_get(described, sizeof(described), id, text);
	snmp_write(id + 1, brother);
	go(g, STEP_SNMP);
	if (sendto(s->snmp, text, n, MSG_NOSIGNAL, (struct sockaddr *)&to, sizeof(to)) < 0 ||
	    sendto(s->snmp, brother, sizeof(brother), MSG_NOSIGNAL, (struct sockaddr *)&to, sizeof(to)) < 0)
		g->until = port_now_ms();
}

static void describe(struct guest *g, const unsigned char *p, size_t n)
{
	char text[64];
	size_t made = 0;
	for (size_t i = 0; i < n && made + 1 < sizeof(text); i++)
		text[made++] = p[i] > ' ' && p[i] <= '~' ? (char)p[i] : ' ';
	text[made] = '\0';
	g->office = !strcasestr(text, "zebra") && !strcasestr(text, "zpl") && !strcasestr(text, "label");
	if (!g->found.model[0])
		snprintf(g->found.model, sizeof(g->found.model), "%s", text);
}

static void heard_snmp(struct search *s)
{
	unsigned char in[600];
	struct sockaddr_in from = { 0 };
	socklen_t len = sizeof(from);
	ssize_t n = recvfrom(s->snmp, in, sizeof(in), 0, (struct sockaddr *)&from, &len);
	for (size_t i = 0; i < DISCOVER_AT_ONCE && n > 0; i++) {
		struct guest *g = &s->guests[i];
		struct device_status status;
		const unsigned char *text;
		size_t text_n;
		uint32_t id = (uint32_t)(2 * g->at + 2);
		if (g->step != STEP_SNMP || s->hosts[g->at].s_addr != from.sin_addr.s_addr)
			continue;
		if (snmp_read(in, (size_t)n, id + 1, &status) == 0) {
			snprintf(g->found.maker, sizeof(g->found.maker), "Brother");
			snprintf(g->found.model, sizeof(g->found.model), "%s", status.model);
			leave(g); /* its port never answers */
		} else if (snmp_read_text(in, (size_t)n, described, sizeof(described), id, &text, &text_n) == 0) {
			describe(g, text, text_n);
		}
	}
}

static void turn(struct search *s, struct guest *g, short events)
{
	if (g->step == STEP_CONNECT && events) {
		if (connected(g))
			ask_snmp(s, g);
		return;
	}
	if (events & POLLIN)
		heard(g);
	else if (events)
		leave(g);
}

/* Waits for all guests at once and gives each its turn. */
static void serve(struct search *s)
{
	enum { LOOK_MS = 200 }; /* whoever wants to stop it waits no longer */
	struct pollfd p[DISCOVER_AT_ONCE + 1];
	int64_t now = port_now_ms(), first = now + LOOK_MS;
	for (size_t i = 0; i < DISCOVER_AT_ONCE; i++) {
		struct guest *g = &s->guests[i];
		p[i] = (struct pollfd){ .fd = active(g) ? g->fd : -1, .events = g->step == STEP_CONNECT ? POLLOUT : POLLIN };
		if (active(g) && g->until < first)
			first = g->until;
	}
	p[DISCOVER_AT_ONCE] = (struct pollfd){ .fd = s->snmp, .events = POLLIN };
	if (poll(p, DISCOVER_AT_ONCE + 1, first > now ? (int)(first - now) : 0) < 0)
		return;
	if (p[DISCOVER_AT_ONCE].revents & POLLIN)
		heard_snmp(s);
	now = port_now_ms();
	for (size_t i = 0; i < DISCOVER_AT_ONCE; i++) {
		struct guest *g = &s->guests[i];
		if (active(g) && p[i].fd >= 0 && p[i].revents)
			turn(s, g, p[i].revents);
		if (active(g) && g->until <= now)
			late(g);
	}
}

static int by_place(const void *a, const void *b)
{
	const struct port_found *x = a, *y = b;
	return (x->vendor > y->vendor) - (x->vendor < y->vendor);
}

/* Takes what is done with off the table.  Returns how many are still asked. */
static size_t collect(struct search *s, struct port_found *out, size_t cap, size_t *count)
{
	size_t busy = 0;
	for (size_t i = 0; i < DISCOVER_AT_ONCE; i++) {
		struct guest *g = &s->guests[i];
		busy += (size_t)active(g);
		if (g->step != STEP_DONE)
			continue;
		if (*count < cap) {
			struct port_found *f = &out[(*count)++];
			*f = g->found;
			f->address = (struct port_address){ .kind = PORT_TCP, .number = s->port };
			inet_ntop(AF_INET, &s->hosts[g->at], f->address.at, sizeof(f->address.at));
			f->vendor = (uint16_t)g->at; /* until it is in its order */
		}
		g->step = STEP_NONE;
	}
	return busy;
}

static void fill(struct search *s, size_t n, size_t *next_host)
{
	for (size_t i = 0; i < DISCOVER_AT_ONCE && *next_host < n; i++)
		if (s->guests[i].step == STEP_NONE) {
			size_t at = (*next_host)++;
			begin(&s->guests[i], at, s->hosts[at], s->port);
		}
}

size_t discover_hosts(const struct in_addr *hosts, size_t n, uint16_t port, uint16_t snmp, const struct discover_watch *w,
                      struct port_found *out, size_t cap)
{
	struct search *s = calloc(1, sizeof(*s));
	size_t count = 0, next_host = 0, busy = 1;
	int64_t end = port_now_ms() + DISCOVER_MS;
	if (!s)
		return 0;
	s->hosts = hosts;
	s->port = port;
	s->snmp_port = snmp;
	s->snmp = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	while ((busy || next_host < n) && port_now_ms() < end && !(w && w->stopped(w->arg))) {
		fill(s, n, &next_host);
		serve(s);
		busy = collect(s, out, cap, &count);
	}
	for (size_t i = 0; i < DISCOVER_AT_ONCE; i++)
		if (active(&s->guests[i]))
			leave(&s->guests[i]);
	if (s->snmp >= 0)
		close(s->snmp);
	free(s);
	qsort(out, count, sizeof(*out), by_place);
	for (size_t i = 0; i < count; i++)
		out[i].vendor = 0;
	return count;
}

/* --- which addresses ------------------------------------------------------------------------------------------------- */
size_t discover_neighbours(struct in_addr hosts[DISCOVER_HOSTS], char name[32])
{
	struct ifaddrs *all, *a;
	size_t n = 0;
	name[0] = '\0';
	if (getifaddrs(&all))
		return 0;
	for (a = all; a && !n; a = a->ifa_next) {
		if (!a->ifa_addr || a->ifa_addr->sa_family != AF_INET || !(a->ifa_flags & IFF_UP) || a->ifa_flags & (IFF_LOOPBACK | IFF_POINTOPOINT))
			continue;
		uint32_t own = ntohl(((struct sockaddr_in *)(void *)a->ifa_addr)->sin_addr.s_addr);
		uint32_t mask = ntohl(((struct sockaddr_in *)(void *)a->ifa_netmask)->sin_addr.s_addr) | 0xffffff00, net = own & mask;
		char text[INET_ADDRSTRLEN];
		for (uint32_t h = net + 1; h < (net | ~mask) && n < DISCOVER_HOSTS; h++)
			if (h != own)
				hosts[n++].s_addr = htonl(h);
		inet_ntop(AF_INET, &(struct in_addr){ htonl(net) }, text, sizeof(text));
		snprintf(name, 32, "%s/%d", text, __builtin_popcount(mask));
	}
	freeifaddrs(all);
	return n;
}

int discover_lookup(const char *host, struct in_addr *ret)
{
	struct addrinfo *all, *a;
	if (port_lookup(host, 0, SOCK_STREAM, -1, LOOKUP_MS, &all))
		return -ENOENT;
	for (a = all; a && a->ai_family != AF_INET; a = a->ai_next)
		;
	if (a)
		*ret = ((struct sockaddr_in *)(void *)a->ai_addr)->sin_addr;
	freeaddrinfo(all);
	return a ? 0 : -ENOENT;
}
