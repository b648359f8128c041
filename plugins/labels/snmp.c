/* SPDX-License-Identifier: MPL-2.0 */
/* Sources: RFC 1157 (SNMPv1), X.690 (BER); the object: what users of Brother's printers found (philpem/printer-driver-ptouch#14). */
#include "labels/snmp.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "labels/dialogue.h"

enum { INTEGER = 0x02, OCTETS = 0x04, OBJECT = 0x06, SEQUENCE = 0x30, RESPONSE = 0xa2, PORT = 161 };
static const unsigned char object[] = { 0x2b, 6, 1, 4, 1, 0x93, 3, 3, 3, 9, 1, 6, 1, 0 };

size_t snmp_write_get(const unsigned char *name, size_t n, uint32_t id, unsigned char out[SNMP_GET])
{
	const unsigned char k = (unsigned char)n; /* at most sizeof(object): all lengths are one byte */
	const unsigned char head[] = { SEQUENCE, (unsigned char)(k + 33), INTEGER, 1, 0, OCTETS, 6, 'p', 'u', 'b', 'l', 'i', 'c', 0xa0, (unsigned char)(k + 20), INTEGER, 4 };
	const unsigned char rest[] = { INTEGER, 1, 0, INTEGER, 1, 0, SEQUENCE, (unsigned char)(k + 6), SEQUENCE, (unsigned char)(k + 4), OBJECT, k };
	const unsigned char number[] = { (unsigned char)(id >> 24), (unsigned char)(id >> 16), (unsigned char)(id >> 8), (unsigned char)id };
	memcpy(out, head, sizeof(head));
	memcpy(out + 17, number, 4);
	memcpy(out + 21, rest, sizeof(rest));
	memcpy(out + 33, name, n);
	out[33 + n] = 5; /* null */
	out[34 + n] = 0;
	return 35 + n;
}

void snmp_write(uint32_t id, unsigned char out[SNMP_GET])
{
	snmp_write_get(object, sizeof(object), id, out);
}

struct ber {
	const unsigned char *p;
	size_t n;
};

/* Takes the next value off `in`, which has to be of `tag`; 0, or -1. */
static int take(struct ber *in, unsigned tag, struct ber *ret)
{
	if (in->n < 2 || in->p[0] != tag)
		return -1;
	size_t head = 2, size = in->p[1];
	if (size & 0x80) {
		size_t digits = size & 0x7f;
		if (digits == 0 || digits > 2 || in->n < 2 + digits)
			return -1;
		for (size = 0; head < 2 + digits; head++)
			size = size << 8 | in->p[head];
	}
	if (size > in->n - head)
		return -1;
	*ret = (struct ber){ in->p + head, size };
	in->p += head + size;
	in->n -= head + size;
	return 0;
}

static int take_number(struct ber *in, uint32_t *ret)
{
	struct ber v;
	if (take(in, INTEGER, &v) || v.n == 0 || v.n > 5)
		return -1;
	*ret = 0;
	for (size_t i = 0; i < v.n; i++)
		*ret = *ret << 8 | v.p[i];
	return 0;
}

int snmp_read_text(const unsigned char *p, size_t n, const unsigned char *wanted, size_t wanted_n, uint32_t id, const unsigned char **ret, size_t *ret_n)
{
	struct ber in = { p, n }, message, community, body, list, bind, name, value;
	uint32_t version, echoed, fault, at;
	if (take(&in, SEQUENCE, &message) || take_number(&message, &version) || take(&message, OCTETS, &community) ||
	    take(&message, RESPONSE, &body) || take_number(&body, &echoed) || take_number(&body, &fault) || take_number(&body, &at) ||
	    take(&body, SEQUENCE, &list) || take(&list, SEQUENCE, &bind) || take(&bind, OBJECT, &name) || take(&bind, OCTETS, &value))
		return -1;
	if (version != 0 || echoed != id || fault || name.n != wanted_n || memcmp(name.p, wanted, wanted_n))
		return -1;
	*ret = value.p;
	*ret_n = value.n;
	return 0;
}

int snmp_read(const unsigned char *p, size_t n, uint32_t id, struct device_status *ret)
{
	const unsigned char *value;
	size_t value_n;
	if (snmp_read_text(p, n, object, sizeof(object), id, &value, &value_n))
		return -1;
	struct device_status s = DEVICE_STATUS_INIT;
	if (dialogue_brother.read(value, value_n, &s) == 0 || !s.answered)
		return -1;
	*ret = s;
	return 0;
}

/* A socket that hears this printer alone. */
static int open_to(const struct device_profile *p, int wake_fd, int64_t ms)
{
	struct addrinfo *found;
	int none = port_lookup(p->port.at, p->snmp ? p->snmp : PORT, SOCK_DGRAM, wake_fd, ms, &found);
	if (none)
		return none;
	int fd = socket(found->ai_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int rc = fd < 0 || connect(fd, found->ai_addr, found->ai_addrlen) < 0 ? -errno : 0;
	freeaddrinfo(found);
	if (rc && fd >= 0)
		close(fd);
	return rc ? rc : fd;
}

static int converse(int fd, int wake_fd, int64_t ms, struct device_status *ret)
{
	unsigned char out[SNMP_GET], in[512];
	uint32_t id = (uint32_t)port_now_ms() & 0x7fffffff;
	int64_t until = port_now_ms() + ms, again = 0;
	snmp_write(id, out);
	for (int64_t now; (now = port_now_ms()) < until;) {
		if (now >= again) {
			if (send(fd, out, sizeof(out), MSG_NOSIGNAL) < 0 && errno != EAGAIN)
				return -errno;
			again = now + ms / 2;
		}
		struct pollfd f[2] = { { .fd = fd, .events = POLLIN }, { .fd = wake_fd, .events = POLLIN } };
		int64_t left = (again < until ? again : until) - now;
		int n = poll(f, 2, (int)left + 1);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0 && f[1].revents)
			return -EINTR;
		ssize_t got = n > 0 ? recv(fd, in, sizeof(in), 0) : 0;
		if (got < 0 && errno != EAGAIN && errno != EINTR)
			return -errno; /* nobody listens there */
		if (got > 0 && snmp_read(in, (size_t)got, id, ret) == 0)
			return 0;
	}
	return -ETIMEDOUT;
}

int snmp_ask(const struct device_profile *p, int wake_fd, int64_t ms, struct device_status *ret)
{
	int fd = open_to(p, wake_fd, ms);
	if (fd < 0)
		return fd;
	int rc = converse(fd, wake_fd, ms, ret);
	close(fd);
	return rc;
}
