/* SPDX-License-Identifier: MPL-2.0 */
/* The scales of this place: rows, what a form may say about them, and when one may be used for a price by weight. */
#include <stdio.h>
#include <string.h>

#include "scale/internal.h"
#include "text/text.h"

enum {
	D_ID, D_SLOT, D_NAME, D_PORT, D_PROTOCOL, D_ASKED, D_UNIT, D_INTERVAL, D_LEAST, D_MOST, D_PURPOSE, D_CLASS, D_CHECK, D_REGEX, D_ASK, D_ENDS,
	D_ASK_MS
};
enum { LEAST_INTERVALS = 20 }; /* EN 45501, 3.4 for class III: nothing below 20 e is sold */

static void keep(char *to, size_t cap, struct glane_str s)
{
	snprintf(to, cap, "%.*s", (int)s.n, s.p);
}

static void read_row(struct glane_rows *rows, struct device *d)
{
	const struct glane_db_api *db = scale_host->db;
	const struct {
		uint32_t column;
		char *to;
		size_t cap;
	} texts[] = {
		{ D_NAME, d->name, sizeof(d->name) },          { D_PORT, d->port, sizeof(d->port) },    { D_PROTOCOL, d->protocol, sizeof(d->protocol) },
		{ D_UNIT, d->unit, sizeof(d->unit) },          { D_CLASS, d->class, sizeof(d->class) }, { D_PURPOSE, d->purpose, sizeof(d->purpose) },
		{ D_REGEX, d->regex, sizeof(d->regex) },       { D_ASK, d->ask, sizeof(d->ask) },       { D_ENDS, d->ends, sizeof(d->ends) },
	};
	const struct {
		uint32_t column;
		int64_t *to;
	} numbers[] = {
		{ D_ID, &d->id },       { D_SLOT, &d->slot },           { D_ASKED, &d->asked_ms },    { D_INTERVAL, &d->interval_grams },
		{ D_LEAST, &d->least_grams }, { D_MOST, &d->most_grams }, { D_ASK_MS, &d->ask_ms },
	};
	memset(d, 0, sizeof(*d)); /* all of it: a service compares */
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		keep(texts[i].to, texts[i].cap, db->col(rows, texts[i].column).u.s);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		*numbers[i].to = db->col(rows, numbers[i].column).u.i;
	struct glane_val day = db->col(rows, D_CHECK);
	d->check_day = day.type == GLANE_INT ? day.u.i : NO_DAY;
}

static int load(struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n, struct device *ret, int cap)
{
	const struct glane_db_api *db = scale_host->db;
	struct glane_rows *rows;
	int count = 0, rc = db->query(c, sql, args, n, &rows);
	if (rc < 0)
		return rc;
	while (count < cap && (rc = db->next(rows)) == 1)
		read_row(rows, &ret[count++]);
	db->close(rows);
	return rc < 0 ? rc : count;
}

int device_find(struct glane_call *c, int64_t id, struct device *ret)
{
	return load(c, SQL_DEVICE, (struct glane_val[]){ glane_int(id) }, 1, ret, 1);
}

int device_in_slot(struct glane_call *c, int64_t slot, struct device *ret)
{
	return load(c, SQL_DEVICE_SLOT, (struct glane_val[]){ glane_int(slot) }, 1, ret, 1);
}

int device_list(struct glane_call *c, struct device ret[SLOTS])
{
	return load(c, SQL_DEVICES, NULL, 0, ret, SLOTS);
}

int64_t device_sells_until(const struct device *d)
{
	int good = strcmp(d->class, "I") == 0 || strcmp(d->class, "II") == 0 || strcmp(d->class, "III") == 0;
	return good && strcmp(d->purpose, "sale") == 0 ? d->check_day : NO_DAY;
}

int device_found(struct glane_call *c, const struct device *d, const char *protocol, const char *port)
{
	return scale_host->db->exec(c, SQL_DEVICE_FOUND,
		(struct glane_val[]){ glane_int(d->id), glane_int(d->asked_ms), glane_text(glane_cstr(protocol)), glane_text(glane_cstr(port)) }, 4, NULL);
}

/* --- a form ----------------------------------------------------------------------------------------------------------- */
static int fault(struct glane_call *c, const char *field, const char *key)
{
	return scale_host->call->refuse_input(c, field, key, NULL);
}

/* Which port, with which settings: one of those that were found, or one that was typed. */
static int read_port(struct glane_call *c, struct device *d, struct port_address *ret)
{
	struct glane_str port = text_trim(in_text(c, "port")), other = text_trim(in_text(c, "other")), line = in_text(c, "line");
	char text[2 * PORT_TEXT_MAX], *comma;
	int64_t same;
	if (other.n)
		port = other;
	snprintf(text, sizeof(text), "%.*s", (int)port.n, port.p);
	if (!port.n)
		return fault(c, "port", "bad.port_needed");
	if (port_parse(text, ret) < 0)
		return fault(c, other.n ? "other" : "port", "bad.port");
	if (ret->kind != PORT_SERIAL && ret->kind != PORT_HID)
		return fault(c, other.n ? "other" : "port", "bad.port_kind");
	if (ret->kind == PORT_SERIAL && line.n) { /* in the place of what the port says itself */
		comma = strchr(text, ',');
		size_t n = comma ? (size_t)(comma - text) : strlen(text);
		snprintf(text + n, sizeof(text) - n, ",%.*s", (int)line.n, line.p);
		if (port_parse(text, ret) < 0)
			return fault(c, "line", "bad.line");
	}
	port_write_text(ret, d->port, sizeof(d->port));
	comma = strchr(d->port, ',');
	struct glane_str node = { d->port, comma ? (size_t)(comma - d->port) : strlen(d->port) };
	int rc = host_first_int(scale_host, c, SQL_PORT_TAKEN, (struct glane_val[]){ glane_text(node), glane_int(d->id) }, 2, &same);
	return rc < 0 ? rc : rc ? fault(c, other.n ? "other" : "port", "bad.port_taken") : GLANE_OK;
}

static int read_own(struct glane_call *c, struct device *d)
{
	keep(d->regex, sizeof(d->regex), in_text(c, "regex"));
	keep(d->ask, sizeof(d->ask), in_text(c, "ask"));
	keep(d->ends, sizeof(d->ends), in_text(c, "ends"));
	struct pattern_setup setup = { d->regex, d->unit, d->ask, d->ends, (uint32_t)d->ask_ms };
	const char *why;
	struct pattern *p = d->regex[0] ? pattern_new(&setup, &why) : NULL;
	if (p) {
		pattern_free(p);
		return GLANE_OK;
	}
	if (!d->regex[0])
		return fault(c, "regex", "bad.own_needed");
	char key[24];
	snprintf(key, sizeof(key), "bad.own_%s", why);
	return fault(c, strcmp(why, "group") == 0 ? "regex" : why, key);
}

/* How it talks: one of the table, a profile of one's own, or "" to find out. */
static int read_protocol(struct glane_call *c, struct device *d, const struct port_address *port, int64_t now_ms)
{
	keep(d->protocol, sizeof(d->protocol), in_text(c, "protocol"));
	d->asked_ms = 0;
	if (!d->protocol[0] && port->kind == PORT_HID)
		keep(d->protocol, sizeof(d->protocol), glane_cstr("hid")); /* there is only one way */
	if (!d->protocol[0]) {
		d->asked_ms = now_ms;
		return GLANE_OK;
	}
	const struct protocol *p = protocol_find(d->protocol);
	if (!p)
		return fault(c, "protocol", "bad.protocol");
	if (p->kind != port->kind)
		return fault(c, "protocol", port->kind == PORT_HID ? "bad.protocol_hid" : "bad.protocol_serial");
	return strcmp(d->protocol, "own") == 0 ? read_own(c, d) : GLANE_OK;
}

/* What the plate says, and what the scale is for. */
static int read_plate(struct glane_call *c, struct device *d)
{
	struct glane_value *args = scale_host->value->make(c);
	d->interval_grams = in_int(c, "interval", 0);
	d->most_grams = in_int(c, "most", 0);
	d->least_grams = in_int(c, "least", 0);
	d->check_day = in_int(c, "check_day", NO_DAY);
	keep(d->purpose, sizeof(d->purpose), in_text(c, "purpose"));
	keep(d->class, sizeof(d->class), in_text(c, "class"));
	int sale = strcmp(d->purpose, "sale") == 0;
	scale_host->value->integer(args, "least", LEAST_INTERVALS * d->interval_grams);
	if (d->most_grams < 2 * d->interval_grams)
		return fault(c, "most", "bad.most");
	if (d->least_grams >= d->most_grams)
		return fault(c, "least", "bad.least");
	if (sale && (!d->class[0] || strcmp(d->class, "IIII") == 0))
		return fault(c, "class", "bad.class_sale");
	if (sale && strcmp(d->class, "III") == 0 && d->least_grams < LEAST_INTERVALS * d->interval_grams)
		return scale_host->call->refuse_input(c, "least", "bad.least_sale", args);
	return GLANE_OK;
}

static int read_name(struct glane_call *c, struct device *d)
{
	int64_t same;
	keep(d->name, sizeof(d->name), text_trim(in_text(c, "name")));
	if (!d->name[0])
		return fault(c, "name", "bad.name");
	int rc = host_first_int(scale_host, c, SQL_NAME_TAKEN, (struct glane_val[]){ glane_text(glane_cstr(d->name)), glane_int(d->id) }, 2, &same);
	return rc < 0 ? rc : rc ? fault(c, "name", "bad.name_taken") : GLANE_OK;
}

/* A weighing names the scale: what it was then is in the journal. */
static int record(struct glane_call *c, const struct device *d, const char *kind)
{
	const struct glane_value_api *v = scale_host->value;
	struct glane_value *body = v->make(c);
	int64_t seq;
	v->integer(body, "scale", d->id);
	if (strcmp(kind, "set") == 0) {
		v->text(body, "name", glane_cstr(d->name));
		v->text(body, "port", glane_cstr(d->port));
		v->text(body, "protocol", glane_cstr(d->protocol));
		v->integer(body, "interval", d->interval_grams);
		v->integer(body, "least", d->least_grams);
		v->integer(body, "most", d->most_grams);
		v->text(body, "purpose", glane_cstr(d->purpose));
		v->text(body, "class", glane_cstr(d->class));
		if (d->check_day != NO_DAY)
			v->integer(body, "check_day", d->check_day);
	}
	struct glane_entry entry = { .size = sizeof(entry), .kind = kind, .body = body };
	return scale_host->inventory->append(c, &entry, &seq);
}

static struct glane_val text_of(const char *s)
{
	return glane_text(glane_cstr(s));
}

static int write_row(struct glane_call *c, struct device *d, int64_t now_ms)
{
	struct glane_val args[] = {
		glane_int(d->id), glane_int(d->slot), text_of(d->name), text_of(d->port), text_of(d->protocol), glane_int(d->asked_ms), text_of(d->unit),
		glane_int(d->interval_grams), glane_int(d->least_grams), glane_int(d->most_grams), text_of(d->purpose), text_of(d->class),
		d->check_day == NO_DAY ? glane_null() : glane_int(d->check_day), text_of(d->regex), text_of(d->ask), text_of(d->ends), glane_int(d->ask_ms),
		glane_int(now_ms),
	};
	if (d->id)
		return scale_host->db->exec(c, SQL_DEVICE_SET, args, 17, NULL);
	args[0] = glane_null();
	int rc = scale_host->db->exec(c, SQL_DEVICE_ADD, args, 18, NULL);
	d->id = rc < 0 ? 0 : scale_host->db->last_id(c);
	return rc;
}

static int find_slot(struct glane_call *c, struct device *d)
{
	int rc = host_first_int(scale_host, c, SQL_SLOT_FREE, NULL, 0, &d->slot);
	struct glane_value *args = scale_host->value->make(c);
	scale_host->value->integer(args, "n", SLOTS);
	return rc == 0 ? scale_host->call->refuse(c, GLANE_ECONFLICT, "bad.full", args) : rc < 0 ? rc : GLANE_OK;
}

/* The row of `id`, which a form was about. */
static int load_known(struct glane_call *c, int64_t id, struct device *ret)
{
	int rc = device_find(c, id, ret);
	return rc == 0 ? scale_host->call->refuse(c, GLANE_ENOENT, "bad.scale", NULL) : rc < 0 ? rc : GLANE_OK;
}

static void done(struct glane_call *c, const struct device *d)
{
	char path[48];
	snprintf(path, sizeof(path), "/p/scale/device?id=%lld", (long long)d->id);
	scale_wake(c, SERVICE_SLOT_1 + (uint32_t)d->slot - 1);
	scale_host->value->integer(scale_host->reply->root(c), "id", d->id);
	scale_host->reply->see_other(c, glane_cstr(path));
}

int device_set(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct device d = { .id = in_int(c, "id", 0) };
	struct port_address port = { .kind = PORT_SERIAL };
	int64_t now_ms = scale_host->call->now_ms(c);
	int rc = d.id ? load_known(c, d.id, &d) : find_slot(c, &d);
	if (rc < 0)
		return rc;
	d.ask_ms = in_int(c, "ask_ms", 500);
	d.regex[0] = d.ask[0] = d.ends[0] = 0;
	keep(d.unit, sizeof(d.unit), in_text(c, "unit"));
	rc = read_name(c, &d); /* all of what is wrong is said at once */
	int more = read_port(c, &d, &port);
	rc = rc < 0 ? rc : more;
	more = more < 0 ? 0 : read_protocol(c, &d, &port, now_ms);
	rc = rc < 0 ? rc : more;
	more = read_plate(c, &d);
	rc = rc < 0 ? rc : more;
	if (rc == GLANE_OK)
		rc = write_row(c, &d, now_ms);
	if (rc == GLANE_OK)
		rc = record(c, &d, "set");
	if (rc == GLANE_OK)
		done(c, &d);
	return rc;
}

int device_remove(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct device d;
	int rc = load_known(c, in_int(c, "id", 0), &d);
	if (rc == GLANE_OK)
		rc = scale_host->db->exec(c, SQL_DEVICE_GONE, (struct glane_val[]){ glane_int(d.id) }, 1, NULL);
	if (rc == GLANE_OK)
		rc = record(c, &d, "removed");
	if (rc < 0)
		return rc;
	done(c, &d);
	scale_host->reply->see_other(c, glane_cstr("/p/scale/"));
	return GLANE_OK;
}

int device_ask(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	struct device d;
	int stop = in_int(c, "stop", 0) != 0;
	int rc = load_known(c, in_int(c, "id", 0), &d);
	if (rc < 0)
		return rc;
	rc = scale_host->db->exec(c, SQL_DEVICE_ASKED, (struct glane_val[]){ glane_int(d.id), glane_int(stop ? 0 : scale_host->call->now_ms(c)) }, 2, NULL);
	if (rc == GLANE_OK)
		done(c, &d);
	return rc;
}
