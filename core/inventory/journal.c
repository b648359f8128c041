/* SPDX-License-Identifier: MPL-2.0 */
/* Writing a record: its line, its hashes, its two rows. */
#include "inventory/journal.h"

#include <inttypes.h>

#include "inventory/states.h"

enum { LINE_MAX = 1024 * 1024, SALT_BYTES = 16 };

static void add_member(struct buf *out, bool *first, const char *key)
{
	buf_c(out, *first ? "\"" : ",\"");
	buf_c(out, key);
	buf_c(out, "\":");
	*first = false;
}

static void add_int(struct buf *out, bool *first, const char *key, int64_t v)
{
	add_member(out, first, key);
	buf_int(out, v);
}

static int add_text(struct buf *out, bool *first, const char *key, struct glane_str s)
{
	const struct glane_value v = { .type = GLANE_V_TEXT, .u.s = s };
	add_member(out, first, key);
	return value_json_canonical(&v, out);
}

static int write_set(const struct glane_change *c, struct buf *out)
{
	bool first = true;
	int rc = GLANE_OK;
	buf_char(out, '{');
	if (c->set & GLANE_SET_CATEGORY)
		add_int(out, &first, "category", c->category);
	if (c->set & GLANE_SET_GRAMS)
		add_int(out, &first, "grams", c->grams);
	if (c->set & GLANE_SET_PIECES)
		add_int(out, &first, "pieces", c->pieces);
	if (c->set & GLANE_SET_PRICE)
		add_int(out, &first, "price", c->price_cents);
	if (c->set & GLANE_SET_STATE)
		rc = add_text(out, &first, "state", str_c(state_name(c->state)));
	if (rc == GLANE_OK && c->set & GLANE_SET_TITLE)
		rc = add_text(out, &first, "title", c->title);
	buf_char(out, '}');
	return rc;
}

static int write_changes(const struct draft *d, struct buf *out)
{
	int rc = GLANE_OK;
	for (uint32_t i = 0; rc == GLANE_OK && i < d->change_count; i++) {
		buf_c(out, i ? ",{\"item\":" : "[{\"item\":");
		buf_int(out, d->changes[i].set.item);
		buf_c(out, ",\"set\":");
		rc = write_set(&d->changes[i].set, out);
		buf_c(out, ",\"was\":");
		if (rc == GLANE_OK)
			rc = write_set(&d->changes[i].was, out);
		buf_char(out, '}');
	}
	buf_char(out, ']');
	return rc;
}

static int write_items(const struct draft *d, struct buf *out)
{
	int rc = GLANE_OK;
	for (uint32_t i = 0; rc == GLANE_OK && i < d->touch_count; i++) {
		const struct item *it = d->reverses ? &d->touches[i].now : &d->touches[i].was;
		bool first = true;
		buf_c(out, i ? ",{" : "[{");
		rc = add_text(out, &first, "account", it->account);
		add_int(out, &first, "id", it->id);
		if (it->made)
			add_int(out, &first, "made", it->made);
		add_int(out, &first, "seq", it->changed_seq);
		buf_char(out, '}');
	}
	buf_char(out, ']');
	return rc;
}

static int write_moves(const struct draft *d, struct buf *out)
{
	int rc = GLANE_OK;
	for (uint32_t i = 0; rc == GLANE_OK && i < d->move_count; i++) {
		const struct move *mv = &d->moves[i];
		const struct glane_movement *m = &mv->m;
		bool first = true;
		buf_c(out, i ? ",{" : "[{");
		add_int(out, &first, "category", m->category);
		rc = add_text(out, &first, "from", mv->from);
		add_int(out, &first, "grams", m->grams);
		if (m->item)
			add_int(out, &first, "item", m->item);
		if (m->measured)
			add_int(out, &first, "measured", m->measured);
		if (m->outlet)
			add_int(out, &first, "outlet", m->outlet);
		if (m->pieces)
			add_int(out, &first, "pieces", m->pieces);
		if (rc == GLANE_OK)
			rc = add_text(out, &first, "to", mv->to);
		buf_char(out, '}');
	}
	buf_char(out, ']');
	return rc;
}

int line_write(const struct draft *d, struct buf *out)
{
	bool first = true;
	int rc = GLANE_OK;
	buf_char(out, '{');
	if (d->body && value_count(d->body)) {
		add_member(out, &first, "body");
		rc = value_json_canonical(d->body, out);
	}
	if (rc == GLANE_OK && d->change_count) {
		add_member(out, &first, "changes");
		rc = write_changes(d, out);
	}
	if (d->move_count)
		add_int(out, &first, "day", d->day);
	if (rc == GLANE_OK && d->touch_count && !d->reverses) {
		add_member(out, &first, "items");
		rc = write_items(d, out);
	}
	if (rc == GLANE_OK && d->move_count) {
		add_member(out, &first, "moves");
		rc = write_moves(d, out);
	}
	if (rc == GLANE_OK && d->touch_count && d->reverses) {
		add_member(out, &first, "restored");
		rc = write_items(d, out);
	}
	buf_char(out, '}');
	return rc < 0 ? rc : out->failed ? GLANE_ETOOBIG : GLANE_OK;
}

struct sha256 body_hash(struct glane_str salt, struct glane_str line)
{
	struct sha256_state s;
	sha256_start(&s);
	sha256_add(&s, salt.p, salt.n);
	sha256_add(&s, line.p, line.n);
	return sha256_end(&s);
}

struct sha256 header_hash(const struct sha256 *previous, const struct header *h, struct buf *scratch)
{
	char hex[2 * sizeof(struct sha256) + 1];
	const int64_t numbers[] = { h->at_ms, h->clock, h->happened_from, h->happened_to, h->person, h->device };
	buf_clear(scratch);
	hex_of(previous->b, sizeof(previous->b), hex);
	buf_add(scratch, hex, 64);
	buf_char(scratch, '\n');
	buf_int(scratch, h->seq);
	buf_char(scratch, '|');
	hex_of(h->request.b, sizeof(h->request.b), hex);
	buf_add(scratch, hex, 32);
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		buf_char(scratch, '|');
		buf_int(scratch, numbers[i]);
	}
	buf_char(scratch, '|');
	buf_str(scratch, h->plugin);
	buf_char(scratch, '|');
	buf_str(scratch, h->kind);
	buf_char(scratch, '|');
	buf_int(scratch, h->item);
	buf_char(scratch, '|');
	buf_int(scratch, h->reverses);
	buf_char(scratch, '|');
	buf_str(scratch, h->salt);
	buf_char(scratch, '|');
	hex_of(h->body_hash.b, sizeof(h->body_hash.b), hex);
	buf_add(scratch, hex, 64);
	struct glane_str text = buf_get(scratch);
	return sha256_of(text.p, text.n);
}

static struct glane_val id_or_null(int64_t id)
{
	return id ? glane_int(id) : glane_null();
}

static struct glane_val bytes(const void *p, size_t n)
{
	return glane_blob((struct glane_str){ p, n });
}

static int read_head(struct inventory *inv, int64_t *ret_seq, struct sha256 *ret_hash)
{
	struct stmt *s;
	int rc = conn_prepare(inv->conn, "SELECT seq, hash FROM core_journal ORDER BY seq DESC LIMIT 1", &s, inv->error);
	if (rc < 0)
		return rc;
	rc = stmt_step(s, inv->error);
	*ret_seq = 0;
	*ret_hash = (struct sha256){ { 0 } };
	if (rc > 0) {
		struct glane_val hash = stmt_col(s, 1);
		*ret_seq = stmt_int(s, 0);
		if (hash.u.s.n == sizeof(ret_hash->b))
			memcpy(ret_hash->b, hash.u.s.p, sizeof(ret_hash->b));
		else
			rc = error_fail(inv->error, GLANE_EIO, "core_journal %" PRId64 ": the hash has not 32 bytes", *ret_seq);
	}
	stmt_reset(s);
	return rc < 0 ? rc : GLANE_OK;
}

static int insert_record(struct inventory *inv, const struct header *h, struct glane_str line)
{
	int rc = conn_run(inv->conn,
		"INSERT INTO core_journal (seq, request, at_ms, clock, happened_from, happened_to, person, device, plugin, kind, item, "
		"reverses, salt, body_hash, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
		VALS(glane_int(h->seq), bytes(h->request.b, sizeof(h->request.b)), glane_int(h->at_ms), glane_int(h->clock),
			glane_int(h->happened_from), glane_int(h->happened_to), id_or_null(h->person), id_or_null(h->device),
			glane_text(h->plugin), glane_text(h->kind), id_or_null(h->item), id_or_null(h->reverses), glane_text(h->salt),
			bytes(h->body_hash.b, sizeof(h->body_hash.b)), bytes(h->hash.b, sizeof(h->hash.b))),
		inv->error);
	if (rc < 0)
		return rc;
	return conn_run(inv->conn, "INSERT INTO core_journal_text (seq, line) VALUES (?1, ?2)",
		VALS(glane_int(h->seq), glane_text(line)), inv->error);
}

int draft_write(struct inventory *inv, struct draft *d)
{
	struct sha256 previous;
	struct buf line CLEANUP(buf_fini), scratch CLEANUP(buf_fini);
	buf_init(&line, LINE_MAX);
	buf_init(&scratch, LINE_MAX);
	int rc = line_write(d, &line);
	if (rc == GLANE_ETOOBIG)
		return error_refuse(inv->error, rc, "record.too_big", NULL);
	if (rc < 0)
		return error_refuse(inv->error, rc, "record.number", NULL);
	struct header h = {
		.at_ms = inv->now_ms,
		.clock = clock_quality(),
		.happened_from = d->happened_from,
		.happened_to = d->happened_to,
		.person = inv->person,
		.device = inv->device,
		.item = d->item,
		.reverses = d->reverses,
		.request = inv->request,
		.plugin = d->plugin,
		.kind = d->kind,
	};
	rc = read_head(inv, &h.seq, &previous);
	if (rc < 0)
		return rc;
	uint8_t salt[SALT_BYTES];
	char salt_hex[2 * SALT_BYTES + 1];
	random_bytes(salt, sizeof(salt));
	hex_of(salt, sizeof(salt), salt_hex);
	h.seq++;
	h.salt = (struct glane_str){ salt_hex, 2 * SALT_BYTES };
	h.body_hash = body_hash(h.salt, buf_get(&line));
	h.hash = header_hash(&previous, &h, &scratch);
	if (scratch.failed || line.failed)
		return error_fail(inv->error, GLANE_ENOMEM, "no memory for a record");
	d->seq = h.seq;
	return insert_record(inv, &h, buf_get(&line));
}

int64_t inventory_head(struct inventory *inv)
{
	int64_t seq = 0;
	const struct principal *was = conn_principal(inv->conn);
	conn_set_principal(inv->conn, NULL);
	int rc = row_int(inv, "SELECT coalesce(max(seq), 0) FROM core_journal", NULL, 0, &seq);
	conn_set_principal(inv->conn, was);
	return rc < 0 ? 0 : seq;
}
