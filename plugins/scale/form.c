/* SPDX-License-Identifier: MPL-2.0 */
/* The pages of one scale: its form with the ports that are there, how far the search for its protocol is, its test against a
 * known mass, and what a pattern of one's own reads. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scale/internal.h"
#include "text/text.h"

enum { PORTS_MOST = 24 };

static const char *const usual_lines[] = { "9600,8N1", "9600,7E1", "4800,8N1", "4800,7E1", "2400,8N1", "2400,7E1", "1200,7E1", "1200,8N2", "19200,8N1", "38400,8N1", "115200,8N1" };

/* What was typed into a form that is shown again, else what is kept. */
static struct glane_str typed(struct glane_call *c, const char *name)
{
	const struct glane_value_api *v = scale_host->value;
	return v->as_text(v->get(v->get(scale_host->reply->root(c), "input"), name));
}

static struct glane_value *option(struct glane_value *list, const char *id, struct glane_str name, struct glane_str chosen)
{
	const struct glane_value_api *v = scale_host->value;
	struct glane_value *o = v->object(list, NULL);
	v->text(o, "id", glane_cstr(id));
	v->text(o, "name", name);
	v->boolean(o, "chosen", text_is(chosen, id));
	return o;
}

/* --- the form --------------------------------------------------------------------------------------------------------- */
/* "serial:/dev/ttyUSB0" and "9600,7E1" of a port's text. */
static void split(const char *text, char port[PORT_TEXT_MAX], char line[PORT_TEXT_MAX])
{
	const char *comma = strchr(text, ',');
	snprintf(port, PORT_TEXT_MAX, "%.*s", comma ? (int)(comma - text) : (int)strlen(text), text);
	snprintf(line, PORT_TEXT_MAX, "%s", comma ? comma + 1 : "");
}

static void say_input(struct glane_call *c, struct glane_value *root, const struct device *d, int known)
{
	const struct glane_value_api *v = scale_host->value;
	struct glane_value *input = v->object(root, "input");
	char text[32], port[PORT_TEXT_MAX], line[PORT_TEXT_MAX];
	const struct {
		const char *name;
		int64_t value;
	} numbers[] = { { "interval", d->interval_grams }, { "least", d->least_grams }, { "ask_ms", d->ask_ms } };
	const struct {
		const char *name, *value;
	} texts[] = {
		{ "name", d->name }, { "protocol", d->protocol }, { "unit", d->unit }, { "purpose", d->purpose }, { "class", d->class },
		{ "regex", d->regex }, { "ask", d->ask }, { "ends", d->ends }, { "port", port }, { "line", line },
	};
	split(d->port, port, line);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		v->text(input, texts[i].name, glane_cstr(texts[i].value));
	for (size_t i = 0; known && i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		text_from_number(numbers[i].value, text);
		v->text(input, numbers[i].name, glane_cstr(text));
	}
	if (known) {
		text_from_kilos(d->most_grams, text_is(scale_host->call->lang(c), "en") ? '.' : ',', text);
		v->text(input, "most", glane_cstr(text));
	}
	if (d->check_day != NO_DAY) {
		text_from_day(d->check_day, text);
		v->text(input, "check_day", glane_cstr(text));
	}
}

/* The ports that a scale may hang on; the one that was chosen too when it is not there now. */
static int say_ports(struct glane_call *c, struct glane_value *root)
{
	const struct glane_value_api *v = scale_host->value;
	struct glane_value *list = v->array(root, "ports");
	struct glane_str chosen = typed(c, "port");
	struct port_found *found = calloc(PORTS_MOST, sizeof(*found));
	int there = 0, any = 0;
	if (!found)
		return scale_host->call->fail(c, GLANE_ENOMEM, "no memory for ports");
	size_t n = port_find("", found, PORTS_MOST);
	for (size_t i = 0; i < n; i++) {
		char text[PORT_TEXT_MAX], name[140];
		if (found[i].address.kind != PORT_SERIAL && found[i].address.kind != PORT_HID)
			continue;
		port_write_text(&found[i].address, text, sizeof(text));
		snprintf(name, sizeof(name), "%s%s%s", found[i].maker, found[i].maker[0] && found[i].model[0] ? " " : "", found[i].model);
		option(list, text, name[0] ? glane_cstr(name) : scale_host->call->tr(c, found[i].address.kind == PORT_HID ? "port.hid" : "port.serial", NULL), chosen);
		there = there || text_is(chosen, text);
		any = 1;
	}
	free(found);
	if (chosen.n && !there)
		option(list, chosen.p, scale_host->call->tr(c, "port.kept", NULL), chosen);
	v->boolean(root, "no_ports", !any);
	return GLANE_OK;
}

static void say_choices(struct glane_call *c, struct glane_value *root)
{
	static const char *const purposes[] = { "statistics", "sale" }, *const classes[] = { "", "III", "II", "I", "IIII" }, *const units[] = { "", "g", "kg", "oz", "lb" };
	const struct glane_value_api *v = scale_host->value;
	struct glane_value *list = v->array(root, "protocols");
	char key[32];
	option(list, "", scale_host->call->tr(c, "protocol.unknown", NULL), typed(c, "protocol"));
	for (uint32_t i = 0; i < protocol_count; i++) {
		int own = strcmp(protocol_table[i].name, "own") == 0;
		option(list, protocol_table[i].name, own ? scale_host->call->tr(c, "protocol.own", NULL) : glane_cstr(protocol_table[i].title), typed(c, "protocol"));
	}
	list = v->array(root, "lines");
	option(list, "", scale_host->call->tr(c, "line.usual", NULL), typed(c, "line"));
	int there = !typed(c, "line").n;
	for (size_t i = 0; i < sizeof(usual_lines) / sizeof(usual_lines[0]); i++) {
		option(list, usual_lines[i], glane_cstr(usual_lines[i]), typed(c, "line"));
		there = there || text_is(typed(c, "line"), usual_lines[i]);
	}
	if (!there)
		option(list, typed(c, "line").p, typed(c, "line"), typed(c, "line"));
	list = v->array(root, "purposes");
	for (size_t i = 0; i < sizeof(purposes) / sizeof(purposes[0]); i++) {
		snprintf(key, sizeof(key), "purpose.%s", purposes[i]);
		option(list, purposes[i], scale_host->call->tr(c, key, NULL), typed(c, "purpose").n ? typed(c, "purpose") : glane_cstr("statistics"));
	}
	list = v->array(root, "classes");
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		option(list, classes[i], i ? glane_cstr(classes[i]) : scale_host->call->tr(c, "class.none", NULL), typed(c, "class"));
	list = v->array(root, "units");
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		option(list, units[i], i ? glane_cstr(units[i]) : scale_host->call->tr(c, "unit.sent", NULL), typed(c, "unit"));
}

static void say_probe(struct glane_self *self, struct glane_call *c, struct glane_value *root, const struct device *d)
{
	const struct glane_value_api *v = scale_host->value;
	struct live l = live_of(self, d);
	const struct probe *p = &l.probe;
	if (!p->steps && !d->asked_ms)
		return;
	struct glane_value *o = v->object(root, "probe");
	v->boolean(o, "running", d->asked_ms != 0);
	v->text(o, "now", glane_cstr(p->now));
	v->integer(o, "step", p->step);
	v->integer(o, "steps", p->steps);
	const struct protocol *spoken = protocol_find(d->protocol);
	v->text(o, "makers", glane_cstr(spoken ? spoken->title : ""));
	v->boolean(o, "found", !d->asked_ms && d->protocol[0] && !p->fault);
	v->boolean(o, "nothing", !d->asked_ms && !d->protocol[0] && !p->fault);
	v->boolean(o, "fault", p->fault != 0);
	struct glane_value *heard = v->array(o, "heard");
	for (uint32_t i = 0; i < p->heard_n; i++)
		v->text(v->object(heard, NULL), "text", glane_cstr(p->heard[i]));
	(void)c;
}

int page_device(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value_api *v = scale_host->value;
	struct glane_value *root = scale_host->reply->root(c);
	struct device d = { .check_day = NO_DAY, .ask_ms = 500 };
	struct glane_str again = typed(c, "id");
	int64_t id = in_int(c, "id", again.n ? strtoll(again.p, NULL, 10) : 0);
	int rc = id ? device_find(c, id, &d) : 1;
	if (rc < 0)
		return rc;
	if (rc == 0)
		return scale_host->call->refuse(c, GLANE_ENOENT, "bad.scale", NULL);
	v->boolean(root, "exists", id != 0);
	if (!v->get(root, "input"))
		say_input(c, root, &d, id != 0);
	if (id) {
		device_say_live(self, c, root, &d);
		device_say_law(c, root, &d);
		say_probe(self, c, root, &d);
	}
	states_say(c, root);
	say_choices(c, root);
	return say_ports(c, root);
}

/* --- against a known mass --------------------------------------------------------------------------------------------- */
/* Largest permissible errors in service, twice those of the first verification: EN 45501 and OIML R 76-1, 3.5.1 and 3.5.2:
 * in e, by load in e and class. */
static int64_t allowed_grams(const struct device *d, int64_t mass_grams)
{
	static const struct {
		const char *class;
		int64_t one, two; /* up to so many e: one e, two e */
	} table[] = { { "I", 50000, 200000 }, { "II", 5000, 20000 }, { "III", 500, 2000 }, { "IIII", 50, 200 }, { "", 500, 2000 } };
	size_t i = 0;
	while (table[i].class[0] && strcmp(table[i].class, d->class) != 0)
		i++;
	int64_t load = mass_grams / d->interval_grams;
	return d->interval_grams * (load <= table[i].one ? 1 : load <= table[i].two ? 2 : 3);
}

int check_say(struct glane_self *self, struct glane_call *c, const struct device *d, int64_t mass_grams, struct glane_value *into)
{
	const struct glane_value_api *v = scale_host->value;
	struct live l = live_of(self, d);
	int64_t allowed = allowed_grams(d, mass_grams), off = l.view.weight.mg - mass_grams * 1000;
	char text[32];
	v->quantity(into, "mass", mass_grams, GLANE_U_GRAMS);
	if (l.reading.state != SCALE_OK || !l.reading.stable || !l.view.fresh) {
		v->boolean(into, "not_steady", 1);
		return 0;
	}
	int64_t tenths = (off < 0 ? -off : off) / 100;
	snprintf(text, sizeof(text), "%s%lld%s%.0lld", !tenths ? "" : off < 0 ? "−" : "+", (long long)(tenths / 10), tenths % 10 == 0 ? "" : text_is(scale_host->call->lang(c), "en") ? "." : ",", (long long)(tenths % 10));
	v->quantity(into, "says", l.reading.grams, GLANE_U_GRAMS);
	v->text(into, "deviation", glane_cstr(text));
	v->integer(into, "deviation_mg", off);
	v->integer(into, "allowed", allowed);
	v->boolean(into, "good", off <= allowed * 1000 && off >= -allowed * 1000);
	return 1;
}

int page_check(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value_api *v = scale_host->value;
	struct glane_value *root = scale_host->reply->root(c);
	int64_t mass = in_int(c, "mass", 0);
	struct device d;
	int rc = device_find(c, in_int(c, "id", 0), &d);
	if (rc <= 0)
		return rc < 0 ? rc : scale_host->call->refuse(c, GLANE_ENOENT, "bad.scale", NULL);
	device_say_live(self, c, root, &d);
	states_say(c, root);
	v->quantity(root, "most", d.most_grams, GLANE_U_GRAMS);
	if (mass > d.most_grams)
		return scale_host->call->refuse_input(c, "mass", "bad.mass", root);
	if (mass <= 0)
		return GLANE_OK;
	char text[32];
	text_from_kilos(mass, text_is(scale_host->call->lang(c), "en") ? '.' : ',', text);
	v->text(root, "typed", glane_cstr(text));
	check_say(self, c, &d, mass, v->object(root, "check"));
	return GLANE_OK;
}

/* --- a pattern of one's own --------------------------------------------------------------------------------------------- */
static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

/* \r \n \t \xNN into bytes; anything else as it is.  `out` holds s.n + 2 bytes, of which two for an end that was not pasted. */
static size_t unescape(struct glane_str s, unsigned char *out)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		char next = s.p[i] == '\\' ? s.p[i + 1] : 0; /* p[n] is 0 */
		if (next == 'r' || next == 'n' || next == 't') {
			out[n++] = next == 'r' ? '\r' : next == 'n' ? '\n' : '\t';
			i++;
		} else if (next == 'x' && i + 3 < s.n + 1 && hex(s.p[i + 2]) >= 0 && hex(s.p[i + 3]) >= 0) {
			out[n++] = (unsigned char)(hex(s.p[i + 2]) << 4 | hex(s.p[i + 3]));
			i += 3;
		} else {
			out[n++] = (unsigned char)s.p[i];
		}
	}
	return n;
}

static void say_frames(struct glane_call *c, struct glane_value *root, const struct pattern *p, const unsigned char *bytes, size_t n)
{
	const struct glane_value_api *v = scale_host->value;
	const struct protocol *own = protocol_find("own");
	struct glane_value *list = v->array(root, "frames");
	int any = 0;
	for (size_t at = 0, took; at < n; at += took) {
		struct weight w = { 0 };
		took = own->read(p, bytes + at, n - at, &w);
		if (!took)
			break;
		if (w.state == WEIGHT_NONE)
			continue;
		static const char *const words[] = {
			[WEIGHT_OVER] = "state.over", [WEIGHT_UNDER] = "state.under", [WEIGHT_MOTION] = "state.moving", [WEIGHT_ZERO_NEEDED] = "state.level",
			[WEIGHT_UNIT] = "state.unit", [WEIGHT_REFUSED] = "state.fault", [WEIGHT_READY] = "state.fault", [WEIGHT_FAULT] = "state.fault",
		};
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "raw", glane_cstr(w.raw));
		if (w.state == WEIGHT_OK) {
			v->boolean(o, "ok", 1);
			v->quantity(o, "grams", (w.mg + (w.mg < 0 ? -500 : 500)) / 1000, GLANE_U_GRAMS);
			v->integer(o, "mg", w.mg);
			v->boolean(o, "stable", w.stable);
			v->boolean(o, "tells", w.tells);
		} else {
			v->text(o, "words", scale_host->call->tr(c, words[w.state], NULL));
		}
		any = 1;
	}
	v->boolean(root, "nothing", !any);
}

int page_pattern(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value_api *v = scale_host->value;
	struct glane_value *root = scale_host->reply->root(c), *input = v->object(root, "input");
	struct glane_str bytes = in_text(c, "bytes");
	struct device d = { 0 };
	int64_t id = in_int(c, "id", 0);
	int rc = id ? device_find(c, id, &d) : 0;
	(void)self;
	if (rc < 0)
		return rc;
	static const char *const names[] = { "regex", "unit", "ask", "ends" };
	const char *kept[] = { d.regex, d.unit, d.ask, d.ends };
	struct glane_str now[4];
	for (size_t i = 0; i < 4; i++) {
		now[i] = in_text(c, names[i]);
		if (!in_text(c, "regex").n)
			now[i] = glane_cstr(kept[i]);
		v->text(input, names[i], now[i]);
	}
	v->text(input, "bytes", bytes);
	struct glane_value *units = v->array(root, "units");
	static const char *const known[] = { "", "g", "kg", "oz", "lb" };
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		option(units, known[i], i ? glane_cstr(known[i]) : scale_host->call->tr(c, "unit.sent", NULL), now[1]);
	v->integer(root, "id", id);
	v->boolean(root, "exists", rc == 1);
	if (!now[0].n)
		return GLANE_OK;
	struct pattern_setup setup = { now[0].p, now[1].p, now[2].p, now[3].p, 500 };
	const char *why;
	struct pattern *p = pattern_new(&setup, &why);
	if (!p) {
		char key[24];
		snprintf(key, sizeof(key), "bad.own_%s", why);
		v->text(root, "why", scale_host->call->tr(c, key, NULL));
		return GLANE_OK;
	}
	unsigned char *raw = scale_host->call->alloc(c, bytes.n + 2);
	size_t n = raw ? unescape(bytes, raw) : 0;
	if (n && !now[3].n && raw[n - 1] != '\n' && raw[n - 1] != '\r')
		raw[n++] = '\r';
	if (n)
		say_frames(c, root, p, raw, n);
	pattern_free(p);
	return GLANE_OK;
}
