/* SPDX-License-Identifier: MPL-2.0 */
/* Adding a printer: what is plugged in, what answers on the network when a person asks, or by hand. */
#include <arpa/inet.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "labels/discover.h"
#include "labels/internal.h"
#include "labels/known.h"
#include "labels/printers_pages.h"

enum { FOUND_MAX = 32, ANNOUNCED_MS = 2000 };

/* The roll that is usually in one that speaks this language. */
static const char *usual_media(const struct known *k)
{
	static const struct {
		const char *language, *model, *media;
	} usual[] = {
		{ "escpos", "ESCPOS-58", "58c50" }, { "escpos", "", "80c60" }, { "dymo", "", "89x36" }, { "brother-ql", "", "62x29" },
		{ KIND_IPP, "", "" }, /* it says which one it has */
		{ "", "", "50x30" },
	};
	size_t i = 0;
	while (strncmp(k->language, usual[i].language, strlen(usual[i].language)) || (usual[i].model[0] && k->model && strcmp(k->model->name, usual[i].model)))
		i++;
	return usual[i].media;
}

/* Maker and model, the maker once. */
static void found_name(const struct port_found *f, char *out, size_t cap)
{
	const char *maker = f->maker[0] && !strstr(f->model, f->maker) ? f->maker : "";
	snprintf(out, cap, "%s%s%s", maker, maker[0] && f->model[0] ? " " : "", f->model);
	if (!f->model[0] && f->address.at[0])
		snprintf(out, cap, "%s%s%.60s", f->commands, f->commands[0] ? " " : "", f->address.at);
}

/* For an address: letters, digits and what needs no sign. */
static void add_encoded(char *out, size_t cap, const char *text)
{
	size_t n = strlen(out);
	for (; *text && n + 4 < cap; text++) {
		unsigned char ch = (unsigned char)*text;
		int plain = (ch >= '0' && ch <= '9') || ((ch | 0x20) >= 'a' && (ch | 0x20) <= 'z') || strchr("-._:/,", ch);
		n += (size_t)snprintf(out + n, cap - n, plain ? "%c" : "%%%02X", ch);
	}
}

static int is_there(const struct printers *all, const char *port)
{
	for (uint32_t i = 0; i < all->count; i++)
		if (strcmp(all->at[i].port, port) == 0)
			return 1;
	return 0;
}

static void add_found(struct glane_call *c, struct glane_value *list, const struct port_found *f, const struct printers *all)
{
	static const char *const why[] = { NULL, "printers.no_tape", "printers.no_office", "printers.no_chip" };
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *o = v->object(list, NULL);
	struct known k = known_find(f);
	char port[PORT_TEXT_MAX], name[140], kind[KIND_MAX], query[900];
	port_write_text(&f->address, port, sizeof(port));
	found_name(f, name, sizeof(name));
	v->text(o, "port", glane_cstr(port));
	v->text(o, "name", glane_cstr(name));
	v->boolean(o, "there", is_there(all, port));
	v->text(o, "no", why[k.no] ? labels_host->call->tr(c, why[k.no], NULL) : glane_cstr(""));
	if (k.language && (k.model || !model_find(k.language, glane_cstr("")))) { /* a model is needed, and known */
		const char *model = k.model ? k.model->name : "";
		uint32_t dpi = k.model ? k.dpi : 0;
		kind_write(k.language, model, dpi, kind);
		v->text(o, "kind", glane_cstr(kind));
		v->text(o, "kind_name", kind_name(c, k.language, model, dpi));
		v->text(o, "media", glane_cstr(usual_media(&k)));
	}
	snprintf(query, sizeof(query), "port=");
	add_encoded(query, sizeof(query), port);
	strncat(query, "&name=", sizeof(query) - strlen(query) - 1);
	add_encoded(query, sizeof(query), name);
	v->text(o, "query", glane_cstr(query));
}

static int read_all(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	return printers_all(c, arg);
}

/* What is plugged into this computer; serial lines by their name only: what hangs on them is not asked. */
static void add_plugged(struct glane_call *c, struct glane_value *root, const struct printers *all)
{
	const struct glane_value_api *v = labels_host->value;
	struct port_found found[FOUND_MAX];
	struct glane_value *usb = v->array(root, "usb"), *serial = v->array(root, "serial");
	size_t n = port_find("", found, FOUND_MAX), lines = 0;
	for (size_t i = 0; i < n; i++) {
		if (found[i].address.kind == PORT_USB)
			add_found(c, usb, &found[i], all);
		if (found[i].address.kind == PORT_SERIAL)
			add_found(c, serial, &found[i], all);
		lines += found[i].address.kind == PORT_SERIAL;
	}
	v->boolean(root, "some_serial", lines > 0);
	struct in_addr hosts[DISCOVER_HOSTS];
	char around[32];
	if (discover_neighbours(hosts, around))
		v->text(root, "around", glane_cstr(around));
}

static void page(struct glane_call *c, const struct printers *all)
{
	struct glane_value *root = labels_host->reply->root(c);
	labels_host->value->boolean(root, "full", all->count == PRINTER_SLOTS);
	add_plugged(c, root, all);
}

/* GET /printers/add: files of /sys and nothing slower, so that it may show a refused search again. */
int printers_add_page(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct printers all;
	int rc = printers_all(c, &all);
	if (rc == GLANE_OK)
		page(c, &all);
	return rc;
}

static int stopped(void *call)
{
	return labels_host->call->cancelled(call);
}

/* "192.168.1.50", "192.168.1.50:9100", "imprimante.local"; "": all around. */
static int hosts_of(struct glane_call *c, struct in_addr hosts[DISCOVER_HOSTS], size_t *ret_n, uint16_t *ret_port)
{
	struct glane_str address = in_text(c, "address");
	struct port_address a;
	char text[PORT_TEXT_MAX], around[32];
	*ret_port = DISCOVER_PORT;
	if (!address.n) {
		*ret_n = discover_neighbours(hosts, around);
		return *ret_n ? GLANE_OK : labels_host->call->refuse_input(c, "address", "printers.no_network", NULL);
	}
	snprintf(text, sizeof(text), "tcp:%s", address.p);
	if (port_parse(text, &a))
		return labels_host->call->refuse_input(c, "address", "printers.address_bad", NULL);
	*ret_port = a.number;
	*ret_n = 1;
	return discover_lookup(a.at, hosts) ? labels_host->call->refuse_input(c, "address", "printers.address_unknown", NULL) : GLANE_OK;
}

/* Those that announce themselves: IPP, and plain ports that have not been found yet.  Returns how many there are then. */
static size_t add_announced(struct glane_call *c, struct port_found *found, size_t n)
{
	struct port_found more[FOUND_MAX];
	size_t count = port_find_network(ANNOUNCED_MS, stopped, c, more, FOUND_MAX);
	for (size_t i = 0; i < count && n < FOUND_MAX; i++) {
		int there = 0;
		for (size_t k = 0; k < n && !there; k++)
			there = more[i].address.kind == found[k].address.kind && more[i].address.number == found[k].address.number &&
			        strcmp(more[i].address.at, found[k].address.at) == 0;
		if (!there)
			found[n++] = more[i];
	}
	return n;
}

/* POST /printers/search: one at a time. */
int printers_search(struct glane_self *self, struct glane_call *c)
{
	struct glane_value *root = labels_host->reply->root(c);
	struct in_addr hosts[DISCOVER_HOSTS];
	struct port_found found[FOUND_MAX];
	struct printers all;
	size_t n = 0;
	uint16_t port;
	int rc = hosts_of(c, hosts, &n, &port), one = n == 1;
	if (rc == GLANE_OK)
		rc = labels_host->call->within(c, GLANE_READ, read_all, &all);
	if (rc)
		return rc;
	page(c, &all);
	if (atomic_exchange(&self->searching, 1))
		return labels_host->call->refuse(c, GLANE_EBUSY, "printers.searching", NULL);
	n = discover_hosts(hosts, n, port, DISCOVER_SNMP, &(struct discover_watch){ stopped, c }, found, FOUND_MAX);
	if (!one)
		n = add_announced(c, found, n);
	atomic_store(&self->searching, 0);
	if (one && !n)
		return labels_host->call->refuse_input(c, "address", "printers.no_answer", NULL);
	struct glane_value *list = labels_host->value->array(root, "network");
	for (size_t i = 0; i < n; i++)
		add_found(c, list, &found[i], &all);
	labels_host->value->boolean(root, "searched", 1);
	return GLANE_OK;
}

/* GET /printers/new: filled in with what was found. */
int printers_new_page(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	const struct glane_value *in = labels_host->call->inputs(c);
	struct printer p = { .media = MEDIA_DEFAULT };
	snprintf(p.name, sizeof(p.name), "%s", labels_host->value->as_text(labels_host->value->get(in, "name")).p);
	snprintf(p.port, sizeof(p.port), "%s", labels_host->value->as_text(labels_host->value->get(in, "port")).p);
	form_fill(c, &p);
	return GLANE_OK;
}

static int save(struct glane_self *self, struct glane_call *c, void *arg)
{
	struct printer *p = arg, kept = *p; /* it may be run twice */
	int rc = printers_save(self, c, &kept);
	if (rc == GLANE_OK)
		p->id = kept.id;
	return rc;
}

int printers_add_asked(struct glane_call *c, struct printer *ret)
{
	*ret = (struct printer){ .asks = 1 };
	int rc = form_read(c, ret);
	if (rc == GLANE_OK)
		rc = kind_ask(c, ret);
	return rc ? rc : labels_host->call->within(c, GLANE_WRITE, save, ret);
}

/* POST /printers/new */
int printers_new(struct glane_self *self, struct glane_call *c)
{
	struct printer p;
	char path[60];
	(void)self;
	int rc = printers_add_asked(c, &p);
	if (rc)
		return rc;
	labels_host->value->integer(labels_host->reply->root(c), "printer", p.id);
	snprintf(path, sizeof(path), "/p/labels/printers/%lld", (long long)p.id);
	labels_host->reply->status(c, 201);
	labels_host->reply->see_other(c, glane_cstr(path));
	return GLANE_OK;
}
