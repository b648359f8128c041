/* SPDX-License-Identifier: MPL-2.0 */
/* A hash table from path to a ready reply: open addressing, at most half full, filled at start and only read later. */
#include "http/assets.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/id.h"
#include "base/value.h"
#include "http/reply_internal.h"

enum { DIGEST_HEX = 16, GZIP_LEVEL = 9, FIRST_SLOTS = 64 };

struct asset {
	uint64_t hash;
	struct glane_str path; /* owned; .p NULL: an empty slot */
	struct reply *reply;
};

struct bundle {
	struct bundle *next;
	char *prefix;
	struct glane_str base; /* "/ui/0123456789abcdef/", owned */
};

struct assets {
	struct asset *slots;
	size_t size, count; /* size is a power of two */
	struct bundle *bundles;
};

struct assets *assets_new(void)
{
	struct assets *a = xcalloc(1, sizeof *a);
	a->size = FIRST_SLOTS;
	a->slots = xcalloc(a->size, sizeof *a->slots);
	return a;
}

void assets_free(struct assets *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->size; i++) {
		free((char *)a->slots[i].path.p);
		reply_unref(a->slots[i].reply);
	}
	for (struct bundle *b = a->bundles, *next; b; b = next) {
		next = b->next;
		free(b->prefix);
		free((char *)b->base.p);
		free(b);
	}
	free(a->slots);
	free(a);
}

static uint64_t hash_of(struct glane_str s)
{
	uint64_t h = 14695981039346656037u;
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
	return h;
}

/* The slot with that path, or the empty one where it belongs. */
static struct asset *slot_for(struct asset *slots, size_t size, uint64_t hash, struct glane_str path)
{
	size_t i = (size_t)(hash ^ hash >> 32) & (size - 1);
	while (slots[i].path.p && (slots[i].hash != hash || !str_eq(slots[i].path, path)))
		i = (i + 1) & (size - 1);
	return &slots[i];
}

static void grow(struct assets *a)
{
	size_t size = a->size * 2;
	struct asset *slots = xcalloc(size, sizeof *slots);
	for (size_t i = 0; i < a->size; i++)
		if (a->slots[i].path.p)
			*slot_for(slots, size, a->slots[i].hash, a->slots[i].path) = a->slots[i];
	free(a->slots);
	a->slots = slots;
	a->size = size;
}

static struct glane_str joined(struct glane_str a, struct glane_str b, struct glane_str c, struct glane_str d)
{
	struct glane_str parts[] = { a, b, c, d };
	size_t n = 0;
	char *p = xmalloc(a.n + b.n + c.n + d.n + 1);
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		memcpy(p + n, parts[i].p, parts[i].n);
		n += parts[i].n;
	}
	p[n] = 0;
	return (struct glane_str){ p, n };
}

static const struct glane_file *file_at(struct glane_list files, uint32_t i)
{
	return (const void *)((const char *)files.items + (size_t)i * files.stride);
}

static void digest_of(struct glane_list files, char hex[DIGEST_HEX + 1])
{
	struct sha256_state state;
	sha256_start(&state);
	for (uint32_t i = 0; i < files.count; i++) {
		const struct glane_file *f = file_at(files, i);
		sha256_add(&state, f->name, strlen(f->name) + 1);
		sha256_add(&state, &f->n, sizeof f->n); /* so that bytes cannot move from one file to the next */
		sha256_add(&state, f->p, f->n);
	}
	struct sha256 digest = sha256_end(&state);
	hex_of(digest.b, DIGEST_HEX / 2, hex);
}

static void add_file(struct assets *a, struct glane_str base, const struct glane_file *f)
{
	struct glane_str path = joined(base, str_c(f->name), STR_NONE, STR_NONE);
	uint64_t hash = hash_of(path);
	if (2 * (a->count + 1) > a->size)
		grow(a);
	struct asset *slot = slot_for(a->slots, a->size, hash, path);
	if (slot->path.p) { /* the same bundle again: the same bytes */
		free((char *)path.p);
		return;
	}
	struct reply *r = reply_new(200);
	reply_body_static(r, f->type, f->p, f->n);
	reply_etag(r);
	reply_compress_level(r, GZIP_LEVEL);
	r->cache_control = "public, max-age=31536000, immutable";
	r->vary = "Accept-Encoding";
	r->html = str_starts(str_c(f->type), STR("text/html"));
	*slot = (struct asset){ .hash = hash, .path = path, .reply = r };
	a->count++;
}

void assets_version(const struct assets *a, char ret_hex[ASSETS_VERSION_HEX + 1])
{
	struct sha256_state state;
	sha256_start(&state);
	for (const struct bundle *b = a->bundles; b; b = b->next)
		sha256_add(&state, b->base.p, b->base.n);
	struct sha256 digest = sha256_end(&state);
	hex_of(digest.b, ASSETS_VERSION_HEX / 2, ret_hex);
}

void assets_paths(const struct assets *a, struct glane_value *list)
{
	for (size_t i = 0; i < a->size; i++)
		if (a->slots[i].path.p)
			value_add_text(list, NULL, a->slots[i].path);
}

static struct bundle *bundle_of(const struct assets *a, const char *prefix)
{
	struct bundle *b = a->bundles;
	while (b && strcmp(b->prefix, prefix) != 0)
		b = b->next;
	return b;
}

void assets_add(struct assets *a, const char *prefix, struct glane_list files)
{
	char digest[DIGEST_HEX + 1];
	REQUIRE(!bundle_of(a, prefix));
	digest_of(files, digest);
	struct bundle *b = xcalloc(1, sizeof *b);
	b->prefix = xstrdup(prefix);
	b->base = joined(str_c(prefix), STR("/"), str_c(digest), STR("/"));
	b->next = a->bundles;
	a->bundles = b;
	for (uint32_t i = 0; i < files.count; i++)
		add_file(a, b->base, file_at(files, i));
}

struct reply *assets_find(const struct assets *a, struct glane_str path)
{
	struct asset *slot = slot_for(a->slots, a->size, hash_of(path), path);
	return slot->path.p ? reply_ref(slot->reply) : NULL;
}

struct glane_str assets_base(const struct assets *a, const char *prefix)
{
	const struct bundle *b = bundle_of(a, prefix);
	return b ? b->base : STR_NONE;
}
