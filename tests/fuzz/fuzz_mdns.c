/* SPDX-License-Identifier: MPL-2.0 */
/* What printers announce on the network: answers, each behind two bytes that say how long it is, heard one after the other. */
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "fuzz.h"
#include "port/mdns.h"

static void check_text(const char *s, size_t cap)
{
	REQUIRE(memchr(s, 0, cap));
	for (; *s; s++)
		REQUIRE(*s >= ' ' && *s <= '~');
}

/* What goes out to ask for it holds its name and asks no more than that: nobody takes it for an answer. */
static void check_question(const struct mdns_service *s)
{
	unsigned char question[MDNS_QUESTION];
	struct mdns none = { 0 };
	size_t own = strlen(s->name) - strlen(mdns_types[s->type]) - 1, n = mdns_write(s->name, 33, own, question);
	REQUIRE(n <= sizeof(question) && n == 12 + strlen(s->name) + 2 + 4);
	REQUIRE(question[12] == own && memcmp(question + 13, s->name, own) == 0);
	mdns_read(&none, question, n, (struct in_addr){ 0 });
	REQUIRE(none.n == 0);
}

static void check(const struct mdns *m)
{
	static struct port_found found[MDNS_SERVICES];
	char text[2 * PORT_TEXT_MAX];
	struct port_address again;
	REQUIRE(m->n <= MDNS_SERVICES);
	for (size_t i = 0; i < m->n; i++) {
		const struct mdns_service *s = &m->at[i];
		REQUIRE(s->type < 3 && s->name[0] && memchr(s->name, 0, sizeof(s->name)) && memchr(s->host, 0, sizeof(s->host)));
		check_text(s->path, sizeof(s->path));
		check_question(s);
	}
	size_t n = mdns_collect(m, found, COUNT_OF(found));
	REQUIRE(n <= m->n);
	for (size_t i = 0; i < n; i++) {
		check_text(found[i].maker, sizeof(found[i].maker));
		check_text(found[i].model, sizeof(found[i].model));
		check_text(found[i].commands, sizeof(found[i].commands));
		REQUIRE(found[i].address.kind == PORT_TCP || found[i].address.kind == PORT_IPP);
		port_write_text(&found[i].address, text, sizeof(text));
		REQUIRE(port_parse(text, &again) == 0 && memcmp(&again, &found[i].address, sizeof(again)) == 0);
	}
	if (n)
		REQUIRE(mdns_collect(m, found, n - 1) == n - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct mdns m, before;
	const struct in_addr from = { 0x0200000a };
	memset(&m, 0, sizeof(m));
	while (n >= 2) {
		size_t len = (size_t)data[0] << 8 | data[1];
		len = len < n - 2 ? len : n - 2;
		unsigned char *packet = malloc(len ? len : 1); /* of its own, for what reads beyond */
		REQUIRE(packet);
		memcpy(packet, data + 2, len);
		mdns_read(&m, packet, len, from);
		check(&m);
		before = m;
		mdns_read(&m, packet, len, from); /* printers repeat themselves: nothing new is heard */
		REQUIRE(memcmp(&m, &before, sizeof(m)) == 0);
		free(packet);
		data += 2 + len;
		n -= 2 + len;
	}
	return 0;
}
