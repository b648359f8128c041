/* SPDX-License-Identifier: MPL-2.0 */
/* The question goes out from a port of its own, which makes the answers come straight back (RFC 6762, 6.7), with what belongs to a
 * printer in the same packet where it fits (RFC 6763, 12): nothing has to run on this computer for it.  TXT: Apple's Bonjour Printing Specification. */
#include "port/mdns.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TYPE_A = 1, TYPE_PTR = 12, TYPE_TXT = 16, TYPE_SRV = 33, HEAD = 12, JUMPS_MOST = 16, AGAIN_MS = 400, LOOK_MS = 100 };
const char *const mdns_types[3] = { "_ipp._tcp.local", "_ipps._tcp.local", "_pdl-datastream._tcp.local" };

size_t mdns_write(const char *name, unsigned type, size_t skip, unsigned char *out)
{
	size_t n = HEAD;
	memset(out, 0, HEAD);
	out[5] = 1; /* question */
	for (const char *s = name; *s; s += *s == '.') { /* the first `skip` bytes are one label, dots and all */
		size_t part = s == name && skip ? skip : strcspn(s, ".");
		out[n++] = (unsigned char)part;
		memcpy(out + n, s, part);
		n += part;
		s += part;
	}
	memcpy(out + n, "\0\0\0\0\1", 5); /* the root, type, IN */
	out[n + 2] = (unsigned char)type;
	return n + 5;
}

/* --- reading --------------------------------------------------------------------------------------------------------- */
struct packet {
	const unsigned char *p;
	size_t n, at;
	int bad;
};

static uint32_t take(struct packet *k, size_t octets)
{
	uint32_t v = 0;
	if (k->n - k->at < octets) {
		k->bad = 1;
		k->at = k->n;
		return 0;
	}
	for (size_t i = 0; i < octets; i++)
		v = v << 8 | k->p[k->at++];
	return v;
}

/* A name, which may go on elsewhere in the packet; "" and bad: none. */
static void take_name(struct packet *k, char out[MDNS_NAME])
{
	size_t made = 0, at = k->at, back = 0;
	out[0] = '\0';
	for (int jumps = 0; at < k->n && jumps < JUMPS_MOST;) {
		size_t len = k->p[at];
		if (len == 0) {
			k->at = back ? back : at + 1;
			out[made] = '\0';
			return;
		}
		if ((len & 0xc0) == 0xc0) {
			if (at + 1 >= k->n)
				break;
			back = back ? back : at + 2;
			at = (len & 0x3f) << 8 | k->p[at + 1];
			jumps++;
			continue;
		}
		if (len > 63 || at + 1 + len > k->n || made + len + 2 > MDNS_NAME)
			break;
		if (made)
			out[made++] = '.';
		for (size_t i = 0; i < len; i++) /* a zero would be an end */
			out[made++] = k->p[at + 1 + i] ? (char)k->p[at + 1 + i] : ' ';
		at += 1 + len;
	}
	out[0] = '\0';
	k->bad = 1;
	k->at = k->n;
}

static struct mdns_service *service(struct mdns *m, const char *name)
{
	for (size_t i = 0; i < m->n; i++)
		if (strcasecmp(m->at[i].name, name) == 0)
			return &m->at[i];
	size_t n = strlen(name);
	for (uint8_t type = 0; type < 3; type++) {
		size_t end = strlen(mdns_types[type]);
		if (n <= end + 1 || n - end - 1 > 63 || name[n - end - 1] != '.' || strcasecmp(name + n - end, mdns_types[type]) || m->n == MDNS_SERVICES)
			continue;
		struct mdns_service *s = &m->at[m->n++];
		*s = (struct mdns_service){ .type = type };
		memcpy(s->name, name, n + 1);
		return s;
	}
	return NULL;
}

/* Text that screens can show, and addresses: printable, without what ends a line. */
static void keep(char *out, size_t cap, const unsigned char *p, size_t n)
{
	size_t made = 0;
	for (size_t i = 0; i < n && made + 1 < cap; i++)
		out[made++] = p[i] >= ' ' && p[i] <= '~' ? (char)p[i] : ' ';
	out[made] = '\0';
}

static void take_txt(struct mdns_service *s, const unsigned char *p, size_t n)
{
	s->described = 1;
	for (size_t at = 0, len; at < n; at += 1 + len) {
		const unsigned char *pair = p + at + 1;
		len = p[at];
		if (at + 1 + len > n)
			return;
		if (len > 3 && strncasecmp((const char *)pair, "rp=", 3) == 0)
			keep(s->path, sizeof(s->path), pair + 3, len - 3);
		else if (len > 4 && strncasecmp((const char *)pair, "pdl=", 4) == 0)
			keep(s->formats, sizeof(s->formats), pair + 4, len - 4);
		else if (len > 8 && strncasecmp((const char *)pair, "usb_MFG=", 8) == 0)
			keep(s->maker, sizeof(s->maker), pair + 8, len - 8);
		else if (len > 8 && strncasecmp((const char *)pair, "usb_MDL=", 8) == 0)
			keep(s->model, sizeof(s->model), pair + 8, len - 8);
		else if (len > 3 && strncasecmp((const char *)pair, "ty=", 3) == 0 && !s->model[0])
			keep(s->model, sizeof(s->model), pair + 3, len - 3);
	}
}

static void has_address(struct mdns *m, const char *host, uint32_t at)
{
	for (size_t i = 0; i < m->n; i++)
		if (strcasecmp(m->at[i].host, host) == 0)
			m->at[i].at.s_addr = htonl(at);
}

static void take_record(struct mdns *m, struct packet *k, struct in_addr from, int addresses)
{
	char name[MDNS_NAME], other[MDNS_NAME];
	take_name(k, name);
	uint32_t type = take(k, 2);
	take(k, 2); /* class */
	take(k, 4); /* how long it holds */
	size_t len = take(k, 2), begin = k->at;
	if (k->bad || k->n - k->at < len) {
		k->bad = 1;
		return;
	}
	struct packet inner = { k->p, begin + len, begin, 0 };
	k->at = begin + len;
	if (addresses) {
		if (type == TYPE_A && len == 4)
			has_address(m, name, take(&inner, 4));
		return;
	}
	struct mdns_service *s = type == TYPE_SRV || type == TYPE_TXT ? service(m, name) : NULL;
	if (type == TYPE_PTR) {
		take_name(&inner, other);
		service(m, other);
	} else if (s && type == TYPE_SRV && len > 6) {
		take(&inner, 4); /* priority, weight */
		uint32_t port = take(&inner, 2);
		take_name(&inner, s->host);
		s->port = inner.bad ? 0 : (uint16_t)port;
		s->from = from;
	} else if (s && type == TYPE_TXT) {
		take_txt(s, k->p + begin, len);
	}
}

void mdns_read(struct mdns *m, const unsigned char *p, size_t n, struct in_addr from)
{
	char name[MDNS_NAME];
	if (n < HEAD)
		return;
	for (int addresses = 0; addresses < 2; addresses++) { /* they may stand before the names that they belong to */
		struct packet k = { p, n, 2, 0 };
		uint32_t flags = take(&k, 2), questions = take(&k, 2), records = 0;
		for (int i = 0; i < 3; i++)
			records += take(&k, 2);
		if (k.bad || !(flags & 0x8000)) /* a question of somebody else */
			return;
		for (uint32_t i = 0; i < questions && !k.bad; i++) {
			take_name(&k, name);
			take(&k, 4);
		}
		for (uint32_t i = 0; i < records && !k.bad; i++)
			take_record(m, &k, from, addresses);
	}
}

/* --- as printers ----------------------------------------------------------------------------------------------------- */
/* The same printer offers it without encryption: that way is taken, the network is the centre's own. */
static int is_second(const struct mdns *m, const struct mdns_service *s)
{
	size_t n = strlen(s->name) - strlen(mdns_types[1]);
	for (size_t i = 0; s->type == 1 && i < m->n; i++)
		if (m->at[i].type == 0 && m->at[i].port && strncasecmp(m->at[i].name, s->name, n) == 0)
			return 1;
	return 0;
}

size_t mdns_collect(const struct mdns *m, struct port_found *out, size_t cap)
{
	size_t count = 0;
	for (size_t i = 0; i < m->n && count < cap; i++) {
		const struct mdns_service *s = &m->at[i];
		struct port_found f = { 0 };
		char host[INET_ADDRSTRLEN], text[PORT_TEXT_MAX];
		if (!s->port || is_second(m, s))
			continue;
		inet_ntop(AF_INET, s->at.s_addr ? &s->at : &s->from, host, sizeof(host));
		if (s->type == 2)
			snprintf(text, sizeof(text), "tcp:%s:%u", host, s->port);
		else
			snprintf(text, sizeof(text), "%s://%s:%u/%s", s->type ? "ipps" : "ipp", host, s->port, s->path[0] ? s->path : "ipp/print");
		if (port_parse(text, &f.address))
			continue;
		snprintf(f.maker, sizeof(f.maker), "%s", s->maker);
		snprintf(f.model, sizeof(f.model), "%s", s->model);
		snprintf(f.commands, sizeof(f.commands), "%s", s->formats);
		out[count++] = f;
	}
	return count;
}

/* --- asking ---------------------------------------------------------------------------------------------------------- */
static void put_question(int fd, const char *name, unsigned type, size_t skip)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(5353) };
	unsigned char question[MDNS_QUESTION];
	size_t n = mdns_write(name, type, skip, question);
	inet_pton(AF_INET, "224.0.0.251", &to.sin_addr);
	sendto(fd, question, n, MSG_NOSIGNAL, (struct sockaddr *)&to, sizeof(to)); /* who does not hear it is asked again */
}

/* A question each: an answer holds 512 bytes, and what does not fit is left out, so what is missing is asked for by name. */
static void ask(int fd, const struct mdns *m)
{
	for (int i = 0; i < 3; i++)
		put_question(fd, mdns_types[i], TYPE_PTR, 0);
	for (size_t i = 0; i < m->n; i++) {
		const struct mdns_service *s = &m->at[i];
		size_t own = strlen(s->name) - strlen(mdns_types[s->type]) - 1;
		if (!s->port)
			put_question(fd, s->name, TYPE_SRV, own);
		if (!s->described)
			put_question(fd, s->name, TYPE_TXT, own);
	}
}

static void ask_all(int fd, const struct mdns *m)
{
	struct ifaddrs *all;
	if (getifaddrs(&all))
		return;
	for (struct ifaddrs *a = all; a; a = a->ifa_next) {
		if (!a->ifa_addr || a->ifa_addr->sa_family != AF_INET || !(a->ifa_flags & IFF_UP) || !(a->ifa_flags & IFF_MULTICAST))
			continue;
		struct in_addr own = ((struct sockaddr_in *)(void *)a->ifa_addr)->sin_addr;
		if (setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &own, sizeof(own)) == 0)
			ask(fd, m);
	}
	freeifaddrs(all);
}

size_t port_find_network(uint32_t ms, int (*stopped)(void *arg), void *arg, struct port_found *out, size_t cap)
{
	struct mdns m = { 0 };
	unsigned char in[9000];
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return 0;
	int64_t until = port_now_ms() + ms, again = 0;
	for (int64_t now = port_now_ms(); now < until && !(stopped && stopped(arg)); now = port_now_ms()) {
		struct pollfd f = { .fd = fd, .events = POLLIN };
		if (now >= again) {
			ask_all(fd, &m);
			again = now + AGAIN_MS;
		}
		if (poll(&f, 1, LOOK_MS) <= 0)
			continue;
		struct sockaddr_in from = { 0 };
		socklen_t size = sizeof(from);
		ssize_t n = recvfrom(fd, in, sizeof(in), 0, (struct sockaddr *)&from, &size);
		if (n > 0)
			mdns_read(&m, in, (size_t)n, from.sin_addr);
	}
	close(fd);
	return mdns_collect(&m, out, cap);
}
