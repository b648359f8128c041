/* SPDX-License-Identifier: MPL-2.0 */
/* Who did what: the journal for people, the latest first, fifty at a time, by person, device, item, day or kind. */
#include <stdio.h>

#include "base/code.h"
#include "base/quantity.h"
#include "host/internal.h"
#include "host/own.h"
#include "inventory/people.h"

enum { AT_A_TIME = 50, PARTS_MOST = 6, PART_MOST = 120, LINE_MOST = 1 << 16 };

static struct glane_value *root_of(struct glane_call *c)
{
	return reply_api.root(c);
}

static bool english(const struct glane_call *c)
{
	return strcmp(c->caller.lang, "en") == 0;
}

static struct glane_str words(struct glane_call *c, const char *owner, struct glane_str key)
{
	struct buf b;
	buf_init(&b, 1000);
	catalogue_text(c->host->catalogue, owner, c->caller.lang, key, NULL, c->host->zone, &b);
	struct glane_str s = arena_str(c->arena, buf_get(&b));
	buf_fini(&b);
	return s;
}

/* "purpose" and "till": what the catalogue calls it, else the word itself. */
static struct glane_str word_of(struct glane_call *c, const char *owner, const char *group, struct glane_str word)
{
	struct glane_str key = arena_printf(c->arena, "%s.%.*s", group, STR_ARG(word)), s = words(c, owner, key);
	return str_eq(s, key) ? word : s;
}

static struct glane_str one_text(struct glane_call *c, const char *sql, struct glane_val v)
{
	struct stmt *s;
	struct error quiet;
	struct glane_str text = STR_NONE;
	error_init(&quiet, NULL);
	if (conn_prepare(c->conn, sql, &s, &quiet) < 0)
		return text;
	stmt_bind(s, 1, v);
	stmt_bind(s, 2, glane_int(english(c)));
	if (stmt_step(s, &quiet) == 1)
		text = arena_str(c->arena, stmt_text(s, 0));
	stmt_reset(s);
	return text;
}

static struct glane_str category_name(struct glane_call *c, int64_t id)
{
	return one_text(c, "SELECT CASE WHEN ?2 THEN name_en ELSE name_fr END FROM core_category WHERE id = ?1", glane_int(id));
}

static struct glane_str place_name(struct glane_call *c, struct glane_str code)
{
	struct glane_str name = one_text(c, "SELECT CASE WHEN ?2 THEN name_en ELSE name_fr END FROM core_place WHERE code = ?1", glane_text(code));
	return name.n ? name : code;
}

static struct glane_str person_name(struct glane_call *c, int64_t id)
{
	struct glane_str name = one_text(c, "SELECT name FROM core_person WHERE id = ?1 AND ?2 IN (0, 1)", glane_int(id));
	return name.n ? name : words(c, "core", STR("log.erased"));
}

/* --- a line of what was recorded --------------------------------------------------------------------- */

struct detail {
	struct glane_call *call;
	struct buf out;
	unsigned parts;
};

static void add_part(struct detail *d, struct glane_str s)
{
	if (s.n == 0 || d->parts == PARTS_MOST)
		return;
	buf_c(&d->out, d->parts++ ? " · " : "");
	size_t n = s.n > PART_MOST ? PART_MOST : s.n;
	while (n < s.n && n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--; /* not within a character */
	buf_str(&d->out, (struct glane_str){ s.p, n });
	buf_c(&d->out, n < s.n ? "…" : "");
}

static void add_quantity(struct detail *d, int64_t v, uint32_t unit)
{
	struct buf b;
	struct glane_value *q = value_object(d->call->arena);
	buf_init(&b, 100);
	value_add_quantity(q, "q", v, unit);
	quantity_text(value_get(q, "q"), d->call->caller.lang, d->call->host->zone, &b);
	add_part(d, buf_get(&b));
	buf_fini(&b);
}

static void add_pieces(struct detail *d, int64_t n)
{
	struct glane_value *args = value_object(d->call->arena);
	if (n <= 0)
		return;
	value_add_int(args, "n", n);
	add_part(d, call_api.tr(d->call, "log.pieces", args));
}

/* "mobilier · 2,50 kg · boutique" */
static void add_move(struct detail *d, const struct glane_value *move, bool names_item)
{
	struct glane_str to = value_get_text(move, "to");
	if (!names_item)
		add_part(d, category_name(d->call, value_get_int(move, "category", 0)));
	if (value_get_int(move, "grams", 0))
		add_quantity(d, value_get_int(move, "grams", 0), GLANE_U_GRAMS);
	add_pieces(d, value_get_int(move, "pieces", 0));
	if (str_starts(to, STR("stock:")))
		add_part(d, place_name(d->call, (struct glane_str){ to.p + 6, to.n - 6 }));
	else
		add_part(d, word_of(d->call, "core", "where", to));
}

static void add_change(struct detail *d, const struct glane_value *set, bool has_moves)
{
	if (!has_moves)
		add_part(d, category_name(d->call, value_get_int(set, "category", 0)));
	if (value_get_text(set, "state").n)
		add_part(d, word_of(d->call, "core", "state", value_get_text(set, "state")));
	if (value_get_int(set, "price", -1) >= 0)
		add_quantity(d, value_get_int(set, "price", 0), GLANE_U_CENTS);
}

static void add_core_body(struct detail *d, const struct glane_value *body)
{
	struct glane_call *c = d->call;
	struct glane_str text;
	int64_t n;
	if ((n = value_get_int(body, "person", 0)) != 0)
		add_part(d, person_name(c, n));
	if ((n = value_get_int(body, "device", 0)) != 0)
		add_part(d, one_text(c, "SELECT name FROM core_device WHERE id = ?1 AND ?2 IN (0, 1)", glane_int(n)));
	if ((text = value_get_text(body, "role")).n)
		add_part(d, own_role_name(c, text));
	add_part(d, own_permission_title(c, value_get_text(body, "permission")));
	if (value_get(body, "granted")) {
		n = value_get_int(body, "granted", -1);
		add_part(d, words(c, "core", n < 0 ? STR("log.as_proposed") : n ? STR("manage.grant") : STR("manage.take")));
	}
	if ((text = value_get_text(body, "key")).n)
		add_part(d, word_of(c, "core", "key", text));
	add_part(d, value_get_text(body, "value"));
	add_part(d, value_get_text(body, "name"));
	add_part(d, value_get_text(body, english(c) ? "name_en" : "name_fr"));
	if ((text = value_get_text(body, "purpose")).n)
		add_part(d, word_of(c, "core", "purpose", text));
	if ((text = value_get_text(body, "place")).n)
		add_part(d, place_name(c, text));
	if (value_get_int(body, "tare_grams", 0))
		add_quantity(d, value_get_int(body, "tare_grams", 0), GLANE_U_GRAMS);
	if (value_get_int(body, "active", 1) == 0)
		add_part(d, words(c, "core", STR("manage.disabled")));
}

/* What the kind declares, in its order; identifiers and switches mean nothing to a reader. */
static void add_body(struct detail *d, const struct glane_kind *kind, const struct glane_value *body, bool has_moves)
{
	const struct glane_input *fields = kind ? kind->fields.items : NULL;
	for (uint32_t i = 0; fields && i < kind->fields.count; i++) {
		const struct glane_input *f = (const struct glane_input *)(const void *)((const char *)fields + (size_t)i * kind->fields.stride);
		const struct glane_value *v = value_get(body, f->name);
		if (f->type == GLANE_F_GRAMS && !has_moves && value_int(v, 0))
			add_quantity(d, value_int(v, 0), GLANE_U_GRAMS);
		else if (f->type == GLANE_F_CENTS && value_type(v) == GLANE_V_INTEGER)
			add_quantity(d, value_int(v, 0), GLANE_U_CENTS);
		else if (f->type == GLANE_F_DATE && value_type(v) == GLANE_V_INTEGER)
			add_quantity(d, value_int(v, 0), GLANE_U_DAY);
		else if ((f->type == GLANE_F_TEXT || f->type == GLANE_F_LINES) && value_text(v).n != 64) /* a digest */
			add_part(d, value_text(v));
	}
}

static const struct plugin *plugin_named(const struct host *h, struct glane_str name)
{
	for (uint32_t i = 0; i < h->plugin_count; i++)
		if (str_is(name, h->plugins[i]->name))
			return h->plugins[i];
	return NULL;
}

static const struct glane_kind *kind_named(const struct plugin *p, struct glane_str kind)
{
	for (uint32_t i = 0; p && i < p->decl.kind_count; i++) {
		size_t n = strlen(p->name);
		if (kind.n > n + 1 && str_is((struct glane_str){ kind.p + n + 1, kind.n - n - 1 }, p->decl.kinds[i].name))
			return &p->decl.kinds[i];
	}
	return NULL;
}

static struct glane_str detail_of(struct glane_call *c, const struct plugin *p, const struct glane_kind *kind, struct glane_str line, bool names_item)
{
	struct detail d = { .call = c };
	struct glane_value *v;
	const char *why;
	if (line.n == 0 || line.n > LINE_MOST || value_parse_json(c->arena, line, &v, &why) < 0)
		return STR_NONE;
	buf_init(&d.out, 4000);
	const struct glane_value *moves = value_get(v, "moves"), *changes = value_get(v, "changes"), *body = value_get(v, "body");
	for (uint32_t i = 0; i < value_count(moves) && i < 2; i++)
		add_move(&d, value_at(moves, i), names_item);
	if (value_count(changes))
		add_change(&d, value_get(value_at(changes, 0), "set"), value_count(moves) > 0);
	if (p && p == c->host->plugins[0])
		add_core_body(&d, body);
	else
		add_body(&d, kind, body, value_count(moves) > 0);
	struct glane_str s = arena_str(c->arena, buf_get(&d.out));
	buf_fini(&d.out);
	return s;
}

/* --- the records ------------------------------------------------------------------------------------- */

#define RECORDS                                                                                                                  \
	"SELECT j.seq, j.at_ms, j.person, p.name, p.picture, j.device, d.name, j.plugin, j.kind, j.reverses,"                    \
	" (SELECT r.seq FROM core_journal r WHERE r.reverses = j.seq), i.code, i.title, t.line, t.seq IS NULL"                   \
	" FROM core_journal j"
#define JOINED                                                                                                                   \
	" LEFT JOIN core_person p ON p.id = j.person LEFT JOIN core_device d ON d.id = j.device"                                 \
	" LEFT JOIN core_item i ON i.id = j.item LEFT JOIN core_journal_text t ON t.seq = j.seq WHERE j.seq < ?1"
#define NARROWED                                                                                                                 \
	" AND (?3 = 0 OR j.device = ?3) AND (?7 = '' OR substr(j.kind, 1, length(?7)) = ?7) ORDER BY j.seq DESC LIMIT ?8"
/* One statement for each index; the other filters are tried on what it finds.  + keeps the planner from another one. */
static const char SQL_ALL[] = RECORDS JOINED " AND ?2 = 0 AND ?4 = 0 AND +j.at_ms BETWEEN ?5 AND ?6" NARROWED;
static const char SQL_ITEM[] = RECORDS JOINED " AND j.item = ?4 AND (?2 = 0 OR +j.person = ?2) AND +j.at_ms BETWEEN ?5 AND ?6" NARROWED;
static const char SQL_PERSON[] = RECORDS " INDEXED BY core_journal_person" JOINED " AND j.person = ?2 AND ?4 = 0 AND +j.at_ms BETWEEN ?5 AND ?6" NARROWED;
static const char SQL_DAY[] = RECORDS " INDEXED BY core_journal_at" JOINED " AND j.at_ms BETWEEN ?5 AND ?6 AND ?2 = 0 AND ?4 = 0" NARROWED;

struct filter {
	int64_t before, person, device, item, from_ms, to_ms, day; /* day -1: any */
	struct glane_str kind;
};

static struct glane_str kind_words(struct glane_call *c, const struct plugin *p, const struct glane_kind *k, struct glane_str kind)
{
	struct glane_str s = word_of(c, p ? p->name : "core", "kind", kind);
	return str_eq(s, kind) && k && k->summary ? arena_printf(c->arena, "%s (%s)", kind.p, k->summary) : s;
}

static void add_record(struct glane_call *c, struct glane_value *list, struct stmt *s)
{
	struct glane_value *v = value_add_object(list, NULL), *who = value_add_object(v, "who");
	struct glane_str kind = arena_str(c->arena, stmt_text(s, 8));
	const struct plugin *p = plugin_named(c->host, stmt_text(s, 7));
	const struct glane_kind *k = kind_named(p, kind);
	bool item = !stmt_is_null(s, 11), device = !stmt_is_null(s, 5);
	value_add_int(v, "record", stmt_int(s, 0));
	value_add_quantity(v, "at_ms", stmt_int(s, 1), GLANE_U_TIME_MS);
	value_add_int(who, "id", stmt_int(s, 2));
	value_add_text(who, "name", stmt_int(s, 2) ? stmt_text(s, 3).n ? stmt_text(s, 3) : words(c, "core", STR("log.erased"))
	                                           : words(c, "core", device ? STR("log.nobody") : STR("log.command_line")));
	value_add_text(who, "picture", stmt_text(s, 4));
	if (device) {
		struct glane_value *d = value_add_object(v, "device");
		value_add_int(d, "id", stmt_int(s, 5));
		value_add_text(d, "name", stmt_text(s, 6));
	}
	value_add_text(v, "kind", kind);
	value_add_text(v, "what", kind_words(c, p, k, kind));
	value_add_text(v, "detail", stmt_int(s, 14) ? words(c, "core", STR("log.words_erased")) : detail_of(c, p, k, stmt_text(s, 13), item));
	if (item) {
		struct glane_value *i = value_add_object(v, "item");
		value_add_text(i, "code", stmt_text(s, 11));
		value_add_text(i, "title", stmt_text(s, 12));
	}
	if (!stmt_is_null(s, 9))
		value_add_int(v, "takes_back", stmt_int(s, 9));
	if (!stmt_is_null(s, 10))
		value_add_int(v, "undone", stmt_int(s, 10));
}

static int add_records(struct glane_call *c, const struct filter *f)
{
	struct stmt *s;
	struct glane_value *list = value_add_array(root_of(c), "records");
	int rc = conn_prepare(c->conn, f->item ? SQL_ITEM : f->person ? SQL_PERSON : f->day >= 0 ? SQL_DAY : SQL_ALL, &s, &c->error);
	if (rc < 0)
		return rc;
	struct glane_val args[] = { glane_int(f->before), glane_int(f->person), glane_int(f->device), glane_int(f->item),
		                    glane_int(f->from_ms), glane_int(f->to_ms), glane_text(f->kind), glane_int(AT_A_TIME + 1) };
	stmt_bind_all(s, args, COUNT_OF(args));
	int64_t last = 0;
	while ((rc = stmt_step(s, &c->error)) == 1) {
		if (value_count(list) == AT_A_TIME) {
			value_add_int(root_of(c), "before", last);
			break;
		}
		last = stmt_int(s, 0);
		add_record(c, list, s);
	}
	stmt_reset(s);
	value_add_bool(root_of(c), "any", value_count(list) > 0);
	return rc < 0 ? rc : 0;
}

/* --- what may be asked for --------------------------------------------------------------------------- */

static int add_names(struct glane_call *c, const char *key, const char *sql, int64_t chosen)
{
	struct stmt *s;
	struct glane_value *list = value_add_array(root_of(c), key);
	int rc = conn_prepare(c->conn, sql, &s, &c->error);
	if (rc < 0)
		return rc;
	while ((rc = stmt_step(s, &c->error)) == 1) {
		struct glane_value *v = value_add_object(list, NULL);
		value_add_int(v, "id", stmt_int(s, 0));
		value_add_text(v, "name", stmt_text(s, 1));
		value_add_bool(v, "chosen", stmt_int(s, 0) == chosen);
	}
	stmt_reset(s);
	return rc;
}

static void add_kind(struct glane_value *list, struct glane_str code, struct glane_str name, struct glane_str chosen)
{
	struct glane_value *v = value_add_object(list, NULL);
	value_add_text(v, "code", code);
	value_add_text(v, "name", name);
	value_add_bool(v, "chosen", str_eq(code, chosen));
}

static void add_kinds(struct glane_call *c, struct glane_str chosen)
{
	static const char *const own[] = { "core.person_", "core.role_", "core.device_", "core.setting_", "core.category_", "core.stream_",
		                           "core.place_", "core.container_", "core.outlet_", "core.codes_drawn", "core.redacted" };
	struct glane_value *list = value_add_array(root_of(c), "kinds");
	for (uint32_t i = 1; i < c->host->plugin_count; i++) {
		const struct plugin *p = c->host->plugins[i];
		for (uint32_t k = 0; p->state == PLUGIN_RUNNING && k < p->decl.kind_count; k++) {
			struct glane_str code = arena_printf(c->arena, "%s.%s", p->name, p->decl.kinds[k].name), title = own_plugin_title(c, p);
			if (k == 0)
				add_kind(list, arena_printf(c->arena, "%s.", p->name), title, chosen);
			add_kind(list, code, arena_printf(c->arena, "%s : %s", title.p, kind_words(c, p, NULL, code).p), chosen);
		}
	}
	for (size_t i = 0; i < COUNT_OF(own); i++)
		add_kind(list, str_c(own[i]), words(c, "core", arena_printf(c->arena, "kinds.%s", own[i])), chosen);
}

static int find_item(struct glane_call *c, struct glane_str typed, int64_t *ret)
{
	char code[CODE_SYMBOLS + 1], shop[SHORT_DIGITS + 1];
	int64_t number;
	int rc = GLANE_ENOENT;
	*ret = 0;
	if (typed.n == 0)
		return 0;
	if (short_parse(typed, &number) == 0) {
		short_text(number, shop);
		rc = conn_int(c->conn, "SELECT id FROM core_item WHERE short = ?1", VALS(glane_text(str_c(shop))), ret, &c->error);
		if (rc == GLANE_ENOENT) /* who carried it last */
			rc = conn_int(c->conn, "SELECT item FROM core_number WHERE number = ?1", VALS(glane_int(number)), ret, &c->error);
	} else if (code_parse(typed, code) == 0) {
		rc = conn_int(c->conn, "SELECT item FROM core_code WHERE code = ?1 AND item IS NOT NULL", VALS(glane_text(str_c(code))), ret, &c->error);
	}
	if (rc != GLANE_ENOENT)
		return rc;
	error_init(&c->error, c->arena);
	value_add_bool(root_of(c), "no_item", true);
	*ret = -1; /* none has it: nothing is found */
	return 0;
}

static void add_filter(struct glane_call *c, const struct filter *f, struct glane_str typed)
{
	struct glane_value *v = value_add_object(root_of(c), "filter");
	if (f->person)
		value_add_int(v, "person", f->person);
	if (f->device)
		value_add_int(v, "device", f->device);
	value_add_text(v, "kind", f->kind);
	value_add_text(v, "day", value_get_text(c->raw, "day"));
	value_add_text(v, "item", typed);
}

int own_log(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	const struct glane_value *in = c->inputs;
	struct filter f = { .before = value_get_int(in, "before", INT64_MAX), .person = value_get_int(in, "person", 0),
		            .device = value_get_int(in, "device", 0), .kind = value_get_text(in, "kind"),
		            .day = value_get_int(in, "day", -1), .to_ms = INT64_MAX };
	struct glane_str typed = value_get_text(in, "item");
	int rc = find_item(c, typed, &f.item);
	if (f.day >= 0) {
		f.from_ms = zone_start_of_day_ms(c->host->zone, f.day);
		f.to_ms = zone_start_of_day_ms(c->host->zone, f.day + 1) - 1;
	}
	if (rc >= 0)
		rc = add_records(c, &f);
	if (rc >= 0)
		rc = add_names(c, "people", "SELECT id, name FROM core_person WHERE erased_ms = 0 ORDER BY active DESC, name, id", f.person);
	if (rc >= 0)
		rc = add_names(c, "devices", "SELECT id, name FROM core_device ORDER BY active DESC, name, id", f.device);
	add_kinds(c, f.kind);
	add_filter(c, &f, typed);
	return rc < 0 ? rc : 0;
}
